"""Rows of a list as programs read them, one by one: NDJSON, JSON and CSV.

What is so of all rows with the same fields is found out once: which columns they have, what reads
their values, and what writes these. Most rows need no escapes and no quotes, which one look at the
finished text tells; the standard library writes the others.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from json.encoder import encode_basestring
from operator import attrgetter, itemgetter
from typing import Any, Generic, NamedTuple, TypeVar

import msgspec

from events.text import has_unseen, is_unseen
from ledger.presentation import display
from ledger.presentation.rows import is_row
from projections.report import Column, ColumnKind

T = TypeVar("T")
MINOR = "_minor"
BYTE_ORDER_MARK = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|")
_NO_TEXTS = frozenset({"quantity", "parts"})  # kinds whose values may be text all the same
# Kinds whose values msgspec writes as the standard library does.
_ALIKE: frozenset[ColumnKind] = frozenset(
    {"text", "id", "word", "texts", "date", "number", "money", "instant", "flag"}
)
_ALIKE_IN_ROWS = _ALIKE | {"quantity", "amounts", "parts"}  # a ``Row`` has plain values of them
_SEEN = bytes(range(ord(" "), ord("~") + 1)) + b"\n"  # a line end is JSON's own, never a text's
_encode = msgspec.json.Encoder().encode
_format = msgspec.json.format


class Written(NamedTuple):
    """A list in a format, in parts.

    Attributes:
        start: what stands before the rows.
        row: returns the text of a row.
        between: what stands between two rows.
        end: what stands after the rows.
        empty: what stands after ``start`` if there are no rows.
    """

    start: str
    row: Callable[[Mapping[str, Any]], str]
    between: str
    end: str
    empty: str

    def parts(self, rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
        """Yield the whole, a row at a time."""
        return self.joined(map(self.row, rows))

    def block(self, rows: Iterable[Mapping[str, Any]]) -> str:
        """Return the text of some rows; empty if there are none."""
        return self.between.join(map(self.row, rows))

    def joined(self, texts: Iterable[str]) -> Iterator[str]:
        """Yield the whole, made of texts of a row or a block each."""
        before, end = self.start, self.start + self.empty
        for text in texts:
            yield before + text
            before, end = self.between, self.end
        yield end


class Shapes(Generic[T]):
    """What is so of all rows with the same fields; of many fields a row has few.

    Args:
        made: returns it of a row with such fields.
    """

    def __init__(self, made: Callable[[Mapping[str, Any]], T]) -> None:
        self._made = made
        self._known: dict[Any, T] = {}

    def of(self, row: Mapping[str, Any]) -> T:
        """Return it of a row."""
        found = self._known.get(type(row))
        if found is None:
            fields = type(row) if is_row(row) else tuple(row)
            found = self._known.get(fields)
            if found is None:
                found = self._known[fields] = self._made(row)
        return found


def data(columns: Iterable[Column]) -> list[Column]:
    """Return the columns that programs read."""
    return [column for column in columns if column.kind != "bar"]


def own_columns(columns: Iterable[Column], row: Mapping[str, Any]) -> list[Column]:
    """Return the columns that a row has in JSON."""
    return [column for column in columns if not column.is_optional or column.key in row]


def converted(column: Column, value: Any) -> Any:
    """Return a value as JSON has it."""
    if column.kind == "percent" and value is not None:
        return value // 100 if value % 100 == 0 else value / 100
    return value


def values_of(columns: Iterable[Column], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values of a row as JSON has them."""
    return {column.key: converted(column, row[column.key]) for column in columns}


def lines(columns: Sequence[Column]) -> Written:
    """Return how rows are written as NDJSON: what ``json.dumps`` makes of each."""

    def plain(values: dict[str, Any]) -> str:
        return visible(json.dumps(values, ensure_ascii=False, default=plain_value)) + "\n"

    def quick(encoded: bytes) -> bytes:
        return _format(encoded, indent=0) + b"\n"

    return Written("", _row_as_json(columns, quick, plain), "", "", "")


def objects(columns: Sequence[Column]) -> Written:
    """Return how rows are written as those of one JSON object, with an indent of two."""

    def plain(values: dict[str, Any]) -> str:
        return "\n    " + visible(indented(values, "\n    "))

    def quick(encoded: bytes) -> bytes:
        return b"\n    " + _format(encoded, indent=2).replace(b"\n", b"\n    ")

    row = _row_as_json(columns, quick, plain)
    return Written('{\n  "rows": [', row, ",", "\n  ]\n}\n", "]\n}\n")


