"""A text with a delimiter between its cells, as ERP systems and spreadsheets write it."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import partial

from ledger.exchange import tables
from ledger.exchange.decoding import Encoded, encoding_of, lines_of
from ledger.exchange.headers import header_of
from ledger.exchange.refusals import ColumnTwice, NotDelimited
from ledger.exchange.rows import Reading, Understood
from ledger.refusal import N_

DELIMITERS = (";", "\t", ",", "|")
_UNCLOSED = N_("a quotation mark is not closed")
# beginning of what Python's reader says -> why
_WHY = {
    "unexpected end of data": _UNCLOSED,
    "field larger": N_(
        "a cell has more than 131,072 characters, so a quotation mark is not closed"
    ),
}
_FOLLOWED = N_("something follows a quotation mark that closes a cell")


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
    encoded = encoding_of(raw, encoding)
    chosen = delimiter or delimiter_of(raw, encoded, names)
    understood = Understood(format="table", encoding=encoded.encoding, delimiter=chosen)
    grid = partial(grid_of, raw, encoded, chosen)
    return tables.read(grid, understood, names=names, decimal_mark=decimal_mark, text=grid)


def delimiter_of(raw: bytes, encoded: Encoded, names: Mapping[str, str] | None) -> str:
    """Return the delimiter by which a header can be read, or else the commonest one."""
    for one in DELIMITERS:
        with suppress(NotDelimited):
            try:
                if header_of(grid_of(raw, encoded, one), names):
                    return one
            except ColumnTwice:  # that is a header; who reads the table says what was seen of it
                return one
    beginning = raw[:4096].decode(encoded.encoding, "ignore")
    return max(DELIMITERS, key=beginning.count)


def grid_of(raw: bytes, encoded: Encoded, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a text, each with the number of its first line.

    Raises:
        BadInput: ``not-delimited``: quotation marks do not match.
    """
    reader = csv.reader(lines_of(raw, encoded), delimiter=delimiter, strict=True)
    began = 1
    try:
        for cells in reader:
            yield began, cells
            began = reader.line_num + 1
    except csv.Error as error:
        said = str(error)
        why = next((why for start, why in _WHY.items() if said.startswith(start)), _FOLLOWED)
        raise NotDelimited(row=began, why=why) from None
