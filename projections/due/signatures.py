"""Signatories that have not signed an agreement that others have signed."""

from __future__ import annotations

from collections.abc import Iterator

from projections.due.declaring import GRACE, UNKNOWN, Declaration, Row, options
from projections.due.material import Material
from projections.standing import last_day, signatures


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document in book.in_force:
        assert document.concluded is not None
        signed = signatures(document)
        if book.day > last_day(document) or not any(x.fact for x in signed):
            continue  # it has ended, or this book keeps no account of signatures
        for one in signed:
            if one.fact is None:
                told = options(party=one.party, on=UNKNOWN)
                yield Row(
                    due_on=document.concluded.decided_on + GRACE,
                    who=(one.party,),
                    agreement=agreement,
                    position=document.position,
                    of=(one.party,),
                    command=("agreement", "sign", agreement, *told),
                )


DUE = Declaration(rows=_rows)
