"""Where in the file of a proposal that stands which a rule refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from ledger.exchange.toml_text import content_of, row_of, rows_of, text_of
from ledger.refusal import BadInput, Refused

# The field that a refusal is about: of the agreement, of the line or the party that it names.
_OF_AGREEMENT = {
    "agreement-exists": "id",
    "starts-after-ends": "ends",
    "year-not-kept": "starts",
    "unknown-currency": "currency",
    "unknown-rounding": "rounding",
    "total-differs": "stated_total",
}
_OF_LINE = {
    "line-twice": "id",
    "line-without-amount": "amounts",
    "amount-not-positive": "amounts",
    "amount-too-large": "amounts",
    "internal-across-entities": "settlement",
    "no-accountable-signatory": "performer",
}
_OF_PARTY = {"party-differs": "id", "party-exists": "id", "bad-organisation-number": "orgnr"}
_PARTIES_OF_LINE = ("funder", "performer", "accountable")


def locate(error: Refused, path: Path) -> None:
    """Add ``file`` and ``file_row`` to the values of a refusal, as far as it is known where it is.

    Args:
        error: what a rule said to the command that was read from the file.
        path: the file; what can no longer be read is left unplaced.
    """
    try:
        text = text_of(path.read_bytes(), path)
        table, number, field = _cause(error, content_of(text, path))
    except (OSError, BadInput):
        return
    error.values["file"] = str(path)
    error.values["file_row"] = row_of(rows_of(text), table, number, field)


def _cause(error: Refused, content: Mapping[str, Any]) -> tuple[str, int, str]:
    """Return the list of tables ("" for the top), which of them, and the field."""
    code, values = error.code, error.values
    lines: Sequence[Mapping[str, Any]] = content.get("line", [])
    if values.get("line") is not None:
        at = [n for n, line in enumerate(lines, 1) if line.get("id") == values["line"]]
        return "line", at[-1] if at else 0, _OF_LINE.get(code, "")
    if code in _OF_PARTY:
        key = "orgnr" if code == "bad-organisation-number" else "id"
        wanted = values.get("number" if key == "orgnr" else "party")
        for number, party in enumerate(content.get("party", []), 1):
            if party.get(key) == wanted:
                return "party", number, _OF_PARTY[code]
    for number, line in enumerate(lines, 1):
        if code == "unknown-party" and values["party"] not in content.get("signatories", ()):
            for field in _PARTIES_OF_LINE:
                if line.get(field) == values["party"]:
                    return "line", number, field
        if code == "year-outside-agreement" and str(values["year"]) in line.get("amounts", ()):
            return "line", number, f"amounts.{values['year']}"
    return "", 0, "signatories" if code == "unknown-party" else _OF_AGREEMENT.get(code, "")
