"""The newest state of each book that this user has seen, in a file of the user's own.

A book that was put back to an older state, or rewritten, is whole in itself. A holder of a
checkpoint can see the change. An earlier user of the book can see it, too: the client notes the
number of events and their root, by the book's name and place. A book with fewer events than the
note for its place, or another root, is a finding. A book with fewer events than the note for
another place is a copy, which the client reports. A user who has put a book back on purpose tells
the client so.

The file is a help and nothing more. If it is missing, damaged, not the user's alone or switched
off, the client compares nothing. The client writes it without a flush, so after a power cut it may
lag behind.

Source: docs/OPERATIONS.md (a book put back).
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
import fcntl
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import msgspec

from events.hashing import sha256
from ledger.books import newest
from ledger.books.book import Book
from ledger.books.checkpoints import contradiction
from ledger.refusal import LedgerError, Tampered
from ledger.work import own_files
from ledger.work.refusals import OlderThanSeen

SWITCH = "SAMVERK_SEEN"  # "off": no file is read or written
_ENDING = ".seen"
_MOST = 50  # the newest places, and the newest times that a book was put back, are kept
_MOST_BYTES = 1_000_000


_origins: WeakKeyDictionary[Book, str | None] = WeakKeyDictionary()  # which never change


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """The newest state of a book that the user has seen at a place.

    Attributes:
        place: the file, or the servers and the database.
        size: how many events there were.
        root: of the tree over them, in hexadecimal.
        seen_at: when the client saw that state.
    """

    place: str
    size: int
    root: str
    seen_at: datetime


class PutBack(msgspec.Struct, frozen=True, kw_only=True):
    """The user's word that a book was put back on purpose.

    Attributes:
        before: the state that the user had seen.
        size: how many events the book had then.
        said_at: when the user said so.
        actor: of the user.
        reason: why.
    """

    before: Mark
    size: int
    said_at: datetime
    actor: str
    reason: str


class Notes(msgspec.Struct, frozen=True, kw_only=True):
    """What a user has seen of the books of one name."""

    marks: tuple[Mark, ...] = ()
    put_back: tuple[PutBack, ...] = ()


def against(book: Book, *, roots: bool = True) -> Tampered | None:
    """Return what speaks against the state that a book is in; None: nothing.

    Three things can: held checkpoints, the newest events, and what this user has seen before.

    Args:
        book: inside ``reading`` or ``writing``.
        roots: compare roots, too, which asks a server some ten times; else only event numbers.
    """
    return contradiction(book, roots=roots) or newest.fault(book) or fault(book, roots=roots)


def fault(book: Book, *, roots: bool = True) -> Tampered | None:
    """Return an error if a book is older than this user has seen it here, or is another; else None.

    Args:
        book: inside ``reading`` or ``writing``.
        roots: as ``against``.
    """
    mark = _mark(_read(book), place(book))
    if mark is None or not mark.size:
        return None
    head = book.head()
    if mark.size > head:
        is_whole = book.standby  # a standby may lag behind
    else:
        is_whole = not roots or book.root(mark.size).hex() == mark.root
    if is_whole:
        return None
    return OlderThanSeen(path=book.name, size=mark.size, events=head, seen_at=mark.seen_at)


def notes(book: Book) -> Notes:
    """Return what this user has seen of a book, here and elsewhere."""
    return _read(book) or Notes()


def newer_elsewhere(book: Book) -> list[Mark]:
    """Return where this user has seen the book with more events than it has here.

    Args:
        book: inside ``reading``.
    """
    head, here = book.head(), place(book)
    return [mark for mark in notes(book).marks if mark.size > head and mark.place != here]


def is_damaged(book: Book) -> bool:
    """Return whether this user has a file about the book that cannot be read."""
    file = _file(book)
    return file is not None and os.path.lexists(file) and _read(book) is None


def note(book: Book) -> None:
    """Note the state of a book, unless it contradicts the note; an error leaves the note as it is.

    Args:
        book: open, outside ``reading``.
    """
    with suppress(OSError, LedgerError, sqlite3.Error, ValueError):
        file = _file(book)
        if file is None:
            return
        with book.reading():
            here, head = place(book), book.head()
            found = _read(book)
            before = _mark(found, here)
            if not head or (
                before is not None and before.size == head and _is_fresh(found, before)
            ):
                return
            if before is not None and fault(book) is not None:
                return
            mark = Mark(place=here, size=head, root=book.root(head).hex(), seen_at=book.now())
        _change(file, lambda found: _with_mark(found, mark))


def accept(book: Book, actor: str, reason: str) -> PutBack | None:
    """Note that a book was put back on purpose, and take its state as the newest.

    Args:
        book: open, outside ``reading``.
        actor: who says so.
        reason: why.

    Returns:
        the note; None: the book does not contradict what this user has seen.

    Raises:
        OSError: the note cannot be written.
    """
    file = _file(book)
    with book.reading():
        here, head = place(book), book.head()
        before = _mark(_read(book), here)
        if file is None or before is None or fault(book) is None:
            return None
        root, now = book.root(head).hex(), book.now()
    said = PutBack(before=before, size=head, said_at=now, actor=actor, reason=reason)
    mark = Mark(place=here, size=head, root=root, seen_at=now)

    def change(found: Notes) -> Notes:
        changed = _with_mark(found, mark, lower=True)
        return msgspec.structs.replace(changed, put_back=(*found.put_back, said)[-_MOST:])

    _change(file, change)
    return said


def _mark(found: Notes | None, place: str) -> Mark | None:
    return next((x for x in (found.marks if found else ()) if x.place == place), None)


def _is_fresh(found: Notes | None, mark: Mark) -> bool:
    """Return whether a mark is in the newer half; newer marks could soon push out another."""
    return found is None or mark in found.marks[-(_MOST // 2) :]


def _with_mark(found: Notes, mark: Mark, *, lower: bool = False) -> Notes:
    """Return notes with a mark, unless another process has noted a newer state meanwhile."""
    before = _mark(found, mark.place)
    if before is not None and before.size > mark.size and not lower:
        return found
    others = tuple(x for x in found.marks if x.place != mark.place)
    return msgspec.structs.replace(found, marks=(*others, mark)[-_MOST:])


def place(book: Book) -> str:
    """Return the place of a book: its file, or its servers and database."""
    return book.name if book.shared_file() is None else os.path.realpath(book.path)


def _file(book: Book) -> Path | None:
    """Return the file about the books of this name; None: notes are off or have no folder."""
    home = folder()
    if home is None or os.environ.get(SWITCH, "").lower() == "off":
        return None
    if book not in _origins:
        _origins[book] = book.info("origin")
    origin = _origins[book]
    return home / (sha256(origin.encode()).hexdigest()[:32] + _ENDING) if origin else None


def folder() -> Path | None:
    """Return the system's folder for what a program remembers; None: the system has none."""
    return own_files.folder(
        "XDG_STATE_HOME", on_macos="Library/Application Support", elsewhere=".local/state"
    )


