"""The plans of an agreement, with what was paid of each instalment, and what it waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from events.facts import AgreementId, LineId
from events.planning import (
    Obligation,
    Standing,
    covered_minor,
    missing_minor,
    named_of,
    offset_of,
    standings,
)
from projections.balances import measures_of
from projections.projection import Projection


class PlanOfYear(msgspec.Struct, frozen=True, kw_only=True):
    """The plan in force of a line and year.

    Attributes:
        standings: its instalments, oldest first.
        missing_minor: by how much it is short of what is committed; below 0: it has too much.
        waiting: by the number of an instalment, the obligations that it waits for.
    """

    line: LineId
    year: int
    currency: str
    standings: Sequence[Standing]
    missing_minor: int
    waiting: Mapping[int, Sequence[Obligation]]


def plans_of(projection: Projection, agreement: AgreementId) -> Iterator[PlanOfYear]:
    """Yield the plans in force of an agreement, by line and year.

    Args:
        projection: with the balances of the agreement.
        agreement: its id.
    """
    document = projection.agreements[agreement]
    planning = document.planning
    if planning is None:
        return
    for plan in planning.current():
        if (agreement, plan.line) not in projection.lines:  # an amendment took it away
            continue
        sums = measures_of(projection, agreement, plan.line, plan.year)
        committed = sums["committed_minor"]
        requests, key = document.requests.values(), (plan.line, plan.year)
        named = named_of(planning, requests, *key)
        offset = offset_of(requests, *key)
        covered, paid = covered_minor(plan, committed, offset), sums["disbursed_minor"] + offset
        yield PlanOfYear(
            line=plan.line,
            year=plan.year,
            currency=document.proposed.currency,
            standings=standings(plan, paid, covered, named),
            missing_minor=missing_minor(plan, covered),
            waiting=planning.waiting(plan.line, plan.year),
        )
