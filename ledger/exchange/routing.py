"""Which line a row belongs to, by the routes that a book has.

A route says what a row has to have: the payee's organisation number, an account, an object of a
dimension, a pattern in its text. It fits if the row has all of that. Of the routes that fit, the
one that says most decides. If several say equally much and lead to different places, none does, and
if none fits, the row has no way either: a row is never put somewhere by guess.

What routes ask for by its value is looked up, and remembered for each set of such values that rows
have; what no route asks for is left aside, so there are few sets. Patterns are then tried on the
rows that they may decide.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

from events.facts import AgreementId, LineId
from ledger.exchange.refusals import RouteAmbiguous, RouteMissing
from ledger.refusal import N_, LedgerError, Told
from ledger.rules.patterns import LOOKED_AT, compiled, composed

NOTHING = "nothing"  # what rows become that are of no agreement
_SPECIAL = re.compile(r"[\\.^$*+?{}\[\]|()]")  # letters that mean something in a pattern
_REMEMBERED = 8192  # texts on which patterns were tried


class Asked(Protocol):
    """What a route asks of a row, and where it leads (``RouteAdded``)."""

    @property
    def payee_number(self) -> str | None: ...  # noqa: D102
    @property
    def account(self) -> str | None: ...  # noqa: D102
    @property
    def dimension(self) -> str | None: ...  # noqa: D102
    @property
    def object(self) -> str | None: ...  # noqa: D102
    @property
    def pattern(self) -> str | None: ...  # noqa: D102
    @property
    def agreement(self) -> str | None: ...  # noqa: D102
    @property
    def line(self) -> str | None: ...  # noqa: D102
    @property
    def pledge(self) -> int | None: ...  # noqa: D102
    @property
    def records(self) -> str: ...  # noqa: D102


class Routed(Protocol):
    """What routes look at in a row (``rows.Row``)."""

    @property
    def organisation_number(self) -> str | None: ...  # noqa: D102
    @property
    def account(self) -> str: ...  # noqa: D102
    @property
    def objects(self) -> Mapping[str, str]: ...  # noqa: D102
    @property
    def payee(self) -> str: ...  # noqa: D102
    @property
    def text(self) -> str: ...  # noqa: D102


class Target(NamedTuple):
    """Where a row belongs.

    Attributes:
        agreement: its id; empty: the row becomes nothing.
        line: of the agreement; None: the row becomes nothing, or tells of work, for a pledge.
        pledge: the position of the pledge; None: the row is money.
        records: what it becomes: ``disbursement``, ``internal-cost``, ``repayment``, ``use`` or
            ``in-kind``; ``nothing``: it is of no agreement of the book.
        route: the position of the route that decided.
    """

    agreement: AgreementId
    line: LineId | None
    pledge: int | None
    records: str
    route: int

    @property
    def place(self) -> tuple[str, str | None, int | None, str]:
        """What two routes have in common that lead to the same place."""
        return self[:4]


class _Way(NamedTuple):
    """A route whose values fit; ``pattern`` None: nothing else has to."""

    weight: int
    pattern: re.Pattern[str] | None
    target: Target


_Values: TypeAlias = tuple[str | None, ...]


class Router:
    """Finds the place of rows.

    Attributes:
        names_accounts: the accounts that routes ask for.
    """

    def __init__(self, routes: Iterable[tuple[int, Asked]]) -> None:
        """Begin with the routes that are in force, each with its position."""
        self._routes = [(_asked(route), _way(at, route)) for at, route in sorted(_readable(routes))]
        asked = [values for values, _ in self._routes]
        self._payees = _values(asked, "payee")
        self.names_accounts = _values(asked, "account")
        self._objects = {
            name: _values(asked, name) for values in asked for name in values if name[:1] == "#"
        }
        self._dimensions = [(name[1:], known) for name, known in self._objects.items()]
        self._candidates: dict[_Values, tuple[Sequence[_Way], Target | None]] = {}
        self._found: dict[tuple[str, str, _Values], Target | tuple[Target, ...]] = {}

    def target(self, row: Routed) -> Target | LedgerError:
        """Return where a row belongs, or why that is not known: ``route-missing``, ``…-ambiguous``.

        The refusal is returned, since a row that has no way stops no other row.
        """
        objects = row.objects
        payee, account = row.organisation_number, row.account
        values: _Values = (
            payee if payee in self._payees else None,
            account if account in self.names_accounts else None,
            *(
                found if (found := objects.get(dimension)) in known else None
                for dimension, known in self._dimensions
            ),
        )
        if (kept := self._candidates.get(values)) is None:
            kept = self._candidates[values] = self._fitting(values)
        ways, sure = kept
        if sure is not None:
            return sure
        best = self._by_pattern(ways, values, row) if ways else ()
        if isinstance(best, Target):
            return best
        return _ambiguous(best) if best else _missing(row)

    def _fitting(self, values: _Values) -> tuple[Sequence[_Way], Target | None]:
        """Return the routes that a row of these values may take, and the place if that is sure."""
        names = ("payee", "account", *self._objects)
        has = dict(zip(names, values, strict=True)).items()
        ways = sorted(
            (way for asked, way in self._routes if asked.items() <= has),
            key=lambda way: -way.weight,
        )
        if not any(way.pattern for way in ways) and isinstance(won := _winner(ways), Target):
            return ways, won
        return ways, None

    def _by_pattern(
        self, ways: Sequence[_Way], values: _Values, row: Routed
    ) -> Target | tuple[Target, ...]:
        key = (row.text[:LOOKED_AT], row.payee[:LOOKED_AT], values)
        found = self._found.get(key)
        if found is None:
            text, payee = composed(key[0]), composed(key[1])
            found = _winner(
                way
                for way in ways
                if way.pattern is None or way.pattern.search(text) or way.pattern.search(payee)
            )
            if len(self._found) >= _REMEMBERED:
                self._found.clear()
            self._found[key] = found
        return found


def weight_of(route: Asked) -> int:
    """Return how much a route asks of a row; the one that asks most decides."""
    return sum(
        x is not None for x in (route.payee_number, route.account, route.object, route.pattern)
    )


def _readable(routes: Iterable[tuple[int, Asked]]) -> list[tuple[int, Asked]]:
    """Leave out routes whose pattern this Python cannot read: they fit nothing."""
    kept = []
    for at, route in routes:
        try:
            compiled(route.pattern or "")
        except re.error:
            continue
        kept.append((at, route))
    return kept


def _asked(route: Asked) -> dict[str, str]:
    """Return what a route asks for by its value."""
    found = {"payee": route.payee_number, "account": route.account}
    if route.dimension is not None:
        found[f"#{route.dimension}"] = route.object
    return {name: value for name, value in found.items() if value is not None}


def _way(at: int, route: Asked) -> _Way:
    pattern = None if route.pattern is None else compiled(route.pattern)
    target = Target(route.agreement or "", route.line, route.pledge, route.records, at)
    return _Way(weight_of(route), pattern, target)


def _values(asked: Iterable[Mapping[str, str]], name: str) -> frozenset[str]:
    return frozenset(values[name] for values in asked if name in values)


def _winner(ways: Iterable[_Way]) -> Target | tuple[Target, ...]:
    """Return where the route leads that asks most; several places, or none: these."""
    best: list[Target] = []
    weight = 0
    for way in ways:  # those that ask most come first
        if best and way.weight < weight:
            break
        weight = way.weight
        best.append(way.target)
    if best and all(target.place == best[0].place for target in best):
        return best[0]
    return tuple(best)


def _ambiguous(found: Sequence[Target]) -> LedgerError:
    return RouteAmbiguous(ways=[f"#{x.route} → {place_of(x)}" for x in found])


def place_of(target: Target) -> str:
    """Return where a route leads, as people write it: ``avtal-1/L1``, or the pledge ``#12``."""
    if target.records == NOTHING:
        return "-"
    return f"{target.agreement}/{target.line or f'#{target.pledge}'}"


def _missing(row: Routed) -> LedgerError:
    text, payee = composed(row.text[:LOOKED_AT]), composed(row.payee[:LOOKED_AT])
    if row.organisation_number is not None:
        asks = f"--payee {row.organisation_number}"
    elif row.account:
        asks = f"--account {shlex.quote(row.account)}"
    else:
        words = _SPECIAL.sub(r"\\\g<0>", (text or payee).strip())
        asks = f"--text {shlex.quote(words) if words else 'TEXT'}"
    told = (
        (N_("payee {value}"), payee),
        (N_("organisation number {value}"), row.organisation_number),
        (N_("account {value}"), row.account),
        *((N_("object {value}"), f"{name}:{of_it}") for name, of_it in row.objects.items()),
        (N_("text '{value}'"), text),
    )
    has = [Told(what, value) for what, value in told if value]
    return RouteMissing(has=has or [Told(N_("nothing that a route could ask for"), "")], asks=asks)