def _row_as_json(
    columns: Sequence[Column],
    quick: Callable[[bytes], bytes],
    plain: Callable[[dict[str, Any]], str],
) -> Callable[[Mapping[str, Any]], str]:
    """Return what writes a row.

    Args:
        columns: those of the list.
        quick: lays out what msgspec has written.
        plain: writes values that msgspec writes otherwise than the standard library.
    """
    columns = data(columns)

    def planned(row: Mapping[str, Any]) -> tuple[list[Column], bool, bool]:
        own = own_columns(columns, row)
        alike = _ALIKE_IN_ROWS if is_row(row) else _ALIKE
        is_whole = is_row(row) and [column.key for column in own] == list(row)
        return own, all(column.kind in alike for column in own), is_whole

    there = Shapes(planned)

    def text_of(row: Mapping[str, Any]) -> str:
        own, is_alike, is_whole = there.of(row)
        if not is_alike:
            return plain(values_of(own, row))
        made = quick(_encode(row if is_whole else {c.key: row[c.key] for c in own}))
        text, rest = made.decode(), made.translate(None, _SEEN)
        return visible(text) if rest and has_unseen(rest.decode()) else text

    return text_of


def table(columns: Sequence[Column], currency: str) -> Written:
    """Return how rows are written as CSV in the present language's kind of it.

    Args:
        columns: the fields that are written, in this order.
        currency: of amounts in rows that name no currency.
    """
    columns = data(columns)
    by_comma = display.notation().decimal_mark == ","
    delimiter = ";" if by_comma else ","
    whole = partial(_csv_line, delimiter)
    head = whole(column.key.removesuffix(MINOR) for column in columns)
    there = Shapes(partial(_csv_plan, columns, delimiter))
    formulas = [delimiter + start for start in _FORMULA_STARTS]

    def text_of(row: Mapping[str, Any]) -> str:
        plan = there.of(row)
        given = plan.read(row)
        cells = list(given)
        money = (given[plan.currency] if plan.has_currency else row.get("currency")) or currency
        for i, show in plan.shown:
            cells[i] = show(cells[i], money)
        cells = ["" if cell is None else cell for cell in cells]
        some = delimiter + delimiter.join(plan.looked_at(cells))
        if (
            some.count(delimiter) == plan.delimiters
            and '"' not in some
            and not has_unseen(some)
            and not any(map(some.__contains__, formulas))
        ):
            parts = plan.parts.copy()
            parts[1::2] = cells
            return "".join(parts)
        every = [""] * len(columns)
        for (i, kind), value in zip(plan.columns, given, strict=True):
            every[i] = csv_cell(kind, value, money)
        return whole(every)

    return Written((BYTE_ORDER_MARK if by_comma else "") + head, text_of, "", "", "")


class _CsvPlan(NamedTuple):
    """How rows with certain fields are written.

    Attributes:
        columns: those that they have, by place and kind.
        read: returns the values in these columns.
        shown: of values that are not written as they are, the place and what returns the cell.
        looked_at: reads of cells those that may need quotes or an apostrophe.
        delimiters: how many of these there are, each with a delimiter before it.
        parts: of the text of a row; each second one is a place for a cell.
        currency: the place of the currency.
        has_currency: whether there is one.
    """

    columns: list[tuple[int, ColumnKind]]
    read: Callable[[Any], Sequence[Any]]
    shown: list[tuple[int, Callable[[Any, str], Any]]]
    looked_at: Callable[[Sequence[Any]], Iterable[str]]
    delimiters: int
    parts: list[str]
    currency: int
    has_currency: bool


def _csv_plan(columns: Sequence[Column], delimiter: str, row: Mapping[str, Any]) -> _CsvPlan:
    own = [(i, column) for i, column in enumerate(columns) if column.key in row]
    keys = [column.key for _, column in own]
    of_trail = is_row(row)
    parts, last = [], 0
    for i, _ in own:
        parts += [delimiter * (i - last), ""]
        last = i
    plain = _PLAIN if of_trail else frozenset()
    places = [place for place, (_, column) in enumerate(own) if column.kind not in plain]
    return _CsvPlan(
        columns=[(i, column.kind) for i, column in own],
        read=several(keys, of_trail=of_trail),
        shown=[
            (place, show)
            for place, (_, column) in enumerate(own)
            if (show := _shown(column.kind, of_trail=of_trail))
        ],
        looked_at=_several(places, itemgetter),
        delimiters=max(1, len(places)),
        parts=[*parts, delimiter * (len(columns) - 1 - last) + "\r\n"],
        currency=keys.index("currency") if "currency" in keys else 0,
        has_currency="currency" in keys,
    )


def several(keys: Sequence[str], *, of_trail: bool) -> Callable[[Any], Sequence[Any]]:
    """Return what reads several fields of a row; ``of_trail``: a ``Row``."""
    return _several(keys, attrgetter, "_") if of_trail else _several(keys, itemgetter)


