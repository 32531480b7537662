"""The shape every report has, whatever it is about and however it is shown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeAlias, get_type_hints

import msgspec

from events.record import Recorded

# How a cell is shown; its value in a row is of the type beside it.
ColumnKind: TypeAlias = Literal[
    "text",  # str or None
    "id",  # str: what commands take, and so never shortened
    "word",  # str: a closed vocabulary (event name, status, kind), translated when shown
    "money",  # int, minor units of the report's currency; None: not applicable
    "percent",  # int, hundredths of a per cent; None: nothing to divide by
    "bar",  # int, hundredths of a per cent, drawn as a bar; never in data formats
    "quantity",  # str, a plain decimal number
    "number",  # int: a year, a position
    "flag",  # bool
    "texts",  # list[str]
    "date",  # datetime.date or None
    "instant",  # datetime.datetime or None, UTC; only its day where the terminal is narrow
    "positions",  # list[int], the events behind a row
    "amounts",  # dict[int, int], minor units by year
    "parts",  # list of objects as they are stored
]

# Events add up to a figure. "sum": those of its row. "payment": the same, and most payments change
# all such figures by the same amount. "after": the balance after its row, so those of earlier rows
# as well.
Measure: TypeAlias = Literal["sum", "payment", "after"]
Number: TypeAlias = int | Decimal  # of a figure: minor units, or a quantity


Whole: TypeAlias = Literal["sentence", "command"]


class Field(msgspec.Struct, frozen=True):
    """What a field of a row declares beside its type: ``Annotated[int, Field("Paid", "money")]``.

    Attributes:
        heading: what a person reads, in English; translated when shown.
        kind: how the cell is shown.
        is_key: whether it helps to identify a row from one report to the next.
        is_order: of a key: rows that are otherwise the same follow one another by it; None is
            before and after all.
        measure: of a field that is a figure; None: the field is no figure.
        unit: the field that names the unit of a quantity; empty: the figure is an amount.
        wide: shown only where the terminal has 100 columns or more.
        hidden: never shown; in the data formats only.
        if_several: shown only where the rows have more than one value of it.
        if_any: shown only where a row has a value of it.
        is_stated: of an amount that events do not add up to: somebody has said it, or it is
            calculated.
        since: the version of the rules that it came with. Reports of a book that has not come to it
            are without the field, so they stay what they were, to the byte.
        context: of a word that other fields have in another sense; empty: it has one sense.
        whole: of a text that is never cut: where a table has no room for it in its row, it stands
            below; a "command" is parted so that a shell still takes it.
        if_requests: whether only reports about an agreement that uses requests for payment have it.
    """

    heading: str
    kind: ColumnKind
    is_key: bool = False
    is_order: bool = False
    measure: Measure | None = None
    unit: str = ""
    wide: bool = False
    hidden: bool = False
    if_several: bool = False
    if_any: bool = False
    is_stated: bool = False
    since: int = 1
    context: str = ""
    whole: Whole | None = None
    if_requests: bool = False


class Column(msgspec.Struct, frozen=True):
    """A column of a table.

    Attributes:
        key: the row's field (``paid_minor``); in CSV, an amount's less ``_minor``.
        heading: what a person reads, in English; translated when shown.
        kind: how the cell is shown.
        wide: shown only where the terminal has 100 columns or more.
        hidden: never shown; in the data formats only.
        is_optional: whether JSON and NDJSON have it only in rows that have it.
        context: of a word that other columns have in another sense; empty: it has one sense.
        whole: of a text that is never cut; see ``Field``.
    """

    key: str
    heading: str
    kind: ColumnKind
    wide: bool = False
    hidden: bool = False
    is_optional: bool = False
    context: str = ""
    whole: Whole | None = None


@cache
def fields_of(row: type) -> dict[str, Field]:
    """Return the fields that a type of rows declares, in the order of the data formats.

    Args:
        row: a ``TypedDict`` whose fields are ``Annotated[…, Field(…)]``.
    """
    hints = get_type_hints(row, include_extras=True)
    return {key: hint.__metadata__[-1] for key, hint in hints.items()}


def columns_of(fields: Mapping[str, Field]) -> tuple[Column, ...]:
    """Return a column for each declared field, in their order."""
    return tuple(
        Column(key, it.heading, it.kind, it.wide, it.hidden, context=it.context, whole=it.whole)
        for key, it in fields.items()
    )


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What a question was asked about, with its three clocks (docs/DOMAIN.md, section 5).

    Attributes:
        at: position of the last event that is counted.
        known_at: recorded time of that event, or the instant asked for; None: empty book.
        as_of: facts about that day or earlier; None: every day.
        period: as typed; None: the whole agreement.
        forecasts_to: the last day on which a forecast counts that is given after ``as_of``; None:
            none does.
        root: of the Merkle tree over the events up to ``at``, in hexadecimal; None: not asked.
    """

    at: int
    known_at: datetime | None
    as_of: date | None = None
    period: str | None = None
    forecasts_to: date | None = None
    root: str | None = None


