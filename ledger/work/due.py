"""What is due in a book on a day: from the present that is kept, or by replay for a past day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime

import msgspec

from events import zones
from events.facts import AgreementId, PartyId, PeriodClosed, PeriodReopened, Position
from events.streams import BOOK
from ledger.books.book import Book, recorded_from
from ledger.work.existence import require_agreement, require_party
from ledger.work.present import current, replay, today, zone_at
from projections.due import NEEDS, Due, due
from projections.due.material import Exposed, Material
from projections.projection import Projection


class Agenda(msgspec.Struct, frozen=True, kw_only=True):
    """What is due.

    Attributes:
        day: on which.
        rows: the most urgent first.
        projection: what it was told from.
    """

    day: date
    rows: list[Due]
    projection: Projection

    @property
    def overdue(self) -> int:
        """How many rows are late."""
        return sum(row.days_late(self.day) > 0 for row in self.rows)


def agenda(
    book: Book,
    day: date | None = None,
    agreement: AgreementId | None = None,
    party: PartyId | None = None,
    exposed: Callable[[], Exposed | None] = lambda: None,
) -> Agenda:
    """Return what is due.

    Args:
        book: the open book, outside ``reading``.
        day: facts about it or earlier count; None: today.
        agreement: the only one that is asked about; None: all, and the book itself.
        party: the only one that is asked for; None: whoever has to act.
        exposed: returns the events that no witness has signed for; it is asked of today alone.

    Raises:
        Refused: there is no such agreement or party.
    """
    now = today(book)
    day = day or now
    is_past = day < now  # facts are never dated later than today
    projection = (
        _then(book, day) if is_past else current(book, lambda x: _chosen(agreement, x), NEEDS)
    )
    if agreement is not None:
        require_agreement(agreement, projection)
    if party is not None:
        require_party(party, projection)
    is_whole = agreement is None and book.boards is None
    material = Material(
        projection,
        day,
        agreement,
        None if is_past or not is_whole else exposed(),
        is_signed=book.login is None,
    )
    rows = due(material, is_whole=is_whole)
    if is_past:
        rows = [x for x in rows if not x.row.is_undated or _was_there(book, x.row.position, day)]
    if party is not None:
        rows = [x for x in rows if party in x.row.who]
    return Agenda(day=day, rows=rows, projection=projection)


def _then(book: Book, day: date) -> Projection:
    """Return a book as of a past day, with the periods that had been closed by then."""
    projection = replay(book, book.head(), day)
    closed = Projection()
    with book.reading():
        rows = list(book.stream(BOOK.name))
    for row in rows:
        recorded = recorded_from(row)
        is_closing = isinstance(recorded.fact, PeriodClosed | PeriodReopened)
        if is_closing and _day_of(book, recorded.envelope.recorded_at) <= day:
            closed.fold(recorded)
    projection.closed = closed.closed
    return projection


def _was_there(book: Book, position: Position, day: date) -> bool:
    return _day_of(book, book.recorded_at(position)) <= day


def _day_of(book: Book, instant: datetime) -> date:
    """Return the day of an instant in a book's time zone."""
    return zones.day_in(zone_at(book) or zones.DEFAULT, instant)


def _chosen(agreement: AgreementId | None, known: Projection) -> list[AgreementId]:
    return [x for x in known.agreements if agreement in {None, x}]
