"""Periods as municipalities name them: year, quarter, tertial, month."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from functools import lru_cache

import msgspec

_PERIOD = re.compile(r"(\d{4})(?:-(?:Q([1-4])|T([1-3])|(0[1-9]|1[0-2])))?", re.ASCII)
_HOURS = re.compile(r"(\d{1,2})-(\d{1,2})", re.ASCII)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EARLIEST, LATEST = 1900, 2200  # years
_MONTHS = {"Q": 3, "T": 4}  # of a quarter and of a tertial


class Period(msgspec.Struct, frozen=True):
    """A span of whole months within one calendar year."""

    name: str
    starts: date
    ends: date  # inclusive

    @property
    def year(self) -> int:
        """The calendar year, which is also the budget year."""
        return self.starts.year

    @property
    def is_year(self) -> bool:
        """Whether the period is a whole calendar year."""
        return len(self.name) == len("2024")


def parse_period(text: str) -> Period:
    """Read ``2024``, ``2024-Q1``, ``2024-T2`` (four months) or ``2024-05``.

    Raises:
        ValueError: the text is no period.
    """
    match = _PERIOD.fullmatch(text)
    if not match or not EARLIEST <= int(match[1]) <= LATEST:
        raise ValueError(text)
    year = int(match[1])
    if match[2]:
        first, last = int(match[2]) * 3 - 2, int(match[2]) * 3
    elif match[3]:
        first, last = int(match[3]) * 4 - 3, int(match[3]) * 4
    elif match[4]:
        first = last = int(match[4])
    else:
        first, last = 1, 12
    return Period(text, date(year, first, 1), _last_day(year, last))


def _last_day(year: int, month: int) -> date:
    """Return the last day of a month; ``calendar`` loads ``locale`` for that."""
    return date(year, month, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)  # noqa: PLR2004


def following(period: Period) -> Period | None:
    """Return the period after another one, of the same length; None: no calendar has it."""
    first = period.ends + timedelta(days=1)
    if first.year > LATEST:
        return None
    letter = period.name[5:6]
    if period.is_year:
        return parse_period(str(first.year))
    if letter in _MONTHS:
        return parse_period(f"{first.year}-{letter}{(first.month - 1) // _MONTHS[letter] + 1}")
    return parse_period(f"{first.year}-{first.month:02}")


def parse_date(text: str) -> date:
    """Read ``YYYY-MM-DD`` and nothing else.

    Raises:
        ValueError: the text is no such date, or its year is outside 1900 to 2200.
    """
    if not _DATE.fullmatch(text) or not EARLIEST <= int(text[:4]) <= LATEST:
        raise ValueError(text)
    return date.fromisoformat(text)


def local_day(instant: datetime) -> date:
    """Return the day that it is in Sweden.

    The rule is that of the European Union since 1996. The tables of the computer are not asked, so
    the day that follows from an event's time is the same on every computer.

    Args:
        instant: in UTC.
    """
    return _day_of_hour(instant.date(), instant.hour)


def local_time(instant: datetime) -> datetime:
    """Return what clocks in Sweden show, without a zone; by the same rule as ``local_day``.

    Args:
        instant: in UTC.
    """
    ahead = 1 + _is_summer(instant.date(), instant.hour)
    return instant.replace(tzinfo=None) + timedelta(hours=ahead)


def parse_hours(text: str) -> tuple[int, int]:
    """Read ``7-18``: from the beginning of the first hour to the beginning of the second.

    Raises:
        ValueError: the text is no such span of a day.
    """
    match = _HOURS.fullmatch(text)
    if not match or not int(match[1]) < int(match[2]) <= 24:  # noqa: PLR2004 - hours
        raise ValueError(text)
    return int(match[1]), int(match[2])


@lru_cache(maxsize=64)
def _day_of_hour(day: date, hour: int) -> date:
    return day + timedelta(days=hour + 1 + _is_summer(day, hour) >= 24)  # noqa: PLR2004 - hours


def _is_summer(day: date, hour: int) -> bool:
    """Return whether it is summer time in an hour of UTC: from one o'clock to one o'clock."""
    begins, ends = (_last_sunday(day.year, month) for month in (3, 10))
    return (begins, 1) <= (day, hour) < (ends, 1)


def _last_sunday(year: int, month: int) -> date:
    last = date(year, month, 31)
    return last - timedelta(days=last.isoweekday() % 7)
