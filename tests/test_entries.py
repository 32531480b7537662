"""An entry declares itself: here one that the program has not, told by its declaration alone."""

from datetime import date

import in_memory as core
import pytest
from in_memory import FIRST, ID, kr
from test_events_codec import ALL

from events import facts as f
from events.effects import EFFECTS, Effect
from ledger.presentation import describing, display
from ledger.refusal import N_, LedgerError
from ledger.rules import commands as c
from ledger.rules import entries
from ledger.rules.entries.declaration import Declaration
from ledger.rules.refusals.amounts import SameLine
from projections import audit
from projections.balances import measures_of
from projections.projection import replay

DAY = date(2024, 12, 20)


class MovedToYear(f.Entry, frozen=True, gc=False, tag="moved-to-year/1"):
    """A part of a year's commitment moved to another year of its line."""

    line: f.LineId
    from_year: f.Year
    to_year: f.Year
    amount_minor: f.Amount
    board: f.BoardId
    decision: f.Text
    decided_on: f.EffectiveDay


class MoveToYear(c.EntryCommand, c.InTerm, frozen=True):
    """Move a part of a year's commitment to another year."""

    today_field = "decided_on"

    line: f.LineId
    from_year: int
    to_year: int
    amount_minor: int
    decision: str
    decided_on: date | None = None


def _other_year(fact, _agreement, _world):
    if fact.from_year == fact.to_year:
        raise SameLine(line=fact.line)


MOVED_TO_YEAR = Declaration(
    command=MoveToYear,
    fact=MovedToYear,
    summary=N_("{line} {from_year} → {to_year} · {amount_minor} · {board} · {decision}"),
    derived=lambda command, agreement, _: {
        "board": agreement.lines[command.line].proposed.funder,
    },
    rule=_other_year,
)


@pytest.fixture(autouse=True)
def _declared(monkeypatch):
    effects = (
        Effect("reallocated", -1, year="from_year"),
        Effect("reallocated", year="to_year"),
    )
    monkeypatch.setitem(EFFECTS, MovedToYear, effects)
    monkeypatch.setitem(entries.BY_COMMAND, MoveToYear, MOVED_TO_YEAR)
    monkeypatch.setitem(entries.BY_FACT, MovedToYear, MOVED_TO_YEAR)
    monkeypatch.setitem(f._NAME, MovedToYear, "moved-to-year/1")  # noqa: SLF001


def move(amount, line="L3", *, day=DAY, years=(2024, 2025), **more):
    return MoveToYear(
        **ID,
        line=line,
        from_year=years[0],
        to_year=years[1],
        amount_minor=amount,
        decision="KS § 7",
        decided_on=day,
        **more,
    )


PAID = core.disburse("L3", kr(61_834.50))
LATER = date(2026, 1, 5)
CASES = [
    # name, given, when, then
    ("all that is left", (PAID,), move(kr(13_165.50)), None),
    ("one öre more", (PAID,), move(kr(13_165.50) + 1), "exceeds-undisbursed"),
    ("no such line", (), move(1, "L9"), "unknown-line"),
    ("nothing", (), move(0), "amount-not-positive"),
    ("a year outside", (), move(1, years=(2024, 2026)), "year-outside-agreement"),
    ("the same year", (), move(1, years=(2024, 2024)), "same-line"),
    ("before it was approved", (), move(1, day=date(2023, 12, 1)), "before-basis"),
    ("after the end", (), core.By(move(1, day=LATER), today=LATER), "after-end"),
    (
        "after the end, asked",
        (),
        core.By(move(1, day=LATER, outside_term=True), today=LATER),
        None,
    ),
    ("in a closed period", (core.close("2024"),), move(1), "period-closed"),
    ("in the future", (), move(1, day=date(2026, 6, 1)), "date-in-future"),
    (
        "more than any line has",
        (core.uplift(rate=None, year=2025, line="L2", amount_minor=10**15 - kr(715_000)),),
        move(1, "L2"),
        "amount-too-large",
    ),
    ("a declined line", None, move(1, "L1"), "exceeds-undisbursed"),
]
DECLINED = (*core.PROPOSED, core.approve(core.KS), core.decline(core.FRN), core.approve(core.KUN))


