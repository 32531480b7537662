"""The numbers of accounts that money is paid to: their forms, and what a slip of the pen breaks.

Pure. Each reader returns the number as it is stored, or says why it cannot be one.

Sources:
    Bankgirot, *Bankernas kontonummer* (2024-02-22): the series of clearing numbers, how long the
    account numbers of each are, and how their check digits are told.
    Bankgirot, *Bankgironummer* and *10-modulen*; PlusGirot, *Kontonummer*: seven or eight, and two
    to eight digits, the last one by Luhn's rule.
    ISO 13616 and the SWIFT registry of IBANs: the lengths by country; ISO 7064, MOD 97-10.
"""

from __future__ import annotations

import re
from typing import Final, Literal, NamedTuple, TypeAlias

from ledger.refusal import N_

Way: TypeAlias = Literal["11 short", "11 whole", "10", "10 of ten", "11 of nine", "up to ten"]


class BadNumberError(Exception):
    """A number cannot be that of an account.

    Attributes:
        why: English that ``N_`` marks.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Series(NamedTuple):
    """Clearing numbers of one bank, and what its account numbers look like."""

    first: int
    last: int
    way: Way
    bank: str


# "11 short", "11 whole": seven digits, whose last is told with modulus 11 together with the
# clearing number, less its first digit or whole. The others do not take in the clearing number. Ten
# or nine digits, whose leading zeros people leave out: "10", "11 of nine", by the modulus. All ten
# are a person's number: "10 of ten". "up to ten": it may be shorter, with modulus 10.
SERIES: Final = tuple(
    Series(*x)
    for x in (
        (1100, 1199, "11 short", "Nordea"),
        (1200, 1399, "11 short", "Danske Bank"),
        (1400, 2099, "11 short", "Nordea"),
        (2300, 2399, "11 whole", "Ålandsbanken"),
        (2400, 2499, "11 short", "Danske Bank"),
        (3000, 3299, "11 short", "Nordea"),
        (3300, 3300, "10 of ten", "Nordea"),
        (3301, 3399, "11 short", "Nordea"),
        (3400, 3409, "11 short", "Länsförsäkringar Bank"),
        (3410, 3781, "11 short", "Nordea"),
        (3782, 3782, "10 of ten", "Nordea"),
        (3783, 3999, "11 short", "Nordea"),
        (4000, 4999, "11 whole", "Nordea"),
        (5000, 5999, "11 short", "SEB"),
        (6000, 6999, "11 of nine", "Handelsbanken"),
        (7000, 7999, "11 short", "Swedbank"),
        (8000, 8999, "up to ten", "Swedbank"),
        (9020, 9029, "11 whole", "Länsförsäkringar Bank"),
        (9040, 9049, "11 whole", "Citibank"),
        (9060, 9069, "11 short", "Länsförsäkringar Bank"),
        (9070, 9079, "11 short", "Multitude Bank"),
        (9100, 9109, "11 whole", "Nordnet Bank"),
        (9120, 9124, "11 short", "SEB"),
        (9130, 9149, "11 short", "SEB"),
        (9150, 9169, "11 whole", "Skandiabanken"),
        (9170, 9179, "11 short", "Ikano Bank"),
        (9180, 9189, "10", "Danske Bank"),
        (9190, 9199, "11 whole", "DNB Bank"),
        (9230, 9239, "11 short", "Marginalen Bank"),
        (9250, 9259, "11 short", "SBAB"),
        (9260, 9269, "11 whole", "DNB Bank"),
        (9270, 9279, "11 short", "ICA Banken"),
        (9280, 9289, "11 short", "Resurs Bank"),
        (9300, 9349, "10", "Swedbank"),
        (9390, 9399, "11 whole", "Landshypotek"),
        (9460, 9469, "11 short", "Santander Consumer Bank"),
        (9470, 9479, "11 whole", "BNP Paribas"),
        (9500, 9549, "up to ten", "Nordea, Plusgirot"),
        (9550, 9569, "11 whole", "Avanza Bank"),
        (9570, 9579, "10", "Sparbanken Syd"),
        (9580, 9589, "11 short", "Aion Bank"),
        (9590, 9599, "11 whole", "Erik Penser Bank"),
        (9630, 9639, "11 short", "Lån & Spar Bank"),
        (9640, 9649, "11 whole", "Nordax Bank"),
        (9660, 9669, "11 whole", "Svea Bank"),
        (9670, 9679, "11 whole", "JAK Medlemsbank"),
        (9680, 9689, "11 short", "BlueStep Finans"),
        (9700, 9709, "11 whole", "Ekobanken"),
        (9710, 9719, "11 whole", "Lunar Bank"),
        (9750, 9759, "11 whole", "Northmill Bank"),
        (9780, 9789, "11 whole", "Klarna Bank"),
        (9880, 9889, "11 whole", "Riksgälden"),
        (9890, 9899, "10", "Riksgälden"),
        (9960, 9969, "up to ten", "Nordea, Plusgirot"),
    )
)
_SWEDBANK: Final = range(8000, 9000)  # the fifth digit is told from the four, and is no part of it
_LENGTHS: Final[dict[Way, range]] = {
    "11 short": range(7, 8),
    "11 whole": range(7, 8),
    "10": range(7, 11),
    "10 of ten": range(10, 11),
    "11 of nine": range(7, 10),
    "up to ten": range(2, 11),
}
_WHOLE: Final[dict[Way, int]] = {"10": 10, "11 of nine": 9}

# How long an IBAN is, by country: those that take part in SEPA.
_IBAN_LENGTHS: Final = {
    country: int(length)
    for country, length in re.findall(
        r"([A-Z]{2})(\d{2})",
        "AD24 AL28 AT20 BE16 BG22 CH21 CY28 CZ24 DE22 DK18 EE20 ES24 FI18 FO18 FR27 GB22 GI23 GL18"
        " GR27 HR21 HU28 IE22 IS26 IT27 LI21 LT20 LU20 LV21 MC27 MD24 ME22 MK19 MT31 NL18 NO15 PL28"
        " PT25 RO24 RS22 SE24 SI19 SK24 SM27 VA22",
    )
}
_SEPARATORS: Final = re.compile(r"[\s\u00a0\u202f.\-–]")
_CHECK: Final = N_(
    "the check digit is not that of the others: a digit is wrong, or two changed places"
)


def digits_of(text: str) -> str:
    """Return a number without the marks between its digits.

    Raises:
        BadNumberError: there is anything else in it.
    """
    number = _SEPARATORS.sub("", text)
    if not (number.isascii() and number.isdigit()):
        raise BadNumberError(N_("it has something else than digits in it"))
    return number


def luhn_holds(digits: str) -> bool:
    """Return whether the last digit is that of the others by Luhn's rule (modulus 10)."""
    doubled = (int(x) * (1 + place % 2) for place, x in enumerate(reversed(digits)))
    return sum(x // 10 + x % 10 for x in doubled) % 10 == 0


def _mod_11_holds(digits: str) -> bool:
    """Return whether the sum weighed with 1, 2 … 10, 1 from the right is divisible by eleven."""
    weighed = (int(x) * (place % 10 + 1) for place, x in enumerate(reversed(digits)))
    return sum(weighed) % 11 == 0


def bankgiro(text: str) -> str:
    """Return the seven or eight digits of a bankgiro number."""
    return _giro(text, range(7, 9), N_("a bankgiro number has seven or eight digits"))


def plusgiro(text: str) -> str:
    """Return the two to eight digits of a plusgiro number."""
    return _giro(text, range(2, 9), N_("a plusgiro number has two to eight digits"))


def _giro(text: str, lengths: range, why: str) -> str:
    number = digits_of(text)
    if len(number) not in lengths or number[0] == "0":
        raise BadNumberError(why)
    if not luhn_holds(number):
        raise BadNumberError(_CHECK)
    return number


def iban(text: str) -> str:
    """Return an IBAN without spaces, in capital letters."""
    number = _SEPARATORS.sub("", text).upper()
    if not re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", number, re.ASCII):
        raise BadNumberError(N_("an IBAN has two letters, two digits and up to thirty more"))
    length = _IBAN_LENGTHS.get(number[:2])
    if length is None:
        raise BadNumberError(N_("it is of a country to which these files cannot pay"))
    if len(number) != length:
        raise BadNumberError(N_("it is longer or shorter than those of its country"))
    turned = number[4:] + number[:4]
    if int("".join(str(int(x, 36)) for x in turned)) % 97 != 1:
        raise BadNumberError(_CHECK)
    return number


def series_of(clearing: str) -> Series | None:
    """Return to which bank a clearing number belongs, and how its accounts are numbered."""
    return next((x for x in SERIES if x.first <= int(clearing) <= x.last), None)


def clearing_number(text: str) -> str:
    """Return the four digits of a clearing number."""
    number = digits_of(text)
    if len(number) == 5 and int(number[:4]) in _SWEDBANK:  # noqa: PLR2004
        if not luhn_holds(number):
            raise BadNumberError(
                N_("the fifth digit of the clearing number is not that of the four")
            )
        number = number[:4]
    if len(number) != 4:  # noqa: PLR2004
        raise BadNumberError(N_("a clearing number has four digits, at Swedbank sometimes five"))
    if series_of(number) is None:
        raise BadNumberError(N_("no bank has that clearing number"))
    return number


def account(clearing: str, text: str) -> str:
    """Return the digits of an account number, to which the clearing number does not belong.

    Args:
        clearing: four digits, as ``clearing_number`` returns them.
        text: the number, with or without the clearing number before it.

    Raises:
        BadNumberError: the bank has no such account.
    """
    own = series_of(clearing)
    assert own is not None
    number, lengths = _apart(clearing, digits_of(text), own.way), _LENGTHS[own.way]
    if len(number) not in lengths:
        raise BadNumberError(N_("it is longer or shorter than the account numbers of that bank"))
    if not _holds(own, clearing, number):
        raise BadNumberError(_CHECK)
    return number.zfill(_WHOLE.get(own.way, 0))


def _apart(clearing: str, number: str, way: Way) -> str:
    """Return an account number without the clearing number that was written before it.

    Raises:
        BadNumberError: no length tells whether the clearing number belongs to it.
    """
    if not number.startswith(clearing):
        return number
    if way != "up to ten":
        return number if len(number) in _LENGTHS[way] else number[len(clearing) :]
    if not number.startswith(clearing * 2):
        raise BadNumberError(
            N_(
                "it begins with the clearing number: leave that out, or write it twice if the"
                " account itself begins so"
            )
        )
    return number[len(clearing) :]


def _holds(own: Series, clearing: str, number: str) -> bool:
    match own.way:
        case "11 short":
            return _mod_11_holds(clearing[1:] + number)
        case "11 whole":
            return _mod_11_holds(clearing + number)
        case "11 of nine":
            return _mod_11_holds(number)
        case "up to ten" if int(clearing) in _SWEDBANK:
            return True  # some of Swedbank's accounts have no check digit: the source says so
        case _:
            return luhn_holds(number)
