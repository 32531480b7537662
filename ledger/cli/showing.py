"""The common part of all commands that list or report: format, file, width."""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import click
from msgspec.structs import replace

from ledger.cli.reading_input import LocalFile
from ledger.cli.session import Session
from ledger.presentation.formats import FORMATS, render, streamed
from ledger.presentation.language import N_

# The file for output. It may be ``-``, a pipe or a device, and need not be readable.
OUTPUT = LocalFile(path_type=Path, dir_okay=False, readable=False)
# For what is no list: it has a page of its own for people, and one JSON object.
TABLE_OR_JSON = click.option(
    "-O",
    "--output-format",
    type=click.Choice(("table", "json")),
    default="table",
    help=N_("Format; table if left out."),
)
Rows: TypeAlias = Sequence[Mapping[str, Any]]


class Summed(NamedTuple):
    """Rows of a list, their sums, and what a reader of these should know.

    Attributes:
        rows: an iterator, where they need not be in memory together.
        at: the last event that counts; None: all count.
        title: translated; None: the list's own.
    """

    rows: Iterable[Mapping[str, Any]]
    totals: Rows | None = None
    notes: Sequence[str] = ()
    at: int | None = None
    title: str | None = None


def output_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``-O`` and ``-o``."""
    function = click.option(
        "-o",
        "--output",
        type=OUTPUT,
        help=N_("Write to a file; its ending decides the format."),
    )(function)
    return click.option(
        "-O",
        "--output-format",
        type=click.Choice(tuple(FORMATS)),
        help=N_("Format; table if left out."),
    )(function)


def shows_list(name: str) -> Callable[[Callable[..., Rows | Summed]], Callable[..., None]]:
    """Make a function that returns rows into a command that prints them as a list.

    Args:
        name: which of ``ledger.presentation.lists.LISTS``.
    """

    def decorate(body: Callable[..., Rows | Summed]) -> Callable[..., None]:
        @output_options
        @functools.wraps(body)
        @click.pass_obj
        def callback(
            session: Session,
            /,
            *,
            output_format: str | None,
            output: Path | None,
            width: int | None = None,
            **parameters: Any,
        ) -> None:
            from ledger.cli.output import format_of

            rows = body(session, **parameters)
            found = rows if isinstance(rows, Summed) else Summed(rows)
            write_list(session, name, found, format_of(output_format, output), output, width)

        return callback

    return decorate


def write_list(
    session: Session,
    name: str,
    found: Summed,
    chosen: str,
    output: Path | None,
    width: int | None,
) -> None:
    """Write a list in a format, to a file or to standard output.

    Args:
        session: has the book, whose zone instants are shown in.
        name: which of ``ledger.presentation.lists.LISTS``.
        found: the rows. They may be an iterator; then they are written as they come, if the format
            can be.
        chosen: one of ``FORMATS``.
        output: the file; None: standard output.
        width: of a table, in characters; None: that of the terminal.
    """
    from ledger.cli.output import terminal_width, write, write_parts
    from ledger.presentation.lists import LISTS
    from ledger.work.present import zone_at

    is_streamed = isinstance(found.rows, Iterator) and FORMATS[chosen].is_streamed
    rows = [] if is_streamed else list(found.rows)
    of_list = LISTS[name].of(rows)
    shown = replace(
        of_list,
        rows=found.rows if is_streamed else rows,
        title=found.title or of_list.title,
        totals=found.totals,
        notes=found.notes,
        zone=functools.cache(lambda: zone_at(session.book, found.at)),  # not for each row
    )
    if is_streamed:
        write_parts(streamed(shown, chosen), output)
    else:
        write(render(shown, chosen, width=width or terminal_width()), output)
