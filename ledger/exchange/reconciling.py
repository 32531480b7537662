"""What the book and another program say differently about one period: a pure comparison.

What belongs together (``pairing``) is compared as one: so rows of one voucher may add up to one
payment, and the parts of an activity to one row.

What is dated outside the period is compared only to explain what is inside. The sums of a period
are proved: what the book says, and the differences, come to what the other program says.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import chain

import msgspec

from events.facts import AgreementId, DifferenceKind, LineId, Position
from events.period import Period
from ledger.exchange.pairing import (
    NEAR,
    Group,
    Here,
    Money,
    Name,
    Place,
    Side,
    There,
    agrees,
    groups_of,
    has_any,
    inside,
)

NO_FILE = -1
_NAMED = 3  # vouchers of one difference that are named


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Something that is said differently.

    Attributes:
        here_minor, there_minor: what the book and the files say in the period; None: nothing.
        here_days, there_days: on which days they say it, outside the period, too.
        positions: of the events.
        rows: of the files: the file's number, from 0, and the row's.
    """

    kind: DifferenceKind
    voucher: str
    agreement: AgreementId
    line: LineId
    account: str
    here_days: tuple[date, ...]
    there_days: tuple[date, ...]
    here_minor: int | None
    there_minor: int | None
    currency: str
    positions: tuple[Position, ...]
    rows: tuple[tuple[int, int], ...]

    @property
    def minor(self) -> int:
        """By how much the period's sum there is above that of the book."""
        return (self.there_minor or 0) - (self.here_minor or 0)


class Sum(msgspec.Struct, kw_only=True):
    """What both sides come to in the period, on an account and a line."""

    agreement: AgreementId
    line: LineId
    account: str
    currency: str
    here_minor: int = 0
    there_minor: int = 0


