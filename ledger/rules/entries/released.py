"""A part of a year's commitment lapses unused."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from events import facts as f
from events.facts import LineId
from ledger.rules import commands as c
from ledger.rules.entries.declaration import Declaration


class ReleaseCommitment(c.EntryCommand, frozen=True):
    """Let a part of a year's commitment lapse."""

    today_field: ClassVar[str | None] = "released_on"

    line: LineId
    year: int
    amount_minor: int
    reason: str
    released_on: date | None = None
    booked_on: date | None = None


RELEASED = Declaration(
    command=ReleaseCommitment,
    fact=f.CommitmentReleased,
    summary="{line} {year} · {amount_minor} · {reason}",
)
