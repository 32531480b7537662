"""What is due, as a calendar that other programs read (RFC 5545).

Each thing is an event of a whole day that takes no time from anybody. It has the same UID whenever
the calendar is written, and a higher SEQUENCE each time its day was moved, so a calendar that has
read it before moves it. The library icalendar is an extra, and imported only here.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from ledger.presentation import display, language
from ledger.presentation.agenda import (
    command_text,
    currency_of,
    what_text,
    who_text,
)
from ledger.presentation.language import _
from projections.due import Due
from projections.projection import Projection

_PRODUCT = "-//samverk//due//{language}"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # an empty book was never changed


def as_calendar(rows: Sequence[Due], projection: Projection, origin: str) -> bytes:
    """Return the calendar, byte for byte the same of the same events.

    Args:
        rows: what is due.
        projection: what it was told from.
        origin: the book's own name, which no other book has.

    Raises:
        ImportError: the library icalendar is not installed.
    """
    from icalendar import Calendar

    calendar = Calendar()
    spoken = language.current()
    calendar.add("prodid", _PRODUCT.format(language=spoken.upper()))
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    name = _("Due: {book}", book=projection.book_name or origin)
    calendar.add("x-wr-calname", display.safe(name))
    for due in rows:
        calendar.add_component(_event(due, projection, origin))
    written: bytes = calendar.to_ical()
    return written


def uid_of(due: Due, origin: str) -> str:
    """Return what tells a thing from all others, in every book and at any time."""
    row = due.row
    parts = (due.kind.name, row.agreement or "", str(row.position), *row.of)
    return f"{'/'.join(parts)}@{origin}"


def _event(due: Due, projection: Projection, origin: str) -> Any:
    from icalendar import Event

    row, event = due.row, Event()
    about = " ".join(x for x in (row.agreement, row.line) if x)
    what = what_text(due, projection)
    said = [who_text(due, projection), _amount(due, projection), command_text(row.command)]
    event.add("uid", uid_of(due, origin))
    event.add("dtstamp", projection.recorded_at or _NEVER)
    event.add("sequence", row.moved)
    event.add("dtstart", row.due_on)
    event.add("summary", display.safe(f"{about}: {what}" if about else what))
    event.add("description", "\n".join(display.safe(x) for x in said if x))
    event.add("categories", [display.word(due.kind.name)])
    event.add("transp", "TRANSPARENT")
    return event


def _amount(due: Due, projection: Projection) -> str:
    minor = due.row.amount_minor
    if minor is None:
        return ""
    currency = currency_of(due, projection)
    return f"{display.amount(minor, currency)} {currency}"
