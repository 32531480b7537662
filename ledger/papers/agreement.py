"""The paper of an agreement: lines and years, who decided, what others gave, what is missing."""

from __future__ import annotations

from ledger.papers import parts, sections
from ledger.papers.asked import Asked
from ledger.presentation import agreement_page, agreement_tables, display
from ledger.presentation.language import _
from ledger.presentation.rendering import sheets_of
from ledger.presentation.sheets import SEPARATOR
from projections.chains import chain_of


def paper(asked: Asked) -> bytes:
    """Return the paper.

    Raises:
        Refused: no such agreement.
        NoPaperLibrary: the library that makes papers is not installed.
    """
    agreement, made = asked.subject, asked.several.report("agreement", asked.subject)
    documents = asked.then
    if agreement not in documents.agreements:  # it is proposed on a later day
        documents = asked.several.projection()
    chain = chain_of(documents, agreement)
    subject = agreement_tables.Subject(agreement, documents, chain, asked.day)
    proposed = subject.document.proposed
    process = [
        sections.of_sheet(part.said.rstrip(":."), sheets_of(part.shown)[0])
        for part in agreement_tables.process(subject)
    ]
    paid = (
        parts.steps(asked, "agreement", "paid_minor", _("Payments"), _("Nothing has been paid."))
        if made.rows
        else []
    )
    return asked.paper(
        display.safe(proposed.title),
        (
            _("Agreement"),
            made.scope.period or "",
            _("as of {day}", day=display.day(asked.day)),
            _("amounts in {currency}", currency=made.currency),
        ),
        [
            sections.decision(_("Purpose"), display.safe(proposed.purpose)),
            parts.lines(made, None, _("Lines and years"), _("It has no line.")),
            *parts.months(asked, made),
            *paid,
            [parts.notices(made), parts.in_kind(asked, {agreement})],
            *process,
            *parts.due(asked, {agreement}),
        ],
        subtitle=SEPARATOR.join(
            (display.safe(proposed.reference), agreement_page.status_text(subject))
        ),
        cards=parts.cards(made, None),
    )
