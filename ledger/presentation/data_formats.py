"""Rows for programs: JSON, NDJSON and CSV, byte for byte the same whenever they are made.

All of them have the fields that docs/reports.md lists, in its order, whether there are rows or not.
JSON and NDJSON carry amounts as integers named ``…_minor``, per cents as decimal numbers, dates as
``2024-06-30``, instants in UTC with ``Z``, quantities as text.

CSV is for spreadsheets, so it follows the language. English: comma between fields, decimal
point. Swedish, and every language with a decimal comma: semicolon between fields and a byte order
mark, which is how an Excel of that language opens a file by double-click. In all: field names as
headings, amounts in whole units without group separators under the field's name less ``_minor``,
lines ended by CR LF.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any, Generic, TypeVar

import msgspec

from events.text import has_unseen, is_unseen
from ledger.presentation import display
from ledger.presentation.formats import FORM, How, Saved
from ledger.presentation.listing import Listing
from projections.report import Change, Column, ColumnKind, Report, Scope, value_of

if TYPE_CHECKING:
    from ledger.presentation.formats import Shown

T = TypeVar("T")
_MINOR = "_minor"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|")
BYTE_ORDER_MARK = "\ufeff"
_TEXTS = frozenset({"text", "id", "word"})
_NO_TEXTS = frozenset({"quantity", "parts"})  # kinds whose values may be text all the same


def as_object(shown: Shown, how: How) -> str:
    """Return a report as one JSON object; a list as one that has ``rows``."""
    if isinstance(shown, Listing):
        totals = {} if shown.totals is None else {"totals": shown.totals}
        return as_json({"rows": data_rows(shown.columns, shown.rows), **totals})
    return report_json(shown, how.form)


def as_lines(shown: Shown, _how: How) -> str:
    """Return the rows as NDJSON: one JSON object to a line."""
    return "".join(lines_of(*rows_of(shown)))


def as_spreadsheet(shown: Shown, _how: How) -> str:
    """Return the rows as CSV in the present language's kind of it."""
    return as_csv(*rows_of(shown), shown.currency)


def each_of_object(shown: Listing) -> Iterator[str]:
    """Yield a list without sums as ``as_object`` returns it, a row at a time."""
    assert shown.totals is None
    columns, before = _data(shown.columns), '{\n  "rows": ['
    there = _shapes(columns)
    end = "]\n}\n"
    for row in shown.rows:
        yield before
        values = {c.key: _converted_cell(c, row[c.key]) for c in there.of(row)}
        yield _visible("\n    " + _indented(values, "\n    "))
        before, end = ",", "\n  ]\n}\n"
    yield (before if before != "," else "") + end


def each_line(shown: Listing) -> Iterator[str]:
    """Yield a list as ``as_lines`` returns it, a row at a time."""
    return lines_of(shown.columns, shown.rows)


def each_csv_row(shown: Listing) -> Iterator[str]:
    """Yield a list as ``as_spreadsheet`` returns it, a row at a time."""
    return csv_of(shown.columns, shown.rows, shown.currency)


def saved(text: str) -> Saved | None:
    """Return what a report that was saved in JSON says about itself.

    A report that names no form has form 1.
    """
    if not text.startswith("{"):
        return None
    with suppress(ValueError, AttributeError):
        content = json.loads(text)
        words = content.get("again")
        if isinstance(words, list) and all(isinstance(word, str) for word in words):
            form = content.get("form", 1)
            return Saved(words, (form if form in range(1, FORM) else FORM,))
    return None


def rows_of(shown: Shown) -> tuple[Sequence[Column], Sequence[Mapping[str, Any]]]:
    """Return the fields and rows of a report or a list, for formats that consist of rows."""
    return (shown.columns, shown.rows) if isinstance(shown, Listing) else with_changes(shown)


def report_json(report: Report, form: int = FORM) -> str:
    """Return a report as one JSON object.

    Args:
        report: what to write.
        form: one of earlier programs, for comparison with saved reports. In 2, the events behind
            changes were those of the whole row. In 1, which programs did not name, per cents are in
            hundredths, too, and ``uplift`` is the mark of a line.
    """
    content: dict[str, Any] = {
        "report": report.report,
        "id": report.id,
        **({"by": report.by} if report.by else {}),
        **({"chain": list(report.chain)} if report.chain else {}),
        "title": report.title,
        "reference": report.reference,
        "period": report.scope.period,
        **_clocks(report.scope),
        "currency": report.currency,
        **({} if form == 1 else {"form": form}),
        "rows": _rows_of_form(report, form),
        "totals": report.totals if form == 1 else _converted(report.fields, report.totals),
        "notices": [{"code": n.code, **n.values} for n in report.notices],
    }
    if report.figure is not None:
        content["figure"] = {
            "measure": report.figure.field.key,
            **{column.key: value for column, value in report.figure.chosen},
            "value": report.figure.value,
            "sum": report.figure.total,
        }
    if report.compared_to is not None:
        content["compared_to"] = _clocks(report.compared_to)
    if report.changes is not None:
        content["changes"] = [x for c in report.changes if (x := _change(c, report, form))]
    if report.again and report.figures and form >= FORM:
        from ledger.presentation.tracing import explain_words

        content["explain"] = {
            "rows": [explain_words(report, row, "") for row in report.rows],
            "totals": explain_words(report, None, ""),
        }
    if report.again:
        content["again"] = list(report.again)
    return as_json(content)


