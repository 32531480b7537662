"""Statements by which a server judges mandates, requests for payment, reviews and approvals.

``attesting.sql`` has the functions that these statements call.

Source: docs/ARCHITECTURE.md, "What a server judges".
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator

from events import facts as f
from events.money import PLACES
from events.streams import AGREEMENTS, AUTHORITIES, PARTIES
from ledger.books.postgres.statements import quoted, read
from ledger.refusal import N_

# Whether an agreement is one in which each payment pays an approved request.
ATTESTED = "COALESCE(data ->> 'attest', 'none') = 'two'"
# The conditions under which a payment is judged by its line and year alone.
# A row of a file follows from the reading of that, which is no request.
NEEDS_NO_REQUEST = (
    "NOT attested",
    (
        "(envelope ->> 'causation' IS NULL OR NOT EXISTS (SELECT FROM payment_request"
        " WHERE position = (envelope ->> 'causation')::bigint"
        " AND payment_request.stream = of_stream))"
    ),
)
PAY_REQUEST = "pay_request(at, of_stream, data, (envelope ->> 'causation')::bigint)"

# What stands in a refusal, as the rules say it.
_SAID = {
    "other_board": N_("it is of another board"),
    "other_step": N_("it is for another step"),
    "other_agreements": N_("it is for other agreements"),
    "other_lines": N_("it is for other lines"),
    "higher_limit": N_("its limit is higher"),
    "same_person": N_("it is of the same person"),
    "is_paid": N_("paid"),
    "is_returned": N_("returned"),
    "is_cancelled": N_("cancelled"),
    "no_mandate": N_("none was granted"),
    "another_step": N_("none is for this step"),
    "another_board": N_("none is of the board that pays"),
    "another_area": N_("none is for this line"),
    "another_day": N_("none is in force that day"),
    "another_currency": N_("none is in this currency"),
}
_DIFFERING = {
    "line": N_("line"),
    "budget_year": N_("budget year"),
    "payee": N_("payee"),
    "minor": N_("amount"),
}

_OLDEST = unicodedata.ucd_3_2_0  # the letters of this version fold alike in every Python
_FOLDED_BELOW = 0x10450  # no letter of that version folds from here on


def words() -> dict[str, str]:
    """Return what stands for the words with @ in attesting.sql."""
    pairs = list(_folds())
    one = [pair for pair in pairs if len(pair[1]) == 1]
    several = [quoted(text) for pair in pairs if len(pair[1]) > 1 for text in pair]
    return {
        **{name: quoted(said) for name, said in _SAID.items()},
        "differing": " ".join(f"WHEN '{x}' THEN {quoted(y)}" for x, y in _DIFFERING.items())
        + " END",
        "currencies": ", ".join(map(quoted, sorted(PLACES))),
        "agreements": AGREEMENTS.name,
        "parties": quoted(PARTIES.name),
        "authorities": quoted(AUTHORITIES.name),
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


_WHO = read("actor", "envelope")


def _authority(call: str) -> Callable[[], Iterator[str]]:
    def judged() -> Iterator[str]:
        yield "done := require_administrator();"
        yield f"done := {call};"

    return judged


def _of_request(call: str) -> Callable[[], Iterator[str]]:
    def judged() -> Iterator[str]:
        yield f"done := {call};"

    return judged


# The statements by which a server judges and keeps each fact.
JUDGED: dict[type[f.Event], Callable[[], Iterator[str]]] = {
    f.ActorKeyRegistered: _authority("register_key(at, of_stream, data)"),
    f.ActorKeyRetired: _authority("retire_key(at, of_stream, data)"),
    f.ActorRepresents: _authority(f"represent(data, {_WHO})"),
    f.AuthorityGranted: _authority(f"grant_authority(at, data, {_WHO})"),
    f.AuthorityWithdrawn: _authority("withdraw_authority(data)"),
    f.PaymentRequested: _of_request(f"request_payment(at, of_stream, data, {_WHO})"),
    f.PaymentReviewed: _of_request(f"review_request(of_stream, data, {_WHO})"),
    f.PaymentApproved: _of_request(f"approve_request(of_stream, data, {_WHO})"),
    f.PaymentReturned: _of_request(f"end_request(at, of_stream, data, {_WHO}, true)"),
    f.PaymentCancelled: _of_request(f"end_request(at, of_stream, data, {_WHO}, false)"),
}
