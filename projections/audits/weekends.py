"""Events that were recorded when nobody works."""

from __future__ import annotations

from typing import Annotated, Literal

from events.period import parse_hours
from events.zones import time_in
from projections.audits.declaring import Declaration, EntryRow, Found, Parameter, entry_row
from projections.audits.holidays import day_off
from projections.audits.material import Material
from projections.report import Field, Notice


class WeekendRow(EntryRow):
    """An event that was recorded when nobody works."""

    recorded_locally: Annotated[str, Field("In Sweden", "text")]
    when: Annotated[
        Literal["saturday", "sunday", "public-holiday", "eve", "outside-hours"],
        Field("When", "word"),
    ]


def find(found: Material, *, hours: str | None) -> Found:
    """Return the events that were recorded on a day off or outside the working hours.

    Args:
        found: the events.
        hours: of a working day, such as ``7-18``; None: every hour of it is a working hour.
    """
    rows, looked_at = [], 0
    begins, ends = parse_hours(hours) if hours else (0, 24)
    for item in found.asked():
        looked_at += 1
        locally = time_in(found.zone, item.recorded_at)
        when = day_off(locally.date())
        if when is None and begins <= locally.hour < ends:
            continue
        shown = f"{locally:%Y-%m-%d %H:%M}"
        rows.append(entry_row(item, recorded_locally=shown, when=when or "outside-hours"))
    return Found(rows=rows, notices=[Notice("looked-at", {"count": looked_at, "found": len(rows)})])


AUDIT = Declaration(
    row=WeekendRow,
    find=find,
    reads_period=True,
    ask="Ask who was at work then and why, and whether it was a program that recorded.",
    parameters=(
        Parameter(
            "hours", "hours", "Also outside these hours, such as 7-18, in the book's time zone."
        ),
    ),
)
