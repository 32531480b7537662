"""What the reports of an agreement and of a board have in common: a row is a line and year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Any, TypedDict

from events.facts import AgreementId, CommitmentApproved, CommitmentDeclined, LineId, PartyId
from projections.balances import own_side, used_percent
from projections.partnership import marks_of
from projections.projection import LineDocument, Projection
from projections.report import Column, Field, Notice, fields_of
from projections.reports.amounts import Amounts, amounts_of
from projections.reports.common import BudgetYears, party_name, sums
from projections.reports.declaring import About, Shown
from projections.standing import withdrawal_of


class _Line(TypedDict):
    agreement: Annotated[str, Field("Agreement", "text", is_key=True)]
    line: Annotated[str, Field("Line", "text", is_key=True)]
    year: Annotated[int, Field("Year", "number", is_key=True)]
    purpose: Annotated[str, Field("Purpose", "text")]
    activity: Annotated[str | None, Field("Activity", "text", since=3)]
    funder: Annotated[str, Field("Funder", "text")]
    funder_name: Annotated[str, Field("Funder", "text")]
    performer: Annotated[str, Field("Performer", "text")]
    performer_name: Annotated[str, Field("Performer", "text", wide=True)]
    settlement: Annotated[str, Field("Settlement", "word")]
    uplift_applies: Annotated[bool, Field("Uplift applies", "flag")]
    decision: Annotated[str, Field("Decision", "word")]


class Row(_Line, Amounts[int]):
    """A line and budget year."""

    used_percent: Annotated[int | None, Field("%", "percent")]


def rows(about: About, funder: PartyId | None = None) -> list[Row]:
    """Return a row for each line and budget year; of one funder, or of all (None)."""
    projection, years = about.projection, BudgetYears(about.projection)
    return [
        _row(agreement, document, year, projection)
        for agreement in about.agreements
        for line, document in projection.agreements[agreement].lines.items()
        if funder is None or document.proposed.funder == funder
        for year in years.of(agreement, line, about.period)
    ]


def _row(agreement: AgreementId, document: LineDocument, year: int, projection: Projection) -> Row:
    line = document.proposed
    amounts = amounts_of(projection, agreement, line.line, year)
    performer = projection.lines.performer_in((agreement, line.line), year)
    return {
        "agreement": agreement,
        "line": line.line,
        "year": year,
        "purpose": line.purpose,
        "activity": getattr(line, "activity", None),
        "funder": line.funder,
        "funder_name": party_name(projection, line.funder),
        "performer": performer,
        "performer_name": party_name(projection, performer),
        "settlement": line.settlement,
        "uplift_applies": line.uplift,
        "decision": status_of(document),
        **amounts,
        "used_percent": used_percent(amounts["paid_minor"], amounts["committed_minor"]),
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


def shown(rows: Sequence[Row], second: str | None) -> Shown:
    """Return the fields of a table.

    Args:
        rows: where no board has decided, what was proposed is shown.
        second: the field beside the purpose; None: none.
    """
    decided = any(row["approved_minor"] for row in rows)
    several_years = len({row["year"] for row in rows}) > 1
    if decided:
        bar = Column("used_percent", "", "bar", wide=True)
        amounts: Shown = (
            *changed(rows),
            "committed_minor",
            "paid_minor",
            "remaining_minor",
            *asked(rows),
            "available_minor",
            "used_percent",
            bar,
        )
    else:
        amounts = ("proposed_minor", "decision")
    return (
        "line",
        *(("year",) if several_years else ()),
        "purpose",
        *((second,) if second else ()),
        "performer_name",
        *amounts,
    )


def changed(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the fields of what came to a line after the conclusion, where a row has any."""
    for measure in ("amended_minor", "carried_minor"):
        if any(row[measure] for row in rows):
            yield measure


def asked(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the fields of what requests for payment hold, where a row has any."""
    for measure in ("requested_minor", "reserved_minor"):
        if any(row[measure] for row in rows):
            yield measure


def totals(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the sums under the rows, and how much is paid of what is committed."""
    found = sums(rows, fields_of(Amounts))
    found["used_percent"] = used_percent(found["paid_minor"], found["committed_minor"])
    return found


def of_agreement(agreement: AgreementId, projection: Projection) -> list[Notice]:
    """Return what is undecided or missing in an agreement."""
    document = projection.agreements[agreement]
    withdrawn = withdrawal_of(document)
    if withdrawn is not None:  # nobody is to decide on it any more
        values = {"agreement": agreement, "day": withdrawn.withdrawn_on}
        return [Notice("withdrawn", values)]
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
    found += (x for line in document.lines for x in _replaced(agreement, line, projection))
    for party in marks_of(projection, agreement).without_contribution:
        values = {"party": party, "name": party_name(projection, party)}
        found.append(Notice("no-contribution", values))
    return found


def _replaced(agreement: AgreementId, line: LineId, projection: Projection) -> Iterator[Notice]:
    """Yield from which day a line has had another performer: rows name the present one."""
    for before, after in pairwise(projection.lines.performers.get((agreement, line), ())):
        values = {
            "line": line,
            "name": party_name(projection, after.performer),
            "previous": party_name(projection, before.performer),
            "day": after.starts,
        }
        yield Notice("performer-replaced", values)


def of_rows(rows: Sequence[Row], named: tuple[str, ...]) -> list[Notice]:
    """Return notices about odd amounts in rows, and about the internal costs among them.

    Args:
        rows: of the report.
        named: the fields that, with the line, say where.
    """
    internal = sum(row["internal_minor"] for row in rows)
    return [
        *(use_exceeds_disbursed(row, named) for row in rows if exceeds_disbursed(row)),
        *([Notice("internal-included", {"amount_minor": internal})] if internal else []),
    ]


def written_off(rows: Sequence[Row], projection: Projection) -> list[Notice]:
    """Return the notice of claims on the lines and years of rows that were given up, if any were.

    What is owed back is less by it, and no field says so.
    """
    asked = {(row["agreement"], row["line"], row["year"]) for row in rows}
    account = own_side("written_off").account
    minor = sum(
        minor
        for (*line_year, _, of), minor in projection.balances.items()
        if of == account and tuple(line_year) in asked
    )
    return [Notice("written-off", {"amount_minor": minor})] if minor else []


def exceeds_disbursed(row: Mapping[str, Any]) -> bool:
    """Return whether more is reported as used than was disbursed."""
    return bool(row["reported_minor"] > row["disbursed_minor"])


def use_exceeds_disbursed(row: Mapping[str, Any], named: tuple[str, ...]) -> Notice:
    """Return the notice of that."""
    keys = (*named, "line", "year", "reported_minor", "disbursed_minor")
    return Notice("use-exceeds-disbursed", {key: row[key] for key in keys})
