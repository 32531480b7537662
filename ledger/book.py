"""The book: one SQLite file, append-only, with every promise about storage in one place.

Reading needs this module alone; appending goes through ``ledger.store``, which hands the
events to the event library inside a transaction that is opened here.

Source: docs/FORMAT.md.
"""

from __future__ import annotations

import os
import random
import secrets
import sqlite3
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from events.record import Recorded, decode
from ledger.merkle import Frontier, LeafHasher, entry_bytes, leaf_hash, root_of
from ledger.refusal import BookUnusable, Conflict, Tampered

APPLICATION_ID = 0x53414D56  # "SAMV"
SCHEMA_VERSION = 1
LOCK_TIMEOUT_S = 60
_END = 1 << 62  # beyond every position
_LOOK_EVERY_S = (0.0002, 0.002)

SCHEMA = """
CREATE TABLE stored_events (
    rowid INTEGER PRIMARY KEY,
    originator_id TEXT NOT NULL,
    originator_version INTEGER NOT NULL,
    topic TEXT NOT NULL,
    state BLOB NOT NULL,
    UNIQUE (originator_id, originator_version)
);
CREATE TRIGGER stored_events_in_order BEFORE INSERT ON stored_events
WHEN NEW.rowid IS NOT (SELECT COALESCE(MAX(rowid), 0) + 1 FROM stored_events)
  OR NEW.originator_version IS NOT (
    SELECT COALESCE(MAX(originator_version), 0) + 1 FROM stored_events
    WHERE originator_id = NEW.originator_id)
BEGIN SELECT RAISE(ABORT, 'events are appended at the end of the book'); END;
CREATE TRIGGER stored_events_no_update BEFORE UPDATE ON stored_events
BEGIN SELECT RAISE(ABORT, 'events are never changed'); END;
CREATE TRIGGER stored_events_no_delete BEFORE DELETE ON stored_events
BEGIN SELECT RAISE(ABORT, 'events are never removed'); END;

CREATE TABLE merkle_node (
    level INTEGER NOT NULL CHECK (level > 0),
    place INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, place)
) WITHOUT ROWID;
CREATE TRIGGER merkle_node_once BEFORE INSERT ON merkle_node
WHEN EXISTS (SELECT 1 FROM merkle_node WHERE level = NEW.level AND place = NEW.place)
BEGIN SELECT RAISE(ABORT, 'nodes are never changed'); END;
CREATE TRIGGER merkle_node_no_update BEFORE UPDATE ON merkle_node
BEGIN SELECT RAISE(ABORT, 'nodes are never changed'); END;
CREATE TRIGGER merkle_node_no_delete BEFORE DELETE ON merkle_node
BEGIN SELECT RAISE(ABORT, 'nodes are never removed'); END;

CREATE TABLE book_info (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE unique_reference (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (kind, value)
) WITHOUT ROWID;
"""

_PRAGMAS = (
    "synchronous=FULL",
    "recursive_triggers=ON",
    "trusted_schema=OFF",
    "cell_size_check=ON",
    "foreign_keys=ON",
)

_SELECT = "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events "


