"""Requests for payments: what waits for its review, its approval, its payment; and what is over."""

from __future__ import annotations

from typing import Any, TypeAlias

from msgspec.structs import replace

from ledger.presentation.formats import render
from ledger.presentation.language import _
from ledger.presentation.lists import LISTS
from ledger.web import files, paging, tables
from ledger.web.asking import Asking, Page
from ledger.work.asking import require_newest
from ledger.work.existence import require_agreement
from ledger.work.present import current
from projections.attesting import request_rows

_ROOM = 25_000  # bytes of each list
_ENDED = frozenset({"paid", "returned", "cancelled"})
_Shown: TypeAlias = tuple[str, tables.Table, list[str]]  # a title, rows, sentences under them


def _rows(asking: Asking) -> list[Any]:
    require_newest(asking.book)
    agreement = asking.query.own.get("agreement")
    present = current(asking.book, sums=())
    if agreement is not None and agreement not in present.agreements:
        require_agreement(agreement, present)
    is_open = bool(asking.query.own.get("open"))
    return request_rows(present, asking.today, agreement, only_open=is_open)


def page(asking: Asking) -> Page:
    """Return the page."""
    rows, written = _rows(asking), asking.query.written
    words = ["request", "list", *(["--open"] if asking.query.own.get("open") else [])]
    if "agreement" in written:
        words += ["--agreement", written["agreement"]]
    waiting: list[Any] = []
    over: list[Any] = []
    for row in rows:
        (over if row["status"] in _ENDED else waiting).append(row)
    lists: list[_Shown] = [(_("Waiting"), _table(asking, waiting, _("No request waits.")), [])]
    if over:
        lists.append((_("Paid, or over"), _table(asking, over[::-1], ""), []))
    return Page(
        template="lists.html",
        title=_("Requests for payments"),
        command=words,
        files=files.OF_REPORTS,
        content={
            "about": _("Asked for by one person, reviewed by another, approved by a third."),
            "lists": lists,
            "links": [
                (_("Mandates"), asking.places.to("authority")),
                (_("To do"), asking.places.to("due")),
            ],
        },
    )


def _table(asking: Asking, rows: list[Any], empty: str) -> tables.Table:
    shown = replace(LISTS["request list"].of(rows), rows=rows, title=None, empty=empty or None)
    return paging.of_list(asking, shown, _("Requests for payments"), _ROOM)


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return the list in another format."""
    rows = _rows(asking)
    shown = replace(LISTS["request list"].of(rows), rows=rows)
    return render(shown, form, width=files.WIDTH), files.type_of(form)
