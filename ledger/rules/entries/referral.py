"""A proposal is referred to parties, and they answer; a body plans to decide on it.

A board's decision on its lines is its answer, too: ``answers`` in ``projections.standing``.

Source: docs/DOMAIN.md, section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from events import facts as f
from events.facts import Answer, PartyId, Position
from ledger.refusal import N_
from ledger.rules import commands as c
from ledger.rules import dates
from ledger.rules.entries.declaration import Declaration
from ledger.rules.in_kind import require_member
from ledger.rules.proposing import require_party
from ledger.rules.refusals.agreements import AlreadyConcluded
from ledger.rules.refusals.process import AlreadyAnswered, AnswerByBeforeReferral, NotAsked
from ledger.rules.state import AgreementState, World


class ReferAgreement(c.EntryCommand, frozen=True):
    """Ask parties what they say of a proposal."""

    to: tuple[PartyId, ...]
    answer_by: date
    matter: str
    referred_on: date
    by: str | None = None


class AnswerReferral(c.EntryCommand, frozen=True):
    """Say what a party was asked for."""

    party: PartyId
    answer: Answer
    answered_on: date
    decision: str | None = None


class PlanDecision(c.EntryCommand, frozen=True):
    """Plan on which day a body decides."""

    today_field: ClassVar[str | None] = "planned_on"

    body: PartyId
    matter: str
    decides_on: date
    planned_on: date | None = None


def _may_be_referred(fact: f.AgreementReferred, agreement: AgreementState, world: World) -> None:
    for party in fact.to:
        require_party(party, world.parties.parties)
    if agreement.concluded:
        raise AlreadyConcluded(on=agreement.concluded.decided_on)
    for party in fact.to:
        require_member(party, agreement, world)
    if fact.answer_by < fact.referred_on:
        raise AnswerByBeforeReferral(answer_by=fact.answer_by, referred_on=fact.referred_on)


def _newest_to(
    party: PartyId, agreement: AgreementState
) -> tuple[Position, f.AgreementReferred] | None:
    """Return the newest referral that asks a party; None: there is none."""
    for at, fact in reversed(agreement.steps.items()):
        if isinstance(fact, f.AgreementReferred) and party in fact.to:
            return at, fact
    return None


def _its_referral(
    command: AnswerReferral, agreement: AgreementState, world: World
) -> Mapping[str, Any]:
    require_member(command.party, agreement, world)
    found = _newest_to(command.party, agreement)
    if found is None:
        asked = [
            party
            for fact in agreement.steps.values()
            if isinstance(fact, f.AgreementReferred)
            for party in fact.to
        ]
        raise NotAsked(party=command.party, known=sorted(set(asked)))
    return {"referral": found[0]}


def _may_answer(fact: f.ReferralAnswered, agreement: AgreementState, world: World) -> None:
    for at, other in agreement.steps.items():
        if isinstance(other, f.ReferralAnswered) and (other.referral, other.party) == (
            fact.referral,
            fact.party,
        ):
            raise AlreadyAnswered(party=fact.party, on=other.answered_on, position=at)
    referral = agreement.steps[fact.referral]
    assert isinstance(referral, f.AgreementReferred)
    dates.require_step_not_before(fact.answered_on, [dates.of(referral, fact.referral)], world)
    for line in agreement.lines.values():
        decided = line.decision
        if (
            decided is not None
            and decided.board == fact.party
            and referral.referred_on <= decided.decided_on <= fact.answered_on
        ):
            raise AlreadyAnswered(party=fact.party, on=decided.decided_on, position=line.decided_at)


def _may_be_planned(fact: f.DecisionPlanned, _agreement: AgreementState, world: World) -> None:
    require_party(fact.body, world.parties.parties)


REFERRED = Declaration(
    command=ReferAgreement,
    fact=f.AgreementReferred,
    summary=N_("{by} · {matter} → {to} · answers by {answer_by}"),
    rule=_may_be_referred,
)
ANSWERED = Declaration(
    command=AnswerReferral,
    fact=f.ReferralAnswered,
    summary="{party} · {answer} · {decision}",
    derived=_its_referral,
    rule=_may_answer,
)
PLANNED = Declaration(
    command=PlanDecision,
    fact=f.DecisionPlanned,
    summary="{body} · {matter} · {decides_on}",
    rule=_may_be_planned,
)