def _several(
    keys: Sequence[Any], getter: Callable[..., Any], prefix: str = ""
) -> Callable[[Any], Sequence[Any]]:
    """Return what reads several things of a value; of one, the library's readers return it bare."""
    if len(keys) < 2:  # noqa: PLR2004
        return lambda value: [value[key] for key in keys]
    return getter(*(f"{prefix}{key}" for key in keys) if prefix else keys)  # type: ignore[no-any-return]


def _shown(kind: ColumnKind, *, of_trail: bool) -> Callable[[Any, str], Any] | None:
    """Return what makes a cell of a value; None: it is written as it is.

    A cell may come without the quotes and the apostrophe that belong to it.
    """
    if not of_trail:
        return partial(csv_cell, kind)
    return None if kind in _TEXTS else _QUICKLY.get(kind, partial(csv_cell, kind))


_TEXTS: frozenset[ColumnKind] = frozenset({"text", "id", "word"})
_PLAIN: frozenset[ColumnKind] = frozenset({"number", "money", "date", "instant"})


@lru_cache(4096)
def _texts(texts: tuple[str, ...], _currency: str) -> str:
    return " ".join(map(guarded, texts))


def _money(minor: int | None, currency: str) -> str | None:
    return None if minor is None else _decimal(display.plain_amount(minor, currency))


def _instant(at: datetime, _currency: str) -> str:
    text = _encode(at)[1:-1].decode()  # in a fifth of the time of ``isoformat``
    return text if text.endswith("Z") else plain_value(at)


def _number(number: int | None, _currency: str) -> str | None:
    return None if number is None else str(number)


@lru_cache(4096)
def _day(day: date | None, _currency: str) -> str | None:
    return None if day is None else day.isoformat()


_QUICKLY: dict[ColumnKind, Callable[[Any, str], Any]] = {
    "number": _number,
    "date": _day,
    "texts": _texts,
    "money": _money,
    "instant": _instant,
}


def _csv_line(delimiter: str, cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def guarded(text: str) -> str:
    """Return a text for a cell of CSV: on one line, and never a formula of a spreadsheet."""
    return ("'" if text.startswith(_FORMULA_STARTS) else "") + display.safe(text)


def csv_cell(kind: str | None, value: Any, currency: str) -> str:
    """Return a value as CSV has it, without quotes around it.

    Args:
        kind: of its column; None: it is one of several in a cell.
        value: a plain value.
        currency: of an amount.
    """
    if value is None:
        return ""
    if isinstance(value, str) and kind not in _NO_TEXTS:
        return guarded(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and kind == "money":
        return _decimal(display.plain_amount(value, currency))
    if isinstance(value, int) and kind == "percent":
        return _decimal(f"{Decimal(value) / 100:f}")
    if isinstance(value, Decimal) or kind == "quantity":
        return _decimal(str(value))
    if isinstance(value, dict):  # amounts by year
        return " ".join(
            f"{year}={csv_cell('money', minor, currency)}" for year, minor in value.items()
        )
    if kind == "parts":
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, (list, tuple)):
        return " ".join(str(csv_cell(None, item, currency)) for item in value)
    return str(value if isinstance(value, int) else plain_value(value))


def _decimal(number: str) -> str:
    return number.replace(".", display.notation().decimal_mark)


def visible(text: str) -> str:
    """Return JSON in which characters that cannot be seen are JSON's own escapes."""
    if not has_unseen(text):  # of most of it
        return text
    unseen = [character for character in set(text) - {"\n"} if is_unseen(character)]
    return text.translate({ord(c): json.dumps(c)[1:-1] for c in unseen}) if unseen else text


def indented(value: Any, indent: str = "\n") -> str:
    """Return what ``json.dumps`` returns with an indent of two, in a third of the time.

    Args:
        value: plain values in dicts, lists and tuples.
        indent: a line end, and the spaces before the value.
    """
    if type(value) is str:
        return encode_basestring(value)
    if value is None:
        return "null"
    if type(value) is int:
        return str(value)
    if isinstance(value, (date, Decimal)):
        return encode_basestring(plain_value(value))
    inner = indent + "  "
    if isinstance(value, dict) and value:
        cells = [
            f"{_key(key)}: " + (encode_basestring(x) if type(x) is str else indented(x, inner))
            for key, x in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(cells)}{indent}}}"
    if isinstance(value, (list, tuple)) and value:
        return f"[{inner}{f',{inner}'.join(indented(cell, inner) for cell in value)}{indent}]"
    return json.dumps(value, ensure_ascii=False, default=plain_value)


def _key(key: Any) -> str:
    return encode_basestring(key) if type(key) is str else json.dumps(str(key))


def plain_value(value: Any) -> Any:
    """Return a value that JSON has no type for as text."""
    if isinstance(value, datetime):
        utc = value if value.tzinfo is UTC else value.astimezone(UTC)
        return f"{utc.isoformat()[: -len('+00:00')]}Z"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(type(value))
