"""The facts a book can record, one frozen struct for each event name.

A fact is what happened in the world, in the past tense. Everything about the *recording*
of it (who, when, why, on what evidence) is in the envelope: see ``events.record``.

The tag is the stored event name; it never changes. A new version of an event gets a new
tag and a new struct, and old bytes stay as they are. Amounts are integers in minor units
(öre for SEK) of the agreement's currency. Results that were rounded are stored, so that
nothing is calculated again when history is replayed.

Source: docs/DOMAIN.md, section 3.
"""

# Annotations are no texts here: each of them would be compiled when a type of fact is first used.
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, ClassVar, Literal, TypeAlias, get_args

import msgspec

from events.declared import fields_naming
from events.fact_base import (
    FIRST_YEAR as FIRST_YEAR,
)
from events.fact_base import (
    LAST_YEAR as LAST_YEAR,
)
from events.fact_base import (
    MAX_AMOUNT as MAX_AMOUNT,
)
from events.fact_base import (
    AgreementId as AgreementId,
)
from events.fact_base import (
    AgreementText as AgreementText,
)
from events.fact_base import (
    AmendmentId as AmendmentId,
)
from events.fact_base import (
    Amount as Amount,
)
from events.fact_base import (
    Answer as Answer,
)
from events.fact_base import (
    Attest as Attest,
)
from events.fact_base import (
    BankReference as BankReference,
)
from events.fact_base import (
    BoardId as BoardId,
)
from events.fact_base import (
    Cause as Cause,
)
from events.fact_base import (
    Change as Change,
)
from events.fact_base import (
    Day as Day,
)
from events.fact_base import (
    DocumentDay as DocumentDay,
)
from events.fact_base import (
    EffectiveDay as EffectiveDay,
)
from events.fact_base import (
    Entry as Entry,
)
from events.fact_base import (
    Event as Event,
)
from events.fact_base import (
    FunderId as FunderId,
)
from events.fact_base import (
    InKindType as InKindType,
)
from events.fact_base import (
    Lag as Lag,
)
from events.fact_base import (
    LineId as LineId,
)
from events.fact_base import (
    NewAmendmentId as NewAmendmentId,
)
from events.fact_base import (
    NewAmount as NewAmount,
)
from events.fact_base import (
    NewLineId as NewLineId,
)
from events.fact_base import (
    NewPartyId as NewPartyId,
)
from events.fact_base import (
    NewWitnessId as NewWitnessId,
)
from events.fact_base import (
    ObligationKind as ObligationKind,
)
from events.fact_base import (
    OfAgreement as OfAgreement,
)
from events.fact_base import (
    OfAmendment as OfAmendment,
)
from events.fact_base import (
    OfAuthorities as OfAuthorities,
)
from events.fact_base import (
    OfBook as OfBook,
)
from events.fact_base import (
    OfParties as OfParties,
)
from events.fact_base import (
    OfProposal as OfProposal,
)
from events.fact_base import (
    PartyId as PartyId,
)
from events.fact_base import (
    PartyKind as PartyKind,
)
from events.fact_base import (
    Percent as Percent,
)
from events.fact_base import (
    PerformerId as PerformerId,
)
from events.fact_base import (
    Position as Position,
)
from events.fact_base import (
    PublicationAt as PublicationAt,
)
from events.fact_base import (
    PublicKey as PublicKey,
)
from events.fact_base import (
    Rounding as Rounding,
)
from events.fact_base import (
    Rules as Rules,
)
from events.fact_base import (
    Settlement as Settlement,
)
from events.fact_base import (
    SignatoryId as SignatoryId,
)
from events.fact_base import (
    SignedPercent as SignedPercent,
)
from events.fact_base import (
    Size as Size,
)
from events.fact_base import (
    Step as Step,
)
from events.fact_base import (
    Text as Text,
)
from events.fact_base import (
    Voucher as Voucher,
)
from events.fact_base import (
    WitnessId as WitnessId,
)
from events.fact_base import (
    Year as Year,
)
from events.facts_attesting import (
    ActorKeyRegistered as ActorKeyRegistered,
)
from events.facts_attesting import (
    ActorKeyRetired as ActorKeyRetired,
)
from events.facts_attesting import (
    ActorRepresents as ActorRepresents,
)
from events.facts_attesting import (
    AttestingFact as AttestingFact,
)
from events.facts_attesting import (
    AuthorityGranted as AuthorityGranted,
)
from events.facts_attesting import (
    AuthorityStep as AuthorityStep,
)
from events.facts_attesting import (
    AuthorityWithdrawn as AuthorityWithdrawn,
)
from events.facts_attesting import (
    Check as Check,
)
from events.facts_attesting import (
    MandateAt as MandateAt,
)
from events.facts_attesting import (
    OfRequest as OfRequest,
)
from events.facts_attesting import (
    PaymentApproved as PaymentApproved,
)
from events.facts_attesting import (
    PaymentCancelled as PaymentCancelled,
)
from events.facts_attesting import (
    PaymentRequested as PaymentRequested,
)
from events.facts_attesting import (
    PaymentReturned as PaymentReturned,
)
from events.facts_attesting import (
    PaymentReviewed as PaymentReviewed,
)
from events.facts_following import (
    ClaimWrittenOff as ClaimWrittenOff,
)
from events.facts_following import (
    ClaimWrittenOff2 as ClaimWrittenOff2,
)
from events.facts_following import (
    FindingMade as FindingMade,
)
from events.facts_following import (
    FindingSettled as FindingSettled,
)
from events.facts_following import (
    ForecastGiven as ForecastGiven,
)
from events.facts_following import (
    IndexInput as IndexInput,
)
from events.facts_following import (
    IndexPart as IndexPart,
)
from events.facts_following import (
    IndexPublished as IndexPublished,
)
from events.facts_following import (
    IndexWithdrawn as IndexWithdrawn,
)
from events.facts_following import (
    LineIndexProposed as LineIndexProposed,
)
from events.facts_following import (
    Settling as Settling,
)
from events.facts_following import (
    Vintage as Vintage,
)
from events.facts_importing import (
    MAX_DIFFERENCES as MAX_DIFFERENCES,
)
from events.facts_importing import (
    MAX_UNMATCHED as MAX_UNMATCHED,
)
from events.facts_importing import (
    AccountFact as AccountFact,
)
from events.facts_importing import (
    AccountKind as AccountKind,
)
from events.facts_importing import (
    DecimalMark as DecimalMark,
)
from events.facts_importing import (
    Difference as Difference,
)
from events.facts_importing import (
    DifferenceKind as DifferenceKind,
)
from events.facts_importing import (
    FileFormat as FileFormat,
)
from events.facts_importing import (
    ImportingFact as ImportingFact,
)
from events.facts_importing import (
    ImportMapAdded as ImportMapAdded,
)
from events.facts_importing import (
    ImportRead as ImportRead,
)
from events.facts_importing import (
    MappedColumn as MappedColumn,
)
from events.facts_importing import (
    OrderedRequest as OrderedRequest,
)
from events.facts_importing import (
    PartyAccountAdded as PartyAccountAdded,
)
from events.facts_importing import (
    PartyAccountConfirmed as PartyAccountConfirmed,
)
from events.facts_importing import (
    PaymentFileMade as PaymentFileMade,
)
from events.facts_importing import (
    PaymentFileVoided as PaymentFileVoided,
)
from events.facts_importing import (
    Reconciled as Reconciled,
)
from events.facts_importing import (
    RouteAdded as RouteAdded,
)
from events.facts_importing import (
    RouteRecords as RouteRecords,
)
from events.facts_importing import (
    RouteRetired as RouteRetired,
)
from events.facts_importing import (
    UnmatchedRow as UnmatchedRow,
)
from events.facts_planning import (
    Blocked as Blocked,
)
from events.facts_planning import (
    Instalment as Instalment,
)
from events.facts_planning import (
    InstalmentPaid as InstalmentPaid,
)
from events.facts_planning import (
    InstalmentsPlanned as InstalmentsPlanned,
)
from events.facts_planning import (
    ObligationAccepted as ObligationAccepted,
)
from events.facts_planning import (
    ObligationExtended as ObligationExtended,
)
from events.facts_planning import (
    ObligationMet as ObligationMet,
)
from events.facts_planning import (
    ObligationRejected as ObligationRejected,
)
from events.facts_planning import (
    ObligationSet as ObligationSet,
)
from events.facts_planning import (
    ObligationWaived as ObligationWaived,
)


