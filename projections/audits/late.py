"""Events that were recorded long after they happened."""

from __future__ import annotations

from typing import Annotated

from projections.audits.declaring import Declaration, EntryRow, Found, Parameter, entry_row
from projections.audits.material import Material
from projections.report import Field, Notice


class LateRow(EntryRow):
    """An event that was recorded late."""

    days: Annotated[int, Field("Days", "number")]


def find(found: Material, *, days: int) -> Found:
    """Return the events that were recorded more than ``days`` days after they happened.

    A decision happened on the day of its document, whatever day it is booked on.

    The day of recording is the date in the book's time zone. The longest delays come first.
    """
    rows, looked_at = [], 0
    for item in found.asked():
        if item.happened is None:
            continue
        looked_at += 1
        after = (found.recorded_on(item) - item.happened).days
        if after > days:
            rows.append(entry_row(item, days=after))
    rows.sort(key=lambda row: -row["days"])
    return Found(rows=rows, notices=[Notice("looked-at", {"count": looked_at, "found": len(rows)})])


AUDIT = Declaration(
    row=LateRow,
    find=find,
    reads_period=True,
    ask=(
        "Ask why it was recorded so late, who knew of it before, and which reports went out"
        " meanwhile."
    ),
    parameters=(
        Parameter(
            "days",
            "number",
            "More than so many days after the day it is about; 30 if left out.",
            30,
        ),
    ),
)
