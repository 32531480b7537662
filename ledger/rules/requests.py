"""Which request a payment pays, and whether it may.

A payment names its request as the cause of its event. Where an agreement is attested, each payment
needs one. Elsewhere one may be named.

Source: docs/DOMAIN.md, section 3 (attestation).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from msgspec.structs import replace

from events import facts as f
from events.facts import LineId, PartyId, Position
from events.mandates import Mandate
from events.requesting import Request
from ledger.refusal import N_, Money
from ledger.rules import commands as c
from ledger.rules.refusals.attesting import (
    ApprovalLapsed,
    DiffersFromRequest,
    MoreThanApproved,
    NotApproved,
    RequestAmbiguous,
    RequestMissing,
    RequestOver,
    UnknownRequest,
)
from ledger.rules.state import AgreementState, World

_OVER = {"returned": N_("returned"), "cancelled": N_("cancelled"), "paid": N_("paid")}


def require_request(position: Position, agreement: AgreementState) -> Request:
    """Return a request that is neither paid nor over, or refuse."""
    request = agreement.requests.get(position)
    if request is None:
        known = [at for at, x in agreement.requests.items() if x.is_open]
        raise UnknownRequest(position=position, known=known)
    if not request.is_open:
        by = request.paid_at or request.over_at
        raise RequestOver(position=position, by=by, what=_OVER[request.status])
    return request


def of_payment(
    payment: c.RecordDisbursement | f.DisbursementRecorded,
    payee: PartyId,
    agreement: AgreementState,
    world: World,
) -> Request | None:
    """Return the request that a payment pays; None: it pays none, and need not.

    It is the one that is said, or, where the agreement is attested, the only approved one that
    fits. Who judges a payment of the past takes the one that its event names.

    Raises:
        Refused: there is no such request, or the payment differs from it.
    """
    said = world.request
    if said is None and not agreement.is_attested:
        return None
    if said is None:
        request = _only_one(payment, payee, agreement)
    else:
        request = require_request(said, agreement)
        _require_like(payment, payee, request, agreement)
    if not request.approvals:
        raise NotApproved(position=request.position)
    _require_lasting(request, payment.paid_on, world)
    return request


def _only_one(
    payment: c.RecordDisbursement | f.DisbursementRecorded,
    payee: PartyId,
    agreement: AgreementState,
) -> Request:
    """Return the approved and unpaid request that fits a payment; refuse if not exactly one does.

    What nearly fits, but for the amount, is told.
    """
    near = [
        x
        for x in agreement.requests.values()
        if x.is_payable
        and (x.fact.line, x.fact.budget_year, x.fact.payee)
        == (payment.line, payment.budget_year, payee)
    ]
    fitting = [x for x in near if payment.amount_minor <= x.fact.amount_minor]
    whole = [x for x in fitting if payment.amount_minor == x.fact.amount_minor]
    fitting = whole or fitting  # a payment of all that was approved is of that request
    if len(fitting) > 1:
        raise RequestAmbiguous(fitting=[x.position for x in fitting])
    if fitting:
        return fitting[0]
    if len(near) == 1:
        _require_like(payment, payee, near[0], agreement)
    raise RequestMissing(line=payment.line)


def _require_like(
    payment: c.RecordDisbursement | f.DisbursementRecorded,
    payee: PartyId,
    request: Request,
    agreement: AgreementState,
) -> None:
    """Refuse a payment that differs from its request, but for a smaller amount."""
    asked, proposed = request.fact, agreement.proposed
    for what, wanted, found in (
        (N_("line"), asked.line, payment.line),
        (N_("budget year"), asked.budget_year, payment.budget_year),
        (N_("payee"), asked.payee, payee),
    ):
        if wanted != found:
            raise DiffersFromRequest(position=request.position, what=what, requested=str(wanted))
    if payment.amount_minor > asked.amount_minor:
        assert proposed is not None
        currency = proposed.currency
        raise MoreThanApproved(
            position=request.position,
            what=N_("amount"),
            requested="",
            amount=Money(payment.amount_minor, currency),
            approved=Money(asked.amount_minor, currency),
        )


def lapse_of(request: Request, day: date, world: World) -> Mandate | None:
    """Return the mandate of the newest approval, if it is not in force on a day; None: it is."""
    approval = request.approvals[-1].fact
    mandate = world.authorities.mandates.get(approval.authority)
    return None if mandate is None or mandate.is_in_force(day) else mandate


def _require_lasting(request: Request, day: date, world: World) -> None:
    """Refuse a payment on a day on which nobody had the right that it was approved by."""
    mandate = lapse_of(request, day, world)
    if mandate is not None:
        raise ApprovalLapsed(
            position=request.position,
            authority=mandate.position,
            day=day,
            starts=mandate.granted.from_day,
            last=mandate.last_day,
        )


def of_facts(facts: Sequence[f.Fact], world: World) -> tuple[Position | None, ...]:
    """Return which request each fact of a command pays; None: it pays none, as most facts."""
    agreement = world.agreement
    if agreement is None or not agreement.requests:  # nearly always
        return (None,) * len(facts)
    lines = [x.line for x in facts if isinstance(x, f.DisbursementRecorded)]
    found: list[Position | None] = []
    for fact in facts:
        request = None
        if isinstance(fact, f.DisbursementRecorded):
            own = world_of_part(fact.line, lines, agreement, world)
            request = of_payment(fact, fact.payee, agreement, own)
        found.append(request.position if request else None)
    return tuple(found)


def world_of_part(
    line: LineId, lines: Collection[LineId], agreement: AgreementState, world: World
) -> World:
    """Return the world in which one of several payments together is decided.

    The request that is said is that of one of them; the others have their own.
    """
    said = agreement.requests.get(world.request or 0)
    if said is None or said.fact.line == line or said.fact.line not in lines:
        return world
    return replace(world, request=None)


def was_requested_by(day: date, fact: f.DisbursementRecorded, world: World) -> bool:
    """Return whether a payment that the rules let in pays what was requested on a day or before."""
    (at,) = of_facts((fact,), world)
    return (
        at is not None
        and world.agreement is not None
        and (world.agreement.requests[at].fact.requested_on <= day)
    )
