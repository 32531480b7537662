"""What a board's or an agreement's lines are expected to cost: budget, outcome and forecast."""

from __future__ import annotations

from ledger.presentation.language import _
from ledger.web.asking import Asking, Page
from ledger.web.pages import of_report


def _asked(asking: Asking) -> tuple[str, str]:
    """Return the kind of the report, and what it is about."""
    of, _slash, subject = asking.subject.partition("/")
    return f"forecast {of}", subject


def page(asking: Asking) -> Page:
    """Return the page."""
    kind, subject = _asked(asking)
    about = _(
        "What the lines are expected to cost when the year is over: budget, outcome, forecast."
    )
    return of_report.plain(asking, kind, subject, _("Forecast"), about)


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return the report in another format."""
    return of_report.as_file(asking, form, *_asked(asking))
