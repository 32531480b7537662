"""The fields of all facts, as columns, each with the kind that the types of the facts declare.

A fact that repeats another fact (a reversal repeats the entry that it takes back) has the fields of
the repeated fact, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Annotated, Any, Literal, get_args, get_origin

import msgspec

from events.declared import fields_naming, parts_of
from events.facts import FACTS, Event
from projections.report import ColumnKind

_KINDS: dict[Any, ColumnKind] = {str: "text", int: "number", bool: "flag", date: "date"}


@cache
def fact_fields() -> dict[str, ColumnKind]:
    """Return each field of any fact with the kind of its values, in the order of the facts."""
    found: dict[str, ColumnKind] = {}
    for fact in FACTS:
        for field in _own(fact):
            found.setdefault(field.name, _kind(field.name, field.type))
    return found


def values_of(fact: Event) -> dict[str, Any]:
    """Return the fields of a fact with their values, then those of a fact that it repeats."""
    kind = type(fact)
    names = tuple(field.name for field in _own(kind))
    found = dict(zip(names, _reader(names)(fact), strict=True))
    for name in fields_naming(kind, "fact"):
        for inner, value in values_of(getattr(fact, name)).items():
            found.setdefault(inner, value)
    return found


def reader_of(
    kind: type[Event], wanted: Sequence[str]
) -> tuple[tuple[str, ...], Callable[[Any], Sequence[Any]]] | None:
    """Return which of some fields facts of a type have, and what reads these of such a fact.

    Args:
        kind: the type.
        wanted: the fields, in the order that their values are to have.

    Returns:
        None: the fields are not the same for all facts of the type, which repeat another fact.
    """
    if fields_naming(kind, "fact"):
        return None
    own = {field.name for field in _own(kind)}
    names = tuple(name for name in wanted if name in own)
    return names, _reader(names)


def _own(fact: type) -> Iterator[Any]:
    """Yield the fields of a type of facts, without the fields that hold a repeated fact."""
    repeated = fields_naming(fact, "fact")
    yield from (x for x in msgspec.structs.fields(fact) if x.name not in repeated)


def _kind(name: str, declared: Any) -> ColumnKind:
    """Return the kind of column that shows values of a declared type."""
    if get_origin(declared) is dict:
        return "amounts"
    parts = [_bare(part) for part in parts_of(declared)]
    if get_origin(declared) is tuple:
        return "texts" if parts == [str] else "parts"
    if parts == [Decimal]:
        return "quantity"
    if parts == [int] and name.endswith("_minor"):
        return "money"
    return _KINDS.get(parts[0], "word" if get_origin(parts[0]) is Literal else "parts")


def _bare(declared: Any) -> Any:
    return _bare(get_args(declared)[0]) if get_origin(declared) is Annotated else declared


@cache
def says_money(fact: type[Event]) -> bool:
    """Return whether facts of a type say an amount, if only a part of them."""
    kinds = fact_fields()
    return any(kinds[field.name] in {"money", "amounts"} for field in _own(fact))


@cache
def _reader(names: tuple[str, ...]) -> Callable[[Any], Sequence[Any]]:
    """Return what reads some fields of a fact, each as its kind of column has it."""
    kinds = fact_fields()
    shown = [(i, show) for i, name in enumerate(names) if (show := _SHOWN.get(kinds[name]))]
    get: Callable[[Any], Sequence[Any]] = lambda fact: [getattr(fact, name) for name in names]  # noqa: E731
    if len(names) > 1:
        get = attrgetter(*names)  # of one name it returns the bare value
    if not shown:
        return get

    def read(fact: Any) -> Sequence[Any]:
        values = list(get(fact))
        for i, show in shown:
            values[i] = show(values[i])
        return values

    return read


# What a value becomes by the kind of its column; other values stay what they are.
_SHOWN: dict[ColumnKind, Callable[[Any], Any]] = {
    "texts": tuple,
    "parts": msgspec.to_builtins,
    "quantity": lambda number: None if number is None else f"{number:f}",
}
