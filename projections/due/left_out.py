"""Rows of files that were left out, since no route fits them or they cannot be read."""

from __future__ import annotations

from collections.abc import Iterator

from projections.due.declaring import Declaration, Row
from projections.due.material import Material


def _rows(book: Material) -> Iterator[Row]:
    for position, reading in book.projection.imports.readings.items():
        fact = reading.fact
        if not fact.unmatched_count:
            continue
        # Rows of a day are to be in the book by that day, and the oldest has waited longest.
        days = [row.day for row in fact.unmatched if row.day is not None]
        yield Row(
            due_on=min(days, default=fact.first_day or book.day),
            position=position,
            is_undated=True,
            values={"file": fact.file, "number": fact.unmatched_count},
            command=("imports", "unmatched"),
        )


DUE = Declaration(rows=_rows, is_of_book=True)
