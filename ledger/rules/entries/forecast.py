"""What a line is expected to have cost when its year is over. The newest by its day counts.

Source: docs/DOMAIN.md, section 3 (follow-up).
"""

from __future__ import annotations

from datetime import date

from events import facts as f
from events.facts import LineId
from ledger.rules import commands as c
from ledger.rules import dates, money
from ledger.rules.entries.declaration import Declaration
from ledger.rules.refusals.following import LineNotFunded
from ledger.rules.state import AgreementState, World


class GiveForecast(c.EntryCommand, frozen=True):
    """Say what a line will have cost when its year is over."""

    line: LineId
    year: int
    amount_minor: int
    reason: str
    given_on: date


def _may_be_given(fact: f.ForecastGiven, agreement: AgreementState, world: World) -> None:
    line = money.require_line(fact.line, agreement)
    money.require_concluded(agreement)
    money.require_year(fact.year, agreement)
    if not isinstance(line.decision, f.CommitmentApproved):
        raise LineNotFunded(line=fact.line)
    if fact.amount_minor:  # nothing may be expected
        money.require_amount(fact.amount_minor, money.currency(agreement), fact.line)
    dates.require_step_not_before(fact.given_on, [dates.of_conclusion(agreement)], world)


FORECAST = Declaration(
    command=GiveForecast,
    fact=f.ForecastGiven,
    summary="{line} {year} · {amount_minor} · {reason}",
    rule=_may_be_given,
)
