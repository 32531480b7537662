"""The events behind the figures of a report: what each of them adds to which figure.

A figure is a sum of what events add to it. So an event adds what the report says of that event
alone: the report's functions get a projection in which no other event has happened. This explains
every report with every measure.

What is requested and reserved is the exception: no event adds it by itself
(``projections.holds``). A figure of such is explained by the requests that it is the sum of. What
has changed in it is told by the events that changed it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import deepcopy
from typing import Any, NamedTuple, TypeAlias

import msgspec

from events.effects import moves
from events.facts import AgreementId, PartyId, PartyRegistered, Position, effective_on
from events.following import counts
from events.record import Recorded
from projections.holds import Holds, holds_of, moved, requests_of
from projections.projection import AgreementDocument, LineDocument, Projection
from projections.report import Number, Report, Scope, number_of
from projections.reports.declaring import About, Declaration, RowKey

Holding: TypeAlias = Callable[[Recorded], Holds]
Own: TypeAlias = Mapping[RowKey, Mapping[str, Any]]  # the rows of an event alone, by their keys
_Shares: TypeAlias = Mapping[str, list[tuple[RowKey, int]]]  # by figure: rows, each with a sign


class Part(NamedTuple):
    """What an event adds to a figure.

    Attributes:
        position: of the event.
        key: of the row that has the figure.
        number: minor units, or a quantity; never zero.
    """

    position: Position
    key: RowKey
    number: Number


class Step(NamedTuple):
    """What an event adds to the figure.

    Attributes:
        recorded: the event.
        key: of the report's row whose figure the event adds to.
        number: minor units, or a quantity.
        balance: the sum up to and including this event.
    """

    recorded: Recorded
    key: RowKey
    number: Number
    balance: Number


class Explanation(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of a report, and the events that make it.

    Attributes:
        made: the report.
        figure: its field.
        chosen: the fields by which the asker chose rows, with their values; empty: all rows.
        value: the report's own figure: minor units, or a quantity.
        total: the sum of the events.
        steps: the events, in the order of the book.
        reversed_by: for each event that was taken back, the event that took it back.
        parties: those that the events name.
    """

    made: Report
    figure: str
    chosen: Mapping[str, Any]
    value: Number
    total: Number
    steps: list[Step]
    reversed_by: Mapping[Position, Position]
    parties: Mapping[PartyId, PartyRegistered]


def counted(events: Iterable[Recorded], scope: Scope) -> Iterator[Recorded]:
    """Yield the events that a question counts (``events.following.counts``)."""
    return (x for x in events if counts(x.fact, scope.as_of, scope.forecasts_to))


def by_their_requests(about: About, events: Callable[[], Iterable[Recorded]]) -> Holding:
    """Return what says which requests a report's figures are the sum of.

    Args:
        about: what the report was made of.
        events: returns those that count, which are read only if an agreement uses requests.
    """
    documents = about.projection.agreements
    if not any(documents[x].uses_requests for x in about.agreements):
        return _nothing
    requests = requests_of(events())

    def holding(recorded: Recorded) -> Holds:
        own = requests.get(recorded.agreement or "", {}).get(recorded.position)
        return holds_of(recorded.agreement or "", own)

    return holding


def by_what_changed(about: About, earlier: Projection | None) -> Holding:
    """Return what says by how much each event changes what is requested and reserved.

    It is asked for every event that counts after the earlier ones, in their order.

    Args:
        about: what the later report was made of.
        earlier: the events before those; None: there are none.
    """
    known, before = about.projection.agreements, earlier.agreements if earlier else {}
    requests = {
        x: deepcopy(before[x].requests) if x in before else {}
        for x in about.agreements
        if known[x].uses_requests
    }

    def holding(recorded: Recorded) -> Holds:
        own = requests.get(recorded.agreement or "")
        return {} if own is None else moved(own, recorded)

    return holding


def _nothing(_recorded: Recorded) -> Holds:
    return {}


