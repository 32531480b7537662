"""What a run of the program has written for good, for the code that says so however it ends.

Who writes keeps it, who answers reads it: after a failed print, a signal, a lost server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from ledger.books.refusals import ServerGone
from ledger.refusal import LedgerError

if TYPE_CHECKING:
    from events.record import Recorded


@dataclass(slots=True)
class Receipt:
    """How far a run has come that writes.

    Attributes:
        ranges: first and last position of what was recorded, in order, with no gaps inside.
        rows: how many commands that was.
        is_repeated: it was recorded before, under its key; nothing was written now.
        pending: the events that are being committed; what is not known yet is whether they were.
        is_pending: something is being committed, and there is no answer.
        is_done: all that was asked for is written; what fails now is the telling.
        said: what was written other than events, in words; None: nothing.
        finds_out: how to see whether what is pending was written, in words; None: by the events.
        is_part: more is asked for than what is written now, so that is not all.
    """

    ranges: list[tuple[int, int]] = field(default_factory=list)
    rows: int = 0
    is_repeated: bool = False
    pending: Sequence[Recorded] = ()
    is_pending: bool = False
    is_done: bool = False
    said: str | None = None
    finds_out: str | None = None
    is_part: bool = False

    def begin(self) -> None:
        """Say that more is about to be written."""
        self.is_done = self.is_pending = False

    def committing(self, recorded: Sequence[Recorded]) -> None:
        """Say that events are about to be committed."""
        self.pending, self.is_pending = recorded, True

    def undone(self) -> None:
        """Say that what was pending has not been written."""
        self.pending, self.is_pending = (), False

    def recorded(
        self,
        recorded: Sequence[Recorded],
        rows: int = 1,
        *,
        repeated: bool = False,
        is_all: bool = True,
    ) -> None:
        """Say that events are in the book for good.

        An interruption finds either nothing of it or all: the assignments at the end call nothing.

        Args:
            recorded: the first and the last of them, at least.
            rows: how many commands led to them.
            repeated: they were there before.
            is_all: nothing else was asked for.
        """
        ranges, rows = [*self.ranges], self.rows + rows
        is_all = is_all and not self.is_part
        if recorded:
            first, last = recorded[0].position, recorded[-1].position
            if ranges and ranges[-1][1] == first - 1:
                first = ranges.pop()[0]
            ranges.append((first, last))
        self.ranges, self.rows, self.is_repeated = ranges, rows, repeated
        self.pending, self.is_pending, self.is_done = (), False, is_all

    def finish(self) -> None:
        """Say that all that was asked for is written."""
        self.is_done = True

    def wrote(self, said: str) -> None:
        """Say in words that something else than events is written, and all of it."""
        is_all = not self.is_part
        self.said, self.pending, self.is_pending, self.is_done = said, (), False, is_all

    @contextmanager
    def writing(
        self, said: str, finds_out: str, is_there: Callable[[], bool | None]
    ) -> Iterator[None]:
        """Write something else than events.

        Args:
            said: that it is written, in words.
            finds_out: how to see whether it was, in words.
            is_there: looks, when this was interrupted; None: it cannot say.
        """
        self.finds_out, self.is_pending = finds_out, True
        try:
            yield
        except ServerGone:  # perhaps another one, that it was to be copied from
            with suppress(LedgerError):
                if is_there() is False:
                    self.undone()
            raise
        except LedgerError:
            self.undone()
            raise
        except BaseException:
            with suppress(LedgerError):
                found = is_there()
                if found:
                    self.wrote(said)
                elif found is not None:
                    self.undone()
            raise
        self.wrote(said)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was written for good, as far as is known."""
        return not (self.ranges or self.said)


def positions(ranges: Iterable[tuple[int, int]]) -> str:
    """Return ranges of positions as they are written: ``#18, #20–#23``."""
    return ", ".join(
        f"#{first}" if first == last else f"#{first}\u2013#{last}" for first, last in ranges
    )
