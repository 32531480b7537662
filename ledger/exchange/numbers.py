"""Amounts as other programs write them, with one decimal mark for the whole file.

A cell may be read with a decimal comma or a decimal point: ``1,500`` is 1.5 or 1 500. What decides
is the file: a mark by which some cell cannot be read is not the file's. Where both fit, and some
cell means another amount by each, the file is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from ledger.exchange.refusals import DecimalMarkOpen, DecimalMarksMixed

COMMA, POINT = ",", "."
_SPACES = "\u0020\u00a0\u202f\u2009'\u2019"
_MINUS = "-\u2212\u2013"
_FORM = {
    mark: re.compile(
        rf"(?P<whole>\d{{1,3}}(?:(?P<by>[{_SPACES}{re.escape(other)}])\d{{3}})"
        rf"(?:(?P=by)\d{{3}})*|\d+)(?:{re.escape(mark)}(?P<part>\d{{1,6}}))?"
    )
    for mark, other in ((COMMA, POINT), (POINT, COMMA))
}
_NOT_DIGITS = re.compile(r"\D")
_CURRENCY = re.compile(r"(?:kr|sek|:-)\Z", re.IGNORECASE)


class Cell(NamedTuple):
    """The text of an amount, and the row that it stands in."""

    row: int
    text: str


def mark_of(cells: Iterable[Cell]) -> str | None:
    """Return the decimal mark of a file; None: no cell has one, so that it does not matter.

    Cells that are no amount by either mark say nothing; whoever reads them refuses their rows.

    Raises:
        BadInput: ``decimal-ambiguous`` or ``decimal-mixed``.
    """
    fits: dict[str, Cell] = {}  # mark -> a cell that only this mark can read
    doubtful: Cell | None = None
    for cell in cells:
        read = {mark: amount(cell.text, mark) for mark in (COMMA, POINT)}
        if read[COMMA] == read[POINT]:
            continue
        for mark, other in ((COMMA, POINT), (POINT, COMMA)):
            if read[other] is None:
                fits.setdefault(mark, cell)
        if None not in read.values():
            doubtful = doubtful or cell
    if len(fits) > 1:
        raise DecimalMarksMixed(
            row=fits[COMMA].row,
            text=fits[COMMA].text,
            other_row=fits[POINT].row,
            other_text=fits[POINT].text,
        )
    if fits:
        return next(iter(fits))
    if doubtful is not None:
        raise DecimalMarkOpen(row=doubtful.row, text=doubtful.text)
    return None


def amount(text: str, mark: str) -> Decimal | None:
    """Return an amount as a file with that decimal mark writes it; None: it is none.

    A minus may stand before or after it, or parentheses around it.
    """
    said = _CURRENCY.sub("", text.strip()).strip()
    sign = 1
    if said[:1] == "(" and said[-1:] == ")":
        sign, said = -1, said[1:-1].strip()
    elif said[:1] in _MINUS and said[:1]:
        sign, said = -1, said[1:].strip()
    elif said[-1:] in _MINUS and said[-1:]:
        sign, said = -1, said[:-1].strip()
    elif said[:1] == "+":
        said = said[1:]
    found = _FORM[mark].fullmatch(said)
    if found is None:
        return None
    whole = _NOT_DIGITS.sub("", found["whole"])
    return sign * Decimal(f"{whole}.{found['part'] or 0}")
