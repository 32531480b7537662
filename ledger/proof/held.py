"""A proof of an event without any secret key: in the newest checkpoint that is held of the book."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from events.facts import Position
from ledger.books import checkpoints, keys
from ledger.books.book import Book
from ledger.books.keys import Term
from ledger.books.notes import Checkpoint, Proof
from ledger.books.tree import included, leaf_hash
from ledger.proof.evidence import unsigned_proof
from ledger.proof.refusals import NoneHeld, NotIncluded
from ledger.refusal import BadInput


class Held(NamedTuple):
    """A checkpoint that is held, and the key of the book that has signed it."""

    checkpoint: Checkpoint
    term: Term


def newest_held(book: Book, position: Position = 0) -> Held | None:
    """Return the newest held checkpoint that an event is in; None: none is.

    Others are passed over: those that the book's key has not signed, and those that the book is no
    extension of, which ``verify`` tells of.

    Args:
        book: inside ``reading``.
        position: of the event; 0: any checkpoint will do.

    Raises:
        Tampered: the book contradicts itself.
    """
    try:
        known, own = keys.terms(book), checkpoints.origin(book)
        head = book.head()
        for held in checkpoints.newest_first(checkpoints.held_folder(book.path)):
            if held.size < max(position, 1):
                return None
            if held.size > head or held.origin != own:
                continue
            term = keys.signer_of(known, held)
            if term is not None and book.root(held.size) == held.root:
                return Held(held, term)
    except BadInput:  # the book has no key, or another user holds the checkpoints
        pass
    return None


def proofs_of(book: Book, positions: Sequence[Position]) -> str:
    """Return the proofs of events in the newest held checkpoint that has all, one after another.

    Args:
        book: inside ``reading``.
        positions: of events that this reader may see; at least one.

    Raises:
        BadInput: no such checkpoint is held.
        Tampered: an event is not what was recorded.
    """
    held = newest_held(book, max(positions))
    if held is None:
        raise NoneHeld(position=max(positions))
    return "".join(str(proof_of(book, position, held)) for position in positions)


def proof_of(book: Book, position: Position, held: Held) -> Proof:
    """Return the proof that an event is in a held checkpoint.

    Args:
        book: inside ``reading``.
        position: of an event that this reader may see.
        held: what ``newest_held`` returned for it.

    Raises:
        Tampered: the event is not what was recorded.
    """
    checkpoint = held.checkpoint
    proof = unsigned_proof(book, position, checkpoint)
    leaf = leaf_hash(proof.entry)
    if not included(proof.index, checkpoint.size, leaf, proof.path, checkpoint.root):
        raise NotIncluded(position=position, size=checkpoint.size)
    return proof
