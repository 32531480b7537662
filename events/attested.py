"""What an actor signs who reviews or approves a payment: a text that a person can read.

It names the book and the request, whose stored bytes it has the hash of. So a signature does for no
other book, request, actor or step, and nothing of what was decided can be altered afterwards.

Source: docs/FORMAT.md, "Signatures of reviews and approvals".
"""

from __future__ import annotations

from typing import Any

import msgspec

from events.hashing import sha256
from events.record import Recorded, encode

NAMESPACE = "samverk-attest"  # what the signature is for, as OpenSSH has it
_HEADER = "samverk-attest/v1"
_encoder = msgspec.json.Encoder(decimal_format="string")


def message(origin: str, request: Recorded, fact: Any, actor: str) -> str:
    """Return the text that is signed, each line ended by a line feed.

    Args:
        origin: the book's name.
        request: the request for a payment, as it is recorded.
        fact: what is decided on it; a signature that it has already is left out.
        actor: who decides.
    """
    decided = msgspec.structs.replace(fact, signature=None)
    lines = (
        _HEADER,
        f"Book: {origin}",
        f"Agreement: {request.agreement}",
        f"Actor: {actor}",
        f"Request: #{request.position} SHA-256 {sha256(encode(request.envelope)).hexdigest()}",
        f"Requested: {_json(request.fact)}",
        f"Decided: {_json(decided)}",
    )
    return "".join(f"{line}\n" for line in lines)


def _json(fact: Any) -> str:
    return _encoder.encode(fact).decode()
