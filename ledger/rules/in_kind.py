"""The rules for contributions in something else than money.

Source: docs/DOMAIN.md, section 3.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TypeAlias

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
from ledger.refusal import Money
from ledger.rules import commands as c
from ledger.rules.dates import accounting, dated, of, require_not_before
from ledger.rules.money import currency, require_sum, rounded_to
from ledger.rules.refusals.agreements import UnknownParty, YearOutsideAgreement
from ledger.rules.refusals.amounts import RoundsToNothing, TooManyDecimals
from ledger.rules.refusals.entries import SameActor
from ledger.rules.refusals.in_kind import (
    InKindDecided,
    NoEvidence,
    NotInKind,
    NoWorth,
    PartyNotInAgreement,
    PledgeForThePast,
    QuantityTooLarge,
    UnknownPledge,
    ValueDiffers,
    WorthTooLarge,
)
from ledger.rules.state import AgreementState, World
from ledger.rules.versions import DATES_ARE_HELD, SUMS_ARE_KEPT

# A rule takes the fact in the command's place, too, when it is asked again (``rules.inverse``).
_Given: TypeAlias = c.PledgeInKind | c.RecordInKind | f.InKindPledged | f.InKindRecorded


def give(
    command: c.PledgeInKind | c.RecordInKind, agreement: AgreementState, world: World
) -> f.InKindPledged | f.InKindRecorded:
    """Record a contribution, or the promise of one."""
    if isinstance(command, c.RecordInKind):
        return record(command, agreement, world)
    return pledge(command, agreement, world)


def pledge(
    command: c.PledgeInKind | f.InKindPledged, agreement: AgreementState, world: World
) -> f.InKindPledged:
    """Promise a contribution."""
    require_member(command.party, agreement, world)
    value = _worth(command, agreement, world)
    assert agreement.proposed is not None
    first, last = agreement.proposed.starts.year, agreement.proposed.ends.year
    if not first <= command.year <= last:
        raise YearOutsideAgreement(year=command.year, first=first, last=last)
    pledged_on = command.pledged_on or world.today
    days = accounting(pledged_on, _booked_on(command))
    if pledged_on.year > command.year and world.rules >= DATES_ARE_HELD:
        raise PledgeForThePast(year=command.year, day=pledged_on)
    return dated(
        f.InKindPledged,
        days,
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


def record(
    command: c.RecordInKind | f.InKindRecorded, agreement: AgreementState, world: World
) -> f.InKindRecorded:
    """Record a contribution."""
    require_member(command.party, agreement, world)
    value = _worth(command, agreement, world)
    days = accounting(command.performed_on, _booked_on(command))
    if command.pledge is not None:
        promised = agreement.pledges.get(command.pledge)
        if promised is None or promised.party != command.party:
            raise UnknownPledge(
                position=command.pledge,
                party=command.party,
                known=sorted(
                    at for at, fact in agreement.pledges.items() if fact.party == command.party
                ),
            )
        require_not_before(days, [of(promised, command.pledge)], world)
    if command.value_minor is not None and command.value_minor != value:
        raise ValueDiffers(
            stated=Money(command.value_minor, currency(agreement)),
            value=Money(value, currency(agreement)),
            difference=Money(abs(value - command.value_minor), currency(agreement)),
        )
    return dated(
        f.InKindRecorded,
        days,
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
        raise NotInKind(position=command.position, event=world.target.name)
    if entry.decided:
        raise InKindDecided(position=command.position, by=entry.decided)
    if entry.recorded_by == world.actor:
        raise SameActor(actor=world.actor)
    if isinstance(command, c.VerifyInKind) and not entry.has_evidence:
        raise NoEvidence(position=command.position)
    said = command.verified_on if isinstance(command, c.VerifyInKind) else command.rejected_on
    judged_on = said or world.today
    days = accounting(judged_on, command.booked_on)
    require_not_before(days, [of(entry.fact, command.position)], world)
    repeated = {"position": command.position, "contribution": entry.fact}
    is_later = isinstance(entry.fact, f.InKindRecorded2)
    if isinstance(command, c.VerifyInKind):
        return dated(
            f.InKindVerified, days, has_later_form=is_later, **repeated, verified_on=judged_on
        )
    return dated(
        f.InKindRejected,
        days,
        has_later_form=is_later,
        **repeated,
        rejected_on=judged_on,
        reason=command.reason,
    )


def _booked_on(command: _Given) -> date | None:
    """Return the accounting date that is asked for; None: none is."""
    return getattr(command, "booked_on", None)  # a fact of the first form has none


def require_member(party: PartyId, agreement: AgreementState, world: World) -> None:
    """Refuse a party that neither signs, funds nor performs."""
    if party not in world.parties.parties:
        raise UnknownParty(party=party, known=sorted(world.parties.parties))
    if party not in agreement.parties:
        raise PartyNotInAgreement(party=party, known=sorted(agreement.parties))


def _worth(command: _Given, agreement: AgreementState, world: World) -> int:
    """Return the value of a contribution in minor units, above zero and within the limits."""
    quantity, unit_value_minor = command.quantity, command.unit_value_minor
    are_kept = world.rules >= SUMS_ARE_KEPT
    if are_kept and not has_places(quantity, QUANTITY_PLACES):
        raise TooManyDecimals(number=quantity, places=QUANTITY_PLACES)
    if quantity <= 0 or unit_value_minor <= 0:
        raise NoWorth(
            quantity=quantity,
            unit_value=Money(unit_value_minor, currency(agreement)),
        )
    if are_kept and quantity > MAX_QUANTITY:
        raise QuantityTooLarge(quantity=quantity, limit=Decimal(MAX_QUANTITY))
    assert agreement.proposed is not None
    rounding = agreement.proposed.rounding if are_kept else "ore"
    value = valued(quantity, unit_value_minor, rounding, currency(agreement))
    if are_kept and not value:
        raise RoundsToNothing(rounding=rounded_to(agreement))
    if value > MAX_MINOR:
        raise WorthTooLarge(
            value=Money(value, currency(agreement)), limit=Money(MAX_MINOR, currency(agreement))
        )
    what = "pledged" if isinstance(command, c.PledgeInKind | f.InKindPledged) else "delivered"
    sum_quantity, sum_minor = agreement.given.get((what, command.party), (Decimal(0), 0))
    require_sum(sum_minor + value, currency(agreement), world)
    if are_kept and sum_quantity + quantity > MAX_QUANTITY_SUM:
        raise QuantityTooLarge(
            quantity=sum_quantity + quantity,
            limit=Decimal(MAX_QUANTITY_SUM),
        )
    return value
