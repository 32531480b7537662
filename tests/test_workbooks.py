"""Workbooks of the demonstration: LibreOffice adds up what they say, and says what reports do."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from contextlib import closing
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from browsing import Browser
from python_calamine import CalamineWorkbook
from test_xlsx import formulas, names_of, parts_of, read

from ledger import demo
from ledger.books.opening import make_book
from ledger.cli.commands.saved import asked_by
from ledger.cli.session import Session
from ledger.presentation import language, workbook
from ledger.presentation.formats import render
from ledger.presentation.listing import Listing
from projections.report import Column

REPORTS = (
    "agreement herrgarden",
    "agreement herrgarden --period 2024 --compare-to 40",
    "agreement herrgarden --by performer",
    "board kommunstyrelsen",
    "party tif",
    "in-kind",
    "cash-flow",
    "forecast agreement herrgarden",
)
# Always, and not as somebody once answered.
RECALCULATES = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>
"""
CURRENCIES = (("SEK", 150), ("JPY", 7), ("SEK", -50), ("SEK", None), ("JPY", 3))

pytestmark = pytest.mark.file_only
needs_soffice = pytest.mark.skipif(
    shutil.which("soffice") is None and not os.environ.get("CI"),
    reason="LibreOffice is not installed: apt install libreoffice-calc",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("workbooks") / "demo.book"
    with closing(make_book(path)) as book:
        demo.record(book)
    return path


@pytest.fixture
def said(path):
    """Return what makes a report in a format."""
    with closing(Session(address=str(path))) as session:

        def made(report, form="xlsx", lang="en"):
            words = ["samverk", "--lang", lang, "report", *report.split(), "-O", form]
            return asked_by(words).content(session)

        yield made
        language.use("sv")


def by_currency():
    columns = [Column("what", "What", "text"), Column("amount_minor", "Amount", "money")]
    columns.append(Column("currency", "Currency", "text"))
    rows = [{"what": "x", "amount_minor": n, "currency": name} for name, n in CURRENCIES]
    totals = [{"currency": "JPY", "amount_minor": 10}, {"currency": "SEK", "amount_minor": 100}]
    return render(Listing(columns=columns, rows=rows, totals=totals), "xlsx")


def without_results(content):
    """Return a workbook whose sums have not been calculated yet."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, part in parts_of(content).items():
            file.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1<v>-1</v>", part))
    return out.getvalue()


def recalculated(contents, folder):
    """Return workbooks as LibreOffice writes them again, by their names."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(RECALCULATES, encoding="utf-8")
    for name, content in contents.items():
        (folder / f"{name}.xlsx").write_bytes(without_results(content))
    files = [str(folder / f"{name}.xlsx") for name in contents]
    done = subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={profile.as_uri()}", "--headless"),
            *("--convert-to", "xlsx", "--outdir", str(folder / "out"), *files),
        ],
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return {
        name: CalamineWorkbook.from_path(str(folder / "out" / f"{name}.xlsx")) for name in contents
    }


def number(kind_of_key, value):
    """Return what a cell has of a value in JSON."""
    if value is None:
        return ""
    return value / (100 if kind_of_key.endswith(("_minor", "_percent")) else 1)


@needs_soffice
def test_libreoffice_adds_up_to_what_the_reports_say(said, tmp_path):
    made = {
        f"{lang}{place}": said(report, lang=lang)
        for lang in language.languages()
        for place, report in enumerate(REPORTS)
    }
    found = recalculated({**made, "currencies": by_currency()}, tmp_path)
    for lang in language.languages():
        for place, report in enumerate(REPORTS):
            told, name = json.loads(said(report, "json")), f"{lang}{place}"
            rows = found[name].get_sheet_by_index(0).to_python()
            keys = list(told["rows"][0])
            totals = told["totals"]
            assert len(rows) == 1 + len(told["rows"]) + bool(totals), report
            for row, wanted in zip(rows[1:], told["rows"], strict=False):
                figures = [key for key in keys if key.endswith("_minor")]
                shown = [row[keys.index(key)] for key in figures]
                assert shown == [number(key, wanted[key]) for key in figures]
            for key, value in totals.items():
                assert rows[-1][keys.index(key)] == pytest.approx(number(key, value)), key
    last = found["currencies"].get_sheet_by_index(0).to_python()[-2:]
    assert last == [["Total", 10.0, "JPY"], ["Total", 1.0, "SEK"]]


@pytest.mark.parametrize("report", REPORTS)
def test_sums_are_formulas_with_results_wherever_rows_come_to_them(said, report):
    told, content = json.loads(said(report, "json")), said(report)
    last = 2 + len(told["rows"])
    found = {x: y for x, y in formulas(content).items() if x.endswith(str(last))}
    assert found == formulas(content)
    keys = list(told["rows"][0])
    results = {}
    for cell, (formula, result) in found.items():
        letters = cell.removesuffix(str(last))
        assert formula == f"SUBTOTAL(9,{letters}2:{letters}{last - 1})"
        results[keys[workbook_column(letters)]] = float(result)
    summed = {
        x for x, value in told["totals"].items() if x.endswith("_minor") and value is not None
    }
    # What is still to pay after the last month is no sum of what was after each.
    assert summed - set(results) == ({"remaining_minor"} if report == "cash-flow" else set())
    assert all(result == told["totals"][key] / 100 for key, result in results.items())


