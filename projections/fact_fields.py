"""The fields of all facts, as columns, each with the kind that the types of the facts declare.

A fact that repeats another fact (a reversal repeats the entry that it takes back) has the fields of
the repeated fact, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
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
    own, repeated = _readers(type(fact))
    found = {name: read(fact) for name, read in own}
    for name in repeated:
        for inner, value in values_of(getattr(fact, name)).items():
            found.setdefault(inner, value)
    return found


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
def _readers(
    fact: type,
) -> tuple[tuple[tuple[str, Callable[[Any], Any]], ...], tuple[str, ...]]:
    """Return what reads each field of a type of facts, and the fields that repeat another fact."""
    kinds = fact_fields()
    own = tuple((x.name, _reader(kinds[x.name], attrgetter(x.name))) for x in _own(fact))
    return own, fields_naming(fact, "fact")


def _reader(kind: ColumnKind, get: Callable[[Any], Any]) -> Callable[[Any], Any]:
    if kind == "texts":
        return lambda fact: list(get(fact))
    if kind == "parts":
        return lambda fact: msgspec.to_builtins(get(fact))
    if kind == "quantity":
        return lambda fact: None if get(fact) is None else f"{get(fact):f}"
    return get
