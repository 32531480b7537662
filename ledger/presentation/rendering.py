"""A report or a list for people: as sheets, in the present language, not yet drawn."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any, assert_never

from msgspec.structs import replace

from ledger.presentation import display, sheets
from ledger.presentation.formats import FORM
from ledger.presentation.language import _, translate
from ledger.presentation.lists import Listing
from ledger.presentation.report_texts import NOTICES
from ledger.presentation.sheets import Sheet
from projections.report import (
    Change,
    Column,
    ColumnKind,
    Figure,
    Notice,
    Number,
    Report,
    Scope,
    number_of,
)

if TYPE_CHECKING:
    from ledger.presentation.formats import Shown


def sheets_of(shown: Shown, width: int | None = None, form: int = FORM) -> list[Sheet]:
    """Return the sheets of a report, with its changes, or the sheet of a list.

    Args:
        shown: the report or the list.
        width: the width that they have to fit, in characters; None: every column has room.
        form: of a report.
    """
    if isinstance(shown, Listing):
        return [_fitting(partial(_sheet_of_list, shown), width)]
    report = _fitting(partial(_sheet_of, shown), width)
    if shown.changes is None:
        return [report]
    if form < FORM:
        from ledger.presentation.earlier import sheet_of_changes

        return [report, sheet_of_changes(shown)]
    return [report, _sheet_of_changes(shown)]


def _fitting(sheet_of: Callable[..., Sheet], width: int | None) -> Sheet:
    """Return the wide sheet if it fits, else the narrow one."""
    wide = sheet_of(is_wide=True)
    if width is None or (width >= sheets.WIDE and sheets.fits(wide, width)):
        return wide
    return sheet_of(is_wide=False)


def _sheet_of_list(shown: Listing, *, is_wide: bool) -> Sheet:
    seen, sums = _seen(shown.columns, is_wide=is_wide), shown.totals or []
    whole = _all_whole(seen, [*shown.rows, *sums], shown.currency)
    rows = _rows(seen, shown.rows, shown.currency, whole=whole)
    totals = [
        _named_total(seen, rows, total) for total in _rows(seen, sums, shown.currency, whole=whole)
    ]
    return Sheet(
        caption=(display.safe(shown.title),) if shown.title else (),
        headings=tuple(translate(column.heading) for column in seen),
        kinds=tuple(column.kind for column in seen),
        rows=rows,
        totals=totals,
        notes=list(shown.notes),
        empty=shown.empty or _("Nothing to show."),
    )


def scope_parts(scope: Scope) -> tuple[str, ...]:
    """Return the three clocks of a question, in words."""
    root = (_("root {root}", root=scope.root),) if scope.root else ()
    return (f"{_as_of(scope)} ({_known(scope)})", _("position {at}", at=scope.at), *root)


def _as_of(scope: Scope) -> str:
    return _("as of {day}", day=display.day(scope.as_of)) if scope.as_of else _("all dates")


def _known(scope: Scope) -> str:
    if scope.known_at is None:
        return _("nothing recorded")
    return _("known {instant}", instant=display.instant(scope.known_at))


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


def _sheet_of(report: Report, *, is_wide: bool) -> Sheet:
    columns = _seen(report.columns, is_wide=is_wide)
    whole = _all_whole(columns, [*report.rows, report.totals], report.currency)
    heading = translate(report.heading) if report.heading else None
    name = (heading, report.title, report.reference, report.scope.period)
    rows = _rows(columns, report.rows, report.currency, whole=whole)
    return Sheet(
        caption=(
            *(display.safe(part) for part in name if part),
            *(_figure_parts(report.figure, report.currency) if report.figure else ()),
            *scope_parts(report.scope),
            display.safe(report.currency),
        ),
        headings=tuple(translate(column.heading) for column in columns),
        kinds=tuple(column.kind for column in columns),
        rows=rows,
        totals=_totals(columns, rows, report, whole=whole),
        notes=[notice_text(notice, report.currency) for notice in report.notices],
        empty=_("Nothing to show."),
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
    (total,) = _rows(columns, [report.totals], report.currency, whole=whole)
    return [_named_total(columns, rows, total)]


def _named_total(columns: Sequence[Column], rows: list[list[str]], total: list[str]) -> list[str]:
    """Return a row of sums with its name in the first column of text that has room for it."""
    name = _("Total")
    free = [i for i, c in enumerate(columns) if c.kind in {"text", "word"} and not total[i]]
    roomy = [i for i in free if max((len(row[i]) for row in rows), default=0) >= len(name)]
    if free:
        total[(roomy or free)[0]] = name
    return total


def _sheet_of_changes(report: Report) -> Sheet:
    """Return the changes since another question: a row for each figure that events moved."""
    changes = report.changes or []
    keys = keys_told(report, [change.key for change in changes])
    rows = [row for change in changes for row in _changed(report, keys, change)]
    return changes_sheet(report, keys, rows)


def keys_told(report: Report, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the fields that say which row has changed, but not what the report is about."""
    return [key for key in report.row_key if any(row[key] not in {None, report.id} for row in rows)]


