"""Numbers as people write, paste and copy them: what is in doubt is refused, and says how."""

import re
from decimal import Decimal

import pytest
from conftest import examples
from hypothesis import given
from hypothesis import strategies as st

from events.money import (
    PLACES,
    BadNumberError,
    parse_amount,
    parse_quantity,
    parse_rate,
)
from ledger.presentation import display, language
from ledger.presentation.data_formats import as_csv
from projections.report import Column

PAY = ("record", "disbursement", "herrgarden", "L1")
PAID = ("--on", "2024-03-25", "--voucher", "V")
GIVE = ("record", "in-kind", "herrgarden", "tif", "--type", "volunteer", "--unit", "h")
GAVE = ("--on", "2024-03-25")
RAISE = ("uplift", "herrgarden", "--board", "fritidsnamnden", "--year", "2025")
APPROVE = ("agreement", "approve", "herrgarden", "--board", "tif")
RAISED = ("--decision", "d", "--on", "2024-03-25")


@pytest.fixture(autouse=True)
def _swedish_again():
    yield
    language.use("sv")


# ---------------------------------------------------------------- doubt


@pytest.mark.parametrize("currency", sorted(PLACES))
@pytest.mark.parametrize("text", ["1,500", "1.500", "999.000", "12,345", "-1,500", "1,500 "])
def test_one_mark_before_three_digits_is_doubt_in_every_currency(text, currency):
    with pytest.raises(BadNumberError) as bad:
        parse_amount(text, currency)
    assert bad.value.code == "ambiguous"
    for written in bad.value.readings(PLACES[currency])[2]:
        parse_amount(written, currency)  # what is proposed is taken


@pytest.mark.parametrize(
    ("read", "text"),
    [
        *((parse_quantity, text) for text in ("1,500", "2.125", "65.000")),
        *((parse_rate, text) for text in ("1,500", "2,125", "65,000%")),
    ],
)
def test_it_is_doubt_in_quantities_and_rates_too(read, text):
    with pytest.raises(BadNumberError) as bad:
        read(text)
    assert bad.value.code == "ambiguous"
    for written in bad.value.readings(6)[2]:
        assert read(written) == Decimal(text.rstrip("%").replace(",", "."))


def test_a_point_in_a_rate_is_no_doubt():
    assert parse_rate("3.137%") == Decimal("3.137")
    assert parse_rate("2.500") == Decimal("2.5")


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("0,500", "KWD", 500),  # nobody writes 500 like this
        ("1,5000", "SEK", 150),
        ("1.2340", "KWD", 1234),
        ("1500,125", "KWD", 1_500_125),
        ("1 500,125", "BHD", 1_500_125),
        ("1500,00", "ISK", 1500),
    ],
)
def test_what_is_not_in_doubt(text, currency, minor):
    assert parse_amount(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency", "code"),
    [
        ("1500,000", "SEK", "ambiguous"),
        ("1 500.000", "SEK", "ambiguous"),
        ("1.500,000", "SEK", "too-many-places"),
        ("1,5", "ISK", "too-many-places"),
        ("1,2345", "KWD", "too-many-places"),
        ("1,210,00", "SEK", "not-a-number"),
        ("1.210,000.50", "SEK", "not-a-number"),
        ("12,10,000", "SEK", "not-a-number"),
        ("65'00", "SEK", "not-a-number"),
        ("65\t000", "SEK", "not-a-number"),
        ("65\n000", "SEK", "not-a-number"),
        ("65 tkr", "SEK", "not-a-number"),
        ("65 kr EUR", "SEK", "not-a-number"),
        ("10 EUR", "SEK", "other-currency"),
        ("€10", "SEK", "other-currency"),
        ("10 kr", "EUR", "other-currency"),
        ("1,500 kr", "SEK", "ambiguous"),
        ("65.000:-", "SEK", "ambiguous"),
    ],
)
def test_what_is_in_doubt_or_nothing(text, currency, code):
    with pytest.raises(BadNumberError) as bad:
        parse_amount(text, currency)
    assert bad.value.code == code


def _written(minor, currency):
    """Yield an amount as the program writes it, wherever a person may copy it from."""
    yield display.plain_amount(minor, currency)
    yield display.change(minor, currency)
    for whole in {None, False, display.are_whole([minor], currency)}:
        yield display.amount(minor, currency, whole=whole)
    columns = (Column("paid_minor", "Paid", "money"),)
    cells = as_csv(columns, [{"paid_minor": minor}], currency).split("\r\n")
    yield cells[1].strip('"')


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.parametrize("currency", sorted(PLACES))
@examples(30)
@given(minor=st.one_of(st.integers(-(10**15), 10**15), st.integers(-(10**6), 10**6)))
def test_what_the_program_prints_is_never_read_as_something_else(currency, lang, minor):
    language.use(lang)
    for text in _written(minor, currency):
        for shown in (text, f"{text} {currency}", f"\t{text}\r\n"):
            try:
                assert parse_amount(shown, currency) == minor, shown
            except BadNumberError as bad:
                assert bad.code == "ambiguous" or text[0] == "+", shown


@pytest.mark.parametrize("lang", ["sv", "en"])
@given(micro=st.integers(0, 10**10))
def test_quantities_and_rates_that_are_printed_are_never_read_as_something_else(lang, micro):
    language.use(lang)
    number = Decimal(micro) / 10**6
    for read, text in (
        (parse_quantity, display.quantity(f"{number:f}")),
        (parse_rate, display.rate(number / 10)),
    ):
        try:
            assert read(text) == (number if read is parse_quantity else number / 10)
        except BadNumberError as bad:
            assert bad.code in {"ambiguous", "too-many-places", "too-large"}


