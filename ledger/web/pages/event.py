"""One event in full: who recorded what, when, why and on which evidence, and what it moved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.presentation import display
from ledger.presentation.language import _
from ledger.presentation.marks import mark_of, mark_text
from ledger.presentation.trail_rows import names_of, row_of
from ledger.rules.refusals.entries import UnknownPosition
from ledger.web import tables
from ledger.web.asking import Asking, Page
from ledger.web.draw.svg import lone_mark
from ledger.web.pages import proof
from ledger.work.mentioned import index_of
from ledger.work.present import currency_of, current_of
from ledger.work.trail import entry_at, taken_back_by
from projections.audit import Entry, fact_fields, moved
from projections.projection import Projection


def page(asking: Asking) -> Page:
    """Return the page."""
    position, places, book = int(asking.subject), asking.places, asking.book
    if position > asking.scope.at:
        raise UnknownPosition(position=position)
    with book.reading():
        is_there = book.event(position) is not None
    if not is_there:
        raise UnknownPosition(position=position)
    entry = entry_at(book, position)
    recorded = entry.recorded
    concerned = {recorded.agreement} if recorded.agreement else set()
    present = current_of(book, concerned)
    currency, row = currency_of(present, recorded), {}
    row = dict(row_of(entry, currency, names_of(present)))
    index = index_of(book, is_asked=False)
    by = taken_back_by(book, asking.scope.at, recorded.agreement, index, after=position)(position)
    mark = mark_of(recorded.fact)
    name = display.event(recorded.name)
    return Page(
        template="event.html",
        title=f"#{position} {name}",
        crumbs=[(_("Events"), places.to("log"))],
        command=("show", str(position)),
        content={
            "position": position,
            "what": row["what"],
            "sign": lone_mark(mark),
            "mark_said": mark_text(mark),
            "facts": list(_facts(asking, entry, present)),
            "currency": currency,
            "legs": list(_legs(entry, present)),
            "stored": [(x, _plain(value)) for x, value in fact_fields(recorded.fact).items()],
            "taken_back": by,
            "taken_back_href": places.to("event", by) if by else "",
            "earlier": places.to("event", position - 1) if _may(asking, position - 1) else "",
            "later": places.to("event", position + 1) if _may(asking, position + 1) else "",
            "proof": proof.content(asking, position),
            "leaf": book.node(0, position - 1).hex(),
            "stream": f"{recorded.originator_id}, {recorded.originator_version}",
            "stored_name": recorded.name,
        },
    )


def _may(asking: Asking, position: int) -> bool:
    """Return whether there is an event that this reader may see."""
    return asking.book.boards is None and 0 < position <= asking.scope.at


def _facts(asking: Asking, entry: Entry, present: Projection) -> Iterator[tuple[str, str, str]]:
    """Yield a heading, a text, and where it leads; empty: nowhere."""
    recorded, envelope, places = entry.recorded, entry.recorded.envelope, asking.places
    yield _("Recorded"), display.instant(envelope.recorded_at), ""
    if entry.effective_on:
        yield _("Effective"), display.day(entry.effective_on), ""
    if entry.happened_on and entry.happened_on != entry.effective_on:
        yield _("Day of the document"), display.day(entry.happened_on), ""
    actor = f"{envelope.actor} ({display.word(envelope.assurance)})"
    yield _("Actor"), display.safe(actor), places.to("log", actor=envelope.actor)
    if envelope.evidence:
        said = "; ".join(x.reference for x in envelope.evidence)
        yield _("Evidence"), display.safe(said), ""
    if envelope.reason:
        yield _("Why"), display.safe(envelope.reason), ""
    if recorded.agreement in present.agreements:
        title = present.agreements[recorded.agreement].proposed.title
        yield _("Agreement"), display.safe(title), places.to("agreement", recorded.agreement)
    for line in entry.lines:
        yield _("Line"), line, places.to("log", agreement=recorded.agreement, line=line)
    for party in entry.parties:
        page = "board" if party in entry.boards else "party"
        if party in present.parties:
            name = display.safe(present.parties[party].name)
            yield tables.party_kind(present.parties[party].kind), name, places.to(page, party)
    if envelope.causation:
        yield _("Follows from"), f"#{envelope.causation}", places.to("event", envelope.causation)


def _legs(entry: Entry, present: Projection) -> Iterator[dict[str, Any]]:
    for leg in moved(entry.recorded, present.lines):
        yield {
            "account": display.safe(leg.full_account),
            "line": leg.line,
            "year": leg.year,
            "minor": leg.minor,
        }


def _plain(value: Any) -> str:
    import json

    return display.safe(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
