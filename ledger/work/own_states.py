"""Marks of states that who records on a server keeps in a file of its own on this computer.

A server keeps no views, and so no marks of what agreements have come to (``state_marks``), since
others would decide by them. Without a mark, a command would fetch all events of its agreement. The
file is only a help. It is as a reader's views are (``ledger.work.cache``): closed to others, made
anew where anything else has written to it, and switched off with them. Each mark is bound to its
event, which the server is asked for. And the server judges what is recorded, whatever a mark says.

Source: docs/OPERATIONS.md (the cache) and docs/FORMAT.md (views).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar
from weakref import finalize

from ledger.books import files
from ledger.books.book import Book
from ledger.work.untouched import PATIENCE_S, alone, file_of, is_damage, remove
from projections.views import DamagedViewsError

T = TypeVar("T")


class OwnStates:
    """A file of marks: read as it was left, and held alone while marks are made.

    Attributes:
        is_usable: whether it could be written when that was tried.
    """

    def __init__(self, file: Path) -> None:
        self._file = file
        self._read: sqlite3.Connection | None = None
        self._held: sqlite3.Connection | None = None
        self.is_usable = True

    @property
    def connection(self) -> sqlite3.Connection:
        """The connection; to nothing, where the file is not there or cannot be read."""
        if self._held is not None:
            return self._held
        if self._read is None:
            self._read = self._opened()
        return self._read

    def _opened(self) -> sqlite3.Connection:
        try:
            if self._file.exists():
                with alone(self._file):  # it is as this program has left it
                    pass
                address = f"file:{files.quoted(self._file)}?mode=ro"
                return _connected(address)
        except OSError:
            pass
        except (sqlite3.Error, DamagedViewsError) as error:
            if is_damage(error):
                remove(self._file)
        return _connected(":memory:")

    def held(self, work: Callable[[], T]) -> T | None:
        """Do some work while the file is held alone, and keep what it writes.

        Returns:
            None: nothing was written, and the file is used no more.

        Raises:
            DamagedMarkError: the work met one; nothing was written.
        """
        self.close()
        try:
            with alone(self._file) as self._held:
                return work()
        except OSError:
            pass
        except (sqlite3.Error, DamagedViewsError) as error:
            if is_damage(error):
                remove(self._file)
        finally:
            self._held = None
        self.is_usable = False
        return None

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """See one state of the file throughout."""
        self.connection.execute("BEGIN")
        yield
        self.connection.execute("COMMIT")

    def close(self) -> None:
        """Close the file, which is opened again when it is read."""
        if self._read is not None:
            self._read.close()
            self._read = None


def _connected(address: str) -> sqlite3.Connection:
    # Whoever closes the book closes it, in whatever thread that is.
    connection = sqlite3.connect(
        address, uri=True, isolation_level=None, timeout=PATIENCE_S, check_same_thread=False
    )
    connection.execute("PRAGMA trusted_schema=OFF")
    return connection


def own_states(book: Book) -> OwnStates | None:
    """Return the marks of states that this user keeps of a book; None: it keeps none.

    Who sees only some agreements records nothing.
    """
    if not book.places or book.boards is not None:
        return None
    file = _file(book)
    if file is None:
        return None
    found = OwnStates(file)
    finalize(book, found.close)
    return found


def forget(book: Book) -> None:
    """Remove the marks of states that this user keeps of a book, if there are any."""
    file = _file(book)
    if file is not None:
        remove(file)


def _file(book: Book) -> Path | None:
    return file_of(".states", "states", book.info("origin"), book.login)
