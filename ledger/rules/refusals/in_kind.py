"""Why a contribution in something else than money is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from events.facts import PartyId, Position
from ledger.refusal import N_, Money, Refused, Word


class PartyNotInAgreement(Refused, code="party-not-in-agreement", sought="party"):
    party: PartyId
    known: Sequence[str]

    sentence = N_("{party} is no party to the agreement.")
    hint = N_("The parties: {known}")


class NoWorth(Refused, code="no-worth"):
    quantity: Decimal
    unit_value: Money

    sentence = N_("Quantity ({quantity}) and unit value ({unit_value}) must both be above zero.")
    hint = N_("A contribution that did not happen: samverk in-kind reject, or samverk reverse")


class QuantityTooLarge(Refused, code="quantity-too-large"):
    quantity: Decimal
    limit: Decimal

    sentence = N_("The quantity would come to {quantity}, and at most {limit} is taken.")
    hint = N_("Look for a digit too many, in this quantity or in those recorded before.")


class WorthTooLarge(Refused, code="worth-too-large"):
    value: Money
    limit: Money

    sentence = N_("Quantity × unit value is {value}; at most {limit} can be recorded.")
    hint = N_("Correct the quantity or the unit value.")


class UnknownPledge(Refused, code="unknown-pledge"):
    position: Position
    party: PartyId
    known: Sequence[Position]

    sentence = N_("Event #{position} is no pledge by {party} in this agreement.")
    hint = N_("Its pledges are: {known}")


class ValueDiffers(Refused, code="value-differs"):
    stated: Money
    value: Money
    difference: Money

    sentence = N_(
        "The stated value is {stated}, and quantity × unit value is {value}: a difference"
        " of {difference}."
    )
    hint = N_("Correct the quantity, the unit value or the value.")


class NotInKind(Refused, code="not-in-kind"):
    position: Position
    event: Word

    sentence = N_("Event #{position} is no contribution in kind that stands: it is '{event}'.")
    hint = N_("Find it with: samverk log --event in-kind-recorded")


class InKindDecided(Refused, code="in-kind-decided"):
    by: Position
    position: Position

    sentence = N_("The contribution was verified or rejected already, in event #{by}.")
    hint = N_("See it: samverk show {by}")


class NoEvidence(Refused, code="no-evidence"):
    position: Position

    sentence = N_("Event #{position} names no evidence, so there is nothing to verify it against.")
    hint = N_("Reverse it, and record it again with --evidence REFERENCE:FILE")


class PledgeForThePast(Refused, code="pledge-for-the-past"):
    day: date
    year: int

    sentence = N_("A pledge of {day} cannot be for {year}, which is over by then.")
    hint = N_("Give the day it was made with --on, or record what was done: samverk record in-kind")
