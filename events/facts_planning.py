"""The facts about when money is to be paid, and what has to be done before: plans and obligations.

None of them adds to a sum. What an instalment or an obligation has come to is derived for a day:
``events.planning``.

Source: docs/DOMAIN.md, section 3 (instalments and obligations).
"""

# Annotations are no texts here: each of them would be compiled when a type of fact is first used.
from typing import ClassVar

import msgspec

from events.fact_base import (
    Amount,
    Day,
    EffectiveDay,
    InstalmentNumber,
    LineId,
    ObligationKind,
    OfAgreement,
    PartyId,
    Step,
    Text,
    Year,
)


class Instalment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a year's commitment, and the day by which it is to be paid."""

    number: InstalmentNumber  # of the line and year; one of which something is paid keeps it
    due_on: Day
    amount_minor: Amount


class InstalmentsPlanned(Step, frozen=True, gc=False, tag="instalments-planned/1"):
    """It was planned when a year's commitment of a line is paid. The newest plan counts."""

    line: LineId
    year: Year
    instalments: tuple[Instalment, ...]  # by their due days
    planned_on: EffectiveDay


class InstalmentPaid(OfAgreement, frozen=True, gc=False, tag="instalment-paid/1"):
    """A payment is for another instalment than the oldest that is not paid.

    It is recorded with the payment, which is its cause, and is taken back with it.
    """

    is_posting: ClassVar[bool] = False

    line: LineId
    budget_year: Year
    instalment: InstalmentNumber
    amount_minor: Amount  # what the payment paid
    paid_on: EffectiveDay  # the day of the payment


class Blocked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An instalment that waits for an obligation."""

    line: LineId
    year: Year
    instalment: InstalmentNumber


class ObligationSet(Step, frozen=True, gc=False, tag="obligation-set/1"):
    """A party has to do something by a day."""

    obligation: Text  # its id in the agreement
    kind: ObligationKind
    party: PartyId
    due_on: Day
    covers: Text | None  # the year or period that it is about; None: not said
    blocks: tuple[Blocked, ...]  # instalments that are paid only when it is accepted or waived
    set_on: EffectiveDay


class ObligationMet(Step, frozen=True, gc=False, tag="obligation-met/1"):
    """The party says that it has done what it had to; somebody else has yet to accept it."""

    obligation: Text
    met_on: EffectiveDay
    reference: Text | None  # of the report, decision or document; None: not said


class ObligationAccepted(Step, frozen=True, gc=False, tag="obligation-accepted/1"):
    """Another actor found that the obligation is met."""

    obligation: Text
    accepted_on: EffectiveDay


class ObligationRejected(Step, frozen=True, gc=False, tag="obligation-rejected/1"):
    """Another actor found that the obligation is not met: it has to be met again."""

    obligation: Text
    rejected_on: EffectiveDay
    reason: Text


class ObligationWaived(Step, frozen=True, gc=False, tag="obligation-waived/1"):
    """It was decided that the obligation need not be met."""

    obligation: Text
    waived_on: EffectiveDay
    decision: Text


class ObligationExtended(Step, frozen=True, gc=False, tag="obligation-extended/1"):
    """It was decided that the obligation is due later."""

    obligation: Text
    due_on: Day
    previous_due_on: Day
    extended_on: EffectiveDay
    decision: Text
