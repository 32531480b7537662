"""Why a finding, its settlement, or the writing off of a claim is refused."""

from __future__ import annotations

from collections.abc import Sequence

from events.facts import LineId, PartyId, Position
from ledger.refusal import N_, Money, Refused, Word


class NotQuestionable(Refused, code="not-questionable"):
    position: Position
    event: Word

    sentence = N_(
        "Event #{position}, '{event}', is no report of use, no payment and no contribution."
    )
    hint = N_("A finding is about one of these. See: samverk log")


class UnknownRow(Refused, code="unknown-row"):
    row: int
    position: Position
    known: Sequence[int]

    sentence = N_("Event #{position} has no row {row}.")
    hint = N_("Its rows: {known}. Without --row the finding is about the whole. See: samverk show")


class ExceedsQuestioned(Refused, code="exceeds-questioned"):
    position: Position
    amount: Money
    limit: Money
    excess: Money

    sentence = N_(
        "{amount} is {excess} more than the {limit} that can be questioned of event #{position}."
    )
    hint = N_("Other findings about it count, too. See: samverk finding list")


class UnknownFinding(Refused, code="unknown-finding"):
    position: Position
    known: Sequence[Position]

    sentence = N_("Event #{position} is no finding that stands.")
    hint = N_("The findings of the agreement: {known}. See: samverk finding list")


class ExceedsFinding(Refused, code="exceeds-finding"):
    position: Position
    amount: Money
    limit: Money
    excess: Money

    sentence = N_(
        "{amount} is {excess} more than the {limit} that is open of the finding #{position}."
    )
    hint = N_("At most {limit} can be settled. See: samverk finding list")


class DecisionNotSaid(Refused, code="decision-not-said"):
    sentence = N_("What is written off needs a decision.")
    hint = N_("Give its reference with --decision.")


class NothingToOffset(Refused, code="nothing-to-offset"):
    position: Position

    sentence = N_(
        "The finding #{position} is not about money that was paid out, so no payment can be"
        " lowered by it."
    )
    hint = N_("Settle it in another way: documented, justified, written-off or repaid.")


class NothingLeftToPay(Refused, code="nothing-left-to-pay"):
    amount: Money
    offset: Money
    party: PartyId

    sentence = N_("Findings of {offset} are offset against {party}: nothing is left of {amount}.")
    hint = N_("Ask for more, or settle the findings in another way. See: samverk finding list")


class LineNotFunded(Refused, code="line-not-funded"):
    line: LineId

    sentence = N_("The line {line} was declined, so nothing is expected of it.")
    hint = N_("See the decisions: samverk agreement show")
