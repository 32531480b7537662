"""What is said of a whole book, and what is said anew of a party.

Source: docs/DOMAIN.md, sections 3 and 5.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from events import facts as f
from events.facts import AgreementId, PartyId, Position
from ledger.rules import commands as c
from ledger.rules.proposing import number_of, require_party
from ledger.rules.refusals.describing import (
    LineIsExternal,
    LineIsInternal,
    NothingChanges,
    UnknownZone,
)
from ledger.rules.state import PartiesState, World

# What an amendment of a party may change; its event has each twice, as ``previous_…``, too.
DESCRIBED = ("name", "kind", "legal_entity", "organisation_number")
_LIKELY = 4  # names that are proposed


def describe_book(command: c.DescribeBook, world: World) -> f.BookDescribed:
    """Give the book a name, a time zone, or both."""
    book = world.book
    if command.name in {None, book.name} and command.timezone in {None, book.timezone}:
        raise NothingChanges
    zone = command.timezone
    if zone is not None and world.zones is not None and zone not in world.zones:
        raise UnknownZone(zone=zone, known=_like(zone, world.zones))
    return f.BookDescribed(name=command.name, timezone=zone)


def _like(zone: str, known: Iterable[str]) -> list[str]:
    """Return the names of zones that may have been meant: the same city, or nearly the same."""
    from difflib import get_close_matches

    by_word = {word: name for name in sorted(known) for word in (_city(name), name.casefold())}
    near = [*get_close_matches(zone.casefold(), by_word, _LIKELY)]
    near += get_close_matches(_city(zone), by_word, _LIKELY, cutoff=0.75)
    return list(dict.fromkeys(by_word[word] for word in near))[:_LIKELY]


def _city(zone: str) -> str:
    return zone.rpartition("/")[2].casefold().replace(" ", "_")


def amend_party(command: c.AmendParty, world: World) -> f.PartyAmended:
    """Say anew what a party is called, what it is, and which legal person it belongs to."""
    before = require_party(command.party, world.parties.parties)
    fact = f.PartyAmended(
        party=command.party,
        name=command.name or before.name,
        kind=command.kind or before.kind,
        legal_entity=command.legal_entity or before.legal_entity,
        organisation_number=number_of(command) or before.organisation_number,
        previous_name=before.name,
        previous_kind=before.kind,
        previous_legal_entity=before.legal_entity,
        previous_organisation_number=before.organisation_number,
    )
    after = f.amended(before, fact)
    if after == before:
        raise NothingChanges
    if after.legal_entity != before.legal_entity:
        for agreement in sorted(world.agreements):
            _require_settled(after, agreement, world)
    return fact


def _require_settled(after: f.PartyRegistered, agreement: AgreementId, world: World) -> None:
    """Refuse another legal person of a party where a line of an agreement rests on the present one.

    An internal line has both its parties in one legal person. Within one legal person a proposal
    has to say how a line is settled. So an external line stays between two of them, unless it was
    proposed within one.
    """
    state = world.agreements[agreement]
    parties = world.parties.parties | {after.party: after}
    for line_id, line in state.lines.items():
        pair = line.proposed.funder, line.proposed.performer
        if after.party not in pair or not parties.keys() >= {*pair}:
            continue
        funder, performer = (parties[party] for party in pair)
        is_within = funder.legal_entity == performer.legal_entity
        told = {
            "agreement": agreement,
            "line": line_id,
            "funder": funder.name,
            "performer": performer.name,
        }
        if line.proposed.settlement == "internal" and not is_within:
            raise LineIsInternal(**told)
        was_within = len({*_entities_at(state.position, pair, world.parties)}) == 1
        if line.proposed.settlement == "external" and is_within and not was_within:
            raise LineIsExternal(**told)


def _entities_at(
    position: Position, parties: Iterable[PartyId], state: PartiesState
) -> Iterator[str]:
    """Yield the legal persons that parties belonged to as of an event."""
    for party in parties:
        later = (entity for at, moved, entity in state.moves if moved == party and at > position)
        yield next(later, state.parties[party].legal_entity)
