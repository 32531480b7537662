"""From form 0, which had events and references, to form 1, which has the tree and a name."""

from __future__ import annotations

import os
import sqlite3
import struct
from itertools import islice

from ledger.books.tree import EMPTY_ROOT, Frontier, Hash, LeafHasher

_NODES = """CREATE {temp} TABLE merkle_node (
    level INTEGER NOT NULL CHECK (level > 0),
    place INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, place)
) WITHOUT ROWID"""
_INFO = "CREATE {temp} TABLE book_info (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID"
_TRIGGERS = (
    """CREATE TRIGGER merkle_node_once BEFORE INSERT ON merkle_node
WHEN EXISTS (SELECT 1 FROM merkle_node WHERE level = NEW.level AND place = NEW.place)
BEGIN SELECT RAISE(ABORT, 'nodes are never changed'); END""",
    """CREATE TRIGGER merkle_node_no_update BEFORE UPDATE ON merkle_node
BEGIN SELECT RAISE(ABORT, 'nodes are never changed'); END""",
    """CREATE TRIGGER merkle_node_no_delete BEFORE DELETE ON merkle_node
BEGIN SELECT RAISE(ABORT, 'nodes are never removed'); END""",
)
_EVENTS = (
    "SELECT originator_id, originator_version, topic, state FROM main.stored_events ORDER BY rowid"
)
_BATCH = 10_000


def bring(connection: sqlite3.Connection, temp: str) -> None:
    """Make the tree over the events, and give the book a new, random name.

    Args:
        connection: in a transaction.
        temp: ``TEMP``, to leave the file as it is; else empty.
    """
    connection.execute(_NODES.format(temp=temp))
    connection.execute(_INFO.format(temp=temp))
    frontier, hasher = Frontier(), LeafHasher()
    rows = connection.execute(_EVENTS)
    while batch := list(islice(rows, _BATCH)):
        nodes = frontier.extend([_leaf(hasher, row) for row in batch])
        connection.executemany(
            "INSERT INTO merkle_node (level, place, hash) VALUES (?, ?, ?)", nodes
        )
    origin = f"samverk/{os.urandom(8).hex()}"
    connection.execute("INSERT INTO book_info VALUES ('origin', ?)", (origin,))
    for trigger in () if temp else _TRIGGERS:
        connection.execute(trigger)


def _leaf(hasher: LeafHasher, row: tuple[str, int, str, bytes]) -> Hash:
    """Return the hash of an event; for bytes that are no event, the hash that verification uses."""
    try:
        return hasher.leaf(*row)
    except (TypeError, ValueError, AttributeError, struct.error):
        return EMPTY_ROOT
