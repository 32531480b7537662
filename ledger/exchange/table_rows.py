"""One row of a table, whatever is unusual in it: a row of money or work, a sum, or nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from ledger.exchange.cells import ErrorCell, Value, day_of, money_of, organisation_number, text_of
from ledger.exchange.headers import Header
from ledger.exchange.numbers import Mark
from ledger.exchange.refusals import (
    CellIsError,
    ColumnsDiffer,
    RowAmountUnread,
    RowDayUnread,
    RowOfOtherBuyer,
    RowQuantityUnread,
)
from ledger.exchange.rows import NO_OBJECTS, Row
from ledger.refusal import LedgerError

_SUM = re.compile(r"summa|total(?:t|summa)?|sum", re.IGNORECASE)
_PART = re.compile(
    r"(?:del|slut)summa\b.*|summa\b.*|(?:sub-?)?total(?:t|summa)?\b.*", re.IGNORECASE
)
_organisation_number = lru_cache(maxsize=4096)(organisation_number)


class How:
    """How the cells of a table are read.

    Attributes:
        header: of the table.
        mark: the decimal mark.
        decided: the cell that decided it; None: the user did, or none did.
        width: how many cells a row has.
        buyer: of the first row; None: the file has no such column.
        serials: whether a number in the column of days counts days from 1900, as spreadsheets do.
        objects: the dimensions that have a column, and its place.
    """

    def __init__(
        self,
        header: Header,
        mark: str,
        decided: Mark | None,
        width: int,
        buyer: str | None,
        *,
        serials: bool,
    ) -> None:
        self.header, self.mark, self.decided = header, mark, decided
        self.width, self.buyer, self.serials = width, buyer, serials
        self.objects = tuple(header.objects.items())
        # What has no column is the cell after the last one, which says nothing.
        places = (header.columns.get(what, -1) for what in _Picked._fields)
        self._pick = itemgetter(*places)

    def picked(self, cells: Sequence[Value]) -> _Picked:
        """Return the cells of a row by what they are; None: there is none."""
        missing = max(0, self.header.width - len(cells))
        return _Picked._make(self._pick((*cells, *[None] * missing, None)))


class _Picked(NamedTuple):
    """The cells of a row by what they are."""

    day: Value
    amount: Value
    quantity: Value
    currency: Value
    series: Value
    voucher: Value
    payee: Value
    organisation_number: Value
    account: Value
    invoice: Value
    text: Value
    reference: Value
    buyer: Value


class _Numbers(NamedTuple):
    """What the cells of a row say; None: a cell says none."""

    day: date | None
    money: Decimal | None
    quantity: Decimal | None


class SumRow(NamedTuple):
    """A row that says a sum; None: it says no amount."""

    said: Decimal | None


def is_blank(cells: Sequence[Value]) -> bool:
    """Return whether a row says nothing."""
    for cell in cells:
        if cell is not None and (not isinstance(cell, str) or cell.strip()):
            return False
    return True


def row_of(number: int, cells: Sequence[Value], how: How, *, is_over: bool) -> Row | SumRow | None:
    """Return a row of money or of work, one that says a sum, or None.

    None is an empty row, the header again at the top of a page, or a note after a sum.

    Args:
        number: of the row in the file.
        cells: of the row.
        how: they are read.
        is_over: whether a row that says a sum has come.
    """
    if is_blank(cells):
        return None
    said = how.picked(cells)
    numbers = _Numbers(
        day_of(said.day, serials=how.serials),
        money_of(said.amount, how.mark),
        money_of(said.quantity, how.mark),
    )
    voucher = text_of(said.voucher)
    first = next(text for x in cells if (text := text_of(x))).rstrip(" :")
    if _SUM.fullmatch(first):
        is_money = numbers.day is not None and numbers.money is not None
        if not is_money or voucher.rstrip(" :") in ("", first):
            return SumRow(numbers.money)
    elif numbers.day is None and _PART.fullmatch(first):
        return SumRow(numbers.money)
    if numbers.day is None and how.header.names.get(text_of(said.day)) == "day":
        return None
    if is_over and not any(x is not None for x in numbers):
        return None
    objects = {
        dimension: text
        for dimension, at in how.objects
        if at < len(cells) and (text := text_of(cells[at]))
    }
    return Row(
        number=number,
        day=numbers.day,
        amount=numbers.money,
        currency=text_of(said.currency).upper() or None,
        series=text_of(said.series),
        voucher=voucher,
        payee=text_of(said.payee),
        organisation_number=_organisation_number(text_of(said.organisation_number)),
        account=text_of(said.account),
        objects=objects or NO_OBJECTS,
        invoice=text_of(said.invoice),
        text=text_of(said.text),
        reference=text_of(said.reference) or None,
        problem=_problem(number, cells, how, said, numbers),
        fields=tuple([x if isinstance(x, str) else text_of(x) for x in cells]),
        quantity=numbers.quantity,
    )


def _problem(
    number: int, cells: Sequence[Value], how: How, said: _Picked, numbers: _Numbers
) -> LedgerError | None:
    """Return why a row cannot be used; None: it can."""
    width = how.header.width
    if not width <= len(cells) <= max(how.width, width) or not is_blank(cells[width:]):
        return ColumnsDiffer(row=number, found=len(cells), wanted=width)
    if ErrorCell in map(type, cells):
        for at in how.header.columns.values():
            if isinstance(text := cells[at], ErrorCell):
                return CellIsError(row=number, text=text)
    if numbers.day is None:
        return RowDayUnread(row=number, text=text_of(said.day))
    if numbers.quantity is None and text_of(said.quantity):
        return RowQuantityUnread(row=number, text=text_of(said.quantity))
    if numbers.money is None and (text_of(said.amount) or numbers.quantity is None):
        if "amount" in how.header.columns:
            return RowAmountUnread(row=number, text=text_of(said.amount))
        return RowQuantityUnread(row=number, text=text_of(said.quantity))
    if how.buyer is not None and text_of(said.buyer) != how.buyer:
        return RowOfOtherBuyer(row=number, buyer=text_of(said.buyer), first=how.buyer)
    return None
