"""Obligations that were met, and that nobody has accepted or rejected."""

from __future__ import annotations

from collections.abc import Iterator

from projections.due.declaring import GRACE, Declaration, Row
from projections.due.material import Material, funders_of
from projections.due.obligations import next_step, open_obligations


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document, one in open_obligations(book):
        if one.met is not None:
            yield Row(
                due_on=one.met.met_on + GRACE,
                who=funders_of(document),
                agreement=agreement,
                position=one.met_at,
                values={"obligation": one.obligation},
                command=next_step(agreement, one),
            )


DUE = Declaration(rows=_rows)
