"""Many commands in one transaction, each with an answer of its own.

A command that a rule refuses stops none of the others: the next one is decided on the state without
it. ``Service.in_bulk`` begins and ends the transaction.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from events.facts import Position
from events.record import Recorded
from ledger.books.book import Book
from ledger.rules import commands as c
from ledger.rules.state import AgreementState, BookState, PartiesState
from ledger.work.deciding import Decider
from ledger.work.submission import Outcome, Signature

AT_A_TIME = 2000  # events that the book gets at once, while the next are decided
_SWITCH_S = 0.0005


class Bulk:
    """A transaction that takes one command after the other.

    Attributes:
        is_kept: whether what it takes is written to the book. Once it is not, commands are only
            decided.
        rows: how many commands led to events.
    """

    def __init__(
        self,
        book: Book,
        decider: Decider,
        append: Callable[[Sequence[Recorded]], None],
        *,
        is_kept: bool,
    ) -> None:
        decider.folded.look(book)
        self.book, self.is_kept = book, is_kept
        self._first: Recorded | None = None
        self._last: Recorded | None = None
        self.rows = 0
        self._decider, self._append = decider, append
        self._pending: list[Recorded] = []
        self._ahead: dict[Position, Recorded] = {}
        decider.ahead = self._ahead

    def take(
        self, command: c.AnyCommand, signature: Signature, digest: str | None = None
    ) -> Sequence[Recorded]:
        """Decide on a command, and take its events in.

        Args:
            command: the command.
            signature: who asks for it.
            digest: of the command; its key is free. None: there is no key.

        Raises:
            Refused, Conflict: as ``Service.execute``. Nothing has changed, and the next command may
                be taken.
        """
        assert digest is not None or signature.key is None
        decided = self._decider.decide(command, signature, is_first=False, digest=digest)
        recorded = decided.recorded
        self._decider.folded.follow(recorded)
        self._first, self._last = self._first or recorded[0], recorded[-1]
        self.rows += 1
        pending = self._pending
        pending += recorded
        if len(pending) >= AT_A_TIME:
            self.flush()
        return recorded

    def remember(self, recorded: Recorded) -> None:
        """Keep an event that a later command of this transaction names by its position."""
        self._ahead[recorded.position] = recorded

    def give_up(self) -> None:
        """Write nothing more, and let nothing stay: what follows is only decided."""
        self.is_kept = False

    def flush(self) -> None:
        """Hand the events to the book, or let them go where nothing is kept."""
        pending, self._pending = self._pending, []
        if self.is_kept and pending:
            self._append(pending)
            return
        folded = self._decider.folded
        folded.changes = []  # keys are looked up by nobody; a bank's reference may come twice
        folded.references = {x: at for x, at in folded.references.items() if x[0] == "bank"}

    @property
    def head(self) -> Position:
        """The position of the newest event, this transaction's own among them."""
        return self._decider.folded.newest_at

    def event(self, position: Position) -> Recorded | None:
        """Return an event of the book, or one that was remembered; None: there is none."""
        return self._ahead.get(position) or self.book.event(position)

    def agreement(self, name: str) -> AgreementState | None:
        """Return an agreement as it stands; None: the book has none of that id."""
        return self._decider.folded.agreement(name)

    def known_agreements(self) -> tuple[str, ...]:
        """Return the ids of all agreements."""
        return self._decider.known_agreements()

    def parties(self) -> PartiesState:
        """Return the parties as they stand."""
        return self._decider.folded.parties()

    def of_book(self) -> BookState:
        """Return what concerns the whole book, as it stands."""
        return self._decider.folded.periods()

    @property
    def outcome(self) -> Outcome:
        """The first and the last event that it took, as an outcome; none: it took none."""
        ends = (self._first, self._last) if self._first and self._last else ()
        return Outcome(ends, repeated=not ends)


class NothingStaysError(Exception):
    """Undoes the transaction of a ``Bulk`` of which nothing is to stay."""


@contextmanager
def in_bulk() -> Iterator[None]:
    """Pause Python's collector, and let threads take turns more often.

    The collector would look through all commands again and again. The thread that inserts should
    not wait long for the thread that decides.
    """
    was_enabled, interval = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(_SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if was_enabled:
            gc.enable()
