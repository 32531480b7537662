"""Opening a book on a server, and what it is to a board.

Recorders and auditors read the tables. A board has no right to any table. However a server filters
rows, it tells of hidden ones: by the pages that it reads, by the time that it takes, or by an
error. So a board reads through functions of the owner, which first look up the streams that the
board may see.

Source: docs/OPERATIONS.md and ``schema.sql``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from operator import itemgetter
from typing import Any

from events.record import Recorded, StoredRow
from ledger.books.book import END, Book, Chosen, recorded_from
from ledger.books.postgres.book import BATCH, PostgresBook
from ledger.books.postgres.catalogue import FORM
from ledger.books.postgres.entry import enter
from ledger.books.postgres.older import FUNCTIONS_SINCE, OldForm
from ledger.books.refusals import NodeMissing


def open_book(address: str) -> PostgresBook:
    """Open a book that exists.

    Args:
        address: what PostgreSQL's own programs take: a URL, or words.

    Raises:
        BookUnusable: the server cannot be reached, does not let this user in, or has no book
            there that this program knows.
    """
    entered = enter(address)
    is_board = entered.boards is not None and entered.form >= FUNCTIONS_SINCE
    if entered.form < FORM:
        return (OldFormOfBoard if is_board else OldForm)(address, entered)
    return (BoardBook if is_board else PostgresBook)(address, entered)


def open_made(address: str) -> PostgresBook:
    """Open a book as the administrator who has just made it, to check it.

    An administrator without a role in the book is an auditor until the book is closed. This happens
    in one transaction, which is then undone.

    Raises:
        BookUnusable: as ``open_book``.
    """
    return PostgresBook(address, enter(address, as_maker=True))


class BoardBook(PostgresBook):
    """An open book on a server, of a user who sees the agreements of some boards.

    The user has no right to a table, and reads through functions that return the board's own rows.
    """

    def event(self, position: int) -> Recorded | None:
        """Return the event at a position; None: there is none, or it is hidden."""
        row = self._events([position]).fetchone()
        return recorded_from(row) if row else None

    def rows(self, after: int = 0, upto: int | None = None) -> Iterator[StoredRow]:
        """Yield the board's events as stored, some at a time."""
        end = END if upto is None else upto
        (places,) = self.connection.execute("SELECT my_positions(?, ?)", (after, end)).fetchone()
        for start in range(0, len(places), BATCH):
            yield from self._events(places[start : start + BATCH])

    def chosen(
        self, chosen: Chosen, after: int = 0, upto: int = END, *, newest_first: bool = False
    ) -> Iterator[list[StoredRow]]:
        """Yield some of the board's events between two positions as stored, some at a time."""
        where = "SELECT my_positions(?, ?)", (after, upto)
        with self.reading():
            if chosen.stream is None:
                (places,) = self.connection.execute(*where).fetchone()
            else:
                places = [row[0] for row in self.stream(chosen.stream) if after < row[0] <= upto]
        ordered = sorted(places, reverse=newest_first)
        for start in range(0, len(ordered), BATCH):
            with self.reading():
                rows = list(self._events(ordered[start : start + BATCH]))
            rows.sort(key=itemgetter(0), reverse=newest_first)
            yield [row for row in rows if chosen.may_be(row)]

    # The server's own choice of events would look at the tables, which no board may read.
    rows_of = Book.rows_of

    def rows_at(
        self, positions: Sequence[int], streams: Collection[str] | None = None
    ) -> Iterator[StoredRow]:
        """Yield the board's events at some positions as stored, in order; of some streams alone."""
        ordered = sorted(positions)
        for start in range(0, len(ordered), BATCH):
            for row in self._events(ordered[start : start + BATCH]):
                if streams is None or row[1] in streams:
                    yield row

    def _events(self, positions: list[int]) -> Any:
        return self.connection.execute("SELECT * FROM my_events(?::bigint[])", (positions,))

    def stream(self, stream: str, after: int = 0) -> Iterator[StoredRow]:
        """Yield the events of a stream after a version, as stored; none: it is hidden."""
        return iter(self.connection.execute("SELECT * FROM my_stream(?, ?)", (stream, after)))

    def length(self, stream: str) -> int:
        """Return how many events a stream has; 0: it is hidden."""
        counted = "SELECT COUNT(*) FROM my_stream(?, 0)"
        return int(self.connection.execute(counted, (stream,)).fetchone()[0])

    def streams(self, prefix: str) -> list[str]:
        """Return the ids of the board's streams that begin with a prefix, in alphabetical order."""
        return sorted(x for x in self._one("SELECT my_streams()") if x.startswith(prefix))

    def beginnings(self, prefix: str) -> Iterator[StoredRow]:
        """Yield the first event of each of the board's streams that begins with a prefix."""
        for stream in self.streams(prefix):
            yield from islice(self.stream(stream), 1)

    def info(self, name: str) -> str | None:
        """Return a fact about the book itself."""
        return self.infos().get(name)

    def infos(self) -> dict[str, str]:
        """Return all facts about the book itself."""
        return dict(iter(self.connection.execute("SELECT name, value FROM infos()")))

    def node(self, level: int, place: int) -> bytes:
        """Return the hash of a complete node."""
        if not level:
            return super().node(level, place)
        found = self._one(f"SELECT node_at({int(level)}, {int(place)})")
        if found is None:
            raise NodeMissing(level=level, place=place)
        return bytes(found)

    def _nodes_at(self, wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
        calls = ", ".join(f"node_at({int(level)}, {int(place)})" for level, place in wanted)
        digests = self.connection.execute(f"SELECT {calls}").fetchone()
        pairs = zip(wanted, digests, strict=True)
        return {at: bytes(digest) for at, digest in pairs if digest is not None}


class OldFormOfBoard(OldForm, BoardBook):
    """The same, of a form that is no longer written."""
