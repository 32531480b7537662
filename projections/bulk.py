"""The fast way to fold many stored events: the same sums as ``Projection.fold``.

Nearly all events of a large book are payments, reports of use and contributions in kind, and
what they do to the sums is proportional to their amount. Here they are read with decoders that
skip what no sum needs, and added up by line, year and month. Every other event goes through the
plain fold. A test holds the two equal.

Rows are fetched some at a time, which is faster than taking turns with the database. Each is
decoded by itself, so that damaged bytes cannot reach into the row beside them.

Measured with ``benchmarks/``: docs/PERFORMANCE.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, Generic, TypeAlias, TypeVar

import msgspec

from events import facts as f
from events.record import CorruptEventError, Recorded, agreement_of, agreement_stream, decode
from projections.projection import MICRO, Projection

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
_LEAN_FACTS: dict[str, Any] = {_PAID: _Paid, _COST: _Cost, _USE: _Use, _GIFT: _Gift}
_AT_A_TIME = 100  # rows; few enough to stay in the processor's cache
_LATER = 0  # the number of a month that is not asked for

Decode: TypeAlias = Callable[[bytes], Any]


def _decoders(envelope: Any) -> dict[str, Decode]:
    """Return decoders by event name; each takes bytes that say the same name alone."""
    return {name: msgspec.json.Decoder(envelope[fact]).decode for name, fact in _LEAN_FACTS.items()}


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

    def take(self, rows: list[Row], envelopes: list[Any], newest: datetime | None) -> datetime:
        """Look at some events.

        Args:
            rows: some of them, at least one.
            envelopes: theirs.
            newest: when the event before them was recorded; None: there is none.

        Returns:
            when the last of them was recorded.
        """
        before = newest or envelopes[0].recorded_at
        for row, envelope in zip(rows, envelopes, strict=True):
            recorded_at = envelope.recorded_at
            if recorded_at < before:
                self.backwards.append(row[0])
            before = recorded_at
            fact = envelope.data
            if envelope.key is not None:
                self.references.setdefault(("key", envelope.key), row[0])
            if type(fact) is _Paid:
                if fact.bank_reference is not None:
                    self.references["bank", fact.bank_reference] = row[0]
            elif row[3] not in _LEAN_FACTS:
                self._bank_reference(fact, row[0])
        return before

    def _bank_reference(self, fact: Any, position: int) -> None:
        """Note what one of the less frequent events takes or frees."""
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
    sums = _Sums(as_of, _LEAN if scan is None else _SCANNED)
    newest = projection.recorded_at
    last: Row | None = None
    waiting = iter(rows)
    while some := list(islice(waiting, _AT_A_TIME)):
        envelopes: list[Any] = []
        for recorded in sums.take(some, envelopes if scan is not None else None):
            day = f.effective_on(recorded.fact) if as_of else None
            if day is None or as_of is None or day <= as_of:
                projection.fold(recorded)
        if scan is not None:
            newest = scan.take(some, envelopes, newest)
        last = some[-1]
    sums.fold_into(projection)
    if last is not None:
        projection.position = last[0]
        projection.recorded_at = decode(last[3], last[4]).recorded_at


class _Days(dict[str, int]):
    """The month of each day, as a number; ``_LATER``: the day is later than those asked for.

    Attributes:
        months: year and name of each month, by its number.
    """

    def __init__(self, as_of: date | None) -> None:
        super().__init__()
        self._last = as_of or date.max
        self.months: list[tuple[int, str]] = [(0, "")]

    def __missing__(self, text: str) -> int:
        day = msgspec.convert(text, date)
        month = (day.year, f"{day:%Y-%m}")
        if month not in self.months:
            self.months.append(month)
        self[text] = _LATER if day > self._last else self.months.index(month)
        return self[text]


# Sums by stream, line or party, and what else sets them apart. Tables in tables, most of them
# small, stay in the processor's cache; one large table with long keys is slower.
_Table: TypeAlias = dict[str, dict[str, dict[Any, dict[Any, int]]]]


def _table() -> _Table:
    return defaultdict(lambda: defaultdict(lambda: defaultdict(lambda: defaultdict(int))))


class _Sums:
    """Amounts added up by what they do."""

    def __init__(self, as_of: date | None, decoders: dict[str, Decode]) -> None:
        self._decoders = decoders
        self._days = _Days(as_of)
        self._paid, self._cost = _table(), _table()  # … by budget year; by month
        self._used = _table()  # … by budget year; by performer
        self._worth, self._micro = _table(), _table()  # … by kind and unit; by month

    def take(self, rows: list[Row], envelopes: list[Any] | None) -> list[Recorded]:
        """Add what is frequent, and return the other events.

        Args:
            rows: some of the book's, in order.
            envelopes: gets theirs; None: nobody wants them.
        """
        decode_paid, decode_use = self._decoders[_PAID], self._decoders[_USE]
        paid, used, days = self._paid, self._used, self._days
        others = []
        try:
            for position, stream, version, name, state in rows:
                if name == _PAID:
                    envelope = decode_paid(state)
                    fact = envelope.data
                    by_month = paid[stream][fact.line][fact.budget_year]
                    by_month[days[fact.paid_on]] += fact.amount_minor
                elif name == _USE:
                    envelope = decode_use(state)
                    fact = envelope.data
                    if days[fact.reported_on] != _LATER:
                        by_performer = used[stream][fact.line][fact.budget_year]
                        by_performer[fact.performer] += fact.amount_minor
                elif name in self._decoders:
                    envelope = self._decoders[name](state)
                    self._take_less_frequent(stream, envelope.data)
                else:
                    envelope = decode(name, state)
                    others.append(
                        Recorded(
                            position=position,
                            originator_id=stream,
                            originator_version=version,
                            envelope=envelope,
                        )
                    )
                if envelopes is not None:
                    envelopes.append(envelope)
        except (msgspec.MsgspecError, UnicodeDecodeError, TypeError, CorruptEventError) as error:
            raise CorruptEventError(f"#{position} {name}: {error}") from error
        return others

    def _take_less_frequent(self, stream: str, fact: _Cost | _Gift) -> None:
        if isinstance(fact, _Cost):
            by_month = self._cost[stream][fact.line][fact.budget_year]
            by_month[self._days[fact.booked_on]] += fact.amount_minor
        else:
            what, month = (fact.kind, fact.unit), self._days[fact.performed_on]
            self._worth[stream][fact.party][what][month] += fact.value_minor
            self._micro[stream][fact.party][what][month] += int(fact.quantity * MICRO)

    def fold_into(self, projection: Projection) -> None:
        """Add the sums to a projection's."""
        self._add_payments(projection, self._paid, "disbursed", _disbursement)
        self._add_payments(projection, self._cost, "internal", _internal_cost)
        for agreement, line, year, by_performer in _each(self._used):
            for performer, amount in by_performer.items():
                projection.add_legs(agreement, _use(line, year, performer, amount))
        for agreement, party, what, by_month in _each(self._worth):
            micro = self._micro[agreement_stream(agreement)][party][what]
            years: dict[int, int] = defaultdict(int)
            for number, minor in _counted(by_month):
                year, month = self._days.months[number]
                key = (agreement, party, *what, year, month, "delivered")
                before = projection.quantities[key]
                projection.quantities[key] = (before[0] + micro[number], before[1] + minor)
                years[year] += minor
            for year, minor in years.items():
                projection.add_legs(agreement, _gift(party, year, minor))

    def _add_payments(
        self,
        projection: Projection,
        table: _Table,
        measure: str,
        entry: Callable[[str, int, int], f.Reversible],
    ) -> None:
        """Add payments to the months, and the postings of each budget year as of one entry."""
        for agreement, line, year, by_month in _each(table):
            counted = _counted(by_month)
            for number, amount in counted:
                _, month = self._days.months[number]
                projection.months[agreement, line, year, month, measure] += amount
            if counted:
                total = sum(amount for _, amount in counted)
                projection.add_legs(agreement, entry(line, year, total))


