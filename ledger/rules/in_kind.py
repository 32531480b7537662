"""The rules for contributions in something else than money.

Source: docs/DOMAIN.md, section 3.
"""

from __future__ import annotations

from decimal import Decimal

from events import facts as f
from events.facts import PartyId
from events.money import (
    MAX_MINOR,
    MAX_QUANTITY,
    MAX_QUANTITY_SUM,
    QUANTITY_PLACES,
    has_places,
    plain,
    valued,
)
from ledger.refusal import Refused
from ledger.rules import commands as c
from ledger.rules.dates import Basis, of_in_kind, require_not_before
from ledger.rules.money import currency, require_sum
from ledger.rules.state import AgreementState, World


def pledge(command: c.PledgeInKind, agreement: AgreementState, world: World) -> f.InKindPledged:
    """Promise a contribution."""
    _require_member(command.party, agreement, world)
    value = _worth(command, agreement)
    assert agreement.proposed is not None
    first, last = agreement.proposed.starts.year, agreement.proposed.ends.year
    if not first <= command.year <= last:
        raise Refused("year-outside-agreement", year=command.year, first=first, last=last)
    pledged_on = command.pledged_on or world.today
    if pledged_on.year > command.year:
        raise Refused("pledge-for-the-past", year=command.year, day=pledged_on)
    return f.InKindPledged(
        party=command.party,
        kind=command.kind,
        description=command.description,
        unit=command.unit,
        quantity=plain(command.quantity),
        unit_value_minor=command.unit_value_minor,
        value_minor=value,
        year=command.year,
        pledged_on=pledged_on,
    )


def record(command: c.RecordInKind, agreement: AgreementState, world: World) -> f.InKindRecorded:
    """Record a contribution."""
    _require_member(command.party, agreement, world)
    value = _worth(command, agreement)
    if command.pledge is not None:
        promised = agreement.pledges.get(command.pledge)
        if promised is None or promised.party != command.party:
            raise Refused(
                "unknown-pledge",
                position=command.pledge,
                party=command.party,
                known=sorted(
                    at for at, fact in agreement.pledges.items() if fact.party == command.party
                ),
            )
        basis = Basis(promised.pledged_on, command.pledge, f.event_name(promised))
        require_not_before(command.performed_on, [basis])
    if command.value_minor is not None and command.value_minor != value:
        raise Refused(
            "value-differs",
            stated=command.value_minor,
            value=value,
            difference=abs(value - command.value_minor),
            currency=currency(agreement),
        )
    return f.InKindRecorded(
        party=command.party,
        pledge=command.pledge,
        kind=command.kind,
        description=command.description,
        unit=command.unit,
        quantity=plain(command.quantity),
        unit_value_minor=command.unit_value_minor,
        method=command.method,
        value_minor=value,
        performed_on=command.performed_on,
    )


def judge(
    command: c.VerifyInKind | c.RejectInKind, agreement: AgreementState, world: World
) -> f.InKindVerified | f.InKindRejected:
    """Verify or reject a recorded contribution."""
    entry = agreement.in_kind.get(command.position)
    if entry is None:
        assert world.target is not None
        raise Refused("not-in-kind", position=command.position, event=world.target.name)
    if entry.decided:
        raise Refused("in-kind-decided", position=command.position, by=entry.decided)
    if entry.recorded_by == world.actor:
        raise Refused("same-actor", actor=world.actor)
    if isinstance(command, c.RejectInKind):
        rejected_on = command.rejected_on or world.today
        require_not_before(rejected_on, [of_in_kind(entry, command.position)])
        return f.InKindRejected(
            position=command.position,
            contribution=entry.fact,
            rejected_on=rejected_on,
            reason=command.reason,
        )
    if not entry.has_evidence:
        raise Refused("no-evidence", position=command.position)
    verified_on = command.verified_on or world.today
    require_not_before(verified_on, [of_in_kind(entry, command.position)])
    return f.InKindVerified(
        position=command.position,
        contribution=entry.fact,
        verified_on=verified_on,
    )


def _require_member(party: PartyId, agreement: AgreementState, world: World) -> None:
    if party not in world.parties.parties:
        raise Refused("unknown-party", party=party, known=sorted(world.parties.parties))
    if party not in agreement.parties:
        raise Refused("party-not-in-agreement", party=party, known=sorted(agreement.parties))


def _worth(command: c.PledgeInKind | c.RecordInKind, agreement: AgreementState) -> int:
    """Return what something is worth in minor units: more than nothing, and an amount."""
    quantity, unit_value_minor = command.quantity, command.unit_value_minor
    if not has_places(quantity, QUANTITY_PLACES):
        raise Refused("too-many-decimals", number=quantity, places=QUANTITY_PLACES)
    if quantity <= 0 or unit_value_minor <= 0:
        raise Refused(
            "no-worth",
            quantity=quantity,
            unit_value=unit_value_minor,
            currency=currency(agreement),
        )
    if quantity > MAX_QUANTITY:
        raise Refused("quantity-too-large", quantity=quantity, limit=Decimal(MAX_QUANTITY))
    assert agreement.proposed is not None
    rounding = agreement.proposed.rounding
    value = valued(quantity, unit_value_minor, rounding, currency(agreement))
    if not value:
        raise Refused("rounds-to-nothing", rounding=rounding)
    if value > MAX_MINOR:
        raise Refused("worth-too-large", value=value, limit=MAX_MINOR, currency=currency(agreement))
    what = "pledged" if isinstance(command, c.PledgeInKind) else "delivered"
    sum_quantity, sum_minor = agreement.given.get((what, command.party), (Decimal(0), 0))
    require_sum(sum_minor + value, currency(agreement))
    if sum_quantity + quantity > MAX_QUANTITY_SUM:
        raise Refused(
            "quantity-too-large",
            quantity=sum_quantity + quantity,
            limit=Decimal(MAX_QUANTITY_SUM),
        )
    return value
