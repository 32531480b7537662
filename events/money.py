"""Money: integers in minor units, one parser for amounts, and every rounding rule.

Source of the rules: docs/DOMAIN.md, section 3 (rounding) and section 7 (notation).
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, localcontext

from events.facts import Rounding

# Decimal places of the minor unit, by ISO 4217 code.
PLACES: dict[str, int] = {
    **dict.fromkeys(
        ("SEK", "EUR", "NOK", "DKK", "GBP", "USD", "CHF", "PLN", "CZK", "CAD", "AUD"), 2
    ),
    **dict.fromkeys(("ISK", "JPY", "KRW"), 0),
    **dict.fromkeys(("KWD", "BHD", "TND"), 3),
}

MAX_LENGTH = 40
# What is recorded is held to these: sums of many are kept in 64 bits.
MAX_MINOR = 10**15  # ten thousand milliard kronor
MAX_SUM = 10**17  # minor units
MAX_QUANTITY = 10**9
MAX_QUANTITY_SUM = 10**12  # in millionths, as sums of quantities are kept, 10^18
MAX_RATE = 1000  # per cent; more is a typing error
RATE_PLACES = 6
QUANTITY_PLACES = 6

_SPACES = " \u00a0\u202f"  # plain, no-break, narrow no-break
_AMOUNT = re.compile(
    rf"(?P<sign>[-\u2212]?)(?P<whole>\d{{1,3}}(?:[{_SPACES}]\d{{3}})+|\d+)"
    r"(?:(?P<mark>[.,])(?P<part>\d+))?",
    re.ASCII,
)
_AMBIGUOUS_PLACES = 3


class BadNumberError(ValueError):
    """Text that is no number this program takes.

    Attributes:
        code: why: ``not-a-number``, ``ambiguous``, ``too-many-places`` or ``too-large``.
        text: what was given.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text[:MAX_LENGTH]}")
        self.code = code
        self.text = text[:MAX_LENGTH]


def _number(text: str, places: int, *, group_mark_is_ambiguous: bool) -> Decimal:
    if len(text) > MAX_LENGTH:
        raise BadNumberError("too-large", text)
    match = _AMOUNT.fullmatch(text.strip(_SPACES))
    if not match:
        raise BadNumberError("not-a-number", text)
    whole = "".join(digit for digit in match["whole"] if digit not in _SPACES)
    part = match["part"] or ""
    if group_mark_is_ambiguous and len(part) == _AMBIGUOUS_PLACES and places < _AMBIGUOUS_PLACES:
        raise BadNumberError("ambiguous", text)
    if len(part) > places:
        raise BadNumberError("too-many-places", text)
    sign = "-" if match["sign"] else ""
    return Decimal(f"{sign}{whole}.{part or 0}")


def parse_amount(text: str, currency: str) -> int:
    """Read an amount in Swedish or plain notation into minor units.

    ``1 210 000``, ``1 210 000,50``, ``1210000.50``; groups of three may be set apart with a
    plain, a no-break or a narrow no-break space. ``1,500`` and ``1.500`` are refused: they
    mean one thing in Swedish and another in English.

    Args:
        text: what somebody wrote, at most 40 characters.
        currency: ISO 4217 code with an entry in ``PLACES``.

    Raises:
        BadNumberError: no amount, an ambiguous one, too many decimals, or too large.
    """
    places = PLACES[currency]
    minor = int(_number(text, places, group_mark_is_ambiguous=True).scaleb(places))
    if abs(minor) > MAX_MINOR:
        raise BadNumberError("too-large", text)
    return minor


def parse_quantity(text: str) -> Decimal:
    """Read a quantity such as ``212,5`` with at most six decimals.

    Raises:
        BadNumberError: no number, too many decimals, or above a milliard.
    """
    quantity = _number(text, QUANTITY_PLACES, group_mark_is_ambiguous=False)
    if abs(quantity) > MAX_QUANTITY:
        raise BadNumberError("too-large", text)
    return plain(quantity)


def parse_rate(text: str) -> Decimal:
    """Read a rate in per cent: ``2.7%``, ``2,7 %`` or ``2.7``, at most six decimals.

    Raises:
        BadNumberError: no number, too many decimals, or above 1 000 per cent.
    """
    rate = _number(
        text.strip(_SPACES).removesuffix("%").rstrip(_SPACES),
        RATE_PLACES,
        group_mark_is_ambiguous=False,
    )
    if abs(rate) > MAX_RATE:
        raise BadNumberError("too-large", text)
    return plain(rate)


def has_places(number: Decimal, places: int) -> bool:
    """Return whether a number is one, and has at most so many decimals that are not zero."""
    return number.is_finite() and int(plain(number).as_tuple().exponent) >= -places


def plain(number: Decimal) -> Decimal:
    """Return the number without trailing zeros and without an exponent."""
    text = f"{number:f}"
    return Decimal(text.rstrip("0").rstrip(".") if "." in text else text)


def round_minor(exact: Decimal, rounding: Rounding, currency: str) -> int:
    """Round an exact amount in minor units by the agreement's policy.

    Args:
        exact: minor units, with a fraction.
        rounding: ``ore`` (half up to the minor unit) or ``krona`` (half up to the whole unit).
        currency: ISO 4217 code, for the size of the whole unit.
    """
    unit = Decimal(10 ** PLACES[currency] if rounding == "krona" else 1)
    with localcontext(prec=60):
        return int((exact / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit)


def uplifted(base_minor: int, rate_percent: Decimal, rounding: Rounding, currency: str) -> int:
    """Return the rounded increase of an amount by a rate in per cent."""
    with localcontext(prec=60):
        return round_minor(Decimal(base_minor) * rate_percent / 100, rounding, currency)


def valued(quantity: Decimal, unit_value_minor: int) -> int:
    """Return quantity x unit value, rounded half up to the minor unit."""
    with localcontext(prec=60):
        return int((quantity * unit_value_minor).quantize(Decimal(1), ROUND_HALF_UP))
