"""Appending events, through the event library. The only module that imports it.

The library brings its application, mapper, event store and recorder; this module gives them
the book's own connection and transaction, the stored form of ``events.record`` and the
explicit, dense positions. Nothing here reads the process environment (the library would).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, cast

from eventsourcing.application import Application
from eventsourcing.persistence import InfrastructureFactory, Mapper, StoredEvent, Transcoder
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
)
from eventsourcing.utils import Environment, EnvType

from events.record import Recorded, decode, encode
from ledger.book import Book


@dataclass(frozen=True)
class PositionedEvent(StoredEvent):
    """A stored event that knows its position in the book."""

    position: int


class BookMapper(Mapper[str]):
    """Between ``Recorded`` and stored bytes: stable names, a closed registry, no module paths."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """Encode an event for its place."""
        recorded = cast("Recorded", domain_event)
        return PositionedEvent(
            originator_id=recorded.originator_id,
            originator_version=recorded.originator_version,
            topic=recorded.name,
            state=encode(recorded.envelope),
            position=recorded.position,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Decode stored bytes.

        Raises:
            CorruptEventError: they are no event of this book.
        """
        assert isinstance(stored_event, PositionedEvent)
        return Recorded(
            position=stored_event.position,
            originator_id=str(stored_event.originator_id),
            originator_version=stored_event.originator_version,
            envelope=decode(stored_event.topic, stored_event.state),
        )


class BookDatastore(SQLiteDatastore):
    """The book's own connection; a transaction joins the one that is open."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.single_row_tracking = True
        self.originator_id_type = "text"

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """Hold the book alone (commit) or see one state of it (no commit)."""
        with self.book.writing() if commit else self.book.reading() as connection:
            yield SQLiteCursor(connection.cursor())

    def close(self) -> None:
        """Leave the connection to the book."""


_SELECT_STREAM = (
    "SELECT originator_id, originator_version, topic, state, rowid FROM stored_events"
    " WHERE originator_id=? AND originator_version>? AND originator_version<=?"
    " ORDER BY originator_version LIMIT ?"
)
_SELECT_BACKWARDS = _SELECT_STREAM.replace("version LIMIT", "version DESC LIMIT")


class BookRecorder(SQLiteApplicationRecorder):
    """Inserts with explicit positions and named columns; selects with positions."""

    def construct_create_table_statements(self) -> list[str]:
        """Return nothing: ``Book.create`` makes the tables."""
        return []

    def _insert_events(
        self, c: SQLiteCursor, stored_events: Sequence[StoredEvent], **_: Any
    ) -> None:
        events = cast("Sequence[PositionedEvent]", stored_events)
        c.executemany(
            "INSERT INTO stored_events"
            " (rowid, originator_id, originator_version, topic, state) VALUES (?, ?, ?, ?, ?)",
            [(e.position, e.originator_id, e.originator_version, e.topic, e.state) for e in events],
        )
        cast("BookDatastore", self.datastore).book.grow(
            (str(e.originator_id), e.originator_version, e.topic, e.state) for e in events
        )

    def select_events(
        self,
        originator_id: Any,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return a stream's events, by version."""
        with self.datastore.transaction(commit=False) as c:
            c.execute(
                _SELECT_BACKWARDS if desc else _SELECT_STREAM,
                (originator_id, gt or 0, lte or (1 << 62), -1 if limit is None else limit),
            )
            return [PositionedEvent(*row) for row in c.fetchall()]


class BookFactory(SQLiteFactory):
    """Makes the recorder on the book's connection."""

    application_recorder_class = BookRecorder

    def __init__(self, env: Environment, book: Book) -> None:
        super().__init__(env)
        self.datastore = BookDatastore(book)


class Store(Application[str]):
    """The event library's application on a book."""

    name = "samverk"

    def __init__(self, book: Book) -> None:
        self._book = book
        super().__init__()
        assert type(self.recorder) is BookRecorder

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:  # noqa: ARG002
        """Return the whole configuration: the process environment has no say."""
        return Environment(
            name,
            {
                "SQLITE_DBNAME": str(self._book.path),
                "ORIGINATOR_ID_TYPE": "text",
                "CREATE_TABLE": "n",
            },
        )

    def construct_factory(self, env: Environment) -> InfrastructureFactory:
        """Return the factory for the book."""
        return cast("InfrastructureFactory", BookFactory(env, self._book))

    def construct_transcoder(self) -> Transcoder:
        """Return the library's own, which the mapper leaves unused."""
        return self.factory.transcoder()

    def construct_mapper(self) -> Mapper[str]:
        """Return the mapper of the stored form."""
        return BookMapper(self.construct_transcoder())

    def append(self, recorded: Sequence[Recorded]) -> None:
        """Append events at their places, all or none, inside ``Book.writing``.

        This is ``save`` without its search for aggregates, which takes 14 µs an event.
        """
        self.events.put(cast("Sequence[Any]", recorded))

    def stream(self, stream: str, *, after: int = 0) -> Iterator[Recorded]:
        """Return a stream's events after a version, in order."""
        return cast("Iterator[Recorded]", self.events.get(stream, gt=after))
