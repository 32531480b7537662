"""What was written out by hand before ``events.effects``."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias, assert_never

from events import facts as f
from events.facts import AgreementId, LineId, PartyId, Position
from events.record import Recorded
from ledger.refusal import N_
from projections.projection import Projection

COMMITMENTS = "Assets:Commitments"
ORIGINAL = "Equity:Commitments:Original"
UPLIFT = "Equity:Commitments:Uplift"
REALLOCATED = "Equity:Commitments:Reallocated"
RELEASED = "Equity:Commitments:Released"
DISBURSED = "Equity:Commitments:Disbursed"
INTERNAL = "Equity:Commitments:Internal"
HELD = "Assets:Held"
CONTRIBUTIONS = "Income:Contributions"
EXPENSE_INTERNAL = "Expenses:Internal"
USED = "Expenses:Used"
REPAID = "Equity:Claims:Settled"
CLAIMS, CLAIMED = "Assets:Claims", "Equity:Claims:Made"
PROPOSALS, PROPOSED = "Assets:Proposals", "Equity:Proposals"
PLEDGES, PLEDGED = "Assets:Pledges", "Equity:Pledges"
IN_KIND, IN_KIND_INCOME = "Expenses:InKind", "Income:InKind"
VERIFIED, VERIFIED_EQUITY = "Assets:InKindVerified", "Equity:InKindVerified"

LineKey: TypeAlias = tuple[AgreementId, LineId]
Lines: TypeAlias = Mapping[LineKey, f.BudgetLineProposed]


class Posting(NamedTuple):
    """One leg of an entry.

    Attributes:
        account: one of the constants of this module.
        agreement: whose currency the amount is in.
        line: ``""`` for a contribution in kind.
        year: budget year; of a contribution in kind, the year it was performed in.
        party: ``""`` where the account has no party; else the performer (held, used,
            internal), the board (contributions) or who contributes in kind.
        minor: debit above zero, credit below.
    """

    account: str
    agreement: AgreementId
    line: LineId
    year: int
    party: PartyId
    minor: int

    @property
    def full_account(self) -> str:
        """The account with its party, as a plain-text ledger names it."""
        return f"{self.account}:{self.party}" if self.party else self.account


_Legs: TypeAlias = list[Posting]
_Key: TypeAlias = tuple[AgreementId, LineId, int]


def postings(recorded: Recorded, lines: Lines) -> list[Posting]:
    """Return the legs of an event's entry; none for an event that moves nothing.

    Args:
        recorded: the event.
        lines: every line proposed so far, by agreement and line.
    """
    agreement = recorded.agreement
    if agreement is None:
        return []
    fact = recorded.fact
    match fact:
        case f.AgreementProposed() | f.AgreementConcluded():
            return []
        case f.BudgetLineProposed():
            return [
                leg
                for year, amount in fact.amounts_minor.items()
                for leg in _pair((PROPOSALS, PROPOSED), (agreement, fact.line, year), amount)
            ]
        case f.LineAmended():
            change = fact.amount_minor - fact.previous_minor
            return _pair((PROPOSALS, PROPOSED), (agreement, fact.line, fact.year), change)
        case f.EntryReversed():
            legs = entry_legs(fact.entry, agreement, lines)
            return [leg._replace(minor=-leg.minor) for leg in legs]
        case f.PartyRegistered() | f.PeriodClosed() | f.PeriodReopened():
            raise NotImplementedError(f"{recorded.name} in the stream of an agreement")
        case _:
            return entry_legs(fact, agreement, lines)


def _pair(accounts: tuple[str, str], key: _Key, minor: int, party: str = "") -> _Legs:
    debit, credit = accounts
    return [Posting(debit, *key, party, minor), Posting(credit, *key, party, -minor)]


def entry_legs(fact: f.Reversible, agreement: AgreementId, lines: Lines) -> list[Posting]:
    """Return the legs of one entry of an agreement, as if it had just been recorded."""
    match fact:
        case f.CommitmentApproved():
            return [
                leg
                for year, amount in fact.amounts_minor.items()
                for leg in _pair((COMMITMENTS, ORIGINAL), (agreement, fact.line, year), amount)
            ]
        case f.CommitmentDeclined():
            return []
        case f.UpliftApplied():
            return [
                leg
                for x in fact.years
                for leg in _pair(
                    (COMMITMENTS, UPLIFT), (agreement, fact.line, x.year), x.change_minor
                )
            ]
        case f.Reallocated():
            year, amount = fact.year, fact.amount_minor
            return [
                *_pair((COMMITMENTS, REALLOCATED), (agreement, fact.to_line, year), amount),
                *_pair((COMMITMENTS, REALLOCATED), (agreement, fact.from_line, year), -amount),
            ]
        case f.CommitmentReleased():
            return _pair(
                (RELEASED, COMMITMENTS), (agreement, fact.line, fact.year), fact.amount_minor
            )
        case f.DisbursementRecorded():
            return _paid(fact, agreement, lines, (DISBURSED, HELD))
        case f.InternalCostRecorded():
            return _paid(fact, agreement, lines, (INTERNAL, EXPENSE_INTERNAL))
        case f.UseReported():
            key, performer = (agreement, fact.line, fact.budget_year), fact.performer
            return [
                Posting(USED, *key, performer, fact.amount_minor),
                Posting(HELD, *key, performer, -fact.amount_minor),
            ]
        case f.RepaymentClaimed():
            key = (agreement, fact.line, fact.budget_year)
            return _pair((CLAIMS, CLAIMED), key, fact.amount_minor)
        case f.RepaymentReceived():
            line = lines[agreement, fact.line]
            key, amount = (agreement, fact.line, fact.budget_year), fact.amount_minor
            return [
                Posting(CONTRIBUTIONS, *key, line.funder, amount),
                Posting(HELD, *key, line.performer, -amount),
                *_pair((REPAID, CLAIMS), key, amount),
            ]
        case f.InKindPledged():
            key = (agreement, "", fact.year)
            return _pair((PLEDGES, PLEDGED), key, fact.value_minor, fact.party)
        case f.InKindRecorded():
            return _in_kind((IN_KIND, IN_KIND_INCOME), agreement, fact, 1)
        case f.InKindVerified():
            return _in_kind((VERIFIED, VERIFIED_EQUITY), agreement, fact.contribution, 1)
        case f.InKindRejected():
            return _in_kind((IN_KIND, IN_KIND_INCOME), agreement, fact.contribution, -1)
        case _:
            assert_never(fact)


def _paid(
    fact: f.DisbursementRecorded | f.InternalCostRecorded,
    agreement: AgreementId,
    lines: Lines,
    debits: tuple[str, str],
) -> _Legs:
    """Return the four legs of a payment: what it takes of the commitment, and the money."""
    line = lines[agreement, fact.line]
    key, amount = (agreement, fact.line, fact.budget_year), fact.amount_minor
    return [
        *_pair((debits[0], COMMITMENTS), key, amount),
        Posting(debits[1], *key, line.performer, amount),
        Posting(CONTRIBUTIONS, *key, line.funder, -amount),
    ]


def _in_kind(
    accounts: tuple[str, str], agreement: AgreementId, fact: f.InKindRecorded, sign: int
) -> _Legs:
    key = (agreement, "", fact.performed_on.year)
    return _pair(accounts, key, sign * fact.value_minor, fact.party)


def amount(fact: f.Fact) -> int | None:
    match fact:
        case f.CommitmentApproved() | f.BudgetLineProposed():
            return sum(fact.amounts_minor.values())
        case f.UpliftApplied():
            return sum(effect.change_minor for effect in fact.years)
        case f.InKindPledged() | f.InKindRecorded():
            return fact.value_minor
        case f.InKindVerified() | f.InKindRejected():
            return fact.contribution.value_minor
        case _:
            amount: int | None = getattr(fact, "amount_minor", None)
            return amount


_ACCOUNTS: dict[str, tuple[str, int]] = {
    "proposed_minor": (PROPOSED, -1),
    "approved_minor": (ORIGINAL, -1),
    "uplift_minor": (UPLIFT, -1),
    "reallocated_minor": (REALLOCATED, -1),
    "released_minor": (RELEASED, 1),
    "disbursed_minor": (DISBURSED, 1),
    "internal_minor": (INTERNAL, 1),
    "reported_minor": (USED, 1),
    "claimed_minor": (CLAIMED, -1),
    "repaid_minor": (REPAID, 1),
    "remaining_minor": (COMMITMENTS, 1),
    "held_minor": (HELD, 1),
    "open_claim_minor": (CLAIMS, 1),
}

MEASURES = (
    "proposed_minor",
    "approved_minor",
    "uplift_minor",
    "reallocated_minor",
    "released_minor",
    "committed_minor",
    "disbursed_minor",
    "internal_minor",
    "paid_minor",
    "remaining_minor",
    "reported_minor",
    "claimed_minor",
    "repaid_minor",
    "held_minor",
    "net_cost_minor",
    "open_claim_minor",
)

# Accounts with a party, and which party of the line that is.
_PARTY_OF = {USED: "performer", HELD: "performer"}


def measures_of(
    projection: Projection, agreement: AgreementId, line: LineId, year: int
) -> dict[str, int]:
    """Return every measure of a line and budget year, in minor units."""
    proposed = projection.lines[agreement, line]
    sums = {}
    for measure, (account, sign) in _ACCOUNTS.items():
        party = getattr(proposed, _PARTY_OF[account]) if account in _PARTY_OF else ""
        sums[measure] = sign * projection.balances.get((agreement, line, year, party, account), 0)
    sums["committed_minor"] = (
        sums["approved_minor"]
        + sums["uplift_minor"]
        + sums["reallocated_minor"]
        - sums["released_minor"]
    )
    sums["paid_minor"] = sums["disbursed_minor"] + sums["internal_minor"]
    sums["net_cost_minor"] = sums["paid_minor"] - sums["repaid_minor"]
    return {measure: sums[measure] for measure in MEASURES}


@dataclass(slots=True)
class YearState:
    """One budget year of one line."""

    approved: int = 0
    uplift: int = 0
    reallocated: int = 0
    released: int = 0
    disbursed: int = 0
    internal: int = 0
    claimed: int = 0
    used: int = 0
    # The earliest payment, also one that was taken back, and where it stands; None: there is none
    first_paid: tuple[date, Position] | None = None

    @property
    def committed(self) -> int:
        """What the board has bound itself to."""
        return self.approved + self.uplift + self.reallocated - self.released

    @property
    def remaining(self) -> int:
        """What is committed and not yet paid."""
        return self.committed - self.disbursed - self.internal


@dataclass(slots=True)
class LineState:
    """One budget line."""

    proposed: f.BudgetLineProposed
    amounts: dict[int, int]
    decision: f.CommitmentApproved | f.CommitmentDeclined | None = None
    decided_at: Position = 0
    years: dict[int, YearState] = field(default_factory=lambda: defaultdict(YearState))
    uplifts: dict[int, tuple[Position, f.UpliftApplied]] = field(default_factory=dict)
    superseded: dict[Position, tuple[Position, f.UpliftApplied] | None] = field(
        default_factory=dict
    )


@dataclass(slots=True)
class ClaimState:
    """A recovery claim."""

    fact: f.RepaymentClaimed
    repaid: int = 0

    @property
    def open(self) -> int:
        """What has not come back."""
        return self.fact.amount_minor - self.repaid


@dataclass(slots=True)
class InKindState:
    """A recorded contribution in kind."""

    fact: f.InKindRecorded
    recorded_by: str
    has_evidence: bool
    decided: Position | None = None


@dataclass(slots=True)
class AgreementState:
    """One agreement, as its stream tells it."""

    proposed: f.AgreementProposed | None = None
    position: Position = 0
    concluded: f.AgreementConcluded | None = None
    concluded_at: Position = 0
    lines: dict[LineId, LineState] = field(default_factory=dict)
    claims: dict[Position, ClaimState] = field(default_factory=dict)
    pledges: dict[Position, f.InKindPledged] = field(default_factory=dict)
    in_kind: dict[Position, InKindState] = field(default_factory=dict)
    reversed: dict[Position, Position] = field(default_factory=dict)  # entry -> its reversal
    # ("pledged" or "delivered", party) -> quantity of whatever units, and value in minor units
    given: dict[tuple[str, PartyId], tuple[Decimal, int]] = field(
        default_factory=lambda: defaultdict(lambda: (Decimal(0), 0))
    )
    version: int = 0

    @property
    def parties(self) -> set[PartyId]:
        """Everybody who signs, funds, performs or answers for a line."""
        assert self.proposed is not None
        named = set(self.proposed.signatories)
        for line in self.lines.values():
            named |= {line.proposed.funder, line.proposed.performer}
        return named


def evolve(state: AgreementState, recorded: Recorded) -> AgreementState:
    """Fold one event of an agreement's stream."""
    state.version = recorded.originator_version
    match recorded.fact:
        case f.DisbursementRecorded() | f.UseReported() as fact:  # the most frequent first
            _post(state, recorded, fact, recorded.position, 1)
        case f.AgreementProposed() as fact:
            state.proposed, state.position = fact, recorded.position
        case f.BudgetLineProposed() as fact:
            state.lines[fact.line] = LineState(fact, dict(fact.amounts_minor))
        case f.LineAmended() as fact:
            state.lines[fact.line].amounts[fact.year] = fact.amount_minor
        case f.AgreementConcluded() as fact:
            state.concluded, state.concluded_at = fact, recorded.position
        case f.EntryReversed() as fact:
            state.reversed[fact.position] = recorded.position
            _post(state, recorded, fact.entry, fact.position, -1)
        case f.OfParties() | f.OfBook() as other:
            raise NotImplementedError(f"{f.event_name(other)} in the stream of an agreement")
        case fact:
            _post(state, recorded, fact, recorded.position, 1)
    return state


