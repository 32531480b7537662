"""Sheets as Markdown and as a web page, for mail and other documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import zip_longest

from ledger.lean import escape
from ledger.presentation.language import current
from ledger.presentation.sheets import SEPARATOR, Sheet, note

_MARKUP = re.compile(r"([\\`*_\[\]<>|~#])")

_STYLE = """\
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; color: #1a1a1a; }
table { border-collapse: collapse; margin-bottom: 1rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .6rem; }
th, td { padding: .25rem .7rem; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #555; }
tbody tr:nth-child(even) { background: #f4f4f4; }
tfoot td { border-top: 2px solid #555; font-weight: 600; }
.right { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
@media print { body { margin: 0; font-size: 10pt; } }
"""


def as_markdown(sheets: Sequence[Sheet]) -> str:
    """Return sheets as GitHub's tables."""
    return "\n".join(_markdown(sheet) for sheet in sheets)


def _markdown(sheet: Sheet) -> str:
    blocks = []
    if sheet.caption:
        blocks.append("**" + _quoted(SEPARATOR.join(sheet.caption)) + "**")
    if sheet.rows:
        marks = ["---:" if sheet.is_right(i) else "---" for i in range(len(sheet.headings))]
        lines = [_md_row(map(_quoted, sheet.headings)), _md_row(marks)]
        lines += [_md_row(map(_quoted, row)) for row in sheet.rows]
        lines += [
            _md_row(f"**{_quoted(cell)}**" if cell else "" for cell in total)
            for total in sheet.totals
        ]
        blocks.append("\n".join(lines))
    else:
        blocks.append(_quoted(sheet.empty))
    if sheet.notes:
        blocks.append("\n".join("- " + _quoted(note(text)) for text in sheet.notes))
    return "\n\n".join(blocks) + "\n"


def _md_row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _quoted(text: str) -> str:
    return _MARKUP.sub(r"\\\1", text)


def as_page(sheets: Sequence[Sheet]) -> str:
    """Return sheets as a web page that needs no script and no other file."""
    first = next((sheet.caption for sheet in sheets if sheet.caption), ("Samverk",))
    body = "\n".join(_section(sheet) for sheet in sheets)
    return (
        f'<!DOCTYPE html>\n<html lang="{current()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(SEPARATOR.join(first))}</title>\n<style>\n{_STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _section(sheet: Sheet) -> str:
    caption = escape(SEPARATOR.join(sheet.caption))
    if sheet.rows:
        anchors = iter(sheet.anchors)
        rows, totals = (
            "\n".join(_html_row(sheet, row, "td", next(anchors, ())) for row in part)
            for part in (sheet.rows, sheet.totals)
        )
        lines = [
            "<table>",
            f"<caption>{caption}</caption>" if caption else "",
            "<thead>",
            _html_row(sheet, sheet.headings, 'th scope="col"'),
            "</thead>",
            f"<tbody>\n{rows}\n</tbody>",
            f"<tfoot>\n{totals}\n</tfoot>" if sheet.totals else "",
            "</table>",
        ]
    else:
        lines = [f"<h2>{caption}</h2>" if caption else "", f"<p>{escape(sheet.empty)}</p>"]
    if sheet.notes:
        notes = "\n".join(f"<li>{escape(note(text))}</li>" for text in sheet.notes)
        lines.append(f"<ul>\n{notes}\n</ul>")
    return "\n".join(line for line in lines if line)


def _html_row(sheet: Sheet, cells: Sequence[str], tag: str, anchors: Sequence[str] = ()) -> str:
    name = tag.partition(" ")[0]
    right = ' class="right"'
    texts = (
        f"<{tag}{right if sheet.is_right(i) else ''}>{_linked(cell, anchor)}</{name}>"
        for i, (cell, anchor) in enumerate(zip_longest(cells, anchors, fillvalue=""))
    )
    return f"<tr>{''.join(texts)}</tr>"


def _linked(cell: str, anchor: str) -> str:
    return f'<a href="#{anchor}">{escape(cell)}</a>' if anchor and cell else escape(cell)
