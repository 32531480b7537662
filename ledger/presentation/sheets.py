"""A sheet: a report or a list for people, before it is drawn; and drawn as a table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from types import MappingProxyType, SimpleNamespace
from typing import Any

import msgspec
from msgspec.structs import replace

from events.text import widest
from events.text import width as width_of
from ledger import lean
from ledger.presentation.language import _
from ledger.presentation.wrapping import wrapped
from projections.report import ColumnKind, Whole

WIDE = 100  # columns of a terminal from which on wide columns are shown
SEPARATOR = " · "
_GAP = 2
_SHRINKABLE = frozenset({"text", "word", "positions"})
_RIGHT = frozenset({"money", "percent", "quantity", "number"})
_COMFORTABLE, _LEAST = 10, 4
_INDENT = "    "
_SHELL_WORD = re.compile(r"(?:'[^']*'|\"[^\"]*\"|[^\s'\"])+")
_PARTED = {"Återrapporterat": "Åter-\nrapporterat"}  # long words; others are parted at spaces


class Sheet(msgspec.Struct, frozen=True):
    """A table of texts, already translated and safe to print, with its header and notes.

    Attributes:
        caption: the parts of the header; may be empty.
        headings: of the columns.
        kinds: of the columns; they decide the alignment, and which cells may be shortened.
        rows: cells.
        totals: the last rows, set apart; none: no sums.
        notes: sentences under the table.
        empty: the text in the place of a table without rows.
        anchors: where each cell of the rows and totals leads on its page; empty: nowhere.
        whole: columns whose texts are never cut, and how they are parted.
        shares: of columns of bars, how full each is, totals last, in hundredths of a per cent.
    """

    caption: tuple[str, ...]
    headings: tuple[str, ...]
    kinds: tuple[ColumnKind, ...]
    rows: list[list[str]]
    totals: list[list[str]]
    notes: list[str]
    empty: str
    anchors: Sequence[Sequence[str]] = ()
    whole: Mapping[int, Whole] = MappingProxyType({})
    shares: Mapping[int, Sequence[int | None]] = MappingProxyType({})

    def is_right(self, index: int) -> bool:
        """Return whether a column is set to the right."""
        return self.kinds[index] in _RIGHT


def fits(sheet: Sheet, width: int) -> bool:
    """Return whether a table fits a width with its texts still readable."""
    rows = [list(sheet.headings), *sheet.rows, *sheet.totals]
    widths = _widths(rows)
    least = sum(
        min(own, _COMFORTABLE) if kind in _SHRINKABLE else own
        for own, kind in zip(widths, sheet.kinds, strict=True)
    )
    return least + _GAP * (len(sheet.kinds) - 1) <= width


def note(text: str) -> str:
    """Return a note as it stands under a table."""
    return _("Note: {text}", text=text)


def as_table(sheets: Sequence[Sheet], width: int) -> str:
    """Return sheets as text that fits a width, unless its amounts alone are wider."""
    return "\n".join("\n".join(_table_lines(sheet, width)) + "\n" for sheet in sheets)


def _table_lines(sheet: Sheet, width: int) -> list[str]:
    lines = _wrapped(sheet.caption, width)
    if sheet.rows:
        lines += _grid(sheet, width)
    else:
        lines.append(sheet.empty)
    return lines + [note(text) for text in sheet.notes]


def _wrapped(parts: Sequence[str], width: int) -> list[str]:
    """Return the parts joined, on as many lines as they need; no part is broken."""
    lines: list[str] = []
    for part in parts:
        if lines and width_of(lines[-1]) + len(SEPARATOR) + width_of(part) <= width:
            lines[-1] += SEPARATOR + part
        else:
            lines.append(part)
    return lines


def _grid(sheet: Sheet, width: int) -> list[str]:
    """Return the lines of a table; what has no room and is not to be cut stands below its row."""
    rows = [sheet.headings, *sheet.rows, *sheet.totals]
    if not sheet.whole or sum(_widths(rows)) + _GAP * (len(sheet.kinds) - 1) <= width:
        return _drawn(sheet, width)
    kept = [i for i in range(len(sheet.kinds)) if i not in sheet.whole]
    less = replace(
        sheet,
        headings=tuple(sheet.headings[i] for i in kept),
        kinds=tuple(sheet.kinds[i] for i in kept),
        rows=[[row[i] for i in kept] for row in sheet.rows],
        totals=[[row[i] for i in kept] for row in sheet.totals],
    )
    drawn = _drawn(less, width)
    start = len(drawn) - len(sheet.rows) - (len(sheet.totals) + 1 if sheet.totals else 0)
    lines = drawn[:start]
    for line, row in zip(drawn[start:], sheet.rows, strict=False):
        lines += [line, *_below(sheet, row, width)]
    return lines + drawn[start + len(sheet.rows) :]


def _below(sheet: Sheet, row: Sequence[str], width: int) -> Iterator[str]:
    """Yield the texts of a row that are not to be cut, the later ones with their headings."""
    for place, (i, how) in enumerate(sheet.whole.items()):
        if row[i]:
            text = row[i] if not place else f"{sheet.headings[i]}: {row[i]}"
            is_command = how == "command"
            words = _SHELL_WORD.findall(text) if is_command else text.split(" ")
            further = _INDENT * 2 if is_command else _INDENT
            yield from wrapped(words, width, _INDENT, further, " \\" if is_command else "")


def _drawn(sheet: Sheet, width: int) -> list[str]:
    tabulate = _tabulate()
    headings, height = _headings(sheet, width)
    rows = [headings, *sheet.rows, *sheet.totals]
    natural = _widths(rows)
    widths = _fitted(sheet, [*natural], width)
    if widths != natural:
        columns = zip(zip(*rows, strict=True), natural, widths, strict=True)
        cut = [x if own <= to else [_cut(cell, to) for cell in x] for x, own, to in columns]
        rows = [list(row) for row in zip(*cut, strict=True)]
    text = tabulate.tabulate(
        rows[1:],
        headers=["\n" * (height - 1 - cell.count("\n")) + cell for cell in rows[0]],
        tablefmt="simple",
        disable_numparse=True,
        colalign=["right" if sheet.is_right(i) else "left" for i in range(len(widths))],
    )
    lines = [line.rstrip(" ") for line in text.split("\n")]
    if sheet.totals:
        lines.insert(-len(sheet.totals), lines[height])
    return lines


@cache
def _tabulate() -> Any:
    """Return the package that draws tables, as it is wanted here.

    A width is that of the text as a terminal shows it.
    """
    tabulate: Any = lean.tabulate()
    tabulate.MIN_PADDING = 0  # else each heading is two characters wider than its text
    tabulate.wcwidth = SimpleNamespace(wcswidth=width_of)
    tabulate.WIDE_CHARS_MODE = True
    # Every cell is a text already. To find that out it would try each cell with three patterns.
    tabulate._column_type = lambda *_cells, **_options: str  # noqa: SLF001 - no option for it
    return tabulate


def _headings(sheet: Sheet, width: int) -> tuple[list[str], int]:
    """Return the headings and how many lines they take.

    If texts would be cut, the headings over figures get several lines, where that makes room.
    """
    headings = list(sheet.headings)
    rows = [*sheet.rows, *sheet.totals]
    if sum(_widths([headings, *rows])) + _GAP * (len(headings) - 1) > width:
        for i, wanted in enumerate(_widths(rows)):
            if sheet.is_right(i) and width_of(headings[i]) > wanted:
                room = max(wanted, *(len(word) for word in headings[i].split()))
                from textwrap import fill

                headings[i] = _PARTED.get(headings[i]) or fill(
                    headings[i], room, break_long_words=False, break_on_hyphens=False
                )
    return headings, 1 + max(heading.count("\n") for heading in headings)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [widest(column) for column in zip(*rows, strict=True)]


def _fitted(sheet: Sheet, widths: list[int], width: int) -> list[int]:
    """Return the widths after shortening the widest texts first; amounts are never cut."""
    texts = [i for i, kind in enumerate(sheet.kinds) if kind in _SHRINKABLE]
    excess = sum(widths) + _GAP * (len(widths) - 1) - width
    for least in (_COMFORTABLE, _LEAST):
        while excess > 0:
            longest = max(texts, key=lambda i: widths[i], default=None)
            if longest is None or widths[longest] <= least:
                break
            further = max((widths[i] for i in texts if i != longest), default=0)
            less = max(1, min(excess, widths[longest] - max(further, least)))
            widths[longest] -= less
            excess -= less
    return widths


def _cut(text: str, width: int) -> str:
    if "\n" in text or width_of(text) <= width:
        return text
    end = min(len(text), width - 1)
    while width_of(text[:end]) > width - 1:
        end -= 1
    return text[:end].rstrip(" ") + "…"
