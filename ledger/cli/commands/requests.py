"""``samverk request``: payments that are asked for, reviewed and approved before they are made."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, get_args

import click

from events.facts import Check
from ledger.cli.clickwork import SamverkGroup
from ledger.cli.commands.attested import signature
from ledger.cli.reading_input import AMOUNT, DATE, ID, POSITION, TEXT, YEAR
from ledger.cli.session import Session
from ledger.cli.showing import TABLE_OR_JSON, shows_list
from ledger.cli.writing import ON_OR_TODAY, writes
from ledger.presentation.language import N_
from ledger.rules import commands as c

if TYPE_CHECKING:
    from events.money import WrittenAmount
    from ledger.presentation.lists import RequestRow

REQUEST = click.argument("request", metavar="POSITION", type=POSITION)
AUTHORITY = click.option(
    "--authority",
    type=POSITION,
    help=N_("Position of the mandate by which it is done; one that fits if left out."),
)


@click.group(
    "request",
    cls=SamverkGroup,
    help=N_("Requests for payments: asked for, reviewed and approved by three persons."),
)
def request() -> None:
    """Group."""


@request.command(
    "pay",
    help=N_(
        "Ask that money be paid on a line, or on the lines of an activity: one request for each"
        " line. No more than is available.\n\n"
        "\b\n    samverk request pay herrgarden L2 '178 750' --due 2024-04-30"
    ),
)
@click.argument("agreement", metavar="AGREEMENT", type=ID)
@click.argument("line", metavar="LINE|ACTIVITY", type=ID)
@click.argument("amount", metavar="AMOUNT", type=AMOUNT)
@click.option("--due", "due_on", required=True, type=DATE, help=N_("Day it is to be paid."))
@click.option(
    "--year",
    type=YEAR,
    help=N_("Budget year it belongs to; the year of the due day if left out."),
)
@click.option(
    "--instalment",
    type=click.IntRange(1),
    metavar="N",
    help=N_("Which instalment of the plan it is; the oldest unpaid one if left out."),
)
@click.option("--payee", type=ID, help=N_("Who is paid; the performer of the line if left out."))
@click.option("--reference", type=TEXT, help=N_("Reference, such as of an invoice."))
@click.option("--on", type=DATE, help=N_("Day of the request; today if left out."))
@writes()
def pay(
    session: Session,
    agreement: str,
    line: str,
    amount: WrittenAmount,
    due_on: date,
    year: int | None,
    instalment: int | None,
    payee: str | None,
    reference: str | None,
    on: date | None,
) -> c.RequestPayment:
    """Build the command."""
    return c.RequestPayment(
        agreement=agreement,
        line=line,
        amount_minor=session.minor(amount, agreement),
        due_on=due_on,
        budget_year=year,
        instalment=instalment,
        payee=payee,
        reference=reference,
        requested_on=on,
    )


@request.command(
    "review",
    help=N_(
        "Record that you have checked a request. It is dated today, and your mandate to review has"
        " to be in force.\n\n"
        "\b\n    samverk request review 31 --checked order --sign-key ~/.ssh/id_ed25519"
    ),
)
@REQUEST
@click.option(
    "--checked",
    multiple=True,
    type=click.Choice(get_args(Check)),
    help=N_("What was checked; all of it if left out. May be repeated."),
)
@AUTHORITY
@writes(signs=True)
def review(
    _session: Session, request: int, checked: tuple[Check, ...], authority: int | None
) -> c.ReviewRequest:
    """Build the command."""
    said = tuple(check for check in c.CHECKS if check in checked) or c.CHECKS
    return c.ReviewRequest(position=request, checked=said, authority=authority)


@request.command(
    "approve",
    help=N_(
        "Decide that a request is to be paid. It is dated today, and your mandate to decide has to"
        " be in force, and large enough for all that is requested for the payee and due that"
        " day.\n\n"
        "\b\n    samverk request approve 31 --sign-key ~/.ssh/id_ed25519"
    ),
)
@REQUEST
@AUTHORITY
@writes(signs=True)
def approve(_session: Session, request: int, authority: int | None) -> c.ApproveRequest:
    """Build the command."""
    return c.ApproveRequest(position=request, authority=authority)


@request.command(
    "return",
    help=N_("Send a request back to who made it: it is over, and a corrected one may follow."),
)
@REQUEST
@ON_OR_TODAY
@writes(needs_reason=True)
def send_back(_session: Session, request: int, on: date | None, reason: str) -> c.ReturnRequest:
    """Build the command."""
    return c.ReturnRequest(position=request, returned_on=on, reason=reason)


@request.command("cancel", help=N_("Take a request back: nothing is to be paid on it."))
@REQUEST
@ON_OR_TODAY
@writes(needs_reason=True)
def cancel(_session: Session, request: int, on: date | None, reason: str) -> c.CancelRequest:
    """Build the command."""
    return c.CancelRequest(position=request, cancelled_on=on, reason=reason)


@request.command("list", help=N_("List the requests: who has asked, reviewed and approved."))
@click.option("--open", "is_open", is_flag=True, help=N_("Only those that are not paid or over."))
@click.option("--agreement", type=ID, help=N_("Only of this agreement."))
@shows_list("request list")
def list_requests(session: Session, is_open: bool, agreement: str | None) -> list[RequestRow]:
    """Return the rows."""
    from ledger.work.existence import require_agreement
    from ledger.work.present import current, current_of, today
    from projections.attesting import request_rows

    book = session.book
    found = current(book, sums=()) if agreement is None else current_of(book, {agreement})
    if agreement is not None and agreement not in found.agreements:
        require_agreement(agreement, current(book, sums=()))
    return request_rows(found, today(book), agreement, only_open=is_open)


@request.command("show", help=N_("Show a request, and what has become of it."))
@REQUEST
@TABLE_OR_JSON
@click.pass_obj
def show(session: Session, request: int, output_format: str) -> None:
    """Print it."""
    from ledger.cli.output import terminal_width, write
    from ledger.presentation.request_page import page, page_json
    from ledger.work.attesting import request_at

    found, agreement, one = request_at(session.book, request)
    day = session.today()
    if output_format == "json":
        write(page_json(found, agreement, one, day), None)
    else:
        write(page(found, agreement, one, day, terminal_width()), None)


request.add_command(signature)
