"""Why the end of an agreement is refused, or what comes after its end."""

from __future__ import annotations

from datetime import date

from events.facts import AgreementId, LineId, Position
from ledger.refusal import N_, Money, Refused


class AlreadyTerminated(Refused, code="already-terminated"):
    ends: date
    position: Position

    sentence = N_("The agreement is terminated already, as event #{position}: it ends {ends}.")
    hint = N_("If that is wrong, take it back first: samverk reverse {position}")


class EndsBeforeNotice(Refused, code="ends-before-notice"):
    ends: date
    notice_on: date

    sentence = N_("The agreement would end {ends}, before the notice of {notice_on}.")
    hint = N_("Correct --ends or --notice-on.")


class EndsOutsideTerm(Refused, code="ends-outside-term"):
    day: date
    starts: date
    ends: date

    sentence = N_("{day} lies outside the agreement, which runs from {starts} to {ends}.")
    hint = N_("Correct --ends. An agreement that runs out ends by itself: nobody terminates it.")


class AgreementEnded(Refused, code="agreement-ended"):
    day: date
    ends: date

    sentence = N_("{day} is after {ends}, when the agreement ends by its termination.")
    hint = N_(
        "What settles it is recorded after its end: use, claims, repayments, releases. If the"
        " termination is wrong, take it back: samverk reverse"
    )


class NotEnded(Refused, code="not-ended"):
    day: date
    ends: date

    sentence = N_("The agreement has not ended on {day}: its last day is {ends}.")
    hint = N_("Wait until then, or see: samverk agreement terminate --help")


class NothingToSettle(Refused, code="nothing-to-settle"):
    agreement: AgreementId

    sentence = N_("Nothing is left to settle: nothing remains, and nobody holds what is unclaimed.")
    hint = N_(
        "See: samverk report agreement {agreement}. Then: samverk agreement close {agreement}"
    )


class IsClosed(Refused, code="agreement-closed"):
    agreement: AgreementId
    on: date
    position: Position

    sentence = N_("The agreement {agreement} was closed {on}, as event #{position}.")
    hint = N_(
        "Somebody else than who closed it may open it: samverk agreement reopen {agreement}"
        " --reason …"
    )


class NotClosed(Refused, code="not-closed"):
    agreement: AgreementId

    sentence = N_("The agreement {agreement} is not closed.")
    hint = N_("Record what is to be recorded, or close it: samverk agreement close {agreement}")


class StillOpen(Refused):
    """Something that keeps an agreement from being closed."""

    year: int
    amount: Money


class StillOpenOnLine(StillOpen):
    """Something on a line that keeps an agreement from being closed."""

    line: LineId


class OpenClaim(StillOpenOnLine, code="open-claim"):
    position: Position

    sentence = N_("{line} {year}: {amount} has not come back on the claim #{position}.")
    hint = N_(
        "samverk record repayment, or give up what will not come back: samverk write-off; what is"
        " no longer claimed is taken back: samverk reverse"
    )


class StillHeld(StillOpenOnLine, code="held"):
    performer: str

    sentence = N_("{line} {year}: {performer} holds {amount}, neither reported nor claimed.")
    hint = N_("samverk record use, or claim it back: samverk agreement settle")


class StillRemains(StillOpenOnLine, code="remaining"):
    sentence = N_("{line} {year}: {amount} of the commitment remains unpaid.")
    hint = N_("Release it: samverk agreement settle")


class RequestOpen(StillOpenOnLine, code="request-open"):
    position: Position

    sentence = N_("{line} {year}: the request #{position} for {amount} is neither paid nor over.")
    hint = N_("Pay it, or end it: samverk request cancel {position}")


class UseUnreported(StillOpenOnLine, code="use-unreported"):
    performer: str

    sentence = N_("{line} {year}: {performer} has reported nothing of the {amount} that it got.")
    hint = N_("samverk record use, or claim it back: samverk agreement settle")


class InKindUnverified(StillOpen, code="in-kind-unverified"):
    party: str
    position: Position

    sentence = N_("{year}: the contribution #{position} of {party}, {amount}, is not verified.")
    hint = N_("samverk in-kind verify, or: samverk in-kind reject")


class FindingOpen(StillOpen, code="finding-open"):
    position: Position

    sentence = N_("{year}: {amount} of the finding #{position} is not settled.")
    hint = N_("samverk finding settle {position}, or take it back: samverk reverse {position}")