class PartyRegistered(OfParties, frozen=True, gc=False, tag="party-registered/1"):
    """An organisation became known to the book."""

    party: NewPartyId
    name: Text
    kind: PartyKind
    legal_entity: Text  # organs of one legal person share it
    organisation_number: Text | None  # ten digits, no hyphen; None: not given


class PartyAmended(OfParties, frozen=True, gc=False, tag="party-amended/1"):
    """What the book says of an organisation was corrected, or changed.

    It says all that holds from now on, and all that held before.
    """

    party: PartyId
    name: Text
    kind: PartyKind
    legal_entity: Text
    organisation_number: Text | None  # ten digits, no hyphen; None: not given
    previous_name: Text
    previous_kind: PartyKind
    previous_legal_entity: Text
    previous_organisation_number: Text | None


class AgreementProposed(OfAgreement, frozen=True, gc=False, tag="agreement-proposed/1"):
    """A proposal was laid before the parties."""

    title: Text
    reference: Text  # the diary number; several agreements may share it
    purpose: Text
    starts: Day
    ends: Day  # the last day, inclusive
    currency: Text  # ISO 4217
    rounding: Rounding
    extends: Text | None  # the earlier agreement, as people refer to it
    signatories: tuple[SignatoryId, ...]
    stated_total_minor: Change  # what the document says for its first year


