"""The event library's mapper and recorder on a book.

The mapper translates between events and the stored form of ``events.record``. The recorder uses the
book's own transactions, positions and references.

Source: docs/ARCHITECTURE.md, "The event library".
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from threading import Event, RLock
from typing import Any, cast

from eventsourcing.persistence import (
    ApplicationRecorder,
    DataError,
    IntegrityError,
    Mapper,
    Notification,
    NotSupportedError,
    StoredEvent,
    Subscription,
)

from events.canonical import read_one, unreadable
from events.facts import event_name
from events.record import Recorded, StoredRow, encode
from ledger.books.book import Book, ReferenceChange, recorded_from
from ledger.books.references import NEVER, reference_changes
from ledger.books.refusals import NotReadableAgain

_LOOK_EVERY_S = 0.1  # how often a subscription looks for what is new
_AT_A_TIME = 500  # notifications
_WIDER = 4  # by how much the part of the book grows that is searched next


class BookMapper(Mapper[str]):
    """Maps ``Recorded`` to stored bytes: stable names, a closed registry, no module paths."""

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """Encode an event for its place.

        Raises:
            BadInput: no reader would take it.
        """
        return _notification(row_of(domain_event))

    def to_domain_event(self, stored_event: StoredEvent) -> Any:
        """Decode stored bytes; the position is 0 where the stored event does not know it.

        Raises:
            CorruptEventError: they are no event of a book.
        """
        return recorded_from(_row(getattr(stored_event, "id", 0), stored_event))


class BookRecorder(ApplicationRecorder):
    """Writes and reads through a book, in the transaction that is open there or in its own.

    Several threads may use it if they use the book in no other way.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._turn = RLock()

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent | StoredRow],
        *,
        references: Iterable[ReferenceChange] | None = None,
        tracking: object = None,
        **_: Any,
    ) -> Sequence[int]:
        """Append events, all or none, and return their positions.

        The rules of the ledger are not asked here: the service asks them before. For the library's
        own events the recorder makes sure that readers can read them, and that their places, times
        and references follow those before them.

        Args:
            stored_events: the library's, or rows of the book whose places the caller has found
                inside ``Book.writing``.
            references: the references that such rows take and free, in order.
            tracking: the library's position of a projection. There is no place for one here.

        Raises:
            DataError: a stored event is no event of a book.
            IntegrityError: an event has the place, the key or the bank reference of another event,
                or was recorded before the event that it follows.
            NotSupportedError: there is a position to track.
            Conflict, BookUnusable, ServerGone: as ``Book.writing``.
        """
        if references is not None:
            rows = cast("Sequence[StoredRow]", stored_events)
            self._book.append(rows, references)
            return range(rows[0][0], rows[-1][0] + 1) if rows else ()
        if tracking is not None:
            raise NotSupportedError("a projection keeps its position in a database of its own")
        if not stored_events:
            return []
        with self._turn, self._book.writing():
            placed = [*self._placed(cast("Sequence[StoredEvent]", stored_events))]
            self._book.append([*map(row_of, placed)], self._changes(placed))
        return [recorded.position for recorded in placed]

    def _placed(self, stored_events: Sequence[StoredEvent]) -> Iterator[Recorded]:
        """Yield events at their places, as they are read; the book is held alone."""
        head = self._book.head()
        newest = self._book.recorded_at(head) if head else NEVER
        latest = max(newest, self._book.now())
        versions: dict[str, int] = {}
        for position, event in enumerate(stored_events, head + 1):
            stream, name = str(event.originator_id), event.topic
            envelope, fault = read_one(name, event.state)
            if fault is not None or envelope is None:
                raise DataError(fault)
            if not envelope.data.stream.has(stream):
                raise DataError(f"{name}: not in the stream {stream}")
            if stream not in versions:
                versions[stream] = self._version(stream)
            versions[stream] += 1
            if event.originator_version != versions[stream]:
                raise IntegrityError(f"{stream}: the next version is {versions[stream]}")
            if not newest <= envelope.recorded_at <= latest:
                raise IntegrityError(f"recorded between {newest} and now, not when it says")
            newest = envelope.recorded_at
            yield Recorded(
                position=position,
                originator_id=stream,
                originator_version=event.originator_version,
                envelope=envelope,
            )

    def _version(self, stream: str) -> int:
        sql = "SELECT MAX(originator_version) FROM stored_events WHERE originator_id=?"
        return self._book.connection.execute(sql, (stream,)).fetchone()[0] or 0

    def _changes(self, placed: Sequence[Recorded]) -> list[ReferenceChange]:
        """Return the references that events take and free, after a look whether those are free."""
        changes: list[ReferenceChange] = []
        known: dict[tuple[str, str], int | None] = {}
        for _, events in groupby(placed, lambda event: event.envelope.key):
            for kind, value, position in reference_changes([*events]):
                reference = kind, value
                taken = known[reference] if reference in known else self._book.taken(*reference)
                if position is not None and taken is not None:
                    raise IntegrityError(f"{kind} {value}: taken by event #{taken}")
                known[reference] = position
                changes.append((kind, value, position))
        return changes

    def select_events(
        self,
        originator_id: Any,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[Notification]:
        """Return a stream's events between two versions, with their positions."""
        with self._turn, self._book.reading():
            rows = self._book.stream(str(originator_id), gt or 0)
            found = [row for row in rows if lte is None or row[2] <= lte]
        chosen = (found[::-1] if desc else found)[:limit]
        return [*map(_notification, chosen)]

    def max_notification_id(self) -> int | None:
        """Return the position of the last event that this user sees; None: there is none."""
        with self._turn, self._book.reading():
            head = self._book.head()
            if self._book.boards is None:
                return head or None
            return max((row[0] for row in self._newest(head)), default=None)

    def _newest(self, head: int) -> list[StoredRow]:
        """Return the last of the events that this user sees, if there are any."""
        after, size = head, _AT_A_TIME
        found: list[StoredRow] = []
        while after > 0 and not found:
            upto, after = after, max(0, after - size)
            found = [*self._book.rows(after, upto)]
            size *= _WIDER
        return found

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Return events in the order of the book. A user of a board gets only the board's events.

        Args:
            start: the position to begin at; None: the first one.
            limit: how many at most.
            stop: the last position; None: that of the book.
            topics: the event names; none: all of them.
            inclusive_of_start: False: begin after ``start``.
        """
        after = max(0, (start or 0) - bool(inclusive_of_start and start))
        with self._turn, self._book.reading():
            head = self._book.head()
            upto = head if stop is None else min(stop, head)
            return self._some(after, upto, limit, topics)

    def _some(self, after: int, upto: int, limit: int, topics: Sequence[str]) -> list[Notification]:
        """Return the first events that are wanted, from an ever larger part of the book."""
        found: list[Notification] = []
        size = limit
        while after < upto and len(found) < limit:
            last = min(upto, after + size)
            rows = (r for r in self._book.rows(after, last) if not topics or r[3] in topics)
            found += map(_notification, islice(rows, limit - len(found)))
            after, size = last, size * _WIDER
        return found

    def news(self, after: int, topics: Sequence[str]) -> tuple[list[Notification], int]:
        """Return events after a position, and the position up to which these are all."""
        with self._turn, self._book.reading():
            head = self._book.head()
            found = self._some(after, head, _AT_A_TIME, topics)
        return found, max(after, found[-1].id if len(found) == _AT_A_TIME else head)

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> BookSubscription:
        """Return an iterator of the events after a position, and of those yet to come."""
        return BookSubscription(self, gt, topics)

    def close(self) -> None:
        """Close the book, once no thread is reading it."""
        with self._turn:
            self._book.close()


class BookSubscription(Subscription[BookRecorder]):
    """Looks again and again for new events, in the thread that iterates: a file sends no notice."""

    def __init__(
        self, recorder: BookRecorder, gt: int | None = None, topics: Sequence[str] = ()
    ) -> None:
        super().__init__(recorder, gt, topics)
        self._looked_upto = gt or 0
        self._waiting: deque[Notification] = deque()
        self._stopped = Event()

    def stop(self) -> None:
        """Stop, and wake the threads that wait for the next event."""
        super().stop()
        self._stopped.set()

    def __next__(self) -> Notification:
        """Return the next event, as soon as there is one.

        Raises:
            StopIteration: the subscription was stopped.
            Conflict, BookUnusable, ServerGone: the book cannot be read.
        """
        while not self._stopped.is_set():
            if self._waiting:
                return self._waiting.popleft()
            found, self._looked_upto = self._recorder.news(self._looked_upto, self._topics)
            self._waiting.extend(found)
            if not found:
                self._stopped.wait(_LOOK_EVERY_S)
        raise StopIteration


def row_of(recorded: Recorded) -> StoredRow:
    """Encode an event for its place, and make sure that readers can read it.

    Every event that is recorded goes through here. The rules keep events within the limits of
    readers. An event beyond those limits would make the whole book unreadable.

    Raises:
        BadInput: no reader would take it.
    """
    envelope = recorded.envelope
    name, state = event_name(envelope.data), encode(envelope)
    fault = unreadable(envelope, name, state)
    if fault is not None:
        raise NotReadableAgain(event=name, cause=fault)
    return (
        recorded.position,
        recorded.originator_id,
        recorded.originator_version,
        name,
        state,
    )


def _row(position: int, event: StoredEvent) -> StoredRow:
    stream = str(event.originator_id)
    return position, stream, event.originator_version, event.topic, event.state


def _notification(row: StoredRow) -> Notification:
    position, stream, version, name, state = row
    return Notification(stream, version, name, state, position)
