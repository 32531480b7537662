"""Why an instalment, a plan or an obligation is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from events.facts import LineId, PartyId, Position
from ledger.refusal import N_, Money, Refused, Text, Word
from ledger.rules.refusals.amounts import Exceeds


class NoPlan(Refused, code="no-plan"):
    line: LineId
    year: int

    sentence = N_("There is no plan of instalments for {line} {year}.")
    hint = N_("Plan them first: samverk plan instalments")


class UnknownInstalment(Refused, code="unknown-instalment"):
    line: LineId
    year: int
    instalment: int
    known: Sequence[int]

    sentence = N_("The plan for {line} {year} has no instalment {instalment}.")
    hint = N_("Its instalments are: {known}")


class InstalmentTwice(Refused, code="instalment-twice"):
    line: LineId
    year: int
    instalment: int

    sentence = N_("The plan for {line} {year} has instalment {instalment} twice.")
    hint = N_("Each instalment has a number of its own.")


class InstalmentOfActivity(Refused, code="instalment-of-activity"):
    activity: str
    lines: Sequence[LineId]

    sentence = N_("{activity} is an activity, and a plan of instalments is for a line.")
    hint = N_("Name a line instead of the activity, one at a time. Its lines: {lines}")


class TooManyInstalments(Refused, code="too-many-instalments"):
    count: int
    limit: int

    sentence = N_("That is {count} instalments, and a plan has at most {limit}.")
    hint = N_("Look for a digit too many, or pay more at a time.")


class PlanExceedsCommitment(Exceeds, code="plan-exceeds-commitment"):
    sentence = N_(
        "The instalments come to {amount}: {excess} more than the {limit} that is committed on"
        " {line} {year}."
    )
    hint = N_("Plan at most {limit}, with what has been paid already.")


class NothingToPlan(Refused, code="nothing-to-plan"):
    line: LineId
    year: int
    committed: Money

    sentence = N_(
        "There is nothing to plan on {line} {year}: {committed} is committed, and instalments that"
        " are paid come to as much."
    )
    hint = N_("See what is committed: samverk agreement show. See the plan: samverk plan show")


class NothingToAdjust(Refused, code="nothing-to-adjust"):
    line: LineId
    year: int
    committed: Money

    sentence = N_(
        "There is nothing to adjust: the instalments of {line} {year} come to {committed}, which is"
        " what is committed."
    )
    hint = N_("See the plan: samverk plan show")


class PaidInstalmentChanges(Refused, code="paid-instalment-changes"):
    line: LineId
    year: int
    instalment: int
    due_on: date
    amount: Money
    paid: Money

    sentence = N_(
        "Instalment {instalment} of {line} {year}, {amount} due {due_on}, would be another or be"
        " gone, and {paid} of it has been paid."
    )
    hint = N_("Leave it in the plan as it is, and change those of which nothing is paid.")


class ConditionLost(Refused, code="condition-lost"):
    line: LineId
    year: int
    instalment: int
    obligation: str

    sentence = N_(
        "Instalment {instalment} of {line} {year} waits for {obligation} and would be gone, while"
        " others would get more: the condition would be lost."
    )
    hint = N_(
        "Leave the instalment in the plan. If the condition is to be given up: samverk obligation"
        " waive"
    )


class ExceedsInstalment(Exceeds, code="exceeds-instalment"):
    instalment: int

    sentence = N_(
        "{amount} is {excess} more than the {limit} that is left of instalment {instalment} of"
        " {line} {year}."
    )
    hint = N_(
        "Name at most {limit} for it. Without --instalment, a payment pays the oldest instalments"
        " first, several if it is enough."
    )


class ConditionUnmet(Refused, code="condition-unmet"):
    line: LineId
    year: int
    instalment: int
    obligation: str
    party: PartyId
    due_on: date
    days_late: int

    why: Text

    sentence = N_(
        "Instalment {instalment} of {line} {year} waits for {obligation}, which {party} has to do"
        " by {due_on}: {why}. Days late: {days_late}."
    )
    hint = N_(
        "It can be paid when the obligation has been met and somebody else has accepted it, by the"
        " day of the payment, or when it is waived: samverk obligation list. Another instalment may"
        " be named with --instalment."
    )


class UnknownObligation(Refused, code="unknown-obligation", sought="obligation"):
    obligation: str
    known: Sequence[str]

    sentence = N_("There is no obligation {obligation} in the agreement.")
    hint = N_("Its obligations are: {known}")


class ObligationExists(Refused, code="obligation-exists"):
    obligation: str
    position: Position

    sentence = N_("There is an obligation {obligation} already, set in event #{position}.")
    hint = N_("Give another id. Another day: samverk obligation extend")


class ObligationOver(Refused, code="obligation-over"):
    obligation: str
    state: Word
    on: date

    sentence = N_("The obligation {obligation} is {state} since {on}.")
    hint = N_("If that is wrong, reverse it first: samverk log, samverk reverse")


class ObligationMetAlready(Refused, code="obligation-met-already"):
    obligation: str
    on: date

    sentence = N_("The obligation {obligation} was met {on}, and nobody has judged that yet.")
    hint = N_("Somebody else accepts or rejects it: samverk obligation accept, or reject")


class ObligationNotMet(Refused, code="obligation-not-met"):
    obligation: str

    sentence = N_("The obligation {obligation} has not been met, so there is nothing to judge.")
    hint = N_("Record first that it was met: samverk obligation met")


class NotLaterThanDue(Refused, code="not-later-than-due"):
    obligation: str
    due_on: date
    previous: date

    sentence = N_("{due_on} is not later than {previous}, the day by which {obligation} is due.")
    hint = N_("An extension gives a later day.")


class BlockedTwice(Refused, code="blocked-twice"):
    line: LineId
    year: int
    instalment: int

    sentence = N_("Instalment {instalment} of {line} {year} is named twice.")
    hint = N_("Name each instalment once.")


class BlocksPaid(Refused, code="blocks-paid"):
    line: LineId
    year: int
    instalment: int

    sentence = N_("Instalment {instalment} of {line} {year} is paid, so nothing can hold it up.")
    hint = N_("Name one that is not paid: samverk plan show")
