"""A report or a list for people: as a table, as Markdown, and as a web page."""

from __future__ import annotations

import re
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ledger.presentation import display, markdown, sheets
from ledger.presentation.cells import as_of_text, known_text
from ledger.presentation.formats import SET, How, Saved
from ledger.presentation.language import _, translate
from ledger.presentation.listing import Listing
from ledger.presentation.rendering import cut_parts, notice_text, sheets_of
from ledger.presentation.report_texts import EXPLAINED, NAMES
from ledger.presentation.sheets import SEPARATOR

if TYPE_CHECKING:
    from ledger.presentation import pages
    from ledger.presentation.formats import Shown
    from projections.report import Report

_NAME = "Samverk"
_COMMAND = re.compile(r"^(?:<p>.*<code>| +)(samverk --lang [^\n]*?)(?:</code></p>)?$", re.MULTILINE)


def as_table(shown: Shown, how: How) -> str:
    """Return sheets as text for a terminal, and the command under them."""
    drawn, command = (
        sheets.as_table(sheets_of(shown, how.width, how.form), how.width),
        _again(shown),
    )
    return f"{drawn}\n{_again_text()}\n  {command}\n" if command else drawn


def as_markdown(shown: Shown, how: How) -> str:
    """Return sheets as GitHub's tables, and the command under them."""
    drawn, command = markdown.as_markdown(sheets_of(shown, form=how.form)), _again(shown)
    return f"{drawn}\n{_again_text()}\n\n    {command}\n" if command else drawn


def as_page(shown: Shown, how: How) -> str:
    """Return sheets as a page, with the events behind its figures and the command at its end."""
    if how.form < SET and not isinstance(shown, Listing):
        from ledger.presentation import earlier_pages

        return earlier_pages.as_page(shown, how.form)
    from ledger.presentation import pages

    made = sheets_of(shown, form=how.form)
    if isinstance(shown, Listing):
        title = display.safe(shown.title) if shown.title else _NAME
        return pages.as_page(pages.Head(title=title, notices=shown.notes), made)
    events = None
    if shown.figures and shown.rows and shown.again:
        from ledger.presentation import tracing

        made[0] = replace(made[0], anchors=tracing.anchors(shown))
        events = pages.Events(
            groups=tracing.groups(shown),
            sheet=tracing.events_sheet(shown) if shown.traced else None,
            positions=list(shown.traced.events) if shown.traced else [],
        )
    return pages.as_page(_head(shown), made, events)


def _head(report: Report) -> pages.Head:
    """Return what stands above and below a report. One about a whole book is named by its kind."""
    from ledger.presentation import pages

    scope, title = report.scope, display.safe(report.title)
    named = NAMES.get(report.report, EXPLAINED if report.figure else "")
    name = translate(report.heading or named)
    above, below = (title, name) if report.id is None and name else (name, title)
    lead = (*map(display.safe, filter(None, (report.reference, scope.period))), *cut_parts(report))
    return pages.Head(
        title=below,
        kicker=above,
        lead=SEPARATOR.join(lead),
        clocks=[
            (_("Facts until"), as_of_text(scope)),
            (
                _("As known"),
                display.instant(scope.known_at) if scope.known_at else known_text(scope),
            ),
            (_("Position"), str(scope.at)),
            (_("Currency"), display.safe(report.currency)),
        ],
        notices=[notice_text(notice, report.currency) for notice in report.notices],
        root=scope.root,
        again=_again(report),
    )


def _again_text() -> str:
    return _("To make this report again:")


def _again(shown: Shown) -> str:
    """Return the command that makes a report again, to the byte; empty: there is none."""
    return shlex.join(getattr(shown, "again", ()))


def saved(text: str) -> Saved | None:
    """Return the command that a saved table, text or page names as its source."""
    if text.startswith("{"):
        return None
    found = _COMMAND.findall(text)
    with suppress(ValueError):
        if found:
            from html import unescape

            whole = unescape(found[-1]) if text.startswith("<") else found[-1]
            return Saved(shlex.split(whole))
    return None
