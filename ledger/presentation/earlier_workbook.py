"""A workbook (Office Open XML), the same bytes whenever it is made.

Texts are cells of text, whatever they begin with, so none is a formula. Amounts, numbers, per cents
and days are numbers, as a spreadsheet adds and sorts them. The headings are those that people read,
in a row that stays; the last sheet has what stands over and under a table: notices, and the words
that make the report again, which are kept in a part of their own as well.

Reports of earlier forms are made so when they are verified. It shares nothing with ``workbook.py``,
so a change there cannot alter what was made before.
"""

from __future__ import annotations

import io
import json
import re
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape
from zipfile import BadZipFile, LargeZipFile, ZipFile, ZipInfo

import msgspec
from msgspec.structs import replace

from ledger.presentation import display
from ledger.presentation.data_formats import rows_of
from ledger.presentation.formats import How, Saved
from ledger.presentation.language import _, translate
from ledger.presentation.listing import Listing
from ledger.presentation.rendering import sheets_of

if TYPE_CHECKING:
    from ledger.presentation.formats import Shown
    from projections.report import Column

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_AGAIN = "docProps/samverk.json"
_MOST_BYTES = 100_000_000  # of the part that is read back
_TEXT_LIMIT = 32_767  # of a cell, in the units of UTF-16
_CUT = "…"
_EXACT = 10**15  # larger numbers lose digits in a spreadsheet
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # which a spreadsheet would decode
_SHEET_LIMIT = 1_048_575  # rows of a sheet, less the heading
_DAY_ZERO = date(1899, 12, 30)  # from which spreadsheets count days
_EARLIEST = date(1900, 3, 1)  # before it they count a day that there was not
# The styles of cells, by their number: general, heading, amount, day, instant, per cent, text.
_GENERAL, _HEADING, _AMOUNT, _DAY, _INSTANT, _PERCENT, _TEXT, _WHOLE = range(8)
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts count="2">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="8">'
    + "".join(
        f'<xf numFmtId="{form}" fontId="{font}" fillId="0" borderId="0" xfId="0"'
        ' applyNumberFormat="1" applyFont="1"/>'
        for form, font in ((0, 0), (0, 1), (4, 0), (164, 0), (165, 0), (10, 0), (49, 0), (3, 0))
    )
    + "</cellXfs></styleSheet>"
)
# What `zipfile` and `json` run into where a file is none of theirs, or a damaged one.
_DAMAGED = (
    *(BadZipFile, LargeZipFile, KeyError, ValueError, NotImplementedError, RuntimeError),
    *(EOFError, OSError, OverflowError, struct.error, zlib.error),
)
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write(shown: Shown, _how: How) -> bytes:
    """Return the workbook."""
    again = getattr(shown, "again", ())
    columns, rows = rows_of(shown)
    columns = [column for column in columns if column.kind != "bar"]
    sheets = {
        _("Rows") + (f" {number}" if number > 1 else ""): _rows_sheet(shown, columns, some)
        for number, some in enumerate(_in_sheets(rows), 1)
    }
    sheets[_("About")] = _about_sheet(shown, again)
    parts = {
        **_frame(list(sheets)),
        **{f"xl/sheet{n}.xml": text for n, text in enumerate(sheets.values(), 1)},
        _AGAIN: json.dumps(again),
    }
    out = io.BytesIO()
    with ZipFile(out, "w") as file:  # not compressed: that differs from one machine to the next
        for name, text in parts.items():
            info = ZipInfo(name)  # of 1980, whenever it is made
            info.create_system = 0
            file.writestr(info, text if name == _AGAIN else _HEAD + text)
    return out.getvalue()


