"""What a board has committed and paid, in all agreements."""

from __future__ import annotations

from functools import partial
from typing import Any

from ledger.presentation import display
from ledger.presentation.language import _
from ledger.web import files, tables
from ledger.web.asking import Asking, Page
from ledger.web.events import Trail
from ledger.web.pages import monthly, of_report
from projections.audit import Filter
from projections.report import Report
from projections.series import YearOf, by_year

_NEWEST = 8
_ROOM = 35_000  # bytes of the table, beside cards and the newest events
_MEASURES = ("committed_minor", "paid_minor", "remaining_minor")


def page(asking: Asking) -> Page:
    """Return the page."""
    asking.only_of("board")
    made = asking.report("board", asking.subject)
    lines = _("Budget lines")
    years = by_year(made)
    rows, more = Trail(asking, Filter(board=asking.subject)).newest(_NEWEST)
    return Page(
        template="account.html",
        title=display.safe(made.title),
        command=of_report.words(asking, "board", asking.subject),
        files=files.OF_REPORTS,
        compares=True,
        content={
            **of_report.content(asking, made),
            "about": _("What the board has committed and paid, in all agreements."),
            "facts": [],
            "links": [
                (_("Forecast"), asking.places.to("forecast", "board", asking.subject)),
                (_("To do"), asking.places.to("due", party=asking.subject)),
            ],
            "cards": [_card(asking, made, one) for one in years],
            "tables": [(lines, of_report.table(asking, made, lines, room=_ROOM))],
            "months": monthly.years(asking.several.cash_flow(made), years, made.currency),
            "paper": of_report.paper(asking, "board", asking.subject),
            "events": rows,
            "all_events": asking.places.to("log", board=asking.subject) if more else "",
        },
    )


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return the report in another format."""
    return of_report.as_file(asking, form, "board", asking.subject)


def _card(asking: Asking, made: Report, one: YearOf) -> dict[str, Any]:
    where, chosen = partial(tables.figure, asking.places, made), {"year": one.year}
    return {
        "year": one.year,
        "share": one.totals["used_percent"],
        "figures": [(tables.heading(made, x), one.totals[x], where(x, chosen)) for x in _MEASURES],
        "further": [],
    }
