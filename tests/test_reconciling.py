"""The comparison of the book with rows of other programs, without any book or file."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from events.period import parse_period
from ledger.exchange.pairing import Here, There, voucher_name
from ledger.exchange.reconciling import compare

MAY = parse_period("2024-05")
DAY = date(2024, 5, 15)


def here(position, minor, day=DAY, voucher="A 1", line="L1", currency="SEK", **more):
    names = more.pop("names", (voucher_name(voucher, day),) if voucher else ())
    return Here(
        position=position,
        agreement="a",
        line=line,
        day=day,
        minor=minor,
        currency=currency,
        voucher=voucher,
        names=names,
        **more,
    )


def there(row, minor, day=DAY, voucher="A 1", line="L1", account="4510", currency="SEK", **more):
    names = more.pop("names", (voucher_name(voucher, day),) if voucher else ())
    return There(
        file=0,
        row=row,
        agreement="a",
        line=line,
        day=day,
        minor=minor,
        currency=currency,
        account=account,
        voucher=voucher,
        names=names,
        **more,
    )


def told(found):
    return [(x.kind, x.here_minor, x.there_minor, x.positions) for x in found.differences]


def judged(ours, theirs, period=MAY):
    found = compare(ours, theirs, period, {("a", "L1"): "4510"})
    proved(found, ours, theirs, period)
    return found


def proved(found, ours, theirs, period):
    """What the book says, and the differences, come to what the files say."""
    for currency in {x.currency for x in (*ours, *theirs)}:
        in_period = [
            sum(
                x.minor
                for x in items
                if x.currency == currency and period.starts <= x.day <= period.ends
            )
            for items in (ours, theirs)
        ]
        changes = sum(x.minor for x in found.differences if x.currency == currency)
        assert in_period[0] + changes == in_period[1]
        own = [x for x in found.sums if x.currency == currency]
        assert [sum(x.here_minor for x in own), sum(x.there_minor for x in own)] == in_period


def test_what_is_the_same_agrees():
    found = judged([here(1, 100)], [there(1, 100)])
    assert told(found) == []
    assert found.agreeing == {0: 1}
    (one,) = found.sums
    assert (one.line, one.account, one.here_minor, one.there_minor) == ("L1", "4510", 100, 100)


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        ([here(1, 100)], [], ("only-here", 100, None)),
        ([], [there(1, 100)], ("only-there", None, 100)),
        ([here(1, 100)], [there(1, 120)], ("amount-differs", 100, 120)),
        ([here(1, 100)], [there(1, 100, date(2024, 5, 16))], ("date-differs", 100, 100)),
        ([here(1, 100)], [there(1, 100, date(2024, 6, 2))], ("date-differs", 100, None)),
        ([here(1, 100, date(2024, 4, 30))], [there(1, 100)], ("date-differs", None, 100)),
        ([here(1, 100), here(2, 100)], [there(1, 100)], ("voucher-twice", 200, 100)),
        ([here(1, 100)], [there(1, 100), there(2, 100)], ("voucher-twice", 100, 200)),
        ([here(1, 100)], [there(1, 100), there(2, 50)], ("amount-differs", 100, 150)),
        ([here(1, 100)], [there(1, 100, currency="EUR")], None),
    ],
)
def test_each_kind_of_difference(ours, theirs, expected):
    found = judged(ours, theirs)
    if expected is None:  # two currencies are two differences
        assert [x.kind for x in found.differences] == ["only-there", "only-here"]
        return
    (one,) = found.differences
    assert (one.kind, one.here_minor, one.there_minor) == expected
    assert not found.agreeing


def test_rows_of_a_voucher_add_up_to_a_payment_and_payments_to_a_row():
    assert told(judged([here(1, 100)], [there(1, 60), there(2, 40, account="4520")])) == []
    assert told(judged([here(1, 60), here(2, 40)], [there(1, 100)])) == []
    sums = judged([here(1, 100)], [there(1, 60), there(2, 40, account="4520")]).sums
    assert [(x.account, x.here_minor, x.there_minor) for x in sums] == [
        ("4510", 60, 60),
        ("4520", 40, 40),
    ]


def test_a_voucher_on_another_line_is_a_difference_of_both_lines():
    found = judged([here(1, 100, line="L2")], [there(1, 100)])
    assert [(x.kind, x.line) for x in found.differences] == [
        ("only-there", "L1"),
        ("only-here", "L2"),
    ]


def test_a_voucher_that_was_recorded_again_on_another_line_is_used_twice():
    found = judged([here(1, 100), here(2, 100, line="L2")], [there(1, 100)])
    assert [(x.kind, x.line, x.here_minor) for x in found.differences] == [
        ("voucher-twice", "L2", 100)
    ]
    assert found.agreeing == {0: 1}


@pytest.mark.parametrize("written", ["A1", "a-1", "A 001", "A/1", "A:1"])
def test_a_voucher_is_the_same_however_it_is_written(written):
    assert told(judged([here(1, 100, voucher=written)], [there(1, 100)])) == []


def test_letters_and_numbers_are_not_run_together():
    found = judged([here(1, 100, voucher="1-23")], [there(1, 100, voucher="12-3")])
    assert sorted(x.kind for x in found.differences) == ["only-here", "only-there"]


def test_vouchers_of_marks_alone_are_told_apart():
    found = judged([here(1, 100, voucher="—")], [there(1, 100, voucher="*")])
    assert sorted(x.kind for x in found.differences) == ["only-here", "only-there"]


def test_numbers_begin_anew_with_each_year():
    january, december = date(2025, 1, 2), date(2024, 12, 30)
    period = parse_period("2024-12")
    # The same voucher of another year, near and with the same amount, is the same one.
    found = judged([here(1, 100, january)], [there(1, 100, december)], period)
    assert told(found) == [("date-differs", None, 100, (1,))]
    # With another amount, or far away, it is none.
    for ours in (here(1, 90, january), here(1, 100, date(2025, 3, 1))):
        found = judged([ours], [there(1, 100, december)], period)
        assert [x.kind for x in found.differences] == ["only-there"]


def test_a_voucher_without_its_series_is_found():
    theirs = there(1, 100, voucher="A 17", bare=voucher_name("17", DAY))
    assert told(judged([here(1, 100, voucher="17")], [theirs])) == []
    found = judged([here(1, 90, voucher="17")], [theirs])
    assert sorted(x.kind for x in found.differences) == ["only-here", "only-there"]


class TestTakenBack:
    """Entries that were reversed."""

    later = date(2024, 5, 20)

    def reversal(self, position, minor, day=None, voucher="A 1"):
        more = {"reverses": 1, "is_nameless": True}
        return here(position, minor, day or self.later, voucher, **more)

    def test_in_the_same_period_and_unknown_there(self):
        found = judged([here(1, 100), self.reversal(2, -100)], [])
        assert told(found) == []
        assert found.agreeing == {-1: 1}

    def test_with_a_voucher_of_its_own_there(self):
        ours = [here(1, 100), self.reversal(2, -100)]
        theirs = [there(1, 100), there(2, -100, self.later, "A 9")]
        found = judged(ours, theirs)
        assert told(found) == []
        assert found.agreeing == {0: 2}
        moved = [there(1, 100), there(2, -100, date(2024, 5, 21), "A 9")]
        assert told(judged(ours, moved)) == [("date-differs", -100, -100, (2,))]

    def test_with_the_same_voucher_there(self):
        ours = [here(1, 100), self.reversal(2, -100)]
        assert told(judged(ours, [there(1, 100), there(2, -100, self.later)])) == []

    def test_only_here(self):
        found = judged([here(1, 100), self.reversal(2, -100)], [there(1, 100)])
        assert told(found) == [("only-here", -100, None, (2,))]

    def test_and_recorded_again(self):
        ours = [here(1, 100), self.reversal(2, -100), here(3, 120, date(2024, 5, 22))]
        assert told(judged(ours, [there(1, 120, date(2024, 5, 22))])) == []

    def test_of_an_earlier_period(self):
        ours = [here(1, 100, date(2024, 2, 1)), self.reversal(2, -100)]
        assert told(judged(ours, [there(1, -100, self.later, "A 9")])) == []
        assert told(judged(ours, [])) == [("only-here", -100, None, (2,))]

    def test_later_than_the_period(self):
        ours = [here(1, 100), self.reversal(2, -100, date(2024, 8, 1))]
        assert told(judged(ours, [there(1, 100)])) == []


def test_a_repayment_that_has_no_voucher_is_found_by_line_and_amount():
    ours = [here(1, -100, voucher="", is_nameless=True)]
    assert told(judged(ours, [there(1, -100, voucher="K 7")])) == []
    assert told(judged(ours, [])) == [("only-here", -100, None, (1,))]


def test_one_transfer_pays_several_lines():
    bank, voucher = ("bank", "b1"), voucher_name("A 1", DAY)
    ours = [here(1, 60, names=(voucher, bank)), here(2, 40, line="L2")]
    row = there(1, 100, voucher="", names=(bank,), is_anywhere=True, account="SE1")
    found = judged(ours, [row])
    assert told(found) == []
    assert [(x.line, x.here_minor, x.there_minor) for x in found.sums] == [
        ("L1", 60, 60),
        ("L2", 40, 40),
    ]
    found = judged(ours, [replace(row, minor=90)])
    assert told(found) == [("amount-differs", 100, 90, (1, 2))]


def test_the_same_voucher_in_other_months_explains_nothing():
    months = [date(2024, month, 15) for month in (3, 4, 5, 6)]
    ours = [here(at, 100, day) for at, day in enumerate(months, 1)]
    assert told(judged(ours, [there(1, 100)])) == []
    assert told(judged(ours, [there(1, 100, date(2024, 5, 17))])) == [
        ("date-differs", 100, 100, (2, 3, 4))
    ]


# A naive model, of payments alone: everything is compared with everything.

_days = st.sampled_from([date(2024, 4, 30), date(2024, 5, 2), date(2024, 5, 31), date(2024, 6, 1)])
_amounts = st.sampled_from([100, 200, 300, -100])
_vouchers = st.sampled_from(["A 1", "A 2", "A 3", "A-04"])
_lines = st.sampled_from(["L1", "L2"])
_money = st.lists(st.tuples(_amounts, _days, _vouchers, _lines), max_size=6)


def naive(ours, theirs, period):
    """Return the kinds of differences by voucher and line."""

    def is_in(x):
        return period.starts <= x.day <= period.ends

    found = {}
    for voucher, line in product({x.names for x in (*ours, *theirs)}, ("L1", "L2")):
        sides = [
            [x for x in side if x.names == voucher and x.line == line] for side in (ours, theirs)
        ]
        if not any(is_in(x) for side in sides for x in side):
            continue
        days = []
        for side in sides:
            sums = defaultdict(int)
            for x in side:
                sums[x.day] += x.minor * is_in(x)
            days.append({day: minor for day, minor in sums.items() if minor})
        if days[0] == days[1] or (0 in map(len, days) and not any(sum(x.values()) for x in days)):
            continue
        # What both sides say of the same day outside the period explains nothing.
        for x in [x for x in sides[0] if not is_in(x)]:
            same = [y for y in sides[1] if (y.day, y.minor) == (x.day, x.minor)]
            if same:
                sides[0].remove(x)
                sides[1].remove(same[0])
        found[voucher, line] = sides
    return found


@given(_money, _money, st.randoms(use_true_random=False))
def test_a_naive_model(ours, theirs, chance: random.Random):
    ours = [here(at, *x) for at, x in enumerate(ours, 1)]
    theirs = [there(at, *x) for at, x in enumerate(theirs, 1)]
    found = judged(ours, theirs)
    expected = naive(ours, theirs, MAY)
    by_place = {}
    for x in found.differences:
        key = voucher_name(x.voucher.split(",")[0], DAY)
        by_place[(key,), x.line] = x
    assert by_place.keys() == expected.keys()
    for key, one in by_place.items():
        sides = expected[key]
        assert one.positions == tuple(x.position for x in sides[0])
        assert one.rows == tuple((0, x.row) for x in sides[1])
        if not sides[0] or not sides[1]:
            wanted = "only-there" if sides[1] else "only-here"
            assert one.kind in {wanted, "voucher-twice"}
        else:
            assert one.kind in {"amount-differs", "date-differs", "voucher-twice"}
    # In whatever order both sides come, it is the same.
    mixed = [chance.sample(x, len(x)) for x in (ours, theirs)]
    assert sorted(map(repr, told(compare(*mixed, MAY, {})))) == sorted(map(repr, told(found)))


@given(_money)
def test_a_file_that_says_what_the_book_says_agrees(ours):
    entries = [here(at, *x) for at, x in enumerate(ours, 1)]
    rows = [there(at, *x) for at, x in enumerate(ours, 1)]
    assert told(judged(entries, rows)) == []


@given(_money, _money)
def test_the_other_way_round_the_differences_are_the_opposite(ours, theirs):
    one = judged(
        [here(at, *x) for at, x in enumerate(ours, 1)],
        [there(at, *x) for at, x in enumerate(theirs, 1)],
    )
    other = judged(
        [here(at, *x) for at, x in enumerate(theirs, 1)],
        [there(at, *x) for at, x in enumerate(ours, 1)],
    )
    opposite = {"only-here": "only-there", "only-there": "only-here"}
    assert Counter((x.kind, x.here_minor, x.there_minor) for x in one.differences) == Counter(
        (opposite.get(x.kind, x.kind), x.there_minor, x.here_minor) for x in other.differences
    )


def test_each_of_many_vouchers_is_judged():
    ours = [here(at, 100 + at % 7, voucher=f"A {at}") for at in range(1, 2_001)]
    theirs = [there(at, 100 + at % 5, voucher=f"A {at}") for at in range(1, 2_001)]
    found = judged(ours, theirs)
    assert len(found.differences) + found.agreeing.total() == 2_000
