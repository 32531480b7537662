"""A book in one SQLite file, with every promise about its storage in one place.

Source: docs/FORMAT.md.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import partial
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from events.record import FROM_NONE, StoredRow
from ledger.books import files
from ledger.books.book import (
    LOCK_TIMEOUT_S,
    SELECT_ROWS,
    Book,
    Reference,
    ReferenceChange,
    Versions,
    introduction,
)
from ledger.books.file_upgrades.steps import NEWEST, bring, form_of
from ledger.books.refusals import (
    BookExists,
    BookNotMade,
    BookReadOnly,
    CannotOpen,
    NewerBook,
    NotABook,
    OlderBook,
    WriteFailed,
)
from ledger.books.sqlite_file import BookFile, connect, explained, require_free
from ledger.books.tree import Frontier, LeafHasher, Node, entry_bytes, leaf_hash
from ledger.refusal import LedgerError
from projections.views import Home

if TYPE_CHECKING:
    from concurrent.futures import Future

T = TypeVar("T")
_FULL = 2  # PRAGMA synchronous
APPLICATION_ID = 0x53414D56  # "SAMV"
_MANY = 100  # events; fewer are hashed before the quicker functions for it are loaded
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

_INSERT_EVENT = (
    "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state)"
    " VALUES (?, ?, ?, ?, ?)"
)
_FEW_COLUMNS = (
    "SELECT originator_id, topic, state FROM stored_events WHERE rowid>? AND rowid<=?"
    " ORDER BY rowid"
)
_INSERT_NODE = "INSERT INTO merkle_node (level, place, hash) VALUES (?, ?, ?)"
_INSERT_REFERENCE = "INSERT INTO unique_reference (kind, value, position) VALUES (?, ?, ?)"
# An event with no node above it yet: the newest of an odd number. Its leaf may be dropped.
_MAKE_LEAF = "CREATE TABLE view_leaf (id INTEGER PRIMARY KEY CHECK (id = 1), position, hash BLOB)"
_PUT_LEAF = "REPLACE INTO view_leaf VALUES (1, ?, ?)"
_NODES_AT_A_TIME = 50
_BESIDE_FROM = 1000  # events
_SERIALIZED = 3  # the database sees to it that threads take turns
_LISTING = (
    "SELECT type, name, sql FROM sqlite_schema"
    " WHERE sql IS NOT NULL AND name NOT LIKE 'view%' ORDER BY name"
)


class SqliteBook(Book):
    """An open book in a file."""

    def __init__(
        self,
        path: Path,
        connection: sqlite3.Connection,
        *,
        writable: bool,
        file: BookFile | None = None,
    ) -> None:
        self.name, self.path = str(path), path
        if file is not None:
            self.name, self.path = file.name, file.path
        self._file = file
        self._connection = connection
        self._inserting: Future[None] | None = None
        self.writable, self._form = writable, NEWEST
        self._frontier = Frontier()
        self._hasher: LeafHasher | None = None
        self._reads = False

    @classmethod
    def create(cls, path: Path, info: Mapping[str, str] | None = None) -> SqliteBook:
        """Make a new, empty book: it is there whole and on the disk, or not at all.

        Args:
            path: where; no file may be there, and no log of a removed one.
            info: facts about the book itself; None: a new, random name.

        Raises:
            BookUnusable: something is there already, or the folder cannot be written.
        """
        target = files.real(path)
        require_free(target, str(path))
        try:
            with files.workshop(target) as folder:
                made = folder / target.name
                make_file(made, info)
                files.give_name(made, target, replace=False)
        except FileExistsError:
            raise BookExists(path=str(path)) from None
        except OSError as error:
            raise BookNotMade(path=str(path), cause=error.strerror) from None
        except sqlite3.Error as error:
            raise BookNotMade(path=str(path), cause=str(error)) from None
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, *, to_read: bool = False) -> SqliteBook:
        """Open a book that exists; ``to_read``: so that nothing can be written by it.

        Raises:
            BookUnusable: there is no book, a newer program made it, it has two names, or this user
                may not open it.
            Conflict: another program holds it.
        """
        file = BookFile(path)
        try:
            return cls._opened(file, to_read=to_read)
        except BaseException:
            file.release()
            raise

    @classmethod
    def _opened(cls, file: BookFile, *, to_read: bool) -> SqliteBook:
        connection = None
        try:
            connection = file.connect()
            if to_read:
                connection.execute("PRAGMA query_only=ON")
            form = require_form(file.name, connection)
            file.share()
            if file.writable:
                file.require_same()
            if form < NEWEST:
                _show_newest(connection, form)
        except BaseException as error:
            if connection is not None:
                connection.close()
            if isinstance(error, sqlite3.OperationalError):
                reason = explained(error, file.path, file.name)
                raise reason or CannotOpen(path=file.name, cause=str(error)) from None
            if isinstance(error, sqlite3.DatabaseError | UnicodeDecodeError):
                raise NotABook(path=file.name) from None  # damaged messages, too
            raise
        may_write = file.writable and form == NEWEST and not to_read
        book = cls(file.path, connection, writable=may_write, file=file)
        book._form, book.is_older = form, form < NEWEST
        return book

    @property
    def connection(self) -> sqlite3.Connection:  # type: ignore[override]  # never set
        """The connection, after the rows that a thread is inserting.

        Raises:
            sqlite3.Error: they could not be inserted.
        """
        if self._inserting is not None:
            self._wait(self._inserting)
        return self._connection

    def _wait(self, inserting: Future[None]) -> None:
        try:
            inserting.result()
        finally:
            if inserting.done():
                self._inserting = None

    def close(self) -> None:
        """Close the file."""
        try:
            self.connection.close()
        finally:
            if self._file is not None:
                self._file.release()
                self._file = None

    @contextmanager
    def writing(
        self,
        after: Versions | None = None,  # noqa: ARG002 - asking takes no turn here
        references: Iterable[Reference] = (),  # noqa: ARG002
    ) -> Iterator[sqlite3.Connection]:
        """Hold the book alone; see ``Book.writing``."""
        if self._reads:
            raise RuntimeError("writing inside reading")
        if self.connection.in_transaction:
            yield self.connection
            return
        if self.is_older:
            raise OlderBook(path=self.name, version=self._form, known=NEWEST)
        if not self.writable:
            raise BookReadOnly(path=self.name)
        self._begin()
        try:
            self._require_same()
            yield self.connection
            self._require_same()
            self.connection.execute("COMMIT")
        except BaseException as error:
            self._frontier = Frontier()
            with suppress(sqlite3.Error):  # all of it is undone, also the part that failed
                _ = self.connection
            with suppress(sqlite3.Error):  # SQLite undoes by itself when the disk is full
                self._connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise WriteFailed(path=self.name, cause=str(error)) from None
            raise

    def undo(self) -> None:
        """Undo a transaction that was left open."""
        self._frontier, self._reads = Frontier(), False
        if self.connection.in_transaction:
            self._connection.execute("ROLLBACK")

    def _require_same(self) -> None:
        """Make sure that other programs still find this very file under its name."""
        if self._file is not None:
            self._file.require_same()

    def _begin(self) -> None:
        """Wait for the book, looking often.

        SQLite itself sleeps up to 100 ms between looks. Beside a program that writes without pause
        it would never come in.
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
                        raise self._explained(error) from None
                    _sleep_a_little()
                else:
                    return
        finally:
            self.connection.execute(f"PRAGMA busy_timeout={LOCK_TIMEOUT_S * 1000}")

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """See one state of the book throughout; see ``Book.reading``."""
        if self.connection.in_transaction:
            yield self.connection
            return
        self.connection.execute("BEGIN")
        self._reads = True
        try:
            yield self.connection
        except sqlite3.DatabaseError as error:
            self._require_unchanged()
            reason = explained(error, self.path, self.name)
            if reason is not None:
                raise reason from None
            raise
        else:
            self._require_unchanged()
        finally:
            self._reads = False
            self.connection.execute("ROLLBACK")

    def _require_unchanged(self) -> None:
        if self._file is not None:
            self._file.require_unchanged()

    def _explained(self, error: sqlite3.Error) -> LedgerError:
        """Return the error that says why the book cannot be written."""
        reason = explained(error, self.path, self.name)
        return reason or WriteFailed(path=self.name, cause=str(error))

    def rows_of(
        self,
        after: int,
        upto: int,
        streams: Collection[str] | None = None,
        but: Collection[str] = (),
    ) -> Iterator[StoredRow]:
        """Yield some events between two positions as stored, in order; see ``Book.rows_of``."""
        conditions, values = "rowid>? AND rowid<=?", list[Any]((after, upto))
        if but:
            names = ", ".join("?" * len(but))
            conditions += f" AND (topic NOT IN ({names}) OR instr(state, ?)=0)"
            values += [*but, FROM_NONE]
        conditions, values = _and_of_streams(conditions, values, streams)
        return iter(
            self.connection.execute(f"{SELECT_ROWS}WHERE {conditions} ORDER BY rowid", values)
        )

    def rows_at(
        self, positions: Sequence[int], streams: Collection[str] | None = None
    ) -> Iterator[StoredRow]:
        """Yield the events at some positions as stored, in order; of some streams alone."""
        wanted = msgspec.json.encode([*positions]).decode()
        conditions, values = _and_of_streams(
            "rowid IN (SELECT value FROM json_each(?))", [wanted], streams
        )
        return iter(
            self.connection.execute(f"{SELECT_ROWS}WHERE {conditions} ORDER BY rowid", values)
        )

    def stream_if(
        self, stream: str, span: tuple[int, int], names: Collection[str], holds: Sequence[bytes]
    ) -> Iterator[StoredRow]:
        """Yield some events of a stream as stored, in order; see ``Book.stream_if``."""
        conditions, values = "originator_id=? AND rowid>? AND rowid<=?", list[Any]((stream, *span))
        if names:
            left_out = f"topic NOT IN ({', '.join('?' * len(names))})"
            held = " AND ".join(["instr(state, ?)"] * len(holds)) or "FALSE"
            conditions += f" AND ({left_out} OR ({held}))"
            values += [*names, *holds]
        asked = f"{SELECT_ROWS}WHERE {conditions} ORDER BY originator_version"
        return iter(self.connection.execute(asked, values))

    def positions_of(self, stream: str) -> Sequence[int]:
        """Return where the events of a stream are, in order, by the index of streams alone."""
        asked = "SELECT rowid FROM stored_events WHERE originator_id=? ORDER BY originator_version"
        return [at for (at,) in self.connection.execute(asked, (stream,))]

    def append(self, rows: Sequence[StoredRow], references: Iterable[ReferenceChange]) -> None:
        """Append events, with their tree nodes and references, inside ``writing``.

        A thread inserts many rows beside further work, until that asks for the connection.
        """
        taken = [*references]
        if rows:
            nodes, connection = self._grown(rows), self.connection
            self._put_leaf()
            if len(rows) >= _BESIDE_FROM and _may_insert_beside(connection, len(rows)):
                beside = taken if all(at is not None for _, _, at in taken) else []
                taken = [] if beside else taken
                work = partial(_insert_all, connection, rows, nodes, beside)
                self._inserting = _in_a_thread(work)
            else:
                connection.executemany(_INSERT_EVENT, rows)
                rest = len(nodes) % _NODES_AT_A_TIME
                for start in range(0, len(nodes) - rest, _NODES_AT_A_TIME):
                    some = nodes[start : start + _NODES_AT_A_TIME]
                    _insert_at_once(connection, _INSERT_NODE, some)
                connection.executemany(_INSERT_NODE, nodes[len(nodes) - rest :])
        for kind, value, position in taken:
            if position is None:
                self.connection.execute(
                    "DELETE FROM unique_reference WHERE kind=? AND value=?", (kind, value)
                )
            else:
                self.connection.execute(_INSERT_REFERENCE, (kind, value, position))

    def _grown(self, rows: Sequence[StoredRow]) -> list[Node]:
        """Add events to the tree, and return the nodes that they complete."""
        before = rows[0][0] - 1
        if self._frontier.size != before:
            self._frontier = Frontier.of(before, self.node)
        if self._hasher is None and len(rows) < _MANY:
            return self._frontier.extend([leaf_hash(entry_bytes(*row[1:])) for row in rows])
        hasher = self._hasher = self._hasher or LeafHasher()
        leaf = hasher.leaf
        return self._frontier.extend(
            [leaf(stream, version, name, state) for _, stream, version, name, state in rows]
        )

    def _put_leaf(self) -> None:
        """Keep the leaf of the newest event, where no node of the tree covers it."""
        if not self._frontier.size % 2:
            return
        leaf = self._frontier.size, self._frontier.hashes[0]
        try:
            self.connection.execute(_PUT_LEAF, leaf)
        except sqlite3.OperationalError as error:
            if "no such table" not in str(error):
                raise
            self.connection.execute(_MAKE_LEAF)
            self.connection.execute(_PUT_LEAF, leaf)

    def newest_leaf(self) -> tuple[int, bytes] | None:
        """Return what was kept of the newest event; see ``Book.newest_leaf``."""
        try:
            row = self.connection.execute("SELECT position, hash FROM view_leaf").fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" not in str(error):
                raise
            return None
        return (row[0], row[1]) if row else None

    def views(self) -> Home:
        """Return the book itself: its tables for views are in the same file."""
        return self

    def damage(self) -> Iterator[str]:
        """Begin to have SQLite check the file, on a connection of its own beside other work."""
        assert self._file is not None
        checking = _in_a_thread(partial(_damage, self._file))

        def told() -> Iterator[str]:
            yield from checking.result()

        return told()

    def shared_file(self) -> Path | None:
        """Return the file."""
        return self.path

    def few_columns(self, after: int, upto: int) -> list[tuple[str, str, bytes]]:
        """Return stream, name and bytes of the events between two positions."""
        return self.connection.execute(_FEW_COLUMNS, (after, upto)).fetchall()

    def danger(self) -> str | None:
        """Return ``synchronous`` where the database does not wait for the disk."""
        full = self.connection.execute("PRAGMA synchronous").fetchone()[0] >= _FULL
        return None if full else "synchronous"

    def schema_differences(self) -> Iterator[str]:
        """Compare tables and triggers with those that a new book gets."""
        if self.is_older:
            return
        fresh = sqlite3.connect(":memory:")
        fresh.executescript(SCHEMA)
        wanted = {tuple(row) for row in fresh.execute(_LISTING)}
        fresh.close()
        present = {tuple(row) for row in self.connection.execute(_LISTING)}
        for _, name, _ in sorted(wanted ^ present):
            yield str(name)

    def unchecked(self) -> tuple[str, ...]:
        """Return codes of the checks that verification cannot do here."""
        return ("form",) if self.is_older else ()

    def settled_at(self, instant: datetime) -> None:  # noqa: ARG002 - it is no matter when
        """Wait for the book once.

        A recorder stamps events while it holds the book alone. So after the wait no recorder is
        about to append an event with an earlier time.
        """
        if self.writable and not self.connection.in_transaction:
            with self.writing():
                pass


