"""The first page: the agreements, those who fund and perform them, and what happened last."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from ledger.presentation import display
from ledger.presentation.language import _, _n
from ledger.web import tables
from ledger.web.asking import Asking, Page
from ledger.web.beside import exposed
from ledger.web.events import Trail
from ledger.work.due import agenda
from projections.audit import Filter
from projections.partnership import Marks, marks_of
from projections.report import Report
from projections.standing import status_of

_NEWEST = 8
_DECIDED, _PROPOSED = ("committed_minor", "paid_minor", "remaining_minor"), ("proposed_minor",)
_CARDS = 12  # agreements, the newest; the others are a list …
_WEIGHT = 8  # KiB of what is kept of an agreement
_LISTED = 30  # … of so many, and each other list has as many


def page(asking: Asking) -> Page:
    """Return the page."""
    every = list(asking.documents.agreements)
    asking.only(*every[-_CARDS:][::-1])
    agreements = [_agreement(asking, key) for key in every[-_CARDS:][::-1]]
    rows, _more = Trail(asking, Filter()).newest(_NEWEST)
    boards, parties = list(_boards(asking)), list(_parties(asking))
    return Page(
        template="overview.html",
        title=_("Overview"),
        command=("status",),
        content={
            "due": _due(asking),
            "agreements": agreements,
            "others": [_other(asking, key) for key in every[:-_CARDS][::-1][:_LISTED]],
            "others_left": max(len(every) - _CARDS - _LISTED, 0),
            "boards_there": boards[:_LISTED],
            "boards_left": max(len(boards) - _LISTED, 0),
            "parties": parties[:_LISTED],
            "parties_left": max(len(parties) - _LISTED, 0),
            "events": rows,
        },
    )


def _due(asking: Asking) -> tuple[int, str] | None:
    """Return how much is late, and in words; None: the question is about a past state."""
    if asking.scope.at < asking.book.head():
        return None
    found = agenda(asking.book, asking.query.as_of, exposed=lambda: exposed(asking.book))
    late = found.overdue
    return late, _n("{n} thing is overdue.", "{n} things are overdue.", late)


def _agreement(asking: Asking, key: str) -> dict[str, Any]:
    """Return an agreement with its sums."""
    places, question = asking.places, asking.query.question
    asked = "overview", key, asking.scope.at, question
    report, given, marks = asking.book.once(asked, lambda: _sums(asking, key), lambda _: _WEIGHT)
    totals = report.totals
    return {
        **_other(asking, key),
        "currency": report.currency,
        "figures": [
            (tables.heading(report, x), totals[x], tables.figure(places, report, x))
            for x in (_DECIDED if totals["approved_minor"] else _PROPOSED)
        ],
        "share": totals["used_percent"],
        "in_kind": given.totals["delivered_minor"],
        "in_kind_href": tables.figure(places, given, "delivered_minor"),
        "marks": [
            (bool(marks.public and marks.civil), _("Public and civil-society parties")),
            (bool(marks.purpose), _("A common purpose")),
            (not marks.without_contribution, _("Every party contributes")),
        ],
    }


def _sums(asking: Asking, key: str) -> tuple[Report, Report, Marks]:
    """Return the reports on an agreement without their rows, and its marks."""
    report, given = (asking.several.report(kind, key) for kind in ("agreement", "in-kind"))
    marks = marks_of(asking.several.of_one(key), key)
    return replace(report, rows=[], notices=[]), replace(given, rows=[], notices=[]), marks


def _other(asking: Asking, key: str) -> dict[str, Any]:
    """Return what an agreement is."""
    document = asking.documents.agreements[key]
    proposed = document.proposed
    return {
        "title": display.safe(proposed.title),
        "href": asking.places.to("agreement", key),
        "reference": display.safe(proposed.reference),
        "term": f"{proposed.starts} – {proposed.ends}",
        "status": display.word(status_of(document, asking.today)),
    }


def _boards(asking: Asking) -> Iterator[tuple[str, str, str]]:
    """Yield name, address and number of agreements of each board that funds any."""
    present = asking.documents
    funded: dict[str, set[str]] = {}
    for (agreement, _line), line in present.lines.items():
        if agreement in present.agreements:
            funded.setdefault(line.funder, set()).add(agreement)
    for party, there in funded.items():
        said = _n("{n} agreement", "{n} agreements", len(there))
        name = display.safe(present.parties[party].name)
        yield name, asking.places.to("board", party), said


def _parties(asking: Asking) -> Iterator[tuple[str, str, str]]:
    """Yield name, address and kind of each party that is no board."""
    for party, fact in asking.documents.parties.items():
        if fact.kind != "board":
            name = display.safe(fact.name)
            yield name, asking.places.to("party", party), tables.party_kind(fact.kind)
