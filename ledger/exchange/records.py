"""A table in JSON: a list of objects, one for each row, as open data is published.

The objects are read one after the other. A list may lie in an object, under any one name. Numbers
with decimals keep their digits.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import partial
from typing import Any, TypeAlias

from ledger.exchange import tables
from ledger.exchange.cells import ErrorCell, Value
from ledger.exchange.decoding import decoded
from ledger.exchange.headers import header_of
from ledger.exchange.refusals import JsonForm, JsonPart
from ledger.exchange.rows import Reading, Understood
from ledger.refusal import N_

_SPACE = re.compile(r"[ \t\r\n\ufeff]*")
_NOT_JSON = N_("something is written in another way than JSON has it")
_NO_LIST = N_("there is no list of objects, or more than one")
_NO_OBJECT = N_("a row is no object")
_TWICE = N_("a name stands twice in an object")
_Pairs: TypeAlias = tuple[tuple[str, Any], ...]
_DEEPEST = 2  # objects in an object around the rows
# What services call the number of all rows.
_COUNTS = frozenset({"count", "total", "totalcount", "total_count", "resultcount", "numberofrows"})
_NESTED = "[…]"
_BOM = "\ufeff"


def read(
    raw: bytes,
    *,
    encoding: str | None = None,
    names: Mapping[str, str] | None = None,
    decimal_mark: str | None = None,
) -> Reading:
    """Return the rows of a file; arguments as ``delimited.read``. They are counted from 1."""
    text, found = decoded(raw, encoding)
    at = _skip(text, 0)
    objects = partial(_objects, text, at + 1) if text[at] == "[" else _wrapped(text, at, names)
    understood = Understood(format="table", encoding=found, extra={"json": True})
    return tables.read(partial(_grid, objects), understood, names=names, decimal_mark=decimal_mark)


def _refused(text: str, at: int, why: str) -> JsonForm:
    return JsonForm(row=text.count("\n", 0, at) + 1, why=why)


def _constant(name: str) -> object:
    raise ValueError(name)


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_constant, object_pairs_hook=tuple)


def _wrapped(text: str, at: int, names: Mapping[str, str] | None) -> Callable[[], Iterator[_Pairs]]:
    """Return the one list of rows in an object that says more than them, as services answer.

    Raises:
        BadInput: ``json-form``, or ``json-part``: it says that there are more rows.
    """
    try:
        whole, end = _DECODER.raw_decode(text, at)
    except (ValueError, ArithmeticError, RecursionError):
        raise _refused(text, at, _NOT_JSON) from None
    if _skip(text, end) < len(text):
        raise _refused(text, end, _NOT_JSON)
    held = [*_lists(whole, _DEEPEST)]
    rows = [one for one in held if _has_header(one[1], names)] or held
    if len(rows) != 1:
        raise _refused(text, at, _NO_LIST)
    beside, found = rows[0]
    for name, value in beside:
        if name.casefold() in _COUNTS and isinstance(value, int) and value > len(found):
            raise JsonPart(found=len(found), said=value, name=name)
    return lambda: iter(found)


def _has_header(rows: list[_Pairs], names: Mapping[str, str] | None) -> bool:
    return header_of(_grid(lambda: iter(rows)), names) is not None


def _lists(pairs: _Pairs, depth: int) -> Iterator[tuple[_Pairs, list[_Pairs]]]:
    """Yield the lists of objects in an object, each with what stands beside it."""
    for _, value in pairs:
        if isinstance(value, list) and all(isinstance(x, tuple) for x in value):
            yield pairs, value
        elif isinstance(value, tuple) and depth:
            yield from _lists(value, depth - 1)


def _skip(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _grid(objects: Callable[[], Iterator[_Pairs]]) -> Iterator[tuple[int, list[Value]]]:
    """Yield the names of the first object as a row, number 0, and then each object."""
    names: dict[str, int] = {}
    for number, pairs in enumerate(objects(), 1):
        own = {name.strip(_BOM): _value(value) for name, value in pairs}
        if not names:
            names = {name: place for place, name in enumerate(own)}
            yield 0, [*names]
        cells: list[Value] = [None] * len(names)
        for name, value in own.items():
            place = names.get(name)
            if place is None:
                cells.append(value)
            else:
                cells[place] = value
        yield number, cells


def _value(value: Any) -> Value:
    return ErrorCell(_NESTED) if isinstance(value, (list, tuple)) else value


def _objects(text: str, at: int) -> Iterator[_Pairs]:
    at = _skip(text, at)
    while text[at : at + 1] != "]":
        if text[at : at + 1] != "{":
            raise _refused(text, at, _NO_OBJECT)
        try:
            pairs, end = _DECODER.raw_decode(text, at)
        except (ValueError, ArithmeticError, RecursionError):
            raise _refused(text, at, _NOT_JSON) from None
        if len({name for name, _ in pairs}) < len(pairs):
            raise _refused(text, at, _TWICE)
        yield pairs
        at = _skip(text, end)
        if text[at : at + 1] == ",":
            at = _skip(text, at + 1)
        elif text[at : at + 1] != "]":
            raise _refused(text, at, _NOT_JSON)
