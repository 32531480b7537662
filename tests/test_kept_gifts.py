"""Contributions in kind that are kept in little memory are those that a table would have."""

import sys
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from events import facts as f
from ledger.rules.kept_gifts import KeptGifts
from ledger.rules.state import InKindState
from projections.waiting import Waiting

PLAIN = {"kind": "goods", "unit": "h", "method": None, "performed_on": date(2024, 5, 1)}
facts = st.builds(
    f.InKindRecorded,
    party=st.sampled_from(["a", "b"]),
    pledge=st.sampled_from([None, None, 3]),
    description=st.none() | st.just("Lokal"),
    quantity=st.sampled_from([Decimal(x) for x in ("1", "2.5", "0.0000001", "1E+30", "7.000001")]),
    unit_value_minor=st.sampled_from([1, 10**17, 1 << 64]),
    value_minor=st.sampled_from([0, 5, -(1 << 64)]),
    **{name: st.just(value) for name, value in PLAIN.items()},
)
later = st.builds(
    lambda fact: f.InKindRecorded2(
        **{name: getattr(fact, name) for name in fact.__struct_fields__},
        booked_on=date(2024, 6, 1),
    ),
    facts,
)
gifts = st.builds(
    InKindState,
    fact=facts | later,
    recorded_by=st.sampled_from(["x", "y"]),
    has_evidence=st.booleans(),
    decided=st.none() | st.just(9),
)


@given(st.lists(st.tuples(st.integers(1, 12), st.none() | gifts | st.just(7)), max_size=30))
def test_kept_gifts_are_those_of_a_table(steps):
    plain, kept = {}, KeptGifts()
    for at, gift in steps:
        if gift is None:
            assert (at in plain) == (at in kept)
            plain.pop(at, None), kept.pop(at, None)
        elif gift == 7:  # it is judged
            if at in plain:
                for table in (plain, kept):
                    judged = table[at]
                    judged.decided = 7
                    table[at] = judged
        else:
            plain[at] = InKindState(gift.fact, gift.recorded_by, gift.has_evidence, gift.decided)
            kept[at] = InKindState(gift.fact, gift.recorded_by, gift.has_evidence, gift.decided)
        assert dict(kept) == plain
        assert len(kept) == len(plain)
        assert list(kept) == sorted(plain)


DAYS = ("2024-01-01", "2024-02-29")
keys = st.tuples(st.sampled_from("ab"), st.sampled_from("pq"), st.integers(1, 6)).map(
    lambda key: (*key[:2], DAYS[key[2] % 2], key[2])
)
numbers = st.sampled_from([(1, 5), (1, -3), (0, 0), (-1, -5), (2, 9)])


@given(st.lists(st.tuples(keys, numbers), max_size=30))
def test_what_waits_is_what_a_table_would_say(steps):
    plain, kept = {}, Waiting()
    for key, number in steps:
        plain[key] = kept[key] = number
        there = {key: number for key, number in plain.items() if number != (0, 0)}
        assert dict(kept) == there
        assert len(kept) == len(there)
        assert all(kept[key] == number for key, number in plain.items())
        assert all((key in kept) == (key in there) for key in plain)
        assert sorted(kept.rows()) == sorted((*key, *number) for key, number in there.items())
        below = [key for key, number in there.items() if number[0] < 0]
        assert sorted(kept.below_zero()) == sorted(below)
    other = Waiting()
    for key, number in reversed(plain.items()):
        other[key] = number
    assert other == kept
    other["c", "p", "2024-01-01", 1] = (1, 1)
    assert other != kept


def test_many_that_wait_take_little_memory():
    kept, many = Waiting(), 10_000
    for at in range(many):
        kept.of("a", "p").add(at, 738_000, 5)
    of_party = kept.of("a", "p")
    arrays = (of_party.at, of_party.days, of_party.minor)
    assert sum(map(sys.getsizeof, arrays)) < 30 * many
    assert len(kept) == many
