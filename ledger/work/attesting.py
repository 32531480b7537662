"""Who may act in a book, and its requests for payments, read for people."""

from __future__ import annotations

from events.facts import AgreementId, Position
from events.mandates import Authorities
from events.requesting import Request
from events.streams import AUTHORITIES
from ledger.books.book import Book, recorded_from
from ledger.rules.refusals.attesting import UnknownRequest
from ledger.work.present import current, current_of
from projections.projection import Projection


def authorities_of(book: Book) -> Authorities:
    """Return who may act for whom, from the events that say it."""
    known = Authorities()
    with book.reading():
        rows = list(book.stream(AUTHORITIES.name))
    for row in rows:
        known.take(recorded_from(row))
    return known


def request_at(book: Book, position: Position) -> tuple[Projection, AgreementId, Request]:
    """Return the documents of an agreement, its id, and the request at a position.

    Raises:
        Refused: there is no request at that position.
    """
    event = book.event(position)
    agreement = event.agreement if event is not None else None
    found = current_of(book, {agreement}) if agreement is not None else None
    document = found.agreements.get(agreement or "") if found is not None else None
    if found is None or document is None or position not in document.requests:
        documents = current(book, sums=()).agreements.values()
        known = [at for each in documents for at, one in each.requests.items() if one.is_open]
        raise UnknownRequest(position=position, known=known)
    assert agreement is not None
    return found, agreement, document.requests[position]
