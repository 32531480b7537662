"""A look at a book that leaves no trace, for the words that a shell offers.

The look writes nothing, makes no file and waits for no lock. It leaves out everything that takes
long. So it takes the views as they are, and adds the events after them if they are few.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from events.facts import (
    FACTS,
    AgreementConcluded,
    AgreementProposed,
    AmendmentConcluded,
    AmendmentDeclined,
    AmendmentProposed,
    BudgetLineProposed,
    OfAmendment,
    OfRequest,
    ProposalWithdrawn,
    event_name_of,
)
from events.planning import PLANNING_FACTS
from events.streams import SHARED, agreement_stream
from ledger.books import files
from ledger.books.book import SELECT_ROWS, Book, recorded_from
from ledger.books.opening import BookAddress, is_server, open_book
from projections import views
from projections.projection import Projection

if TYPE_CHECKING:
    from events.record import Recorded

CONNECT_S = 2  # the shortest time that PostgreSQL's library accepts
_FILE_S = 0.2
_MOST_DOCUMENTS = 10_000  # events folded on a server
# Reversals are left out: most of them take back what is folded nowhere here.
_OF_DOCUMENTS = (
    AgreementProposed,
    BudgetLineProposed,
    AgreementConcluded,
    AmendmentProposed,
    OfAmendment,
    OfRequest,
    AmendmentDeclined,
    AmendmentConcluded,
    ProposalWithdrawn,
    *PLANNING_FACTS,
)
_DOCUMENTS = tuple(event_name_of(fact) for fact in FACTS if issubclass(fact, _OF_DOCUMENTS))


@contextmanager
def looking(address: BookAddress) -> Iterator[Book]:
    """Open a book to look at.

    Raises:
        Exception: any reason why the book cannot be read. The shell then offers nothing.
    """
    book = _on_server(str(address)) if is_server(address) else _in_file(Path(address))
    with closing(book), book.reading():
        yield book


def documents(book: Book) -> Projection:
    """Return agreements, lines, parties and closed periods; the sums mean nothing."""
    home = book.views()
    if home is None:
        return _documents_on_server(book)
    known = views.load(home, sums=()) if views.position(home) >= 0 else Projection()
    for recorded in book.events(known.position, known.position + views.FROM):
        known.fold(recorded)
    return known


def _documents_on_server(book: Book) -> Projection:
    """Fold the events that documents are made by; a server keeps no views."""
    known = Projection()
    for stream in SHARED:
        for recorded in map(recorded_from, book.stream(stream)):
            known.fold(recorded)
    for recorded in reversed(newest(book, _DOCUMENTS, None, _MOST_DOCUMENTS)):
        if isinstance(recorded.fact, AgreementProposed) or recorded.agreement in known.agreements:
            known.fold(recorded)
    return known


def newest(book: Book, names: Collection[str], agreement: str | None, most: int) -> list[Recorded]:
    """Return the newest events by some names, the newest first.

    Args:
        book: as ``looking`` opens it.
        names: as stored; empty: any.
        agreement: whose events; None: those of any agreement.
        most: how many events at most.
    """
    if book.boards is not None:  # a board's user has no right to the table
        own = book.rows() if agreement is None else book.stream(agreement_stream(agreement))
        found = [row for row in own if not names or row[3] in names]
        return [recorded_from(row) for row in reversed(found[-most:])]
    where = ["rowid > 0"]
    values: list[str] = []
    if names:
        where.append(f"topic IN ({', '.join('?' * len(names))})")
        values += names
    if agreement is not None:
        where.append("originator_id = ?")
        values.append(f"agreement/{agreement}")
    rows = book.connection.execute(
        f"{SELECT_ROWS} WHERE {' AND '.join(where)} ORDER BY rowid DESC LIMIT {most:d}", values
    )
    return [recorded_from(row) for row in rows]


def _on_server(address: str) -> Book:
    from ledger.books.postgres.connection import quickly

    return open_book(quickly(address, CONNECT_S))


def _in_file(path: Path) -> Book:
    """Open a file without making anything beside it.

    A log in use has its index beside it, which is read as it is. Without an index, the file is read
    as if no program could change it.
    """
    from ledger.books.sqlite import SqliteBook

    if not path.is_file():
        raise FileNotFoundError(path)
    beside = [path.with_name(path.name + ending) for ending in ("-wal", "-shm")]
    in_use = all(file.exists() for file in beside) and beside[0].stat().st_size > 0
    how = "mode=ro&readonly_shm=1" if in_use else "mode=ro&immutable=1"
    connection = sqlite3.connect(
        f"file:{files.quoted(path.absolute())}?{how}",
        uri=True,
        isolation_level=None,
        timeout=_FILE_S,
    )
    connection.execute("PRAGMA trusted_schema=OFF")
    connection.execute("PRAGMA query_only=ON")
    return SqliteBook(path, connection, writable=False)
