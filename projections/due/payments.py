"""Requests that were approved, and wait for their payment."""

from __future__ import annotations

from collections.abc import Iterator

from projections.attesting import is_lapsed
from projections.due.declaring import UNKNOWN, Declaration, Row, amount_word, options
from projections.due.material import Material
from projections.due.requests import open_requests, row_of
from projections.due.sent import sent_by


def _rows(book: Material) -> Iterator[Row]:
    sent = sent_by(book)
    for agreement, document, request in open_requests(book):
        if not request.is_payable or request.position in sent:
            continue
        if is_lapsed(book.projection, request, book.day):
            continue
        fact = request.fact
        amount = amount_word(fact.amount_minor, book.currency(agreement))
        told = options(
            year=fact.budget_year,
            payee=fact.payee,
            request=request.position,
            on=UNKNOWN,
            voucher=UNKNOWN,
        )
        command = ("record", "disbursement", agreement, fact.line, amount, *told)
        command += book.outside_term(document)
        yield row_of(agreement, document, request, command)


DUE = Declaration(rows=_rows)
