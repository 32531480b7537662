"""What a cell of a table says: a text, a day, an amount, an organisation number."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeAlias

from events.period import parse_date
from ledger.exchange.numbers import amount

Value: TypeAlias = str | float | int | Decimal | date | datetime | None


class ErrorCell(str):
    """What a cell of a spreadsheet shows in place of a value, such as ``#DIV/0!``."""

    __slots__ = ()


# A day, and perhaps midnight after it, as databases write days.
_DAY = re.compile(
    r"(\d{4})(?:-(\d{2})-(\d{2})|/(\d{2})/(\d{2})|\.(\d{2})\.(\d{2})|(\d{2})(\d{2}))"
    r"(?:[T ]00:00(?::00(?:\.0{1,7})?)?Z?)?",
    re.ASCII,
)
_ORGNR = re.compile(r"(?:16)?([0-9]{6})-?([0-9]{4})")
_NEAR = Decimal("0.000001")
_HUNDREDTH = Decimal("0.01")
_LARGEST = 10**13
_DAY_ZERO = date(1899, 12, 30)  # of spreadsheets, from March 1900 on
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 109_574  # the years 1950 to 2199


def text_of(value: Value) -> str:
    """Return a cell as a text without spaces around it; a whole number has no decimals."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float) and value.is_integer():  # a number of a spreadsheet
        return str(int(value))
    if isinstance(value, datetime) and value.time() == datetime.min.time():
        return str(value.date())
    return "" if value is None else str(value)


def day_of(value: Value, *, serials: bool = False) -> date | None:
    """Return a day; None: the cell says none.

    Args:
        value: of the cell.
        serials: whether a whole number may be one of a spreadsheet, which counts days from 1900.
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = text_of(value)
    found = _DAY.fullmatch(text)
    try:
        if found:
            return parse_date("-".join(filter(None, found.groups())))
    except ValueError:
        return None
    if serials and isinstance(value, float) and _FIRST_SERIAL <= value <= _LAST_SERIAL:
        return _DAY_ZERO + timedelta(int(value)) if value.is_integer() else None
    return None


def money_of(value: Value, mark: str) -> Decimal | None:
    """Return an amount; a number of a spreadsheet has to be near whole hundredths."""
    if isinstance(value, str):
        return amount(value, mark)
    if isinstance(value, bool) or not isinstance(value, (int, float, Decimal)):
        return None
    exact = Decimal(value)
    if not exact.is_finite() or abs(exact) >= _LARGEST:
        return None
    rounded = exact.quantize(_HUNDREDTH)
    return rounded if abs(exact - rounded) <= _NEAR else None


def organisation_number(text: str) -> str | None:
    """Return the ten digits of an organisation number; None: it is none, by form or check digit."""
    found = _ORGNR.fullmatch(text)
    if found is None:
        return None
    digits = found[1] + found[2]
    doubled = [int(x) * (2 - place % 2) for place, x in enumerate(digits)]
    return digits if sum(x // 10 + x % 10 for x in doubled) % 10 == 0 else None
