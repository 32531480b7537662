"""Where in the file of a proposal that stands which a rule refused."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ledger.exchange.plan_file import TABLE, is_toml, rows_of_plan
from ledger.exchange.toml_text import row_of, rows_of, text_of
from ledger.refusal import BadInput, LedgerError, Place


def locate(refused: Sequence[LedgerError], path: Path) -> None:
    """Add the file and the row to refusals that say which part of a document they are about.

    Args:
        refused: the refusals of the command that was read from the file.
        path: the file. If it can no longer be read, the refusals get no row.
    """
    try:
        text = text_of(path.read_bytes(), path)
        is_csv = any(x.part is not None and x.part.table == TABLE for x in refused)
        rows = rows_of_plan(path, text) if is_csv and not is_toml(path) else rows_of(text)
    except (OSError, BadInput):
        return
    for each in refused:
        if each.part is not None:
            each.stands_at = Place(str(path), row_of(rows, *each.part))
