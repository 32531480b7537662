"""What can be wrong with an installation or with the database, found before it does harm."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.metadata import version
from pathlib import Path

_PACKAGES = ("events", "projections")


def versions() -> str:
    """Return the versions of everything that matters, on one line."""
    libraries = ", ".join(
        f"{name} {version(name)}" for name in ("eventsourcing", "msgspec", "click", "tabulate")
    )
    python = sys.version.split()[0]
    sqlite = sqlite3.sqlite_version
    return f"samverk {version('samverk')}, Python {python}, SQLite {sqlite}, {libraries}"


def problems() -> Iterator[tuple[str, str]]:
    """Yield (code, cause) for each thing that is wrong.

    The packages have common names, and another distribution may have put its own in the way.
    """
    home = Path(import_module("ledger").__path__[0]).parent
    for name in _PACKAGES:
        place = Path(import_module(name).__path__[0])
        if place.parent != home:
            yield "shadowed", str(place)
