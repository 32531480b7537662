"""The rules for commitments and money.

Source: docs/DOMAIN.md, section 3 (refusals) and section 4 (what remains).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from msgspec.structs import replace

from events import facts as f
from events.effects import PAID
from events.facts import LineId, PartyId, Position
from events.indexing import rate_of
from events.money import (
    MAX_MINOR,
    MAX_RATE,
    MAX_SUM,
    RATE_PLACES,
    has_places,
    plain,
    smallest,
    uplifted,
)
from ledger.refusal import Money
from ledger.rules import commands as c
from ledger.rules import indexing
from ledger.rules.categories import of_categories
from ledger.rules.dates import (
    Basis,
    Days,
    accounting,
    dated,
    of,
    of_decision,
    of_uplifts,
    one,
    require_committed_by,
    require_committed_on,
    require_not_before,
)
from ledger.rules.instalments import asked_by, require_payable
from ledger.rules.likeness import likeness
from ledger.rules.performers import claimable_minor, of_claim, of_report, require_performing
from ledger.rules.refusals.agreements import (
    BoardFundsNothing,
    NotConcluded,
    OtherBoardsLine,
    UnknownLine,
    UnknownParty,
    YearOutsideAgreement,
)
from ledger.rules.refusals.amounts import (
    AmountNotPositive,
    AmountTooLarge,
    BankReferenceSeen,
    DecisionMissing,
    DecisionOfWhichBoard,
    DueBeforeClaim,
    Exceeds,
    ExceedsClaim,
    ExceedsClaimable,
    ExceedsRemaining,
    ExceedsUndisbursed,
    ExternalLine,
    InternalLine,
    LaterUpliftExists,
    LineDeclined,
    LineWithoutUplift,
    LooksRecorded,
    NothingToSupersede,
    NothingToUplift,
    PayeeNotPerformer,
    RateNotPositive,
    RateTooLarge,
    RoundsToNothing,
    SameLine,
    SumTooLarge,
    TooManyDecimals,
    UnknownClaim,
    UpliftExists,
)
from ledger.rules.refusals.planning import NoPlan
from ledger.rules.requests import of_payment
from ledger.rules.state import (
    AgreementState,
    LineState,
    World,
    YearState,
)
from ledger.rules.versions import DATES_ARE_HELD, SUMS_ARE_KEPT

_RAISED = ("approved", "amended", "uplift")  # what an uplift raises


def currency(agreement: AgreementState) -> str:
    """Return the agreement's currency."""
    assert agreement.proposed is not None
    return agreement.proposed.currency


def rounded_to(agreement: AgreementState) -> Money:
    """Return the unit to which the agreement rounds."""
    assert agreement.proposed is not None
    of_currency = agreement.proposed.currency
    return Money(smallest(agreement.proposed.rounding, of_currency), of_currency)


def require_line(line: LineId, agreement: AgreementState) -> LineState:
    """Return the line, or refuse."""
    if line not in agreement.lines:
        raise UnknownLine(line=line, known=sorted(agreement.lines))
    return agreement.lines[line]


def require_own_line(line: LineState, board: PartyId) -> None:
    """Refuse a board's decision on another board's line."""
    if line.proposed.funder != board:
        raise OtherBoardsLine(
            line=line.proposed.line,
            board=board,
            funder=line.proposed.funder,
        )


def require_amount(amount_minor: int, of_currency: str, line: LineId | None = None) -> None:
    """Refuse an amount that is not above zero, and one beyond the limit."""
    if amount_minor <= 0:
        raise AmountNotPositive(line=line, amount=Money(amount_minor, of_currency))
    if amount_minor > MAX_MINOR:
        raise AmountTooLarge(
            line=line,
            amount=Money(amount_minor, of_currency),
            limit=Money(MAX_MINOR, of_currency),
        )


def require_result(
    amount_minor: int, of_currency: str, world: World, line: LineId | None = None
) -> None:
    """Refuse a calculated amount that no user could have written."""
    if world.rules >= SUMS_ARE_KEPT:
        require_amount(amount_minor, of_currency, line)


