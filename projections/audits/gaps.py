"""Series of vouchers: which numbers are missing, and which appear twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Annotated, Literal, NamedTuple, TypedDict

from projections.audits.declaring import Declaration, Found
from projections.audits.lean import Lean
from projections.audits.material import Item, Material
from projections.report import Field, Notice

# The last number of a voucher counts; the text before and after it names the series.
_NUMBERED = re.compile(r"(.*?)(\d+)(\D*)", re.ASCII | re.DOTALL)
_Sequence = Mapping[int, Sequence[Item]]


class GapRow(TypedDict):
    """A series of vouchers, or what is odd in a series."""

    finding: Annotated[
        Literal["series", "gap", "twice", "other-width", "no-number"], Field("Finding", "word")
    ]
    series: Annotated[str, Field("Series", "text")]
    first: Annotated[str | None, Field("From", "text")]
    last: Annotated[str | None, Field("Until", "text")]
    count: Annotated[int, Field("Number", "number")]
    positions: Annotated[list[int], Field("Events", "positions")]


class _Series(NamedTuple):
    before: str
    after: str

    @property
    def name(self) -> str:
        return f"{self.before}…{self.after}"


def find(found: Material) -> Found:
    """Return each series, then its numbers that are missing, twice, or written in another width.

    Vouchers of payments that were taken back count, too. A number is missing only if no event that
    the user asked about has it, in the period or out of it.
    """
    asked = [x for x in found.asked() if x.voucher is not None]
    everywhere = {x.voucher for x in found.items if x.voucher is not None}
    there: dict[_Series, set[int]] = defaultdict(set)
    for voucher in everywhere:
        place = _placed(voucher)
        if place:
            there[place[0]].add(int(place[1]))
    series: dict[_Series, dict[int, list[Item]]] = defaultdict(lambda: defaultdict(list))
    unnumbered: dict[str, list[Item]] = defaultdict(list)
    for item in asked:
        assert item.voucher is not None
        if item.amount_minor is not None and item.amount_minor < 0:
            continue  # a reversal names the voucher of its entry
        place = _placed(item.voucher)
        if place:
            series[place[0]][int(place[1])].append(item)
        else:
            unnumbered[item.voucher].append(item)
    rows = [
        row
        for key in sorted(series)
        for row in (_whole(key, series[key]), *_odd(key, series[key], there[key]))
    ]
    rows += [
        _row("no-number", name, None, None, items) for name, items in sorted(unnumbered.items())
    ]
    missing = sum(int(str(row["count"])) for row in rows if row["finding"] == "gap")
    values = {"series": len(series), "missing": missing, "unnumbered": len(unnumbered)}
    return Found(rows=rows, notices=[Notice("gaps", values)])


def beside(asked: Sequence[Item]) -> Callable[[Lean], bool]:
    """Return what says whether an entry of another day may have a number between the period's."""
    spans: dict[_Series, tuple[int, int]] = {}
    for voucher in {x.voucher for x in asked if x.voucher is not None}:
        place = _placed(voucher)
        if place:
            first, last = spans.get(place[0], (int(place[1]), int(place[1])))
            spans[place[0]] = min(first, int(place[1])), max(last, int(place[1]))

    def may_belong(one: Lean) -> bool:
        place = _placed(one.voucher) if one.voucher is not None else None
        if place is None or place[0] not in spans:
            return False
        first, last = spans[place[0]]
        return first <= int(place[1]) <= last

    return may_belong


def _placed(voucher: str) -> tuple[_Series, str] | None:
    """Return the series of a voucher, and its number as it is written; None: it has no number."""
    match = _NUMBERED.fullmatch(voucher)
    return (_Series(match[1], match[3]), match[2]) if match else None


def _whole(key: _Series, numbers: _Sequence) -> dict[str, object]:
    items = [x for some in numbers.values() for x in some]
    ends = [numbers[min(numbers)][0], numbers[max(numbers)][0]]
    row = _row("series", key.name, ends[0].voucher, ends[1].voucher, ends)
    return {**row, "count": len(items), "positions": sorted({x.position for x in ends})}


def _odd(key: _Series, numbers: _Sequence, there: set[int]) -> Iterator[dict[str, object]]:
    for number in sorted(numbers):
        items = numbers[number]
        if len({x.voucher for x in items}) > 1:
            yield _row("other-width", key.name, *_ends(items), items)
        elif len([x for x in items if x.reversed_by is None]) > 1:
            yield _row("twice", key.name, *_ends(items), items)
    lowest, highest = min(numbers), max(numbers)
    known = sorted(n for n in there if lowest <= n <= highest)
    written = [_digits(x) for items in numbers.values() for x in items]
    width = max((len(x) for x in written if x.startswith("0")), default=1)
    for before, after in pairwise(known):
        if after - before == 1:
            continue
        beside = [*numbers.get(before, ()), *numbers.get(after, ())]
        names = [f"{key.before}{n:0{width}}{key.after}" for n in (before + 1, after - 1)]
        row = _row("gap", key.name, names[0], names[1], beside)
        yield {**row, "count": after - before - 1}


def _digits(item: Item) -> str:
    assert item.voucher is not None
    place = _placed(item.voucher)
    assert place is not None
    return place[1]


def _ends(items: Sequence[Item]) -> tuple[str | None, str | None]:
    names = sorted({x.voucher for x in items if x.voucher})
    return names[0], names[-1]


def _row(
    finding: str, series: str, first: str | None, last: str | None, items: Sequence[Item]
) -> dict[str, object]:
    return {
        "finding": finding,
        "series": series,
        "first": first,
        "last": last,
        "count": len(items),
        "positions": [x.position for x in items],
    }


AUDIT = Declaration(
    row=GapRow,
    find=find,
    reads_period=True,
    beside=beside,
    ask=(
        "Ask what the missing numbers were: other bookings of the municipality have the same"
        " series, so compare with its general ledger."
    ),
)
