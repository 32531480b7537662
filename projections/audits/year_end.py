"""Entries that were taken back, and entered again, around the turn of a year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Annotated, Literal

from projections.audits.declaring import Declaration, EntryRow, Found, Parameter, entry_row
from projections.audits.material import Item, Material
from projections.report import Field, Notice


class YearEndRow(EntryRow):
    """A reversal near the turn of a year, with the amount that it takes back."""

    finding: Annotated[
        Literal["across-the-year", "to-another-year", "around-the-year"], Field("Finding", "word")
    ]
    entry: Annotated[int, Field("Takes back", "number")]
    entry_on: Annotated[date | None, Field("Its day", "date")]
    again: Annotated[list[int], Field("Entered again", "positions")]


def find(found: Material, *, days: int) -> Found:
    """Return the reversals that are dated or were recorded in the last or first days of a year.

    A reversal in another year than its entry counts, too, if the entry is dated in such days.

    An entry counts as entered again if it has the same kind, amount and agreement, and was recorded
    after the reversal, within twice ``days`` days.
    """
    by_position = {item.position: item for item in found.items}
    entered: dict[tuple[object, ...], list[Item]] = defaultdict(list)
    for item in found.items:
        if item.amount_minor is not None and item.amount_minor > 0:
            entered[item.name, item.amount_minor, item.agreement].append(item)
    rows, looked_at = [], 0
    for item in found.items:
        if item.name != "entry-reversed" or item.about not in by_position:
            continue
        entry = by_position[item.about]
        if not found.concerns((item, entry)):
            continue
        looked_at += 1
        if not _is_around(item, entry, days, found.recorded_on(item)):
            continue
        same = entered[entry.name, entry.amount_minor, entry.agreement]
        latest = item.recorded_at + timedelta(days=2 * days)
        again = [x for x in same if x.position > item.position and x.recorded_at <= latest]
        rows.append(
            entry_row(
                item,
                finding=_finding(item, entry, again),
                entry=entry.position,
                entry_on=entry.day,
                again=[x.position for x in again],
            )
        )
    return Found(rows=rows, notices=[Notice("reversals", {"count": looked_at, "found": len(rows)})])


def _is_around(item: Item, entry: Item, days: int, recorded_on: date) -> bool:
    dates = [x for x in (item.day, recorded_on) if x is not None]
    if entry.day is not None and dates[0].year != entry.day.year:
        dates.append(entry.day)
    return any(_is_near(x, days) for x in dates)


def _is_near(day: date, days: int) -> bool:
    """Return whether a day is in the first or the last ``days`` days of its year."""
    first, last = date(day.year, 1, 1), date(day.year, 12, 31)
    return (day - first).days < days or (last - day).days < days


def _finding(item: Item, entry: Item, again: Sequence[Item]) -> str:
    if any(x.budget_year != entry.budget_year for x in again):
        return "to-another-year"
    is_across = entry.day is not None and item.day is not None and entry.day.year != item.day.year
    return "across-the-year" if is_across else "around-the-year"


AUDIT = Declaration(
    row=YearEndRow,
    find=find,
    ask=(
        "Ask what was wrong with the entry, which year the money belongs to, and whether a"
        " commitment would have lapsed or been exceeded otherwise."
    ),
    parameters=(
        Parameter(
            "days",
            "number",
            "In the last or the first so many days of a year; 31 if left out.",
            31,
            least=1,
        ),
    ),
)
