"""How files for a browser look: their colours, which the served pages have too, and the rest.

A saved report has all of it in itself. So who changes a style sheet here raises the form of reports
(``formats.FORM``), and keeps the one that was: ``verify --report`` writes it anew.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def colours() -> str:
    """Return the colours, light and dark, by their names."""
    return (_FOLDER / "colours.css").read_text(encoding="utf-8")


@cache
def report() -> str:
    """Return how the page of a report is set."""
    return (_FOLDER / "report.css").read_text(encoding="utf-8")
