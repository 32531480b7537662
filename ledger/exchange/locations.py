"""Where in the file of a proposal that stands which a rule refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ledger.exchange.toml_text import row_of, rows_of, text_of
from ledger.refusal import BadInput, LedgerError, Place


def locate(refused: Sequence[LedgerError], path: Path) -> None:
    """Add the file and the row to refusals that say which part of a document they are about.

    Args:
        refused: the refusals of the command that was read from the file.
        path: the file. If it can no longer be read, the refusals get no row.
    """
    try:
        rows = rows_of(text_of(path.read_bytes(), path))
    except (OSError, BadInput):
        return
    for each in refused:
        if each.part is not None:
            each.stands_at = Place(str(path), row_of(rows, *each.part))
