"""The board paper: what a secretary attaches to the minutes, on one or two pages of A4.

What the board funds and what became of it, month by month, payments, claims, what others gave,
deviations, who has to act, a proposal of a decision, and how a reader checks all of it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ledger.papers import parts, sections
from ledger.papers.asked import Asked
from ledger.papers.sections import Section
from ledger.presentation import display
from ledger.presentation.language import _, _n
from projections.due import Due
from projections.report import Report


def paper(asked: Asked) -> bytes:
    """Return the paper.

    Raises:
        Refused: no such board, or several currencies.
        NoPaperLibrary: the library that makes papers is not installed.
    """
    made = asked.several.report("board", asked.subject)
    name, forecasts = display.safe(made.title), _forecasts(asked)
    agreements = list(dict.fromkeys(row["agreement"] for row in made.rows))
    chosen = [x for x in asked.due() if _concerns(x, agreements, asked.subject)]
    return asked.paper(
        _("{board}: commitments in agreements", board=name),
        (
            _("Report to the board"),
            made.scope.period or "",
            _("as of {day}", day=display.day(asked.day)),
            _("amounts in {currency}", currency=made.currency),
        ),
        [
            parts.lines(asked, made, forecasts, _("What the board funds"), _("It funds nothing.")),
            *parts.months(asked, made),
            *_payments(asked, made),
            [
                parts.notices(asked, made),
                parts.in_kind(asked, lambda row: row["agreement"] in agreements),
            ],
            *parts.purposes(asked, agreements),
            *parts.due(asked, chosen),
            _decision(asked, name, chosen),
        ],
        subtitle=_subtitle(asked, agreements),
        cards=parts.cards(made, forecasts),
    )


def _subtitle(asked: Asked, agreements: Sequence[str]) -> str:
    if len(agreements) != 1:
        return _n("{n} agreement", "{n} agreements", len(agreements))
    title, reference = asked.agreement(agreements[0])
    return f"{title} ({reference})"


def _concerns(one: Due, agreements: Collection[str], board: str) -> bool:
    return board in one.row.who or one.row.agreement in agreements


def _forecasts(asked: Asked) -> parts.Forecasts | None:
    found = asked.several.report("forecast board", asked.subject)
    if all(row["forecast_minor"] is None for row in found.rows):
        return None
    return {(row["agreement"], row["line"], row["year"]): row for row in found.rows}


def _payments(asked: Asked, made: Report) -> list[Section]:
    if not made.rows:
        return []
    shown = [("paid_minor", _("Payments"))]
    if made.totals["claimed_minor"]:
        shown.append(("open_claim_minor", _("Recovery claims")))
    return [
        section
        for figure, title in shown
        for section in parts.steps(asked, parts.behind(asked, "board", figure), title)
    ]


def _decision(asked: Asked, name: str, chosen: Sequence[Due]) -> Section:
    """Return the wording: that the board takes note, and has done what is overdue on its side."""
    period = asked.scope.period
    until = _("until {day}", day=display.day(asked.day))
    noted = _(
        "{board} takes note of the report on its commitments in agreements, {of}, and puts it"
        " on file.",
        board=name,
        of=period or until,
    )
    late = [asked.subject in x.row.who for x in chosen if x.days_late(asked.day) > 0]
    further = [
        (
            any(late),
            _(
                "{board} instructs the administration to see to what the board is late with.",
                board=name,
            ),
        ),
        (
            not all(late),
            _(
                "{board} instructs the administration to remind others of what they are late with.",
                board=name,
            ),
        ),
    ]
    return sections.decision(
        _("Proposed decision"), noted, *(text for holds, text in further if holds)
    )
