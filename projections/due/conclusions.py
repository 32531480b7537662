"""Agreements on which every board has decided, and that nobody has concluded."""

from __future__ import annotations

from collections.abc import Iterator

from projections.due.decisions import planned_by
from projections.due.declaring import UNKNOWN, Declaration, Row, options
from projections.due.material import Material
from projections.standing import missing


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document in book.agreements.items():
        if document.concluded is not None or planned_by(document, book):
            continue
        if any(x.what == "conclusion" for x in missing(document, book.day)):
            yield Row(
                due_on=document.proposed.starts,
                agreement=agreement,
                position=document.position,
                command=(
                    *("agreement", "conclude", agreement),
                    *options(decision=UNKNOWN, on=UNKNOWN),
                    *book.outside_term(document),
                ),
            )


DUE = Declaration(rows=_rows)
