"""The rules for dates: not before their basis, not in the future, not after the end unless allowed.

Source: docs/DOMAIN.md, section 5 (time).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from events import facts as f
from events.facts import Fact, Position
from ledger.rules.refusals.entries import (
    AfterEnd,
    BeforeBasis,
    BeforeStart,
    DateInFuture,
    PeriodClosed,
)
from ledger.rules.state import AgreementState, InKindState, LineState, World
from ledger.rules.versions import DATES_ARE_HELD


class Basis(NamedTuple):
    """An event that another fact rests on: the day it is about, its position and its name."""

    day: date
    position: Position
    event: str


def check(facts: Sequence[Fact], world: World, *, in_term: bool = False) -> None:
    """Refuse days in the future, in closed periods, and outside the term unless the user allows it.

    Args:
        facts: what would be recorded.
        world: what is known before it.
        in_term: the days have to lie within the agreement's term.

    Raises:
        Refused: ``date-in-future``, ``period-closed``, ``after-end`` or ``before-start``.
    """
    for fact in facts:
        day = f.effective_on(fact)
        if day is None:
            continue
        _require_past(day, world)
        if f.is_posting(fact):
            _require_open_period(day, world)
        if in_term:
            _require_within_term(fact, day, world.agreement)


def require_open(day: date, world: World) -> None:
    """Refuse a day in the future, and one in a closed period."""
    _require_past(day, world)
    _require_open_period(day, world)


def _require_past(day: date, world: World) -> None:
    if day > world.today and world.rules >= DATES_ARE_HELD:
        raise DateInFuture(day=day, today=world.today)


def _require_open_period(day: date, world: World) -> None:
    closed = world.book.closed_through
    if closed is not None and day <= closed:
        raise PeriodClosed(day=day, closed_through=closed)


def _require_within_term(fact: Fact, day: date, agreement: AgreementState | None) -> None:
    """Refuse a day after the agreement's end, and work before its start.

    Payments and decisions may come before the start: their limit is the conclusion.
    """
    assert agreement is not None
    assert agreement.proposed is not None
    if day > agreement.proposed.ends:
        raise AfterEnd(day=day, ends=agreement.proposed.ends)
    if isinstance(fact, f.InKindRecorded) and day < agreement.proposed.starts:
        raise BeforeStart(day=day, starts=agreement.proposed.starts)


def require_not_before(day: date, bases: Iterable[Basis], world: World) -> None:
    """Refuse a day before that of a basis; the refusal names the latest basis."""
    latest = max(bases, default=None)
    if latest is not None and day < latest.day and world.rules >= DATES_ARE_HELD:
        raise BeforeBasis(
            day=day,
            basis_day=latest.day,
            position=latest.position,
            event=latest.event,
        )


def require_committed_by(
    day: date, line: LineState, agreement: AgreementState, world: World
) -> None:
    """Refuse a day before the decisions that commit the money of a line."""
    decision, concluded = line.decision, agreement.concluded
    assert decision is not None
    assert concluded is not None
    if day < concluded.decided_on or day < decision.decided_on:
        require_not_before(day, (of_decision(line), of_conclusion(agreement)), world)


def of_decision(line: LineState) -> Basis:
    """Return the decision on a line, as a basis."""
    assert line.decision is not None
    return Basis(line.decision.decided_on, line.decided_at, f.event_name(line.decision))


def of_conclusion(agreement: AgreementState) -> Basis:
    """Return the conclusion, as a basis."""
    concluded = agreement.concluded
    assert concluded is not None
    return Basis(concluded.decided_on, agreement.concluded_at, f.event_name(concluded))


def of_uplifts(line: LineState, year: int) -> list[Basis]:
    """Return the uplifts of a line that an uplift for a year replaces or builds on."""
    return [
        Basis(fact.decided_on, at, f.event_name(fact))
        for of_year, (at, fact) in line.uplifts.items()
        if of_year <= year
    ]


def of_in_kind(entry: InKindState, at: Position) -> Basis:
    """Return a contribution in kind, as a basis."""
    return Basis(entry.fact.performed_on, at, f.event_name(entry.fact))
