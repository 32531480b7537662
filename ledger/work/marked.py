"""The past of a large book, from marks: what it said at every so many events.

Marks are made when somebody first asks for the past, as far as that needs them, and from then on
when the views come past them. They lie in the book's own file, those of a book on a server in a
file of the reader's (``ledger.work.cache``). Where there are none, where they are damaged, or where
this user may not write them, the events are folded from the beginning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from events.following import EVERY_DAY, Until
from events.record import StoredRow
from events.streams import SHARED, agreement_stream
from ledger.books.book import Book
from ledger.refusal import BookUnusable, Conflict
from ledger.rules.first import first_rules
from ledger.work.folding import fold_book, left_open_in, of_this_book
from ledger.work.second_process import beside, is_worth_it
from projections import marks, views
from projections.bulk import FREQUENT, fold_rows
from projections.projection import Projection

if TYPE_CHECKING:
    from events.facts import Position

FROM = 2 * marks.EVERY  # events; fewer are folded in less time than marks take
_AHEAD = 20_000  # events that this process folds while the other one starts
_MANY = 4  # if one of so many events may count, all are read in their order
_PATIENCE_S = 0.2  # beside a client that writes for long; without marks it is only slower


def folding(book: Book, home: views.Home) -> views.Fold:
    """Return the fold by which views catch up; it makes the marks that it comes past.

    Views that are made from the first event on leave the marks to who first asks for the past: to
    make marks takes three times as long as to make the views.
    """

    def fold(projection: Projection, after: Position) -> None:
        head = book.head()
        marker = _marker(book, home, after) if after and _comes_past(after, head) else None
        if marker is None:
            fold_book(projection, book, after=after)
        else:
            _fold_by_two(marker, projection, book, after, head)

    return fold


def _fold_by_two(
    marker: marks.Marker, projection: Projection, book: Book, after: Position, end: Position
) -> None:
    """Fold events and mark them; of many, a second process adds up the later segments meanwhile."""
    file, every, last = book.shared_file(), marks.EVERY, marks.before(end)
    middle = marks.before((after + end + _AHEAD) // 2)
    if file is None or middle >= last or not is_worth_it(end - after):
        marker.fold(projection, book.rows, after, end)
        return
    words = (str(file.absolute()), str(middle), str(last), str(every))
    with beside(add_up_file, *words) as added_up:
        marker.fold(projection, book.rows, after, middle)
        for part, days in added_up() or ():
            if of_this_book(part, book, middle, middle + every) is None:
                break
            marker.fold_part(projection, part, days, left_open_in(part, book, middle, projection))
            middle += every
    marker.fold(projection, book.rows, middle, end)


def add_up_file(path: str, after: str, upto: str, every: str) -> list[marks.Segment]:
    """Add up segments of a book in a file: the work of the second process."""
    from ledger.books.sqlite import SqliteBook

    with closing(SqliteBook.open(Path(path))) as book, book.reading():
        return marks.add_up_segments(book.rows, int(after), int(upto), int(every))


def _comes_past(after: Position, head: Position) -> bool:
    return head >= FROM and marks.before(head) > marks.before(after)


def _marker(book: Book, home: views.Home, after: Position) -> marks.Marker | None:
    """Return what goes on with the marks; None: they are not in step with the views."""
    at = marks.before(after)
    if marks.position(home) != at:
        return None
    marker = marks.Marker(home, at, lambda agreement: views.sums_of(home, agreement))
    marker.look_back(book.rows(at, after))
    return marker


def bring(book: Book, home: views.Home, upto: Position | None = None) -> Position:
    """Make the marks that are missing, and return the last one; 0: there are none.

    Marks that cannot be made now are left for later.

    Args:
        book: the open book.
        home: has the marks.
        upto: the marks that are needed are those before this event and the next one; None: all.
    """
    head = book.head()
    if head < FROM:
        return 0
    wanted = marks.before(head)
    if upto is not None:
        wanted = min(wanted, marks.before(upto) + marks.EVERY)
    if marks.position(home) < wanted:
        with suppress(BookUnusable, Conflict, views.ViewsMovedError), book.going_on(_PATIENCE_S):
            _go_on(book, home, wanted)
    at = marks.position(home)
    return at if 0 < at <= head else 0


def _go_on(book: Book, home: views.Home, wanted: Position) -> None:
    """Make the marks up to one; the book is held alone."""
    head = book.head()
    if views.position(home) < head:
        with suppress(views.DamagedViewsError, views.NewerViewsError):
            views.catch_up(home, folding(book, home))
    at = marks.position(home)
    if wanted <= at <= head:
        return
    if not 0 <= at <= head:
        at = 0
        marks.clear(home)
    known = _documents(book, home, at)
    marker = marks.Marker(
        home, at, lambda x: tuple(marks.sums_at(home, x, at, kind) for kind in marks.SUMS)
    )
    _fold_by_two(marker, known, book, at, wanted)


def differences(book: Book, home: views.Home | None = None) -> list[str]:
    """Return where the marks differ from the events; empty: nowhere, or there are none.

    Args:
        book: the open book.
        home: where the marks are; None: in the book's file, if it is in one.

    Raises:
        CorruptEventError: the events cannot be folded.
    """
    home = home or book.views()
    at = -1 if home is None else marks.position(home)
    if home is None or at <= 0:
        return []
    if at > book.head():
        return ["view_mark_state"]
    checker = marks.Checker(home)
    checker.fold(_documents(book, home, 0), book.rows, 0, at)
    return [f"mark {x}" for x in checker.differences()]


def _documents(book: Book, home: views.Home, at: Position) -> Projection:
    """Return the documents at a mark, or of an empty book."""
    return marks.load(home, at) if at else Projection(rules=first_rules(book.info("origin") or ""))


class Past:
    """A book at a position, or as of a day.

    Args:
        book: inside ``reading``.
        home: has the marks.
        upto: the last event that counts.
        until: the days that facts are counted to.
    """

    def __init__(
        self, book: Book, home: views.Home, last: Position, upto: Position, until: Until
    ) -> None:
        self._book, self._home, self._upto, self._until = book, home, upto, until
        self._last = min(last, marks.before(upto))
        self._begins = self._last
        if until.as_of is not None:
            self._begins = marks.begins(home, until.as_of, self._last)
        after = self._last + marks.EVERY
        self._next = after if after <= last and until.as_of is None else None  # a mark

    def folded(self, chosen: views.Choice | None, sums: Collection[str]) -> Projection:
        """Return documents and sums; arguments as of ``views.load``.

        Raises:
            DamagedMarksError: fold the events instead.
        """
        later = self._later()
        documents = self._documents(later)
        agreements = documents.agreements
        wanted = {*agreements}.intersection(agreements if chosen is None else chosen(documents))
        if not sums or not wanted:
            return documents
        streams = None
        if len(wanted) < len(agreements):
            streams = {*SHARED, *map(agreement_stream, wanted)}
        if self._is_nearer_to_next(sums):
            self._take_back(documents, wanted, sums, streams)
            return documents
        # Events that change documents have been folded, and some sums depend on their order.
        known = self._documents() if later else documents
        there = sorted(wanted & known.agreements.keys())
        marks.load_sums(self._home, known, self._begins, there, sums)
        self._fold(known, self._rows(streams))
        self._add_waiting(known, wanted, sums)
        return _with_others(known, documents, wanted)

    def _is_nearer_to_next(self, sums: Collection[str]) -> bool:
        if self._next is None or "waiting" in sums or views.OLDEST in sums:
            return False
        return self._next - self._upto < self._upto - self._begins

    def _take_back(
        self,
        documents: Projection,
        wanted: Collection[str],
        sums: Collection[str],
        streams: Collection[str] | None,
    ) -> None:
        """Add the sums of the next mark, less what the events before it add to them."""
        assert self._next is not None
        since = self._documents(self._later())
        self._fold(since, self._book.rows_of(self._upto, self._next, streams))
        marks.load_sums(self._home, documents, self._next, sorted(wanted), sums)
        marks.take_away(documents, since, wanted, sums)

    def _later(self) -> list[StoredRow]:
        """Return the events after the mark, other than frequent ones, that may count."""
        if self._next is not None:
            places = [x for x in marks.others(self._home, self._next) if x <= self._upto]
            return [*self._book.rows_at(places)]
        return [*self._rows(None, are_all=False)]

    def _documents(self, later: Sequence[StoredRow] = ()) -> Projection:
        """Return the documents after some events, and no sums."""
        known = _documents(self._book, self._home, self._begins)
        if later:
            self._fold(known, later)
            for name in views.SUMS:
                getattr(known, name).clear()
        return known

    def _fold(self, projection: Projection, rows: Iterable[StoredRow]) -> None:
        as_of, forecasts_to = self._until
        fold_rows(projection, rows, as_of=as_of, forecasts_to=forecasts_to)

    def _rows(
        self, streams: Collection[str] | None, *, are_all: bool = True
    ) -> Iterator[StoredRow]:
        """Yield the events after the mark that may count.

        Args:
            streams: whose; None: any.
            are_all: whether the frequent events are wanted, too.
        """
        book, day = self._book, self._until.as_of
        but = () if are_all else FREQUENT
        if day is not None:
            segments = marks.places(self._home, self._begins, self._last, day, are_all=are_all)
            for start, last, found in segments:
                if len(found) * _MANY < last - start:
                    yield from book.rows_at(found, streams)
                else:
                    yield from book.rows_of(start, last, streams, but)
        yield from book.rows_of(self._last, self._upto, streams, but)

    def _add_waiting(
        self, known: Projection, wanted: Collection[str], sums: Collection[str]
    ) -> None:
        is_whole = "waiting" in sums
        if is_whole or views.OLDEST in sums:
            own = next(iter(wanted)) if len(wanted) == 1 else None
            marks.add_waiting(self._home, known, self._begins, own, is_whole=is_whole)
        else:
            known.waiting.clear()


def _with_others(known: Projection, documents: Projection, wanted: Collection[str]) -> Projection:
    """Return the sums of some agreements with the documents of all."""
    if known is documents:
        return known
    agreements = documents.agreements | {x: known.agreements[x] for x in wanted}
    known.agreements = agreements
    for key, line in documents.lines.items():
        if key[0] not in wanted:
            known.lines[key] = line
            known.lines.set_performers(key, documents.lines.performers.get(key, ()))
    return known


def past(
    book: Book,
    chosen: views.Choice | None,
    sums: Collection[str],
    upto: Position,
    until: Until = EVERY_DAY,
) -> Projection | None:
    """Return a book as it was at a position, or as of a day, from its marks.

    Args:
        book: the open book, outside ``reading``.
        chosen: which agreements' sums are wanted, given the documents; None: all.
        sums: which of the sums are wanted; none: the documents alone.
        upto: the last event that counts.
        until: the days that facts are counted to.

    Returns:
        None: fold the events. There are no marks, or they are damaged.

    Raises:
        Tampered: the events are not those that a reader's own marks were made from.
    """

    def found(home: views.Home) -> Projection | None:
        last = bring(book, home, upto if until.as_of is None else None)
        if not last:
            return None
        with book.reading():
            if marks.position(home) < last:  # somebody has dropped them meanwhile
                return None
            found = Past(book, home, last, upto, until).folded(chosen, sums)
            marks.require_lines(found)
            return found

    home = book.views()
    if home is None:
        from ledger.work import cache

        return cache.using(book, found)
    try:
        return found(home)
    except marks.DamagedMarksError:
        return None
