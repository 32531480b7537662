"""Which key a book signs with, and since when: from its events, or from statements about them.

A book is made with a key. An event gives the book another key, or retires the key: then it signs
nothing more. A reader checks a checkpoint with the key that the book had at the checkpoint's size.

Source: docs/FORMAT.md (keys of a book), docs/OPERATIONS.md (when a key is lost or stolen).
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
import base64
import binascii
from collections.abc import Iterable, Iterator
from typing import NamedTuple

import msgspec

from events import facts as f
from events.facts import Position
from events.keys import ED25519, ID_BYTES, ROTATION, Rotation
from events.record import Recorded
from events.streams import BOOK
from ledger.books import notes
from ledger.books.book import Book, recorded_from
from ledger.books.notes import Checkpoint, PublicKey, Signatures
from ledger.books.refusals import NoKey, NotStatements, RotationFalse
from ledger.refusal import BadInput
from ledger.rules.refusals.keys import KeyIsRetired

_LINES, _DIGITS = 6, 19
_KINDS = tuple(f.event_name_of(kind) for kind in (f.KeyRotated, f.KeyRetired))


class Term(NamedTuple):
    """For how long a key was the book's.

    Attributes:
        key: the public key.
        named_at: the event that gave it to the book; 0: the book was made with it.
        ends_at: the event from which on it signs nothing; None: it signs still.
        is_retired: that event has named no successor.
        is_signed: the previous key has signed this key as its successor.
        reason: why the book got it; None: none given.
        retired_because: why it was retired; None: it was not.
    """

    key: PublicKey
    named_at: Position = 0
    ends_at: Position | None = None
    is_signed: bool = True
    reason: str | None = None
    retired_because: str | None = None

    def signs(self, size: int) -> bool:
        """Return whether the book signs checkpoints of so many events with this key."""
        return self.named_at <= size and (self.ends_at is None or size < self.ends_at)


def terms(book: Book) -> list[Term]:
    """Return the keys of a book, oldest first.

    Raises:
        BadInput: the book names no key.
        Tampered: an event gives the book a key, and the keys have not signed as the event says.
        CorruptEventError: such an event cannot be read.
    """
    text = book.info("key")
    if text is None:
        raise NoKey(path=book.name)
    origin = book.info("origin") or ""
    found = [Term(notes.parse_public_key(text))]
    for event in _events(book):
        if isinstance(event.fact, f.KeyRetired):
            because = event.fact.reason
            found[-1] = found[-1]._replace(ends_at=event.position, retired_because=because)
            continue
        assert isinstance(event.fact, f.KeyRotated)
        if not is_true(event.fact, origin, found[-1], event.position):
            raise RotationFalse(position=event.position)
        found = _followed(found, event.fact, event.position)
    return found


def _events(book: Book) -> Iterator[Recorded]:
    return (recorded_from(row) for row in book.stream(BOOK.name) if row[3] in _KINDS)


def _followed(before: list[Term], fact: f.KeyRotated, position: Position) -> list[Term]:
    last = before[-1]
    return [
        *before[:-1],
        last._replace(ends_at=last.ends_at or position),
        Term(
            notes.parse_public_key(fact.key),
            named_at=position,
            is_signed=fact.signed_by_previous is not None,
            reason=fact.reason,
        ),
    ]


class Statement(msgspec.Struct, frozen=True):
    """A signed note that says which key takes the place of which.

    Attributes:
        rotation: what it says.
        signatures: of the previous key, unless it could not sign, and of the new key.
    """

    rotation: Rotation
    signatures: Signatures

    @classmethod
    def of(cls, fact: f.KeyRotated, origin: str) -> "Statement":
        """Return the statement that the keys have signed, as an event holds it.

        Raises:
            BadInput: the event has a malformed key or signature.
        """
        pairs = ((fact.previous, fact.signed_by_previous), (fact.key, fact.signed_by_key))
        signatures = [
            (origin, notes.parse_public_key(key).id + _raw(signature))
            for key, signature in pairs
            if signature is not None
        ]
        rotation = Rotation(origin, fact.size, fact.root, fact.previous, fact.key)
        return cls(rotation, tuple(signatures))

    def __str__(self) -> str:
        return notes.note(str(self.rotation), self.signatures)

    @property
    def key(self) -> PublicKey:
        """The new key.

        Raises:
            BadInput: no book of that name can sign with it.
        """
        key = notes.parse_public_key(self.rotation.key)
        if key.name != self.rotation.origin or key.kind != ED25519:
            raise NotStatements
        return key

    def is_signed_by(self, key: PublicKey) -> bool:
        """Return whether a key has signed it."""
        text = str(self.rotation).encode()
        return any(
            name == key.name and raw[:ID_BYTES] == key.id and key.verifies(raw[ID_BYTES:], text)
            for name, raw in self.signatures
        )

    @classmethod
    def parse_all(cls, text: str) -> "list[Statement]":
        """Read statements that follow one another, to the letter, without checking signatures.

        Raises:
            BadInput: the text has something else in it.
        """
        parts = text.split("\n\n") if text else []
        found = [cls._parsed(*pair) for pair in zip(parts[::2], parts[1::2], strict=False)]
        if "\n".join(map(str, found)) != text:
            raise NotStatements
        return found

    @classmethod
    def _parsed(cls, body: str, lines: str) -> "Statement":
        fields = body.split("\n")
        if len(fields) != _LINES or fields[0] != ROTATION:
            raise NotStatements
        _, origin, size, root, previous, key = fields
        if not (size.isascii() and size.isdigit() and len(size) < _DIGITS):
            raise NotStatements
        rotation = Rotation(origin, int(size), root, previous, key)
        return cls(rotation, notes.signatures_of(lines, NotStatements()))


def _raw(signature: str) -> bytes:
    try:
        return base64.b64decode(signature.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise NotStatements from None


def is_true(fact: f.KeyRotated, origin: str, last: Term, position: Position) -> bool:
    """Return whether an event that gives a book a key is true: what it follows and who has signed.

    Args:
        fact: what the event says.
        origin: the book's name.
        last: the key that the book had before the event.
        position: of the event.
    """
    try:
        told = Statement.of(fact, origin)
        key = told.key
    except BadInput:
        return False
    return (
        fact.previous == str(last.key)
        and fact.size == position - 1
        and (fact.signed_by_previous is None or last.retired_because is None)
        and told.is_signed_by(key)
        and (fact.signed_by_previous is None or told.is_signed_by(last.key))
    )


def key_at(known: Iterable[Term], size: int) -> PublicKey | None:
    """Return the key that signs a checkpoint of so many events; None: no key does."""
    return next((term.key for term in known if term.signs(size)), None)


def signer_of(known: Iterable[Term], checkpoint: Checkpoint) -> Term | None:
    """Return the key of a checkpoint's size, if it has signed the checkpoint; else None."""
    for term in known:
        if term.signs(checkpoint.size) and checkpoint.is_signed_by(term.key):
            return term
    return None


