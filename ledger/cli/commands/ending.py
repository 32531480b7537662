"""``samverk agreement terminate``, ``settle``, ``close``, ``reopen``: the end of an agreement."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.reading_input import DATE, ID, TEXT
from ledger.cli.session import Session
from ledger.cli.writing import BOOKED_ON, DECISION, ON_OR_TODAY, writes
from ledger.presentation.language import N_
from ledger.rules import commands as c

if TYPE_CHECKING:
    from ledger.rules.entries.terminated import TerminateAgreement

_AGREEMENT = click.argument("agreement", metavar="ID", type=ID)


@click.command(
    "terminate", cls=SamverkCommand, help=N_("End an agreement before its last day, after notice.")
)
@_AGREEMENT
@click.option("--by", required=True, type=ID, help=N_("The party that gives notice."))
@click.option("--notice-on", required=True, type=DATE, help=N_("Day of the notice."))
@click.option("--ends", required=True, type=DATE, help=N_("Last day of the agreement."))
@click.option("--ground", required=True, type=TEXT, help=N_("Why it is terminated."))
@DECISION
@writes()
def terminate(
    _session: Session,
    agreement: str,
    by: str,
    notice_on: date,
    ends: date,
    ground: str,
    decision: str,
) -> TerminateAgreement:
    """Build the command."""
    from ledger.rules.entries.terminated import TerminateAgreement

    return TerminateAgreement(
        agreement=agreement,
        party=by,
        notice_on=notice_on,
        ends=ends,
        ground=ground,
        decision=decision,
    )


@click.command(
    "settle",
    cls=SamverkCommand,
    help=N_("Release what is unpaid, and claim what performers hold and have not reported."),
)
@_AGREEMENT
@ON_OR_TODAY
@click.option(
    "--due",
    "due_on",
    type=DATE,
    help=N_("Last day to pay the claims; after 30 days if left out."),
)
@click.option("--ground", type=TEXT, help=N_("Why it is claimed; 'final settlement' if left out."))
@BOOKED_ON
@writes(takes_reason=True)
def settle(
    _session: Session,
    agreement: str,
    on: date | None,
    due_on: date | None,
    ground: str | None,
    booked_on: date | None,
    reason: str | None,
) -> c.SettleAgreement:
    """Build the command."""
    return c.SettleAgreement(
        agreement=agreement,
        settled_on=on,
        due_on=due_on,
        ground=ground,
        reason=reason,
        booked_on=booked_on,
    )


@click.command(
    "close",
    cls=SamverkCommand,
    help=N_("Close an agreement that has ended: nothing more is recorded of it."),
)
@_AGREEMENT
@ON_OR_TODAY
@writes()
def close(_session: Session, agreement: str, on: date | None) -> c.CloseAgreement:
    """Build the command."""
    return c.CloseAgreement(agreement=agreement, closed_on=on)


@click.command(
    "reopen",
    cls=SamverkCommand,
    help=N_("Open a closed agreement again; somebody else does it than who closed it."),
)
@_AGREEMENT
@writes(needs_reason=True)
def reopen(_session: Session, agreement: str, reason: str) -> c.ReopenAgreement:
    """Build the command."""
    return c.ReopenAgreement(agreement=agreement, reason=reason)
