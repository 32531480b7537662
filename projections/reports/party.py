"""A party's statement of account: all promises to it and by it, and how far they were kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, TypedDict, cast

from events.facts import AgreementId, PartyId
from projections.balances import measures_by_performer
from projections.postings import LineKey
from projections.projection import LineDocument
from projections.report import Field, Notice
from projections.reports import in_kind, lines
from projections.reports.amounts import Amounts, amounts_of, no_amounts
from projections.reports.common import BudgetYears
from projections.reports.declaring import About, Declaration, Shown


class _Line(TypedDict):
    agreement: Annotated[str, Field("Agreement", "text", is_key=True)]
    role: Annotated[str, Field("Role", "word", is_key=True)]
    line: Annotated[str | None, Field("Line", "text", is_key=True)]
    year: Annotated[int, Field("Year", "number", is_key=True)]
    purpose: Annotated[str | None, Field("Purpose", "text", wide=True)]
    kind: Annotated[str | None, Field("Type", "word", is_key=True, wide=True)]
    unit: Annotated[str | None, Field("Unit", "text", is_key=True)]
    funder: Annotated[str | None, Field("Funder", "text")]
    performer: Annotated[str | None, Field("Performer", "text")]


class _InKind(TypedDict):
    in_kind_pledged_minor: Annotated[int | None, Field("Pledged in kind", "money", measure="sum")]
    in_kind_delivered_minor: Annotated[int | None, Field("In kind", "money", measure="sum")]
    in_kind_verified_minor: Annotated[int | None, Field("Verified in kind", "money", measure="sum")]


class Row(_Line, Amounts[int | None], _InKind):
    """A line and budget year, or a contribution in kind: that is never added to money."""


def _rows(about: About) -> list[Row]:
    years = BudgetYears(about.projection)
    in_kind_rows: dict[AgreementId, list[in_kind.Row]] = {}
    for row in in_kind.rows_of(about):
        if row["party"] == about.subject:
            in_kind_rows.setdefault(row["agreement"], []).append(row)
    return [
        row
        for agreement in about.agreements
        for row in (
            *_money_rows(agreement, about, years),
            *map(_in_kind_row, in_kind_rows.get(agreement, ())),
        )
    ]


def _money_rows(agreement: AgreementId, about: About, years: BudgetYears) -> list[Row]:
    projection = about.projection
    return [
        {
            "agreement": agreement,
            "role": role,
            "line": line,
            "year": year,
            "purpose": document.proposed.purpose,
            "kind": None,
            "unit": None,
            "funder": document.proposed.funder,
            "performer": performer,
            **amounts,
            "in_kind_pledged_minor": None,
            "in_kind_delivered_minor": None,
            "in_kind_verified_minor": None,
        }
        for line, document in projection.agreements[agreement].lines.items()
        for year in years.of(agreement, line, about.period)
        for role, performer, amounts in _roles(document, (agreement, line), year, about)
    ]


def _roles(
    document: LineDocument, line: LineKey, year: int, about: About
) -> Iterator[tuple[str, PartyId, Amounts[int]]]:
    """Yield what a line and year are to the party: its role, the performer, and the amounts.

    A performer that was replaced has what it was paid, and its successor the rest.
    """
    projection, party = about.projection, about.its_subject
    if party == document.proposed.funder:
        yield "funder", document.proposed.performer, amounts_of(projection, *line, year)
    elif party in projection.lines.all_performers(line):
        own = measures_by_performer(projection, *line, year)[party]
        if any(own.values()) or party == projection.lines.performer_in(line, year):
            yield "performer", party, cast("Amounts[int]", own)


def _in_kind_row(row: in_kind.Row) -> Row:
    return {
        "agreement": row["agreement"],
        "role": "in-kind",
        "line": None,
        "year": row["year"],
        "purpose": None,
        "kind": row["kind"],
        "unit": row["unit"],
        "funder": None,
        "performer": None,
        **no_amounts(),
        "in_kind_pledged_minor": row["pledged_minor"],
        "in_kind_delivered_minor": row["delivered_minor"],
        "in_kind_verified_minor": row["verified_minor"],
    }


def _shown(rows: list[Row], _about: About) -> Shown:
    several = len({row["agreement"] for row in rows}) > 1
    return (
        "role",
        *(("agreement",) if several else ()),
        "line",
        "year",
        "purpose",
        "kind",
        *lines.changed(rows),
        "committed_minor",
        "paid_minor",
        *lines.asked(rows),
        "reported_minor",
        "held_minor",
        "open_claim_minor",
        "in_kind_delivered_minor",
    )


def _notices(rows: list[Row], _about: About) -> list[Notice]:
    several = len({row["agreement"] for row in rows}) > 1
    named = ("agreement",) if several else ()
    both = {"funder", "performer"} <= {row["role"] for row in rows}
    return [
        *([Notice("both-roles", {})] if both else []),
        *(
            lines.use_exceeds_disbursed(row, named)
            for row in rows
            if row["role"] == "performer" and lines.exceeds_disbursed(row)
        ),
    ]


REPORT = Declaration(
    row=Row,
    rows=_rows,
    shown=_shown,
    notices=_notices,
    otherwise={
        "reported_minor": Field("Used", "money", measure="sum"),
        "held_minor": Field("Held", "money", measure="sum", wide=True),
    },
    needs=("quantities",),
)
