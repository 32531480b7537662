"""Double entry: the postings that an event gives rise to. They always sum to zero.

They follow from the amounts that the event adds to measures, and from the accounts of each measure
(``events.effects``). Memorandum pairs (proposals, claims, pledges, verified contributions) make
every measure a sum of postings, also those that are not money.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from events import facts as f
from events.effects import SIDES, moves
from events.facts import AgreementId, LineId, PartyId
from events.record import Recorded

LineKey: TypeAlias = tuple[AgreementId, LineId]
Lines: TypeAlias = Mapping[LineKey, f.BudgetLineProposed]


class Posting(NamedTuple):
    """One leg of an entry.

    Attributes:
        account: one of ``events.effects.PAIRS``, without its party.
        agreement: whose currency the amount is in.
        line: ``""`` for a contribution in kind.
        year: budget year; of a contribution in kind, the year it was performed in.
        party: ``""`` where the account has no party; else the performer (held, used,
            internal), the board (contributions) or who contributes in kind.
        minor: debit above zero, credit below.
    """

    account: str
    agreement: AgreementId
    line: LineId
    year: int
    party: PartyId
    minor: int

    @property
    def full_account(self) -> str:
        """The account with its party, as a plain-text ledger names it."""
        return f"{self.account}:{self.party}" if self.party else self.account


def postings(recorded: Recorded, lines: Lines) -> list[Posting]:
    """Return the legs of an event's entry; none for an event that moves nothing.

    Args:
        recorded: the event.
        lines: every line proposed so far, by agreement and line.
    """
    agreement = recorded.agreement
    return [] if agreement is None else legs_of(recorded.fact, agreement, lines)


def legs_of(fact: f.Event, agreement: AgreementId, lines: Lines) -> list[Posting]:
    """Return the legs of one fact of an agreement, as if it had just been recorded."""
    return [
        Posting(
            account,
            agreement,
            line,
            year,
            whose and (party or getattr(lines[agreement, line], whose)),
            sign * minor,
        )
        for measure, line, year, minor, party in moves(fact)
        for account, whose, sign in SIDES[measure]
    ]
