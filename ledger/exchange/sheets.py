"""A spreadsheet (.xlsx): the one visible sheet that has a header is read.

The library python-calamine reads spreadsheets; it is an extra, and imported only here. It makes a
grid of whatever a file claims to hold, and an empty cell of one that shows an error. So a file is
unpacked here first, part by part within limits, and the library gets the parts that were looked at
in an archive that is made here.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import Any, NamedTuple

from ledger.exchange import tables
from ledger.exchange.cells import ErrorCell, Value
from ledger.exchange.headers import header_of
from ledger.exchange.kinds import OLD
from ledger.exchange.refusals import (
    NoSheetLibrary,
    OldSpreadsheet,
    SheetsOpen,
    SheetTooLarge,
    SheetUnreadable,
)
from ledger.exchange.rows import Reading, Understood
from ledger.refusal import N_

MAX_PARTS, MAX_ALL, MAX_RATIO, MAX_CELLS = 1_000, 128 * 2**20, 200, 4_000_000
_SMALL = 2**20  # below, any ratio will do
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
_NEEDED = re.compile(
    r"\[Content_Types\]\.xml|_rels/\.rels|xl/(?:workbook|sharedStrings|styles)\.xml"
    r"|xl/_rels/workbook\.xml\.rels|xl/worksheets/[^/]+\.xml",
    re.IGNORECASE,
)
# Wherever such an attribute stands: no cell can be further down or to the right than it says.
_PLACE = re.compile(rb"\br\s*=\s*[\"']\s*([A-Za-z]{0,3})([0-9]{1,7})\s*[\"']")
_FAR = re.compile(rb"\br\s*=\s*[\"']\s*(?:[A-Za-z]{4}|[A-Za-z]*[0-9]{8})")
_CELLS = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ROWS = re.compile(rb"<(?:\w+:)?row[\s/>]")
_ERROR_CELL = re.compile(
    rb"(<(?:\w+:)?c\s[^<>]*\bt\s*=\s*[\"']e[\"'][^<>]*>)"
    rb"(?:(?:<f[^<>]*>[^<]*</f>|<f[^<>]*/>)?<v>(#[A-Z0-9/?!_]{2,20})</v>)?"
)
_COUNT = re.compile(rb"\b[a-zA-Z]*[cC]ount\s*=\s*[\"']\s*\+?([0-9]{1,12})")
_FROM_1904 = re.compile(rb"\bdate1904\s*=\s*[\"'](?:1|true)[\"']")
_DOCTYPE = re.compile(rb"<!DOCTYPE|<!ENTITY", re.IGNORECASE)
_SHOWN_ERROR = "#"
_NOT_ZIP = N_("it is no archive, or a damaged one")
_NO_WORKBOOK = N_("there is no workbook of Excel's in it")
_DAMAGED = N_("a part of it is damaged")
_DECLARED = N_("it declares a document type")
_COULD_NOT = N_("the library cannot read it")


class _Book(NamedTuple):
    """What is known of a workbook before the library reads it.

    Attributes:
        raw: an archive with the parts that are needed, not packed.
        errors: row and column, from 1, of the cells of any sheet that show an error -> which.
        serials: whether a plain number can be a day, counted from 1900.
    """

    raw: bytes
    errors: Mapping[tuple[int, int], str]
    serials: bool


def read(
    raw: bytes, *, names: Mapping[str, str] | None = None, decimal_mark: str | None = None
) -> Reading:
    """Return the rows of the sheet that has a header.

    Args:
        raw: the bytes of the file.
        names: further names of columns -> what they are.
        decimal_mark: of amounts that are texts; None: as the file shows it.

    Raises:
        BadInput: it cannot be read, or is larger than any such file.
    """
    if raw.startswith(OLD):
        raise OldSpreadsheet
    book = _looked_at(raw)
    sheets = _sheets(book.raw)
    grids = {sheet.name: partial(_grid, sheet, book.errors) for sheet in sheets}
    headed = [name for name, grid in grids.items() if header_of(grid(), names)]
    if len(headed) > 1:
        raise SheetsOpen(sheets=headed)
    chosen = headed[0] if headed else sheets[0].name
    understood = Understood(format="table", extra={"sheet": chosen, "sheets": [*grids]})
    return tables.read(
        grids[chosen],
        understood,
        names=names,
        decimal_mark=decimal_mark,
        serials=book.serials,
    )


def _looked_at(raw: bytes) -> _Book:
    """Return a workbook that holds no more than a list of payments does.

    Raises:
        BadInput: ``sheet-too-large`` or ``sheet-unreadable``.
    """
    parts = _unpacked(raw)
    if not any(name.lower() == "xl/workbook.xml" for name in parts):
        raise SheetUnreadable(why=_NO_WORKBOOK)
    errors: dict[tuple[int, int], str] = {}
    cells = 0
    for name, part in parts.items():
        if _DOCTYPE.search(part):
            raise SheetUnreadable(why=_DECLARED)
        if any(int(count) > MAX_CELLS for count in _COUNT.findall(part)):
            raise SheetTooLarge  # the library would make room for so many
        if _SHEET.fullmatch(name):
            cells += _cells_of(part)
            if cells > MAX_CELLS:
                raise SheetTooLarge
            errors |= _errors(part)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    books = (part for name, part in parts.items() if name.lower() == "xl/workbook.xml")
    serials = not any(_FROM_1904.search(part) for part in books)
    return _Book(out.getvalue(), errors, serials)


def _unpacked(raw: bytes) -> dict[str, bytes]:
    """Return the parts that are needed, each read whole within the limits."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_ALL:
                raise SheetTooLarge
            for part in parts:
                is_packed = part.file_size > MAX_RATIO * max(part.compress_size, 1)
                if is_packed and part.file_size > _SMALL:
                    raise SheetTooLarge
            wanted = {x.filename: x for x in parts if _NEEDED.fullmatch(x.filename)}
            # It reads no more than a part says that it has, and refuses one that has another sum.
            return {name: archive.read(part) for name, part in wanted.items()}
    except (zipfile.BadZipFile, NotImplementedError, ValueError, RuntimeError, OSError):
        raise SheetUnreadable(why=_NOT_ZIP) from None
    except (zlib.error, EOFError, KeyError, IndexError, UnicodeError):
        raise SheetUnreadable(why=_DAMAGED) from None


