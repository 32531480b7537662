"""Vouchers for a bookkeeping program: read back, summed by another way, and refused."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.exchange import sie
from ledger.exchange.pc8 import Texts, quoted_id
from ledger.exchange.refusals import NotInPc8

ACCOUNTS = """
bank = "1930"
internal = "7990"
legal_entity = "malmo-stad"

[[account]]
account = "4510"
name = "Bidrag till föreningar"
agreement = "herrgarden"
line = "L1"

[[account]]
account = "4520"
agreement = "herrgarden"
line = "L2"

[[account]]
account = "4530"
agreement = "herrgarden"
line = "L3"

[[account]]
account = "4540"
agreement = "herrgarden"
line = "L4"

[[board]]
id = "kommunstyrelsen"
cost_centre = "100"
"""
_ONLY = ("--agreement", "herrgarden")
_VER = re.compile(r'#VER "SV" "(\d+)" (\d{8}) "(.*)" \d{8} "[^"]*"')
_TRANS = re.compile(r"#TRANS (\d+) \{(.*)\} (-?\d+\.\d\d)")


def written(text=ACCOUNTS):
    Path("accounts.toml").write_text(text, encoding="utf-8")
    return ("--accounts", "accounts.toml")


def exported(samverk, period, *options, text=ACCOUNTS, lang="en"):
    done = samverk.ok(
        "export", "sie", "--period", period, *written(text), *options, "-o", "x.si", lang=lang
    )
    return Path("x.si").read_bytes(), done


def parsed(raw):
    """Read a file without this program: voucher -> its postings, account and amount."""
    lines = raw.decode("cp437").split("\r\n")
    assert lines.pop() == ""
    assert not any("\n" in line or "\r" in line for line in lines)
    found, at = {}, None
    for line in lines:
        if line.startswith("#VER"):
            at = int(_VER.fullmatch(line)[1])
            found[at] = []
        elif line.startswith("#TRANS"):
            account, objects, amount = _TRANS.fullmatch(line).groups()
            found[at].append((account, objects, Decimal(amount)))
    return found, lines


def test_the_sums_are_those_of_the_reports(everything):
    for period in ("2024", "2024-03", "2025"):
        sums_are_those_of_the_reports(everything, period)


def sums_are_those_of_the_reports(everything, period):
    text = ACCOUNTS + "".join(
        f'\n[[account]]\naccount = "4599"\nagreement = "{agreement}"\nline = "L1"\n'
        for agreement in ("kort", "slag")
    )
    entities = {
        x["legal_entity"] for x in everything.ok("party", "list", "-O", "json").json["rows"]
    }
    found, lines = {}, []
    for entity in sorted(entities):
        raw, _ = exported(everything, period, text=text.replace("malmo-stad", entity))
        own, told = parsed(raw)
        assert not own.keys() & found.keys()
        found |= own
        lines += told
    log = everything.ok("log", "--period", period, "-O", "json").json["rows"]
    wanted = {
        x["position"]: x["amount_minor"] * (-1 if "repayment" in x["event"] else 1)
        for x in log
        if x["event"].startswith(("disbursement-", "internal-cost-", "repayment-received"))
    }
    assert {at: own[0][2] * 100 for at, own in found.items()} == wanted
    totals = everything.ok("report", "cash-flow", "--period", period, "-O", "json").json["totals"]
    debits = [amount for own in found.values() for _, _, amount in own[:1]]
    repaid = sum(x["amount_minor"] for x in log if x["event"].startswith("repayment-received"))
    assert sum(debits) * 100 + repaid == totals["paid_minor"]
    for own in found.values():
        assert sum(amount for _, _, amount in own) == 0
        assert [account for account, _, _ in own][1] in {"1930", "7990"}
    # What is declared is what is used.
    used = {
        pair
        for own in found.values()
        for _, objects, _ in own
        for pair in re.findall(r'(\d+) "([^"]*)"', objects)
    }
    declared = {
        pair for line in lines for pair in re.findall(r'^#OBJEKT (\d+) "([^"]*)" ".*"$', line)
    }
    assert used == declared
    assert {dimension for dimension, _ in used} == {
        found for line in lines for found in re.findall(r"^#DIM (\d+) ", line)
    }


def test_our_reader_reads_what_our_writer_writes(everything):
    raw, done = exported(everything, "2024-03", *_ONLY)
    reading = sie.read(raw)
    rows = [row for row in reading.rows() if row.account.startswith("45")]
    assert all(row.problem is None for row in rows)
    assert [(x.series, x.voucher, x.account, x.amount) for x in rows[:2]] == [
        ("SV", "24", "4530", Decimal(75000)),
        ("SV", "25", "4540", Decimal(25000)),
    ]
    assert rows[0].objects == {"1": "100", "20": "herrgarden", "21": "L3"}
    assert reading.totals.sum == 0
    assert "Disbursed 75,001" in done.err
    assert "internal costs 25,000" in done.err
    assert "repaid 10,000" in done.err


def test_what_takes_a_payment_back_is_a_voucher_of_its_own(concluded):
    paid = ("record", "disbursement", "herrgarden", "L2", "178750", "--on", "2024-05-02")
    at = concluded.ok(*paid, "--voucher", 'A "1"', "-O", "json").json["recorded"][0]["position"]
    concluded.ok("reverse", at, "--reason", "fel", "--on", "2024-06-03")
    may, _ = parsed(exported(concluded, "2024-05")[0])
    june, lines = parsed(exported(concluded, "2024-06")[0])
    assert [x[2] for x in may[at]] == [178750, -178750]
    assert [x[2] for x in june[at + 1]] == [-178750, 178750]
    (told,) = [line for line in lines if line.startswith("#VER")]
    assert rf"Rättelse av {at}: A \"1\" Rädda Barnen" in told
    # The same events make the same bytes, whatever came after, and in whatever language.
    first = exported(concluded, "2024-05", "--at", at + 1)[0]
    concluded.ok(*paid[:-1], "2024-07-01", "--voucher", "A2")
    assert exported(concluded, "2024-05", "--at", at + 1, lang="sv")[0] == first


def test_the_head_names_whose_payments_these_are(everything):
    everything.ok("party", "amend", "kommunstyrelsen", "--orgnr", "212000-1124")
    _, lines = parsed(exported(everything, "2024-03", *_ONLY)[0])
    assert lines[:3] == ["#FLAGGA 0", lines[1], "#FORMAT PC8"]
    assert "#SIETYP 4" in lines
    assert "#ORGNR 212000-1124" in lines
    assert '#KONTO 4510 "Bidrag till föreningar"' in lines
    assert not any(line.startswith("#KSUMMA") for line in lines)


REFUSED = [
    (ACCOUNTS.replace('account = "4530"', 'account = "x"'), "field-no-account"),
    (ACCOUNTS.replace('line = "L3"', 'line = "L9"'), "account-unmapped"),
    (ACCOUNTS.replace('internal = "7990"\n', ""), "account-unmapped"),
    (ACCOUNTS.replace('bank = "1930"\n', ""), "field-missing"),
    (ACCOUNTS.replace('agreement = "herrgarden"\nline = "L3"', 'line = "L3"'), "field-missing"),
    (ACCOUNTS.replace('line = "L3"', 'line = "L1"'), "account-twice"),
    (ACCOUNTS.replace("malmo-stad", "lund"), "legal-entity-unknown"),
    (ACCOUNTS.replace("bank", "bnak"), "several-problems"),
]


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_what_is_refused(everything, lang):
    for text, code in REFUSED:
        done = everything(
            "export", "sie", "--period", "2024-03", *_ONLY, *written(text), "-o", "x.si", lang=lang
        )
        assert done.code == code, done.err
        assert done.status in {2, 3}
        assert not Path("x.si").exists()


def test_lines_that_are_not_mapped_are_all_named(everything):
    text = ACCOUNTS.replace('line = "L3"', 'line = "L9"').replace('line = "L4"', 'line = "L8"')
    done = everything("export", "sie", "--period", "2024-03", *written(text))
    assert "herrgarden L3" in done.err
    assert "herrgarden L4" in done.err


def test_the_file_of_accounts_is_not_written_over(concluded):
    done = concluded("export", "sie", "--period", "2024", *written(), "-o", "accounts.toml")
    assert (done.status, done.out) == (2, "")
    assert Path("accounts.toml").read_text(encoding="utf-8") == ACCOUNTS


def test_texts_in_code_page_437():
    texts = Texts()
    assert texts.quoted("Räksmörgås ÅÄÖ é ü") == '"Räksmörgås ÅÄÖ é ü"'
    assert texts.replaced == {}
    assert texts.quoted('a "b" \\ c – d') == r'"a \"b\" / c - d"'
    assert texts.quoted("Ştefan Łukasz 漢") == '"Stefan Lukasz ?"'
    assert set(texts.replaced) == {'a "b" \\ c – d', "Ştefan Łukasz 漢"}
    for text in ("Ş", "a\\b", "\t"):
        with pytest.raises(NotInPc8):
            quoted_id(text)


@given(st.text(st.characters(exclude_categories=("C", "Z")) | st.just(" "), min_size=1))
def test_whatever_text_is_written_is_read_as_it_was_written(text):
    text = text.strip() or "x"
    texts = Texts()
    lines = (
        "#FLAGGA 0",
        '#DIM 1 "Kostnadsställe"',  # by which a reader knows the letters; each file has it
        f'#VER "SV" "1" 20240101 {texts.quoted(text)}',
        "{",
        "#TRANS 1930 {} 0.00",
        "}",
    )
    (row,) = sie.read("".join(x + "\r\n" for x in lines).encode("cp437")).rows()
    assert row.text == texts.replaced.get(text, text)


def test_a_text_that_is_written_otherwise_is_named(concluded):
    paid = ("record", "disbursement", "herrgarden", "L2", "1", "--on", "2024-05-02")
    concluded.ok(*paid, "--voucher", "A–1")
    raw, done = exported(concluded, "2024-05", lang="sv")
    assert b'"A-1 R' in raw
    assert "A–1" in done.err


def test_an_empty_period_is_an_empty_file(concluded):
    found, lines = parsed(exported(concluded, "2024-01")[0])
    assert found == {}
    assert "#SIETYP 4" in lines
