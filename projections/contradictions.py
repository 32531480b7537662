"""Whether an event follows from those before it: whether the lines and parties that it names exist.

The rules ask this before an event is recorded. Every reader asks again, because a report can say
nothing of an event that names a missing line or party.
"""

from __future__ import annotations

from typing import Any

from events import facts as f
from events.declared import named
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
    if fact.stream is AGREEMENTS:
        agreement = agreement_of(stream) or ""
        is_there = agreement in projection.agreements
        if isinstance(fact, f.AgreementProposed):
            if is_there:
                return Worded("there is already an agreement {agreement}", agreement=agreement)
        elif not is_there:
            return Worded("there is no agreement {agreement}", agreement=agreement)
        for line in named(fact, "new line"):
            if (agreement, line) in projection.lines:
                return Worded("there is already a line {line}", line=line)
        for line in named(fact, "line"):
            if (agreement, line) not in projection.lines:
                return Worded("there is no line {line}", line=line)
    elif isinstance(fact, f.PeriodReopened) and not projection.closed:
        return Worded("no period is closed")
    return _of_parties(projection, fact) or _of_witnesses(projection, fact)


def _of_parties(projection: Projection, fact: Any) -> str | None:
    for party in named(fact, "new party"):
        if party in projection.parties:
            return Worded("there is already a party {party}", party=party)
    for party in named(fact, "party"):
        if party not in projection.parties:
            return Worded("there is no party {party}", party=party)
    return None


def _of_witnesses(projection: Projection, fact: Any) -> str | None:
    for witness in named(fact, "new witness"):
        if witness in projection.witnesses:
            return Worded("there is already a witness {witness}", witness=witness)
    for witness in named(fact, "witness"):
        match projection.witnesses.get(witness):
            case None:
                return Worded("there is no witness {witness}", witness=witness)
            case f.WitnessRetired():
                return Worded("the witness {witness} has been retired", witness=witness)
    return None