class Explaining:
    """Says what events add to the figures of a report.

    Args:
        declared: the report.
        about: what it was made of.
        holding: says what an event adds to what is requested and reserved.
    """

    def __init__(
        self, declared: Declaration[Any], about: About, holding: Holding = _nothing
    ) -> None:
        self._declared, self._about, self._holding = declared, about, holding
        self._agreements = frozenset(about.agreements)
        self._shares: dict[tuple[Any, ...], _Shares | None] = {}
        fields = declared.fields
        # For each figure that sums up all rows until its own: the place in a row's key that orders
        # the rows. None: the figure is a sum of its row's own events.
        self.orders = {
            x: declared.order if fields[x].measure == "after" else None for x in declared.figures
        }

    def own(self, recorded: Recorded) -> Own:
        """Return the rows of an event alone, with what it adds to each figure."""
        return self._own(recorded, self._holding(recorded))

    def _own(self, recorded: Recorded, held: Holds) -> Own:
        """Return the same, given what the event adds to what is requested and reserved."""
        if recorded.agreement not in self._agreements:
            return {}
        rows = self._rows_of(recorded, recorded.agreement, held)
        if self._declared.of_event is not None:
            rows = self._declared.of_event(recorded, self._about, rows)
        return {self._declared.key_of(row): row for row in rows}

    def _rows_of(self, recorded: Recorded, agreement: AgreementId, held: Holds) -> list[Any]:
        """Return the rows of the sums of an event alone."""
        alone = self._alone(recorded, held)
        if not alone.balances and not alone.holds:
            return []
        about = self._about._replace(agreements=[agreement], projection=alone, is_of_one_event=True)
        return self._declared.rows(about)

    def _alone(self, recorded: Recorded, held: Holds) -> Projection:
        """Return a projection in which only one event has happened, with the documents it needs."""
        known, agreement = self._about.projection, recorded.agreement or ""
        alone = Projection(parties=known.parties, lines=known.lines)
        alone.add_sums(recorded)
        alone.known_holds = held
        whole = known.agreements[agreement]
        touched = dict.fromkeys(line for _, line, *_ in (*alone.balances, *alone.holds) if line)
        alone.agreements[agreement] = AgreementDocument(
            whole.proposed,
            whole.position,
            whole.concluded,
            {
                x: LineDocument(whole.lines[x].proposed, {}, whole.lines[x].decision)
                for x in touched
                if x in whole.lines  # a line that an amendment added may have been taken back
            },
        )
        return alone

    def parts(self, recorded: Recorded, figure: str, targets: Targets) -> Iterator[Part]:
        """Yield what an event adds to a figure of some rows."""
        for key, number in self._numbers(recorded, figure):
            if number:
                for target in targets.after(key):
                    yield Part(recorded.position, target, number)

    def _numbers(self, recorded: Recorded, figure: str) -> Iterable[tuple[RowKey, Number]]:
        """Return what an event adds to a figure of each of its rows.

        Most events add one amount to one line and budget year. Such an event has the rows that
        another one like it has, with its own amount in the place of the other's.
        """
        held, alike = self._holding(recorded), self._alike(recorded)
        if alike is not None and not held:
            like, minor = alike
            if like not in self._shares:
                self._shares[like] = self._shares_of(self._own(recorded, held), minor)
            shares = self._shares[like]
            if shares is not None:
                return [(key, sign * minor) for key, sign in shares.get(figure, ())]
        return [(key, number_of(row[figure])) for key, row in self._own(recorded, held).items()]

    def _alike(self, recorded: Recorded) -> tuple[RowKey, int] | None:
        """Return what events that have the same rows have in common, and an event's own amount.

        None: no other event is known to have its rows.
        """
        fact, agreement = recorded.fact, recorded.agreement
        if agreement not in self._agreements or self._declared.of_event is not None:
            return None
        moved = moves(fact)
        if len(moved) != 1:
            return None
        measure, line, year, minor, party = moved[0]
        if not line or not minor:  # a contribution in kind has a quantity, too
            return None
        if (agreement, line) in self._about.projection.lines.performers:
            return None  # whom it concerns follows from the day
        day = effective_on(fact) if "months" in self._declared.needs else None
        month = (day.year, day.month) if day else None
        return (agreement, type(fact), measure, line, year, party, month, minor > 0), minor

    def _shares_of(self, own: Own, minor: int) -> _Shares | None:
        """Return to which figures of an event's rows its amount is added, or from which taken.

        None: something else than the amount is added to one of them.
        """
        found: dict[str, list[tuple[RowKey, int]]] = {}
        for key, row in own.items():
            for figure in self.orders:
                number = number_of(row[figure])
                if not number:
                    continue
                if abs(number) != abs(minor):
                    return None
                found.setdefault(figure, []).append((key, 1 if number == minor else -1))
        return found

    def targets(self, figure: str, keys: Sequence[RowKey]) -> Targets:
        """Return the rows that a figure of some rows is a sum over."""
        order = self.orders[figure]
        return Targets(keys if order is None else self._declared.last(keys), order)


class Targets:
    """The rows whose figure is asked about.

    Args:
        keys: of the rows.
        order: the place in a key that orders the rows, if a figure sums up all rows until its own;
            None: the figure is a sum of its row's own events.
    """

    def __init__(self, keys: Iterable[RowKey], order: int | None) -> None:
        self._order = order
        self._by_group: dict[RowKey, list[RowKey]] = {}
        for key in keys:
            self._by_group.setdefault(group_of(key, order), []).append(key)

    @property
    def groups(self) -> Iterable[RowKey]:
        """The keys without the place that orders the rows; if there is none, the whole keys."""
        return self._by_group

    def after(self, key: RowKey) -> Iterator[RowKey]:
        """Yield the rows whose figure counts the events of a row."""
        place = self._order
        for target in self._by_group.get(group_of(key, place), ()):
            if place is None or None in (key[place], target[place]) or key[place] <= target[place]:
                yield target


def group_of(key: RowKey, order: int | None) -> RowKey:
    """Return a row's key without the place that orders the rows; no such place: the whole key."""
    return key if order is None else (*key[:order], *key[order + 1 :])


class Behind:
    """The events behind every figure of a report.

    Args:
        explaining: says what events add.
        declared: the report.
    """

    def __init__(self, explaining: Explaining, declared: Declaration[Any]) -> None:
        self._explaining, self._declared = explaining, declared
        # figure -> key without the place that orders the rows -> row -> events
        self._own: dict[str, dict[RowKey, dict[RowKey, list[tuple[Position, Number]]]]] = {}

    def add(self, recorded: Recorded) -> Own:
        """Take an event in, and return its rows."""
        own = self._explaining.own(recorded)
        for key, row in own.items():
            for figure, order in self._explaining.orders.items():
                # An event adds to few figures.
                if row[figure] and (number := number_of(row[figure])):
                    group = self._own.setdefault(figure, {}).setdefault(group_of(key, order), {})
                    group.setdefault(key, []).append((recorded.position, number))
        return own

    def of(self, figure: str, keys: Sequence[RowKey]) -> list[Part]:
        """Return what the events add to a figure of some rows, in the order of the book."""
        targets, own = self._explaining.targets(figure, keys), self._own.get(figure, {})
        found = [
            Part(position, target, number)
            for group in targets.groups
            for key, parts in own.get(group, {}).items()
            for target in targets.after(key)
            for position, number in parts
        ]
        return sorted(found, key=lambda part: part.position)
