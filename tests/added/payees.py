"""What was paid to each payee. A report as somebody would add it: see docs/CONTRIBUTING.md."""

from __future__ import annotations

from typing import Annotated, TypedDict

from projections.report import Field
from projections.reports import lines
from projections.reports.common import party_name
from projections.reports.declaring import About, Declaration, RowKey


class Row(TypedDict):
    """A payee in an agreement and budget year."""

    agreement: Annotated[str, Field("Agreement", "text", is_key=True)]
    payee: Annotated[str, Field("Payee", "text", is_key=True, hidden=True)]
    payee_name: Annotated[str, Field("Payee", "text")]
    year: Annotated[int, Field("Year", "number", is_key=True)]
    disbursed_minor: Annotated[int, Field("Disbursed", "money", measure="sum")]


def _rows(about: About) -> list[Row]:
    found: dict[RowKey, Row] = {}
    for line in lines.rows(about):
        row = found.setdefault(
            (line["agreement"], line["performer"], line["year"]),
            {
                "agreement": line["agreement"],
                "payee": line["performer"],
                "payee_name": party_name(about.projection, line["performer"]),
                "year": line["year"],
                "disbursed_minor": 0,
            },
        )
        row["disbursed_minor"] += line["disbursed_minor"]
    return [row for row in found.values() if row["disbursed_minor"]]


REPORT = Declaration(row=Row, rows=_rows)
