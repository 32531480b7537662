"""The text of a file that another program wrote, in whatever encoding it was saved.

Nothing is guessed byte by byte: a file has one encoding, and a byte that cannot be in it is named.

Order: a byte order mark; strict UTF-8; and else Windows-1252 or the CP437 of old programs,
whichever has more of the letters å, ä and ö where it has them. Their bytes for these letters do not
overlap.
"""

from __future__ import annotations

import codecs
from typing import NamedTuple

from ledger.exchange.refusals import ByteNotText, EncodingOpen, NulInText

WINDOWS, DOS = "cp1252", "cp437"
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be", WINDOWS, DOS)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_LETTERS = {WINDOWS: bytes([0xE5, 0xE4, 0xF6, 0xC5, 0xC4, 0xD6]), DOS: b"\x86\x84\x94\x8f\x8e\x99"}


class Decoded(NamedTuple):
    """The text of a file.

    Attributes:
        text: without a byte order mark; line ends as they were.
        encoding: one of ``ENCODINGS``.
    """

    text: str
    encoding: str


def decoded(raw: bytes, encoding: str | None = None) -> Decoded:
    """Return the text of a file.

    Args:
        raw: its bytes.
        encoding: one of ``ENCODINGS`` that the user names; None: what the bytes say.

    Raises:
        BadInput: ``byte-not-text``, ``nul-in-text`` or ``encoding-open``.
    """
    for mark, marked in _MARKS:
        if raw.startswith(mark):
            return Decoded(_strict(raw[len(mark) :], marked, len(mark)), marked)
    chosen = encoding or _encoding(raw)
    if not chosen.startswith("utf-16") and (at := raw.find(b"\0")) >= 0:
        raise NulInText(offset=at)
    return Decoded(_strict(raw, chosen, 0), chosen)


def _encoding(raw: bytes) -> str:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        found = {name: sum(map(raw.count, map(_byte, own))) for name, own in _LETTERS.items()}
        if found[WINDOWS] == found[DOS]:
            raise EncodingOpen(known=[WINDOWS, DOS]) from None
        return max(found, key=lambda name: found[name])
    return "utf-8"


def _byte(value: int) -> bytes:
    return bytes([value])


def _strict(raw: bytes, encoding: str, before: int) -> str:
    """Return the text of bytes that stand after so many others."""
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        byte = f"{raw[error.start]:02X}"
        raise ByteNotText(offset=before + error.start, byte=byte, encoding=encoding) from None
