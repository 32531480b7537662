"""The rules for the register of indexes, and for uplifts that follow from it.

Source: docs/DOMAIN.md, section 3 (indexes).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from events import facts as f
from events import indexing
from events.money import MAX_RATE, RATE_PLACES, has_places, plain
from events.period import parse_period
from ledger.refusal import Part, Refused
from ledger.rules import commands as c
from ledger.rules.refusals.amounts import TooManyDecimals
from ledger.rules.refusals.indexing import (
    AlreadyPublished,
    IndexMissing,
    IndexWithoutUplift,
    LagOutside,
    LineWithoutIndex,
    NoSeries,
    PublicationWithdrawn,
    SeriesMixed,
    SeriesTwice,
    UnknownPublication,
    ValueOutside,
    VintageNotPublished,
    WeightNotPositive,
    WeightsTooLarge,
)
from ledger.rules.state import AgreementState, LineState, World
from ledger.rules.wording import VINTAGES

_LEAST = Decimal(-100)  # per cent: nothing is left
_WHOLE = Decimal(100)  # per cent
MAX_LAG = 10  # years, as a fact has it at most


def decide(
    command: c.PublishIndex | c.WithdrawIndex, world: World
) -> f.IndexPublished | f.IndexWithdrawn:
    """Decide on a command to the register of indexes."""
    if isinstance(command, c.PublishIndex):
        return publish(command, world)
    return withdraw(command, world)


def publish(command: c.PublishIndex, world: World) -> f.IndexPublished:
    """Take a publication into the register, unless the very same one is there."""
    value = plain(command.value_percent)
    if not has_places(value, RATE_PLACES):
        raise TooManyDecimals(number=value, places=RATE_PLACES)
    if not _LEAST <= value <= MAX_RATE:
        raise ValueOutside(value=value, least=_LEAST, most=Decimal(MAX_RATE))
    fact = f.IndexPublished(
        series=command.series,
        index_period=parse_period(command.period).name,
        value_percent=value or abs(value),  # there is no -0
        preliminary=command.preliminary,
        source=command.source,
        published_on=command.published_on,
    )
    for at, other in world.book.indexes.standing(fact.series, fact.index_period):
        if _says(other) == _says(fact):
            raise AlreadyPublished(series=fact.series, period=fact.index_period, position=at)
    return fact


def _says(fact: f.IndexPublished) -> tuple[object, ...]:
    """Return what tells a publication of a period from another: not who has written of it."""
    return fact.value_percent, fact.preliminary, fact.published_on


def withdraw(command: c.WithdrawIndex, world: World) -> f.IndexWithdrawn:
    """Let a publication count no more."""
    register, at = world.book.indexes, command.publication
    if at not in register.published:
        raise UnknownPublication(position=at)
    if at in register.withdrawn:
        raise PublicationWithdrawn(position=at, by=register.withdrawn[at])
    return f.IndexWithdrawn(publication=at, reason=command.reason)


def problems(line: c.ProposedLine, number: int) -> Iterator[Refused]:
    """Yield what is wrong with the index of a line, the ``number``-th of a proposal."""
    index = line.index
    if index is None:
        return
    if not index.parts:
        yield NoSeries(line=line.line).about(Part("line", number, "index"))
    if not line.uplift:
        yield IndexWithoutUplift(line=line.line).about(Part("line", number, "index"))
    if not 0 <= index.lag_years <= MAX_LAG:
        late = LagOutside(line=line.line, lag=index.lag_years, most=MAX_LAG)
        yield late.about(Part("line", number, "index_lag"))
    of_weights = list(_of_weights(line.line, index.parts))
    yield from (refused.about(Part("line", number, "index")) for refused in of_weights)


def _of_weights(line: f.LineId, parts: Sequence[c.ProposedPart]) -> Iterator[Refused]:
    seen: set[str] = set()
    for part in parts:
        if part.series in seen:
            yield SeriesTwice(line=line, series=part.series)
        seen.add(part.series)
        if not has_places(part.weight_percent, RATE_PLACES):
            yield TooManyDecimals(number=part.weight_percent, places=RATE_PLACES)
            return
        if part.weight_percent <= 0:
            yield WeightNotPositive(line=line, series=part.series, weight=part.weight_percent)
    total = sum((part.weight_percent for part in parts), Decimal(0))
    if total > _WHOLE:
        yield WeightsTooLarge(line=line, sum=total)


def index_proposed(line: c.ProposedLine) -> Iterator[f.LineIndexProposed]:
    """Yield the fact of the index that a line follows, if it follows one."""
    if line.index is not None:
        yield f.LineIndexProposed(
            line=line.line,
            parts=tuple(
                f.IndexPart(series=part.series, weight_percent=plain(part.weight_percent))
                for part in line.index.parts
            ),
            lag_years=line.index.lag_years,
            vintage=line.index.vintage,
        )


def require_same(board: f.PartyId, lines: Sequence[LineState]) -> None:
    """Refuse one decision on lines that do not all follow the same index.

    Args:
        board: that decides.
        lines: all that it raises at once. If none of them follows an index, each says so itself.
    """
    keys = {None if line.index is None else indexing.key_of(line.index) for line in lines}
    if len(keys) > 1:
        raise SeriesMixed(board=board, lines=[_told(line) for line in lines])


def _told(line: LineState) -> str:
    """Return a line and what it follows, so that people see where two lines differ."""
    index, name = line.index, line.proposed.line
    if index is None:
        return f"{name}: –"
    parts = " + ".join(f"{x.series} {x.weight_percent} %" for x in index.parts)
    return f"{name}: {parts} ({index.vintage}, {index.lag_years})"


def inputs(
    command: c.ApplyUplift, line: LineState, agreement: AgreementState, world: World
) -> tuple[f.IndexInput, ...]:
    """Return what an uplift of a line takes from the register, on the day of its decision."""
    name, register = line.proposed.line, world.book.indexes
    if line.index is None:
        following = sorted(k for k, x in agreement.lines.items() if x.index is not None)
        raise LineWithoutIndex(line=name, following=following)
    found = indexing.inputs_of(register, line.index, command.year, command.decided_on)
    if found is None:
        raise _missing(command, name, line.index, register)
    return found


def _missing(
    command: c.ApplyUplift,
    line: f.LineId,
    terms: f.LineIndexProposed,
    register: indexing.Register,
) -> Refused:
    """Return why the first series of which nothing can be taken stands in the way."""
    period = indexing.period_of(terms, command.year)
    for part in terms.parts:
        there = register.standing(part.series, period)
        if not there:
            known = sorted({x.fact.index_period for x in register.standing(part.series)})
            return IndexMissing(
                line=line,
                series=part.series,
                period=period,
                known=[f"{part.series} {x}" for x in known] or register.series(),
            )
        if indexing.taken(there, terms.vintage, command.year, command.decided_on) is None:
            return VintageNotPublished(
                line=line,
                series=part.series,
                period=period,
                vintage=VINTAGES[terms.vintage],
                on=command.decided_on,
                known=[_of_publication(x) for x in there],
            )
    raise AssertionError(terms)


def _of_publication(published: indexing.Published) -> str:
    fact = published.fact
    mark = "*" if fact.preliminary else ""
    return f"#{published.position} {fact.published_on} {fact.value_percent} %{mark}"


def by_index(fact: f.UpliftApplied, found: tuple[f.IndexInput, ...]) -> f.UpliftApplied3:
    """Return an uplift in the form that says what its rate was made of."""
    counts = f.effective_on(fact)
    assert counts is not None
    values = {name: getattr(fact, name) for name in f.UpliftApplied.__struct_fields__}
    return f.UpliftApplied3(**values, booked_on=counts, index=found)
