"""The statement of account of a party: promised, paid, used, owed back, given in kind."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from ledger.presentation import display
from ledger.presentation.language import _
from ledger.web import files, tables
from ledger.web.asking import Asking, Page
from ledger.web.events import Trail
from ledger.web.pages import of_report
from projections.audit import Filter

_NEWEST = 8
_ROOM = 20_000  # bytes of each table, beside the newest events


def page(asking: Asking) -> Page:
    """Return the page."""
    party = asking.subject
    asking.only_of("party")
    made = asking.report("party", party)
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
                (title, of_report.table(asking, replace(made, rows=part), title, _ROOM, by))
                for title, by, part in (
                    (
                        _("Statement of account"),
                        "page",
                        [x for x in made.rows if x["kind"] is None],
                    ),
                    (
                        _("Given in kind"),
                        "page-in-kind",
                        [x for x in made.rows if x["kind"] is not None],
                    ),
                )
                if part
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
    yield _("Kind"), tables.party_kind(fact.kind), ""
    yield _("Legal person"), display.safe(fact.legal_entity), ""
    if fact.organisation_number:
        yield _("Organisation number"), display.safe(fact.organisation_number), ""
