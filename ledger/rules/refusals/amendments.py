"""Why an amendment, or a decision on it, is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from events.facts import AmendmentId, LineId, PartyId
from ledger.refusal import N_, Money, Refused, Text
from ledger.rules.refusals.amounts import Exceeds


class AmendmentExists(Refused, code="amendment-exists"):
    amendment: AmendmentId

    sentence = N_("There is already an amendment {amendment} of the agreement.")
    hint = N_("Choose another with --id, or leave --id out.")


class AmendmentOver(Refused):
    """The amendment was decided upon for good."""

    amendment: AmendmentId


class AmendmentConcluded(AmendmentOver, code="amendment-concluded"):
    on: date

    sentence = N_("The amendment {amendment} was concluded {on}.")
    hint = N_("A further change: samverk agreement change. A wrong one: samverk reverse")


class AmendmentDeclined(AmendmentOver, code="amendment-declined"):
    board: PartyId
    decision: str

    sentence = N_("{board} has declined the amendment {amendment}, in {decision}.")
    hint = N_("Propose another: samverk agreement change. A wrong entry: samverk reverse")


class AmendmentWithdrawn(AmendmentOver, code="amendment-withdrawn"):
    sentence = N_("The amendment {amendment} was withdrawn.")
    hint = N_("Propose another: samverk agreement change")


class AmendmentDecided(Refused, code="amendment-decided"):
    amendment: AmendmentId
    board: PartyId
    decision: str

    sentence = N_("{board} has decided on the amendment {amendment} already, in {decision}.")
    hint = N_("A decision that was recorded wrong: samverk reverse")


class NotConcerned(Refused, code="not-concerned", sought="board"):
    amendment: AmendmentId
    board: PartyId
    known: Sequence[PartyId]

    sentence = N_("The amendment {amendment} changes nothing that {board} decides on.")
    hint = N_("It is for these to decide: {known}")


class AmendmentUndecided(Refused, code="amendment-undecided"):
    amendment: AmendmentId
    boards: Sequence[PartyId]
    instead: Text

    sentence = N_("The amendment {amendment} changes the money of {boards}, who have not approved.")
    hint = N_("{instead}")


class ConsentMissing(Refused, code="consent-missing"):
    amendment: AmendmentId
    parties: Sequence[PartyId]
    instead: Text

    sentence = N_("The amendment {amendment} needs the consent of: {parties}.")
    hint = N_("{instead}")


class AmendmentOpen(Refused, code="amendment-open"):
    amendment: AmendmentId
    what: Text

    sentence = N_("The open amendment {amendment} changes this already: {what}.")
    hint = N_("Conclude, decline or withdraw that one first: samverk agreement show")


class ChangedTwice(Refused, code="changed-twice"):
    what: Text

    sentence = N_("The amendment changes this twice: {what}.")
    hint = N_("Say it once.")


class SameAsNow(Refused, code="same-as-now"):
    what: Text

    sentence = N_("The amendment leaves this as it is: {what}.")
    hint = N_("Give another value, or leave it out. As it stands: samverk agreement show")


class EmptyAmendment(Refused, code="empty-amendment"):
    sentence = N_("The amendment changes nothing.")
    hint = N_("Give a line with --line, a last day with --ends, or a file.")


class ChangedMeanwhile(Refused, code="changed-meanwhile"):
    amendment: AmendmentId
    what: Text
    previous: Money | date | Text
    now: Money | date | Text

    sentence = N_(
        "The amendment {amendment} was proposed when {what} was {previous}; by now it is {now}."
    )
    hint = N_(
        "Withdraw it, and propose it anew: samverk agreement withdraw … --amendment {amendment}"
    )


class BelowPaid(Exceeds, code="below-paid"):
    sentence = N_("{line} {year} would be {excess} below what is paid and reserved.")
    hint = N_("It can be lowered by at most {limit}, and not by {amount}.")


class BeyondTerm(Refused, code="beyond-term"):
    ends: date
    line: LineId
    year: int
    amount: Money

    sentence = N_("The agreement would end {ends}, and {line} {year} has {amount} after that.")
    hint = N_("Set the amounts of those years to 0 in the same amendment, or end it later.")


class LineExists(Refused, code="line-exists"):
    line: LineId

    sentence = N_("There is already a line {line} in the agreement.")
    hint = N_("Give the new line another id.")


class NegativeAmount(Refused, code="amount-negative"):
    line: LineId
    year: int
    amount: Money

    sentence = N_("{line} {year} cannot have the amount {amount}.")
    hint = N_("Give what is to be committed from now on: 0 or more.")


class FromDayOutside(Refused, code="from-day-outside"):
    line: LineId
    day: date
    first: date
    last: date

    sentence = N_("Another performer of {line} can begin from {first} to {last}, not {day}.")
    hint = N_("Give a day within the agreement, and after the present performer began: --from")


class CostsAfter(Refused, code="costs-after"):
    line: LineId
    day: date
    from_day: date

    sentence = N_("{line} has internal costs until {day}; nobody else can begin {from_day}.")
    hint = N_("Let it begin after that day, or take back the costs: samverk reverse")


class AnswersForLine(Refused, code="answers-for-line"):
    party: PartyId
    lines: Sequence[LineId]

    sentence = N_("{party} cannot leave: it answers for the performer of {lines}.")
    hint = N_("Let another signatory answer for these lines first.")