def present(book: Book) -> Term:
    """Return the key that the book signs with now.

    Raises:
        Refused: the last key was retired, and the book has no other yet.
        BadInput, Tampered: as ``terms``.
    """
    last = terms(book)[-1]
    if last.ends_at is not None:
        raise KeyIsRetired(position=last.ends_at)
    return last


def statements(book: Book) -> str:
    """Return the statements about each new key of the book: signed notes, in the book's order.

    Empty: the book never got another key.
    """
    return "\n".join(map(str, told(book)))


def told(book: Book) -> Iterator[Statement]:
    """Yield the statement about each new key of the book."""
    origin = book.info("origin") or ""
    for event in _events(book):
        if isinstance(event.fact, f.KeyRotated):
            yield Statement.of(event.fact, origin)


def follow(first: PublicKey, text: str) -> list[Term]:
    """Return a key that the asker knows, then the keys that follow it by signed statements.

    A statement that the previous key has not signed adds no key.

    Args:
        first: the known key.
        text: the statements.

    Raises:
        BadInput: the text is no statements.
    """
    found = [Term(first)]
    for told in Statement.parse_all(text):
        last = found[-1].key
        if told.rotation.origin != first.name or told.rotation.previous != str(last):
            continue
        if told.is_signed_by(last) and told.is_signed_by(told.key):
            position = told.rotation.size + 1
            found[-1] = found[-1]._replace(ends_at=position)
            found.append(Term(told.key, named_at=position))
    return found
