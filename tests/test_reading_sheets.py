"""Spreadsheets of other programs, and web pages that are called so."""

import io
import sys
import zipfile
from datetime import date
from decimal import Decimal

import pytest
from foreign_files import PAGE, SHEET, sheet_xml, xlsx, xlsx_parts, zipped

from ledger.exchange import reading, sheets
from ledger.refusal import BadInput

HEAD = ["Datum", "Belopp", "Ver.nr", "Leverantör"]
DAY = date(2024, 1, 15)


def code_of(raw):
    with pytest.raises(BadInput) as refused:
        reading.read(raw)
    assert refused.value.saw is not None
    return refused.value.code


def test_the_rows_of_a_spreadsheet():
    found = reading.read(xlsx(SHEET))
    said = found.understood
    assert (said.format, said.header, said.extra["sheet"]) == ("table", 2, "Blad1")
    assert list(said.skipped) == [1, 5]
    good, bad = found.rows()
    assert (good.number, good.day, good.amount) == (3, DAY, Decimal("178750.50"))
    assert (good.voucher, good.payee) == ("A1", "Rädda Barnen")
    assert (bad.day, bad.amount, bad.voucher) == (date(2024, 1, 16), Decimal("-1000.50"), "7")
    assert (bad.problem.code, bad.problem.text) == ("cell-is-error", "#N/A")


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        (0.1 + 0.2, "0.30"),
        (1234567.895, None),  # half a hundredth is no amount of money
        (178750.0000001, "178750.00"),
        (0.005, None),
        (-1302.03, "-1302.03"),
        (1e300, None),
        (1e13, None),
        (True, None),
        ("#DIV/0!", None),
        ("1 000,50-", "-1000.50"),
    ],
)
def test_a_number_is_near_whole_hundredths_or_none(value, wanted):
    (row,) = reading.read(xlsx([HEAD, [DAY, value, "A1", "x"]])).rows()
    assert (row.amount, row.problem is None) == (wanted and Decimal(wanted), wanted is not None)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(DAY, DAY), (45306, DAY), (20240115, DAY), ("2024-01-15", DAY), (7, None), (45306.5, None)],
)
def test_a_day_may_be_a_number(value, wanted):
    (row,) = reading.read(xlsx([HEAD, [value, 5, "A1", "x"]])).rows()
    assert row.day == wanted


def test_a_workbook_that_counts_from_1904():
    raw = xlsx([HEAD, [DAY, 5, "A1", "x"], [45306, 6, "A2", "x"]], from_1904=True)
    dated, plain = reading.read(raw).rows()
    assert dated.day == date(2028, 1, 16)
    assert plain.problem.code == "row-day-unread"


def test_rows_keep_their_numbers_wherever_the_sheet_begins():
    rows = [HEAD, [DAY, 5, "#REF!", "x"]]
    (row,) = reading.read(xlsx({"A": sheet_xml(rows, first=7, left=3)})).rows()
    assert (row.number, row.problem.code) == (8, "cell-is-error")


def test_one_of_several_sheets_is_read_only_if_it_alone_has_payments():
    rows = [HEAD, [DAY, 5, "A1", "x"]]
    several = {"Omslag": [["Kommunen"]], "Januari": rows, "Februari": rows}
    assert code_of(xlsx(several)) == "sheets-open"
    found = reading.read(xlsx(several, hidden=["Januari"]))
    assert (found.understood.extra["sheet"], found.totals.rows) == ("Februari", 1)
    assert code_of(xlsx({"Omslag": [["Kommunen"]]})) == "no-header"


def test_a_web_page_that_is_called_a_spreadsheet():
    found = reading.read(PAGE.encode("cp1252"))
    (row,) = found.rows()
    assert (row.amount, row.voucher) == (Decimal("1000.50"), "A1")
    assert list(found.understood.skipped) == [3]


def cells(*places):
    each = "".join(f'<row r="{r}"><c r="{c}{r}"><v>1</v></c></row>' for c, r in places)
    return {"A": f'<worksheet xmlns="x"><sheetData>{each}</sheetData></worksheet>'}


FAR_CELL = '<row r="100000"><c r="S100000"><v>1</v></c></row></sheetData></worksheet>'
SIDE_BY_SIDE = {
    f"S{n}": sheet_xml([["x"]]).replace("</sheetData></worksheet>", FAR_CELL) for n in range(9)
}


def counting(number):
    """Return a workbook that says how many texts it has."""
    parts = xlsx_parts(SHEET)
    name = "xl/sharedStrings.xml"
    return zipped(parts | {name: parts[name].replace('uniqueCount="1"', f'uniqueCount="{number}"')})


def lying(part, size):
    """Return an archive that says of a part that it is smaller than it is."""
    raw = bytearray(zipped(part))
    with zipfile.ZipFile(io.BytesIO(bytes(raw))) as archive:
        true = archive.infolist()[-1].file_size
    wrong = size.to_bytes(4, "little")
    assert raw.count(true.to_bytes(4, "little")) == 2
    return bytes(raw.replace(true.to_bytes(4, "little"), wrong))


LAUGHS = (
    '<!DOCTYPE worksheet [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    '<worksheet xmlns="x"><sheetData><row r="1"><c r="A1" t="str"><v>&b;</v></c></row>'
    "</sheetData></worksheet>"
)
BOMB = "<worksheet>" + " " * 50 * 2**20 + "</worksheet>"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old-spreadsheet"),
        (b"PK\x03\x04 and nothing more", "sheet-unreadable"),
        (zipped({"word/document.xml": "<a/>"}), "sheet-unreadable"),
        (
            zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
            "sheet-unreadable",
        ),
        (xlsx({"A": "<worksheet><sheetData><row"}), "sheet-unreadable"),
        (xlsx({"A": LAUGHS}), "sheet-unreadable"),
        (xlsx({"A": BOMB}), "sheet-too-large"),
        (xlsx(cells(("A", 1), ("XFD", 1048576))), "sheet-too-large"),
        (xlsx(cells(("A", 1), ("Z", 1048576))), "sheet-too-large"),
        (xlsx(cells(("A", 1), ("ZZZZZ", 5))), "sheet-too-large"),
        (zipped({str(n): "" for n in range(1001)}), "sheet-too-large"),
        (xlsx(SIDE_BY_SIDE), "sheet-too-large"),
        (counting(4294967295), "sheet-too-large"),
        (lying(xlsx_parts({"A": BOMB}), 2000), "sheet-unreadable"),
    ],
    ids=[
        *(
            "old",
            "no zip",
            "word",
            "ods",
            "torn",
            "laughs",
            "bomb",
            "far away",
            "far down",
            "far off",
        ),
        *("parts", "sheets", "texts", "lying"),
    ],
)
def test_what_no_list_of_payments_is(raw, code):
    assert code_of(raw) == code


def test_without_the_library_it_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "python_calamine", None)
    with pytest.raises(BadInput) as refused:
        reading.read(xlsx(SHEET))
    assert refused.value.code == "no-sheet-library"
    assert "samverk[xlsx-read]" in refused.value.hint
    assert reading.read(PAGE.encode()).totals.rows == 1, "a web page needs none"


def test_a_workbook_of_a_hundred_thousand_rows_is_within_the_limits():
    assert sheets.MAX_CELLS >= 100_000 * 20
    row = sheet_xml([[DAY, 178750.5, "E240001", "Rädda Barnen", 45100, "1100", "kv 1", "F 1"]])
    assert 100_000 * len(row) <= sheets.MAX_ALL
