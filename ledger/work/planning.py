"""The plans and obligations of an agreement, as they stood on a day."""

from __future__ import annotations

from datetime import date

import msgspec

from ledger.books.book import Book
from ledger.work.asking import require_newest
from ledger.work.existence import require_agreement
from ledger.work.present import current, current_of, of_agreements, today
from projections.projection import Projection


class Planned(msgspec.Struct, frozen=True):
    """What an agreement has come to by a day.

    Attributes:
        projection: with its documents and balances.
        day: that states are told for.
    """

    projection: Projection
    day: date


def planning_of(book: Book, agreement: str, as_of: date | None) -> Planned:
    """Return what is planned and owed in an agreement.

    Args:
        book: the open book.
        agreement: its id.
        as_of: facts about that day or earlier, and states on that day; None: today.

    Raises:
        Refused: the book has no such agreement.
        Tampered: the newest events of the book do not belong together.
    """
    require_newest(book)
    if as_of is None:
        found, day = current_of(book, {agreement}, ("balances",)), today(book)
    else:
        found, day = of_agreements(book, {agreement}, book.head(), as_of), as_of
    if agreement not in found.agreements:
        require_agreement(agreement, current(book, sums=()))
    return Planned(found, day)
