"""The name that a payment has from the file to the statement: ``SV-agreement-position``.

The position is that of the request, and so it is alone in its book. Banks carry at most 35 letters,
digits and a few marks; the id of an agreement that has more, or others, is shortened, and then ends
with four digits of its SHA-256. Pure, and the same for ever: a statement may come years later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from hashlib import sha256

from events.facts import AgreementId, Position

MAX_LENGTH = 35
_OWN = re.compile(r"SV-.+-([1-9]\d{0,17})", re.ASCII)
_OTHERS = re.compile(r"[^A-Za-z0-9.-]", re.ASCII)
_DIGITS = 4  # of the SHA-256, in hexadecimal


def end_to_end_id(agreement: AgreementId, request: Position) -> str:
    """Return the name of the payment of a request, at most 35 characters."""
    most = MAX_LENGTH - len("SV--") - len(str(request))
    name = _OTHERS.sub("-", agreement)
    if name != agreement or len(name) > most:
        digest = sha256(agreement.encode()).hexdigest()[:_DIGITS]
        name = f"{name[: most - _DIGITS - 1]}-{digest}"
    return f"SV-{name}-{request}"


def position_in(end_to_end: str) -> Position | None:
    """Return the position of the request that a name says; None: it is no name of this program."""
    found = _OWN.fullmatch(end_to_end)
    return int(found[1]) if found and len(end_to_end) <= MAX_LENGTH else None


def request_of(
    end_to_end: str, requests: Mapping[Position, AgreementId]
) -> tuple[AgreementId, Position] | None:
    """Return the request that a payment in a statement pays; None: none of these.

    Nothing is guessed: the name has to be, letter by letter, what this program writes for the
    request. Another book's payment of a request at the same position has another name.

    Args:
        end_to_end: as it stands in the statement.
        requests: the agreement of each request of the book.
    """
    position = position_in(end_to_end)
    if position is None or position not in requests:
        return None
    agreement = requests[position]
    return (agreement, position) if end_to_end_id(agreement, position) == end_to_end else None
