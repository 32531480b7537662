"""Forecasts that are missing after a tertial, in agreements that have forecasts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from events import facts as f
from events.following import forecasts
from projections.due.declaring import GRACE, UNKNOWN, Declaration, Row, options
from projections.due.material import Material
from projections.standing import last_day

_TERTIALS = ((4, 30), (8, 31))  # after the third the outcome is known, and nothing is forecast


def _newest_tertial(day: date) -> date | None:
    """Return the last day of the newest tertial of the year that is over; None: none is."""
    ends = [date(day.year, month, last) for month, last in _TERTIALS]
    return max((end for end in ends if end < day), default=None)


def _rows(book: Material) -> Iterator[Row]:
    ended = _newest_tertial(book.day)
    if ended is None:
        return
    for agreement, document in book.in_force:
        given = forecasts(document.process)
        if not given or not document.proposed.starts <= ended <= last_day(document):
            continue
        for line, own in document.lines.items():
            key = (line, ended.year)
            newest = given[key][1].given_on if key in given else date.min
            is_funded = isinstance(own.decision, f.CommitmentApproved)
            if newest >= ended or not is_funded or not book.committed(agreement, *key):
                continue
            yield Row(
                due_on=ended + GRACE,
                who=(own.proposed.funder,),
                agreement=agreement,
                line=line,
                year=ended.year,
                position=document.position,
                of=(line, ended.isoformat()),
                values={"year": ended.year, "day": ended.isoformat()},
                command=(
                    *("forecast", agreement, line, UNKNOWN),
                    *options(year=ended.year, on=ended.isoformat(), reason=UNKNOWN),
                ),
            )


DUE = Declaration(rows=_rows)
