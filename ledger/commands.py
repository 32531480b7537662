"""What somebody asks the ledger to record: imperatives, one frozen struct each.

A command has been read but not judged; ``ledger.decide`` judges it. Dates and amounts are
already typed, in minor units of the agreement's currency. The tag goes into the digest
that an idempotency key is compared by, so it never changes.
"""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal
from typing import TypeAlias

import msgspec

from events.facts import (
    AgreementId,
    InKindType,
    LineId,
    PartyId,
    PartyKind,
    Position,
    Rounding,
    Settlement,
)


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="command", tag=True):
    """Something to record. Subclasses are data only."""


class RegisterParty(Command, frozen=True):
    """Make an organisation known to the book."""

    party: PartyId
    name: str
    kind: PartyKind
    legal_entity: str | None = None  # None: the party is a legal entity of its own
    organisation_number: str | None = None


class ProposedLine(msgspec.Struct, frozen=True, kw_only=True):
    """A budget line of a proposal."""

    line: LineId
    purpose: str
    funder: PartyId
    performer: PartyId
    amounts_minor: dict[int, int]
    uplift: bool = False
    settlement: Settlement = "external"
    accountable: PartyId | None = None
    coding: str | None = None


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


class AgreementCommand(Command, frozen=True):
    """A command to an agreement that exists."""

    agreement: AgreementId


class AmendLine(AgreementCommand, frozen=True):
    """Give a proposed line a new amount for one year."""

    line: LineId
    year: int
    amount_minor: int


class ApproveCommitment(AgreementCommand, frozen=True):
    """A board approves the lines it funds."""

    board: PartyId
    decision: str
    decided_on: date
    lines: tuple[LineId, ...] = ()  # empty: every undecided line the board funds
    amounts_minor: dict[int, int] | None = (
        None  # as decided, with exactly one line; None: as proposed
    )


class DeclineCommitment(AgreementCommand, frozen=True):
    """A board declines lines it was to fund."""

    board: PartyId
    decision: str
    decided_on: date
    lines: tuple[LineId, ...] = ()


class ConcludeAgreement(AgreementCommand, frozen=True):
    """Put the agreement in force."""

    decision: str
    decided_on: date


class ApplyUplift(AgreementCommand, frozen=True):
    """Raise a board's lines by the rate that the board itself gets, or one line by an amount."""

    board: PartyId
    year: int
    decision: str
    decided_on: date
    rate_percent: Decimal | None = None  # exactly one of rate and amount
    amount_minor: int | None = None
    line: LineId | None = None  # None: every line of the board that is marked for uplift
    supersede: bool = False


class Reallocate(AgreementCommand, frozen=True):
    """Move a part of a year's commitment to another line."""

    from_line: LineId
    to_line: LineId
    year: int
    amount_minor: int
    decisions: tuple[tuple[PartyId | None, str], ...]  # (board or None, reference)
    decided_on: date


class ReleaseCommitment(AgreementCommand, frozen=True):
    """Let a part of a year's commitment lapse."""

    line: LineId
    year: int
    amount_minor: int
    reason: str
    released_on: date


class RecordDisbursement(AgreementCommand, frozen=True):
    """Money left the funder's account."""

    line: LineId
    budget_year: int
    amount_minor: int
    paid_on: date
    voucher: str
    payee: PartyId | None = None  # None: the performer of the line
    bank_reference: str | None = None


class RecordInternalCost(AgreementCommand, frozen=True):
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
    amount_minor: int
    reported_on: date
    report: str


class ClaimRepayment(AgreementCommand, frozen=True):
    """Demand money back."""

    line: LineId
    budget_year: int
    amount_minor: int
    due_on: date
    ground: str
    claimed_on: date


class RecordRepayment(AgreementCommand, frozen=True):
    """Money came back on a claim."""

    claim: Position
    amount_minor: int
    received_on: date
    bank_reference: str | None = None


class PledgeInKind(AgreementCommand, frozen=True):
    """Promise a contribution in something else than money."""

    party: PartyId
    kind: InKindType
    unit: str
    quantity: Decimal
    unit_value_minor: int
    year: int
    pledged_on: date
    description: str | None = None


class RecordInKind(AgreementCommand, frozen=True):
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
    value_minor: int | None = None  # as stated by whoever delivers it; None: calculated


class VerifyInKind(Command, frozen=True):
    """Confirm a recorded contribution."""

    position: Position
    verified_on: date


class RejectInKind(Command, frozen=True):
    """Reject a recorded contribution."""

    position: Position
    rejected_on: date
    reason: str


class ReverseEntry(Command, frozen=True):
    """Cancel an earlier entry."""

    position: Position
    reason: str
    reversed_on: date | None = None  # None: the day the entry is about


class ClosePeriod(Command, frozen=True):
    """Let no more posting be dated in the period."""

    period: str
    today: date


class ReopenPeriod(Command, frozen=True):
    """Undo the newest closing."""

    period: str
    reason: str


ToAgreement: TypeAlias = (
    AmendLine
    | ApproveCommitment
    | DeclineCommitment
    | ConcludeAgreement
    | ApplyUplift
    | Reallocate
    | ReleaseCommitment
    | RecordDisbursement
    | RecordInternalCost
    | RecordUse
    | ClaimRepayment
    | RecordRepayment
    | PledgeInKind
    | RecordInKind
)
ToEntry: TypeAlias = VerifyInKind | RejectInKind | ReverseEntry
ToBook: TypeAlias = RegisterParty | ClosePeriod | ReopenPeriod
AnyCommand: TypeAlias = ProposeAgreement | ToAgreement | ToEntry | ToBook

_encoder = msgspec.json.Encoder(decimal_format="string", order="sorted")


def digest(command: Command) -> str:
    """Return the SHA-256, in hexadecimal, of what a command asks for."""
    plain = msgspec.to_builtins(command, str_keys=True)  # years as text, so that they are sorted
    return hashlib.sha256(_encoder.encode(plain)).hexdigest()
