"""What is handed to the service, and what comes back."""

from __future__ import annotations

from typing import TypeAlias

import msgspec

from events.facts import Position
from events.record import Assurance, Evidence, Recorded
from ledger.rules import commands as c


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for something to be recorded, why, and on what evidence.

    Attributes:
        actor: the user; ``assurance`` says how well the program knows that.
        reason: free text; None: none given.
        evidence: references, with SHA-256 where there are files.
        key: idempotency key; None: none.
        clock_is_right: the user says that the clock is right although the newest event has a later
            time, and takes that time.
        causation: the event that it follows from, where the rules know of no cause; None: of none.
    """

    actor: str
    assurance: Assurance = "claimed"
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()
    key: str | None = None
    clock_is_right: bool = False
    causation: Position | None = None

    def of_program(self) -> Signature:
        """Return the signature of what the program adds to a command of its own accord."""
        return Signature(actor=self.actor, assurance=self.assurance)


Submission: TypeAlias = tuple[c.AnyCommand, Signature]


class Outcome(msgspec.Struct, frozen=True):
    """The result of a command.

    Attributes:
        recorded: the events, with their positions.
        repeated: the key was used for this very command before; nothing was written now.
    """

    recorded: tuple[Recorded, ...]
    repeated: bool = False
