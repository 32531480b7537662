"""A workbook. A format of bytes as somebody would add it: see docs/CONTRIBUTING.md.

It is the least that a spreadsheet opens: numbers as numbers, and no style.
"""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape
from zipfile import BadZipFile, ZipFile, ZipInfo

from ledger.presentation import display
from ledger.presentation.data_formats import rows_of
from ledger.presentation.formats import How, Saved
from ledger.presentation.language import translate

if TYPE_CHECKING:
    from ledger.presentation.formats import Shown

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_AGAIN = "docProps/samverk.json"
_PARTS = {
    "[Content_Types].xml": (
        f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="json" ContentType="application/json"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/sheet.xml" ContentType="{_TYPE}.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
        f' Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        '<sheets><sheet name="Samverk" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1"'
        f' Type="{_OFFICE}/worksheet" Target="sheet.xml"/></Relationships>'
    ),
}


def write(shown: Shown, _how: How) -> bytes:
    """Return the workbook; the same bytes whenever it is made."""
    columns, rows = rows_of(shown)
    cells = [[_text(translate(column.heading)) for column in columns]]
    for row in rows:
        currency = row.get("currency") or shown.currency
        cells.append([_cell(column.kind, row[column.key], currency) for column in columns])
    lines = "".join(f"<row>{''.join(line)}</row>" for line in cells)
    sheet = f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData></worksheet>'
    parts = {**_PARTS, "xl/sheet.xml": sheet, _AGAIN: json.dumps(getattr(shown, "again", ()))}
    out = io.BytesIO()
    with ZipFile(out, "w") as file:
        for name, text in parts.items():
            file.writestr(ZipInfo(name), text)
    return out.getvalue()


def _cell(kind: str, value: Any, currency: str) -> str:
    if value is None:
        return "<c/>"
    if kind == "money":
        return f"<c><v>{display.plain_amount(value, currency)}</v></c>"
    if kind == "number":
        return f"<c><v>{value}</v></c>"
    return _text(str(value))


def _text(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(display.safe(text))}</t></is></c>'


def saved(content: bytes) -> Saved | None:
    """Return the command in a workbook that was saved."""
    try:
        with ZipFile(io.BytesIO(content)) as file:
            words = json.loads(file.read(_AGAIN))
    except (BadZipFile, KeyError, ValueError):
        return None
    return Saved(words) if words else None
