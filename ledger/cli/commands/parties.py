"""``samverk party``: the organisations of a book."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import click

from events.facts import PartyKind
from ledger.cli.clickwork import SamverkGroup
from ledger.cli.commands.party_accounts import account
from ledger.cli.reading_input import ID, ORGNR, TEXT
from ledger.cli.session import Session
from ledger.cli.showing import shows_list
from ledger.cli.writing import writes
from ledger.presentation.language import N_, _
from ledger.rules import commands as c

if TYPE_CHECKING:
    from ledger.presentation.lists import PartyRow


@click.group("party", cls=SamverkGroup, help=N_("The organisations of the book."))
def party() -> None:
    """Group."""


@party.command("add", help=N_("Make an organisation known to the book."))
@click.argument("party", metavar="ID", type=ID)
@click.option("--name", required=True, type=TEXT, help=N_("Name, as it stands in reports."))
@click.option(
    "--kind", required=True, type=click.Choice(get_args(PartyKind)), help=N_("What it is.")
)
@click.option("--legal-entity", type=ID, help=N_("The legal person it belongs to, if not its own."))
@click.option("--orgnr", type=ORGNR, help=N_("Organisation number, ten digits."))
@writes()
def add(
    _session: Session,
    party: str,
    name: str,
    kind: PartyKind,
    legal_entity: str | None,
    orgnr: str | None,
) -> c.RegisterParty:
    """Build the command."""
    return c.RegisterParty(
        party=party, name=name, kind=kind, legal_entity=legal_entity, organisation_number=orgnr
    )


@party.command(
    "amend",
    help=N_(
        "Correct what the book says of an organisation, or say what has changed.\n\n"
        "Reports show it from then on; what was known before stays as it was."
    ),
)
@click.argument("party", metavar="ID", type=ID)
@click.option("--name", type=TEXT, help=N_("Name, as it stands in reports."))
@click.option("--kind", type=click.Choice(get_args(PartyKind)), help=N_("What it is."))
@click.option("--legal-entity", type=ID, help=N_("The legal person it belongs to."))
@click.option("--orgnr", type=ORGNR, help=N_("Organisation number, ten digits."))
@writes()
def amend(
    _session: Session,
    party: str,
    name: str | None,
    kind: PartyKind | None,
    legal_entity: str | None,
    orgnr: str | None,
) -> c.AmendParty:
    """Build the command."""
    if (name, kind, legal_entity, orgnr) == (None,) * 4:
        said = _("Say what changes: --name, --kind, --legal-entity or --orgnr.")
        raise click.UsageError(said)
    return c.AmendParty(
        party=party, name=name, kind=kind, legal_entity=legal_entity, organisation_number=orgnr
    )


party.add_command(account)


@party.command("list", help=N_("List the organisations."))
@shows_list("party list")
def list_parties(session: Session) -> list[PartyRow]:
    """Return the rows."""
    from ledger.work.present import current_of
    from ledger.work.registers import party_rows

    return party_rows(current_of(session.book, ()))
