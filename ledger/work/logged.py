"""The log: the rows of the audit trail that a filter lets through, as people and programs see them.

Two processes write the whole of a large book in a file. Each of them has every other block of
events, and this one puts the texts together in their order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import closing
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

import msgspec
from msgspec.structs import replace

from ledger.presentation.listing import RowsInBlocks
from ledger.work.second_process import is_worth_it, parts_beside
from projections.audit import Filter

if TYPE_CHECKING:
    from ledger.books.book import Book
    from ledger.presentation.data_rows import Written
    from ledger.work.dated import Dated
    from ledger.work.mentioned import Index
    from projections.projection import Projection
    from projections.report import Report

Row: TypeAlias = Mapping[str, Any]
_BLOCK = 500  # events: the text of two blocks has room in a pipe, so neither process waits long
_WORTH_IT = 40_000  # events: from here on a second process saves more time than its start takes


class Log(NamedTuple):
    """What the log is asked for, after everything in it was found in the book.

    Attributes:
        book: the open book.
        wanted: the filter.
        present: the documents as they are now.
        names: those of the parties, by id, at the time of the question.
        upto: the last event that counts.
        where: says where to look; None: everywhere.
        days: says where the events of the filter's days are; None: anywhere.
    """

    book: Book
    wanted: Filter
    present: Projection
    names: dict[str, str]
    upto: int
    where: Index | None
    days: Dated | None

    def rows(self, *, newest_first: bool, last: int | None) -> Iterator[Row]:
        """Return the rows in an order; ``last``: only the newest so many."""
        if last is not None:
            newest = islice(_Reader(self).rows(newest_first=True), last)
            return newest if newest_first else reversed(list(newest))
        wanted = self.wanted
        is_part = self.where is not None or wanted.agreement is not None
        is_part = is_part or (self.days is not None and wanted.period is not None)
        if newest_first or is_part or self.book.shared_file() is None:
            return _Reader(self).rows(newest_first=newest_first)
        return _Whole(self)

    def read_from(self) -> bytes:
        """Return what two processes compare that have asked for the same: is all the same there?"""
        last = next(self.book.rows(self.upto - 1, self.upto), None)
        return repr((self.present.position, self.names, last)).encode()


def asked(
    book: Book, wanted: Filter, known_at: datetime | None, at: int | None, *, is_part: bool
) -> Log:
    """Return what is asked for.

    Args:
        book: the open book.
        wanted: the filter.
        known_at: an instant; None: now.
        at: a position; None: the last one.
        is_part: whether it may be that not all of it is read.

    Raises:
        Refused: the filter names something that is not in the book.
        Tampered: the newest events of the book do not belong together.
    """
    from ledger.presentation.trail_rows import names_of
    from ledger.work.asking import Question, require_newest, scope_of
    from ledger.work.dated import dated
    from ledger.work.mentioned import index_of
    from ledger.work.present import current, of_agreements
    from ledger.work.trail import require_all_known

    require_newest(book)
    upto = scope_of(book, Question(known_at=known_at, at=at)).at
    present = current(book, sums=())
    is_narrow = replace(wanted, agreement=None, as_of=None, period=None) != Filter()
    index = index_of(book, is_asked=is_narrow) if is_part or is_narrow else None
    require_all_known(book, present, wanted, upto, index)
    # A party may have another name by now.
    then = present if upto >= present.position else of_agreements(book, (), upto, None)
    days = dated(book, wanted) if is_part or wanted.period is not None else None
    return Log(book, wanted, present, names_of(then), upto, index, days)


def behind(book: Book, report: Report) -> Iterator[Row] | None:
    """Return the rows of the events that a report counts; None: that is no report of an agreement.

    Of a chain and of several agreements nearly every event of the book would have to be looked at.
    """
    from events.period import parse_period

    if report.report != "agreement" or report.id is None or report.chain or report.figure:
        return None
    scope = report.scope
    period = parse_period(scope.period) if scope.period else None
    wanted = Filter(agreement=report.id, as_of=scope.as_of, period=period)
    return asked(book, wanted, None, scope.at, is_part=False).rows(newest_first=False, last=None)


class _Reader:
    """Reads rows of the log; which events are taken back is looked up once."""

    def __init__(self, log: Log) -> None:
        from ledger.work.trail import taken_back_by

        self._log = log
        self._by = taken_back_by(log.book, log.upto, log.wanted.agreement, log.where)

    def rows(
        self, after: int = 0, upto: int | None = None, *, newest_first: bool = False
    ) -> Iterator[Row]:
        """Yield the rows of the events between two positions; None: up to the last that counts."""
        from ledger.books.tree import entry_bytes, leaf_hash
        from ledger.presentation.trail_rows import log_row
        from ledger.work.present import currency_of
        from ledger.work.trail import selected

        book, wanted, present, names, end, where, days = self._log
        by = self._by
        for stored, entry in selected(
            book,
            wanted,
            present,
            end if upto is None else upto,
            after=after,
            newest_first=newest_first,
            index=where,
            days=days,
        ):
            currency = currency_of(present, entry.recorded)
            leaf = leaf_hash(entry_bytes(*stored[1:]))
            yield log_row(entry, currency, names, leaf, by(stored[0]))


class _Whole(RowsInBlocks):
    """The rows of a book in a file, all of which are looked at, oldest first."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self._rows: Iterator[Row] | None = None

    def __next__(self) -> Row:
        if self._rows is None:
            self._rows = _Reader(self._log).rows()
        return next(self._rows)

    def texts(self, how: Written, name: str) -> Iterator[str]:
        """Yield the texts of blocks of rows, every other one from a second process.

        Without the second process, and from where it fails, this process makes all of them.
        """
        from ledger.presentation.language import current

        log, reader = self._log, None
        file = log.book.shared_file()
        if file is None or not is_worth_it(log.upto, _WORTH_IT):
            yield from map(how.row, self)
            return
        wanted = msgspec.json.encode(log.wanted).decode()
        words = (str(file.absolute()), name, current(), wanted, str(log.upto), str(_BLOCK))
        with parts_beside(texts_of_file, *words) as parts:
            theirs = of_same(log, parts)
            for number, (after, upto) in enumerate(_blocks(log.upto, _BLOCK)):
                made = next(theirs, None) if number % 2 else None
                if made is None:
                    reader = reader or _Reader(log)
                    made = how.block(reader.rows(after, upto))
                if made:
                    yield made


