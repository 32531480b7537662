"""Tables of other programs: the rows of money, and those that are none.

The same is done for every table, whether its cells come from a text (``delimited``), a web page or
a spreadsheet. ``headers`` finds the names of the columns, ``cells`` says what a cell is, and
``plain_rows`` is a quick way for the rows of a text that have nothing unusual.

Rows before the header are titles. A row that begins with a word for a sum is compared with the rows
above it, and is no row itself. After a sum, rows without a day and an amount are notes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import NamedTuple, TypeAlias

import msgspec

from ledger.exchange import plain_rows
from ledger.exchange.cells import ErrorCell, Value, day_of, money_of, organisation_number, text_of
from ledger.exchange.headers import Header, header_of, meanings_of
from ledger.exchange.numbers import COMMA, OTHER, Cell, Mark, mark_of
from ledger.exchange.plain_rows import TextGrid
from ledger.exchange.refusals import (
    CellIsError,
    ColumnsDiffer,
    DecimalMarksMixed,
    NoHeader,
    RowAmountUnread,
    RowDayUnread,
    RowOfOtherBuyer,
    RowQuantityUnread,
    SumDiffers,
    UnreadableFile,
)
from ledger.exchange.rows import NO_OBJECTS, Reading, Row, Saw, SeenRow, Totals, Understood
from ledger.refusal import LedgerError

Numbered: TypeAlias = Iterator[tuple[int, Sequence[Value]]]
# Yields each row with its number in the file, as often as it is asked.
Grid: TypeAlias = Callable[[], Numbered]

_NOTHING = ("", None)
_SUM = re.compile(r"summa|total(?:t|summa)?|sum", re.IGNORECASE)
_PART = re.compile(
    r"(?:del|slut)summa\b.*|summa\b.*|(?:sub-?)?total(?:t|summa)?\b.*", re.IGNORECASE
)
_SHOWN, _TOLD = 12, 3  # rows of a file that cannot be read
_MOST_CELLS, _LONGEST = 50, 200  # cells of such a row, and letters of a cell
_MOST_SKIPPED = 1_000


class How(msgspec.Struct, frozen=True):
    """How the cells of a table are read.

    Attributes:
        header: of the table.
        mark: the decimal mark.
        decided: the cell that decided it; None: the user did, or none did.
        width: how many cells a row has.
        buyer: of the first row; None: the file has no such column.
        serials: whether a number in the column of days counts days from 1900, as spreadsheets do.
    """

    header: Header
    mark: str
    decided: Mark | None
    width: int
    buyer: str | None
    serials: bool = False


class _SumRow(NamedTuple):
    """A row that says a sum; None: it says no amount."""

    said: Decimal | None


def read(
    grid: Grid,
    understood: Understood,
    *,
    names: Mapping[str, str] | None = None,
    decimal_mark: str | None = None,
    text: TextGrid | None = None,
    serials: bool = False,
) -> Reading:
    """Return the rows of a table.

    Args:
        grid: its rows.
        understood: what is known of the file so far.
        names: further names of columns -> what they are.
        decimal_mark: as the user says it; None: as the file shows it.
        text: the same as the grid, if every cell is a text; else None.
        serials: whether a number in the column of days counts days from 1900.

    Raises:
        BadInput: there is no header, the amounts can be read in two ways, or a sum is wrong.
    """
    try:
        return _read(grid, understood, names, decimal_mark, text, serials=serials)
    except UnreadableFile as error:
        error.saw = Saw(
            format="table",
            encoding=understood.encoding,
            delimiter=understood.delimiter,
            rows=tuple(_seen(grid, names)),
        )
        raise


def _read(
    grid: Grid,
    understood: Understood,
    names: Mapping[str, str] | None,
    decimal_mark: str | None,
    text: TextGrid | None,
    *,
    serials: bool,
) -> Reading:
    header = header_of(grid(), names)
    if header is None or header.missing:
        first = _seen(grid, names)[:_TOLD]
        raise NoHeader(
            seen=[f"{row.number}: {shown(row.cells)}" for row in first],
            missing=["day", "amount"] if header is None else [*header.missing],
        )
    decided = None if decimal_mark else mark_of(_amounts(grid, header))
    mark = decimal_mark or (decided.mark if decided else None)
    how = _how(grid, header, mark or COMMA, decided, serials=serials)
    quick = text if text and plain_rows.fits(header) else None
    totals, skipped = _understand(grid, how, quick)
    said = msgspec.structs.replace(
        understood,
        format="ledger" if header.is_ledger else understood.format,
        header=header.number or None,
        columns=header.names,
        unknown=header.unknown,
        decimal_mark=mark,
        skipped=skipped,
        source=how.buyer or understood.source,
    )
    return Reading(said, totals, partial(_rows, grid, how, quick))


def _seen(grid: Grid, names: Mapping[str, str] | None) -> list[SeenRow]:
    """Return the first rows that are not empty, with what their cells would be as names."""
    found: list[SeenRow] = []
    with suppress(UnreadableFile):  # a quotation mark is not closed in the next one
        for number, cells in grid():
            if len(found) == _SHOWN:
                break
            if not _is_blank(cells):
                cut = cells[:_MOST_CELLS]
                texts = tuple(text_of(cell)[:_LONGEST] for cell in cut)
                found.append(SeenRow(number, texts, meanings_of(cut, names)))
    return found


def shown(cells: Sequence[Value]) -> str:
    """Return the cells of a row that are not empty, as one line."""
    return " | ".join(str(x) for x in cells if x not in _NOTHING)


def _how(grid: Grid, header: Header, mark: str, decided: Mark | None, *, serials: bool) -> How:
    """Return how the cells are read; the first row says how many there are, and the buyer."""
    width, buyer, at = header.width, None, header.columns.get("buyer")
    for _, cells in _below(grid, header):
        if not _is_blank(cells):
            if len(cells) > width and _is_blank(cells[width:]):
                width = len(cells)
            if at is not None:
                buyer = text_of(cells[at]) if at < len(cells) else ""
            break
    return How(header, mark, decided, width, buyer, serials)


def _below(grid: Grid, header: Header) -> Numbered:
    """Yield the rows below the header."""
    rows = grid()
    for number, _ in rows:
        if number >= header.number:
            break
    yield from rows


def _amounts(grid: Grid, header: Header) -> Iterator[Cell]:
    places = [header.columns[x] for x in ("amount", "quantity") if x in header.columns]
    for number, values in _below(grid, header):
        for at in places:
            if len(values) > at and isinstance(text := values[at], str):
                yield Cell(number, text)


def _is_blank(cells: Sequence[Value]) -> bool:
    return not any(x is not None and (not isinstance(x, str) or x.strip()) for x in cells)


# ---------------------------------------------------------------- the first time: understand it


def _understand(grid: Grid, how: How, quick: TextGrid | None) -> tuple[Totals, dict[int, str]]:
    """Return what the rows come to, and the rows that are none of money, with their numbers."""
    totals, skipped, before, is_over = Totals(), dict[int, str](), Decimal(0), False
    for number, cells in grid():
        if number >= how.header.number:
            break
        if not _is_blank(cells):
            skipped[number] = shown(cells)
    rest = plain_rows.counted(quick, how, totals) if quick else _below(grid, how.header)
    for number, cells in rest:
        row = _row(number, cells, how, is_over=is_over)
        if isinstance(row, Row):
            _require_one_mark(number, cells, how)
            totals.add(row)
            continue
        if isinstance(row, _SumRow):
            _require_one_mark(number, cells, how)
            sums = {totals.sum, totals.sum - before}
            if row.said is not None and row.said not in sums and not totals.unusable:
                raise SumDiffers(row=number, said=row.said, found=totals.sum)
            before, is_over = totals.sum, True
        if not _is_blank(cells) and len(skipped) < _MOST_SKIPPED:
            skipped[number] = shown(cells)
    return totals, skipped


def _require_one_mark(number: int, cells: Sequence[Value], how: How) -> None:
    """Refuse an amount that only the other decimal mark can read."""
    if how.decided is None:
        return
    for what in ("amount", "quantity"):
        text = _cell(cells, how.header, what)
        other = OTHER[how.mark]
        if not isinstance(text, str) or money_of(text, how.mark) is not None:
            continue
        if money_of(text, other) is not None:
            ours, theirs = how.decided.cell, Cell(number, text)
            comma, point = (ours, theirs) if how.mark == COMMA else (theirs, ours)
            raise DecimalMarksMixed(
                row=comma.row, text=comma.text, other_row=point.row, other_text=point.text
            )


# ---------------------------------------------------------------- the second time: its rows


def _rows(grid: Grid, how: How, quick: TextGrid | None) -> Iterator[Row]:
    is_over = False
    if quick is None:
        rest: Iterator[Row | tuple[int, Sequence[Value]]] = _below(grid, how.header)
    else:
        rest = plain_rows.made(quick, how)
    for one in rest:
        if isinstance(one, Row):
            yield one
            continue
        row = _row(*one, how, is_over=is_over)
        if isinstance(row, Row):
            yield row
        is_over = is_over or isinstance(row, _SumRow)


def _row(number: int, cells: Sequence[Value], how: How, *, is_over: bool) -> Row | _SumRow | None:
    """Return a row of money, one that says a sum, or None: an empty row, or a note after a sum."""
    if _is_blank(cells):
        return None
    header = how.header
    day = day_of(_cell(cells, header, "day"), serials=how.serials)
    money = money_of(_cell(cells, header, "amount"), how.mark)
    quantity = money_of(_cell(cells, header, "quantity"), how.mark)
    voucher = text_of(_cell(cells, header, "voucher"))
    first = next(text for x in cells if (text := text_of(x))).rstrip(" :")
    if _SUM.fullmatch(first):
        is_whole = day is not None and money is not None and voucher.rstrip(" :") not in ("", first)
        if not is_whole:
            return _SumRow(money)
    elif day is None and _PART.fullmatch(first):
        return _SumRow(money)
    if is_over and day is None and money is None and quantity is None:
        return None
    objects = {
        dimension: text
        for dimension, at in header.objects.items()
        if at < len(cells) and (text := text_of(cells[at]))
    }
    return Row(
        number=number,
        day=day,
        amount=money,
        currency=text_of(_cell(cells, header, "currency")).upper() or None,
        series=text_of(_cell(cells, header, "series")),
        voucher=voucher,
        payee=text_of(_cell(cells, header, "payee")),
        organisation_number=organisation_number(
            text_of(_cell(cells, header, "organisation_number"))
        ),
        account=text_of(_cell(cells, header, "account")),
        objects=objects or NO_OBJECTS,
        invoice=text_of(_cell(cells, header, "invoice")),
        text=text_of(_cell(cells, header, "text")),
        reference=text_of(_cell(cells, header, "reference")) or None,
        problem=_problem(number, cells, how),
        fields=tuple(x if isinstance(x, str) else text_of(x) for x in cells),
        quantity=quantity,
    )


def _cell(cells: Sequence[Value], header: Header, what: str) -> Value:
    at = header.columns.get(what)
    return cells[at] if at is not None and at < len(cells) else None


def _problem(number: int, cells: Sequence[Value], how: How) -> LedgerError | None:
    """Return why a row cannot be used; None: it can."""
    header = how.header
    is_short = len(cells) < header.width
    if (
        is_short
        or len(cells) > max(how.width, header.width)
        or not _is_blank(cells[header.width :])
    ):
        return ColumnsDiffer(row=number, found=len(cells), wanted=header.width)
    for at in header.columns.values():
        if isinstance(text := cells[at], ErrorCell):
            return CellIsError(row=number, text=text)
    day, money, quantity = (_cell(cells, header, x) for x in ("day", "amount", "quantity"))
    if day_of(day, serials=how.serials) is None:
        return RowDayUnread(row=number, text=text_of(day))
    has_quantity = money_of(quantity, how.mark) is not None
    if text_of(quantity) and not has_quantity:
        return RowQuantityUnread(row=number, text=text_of(quantity))
    if money_of(money, how.mark) is None and (text_of(money) or not has_quantity):
        if "amount" in header.columns:
            return RowAmountUnread(row=number, text=text_of(money))
        return RowQuantityUnread(row=number, text=text_of(quantity))
    if how.buyer is not None and text_of(_cell(cells, header, "buyer")) != how.buyer:
        other = text_of(_cell(cells, header, "buyer"))
        return RowOfOtherBuyer(row=number, buyer=other, first=how.buyer)
    return None
