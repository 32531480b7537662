"""Where the events of a line and of a budget year are, in a stream that is asked about repeatedly.

A program that answers further requests keeps it for as long as the book has no other events
(``Book.once``). It takes one pass over the stream, as a question without it does each time.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from itertools import islice
from typing import NamedTuple

import msgspec

from events.record import UNREADABLE, StoredRow
from ledger.books.book import Book
from projections.bulk import FREQUENT, GIFT

_AT_A_TIME = 500  # events
_BYTES = 1024  # of a KiB


class _Place(msgspec.Struct, frozen=True, gc=False):
    line: str | None = None
    budget_year: int | None = None


class _Stored(msgspec.Struct, frozen=True, gc=False):
    data: _Place


_DECODER = msgspec.json.Decoder(_Stored)


class Placed(NamedTuple):
    """Where events of a stream are.

    Attributes:
        frequent: those of a line and budget year.
        gifts: contributions in kind, which are on no line.
        others: all others; what they are about is not known.
    """

    frequent: dict[tuple[str, int], array[int]]
    gifts: array[int]
    others: array[int]

    def of(self, line: str | None, year: int | None) -> list[int]:
        """Return where all events are that may be of a line and a budget year, in order.

        Args:
            line: None: of any line, and of none.
            year: None: of any year.
        """
        found = [*self.others, *(self.gifts if line is None else ())]
        for (own, its), places in self.frequent.items():
            if line in {None, own} and year in {None, its}:
                found += places
        return sorted(found)


def placed(book: Book, stream: str) -> Placed | None:
    """Return where the events of a stream are; None: nothing is kept of this book.

    Of a server it is not made: to read single events there takes as long as to read them all.
    """
    if book.kept is None or book.login is not None:
        return None
    return book.once(("placed", stream), lambda: made_of(book.stream(stream)), _weight)


def made_of(rows: Iterator[StoredRow]) -> Placed:
    """Return where the events of a stream are, given all of them."""
    made = Placed({}, array("q"), array("q"))
    while some := list(islice(rows, _AT_A_TIME)):
        for row, place in zip(some, _read(some), strict=True):
            if row[3] == GIFT:
                made.gifts.append(row[0])
            elif row[3] not in FREQUENT or place.line is None or place.budget_year is None:
                made.others.append(row[0])
            else:
                key = place.line, place.budget_year
                made.frequent.setdefault(key, array("q")).append(row[0])
    return made


def _read(rows: list[StoredRow]) -> list[_Place]:
    """Return where events belong; of what cannot be read, nothing: who reads it whole refuses."""
    try:
        found = _DECODER.decode_lines(b"\n".join([row[4] for row in rows]))
        if len(found) == len(rows):
            return [x.data for x in found]
    except UNREADABLE:
        pass
    return [_read_one(row) for row in rows]


def _read_one(row: StoredRow) -> _Place:
    try:
        return _DECODER.decode(row[4]).data
    except UNREADABLE:
        return _Place()


def _weight(made: Placed) -> int:
    places = (*made.frequent.values(), made.gifts, made.others)
    return 1 + sum(len(x) * x.itemsize for x in places) // _BYTES
