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
from events.record import CorruptEventError, Envelope, Recorded, agreement_of, decode
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

    data: T


class _Scanned(msgspec.Struct, Generic[T], frozen=True, gc=False):
    """An envelope with what verification wants to know besides."""

    recorded_at: datetime
    key: str | None
    data: T


_PAID, _COST, _USE, _GIFT = (
    "disbursement-recorded/1",
    "internal-cost-recorded/1",
    "use-reported/1",
    "in-kind-recorded/1",
)
_FACTS: dict[str, Any] = {_PAID: _Paid, _COST: _Cost, _USE: _Use, _GIFT: _Gift}


def _decoders(envelope: Any) -> dict[str, Any]:
    return {name: msgspec.json.Decoder(envelope[fact]).decode for name, fact in _FACTS.items()}


_LEAN, _SCANNED = _decoders(_Lean), _decoders(_Scanned)


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
    sums = _Sums()
    decoders: dict[str, Any] = _LEAN if scan is None else _SCANNED
    last = as_of.isoformat() if as_of else "9999"
    newest = projection.recorded_at
    row: Row | None = None
    for row in rows:
        position, stream, _, name, state = row
        try:
            if name in decoders:
                envelope = decoders[name](state)
                fact = envelope.data
                sums.take(name, stream, fact, last)
            else:
                envelope = decode(name, state)
                fact = envelope.data
                day = f.effective_on(fact) if as_of else None
                if day is None or as_of is None or day <= as_of:
                    projection.fold(_recorded(row, envelope))
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise CorruptEventError(f"#{position} {name}: {error}") from error
        if scan is not None:
            takes_bank = name == _PAID and fact.bank_reference is not None
            if takes_bank or envelope.key is not None or name not in decoders:
                scan.reference(envelope.key, fact, position)
            if newest is not None and envelope.recorded_at < newest:
                scan.backwards.append(position)
            newest = envelope.recorded_at
    sums.fold_into(projection)
    if row is not None:
        projection.position = row[0]
        projection.recorded_at = decode(row[3], row[4]).recorded_at


def _recorded(row: Row, envelope: Envelope) -> Recorded:
    return Recorded(
        position=row[0], originator_id=row[1], originator_version=row[2], envelope=envelope
    )


_NOTHING = (Decimal(0), 0)


class _Sums:
    """Amounts added up by what they do: by stream, line, budget year and month."""

    def __init__(self) -> None:
        self._paid: dict[tuple[str, str, int, str], int] = defaultdict(int)
        self._cost: dict[tuple[str, str, int, str], int] = defaultdict(int)
        self._use: dict[tuple[str, str, int, str], int] = defaultdict(int)
        self._gifts: dict[tuple[str, str, f.InKindType, str, str], tuple[Decimal, int]] = {}

    def take(self, name: str, stream: str, fact: Any, last: str) -> None:
        """Add one fact, unless it is about a later day than the last."""
        if name == _PAID:
            day = fact.paid_on
            if day <= last:
                self._paid[stream, fact.line, fact.budget_year, day[:7]] += fact.amount_minor
        elif name == _USE:
            if fact.reported_on <= last:
                self._use[stream, fact.line, fact.budget_year, fact.performer] += fact.amount_minor
        elif name == _COST:
            day = fact.booked_on
            if day <= last:
                self._cost[stream, fact.line, fact.budget_year, day[:7]] += fact.amount_minor
        elif fact.performed_on <= last:
            key = (stream, fact.party, fact.kind, fact.unit, fact.performed_on[:7])
            quantity, value = self._gifts.get(key, _NOTHING)
            self._gifts[key] = (quantity + fact.quantity, value + fact.value_minor)

    def fold_into(self, projection: Projection) -> None:
        """Fold each sum as one event with that amount."""
        for (stream, line, year, month), amount in self._paid.items():
            paid = f.DisbursementRecorded(
                line=line,
                budget_year=year,
                amount_minor=amount,
                paid_on=_first_day(month),
                payee="",
                voucher="",
                bank_reference=None,
            )
            projection.add_entry(_agreement_of(stream), paid, paid.paid_on)
        for (stream, line, year, month), amount in self._cost.items():
            cost = f.InternalCostRecorded(
                line=line,
                budget_year=year,
                amount_minor=amount,
                booked_on=_first_day(month),
                voucher="",
            )
            projection.add_entry(_agreement_of(stream), cost, cost.booked_on)
        for (stream, line, year, performer), amount in self._use.items():
            used = f.UseReported(
                performer=performer,
                line=line,
                budget_year=year,
                amount_minor=amount,
                report="",
                reported_on=date.min,
            )
            projection.add_entry(_agreement_of(stream), used, date.min)
        for (stream, party, kind, unit, month), (quantity, value) in self._gifts.items():
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
                performed_on=_first_day(month),
            )
            projection.add_entry(_agreement_of(stream), gift, gift.performed_on)


def _agreement_of(stream: str) -> str:
    agreement = agreement_of(stream)
    if agreement is None:
        raise CorruptEventError(f"a payment or a contribution in the stream {stream}")
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
