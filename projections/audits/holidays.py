"""The days on which nobody works in Sweden: public holidays by law, and three eves.

Source: lag (1989:253) om allmänna helgdagar, as it is since 2005. Before 2005 Whit Monday was a
public holiday and the national day was not. Midsummer's, Christmas and New Year's Eve are no public
holidays by law. Employees have them off like Sundays (semesterlag (1977:480), 3 a §), and offices
are closed.
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Literal, TypeAlias

_SATURDAY, _SUNDAY = 5, 6  # as date.weekday() counts
_CHANGED = 2005
DayOff: TypeAlias = Literal["saturday", "sunday", "public-holiday", "eve"]


def easter_sunday(year: int) -> date:
    """Return Easter Sunday of the Gregorian calendar.

    The algorithm that J.-M. Oudin published in 1940, with the names of its letters.
    """
    g, c = year % 19, year // 100
    h = (c - c // 4 - (8 * c + 13) // 25 + 19 * g + 15) % 30
    i = h - h // 28 * (1 - h // 28 * (29 // (h + 1)) * ((21 - g) // 11))
    j = (year + year // 4 + i + 2 - c + c // 4) % 7
    after = i - j
    month = 3 + (after + 40) // 44
    return date(year, month, after + 28 - 31 * (month // 4))


@cache
def public_holidays(year: int) -> frozenset[date]:
    """Return the public holidays of a year, including those on a Sunday."""
    easter = easter_sunday(year)
    moving = [-2, 0, 1, 39, 49] + ([50] if year < _CHANGED else [])
    fixed = [(1, 1), (1, 6), (5, 1), (12, 25), (12, 26)] + ([(6, 6)] if year >= _CHANGED else [])
    return frozenset(
        [
            *(easter + timedelta(days=n) for n in moving),
            *(date(year, month, day) for month, day in fixed),
            _saturday_from(date(year, 6, 20)),  # Midsummer's Day
            _saturday_from(date(year, 10, 31)),  # All Saints' Day
        ]
    )


@cache
def _eves(year: int) -> frozenset[date]:
    midsummer = _saturday_from(date(year, 6, 20))
    return frozenset([midsummer - timedelta(days=1), date(year, 12, 24), date(year, 12, 31)])


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(_SATURDAY - day.weekday()) % 7)


def day_off(day: date) -> DayOff | None:
    """Return why nobody works on a day; None: it is a working day."""
    if day in public_holidays(day.year):
        return "public-holiday"
    if day.weekday() == _SUNDAY:
        return "sunday"
    if day.weekday() == _SATURDAY:
        return "saturday"
    return "eve" if day in _eves(day.year) else None
