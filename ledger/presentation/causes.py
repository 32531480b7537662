"""Causes of damage and of errors: the program's own are translated, those of others are quoted.

SQLite, PostgreSQL and the operating system have words of their own for a failure. The most common
ones are in the catalogue. Others are shown as they are, in quotation marks.
"""

from __future__ import annotations

from events.worded import Worded
from ledger.presentation import display
from ledger.presentation.language import SOURCE, _, current, translate


def worded(cause: str) -> str:
    """Return a cause in the present language, safe for a terminal."""
    if isinstance(cause, Worded):
        values = {
            name: worded(value) if name == "cause" else display.safe(str(value))
            for name, value in cause.values.items()
        }
        return translate(cause.text).format(**values)
    shown = translate(cause) if cause else cause
    is_foreign = shown == cause and current() != SOURCE
    return _("'{text}'", text=display.safe(cause)) if is_foreign else display.safe(shown)
