"""Random commands against a model that is deliberately naive.

The model keeps a list of what was accepted and adds everything up again at every question,
with fractions; it shares no code with the rules.
"""

from datetime import date, timedelta
from fractions import Fraction
from math import floor

from conftest import examples
from end_cases import carry, limited
from hypothesis import given
from hypothesis import strategies as st
from in_memory import (
    CONCLUDED,
    FIRST,
    booked,
    claim,
    close,
    disburse,
    internal,
    kr,
    ledger_of,
    reallocate,
    release,
    repay,
    reverse,
    uplift,
)
from test_consequences import differences, effects

from ledger.refusal import LedgerError
from ledger.work.consequences import consequences
from projections.balances import measures_of
from projections.projection import replay

APPROVED = {"L1": kr(320_000), "L2": kr(715_000), "L3": kr(75_000), "L4": kr(100_000)}
BOARD = {"L1": "fritidsnamnden", "L2": "kommunstyrelsen"}  # of the lines marked for uplift
ENDS = {"2024-Q1": date(2024, 3, 31), "2024-Q2": date(2024, 6, 30), "2024-Q3": date(2024, 9, 30)}
YEARS = (2024, 2025)
TAKEN, GIVEN = {"move", "release", "carry"}, {"uplift", "move", "carry"}


class Naive:
    """What was accepted: dicts by position; a reversed one is struck out."""

    def __init__(self, limit=None):
        self.entries = {}
        self.closed = date.min
        self.limit = limit  # of carry-over, in per cent

    lines = tuple(APPROVED)

    def of(self, kind, **wanted):
        return [
            e
            for e in self.entries.values()
            if e["kind"] == kind and all(e[k] == v for k, v in wanted.items())
        ]

    def total(self, kind, **wanted):
        return sum(e["amount"] for e in self.of(kind, **wanted))

    def uplifts(self, line, year):
        """Each year's last uplift, applied in the order of the years."""
        parts = {}
        for y in YEARS:
            live = [e for e in self.of("uplift", year=y) if BOARD.get(line) == e["board"]]
            if live and y <= year:
                amount = self.raised(line, year, live[-1]) + sum(parts.values())
                parts[y] = floor(amount * live[-1]["rate"] / 100 + Fraction(1, 2))
        return parts

    def raised(self, line, year, uplift):
        """What an uplift raises, besides the uplifts before it."""
        return self.given(line, year)

    def given(self, line, year):
        """What the boards have given a line, besides uplift and what was moved."""
        return APPROVED[line]

    def committed(self, line, year):
        moved = self.total("move", to=line, year=year) - self.total("move", line=line, year=year)
        return (
            self.given(line, year)
            + sum(self.uplifts(line, year).values())
            + moved
            + self.total("carry", line=line, to=year)
            - self.total("carry", line=line, year=year)
            - self.total("release", line=line, year=year)
        )

    def paid(self, line, year):
        return self.total("pay", line=line, year=year) + self.total("cost", line=line, year=year)

    def remaining(self, line, year):
        return self.committed(line, year) - self.paid(line, year)

    def judge(self, e):  # noqa: C901 - a case for each kind
        """Return the code of the refusal that has to come; None: accepted."""
        kind = e["kind"]
        if kind == "close":
            order = list(ENDS)
            expected = next((p for p in order if ENDS[p] > self.closed), None)
            after = self.closed == date.min or e["period"] == expected
            return None if after else "close-out-of-order"
        if kind in {"pay", "cost"}:
            alike = {name: e[name] for name in ("line", "amount", "day")}  # of one voucher
            if kind == "pay" and e["line"] == "L4":
                return "internal-line"
            if kind == "cost" and e["line"] != "L4":
                return "external-line"
            if self.of(kind, **alike) and not e["again"]:
                return "looks-recorded"
            if e["amount"] > self.remaining(e["line"], e["year"]):
                return "exceeds-remaining"
        if kind == "move" and e["line"] == e["to"]:
            return "same-line"
        if kind == "carry" and (code := self.judge_carry(e)):
            return code
        if kind in {"move", "release", "carry"} and e["amount"] > self.remaining(
            e["line"], e["year"]
        ):
            return "exceeds-undisbursed"
        if kind == "claim":
            own = {"line": e["line"], "year": e["year"]}
            if e["amount"] > self.total("pay", **own) - self.total("claim", **own):
                return "exceeds-claimable"
        if kind == "repay":
            if self.entries.get(e["claim"], {}).get("kind") != "claim":
                return "unknown-claim"
            claimed = self.entries[e["claim"]]["amount"]
            if e["amount"] > claimed - self.total("repay", claim=e["claim"]):
                return "exceeds-claim"
        if kind == "uplift":
            return self.judge_uplift(e)
        if kind == "reverse":
            return self.judge_reversal(e)
        counts = e["day"] + timedelta(days=e.get("later", 0))
        return "period-closed" if counts <= self.closed else None

    def judge_carry(self, e):
        if e["to"] <= e["year"]:
            return "not-a-later-year"
        own = {"line": e["line"], "year": e["year"]}
        out = self.total("carry", **own)
        given = self.committed(**own) + out + self.total("release", **own)
        if self.limit is not None and e["amount"] > Fraction(self.limit) * given / 100 - out:
            return "over-carry-limit"
        return None

    def judge_uplift(self, e):
        exists = bool(self.of("uplift", year=e["year"], board=e["board"]))
        if exists and not e["supersede"]:
            return "uplift-exists"
        if e["supersede"] and not exists:
            return "nothing-to-supersede"
        if e["year"] == 2024 and self.of("uplift", year=2025, board=e["board"]):
            return "later-uplift-exists"
        return "exceeds-undisbursed" if self.goes_below_zero({"new": e}) else None

    def goes_below_zero(self, added=(), without=None):
        tried = type(self)()
        tried.entries = {k: v for k, v in self.entries.items() if k != without} | dict(added)
        return any(tried.remaining(line, year) < 0 for line in tried.lines for year in YEARS)

    def judge_reversal(self, e):
        entry = self.entries.get(e["position"])
        if entry is None:
            return "gone"
        if entry["kind"] == "uplift":
            own = self.of("uplift", board=entry["board"])
            later = [u for u in own if u["year"] > entry["year"]]
            newest = [u for u in own if u["year"] == entry["year"]][-1]
            if later or newest is not entry:
                return "depended-upon"
        if entry["kind"] in {"uplift", "move", "carry"} and self.goes_below_zero(
            without=e["position"]
        ):
            return "depended-upon"
        if entry["kind"] == "pay":
            own = {"line": entry["line"], "year": entry["year"]}
            if self.total("pay", **own) - entry["amount"] < self.total("claim", **own):
                return "depended-upon"
        if entry["kind"] == "claim" and self.of("repay", claim=e["position"]):
            return "depended-upon"
        counts = entry["day"] + timedelta(days=entry.get("later", 0))
        if e["day"] and e["day"] < counts:
            return "reversal-before-entry"
        return "period-closed" if (e["day"] or counts) <= self.closed else None


