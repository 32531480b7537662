"""Folding a book's events, the later half of a large one in a second process meanwhile.

Sums are additive, and events are only ever appended to a book. So a second process can open the
same file and add up its later half without the earlier events (``projections.bulk.add_up``). It
leaves open the events that only the first process can judge, and the first process looks at them.
If the second process returns nothing, or read another book, the first process folds that half, too,
and so finds every fault.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

from events.following import EVERY_DAY, Until
from events.record import StoredRow
from ledger.books.book import Book
from ledger.rules.first import first_rules
from ledger.work.second_process import beside, is_worth_it
from projections.bulk import (
    AT_A_TIME,
    PAYMENTS,
    Part,
    Some,
    add_up,
    fold_rows,
    lines_apart,
    some_at_a_time,
)
from projections.projection import Projection

_AHEAD = 20_000  # events that this process folds while the other one starts


def fold_book(
    projection: Projection,
    book: Book,
    *,
    after: int = 0,
    upto: int | None = None,
    until: Until = EVERY_DAY,
    tell: Callable[[int], object] = lambda _: None,
) -> None:
    """Fold a book's events into a projection, inside ``reading`` or ``writing``.

    Args:
        projection: what came before them.
        book: open.
        after: the position that the projection has come to.
        upto: the position of the last event; None: the end of the book.
        until: the days that facts are counted to.
        tell: is told how many more events have been read.

    Raises:
        CorruptEventError: stored bytes are no event of this book, or do not follow from what
            came before them.
    """
    if not after:
        projection.rules = first_rules(book.info("origin") or "")
    file = book.shared_file()
    end = book.head() if file is not None and upto is None else upto
    fold = partial(fold_rows, projection, as_of=until.as_of, forecasts_to=until.forecasts_to)
    if file is None or end is None:
        fold(_told(some_at_a_time(book.rows(after, upto)), tell))
        return
    if not is_worth_it(end - after):
        fold(_told(some_of(book, after, end), tell))
        return
    own = (end - after + _AHEAD) // 2
    middle = after + own - own % AT_A_TIME  # so both ways find faults in the same order
    part: Part | None = None

    with beside(
        add_up_file, str(file.absolute()), str(middle), str(end), _text(until.as_of)
    ) as added_up:

        def rest() -> Iterator[Some]:
            nonlocal part
            part = of_this_book(added_up(), book, middle, end)
            if part is None:
                yield from _told(some_of(book, middle, end), tell)
            else:
                tell(part.count)

        def later() -> tuple[Part, Iterable[StoredRow]] | None:
            if part is None:
                return None
            return part, left_open_in(part, book, middle, projection)

        own_part = _told(some_of(book, after, middle), tell)
        fold(chain(own_part, rest()), later=later)


def left_open_in(part: Part, book: Book, after: int, projection: Projection) -> Iterable[StoredRow]:
    """Return the rows that a part leaves open after the events before it have been folded."""
    streams = part.sums.set_apart(lines_apart(projection))
    if not streams:
        return chain.from_iterable(book.rows(at - 1, at) for at in part.left_open)
    left_open = set(part.left_open)
    return (
        row
        for row in book.rows(after, part.last[0])
        if row[0] in left_open or (row[1] in streams and row[3] in PAYMENTS)
    )


def _told(parts: Iterable[Some], tell: Callable[[int], object]) -> Iterator[Some]:
    """Pass events on, and tell how many."""
    for some in parts:
        yield some
        tell(len(some.rows))


def some_of(book: Book, after: int, upto: int) -> Iterator[Some]:
    """Yield events of a book in a file, with the columns that most sums need."""
    for before in range(after, upto, AT_A_TIME):
        last = min(before + AT_A_TIME, upto)
        rows = book.few_columns(before, last)
        if len(rows) == last - before:
            yield Some(rows, range(before + 1, last + 1), partial(_whole, book, before, last))
        else:  # some are missing
            yield from some_at_a_time(book.rows(before, last))


def _whole(book: Book, after: int, upto: int) -> list[StoredRow]:
    return list(book.rows(after, upto))


def of_this_book(part: Part | None, book: Book, middle: int, end: int) -> Part | None:
    """Return a part if it was made from every event of this book between two positions."""
    if part is None or part.count != end - middle:
        return None
    return part if part.last == next(book.rows(end - 1, end), None) else None


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""


def add_up_file(path: str, after: str, upto: str, as_of: str) -> Part | None:
    """Add up a part of a book in a file: the work of the second process."""
    from ledger.books.sqlite import SqliteBook

    day = date.fromisoformat(as_of) if as_of else None
    with closing(SqliteBook.open(Path(path))) as book, book.reading():
        return add_up(some_of(book, int(after), int(upto)), day)
