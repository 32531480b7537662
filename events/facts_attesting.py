"""The facts of attestation: who may act, and how a payment comes to be approved.

Days and amounts are as in ``events.facts``, which has these facts in its unions.

Source: docs/DOMAIN.md, section 3 (attestation).
"""

# Annotations are no texts here: each of them would be compiled when a type of fact is first used.
from typing import Annotated, ClassVar, Literal, TypeAlias

from msgspec import Meta

from events.fact_base import (
    Amount,
    BoardId,
    Cause,
    Day,
    EffectiveDay,
    InstalmentNumber,
    LineId,
    NewAmount,
    OfAgreement,
    OfAuthorities,
    PartyId,
    PerformerId,
    Text,
    Year,
)

AuthorityStep: TypeAlias = Literal["review", "decide"]
Check: TypeAlias = Literal["order", "performance", "voucher", "terms", "coding"]
# The position of a mandate, which is no cause of what is done by it.
MandateAt: TypeAlias = Annotated[int, Meta(ge=1, extra={"names": ()})]


class ActorKeyRegistered(OfAuthorities, frozen=True, gc=False, tag="actor-key-registered/1"):
    """A person's own public key became known, with which the person signs."""

    actor: Text
    key: Text  # OpenSSH's line, without its comment: ``events.ssh``


class ActorKeyRetired(OfAuthorities, frozen=True, gc=False, tag="actor-key-retired/1"):
    """What is signed with a person's key from now on counts for nothing."""

    actor: Text
    key: Text
    reason: Text


class ActorRepresents(OfAuthorities, frozen=True, gc=False, tag="actor-represents/1"):
    """A person acts for a party, or does so no longer."""

    actor: Text
    party: PartyId
    represents: bool


class AuthorityGranted(OfAuthorities, frozen=True, gc=False, tag="authority-granted/1"):
    """A board gave a person the right to review payments, or to approve them."""

    actor: Text
    board: BoardId
    step: AuthorityStep
    agreement: Text | None  # its id; None: every agreement in which the board funds a line
    line: Text | None  # its id; None: every line of the board
    limit_minor: Amount | None  # of what is due to one payee on one day; None: any amount
    currency: Text | None  # of the limit; None iff there is no limit
    from_day: Day
    to_day: Day  # the last day
    decision: Text
    substitute_for: Cause | None  # the mandate whose holder this one stands in for


class AuthorityWithdrawn(OfAuthorities, frozen=True, gc=False, tag="authority-withdrawn/1"):
    """A mandate ended before its last day."""

    position: Cause  # the mandate
    withdrawn_on: EffectiveDay  # the first day without it
    reason: Text


class OfRequest(OfAgreement, frozen=True, gc=False):
    """A fact about a request for a payment. It adds to no sum."""

    is_posting: ClassVar[bool] = False


class PaymentRequested(OfRequest, frozen=True, gc=False, tag="payment-requested/1"):
    """Somebody asked that money be paid on a line."""

    line: LineId
    budget_year: Year
    amount_minor: Amount  # what is to be paid: less than was asked for by ``offset_minor``
    payee: PerformerId
    due_on: Day
    instalment: InstalmentNumber | None  # of the line's plan; None: the oldest unpaid one
    reference: Text | None  # of the payee, or of the voucher
    offset_minor: NewAmount  # that findings were offset with; 0: nothing
    requested_on: EffectiveDay


class PaymentReviewed(OfRequest, frozen=True, gc=False, tag="payment-reviewed/1"):
    """A person with a mandate for it has checked a request."""

    request: Cause
    authority: MandateAt
    checked: tuple[Check, ...]
    reviewed_on: EffectiveDay
    signature: Text | None  # OpenSSH's, in base64: ``events.attested``; None: a server knows who


class PaymentApproved(OfRequest, frozen=True, gc=False, tag="payment-approved/1"):
    """A person with a mandate for it has decided that a request is to be paid."""

    request: Cause
    authority: MandateAt
    substitute_for: MandateAt | None  # the mandate whose holder the person stood in for
    approved_on: EffectiveDay
    signature: Text | None


class PaymentReturned(OfRequest, frozen=True, gc=False, tag="payment-returned/1"):
    """A request was sent back: it is over, and a corrected one may follow."""

    request: Cause
    reason: Text
    returned_on: EffectiveDay


class PaymentCancelled(OfRequest, frozen=True, gc=False, tag="payment-cancelled/1"):
    """A request was taken back."""

    request: Cause
    reason: Text
    cancelled_on: EffectiveDay


AttestingFact: TypeAlias = (
    ActorKeyRegistered
    | ActorKeyRetired
    | ActorRepresents
    | AuthorityGranted
    | AuthorityWithdrawn
    | PaymentRequested
    | PaymentReviewed
    | PaymentApproved
    | PaymentReturned
    | PaymentCancelled
)
