"""A book on a PostgreSQL server, for many users on several machines.

The statements of ``Book`` run here as they are: the tables have the same columns, and ``?`` becomes
the driver's own placeholder. Three things differ. A function of the owner locks a table before a
client reads. The server itself writes nodes and references. And the connection may be lost. A board
has no right to a table: see ``BoardBook``.

Source: docs/OPERATIONS.md.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from itertools import takewhile
from typing import Any

import psycopg

from events.record import FROM_NONE, StoredRow
from ledger.books.book import (
    END,
    SELECT_ROWS,
    Book,
    Reference,
    ReferenceChange,
    Versions,
    introduction,
)
from ledger.books.postgres import catalogue as schema
from ledger.books.postgres.change import require_done
from ledger.books.postgres.connection import (
    Connection,
    connect,
    explained,
    local_path_of,
    shown_address,
)
from ledger.books.postgres.entry import Entered, enter
from ledger.books.postgres.refusals import (
    BookHeld,
    BookHeldSince,
    BookLeftHeld,
    NotSettled,
    Standby,
    StandbyBehind,
)
from ledger.books.postgres.turns import (
    FLUSH,
    STATEMENTS,
    Begun,
    appended,
    begin,
    flush,
    newer,
    recorded,
    see,
)
from ledger.books.refusals import BookBusy, BookReadOnly, CopyDiffers, NodeMissing, ServerGone
from ledger.books.tree import root_of, subtrees
from ledger.refusal import BookUnusable, Conflict, LedgerError

BATCH = 10_000  # rows fetched at a time
_WINDOW = 40_000  # events that are looked at at a time, where some are left out
_OF_STREAMS = "originator_id || '' = ANY(?)"  # without a look into the index of the streams
_BESIDE_FROM = 1000  # events that the server appends while the caller goes on
_RETRY_EVERY_S = 0.2
_ACCEPTED = timedelta(minutes=1)  # how old a time may be that the server accepts, see append()
_ROWS = f"{SELECT_ROWS} WHERE rowid>? ORDER BY rowid"
_NODES = "SELECT place, hash FROM merkle_node WHERE level=? AND place>? ORDER BY place"


class PostgresBook(Book):
    """An open book on a server."""

    connection: Connection
    places = True
    holds = "position(? in state)>0"
    of_stream = "originator_id=?"

    def __init__(self, address: str, entered: Entered) -> None:
        self._address = address
        self.name = shown_address(address)
        self.path = local_path_of(address)
        self._begun: Begun | None = None
        self._reads = False
        self._enter(entered)

    def _enter(self, entered: Entered) -> None:
        self.connection, self._has_prepared = entered.connection, False
        self.login, self.boards, self.standby = entered.login, entered.boards, entered.standby
        self.writable = entered.may_append and not entered.standby

    @staticmethod
    def create(
        address: str,
        info: Mapping[str, str] | None = None,
        events: tuple[Iterable[StoredRow], bytes] | None = None,
    ) -> None:
        """Make a new book; only an administrator can, who need not have a role in it.

        Args:
            address: a database with no book in it.
            info: facts about the book itself; None: a new, random name.
            events: the events of another book, to put in, and their root; None: the new book is
                empty.

        Raises:
            BookUnusable: there is a book already, or this user may not make one.
            Tampered: the events have another root.
            Conflict: the server was lost, and nothing was made.
            ServerGone: the server was lost, and whether the book was made is not known.
        """
        server, name, info = connect(address), shown_address(address), introduction(info)
        try:
            schema.create(server, name, info, None if events is None else _filling(*events))
        except psycopg.Error as error:
            problem = explained(error, name, server)
            if not isinstance(problem, ServerGone):
                raise problem from None
            require_done(problem, is_done=is_made(address, info["origin"]))
        finally:
            server.close()

    def close(self) -> None:
        """Close the connection."""
        self.connection.server.close()

    def reconnect(self) -> None:
        """Connect again after the server was lost, to the primary, within ``patience_s``."""
        self.connection.server.close()
        deadline = time.monotonic() + self.patience_s
        while True:
            try:
                self._enter(enter(self._address))
            except (BookUnusable, Conflict) as error:
                cause = str(error.values.get("cause", error.code))
            else:
                if not self.standby:
                    return
                self.connection.server.close()
                cause = "standby"
            if time.monotonic() > deadline:
                raise ServerGone(path=self.name, cause=cause)
            time.sleep(_RETRY_EVERY_S)

    @contextmanager
    def writing(
        self, after: Versions | None = None, references: Iterable[Reference] = ()
    ) -> Iterator[Connection]:
        """Hold the book alone; see ``Book.writing``.

        The lock is taken before anything is read, each statement sees what is committed then,
        and it is let go after the commit can be seen: so positions follow commits. The disk is
        waited for after that, whatever came of it.
        """
        self._require_writable()
        if self.connection.in_transaction:
            yield self.connection
            return
        with self._ending():
            self._begun = begin(self.connection, self._patience_ms, after or {}, references)
            try:
                yield self.connection
            except ServerGone:
                raise
            except Exception:  # because of something that may not be on the disk yet
                self.connection.rollback()
                flush(self.connection)
                raise
            self._begun = None
            self.connection.commit(FLUSH)

    def undo(self) -> None:
        """Undo a transaction that was left open."""
        with self._ending():
            if self.connection.in_transaction:
                self.connection.rollback()

    def _require_writable(self) -> None:
        """Make sure that this user may write, now."""
        if self._reads:
            raise RuntimeError("writing inside reading")
        if not self.writable:
            raise Standby(path=self.name) if self.standby else BookReadOnly(path=self.name)
        if not self._has_prepared:
            self._prepare()

    def _prepare(self) -> None:
        self.connection.prepare(STATEMENTS)
        self._has_prepared = True

    @property
    def _patience_ms(self) -> int:
        return max(1, round(self.patience_s * 1000))

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """See one state of the book throughout, all of which is on the disk."""
        if self.connection.in_transaction:
            yield self.connection
            return
        with self._ending():
            self._see()
            self._reads = True
            yield self.connection
            self.connection.execute("COMMIT")

    def _see(self) -> None:
        see(self.connection, self.patience_s)

    @contextmanager
    def _ending(self) -> Iterator[None]:
        """Undo what is left of a transaction when something fails."""
        try:
            with self._naming_holder():
                yield
        except BaseException:
            with suppress(LedgerError):
                self.connection.rollback()
            raise
        finally:
            self._begun, self._reads = None, False

    @contextmanager
    def _naming_holder(self) -> Iterator[None]:
        """Name the client that this one waited for in vain, if it still holds the book."""
        try:
            yield
        except BookBusy as error:
            raise self._naming_the_holder(error) from None

    def _naming_the_holder(self, error: BookBusy) -> Conflict:
        """Return a conflict that names the client that holds the book, if it is found."""
        try:
            self.connection.rollback()
            found = self.connection.execute("SELECT * FROM holder()").fetchone()
        except LedgerError:
            return error
        login, pid, program, since, prepared = found
        if prepared is not None:
            return BookLeftHeld(path=self.name, login=login, since=since, prepared=prepared)
        if since is not None:
            return BookHeldSince(path=self.name, login=login, pid=pid, program=program, since=since)
        if login is None:
            return error
        return BookHeld(path=self.name, login=login, pid=pid, program=program)

    def append(
        self,
        rows: Sequence[StoredRow],
        references: Iterable[ReferenceChange],  # noqa: ARG002 - the server sees to them
    ) -> None:
        """Append events, inside ``writing``: the server adds nodes and references itself."""
        if self._begun is not None:
            self._begun = self._begun.later()
        if len(rows) >= _BESIDE_FROM:
            self.connection.execute_beside(appended(self._patience_ms, rows))
        elif rows:
            self.connection.execute_later(appended(self._patience_ms, rows))

    def append_if(
        self, rows: Sequence[StoredRow], versions: Versions, unlike: str | None = None
    ) -> tuple[int, datetime, list[StoredRow]] | None:
        """Append events in one turn, if some streams have no new events; see ``Book.append_if``."""
        self._require_writable()
        if self.connection.in_transaction:
            return None
        with self._naming_holder():
            call = recorded(self._patience_ms, rows, versions, unlike)
            placed = self.connection.call(call)
        if placed is None:
            return None
        return int(placed[0]), datetime.fromisoformat(placed[1]), newer(rows[0][1], placed[2])

    def taken(self, kind: str, value: str) -> int | None:
        """Return the event that has taken a reference; None: it is free."""
        if self._begun is not None and (kind, value) in self._begun.taken:
            return self._begun.taken[kind, value]
        return super().taken(kind, value)

    def now(self) -> datetime:
        """Return the present instant by the server's clock; while writing, its beginning."""
        if self._begun is not None:
            return self._begun.at
        return self._one("SELECT clock_timestamp()").astimezone(UTC)  # type: ignore[no-any-return]

    def head(self) -> int:
        """Return the position of the last event, whether this user may see it or not."""
        if self._begun is not None and self._begun.newest is not None:
            return self._begun.newest[0]
        with self.reading():
            return int(self._one("SELECT head()"))

    def recorded_at(self, position: int) -> datetime:
        """Return when the event at a position was recorded, whether this user may see it or not."""
        newest = self._begun.newest if self._begun is not None else None
        if newest is not None and newest[0] == position:
            return newest[1]
        row = self.connection.execute("SELECT recorded_at(?)", (position,)).fetchone()
        return datetime.fromisoformat(row[0])

    def node(self, level: int, place: int) -> bytes:
        """Return the hash of a complete node, also of a leaf that this user may not see."""
        if level:
            return super().node(level, place)
        (leaf,) = self.connection.execute("SELECT leaf_at(?)", (place + 1,)).fetchone()
        if leaf is None:
            raise NodeMissing(level=level, place=place)
        return bytes(leaf)

    def root(self, size: int) -> bytes:
        """Return the root of the tree over the first so many events, in one turn or two."""
        wanted = [(level, place) for level, place in subtrees(size) if level]
        found = self._nodes_at(wanted) if wanted else {}
        return root_of(
            size, lambda level, place: found.get((level, place)) or self.node(level, place)
        )

    def _nodes_at(self, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        """Return the hashes of complete nodes above the leaves, as far as they are there."""
        either = " OR ".join(
            f"level={int(level)} AND place={int(place)}" for level, place in wanted
        )
        rows = self.connection.execute(f"SELECT level, place, hash FROM merkle_node WHERE {either}")
        return {(level, place): bytes(digest) for level, place, digest in rows}

    def stream(self, stream: str, after: int = 0) -> Iterator[StoredRow]:
        """Yield the events of a stream after a version, as stored."""
        if self._begun is not None and (stream, after) in self._begun.streams:
            return iter(self._begun.streams[stream, after])
        return super().stream(stream, after)

    def rows(self, after: int = 0, upto: int | None = None) -> Iterator[StoredRow]:
        """Yield the events as stored, some at a time."""
        return self._some_at_a_time(_ROWS, (), after, END if upto is None else upto)

    def rows_of(
        self,
        after: int,
        upto: int,
        streams: Collection[str] | None = None,
        but: Collection[str] = (),
    ) -> Iterator[StoredRow]:
        """Yield some events between two positions as stored, in order; see ``Book.rows_of``."""
        conditions, values = "", list[Any]()
        if streams is not None:
            conditions += f" AND {_OF_STREAMS}"
            values.append([*streams])
        if but:
            conditions += " AND (topic <> ALL(?) OR position(?::bytea in state)=0)"
            values += [[*but], FROM_NONE]
        statement = f"{SELECT_ROWS}WHERE rowid>? AND rowid<=?{conditions} ORDER BY rowid"
        for start in range(after, upto, _WINDOW):
            yield from self.connection.execute(
                statement, (start, min(start + _WINDOW, upto), *values)
            ).fetchall()

    def rows_at(
        self, positions: Sequence[int], streams: Collection[str] | None = None
    ) -> Iterator[StoredRow]:
        """Yield the events at some positions as stored, in order; of some streams alone."""
        condition = "" if streams is None else f" AND {_OF_STREAMS}"
        statement = f"{SELECT_ROWS}WHERE rowid=ANY(?::bigint[]){condition} ORDER BY rowid"
        ordered = sorted(positions)
        for start in range(0, len(ordered), BATCH):
            values: list[Any] = [ordered[start : start + BATCH]]
            values += [] if streams is None else [[*streams]]
            yield from self.connection.execute(statement, values).fetchall()

    def nodes(self, level: int) -> Iterator[tuple[int, bytes]]:
        """Yield place and hash of the stored nodes of a level, some at a time."""
        return self._some_at_a_time(_NODES, (level,), -1, END)

    def _some_at_a_time(
        self,
        statement: str,
        fixed: Sequence[Any],
        after: int,
        last: int,
    ) -> Iterator[Any]:
        """Yield rows in the order of their first column, after one of its values and up to another.

        The server is not told the last value. Without statistics it would expect few rows between
        the two, and sort the rest of the book for every batch.
        """
        while after < last:
            size = min(BATCH, last - after)
            limited = f"{statement} LIMIT {size}"
            batch = self.connection.execute(limited, (*fixed, after)).fetchall()
            yield from takewhile(lambda row: row[0] <= last, batch)
            if len(batch) < size:
                return
            after = batch[-1][0]

    def concerns(self) -> set[tuple[str, str]] | None:
        """Return pairs of a party and a stream that the server lists for it."""
        return set(self.connection.execute("SELECT party, stream FROM concern"))

    def judged_by(self) -> dict[str, set[tuple[Any, ...]]] | None:
        """Return the tables that ``append`` judges events by."""
        from ledger.books.postgres.judging import TABLES

        return {name: set(self.connection.execute(f"SELECT * FROM {name}")) for name in TABLES}

    def damage(self) -> Iterator[str]:
        """Run the server's own check of the book's indexes, where it can."""
        schemas = self._amcheck()
        indexes = self.connection.execute(
            "SELECT c.oid, relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE nspname = 'samverk' AND relkind = 'i' ORDER BY relname"
        ).fetchall()
        for oid, name in indexes if schemas else ():
            check = f"SELECT {schemas[0]}.bt_index_check(?::oid::regclass, true)"
            try:
                self.connection.execute("SAVEPOINT checked")
                self.connection.execute(check, (oid,))
            except BookUnusable as error:
                self.connection.execute("ROLLBACK TO checked")
                yield f"{name}: {error.values['cause']}"

    def unchecked(self) -> tuple[str, ...]:
        """Return codes of the checks that verification cannot do, and of the server's gaps."""
        left_open = schema.is_open(self.connection.execute)
        return (*(() if self._amcheck() else ("amcheck",)), *(("functions",) if left_open else ()))

    def _amcheck(self) -> list[str]:
        """Return the schema of the server's check of indexes, if this user may use it."""
        rows = self.connection.execute(
            "SELECT quote_ident(nspname) FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace"
            " JOIN pg_depend d ON d.objid = p.oid AND d.deptype = 'e'"
            " WHERE proname = 'bt_index_check' AND pronargs = 2"
            f" AND nspname = '{schema.AMCHECK}'"
            " AND has_schema_privilege(n.oid, 'USAGE') AND has_function_privilege(p.oid, 'EXECUTE')"
        ).fetchall()
        return [schema for (schema,) in rows]

    def danger(self) -> str | None:
        """Return the setting that lets the server lose acknowledged events."""
        for setting in ("fsync", "full_page_writes", "synchronous_commit"):
            if self.connection.execute(f"SHOW {setting}").fetchone()[0] == "off":
                return setting
        return None

    def schema_differences(self) -> Iterator[str]:
        """Compare tables, triggers, functions and rights with those of a new book."""
        present = schema.catalogue(self.connection.execute)
        yield from sorted(present ^ schema.wanted())

    def settled_at(self, instant: datetime) -> None:
        """Wait for the client that is writing, until no event can get so early a time.

        That is so once a later event exists, since times never decrease. It is also so a minute
        after the instant, since the server accepts no older times.
        """
        if not self.standby:
            if self.connection.in_transaction:
                return
            with self._naming_holder():
                now = self._settled()
            if instant < now - _ACCEPTED:
                return
        head = self.head()
        if head and self.recorded_at(head) > instant:
            return
        if self.standby:
            raise StandbyBehind(path=self.name, instant=instant, position=head)
        raise NotSettled(
            path=self.name, instant=instant, settled=instant + _ACCEPTED, position=head
        )

    def _settled(self) -> datetime:
        """Wait until the client that has the turn has released it, and return the time of that."""
        return self._one(f"SELECT settled({self._patience_ms})")  # type: ignore[no-any-return]


def is_made(address: str, origin: str | None = None) -> bool | None:
    """Return whether there is a book on a server, after every client that was making one.

    Args:
        address: the server and the database.
        origin: the name of the wanted book; None: any.

    Returns:
        None: the server does not say.
    """
    try:
        with closing(connect(address)) as server:
            return schema.is_made(server, origin)
    except (psycopg.Error, LedgerError):
        return None


def _filling(rows: Iterable[StoredRow], root: bytes) -> Callable[[schema.Server], object]:
    """Return a function that puts the events of another book into a new one, with this root."""

    def fill(server: schema.Server) -> None:
        with server.cursor() as cursor:
            with cursor.copy(
                "COPY stored_events (rowid, originator_id, originator_version, topic, state)"
                " FROM STDIN (FORMAT BINARY)"
            ) as copy:
                copy.set_types(["int8", "text", "int8", "text", "bytea"])
                for row in rows:
                    copy.write_row(row)
            cursor.execute("ANALYZE stored_events")
            cursor.execute("SELECT derive()")
            cursor.execute("ANALYZE merkle_node")
            (size,) = cursor.execute("SELECT head()").fetchone() or (0,)

        def node(level: int, place: int) -> bytes:
            statement = (
                "SELECT hash FROM merkle_node WHERE level = %s AND place = %s"
                if level
                else "SELECT leaf_at(%s + %s + 1)"
            )
            (found,) = server.execute(statement, (level, place)).fetchone() or (b"",)
            return bytes(found)

        if root_of(size, node) != root:
            raise CopyDiffers(path="", findings=1)

    return fill
