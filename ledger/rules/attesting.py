"""The rules for requests for payments: who asks, who reviews, who approves.

Requester, reviewer and approver are three persons. A mandate is judged by the day of the fact, and
never by the clock, so that it can be judged again. A review and an approval have the day on which
they are recorded: a mandate that has run out is no use by a date.

Source: docs/DOMAIN.md, section 3 (attestation).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import assert_never

from events import facts as f
from events.facts import AuthorityStep, Fact, PartyId, Position
from events.mandates import Mandate, is_same
from events.planning import waiting_of
from events.requesting import Request
from ledger.refusal import N_, Money
from ledger.rules import activities, money
from ledger.rules import commands as c
from ledger.rules.authorities import limit_of, require_mandate
from ledger.rules.dates import of, require_committed_on, require_step_not_before
from ledger.rules.following import offset_against
from ledger.rules.instalments import Asked, require_payable
from ledger.rules.performers import require_performing
from ledger.rules.refusals.amounts import InternalLine
from ledger.rules.refusals.attesting import (
    AlreadyApproved,
    AlreadyReviewed,
    ConflictOfInterest,
    ExceedsAvailable,
    NotReviewed,
    SameActorOfRequest,
)
from ledger.rules.refusals.authorities import NoAuthority, OverLimit
from ledger.rules.refusals.ending import AgreementEnded
from ledger.rules.requests import lapse_of, require_request
from ledger.rules.signing import require_own
from ledger.rules.state import AgreementState, World


def request(
    command: c.RequestPayment, agreement: AgreementState, world: World
) -> tuple[f.PaymentRequested, ...]:
    """Ask that money be paid on a line, or on each line of an activity its part of it."""
    found: list[f.PaymentRequested] = []
    for part in activities.requested(command, agreement):
        found.append(_request(part, agreement, world, found))
    return tuple(found)


def _request(
    command: c.RequestPayment,
    agreement: AgreementState,
    world: World,
    others: Sequence[f.PaymentRequested],
) -> f.PaymentRequested:
    """Ask that money be paid on a line; no more than is available, less what is offset.

    Args:
        command: the request, of one line.
        agreement: as it stands.
        world: what is known before it.
        others: the requests of the same command that come before it.
    """
    budget_year = command.budget_year or command.due_on.year
    line, year = money.require_budget_year(
        command.line, budget_year, command.amount_minor, agreement
    )
    if line.is_internal:
        raise InternalLine(line=command.line)
    day = command.requested_on or world.today
    payee = require_performing(command.payee, line, command.due_on, world)
    offset = offset_against(payee, command.line, command.amount_minor, agreement, others)
    minor = command.amount_minor - offset
    money.require_within(
        ExceedsAvailable,
        minor,
        year.available,
        command.line,
        budget_year,
        agreement,
    )
    require_committed_on(day, line, agreement, world)
    asked = Asked(command.line, budget_year, minor, day, command.instalment)
    waiting = waiting_of(agreement.requests.values(), command.line, budget_year)
    require_payable(asked, agreement, waiting)
    if agreement.terminated is not None and day > agreement.terminated[1].ends:
        raise AgreementEnded(day=day, ends=agreement.terminated[1].ends)
    return f.PaymentRequested(
        line=command.line,
        budget_year=budget_year,
        amount_minor=minor,
        payee=payee,
        due_on=command.due_on,
        instalment=command.instalment,
        reference=command.reference,
        offset_minor=offset,
        requested_on=day,
    )


def decide(command: c.ToRequest, agreement: AgreementState, world: World) -> Fact:
    """Return the fact that a command about a request leads to.

    Raises:
        Refused: a rule says no.
    """
    asked = require_request(command.position, agreement)
    match command:
        case c.ReviewRequest():
            return review(command, asked, agreement, world, world.today)
        case c.ApproveRequest():
            return approve(command, asked, agreement, world, world.today)
        case c.ReturnRequest():
            day = command.returned_on or world.today
            _require_others(world.actor, [asked.actor])
            _require_after(day, asked, world)
            return f.PaymentReturned(
                request=command.position, reason=command.reason, returned_on=day
            )
        case c.CancelRequest():
            day = command.cancelled_on or world.today
            _require_after(day, asked, world)
            return f.PaymentCancelled(
                request=command.position, reason=command.reason, cancelled_on=day
            )
        case _:
            assert_never(command)


def review(
    command: c.ReviewRequest, asked: Request, agreement: AgreementState, world: World, day: date
) -> f.PaymentReviewed:
    """Say that a request has been checked."""
    if asked.review is not None:
        raise AlreadyReviewed(position=asked.position, by=asked.review.actor)
    mandate = _require_may(command, asked, agreement, world, day)
    reviewed = f.PaymentReviewed(
        request=command.position,
        authority=mandate.position,
        checked=command.checked,
        reviewed_on=day,
        signature=command.signature,
    )
    require_own(reviewed, agreement, world)
    return reviewed


def approve(
    command: c.ApproveRequest, asked: Request, agreement: AgreementState, world: World, day: date
) -> f.PaymentApproved:
    """Decide that a request is to be paid; anew, if the right that it was approved by has ended."""
    if asked.review is None:
        raise NotReviewed(position=asked.position)
    if asked.approvals:
        if lapse_of(asked, day, world) is None:
            raise AlreadyApproved(position=asked.position, by=asked.approvals[-1].actor)
    else:
        fact = asked.fact
        year = agreement.lines[fact.line].years[fact.budget_year]
        money.require_within(
            ExceedsAvailable,
            fact.amount_minor,
            year.unreserved,
            fact.line,
            fact.budget_year,
            agreement,
        )
    mandate = _require_may(command, asked, agreement, world, day)
    approved = f.PaymentApproved(
        request=command.position,
        authority=mandate.position,
        substitute_for=mandate.granted.substitute_for,
        approved_on=day,
        signature=command.signature,
    )
    require_own(approved, agreement, world)
    return approved


def _require_after(day: date, asked: Request, world: World) -> None:
    require_step_not_before(day, [of(asked.fact, asked.position)], world)


def _require_may(
    command: c.Attestation, asked: Request, agreement: AgreementState, world: World, day: date
) -> Mandate:
    """Return the mandate by which an actor reviews or approves a request, or refuse."""
    step: AuthorityStep = "review" if isinstance(command, c.ReviewRequest) else "decide"
    others = [asked.actor]
    if asked.review is not None:
        others.append(asked.review.actor)
    _require_after(day, asked, world)
    _require_others(world.actor, others)
    _require_no_interest(asked, world)
    return _require_mandate(step, command.authority, asked, agreement, world, day)


def _require_others(actor: str, others: Collection[str]) -> None:
    """Refuse an actor who has acted on the request already."""
    if any(is_same(actor, other) for other in others):
        raise SameActorOfRequest(actor=actor)


def _require_no_interest(asked: Request, world: World) -> None:
    """Refuse an actor who acts for the payee, or for another part of its legal person.

    What the two were parts of when it was recorded that the actor acts for the party counts, too.
    So nobody gets out of it by renaming.
    """
    payee = asked.fact.payee
    for party, said in world.authorities.represented_by(world.actor):
        since = min(said.position, asked.position)
        if _are_one(party, payee, since, world):
            raise ConflictOfInterest(actor=world.actor, party=party, payee=payee)


def _are_one(party: PartyId, other: PartyId, since: Position, world: World) -> bool:
    """Return whether two parties are parts of one legal person, or were since an event."""
    persons = world.parties.legal_persons
    return party == other or not persons(party, since).isdisjoint(persons(other, since))


def _tested_minor(mandate: Mandate, asked: Request, agreement: AgreementState, world: World) -> int:
    """Return the sum that the limit of a mandate is held to, in minor units.

    It is all that is requested, or was paid, on the lines of the same funder, for payees of the
    same legal person, and is due the same day: a payment does not come under a limit in parts. What
    was one legal person when the mandate was granted, or a request made, counts as one.
    """
    fact, lines = asked.fact, agreement.lines
    funder = lines[fact.line].proposed.funder
    return sum(
        x.fact.amount_minor
        for x in agreement.requests.values()
        if x.over is None
        and x.fact.due_on == fact.due_on
        and lines[x.fact.line].proposed.funder == funder
        and _are_one(
            x.fact.payee,
            fact.payee,
            min(mandate.position, x.position, asked.position),
            world,
        )
    )


def _require_mandate(
    step: AuthorityStep,
    said: Position | None,
    asked: Request,
    agreement: AgreementState,
    world: World,
    day: date,
) -> Mandate:
    """Return a mandate of the actor that fits a request; the one that is said, if any is."""
    assert world.agreement_id is not None
    known = [x for x in world.authorities.mandates.values() if x.is_of(world.actor)]
    if said is not None:
        wanted = require_mandate(said, world)
        known = [x for x in known if x is wanted]
    fitting, missing = _narrowed(known, step, asked, agreement, world, day)
    if not fitting:
        raise NoAuthority(
            actor=world.actor,
            why=missing,
            day=day,
            agreement=world.agreement_id,
            line=asked.fact.line,
            able=sorted({*_able(step, asked, agreement, world, day)}),
        )
    for mandate in fitting:
        limit = limit_of(mandate)
        if limit is None or _tested_minor(mandate, asked, agreement, world) <= limit.minor:
            return mandate
    widest = max(fitting, key=lambda x: x.granted.limit_minor or 0)
    limit = limit_of(widest)
    assert limit is not None
    tested = _tested_minor(widest, asked, agreement, world)
    raise OverLimit(
        position=widest.position,
        amount=Money(tested, limit.currency),
        limit=limit,
        excess=Money(tested - limit.minor, limit.currency),
        due=asked.fact.due_on,
    )


def _narrowed(
    mandates: list[Mandate],
    step: AuthorityStep,
    asked: Request,
    agreement: AgreementState,
    world: World,
    day: date,
) -> tuple[list[Mandate], str]:
    """Return which mandates fit a request, but for their limit, and what the last others lack."""
    board = agreement.lines[asked.fact.line].proposed.funder
    currency, name = money.currency(agreement), world.agreement_id or ""
    missing = N_("none was granted")
    for fits, why in (
        (lambda x: x.granted.step == step, N_("none is for this step")),
        (lambda x: x.granted.board == board, N_("none is of the board that pays")),
        (lambda x: x.covers(board, name, asked.fact.line), N_("none is for this line")),
        (lambda x: x.is_in_force(day), N_("none is in force that day")),
        (lambda x: x.granted.currency in {None, currency}, N_("none is in this currency")),
    ):
        kept = [x for x in mandates if fits(x)]
        if mandates and not kept:
            missing = why
        mandates = kept
    return mandates, missing


def _able(
    step: AuthorityStep, asked: Request, agreement: AgreementState, world: World, day: date
) -> Iterator[str]:
    """Yield the actors who have a mandate that fits, but for its limit."""
    mandates = list(world.authorities.mandates.values())
    for mandate in _narrowed(mandates, step, asked, agreement, world, day)[0]:
        yield mandate.granted.actor