def _cells_of(part: bytes) -> int:
    """Return how many cells a grid of a sheet has at most, wherever those are that it names."""
    if _FAR.search(part):
        raise SheetTooLarge
    letters, last, placed = set[bytes](), 0, 0
    for found in _PLACE.finditer(part):
        column, row = found.groups()
        if column:
            placed += 1
            letters.add(column)
        last = max(last, int(row))
    rows = last + len(_ROWS.findall(part))
    columns = max((_column(one) for one in letters), default=0)
    if len(_CELLS.findall(part)) > placed:  # those without a place count on from the one before
        columns += max(len(_CELLS.findall(row)) for row in _ROWS.split(part))
    return rows * columns


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _errors(part: bytes) -> dict[tuple[int, int], str]:
    """Return row and column of the cells that show an error, and which."""
    found = {}
    for cell in _ERROR_CELL.finditer(part):
        place = _PLACE.search(cell[1])
        if place is None or not place[1]:
            raise SheetUnreadable(why=_DAMAGED)
        shown = cell[2].decode("ascii") if cell[2] else _SHOWN_ERROR
        found[int(place[2]), _column(place[1])] = shown
    return found


def _sheets(raw: bytes) -> list[Any]:
    """Return the visible sheets of a workbook."""
    try:
        import python_calamine
    except ImportError as error:
        raise NoSheetLibrary(cause=str(error)) from None
    try:
        book = python_calamine.load_workbook(io.BytesIO(raw))
        visible = python_calamine.SheetVisibleEnum.Visible
        kind = python_calamine.SheetTypeEnum.WorkSheet
        named = [x.name for x in book.sheets_metadata if x.visible == visible and x.typ == kind]
        found = [book.get_sheet_by_name(name) for name in named]
    except (python_calamine.CalamineError, ValueError, KeyError, IndexError, OSError):
        raise SheetUnreadable(why=_COULD_NOT) from None
    except BaseException as error:
        if type(error).__name__ == "PanicException":  # how the library's language fails
            raise SheetUnreadable(why=_COULD_NOT) from None
        raise
    if not found:
        raise SheetUnreadable(why=_COULD_NOT)
    return found


def _grid(
    sheet: Any, errors: Mapping[tuple[int, int], str]
) -> Iterator[tuple[int, Sequence[Value]]]:
    """Yield the rows of a sheet; cells of any sheet that show an error do so in this one, too."""
    left = sheet.start[1] + 1 if sheet.start else 1
    with_errors = {row for row, _ in errors}
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number in with_errors:
            for place in range(len(cells)):
                if (number, left + place) in errors and cells[place] == "":
                    cells[place] = ErrorCell(errors[number, left + place])
        yield number, cells
