"""Parties that have not answered their newest referral."""

from __future__ import annotations

from collections.abc import Iterator

from projections.due.declaring import UNKNOWN, Declaration, Row, options
from projections.due.material import Material
from projections.standing import asked


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document in book.agreements.items():
        if document.concluded is not None:
            continue
        for one in asked(document):
            if one.is_newest and one.said is None:
                told = options(party=one.party, answer=UNKNOWN, on=UNKNOWN)
                yield Row(
                    due_on=one.fact.answer_by,
                    who=(one.party,),
                    agreement=agreement,
                    position=one.position,
                    of=(one.party,),
                    values={"matter": one.fact.matter},
                    command=("agreement", "answer", agreement, *told),
                )


DUE = Declaration(rows=_rows)
