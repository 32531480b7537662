"""Signatures under checkpoints, and what follows from them, in words and as data."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ledger.presentation import display
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from ledger.proof.signatures import Exposure, Judged, Known, Signature

# What is said of a signature of each standing, and of one that counts by a key of the asker's own.
SIGNED: dict[str, str] = {
    "counts": N_("{who}: verified, signed {at}"),
    "named": N_("{who}: verified with a key that you named, signed {at}"),
    "the-books": N_("{who}: verified, the book's own key"),
    "not-then": N_("{who}: verified with a key that the book had at another time"),
    "own-key": N_("{who}: does not count, since it is the book's own key that signed"),
    "beside-the-book": N_(
        "{who}: verified, signed {at}; does not count, since its secret key lies beside the book:"
        " {secret_key}"
    ),
    "not-named": N_(
        "{who}: verified with a key that is registered in the book, signed {at}; does not count,"
        " since you named other keys"
    ),
    "retired": N_(
        "{who}: verified, signed {at}; does not count, since it was retired in event #{retired}"
    ),
    "time-later-than-now": N_(
        "{who}: verified, signed {at}; does not count, since that is later than now"
    ),
    "time-before-events": N_(
        "{who}: verified, signed {at}; does not count, since its events are newer than that"
    ),
    "time-before-earlier": N_(
        "{who}: verified, signed {at}; does not count, since it had signed less later than that"
    ),
    "unknown-key": N_("{who}: unknown key; does not count"),
    "false": N_("{who}: FALSE; it was altered, or forged"),
}


def signature_text(signature: Signature) -> str:
    """Return what a signature is worth, in words that are safe for a terminal."""
    witness = signature.witness
    at, retired, secret_key = "", "", ""
    if signature.at is not None:
        at = display.instant(signature.at)
    elif signature.standing == "time-later-than-now":
        at = _("beyond every calendar")
    if witness is not None and witness.retired is not None:
        retired = str(witness.retired[0])
    if witness is not None and witness.secret_key is not None:
        secret_key = display.safe(str(witness.secret_key))
    values = {"at": at, "retired": retired, "secret_key": secret_key}
    is_named = signature.standing == "counts" and witness is not None and witness.is_named
    text = SIGNED["named" if is_named else signature.standing]
    return _(text, who=_who(signature), **values)


def _who(signature: Signature) -> str:
    """Return who has signed: by the name that the book has for the witness, and for whom."""
    name, witness = display.safe(signature.name), signature.witness
    if witness is None:
        return name
    about = [] if witness.name == signature.name else [_("key {name}", name=name)]
    about += [display.safe(witness.party)] if witness.party else []
    known = display.safe(witness.name)
    return f"{known} ({', '.join(about)})" if about else known


def exposure_text(exposure: Exposure, asker: Known) -> str:
    """Return how many events the owner of book and key could still rewrite unseen."""
    events = _n("{n} event", "{n} events", exposure.events)
    if exposure.newest is None:
        if asker.has_named:
            return _("{events}: no checkpoint is cosigned with a key that you named", events=events)
        return _("{events}: no checkpoint is cosigned by a witness of the book", events=events)
    text = (
        N_("{events} after the checkpoint at {size} cosigned by {names} (keys that you named)")
        if asker.has_named
        else N_("{events} after the checkpoint at {size} cosigned by {names} (keys in the book)")
    )
    names = ", ".join(_who(signature) for signature in exposure.by)
    return _(text, events=events, size=exposure.newest.checkpoint.size, names=names)


def not_counted(exposure: Exposure) -> list[tuple[Judged, Signature]]:
    """Return what was signed later than what counts, and counts for nothing itself.

    Only of the newest checkpoint that has any such signature: it says what is to be done.
    """
    for one in reversed(exposure.later):
        found = [x for x in one.signatures if x.standing not in {"the-books", "counts"}]
        if found:
            same = {(x.name, x.standing): x for x in found}  # one may have signed several times
            return [(one, x) for x in same.values()]
    return []


def what_to_do(exposure: Exposure, asker: Known) -> str | None:
    """Return how cosignatures come to count, where there are some and none does; None: they do."""
    if exposure.newest is not None or asker.has_named:
        return None
    if asker.witnesses or not any(one.having("unknown-key") for one in exposure.later):
        return None
    return _(
        "Nobody is registered as a witness. Ask those who have signed for their public keys, and"
        " register them: samverk witness add NAME KEY. Or name a key that you have from the"
        " witness itself: --witness-key KEY"
    )


def exposure_data(exposure: Exposure, asker: Known) -> dict[str, Any]:
    """Return the same as data."""
    newest = exposure.newest
    return {
        "events": exposure.events,
        "after": newest.checkpoint.size if newest else 0,
        "checkpoint": newest.source if newest else None,
        "cosigned_by": [x.witness.name for x in exposure.by if x.witness],
        "keys": "named" if asker.has_named else "registered",
    }


def judged_data(one: Judged) -> dict[str, Any]:
    """Return a checkpoint with its signatures as data."""
    return {
        "source": one.source,
        "origin": one.checkpoint.origin,
        "size": one.checkpoint.size,
        "root": one.checkpoint.root.hex(),
        "signatures": [_signature_data(signature) for signature in one.signatures],
    }


def _signature_data(signature: Signature) -> dict[str, Any]:
    witness = signature.witness
    return {
        "name": signature.name,
        "standing": signature.standing,
        "witness": witness.name if witness else None,
        "party": witness.party if witness else None,
        "key": str(witness.key) if witness else None,
        "is_registered": witness is not None and witness.is_registered,
        "is_named": witness is not None and witness.is_named,
        "signed_at": signature.at,
    }
