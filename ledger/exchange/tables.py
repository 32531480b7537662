"""Tables of other programs: the rows of money, and those that are none.

The same is done for every table, whether its cells come from a text (``delimited``), a web page or
a spreadsheet. ``headers`` finds the names of the columns, ``cells`` says what a cell is, and
``plain_rows`` is a quick way for the rows of a text that have nothing unusual.

Rows before the header are titles. A row that begins with a word for a sum is compared with the rows
above it, and is no row itself. After a sum, rows without a day and an amount are notes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import TypeAlias

import msgspec

from ledger.exchange import plain_rows
from ledger.exchange.cells import Value, money_of, text_of
from ledger.exchange.headers import Header, header_of, meanings_of
from ledger.exchange.numbers import COMMA, OTHER, Cell, Mark, mark_of
from ledger.exchange.plain_rows import TextGrid
from ledger.exchange.refusals import (
    DecimalMarksMixed,
    NoHeader,
    SumDiffers,
    UnreadableFile,
)
from ledger.exchange.rows import Reading, Row, Saw, SeenRow, Totals, Understood
from ledger.exchange.table_rows import How, SumRow, is_blank, row_of

Numbered: TypeAlias = Iterator[tuple[int, Sequence[Value]]]
# Yields each row with its number in the file, as often as it is asked.
Grid: TypeAlias = Callable[[], Numbered]

_NOTHING = ("", None)
_SHOWN, _TOLD = 12, 3  # rows of a file that cannot be read
_MOST_CELLS, _LONGEST = 50, 200  # cells of such a row, and letters of a cell
_MOST_SKIPPED = 1_000


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
            if not is_blank(cells):
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
        if not is_blank(cells):
            if len(cells) > width and is_blank(cells[width:]):
                width = len(cells)
            if at is not None:
                buyer = text_of(cells[at]) if at < len(cells) else ""
            break
    return How(header, mark, decided, width, buyer, serials=serials)


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


# ---------------------------------------------------------------- the first time: understand it


def _understand(grid: Grid, how: How, quick: TextGrid | None) -> tuple[Totals, dict[int, str]]:
    """Return what the rows come to, and the rows that are none of money, with their numbers."""
    totals, skipped, before, is_over = Totals(), dict[int, str](), Decimal(0), False
    for number, cells in grid():
        if number >= how.header.number:
            break
        if not is_blank(cells):
            skipped[number] = shown(cells)
    rest = plain_rows.counted(quick, how, totals) if quick else _below(grid, how.header)
    for number, cells in rest:
        row = row_of(number, cells, how, is_over=is_over)
        if isinstance(row, Row):
            _require_one_mark(number, cells, how)
            totals.add(row)
            continue
        if isinstance(row, SumRow):
            _require_one_mark(number, cells, how)
            sums = {totals.sum, totals.sum - before}
            if row.said is not None and row.said not in sums and not totals.unusable:
                raise SumDiffers(row=number, said=row.said, found=totals.sum)
            before, is_over = totals.sum, True
        if not is_blank(cells) and len(skipped) < _MOST_SKIPPED:
            skipped[number] = shown(cells)
    return totals, skipped


def _require_one_mark(number: int, cells: Sequence[Value], how: How) -> None:
    """Refuse an amount that only the other decimal mark can read."""
    if how.decided is None:
        return
    said, other = how.picked(cells), OTHER[how.mark]
    for text in (said.amount, said.quantity):
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
        row = row_of(*one, how, is_over=is_over)
        if isinstance(row, Row):
            yield row
        is_over = is_over or isinstance(row, SumRow)
