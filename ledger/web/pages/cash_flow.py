"""What was paid, by month and line, and what is still to pay."""

from __future__ import annotations

from ledger.presentation.language import _
from ledger.web.asking import Asking, Page
from ledger.web.pages import of_report


def page(asking: Asking) -> Page:
    """Return the page."""
    about = _("What was paid, by month and line, and what was still to pay after it.")
    return of_report.plain(asking, "cash-flow", asking.subject or None, _("Cash flow"), about)


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return the report in another format."""
    return of_report.as_file(asking, form, "cash-flow", asking.subject or None)
