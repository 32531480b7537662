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

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from ledger.presentation import data_rows
from ledger.presentation.data_rows import (
    MINOR,
    Shapes,
    Written,
    converted,
    data,
    indented,
    own_columns,
    values_of,
    visible,
)
from ledger.presentation.formats import FORM, TRACED, How, Saved
from ledger.presentation.listing import Listing
from projections.report import Change, Column, Report, Scope, value_of

if TYPE_CHECKING:
    from ledger.presentation.formats import Shown


def as_object(shown: Shown, how: How) -> str:
    """Return a report as one JSON object; a list as one that has ``rows``."""
    if isinstance(shown, Listing):
        totals = {} if shown.totals is None else {"totals": shown.totals}
        return as_json({"rows": json_rows(shown.columns, shown.rows), **totals})
    return report_json(shown, how.form)


def as_lines(shown: Shown, _how: How) -> str:
    """Return the rows as NDJSON: one JSON object to a line."""
    columns, rows = rows_of(shown)
    return "".join(data_rows.lines(columns).parts(rows))


def as_spreadsheet(shown: Shown, _how: How) -> str:
    """Return the rows as CSV in the present language's kind of it."""
    return as_csv(*rows_of(shown), shown.currency)


def each_of_object(shown: Listing) -> Written:
    """Return how a list without sums is written as by ``as_object``, a row at a time."""
    assert shown.totals is None
    return data_rows.objects(shown.columns)


def each_line(shown: Listing) -> Written:
    """Return how a list is written as by ``as_lines``, a row at a time."""
    return data_rows.lines(shown.columns)


def each_csv_row(shown: Listing) -> Written:
    """Return how a list is written as by ``as_spreadsheet``, a row at a time."""
    return data_rows.table(shown.columns, shown.currency)


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
    if report.again and report.figures and form >= TRACED:
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
    return visible(indented(content)) + "\n"


def as_csv(columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], currency: str) -> str:
    """Return the rows as CSV in the present language's kind of it.

    Args:
        columns: the fields that are written, in this order.
        rows: plain values.
        currency: of amounts in rows that name no currency.
    """
    return "".join(data_rows.table(columns, currency).parts(rows))


def json_rows(columns: Iterable[Column], rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows as JSON has them: these fields, in this order."""
    columns = data(columns)
    there = Shapes(partial(own_columns, columns))
    return [values_of(there.of(row), row) for row in rows]


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
    name = figure.removesuffix(MINOR)
    return f"{name}_change{MINOR if name != figure else ''}", f"{name}_events"


def _change(change: Change, report: Report, form: int) -> dict[str, Any] | None:
    """Return what has changed in a row, as JSON has it; None: that form has no such row."""
    if form >= TRACED:
        return {**change.key, **change.deltas, "events": change.events}
    if change.moved is None:
        return None
    sums = {measure: change.deltas[measure] for measure in report.measures}
    return {**change.key, **sums, "events": change.moved}


def _converted(columns: Iterable[Column], row: Mapping[str, Any]) -> dict[str, Any]:
    """Return sums as JSON has them."""
    by_key = {column.key: column for column in columns}
    return {key: converted(by_key[key], value) for key, value in row.items()}


def _rows_of_form(report: Report, form: int) -> list[dict[str, Any]]:
    if form != 1:
        return json_rows(report.fields, report.rows)
    earlier = {"uplift_applies": "uplift"}
    return [{earlier.get(c.key, c.key): row[c.key] for c in report.fields} for row in report.rows]


def _clocks(scope: Scope) -> dict[str, Any]:
    clocks = {"as_of": scope.as_of, "known_at": scope.known_at, "at": scope.at}
    return {**clocks, "root": scope.root} if scope.root else clocks
