"""The statement of account of a party: what was promised to it or by it, and what became of it."""

from __future__ import annotations

from typing import Any

from events.facts import AgreementId, PartyId
from projections.balances import MEASURES, measures_of
from projections.projection import Projection
from projections.report import Column, Notice, Report, Scope
from projections.reports import in_kind, schemas
from projections.reports.common import (
    BudgetYears,
    in_one_currency,
    party_name,
    period_of,
    require_party,
    sums,
)

IN_KIND_MEASURES = ("in_kind_pledged_minor", "in_kind_delivered_minor", "in_kind_verified_minor")


def report(party: PartyId, projection: Projection, scope: Scope, currency: str | None) -> Report:
    """Make a party's statement of account; in kind is never added to money."""
    require_party(party, projection)
    concerned = [key for key in projection.agreements if _concerns(party, key, projection)]
    agreements, currency = in_one_currency(concerned, projection, currency)
    rows = [
        row
        for agreement in agreements
        for row in (
            *_money_rows(party, agreement, projection, scope),
            *_in_kind_rows(party, agreement, projection, scope),
        )
    ]
    return Report(
        report="party",
        id=party,
        title=party_name(projection, party),
        reference=None,
        currency=currency,
        scope=scope,
        fields=schemas.PARTY,
        columns=_columns(rows),
        row_key=("agreement", "role", "line", "year", "kind", "unit"),
        measures=(*MEASURES, *IN_KIND_MEASURES),
        rows=rows,
        totals=sums(rows, (*MEASURES, *IN_KIND_MEASURES)),
        notices=_notices(rows),
    )


def _concerns(party: PartyId, agreement: AgreementId, projection: Projection) -> bool:
    document = projection.agreements[agreement]
    return party in document.proposed.signatories or any(
        party in (line.proposed.funder, line.proposed.performer, line.proposed.accountable)
        for line in document.lines.values()
    )


def _money_rows(
    party: PartyId, agreement: AgreementId, projection: Projection, scope: Scope
) -> list[dict[str, Any]]:
    period, years = period_of(scope), BudgetYears(projection)
    return [
        {
            "agreement": agreement,
            "role": "funder" if party == document.proposed.funder else "performer",
            "line": line,
            "year": year,
            "purpose": document.proposed.purpose,
            "kind": None,
            "unit": None,
            "funder": document.proposed.funder,
            "performer": document.proposed.performer,
            **measures_of(projection, agreement, line, year),
            **dict.fromkeys(IN_KIND_MEASURES),
        }
        for line, document in projection.agreements[agreement].lines.items()
        if party in (document.proposed.funder, document.proposed.performer)
        for year in years.of(agreement, line, period)
    ]


def _in_kind_rows(
    party: PartyId, agreement: AgreementId, projection: Projection, scope: Scope
) -> list[dict[str, Any]]:
    return [
        {
            "agreement": agreement,
            "role": "in-kind",
            "line": None,
            "year": row["year"],
            "purpose": None,
            "kind": row["kind"],
            "unit": row["unit"],
            "funder": None,
            "performer": None,
            **dict.fromkeys(MEASURES),
            "in_kind_pledged_minor": row["pledged_minor"],
            "in_kind_delivered_minor": row["delivered_minor"],
            "in_kind_verified_minor": row["verified_minor"],
        }
        for row in in_kind.rows_of([agreement], projection, scope)
        if row["party"] == party
    ]


def _columns(rows: list[dict[str, Any]]) -> tuple[Column, ...]:
    several = len({row["agreement"] for row in rows}) > 1
    return schemas.shown(
        schemas.PARTY,
        "role",
        *(("agreement",) if several else ()),
        "line",
        "year",
        "purpose",
        "kind",
        "committed_minor",
        "paid_minor",
        "reported_minor",
        "held_minor",
        "open_claim_minor",
        "in_kind_delivered_minor",
        wide=("purpose", "kind", "held_minor"),
    )


def _notices(rows: list[dict[str, Any]]) -> list[Notice]:
    found = []
    several = len({row["agreement"] for row in rows}) > 1
    if {"funder", "performer"} <= {row["role"] for row in rows}:
        found.append(Notice("both-roles", {}))
    for row in rows:
        if row["role"] == "performer" and row["reported_minor"] > row["disbursed_minor"]:
            named = ("agreement",) if several else ()
            keys = (*named, "line", "year", "reported_minor", "disbursed_minor")
            found.append(Notice("use-exceeds-disbursed", {key: row[key] for key in keys}))
    return found
