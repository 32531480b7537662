"""A text as a QR code. The library segno is an extra, and imported only here."""

from __future__ import annotations

from typing import Any


def code(text: str) -> Any:
    """Return the code of a text of at most some 2 000 bytes, as segno has it.

    Raises:
        ImportError: segno is not installed.
    """
    import segno

    return segno.make(text.encode(), error="m", micro=False)
