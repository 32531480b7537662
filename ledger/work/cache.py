"""A reader's own views of a large book on a server, in a file that no other user can write.

A server keeps no views: a user who may write views could show other users false sums. Instead each
reader may keep views of its own, with marks of the past and the index of words. The file is only a
help: the book is replayed where the file is missing, damaged, not the reader's alone or switched
off. What anything else has written to is thrown away (``ledger.work.untouched``), so an altered
figure is never shown. The file also keeps the root of the events that it was made from, so the
reader notices a book that is no longer the same.

Source: docs/OPERATIONS.md (the cache) and docs/FORMAT.md.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any, TypeVar
from weakref import WeakKeyDictionary, finalize

from events.facts import Position
from events.streams import agreement_stream
from ledger.books import files
from ledger.books.book import Book
from ledger.work.refusals import CacheAhead, CacheDiffers
from ledger.work.untouched import PATIENCE_S, alone, digest, file_of, is_damage, remove
from projections import marks, mentions, views
from projections.projection import Projection

FROM = 50_000  # events; fewer are replayed in about the time that a file takes
_FORM = 2  # of what this module adds to the views
_HEAD = (
    "CREATE TABLE IF NOT EXISTS cache_head"
    " (id INTEGER PRIMARY KEY CHECK (id = 1), reader BLOB NOT NULL, root BLOB NOT NULL)"
)
_ATTEMPTS = 2  # as the file is, and made anew
T = TypeVar("T")


def cached(
    book: Book, chosen: views.Choice | None = None, sums: Collection[str] = views.SUMS
) -> Projection | None:
    """Return the present balances of a book on a server from the reader's own views.

    Args:
        book: the open book, outside ``reading``.
        chosen: given the documents, says which agreements' sums are wanted; None: all.
        sums: the sums that are wanted; empty: only the documents.

    Returns:
        None: replay instead. The book is small, or this computer can keep no such file.

    Raises:
        Tampered: the events that the file was made from are no longer those of the book.
    """
    return using(book, lambda own: own.projection(chosen, sums))


def using(book: Book, work: Callable[[OwnViews], T]) -> T | None:
    """Do some work on the reader's own views of a book on a server, once they have caught up.

    Args:
        book: the open book, outside ``reading``.
        work: is done while the file is held alone and one state of the book is seen. It is done
            again, on a new file, if what it reads is damaged.

    Returns:
        None: there are no views. The book is small, a standby is behind them, or this computer can
        keep no such file.

    Raises:
        Tampered: as ``cached``.
    """
    file = _file(book) if book.head() >= FROM else None
    if file is None:
        return None
    for _ in range(_ATTEMPTS):
        try:
            with alone(file) as connection, book.reading():
                own = OwnViews(book, file, connection)
                return work(own) if own.catch_up() else None
        except OSError:
            return None
        except sqlite3.Error as error:
            if not is_damage(error):
                return None
            remove(file)
        except _DAMAGED:
            remove(file)
    return None


_DAMAGED = (
    views.DamagedViewsError,
    views.NewerViewsError,
    marks.DamagedMarksError,
    mentions.DamagedIndexError,
)


def are_kept(book: Book) -> bool:
    """Return whether the reader has views of a book on a server, however far they have come."""
    file = _file(book) if book.views() is None and book.head() >= FROM else None
    return file is not None and file.exists()


def lasting(
    book: Book, prepare: Callable[[views.Home], Position]
) -> tuple[views.Home, Position] | None:
    """Return what may be read for as long as the book is open, whoever goes on with it meanwhile.

    Args:
        book: the open book, outside ``reading``.
        prepare: is given where marks and index are, held alone, brings some of them up to date, and
            returns how far they have come; 0: there are none.

    Returns:
        a home and how far it has come; None: there is none.

    Raises:
        Tampered: as ``cached``.
    """
    file = _file(book)
    found = using(book, lambda own: (prepare(own), own.number))
    if file is None or found is None or not found[0]:
        return None
    at, number = found
    known = _lasting.get(book)
    if known is None or known.number != number:
        try:
            known = _Reading(file)
        except (OSError, sqlite3.Error):
            return None
        finalize(book, known.close)
        if known.number != number:  # somebody has made the file anew meanwhile
            return None
        _lasting[book] = known
    return known, at


class _UnreadableError(mentions.DamagedIndexError, marks.DamagedMarksError):
    """A file cannot be read any more: to who looks for words or days, they are damaged."""


class _Reading:
    """A file of views that is only read, a statement at a time.

    Others may add to the file in between, and remove it. What they add is later than what is asked
    for, and a file that was removed stays readable to whoever has it open.

    Attributes:
        number: of the file, as the system has it.
        close: the file.
    """

    def __init__(self, file: Path) -> None:
        self._inner = sqlite3.connect(
            f"file:{files.quoted(file)}?mode=ro",
            uri=True,
            isolation_level=None,
            timeout=PATIENCE_S,
        )
        self._inner.execute("PRAGMA trusted_schema=OFF")
        self.close = self._inner.close
        self.number = file.stat().st_ino

    @property
    def connection(self) -> views.Connection:
        """The connection, through which damage is told as that of marks and index."""
        return self

    def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
        """Run a statement.

        Raises:
            DamagedIndexError, DamagedMarksError: the file cannot be read.
        """
        try:
            return self._inner.execute(sql, parameters)
        except sqlite3.Error as error:
            raise _UnreadableError(str(error)) from error

    def executemany(self, sql: str, parameters: Any, /) -> Any:
        """Nothing is written here."""
        raise NotImplementedError


_lasting: WeakKeyDictionary[Book, _Reading] = WeakKeyDictionary()


def remembered(book: Book) -> tuple[int, bytes, str] | None:
    """Return the source of the reader's own views: how many events, their root, and the file.

    Args:
        book: the open book, outside ``reading``. Inside it, the views may come further meanwhile.

    Returns:
        None: there are no views, or they cannot be read.
    """
    file = _file(book) if book.views() is None else None
    if file is None or not file.exists():
        return None
    try:
        with alone(file) as connection:
            at, root = OwnViews(book, file, connection).remembered()
    except (OSError, sqlite3.Error, views.DamagedViewsError):
        return None
    return (at, root, str(file)) if at else None


def forget(book: Book) -> None:
    """Remove the reader's own views of a book, if there are any."""
    file = _file(book)
    if file is not None:
        remove(file)


