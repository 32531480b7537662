"""Contributions in kind that nobody has verified or rejected: of each party, the oldest first."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from projections.due.declaring import GRACE, Declaration, Row
from projections.due.material import Material, funders_of


def _rows(book: Material) -> Iterator[Row]:
    # agreement, party -> day and position of the oldest; how many; minor units
    found: dict[tuple[str, str], tuple[tuple[str, int], int, int]] = {}
    for (agreement, party, day, at), (number, minor) in book.projection.waiting.items():
        if number > 0 and agreement in book.agreements:
            oldest, many, worth = found.get((agreement, party), ((day, at), 0, 0))
            found[agreement, party] = (min(oldest, (day, at)), many + number, worth + minor)
    for (agreement, party), ((day, at), number, minor) in sorted(found.items()):
        yield Row(
            due_on=date.fromisoformat(day) + GRACE,
            who=funders_of(book.agreements[agreement]),
            agreement=agreement,
            amount_minor=minor,
            position=at,
            values={"number": number, "party": party},
            command=("in-kind", "verify", str(at)),
        )


DUE = Declaration(rows=_rows)
