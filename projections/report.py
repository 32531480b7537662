"""The shape every report has, whatever it is about and however it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, TypeAlias, get_type_hints

import msgspec

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
    "instant",  # datetime.datetime or None, UTC; its day where there is little room
    "positions",  # list[int], the events behind a row
]

# What --compare-to does with a field: it shows the change of each measure. The payments are one and
# the same figure for most payments, so of these only one is shown in words.
Measure: TypeAlias = Literal["sum", "payment"]


class Field(msgspec.Struct, frozen=True):
    """What a field of a row declares beside its type: ``Annotated[int, Field("Paid", "money")]``.

    Attributes:
        heading: what a person reads, in English; translated when shown.
        kind: how the cell is shown.
        is_key: whether it helps to identify a row from one report to the next.
        measure: of a field that is a sum; None: it is none.
        wide: shown only where the terminal has 100 columns or more.
        hidden: never shown; in the data formats only.
        if_several: shown only where the rows have more than one value of it.
    """

    heading: str
    kind: ColumnKind
    is_key: bool = False
    measure: Measure | None = None
    wide: bool = False
    hidden: bool = False
    if_several: bool = False


class Column(msgspec.Struct, frozen=True):
    """A column of a table.

    Attributes:
        key: the row's field (``paid_minor``); in CSV, an amount's less ``_minor``.
        heading: what a person reads, in English; translated when shown.
        kind: how the cell is shown.
        wide: shown only where the terminal has 100 columns or more.
        hidden: never shown; in the data formats only.
    """

    key: str
    heading: str
    kind: ColumnKind
    wide: bool = False
    hidden: bool = False


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
    return tuple(Column(key, it.heading, it.kind, it.wide, it.hidden) for key, it in fields.items())


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """What a question was asked about, with its three clocks (docs/DOMAIN.md, section 5).

    Attributes:
        at: position of the last event that is counted.
        known_at: recorded time of that event, or the instant asked for; None: empty book.
        as_of: facts about that day or earlier; None: every day.
        period: as typed; None: the whole agreement.
        root: of the Merkle tree over the events up to ``at``, in hexadecimal; None: not asked.
    """

    at: int
    known_at: datetime | None
    as_of: date | None = None
    period: str | None = None
    root: str | None = None


class Notice(msgspec.Struct, frozen=True):
    """A warning under a report: a code with its values, worded where it is shown."""

    code: str
    values: dict[str, Any]


class Report(msgspec.Struct, kw_only=True):
    """A report: rows of plain values, with columns that say how to show them.

    A row holds every field of ``fields`` and no other.

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
        measures: the fields that are sums and that ``--compare-to`` compares.
        payments: those among them that are one and the same for most payments.
        totals: the sum of each measure.
        changes: rows of a comparison (row key, ``<measure>`` deltas, ``events``); None: none asked.
        compared_to: the scope that was compared with; None: none asked.
        again: the words of the command that makes this report again, to the byte.
        heading: what stands above the title, in English; translated when shown. None: nothing.
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
    payments: frozenset[str] = frozenset()
    changes: list[dict[str, Any]] | None = None
    compared_to: Scope | None = None
    again: tuple[str, ...] = ()
    heading: str | None = None
