"""The text of a TOML file: its encoding, errors in its form, and the rows of its fields.

Python's reader of TOML tells the place of an error of form, in English, and no other place. This
module words such errors in this program's languages. It finds the rows of fields by a second look
through the text, once that is known to be TOML.
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from ledger.exchange.refusals import FileInUtf16, FileInWindows1252, FileNotToml
from ledger.refusal import N_

# The name of a list of tables and which of them ("", 0 for the top), and a field ("" for the
# heading) -> the row of the file
Rows: TypeAlias = Mapping[tuple[str, int, str], int]

_UTF8_MARK = b"\xef\xbb\xbf"
_OTHER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_PLACE = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_DAY = re.compile(r"=\s*\d{4}-\d{1,2}(-\d{0,2})?$")
_CURLY = "\u201c\u201d\u201e\u2018\u2019\u201a\u00ab\u00bb"
# Reasons why a text is no TOML.
_STATEMENT = N_("a line begins with the name of a field and =, or with a heading or #")
_LINE_END = N_("something follows the value on the same line")
_QUOTATION = N_("a quotation mark is not closed")
_CHARACTER = N_("there is a character that cannot stand there")
_TWICE = N_("the field or heading stands there twice")
_NAME_OF_FIELD = N_("the name of a field has letters from a to z, digits, - and _ only")
_BACKSLASH = N_("a backslash in a text is written twice")
_DATE = N_("there is no such day; a day is written 2024-01-31")
_OTHER = N_("that is no TOML")
_VALUE = N_("a value is a text in quotation marks, a date, a list, true or false")
# beginning of Python's message -> reason
_WHY = {
    "Invalid statement": _STATEMENT,
    "Expected newline": _LINE_END,
    "Expected ']": N_("a heading is written [[line]] or [[party]]"),
    "Expected '='": N_("there is no = after the name of the field"),
    "Expected '\"": _QUOTATION,
    "Expected \"'": _QUOTATION,
    "Found invalid character": _CHARACTER,
    "Illegal character '\\n'": _QUOTATION,
    "Illegal character": _CHARACTER,
    "Cannot ": _TWICE,
    "Duplicate": _TWICE,
    "Invalid initial character": _NAME_OF_FIELD,
    "Unclosed array": N_("a list is not closed by ], or a comma is missing in it"),
    "Unclosed inline table": N_(
        "a brace is not closed by }, or a comma or quotation mark is missing in it"
    ),
    "Unescaped": _BACKSLASH,
    "Invalid hex value": _BACKSLASH,
    "Escaped character": _BACKSLASH,
    "Unterminated string": _QUOTATION,
    "Invalid date": _DATE,
    "Invalid value": _VALUE,
}
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|[\[\]{}\n]',
    re.DOTALL,
)
_HEADING = re.compile(r"(\[{1,2})\s*([^\]]+?)\s*\]")
_NAME = r"(?:[A-Za-z0-9_-]+|\"[^\"\n]*\"|'[^'\n]*')"
_KEY = re.compile(rf"{_NAME}(?:[ \t]*\.[ \t]*{_NAME})*(?=[ \t]*=)")


def text_of(raw: bytes, path: Path) -> str:
    """Return the text of a file in UTF-8, with or without a byte order mark.

    Raises:
        BadInput: it is saved in another encoding; the error names a likely one.
    """
    if raw.startswith(_OTHER_MARKS) or b"\x00" in raw[:200]:
        raise FileInUtf16(path=str(path))
    try:
        return raw.removeprefix(_UTF8_MARK).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        pass
    for row, line in enumerate(raw.removeprefix(_UTF8_MARK).split(b"\n"), 1):
        try:
            line.decode("utf-8")
        except UnicodeDecodeError:
            shown = line.decode("cp1252", "replace").strip()
            raise FileInWindows1252(path=str(path), row=row, text=shown) from None
    raise AssertionError(path)  # a line end is no part of a character


def content_of(text: str, path: Path) -> dict[str, Any]:
    """Return the content of a TOML text; a number with decimals keeps its digits as written.

    Raises:
        BadInput: the text is no TOML.
    """
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except (RecursionError, ValueError, ArithmeticError) as error:
        said = str(error)
    found = _PLACE.search(said)
    if found and found[1]:
        row, column = int(found[1]), int(found[2])
    elif found:
        row, column = text.rstrip("\n").count("\n") + 1, 1
    else:
        row, column = 1, 1
    why = next((code for start, code in _WHY.items() if said.startswith(start)), _OTHER)
    line = text.split("\n")[row - 1]
    if why == _LINE_END and _DAY.search(line[: column + 5]):
        why = _DATE
    if why == _VALUE and line[column - 1 :].startswith(tuple(_CURLY)):
        why = N_('the quotation marks are curved, and straight ones are needed: "')
    if why == _STATEMENT and line[column - 1 : column].isalpha():  # å, ä or ö
        why = _NAME_OF_FIELD
    raise FileNotToml(path=str(path), row=row, column=column, why=why)


def rows_of(text: str) -> Rows:
    """Return the rows of the fields of a text that is known to be TOML."""
    found: dict[tuple[str, int, str], int] = {}
    numbers: Counter[str] = Counter()
    table, number, prefix = "", 0, ""
    for row, statement in _statements(text):
        heading = _HEADING.match(statement)
        if heading:
            table, _dot, rest = _plain(heading[2]).partition(".")
            numbers[table] += heading[1] == "[[" and not rest
            number, prefix = numbers[table], f"{rest}." if rest else ""
            if not number:  # a table of its own: a field of the top
                table, prefix = "", f"{_plain(heading[2])}."
            found.setdefault((table, number, prefix.rstrip(".")), row)
        elif key := _KEY.match(statement):
            name = prefix + _plain(key[0])
            parts = name.split(".")
            for length in range(1, len(parts) + 1):
                found.setdefault((table, number, ".".join(parts[:length])), row)
    return found


def row_of(rows: Rows, table: str, number: int, field: str) -> int:
    """Return the row of a field, or of the table that it would stand in."""
    for found in (
        (table, number, field),
        (table, number, field.partition(".")[0]),
        (table, number, ""),
        ("", 0, table),
    ):
        if found in rows:
            return rows[found]
    return 1


def _plain(name: str) -> str:
    return ".".join(part.strip().strip("\"'") for part in name.split("."))


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield each field and heading, with the row that it begins in."""
    start, row, began, depth = 0, 1, 1, 0
    for token in _TOKEN.finditer(text + "\n"):
        match token[0]:
            case "[" | "{":
                depth += 1
            case "]" | "}":
                depth -= 1
            case "\n":
                row += 1
                if depth <= 0:
                    statement = text[start : token.start()].strip()
                    if statement and statement[0] != "#":
                        yield began, statement
                    start, began = token.end(), row
            case several:
                row += several.count("\n")
