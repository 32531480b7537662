"""``samverk book``: what is said of the book as a whole."""

from __future__ import annotations

import click

from ledger.cli.clickwork import SamverkGroup
from ledger.cli.reading_input import TEXT
from ledger.cli.session import Session
from ledger.cli.writing import writes
from ledger.presentation.language import N_, _
from ledger.rules import commands as c


@click.group("book", cls=SamverkGroup, help=N_("What is said of the book as a whole."))
def book() -> None:
    """Group."""


@book.command(
    "describe",
    help=N_(
        "Say whose book it is, and in which time zone its days and times are told.\n\n"
        "The name stands in status and over reports of the whole book. A book that nobody has"
        " described has the days of Europe/Stockholm, and shows its times in UTC; from its first"
        " description on they are shown in its zone. Stored times stay in UTC."
    ),
)
@click.option("--name", type=TEXT, help=N_("Whose book it is, as it stands over reports."))
@click.option(
    "--timezone",
    metavar="ZONE",
    type=TEXT,
    help=N_("Its time zone, such as Europe/Stockholm, which it has if none is given."),
)
@writes()
def describe(_session: Session, name: str | None, timezone: str | None) -> c.DescribeBook:
    """Build the command."""
    if name is None and timezone is None:
        raise click.UsageError(_("Say what changes: --name, --timezone or both."))
    return c.DescribeBook(name=name, timezone=timezone)
