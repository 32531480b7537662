"""Contributions in something else than money: pledged, delivered, verified."""

from __future__ import annotations

from typing import Annotated, TypedDict

from projections.projection import quantity_text
from projections.report import Field
from projections.reports.common import party_name, within
from projections.reports.declaring import About, Declaration, Shown


class Row(TypedDict):
    """An agreement, party, type, unit and year."""

    agreement: Annotated[str, Field("Agreement", "text", is_key=True)]
    party: Annotated[str, Field("Party", "text", is_key=True)]
    party_name: Annotated[str, Field("Party", "text")]
    kind: Annotated[str, Field("Type", "word", is_key=True)]
    unit: Annotated[str, Field("Unit", "text", is_key=True)]
    year: Annotated[int, Field("Year", "number", is_key=True)]
    pledged_quantity: Annotated[
        str, Field("Pledged quantity", "quantity", measure="sum", unit="unit", wide=True)
    ]
    pledged_minor: Annotated[int, Field("Pledged", "money", measure="sum", wide=True)]
    delivered_quantity: Annotated[str, Field("Quantity", "quantity", measure="sum", unit="unit")]
    delivered_minor: Annotated[int, Field("Delivered", "money", measure="sum")]
    verified_quantity: Annotated[
        str, Field("Verified quantity", "quantity", measure="sum", unit="unit")
    ]
    verified_minor: Annotated[int, Field("of which verified", "money", measure="sum")]


def rows_of(about: About) -> list[Row]:
    """Return one row for each agreement, party, type, unit and year."""
    projection, period, wanted = about.projection, about.period, set(about.agreements)
    found: dict[tuple[str, str, str, str, int], dict[str, tuple[int, int]]] = {}
    for key, (micro, minor) in projection.quantities.items():
        agreement, party, kind, unit, year, month, measure = key
        if agreement not in wanted or not within(period, year, month):
            continue
        cells = found.setdefault((agreement, party, kind, unit, year), {})
        before = cells.get(measure, (0, 0))
        cells[measure] = (before[0] + micro, before[1] + minor)
    rows: list[Row] = []
    for (agreement, party, kind, unit, year), cells in sorted(found.items()):
        if not any(any(pair) for pair in cells.values()):
            continue
        pledged, delivered, verified = (
            cells.get(measure, (0, 0)) for measure in ("pledged", "delivered", "verified")
        )
        rows.append(
            {
                "agreement": agreement,
                "party": party,
                "party_name": party_name(projection, party),
                "kind": kind,
                "unit": unit,
                "year": year,
                "pledged_quantity": quantity_text(pledged[0]),
                "pledged_minor": pledged[1],
                "delivered_quantity": quantity_text(delivered[0]),
                "delivered_minor": delivered[1],
                "verified_quantity": quantity_text(verified[0]),
                "verified_minor": verified[1],
            }
        )
    return rows


def _shown(rows: list[Row], _about: About) -> Shown:
    several = len({row["agreement"] for row in rows}) > 1
    return (
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
    )


REPORT = Declaration(row=Row, rows=rows_of, shown=_shown, needs=("quantities",), is_dated=True)
