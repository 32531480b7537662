"""How single values look to a person, in the present language.

Swedish: ``1 210 000,50`` with no-break spaces, ``50 %``. English: ``1,210,000.50``, ``50%``.
Each catalogue of texts says how its language writes two examples. Days look the same in all
languages.
Programs read plain numbers instead: see ``plain_amount`` and ``data_formats.py``.
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from events import zones
from events.money import PLACES
from events.text import has_unseen, is_unseen
from ledger.presentation.language import SOURCE, _p, current, translate, translate_in

MINUS = "\u2212"
BAR_CELLS, FULL = 10, "█"
_WHOLE_PERCENT = 100
_ALL = 100 * _WHOLE_PERCENT
_BEYOND_BMP = 0xFFFF
_told_in: ContextVar[Callable[[], str | None]] = ContextVar("told_in", default=lambda: None)
_SHOWN = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d [+-]\d\d:\d\d", re.ASCII)
_EXAMPLE = re.compile(r"1(?P<group>\D*)234(?P<mark>\D)5")


class Notation(NamedTuple):
    """How a language writes numbers: between groups of three, before decimals, before ``%``."""

    group: str
    decimal_mark: str
    before_percent: str


def notation() -> Notation:
    """Return how the present language writes numbers."""
    return _notation_of(current())


@cache
def _notation_of(_language: str) -> Notation:
    """Read the notation off the examples in the catalogue of the present language."""
    number, share = _p("as a number is written", "1,234.5"), _p("as a share is written", "50%")
    parts = _EXAMPLE.fullmatch(number)
    assert parts is not None, number
    return Notation(parts["group"], parts["mark"], share.removeprefix("50").removesuffix("%"))


def escaped(character: str) -> str:
    r"""Return a character as a visible escape such as ``\u202e``."""
    code = ord(character)
    return f"\\U{code:08x}" if code > _BEYOND_BMP else f"\\u{code:04x}"


def safe(text: str) -> str:
    """Return a text that a terminal only prints, on one line.

    Control characters (also tabs and line ends), bidi marks, surrogates, private and
    unassigned characters and line separators become visible escapes.
    """
    if not has_unseen(text):
        return text
    return "".join(escaped(c) if is_unseen(c) else c for c in text)


def safe_lines(text: str) -> str:
    """Return a text of several lines that a terminal only prints; tabs become spaces."""
    return "\n".join(safe(line) for line in text.expandtabs(2).split("\n"))


def are_whole(minors: Iterable[int | None], currency: str) -> bool:
    """Return whether amounts are all whole units of their currency, so need no decimals."""
    unit = 10 ** _places(currency)
    return all(minor % unit == 0 for minor in minors if minor is not None)


def amount(minor: int, currency: str, *, whole: bool | None = None) -> str:
    """Return an amount in the present notation, without the currency.

    Args:
        minor: minor units.
        currency: ISO 4217, for the number of decimals.
        whole: leave the decimals out; decimals that are not zero are always shown. None: leave them
            out if this amount is whole.
    """
    places, unit, group, mark = _amounts_in(current(), currency)
    units, part = divmod(abs(minor), unit)
    number = f"{units:,}".replace(",", group)
    if places and (part or whole is False):
        number += f"{mark}{part:0{places}}"
    return _signed(minor < 0, number)


@cache
def _amounts_in(language: str, currency: str) -> tuple[int, int, str, str]:
    """Return a currency's decimals and its unit, and what a language writes between digits."""
    places, (group, mark, _gap) = _places(currency), _notation_of(language)
    return places, 10**places, group, mark


def change(minor: int, currency: str, *, whole: bool | None = None) -> str:
    """Return a difference: an amount with its sign, ``+640`` or ``−640``."""
    return ("+" if minor > 0 else "") + amount(minor, currency, whole=whole)


def plain_amount(minor: int, currency: str) -> str:
    """Return an amount for programs: ``1210000.50``, ``-5.00``."""
    places = _places(currency)
    units, part = divmod(abs(minor), 10**places)
    sign = "-" if minor < 0 else ""
    return f"{sign}{units}.{part:0{places}}" if places else f"{sign}{units}"