def as_json(content: Any) -> str:
    """Return JSON with an indent of two, ended by a line end; unseen characters as escapes."""
    return _visible(_indented(content)) + "\n"


def as_csv(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], currency: str) -> str:
    """Return the rows as CSV in the present language's kind of it.

    Args:
        columns: the fields that are written, in this order.
        rows: plain values.
        currency: of amounts in rows that name no currency.
    """
    return "".join(csv_of(columns, rows, currency))


def csv_of(
    columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], currency: str
) -> Iterator[str]:
    """Yield the parts of ``as_csv``: the headings, and each row.

    Most rows need no quotes and have few of the columns, so their cells are joined with as many
    delimiters as stand between them. The standard library writes the other rows.
    """
    columns = _data(columns)
    by_comma = display.notation().decimal_mark == ","
    delimiter = ";" if by_comma else ","
    whole = partial(_csv_line, delimiter)
    yield (BYTE_ORDER_MARK if by_comma else "") + whole(
        column.key.removesuffix(_MINOR) for column in columns
    )
    there = _Shapes(partial(_csv_plan, columns, delimiter))
    between = len(columns) - 1  # delimiters of a row
    for row in rows:
        money = str(row.get("currency") or currency)
        plan, end = there.of(row)
        parts = []
        for key, _, kind, before in plan:
            value = row[key]
            if value is None:
                parts.append(before)
            elif type(value) is str and kind in _TEXTS and value[:1] not in _FORMULA_STARTS:
                parts.append(before + value)  # most of them; what it holds is asked below
            elif kind == "number":
                parts.append(f"{before}{value}")
            elif kind == "texts" and not any(x[:1] in _FORMULA_STARTS for x in value):
                parts.append(before + " ".join(value))
            else:
                parts.append(before + csv_cell(kind, value, money))
        text = "".join(parts) + end
        if text.count(delimiter) == between and '"' not in text and not has_unseen(text):
            yield text + "\r\n"
            continue
        every = [""] * len(columns)
        for key, i, kind, _ in plan:
            every[i] = csv_cell(kind, row[key], money)
        yield whole(every)


def _csv_plan(
    columns: Sequence[Column], delimiter: str, row: Mapping[str, Any]
) -> tuple[list[tuple[str, int, ColumnKind, str]], str]:
    """Return the columns that such a row has, and what stands before and after their cells."""
    plan, last = [], 0
    for i, column in enumerate(columns):
        if column.key in row:
            plan.append((column.key, i, column.kind, delimiter * (i - last)))
            last = i
    return plan, delimiter * (len(columns) - 1 - last)


