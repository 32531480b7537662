"""What belongs together on both sides of a comparison: rows of vouchers, and entries of the book.

Both sides are money with a day, an amount and names: its voucher, the bank's reference, the request
that it pays. What shares a name belongs together, on one line and in one currency. Pure.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain
from typing import TypeAlias, TypeVar

import msgspec

from events.facts import AgreementId, LineId, Position
from events.period import Period

# What money is called: what kind of name it is, and its parts.
Name: TypeAlias = tuple[str, ...]
Place: TypeAlias = tuple[AgreementId, LineId]
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
# A voucher of another year, with the same amount, is the same only if it is so near.
NEAR = timedelta(days=31)


class Money(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Money on one of the two sides.

    Attributes:
        line: or the activity that the line belongs to.
        minor: above zero for money that left, below for what came back.
        voucher: as people read it.
        names: what it may be called on the other side; empty: nothing.
    """

    agreement: AgreementId
    line: LineId
    day: date
    minor: int
    currency: str
    voucher: str
    names: tuple[Name, ...]


class Here(Money, frozen=True, kw_only=True, gc=False):
    """Money in the book.

    Attributes:
        position: of its event.
        reverses: the position of the entry that it takes back; None: it takes back none.
        is_nameless: whether the other program may call it something else: a reversal has the
            voucher of its entry, and a repayment none.
    """

    position: Position
    reverses: Position | None = None
    is_nameless: bool = False


class There(Money, frozen=True, kw_only=True, gc=False):
    """Money in a file of another program: a row. A route, or its name, says where it belongs.

    Attributes:
        file: which file, from 0.
        row: its number in the file.
        account: as the other program writes it.
        bare: its voucher without its series; empty: it has none.
        is_anywhere: whether its name alone says what it is, on whatever lines: one transfer may pay
            several.
    """

    file: int
    row: int
    account: str
    bare: Name = ()
    is_anywhere: bool = False


Side = TypeVar("Side", bound=Money)


class Group(msgspec.Struct):
    """What is compared as one; what has its name may be in several, each on a line."""

    name: Name
    here: list[Here]
    there: list[There]

    @property
    def currency(self) -> str:
        """ISO 4217."""
        return (self.here or self.there)[0].currency

    @property
    def place(self) -> Place:
        """The line of the largest amount, where one transfer pays several."""
        largest: Money = max(self.here or self.there, key=lambda x: abs(x.minor))
        return largest.agreement, largest.line


def voucher_name(voucher: str, day: date) -> Name:
    """Return the name of a voucher: letters and numbers, whatever stands between them.

    Numbers begin anew with each year. Zeros before a number say nothing.
    """
    tokens = [
        x.lstrip("0") or "0" if x.isdigit() else x for x in _TOKEN.findall(voucher.casefold())
    ]
    if not tokens:  # of marks alone
        tokens = [voucher.strip()]
    return ("voucher", str(day.year), *tokens)


def groups_of(here: Iterable[Here], there: Iterable[There], period: Period) -> list[Group]:
    """Return what belongs together."""
    ours = sorted(here, key=lambda x: x.position)
    theirs = sorted(there, key=lambda x: (x.file, x.row))
    groups = _named(ours, theirs)
    return _named_otherwise(_taken_apart(groups, period), period)


def _named(here: Sequence[Here], there: Sequence[There]) -> list[Group]:
    """Return what belongs together: what shares a name, on one line and in one currency."""
    first = _joined(chain((x.names for x in here), (x.names for x in there)))

    def name_of(item: Money) -> Name:
        if item.names:
            return first[item.names[0]]
        if isinstance(item, There):
            return ("row", str(item.file), str(item.row))
        assert isinstance(item, Here)
        return ("event", str(item.position))

    anywhere = {name_of(row) for row in there if row.is_anywhere}
    found: dict[tuple[object, ...], Group] = {}
    for item in chain[Money](here, there):
        name = name_of(item)
        place = None if name in anywhere else (item.agreement, item.line)
        group = found.setdefault((name, place, item.currency), Group(name, [], []))
        if isinstance(item, Here):
            group.here.append(item)
        elif isinstance(item, There):
            group.there.append(item)
    return [*found.values()]


def _joined(sets: Iterable[tuple[Name, ...]]) -> dict[Name, Name]:
    """Return for each name the smallest of those that mean the same by being said together."""
    above: dict[Name, Name] = {}

    def root(name: Name) -> Name:
        above.setdefault(name, name)
        while above[name] != name:
            above[name] = above[above[name]]
            name = above[name]
        return name

    for names in sets:
        for name in names:
            one, other = sorted((root(names[0]), root(name)))
            above[other] = one
    return {name: root(name) for name in above}


def inside(items: Iterable[Side], period: Period) -> list[Side]:
    """Return the money of a period."""
    return [x for x in items if period.starts <= x.day <= period.ends]


