"""The events that an audit test reads of a book: all, or those that its findings can rest on.

Where the days of events are kept (``ledger.work.dated``), a test of a period reads the events of
the period and all events that are not frequent. Of the frequent ones of other days it is asked
which may belong to those, by a few fields (``projections.audits.lean``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from events.record import UNREADABLE, Recorded, StoredRow, corrupt
from events.streams import agreement_stream
from ledger.books.book import Chosen, recorded_from
from ledger.work.asking import require_newest
from ledger.work.dated import dated
from ledger.work.trail import require_all_known
from projections.audit import Filter
from projections.audits import lean
from projections.audits.material import Item

if TYPE_CHECKING:
    from events.period import Period
    from ledger.books.book import Book
    from projections.audits.declaring import Declaration
    from projections.projection import Projection

_AT_A_TIME = 500  # events


class Entries:
    """The events up to one, for a test.

    Args:
        book: the open book.
        present: its documents, as far as that event at least.
        agreement: of which events are wanted; None: all.
        upto: the last event that counts.
        period: that findings are about; None: any day.

    Raises:
        Refused: there is no such agreement.
        Tampered: the newest events of the book do not belong together.
    """

    def __init__(
        self,
        book: Book,
        present: Projection,
        agreement: str | None,
        upto: int,
        period: Period | None,
    ) -> None:
        require_newest(book)
        wanted = Filter(agreement=agreement)
        require_all_known(book, present, wanted, upto)
        self._book, self._upto = book, upto
        self._chosen = Chosen(stream=None if agreement is None else agreement_stream(agreement))
        asked = Filter(agreement=agreement, period=period)
        # Of one agreement all is read in less time than days are made, where there are none.
        self._days = (
            dated(book, asked, is_made=agreement is None, are_others=True)
            if period is not None
            else None
        )

    def of(
        self,
        declared: Declaration,
        asked: Callable[[Iterable[Recorded]], Iterable[Item]],
        given: Mapping[str, Any],
    ) -> Iterable[Recorded]:
        """Return the events that a test needs, oldest first.

        Args:
            declared: the test.
            asked: returns the items of some events that findings may be about.
            given: the parameters of the test.
        """
        if self._days is None or not declared.reads_period:
            return self._all()
        near = self._near()
        if declared.beside is None:
            return near
        first = list(near)
        may_belong = declared.beside(list(asked(first)), **given)
        more = map(recorded_from, self._others({x.position for x in first}, may_belong))
        return sorted([*first, *more], key=attrgetter("position"))

    def _all(self) -> Iterator[Recorded]:
        for rows in self._book.chosen(self._chosen, 0, self._upto):
            yield from map(recorded_from, rows)

    def _near(self) -> Iterator[Recorded]:
        """Yield the events of the period, and those that are not frequent."""
        assert self._days is not None
        for rows in self._days.chosen(self._book, self._chosen, 0, self._upto, newest_first=False):
            yield from map(recorded_from, rows)

    def _others(
        self, known: set[int], may_belong: Callable[[lean.Lean], bool]
    ) -> Iterator[StoredRow]:
        """Yield the frequent events of other days that may belong to some of the period."""
        book, stream = self._book, self._chosen.stream
        with book.reading():
            rows = (
                book.rows(0, self._upto)
                if stream is None
                else book.stream_if(stream, (0, self._upto), (lean.UNWANTED,), ())
            )
            wanted = (row for row in rows if row[3] in lean.NAMES and row[0] not in known)
            while some := list(islice(wanted, _AT_A_TIME)):
                for row, one in zip(some, _read(some), strict=True):
                    if may_belong(one):
                        yield row


def _read(rows: Sequence[StoredRow]) -> Sequence[lean.Lean]:
    """Return the few fields of some events.

    Raises:
        CorruptEventError: one of them cannot be read; the error names the first.
    """
    try:
        return lean.read([row[4] for row in rows])
    except UNREADABLE:
        return [_read_one(row) for row in rows]


def _read_one(row: StoredRow) -> lean.Lean:
    try:
        return lean.read_one(row[4])
    except UNREADABLE as error:
        raise corrupt(row[0], row[3], error) from error
