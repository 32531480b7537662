"""Which form a book in a file has, and the steps to the newest form.

Source: docs/FORMAT.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TypeAlias

from events.record import CorruptEventError
from events.worded import Worded
from ledger.books.file_upgrades import from_0

NEWEST = 1
Bring: TypeAlias = Callable[[sqlite3.Connection, str], None]
STEPS: tuple[Bring, ...] = (from_0.bring,)  # by the form that each leads from


def form_of(connection: sqlite3.Connection) -> int:
    """Return the form of a book. The first books said that they had form 1, and had no tree."""
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version != 1:
        return int(version)
    (tables,) = connection.execute(
        "SELECT COUNT(*) FROM sqlite_schema WHERE name IN ('merkle_node', 'book_info')"
    ).fetchone()
    return 1 if tables else 0


def bring(connection: sqlite3.Connection, form: int, *, to_read: bool) -> None:
    """Bring a book to the newest form, inside a transaction.

    Args:
        connection: in that transaction.
        form: that it has.
        to_read: make the missing tables as temporary ones, and leave the file as it is.
            Verification then tells of faults in the events.

    Raises:
        CorruptEventError: an event is missing, or its bytes are no event. The new tables would hide
            that.
    """
    if not to_read:
        _require_whole(connection)
    for step in STEPS[form:]:
        step(connection, "TEMP" if to_read else "")
    if not to_read:
        connection.execute(f"PRAGMA user_version={NEWEST}")


def _require_whole(connection: sqlite3.Connection) -> None:
    """Make sure that events stand in every place up to the last one, as values of their types."""
    found = connection.execute(
        "SELECT rowid, place FROM (SELECT *, rowid, ROW_NUMBER() OVER (ORDER BY rowid) AS place"
        " FROM stored_events) WHERE rowid <> place OR typeof(originator_id) <> 'text'"
        " OR typeof(originator_version) <> 'integer' OR typeof(topic) <> 'text'"
        " OR typeof(state) <> 'blob' ORDER BY place LIMIT 1"
    ).fetchone()
    if found is not None:
        position, place = found
        is_missing = position != place
        cause = Worded("is missing") if is_missing else Worded("has values of other types")
        raise CorruptEventError(cause, place)
