"""The rules for instalments: what a plan has to keep, and what may be paid or requested.

Source: docs/DOMAIN.md, section 3 (instalments and obligations).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from events import facts as f
from events.facts import LineId
from events.planning import (
    Named,
    Obligation,
    Planning,
    Standing,
    allocated,
    covered_minor,
    named_of,
    offset_of,
    planned_minor,
    standings,
    touched,
)
from events.requesting import Request
from ledger.refusal import N_, Money
from ledger.rules import commands as c
from ledger.rules.refusals.attesting import DiffersFromRequest
from ledger.rules.refusals.planning import (
    ConditionLost,
    ConditionUnmet,
    ExceedsInstalment,
    InstalmentTwice,
    NoPlan,
    PaidInstalmentChanges,
    PlanExceedsCommitment,
    TooManyInstalments,
    UnknownInstalment,
)
from ledger.rules.requests import of_facts
from ledger.rules.state import AgreementState, World, YearState

MOST = 366  # instalments of a line and year
LARGEST = 1_000  # number of an instalment
# Why an obligation holds an instalment.
_NOT_MET = N_("it has not been met")
_NOT_ACCEPTED = N_("it has been met, and not been accepted by that day")


class Asked(NamedTuple):
    """What is to be paid or requested.

    Attributes:
        line, year: of the money.
        minor: how much, in minor units.
        day: of the payment or request.
        instalment: which one it is for; None: the oldest that are not paid.
        was_asked: a request named it, and was held to what was left of it then.
    """

    line: LineId
    year: int
    minor: int
    day: date
    instalment: int | None = None
    was_asked: bool = False


def asked_by(
    payment: c.RecordDisbursement | f.DisbursementRecorded, request: Request | None
) -> Asked:
    """Return what a payment is of.

    Raises:
        Refused: ``differs-from-request``: it names another instalment than its request.
    """
    said = payment.instalment if isinstance(payment, c.RecordDisbursement) else None
    asked = request.fact.instalment if request is not None else None
    if request is not None and None not in {said, asked} and said != asked:
        what = N_("instalment")
        raise DiffersFromRequest(position=request.position, what=what, requested=str(asked))
    return Asked(
        payment.line,
        payment.budget_year,
        payment.amount_minor,
        payment.paid_on,
        said if asked is None else asked,
        was_asked=asked is not None,
    )


def require_payable(asked: Asked, agreement: AgreementState, waiting: Iterable[Named] = ()) -> None:
    """Refuse an amount that is for an instalment which waits for something.

    Args:
        asked: what is to be paid or requested.
        agreement: as it stands.
        waiting: what has been requested and is not paid (``events.planning.waiting_of``), where
            more is requested.

    Raises:
        Refused: ``condition-unmet``; ``no-plan``, ``unknown-instalment`` or ``exceeds-instalment``
            of the instalment that is named.
    """
    plan = _plan_of(asked, agreement)
    if plan is None:  # nearly always
        return
    before, after, _ = _allocations(asked, plan, agreement, [*waiting])
    if asked.instalment is not None and not asked.was_asked:
        _require_fits(asked, plan, before, agreement)
    assert agreement.planning is not None
    held = agreement.planning.blocked(asked.line, asked.year, touched(before, after), asked.day)
    if held is not None:
        raise _unmet(asked, *held)


def has_to_be_said(asked: Asked, agreement: AgreementState) -> bool:
    """Return whether a payment would be for other instalments if it did not say for which."""
    plan = _plan_of(asked, agreement)
    if plan is None or asked.instalment is None or asked.was_asked:
        return False
    _, after, by_age = _allocations(asked, plan, agreement, [])
    return after != by_age


def _plan_of(asked: Asked, agreement: AgreementState) -> f.InstalmentsPlanned | None:
    """Return the plan that is asked about; None: there is none, and none is named."""
    planning = agreement.planning
    found = planning.plan_of(asked.line, asked.year) if planning is not None else None
    if found is None and asked.instalment is not None and not asked.was_asked:
        raise NoPlan(line=asked.line, year=asked.year)
    return found[1] if found is not None else None


def _allocations(
    asked: Asked, plan: f.InstalmentsPlanned, agreement: AgreementState, waiting: list[Named]
) -> tuple[dict[int, int], dict[int, int], dict[int, int]]:
    """Return what is paid of each instalment before, after, and after if none were named."""
    planning = agreement.planning
    assert planning is not None
    named = named_of(planning, agreement.requests.values(), asked.line, asked.year) + waiting
    paid = _paid_minor(asked.line, asked.year, agreement) + sum(x.minor for x in waiting)
    before = allocated(plan.instalments, paid, named)
    by_age = allocated(plan.instalments, paid + asked.minor, named)
    if asked.instalment is None:
        return before, by_age, by_age
    more = Named(asked.line, asked.year, asked.instalment, asked.minor)
    return before, allocated(plan.instalments, paid + asked.minor, [*named, more]), by_age


def _paid_minor(line: LineId, year: int, agreement: AgreementState) -> int:
    """Return what was paid out, and what that was offset with, in minor units."""
    own = agreement.lines.get(line)
    of_year = own.years.get(year) if own is not None else None
    paid = of_year.sums["disbursed"] if of_year is not None else 0
    return paid + offset_of(agreement.requests.values(), line, year)


def covered_of(plan: f.InstalmentsPlanned, year: YearState, agreement: AgreementState) -> int:
    """Return what the instalments of a plan may come to, in minor units."""
    offset = offset_of(agreement.requests.values(), plan.line, plan.year)
    return covered_minor(plan, year.committed, offset)


def _require_fits(
    asked: Asked, plan: f.InstalmentsPlanned, paid: dict[int, int], agreement: AgreementState
) -> None:
    """Refuse an instalment that is not planned, and more than is left of it."""
    assert asked.instalment is not None
    left = {x.number: x.amount_minor - paid[x.number] for x in plan.instalments}
    if asked.instalment not in left:
        raise UnknownInstalment(
            line=asked.line, year=asked.year, instalment=asked.instalment, known=sorted(left)
        )
    limit = left[asked.instalment]
    if asked.minor > limit:
        assert agreement.proposed is not None
        of_currency = agreement.proposed.currency
        raise ExceedsInstalment(
            line=asked.line,
            year=asked.year,
            amount=Money(asked.minor, of_currency),
            limit=Money(limit, of_currency),
            excess=Money(asked.minor - limit, of_currency),
            instalment=asked.instalment,
        )


def paid_of(line: LineId, year: int, agreement: AgreementState) -> dict[int, int]:
    """Return what has been paid of each instalment of the plan in force, by number.

    Returns:
        empty: there is no plan.
    """
    planning = agreement.planning
    found = planning.plan_of(line, year) if planning is not None else None
    if planning is None or found is None:
        return {}
    named = named_of(planning, agreement.requests.values(), line, year)
    return allocated(found[1].instalments, _paid_minor(line, year, agreement), named)


def standings_of(plan: f.InstalmentsPlanned, agreement: AgreementState) -> list[Standing]:
    """Return the instalments of a plan in force, the oldest first, with what was paid of each."""
    key = plan.line, plan.year
    assert agreement.planning is not None
    covered = covered_of(plan, agreement.lines[plan.line].years[plan.year], agreement)
    named = named_of(agreement.planning, agreement.requests.values(), *key)
    return standings(plan, _paid_minor(*key, agreement), covered, named)


def _unmet(asked: Asked, instalment: int, held: Obligation) -> ConditionUnmet:
    return ConditionUnmet(
        line=asked.line,
        year=asked.year,
        instalment=instalment,
        obligation=held.obligation,
        party=held.party,
        due_on=held.due_on,
        days_late=held.days_late(asked.day),
        why=_NOT_MET if held.met is None else _NOT_ACCEPTED,
    )


def said(
    command: c.RecordDisbursement,
    payment: f.DisbursementRecorded,
    agreement: AgreementState,
    world: World,
) -> tuple[f.InstalmentPaid, ...]:
    """Return the fact that says which instalment a payment is for; empty: nothing has to say so."""
    if command.instalment is None:
        return ()
    (at,) = of_facts((payment,), world)
    asked = asked_by(command, agreement.requests[at] if at is not None else None)
    if not has_to_be_said(asked, agreement):
        return ()
    return (
        f.InstalmentPaid(
            line=payment.line,
            budget_year=payment.budget_year,
            instalment=command.instalment,
            amount_minor=payment.amount_minor,
            paid_on=payment.paid_on,
        ),
    )


def is_part(fact: f.Event, first: f.Event) -> bool:
    """Return whether a fact says which instalment the payment before it is for."""
    return isinstance(first, f.DisbursementRecorded) and isinstance(fact, f.InstalmentPaid)


def require_plan(
    fact: f.InstalmentsPlanned, year: YearState, agreement: AgreementState, of_currency: str
) -> None:
    """Refuse a plan that is more than committed, or forgets what is paid or what it waits for."""
    numbers = [x.number for x in fact.instalments]
    if len(numbers) > MOST or max(numbers, default=0) > LARGEST:
        raise TooManyInstalments(count=max(len(numbers), *numbers), limit=MOST)
    for number in numbers:
        if numbers.count(number) > 1:
            raise InstalmentTwice(line=fact.line, year=fact.year, instalment=number)
    planned, limit = planned_minor(fact), covered_of(fact, year, agreement)
    if planned > limit:
        raise PlanExceedsCommitment(
            line=fact.line,
            year=fact.year,
            amount=Money(planned, of_currency),
            limit=Money(limit, of_currency),
            excess=Money(planned - limit, of_currency),
        )
    planning = agreement.planning
    found = planning.plan_of(fact.line, fact.year) if planning is not None else None
    if planning is None or found is None:
        return
    before = found[1].instalments
    now = {x.number: x for x in fact.instalments}
    paid = paid_of(fact.line, fact.year, agreement)
    for x in _changed(before, now, paid):
        raise PaidInstalmentChanges(
            line=fact.line,
            year=fact.year,
            instalment=x.number,
            due_on=x.due_on,
            amount=Money(x.amount_minor, of_currency),
            paid=Money(paid[x.number], of_currency),
        )
    _require_conditions(fact, before, now, planning)


def _changed(
    before: Iterable[f.Instalment], now: dict[int, f.Instalment], paid: dict[int, int]
) -> Iterator[f.Instalment]:
    """Yield the instalments of which something is paid and that would not be as they were.

    One that is paid in part may get another amount, which is not below what is paid.
    """
    for x in before:
        own = now.get(x.number)
        if not paid[x.number] or own == x:
            continue
        is_whole = paid[x.number] == x.amount_minor
        if own is None or is_whole or own.due_on != x.due_on or own.amount_minor < paid[x.number]:
            yield x


def _require_conditions(
    fact: f.InstalmentsPlanned,
    before: Iterable[f.Instalment],
    now: dict[int, f.Instalment],
    planning: Planning,
) -> None:
    """Refuse a plan in which the money of an instalment that waits moves to one that does not."""
    earlier = {x.number: x.amount_minor for x in before}
    if all(x.amount_minor <= earlier.get(x.number, 0) for x in now.values()):
        return  # a plan that is only shortened moves no money
    for number, held in sorted(planning.waiting(fact.line, fact.year).items()):
        if number not in now:
            raise ConditionLost(
                line=fact.line,
                year=fact.year,
                instalment=number,
                obligation=held[0].obligation,
            )
