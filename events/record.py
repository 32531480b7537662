"""The envelope of a fact, and the bytes that are stored.

The stored state is one UTF-8 JSON object: the envelope's fields, and the fact under
``data`` with its event name. These bytes are written once and never rewritten. The hash of an event
is the hash of these bytes (docs/FORMAT.md).
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from datetime import datetime
from functools import cached_property
from typing import Annotated, Literal, TypeAlias, TypeVar

import msgspec
from msgspec import Meta

from events.facts import FACTS, Fact, Position, event_name, event_name_of
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


class OneByOne(dict[str, Callable[[bytes | msgspec.Raw], Fact]]):
    """By stored event name, what reads a fact of that name alone.

    A decoder of all facts takes as long to make as some thousand facts take to be read, and a
    short command reads a hundred of few names. Whatever is no such fact is refused, by one of
    ``UNREADABLE`` or ``LookupError``.
    """

    def __missing__(self, name: str) -> Callable[[bytes | msgspec.Raw], Fact]:
        fact = _BY_NAME[name]
        other = next(x for x in FACTS if x is not fact)
        # A decoder of one type alone would read bytes that do not say their name.
        self[name] = msgspec.json.Decoder(fact | other).decode
        return self[name]

    def read(self, raw: bytes | msgspec.Raw) -> Fact:
        """Return the fact that bytes hold, whatever its name."""
        return self[_named(raw).event](raw)


class _Named(msgspec.Struct, gc=False):
    event: str


_BY_NAME = {event_name_of(fact): fact for fact in FACTS}
_named = msgspec.json.Decoder(_Named).decode


class _Read(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """An envelope whose fact has not been read yet; its fields are those of ``Envelope``."""

    recorded_at: Annotated[datetime, Meta(tz=True)]
    actor: str
    assurance: Assurance
    reason: str | None
    evidence: tuple[Evidence, ...]
    key: Annotated[str, Meta(min_length=1)] | None
    command_sha256: Sha256 | None
    causation: Position | None
    nonce: Nonce
    data: msgspec.Raw


class _Reader:
    """Reads envelopes: the first ones one by one, and later ones with a decoder of all facts.

    What the first way refuses, the other one judges.
    """

    few = 1_000  # events

    def __init__(self) -> None:
        self._left = self.few
        self._one_by_one = OneByOne()

    @cached_property
    def _all(self) -> msgspec.json.Decoder[Envelope]:
        return msgspec.json.Decoder(Envelope)

    @cached_property
    def _envelope(self) -> msgspec.json.Decoder[_Read]:
        return msgspec.json.Decoder(_Read)

    def read(self, name: str, state: bytes) -> Envelope:
        """Return the envelope that stored bytes hold.

        Args:
            name: of the event, as it is stored beside them.
            state: the bytes.

        Raises:
            Exception: one of ``UNREADABLE``.
        """
        if self._left:
            self._left -= 1
            with suppress(*UNREADABLE, LookupError):
                read = self._envelope.decode(state)
                fact = self._one_by_one[name](read.data)
                return Envelope(
                    recorded_at=read.recorded_at,
                    actor=read.actor,
                    assurance=read.assurance,
                    reason=read.reason,
                    evidence=read.evidence,
                    key=read.key,
                    command_sha256=read.command_sha256,
                    causation=read.causation,
                    nonce=read.nonce,
                    data=fact,
                )
        return self._all.decode(state)


_encoder = msgspec.json.Encoder(decimal_format="string")
_read = _Reader().read


def encode(envelope: Envelope) -> bytes:
    """Return the bytes to store."""
    return _encoder.encode(envelope)


def encode_lines(envelopes: Sequence[Envelope]) -> bytes:
    """Return the bytes to store of several envelopes, each with a line end after it."""
    return _encoder.encode_lines(envelopes)


def decode(
    name: str,
    state: bytes,
    position: Position | None = None,
    *,
    read: Callable[[str, bytes], Envelope] = _read,
) -> Envelope:
    """Read stored bytes back.

    Args:
        name: the event name that is stored beside the bytes.
        state: the stored bytes.
        position: where they stand, for the message; None: the caller knows.
        read: returns what the bytes hold, as the program does.

    Raises:
        CorruptEventError: the bytes are no known event, or an event of another name.
    """
    try:
        envelope = read(name, state)
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
