"""The pages of a book: what is answered, to whom, and that it says what the reports say."""

import json
import re
import sqlite3
from contextlib import closing
from decimal import Decimal
from html import unescape

import pytest
from browsing import Browser
from large_agreement import ID as LARGE
from large_agreement import LINES, YEARS
from large_agreement import record as record_large
from test_recording import ME

from ledger import demo
from ledger.books.opening import make_book, open_book
from ledger.cli.main import answer
from ledger.presentation import display, language
from ledger.work import asking
from ledger.work.recording import Service

PAGES = (
    "",
    "agreement/herrgarden",
    "agreement/herrgarden-2026",
    "agreement/herrgarden?by=funder",
    "board/kommunstyrelsen",
    "party/radda-barnen",
    "in-kind",
    "in-kind/herrgarden",
    "cash-flow",
    "cash-flow/herrgarden",
    "due",
    "log",
    "audit",
    "audit/round",
    "event/48",
    "explain/agreement/herrgarden?measure=paid&line=L1&year=2024",
)
HREF = re.compile(r'(?:href|src|action)="([^"]*)"')


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    path = tmp_path_factory.mktemp("web") / "demo.book"
    with_book = make_book(path)
    demo.record(with_book)
    with_book.close()
    return path


@pytest.fixture
def browser(path):
    return Browser(path)


def links(page):
    return [unescape(found) for found in HREF.findall(page.text)]


@pytest.mark.parametrize("lang", language.languages())
@pytest.mark.parametrize("page", PAGES)
def test_every_page_is_there_in_each_language(browser, page, lang):
    found = browser.get(f"/{lang}/{page}")
    assert found.status == 200, found.text
    assert f'<html lang="{lang}">' in found.text
    assert found.headers["content-type"] == "text/html; charset=utf-8"
    assert found.text.count("<h1") == 1
    assert "style=" not in found.text
    assert not re.search(r"<script(?! src)|\son\w+=", found.text)


def test_no_link_is_dead(browser):
    """Of links that differ in a number or a word behind ``=`` only, one is followed."""
    found = {
        re.sub(r"(?<==)[^&]*|\d+", "…", href): href
        for page in PAGES
        for href in links(browser.get(f"/sv/{page}"))
        if not href.startswith("#")
    }
    assert len(found) > 50
    for href in found.values():
        assert href.startswith("/"), href
        assert browser.get(href).status in {200, 303}, href


WITH_FIGURES = (
    "",
    "agreement/herrgarden",
    "agreement/herrgarden-2026",
    "agreement/herrgarden?at=46",
    "agreement/herrgarden?as-of=2024-06-30",
    "agreement/herrgarden?period=2024",
    "agreement/herrgarden?by=funder",
    "agreement/herrgarden?by=performer",
    "board/kommunstyrelsen",
    "board/fritidsnamnden",
    "party/radda-barnen",
    "party/tif",
    "in-kind",
    "cash-flow",
    "forecast/agreement/herrgarden",
    "forecast/board/kulturnamnden",
    "findings",
)
FIGURE = re.compile(r'<a class="figure[^"]*" href="([^"]*)">([^<]*)</a>')


def plain(text):
    """Return a number as it stands in an English page."""
    return Decimal(text.replace(",", "").replace("−", "-"))


def test_each_figure_is_the_sum_of_the_events_behind_it(browser):
    """The effects that the events behind it have are added up here, whatever the page says."""
    figures = {
        (unescape(href), text)
        for page in WITH_FIGURES
        for href, text in FIGURE.findall(browser.get(f"/en/{page}").text)
    }
    assert len(figures) > 200
    for href, text in sorted(figures):
        path, _, query = href.partition("?")
        assert path.startswith("/en/explain/"), href
        found = browser.get(f"{path}.json?{query}")
        assert found.status == 200, (href, found.text)
        behind = json.loads(found.content)
        if behind["figure"]["measure"].endswith("_minor"):
            total = Decimal(sum(row["change_minor"] for row in behind["rows"])) / 100
        else:
            total = sum(Decimal(row["change_quantity"]) for row in behind["rows"])
        assert total == plain(text), href


@pytest.mark.parametrize("page", ["agreement/herrgarden", "party/radda-barnen", "in-kind"])
def test_the_page_behind_a_figure_says_the_figure(browser, page):
    for href, text in sorted(set(FIGURE.findall(browser.get(f"/en/{page}").text)))[::8]:
        behind = browser.get(unescape(href))
        assert behind.status == 200, behind.text
        assert f'<span class="value">{text.removesuffix(".00")}</span>' in behind.text, (href, text)
        assert 'class="verdict holds"' in behind.text


