"""Whether the newest events have a time that is later than now.

Times never decrease along a book. After an event that was stamped while a clock was ahead, there
are
two ways: to go on with its time, or to wait until that time has come.

Source: docs/DOMAIN.md, section 5 (time).
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from ledger.books.book import Book

# Clocks that are set by the network differ by far less. A clock that was set by hand, or whose
# battery has run out, differs by far more.
TOLERANCE = timedelta(minutes=5)


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """Events with a time that is later than now.

    Attributes:
        position: of the first.
        events: how many there are.
        newest: the time of the last.
    """

    position: int
    events: int
    newest: datetime


def is_ahead(newest: datetime, now: datetime) -> bool:
    """Return whether a time is later than now by more than clocks may differ."""
    return newest > now + TOLERANCE


def ahead(book: Book) -> Ahead | None:
    """Return which events have a time later than now, by the clock that stamps events; None: none.

    Raises:
        CorruptEventError: events that it has to look at cannot be read.
    """
    with book.reading():
        head, now = book.head(), book.now()
        if not head:
            return None
        newest = book.recorded_at(head)
        if not is_ahead(newest, now):
            return None
        first = book.last_recorded_by(now) + 1
    return Ahead(position=first, events=head - first + 1, newest=newest)
