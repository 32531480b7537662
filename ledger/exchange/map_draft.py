"""A map for a file that cannot be read: what its columns may be, for somebody to correct.

What is written is a proposal in a file of its own, which counts for nothing until it is added. A
column that nothing tells is left out of it, as a comment with what stands in its cells.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import PurePath
from typing import NamedTuple, get_args

from events.facts import DecimalMark
from events.text import BadTextError, clean_id, is_unseen
from ledger.exchange.cells import day_of, organisation_number
from ledger.exchange.decoding import UTF8
from ledger.exchange.headers import plain
from ledger.exchange.map_file import COLUMNS, DELIMITERS
from ledger.exchange.rows import Saw, SeenRow

_EXAMPLES = 3  # cells of a column in a comment
_LONGEST = 40  # letters of each
_ENOUGH = 2  # cells of a header
NEEDED = ("day", "amount")
# What a map can say of a file that was refused for this.
_HELPED = frozenset({"no-header", "column-twice", "decimal-ambiguous", "encoding-open"})

# A part of the name of a column, without accents -> what such a column mostly is.
_NAMES = (
    (re.compile(r"org|personn"), "organisation_number"),
    (re.compile(r"fakt|inv"), "invoice"),
    (re.compile(r"serie"), "series"),
    (re.compile(r"ver|lopn|bunt"), "voucher"),
    (re.compile(r"belopp|kronor|amount|utbet|netto|debet|summa|^kr$|^sek$"), "amount"),
    (re.compile(r"dat|dag|day"), "day"),
    (re.compile(r"konto|kto|account"), "account"),
    (re.compile(r"ansvar|kst|kostnadsst|costcent|enhet|namnd"), "object:1"),
    (re.compile(r"proj"), "object:6"),
    (re.compile(r"valuta|curr"), "currency"),
    (re.compile(r"tim|antal|hours|kvant"), "quantity"),
    (re.compile(r"lev|mottag|motpart|payee|namn|vem"), "payee"),
    (re.compile(r"text|beskr|benamn|avser|medd|descr|anm"), "text"),
)
_MONEY = re.compile(r"\(?[-+−]?\d[\d .,'\u00a0\u2009\u202f]*[-−]?\)?(?: ?(?:kr|SEK))?", re.ASCII)
_DECIMALS = re.compile(r"[.,]\d\d?(?=\D*$)", re.ASCII)


class Column(NamedTuple):
    """A column of a file that cannot be read.

    Attributes:
        name: as the file has it.
        known: what the program takes it for; empty: it is unknown.
        means: what it may be; empty: nothing tells.
        cells: some that stand below.
    """

    name: str
    known: str
    means: str
    cells: tuple[str, ...]


class Draft(NamedTuple):
    """A map that somebody may correct.

    Attributes:
        header: the row that most looks like names of columns; None: no row does.
        columns: of that row.
        missing: what a table needs and no column may be.
        name: for the map.
        toml: the file; empty: there are no columns to write of.
    """

    header: SeenRow | None
    columns: tuple[Column, ...]
    missing: tuple[str, ...]
    name: str
    toml: str


def drafted(saw: Saw, file: str, code: str = "no-header") -> Draft:
    """Return a map for what was seen of a file.

    Args:
        saw: what was seen.
        file: its name.
        code: why it cannot be read; against some of these no map helps.
    """
    header = _header(saw.rows)
    columns = () if header is None else tuple(_columns(header, saw.rows))
    told = {x.means for x in columns}
    missing = tuple(x for x in NEEDED if x not in told)
    if "quantity" in told:
        missing = tuple(x for x in missing if x != "amount")
    is_helped = code in _HELPED and (columns or saw.encoding is None)
    toml = "\n".join(_toml(saw, columns)) + "\n" if is_helped else ""
    return Draft(header, columns, missing, _name(file), toml)


def _header(rows: Sequence[SeenRow]) -> SeenRow | None:
    """Return the row with most known names; of several, that with most names and no number."""

    def looks(row: SeenRow) -> tuple[int, int]:
        known = len({*row.meanings} - {""})
        return known, sum(1 for x in row.cells if x.strip())

    found = [
        row
        for row in rows
        if sum(1 for x in row.cells if x.strip()) >= _ENOUGH
        and not any(_is_money(x) or _is_day(x) for x in row.cells)
    ]
    return max(found, key=looks, default=None)


def _columns(header: SeenRow, rows: Sequence[SeenRow]) -> Iterator[Column]:
    taken = {*header.meanings}
    for place, name in enumerate(header.cells):
        if not name.strip():
            continue
        below = [x.cells[place] for x in rows if x.number > header.number and len(x.cells) > place]
        cells = tuple(x for x in below if x.strip())
        known = header.meanings[place]
        means = known or _means(name, cells, taken)
        taken.add(means)
        yield Column(name, known, means, cells)


def _means(name: str, cells: Sequence[str], taken: set[str]) -> str:
    """Return what a column may be, by its name or else by its cells; empty: nothing tells."""
    bare = plain(name)
    for pattern, meaning in _NAMES:
        if meaning not in taken and pattern.search(bare) and _can_be(meaning, cells):
            return meaning
    for meaning in ("day", "organisation_number"):
        if cells and meaning not in taken and _can_be(meaning, cells):
            return meaning
    return ""


def _is_day(text: str) -> bool:
    return day_of(text) is not None


def _is_money(text: str) -> bool:
    return _MONEY.fullmatch(text.strip()) is not None


def _is_number(text: str) -> bool:
    return organisation_number(text.strip()) is not None


_CELLS: dict[str, Callable[[str], bool]] = {
    "day": _is_day,
    "amount": _is_money,
    "quantity": _is_money,
    "organisation_number": _is_number,
}


def _can_be(meaning: str, cells: Sequence[str]) -> bool:
    """Return whether cells may be that; a sum or a note at the end is none of theirs."""
    is_one = _CELLS.get(meaning)
    return is_one is None or not cells or sum(map(is_one, cells)) * 2 > len(cells)


def _toml(saw: Saw, columns: Sequence[Column]) -> Iterator[str]:
    yield '# source = "Raindance"'
    if saw.encoding is not None:
        yield f"encoding = {_quoted(saw.encoding)}"
    else:
        yield from (f"# encoding = {_quoted(x)}" for x in saw.tried if x != UTF8)
    word = next((x for x, mark in DELIMITERS.items() if mark == saw.delimiter), None)
    if word is not None:
        yield f"delimiter = {_quoted(word)}"
    mark = _mark(columns)
    if mark is not None:
        yield f"decimal_mark = {_quoted(mark)}"
    elif columns:
        yield from (f"# decimal_mark = {_quoted(x)}" for x in get_args(DecimalMark))
    if columns:
        yield from ("", f"[{COLUMNS}]", *_columns_toml(columns))


def _columns_toml(columns: Sequence[Column]) -> Iterator[str]:
    """Yield a line for each column; the second that is the same or is called so is a comment."""
    named, taken = set[str](), set[str]()
    for column in columns:
        name = " ".join(column.name.split())
        is_said = bool(column.means) and column.means not in taken and name not in named
        named.add(name)
        taken.add(column.means)
        examples = " | ".join(x.strip()[:_LONGEST] for x in column.cells[:_EXAMPLES])
        comment = f"  # {_line(examples)}" if examples else ""
        yield f"{'' if is_said else '# '}{_quoted(name)} = {_quoted(column.means)}{comment}"


def _line(text: str) -> str:
    """Return a text as a comment takes it: on one line, with nothing unseen."""
    return "".join(" " if is_unseen(x) else x for x in text)


def _quoted(text: str) -> str:
    """Return a text as TOML writes it."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _mark(columns: Sequence[Column]) -> str | None:
    """Return the decimal mark that stands before one or two last digits; None: none, or both."""
    money = [column for column in columns if column.means in {"amount", "quantity"}]
    found = {x[0] for column in money for cell in column.cells for x in _DECIMALS.findall(cell)}
    return {",": "comma", ".": "point"}[found.pop()] if len(found) == 1 else None


def _name(file: str) -> str:
    bare = re.sub(r"[^\w.-]+|\d{4,}", "-", PurePath(file).stem).strip("-._")
    try:
        return clean_id(re.sub(r"-+", "-", bare))
    except BadTextError:
        return "tabell"
