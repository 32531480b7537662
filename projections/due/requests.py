"""Requests for payments that wait for their review, and what they have in common with others."""

from __future__ import annotations

from collections.abc import Iterator

from events.facts import AgreementId
from events.requesting import Request
from projections.due.declaring import UNKNOWN, Declaration, Row, options
from projections.due.material import Material
from projections.projection import AgreementDocument


def open_requests(book: Material) -> Iterator[tuple[AgreementId, AgreementDocument, Request]]:
    """Yield the requests that are neither paid nor over."""
    for agreement, document in book.agreements.items():
        for request in document.requests.values():
            if request.is_open:
                yield agreement, document, request


def row_of(
    agreement: AgreementId,
    document: AgreementDocument,
    request: Request,
    command: tuple[str, ...],
) -> Row:
    """Return the row of a request: the board that funds its line acts."""
    fact = request.fact
    return Row(
        due_on=fact.due_on,
        who=(document.lines[fact.line].proposed.funder,),
        agreement=agreement,
        line=fact.line,
        year=fact.budget_year,
        amount_minor=fact.amount_minor,
        position=request.position,
        values={"request": request.position},
        command=command,
    )


def decided(step: str, request: Request, book: Material) -> tuple[str, ...]:
    """Return the words by which a request is reviewed or approved; in a file a person signs."""
    signed = options(sign_key=UNKNOWN) if book.is_signed else ()
    return ("request", step, str(request.position), *signed)


def _rows(book: Material) -> Iterator[Row]:
    for agreement, document, request in open_requests(book):
        if request.status == "requested":
            yield row_of(agreement, document, request, decided("review", request, book))


DUE = Declaration(rows=_rows)
