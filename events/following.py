"""What is expected of a year, and what reviews have found, from the steps that stand.

The states of the rules and the documents of the read side have the same steps, so it is written
here once. Pure: nothing is judged.

Source: docs/DOMAIN.md, section 3 (follow-up).
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Collection, Iterator, Mapping
from datetime import date
from typing import NamedTuple, TypeAlias

import msgspec

from events import facts as f
from events.facts import LineId, PartyId, Position

Steps: TypeAlias = Mapping[Position, f.Event]  # that stand, in the order of the book


class Finding(msgspec.Struct):
    """A finding, and what has been settled of it.

    Attributes:
        settled: the settlements that stand, by their positions.
    """

    position: Position
    fact: f.FindingMade
    settled: dict[Position, f.FindingSettled] = {}

    @property
    def settled_minor(self) -> int:
        """What has been settled, in minor units."""
        return sum(x.amount_minor for x in self.settled.values())

    @property
    def open_minor(self) -> int:
        """What is still to be settled, in minor units."""
        return self.fact.amount_minor - self.settled_minor


def findings(steps: Steps) -> dict[Position, Finding]:
    """Return every finding that stands, by its position."""
    found: dict[Position, Finding] = {}
    for at, fact in steps.items():
        if isinstance(fact, f.FindingMade):
            found[at] = Finding(at, fact)
        elif isinstance(fact, f.FindingSettled) and fact.finding in found:
            found[fact.finding].settled[at] = fact
    return found


def findings_about(position: Position, steps: Steps) -> Iterator[f.FindingMade]:
    """Yield the findings that stand about one event."""
    for fact in steps.values():
        if isinstance(fact, f.FindingMade) and fact.position == position:
            yield fact


def offset_minor(steps: Steps, party: PartyId, lines: Collection[LineId]) -> int:
    """Return what has been settled by offsetting it against payments to a party, in minor units.

    What payments to the party have been lowered by already is not taken off.

    Args:
        steps: of the agreement.
        party: who is to be paid.
        lines: that the findings are about: those of one board, since the money of one board is
            not given back out of another one's.
    """
    return sum(
        settled.amount_minor
        for finding in findings(steps).values()
        if finding.fact.party == party and finding.fact.line in lines
        for settled in finding.settled.values()
        if settled.how == "offset"
    )


def open_offset(steps: Steps, party: PartyId, lines: Collection[LineId], used_minor: int) -> int:
    """Return by how much the next request to pay a party is lowered, in minor units.

    Args:
        steps: of the agreement.
        party: who is to be paid.
        lines: of the board that pays.
        used_minor: what requests that stand have offset for the party on those lines.
    """
    return max(offset_minor(steps, party, lines) - used_minor, 0)


def forecasts(
    steps: Steps, day: date | None = None
) -> dict[tuple[LineId, int], tuple[Position, f.ForecastGiven]]:
    """Return the newest forecast of each line and budget year, with its position.

    The newest is the one with the latest day; of several on one day, the one recorded last.

    Args:
        steps: of the agreement.
        day: only those given by then; None: all.
    """
    found: dict[tuple[LineId, int], tuple[Position, f.ForecastGiven]] = {}
    for at, fact in steps.items():
        if not isinstance(fact, f.ForecastGiven) or (day is not None and fact.given_on > day):
            continue
        before = found.get((fact.line, fact.year))
        if before is None or fact.given_on >= before[1].given_on:
            found[fact.line, fact.year] = (at, fact)
    return found


class Until(NamedTuple):
    """The days that facts are counted to.

    Attributes:
        as_of: facts about that day or earlier, or about no day; None: every day.
        forecasts_to: a later day that forecasts are counted to, and what takes them back; None:
            the same day.
    """

    as_of: date | None = None
    forecasts_to: date | None = None


EVERY_DAY = Until()


def counts(fact: f.Event, as_of: date | None, forecasts_to: date | None = None) -> bool:
    """Return whether a fact counts by some days; arguments as of ``Until``."""
    day = f.effective_on(fact) if as_of else None
    if day is None or as_of is None or day <= as_of:
        return True
    if forecasts_to is None or day > forecasts_to:
        return False
    return isinstance(fact.entry if isinstance(fact, f.EntryReversed) else fact, f.ForecastGiven)


def run_rate(
    outcome_minor: int, year: int, day: date, rounding: f.Rounding, currency: str
) -> int | None:
    """Return what a year would come to if it went on as it began: outcome × days / days gone.

    Args:
        outcome_minor: by the end of the day, in minor units.
        year: the budget year.
        day: the last day that has gone; after the year, its last day counts.
        rounding: of the agreement.
        currency: of the agreement.

    Returns:
        None: the year has not begun.
    """
    from decimal import Decimal, localcontext

    from events.money import round_minor

    first, last = date(year, 1, 1), date(year, 12, 31)
    if day < first:
        return None
    gone, whole = (min(day, last) - first).days + 1, (last - first).days + 1
    with localcontext(prec=60):
        exact = Decimal(outcome_minor) * whole / gone
    return round_minor(exact, rounding, currency)
