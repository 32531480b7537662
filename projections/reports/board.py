"""What one board funds, in all agreements."""

from __future__ import annotations

from projections.report import Notice
from projections.reports import lines
from projections.reports.declaring import About, Declaration, Shown
from projections.standing import last_day, withdrawal_of


def _rows(about: About) -> list[lines.Row]:
    return lines.rows(about, funder=about.its_subject)


def _shown(rows: list[lines.Row], about: About) -> Shown:
    return lines.shown(rows, "agreement" if len(about.agreements) > 1 else None)


def _notices(rows: list[lines.Row], about: About) -> list[Notice]:
    """Return what a board should know about the agreements it has rows of, each by its name.

    An agreement that has ended cannot be mended. Its only notice says that it has ended.
    """
    projection, scope = about.projection, about.scope
    with_rows = {row["agreement"] for row in rows}
    days = [scope.as_of, scope.known_at.date() if scope.known_at else None]
    day = min((day for day in days if day), default=None)
    found = []
    for agreement in about.agreements:
        document = projection.agreements[agreement]
        ends = last_day(document)
        if agreement not in with_rows:
            continue
        if day and ends < day and withdrawal_of(document) is None:
            found.append(Notice("agreement-ended", {"agreement": agreement, "ends": ends}))
            continue
        found += [
            Notice(notice.code, {"agreement": agreement, **notice.values})
            for notice in lines.of_agreement(agreement, projection)
        ]
    given_up = lines.written_off(rows, projection)
    return [*found, *lines.of_rows(rows, ("agreement",)), *given_up]


REPORT = Declaration(
    row=lines.Row,
    rows=_rows,
    shown=_shown,
    notices=_notices,
    totals=lines.totals,
)
