"""The states that a service keeps from one command to the next.

The state of a stream is folded once and then brought up to date. The service adds its own events as
it decides them. It adds the events of other clients when it finds that the book has gone on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

import msgspec

from events.facts import Position
from events.record import CorruptEventError, Recorded, fold_all
from events.streams import AUTHORITIES, BOOK, PARTIES, agreement_stream
from events.worded import Worded, about
from ledger.books.book import Book, ReferenceChange
from ledger.books.references import NEVER, reference_changes
from ledger.rules.state import (
    AgreementState,
    AuthoritiesState,
    BookState,
    PartiesState,
    State,
    World,
    empty,
    evolve_any,
)
from ledger.work.state_marks import StateMarks


class FoldedStates(msgspec.Struct):
    """The folded states of a book's streams.

    Attributes:
        read: yields the events of a stream after a version.
        first_rules: returns the version of the rules that the book begins with.
        marks: the states of long agreements as they were at some event.
        touched: the agreements' streams that this service has appended to.
        is_ahead: whether the newest event had a time later than now at the last decision.
        newest_at, newest: position and time of the last event that was seen; 0: none was.
        states: by stream.
        fresh: the streams whose states are up to date with that event.
        shared: streams in which other clients had appended at the last update.
        changes: the references that events not yet appended take and free, in order.
        references: the result of these changes.
        worlds: by agreement, what frequent commands are decided in (``frequent``); empty where a
            state is not fresh.
    """

    read: Callable[[str, int], Iterable[Recorded]]
    first_rules: Callable[[], int]
    marks: StateMarks
    touched: set[str] = set()
    newest_at: Position = 0
    newest: datetime = NEVER
    is_ahead: bool = False
    states: dict[str, State] = {}
    fresh: dict[str, Any] = {}
    shared: set[str] = set()
    changes: list[ReferenceChange] = []
    references: dict[tuple[str, str], Position | None] = {}
    worlds: dict[str, World] = {}

    def look(self, book: Book) -> None:
        """See how far the book has come. After appends of other clients no state is fresh."""
        head = book.head()
        if head == self.newest_at:
            self.shared.clear()
        else:
            self.newest_at, self.newest = head, book.recorded_at(head)
            self.fresh.clear()
            self.worlds.clear()

    def agreement(self, agreement: str) -> AgreementState | None:
        """Return the state of an agreement, up to date; None: the book has none of that id.

        Raises:
            CorruptEventError: its events do not follow from each other.
        """
        stream = agreement_stream(agreement)
        state: AgreementState = self.fresh.get(stream) or self._refreshed(stream)
        if not state.version:
            return None
        if state.proposed is None:
            cause = Worded("the first event does not propose the agreement")
            raise CorruptEventError(about(agreement, cause))
        return state

    def parties(self) -> PartiesState:
        """Return the parties, up to date."""
        state: PartiesState = self.fresh.get(PARTIES.name) or self._refreshed(PARTIES.name)
        return state

    def periods(self) -> BookState:
        """Return the closed periods, up to date."""
        state: BookState = self.fresh.get(BOOK.name) or self._refreshed(BOOK.name)
        return state

    def authorities(self) -> AuthoritiesState:
        """Return who may act for whom, up to date."""
        name = AUTHORITIES.name
        state: AuthoritiesState = self.fresh.get(name) or self._refreshed(name)
        return state

    def _refreshed(self, stream: str) -> Any:
        state, before = self.states.get(stream), 0
        if state is not None and self.marks.is_other(stream):
            state = None
        if state is None:
            state = self._begun(stream)
        else:
            before = state.version
        fold_all(evolve_any, state, self.read(stream, state.version))
        self.states[stream] = self.fresh[stream] = state
        if before and state.version != before:
            self.shared.add(stream)
        else:
            self.shared.discard(stream)
        return state

    def _begun(self, stream: str) -> State:
        state = empty(stream)
        if isinstance(state, AgreementState):
            return self.marks.load(stream) or state
        if isinstance(state, BookState):
            state.rules = self.first_rules()
        return state

    def keep(self) -> None:
        """Make marks of the states that have gone on far enough; inside ``Book.writing``.

        Every event that this service has decided on is in the book.
        """
        states = [(stream, self.states[stream]) for stream in self.touched]
        self.touched.clear()
        agreements = [(stream, x) for stream, x in states if isinstance(x, AgreementState)]
        for stream in self.marks.keep(agreements):
            del self.states[stream]
            self.fresh.pop(stream, None)
            self.worlds.clear()

    def version(self, stream: str) -> int:
        """Return how many events of a stream are known."""
        state = self.states.get(stream)
        return state.version if state else 0

    def evolve(self, recorded: Sequence[Recorded]) -> None:
        """Take in events that this service has recorded, of streams whose states it has.

        The last of them is the newest event that was seen, unless other events came before them.
        """
        if recorded[0].position == self.newest_at + 1:
            self.newest, self.newest_at = recorded[-1].envelope.recorded_at, recorded[-1].position
        for event in recorded:
            evolve_any(self.states[event.originator_id], event)

    def meanwhile(self, recorded: Iterable[Recorded]) -> None:
        """Take in events of other clients in one stream; there may be more in other streams."""
        for event in recorded:
            evolve_any(self.states[event.originator_id], event)

    def follow(self, recorded: Sequence[Recorded]) -> None:
        """Take in the events of a command that are not appended yet."""
        self.evolve(recorded)
        for kind, value, position in reference_changes(recorded):
            self.changes.append((kind, value, position))
            self.references[kind, value] = position
