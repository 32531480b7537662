"""Double entry: the postings that an event gives rise to. They always sum to zero.

They follow from the amounts that the event adds to measures, and from the accounts of each measure
(``events.effects``). Memorandum pairs (proposals, claims, pledges, verified contributions) make
every measure a sum of postings, also those that are not money.
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from events import facts as f
from events.effects import OF_PERFORMER, PAID, SIDES, moves
from events.facts import AgreementId, LineId, PartyId
from events.performing import Performers, paid_by, performing_on
from events.record import Recorded

LineKey: TypeAlias = tuple[AgreementId, LineId]


class Lines(dict[LineKey, f.BudgetLineProposed]):
    """Every line proposed so far, by agreement and line; only who performs it is as it stands now.

    Attributes:
        performers: of each line that has had several, all of them, oldest first.
    """

    def __init__(self, *lines: Any) -> None:
        super().__init__(*lines)
        self.performers: dict[LineKey, Performers] = {}

    def set_performers(self, line: LineKey, performers: Performers) -> None:
        """Note all performers that a line has had; empty: only one."""
        if performers:
            self.performers[line] = performers
        else:
            self.performers.pop(line, None)

    def all_performers(self, line: LineKey) -> tuple[PartyId, ...]:
        """Return everybody who performs the line or did so, the first one first."""
        several = self.performers.get(line)
        if several is None:
            return (self[line].performer,)
        return tuple(dict.fromkeys(one.performer for one in several))

    def performer_on(self, line: LineKey, day: date | None) -> PartyId:
        """Return who performs the line on a day; None: who performed it first."""
        several = self.performers.get(line)
        if several is None:
            return self[line].performer
        found = several[0] if day is None else performing_on(several, day)
        return found.performer if found else self[line].performer

    def performer_in(self, line: LineKey, year: int) -> PartyId:
        """Return who performs the line on the last day of a year, and so has what is left of it."""
        return self.performer_on(line, date(year, 12, 31))

    def concerned(self, fact: f.Event, line: LineKey) -> tuple[PartyId, ...]:
        """Return the performers of a line whom a fact about the line concerns; a reversal: none.

        What is paid, reported or claimed concerns one of them; a decision on the line, all.
        """
        if line not in self.performers:
            return (self[line].performer,)
        told = [
            party or self.performer_on(line, paid_by(fact, measure))
            for measure, of_line, _, _, party in moves(fact)
            if of_line == line[1] and measure in OF_PERFORMER
        ]
        return tuple(dict.fromkeys(told)) or self.all_performers(line)


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
    entry = fact.entry if isinstance(fact, f.EntryReversed) else fact
    return [
        Posting(
            account,
            agreement,
            line,
            year,
            whose and _party(whose, party, (agreement, line), entry, measure, lines),
            sign * minor,
        )
        for measure, line, year, minor, party in moves(fact)
        for account, whose, sign in SIDES[measure]
    ]


def _party(
    whose: str, party: PartyId, line: LineKey, entry: f.Event, measure: str, lines: Lines
) -> PartyId:
    """Return the party of an account: of a payment, the line's performer if there is one only."""
    if whose == "funder":
        return lines[line].funder
    if whose == "debtor" or (party and (measure not in PAID or line in lines.performers)):
        return party
    return lines.performer_on(line, paid_by(entry, measure))
