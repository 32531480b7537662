"""A format of bytes as somebody would add it: see docs/CONTRIBUTING.md.

A mark, the words that make it again, and the rows, each part as JSON with a byte 0xff before it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from ledger.presentation.data_formats import as_lines
from ledger.presentation.formats import How, Saved

if TYPE_CHECKING:
    from ledger.presentation.formats import Shown

_MARK, _BORDER = b"SAMVERK", b"\xff"


def write(shown: Shown, how: How) -> bytes:
    """Return the bytes; the same whenever they are made."""
    again = json.dumps(getattr(shown, "again", ()))
    return _BORDER.join((_MARK, again.encode(), as_lines(shown, how).encode()))


def saved(content: bytes) -> Saved | None:
    """Return the command in what was saved."""
    parts = content.split(_BORDER)
    words = json.loads(parts[1]) if parts[0] == _MARK else []
    return Saved(words) if words else None
