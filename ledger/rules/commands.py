"""The commands to the ledger: imperatives, each a frozen struct.

A command has been read but not judged; ``ledger.rules.decide`` judges it. Dates and amounts are
already typed, in minor units of the agreement's currency. The tag goes into the digest
that an idempotency key is compared by, so it never changes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, TypeAlias

import msgspec

from events.facts import (
    AccountKind,
    AgreementId,
    AmendmentId,
    Attest,
    AuthorityStep,
    Check,
    DecimalMark,
    DifferenceKind,
    FileFormat,
    InKindType,
    LineId,
    PartyId,
    PartyKind,
    Position,
    PublicKey,
    Rounding,
    RouteRecords,
    Settlement,
    Settling,
    Vintage,
    WitnessId,
)
from events.hashing import sha256


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="command", tag=True):
    """Something to record. Subclasses are data only.

    A field ``booked_on`` that may be None is the accounting date; None: the day of the document.
    """


class RegisterParty(Command, frozen=True):
    """Make an organisation known to the book."""

    party: PartyId
    name: str
    kind: PartyKind
    legal_entity: str | None = None  # None: the party is a legal entity of its own
    organisation_number: str | None = None


class AmendParty(Command, frozen=True):
    """Correct what the book says of an organisation, or say what has changed."""

    party: PartyId
    name: str | None = None  # None, here and below: as it is
    kind: PartyKind | None = None
    legal_entity: str | None = None
    organisation_number: str | None = None


class ProposedPart(msgspec.Struct, frozen=True, kw_only=True):
    """One series of an index, with its weight in per cent."""

    series: str
    weight_percent: Decimal


class ProposedIndex(msgspec.Struct, frozen=True, kw_only=True):
    """The index that a proposed line is raised by.

    Attributes:
        lag_years: the index for a budget year is that of so many years before.
    """

    parts: tuple[ProposedPart, ...]
    lag_years: int
    vintage: Vintage


class ProposedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A budget line of a proposal.

    Attributes:
        settlement: None: not said, so external; within one legal person it has to be said.
        activity: what several lines pay together; None: the line is paid by itself.
        share: of the activity's payments, in per cent; None: by what is committed on the line.
        index: None: the line follows none.
    """

    line: LineId
    purpose: str
    funder: PartyId
    performer: PartyId
    amounts_minor: dict[int, int]
    uplift: bool = False
    settlement: Settlement | None = None
    accountable: PartyId | None = None
    coding: str | None = None
    activity: str | None = None
    share: Decimal | None = None
    index: ProposedIndex | None = None


