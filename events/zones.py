"""Days and times in the zone of a book.

Europe/Stockholm, which a book has unless it is described otherwise, follows a rule that is written
here (``events.period``), so its days are the same on every computer. Every other zone follows the
tables that Python finds, and these differ from one computer to another: see ``latest_day``.

Source: docs/DOMAIN.md, section 5 (time).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache

from events.period import local_day, local_time

DEFAULT = "Europe/Stockholm"
_FARTHEST_AHEAD = timedelta(hours=14)  # of UTC: no clock of any zone is farther ahead
_FARTHEST_BEHIND = timedelta(hours=12)
_SHORTLY = timedelta(minutes=10)
# What a name runs into that no table has: also a folder of tables, or a file that is none.
_NO_TABLE = (KeyError, ValueError, OSError)


def is_known(zone: str) -> bool:
    """Return whether this computer can tell the time in a zone."""
    return zone == DEFAULT or _table(zone) is not None


def known(zone: str | None) -> Collection[str]:
    """Return the zones that this computer knows; that one alone, if it is among them."""
    if zone is None:
        return ()
    if is_known(zone):
        return (zone,)
    from zoneinfo import available_timezones

    return available_timezones()


def day_in(zone: str, instant: datetime) -> date:
    """Return the day that it is in a zone; in UTC where this computer does not know the zone.

    Args:
        zone: its name, such as ``Europe/Stockholm``.
        instant: in UTC.
    """
    return local_day(instant) if zone == DEFAULT else time_in(zone, instant).date()


def time_in(zone: str, instant: datetime) -> datetime:
    """Return what clocks in a zone show, with their offset; arguments as of ``day_in``."""
    if zone == DEFAULT:
        shown = local_time(instant)
        return shown.replace(tzinfo=timezone(shown - instant.replace(tzinfo=None)))
    return instant.astimezone(_table(zone) or UTC)


def latest_day(zone: str, instant: datetime) -> date:
    """Return the latest day that it may have been in a zone, whatever a computer's tables say.

    Who judges a past event may have other tables than who recorded it. So where a zone follows
    tables, the judge asks for the day where clocks are farthest ahead.

    Args:
        zone: its name.
        instant: in UTC.
    """
    return local_day(instant) if zone == DEFAULT else (instant + _FARTHEST_AHEAD).date()


def earliest_day(zone: str, instant: datetime) -> date:
    """Return the earliest day that it may have been in a zone when an event was decided.

    An event is decided shortly before the instant that is recorded with it.

    Args:
        zone: its name.
        instant: in UTC.
    """
    decided = instant - _SHORTLY
    return local_day(decided) if zone == DEFAULT else (decided - _FARTHEST_BEHIND).date()


@lru_cache(maxsize=8)
def _table(zone: str) -> tzinfo | None:
    from zoneinfo import ZoneInfo  # which few books need, and takes 2 ms to import

    try:
        return ZoneInfo(zone)
    except _NO_TABLE:
        return None
