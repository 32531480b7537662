"""Cells of a table are made column by column; each is what it is by itself."""

import random
from datetime import UTC, date, datetime

from ledger.presentation import rendering
from ledger.presentation.cells import cell
from projections.report import Column

KINDS = {
    "text": ["a", "", "\u202e", "1"],
    "word": ["approved", "declined"],
    "id": ["l1", "l2"],
    "money": [0, 1, True, 123_456, -5],
    "number": [1, True, 2024],
    "date": [date(2024, 1, 2), datetime(2024, 1, 2, tzinfo=UTC)],
    "flag": [True, False],
    "texts": [["a", "b"], []],
    "positions": [[1, 2]],
}


def test_a_cell_of_a_column_is_that_cell_by_itself():
    chance = random.Random(7)
    columns = [Column(kind, kind, kind) for kind in KINDS]
    rows = [
        {"currency": chance.choice(["SEK", "JPY", None])}
        | {kind: chance.choice([*values, None]) for kind, values in KINDS.items()}
        for _ in range(300)
    ]
    made = rendering._rows(columns, rows, "SEK", {}, whole=False)  # noqa: SLF001 - the quick way
    assert made == [
        [cell(c.kind, row[c.key], row["currency"] or "SEK", whole=False) for c in columns]
        for row in rows
    ]
