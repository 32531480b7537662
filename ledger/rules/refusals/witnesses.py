"""Why a witness is not registered, or not retired."""

from __future__ import annotations

from collections.abc import Sequence

from events.facts import Position, WitnessId
from ledger.refusal import N_, Refused


class WitnessExists(Refused, code="witness-exists"):
    witness: WitnessId
    position: Position

    sentence = N_("There is, or was, already a witness {witness}, since event #{position}.")
    hint = N_("A new key has a witness of its own: choose another name, such as {witness}-2")


class UnknownWitness(Refused, code="unknown-witness", sought="witness"):
    witness: WitnessId
    known: Sequence[str]

    sentence = N_("There is no witness {witness}.")
    hint = N_("See: samverk witness list")


class WitnessRetired(Refused, code="witness-retired"):
    witness: WitnessId
    position: Position

    sentence = N_("The witness {witness} was retired in event #{position}.")
    hint = N_("See: samverk witness list")


class NoCosigningKey(Refused, code="no-cosigning-key"):
    key: str

    sentence = N_("{key} is no public key to check cosignatures with.")
    hint = N_(
        "It looks like NAME+12345678+BAbC…, and samverk checkpoint cosign prints it. Ask the"
        " witness to send it again."
    )


class WitnessIsOwner(Refused, code="witness-is-owner"):
    key: str

    sentence = N_("{key} is the book's own key, or has its name: the owner is no witness.")
    hint = N_("Ask a party or an auditor to make a key of their own: samverk checkpoint cosign")


class WitnessKeyTaken(Refused, code="witness-key-taken"):
    witness: WitnessId
    position: Position

    sentence = N_("The key is registered already, as that of {witness} in event #{position}.")
    hint = N_("See: samverk witness list")
