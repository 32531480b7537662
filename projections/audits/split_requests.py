"""Requests that were each approved within a limit, and together are more than the limit.

The rules add up the requests that one board pays on one due day to payees that are one legal
person. This test adds up those of all boards and agreements, and of due days that lie near one
another.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Annotated, TypedDict

from projections.audits.declaring import Declaration, Found, Parameter
from projections.audits.material import Asked, Material
from projections.audits.split import runs
from projections.report import Field, Notice


class SplitRequestsRow(TypedDict):
    """Requests that may belong together, and a limit that each was approved within."""

    legal_person: Annotated[str, Field("Legal person", "text", is_key=True)]
    parties: Annotated[list[str], Field("Payees", "texts")]
    first_on: Annotated[date, Field("From", "date", is_key=True)]
    last_on: Annotated[date, Field("Until", "date")]
    count: Annotated[int, Field("Number", "number")]
    amount_minor: Annotated[int, Field("Amount", "money")]
    most_minor: Annotated[int, Field("Most within the days", "money")]
    limit_minor: Annotated[int, Field("Limit", "money", is_key=True)]
    excess_minor: Annotated[int, Field("Over the limit", "money")]
    currency: Annotated[str, Field("Currency", "text", is_key=True, if_several=True)]
    agreements: Annotated[list[str], Field("Agreements", "texts", hidden=True)]
    lines: Annotated[list[str], Field("Lines", "texts")]
    actors: Annotated[list[str], Field("Approved by", "texts", wide=True)]
    positions: Annotated[list[int], Field("Events", "positions")]


def find(found: Material, *, days: int) -> Found:
    """Return runs of approved requests that together are more than a mandate's limit.

    The requests of a run are in one currency, to payees that are one legal person, due at most
    ``days`` days apart, and each was approved with a mandate whose limit is that of the row or a
    lower one. What a mandate of a higher limit or of none approved is left out: its holder could
    have approved the rest as well. The test shows the whole run if a request of it is due in the
    period.
    """
    approved = [x for x in found.requests if x.mandate and x.request.over is None]
    limited = [x for x in approved if _limit(x)]
    limited.sort(key=lambda x: (x.currency, x.legal_person, x.day, x.request.position))
    rows = [
        _row(run, most, limit)
        for _, items in groupby(limited, key=lambda x: (x.currency, x.legal_person))
        for run, most, limit in _over(list(items), days)
        if found.concerns(run)
    ]
    return Found(
        rows=rows, notices=[Notice("looked-at", {"count": len(approved), "found": len(rows)})]
    )


def _limit(asked: Asked) -> int:
    """Return the limit that a request was approved within; 0: there was none."""
    return (asked.mandate.limit_minor if asked.mandate else None) or 0


def _over(items: Sequence[Asked], days: int) -> Iterator[tuple[Sequence[Asked], int, int]]:
    """Yield each run, the most that it comes to within the days, and the limit."""
    for limit in sorted({*map(_limit, items)}):
        within = [x for x in items if _limit(x) <= limit]
        for run, most in runs(within, limit + 1, days):
            yield run, most, limit


def _row(run: Sequence[Asked], most: int, limit: int) -> dict[str, object]:
    return {
        "legal_person": run[0].legal_person,
        "parties": sorted({x.request.fact.payee for x in run}),
        "first_on": run[0].day,
        "last_on": run[-1].day,
        "count": len(run),
        "amount_minor": sum(x.minor for x in run),
        "most_minor": most,
        "limit_minor": limit,
        "excess_minor": most - limit,
        "currency": run[0].currency,
        "agreements": sorted({x.agreement for x in run}),
        "lines": sorted({x.request.fact.line for x in run}),
        "actors": sorted({x.request.approvals[-1].actor for x in run}),
        "positions": [x.request.position for x in run],
    }


AUDIT = Declaration(
    row=SplitRequestsRow,
    find=find,
    reads_period=True,
    ask=(
        "Ask whether it was one purchase or one grant, why it was requested in parts, and who"
        " could have approved the whole."
    ),
    parameters=(
        Parameter("days", "number", "Due within so many days of one another; 30 if left out.", 30),
    ),
)
