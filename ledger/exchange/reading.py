"""A file of another program, whatever it is, read as rows.

What a file is follows from its bytes, or is said. What a map of the book says of such files is
used; what nobody says and the file does not show is asked for, and never guessed.
"""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from events.facts import ImportMapAdded
from ledger.books.files import content_of
from ledger.exchange import delimited, kinds
from ledger.exchange.decoding import DOS, UTF8, WINDOWS
from ledger.exchange.numbers import COMMA, POINT
from ledger.exchange.refusals import EmptyFile, MapOfTables, OtherFormat, UnreadableFile
from ledger.exchange.rows import Reading, Saw, SeenRow

MAX_BYTES = 512 * 2**20
_OWN = frozenset({"sie", "camt"})  # formats that say themselves what their parts are
_LOOKS = 4096  # bytes of the beginning
_SHOWN, _LONGEST = 12, 200  # lines of a file that cannot be read, and letters of a line
_DELIMITERS = {"tab": "\t"}  # a word where an event has it, since no text of one is unseen
_BEFORE = 3  # lines before the one that cannot be read
_MARKS = {"comma": COMMA, "point": POINT}
_WIDE = {codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}


class File(NamedTuple):
    """A file that has been read.

    Attributes:
        name: as it was given.
        sha256: of its bytes, in hexadecimal.
        reading: what was understood, and its rows.
        content: its bytes, as they were when it was read.
    """

    name: str
    sha256: str
    reading: Reading
    content: bytes


def read_file(
    path: Path,
    *,
    wanted: str | None = None,
    map_: ImportMapAdded | None = None,
    encoding: str | None = None,
) -> File:
    """Read a file; arguments and errors as ``read``, and if there is no such file."""
    raw = content_of(path, MAX_BYTES)
    reading = read(raw, wanted=wanted, map_=map_, encoding=encoding)
    return File(str(path), hashlib.sha256(raw).hexdigest(), reading, raw)


def read(
    raw: bytes,
    *,
    wanted: str | None = None,
    map_: ImportMapAdded | None = None,
    encoding: str | None = None,
) -> Reading:
    """Return the rows of a file, and what was understood of it.

    Args:
        raw: its bytes.
        wanted: a ``FileFormat``; None: what the bytes say.
        map_: the book's map for such files; None: there is none.
        encoding: of its text, as the user says it, before what the map says; None: as the map or
            else the bytes say. Formats that say their encoding themselves have no use for it.

    Raises:
        BadInput: the file cannot be read, or can be read in two ways. The error's ``saw`` tells
            what was seen of the file.
    """
    if not raw[:_LOOKS].strip() and not raw.strip():
        raise EmptyFile
    kind = _kind(raw)
    try:
        reading = _read(raw, kind, wanted, map_, encoding)
    except UnreadableFile as error:
        error.saw = error.saw or _seen(raw, kind, getattr(error, "row", None))
        raise
    found = reading.understood
    if wanted == "ledger" and found.format != "ledger":
        other = OtherFormat(wanted=wanted, format=found.format)
        other.saw = _seen(raw, kind, None)
        raise other
    if wanted == "table" or map_ is not None:
        found = msgspec.structs.replace(
            found,
            format=wanted or found.format,
            map=map_.map if map_ else None,
            source=(map_.source if map_ else None) or found.source,
        )
    return msgspec.structs.replace(reading, understood=found)


def _kind(raw: bytes) -> str:
    """Return which reader a file is for, by its beginning."""
    if raw.startswith((kinds.ZIP, kinds.OLD)):
        return "sheet"
    beginning = _beginning(raw)
    known: Mapping[str, Callable[[str], bool]] = {
        "page": kinds.is_page,
        "camt": kinds.is_xml,
        "sie": kinds.is_sie,
        "json": kinds.is_json,
    }
    return next((kind for kind, is_it in known.items() if is_it(beginning)), "text")


def _beginning(raw: bytes) -> str:
    encoding = next((x for mark, x in _WIDE.items() if raw.startswith(mark)), "latin-1")
    return raw[:_LOOKS].removeprefix(codecs.BOM_UTF8).decode(encoding, "ignore").lstrip("\ufeff")


def _read(
    raw: bytes,
    kind: str,
    wanted: str | None,
    map_: ImportMapAdded | None,
    encoding: str | None,
) -> Reading:
    is_own = kind in _OWN
    if (is_own and wanted not in {None, kind}) or (wanted in _OWN and not is_own):
        raise OtherFormat(wanted=wanted or "", format=kind if is_own else "table")
    if is_own and map_ is not None:
        raise MapOfTables(map=map_.map, format=kind)
    if kind == "sie":
        from ledger.exchange import sie

        return sie.read(raw, encoding=encoding)
    if kind == "camt":
        from ledger.exchange import camt

        return camt.read(raw)
    names = {column.column: column.means for column in map_.columns} if map_ else None
    mark = _MARKS[map_.decimal_mark] if map_ and map_.decimal_mark else None
    if kind == "sheet":
        from ledger.exchange import sheets

        return sheets.read(raw, names=names, decimal_mark=mark)
    encoding = encoding or (map_.encoding if map_ else None)
    if kind in {"page", "json"}:
        from ledger.exchange import pages, records

        reader = pages.read if kind == "page" else records.read
        return reader(raw, encoding=encoding, names=names, decimal_mark=mark)
    delimiter = None if map_ is None else _DELIMITERS.get(map_.delimiter or "", map_.delimiter)
    return delimited.read(
        raw, encoding=encoding, delimiter=delimiter, decimal_mark=mark, names=names
    )


def _seen(raw: bytes, kind: str, at: int | None) -> Saw:
    """Return what can be shown of a file that is no table, or whose letters are not known.

    Args:
        raw: its bytes.
        kind: what it was taken for.
        at: the line that cannot be read; None: it is not known.
    """
    if kind == "sheet":
        return Saw(format="table")
    is_own = kind in _OWN
    if is_own and at is None:
        return Saw(format=kind)
    part = raw if is_own else raw[:_LOOKS]
    lines = part.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
    first = max(1, (at or 1) - _BEFORE) if is_own else 1
    shown = [
        SeenRow(number, (line.decode(UTF8, "backslashreplace")[:_LONGEST],), ("",))
        for number, line in enumerate(lines[first - 1 : first - 1 + _SHOWN], first)
        if line.strip()
    ]
    if is_own:
        return Saw(format=kind, rows=tuple(shown[: 2 * _BEFORE]))
    return Saw(format="table", tried=(UTF8, WINDOWS, DOS), rows=tuple(shown))
