"""Bringing a book in a file from an older form to the newest, in place and in one transaction.

Source: docs/OPERATIONS.md (a newer form) and ``file_upgrades/``.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from ledger.books.file_upgrades.steps import NEWEST, bring, form_of
from ledger.books.refusals import BookReadOnly, NotABook, WriteFailed
from ledger.books.sqlite import SqliteBook, require_form
from ledger.books.sqlite_file import BookFile, explained
from ledger.refusal import LedgerError


class Upgrading:
    """Bringing a book in a file to the newest form; see ``ledger.books.upgrade.Upgrade``."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self.form, self.size, self.root = NEWEST, 0, b""
        self.before: int | None = None

    def do(self) -> None:
        """Bring it there, whole or not at all."""
        file = BookFile(self._path)
        try:
            with closing(file.connect()) as connection:
                self._bring(file, connection)
        except sqlite3.Error as error:
            raise self._explained(file, error) from None
        finally:
            file.release()
        if self.size:
            with closing(SqliteBook.open(self._path)) as book:
                self.root = book.root(self.size)

    def _bring(self, file: BookFile, connection: sqlite3.Connection) -> None:
        self.before = require_form(file.name, connection)
        if self.before == NEWEST:
            return
        if not file.writable:
            raise BookReadOnly(path=file.name)
        connection.execute("BEGIN IMMEDIATE")
        if require_form(file.name, connection) == NEWEST:  # another process was quicker
            return
        bring(connection, self.before, to_read=False)
        (size,) = connection.execute("SELECT COALESCE(MAX(rowid), 0) FROM stored_events").fetchone()
        file.require_same()
        connection.execute("COMMIT")
        self.size = int(size)

    def _explained(self, file: BookFile, error: sqlite3.Error) -> LedgerError:
        if isinstance(error, sqlite3.OperationalError) and "no such table" not in str(error):
            reason = explained(error, file.path, file.name)
            return reason or WriteFailed(path=file.name, cause=str(error))
        return NotABook(path=file.name)

    def is_done(self) -> bool | None:
        """Return whether the book has the newest form, after this was interrupted."""
        file = BookFile(self._path)
        try:
            with closing(file.connect_to_read()) as connection:
                return form_of(connection) == NEWEST
        except sqlite3.Error:
            return None
        finally:
            file.release()
