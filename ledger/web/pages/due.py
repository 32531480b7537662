"""What somebody has to do, the most urgent first, with the command that settles it."""

from __future__ import annotations

from typing import Any

from ledger.presentation import display
from ledger.presentation.agenda import (
    command_text,
    currency_of,
    listing,
    what_text,
    when_text,
    who_text,
)
from ledger.presentation.formats import render
from ledger.presentation.language import _, _n
from ledger.web import files, paging
from ledger.web.asking import Asking, Page
from ledger.web.beside import exposed
from ledger.work.asking import require_newest
from ledger.work.due import Agenda, agenda

_A_PAGE = 50  # things


def _agenda(asking: Asking) -> Agenda:
    require_newest(asking.book)
    own = asking.query.own
    return agenda(
        asking.book,
        asking.query.as_of,
        own.get("agreement"),
        own.get("party"),
        lambda: exposed(asking.book),
    )


def page(asking: Asking) -> Page:
    """Return the page."""
    found, written = _agenda(asking), asking.query.written
    part = paging.part_of(asking, len(found.rows), _A_PAGE)
    options = {"as-of": "--as-of", "agreement": "--agreement", "party": "--for"}
    words = [x for name, to in options.items() if name in written for x in (to, written[name])]
    return Page(
        template="due.html",
        title=_("To do"),
        command=("due", *words),
        files=files.OF_REPORTS,
        content={
            "day": found.day,
            "summary": _n("{n} thing", "{n} things", len(found.rows)),
            "late": found.overdue,
            "rows": [_row(asking, found, due) for due in found.rows[part.first : part.end]],
            "pager": part.pager,
        },
    )


def _row(asking: Asking, found: Agenda, due: Any) -> dict[str, Any]:
    row, projection = due.row, found.projection
    amount = ""
    if row.amount_minor is not None:
        currency = currency_of(due, projection)
        amount = f"{display.amount(row.amount_minor, currency)} {currency}"
    title = ""
    if row.agreement:
        title = display.safe(projection.agreements[row.agreement].proposed.title)
    return {
        "day": display.day(row.due_on),
        "when": when_text(due, found.day),
        "is_late": due.days_late(found.day) > 0,
        "what": what_text(due, projection),
        "who": who_text(due, projection),
        "agreement": title,
        "href": asking.places.to("agreement", row.agreement) if row.agreement else "",
        "line": row.line or "",
        "amount": amount,
        "command": display.safe(command_text(row.command)),
    }


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return what is due in another format."""
    found = _agenda(asking)
    shown = listing(found.rows, found.day, found.projection)
    return render(shown, form, width=files.WIDTH), files.type_of(form)
