"""What reports of an earlier form said, for comparison with what was saved then.

In form 2 the events behind what has changed were those of the whole row, and of the payments, which
are one and the same figure for most payments, only one was told of.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ledger.presentation import display
from ledger.presentation.cells import cell, figure_text, heading
from ledger.presentation.changes import (
    cells_of_key,
    changes_sheet,
    keys_told,
    row_now,
    with_column_first,
)
from ledger.presentation.language import _
from ledger.presentation.sheets import Sheet
from projections.report import Change, Report, number_of


def sheet_of_changes(report: Report) -> Sheet:
    """Return what has changed since another question: one row for each figure that has."""
    changes = [change for change in report.changes or [] if change.moved is not None]
    keys = keys_told(report, [change.key for change in changes])
    rows = [row for change in changes for row in _changed(report, keys, change)]
    return changes_sheet(report, keys, rows)


def _changed(report: Report, keys: Sequence[str], change: Change) -> Iterable[list[str]]:
    """Return the cells for each measure of a row that has changed, those with a column first.

    Events that changed nothing in sum (a payment taken back and entered again) have a row, too.
    """
    own, present = cells_of_key(report, keys, change), row_now(report, change)
    events = cell("positions", change.moved or [], "")
    changed = [measure for measure in report.measures if change.deltas[measure]]
    told = set()
    for measure in with_column_first(report, changed):
        delta, now = number_of(change.deltas[measure]), number_of(present.get(measure))
        if measure in report.payments and (delta, now) in told:
            continue  # says no more than the one before
        told |= {(delta, now)} if measure in report.payments else set()
        yield [
            *own,
            heading(report, measure),
            figure_text(report, measure, now - delta),
            ("+" if delta > 0 else "") + figure_text(report, measure, delta),
            figure_text(report, measure, now),
            events,
        ]
    if not changed:
        unchanged = display.amount(0, report.currency)
        yield [*own, _("The sums are as before"), "", unchanged, "", events]
