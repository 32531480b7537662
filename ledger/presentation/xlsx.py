"""A report or a list as a workbook: its rows, a sheet for each board, the events, and about it.

The headings are those that people read. The last sheet has what stands over and under a table:
notices, and the words that make the report again, which are kept in a part of their own as well.
The same question makes the same parts, whenever it is asked.
"""

from __future__ import annotations

import io
import json
import shlex
import struct
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import zip_longest
from tempfile import TemporaryDirectory, TemporaryFile
from typing import IO, TYPE_CHECKING, Any
from xml.sax.saxutils import escape, unescape
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

import msgspec
from msgspec.structs import replace

from ledger.presentation.data_formats import rows_of
from ledger.presentation.data_rows import data
from ledger.presentation.formats import FORM, How, Saved
from ledger.presentation.language import _
from ledger.presentation.listing import Listing
from ledger.presentation.lists import LISTS
from ledger.presentation.rendering import sheets_of
from ledger.presentation.workbook import Workbook

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ledger.presentation.formats import Shown
    from projections.report import Column, Report

_AGAIN, _EARLIER_AGAIN = "docProps/samverk.xml", "docProps/samverk.json"
_SINCE = 4  # the form of a report from which on workbooks are such
_START, _END = "<samverk>", "</samverk>"
_MOST_BYTES = 100_000_000  # of a part that is read back
_CHUNK = 1 << 20
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # of what is of no instant
# What `zipfile` and `json` run into where a file is none of theirs, or a damaged one.
_DAMAGED = (
    *(BadZipFile, LargeZipFile, KeyError, ValueError, NotImplementedError, RuntimeError),
    *(EOFError, OSError, OverflowError, struct.error, zlib.error),
)


def write(shown: Shown, how: How) -> bytes:
    """Return the workbook.

    Raises:
        NoWorkbookLibrary: the library that writes workbooks is not installed.
    """
    if how.form < _SINCE:
        from ledger.presentation import earlier_workbook

        return earlier_workbook.write(shown, how)
    return b"".join(packed(shown))


def packed(shown: Shown) -> Iterator[bytes]:
    """Yield the workbook in parts. The rows of a list may be an iterator: none is kept.

    Raises:
        NoWorkbookLibrary: the library that writes workbooks is not installed.
    """
    with TemporaryFile() as file, TemporaryDirectory(prefix="samverk") as folder:
        _fill(file, folder, shown)
        again = getattr(shown, "again", ())
        if again:
            _add_again(file, again)
        file.seek(0)
        while chunk := file.read(_CHUNK):
            yield chunk


def _fill(file: IO[bytes], folder: str, shown: Shown) -> None:
    title = shown.title or ""
    when = _EPOCH if isinstance(shown, Listing) else shown.scope.known_at or _EPOCH
    is_elsewhere = shown.zone() is not None
    book = Workbook(file, folder, title, when, is_elsewhere=is_elsewhere)
    try:
        columns, rows = rows_of(shown)
        columns = data(columns)
        totals = (shown.totals or ()) if isinstance(shown, Listing) else _sums(shown)
        book.rows(_("Rows"), columns, rows, shown.currency, totals)
        if not isinstance(shown, Listing):
            _add_boards(book, shown, columns, rows)
            if shown.behind is not None:
                of_log = [x for x in LISTS["log"].columns if not x.hidden]
                book.rows(_("Events"), of_log, shown.behind, shown.currency)
        book.texts(_("About"), _about(shown))
    except BaseException:
        book.abandon()
        raise
    book.close()


def _sums(report: Report) -> Sequence[Mapping[str, Any]]:
    return (report.totals,) if report.totals else ()


def _add_boards(
    book: Workbook, report: Report, columns: Sequence[Column], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Add a sheet for each of the boards whose lines the rows are, if there are several."""
    if not {"funder", "funder_name"} <= {x.key for x in report.fields} or report.by:
        return
    names = {row["funder"]: row["funder_name"] for row in rows if row["funder"]}
    for funder, name in names.items() if len(names) > 1 else ():
        own = [row for row in rows if row["funder"] == funder]
        sums = {key: sum(row[key] or 0 for row in own) for key in report.measures}
        book.rows(name or funder, columns, own, report.currency, (sums,))


def _about(shown: Shown) -> Iterator[str]:
    for sheet in sheets_of(_bare(shown)):
        yield from (*sheet.caption, *sheet.notes)
    again = getattr(shown, "again", ())
    if again:
        yield from (_("To make this report again:"), shlex.join(again))


def _bare(shown: Shown) -> Shown:
    """Return what is shown without its rows, which are a sheet already."""
    if isinstance(shown, Listing):
        return replace(shown, rows=())
    changes: list[dict[str, Any]] | None = None if shown.changes is None else []
    return msgspec.structs.replace(shown, rows=[], totals={}, changes=changes)


def _add_again(file: IO[bytes], again: Sequence[str]) -> None:
    """Add the part that a program reads the words in which make the report again."""
    said = escape(json.dumps({"form": FORM, "again": again}))
    info = ZipInfo(_AGAIN)  # of 1980, whenever it is made
    info.create_system = 0
    with ZipFile(file, "a") as parts:
        parts.writestr(info, f"{_START}{said}{_END}")


def saved(content: bytes) -> Saved | None:
    """Return the command in a workbook that was saved, and its form."""
    try:
        with ZipFile(io.BytesIO(content)) as file:
            name = _AGAIN if _AGAIN in file.namelist() else _EARLIER_AGAIN
            if file.getinfo(name).file_size > _MOST_BYTES:
                return None
            text = file.read(name).decode()
        if name == _AGAIN:
            said = json.loads(unescape(text.removeprefix(_START).removesuffix(_END)))
            words, form = said["again"], said["form"]
        else:
            words, form = json.loads(text), _SINCE - 1
    except (*_DAMAGED, TypeError):
        return None
    is_said = isinstance(words, list) and all(isinstance(word, str) for word in words)
    is_known = form in range(_SINCE - 1, FORM + 1)
    return Saved(words, (form,)) if words and is_said and is_known else None


def is_same(one: bytes, other: bytes) -> bool:
    """Return whether two workbooks have the same parts.

    Their bytes may differ all the same: compression does, from one machine to the next.
    """
    try:
        with ZipFile(io.BytesIO(one)) as first, ZipFile(io.BytesIO(other)) as second:
            pairs = list(zip_longest(first.infolist(), second.infolist()))
            told = all(a and b and _told(a) == _told(b) for a, b in pairs)
            return told and all(_is_same_part(first.open(a), second.open(b)) for a, b in pairs)
    except _DAMAGED:
        return False


def _told(part: ZipInfo) -> tuple[str, int]:
    return part.filename, part.file_size


def _is_same_part(one: IO[bytes], other: IO[bytes]) -> bool:
    with one, other:
        while chunk := one.read(_CHUNK):
            if chunk != other.read(_CHUNK):
                return False
        return not other.read(1)
