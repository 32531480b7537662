"""Copies of a book, and its move to another kind of database.

Other clients may write while a copy is made. A copy is trusted only once it has been verified. It
has the same name, key and root as the book, so checkpoints and proofs of the book hold for the
copy.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path

from ledger.books import files, protected
from ledger.books.book import Book
from ledger.books.opening import BookAddress, is_server, open_book, shown_address
from ledger.books.postgres.refusals import NoConnection
from ledger.books.refusals import BookExists, CopyDiffers, ServerGone
from ledger.books.sqlite import SqliteBook, make_file
from ledger.books.sqlite_file import connect, require_free
from ledger.proof.refusals import CopyFailed
from ledger.proof.verification import Verification, verify

_BATCH = 10_000
Tell = Callable[[int], object]


def copy_book(source: BookAddress, target: BookAddress, tell: Tell) -> Verification:
    """Copy a book to a place where it is then whole and checked, or not at all.

    Args:
        source: a file or a server.
        target: a file that is not there, or a database with no book in it.
        tell: is told how many more events have been read.

    Raises:
        BookUnusable: something is there already, or it cannot be written.
        Tampered: book or copy does not verify.
    """
    if is_server(target):
        return _copy_to_server(source, str(target), tell)
    return _copy_to_file(source, Path(target), tell)


def _copy_to_server(source: BookAddress, target: str, tell: Tell) -> Verification:
    from ledger.books.postgres.board import open_made
    from ledger.books.postgres.book import PostgresBook

    with closing(open_book(source)) as book:
        original = _verified(book, tell)
        events = (book.rows(upto=original.size), original.root)
        PostgresBook.create(target, book.infos(), events)
    try:
        made = open_made(target)
    except NoConnection as error:  # it is made, and not checked
        raise ServerGone(path=shown_address(target), cause=error.cause) from None
    with closing(made) as copy:
        return _verified(copy, tell)


def _copy_to_file(source: BookAddress, named: Path, tell: Tell) -> Verification:
    target = files.real(named)
    require_free(target, str(named))
    protected.require_free(target)
    try:
        with files.workshop(target) as folder:
            made = folder / target.name
            with closing(open_book(source)) as book:
                if isinstance(book, SqliteBook):
                    files.fill(made, b"")
                    with closing(connect(made, "mode=rw")) as file, book.reading():
                        book.connection.backup(file)
                else:
                    _copy_rows(book, made)
            with closing(SqliteBook.open(made)) as copy:
                found = _verified(copy, tell, shown_address(source))
            files.flush(made)
            files.give_name(made, target, replace=False)
    except FileExistsError:
        raise BookExists(path=str(named)) from None
    except sqlite3.Error as error:
        raise CopyFailed(path=str(named), cause=str(error)) from None
    except OSError as error:
        raise CopyFailed(path=str(named), cause=error.strerror) from None
    return found


def _copy_rows(book: Book, target: Path) -> None:
    book.require_all()
    make_file(target, book.infos())
    with closing(SqliteBook.open(target)) as copy, copy.writing(), book.reading():
        rows = book.rows()
        while batch := list(islice(rows, _BATCH)):
            copy.append(batch, ())
        copy.append((), [(*key, position) for key, position in book.references().items()])


def _verified(book: Book, tell: Tell, name: str | None = None) -> Verification:
    book.require_all()
    found = verify(book, [], tell)
    if not found.is_as_recorded:
        raise CopyDiffers(path=name or book.name, findings=len(found.findings))
    return found
