"""A proposal is taken back before it is concluded. Nothing more is recorded of it then.

Source: docs/DOMAIN.md, section 3.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from events import facts as f
from events.facts import AmendmentId
from ledger.rules import commands as c
from ledger.rules import dates
from ledger.rules.amending import require_amendment, require_open
from ledger.rules.entries.declaration import Declaration
from ledger.rules.refusals.agreements import AlreadyConcluded
from ledger.rules.state import AgreementState, World


class WithdrawProposal(c.EntryCommand, frozen=True):
    """Take a proposal back."""

    reason: str
    withdrawn_on: date
    amendment: AmendmentId | None = None  # None: the agreement itself


def _may_be_withdrawn(fact: f.ProposalWithdrawn, agreement: AgreementState, world: World) -> None:
    if fact.amendment is not None:
        require_open(require_amendment(fact.amendment, agreement))
        return
    if agreement.concluded is not None:
        raise AlreadyConcluded(on=agreement.concluded.decided_on)
    dates.require_step_not_before(fact.withdrawn_on, _what_came_before(agreement), world)


def _what_came_before(agreement: AgreementState) -> Iterator[dates.Basis]:
    """Yield what was asked, answered and decided of a proposal."""
    for at, step in agreement.steps.items():
        if isinstance(step, f.AgreementReferred | f.ReferralAnswered):
            yield dates.of(step, at)
    for line in agreement.lines.values():
        if line.decision is not None:
            yield dates.of_decision(line)


WITHDRAWN = Declaration(
    command=WithdrawProposal,
    fact=f.ProposalWithdrawn,
    summary="{reason}",
    of_amendment="{amendment} · {reason}",
    rule=_may_be_withdrawn,
)
