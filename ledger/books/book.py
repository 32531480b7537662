"""The book: append-only events, whatever database they are kept in.

This module has the part that both kinds of book share. ``ledger.books.sqlite`` keeps a book in a
file, ``ledger.books.postgres`` on a server. Both have the same tables, and the statements here run
on either. ``ledger.books.store`` appends, inside a transaction that is opened here.

Source: docs/FORMAT.md.
"""

from __future__ import annotations

import os
from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar, Literal, TypeAlias, TypeVar, get_args

import msgspec

from events.record import Recorded, StoredRow, decode, follows_from_none
from ledger.books.kept import Kept
from ledger.books.refusals import NodeMissing, PartialView
from ledger.books.tree import entry_bytes, leaf_hash, root_of
from projections.views import Connection, Home

T = TypeVar("T")
LOCK_TIMEOUT_S = 60
END = 1 << 62  # beyond every position

Reference: TypeAlias = tuple[str, str]  # ``key`` or ``bank``, and its text
Versions: TypeAlias = Mapping[str, int]  # of streams: how many events each has
# A reference, and the event that takes it; None: it is free again
ReferenceChange: TypeAlias = tuple[str, str, int | None]

Role: TypeAlias = Literal["recorder", "auditor", "board"]  # what a login may be on a server
ROLES: tuple[Role, ...] = get_args(Role)

KEYS_AT_A_TIME = 2000
_KEYED = (
    "SELECT value, rowid, originator_id, originator_version, topic, state FROM unique_reference"
    " JOIN stored_events ON rowid=position WHERE kind='key' AND value>? AND value<?"
    f" ORDER BY value LIMIT {KEYS_AT_A_TIME}"
)
SELECT_ROWS = "SELECT rowid, originator_id, originator_version, topic, state FROM stored_events "
# From each stream to the next one in the index, which has every event of every stream.
_STREAMS = (
    "WITH RECURSIVE found (id) AS (SELECT MIN(originator_id) FROM stored_events"
    " WHERE originator_id >= ? AND originator_id < ? UNION ALL"
    " SELECT (SELECT MIN(originator_id) FROM stored_events"
    " WHERE originator_id > id AND originator_id < ?) FROM found WHERE id IS NOT NULL)"
    " SELECT id FROM found WHERE EXISTS (SELECT 1 FROM stored_events"
    " WHERE originator_id=id AND originator_version=1) ORDER BY id"
)
_A_FEW = 50  # rows: who begins at the newest mostly wants no more
_A_PAGE = 1000  # rows: one transaction, which never waits for whoever reads


class Chosen(msgspec.Struct, frozen=True):
    """Which events are read; each that is wanted is among them, and others may be.

    Attributes:
        stream: of one stream; None: of any.
        names: stored names of events; None: any.
        holds: bytes that are somewhere in what is stored of the event.
    """

    stream: str | None = None
    names: tuple[str, ...] | None = None
    holds: tuple[bytes, ...] = ()

    def may_be(self, row: StoredRow) -> bool:
        """Return whether a stored event may be wanted."""
        _, stream, _, name, state = row
        return (
            self.stream in {None, stream}
            and (self.names is None or name in self.names)
            and all(part in state for part in self.holds)
        )


