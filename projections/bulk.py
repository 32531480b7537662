"""The fast way to fold many stored events: the same sums as ``Projection.fold``.

Nearly all events of a large book are payments, reports of use and contributions in kind, and
what they do to the sums is proportional to their amount. Here they are read with decoders that
skip what no sum needs, added up by line, year and month, and folded once for each group. Every
other event goes through the plain fold. A test holds the two equal.

Measured with ``benchmarks/``: docs/PERFORMANCE.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec

from events import facts as f
from events.record import CorruptEventError, Recorded, agreement_of, decode
from projections.projection import Projection

T = TypeVar("T")
Row: TypeAlias = tuple[Any, ...]  # position, stream, version, event name, stored bytes


class _Paid(
    msgspec.Struct, tag_field="event", tag="disbursement-recorded/1", frozen=True, gc=False
):
    line: str
    budget_year: int
    amount_minor: int
    paid_on: str
    bank_reference: str | None


class _Cost(
    msgspec.Struct, tag_field="event", tag="internal-cost-recorded/1", frozen=True, gc=False
):
    line: str
    budget_year: int
    amount_minor: int
    booked_on: str


class _Use(msgspec.Struct, tag_field="event", tag="use-reported/1", frozen=True, gc=False):
    line: str
    budget_year: int
    amount_minor: int
    performer: str
    reported_on: str


class _Gift(msgspec.Struct, tag_field="event", tag="in-kind-recorded/1", frozen=True, gc=False):
    party: str
    kind: f.InKindType
    unit: str
    quantity: Decimal
    value_minor: int
    performed_on: str


class _Lean(msgspec.Struct, Generic[T], frozen=True, gc=False):
    """An envelope without what no sum needs."""

    recorded_at: datetime
    key: str | None
    data: T


_DECODERS: dict[str, Any] = {
    "disbursement-recorded/1": msgspec.json.Decoder(_Lean[_Paid]).decode,
    "internal-cost-recorded/1": msgspec.json.Decoder(_Lean[_Cost]).decode,
    "use-reported/1": msgspec.json.Decoder(_Lean[_Use]).decode,
    "in-kind-recorded/1": msgspec.json.Decoder(_Lean[_Gift]).decode,
}


@dataclass(slots=True)
class Scan:
    """What verification wants to know besides the sums.

    Attributes:
        references: (``key`` or ``bank``, reference) -> the event that has taken it.
        backwards: events that were recorded before the one before them.
    """

    references: dict[tuple[str, str], int] = field(default_factory=dict)
    backwards: list[int] = field(default_factory=list)

    def reference(self, key: str | None, fact: Any, position: int) -> None:
        """Note what an event takes or frees."""
        if key is not None:
            self.references.setdefault(("key", key), position)
        if isinstance(fact, f.EntryReversed):
            bank = getattr(fact.entry, "bank_reference", None)
            self.references.pop(("bank", bank or ""), None)
        else:
            bank = getattr(fact, "bank_reference", None)
            if bank is not None:
                self.references["bank", bank] = position


def fold_rows(
    projection: Projection,
    rows: Iterable[Row],
    *,
    as_of: date | None = None,
    scan: Scan | None = None,
) -> None:
    """Fold stored events into a projection.

    Args:
        projection: what came before them.
        rows: in the order of the book.
        as_of: facts about that day or earlier; None: every day.
        scan: is told what verification wants to know; None: nobody asks.

    Raises:
        CorruptEventError: stored bytes are no event of this book.
    """
    sums: dict[tuple[Any, ...], int] = defaultdict(int)
    gifts: dict[tuple[Any, ...], tuple[Decimal, int]] = {}
    last = as_of.isoformat() if as_of else "9999"
    newest = projection.recorded_at
    position = projection.position
    decoders = _DECODERS
    for position, stream, version, name, state in rows:
        lean = decoders.get(name)
        try:
            if lean is None:
                envelope = decode(name, state)
                recorded = Recorded(
                    position=position,
                    originator_id=stream,
                    originator_version=version,
                    envelope=envelope,
                )
                day = f.effective_on(envelope.data) if as_of else None
                if day is None or as_of is None or day <= as_of:
                    projection.fold(recorded)
                fact: Any = envelope.data
            else:
                envelope = lean(state)
                fact = envelope.data
                if name == "disbursement-recorded/1":
                    if fact.paid_on <= last:
                        month = fact.paid_on[:7]
                        sums[name, stream, fact.line, fact.budget_year, month] += fact.amount_minor
                elif name == "use-reported/1":
                    if fact.reported_on <= last:
                        key = (name, stream, fact.line, fact.budget_year, fact.performer)
                        sums[key] += fact.amount_minor
                elif name == "internal-cost-recorded/1":
                    if fact.booked_on <= last:
                        month = fact.booked_on[:7]
                        sums[name, stream, fact.line, fact.budget_year, month] += fact.amount_minor
                elif fact.performed_on <= last:
                    key = (stream, fact.party, fact.kind, fact.unit, fact.performed_on[:7])
                    quantity, value = gifts.get(key, (_NOTHING, 0))
                    gifts[key] = (quantity + fact.quantity, value + fact.value_minor)
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise CorruptEventError(f"{name}: {error}") from error
        if scan is not None:
            scan.reference(envelope.key, fact, position)
            if newest is not None and envelope.recorded_at < newest:
                scan.backwards.append(position)
        newest = envelope.recorded_at
    _add(projection, sums, gifts)
    projection.position, projection.recorded_at = position, newest


_NOTHING = Decimal(0)


def _add(
    projection: Projection,
    sums: dict[tuple[Any, ...], int],
    gifts: dict[tuple[Any, ...], tuple[Decimal, int]],
) -> None:
    """Fold each group as one event with the sum of its amounts."""
    for (name, stream, line, year, rest), amount in sums.items():
        agreement = _agreement_of(stream, name)
        common = {"line": line, "budget_year": year, "amount_minor": amount}
        if name == "use-reported/1":
            used = f.UseReported(performer=rest, report="", reported_on=date.min, **common)
            projection.add_entry(agreement, used, date.min)
        elif name == "internal-cost-recorded/1":
            day = _first_day(rest)
            cost = f.InternalCostRecorded(booked_on=day, voucher="", **common)
            projection.add_entry(agreement, cost, day)
        else:
            day = _first_day(rest)
            paid = f.DisbursementRecorded(
                paid_on=day, payee="", voucher="", bank_reference=None, **common
            )
            projection.add_entry(agreement, paid, day)
    for (stream, party, kind, unit, month), (quantity, value) in gifts.items():
        day = _first_day(month)
        gift = f.InKindRecorded(
            party=party,
            pledge=None,
            kind=kind,
            description=None,
            unit=unit,
            quantity=quantity,
            unit_value_minor=0,
            method=None,
            value_minor=value,
            performed_on=day,
        )
        projection.add_entry(_agreement_of(stream, "in-kind-recorded/1"), gift, day)


def _agreement_of(stream: str, name: str) -> str:
    agreement = agreement_of(stream)
    if agreement is None:
        raise CorruptEventError(f"{name} in the stream {stream}")
    return agreement


def _first_day(month: str) -> date:
    try:
        return date.fromisoformat(f"{month}-01")
    except ValueError:
        raise CorruptEventError(f"{month} is no month") from None


def replay_rows(rows: Iterable[Row], as_of: date | None = None) -> Projection:
    """Fold stored events from the beginning; as ``replay``, and faster."""
    projection = Projection()
    fold_rows(projection, rows, as_of=as_of)
    return projection
