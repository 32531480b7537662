"""Faults of an installation or of the database, found before they do harm."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from ledger.books import files
from ledger.books.checkpoints import held_folder, key_file


def versions() -> str:
    """Return the versions of everything that matters, on one line."""
    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("eventsourcing", "msgspec", "click", "tabulate")
    )
    python = sys.version.split()[0]
    sqlite = sqlite3.sqlite_version
    return f"samverk {version('samverk')}, Python {python}, SQLite {sqlite}, {libraries}"


def strays(named: Path) -> Iterator[tuple[str, str]]:
    """Yield (code, cause) for files that lie where no program looks for them.

    Args:
        named: the user's name for a book in a file; the file may be missing.
    """
    path = files.real(named)
    names = set()
    with suppress(OSError):  # it is not there, or may not be looked into
        names = {x.name for x in path.parent.iterdir()}
    for name in sorted(names):
        of, dash, ending = name.rpartition("-")
        is_log = dash and ending in {"wal", "journal"} and of not in names
        if is_log and (path.parent / name).stat().st_size:
            yield "log-alone", str(path.parent / name)
    if files.unlinked(named) != named:
        for stray in (key_file(named), held_folder(named)):
            if stray.exists() and files.real(stray) not in {key_file(path), held_folder(path)}:
                yield "beside-link", str(stray)
