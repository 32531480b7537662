"""Random agreements, settled: nothing remains, and what is held is claimed, to the öre."""

from collections import Counter
from datetime import date

import pytest
from conftest import examples
from end_cases import close_agreement, limited, settle, terminate
from forging import judge
from hypothesis import given
from hypothesis import strategies as st
from in_memory import By, kr, ledger_of, repay, use
from test_naive_model import command_of, entries

from events import facts as f
from ledger.refusal import LedgerError
from projections.balances import measures_of
from projections.projection import replay

LINES, YEARS = ("L1", "L2", "L3", "L4"), (2024, 2025)
ENDS = date(2025, 12, 31)


reports = st.builds(
    lambda line, year, minor: use(line, minor, year, date(2025, 1, 15)),
    st.sampled_from(LINES),
    st.sampled_from(YEARS),
    st.integers(1, kr(60_000)),
)


def random_ledger(steps, limit):
    ledger = ledger_of(limited(limit))
    for step in steps:
        try:
            ledger.record(command_of(step) if isinstance(step, dict) else step)
        except LedgerError:
            continue
    return ledger


def naive(ledger):
    """Add up what stands, line by line: committed, paid, disbursed, reported, claimed, repaid."""
    sums = Counter()
    taken_back = {e.fact.position for e in ledger.events if isinstance(e.fact, f.EntryReversed)}
    for event in ledger.events:
        if event.position in taken_back:
            continue
        match event.fact:
            case f.CommitmentApproved() as x:
                for year, minor in x.amounts_minor.items():
                    sums[x.line, year, "remaining"] += minor
            case f.UpliftApplied() as x:
                for own in x.years:
                    sums[x.line, own.year, "remaining"] += own.change_minor
            case f.Reallocated() as x:
                sums[x.from_line, x.year, "remaining"] -= x.amount_minor
                sums[x.to_line, x.year, "remaining"] += x.amount_minor
            case f.CarriedOver() as x:
                sums[x.line, x.from_year, "remaining"] -= x.amount_minor
                sums[x.line, x.to_year, "remaining"] += x.amount_minor
            case f.CommitmentReleased() as x:
                sums[x.line, x.year, "remaining"] -= x.amount_minor
            case f.DisbursementRecorded() as x:
                sums[x.line, x.budget_year, "remaining"] -= x.amount_minor
                sums[x.line, x.budget_year, "unclaimed"] += x.amount_minor
            case f.InternalCostRecorded() as x:
                sums[x.line, x.budget_year, "remaining"] -= x.amount_minor
            case f.UseReported() | f.RepaymentClaimed() as x:
                sums[x.line, x.budget_year, "unclaimed"] -= x.amount_minor
    return sums


@given(
    st.lists(st.one_of(entries, entries, reports), min_size=4, max_size=24),
    st.sampled_from(["0", "10", "100"]),
    st.sampled_from([None, date(2025, 6, 30), ENDS]),
)
@examples(60)
def test_nothing_remains_and_what_is_held_is_claimed(steps, limit, ends):
    ledger = random_ledger(steps, limit)
    before = naive(ledger)
    if ends is not None:
        ledger.record(terminate(ends=ends))
    try:
        recorded = ledger.record(settle(ends or ENDS))
    except LedgerError as refused:
        assert refused.code == "nothing-to-settle"
        recorded = []
    wanted = {key: minor for key, minor in before.items() if minor > 0}
    made = {
        (x.fact.line, x.fact.year, "remaining")
        if isinstance(x.fact, f.CommitmentReleased)
        else (x.fact.line, x.fact.budget_year, "unclaimed"): x.fact.amount_minor
        for x in recorded
    }
    assert made == wanted
    projection = replay(ledger.events)
    for line in LINES:
        for year in YEARS:
            shown = measures_of(projection, "herrgarden", line, year)
            assert shown["remaining_minor"] == 0
            assert shown["held_minor"] <= shown["open_claim_minor"]
        assert (
            sum(measures_of(projection, "herrgarden", line, y)["carried_minor"] for y in YEARS) == 0
        )
    with pytest.raises(LedgerError) as refused:
        ledger.record(settle(ends or ENDS))
    assert refused.value.code == "nothing-to-settle"
    for at, claim in ledger.agreements["herrgarden"].claims.items():
        if claim.open:
            ledger.record(repay(at, claim.open, received_on=ENDS))
    ledger.record(By(close_agreement(ENDS)))
    assert ledger.agreements["herrgarden"].shut is not None
    assert judge(ledger.events).rules == {}
