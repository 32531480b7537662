"""Two checkpoints of one book, compared: whether they can be on one history.

If the sizes are equal, the roots decide. If the sizes differ, the book decides, or a proof that the
keeper of the book has made from it (RFC 6962, section 2.1.2). The file of the proof has the form of
a request to a C2SP ``tlog-witness``: the old size, the hashes, and the newer checkpoint.

Source: docs/FORMAT.md (what is hashed), docs/OPERATIONS.md (comparing notes).
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import Literal, TypeAlias

from ledger.books import keys, notes
from ledger.books.book import Book
from ledger.books.checkpoints import origin
from ledger.books.keys import Term
from ledger.books.notes import Checkpoint
from ledger.books.tree import (
    EMPTY_ROOT,
    Frontier,
    Hash,
    consistency_proof,
    consistent,
    entry_bytes,
    leaf_hash,
)
from ledger.proof.refusals import NotAnExtensionProof, ProofOfOthers
from ledger.refusal import BadInput

# same: one state. extends: the larger adds to the smaller. fork: they are on two histories.
Verdict: TypeAlias = Literal["same", "extends", "fork", "unknown"]
# Whether the key of the checkpoint's size has signed it; unknown: the asker gave no key.
Signed: TypeAlias = Literal["signed", "too-late", "not-signed", "unknown"]

_HEADER = "old "
_AT_A_TIME = 1000
_WORDS, _BYTES = 12, 24
_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aiou"


@dataclass(frozen=True, slots=True)
class Compared:
    """What comparing two checkpoints has shown.

    Attributes:
        verdict: of the two.
        events: how many the book at hand has; None: no book is at hand.
        stands: for each checkpoint, whether the book at hand begins so; None: not known.
    """

    verdict: Verdict
    events: int | None = None
    stands: tuple[bool | None, bool | None] = (None, None)


def compare(one: Checkpoint, other: Checkpoint, book: Book | None) -> Compared:
    """Compare two checkpoints of one book.

    Args:
        one: a checkpoint of a book.
        other: a checkpoint of the same origin.
        book: of that origin, seen whole; None: no book is at hand.
    """
    differs = one.size == other.size and one.root != other.root
    if book is None:
        return Compared("fork" if differs else "same" if one.size == other.size else "unknown")
    with book.reading():
        roots = _roots(book, {one.size, other.size})
        events = book.head()
    stands = tuple(x.root == roots[x.size] if x.size in roots else None for x in (one, other))
    found = (stands[0], stands[1])
    if differs or False in found:
        return Compared("fork", events, found)
    if one.size == other.size:
        return Compared("same", events, found)
    return Compared("unknown" if None in found else "extends", events, found)


def _roots(book: Book, sizes: Collection[int]) -> dict[int, Hash]:
    """Return the roots of a book at some sizes, hashed anew; sizes that it has not are left out."""
    tree = Frontier()
    found: dict[int, Hash] = {}
    rows = book.rows(0, max(sizes))
    for size in sorted(sizes):
        while tree.size < size:
            some = islice(rows, min(_AT_A_TIME, size - tree.size))
            leaves = [leaf_hash(entry_bytes(*row[1:])) for row in some]
            if not leaves:
                return found
            tree.extend(leaves)
        found[size] = tree.root()
    return found


def signed(checkpoint: Checkpoint, known: Sequence[Term] | None) -> Signed:
    """Return whether the key that the book had at a checkpoint's size has signed the checkpoint.

    Args:
        checkpoint: of the keys' book.
        known: the keys of the book, oldest first; None: the asker knows no key.
    """
    if known is None:
        return "unknown"
    if keys.signer_of(known, checkpoint):
        return "signed"
    return "too-late" if any(checkpoint.is_signed_by(x.key) for x in known) else "not-signed"


@dataclass(frozen=True, slots=True)
class Extension:
    """A proof that a checkpoint only adds to a smaller checkpoint.

    Attributes:
        old: the size of the smaller checkpoint.
        path: the hashes.
        checkpoint: the larger checkpoint.
    """

    old: int
    path: tuple[Hash, ...]
    checkpoint: Checkpoint

    @classmethod
    def of(cls, book: Book, old: Checkpoint, new: Checkpoint) -> Extension:
        """Return the proof from a book that begins as both checkpoints say."""
        with book.reading():
            path = consistency_proof(old.size, new.size, book.node) if old.size else []
        return cls(old.size, tuple(path), new)

    def __str__(self) -> str:
        lines = "".join(base64.b64encode(x).decode("ascii") + "\n" for x in self.path)
        return f"{_HEADER}{self.old}\n{lines}\n{self.checkpoint}"

    @classmethod
    def parse(cls, text: str) -> Extension:
        """Read a proof, to the letter, without checking what it proves.

        Raises:
            BadInput: the text is no proof.
        """
        head, _, note = text.partition("\n\n")
        first, *lines = head.split("\n")
        size = first.removeprefix(_HEADER)
        try:
            checkpoint = notes.parse_checkpoint(note)
            path = tuple(base64.b64decode(x.encode("ascii"), validate=True) for x in lines)
            found = cls(int(size), path, checkpoint)
        except (BadInput, ValueError, binascii.Error):
            raise NotAnExtensionProof from None
        if str(found) != text:
            raise NotAnExtensionProof
        return found

    def shows(self, old: Checkpoint, new: Checkpoint) -> bool:
        """Return whether the proof shows that the new checkpoint adds to the old.

        Raises:
            BadInput: the proof is of other checkpoints.
        """
        told = self.checkpoint
        if (self.old, told.origin, told.size) != (old.size, new.origin, new.size):
            raise ProofOfOthers(old=self.old, new=told.size)
        if not old.size:
            return old.root == EMPTY_ROOT
        return consistent(old.size, new.size, old.root, new.root, list(self.path))


def words_of(checkpoint: Checkpoint) -> list[str]:
    """Return the twelve words by which people compare a checkpoint, by telephone or on paper.

    Each word stands for 16 bits of the SHA-256 of what is signed. It has three consonants of 4 bits
    with two vowels of 2 bits between them, the highest bits first.
    """
    digest = sha256(checkpoint.body.encode()).digest()[:_BYTES]
    numbers = [int.from_bytes(digest[at : at + 2], "big") for at in range(0, _BYTES, 2)]
    return [
        _CONSONANTS[n >> 12]
        + _VOWELS[n >> 10 & 3]
        + _CONSONANTS[n >> 6 & 15]
        + _VOWELS[n >> 4 & 3]
        + _CONSONANTS[n & 15]
        for n in numbers
    ]


def book_of(book: Book | None, checkpoint: Checkpoint) -> Book | None:
    """Return the book if the checkpoint is of it and this user sees all of it; else None."""
    usable = book is not None and book.boards is None and origin(book) == checkpoint.origin
    return book if usable else None
