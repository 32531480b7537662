"""Every rule of the ledger: a command and a state in, facts or a refusal out.

Pure: the clock, the actor and the events of others are arguments. Each rule is an ``if … raise``,
and ``ledger/rules/refusals`` has the words of what it raises. The rules for money, contributions in
kind, corrections, dates and witnesses have modules of their own beside this one.

Source: docs/DOMAIN.md, section 3.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import assert_never

from events import facts as f
from events.declared import fields_naming
from events.facts import AmendmentId, Fact, LineId, Position
from events.period import parse_period
from events.record import Evidence, Recorded
from ledger.refusal import N_, Money
from ledger.rules import (
    accounts,
    activities,
    amending,
    attesting,
    authorities,
    claims,
    corrections,
    dates,
    describing,
    ending,
    entries,
    following,
    importing,
    in_kind,
    indexing,
    keys,
    money,
    payment_files,
    standing,
    witnesses,
)
from ledger.rules import commands as c
from ledger.rules.proposing import propose, register_party, require_party
from ledger.rules.refusals.agreements import (
    AlreadyConcluded,
    AlreadyDecided,
    AmountDiffers,
    BoardFundsNothing,
    LineUndecided,
    NothingApproved,
    UnknownAgreement,
)
from ledger.rules.refusals.attesting import UnknownRequest
from ledger.rules.refusals.entries import (
    CloseOutOfOrder,
    KeyConflict,
    NotReversible,
    PeriodNotOver,
    ReopenOutOfOrder,
    RetryDiffers,
    SameActor,
    UnknownPosition,
)
from ledger.rules.refusals.following import NotQuestionable, UnknownFinding
from ledger.rules.state import AgreementState, LineState, World
from ledger.rules.versions import DATES_ARE_HELD


def decide(command: c.AnyCommand, world: World) -> tuple[Fact, ...]:
    """Return the facts that a command leads to, in order.

    Raises:
        Refused: a rule says no.
        Conflict: it collides with a recorded event.
    """
    facts = _decide(command, world)
    is_held = isinstance(command, c.InTerm) and not command.outside_term
    dates.check(facts, world, in_term=is_held)
    return facts


def causation(
    fact: Fact,
    proposal: Position,
    amendments: Mapping[AmendmentId, Position],
    request: Position | None = None,
) -> Position | None:
    """Return the position of the event that a fact follows from; None: from none.

    Args:
        fact: what is recorded.
        proposal: the position of the proposal of its agreement.
        amendments: the position of the proposal of each amendment of that agreement.
        request: of the request that it pays (``requests.of_facts``); None: it pays none.
    """
    if request is not None:
        return request
    field = _CAUSES[type(fact)]
    if field is None:
        return None
    if not field:
        return proposal
    named = getattr(fact, field)
    return amendments.get(named) if isinstance(named, str) else named


def amendments_of(agreement: AgreementState | None) -> dict[AmendmentId, Position]:
    """Return the position of the proposal of each amendment."""
    if agreement is None or not agreement.amendments:  # nearly always
        return {}
    return {name: amendment.position for name, amendment in agreement.amendments.items()}


class _Causes(dict[type[Fact], str | None]):
    """The field of each type of fact with its cause; ``""``: the proposal; None: it has none.

    The field has the position of an event, or the id of an amendment.
    """

    def __missing__(self, fact: type[Fact]) -> str | None:
        fields = ("",) if issubclass(fact, f.OfProposal) else fields_naming(fact, "event")
        for word in ("publication", "amendment"):
            fields = fields or fields_naming(fact, word)
        self[fact] = fields[0] if fields else None
        return self[fact]


_CAUSES = _Causes()


def _decide(  # noqa: C901, PLR0911, PLR0912 - a case for each command
    command: c.AnyCommand, world: World
) -> tuple[Fact, ...]:
    match command:
        case c.AgreementCommand():  # the most frequent first, here and below
            agreement = _existing(world)
            standing.require_open(command, agreement, world)
            return _decide_in_agreement(command, agreement, world)
        case c.RegisterParty():
            return (register_party(command, world.parties),)
        case c.AmendParty():
            return (describing.amend_party(command, world),)
        case c.ProposeAgreement():
            return propose(command, world)
        case c.ClosePeriod():
            return (_close_period(command, world),)
        case c.ReopenPeriod():
            return (_reopen_period(command, world),)
        case c.RotateKey():
            return (keys.rotate(command, world),)
        case c.RetireKey():
            return (keys.retire(command, world),)
        case c.RegisterWitness():
            return (witnesses.register(command, world),)
        case c.RetireWitness():
            return (witnesses.retire(command, world),)
        case (
            c.AddMap() | c.AddRoute() | c.RetireRoute() | c.ReadImport() | c.RecordReconciliation()
        ):
            return (importing.decide(command, world),)
        case c.MakePaymentFile() | c.VoidPaymentFile():
            return (payment_files.decide(command, world),)
        case c.AddPartyAccount() | c.ConfirmPartyAccount():
            return (accounts.decide(command, world),)
        case c.PublishIndex() | c.WithdrawIndex():
            return (indexing.decide(command, world),)
        case c.DescribeBook():
            return (describing.describe_book(command, world),)
        case (
            c.RegisterActorKey()
            | c.RetireActorKey()
            | c.RepresentParty()
            | c.GrantAuthority()
            | c.WithdrawAuthority()
        ):
            return (authorities.decide(command, world),)
        case c.ReviewRequest() | c.ApproveRequest() | c.ReturnRequest() | c.CancelRequest():
            return (attesting.decide(command, _requests_agreement(command, world), world),)
        case c.VerifyInKind() | c.RejectInKind():
            return (in_kind.judge(command, _target_agreement(command, world), world),)
        case c.MakeFinding() | c.SettleFinding():
            return (following.decide(command, _target_agreement(command, world), world),)
        case c.ReverseEntry():
            return (corrections.reverse(command, _target_agreement(command, world), world),)
        case _:
            assert_never(command)


def _decide_in_agreement(  # noqa: PLR0911 - a case for each command
    command: c.ToAgreement, agreement: AgreementState, world: World
) -> tuple[Fact, ...]:
    match command:
        case c.RecordDisbursement():
            return activities.pay(command, agreement, world)
        case c.RequestPayment():
            return attesting.request(command, agreement, world)
        case c.RecordUse():
            return (money.use(command, agreement, world),)
        case c.RecordInKind() | c.PledgeInKind():
            return (in_kind.give(command, agreement, world),)
        case c.AmendLine():
            return (_amend(command, agreement),)
        case c.ApproveCommitment():
            return _approve(command, agreement, world)
        case c.DeclineCommitment():
            return _decline(command, agreement, world)
        case c.ConcludeAgreement():
            return (_conclude(command, agreement, world),)
        case (
            c.ProposeAmendment()
            | c.ApproveAmendment()
            | c.DeclineAmendment()
            | c.ConcludeAmendment()
        ):
            return amending.decide(command, agreement, world)
        case c.ApplyUplift():
            return money.uplift(command, agreement, world)
        case c.Reallocate():
            return (money.reallocate(command, agreement, world),)
        case c.EntryCommand():
            return (entries.decide(command, agreement, world),)
        case c.RecordInternalCost():
            return (money.internal_cost(command, agreement, world),)
        case c.ClaimRepayment() | c.RecordRepayment() | c.WriteOffClaim():
            return (claims.decide(command, agreement, world),)
        case c.SettleAgreement() | c.CloseAgreement() | c.ReopenAgreement():
            return ending.decide(command, agreement, world)
        case _:
            assert_never(command)


def _existing(world: World) -> AgreementState:
    if world.agreement is None:
        assert world.agreement_id is not None
        raise UnknownAgreement(
            agreement=world.agreement_id,
            known=list(world.known_agreements),
        )
    return world.agreement


def _target_agreement(
    command: c.VerifyInKind | c.RejectInKind | c.MakeFinding | c.SettleFinding | c.ReverseEntry,
    world: World,
) -> AgreementState:
    if world.target is None:
        raise UnknownPosition(position=command.position)
    if world.agreement is None:
        match command:
            case c.MakeFinding():
                raise NotQuestionable(position=command.position, event=world.target.name)
            case c.SettleFinding():
                raise UnknownFinding(position=command.position, known=())
            case _:
                raise NotReversible(position=command.position, event=world.target.name)
    standing.require_open(command, world.agreement, world)
    return world.agreement


def _requests_agreement(command: c.ToRequest, world: World) -> AgreementState:
    """Return the agreement of the request that a command names, or refuse."""
    if world.agreement is None:
        raise UnknownRequest(position=command.position, known=[])
    standing.require_open(command, world.agreement, world)
    return world.agreement


def _amend(command: c.AmendLine, agreement: AgreementState) -> f.LineAmended:
    line = money.require_line(command.line, agreement)
    if agreement.concluded:
        raise AlreadyConcluded(on=agreement.concluded.decided_on)
    if line.decision:
        raise AlreadyDecided(line=command.line, decision=line.decision.decision)
    money.require_amount(command.amount_minor, money.currency(agreement))
    money.require_year(command.year, agreement)
    return f.LineAmended(
        line=command.line,
        year=command.year,
        amount_minor=command.amount_minor,
        previous_minor=line.amounts.get(command.year, 0),
    )


def _approve(
    command: c.ApproveCommitment, agreement: AgreementState, world: World
) -> tuple[Fact, ...]:
    days = dates.accounting(command.decided_on, command.booked_on)
    lines = _lines_to_decide(command, agreement, world)
    if command.amounts_minor is not None:
        assert world.agreement_id is not None
        line_id, line = lines[0]
        for year, amount in sorted(command.amounts_minor.items()):
            if len(lines) > 1 or line.amounts.get(year, 0) != amount:
                raise AmountDiffers(
                    agreement=world.agreement_id,
                    line=line_id,
                    year=year,
                    proposed=Money(line.amounts.get(year, 0), money.currency(agreement)),
                    decided=Money(amount, money.currency(agreement)),
                )
    return tuple(
        dates.dated(
            f.CommitmentApproved,
            days,
            line=line_id,
            board=command.board,
            decision=command.decision,
            decided_on=command.decided_on,
            amounts_minor=dict(sorted(line.amounts.items())),
        )
        for line_id, line in lines
    )


def _decline(
    command: c.DeclineCommitment, agreement: AgreementState, world: World
) -> tuple[Fact, ...]:
    days = dates.accounting(command.decided_on, command.booked_on)
    return tuple(
        dates.dated(
            f.CommitmentDeclined,
            days,
            line=line_id,
            board=command.board,
            decision=command.decision,
            decided_on=command.decided_on,
        )
        for line_id, _ in _lines_to_decide(command, agreement, world)
    )


def _lines_to_decide(
    command: c.ApproveCommitment | c.DeclineCommitment,
    agreement: AgreementState,
    world: World,
) -> list[tuple[LineId, LineState]]:
    require_party(command.board, world.parties.parties)
    funded = [
        line for line, state in agreement.lines.items() if state.proposed.funder == command.board
    ]
    if not funded:
        funders = sorted({x.proposed.funder for x in agreement.lines.values()})
        raise BoardFundsNothing(board=command.board, known=funders)
    chosen = command.lines or [line for line in funded if not agreement.lines[line].decision]
    if not chosen:
        decided = agreement.lines[funded[0]].decision
        assert decided
        raise AlreadyDecided(line=funded[0], decision=decided.decision)
    result = []
    for line_id in dict.fromkeys(chosen):
        line = money.require_line(line_id, agreement)
        money.require_own_line(line, command.board)
        if line.decision:
            raise AlreadyDecided(line=line_id, decision=line.decision.decision)
        result.append((line_id, line))
    return result


def _conclude(
    command: c.ConcludeAgreement, agreement: AgreementState, world: World
) -> f.AgreementConcluded:
    if agreement.concluded:
        raise AlreadyConcluded(on=agreement.concluded.decided_on)
    undecided = {
        line: state.proposed.funder for line, state in agreement.lines.items() if not state.decision
    }
    if undecided:
        raise LineUndecided(
            lines=sorted(undecided),
            boards=sorted(set(undecided.values())),
        )
    if not any(isinstance(s.decision, f.CommitmentApproved) for s in agreement.lines.values()):
        raise NothingApproved(lines=sorted(agreement.lines))
    bases = map(dates.of_decision, agreement.lines.values())
    days = dates.accounting(command.decided_on, command.booked_on)
    dates.require_not_before(days, bases, world)
    return dates.dated(
        f.AgreementConcluded, days, decision=command.decision, decided_on=command.decided_on
    )


def _close_period(command: c.ClosePeriod, world: World) -> f.PeriodClosed:
    period = parse_period(command.period)
    closed = world.book.closed_through
    if closed and (period.ends <= closed or (period.starts - closed).days > 1):
        raise CloseOutOfOrder(period=period.name, closed_through=closed)
    latest = world.today + timedelta(days=world.rules < DATES_ARE_HELD)  # it was the user's own day
    if period.ends >= latest:
        raise PeriodNotOver(period=period.name, ends=period.ends)
    return f.PeriodClosed(period=period.name, ends=period.ends)


def _reopen_period(command: c.ReopenPeriod, world: World) -> f.PeriodReopened:
    closed = world.book.closed
    if not closed or closed[-1][0].period != command.period:
        raise ReopenOutOfOrder(
            period=command.period,
            newest=closed[-1][0].period if closed else None,
        )
    if closed[-1][1] == world.actor:
        raise SameActor(actor=world.actor)
    return f.PeriodReopened(period=command.period, reason=command.reason)


def require_same(
    command: c.AnyCommand, reason: str | None, evidence: tuple[Evidence, ...], first: Recorded
) -> None:
    """Refuse a key that was used for another command.

    The actor may be another one: a list that a colleague imports again is the same list.

    Args:
        command: the present command.
        reason: its reason.
        evidence: its evidence.
        first: the first event that was recorded under the key.

    Raises:
        Conflict: the key was used for another content, or for other reasons.
    """
    envelope = first.envelope
    known = c.digests(command, f.happened_on(first.fact), envelope.recorded_at)
    assert envelope.key is not None
    if not any(envelope.command_sha256 == digest for digest in known):
        raise KeyConflict(key=envelope.key, position=first.position)
    differing = []
    if reason != envelope.reason:
        differing.append(N_("reason"))
    if evidence != envelope.evidence:
        differing.append(N_("evidence"))
    if differing:
        raise RetryDiffers(key=envelope.key, position=first.position, what=differing)
