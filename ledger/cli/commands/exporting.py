"""``samverk export``: what other programs, and the public, get out of a book.

Each command of the group has its code in a file of its own.
"""

from __future__ import annotations

from pathlib import Path

import click

from ledger.cli.clickwork import LazyGroup
from ledger.cli.session import Session
from ledger.cli.showing import OUTPUT
from ledger.presentation.language import N_, _

_HERE = "ledger.cli.commands."
_COMMANDS = {
    "sie": (
        _HERE + "sie:sie",
        N_("The payments of a period as vouchers in SIE 4I, for a bookkeeping program."),
    ),
    "payments": (
        _HERE + "payment_files:payments",
        N_("Write a file by which the bank pays what is approved and due: pain.001.001.03."),
    ),
    "datapackage": (
        _HERE + "datapackage:datapackage",
        N_("Write the book as tables, for Excel, R, Python or a database."),
    ),
    "360giving": (
        _HERE + "open_data:grants",
        N_("What boards have granted, by the standard of 360Giving: JSON."),
    ),
    "iati": (
        _HERE + "open_data:activities",
        N_("Agreements as activities by the IATI standard 2.03: XML."),
    ),
    "open-ledger": (
        _HERE + "open_data:ledger",
        N_("What was paid, as an open supplier ledger: CSV with the columns of the Swedish form."),
    ),
}


@click.group(
    "export",
    cls=LazyGroup,
    lazy=_COMMANDS,
    invoke_without_command=True,
    help=N_(
        """Write what the book holds for other programs, and for the public.

        With --beancount or --hledger: the postings, with balances to check them by.
        """
    ),
)
@click.option("--beancount", "form", flag_value="beancount", help=N_("For beancount and fava."))
@click.option("--hledger", "form", flag_value="hledger", help=N_("For hledger and ledger-cli."))
@click.option("-o", "--output", type=OUTPUT, help=N_("Write to a file."))
@click.pass_context
def export(context: click.Context, form: str | None, output: Path | None) -> None:
    """Write the postings, unless a command of the group is named."""
    from ledger.cli.output import write

    if context.invoked_subcommand is not None:
        if form is not None or output is not None:
            raise click.UsageError(
                _("--beancount, --hledger and -o before a command are not for that command.")
            )
        return
    if form is None and output is None:
        raise click.exceptions.NoArgsIsHelpError(context)
    if form is None:
        raise click.UsageError(_("Choose a form: --beancount or --hledger."))
    from ledger.exchange.plain_text import beancount, hledger

    session: Session = context.obj
    write((beancount if form == "beancount" else hledger)(session.book), output)
