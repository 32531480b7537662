"""The paper of an agreement: lines and years, who decided, what others gave, what is missing."""

from __future__ import annotations

from ledger.papers import parts, sections
from ledger.papers.asked import Asked
from ledger.papers.sections import Section
from ledger.presentation import agreement_page, agreement_tables, display
from ledger.presentation.language import _
from ledger.presentation.rendering import sheets_of
from ledger.presentation.sheets import SEPARATOR, Sheet
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
        _step(part.said.rstrip(":."), sheets_of(part.shown)[0])
        for part in agreement_tables.process(subject)
    ]
    paid = (
        parts.steps(asked, parts.behind(asked, "agreement", "paid_minor"), _("Payments"))
        if made.rows
        else []
    )
    due = [x for x in asked.due() if x.row.agreement == agreement]
    return asked.paper(
        display.safe(proposed.title),
        (
            _("Agreement"),
            made.scope.period or "",
            _("as of {day}", day=display.day(asked.day)),
            _("amounts in {currency}", currency=made.currency),
        ),
        [
            sections.purposes(_("Purpose"), [("", display.safe(proposed.purpose))]),
            parts.lines(asked, made, None, _("Lines and years"), _("It has no line.")),
            *parts.months(asked, made),
            *paid,
            [
                parts.notices(asked, made),
                parts.in_kind(asked, lambda row: row["agreement"] == agreement),
            ],
            *process,
            *parts.due(asked, due),
        ],
        subtitle=SEPARATOR.join(
            (display.safe(proposed.reference), agreement_page.status_text(subject))
        ),
        cards=parts.cards(made, None),
    )


def _step(said: str, sheet: Sheet) -> Section:
    """Return a step of the process; what is said of it, after the first words, stands below."""
    title, _dot, about = said.partition(". ")
    return {**sections.of_sheet(title, sheet), "about": about}
