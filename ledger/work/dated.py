"""Where in a large book the events of some days are: the marks keep the day of each event.

The events after the last mark, and those of a book without marks, are all looked at. So are those
of a segment whose days are damaged. What is found is looked at by the filter itself.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ledger.books.book import Chosen
from projections import marks

if TYPE_CHECKING:
    from events.facts import Position
    from events.record import StoredRow
    from ledger.books.book import Book
    from projections.audit import Filter
    from projections.views import Home

_AT_A_TIME = 500  # events


class Dated:
    """The events that are about some days, and perhaps more of them.

    Args:
        home: has the marks.
        upto: the last mark.
        first: day; None: all days before the last one, and events about no day.
        last: day.
        are_others: whether the events that are not frequent are wanted, of whatever day.
    """

    def __init__(
        self,
        home: Home,
        upto: Position,
        first: date | None,
        last: date,
        *,
        are_others: bool = False,
    ) -> None:
        self._home, self._upto, self._days = home, upto, (first, last)
        self._are_others = are_others
        self._segment, self._found = 0, list[int]()  # the last one that was asked for

    def chosen(
        self, book: Book, chosen: Chosen, after: Position, upto: Position, *, newest_first: bool
    ) -> Iterator[list[StoredRow]]:
        """Yield them, between two positions, some at a time; arguments as of ``Book.chosen``."""
        spans = list(self._spans(after, upto))
        own = None if chosen.stream is None else book.positions_of(chosen.stream)
        for start, end in reversed(spans) if newest_first else spans:
            found = self._places(start, end)
            if found is None:
                yield from book.chosen(chosen, start, end, newest_first=newest_first)
                continue
            if own is not None:
                mine = frozenset(own[bisect_right(own, start) : bisect_right(own, end)])
                found = [x for x in found if x in mine]
            streams = None if chosen.stream is None else {chosen.stream}
            places = found[::-1] if newest_first else found
            for at in range(0, len(places), _AT_A_TIME):
                rows = list(book.rows_at(places[at : at + _AT_A_TIME], streams))
                yield rows[::-1] if newest_first else rows

    def _spans(self, after: Position, upto: Position) -> Iterator[tuple[Position, Position]]:
        """Yield the parts of a span that lie in a segment each, and what comes after the marks."""
        while after < min(upto, self._upto):
            end = min(marks.before(after) + marks.EVERY, upto)
            yield after, end
            after = end
        if after < upto:
            yield after, upto

    def _places(self, after: Position, upto: Position) -> list[Position] | None:
        """Return where they are in a part of a segment; None: look at all of its events."""
        segment = marks.before(after) + marks.EVERY
        if segment > self._upto:
            return None
        if segment != self._segment:
            try:
                self._found = marks.on_days(
                    self._home, segment, *self._days, are_others=self._are_others
                )
            except marks.DamagedMarksError:
                return None
            self._segment = segment
        found = self._found
        return found[bisect_right(found, after) : bisect_right(found, upto)]


class Stretches(NamedTuple):
    """Where the events of a question as of a day are.

    Attributes:
        first: the last position before which frequent events may count.
        places: of events between that and the last mark that are not frequent.
        last: the last mark.
    """

    first: Position
    places: list[Position]
    last: Position


def stretches(book: Book, day: date, upto: Position) -> Stretches | None:
    """Return where the events are that may count as of a day; None: there are no marks.

    Args:
        book: the open book.
        day: the last one that counts.
        upto: the last event that counts.
    """
    found = _marked(book, is_made=False)
    if found is None:
        return None
    home, marked = found
    try:
        last = min(marked, marks.before(upto))
        if last <= 0:
            return None
        first = marks.frequent_until(home, day, last)
        segments = range(first + marks.EVERY, last + 1, marks.EVERY)
        places = [place for mark in segments for place in marks.others(home, mark)]
    except marks.DamagedMarksError:
        return None
    return Stretches(first, places, last)


def dated(
    book: Book, wanted: Filter, *, is_made: bool = True, are_others: bool = False
) -> Dated | None:
    """Return where the events of a filter's days are; None: it has none, or the book no marks.

    Args:
        book: the open book.
        wanted: the filter.
        is_made: whether marks that are missing are made, if this user may write them.
        are_others: as of ``Dated``.
    """
    period, last = wanted.period, wanted.as_of
    if period is not None:
        last = period.ends if last is None else min(period.ends, last)
    if last is None:
        return None
    found = _marked(book, is_made=is_made)
    if found is None:
        return None
    home, upto = found
    first = None if period is None else period.starts
    return Dated(home, upto, first, last, are_others=are_others)


def _marked(book: Book, *, is_made: bool) -> tuple[Home, Position] | None:
    """Return where the marks of a book are, and the last one; None: there are none.

    Args:
        book: the open book.
        is_made: whether marks that are missing are made.
    """
    home = book.views()
    if home is None:
        from ledger.work import cache

        if not is_made and not cache.are_kept(book):
            return None
        return cache.lasting(book, partial(_last, book, is_made=is_made))
    last = _last(book, home, is_made=is_made)
    return (home, last) if last > 0 else None


def _last(book: Book, home: Home, *, is_made: bool) -> Position:
    if is_made:
        from ledger.work.marked import bring

        return bring(book, home)
    at = marks.position(home)
    return at if 0 < at <= book.head() else 0