def _blocks(upto: int, size: int) -> Iterator[tuple[int, int]]:
    for after in range(0, upto, size):
        yield after, min(after + size, upto)


def of_same(log: Log, parts: Iterator[bytes]) -> Iterator[str]:
    """Yield what another process sends, if it reads the same book as this one."""
    if next(parts, None) == log.read_from():
        for part in parts:
            yield part.decode()


def texts_of_file(
    path: str, name: str, language: str, wanted: str, upto: str, size: str
) -> Iterator[bytes]:
    """Yield the texts of every other block of rows: the work of the second process.

    First it tells what it reads. Other clients may go on recording, and files may be replaced.

    Args:
        path: the file.
        name: of the format.
        language: of the texts.
        wanted: the filter, as JSON.
        upto: the last event that counts.
        size: of a block, in events.
    """
    from ledger.books.sqlite import SqliteBook
    from ledger.presentation import formats
    from ledger.presentation.language import use
    from ledger.presentation.lists import LISTS

    use(language)
    how = formats.written(LISTS["log"].of([]), name)
    with closing(SqliteBook.open(Path(path))) as book:
        filtered = msgspec.json.decode(wanted, type=Filter)
        log = asked(book, filtered, None, int(upto), is_part=False)
        yield log.read_from()
        reader = _Reader(log)
        for after, last in islice(_blocks(log.upto, int(size)), 1, None, 2):
            yield how.block(reader.rows(after, last)).encode()
