"""Reading stored bytes strictly: an event is what ``encode`` would write, to the byte.

A reader of an event reads its fields. It does not notice their order, or a field that is there
twice. Verification notices both: this program writes each event in exactly one form, so bytes in
another form were written by something else.

Source: docs/FORMAT.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import UTC
from operator import attrgetter
from typing import Any, Generic, TypeVar

import msgspec

from events import facts as f
from events.declared import named
from events.record import UNREADABLE, Envelope, Evidence, StoredRow, encode, encode_lines
from events.worded import Worded, about

F = TypeVar("F")
_NONCE_BYTES = 16
_NONCE = re.compile(rf"[0-9a-f]{{{2 * _NONCE_BYTES}}}", re.ASCII)
_SHA256 = re.compile("[0-9a-f]{64}", re.ASCII)
_DECIMAL = re.compile(r"\d{1,40}(\.\d{1,6})?", re.ASCII)
_SIGNED = re.compile(rf"{_DECIMAL.pattern}|-(?!0+(\.0+)?\Z){_DECIMAL.pattern}", re.ASCII)


# What begins a character that is not seen; few texts have it.
_LEADS = (b"\\", b"\x7f", *(bytes([x]) for x in b"\xc2\xd8\xe1\xe2\xef\xf3"))
# A control character, which JSON escapes, and other characters that are not seen.
_UNSEEN = re.compile(
    rb"(?<!\\)(?:\\\\)*\\[bfnrtu]|\x7f|\xc2[\x80-\x9f\xad]|\xd8\x9c|\xe1\xa0\x8e"
    rb"|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81[\xa0-\xaf]|\xef\xbb\xbf|\xf3\xa0[\x80\x81]"
)
_EMPTY_OR_BLANK = re.compile(rb'(?<!\\)""|(?<!\\)" | "')


class _Exact(Envelope, Generic[F], frozen=True, kw_only=True, forbid_unknown_fields=True, gc=False):
    """An envelope whose fact is known by the event name, which is faster to read."""

    data: F  # type: ignore[assignment]


class _Decoders(dict[str, Callable[[bytes], Envelope]]):
    """Decoders by event name; each is made when the first event of its name is read."""

    def __missing__(self, name: str) -> Callable[[bytes], Envelope]:
        fact = _FACTS[name]
        self[name] = msgspec.json.Decoder(_Exact[fact]).decode  # type: ignore[valid-type]
        return self[name]


_FACTS = {f.event_name_of(fact): fact for fact in f.FACTS}
_DECODERS = _Decoders()
_MERE_AMOUNT_FACTS: frozenset[type[f.Event]] = frozenset(
    {f.DisbursementRecorded, f.UseReported, f.InternalCostRecorded}
)
_MERE_AMOUNTS = frozenset(f.event_name_of(fact) for fact in _MERE_AMOUNT_FACTS)
_TEXT_OF: dict[str, Callable[[Any], str]] = {
    f.event_name_of(f.DisbursementRecorded): attrgetter("voucher"),
    f.event_name_of(f.InternalCostRecorded): attrgetter("voucher"),
    f.event_name_of(f.UseReported): attrgetter("report"),
    f.event_name_of(f.InKindRecorded): lambda fact: "\n".join(
        [text for text in (fact.unit, fact.description, fact.method) if text is not None]
    ),
}


def read_loosely(rows: Sequence[StoredRow]) -> list[Envelope] | None:
    """Read some rows whole, whose bytes somebody else compares with the canonical form.

    Returns:
        The envelopes; None: not all can be read.
    """
    try:
        return [_DECODERS[row[3]](row[4]) for row in rows]
    except (KeyError, *UNREADABLE):
        return None


def read_all(rows: Sequence[StoredRow]) -> list[Envelope] | None:
    """Read some rows, checked together.

    Returns:
        The envelopes; None: not all are canonical.
    """
    envelopes = read_loosely(rows)
    if envelopes is None:
        return None
    try:
        written = encode_lines(envelopes)
        stored = b"\n".join([row[4] for row in rows])
    except (KeyError, *UNREADABLE):
        return None
    is_canonical = (
        written[:-1] == stored  # no event has a line end in it, so each equals its own bytes
        and {envelope.recorded_at.tzinfo for envelope in envelopes} <= {UTC}
        and _are_nonces([envelope.nonce for envelope in envelopes])
        and all(
            _has_plain_decimals(envelope.data)
            for row, envelope in zip(rows, envelopes, strict=True)
            if row[3] not in _MERE_AMOUNTS
        )
        and not _has_unseen(stored)
        and _have_edges(rows, envelopes)
    )
    return envelopes if is_canonical else None


def is_unclean(stored: bytes) -> bool:
    """Return whether a text in stored bytes is one that nobody can have written with this program.

    It is empty, begins or ends with a blank, or has a character that is not seen: a line end, a
    control character or a mark of direction.
    """
    return _has_unseen(stored) or _EMPTY_OR_BLANK.search(stored) is not None


def _has_unseen(stored: bytes) -> bool:
    return any(lead in stored for lead in _LEADS) and _UNSEEN.search(stored) is not None


def _have_edges(rows: Sequence[StoredRow], envelopes: Sequence[Envelope]) -> bool:
    """Return whether no text of some events is empty, and none begins or ends with a blank.

    Of frequent events only the texts are looked at, which takes a tenth of the time.
    """
    said = {envelope.actor for envelope in envelopes}
    said |= {envelope.reason for envelope in envelopes if envelope.reason is not None}
    for row, envelope in zip(rows, envelopes, strict=True):
        text_of = _TEXT_OF.get(row[3])
        if text_of is not None and not envelope.evidence:
            said.add(text_of(envelope.data))
        elif _EMPTY_OR_BLANK.search(row[4]):
            return False
    texts = "\n" + "\n".join(said) + "\n"
    return "\n\n" not in texts and "\n " not in texts and " \n" not in texts


def _are_nonces(texts: list[str]) -> bool:
    joined = " ".join(texts)
    if len(joined) != len(texts) * (2 * _NONCE_BYTES + 1) - 1:
        return False
    try:
        return bytes.fromhex(joined).hex(" ", _NONCE_BYTES) == joined
    except ValueError:
        return False


def read_one(name: str, state: bytes) -> tuple[Envelope | None, str | None]:
    """Read one event.

    Args:
        name: the event name that is stored beside the bytes.
        state: the stored bytes.

    Returns:
        The envelope, None where it cannot be read; and what is wrong, None where nothing is.
    """
    if name not in _FACTS:
        return None, Worded("there is no event {name}", name=name)
    try:
        envelope = _DECODERS[name](state)
        if not _has_plain_decimals(envelope.data):
            return None, about(name, Worded("a decimal number in another form"))
        written = encode(envelope)
    except UNREADABLE as error:
        return None, about(name, error)
    return envelope, _fault(name, envelope, written == state)


def unreadable(envelope: Envelope, name: str, state: bytes) -> str | None:
    """Return why an event that is about to be stored would not be read back; None: it would be.

    Frequent events are not read back, which would take five times as long. Only the values for
    which readers have limits are compared. The encoder writes all other values from their types.

    Args:
        envelope: what is stored.
        name: the event name.
        state: its bytes.
    """
    fact = envelope.data
    if (
        type(fact) in _MERE_AMOUNT_FACTS
        and 0 < fact.amount_minor <= f.MAX_AMOUNT  # type: ignore[union-attr]
        and f.FIRST_YEAR <= fact.budget_year <= f.LAST_YEAR  # type: ignore[union-attr]
        and getattr(fact, "bank_reference", None) != ""
        and envelope.key != ""
        and (
            envelope.command_sha256 is None
            or _SHA256.fullmatch(envelope.command_sha256) is not None
        )
        and (not envelope.evidence or _names_no_file(envelope.evidence))
    ):
        return None
    return read_one(name, state)[1]


def _names_no_file(evidence: Sequence[Evidence]) -> bool:
    return all(one.sha256 is None for one in evidence)


def _fault(name: str, envelope: Envelope, is_same: bool) -> str | None:  # noqa: FBT001
    if envelope.recorded_at.tzinfo is not UTC:
        return about(name, Worded("a time that is not in UTC"))
    if not _NONCE.fullmatch(envelope.nonce):
        return about(
            name,
            Worded("a nonce that is not {n} hexadecimal digits", n=2 * _NONCE_BYTES),
        )
    if not is_same:
        return about(name, Worded("the program would not write these bytes"))
    return None


def _has_plain_decimals(fact: Any) -> bool:
    """Return whether every decimal number in a fact is digits, with at most six after a point."""
    return all(_DECIMAL.fullmatch(str(number)) for number in named(fact, "decimal")) and all(
        _SIGNED.fullmatch(str(number)) for number in named(fact, "signed decimal")
    )
