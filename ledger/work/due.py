"""What is due in a book on a day: from the present that is kept, or as it was on a past day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import msgspec

from events import zones
from events.facts import AgreementId, PartyId, PeriodClosed, PeriodReopened
from events.following import Until
from events.streams import BOOK
from ledger.books.book import Book, recorded_from
from ledger.work.existence import require_agreement, require_party
from ledger.work.present import at, current, today, zone_at
from projections.due import NEEDS, Due, due
from projections.due.material import Exposed, Material
from projections.projection import Projection
from projections.views import Choice


class Agenda(msgspec.Struct, frozen=True, kw_only=True):
    """What is due.

    Attributes:
        day: on which.
        rows: the most urgent first.
        projection: the documents that it was told from.
    """

    day: date
    rows: list[Due]
    projection: Projection

    @property
    def overdue(self) -> int:
        """How many rows are late."""
        return sum(row.days_late(self.day) > 0 for row in self.rows)


def exposed_after(book: Book, size: int) -> Exposed | None:
    """Return the events that no witness has signed for; None: there are none.

    Args:
        book: the open book, outside ``reading``.
        size: of the newest checkpoint that a witness has signed; 0: there is none.
    """
    events = book.head() - size
    if events <= 0:
        return None
    return Exposed(events, size + 1, zones.day_in(_zone_of(book), book.recorded_at(size + 1)))


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
    shown = exposed() if day >= now and agreement is None and book.boards is None else None
    asked = "due", day, now, agreement, party, shown
    return book.once(asked, lambda: _agenda(book, (day, now), agreement, party, shown), _weight)


def _weight(made: Agenda) -> int | None:
    """Return about how many KiB an agenda takes, without the documents, which others have, too."""
    return len(made.rows) + 1


def _agenda(
    book: Book,
    days: tuple[date, date],
    agreement: AgreementId | None,
    party: PartyId | None,
    exposed: Exposed | None,
) -> Agenda:
    day, now = days
    is_past = day < now  # facts are never dated later than today

    def chosen(known: Projection) -> list[AgreementId]:
        return _chosen(agreement, known)

    projection = _then(book, day, chosen) if is_past else current(book, chosen, NEEDS)
    if agreement is not None:
        require_agreement(agreement, projection)
    if party is not None:
        require_party(party, projection)
    is_whole = agreement is None and book.boards is None
    material = Material(
        projection,
        day,
        agreement,
        exposed,
        is_signed=book.login is None,
    )
    rows = due(material, is_whole=is_whole)
    if is_past:
        zone = _zone_of(book)
        rows = [
            x
            for x in rows
            if not x.row.is_undated or zones.day_in(zone, book.recorded_at(x.row.position)) <= day
        ]
    if party is not None:
        rows = [x for x in rows if party in x.row.who]
    return Agenda(day=day, rows=rows, projection=projection.without_sums())


def _then(book: Book, day: date, chosen: Choice) -> Projection:
    """Return a book as of a past day, with the periods that had been closed by then."""
    projection = at(book, book.head(), Until(day), chosen, NEEDS)
    closed, zone = Projection(), _zone_of(book)
    with book.reading():
        rows = list(book.stream(BOOK.name))
    for row in rows:
        recorded = recorded_from(row)
        is_closing = isinstance(recorded.fact, PeriodClosed | PeriodReopened)
        if is_closing and zones.day_in(zone, recorded.envelope.recorded_at) <= day:
            closed.fold(recorded)
    projection.closed = closed.closed
    return projection


def _zone_of(book: Book) -> str:
    """Return the time zone that days are told in."""
    return zone_at(book) or zones.DEFAULT


def _chosen(agreement: AgreementId | None, known: Projection) -> list[AgreementId]:
    return [x for x in known.agreements if agreement in {None, x}]
