"""Accounts of parties that wait for somebody else than who added them to confirm them."""

from __future__ import annotations

from collections.abc import Iterator

from projections.due.declaring import BY_BANK, Declaration, Row
from projections.due.material import Material


def _rows(book: Material) -> Iterator[Row]:
    for account in book.projection.accounts.waiting():
        yield Row(
            due_on=account.added_on + BY_BANK,
            position=account.position,
            is_undated=True,
            values={"party": account.fact.party},
            command=("party", "account", "confirm", str(account.position)),
        )


DUE = Declaration(rows=_rows, is_of_book=True)
