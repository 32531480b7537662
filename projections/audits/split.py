"""Payments to the same payee that are each under a limit, and together are not."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Annotated, Protocol, TypedDict, TypeVar

from events.money import WrittenAmount
from projections.audits.declaring import Declaration, Found, Parameter
from projections.audits.lean import Lean
from projections.audits.material import Item, Material, population
from projections.report import Field


class Dated(Protocol):
    """An amount of a day."""

    @property
    def day(self) -> date | None:
        """The day."""

    @property
    def minor(self) -> int:
        """The amount, in minor units."""


D = TypeVar("D", bound=Dated)


class SplitRow(TypedDict):
    """Payments to the same payee that may belong together."""

    party: Annotated[str | None, Field("Party", "text", is_key=True)]
    first_on: Annotated[date, Field("From", "date", is_key=True)]
    last_on: Annotated[date, Field("Until", "date")]
    count: Annotated[int, Field("Number", "number")]
    amount_minor: Annotated[int, Field("Amount", "money")]
    most_minor: Annotated[int, Field("Most within the days", "money")]
    currency: Annotated[str, Field("Currency", "text", is_key=True, if_several=True)]
    agreements: Annotated[list[str], Field("Agreements", "texts", hidden=True)]
    lines: Annotated[list[str], Field("Lines", "texts")]
    actors: Annotated[list[str], Field("Actors", "texts", wide=True)]
    positions: Annotated[list[int], Field("Events", "positions")]


def find(found: Material, *, limit: WrittenAmount, days: int) -> Found:
    """Return runs of payments that together come to the limit within ``days`` days.

    The payments of a run are each under the limit, to the same payee and in the same currency. A
    span has payments that lie at most ``days`` days apart and together come to the limit.
    Overlapping spans make a single run. The test shows the whole run if a payment of it is in the
    period.

    Raises:
        BadNumberError: the limit is no amount in the currency of a payment.
    """
    standing = found.standing()
    payments = [x for x in standing if found.is_asked(x)]
    limits = {currency: limit.minor(currency) for currency in {x.currency for x in payments}}
    under = [x for x in standing if x.minor < limits.get(x.currency, 0)]
    under.sort(key=lambda x: (x.currency, x.party or "", x.day, x.position))
    rows = [
        _row(run, most)
        for (currency, _party), items in groupby(under, key=lambda x: (x.currency, x.party))
        for run, most in runs(list(items), limits[currency], days)
        if found.concerns(run)
    ]
    return Found(rows=rows, notices=population(found, payments))


def beside(asked: Sequence[Item], *, limit: WrittenAmount, days: int) -> Callable[[Lean], bool]:  # noqa: ARG001
    """Return what says whether a payment of another day may be in a run with one of the period."""
    payments = [x for x in asked if x.is_payment and x.reversed_by is None]
    most = max((limit.minor(x) for x in {x.currency for x in payments}), default=0)
    parties = {x.party for x in payments} | {None}
    return lambda one: one.minor < most and one.party in parties


def runs(items: Sequence[D], limit: int, days: int) -> Iterator[tuple[Sequence[D], int]]:
    """Yield the payments of each run, and the most that they come to within ``days`` days.

    Args:
        items: by day; payments, or requests for such.
        limit: that at least two of them together come to, in minor units.
        days: so far apart they may lie.
    """
    begins = ends = most = total = first = (
        0  # of the run: begins, ends and most; of the span: first
    )
    ordinals, minors = [_ordinal(x) for x in items], [x.minor for x in items]
    for last, day in enumerate(ordinals):
        total += minors[last]
        while day - ordinals[first] > days:
            total -= minors[first]
            first += 1
        if total < limit or first == last:
            continue
        if first >= ends:  # the span does not overlap with the run before
            if ends:
                yield items[begins:ends], most
            begins, most = first, 0
        ends, most = last + 1, max(most, total)
    if ends:
        yield items[begins:ends], most


def _ordinal(item: Dated) -> int:
    assert item.day is not None
    return item.day.toordinal()


def _row(run: Sequence[Item], most: int) -> dict[str, object]:
    return {
        "party": run[0].party,
        "first_on": run[0].day,
        "last_on": run[-1].day,
        "count": len(run),
        "amount_minor": sum(x.minor for x in run),
        "most_minor": most,
        "currency": run[0].currency,
        "agreements": sorted({x.agreement for x in run if x.agreement}),
        "lines": sorted({x[0] for x in {x.lines for x in run} if x}),
        "actors": sorted({x.actor for x in run}),
        "positions": [x.position for x in run],
    }


AUDIT = Declaration(
    row=SplitRow,
    find=find,
    reads_period=True,
    beside=beside,
    ask=(
        "Ask whether it was one purchase or one decision, who approved each, and what the limit"
        " would have asked for: another decision, or competition."
    ),
    parameters=(
        Parameter(
            "limit",
            "amount",
            "Each payment is under this amount, and together they come to it.",
            is_required=True,
        ),
        Parameter("days", "number", "Within so many days of one another; 30 if left out.", 30),
    ),
)
