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

from ledger.exchange.refusals import DecimalMarkOpen

COMMA, POINT = ",", "."
OTHER = {COMMA: POINT, POINT: COMMA}
# Between groups of three digits: spaces of several widths, and apostrophes.
_SPACES = "\u0020\u00a0\u202f\u2007\u2009'\u2019"
_MINUS = ("-", "\u2212", "\u2013")
# At most 15 digits before the mark and 6 after it: no file of money has more, and a sum of such
# amounts is exact.
PLAIN = {
    mark: re.compile(
        r"-?(?:[0-9]{1,15}|[1-9][0-9]{0,2}"
        rf"([{_SPACES}{re.escape(other)}])[0-9]{{3}}(?:\1[0-9]{{3}}){{0,3}})"
        rf"(?:{re.escape(mark)}[0-9]{{1,6}})?"
    )
    for mark, other in OTHER.items()
}
# What is left of a plain amount is a number of Python's.
BARE = {
    mark: str.maketrans({**dict.fromkeys(_SPACES), other: None, mark: "."})
    for mark, other in OTHER.items()
}
_CURRENCY = re.compile(r"(?:kr|sek|:-)\Z", re.IGNORECASE)


class Cell(NamedTuple):
    """The text of an amount, and the row that it stands in."""

    row: int
    text: str


class Mark(NamedTuple):
    """The decimal mark of a file.

    Attributes:
        mark: a comma or a point.
        cell: the first one that only this mark can read.
    """

    mark: str
    cell: Cell


def mark_of(cells: Iterable[Cell]) -> Mark | None:
    """Return the decimal mark of a file; None: no cell has one, so that it does not matter.

    It is that of the first cell that only one mark can read, and no further cell is looked at.
    Cells that are no amount by either mark say nothing; whoever reads them refuses their rows.

    Raises:
        BadInput: ``decimal-ambiguous``.
    """
    doubtful: Cell | None = None
    for cell in cells:
        comma, point = amount(cell.text, COMMA), amount(cell.text, POINT)
        if comma == point:
            continue
        if comma is None or point is None:
            return Mark(COMMA if point is None else POINT, cell)
        doubtful = doubtful or cell
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
    elif said.startswith(_MINUS):
        sign, said = -1, said[1:].strip()
    elif said.endswith(_MINUS):
        sign, said = -1, said[:-1].strip()
    elif said[:1] == "+":
        said = said[1:]
    if said[:1] == "-" or PLAIN[mark].fullmatch(said) is None:
        return None
    return sign * Decimal(said.translate(BARE[mark]))