def percent(hundredths: int) -> str:
    """Return a share, given in hundredths of a per cent, with one decimal where it is not whole.

    Only zero is shown as 0, and only the whole as 100.
    """
    size = abs(hundredths)
    tenths = (size + 5) // 10
    if 0 < size < _ALL:
        tenths = min(max(tenths, 1), _ALL // 10 - 1)
    elif size > _ALL:
        tenths = max(tenths, _ALL // 10 + 1)
    whole, part = divmod(tenths, 10)
    exact = size % _WHOLE_PERCENT == 0
    number = _signed(hundredths < 0, _grouped(str(whole), "" if exact else str(part)))
    return _with_percent_sign(number)


def rate(per_cent: Decimal) -> str:
    """Return a rate in per cent with all its decimals: ``2,7 %``."""
    return _with_percent_sign(quantity(per_cent))


def quantity(number: str | Decimal) -> str:
    """Return a plain decimal number, such as ``"1212.5"``, in the present notation."""
    text = number if isinstance(number, str) else f"{number:f}"
    units, _mark, part = text.removeprefix("-").partition(".")
    return _signed(text.startswith("-"), _grouped(units, part))


def bar(hundredths: int) -> str:
    """Return a share, given in hundredths of a per cent, as ten cells: ``█████░░░░░``.

    Full only from 100 per cent, empty only at nothing.
    """
    filled = (hundredths + _ALL // BAR_CELLS // 2) // (_ALL // BAR_CELLS)
    if 0 < hundredths < _ALL:
        filled = min(max(filled, 1), BAR_CELLS - 1)
    filled = min(max(filled, 0), BAR_CELLS)
    return FULL * filled + "░" * (BAR_CELLS - filled)


def day(when: date) -> str:
    """Return a date: ``2024-06-30`` in both languages."""
    return when.isoformat()


def month(when: str, year: int) -> str:
    """Return the short name of a month, with its year where that is not the one at hand.

    Args:
        when: such as ``2024-05``.
        year: the one at hand.
    """
    of_year = when.partition("-")[0]
    name = month_name(when)
    return name if int(of_year) == year else f"{name} {of_year[2:]}"


def month_name(when: str) -> str:
    """Return the short name of a month, such as ``2024-05``."""
    return month_names()[int(when.rpartition("-")[2]) - 1]


def month_names() -> list[str]:
    """Return the short names of the months."""
    return [
        _p("month", "Jan"),
        _p("month", "Feb"),
        _p("month", "Mar"),
        _p("month", "Apr"),
        _p("month", "May"),
        _p("month", "Jun"),
        _p("month", "Jul"),
        _p("month", "Aug"),
        _p("month", "Sep"),
        _p("month", "Oct"),
        _p("month", "Nov"),
        _p("month", "Dec"),
    ]


@contextmanager
def told_in(zone: Callable[[], str | None]) -> Iterator[None]:
    """Show instants in a time zone.

    Args:
        zone: returns its name; None: UTC. It is asked once an instant is shown.
    """
    token = _told_in.set(zone)
    try:
        yield
    finally:
        _told_in.reset(token)


def instant(when: datetime) -> str:
    """Return an instant to the minute, in UTC or in the zone of ``told_in`` with its offset.

    ``--known-at 2024-07-05`` means the end of that day in UTC. Its last instant is shown as 24:00
    UTC in every zone.
    """
    utc, zone = when.astimezone(UTC), _told_in.get()()
    if utc.time() == time.max:
        return f"{utc.date()} 24:00 UTC"
    if zone is None or not zones.is_known(zone):
        return f"{utc:%Y-%m-%d %H:%M} UTC"
    local = zones.time_in(zone, utc).isoformat(timespec="minutes")
    return f"{local[:10]} {local[11:16]} {local[16:]}"


def in_utc(text: str) -> str:
    """Return a text in which every instant that ``instant`` has shown with an offset is in UTC."""
    return _SHOWN.sub(lambda found: _in_utc(found[0]), text)


def _in_utc(shown: str) -> str:
    try:
        return f"{datetime.fromisoformat(shown[:16] + shown[17:]).astimezone(UTC):%Y-%m-%d %H:%M}"
    except (ValueError, OverflowError):  # somebody wrote it who means no time
        return shown


def day_of(when: datetime) -> date:
    """Return the day of an instant, in UTC or in the zone of ``told_in``."""
    utc, zone = when.astimezone(UTC), _told_in.get()()
    return utc.date() if zone is None else zones.day_in(zone, utc)


def word(value: str, context: str = "") -> str:
    """Return a word of a closed vocabulary: an event name (without version), a status, a kind.

    Args:
        value: as it is stored.
        context: what it is said of, where the word has several senses; empty: it has one.
    """
    plain = value.partition("/")[0]
    return safe(translate_in(context, plain) if context else translate(plain))


def event(name: str) -> str:
    """Return the name of an event as it stands in a sentence: in English without hyphens."""
    said = word(name)
    return said.replace("-", " ") if current() == SOURCE else said


def _places(currency: str) -> int:
    return PLACES.get(currency, 2)


def _grouped(units: str, decimals: str) -> str:
    group, mark, _gap = notation()
    first = len(units) % 3 or 3
    parts = [units[:first], *(units[i : i + 3] for i in range(first, len(units), 3))]
    return group.join(parts) + (mark + decimals if decimals else "")


def _signed(negative: bool, number: str) -> str:
    return (MINUS if negative else "") + number


def _with_percent_sign(number: str) -> str:
    return f"{number}{notation().before_percent}%"
