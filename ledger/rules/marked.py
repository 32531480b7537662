"""The state of an agreement as bytes, so that it need not be folded from the first event again.

A mark has two parts. The small one is the state without the tables that grow with every entry. The
other one is the entries of these tables, each under a key of its own, and of these only what has
changed since the mark before. Pure: where the bytes are kept is no matter here.

A mark is a help. What it says can be folded from the events, and verification compares both.
"""

from __future__ import annotations

import struct
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import repeat
from typing import Any, TypeAlias

import msgspec

from events import facts as f
from events.requesting import Request
from ledger.rules.grown import NUMBER_BYTES, Grown, Older, Source, packed, unpacked
from ledger.rules.likeness import Paid, likeness
from ledger.rules.state import AgreementState, ClaimState, InKindState, LineState, YearState

# Raise it when ``evolve`` makes another state of the same events, or the bytes are others.
FORM = 1
# A likeness is a hash of numbers, which another build of Python may make otherwise.
PROBE = likeness("V1", date(2024, 6, 30), 100_00, "L1")
Changes: TypeAlias = dict[bytes, bytes | None]  # None: it is gone

_PAID, _CONCERNING = b"p", b"c"
# table of an agreement -> how its keys begin, and the type of an entry
_TABLES: Mapping[str, tuple[bytes, Any]] = {
    "claims": (b"l", ClaimState),
    "pledges": (b"g", f.any_form(f.InKindPledged)),
    "in_kind": (b"k", InKindState),
    "reversed": (b"r", int),
    "requests": (b"q", Request),
    "parts": (b"a", int),
    "together": (b"t", tuple[int, ...]),
}
_pack = struct.Struct(">cqQ").pack  # as ``packed`` does, many at a time
_encode = msgspec.msgpack.Encoder(decimal_format="string").encode


@cache
def _decoder(kind: Any) -> Callable[[bytes], Any]:
    return msgspec.msgpack.Decoder(kind).decode


def small(state: AgreementState) -> bytes:
    """Return the small part of a state."""
    lines = {
        key: msgspec.structs.replace(line, paid=Paid(), concerning={})
        for key, line in state.lines.items()
    }
    return _encode(msgspec.structs.replace(state, lines=lines, **{x: {} for x in _TABLES}))


def changes(state: AgreementState) -> Changes:
    """Return what of the growing tables is not in the mark that the state began from; all: none."""
    found: Changes = {}
    for name, (prefix, _) in _TABLES.items():
        found.update(_changed(prefix, getattr(state, name)))
    for key, line in state.lines.items():
        found.update(_changed(_concerning(key), line.concerning))
        paid, new = line.paid, slice(line.paid.marked, None)
        keys = map(_pack, repeat(_PAID), paid.likenesses[new], paid.positions[new])
        found.update(dict.fromkeys(keys, key.encode()))
    return found


def _changed(prefix: bytes, table: MutableMapping[int, Any]) -> Iterator[tuple[bytes, Any]]:
    if isinstance(table, Grown):
        for key, value in table.changes():
            yield key, None if value is None else _encode(value)
    else:
        for number, value in table.items():
            yield prefix + packed(number), _encode(value)


def _concerning(line: str) -> bytes:
    return _CONCERNING + line.encode() + b"\0"


def settle(state: AgreementState) -> None:
    """Take note that a mark has all of a state: the next one is to have what changes from now."""
    for name, (prefix, kind) in _TABLES.items():
        setattr(state, name, _settled(prefix, kind, getattr(state, name)))
    for key, line in state.lines.items():
        line.concerning = _settled(_concerning(key), str, line.concerning)
        line.paid.marked = len(line.paid.positions)


def _settled(prefix: bytes, kind: Any, table: MutableMapping[int, Any]) -> Grown[Any]:
    if isinstance(table, Grown):
        table.settle()
        return table
    return Grown(prefix, None, _decoder(kind), dict(table))


def revived(raw: bytes, source: Source) -> AgreementState:
    """Return the state of a mark.

    Args:
        raw: the small part.
        source: where the entries of the growing tables are.

    Raises:
        msgspec.MsgspecError: the bytes are no such state.
    """
    state: AgreementState = _decoder(AgreementState)(raw)
    for name, (prefix, kind) in _TABLES.items():
        setattr(state, name, Grown(prefix, source, _decoder(kind), {}))
    for key, line in state.lines.items():
        line.years = defaultdict(YearState, line.years)
        line.concerning = Grown(_concerning(key), source, _decoder(str), {})
        line.paid.older = Older(_PAID, key.encode(), source)
    state.given = defaultdict(lambda: (Decimal(0), 0), state.given)
    return state


def read_all(state: AgreementState) -> None:
    """Read what the growing tables of a state have not read yet, except what payments look like."""
    for table in (
        *(getattr(state, x) for x in _TABLES),
        *(x.concerning for x in state.lines.values()),
    ):
        len(table)


def likenesses(state: AgreementState, source: Source) -> int:
    """Return a sum over what the payments that stand look like, as ``Judge.likenesses`` has it.

    Args:
        state: that began from a mark.
        source: of that mark.
    """
    standing = {
        (line.decode(), unpacked(key[:-NUMBER_BYTES]), unpacked(key))
        for key, line in source.under(_PAID)
        if unpacked(key) not in state.reversed
    }
    standing.update(
        (key, like, at)
        for key, line in state.lines.items()
        for like, at in zip(line.paid.likenesses, line.paid.positions, strict=True)
        if at not in state.reversed
    )
    return sum(map(hash, standing))


def differences(own: AgreementState, other: AgreementState) -> list[str]:
    """Return the fields in which two states differ, but for what payments look like.

    Args:
        own: which may be read from a mark.
        other: which is folded.
    """
    found = [
        name
        for name in AgreementState.__struct_fields__
        if name != "lines" and getattr(own, name) != getattr(other, name)
    ]
    for key in own.lines.keys() | other.lines.keys():
        one, two = own.lines.get(key), other.lines.get(key)
        if one is None or two is None:
            found.append(key)
            continue
        found += [
            f"{key} {name}"
            for name in LineState.__struct_fields__
            if name != "paid" and getattr(one, name) != getattr(two, name)
        ]
    return sorted(found)
