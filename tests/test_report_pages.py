"""Pages of reports: their papers (PDF), months of a board, names beside ids, what is overdue."""

import json
import re
import sys
from html import unescape

import pytest
from browsing import Browser

from ledger import demo
from ledger.books.opening import make_book
from ledger.cli.commands.serving import readers
from ledger.cli.main import answer
from ledger.presentation import display, language
from ledger.web import tables
from ledger.web.app import Source
from ledger.web.filling import whole
from ledger.web.pages import monthly
from ledger.web.publishing import Wanted, publish

REPORTS = {
    "agreement/herrgarden": "report agreement herrgarden",
    "board/kommunstyrelsen": "report board kommunstyrelsen",
    "party/radda-barnen": "report party radda-barnen",
    "in-kind": "report in-kind",
    "cash-flow/herrgarden": "report cash-flow herrgarden",
    "forecast/board/kulturnamnden": "report forecast board kulturnamnden",
    "findings": "report findings",
    "audit/same-actor": "audit same-actor",
    "explain/agreement/herrgarden?measure=paid": "explain agreement herrgarden --measure paid",
    "imports": "imports list",
}
TITLE = "IOP Kraftsamling Herrgården"
HEADING = re.compile(r"<h2>([^<]*)</h2>")


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("reports") / "demo.book"
    book = make_book(path)
    demo.record(book)
    book.close()
    return path


@pytest.fixture
def browser(path):
    return Browser(path)


def of(target, ending):
    """Return the address of what a page shows, in another format."""
    page, question, query = target.partition("?")
    return f"{page}{ending}{question}{query}"


@pytest.mark.parametrize("target", REPORTS)
def test_a_paper_is_to_the_byte_what_the_command_line_writes(browser, path, target, tmp_path):
    lang = "sv" if len(target) % 2 else "en"
    file = tmp_path / "x.pdf"
    words = ["--lang", lang, "--book", str(path), *REPORTS[target].split(), "-o", str(file)]
    assert answer(words, None) == 0
    found = browser.get(f"/{lang}/{of(target, '.pdf')}")
    assert (found.status, found.headers["content-type"]) == (200, "application/pdf")
    assert found.content == file.read_bytes()
    assert f'href="/{lang}/{of(target, ".pdf")}' in browser.get(f"/{lang}/{target}").text


def test_a_paper_of_the_past_is_that_of_the_command_line(browser, path, tmp_path):
    file = tmp_path / "x.pdf"
    clocks = ["--at", "46", "--period", "2024"]
    words = ["--lang", "sv", "--book", str(path), "report", "agreement", "herrgarden", *clocks]
    assert answer([*words, "-o", str(file)], None) == 0
    found = browser.get("/sv/agreement/herrgarden.pdf?at=46&period=2024")
    assert found.content == file.read_bytes()


@pytest.mark.parametrize(("lang", "said"), [("sv", "Installera det"), ("en", "Install it")])
def test_without_the_library_a_page_says_what_to_install(browser, monkeypatch, lang, said):
    monkeypatch.setitem(sys.modules, "typst", None)
    found = browser.get(f"/{lang}/board/kommunstyrelsen.pdf")
    assert (found.status, found.headers["content-type"]) == (501, "text/html; charset=utf-8")
    assert said in found.text
    assert "samverk[papers]" in unescape(found.text)
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    found = browser.get(f"/{lang}/board/kommunstyrelsen.xlsx")
    assert found.status == 501
    assert said in found.text
    assert browser.get(f"/{lang}/board/kommunstyrelsen.csv").status == 200


def test_notices_name_an_agreement_by_its_title_too(browser):
    page = unescape(browser.get("/sv/forecast/board/kulturnamnden?at=46").text)
    assert "<li>IOP Kraftsamling Herrgården (herrgarden) 2024: prognos saknas" in page
    assert "<li>herrgarden 2024: prognos saknas" in unescape(
        browser.get("/sv/forecast/agreement/herrgarden?at=46").text
    )


