"""The rules for findings and their settlement.

Source: docs/DOMAIN.md, section 3 (follow-up).
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple, assert_never

from events import facts as f
from events.facts import LineId, PartyId, Position
from events.following import Finding, findings, findings_about, offset_minor, open_offset
from events.mandates import is_same
from ledger.refusal import Money
from ledger.rules import commands as c
from ledger.rules import dates, money
from ledger.rules.refusals.entries import AlreadyReversed, SameActor
from ledger.rules.refusals.following import (
    DecisionNotSaid,
    ExceedsFinding,
    ExceedsQuestioned,
    NothingLeftToPay,
    NothingToOffset,
    NotQuestionable,
    UnknownFinding,
    UnknownRow,
)
from ledger.rules.state import AgreementState, World


class _Questioned(NamedTuple):
    """What a finding may be about."""

    party: PartyId
    line: LineId | None
    year: int
    amount_minor: int
    rows: tuple[f.UseRow, ...] = ()


def decide(
    command: c.MakeFinding | c.SettleFinding, agreement: AgreementState, world: World
) -> f.Fact:
    """Return the fact that a command about a finding leads to.

    Raises:
        Refused: a rule says no.
    """
    match command:
        case c.MakeFinding():
            return _make(command, agreement, world)
        case c.SettleFinding():
            return _settle(command, agreement, world)
        case _:
            assert_never(command)


def _make(command: c.MakeFinding, agreement: AgreementState, world: World) -> f.FindingMade:
    """Question a report of use, a payment or a contribution, or one row of a report."""
    target = world.target
    assert target is not None
    about = _questioned(target.fact, agreement)
    if about is None:
        raise NotQuestionable(position=command.position, event=target.name)
    if command.position in agreement.reversed:
        by = agreement.reversed[command.position]
        raise AlreadyReversed(position=command.position, by=by)
    _require_another(target.envelope.actor, world)
    money.require_amount(command.amount_minor, money.currency(agreement), about.line)
    _require_within(command, about, agreement)
    made_on = command.made_on or world.today
    dates.require_step_not_before(made_on, [dates.of(target.fact, command.position)], world)
    return f.FindingMade(
        position=command.position,
        party=about.party,
        line=about.line,
        budget_year=about.year,
        row=command.row,
        amount_minor=command.amount_minor,
        kind=command.kind,
        made_on=made_on,
        recorded_by=target.envelope.actor,
    )


def _questioned(fact: f.Fact, agreement: AgreementState) -> _Questioned | None:
    """Return what a finding about an event would be about; None: there can be none about it."""
    match fact:
        case f.UseReported():
            rows = fact.rows if isinstance(fact, f.UseReported2) else ()
            minor = fact.amount_minor
            return _Questioned(fact.performer, fact.line, fact.budget_year, minor, rows)
        case f.DisbursementRecorded():
            return _Questioned(fact.payee, fact.line, fact.budget_year, fact.amount_minor)
        case f.InternalCostRecorded():
            party = agreement.lines[fact.line].performing_on(fact.booked_on).performer
            return _Questioned(party, fact.line, fact.budget_year, fact.amount_minor)
        case f.InKindRecorded():
            return _Questioned(fact.party, None, fact.performed_on.year, fact.value_minor)
        case _:
            return None


def _require_another(recorded_by: str, world: World) -> None:
    """Refuse a verdict by who recorded what it is about."""
    if is_same(recorded_by, world.actor):
        raise SameActor(actor=world.actor)


def _require_within(command: c.MakeFinding, about: _Questioned, agreement: AgreementState) -> None:
    """Refuse a row that is not there, and more than the row or the whole has left to question.

    What is questioned of a row is questioned of the whole, too, so a finding about the whole never
    takes what another one has questioned already.
    """
    others = [*findings_about(command.position, agreement.steps)]
    left = about.amount_minor - sum(x.amount_minor for x in others)
    if command.row is not None:
        known = [*range(1, len(about.rows) + 1)]
        if command.row not in known:
            raise UnknownRow(row=command.row, position=command.position, known=known)
        of_row = sum(x.amount_minor for x in others if x.row == command.row)
        left = min(left, about.rows[command.row - 1].amount_minor - of_row)
    if command.amount_minor > left:
        currency = money.currency(agreement)
        raise ExceedsQuestioned(
            position=command.position,
            amount=Money(command.amount_minor, currency),
            limit=Money(max(left, 0), currency),
            excess=Money(command.amount_minor - max(left, 0), currency),
        )


def _settle(command: c.SettleFinding, agreement: AgreementState, world: World) -> f.FindingSettled:
    """Settle a finding, or a part of it."""
    known = findings(agreement.steps)
    finding = known.get(command.position)
    if finding is None:
        raise UnknownFinding(position=command.position, known=sorted(known))
    _require_another(finding.fact.recorded_by, world)
    currency = money.currency(agreement)
    money.require_amount(command.amount_minor, currency, finding.fact.line)
    if command.amount_minor > finding.open_minor:
        raise ExceedsFinding(
            position=command.position,
            amount=Money(command.amount_minor, currency),
            limit=Money(finding.open_minor, currency),
            excess=Money(command.amount_minor - finding.open_minor, currency),
        )
    if command.how == "written-off" and command.decision is None:
        raise DecisionNotSaid
    if command.how == "offset":
        _require_paid_out(finding, agreement)
    settled_on = command.settled_on or world.today
    basis = dates.of(finding.fact, command.position)
    dates.require_step_not_before(settled_on, [basis], world)
    return f.FindingSettled(
        finding=command.position,
        amount_minor=command.amount_minor,
        how=command.how,
        decision=command.decision,
        settled_on=settled_on,
    )


def _require_paid_out(finding: Finding, agreement: AgreementState) -> None:
    """Refuse to offset what no payment can be lowered by: nobody is paid on the line."""
    line = finding.fact.line
    if line is None or agreement.lines[line].is_internal:
        raise NothingToOffset(position=finding.position)


def _lines_beside(line: LineId, agreement: AgreementState) -> set[LineId]:
    """Return the lines of the board that a line is of."""
    funder = agreement.lines[line].proposed.funder
    return {x for x, own in agreement.lines.items() if own.proposed.funder == funder}


def _used_minor(
    party: PartyId,
    lines: Collection[LineId],
    agreement: AgreementState,
    others: Sequence[f.PaymentRequested] = (),
) -> int:
    """Return what requests that stand have offset for a party on some lines, in minor units."""
    standing = [x.fact for x in agreement.requests.values() if x.over is None]
    return sum(x.offset_minor for x in (*standing, *others) if x.payee == party and x.line in lines)


def offset_against(
    party: PartyId,
    line: LineId,
    amount_minor: int,
    agreement: AgreementState,
    others: Sequence[f.PaymentRequested] = (),
) -> int:
    """Return by how much a request for a payment is lowered: by findings that are offset.

    Args:
        party: who is to be paid.
        line: on which. Only findings about lines of the same board are offset.
        amount_minor: what is asked for, in minor units.
        agreement: as it stands.
        others: requests of the same command that come before it.

    Raises:
        Refused: nothing would be left to pay.
    """
    if not agreement.steps:
        return 0
    lines = _lines_beside(line, agreement)
    used_minor = _used_minor(party, lines, agreement, others)
    offset = open_offset(agreement.steps, party, lines, used_minor)
    if offset >= amount_minor:
        currency = money.currency(agreement)
        raise NothingLeftToPay(
            amount=Money(amount_minor, currency), offset=Money(offset, currency), party=party
        )
    return offset


def is_offset_used(at: Position, entry: f.FindingSettled, agreement: AgreementState) -> bool:
    """Return whether requests have been lowered by more than would be offset without an entry."""
    finding = findings(agreement.steps)[entry.finding].fact
    assert finding.line is not None  # what is about a contribution cannot be offset
    party, lines = finding.party, _lines_beside(finding.line, agreement)
    without = {position: step for position, step in agreement.steps.items() if position != at}
    return offset_minor(without, party, lines) < _used_minor(party, lines, agreement)


def has_finding(position: Position, agreement: AgreementState) -> bool:
    """Return whether a finding that stands is about an event."""
    return any(True for _ in findings_about(position, agreement.steps))