class Compared(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a comparison.

    Attributes:
        agreeing: for each file, and first for what is in no file, how many vouchers agree.
        differences: by line and voucher.
        sums: by line and account.
    """

    agreeing: Counter[int]
    differences: list[Difference]
    sums: list[Sum]


def compare(
    here: Iterable[Here],
    there: Iterable[There],
    period: Period,
    accounts: Mapping[Place, str],
) -> Compared:
    """Compare a period of the book with rows of files.

    Args:
        here: the money of the book, of the period and around it.
        there: the rows, likewise.
        period: by the day of the posting.
        accounts: of lines, where the other program books them on one account alone.
    """
    groups = groups_of(here, there, period)
    of_name: dict[Name, list[Group]] = defaultdict(list)
    for group in groups:
        of_name[group.name].append(group)
    agreeing = Counter[int]()
    differences = list[Difference]()
    sums: dict[tuple[str, ...], Sum] = {}
    for group in groups:
        if not has_any(group, period):
            continue
        is_agreed, account = agrees(group, period), _account(group, accounts)
        _add(sums, group, period, account, is_agreed=is_agreed)
        if is_agreed:
            agreeing[min((row.file for row in group.there), default=NO_FILE)] += 1
        else:
            about = _around(group, period)
            kind = _kind(about, [x for x in of_name[group.name] if x is not group], period)
            differences.append(_difference(kind, about, account, period))
    differences.sort(
        key=lambda x: (x.agreement, x.line, x.currency, x.voucher, x.positions, x.rows)
    )
    return Compared(
        agreeing=agreeing, differences=differences, sums=[sums[key] for key in sorted(sums)]
    )


def _kind(group: Group, others: Sequence[Group], period: Period) -> DifferenceKind:
    """Return what kind of difference a group is."""
    others = [x for x in others if x.here and x.there]
    if not group.there:
        again = _amounts(item for other in others for item in other.here)
        return "voucher-twice" if _is_among(_amounts(group.here), again) else "only-here"
    if not group.here:
        again = _amounts(item for other in others for item in other.there)
        return "voucher-twice" if _is_among(_amounts(group.there), again) else "only-there"
    here, there = inside(group.here, period), inside(group.there, period)
    if any(
        sum(x.minor for x in ours) == sum(x.minor for x in theirs)
        for ours, theirs in (
            (here, there),
            (here, group.there),
            (group.here, there),
            (group.here, group.there),
        )
    ):
        return "date-differs"
    fewer, more = sorted((_amounts(here), _amounts(there)), key=Counter.total)
    is_again = fewer <= more and _is_among(more - fewer, fewer)
    return "voucher-twice" if is_again else "amount-differs"


def _is_among(amounts: Counter[int], others: Counter[int]) -> bool:
    return bool(amounts) and amounts.keys() <= others.keys()


def _around(group: Group, period: Period) -> Group:
    """Return what a group says in the period and shortly before and after.

    What both sides say of the same day outside the period explains nothing.
    """
    first, last = period.starts - NEAR, period.ends + NEAR
    here = [x for x in group.here if first <= x.day <= last]
    there = [x for x in group.there if first <= x.day <= last]
    both = _outside(here, period) & _outside(there, period)
    return Group(group.name, _without(here, both), _without(there, both))


def _outside(items: Iterable[Money], period: Period) -> Counter[tuple[date, int]]:
    return Counter((x.day, x.minor) for x in items if not period.starts <= x.day <= period.ends)


def _without(items: Iterable[Side], told: Counter[tuple[date, int]]) -> list[Side]:
    left, found = Counter(told), []
    for item in items:
        if left[item.day, item.minor] > 0:
            left[item.day, item.minor] -= 1
        else:
            found.append(item)
    return found


def _amounts(items: Iterable[Money]) -> Counter[int]:
    """Return how often each amount stands; an amount and its opposite cancel."""
    found = Counter(x.minor for x in items)
    return Counter({x: n - found[-x] for x, n in found.items() if n > found[-x]})


def _account(group: Group, accounts: Mapping[Place, str]) -> str:
    """Return the account of the largest row, or of the line, if it has only one."""
    if group.there:
        return max(group.there, key=lambda x: abs(x.minor)).account
    return accounts.get(group.place, "")


def _difference(kind: DifferenceKind, group: Group, account: str, period: Period) -> Difference:
    agreement, line = group.place
    here, there = inside(group.here, period), inside(group.there, period)
    vouchers = dict.fromkeys(x.voucher for x in chain[Money](group.here, group.there) if x.voucher)
    return Difference(
        kind=kind,
        voucher=", ".join([*vouchers][:_NAMED]),
        agreement=agreement,
        line=line,
        account=account,
        here_days=tuple(sorted({x.day for x in group.here})),
        there_days=tuple(sorted({x.day for x in group.there})),
        here_minor=sum(x.minor for x in here) if here else None,
        there_minor=sum(x.minor for x in there) if there else None,
        currency=group.currency,
        positions=tuple(sorted(x.position for x in group.here)),
        rows=tuple(sorted((x.file, x.row) for x in group.there)),
    )


def _add(
    sums: dict[tuple[str, ...], Sum],
    group: Group,
    period: Period,
    account: str,
    *,
    is_agreed: bool,
) -> None:
    """Add what a group says to the sums of its lines and accounts.

    What agrees stands on the accounts of its rows. Else the book's side stands on one of them.
    """

    def sum_of(item: Money, of_account: str) -> Sum:
        key = (item.agreement, item.line, of_account, item.currency)
        return sums.setdefault(
            key,
            Sum(agreement=key[0], line=key[1], account=of_account, currency=item.currency),
        )

    here, there = inside(group.here, period), inside(group.there, period)
    is_both = is_agreed and bool(here and there)
    by_entry = is_both and any(x.is_anywhere for x in there)
    if not by_entry:
        for row in there:
            found = sum_of(row, row.account)
            found.there_minor += row.minor
            found.here_minor += row.minor if is_both else 0
    if by_entry or not is_both:
        for entry in here:
            found = sum_of(entry, account)
            found.here_minor += entry.minor
            found.there_minor += entry.minor if by_entry else 0
