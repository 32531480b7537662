"""The rules for reversals: which entries may be cancelled, and the obstacles.

Source: docs/DOMAIN.md, section 3 (entry-reversed).
"""

from __future__ import annotations

from events import facts as f
from events.effects import COMMITTED, REMAINING, moves
from events.facts import Position
from events.following import findings
from events.planning import PLANNING_FACTS
from ledger.refusal import N_
from ledger.rules import amendment_obstacles, planning_obstacles
from ledger.rules import commands as c
from ledger.rules.entries.carried import most
from ledger.rules.following import has_finding, is_offset_used
from ledger.rules.money import currency, require_sum
from ledger.rules.performers import claimable_minor
from ledger.rules.refusals.entries import (
    AlreadyReversed,
    DependedUpon,
    IsAReversal,
    NotReversible,
    ReversalBeforeEntry,
)
from ledger.rules.state import AgreementState, World

# Why an entry has to stay. A server's ``append`` says so in the same words.
CONCLUDED = N_("the agreement has been concluded on it")
BUILT_UPON = N_("a later uplift replaced it or was built on it")
CLAIMED = N_("it has been claimed back, and too little would be left")
REPAID = N_("money has come back on it")
WRITTEN_OFF = N_("some of it has been written off")
FOUND = N_("there is a finding about it")
OFFSET = N_("a request for a payment has been lowered by it")
SETTLED = N_("it has been settled, wholly or in part")
DELIVERED = N_("something has been delivered on it")
JUDGED = N_("it has been verified or rejected")
ANSWERED = N_("it has been answered")
PAID = N_("it has been paid out, and too little would remain")
CARRIED = N_("more of it has been carried over than the agreement would then allow")


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
    if obstacle is None and agreement.steps and has_finding(position, agreement):
        obstacle = FOUND
    if obstacle:
        raise DependedUpon(position=position, because=obstacle)
    entry_day = f.effective_on(entry)
    assert entry_day is not None
    day = command.reversed_on or entry_day
    if day < entry_day:
        raise ReversalBeforeEntry(position=position, day=day, entry_day=entry_day)
    _require_sums(entry, agreement, world)
    return f.EntryReversed(position=position, reversed_on=day, reason=command.reason, entry=entry)


def _require_sums(entry: f.Reversible, agreement: AgreementState, world: World) -> None:
    """Refuse a reversal that would give a line back more than can be kept."""
    for measure, line, year, minor, _ in moves(entry):
        given_back = -COMMITTED.get(measure, 0) * minor
        if given_back > 0:
            committed = agreement.lines[line].years[year].committed
            require_sum(committed + given_back, currency(agreement), world)


def _obstacle(entry: f.Reversible, at: Position, agreement: AgreementState) -> str | None:
    """Return why an entry cannot be reversed, in English; None: it can."""
    match entry:
        case f.CommitmentApproved() | f.CommitmentDeclined() if agreement.concluded:
            return CONCLUDED
        case f.AmendmentApproved() | f.AgreementSigned() if _is_concluded_on(entry, agreement):
            return amendment_obstacles.CONCLUDED
        case f.AmendmentConcluded() if because := amendment_obstacles.obstacle(
            entry, at, agreement
        ):
            return because
        case _ if isinstance(entry, PLANNING_FACTS):
            return planning_obstacles.obstacle(entry, at, agreement)
        case f.UpliftApplied() if _is_built_upon(entry, at, agreement):
            return BUILT_UPON
        case f.DisbursementRecorded() if _is_claimed(entry, agreement):
            return CLAIMED
        case f.RepaymentClaimed() if (claim := agreement.claims[at]).repaid or claim.written_off:
            return REPAID if claim.repaid else WRITTEN_OFF
        case f.InKindPledged() if any(x.fact.pledge == at for x in agreement.in_kind.values()):
            return DELIVERED
        case f.AgreementReferred() if _is_answered(at, agreement):
            return ANSWERED
        case f.FindingMade() | f.FindingSettled():
            return _of_finding(entry, at, agreement)
        case f.InKindRecorded() if agreement.in_kind[at].decided:
            return JUDGED
        case _ if agreement.amendments and _is_replaced(entry, at, agreement):
            return amendment_obstacles.REPLACED
        case _ if _is_carried(entry, agreement):
            return CARRIED
        case _:
            return PAID if _is_paid(entry, agreement) else None


def _of_finding(
    entry: f.FindingMade | f.FindingSettled, at: Position, agreement: AgreementState
) -> str | None:
    if isinstance(entry, f.FindingMade):
        return SETTLED if findings(agreement.steps)[at].settled else None
    is_used = entry.how == "offset" and is_offset_used(at, entry, agreement)
    return OFFSET if is_used else None


def _is_concluded_on(
    entry: f.AmendmentApproved | f.AgreementSigned, agreement: AgreementState
) -> bool:
    if entry.amendment is None:
        return False
    return agreement.amendments[entry.amendment].concluded is not None


def _is_replaced(entry: f.Reversible, at: Position, agreement: AgreementState) -> bool:
    """Return whether an amendment has replaced a commitment since the entry changed it."""
    years = [(line, year) for measure, line, year, *_ in moves(entry) if measure in COMMITTED]
    return amendment_obstacles.is_replaced(years, at, agreement)


def _is_built_upon(entry: f.UpliftApplied, at: Position, agreement: AgreementState) -> bool:
    uplifts = agreement.lines[entry.line].uplifts
    return uplifts[entry.year][0] != at or any(year > entry.year for year in uplifts)


def _is_claimed(entry: f.DisbursementRecorded, agreement: AgreementState) -> bool:
    line = agreement.lines[entry.line]
    payee = entry.payee if line.performers else line.proposed.performer
    year = line.years[entry.budget_year]
    return claimable_minor(payee, line, year) < entry.amount_minor


def _is_answered(referral: Position, agreement: AgreementState) -> bool:
    return any(
        isinstance(step, f.ReferralAnswered) and step.referral == referral
        for step in agreement.steps.values()
    )


def _is_carried(entry: f.Reversible, agreement: AgreementState) -> bool:
    """Return whether a year would have got too little for what has been carried over from it."""
    proposed = agreement.proposed
    if not isinstance(proposed, f.AgreementProposed2) or proposed.carry_over_percent is None:
        return False
    for measure, line, number, minor, _ in moves(entry):
        lost = COMMITTED.get(measure, 0) * minor
        if lost <= 0:  # what was given in kind is on no line at all
            continue
        year = agreement.lines[line].years[number]
        if year.carried_out and most(proposed.carry_over_percent, year.given - lost) < (
            year.carried_out
        ):
            return True
    return False


def _is_paid(entry: f.Reversible, agreement: AgreementState) -> bool:
    """Return whether more is paid than a line would have left without the entry."""
    return any(
        REMAINING[measure] * minor > max(agreement.lines[line].years[year].unreserved, 0)
        for measure, line, year, minor, _ in moves(entry)
        if measure in REMAINING
    )