def test_the_figures_are_those_of_the_report(browser, path):
    with language.spoken("en"):
        book = open_book(path)
        report = asking.report(book, "agreement", "herrgarden", asking.Question())
        book.close()
        shown = browser.get("/en/agreement/herrgarden").text
        for row in report.rows:
            for measure in ("committed_minor", "paid_minor", "remaining_minor"):
                assert f">{display.amount(row[measure], 'SEK')}</a>" in shown


def test_the_past_says_that_it_is_the_past(browser):
    then, now = (browser.get(f"/sv/agreement/herrgarden{x}").text for x in ("?at=46", ""))
    assert "Du ser boken som den var vid position 46." in then
    assert "Det har hänt 31 saker sedan dess." in then
    assert "Till nu" in then
    assert "Till nu" not in now
    assert browser.get("/sv/event/48?at=46").status == 404
    assert "compare-to" in now


def test_changes_since_an_earlier_position_lead_to_their_events(browser):
    shown = browser.get("/sv/agreement/herrgarden?period=2024&compare-to=46").text
    assert "Ändrat sedan position 46" in shown
    assert 'href="/sv/event/47?period=2024&amp;compare-to=46"' in shown


@pytest.mark.parametrize("form", ["csv", "json"])
def test_a_file_is_to_the_byte_what_the_command_line_writes(browser, path, form, tmp_path, capsys):
    words = ["report", "agreement", "herrgarden", "--at", "46", "--period", "2024", "-O", form]
    assert answer(["--lang", "sv", "--book", str(path), *words], None) == 0
    written = capsys.readouterr().out
    found = browser.get(f"/sv/agreement/herrgarden.{form}?at=46&period=2024")
    assert found.status == 200
    assert found.text == written


def test_a_file_of_the_present_names_its_position(browser):
    found = json.loads(browser.get("/sv/board/kommunstyrelsen.json").content)
    assert found["again"][-4:] == ["--at", "77", "-O", "json"]


class TestGuard:
    """Who is answered at all."""

    @pytest.mark.parametrize(
        "host",
        ["127.0.0.1:8321", "localhost:8321", "[::1]:8321", "LOCALHOST:8321"],
    )
    def test_this_computer_by_any_of_its_names(self, browser, host):
        assert browser.get("/sv/", host=host).status == 200

    @pytest.mark.parametrize(
        "host",
        [
            *(None, "", "evil.example", "127.0.0.1", "127.0.0.1:80", "[::1]", "::1"),
            *("localhost:8321.evil.example", "[::1]:8321:8321", "127.0.0.1:8321 "),
        ],
    )
    def test_nobody_by_another_name(self, browser, host):
        assert browser.get("/sv/", host=host).status == 421

    def test_a_name_that_was_allowed(self, path):
        allowing = Browser(path, ["iop.example.se"])
        assert allowing.get("/sv/", host="iop.example.se").status == 200
        assert allowing.get("/sv/", host="iop.example.se:8321").status == 421

    @pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH"])
    def test_pages_are_only_read(self, browser, method):
        found = browser.get("/sv/", method=method)
        assert found.status == 405
        assert found.headers["allow"] == "GET, HEAD"

    @pytest.mark.parametrize("page", ["/", "/sv/", "/sv/nowhere", "/static/nothing", "/sv/log?x=1"])
    def test_every_answer_says_what_a_browser_may_do(self, browser, page):
        headers = browser.get(page).headers
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert "unsafe" not in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cross-origin-opener-policy"] == "same-origin"
        assert headers["cross-origin-resource-policy"] == "same-origin"
        assert "set-cookie" not in headers


