"""An agreement, line by line and year by year."""

from __future__ import annotations

from projections.report import Notice
from projections.reports import lines
from projections.reports.declaring import About, Declaration


def _notices(rows: list[lines.Row], about: About) -> list[Notice]:
    """Return what a reader of one agreement's rows should know."""
    return [*lines.of_agreement(about.its_subject, about.projection), *lines.of_rows(rows, ())]


REPORT = Declaration(
    row=lines.Row,
    rows=lines.rows,
    shown=lambda rows, _about: lines.shown(rows, "funder_name"),
    notices=_notices,
    totals=lines.totals,
)
