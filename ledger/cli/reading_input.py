"""Strict readers of the words on the command line; every error says how to write the value.

Each type takes a text and returns a value of the domain. A value that is no text (a default) stays
as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.presentation.language import N_, _

if TYPE_CHECKING:
    from events.money import WrittenAmount

_SHOWN = 60
_MAX_DIGITS = 9  # of a position; longer numbers are typing errors
# These are compiled when the first text is read: a short question reads none.
_POSITION = r"#?(\d+)"
_YEAR = r"(?:19|2[01])\d{2}"
_NUMBER = r"[1-9]\d{0,2}|1000"  # of an instalment
_ORGNR = r"\d{6}-?\d{4}"
_TODAY = frozenset({"today", "idag", "i dag"})
_TWO_CELLS = r"\d\s*[\t\r\n]\s*\d"
_TIME = (
    r"(\d{4}-\d{2}-\d{2})"
    r"(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?)(Z|[+-]\d{2}:\d{2})?)?"
)


class Read(click.ParamType[Any]):
    """A type by its metavar and the function that reads it.

    The function raises ``click.BadParameter`` with a sentence that says how to write it.
    """

    def __init__(self, name: str, read: Callable[[str], Any]) -> None:
        self.name = name
        self._read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the text as a value."""
        if not isinstance(value, str):
            return value
        try:
            return self._read(value)
        except click.BadParameter as error:
            self.fail(error.message, param, ctx)


class Day(Read):
    """A date, or a word for today: the day that it is in the time zone of the book."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the date."""
        if isinstance(value, str) and " ".join(value.casefold().split()) in _TODAY:
            return _today(ctx)
        return super().convert(value, param, ctx)


def _today(ctx: click.Context | None) -> date:
    if ctx is None or ctx.resilient_parsing:  # a shell completes the line
        return datetime.now().astimezone().date()
    found: date = ctx.find_root().obj.today()
    return found


class LocalFile(click.Path):
    """A file of this computer. The address of a server is refused, and not shown."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the path."""
        from ledger.books.addresses import is_address, outline

        if value == "":  # which would be the folder that the program runs in
            self.fail(_("A file has to be named here, and nothing is."), param, ctx)
        if isinstance(value, str) and is_address(value):
            text = N_(
                "A file has to be named here, and {outline} looks like the address of a server. A"
                " server is named with --book, or with migrate --from and --to. If it is the name"
                " of a file, write ./ before it."
            )
            self.fail(_(text, outline=outline(value)), param, ctx)
        return super().convert(value, param, ctx)


