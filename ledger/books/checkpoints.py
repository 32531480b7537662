"""The checkpoints held beside a book, or beside a witness's key: states that others have seen.

Source: docs/FORMAT.md (files beside a book), docs/RELIABILITY.md (what they can and cannot show).
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from events.record import CorruptEventError
from ledger.books import files, keys, notes
from ledger.books.book import Book
from ledger.books.notes import Checkpoint, PublicKey
from ledger.books.refusals import (
    BehindCheckpoint,
    FileNotUtf8,
    FileUnreadable,
    HeldUnreadable,
    NoKey,
    NotAnExtension,
    NotHeld,
)
from ledger.refusal import BadInput, Tampered

_ENDING, _FOLDER, _KEY = ".checkpoint", ".checkpoints", ".key"
_STATEMENTS = "keys.statements"  # what was signed when the book got other keys
_ROOT_DIGITS = 12
_CLOSED, _DANGLING = -1, 0  # what a user may not look at, and a link that leads nowhere


def key_file(book: Path) -> Path:
    """Return where the key of a book is kept, unless told otherwise: beside it, not in it."""
    return book.with_name(book.name + _KEY)


def held_folder(path: Path) -> Path:
    """Return where checkpoints are held, beside a book or beside a witness's key."""
    return path.with_name(path.name + _FOLDER)


def hold(folder: Path, checkpoint: Checkpoint) -> Path:
    """Keep a checkpoint in a folder of held ones, with all signatures that were under it there.

    Every user who may read the book may read the checkpoints in the folder beside it.

    Raises:
        BookUnusable: it cannot be written.
        BadInput: with those that are held these are too many signatures; nothing was changed.
    """
    name = f"{checkpoint.size:012}-{checkpoint.root.hex()[:_ROOT_DIGITS]}{_ENDING}"
    try:
        before = read_checkpoint(folder / name)
    except FileUnreadable as error:
        if _kind(folder / name) is not None:  # another user's, with signatures, or no file at all
            raise NotHeld(path=str(folder / name), cause=error.cause) from None
    except BadInput:
        pass  # it is none any more
    else:
        checkpoint = before.joined(checkpoint)
    return _keep(folder, name, str(checkpoint))


def _keep(folder: Path, name: str, content: str) -> Path:
    """Write a file into a folder of held checkpoints, for all who may read what it is beside."""
    path = folder / name
    mode, group = files.PRIVATE, None
    with suppress(OSError):
        beside = folder.with_name(folder.name.removesuffix(_FOLDER)).stat()
        mode, group = beside.st_mode & 0o666 | files.PRIVATE, beside.st_gid
    try:
        files.make_folder(folder, mode | (mode & 0o444) >> 2, group)
        files.write(path, content.encode(), mode=mode, group=group)
    except OSError as error:
        raise NotHeld(path=str(path), cause=error.strerror) from None
    return path


def held_checkpoints(folder: Path) -> list[tuple[Checkpoint, Path]]:
    """Return the checkpoints in a folder, smallest first.

    Raises:
        BadInput: a file there is none, or this user may not look into the folder.
    """
    found = [(read_checkpoint(folder / name), folder / name) for name in sorted(_names(folder))]
    return sorted(found, key=lambda pair: pair[0].size)


def newest_first(folder: Path) -> Iterator[Checkpoint]:
    """Yield the checkpoints in a folder, largest first; a file that is none is passed over.

    Each file is read when it is asked for: a folder may have thousands.

    Raises:
        BadInput: this user may not look into the folder.
    """
    for name in sorted(_names(folder), reverse=True):
        with suppress(BadInput):
            yield read_checkpoint(folder / name)


def readable_checkpoints(folder: Path) -> tuple[list[tuple[Checkpoint, Path]], list[Path]]:
    """Return the checkpoints in a folder, and the files there that are none any more.

    Raises:
        BadInput: this user may not read them.
    """
    found, altered = [], []
    for path in (folder / name for name in sorted(_names(folder))):
        try:
            found.append((read_checkpoint(path), path))
        except BadInput as error:
            kind = _kind(path)
            if kind is None:  # another program has taken it away
                continue
            is_closed = kind == _CLOSED or (stat.S_ISREG(kind) and not os.access(path, os.R_OK))
            if isinstance(error, FileUnreadable) and is_closed:
                raise HeldUnreadable(path=str(folder), cause=error.cause) from None
            altered.append(path)
    return found, altered


