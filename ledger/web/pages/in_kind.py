"""Contributions in something else than money, of an agreement or of all."""

from __future__ import annotations

from ledger.presentation.language import _
from ledger.web.asking import Asking, Page
from ledger.web.pages import of_report


def page(asking: Asking) -> Page:
    """Return the page."""
    about = _("Contributions in something else than money. They are never added to the money.")
    return of_report.plain(asking, "in-kind", asking.subject or None, _("Given in kind"), about)


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return the report in another format."""
    return of_report.as_file(asking, form, "in-kind", asking.subject or None)