def _shown(text: str) -> str:
    from ledger.books.addresses import hidden
    from ledger.presentation.display import safe

    text = hidden(text)
    return safe(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")


def _no(text: str, /, **values: Any) -> click.BadParameter:
    values = {k: _shown(v) if isinstance(v, str) else v for k, v in values.items()}
    return click.BadParameter(_(text, **values))


def _cannot_be(text: str, wanted: str) -> click.BadParameter:
    """Return the error for a text that cannot be the wanted value (``wanted`` is translated)."""
    return click.BadParameter(f"'{_shown(text)}' {wanted}")


def read_date(text: str) -> date:
    """Read ``2024-06-30``."""
    from events.period import parse_date

    try:
        return parse_date(text.strip())
    except ValueError:
        raise _cannot_be(
            text, _("is no date. Write it as YYYY-MM-DD: 2024-06-30; or: today.")
        ) from None


def read_period(text: str) -> str:
    """Read ``2024``, ``2024-Q1``, ``2024-T2`` or ``2024-05`` and return it."""
    from events.period import parse_period

    try:
        return parse_period(text.strip().upper()).name
    except ValueError:
        wanted = _(
            "is no period. Write a year, quarter, tertial or month: {examples}.",
            examples="2024, 2024-Q1, 2024-T2, 2024-05",
        )
        raise _cannot_be(text, wanted) from None


def read_year(text: str) -> int:
    """Read a calendar year from 1900 to 2199."""
    if not re.fullmatch(_YEAR, text.strip(), re.ASCII):
        raise _cannot_be(text, _("is no year. Write four digits: 2024."))
    return int(text)


def read_years(text: str) -> tuple[int, int]:
    """Read the first and the last of several calendar years, ``2026-2027``, or a single one."""
    first, dash, last = text.replace("–", "-").partition("-")
    return read_year(first), read_year(last if dash else first)


def read_position(text: str) -> int:
    """Read a position in the book, ``12`` or ``#12``."""
    match = re.fullmatch(_POSITION, text.strip(), re.ASCII)
    if not match or len(match[1]) > _MAX_DIGITS or int(match[1]) < 1:
        raise _cannot_be(text, _("is no position. Write the number of an event: 12."))
    return int(match[1])


def read_size(text: str) -> int:
    """Read how many events a book has: a position, or 0 before the first one."""
    return 0 if text.strip() == "0" else read_position(text)


def read_time(text: str) -> datetime:
    """Read an instant; a day alone means its end, and a time without a zone is UTC.

    ``2024-07-05``, ``2024-07-05T13:45``, ``2024-07-05T13:45:30+02:00``.
    """
    match = re.fullmatch(_TIME, text.strip(), re.ASCII)
    wanted = _(
        "is no time. Write a day or an instant: {examples}.",
        examples="2024-07-05, 2024-07-05T13:45, 2024-07-05T13:45+02:00",
    )
    if not match:
        raise _cannot_be(text, wanted)
    zone = "+00:00" if match[3] in {None, "Z"} else match[3]
    try:
        clock = time.fromisoformat(match[2]) if match[2] else time.max
        whole = f"{read_date(match[1])}T{clock.isoformat()}{zone}"
        return datetime.fromisoformat(whole).astimezone(UTC)
    except (ValueError, OverflowError, click.BadParameter):
        raise _cannot_be(text, wanted) from None


def read_time_or_position(text: str) -> datetime | int:
    """Read digits alone (or with ``#``) as a position, anything else as an instant."""
    return (
        read_position(text) if re.fullmatch(_POSITION, text.strip(), re.ASCII) else read_time(text)
    )


def read_text(text: str) -> str:
    """Read free text: in NFC, printable, at most 500 characters."""
    from events.text import MAX_TEXT, BadTextError, clean_text

    try:
        return clean_text(text)
    except BadTextError as error:
        why = {
            "empty": _("is empty. Write something."),
            "too-long": _("is too long. Write at most {limit} characters.", limit=MAX_TEXT),
        }
        other = _("holds a character that cannot be seen. Write it again, on one line.")
        raise _cannot_be(text, why.get(error.code, other)) from None


def read_id(text: str) -> str:
    """Read the id of a party, an agreement or a line."""
    from events.text import MAX_ID, BadTextError, clean_id

    try:
        return clean_id(text.strip(" "))
    except BadTextError:
        wanted = _(
            "is no id. Write letters, digits, full stop, hyphen and underscore, at most {limit},"
            " the first a letter or a digit.",
            limit=MAX_ID,
        )
        raise _cannot_be(text, wanted) from None


def read_organisation_number(text: str) -> str:
    """Read an organisation number by its shape and return its ten digits."""
    if not re.fullmatch(_ORGNR, text.strip(), re.ASCII):
        raise _cannot_be(text, _("is no organisation number. Write ten digits: 212000-1124."))
    return text.strip().replace("-", "")


def read_evidence(text: str) -> tuple[str, str | None]:
    """Read ``REF`` or ``REF:FILE`` into the reference and the SHA-256 of the file, or None.

    A reference may have colons. The file's name begins after the first colon for which a file by
    that name exists. If there is none, and the text after the last colon looks like a file's name
    (it has a ``/`` or a ``.``), that is an error. A colon at the end says: no file.
    """
    colons = [i for i, character in enumerate(text) if character == ":" and text[:i].strip()]
    if colons and text.endswith(":"):
        return read_text(text[:-1]), None
    for colon in colons:
        if _is_file(text[colon + 1 :]):
            return read_text(text[:colon]), _sha256(text[colon + 1 :])
    file = text[colons[-1] + 1 :] if colons else ""
    if "/" in file or "." in file:
        raise _no(
            "There is no file '{file}'. If that is a part of the reference, end it with a colon:"
            " '{text}:'",
            file=file,
            text=text,
        )
    return read_text(text), None


def _is_file(name: str) -> bool:
    try:
        return Path(name).is_file()
    except (OSError, ValueError):  # too long, or with a NUL
        return False


def _sha256(name: str) -> str:
    import hashlib

    try:
        with Path(name).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        raise _no("The file '{file}' cannot be read.", file=name) from None


def read_amount(text: str) -> WrittenAmount:
    """Read an amount; its value in minor units depends on the agreement's currency.

    A text that is an amount in no currency is refused here. ``amount_minor`` refuses the rest.
    """
    from events.money import BadNumberError, WrittenAmount

    try:
        amount = WrittenAmount.read(text)
        amount.require_possible()
    except BadNumberError as error:
        if error.code not in {"ambiguous", "too-many-places"}:  # these depend on the currency
            raise _bad_number(error, 2) from None
    return amount


def amount_minor(amount: WrittenAmount, currency: str, param_hint: str | None = None) -> int:
    """Return an amount in minor units of a currency.

    Args:
        amount: as ``AMOUNT`` read it.
        currency: ISO 4217.
        param_hint: the option or argument to name in an error.

    Raises:
        click.BadParameter: it is no amount in that currency.
    """
    from events.money import PLACES, BadNumberError

    try:
        return amount.minor(currency)
    except BadNumberError as error:
        problem = _bad_number(error, PLACES[currency], currency)
        problem.param_hint = param_hint
        raise problem from None


def refused_amount(error: Any, param_hint: str) -> click.BadParameter:
    """Return the sentence for an amount that cannot be in the currency of the entries."""
    from events.money import PLACES

    problem = _bad_number(error, PLACES[error.currency], error.currency)
    problem.param_hint = param_hint
    return problem


def read_positive_amount(text: str) -> WrittenAmount:
    """Read an amount of more than zero, as ``read_amount`` does."""
    amount = read_amount(text)
    if not amount.is_positive:
        raise _cannot_be(text, _("is not more than zero."))
    return amount


def read_hours(text: str) -> str:
    """Read the hours of a working day, ``7-18``: from the beginning of one to that of another."""
    from events.period import parse_hours

    try:
        parse_hours(text.strip())
    except ValueError:
        raise _cannot_be(text, _("is no working day. Write two whole hours: 7-18.")) from None
    return text.strip()


def read_currency(text: str) -> str:
    """Read the code of a currency, in capitals or small letters."""
    from events.money import PLACES

    code = text.strip().upper()
    if code not in PLACES:
        known = ", ".join(sorted(PLACES))
        raise _cannot_be(text, _("is no currency. Write one of: {known}", known=known))
    return code


def read_rate(text: str) -> Decimal:
    """Read a rate in per cent: ``2.7%``, ``2,7 %`` or ``2.7``."""
    from events.money import MAX_RATE, RATE_PLACES, BadNumberError, parse_rate

    try:
        return parse_rate(text)
    except BadNumberError as error:
        if error.code == "not-a-number":
            raise _cannot_be(text, _("is no rate. Write it as 2.7% or 2,7%.")) from None
        raise _bad_number(error, RATE_PLACES, limit=MAX_RATE) from None


def read_quantity(text: str) -> Decimal:
    """Read a quantity such as ``212,5``."""
    from events.money import QUANTITY_PLACES, BadNumberError, parse_quantity

    try:
        return parse_quantity(text)
    except BadNumberError as error:
        if error.code == "not-a-number":
            raise _cannot_be(text, _("is no quantity. Write it as 212.5 or 212,5.")) from None
        raise _bad_number(error, QUANTITY_PLACES) from None


def _bad_number(
    error: Any, places: int, currency: str = "", limit: int | None = None
) -> click.BadParameter:
    """Return the sentence for a ``BadNumberError``.

    Args:
        error: names the fault.
        places: how many decimals there may be.
        currency: the currency of the amount; empty: not known, or the number is no amount.
        limit: the largest whole number that the user can have meant; None: any.
    """
    if error.code == "ambiguous":
        return _doubtful(error, places, limit)
    if error.code == "other-currency":
        wanted = _("is in another currency. Write an amount in {currency}.", currency=currency)
        return _cannot_be(error.text, wanted)
    if error.code == "too-many-places" and not places:
        return _cannot_be(error.text, _("has decimals, and this currency has none."))
    if error.code == "too-many-places":
        wanted = _("has too many decimals. Write at most {places}.", places=places)
        return _cannot_be(error.text, wanted)
    if error.code == "too-large":
        return _cannot_be(error.text, _("is too large."))
    if re.search(_TWO_CELLS, error.text):
        wanted = _("holds a tab or a line end. Write one number, on one line.")
        return _cannot_be(error.text, wanted)
    return _cannot_be(error.text, _("is no amount. Write it as 1210000, 1 210 000 or 320 000,50."))


def _doubtful(error: Any, places: int, limit: int | None) -> click.BadParameter:
    """Return the sentence for a number with two meanings: both, and how to write each."""
    whole, decimal, written = error.readings(places)
    values = {"text": error.text, "all": whole, "decimal": decimal}
    if not written:
        text = (
            N_("'{text}' can mean {all} or {decimal}. Write {all}; at most {places} decimals fit.")
            if places
            else N_("'{text}' can mean {all} or {decimal}. Write {all}; there are no decimals.")
        )
        return _no(text, **values, places=places)
    if len(written) == 1:
        return _no("'{text}' can mean {all} or {decimal}. Write {all} or {decimal}.", **values)
    values |= {"two_sv": written[0], "two_en": written[1]}
    if limit is not None and abs(int(whole)) > limit:
        return _no("'{text}' can mean {all} or {decimal}. Write {two_sv} or {two_en}.", **values)
    return _no(
        "'{text}' can mean {all} or {decimal}. Write {all}, or the decimals as {two_sv}"
        " or {two_en}.",
        **values,
    )


def _pair(text: str) -> tuple[str, str]:
    left, equals, right = text.partition("=")
    return (left.strip(), right.strip()) if equals else ("", text)


def read_year_amount(text: str) -> tuple[int, WrittenAmount]:
    """Read ``2024=320 000`` into the year and the amount."""
    year, amount = _pair(text)
    if not year:
        raise _cannot_be(text, _("has no year. Write YEAR=AMOUNT: 2024=320000."))
    return read_year(year), read_amount(amount)


def read_board_decision(text: str) -> tuple[str | None, str]:
    """Read ``REFERENCE`` or ``BOARD=REFERENCE`` into the board, or None, and the reference."""
    board, reference = _pair(text)
    if not board or " " in board:  # a reference may hold an equals sign
        return None, read_text(text)
    return read_id(board), read_text(reference)


def read_place(text: str) -> tuple[str, int, int]:
    """Read ``L2:2024:3`` into line, year and number of an instalment."""
    line, _colon, rest = text.strip().partition(":")
    year, _colon, number = rest.partition(":")
    if not (
        re.fullmatch(_YEAR, year.strip(), re.ASCII)
        and re.fullmatch(_NUMBER, number.strip(), re.ASCII)
    ):
        raise _cannot_be(text, _("is no instalment. Write LINE:YEAR:NUMBER: L2:2024:3."))
    return read_id(line), int(year), int(number)


_CATEGORY_AMOUNT = r"([^=]+)=(.*?)(?::(?!-)(.*))?"


def read_category_amount(text: str) -> tuple[str, WrittenAmount, str | None]:
    """Read ``NAME=AMOUNT[:DOCUMENT]`` into a category, an amount and a document, or None.

    The ``:-`` of ``65 000:-`` belongs to the amount.
    """
    match = re.fullmatch(_CATEGORY_AMOUNT, text, re.DOTALL)
    if match is None:
        raise _cannot_be(text, _("has no category. Write NAME=AMOUNT: wages=400000."))
    name, amount, document = match.groups()
    return read_text(name), read_amount(amount), None if document is None else read_text(document)


DATE = Day("DATE", read_date)
PERIOD = Read("PERIOD", read_period)
YEAR = Read("YEAR", read_year)
YEARS = Read("YEARS", read_years)
POSITION = Read("POSITION", read_position)
SIZE = Read("POSITION", read_size)
TIME = Read("TIME", read_time)
TIME_OR_POSITION = Read("TIME|POSITION", read_time_or_position)
TEXT = Read("TEXT", read_text)
ID = Read("ID", read_id)
ORGNR = Read("NUMBER", read_organisation_number)
EVIDENCE = Read("REF[:FILE]", read_evidence)
CURRENCY = Read("CURRENCY", read_currency)
PLACE = Read("LINE:YEAR:N", read_place)
AMOUNT = Read("AMOUNT", read_amount)
POSITIVE_AMOUNT = Read("AMOUNT", read_positive_amount)
RATE = Read("RATE", read_rate)
HOURS = Read("HOURS", read_hours)
QUANTITY = Read("QUANTITY", read_quantity)
CATEGORY_AMOUNT = Read("NAME=AMOUNT[:DOCUMENT]", read_category_amount)
YEAR_AMOUNT = Read("YEAR=AMOUNT", read_year_amount)
BOARD_DECISION = Read("[BOARD=]REFERENCE", read_board_decision)
