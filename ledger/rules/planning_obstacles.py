"""Why a plan, or a step of an obligation, has to stay.

Source: docs/DOMAIN.md, section 3 (instalments and obligations).
"""

from __future__ import annotations

from events import facts as f
from events.facts import Position
from events.planning import Planning, PlanningFact, named_of, waiting_of
from ledger.refusal import N_
from ledger.rules.instalments import paid_of
from ledger.rules.state import AgreementState

REPLANNED = N_("a later plan has replaced it")
NAMED = N_("a payment, or a request, names one of its instalments")
AWAITED = N_("an obligation holds up one of its instalments")
GOES_ON = N_("more has been recorded of the obligation since")
LET_THROUGH = N_("an instalment that it let through has been paid")


def obstacle(entry: PlanningFact, at: Position, agreement: AgreementState) -> str | None:
    """Return why a step cannot be taken back, in English; None: it can."""
    planning = agreement.planning
    assert planning is not None
    if isinstance(entry, f.InstalmentsPlanned):
        return _of_plan(entry, at, planning, agreement)
    found = planning.standing(entry.obligation)
    if found is None:
        return None
    if found.newest > at:
        return GOES_ON
    ends = isinstance(entry, f.ObligationAccepted | f.ObligationWaived)
    if ends and any(
        paid_of(x.line, x.year, agreement).get(x.instalment) for x in found.fact.blocks
    ):
        return LET_THROUGH
    return None


def _of_plan(
    entry: f.InstalmentsPlanned, at: Position, planning: Planning, agreement: AgreementState
) -> str | None:
    """Return why a plan has to stay: what names its instalments has to find them."""
    own = [
        (position, plan)
        for position, plan in planning.plans.items()
        if (plan.line, plan.year) == (entry.line, entry.year)
    ]
    if own[-1][0] != at:
        return REPLANNED
    left = {x.number for x in own[-2][1].instalments} if len(own) > 1 else set[int]()
    requests, key = agreement.requests.values(), (entry.line, entry.year)
    named = [*named_of(planning, requests, *key), *waiting_of(requests, *key)]
    if any(x.instalment and x.instalment not in left for x in named):
        return NAMED
    if planning.waiting(entry.line, entry.year).keys() - left:
        return AWAITED
    return None
