"""Whether a review or an approval is the actor's own: by a login, or by a signature.

A server knows who logs in. In a file an actor is a name that anybody may give, so the actor signs,
with a key that the book knows as the actor's at that position. Who judges past events asks that,
too.

Source: docs/DOMAIN.md, section 3 (attestation).
"""

from __future__ import annotations

from typing import TypeAlias, TypeGuard

from events import facts as f
from events.facts import Fact
from events.mandates import is_same
from events.record import Assurance
from ledger.rules.refusals.attesting import AssuranceTooLow
from ledger.rules.refusals.signing import KeyRetired, KeyUnknown, SignatureWrong
from ledger.rules.state import AgreementState, World

Attested: TypeAlias = f.PaymentReviewed | f.PaymentApproved
_ATTESTED: frozenset[type[Fact]] = frozenset({f.PaymentReviewed, f.PaymentApproved})
BY_LOGIN: Assurance = "database-attested"


def require_own(fact: Attested, agreement: AgreementState, world: World) -> None:
    """Refuse a review or an approval that is not known to be the actor's own.

    Args:
        fact: what is decided.
        agreement: may do without; but a signature that is there is a true one.
        world: its target is the request.
    """
    actor = world.actor
    if fact.signature is None:
        if agreement.is_attested and world.assurance != BY_LOGIN:
            raise AssuranceTooLow(actor=actor)
        return
    # Few commands ever need these.
    from events.attested import NAMESPACE
    from events.ssh import BadSshSignatureError, SshSignature
    from ledger.rules.ssh_signatures import is_signed

    try:
        signature = SshSignature.read(fact.signature)
    except BadSshSignatureError:
        raise SignatureWrong(actor=actor) from None
    known, key = world.authorities.keys.get(str(signature.key)), signature.key.fingerprint
    if known is None or not is_same(known.registered.actor, actor):
        raise KeyUnknown(actor=actor, key=key)
    if known.retired is not None:
        raise KeyRetired(actor=actor, key=key, position=known.retired_at)
    if not is_signed(signature, to_sign(fact, world).encode(), NAMESPACE):
        raise SignatureWrong(actor=actor)


def is_attested(fact: Fact) -> TypeGuard[Attested]:
    """Return whether a fact is a review or an approval."""
    return type(fact) in _ATTESTED


def to_sign(fact: Attested, world: World) -> str:
    """Return the text that the actor signs."""
    from events.attested import message

    assert world.target is not None
    return message(world.origin, world.target, fact, world.actor)


def assurance_of(fact: Fact, known: Assurance) -> Assurance:
    """Return how well it is known who has recorded a fact.

    Args:
        fact: what is recorded.
        known: how well the actor is known without it.
    """
    if known == "claimed" and is_attested(fact) and fact.signature is not None:
        return "signed"
    return known
