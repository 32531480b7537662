"""A report or a list as a paper (PDF): the tables that the page has, and how they are checked."""

from __future__ import annotations

import shlex
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from events.text import width as width_of
from ledger.presentation import display, typeset
from ledger.presentation.cells import as_of_text, known_text
from ledger.presentation.formats import FORM, How, Saved
from ledger.presentation.language import _, translate
from ledger.presentation.listing import Listing
from ledger.presentation.refusals import TooLongForPaper
from ledger.presentation.rendering import cut_parts, sheets_of
from ledger.presentation.sheets import SEPARATOR, Sheet, note

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ledger.presentation.formats import Shown
    from projections.report import ColumnKind, Report

MOST_ROWS = 5000  # of a table; they take half a gigabyte of memory
# Of a page of A4, on its side or not: how many characters a row of a table has, by size of type.
_UPRIGHT, _ON_ITS_SIDE = {9.0: 96, 8.0: 108}, {9.0: 148, 8.0: 167, 7.0: 190, 6.0: 222}
_WIDEST_TEXT = 28
_NAME = "Samverk"


def write(shown: Shown, how: How) -> bytes:
    """Return a report or a list as a paper.

    Raises:
        typeset.NoPaperLibrary: the library that makes papers is not installed.
        TooLongForPaper: it has too many rows.
    """
    if len(shown.rows) > MOST_ROWS:
        raise TooLongForPaper(rows=len(shown.rows), most=MOST_ROWS)
    sheets = sheets_of(shown, form=how.form)
    sizes = [_size(sheet, _UPRIGHT) for sheet in sheets]
    is_flipped = None in sizes
    if is_flipped:
        sizes = [_size(sheet, _ON_ITS_SIDE) for sheet in sheets]
    head = _of_list(shown) if isinstance(shown, Listing) else _of_report(shown)
    content = {
        **head,
        "flipped": is_flipped,
        "sheets": [
            _sheet(sheet, size, is_first=not place)
            for place, (sheet, size) in enumerate(zip(sheets, sizes, strict=True))
        ],
        "again": _("To make this report again:"),
    }
    when = None if isinstance(shown, Listing) else shown.scope.known_at
    return typeset.typeset("sheets", content, when)


def _of_list(shown: Listing) -> dict[str, Any]:
    title = display.safe(shown.title) if shown.title else _NAME
    said = dict.fromkeys(("kicker", "subtitle", "clocks"), "")
    return {**typeset.dress(title, None, ""), **said, "date": None}


def _of_report(report: Report) -> dict[str, Any]:
    scope, title = report.scope, display.safe(report.title)
    named = [x for x in (report.reference, scope.period) if x]
    place = _("position {at}", at=scope.at)
    dress = typeset.dress(title, scope, shlex.join(report.again))
    return {
        **dress,
        "kicker": translate(report.heading) if report.heading else "",
        "subtitle": SEPARATOR.join((*map(display.safe, named), *cut_parts(report))),
        "clocks": SEPARATOR.join((as_of_text(scope), known_text(scope), place, report.currency)),
        "date": scope.known_at.date().isoformat() if scope.known_at else None,
        "root": _("root {root}", root=dress["root"]),
    }


def _sheet(sheet: Sheet, size: float | None, *, is_first: bool) -> dict[str, Any]:
    """Return a table as its template takes it; the first one's caption is the head of the paper."""
    return {
        "caption": "" if is_first else SEPARATOR.join(sheet.caption),
        "headings": [x or _("Share") for x in sheet.headings],
        "is-right": [sheet.is_right(i) for i in range(len(sheet.headings))],
        "widths": _widths(sheet),
        "rows": _cells(sheet, sheet.rows),
        "totals": _cells(sheet, sheet.totals),
        "notes": [note(text) for text in sheet.notes],
        "empty": sheet.empty,
        "size": size or min(_ON_ITS_SIDE),
    }


def _cells(sheet: Sheet, rows: Iterable[list[str]]) -> list[list[str | dict[str, float]]]:
    return [[_cell(*pair) for pair in zip(sheet.kinds, row, strict=True)] for row in rows]


def _cell(kind: ColumnKind, text: str) -> str | dict[str, float]:
    """Return a cell; of a drawn share how much of it is full."""
    if kind != "bar" or not text:
        return text
    return {"bar": text.count(display.FULL) / display.BAR_CELLS}


def _widths(sheet: Sheet) -> list[str | int]:
    """Return for each column ``auto``, or of a wide text its part of the room that is left."""
    return [
        "auto" if sheet.is_right(i) or widest <= _WIDEST_TEXT else widest
        for i, widest in enumerate(_widest(sheet))
    ]


def _widest(sheet: Sheet) -> list[int]:
    rows = [sheet.headings, *sheet.rows, *sheet.totals]
    return [max(map(width_of, column)) for column in zip(*rows, strict=True)]


def _size(sheet: Sheet, room: Mapping[float, int]) -> float | None:
    """Return the largest type in which a table has room; None: in none of them."""
    wanted = sum(
        2 + (own if sheet.is_right(i) else min(own, _WIDEST_TEXT))
        for i, own in enumerate(_widest(sheet))
    )
    return next((size for size, most in room.items() if wanted <= most), None)


def saved(content: bytes) -> Saved | None:
    """Return the command in a paper that was saved."""
    with suppress(ValueError):
        words = shlex.split(typeset.keywords(content) or "")
        return Saved(words, (FORM,)) if words else None  # papers have one form
    return None
