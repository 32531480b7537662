"""The page that ``samverk agreement show`` prints."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from events.facts import (
    AgreementProposed,
    AgreementProposed2,
    CommitmentApproved,
    CommitmentDeclined,
)
from ledger.presentation import display
from ledger.presentation.data_formats import as_json
from ledger.presentation.language import N_, _, _p
from ledger.presentation.lists import Listing
from ledger.presentation.rendering import sheets_of
from ledger.presentation.sheets import as_table
from projections.balances import measures_of
from projections.partnership import marks_of
from projections.projection import LineDocument, Projection
from projections.report import Column
from projections.reports.common import BudgetYears

_PARTS = {
    "approved": N_("Approved"),
    "amended": N_("Amended"),
    "uplift": N_("Uplift"),
    "reallocated": N_("Reallocated"),
    "carried": N_("Carried over"),
    "released": N_("Released"),
    "committed": N_("Committed"),
}
_IF_ANY = {"amended", "carried"}  # columns where something has been


def _columns(years: list[int]) -> tuple[Column, ...]:
    return (
        Column("line", "Line", "text"),
        Column("purpose", "Purpose", "text"),
        Column("funder_name", "Funder", "text"),
        Column("performer_name", "Performer", "text", wide=True),
        *(Column(str(year), str(year), "money") for year in years),
        Column("uplift", "Uplift", "word"),
        Column("decision", "Decision", "word"),
        Column("reference", "Reference", "text"),
    )


def page(agreement: str, projection: Projection, width: int) -> str:
    """Return the page for a terminal, in the present language."""
    document = projection.agreements[agreement]
    proposed = document.proposed
    years = sorted({year for line in document.lines.values() for year in line.amounts_minor})
    rows = [_row(line, state, projection) for line, state in document.lines.items()]
    status = (
        _(
            "concluded {day}, {decision}",
            day=document.concluded.decided_on,
            decision=document.concluded.decision,
        )
        if document.concluded
        else _("proposed, not concluded")
    )
    facts = [
        f"{proposed.title} · {proposed.reference} · {proposed.starts} – {proposed.ends}",
        _("Status: {status}", status=status),
        *([_("Extends: {agreement}", agreement=proposed.extends)] if proposed.extends else []),
        *_carry_over(proposed),
        _("Purpose: {purpose}", purpose=proposed.purpose),
        _("Signatories: {names}", names=_names(proposed.signatories, projection)),
    ]
    lines = [line for fact in facts for line in textwrap.wrap(display.safe(fact), width)]
    currency = proposed.currency
    table = _table(_columns(years), rows, currency, width)
    as_proposed = textwrap.wrap(
        _("As proposed, in {currency}, before uplift and other changes:", currency=currency), width
    )
    parts = [*lines, "", *as_proposed, "", table.rstrip("\n"), ""]
    return (
        "\n".join(
            [
                *parts,
                *_as_it_stands(agreement, projection, width),
                "",
                *_marks(agreement, projection, width),
            ]
        )
        + "\n"
    )


def _table(
    columns: Sequence[Column], rows: Sequence[Mapping[str, Any]], currency: str, width: int
) -> str:
    shown = Listing(columns=columns, rows=rows, currency=currency)
    return as_table(sheets_of(shown, width), width)


def _as_it_stands(agreement: str, projection: Projection, width: int) -> list[str]:
    """Return the present commitments, line by line and year by year."""
    rows = [
        {"line": line, "year": str(year), **{part: measures[f"{part}_minor"] for part in _PARTS}}
        for line, years in _committed(agreement, projection).items()
        for year, measures in years.items()
        if any(measures[f"{part}_minor"] for part in _PARTS)
    ]
    currency = projection.agreements[agreement].proposed.currency
    if not rows:
        return textwrap.wrap(_("Nothing has been committed yet."), width)
    columns = (
        Column("line", "Line", "text"),
        Column("year", "Year", "text"),
        *(
            Column(part, heading, "money")
            for part, heading in _PARTS.items()
            if part not in _IF_ANY or any(row[part] for row in rows)
        ),
    )
    said = _("As it stands, in {currency}, with all decisions:", currency=currency)
    table = _table(columns, rows, currency, width)
    return [*textwrap.wrap(said, width), "", table.rstrip("\n")]


def _committed(agreement: str, projection: Projection) -> dict[str, dict[int, dict[str, int]]]:
    """Return the measures of every line and budget year."""
    years = BudgetYears(projection)
    return {
        line: {
            year: measures_of(projection, agreement, line, year)
            for year in years.of(agreement, line)
        }
        for line in projection.agreements[agreement].lines
    }


def _row(line: str, state: LineDocument, projection: Projection) -> dict[str, Any]:
    proposed, decision = state.proposed, state.decision
    return {
        "line": line,
        "purpose": proposed.purpose,
        "funder_name": projection.parties[proposed.funder].name,
        "performer_name": projection.parties[proposed.performer].name,
        **{str(year): minor for year, minor in state.amounts_minor.items()},
        "uplift": N_("yes") if proposed.uplift else N_("no"),
        "decision": _status(state),
        "reference": f"{decision.decision} ({decision.decided_on})" if decision else None,
    }


def _by_year(state: LineDocument) -> dict[str, int]:
    return {str(year): minor for year, minor in sorted(state.amounts_minor.items())}


def _status(state: LineDocument) -> str:
    match state.decision:
        case CommitmentApproved():
            return N_("approved")
        case CommitmentDeclined():
            return N_("declined")
        case None:
            return N_("undecided")


def _names(parties: tuple[str, ...], projection: Projection) -> str:
    names = ", ".join(projection.parties[party].name for party in parties)
    return names or _p("of parties", "none")


def _marks(agreement: str, projection: Projection, width: int) -> list[str]:
    """Return the three marks of an IOP, each with its missing parts."""
    marks = marks_of(projection, agreement)
    waiting: dict[str, list[str]] = {}
    for line, state in projection.agreements[agreement].lines.items():
        if state.decision is None:
            waiting.setdefault(state.proposed.funder, []).append(line)
    found = [
        (
            bool(marks.public and marks.civil),
            _(
                "Public and civil-society parties: {public}; {civil}",
                public=_names(marks.public, projection),
                civil=_names(marks.civil, projection),
            ),
        ),
        (bool(marks.purpose), _("A common purpose is stated")),
        (
            not marks.without_contribution,
            _("Every party contributes")
            if not marks.without_contribution
            else _(
                "Every party contributes; none recorded yet: {names}",
                names=_names(marks.without_contribution, projection),
            ),
        ),
    ]
    lines = [_("The three marks of an IOP:")]
    for holds, text in found:
        sign = _("yes") if holds else _("missing")
        lines += textwrap.wrap(f"  {sign}: {display.safe(text)}", width, subsequent_indent="      ")
    for board, undecided in waiting.items():
        name = projection.parties[board].name
        text = _("Not decided: {board} ({lines})", board=name, lines=", ".join(undecided))
        lines += textwrap.wrap(display.safe(text), width)
    return lines


def _carry_over_percent(proposed: AgreementProposed) -> Decimal | None:
    """Return how much of a year may be carried over at most; None: all that remains."""
    return proposed.carry_over_percent if isinstance(proposed, AgreementProposed2) else None


def _carry_over(proposed: AgreementProposed) -> list[str]:
    """Return what the agreement says of carry-over and of the agreement before it."""
    if not isinstance(proposed, AgreementProposed2):
        return []
    because, percent = proposed.extends_because, proposed.carry_over_percent
    found = [_("It does not follow at once, because: {reason}", reason=because)] if because else []
    if percent is not None:
        limit = _("at most {rate} of a year's commitment", rate=display.rate(percent))
        found.append(
            _("Carry-over: {limit}", limit=limit if percent else _p("of carry-over", "none"))
        )
    return found


def page_json(agreement: str, projection: Projection) -> str:
    """Return the same as one JSON object."""
    document, marks = projection.agreements[agreement], marks_of(projection, agreement)
    proposed, committed = document.proposed, _committed(agreement, projection)
    return as_json(
        {
            "agreement": agreement,
            "title": proposed.title,
            "reference": proposed.reference,
            "purpose": proposed.purpose,
            "starts": proposed.starts,
            "ends": proposed.ends,
            "currency": proposed.currency,
            "rounding": proposed.rounding,
            "extends": proposed.extends,
            "extends_because": getattr(proposed, "extends_because", None),
            "carry_over_percent": _carry_over_percent(proposed),
            "signatories": list(proposed.signatories),
            "concluded": document.concluded.decision if document.concluded else None,
            "lines": [
                {
                    "line": line,
                    "purpose": state.proposed.purpose,
                    "funder": state.proposed.funder,
                    "performer": state.proposed.performer,
                    "accountable": state.proposed.accountable,
                    "settlement": state.proposed.settlement,
                    "uplift": state.proposed.uplift,
                    "coding": state.proposed.coding,
                    "amounts_minor": _by_year(state),
                    "proposed_minor": _by_year(state),
                    **{
                        f"{part}_minor": {
                            str(year): measures[f"{part}_minor"]
                            for year, measures in committed[line].items()
                        }
                        for part in _PARTS
                    },
                    "decision": _status(state),
                    "decision_reference": state.decision.decision if state.decision else None,
                    "decided_on": state.decision.decided_on if state.decision else None,
                }
                for line, state in document.lines.items()
            ],
            "marks": {
                "public": list(marks.public),
                "civil": list(marks.civil),
                "purpose": bool(marks.purpose),
                "without_contribution": list(marks.without_contribution),
            },
        }
    )
