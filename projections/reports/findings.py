"""What reviews have found of reports, payments and contributions, and what is open of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Annotated, Literal, TypeAlias, TypedDict

from events import facts as f
from events.facts import AgreementId, Position, Settling
from events.following import Finding, findings
from events.record import Recorded
from projections.projection import Projection
from projections.report import Field
from projections.reports.common import party_name
from projections.reports.declaring import About, Declaration, Shown

# Where a finding stands: not settled, settled in part, or how it was settled at last.
Status: TypeAlias = Settling | Literal["unsettled", "partly settled"]


class Row(TypedDict):
    """A finding."""

    agreement: Annotated[str, Field("Agreement", "text", is_key=True)]
    finding: Annotated[int, Field("#", "number", is_key=True)]  # its position
    about: Annotated[int, Field("About", "number")]
    line: Annotated[str | None, Field("Line", "text")]
    year: Annotated[int, Field("Year", "number")]
    row: Annotated[int | None, Field("Row", "number", if_any=True)]
    party: Annotated[str, Field("Party", "text", hidden=True)]
    party_name: Annotated[str, Field("Party", "text", wide=True)]
    kind: Annotated[str, Field("What", "text")]
    made_on: Annotated[date, Field("Made on", "date")]
    status: Annotated[str, Field("Status", "word")]
    amount_minor: Annotated[int, Field("Amount", "money", measure="sum")]
    settled_minor: Annotated[int, Field("Settled", "money", measure="sum")]
    open_minor: Annotated[int, Field("Open", "money", measure="sum")]


def finding_rows(projection: Projection, agreements: Iterable[AgreementId]) -> Iterator[Row]:
    """Yield a row for each finding that stands, in the order of the agreements and the book."""
    for agreement in agreements:
        for finding in findings(projection.agreements[agreement].process).values():
            yield _row(agreement, finding, projection)


def _row(agreement: AgreementId, finding: Finding, projection: Projection) -> Row:
    fact = finding.fact
    return {
        "agreement": agreement,
        "finding": finding.position,
        "about": fact.position,
        "line": fact.line,
        "year": fact.budget_year,
        "row": fact.row,
        "party": fact.party,
        "party_name": party_name(projection, fact.party),
        "kind": fact.kind,
        "made_on": fact.made_on,
        "status": _status(finding),
        "amount_minor": fact.amount_minor,
        "settled_minor": finding.settled_minor,
        "open_minor": finding.open_minor,
    }


def _status(finding: Finding) -> Status:
    """Return where a finding stands."""
    if finding.open_minor and finding.settled:
        return "partly settled"
    return [*finding.settled.values()][-1].how if finding.settled else "unsettled"


def _rows(about: About) -> list[Row]:
    period = about.period
    return [
        row
        for row in finding_rows(about.projection, about.agreements)
        if period is None or row["year"] == period.year
    ]


def _of_event(recorded: Recorded, about: About, _rows: list[Row]) -> list[Row]:
    """Return what an event adds to a finding: its amount, or what has been settled of it."""
    fact: f.Event = recorded.fact
    sign, at = 1, recorded.position
    if isinstance(fact, f.EntryReversed):
        sign, at, fact = -1, fact.position, fact.entry
    if isinstance(fact, f.FindingMade):
        return _alone(recorded, at, sign * fact.amount_minor, 0, about)
    if isinstance(fact, f.FindingSettled):
        return _alone(recorded, fact.finding, 0, sign * fact.amount_minor, about)
    return []


def _alone(
    recorded: Recorded, finding: Position, minor: int, settled_minor: int, about: About
) -> list[Row]:
    agreement = recorded.agreement or ""
    known = findings(about.projection.agreements[agreement].process).get(finding)
    if known is None:  # it was taken back
        return []
    row = _row(agreement, known, about.projection)
    row["amount_minor"], row["settled_minor"] = minor, settled_minor
    row["open_minor"] = minor - settled_minor
    return [row]


def _shown(rows: list[Row], about: About) -> Shown:
    return (
        *(("agreement",) if len(about.agreements) > 1 else ()),
        "finding",
        "line",
        "year",
        "about",
        *(("row",) if any(row["row"] is not None for row in rows) else ()),
        "party_name",
        "kind",
        "made_on",
        "status",
        "amount_minor",
        "settled_minor",
        "open_minor",
    )


REPORT = Declaration(row=Row, rows=_rows, shown=_shown, of_event=_of_event)
