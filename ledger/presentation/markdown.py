"""Sheets as Markdown, for mail and other documents."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ledger.presentation.sheets import SEPARATOR, Sheet, note

_MARKUP = re.compile(r"([\\`*_\[\]<>|~#])")


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
