"""The rules for recovery claims: what is demanded back, comes back, or is given up.

Source: docs/DOMAIN.md, section 3.
"""

from __future__ import annotations

from typing import Any, assert_never

from events import facts as f
from ledger.refusal import Money
from ledger.rules import commands as c
from ledger.rules import dates, money
from ledger.rules.refusals.amounts import ExceedsClaim, UnknownClaim
from ledger.rules.state import AgreementState, World


def decide(
    command: c.ClaimRepayment | c.RecordRepayment | c.WriteOffClaim,
    agreement: AgreementState,
    world: World,
) -> f.Fact:
    """Return the fact that a command about a claim leads to.

    Raises:
        Refused: a rule says no.
    """
    match command:
        case c.ClaimRepayment():
            return money.claim(command, agreement, world)
        case c.RecordRepayment():
            return money.repayment(command, agreement, world)
        case c.WriteOffClaim():
            return _write_off(command, agreement, world)
        case _:
            assert_never(command)


def _write_off(
    command: c.WriteOffClaim, agreement: AgreementState, world: World
) -> f.ClaimWrittenOff:
    """Give up what has not come back on a recovery claim, or a part of it."""
    if command.claim not in agreement.claims:
        raise UnknownClaim(position=command.claim, known=sorted(agreement.claims))
    claim = agreement.claims[command.claim]
    fact, currency = claim.fact, money.currency(agreement)
    minor = claim.open if command.amount_minor is None else command.amount_minor
    if command.amount_minor is not None or minor:
        money.require_amount(minor, currency, fact.line)
    if not minor or minor > claim.open:
        raise ExceedsClaim(
            line=fact.line,
            year=fact.budget_year,
            amount=Money(minor, currency),
            limit=Money(claim.open, currency),
            excess=Money(minor - claim.open, currency),
        )
    decided_on = command.decided_on or world.today
    days = dates.accounting(decided_on, command.booked_on)
    dates.require_not_before(days, [dates.of(fact, command.claim)], world)
    values: dict[str, Any] = {
        "claim": command.claim,
        "line": fact.line,
        "budget_year": fact.budget_year,
        "amount_minor": minor,
        "decision": command.decision,
        "decided_on": decided_on,
        "booked_on": days.booked,
    }
    if claim.performer is None:
        return f.ClaimWrittenOff(**values)
    return f.ClaimWrittenOff2(**values, performer=claim.performer)
