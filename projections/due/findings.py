"""Findings of reviews of which something is still to be settled."""

from __future__ import annotations

from collections.abc import Iterator

from events.following import findings
from projections.due.declaring import GRACE, UNKNOWN, Declaration, Row, amount_word, options
from projections.due.material import Material


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document in book.agreements.items():
        for position, finding in findings(document.process).items():
            fact, left = finding.fact, finding.open_minor
            if left <= 0:
                continue
            amount = amount_word(left, book.currency(agreement))
            yield Row(
                due_on=fact.made_on + GRACE,
                who=(fact.party,),
                agreement=agreement,
                line=fact.line,
                year=fact.budget_year,
                amount_minor=left,
                position=position,
                values={"finding": position},
                command=("finding", "settle", str(position), amount, *options(how=UNKNOWN)),
            )


DUE = Declaration(rows=_rows)
