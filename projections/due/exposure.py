"""The events that could still be rewritten unseen: no witness has signed a checkpoint over them."""

from __future__ import annotations

from collections.abc import Iterator

from projections.due.declaring import GRACE, Declaration, Row
from projections.due.material import Material


def _rows(book: Material) -> Iterator[Row]:
    if book.exposed is not None:
        yield Row(
            due_on=book.exposed.recorded_on + GRACE,
            position=book.exposed.position,
            values={"number": book.exposed.events},
            command=("checkpoint",),
        )


DUE = Declaration(rows=_rows, is_of_book=True)
