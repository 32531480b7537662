"""What a line says of the index that it follows, for people."""

from __future__ import annotations

from events import facts as f
from ledger.presentation import display
from ledger.presentation.language import _, _n
from ledger.rules.indexing import VINTAGES


def index_terms(terms: f.LineIndexProposed) -> str:
    """Return the terms of a line in a few words: what it follows, of when, and which value."""
    parts = " + ".join(f"{display.rate(part.weight_percent)} {part.series}" for part in terms.parts)
    lag = (
        _n("{n} year before", "{n} years before", terms.lag_years)
        if terms.lag_years
        else _("of the budget year")
    )
    return f"{parts} · {lag} · {_(VINTAGES[terms.vintage])}"