def require_sum(sum_minor: int, of_currency: str, world: World) -> None:
    """Refuse a sum so large that sums of such sums would not fit in 64 bits."""
    if abs(sum_minor) > MAX_SUM and world.rules >= SUMS_ARE_KEPT:
        raise SumTooLarge(sum=Money(sum_minor, of_currency), limit=Money(MAX_SUM, of_currency))


def require_year(year: int, agreement: AgreementState) -> None:
    """Refuse a budget year outside the agreement."""
    assert agreement.proposed is not None
    first, last = agreement.proposed.starts.year, agreement.proposed.ends.year
    if not first <= year <= last:
        raise YearOutsideAgreement(year=year, first=first, last=last)


def used_minor(year: YearState) -> int:
    """Return what a line has used up of a year, in minor units: the amount never goes below it.

    What is approved and unpaid is used, too.
    """
    return sum(year.sums[measure] for measure in PAID) + year.reserved


def require_concluded(agreement: AgreementState) -> None:
    """Refuse a command that needs an agreement in force."""
    if not agreement.concluded:
        raise NotConcluded(
            undecided=sorted(k for k, line in agreement.lines.items() if not line.decision),
        )


def require_within(
    refusal: type[Exceeds],
    amount_minor: int,
    limit_minor: int,
    line: str,
    year: int,
    agreement: AgreementState,
) -> None:
    """Refuse an amount above a limit; the refusal says both."""
    if amount_minor > limit_minor:
        of_currency = currency(agreement)
        raise refusal(
            line=line,
            year=year,
            amount=Money(amount_minor, of_currency),
            limit=Money(limit_minor, of_currency),
            excess=Money(amount_minor - limit_minor, of_currency),
        )


def require_budget_year(
    line_id: LineId, year: int, amount_minor: int, agreement: AgreementState
) -> tuple[LineState, YearState]:
    """Return a line and its year, after the checks that every posting has to pass.

    Verification asks this of every posting that there is, so only what says no is called.
    """
    line = agreement.lines.get(line_id)
    if line is None:
        line = require_line(line_id, agreement)
    if agreement.concluded is None:
        require_concluded(agreement)
    proposed = agreement.proposed
    assert proposed is not None
    if not proposed.starts.year <= year <= proposed.ends.year:
        require_year(year, agreement)
    if not 0 < amount_minor <= MAX_MINOR:
        require_amount(amount_minor, proposed.currency)
    return line, line.years.get(year) or YearState()


def _require_new_bank_reference(reference: str | None, world: World) -> None:
    if reference is not None and reference in world.bank_references:
        raise BankReferenceSeen(
            reference=reference,
            position=world.bank_references[reference],
        )


def uplift(
    command: c.ApplyUplift, agreement: AgreementState, world: World
) -> tuple[f.UpliftApplied, ...]:
    """Raise one line, or every line of the board that is marked for uplift."""
    days = accounting(command.decided_on, command.booked_on)
    require_concluded(agreement)
    require_year(command.year, agreement)
    rate = command.rate_percent
    if rate is not None:
        _require_rate(rate, world)
    if command.amount_minor is not None:
        require_amount(command.amount_minor, currency(agreement))
    if command.line is not None:
        lines = [require_line(command.line, agreement)]
    else:
        lines = [x for x in agreement.lines.values() if x.proposed.funder == command.board]
        if not lines:
            funders = sorted({x.proposed.funder for x in agreement.lines.values()})
            raise BoardFundsNothing(board=command.board, known=funders)
        approved = [x for x in lines if isinstance(x.decision, f.CommitmentApproved)]
        lines = [x for x in approved if x.proposed.uplift] or lines[:1]
        if command.from_index:
            indexing.require_same(command.board, lines)
    facts = []
    for line in lines:
        require_own_line(line, command.board)
        if not line.proposed.uplift:
            raise LineWithoutUplift(
                line=line.proposed.line,
                marked=sorted(k for k, x in agreement.lines.items() if x.proposed.uplift),
            )
        fact = _uplift_one(command, line, days, agreement, world)
        # A board may decide the next uplift together with its approval, before the conclusion.
        bases = (of_decision(line), *of_uplifts(line, command.year))
        require_not_before(days, bases, world)
        facts.append(fact)
    return tuple(facts)


