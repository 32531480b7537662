"""``samverk map``: what the columns of other programs' tables are."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkGroup
from ledger.cli.reading_input import ID, LocalFile
from ledger.cli.session import Session
from ledger.cli.showing import shows_list
from ledger.cli.writing import writes
from ledger.presentation.language import N_

if TYPE_CHECKING:
    from ledger.presentation.lists import MapRow
    from ledger.rules.commands import AddMap


@click.group(
    "map",
    cls=SamverkGroup,
    help=N_("Maps: what the columns of another program's tables are, for samverk import."),
)
def map_() -> None:
    """Group."""


@map_.command(
    "add",
    help=N_(
        """Say how the files of another program are read; the newest map of a name counts.

        FILE is TOML. Each column that the program does not know by itself is named as the file
        names it, with what it is. Above that may stand which program the files are from, and what
        the files do not show themselves. samverk import -n FILE writes a map for a file that it
        cannot read.

        \b
            source = "Raindance"
            encoding = "cp1252"
            delimiter = ";"
            decimal_mark = "comma"

        \b
            [columns]
            "Bet.dag" = "day"
            "Utbetalt" = "amount"
            "Lev.orgnr" = "organisation_number"
            "Projekt" = "object:6"
        """
    ),
)
@click.argument("map_name", metavar="NAME", type=ID)
@click.argument("file", metavar="FILE.toml", type=LocalFile(path_type=Path))
@writes()
def add(session: Session, map_name: str, file: Path) -> AddMap:
    """Build the command."""
    from ledger.exchange.map_file import read_map

    session.source = file
    return read_map(map_name, file)


@map_.command("list", help=N_("List the maps, each with its columns."))
@shows_list("map list")
def list_maps(session: Session) -> list[MapRow]:
    """Return the rows."""
    from ledger.work.present import current

    return [
        {
            "map": name,
            "columns": ", ".join(f"{x.column} = {x.means}" for x in known.fact.columns),
            "source": known.fact.source,
            "encoding": known.fact.encoding,
            "delimiter": known.fact.delimiter,
            "decimal_mark": known.fact.decimal_mark,
            "position": known.position,
        }
        for name, known in sorted(current(session.book, sums=()).imports.maps.items())
    ]