class TestWrongly:
    """What is asked wrongly is said in a page, in the words of the command line."""

    @pytest.mark.parametrize(
        ("target", "status", "said"),
        [
            ("/sv/agreement/nix", 404, "Det finns inget avtal"),
            ("/en/agreement/herrgardn", 404, "Did you mean herrgarden"),
            ("/en/board/radda-barnen", 404, ""),
            ("/sv/nowhere", 404, "Det finns ingen sådan sida."),
            ("/fi/", 404, ""),
            ("/en/event/9999", 404, "9999"),
            ("/sv/agreement/herrgarden?at=x", 400, "är ingen position"),
            ("/sv/agreement/herrgarden?at=78", 400, "78"),
            ("/en/agreement/herrgarden?as-of=2024-02-30", 400, "is no date"),
            ("/en/agreement/herrgarden?period=2024-Q5", 400, "is no period"),
            ("/en/agreement/herrgarden?currency=XYZ", 400, "is no currency"),
            ("/en/agreement/herrgarden?colour=red", 400, "colour"),
            ("/en/agreement/herrgarden?at=1&at=2", 400, "twice"),
            ("/en/log?year=2024", 400, "measure"),
            ("/en/explain/agreement/herrgarden?measure=colour", 400, "paid"),
            ("/en/explain/nothing/herrgarden?measure=paid", 404, ""),
            ("/en/agreement/herrgarden?compare-to=77", 400, "77"),
            ("/sv/log.csv/x", 404, ""),
            ("/sv/log?agreement=<script>", 400, "&lt;script&gt;"),
        ],
    )
    def test_it_is_said_what_is_wrong(self, browser, target, status, said):
        found = browser.get(target)
        assert found.status == status, found.text
        assert said in unescape(found.text) or said in found.text
        assert found.headers["cache-control"] == "no-store"
        assert "<script>" not in found.text
        assert "IOP Kraftsamling Herrgården" in found.text  # what there is

    def test_there_is_no_book(self, tmp_path):
        found = Browser(tmp_path / "none.book").get("/en/")
        assert found.status == 503
        assert "none.book" in found.text


def test_what_nobody_has_foreseen_is_a_page_too(browser, monkeypatch):
    from ledger.web.pages import overview

    monkeypatch.setattr(overview, "page", lambda _asking: 1 / 0)
    found = browser.get("/sv/", raises=ZeroDivisionError)
    assert found.status == 500
    assert "Något oväntat gick fel" in found.text
    assert "ZeroDivision" not in found.text
    assert found.headers["content-security-policy"]


def test_the_first_page_speaks_the_language_of_the_browser(browser):
    for asked, lang in (
        ("en-GB,en;q=0.9,sv;q=0.8", "en"),
        ("sv-SE", "sv"),
        ("fi, de;q=0.5", "sv"),
        ("", "sv"),
        ("en;q=0, sv;q=0.1", "sv"),
        ("en;q=x", "sv"),
    ):
        found = browser.get("/", accept_language=asked)
        assert (found.status, found.headers["location"]) == (302, f"/{lang}/")


class TestKept:
    """What a browser has is not sent again, and never where it would be another one."""

    def test_the_same_page_is_not_sent_again(self, browser):
        tag = browser.get("/sv/agreement/herrgarden").headers["etag"]
        again = browser.get("/sv/agreement/herrgarden", if_none_match=tag)
        assert (again.status, again.content) == (304, b"")
        assert again.headers["content-security-policy"]

    def test_another_address_is_another_page(self, browser):
        targets = ("/sv/", "/en/", "/sv/log", "/sv/?at=46", "/sv/agreement/herrgarden.csv")
        assert len({browser.get(x).headers["etag"] for x in targets}) == len(targets)

    def test_a_new_event_is_another_page(self, path, tmp_path):
        copy = tmp_path / "copy.book"
        copy.write_bytes(path.read_bytes())
        browser = Browser(copy)
        tag = browser.get("/sv/").headers["etag"]
        words = ["party", "add", "ny", "--name", "Ny", "--kind", "civil", "--orgnr", "212000-1124"]
        assert answer(["--book", str(copy), *words], None) == 0
        found = browser.get("/sv/", if_none_match=tag)
        assert found.status == 200
        assert "Ny" in found.text

    def test_files_of_the_program_are_kept_for_ever(self, browser):
        names = [x for x in links(browser.get("/sv/")) if x.startswith("/static/")]
        assert len(names) == 3
        for name in names:
            found = browser.get(name)
            assert found.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_many_requests_of_both_languages_at_once(browser):
    targets = [f"/{lang}/{page}" for lang in ("sv", "en") for page in PAGES[:6]] * 5
    alone = {target: browser.get(target).content for target in set(targets)}
    for target, found in zip(targets, browser.several(targets), strict=True):
        assert found.content == alone[target], target


def test_nothing_is_written(browser, path):
    before = path.read_bytes(), sorted(x.name for x in path.parent.iterdir())
    for page in PAGES:
        browser.get(f"/sv/{page}")
    assert (path.read_bytes(), sorted(x.name for x in path.parent.iterdir())) == before


