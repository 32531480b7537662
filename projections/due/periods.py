"""The next period that could be closed: of the length of the one that was closed last."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from events.period import LATEST, Period, parse_period
from projections.due.declaring import GRACE, Declaration, Row
from projections.due.material import Material

_MONTHS = {"Q": 3, "T": 4}  # of a quarter and of a tertial


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


def following(period: Period) -> Period | None:
    """Return the period after another one, of the same length; None: no calendar has it."""
    first = period.ends + timedelta(days=1)
    if first.year > LATEST:
        return None
    letter = period.name[5:6]
    if period.is_year:
        return parse_period(str(first.year))
    if letter in _MONTHS:
        return parse_period(f"{first.year}-{letter}{(first.month - 1) // _MONTHS[letter] + 1}")
    return parse_period(f"{first.year}-{first.month:02}")


DUE = Declaration(rows=_rows, is_of_book=True)
