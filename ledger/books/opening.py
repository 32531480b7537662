"""Opening and making books, by the name that the user gives: a file, or a server.

A file is a path. A server's address is in a form that PostgreSQL's own programs take:
``postgresql://…``, or words such as ``host=a,b dbname=book``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from ledger import lean
from ledger.books import addresses, files
from ledger.books.refusals import NoDriver, NotAServer

if TYPE_CHECKING:
    from ledger.books.book import Book, Role
    from ledger.books.postgres.granting import Granting
    from ledger.books.upgrade import Upgrade

BookAddress: TypeAlias = str | Path


def is_server(address: BookAddress) -> bool:
    """Return whether a book's name means a server rather than a file, even if it is mistyped."""
    return addresses.is_address(str(address))


def shown_address(address: BookAddress) -> str:
    """Return the name of a book in messages, without the password that it may hold."""
    if not is_server(address):
        return str(address)
    with _driver():
        from ledger.books.postgres.connection import shown_address as shown

        return shown(str(address))


def open_book(address: BookAddress, *, to_read: bool = False) -> Book:
    """Open a book that exists.

    Args:
        address: where it is.
        to_read: so that nothing can be written to a file; a server asks what the login may do.

    Raises:
        BookUnusable: there is no book, it is of another form, or the server does not let this user
            in.
    """
    if is_server(address):
        with _driver():
            from ledger.books.postgres.board import open_book as open_there

            return open_there(str(address))
    from ledger.books.sqlite import SqliteBook

    return SqliteBook.open(Path(address), to_read=to_read)


def create_book(address: BookAddress, info: Mapping[str, str] | None = None) -> None:
    """Make a new, empty book.

    Args:
        address: where; there may be no book yet.
        info: facts about the book itself; None: a new, random name.

    Raises:
        BookUnusable: there is a book already, or it cannot be made there.
    """
    if is_server(address):
        with _driver():
            from ledger.books.postgres.book import PostgresBook

            PostgresBook.create(str(address), info)
            return
    from ledger.books import protected
    from ledger.books.sqlite import SqliteBook

    protected.require_free(Path(address))
    SqliteBook.create(Path(address), info).close()


def is_made(address: BookAddress) -> bool | None:
    """Return whether there is a book at an address, after its making was interrupted.

    Returns:
        None: the server does not say.
    """
    if is_server(address):
        with _driver():
            from ledger.books.postgres.book import is_made as looked

            return looked(str(address))
    return Path(address).exists()


def require_free(address: BookAddress) -> None:
    """Make sure that a book can be made in a file; a server says so by itself.

    Raises:
        BookUnusable: a file is there already, or the log of a removed book.
    """
    if not is_server(address):
        from ledger.books.sqlite_file import require_free as required

        required(files.real(Path(address)), str(address))


def make_book(address: BookAddress, info: Mapping[str, str] | None = None) -> Book:
    """Make a new, empty book and open it.

    Raises:
        BookUnusable: as ``create_book`` and ``open_book``. An administrator who is no superuser has
            made a book on a server all the same, and has no role in it.
    """
    create_book(address, info)
    return open_book(address)


def local_path(address: BookAddress) -> Path:
    """Return the name under which this computer keeps a book's key and checkpoints.

    For a book in a file it is the file's real path, whatever links its name goes through. For a
    book on a server it is the name of the database, in the present folder.
    """
    if is_server(address):
        with _driver():
            from ledger.books.postgres.connection import local_path_of

            return local_path_of(str(address))
    return files.unlinked(Path(address))


def granting(
    address: BookAddress, login: str, role: Role, board: str | None, *, revoke: bool
) -> Granting:
    """Return the change that gives a login a role in a book on a server, or takes it away.

    Args:
        address: the book, as an administrator.
        login: a role of the server that may log in.
        role: the role in the book.
        board: the board, for the role of a board; None for other roles.
        revoke: take the role away.

    Raises:
        BookUnusable: the book is a file.
    """
    if not is_server(address):
        raise NotAServer(path=str(address))
    with _driver():
        from ledger.books.postgres.granting import Granting

        return Granting(str(address), login, role, board, revoke=revoke)


def grant(address: BookAddress, login: str, role: Role, board: str | None, *, revoke: bool) -> None:
    """Give a login a role in a book on a server, or take it away; see ``granting``.

    Raises:
        BookUnusable: as ``granting``; there is no such login or board, or this user may not give
            roles.
        Conflict: the server was lost, and nothing was done.
        ServerGone: the server was lost, and whether the change was made is not known.
    """
    granting(address, login, role, board, revoke=revoke).do()


def upgrading(address: BookAddress) -> Upgrade:
    """Return the change that brings a book of an older form to this program's, in its place.

    It is done whole or not at all; events, and so the root, stay as they are.

    Raises:
        BookUnusable: the driver of the server is not installed.
    """
    if is_server(address):
        with _driver():
            from ledger.books.postgres.upgrading import Upgrading as OnServer

            return OnServer(str(address))
    from ledger.books.sqlite_upgrading import Upgrading as InFile

    return InFile(Path(address))


@contextmanager
def _driver() -> Iterator[None]:
    """Say what is missing where the server's driver is not installed."""
    try:
        lean.psycopg()
        yield
    except ImportError as error:
        raise NoDriver(cause=str(error)) from None
