"""The envelope of a fact, and the bytes that are stored.

The stored state is one UTF-8 JSON object: the envelope's fields, and the fact under
``data`` with its event name. These bytes are written once and never rewritten. The hash of an event
is the hash of these bytes (docs/FORMAT.md).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Annotated, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Meta

from events.facts import Fact, Position, event_name
from events.streams import agreement_of
from events.worded import Worded, about

S = TypeVar("S")
Assurance: TypeAlias = Literal["claimed", "database-attested", "signed"]
Sha256: TypeAlias = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", extra={"hex_digits": 64})]
Nonce: TypeAlias = Annotated[str, Meta(extra={"hex_digits": 32})]  # only verification reads it
StoredRow: TypeAlias = tuple[int, str, int, str, bytes]  # position, stream, version, name, bytes


class CorruptEventError(Exception):
    """Stored bytes that are no event of this book: they were damaged or altered.

    An event that does not follow from those before it is one, too: no rule has let it in.

    Attributes:
        cause: the name of the event, and its fault; ``Worded`` if the program's own.
        position: of the event; None: the caller knows.
    """

    def __init__(self, cause: str, position: Position | None = None) -> None:
        place = "" if position is None else f"#{position} "
        super().__init__(place + cause)
        self.cause, self.position = cause, position


# The exceptions that stored values of a form that this program never writes lead to.
UNREADABLE = (ValueError, TypeError, AttributeError, RecursionError)
# The exceptions of a fold where an event does not follow from those before it.
UNFOLDABLE = (*UNREADABLE, LookupError, ArithmeticError, AssertionError, NotImplementedError)


class Evidence(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """What a fact rests on: a reference, and the SHA-256 of a file if the recorder gave one."""

    reference: str
    sha256: Sha256 | None


class Envelope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """Who recorded the fact, when, why and on what evidence; and the fact.

    Attributes:
        recorded_at: UTC; never earlier than the event before it in the book.
        actor: who recorded it; ``assurance`` says how well that is known.
        reason: free text; None: none given.
        key: the idempotency key of the command; None: none given.
        command_sha256: digest of the command's content, kept where there is a key.
        causation: position of the event that this event follows from; None: none.
        nonce: 16 random bytes in hexadecimal, so that a leaf hash discloses nothing.
    """

    recorded_at: Annotated[datetime, Meta(tz=True)]
    actor: str
    assurance: Assurance
    reason: str | None
    evidence: tuple[Evidence, ...]
    key: Annotated[str, Meta(min_length=1)] | None
    command_sha256: Sha256 | None
    causation: Position | None
    nonce: Nonce
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
        return event_name(self.envelope.data)

    @property
    def agreement(self) -> str | None:
        """The agreement whose stream this is; None for the streams of parties and book."""
        return agreement_of(self.originator_id)


_encoder = msgspec.json.Encoder(decimal_format="string")
_decoder = msgspec.json.Decoder(Envelope)


def encode(envelope: Envelope) -> bytes:
    """Return the bytes to store."""
    return _encoder.encode(envelope)


def encode_lines(envelopes: Sequence[Envelope]) -> bytes:
    """Return the bytes to store of several envelopes, each with a line end after it."""
    return _encoder.encode_lines(envelopes)


def decode(name: str, state: bytes, position: Position | None = None) -> Envelope:
    """Read stored bytes back.

    Args:
        name: the event name that is stored beside the bytes.
        state: the stored bytes.
        position: where they stand, for the message; None: the caller knows.

    Raises:
        CorruptEventError: the bytes are no known event, or an event of another name.
    """
    try:
        envelope = _decoder.decode(state)
    except UNREADABLE as error:
        raise corrupt(position, name, error) from error
    if event_name(envelope.data) != name:
        other = event_name(envelope.data)
        raise corrupt(position, name, Worded("the bytes say {name}", name=other))
    return envelope


FROM_NONE = b'"causation":null,'


def follows_from_none(state: bytes) -> bool:
    """Return whether the stored bytes of an event say that it follows from no other event."""
    return FROM_NONE in state


def corrupt(position: Position | None, name: str, cause: object) -> CorruptEventError:
    """Return the error that names an event and says what is wrong with it."""
    return CorruptEventError(about(name, cause), position)


def unfoldable(recorded: Recorded, error: Exception) -> CorruptEventError:
    """Return the error that names an event which a fold could not take in."""
    return corrupt(recorded.position, recorded.name, f"{type(error).__name__}: {error}")


def fold_all(fold: Callable[[S, Recorded], object], state: S, events: Iterable[Recorded]) -> S:
    """Fold events, in order, into a state that the fold changes in place.

    Raises:
        CorruptEventError: an event is none of this book, or does not follow from those before it.
    """
    recorded: Recorded | None = None
    try:
        for recorded in events:
            fold(state, recorded)
    except UNFOLDABLE as error:
        if recorded is None:
            raise
        raise unfoldable(recorded, error) from error
    return state
