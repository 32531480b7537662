"""A quick way through the rows of a text that have nothing unusual, as nearly all have.

A row is plain if it has as many cells as the others, a day, an amount with nothing beside it, and
the buyer of the first row, and does not begin as rows of sums do. ``table_rows`` makes of such a
row what this module makes of it, at several times the cost; a test holds them equal.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import TypeAlias, TypeVar

from ledger.exchange.cells import day_of, organisation_number
from ledger.exchange.headers import Header
from ledger.exchange.numbers import BARE, PLAIN
from ledger.exchange.rows import NO_OBJECTS, Row, Totals
from ledger.exchange.table_rows import How

TextRow: TypeAlias = tuple[int, list[str]]
TextGrid: TypeAlias = Callable[[], Iterator[TextRow]]

T = TypeVar("T")

_BEGIN_AS_SUMS = frozenset({"sum", "tot"})
_SELDOM = frozenset({"quantity", "currency", "reference"})
_TEXTS = ("series", "voucher", "payee", "organisation_number", "account", "invoice", "text")
_MOST_KEPT = 50_000  # texts of a column whose meaning is kept


class Kept(dict[str, T]):
    """What texts mean, each of them found once."""

    def __init__(self, find: Callable[[str], T]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, text: str) -> T:
        if len(self) >= _MOST_KEPT:
            self.clear()
        found = self[text] = self._find(text.strip())
        return found


def fits(header: Header) -> bool:
    """Return whether a table with that header can have plain rows."""
    return "amount" in header.columns and not _SELDOM & header.columns.keys()


def _plain(grid: TextGrid, how: How) -> Iterator[tuple[int, list[str], date | None, Decimal]]:
    """Yield the rows below the header; the day of one that is not plain is None."""
    columns, width, named = how.header.columns, how.width, how.header.width
    at_amount, at_day, at_buyer = columns["amount"], columns["day"], columns.get("buyer", 0)
    buyer, has_spare = how.buyer, width > named
    is_plain, bare = PLAIN[how.mark].fullmatch, BARE[how.mark]
    days = Kept(day_of)
    nothing = Decimal(0)
    rows = grid()
    for number, _ in rows:
        if number >= how.header.number:
            break
    for number, cells in rows:
        if len(cells) == width:
            first = cells[0].lstrip() or next(filter(None, map(str.lstrip, cells)), "")
            said = cells[at_amount].strip()
            if (
                is_plain(said)
                and (day := days[cells[at_day]]) is not None
                and first[:3].lower() not in _BEGIN_AS_SUMS
                and (buyer is None or cells[at_buyer].strip() == buyer)
                and not (has_spare and any(cells[named:]))
            ):
                yield number, cells, day, Decimal(said.translate(bare))
                continue
        yield number, cells, None, nothing


def counted(grid: TextGrid, how: How, totals: Totals) -> Iterator[TextRow]:
    """Count the plain rows below the header, and yield the others."""
    rows, money, found = 0, Decimal(0), set[date]()
    for number, cells, day, amount in _plain(grid, how):
        if day is not None:
            rows += 1
            money += amount
            found.add(day)
            continue
        totals.rows += rows
        totals.sum += money
        rows, money = 0, Decimal(0)
        yield number, cells
    totals.rows += rows
    totals.sum += money
    if found:
        totals.first = min(found if totals.first is None else {*found, totals.first})
        totals.last = max(found if totals.last is None else {*found, totals.last})


def made(grid: TextGrid, how: How) -> Iterator[Row | TextRow]:
    """Yield the rows below the header: a plain one as what it says, and the others as they are."""
    header = how.header
    pick = itemgetter(*(header.columns.get(what, how.width) for what in _TEXTS))
    numbers = Kept(organisation_number)
    objects = [(at, Kept(partial(_object, dimension))) for dimension, at in how.objects]
    at_object, only = objects[0] if len(objects) == 1 else (how.width, None)
    for number, cells, day, amount in _plain(grid, how):
        if day is None:
            yield number, cells
            continue
        fields = tuple(cells)
        cells.append("")  # what a column that is not there says
        series, voucher, payee, orgnr, account, invoice, text = pick(cells)
        if only is not None:
            named = only[cells[at_object]]
        else:
            named = {key: x for at, kept in objects for key, x in kept[cells[at]].items()}
        yield Row(
            number,
            day,
            amount,
            None,
            series.strip(),
            voucher.strip(),
            payee.strip(),
            numbers[orgnr] if orgnr else None,
            account.strip(),
            named or NO_OBJECTS,
            invoice.strip(),
            text.strip(),
            fields=fields,
        )


def _object(dimension: str, text: str) -> Mapping[str, str]:
    return {dimension: text} if text else NO_OBJECTS
