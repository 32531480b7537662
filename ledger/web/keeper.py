"""Who makes, between requests, what pages of a large book are quick by (``ledger.work.ahead``).

Requests open the book to read alone. So a thread beside them opens it to write, if this user may.
It writes views, marks and the index of words, and no event.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, suppress
from threading import Event, Thread

from ledger.books.book import Book
from ledger.books.opening import BookAddress, open_book
from ledger.refusal import LedgerError
from ledger.work.ahead import behind, bring_others, bring_views

_BEHIND = 200  # events: each request would fold so many
_PAUSE_S = 1.0  # so that beside a program that records without pause pages come, too


class Keeper:
    """A thread that brings what is behind up to date. It ends with the program, in the midst of it.

    Args:
        address: of the book.
    """

    def __init__(self, address: BookAddress) -> None:
        self._address, self._is_behind = address, Event()
        self._thread = Thread(target=self._run, name="views", daemon=True)

    def start(self) -> None:
        """Begin, with what may be missing from before."""
        self._is_behind.set()
        self._thread.start()

    def look(self, book: Book) -> None:
        """Look whether a book that was opened for a request has grown much."""
        if not self._is_behind.is_set() and behind(book) > _BEHIND:
            self._is_behind.set()

    def _run(self) -> None:
        while self._is_behind.wait():
            with suppress(LedgerError, OSError, sqlite3.Error):
                self._bring()
            self._is_behind.clear()
            time.sleep(_PAUSE_S)

    def _bring(self) -> None:
        with closing(open_book(self._address)) as book:
            if book.views() is not None:  # of a server, each question brings the reader's own
                bring_views(book)
                bring_others(book)
