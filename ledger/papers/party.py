"""The statement of account of a party: what is between it and the book, and by which events."""

from __future__ import annotations

from ledger.papers import parts, sections
from ledger.papers.asked import Asked
from ledger.presentation import display
from ledger.presentation.language import _
from ledger.presentation.rendering import sheets_of

_WIDTH = 90  # characters of a row of a table across the page


def paper(asked: Asked) -> bytes:
    """Return the paper.

    Raises:
        Refused: no such party, or several currencies.
        NoPaperLibrary: the library that makes papers is not installed.
    """
    made = asked.several.report("party", asked.subject)
    name = display.safe(made.title)
    sheet, *_changes = sheets_of(made, _WIDTH)
    shown = [
        ("paid_minor", _("Payments")),
        ("open_claim_minor", _("Recovery claims")),
        ("reported_minor", _("Reported use")),
    ]
    behind = [
        section
        for figure, title in shown
        if figure in made.figures and any(row.get(figure) for row in made.rows)
        for section in parts.steps(asked, "party", figure, title, "")
    ]
    return asked.paper(
        _("Statement of account: {party}", party=name),
        (
            made.scope.period or "",
            _("as of {day}", day=display.day(asked.day)),
            _("amounts in {currency}", currency=made.currency),
        ),
        [
            sections.of_sheet(_("Roles, lines and years"), sheet),
            *behind,
            parts.notices(made),
            *parts.due(asked, (), asked.subject),
            sections.decision(
                _("Proof"),
                _(
                    "Each event above has its number. samverk prove NUMBER writes a proof that the"
                    " event is in the book under this root, and anybody can check it without the"
                    " book."
                ),
            ),
        ],
    )
