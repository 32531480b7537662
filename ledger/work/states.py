"""What a service remembers of its book from one command to the next.

The state of a stream is folded once and then brought up to date: with what is recorded here as it
is decided, with what others append when the book is found to have gone on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from events.facts import Position
from events.record import CorruptEventError, Recorded, fold_all
from events.streams import BOOK, PARTIES, agreement_stream
from ledger.books.book import Book, ReferenceChange
from ledger.books.references import NEVER, reference_changes
from ledger.rules.state import AgreementState, BookState, PartiesState, State, empty, evolve_any


@dataclass(slots=True)
class FoldedStates:
    """What is known of a book.

    Attributes:
        read: yields the events of a stream after a version.
        is_ahead: the newest event had a time later than now when somebody last decided.
        newest_at, newest: the last event that was seen, and when it was recorded; 0: none was.
        states: by stream.
        fresh: those of them that are up to date with that event.
        shared: streams that others had appended to when they were last brought up to date.
        changes: what events that are not appended yet take and free, in order.
        references: the same, as it now is.
    """

    read: Callable[[str, int], Iterable[Recorded]]
    newest_at: Position = 0
    newest: datetime = NEVER
    is_ahead: bool = False
    states: dict[str, State] = field(default_factory=dict)
    fresh: dict[str, Any] = field(default_factory=dict)
    shared: set[str] = field(default_factory=set)
    changes: list[ReferenceChange] = field(default_factory=list)
    references: dict[tuple[str, str], Position | None] = field(default_factory=dict)

    def look(self, book: Book) -> None:
        """See how far the book has come; where others have appended, no state is fresh any more."""
        head = book.head()
        if head == self.newest_at:
            self.shared.clear()
        else:
            self.newest_at, self.newest = head, book.recorded_at(head)
            self.fresh.clear()

    def agreement(self, agreement: str) -> AgreementState | None:
        """Return the state of an agreement, up to date; None: there is none of that id.

        Raises:
            CorruptEventError: its events do not follow from each other.
        """
        stream = agreement_stream(agreement)
        state: AgreementState = self.fresh.get(stream) or self._refreshed(stream)
        if not state.version:
            return None
        if state.proposed is None:
            raise CorruptEventError(f"{agreement}: the first event does not propose the agreement")
        return state

    def parties(self) -> PartiesState:
        """Return the parties, up to date."""
        state: PartiesState = self.fresh.get(PARTIES.name) or self._refreshed(PARTIES.name)
        return state

    def periods(self) -> BookState:
        """Return the closed periods, up to date."""
        state: BookState = self.fresh.get(BOOK.name) or self._refreshed(BOOK.name)
        return state

    def _refreshed(self, stream: str) -> Any:
        state = self.states.get(stream) or empty(stream)
        before = state.version
        fold_all(evolve_any, state, self.read(stream, before))
        self.states[stream] = self.fresh[stream] = state
        if before and state.version != before:
            self.shared.add(stream)
        else:
            self.shared.discard(stream)
        return state

    def version(self, stream: str) -> int:
        """Return how many events of a stream are known."""
        state = self.states.get(stream)
        return state.version if state else 0

    def evolve(self, recorded: Sequence[Recorded]) -> None:
        """Take in events that were recorded here, of streams that are held.

        The last of them is the newest that was seen, unless there are others before them.
        """
        if recorded[0].position == self.newest_at + 1:
            self.newest, self.newest_at = recorded[-1].envelope.recorded_at, recorded[-1].position
        for event in recorded:
            evolve_any(self.states[event.originator_id], event)

    def follow(self, recorded: Sequence[Recorded]) -> None:
        """Take in the events of a command that are not appended yet."""
        self.evolve(recorded)
        for kind, value, position in reference_changes(recorded):
            self.changes.append((kind, value, position))
            self.references[kind, value] = position
