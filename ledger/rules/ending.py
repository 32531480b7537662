"""The rules for what comes after the end of an agreement: settlement, closing, reopening.

Source: docs/DOMAIN.md, section 3 (the end of an agreement).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import assert_never

from events import facts as f
from events.facts import Fact, LineId, PartyId
from events.following import findings
from ledger.refusal import Money, Refused
from ledger.rules import commands as c
from ledger.rules import entries, money
from ledger.rules.entries.released import ReleaseCommitment
from ledger.rules.refusals.agreements import SeveralRefused
from ledger.rules.refusals.ending import (
    FindingOpen,
    InKindUnverified,
    NotClosed,
    NotEnded,
    NothingToSettle,
    OpenClaim,
    RequestOpen,
    StillHeld,
    StillRemains,
    UseUnreported,
)
from ledger.rules.refusals.entries import SameActor
from ledger.rules.state import AgreementState, LineState, World, YearState
from ledger.rules.wording import SETTLEMENT

_DUE_AFTER = timedelta(days=30)


def last_day(agreement: AgreementState) -> date:
    """Return the last day of an agreement: of its term, or of an earlier termination."""
    assert agreement.proposed is not None
    return f.last_day(agreement.proposed, agreement.terminated and agreement.terminated[1])


def decide(
    command: c.SettleAgreement | c.CloseAgreement | c.ReopenAgreement,
    agreement: AgreementState,
    world: World,
) -> tuple[Fact, ...]:
    """Return the facts that a command after the end leads to, in order.

    Raises:
        Refused: a rule says no.
    """
    match command:
        case c.SettleAgreement():
            return _settle(command, agreement, world)
        case c.CloseAgreement():
            return (_close(command, agreement, world),)
        case c.ReopenAgreement():
            return (_reopen(command, agreement, world),)
        case _:
            assert_never(command)


def _require_ended(day: date, agreement: AgreementState) -> None:
    """Refuse to settle or close an agreement before its last day has come."""
    money.require_concluded(agreement)
    ends = last_day(agreement)
    if day < ends:
        raise NotEnded(day=day, ends=ends)


def _settle(
    command: c.SettleAgreement, agreement: AgreementState, world: World
) -> tuple[Fact, ...]:
    """Release what is unpaid, and claim what performers hold and have not reported."""
    day = command.settled_on or world.today
    _require_ended(day, agreement)
    due_on = command.due_on or day + _DUE_AFTER
    assert world.agreement_id is not None
    found: list[Fact] = []
    for name, line, year, own in _years(agreement):
        if own.unreserved > 0:
            release = ReleaseCommitment(
                agreement=world.agreement_id,
                line=name,
                year=year,
                amount_minor=own.unreserved,
                reason=command.reason or SETTLEMENT,
                released_on=day,
                booked_on=command.booked_on,
            )
            found.append(entries.decide(release, agreement, world))
        for performer in line.all_performers:
            minor = _unclaimed(line, own, performer)
            if minor > 0:
                claim = c.ClaimRepayment(
                    agreement=world.agreement_id,
                    line=name,
                    budget_year=year,
                    amount_minor=minor,
                    due_on=due_on,
                    ground=command.ground or SETTLEMENT,
                    claimed_on=day,
                    booked_on=command.booked_on,
                    performer=performer,
                )
                found.append(money.claim(claim, agreement, world))
    if not found:
        raise NothingToSettle(agreement=world.agreement_id)
    return tuple(found)


def is_part(fact: f.Event, first: f.Event) -> bool:
    """Return whether an event belongs to the settlement that another event is the first of."""
    kinds = (f.CommitmentReleased, f.RepaymentClaimed)
    return isinstance(fact, kinds) and isinstance(first, kinds)


def _years(agreement: AgreementState) -> Iterator[tuple[LineId, LineState, int, YearState]]:
    """Yield the years of every line, in the order of the agreement."""
    for name, line in agreement.lines.items():
        for year, own in sorted(line.years.items()):
            yield name, line, year, own


def _unclaimed(line: LineState, year: YearState, performer: PartyId) -> int:
    """Return what a performer holds that it has neither reported nor been asked for.

    Claims count whole: what came back on a claim is no longer held, and the rest is open.
    """
    if line.is_internal:
        return 0
    disbursed, reported, claimed = (
        line.of_performer(performer, year, x) for x in ("disbursed", "reported", "claimed")
    )
    return disbursed - reported - claimed


def _close(command: c.CloseAgreement, agreement: AgreementState, world: World) -> f.AgreementClosed:
    """Close an agreement that has ended and in which nothing is open."""
    day = command.closed_on or world.today
    _require_ended(day, agreement)
    found = [*_still_open(agreement, world)]
    if len(found) > 1:
        raise SeveralRefused(count=len(found), problems=found)
    if found:
        raise found[0]
    return f.AgreementClosed(closed_on=day)


def _still_open(agreement: AgreementState, world: World) -> Iterator[Refused]:
    """Yield everything that keeps an agreement from being closed."""
    currency = money.currency(agreement)
    for name, line, year, own in _years(agreement):
        if own.remaining > 0:
            yield StillRemains(line=name, year=year, amount=Money(own.remaining, currency))
        for performer in line.all_performers:
            who = world.parties.parties[performer].name
            for refusal, minor in _of_performer(line, own, performer):
                yield refusal(line=name, year=year, amount=Money(minor, currency), performer=who)
    for at, request in agreement.requests.items():
        if request.is_open:
            asked = request.fact
            yield RequestOpen(
                line=asked.line,
                year=asked.budget_year,
                amount=Money(asked.amount_minor, currency),
                position=at,
            )
    for at, claim in agreement.claims.items():
        if claim.open > 0:
            yield OpenClaim(
                line=claim.fact.line,
                year=claim.fact.budget_year,
                amount=Money(claim.open, currency),
                position=at,
            )
    for at, finding in findings(agreement.steps).items():
        if finding.open_minor:
            amount = Money(finding.open_minor, currency)
            yield FindingOpen(year=finding.fact.budget_year, amount=amount, position=at)
    for at, gift in agreement.in_kind.items():
        if gift.decided is None:
            yield InKindUnverified(
                party=world.parties.parties[gift.fact.party].name,
                year=gift.fact.performed_on.year,
                amount=Money(gift.fact.value_minor, currency),
                position=at,
            )


def _of_performer(
    line: LineState, year: YearState, performer: PartyId
) -> Iterator[tuple[type[StillHeld | UseUnreported], int]]:
    """Yield why a performer keeps an agreement from being closed, with the amount of it."""
    held = _unclaimed(line, year, performer)
    if held > 0:
        yield StillHeld, held
        if not line.of_performer(performer, year, "reported"):
            yield UseUnreported, line.of_performer(performer, year, "disbursed")


def _reopen(
    command: c.ReopenAgreement, agreement: AgreementState, world: World
) -> f.AgreementReopened:
    """Open a closed agreement again; somebody else does it than who closed it."""
    shut = agreement.shut
    if shut is None or not isinstance(shut.by, f.AgreementClosed):
        assert world.agreement_id is not None
        raise NotClosed(agreement=world.agreement_id)
    if shut.actor == world.actor:
        raise SameActor(actor=world.actor)
    return f.AgreementReopened(reason=command.reason)