class AgreementProposed2(AgreementProposed, frozen=True, gc=False, tag="agreement-proposed/2"):
    """A proposal that says how much may be carried over, or why it follows no other at once."""

    carry_over_percent: Decimal | None  # of a year's commitment, at most; 0: none; None: no limit
    extends_because: Text | None  # why it does not begin the day after the earlier agreement


class Category(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A kind of cost that performers report by; one with a flat rate is calculated from another."""

    name: Text
    flat_percent: Percent | None  # of what is reported in ``flat_of``; None: it is reported itself
    flat_of: Text | None  # the name of another category; None iff there is no flat rate


class AgreementProposed3(AgreementProposed2, frozen=True, gc=False, tag="agreement-proposed/3"):
    """A proposal that says who sees to payments, or by which kinds of costs use is reported."""

    attest: Attest
    categories: tuple[Category, ...]  # empty: use is reported as one amount


class BudgetLineProposed(OfProposal, frozen=True, gc=False, tag="budget-line-proposed/1"):
    """A line of the proposed budget, with its amount for each year."""

    line: NewLineId
    purpose: Text
    funder: FunderId
    performer: PartyId
    accountable: PartyId | None  # the signatory that answers for a performer that signs nothing
    amounts_minor: dict[Year, Amount]  # calendar year -> amount
    uplift: bool  # whether the yearly index increase applies
    settlement: Settlement
    coding: Text | None  # the funder's account string, as its own system writes it


class BudgetLineProposed2(BudgetLineProposed, frozen=True, gc=False, tag="budget-line-proposed/2"):
    """A line of an activity that several boards pay together."""

    activity: Text  # the lines of an agreement with the same one are paid together
    share: Percent | None  # of each payment; None: by what is committed on the line


class LineAmended(OfProposal, frozen=True, gc=False, tag="line-amended/1"):
    """A proposed line got a new amount for one year, before conclusion."""

    line: LineId
    year: Year
    amount_minor: Amount
    previous_minor: Change


class CommitmentApproved(Entry, frozen=True, gc=False, tag="commitment-approved/1"):
    """The board that funds the line committed itself to its amounts."""

    line: LineId
    board: BoardId
    decision: Text
    decided_on: EffectiveDay
    amounts_minor: dict[Year, Amount]


class CommitmentApproved2(CommitmentApproved, frozen=True, gc=False, tag="commitment-approved/2"):
    """The same, booked on a later day than the document's."""

    decided_on: DocumentDay
    booked_on: EffectiveDay


class CommitmentDeclined(Entry, frozen=True, gc=False, tag="commitment-declined/1"):
    """The board that was to fund the line said no."""

    line: LineId
    board: BoardId
    decision: Text
    decided_on: EffectiveDay


class CommitmentDeclined2(CommitmentDeclined, frozen=True, gc=False, tag="commitment-declined/2"):
    """The same, booked on a later day than the document's."""

    decided_on: DocumentDay
    booked_on: EffectiveDay


class AgreementConcluded(OfProposal, frozen=True, gc=False, tag="agreement-concluded/1"):
    """The final decision: the agreement is in force for its approved lines."""

    decision: Text
    decided_on: EffectiveDay


class AgreementConcluded2(AgreementConcluded, frozen=True, gc=False, tag="agreement-concluded/2"):
    """The same, booked on a later day than the document's."""

    decided_on: DocumentDay
    booked_on: EffectiveDay


class YearUplift(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one uplift does to one budget year of a line."""

    year: Year
    base_minor: Change  # approved, amended and earlier uplifts, before this one
    uplift_minor: Change  # the rounded increase
    new_minor: Change  # base + uplift
    change_minor: Change  # the amount that is posted: the uplift less the uplift that it supersedes


class UpliftApplied(Entry, frozen=True, gc=False, tag="uplift-applied/1"):
    """The yearly index increase of a line, for a year and every later year."""

    board: BoardId
    line: LineId
    year: Year
    basis: Literal["rate", "amount"]
    rate_percent: Decimal | None  # None: decided as an amount
    decision: Text
    decided_on: EffectiveDay
    years: tuple[YearUplift, ...]  # the year itself first, then each later year
    supersedes: Cause | None


class UpliftApplied2(UpliftApplied, frozen=True, gc=False, tag="uplift-applied/2"):
    """The same, booked on a later day than the document's."""

    decided_on: DocumentDay
    booked_on: EffectiveDay


class UpliftApplied3(UpliftApplied2, frozen=True, gc=False, tag="uplift-applied/3"):
    """The same, by the index that the line follows; whatever the rate was made of is stored."""

    index: tuple[IndexInput, ...]


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A board's decision, by the board's own reference."""

    board: BoardId
    reference: Text


class Reallocated(Entry, frozen=True, gc=False, tag="reallocated/1"):
    """A part of a year's commitment moved from one line to another."""

    from_line: LineId
    to_line: LineId
    year: Year
    amount_minor: Amount
    decisions: tuple[Decision, ...]
    decided_on: EffectiveDay


class Reallocated2(Reallocated, frozen=True, gc=False, tag="reallocated/2"):
    """The same, booked on a later day than the document's."""

    decided_on: DocumentDay
    booked_on: EffectiveDay


class CommitmentReleased(Entry, frozen=True, gc=False, tag="commitment-released/1"):
    """A part of a year's commitment lapsed unused."""

    line: LineId
    year: Year
    amount_minor: Amount
    reason: Text
    released_on: EffectiveDay


class CommitmentReleased2(CommitmentReleased, frozen=True, gc=False, tag="commitment-released/2"):
    """The same, booked on a later day than the document's."""

    released_on: DocumentDay
    booked_on: EffectiveDay


class CarriedOver(Entry, frozen=True, gc=False, tag="carried-over/1"):
    """A part of a year's commitment moved to a later year of its line."""

    line: LineId
    from_year: Year
    to_year: Year
    amount_minor: Amount
    board: BoardId
    decision: Text
    decided_on: DocumentDay
    booked_on: EffectiveDay


class DisbursementRecorded(Entry, frozen=True, gc=False, tag="disbursement-recorded/1"):
    """Money left the funder's account for the performer of a line."""

    line: LineId
    budget_year: Year
    amount_minor: Amount
    paid_on: EffectiveDay
    payee: PerformerId
    voucher: Voucher
    bank_reference: BankReference | None


class InternalCostRecorded(Entry, frozen=True, gc=False, tag="internal-cost-recorded/1"):
    """A cost of a line that stays within the funder's legal person."""

    line: LineId
    budget_year: Year
    amount_minor: Amount
    booked_on: EffectiveDay
    voucher: Voucher


class UseReported(Entry, frozen=True, gc=False, tag="use-reported/1"):
    """A performer reported what it has spent of a line."""

    performer: PerformerId
    line: LineId
    budget_year: Year
    amount_minor: Amount  # may exceed what was disbursed
    report: Text
    reported_on: EffectiveDay


class UseRow(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was spent on one kind of costs, of a report of use by category."""

    category: Text
    amount_minor: Amount
    document: Text | None  # what it rests on; None: nothing is named, or it was calculated
    flat_percent: Percent | None  # by which it was calculated from another row; None: reported


class UseReported2(UseReported, frozen=True, gc=False, tag="use-reported/2"):
    """The same, by the categories of the agreement; the rows come to the amount."""

    rows: tuple[UseRow, ...]  # those that were reported first, then those with a flat rate


class RepaymentClaimed(Entry, frozen=True, gc=False, tag="repayment-claimed/1"):
    """The funder demanded money back from the performer."""

    line: LineId
    budget_year: Year
    amount_minor: Amount
    due_on: Day
    ground: Text
    claimed_on: EffectiveDay


class RepaymentClaimed2(RepaymentClaimed, frozen=True, gc=False, tag="repayment-claimed/2"):
    """The same, booked on a later day than the document's."""

    claimed_on: DocumentDay
    booked_on: EffectiveDay


class RepaymentClaimed3(RepaymentClaimed2, frozen=True, gc=False, tag="repayment-claimed/3"):
    """The same, against one of the several performers that the line has had."""

    performer: PerformerId


class RepaymentReceived(Entry, frozen=True, gc=False, tag="repayment-received/1"):
    """Money came back on a recovery claim."""

    claim: Cause
    line: LineId
    budget_year: Year
    amount_minor: Amount
    received_on: EffectiveDay
    bank_reference: BankReference | None


class RepaymentReceived2(RepaymentReceived, frozen=True, gc=False, tag="repayment-received/2"):
    """The same, from one of the several performers that the line has had."""

    performer: PerformerId  # as the claim names it


class InKindPledged(Entry, frozen=True, gc=False, tag="in-kind-pledged/1"):
    """A party promised a contribution in something else than money."""

    party: PartyId
    kind: InKindType
    description: Text | None
    unit: Text
    quantity: Decimal
    unit_value_minor: Amount
    value_minor: Change  # quantity x unit value, rounded
    year: Year
    pledged_on: EffectiveDay


class InKindPledged2(InKindPledged, frozen=True, gc=False, tag="in-kind-pledged/2"):
    """The same, booked on a later day than the document's."""

    pledged_on: DocumentDay
    booked_on: EffectiveDay


class InKindRecorded(Entry, frozen=True, gc=False, tag="in-kind-recorded/1"):
    """A party contributed something else than money."""

    party: PartyId
    pledge: Cause | None
    kind: InKindType
    description: Text | None
    unit: Text
    quantity: Decimal
    unit_value_minor: Amount
    method: Text | None  # how the unit value was arrived at
    value_minor: Change  # quantity x unit value, rounded
    performed_on: EffectiveDay


class InKindRecorded2(InKindRecorded, frozen=True, gc=False, tag="in-kind-recorded/2"):
    """The same, booked on a later day than the document's."""

    performed_on: DocumentDay
    booked_on: EffectiveDay


class InKindVerified(Entry, frozen=True, gc=False, tag="in-kind-verified/1"):
    """A person other than the recorder checked a contribution against its evidence.

    The event repeats the contribution, as ``EntryReversed`` does.
    """

    position: Cause
    contribution: InKindRecorded
    verified_on: EffectiveDay


class InKindVerified2(InKindVerified, frozen=True, gc=False, tag="in-kind-verified/2"):
    """The same, booked on a later day than the document's, or of a contribution that is."""

    contribution: InKindRecorded | InKindRecorded2
    verified_on: DocumentDay
    booked_on: EffectiveDay


class InKindRejected(Entry, frozen=True, gc=False, tag="in-kind-rejected/1"):
    """A person other than the recorder found that a contribution does not hold.

    The event repeats the contribution, as ``EntryReversed`` does.
    """

    position: Cause
    contribution: InKindRecorded
    rejected_on: EffectiveDay
    reason: Text


class InKindRejected2(InKindRejected, frozen=True, gc=False, tag="in-kind-rejected/2"):
    """The same, booked on a later day than the document's, or of a contribution that is."""

    contribution: InKindRecorded | InKindRecorded2
    rejected_on: DocumentDay
    booked_on: EffectiveDay


class AgreementReferred(Step, frozen=True, gc=False, tag="agreement-referred/1"):
    """Parties were asked what they say of a proposal, before it is decided."""

    matter: Text  # the referral, by the reference of the body that refers
    to: tuple[PartyId, ...]
    answer_by: Day  # the last day for answers
    by: Text | None  # the body that refers, such as an executive committee; None: not said
    referred_on: EffectiveDay


class ReferralAnswered(Step, frozen=True, gc=False, tag="referral-answered/1"):
    """A party said what it was asked for."""

    referral: Cause  # the newest one that asks the party
    party: PartyId
    answer: Answer
    decision: Text | None  # the party's own reference; None: not said
    answered_on: EffectiveDay


class DecisionPlanned(Step, frozen=True, gc=False, tag="decision-planned/1"):
    """It was planned on which day a body decides. The newest plan of a body counts."""

    body: BoardId
    matter: Text
    decides_on: Day  # may lie in the future
    planned_on: EffectiveDay


class AgreementSigned(Step, frozen=True, gc=False, tag="agreement-signed/1"):
    """A signatory signed the agreement that was concluded, or consented to an amendment of it."""

    party: PartyId
    signed_on: EffectiveDay
    reference: Text | None  # of the signed document; None: not said
    amendment: AmendmentId | None  # None: the agreement itself


class DecisionNotified(Step, frozen=True, gc=False, tag="decision-notified/1"):
    """Parties were told of a decision."""

    to: tuple[PartyId, ...]
    decision: Text
    notified_on: EffectiveDay


class ProposalWithdrawn(Step, frozen=True, gc=False, tag="proposal-withdrawn/1"):
    """A proposal was taken back, before it was concluded."""

    reason: Text
    withdrawn_on: EffectiveDay
    amendment: AmendmentId | None  # None: the agreement itself


class AmendmentProposed(OfProposal, frozen=True, gc=False, tag="amendment-proposed/1"):
    """A change of an agreement in force was laid before the parties; its items follow."""

    amendment: NewAmendmentId
    title: Text | None  # what it is about
    reference: Text | None  # the diary number of the amendment


class LineAmountChangeProposed(
    OfAmendment, frozen=True, gc=False, tag="line-amount-change-proposed/1"
):
    """A line's commitment for a year is to be replaced."""

    line: LineId
    year: Year
    previous_minor: Change  # what is committed for that year now
    amount_minor: NewAmount  # what is to be committed instead


class LineAdditionProposed(OfAmendment, frozen=True, gc=False, tag="line-addition-proposed/1"):
    """A line is to be added to the budget. No report has it before the conclusion."""

    line: NewLineId
    purpose: Text
    funder: FunderId
    performer: PartyId
    accountable: PartyId | None  # as in ``BudgetLineProposed``, and so are the other fields
    amounts_minor: dict[Year, Amount]
    uplift: bool
    settlement: Settlement
    coding: Text | None
    activity: Text | None  # as in ``BudgetLineProposed2``; None: the line is paid by itself
    share: Percent | None


class LineUpliftChangeProposed(
    OfAmendment, frozen=True, gc=False, tag="line-uplift-change-proposed/1"
):
    """A line is to be marked for uplift, or to be so no longer."""

    line: LineId
    uplift: bool


class LinePerformerChangeProposed(
    OfAmendment, frozen=True, gc=False, tag="line-performer-change-proposed/1"
):
    """Another party is to perform a line, from a day on."""

    line: LineId
    performer: PartyId
    previous: PartyId
    accountable: PartyId | None  # the signatory that answers for it if it signs nothing
    from_day: Day


class TermChangeProposed(OfAmendment, frozen=True, gc=False, tag="term-change-proposed/1"):
    """The agreement is to end on another day."""

    ends: Day  # the last day, inclusive
    previous: Day


class SignatoryChangeProposed(
    OfAmendment, frozen=True, gc=False, tag="signatory-change-proposed/1"
):
    """A party is to join the signatories, or to leave them."""

    party: SignatoryId
    joins: bool


class TextChangeProposed(OfAmendment, frozen=True, gc=False, tag="text-change-proposed/1"):
    """The agreement's title, diary number or purpose is to be another."""

    field: AgreementText
    text: Text
    previous: Text


class AmendmentApproved(Step, frozen=True, gc=False, tag="amendment-approved/1"):
    """A board approved an amendment that changes its money; so it consents to the rest, too."""

    amendment: AmendmentId
    board: BoardId
    decision: Text
    decided_on: EffectiveDay


class AmendmentDeclined(Step, frozen=True, gc=False, tag="amendment-declined/1"):
    """A board said no to an amendment, which is over by that."""

    amendment: AmendmentId
    board: BoardId
    decision: Text
    decided_on: EffectiveDay


class AmountChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the conclusion of an amendment does to one budget year of a line."""

    line: LineId
    year: Year
    previous_minor: Change  # what was committed; 0 for a new line
    amount_minor: NewAmount  # what is committed from now on
    change_minor: Change  # the amount that is posted: the new one less the previous one


class AmendmentConcluded(Entry, frozen=True, gc=False, tag="amendment-concluded/1"):
    """An amendment is in force: its amounts, lines and other items count."""

    amendment: AmendmentId
    decision: Text
    decided_on: DocumentDay
    booked_on: EffectiveDay
    changes: tuple[AmountChange, ...]
    ends: Day | None  # the agreement's new last day; None: it ends as before
    previous_ends: Day | None


class AgreementTerminated(Step, frozen=True, gc=False, tag="agreement-terminated/1"):
    """A party ended the agreement before its last day."""

    party: PartyId
    notice_on: EffectiveDay
    ends: Day  # the last day, inclusive
    ground: Text
    decision: Text


class AgreementClosed(OfAgreement, frozen=True, gc=False, tag="agreement-closed/1"):
    """Nothing is open in the agreement, and nothing more is recorded of it."""

    is_posting: ClassVar[bool] = False

    closed_on: EffectiveDay


class AgreementReopened(OfAgreement, frozen=True, gc=False, tag="agreement-reopened/1"):
    """The closing of the agreement was undone."""

    is_posting: ClassVar[bool] = False

    reason: Text


class PeriodClosed(OfBook, frozen=True, gc=False, tag="period-closed/1"):
    """No more posting may be dated in the period or before its end."""

    period: Text
    ends: Day


class PeriodReopened(OfBook, frozen=True, gc=False, tag="period-reopened/1"):
    """The closing of the newest closed period was undone."""

    period: Text
    reason: Text


class KeyRotated(OfBook, frozen=True, gc=False, tag="key-rotated/1"):
    """The book got another key to sign with, for checkpoints from this event on.

    What the signatures are of: ``events.keys.Rotation``.
    """

    previous: Text  # the public key that the book had
    key: Text  # the one that it has now
    size: Size  # of the book before this event
    root: Text  # of so many events, in base64
    signed_by_previous: Text | None  # in base64; None: it was lost, or retired
    signed_by_key: Text  # likewise: somebody has the new key
    reason: Text | None  # None only where the previous key has signed


class KeyRetired(OfBook, frozen=True, gc=False, tag="key-retired/1"):
    """The book's key signs nothing from this event on, and no successor either."""

    key: Text
    reason: Text


class WitnessRegistered(OfBook, frozen=True, gc=False, tag="witness-registered/1"):
    """Somebody outside became known, whose key cosigns checkpoints of the book."""

    witness: NewWitnessId
    key: PublicKey  # of a cosigner
    party: PartyId | None  # whom the witness signs for; None: none of the book's parties


class WitnessRetired(OfBook, frozen=True, gc=False, tag="witness-retired/1"):
    """What a witness's key signs from now on counts for nothing."""

    witness: WitnessId
    reason: Text


class BookDescribed(OfBook, frozen=True, gc=False, tag="book-described/1"):
    """The book got a name, or a time zone that its days and times are told in."""

    name: Text | None  # whose book it is; None, here and below: as it was
    timezone: Text | None  # such as Europe/Stockholm


class RulesAdopted(OfBook, frozen=True, gc=False, tag="rules-adopted/1"):
    """From here on, events are decided by a later version of the rules."""

    rules: Rules


Reversible: TypeAlias = (
    CommitmentApproved
    | CommitmentDeclined
    | UpliftApplied
    | Reallocated
    | CommitmentReleased
    | CarriedOver
    | DisbursementRecorded
    | InternalCostRecorded
    | UseReported
    | RepaymentClaimed
    | RepaymentReceived
    | InKindPledged
    | InKindRecorded
    | InKindVerified
    | InKindRejected
    | CommitmentApproved2
    | CommitmentDeclined2
    | UpliftApplied2
    | UpliftApplied3
    | Reallocated2
    | CommitmentReleased2
    | RepaymentClaimed2
    | RepaymentClaimed3
    | RepaymentReceived2
    | InKindPledged2
    | InKindRecorded2
    | InKindVerified2
    | InKindRejected2
    | AgreementReferred
    | ReferralAnswered
    | DecisionPlanned
    | AgreementSigned
    | DecisionNotified
    | ProposalWithdrawn
    | AmendmentApproved
    | AmendmentDeclined
    | AmendmentConcluded
    | AgreementTerminated
    | InstalmentsPlanned
    | ObligationSet
    | ObligationMet
    | ObligationAccepted
    | ObligationRejected
    | ObligationWaived
    | ObligationExtended
    | UseReported2
    | ForecastGiven
    | FindingMade
    | FindingSettled
    | ClaimWrittenOff
    | ClaimWrittenOff2
)


class EntryReversed(OfAgreement, frozen=True, gc=False, tag="entry-reversed/1"):
    """An earlier entry was cancelled.

    The event repeats the cancelled fact, so that a reader of this event alone knows what it
    takes back.
    """

    position: Cause
    reversed_on: EffectiveDay
    reason: Text
    entry: Reversible


AmendmentItem: TypeAlias = (
    LineAmountChangeProposed
    | LineAdditionProposed
    | LineUpliftChangeProposed
    | LinePerformerChangeProposed
    | TermChangeProposed
    | SignatoryChangeProposed
    | TextChangeProposed
)

Fact: TypeAlias = (
    PartyRegistered
    | PartyAmended
    | AgreementProposed
    | AgreementProposed2
    | AgreementProposed3
    | BudgetLineProposed
    | BudgetLineProposed2
    | LineAmended
    | AgreementConcluded
    | AgreementClosed
    | AgreementReopened
    | EntryReversed
    | PeriodClosed
    | PeriodReopened
    | KeyRotated
    | KeyRetired
    | WitnessRegistered
    | WitnessRetired
    | BookDescribed
    | RulesAdopted
    | LineIndexProposed
    | IndexPublished
    | IndexWithdrawn
    | AmendmentProposed
    | AmendmentItem
    | Reversible
    | AgreementConcluded2
    | InstalmentPaid
    | AttestingFact
    | ImportingFact
    | AccountFact
)

FACTS: tuple[type[Event], ...] = tuple(get_args(Fact))
_NAME: dict[type[Event], str] = {fact: str(fact.__struct_config__.tag) for fact in FACTS}
NAMES: tuple[str, ...] = tuple(sorted(_NAME.values()))


def any_form(*kinds: type[Event]) -> Any:
    """Return the type of the facts that are of some kinds, in whatever form they are stored."""
    return reduce(or_, (fact for fact in FACTS if issubclass(fact, kinds)))


def amended(party: PartyRegistered, change: PartyAmended) -> PartyRegistered:
    """Return what holds of a party after a change, in the form of its registration."""
    return PartyRegistered(
        party=party.party,
        name=change.name,
        kind=change.kind,
        legal_entity=change.legal_entity,
        organisation_number=change.organisation_number,
    )


def event_name(fact: Event) -> str:
    """Return the stored event name, such as ``disbursement-recorded/1``."""
    return _NAME[type(fact)]


def event_name_of(fact: type[Event]) -> str:
    """Return the event name that facts of a type are stored under."""
    return _NAME[fact]


class _Fields(dict[type[Event], tuple[str, ...]]):
    """The fields of each type of fact that name things of one kind, looked up once each."""

    def __init__(self, named: str) -> None:
        super().__init__()
        self._named = named

    def __missing__(self, fact: type[Event]) -> tuple[str, ...]:
        self[fact] = tuple(fields_naming(fact, self._named))
        return self[fact]


_BANK_REFERENCES, _EFFECTIVE = _Fields("bank reference"), _Fields("effective day")
_DOCUMENT = _Fields("document day")
_NONE: tuple[tuple[str, ...], tuple[str, ...]] = ((), ())


def bank_references(fact: Event) -> tuple[Sequence[str], Sequence[str]]:
    """Return the bank references that a fact takes, and those that it frees by a reversal."""
    for field in _BANK_REFERENCES[type(fact)]:
        if getattr(fact, field) is not None:
            found = [getattr(fact, field) for field in _BANK_REFERENCES[type(fact)]]
            return [reference for reference in found if reference is not None], ()
    return _NONE if type(fact) is not EntryReversed else ((), bank_references(fact.entry)[0])


def effective_on(fact: Event) -> date | None:
    """Return the day from which a fact counts; None: it is about no day (a proposal, a party)."""
    fields = _EFFECTIVE[type(fact)]
    return getattr(fact, fields[0]) if fields else None


def happened_on(fact: Event) -> date | None:
    """Return the day of the document, or of what was done; None: the fact is about no day."""
    fields = _DOCUMENT[type(fact)] or _EFFECTIVE[type(fact)]
    return getattr(fact, fields[0]) if fields else None


def day_fields(fact: type[Event]) -> tuple[str | None, str | None]:
    """Return the fields that ``effective_on`` and ``happened_on`` read; None: there is none."""
    effective = _EFFECTIVE[fact]
    happened = _DOCUMENT[fact] or effective
    return (effective[0] if effective else None, happened[0] if happened else None)


def days_later(fact: Event) -> int:
    """Return how many days later than it happened a fact counts; 0: from the same day."""
    if not _DOCUMENT[type(fact)]:  # most types have one day only
        return 0
    happened, counts = happened_on(fact), effective_on(fact)
    return (counts - happened).days if happened is not None and counts is not None else 0


def is_posting(fact: Event) -> bool:
    """Return whether a closed period refuses a fact; a reversal is as its entry."""
    return (fact.entry if type(fact) is EntryReversed else fact).is_posting


def last_day(proposed: AgreementProposed, termination: AgreementTerminated | None) -> date:
    """Return the last day of an agreement: of its term, or of an earlier termination.

    Args:
        proposed: the agreement as it stands.
        termination: None: it runs out by itself.
    """
    return proposed.ends if termination is None else min(proposed.ends, termination.ends)