def _post(
    state: AgreementState,
    recorded: Recorded,
    fact: f.Reversible,
    at: Position,
    sign: int,
) -> None:
    """Add an entry to the state (sign 1), or take the entry at that position back (sign -1)."""
    match fact:
        case f.DisbursementRecorded():  # the most frequent first
            year = state.lines[fact.line].years[fact.budget_year]
            year.disbursed += sign * fact.amount_minor
            if sign > 0 and (year.first_paid is None or fact.paid_on < year.first_paid[0]):
                year.first_paid = (fact.paid_on, at)
        case f.UseReported():
            state.lines[fact.line].years[fact.budget_year].used += sign * fact.amount_minor
        case f.CommitmentApproved():
            line = state.lines[fact.line]
            line.decision, line.decided_at = (fact, at) if sign > 0 else (None, 0)
            for number, amount in fact.amounts_minor.items():
                line.years[number].approved += sign * amount
        case f.CommitmentDeclined():
            line = state.lines[fact.line]
            line.decision, line.decided_at = (fact, at) if sign > 0 else (None, 0)
        case f.UpliftApplied():
            _post_uplift(state.lines[fact.line], fact, at, sign)
        case f.Reallocated():
            state.lines[fact.from_line].years[fact.year].reallocated -= sign * fact.amount_minor
            state.lines[fact.to_line].years[fact.year].reallocated += sign * fact.amount_minor
        case f.CommitmentReleased():
            state.lines[fact.line].years[fact.year].released += sign * fact.amount_minor
        case f.InternalCostRecorded():
            state.lines[fact.line].years[fact.budget_year].internal += sign * fact.amount_minor
        case f.RepaymentClaimed():
            state.lines[fact.line].years[fact.budget_year].claimed += sign * fact.amount_minor
            if sign > 0:
                state.claims[at] = ClaimState(fact)
            else:
                del state.claims[at]
        case f.RepaymentReceived():
            state.claims[fact.claim].repaid += sign * fact.amount_minor
        case f.InKindPledged():
            if sign > 0:
                state.pledges[at] = fact
            else:
                del state.pledges[at]
            _give(state, "pledged", fact, sign)
        case f.InKindRecorded():
            if sign > 0:
                envelope = recorded.envelope
                state.in_kind[at] = InKindState(fact, envelope.actor, bool(envelope.evidence))
            else:
                del state.in_kind[at]
            _give(state, "delivered", fact, sign)
        case f.InKindVerified() | f.InKindRejected():
            state.in_kind[fact.position].decided = at if sign > 0 else None
        case _:
            assert_never(fact)


def _give(
    state: AgreementState, what: str, fact: f.InKindPledged | f.InKindRecorded, sign: int
) -> None:
    quantity, minor = state.given[what, fact.party]
    state.given[what, fact.party] = (
        quantity + sign * fact.quantity,
        minor + sign * fact.value_minor,
    )


def _post_uplift(line: LineState, fact: f.UpliftApplied, at: Position, sign: int) -> None:
    for effect in fact.years:
        line.years[effect.year].uplift += sign * effect.change_minor
    if sign > 0:
        line.superseded[at] = line.uplifts.get(fact.year)
        line.uplifts[fact.year] = (at, fact)
        return
    before = line.superseded.pop(at)
    if before:
        line.uplifts[fact.year] = before
    else:
        del line.uplifts[fact.year]


_PAID = N_("it has been paid out, and too little would remain")


def obstacle(entry: f.Reversible, at: Position, agreement: AgreementState) -> str | None:
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
