"""Reports of pages in other formats, to the byte as the command line writes them."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.presentation import language
from ledger.presentation.again import options_said
from ledger.presentation.formats import FORM, FORMATS, render
from projections.report import Report

WIDTH = 120  # as the command line takes it where there is no terminal
_TYPES = {
    "csv": "text/csv",
    "json": "application/json",
    "ndjson": "application/x-ndjson",
    "md": "text/markdown",
    "table": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}
OF_REPORTS = (".csv", ".json", ".xlsx", ".pdf")


def type_of(form: str) -> str:
    """Return the media type of a format."""
    return _TYPES.get(form, "application/octet-stream")


def of_report(made: Report, words: Sequence[str], form: str) -> tuple[str | bytes, str]:
    """Return a report in a format, and its media type.

    Args:
        made: the report.
        words: of its command, after ``samverk``.
        form: the format.
    """
    width = WIDTH if FORMATS[form].has_width else None
    own = options_said(("--width", width), ("-O", form))
    made.again = ("samverk", "--lang", language.current(), *words, *own)
    return render(made, form, width=WIDTH, form=FORM), type_of(form)
