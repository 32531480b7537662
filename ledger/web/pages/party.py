"""The statement of account of a party: promised, paid, used, owed back, given in kind."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.presentation import display
from ledger.presentation.language import _
from ledger.web import files, tables
from ledger.web.asking import Asking, Page
from ledger.web.events import Trail
from ledger.web.pages import of_report
from projections.audit import Filter

_NEWEST = 8


def page(asking: Asking) -> Page:
    """Return the page."""
    party = asking.subject
    made, names = asking.report("party", party), tables.names_of(asking.documents)
    rows, more = Trail(asking, Filter(party=party)).newest(_NEWEST)
    return Page(
        template="account.html",
        title=display.safe(made.title),
        command=of_report.words(asking, "party", party),
        files=files.OF_REPORTS,
        compares=True,
        content={
            **of_report.content(asking, made),
            "about": _(
                "Statement of account: promised to or by the party, paid, used, owed back, in kind."
            ),
            "facts": list(_facts(asking, party)),
            "cards": [],
            "links": [(_("To do"), asking.places.to("due", party=party))],
            "months": [],
            "paper": of_report.paper(asking, "party", party),
            "tables": [
                (
                    title,
                    tables.of_report(asking.places, made, title, chosen=chosen, names=names),
                )
                for title, chosen in (
                    (_("Statement of account"), lambda row: row["kind"] is None),
                    (_("Given in kind"), lambda row: row["kind"] is not None),
                )
                if any(map(chosen, made.rows))
            ],
            "events": rows,
            "all_events": asking.places.to("log", party=party) if more else "",
        },
    )


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return the report in another format."""
    return of_report.as_file(asking, form, "party", asking.subject)


def _facts(asking: Asking, party: str) -> Iterator[tuple[str, str, str]]:
    fact = asking.documents.parties[party]
    yield _("Kind"), display.word(fact.kind), ""
    yield _("Legal person"), display.safe(fact.legal_entity), ""
    if fact.organisation_number:
        yield _("Organisation number"), display.safe(fact.organisation_number), ""
