"""Texts in the characters of SIE files: CP437, as computers had it in 1990.

A letter that is missing there becomes the letter without its accent, a mark the plain one, and
anything else a question mark. Nothing is replaced in silence: who asks is told of each text.
"""

from __future__ import annotations

import unicodedata

from events.text import has_unseen, width
from ledger.exchange.refusals import NotInPc8

ENCODING = "cp437"
_PLAIN = str.maketrans(
    {
        # In another encoding their bytes are å, ä and ö, by which readers tell what a file is in.
        "\u00a0": " ",
        "÷": ":",
        "─": "-",
        "┼": "+",
        "╓": "+",
        "Σ": "S",
        "σ": "s",
        "\\": "/",  # which would quote what follows
        "–": "-",
        "—": "-",
        "−": "-",
        "’": "'",
        "‘": "'",
        "”": '"',
        "“": '"',
        "„": '"',
        "…": "...",
        "€": "EUR",
        "ø": "o",
        "Ø": "O",
        "đ": "d",
        "Đ": "D",
        "ł": "l",
        "Ł": "L",
        "þ": "th",
        "Þ": "Th",
        "ð": "d",
        "Ð": "D",
        "œ": "oe",
        "Œ": "OE",
    }
)


class Texts:
    """Writes texts.

    Attributes:
        replaced: texts that could not be written as they are -> how they were written.
    """

    def __init__(self) -> None:
        self.replaced: dict[str, str] = {}

    def quoted(self, text: str) -> str:
        """Return a text that is read by people, in quotation marks."""
        written = "".join(map(_written, text.translate(_PLAIN)))
        if written != text:
            self.replaced[text] = written
        return _in_quotes(written)


def quoted_id(text: str) -> str:
    """Return a text that programs compare, in quotation marks.

    Raises:
        Refused: it cannot be written as it is. Two that are written otherwise might become one.
    """
    if not _has(text) or text.translate(_PLAIN) != text:
        raise NotInPc8(text=text)
    return _in_quotes(text)


def _in_quotes(text: str) -> str:
    escaped = text.replace('"', '\\"')
    return f'"{escaped}"'


def _has(text: str) -> bool:
    try:
        text.encode(ENCODING)
    except UnicodeEncodeError:
        return False
    return not has_unseen(text)


def _written(character: str) -> str:
    """Return a character, or what it is written as."""
    if _has(character):
        return character
    letters = unicodedata.normalize("NFKD", character)
    plain = "".join(x for x in letters if width(x)).translate(_PLAIN)
    return plain if plain and _has(plain) else "?"
