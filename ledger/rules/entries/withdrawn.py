"""A proposal is taken back before it is concluded. Nothing more is recorded of it then.

Source: docs/DOMAIN.md, section 3.
"""

from __future__ import annotations

from datetime import date

from events import facts as f
from events.facts import AmendmentId
from ledger.rules import commands as c
from ledger.rules.amending import require_amendment, require_open
from ledger.rules.entries.declaration import Declaration
from ledger.rules.refusals.agreements import AlreadyConcluded
from ledger.rules.state import AgreementState, World


class WithdrawProposal(c.EntryCommand, frozen=True):
    """Take a proposal back."""

    reason: str
    withdrawn_on: date
    amendment: AmendmentId | None = None  # None: the agreement itself


def _may_be_withdrawn(fact: f.ProposalWithdrawn, agreement: AgreementState, _world: World) -> None:
    if fact.amendment is not None:
        require_open(require_amendment(fact.amendment, agreement))
        return
    if agreement.concluded is not None:
        raise AlreadyConcluded(on=agreement.concluded.decided_on)


WITHDRAWN = Declaration(
    command=WithdrawProposal,
    fact=f.ProposalWithdrawn,
    summary="{reason} · {amendment}",
    rule=_may_be_withdrawn,
)
