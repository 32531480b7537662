"""The record of a run's lasting writes, for the code that reports them however the run ends.

The code that writes keeps it. The code that ends the run reads it: after a failed print, a signal,
a lost server.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from ledger.books.refusals import ServerGone
from ledger.refusal import LedgerError

if TYPE_CHECKING:
    from events.record import Recorded


class Receipt:
    """How far a run that writes has come.

    Attributes:
        ranges: first and last position of what was recorded, in order, with no gaps inside.
        rows: how many commands led to these events.
        is_repeated: whether the events were recorded before, under the same key.
        pending: the events of a commit that has no answer yet.
        is_pending: whether a commit has no answer yet.
        is_done: whether everything that the user asked for is written. Only the report can still
            fail.
        said: writes other than events, in words; None: nothing else was written.
        finds_out: how the user can see whether a pending write was done, in words; None: by the
            events.
        is_part: whether the user asked for more than the present write.
    """

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Forget what was written: another run begins."""
        self.ranges: list[tuple[int, int]] = []
        self.rows = 0
        self.is_repeated = False
        self.pending: Sequence[Recorded] = ()
        self.is_pending = False
        self.is_done = False
        self.said: str | None = None
        self.finds_out: str | None = None
        self.is_part = False

    def begin(self) -> None:
        """Note that the run is about to write more."""
        self.is_done = self.is_pending = False

    def committing(self, recorded: Sequence[Recorded]) -> None:
        """Note that events are about to be committed."""
        self.pending, self.is_pending = recorded, True

    def undone(self) -> None:
        """Note that the pending events were not written."""
        self.pending, self.is_pending = (), False

    def recorded(
        self,
        recorded: Sequence[Recorded],
        rows: int = 1,
        *,
        repeated: bool = False,
        is_all: bool = True,
    ) -> None:
        """Note that events are in the book for good.

        An interruption finds all of these notes or none: the assignments at the end make no call.

        Args:
            recorded: the events, or only the first and the last of them.
            rows: how many commands led to them.
            repeated: whether they were in the book before.
            is_all: whether the user asked for nothing more.
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
        """Note that everything the user asked for is written."""
        self.is_done = True

    def wrote(self, said: str) -> None:
        """Note in words that something other than events is written, and all of it."""
        is_all = not self.is_part
        self.said, self.pending, self.is_pending, self.is_done = said, (), False, is_all

    @contextmanager
    def writing(
        self, said: str, finds_out: str, is_there: Callable[[], bool | None]
    ) -> Iterator[None]:
        """Write something other than events.

        Args:
            said: the note that it is written, in words.
            finds_out: how the user can see whether it was written, in words.
            is_there: looks whether it was written, after an interruption; None: it cannot say.
        """
        self.finds_out, self.is_pending = finds_out, True
        try:
            yield
        except ServerGone:  # perhaps the server that the copy was made from
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
        """Whether nothing was written for good, as far as the run knows."""
        return not (self.ranges or self.said)


def positions(ranges: Iterable[tuple[int, int]]) -> str:
    """Return ranges of positions as they are written: ``#18, #20–#23``."""
    return ", ".join(
        f"#{first}" if first == last else f"#{first}\u2013#{last}" for first, last in ranges
    )