def _uplift_one(
    command: c.ApplyUplift, line: LineState, days: Days, agreement: AgreementState, world: World
) -> f.UpliftApplied:
    """Raise a line by the rate or the amount of the command, or by the index of the line."""
    if not command.from_index:
        return _uplift_line(command, line, days, agreement, world)
    found = indexing.inputs(command, line, agreement, world)
    rate = rate_of(found)
    _require_rate(rate, world)
    by_rate = replace(command, rate_percent=rate, from_index=None)
    return indexing.by_index(_uplift_line(by_rate, line, days, agreement, world), found)


def _require_rate(rate: Decimal, world: World) -> None:
    are_kept = world.rules >= SUMS_ARE_KEPT
    if are_kept and not has_places(rate, RATE_PLACES):
        raise TooManyDecimals(number=rate, places=RATE_PLACES)
    if rate <= 0:
        raise RateNotPositive(rate=rate)
    if are_kept and rate > MAX_RATE:
        raise RateTooLarge(rate=rate, limit=Decimal(MAX_RATE))


def _uplift_line(
    command: c.ApplyUplift, line: LineState, days: Days, agreement: AgreementState, world: World
) -> f.UpliftApplied:
    assert agreement.proposed is not None
    name = line.proposed.line
    in_force = line.uplifts.get(command.year)
    if in_force and not command.supersede:
        raise UpliftExists(
            line=name,
            year=command.year,
            position=in_force[0],
            decision=in_force[1].decision,
        )
    if command.supersede and not in_force:
        raise NothingToSupersede(line=name, year=command.year)
    later = [year for year in line.uplifts if year > command.year]
    if later:
        raise LaterUpliftExists(
            line=name,
            year=min(later),
            position=line.uplifts[min(later)][0],
        )
    superseded = {x.year: x.uplift_minor for x in in_force[1].years} if in_force else {}
    effects = []
    for year in range(command.year, agreement.proposed.ends.year + 1):
        state = line.years.get(year) or YearState()
        base = sum(state.sums[x] for x in _RAISED) - superseded.get(year, 0)
        if base <= 0:  # below 0: an amendment has taken more than was given and not raised
            continue
        if command.rate_percent is not None:
            rounding = agreement.proposed.rounding
            increase = uplifted(base, command.rate_percent, rounding, currency(agreement))
        else:
            assert command.amount_minor is not None
            increase = command.amount_minor
        require_result(base + increase, currency(agreement), world, name)
        change = increase - superseded.get(year, 0)
        require_within(ExceedsUndisbursed, -change, state.unreserved, name, year, agreement)
        effects.append(
            f.YearUplift(
                year=year,
                base_minor=base,
                uplift_minor=increase,
                new_minor=base + increase,
                change_minor=change,
            )
        )
    if not effects or effects[0].year != command.year:
        raise NothingToUplift(line=name, year=command.year)
    if world.rules >= SUMS_ARE_KEPT and not any(effect.uplift_minor for effect in effects):
        raise RoundsToNothing(rounding=rounded_to(agreement))
    return dated(
        f.UpliftApplied,
        days,
        board=command.board,
        line=name,
        year=command.year,
        basis="rate" if command.rate_percent is not None else "amount",
        rate_percent=None if command.rate_percent is None else plain(command.rate_percent),
        decision=command.decision,
        decided_on=command.decided_on,
        years=tuple(effects),
        supersedes=in_force[0] if in_force else None,
    )


