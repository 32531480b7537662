"""What may have been paid or recorded twice."""

from __future__ import annotations

import string
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import date
from typing import Annotated, Literal, TypeAlias, TypedDict

from projections.audits.declaring import Declaration, Found, Parameter
from projections.audits.lean import Lean
from projections.audits.material import Item, Material
from projections.report import Field, Notice

Likeness: TypeAlias = Literal[
    "same-reference",  # the bank references differ at most in spaces, signs and capital letters
    "same-all",  # same amount, party, day and voucher
    "same-voucher",  # same voucher; same amount, or same party and line
    "same-day",  # same day, amount and party
    "near-day",  # days near each other; same amount and party
]
_LOOKED_AT = frozenset({"repayment-received", "in-kind-recorded"})  # payments are looked at, too


class DuplicateRow(TypedDict):
    """Entries that are alike."""

    likeness: Annotated[Likeness, Field("How alike", "word")]
    party: Annotated[str | None, Field("Party", "text")]
    amount_minor: Annotated[int | None, Field("Amount", "money")]
    currency: Annotated[str, Field("Currency", "text", if_several=True)]
    first_on: Annotated[date, Field("From", "date")]
    last_on: Annotated[date, Field("Until", "date")]
    vouchers: Annotated[list[str], Field("Vouchers", "texts")]
    lines: Annotated[list[str], Field("Lines", "texts", hidden=True)]
    positions: Annotated[list[int], Field("Events", "positions", is_key=True)]


def find(found: Material, *, days: int) -> Found:
    """Return groups of entries that are alike, the most alike first.

    The test compares payments, repayments and contributions in kind, each kind with its own. It
    leaves out entries that were taken back. At least one entry of a group is in the period. A group
    is left out if its entries are all in an earlier group, which says more.
    """
    items = [
        x
        for x in found.items
        if x.reversed_by is None
        and (x.is_payment or x.name in _LOOKED_AT)
        and x.happened is not None
    ]
    told: dict[int, list[set[int]]] = defaultdict(list)  # position -> the groups that it is in
    rows = []
    for likeness, groups in _groups(items, days):
        for group in groups:
            positions = {x.position for x in group}
            if not found.concerns(group):
                continue
            if any(positions <= other for other in told[group[0].position]):
                continue
            for position in positions:
                told[position].append(positions)
            rows.append(_row(likeness, group))
    counts = {"count": sum(map(found.is_asked, items)), "found": len(rows)}
    return Found(rows=rows, notices=[Notice("looked-at", counts)])


def beside(asked: Sequence[Item], *, days: int) -> Callable[[Lean], bool]:  # noqa: ARG001
    """Return what says whether an entry of another day may be like one of the period."""
    items = [x for x in asked if x.is_payment or x.name in _LOOKED_AT]
    pairs = {(x.party, x.minor) for x in items}
    minors = {x.minor for x in items}
    vouchers = {_plain(x.voucher) for x in items} - {None}
    references = {_plain(x.bank_reference) for x in items} - {None}

    def may_belong(one: Lean) -> bool:
        if (one.party, one.minor) in pairs or (one.party is None and one.minor in minors):
            return True
        if one.voucher is not None and _plain(one.voucher) in vouchers:
            return True
        return one.bank_reference is not None and _plain(one.bank_reference) in references

    return may_belong


def _groups(
    items: Sequence[Item], days: int
) -> Iterator[tuple[Likeness, Iterable[Sequence[Item]]]]:
    referred = [x for x in items if _plain(x.bank_reference)]
    yield "same-reference", _by(referred, lambda x: (_kind(x), _plain(x.bank_reference)))
    voucher = [x for x in items if _plain(x.voucher)]
    yield "same-all", _by(voucher, lambda x: (_what(x), x.happened, _plain(x.voucher)))
    yield "same-voucher", _by(voucher, lambda x: (_kind(x), x.minor, _plain(x.voucher)))
    on_line = _by(voucher, lambda x: (_kind(x), x.agreement, x.line, x.party, _plain(x.voucher)))
    yield "same-voucher", on_line
    yield "same-day", _by(items, lambda x: (_what(x), x.happened))
    alike = _by(items, _what)
    yield "near-day", (run for group in alike for run in _near(group, days))


def _by(items: Sequence[Item], key: Callable[[Item], Hashable]) -> list[Sequence[Item]]:
    groups: dict[Hashable, list[Item]] = defaultdict(list)
    for item in items:
        groups[key(item)].append(item)
    return [x for x in groups.values() if len(x) > 1]


def _kind(item: Item) -> Hashable:
    return ("payment" if item.is_payment else item.name, item.currency)


def _what(item: Item) -> Hashable:
    return (_kind(item), item.minor, item.party)


def _near(group: Sequence[Item], days: int) -> Iterator[Sequence[Item]]:
    """Yield runs of entries, each at most ``days`` days after the entry before it."""
    ordered = sorted(group, key=lambda x: (x.happened, x.position))
    run = ordered[:1]
    for item in ordered[1:]:
        assert item.happened is not None
        assert run[-1].happened is not None
        if (item.happened - run[-1].happened).days > days:
            if len(run) > 1:
                yield run
            run = []
        run.append(item)
    if len(run) > 1:
        yield run


# What people put between the parts of a reference. The list stands here because the versions of
# Python know different characters.
_BETWEEN = frozenset(string.punctuation + string.whitespace + "§–—·\u00a0\u2009\u202f")

_LEFT_OUT = str.maketrans(dict.fromkeys(_BETWEEN))


def _plain(text: str | None) -> str | None:
    """Return a reference without what people write differently; None: nothing is left."""
    if text is None:
        return None
    return text.casefold().translate(_LEFT_OUT).lstrip("0") or None


def _row(likeness: Likeness, group: Sequence[Item]) -> dict[str, object]:
    amounts, parties = {x.minor for x in group}, {x.party for x in group}
    days = [x.happened for x in group if x.happened is not None]
    return {
        "likeness": likeness,
        "party": parties.pop() if len(parties) == 1 else None,
        "amount_minor": amounts.pop() if len(amounts) == 1 else None,
        "currency": group[0].currency,
        "first_on": min(days),
        "last_on": max(days),
        "vouchers": sorted({x.voucher for x in group if x.voucher}),
        "lines": sorted({x.line for x in group if x.line}),
        "positions": [x.position for x in group],
    }


AUDIT = Declaration(
    row=DuplicateRow,
    find=find,
    reads_period=True,
    beside=beside,
    ask=(
        "Ask for the invoice of each, and whether the payee had two claims; what was paid twice is"
        " claimed back."
    ),
    parameters=(
        Parameter(
            "days",
            "number",
            "Same amount and party within so many days of one another; 7 if left out.",
            7,
        ),
    ),
)
