"""The files of other programs that were read, what became of their rows, and reconciliations."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ledger.exchange.imported import left_out, of_reading, readings
from ledger.presentation import display
from ledger.presentation.formats import render
from ledger.presentation.language import _
from ledger.presentation.lists import LISTS
from ledger.web import files, paging, tables
from ledger.web.asking import Asking, Page
from ledger.web.events import Trail
from ledger.work.asking import require_newest
from projections.audit import Filter

_NEWEST = 10  # reconciliations
_ROOM = 20_000  # bytes of each of two lists, beside them


def page(asking: Asking) -> Page:
    """Return the page."""
    require_newest(asking.book)
    return _one(asking) if asking.subject else _all(asking)


def _listing(name: str, rows: list[Any], empty: str | None = None) -> Any:
    return replace(LISTS[name].of(rows), rows=rows, empty=empty)


def _table(
    asking: Asking, shown: Any, caption: str, room: int = paging.ROOM, by: str = paging.PAGE
) -> tables.Table:
    return paging.of_list(asking, replace(shown, title=None), caption, room, by=by)


def _all(asking: Asking) -> Page:
    """Return the page of all files: each leads to what became of its rows."""
    title = _("Files that were read")
    rows: list[Any] = [*readings(asking.book)][::-1]
    shown = _listing("imports list", rows, _("No file was read yet."))
    table = _table(asking, shown, title, _ROOM)
    for cells in table.rows:
        ((text, _event),) = cells[0].links
        position = text.removeprefix("#")
        href = asking.places.to("imports", position)
        cells[0] = tables.Cell("", kind="number", links=((f"#{position}", href),))
    left, notes = left_out(asking.book)
    of_left = _table(
        asking,
        _listing("imports unmatched", left[::-1]),
        _("Rows left out"),
        _ROOM,
        "page-left-out",
    )
    lists = [("", table, []), *([(_("Rows left out"), of_left, notes)] if left else [])]
    events, more = Trail(asking, Filter(event="reconciled")).newest(_NEWEST)
    return Page(
        template="imports.html",
        title=title,
        command=("imports", "list"),
        files=files.OF_REPORTS,
        content={
            "about": _("Rows of other programs' files that were recorded, or left out, and why."),
            "lists": lists,
            "links": [],
            "events": events,
            "all_events": asking.places.to("log", event="reconciled") if more else "",
        },
    )


def _one(asking: Asking) -> Page:
    """Return the page of one file."""
    position = int(asking.subject)
    rows, notes = of_reading(asking.book, position)
    title = _("File read in event {position}", position=f"#{position}")
    shown = _listing("imports show", [*rows])
    return Page(
        template="imports.html",
        title=title,
        crumbs=[(_("Files that were read"), asking.places.to("imports"))],
        command=("imports", "show", str(position)),
        files=files.OF_REPORTS,
        content={
            "about": "",
            "lists": [("", _table(asking, shown, title), [display.safe(x) for x in notes])],
            "links": [(f"#{position}", asking.places.to("event", position))],
            "events": [],
            "all_events": "",
        },
    )


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return the list in another format."""
    require_newest(asking.book)
    if asking.subject:
        rows, notes = of_reading(asking.book, int(asking.subject))
        shown = replace(_listing("imports show", [*rows]), notes=notes)
    else:
        shown = _listing("imports list", [*readings(asking.book)])
    return render(shown, form, width=files.WIDTH), files.type_of(form)