def reallocate(command: c.Reallocate, agreement: AgreementState, world: World) -> f.Reallocated:
    """Move a part of a year's commitment to another line."""
    source, year = require_budget_year(
        command.from_line, command.year, command.amount_minor, agreement
    )
    target = require_line(command.to_line, agreement)
    if source is target:
        raise SameLine(line=command.from_line)
    if not isinstance(target.decision, f.CommitmentApproved):
        raise LineDeclined(line=command.to_line)
    funders = dict.fromkeys((source.proposed.funder, target.proposed.funder))
    decisions: dict[PartyId, str] = {}
    for board, reference in command.decisions:
        if board is None and len(funders) > 1:
            raise DecisionOfWhichBoard(reference=reference, boards=list(funders))
        named = board or source.proposed.funder
        if named not in funders:
            raise UnknownParty(party=named, known=sorted(funders))
        decisions[named] = reference
    missing = [board for board in funders if board not in decisions]
    if missing:
        raise DecisionMissing(boards=missing)
    require_within(
        ExceedsUndisbursed,
        command.amount_minor,
        year.unreserved,
        command.from_line,
        command.year,
        agreement,
    )
    days = accounting(command.decided_on or world.today, command.booked_on)
    require_committed_by(days, source, agreement, world)
    require_committed_by(days, target, agreement, world)
    target_year = target.years.get(command.year) or YearState()
    of_currency = currency(agreement)
    committed = target_year.committed + command.amount_minor
    require_result(committed, of_currency, world, command.to_line)
    require_sum(target_year.sums["reallocated"] + command.amount_minor, of_currency, world)
    require_sum(year.sums["reallocated"] - command.amount_minor, of_currency, world)
    return dated(
        f.Reallocated,
        days,
        from_line=command.from_line,
        to_line=command.to_line,
        year=command.year,
        amount_minor=command.amount_minor,
        decisions=tuple(f.Decision(board=b, reference=r) for b, r in decisions.items()),
        decided_on=days.document,
    )


def disburse(
    command: c.RecordDisbursement | f.DisbursementRecorded, agreement: AgreementState, world: World
) -> f.DisbursementRecorded:
    """Record money that left the funder's account."""
    line, year = require_budget_year(
        command.line, command.budget_year, command.amount_minor, agreement
    )
    if line.is_internal:
        raise InternalLine(line=command.line)
    if line.performers:
        payee = require_performing(command.payee, line, command.paid_on, world)
    else:
        performer = line.proposed.performer
        payee = command.payee or performer
        if payee != performer:
            raise PayeeNotPerformer(line=command.line, payee=payee, performer=performer)
    if command.bank_reference is not None:
        _require_new_bank_reference(command.bank_reference, world)
    if type(command) is c.RecordDisbursement:
        _require_unlike(command, command.paid_on, line, agreement)
    left, request = year.remaining - year.reserved, None
    if agreement.is_attested or world.request is not None:
        request = of_payment(command, payee, agreement, world)
        left += 0 if request is None else request.fact.amount_minor
    if command.amount_minor > left:
        require_within(
            ExceedsRemaining,
            command.amount_minor,
            left,
            command.line,
            command.budget_year,
            agreement,
        )
    require_committed_on(command.paid_on, line, agreement, world)
    if agreement.planning is not None:
        require_payable(asked_by(command, request), agreement)
    elif type(command) is c.RecordDisbursement and command.instalment is not None:
        raise NoPlan(line=command.line, year=command.budget_year)
    if type(command) is f.DisbursementRecorded:
        return command  # the payee is the only field that is derived
    return f.DisbursementRecorded(
        line=command.line,
        budget_year=command.budget_year,
        amount_minor=command.amount_minor,
        paid_on=command.paid_on,
        payee=payee,
        voucher=command.voucher,
        bank_reference=command.bank_reference,
    )


def internal_cost(
    command: c.RecordInternalCost | f.InternalCostRecorded, agreement: AgreementState, world: World
) -> f.InternalCostRecorded:
    """Record a cost within the funder's legal person."""
    line, year = require_budget_year(
        command.line, command.budget_year, command.amount_minor, agreement
    )
    if not line.is_internal:
        raise ExternalLine(line=command.line)
    if isinstance(command, c.RecordInternalCost):
        _require_unlike(command, command.booked_on, line, agreement)
    require_within(
        ExceedsRemaining,
        command.amount_minor,
        year.unreserved,
        command.line,
        command.budget_year,
        agreement,
    )
    require_committed_on(command.booked_on, line, agreement, world)
    require_performing(None, line, command.booked_on, world)
    return f.InternalCostRecorded(
        line=command.line,
        budget_year=command.budget_year,
        amount_minor=command.amount_minor,
        booked_on=command.booked_on,
        voucher=command.voucher,
    )


