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
decoded by itself, so that damaged bytes cannot reach into the row beside them. The first event on a
line or of a party is looked at: whether it follows from those before it. The ones after it are
added up, and nothing else.

Measured with ``benchmarks/``: docs/PERFORMANCE.md.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import chain, islice
from operator import length_hint
from typing import Any, ClassVar, Generic, Literal, TypeAlias, TypeVar

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
from projections.waiting import Waiting

T = TypeVar("T")
Given: TypeAlias = Literal["stored", "lean", "whole"]


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
    rows: Iterable[StoredRow] | Iterable[Some],
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

    sums = Sums(as_of, lines_apart(projection), waiting=projection.waiting)
    last: Some | None = None
    for last in some_at_a_time(rows):
        sums.fold(projection, last, fold, refuse)
    sums.fold_into(projection)
    beside, end = later(), last.whole()[-1] if last is not None else None
    if beside is not None:
        part, left_open = beside
        projection.waiting.extend(part.sums.waiting)
        for row in left_open:
            part.sums.look_at(projection, row, fold, refuse)
        part.sums.fold_into(projection)
        end = part.last
    if end is not None:
        projection.position = end[0]
        projection.recorded_at = decode(end[3], end[4], end[0]).recorded_at


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


class Some(msgspec.Struct, frozen=True):
    """Some events that follow each other, with the columns that most sums need.

    Attributes:
        rows: stream, name, and the stored bytes or what was read of them.
        positions: likewise.
        whole: returns the rows as stored.
    """

    rows: Sequence[tuple[str, str, Any]]
    positions: Sequence[f.Position]
    whole: Callable[[], Sequence[StoredRow]]


def add_up(
    rows: Iterable[StoredRow] | Iterable[Some],
    as_of: date | None = None,
    *,
    met: set[Any] | None = None,
    given: Given = "stored",
) -> Part | None:
    """Add up a part of a book, wherever it begins; None: the part has no events.

    Args:
        rows: its events.
        as_of: facts about that day or earlier; None: every day.
        met: the lines and parties of the parts before it that are added up, too; it grows.
        given: how they come: as of ``Sums``.

    Raises:
        CorruptEventError: stored bytes are no event.
    """
    sums, left_open = Sums(as_of, given=given), array("q")
    known = set[Any]() if met is None else met
    count, last = 0, None
    for last in some_at_a_time(rows):
        left_open.extend(sums.add_some(last, known))
        count += len(last.rows)
    return None if last is None else Part(sums, left_open, count, last.whole()[-1])


def some_at_a_time(rows: Iterable[StoredRow] | Iterable[Some]) -> Iterator[Some]:
    """Yield events in groups of ``AT_A_TIME``, the last one perhaps smaller; groups stay."""
    waiting: Iterator[Any] = iter(rows)
    for first in waiting:
        rest = chain([first], waiting)
        yield from rest if isinstance(first, Some) else map(_some_of, rows_at_a_time(rest))


def rows_at_a_time(rows: Iterable[StoredRow]) -> Iterator[list[StoredRow]]:
    """Yield rows in groups of ``AT_A_TIME``, the last one perhaps smaller."""
    waiting = iter(rows)
    while some := list(islice(waiting, AT_A_TIME)):
        yield some


def _some_of(rows: Sequence[StoredRow]) -> Some:
    return Some(
        [(stream, name, state) for _, stream, _, name, state in rows],
        [row[0] for row in rows],
        lambda: rows,
    )


def some_read(rows: Sequence[StoredRow], envelopes: Sequence[Any]) -> Some:
    """Return events that were read already."""
    pairs = zip(rows, envelopes, strict=True)
    return Some(
        [(row[1], row[3], envelope) for row, envelope in pairs],
        [row[0] for row in rows],
        lambda: rows,
    )


def read(rows: Sequence[StoredRow]) -> list[Any]:
    """Return the envelopes of some rows.

    Raises:
        CorruptEventError: one of them cannot be read; the error names the first.
    """
    try:
        return [_LEAN[row[3]](row[4]) for row in rows]
    except (CorruptEventError, *UNREADABLE):
        return [_read(row) for row in rows]


