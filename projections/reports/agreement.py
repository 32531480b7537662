"""An agreement, or the chain that it is part of: line by line and year by year, or summed up."""

from __future__ import annotations

from projections.report import Notice
from projections.reports import by_category, grouped, lines
from projections.reports.declaring import About, Declaration, Shown


def _shown(rows: list[lines.Row], about: About) -> Shown:
    return lines.shown(rows, "agreement" if len(about.agreements) > 1 else "funder_name")


def _missing(about: About) -> list[Notice]:
    """Return what is undecided or missing; in a chain, of which agreement."""
    if len(about.agreements) == 1:
        return lines.of_agreement(about.its_subject, about.projection)
    return [
        Notice(notice.code, {"agreement": agreement, **notice.values})
        for agreement in about.agreements
        for notice in lines.of_agreement(agreement, about.projection)
    ]


def _notices(rows: list[lines.Row], about: About) -> list[Notice]:
    """Return what a reader of the rows should know."""
    named = ("agreement",) if len(about.agreements) > 1 else ()
    given_up = lines.written_off(rows, about.projection)
    return [*_missing(about), *lines.of_rows(rows, named), *given_up]


def _of_groups(about: About) -> list[Notice]:
    """Return what a reader of the sums should know: the same."""
    return _notices(lines.rows(about), about)


REPORT = Declaration(
    row=lines.Row,
    rows=lines.rows,
    shown=_shown,
    notices=_notices,
    totals=lines.totals,
)
BY = {**grouped.declared(_of_groups), "category": by_category.DECLARED}
