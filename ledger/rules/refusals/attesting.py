"""Why a request for a payment, its review, its approval or its payment is refused."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from events.facts import LineId, PartyId, Position
from ledger.refusal import N_, Money, Refused, Text
from ledger.rules.refusals.amounts import Exceeds
from ledger.rules.refusals.entries import SameActor


class ExceedsAvailable(Exceeds, code="exceeds-available"):
    sentence = N_("{amount} is {excess} more than the {limit} that is available on {line} {year}.")
    hint = N_(
        "At most {limit} can be requested: the rest is paid, requested or reserved. See:"
        " samverk request list --open"
    )


class UnknownRequest(Refused, code="unknown-request"):
    position: Position
    known: Sequence[Position]

    sentence = N_("Event #{position} is no request for a payment here.")
    hint = N_("Those that are open: samverk request list --open")


class RequestOver(Refused, code="request-over"):
    position: Position
    by: Position
    what: Text

    sentence = N_("The request #{position} is {what}, by event #{by}.")
    hint = N_("See: samverk request show {position}. A new one: samverk request pay")


class AlreadyReviewed(Refused, code="already-reviewed"):
    position: Position
    by: str

    sentence = N_("The request #{position} has been reviewed, by {by}.")
    hint = N_("It waits for its approval: samverk request approve {position}")


class NotReviewed(Refused, code="not-reviewed"):
    position: Position

    sentence = N_("The request #{position} has not been reviewed.")
    hint = N_("Somebody with a mandate to review does that first: samverk request review")


class AlreadyApproved(Refused, code="already-approved"):
    position: Position
    by: str

    sentence = N_("The request #{position} has been approved, by {by}.")
    hint = N_("It waits for its payment: samverk record disbursement … --request {position}")


class SameActorOfRequest(SameActor):
    """Requester, reviewer and approver are three persons."""

    sentence = N_("{actor} has acted on this request already: each step is somebody else's.")
    hint = N_(
        "One person requests, a second one reviews, and a third one approves. See:"
        " samverk authority list"
    )


class ConflictOfInterest(Refused, code="conflict-of-interest"):
    actor: str
    party: PartyId
    payee: PartyId

    sentence = N_("{actor} acts for {party}, and cannot see to a payment to {payee}.")
    hint = N_("Let somebody do it who acts for neither: samverk authority list, samverk actor list")


class AssuranceTooLow(Refused, code="assurance-too-low"):
    actor: str

    sentence = N_("That it is {actor} who does this is only claimed, and nothing shows it.")
    hint = N_(
        "{actor} registers a key, samverk actor add-key, and signs with it: --sign-key FILE. On a"
        " server the login shows it."
    )


class RequestMissing(Refused, code="request-missing"):
    line: LineId

    sentence = N_("No approved request fits this payment on {line}: the agreement asks for one.")
    hint = N_("Request it, and let it be reviewed and approved: samverk request pay")


class RequestAmbiguous(Refused, code="request-ambiguous"):
    fitting: Sequence[Position]

    sentence = N_("Several approved requests fit this payment: {fitting}.")
    hint = N_("Say which one it pays: --request. See: samverk request list --open")


class NotApproved(Refused, code="not-approved"):
    position: Position

    sentence = N_("The request #{position} has not been approved.")
    hint = N_("Somebody with a mandate to decide does that first: samverk request approve")


class DiffersFromRequest(Refused, code="differs-from-request"):
    position: Position
    what: Text
    requested: str

    sentence = N_("The payment differs from the request #{position} in its {what}: {requested}.")
    hint = N_("Pay what was approved, or request anew what is right: samverk request cancel")


class MoreThanApproved(DiffersFromRequest):
    """The payment is larger than what was approved."""

    amount: Money
    approved: Money

    sentence = N_("{amount} is more than the {approved} that was approved, request #{position}.")
    hint = N_("Pay at most that much, and request the rest: samverk request pay")


class ApprovalLapsed(Refused, code="approval-lapsed"):
    position: Position
    authority: Position
    day: date
    starts: date
    last: date

    sentence = N_(
        "The approval of the request #{position} does not hold on {day}: the mandate #{authority}"
        " is in force from {starts} to {last}."
    )
    hint = N_("Let it be approved anew: samverk request approve {position}")
