"""Another key for a book: made beside the present key, named by an event, then put in its place.

The client first writes the new key beside the old key and flushes it. Then it records the event,
and only then it puts the new key in the old key's place. Where a client is stopped in between, the
next command that signs finishes the work.

Source: docs/FORMAT.md (files beside a book), docs/OPERATIONS.md (when a key is lost or stolen).
"""

from __future__ import annotations

import base64
from pathlib import Path

from events.keys import ED25519, Rotation
from ledger.books import files, keys
from ledger.books.book import Book
from ledger.books.checkpoints import origin, read_small
from ledger.books.keys import Term
from ledger.books.notes import PublicKey, SecretKey
from ledger.proof.evidence import checked, make_key, read_key
from ledger.proof.refusals import BookKeyMissing, KeyExists, KeyNotLost, KeyNotMade, OtherKey
from ledger.rules.commands import RotateKey
from ledger.rules.refusals.keys import KeyIsRetired


def next_file(path: Path) -> Path:
    """Return the file of the key that is going to take a key's place."""
    path = files.real(path)
    return path.with_name(path.name + ".next")


def replaced_file(path: Path, old: PublicKey) -> Path:
    """Return the file that keeps a replaced key."""
    path = files.real(path)
    return path.with_name(f"{path.name}.replaced-{old.id.hex()}")


def finished(book: Book, path: Path) -> tuple[SecretKey, Path | None] | None:
    """Put the book's new key in its place if the client that recorded it was stopped before that.

    Args:
        book: an open one.
        path: the key's file.

    Returns:
        the new key, and the file that keeps the old key (None: the old key was gone); None: there
        was nothing to do.

    Raises:
        Refused: the book's key was retired.
        BadInput: the key beside it cannot be read.
        BookUnusable: the new key could not be put in its place.
    """
    wanted, following = keys.present(book).key, next_file(path)
    if not following.exists() or (found := read_key(following)).public(ED25519) != wanted:
        return None
    return found, _put_in_place(path, following)


def own_key(book: Book, path: Path) -> SecretKey:
    """Return the key that a book signs with.

    Args:
        book: an open one.
        path: the key's file.

    Raises:
        Refused: the key was retired.
        BadInput: there is no such file, or it has another key.
    """
    if not path.exists():
        raise BookKeyMissing(path=str(path))
    key = read_key(path)
    if key.public(ED25519) != keys.present(book).key:
        raise OtherKey(path=book.name)
    return key


def _put_in_place(path: Path, following: Path) -> Path | None:
    """Give the new key the old key's name; return where the old key is kept; None: it was gone."""
    path, kept = files.real(path), None
    try:
        if path.exists():
            old = SecretKey.parse(read_small(path))
            kept = replaced_file(path, old.public(ED25519))
            _keep(f"{old}\n".encode(), kept)
        following.replace(path)
        files.flush(path.parent)
    except OSError as error:
        raise KeyNotMade(path=str(path), cause=error.strerror) from None
    return kept


def _keep(content: bytes, kept: Path) -> None:
    try:
        files.write(kept, content, replace=False)
    except FileExistsError:
        if kept.read_bytes() != content:
            raise KeyExists(path=str(kept)) from None


def rotation(
    book: Book, path: Path, reason: str | None, *, is_lost: bool, is_kept: bool = True
) -> RotateKey:
    """Return the command that gives a book another key. The old key signs it unless it is lost.

    Args:
        book: an open one.
        path: the key's file.
        reason: why; None: none given.
        is_lost: the old key cannot sign, or must not any more.
        is_kept: write the new key beside the old key, unless it is there; a preview does not.

    Raises:
        Refused: the key was retired, and the caller has not said that it is lost.
        BadInput: the file has no key or another key, or the key is not lost.
        Tampered: the events are not what they were when they were recorded.
        BookUnusable: the new key could not be written.
    """
    size, root = checked(book)
    last = keys.terms(book)[-1]
    old = _old_key(book, path, last, is_lost=is_lost)
    new = _next_key(path, origin(book), is_kept=is_kept)
    public = new.public(ED25519)
    text = str(Rotation(origin(book), size, _b64(root), str(last.key), str(public))).encode()
    return RotateKey(
        previous=str(last.key),
        key=str(public),
        size=size,
        root=_b64(root),
        signed_by_previous=_b64(old.sign(text)) if old else None,
        signed_by_key=_b64(new.sign(text)),
        reason=reason,
    )


def _old_key(book: Book, path: Path, last: Term, *, is_lost: bool) -> SecretKey | None:
    """Return the key that signs the next key; None: it cannot, or must not any more."""
    if not is_lost:
        if last.retired_because is not None:
            assert last.ends_at is not None
            raise KeyIsRetired(position=last.ends_at)
        return own_key(book, path)
    if files.real(path).exists():
        found = read_key(path).public(ED25519)
        if found != last.key:
            raise OtherKey(path=book.name)
        if last.retired_because is None:
            raise KeyNotLost(path=str(path))
    return None


def _next_key(path: Path, name: str, *, is_kept: bool) -> SecretKey:
    following = next_file(path)
    if following.exists():  # left by a rotation that was cut short
        key = read_key(following)
        if key.name != name:
            raise KeyExists(path=str(following))  # it is another book's key
        return key
    return make_key(following, name) if is_kept else SecretKey.new(name)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
