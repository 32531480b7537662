"""What a fact names, as the types of its fields say: ``Annotated[str, Meta(extra={"names": …})]``.

A type has words for what its values name, such as ``party`` or ``line``. Code that needs to know
what a fact names asks this module. So all code knows a new event by its fields alone.

Source: docs/ARCHITECTURE.md, "How an event declares itself".
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from decimal import Decimal
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeAlias, Union, get_args, get_origin

import msgspec
from msgspec import Meta

# What a value names. A board and a reader are parties as well, so their types have several words.
Word: TypeAlias = Literal[
    "party",
    "new party",  # the event makes it known
    "board",  # it decides on the line, or funds it
    "reader",  # a party whose users may read the whole agreement
    "performer",  # the party that performs the line that the event names
    "line",
    "new line",  # the event makes it known
    "amendment",
    "new amendment",  # the event makes it known
    "bank reference",
    "voucher",
    "witness",
    "new witness",  # which the event makes known
    "public key",
    "effective day",  # the one day that the fact is about, and counts from
    "document day",  # when it happened, if the fact has both days
    "event",  # the position of the event that causes this event
    "fact",  # every fact that the event repeats
    "decimal",  # every number of the type Decimal that is at least zero
    "signed decimal",  # every other one
    "publication",  # the position of the publication of an index that the fact rests on
]


class Field(NamedTuple):
    """A field that names what was asked for, or holds structs that do.

    Attributes:
        is_list: whether it has several values.
        goes_on: whether its values are structs with fields that name it.
    """

    name: str
    is_list: bool
    goes_on: bool


def named(fact: Any, *words: Word) -> list[Any]:
    """Return what a fact names, in the order of its fields. Facts that it repeats count, too.

    Args:
        fact: a struct whose types say what their values name.
        words: the kinds of names that are wanted.
    """
    struct: type = type(fact)
    fields = fields_of(struct, words)
    if not fields:  # of most facts and words
        return []
    found: list[Any] = []
    for name, is_list, goes_on in fields:
        value = getattr(fact, name)
        if value is None:
            continue
        for one in value if is_list else (value,):
            if goes_on:
                found += named(one, *words)
            else:
                found.append(one)
    return found


@cache
def fields_naming(struct: type, word: Word) -> tuple[str, ...]:
    """Return the fields of a struct that name something themselves, in order."""
    return tuple(x.name for x in fields_of(struct, (word,)) if not x.goes_on)


def words_of(kind: Any) -> tuple[Word, ...] | None:
    """Return what a value of a type names; empty: nothing; None: the type does not say."""
    if kind is Decimal:
        return ("decimal",)
    if _is_struct(kind) and kind.__struct_config__.tag is not None:
        return ("fact",)
    if get_origin(kind) is not Annotated:
        return None
    for meta in get_args(kind)[1:]:
        if isinstance(meta, Meta) and meta.extra and "names" in meta.extra:
            words: tuple[Word, ...] = meta.extra["names"]
            return words
    return words_of(get_args(kind)[0])


def parts_of(kind: Any) -> tuple[Any, ...]:
    """Return the types that a type is put together from; the type itself, if from none."""
    if get_origin(kind) in {Union, UnionType}:
        return tuple(
            one for kind in get_args(kind) if kind is not NoneType for one in parts_of(kind)
        )
    if get_origin(kind) in {tuple, dict}:
        return tuple(one for kind in get_args(kind) if kind is not ... for one in parts_of(kind))
    return (kind,)


@cache
def fields_of(struct: type, words: tuple[Word, ...]) -> tuple[Field, ...]:
    """Return the fields of a struct that name something of the given kinds."""
    found = []
    for name, is_list, said, structs in _declared(struct):
        names = not said.isdisjoint(words)
        goes_on = not names and any(fields_of(part, words) for part in structs)
        if names or goes_on:
            found.append(Field(name, is_list, goes_on))
    return tuple(found)


@cache
def _declared(struct: type) -> tuple[tuple[str, bool, frozenset[Word], tuple[type, ...]], ...]:
    """Return of each field its name, whether it is a list, its words, and the structs in it.

    The types of a struct's fields are looked up once, since that takes long.
    """
    found = []
    for field in msgspec.structs.fields(struct):
        parts = parts_of(field.type)
        said = frozenset(word for part in parts for word in words_of(part) or ())
        structs = tuple(part for part in parts if _is_struct(part))
        found.append((field.name, get_origin(field.type) is tuple, said, structs))
    return tuple(found)


def _is_struct(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, msgspec.Struct)
