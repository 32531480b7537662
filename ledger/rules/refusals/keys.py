"""Why a book gets no other key."""

from __future__ import annotations

from events.facts import Position
from ledger.refusal import N_, Conflict, Refused


class KeyReplaced(Conflict, code="key-replaced"):
    key: str

    sentence = N_("The book has got another key meanwhile: {key}")
    hint = N_("See who did it, and when: samverk key list")


class KeyUsedBefore(Refused, code="key-used-before"):
    key: str

    sentence = N_("The book has had the key {key} before, and a key is not taken again.")
    hint = N_("Move the file away that has it, and let the program make another one.")


class KeyIsRetired(Refused, code="key-is-retired"):
    position: Position

    sentence = N_("The book's key was retired by event #{position}: it signs nothing more.")
    hint = N_("Give the book another one: samverk key rotate --lost --reason TEXT")


class ReasonMissing(Refused, code="reason-missing"):
    sentence = N_("A key that its predecessor has not signed needs a reason.")
    hint = N_("Say why: --reason TEXT")


class BookMovedOn(Conflict, code="book-moved-on"):
    size: int
    events: int

    sentence = N_(
        "The book had {size} events when its key was signed, and has {events} now: somebody"
        " recorded meanwhile."
    )
    hint = N_("Nothing was written. Repeat the command.")
