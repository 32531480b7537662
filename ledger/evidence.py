"""Evidence that nobody altered history unseen: keys, checkpoints, cosignatures, proofs.

Source: docs/FORMAT.md (what is hashed) and docs/RELIABILITY.md (what it can and cannot show).
"""

from __future__ import annotations

import os
import struct
from datetime import datetime
from itertools import islice
from pathlib import Path

from ledger import kept, notes, opening
from ledger.book import Book, new_origin
from ledger.merkle import Frontier, entry_bytes, included, inclusion_proof, leaf_hash
from ledger.notes import Checkpoint, Proof, PublicKey, SecretKey
from ledger.opening import Place, local_path
from ledger.refusal import BadInput, BookUnusable, LedgerError, ServerGone, Tampered

_OTHERS = 0o077
_AT_A_TIME = 1000


def key_file(book: Path) -> Path:
    """Return where the key of a book is kept, unless told otherwise: beside it, not in it."""
    return book.with_name(book.name + ".key")


def held_folder(path: Path) -> Path:
    """Return where checkpoints are held, beside a book or beside a witness's key."""
    return path.with_name(path.name + ".checkpoints")


def make_key(path: Path, name: str) -> SecretKey:
    """Make a key file that nobody else may read.

    Raises:
        BookUnusable: something is there already, or it cannot be written.
    """
    kept.require_free(path)
    key = SecretKey.new(name)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise BookUnusable("key-exists", path=str(path)) from None
    except OSError as error:
        raise BookUnusable("key-not-made", path=str(path), cause=error.strerror) from None
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(f"{key}\n")
        file.flush()
        os.fsync(file.fileno())
    return key


def create_book(place: Place, key_path: Path | None = None) -> Path:
    """Make an empty book and its key, and return where the key is.

    Raises:
        BookUnusable: something is there already, or it cannot be written.
    """
    key_path = key_path or key_file(local_path(place))
    key = make_key(key_path, new_origin())
    try:
        info = {"origin": key.name, "key": str(key.public(notes.ED25519))}
        opening.create_book(place, info)
    except ServerGone:  # it may be made, and cannot sign without its key
        raise
    except BaseException as error:
        if isinstance(error, LedgerError) or opening.is_made(place) is False:
            key_path.unlink()
        raise
    return key_path


def read_key(path: Path) -> SecretKey:
    """Read a key file.

    Raises:
        BadInput: there is none, it is no key, or others than its owner may read it.
    """
    text = read_small(path)
    if path.stat().st_mode & _OTHERS:
        raise BadInput("key-open-to-others", path=str(path))
    return SecretKey.parse(text)


def read_small(path: Path) -> str:
    """Read a text file that is not larger than evidence is.

    Raises:
        BadInput: it cannot be read, is too large, or is no UTF-8.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(notes.MAX_BYTES + 1)
    except OSError as error:
        raise BadInput("file-unreadable", path=str(path), cause=error.strerror) from None
    if len(raw) > notes.MAX_BYTES:
        raise BadInput("file-too-large", path=str(path), limit=notes.MAX_BYTES)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput("file-not-utf8", path=str(path), line=line) from None


def public_key(book: Book) -> PublicKey:
    """Return the key that the book says it signs with.

    Raises:
        BadInput: it says none.
    """
    text = book.info("key")
    if text is None:
        raise BadInput("no-key", path=book.name)
    return notes.parse_public_key(text)


def origin(book: Book) -> str:
    """Return the name that a book's checkpoints carry."""
    return book.info("origin") or ""


def make_checkpoint(book: Book, key: SecretKey) -> Checkpoint:
    """Hash every event anew, and sign what the book has come to.

    Raises:
        Tampered: the events are not what they were when they were recorded.
        BadInput: the key is not the book's.
    """
    if str(key.public(notes.ED25519)) != str(public_key(book)):
        raise BadInput("other-key", path=book.name)
    with book.reading():
        size, root = _rehashed(book)
        if size and book.root(size) != root:
            raise Tampered("altered-since-recorded", size=size)
        held = held_checkpoints(held_folder(book.path))
        for checkpoint, path in held:
            if checkpoint.size > size or _root(book, checkpoint.size) != checkpoint.root:
                raise Tampered("not-an-extension", path=str(path), size=checkpoint.size)
    return Checkpoint(origin(book), size, root).signed(key)


def hold(folder: Path, checkpoint: Checkpoint) -> Path:
    """Keep a checkpoint in a folder of held ones; a newer text for the same size replaces it."""
    folder.mkdir(exist_ok=True)
    path = folder / f"{checkpoint.size:012}-{checkpoint.root.hex()[:12]}.checkpoint"
    partial = path.with_suffix(".partial")
    with partial.open("w", encoding="utf-8", newline="\n") as file:
        file.write(str(checkpoint))
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return path


def held_checkpoints(folder: Path) -> list[tuple[Checkpoint, Path]]:
    """Return the checkpoints in a folder, smallest first.

    Raises:
        BadInput: a file there is none.
    """
    if not folder.is_dir():
        return []
    found = [(read_checkpoint(path), path) for path in sorted(folder.glob("*.checkpoint"))]
    return sorted(found, key=lambda pair: pair[0].size)


