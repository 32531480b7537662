"""An agreement is terminated before its last day.

Source: docs/DOMAIN.md, section 3.
"""

from __future__ import annotations

from datetime import date

from events import facts as f
from events.facts import PartyId
from ledger.refusal import N_
from ledger.rules import commands as c
from ledger.rules import dates
from ledger.rules.entries.declaration import Declaration
from ledger.rules.money import require_concluded
from ledger.rules.proposing import require_party
from ledger.rules.refusals.ending import AlreadyTerminated, EndsBeforeNotice, EndsOutsideTerm
from ledger.rules.refusals.in_kind import PartyNotInAgreement
from ledger.rules.state import AgreementState, World


class TerminateAgreement(c.EntryCommand, frozen=True):
    """End an agreement before its last day."""

    party: PartyId
    notice_on: date
    ends: date
    ground: str
    decision: str


def _may_be_terminated(
    fact: f.AgreementTerminated, agreement: AgreementState, world: World
) -> None:
    require_party(fact.party, world.parties.parties)
    require_concluded(agreement)
    if fact.party not in agreement.parties:
        raise PartyNotInAgreement(party=fact.party, known=sorted(agreement.parties))
    if agreement.terminated is not None:
        at, earlier = agreement.terminated
        raise AlreadyTerminated(ends=earlier.ends, position=at)
    if fact.ends < fact.notice_on:
        raise EndsBeforeNotice(ends=fact.ends, notice_on=fact.notice_on)
    proposed = agreement.proposed
    assert proposed is not None
    if not proposed.starts <= fact.ends <= proposed.ends:
        raise EndsOutsideTerm(day=fact.ends, starts=proposed.starts, ends=proposed.ends)
    dates.require_not_before(dates.one(fact.notice_on), [dates.of_conclusion(agreement)], world)


TERMINATED = Declaration(
    command=TerminateAgreement,
    fact=f.AgreementTerminated,
    summary=N_("{party} · notice {notice_on}, ends {ends} · {ground} · {decision}"),
    rule=_may_be_terminated,
)
