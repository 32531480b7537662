"""Recovery claims on which something is open."""

from __future__ import annotations

from collections.abc import Iterator

from projections.due.declaring import UNKNOWN, Declaration, Row, amount_word, options
from projections.due.material import Material


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document in book.agreements.items():
        for position, claim in document.claims.items():
            left = claim.amount_minor - claim.repaid_minor
            if left <= 0:
                continue
            debtor = claim.debtor
            if debtor is None:
                debtor = book.projection.lines.all_performers((agreement, claim.line))[0]
            amount = amount_word(left, book.currency(agreement))
            yield Row(
                due_on=claim.due_on,
                who=(debtor,),
                agreement=agreement,
                line=claim.line,
                year=claim.year,
                amount_minor=left,
                position=position,
                values={"claim": position},
                command=(
                    *("record", "repayment", agreement, str(position), amount),
                    *options(on=UNKNOWN),
                ),
            )


DUE = Declaration(rows=_rows)
