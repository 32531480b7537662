"""The rules for dates: not before their basis, not in the future, not after the end unless allowed.

A fact has a document date, when it was decided or happened, and an accounting date, from which it
counts. Only the accounting date is held to closed periods, and only the document date to the
agreement's term. Payments, internal costs, repayments, use and reversals have one day for both.

Source: docs/DOMAIN.md, section 5 (time).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple, TypeVar, cast

from events import facts as f
from events.declared import fields_naming
from events.facts import Fact, Position
from ledger.refusal import N_
from ledger.rules.refusals.ending import AgreementEnded
from ledger.rules.refusals.entries import (
    AfterEnd,
    BeforeBasis,
    BeforeStart,
    BookedTooEarly,
    DateInFuture,
    PeriodClosed,
)
from ledger.rules.requests import was_requested_by
from ledger.rules.state import AgreementState, LineState, World
from ledger.rules.versions import DATES_ARE_HELD

F = TypeVar("F", bound=f.Event)

# What may be done instead, where a period is closed. A server says it in the same words.
DATE_LATER = N_(
    "Date it in an open period; where it has a budget year, give that with --year. Somebody else"
    " may open the newest closed period: samverk period reopen"
)
BOOK_LATER = N_("Keep the day, and say with --booked-on from when it counts.")
DAY_OF, COUNTS_FROM = (
    N_("the day of what it rests on"),
    N_("the day from which counts what it rests on"),
)
NOT_EARLIER = N_("Give a day that is not earlier.")
BOOK_NOT_EARLIER = N_("Keep the day, and say with --booked-on that it counts from then or later.")


@cache
def _later_form(fact: type) -> type[Any] | None:
    """Return the later form of a fact that says both days, where the form itself says one."""
    later = [x for x in f.FACTS if x.__base__ is fact and fields_naming(x, "document day")]
    return later[-1] if later else None


def has_both(fact: type) -> bool:
    """Return whether a fact may be booked later than it happened, in any form."""
    return bool(fields_naming(fact, "document day")) or _later_form(fact) is not None


# What settles an agreement belongs after its end.
SETTLING = (
    f.UseReported,
    f.RepaymentClaimed,
    f.RepaymentReceived,
    f.ClaimWrittenOff,
    f.CommitmentReleased,
    f.InKindVerified,
    f.InKindRejected,
    f.EntryReversed,
)


class Days(NamedTuple):
    """The days of a fact.

    Attributes:
        document: when it was decided or happened; None: the fact has one day, the accounting date.
        booked: the accounting date, from which it counts.
    """

    document: date | None
    booked: date


class Basis(NamedTuple):
    """An event that another fact rests on: its days, its position and its name."""

    days: Days
    position: Position
    event: str


def accounting(document: date, booked: date | None) -> Days:
    """Return the days of a fact: it counts from its document date unless another day is given.

    Raises:
        Refused: ``booked-too-early``.
    """
    if booked is None:
        return Days(document, document)
    if booked < document:
        raise BookedTooEarly(day=booked, document_day=document)
    return Days(document, booked)


def one(day: date) -> Days:
    """Return the days of a fact that has a single one."""
    return Days(None, day)


def dated(fact: type[F], days: Days, *, has_later_form: bool = False, **values: Any) -> F:
    """Return a fact, in the form that says both days if they differ.

    Args:
        fact: the type of its first form.
        days: of the fact.
        has_later_form: it repeats a fact of the later form, so it has the later form, too.
        values: its fields but for ``booked_on``.
    """
    if days.booked == days.document and not has_later_form:
        return fact(**values)
    later = _later_form(fact)
    assert later is not None
    return cast("F", later(**values, booked_on=days.booked))


def days_of(fact: f.Event) -> Days:
    """Return the days of a fact that is about one."""
    happened, booked = f.happened_on(fact), f.effective_on(fact)
    assert booked is not None
    return Days(happened, booked)


def check(facts: Sequence[Fact], world: World, *, in_term: bool = False) -> None:
    """Refuse days in the future, in closed periods, and outside the term unless the user allows it.

    Args:
        facts: what would be recorded.
        world: what is known before it.
        in_term: the document dates have to lie within the agreement's term.

    Raises:
        Refused: ``date-in-future``, ``period-closed``, ``after-end``, ``before-start`` or
            ``agreement-ended``.
    """
    terminated = world.agreement.terminated if world.agreement is not None else None
    closed = world.book.closed_through
    for fact in facts:
        day = f.effective_on(fact)
        if day is None:
            continue
        _require_past(day, world)
        if closed is not None and f.is_posting(fact):
            _require_open_period(day, world, fact=type(fact))
        if terminated is not None:
            _require_going_on(fact, terminated[1].ends, world)
        if in_term:
            happened = f.happened_on(fact)
            assert happened is not None
            _require_within_term(fact, happened, world.agreement)


def _require_going_on(fact: Fact, ends: date, world: World) -> None:
    """Refuse payments, work and decisions after the end of a terminated agreement.

    No permission lets them in: what settles the agreement is another kind of fact, or pays what
    was requested by then.
    """
    happened = f.happened_on(fact)
    assert happened is not None
    if happened > ends:
        if isinstance(fact, SETTLING) or not f.is_posting(fact):
            return
        if isinstance(fact, f.DisbursementRecorded) and was_requested_by(ends, fact, world):
            return
        raise AgreementEnded(day=happened, ends=ends)


def require_open(day: date, world: World) -> None:
    """Refuse a day in the future, and one in a closed period, of a fact that has one day."""
    _require_past(day, world)
    _require_open_period(day, world)


def _require_past(day: date, world: World) -> None:
    if day > world.today and world.rules >= DATES_ARE_HELD:
        raise DateInFuture(day=day, today=world.today)


def _require_open_period(
    day: date, world: World, fact: type | None = None, *, is_both: bool = False
) -> None:
    """Refuse a day in a closed period; ``fact``, or ``is_both``, says what may be done instead."""
    closed = world.book.closed_through
    if closed is not None and day <= closed:
        raise PeriodClosed(
            day=day,
            closed_through=closed,
            first_open=closed + timedelta(days=1),
            instead=BOOK_LATER if is_both or (fact and has_both(fact)) else DATE_LATER,
        )


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


def require_not_before(days: Days, bases: Iterable[Basis], world: World) -> None:
    """Refuse days before those of a basis; the refusal names the latest basis.

    A document date is held to document dates, and an accounting date to accounting dates. One in a
    closed period is refused for that: the user has to give another, whatever the fact rests on.
    """
    found = [*bases]
    if not found or world.rules < DATES_ARE_HELD:
        return
    latest = max(found, key=_document_day)
    if days.document is not None and days.document < _document_day(latest):
        raise _before(days.document, _document_day(latest), latest)
    if days.document is not None:
        _require_open_period(days.booked, world, is_both=True)
    latest = max(found, key=lambda basis: basis.days.booked)
    if days.booked < latest.days.booked:
        raise _before(days.booked, latest.days.booked, latest, has_both=days.document is not None)


def require_step_not_before(day: date, bases: Iterable[Basis], world: World) -> None:
    """Refuse the day of a step before that of a basis, whenever either counts in sums."""
    require_not_before(Days(day, date.max), bases, world)


def _before(day: date, basis_day: date, basis: Basis, *, has_both: bool = False) -> BeforeBasis:
    return BeforeBasis(
        day=day,
        basis_day=basis_day,
        position=basis.position,
        event=basis.event,
        rests=COUNTS_FROM if basis_day != _document_day(basis) else DAY_OF,
        instead=BOOK_NOT_EARLIER if has_both else NOT_EARLIER,
    )


def _document_day(basis: Basis) -> date:
    return basis.days.document or basis.days.booked


def require_committed_by(
    days: Days, line: LineState, agreement: AgreementState, world: World
) -> None:
    """Refuse days before those of the decisions that commit the money of a line."""
    require_not_before(days, (of_decision(line), of_conclusion(agreement)), world)


def require_committed_on(
    day: date, line: LineState, agreement: AgreementState, world: World
) -> None:
    """Refuse the one day of a fact before the decisions count that commit the money of a line.

    Verification asks this of every payment that there is.
    """
    assert line.decision is not None
    assert agreement.concluded is not None
    decided, concluded = f.effective_on(line.decision), f.effective_on(agreement.concluded)
    assert decided is not None
    assert concluded is not None
    if day < decided or day < concluded:
        require_committed_by(one(day), line, agreement, world)


def of_decision(line: LineState) -> Basis:
    """Return the decision on a line, as a basis."""
    assert line.decision is not None
    if line.added is not None:
        position, added = line.added
        return of(added, position)
    return of(line.decision, line.decided_at)


def of_conclusion(agreement: AgreementState) -> Basis:
    """Return the conclusion, as a basis."""
    assert agreement.concluded is not None
    return of(agreement.concluded, agreement.concluded_at)


def of_uplifts(line: LineState, year: int) -> list[Basis]:
    """Return the uplifts of a line that an uplift for a year replaces or builds on."""
    return [of(fact, at) for of_year, (at, fact) in line.uplifts.items() if of_year <= year]


def of(fact: f.Event, at: Position) -> Basis:
    """Return a fact, as a basis."""
    return Basis(days_of(fact), at, f.event_name(fact))
