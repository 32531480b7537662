"""The numbers of accounts: their forms, and that a slip of the pen is found."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules import bank_numbers
from ledger.rules.bank_numbers import BadNumberError


@pytest.mark.parametrize(
    ("read", "text", "stored"),
    [
        (bank_numbers.bankgiro, "5050-1055", "50501055"),
        (bank_numbers.bankgiro, "991-2346", "9912346"),
        (bank_numbers.bankgiro, "991\u20132346", "9912346"),  # as word processors write it
        (bank_numbers.plusgiro, "28 65 43-4", "2865434"),
        (bank_numbers.plusgiro, "90\u00a020\u00a003-3", "9020033"),
        (bank_numbers.iban, "se45 5000 0000 0583 9825 7466", "SE4550000000058398257466"),
        (bank_numbers.iban, "FI21 1234 5600 0007 85", "FI2112345600000785"),
        (bank_numbers.iban, "NO93 8601 1117 947", "NO9386011117947"),
    ],
)
def test_a_number_is_stored_without_what_people_write_between_its_digits(read, text, stored):
    assert read(text) == stored


@pytest.mark.parametrize(
    ("clearing", "number", "stored"),
    [
        ("5140", "321 56 42", "3215642"),  # modulus 11, without the clearing number's first digit
        ("9160", "741 66 80", "7416680"),  # modulus 11, with all of it
        ("5140", "5140 321 5642", "3215642"),  # the clearing number was written once more
        ("6000", "806 967 498", "806967498"),
        ("6000", "0806967498"[1:], "806967498"),
        ("3300", "000620-5124", "0006205124"),  # a person's number
        ("9578", "633 1128", "0006331128"),  # leading zeros were left out
        ("9530", "3648748", "3648748"),
        ("8327-9", "33257", "33257"),
        ("8327", "1234567890", "1234567890"),  # Swedbank has some without a check digit
        ("8327", "8327 8327123456", "8327123456"),  # the account begins as its clearing number
        ("8327", "8327 83271", "83271"),
    ],
)
def test_an_account_is_told_by_the_series_of_its_clearing_number(clearing, number, stored):
    at = bank_numbers.clearing_number(clearing)
    assert len(at) == 4
    assert bank_numbers.account(at, number) == stored


@pytest.mark.parametrize(
    ("read", "text", "why"),
    [
        (bank_numbers.bankgiro, "5050-1056", "check digit"),
        (bank_numbers.bankgiro, "5505-1055", "check digit"),
        (bank_numbers.bankgiro, "123456", "seven or eight"),
        (bank_numbers.bankgiro, "0000-0000", "seven or eight"),
        (bank_numbers.bankgiro, "5050/1055", "something else"),
        (bank_numbers.bankgiro, "５０５０１０５５", "something else"),
        (bank_numbers.bankgiro, "", "something else"),
        (bank_numbers.plusgiro, "28 65 43-5", "check digit"),
        (bank_numbers.plusgiro, "4", "two to eight"),
        (bank_numbers.iban, "SE45 5000 0000 0583 9825 7467", "check digit"),
        (bank_numbers.iban, "SE45 5000 0000 0583 9825 746", "longer or shorter"),
        (bank_numbers.iban, "US45 5000 0000 0583 9825 7466", "country"),
        (bank_numbers.iban, "5050-1055", "two letters"),
        (bank_numbers.clearing_number, "9999", "no bank"),
        (bank_numbers.clearing_number, "514", "four digits"),
        (bank_numbers.clearing_number, "51409", "four digits"),
        (bank_numbers.clearing_number, "8327-8", "fifth digit"),
        (lambda x: bank_numbers.account("5140", x), "3215643", "check digit"),
        (lambda x: bank_numbers.account("5140", x), "321564", "longer or shorter"),
        (lambda x: bank_numbers.account("6000", x), "806967489", "check digit"),
        (lambda x: bank_numbers.account("3300", x), "6205124", "longer or shorter"),
        # Six digits after the clearing number, or ten without it: nothing tells.
        (lambda x: bank_numbers.account("8327", x), "8327-123456", "leave that out"),
        (lambda x: bank_numbers.account("8327", x), "8327-9 123 456", "leave that out"),
        (lambda x: bank_numbers.account("9960", x), "9960 34", "leave that out"),
    ],
)
def test_what_cannot_be_a_number_is_refused_with_its_reason(read, text, why):
    with pytest.raises(BadNumberError, match=why):
        read(text)


def test_each_clearing_number_has_one_series():
    last = 999
    for own in bank_numbers.SERIES:
        assert last < own.first <= own.last
        last = own.last


@given(st.integers(10**6, 10**8 - 1), st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_found_in_every_giro_number(whole, place, by):
    body = str(whole)
    number = next(x for x in (f"{body[:-1]}{last}" for last in range(10)) if _holds(x))
    place %= len(number)
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]
    with pytest.raises(BadNumberError):
        bank_numbers.bankgiro(wrong)


def _holds(number):
    try:
        return bank_numbers.bankgiro(number) == number
    except BadNumberError:
        return False