def _require_unlike(
    command: c.RecordDisbursement | c.RecordInternalCost,
    day: date,
    line: LineState,
    agreement: AgreementState,
) -> None:
    """Refuse a payment that looks like one that stands, unless the user says that it is another.

    Line, voucher, day and amount are the same. A voucher may pay several lines, so nothing less
    counts. Past payments are not asked, since none says what was permitted.
    """
    if command.again:
        return
    like = likeness(command.voucher, day, command.amount_minor)
    at = line.paid.standing(like, agreement.reversed)
    if at is not None:
        raise looks_recorded(command, day, at, agreement)


def looks_recorded(
    command: c.RecordDisbursement | c.RecordInternalCost,
    day: date,
    at: Position,
    agreement: AgreementState,
) -> LooksRecorded:
    """Return the refusal of a payment that looks like the one at a position."""
    return LooksRecorded(
        position=at,
        line=command.line,
        voucher=command.voucher,
        day=day,
        amount=Money(command.amount_minor, currency(agreement)),
    )


def use(
    command: c.RecordUse | f.UseReported, agreement: AgreementState, world: World
) -> f.UseReported:
    """Record the amount that the performer reports as spent; more than disbursed is flagged."""
    minor, rows = of_categories(command, agreement)
    line, year = require_budget_year(command.line, command.budget_year, minor, agreement)
    if line.is_internal:
        raise InternalLine(line=command.line)
    require_sum(year.sums["reported"] + minor, currency(agreement), world)
    require_committed_on(command.reported_on, line, agreement, world)
    performer = of_report(command.performer, line, year, command.reported_on, world)
    if rows:
        return f.UseReported2(
            performer=performer,
            line=command.line,
            budget_year=command.budget_year,
            amount_minor=minor,
            report=command.report,
            reported_on=command.reported_on,
            rows=rows,
        )
    return f.UseReported(
        performer=performer,
        line=command.line,
        budget_year=command.budget_year,
        amount_minor=minor,
        report=command.report,
        reported_on=command.reported_on,
    )


def claim(command: c.ClaimRepayment, agreement: AgreementState, world: World) -> f.RepaymentClaimed:
    """Demand money back."""
    claimed_on = command.claimed_on or world.today
    days = accounting(claimed_on, command.booked_on)
    budget_year = command.budget_year or claimed_on.year
    line, year = require_budget_year(command.line, budget_year, command.amount_minor, agreement)
    performer = of_claim(command.performer, line, year, days, world)
    require_within(
        ExceedsClaimable,
        command.amount_minor,
        claimable_minor(performer, line, year),
        command.line,
        budget_year,
        agreement,
    )
    if year.first_paid is not None:
        paid_on, position = year.first_paid
        basis = Basis(one(paid_on), position, "disbursement-recorded")
        require_not_before(days, [basis], world)
    if command.due_on < claimed_on and world.rules >= DATES_ARE_HELD:
        raise DueBeforeClaim(due=command.due_on, day=claimed_on)
    values: dict[str, Any] = {
        "line": command.line,
        "budget_year": budget_year,
        "amount_minor": command.amount_minor,
        "due_on": command.due_on,
        "ground": command.ground,
        "claimed_on": claimed_on,
    }
    if not line.performers:
        return dated(f.RepaymentClaimed, days, **values)
    return f.RepaymentClaimed3(**values, booked_on=days.booked, performer=performer)


def repayment(
    command: c.RecordRepayment, agreement: AgreementState, world: World
) -> f.RepaymentReceived:
    """Record money that came back on a claim."""
    if command.claim not in agreement.claims:
        raise UnknownClaim(position=command.claim, known=sorted(agreement.claims))
    claim_state = agreement.claims[command.claim]
    require_amount(command.amount_minor, currency(agreement))
    _require_new_bank_reference(command.bank_reference, world)
    fact = claim_state.fact
    require_within(
        ExceedsClaim,
        command.amount_minor,
        claim_state.open,
        fact.line,
        fact.budget_year,
        agreement,
    )
    require_not_before(one(command.received_on), [of(fact, command.claim)], world)
    values: dict[str, Any] = {
        "claim": command.claim,
        "line": fact.line,
        "budget_year": fact.budget_year,
        "amount_minor": command.amount_minor,
        "received_on": command.received_on,
        "bank_reference": command.bank_reference,
    }
    if claim_state.performer is None:
        return f.RepaymentReceived(**values)
    return f.RepaymentReceived2(**values, performer=claim_state.performer)
