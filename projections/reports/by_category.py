"""What an agreement's performers have reported as used, by the categories of the agreement."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, TypedDict

from events import facts as f
from events.facts import AgreementId, LineId
from events.record import Recorded
from projections.projection import AgreementDocument
from projections.report import Field
from projections.reports.declaring import About, Declaration, Shown


class Row(TypedDict):
    """A category of a line and budget year."""

    agreement: Annotated[str, Field("Agreement", "text", is_key=True)]
    line: Annotated[str, Field("Line", "text", is_key=True)]
    year: Annotated[int, Field("Year", "number", is_key=True)]
    category: Annotated[str, Field("Category", "text", is_key=True)]
    flat_percent: Annotated[int | None, Field("Flat rate", "percent")]
    flat_of: Annotated[str | None, Field("Of", "text")]
    reported_minor: Annotated[int, Field("Reported use", "money", measure="sum")]


def _categories(document: AgreementDocument) -> dict[str, f.Category]:
    proposed = document.proposed
    known = proposed.categories if isinstance(proposed, f.AgreementProposed3) else ()
    return {category.name: category for category in known}


def _row(agreement: AgreementId, line: LineId, year: int, category: f.Category, minor: int) -> Row:
    percent = category.flat_percent
    return {
        "agreement": agreement,
        "line": line,
        "year": year,
        "category": category.name,
        "flat_percent": None if percent is None else int((percent * 100).to_integral_value()),
        "flat_of": category.flat_of,
        "reported_minor": minor,
    }


def _rows(about: About) -> list[Row]:
    return [row for agreement in about.agreements for row in _of_agreement(agreement, about)]


def _of_agreement(agreement: AgreementId, about: About) -> Iterator[Row]:
    """Yield the categories of each line and year that use was reported of, in their order."""
    document, period = about.projection.agreements[agreement], about.period
    used, known = document.used_by_category(), _categories(document)
    years = sorted({year for _, year, _ in used if period is None or year == period.year})
    for line in document.lines:
        for year in years:
            for name, category in known.items():
                if (line, year, name) in used:
                    yield _row(agreement, line, year, category, used[line, year, name])


def _of_event(recorded: Recorded, about: About, _rows: list[Row]) -> list[Row]:
    """Return what a report of use adds to each category."""
    fact: f.Event = recorded.fact
    sign = 1
    if isinstance(fact, f.EntryReversed):
        sign, fact = -1, fact.entry
    if not isinstance(fact, f.UseReported2):
        return []
    agreement = recorded.agreement or ""
    known, sums = _categories(about.projection.agreements[agreement]), dict[str, int]()
    for row in fact.rows:
        sums[row.category] = sums.get(row.category, 0) + sign * row.amount_minor
    return [
        _row(agreement, fact.line, fact.budget_year, known[name], minor)
        for name, minor in sums.items()
        if name in known
    ]


def _shown(rows: list[Row], about: About) -> Shown:
    has_flat = any(row["flat_percent"] is not None for row in rows)
    return (
        *(("agreement",) if len(about.agreements) > 1 else ()),
        "line",
        "year",
        "category",
        *(("flat_percent", "flat_of") if has_flat else ()),
        "reported_minor",
    )


DECLARED: Declaration[Any] = Declaration(row=Row, rows=_rows, shown=_shown, of_event=_of_event)