def _and_of_streams(
    conditions: str, values: list[Any], streams: Collection[str] | None
) -> tuple[str, list[Any]]:
    """Return conditions and their values, and that an event is of one of some streams."""
    if streams is None:
        return conditions, values
    names = msgspec.json.encode(sorted(streams)).decode()
    return f"{conditions} AND +originator_id IN (SELECT value FROM json_each(?))", [*values, names]


def require_form(name: str, connection: sqlite3.Connection) -> int:
    """Return the form of a book, if this program knows it.

    Raises:
        BookUnusable: it is no book, or a newer program made it.
    """
    (application,) = connection.execute("PRAGMA application_id").fetchone()
    if application != APPLICATION_ID:
        raise NotABook(path=name)
    form = form_of(connection)
    if form > NEWEST:
        raise NewerBook(path=name, version=form, known=NEWEST)
    return form


def _show_newest(connection: sqlite3.Connection, form: int) -> None:
    """Make the tables of the newest form for a reader; they are gone with the connection."""
    connection.execute("BEGIN")
    bring(connection, form, to_read=True)
    connection.execute("COMMIT")


def _sleep_a_little() -> None:
    from random import uniform

    time.sleep(uniform(*_LOOK_EVERY_S))  # noqa: S311 - no secret


def make_file(path: Path, info: Mapping[str, str] | None) -> None:
    """Make the file of an empty book that no other user may read, and flush it.

    Raises:
        OSError, sqlite3.Error: it could not be made; a part of the file may be there.
    """
    files.fill(path, b"")
    with closing(connect(path, "mode=rw")) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.executescript(
            f"BEGIN IMMEDIATE; {SCHEMA} PRAGMA application_id={APPLICATION_ID};"
            f"PRAGMA user_version={NEWEST};"
        )
        connection.executemany("INSERT INTO book_info VALUES (?, ?)", introduction(info).items())
        connection.execute("COMMIT")
    files.flush(path)


