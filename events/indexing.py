"""The register of indexes: what was published of each, and what a rule takes of it.

The states of the rules and the documents of the read side fold publications in the same way, so it
is written here once. Pure: nothing is judged.

Source: docs/DOMAIN.md, section 3 (indexes).
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

import msgspec

from events import facts as f
from events.facts import Position
from events.money import weighted_rate

_OCTOBER = (10, 31)  # the last day that an agreement of the kind "october" looks at

# A line's terms, without their order: two lines with the same ones are raised by the same rate.
Key: TypeAlias = tuple[frozenset[tuple[str, Decimal]], int, str]


class Published(NamedTuple):
    """A publication, with its position."""

    position: Position
    fact: f.IndexPublished


class Register(msgspec.Struct):
    """What was published, and what of it was withdrawn.

    Attributes:
        published: every publication by its position, in the order of the book.
        withdrawn: the publications that count no more, each with the event that withdrew it.
    """

    published: dict[Position, f.IndexPublished] = {}
    withdrawn: dict[Position, Position] = {}

    def publish(self, fact: f.IndexPublished, at: Position) -> None:
        """Take a publication in."""
        self.published[at] = fact

    def withdraw(self, fact: f.IndexWithdrawn, at: Position) -> None:
        """Let a publication count no more."""
        self.withdrawn.setdefault(fact.publication, at)

    def standing(self, series: str | None = None, period: str | None = None) -> list[Published]:
        """Return the publications that count, the oldest first; of two of one day, by position.

        Args:
            series: None: of any.
            period: None: for any.
        """
        found = [
            Published(at, fact)
            for at, fact in self.published.items()
            if at not in self.withdrawn
            and series in {None, fact.series}
            and period in {None, fact.index_period}
        ]
        return sorted(found, key=lambda x: (x.fact.published_on, x.position))

    def series(self) -> list[str]:
        """Return the names of the series of which a publication counts."""
        return sorted({x.fact.series for x in self.standing()})


def key_of(terms: f.LineIndexProposed) -> Key:
    """Return what two lines with the same terms have in common."""
    parts = frozenset((x.series, x.weight_percent) for x in terms.parts)
    return parts, terms.lag_years, terms.vintage


def period_of(terms: f.LineIndexProposed, year: int) -> str:
    """Return the period whose index raises a budget year."""
    return f"{year - terms.lag_years:04}"


def taken(
    publications: Iterable[Published], vintage: f.Vintage, year: int, on: date
) -> Published | None:
    """Return the publication that a rule takes.

    Args:
        publications: of a series and period, the oldest first.
        vintage: the rule.
        year: the budget year that is raised.
        on: the day of the decision; what was published later is not taken.

    Returns:
        None: no publication was there on that day that the rule takes.
    """
    there = [x for x in publications if x.fact.published_on <= on]
    match vintage:
        case "first":
            return there[0] if there else None
        case "october":
            last = date(year - 1, *_OCTOBER)
            there = [x for x in there if x.fact.published_on <= last]
        case "definitive":
            there = [x for x in there if not x.fact.preliminary]
    return there[-1] if there else None


def inputs_of(
    register: Register, terms: f.LineIndexProposed, year: int, on: date
) -> tuple[f.IndexInput, ...] | None:
    """Return what an uplift takes of each series; None: of one of them there is nothing to take.

    Args:
        register: of the book.
        terms: of the line.
        year: the budget year that is raised.
        on: the day of the decision.
    """
    period, found = period_of(terms, year), []
    for part in terms.parts:
        own = taken(register.standing(part.series, period), terms.vintage, year, on)
        if own is None:
            return None
        found.append(
            f.IndexInput(
                series=part.series,
                index_period=period,
                vintage=terms.vintage,
                value_percent=own.fact.value_percent,
                weight_percent=part.weight_percent,
                publication=own.position,
            )
        )
    return tuple(found)


def rate_of(inputs: Iterable[f.IndexInput]) -> Decimal:
    """Return the rate in per cent that inputs come to, rounded as rates are kept."""
    return weighted_rate((x.value_percent, x.weight_percent) for x in inputs)
