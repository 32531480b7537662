"""``samverk party account``: the accounts that parties are paid to, and pay from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkGroup
from ledger.cli.reading_input import ID, POSITION, TEXT
from ledger.cli.session import Session
from ledger.cli.showing import shows_list
from ledger.cli.writing import writes
from ledger.presentation.language import N_, _
from ledger.rules import commands as c

if TYPE_CHECKING:
    from events.facts import AccountKind
    from ledger.presentation.lists import PartyAccountRow


@click.group(
    "account",
    cls=SamverkGroup,
    help=N_("Accounts that parties are paid to: one adds them, another one confirms them."),
)
def account() -> None:
    """Group."""


@account.command(
    "add",
    help=N_(
        "Say to which account a party is paid, or from which it pays.\n\n"
        "It is used when somebody else has confirmed it; until then the one before stays in use."
        "\n\n"
        "\b\n"
        "    samverk party account add radda-barnen --bankgiro 5050-1055\n"
        "    samverk party account add tif --clearing 5140 --account '321 56 42' --town Malmö"
    ),
)
@click.argument("party", metavar="PARTY", type=ID)
@click.option("--bankgiro", metavar="NUMBER", type=TEXT, help=N_("Bankgiro number."))
@click.option("--plusgiro", metavar="NUMBER", type=TEXT, help=N_("Plusgiro number."))
@click.option("--iban", metavar="NUMBER", type=TEXT, help=N_("IBAN."))
@click.option("--clearing", metavar="NUMBER", type=TEXT, help=N_("Clearing number of an account."))
@click.option(
    "--account", metavar="NUMBER", type=TEXT, help=N_("Account number in a Swedish bank.")
)
@click.option(
    "--bic", metavar="BIC", type=TEXT, help=N_("BIC of the bank, which some banks ask for.")
)
@click.option(
    "--town", metavar="TOWN", type=TEXT, help=N_("Town of the party, as banks ask for it.")
)
@writes()
def add(
    _session: Session,
    party: str,
    bankgiro: str | None,
    plusgiro: str | None,
    iban: str | None,
    clearing: str | None,
    account: str | None,
    bic: str | None,
    town: str | None,
) -> c.AddPartyAccount:
    """Build the command."""
    given: dict[AccountKind, str | None] = {
        "bankgiro": bankgiro,
        "plusgiro": plusgiro,
        "iban": iban,
        "account": account,
    }
    said = [(kind, number) for kind, number in given.items() if number is not None]
    if len(said) != 1 or (clearing is None) != (account is None):
        raise click.UsageError(
            _("Give one account: --bankgiro, --plusgiro, --iban, or --clearing with --account.")
        )
    ((kind, number),) = said
    return c.AddPartyAccount(
        party=party, account_kind=kind, number=number, clearing=clearing, bic=bic, town=town
    )


@account.command(
    "confirm",
    help=N_(
        "Say that an account is the party's: it is used from now on.\n\n"
        "Somebody else than who added it does so, and asks the payee first, on a telephone number"
        " that was known before. False accounts are the commonest fraud against who pays.\n\n"
        "\b\n    samverk party account confirm 45"
    ),
)
@click.argument("position", metavar="POSITION", type=POSITION)
@writes()
def confirm(_session: Session, position: int) -> c.ConfirmPartyAccount:
    """Build the command."""
    return c.ConfirmPartyAccount(party_account=position)


@account.command("list", help=N_("List the accounts, and which of them are in use."))
@click.option("--party", type=ID, help=N_("Only those of this party."))
@shows_list("party account list")
def list_accounts(session: Session, party: str | None) -> list[PartyAccountRow]:
    """Return the rows."""
    from ledger.work.existence import require_party
    from ledger.work.present import current
    from projections.payment_files import account_rows

    book = current(session.book, sums=())
    if party is not None:
        require_party(party, book)
    return [row for row in account_rows(book) if party in {None, row["party"]}]
