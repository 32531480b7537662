"""Statements by which a server judges mandates, requests for payment, reviews and approvals.

``attesting.sql`` has the functions that these statements call.

Source: docs/ARCHITECTURE.md, "What a server judges".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator

from ledger.books.postgres.statements import quoted

# Whether an agreement is one in which each payment pays an approved request.
ATTESTED = "COALESCE(data ->> 'attest', 'none') = 'two'"
# The conditions under which a payment is judged by its line and year alone.
NEEDS_NO_REQUEST = ("NOT attested", "envelope ->> 'causation' IS NULL")
PAY_REQUEST = "pay_request(at, of_stream, data, (envelope ->> 'causation')::bigint)"

_OLDEST = unicodedata.ucd_3_2_0  # the letters of this version fold alike in every Python
_FOLDED_BELOW = 0x10450  # no letter of that version folds from here on


def words() -> dict[str, str]:
    """Return what stands for the words with @ in attesting.sql."""
    pairs = list(_folds())
    one = [pair for pair in pairs if len(pair[1]) == 1]
    several = [quoted(text) for pair in pairs if len(pair[1]) > 1 for text in pair]
    return {
        "folds_one": quoted("".join(letter for letter, _ in one)),
        "folds_to": quoted("".join(folded for _, folded in one)),
        "folds_several": f"ARRAY[{', '.join(several)}]",
    }


def _folds() -> Iterator[tuple[str, str]]:
    """Yield the letters that fold to others, with those."""
    for letter in map(chr, range(_FOLDED_BELOW)):
        folded = letter.casefold()
        if folded != letter and _OLDEST.category(letter) != "Cn" and _is_composed(letter):
            yield letter, folded


def _is_composed(letter: str) -> bool:
    return unicodedata.normalize("NFKC", letter) == letter
