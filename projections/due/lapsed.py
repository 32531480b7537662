"""Requests for payments whose approval has lapsed: the mandate ended before they were paid."""

from __future__ import annotations

from collections.abc import Iterator

from projections.attesting import is_lapsed
from projections.due.declaring import Declaration, Row
from projections.due.material import Material
from projections.due.requests import decided, open_requests, row_of


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document, request in open_requests(book):
        if is_lapsed(book.projection, request, book.day):
            yield row_of(agreement, document, request, decided("approve", request, book))


DUE = Declaration(rows=_rows)
