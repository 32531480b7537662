"""Witnesses: whose cosignatures of a checkpoint count, and until when.

Source: docs/DOMAIN.md, section 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress

from events import facts as f
from events.keys import COSIGNATURE, BadKeyError, VerifierKey
from ledger.rules import commands as c
from ledger.rules.refusals.agreements import UnknownParty
from ledger.rules.refusals.witnesses import (
    NoCosigningKey,
    UnknownWitness,
    WitnessExists,
    WitnessIsOwner,
    WitnessKeyTaken,
    WitnessRetired,
)
from ledger.rules.state import World


def register(command: c.RegisterWitness, world: World) -> f.WitnessRegistered:
    """Decide whether the book can register a witness with a key."""
    known = world.book.witnesses
    if command.witness in known:
        raise WitnessExists(
            witness=command.witness, position=known[command.witness].registered.position
        )
    if command.party is not None and command.party not in world.parties.parties:
        raise UnknownParty(party=command.party, known=sorted(world.parties.parties))
    try:
        key = VerifierKey.read(command.key)
    except BadKeyError:
        raise NoCosigningKey(key=command.key) from None
    for own in _read(filter(None, (world.own_key, *world.book.keys))):
        if key.key == own.key or key.name == own.name:
            raise WitnessIsOwner(key=command.key)
    if key.kind != COSIGNATURE:
        raise NoCosigningKey(key=command.key)
    for name, other in known.items():
        for taken in _read([other.fact.key]):
            if key.key == taken.key or (key.name, key.id) == (taken.name, taken.id):
                raise WitnessKeyTaken(witness=name, position=other.registered.position)
    return f.WitnessRegistered(witness=command.witness, key=command.key, party=command.party)


def _read(keys: Iterable[str]) -> Iterator[VerifierKey]:
    """Yield the keys of a book; malformed keys, which the rules refuse, are left out."""
    for key in keys:
        with suppress(BadKeyError):
            yield VerifierKey.read(key)


def retire(command: c.RetireWitness, world: World) -> f.WitnessRetired:
    """Decide whether a witness is registered and not retired, and so can be retired."""
    known = world.book.witnesses.get(command.witness)
    if known is None:
        active = sorted(x for x, y in world.book.witnesses.items() if y.retired is None)
        raise UnknownWitness(witness=command.witness, known=active)
    if known.retired is not None:
        raise WitnessRetired(witness=command.witness, position=known.retired.position)
    return f.WitnessRetired(witness=command.witness, reason=command.reason)
