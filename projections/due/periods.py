"""The next period that could be closed: of the length of the one that was closed last."""

from __future__ import annotations

from collections.abc import Iterator

from events.period import Period, following, parse_period
from projections.due.declaring import GRACE, Declaration, Row
from projections.due.material import Material


def _rows(book: Material) -> Iterator[Row]:
    period = _next(book)
    if period is not None and period.ends < book.day:
        yield Row(
            due_on=period.ends + GRACE,
            of=(period.name,),
            values={"period": period.name},
            command=("period", "close", period.name),
        )


def _next(book: Material) -> Period | None:
    """Return the period; None: nothing says where to begin."""
    if book.projection.closed:
        return following(parse_period(book.projection.closed[-1].period))
    begun = [document.proposed.starts.year for _, document in book.in_force]
    return parse_period(str(min(begun))) if begun else None


DUE = Declaration(rows=_rows, is_of_book=True)
