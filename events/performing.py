"""Who performs a budget line, and from which day.

A line has one performer until an amendment gives it another from a day on. The earlier one keeps
what it was paid.
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Sequence
from datetime import date
from typing import TypeAlias

import msgspec

from events import facts as f
from events.effects import PAID
from events.facts import LineId, PartyId, Position


class Performing(msgspec.Struct, frozen=True, kw_only=True):
    """A performer of a line.

    Attributes:
        performer: the party.
        starts: its first day; None: it is the line's first performer.
        decided_on: when that was decided; None: the proposal said so.
        booked_on: from which day it counts in the accounts; None: likewise.
        position: the event that gave it the line; 0: the proposal did.
    """

    performer: PartyId
    starts: date | None = None
    decided_on: date | None = None
    booked_on: date | None = None
    position: Position = 0


# The performers that a line has had, oldest first. Empty for a line that has had one.
Performers: TypeAlias = tuple[Performing, ...]


def performing_on(performers: Performers, day: date) -> Performing | None:
    """Return who performs a line on a day; None: the line has had one performer."""
    found = None
    for one in performers:
        if one.starts is None or one.starts <= day:
            found = one
    return found


def paid_by(fact: f.Event, measure: str) -> date | None:
    """Return the day whose performer a payment concerns; None: it is no payment."""
    return f.effective_on(fact) if measure in PAID else None


def set_apart_by(fact: f.Event) -> Sequence[LineId]:
    """Return the lines whose later payments may concern more than a sum; nearly always none.

    The line may get another performer by the fact, or payments may pay a request on it.
    """
    if isinstance(fact, f.LinePerformerChangeProposed | f.PaymentRequested):
        return (fact.line,)
    return ()
