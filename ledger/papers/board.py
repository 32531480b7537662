"""The board paper: what a secretary attaches to the minutes, on one or two pages of A4.

What the board funds and what became of it, month by month, payments, claims, what others gave,
deviations, who has to act, a proposal of a decision, and how a reader checks all of it.
"""

from __future__ import annotations

from ledger.papers import parts, sections
from ledger.papers.asked import Asked
from ledger.papers.sections import Section
from ledger.presentation import display
from ledger.presentation.language import _
from ledger.presentation.sheets import SEPARATOR
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
    documents = asked.then.agreements
    titles = [
        f"{documents[x].proposed.title} ({documents[x].proposed.reference})"
        for x in agreements
        if x in documents
    ]
    return asked.paper(
        _("{board}: commitments in agreements", board=name),
        (
            _("Report to the board"),
            made.scope.period or "",
            _("as of {day}", day=display.day(asked.day)),
            _("amounts in {currency}", currency=made.currency),
        ),
        [
            parts.lines(made, forecasts, _("What the board funds"), _("It funds nothing.")),
            *parts.months(asked, made),
            *_payments(asked, made),
            [parts.notices(made), parts.in_kind(asked, agreements)],
            *parts.due(asked, agreements, asked.subject),
            _decision(asked, name),
        ],
        subtitle=SEPARATOR.join(map(display.safe, titles)),
        cards=parts.cards(made, forecasts),
    )


def _forecasts(asked: Asked) -> parts.Forecasts | None:
    found = asked.several.report("forecast board", asked.subject)
    if all(row["forecast_minor"] is None for row in found.rows):
        return None
    return {(row["agreement"], row["line"], row["year"]): row for row in found.rows}


def _payments(asked: Asked, made: Report) -> list[Section]:
    if not made.rows:
        return []
    paid = parts.steps(asked, "board", "paid_minor", _("Payments"), _("Nothing has been paid."))
    has_claims = made.totals["claimed_minor"]
    claims = (
        parts.steps(asked, "board", "open_claim_minor", _("Recovery claims"), "")
        if has_claims
        else []
    )
    return [*paid, *claims]


def _decision(asked: Asked, name: str) -> Section:
    period = asked.scope.period
    until = _("until {day}", day=display.day(asked.day))
    return sections.decision(
        _("Proposed decision"),
        _(
            "{board} takes note of the report on its commitments in agreements, {of}, and puts it"
            " on file.",
            board=name,
            of=period or until,
        ),
    )
