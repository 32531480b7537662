"""Tables of other programs: which row is the header, what each column is, and the rows of money.

The same is done for every table, whether its cells come from a text (``delimited``), a web page or
a spreadsheet. A column is known by its name. Names that a book's map gives are known beside these.

The header is the first row with three known names. Rows before it are titles. A row that begins
with a word for a sum is compared with the rows above it, and is no row itself.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import Any, NamedTuple, TypeAlias

import msgspec

from events.period import parse_date
from ledger.exchange.numbers import Cell, amount, mark_of
from ledger.exchange.refusals import (
    ColumnsDiffer,
    ColumnTwice,
    NoHeader,
    RowAmountUnread,
    RowDayUnread,
    SumDiffers,
)
from ledger.exchange.rows import Reading, Row, Totals, Understood
from ledger.refusal import LedgerError

Value: TypeAlias = str | float | int | date | datetime | None
# Yields each row with its number in the file, as often as it is asked.
Grid: TypeAlias = Callable[[], Iterator[tuple[int, Sequence[Value]]]]

# What a column is -> the names that it is known by, without spaces, dots and underscores.
NAMES: Mapping[str, frozenset[str]] = {
    "day": frozenset({"datum", "bokforingsdatum", "bokfdatum", "betaldatum", "date"}),
    "amount": frozenset({"belopp", "nettobelopp", "konteratbelopp", "amount"}),
    "voucher": frozenset({"verifikationsnummer", "vernr", "verifikation", "voucher"}),
    "payee": frozenset({"leverantor", "motpart", "payee"}),
    "organisation_number": frozenset({"leverantorid", "orgnr", "organisationsnummer"}),
    "account": frozenset({"kontonr", "konto", "account"}),
    "board": frozenset({"forvaltning", "ansvar"}),
    "invoice": frozenset({"fakturanummer", "fakturanr", "invoice"}),
    "text": frozenset({"text", "beskrivning", "description"}),
}
_KNOWN = {name: what for what, names in NAMES.items() for name in names}
_NEEDED = ("day", "amount")
_ENOUGH = 3  # known names in a header
_LOOKS = 200  # rows among which the header stands
_NOTHING = ("", None)
_SUM = re.compile(r"summa|total(?:t|summa)?|sum", re.IGNORECASE)
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_ORGNR = re.compile(r"(?:16)?(\d{6})-?(\d{4})", re.ASCII)
_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r)|[^\r\n]+\Z")
_LETTERS = str.maketrans("", "", " ._-\u00a0\ufeff")


class Header(NamedTuple):
    """The row with the names of the columns.

    Attributes:
        number: in the file.
        width: how many columns there are.
        columns: what a column is -> its place in a row.
        names: name in the file -> what it was taken for.
    """

    number: int
    width: int
    columns: Mapping[str, int]
    names: Mapping[str, str]


def plain(name: Value) -> str:
    """Return the name of a column without marks, spaces and accents: ``Bokf.datum`` bokfdatum."""
    letters = unicodedata.normalize("NFD", str(name or "").casefold())
    bare = "".join(x for x in letters if not unicodedata.combining(x))
    return bare.translate(_LETTERS)


def header_of(grid: Grid, names: Mapping[str, str] | None = None) -> Header | None:
    """Return the first row with three known names; None: there is none.

    Args:
        grid: the rows of the file.
        names: further names of columns -> what they are; None: none.

    Raises:
        BadInput: ``column-twice``: two columns are known as the same thing.
    """
    known = _KNOWN | {plain(name): what for name, what in (names or {}).items()}
    for number, cells in islice(grid(), _LOOKS):
        found = [
            (place, str(cell).strip("\ufeff "), known.get(plain(cell)))
            for place, cell in enumerate(cells)
        ]
        said = [(place, name, what) for place, name, what in found if what is not None]
        if len({what for _, _, what in said}) < _ENOUGH:
            continue
        columns: dict[str, int] = {}
        for place, name, what in said:
            if what in columns:
                raise ColumnTwice(row=number, name=name, other=str(cells[columns[what]]))
            columns[what] = place
        return Header(number, len(cells), columns, {name: what for _, name, what in said})
    return None


class _Read(msgspec.Struct):
    """How the cells of a file are read."""

    header: Header
    mark: str


def read(
    grid: Grid,
    understood: Understood,
    *,
    names: Mapping[str, str] | None = None,
    decimal_mark: str | None = None,
) -> Reading:
    """Return the rows of a table.

    Args:
        grid: its rows.
        understood: what is known of the file so far.
        names: further names of columns -> what they are.
        decimal_mark: as the user says it; None: as the file shows it.

    Raises:
        BadInput: there is no header, or the amounts can be read in two ways.
    """
    header = header_of(grid, names)
    if header is None or any(what not in header.columns for what in _NEEDED):
        raise NoHeader(
            seen=[f"{number}: {_shown(cells)}" for number, cells in islice(grid(), _ENOUGH)],
            missing=[x for x in _NEEDED if header is None or x not in header.columns],
        )
    found_mark = decimal_mark or mark_of(_amounts(grid, header))
    how = _Read(header, found_mark or ",")
    skipped: dict[int, str] = {}
    totals = Totals()
    for number, values in grid():
        if number == header.number or not any(x not in _NOTHING for x in values):
            continue
        if number < header.number:
            skipped[number] = _shown(values)
        elif _is_sum(values):
            _compare(number, values, totals, how)
            skipped[number] = _shown(values)
        else:
            totals.add(_row(number, values, how))
    said = msgspec.structs.replace(
        understood,
        header=header.number,
        columns=header.names,
        decimal_mark=found_mark,
        skipped=skipped,
    )
    return Reading(said, totals, lambda: _rows(grid, how))


def _amounts(grid: Grid, header: Header) -> Iterator[Cell]:
    at = header.columns["amount"]
    for number, values in grid():
        if number > header.number and len(values) > at and isinstance(text := values[at], str):
            yield Cell(number, text)


def _rows(grid: Grid, how: _Read) -> Iterator[Row]:
    for number, values in grid():
        is_row = number > how.header.number and any(x not in _NOTHING for x in values)
        if is_row and not _is_sum(values):
            yield _row(number, values, how)


def _shown(cells: Sequence[Value]) -> str:
    return " | ".join(str(x) for x in cells if x not in _NOTHING)


def _is_sum(values: Sequence[Value]) -> bool:
    first = next((x for x in values if x not in _NOTHING), None)
    return isinstance(first, str) and _SUM.fullmatch(first.strip(" :")) is not None


def _compare(number: int, values: Sequence[Value], totals: Totals, how: _Read) -> None:
    """Refuse a sum that is another than that of the rows above it."""
    at = how.header.columns["amount"]
    said = _amount(values[at], how.mark) if len(values) > at else None
    if said is not None and said != totals.sum and not totals.unusable:
        raise SumDiffers(row=number, said=said, found=totals.sum)


def _row(number: int, values: Sequence[Value], how: _Read) -> Row:
    cell = _cells(values, how.header)
    fields = tuple("" if x is None else str(x) for x in values)
    extra = [x for x in values[how.header.width :] if x not in _NOTHING]
    day, money = _day(cell("day")), _amount(cell("amount"), how.mark)
    problem: LedgerError | None = None
    if extra:
        problem = ColumnsDiffer(row=number, found=len(values), wanted=how.header.width)
    elif day is None:
        problem = RowDayUnread(row=number, text=str(cell("day") or ""))
    elif money is None:
        problem = RowAmountUnread(row=number, text=str(cell("amount") or ""))
    return Row(
        number=number,
        day=day,
        amount=money,
        voucher=_text(cell("voucher")),
        payee=_text(cell("payee")),
        organisation_number=organisation_number(_text(cell("organisation_number"))),
        account=_text(cell("account")),
        objects={"board": _text(cell("board"))} if cell("board") else {},
        invoice=_text(cell("invoice")),
        text=_text(cell("text")),
        problem=problem,
        fields=fields,
    )


def _cells(values: Sequence[Value], header: Header) -> Any:
    def cell(what: str) -> Value:
        at = header.columns.get(what)
        return values[at] if at is not None and at < len(values) else None

    return cell


def _text(value: Value) -> str:
    if isinstance(value, float) and value.is_integer():  # a number of a spreadsheet
        return str(int(value))
    return "" if value is None else str(value).strip()


def _day(value: Value) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    compact = _DIGITS.fullmatch(text)
    try:
        return parse_date("-".join(compact.groups()) if compact else text)
    except ValueError:
        return None


_NEAR = Decimal("0.000001")
_HUNDREDTH = Decimal("0.01")


def _amount(value: Value, mark: str) -> Decimal | None:
    """Return an amount; a number of a spreadsheet has to be near whole hundredths."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        exact = Decimal(value)
        rounded = exact.quantize(_HUNDREDTH)
        return rounded if abs(exact - rounded) <= _NEAR else None
    return amount(value, mark) if isinstance(value, str) else None


def organisation_number(text: str) -> str | None:
    """Return the ten digits of an organisation number; None: it is none, by form or check digit."""
    found = _ORGNR.fullmatch(text)
    if found is None:
        return None
    digits = found[1] + found[2]
    doubled = [int(x) * (2 - place % 2) for place, x in enumerate(digits)]
    return digits if sum(x // 10 + x % 10 for x in doubled) % 10 == 0 else None


def lines_of(text: str) -> Iterator[str]:
    """Yield the lines of a text with their ends: CRLF, LF or a bare CR, and nothing else."""
    for line in _LINE.finditer(text):
        yield line[0]
