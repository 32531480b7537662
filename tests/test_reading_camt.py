"""Statements of a bank, in the versions that are in use; another library judges the tests' own."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xmlschema
from foreign_files import CAMT, camt

from ledger.exchange import reading
from ledger.refusal import BadInput

SCHEMAS = Path(__file__).parent / "schemas"
VERSIONS = ("02", "04", "06", "08", "13")
ACCOUNT = "SE4550000000058398257466"


def notification(raw):
    """Return a statement as camt.054, which has no balances."""
    text = (
        raw.decode()
        .replace("BkToCstmrStmt", "BkToCstmrDbtCdtNtfctn")
        .replace("camt.053", "camt.054")
    )
    before, _, rest = (
        text.replace("<Stmt>", "<Ntfctn>").replace("</Stmt>", "</Ntfctn>").partition("<Bal>")
    )
    return (before + rest[rest.rindex("</Bal>") + len("</Bal>") :]).encode()


@pytest.mark.parametrize("schema", ["camt.053.001.02", "camt.053.001.08", "camt.054.001.08"])
def test_the_statements_of_these_tests_are_what_the_schemas_say(schema, tmp_path):
    raw = camt(schema[-2:])
    path = tmp_path / "statement.xml"
    path.write_bytes(notification(raw) if "054" in schema else raw)
    xmlschema.XMLSchema(SCHEMAS / f"{schema}.xsd").validate(path)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("kind", ["053", "054"])
def test_a_batch_is_parted_and_what_is_not_booked_left_out(version, kind):
    raw = camt(version)
    found = reading.read(notification(raw) if kind == "054" else raw)
    said = found.understood
    assert (said.format, said.source, said.skipped) == ("camt", ACCOUNT, {3: "PDNG"})
    assert said.extra["message"] == f"camt.{kind}.001.{version}"
    assert (found.totals.rows, found.totals.sum) == (3, Decimal("274.50"))
    one, other, returned = found.rows()
    assert (one.amount, one.payment, one.payee) == (100, "SV-herrgarden-12", "Rädda Barnen")
    assert (other.amount, other.payment, other.text) == (200, None, "två delar")
    assert [x.reference for x in (one, other)] == [f"{ACCOUNT}/R1/1", f"{ACCOUNT}/R1/2"]
    assert (returned.amount, returned.is_return) == (Decimal("-25.50"), True)
    assert (returned.day, returned.payee) == (date(2024, 5, 1), "Boj")
    assert returned.reference == f"{ACCOUNT}/S1/2/1"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"SEK">725.50', '"SEK">725.51', "balance-differs"),
        ('"SEK">725.50', '"EUR">725.50', "balance-differs"),
        ('"SEK">300.00', '"SEK">-300.00', "balance-differs"),
        ("camt.053.001.02", "camt.052.001.02", "camt-form"),
        ("camt.053.001.02", "camt.053.001.99", "camt-form"),
        ("camt.053.001.02", "pain.001.001.03", "camt-form"),
        ("</Stmt>", "", "camt-form"),
        ('encoding="UTF-8"', 'encoding="EBCDIC-X"', "camt-form"),
        ("<Document", '<!DOCTYPE a SYSTEM "passwd"><Document', "xml-with-doctype"),
        (
            "<Document",
            '<!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Document',
            "xml-with-doctype",
        ),
        ("<GrpHdr>", "<GrpHdr>&c;", "camt-form"),
    ],
)
def test_what_is_refused_whole(old, new, code):
    assert old in CAMT
    with pytest.raises(BadInput) as refused:
        reading.read(camt(text=CAMT.replace(old, new)))
    assert refused.value.code == code
    assert refused.value.saw.format == "camt"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('<AmtDtls><TxAmt><Amt Ccy="SEK">200.00</Amt></TxAmt></AmtDtls>', "", "amounts-missing"),
        ('"SEK">200.00', '"SEK">201.00', "amounts-missing"),
        ('"SEK">200.00', '"EUR">200.00', "amounts-missing"),
        ("<BookgDt><Dt>2024-05-01</Dt></BookgDt>", "", "row-day-unread"),
        ("<BookgDt><Dt>2024-05-01</Dt>", "<BookgDt><Dt>2024-05-41</Dt>", "row-day-unread"),
    ],
)
def test_an_entry_is_refused_as_a_whole(old, new, code):
    assert old in CAMT
    rows = list(reading.read(camt(text=CAMT.replace(old, new))).rows())
    assert [x.problem and x.problem.code for x in rows] == [code, code, None]


def test_one_transaction_has_the_amount_of_its_entry():
    charges = CAMT.replace(
        "<TxDtls>\n<RltdPties><Dbtr>",
        '<TxDtls><AmtDtls><TxAmt><Amt Ccy="EUR">2</Amt></TxAmt></AmtDtls><RltdPties><Dbtr>',
    )
    *_, returned = reading.read(camt(text=charges)).rows()
    assert (returned.amount, returned.currency) == (Decimal("-25.50"), "SEK")


@pytest.mark.parametrize(
    ("given", "wanted"),
    [("R1", "/R1~2/1"), ("NOTPROVIDED", "/S1/2/1"), ("nonref", "/S1/2/1"), ("R2", "/R2/1")],
)
def test_a_reference_that_an_earlier_entry_has_is_told_apart(given, wanted):
    text = CAMT.replace("</DtTm></BookgDt>", f"</DtTm></BookgDt><AcctSvcrRef>{given}</AcctSvcrRef>")
    found = [row.reference.removeprefix(ACCOUNT) for row in reading.read(camt(text=text)).rows()]
    assert found == ["/R1/1", "/R1/2", wanted]


def test_each_statement_of_a_file_has_its_own_balances_and_references():
    before, _, rest = CAMT.partition("<Stmt>")
    statement, end, after = rest.partition("</Stmt>")
    second = statement.replace("<Id>S1<", "<Id>S2<").replace(">R1<", ">R2<")
    found = reading.read(
        camt(text=before + "<Stmt>" + statement + end + "<Stmt>" + second + end + after)
    )
    assert found.understood.extra["statements"] == ["S1", "S2"]
    references = [x.reference.removeprefix(ACCOUNT) for x in found.rows()]
    assert references == ["/R1/1", "/R1/2", "/S1/2/1", "/R2/1", "/R2/2", "/S2/2/1"]
    assert [x.number for x in found.rows()] == [1, 1, 2, 4, 4, 5]


def test_elements_in_elements_take_no_stack():
    deep = "<a>" * 50_000 + "</a>" * 50_000
    assert reading.read(camt(text=CAMT.replace("<GrpHdr>", deep + "<GrpHdr>"))).totals.rows == 3
