"""What became of the rows of a file: one verdict for each."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

VERDICTS = ("recorded", "already", "conflict", "unmatched", "refused", "passed")
RECORDED, ALREADY, CONFLICT, UNMATCHED, REFUSED, PASSED, ELSEWHERE = range(1, 8)


class Told(NamedTuple):
    """What became of one row.

    Attributes:
        number: of the row in the file.
        verdict: one of ``VERDICTS``. A row has passed that would have been recorded, had all rows
            passed.
        position: the event that it is, or that it collides with; None: there is none.
        code, message: why it was not recorded; None: it was.
    """

    number: int
    verdict: str
    position: int | None
    code: str | None
    message: str | None


class Verdicts:
    """What became of the rows of a file, in its order.

    A row takes some twenty bytes, and more only where there is something to say of it.

    Attributes:
        kinds: of each row; 0: nothing is decided; ``ELSEWHERE``: it is no row of the import.
    """

    def __init__(self) -> None:
        self.kinds = bytearray()
        self._numbers, self._positions = array("q"), array("q")
        self._said: dict[int, tuple[str, str]] = {}
        self._texts: dict[str, str] = {}

    def begin(self, number: int) -> None:
        """Add a row, of which nothing is decided."""
        self._numbers.append(number)
        self.kinds.append(0)
        self._positions.append(0)

    def tell(
        self, at: int, kind: int, position: int = 0, said: tuple[str, str] | None = None
    ) -> None:
        """Say what became of a row.

        Args:
            at: its place among the rows.
            kind: a number above.
            position: the event that it is, or collides with; 0: there is none.
            said: code and sentence of the reason why it was not recorded; None: it was.
        """
        self.kinds[at], self._positions[at] = kind, position
        if said is not None:
            self._said[at] = (said[0], self._texts.setdefault(said[1], said[1]))
        elif self._said:
            self._said.pop(at, None)

    def matched(self) -> set[int]:
        """Return the events that rows are, recorded before or by this import."""
        pairs = zip(self.kinds, self._positions, strict=True)
        return {position for kind, position in pairs if kind in {ALREADY, RECORDED}}

    def undo(self, *, is_given_up: bool) -> None:
        """Say that nothing was recorded.

        Args:
            is_given_up: because other rows do not pass; else nothing was to be recorded.
        """
        for at, kind in enumerate(self.kinds):
            if kind == RECORDED:
                self._positions[at] = 0
                if is_given_up:
                    self.kinds[at] = PASSED

    def counts(self) -> dict[str, int]:
        """Return how many rows have each verdict."""
        return {word: self.kinds.count(kind) for kind, word in enumerate(VERDICTS, 1)}

    def __iter__(self) -> Iterator[Told]:
        """Yield the rows of the import, in the order of the file."""
        for at, (number, kind) in enumerate(zip(self._numbers, self.kinds, strict=True)):
            assert kind  # it was decided
            if kind != ELSEWHERE:
                code, message = self._said.get(at, (None, None))
                position = self._positions[at] or None
                yield Told(number, VERDICTS[kind - 1], position, code, message)


class Result(NamedTuple):
    """What an import came to.

    Attributes:
        at: the event that says what was read; None: none was recorded.
        elsewhere, elsewhere_sum: the postings that no route asks for.
        is_dry: whether nothing was to be recorded.
    """

    verdicts: Verdicts
    at: int | None
    elsewhere: int
    elsewhere_sum: Decimal
    is_dry: bool
