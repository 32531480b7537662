"""A spreadsheet (.xlsx), or a web page that a bank calls one (.xls): the first sheet is read.

The library python-calamine reads spreadsheets; it is an extra, and imported only here. A file is
looked at before it is unpacked: parts, sizes and ratios that no spreadsheet of payments has are
refused.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from html.parser import HTMLParser
from typing import Any

from ledger.exchange import tables
from ledger.exchange.decoding import decoded
from ledger.exchange.refusals import NoSheetLibrary, SheetTooLarge, SheetUnreadable
from ledger.exchange.rows import Reading, Understood

MAX_PARTS, MAX_PART, MAX_ALL, MAX_RATIO = 1_000, 200 * 2**20, 400 * 2**20, 200
_SMALL = 2**20  # below, any ratio will do
MAX_ROWS = 1_048_576
_ZIP, _OLD = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LOOKS = 4096


def is_sheet(raw: bytes) -> bool:
    """Return whether a file begins as a spreadsheet does, or as a web page."""
    return raw.startswith((_ZIP, _OLD)) or is_page(raw)


def is_page(raw: bytes) -> bool:
    """Return whether a file is a web page."""
    beginning = raw[:_LOOKS].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return beginning.startswith((b"<html", b"<!doctype html", b"<table", b"<head", b"<meta"))


def read(
    raw: bytes, *, names: Mapping[str, str] | None = None, decimal_mark: str | None = None
) -> Reading:
    """Return the rows of the first sheet, or of the first table with a header.

    Args:
        raw: the bytes of the file.
        names: further names of columns -> what they are.
        decimal_mark: of amounts that are texts; None: as the file shows it.

    Raises:
        BadInput: it cannot be read, or is larger than any such file.
    """
    if is_page(raw):
        text, encoding = decoded(raw)
        page = _Page()
        page.feed(text)
        page.close()
        rows = page.rows
        understood = Understood(format="table", encoding=encoding, extra={"page": True})
        return tables.read(
            lambda: iter(enumerate(rows, 1)), understood, names=names, decimal_mark=decimal_mark
        )
    _require_reasonable(raw)
    sheet = _sheet(raw)
    understood = Understood(format="table", extra={"sheet": sheet.name})
    return tables.read(partial(_grid, sheet), understood, names=names, decimal_mark=decimal_mark)


def _require_reasonable(raw: bytes) -> None:
    """Refuse an archive that unpacks to more than a spreadsheet of payments does."""
    if raw.startswith(_OLD):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise SheetUnreadable(cause=str(error)) from None
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_ALL:
        raise SheetTooLarge
    for part in parts:
        is_packed = part.file_size > MAX_RATIO * max(part.compress_size, 1)
        if part.file_size > MAX_PART or (is_packed and part.file_size > _SMALL):
            raise SheetTooLarge


def _sheet(raw: bytes) -> Any:
    try:
        import python_calamine
    except ImportError as error:
        raise NoSheetLibrary(cause=str(error)) from None
    try:
        workbook = python_calamine.load_workbook(io.BytesIO(raw))
        visible = python_calamine.SheetVisibleEnum.Visible
        names = [x.name for x in workbook.sheets_metadata if x.visible == visible]
        return workbook.get_sheet_by_name((names or workbook.sheet_names)[0])
    except (python_calamine.CalamineError, IndexError) as error:
        raise SheetUnreadable(cause=str(error)) from None


def _grid(sheet: Any) -> Iterator[tuple[int, Sequence[tables.Value]]]:
    for number, row in enumerate(sheet.iter_rows(), 1):
        if number > MAX_ROWS:
            raise SheetTooLarge
        yield number, row


class _Page(HTMLParser):
    """The rows of the tables of a web page, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[list[str]] = []
        self._cell: list[str] | None = None

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002 - the library's
        if tag in {"tr", "td", "th"}:
            self._finish()  # a page need not close its cells
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"} and self.rows:
            self._cell = []

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th", "tr", "table"}:
            self._finish()

    def _finish(self) -> None:
        if self._cell is not None:
            self.rows[-1].append("".join(self._cell).strip())
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)
