"""``samverk in-kind``, ``reverse``, ``period``: verdicts, corrections, closed periods."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkCommand, SamverkGroup
from ledger.cli.reading_input import DATE, PERIOD, POSITION
from ledger.cli.session import Session
from ledger.cli.showing import shows_list
from ledger.cli.writing import BOOKED_ON, ON_OR_TODAY, writes
from ledger.presentation.language import N_
from ledger.rules import commands as c

if TYPE_CHECKING:
    from ledger.presentation.lists import PeriodRow


@click.group(
    "in-kind", cls=SamverkGroup, help=N_("Verify or reject contributions in kind: four eyes.")
)
def in_kind() -> None:
    """Group."""


@in_kind.command("verify", help=N_("Confirm a contribution against its evidence."))
@click.argument("position", metavar="POSITION", type=POSITION)
@ON_OR_TODAY
@BOOKED_ON
@writes()
def verify(
    _session: Session, position: int, on: date | None, booked_on: date | None
) -> c.VerifyInKind:
    """Build the command."""
    return c.VerifyInKind(position=position, verified_on=on, booked_on=booked_on)


@in_kind.command("reject", help=N_("Find that a contribution does not hold."))
@click.argument("position", metavar="POSITION", type=POSITION)
@ON_OR_TODAY
@BOOKED_ON
@writes(needs_reason=True)
def reject(
    _session: Session, position: int, on: date | None, booked_on: date | None, reason: str
) -> c.RejectInKind:
    """Build the command."""
    return c.RejectInKind(position=position, rejected_on=on, booked_on=booked_on, reason=reason)


@click.command("reverse", cls=SamverkCommand, help=N_("Take an entry back; then record it right."))
@click.argument("position", metavar="POSITION", type=POSITION)
@click.option("--on", type=DATE, help=N_("Day of the reversal; the entry's own if left out."))
@writes(needs_reason=True)
def reverse(_session: Session, position: int, on: date | None, reason: str) -> c.ReverseEntry:
    """Build the command."""
    return c.ReverseEntry(position=position, reason=reason, reversed_on=on)


@click.group("period", cls=SamverkGroup, help=N_("Close and reopen periods."))
def period() -> None:
    """Group."""


@period.command("close", help=N_("Let nothing more be dated in a period, or before it."))
@click.argument("period", metavar="PERIOD", type=PERIOD)
@writes()
def close(_session: Session, period: str) -> c.ClosePeriod:
    """Build the command."""
    return c.ClosePeriod(period=period)


@period.command("reopen", help=N_("Undo the newest closing: four eyes."))
@click.argument("period", metavar="PERIOD", type=PERIOD)
@writes(needs_reason=True)
def reopen(_session: Session, period: str, reason: str) -> c.ReopenPeriod:
    """Build the command."""
    return c.ReopenPeriod(period=period, reason=reason)


@period.command("list", help=N_("List the closed periods."))
@shows_list("period list")
def list_periods(session: Session) -> list[PeriodRow]:
    """Return the rows."""
    from ledger.work.present import current_of

    closed = current_of(session.book, ()).closed
    return [{"period": x.period, "ends": x.ends} for x in closed]