@pytest.mark.parametrize(
    ("page", "status", "said"),
    [
        ("agreement/herrgarden?by=x", 400, "The report is not to be had by x."),
        ("agreement/herrgarden.csv?by=x", 400, "The report is not to be had by x."),
        ("explain/agreement/herrgarden?measure=paid&by=x", 400, "is not to be had by x."),
        ("explain/agreement/herrgarden?measure=paid&category=x", 400, "no row with all of this: x"),
        ("explain/agreement/herrgarden?measure=paid&by=funder&line=L1", 400, "of this: L1"),
    ],
)
def test_rows_that_a_report_has_not_are_refused(browser, page, status, said):
    found = browser.get(f"/en/{page}")
    assert found.status == status
    assert said in unescape(found.text)


def test_a_folder_of_pages_has_papers_and_no_audit(path, tmp_path, monkeypatch):
    """What the tests find are questions to persons, and a folder is read by everybody."""
    wanted = Wanted(["sv"], {"at": "46"}, 0)
    publish(Source(path, readers()), wanted, tmp_path / "with", lambda _: None)
    assert (tmp_path / "with/sv/board/kommunstyrelsen.pdf").read_bytes().startswith(b"%PDF")
    assert not (tmp_path / "with/sv/audit.html").exists()
    assert "Granskning" not in (tmp_path / "with/sv/index.html").read_text("utf-8")
    monkeypatch.setitem(sys.modules, "typst", None)
    publish(Source(path, readers()), wanted, tmp_path / "without", lambda _: None)
    assert list((tmp_path / "without").rglob("*.pdf")) == []
    assert "PDF</" not in (tmp_path / "without/sv/in-kind.html").read_text("utf-8")


@pytest.mark.parametrize("query", ["", "?period=2024", "?period=2024-T2", "?as-of=2024-08-31"])
@pytest.mark.parametrize(
    "page", ["agreement/herrgarden", "board/kommunstyrelsen", "board/fritidsnamnden"]
)
def test_the_last_month_of_a_year_is_what_the_report_says(browser, page, query):
    """Also of a part of a year: what was paid before it belongs to what is paid at its end."""
    shown = browser.get(f"/en/{page}{query}").text
    paid = {}
    for row in json.loads(browser.get(f"/en/{page}.json{query}").content)["rows"]:
        paid[row["year"]] = paid.get(row["year"], 0) + row["paid_minor"]
    years = re.findall(
        r"<figcaption>Budget year (\d+)</figcaption>(.*?)</figure>", shown, re.DOTALL
    )
    assert {int(year) for year, _table in years} == {year for year, minor in paid.items() if minor}
    for year, table in years:
        last = re.findall(r'<td class="right">([^<]*)</td>', table.split("<tr>")[-1])
        with language.spoken("en"):
            assert last[0] == display.amount(paid[int(year)], "SEK"), (year, last)


class TestBoard:
    """The page of a board."""

    def test_it_leads_to_what_the_board_has_to_do(self, browser):
        shown = browser.get("/en/board/fritidsnamnden").text
        assert 'href="/en/due?party=fritidsnamnden"' in shown
        assert browser.get("/en/due?party=fritidsnamnden").status == 200

    def test_the_command_of_its_paper_makes_the_paper(self, browser, path, tmp_path, monkeypatch):
        shown = browser.get("/sv/board/fritidsnamnden?period=2024-T2").text
        said = re.search(r"<code>samverk (--lang sv paper board [^<]*)</code>", shown)[1]
        assert "--period 2024-T2" in said
        monkeypatch.chdir(tmp_path)
        assert answer(["--book", str(path), *unescape(said).split()], None) == 0
        assert (tmp_path / "fritidsnamnden.pdf").read_bytes().startswith(b"%PDF")

    def test_a_purpose_and_a_name_stand_once(self, browser):
        shown = browser.get("/sv/board/kulturnamnden?at=60").text
        table = re.search(r'<table class="table flow.*?</table>', shown, re.DOTALL)[0]
        rows = json.loads(browser.get("/sv/board/kulturnamnden.json?at=60").content)["rows"]
        lines = {(row["agreement"], row["line"]) for row in rows}
        assert len(rows) > len(lines)
        purpose = rows[0]["purpose"]
        again = table.count(f'<span class="again">{purpose}</span>')
        assert table.count(f">{purpose}<") - again == len(lines)
        assert again == len(rows) - len(lines)  # where each row stands by itself


