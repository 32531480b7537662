"""Whether an event follows from those before it: whether the lines and parties that it names exist.

The rules ask this before an event is recorded. Every reader asks again, because a report can say
nothing of an event that names a missing line or party.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, TypeAlias

from events import facts as f
from events.amending import additions
from events.declared import Word, fields_of, named
from events.streams import AGREEMENTS, agreement_of
from events.worded import Worded
from projections.projection import Projection


def contradiction(projection: Projection, stream: Any, fact: Any) -> str | None:
    """Return how a fact contradicts what came before it; None: it follows.

    Args:
        projection: what came before it.
        stream: the stream that it stands in.
        fact: the fact, whole or with only the fields that sums need.
    """
    if not fact.stream.has(stream):
        return Worded("it stands in the stream {stream}", stream=stream)
    agreement = agreement_of(stream) or ""
    if fact.stream is AGREEMENTS:
        is_there = agreement in projection.agreements
        if isinstance(fact, f.AgreementProposed):
            if is_there:
                return Worded("there is already an agreement {agreement}", agreement=agreement)
        elif not is_there:
            return Worded("there is no agreement {agreement}", agreement=agreement)
    elif isinstance(fact, f.PeriodReopened) and not projection.closed:
        return Worded("no period is closed")
    kind: type = type(fact)
    added = _added(projection, agreement, fact) if kind is f.AmendmentConcluded else ()
    for word in _words(kind):
        for one in named(fact, word):
            cause = _CAUSES[word](projection, agreement, one)
            if cause is not None and not (word == "line" and one in added):
                return cause
    return None


@cache
def _words(kind: type) -> tuple[Word, ...]:
    """Return what facts of a type name, of what has to be there or must not be there yet."""
    return tuple(word for word in _CAUSES if fields_of(kind, (word,)))


def _added(projection: Projection, agreement: str, fact: f.AmendmentConcluded) -> set[str]:
    """Return the lines that an amendment adds by its conclusion."""
    amendment = projection.agreements[agreement].amendments.get(fact.amendment)
    return {x.line for x in additions(amendment)} if amendment else set()


def _new_line(projection: Projection, agreement: str, line: str) -> str | None:
    if line not in projection.agreements[agreement].lines:
        return None
    return Worded("there is already a line {line}", line=line)


def _line(projection: Projection, agreement: str, line: str) -> str | None:
    if line in projection.agreements[agreement].lines:
        return None
    return Worded("there is no line {line}", line=line)


def _new_amendment(projection: Projection, agreement: str, amendment: str) -> str | None:
    if amendment not in projection.agreements[agreement].amendments:
        return None
    return Worded("there is already an amendment {amendment}", amendment=amendment)


def _amendment(projection: Projection, agreement: str, amendment: str) -> str | None:
    if amendment in projection.agreements[agreement].amendments:
        return None
    return Worded("there is no amendment {amendment}", amendment=amendment)


def _new_party(projection: Projection, _: str, party: str) -> str | None:
    if party not in projection.parties:
        return None
    return Worded("there is already a party {party}", party=party)


def _party(projection: Projection, _: str, party: str) -> str | None:
    if party in projection.parties:
        return None
    return Worded("there is no party {party}", party=party)


def _new_witness(projection: Projection, _: str, witness: str) -> str | None:
    if witness not in projection.witnesses:
        return None
    return Worded("there is already a witness {witness}", witness=witness)


def _witness(projection: Projection, _: str, witness: str) -> str | None:
    match projection.witnesses.get(witness):
        case None:
            return Worded("there is no witness {witness}", witness=witness)
        case f.WitnessRetired():
            return Worded("the witness {witness} has been retired", witness=witness)
    return None


_Cause: TypeAlias = Callable[[Projection, str, str], str | None]
# By what a fact names, in the order in which they are looked at.
_CAUSES: dict[Word, _Cause] = {
    "new line": _new_line,
    "line": _line,
    "new amendment": _new_amendment,
    "amendment": _amendment,
    "new party": _new_party,
    "party": _party,
    "new witness": _new_witness,
    "witness": _witness,
}