class ProposedCategory(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of cost that use is reported by.

    Attributes:
        flat_percent: of what is reported in ``flat_of``; None: it is reported itself.
        flat_of: the name of another category; None: there is no flat rate.
    """

    name: str
    flat_percent: Decimal | None = None
    flat_of: str | None = None


class ReportedRow(msgspec.Struct, frozen=True, kw_only=True):
    """What was spent on one kind of costs.

    Attributes:
        document: what it rests on; None: nothing is named.
    """

    category: str
    amount_minor: int
    document: str | None = None


class ProposeAgreement(Command, frozen=True):
    """Lay an agreement before the parties, with the parties that the file itself describes."""

    agreement: AgreementId
    title: str
    reference: str
    purpose: str
    starts: date
    ends: date
    currency: str
    rounding: Rounding
    extends: str | None
    signatories: tuple[PartyId, ...]
    stated_total_minor: int
    lines: tuple[ProposedLine, ...]
    parties: tuple[RegisterParty, ...] = ()
    # What the first programs did not ask for: a file that does not say it has the digest it had.
    carry_over_percent: Decimal | None = None  # 0: nothing; None: whatever remains
    extends_because: str | None = None
    attest: Attest | None = None  # None: as "none"
    categories: tuple[ProposedCategory, ...] | None = None  # None: use is reported as one amount


class AgreementCommand(Command, frozen=True):
    """A command to an agreement that exists."""

    agreement: AgreementId


class InTerm(AgreementCommand, frozen=True, kw_only=True):
    """A command whose day lies within the agreement's term, unless the user allows another."""

    outside_term: bool = False  # a permission


class Payment(InTerm, frozen=True, kw_only=True):
    """A command that is refused where a payment like it stands, unless the user allows it."""

    again: bool = False  # a permission


class Together(AgreementCommand, frozen=True, kw_only=True):
    """A command whose facts belong together: the later ones follow from the first."""


class EntryCommand(AgreementCommand, frozen=True):
    """A command that is declared with its entry, in ``ledger.rules.entries``.

    If its day has to lie within the agreement's term, it is a subclass of ``InTerm``, too.
    """

    today_field: ClassVar[str | None] = None  # the day that is today where it is left out
    follows_withdrawal: ClassVar[bool] = False  # whether it may be about a proposal taken back


class AmendLine(AgreementCommand, frozen=True):
    """Give a proposed line a new amount for one year."""

    line: LineId
    year: int
    amount_minor: int


class ProposedChange(msgspec.Struct, frozen=True, kw_only=True):
    """What an amendment changes of a line.

    Attributes:
        amounts_minor: by year, what is to be committed instead.
        uplift: whether it is to be marked for uplift; None: as it is.
        performer: who is to perform it from ``from_day`` on; None: as it is.
        accountable: the signatory that answers for that performer, if it signs nothing.
    """

    line: LineId
    amounts_minor: dict[int, int] = {}
    uplift: bool | None = None
    performer: PartyId | None = None
    from_day: date | None = None
    accountable: PartyId | None = None


class AtOnce(msgspec.Struct, frozen=True, kw_only=True):
    """The decision by which one board approves an amendment and puts it in force."""

    board: PartyId
    decision: str
    decided_on: date
    booked_on: date | None = None  # None: the day of the decision


class ProposeAmendment(InTerm, frozen=True):
    """Lay a change of an agreement in force before the parties.

    Attributes:
        amendment: None: the next free of T1, T2 …
        ends, new_title, new_reference, new_purpose: None: as it is.
        joins, leaves: signatories.
        parties: that the file itself describes.
        at_once: None: the boards decide later.
    """

    amendment: AmendmentId | None = None
    title: str | None = None
    reference: str | None = None
    ends: date | None = None
    new_title: str | None = None
    new_reference: str | None = None
    new_purpose: str | None = None
    joins: tuple[PartyId, ...] = ()
    leaves: tuple[PartyId, ...] = ()
    changes: tuple[ProposedChange, ...] = ()
    lines: tuple[ProposedLine, ...] = ()
    parties: tuple[RegisterParty, ...] = ()
    at_once: AtOnce | None = None


class ApproveAmendment(InTerm, frozen=True):
    """A board approves an amendment."""

    amendment: AmendmentId
    board: PartyId
    decision: str
    decided_on: date


class DeclineAmendment(InTerm, frozen=True):
    """A board declines an amendment."""

    amendment: AmendmentId
    board: PartyId
    decision: str
    decided_on: date


class ConcludeAmendment(InTerm, frozen=True):
    """Put an amendment in force."""

    amendment: AmendmentId
    decision: str
    decided_on: date
    booked_on: date | None = None  # None: the day of the decision


class ApproveCommitment(InTerm, frozen=True):
    """A board approves the lines it funds."""

    board: PartyId
    decision: str
    decided_on: date
    lines: tuple[LineId, ...] = ()  # empty: every undecided line the board funds
    amounts_minor: dict[int, int] | None = (
        None  # as decided, with exactly one line; None: as proposed
    )
    booked_on: date | None = None


class DeclineCommitment(InTerm, frozen=True):
    """A board declines lines it was to fund."""

    board: PartyId
    decision: str
    decided_on: date
    lines: tuple[LineId, ...] = ()
    booked_on: date | None = None


class ConcludeAgreement(InTerm, frozen=True):
    """Put the agreement in force."""

    decision: str
    decided_on: date
    booked_on: date | None = None


class ApplyUplift(InTerm, frozen=True):
    """Raise a board's lines by the rate that the board itself gets, or one line by an amount."""

    board: PartyId
    year: int
    decision: str
    decided_on: date
    rate_percent: Decimal | None = None  # exactly one of rate, amount and index
    amount_minor: int | None = None
    from_index: bool | None = None  # by the index that the line follows; None: not said
    line: LineId | None = None  # None: every line of the board that is marked for uplift
    supersede: bool = False
    booked_on: date | None = None


class Reallocate(InTerm, frozen=True):
    """Move a part of a year's commitment to another line."""

    from_line: LineId
    to_line: LineId
    year: int
    amount_minor: int
    decisions: tuple[tuple[PartyId | None, str], ...]  # (board or None, reference)
    decided_on: date | None = None  # None, here and below: today
    booked_on: date | None = None


class RecordDisbursement(Payment, Together, frozen=True):
    """Money left the funder's account, or the accounts of the funders of an activity."""

    line: LineId  # or the activity
    budget_year: int
    amount_minor: int
    paid_on: date
    voucher: str
    payee: PartyId | None = None  # None: the performer of the line
    bank_reference: str | None = None
    instalment: int | None = None  # None: the oldest that are not paid
    request: Position | None = None  # that it pays; None: the one that fits


class RecordInternalCost(Payment, frozen=True):
    """A cost within the funder's legal person."""

    line: LineId
    budget_year: int
    amount_minor: int
    booked_on: date
    voucher: str


class RecordUse(AgreementCommand, frozen=True):
    """The performer reports what it has spent."""

    line: LineId
    budget_year: int
    reported_on: date
    report: str
    amount_minor: int | None = None  # None: what the rows come to
    performer: PartyId | None = None  # None: the one that was paid
    rows: tuple[ReportedRow, ...] | None = None  # None: the agreement has no categories


class ClaimRepayment(AgreementCommand, frozen=True):
    """Demand money back."""

    line: LineId
    amount_minor: int
    due_on: date
    ground: str
    budget_year: int | None = None  # None: the year of the claim
    claimed_on: date | None = None
    booked_on: date | None = None
    performer: PartyId | None = None  # None: who can be claimed from


class RecordRepayment(AgreementCommand, frozen=True):
    """Money came back on a claim."""

    claim: Position
    amount_minor: int
    received_on: date
    bank_reference: str | None = None


class WriteOffClaim(AgreementCommand, frozen=True):
    """Give up what has not come back on a claim."""

    claim: Position
    decision: str
    amount_minor: int | None = None  # None: all that is open
    decided_on: date | None = None
    booked_on: date | None = None


class PledgeInKind(InTerm, frozen=True):
    """Promise a contribution in something else than money."""

    party: PartyId
    kind: InKindType
    unit: str
    quantity: Decimal
    unit_value_minor: int
    year: int
    pledged_on: date | None = None
    description: str | None = None
    booked_on: date | None = None


class RecordInKind(InTerm, frozen=True):
    """Record a contribution in something else than money."""

    party: PartyId
    kind: InKindType
    unit: str
    quantity: Decimal
    unit_value_minor: int
    performed_on: date
    pledge: Position | None = None
    method: str | None = None
    description: str | None = None
    value_minor: int | None = None  # as its performer states it; None: calculated
    booked_on: date | None = None


class SettleAgreement(Together, frozen=True):
    """Release what is unpaid, and claim what is held and not reported."""

    settled_on: date | None = None
    due_on: date | None = None  # of the claims; None: 30 days after the settlement
    ground: str | None = None  # of the claims; None, here and below: that it is the settlement
    reason: str | None = None  # of the releases
    booked_on: date | None = None


class CloseAgreement(AgreementCommand, frozen=True):
    """Let nothing more be recorded of an agreement."""

    closed_on: date | None = None


class ReopenAgreement(AgreementCommand, frozen=True):
    """Undo the closing of an agreement."""

    reason: str


class VerifyInKind(Command, frozen=True):
    """Confirm a recorded contribution."""

    position: Position
    verified_on: date | None = None
    booked_on: date | None = None


class RejectInKind(Command, frozen=True):
    """Reject a recorded contribution."""

    position: Position
    reason: str
    rejected_on: date | None = None
    booked_on: date | None = None


class MakeFinding(Command, frozen=True):
    """Question a report of use, a payment or a contribution."""

    position: Position
    amount_minor: int
    kind: str
    row: int | None = None  # of a report of use by category; None: the whole
    made_on: date | None = None


class SettleFinding(Command, frozen=True):
    """Settle a finding, or a part of its amount."""

    position: Position
    amount_minor: int
    how: Settling
    decision: str | None = None
    settled_on: date | None = None


class ReverseEntry(Command, frozen=True):
    """Cancel an earlier entry."""

    position: Position
    reason: str
    reversed_on: date | None = None  # None: the day the entry is about


class ClosePeriod(Command, frozen=True):
    """Let no more posting be dated in the period."""

    period: str


class ReopenPeriod(Command, frozen=True):
    """Undo the newest closing."""

    period: str
    reason: str


class RotateKey(Command, frozen=True):
    """Give the book another key. What is in the fields is made, but for the reason."""

    previous: str
    key: str
    size: int
    root: str
    signed_by_previous: str | None
    signed_by_key: str
    reason: str | None


class RetireKey(Command, frozen=True):
    """Let the book's key sign nothing more."""

    key: str
    reason: str


class RegisterWitness(Command, frozen=True):
    """Make a key known whose cosignatures count."""

    witness: WitnessId
    key: PublicKey
    party: PartyId | None = None  # None: the witness is none of the book's parties


class RetireWitness(Command, frozen=True):
    """Let a witness's cosignatures count no more, from now on."""

    witness: WitnessId
    reason: str


class PublishIndex(Command, frozen=True):
    """Say what was published of an index."""

    series: str
    period: str
    value_percent: Decimal
    published_on: date
    source: str
    preliminary: bool = False


class WithdrawIndex(Command, frozen=True):
    """Let a publication count no more, since the book says it otherwise than it was."""

    publication: Position
    reason: str


class RegisterActorKey(Command, frozen=True):
    """Make a person's own public key known."""

    actor: str
    key: str


class RetireActorKey(Command, frozen=True):
    """Let a person's key sign nothing more."""

    actor: str
    key: str
    reason: str


class RepresentParty(Command, frozen=True):
    """Say that a person acts for a party, or does so no longer."""

    actor: str
    party: PartyId
    represents: bool = True


class GrantAuthority(Command, frozen=True):
    """Give a person the right to review payments, or to approve them.

    Attributes:
        agreement, line: None: all in which the board funds a line, and all lines of the board.
        limit_minor: None: any amount. It has a currency.
        substitute_for: the position of the mandate whose holder is stood in for.
    """

    actor: str
    board: PartyId
    step: AuthorityStep
    from_day: date
    to_day: date
    decision: str
    agreement: AgreementId | None = None
    line: LineId | None = None
    limit_minor: int | None = None
    currency: str | None = None
    substitute_for: Position | None = None


class WithdrawAuthority(Command, frozen=True):
    """End a mandate before its last day."""

    position: Position
    reason: str
    withdrawn_on: date | None = None


class RequestPayment(Together, frozen=True):
    """Ask that money be paid on a line, or on the lines of an activity."""

    line: LineId  # or the activity
    amount_minor: int
    due_on: date
    budget_year: int | None = None  # None: the year of the day when it is due
    payee: PartyId | None = None  # None: the performer of the line
    instalment: int | None = None
    reference: str | None = None
    requested_on: date | None = None


CHECKS: tuple[Check, ...] = ("order", "performance", "voucher", "terms", "coding")


class ReviewRequest(Command, frozen=True):
    """Say that a request has been checked. Its day is today, whoever asks.

    Attributes:
        authority: the position of the mandate; None: one that fits.
        signature: of the person who does it; None: a server knows who it is.
    """

    position: Position
    checked: tuple[Check, ...] = CHECKS
    authority: Position | None = None
    signature: str | None = None


class ApproveRequest(Command, frozen=True):
    """Decide that a request is to be paid. Its day is today, whoever asks."""

    position: Position
    authority: Position | None = None  # as in ``ReviewRequest``, and so is the signature
    signature: str | None = None


class ReturnRequest(Command, frozen=True):
    """Send a request back."""

    position: Position
    reason: str
    returned_on: date | None = None


class CancelRequest(Command, frozen=True):
    """Take a request back."""

    position: Position
    reason: str
    cancelled_on: date | None = None


class AddMap(Command, frozen=True):
    """Say how the files of another program are read."""

    map: str
    columns: tuple[tuple[str, str], ...]  # name in the file, meaning
    encoding: str | None = None  # None, here and below: as each file shows it
    delimiter: str | None = None
    decimal_mark: DecimalMark | None = None
    source: str | None = None


class AddRoute(Command, frozen=True):
    """Say which rows of files belong to a line.

    Attributes:
        agreement: None: the rows are of none, and become nothing.
        pledge: that contributions in kind fulfil; None: the rows are something else.
    """

    agreement: AgreementId | None = None
    records: RouteRecords = "disbursement"
    line: LineId | None = None
    payee_number: str | None = None  # None, here and below: whatever the row says
    account: str | None = None
    dimension: str | None = None
    object: str | None = None
    pattern: str | None = None
    pledge: Position | None = None


class RetireRoute(Command, frozen=True):
    """Let a route count no more."""

    route: Position
    reason: str


class LeftRow(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a file that no route fits, or that cannot be read."""

    row: int
    day: date | None
    amount: Decimal | None
    voucher: str | None
    account: str | None
    code: str


class ReadImport(Command, frozen=True):
    """Say which file the rows are from that are recorded after this."""

    file: str
    sha256: str
    format: FileFormat
    encoding: str | None
    map: str | None
    source: str | None
    row_count: int
    sum: Decimal
    first_day: date | None
    last_day: date | None
    partly: bool
    unmatched: tuple[LeftRow, ...] = ()  # the first ones
    unmatched_count: int = 0  # in all


class FoundDifference(msgspec.Struct, frozen=True, kw_only=True):
    """Something that the book and a file say differently; as ``events.facts.Difference``."""

    kind: DifferenceKind
    voucher: str | None
    account: str | None
    row: int | None
    position: Position | None
    here_minor: int | None
    there_minor: int | None
    currency: str


class RecordReconciliation(Command, frozen=True):
    """Say that the book was compared with a file, and what came of it."""

    file: str
    sha256: str
    format: FileFormat
    encoding: str | None
    map: str | None
    compared_at: int  # made by the program: another time, the book has more events
    period: str
    agreement: AgreementId | None
    agreeing_count: int
    differences: tuple[FoundDifference, ...]  # the first ones
    difference_count: int  # in all


class MakePaymentFile(Command, frozen=True):
    """Ask a bank to pay requests, with a file.

    Attributes:
        requests: each with its agreement.
        parties: a digest of the parties and their accounts that the file was made from; None: it is
            a past file, whose event says what it was made from.
    """

    message: str
    account: str
    until: date
    requests: tuple[tuple[AgreementId, Position], ...]
    sum_minor: int
    currency: str
    sha256: str
    created: str
    parties: str | None = None


class VoidPaymentFile(Command, frozen=True):
    """Say that the bank does not pay a file."""

    payment_file: Position
    reason: str


class AddPartyAccount(Command, frozen=True):
    """Say which account a party is paid to."""

    party: PartyId
    account_kind: AccountKind
    number: str
    clearing: str | None = None
    bic: str | None = None
    town: str | None = None


class ConfirmPartyAccount(Command, frozen=True):
    """Say that an account is the party's."""

    party_account: Position


class DescribeBook(Command, frozen=True):
    """Say whose book it is, and in which time zone its days and times are told."""

    name: str | None = None  # None, here and below: as it is
    timezone: str | None = None


ToAgreement: TypeAlias = (
    AmendLine
    | ApproveCommitment
    | DeclineCommitment
    | ConcludeAgreement
    | ProposeAmendment
    | ApproveAmendment
    | DeclineAmendment
    | ConcludeAmendment
    | ApplyUplift
    | Reallocate
    | EntryCommand
    | RecordDisbursement
    | RequestPayment
    | RecordInternalCost
    | RecordUse
    | ClaimRepayment
    | RecordRepayment
    | WriteOffClaim
    | PledgeInKind
    | RecordInKind
    | SettleAgreement
    | CloseAgreement
    | ReopenAgreement
)
# These are dated the day on which they are recorded.
Attestation: TypeAlias = ReviewRequest | ApproveRequest
ToRequest: TypeAlias = Attestation | ReturnRequest | CancelRequest
# To an event of an agreement, which they name by its ``position``.
ToEntry: TypeAlias = (
    VerifyInKind | RejectInKind | MakeFinding | SettleFinding | ReverseEntry | ToRequest
)
ToAuthorities: TypeAlias = (
    RegisterActorKey | RetireActorKey | RepresentParty | GrantAuthority | WithdrawAuthority
)
ToFiles: TypeAlias = (
    AddMap
    | AddRoute
    | RetireRoute
    | ReadImport
    | RecordReconciliation
    | MakePaymentFile
    | VoidPaymentFile
)
ToAccounts: TypeAlias = AddPartyAccount | ConfirmPartyAccount
ToBook: TypeAlias = (
    RegisterParty
    | AmendParty
    | ClosePeriod
    | ReopenPeriod
    | RotateKey
    | RetireKey
    | RegisterWitness
    | RetireWitness
    | PublishIndex
    | WithdrawIndex
    | DescribeBook
    | ToAuthorities
    | ToFiles
    | ToAccounts
)
AnyCommand: TypeAlias = ProposeAgreement | ToAgreement | ToEntry | ToBook

# Fields that commands got later. Those that are left out are not in the digest, so that it is as
# earlier programs made it.
_LATER = frozenset(
    {
        "booked_on",
        "activity",
        "share",
        "carry_over_percent",
        "extends_because",
        "performer",
        "attest",
        "index",
        "from_index",
        "instalment",
        "request",
        "categories",
        "rows",
    }
)

# What a user allows is no part of what is asked for: it is in no digest, and no fact records it.
PERMISSIONS = ("outside_term", "again")

_OF_KEYS = ("previous", "key", "size", "root", "signed_by_previous", "signed_by_key")
# What the program makes itself of a command: another time, it is another.
_MADE: dict[type[Command], tuple[str, ...]] = {
    **dict.fromkeys((RotateKey, RetireKey), _OF_KEYS),
    **dict.fromkeys((ReviewRequest, ApproveRequest), ("signature",)),
    RecordReconciliation: ("compared_at",),
}

_encoder = msgspec.json.Encoder(decimal_format="string", order="sorted")
_in_order = msgspec.json.Encoder()  # for what is sorted already


_TODAY_FIELD: dict[type[Command], str] = {
    Reallocate: "decided_on",
    ClaimRepayment: "claimed_on",
    PledgeInKind: "pledged_on",
    VerifyInKind: "verified_on",
    RejectInKind: "rejected_on",
    MakeFinding: "made_on",
    SettleFinding: "settled_on",
    WriteOffClaim: "decided_on",
    SettleAgreement: "settled_on",
    CloseAgreement: "closed_on",
    WithdrawAuthority: "withdrawn_on",
    RequestPayment: "requested_on",
    ReturnRequest: "returned_on",
    CancelRequest: "cancelled_on",
}


def today_field(command: Command) -> str | None:
    """Return the field of a command that means today if it is left out; None: it has none."""
    if isinstance(command, EntryCommand):
        return command.today_field
    return _TODAY_FIELD.get(type(command))


def is_about_today(command: Command) -> bool:
    """Return whether a command leaves out a day that then means today."""
    field = today_field(command)
    return field is not None and getattr(command, field) is None


# What the digests of the most frequent commands are made of, in its order, where nothing that came
# later is said.
class _PlainDisbursement(msgspec.Struct, frozen=True, gc=False):
    agreement: str
    amount_minor: int
    bank_reference: str | None
    budget_year: int
    command: str
    line: str
    paid_on: date
    payee: str | None
    voucher: str


class _PlainCost(msgspec.Struct, frozen=True, gc=False):
    agreement: str
    amount_minor: int
    booked_on: date
    budget_year: int
    command: str
    line: str
    voucher: str


class _PlainUse(msgspec.Struct, frozen=True, gc=False):
    agreement: str
    amount_minor: int | None
    budget_year: int
    command: str
    line: str
    report: str
    reported_on: date


def digest(command: Command) -> str:
    """Return the SHA-256, in hexadecimal, of the values that the user gave with a command.

    Values that the user left out are not in it, so the same words have the same digest tomorrow.
    """
    plain = _plain(command)
    if plain is None:
        return _digest(command)
    return sha256(_in_order.encode(plain)).hexdigest()


def _plain(command: Command) -> msgspec.Struct | None:
    """Return what the digest of a frequent command is made of; None: ``_digest`` finds it."""
    if type(command) is RecordDisbursement:
        if command.instalment is command.request is None:
            return _PlainDisbursement(
                command.agreement,
                command.amount_minor,
                command.bank_reference,
                command.budget_year,
                "RecordDisbursement",
                command.line,
                command.paid_on,
                command.payee,
                command.voucher,
            )
    elif type(command) is RecordInternalCost:
        return _PlainCost(
            command.agreement,
            command.amount_minor,
            command.booked_on,
            command.budget_year,
            "RecordInternalCost",
            command.line,
            command.voucher,
        )
    elif type(command) is RecordUse and command.performer is None and command.rows is None:
        return _PlainUse(
            command.agreement,
            command.amount_minor,
            command.budget_year,
            "RecordUse",
            command.line,
            command.report,
            command.reported_on,
        )
    return None


def digests(command: Command, day: date | None, recorded_at: datetime) -> Iterator[str]:
    """Yield the digests that the same command may have had when it was recorded before.

    Earlier versions filled in the day before they made the digest. A user who repeats a command on
    the next day may also give the day that was left out at first.

    Args:
        command: the present command.
        day: of the document of the recorded event; None: it is about no day.
        recorded_at: when the event was recorded.
    """
    yield from _digests(command, day, recorded_at)
    booked: date | None = getattr(command, "booked_on", None)
    if day is not None and booked in {None, day} and _may_be_booked(command):
        # It says the same with the day of the document as without a day.
        other = msgspec.structs.replace(command, booked_on=day if booked is None else None)
        yield from _digests(other, day, recorded_at)


def _may_be_booked(command: Command) -> bool:
    """Return whether a command may give an accounting date beside its document's."""
    fields = msgspec.structs.fields(command)
    return any(field.name == "booked_on" and field.default is None for field in fields)


def _digests(command: Command, day: date | None, recorded_at: datetime) -> Iterator[str]:
    yield digest(command)
    if isinstance(command, ClosePeriod):
        for days in (0, -1, 1):  # the user's day may differ from that in UTC
            yield _digest(command, today=(recorded_at.date() + timedelta(days=days)).isoformat())
    if isinstance(command, ProposeAgreement):
        lines = [
            msgspec.structs.replace(line, settlement=line.settlement or "external")
            for line in command.lines
        ]
        yield digest(msgspec.structs.replace(command, lines=tuple(lines)))
    field = today_field(command)
    if field is None or day is None:
        return
    said: date | None = getattr(command, field)
    if said is None:
        year = {"budget_year": day.year} if _leaves_year_out(command) else {}
        yield _digest(command, **{field: day.isoformat()}, **year)
    elif said == day:
        yield _digest(command, **{field: None})
        if isinstance(command, ClaimRepayment) and command.budget_year == day.year:
            yield _digest(command, **{field: None}, budget_year=None)


def _leaves_year_out(command: Command) -> bool:
    return isinstance(command, ClaimRepayment) and command.budget_year is None


def _digest(command: Command, **changed: Any) -> str:
    plain = msgspec.to_builtins(command, str_keys=True)  # years as text, so that they are sorted
    plain = _without_later(plain)
    for field in (*PERMISSIONS, *_MADE.get(type(command), ())):
        plain.pop(field, None)
    return sha256(_encoder.encode(plain | changed)).hexdigest()


def _without_later(plain: dict[str, Any]) -> dict[str, Any]:
    """Return the fields of a command or of a part of it, without later ones that are left out."""
    return {
        name: [_without_later(x) if isinstance(x, dict) else x for x in value]
        if isinstance(value, list)
        else value
        for name, value in plain.items()
        if value is not None or name not in _LATER
    }
