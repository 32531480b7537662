"""Mandates: who may review payments and who may approve them, and who acts for whom."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from ledger.presentation.formats import render
from ledger.presentation.language import _
from ledger.presentation.lists import LISTS
from ledger.web import files, paging, tables
from ledger.web.asking import Asking, Page
from ledger.work.asking import require_newest
from ledger.work.attesting import authorities_of
from ledger.work.existence import require_party
from ledger.work.present import current
from projections.attesting import actor_rows, authority_rows

_ROOM = 25_000  # bytes of each list


def _rows(asking: Asking) -> list[Any]:
    require_newest(asking.book)
    documents, board = current(asking.book, sums=()), asking.query.own.get("board")
    if board is not None:
        require_party(board, documents)
    known, day = authorities_of(asking.book), asking.query.as_of or asking.today
    is_narrow = asking.query.as_of is not None
    return authority_rows(known, day, board, documents.parties, only_in_force=is_narrow)


def page(asking: Asking) -> Page:
    """Return the page."""
    written = asking.query.written
    options = {"as-of": "--on", "board": "--board"}
    words = [x for name, to in options.items() if name in written for x in (to, written[name])]
    shown = _listing("authority list", _rows(asking))
    lists: list[tuple[str, tables.Table, list[str]]] = [
        ("", paging.of_list(asking, shown, _("Mandates"), _ROOM), [])
    ]
    if "board" not in written:
        persons = actor_rows(authorities_of(asking.book), asking.today)
        of_them = paging.of_list(
            asking, _listing("actor list", persons), _("Persons"), _ROOM, by="page-persons"
        )
        lists.append((_("Persons"), of_them, []))
    return Page(
        template="lists.html",
        title=_("Mandates"),
        command=("authority", "list", *words),
        files=files.OF_REPORTS,
        content={
            "about": _("Who may review payments, who may approve them, and how much."),
            "lists": lists,
            "links": [(_("Requests for payments"), asking.places.to("requests"))],
        },
    )


def _listing(name: str, rows: list[Any]) -> Any:
    return replace(LISTS[name].of(rows), rows=rows)


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return the list of mandates in another format."""
    shown = _listing("authority list", _rows(asking))
    return render(shown, form, width=files.WIDTH), files.type_of(form)
