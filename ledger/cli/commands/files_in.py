"""What commands share that read other programs' files: which files, what they are, which map."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.reading_input import ID, LocalFile
from ledger.cli.session import Session
from ledger.presentation.language import N_

if TYPE_CHECKING:
    from events.facts import ImportMapAdded

_ENCODINGS = ("utf-8", "cp1252", "cp437", "utf-16-le", "utf-16-be")
FORMATS = ("table", "ledger", "sie", "camt")  # as FileFormat has them, which is loaded late
FILES = click.argument(
    "files",
    metavar="FILE...",
    nargs=-1,
    required=True,
    type=LocalFile(path_type=Path, dir_okay=False, exists=True),
)


def how_read(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add ``--as``, ``--map`` and ``--encoding``."""
    function = click.option(
        "--encoding",
        type=click.Choice(_ENCODINGS),
        help=N_("The encoding of the files, where their letters do not say it."),
    )(function)
    function = click.option(
        "--map",
        "map_name",
        metavar="NAME",
        type=ID,
        help=N_("How the columns are read: samverk map list."),
    )(function)
    return click.option(
        "--as",
        "wanted",
        type=click.Choice(FORMATS),
        help=N_("What the files are; what they look like if left out."),
    )(function)


def map_named(session: Session, name: str | None) -> ImportMapAdded | None:
    """Return the book's newest map of a name; None: the user names none.

    Raises:
        UnknownMap: there is no such map.
    """
    from ledger.exchange.refusals import UnknownMap
    from ledger.work.present import current_of

    if name is None:
        return None
    maps = current_of(session.book, ()).imports.maps
    if name not in maps:
        raise UnknownMap(map=name, known=sorted(maps))
    return maps[name].fact