class Book:
    """An open book.

    Attributes:
        path: the file.
        connection: in autocommit mode; use ``writing`` for every change.
        writable: False for a file that this user may only read.
        patience_s: how long to wait for somebody else to finish writing.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, *, writable: bool) -> None:
        self.path = path
        self.connection = connection
        self.writable = writable
        self.patience_s: float = LOCK_TIMEOUT_S
        self._frontier = Frontier()
        self._hashed = LeafHasher()

    @classmethod
    def create(cls, path: Path, origin: str | None = None) -> Book:
        """Make a new, empty book.

        Args:
            path: where; nothing may be there.
            origin: the name that its checkpoints carry; None: a new, random one.

        Raises:
            BookUnusable: something is there already, or the folder cannot be written.
        """
        try:
            path.open("xb").close()
        except FileExistsError:
            raise BookUnusable("book-exists", path=str(path)) from None
        except OSError as error:
            raise BookUnusable("book-not-made", path=str(path), cause=error.strerror) from None
        try:
            connection = _connect(path, "rw")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.executescript(
                f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA application_id={APPLICATION_ID};"
                f"PRAGMA user_version={SCHEMA_VERSION};"
            )
            connection.execute(
                "INSERT INTO book_info VALUES ('origin', ?)",
                (origin or f"samverk/{secrets.token_hex(8)}",),
            )
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            path.unlink()
            raise BookUnusable("book-not-made", path=str(path), cause=str(error)) from None
        return cls(path, connection, writable=True)

    @classmethod
    def open(cls, path: Path) -> Book:
        """Open a book that exists.

        Raises:
            BookUnusable: there is none, it is no book, or a newer program made it.
        """
        if not path.is_file():
            raise BookUnusable("no-book", path=str(path))
        writable = os.access(path, os.W_OK) and os.access(path.absolute().parent, os.W_OK)
        try:
            connection = _connect(path, "rw") if writable else _connect_to_read(path)
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        except sqlite3.OperationalError as error:
            raise Conflict("book-busy", path=str(path), cause=str(error)) from None
        except (sqlite3.DatabaseError, UnicodeDecodeError):  # damage may be in a message, too
            raise BookUnusable("not-a-book", path=str(path)) from None
        if application != APPLICATION_ID:
            raise BookUnusable("not-a-book", path=str(path))
        if version > SCHEMA_VERSION:
            raise BookUnusable("newer-book", path=str(path), version=version, known=SCHEMA_VERSION)
        return cls(path, connection, writable=writable)

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Hold the book alone, from now until everything is committed or undone.

        Inside another ``writing`` it joins that transaction.

        Raises:
            Conflict: somebody else held it for more than a minute.
            BookUnusable: the book may only be read.
        """
        if self.connection.in_transaction:
            yield self.connection
            return
        if not self.writable:
            raise BookUnusable("book-read-only", path=str(self.path))
        self._begin()
        try:
            yield self.connection
            self.connection.execute("COMMIT")
        except BaseException as error:
            self._frontier = Frontier()
            with suppress(sqlite3.Error):  # SQLite undoes by itself when the disk is full
                self.connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise BookUnusable("write-failed", path=str(self.path), cause=str(error)) from None
            raise

    def _begin(self) -> None:
        """Wait for the book, looking often.

        SQLite's own waiting sleeps up to 100 ms between looks, and starves beside a program
        that writes without pause.
        """
        deadline = time.monotonic() + self.patience_s
        self.connection.execute("PRAGMA busy_timeout=0")
        try:
            while True:
                try:
                    self.connection.execute("BEGIN IMMEDIATE")
                except sqlite3.OperationalError as error:
                    is_busy = error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
                    if not is_busy or time.monotonic() > deadline:
                        raise Conflict("book-busy", path=str(self.path), cause=str(error)) from None
                    time.sleep(random.uniform(*_LOOK_EVERY_S))  # noqa: S311 - no secret
                else:
                    return
        finally:
            self.connection.execute(f"PRAGMA busy_timeout={LOCK_TIMEOUT_S * 1000}")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """See one state of the book throughout, whatever others append meanwhile."""
        if self.connection.in_transaction:
            yield self.connection
            return
        self.connection.execute("BEGIN")
        try:
            yield self.connection
        finally:
            self.connection.execute("ROLLBACK")

    def head(self) -> int:
        """Return the position of the last event; 0: none yet."""
        return int(
            self.connection.execute("SELECT COALESCE(MAX(rowid), 0) FROM stored_events").fetchone()[
                0
            ]
        )

    def recorded_at(self, position: int) -> datetime:
        """Return when the event at a position was recorded."""
        event = self.event(position)
        assert event is not None
        return event.envelope.recorded_at

    def event(self, position: int) -> Recorded | None:
        """Return the event at a position; None: there is none."""
        row = self.connection.execute(_SELECT + "WHERE rowid=?", (position,)).fetchone()
        return recorded_from(row) if row else None

    def events(self, after: int = 0, upto: int | None = None) -> Iterator[Recorded]:
        """Yield the events after a position, up to another one or the end, in order."""
        return map(recorded_from, self.rows(after, upto))

    def rows(self, after: int = 0, upto: int | None = None) -> Iterator[tuple[Any, ...]]:
        """Yield the same events as stored: position, stream, version, name, bytes."""
        return self.connection.execute(
            _SELECT + "WHERE rowid>? AND rowid<=? ORDER BY rowid",
            (after, _END if upto is None else upto),
        )

    def known_at(self, instant: datetime) -> int:
        """Return the position of the last event recorded at an instant or earlier; 0: none.

        Recorded times never decrease along the book, so this is a search by halving.
        Whoever appends stamps while holding the book alone: waiting for the book once
        makes sure that nobody is about to append something stamped earlier.
        """
        if self.writable and not self.connection.in_transaction:
            with self.writing():
                pass
        low, high = 0, self.head()
        while low < high:
            middle = (low + high + 1) // 2
            if self.recorded_at(middle) <= instant:
                low = middle
            else:
                high = middle - 1
        return low

    def streams(self, prefix: str) -> list[str]:
        """Return the ids of the streams that begin with a prefix, in alphabetical order."""
        rows = self.connection.execute(
            "SELECT originator_id FROM stored_events WHERE originator_version=1"
            " AND originator_id >= ? AND originator_id < ? ORDER BY originator_id",
            (prefix, prefix + "\U0010ffff"),
        )
        return [row[0] for row in rows]

    def info(self, name: str) -> str | None:
        """Return something the book says of itself (``origin``, ``key``); None: it does not."""
        row = self.connection.execute(
            "SELECT value FROM book_info WHERE name=?", (name,)
        ).fetchone()
        return str(row[0]) if row else None

    def introduce(self, name: str, value: str) -> None:
        """Let the book say something of itself, inside ``writing``."""
        self.connection.execute("INSERT INTO book_info VALUES (?, ?)", (name, value))

    def node(self, level: int, place: int) -> bytes:
        """Return the hash of a complete node of the tree; a leaf is hashed from its event.

        Raises:
            Tampered: the node or the event is gone.
        """
        row = self.connection.execute(
            *(
                (_SELECT + "WHERE rowid=?", (place + 1,))
                if level == 0
                else ("SELECT hash FROM merkle_node WHERE level=? AND place=?", (level, place))
            )
        ).fetchone()
        if row is None:
            raise Tampered("node-missing", level=level, place=place)
        return leaf_hash(entry_bytes(*row[1:])) if level == 0 else bytes(row[0])

    def root(self, size: int) -> bytes:
        """Return the root of the tree over the first so many events."""
        return root_of(size, self.node)

    def grow(self, entries: Iterable[tuple[str, int, str, bytes]]) -> None:
        """Add events that were just appended to the tree, inside ``writing``.

        Args:
            entries: stream, version, event name and stored bytes of each.
        """
        leaves = [self._hashed(*entry) for entry in entries]
        before = self.head() - len(leaves)
        if self._frontier.size != before:
            self._frontier = Frontier.of(before, self.node)
        nodes = [node for leaf in leaves for node in self._frontier.append(leaf)]
        self.connection.executemany(
            "INSERT INTO merkle_node (level, place, hash) VALUES (?, ?, ?)", nodes
        )

    def taken(self, kind: str, values: Sequence[str]) -> dict[str, int]:
        """Return which of these references are taken, and by the event at which position."""
        found = {}
        for value in values:
            row = self.connection.execute(
                "SELECT position FROM unique_reference WHERE kind=? AND value=?", (kind, value)
            ).fetchone()
            if row:
                found[value] = int(row[0])
        return found

    def take(self, kind: str, value: str, position: int) -> None:
        """Take a reference for the event at a position, inside ``writing``."""
        self.connection.execute(
            "INSERT INTO unique_reference (kind, value, position) VALUES (?, ?, ?)",
            (kind, value, position),
        )

    def free(self, kind: str, value: str) -> None:
        """Let a reference be taken again, inside ``writing``."""
        self.connection.execute(
            "DELETE FROM unique_reference WHERE kind=? AND value=?", (kind, value)
        )


def recorded_from(row: Sequence[object]) -> Recorded:
    """Read a row of the event table: position, stream, version, name, bytes."""
    position, stream, version, name, state = row
    return Recorded(
        position=position,  # type: ignore[arg-type]
        originator_id=stream,  # type: ignore[arg-type]
        originator_version=version,  # type: ignore[arg-type]
        envelope=decode(name, state),  # type: ignore[arg-type]
    )


def now() -> datetime:
    """Return the present instant, in UTC: the clock that everything defaults to."""
    return datetime.now(UTC)


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(path.absolute()))}?{mode if '=' in mode else f'mode={mode}'}",
        uri=True,
        isolation_level=None,
        timeout=LOCK_TIMEOUT_S,
        check_same_thread=False,
    )
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
    return connection


def _connect_to_read(path: Path) -> sqlite3.Connection:
    """Open a file that may only be read, also in a folder where SQLite can make no lock file."""
    connection = _connect(path, "ro")
    try:
        connection.execute("SELECT COUNT(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError:
        connection.close()
        connection = _connect(path, "mode=ro&immutable=1")
    return connection
