"""It is planned when a year's commitment of a line is paid, and the plan follows the commitment.

Source: docs/DOMAIN.md, section 3 (instalments and obligations).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import count
from typing import Any, ClassVar, Literal, TypeAlias

import msgspec

from events import facts as f
from events.facts import LineId
from events.money import apportioned
from events.planning import missing_minor, oldest_first
from ledger.refusal import Money, Part, Refused
from ledger.rules import commands as c
from ledger.rules import dates, money
from ledger.rules.entries.declaration import Declaration
from ledger.rules.instalments import MOST, covered_of, paid_of, require_plan
from ledger.rules.refusals.amounts import InternalLine
from ledger.rules.refusals.planning import (
    NoPlan,
    NothingToAdjust,
    NothingToPlan,
    TooManyInstalments,
)
from ledger.rules.state import AgreementState, LineState, World, YearState

Every: TypeAlias = Literal["month", "quarter", "year"]
MONTHS: Mapping[Every, int] = {"month": 1, "quarter": 3, "year": 12}


class PlannedInstalment(msgspec.Struct, frozen=True, kw_only=True):
    """A part of a year's commitment.

    Attributes:
        number: None: the next free one, by due day.
    """

    due_on: date
    amount_minor: int
    number: int | None = None


class PlanInstalments(c.EntryCommand, frozen=True):
    """Plan when a year's commitment of a line is paid.

    Attributes:
        instalments: all of them, also those that are paid; None: ``equal`` parts of what is
            committed and not paid.
        equal: how many parts; None: as ``instalments`` says, as are the next two.
        first: the due day of the first part.
        every: how long it is from one part to the next.
    """

    today_field: ClassVar[str | None] = "planned_on"

    line: LineId
    year: int
    instalments: tuple[PlannedInstalment, ...] | None = None
    equal: int | None = None
    first: date | None = None
    every: Every | None = None
    planned_on: date | None = None


class AdjustPlan(c.EntryCommand, frozen=True):
    """Let a plan come to what is committed by now.

    Attributes:
        due_on: of the instalment that is added; None: the last day of the plan, or the day of the
            adjustment if that is later.
    """

    today_field: ClassVar[str | None] = "planned_on"

    line: LineId
    year: int
    due_on: date | None = None
    planned_on: date | None = None


def _line_and_year(
    command: PlanInstalments | AdjustPlan | f.InstalmentsPlanned, agreement: AgreementState
) -> tuple[LineState, YearState]:
    money.require_concluded(agreement)
    line = money.require_line(command.line, agreement)
    if line.is_internal:
        raise InternalLine(line=command.line)
    money.require_year(command.year, agreement)
    return line, line.years.get(command.year) or YearState()


def _planned(
    command: PlanInstalments, agreement: AgreementState, _world: World
) -> Mapping[str, Any]:
    _, year = _line_and_year(command, agreement)
    currency = money.currency(agreement)
    kept = _kept(command.line, command.year, agreement)
    if command.instalments is None:
        parts = _equal(command, year.committed - sum(x.amount_minor for x in kept), agreement)
        made = _numbered(parts, kept)
    else:
        for number, x in enumerate(command.instalments, 1):
            try:
                money.require_amount(x.amount_minor, currency)
            except Refused as refused:
                raise refused.about(Part("instalment", number, "amount")) from None
        made = _as_said(command.instalments, kept)
    return {"instalments": tuple(oldest_first(made))}


def _kept(line: LineId, year: int, agreement: AgreementState) -> list[f.Instalment]:
    """Return the instalments of which something is paid."""
    found = agreement.planning.plan_of(line, year) if agreement.planning is not None else None
    if found is None:
        return []
    paid = paid_of(line, year, agreement)
    return [x for x in found[1].instalments if paid[x.number]]


def _equal(
    command: PlanInstalments, amount_minor: int, agreement: AgreementState
) -> Iterator[PlannedInstalment]:
    """Yield equal parts of an amount, by the largest remainder: the first ones get what is over."""
    assert command.equal is not None
    assert command.first is not None
    assert command.every is not None
    currency, step = money.currency(agreement), MONTHS[command.every]
    if amount_minor <= 0:
        year = agreement.lines[command.line].years.get(command.year) or YearState()
        committed = Money(year.committed, currency)
        raise NothingToPlan(line=command.line, year=command.year, committed=committed)
    # No part is of nothing, and none is due after the last year that a day may have.
    most = min(MOST, (f.LAST_YEAR - command.first.year) * 12 // step, amount_minor)
    if command.equal > most:
        raise TooManyInstalments(count=command.equal, limit=most)
    parts = apportioned(amount_minor, [1] * command.equal)
    for number, minor in enumerate(parts):
        yield PlannedInstalment(
            due_on=months_later(command.first, number * step), amount_minor=minor
        )


def months_later(day: date, months: int) -> date:
    """Return the same day of a later month, or the month's last day if it has none such."""
    from calendar import monthrange  # which takes long to load

    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _as_said(said: Sequence[PlannedInstalment], kept: Sequence[f.Instalment]) -> list[f.Instalment]:
    """Return instalments as a file has them; those of which something is paid keep their numbers.

    One is the same as before if its day and amount are, or else its day.
    """
    if any(x.number is not None for x in said):  # as they are recorded
        return [
            f.Instalment(number=x.number or 0, due_on=x.due_on, amount_minor=x.amount_minor)
            for x in said
        ]
    rest, same = [*said], list[f.Instalment]()
    for is_same in (_is_same, _is_due_then):
        for x in kept:
            found = next((y for y in rest if is_same(x, y)), None)
            if found is not None and all(x.number != y.number for y in same):
                rest.remove(found)
                same.append(msgspec.structs.replace(x, amount_minor=found.amount_minor))
    return _numbered(rest, same)


