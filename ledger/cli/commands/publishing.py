"""``samverk publish``: the pages of a book as files in a folder."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.boundary import say
from ledger.cli.clickwork import SamverkCommand
from ledger.cli.reading_input import DATE, SIZE, LocalFile
from ledger.cli.session import Session
from ledger.presentation import display, language
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.web.publishing import Published

_MOST = 1000
_KINDS = {
    "figures": N_("events behind figures: {n}"),
    "events": N_("events: {n}"),
    "lists": N_("lists of events: {n}"),
}


@click.command(
    "publish",
    cls=SamverkCommand,
    help=N_(
        """Write the pages of the book as files, for a web site or an archive. No program is needed
        to read them.

        The folder gets the pages of all agreements, boards, parties and reports with their files
        for spreadsheets, in both languages; the events behind each figure; and the newest events
        and those behind figures, each with its proof. In a large book there would be too many of
        these: --most says how many there are at most of each kind. What a page says of others is
        text then and no link.

        Everybody who gets the folder reads all of it. So look first at what the book has, names of
        persons, too, and publish as the login of a board what that board may see.

        \b
            samverk publish site
            samverk --lang sv publish site --one-language --at 44
        """
    ),
)
@click.argument("folder", metavar="FOLDER", type=LocalFile(path_type=Path, readable=False))
@click.option(
    "--one-language",
    is_flag=True,
    help=N_("Only in the language that the program speaks (--lang)."),
)
@click.option(
    "--most",
    default=_MOST,
    show_default=True,
    type=click.IntRange(0),
    metavar="NUMBER",
    help=N_("At most so many pages of events, of events behind figures, and of lists, each."),
)
@click.option("--as-of", type=DATE, help=N_("Only what counts from that day or earlier."))
@click.option("--at", type=SIZE, help=N_("Only the first so many events."))
@click.pass_obj
def publish(
    session: Session,
    folder: Path,
    most: int,
    as_of: date | None,
    at: int | None,
    *,
    one_language: bool,
) -> None:
    """Write them."""
    from ledger.books.kept import Kept
    from ledger.cli.commands.serving import readers
    from ledger.cli.output import require_free_folder, write_folder
    from ledger.cli.refusals import NoWebLibrary

    try:
        from ledger.web.app import Source
        from ledger.web.publishing import Wanted, publish
    except ImportError as error:
        raise NoWebLibrary(cause=str(error)) from None
    require_free_folder(folder)
    boards = session.book.boards  # and it can be opened
    session.reopen()  # that is, closed: the pages open it to read
    clocks = {"as-of": as_of, "at": at}
    written = {name: str(value) for name, value in clocks.items() if value is not None}
    own = language.current()
    others = [] if one_language else [x for x in language.languages() if x != own]
    source = Source(session.address, readers(), Kept())
    wanted = Wanted([own, *others], written, most)
    done: list[Published] = []
    with click.progressbar(
        iter(()), label=_("Writing"), file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:

        def make(made: Path) -> None:
            done.append(publish(source, wanted, made, bar.update))

        write_folder(make, folder)
    files = _n("{n} file", "{n} files", done[0].files)
    said = _("Wrote {folder}: {events}.", folder=display.safe(str(folder)), events=files)
    if boards is not None:
        seen = display.safe(", ".join(boards))
        said += " " + _("Only a part of the book: what concerns {boards}.", boards=seen)
    say(said)
    _say_what_is_left_out(done[0].left_out, most)


def _say_what_is_left_out(left_out: Mapping[str, int], most: int) -> None:
    from ledger.web.publishing import PAGES, PARTS

    if left_out.get(PARTS):
        say(
            _(
                "Of a long table the first {n} pages are there; the files beside it, or the command"
                " that it names, have all rows.",
                n=PAGES,
            )
        )
    parts = [_(said, n=left_out[kind]) for kind, said in _KINDS.items() if left_out.get(kind)]
    if parts:
        say(
            _(
                "No more than {most} pages of a kind, so these have none: {kinds}. More: --most",
                most=most,
                kinds="; ".join(parts),
            )
        )