@pytest.mark.parametrize(("name", "given", "when", "then"), CASES, ids=[x[0] for x in CASES])
def test_it_is_decided_by_its_declaration(name, given, when, then):
    before = (*DECLINED, core.CONCLUDE) if given is None else (*core.CONCLUDED, *given)
    ledger = core.ledger_of(before)
    if then is None:
        assert [event.name for event in ledger.record(when)] == ["moved-to-year/1"], name
    else:
        with pytest.raises(LedgerError) as refused:
            ledger.record(when)
        assert refused.value.code == then


def test_state_postings_and_log_follow():
    ledger = core.ledger_of((*core.CONCLUDED, PAID, move(kr(7_500), day=None, outside_term=True)))
    event = ledger.events[-1]
    assert event.fact.decided_on == core.TODAY
    assert event.fact.board == core.KS
    projection, line = replay(ledger.events), ledger.agreements["herrgarden"].lines["L3"]
    for year, committed, paid in ((2024, 67_500, 61_834.5), (2025, 82_500, 0)):
        shown = measures_of(projection, "herrgarden", "L3", year)
        assert shown["committed_minor"] == line.years[year].committed == kr(committed)
        assert shown["remaining_minor"] == line.years[year].remaining == kr(committed - paid)
    trail = audit.entry(event, projection.lines)
    assert (trail.amount_minor, trail.lines, trail.boards) == (kr(7_500), ("L3",), (core.KS,))
    names = {core.KS: "Kommunstyrelsen"}
    said = describing.summary(event.fact, names, "SEK")
    shown = display.amount(kr(7_500), "SEK")
    assert said == f"L3 2024 → 2025 · {shown} · Kommunstyrelsen · KS § 7"


def test_its_reversal_gives_back_what_it_took_unless_that_is_paid():
    ledger = core.ledger_of((*core.CONCLUDED, move(kr(75_000))))
    with pytest.raises(LedgerError) as refused:
        ledger.record(core.disburse("L3", 1))
    assert refused.value.code == "exceeds-remaining"
    (paid,) = ledger.record(core.disburse("L3", kr(75_000) + 1, 2025, date(2025, 3, 1)))
    with pytest.raises(LedgerError) as refused:
        ledger.record(core.reverse(FIRST))
    assert refused.value.code == "depended-upon"
    ledger.record(core.reverse(paid.position))
    ledger.record(core.reverse(FIRST))
    line = ledger.agreements["herrgarden"].lines["L3"]
    assert [line.years[year].remaining for year in (2024, 2025)] == [kr(75_000)] * 2


def test_what_was_recorded_can_be_judged_again():
    ledger = core.ledger_of((*core.CONCLUDED, move(kr(75_000))))
    fact, state = ledger.events[-1].fact, ledger.agreements["herrgarden"]
    with pytest.raises(LedgerError) as refused:
        MOVED_TO_YEAR.judge(fact, state, None)
    assert refused.value.code == "exceeds-undisbursed"


def test_a_day_that_is_left_out_is_not_in_the_digest():
    assert c.is_about_today(move(1, day=None))
    assert c.digest(move(1, day=None)) in {*c.digests(move(1), DAY, core.AT)}


@pytest.mark.parametrize("event", ALL, ids=lambda event: event.name)
def test_every_fact_can_be_told_in_a_line(event):
    assert describing.summary(event.fact, {}, "SEK")


def test_every_command_that_stands_with_its_entry_is_declared():
    declared = {command for command in entries.BY_COMMAND if command is not MoveToYear}
    own = {x for x in c.EntryCommand.__subclasses__() if x.__module__.startswith("ledger.")}
    assert declared == own
    for declaration in entries.ENTRIES:
        assert declaration.fact in EFFECTS or issubclass(declaration.fact, f.Step)
        assert declaration.fact in f.FACTS