def _counted(by_month: dict[int, int]) -> list[tuple[int, int]]:
    """Return number and amount of each month that is asked for."""
    return [(number, amount) for number, amount in by_month.items() if number != _LATER]


def _each(table: _Table) -> Iterator[tuple[str, str, Any, dict[Any, int]]]:
    """Yield agreement, line or party, what else sets the sums apart, and the sums."""
    for stream, of_stream in table.items():
        agreement = agreement_of(stream)
        if agreement is None:
            raise CorruptEventError(f"a payment or a contribution in the stream {stream}")
        for line, of_line in of_stream.items():
            for key, sums in of_line.items():
                yield agreement, line, key, sums


def _disbursement(line: str, year: int, amount: int) -> f.DisbursementRecorded:
    return f.DisbursementRecorded(
        line=line,
        budget_year=year,
        amount_minor=amount,
        paid_on=date.min,
        payee="",
        voucher="",
        bank_reference=None,
    )


def _internal_cost(line: str, year: int, amount: int) -> f.InternalCostRecorded:
    return f.InternalCostRecorded(
        line=line, budget_year=year, amount_minor=amount, booked_on=date.min, voucher=""
    )


def _use(line: str, year: int, performer: str, amount: int) -> f.UseReported:
    return f.UseReported(
        performer=performer,
        line=line,
        budget_year=year,
        amount_minor=amount,
        report="",
        reported_on=date.min,
    )


def _gift(party: str, year: int, minor: int) -> f.InKindRecorded:
    return f.InKindRecorded(
        party=party,
        pledge=None,
        kind="goods",
        description=None,
        unit="",
        quantity=Decimal(0),
        unit_value_minor=0,
        method=None,
        value_minor=minor,
        performed_on=date(year, 1, 1),
    )


def replay_rows(rows: Iterable[Row], as_of: date | None = None) -> Projection:
    """Fold stored events from the beginning; as ``replay``, and faster."""
    projection = Projection()
    fold_rows(projection, rows, as_of=as_of)
    return projection
