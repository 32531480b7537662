"""Appending events, through the event library. The only module that imports it.

The library brings its application, mapper and event store; this module gives them a recorder on
the book's own transaction, the stored form of ``events.record`` and the explicit, dense
positions. Nothing here reads the process environment (the library would).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, cast

from eventsourcing.application import Application
from eventsourcing.persistence import (
    AggregateRecorder,
    ApplicationRecorder,
    InfrastructureFactory,
    Mapper,
    Notification,
    ProcessRecorder,
    StoredEvent,
    Transcoder,
)
from eventsourcing.utils import Environment, EnvType
from msgspec.structs import replace

from events.canonical import unreadable
from events.facts import name_of
from events.record import Recorded, encode
from ledger.book import Book, ReferenceChange, Row, Versions, recorded_from
from ledger.refusal import BadInput


class BookMapper(Mapper[str]):
    """Between ``Recorded`` and stored bytes: stable names, a closed registry, no module paths.

    In the place of the library's ``StoredEvent``, which does not know its position, stands a row
    of the book: nothing but the recorder looks at it.
    """

    def to_stored_event(self, domain_event: Any) -> Any:
        """Encode an event for its place, and see that it will be read back.

        Whatever is recorded goes through here. The rules keep events within what readers take; an
        event beyond that, once written, would take the whole book with it.

        Raises:
            BadInput: no reader would take it.
        """
        recorded: Recorded = domain_event
        envelope = recorded.envelope
        name, state = name_of(envelope.data), encode(envelope)
        fault = unreadable(envelope, name, state)
        if fault is not None:
            raise BadInput("not-readable-again", event=name, cause=fault)
        return (
            recorded.position,
            recorded.originator_id,
            recorded.originator_version,
            name,
            state,
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Decode stored bytes.

        Raises:
            CorruptEventError: they are no event of this book.
        """
        return recorded_from(cast("Row", stored_event))


class BookRecorder(ApplicationRecorder):
    """Writes and reads through the book, in the transaction that is open there."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        references: Sequence[ReferenceChange] = (),
        **_: Any,
    ) -> None:
        """Append events; their positions are in them."""
        self._book.append(cast("Sequence[Row]", stored_events), references)

    def select_events(
        self,
        originator_id: Any,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """Return a stream's events after a version, in order: all of those."""
        assert (lte, desc, limit) == (None, False, None)
        return cast("list[StoredEvent]", list(self._book.stream(originator_id, gt or 0)))

    def max_notification_id(self) -> int | None:
        """Return the position of the last event; None: there is none."""
        return self._book.head() or None

    def select_notifications(self, *_: Any, **__: Any) -> Sequence[Notification]:
        """Refuse: readers take the rows of the book."""
        raise NotImplementedError

    def subscribe(self, *_: Any, **__: Any) -> Any:
        """Refuse: views catch up when they are read."""
        raise NotImplementedError


class BookFactory(InfrastructureFactory):
    """Makes the recorder on a book; of what else the library could ask for there is nothing."""

    def __init__(self, env: Environment, book: Book) -> None:
        super().__init__(env)
        self._book = book

    def application_recorder(self) -> ApplicationRecorder:
        """Return the recorder."""
        return BookRecorder(self._book)

    def aggregate_recorder(self, purpose: str = "events") -> AggregateRecorder:
        """Refuse: there are no snapshots."""
        raise NotImplementedError(purpose)

    def process_recorder(self) -> ProcessRecorder:
        """Refuse: there are no process applications."""
        raise NotImplementedError

    def tracking_recorder(self, tracking_recorder_class: Any = None) -> Any:
        """Refuse: views keep their own position."""
        raise NotImplementedError(tracking_recorder_class)


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
            {"ORIGINATOR_ID_TYPE": "text"},
        )

    def construct_factory(self, env: Environment) -> InfrastructureFactory:
        """Return the factory for the book."""
        return BookFactory(env, self._book)

    def construct_transcoder(self) -> Transcoder:
        """Return the library's own, which the mapper leaves unused."""
        return self.factory.transcoder()

    def construct_mapper(self) -> Mapper[str]:
        """Return the mapper of the stored form."""
        return BookMapper(self.construct_transcoder())

    def append(self, recorded: Sequence[Recorded], references: Sequence[ReferenceChange]) -> None:
        """Append events at their places, all or none, inside ``Book.writing``.

        This is ``save`` without its search for aggregates, which takes 14 µs an event.

        Args:
            recorded: the events.
            references: what they take and free, in order.
        """
        self.events.put(cast("Sequence[Any]", recorded), references=references)

    def append_if(self, recorded: Sequence[Recorded], versions: Versions) -> tuple[Recorded, ...]:
        """Append events if some streams have got no others; see ``Book.append_if``.

        Args:
            recorded: the events, without their places and times.
            versions: of the streams, when the events were decided.

        Returns:
            the events, with them; nothing: they were not appended.
        """
        rows: list[Any] = [*map(self.mapper.to_stored_event, recorded)]
        placed = self._book.append_if(rows, versions)
        if placed is None:
            return ()
        first, recorded_at = placed
        at_places = []
        for position, event in enumerate(recorded, first):
            envelope = replace(event.envelope, recorded_at=recorded_at)
            at_places.append(replace(event, position=position, envelope=envelope))
        return tuple(at_places)

    def stream(self, stream: str, after: int = 0) -> Iterator[Recorded]:
        """Return a stream's events after a version, in order."""
        return cast("Iterator[Recorded]", self.events.get(stream, gt=after))