def _is_same(kept: f.Instalment, said: PlannedInstalment) -> bool:
    return (kept.due_on, kept.amount_minor) == (said.due_on, said.amount_minor)


def _is_due_then(kept: f.Instalment, said: PlannedInstalment) -> bool:
    return kept.due_on == said.due_on


def _numbered(
    parts: Iterable[PlannedInstalment], kept: Sequence[f.Instalment]
) -> list[f.Instalment]:
    """Return those that are kept, and the others with the numbers that are free, by due day."""
    taken = {x.number for x in kept}
    free = (number for number in count(1) if number not in taken)
    added = [
        f.Instalment(number=next(free), due_on=x.due_on, amount_minor=x.amount_minor)
        for x in sorted(parts, key=lambda x: x.due_on)
    ]
    return [*kept, *added]


def _adjusted(command: AdjustPlan, agreement: AgreementState, world: World) -> Mapping[str, Any]:
    _, year = _line_and_year(command, agreement)
    planning = agreement.planning
    found = planning.plan_of(command.line, command.year) if planning is not None else None
    if found is None:
        raise NoPlan(line=command.line, year=command.year)
    plan = found[1]
    missing = missing_minor(plan, covered_of(plan, year, agreement))
    if not missing:
        committed = Money(year.committed, money.currency(agreement))
        raise NothingToAdjust(line=command.line, year=command.year, committed=committed)
    if missing < 0:
        paid = paid_of(command.line, command.year, agreement)
        return {"instalments": tuple(_shortened(plan, -missing, paid))}
    day = command.planned_on or world.today
    last = max((x.due_on for x in plan.instalments), default=day)
    more = f.Instalment(
        number=max((x.number for x in plan.instalments), default=0) + 1,
        due_on=command.due_on or max(last, day),
        amount_minor=missing,
    )
    return {"instalments": tuple(oldest_first((*plan.instalments, more)))}


def _shortened(
    plan: f.InstalmentsPlanned, minor: int, paid: Mapping[int, int]
) -> Iterator[f.Instalment]:
    """Yield the instalments of a plan with an amount less: the last that are not paid lose it."""
    lost: dict[int, int] = {}
    for x in reversed(oldest_first(plan.instalments)):
        lost[x.number] = min(minor, x.amount_minor - paid[x.number])
        minor -= lost[x.number]
    for x in oldest_first(plan.instalments):
        left = x.amount_minor - lost[x.number]
        if left:
            yield msgspec.structs.replace(x, amount_minor=left)


def _may_be_planned(fact: f.InstalmentsPlanned, agreement: AgreementState, world: World) -> None:
    line, year = _line_and_year(fact, agreement)
    currency = money.currency(agreement)
    require_plan(fact, year, agreement, currency)
    bases = [dates.of_decision(line), dates.of_conclusion(agreement)]
    planning = agreement.planning
    before = planning.plan_of(fact.line, fact.year) if planning is not None else None
    if before is not None:
        bases.append(dates.of(before[1], before[0]))
    dates.require_step_not_before(fact.planned_on, bases, world)


# The summary of both is made in ``ledger.presentation.describing``, since it has a sum.
ADJUSTED = Declaration(
    command=AdjustPlan,
    fact=f.InstalmentsPlanned,
    summary="{line} {year}",
    derived=_adjusted,
    rule=_may_be_planned,
)
PLANNED_INSTALMENTS = Declaration(
    command=PlanInstalments,
    fact=f.InstalmentsPlanned,
    summary="{line} {year}",
    derived=_planned,
    rule=_may_be_planned,
)
