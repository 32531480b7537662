"""Whether an event follows from those before it: what it names is there.

The rules see to it before an event is recorded. Whoever reads asks again, because a report can
say nothing of an event that names a line or a party that nobody knows.
"""

from __future__ import annotations

from typing import Any

from events import facts as f
from events.record import BOOK_STREAM, PARTIES_STREAM, agreement_of
from events.text import BadTextError, clean_id
from projections.projection import Projection

_STREAMS: dict[type[f.Event], str] = {
    f.PartyRegistered: PARTIES_STREAM,
    f.PeriodClosed: BOOK_STREAM,
    f.PeriodReopened: BOOK_STREAM,
}
_LINES = ("line", "from_line", "to_line")
_PARTIES = ("party", "performer", "funder", "accountable", "board", "payee")


def contradiction(projection: Projection, stream: Any, fact: Any) -> str | None:
    """Return how a fact contradicts what came before it; None: it follows.

    Args:
        projection: what came before it.
        stream: the stream that it stands in.
        fact: it, whole or with only the fields that sums need.
    """
    if type(fact) in _STREAMS:
        return _in_own_stream(projection, stream, fact)
    agreement = agreement_of(stream) if isinstance(stream, str) else None
    if agreement is None:
        return f"it stands in the stream {stream}"
    if isinstance(fact, f.AgreementProposed):
        return _proposed(projection, agreement, fact)
    if agreement not in projection.agreements:
        return f"there is no agreement {agreement}"
    return _names_what_is_there(projection, agreement, fact)


def _in_own_stream(projection: Projection, stream: Any, fact: Any) -> str | None:
    if stream != _STREAMS[type(fact)]:
        return f"it stands in the stream {stream}"
    match fact:
        case f.PartyRegistered(party=party) if party in projection.parties:
            return f"there is already a party {party}"
        case f.PeriodReopened() if not projection.closed:
            return "no period is closed"
        case _:
            return None


def _proposed(projection: Projection, agreement: str, fact: f.AgreementProposed) -> str | None:
    try:
        is_id = clean_id(agreement) == agreement
    except BadTextError:
        is_id = False
    if not is_id:
        return f"its stream names no agreement: {agreement}"
    if agreement in projection.agreements:
        return f"there is already an agreement {agreement}"
    return _first_unknown(projection, fact.signatories)


def _names_what_is_there(projection: Projection, agreement: str, fact: Any) -> str | None:
    match fact:
        case f.EntryReversed():
            return _names_what_is_there(projection, agreement, fact.entry)
        case f.InKindVerified() | f.InKindRejected():
            return _names_what_is_there(projection, agreement, fact.contribution)
        case f.BudgetLineProposed():
            if (agreement, fact.line) in projection.lines:
                return f"there is already a line {fact.line}"
        case _:
            lines = [getattr(fact, name) for name in _LINES if hasattr(fact, name)]
            for line in lines:
                if (agreement, line) not in projection.lines:
                    return f"there is no line {line}"
    return _first_unknown(projection, [getattr(fact, name, None) for name in _PARTIES])


def _first_unknown(projection: Projection, parties: Any) -> str | None:
    for party in parties:
        if party is not None and party not in projection.parties:
            return f"there is no party {party}"
    return None
