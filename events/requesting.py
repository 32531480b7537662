"""Requests for payments, and what has become of each, as the events tell it.

The state of the rules and the documents of the read side fold them in the same way, so it is
written here once. Pure: nothing is judged. A payment pays the request that its envelope names as
its cause.

Source: docs/DOMAIN.md, section 3 (attestation).
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import MutableMapping
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from events import facts as f
from events.facts import Position
from events.record import Recorded

Status: TypeAlias = Literal["requested", "reviewed", "approved", "paid", "returned", "cancelled"]


class Held(NamedTuple):
    """What a request holds of the money of its line and year, in minor units."""

    requested: int
    reserved: int


class Review(msgspec.Struct, frozen=True):
    """That a request was reviewed: by whom, and with which event."""

    position: Position
    actor: str
    fact: f.PaymentReviewed


class Approval(msgspec.Struct, frozen=True):
    """That a request was approved: by whom, and with which event."""

    position: Position
    actor: str
    fact: f.PaymentApproved


class Request(msgspec.Struct):
    """A request for a payment.

    Attributes:
        fact: what was asked, at ``position``.
        actor: who asked.
        first: the first request of the same command; its own position: it is by itself, or first.
        review: None: nobody has reviewed it.
        approvals: the oldest first; a later one renews one that has lapsed.
        over: what ended it without a payment, at ``over_at``; None: nothing did.
        paid_at: the payment that stands; 0: it is unpaid.
        paid_minor: what was paid, in minor units.
    """

    fact: f.PaymentRequested
    position: Position
    actor: str
    first: Position
    review: Review | None = None
    approvals: tuple[Approval, ...] = ()
    over: f.PaymentReturned | f.PaymentCancelled | None = None
    over_at: Position = 0
    paid_at: Position = 0
    paid_minor: int = 0

    @property
    def status(self) -> Status:
        """What has become of it, in a word."""
        if self.paid_at:
            return "paid"
        if self.over is not None:
            return "returned" if isinstance(self.over, f.PaymentReturned) else "cancelled"
        if self.approvals:
            return "approved"
        return "reviewed" if self.review else "requested"

    @property
    def is_open(self) -> bool:
        """Whether it may still be paid."""
        return not self.paid_at and self.over is None

    @property
    def is_payable(self) -> bool:
        """Whether it is approved and unpaid; its approval may have lapsed."""
        return self.is_open and bool(self.approvals)

    @property
    def held(self) -> Held:
        """What it holds: nothing once it is paid or over."""
        if not self.is_open:
            return Held(0, 0)
        minor = self.fact.amount_minor
        return Held(0, minor) if self.approvals else Held(minor, 0)


Requests: TypeAlias = MutableMapping[Position, Request]  # by position, in the order of the book


def about(requests: Requests, recorded: Recorded) -> Request | None:
    """Return the request that an event is about; None: there is none, or the event makes it."""
    match recorded.fact:
        case (
            f.PaymentReviewed() | f.PaymentApproved() | f.PaymentReturned() | f.PaymentCancelled()
        ) as fact:
            return requests.get(fact.request)
        case f.DisbursementRecorded():
            return requests.get(recorded.envelope.causation or 0)
        case f.EntryReversed(entry=f.DisbursementRecorded(), position=at):
            paid = next((x.position for x in requests.values() if x.paid_at == at), None)
            return None if paid is None else requests[paid]  # by its key: it is changed
        case _:
            return None


def take(requests: Requests, recorded: Recorded) -> Request | None:
    """Take an event in, and return the request that it is about; None: it is about none.

    A question may leave out the day of a request and not that of what followed: then it knows of
    neither.
    """
    at, actor = recorded.position, recorded.envelope.actor
    match recorded.fact:
        case f.PaymentRequested() as fact:
            requests[at] = Request(fact, at, actor, recorded.envelope.causation or at)
            return requests[at]
        case fact:
            request = about(requests, recorded)
    if request is None:
        return None
    match fact:
        case f.PaymentReviewed():
            request.review = Review(at, actor, fact)
        case f.PaymentApproved():
            request.approvals = (*request.approvals, Approval(at, actor, fact))
        case f.PaymentReturned() | f.PaymentCancelled():
            request.over, request.over_at = fact, at
        case f.DisbursementRecorded():
            request.paid_at, request.paid_minor = at, fact.amount_minor
        case _:  # the payment is taken back
            request.paid_at = request.paid_minor = 0
    return request
