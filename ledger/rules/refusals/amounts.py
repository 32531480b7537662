"""Why a change of a commitment, or money, is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from events.facts import LineId, PartyId, Position
from ledger.refusal import N_, Conflict, Money, Refused


class AmountNotPositive(Refused, code="amount-not-positive"):
    amount: Money
    line: LineId | None = None

    sentence = N_("The amount is {amount}, and only an amount above zero can be recorded.")
    hint = N_("Money that came back: samverk record repayment. A wrong entry: samverk reverse")


class AmountTooLarge(Refused, code="amount-too-large"):
    amount: Money
    limit: Money
    line: LineId | None = None

    sentence = N_("{amount} is more than {limit}, the largest amount that is recorded.")
    hint = N_("Look for a digit too many, in this amount or in what it is added to.")


class SumTooLarge(Refused, code="sum-too-large"):
    sum: Money
    limit: Money

    sentence = N_("The sum would be {sum}, and at most {limit} can be kept.")
    hint = N_("Look for a digit too many in what was recorded before: samverk log")


class TooManyDecimals(Refused, code="too-many-decimals"):
    number: Decimal
    places: int

    sentence = N_("{number} is no number with at most {places} decimals.")
    hint = N_("Round it.")


class RoundsToNothing(Refused, code="rounds-to-nothing"):
    rounding: Money

    sentence = N_("The result rounds to nothing: the agreement rounds to {rounding}.")
    hint = N_("Record several together, or look for a digit too few.")


class Exceeds(Refused):
    """The amount is above a limit."""

    line: LineId
    year: int
    amount: Money
    limit: Money
    excess: Money


class ExceedsUndisbursed(Exceeds, code="exceeds-undisbursed"):
    sentence = N_("{amount} is {excess} more than the {limit} that is unpaid on {line} {year}.")
    hint = N_("At most {limit} can be moved, released or taken back.")


class OverCarryLimit(Exceeds, code="over-carry-limit"):
    percent: Decimal
    committed: Money
    carried: Money

    sentence = N_(
        "{amount} is {excess} more than the {limit} that may still be carried over from {line}"
        " {year}: the agreement allows {percent} % of {committed}, and {carried} has been carried."
    )
    hint = N_("At most {limit} can be carried over. What is left lapses with: samverk release")


class NotLaterYear(Refused, code="not-a-later-year"):
    line: LineId
    from_year: int
    to_year: int

    sentence = N_(
        "{to_year} is not later than {from_year}: the money of {line} goes to a later year."
    )
    hint = N_("Correct --from and --to. A carry-over that was wrong: samverk reverse")


class ExceedsRemaining(Exceeds, code="exceeds-remaining"):
    sentence = N_("{amount} is {excess} more than the {limit} that remains on {line} {year}.")
    hint = N_("At most {limit} can be recorded. See what was paid: samverk log --line {line}")


class ActivityExceedsRemaining(ExceedsRemaining):
    """As the refusal of a line, with what can be paid on the whole activity."""

    short: LineId

    sentence = N_(
        "{amount} is {excess} more than the {limit} that can be paid on {line} {year}: more would"
        " be due on {short} than remains there."
    )
    hint = N_("At most {limit} can be recorded. See: samverk report agreement … --by activity")


class LooksRecorded(Refused, code="looks-recorded"):
    position: Position
    line: LineId
    voucher: str
    day: date
    amount: Money

    sentence = N_(
        "Event #{position} is already {amount} on {line}, dated {day}, with the voucher {voucher}."
    )
    hint = N_("See it: samverk show {position}. If this is another one, add --again")


class ExceedsClaimable(Exceeds, code="exceeds-claimable"):
    sentence = N_(
        "{amount} is {excess} more than the {limit} of {line} {year} that was disbursed and"
        " not claimed back."
    )
    hint = N_("At most {limit} can be claimed.")


class ExceedsClaim(Exceeds, code="exceeds-claim"):
    sentence = N_("{amount} is {excess} more than the {limit} that is open on the claim.")
    hint = N_("At most {limit} can be recorded. See: samverk log --line {line}")


class InternalLine(Refused, code="internal-line"):
    line: LineId

    sentence = N_("The line {line} is internal: its money never leaves the municipality.")
    hint = N_("Record the cost: samverk record internal-cost")


class ExternalLine(Refused, code="external-line"):
    line: LineId

    sentence = N_("The line {line} is paid out to its performer; it has no internal costs.")
    hint = N_("Record the payment: samverk record disbursement")


class PayeeNotPerformer(Refused, code="payee-not-performer"):
    payee: PartyId
    line: LineId
    performer: PartyId

    sentence = N_("{payee} does not perform the line {line}: {performer} does.")
    hint = N_("Check the line and the day. Who performs it: samverk agreement show")


class WhichPerformer(Refused, code="which-performer"):
    line: LineId
    performers: Sequence[PartyId]

    sentence = N_("The line {line} has had several performers: {performers}.")
    hint = N_("Say which one it is about: --performer ID")


class BankReferenceSeen(Conflict, code="bank-reference-seen"):
    reference: str
    position: Position

    sentence = N_("The bank reference {reference} was recorded before, as event #{position}.")
    hint = N_("See it: samverk show {position}")


class UnknownClaim(Refused, code="unknown-claim"):
    position: Position
    known: Sequence[Position]

    sentence = N_("Event #{position} is no recovery claim of this agreement.")
    hint = N_("Its claims are: {known}")


class DueBeforeClaim(Refused, code="due-before-claim"):
    day: date
    due: date

    sentence = N_("The claim of {day} would be due before that, {due}.")
    hint = N_("Give a later day with --due.")


class RateNotPositive(Refused, code="rate-not-positive"):
    rate: Decimal

    sentence = N_("The rate is {rate} %, and an uplift raises.")
    hint = N_("Write the rate as 2.7% or 2,7%. A commitment that lapses: samverk release")


class RateTooLarge(Refused, code="rate-too-large"):
    rate: Decimal
    limit: Decimal

    sentence = N_("The rate is {rate} %, and at most {limit} % is taken.")
    hint = N_("Write the rate as 2.7% or 2,7%.")


class LineWithoutUplift(Refused, code="line-without-uplift"):
    line: LineId
    marked: Sequence[LineId]

    sentence = N_("The line {line} is not marked for uplift.")
    hint = N_("Lines marked for uplift: {marked}")


class UpliftExists(Refused, code="uplift-exists"):
    line: LineId
    year: int
    decision: str
    position: Position

    sentence = N_(
        "The uplift of {line} for {year} is decided already, in {decision} (event #{position})."
    )
    hint = N_("If the new decision replaces it, add --supersede")


class NothingToSupersede(Refused, code="nothing-to-supersede"):
    line: LineId
    year: int

    sentence = N_("There is no uplift of {line} for {year} to supersede.")
    hint = N_("Leave out --supersede, or name the line that has one: --line")


class LaterUpliftExists(Refused, code="later-uplift-exists"):
    line: LineId
    year: int
    position: Position

    sentence = N_("An uplift of {line} for {year} was built on this one (event #{position}).")
    hint = N_("Reverse the later one first: samverk reverse {position} --reason …")


class NothingToUplift(Refused, code="nothing-to-uplift"):
    line: LineId
    year: int

    sentence = N_("The line {line} has no approved amount for {year}.")
    hint = N_("Raise other lines one by one, with --line. What is approved: samverk agreement show")


class SameLine(Refused, code="same-line"):
    line: LineId

    sentence = N_("The amount would move from {line} to {line}.")
    hint = N_("Name two different lines.")


class LineDeclined(Refused, code="line-declined"):
    line: LineId

    sentence = N_("The line {line} was declined, so nothing can be moved to it.")
    hint = N_("See the decisions: samverk agreement show")


class DecisionOfWhichBoard(Refused, code="decision-of-which-board"):
    reference: str
    boards: Sequence[PartyId]

    sentence = N_("Two boards are concerned, and it is not said which of them decided {reference}.")
    hint = N_("Write each as --decision BOARD=REFERENCE. The boards: {boards}")


class DecisionMissing(Refused, code="decision-missing"):
    boards: Sequence[PartyId]

    sentence = N_("A decision is missing by: {boards}.")
    hint = N_("Write each as --decision BOARD=REFERENCE")
