"""The rules for maps, routes, readings and reconciliations.

Source: docs/DOMAIN.md, section 3 (files).
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, assert_never

from events import facts as f
from events.facts import Position
from events.importing import MEANINGS, OBJECT
from events.period import parse_period
from ledger.rules import commands as c
from ledger.rules.money import require_line
from ledger.rules.patterns import BadPatternError, check, implies
from ledger.rules.proposing import has_check_digit
from ledger.rules.refusals.agreements import BadOrganisationNumber, UnknownAgreement
from ledger.rules.refusals.importing import (
    BadPattern,
    CountsDiffer,
    MapAsItIs,
    MapSaysNothing,
    MeaningTwice,
    ObjectOfWhich,
    RouteElsewhere,
    RouteExists,
    RouteHides,
    RouteNeverWins,
    RouteOfWhich,
    RouteSaysNothing,
    RouteToDeclined,
    RouteToExternal,
    RouteToInternal,
    RouteToShut,
    UnknownMeaning,
    UnknownPledgeOfRoute,
    UnknownRoute,
)
from ledger.rules.state import LineState, World

if TYPE_CHECKING:
    from collections.abc import Sequence

# What only lines have whose money is paid out.
_PAID_OUT = frozenset({"disbursement", "repayment", "use"})
_Command = c.AddMap | c.AddRoute | c.RetireRoute | c.ReadImport | c.RecordReconciliation


def decide(
    command: _Command, world: World
) -> f.ImportMapAdded | f.RouteAdded | f.RouteRetired | f.ImportRead | f.Reconciled:
    """Return the fact that a command about files that come in leads to.

    Raises:
        Refused: a rule says no.
    """
    match command:
        case c.AddMap():
            return _add_map(command, world)
        case c.AddRoute():
            return _add_route(command, world)
        case c.RetireRoute():
            return _retire_route(command, world)
        case c.ReadImport():
            return _read(command)
        case c.RecordReconciliation():
            return _reconciled(command, world)
        case _:
            assert_never(command)


def _add_map(command: c.AddMap, world: World) -> f.ImportMapAdded:
    said = (command.columns, command.encoding, command.delimiter, command.decimal_mark)
    if not any((*said, command.source)):
        raise MapSaysNothing(map=command.map)
    for column, meaning in command.columns:
        if meaning not in MEANINGS and not (meaning.startswith(OBJECT) and meaning != OBJECT):
            raise UnknownMeaning(column=column, meaning=meaning, known=MEANINGS)
    for meaning, number in Counter(meaning for _, meaning in command.columns).items():
        if number > 1:
            twice = [column for column, own in command.columns if own == meaning]
            raise MeaningTwice(meaning=meaning, columns=twice)
    fact = f.ImportMapAdded(
        map=command.map,
        columns=tuple(f.MappedColumn(column=x, means=y) for x, y in command.columns),
        encoding=command.encoding,
        delimiter=command.delimiter,
        decimal_mark=command.decimal_mark,
        source=command.source,
    )
    known = world.book.imports.maps.get(command.map)
    if known is not None and known.fact == fact:
        raise MapAsItIs(map=command.map, position=known.position)
    return fact


def _add_route(command: c.AddRoute, world: World) -> f.RouteAdded:
    _require_criteria(command)
    wanted = {"nothing": (), "in-kind": ("agreement", "pledge")}
    said = tuple(x for x in ("agreement", "line", "pledge") if getattr(command, x) is not None)
    if said != wanted.get(command.records, ("agreement", "line")):
        raise RouteOfWhich
    _require_target(command, world)
    fact = f.RouteAdded(
        payee_number=command.payee_number and command.payee_number.replace("-", ""),
        account=command.account,
        dimension=command.dimension,
        object=command.object,
        pattern=command.pattern,
        agreement=command.agreement,
        line=command.line,
        pledge=command.pledge,
        records=command.records,
    )
    for at, other, _retired in world.book.imports.standing_routes():
        _require_apart(fact, at, other)
    return fact


def _require_apart(fact: f.RouteAdded, at: Position, other: f.RouteAdded) -> None:
    """Refuse a route that is there already, and one beside which it or another can never win.

    Of two routes that say equally much, neither counts for a row that both fit. So if one fits
    whenever the other does, the other counts for no row at all.
    """
    if (fact.payee_number, fact.account, fact.dimension, fact.object) != (
        other.payee_number,
        other.account,
        other.dimension,
        other.object,
    ):
        return
    is_here = implies(fact.pattern, other.pattern)
    is_there = implies(other.pattern, fact.pattern)
    if _place(fact) == _place(other):
        if is_here and is_there:
            raise RouteExists(position=at)
    elif is_here and is_there:
        raise RouteElsewhere(position=at, place=_told(other))
    elif is_here:
        raise RouteNeverWins(position=at, pattern=other.pattern or "")
    elif is_there:
        raise RouteHides(position=at, pattern=other.pattern or "")


def _place(fact: f.RouteAdded) -> tuple[object, ...]:
    return fact.agreement, fact.line, fact.pledge, fact.records


def _told(fact: f.RouteAdded) -> str:
    """Return where a route leads, as people write it; a hyphen: nowhere."""
    where = fact.line or (fact.pledge and f"#{fact.pledge}")
    return "-" if fact.agreement is None else f"{fact.agreement} {where}"


def _require_criteria(command: c.AddRoute) -> None:
    """Refuse a route that fits every row, and criteria that cannot be read."""
    said = (command.payee_number, command.account, command.object, command.pattern)
    if (command.dimension is None) != (command.object is None):
        raise ObjectOfWhich
    if not any(said):
        raise RouteSaysNothing
    if command.payee_number is not None:
        number = command.payee_number.replace("-", "")
        if not has_check_digit(number):
            raise BadOrganisationNumber(number=command.payee_number)
    if command.pattern is not None:
        try:
            check(command.pattern)
        except BadPatternError as error:
            raise BadPattern(pattern=command.pattern, why=error.why) from None


def _require_target(command: c.AddRoute, world: World) -> None:
    agreement = world.agreement
    if command.agreement is None:
        return
    if agreement is None:
        if world.sees_all:
            known = list(world.known_agreements)
            raise UnknownAgreement(agreement=command.agreement, known=known)
        return
    if agreement.shut is not None:
        raise RouteToShut(agreement=command.agreement, position=agreement.shut.at)
    if command.line is not None:
        _require_fitting(command, require_line(command.line, agreement))
    elif command.pledge not in agreement.pledges:
        assert command.pledge is not None
        raise UnknownPledgeOfRoute(position=command.pledge)


def _require_fitting(command: c.AddRoute, line: LineState) -> None:
    """Refuse rows that the line can never take."""
    name = line.proposed.line
    if isinstance(line.decision, f.CommitmentDeclined):
        raise RouteToDeclined(line=name, position=line.decided_at)
    if line.is_internal and command.records in _PAID_OUT:
        raise RouteToInternal(line=name, records=command.records)
    if not line.is_internal and command.records == "internal-cost":
        raise RouteToExternal(line=name)


def _retire_route(command: c.RetireRoute, world: World) -> f.RouteRetired:
    standing = [x.position for x in world.book.imports.standing_routes()]
    if command.route not in standing:
        raise UnknownRoute(position=command.route, known=standing)
    return f.RouteRetired(route=command.route, reason=command.reason)


def _read(command: c.ReadImport) -> f.ImportRead:
    _require_counts(command.unmatched, command.unmatched_count, f.MAX_UNMATCHED)
    return f.ImportRead(
        file=command.file,
        sha256=command.sha256,
        format=command.format,
        encoding=command.encoding,
        map=command.map,
        source=command.source or None,
        row_count=command.row_count,
        sum=command.sum,
        first_day=command.first_day,
        last_day=command.last_day,
        partly=command.partly,
        unmatched=tuple(
            f.UnmatchedRow(
                row=x.row,
                day=x.day,
                amount=x.amount,
                voucher=x.voucher or None,
                account=x.account or None,
                code=x.code,
            )
            for x in command.unmatched
        ),
        unmatched_count=command.unmatched_count,
    )


def _reconciled(command: c.RecordReconciliation, world: World) -> f.Reconciled:
    if command.agreement is not None and world.agreement is None and world.sees_all:
        raise UnknownAgreement(agreement=command.agreement, known=list(world.known_agreements))
    _require_counts(command.differences, command.difference_count, f.MAX_DIFFERENCES)
    return f.Reconciled(
        file=command.file,
        sha256=command.sha256,
        format=command.format,
        encoding=command.encoding,
        map=command.map,
        compared_at=command.compared_at,
        reconciled_period=parse_period(command.period).name,
        agreement=command.agreement,
        agreeing_count=command.agreeing_count,
        differences=tuple(
            f.Difference(
                kind=x.kind,
                voucher=x.voucher or None,
                account=x.account or None,
                row=x.row,
                position=x.position,
                here_minor=x.here_minor,
                there_minor=x.there_minor,
                currency=x.currency,
            )
            for x in command.differences
        ),
        difference_count=command.difference_count,
    )


def _require_counts(told: Sequence[object], count: int, most: int) -> None:
    """Refuse a list of the first ones that is not as long as their number says."""
    if len(told) != min(count, most):
        raise CountsDiffer(told=len(told), count=count)