def _csv_line(delimiter: str, cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\r\n").writerow(cells)
    return out.getvalue()


def lines_of(columns: Iterable[Column], rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the rows as NDJSON: what ``json.dumps`` makes of each, in a fraction of the time."""
    columns = _data(columns)

    def planned(row: Mapping[str, Any]) -> tuple[list[Column], bool]:
        own = [c for c in columns if not c.is_optional or c.key in row]
        return own, all(c.kind in _ALIKE for c in own)

    there = _Shapes(planned)
    for row in rows:
        own, is_alike = there.of(row)
        if is_alike:
            text = _one_line({c.key: row[c.key] for c in own})
        else:
            values = {c.key: _converted_cell(c, row[c.key]) for c in own}
            text = json.dumps(values, ensure_ascii=False, default=_plain)
        yield _visible(text) + "\n"


# Kinds whose values msgspec writes as the standard library does.
_ALIKE: frozenset[ColumnKind] = frozenset(
    {"text", "id", "word", "texts", "date", "number", "money", "instant", "flag"}
)
_encode = msgspec.json.Encoder().encode


def _one_line(values: dict[str, Any]) -> str:
    """Return an object as ``json.dumps`` writes it."""
    return msgspec.json.format(_encode(values), indent=0).decode()


def data_rows(columns: Iterable[Column], rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows as JSON has them: these fields, in this order."""
    columns = _data(columns)
    if any(column.is_optional for column in columns):
        there = _shapes(columns)
        return [{c.key: _converted_cell(c, row[c.key]) for c in there.of(row)} for row in rows]
    return [{c.key: _converted_cell(c, row[c.key]) for c in columns} for row in rows]


def _shapes(columns: Sequence[Column]) -> _Shapes[list[Column]]:
    """Return what says which columns a row has in JSON."""
    return _Shapes(lambda row: [c for c in columns if not c.is_optional or c.key in row])


class _Shapes(Generic[T]):
    """What is so of all rows with the same fields; of many fields a row has few.

    Args:
        made: returns it of a row with such fields.
    """

    def __init__(self, made: Callable[[Mapping[str, Any]], T]) -> None:
        self._made = made
        self._known: dict[tuple[str, ...], T] = {}

    def of(self, row: Mapping[str, Any]) -> T:
        """Return it of a row."""
        fields = tuple(row)
        found = self._known.get(fields)
        if found is None:
            found = self._known[fields] = self._made(row)
        return found


def with_changes(report: Report) -> tuple[Sequence[Column], list[dict[str, Any]]]:
    """Return the fields and rows of NDJSON and CSV, which have changes in the row that changed.

    A row that is gone has only its key and its changes.
    """
    if report.changes is None:
        return report.fields, report.rows
    kinds = {column.key: column.kind for column in report.fields}
    names = {x: change_names(x) for x in report.figures}
    fields = list(report.fields)
    for figure, (change, events) in names.items():
        fields.append(Column(change, "Change", kinds[figure]))
        fields.append(Column(events, "Events", "positions"))

    def key(row: Mapping[str, Any]) -> tuple[Any, ...]:
        return tuple(row[name] for name in report.row_key)

    nothing = Change({}, {x: value_of(kinds[x], 0) for x in report.figures}, {}, None)
    changed = {tuple(change.key.values()): change for change in report.changes}
    empty = {column.key: None for column in report.fields}
    there = {key(row) for row in report.rows}
    rows = [*report.rows, *(empty | x.key for own, x in changed.items() if own not in there)]
    told = []
    for row in rows:
        whole, own = dict(row), changed.get(key(row), nothing)
        for figure, (change, events) in names.items():
            whole[change] = own.deltas[figure]
            whole[events] = own.events.get(figure, [])
        told.append(whole)
    return fields, told


def change_names(figure: str) -> tuple[str, str]:
    """Return the fields of NDJSON and CSV with the change of a figure, and with its events."""
    name = figure.removesuffix(_MINOR)
    return f"{name}_change{_MINOR if name != figure else ''}", f"{name}_events"


def _change(change: Change, report: Report, form: int) -> dict[str, Any] | None:
    """Return what has changed in a row, as JSON has it; None: that form has no such row."""
    if form >= FORM:
        return {**change.key, **change.deltas, "events": change.events}
    if change.moved is None:
        return None
    sums = {measure: change.deltas[measure] for measure in report.measures}
    return {**change.key, **sums, "events": change.moved}


def _data(columns: Iterable[Column]) -> list[Column]:
    return [column for column in columns if column.kind != "bar"]


def _converted(columns: Iterable[Column], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return sums as JSON has them."""
    by_key = {column.key: column for column in columns}
    return {key: _converted_cell(by_key[key], value) for key, value in row.items()}


def _converted_cell(column: Column, value: Any) -> Any:
    if column.kind == "percent" and value is not None:
        return value // 100 if value % 100 == 0 else value / 100
    return value


def _rows_of_form(report: Report, form: int) -> list[dict[str, Any]]:
    if form != 1:
        return data_rows(report.fields, report.rows)
    earlier = {"uplift_applies": "uplift"}
    return [{earlier.get(c.key, c.key): row[c.key] for c in report.fields} for row in report.rows]


def _clocks(scope: Scope) -> dict[str, Any]:
    clocks = {"as_of": scope.as_of, "known_at": scope.known_at, "at": scope.at}
    return {**clocks, "root": scope.root} if scope.root else clocks


def _plain(value: Any) -> Any:
    """Return a value that JSON has no type for as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(type(value))


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
    return str(value if isinstance(value, int) else _plain(value))


def _decimal(number: str) -> str:
    return number.replace(".", display.notation().decimal_mark)


def _visible(text: str) -> str:
    """Return JSON in which characters that cannot be seen are JSON's own escapes."""
    if not has_unseen(text):  # of most of it
        return text
    unseen = [character for character in set(text) - {"\n"} if is_unseen(character)]
    return text.translate({ord(c): json.dumps(c)[1:-1] for c in unseen}) if unseen else text


def _indented(value: Any, indent: str = "\n") -> str:
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
        return encode_basestring(_plain(value))
    inner = indent + "  "
    if isinstance(value, dict) and value:
        cells = [
            f"{_key(key)}: " + (encode_basestring(x) if type(x) is str else _indented(x, inner))
            for key, x in value.items()
        ]
        return f"{{{inner}{f',{inner}'.join(cells)}{indent}}}"
    if isinstance(value, (list, tuple)) and value:
        return f"[{inner}{f',{inner}'.join(_indented(cell, inner) for cell in value)}{indent}]"
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _key(key: Any) -> str:
    return encode_basestring(key) if type(key) is str else json.dumps(str(key))
