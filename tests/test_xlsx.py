"""Workbooks: what a spreadsheet reads in them, and what it must not take for a formula."""

import io
import json
import random
import re
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from ledger.presentation import language, workbook, xlsx
from ledger.presentation.formats import How
from ledger.presentation.listing import Listing
from projections.report import Column

NAMES = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
SCHEMA = ("text", "money", "number", "quantity", "percent", "date", "instant", "flag", "texts")


def parts_of(content):
    """Return the parts of a workbook by their names."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert file.testzip() is None
        return {name: file.read(name) for name in file.namelist()}


def names_of(content):
    """Return the names of the sheets."""
    return re.findall('<sheet name="([^"]*)"', parts_of(content)["xl/workbook.xml"].decode())


def sheet_of(content, number=1):
    text = parts_of(content)[f"xl/worksheets/sheet{number}.xml"]
    return ET.fromstring(text)  # noqa: S314 - our own


def read(content, number=1):
    """Return the rows of a sheet, each cell as its value; None: there is none, or it is empty."""
    rows = []
    for row in sheet_of(content, number).iterfind(".//m:row", NAMES):
        assert row.get("r") == str(len(rows) + 1)
        rows.append([])
        for cell in row.iterfind("m:c", NAMES):
            rows[-1] += [None] * (place(cell) - len(rows[-1]) - 1)
            text, value = cell.find(".//m:t", NAMES), cell.find("m:v", NAMES)
            found = (
                text.text or "" if text is not None else value.text if value is not None else None
            )
            rows[-1].append(found)
            assert (cell.get("t") == "inlineStr") == (text is not None)
    width = max(map(len, rows), default=0)
    return [row + [None] * (width - len(row)) for row in rows]


def place(cell):
    """Return the column of a cell, from 1."""
    number = 0
    for letter in cell.get("r").rstrip("0123456789"):
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def formulas(content, number=1):
    """Return the formulas of a sheet with the results that stand beside them."""
    cells = sheet_of(content, number).iterfind(".//m:c[m:f]", NAMES)
    return {x.get("r"): (x.find("m:f", NAMES).text, x.find("m:v", NAMES).text) for x in cells}


def made(*rows, currency="SEK"):
    columns = [Column(f"{kind}_minor" if kind == "money" else kind, kind, kind) for kind in SCHEMA]
    keys = [column.key for column in columns]
    shown = [dict(zip(keys, row, strict=True)) for row in rows]
    return xlsx.write(Listing(columns=columns, rows=shown, title="T", currency=currency), How())


@pytest.fixture(autouse=True)
def _english():
    language.use("en")
    yield
    language.use("sv")


def test_numbers_and_days_are_numbers_and_texts_are_texts():
    when = datetime(2024, 3, 31, 12, 0, tzinfo=UTC)
    row = ("L1", 123_450, 7, "1.5", 4_688, date(2024, 3, 31), when, True, ["a", "b"])
    assert read(made(row))[1:] == [
        ["L1", "1234.50", "7", "1.5", "0.4688", "45382", "45382.50000000", "yes", "a, b"]
    ]
    empty = (None,) * 8 + ([],)
    assert read(made(empty))[1:] == [[None] * 9]
    assert read(made(row, currency="JPY"))[1][1] == "123450"
    old = ("", -5, -1, "-2.25", -150, date(1899, 1, 2), None, False, [])
    assert read(made(old))[1] == [
        "",
        "-0.05",
        "-1",
        "-2.25",
        "-0.0150",
        "1899-01-02",
        None,
        "no",
        None,
    ]


@pytest.mark.parametrize(
    ("currency", "value", "form"),
    [("SEK", "1234.50", "#,##0.00"), ("JPY", "123450", "#,##0"), ("KWD", "123.450", "#,##0.000")],
)
def test_an_amount_is_shown_with_the_decimals_of_its_currency(currency, value, form):
    content = made(("L1", 123_450) + (None,) * 6 + ([],), currency=currency)
    assert read(content)[1][1] == value
    styles = ET.fromstring(parts_of(content)["xl/styles.xml"])  # noqa: S314 - our own
    cell = next(x for x in sheet_of(content).iterfind(".//m:c", NAMES) if x.get("r") == "B2")
    number = styles.findall("m:cellXfs/m:xf", NAMES)[int(cell.get("s"))].get("numFmtId")
    own = {x.get("numFmtId"): x.get("formatCode") for x in styles.iterfind(".//m:numFmt", NAMES)}
    assert {"3": "#,##0", "4": "#,##0.00", **own}[number] == form  # 3 and 4: of the format itself


@pytest.mark.parametrize("title", ["&" * 400, "\U0001f600" * 400, "\x00\x1b\ufffe"])
def test_whatever_a_title_holds_it_stands_above_each_printed_page(title):
    """Office Open XML has room for 255 units of UTF-16, and marks begin with ``&``."""
    content = xlsx.write(Listing(columns=[Column("a", "A", "text")], rows=[], title=title), How())
    for text in parts_of(content).values():
        ET.fromstring(text)  # noqa: S314 - our own
    header = sheet_of(content).find(".//m:oddHeader", NAMES).text
    assert len(header.encode("utf-16-le")) // 2 <= 255
    assert len(header) > 20


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@x", "\t=1", "=cmd|' /C calc'!A0", "1,5", "'"]
)
def test_no_text_is_a_formula(text):
    content = made((text,) + (None,) * 7 + ([text],))
    (cell, *_), *_rest = read(content)[1:]
    assert cell == text.replace("\t", "\\u0009")
    assert not any(formulas(content, number) for number in (1, 2))


def test_whatever_a_text_holds_the_workbook_is_whole():
    text = "<&>\"' ]]> \x00\x1b\u202e\ud800\ufffe 𝟘 å" + "x" * 40_000
    (cell, *_), *_rest = read(made((text,) + (None,) * 7 + ([],)))[1:]
    assert cell.startswith("<&>\"' ]]> \\u0000\\u001b\\u202e\\ud800\\ufffe 𝟘 å")
    units = len(cell.encode("utf-16-le")) // 2
    assert (units, cell[-2:]) == (32_767, "x…")
    (cell, *_), *_rest = read(made(("𝟘" * 20_000,) + (None,) * 7 + ([],)))[1:]
    assert cell == "𝟘" * 16_383 + "…"


def test_a_list_that_a_cell_has_no_room_for_is_cut_between_two_of_it():
    (_, *_, cell), *_rest = read(made((None,) * 8 + ([str(n) for n in range(10_000)],)))[1:]
    *shown, last = cell.split(", ")
    assert last == "…"
    assert shown == [str(n) for n in range(len(shown))]
    assert 32_750 < len(cell) <= 32_767
    just = ["a" * 16_383, "b" * 16_382]
    assert read(made((None,) * 8 + (just,)))[1][-1] == ", ".join(just)
    assert read(made((None,) * 8 + ([*just[:1], just[1] + "b"],)))[1][-1] == f"{just[0]}, …"


def test_a_text_that_looks_like_an_escape_and_a_number_with_many_digits_stay_what_they_are():
    """Office Open XML, ST_Xstring: ``_x0041_`` is an A, and ``_x005F_`` the line before it."""
    row = ("_x0041_ __x00e5_ _x41_", None, 10**15, *(None,) * 5, ["_x0042_"])
    first, _, number, *_rest, texts = read(made(row))[1]
    assert first == "_x005F_x0041_ __x005F_x00e5_ _x41_"
    assert (number, texts) == (str(10**15), "_x005F_x0042_")
    decoded = re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), first)
    assert decoded == row[0]


def test_rows_that_a_sheet_has_no_room_for_are_on_the_next(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 3)
    content = made(*[(str(n),) + (None,) * 7 + ([],) for n in range(5)])
    assert [len(read(content, n)) for n in (1, 2, 3)] == [3, 3, 2]
    assert read(content, 3)[1][0] == "4"
    assert names_of(content) == ["Rows", "Rows 2", "Rows 3", "About"]
    full = made(*[(str(n),) + (None,) * 7 + ([],) for n in range(4)])
    assert names_of(full) == ["Rows", "Rows 2", "About"]


def test_every_part_is_well_formed_and_none_says_when_it_was_made():
    content = made(("a",) + (None,) * 7 + ([],))
    assert content == made(("a",) + (None,) * 7 + ([],))
    for text in parts_of(content).values():
        ET.fromstring(text)  # noqa: S314 - our own
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        assert {info.date_time[0] for info in file.infolist()} == {1980}
    assert b"2000-01-01T00:00:00Z" in parts_of(content)["docProps/core.xml"]


def test_two_files_of_the_same_parts_are_the_same_however_they_are_compressed():
    content = made(("a",) + (None,) * 7 + ([],))
    stored, other = (repacked(content, change) for change in (b"a", b"b"))
    assert stored != content
    assert xlsx.is_same(content, stored)
    assert not xlsx.is_same(content, other)
    assert not xlsx.is_same(content, stored[:-9])
    assert not xlsx.is_same(content, packed(["samverk"]))


def repacked(content, text):
    """Return a workbook uncompressed, with a text in the place of the only one in its rows."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, part in parts_of(content).items():
            file.writestr(name, part.replace(b">a</t>", b">" + text + b"</t>"))
    return out.getvalue()