def _in_a_thread(work: Callable[[], T]) -> Future[T]:
    """Begin some work in a thread of its own."""
    from concurrent.futures import ThreadPoolExecutor

    thread = ThreadPoolExecutor(1)
    done = thread.submit(work)
    thread.shutdown(wait=False)
    return done


def _may_insert_beside(connection: sqlite3.Connection, events: int) -> bool:
    """Return whether so many events can be inserted in one statement, and in another thread."""
    most = connection.getlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER)
    return sqlite3.threadsafety == _SERIALIZED and most >= _INSERT_EVENT.count("?") * events


def _insert_all(
    connection: sqlite3.Connection,
    rows: Sequence[StoredRow],
    nodes: Sequence[Node],
    references: Sequence[ReferenceChange],
) -> None:
    _insert_at_once(connection, _INSERT_EVENT, rows)
    _insert_at_once(connection, _INSERT_NODE, nodes)
    if references:
        _insert_at_once(connection, _INSERT_REFERENCE, references)


def _insert_at_once(
    connection: sqlite3.Connection, insert: str, rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows in one statement. Other threads go on meanwhile."""
    more = ", (" + ", ".join("?" * len(rows[0])) + ")"
    connection.execute(insert + more * (len(rows) - 1), [*chain.from_iterable(rows)])


def _damage(file: BookFile) -> list[str]:
    with closing(file.connect_to_read()) as connection:
        answers = connection.execute("PRAGMA integrity_check(10)").fetchall()
    return [str(answer) for (answer,) in answers if answer != "ok"]
