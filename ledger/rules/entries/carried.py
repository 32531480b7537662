"""A part of a year's commitment is carried over to a later year of the same line."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from events import facts as f
from events.facts import LineId
from ledger.refusal import Money
from ledger.rules import commands as c
from ledger.rules import money
from ledger.rules.entries.declaration import Declaration
from ledger.rules.refusals.amounts import NotLaterYear, OverCarryLimit
from ledger.rules.refusals.ending import AgreementEnded
from ledger.rules.state import AgreementState, World, YearState


class CarryOver(c.EntryCommand, c.InTerm, frozen=True):
    """Carry a part of a year's commitment over to a later year."""

    today_field: ClassVar[str | None] = "decided_on"

    line: LineId
    from_year: int
    to_year: int
    amount_minor: int
    decision: str
    decided_on: date | None = None
    booked_on: date | None = None


def most(percent: Decimal, given_minor: int) -> int:
    """Return what may be carried over of what a year got; a part of an öre is not."""
    return int(percent * given_minor / 100)


def _judge(fact: f.CarriedOver, agreement: AgreementState, _world: World) -> None:
    """Refuse a year that is not later, and more than the agreement lets be carried over."""
    if fact.to_year <= fact.from_year:
        raise NotLaterYear(line=fact.line, from_year=fact.from_year, to_year=fact.to_year)
    begins = date(fact.to_year, 1, 1)
    if agreement.terminated is not None and begins > agreement.terminated[1].ends:
        raise AgreementEnded(day=begins, ends=agreement.terminated[1].ends)
    proposed = agreement.proposed
    if not isinstance(proposed, f.AgreementProposed2) or proposed.carry_over_percent is None:
        return
    year = agreement.lines[fact.line].years.get(fact.from_year) or YearState()
    percent = proposed.carry_over_percent
    left = max(most(percent, year.given) - year.carried_out, 0)
    if fact.amount_minor > left:
        currency = money.currency(agreement)
        raise OverCarryLimit(
            line=fact.line,
            year=fact.from_year,
            amount=Money(fact.amount_minor, currency),
            limit=Money(left, currency),
            excess=Money(fact.amount_minor - left, currency),
            percent=percent,
            committed=Money(year.given, currency),
            carried=Money(year.carried_out, currency),
        )


CARRIED_OVER = Declaration(
    command=CarryOver,
    fact=f.CarriedOver,
    summary="{line} {from_year} → {to_year} · {amount_minor} · {board} · {decision}",
    derived=lambda command, agreement, _: {
        "board": agreement.lines[command.line].proposed.funder,
    },
    rule=_judge,
)