class Book(ABC):
    """An open book.

    Attributes:
        name: what messages call it: the file, or the server and the database.
        path: the file. For a book on a server, this computer keeps the key and the held checkpoints
            under this name.
        connection: in autocommit mode; use ``writing`` for every change.
        writable: False where this user may only read.
        login: the name by which the database knows the user; None: a file knows no users.
        boards: the boards whose agreements this user sees; None: the user sees everything.
        standby: whether the server only answers, and may not have the newest events yet.
        patience_s: how long to wait until another client has written.
        is_older: whether its form is older than this program's. Such a book is only read.
        places: whether the database itself gives events their places and times: see ``append_if``.
        kept: what was made of the book for earlier requests; None: nothing is kept.
    """

    name: str
    path: Path
    connection: Connection
    writable: bool
    login: str | None = None
    boards: tuple[str, ...] | None = None
    standby: bool = False
    patience_s: float = LOCK_TIMEOUT_S
    is_older: bool = False
    places: bool = False
    kept: Kept | None = None
    _known: tuple[int, Hashable] | None = None
    holds: ClassVar[str] = "instr(state, ?)>0"  # whether the stored bytes hold some others
    of_stream: ClassVar[str] = "+originator_id=?"  # without a look into the index of the streams

    @abstractmethod
    def close(self) -> None:
        """Close the connection."""

    @abstractmethod
    def writing(
        self, after: Versions | None = None, references: Iterable[Reference] = ()
    ) -> AbstractContextManager[Connection]:
        """Hold the book alone, from now until everything is committed or undone.

        Inside another ``writing`` it joins that transaction. To call it inside ``reading`` is an
        error of the program.

        Args:
            after: streams whose events after a version the caller will ask for; None: no streams. A
                server then sends them in the same turn, which saves another turn.
            references: references that the caller will ask for, likewise.

        Raises:
            Conflict: another client held it for more than a minute.
            BookUnusable: the book may only be read, or could not be written.
            ServerGone: the server was lost; whether a commit happened is not known.
        """

    @contextmanager
    def impatient(self, patience_s: float) -> Iterator[None]:
        """Wait at most so long for other clients in ``writing``: for what need not be written."""
        usual = self.patience_s
        self.patience_s = min(usual, patience_s)
        try:
            yield
        finally:
            self.patience_s = usual

    @contextmanager
    def going_on(self, patience_s: float) -> Iterator[None]:
        """Hold alone where views are kept, to bring further what need not be written.

        A reader's own views of a book on a server are held by whoever reads them.

        Args:
            patience_s: how long to wait for other clients.

        Raises:
            Conflict, BookUnusable: as ``writing``.
        """
        if self.views() is None:
            yield
            return
        with self.impatient(patience_s), self.writing():
            yield

    @abstractmethod
    def undo(self) -> None:
        """Undo a transaction that an interruption between two steps has left open."""

    @abstractmethod
    def reading(self) -> AbstractContextManager[Connection]:
        """See one state of the book throughout, whatever other clients append meanwhile."""

    @abstractmethod
    def append(self, rows: Sequence[StoredRow], references: Iterable[ReferenceChange]) -> None:
        """Append events, with their tree nodes and references, inside ``writing``.

        A server may refuse them only at the next statement, or at the commit.
        """

    def append_if(
        self, rows: Sequence[StoredRow], versions: Versions, unlike: str | None = None
    ) -> tuple[int, datetime, list[StoredRow]] | None:
        """Append events in a transaction of their own, if some streams have no new events.

        Args:
            rows: of one command. The database gives them their places and times, and does not look
                at those in the rows.
            versions: of the streams, when the events were decided.
            unlike: a text, if other clients' payments, costs and reports of use in the stream of
                the events leave the decision as it is, unless one of them has this text; None: no
                event does.

        Returns:
            the position of the first, when they were recorded, and the events that came before them
            into their stream meanwhile; None: nothing was appended, because a stream has new events
            or a reference is taken.

        Raises:
            Conflict, BookUnusable, ServerGone: as ``writing``.
        """
        raise NotImplementedError

    def views(self) -> Home | None:
        """Return where the book keeps views; None: it keeps none.

        A server keeps none: a user who may write views could show other users false sums.
        """
        return None

    @abstractmethod
    def damage(self) -> Iterator[str]:
        """Begin to check the database; yield the faults that it finds, in its own words."""

    def newest_leaf(self) -> tuple[int, bytes] | None:
        """Return position and leaf hash of an event that had no node above it when it came.

        An older program may have appended others since, without a word of it. None: none is kept.
        """
        return None

    def shared_file(self) -> Path | None:
        """Return a file from which another process can read the same events; None: there is none.

        The caller has to compare the events: the file may have been replaced meanwhile.
        """
        return None

    @abstractmethod
    def danger(self) -> str | None:
        """Return the setting that lets the database lose acknowledged events; None: none does."""

    @abstractmethod
    def schema_differences(self) -> Iterator[str]:
        """Yield the names of tables, triggers and rights that are not as this program makes them.

        Views are left out: they may be dropped at any time.
        """

    @abstractmethod
    def settled_at(self, instant: datetime) -> None:
        """Return as soon as no event with this time or an earlier one can still be appended.

        Raises:
            Conflict: this server cannot know.
        """

    def require_all(self) -> None:
        """Make sure that this user sees every event.

        Raises:
            BookUnusable: this user sees only the agreements of some boards.
        """
        if self.boards is not None:
            raise PartialView(path=self.name, boards=self.boards)

    def unchecked(self) -> tuple[str, ...]:
        """Return codes of the checks that verification cannot do on this book; empty: none."""
        return ()

    def concerns(self) -> set[tuple[str, str]] | None:
        """Return pairs of a party and a stream that the book lists for it; None: it has no list."""
        return None

    def judged_by(self) -> dict[str, set[tuple[Any, ...]]] | None:
        """Return the tables that a server judges events by; None: there are none."""
        return None

    def reconnect(self) -> None:
        """Connect again after ``ServerGone``, for as long as ``patience_s``.

        Raises:
            ServerGone: the server did not answer in that time.
        """
        raise NotImplementedError

    def once(self, asked: Hashable, make: Callable[[], T], weigh: Callable[[T], int | None]) -> T:
        """Return what was made of the book as it is now, or make it.

        Nothing is kept for the login of a board: what it sees may change, and the book may not.

        Args:
            asked: what is made, and of which part of the book.
            make: makes it; never None.
            weigh: returns about how many KiB it takes; None: it is not to be kept.
        """
        if self.kept is None or self.boards is not None:
            return make()
        head = self.head()
        state = self._state(head)
        found: T | None = self.kept.find(state, asked)
        if found is not None:
            return found
        made = make()
        weight = weigh(made) if self.head() == head else None  # or else it may be of a newer state
        if weight is not None:
            self.kept.keep(state, asked, made, weight)
        return made

    def _state(self, head: int) -> Hashable:
        """Return a name for the state of the book with so many events."""
        if self._known is None or self._known[0] != head:
            self._known = head, (self.login, self.info("origin"), head, self.root(head))
        return self._known[1]

    def now(self) -> datetime:
        """Return the present instant in UTC, by the clock that events are stamped with."""
        return datetime.now(UTC)

    def head(self) -> int:
        """Return the position of the last event; 0: none yet."""
        return int(self._one("SELECT COALESCE(MAX(rowid), 0) FROM stored_events"))

    def recorded_at(self, position: int) -> datetime:
        """Return when the event at a position was recorded."""
        event = self.event(position)
        assert event is not None
        return event.envelope.recorded_at

    def event(self, position: int) -> Recorded | None:
        """Return the event at a position; None: there is none."""
        row = self.connection.execute(SELECT_ROWS + "WHERE rowid=?", (position,)).fetchone()
        return recorded_from(row) if row else None

    def events(self, after: int = 0, upto: int | None = None) -> Iterator[Recorded]:
        """Yield the events after a position, up to another one or the end, in order."""
        return map(recorded_from, self.rows(after, upto))

    def rows(self, after: int = 0, upto: int | None = None) -> Iterator[StoredRow]:
        """Yield the same events as stored."""
        return iter(
            self.connection.execute(
                SELECT_ROWS + "WHERE rowid>? AND rowid<=? ORDER BY rowid",
                (after, END if upto is None else upto),
            )
        )

    def rows_of(
        self,
        after: int,
        upto: int,
        streams: Collection[str] | None = None,
        but: Collection[str] = (),
    ) -> Iterator[StoredRow]:
        """Yield the events between two positions as stored, in order.

        Args:
            after: the position before them.
            upto: of the last one.
            streams: whose events; None: of any.
            but: names of events that are left out, unless they follow from another event.
        """
        for row in self.rows(after, upto):
            is_left_out = row[3] in but and follows_from_none(row[4])
            if (streams is None or row[1] in streams) and not is_left_out:
                yield row

    def rows_at(
        self, positions: Sequence[int], streams: Collection[str] | None = None
    ) -> Iterator[StoredRow]:
        """Yield the events at some positions as stored, in order; of some streams alone."""
        wanted = frozenset(positions)
        if wanted:
            for row in self.rows_of(min(wanted) - 1, max(wanted), streams):
                if row[0] in wanted:
                    yield row

    def few_columns(self, after: int, upto: int) -> list[tuple[str, str, bytes]]:
        """Return stream, name and bytes of the events between two positions."""
        return [(stream, name, state) for _, stream, _, name, state in self.rows(after, upto)]

    def chosen(
        self, chosen: Chosen, after: int = 0, upto: int = END, *, newest_first: bool = False
    ) -> Iterator[list[StoredRow]]:
        """Yield some events between two positions as stored, some at a time.

        Outside ``reading``, each part is read in a transaction of its own, so that a reader who
        leaves off for a while keeps nobody from tidying the file. Stored events never change.
        """
        low, high = 0, END  # versions of the stream that are left
        most = _A_FEW if newest_first else _A_PAGE
        while True:
            rows = self._chosen(chosen, (after, upto), (low, high), most, newest_first=newest_first)
            if rows:
                yield rows
            if len(rows) < most:
                return
            most = _A_PAGE
            if newest_first:
                upto, high = rows[-1][0] - 1, rows[-1][2]
            else:
                after, low = rows[-1][0], rows[-1][2]

    def _chosen(
        self,
        chosen: Chosen,
        positions: tuple[int, int],
        versions: tuple[int, int],
        most: int,
        *,
        newest_first: bool,
    ) -> list[StoredRow]:
        conditions = ["rowid>? AND rowid<=?"]
        values: list[object] = [*positions]
        order = "rowid"
        if chosen.stream is not None and positions[1] - positions[0] <= _A_PAGE:
            conditions.append(self.of_stream)
            values.append(chosen.stream)
        elif chosen.stream is not None:
            conditions.append("originator_id=? AND originator_version>? AND originator_version<?")
            values += [chosen.stream, *versions]
            order = "originator_version"
        if chosen.names is not None:
            conditions.append(f"topic IN ({', '.join('?' * len(chosen.names))})")
            values += chosen.names
        conditions += [self.holds] * len(chosen.holds)
        values += chosen.holds
        asked = f"WHERE {' AND '.join(conditions)} ORDER BY {order}"
        asked += " DESC" if newest_first else ""
        with self.reading():
            found = self.connection.execute(SELECT_ROWS + f"{asked} LIMIT {most}", values)
            return list(iter(found))

    def stream(self, stream: str, after: int = 0) -> Iterator[StoredRow]:
        """Yield the events of a stream after a version, as stored."""
        return iter(
            self.connection.execute(
                SELECT_ROWS
                + "WHERE originator_id=? AND originator_version>? ORDER BY originator_version",
                (stream, after),
            )
        )

    def stream_if(
        self, stream: str, span: tuple[int, int], names: Collection[str], holds: Sequence[bytes]
    ) -> Iterator[StoredRow]:
        """Yield the events of a stream as stored, in order, without some that cannot be wanted.

        Args:
            stream: whose.
            span: the position before the first event, and the last.
            names: of events that are left out unless their bytes hold some others.
            holds: those, of which each has to be there; empty: all of these events are left out.
        """
        after, upto = span
        for row in self.stream(stream):
            is_held = row[3] not in names or (holds and all(x in row[4] for x in holds))
            if after < row[0] <= upto and is_held:
                yield row

    def positions_of(self, stream: str) -> Sequence[int]:
        """Return where the events of a stream are, in order."""
        return [row[0] for row in self.stream(stream)]

    def length(self, stream: str) -> int:
        """Return how many events a stream has."""
        asked = "SELECT COALESCE(MAX(originator_version), 0) FROM stored_events"
        row = self.connection.execute(f"{asked} WHERE originator_id=?", (stream,)).fetchone()
        return int(row[0])

    def known_at(self, instant: datetime) -> int:
        """Return the position of the last event recorded at an instant or earlier; 0: none.

        Recorded times never decrease along the book, so this is a search by halving.

        Raises:
            Conflict: this server cannot know what the ledger had been told by then.
        """
        self.settled_at(instant)
        return self.last_recorded_by(instant)

    def last_recorded_by(self, instant: datetime) -> int:
        """Return the same for the present events; more with such a time may still be appended."""
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
        beyond = prefix + "\U0010ffff"
        return [row[0] for row in self.connection.execute(_STREAMS, (prefix, beyond, beyond))]

    def beginnings(self, prefix: str) -> Iterator[StoredRow]:
        """Yield the first event of each stream that begins with a prefix, as stored."""
        first = SELECT_ROWS + "WHERE originator_id=? AND originator_version=1"
        for stream in self.streams(prefix):
            yield from iter(self.connection.execute(first, (stream,)))

    def info(self, name: str) -> str | None:
        """Return a fact about the book itself (``origin``, ``key``); None: it has none such."""
        row = self.connection.execute(
            "SELECT value FROM book_info WHERE name=?", (name,)
        ).fetchone()
        return str(row[0]) if row else None

    def infos(self) -> dict[str, str]:
        """Return all facts about the book itself."""
        return dict(iter(self.connection.execute("SELECT name, value FROM book_info")))

    def node(self, level: int, place: int) -> bytes:
        """Return the hash of a complete node of the tree; a leaf is hashed from its event.

        Raises:
            Tampered: the node or the event is gone.
        """
        if level == 0:
            row = self.connection.execute(SELECT_ROWS + "WHERE rowid=?", (place + 1,)).fetchone()
        else:
            row = self.connection.execute(
                "SELECT hash FROM merkle_node WHERE level=? AND place=?", (level, place)
            ).fetchone()
        if row is None:
            raise NodeMissing(level=level, place=place)
        return leaf_hash(entry_bytes(*row[1:])) if level == 0 else bytes(row[0])

    def nodes(self, level: int) -> Iterator[tuple[int, bytes]]:
        """Yield place and hash of the stored nodes of a level, in order."""
        return iter(
            self.connection.execute(
                "SELECT place, hash FROM merkle_node WHERE level=? ORDER BY place", (level,)
            )
        )

    def nodes_from(self, level: int, place: int) -> Iterator[tuple[int, bytes]]:
        """Yield the same from a place on."""
        listed = "SELECT place, hash FROM merkle_node WHERE level=? AND place>=? ORDER BY place"
        return iter(self.connection.execute(listed, (level, place)))

    def has_nodes(self, level: int, place: int) -> bool:
        """Return whether a level has a node at a place or after it."""
        listed = "SELECT 1 FROM merkle_node WHERE level=? AND place>=? LIMIT 1"
        return self.connection.execute(listed, (level, place)).fetchone() is not None

    def node_count(self) -> int:
        """Return how many nodes are stored."""
        return int(self._one("SELECT COUNT(*) FROM merkle_node"))

    def root(self, size: int) -> bytes:
        """Return the root of the tree over the first so many events."""
        return root_of(size, self.node)

    def taken(self, kind: str, value: str) -> int | None:
        """Return the event that has taken a reference; None: it is free."""
        at = self.listed(kind, value)
        return None if at is None else int(at)

    def listed(self, kind: str, value: str) -> Any:
        """Return what is stored as the event that has taken a reference; None: nothing is."""
        row = self.connection.execute(
            "SELECT position FROM unique_reference WHERE kind=? AND value=?", (kind, value)
        ).fetchone()
        return row[0] if row else None

    def reference_count(self) -> int:
        """Return how many references are taken."""
        return int(self._one("SELECT COUNT(*) FROM unique_reference"))

    def keyed(self, prefix: str) -> Iterator[tuple[str, StoredRow]]:
        """Yield the keys that begin with a text, in order, with the first event of each.

        Some at a time, so many take no more memory than few.
        """
        after, end = prefix, prefix[:-1] + chr(ord(prefix[-1]) + 1)
        while True:
            found = [*iter(self.connection.execute(_KEYED, (after, end)))]
            for value, *row in found:
                yield value, (row[0], row[1], row[2], row[3], row[4])
            if len(found) < KEYS_AT_A_TIME:
                return
            after = found[-1][0]

    def references(self) -> dict[tuple[str, str], int]:
        """Return every reference that is taken, and by which event."""
        return {
            (kind, value): position
            for kind, value, position in self.connection.execute(
                "SELECT kind, value, position FROM unique_reference"
            )
        }

    def _one(self, sql: str) -> Any:
        return self.connection.execute(sql).fetchone()[0]


def new_origin() -> str:
    """Return a name for a new book, which its checkpoints will carry."""
    from ledger.rules.versions import name_of  # only a new book needs the rules

    return name_of(os.urandom(8).hex())


def introduction(info: Mapping[str, str] | None) -> Mapping[str, str]:
    """Return the facts about a new book: those given, or a new name."""
    return info or {"origin": new_origin()}


def recorded_from(row: Sequence[Any]) -> Recorded:
    """Read a row of the event table: position, stream, version, name, bytes."""
    position, stream, version, name, state = row
    return Recorded(
        position=position,
        originator_id=stream,
        originator_version=version,
        envelope=decode(name, state, position),
    )
