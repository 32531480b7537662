"""Finding the value that a rule refused in the file of a proposal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ledger.exchange.toml_text import content_of, row_of, rows_of, text_of
from ledger.refusal import BadInput, Place, Refused
from ledger.rules.refusals import agreements as a
from ledger.rules.refusals.amounts import AmountNotPositive, AmountTooLarge

# The field that a refusal is about: of the agreement, of the line or the party that it names.
_OF_AGREEMENT: Mapping[type[Refused], str] = {
    a.AgreementExists: "id",
    a.StartsAfterEnds: "ends",
    a.YearNotKept: "starts",
    a.UnknownCurrency: "currency",
    a.UnknownRounding: "rounding",
    a.TotalDiffers: "stated_total",
}
_OF_LINE: Mapping[type[Refused], str] = {
    a.LineTwice: "id",
    a.LineWithoutAmount: "amounts",
    AmountNotPositive: "amounts",
    AmountTooLarge: "amounts",
    a.InternalAcrossEntities: "settlement",
    a.NoAccountableSignatory: "performer",
}

_PARTIES_OF_LINE = ("funder", "performer", "accountable")


def locate(error: Refused, path: Path) -> None:
    """Add the file, and the row if it is found, to a refusal.

    Args:
        error: the refusal of the command that was read from the file.
        path: the file. If it can no longer be read, the refusal gets no row.
    """
    try:
        text = text_of(path.read_bytes(), path)
        table, number, field = _cause(error, content_of(text, path))
    except (OSError, BadInput):
        return
    error.stands_at = Place(str(path), row_of(rows_of(text), table, number, field))


def _cause(error: Refused, content: Mapping[str, Any]) -> tuple[str, int, str]:
    """Return the list of tables ("" for the top), which of them, and the field."""
    lines: Sequence[Mapping[str, Any]] = content.get("line", [])
    named = getattr(error, "line", None)
    if named is not None:
        at = [n for n, line in enumerate(lines, 1) if line.get("id") == named]
        return "line", at[-1] if at else 0, _OF_LINE.get(type(error), "")
    match error:
        case a.PartyDiffers() | a.PartyExists():
            return _party_with("id", error.party, content)
        case a.BadOrganisationNumber():
            return _party_with("orgnr", error.number, content)
        case a.UnknownParty():
            return _naming(error.party, content)
        case a.YearOutsideAgreement():
            for number, line in enumerate(lines, 1):
                if str(error.year) in line.get("amounts", ()):
                    return "line", number, f"amounts.{error.year}"
    return "", 0, _OF_AGREEMENT.get(type(error), "")


def _party_with(field: str, value: str, content: Mapping[str, Any]) -> tuple[str, int, str]:
    """Return the party that has this value of a field; the top of the file if none has it."""
    for number, party in enumerate(content.get("party", []), 1):
        if party.get(field) == value:
            return "party", number, field
    return "", 0, ""


def _naming(party: str, content: Mapping[str, Any]) -> tuple[str, int, str]:
    """Return where a party is named: among the signatories, or else on a line."""
    if party not in content.get("signatories", ()):
        for number, line in enumerate(content.get("line", []), 1):
            for field in _PARTIES_OF_LINE:
                if line.get(field) == party:
                    return "line", number, field
    return "", 0, "signatories"
