"""What pictures are made of: the rows of reports by budget year, as flows, and by month.

Nothing here is another figure: each is one of a report, or a sum of its rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

import msgspec
from msgspec.structs import replace

from projections.report import Report
from projections.reports import KINDS

Row = Mapping[str, Any]


class YearOf(msgspec.Struct, frozen=True):
    """A budget year of a report.

    Attributes:
        year: which.
        rows: those of the report.
        totals: the sums under them, as the report sums up.
    """

    year: int
    rows: list[dict[str, Any]]
    totals: dict[str, Any]


def by_year(report: Report) -> list[YearOf]:
    """Return the budget years of a report whose rows have one, in order."""
    declared, rows = KINDS[report.report].declared_by(report.by), report.rows
    years = sorted({row["year"] for row in rows})
    of_years = [(year, [row for row in rows if row["year"] == year]) for year in years]
    return [YearOf(year, own, declared.sums_of(own)) for year, own in of_years]


class Flow(msgspec.Struct, frozen=True):
    """The money of a budget line, on its way from a board to a performer.

    Attributes:
        source, target: the board and the performer.
        committed_minor, paid_minor: in minor units.
        share: of what is committed that is paid, in hundredths of a per cent.
    """

    source: str
    line: str
    purpose: str
    target: str
    committed_minor: int
    paid_minor: int
    share: int


class Node(msgspec.Struct, frozen=True):
    """Who commits or performs, and the sums of its lines, in minor units."""

    party: str
    name: str
    committed_minor: int
    paid_minor: int


class Way(msgspec.Struct, frozen=True):
    """The way of the money of a budget year: from boards over lines to performers."""

    sources: list[Node]
    flows: list[Flow]
    targets: list[Node]


def way_of(rows: Sequence[Row]) -> Way:
    """Return the way of the money in rows of an agreement's report, all of one budget year."""
    rows = [row for row in rows if row["committed_minor"] > 0]
    # The lines of one board stand together, so that their bands need not cross.
    order = list(dict.fromkeys(row["funder"] for row in rows))
    rows = sorted(rows, key=lambda row: order.index(row["funder"]))
    return Way(
        sources=list(_nodes(rows, "funder")),
        flows=[
            Flow(
                row["funder"],
                row["line"],
                row["purpose"],
                row["performer"],
                row["committed_minor"],
                row["paid_minor"],
                row["used_percent"] or 0,
            )
            for row in rows
        ],
        targets=list(_nodes(rows, "performer")),
    )


def _nodes(rows: Iterable[Row], who: str) -> Iterator[Node]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row[who], []).append(row)
    for party, own in found.items():
        committed, paid = (sum(row[x] for row in own) for x in ("committed_minor", "paid_minor"))
        yield Node(party, own[0][f"{who}_name"], committed, paid)


class Month(msgspec.Struct, frozen=True):
    """What had been paid of a budget year by the end of a month, in minor units."""

    month: str
    paid_minor: int
    disbursed_minor: int
    internal_minor: int
    remaining_minor: int


class Months(msgspec.Struct, frozen=True):
    """A budget year, month by month.

    Attributes:
        year: which.
        committed_minor: in minor units.
        months: from January of the year, or the first posting if that is earlier, to the last
            posting, which may be after the year; of the year itself, to the last month that counts.
    """

    year: int
    committed_minor: int
    months: list[Month]


def of_lines_in(cash_flow: Report, report: Report) -> Report:
    """Return a cash flow with the rows of those lines and budget years that a report has."""
    own = {(row["agreement"], row["line"], row["year"]) for row in report.rows}
    rows = [x for x in cash_flow.rows if (x["agreement"], x["line"], x["year"]) in own]
    return replace(cash_flow, rows=rows)


def months_of(cash_flow: Report, years: Sequence[YearOf]) -> list[Months]:
    """Return each budget year that anything was paid of, from the report of its cash flow."""
    scope = cash_flow.scope
    days = [x for x in (scope.as_of, scope.known_at) if x is not None]
    now = min((f"{x:%Y-%m}" for x in days), default="")
    paid: dict[int, dict[str, list[int]]] = {}
    for row in cash_flow.rows:
        if row["month"] is not None:
            sums = paid.setdefault(row["year"], {}).setdefault(row["month"], [0, 0])
            sums[0] += row["disbursed_minor"]
            sums[1] += row["internal_minor"]
    return [
        Months(one.year, one.totals["committed_minor"], list(_added_up(one, paid[one.year], now)))
        for one in years
        if one.year in paid
    ]


def _added_up(one: YearOf, paid: Mapping[str, Sequence[int]], now: str) -> Iterator[Month]:
    committed, disbursed, internal = one.totals["committed_minor"], 0, 0
    first, last = min(f"{one.year}-01", *paid), max(*paid, min(now, f"{one.year}-12"))
    for month in _from_to(first, last):
        disbursed += paid.get(month, (0, 0))[0]
        internal += paid.get(month, (0, 0))[1]
        paid_so_far = disbursed + internal
        yield Month(month, paid_so_far, disbursed, internal, committed - paid_so_far)


def _from_to(first: str, last: str) -> Iterator[str]:
    """Yield the months from one to another, both written as ``2024-05``."""
    month = first
    while month <= last:
        yield month
        month = later(month, 1)


def later(month: str, by: int) -> str:
    """Return the month that comes so many months after another one, such as ``2024-05``."""
    year, _, of_year = month.partition("-")
    number = int(year) * 12 + int(of_year) - 1 + by
    return f"{number // 12:04}-{number % 12 + 1:02}"
