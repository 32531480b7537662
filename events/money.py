"""Money: integers in minor units, one parser for amounts, and every rounding rule.

Source of the rules: docs/DOMAIN.md, section 3 (rounding) and section 7 (notation).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import Any, TypeAlias, assert_never

import msgspec

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
# Recorded values stay within these limits, so that sums of many fit in 64 bits.
MAX_MINOR = 10**15  # ten thousand milliard kronor
MAX_SUM = 10**17  # minor units
MAX_QUANTITY = 10**9
MAX_QUANTITY_SUM = 10**12  # in millionths, as sums of quantities are kept, 10^18
MAX_RATE = 1000  # per cent; more is a typing error
RATE_PLACES = 6
QUANTITY_PLACES = 6

_SPACES = " \u00a0\u202f\u2009\u2007"  # plain, no-break, narrow no-break, thin, of a digit
# What amounts look like is compiled when the first one is read: a short question reads none.
# Digits alone, or in groups of three that one mark sets apart; then decimals after another mark.
_NUMBER = (
    rf"(?P<sign>[-\u2212]?)"
    rf"(?P<whole>\d+|\d{{1,3}}(?:[{_SPACES}]\d{{3}})+"
    r"|\d{1,3}(?P<group>[.,'\u2019])\d{3}(?:(?P=group)\d{3})*)"
    r"(?:(?P<mark>[.,])(?P<part>\d+))?"
)
_GROUP = 3  # digits
Parts: TypeAlias = Mapping[str, str | Any]  # of a number, by name; None: it has no such part
# Digits, and the currency before or after them.
_NAMED = (
    r"(?:(?P<before>[^\W\d_]{1,6}\.?|[€$£¥])\s*)?"
    r"(?P<number>[-\u2212]?\d(?:.*\d)?)"
    r"(?:\s*(?P<after>[^\W\d_]{1,6}\.?|[€$£¥]|:-|,-))?"
)
_KRONOR = ("SEK", "NOK", "DKK", "ISK")
# The signs that people write beside an amount, and the currencies that each may stand for.
_SIGNS: dict[str, tuple[str, ...]] = {
    **{code.casefold(): (code,) for code in PLACES},
    **dict.fromkeys(("kr", "kr.", "kronor", "krona", "kroner", ":-", ",-"), _KRONOR),
    "€": ("EUR",),
    "euro": ("EUR",),
    "£": ("GBP",),
    "$": ("USD", "CAD", "AUD"),
    "¥": ("JPY",),
    "kč": ("CZK",),
    "zł": ("PLN",),
}


class BadNumberError(ValueError):
    """Text that is no number this program takes.

    Attributes:
        code: why: ``not-a-number``, ``ambiguous``, ``too-many-places``, ``too-large`` or
            ``other-currency``.
        text: what was given.
        digits: of an ambiguous number: the digits before the mark and after it; else empty.
        currency: that an amount was to be in; empty: it is no amount, or may be in any.
    """

    currency = ""

    def __init__(self, code: str, text: str, digits: tuple[str, str] = ("", "")) -> None:
        super().__init__(f"{code}: {text[:MAX_LENGTH]}")
        self.code = code
        self.text = text[:MAX_LENGTH]
        self.digits = digits

    def readings(self, places: int) -> tuple[str, str, tuple[str, ...]]:
        """Return both meanings of an ambiguous number, and how to write the second of them.

        Args:
            places: how many decimals there may be.

        Returns:
            all digits as a whole number; the number with decimals; the number with decimals as this
            program reads it, with a comma and with a point (three decimals are followed by a zero,
            so that they cannot be a group). The last is empty where there are too many decimals.
        """
        whole, part = self.digits
        decimals = part.rstrip("0")
        shown = f"{whole},{decimals}" if decimals else whole
        if len(decimals) > places:
            return whole + part, shown, ()
        written = decimals.ljust(min(places, 2), "0")
        written += "0" if len(written) == _GROUP else ""
        if not written:
            return whole + part, shown, (whole,)
        return whole + part, shown, (f"{whole},{written}", f"{whole}.{written}")


def _number(
    text: str, places: int, stated: str | None = None, *, points_group: bool = True
) -> Decimal:
    """Read a number; in doubt it is refused.

    Args:
        text: the number alone.
        places: how many decimals there may be; zeros after them say nothing.
        stated: what was written, for errors; None: the text.
        points_group: whether a point may set thousands apart. Where it never does, it is no doubt.
    """
    stated = text if stated is None else stated
    return _valued(_parts(text, stated), places, stated, points_group=points_group)


def _parts(text: str, stated: str) -> Parts:
    """Return the parts of a number; its value depends on how many decimals it may have."""
    if len(text.strip()) > MAX_LENGTH:
        raise BadNumberError("too-large", stated)
    match = re.fullmatch(_NUMBER, text.strip(), re.ASCII)
    if not match or (match["mark"] and match["mark"] == match["group"]):
        raise BadNumberError("not-a-number", stated)
    return match.groupdict()


def _valued(match: Parts, places: int, stated: str, *, points_group: bool = True) -> Decimal:
    """Return the number that its parts mean; see ``_number``."""
    whole = "".join(digit for digit in match["whole"] if digit.isdigit())
    part, sign = match["part"] or "", "-" if match["sign"] else ""
    may_group = match["mark"] == "," or points_group
    if len(part) == _GROUP and may_group and not match["group"] and whole[0] != "0":
        looks_grouped = match["whole"] == whole and len(whole) <= _GROUP
        if looks_grouped or places < _GROUP:
            raise BadNumberError("ambiguous", stated, (sign + whole, part))
    if len(part) != _GROUP or whole[0] == "0":
        part = part[:places] + part[places:].rstrip("0")
    if len(part) > places:
        raise BadNumberError("too-many-places", stated)
    return Decimal(f"{sign}{whole}.{part or 0}")


def _without_currency(text: str) -> tuple[str, set[str] | None]:
    """Return the number of an amount, and the currencies it may be in; None: none is named."""
    match = re.fullmatch(_NAMED, text.strip()) if len(text) <= 2 * MAX_LENGTH else None
    names = [match[side] for side in ("before", "after") if match[side]] if match else []
    if match is None or not names:
        return text, None
    possible = set(PLACES)
    for name in names:
        possible &= set(_SIGNS.get(name.casefold(), ()))
    if not possible:
        raise BadNumberError("not-a-number", text)
    return match["number"], possible


class WrittenAmount(msgspec.Struct, frozen=True):
    """An amount as the user wrote it, read once; its value depends on the currency.

    Attributes:
        text: what was written.
        parts: of the number.
        currencies: the currencies that the text may mean; None: it names none.
    """

    text: str
    parts: Parts
    currencies: Collection[str] | None

    @classmethod
    def read(cls, text: str) -> WrittenAmount:
        """Read a text, whatever its currency.

        Raises:
            BadNumberError: it is an amount in no currency.
        """
        number, currencies = _without_currency(text)
        return cls(text, _parts(number, text), currencies)

    def minor(self, currency: str) -> int:
        """Return it in minor units of a currency; see ``parse_amount``."""
        try:
            return self._minor(currency)
        except BadNumberError as error:
            error.currency = currency
            raise

    def _minor(self, currency: str) -> int:
        places = PLACES[currency]
        if self.currencies is not None and currency not in self.currencies:
            raise BadNumberError("other-currency", self.text)
        minor = int(_valued(self.parts, places, self.text).scaleb(places))
        if abs(minor) > MAX_MINOR:
            raise BadNumberError("too-large", self.text)
        return minor

    @property
    def is_positive(self) -> bool:
        """Whether it is more than zero, in whatever currency."""
        digits = self.parts["whole"] + (self.parts["part"] or "")
        return not self.parts["sign"] and not set(digits).isdisjoint("123456789")

    def require_possible(self) -> None:
        """Make sure that it is an amount in some currency.

        Raises:
            BadNumberError: it is no amount in any currency; the error speaks of the currency that
                the text names, or of kronor.
        """
        problem = None
        for currency in sorted(self.currencies or PLACES, key=lambda code: (code != "SEK", code)):
            try:
                self.minor(currency)
            except BadNumberError as error:
                problem = problem or error
            else:
                return
        assert problem is not None
        raise problem


def parse_amount(text: str, currency: str) -> int:
    """Read an amount in Swedish, English or plain notation into minor units.

    ``1 210 000``, ``1 210 000,50``, ``1210000.50``, ``1.210.000,50``, ``1,210,000.50``,
    ``65 000 kr``; groups of three may be set apart with a space of any kind or an apostrophe.
    ``1,500`` and ``1.500`` are refused in every currency: they mean one thing in Swedish and
    another in English. ``1,5000`` is one and a half.

    Args:
        text: what the user wrote, at most 40 characters.
        currency: ISO 4217 code with an entry in ``PLACES``.

    Raises:
        BadNumberError: no amount, an ambiguous one, too many decimals, too large, or in another
            currency.
    """
    return WrittenAmount.read(text).minor(currency)


def parse_quantity(text: str) -> Decimal:
    """Read a quantity such as ``212,5`` with at most six decimals; ``1,500`` is refused.

    Raises:
        BadNumberError: no number, an ambiguous one, too many decimals, or above a milliard.
    """
    quantity = _number(text, QUANTITY_PLACES)
    if abs(quantity) > MAX_QUANTITY:
        raise BadNumberError("too-large", text)
    return plain(quantity)


def parse_rate(text: str) -> Decimal:
    """Read a rate in per cent: ``2.7%``, ``2,7 %`` or ``2.7``, at most six decimals.

    Rates have no point between thousands, so ``3.137%`` is a little more than three. ``3,137%``
    could be an English thousand, as this program prints it, and is refused.

    Raises:
        BadNumberError: no number, an ambiguous one, too many decimals, or above 1 000 per cent.
    """
    rate = _number(text.strip().removesuffix("%"), RATE_PLACES, text, points_group=False)
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


def smallest(rounding: Rounding, currency: str) -> int:
    """Return the unit to which an agreement rounds, in minor units."""
    match rounding:
        case "krona":
            return int(10 ** PLACES[currency])
        case "ore":
            return 1
        case _:
            assert_never(rounding)


def round_minor(exact: Decimal, rounding: Rounding, currency: str) -> int:
    """Round an exact amount in minor units by the agreement's policy.

    Args:
        exact: minor units, with a fraction.
        rounding: ``ore`` (half up to the minor unit) or ``krona`` (half up to the whole unit).
        currency: ISO 4217 code, for the size of the whole unit.
    """
    unit = Decimal(smallest(rounding, currency))
    with localcontext(prec=60):
        return int((exact / unit).quantize(Decimal(1), ROUND_HALF_UP) * unit)


def uplifted(base_minor: int, rate_percent: Decimal, rounding: Rounding, currency: str) -> int:
    """Return the rounded increase of an amount by a rate in per cent."""
    with localcontext(prec=60):
        return round_minor(Decimal(base_minor) * rate_percent / 100, rounding, currency)


def weighted_rate(parts: Iterable[tuple[Decimal, Decimal]]) -> Decimal:
    """Return the rate that several rates come to by their weights, half up to six decimals.

    Args:
        parts: rate and weight of each, in per cent.
    """
    with localcontext(prec=60):
        exact = sum((rate * weight for rate, weight in parts), Decimal(0)) / 100
        rounded = exact.quantize(Decimal(1).scaleb(-RATE_PLACES), ROUND_HALF_UP)
        return plain(rounded or abs(rounded))  # there is no -0


def valued(quantity: Decimal, unit_value_minor: int, rounding: Rounding, currency: str) -> int:
    """Return quantity x unit value, rounded."""
    with localcontext(prec=60):
        return round_minor(quantity * unit_value_minor, rounding, currency)


def apportioned(total_minor: int, weights: Sequence[int]) -> list[int]:
    """Return the parts of an amount by weights; they sum to it.

    Each part is rounded down. What is left goes, one minor unit each, to the parts that lost most
    by that (the largest remainder); of equals, to the first.

    Args:
        total_minor: at least zero.
        weights: at least zero, and one of them above.
    """
    of_all = sum(weights)
    parts = [total_minor * weight // of_all for weight in weights]
    lost = [-(total_minor * weight % of_all) for weight in weights]
    for index in sorted(range(len(parts)), key=lost.__getitem__)[: total_minor - sum(parts)]:
        parts[index] += 1
    return parts


def next_parts(amount_minor: int, weights: Sequence[int], before: Sequence[int]) -> list[int]:
    """Return the parts of an amount, so that all that was given is apportioned by weights.

    Apportioned is the running total, and a part is what is then missing to it. So the roundings of
    many amounts never add up. A part that has more than its share already gets nothing.

    Args:
        amount_minor: above zero.
        weights: at least zero, and one of them above.
        before: what each part was given before.
    """
    having = [index for index, weight in enumerate(weights) if weight > 0]
    while True:
        total = amount_minor + sum(before[index] for index in having)
        wanted = apportioned(total, [weights[index] for index in having])
        missing = {i: part - before[i] for i, part in zip(having, wanted, strict=True)}
        if min(missing.values()) >= 0:
            return [missing.get(index, 0) for index in range(len(weights))]
        having = [index for index in having if missing[index] > 0]
