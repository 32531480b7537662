"""Why an activity, or a payment that its lines share, is refused."""

from __future__ import annotations

from decimal import Decimal

from events.facts import LineId
from ledger.refusal import N_, Refused


class ActivityIsLine(Refused, code="activity-is-line"):
    activity: str

    sentence = N_("{activity} would be both a line and an activity.")
    hint = N_("Give the activity another name: a payment names the one or the other.")


class ShareWithoutActivity(Refused, code="share-without-activity"):
    line: LineId

    sentence = N_("The line {line} has a share, and no activity that it is a share of.")
    hint = N_("Add activity to the line, or remove its share.")


class ShareMissing(Refused, code="share-missing"):
    line: LineId
    activity: str

    sentence = N_("The line {line} has no share, and other lines of {activity} have one.")
    hint = N_(
        "Give each line of the activity a share, or none of them: they then pay by what is"
        " committed on each."
    )


class ShareNotPositive(Refused, code="share-not-positive"):
    line: LineId
    share: Decimal

    sentence = N_("The share of the line {line} is {share}; it has to be above zero.")
    hint = N_("Write it in per cent of each payment.")


class SharesNotWhole(Refused, code="shares-not-whole"):
    activity: str
    sum: Decimal

    sentence = N_("The shares of {activity} sum to {sum} per cent, and not to 100.")
    hint = N_("Correct the shares of its lines. Three thirds are 33.33, 33.33 and 33.34.")


class NothingToShare(Refused, code="nothing-to-share"):
    activity: str
    year: int

    sentence = N_("Nothing is committed for {year} on any line of {activity}.")
    hint = N_("See: samverk agreement list, and samverk agreement show")
