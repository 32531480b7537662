"""Amounts, quantities, rates, dates and periods: what is taken, and what is not."""

import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events import money
from events.money import BadNumberError, parse_amount, parse_quantity, parse_rate
from events.period import local_day, parse_date, parse_period
from events.text import BadTextError, clean_id, clean_text

TAKEN = [
    ("1210000", 121_000_000),
    ("1 210 000", 121_000_000),
    ("1\u00a0210\u00a0000,50", 121_000_050),
    ("1\u202f210\u202f000.5", 121_000_050),
    ("1210000.50", 121_000_050),
    ("0,01", 1),
    ("-5", -500),
    ("\u22125,5", -550),
    (" 12 ", 1200),
    ("001", 100),
]
NOT_TAKEN = [
    ("1,500", "ambiguous"),
    ("1.500", "ambiguous"),
    ("1 500,125", "ambiguous"),
    ("1,5001", "too-many-places"),
    ("NaN", "not-a-number"),
    ("Infinity", "not-a-number"),
    ("1e5", "not-a-number"),
    ("1_000", "not-a-number"),
    ("１２３", "not-a-number"),
    ("٣", "not-a-number"),
    ("12 34", "not-a-number"),
    ("1 21 000", "not-a-number"),
    ("", "not-a-number"),
    ("+5", "not-a-number"),
    ("5 tkr", "not-a-number"),
    ("0x10", "not-a-number"),
    ("1\n2", "not-a-number"),
    ("1" * 5000, "too-large"),
    ("99999999999999", "too-large"),
]


@pytest.mark.parametrize(("text", "minor"), TAKEN)
def test_amounts_that_are_taken(text, minor):
    assert parse_amount(text, "SEK") == minor


@pytest.mark.parametrize(("text", "code"), NOT_TAKEN)
def test_amounts_that_are_not(text, code):
    with pytest.raises(BadNumberError) as bad:
        parse_amount(text, "SEK")
    assert bad.value.code == code


@pytest.mark.parametrize(
    ("text", "currency", "minor"), [("1500", "JPY", 1500), ("1,5", "KWD", 1500)]
)
def test_places_follow_the_currency(text, currency, minor):
    assert parse_amount(text, currency) == minor


@given(st.text(max_size=60))
def test_any_text_is_an_amount_or_refused_at_once(text):
    started = time.perf_counter()
    for read in (lambda t: parse_amount(t, "SEK"), parse_quantity, parse_rate):
        try:
            read(text)
        except BadNumberError as bad:
            assert len(bad.text) <= money.MAX_LENGTH
    assert time.perf_counter() - started < 0.5


@given(st.integers(-(10**14), 10**14))
def test_what_is_written_plainly_is_read_back(minor):
    assert parse_amount(f"{Decimal(minor) / 100:.2f}", "SEK") == minor


def test_quantities_and_rates():
    assert parse_quantity("212,5") == Decimal("212.5")
    assert str(parse_quantity("412.50")) == "412.5"
    assert parse_rate("2,7 %") == parse_rate("2.7%") == Decimal("2.7")
    for bad in ("2.7.1", "%", "1.1234567", "2000%"):
        with pytest.raises(BadNumberError):
            parse_rate(bad)


@pytest.mark.parametrize(
    ("base", "rate", "rounding", "increase"),
    [
        (71_500_000, "3.137", "ore", 2_242_955),
        (71_500_000, "3.137", "krona", 2_243_000),
        (33_500_000, "2.71", "krona", 907_900),
        (33_500_000, "2.71", "ore", 907_850),
        (1, "50", "ore", 1),
        (50, "100", "krona", 100),
    ],
)
def test_rounding_is_half_up(base, rate, rounding, increase):
    assert money.uplifted(base, Decimal(rate), rounding, "SEK") == increase


def test_a_value_is_quantity_times_unit_value():
    assert money.valued(Decimal("212.5"), 24_070, "ore", "SEK") == 5_114_875
    assert money.valued(Decimal("0.5"), 1, "ore", "SEK") == 1


@pytest.mark.parametrize(
    ("rounding", "currency", "value"),
    [
        ("ore", "SEK", 11_050),
        ("krona", "SEK", 11_100),
        ("krona", "ISK", 11_050),
        ("krona", "KWD", 11_000),
    ],
)
def test_a_worth_is_rounded_as_the_agreement_says(rounding, currency, value):
    """Half up to the whole unit, whatever decimals its currency has."""
    assert money.valued(Decimal("0.5"), 22_100, rounding, currency) == value


@pytest.mark.parametrize(
    ("instant", "day"),
    [
        ("2024-01-01T22:59:59", "2024-01-01"),
        ("2024-01-01T23:00:00", "2024-01-02"),
        ("2024-03-30T22:59:59", "2024-03-30"),  # the night to the last Sunday of March
        ("2024-03-30T23:00:00", "2024-03-31"),
        ("2024-03-31T21:59:59", "2024-03-31"),
        ("2024-03-31T22:00:00", "2024-04-01"),
        ("2025-10-25T22:00:00", "2025-10-26"),  # and to that of October
        ("2025-10-26T22:59:59", "2025-10-26"),
        ("2025-10-26T23:00:00", "2025-10-27"),
        ("2026-12-31T23:00:00", "2027-01-01"),
        ("2029-03-25T22:00:00", "2029-03-26"),
    ],
)
def test_the_day_in_sweden(instant, day):
    at = datetime.fromisoformat(instant).replace(tzinfo=UTC)
    assert local_day(at) == date.fromisoformat(day)


def test_an_unknown_policy_is_not_another_one():
    with pytest.raises(AssertionError):
        money.round_minor(Decimal(1), "rappen", "CHF")


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-Q1", date(2024, 1, 1), date(2024, 3, 31)),
        ("2024-T2", date(2024, 5, 1), date(2024, 8, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
    ],
)
def test_periods(text, first, last):
    period = parse_period(text)
    assert (period.starts, period.ends, period.year) == (first, last, 2024)
    assert period.is_year == (text == "2024")


@pytest.mark.parametrize(
    "text", ["24", "2024-Q5", "2024-T4", "2024-13", "2024-1", "２０２４", "1800"]
)
def test_what_is_no_period(text):
    with pytest.raises(ValueError, match=text):
        parse_period(text)


@pytest.mark.parametrize(
    "text", ["2024-W05-1", "20240101", "２０２４-01-01", "2024-02-30", "2024-1-1", "1024-01-01", ""]
)
def test_what_is_no_date(text):
    with pytest.raises(ValueError):  # noqa: PT011
        parse_date(text)


def test_text_is_normalised_and_visible():
    assert clean_text("  Ra\u0308dda Barnen ") == "Rädda Barnen"
    for text, code in (
        ("", "empty"),
        ("  ", "empty"),
        ("a\x1b[31m", "unseen-character"),
        ("a\u202eb", "unseen-character"),
        ("a\nb", "unseen-character"),
        ("x" * 501, "too-long"),
    ):
        with pytest.raises(BadTextError) as bad:
            clean_text(text)
        assert bad.value.code == code


@pytest.mark.parametrize("text", ["a b", "", ".a", "x" * 65, "a/b", "ａ", "a\u202e"])
def test_what_is_no_id(text):
    with pytest.raises(BadTextError):
        clean_id(text)
    assert clean_id("Å-1.b_c") == "Å-1.b_c"
