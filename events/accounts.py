"""The accounts that parties are paid to, as the events tell it.

The states of the rules and the documents of the read side fold them in the same way, so it is
written here once. Pure: nothing is judged.

Source: docs/DOMAIN.md, section 3 (accounts).
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from datetime import date
from typing import NamedTuple

import msgspec

from events import facts as f
from events.facts import PartyId, Position
from events.record import Recorded


class Account(NamedTuple):
    """An account of a party: who said it, and who confirmed it.

    Attributes:
        added_on: the day of its record, in UTC.
        confirmed_at, confirmed_by: 0 and empty: nobody has.
    """

    position: Position
    actor: str
    fact: f.PartyAccountAdded
    added_on: date
    confirmed_at: Position = 0
    confirmed_by: str = ""


class Accounts(msgspec.Struct):
    """The accounts of all parties.

    Attributes:
        added: each by its position, in the order of the book.
        used: the one that each party is paid to: that was confirmed last.
    """

    added: dict[Position, Account] = {}
    used: dict[PartyId, Position] = {}

    def take(self, recorded: Recorded) -> None:
        """Take an event in; others than those of accounts change nothing."""
        at, actor = recorded.position, recorded.envelope.actor
        match recorded.fact:
            case f.PartyAccountAdded() as fact:
                self.added[at] = Account(at, actor, fact, recorded.envelope.recorded_at.date())
            case f.PartyAccountConfirmed() as fact:
                own = self.added[fact.party_account]._replace(confirmed_at=at, confirmed_by=actor)
                self.added[fact.party_account] = own
                self.used[own.fact.party] = fact.party_account
            case _:
                pass

    def paid_to(self, party: PartyId) -> Account | None:
        """Return the account that a party is paid to: the one confirmed last; None: none is."""
        return self.added.get(self.used.get(party, 0))

    def waiting(self) -> list[Account]:
        """Return the accounts that nobody has confirmed, unless a later one of the party is."""
        return [
            x
            for at, x in self.added.items()
            if not x.confirmed_at and self.used.get(x.fact.party, 0) < at
        ]
