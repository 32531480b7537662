"""Another key for a book: made beside the one it has, named by an event, then put in its place.

Whatever is cut short, book and key file agree, or the next command that signs sees to it: the new
key lies beside the old one, flushed, before the event is recorded, and takes its place afterwards.

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
    """Return where the key lies that is going to take a key's place."""
    path = files.real(path)
    return path.with_name(path.name + ".next")


def replaced_file(path: Path, old: PublicKey) -> Path:
    """Return where a key is kept that another one has taken the place of."""
    path = files.real(path)
    return path.with_name(f"{path.name}.replaced-{old.id.hex()}")


def finished(book: Book, path: Path) -> tuple[SecretKey, Path | None] | None:
    """Put the book's key in its place where a rotation was cut short before that.

    Args:
        book: an open one.
        path: the key's file.

    Returns:
        that key, and where the one before it is kept, unless that was gone; None: there was nothing
        to do.

    Raises:
        Refused: the book's key was retired.
        BadInput: there is a key beside it that cannot be read.
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
    """Give the new key the old one's name; return where that is kept; None: it was gone."""
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
    """Return the command that gives a book another key, signed by the old one unless it is lost.

    Args:
        book: an open one.
        path: the key's file.
        reason: why; None: none given.
        is_lost: the old key cannot sign, or must not any more.
        is_kept: write the new key beside the old one, unless it is there; a preview does not.

    Raises:
        Refused: the key was retired, and it was not said that it is lost.
        BadInput: there is no such key, or it is another one.
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
    """Return the key that signs the next one; None: it cannot, or must not any more."""
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
    if following.exists():  # of a rotation that came no further
        key = read_key(following)
        if key.name != name:
            raise KeyExists(path=str(following))  # of another book's
        return key
    return make_key(following, name) if is_kept else SecretKey.new(name)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")
