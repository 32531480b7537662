"""Reading a proposed agreement from a TOML file.

The form is documented by the example, ``examples/herrgarden/agreement.toml``.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, TypedDict, TypeVar, assert_never

from events.money import PLACES, BadNumberError, parse_amount, parse_rate
from events.period import EARLIEST, LATEST, parse_date
from events.text import BadTextError, clean_id, clean_text
from ledger.books.files import content_of
from ledger.exchange import toml_text
from ledger.exchange.agreement_fields import FIELDS, INDEX, FileField
from ledger.exchange.refusals import (
    WHY,
    BadField,
    FieldBadAmount,
    FieldBadDay,
    FieldBadLimit,
    FieldBadRate,
    FieldBadText,
    FieldBadYear,
    FieldDoubtfulAmount,
    FieldEmpty,
    FieldMissing,
    FieldNotOneOf,
    FieldOfOtherKind,
    FieldUnknown,
    FileOfAmendment,
    SeveralProblems,
)
from ledger.refusal import N_
from ledger.rules import commands as c

T = TypeVar("T")
MAX_BYTES = 1_000_000


def read_agreement(path: Path) -> c.ProposeAgreement:
    """Read the command to propose an agreement from a file.

    Raises:
        BadInput: as ``read_file``.
    """
    return read_file(path, _agreement)


def of_toml(path: Path, text: str) -> tuple[Source, dict[str, Any]]:
    """Return a file as its fields are read from it, and its content."""
    return Source(path, text), toml_text.content_of(text, path)


def read_file(
    path: Path,
    made: Callable[[Table], T],
    opened: Callable[[Path, str], tuple[Source, dict[str, Any]]] = of_toml,
) -> T:
    """Return what is made of a file.

    Args:
        path: the file.
        made: takes the top of the file. What it makes of a file with faults is not used.
        opened: takes its path and text, and returns it as its fields are read, and its content.

    Raises:
        BadInput: the file, or a value in it, cannot be read. The code and the values say what is
            wrong and where (``row`` of the file; ``where`` in it, as ``party tif`` or ``line L1``).
            Several faults are the ``problems`` of one error.
    """
    text = toml_text.text_of(content_of(path, MAX_BYTES), path)
    source, content = opened(path, text)
    command = made(Table(source, "", 0, content))
    problems = sorted(source.problems, key=lambda problem: problem.row)
    if len(problems) > 1:
        raise SeveralProblems(path=str(path), count=len(problems), problems=problems)
    if problems:
        raise problems[0]
    return command


@dataclass
class Source:
    """A file that is being read, and the faults found in it so far."""

    path: Path
    text: str
    problems: list[BadField] = field(default_factory=list)

    @functools.cached_property
    def rows(self) -> toml_text.Rows:
        """The rows in which its fields stand, found only when a fault needs them."""
        return toml_text.rows_of(self.text)


class _At(TypedDict):
    """Where a field stands: see ``BadField``."""

    path: str
    row: int
    where: str
    field: str


_M = TypeVar("_M", bound=Callable[..., Any])


def _is_day(text: str) -> bool:
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def _noting(method: _M) -> _M:
    """Note the fault that a method of a table finds, and go on: users get all faults at once."""

    @functools.wraps(method)
    def noting(table: Table, *arguments: Any, **options: Any) -> Any:
        try:
            return method(table, *arguments, **options)
        except BadField as problem:
            table.source.problems.append(problem)
            return None

    return noting  # type: ignore[return-value]


class Table:
    """A table of the file, read field by field; fields that are left at the end are unknown.

    A field that cannot be read is None. The source notes the fault, and the reader then refuses the
    file instead of using the command.
    """

    def __init__(self, source: Source, name: str, number: int, content: dict[str, Any]) -> None:
        self.source, self._name, self._number = source, name, number
        said = content.get("name" if name == "category" else "id")
        self._where = f"{name} {said or number}" if name else N_("at the top")
        self._content, self._left = content, dict(content)
        self._known: list[str] = []

    def has(self, field: str) -> bool:
        """Return whether the table has a field."""
        return field in self._content

    @_noting
    def require(self, field: str, value: str | None, wanted: str | None) -> None:
        """Note another value of a field than the wanted one; None: any, or it could not be read."""
        if value is not None and wanted is not None and value != wanted:
            raise FieldNotOneOf(**self.at(field), text=value, choices=[wanted])

    def at(self, field: str) -> _At:
        """Return where a field stands, for an error about it."""
        row = toml_text.row_of(self.source.rows, self._name, self._number, field)
        return _At(path=str(self.source.path), row=row, where=self._where, field=field)

    def read(self, field: str, wanted: type[T], word: str, default: Any = ...) -> T:
        """Return a field's value; ``default`` where the field is not there."""
        self._known.append(field)
        if field not in self._left:
            if default is ...:
                raise FieldMissing(**self.at(field))
            return default  # type: ignore[no-any-return]
        value = self._left.pop(field)
        if not isinstance(value, wanted):
            raise FieldOfOtherKind(**self.at(field), wanted=word)
        return value

    @_noting
    def text(self, field: str, default: Any = ..., clean: Callable[[str], str] = clean_text) -> Any:
        """Return a text."""
        value: str | None = self.read(field, str, N_("text"), default)
        return value if value is None else self._cleaned(field, value, clean)

    @_noting
    def ids(self, field: str, default: Any = ...) -> tuple[str, ...] | None:
        """Return a list of ids."""
        value: list[Any] | None = self.read(field, list, N_("list of ids"), default)
        return None if value is None else tuple(self._cleaned(field, x, clean_id) for x in value)

    @_noting
    def flag(self, field: str, default: Any = ...) -> bool | None:
        """Return true or false."""
        return self.read(field, bool, N_("true or false"), default)

    def _cleaned(self, field: str, value: Any, clean: Callable[[str], str]) -> str:
        """Return one text of a field."""
        if not isinstance(value, str):
            raise FieldOfOtherKind(**self.at(field), wanted=N_("text"))
        if not value.strip():
            raise FieldEmpty(**self.at(field))
        try:
            return clean(value)
        except BadTextError as error:
            raise FieldBadText(**self.at(field), text=error.text, why=WHY[error.code]) from None

    @_noting
    def day(self, field: str, default: Any = ...) -> date | None:
        """Return a date."""
        said = self._left.get(field)
        if isinstance(said, str) and said.strip() and not _is_day(said):
            self._known.append(field)
            raise FieldBadDay(**self.at(field), text=self._left.pop(field))
        value: date | None = self.read(field, date, N_("date"), default)
        if value is None:
            return None
        if isinstance(value, datetime) or not EARLIEST <= value.year <= LATEST:
            raise FieldOfOtherKind(**self.at(field), wanted=N_("date"))
        return value

    @_noting
    def one_of(self, field: str, choices: tuple[str, ...], default: Any = ...) -> Any:
        """Return a word of a closed set."""
        value = self.read(field, str, N_("text"), default)
        if value not in (*choices, default):
            raise FieldNotOneOf(**self.at(field), text=value, choices=list(choices))
        return value

    @_noting
    def amount(self, field: str, currency: str | None, value: Any = ...) -> int:
        """Return an amount in minor units, of the field or of a given ``value``."""
        if value is ...:
            value = self.read(field, object, N_("amount"))
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise FieldOfOtherKind(**self.at(field), wanted=N_("amount"))
        if not value.strip():
            raise FieldEmpty(**self.at(field))
        if currency is None:
            return 0  # the currency's own fault is noted already
        try:
            return parse_amount(value, currency)
        except BadNumberError as error:
            if error.code == "ambiguous":
                whole, decimal, written = error.readings(PLACES[currency])
                forms = " / ".join(f'"{text}"' for text in (whole, *written[:1]))
                raise FieldDoubtfulAmount(
                    **self.at(field), text=error.text, whole=whole, decimal=decimal, forms=forms
                ) from None
            raise FieldBadAmount(**self.at(field), text=error.text, why=WHY[error.code]) from None

    @_noting
    def limit(self, field: str) -> Decimal | None:
        """Return a limit in per cent, 0 for ``none``; None: the file says nothing of it."""
        value: str | None = self.read(field, str, N_("text"), None)
        if value is None:
            return None
        if value.strip().lower() == "none":
            return Decimal(0)
        return self._rate(field, value, FieldBadLimit)

    @_noting
    def rate(self, field: str, default: Any = ...) -> Decimal | None:
        """Return a number of per cent."""
        value = self.read(field, object, N_("per cent"), default)
        return None if value is None else self._any_rate(field, value)

    def _any_rate(self, field: str, value: Any) -> Decimal:
        if isinstance(value, int | Decimal) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str):
            raise FieldOfOtherKind(**self.at(field), wanted=N_("per cent"))
        if not value.strip():
            raise FieldEmpty(**self.at(field))
        return self._rate(field, value, FieldBadRate)

    @_noting
    def weights(self, field: str, default: Any = ...) -> tuple[c.ProposedPart, ...] | None:
        """Return series with their weights."""
        wanted = N_('list of series and weights, such as [{ series = "PKV", weight = "100 %" }]')
        found: list[Any] | None = self.read(field, list, wanted, default)
        if found is None:
            return None
        if not all(isinstance(x, dict) and x.keys() == {"series", "weight"} for x in found):
            raise FieldOfOtherKind(**self.at(field), wanted=wanted)
        return tuple(
            c.ProposedPart(
                series=self._cleaned(field, x["series"], clean_id),
                weight_percent=self._any_rate(field, x["weight"]),
            )
            for x in found
        )

    @_noting
    def number(self, field: str, default: Any = ...) -> int | None:
        """Return a whole number."""
        value: int | None = self.read(field, int, N_("whole number"), default)
        if isinstance(value, bool):
            raise FieldOfOtherKind(**self.at(field), wanted=N_("whole number"))
        return value

    def _rate(self, field: str, value: str, refusal: type[FieldBadLimit | FieldBadRate]) -> Decimal:
        try:
            return parse_rate(value)
        except BadNumberError as error:
            code = "not-a-rate" if error.code == "not-a-number" else error.code
            raise refusal(**self.at(field), text=error.text, why=WHY[code]) from None

    @_noting
    def amounts(
        self, field: str, currency: str | None, default: Any = ...
    ) -> dict[int, int] | None:
        """Return amounts by year."""
        found: dict[int, int] = {}
        content: dict[str, Any] | None = self.read(field, dict, N_("amounts by year"), default)
        if content is None:
            return None
        for year, value in sorted(content.items()):
            if not (len(year) == len("2024") and year.isascii() and year.isdigit()):
                raise FieldBadYear(**self.at(field), text=year)
            found[int(year)] = self.amount(f"{field}.{year}", currency, value)
        return found

    def tables(self, field: str) -> Iterator[Table]:
        """Yield the tables of a list."""
        for number, content in enumerate(self._dicts(field) or (), 1):
            yield Table(self.source, field, number, content)

    @_noting
    def _dicts(self, field: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.read(field, list, N_("tables"), [])
        if not all(isinstance(content, dict) for content in found):
            raise FieldOfOtherKind(**self.at(field), wanted=N_("tables"))
        return found

    def finished(self, fields: tuple[FileField, ...], currency: str | None) -> dict[str, Any]:
        """Return the values of a whole table, by their names in the command."""
        values = self.values(fields, currency)
        self.finish()
        return values

    def values(self, fields: tuple[FileField, ...], currency: str | None = None) -> dict[str, Any]:
        """Return the values of some fields, by their names in the command.

        Args:
            fields: in order; a currency among them holds for the amounts after it.
            currency: of the amounts; None: it could not be read, or is one of the fields.
        """
        found: dict[str, Any] = {}
        for each in fields:
            found[each.becomes or each.name] = self._value(each, currency)
            currency = found.get("currency", currency)
        return found

    def _value(self, field: FileField, currency: str | None) -> Any:
        default = ... if field.is_required else None
        match field.kind:
            case "id":
                return self.text(field.name, default, clean=clean_id)
            case "ids":
                return self.ids(field.name, default)
            case "text":
                return self.text(field.name, default)
            case "day":
                return self.day(field.name, default)
            case "amount":
                return self.amount(field.name, currency)
            case "amounts":
                return self.amounts(field.name, currency, default)
            case "limit":
                return self.limit(field.name)
            case "rate":
                return self.rate(field.name, default)
            case "flag":
                return self.flag(field.name, default)
            case "weights":
                return self.weights(field.name, default)
            case "number":
                return self.number(field.name, default)
            case "word":
                return self.one_of(field.name, field.choices, default)
            case _:
                assert_never(field.kind)

    def finish(self) -> None:
        """Note the fields that no method has read, so that users learn of misspelt fields."""
        self.source.problems += [
            FieldUnknown(**self.at(field), known=self._known) for field in self._left
        ]


def _agreement(top: Table) -> c.ProposeAgreement:
    if top.has("amends") and not top.has("id"):
        raise FileOfAmendment(path=str(top.source.path))
    values = top.values(FIELDS[""])
    currency = values["currency"]
    command = c.ProposeAgreement(
        **values,
        parties=tuple(
            c.RegisterParty(**table.finished(FIELDS["party"], currency))
            for table in top.tables("party")
        ),
        lines=tuple(
            _line(table, table.finished(FIELDS["line"], currency)) for table in top.tables("line")
        ),
        categories=tuple(
            c.ProposedCategory(**table.finished(FIELDS["category"], currency))
            for table in top.tables("category")
        )
        or None,
    )
    top.finish()
    return command


def _line(table: Table, values: dict[str, Any]) -> c.ProposedLine:
    """Return a line, with the index that it follows if the table says so."""
    terms = {field.name: values.pop(field.name) for field in INDEX}
    said = [name for name in terms if table.has(name)]
    table.source.problems += [
        FieldMissing(**table.at(name)) for name in terms if said and name not in said
    ]
    parts, lag, vintage = terms.values()
    if None in {parts, lag, vintage}:  # it follows none, or the fault is noted
        return c.ProposedLine(**values)
    index = c.ProposedIndex(parts=parts, lag_years=lag, vintage=vintage)
    return c.ProposedLine(**values, index=index)
