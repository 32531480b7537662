"""What a single actor has done where there should be two actors."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, TypedDict

from events.mandates import is_same
from projections.audits.declaring import Declaration, Found
from projections.audits.material import Asked, Item, Material
from projections.report import Field, Notice

_JUDGES = frozenset({"in-kind-verified", "in-kind-rejected"})
_APPROVES = frozenset(
    {"commitment-approved", "uplift-applied", "reallocated", "amendment-concluded"}
)
_PROPOSES = frozenset(
    {
        "agreement-proposed",
        "budget-line-proposed",
        "line-amended",
        "line-amount-change-proposed",
        "line-addition-proposed",
    }
)


class SameActorRow(TypedDict):
    """Events by a single actor that should have two."""

    finding: Annotated[
        Literal[
            "recorded-and-judged",
            "recorded-and-reversed",
            "closed-and-reopened",
            "approved-and-paid",
            "proposed-and-approved",
            "requested-and-reviewed",
            "requested-and-approved",
            "reviewed-and-approved",
            "request-approved-and-paid",
            "granted-and-requested",
        ],
        Field("Finding", "word"),
    ]
    actor: Annotated[str, Field("Actor", "text", is_key=True)]
    agreement: Annotated[str | None, Field("Agreement", "text", is_key=True)]
    lines: Annotated[list[str], Field("Lines", "texts")]
    count: Annotated[int, Field("Number", "number")]
    amount_minor: Annotated[int | None, Field("Amount", "money")]
    currency: Annotated[str | None, Field("Currency", "text", if_several=True)]
    positions: Annotated[list[int], Field("Events", "positions", is_key=True)]


def find(found: Material) -> Found:
    """Return pairs of events by the same actor, then the duties that an actor has on a line.

    Names of actors that differ in nothing but capital letters and forms of the same letter are one
    actor's where payments are requested and approved, as the rules have it.
    """
    rows = [*_pairs(found), *_periods(found), *_duties(found), *_requests(found)]
    actors = {x.actor for x in found.items}
    return Found(rows=rows, notices=[Notice("actors", {"count": len(actors)})])


def _pairs(found: Material) -> Iterator[dict[str, object]]:
    by_position = {item.position: item for item in found.items}
    for item in found.items:
        if item.name not in _JUDGES | {"entry-reversed"} or item.about not in by_position:
            continue
        first = by_position[item.about]
        if first.actor == item.actor and found.concerns((first, item)):
            is_judged = item.name in _JUDGES
            finding = "recorded-and-judged" if is_judged else "recorded-and-reversed"
            yield _row(finding, [first, item], [first])


def _periods(found: Material) -> Iterator[dict[str, object]]:
    """Yield the closings that their own actor undid. They have no day, so no period has them."""
    closings: list[Item] = []
    for item in found.asked():
        if item.name == "period-closed":
            closings.append(item)
        elif item.name == "period-reopened" and closings:
            closed = closings.pop()
            if closed.actor == item.actor:
                yield _row("closed-and-reopened", [closed, item], [])


def _duties(found: Material) -> Iterator[dict[str, object]]:
    """Yield where the same actor has approved and paid, or proposed and approved, on a line."""
    approved: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    paid: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    proposed: dict[tuple[str, str, str], list[Item]] = defaultdict(list)
    for item in found.items:
        if item.agreement is None or item.reversed_by is not None:
            continue
        for line in item.lines:  # a move between lines names two
            key = (item.agreement, line, item.actor)
            if item.name in _APPROVES:
                approved[key].append(item)
            elif item.name in _PROPOSES:
                proposed[key].append(item)
            elif item.is_payment and found.is_asked(item):
                paid[key].append(item)
    for key, decisions in approved.items():
        if paid[key]:
            yield _row("approved-and-paid", [*decisions, *paid[key]], paid[key], key[1])
        asked = [x for x in decisions if found.is_asked(x)]
        if proposed[key] and asked:
            yield _row("proposed-and-approved", [*proposed[key], *asked], asked, key[1])


def _requests(found: Material) -> Iterator[dict[str, object]]:
    """Yield where the same actor has taken two steps of a payment that was requested."""
    actors = {x.position: x.actor for x in found.items}
    for asked in filter(found.is_asked, found.requests):
        request = asked.request
        requested = [(request.actor, request.position)]
        reviewed = [(x.actor, x.position) for x in (request.review,) if x]
        approved = [(x.actor, x.position) for x in request.approvals]
        paid = [(actors[x], x) for x in (request.paid_at,) if x in actors]
        granted = [(actor, request.position) for actor in asked.granted_by]
        for finding, one, other in (
            ("requested-and-reviewed", requested, reviewed),
            ("requested-and-approved", requested, approved),
            ("reviewed-and-approved", reviewed, approved),
            ("request-approved-and-paid", approved, paid),
            ("granted-and-requested", requested, granted),
        ):
            for first, at in one:
                both = [x for actor, x in other if is_same(actor, first)]
                if both:
                    positions = list(dict.fromkeys((request.position, at, *both)))
                    yield _asked_row(finding, asked, first, positions)


def _asked_row(
    finding: str, asked: Asked, actor: str, positions: Sequence[int]
) -> dict[str, object]:
    return {
        "finding": finding,
        "actor": actor,
        "agreement": asked.agreement,
        "lines": [asked.request.fact.line],
        "count": len(positions),
        "amount_minor": asked.minor,
        "currency": asked.currency,
        "positions": positions,
    }


def _row(
    finding: str, items: Sequence[Item], counted: Sequence[Item], line: str | None = None
) -> dict[str, object]:
    minors = [x.minor for x in counted if x.amount_minor is not None]
    return {
        "finding": finding,
        "actor": items[0].actor,
        "agreement": items[0].agreement,
        "lines": [line] if line else sorted({x.line for x in items if x.line}),
        "count": len(items),
        "amount_minor": sum(minors) if minors else None,
        "currency": counted[0].currency if minors else None,
        "positions": [x.position for x in items],
    }


AUDIT = Declaration(
    row=SameActorRow,
    find=find,
    ask=(
        "Ask who else saw it before the money left, and which decision it rests on: to record a"
        " board's decision is not to take it. An actor is as sure as samverk log says."
    ),
)
