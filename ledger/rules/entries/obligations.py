"""A party has to do something by a day, and instalments may wait for it.

It is met, and another actor accepts or rejects that; or it is waived, or extended, by a decision.

Source: docs/DOMAIN.md, section 3 (instalments and obligations).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar, TypeAlias

from events import facts as f
from events.facts import ObligationKind, PartyId
from events.mandates import is_same
from events.planning import Obligation, ObligationStep
from ledger.refusal import N_
from ledger.rules import commands as c
from ledger.rules import dates, money
from ledger.rules.entries.declaration import Declaration
from ledger.rules.in_kind import require_member
from ledger.rules.instalments import paid_of
from ledger.rules.proposing import require_party
from ledger.rules.refusals.entries import SameActor
from ledger.rules.refusals.planning import (
    BlockedTwice,
    BlocksPaid,
    NoPlan,
    NotLaterThanDue,
    ObligationExists,
    ObligationMetAlready,
    ObligationNotMet,
    ObligationOver,
    UnknownInstalment,
    UnknownObligation,
)
from ledger.rules.state import AgreementState, World

Judged: TypeAlias = f.ObligationAccepted | f.ObligationRejected


class SetObligation(c.EntryCommand, frozen=True):
    """Say what a party has to do by a day."""

    today_field: ClassVar[str | None] = "set_on"

    obligation: str
    kind: ObligationKind
    party: PartyId
    due_on: date
    covers: str | None = None
    blocks: tuple[f.Blocked, ...] = ()
    set_on: date | None = None


class MeetObligation(c.EntryCommand, frozen=True):
    """Say that an obligation is met."""

    today_field: ClassVar[str | None] = "met_on"

    obligation: str
    met_on: date | None = None
    reference: str | None = None


class AcceptObligation(c.EntryCommand, frozen=True):
    """Find that an obligation is met."""

    today_field: ClassVar[str | None] = "accepted_on"

    obligation: str
    accepted_on: date | None = None


class RejectObligation(c.EntryCommand, frozen=True):
    """Find that an obligation is not met."""

    today_field: ClassVar[str | None] = "rejected_on"

    obligation: str
    reason: str
    rejected_on: date | None = None


class WaiveObligation(c.EntryCommand, frozen=True):
    """Decide that an obligation need not be met."""

    today_field: ClassVar[str | None] = "waived_on"

    obligation: str
    decision: str
    waived_on: date | None = None


class ExtendObligation(c.EntryCommand, frozen=True):
    """Decide that an obligation is due later."""

    today_field: ClassVar[str | None] = "extended_on"

    obligation: str
    due_on: date
    decision: str
    extended_on: date | None = None


def _found(obligation: str, agreement: AgreementState) -> Obligation:
    """Return an obligation of the agreement.

    Raises:
        Refused: ``unknown-obligation``.
    """
    planning = agreement.planning
    found = planning.standing(obligation) if planning is not None else None
    if found is None:
        ids = planning.obligations.values() if planning is not None else ()
        raise UnknownObligation(obligation=obligation, known=sorted({x.obligation for x in ids}))
    return found


def _may_be_set(fact: f.ObligationSet, agreement: AgreementState, world: World) -> None:
    require_party(fact.party, world.parties.parties)
    money.require_concluded(agreement)
    require_member(fact.party, agreement, world)
    planning = agreement.planning
    before = planning.newest(fact.obligation) if planning is not None else None
    if before is not None:
        raise ObligationExists(obligation=fact.obligation, position=before[0])
    for x in fact.blocks:
        if fact.blocks.count(x) > 1:
            raise BlockedTwice(line=x.line, year=x.year, instalment=x.instalment)
        _require_unpaid(x, agreement)
    dates.require_step_not_before(fact.set_on, [dates.of_conclusion(agreement)], world)


def _require_unpaid(place: f.Blocked, agreement: AgreementState) -> None:
    """Refuse an instalment that is not planned, and one that is paid."""
    line, year, instalment = place.line, place.year, place.instalment
    money.require_line(line, agreement)
    money.require_year(year, agreement)
    planning = agreement.planning
    found = planning.plan_of(line, year) if planning is not None else None
    if found is None:
        raise NoPlan(line=line, year=year)
    amounts = {x.number: x.amount_minor for x in found[1].instalments}
    if instalment not in amounts:
        raise UnknownInstalment(line=line, year=year, instalment=instalment, known=sorted(amounts))
    if paid_of(line, year, agreement)[instalment] == amounts[instalment]:
        raise BlocksPaid(line=line, year=year, instalment=instalment)


def _require_going_on(found: Obligation) -> None:
    """Refuse a step of an obligation that was accepted or waived."""
    if found.waived is not None:
        on = found.waived.waived_on
        raise ObligationOver(obligation=found.obligation, state="waived", on=on)
    if found.accepted is not None:
        on = found.accepted.accepted_on
        raise ObligationOver(obligation=found.obligation, state="accepted", on=on)


def _require_in_order(
    day: date, found: Obligation, agreement: AgreementState, world: World
) -> None:
    """Refuse a day before that of the step before it."""
    bases = [dates.of(found.fact, found.position)]
    if found.newest:
        assert agreement.planning is not None
        bases.append(dates.of(agreement.planning.steps[found.newest], found.newest))
    dates.require_step_not_before(day, bases, world)


def _may_go_on(fact: ObligationStep, agreement: AgreementState, world: World) -> Obligation:
    """Refuse what is the same for every step, and return what came before it."""
    found = _found(fact.obligation, agreement)
    _require_going_on(found)
    day = f.effective_on(fact)
    assert day is not None
    _require_in_order(day, found, agreement, world)
    return found


def _may_be_met(fact: f.ObligationMet, agreement: AgreementState, world: World) -> None:
    found = _found(fact.obligation, agreement)
    if found.met is not None and not found.is_over:
        raise ObligationMetAlready(obligation=fact.obligation, on=found.met.met_on)
    _may_go_on(fact, agreement, world)


def _may_be_judged(fact: Judged, agreement: AgreementState, world: World) -> None:
    found = _may_go_on(fact, agreement, world)
    if found.met is None:
        raise ObligationNotMet(obligation=fact.obligation)
    assert agreement.planning is not None
    if is_same(agreement.planning.actors[found.met_at], world.actor):
        raise SameActor(actor=world.actor)


def _previous_day(
    command: ExtendObligation, agreement: AgreementState, _world: World
) -> Mapping[str, Any]:
    return {"previous_due_on": _found(command.obligation, agreement).due_on}


def _may_be_extended(fact: f.ObligationExtended, agreement: AgreementState, world: World) -> None:
    found = _may_go_on(fact, agreement, world)
    if fact.due_on <= found.due_on:
        raise NotLaterThanDue(obligation=fact.obligation, due_on=fact.due_on, previous=found.due_on)


SET = Declaration(
    command=SetObligation,
    fact=f.ObligationSet,
    summary=N_("{obligation} · {kind} · {party} · due {due_on} · {covers}"),
    rule=_may_be_set,
)
MET = Declaration(
    command=MeetObligation,
    fact=f.ObligationMet,
    summary="{obligation} · {reference}",
    rule=_may_be_met,
)
ACCEPTED = Declaration(
    command=AcceptObligation,
    fact=f.ObligationAccepted,
    summary="{obligation}",
    rule=_may_be_judged,
)
REJECTED = Declaration(
    command=RejectObligation,
    fact=f.ObligationRejected,
    summary="{obligation} · {reason}",
    rule=_may_be_judged,
)
WAIVED = Declaration(
    command=WaiveObligation,
    fact=f.ObligationWaived,
    summary="{obligation} · {decision}",
    rule=_may_go_on,
)
EXTENDED = Declaration(
    command=ExtendObligation,
    fact=f.ObligationExtended,
    summary="{obligation} · {previous_due_on} → {due_on} · {decision}",
    derived=_previous_day,
    rule=_may_be_extended,
)