def _file(book: Book) -> Path | None:
    """Return the file of the reader's own views of a book; None: there can be none.

    Each book, login and version of the fold has its own file.
    """
    return file_of(".views", *_whose(book))


def _whose(book: Book) -> tuple[str | int | None, ...]:
    return (book.info("origin"), book.login, views.FOLD_VERSION, _FORM)


class OwnViews:
    """A file of views that is held alone, and one state of the book that is seen meanwhile.

    The file is held first, and then the book is seen. So the file is never further than the book,
    unless the book went back.

    Attributes:
        connection: to the file.
        number: of the file, as the system has it.
    """

    def __init__(self, book: Book, file: Path, connection: sqlite3.Connection) -> None:
        self._book, self._file, self.connection = book, file, connection
        self.number = file.stat().st_ino
        # The agreements that a board's user sees may change. The views then need all of their
        # events, and nothing stays of those that the user sees no longer.
        streams = None if book.boards is None else book.streams(agreement_stream(""))
        self._reader = digest(*_whose(book), streams)

    def catch_up(self) -> bool:
        """Bring the views up to date; False: a standby is behind them.

        Raises:
            Tampered: the events that they were made from are no longer those of the book.
        """
        head, at = self._book.head(), self._checked()
        if at > head:
            if self._book.standby:
                return False
            raise CacheAhead(path=self._book.name, file=str(self._file), position=at, events=head)
        if at < head:
            self._catch_up(at, head)
        return True

    def projection(self, chosen: views.Choice | None, sums: Collection[str]) -> Projection:
        """Return the content of the views, which have caught up; see ``cached``."""
        return views.load(self, chosen, sums=sums)

    def _checked(self) -> int:
        """Return the views' position, after a look at the root; 0: there are no views."""
        at, root = self.remembered()
        if 0 < at <= self._book.head() and root != self._book.root(at):
            raise CacheDiffers(path=self._book.name, file=str(self._file), position=at)
        return at

    def remembered(self) -> tuple[int, bytes]:
        """Return the views' position, and the root of the events up to it; 0: there are no views.

        Raises:
            DamagedViewsError: they are another reader's, or of what this one no longer sees.
        """
        self.connection.execute(_HEAD)
        row = self.connection.execute("SELECT reader, root FROM cache_head").fetchone()
        if row is None:
            return 0, b""
        reader, root = row
        at = views.position(self)
        if at <= 0 or reader != self._reader:
            raise views.DamagedViewsError("cache_head")
        return at, root

    def _catch_up(self, at: int, head: int) -> None:
        """Bring the views up to date, from a position or from the beginning."""
        from ledger.work.marked import folding

        fold_marked = folding(self._book, self)

        def fold(change: Projection, after: int) -> None:
            fold_marked(change, after)
            change.position, change.recorded_at = head, self._book.recorded_at(head)

        (views.catch_up if at else views.rebuild)(self, fold)
        head_row = (self._reader, self._book.root(head))
        self.connection.execute("REPLACE INTO cache_head VALUES (1, ?, ?)", head_row)
