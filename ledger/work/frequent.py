"""The quick way to decide on commands that come by the ten thousand: payments, costs and use.

What such commands of an agreement have in common is made once. What few of them have is left to the
plain way (``deciding``). The rules are asked in the same words, and a test holds both equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeAlias

import msgspec
from msgspec.structs import force_setattr

from events import facts as f
from events.record import Envelope, Recorded
from events.streams import agreement_stream
from ledger.rules import commands as c
from ledger.rules.state import AgreementState, BookState, World
from ledger.work.states import FoldedStates
from ledger.work.submission import Signature

Frequent: TypeAlias = c.RecordDisbursement | c.RecordInternalCost | c.RecordUse

FREQUENT: frozenset[type[c.Command]] = frozenset(
    {c.RecordDisbursement, c.RecordInternalCost, c.RecordUse}
)
_ENCODER = msgspec.json.Encoder()
# Facts that follow from no other event, if they pay no request.
ALONE = frozenset({f.DisbursementRecorded, f.InternalCostRecorded, f.UseReported})


def world_of(
    command: Frequent,
    signature: Signature,
    today: date,
    book: BookState,
    folded: FoldedStates,
) -> World | None:
    """Return the world in which a frequent command is decided; None: the plain way has to make it.

    The states in it are changed in place, so it stays true while they are fresh.
    """
    if type(command) is c.RecordDisbursement and (
        command.bank_reference is not None or command.request is not None
    ):
        return None
    name = command.agreement
    known = folded.worlds.get(name)
    if (
        known is None
        or known.today != today
        or known.actor != signature.actor
        or known.assurance != signature.assurance
    ):
        agreement = folded.agreement(name)
        if agreement is None:
            return None
        known = folded.worlds[name] = World(
            parties=folded.parties(),
            book=book,
            actor=signature.actor,
            today=today,
            agreement=agreement,
            agreement_id=name,
            authorities=folded.authorities(),
            assurance=signature.assurance,
        )
    assert known.agreement is not None
    if known.agreement.requests:
        return None
    force_setattr(known, "head", folded.newest_at)
    return known


def unlike_of(
    command: c.AnyCommand, facts: Sequence[f.Fact], agreement: AgreementState
) -> str | None:
    """Return which text an event has to have to change what was decided on a payment.

    Payments, costs and reports of use change what remains, which a server judges itself, and what a
    payment may look like: another one with its voucher. Where payments wait for something, or pay
    requests, the rules ask for more.

    Returns:
        None: other events may change it, too.
    """
    if (
        type(command) is not c.RecordDisbursement
        or len(facts) != 1
        or agreement.is_attested
        or agreement.requests
        or agreement.planning is not None
        or command.line not in agreement.lines
    ):
        return None
    return f'"voucher":{_ENCODER.encode(command.voucher).decode()}'


def stamped(
    fact: f.Fact,
    world: World,
    signature: Signature,
    *,
    recorded_at: datetime,
    digest: str | None,
    nonce: str,
) -> Recorded:
    """Give the only fact of a frequent command its place and envelope.

    Args:
        fact: one of ``ALONE``.
        world: that it was decided in.
        signature: who asks for it.
        recorded_at: its time.
        digest: of the command; None: it has no key.
        nonce: its own.
    """
    agreement = world.agreement
    assert agreement is not None
    return Recorded(
        position=world.head + 1,
        originator_id=agreement_stream(world.agreement_id or ""),
        originator_version=agreement.version + 1,
        envelope=Envelope(
            recorded_at=recorded_at,
            actor=signature.actor,
            assurance=signature.assurance,
            reason=signature.reason,
            evidence=signature.evidence,
            key=signature.key,
            command_sha256=digest,
            causation=signature.causation,
            nonce=nonce,
            data=fact,
        ),
    )
