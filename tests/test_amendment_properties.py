"""What holds of every amendment: its reversal, its counter-amendment, and any order of both."""

import random
from datetime import date, timedelta

import amendment_cases as cases
import in_memory as core
import pytest
from conftest import examples
from forging import judge
from hypothesis import given
from hypothesis import strategies as st

from events import facts as f
from events.effects import COMMITTED
from ledger.refusal import LedgerError
from projections.balances import measures_of
from projections.projection import replay

LINES, YEARS = ("L1", "L2", "L3", "L4", "L5"), (2024, 2025, 2026)
BOARDS = (core.KS, core.FRN, core.KUN)
FUNDER = {"L1": core.FRN, "L2": core.KS, "L3": core.KS, "L4": core.KUN, "L5": core.KS}


def balances(ledger, as_of=None):
    return {key: minor for key, minor in replay(ledger.events, as_of).balances.items() if minor}


def document(ledger):
    """Return the agreement and its lines as they stand."""
    whole = replay(ledger.events).agreements["herrgarden"]
    lines = {line: (x.proposed, x.amounts_minor, x.decision) for line, x in whole.lines.items()}
    return whole.proposed, lines


def committed(ledger):
    state = ledger.agreements["herrgarden"]
    found = {(k, y): x.committed for k, own in state.lines.items() for y, x in own.years.items()}
    return {key: minor for key, minor in found.items() if minor}


def amend(ledger, command):
    """Propose, approve, consent and conclude; return the position of the conclusion."""
    ledger.record(command)
    state = ledger.agreements["herrgarden"]
    (name,) = [key for key, x in state.amendments.items() if x.is_open]
    for board in sorted({*BOARDS}):
        try_to(ledger, cases.agrees(board, name))
    for party in (*cases.ALL_SIGN, "rosengardsbiblioteket"):
        try_to(ledger, cases.signs(party, name))
    ledger.record(cases.concludes(name))
    return len(ledger.events)


def try_to(ledger, command):
    try:
        ledger.record(command)
    except LedgerError:
        return False
    return True


def begun(rng):
    """Return a ledger in which some has been paid, raised, moved and released."""
    ledger = core.ledger_of(core.CONCLUDED)
    for _ in range(rng.randrange(6)):
        try_to(ledger, random_entry(rng))
    return ledger


def random_entry(rng):
    line, year = rng.choice(LINES), rng.choice(YEARS)
    day = cases.DECIDED + timedelta(days=rng.randrange(-200, 100))
    amount = rng.choice((1, 5_000_000, 7_500_000, 31_999_999))
    return rng.choice(
        (
            lambda: core.disburse(line, amount, year, day),
            lambda: core.uplift(FUNDER[line], rng.choice(("2.7", "3.1")), year, decided_on=day),
            lambda: core.release(line, amount, year, day),
            lambda: core.reallocate(line, rng.choice(LINES), amount, ((None, "§"),), year, day),
        )
    )()


def random_amendment(rng):
    kinds = {
        "changes": lambda: (
            *(cases.to(rng.choice(LINES[:4]), rng.randrange(10**6), rng.choice(YEARS)),),
            *rng.choice(((), (cases.mark("L3"),), (cases.to("L1", rng.randrange(10**6), 2025),))),
        ),
        "lines": lambda: (
            cases.new_line(amounts_minor={rng.choice(YEARS): rng.randrange(1, 9**9)}),
        ),
        "ends": lambda: rng.choice((cases.LONGER, date(2025, 6, 30))),
        "new_title": lambda: "IOP",
        "joins": lambda: ("rosengardsbiblioteket",),
    }
    chosen = rng.sample([*kinds], rng.randint(1, 3))
    said = {name: kinds[name]() for name in chosen}
    return cases.change(*said.pop("changes", ()), **said)


seeds = st.integers(min_value=0, max_value=10**9).map(random.Random)


@given(seeds)
@examples(60)
def test_an_amendment_and_its_reversal_leave_everything(rng):
    ledger = begun(rng)
    before = balances(ledger), document(ledger), committed(ledger)
    try:
        at = amend(ledger, random_amendment(rng))
    except LedgerError:
        return  # it was refused, at its proposal or at its conclusion
    concluded = ledger.events[at - 1].fact
    assert isinstance(concluded, f.AmendmentConcluded)
    after = committed(ledger)
    for change_ in concluded.changes:
        assert after.get((change_.line, change_.year), 0) == change_.amount_minor
    ledger.record(core.reverse(at))
    assert (balances(ledger), document(ledger), committed(ledger)) == before
    found = judge(ledger.events)
    assert (found.rules, found.replays) == ({}, {})


@given(seeds)
@examples(40)
def test_an_amendment_and_its_counter_amendment_leave_what_is_committed(rng):
    ledger = begun(rng)
    before = committed(ledger)
    line, year = rng.choice(LINES[:4]), rng.choice(YEARS[:2])
    was = before.get((line, year), 0)
    try:
        amend(ledger, cases.change(cases.to(line, rng.randrange(10**6), year)))
    except LedgerError:
        return
    amend(ledger, cases.change(cases.to(line, was / 100, year)))
    assert committed(ledger) == before
    projection = replay(ledger.events)
    measures = measures_of(projection, "herrgarden", line, year)
    assert (
        measures["committed_minor"]
        == was
        == sum(sign * measures[f"{name}_minor"] for name, sign in COMMITTED.items())
    )


@given(seeds)
@examples(40)
def test_any_order_is_judged_again_and_found_right(rng):
    ledger = begun(rng)
    for _ in range(30):
        name = f"T{rng.randint(1, 3)}"
        at = rng.randint(core.FIRST, len(ledger.events) + 1)
        step = rng.choice(
            (
                lambda: random_entry(rng),
                lambda: random_amendment(rng),
                lambda name=name: cases.agrees(rng.choice(BOARDS), name),
                lambda name=name: cases.agrees(rng.choice(BOARDS), name),
                lambda name=name: cases.declines(rng.choice(BOARDS), name),
                lambda name=name: cases.signs(rng.choice(cases.ALL_SIGN), name),
                lambda name=name: cases.concludes(name),
                lambda name=name: cases.concludes(name),
                lambda name=name: cases.withdraws(name),
                lambda at=at: core.reverse(at, date(2025, 12, 1)),
            )
        )()
        try_to(ledger, step)
    found = judge(ledger.events)
    assert (found.rules, found.replays) == ({}, {})
    rows = {}
    for (_, line, year, _, account), minor in balances(ledger).items():
        if account == "Assets:Commitments":
            rows[line, year] = minor
    state = ledger.agreements["herrgarden"]
    assert rows == {
        (k, y): x.remaining
        for k, own in state.lines.items()
        for y, x in own.years.items()
        if x.remaining
    }
    assert state.proposed == replay(ledger.events).agreements["herrgarden"].proposed


@pytest.mark.parametrize("day", [date(2025, 5, 1), date(2025, 5, 31)])
def test_as_of_a_day_before_it_is_booked_it_does_not_count(day):
    added = (cases.new_line(),)
    steps = (cases.change(cases.to(), lines=added), cases.agrees())
    ledger = core.ledger_of((*core.CONCLUDED, *steps, cases.concludes(booked_on=date(2025, 6, 1))))
    before = replay(ledger.events, day)
    assert "L5" not in before.agreements["herrgarden"].lines
    assert measures_of(before, "herrgarden", "L2", 2025)["committed_minor"] == core.kr(715_000)
    later = replay(ledger.events, date(2025, 6, 1))
    assert measures_of(later, "herrgarden", "L5", 2025)["committed_minor"] == core.kr(50_000)
