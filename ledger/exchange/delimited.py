"""A text with a delimiter between its cells, as ERP systems and spreadsheets write it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial

from ledger.exchange import tables
from ledger.exchange.decoding import decoded
from ledger.exchange.refusals import NotDelimited
from ledger.exchange.rows import Reading, Understood

DELIMITERS = (";", "\t", ",", "|")


def read(
    raw: bytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    decimal_mark: str | None = None,
    names: Mapping[str, str] | None = None,
) -> Reading:
    """Return the rows of a text.

    Args:
        raw: the bytes of the file.
        encoding: as the user says it; None, here and below: as the file shows it.
        delimiter: as the user says it.
        decimal_mark: as the user says it.
        names: further names of columns -> what they are.

    Raises:
        BadInput: it cannot be read, or can be read in two ways.
    """
    text, encoding = decoded(raw, encoding)
    chosen = delimiter or _delimiter(text, names)
    understood = Understood(format="table", encoding=encoding, delimiter=chosen)
    grid = partial(_grid, text, chosen)
    return tables.read(grid, understood, names=names, decimal_mark=decimal_mark)


def _delimiter(text: str, names: Mapping[str, str] | None) -> str:
    """Return the delimiter by which a header can be read, or else the commonest one."""
    for one in DELIMITERS:
        with suppress(NotDelimited):
            if tables.header_of(partial(_grid, text, one), names):
                return one
    return DELIMITERS[0]


def _grid(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a text, each with the number of its first line."""
    reader = csv.reader(tables.lines_of(text), delimiter=delimiter, strict=True)
    began = 1
    try:
        for cells in reader:
            yield began, cells
            began = reader.line_num + 1
    except csv.Error as error:
        raise NotDelimited(row=began, cause=str(error)) from None
