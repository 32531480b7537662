"""How a report declares itself: what its rows are, and which functions make them.

The rest follows from the declaration: the fields of the data formats, the key of a row, the sums
under the rows and their comparison (``projections.reports.building``, ``projections.compare``), and
docs/reports.md.
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

import msgspec

from events.facts import AgreementId
from events.period import Period
from events.record import Recorded
from projections.postings import Lines
from projections.projection import Projection
from projections.report import Column, Field, Notice, Scope, columns_of, fields_of
from projections.reports.common import period_of, sums

R = TypeVar("R", bound=Mapping[str, Any])  # the type of a report's rows
RowKey: TypeAlias = tuple[Any, ...]  # what identifies a row: the values of its key fields
Shown: TypeAlias = "Sequence[str | Column]"  # the fields of a table, in its order


class About(NamedTuple):
    """What a report is made of.

    Attributes:
        subject: an agreement, a board or a party; None: the whole book.
        agreements: those it is about, all in one currency.
        projection: the events that count, folded.
        scope: which those are.
        is_of_one_event: whether it is about what one event adds to the figures. Rows that are
            before the period are there then, for what is so after them.
    """

    subject: str | None
    agreements: list[AgreementId]
    projection: Projection
    scope: Scope
    is_of_one_event: bool = False

    @property
    def period(self) -> Period | None:
        """The period asked for; None: the whole agreement."""
        return period_of(self.scope)

    @property
    def its_subject(self) -> str:
        """The subject, of a report that cannot do without."""
        assert self.subject is not None
        return self.subject


class Moved(NamedTuple):
    """An event, for the question which rows of a report of form 2 it has moved.

    Attributes:
        recorded: the event.
        lines: every line there is.
        subject: of the report.
        period: that the report was asked for; None: the whole agreement.
    """

    recorded: Recorded
    lines: Lines
    subject: str | None
    period: Period | None


class Earlier(NamedTuple):
    """Which events reports of form 2 named for a row, where those were not its own.

    Attributes:
        moved: returns the keys of the rows that an event has moved.
        behind: returns the events behind a row, given those that moved each.
    """

    moved: Callable[[Moved], list[RowKey]]
    behind: Callable[[RowKey, Mapping[RowKey, list[int]]], list[int]]


class Declaration(msgspec.Struct, Generic[R], frozen=True, kw_only=True, dict=True):
    """A report.

    Attributes:
        row: the type of its rows: a ``TypedDict`` with a ``Field`` for each field.
        rows: makes them, of all events or of one alone: what that one adds to each figure.
        shown: returns the fields of a table; None: all that are not hidden.
        notices: returns what a reader should know; None: nothing.
        totals: returns the sums under the rows; None: of every measure.
        earlier: which events reports of form 2 named; None: those that add to a row.
        otherwise: fields that this report shows in another way than the type of its rows says.
        of_event: returns what an event alone adds, given the event, the whole report and the rows
            that its sums make; None: those rows. For figures that are no sums of the projection.
        needs: the sums, other than balances, that the report is made of.
        is_dated: whether each row has a date of its own. Rows of other reports show balances on the
            last day of the period that the question names.
        has_forecasts: whether forecasts count that are given in the period after that one.
    """

    row: type[R]
    rows: Callable[[About], list[R]]
    shown: Callable[[list[R], About], Shown] | None = None
    notices: Callable[[list[R], About], list[Notice]] | None = None
    totals: Callable[[list[R]], dict[str, Any]] | None = None
    earlier: Earlier | None = None
    otherwise: Mapping[str, Field] = {}
    of_event: Callable[[Recorded, About, list[R]], list[R]] | None = None
    needs: Collection[str] = ()
    is_dated: bool = False
    has_forecasts: bool = False

    @cached_property
    def fields(self) -> dict[str, Field]:
        """The fields of a row, in the order of the data formats."""
        return {**fields_of(self.row), **self.otherwise}

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """What the data formats hold."""
        return columns_of(self.fields)

    @cached_property
    def row_key(self) -> tuple[str, ...]:
        """The fields that identify a row from one report to the next."""
        return tuple(key for key, it in self.fields.items() if it.is_key)

    @property
    def measures(self) -> tuple[str, ...]:
        """The figures that are amounts."""
        return tuple(key for key in self.figures if self.fields[key].kind == "money")

    @cached_property
    def figures(self) -> tuple[str, ...]:
        """The fields that events add up to."""
        return tuple(key for key, it in self.fields.items() if it.measure)

    def left_out(self, about: About) -> frozenset[str]:
        """Return the fields that a report is without.

        They came with later versions of the rules than the book has come to, or are about requests
        for payment where none of the agreements uses such.
        """
        projection = about.projection
        uses_requests = any(projection.agreements[x].uses_requests for x in about.agreements)
        return frozenset(
            key
            for key, it in self.fields.items()
            if it.since > projection.rules or (it.if_requests and not uses_requests)
        )

    @cached_property
    def order(self) -> int | None:
        """The place in a row's key by which rows follow one another; None: they do not."""
        places = [i for i, key in enumerate(self.row_key) if self.fields[key].is_order]
        return places[0] if places else None

    def key_of(self, row: Mapping[str, Any]) -> RowKey:
        """Return what identifies a row."""
        return tuple([row[key] for key in self.row_key])

    def last(self, keys: Iterable[RowKey]) -> list[RowKey]:
        """Return the last of the rows that follow one another, of each such group."""
        place = self.order
        assert place is not None
        return list({(*key[:place], *key[place + 1 :]): key for key in keys}.values())

    @property
    def payments(self) -> frozenset[str]:
        """The measures that most payments change by the same amount."""
        return frozenset(key for key, it in self.fields.items() if it.measure == "payment")

    def sums_of(self, rows: list[R]) -> dict[str, Any]:
        """Return the sum of each measure, or what the report says instead.

        What is so after a row is summed up over the last rows only.
        """
        if self.totals:
            return self.totals(rows)
        found = sums(rows, self.measures)
        after = [key for key in self.measures if self.fields[key].measure == "after"]
        if after:
            last = set(self.last(map(self.key_of, rows)))
            found |= sums([row for row in rows if self.key_of(row) in last], after)
        return found

    def columns_shown(self, rows: list[R], about: About) -> tuple[Column, ...]:
        """Return the columns of a table, in its order."""
        by_key = {column.key: column for column in self.columns}
        keys = self.shown(rows, about) if self.shown else by_key
        return tuple(key if isinstance(key, Column) else by_key[key] for key in keys)
