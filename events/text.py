"""Text and ids that may be recorded: normalised, printable, of bounded length.

Source: docs/DOMAIN.md, section 7.
"""

from __future__ import annotations

import re
import unicodedata

MAX_TEXT = 500
MAX_ID = 64
ID = rf"[A-Za-z0-9ÅÄÖÉÜåäöéü][A-Za-z0-9ÅÄÖÉÜåäöéü._-]{{0,{MAX_ID - 1}}}"  # as an expression
_ID = re.compile(ID)
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})


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


def is_unseen(character: str) -> bool:
    """Return whether a character is a control, a bidi mark or otherwise not to be seen."""
    return unicodedata.category(character) in _UNSEEN


def clean_text(text: str) -> str:
    """Return the text in NFC, without spaces around it.

    Raises:
        BadTextError: nothing is left, it is longer than 500 characters, or it holds
            characters that cannot be seen (control characters, bidi marks, line ends).
    """
    cleaned = unicodedata.normalize("NFC", text).strip()
    if not cleaned:
        raise BadTextError("empty", text)
    if len(cleaned) > MAX_TEXT:
        raise BadTextError("too-long", text)
    if any(map(is_unseen, cleaned)):
        raise BadTextError("unseen-character", text)
    return cleaned


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
