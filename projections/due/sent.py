"""Requests that a bank was asked to pay, and that are unpaid: no statement was read that has them.

One whose payment came back is one, too, until its file is voided and it is sent anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

from msgspec.structs import replace

from events.facts import Position
from events.importing import PaymentFile
from projections.due.declaring import BY_BANK, UNKNOWN, Declaration, Row, amount_word, options
from projections.due.material import Material
from projections.due.requests import open_requests, row_of


def sent_by(book: Material) -> dict[Position, PaymentFile]:
    """Return the requests that were sent to a bank by the day, each with its file."""
    sent = book.projection.imports.sent()
    return {request: file for request, file in sent if made_on(file) <= book.day}


def made_on(file: PaymentFile) -> date:
    """Return the day of a file, in the book's zone; of a forged one, the last day that it says."""
    try:
        return datetime.fromisoformat(file.fact.created).date()
    except ValueError:
        return file.fact.until


def _rows(book: Material) -> Iterator[Row]:
    sent = sent_by(book)
    for agreement, document, request in open_requests(book) if sent else ():
        file = sent.get(request.position)
        if file is None or not request.is_payable:
            continue
        fact = request.fact
        told = options(
            year=fact.budget_year,
            payee=fact.payee,
            request=request.position,
            on=UNKNOWN,
            voucher=UNKNOWN,
        )
        amount = amount_word(fact.amount_minor, book.currency(agreement))
        command = ("record", "disbursement", agreement, fact.line, amount, *told)
        row = row_of(agreement, document, request, command + book.outside_term(document))
        yield replace(
            row,
            due_on=max(fact.due_on, made_on(file)) + BY_BANK,
            position=file.position,
            of=(str(request.position),),
            values={**row.values, "file": file.position},
        )


DUE = Declaration(rows=_rows)