def command_of(e):
    command = _command_of(e)
    return booked(command, e["day"] + timedelta(days=e["later"])) if e.get("later") else command


def _command_of(e):
    match e["kind"]:
        case "pay":
            return disburse(e["line"], e["amount"], e["year"], e["day"], again=e["again"])
        case "cost":
            return internal(e["line"], e["amount"], e["year"], e["day"], again=e["again"])
        case "move":
            return reallocate(e["line"], e["to"], e["amount"], year=e["year"])
        case "carry":
            return carry(e["amount"], e["line"], (e["year"], e["to"]), e["day"])
        case "release":
            return release(e["line"], e["amount"], e["year"])
        case "claim":
            return claim(e["line"], e["amount"], e["year"])
        case "repay":
            return repay(e["claim"], e["amount"])
        case "uplift":
            rate = f"{float(e['rate']):.1f}"
            return uplift(e["board"], rate, e["year"], supersede=e["supersede"])
        case "reverse":
            return reverse(e["position"], e["day"])
        case _:
            return close(e["period"])


lines = st.sampled_from(sorted(APPROVED))
later = st.sampled_from([0, 0, 0, 1, 30])  # days from the document's to that of accounting
years = st.sampled_from(YEARS)
amounts = st.one_of(
    st.integers(1, kr(90_000)), st.sampled_from([kr(75_000), kr(100_000), kr(320_000)])
)
positions = st.integers(FIRST, FIRST + 12)
entries = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["pay", "pay", "pay", "cost"]),
            "line": lines,
            "year": years,
            "amount": amounts,
            "day": st.dates(date(2024, 1, 1), date(2024, 12, 31)),
            "again": st.booleans(),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("move"),
            "line": st.sampled_from(["L2", "L3"]),
            "to": st.sampled_from(["L2", "L3"]),
            "year": years,
            "amount": amounts,
            "day": st.just(date(2024, 6, 1)),
            "later": later,
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("carry"),
            "line": lines,
            "year": years,
            "to": st.sampled_from([2025, 2025, 2024]),
            "amount": amounts,
            "day": st.just(date(2024, 11, 1)),
            "later": later,
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("release"),
            "line": lines,
            "year": years,
            "amount": amounts,
            "day": st.just(date(2024, 6, 1)),
            "later": later,
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("claim"),
            "line": st.sampled_from(["L1", "L2", "L3"]),
            "year": years,
            "amount": amounts,
            "day": st.just(date(2025, 2, 12)),
            "later": later,
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("repay"),
            "claim": positions,
            "amount": st.integers(1, kr(50_000)),
            "day": st.just(date(2025, 3, 20)),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("uplift"),
            "board": st.sampled_from(sorted(BOARD.values())),
            "year": years,
            "rate": st.integers(1, 60).map(lambda tenths: Fraction(tenths, 10)),
            "supersede": st.booleans(),
            "day": st.just(date(2025, 2, 1)),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just("reverse"),
            "position": positions,
            "day": st.none() | st.dates(date(2024, 1, 1), date(2025, 6, 30)),
        }
    ),
    st.fixed_dictionaries({"kind": st.just("close"), "period": st.sampled_from(sorted(ENDS))}),
)


