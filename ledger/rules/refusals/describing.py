"""Why a description of the book, or of a party, is refused."""

from __future__ import annotations

from collections.abc import Sequence

from events.facts import AgreementId, LineId
from ledger.refusal import N_, Refused


class NothingChanges(Refused, code="nothing-changes"):
    sentence = N_("All of it is so already: nothing would change.")
    hint = N_("See what is recorded: samverk status, or samverk party list")


class UnknownZone(Refused, code="unknown-zone", sought="zone"):
    zone: str
    known: Sequence[str]

    sentence = N_("{zone} is no time zone that this computer knows.")
    hint = N_(
        "Name it by continent and city, such as Europe/Stockholm. Names that are like it: {known}"
    )


class _AboutLine(Refused):
    agreement: AgreementId
    line: LineId
    funder: str
    performer: str


class LineIsInternal(_AboutLine, code="line-is-internal"):
    sentence = N_(
        "{funder} and {performer} have to stay parts of one legal person: the line {line} of"
        " {agreement} is settled within it."
    )
    hint = N_("See the line: samverk agreement show {agreement}")


class LineIsExternal(_AboutLine, code="line-is-external"):
    sentence = N_(
        "{funder} and {performer} would be parts of one legal person, and nobody has said how the"
        " line {line} of {agreement} is settled within it."
    )
    hint = N_("See the line: samverk agreement show {agreement}")