@pytest.mark.parametrize("lang", ["sv", "en"])
@pytest.mark.file_only
def test_a_report_as_a_workbook_is_made_again(concluded, lang):
    concluded.ok("report", "agreement", "herrgarden", "-o", "r.xlsx", lang=lang)
    content = Path("r.xlsx").read_bytes()
    assert "to the byte" in concluded.ok("verify", "--report", "r.xlsx").out or lang == "sv"
    rows = read(content)
    assert len(set(rows[0])) == len(rows[0])
    assert ("715000.00" in rows[3], rows[3][0]) == (True, "herrgarden")
    about = [line for (line,) in read(content, len(names_of(content)))]
    assert about[-1].startswith(f"samverk --lang {lang} report agreement herrgarden")
    assert "IOP Kraftsamling Herrgården" in about
    altered = {
        name: part.replace(b"715000.00", b"715000.01") for name, part in parts_of(content).items()
    }
    with zipfile.ZipFile("r.xlsx", "w") as file:
        for name, part in altered.items():
            file.writestr(name, part)
    assert concluded("verify", "--report", "r.xlsx").status == 5


def test_a_damaged_workbook_says_nothing_or_what_it_said():
    content, chance = packed(["samverk"]), random.Random(8)
    for _ in range(2_000):
        damaged = bytearray(
            content[: chance.choice((len(content), chance.randrange(len(content))))]
        )
        for _ in range(3):
            if damaged:
                damaged[-chance.randrange(1, min(400, len(damaged)) + 1)] = chance.randrange(256)
        found = xlsx.saved(bytes(damaged))
        assert found is None or found.words == ["samverk"]


def packed(words):
    """Return a file that holds the part with the words, as an earlier workbook does."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("docProps/samverk.json", json.dumps(words))
    return out.getvalue()


def test_what_is_no_workbook_of_ours_says_nothing():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("docProps/samverk.json", '{"a": 1}')
    later = io.BytesIO()
    with zipfile.ZipFile(later, "w") as file:
        file.writestr("docProps/samverk.xml", '<samverk>{"form": 99, "again": ["a"]}</samverk>')
    for content in (b"", b"PK\x03\x04", b"PK" * 99, out.getvalue(), later.getvalue(), made()):
        assert xlsx.saved(content) is None
