"""Rows for programs: JSON, NDJSON and CSV, byte for byte the same whenever they are made.

JSON and NDJSON carry fields as they are: amounts as integers named ``…_minor``, dates as
``2024-06-30``, instants in UTC with ``Z``, quantities as text.

CSV is for spreadsheets, so it follows the language. English: comma between fields, decimal
point. Swedish: semicolon, decimal comma and a byte order mark, which is how a Swedish Excel
opens a file by double-click. In both: field names as headings, amounts in whole units without
group separators under the field's name less ``_minor``, lines ended by CR LF.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from events.text import has_unseen, is_unseen
from ledger.cli import formats
from ledger.cli.language import current
from projections.report import Column, Report, Scope

_MINOR = "_minor"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "|")
_BYTE_ORDER_MARK = "\ufeff"


def report_json(report: Report) -> str:
    """Return a report as one JSON object."""
    content: dict[str, Any] = {
        "report": report.report,
        "id": report.id,
        "title": report.title,
        "reference": report.reference,
        "period": report.scope.period,
        **_clocks(report.scope),
        "currency": report.currency,
        "rows": data_rows(report.columns, report.rows),
        "totals": report.totals,
        "notices": [{"code": n.code, **n.values} for n in report.notices],
    }
    if report.compared_to is not None:
        content["compared_to"] = _clocks(report.compared_to)
    if report.changes is not None:
        content["changes"] = report.changes
    if report.again:
        content["again"] = list(report.again)
    return as_json(content)


def as_json(content: Any) -> str:
    """Return JSON with an indent of two, ended by a line end; unseen characters as escapes."""
    text = json.dumps(content, ensure_ascii=False, indent=2, default=_plain)
    return _visible(text) + "\n"


def as_ndjson(rows: Iterable[Mapping[str, Any]]) -> str:
    """Return one JSON object to a line."""
    lines = (json.dumps(row, ensure_ascii=False, default=_plain) for row in rows)
    return "".join(_visible(line) + "\n" for line in lines)


def as_csv(
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    currency: str,
    fields: Sequence[str] = (),
) -> str:
    """Return the rows as CSV in the present language's kind of it.

    Args:
        columns: say what the cells of their fields are; money is known by its name too.
        rows: all their fields are written, in the order of the first row.
        currency: of amounts in a row that names none itself.
        fields: the headings where there is no row.
    """
    rows = data_rows(columns, rows)
    kinds = {column.key: column.kind for column in columns if column.kind != "bar"}
    names = list(dict.fromkeys(key for row in rows for key in row)) or list(
        dict.fromkeys((*fields, *kinds))
    )
    swedish = current() == "sv"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if swedish else ",", lineterminator="\r\n")
    writer.writerow(name.removesuffix(_MINOR) for name in names)
    for row in rows:
        money = str(row.get("currency") or currency)
        writer.writerow(
            _csv_cell("money" if n.endswith(_MINOR) else kinds.get(n), row.get(n), money)
            for n in names
        )
    return (_BYTE_ORDER_MARK if swedish else "") + out.getvalue()


def data_rows(columns: Iterable[Column], rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows without fields that are only there to be drawn as a bar."""
    columns = list(columns)
    drawn = {c.key for c in columns if c.kind == "bar"} - {
        c.key for c in columns if c.kind != "bar"
    }
    return [{key: value for key, value in row.items() if key not in drawn} for row in rows]


def _clocks(scope: Scope) -> dict[str, Any]:
    clocks = {"as_of": scope.as_of, "known_at": scope.known_at, "at": scope.at}
    return {**clocks, "root": scope.root} if scope.root else clocks


def _plain(value: Any) -> Any:
    """Return what JSON has no word for as text."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    raise TypeError(type(value))


def _csv_cell(kind: str | None, value: Any, currency: str) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and kind == "money":
        return _decimal(formats.plain_amount(value, currency))
    if isinstance(value, int) and kind == "percent":
        return _decimal(f"{Decimal(value) / 100:f}")
    if isinstance(value, Decimal) or kind == "quantity":
        return _decimal(str(value))
    if isinstance(value, (list, tuple)):
        return " ".join(str(_csv_cell(None, item, currency)) for item in value)
    if isinstance(value, str):
        return ("'" if value.startswith(_FORMULA_STARTS) else "") + formats.safe(value)
    return str(value if isinstance(value, int) else _plain(value))


def _decimal(number: str) -> str:
    return number.replace(".", ",") if current() == "sv" else number


def _visible(text: str) -> str:
    """Return JSON with characters that are not to be seen written as JSON's own escapes."""
    return "\n".join(
        line if not has_unseen(line) else "".join(_escape(c) for c in line)
        for line in text.split("\n")
    )


def _escape(character: str) -> str:
    if not is_unseen(character):
        return character
    return json.dumps(character)[1:-1]
