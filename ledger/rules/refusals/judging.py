"""What an event is that is recorded, and that no rule would have let in.

Beside these, verification tells of such an event with the refusals of the rules themselves.
"""

from __future__ import annotations

from events.facts import AmendmentId, LineId, Position
from ledger.refusal import N_, Cause, Refused


class LineApart(Refused, code="line-apart"):
    line: LineId

    sentence = N_("The line {line} is no part of a proposal.")
    hint = N_("A proposal and its lines are recorded together, one after the other.")


class NotAsDecided(Refused, code="not-as-decided"):
    field: str
    decided: str
    found: str

    sentence = N_("By the rules {field} would be {decided}, and it is {found}.")
    hint = N_("See the event: samverk show")


class OtherCause(Refused, code="other-cause"):
    cause: Position | None
    found: Position | None

    sentence = N_("It follows from event {cause}, and says that it follows from {found}.")
    hint = N_("See the event: samverk show")


class KeyTwice(Refused, code="key-twice"):
    key: str
    position: Position

    sentence = N_("The key {key} has been used by another command already, in event #{position}.")
    hint = N_("See it: samverk show {position}")


class Undecidable(Refused, code="undecidable"):
    cause: Cause

    sentence = N_("The rules cannot be asked about it ({cause}).")
    hint = N_("See the event: samverk show")


class ItemApart(Refused, code="item-apart"):
    amendment: AmendmentId

    sentence = N_("The item stands apart from the proposal of the amendment {amendment}.")
    hint = N_("An amendment is proposed with all that it changes: samverk agreement change")


class InstalmentApart(Refused, code="instalment-apart"):
    line: LineId
    instalment: int

    sentence = N_("No payment on {line} is recorded with what says that it is for {instalment}.")
    hint = N_("A payment says itself which instalment it is for: samverk record disbursement")
