"""Contributions in something else than money: pledged, delivered, verified."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from events.facts import AgreementId
from projections.projection import Projection, quantity_text
from projections.report import Report, Scope
from projections.reports import schemas
from projections.reports.common import (
    in_one_currency,
    party_name,
    period_of,
    require_agreement,
    sums,
    within,
)

MEASURES = ("pledged_minor", "delivered_minor", "verified_minor")


def report(
    agreement: AgreementId | None, projection: Projection, scope: Scope, currency: str | None
) -> Report:
    """Make the report of one agreement, or of the whole book (None)."""
    if agreement is not None:
        require_agreement(agreement, projection)
    chosen = list(projection.agreements) if agreement is None else [agreement]
    agreements, currency = in_one_currency(chosen, projection, currency)
    rows = rows_of(agreements, projection, scope)
    document = projection.agreements[agreement].proposed if agreement else None
    several = len({row["agreement"] for row in rows}) > 1
    return Report(
        report="in-kind",
        id=agreement,
        title=document.title if document else "Samverk",
        reference=document.reference if document else None,
        currency=currency,
        scope=scope,
        fields=schemas.IN_KIND,
        columns=schemas.shown(
            schemas.IN_KIND,
            *(("agreement",) if several else ()),
            "party_name",
            "kind",
            "year",
            "unit",
            "pledged_quantity",
            "delivered_quantity",
            "pledged_minor",
            "delivered_minor",
            "verified_minor",
            wide=("pledged_quantity", "pledged_minor"),
        ),
        row_key=("agreement", "party", "kind", "unit", "year"),
        measures=MEASURES,
        rows=rows,
        totals=sums(rows, MEASURES),
        notices=[],
    )


def rows_of(
    agreements: Iterable[AgreementId], projection: Projection, scope: Scope
) -> list[dict[str, Any]]:
    """Return one row for each agreement, party, type, unit and year."""
    period, wanted = period_of(scope), set(agreements)
    found: dict[tuple[str, str, str, str, int], dict[str, tuple[int, int]]] = {}
    for key, (micro, minor) in projection.quantities.items():
        agreement, party, kind, unit, year, month, measure = key
        if agreement not in wanted or not within(period, year, month):
            continue
        cells = found.setdefault((agreement, party, kind, unit, year), {})
        before = cells.get(measure, (0, 0))
        cells[measure] = (before[0] + micro, before[1] + minor)
    rows = []
    for (agreement, party, kind, unit, year), cells in sorted(found.items()):
        if not any(any(pair) for pair in cells.values()):
            continue
        row: dict[str, Any] = {
            "agreement": agreement,
            "party": party,
            "party_name": party_name(projection, party),
            "kind": kind,
            "unit": unit,
            "year": year,
        }
        for measure in ("pledged", "delivered", "verified"):
            micro, minor = cells.get(measure, (0, 0))
            row[f"{measure}_quantity"] = quantity_text(micro)
            row[f"{measure}_minor"] = minor
        rows.append(row)
    return rows
