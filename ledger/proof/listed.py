"""The references that events take, compared with the book's list of them in little memory.

A list of the references of a large book would take more memory than everything else. So each is
looked up in the book's own list when an event takes it, and only what is not as the list says is
kept: of a book without a fault, nothing but the references of banks that a later event frees.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from events.facts import Position
from ledger.books.book import Book


class Listed(dict[str, Position]):
    """The references of a kind that the events so far have taken, as ``Judge`` asks for them.

    Items are those of which the book's list says something else. Events come in order. So an event
    of the list has come if a later one has, or it is itself the last.

    Attributes:
        count: how many references were taken by the very event that the list names.
    """

    def __init__(self, book: Book, kind: str) -> None:
        super().__init__()
        self._book, self._kind, self.count = book, kind, 0
        self._last: Position = 0
        self._asked: tuple[str | None, Any] = (None, None)

    def _listed(self, value: str) -> Any:
        """Return the event that the list names, as it is stored; None: it names none."""
        if self._asked[0] != value:
            self._asked = (value, self._book.listed(self._kind, value))
        return self._asked[1]

    def __contains__(self, value: object) -> bool:
        """Return whether an event so far has taken a reference, and none has freed it."""
        if super().__contains__(value):
            return True
        at = self._listed(str(value))
        return at is not None and at <= self._last

    def __missing__(self, value: str) -> Position:
        """Return the event that has taken a reference."""
        if value not in self:
            raise KeyError(value)
        at: Position = self._listed(value)
        return at

    def __setitem__(self, value: str, at: Position) -> None:
        """Let an event take a reference."""
        self._last = max(self._last, at)
        if self._listed(value) == at:
            self.count += 1
        else:
            super().__setitem__(value, at)

    def setdefault(self, value: str, at: Position) -> Position:
        """Let an event take a reference that is free, and return the event that has it."""
        if value not in self:
            self[value] = at
        return at if self._listed(value) == at else self[value]

    def update(self, taken: Mapping[str, Position]) -> None:  # type: ignore[override]
        """Let an event take some references."""
        for value, at in taken.items():
            self[value] = at

    def pop(self, value: str, default: Any = None) -> Any:
        """Free a reference. If the list still has it, the numbers no longer agree."""
        if not super().__contains__(value) and value in self:
            self.count -= 1
            return default
        return super().pop(value, default)


def are_same(book: Book, kinds: Mapping[str, Listed]) -> bool:
    """Return whether the book lists the references that its events have taken, and no other."""
    listed = list(kinds.values())
    return not any(map(len, listed)) and sum(x.count for x in listed) == book.reference_count()
