"""What reviews have found, and what is open of it."""

from __future__ import annotations

from ledger.presentation.language import _
from ledger.web.asking import Asking, Page
from ledger.web.pages import of_report


def page(asking: Asking) -> Page:
    """Return the page."""
    about = _("What reviews have found, and what is open of it.")
    return of_report.plain(asking, "findings", asking.subject or None, _("Findings"), about)


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return the report in another format."""
    return of_report.as_file(asking, form, "findings", asking.subject or None)
