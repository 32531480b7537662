"""An agreement's rows, summed up by activity, funder or performer and budget year."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Annotated, Any, NamedTuple, TypedDict

from events.facts import LineId
from projections.balances import measures_by_performer, used_percent
from projections.report import Column, Field, Notice, fields_of
from projections.reports import lines
from projections.reports.amounts import Amounts
from projections.reports.common import party_name, sums
from projections.reports.declaring import About, Declaration, Shown


class _Activity(TypedDict):
    activity: Annotated[str | None, Field("Activity", "text", is_key=True)]
    line: Annotated[str | None, Field("Line", "text", is_key=True)]


class _Funder(TypedDict):
    funder: Annotated[str, Field("Funder", "text", is_key=True)]
    funder_name: Annotated[str, Field("Funder", "text")]


class _Performer(TypedDict):
    performer: Annotated[str, Field("Performer", "text", is_key=True)]
    performer_name: Annotated[str, Field("Performer", "text")]


class _Year(TypedDict):
    year: Annotated[int, Field("Year", "number", is_key=True)]
    lines: Annotated[list[str], Field("Lines", "texts")]


class _Used(TypedDict):
    used_percent: Annotated[int | None, Field("%", "percent")]


class ByActivity(_Activity, _Year, Amounts[int], _Used):
    """An activity and budget year, or a line that belongs to no activity."""


class ByFunder(_Funder, _Year, Amounts[int], _Used):
    """A funder and budget year."""


class ByPerformer(_Performer, _Year, Amounts[int], _Used):
    """A performer and budget year."""


class Part(NamedTuple):
    """What a line has in a budget year of a group's sums.

    Attributes:
        named: the fields that say which group.
        line: of the agreement.
        year: the budget year.
        amounts: every measure, in minor units.
    """

    named: dict[str, Any]
    line: LineId
    year: int
    amounts: Mapping[str, Any]


def _activities(about: About) -> Iterator[Part]:
    for row in lines.rows(about):
        activity = row["activity"]
        named = {"activity": activity, "line": None if activity else row["line"]}
        yield Part(named, row["line"], row["year"], row)


def _funders(about: About) -> Iterator[Part]:
    for row in lines.rows(about):
        named = {"funder": row["funder"], "funder_name": row["funder_name"]}
        yield Part(named, row["line"], row["year"], row)


def _performers(about: About) -> Iterator[Part]:
    """Yield what each performer has of a line; one that was replaced has what was its own."""
    projection = about.projection
    for row in lines.rows(about):
        agreement, line, year = row["agreement"], row["line"], row["year"]
        last = projection.lines.performer_on((agreement, line), date(year, 12, 31))
        for performer, amounts in measures_by_performer(projection, agreement, line, year).items():
            if performer == last or any(amounts.values()):
                name = party_name(projection, performer)
                named = {"performer": performer, "performer_name": name}
                yield Part(named, line, year, amounts)


def _grouped(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """Return a row for each group and year: groups as they come, their years in order."""
    groups: dict[tuple[Any, ...], dict[int, list[Part]]] = {}
    for part in parts:
        years = groups.setdefault(tuple(part.named.values()), {})
        years.setdefault(part.year, []).append(part)
    return [_row(years[year]) for years in groups.values() for year in sorted(years)]


def _row(parts: list[Part]) -> dict[str, Any]:
    found = sums([part.amounts for part in parts], fields_of(Amounts))
    return {
        **parts[0].named,
        "year": parts[0].year,
        "lines": list(dict.fromkeys(part.line for part in parts)),
        **found,
        "used_percent": used_percent(found["paid_minor"], found["committed_minor"]),
    }


def _shown(rows: list[Mapping[str, Any]], _about: About) -> Shown:
    """Return the fields of a table: a party by its name, and what no row has is left out."""
    keys = ("activity", "line", "funder_name", "performer_name")
    named = [key for key in keys if any(row.get(key) is not None for row in rows)]
    if not any(row["approved_minor"] for row in rows):
        return (*named, "year", "lines", "proposed_minor")
    amounts = (
        "committed_minor",
        "paid_minor",
        "remaining_minor",
        *lines.asked(rows),
        "available_minor",
        "used_percent",
    )
    bar = Column("used_percent", "", "bar", wide=True)
    return (*named, "year", "lines", *lines.changed(rows), *amounts, bar)


def declared(
    notices: Callable[[About], list[Notice]],
) -> dict[str, Declaration[Mapping[str, Any]]]:
    """Return the reports of an agreement by what their rows are sums of.

    Args:
        notices: returns what a reader should know.
    """

    def of(row: Any, parts: Callable[[About], Iterator[Part]]) -> Declaration[Mapping[str, Any]]:
        return Declaration(
            row=row,
            rows=lambda about: [*_grouped(parts(about))],
            shown=_shown,
            notices=lambda _rows, about: notices(about),
            totals=lines.totals,
        )

    return {
        "activity": of(ByActivity, _activities),
        "funder": of(ByFunder, _funders),
        "performer": of(ByPerformer, _performers),
    }
