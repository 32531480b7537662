"""A text as a QR code: a picture, or characters on a terminal."""

from __future__ import annotations

import io
import sys
from pathlib import Path

from ledger.cli.output import write
from ledger.cli.refusals import NoQrLibrary, NotAPicture
from ledger.presentation import qr

_PICTURES = {".svg": "svg", ".png": "png"}
_STDOUT = "-"
_SCALE = 4


def write_qr(text: str, target: Path) -> None:
    """Write a text as a QR code.

    Args:
        text: at most some 2 000 bytes.
        target: a file ``.svg`` or ``.png``; ``-``: the terminal.

    Raises:
        BadInput: the library is not installed, or the file is of another kind.
    """
    kind = _PICTURES.get(target.suffix.lower())
    if kind is None and str(target) != _STDOUT:
        raise NotAPicture(path=str(target))
    try:
        code = qr.code(text)
    except ImportError as error:
        raise NoQrLibrary(cause=str(error)) from None
    if kind is None:
        code.terminal(out=sys.stdout, compact=True)
        return
    made = io.BytesIO()
    code.save(made, kind=kind, scale=_SCALE)
    write(made.getvalue(), target)
