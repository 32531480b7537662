"""How a report declares itself: what its rows are, and which functions make them.

The rest follows from that: what the data formats hold, what identifies a row, which sums stand
under it and are compared (``projections.reports.building``, ``projections.compare``), and what
docs/reports.md says.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Generic, NamedTuple, TypeAlias, TypeVar

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
    """

    subject: str | None
    agreements: list[AgreementId]
    projection: Projection
    scope: Scope

    @property
    def period(self) -> Period | None:
        """The period asked for; None: the whole agreement."""
        return period_of(self.scope)

    @property
    def its_subject(self) -> str:
        """The subject of a report that always has one."""
        assert self.subject is not None
        return self.subject


class Moved(NamedTuple):
    """An event of which a report says which of its rows it has moved.

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


@dataclass(frozen=True, kw_only=True)
class Declaration(Generic[R]):
    """A report.

    Attributes:
        row: the type of its rows: a ``TypedDict`` with a ``Field`` for each field.
        rows: makes them.
        moved: returns the keys of the rows that an event has moved, for ``--compare-to``.
        shown: returns the fields of a table; None: all that are not hidden.
        notices: returns what a reader should know; None: nothing.
        totals: returns the sums under the rows; None: of every measure.
        behind: returns the events behind a row, given those that moved each; None: its own.
        otherwise: fields that this report shows otherwise than the type of its rows says.
        needs: the sums that it is made of, besides the balances.
        is_dated: whether rows are dated by themselves; the others show balances on the last day
            of the period that is asked for.
    """

    row: type[R]
    rows: Callable[[About], list[R]]
    moved: Callable[[Moved], list[RowKey]]
    shown: Callable[[list[R], About], Shown] | None = None
    notices: Callable[[list[R], About], list[Notice]] | None = None
    totals: Callable[[list[R]], dict[str, Any]] | None = None
    behind: Callable[[RowKey, Mapping[RowKey, list[int]]], list[int]] | None = None
    otherwise: Mapping[str, Field] = field(default_factory=dict)
    needs: Collection[str] = ()
    is_dated: bool = False

    @property
    def fields(self) -> dict[str, Field]:
        """The fields of a row, in the order of the data formats."""
        return {**fields_of(self.row), **self.otherwise}

    @property
    def columns(self) -> tuple[Column, ...]:
        """What the data formats hold."""
        return columns_of(self.fields)

    @property
    def row_key(self) -> tuple[str, ...]:
        """The fields that identify a row from one report to the next."""
        return tuple(key for key, it in self.fields.items() if it.is_key)

    @property
    def measures(self) -> tuple[str, ...]:
        """The fields that are sums."""
        return tuple(key for key, it in self.fields.items() if it.measure)

    @property
    def payments(self) -> frozenset[str]:
        """The measures that are one and the same for most payments."""
        return frozenset(key for key, it in self.fields.items() if it.measure == "payment")

    def sums_of(self, rows: list[R]) -> dict[str, Any]:
        """Return the sum of each measure, or what the report says instead."""
        return self.totals(rows) if self.totals else sums(rows, self.measures)

    def columns_shown(self, rows: list[R], about: About) -> tuple[Column, ...]:
        """Return the columns of a table, in its order."""
        by_key = {column.key: column for column in self.columns}
        keys = self.shown(rows, about) if self.shown else by_key
        return tuple(key if isinstance(key, Column) else by_key[key] for key in keys)