def changes_sheet(report: Report, keys: Sequence[str], rows: list[list[str]]) -> Sheet:
    """Return the sheet of what has changed.

    Args:
        report: with the changes.
        keys: the fields that say in which row.
        rows: cells: those keys, the figure, before, change, now, events.
    """
    kinds: tuple[ColumnKind, ...] = (*(_field(report, key).kind for key in keys), "word")
    return Sheet(
        caption=_since(report.compared_to, report.scope),
        headings=(
            *(heading(report, key) for key in keys),
            _("Figure"),
            _("Before"),
            _("Change"),
            _("Now"),
            _("Events"),
        ),
        kinds=(*kinds, "money", "money", "money", "positions"),
        rows=rows,
        totals=[],
        notes=[],
        empty=_("Nothing has changed."),
    )


def _since(earlier: Scope | None, now: Scope) -> tuple[str, ...]:
    """Return the header of a comparison; the effective date only where it differs."""
    if earlier is None:
        return (_("Changed"),)
    position = _("position {at}", at=earlier.at)
    return (
        _("Changed since {when}", when=f"{position} ({_known(earlier)})"),
        *((_as_of(earlier),) if earlier.as_of != now.as_of else ()),
    )


def _changed(report: Report, keys: Sequence[str], change: Change) -> Iterable[list[str]]:
    """Return the cells for each figure of a row that events moved, those with a column first."""
    own = cells_of_key(report, keys, change)
    moved = [x for x in report.figures if x in change.events or number_of(change.deltas[x])]
    for figure in with_column_first(report, moved):
        now = number_of(row_now(report, change).get(figure))
        delta = number_of(change.deltas[figure])
        yield [
            *own,
            heading(report, figure),
            figure_text(report, figure, now - delta),
            ("+" if delta > 0 else "") + figure_text(report, figure, delta),
            figure_text(report, figure, now),
            cell("positions", change.events.get(figure, []), ""),
        ]


def cells_of_key(report: Report, keys: Sequence[str], change: Change) -> list[str]:
    """Return the cells that say in which row something has changed."""
    return [cell(_field(report, key).kind, change.key[key], "") for key in keys]


def with_column_first(report: Report, figures: Iterable[str]) -> list[str]:
    """Return figures, those that the table has a column for first."""
    with_column = {column.key for column in report.columns}
    return sorted(figures, key=lambda figure: figure not in with_column)


def row_now(report: Report, change: Change) -> Mapping[str, Any]:
    """Return the row that has changed; empty: it is there no longer."""
    return next(
        (r for r in report.rows if all(r[key] == value for key, value in change.key.items())), {}
    )


def figure_text(report: Report, figure: str, number: Number) -> str:
    """Return a figure as a person reads it."""
    if _field(report, figure).kind == "money":
        return display.amount(int(number), report.currency)
    return display.quantity(f"{Decimal(number):f}")


def _field(report: Report, key: str) -> Column:
    return next(column for column in report.fields if column.key == key)


def heading(report: Report, key: str) -> str:
    """Return the heading of a field, in the present language."""
    return translate(_field(report, key).heading)


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
    columns: Sequence[Column], rows: Iterable[Mapping[str, Any]], currency: str, *, whole: bool
) -> list[list[str]]:
    return [
        [
            cell(c.kind, row.get(c.key), str(row.get("currency") or currency), whole=whole)
            for c in columns
        ]
        for row in rows
    ]


def cell(kind: ColumnKind, value: Any, currency: str, *, whole: bool | None = None) -> str:
    """Return a value as a person reads it; ``whole`` as of ``display.amount``."""
    if value is None:
        return ""
    match kind:
        case "money":
            return display.amount(value, currency, whole=whole)
        case "percent":
            return display.percent(value)
        case "bar":
            return display.bar(value)
        case "quantity":
            return display.quantity(str(value))
        case "date":
            is_instant = isinstance(value, datetime)
            return display.day(value.astimezone(UTC).date() if is_instant else value)
        case "instant":
            return display.instant(value)
        case "flag":
            return translate("yes") if value else translate("no")
        case "texts":
            return display.safe(", ".join(value))
        case "amounts" | "parts":
            raise NotImplementedError(kind)  # never shown
        case "positions":
            return ", ".join(f"#{position}" for position in value)
        case "word":
            return display.word(str(value))
        case "text" | "id" | "number":
            return display.safe(str(value))
        case _:
            assert_never(kind)