def _read(row: StoredRow) -> Any:
    """Return the envelope of a row.

    Raises:
        CorruptEventError: it cannot be read.
    """
    try:
        return _LEAN[row[3]](row[4])
    except CorruptEventError as error:
        raise CorruptEventError(error.cause, row[0]) from error
    except UNREADABLE as error:
        raise corrupt(row[0], row[3], error) from error


class _Days(dict[str | date, int]):
    """The month of each day, as a number; ``_LATER``: the question leaves the day out.

    A day is text, or a date if the whole event was decoded.

    Attributes:
        months: year and name of each month, by its number.
        numbers: of each day, its own (``date.toordinal``).
    """

    def __init__(self, as_of: date | None) -> None:
        super().__init__()
        self._last = as_of or date.max
        self.months: list[tuple[int, str]] = [(0, "")]
        self.numbers: dict[str | date, int] = {}

    def __missing__(self, text: str | date) -> int:
        day = msgspec.convert(text, date)
        month = (day.year, f"{day:%Y-%m}")
        if month not in self.months:
            self.months.append(month)
        self.numbers[text] = day.toordinal()
        self[text] = _LATER if day > self._last else self.months.index(month)
        return self[text]


# Sums by stream, by line or party, and by further keys. Tables in tables, most of them small, stay
# in the processor's cache. A single large table with long keys is slower.
_Table: TypeAlias = dict[str, dict[str, Any]]
# The types of the frequent facts: payments, use, costs and contributions.
_Kinds: TypeAlias = tuple[type[Any], type[Any], type[Any], type[Any]]
_LEAN_KINDS: _Kinds = (_Paid, _Use, _Cost, _Gift)
_KINDS: dict[str, _Kinds] = {
    "stored": _LEAN_KINDS,
    "lean": _LEAN_KINDS,
    "whole": (
        f.DisbursementRecorded,
        f.UseReported,
        f.InternalCostRecorded,
        f.InKindRecorded,
    ),
}
_OF_FREQUENT = {name: _LEAN[name] for name in _LEAN_FACTS}
_AS_GIVEN: dict[str, Callable[[Any], Any]] = dict.fromkeys(_LEAN_FACTS, lambda given: given)


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
        waiting: gets the contributions in kind; None: the sums keep them.
        given: whether events come as stored, or read with the fields that sums need, or whole.
    """

    def __init__(
        self,
        as_of: date | None = None,
        apart: Iterable[tuple[str, str]] = (),
        *,
        waiting: Waiting | None = None,
        given: Given = "stored",
    ) -> None:
        self._days = _Days(as_of)
        self._given = given
        self._alone: set[int] = set()  # positions of payments on lines set apart
        self._forgotten: set[tuple[str, str]] = set()  # streams and lines that all payments are on
        self._paid: _Table = {}  # … by budget year; by month
        self._cost: _Table = {}  # … by budget year; by month
        self._used: _Table = {}  # … by performer; by year
        self._worth: _Table = {}  # … by kind and unit; by month
        self._micro: _Table = {}  # … by kind and unit; by month
        self._gifts: _Table = {}  # those that wait
        self.waiting = Waiting() if waiting is None else waiting
        for agreement, line in apart:
            self._set_apart(agreement_stream(agreement), line)

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
            of_stream = table.setdefault(stream, {})
            of_stream[line] = _Apart(of_stream.get(line, ()))

    def _is_alone(self, row: StoredRow, fact: Any) -> bool:
        """Return whether an event is a payment that is folded by itself, and not added up."""
        return row[0] in self._alone or (
            row[3] in PAYMENTS and (row[1], fact.line) in self._forgotten
        )

    def fold(
        self,
        projection: Projection,
        some: Some,
        fold: Callable[[Recorded], object],
        refuse: Callable[[StoredRow, str], object],
    ) -> None:
        """Add up the frequent events, and fold the others.

        Args:
            projection: what came before them.
            some: of the book's events, in order.
            fold: takes one of the other events.
            refuse: is told of an event that does not follow from those before it, and why.

        Raises:
            CorruptEventError: stored bytes are no event.
        """
        for row, envelope in self._to_look_at(some):
            # A line or a party that was not met before has to have been there in time.
            cause = contradiction(projection, row[1], envelope.data)
            if cause is None:
                self._add_first(row, envelope)
                if row[3] not in FREQUENT or row[0] in self._alone:
                    fold(_recorded(row, envelope))
            elif not self._is_left_out(projection, row, envelope.data):
                refuse(row, cause)

    def add_some(self, some: Some, met: set[Any]) -> Iterator[f.Position]:
        """Add up the frequent events of a part, and yield the positions of events to look at.

        Args:
            some: of the part's events, in order.
            met: the lines and parties of earlier frequent events; it grows.
        """
        for row, envelope in self._to_look_at(some):
            self._add_first(row, envelope)
            if row[3] in FREQUENT and row[0] not in self._alone:
                fact = envelope.data
                on = fact.party if row[3] == GIFT else fact.line
                key = (row[3], row[1], on, getattr(fact, "performer", None))
                if key in met:
                    continue
                met.add(key)
            yield row[0]

    def _to_look_at(self, some: Some) -> Iterator[tuple[StoredRow, Any]]:
        """Add up the frequent events; yield the others, and those that have no room yet."""
        at, rows = 0, None
        while (at := self._add_frequent(some, at)) < len(some.rows):
            rows = rows or some.whole()
            row = rows[at]
            yield row, _read(row) if self._given == "stored" else some.rows[at][2]
            at += 1

    def look_at(
        self,
        projection: Projection,
        row: StoredRow,
        fold: Callable[[Recorded], object],
        refuse: Callable[[StoredRow, str], object],
    ) -> None:
        """See that an event follows from those before it, and fold it unless it is frequent.

        Args:
            projection: what came before it.
            row: as stored; a frequent event has been added up already.
            fold: takes one of the other events.
            refuse: is told of an event that does not follow from those before it, and why.
        """
        envelope = _read(row)
        cause = contradiction(projection, row[1], envelope.data)
        if cause is not None:
            if not self._is_left_out(projection, row, envelope.data):
                refuse(row, cause)
        elif row[3] not in FREQUENT or self._is_alone(row, envelope.data):
            fold(_recorded(row, envelope))

    def _is_left_out(self, projection: Projection, row: StoredRow, fact: Any) -> bool:
        """Return whether the question leaves out an event that does not follow, for its day.

        It may have left out what the event follows from, such as an added line. It leaves out no
        agreement.
        """
        if agreement_of(row[1]) not in projection.agreements:
            return False
        day = getattr(fact, DAYS[row[3]]) if row[3] in FREQUENT else f.effective_on(fact)
        return day is not None and self._days[day] == _LATER

    def _add_frequent(self, some: Some, first: int) -> int:
        """Add up frequent events from a place on, and return the place of the next other one."""
        left = iter(some.rows[first:] if first else some.rows)
        try:
            self._add(left, some.positions)
        except (_ApartError, *UNFOLDABLE):  # or it is the first on its line, or has a fault
            return len(some.rows) - length_hint(left) - 1
        return len(some.rows)

    def _add(self, rows: Iterator[tuple[str, str, Any]], positions: Sequence[f.Position]) -> None:
        """Add up events until one of them is another, or the first on its line.

        Args:
            rows: those that are left.
            positions: theirs, and before them those of others.
        """
        paid, used, days = self._paid, self._used, self._days
        reader = _OF_FREQUENT if self._given == "stored" else _AS_GIVEN
        payment, use, _, _ = _KINDS[self._given]
        for stream, name, state in rows:
            fact = reader[name](state).data
            kind = type(fact)
            if kind is payment:
                by_month = paid[stream][fact.line][fact.budget_year]
                by_month[days[fact.paid_on]] += fact.amount_minor
            elif kind is use:
                by_year = used[stream][fact.line][fact.performer]
                if days[fact.reported_on] != _LATER:
                    by_year[fact.budget_year] += fact.amount_minor
            else:
                self._add_less_frequent(stream, fact, positions[-1 - length_hint(rows)])

    def _add_less_frequent(self, stream: str, fact: Any, at: f.Position) -> None:
        _, _, cost, gift = _KINDS[self._given]
        kind = type(fact)
        if kind is cost:
            by_month = self._cost[stream][fact.line][fact.budget_year]
            by_month[self._days[fact.booked_on]] += fact.amount_minor
        elif kind is gift:
            what, month = (fact.kind, fact.unit), self._days[fact.performed_on]
            micro = int(fact.quantity * MICRO)
            gifts = self._gifts[stream][fact.party]
            self._worth[stream][fact.party][what][month] += fact.value_minor
            self._micro[stream][fact.party][what][month] += micro
            if month != _LATER:
                gifts.add(at, self._days.numbers[fact.performed_on], fact.value_minor)
        else:
            raise LookupError(kind)

    def _add_first(self, row: StoredRow, envelope: Any) -> None:
        """Add up an event that may be the first on its line, or note what it sets apart."""
        position, stream, _, name, state = row
        if name not in FREQUENT:
            for line in set_apart_by(envelope.data):
                self._set_apart(stream, line)
            return
        given = state if self._given == "stored" else envelope
        try:
            self._make_room(stream, name, envelope.data)
            self._add(iter([(stream, name, given)]), (position,))
        except _ApartError:
            self._alone.add(position)
        except UNFOLDABLE as error:
            raise corrupt(position, name, error) from error

    def _make_room(self, stream: str, name: str, fact: Any) -> None:
        """Make the tables that a frequent event is added up in, where there are none."""
        if name == GIFT:
            for table in (self._worth, self._micro):
                table.setdefault(stream, {}).setdefault(fact.party, _by_two())
            gifts = self.waiting.of(agreement_of(stream) or "", fact.party)
            self._gifts.setdefault(stream, {}).setdefault(fact.party, gifts)
        elif name == _USE:
            of_line = self._used.setdefault(stream, {}).setdefault(fact.line, {})
            of_line.setdefault(fact.performer, _by_number())
        else:
            table = self._paid if name == _PAID else self._cost
            of_line = table.setdefault(stream, {}).setdefault(fact.line, {})
            if isinstance(of_line, _Apart):
                return
            by_month = of_line.setdefault(fact.budget_year, [])
            _ = self._days[getattr(fact, DAYS[name])]
            by_month.extend([0] * (len(self._days.months) - len(by_month)))

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
            for number, minor in _counted(by_month.items()):
                year, month = self._days.months[number]
                key = (agreement, party, *what, year, month, "delivered")
                before = projection.quantities[key]
                projection.quantities[key] = (before[0] + micro[number], before[1] + minor)
                years[year] += minor
            for year, minor in years.items():
                projection.add_legs(agreement, _gift(party, year, minor))

    def clear(self, waiting: Waiting) -> None:
        """Let the sums be zero, and know on which lines and of which parties they were.

        Args:
            waiting: gets the contributions in kind from now on.
        """
        for table in (self._used, self._worth, self._micro):
            for of_stream in table.values():
                for of_line in of_stream.values():
                    for sums in of_line.values():
                        sums.clear()
        for table in (self._paid, self._cost):
            for of_stream in table.values():
                for by_year in of_stream.values():
                    for by_month in by_year.values():
                        by_month[:] = [0] * len(by_month)
        self.waiting = waiting
        for stream, by_party in self._gifts.items():
            for party in by_party:
                by_party[party] = waiting.of(agreement_of(stream) or "", party)

    def _add_payments(
        self,
        projection: Projection,
        table: _Table,
        measure: str,
        entry: Callable[[str, int, int], f.Reversible],
    ) -> None:
        """Add payments to the months, and the postings of each budget year as of one entry."""
        for agreement, line, year, by_month in _each(table):
            counted = [x for x in _counted(enumerate(by_month)) if x[1]]
            for number, amount in counted:
                _, month = self._days.months[number]
                projection.months[agreement, line, year, month, measure] += amount
            if counted:
                total = sum(amount for _, amount in counted)
                projection.add_legs(agreement, entry(line, year, total))


def _recorded(row: StoredRow, envelope: Any) -> Recorded:
    """Return an event, which may have been read with only the fields that sums need."""
    whole = envelope if isinstance(envelope, Envelope) else decode(row[3], row[4], row[0])
    return Recorded(
        position=row[0], originator_id=row[1], originator_version=row[2], envelope=whole
    )


def _counted(by_month: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return number and amount of each month that is asked for."""
    return [(number, amount) for number, amount in by_month if number != _LATER]


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