@pytest.mark.parametrize(
    ("words", "swedish", "english"),
    [
        ((*PAY, "1,500", *PAID), "1,50 eller 1.50", "1,50 or 1.50"),
        ((*PAY, "65.000", *PAID), "65000 eller 65.", "65000 or 65."),
        ((*GIVE, "--quantity", "1,500", "--unit-value", "1", *GAVE), "1,50", "1500"),
        ((*GIVE, "--quantity", "2.125", "--unit-value", "1", *GAVE), "2,1250", "2.1250"),
        ((*GIVE, "--quantity", "1", "--unit-value", "1.500", *GAVE), "1,50", "1500"),
        (
            (*GIVE, "--quantity", "1", "--unit-value", "1", "--value", "1,500", *GAVE),
            "1,50",
            "1500",
        ),
        ((*RAISE, "--rate", "2,500%", *RAISED), "Skriv 2,50 eller 2.50", "Write 2,50 or 2.50"),
        ((*RAISE, "--line", "L1", "--amount", "1,500", *RAISED), "1,50", "1500"),
    ],
)
def test_doubt_is_told_by_every_command(concluded, words, swedish, english):
    head = concluded.ok("log", "-O", "ndjson").out
    for lang, expected in (("sv", swedish), ("en", english)):
        refused = concluded(*words, lang=lang)
        assert refused.status == 2, refused.err
        assert expected in refused.err
        assert not re.search(r"\d[.,](?!\d)(?! |$)", refused.err, re.MULTILINE), refused.err
    assert concluded.ok("log", "-O", "ndjson").out == head


# ---------------------------------------------------------------- as it is pasted


PASTED = [
    "65000",
    "65 000",
    "65\u00a0000",
    "65\u202f000",
    "65\u2009000",
    "65\u2007000",
    "65'000",
    "65\u2019000",
    "65 000 kr",
    "65 000 kronor",
    "kr 65 000",
    "65 000:-",
    "65 000,-",
    "65 000 SEK",
    "SEK 65 000",
    "sek65000",
    "65.000,00",
    "65,000.00",
    "65000,00 kr",
    " 65 000 ",
    "65 000\t",
    "65 000\r\n",
    "\u00a065\u00a0000\u00a0kr\r",
]


@pytest.mark.parametrize("text", PASTED)
def test_an_amount_as_it_is_pasted(text):
    assert parse_amount(text, "SEK") == 6_500_000


@pytest.mark.parametrize("text", ["\u22125", "-5", "\u22125 kr", " \u22125,00"])
def test_a_minus_as_it_is_pasted(text):
    assert parse_amount(text, "SEK") == -500


@pytest.mark.parametrize("text", ["1.210.000", "1,210,000", "1'210'000", "1.210.000,00"])
def test_two_marks_of_groups_are_no_doubt(text):
    assert parse_amount(text, "SEK") == 121_000_000


def test_pasted_amounts_are_recorded(concluded):
    for number, text in enumerate(("65 000 kr", "65.000,00", "1\u2009000", "500,50\r")):
        done = concluded.ok(*PAY, text, "--on", "2024-03-25", "--voucher", number)
        assert "disbursement-recorded" in done.out
    rows = concluded.report("agreement", "herrgarden", "--period", "2024")["rows"]
    assert rows[0]["paid_minor"] == 13_150_050


@pytest.mark.parametrize("amount", ["10 EUR", "€10", "1.2340 KWD"])
def test_an_amount_in_another_currency_is_refused(concluded, amount):
    for lang, expected in (("sv", "annan valuta. Skriv ett belopp i SEK"), ("en", "in SEK")):
        refused = concluded(*PAY, amount, *PAID, lang=lang)
        assert (refused.status, expected in refused.err) == (2, True), refused.err


def test_an_amount_for_an_agreement_that_is_not_there(concluded):
    refused = concluded("record", "disbursement", "Herrgarden", "L1", "10 EUR", *PAID)
    assert (refused.status, refused.code) == (3, "unknown-agreement")
    assert "Did you mean herrgarden?" in refused.err


@pytest.mark.parametrize(
    ("words", "amount"),
    [
        ((*PAY, "65", "000", *PAID), "65 000"),
        ((*PAY, *PAID, "1", "210", "000,50"), "1 210 000,50"),
        ((*PAY, "65", "000", "kr", *PAID), "65 000 kr"),
        ((*PAY, "65000", "kr", *PAID), "65000 kr"),
        (("record", "repayment", "herrgarden", "27", "100", "000", *GAVE), "100 000"),
        ((*RAISE, "--line", "L1", "--amount", "1", "500", *RAISED), "1 500"),
        ((*GIVE, "--quantity", "1", "500", "--unit-value", "1", *GAVE), "1 500"),
        (
            (*APPROVE, *RAISED, "--amount", "2024=320", "000"),
            "320 000",
        ),
    ],
)
def test_an_amount_that_the_shell_cut_up_wants_quotation_marks(concluded, words, amount):
    for lang, expected in (("sv", "inom citattecken"), ("en", "in quotation marks")):
        refused = concluded(*words, lang=lang)
        assert refused.status == 2
        assert f'{expected}: "{amount}"' in refused.err


def test_other_words_too_many_are_no_amount(concluded):
    refused = concluded(*PAY, "65000", "more", *PAID)
    assert "Got unexpected extra argument" in refused.err


def test_two_cells_at_once_are_said_to_be_two(concluded):
    for lang, expected in (("sv", "en tabb eller ett radslut"), ("en", "a tab or a line end")):
        refused = concluded(*PAY, "65\t000", *PAID, lang=lang)
        assert (refused.status, expected in refused.err) == (2, True)
