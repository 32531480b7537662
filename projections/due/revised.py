"""Uplifts by an index that says another rate by now: their boards decide whether to supersede."""

from __future__ import annotations

from collections.abc import Iterator

from projections.due.declaring import GRACE, UNKNOWN, Declaration, Row
from projections.due.material import Material
from projections.indexes import command, revised
from projections.standing import last_day


def _rows(book: Material) -> Iterator[Row]:
    in_force = {x: own for x, own in book.in_force if book.day <= last_day(own)}
    for one in revised(book.projection, in_force, book.day):
        fact = one.fact
        known_on = max(one.published_on or fact.decided_on, fact.decided_on)
        yield Row(
            due_on=known_on + GRACE,
            who=(fact.board,),
            agreement=one.agreement,
            line=fact.line,
            year=fact.year,
            amount_minor=one.difference_minor,
            position=one.position,
            moved=(known_on - fact.decided_on).days,  # a later vintage moves it to a later day
            values={"year": fact.year},
            command=command(one, UNKNOWN),
        )


DUE = Declaration(rows=_rows)
