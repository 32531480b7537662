"""Why a description of the book, or of a party, is refused."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.refusal import N_, Refused


class NothingChanges(Refused, code="nothing-changes"):
    sentence = N_("All of it is so already: nothing would change.")
    hint = N_("See what is recorded: samverk status, or samverk party list")


class UnknownZone(Refused, code="unknown-zone", sought="zone"):
    zone: str
    known: Sequence[str]

    sentence = N_("{zone} is no time zone that this computer knows.")
    hint = N_("Name it by continent and city. Names that are like it: {known}")