def test_an_empty_book(tmp_path):
    make_book(tmp_path / "empty.book").close()
    browser = Browser(tmp_path / "empty.book")
    for page in ("", "log", "due", "in-kind", "cash-flow"):
        assert browser.get(f"/sv/{page}").status == 200, page
    assert "Det finns inget avtal i boken ännu." in browser.get("/sv/").text


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """An agreement of thirty lines and six years, with long names."""
    path = tmp_path_factory.mktemp("web") / "large.book"
    book = make_book(path)
    record_large(Service(book), ME)
    book.close()
    return Browser(path)


HEAVY = (
    *("", "due", "log", "in-kind", "cash-flow", f"cash-flow/{LARGE}", "board/namnd-1"),
    *("party/forening-med-ett-mycket-langt-id-1", f"forecast/agreement/{LARGE}"),
    *(f"agreement/{LARGE}", f"agreement/{LARGE}?year=2021&page=2", f"agreement/{LARGE}?by=funder"),
    *("explain/cash-flow?measure=remaining", f"explain/agreement/{LARGE}?measure=remaining"),
)


@pytest.mark.parametrize("page", HEAVY)
def test_pages_of_a_large_agreement_are_light(large, page):
    found = large.get(f"/sv/{page}")
    assert found.status == 200
    assert len(found.content) < 70_000


def test_the_pages_of_a_table_have_each_row_once(large):
    rows = json.loads(large.get(f"/en/cash-flow/{LARGE}.json").content)["rows"]
    shown, href = [], f"/en/cash-flow/{LARGE}"
    while href:
        page = large.get(href).text
        shown += re.findall(r"month=(\d{4}-\d\d)&amp;measure=remaining", page)
        href = next((unescape(x) for x in re.findall(r'rel="next" href="([^"]*)"', page)), "")
    assert sorted(shown) == sorted(row["month"] for row in rows)
    assert len(shown) > 150


def test_each_table_of_a_page_turns_by_itself(large):
    target = f"/en/cash-flow/{LARGE}?compare-to=40"

    def parts(page):
        rows = re.findall(r"<tbody.*?</tbody>", page, re.DOTALL)
        return sorted(zip(map(len, rows), rows, strict=True))[-2:]

    first = large.get(target).text
    nexts = [unescape(x) for x in re.findall(r'rel="next" href="([^"]*)"', first)]
    assert sorted(x.rpartition("&")[2] for x in nexts) == ["page-changes=2", "page=2"]
    turned = [large.get(x).text for x in nexts]
    for page in turned:
        kept = [rows for _, rows in parts(first) if rows in page]
        assert len(kept) == 1
    both = large.get(f"{target}&page=2&page-changes=2").text
    assert all(any(rows in page for page in turned) for _, rows in parts(both))
    assert large.get(f"{target}&page-changes=0").status == 400


def test_beyond_the_last_page_is_the_last_page(large):
    last, beyond = (large.get(f"/en/due?page={x}").text for x in (4, 9))
    assert ">Next page" not in last + beyond
    assert last.count("<li") == beyond.count("<li")


def test_each_line_and_year_of_a_large_agreement_has_its_figures(large):
    figures, seen, waiting = set(), set(), [f"/en/agreement/{LARGE}"]
    while waiting:
        href = waiting.pop()
        if href not in seen:
            seen.add(href)
            page = large.get(href).text
            table = page.partition('id="lines"')[2].partition('class="money"')[0]
            figures |= {unescape(x) for x in re.findall(r'href="([^"]*measure=paid)"', table)}
            pagers = re.findall(r'<nav class="pager".*?</nav>', table, re.DOTALL)
            found = re.findall(r'href="([^"#]*)', "".join(pagers))
            waiting += map(unescape, found)
    expected = len(YEARS) * (LINES + 1)
    assert len(figures) == expected
    assert large.get(f"/en/agreement/{LARGE}?year=2019").status == 404


def test_pages_are_light(browser):
    for page in PAGES:
        assert len(browser.get(f"/sv/{page}").content) < 70_000, page
    script = next(x for x in links(browser.get("/sv/")) if x.endswith(".js"))
    assert len(browser.get(script).content) < 8_000


def test_a_damaged_book_is_said_to_be_damaged(path, tmp_path):
    from events.record import CorruptEventError

    damaged = tmp_path / "damaged.book"
    damaged.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(damaged)) as book, book:
        for (name,) in book.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            book.execute(f'DROP TRIGGER "{name}"')
        book.execute("UPDATE stored_events SET state = '{}' WHERE rowid = 9")
    found = Browser(damaged).get("/sv/agreement/herrgarden", raises=CorruptEventError)
    assert found.status == 500
    assert "Boken är skadad: #9 " in found.text
    assert "samverk verify" in found.text