def _read(book: Book) -> Notes | None:
    """Return the notes in the file; None: the file is missing or unusable."""
    file = _file(book)
    if file is None:
        return None
    try:
        own_files.require_own(file, stat.S_ISREG, own_files.AT_ALL)
        own_files.require_own(file.parent, stat.S_ISDIR, own_files.BY_OTHERS)
        with file.open("rb") as opened:
            return _parsed(opened.read(_MOST_BYTES))
    except OSError:
        return None


def _parsed(raw: bytes) -> Notes | None:
    digest, _, content = raw.partition(b"\n")
    if sha256(content).hexdigest().encode() != digest:
        return None
    try:
        return msgspec.json.decode(content, type=Notes)
    except msgspec.MsgspecError:
        return None


def _change(file: Path, change: Callable[[Notes], Notes]) -> None:
    """Change what a file says, while no other process does.

    Raises:
        OSError: the file cannot be written, or is not this user's alone.
    """
    with _alone(file) as handle:
        raw = os.pread(handle, _MOST_BYTES, 0)
        content = msgspec.json.encode(change(_parsed(raw) or Notes()))
        written = sha256(content).hexdigest().encode() + b"\n" + content
        if written != raw:
            os.ftruncate(handle, os.pwrite(handle, written, 0))


@contextmanager
def _alone(file: Path) -> Iterator[int]:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    own_files.require_own(file.parent, stat.S_ISDIR, own_files.BY_OTHERS)
    flags: Any = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0)
    handle = os.open(file, flags, 0o600)
    try:
        own_files.require_own(file, stat.S_ISREG, own_files.AT_ALL)
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle
    finally:
        os.close(handle)
