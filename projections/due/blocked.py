"""Instalments that cannot be paid before an obligation is accepted, or waived."""

from __future__ import annotations

from collections.abc import Iterator

from projections.due.declaring import Declaration, Row
from projections.due.instalments import open_instalments, row_of, settle
from projections.due.material import Material
from projections.due.obligations import next_step


def _rows(book: Material) -> Iterator[Row]:
    for one in open_instalments(book):
        if one.obligation is not None:
            is_over = book.has_been_terminated(one.document)
            step = next_step(one.agreement, one.obligation)
            command = settle(one.agreement) if is_over else step
            yield row_of(one, command, obligation=one.obligation.obligation)


DUE = Declaration(rows=_rows)