def workbook_column(letters):
    found = 0
    for letter in letters:
        found = found * 26 + ord(letter) - ord("A") + 1
    return found - 1


def test_each_board_has_a_sheet_whose_sums_make_the_whole(said):
    content = said("agreement herrgarden")
    boards = ["Fritidsnämnden", "Kommunstyrelsen", "Kulturnämnden"]
    assert names_of(content) == ["Rows", *boards, "Events", "About"]
    told = json.loads(said("agreement herrgarden", "json"))
    parts = [read(content, number) for number in (2, 3, 4)]
    assert sum(len(rows) - 2 for rows in parts) == len(told["rows"])
    keys = list(told["rows"][0])
    for key, whole in told["totals"].items():
        if key.endswith("_minor"):
            assert sum(float(rows[-1][keys.index(key)]) for rows in parts) == whole / 100
    for rows in parts:
        assert len({row[keys.index("funder")] for row in rows[1:-1]}) == 1
    assert names_of(said("board kommunstyrelsen")) == ["Rows", "About"]


def test_the_events_that_an_agreement_s_report_counts_stand_behind_it(said):
    def positions(content):
        number = names_of(content).index("Events") + 1
        return [int(row[0]) for row in read(content, number)[1:]]

    whole = positions(said("agreement herrgarden"))
    assert whole == sorted(whole)
    early = positions(said("agreement herrgarden --at 40"))
    assert early == [x for x in whole if x <= 40]
    some = positions(said("agreement herrgarden --as-of 2024-06-30 --at 40"))
    assert set(some) < set(early)
    year = positions(said("agreement herrgarden --period 2024"))
    assert set(year) < set(whole)


def test_a_page_s_workbook_is_that_of_the_command_line(path, said):
    found = Browser(path).get("/en/agreement/herrgarden.xlsx?at=46&period=2024")
    assert found.content == said("agreement herrgarden --at 46 --period 2024")


def test_events_go_on_on_another_sheet(said, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 20)
    content = said("agreement herrgarden")
    names = names_of(content)
    assert [x for x in names if x.startswith("Events")] == ["Events", "Events 2", "Events 3"]
    events = [read(content, n) for n, name in enumerate(names, 1) if name.startswith("Events")]
    assert [len(rows) for rows in events[:2]] == [20, 20]
    assert events[0][0] == events[1][0] == events[2][0]
    positions = [int(row[0]) for rows in events for row in rows[1:]]
    monkeypatch.undo()
    whole = said("agreement herrgarden")
    assert positions == [int(x[0]) for x in read(whole, names_of(whole).index("Events") + 1)[1:]]


def test_a_sum_over_several_sheets_adds_all_of_them(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 4)
    columns = [Column("what", "What", "text"), Column("amount_minor", "Amount", "money")]
    rows = [{"what": "=1", "amount_minor": 100 * n} for n in range(5)]
    content = render(Listing(columns=columns, rows=rows, totals=[{"amount_minor": 1000}]), "xlsx")
    first, second, third, _about = names_of(content)
    assert [len(read(content, n)) for n in (1, 2, 3)] == [3, 3, 3]
    assert not any(formulas(content, n) for n in (1, 2))
    parts = f"SUBTOTAL(9,'{first}'!B2:B3)", f"SUBTOTAL(9,'{second}'!B2:B3)", "SUBTOTAL(9,B2:B2)"
    assert formulas(content, 3) == {"B3": ("+".join(parts), "10.0")}
    assert third == f"{first} 3"


def test_what_rows_do_not_come_to_is_no_formula():
    columns = [Column("what", "What", "text"), Column("amount_minor", "Amount", "money")]
    rows = [{"what": "x", "amount_minor": 100}]
    content = render(Listing(columns=columns, rows=rows, totals=[{"amount_minor": 250}]), "xlsx")
    assert not formulas(content)
    assert read(content)[-1][1] == "2.5"


@pytest.mark.parametrize(
    ("amounts", "is_text"),
    [
        ((10**15 - 2, 1), False),  # the largest that a spreadsheet keeps to the last digit
        ((2**53, 1), True),
        ((6 * 10**14 + 1, 6 * 10**14), True),  # only the sum is too large
        ((-(10**15), 10**15, 7), True),  # only the rows are, which a formula would not add up
    ],
)
def test_an_amount_that_a_spreadsheet_would_round_is_a_text(amounts, is_text):
    columns = [Column("what", "What", "text"), Column("amount_minor", "Amount", "money")]
    rows = [{"what": "x", "amount_minor": n} for n in amounts]
    totals = [{"amount_minor": sum(amounts)}]
    with language.spoken("en"):
        content = render(Listing(columns=columns, rows=rows, totals=totals), "xlsx")
    shown = [round(Decimal(row[1]) * 100, 3) for row in read(content)[1:]]
    assert shown == [*amounts, sum(amounts)]
    assert bool(formulas(content)) is not is_text
    about = [row[0] for row in read(content, 2)]
    assert ("Numbers of more than 15 digits" in " ".join(about)) is is_text


