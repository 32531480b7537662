"""Files that the program never writes over: books, keys, and the database's files beside a book.

The program knows them by their identity (``st_dev`` and ``st_ino``) and by their content, not by
name: a link, ``/dev/fd/3`` and another spelling all mean the same file.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from ledger.books.refusals import (
    NotOverwritten,
    OverwritesBook,
    OverwritesHeld,
    OverwritesKey,
    OverwritesLog,
)
from ledger.books.sqlite import APPLICATION_ID

_LOGS = ("-wal", "-shm", "-journal")
_HELD = ".checkpoints"
_SQLITE, _APPLICATION_AT = b"SQLite format 3\0", slice(68, 72)
# How secret keys begin: those of books and witnesses, and those of people.
_KEYS = (b"PRIVATE+KEY+", b"-----BEGIN OPENSSH PRIVATE KEY", b"-----BEGIN RSA PRIVATE KEY")
_HEAD_BYTES = 100


def require_replaceable(path: Path, book: Path | None) -> None:
    """Make sure that a file may be written, and a file that is there be replaced.

    Args:
        path: of the file; there may be none yet.
        book: the name beside which key and checkpoints of the command's book lie; None: no book.

    Raises:
        BadInput: it is a book or a key, or belongs to one.
    """
    refusal = _obstacle(path, book)
    if refusal is not None:
        raise refusal(path=str(path))


def require_free(path: Path) -> None:
    """Make sure that the database would not use the name of a new book or key for its own files.

    Raises:
        BadInput: the database would.
    """
    if _is_log(path.resolve()):
        raise OverwritesLog(path=str(path))


def _obstacle(path: Path, book: Path | None) -> type[NotOverwritten] | None:
    target = path.resolve()
    # The open book is not opened once more: closing it again would end the locks of the database.
    for name, refusal in _belongings(book) if book else ():
        if _is_same(target, name):
            return refusal
    if _is_log(target):
        return OverwritesLog
    if target.parent.name.casefold().endswith(_HELD) and target.exists():
        return OverwritesHeld
    head = _head(target)
    if head.startswith(_KEYS):
        return OverwritesKey
    return OverwritesBook if _begins_book(head) else None


def _belongings(book: Path) -> Iterator[tuple[Path, type[NotOverwritten]]]:
    """Yield the files of a book, there or not, by its given name and by its real one."""
    for name in {book, book.resolve()}:
        yield name, OverwritesBook
        for ending in _LOGS:
            yield name.with_name(name.name + ending), OverwritesLog
        yield name.with_name(name.name + ".key"), OverwritesKey
        with suppress(OSError):
            for held in name.with_name(name.name + _HELD).iterdir():
                yield held, OverwritesHeld


def _is_same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except (OSError, ValueError):  # one of them is not there
        return _spelled(one) == _spelled(other) and not other.name.endswith(".key")


def _spelled(path: Path) -> str:
    """Return a name as a file system that ignores case compares it."""
    return str(path.resolve()).casefold()


def _is_log(target: Path) -> bool:
    """Return whether the database would take a file for the log of a book, there or not."""
    for ending in _LOGS:
        if target.name.casefold().endswith(ending):
            book = target.with_name(target.name[: -len(ending)])
            if book.name and (_begins_book(_head(book)) or _head(target)[:3] == b"\x37\x7f\x06"):
                return True
    return False


def _head(path: Path) -> bytes:
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # a pipe would keep us waiting
            return b""
        with path.open("rb") as file:
            return os.read(file.fileno(), _HEAD_BYTES)
    except (OSError, ValueError):
        return b""


def _begins_book(head: bytes) -> bool:
    application = int.from_bytes(head[_APPLICATION_AT], "big")
    return head.startswith(_SQLITE) and application == APPLICATION_ID
