"""The agreement report and the board report: one row for each line and budget year."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from events.facts import AgreementId, CommitmentApproved, CommitmentDeclined, PartyId
from projections.balances import MEASURES, measures_of, used_percent
from projections.partnership import marks_of
from projections.projection import LineDocument, Projection
from projections.report import Column, Notice, Report, Scope
from projections.reports import schemas
from projections.reports.common import (
    BudgetYears,
    in_one_currency,
    party_name,
    period_of,
    require_agreement,
    require_board,
    sums,
)

ROW_KEY = ("agreement", "line", "year")


def agreement_report(
    agreement: AgreementId, projection: Projection, scope: Scope, currency: str | None
) -> Report:
    """Make the report of one agreement; the currency is its own, or refused."""
    require_agreement(agreement, projection)
    in_one_currency([agreement], projection, currency)
    proposed = projection.agreements[agreement].proposed
    rows = _rows([agreement], projection, scope)
    return Report(
        report="agreement",
        id=agreement,
        title=proposed.title,
        reference=proposed.reference,
        currency=proposed.currency,
        scope=scope,
        fields=schemas.LINES,
        columns=_columns(rows, second="funder_name"),
        row_key=ROW_KEY,
        measures=MEASURES,
        rows=rows,
        totals=_totals(rows),
        notices=_notices(agreement, rows, projection),
    )


def board_report(
    board: PartyId, projection: Projection, scope: Scope, currency: str | None
) -> Report:
    """Make the report of what one board funds."""
    require_board(board, projection)
    funded = [
        key
        for key, document in projection.agreements.items()
        if any(line.proposed.funder == board for line in document.lines.values())
    ]
    agreements, currency = in_one_currency(funded, projection, currency)
    rows = _rows(agreements, projection, scope, board)
    second = "agreement" if len(agreements) > 1 else None
    return Report(
        report="board",
        id=board,
        title=party_name(projection, board),
        reference=None,
        currency=currency,
        scope=scope,
        fields=schemas.LINES,
        columns=_columns(rows, second=second),
        row_key=ROW_KEY,
        measures=MEASURES,
        rows=rows,
        totals=_totals(rows),
        notices=_board_notices(agreements, rows, projection, scope),
    )


def _rows(
    agreements: Iterable[AgreementId],
    projection: Projection,
    scope: Scope,
    board: PartyId | None = None,
) -> list[dict[str, Any]]:
    period, years = period_of(scope), BudgetYears(projection)
    return [
        _row(agreement, document, year, projection)
        for agreement in agreements
        for line, document in projection.agreements[agreement].lines.items()
        if board is None or document.proposed.funder == board
        for year in years.of(agreement, line, period)
    ]


def _row(
    agreement: AgreementId, document: LineDocument, year: int, projection: Projection
) -> dict[str, Any]:
    line = document.proposed
    measures = measures_of(projection, agreement, line.line, year)
    percent = used_percent(measures["paid_minor"], measures["committed_minor"])
    return {
        "agreement": agreement,
        "line": line.line,
        "year": year,
        "purpose": line.purpose,
        "funder": line.funder,
        "funder_name": party_name(projection, line.funder),
        "performer": line.performer,
        "performer_name": party_name(projection, line.performer),
        "settlement": line.settlement,
        "uplift_applies": line.uplift,
        "decision": status_of(document),
        **measures,
        "used_percent": percent,
    }


def status_of(document: LineDocument) -> str:
    """Return ``approved``, ``declined`` or ``undecided``."""
    match document.decision:
        case CommitmentApproved():
            return "approved"
        case CommitmentDeclined():
            return "declined"
        case None:
            return "undecided"


def _columns(rows: list[dict[str, Any]], second: str | None) -> tuple[Column, ...]:
    decided = any(row["approved_minor"] for row in rows)
    several_years = len({row["year"] for row in rows}) > 1
    amounts = (
        ("committed_minor", "paid_minor", "remaining_minor", "used_percent")
        if decided
        else ("proposed_minor", "decision")
    )
    columns = schemas.shown(
        schemas.LINES,
        "line",
        *(("year",) if several_years else ()),
        "purpose",
        *((second,) if second else ()),
        "performer_name",
        *amounts,
        wide=("performer_name",),
    )
    return (*columns, Column("used_percent", "", "bar", wide=True)) if decided else columns


def _totals(rows: list[dict[str, Any]]) -> dict[str, Any]:
    totals = sums(rows, MEASURES)
    totals["used_percent"] = used_percent(totals["paid_minor"], totals["committed_minor"])
    return totals


def _notices(
    agreement: AgreementId, rows: list[dict[str, Any]], projection: Projection
) -> list[Notice]:
    """Return what a reader of one agreement's rows should know."""
    return [*_of_agreement(agreement, projection), *_of_rows(rows, ()), *_internal(rows)]


def _board_notices(
    agreements: Iterable[AgreementId],
    rows: list[dict[str, Any]],
    projection: Projection,
    scope: Scope,
) -> list[Notice]:
    """Return what a board should know about the agreements it has rows of, each by its name.

    Nobody can mend an agreement that has ended, so of that it is only said that it has.
    """
    shown = {row["agreement"] for row in rows}
    days = [scope.as_of, scope.known_at.date() if scope.known_at else None]
    day = min((day for day in days if day), default=None)
    found = []
    for agreement in agreements:
        ends = projection.agreements[agreement].proposed.ends
        if agreement not in shown:
            continue
        if day and ends < day:
            found.append(Notice("agreement-ended", {"agreement": agreement, "ends": ends}))
            continue
        found += [
            Notice(notice.code, {"agreement": agreement, **notice.values})
            for notice in _of_agreement(agreement, projection)
        ]
    return [*found, *_of_rows(rows, ("agreement",)), *_internal(rows)]


def _of_agreement(agreement: AgreementId, projection: Projection) -> list[Notice]:
    document = projection.agreements[agreement]
    found = []
    if not document.concluded:
        found.append(Notice("not-concluded", {"agreement": agreement}))
    undecided: dict[PartyId, list[str]] = {}
    declined: dict[PartyId, list[str]] = {}
    for line, state in document.lines.items():
        if state.decision is None:
            undecided.setdefault(state.proposed.funder, []).append(line)
        elif isinstance(state.decision, CommitmentDeclined):
            declined.setdefault(state.proposed.funder, []).append(line)
    for code, by_board in (("commitment-undecided", undecided), ("commitment-declined", declined)):
        for board, lines in by_board.items():
            found.append(Notice(code, {"board": party_name(projection, board), "lines": lines}))
    for party in marks_of(projection, agreement).without_contribution:
        values = {"party": party, "name": party_name(projection, party)}
        found.append(Notice("no-contribution", values))
    return found


def _of_rows(rows: list[dict[str, Any]], named: tuple[str, ...]) -> list[Notice]:
    """Return what is odd in rows; ``named`` are the fields that say where besides the line."""
    keys = (*named, "line", "year", "reported_minor", "disbursed_minor")
    return [
        Notice("use-exceeds-disbursed", {key: row[key] for key in keys})
        for row in rows
        if row["reported_minor"] > row["disbursed_minor"]
    ]


def _internal(rows: list[dict[str, Any]]) -> list[Notice]:
    internal = sum(row["internal_minor"] for row in rows)
    return [Notice("internal-included", {"amount_minor": internal})] if internal else []
