"""Text and ids that may be recorded: normalised, printable, of bounded length.

Source: docs/DOMAIN.md, section 7.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache, lru_cache

MAX_TEXT = 500
MAX_ID = 64
ID = rf"[A-Za-z0-9ÅÄÖÉÜåäöéü][A-Za-z0-9ÅÄÖÉÜåäöéü._-]{{0,{MAX_ID - 1}}}"  # as an expression
_ID = re.compile(ID)
# What str.strip() takes away, in every Python.
_BLANKS = "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
# Characters that are certainly visible and one column wide. Nearly all text has only these, and the
# test is quick.
_PLAIN = re.compile(
    "[ -~\xa0-\xac\xae-\u02ff\u2010-\u2027\u2030-\u205e\u2190-\u2193\u2212\u2588\u2591]*"
)


class BadTextError(ValueError):
    """Text that is not recorded.

    Attributes:
        code: why: ``empty``, ``too-long``, ``unseen-character`` or ``not-an-id``.
        text: what was given.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(f"{code}: {text[:MAX_TEXT]!r}")
        self.code = code
        self.text = text[:MAX_TEXT]


@cache
def _borders(name: str) -> tuple[int, ...]:
    """Return where a property begins, ends, begins again …, as code points."""
    from events import unicode_table

    found: list[int] = []
    for part in getattr(unicode_table, name).split():
        first, _, last = part.partition("-")
        found += (int(first, 16), int(last or first, 16) + 1)
    return tuple(found)


def _is(name: str, character: str) -> bool:
    return bisect_right(_borders(name), ord(character)) % 2 == 1


@lru_cache(4096)
def is_unseen(character: str) -> bool:
    """Return whether a character is a control, a bidi mark or otherwise not to be seen.

    The answer is the same in every Python, because it comes from ``events.unicode_table``.
    """
    return not _PLAIN.fullmatch(character) and _is("UNSEEN", character)


def has_unseen(text: str) -> bool:
    """Return whether any character of a text is not to be seen."""
    return not _PLAIN.fullmatch(text) and any(map(is_unseen, _PLAIN.sub("", text)))


@lru_cache(10_000)  # a table asks four times for each cell
def width(text: str) -> int:
    """Return how many columns of a terminal a text takes.

    A Chinese character or an emoji takes two, an accent that stands by itself none.
    """
    if _PLAIN.fullmatch(text):
        return len(text)
    return sum(0 if _is("WITHOUT_WIDTH", c) else 2 if _is("WIDE", c) else 1 for c in text)


def widest(texts: Iterable[str]) -> int:
    """Return how many columns of a terminal the widest line of some texts takes; 0: no texts.

    Of a long table's column it is much quicker than to ask ``width`` for each text.
    """
    whole = "\n".join(texts)
    lines = whole.split("\n")
    return max(map(len if _PLAIN.fullmatch(whole.replace("\n", "")) else width, lines))


def clean_text(text: str) -> str:
    """Return the text in NFC, without spaces around it.

    Raises:
        BadTextError: nothing is left, it is longer than 500 characters, or it holds
            characters that cannot be seen (control characters, bidi marks, line ends).
    """
    cleaned = unicodedata.normalize("NFC", text).strip(_BLANKS)
    if not cleaned:
        raise BadTextError("empty", text)
    if len(cleaned) > MAX_TEXT:
        raise BadTextError("too-long", text)
    # Pythons agree about NFC only for the characters that they know. So the text as it was given
    # counts, too.
    if has_unseen(cleaned) or has_unseen(text.strip(_BLANKS)):
        raise BadTextError("unseen-character", text)
    return cleaned


def is_id(text: str) -> bool:
    """Return whether a text, in NFC, could be the id of a party, an agreement or a line."""
    return _ID.fullmatch(text) is not None


def clean_id(text: str) -> str:
    """Return the id of a party, an agreement or a line, in NFC.

    Raises:
        BadTextError: it is none: letters, digits, full stop, hyphen and underscore, at most
            64 of them, the first a letter or a digit.
    """
    cleaned = unicodedata.normalize("NFC", text)
    if not _ID.fullmatch(cleaned):
        raise BadTextError("not-an-id", text)
    return cleaned
