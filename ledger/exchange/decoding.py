"""The text of a file that another program wrote, in whatever encoding it was saved.

Nothing is guessed byte by byte: a file has one encoding, and a byte that cannot be in it is named.

Order: a byte order mark; strict UTF-8 (a text that has its letters is no other, even if a byte is
wrong); and else Windows-1252 or the CP437 of old programs,
whichever has more of the letters å, ä and ö where it has them. Their bytes for these letters do not
overlap.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from typing import NamedTuple

from ledger.exchange.refusals import ByteNotText, EncodingOpen, NulInText

UTF8, WINDOWS, DOS = "utf-8", "cp1252", "cp437"
ENCODINGS = (UTF8, "utf-16-le", "utf-16-be", WINDOWS, DOS)
_MARKS = (
    (codecs.BOM_UTF8, UTF8),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LETTERS = {WINDOWS: bytes([0xE5, 0xE4, 0xF6, 0xC5, 0xC4, 0xD6]), DOS: b"\x86\x84\x94\x8f\x8e\x99"}
# What these letters are in UTF-8 is no word in any other encoding.
_UTF8_LETTERS = re.compile("|".join("åäöÅÄÖ").encode())
_AT_ONCE = 2**20  # bytes


class Encoded(NamedTuple):
    """The encoding of a file, by which all of its bytes can be read.

    Attributes:
        encoding: one of ``ENCODINGS``.
        begins: how many bytes the byte order mark has.
    """

    encoding: str
    begins: int


class Decoded(NamedTuple):
    """The text of a file.

    Attributes:
        text: without a byte order mark; line ends as they were.
        encoding: one of ``ENCODINGS``.
    """

    text: str
    encoding: str


def decoded(raw: bytes, encoding: str | None = None) -> Decoded:
    """Return the text of a file; arguments and errors as ``encoding_of``."""
    found = encoding_of(raw, encoding)
    return Decoded(raw[found.begins :].decode(found.encoding), found.encoding)


def encoding_of(raw: bytes, encoding: str | None = None) -> Encoded:
    """Return the encoding of a file, of which every byte has been tried.

    Args:
        raw: its bytes.
        encoding: one of ``ENCODINGS`` that the user names; None: what the bytes say. A byte order
            mark says more than either.

    Raises:
        BadInput: ``byte-not-text``, ``nul-in-text`` or ``encoding-open``.
    """
    for mark, marked in _MARKS:
        if raw.startswith(mark):
            found = Encoded(marked, len(mark))
            break
    else:
        found = Encoded(encoding or _encoding(raw), 0)
    if not found.encoding.startswith("utf-16") and (at := raw.find(b"\0")) >= 0:
        raise NulInText(offset=at)
    _require_text(raw, found)
    return found


def lines_of(raw: bytes, encoded: Encoded) -> Iterator[str]:
    """Return the lines of a text with their ends: CRLF, LF or a bare CR, and nothing else.

    No more than a part of the text is in memory at a time.
    """
    file = io.BytesIO(raw)
    file.seek(encoded.begins)
    return io.TextIOWrapper(file, encoded.encoding, newline="")


def _encoding(raw: bytes) -> str:
    try:
        _require_text(raw, Encoded(UTF8, 0))
    except ByteNotText:
        if _UTF8_LETTERS.search(raw):  # UTF-8 that was damaged, or put together with another text
            raise
        found = {name: sum(map(raw.count, map(_byte, own))) for name, own in _LETTERS.items()}
        if found[WINDOWS] == found[DOS]:
            raise EncodingOpen(known=[WINDOWS, DOS]) from None
        return max(found, key=lambda name: found[name])
    return UTF8


def is_rather_dos(raw: bytes) -> bool:
    """Return whether letters beyond ASCII are more often those of CP437 than of Windows-1252.

    For a text that says that it is CP437, where å, ä and ö decide nothing: é and ü may.
    """
    dos, windows = (
        sum(map(raw.count, map(_byte, x))) for x in (range(0x80, 0xA6), range(0xC0, 256))
    )
    return dos > windows


def _byte(value: int) -> bytes:
    return bytes([value])


def _require_text(raw: bytes, encoded: Encoded) -> None:
    """Refuse bytes that are no text, part by part."""
    decoder = codecs.getincrementaldecoder(encoded.encoding)()
    is_wide = encoded.encoding.startswith("utf-16")
    for at in range(encoded.begins, len(raw), _AT_ONCE):
        held = len(decoder.getstate()[0])  # bytes of a letter that the last part ended in
        part = raw[at : at + _AT_ONCE]
        try:
            text = decoder.decode(part, at + _AT_ONCE >= len(raw))
        except UnicodeDecodeError as error:
            offset = at - held + error.start
            raise ByteNotText(
                offset=offset, byte=f"{raw[offset]:02X}", encoding=encoded.encoding
            ) from None
        if is_wide and (nul := text.find("\0")) >= 0:
            before = len(text[:nul].encode(encoded.encoding))
            raise NulInText(offset=at - held + before)
