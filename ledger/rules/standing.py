"""The rule for what may be recorded of an agreement at all, as it stands.

``decide`` asks it once, of every command to an agreement or to its entries.

Source: docs/DOMAIN.md, section 3.
"""

from __future__ import annotations

from typing import Any

from events import facts as f
from ledger.rules import commands as c
from ledger.rules.refusals.ending import IsClosed
from ledger.rules.refusals.process import ProposalWithdrawn
from ledger.rules.state import AgreementState, World


def require_open(asked: Any, agreement: AgreementState, world: World) -> None:
    """Refuse whatever is asked of an agreement that is shut.

    Args:
        asked: the command, or the fact in its place.
        agreement: as it stands.
        world: what is known before it.

    Raises:
        Refused: ``proposal-withdrawn``, unless the reversal of the withdrawal is asked for, or
            parties are told of it; ``agreement-closed``, unless the agreement is to be opened
            again.
    """
    shut = agreement.shut
    if shut is None:
        return
    if isinstance(asked, (c.ReverseEntry, f.EntryReversed)) and asked.position == shut.at:
        return
    assert world.agreement_id is not None
    if isinstance(shut.by, f.AgreementClosed):
        if isinstance(asked, c.ReopenAgreement):
            return
        raise IsClosed(agreement=world.agreement_id, on=shut.by.closed_on, position=shut.at)
    if isinstance(asked, c.EntryCommand) and asked.follows_withdrawal:
        return
    raise ProposalWithdrawn(agreement=world.agreement_id, on=shut.by.withdrawn_on, position=shut.at)