class Notice(msgspec.Struct, frozen=True):
    """A warning under a report: a code with its values, worded where it is shown."""

    code: str
    values: dict[str, Any]


class Change(msgspec.Struct, frozen=True):
    """What has changed in a row since an earlier report.

    Attributes:
        key: the fields that identify the row.
        deltas: by how much each figure has changed; quantities as plain decimal numbers.
        events: positions of the events that changed each figure, in order; only those figures.
        moved: positions of the events that reports of form 2 named for the whole row; None: they
            did not name the row.
    """

    key: dict[str, Any]
    deltas: dict[str, int | str]
    events: dict[str, list[int]]
    moved: list[int] | None


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure of a report that another one explains.

    Attributes:
        field: what it is.
        chosen: what the rows have in common that it was asked for: fields and values.
        value: what the report says; quantities as plain decimal numbers.
        total: the sum of the events.
    """

    field: Column
    chosen: tuple[tuple[Column, Any], ...]
    value: int | str
    total: int | str


class Traced(msgspec.Struct, frozen=True, kw_only=True):
    """The events behind the figures of a report.

    Attributes:
        figures: those of each row that a table shows: of each, events and what they add to it.
        totals: those of the sums.
        events: every event that is among them, by its position.
        parties: names by id.
    """

    figures: list[dict[str, list[tuple[int, Number]]]]
    totals: dict[str, list[tuple[int, Number]]]
    events: dict[int, Recorded]
    parties: dict[str, str]


class Report(msgspec.Struct, kw_only=True):
    """A report: rows of plain values, with columns that say how to show them.

    A row holds every field of ``fields``, and those that came with later rules than the book has.

    Attributes:
        report: which of ``projections.reports.KINDS``, or ``audit`` and which of
            ``projections.audits.AUDITS``.
        id: what the report is about; None: the whole book.
        title: what stands first in the header (an agreement's title, a party's name).
        reference: the diary number; None where there is none.
        currency: ISO 4217.
        fields: what the data formats hold, in their order.
        columns: what tables, Markdown and web pages show.
        row_key: the fields that identify a row from one report to the next.
        figures: the fields that events add up to, and that are compared.
        measures: the figures that are amounts.
        payments: the figures that most payments change by the same amount.
        totals: the sum of each measure.
        changes: of a comparison, by row; None: none asked.
        compared_to: the scope that was compared with; None: none asked.
        again: the words of the command that makes this report again, to the byte.
        heading: what stands above the title, in English; translated when shown. None: nothing.
        figure: which it explains; None: it is a report of its own.
        traced: the events behind its figures; None: not asked, or too many.
        by: what its rows, or those that it explains, are sums of; None: as its kind has them.
        chain: the agreements that extend one another, if it is about all of them.
        told_in: the time zone that instants are shown in; None: UTC.
        behind: the events that it counts, as rows of the log; None: not asked.
    """

    report: str
    id: str | None
    title: str
    reference: str | None
    currency: str
    scope: Scope
    fields: tuple[Column, ...]
    columns: tuple[Column, ...]
    row_key: tuple[str, ...]
    measures: tuple[str, ...]
    rows: list[dict[str, Any]]
    totals: dict[str, Any]
    notices: list[Notice]
    figures: tuple[str, ...] = ()
    payments: frozenset[str] = frozenset()
    changes: list[Change] | None = None
    compared_to: Scope | None = None
    again: tuple[str, ...] = ()
    heading: str | None = None
    figure: Figure | None = None
    traced: Traced | None = None
    by: str | None = None
    chain: tuple[str, ...] = ()
    told_in: str | None = None
    behind: Iterable[Mapping[str, Any]] | None = None

    def zone(self) -> str | None:
        """Return the time zone that instants are shown in; None: UTC."""
        return self.told_in


def number_of(value: int | str | None) -> Number:
    """Return the number that a figure in a row is; nothing is zero."""
    return Decimal(value) if isinstance(value, str) else value or 0


def value_of(kind: ColumnKind, number: Number) -> int | str:
    """Return a number as the figure of a row: minor units, or a plain decimal number."""
    return plain(Decimal(number)) if kind == "quantity" else int(number)


def plain(number: Decimal) -> str:
    """Return a plain decimal number, without zeros at its end."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
