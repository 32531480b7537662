"""Reading a proposed agreement from a TOML file.

The form is documented by the example, ``examples/herrgarden/agreement.toml``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar, get_args

from events.facts import PartyKind, Rounding, Settlement
from events.money import PLACES, BadNumberError, parse_amount
from events.period import EARLIEST, LATEST
from events.text import BadTextError, clean_id, clean_text
from ledger import commands as c
from ledger.refusal import BadInput

T = TypeVar("T")
MAX_BYTES = 1_000_000


def read_agreement(path: Path) -> c.ProposeAgreement:
    """Read the command to propose an agreement from a file.

    Raises:
        BadInput: the file cannot be read, or something in it; the code and the values say
            where (``where`` is ``""`` for the top, ``party tif`` or ``line L1`` below) and what.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise BadInput("file-unreadable", path=str(path), cause=error.strerror) from None
    if len(raw) > MAX_BYTES:
        raise BadInput("file-too-large", path=str(path), limit=MAX_BYTES)
    try:
        content = tomllib.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise BadInput("file-not-utf8", path=str(path), line=line) from None
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        raise BadInput("file-not-toml", path=str(path), cause=str(error)) from None
    return _agreement(_Table(path, "", content))


class _Table:
    """A table of the file, read field by field; what is left at the end is unknown."""

    def __init__(self, path: Path, where: str, content: dict[str, Any]) -> None:
        self.path, self.where, self._left = path, where, dict(content)
        self._known: list[str] = []

    def bad(self, code: str, field: str, **values: Any) -> BadInput:
        """Return the error about a field."""
        return BadInput(code, path=str(self.path), where=self.where, field=field, **values)

    def take(self, field: str, wanted: type[T], word: str, default: Any = ...) -> T:
        """Return a field's value; ``default`` where the field is not there."""
        self._known.append(field)
        if field not in self._left:
            if default is ...:
                raise self.bad("field-missing", field)
            return default  # type: ignore[no-any-return]
        value = self._left.pop(field)
        if not isinstance(value, wanted):
            raise self.bad("field-of-other-kind", field, wanted=word)
        return value

    def text(self, field: str, default: Any = ..., clean: Callable[[str], str] = clean_text) -> Any:
        """Return a text."""
        value: str | None = self.take(field, str, "text", default)
        return value if value is None else self.cleaned(field, value, clean)

    def cleaned(self, field: str, value: Any, clean: Callable[[str], str]) -> str:
        """Return one text of a field."""
        if not isinstance(value, str):
            raise self.bad("field-of-other-kind", field, wanted="text")
        try:
            return clean(value)
        except BadTextError as error:
            raise self.bad("field-bad-text", field, text=error.text, why=error.code) from None

    def day(self, field: str) -> date:
        """Return a date."""
        value = self.take(field, date, "date")
        if isinstance(value, datetime) or not EARLIEST <= value.year <= LATEST:
            raise self.bad("field-of-other-kind", field, wanted="date")
        return value

    def one_of(self, field: str, choices: tuple[str, ...], default: Any = ...) -> Any:
        """Return a word of a closed set."""
        value = self.take(field, str, "text", default)
        if value not in (*choices, default):
            raise self.bad("field-not-one-of", field, text=value, choices=list(choices))
        return value

    def amount(self, field: str, value: Any, currency: str) -> int:
        """Return an amount in minor units."""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise self.bad("field-of-other-kind", field, wanted="amount")
        try:
            return parse_amount(value, currency)
        except BadNumberError as error:
            raise self.bad("field-bad-amount", field, text=error.text, why=error.code) from None

    def tables(self, field: str) -> Iterator[_Table]:
        """Yield the tables of a list."""
        for number, content in enumerate(self.take(field, list, "tables", []), 1):
            if not isinstance(content, dict):
                raise self.bad("field-of-other-kind", field, wanted="tables")
            yield _Table(self.path, f"{field} {content.get('id', number)}", content)

    def finish(self) -> None:
        """Refuse what nobody asked for: a misspelt field would otherwise go unseen."""
        for field in self._left:
            raise self.bad("field-unknown", field, known=self._known)


def _agreement(top: _Table) -> c.ProposeAgreement:
    currency = top.text("currency", "SEK")
    if currency not in PLACES:
        raise top.bad("field-not-one-of", "currency", text=currency, choices=sorted(PLACES))
    command = c.ProposeAgreement(
        agreement=top.text("id", clean=clean_id),
        title=top.text("title"),
        reference=top.text("reference"),
        purpose=top.text("purpose"),
        starts=top.day("starts"),
        ends=top.day("ends"),
        currency=currency,
        rounding=top.one_of("rounding", get_args(Rounding), "ore"),
        extends=top.text("extends", None),
        signatories=tuple(
            top.cleaned("signatories", x, clean_id)
            for x in top.take("signatories", list, "list of ids")
        ),
        stated_total_minor=top.amount(
            "stated_total", top.take("stated_total", object, "amount"), currency
        ),
        parties=tuple(_party(table) for table in top.tables("party")),
        lines=tuple(_line(table, currency) for table in top.tables("line")),
    )
    top.finish()
    return command


def _party(table: _Table) -> c.RegisterParty:
    command = c.RegisterParty(
        party=table.text("id", clean=clean_id),
        name=table.text("name"),
        kind=table.one_of("kind", get_args(PartyKind)),
        legal_entity=table.text("legal_entity", None, clean=clean_id),
        organisation_number=table.text("orgnr", None),
    )
    table.finish()
    return command


def _line(table: _Table, currency: str) -> c.ProposedLine:
    amounts: dict[int, int] = {}
    for year, value in sorted(table.take("amounts", dict, "amounts by year").items()):
        if not (len(year) == len("2024") and year.isascii() and year.isdigit()):
            raise table.bad("field-bad-year", "amounts", text=year)
        amounts[int(year)] = table.amount(f"amounts.{year}", value, currency)
    line = c.ProposedLine(
        line=table.text("id", clean=clean_id),
        purpose=table.text("purpose"),
        funder=table.text("funder", clean=clean_id),
        performer=table.text("performer", clean=clean_id),
        amounts_minor=amounts,
        uplift=table.take("uplift", bool, "true or false", default=False),
        settlement=table.one_of("settlement", get_args(Settlement), None),
        accountable=table.text("accountable", None, clean=clean_id),
        coding=table.text("coding", None),
    )
    table.finish()
    return line