def read_checkpoint(path: Path) -> Checkpoint:
    """Read a checkpoint from a file.

    Raises:
        BadInput: it is none.
    """
    try:
        return notes.parse_checkpoint(read_small(path))
    except BadInput as error:
        raise BadInput(error.code, **{"path": str(path), **error.values}) from None


def require_extension(book: Book, checkpoint: Checkpoint) -> None:
    """Make sure that today's book is an extension of a checkpoint, signed by the book's key.

    Raises:
        BadInput: it is another book's checkpoint.
        Tampered: it is not signed by the book's key, or the book is no extension of it.
    """
    if checkpoint.origin != origin(book):
        raise BadInput("other-book", origin=checkpoint.origin, own=origin(book))
    if not checkpoint.is_signed_by(public_key(book)):
        raise Tampered("bad-signature", origin=checkpoint.origin)
    with book.reading():
        size, root = _rehashed(book, checkpoint.size)
        if size != checkpoint.size or root != checkpoint.root:
            raise Tampered("not-an-extension", path="", size=checkpoint.size)


def cosign(
    book: Book, checkpoint: Checkpoint, key: SecretKey, folder: Path, now: datetime
) -> Checkpoint:
    """Let a witness sign a checkpoint that extends every one that it has seen before.

    Raises:
        BadInput, Tampered: as ``require_extension``, for this and every held checkpoint.
    """
    require_extension(book, checkpoint)
    for held, path in held_checkpoints(folder):
        if held.origin != checkpoint.origin:
            continue
        if held.size > checkpoint.size or _root(book, held.size) != held.root:
            raise Tampered("not-an-extension", path=str(path), size=held.size)
    cosigned = checkpoint.cosigned(key, int(now.timestamp()))
    hold(folder, cosigned)
    return cosigned


def exposed(book: Book) -> tuple[int, Checkpoint | None]:
    """Return how many events lie after the newest cosigned checkpoint, and that checkpoint.

    Those events could be rewritten unseen by whoever owns the book and its key.
    """
    cosigned = [c for c, _ in held_checkpoints(held_folder(book.path)) if c.witnesses()]
    newest = cosigned[-1] if cosigned else None
    return book.head() - (newest.size if newest else 0), newest


def prove(book: Book, position: int, key: SecretKey) -> Proof:
    """Return the proof that the event at a position is in the book.

    Raises:
        BadInput: there is no such event, or the key is not the book's.
        Tampered: the events are not what they were when they were recorded.
    """
    if not 1 <= position <= book.head():
        raise BadInput("position-ahead", position=position, head=book.head())
    checkpoint = make_checkpoint(book, key)
    path = tuple(inclusion_proof(position - 1, checkpoint.size, book.node))
    row = next(book.rows(position - 1, position))
    return Proof(entry_bytes(*row[1:]), position - 1, path, checkpoint)


def require_proof(proof: Proof, key: PublicKey) -> tuple[str, int, str, bytes]:
    """Make sure that a proof holds, and return stream, version, event name and stored bytes.

    Raises:
        Tampered: the signature is not by the key, or the event is not in the checkpoint.
    """
    checkpoint = proof.checkpoint
    if checkpoint.origin != key.name or not checkpoint.is_signed_by(key):
        raise Tampered("bad-signature", origin=checkpoint.origin)
    leaf = leaf_hash(proof.entry)
    if not included(proof.index, checkpoint.size, leaf, proof.path, checkpoint.root):
        raise Tampered("not-included", position=proof.index + 1, size=checkpoint.size)
    return parse_entry(proof.entry)


def parse_entry(entry: bytes) -> tuple[str, int, str, bytes]:
    """Return stream, version, event name and stored bytes of what a leaf stands for.

    Raises:
        BadInput: the bytes are no entry.
    """
    tag = entry_bytes("", 0, "", b"")[: -(4 + 12 + 4 + 4)]
    fields, rest = [], entry.removeprefix(tag)
    try:
        for _ in range(4):
            (length,) = struct.unpack(">I", rest[:4])
            fields.append(rest[4 : 4 + length])
            rest = rest[4 + length :]
        version = struct.unpack(">q", fields[1])[0]
        parsed = (fields[0].decode(), version, fields[2].decode(), fields[3])
    except (struct.error, UnicodeDecodeError):
        raise BadInput("not-a-proof") from None
    if entry_bytes(*parsed) != entry:
        raise BadInput("not-a-proof")
    return parsed


def _rehashed(book: Book, upto: int | None = None) -> tuple[int, bytes]:
    """Return size and root of the tree over the stored events, without trusting any node."""
    book.require_all()
    frontier = Frontier()
    rows = book.rows(0, upto)
    while some := [leaf_hash(entry_bytes(*row[1:])) for row in islice(rows, _AT_A_TIME)]:
        frontier.extend(some)
    return frontier.size, frontier.root()


def _root(book: Book, size: int) -> bytes:
    return book.root(size)
