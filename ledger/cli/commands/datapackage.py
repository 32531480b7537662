"""``samverk export datapackage``: the whole book as tables that other programs open."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.reading_input import SIZE, TEXT, TIME, LocalFile
from ledger.cli.session import Session
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n

FOLDER = LocalFile(path_type=Path, readable=False)


@click.command(
    "datapackage",
    cls=SamverkCommand,
    help=N_(
        """Write the events, postings and balances as tables, for Excel, R, Python or a database.

        The folder gets CSV files, and datapackage.json, which says what they are and what they are
        of. It has all that the book has, names of persons, too.

        \b
            samverk export datapackage -o tables
            samverk export datapackage --parquet --known-at 2024-12-31 -o tables
        """
    ),
)
@click.option(
    "-o",
    "--output",
    required=True,
    type=FOLDER,
    help=N_("The folder: one that is not there yet, or an empty one."),
)
@click.option("--parquet", is_flag=True, help=N_("Parquet files in the place of CSV."))
@click.option("--licence", type=TEXT, help=N_("A licence to name, such as CC0-1.0; else none."))
@click.option("--at", type=SIZE, help=N_("Only the first so many events."))
@click.option(
    "--known-at",
    type=TIME,
    help=N_("Only what the ledger had been told by then; a day ends at 24:00 UTC."),
)
@click.pass_obj
def datapackage(
    session: Session,
    output: Path,
    licence: str | None,
    at: int | None,
    known_at: datetime | None,
    *,
    parquet: bool,
) -> None:
    """Write it."""
    from ledger.cli.boundary import say
    from ledger.cli.clock import note_clock
    from ledger.cli.output import require_free_folder, write_folder
    from ledger.exchange.datapackage import Asked, write_package
    from ledger.work.asking import Question, scope_of

    if parquet:
        _require_parquet()
    require_free_folder(output)
    book = session.book
    scope = scope_of(book, Question(at=at, known_at=known_at))
    asked = Asked(licence, parquet)
    written = 0
    with click.progressbar(
        length=scope.at, label=_("Writing"), file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:

        def make(folder: Path) -> None:
            nonlocal written
            written = write_package(book, scope, asked, folder, bar.update)

        write_folder(make, output)
    if known_at is not None:
        note_clock(book)
    events = _n("{n} event", "{n} events", written)
    said = _("Wrote {folder}: {events}.", folder=display.safe(str(output)), events=events)
    if book.boards is not None:
        boards = display.safe(", ".join(book.boards))
        said += " " + _("Only a part of the book: what concerns {boards}.", boards=boards)
    say(said)


def _require_parquet() -> None:
    from ledger.cli.refusals import NoParquetLibrary

    try:
        import pyarrow.parquet  # type: ignore[import-untyped] # noqa: F401
    except ImportError as error:
        raise NoParquetLibrary(cause=str(error)) from None
