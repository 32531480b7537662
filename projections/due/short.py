"""Plans of instalments that come to less than is committed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from events.planning import covered_minor, missing_minor, offset_of
from projections.due.declaring import Declaration, Row, options
from projections.due.instalments import settle
from projections.due.material import Material
from projections.standing import last_day


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document in book.in_force:
        if document.planning is None:
            continue
        ends = last_day(document)
        for plan in document.planning.current():
            line, year = plan.line, plan.year
            offset = offset_of(document.requests.values(), line, year, has_open=True)
            committed = book.committed(agreement, line, year)
            short = missing_minor(plan, covered_minor(plan, committed, offset))
            if short <= 0:
                continue
            due_on = min(date(year, 12, 31), ends)
            is_over = book.has_been_terminated(document)
            adjust = ("plan", "adjust", agreement, line, *options(year=year))
            yield Row(
                due_on=due_on,
                who=(document.lines[line].proposed.funder,),
                agreement=agreement,
                line=line,
                year=year,
                amount_minor=short,
                position=document.position,
                of=(line, str(year)),
                moved=document.moved.get("", 0),
                values={"year": year},
                command=settle(agreement) if is_over else adjust,
            )


DUE = Declaration(rows=_rows)