def _in_sheets(rows: Sequence[Mapping[str, Any]]) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Yield as many rows as a sheet has room for, with a heading above them."""
    for first in range(0, max(len(rows), 1), _SHEET_LIMIT):
        yield rows[first : first + _SHEET_LIMIT]


def _frame(names: Sequence[str]) -> dict[str, str]:
    """Return the parts that say what else is there, given the names of the sheets."""
    numbered = list(enumerate(names, 1))
    content_types = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{_TYPE}.{kind}+xml"/>'
        for name, kind in (
            ("workbook", "sheet.main"),
            ("styles", "styles"),
            *((f"sheet{n}", "worksheet") for n, _name in numbered),
        )
    )
    relations = "".join(
        f'<Relationship Id="r{n}" Type="{_OFFICE}/worksheet" Target="sheet{n}.xml"/>'
        for n, _name in numbered
    )
    sheets = "".join(
        f'<sheet name="{escape(name)}" sheetId="{n}" r:id="r{n}"/>' for n, name in numbered
    )
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            '<Default Extension="json" ContentType="application/json"/>'
            f"{content_types}</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
            f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>{sheets}</sheets></workbook>'
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">{relations}<Relationship Id="styles"'
            f' Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
        ),
        "xl/styles.xml": _STYLES,
    }


def _rows_sheet(shown: Shown, columns: Sequence[Column], rows: Iterable[Mapping[str, Any]]) -> str:
    headings = _headings(columns, is_elsewhere=shown.zone() is not None)
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{max(10, len(heading) + 2)}" customWidth="1"/>'
        for n, heading in enumerate(headings, 1)
    )
    lines = ["".join(_text(heading, _HEADING) for heading in headings)]
    for row in rows:
        money = str(row.get("currency") or shown.currency)
        lines.append("".join(_cell(column, row[column.key], money) for column in columns))
    frozen = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2"'
        ' activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    )
    return _sheet(lines, f"{frozen}<cols>{widths}</cols>")


def _headings(columns: Sequence[Column], *, is_elsewhere: bool) -> list[str]:
    """Return the headings that people read; two that are alike with the names of their fields.

    Args:
        columns: of the sheet.
        is_elsewhere: whether other times, as in the header, are in another zone than UTC.
    """
    shown = [
        translate(x.heading) + (" (UTC)" if is_elsewhere and x.kind == "instant" else "")
        for x in columns
    ]
    return [
        text if shown.count(text) == 1 else f"{text} ({column.key.removesuffix('_minor')})"
        for text, column in zip(shown, columns, strict=True)
    ]


def _about_sheet(shown: Shown, again: Sequence[str]) -> str:
    import shlex

    told = [part for sheet in sheets_of(_bare(shown)) for part in (*sheet.caption, *sheet.notes)]
    if again:
        told += [_("To make this report again:"), shlex.join(again)]
    return _sheet([_text(line, _TEXT) for line in told], "")


def _bare(shown: Shown) -> Shown:
    """Return what is shown without its rows, which are a sheet already."""
    if isinstance(shown, Listing):
        return replace(shown, rows=())
    changes: list[dict[str, Any]] | None = None if shown.changes is None else []
    return msgspec.structs.replace(shown, rows=[], totals={}, changes=changes)


def _sheet(lines: Iterable[str], before: str) -> str:
    data = "".join(f"<row>{line}</row>" for line in lines)
    return f'<worksheet xmlns="{_MAIN}">{before}<sheetData>{data}</sheetData></worksheet>'


def _cell(column: Column, value: Any, currency: str) -> str:
    kind = column.kind
    match value:
        case None | [] | ():
            return "<c/>"
        case bool():
            return _text(translate("yes") if value else translate("no"), _TEXT)
        case int() if kind == "money":
            plain = display.plain_amount(value, currency)
            return _number(plain, _AMOUNT if "." in plain else _WHOLE)
        case int() if kind == "percent":  # hundredths of a per cent
            return _number(f"{value / 10_000:.4f}", _PERCENT)
        case int():
            whole = str(value)
            return _number(whole, _GENERAL) if abs(value) < _EXACT else _text(whole, _TEXT)
        case datetime():
            return _day(value.astimezone(UTC), _INSTANT)
        case date():
            return _day(datetime(value.year, value.month, value.day, tzinfo=UTC), _DAY)
        case list() | tuple():
            mark = "#" if kind == "positions" else ""
            return _text(_joined([f"{mark}{x}" for x in value]), _TEXT)
    text = str(value)
    if kind == "quantity":
        return _number(text, _GENERAL)
    return _text(display.word(text, column.context) if kind == "word" else text, _TEXT)


def _number(text: str, style: int) -> str:
    return f'<c s="{style}"><v>{text}</v></c>'


def _day(when: datetime, style: int) -> str:
    """Return a day or an instant (UTC) as a spreadsheet counts it; very old ones as a text."""
    if when.date() < _EARLIEST:
        return _text(when.date().isoformat(), _TEXT)
    days = (when.date() - _DAY_ZERO).days
    seconds = when.hour * 3600 + when.minute * 60 + when.second
    return _number(f"{days + seconds / 86400:.8f}" if seconds else str(days), style)


def _joined(texts: Sequence[str]) -> str:
    """Return texts with commas between them; as many as a cell has room for, and none in part."""
    whole = ", ".join(texts)
    if _units(whole) <= _TEXT_LIMIT:
        return whole
    room = _TEXT_LIMIT - len(_CUT)
    for count, text in enumerate(texts):
        room -= _units(text) + len(", ")
        if room < 0:
            return "".join(f"{x}, " for x in texts[:count]) + _CUT
    return whole


def _units(text: str) -> int:
    """Return how long a text is in UTF-16, as spreadsheets count."""
    return len(text) + sum(x > "\uffff" for x in text)


def _text(text: str, style: int) -> str:
    safe = display.safe(text)
    if len(safe) > _TEXT_LIMIT // 2 and _units(safe) > _TEXT_LIMIT:
        encoded = safe.encode("utf-16-le")[: 2 * (_TEXT_LIMIT - len(_CUT))]
        safe = encoded.decode("utf-16-le", "ignore") + _CUT
    if "_x" in safe:
        safe = _LOOKS_ESCAPED.sub("_x005F_", safe)
    return f'<c s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(safe)}</t></is></c>'


def saved(content: bytes) -> Saved | None:
    """Return the command in a workbook that was saved."""
    try:
        with ZipFile(io.BytesIO(content)) as file:
            if file.getinfo(_AGAIN).file_size > _MOST_BYTES:
                return None
            words = json.loads(file.read(_AGAIN))
    except _DAMAGED:
        return None
    is_said = isinstance(words, list) and all(isinstance(word, str) for word in words)
    return Saved(words) if words and is_said else None
