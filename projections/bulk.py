"""The fast way to fold many stored events: the same sums as ``Projection.fold``.

Nearly all events of a large book are payments, reports of use and contributions in kind. Their
effect on the sums is proportional to their amount. This module reads them with decoders that skip
the fields that no sum needs, and adds them up by line, year and month. Every other event goes
through the plain fold, and so do payments on a line from the amendment on that gives it another
performer. A test holds the two equal. Verification reads every event whole and
strictly (``projections.strict``), and adds up in the same way.

Sums are additive. So another process can add up a later part of a book without the events before it
(``add_up``). The process that has folded those events looks afterwards at what only it can judge.

Rows are fetched some at a time, which is faster than taking turns with the database. Each row is
decoded by itself, so that damaged bytes cannot reach into the row beside them.

Measured with ``benchmarks/``: docs/PERFORMANCE.md.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import islice
from typing import Any, ClassVar, Generic, TypeVar

import msgspec

from events import facts as f
from events.following import counts
from events.performing import set_apart_by
from events.record import (
    UNFOLDABLE,
    UNREADABLE,
    CorruptEventError,
    Envelope,
    Recorded,
    StoredRow,
    corrupt,
    decode,
)
from events.streams import AGREEMENTS, Stream, agreement_of, agreement_stream
from projections.contradictions import contradiction
from projections.projection import MICRO, Projection

T = TypeVar("T")


class _LeanFact(msgspec.Struct, tag_field="event", frozen=True, gc=False):
    """A fact of an agreement, without the fields that no sum needs."""

    stream: ClassVar[Stream] = AGREEMENTS


class _Paid(_LeanFact, frozen=True, gc=False, tag="disbursement-recorded/1"):
    line: f.LineId
    budget_year: f.Year
    amount_minor: f.Amount
    paid_on: str


class _Cost(_LeanFact, frozen=True, gc=False, tag="internal-cost-recorded/1"):
    line: f.LineId
    budget_year: f.Year
    amount_minor: f.Amount
    booked_on: str


class _Use(_LeanFact, frozen=True, gc=False, tag="use-reported/1"):
    line: f.LineId
    budget_year: f.Year
    amount_minor: f.Amount
    performer: f.PartyId
    reported_on: str


class _Gift(_LeanFact, frozen=True, gc=False, tag="in-kind-recorded/1"):
    party: f.PartyId
    kind: f.InKindType
    unit: str
    quantity: Decimal
    value_minor: f.Change
    performed_on: str


class _Lean(msgspec.Struct, Generic[T], frozen=True, gc=False):
    """An envelope, without the fields that no sum needs."""

    data: T


_PAID, _COST, _USE, GIFT = (
    "disbursement-recorded/1",
    "internal-cost-recorded/1",
    "use-reported/1",
    "in-kind-recorded/1",
)
_LEAN_FACTS: dict[str, Any] = {_PAID: _Paid, _COST: _Cost, _USE: _Use, GIFT: _Gift}
DAYS = {_PAID: "paid_on", _COST: "booked_on", _USE: "reported_on", GIFT: "performed_on"}
FREQUENT = frozenset(_LEAN_FACTS)
PAYMENTS = frozenset({_PAID, _COST})
ON_A_LINE = FREQUENT - {GIFT}
AT_A_TIME = 100  # rows: few enough to stay in the processor's cache
_LATER = 0  # stands for every month that the question leaves out


class _Decoders(dict[str, Callable[[bytes], Any]]):
    """Decoders by event name. Those of frequent events refuse bytes that say another name."""

    def __missing__(self, name: str) -> Callable[[bytes], Any]:
        return partial(decode, name)


def _decoders(envelope: Any) -> _Decoders:
    return _Decoders(
        {name: msgspec.json.Decoder(envelope[fact]).decode for name, fact in _LEAN_FACTS.items()}
    )


_LEAN = _decoders(_Lean)


def fold_rows(
    projection: Projection,
    rows: Iterable[StoredRow],
    *,
    as_of: date | None = None,
    forecasts_to: date | None = None,
    later: Callable[[], tuple[Part, Iterable[StoredRow]] | None] = lambda: None,
) -> None:
    """Fold stored events into a projection.

    Args:
        projection: what came before them.
        rows: in the order of the book.
        as_of: facts about that day or earlier; None: every day.
        forecasts_to: the later day that forecasts are counted to; None: the same day.
        later: is called after the rows. It returns the part that follows them and was added up
            elsewhere, for the same days, with the rows that it left open; None: no part follows.

    Raises:
        CorruptEventError: stored bytes are no event of this book, or do not follow from what
            came before them.
    """

    def fold(recorded: Recorded) -> None:
        if counts(recorded.fact, as_of, forecasts_to):
            projection.fold(recorded)

    def refuse(row: StoredRow, cause: str) -> None:
        raise corrupt(row[0], row[3], cause)

    sums = Sums(as_of, lines_apart(projection))
    last: StoredRow | None = None
    for some in some_at_a_time(rows):
        sums.fold(projection, some, read(some), fold, refuse)
        last = some[-1]
    sums.fold_into(projection)
    beside = later()
    if beside is not None:
        part, left_open = beside
        for some in some_at_a_time(left_open):
            part.sums.look_at(projection, zip(some, read(some), strict=True), fold, refuse)
        part.sums.fold_into(projection)
        last = part.last
    if last is not None:
        projection.position = last[0]
        projection.recorded_at = decode(last[3], last[4], last[0]).recorded_at


def lines_apart(projection: Projection) -> set[tuple[str, str]]:
    """Return agreement and line of those whose payments are folded one by one.

    They have had several performers, or may get another, or somebody has asked for a payment.
    """
    return {*projection.lines.performers} | {
        (agreement, line)
        for agreement, document in projection.agreements.items()
        for fact in (
            *(item for amendment in document.amendments.values() for item in amendment.items),
            *(request.fact for request in document.requests.values()),
        )
        for line in set_apart_by(fact)
    }


class Part(msgspec.Struct, frozen=True):
    """A part of a book, added up without what came before it.

    Attributes:
        sums: of the frequent events.
        left_open: positions of the events that the main fold has to look at: all events that are
            not frequent, the first frequent ones on a line or of a party, and payments on a line
            that got another performer in the part.
        count: how many events the part has.
        last: its last event.
    """

    sums: Sums
    left_open: Sequence[int]
    count: int
    last: StoredRow


def add_up(
    rows: Iterable[StoredRow],
    as_of: date | None = None,
    *,
    met: set[Any] | None = None,
    also: Callable[[Sequence[StoredRow], Sequence[Any]], object] | None = None,
) -> Part | None:
    """Add up a part of a book, wherever it begins; None: the part has no events.

    Args:
        rows: its events.
        as_of: facts about that day or earlier; None: every day.
        met: the lines and parties of the parts before it that are added up, too; it grows.
        also: is given the rows, some at a time, with their envelopes.

    Raises:
        CorruptEventError: stored bytes are no event.
    """
    sums, left_open = Sums(as_of), array("q")
    known = set[Any]() if met is None else met
    count, last = 0, None
    for some in some_at_a_time(rows):
        envelopes = read(some)
        left_open.extend(sums.add_rows(some, envelopes, known))
        if also is not None:
            also(some, envelopes)
        count, last = count + len(some), some[-1]
    return None if last is None else Part(sums, left_open, count, last)


def some_at_a_time(rows: Iterable[StoredRow]) -> Iterator[list[StoredRow]]:
    """Yield rows in groups of ``AT_A_TIME``, the last one perhaps smaller."""
    waiting = iter(rows)
    while some := list(islice(waiting, AT_A_TIME)):
        yield some


def read(rows: list[StoredRow]) -> list[Any]:
    """Return the envelopes of some rows.

    Raises:
        CorruptEventError: one of them cannot be read; the error names the first.
    """
    position, name = 0, ""
    try:
        return [_LEAN[name](state) for position, _, _, name, state in rows]
    except (CorruptEventError, *UNREADABLE):
        for position, _, _, name, state in rows:
            try:
                _LEAN[name](state)
            except CorruptEventError as error:
                raise CorruptEventError(error.cause, position) from error
            except UNREADABLE as error:
                raise corrupt(position, name, error) from error
        raise


class _Days(dict[str | date, int]):
    """The month of each day, as a number; ``_LATER``: the question leaves the day out.

    A day is text, or a date if the whole event was decoded.

    Attributes:
        months: year and name of each month, by its number.
    """

    def __init__(self, as_of: date | None) -> None:
        super().__init__()
        self._last = as_of or date.max
        self.months: list[tuple[int, str]] = [(0, "")]

    def __missing__(self, text: str | date) -> int:
        day = msgspec.convert(text, date)
        month = (day.year, f"{day:%Y-%m}")
        if month not in self.months:
            self.months.append(month)
        self[text] = _LATER if day > self._last else self.months.index(month)
        return self[text]


# Sums by stream, by line or party, and by further keys. Tables in tables, most of them small, stay
# in the processor's cache. A single large table with long keys is slower.
class _Table(dict[str, Any]):
    """A table of tables that notes the keys of new tables.

    Args:
        fresh: gets the keys of new tables.
        below: makes a new table.
    """

    def __init__(self, fresh: list[str], below: Callable[[], Any]) -> None:
        super().__init__()
        self._fresh, self._below = fresh, below

    def __missing__(self, key: str) -> Any:
        self._fresh.append(key)
        self[key] = self._below()
        return self[key]


def _by_number() -> dict[Any, int]:
    return defaultdict(int)


def _by_two() -> dict[Any, dict[Any, int]]:
    return defaultdict(_by_number)


class _ApartError(Exception):
    """A payment is on a line that has had several performers."""


class _Apart(dict[int, Any]):
    """What was paid on a line until it got another performer; later payments stand apart."""

    def __getitem__(self, year: int) -> Any:
        raise _ApartError


class Sums:
    """Amounts added up by line, party, year and month.

    Args:
        as_of: facts about that day or earlier; None: every day.
        apart: agreement and line of those that have had several performers.
    """

    def __init__(self, as_of: date | None = None, apart: Iterable[tuple[str, str]] = ()) -> None:
        self._days = _Days(as_of)
        self._alone: set[int] = set()  # positions of payments on lines set apart
        self._forgotten: set[tuple[str, str]] = set()  # streams and lines that all payments are on
        self._fresh: list[str] = []
        table = partial(_Table, self._fresh)
        self._paid = table(partial(table, _by_two))  # … by budget year; by month
        self._cost = table(partial(table, _by_two))  # … by budget year; by month
        self._used = table(partial(table, partial(table, _by_number)))  # … by performer; by year
        self._worth = table(partial(table, _by_two))  # … by kind and unit; by month
        self._micro = table(partial(table, _by_two))  # … by kind and unit; by month
        self._waiting = table(partial(table, _by_number))  # … by day and position
        for agreement, line in apart:
            self._set_apart(agreement_stream(agreement), line)
        self._fresh.clear()

    def set_apart(self, lines: Iterable[tuple[str, str]]) -> frozenset[str]:
        """Forget the payments on lines that had several performers before a part of a book.

        Args:
            lines: agreement and line.

        Returns:
            the streams of those that have payments in the part.
        """
        streams = set()
        for agreement, line in lines:
            stream = agreement_stream(agreement)
            for table in (self._paid, self._cost):
                if line in table.get(stream, ()):
                    streams.add(stream)
                    del table[stream][line]
            self._set_apart(stream, line)
            self._forgotten.add((stream, line))
        return frozenset(streams)

    def _set_apart(self, stream: str, line: str) -> None:
        """Have the payments on a line folded one by one from now on."""
        for table in (self._paid, self._cost):
            of_stream = table[stream]
            of_stream[line] = _Apart(of_stream.get(line, ()))

    def _is_alone(self, row: StoredRow, fact: Any) -> bool:
        """Return whether an event is a payment that is folded by itself, and not added up."""
        return row[0] in self._alone or (
            row[3] in PAYMENTS and (row[1], fact.line) in self._forgotten
        )

    def fold(
        self,
        projection: Projection,
        rows: Sequence[StoredRow],
        envelopes: Sequence[Any],
        fold: Callable[[Recorded], object],
        refuse: Callable[[StoredRow, str], object],
    ) -> None:
        """Add up the frequent events, and fold the others.

        Args:
            projection: what came before them.
            rows: some of the book's, in order.
            envelopes: theirs.
            fold: takes one of the other events.
            refuse: is told of an event that does not follow from those before it, and why.
        """
        others = self._add_rows(rows, envelopes)
        are_all_known = not self._fresh
        self._fresh.clear()
        # A line or a party that was not met before has to have been there in time.
        pairs = others if are_all_known else zip(rows, envelopes, strict=True)
        self.look_at(projection, pairs, fold, refuse)

    def add_rows(
        self, rows: Sequence[StoredRow], envelopes: Sequence[Any], met: set[Any]
    ) -> list[int]:
        """Add up the frequent events, and return the positions of events to look at.

        Args:
            rows: some of a part's, in order.
            envelopes: theirs.
            met: the lines and parties of earlier frequent events; it grows.
        """
        others = self._add_rows(rows, envelopes)
        if not self._fresh:
            return [row[0] for row, _ in others]
        self._fresh.clear()
        left_open = []
        for row, envelope in zip(rows, envelopes, strict=True):
            if row[3] in FREQUENT and row[0] not in self._alone:
                key = (row[3], row[1], _on(row, envelope.data), _by(envelope.data))
                if key in met:
                    continue
                met.add(key)
            left_open.append(row[0])
        return left_open

    def look_at(
        self,
        projection: Projection,
        pairs: Iterable[tuple[StoredRow, Any]],
        fold: Callable[[Recorded], object],
        refuse: Callable[[StoredRow, str], object],
    ) -> None:
        """See that events follow from those before them, and fold all but the frequent ones.

        Args:
            projection: what came before them.
            pairs: rows and envelopes, in order; the frequent events have been added up already.
            fold: takes one of the other events.
            refuse: is told of an event that does not follow from those before it, and why.
        """
        has_some = bool(self._alone or self._forgotten)  # seldom
        for row, envelope in pairs:
            cause = contradiction(projection, row[1], envelope.data)
            if cause is not None:
                # The question may have left out what it follows from, such as an added line. It
                # leaves out no agreement.
                is_there = agreement_of(row[1]) in projection.agreements
                if is_there and self._is_later(row, envelope.data):
                    continue
                self._leave_out(row, envelope.data)
                refuse(row, cause)
            elif row[3] not in FREQUENT or (has_some and self._is_alone(row, envelope.data)):
                whole = (
                    envelope if isinstance(envelope, Envelope) else decode(row[3], row[4], row[0])
                )
                fold(
                    Recorded(
                        position=row[0],
                        originator_id=row[1],
                        originator_version=row[2],
                        envelope=whole,
                    )
                )

    def _is_later(self, row: StoredRow, fact: Any) -> bool:
        """Return whether the question leaves out an event for its day."""
        day = getattr(fact, DAYS[row[3]]) if row[3] in FREQUENT else f.effective_on(fact)
        return day is not None and self._days[day] == _LATER

    def _leave_out(self, row: StoredRow, fact: Any) -> None:
        """Forget the sums that an event is in: no posting of that line or party can be made."""
        if row[3] not in FREQUENT:
            return
        key = _on(row, fact)
        for table in (self._paid, self._cost, self._used, self._worth, self._micro, self._waiting):
            of_stream = table.get(row[1], {})
            if isinstance(of_stream.get(key), _Apart):
                of_stream[key].clear()
            else:
                of_stream.pop(key, None)
            if not of_stream:
                table.pop(row[1], None)

    def _add_rows(
        self, rows: Sequence[StoredRow], envelopes: Sequence[Any]
    ) -> list[tuple[StoredRow, Any]]:
        """Add up the frequent events, and return the rows and envelopes of the others."""
        paid, used, days = self._paid, self._used, self._days
        others = []
        try:
            for row, envelope in zip(rows, envelopes, strict=True):
                _, stream, _, name, _ = row
                try:
                    if name == _PAID:
                        fact = envelope.data
                        by_month = paid[stream][fact.line][fact.budget_year]
                        by_month[days[fact.paid_on]] += fact.amount_minor
                    elif name == _USE:
                        fact = envelope.data
                        by_year = used[stream][fact.line][fact.performer]
                        if days[fact.reported_on] != _LATER:
                            by_year[fact.budget_year] += fact.amount_minor
                    elif name in FREQUENT:
                        self._take_less_frequent(row, envelope.data)
                    else:
                        others.append((row, envelope))
                        for line in set_apart_by(envelope.data):
                            self._set_apart(stream, line)
                except _ApartError:
                    self._alone.add(row[0])
                    others.append((row, envelope))
        except UNFOLDABLE as error:
            raise corrupt(row[0], row[3], error) from error
        return others

    def _take_less_frequent(self, row: StoredRow, fact: Any) -> None:
        position, stream, _, name, _ = row
        if name == _COST:
            by_month = self._cost[stream][fact.line][fact.budget_year]
            by_month[self._days[fact.booked_on]] += fact.amount_minor
        else:
            what, month = (fact.kind, fact.unit), self._days[fact.performed_on]
            self._worth[stream][fact.party][what][month] += fact.value_minor
            self._micro[stream][fact.party][what][month] += int(fact.quantity * MICRO)
            if month != _LATER:
                self._waiting[stream][fact.party][f"{fact.performed_on}", position] = (
                    fact.value_minor
                )

    def fold_into(self, projection: Projection) -> None:
        """Add the sums to a projection's."""
        self._add_payments(projection, self._paid, "disbursed", _disbursement)
        self._add_payments(projection, self._cost, "internal", _internal_cost)
        for agreement, line, performer, by_year in _each(self._used):
            for year, amount in by_year.items():
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
        for stream, by_party in self._waiting.items():
            agreement = agreement_of(stream) or ""
            for party, gifts in by_party.items():
                for (day, position), minor in gifts.items():
                    key = (agreement, party, day, position)
                    before = projection.waiting[key]
                    projection.waiting[key] = (before[0] + 1, before[1] + minor)

    def clear(self) -> None:
        """Let the sums be zero, and know on which lines and of which parties they were."""
        for table in (self._paid, self._cost, self._used, self._worth, self._micro):
            for of_stream in table.values():
                for of_line in of_stream.values():
                    for sums in of_line.values():
                        sums.clear()
        for of_stream in self._waiting.values():
            for gifts in of_stream.values():
                gifts.clear()

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


def _on(row: StoredRow, fact: Any) -> Any:
    """Return the line or the party that a frequent event is on."""
    return fact.party if row[3] == GIFT else fact.line


def _by(fact: Any) -> Any:
    """Return the other party that a frequent event names; None: it names none."""
    return getattr(fact, "performer", None)


def _counted(by_month: dict[int, int]) -> list[tuple[int, int]]:
    """Return number and amount of each month that is asked for."""
    return [(number, amount) for number, amount in by_month.items() if number != _LATER]


def _each(table: _Table) -> Iterator[tuple[str, str, Any, dict[Any, int]]]:
    """Yield agreement, line or party, the further key, and the sums."""
    for stream, of_stream in table.items():
        agreement = agreement_of(stream)
        assert agreement is not None, stream  # or it was refused
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
