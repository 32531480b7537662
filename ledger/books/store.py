"""The event library's application on a book.

The library brings the application with its event store, repository and notification log, and the
projections that follow an application. ``ledger.books.recorder`` has the parts that are particular
to a book. This module never reads the process environment, as the library would.

Source: docs/ARCHITECTURE.md, "The event library".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from eventsourcing.application import Application
from eventsourcing.persistence import Mapper
from eventsourcing.utils import Environment, EnvType
from msgspec.structs import replace

from events.record import Recorded
from ledger.books.book import Book, ReferenceChange, Versions, recorded_from
from ledger.books.opening import open_book
from ledger.books.recorder import BookMapper, BookRecorder, row_of


class Store(Application[str]):
    """The event library's application on a book."""

    name = "samverk"
    recorder: BookRecorder

    def __init__(self, book: Book) -> None:
        self._book = book
        super().__init__()

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:  # noqa: ARG002
        """Return the whole configuration: the process environment has no say."""
        return Environment(name)

    def construct_mapper(self) -> Mapper[str]:
        """Return the mapper of the stored form; it leaves the library's transcoder unused."""
        return BookMapper(self.construct_transcoder())

    def construct_recorder(self) -> BookRecorder:
        """Return the recorder on the book."""
        return BookRecorder(self._book)

    def append(self, recorded: Sequence[Recorded], references: Sequence[ReferenceChange]) -> None:
        """Append events at their places, all or none, inside ``Book.writing``.

        This is ``save`` without its search for aggregates and without a notification of each
        event, which would take longer than all the rest.

        Args:
            recorded: the events.
            references: the references that they take and free, in order.
        """
        rows: list[Any] = [*map(row_of, recorded)]
        self.recorder.insert_events(rows, references=references)

    def append_if(
        self, recorded: Sequence[Recorded], versions: Versions, unlike: str | None = None
    ) -> tuple[tuple[Recorded, ...], list[Recorded]]:
        """Append events if some streams have no new events; see ``Book.append_if``.

        Args:
            recorded: the events, without their places and times.
            versions: of the streams, when the events were decided.
            unlike: which events may have come meanwhile; see ``Book.append_if``.

        Returns:
            the events with places and times, and the events that came meanwhile; without any: they
            were not appended.
        """
        placed = self._book.append_if([*map(row_of, recorded)], versions, unlike)
        if placed is None:
            return (), []
        first, recorded_at, newer = placed
        at_places = []
        for position, event in enumerate(recorded, first):
            envelope = replace(event.envelope, recorded_at=recorded_at)
            version = event.originator_version + len(newer)
            at_places.append(
                replace(event, position=position, originator_version=version, envelope=envelope)
            )
        return tuple(at_places), [*map(recorded_from, newer)]

    def stream(self, stream: str, after: int = 0) -> Iterator[Recorded]:
        """Return a stream's events after a version, in order, made of the book's own rows."""
        return map(recorded_from, self._book.stream(stream, after))


class BookReader(Store):
    """The same on a book that is opened by its name and only read, for programs that follow it.

    The library's projections know the application by the book's own name. So a single database can
    hold their positions in several books.
    """

    def __init__(self, env: EnvType | None = None) -> None:
        """Open the book.

        Args:
            env: the values that the library's runners pass on; ``SAMVERK_BOOK`` names the book.

        Raises:
            KeyError: ``SAMVERK_BOOK`` is missing.
            BookUnusable: the book cannot be opened.
        """
        book = open_book((env or {})["SAMVERK_BOOK"])
        book.writable = False
        self.name = book.info("origin") or self.name
        super().__init__(book)

    def close(self) -> None:
        """Close the book."""
        super().close()
        self.recorder.close()
