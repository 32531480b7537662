"""Evidence that nobody altered history unseen: keys, signed checkpoints, cosignatures, proofs.

Source: docs/FORMAT.md (what is hashed) and docs/RELIABILITY.md (what it can and cannot show).
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from itertools import islice
from pathlib import Path

from events.keys import ED25519, ID_BYTES
from ledger.books import files, keys, newest, notes, opening, protected
from ledger.books.book import Book, new_origin
from ledger.books.checkpoints import (
    held_checkpoints,
    held_folder,
    hold,
    key_file,
    origin,
    read_checkpoint,
    read_small,
)
from ledger.books.clocks import is_ahead
from ledger.books.keys import Term
from ledger.books.notes import Checkpoint, Proof, SecretKey
from ledger.books.opening import BookAddress, local_path
from ledger.books.refusals import BookExists, NotAnExtension, NotAProof, ServerGone
from ledger.books.tree import Frontier, entry_bytes, included, inclusion_proof, leaf_hash
from ledger.proof.refusals import (
    AlteredSinceRecorded,
    BadSignature,
    ClockBeforeEvents,
    FalseSignature,
    KeyExists,
    KeyNotMade,
    KeyOpenToOthers,
    KeyTorn,
    NotIncluded,
    OtherBook,
    OtherKey,
    OtherSigner,
    OwnerCosigns,
    PositionAhead,
    SignedTooLate,
)
from ledger.proof.signatures import Known, false_ones, judge, known
from ledger.refusal import BadInput, LedgerError, Tampered
from ledger.work import seen

_OTHERS = 0o077
_NOTED = "key"  # in the workshop of a book: the key that is being made for it
_AT_A_TIME = 1000


def make_key(path: Path, name: str) -> SecretKey:
    """Make a key file that no other user may read.

    Raises:
        BookUnusable: something is there already, or it cannot be written.
    """
    key = SecretKey.new(name)
    _write_key(path, key)
    return key


def _write_key(path: Path, key: SecretKey) -> None:
    protected.require_free(path)
    try:
        files.write(path, _key_text(key), replace=False)
    except FileExistsError:
        _require_whole(path)
        raise KeyExists(path=str(path)) from None
    except OSError as error:
        raise KeyNotMade(path=str(path), cause=error.strerror) from None


def _key_text(key: SecretKey) -> bytes:
    return f"{key}\n".encode()


def create_book(address: BookAddress, key_path: Path | None = None) -> Path:
    """Make an empty book and its key, and return where the key is.

    A user who is interrupted runs the command again. Until both are there, the key is noted in a
    workshop beside it. So the program can tell it from the key of another book.

    Raises:
        BookUnusable: something is there already, or it cannot be written.
    """
    key_path = key_path or key_file(local_path(address))

    def is_begun(folder: Path) -> bool:
        """Return whether the key that is there was made for this book, and no book yet."""
        with suppress(OSError):
            return (folder / _NOTED).read_bytes() == key_path.read_bytes()
        return False

    try:
        with files.workshop(files.real(key_path), is_begun) as folder:
            _make_both(address, key_path, folder / _NOTED)
    except OSError as error:
        opening.require_free(address)  # a book that is there is the better reason to give
        raise KeyNotMade(path=str(key_path), cause=error.strerror) from None
    return key_path


def _make_both(address: BookAddress, key_path: Path, noted: Path) -> None:
    is_begun = noted.exists()
    if is_begun:
        key = SecretKey.parse(read_small(noted))
    else:
        opening.require_free(address)
        key = SecretKey.new(new_origin())
        files.fill(noted, _key_text(key))
        files.flush(noted.parent)
        files.flush(noted.parent.parent)
        _write_key(key_path, key)
    public = str(key.public(ED25519))
    try:
        opening.create_book(address, {"origin": key.name, "key": public})
    except ServerGone:  # it may be made, and cannot sign without its key
        raise
    except BaseException as error:
        if is_begun and isinstance(error, BookExists):
            with closing(opening.open_book(address)) as book:
                if book.info("key") == public:
                    return  # everything was done but the last answer
            raise
        if isinstance(error, LedgerError) or opening.is_made(address) is False:
            key_path.unlink(missing_ok=True)
        raise


def read_key(path: Path) -> SecretKey:
    """Read a key file.

    Raises:
        BadInput: there is none, it is no key or only a part of one, or others than its owner may
            read it.
    """
    text, found = read_small(path), path.stat()
    if found.st_nlink > 1:
        with suppress(OSError):  # a killed program has left it under the name it was made by, too
            files.clear(files.real(path))
    if found.st_mode & _OTHERS:
        raise KeyOpenToOthers(path=str(path))
    _require_whole(path)
    return SecretKey.parse(text)


def _require_whole(path: Path) -> None:
    """Make sure that a file is not the part of a key that a full disk or a kill has left."""
    text = read_small(path)
    try:
        SecretKey.parse(text)
    except BadInput:
        if notes.is_begun_key(text):
            raise KeyTorn(path=str(path)) from None


def make_checkpoint(book: Book, key: SecretKey) -> Checkpoint:
    """Hash every event anew, and sign the state of the book.

    Raises:
        Tampered: the events are not what they were when they were recorded.
        BadInput: the key is not the book's.
        Refused: the book's key was retired.
    """
    if str(key.public(ED25519)) != str(keys.present(book).key):
        raise OtherKey(path=book.name)
    size, root = checked(book)
    return Checkpoint(origin(book), size, root).signed(key)


def checked(book: Book) -> tuple[int, bytes]:
    """Hash every event anew, and return how many there are and their root, to be signed.

    Raises:
        Tampered: the events are not what they were when they were recorded.
    """
    with book.reading():
        size, root = _rehashed(book)
        if size and book.root(size) != root:
            raise AlteredSinceRecorded(size=size)
        against = newest.fault(book) or seen.fault(book)
        if against is not None:
            raise against
        held = held_checkpoints(held_folder(book.path))
        for checkpoint, path in held:
            if checkpoint.size > size or _root(book, checkpoint.size) != checkpoint.root:
                raise NotAnExtension(path=str(path), size=checkpoint.size)
    return size, root


def contradicted(book: Book) -> Tampered | None:
    """Return what held checkpoints, the newest events or earlier use have against a book."""
    with book.reading():
        return seen.against(book)


def require_extension(book: Book, checkpoint: Checkpoint) -> None:
    """Make sure that today's book is an extension of a checkpoint, signed by the book's key.

    Raises:
        BadInput: it is another book's checkpoint.
        Tampered: it is not signed by the book's key, or the book is no extension of it.
    """
    if checkpoint.origin != origin(book):
        raise OtherBook(origin=checkpoint.origin, own=origin(book))
    require_signed(checkpoint, keys.terms(book))
    with book.reading():
        size, root = _rehashed(book, checkpoint.size)
        if size != checkpoint.size or root != checkpoint.root:
            raise NotAnExtension(path="", size=checkpoint.size)


def require_signed(checkpoint: Checkpoint, known: Sequence[Term]) -> Term:
    """Make sure that a checkpoint is signed by the key of its time, and return that.

    Args:
        checkpoint: of a book.
        known: the keys of that book, oldest first.

    Raises:
        Tampered: it is not.
    """
    found = keys.signer_of(known, checkpoint)
    if found is not None:
        return found
    for term in known:
        if checkpoint.is_signed_by(term.key) and checkpoint.size >= term.named_at:
            assert term.ends_at is not None
            raise SignedTooLate(
                origin=checkpoint.origin, size=checkpoint.size, position=term.ends_at
            )
    own = [raw[:ID_BYTES].hex() for name, raw in checkpoint.signatures if name == checkpoint.origin]
    ids = [term.key.id.hex() for term in known]
    if own and not set(own) & set(ids):
        raise OtherSigner(origin=checkpoint.origin, theirs=own[0], known=ids)
    raise BadSignature(origin=checkpoint.origin)


def cosign(book: Book, path: Path, key_path: Path, witness: str) -> tuple[Checkpoint, SecretKey]:
    """Let a witness sign a checkpoint that extends every one that it has seen before.

    Args:
        book: that it is of.
        path: the file with the checkpoint.
        key_path: the witness's key, which is made if there is none.
        witness: the name of a key that is made.

    Raises:
        BadInput, Tampered: as ``require_extension``, for this and every held checkpoint; the key is
            the book's own; a signature is false; by this clock the events are still to come.
    """
    checkpoint, now = read_checkpoint(path), book.now()
    require_extension(book, checkpoint)
    asker = known(book)
    require_none_false([(checkpoint, str(path))], asker)
    recorded_at = book.recorded_at(checkpoint.size) if checkpoint.size else now
    if is_ahead(recorded_at, now):
        raise ClockBeforeEvents(newest=recorded_at, now=now)
    key = read_key(key_path) if key_path.exists() else make_key(key_path, witness)
    if any(key.public(ED25519).key == term.key.key for term in asker.own):
        raise OwnerCosigns(path=str(key_path))
    folder = held_folder(key_path)
    for held, held_path in held_checkpoints(folder):
        if held.origin != checkpoint.origin:
            continue
        if held.size > checkpoint.size or _root(book, held.size) != held.root:
            raise NotAnExtension(path=str(held_path), size=held.size)
    cosigned = checkpoint.cosigned(key, int(now.timestamp()))
    hold(folder, cosigned)
    return cosigned, key


def require_none_false(held: Iterable[tuple[Checkpoint, str]], asker: Known) -> None:
    """Make sure that no signature names a key that the asker knows, and is not by it.

    Raises:
        Tampered: one does.
    """
    false = false_ones(judge(held, asker))
    if false:
        one, signature = false[0]
        raise FalseSignature(
            name=signature.name,
            path=one.source,
            size=one.checkpoint.size,
            number=len(false),
        )


def prove(book: Book, position: int, key: SecretKey) -> Proof:
    """Return the proof that the event at a position is in the book.

    Raises:
        BadInput: there is no such event, or the key is not the book's.
        Refused: the book's key was retired.
        Tampered: the events are not what they were when they were recorded.
    """
    if not 1 <= position <= book.head():
        raise PositionAhead(position=position, head=book.head())
    return unsigned_proof(book, position, make_checkpoint(book, key))


def prove_by(book: Book, position: int, checkpoint: Checkpoint) -> Proof:
    """Return the proof that the event at a position is among those that a checkpoint has.

    It takes no key: whoever holds a checkpoint and a copy of the book makes such a proof.

    Raises:
        BadInput: the checkpoint has no such event, or is another book's.
        Tampered: it is not signed by the book's key, or the book is no extension of it.
    """
    if not 1 <= position <= checkpoint.size:
        raise PositionAhead(position=position, head=checkpoint.size)
    require_extension(book, checkpoint)
    return unsigned_proof(book, position, checkpoint)


def unsigned_proof(book: Book, position: int, checkpoint: Checkpoint) -> Proof:
    """Return the proof that an event is in a checkpoint, whoever has signed that."""
    path = tuple(inclusion_proof(position - 1, checkpoint.size, book.node))
    row = next(book.rows(position - 1, position))
    return Proof(entry_bytes(*row[1:]), position - 1, path, checkpoint)


def require_proof(proof: Proof, known: Sequence[Term]) -> tuple[str, int, str, bytes]:
    """Make sure that a proof holds, and return stream, version, event name and stored bytes.

    Args:
        proof: of one event.
        known: the keys of the book, oldest first.

    Raises:
        Tampered: the key of its time has not signed, or the event is not in the checkpoint.
    """
    checkpoint = proof.checkpoint
    if checkpoint.origin != known[0].key.name:
        raise BadSignature(origin=checkpoint.origin)
    require_signed(checkpoint, known)
    leaf = leaf_hash(proof.entry)
    if not included(proof.index, checkpoint.size, leaf, proof.path, checkpoint.root):
        raise NotIncluded(position=proof.index + 1, size=checkpoint.size)
    return parse_entry(proof.entry)


def parse_entry(entry: bytes) -> tuple[str, int, str, bytes]:
    """Return stream, version, event name and stored bytes of a leaf's content.

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
        raise NotAProof from None
    if entry_bytes(*parsed) != entry:
        raise NotAProof
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
