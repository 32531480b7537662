"""Why a proposal, a decision on it or its conclusion is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from events.facts import AgreementId, LineId, PartyId
from ledger.refusal import N_, Money, Refused


class PartyExists(Refused, code="party-exists"):
    party: PartyId
    name: str

    sentence = N_("There is already a party with the id {party}: {name}.")
    hint = N_("Choose another id, or see: samverk party list")


class BadOrganisationNumber(Refused, code="bad-organisation-number"):
    number: str

    sentence = N_("{number} is no organisation number: its check digit does not hold.")
    hint = N_("Write the ten digits, with or without a hyphen, as in the register.")


class PartyDiffers(Refused, code="party-differs"):
    party: PartyId
    name: str

    sentence = N_(
        "The file describes the party {party} differently than the book, where it is {name}."
    )
    hint = N_("Remove its [[party]] block from the file, or see: samverk party list")


class UnknownParty(Refused, code="unknown-party", sought="party"):
    party: PartyId
    known: Sequence[str]

    sentence = N_("There is no party with the id {party}.")
    hint = N_("See: samverk party list. A new one: samverk party add {party} --name … --kind …")


class AgreementExists(Refused, code="agreement-exists"):
    agreement: AgreementId

    sentence = N_("There is already an agreement with the id {agreement}.")
    hint = N_("Choose another id in the file, or see: samverk agreement show {agreement}")


class SeveralRefused(Refused, code="several-refused"):
    count: int
    problems: Sequence[Refused]

    sentence = N_("{count} things stand in the way:\n{problems}")
    hint = N_("Correct all of them, then give the command again.")


class StartsAfterEnds(Refused, code="starts-after-ends"):
    starts: date
    ends: date

    sentence = N_("The agreement would start {starts} and end earlier, {ends}.")
    hint = N_("Correct the first or the last day.")


class UnknownCurrency(Refused, code="unknown-currency", sought="currency"):
    currency: str
    known: Sequence[str]

    sentence = N_("{currency} is no currency that this program knows.")
    hint = N_("It knows: {known}")


class UnknownRounding(Refused, code="unknown-rounding"):
    rounding: str
    known: Sequence[str]

    sentence = N_("The rounding '{rounding}' is none that the program knows.")
    hint = N_("Choose one of: {known}")


class NoShare(Refused, code="no-share"):
    percent: Decimal

    sentence = N_("{percent} % is no part of a year's commitment that could be carried over.")
    hint = N_('Write it as: carry_over = "10 %", or "none", or leave it out.')


class ExtendsNothing(Refused, code="extends-nothing"):
    sentence = N_("The file says extends_because, and names no agreement in extends.")
    hint = N_("Name the earlier agreement in extends, or remove extends_because.")


class NothingToExtend(Refused, code="nothing-to-extend", sought="agreement"):
    agreement: AgreementId
    known: Sequence[str]

    sentence = N_("There is no agreement with the id {agreement} that this one could extend.")
    hint = N_(
        "See: samverk agreement list. One that the book does not have is described in words:"
        ' extends = "the earlier agreement, {agreement}"'
    )


class NotTheDayAfter(Refused, code="not-the-day-after"):
    agreement: AgreementId
    ends: date
    starts: date

    sentence = N_(
        "{agreement} ends {ends}, and this agreement, which extends it, starts {starts} and not"
        " the day after."
    )
    hint = N_('Correct starts in the file, or say why not: extends_because = "…"')


class NoLines(Refused, code="no-lines"):
    agreement: AgreementId

    sentence = N_("The agreement {agreement} has no budget line.")
    hint = N_("Write at least one [[line]] in the file.")


class LineTwice(Refused, code="line-twice"):
    line: LineId

    sentence = N_("The line {line} is in the file twice.")
    hint = N_("Give each line an id of its own.")


class LineWithoutAmount(Refused, code="line-without-amount"):
    line: LineId

    sentence = N_("The line {line} has no amount for any year.")
    hint = N_('Write it as: amounts = {{ 2024 = "320 000" }}')


class YearNotKept(Refused, code="year-not-kept"):
    year: int
    first: int
    last: int

    sentence = N_("The year {year} is not between {first} and {last}.")
    hint = N_("Correct the first or the last day.")


class InternalAcrossEntities(Refused, code="internal-across-entities"):
    line: LineId
    funder: str
    performer: str

    sentence = N_(
        "The line {line} cannot be internal: {funder} and {performer} are not parts of one"
        " legal person."
    )
    hint = N_('Write settlement = "external", or correct legal_entity of the two parties.')


class SettlementNotSaid(Refused, code="settlement-not-said"):
    line: LineId
    funder: str
    performer: str

    sentence = N_(
        "The line {line} does not say whether money is paid out: {funder} and {performer} are"
        " parts of one legal person."
    )
    hint = N_(
        'Write settlement = "internal" on the line if the cost stays within the legal person,'
        ' or settlement = "external" if money is paid to {performer}.'
    )


class NoAccountableSignatory(Refused, code="no-accountable-signatory"):
    performer: PartyId
    line: LineId
    accountable: PartyId | None

    sentence = N_(
        "{performer} performs the line {line} and is no signatory, so somebody must answer."
    )
    hint = N_(
        "Write accountable = in the file, with the id of the signatory that answers for it. A new"
        " performer is named in a file, too: samverk agreement template --amendment"
    )


class TotalDiffers(Refused, code="total-differs"):
    year: int
    sum: Money
    stated: Money
    difference: Money

    sentence = N_(
        "The lines of {year} sum to {sum}, and the document states {stated}: a difference of"
        " {difference}."
    )
    hint = N_("Look for an amount that was typed wrong; then propose the file again.")


class UnknownAgreement(Refused, code="unknown-agreement", sought="agreement"):
    agreement: AgreementId
    known: Sequence[str]

    sentence = N_("There is no agreement with the id {agreement}.")
    hint = N_("See: samverk agreement list")


class UnknownLine(Refused, code="unknown-line", sought="line"):
    line: LineId
    known: Sequence[str]

    sentence = N_("There is no line {line} in the agreement.")
    hint = N_("Its lines are: {known}")


class AlreadyConcluded(Refused, code="already-concluded"):
    on: date

    sentence = N_("The agreement was concluded {on}.")
    hint = N_(
        "Later changes of an amount: samverk uplift, reallocate, carry-over or release; of the"
        " agreement: samverk agreement change, then approve, sign and conclude with --amendment. An"
        " earlier end: samverk agreement terminate"
    )


class AlreadyDecided(Refused, code="already-decided"):
    line: str
    decision: str

    sentence = N_("The line {line} has been decided already, in {decision}.")
    hint = N_("A decision that was recorded wrong: samverk reverse")


class AmountDiffers(Refused, code="amount-differs"):
    line: LineId
    proposed: Money
    year: int
    decided: Money
    agreement: AgreementId

    sentence = N_(
        "The line {line} is proposed at {proposed} for {year}, and the decision says {decided}."
    )
    hint = N_("Amend it first: samverk agreement amend {agreement} {line} --year {year} --amount …")


class BoardFundsNothing(Refused, code="board-funds-nothing", sought="board"):
    board: PartyId
    known: Sequence[str]

    sentence = N_("{board} funds no line of the agreement.")
    hint = N_("See who funds what: samverk agreement show")


class OtherBoardsLine(Refused, code="other-boards-line"):
    line: LineId
    funder: PartyId
    board: PartyId

    sentence = N_("The line {line} is funded by {funder}, so {board} cannot decide on it.")
    hint = N_("Name the board that funds it: --board {funder}")


class LineUndecided(Refused, code="line-undecided"):
    lines: Sequence[LineId]
    boards: Sequence[PartyId]

    sentence = N_("Not decided yet: {lines}. It is for {boards} to decide.")
    hint = N_("Record the decisions: samverk agreement approve (or decline)")


class NothingApproved(Refused, code="nothing-approved"):
    lines: Sequence[LineId]

    sentence = N_("No line has been approved, so there is nothing to conclude.")
    hint = N_(
        "If a board decides anew, reverse its decision, and then: samverk agreement approve."
        " Otherwise: samverk agreement withdraw"
    )


class NotConcluded(Refused, code="not-concluded"):
    undecided: Sequence[LineId]

    sentence = N_("The agreement has not been concluded. Lines without a decision: {undecided}.")
    hint = N_("Once every line has been decided: samverk agreement conclude")


class YearOutsideAgreement(Refused, code="year-outside-agreement"):
    year: int
    first: int
    last: int

    sentence = N_("The year {year} lies outside the agreement, which runs from {first} to {last}.")
    hint = N_("Give the budget year that the amount belongs to, one from {first} to {last}.")
