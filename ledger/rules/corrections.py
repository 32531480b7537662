"""The rules for reversals: what may be cancelled, and what stands in the way.

Source: docs/DOMAIN.md, section 3 (entry-reversed).
"""

from __future__ import annotations

from typing import assert_never

from events import facts as f
from events.facts import Position
from ledger.refusal import N_
from ledger.rules import commands as c
from ledger.rules.money import currency, require_sum
from ledger.rules.refusals.entries import (
    AlreadyReversed,
    DependedUpon,
    IsAReversal,
    NotReversible,
    ReversalBeforeEntry,
)
from ledger.rules.state import AgreementState, World

_PAID = N_("it has been paid out, and too little would remain")


def reverse(command: c.ReverseEntry, agreement: AgreementState, world: World) -> f.EntryReversed:
    """Cancel an earlier entry, dated on its own day unless another is given."""
    assert world.target is not None
    entry, position = world.target.fact, command.position
    if isinstance(entry, f.EntryReversed):
        raise IsAReversal(position=position)
    if not isinstance(entry, f.Entry):
        raise NotReversible(position=position, event=world.target.name)
    if position in agreement.reversed:
        raise AlreadyReversed(position=position, by=agreement.reversed[position])
    obstacle = _obstacle(entry, position, agreement)
    if obstacle:
        raise DependedUpon(position=position, because=obstacle)
    entry_day = f.effective_on(entry)
    assert entry_day is not None
    day = command.reversed_on or entry_day
    if day < entry_day:
        raise ReversalBeforeEntry(position=position, day=day, entry_day=entry_day)
    _require_sums(entry, agreement)
    return f.EntryReversed(position=position, reversed_on=day, reason=command.reason, entry=entry)


def _require_sums(entry: f.Reversible, agreement: AgreementState) -> None:
    """Refuse what would give a line back more than can be kept."""
    match entry:
        case f.CommitmentReleased():
            line = entry.line
        case f.Reallocated():
            line = entry.from_line
        case _:
            return
    year = agreement.lines[line].years[entry.year]
    require_sum(year.committed + entry.amount_minor, currency(agreement))


def _obstacle(entry: f.Reversible, at: Position, agreement: AgreementState) -> str | None:
    """Return why the entry has to stay, in English; None: it may go."""
    match entry:
        case f.CommitmentApproved() | f.CommitmentDeclined():
            return N_("the agreement has been concluded on it") if agreement.concluded else None
        case f.UpliftApplied():
            line = agreement.lines[entry.line]
            if line.uplifts[entry.year][0] != at or any(y > entry.year for y in line.uplifts):
                return N_("a later uplift replaced it or was built on it")
            short = any(x.change_minor > line.years[x.year].remaining for x in entry.years)
            return _PAID if short else None
        case f.Reallocated():
            left = agreement.lines[entry.to_line].years[entry.year].remaining
            return _PAID if entry.amount_minor > left else None
        case f.DisbursementRecorded():
            year = agreement.lines[entry.line].years[entry.budget_year]
            return (
                N_("it has been claimed back, and too little would be left")
                if year.disbursed - entry.amount_minor < year.claimed
                else None
            )
        case f.RepaymentClaimed():
            return N_("money has come back on it") if agreement.claims[at].repaid else None
        case f.InKindPledged():
            delivered = any(x.fact.pledge == at for x in agreement.in_kind.values())
            return N_("something has been delivered on it") if delivered else None
        case f.InKindRecorded():
            return N_("it has been verified or rejected") if agreement.in_kind[at].decided else None
        case f.CommitmentReleased() | f.InternalCostRecorded() | f.UseReported():
            return None
        case f.RepaymentReceived() | f.InKindVerified() | f.InKindRejected():
            return None
        case _:
            assert_never(entry)
