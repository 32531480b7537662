"""The cells of a workbook: of each kind of column what writes them.

Texts are cells of text, whatever they begin with, so none is a formula. Amounts, numbers, per cents
and days are numbers, as a spreadsheet adds and sorts them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from enum import Enum
from functools import partial
from typing import Any, NamedTuple
from xml.sax.saxutils import escape

from ledger.presentation import display
from ledger.presentation.data_rows import csv_cell
from ledger.presentation.language import translate
from projections.report import Column, ColumnKind

_TEXT_LIMIT = 32_767  # of a cell, in the units of UTF-16
_CUT = "…"
_EXACT = 10**15  # larger numbers lose digits in a spreadsheet
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # which a spreadsheet would decode
_DAY_ZERO = date(1899, 12, 30)  # from which spreadsheets count days
_EARLIEST = date(1900, 3, 1)  # before it they count a day that there was not
_MOST_KNOWN = 5000  # cells of a column that are remembered
_REMEMBERED = frozenset({"text", "id", "word", "date", "texts"})


class Form(Enum):
    """How a spreadsheet shows a cell."""

    PLAIN = "General"
    AMOUNT = "#,##0.00"
    WHOLE = "#,##0"
    OF_THREE = "#,##0.000"  # decimals, as some currencies have
    DAY = "yyyy\\-mm\\-dd"
    INSTANT = "yyyy\\-mm\\-dd\\ hh:mm"
    PERCENT = "0.00%"
    TEXT = "@"


_AMOUNTS = {0: Form.WHOLE, 2: Form.AMOUNT, 3: Form.OF_THREE}  # by the decimals of a currency


class Cell(NamedTuple):
    """What writes the cells of a column.

    Attributes:
        write: returns, of a value that is not None and a currency, what stands after the name of
            the cell; empty: there is no cell.
        frame: how many characters of that are not the value.
    """

    write: Callable[[Any, str], str]
    frame: int


def cell_of(column: Column, numbers: Mapping[Form, int]) -> Cell:
    """Return what writes the cells of a column.

    Args:
        column: any but a drawn one.
        numbers: those that cells name their forms by.
    """
    styles = {form: str(number) for form, number in numbers.items()}
    is_figure = column.kind in {"money", "percent", "quantity", "number", "date", "instant"}
    frame = len(_number("", "0") if is_figure else _text("", "0"))
    return Cell(_remembering(column.kind, partial(_written, column, styles)), frame)


def _remembering(kind: ColumnKind, write: Callable[[Any, str], str]) -> Callable[[Any, str], str]:
    """Return what looks a cell up first, if the same few values come again and again."""
    if kind not in _REMEMBERED:
        return write
    known: dict[Any, str] = {}

    def found(value: Any, currency: str) -> str:
        key = tuple(value) if type(value) is list else value
        made = known.get(key)
        if made is None:
            made = write(value, currency)
            if len(known) < _MOST_KNOWN:
                known[key] = made
        return made

    return found


def _written(column: Column, styles: Mapping[Form, str], value: Any, currency: str) -> str:
    kind = column.kind
    match value:
        case str():
            pass  # most cells are texts
        case [] | ():
            return ""
        case bool():
            return _text(translate("yes") if value else translate("no"), styles[Form.TEXT])
        case int() if is_exact(value):
            number, form = figure(kind, value, currency)
            return _number(number, styles[form])
        case datetime():
            return _day(value.astimezone(UTC), styles, Form.INSTANT)
        case date():
            return _day(datetime(value.year, value.month, value.day, tzinfo=UTC), styles, Form.DAY)
        case dict():
            return _text(csv_cell(kind, value, currency), styles[Form.TEXT])
        case list() | tuple():
            mark = "#" if kind == "positions" else ""
            return _text(_joined([f"{mark}{x}" for x in value]), styles[Form.TEXT])
    text = figure(kind, value, currency)[0] if isinstance(value, int) else str(value)
    if kind == "quantity":
        return _number(text, styles[Form.PLAIN])
    shown = display.word(text, column.context) if kind == "word" else text
    return _text(shown, styles[Form.TEXT])


def is_exact(value: Any) -> bool:
    """Return whether a spreadsheet keeps all digits of a number; else it stands as a text."""
    return not isinstance(value, int) or abs(value) < _EXACT


def figure(kind: ColumnKind, value: int | str, currency: str) -> tuple[str, Form]:
    """Return a number as a cell has it, and how it is shown."""
    if kind == "money":
        assert isinstance(value, int)
        plain = display.plain_amount(value, currency)
        return plain, _AMOUNTS[len(plain.partition(".")[2])]
    if kind == "percent":  # hundredths of a per cent
        assert isinstance(value, int)
        return f"{value / 10_000:.4f}", Form.PERCENT
    return str(value), Form.PLAIN


def _number(text: str, style: str) -> str:
    return f' s="{style}"><v>{text}</v></c>'


def _day(when: datetime, styles: Mapping[Form, str], form: Form) -> str:
    """Return a day or an instant (UTC) as a spreadsheet counts it; very old ones as a text."""
    if when.date() < _EARLIEST:
        return _text(when.date().isoformat(), styles[Form.TEXT])
    days = (when.date() - _DAY_ZERO).days
    seconds = when.hour * 3600 + when.minute * 60 + when.second
    number = f"{days + seconds / 86400:.8f}" if seconds else str(days)
    return _number(number, styles[form])


def _joined(texts: Sequence[str]) -> str:
    """Return texts with commas between them; as many as a cell has room for, and none in part."""
    whole = ", ".join(texts)
    if _units(whole) <= _TEXT_LIMIT:
        return whole
    room = _TEXT_LIMIT - len(_CUT)
    for number, text in enumerate(texts):
        room -= _units(text) + len(", ")
        if room < 0:
            return "".join(f"{x}, " for x in texts[:number]) + _CUT
    return whole


def _units(text: str) -> int:
    """Return how long a text is in UTF-16, as spreadsheets count."""
    return len(text) + sum(x > "\uffff" for x in text)


def within_limit(text: str, limit: int = _TEXT_LIMIT) -> str:
    """Return a text that is safe to show, and cut if it is longer than a limit."""
    safe = display.safe(text)
    if len(safe) > limit // 2 and _units(safe) > limit:
        encoded = safe.encode("utf-16-le")[: 2 * (limit - len(_CUT))]
        safe = encoded.decode("utf-16-le", "ignore") + _CUT
    return safe


def _text(text: str, style: str) -> str:
    safe = within_limit(text)
    if "_x" in safe:
        safe = _LOOKS_ESCAPED.sub("_x005F_", safe)
    return f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(safe)}</t></is></c>'
