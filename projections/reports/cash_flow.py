"""Cash flow: what was paid, by month and line, and what is still to pay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, TypeAlias, TypedDict

from events import facts as f
from events.facts import AgreementId, LineId, effective_on
from projections.postings import postings
from projections.projection import Projection
from projections.report import Field
from projections.reports.amounts import amounts_of
from projections.reports.common import BudgetYears, first_day
from projections.reports.declaring import About, Declaration, Earlier, Moved, RowKey, Shown


class Row(TypedDict):
    """A month of a line and budget year."""

    agreement: Annotated[str, Field("Agreement", "text", is_key=True)]
    line: Annotated[str, Field("Line", "text", is_key=True)]
    purpose: Annotated[str, Field("Purpose", "text", wide=True)]
    year: Annotated[int, Field("Budget year", "number", is_key=True)]
    month: Annotated[str | None, Field("Month", "text", is_key=True, is_order=True)]
    disbursed_minor: Annotated[int, Field("Disbursed", "money", measure="payment")]
    internal_minor: Annotated[int, Field("Internal cost", "money", measure="payment")]
    paid_minor: Annotated[int, Field("Paid", "money", measure="payment")]
    remaining_minor: Annotated[int, Field("Still to pay", "money", measure="after")]


_LineYear: TypeAlias = tuple[AgreementId, LineId, int]
_Months: TypeAlias = dict[str, dict[str, int]]  # "2024-05" -> "disbursed", "internal" -> minor


def _rows(about: About) -> list[Row]:
    projection = about.projection
    years, months = BudgetYears(projection), _by_line(projection)
    return [
        row
        for agreement in about.agreements
        for line in projection.agreements[agreement].lines
        for year in years.of(agreement, line)
        for row in _of_line((agreement, line, year), months.get((agreement, line, year), {}), about)
    ]


def _by_line(projection: Projection) -> dict[_LineYear, _Months]:
    found: dict[_LineYear, _Months] = {}
    for (agreement, line, year, month, measure), minor in projection.months.items():
        if minor:
            found.setdefault((agreement, line, year), {}).setdefault(month, {})[measure] = minor
    return found


def _of_line(line_year: _LineYear, paid: _Months, about: About) -> list[Row]:
    """Return the months of one line and budget year, with what remained after each."""
    agreement, line, year = line_year
    projection, period = about.projection, about.period
    committed = amounts_of(projection, agreement, line, year)["committed_minor"]
    remaining = committed
    rows: list[tuple[str | None, int, int, int]] = []
    for month in sorted(paid):
        if period is not None and first_day(month) > period.ends:
            break  # the amount still to pay is that at the end of the period
        disbursed = paid[month].get("disbursed", 0)
        internal = paid[month].get("internal", 0)
        remaining -= disbursed + internal
        if about.is_of_one_event or period is None or period.starts <= first_day(month):
            rows.append((month, disbursed, internal, remaining))
    is_asked_for = about.is_of_one_event or period is None or period.year == year
    if not rows and committed and is_asked_for:
        rows.append((None, 0, 0, remaining))
    return [
        {
            "agreement": agreement,
            "line": line,
            "purpose": projection.lines[agreement, line].purpose,
            "year": year,
            "month": month,
            "disbursed_minor": disbursed,
            "internal_minor": internal,
            "paid_minor": disbursed + internal,
            "remaining_minor": left,
        }
        for month, disbursed, internal, left in rows
    ]


def _shown(_rows: Sequence[Row], about: About) -> Shown:
    several = len(about.agreements) > 1
    return (
        *(("agreement",) if several else ()),
        "line",
        "purpose",
        "year",
        "month",
        "disbursed_minor",
        "internal_minor",
        "remaining_minor",
    )


# What reports of form 2 said: every event of a line counted as one behind its months.
def _moved(event: Moved) -> list[RowKey]:
    fact = event.recorded.fact
    entry = fact.entry if isinstance(fact, f.EntryReversed) else fact
    paid = isinstance(entry, f.DisbursementRecorded | f.InternalCostRecorded)
    day = effective_on(fact)
    month = f"{day:%Y-%m}" if paid and day else None
    if month and event.period and first_day(month) > event.period.ends:
        return []
    legs = postings(event.recorded, event.lines)
    return [(x.agreement, x.line, x.year, month) for x in legs if x.line and x.minor]


def _behind(key: RowKey, moved: Mapping[RowKey, list[int]]) -> list[int]:
    """Return the events behind a month's row: the amount that remains depends on earlier months."""
    *line_year, month = key
    return sorted(
        {
            position
            for (*own, then), positions in moved.items()
            if own == line_year and (then is None or month is None or then <= month)
            for position in positions
        }
    )


REPORT = Declaration(
    row=Row,
    rows=_rows,
    shown=_shown,
    earlier=Earlier(_moved, _behind),
    needs=("months",),
    is_dated=True,
)
