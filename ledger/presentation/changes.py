"""What has changed in a report since another question: a sheet of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ledger.presentation.cells import (
    as_of_text,
    cell,
    field_of,
    figure_text,
    heading,
    known_text,
)
from ledger.presentation.language import _
from ledger.presentation.sheets import Sheet
from projections.report import Change, ColumnKind, Report, Scope, number_of


def sheet_of_changes(report: Report) -> Sheet:
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
    kinds: tuple[ColumnKind, ...] = (*(field_of(report, key).kind for key in keys), "word")
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
        _("Changed since {when}", when=f"{position} ({known_text(earlier)})"),
        *((as_of_text(earlier),) if earlier.as_of != now.as_of else ()),
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
    return [cell(field_of(report, key).kind, change.key[key], "") for key in keys]


def with_column_first(report: Report, figures: Iterable[str]) -> list[str]:
    """Return figures, those that the table has a column for first."""
    with_column = {column.key for column in report.columns}
    return sorted(figures, key=lambda figure: figure not in with_column)


def row_now(report: Report, change: Change) -> Mapping[str, Any]:
    """Return the row that has changed; empty: it is there no longer."""
    return next(
        (r for r in report.rows if all(r[key] == value for key, value in change.key.items())), {}
    )
