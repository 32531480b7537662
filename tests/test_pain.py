"""The file for the bank: valid by its schema, with the sums that another reader finds."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.exchange.end_to_end import MAX_LENGTH, end_to_end_id, position_in, request_of
from ledger.exchange.pain import (
    MAX_TEXT,
    Account,
    Payer,
    Payment,
    amount,
    file_of,
    ocr_of,
    plain,
)

SCHEMA = Path(__file__).parent / "schemas" / "pain.001.001.03.xsd"
CARRIED = re.compile(r"[A-Za-zåäöÅÄÖ0-9/\-?:().,'+ ]*")
BANKGIRO = Account("bankgiro", "50501055")
PLUSGIRO = Account("plusgiro", "2865434")
IBAN = Account("iban", "SE4550000000058398257466")
BANK_ACCOUNT = Account("account", "3215642", "5140")
PAYER = Payer("Malmö stad", "2120001124", "Malmö", Account("bankgiro", "9912346", bic="SWEDSESS"))


@cache
def judge():
    import xmlschema

    return xmlschema.XMLSchema(str(SCHEMA))


def payment(number=1, **changed):
    return Payment(
        **{
            "end_to_end": end_to_end_id("herrgarden", number),
            "day": date(2024, 4, 30),
            "minor": 17875000,
            "payee": "Rädda Barnen",
            "town": "Stockholm",
            "account": BANKGIRO,
            "reference": None,
            "text": "herrgarden L2 2024",
            **changed,
        }
    )


def read(content: bytes) -> tuple[list[tuple[str, str, Decimal]], list[tuple[int, Decimal]]]:
    """Read names, days and amounts, and every number of payments and sum, by plain search.

    It is another reader than any that the program has: it knows no XML.
    """
    text = content.decode("utf-8")
    days = re.findall(r"<PmtInf>.*?</PmtInf>", text, re.DOTALL)
    payments = []
    for own in days:
        (day,) = re.findall(r"<ReqdExctnDt>([^<]*)", own)
        payments += [
            (name, day, Decimal(minor))
            for name, minor in re.findall(
                r"<EndToEndId>([^<]*).*?<InstdAmt Ccy=\"[A-Z]{3}\">([^<]*)", own, re.DOTALL
            )
        ]
    stated = re.findall(r"<NbOfTxs>(\d+)</NbOfTxs>\s*<CtrlSum>([^<]*)", text)
    return payments, [(int(n), Decimal(total)) for n, total in stated]


def made(*payments, payer=PAYER, currency="SEK"):
    return file_of("SV-20240112-090000-3f9a1c", "2024-01-12T09:00:00", payer, payments, currency)


def test_the_file_is_valid_and_its_sums_are_those_of_its_payments():
    content = made(
        payment(1),
        payment(2, account=PLUSGIRO, minor=8000001, day=date(2024, 5, 2), reference="1230"),
        payment(3, account=BANK_ACCOUNT, town=None, minor=1, reference="IOP 2024 kv1 L1"),
        payment(4, account=IBAN, payee="Ana & Frères <b>", day=date(2024, 5, 2)),
    )
    judge().validate(content.decode())
    payments, stated = read(content)
    assert payments == [
        ("SV-herrgarden-1", "2024-04-30", Decimal("178750.00")),
        ("SV-herrgarden-3", "2024-04-30", Decimal("0.01")),
        ("SV-herrgarden-2", "2024-05-02", Decimal("80000.01")),
        ("SV-herrgarden-4", "2024-05-02", Decimal("178750.00")),
    ]
    assert stated == [
        (4, Decimal("437500.02")),
        (2, Decimal("178750.01")),
        (2, Decimal("258750.01")),
    ]
    assert b"SvcLvl" not in content


@pytest.mark.parametrize(
    ("account", "said"),
    [
        (BANKGIRO, ["<MmbId>9900</MmbId>", "<Id>50501055</Id><SchmeNm><Prtry>BGNR</Prtry>"]),
        (PLUSGIRO, ["<MmbId>9960</MmbId>", "<Id>2865434</Id><SchmeNm><Cd>BBAN</Cd>"]),
        (BANK_ACCOUNT, ["<MmbId>5140</MmbId>", "<Id>3215642</Id><SchmeNm><Cd>BBAN</Cd>"]),
        (IBAN, ["<CdtrAcct><Id><IBAN>SE4550000000058398257466</IBAN></Id></CdtrAcct>"]),
        (IBAN._replace(bic="ESSESESS"), ["<CdtrAgt><FinInstnId><BIC>ESSESESS</BIC>"]),
    ],
)
def test_each_kind_of_account_is_written_as_banks_take_it(account, said):
    content = made(payment(account=account), payer=PAYER._replace(account=account)).decode()
    judge().validate(content)
    creditor = content[content.index("<CdtTrfTxInf>") :]
    for part in said:
        assert part in creditor
    assert "<PstlAdr><TwnNm>Stockholm</TwnNm><Ctry>SE</Ctry></PstlAdr>" in creditor


@pytest.mark.parametrize(
    ("reference", "kind", "ocr"),
    [
        ("1230", "bankgiro", "1230"),
        (" 12 30 ", "plusgiro", "1230"),
        ("1230", "account", None),  # only giros carry it
        ("1235", "bankgiro", None),  # its check digit is another
        ("0", "bankgiro", None),  # too short
        ("0" * 25, "bankgiro", "0" * 25),
        ("0" * 26, "bankgiro", None),
        ("١٢٣٠", "bankgiro", None),  # digits, but not these
        (None, "bankgiro", None),
    ],
)
def test_an_ocr_number_is_structured_and_anything_else_a_text(reference, kind, ocr):
    assert ocr_of(reference, kind) == ocr
    account = {"bankgiro": BANKGIRO, "plusgiro": PLUSGIRO, "account": BANK_ACCOUNT}[kind]
    content = made(payment(account=account, reference=reference)).decode()
    judge().validate(content)
    assert content.count("<Strd>") == content.count("SCOR") == (ocr is not None)
    assert content.count("<Ustrd>") == (ocr is None)
    if ocr:
        assert '<RmtdAmt Ccy="SEK">178750.00</RmtdAmt></RfrdDocAmt>' in content
        assert f"<Ref>{ocr}</Ref>" in content


@pytest.mark.parametrize(
    ("text", "carried"),
    [
        ("Föreningen Ängö & Öland", "Föreningen Ängö + Öland"),
        ("Café Noir", "Cafe Noir"),
        ("Cafe\u0301 No\u0308rd", "Cafe Nörd"),
        ("S/2024_12 – ”kv 1”; §4", "S/2024-12 - 'kv 1', 4"),
        ("Łódź–Ærø", "Lodz-Ärö"),
        ("日本\t", ""),
        ("a" * 30, "a" * 25),
        ("a" * 24 + " b", "a" * 24),
    ],
)
def test_a_text_is_written_in_the_characters_that_banks_carry(text, carried):
    assert plain(text, MAX_TEXT) == carried


def test_what_has_no_character_that_banks_carry_still_makes_a_valid_file():
    content = made(payment(payee="日本", reference="日本", text="日本"))
    judge().validate(content.decode())
    assert "<Ustrd>SV-herrgarden-1</Ustrd>" in content.decode()


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_the_file(name, reference, town):
    for text in (name, reference, town):
        assert CARRIED.fullmatch(plain(text, MAX_TEXT))
        assert len(plain(text, MAX_TEXT)) <= MAX_TEXT
    content = made(payment(payee=name, reference=reference, town=town)).decode()
    judge().validate(content)


@pytest.mark.parametrize(
    ("minor", "currency", "said"),
    [(1, "SEK", "0.01"), (100, "EUR", "1.00"), (5, "JPY", "5"), (1234567, "KWD", "1234.567")],
)
def test_an_amount_has_the_decimals_of_its_currency(minor, currency, said):
    assert amount(minor, currency) == said


def test_the_same_payments_are_the_same_bytes():
    assert made(payment(1), payment(2)) == made(payment(1), payment(2))


@pytest.mark.parametrize(
    ("agreement", "position", "name"),
    [
        ("herrgarden", 17, "SV-herrgarden-17"),
        ("a.b-c", 1, "SV-a.b-c-1"),
        ("iop-2024", 123456789, "SV-iop-2024-123456789"),
    ],
)
def test_a_payment_is_named_by_its_request(agreement, position, name):
    assert end_to_end_id(agreement, position) == name
    assert request_of(name, {position: agreement}) == (agreement, position)


@given(
    st.text("abcXYZ019._-åÄö", min_size=1, max_size=64),
    st.integers(1, 10**12),
)
def test_every_agreement_has_a_name_that_comes_back(agreement, position):
    name = end_to_end_id(agreement, position)
    assert len(name) <= MAX_LENGTH
    assert CARRIED.fullmatch(name)
    assert position_in(name) == position
    assert request_of(name, {position: agreement}) == (agreement, position)
    assert request_of(name, {position + 1: agreement}) is None


def test_another_books_payment_is_not_taken_for_ones_own():
    one, other = "a" * 40 + "1", "a" * 40 + "2"
    assert end_to_end_id(one, 7) != end_to_end_id(other, 7)
    assert request_of(end_to_end_id(one, 7), {7: other}) is None
    assert request_of("SV-herrgarden-7 ", {7: "herrgarden"}) is None
    assert request_of("sv-herrgarden-7", {7: "herrgarden"}) is None
    assert request_of("SV-herrgarden-07", {7: "herrgarden"}) is None
    assert request_of("NOTPROVIDED", {7: "herrgarden"}) is None
