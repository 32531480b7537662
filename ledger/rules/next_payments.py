"""What can be paid next of an agreement, as its state says: a proposal for whoever records it.

It is no rule: what is proposed here is still judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from events import facts as f
from events.facts import LineId, PartyId, Position
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
    """Return the next payment of each line that money is paid out on, the most urgent first.

    Args:
        agreement: as it stands; empty if it is not in force, or is over.
        day: of the payment.
    """
    if agreement.concluded is None or agreement.shut is not None:
        return []
    found = [*_of_lines(agreement, day)]
    return sorted(found, key=lambda one: (one.due_on or date.max, one.year))


def _of_lines(agreement: AgreementState, day: date) -> Iterator[NextPayment]:
    for key, line in agreement.lines.items():
        if line.proposed.settlement == "internal" or not isinstance(
            line.decision, f.CommitmentApproved
        ):
            continue
        year = line.years.get(day.year)
        if year is not None and year.remaining > 0:
            payee = line.performing_on(day).performer
            yield NextPayment(None, key, day.year, payee, None, year.remaining)
