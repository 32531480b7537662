"""Uplifts that were decided by an index which says another rate by now.

Pure: what a book says on a day is told from its documents and balances. Nothing is decided here;
who may decide learns what a superseding uplift would do.

Source: docs/DOMAIN.md, section 3 (indexes).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

import msgspec

from events import facts as f
from events.facts import AgreementId, LineId, Position
from events.indexing import inputs_of, rate_of
from events.money import uplifted
from projections.balances import measures_of
from projections.projection import AgreementDocument, Projection

_RAISED = ("approved_minor", "amended_minor", "uplift_minor")  # what an uplift raises


class Revised(msgspec.Struct, frozen=True, kw_only=True):
    """An uplift in force that would be another if it was decided by the index today.

    Attributes:
        fact: the uplift, at ``position``.
        rate: by which the index would raise the line today; None: there is nothing to take.
        uplift_minor: what the line would be raised by for the year; None: it would not be raised.
        published_on: when the newest publication was that it would take; None: it takes none.
        later: the uplift of a later year that builds on it, and so stands in the way; None: none.
    """

    agreement: AgreementId
    position: Position
    fact: f.UpliftApplied3
    rate: Decimal | None
    uplift_minor: int | None
    published_on: date | None
    later: Position | None

    @property
    def decided_minor(self) -> int:
        """What the line was raised by for the year."""
        return self.fact.years[0].uplift_minor

    @property
    def difference_minor(self) -> int:
        """What a superseding uplift would post for the year."""
        return (self.uplift_minor or 0) - self.decided_minor


def revised(
    projection: Projection, agreements: Mapping[AgreementId, AgreementDocument], day: date
) -> Iterator[Revised]:
    """Yield the uplifts of some agreements whose rate would be another on a day.

    Args:
        projection: with the balances of these agreements.
        agreements: their documents.
        day: that day.
    """
    for agreement, document in agreements.items():
        in_force: dict[tuple[LineId, int], tuple[Position, f.UpliftApplied]] = {
            (fact.line, fact.year): (at, fact)
            for at, fact in sorted(document.process.items())
            if isinstance(fact, f.UpliftApplied)
        }
        for (line, year), (at, fact) in in_force.items():
            own = document.lines.get(line)
            if not isinstance(fact, f.UpliftApplied3) or own is None or own.index is None:
                continue
            inputs = inputs_of(projection.indexes, own.index, year, day)
            rate = None if inputs is None else rate_of(inputs)
            if rate == fact.rate_percent:
                continue
            days = [projection.indexes.published[x.publication].published_on for x in inputs or ()]
            later = [at for (x, y), (at, _) in in_force.items() if x == line and y > year]
            yield Revised(
                agreement=agreement,
                position=at,
                fact=fact,
                rate=rate,
                uplift_minor=_raised_by(rate, fact, projection, agreement),
                published_on=max(days, default=None),
                later=min(later, default=None),
            )


def _raised_by(
    rate: Decimal | None, fact: f.UpliftApplied3, projection: Projection, agreement: AgreementId
) -> int | None:
    """Return what an uplift by another rate would be in its place; None: that is none."""
    if rate is None or rate <= 0:
        return None
    measures = measures_of(projection, agreement, fact.line, fact.year)
    base = sum(measures[name] for name in _RAISED) - fact.years[0].uplift_minor
    proposed = projection.agreements[agreement].proposed
    return uplifted(base, rate, proposed.rounding, proposed.currency)


def command(found: Revised, unknown: str) -> tuple[str, ...]:
    """Return the words of the command that settles it, without the program's name.

    It supersedes the uplift by the index. If the index would raise nothing, it takes the uplift
    back; if the register has nothing to take, a publication comes first.

    Args:
        found: the uplift.
        unknown: what stands for what only the person who decides can know.
    """
    fact = found.fact
    if found.rate is None:
        own = fact.index[0]
        told = ("--on", unknown, "--source", unknown)
        return ("index", "publish", own.series, own.index_period, unknown, *told)
    if found.later is not None or found.uplift_minor is None:
        return ("reverse", str(found.later or found.position), "--reason", unknown)
    decided = ("--decision", unknown, "--on", unknown)
    where = ("--board", fact.board, "--year", str(fact.year), "--line", fact.line)
    return ("uplift", found.agreement, *where, "--from-index", "--supersede", *decided)