@given(st.lists(entries, min_size=4, max_size=16), st.sampled_from([None, "0", "10", "33.333"]))
@examples(120)
def test_the_rules_agree_with_the_model(steps, limit):
    naive, ledger = Naive(limit), ledger_of(limited(limit) if limit else CONCLUDED)
    before = replay(ledger.events)
    for step in steps:
        expected = naive.judge(step)
        try:
            recorded = ledger.record(command_of(step))
        except LedgerError as refused:
            gone = {"unknown-position", "not-reversible", "already-reversed", "is-a-reversal"}
            assert refused.code in (gone if expected == "gone" else {expected})
            continue
        assert expected is None, f"accepted, and the model says {expected}"
        if step["kind"] == "reverse":
            del naive.entries[step["position"]]
        elif step["kind"] == "close":
            naive.closed = ENDS[step["period"]]
        else:
            naive.entries[recorded[0].position] = step
        after = compare(naive, ledger)
        told = consequences(
            recorded, ledger.parties, ledger.agreements["herrgarden"], is_evolved=True
        )
        assert effects(told) == differences(before, after)
        before = after


def compare(naive, ledger):
    state, projection = ledger.agreements["herrgarden"], replay(ledger.events)
    for line in naive.lines:
        for year in YEARS:
            own = state.lines[line].years[year]
            shown = measures_of(projection, "herrgarden", line, year)
            expected = (naive.committed(line, year), naive.remaining(line, year))
            assert (own.committed, own.remaining) == expected
            assert (shown["committed_minor"], shown["remaining_minor"]) == expected
            assert own.remaining >= 0
            claimed = naive.total("claim", line=line, year=year)
            assert own.sums["claimed"] == shown["claimed_minor"] == claimed
            repaid = sum(
                e["amount"]
                for e in naive.of("repay")
                if (naive.entries[e["claim"]]["line"], naive.entries[e["claim"]]["year"])
                == (line, year)
            )
            assert shown["repaid_minor"] == repaid
            assert shown["open_claim_minor"] == claimed - repaid >= 0
            assert shown["net_cost_minor"] == naive.paid(line, year) - repaid
        carried = [measures_of(projection, "herrgarden", line, y)["carried_minor"] for y in YEARS]
        assert sum(carried) == 0
    assert sum(projection.balances.values()) == 0
    return projection
