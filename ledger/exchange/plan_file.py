"""Reading a plan of instalments from a CSV or a TOML file: a due day and an amount for each.

A row of CSV is read as a table of TOML, so both say the same of the same fault.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, TypedDict

from events.period import parse_date
from ledger.exchange.agreement_fields import FileField
from ledger.exchange.agreement_file import Source, Table, of_toml, read_file
from ledger.exchange.refusals import (
    CellTooLong,
    FieldMissing,
    FieldUnknown,
    FileWithoutInstalments,
    RowOfOtherCells,
)
from ledger.exchange.toml_text import Rows
from ledger.refusal import N_
from ledger.rules.entries.planned import PlannedInstalment

TABLE = "instalment"
FIELDS = (
    FileField("due", "day", N_("The day by which it is to be paid."), "2024-01-31"),
    FileField("amount", "amount", N_("How much it is."), '"178 750"', becomes="amount_minor"),
)
_COLUMNS_OF_A_PLAN = 2
_ENDS_OF_LINES = re.compile(r"\r\n|\r|\n")
# What a column is called, in the first row. Without such a row, the day is first.
_COLUMNS = {
    "due": "due",
    "due on": "due",
    "due_on": "due",
    "förfaller": "due",
    "förfallodag": "due",
    "datum": "due",
    "amount": "amount",
    "belopp": "amount",
}


class _At(TypedDict):
    """Where a problem is."""

    path: str
    row: int
    where: str


def read_plan(path: Path, currency: str) -> tuple[PlannedInstalment, ...]:
    """Read the instalments of a plan from a file; one that ends in ``.toml`` is TOML, else CSV.

    Args:
        path: the file.
        currency: of the amounts.

    Raises:
        BadInput: as ``agreement_file.read_file``, and if there are no instalments.
    """

    def made(top: Table) -> tuple[PlannedInstalment, ...]:
        found = [table.finished(FIELDS, currency) for table in top.tables(TABLE)]
        top.finish()
        if not found and not top.source.problems:
            raise FileWithoutInstalments(path=str(path))
        if top.source.problems:
            return ()  # not used: the file is refused
        return tuple(
            PlannedInstalment(due_on=x["due"], amount_minor=x["amount_minor"]) for x in found
        )

    return read_file(path, made, of_toml if is_toml(path) else _of_csv)


def is_toml(path: Path) -> bool:
    """Return whether a file is read as TOML, by its ending."""
    return path.suffix.lower() == ".toml"


def _of_csv(path: Path, text: str) -> tuple[Source, dict[str, Any]]:
    """Return a CSV file as tables of TOML, each with the row that it stands in."""
    source, rows = Source(path, text), dict[tuple[str, int, str], int]()
    tables: list[dict[str, Any]] = []
    order = ["due", "amount"]
    for number, (row, cells) in enumerate(_cells(path, text)):
        if number == 0 and not any(cell[:1].isdigit() for cell in cells):
            order = _headings(cells, row, source)
            continue
        if len(cells) != len(order):
            problem = RowOfOtherCells(path=str(path), row=row, where="", field="", count=len(cells))
            source.problems.append(problem)
            continue
        own = dict(zip(order, map(str.strip, cells), strict=True))
        tables.append({name: _read(name, value) for name, value in own.items()})
        rows |= {(TABLE, len(tables), field): row for field in ("", *order)}
    source.rows = rows
    return source, {TABLE: tables}


def _cells(path: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows that are not empty, with their numbers in the file, from 1.

    Empty cells after the second are left out: a spreadsheet adds them.

    Raises:
        BadInput: a cell is too long, since a quotation mark is missing.
    """
    lines = _ENDS_OF_LINES.split(text)
    first = next((line for line in lines if line.strip()), "")
    mark = next((mark for mark in ";\t" if mark in first), ",")
    reader = csv.reader(lines, delimiter=mark, skipinitialspace=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                while len(cells) > _COLUMNS_OF_A_PLAN and not cells[-1].strip():
                    cells.pop()
                yield reader.line_num, cells
    except csv.Error:
        raise CellTooLong(path=str(path), row=reader.line_num) from None


def _headings(cells: list[str], row: int, source: Source) -> list[str]:
    """Return what the columns are, and note those that are unknown."""
    named = [cell.strip().casefold() for cell in cells]
    found = [_COLUMNS.get(name, "") for name in named]
    if sorted(found) == ["amount", "due"]:
        return found
    at: _At = {"path": str(source.path), "row": row, "where": N_("at the top")}
    wanted = [name for name in ("due", "amount") if name not in found]
    if "" in found:
        known = ["due", "amount", "förfallodag", "belopp"]
        unknown = named[found.index("")]
        source.problems.append(FieldUnknown(**at, field=unknown, known=known))
    elif wanted:
        source.problems.append(FieldMissing(**at, field=wanted[0]))
    else:
        source.problems.append(RowOfOtherCells(**at, field="", count=len(found)))
    return ["due", "amount"]


def _read(name: str, value: str) -> date | str:
    """Return a cell; a day that is none stays a text, and its table says so."""
    if name != "due":
        return value
    try:
        return parse_date(value)
    except ValueError:
        return value


def rows_of_plan(path: Path, text: str) -> Rows:
    """Return the rows of the instalments of a CSV file."""
    return _of_csv(path, text)[0].rows
