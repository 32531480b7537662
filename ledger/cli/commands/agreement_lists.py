"""``samverk agreement list`` and ``show``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.reading_input import ID
from ledger.cli.session import Session
from ledger.cli.showing import TABLE_OR_JSON, shows_list
from ledger.presentation.language import N_

if TYPE_CHECKING:
    from ledger.presentation.lists import AgreementRow


@click.command("list", cls=SamverkCommand, help=N_("List the agreements."))
@shows_list("agreement list")
def list_agreements(session: Session) -> list[AgreementRow]:
    """Return the rows."""
    from ledger.work.present import current, today
    from ledger.work.registers import agreement_rows

    return agreement_rows(current(session.book, sums=()), today(session.book))


@click.command(
    "show",
    cls=SamverkCommand,
    help=N_("Show an agreement: how it stands, who has decided and signed, its amounts."),
)
@click.argument("agreement", metavar="ID", type=ID)
@TABLE_OR_JSON
@click.pass_obj
def show(session: Session, agreement: str, output_format: str) -> None:
    """Print it."""
    from ledger.cli.output import terminal_width, write
    from ledger.presentation.agreement_page import page, page_json
    from ledger.presentation.agreement_tables import Subject
    from ledger.work.existence import require_agreement
    from ledger.work.present import current, current_of, proposals, today
    from projections.chains import chain_of

    book = session.book
    projection = current_of(book, {agreement}, ("balances",))
    if agreement not in projection.agreements:
        require_agreement(agreement, current(book, sums=()))
    subject = Subject(agreement, projection, chain_of(proposals(book), agreement), today(book))
    if output_format == "json":
        write(page_json(subject), None)
    else:
        write(page(subject, terminal_width()), None)