def _kind(path: Path) -> int | None:
    """Return of what kind a file or what a link leads to is; None: there is nothing.

    A folder may be listed and still not let a user look at what is in it.
    """
    try:
        return path.stat().st_mode
    except FileNotFoundError:
        return _DANGLING if path.is_symlink() else None
    except PermissionError:
        return _CLOSED
    except OSError:  # a link that leads nowhere
        return _DANGLING


def _names(folder: Path) -> list[str]:
    try:
        names = os.listdir(folder)  # noqa: PTH208 - thousands, before every recording
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise HeldUnreadable(path=str(folder), cause=error.strerror) from None
    return [name for name in names if name.endswith(_ENDING)]


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint from a file.

    Raises:
        BadInput: it is none.
    """
    return notes.parse_checkpoint(read_small(path), str(path))


def read_small(path: Path) -> str:
    """Read a text file that is not larger than evidence is.

    Raises:
        BadInput: it cannot be read, is too large, or is no UTF-8.
    """
    return text_of(read_small_bytes(path), path)


def read_small_bytes(path: Path) -> bytes:
    """Read a file that is not larger than evidence is.

    Raises:
        BadInput: it cannot be read, or is too large.
    """
    return files.content_of(path, notes.MAX_BYTES)


def text_of(raw: bytes, path: Path) -> str:
    """Return the content of a text file.

    Raises:
        BadInput: it is no UTF-8.
    """
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FileNotUtf8(path=str(path), line=line) from None


def public_key(book: Book) -> PublicKey:
    """Return the key that the book says it signs with.

    Raises:
        BadInput: it says none.
    """
    text = book.info("key")
    if text is None:
        raise NoKey(path=book.name)
    return notes.parse_public_key(text)


def origin(book: Book) -> str:
    """Return the name that a book's checkpoints carry."""
    return book.info("origin") or ""


def contradiction(book: Book, *, roots: bool = True) -> Tampered | None:
    """Return the contradiction between the newest held checkpoint and the book; None: none.

    An older copy in the place of the book is found so, and costs one look into a folder: the name
    of a held file says how many events it has and how its root begins, and a file is read only if
    that is not so in the book. What is in the others, ``verify`` compares.

    Args:
        book: inside ``reading`` or ``writing``.
        roots: compare more than how many events there are; a server is asked some ten times.
    """
    folder = held_folder(book.path)
    try:
        names = _names(folder)
    except BadInput:
        return None  # another user's; only verify has to look
    head, agreed = -1, ""
    while names:
        name = max(names)
        size = name.partition("-")[0]
        if agreed and size != agreed:
            return None
        head = book.head() if head < 0 else head
        if _agrees(book, head, name, roots=roots):
            agreed = size
        else:
            found = _judged(book, head, folder / name, roots=roots)
            if found is not None:
                return found
        names.remove(name)
    return None


def _is_own(book: Book, held: Checkpoint, folder: Path) -> bool:
    """Return whether the key of its time has signed a checkpoint.

    A book that was put back to before it got another key knows nothing of that; what the keys have
    signed then is held beside the checkpoints.
    """
    try:
        known = keys.terms(book)
    except Tampered:
        return held.is_signed_by(public_key(book))
    if keys.signer_of(known, held):
        return True
    stated = folder / _STATEMENTS
    if known[-1].ends_at is not None or not stated.exists():
        return False
    followed = keys.follow(known[-1].key, read_small(stated))
    return keys.signer_of(followed, held) is not None


def hold_statements(folder: Path, book: Book) -> None:
    """Keep what was signed when a book got other keys, beside the checkpoints that are held.

    Raises:
        BookUnusable: it cannot be written.
    """
    _keep(folder, _STATEMENTS, keys.statements(book))


def _agrees(book: Book, head: int, name: str, *, roots: bool) -> bool:
    """Return whether the book agrees with the checkpoint that a file's name describes."""
    size, _, root = name.removesuffix(_ENDING).partition("-")
    if not (size.isascii() and size.isdigit() and len(root) == _ROOT_DIGITS) or int(size) > head:
        return False
    return not roots or book.root(int(size)).hex().startswith(root)


def _judged(book: Book, head: int, path: Path, *, roots: bool) -> Tampered | None:
    """Return the contradiction between the book and a checkpoint that its own key has signed."""
    try:
        held = read_checkpoint(path)
        is_behind = held.size > head
        if not is_behind and (not roots or book.root(held.size) == held.root):
            return None
        if held.origin != origin(book) or not _is_own(book, held, path.parent):
            return None
        if is_behind and book.standby:  # it has not got them yet
            return None
    except (BadInput, CorruptEventError):
        return None
    if is_behind:
        return BehindCheckpoint(path=str(path), size=held.size, events=head)
    return NotAnExtension(path=str(path), size=held.size)
