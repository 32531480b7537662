"""Rows of the audit trail: each has the fields of its event, and a type that knows them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import msgspec


class Row(msgspec.Struct, gc=False):
    """A mapping from fields to values; of any field that its type lacks it says None.

    A dict with thirty keys takes ten times as long to make, and longer to encode. Values are such
    as JSON has, days, instants, and tuples of texts: each as the kind of its column says.
    """

    def __getitem__(self, key: str) -> Any:
        return getattr(self, f"_{key}", None)

    def __iter__(self) -> Iterator[str]:
        return iter(self.__struct_encode_fields__)

    def __len__(self) -> int:
        return len(self.__struct_encode_fields__)

    def __contains__(self, key: str) -> bool:
        return key in self.__struct_encode_fields__

    def keys(self) -> tuple[str, ...]:
        """Return the fields, in the order of the columns."""
        return self.__struct_encode_fields__

    def get(self, key: str, default: Any = None) -> Any:
        """Return the value of a field."""
        return getattr(self, f"_{key}", default)


Mapping.register(Row)


def is_row(row: object) -> bool:
    """Return whether a row is such a one, and no dict."""
    return isinstance(row, Row)


@cache
def row_type(fields: tuple[str, ...]) -> Any:
    """Return the type of rows with these fields: it takes their values, in this order."""
    return msgspec.defstruct(
        "Row",
        [f"_{name}" for name in fields],  # a field may be called as a method, or as a keyword
        bases=(Row,),
        rename=lambda name: name[1:],
        gc=False,
    )