def has_any(group: Group, period: Period) -> bool:
    """Return whether a group has money in the period."""
    first, last = period.starts, period.ends
    return any(first <= x.day <= last for x in group.here) or any(
        first <= x.day <= last for x in group.there
    )


def _by_day(items: Iterable[Money], period: Period) -> dict[date, int]:
    sums: dict[date, int] = defaultdict(int)
    for item in inside(items, period):
        sums[item.day] += item.minor
    return {day: minor for day, minor in sums.items() if minor}


def agrees(group: Group, period: Period) -> bool:
    """Return whether both sides say the same of each day of the period.

    What one side alone says, and takes back in the same period, comes to nothing.
    """
    here, there = _by_day(group.here, period), _by_day(group.there, period)
    if here == there:
        return True
    return not (here and there) and sum(here.values()) == sum(there.values()) == 0


def _taken_apart(groups: Sequence[Group], period: Period) -> list[Group]:
    """Let reversals and repayments stand alone where the rest of their voucher then agrees.

    Another program gives them a voucher of their own: the row of that line and amount that has no
    other counterpart, on the nearest day. What the book alone said and took back is left out.
    """
    kept, alone = list[Group](), list[Group]()
    for group in groups:
        if not has_any(group, period):  # so nothing of it can be taken apart
            kept.append(group)
            continue
        unsaid = [] if agrees(group, period) else _unsaid(group, period)
        cancelled = {x.reverses for x in unsaid} & {x.position for x in unsaid}
        for out, apart in (
            ([x for x in unsaid if {x.position, x.reverses} & cancelled], []),
            (nameless := [x for x in unsaid if x.is_nameless], nameless),
        ):
            rest = Group(group.name, [x for x in group.here if x not in out], group.there)
            if out and agrees(rest, period):
                alone += [Group(group.name, [x], []) for x in apart]
                kept += [rest] if rest.here or rest.there else []
                break
        else:
            kept.append(group)
    return _paired(kept, alone, period)


def _unsaid(group: Group, period: Period) -> list[Here]:
    """Return what the book says in the period, and no row does."""
    said = {(x.day, x.minor) for x in group.there}
    return [x for x in inside(group.here, period) if (x.day, x.minor) not in said]


def _paired(groups: list[Group], alone: list[Group], period: Period) -> list[Group]:
    free: dict[tuple[object, ...], list[Group]] = defaultdict(list)
    for group in groups:
        if not group.here and (minor := sum(_by_day(group.there, period).values())):
            free[*group.place, group.currency, minor].append(group)
    for one in sorted(alone, key=lambda x: x.here[0].position):
        entry = one.here[0]
        rows = free[entry.agreement, entry.line, entry.currency, entry.minor]
        if rows:
            nearest = min(rows, key=lambda x: (_apart(one, x), x.there[0].file, x.there[0].row))
            rows.remove(nearest)
            nearest.here.append(entry)
        else:
            groups.append(one)
    return groups


def _apart(one: Group, other: Group) -> timedelta:
    """Return how far the nearest days of two groups are apart."""
    days = [[x.day for x in chain[Money](x.here, x.there)] for x in (one, other)]
    return min(abs(a - b) for a in days[0] for b in days[1])


def _named_otherwise(groups: Sequence[Group], period: Period) -> list[Group]:
    """Bring together what has one voucher and amount, and another year or no series.

    Only what has no counterpart is looked at.
    """
    free: dict[tuple[object, ...], list[Group]] = defaultdict(list)
    alone = [group for group in groups if not group.here]
    sought = {_whole(group, group.there) for group in alone}
    for group in groups:
        if not group.there and (whole := _whole(group, group.here)) in sought:
            for name in {tokens for x in group.here for tokens in _tokens(x.names)}:
                free[name, *whole].append(group)
    gone: set[int] = set()
    for group in alone:
        whole = _whole(group, group.there)
        named = {tokens for x in group.there for tokens in _tokens((*x.names, x.bare))}
        found = [
            one
            for name in sorted(named)
            for one in free[name, *whole]
            if id(one) not in gone
            and _apart(one, group) <= NEAR
            and (has_any(one, period) or has_any(group, period))
        ]
        if found:
            nearest = min(found, key=lambda x: (_apart(x, group), x.here[0].position))
            group.here += nearest.here
            gone.add(id(nearest))
    return [group for group in groups if id(group) not in gone]


def _whole(group: Group, items: Iterable[Money]) -> tuple[object, ...]:
    """Return where a group is, and what it comes to."""
    return (*group.place, group.currency, sum(x.minor for x in items))


def _tokens(names: Iterable[Name]) -> Iterator[Name]:
    """Yield the vouchers among names, without their years."""
    return (name[2:] for name in names if name[:1] == ("voucher",) and name[2:])
