"""The envelope of a fact, and the bytes that are stored.

The stored state is one UTF-8 JSON object: the envelope's fields, and the fact under
``data`` with its event name. These bytes are written once and never rewritten; whoever
hashes an event hashes them (docs/FORMAT.md).
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

from events.facts import Fact, Position, name_of

Assurance: TypeAlias = Literal["claimed", "database-attested", "signed"]


class CorruptEventError(Exception):
    """Stored bytes that are no event of this book: they were damaged or altered."""


class Evidence(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a fact rests on: a reference, and the SHA-256 of the file where one was given."""

    reference: str
    sha256: str | None  # 64 hexadecimal digits


class Envelope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Who recorded the fact, when, why and on what evidence; and the fact.

    Attributes:
        recorded_at: UTC; never earlier than the event before it in the book.
        actor: who recorded it; ``assurance`` says how well that is known.
        reason: free text; None: none given.
        key: the idempotency key of the command; None: none given.
        command_sha256: digest of the command's content, kept where there is a key.
        causation: position of the event this one follows from; None: none.
        nonce: 16 random bytes in hexadecimal, so that a leaf hash discloses nothing.
    """

    recorded_at: datetime
    actor: str
    assurance: Assurance
    reason: str | None
    evidence: tuple[Evidence, ...]
    key: str | None
    command_sha256: str | None
    causation: Position | None
    nonce: str
    data: Fact


class Recorded(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """An event at its place: position in the book, stream and version, envelope.

    ``originator_id`` and ``originator_version`` are the event library's names for stream
    and version; ``position`` is 0 until the event has been stored.
    """

    position: Position
    originator_id: str
    originator_version: int
    envelope: Envelope

    @property
    def fact(self) -> Fact:
        """What happened."""
        return self.envelope.data

    @property
    def name(self) -> str:
        """The stored event name."""
        return name_of(self.envelope.data)

    @property
    def agreement(self) -> str | None:
        """The agreement whose stream this is; None for the streams of parties and book."""
        return agreement_of(self.originator_id)


PARTIES_STREAM = "parties"
BOOK_STREAM = "book"
_AGREEMENT_PREFIX = "agreement/"


def agreement_stream(agreement: str) -> str:
    """Return the id of an agreement's stream."""
    return _AGREEMENT_PREFIX + agreement


def agreement_of(stream: str) -> str | None:
    """Return the agreement whose stream it is; None for the streams of parties and book."""
    if stream.startswith(_AGREEMENT_PREFIX):
        return stream[len(_AGREEMENT_PREFIX) :]
    return None


_encoder = msgspec.json.Encoder(decimal_format="string")
_decoder = msgspec.json.Decoder(Envelope)


def encode(envelope: Envelope) -> bytes:
    """Return the bytes to store."""
    return _encoder.encode(envelope)


def decode(name: str, state: bytes) -> Envelope:
    """Read stored bytes back.

    Args:
        name: the event name that is stored beside the bytes.
        state: the stored bytes.

    Raises:
        CorruptEventError: the bytes are no known event, or another one than ``name`` says.
    """
    try:
        envelope = _decoder.decode(state)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise CorruptEventError(f"{name}: {error}") from error
    if name_of(envelope.data) != name:
        raise CorruptEventError(f"{name}: the bytes say {name_of(envelope.data)}")
    return envelope
