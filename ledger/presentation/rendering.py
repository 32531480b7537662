"""A report or a list for people: as sheets, in the present language, not yet drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec.structs import replace

from ledger.presentation import display, sheets
from ledger.presentation.cells import cell, scope_parts
from ledger.presentation.changes import sheet_of_changes
from ledger.presentation.formats import FORM, TRACED
from ledger.presentation.language import N_, _, translate
from ledger.presentation.listing import Listing
from ledger.presentation.report_texts import NOTICES
from ledger.presentation.sheets import Sheet
from projections.report import (
    Column,
    Figure,
    Notice,
    Report,
)

if TYPE_CHECKING:
    from ledger.presentation.formats import Shown


# Kinds of columns whose cells say the value and nothing else, and the types of such values. A
# number is none of these: 1 and True are one key.
_BY_ITSELF = frozenset({"text", "word", "id", "date"})
_HASHED = frozenset({str, date})
# The cells of a report's or a list's columns, each with and without decimals of whole amounts.
_Made: TypeAlias = dict[tuple[Column, bool], list[str]]
_MOST_KNOWN = 5000  # texts of a column

_BY = {
    "activity": N_("By activity"),
    "funder": N_("By funder"),
    "performer": N_("By performer"),
    "category": N_("By category"),
}


def sheets_of(shown: Shown, width: int | None = None, form: int = FORM) -> list[Sheet]:
    """Return the sheets of a report, with its changes, or the sheet of a list.

    Args:
        shown: the report or the list.
        width: the width that they have to fit, in characters; None: every column has room.
        form: of a report.
    """
    if isinstance(shown, Listing):
        return [_fitting(partial(_sheet_of_list, shown, {}), width)]
    report = _fitting(partial(_sheet_of, shown, {}), width)
    if shown.changes is None:
        return [report]
    if form < TRACED:
        from ledger.presentation import earlier

        return [report, earlier.sheet_of_changes(shown)]
    return [report, sheet_of_changes(shown)]


def _fitting(sheet_of: Callable[..., Sheet], width: int | None) -> Sheet:
    """Return the wide sheet if it fits, else the narrow one."""
    if width is None or width >= sheets.WIDE:
        wide = sheet_of(is_wide=True)
        if width is None or sheets.fits(wide, width):
            return wide
    return sheet_of(is_wide=False)


def _sheet_of_list(shown: Listing, made: _Made, *, is_wide: bool) -> Sheet:
    seen, sums = _seen(shown.columns, is_wide=is_wide), shown.totals or []
    whole = _all_whole(seen, [*shown.rows, *sums], shown.currency)
    rows = _rows(seen, shown.rows, shown.currency, made, whole=whole)
    totals = [
        _named_total(seen, rows, total)
        for total in _rows(seen, sums, shown.currency, {}, whole=whole)
    ]
    return Sheet(
        caption=(display.safe(shown.title),) if shown.title else (),
        headings=tuple(translate(column.heading) for column in seen),
        kinds=tuple(column.kind for column in seen),
        rows=rows,
        totals=totals,
        notes=list(shown.notes),
        empty=shown.empty or _("Nothing to show."),
        whole={i: column.whole for i, column in enumerate(seen) if column.whole},
    )


def notice_text(notice: Notice, currency: str) -> str:
    """Return the sentence of a notice; a notice without a sentence is shown by its code."""
    currency = notice.values.get("currency", currency)
    values = {
        name.removesuffix("_minor"): display.amount(value, currency)
        if name.endswith("_minor") and isinstance(value, int)
        else display.safe(", ".join(value) if isinstance(value, (list, tuple)) else str(value))
        for name, value in notice.values.items()
    }
    ask = notice.values.get("ask")
    if ask is not None:  # the one value that is a text of the program's
        values["ask"] = translate(ask)
    if notice.code in NOTICES:
        text = _(NOTICES[notice.code], **values)
        is_named = "agreement" not in values or "{agreement}" in NOTICES[notice.code]
        return text if is_named else f"{values['agreement']}: {text}"
    return f"{notice.code}: " + ", ".join(f"{name} {value}" for name, value in values.items())


def _sheet_of(report: Report, made: _Made, *, is_wide: bool) -> Sheet:
    columns = _seen(report.columns, is_wide=is_wide)
    whole = _all_whole(columns, [*report.rows, report.totals], report.currency)
    heading = translate(report.heading) if report.heading else None
    name = (heading, report.title, report.reference, report.scope.period)
    rows = _rows(columns, report.rows, report.currency, made, whole=whole)
    return Sheet(
        caption=(
            *(display.safe(part) for part in name if part),
            *cut_parts(report),
            *scope_parts(report.scope),
            display.safe(report.currency),
        ),
        headings=tuple(translate(column.heading) for column in columns),
        kinds=tuple(column.kind for column in columns),
        rows=rows,
        totals=_totals(columns, rows, report, whole=whole),
        notes=[notice_text(notice, report.currency) for notice in report.notices],
        empty=_("Nothing to show."),
        shares={
            i: [row.get(column.key) for row in (*report.rows, report.totals)]
            for i, column in enumerate(columns)
            if column.kind == "bar"
        },
    )


def cut_parts(report: Report) -> tuple[str, ...]:
    """Return of which agreements the rows are, if of a chain, what they are sums of, or explain."""
    chain = display.safe(", ".join(report.chain))
    return (
        *((_("Chain: {agreements}", agreements=chain),) if report.chain else ()),
        *((_(_BY[report.by]),) if report.by else ()),
        *(_figure_parts(report.figure, report.currency) if report.figure else ()),
    )


def _figure_parts(figure: Figure, currency: str) -> tuple[str, ...]:
    """Return which figure is explained, in words."""
    field = figure.field
    chosen = (cell(column.kind, value, "") for column, value in figure.chosen)
    return (
        f"{translate(field.heading)} {cell(field.kind, figure.value, currency)}",
        *(part for part in chosen if part),
    )


def _totals(
    columns: Sequence[Column], rows: list[list[str]], report: Report, *, whole: bool
) -> list[list[str]]:
    """Return the row of sums, or nothing where there are none."""
    if not report.totals:
        return []
    (total,) = _rows(columns, [report.totals], report.currency, {}, whole=whole)
    return [_named_total(columns, rows, total)]


def _named_total(columns: Sequence[Column], rows: list[list[str]], total: list[str]) -> list[str]:
    """Return a row of sums with its name in the first column of text that has room for it."""
    name = _("Total")
    free = [i for i, c in enumerate(columns) if c.kind in {"text", "word"} and not total[i]]
    roomy = [i for i in free if max((len(row[i]) for row in rows), default=0) >= len(name)]
    if free:
        total[(roomy or free)[0]] = name
    return total


def _seen(columns: Iterable[Column], *, is_wide: bool) -> list[Column]:
    return [
        replace(column, kind="date") if column.kind == "instant" and not is_wide else column
        for column in columns
        if not column.hidden and (is_wide or not column.wide)
    ]


def _all_whole(columns: Iterable[Column], rows: Sequence[Mapping[str, Any]], currency: str) -> bool:
    """Return whether every amount in the table is whole, so that decimals can be left out."""
    keys = [column.key for column in columns if column.kind == "money"]
    return all(
        display.are_whole((row.get(key) for key in keys), str(row.get("currency") or currency))
        for row in rows
    )


def _rows(
    columns: Sequence[Column],
    rows: Sequence[Mapping[str, Any]],
    currency: str,
    made: _Made,
    *,
    whole: bool,
) -> list[list[str]]:
    """Return the cells of rows; they are made column by column, since a column is of one kind.

    Args:
        columns: of the sheet.
        rows: the same ones whenever ``made`` is.
        currency: of amounts in rows that name none.
        made: the cells of other sheets of these rows; it grows.
        whole: leave out the decimals of amounts.
    """
    if not columns:
        return [[] for _row in rows]
    for column in columns:
        if (column, whole) not in made:
            made[column, whole] = _cells(column, rows, currency, whole=whole)
    return [list(row) for row in zip(*(made[x, whole] for x in columns), strict=True)]


def _cells(
    column: Column, rows: Sequence[Mapping[str, Any]], currency: str, *, whole: bool
) -> list[str]:
    """Return the cells of a column. The texts and days of a long one are mostly the same few."""
    key, kind, context = column.key, column.kind, column.context
    values = [row.get(key) for row in rows]
    if kind == "money":
        own = [str(row.get("currency") or currency) for row in rows]
        return [
            "" if value is None else display.amount(value, one, whole=whole)
            for value, one in zip(values, own, strict=True)
        ]
    known: dict[Any, str] = {None: ""}
    is_plain, cells = kind in _BY_ITSELF, list[str]()
    for value in values:
        if value is None or (is_plain and type(value) in _HASHED and value in known):
            cells.append(known[value])
            continue
        text = cell(kind, value, "", whole=whole, context=context)
        if is_plain and type(value) in _HASHED and len(known) < _MOST_KNOWN:
            known[value] = text
        cells.append(text)
    return cells
