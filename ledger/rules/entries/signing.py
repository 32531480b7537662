"""Signatories sign what was concluded, and parties are told of decisions.

Source: docs/DOMAIN.md, section 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from events import facts as f
from events.facts import AmendmentId, PartyId, Position
from ledger.refusal import N_
from ledger.rules import commands as c
from ledger.rules.amending import require_consent
from ledger.rules.dates import (
    Basis,
    of,
    of_conclusion,
    of_decision,
    require_step_not_before,
)
from ledger.rules.entries.declaration import Declaration
from ledger.rules.money import require_concluded
from ledger.rules.proposing import require_party
from ledger.rules.refusals.process import AlreadySigned, NotASignatory
from ledger.rules.state import AgreementState, World


class SignAgreement(c.EntryCommand, frozen=True):
    """Sign the agreement, or consent to an amendment."""

    party: PartyId
    signed_on: date
    reference: str | None = None
    amendment: AmendmentId | None = None  # None: the agreement itself


class NotifyDecision(c.EntryCommand, frozen=True):
    """Tell parties of a decision."""

    follows_withdrawal: ClassVar[bool] = True

    to: tuple[PartyId, ...]
    decision: str
    notified_on: date


def _may_sign(fact: f.AgreementSigned, agreement: AgreementState, world: World) -> None:
    require_party(fact.party, world.parties.parties)
    require_concluded(agreement)
    if fact.amendment is not None:
        require_consent(fact, agreement, world)
        return
    assert agreement.proposed is not None
    if fact.party not in agreement.proposed.signatories:
        raise NotASignatory(party=fact.party, known=sorted(agreement.proposed.signatories))
    for at, other in agreement.steps.items():
        if isinstance(other, f.AgreementSigned) and (other.party, other.amendment) == (
            fact.party,
            fact.amendment,
        ):
            raise AlreadySigned(party=fact.party, on=other.signed_on, position=at)
    require_step_not_before(fact.signed_on, [of_conclusion(agreement)], world)


def _may_be_notified(fact: f.DecisionNotified, agreement: AgreementState, world: World) -> None:
    for party in fact.to:
        require_party(party, world.parties.parties)
    require_step_not_before(fact.notified_on, _decisions(fact.decision, agreement), world)


def _decisions(reference: str, agreement: AgreementState) -> Iterator[Basis]:
    """Yield the recorded decisions that have a reference."""
    if agreement.concluded is not None and agreement.concluded.decision == reference:
        yield of_conclusion(agreement)
    for line in agreement.lines.values():
        if line.decision is not None and line.decision.decision == reference:
            yield of_decision(line)
        for at, uplift in line.uplifts.values():
            if uplift.decision == reference:
                yield of(uplift, at)
    for amendment in agreement.amendments.values():
        decided: list[tuple[Position, Any]] = [*amendment.decisions.values()]
        if amendment.concluded is not None:
            decided.append((amendment.concluded_at, amendment.concluded))
        yield from (of(fact, at) for at, fact in decided if fact.decision == reference)


SIGNED = Declaration(
    command=SignAgreement,
    fact=f.AgreementSigned,
    summary="{party} · {reference}",
    of_amendment=N_("consent to {amendment} · {party} · {reference}"),
    rule=_may_sign,
)
NOTIFIED = Declaration(
    command=NotifyDecision,
    fact=f.DecisionNotified,
    summary="{decision} → {to}",
    rule=_may_be_notified,
)
