"""Who may act: persons' keys, whom persons act for, and mandates, as the events tell it.

The state of the rules and the documents of the read side fold them in the same way, so it is
written here once. Pure: nothing is judged.

Source: docs/DOMAIN.md, section 3 (attestation).
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Iterator
from datetime import date, timedelta
from unicodedata import normalize

import msgspec

from events import facts as f
from events.facts import LineId, PartyId, Position
from events.record import Recorded


def known_as(actor: str) -> str:
    """Return what names of the same actor have in common, however they are written."""
    return normalize("NFKC", normalize("NFKC", actor).casefold()).strip()


def is_same(actor: str, other: str) -> bool:
    """Return whether two names are one actor's."""
    return actor == other or known_as(actor) == known_as(other)


class Mandate(msgspec.Struct):
    """A person's right to review payments, or to approve them.

    Attributes:
        granted: the fact, at ``position``.
        granted_by: who recorded it.
        withdrawn: None: nobody has withdrawn it.
        withdrawn_at: the event that withdrew it; 0: none.
    """

    granted: f.AuthorityGranted
    position: Position
    granted_by: str
    withdrawn: f.AuthorityWithdrawn | None = None
    withdrawn_at: Position = 0

    @property
    def last_day(self) -> date:
        """The last day on which it is in force; before its first day: it never is."""
        if self.withdrawn is None:
            return self.granted.to_day
        return min(self.granted.to_day, self.withdrawn.withdrawn_on - timedelta(days=1))

    def is_in_force(self, day: date) -> bool:
        """Return whether its holder may act on a day."""
        return self.granted.from_day <= day <= self.last_day

    def covers(self, board: PartyId, agreement: str, line: LineId) -> bool:
        """Return whether a line that a board funds lies in its area."""
        own = self.granted
        return (
            own.board == board and own.agreement in {None, agreement} and own.line in {None, line}
        )

    def is_of(self, actor: str) -> bool:
        """Return whether an actor holds it."""
        return is_same(actor, self.granted.actor)


class ActorKey(msgspec.Struct):
    """A person's public key.

    Attributes:
        registered: the fact, at ``position``.
        registered_by: who recorded it.
        retired: None: what it signs counts.
        retired_at: the event that retired it; 0: none.
    """

    registered: f.ActorKeyRegistered
    position: Position
    registered_by: str
    retired: f.ActorKeyRetired | None = None
    retired_at: Position = 0


class Representation(msgspec.Struct):
    """That a person acts for a party.

    Attributes:
        fact: what was said last of it, at ``position``.
    """

    fact: f.ActorRepresents
    position: Position


class Authorities(msgspec.Struct):
    """Who may act for whom, in the order of the book.

    Attributes:
        keys: by the key itself, which belongs to one actor.
        represents: by actor (``known_as``) and party.
        mandates: by the position of their grant.
    """

    keys: dict[str, ActorKey] = {}
    represents: dict[str, dict[PartyId, Representation]] = {}
    mandates: dict[Position, Mandate] = {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing was ever said."""
        return not (self.keys or self.represents or self.mandates)

    def take(self, recorded: Recorded) -> None:
        """Take an event in."""
        at = recorded.position
        match recorded.fact:
            case f.ActorKeyRegistered() as fact:
                self.keys[fact.key] = ActorKey(fact, at, recorded.envelope.actor)
            case f.ActorKeyRetired() as fact:
                own = self.keys[fact.key]
                own.retired, own.retired_at = fact, at
            case f.ActorRepresents() as fact:
                of_actor = self.represents.setdefault(known_as(fact.actor), {})
                of_actor[fact.party] = Representation(fact, at)
            case f.AuthorityGranted() as fact:
                self.mandates[at] = Mandate(fact, at, recorded.envelope.actor)
            case f.AuthorityWithdrawn() as fact:
                mandate = self.mandates[fact.position]
                mandate.withdrawn, mandate.withdrawn_at = fact, at
            case other:
                raise NotImplementedError(f"{f.event_name(other)} in the stream of authorities")

    def parties_of(self, actor: str) -> Iterator[PartyId]:
        """Yield the parties that an actor acts for."""
        for party, _ in self.represented_by(actor):
            yield party

    def represented_by(self, actor: str) -> Iterator[tuple[PartyId, Representation]]:
        """Yield the parties that an actor acts for, with what says so."""
        for party, said in self.represents.get(known_as(actor), {}).items():
            if said.fact.represents:
                yield party, said

    def keys_of(self, actor: str) -> list[ActorKey]:
        """Return all keys that an actor has had, the oldest first."""
        return [key for key in self.keys.values() if is_same(actor, key.registered.actor)]
