"""Reading what a performer has spent, category by category, from a CSV file.

The first row that is not empty has the headings, in English or in Swedish: category, amount,
document. Columns are separated by semicolons, tabs or commas.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from pathlib import Path

from events.money import BadNumberError, parse_amount
from events.text import BadTextError, clean_text
from ledger.books.files import content_of
from ledger.exchange import toml_text
from ledger.exchange.agreement_file import MAX_BYTES
from ledger.exchange.refusals import (
    WHY,
    BadRow,
    BadRows,
    CellTooLong,
    NoRows,
    RowsWithoutHeading,
)
from ledger.refusal import N_
from ledger.rules import commands as c

# heading -> what the column has
_COLUMNS: Mapping[str, str] = {
    "category": "category",
    "kostnadsslag": "category",
    "amount": "amount",
    "belopp": "amount",
    "document": "document",
    "underlag": "document",
}
_WHY_SHORT = N_("the row has no amount")


def read_rows(path: Path, currency: str) -> list[c.ReportedRow]:
    """Read the rows of a report of use.

    Args:
        path: the file, in UTF-8.
        currency: of the amounts.

    Raises:
        BadInput: the file, or a row of it, cannot be read; every row that is wrong is told.
    """
    problems: list[BadRow] = []
    found = []
    for number, cells in _rows(path):
        try:
            found.append(_row(cells, currency))
        except (BadTextError, BadNumberError) as error:
            why = WHY[error.code]
            problems.append(BadRow(path=str(path), row=number, text=error.text, why=why))
        except LookupError:
            text = " ".join(filter(None, cells.values()))
            problems.append(BadRow(path=str(path), row=number, text=text, why=_WHY_SHORT))
    if len(problems) > 1:
        raise BadRows(path=str(path), count=len(problems), problems=problems)
    if problems:
        raise problems[0]
    if not found:
        raise NoRows(path=str(path))
    return found


def _row(cells: Mapping[str, str], currency: str) -> c.ReportedRow:
    document = cells.get("document", "").strip()
    return c.ReportedRow(
        category=clean_text(cells["category"]),
        amount_minor=parse_amount(cells["amount"], currency),
        document=clean_text(document) if document else None,
    )


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number of each row that is not empty, and its cells by what they are."""
    text = toml_text.text_of(content_of(path, MAX_BYTES), path)
    first = next((line for line in text.splitlines() if line.strip()), "")
    mark = next((one for one in ";\t" if one in first), ",")
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=mark)
    try:
        named_by = next((cells for cells in lines if any(map(str.strip, cells))), [])
        headings = [_COLUMNS.get(x.strip().casefold(), "") for x in named_by]
        named = [x for x in headings if x]
        if not {"category", "amount"} <= {*named} or len({*named}) < len(named):
            raise RowsWithoutHeading(path=str(path), known=[*_COLUMNS])
        for cells in lines:
            if any(cell.strip() for cell in cells):
                yield lines.line_num, dict(zip(headings, cells, strict=False))
    except csv.Error:
        raise CellTooLong(path=str(path), row=lines.line_num) from None
