"""Approved requests that no file can pay: the payee has no account, and none waits.

Nothing is said of it where nobody who pays has an account: there payments are made by hand.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from projections.attesting import is_lapsed
from projections.due.declaring import UNKNOWN, Declaration, Row, options
from projections.due.material import Material
from projections.due.requests import open_requests, row_of


def _rows(book: Material) -> Iterator[Row]:
    accounts, parties = book.projection.accounts, book.projection.parties
    paying = {parties[party].legal_entity for party in accounts.used}
    waiting = {x.fact.party for x in accounts.waiting()}
    for agreement, document, request in open_requests(book):
        payee = request.fact.payee
        funder = document.lines[request.fact.line].proposed.funder
        if (
            request.is_payable
            and not is_lapsed(book.projection, request, book.day)
            and parties[funder].legal_entity in paying
            and payee not in waiting
            and accounts.paid_to(payee) is None
        ):
            command = ("party", "account", "add", payee, *options(bankgiro=UNKNOWN))
            row = row_of(agreement, document, request, command)
            yield replace(row, values={**row.values, "party": payee})


DUE = Declaration(rows=_rows)
