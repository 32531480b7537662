"""What can be paid next of an agreement, as its state says: a proposal for whoever records it.

It is no rule: what is proposed here is still judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from events.facts import LineId, PartyId, Position
from events.requesting import Request
from ledger.rules.instalments import standings_of
from ledger.rules.state import AgreementState


class NextPayment(NamedTuple):
    """A payment that is expected, or at least possible.

    Attributes:
        due_on: None: no day is agreed.
        amount_minor: in minor units; None: nothing says it, but ``remaining_minor`` is the most.
        instalment: its number in the plan of the line and year; None: there is no plan.
        request: the position of the approved request that it pays; None: there is none.
    """

    due_on: date | None
    line: LineId
    year: int
    payee: PartyId
    amount_minor: int | None
    remaining_minor: int
    instalment: int | None = None
    request: Position | None = None


def next_payments(agreement: AgreementState, day: date) -> list[NextPayment]:
    """Return what is to be paid on each line that money is paid out on, the most urgent first.

    An approved request goes before an instalment, and that before what merely remains.

    Args:
        agreement: as it stands; empty if it is not in force, or is over.
        day: of the payment.
    """
    if agreement.concluded is None or agreement.shut is not None:
        return []
    found = [*_approved(agreement)]
    if not agreement.is_attested:  # or nothing else may be paid
        for more in (_planned(agreement, day), _remaining(agreement, day)):
            lines = {(one.line, one.year) for one in found}
            found += [one for one in more if (one.line, one.year) not in lines]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.year))


def _approved(agreement: AgreementState) -> Iterator[NextPayment]:
    """Return the requests that are approved and not paid, as payments."""
    return (of_request(x, agreement) for x in agreement.requests.values() if x.is_payable)


def of_request(request: Request, agreement: AgreementState) -> NextPayment:
    """Return the payment that a request asks for."""
    fact = request.fact
    return NextPayment(
        fact.due_on,
        fact.line,
        fact.budget_year,
        fact.payee,
        fact.amount_minor,
        agreement.lines[fact.line].years[fact.budget_year].remaining,
        fact.instalment,
        request.position,
    )


def of_requests(request: Request, agreement: AgreementState) -> NextPayment:
    """Return the payment that the requests of one command ask for, of an activity, together."""
    own = [x for x in agreement.requests.values() if x.first == request.first and x.is_open]
    together = sum(x.fact.amount_minor for x in own)
    return of_request(request, agreement)._replace(amount_minor=together)


def _planned(agreement: AgreementState, day: date) -> Iterator[NextPayment]:
    """Yield what can be paid of the instalments of each plan, the oldest first."""
    planning = agreement.planning
    for plan in planning.current() if planning is not None else ():
        line = agreement.lines[plan.line]
        remaining = line.years[plan.year].remaining
        payee = line.performing_on(day).performer
        for one in standings_of(plan, agreement):
            if one.payable_minor and not line.is_internal:
                minor = one.payable_minor
                yield NextPayment(
                    one.due_on, plan.line, plan.year, payee, minor, remaining, one.number
                )


def _remaining(agreement: AgreementState, day: date) -> Iterator[NextPayment]:
    """Yield what is not paid of each line, of the year of the day."""
    for key, line in agreement.lines.items():
        year = line.years.get(day.year)
        if year is not None and year.remaining > 0 and not line.is_internal:
            payee = line.performing_on(day).performer
            yield NextPayment(None, key, day.year, payee, None, year.remaining)
