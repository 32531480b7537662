"""``samverk imports``: the files that were read, and what became of their rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkGroup
from ledger.cli.reading_input import POSITION
from ledger.cli.session import Session
from ledger.cli.showing import Summed, shows_list
from ledger.presentation.language import N_

if TYPE_CHECKING:
    from ledger.presentation.lists import ImportRow


@click.group(
    "imports",
    cls=SamverkGroup,
    help=N_("The files that were read, and what became of their rows."),
)
def imports() -> None:
    """Group."""


@imports.command("list", help=N_("List the files that were read."))
@shows_list("imports list")
def list_imports(session: Session) -> list[ImportRow]:
    """Return the rows."""
    from ledger.exchange.imported import readings

    return readings(session.book)


@imports.command(
    "show", help=N_("Show what became of the rows of a file: events, and rows that were left out.")
)
@click.argument("reading", metavar="POSITION", type=POSITION)
@shows_list("imports show")
def show(session: Session, reading: int) -> Summed:
    """Return the rows."""
    from ledger.exchange.imported import of_reading

    rows, notes = of_reading(session.book, reading)
    return Summed(rows, notes=notes)


@imports.command(
    "unmatched",
    help=N_(
        """List the rows that were left out, since no route fits them or they cannot be read.

        Once there is a route for them, read the same file again: what is recorded already stays as
        it is, and a row that is recorded then stands here no more.

        \b
            samverk route add --account 4510 --agreement herrgarden --line L2
            samverk import reskontra-2024-05.csv --partly
        """
    ),
)
@shows_list("imports unmatched")
def unmatched(session: Session) -> Summed:
    """Return the rows."""
    from ledger.exchange.imported import left_out

    rows, notes = left_out(session.book)
    return Summed(rows, notes=notes)
