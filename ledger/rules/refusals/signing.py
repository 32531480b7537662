"""Why a review or an approval is not taken for the actor's own."""

from __future__ import annotations

from events.facts import Position
from ledger.refusal import N_, Refused


class SignatureWrong(Refused, code="signature-wrong"):
    actor: str

    sentence = N_(
        "The signature is none by {actor} of what is decided here: it was forged, or made for"
        " something else, or what was signed has been altered."
    )
    hint = N_(
        "Let the actor sign it: --sign-key FILE. Where it is recorded already, do not pay by it,"
        " and ask the actor."
    )


class KeyUnknown(Refused, code="key-unknown"):
    actor: str
    key: str

    sentence = N_("The key {key} is none that the book knows as a key of {actor}.")
    hint = N_(
        "See which keys it knows: samverk actor list. Sign with your own key, or register it first:"
        " samverk actor add-key {actor} FILE.pub"
    )


class KeyRetired(Refused, code="key-retired"):
    actor: str
    key: str
    position: Position

    sentence = N_(
        "The key {key} of {actor} was retired in event #{position}: what it signs counts for"
        " nothing."
    )
    hint = N_("Sign with a key that is not retired. See: samverk actor list")
