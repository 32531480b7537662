"""A report or a list for people: as a table, as Markdown, and as a web page."""

from __future__ import annotations

import re
import shlex
from contextlib import suppress
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ledger.lean import escape
from ledger.presentation import markdown, sheets
from ledger.presentation.formats import TRACED, How, Saved
from ledger.presentation.language import _
from ledger.presentation.listing import Listing
from ledger.presentation.rendering import sheets_of

if TYPE_CHECKING:
    from ledger.presentation.formats import Shown

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
    """Return sheets as a page, and the command at its end."""
    made, command, behind = sheets_of(shown, form=how.form), _again(shown), ""
    from ledger.presentation import earlier_pages, tracing

    is_traced = not isinstance(shown, Listing) and shown.figures and shown.rows
    if is_traced and command and how.form >= TRACED:
        assert not isinstance(shown, Listing)
        made[0] = replace(made[0], anchors=tracing.anchors(shown))
        behind = earlier_pages.behind(shown)
    paragraph = f"<p>{escape(_again_text())} <code>{escape(command)}</code></p>\n"
    return earlier_pages.as_page(made, behind + (paragraph if command else ""))


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