def test_headings_stay_rows_filter_and_what_says_nothing_is_hidden(said):
    content = said("agreement herrgarden")
    sheet = parts_of(content)["xl/worksheets/sheet1.xml"].decode()
    keys = list(json.loads(said("agreement herrgarden", "json"))["rows"][0])
    hidden = {
        keys[n - 1]
        for first, last in re.findall(r'<col min="(\d+)" max="(\d+)"[^>]* hidden="1"', sheet)
        for n in range(int(first), int(last) + 1)
    }
    rows = json.loads(said("agreement herrgarden", "json"))["rows"]
    assert hidden == {key for key in keys if all(row[key] in {None, 0} for row in rows)} - {
        "uplift_applies"
    }
    assert '<pane ySplit="1" topLeftCell="A2"' in sheet
    assert f'<autoFilter ref="A1:AE{len(rows) + 1}"/>' in sheet
    assert 'orientation="landscape"' in sheet
    assert 'fitToHeight="0"' in sheet


def test_names_of_sheets_are_such_as_a_spreadsheet_takes(tmp_path):
    columns = [Column("funder", "Funder", "text")]
    with closing(io.BytesIO()) as file:
        when = datetime(2024, 1, 1, tzinfo=UTC)
        made = workbook.Workbook(file, str(tmp_path), "x", when, is_elsewhere=False)
        names = [
            "A/B:[c]*?\\",
            "a b  c",
            "å" * 40,
            "å" * 41,
            "'x'",
            "",
            "=1",
            "History",
            "HISTORIK",
        ]
        for name in names:
            made.rows(name, columns, [], "SEK")
        made.close()
        found = names_of(file.getvalue())
    assert len({x.casefold() for x in found}) == len(names)
    assert found[-2:] == ["History 2", "HISTORIK 2"]  # those names are taken in Excel itself
    assert all(0 < len(x) <= 31 and not set(x) & set("[]:*?/\\") for x in found)


@pytest.mark.parametrize(("lang", "told"), [("en", "Install it"), ("sv", "Installera det")])
def test_without_the_library_a_workbook_is_refused_and_an_earlier_one_verified(
    concluded, monkeypatch, lang, told
):
    session = Session(address=concluded.home.place)
    words = ["samverk", "--lang", "en", "report", "agreement", "herrgarden", "-O", "xlsx"]
    words += ["--at", str(session.book.head())]
    Path("earlier.xlsx").write_bytes(asked_by(words).content(session, 3))
    session.close()
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    refused = concluded("report", "agreement", "herrgarden", "-o", "r.xlsx", lang=lang)
    assert (refused.status, refused.code) == (2, "no-workbook-library")
    assert told in refused.err
    assert concluded("log", "-o", "r.xlsx").code == "no-workbook-library"
    assert not Path("r.xlsx").exists()
    assert "to the byte" in concluded.ok("verify", "--report", "earlier.xlsx").out


def test_a_file_is_told_from_one_whose_bytes_are_others(concluded):
    words = ("report", "agreement", "herrgarden", "-o")
    made = {}
    for name in ("r.xlsx", "r.pdf"):
        concluded.ok(*words, name)
        made[name] = Path(name).read_bytes()
        Path(name).write_bytes(made[name][: len(made[name]) // 2])
        damaged = concluded("verify", "--report", name)
        assert damaged.code == "no-command"
        assert "another program" in damaged.err
    Path("r.xlsx").write_bytes(made["r.xlsx"] + b"\n")
    said = concluded.ok("verify", "--report", "r.xlsx").out
    assert "all its parts" in said
    assert "to the byte" not in said


def test_the_log_is_written_while_it_is_read(concluded):
    concluded.ok("log", "-o", "log.xlsx")
    rows = read(Path("log.xlsx").read_bytes())
    told = concluded.ok("log", "-O", "json").json["rows"]
    assert [int(row[0]) for row in rows[1:]] == [row["position"] for row in told]
    concluded.ok("log", "--sum", "-o", "sum.xlsx")
    ((cell, (formula, result)),) = formulas(Path("sum.xlsx").read_bytes()).items()
    (total,) = concluded.ok("log", "--sum", "-O", "json").json["totals"]
    assert float(result) * 100 == total["amount_minor"] != 0
    assert formula.startswith("SUBTOTAL(9,")
    assert cell.endswith(str(len(told) + 2))
