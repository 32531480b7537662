"""Cash flow: what was paid, by month and line, and what is still to pay."""

from __future__ import annotations

from typing import Any, TypeAlias

from events.facts import AgreementId, LineId
from projections.balances import measures_of
from projections.projection import Projection
from projections.report import Report, Scope
from projections.reports import schemas
from projections.reports.common import (
    BudgetYears,
    first_day,
    in_one_currency,
    period_of,
    require_agreement,
    sums,
)

MEASURES = ("disbursed_minor", "internal_minor", "paid_minor")


def report(
    agreement: AgreementId | None, projection: Projection, scope: Scope, currency: str | None
) -> Report:
    """Make the report of one agreement, or of the whole book (None)."""
    if agreement is not None:
        require_agreement(agreement, projection)
    chosen = list(projection.agreements) if agreement is None else [agreement]
    agreements, currency = in_one_currency(chosen, projection, currency)
    years, months = BudgetYears(projection), _by_line(projection)
    rows: list[dict[str, Any]] = []
    for each in agreements:
        for line in projection.agreements[each].lines:
            for year in years.of(each, line):
                rows += _rows(
                    (each, line, year), projection, months.get((each, line, year), {}), scope
                )
    document = projection.agreements[agreement].proposed if agreement else None
    totals = sums(rows, MEASURES)
    totals["remaining_minor"] = sum(row["remaining_minor"] for row in rows if row["is_last"])
    for row in rows:
        del row["is_last"]
    return Report(
        report="cash-flow",
        id=agreement,
        title=document.title if document else "Samverk",
        reference=document.reference if document else None,
        currency=currency,
        scope=scope,
        fields=schemas.CASH_FLOW,
        columns=schemas.shown(
            schemas.CASH_FLOW,
            *(("agreement",) if len(agreements) > 1 else ()),
            "line",
            "purpose",
            "year",
            "month",
            "disbursed_minor",
            "internal_minor",
            "remaining_minor",
            wide=("purpose",),
        ),
        row_key=("agreement", "line", "year", "month"),
        measures=(*MEASURES, "remaining_minor"),
        rows=rows,
        totals=totals,
        notices=[],
    )


_LineYear: TypeAlias = tuple[AgreementId, LineId, int]
_Months: TypeAlias = dict[str, dict[str, int]]  # "2024-05" -> "disbursed", "internal" -> minor


def _by_line(projection: Projection) -> dict[_LineYear, _Months]:
    found: dict[_LineYear, _Months] = {}
    for (agreement, line, year, month, measure), minor in projection.months.items():
        if minor:
            found.setdefault((agreement, line, year), {}).setdefault(month, {})[measure] = minor
    return found


def _rows(
    line_year: _LineYear, projection: Projection, paid: _Months, scope: Scope
) -> list[dict[str, Any]]:
    """Return the months of one line and budget year, with what remained after each."""
    agreement, line, year = line_year
    period = period_of(scope)
    committed = measures_of(projection, agreement, line, year)["committed_minor"]
    remaining = committed
    rows: list[tuple[str | None, int, int, int]] = []
    for month in sorted(paid):
        if period is not None and first_day(month) > period.ends:
            break  # what is still to pay is so at the end of the period
        disbursed = paid[month].get("disbursed", 0)
        internal = paid[month].get("internal", 0)
        remaining -= disbursed + internal
        if period is None or period.starts <= first_day(month):
            rows.append((month, disbursed, internal, remaining))
    if not rows and committed and (period is None or period.year == year):
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
            "is_last": number == len(rows),
        }
        for number, (month, disbursed, internal, left) in enumerate(rows, 1)
    ]
