"""The files of a data package: rows are written as they come, and hashed.

CSV follows the language, as the program's other CSV does (``ledger.presentation.data_formats``):
what an Excel of that language opens by double-click. Every descriptor says which notation it is.
Parquet has types, and so is the same in every language.
"""

from __future__ import annotations

import csv
import hashlib
import io
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar

from events.money import PLACES
from ledger.exchange.package_tables import Kind, Row, Table
from ledger.presentation import display
from ledger.presentation.data_rows import BYTE_ORDER_MARK, guarded

_DIGITS, _PLACES = 24, max(PLACES.values())  # of an amount in a Parquet file


class Sink(ABC):
    """A file of the package that is being written.

    Attributes:
        path: of the file.
        rows: how many it has got.
        sha256: of the whole file, in hexadecimal, once it is closed.
        size: in bytes, once it is closed.
    """

    ending: ClassVar[str]
    at_a_time: ClassVar[int]  # rows that are kept until they are written

    def __init__(self, table: Table, folder: Path) -> None:
        self.table = table
        self.path = folder / (table.name + self.ending)
        self.rows = self.size = 0
        self.sha256 = ""
        self._kept: list[Row] = []

    def add(self, row: Row) -> None:
        """Write a row."""
        self._kept.append(row)
        self.rows += 1
        if len(self._kept) >= self.at_a_time:
            self._flush()

    def _flush(self) -> None:
        if self._kept:
            self._write([*zip(*self._kept, strict=True)])
            self._kept = []

    @abstractmethod
    def _write(self, columns: list[Sequence[Any]]) -> None:
        """Write rows, which are given by their columns."""

    @abstractmethod
    def close(self) -> None:
        """Write what is left, and end the file."""

    @abstractmethod
    def abandon(self) -> None:
        """Close the file, finished or not."""

    @classmethod
    @abstractmethod
    def described(cls) -> Mapping[str, Any]:
        """Return what a descriptor says of such files."""


class CsvSink(Sink):
    """A file of CSV in the notation of the present language."""

    ending, at_a_time = ".csv", 2_000

    def __init__(self, table: Table, folder: Path) -> None:
        super().__init__(table, folder)
        self._file = self.path.open("xb")
        self._hash = hashlib.sha256()
        written = _written()
        self._cells = [
            (i, written[column.kind])
            for i, column in enumerate(table.columns)
            if column.kind in written
        ]
        self._put((BYTE_ORDER_MARK if _by_comma() else "").encode())
        self._write([[column.name] for column in table.columns], is_heading=True)

    def _write(self, columns: list[Sequence[Any]], *, is_heading: bool = False) -> None:
        for i, written in [] if is_heading else self._cells:
            columns[i] = [None if x is None else written(x) for x in columns[i]]
        text = io.StringIO()
        delimiter = ";" if _by_comma() else ","
        csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(
            zip(*columns, strict=True)
        )
        self._put(text.getvalue().encode())

    def _put(self, raw: bytes) -> None:
        self._hash.update(raw)
        self.size += self._file.write(raw)

    def close(self) -> None:
        """Write what is left, and end the file."""
        self._flush()
        self._file.close()
        self.sha256 = self._hash.hexdigest()

    def abandon(self) -> None:
        """Close the file, finished or not."""
        self._file.close()

    @classmethod
    def described(cls) -> Mapping[str, Any]:
        """Return what a descriptor says of such files."""
        return {
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "dialect": {
                "delimiter": ";" if _by_comma() else ",",
                "lineTerminator": "\r\n",
                "quoteChar": '"',
                "doubleQuote": True,
            },
        }


def _by_comma() -> bool:
    return display.notation().decimal_mark == ","


def _written() -> dict[Kind, Callable[[Any], Any]]:
    """Return how values of a kind are written in CSV; others are written as they are."""
    mark = display.notation().decimal_mark
    return {
        "text": guarded,
        "decimal": lambda number: number.replace(".", mark),
        "date": date.isoformat,
        "instant": lambda at: at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
        "flag": lambda flag: "true" if flag else "false",
    }


class ParquetSink(Sink):
    """A file of Parquet.

    Raises:
        ImportError: the library is not there.
    """

    ending, at_a_time = ".parquet", 20_000

    def __init__(self, table: Table, folder: Path) -> None:
        import pyarrow as pa  # type: ignore[import-untyped]
        from pyarrow import parquet

        super().__init__(table, folder)
        kinds: dict[Kind, Any] = {
            "integer": pa.int64(),
            "decimal": pa.decimal128(_DIGITS, _PLACES),
            "date": pa.date32(),
            "instant": pa.timestamp("us", tz="UTC"),
            "flag": pa.bool_(),
        }
        self._schema = pa.schema(
            pa.field(c.name, kinds.get(c.kind, pa.string()), nullable=not c.is_needed)
            for c in table.columns
        )
        self._table_of = pa.table
        self._decimals = [i for i, c in enumerate(table.columns) if c.kind == "decimal"]
        self._writer = parquet.ParquetWriter(self.path, self._schema)

    def _write(self, columns: list[Sequence[Any]]) -> None:
        for i in self._decimals:
            columns[i] = [None if x is None else Decimal(x) for x in columns[i]]
        named = dict(zip(self._schema.names, columns, strict=True))
        self._writer.write_table(self._table_of(named, schema=self._schema))

    def close(self) -> None:
        """Write what is left, and end the file."""
        self._flush()
        self._writer.close()
        with self.path.open("rb") as file:
            self.sha256 = hashlib.file_digest(file, "sha256").hexdigest()
        self.size = self.path.stat().st_size

    def abandon(self) -> None:
        """Close the file, finished or not."""
        self._writer.close()

    @classmethod
    def described(cls) -> Mapping[str, Any]:
        """Return what a descriptor says of such files."""
        return {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}


def type_of(kind: Kind) -> str:
    """Return the type of a column, as a Table Schema names it."""
    types: dict[Kind, str] = {
        "integer": "integer",
        "decimal": "number",
        "date": "date",
        "instant": "datetime",
        "flag": "boolean",
    }
    return types.get(kind, "string")
