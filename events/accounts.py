"""The accounts that parties are paid to, as the events tell it.

The states of the rules and the documents of the read side fold them in the same way, so it is
written here once. Pure: nothing is judged.

Source: docs/DOMAIN.md, section 3 (accounts).
"""

from __future__ import annotations

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
    """

    added: dict[Position, Account] = {}

    def take(self, recorded: Recorded) -> None:
        """Take an event in; others than those of accounts change nothing."""
        at, actor = recorded.position, recorded.envelope.actor
        match recorded.fact:
            case f.PartyAccountAdded() as fact:
                self.added[at] = Account(at, actor, fact, recorded.envelope.recorded_at.date())
            case f.PartyAccountConfirmed() as fact:
                self.added[fact.account] = self.added[fact.account]._replace(
                    confirmed_at=at, confirmed_by=actor
                )
            case _:
                pass

    def paid_to(self, party: PartyId) -> Account | None:
        """Return the account that a party is paid to: the one confirmed last; None: none is."""
        own = [x for x in self.added.values() if x.fact.party == party and x.confirmed_at]
        return max(own, key=lambda x: x.confirmed_at, default=None)

    def waiting(self) -> list[Account]:
        """Return the accounts that nobody has confirmed, unless a later one of the party is."""
        found = []
        for account in self.added.values():
            used = self.paid_to(account.fact.party)
            if not account.confirmed_at and (used is None or used.position < account.position):
                found.append(account)
        return found
