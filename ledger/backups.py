"""Copies of a book: made while others write, and trusted only once they have been checked."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

from ledger.book import Book
from ledger.integrity import Verification, verify
from ledger.refusal import BookUnusable, Tampered


def copy_book(source: Path, target: Path, tell: Callable[[int], object]) -> Verification:
    """Copy a book to a file that is there whole and checked, or not at all.

    Raises:
        BookUnusable: something is there already, or it cannot be written.
        Tampered: the copy does not verify.
    """
    if target.exists():
        raise BookUnusable("book-exists", path=str(target))
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    try:
        book = Book.open(source)
        try:
            copy = sqlite3.connect(partial, isolation_level=None)
            try:
                book.connection.backup(copy)
            finally:
                copy.close()
        finally:
            book.close()
        copied = Book.open(partial)
        try:
            found = verify(copied, [], tell)
        finally:
            copied.close()
        if found.findings:
            raise Tampered("copy-differs", path=str(source), findings=len(found.findings))
        partial.replace(target)
    except sqlite3.Error as error:
        raise BookUnusable("copy-failed", path=str(target), cause=str(error)) from None
    except OSError as error:
        raise BookUnusable("copy-failed", path=str(target), cause=error.strerror) from None
    finally:
        partial.unlink(missing_ok=True)
    return found
