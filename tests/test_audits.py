"""Each audit test on entries where the right answer is known."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from events.money import WrittenAmount
from events.period import local_day, local_time, parse_hours, parse_period
from events.record import Evidence
from projections.audits import AUDITS, benford, evidence
from projections.audits.evidence import Kept
from projections.audits.holidays import day_off, easter_sunday, public_holidays
from projections.audits.material import Item, Material

DAY = date(2024, 5, 6)  # a Monday
PAID, REVERSED = "disbursement-recorded/1", "entry-reversed/1"


def at(day, hour=9, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


class Book(list):
    """Entries, made one after the other."""

    def add(self, event=PAID, *, day=DAY, recorded_at=None, amount=10_000, **said):
        known = {
            "agreement": "a",
            "line": "L1",
            "budget_year": 2024,
            "party": "tif",
            "currency": "SEK",
            "actor": "e",
            "voucher": f"V{len(self) + 1}",
            "bank_reference": None,
            "about": None,
            "evidence": (),
            "happened": day,
        } | said
        line = known.pop("line")
        known.setdefault("lines", (line,) if line else ())
        item = Item(
            position=len(self) + 1,
            event=event if "/" in event else f"{event}/1",
            day=day,
            recorded_at=recorded_at or at(day or DAY),
            amount_minor=amount,
            **known,
        )
        self.append(item)
        return item.position

    def pay(self, amount, day=DAY, **said):
        return self.add(amount=amount, day=day, **said)

    def reverse(self, position, day=DAY, **said):
        taken = self[position - 1]
        same = {"party": taken.party, "voucher": taken.voucher, "line": taken.line}
        own = self.add(REVERSED, day=day, amount=-taken.minor, about=position, **(same | said))
        taken.reversed_by = own
        return own

    def find(self, name, period=None, **parameters):
        ends = {"a": date(2025, 12, 31), "b": date(2025, 12, 31)}
        period = parse_period(period) if period else None
        declared = AUDITS[name].declared
        told = {p.name: p.default for p in declared.parameters} | parameters
        for p in declared.parameters:
            if p.kind == "amount" and isinstance(told[p.name], str):
                told[p.name] = WrittenAmount.read(told[p.name])
        found = declared.find(Material(items=self, ends=ends, period=period), **told)
        for row in found.rows:
            assert row.keys() == declared.fields.keys()
        return found


def positions(found):
    return [row["position"] if "position" in row else row["positions"] for row in found.rows]


def notices(found):
    return {notice.code: notice.values for notice in found.notices}


@pytest.fixture
def book():
    return Book()


@pytest.mark.parametrize("name", [x for x in AUDITS if x not in {"sample", "evidence", "split"}])
def test_an_empty_book_has_no_findings(book, name):
    assert book.find(name).rows == []


# ---------------------------------------------------------------- duplicates


def test_duplicates_are_found_by_how_alike_they_are(book):
    for reference in ("ocr 1234-5", "OCR12345", "00 OCR 12345", "999"):
        book.pay(len(book) + 100, DAY + timedelta(days=30 * len(book)), bank_reference=reference)
    for _ in range(2):
        book.pay(5_000, DAY, voucher="Faktura 7", party="rb")
    book.pay(5_000, DAY, party="kf")
    book.pay(5_000, DAY, party="kf", line="L2")
    book.pay(700, DAY + timedelta(days=100))
    book.pay(700, DAY + timedelta(days=107))
    book.pay(700, DAY + timedelta(days=115))
    book.pay(31, DAY, voucher="x-1", line="L3")
    book.pay(32, DAY + timedelta(days=40), voucher="X 1", line="L3")
    found = book.find("duplicates")
    assert [(x["likeness"], x["positions"]) for x in found.rows] == [
        ("same-reference", [1, 2, 3]),
        ("same-all", [5, 6]),
        ("same-voucher", [12, 13]),
        ("same-day", [7, 8]),
        ("near-day", [9, 10]),
    ]
    assert found.rows[1]["party"] == "rb"
    assert found.rows[2]["amount_minor"] is None
    near = book.find("duplicates", days=8).rows[-1]
    assert (near["positions"], near["first_on"]) == ([9, 10, 11], DAY + timedelta(days=100))


def test_what_was_corrected_is_no_duplicate(book):
    first = book.pay(5_000)
    book.reverse(first)
    book.pay(5_000)
    assert book.find("duplicates").rows == []
    book.pay(5_000)
    assert positions(book.find("duplicates")) == [[3, 4]]


def test_other_currency_kind_or_party_is_no_duplicate(book):
    book.pay(5_000, voucher=None)
    book.pay(5_000, voucher=None, currency="EUR")
    book.pay(5_000, voucher=None, party="rb")
    book.add("repayment-received", amount=5_000, voucher=None)
    book.add("in-kind-recorded", amount=5_000, voucher=None)
    book.add("use-reported", amount=5_000, voucher=None)
    book.add("use-reported", amount=5_000, voucher=None)
    assert book.find("duplicates").rows == []
    book.add("in-kind-recorded", amount=5_000, voucher=None)
    assert positions(book.find("duplicates")) == [[5, 8]]


# ---------------------------------------------------------------- split


def split(book, days=30, limit="100", period=None):
    found = book.find("split", period, days=days, limit=limit)
    return [(x["positions"], x["amount_minor"], x["most_minor"]) for x in found.rows]


def test_payments_that_come_to_the_limit_together_are_found(book):
    book.pay(6_000, DAY)
    book.pay(3_999, DAY + timedelta(days=10))
    assert split(book) == []
    book.pay(1, DAY + timedelta(days=30))
    assert split(book) == [([1, 2, 3], 10_000, 10_000)]
    assert split(book, days=29) == []


def test_a_payment_at_the_limit_is_no_part_of_a_split(book):
    book.pay(10_000)
    book.pay(9_999)
    assert split(book) == []
    book.pay(1, party="rb")
    book.pay(1, currency="EUR")
    assert split(book) == []
    book.pay(1, agreement="b", line="L9")
    assert split(book) == [([2, 5], 10_000, 10_000)]


def test_spans_that_overlap_are_one_run_and_others_are_not(book):
    for days in (0, 10, 20, 30, 200, 205):
        book.pay(5_000, DAY + timedelta(days=days))
    assert split(book, days=10) == [([1, 2, 3, 4], 20_000, 10_000), ([5, 6], 10_000, 10_000)]


def test_what_was_taken_back_is_not_added(book):
    book.pay(5_000)
    book.pay(5_000)
    book.reverse(1)
    assert split(book) == []


def test_every_split_is_found_as_by_trying_all_spans():
    import random

    chance = random.Random(4)
    for _ in range(60):
        book = Book()
        for _ in range(chance.randrange(1, 14)):
            book.pay(chance.randrange(1, 100), DAY + timedelta(days=chance.randrange(60)))
        days, limit = chance.randrange(1, 15), chance.randrange(50, 250)
        hit = set()
        for one in book:
            span = [x for x in book if x.minor < limit and 0 <= (x.day - one.day).days <= days]
            if len(span) > 1 and sum(x.minor for x in span) >= limit:
                hit |= {x.position for x in span}
        amount = f"{limit // 100}.{limit % 100:02}"
        found = split(book, days=days, limit=amount)
        assert {x for run, _, _ in found for x in run} == hit
        assert len([x for run, _, _ in found for x in run]) == len(hit)


def test_a_finding_across_the_border_of_a_period_is_in_both(book):
    """What is compared with may be of any day; whoever asks about either year is told."""
    last, first = date(2024, 12, 31), date(2025, 1, 2)
    book.pay(6_000, last, actor="x")
    book.pay(6_000, first)
    book.reverse(1, first, actor="x")
    for year in ("2024", "2025"):
        assert positions(book.find("same-actor", year)) == [[1, 3]]
        assert positions(book.find("year-end", year)) == [3]
    book.pay(6_000, last)
    for year in ("2024", "2025", None):
        assert positions(book.find("duplicates", year)) == [[4, 2]]
        assert split(book, period=year) == [([4, 2], 12_000, 12_000)]
    assert notices(book.find("duplicates", "2024"))["looked-at"] == {"count": 1, "found": 1}
    for name, told in (("duplicates", {}), ("split", {"limit": "100"}), ("year-end", {})):
        assert book.find(name, "2023", **told).rows == []
    assert book.find("same-actor", "2023").rows == []


def test_payments_outside_the_period_in_another_currency_ask_nothing_of_the_limit(book):
    book.pay(6_000, DAY)
    book.pay(6_000, DAY, currency="JPY")
    book.pay(6_000, DAY + timedelta(days=300))
    book[1].day = DAY + timedelta(days=300)
    book[2].currency = "JPY"
    assert split(book, period="2024-Q2", limit="100.50") == []


# ---------------------------------------------------------------- late, weekends, round


def test_what_was_recorded_late_by_the_day_in_sweden(book):
    book.pay(1, DAY, recorded_at=at(DAY + timedelta(days=30), 21, 59))
    book.pay(1, DAY, recorded_at=at(DAY + timedelta(days=30), 22))  # midnight in summer
    book.pay(1, DAY, recorded_at=at(DAY + timedelta(days=90)))
    book.add("party-registered", day=None, amount=None)
    found = book.find("late")
    assert [(x["position"], x["days"]) for x in found.rows] == [(3, 90), (2, 31)]
    assert notices(found)["looked-at"] == {"count": 3, "found": 2}
    assert positions(book.find("late", days=0)) == [3, 2, 1]


def test_what_was_recorded_on_days_off_and_outside_hours(book):
    for recorded_at in (
        datetime(2024, 5, 3, 21, 59, tzinfo=UTC),  # Friday, a minute to midnight
        datetime(2024, 5, 3, 22, tzinfo=UTC),  # Saturday
        datetime(2024, 5, 5, 21, 59, tzinfo=UTC),  # Sunday
        datetime(2024, 5, 5, 22, tzinfo=UTC),  # Monday
        datetime(2024, 5, 9, 8, tzinfo=UTC),  # Ascension Day, a Thursday
        datetime(2024, 12, 24, 8, tzinfo=UTC),
        datetime(2024, 1, 8, 6, 59, tzinfo=UTC),  # a minute to eight in winter
        datetime(2024, 1, 8, 7, tzinfo=UTC),
        datetime(2024, 7, 8, 15, 59, tzinfo=UTC),  # a minute to six in summer
        datetime(2024, 7, 8, 16, tzinfo=UTC),
    ):
        book.pay(1, recorded_at=recorded_at)
    found = book.find("weekends").rows
    assert [(x["position"], x["when"]) for x in found] == [
        (2, "saturday"), (3, "sunday"), (5, "public-holiday"), (6, "eve"),
    ]  # fmt: skip
    assert found[0]["recorded_locally"] == "2024-05-04 00:00"
    outside = [x["position"] for x in book.find("weekends", hours="8-18").rows]
    assert outside == [1, 2, 3, 4, 5, 6, 7, 10]


def test_easter_and_the_holidays_of_some_years():
    known = {
        1818: (3, 22), 1943: (4, 25), 1981: (4, 19), 2000: (4, 23), 2008: (3, 23), 2011: (4, 24),
        2024: (3, 31), 2025: (4, 20), 2026: (4, 5), 2027: (3, 28), 2038: (4, 25), 2285: (3, 22),
    }  # fmt: skip
    assert {year: (x.month, x.day) for year in known for x in [easter_sunday(year)]} == known
    assert sorted(f"{x:%m-%d}" for x in public_holidays(2024)) == [
        "01-01", "01-06", "03-29", "03-31", "04-01", "05-01", "05-09", "05-19", "06-06", "06-22",
        "11-02", "12-25", "12-26",
    ]  # fmt: skip
    assert day_off(date(2004, 5, 31)) == "public-holiday"  # Whit Monday, until then
    assert day_off(date(2005, 5, 16)) is None
    assert day_off(date(2004, 6, 6)) == "sunday"
    assert day_off(date(2025, 6, 20)) == "eve"
    assert day_off(date(2025, 6, 21)) == day_off(date(2025, 11, 1)) == "public-holiday"
    assert {easter_sunday(year).weekday() for year in range(1900, 2201)} == {6}


def test_the_time_in_sweden_is_of_the_day_in_sweden():
    begins = datetime(2024, 1, 1, tzinfo=UTC)
    for hours in range(0, 366 * 24, 5):
        instant = begins + timedelta(hours=hours)
        assert local_time(instant).date() == local_day(instant)
    assert local_time(datetime(2024, 3, 31, 0, 59, tzinfo=UTC)).hour == 1
    assert local_time(datetime(2024, 3, 31, 1, tzinfo=UTC)).hour == 3
    assert local_time(datetime(2024, 10, 27, 1, tzinfo=UTC)).hour == 2


def test_hours_are_read_strictly():
    assert parse_hours("7-18") == parse_hours("07-18") == (7, 18)
    for text in ("", "7", "18-7", "7-7", "7-25", "7:30-18", "٧-18", "-7-18"):
        with pytest.raises(ValueError):  # noqa: PT011 - of any text
            parse_hours(text)


def test_round_amounts_are_multiples_in_whole_units(book):
    for amount in (100_000, 100_001, 99_900_000, 50_000, 0 + 1):
        book.pay(amount)
    book.pay(100_000, currency="JPY")  # 100 000 yen, with no minor unit
    assert positions(book.find("round")) == [3, 1, 6]
    assert positions(book.find("round", to="500")) == [3, 1, 6, 4]
    assert notices(book.find("round"))["share"] == {"count": 6, "found": 3}
    book.reverse(3)
    assert positions(book.find("round")) == [1, 6]


# ---------------------------------------------------------------- gaps


def gaps(book, period=None):
    return [
        (x["finding"], x["series"], x["first"], x["last"], x["count"], x["positions"])
        for x in book.find("gaps", period).rows
    ]


def test_series_of_vouchers_have_gaps_and_doubles(book):
    for voucher in ("V008", "V009", "V012", "V12", "A-7", "A-7", "A-9", "utan", "2024/1 b"):
        book.pay(1, voucher=voucher)
    assert gaps(book) == [
        ("series", "2024/… b", "2024/1 b", "2024/1 b", 1, [9]),
        ("series", "A-…", "A-7", "A-9", 3, [5, 7]),
        ("twice", "A-…", "A-7", "A-7", 2, [5, 6]),
        ("gap", "A-…", "A-8", "A-8", 1, [5, 6, 7]),
        ("series", "V…", "V008", "V012", 4, [1, 3]),
        ("other-width", "V…", "V012", "V12", 2, [3, 4]),
        ("gap", "V…", "V010", "V011", 2, [2, 3, 4]),
        ("no-number", "utan", None, None, 1, [8]),
    ]
    assert notices(book.find("gaps"))["gaps"] == {"series": 3, "missing": 3, "unnumbered": 1}


def test_a_large_gap_is_one_finding_and_a_wider_number_is_no_gap(book):
    for voucher in ("999", "1000", "9000000000000"):
        book.pay(1, voucher=voucher)
    assert [x[:5] for x in gaps(book)] == [
        ("series", "…", "999", "9000000000000", 3),
        ("gap", "…", "1001", "8999999999999", 8_999_999_998_999),
    ]


def test_a_voucher_of_another_period_or_one_taken_back_is_not_missing(book):
    book.pay(1, DAY, voucher="1")
    book.pay(1, DAY + timedelta(days=300), voucher="2")
    book.pay(1, DAY, voucher="3")
    book.pay(1, DAY, voucher="4")
    book.reverse(4)
    book.pay(1, DAY, voucher="5")
    assert [x[0] for x in gaps(book)] == ["series"]
    assert [x[:5] for x in gaps(book, "2024-Q2")] == [("series", "…", "1", "5", 4)]


# ---------------------------------------------------------------- same actor


def test_one_actor_where_there_should_be_two(book):
    book.add("agreement-proposed", day=None, line=None, amount=None, actor="x")
    book.add("budget-line-proposed", day=None, amount=5, actor="x")
    book.add("commitment-approved", amount=500, actor="x")
    book.add("commitment-approved", amount=500, actor="y", line="L2")
    book.pay(100, actor="x")
    book.pay(100, actor="x")
    book.pay(100, actor="y")
    book.reverse(7, actor="y")
    book.pay(100, actor="z", line="L2")
    book.add("in-kind-recorded", amount=70, actor="z", line=None)
    book.add("in-kind-verified", amount=70, actor="z", line=None, about=10)
    book.add("in-kind-recorded", amount=70, actor="z", line=None)
    book.add("in-kind-verified", amount=70, actor="x", line=None, about=12)
    book.add("period-closed", day=None, amount=None, agreement=None, line=None, actor="x")
    book.add("period-reopened", day=None, amount=None, agreement=None, line=None, actor="x")
    found = book.find("same-actor").rows
    assert [(x["finding"], x["actor"], x["positions"], x["amount_minor"]) for x in found] == [
        ("recorded-and-reversed", "y", [7, 8], 100),
        ("recorded-and-judged", "z", [10, 11], 70),
        ("closed-and-reopened", "x", [14, 15], None),
        ("approved-and-paid", "x", [3, 5, 6], 200),
        ("proposed-and-approved", "x", [2, 3], 500),
    ]
    later = book.find("same-actor", "2025").rows
    assert later == []


def test_who_moves_money_to_a_line_and_pays_from_it_is_one_actor(book):
    book.add("reallocated", amount=500, actor="x", lines=("L1", "L2"))
    book.pay(100, actor="x", line="L2")
    book.pay(100, actor="y", line="L1")
    found = book.find("same-actor").rows
    assert [(x["finding"], x["lines"], x["positions"]) for x in found] == [
        ("approved-and-paid", ["L2"], [1, 2])
    ]


# ---------------------------------------------------------------- the turn of a year, the end


def test_reversals_around_the_turn_of_the_year(book):
    book.pay(100, date(2024, 12, 30))
    book.reverse(1, date(2025, 1, 10))
    book.pay(100, date(2025, 1, 10), budget_year=2025, party="rb")
    book.pay(200, date(2024, 11, 1))
    book.reverse(4, date(2024, 12, 1))  # the 31st day from the end
    book.pay(300, date(2024, 6, 1))
    book.reverse(6, date(2024, 6, 2))
    book.pay(400, date(2024, 12, 31))
    book.reverse(8, date(2025, 5, 5))
    book.pay(500, date(2024, 6, 1))
    book.reverse(10, date(2024, 6, 2), recorded_at=at(date(2025, 1, 31)))
    found = book.find("year-end")
    assert [(x["position"], x["entry"], x["finding"], x["again"]) for x in found.rows] == [
        (2, 1, "to-another-year", [3]),
        (5, 4, "around-the-year", []),
        (9, 8, "across-the-year", []),
        (11, 10, "around-the-year", []),
    ]
    assert notices(found)["reversals"] == {"count": 5, "found": 4}
    assert positions(book.find("year-end", days=1)) == [9]
    assert positions(book.find("year-end", "2025")) == [2, 9]


def test_what_came_after_the_end(book):
    end = date(2025, 12, 31)
    book.pay(1, end, recorded_at=at(end))
    book.pay(1, end, recorded_at=datetime(2025, 12, 31, 23, tzinfo=UTC))  # New Year in Sweden
    book.pay(1, end + timedelta(days=5))
    book.add("use-reported", day=end + timedelta(days=30))
    book.add("party-registered", agreement=None, day=None, recorded_at=at(date(2027, 1, 1)))
    found = book.find("after-end")
    assert [(x["position"], x["finding"], x["days"], x["ends"]) for x in found.rows] == [
        (2, "recorded-after", 1, end),
        (3, "dated-after", 5, end),
    ]
    assert notices(found)["after-end"] == {"count": 2, "other": 1}
    assert positions(book.find("after-end", days=5)) == []
    assert positions(book.find("after-end", days=4)) == [3]


# ---------------------------------------------------------------- Benford


def of_digits(*counts):
    book = Book()
    for digit, count in enumerate(counts, 1):
        for number in range(count):
            book.pay(int(f"{digit}{number % 90 + 10}"))
    return book


def test_first_digits_as_benford_has_them():
    import math

    for digit, millionths in benford.EXPECTED.items():
        assert millionths == round(math.log10(1 + 1 / digit) * 1_000_000)
    assert sum(benford.EXPECTED.values()) == 1_000_000
    book = of_digits(301, 176, 125, 97, 79, 67, 58, 51, 46)
    found = book.find("benford")
    assert [x["count"] for x in found.rows] == [301, 176, 125, 97, 79, 67, 58, 51, 46]
    assert found.rows[0]["expected_count"] == "301.0"
    assert (found.rows[0]["observed_percent"], found.rows[0]["expected_percent"]) == (3010, 3010)
    told = notices(found)
    assert told["benford-chance"] == {"chi_square": "0.00"}
    assert told["benford-conforms-closely"] == {"mean": "0.00010"}  # 0.91 / 9 thousandths


def test_first_digits_that_somebody_made_up():
    told = notices(of_digits(*[100] * 9).find("benford"))
    # worked out by hand: 900 * (sum of (1/9)^2 / e - 1), and the mean of |1/9 - e|
    expected = [x / 1_000_000 for x in benford.EXPECTED.values()]
    chi = 900 * (sum((1 / 9) ** 2 / e for e in expected) - 1)
    mean = sum(abs(1 / 9 - e) for e in expected) / 9
    assert told["benford-once-in-a-hundred"] == {"chi_square": f"{chi:.2f}"}
    assert told["benford-conforms-not"] == {"mean": f"{mean:.5f}"}


@pytest.mark.parametrize(
    ("moved", "level", "chance"),
    [
        (20, "closely", "chance"),
        (40, "acceptably", "chance"),
        (45, "acceptably", "once-in-twenty"),
        (60, "marginally", "once-in-a-hundred"),
        (80, "not", "once-in-a-hundred"),
    ],
)
def test_how_well_digits_conform_has_thresholds(moved, level, chance):
    counts = [301, 176, 125, 97, 79, 67, 58, 51, 46]
    counts[0] -= moved
    counts[1] += moved
    told = notices(of_digits(*counts).find("benford"))
    assert f"benford-conforms-{level}" in told
    assert f"benford-{chance}" in told


def test_few_payments_are_not_judged():
    book = of_digits(90, 60, 40, 30, 20, 20, 15, 14, 10)
    found = book.find("benford")
    assert found.rows == []
    assert notices(found)["benford-too-few"] == {"count": 299, "minimum": 300}
    book.pay(1)
    assert len(book.find("benford").rows) == 9
    assert len(book.find("benford", minimum=50).rows) == 9


# ---------------------------------------------------------------- evidence


def resting(*evidence):
    book = Book()
    for reference, sha256 in evidence:
        book.add(evidence=(Evidence(reference=reference, sha256=sha256),))
    return book


def test_evidence_is_found_by_its_hash_and_else_by_its_name():
    book = resting(
        ("Faktura 1.pdf", "a" * 64),
        ("Faktura 2", "b" * 64),
        ("mapp/Avtal.PDF", "c" * 64),
        ("Protokoll", "d" * 64),
        ("Faktura 1.pdf", "a" * 64),
        ("bara namn", None),
    )
    folder = [
        Kept("Avtal.pdf", "0" * 64),
        Kept("annat/namn.bin", "a" * 64),
        Kept("bara namn.txt", "1" * 64),
        Kept("faktura 2.PDF", "2" * 64),
        Kept("lös.pdf", "3" * 64),
        Kept("länk", None, "link"),
    ]
    found = book.find("evidence", folder=folder)
    assert [(x["finding"], x["reference"], x["file"], x["positions"]) for x in found.rows] == [
        ("altered", "Faktura 2", "faktura 2.PDF", [2]),
        ("missing", "mapp/Avtal.PDF", None, [3]),
        ("missing", "Protokoll", None, [4]),
        ("not-referred-to", None, "Avtal.pdf", []),
        ("not-referred-to", None, "lös.pdf", []),
        ("link", None, "länk", []),
    ]
    assert found.is_wrong
    assert notices(found)["evidence"] == {"count": 4, "there": 1}
    assert notices(found)["evidence-unhashed"] == {"count": 1}


def test_evidence_of_another_period_is_referred_to_all_the_same():
    book = resting(("A", "a" * 64))
    book.add(day=date(2025, 1, 1), evidence=(Evidence(reference="B", sha256="b" * 64),))
    found = book.find("evidence", "2025", folder=[Kept("a", "a" * 64), Kept("b", "b" * 64)])
    assert (found.rows, found.is_wrong) == ([], False)
    gone = book.find("evidence", "2025", folder=[])
    assert Counter(x["reference"] for x in gone.rows) == {"B": 1}


def test_a_reference_in_another_form_of_unicode_is_the_same_name():
    book = resting(("Åberopad.pdf", "a" * 64))
    folder = [Kept("A\u030aberopad.pdf", "b" * 64)]
    assert (
        evidence.find(Material(items=book, ends={}), folder=folder).rows[0]["finding"] == "altered"
    )