@pytest.mark.parametrize(
    "target",
    ["board/kommunstyrelsen", "party/radda-barnen", "cash-flow", "forecast/board/kulturnamnden"],
)
def test_an_agreement_is_named_by_its_title_beside_its_id(browser, target):
    shown = browser.get(f"/en/{target}").text
    named = set(re.findall(r'>([^<>]+)</a> <span class="called">([^<]*)</span>', shown))
    assert ("herrgarden", TITLE) in {(key, unescape(text)) for key, text in named}
    assert browser.get(f"/en/{target}?at=60").text.count(f'"called">{TITLE}<') <= 2


class TestOverdue:
    """The first page says how much is overdue, as the list of what is due does."""

    @pytest.mark.parametrize("day", ["2024-10-15", "2025-03-01", "2023-01-01"])
    def test_it_is_the_number_of_the_command_line(self, browser, path, capsys, day):
        words = ["--lang", "en", "--book", str(path), "due", "--as-of", day, "-O", "json"]
        assert answer(words, None) == 0
        rows = json.loads(capsys.readouterr().out)["rows"]
        late = sum(row["due_on"] < day for row in rows)
        shown = browser.get(f"/en/?as-of={day}").text
        if late:
            said = f"{late} thing is overdue." if late == 1 else f"{late} things are overdue."
            assert f'href="/en/due?as-of={day}">{said}' in shown
        else:
            assert "Nothing is overdue." in shown

    def test_of_a_past_state_nothing_is_said(self, browser):
        assert "overdue" not in browser.get("/en/?at=46").text


def test_between_a_text_and_its_command_there_is_room(browser):
    for text in re.findall(r"</dt>(.*?)<dd>", browser.get("/sv/verify").text):
        assert text.strip() == ""
    assert "</dt><dd><code>samverk" not in browser.get("/sv/verify").text


@pytest.mark.parametrize(
    ("text", "unbroken"),
    [
        ("Upphörde 2025-12-31; beslut KS § 7", ["2025-12-31", "§ 7"]),
        ("L1 2024 · 160 000 → A & B · DEMO-L1-250210", ["DEMO-L1-250210"]),
        ("demo-ekonom, <b>Bästa-Sommaren</b>", []),
        ("V-1" * 20, []),
    ],
)
def test_no_line_ends_inside_a_day_or_a_code(text, unbroken):
    shown = whole(text)
    assert re.findall('<span class="whole">([^<]*)</span>', shown) == unbroken
    assert unescape(re.sub("</?span[^>]*>", "", shown)) == text


@pytest.mark.parametrize(
    ("kronor", "step", "said"),
    [
        (2_000, 1_000, "2,000"),
        (1_000_000, 500_000, "1,000 k"),
        (40_000_000, 20_000_000, "40 M"),
        (300_000_000_000, 100_000_000_000, "300 bn"),
    ],
)
def test_an_axis_says_large_amounts_in_few_characters(kronor, step, said):
    with language.spoken("en"):
        assert monthly.short(kronor * 100, step * 100, "SEK") == said


def test_a_narrow_window_has_room_for_the_longest_figure():
    def forms(figure, *texts):
        row = [tables.Cell(text) for text in texts]
        return tables.Table(
            [("x", False)] * len(row) + [("y", True)],
            [[*row, tables.Cell(figure, kind="money")]],
            [],
            "",
        ).forms

    assert forms("160 000") == "slim"
    assert forms("9 983 195 106,49") == "slim broad"
    assert forms("1 018 192 922 509,70", *["long enough a text"] * 5) == "broadest"


def test_parties_are_said_in_words_and_a_column_of_nothing_is_left_out(browser):
    shown = browser.get("/en/parties").text
    assert ">civil-society organisation</td>" in shown
    assert "Organisation number" not in shown
    assert "Organisation number" not in browser.get("/en/parties?at=3").text
    assert "organisation_number" in browser.get("/en/parties.csv").text
