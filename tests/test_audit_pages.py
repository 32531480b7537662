"""The pages of the audit tests: what they find is what the command line finds, to the byte."""

import json
import re
from html import unescape

import pytest
from browsing import Browser

from ledger import demo
from ledger.books import checkpoints
from ledger.books.opening import open_book
from ledger.cli.main import answer
from ledger.presentation import display, language
from ledger.proof import evidence
from ledger.web.pages import audit as page_of_tests
from projections.audits import AUDITS

# What each test is asked with on a page, and the same at a terminal; none: what it has by itself.
TOLD = {
    "sample": ("random=3&checkpoint=CHECK", ["--random", "3", "--checkpoint", "CHECK"]),
    "split": ("limit=250+000&days=21", ["--limit", "250 000", "--days", "21"]),
    "duplicates": ("days=92", ["--days", "92"]),
    "weekends": ("hours=11-12", ["--hours", "11-12"]),
    "round": ("to=5000", ["--to", "5000"]),
    "benford": ("minimum=50", ["--minimum", "50"]),
}
EVENT = re.compile(r'href="/en/event/(\d+)')
FIRST = {"sample": "random", "split": "limit"}
OF_FILES = "evidence"  # that is asked at a terminal alone


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The demonstration, with a checkpoint of all of it."""
    path = tmp_path_factory.mktemp("audited") / "demo.book"
    evidence.create_book(path)
    book = open_book(path)
    demo.record(book)
    key = evidence.read_key(checkpoints.key_file(path))
    checkpoints.hold(checkpoints.held_folder(path), evidence.make_checkpoint(book, key))
    book.close()
    return path


@pytest.fixture
def browser(path):
    return Browser(path)


def told(path, name):
    """Return what a test is asked with, in an address and as words."""
    (held,) = checkpoints.held_folder(path).iterdir()
    query, words = TOLD.get(name, ("", []))
    return query.replace("CHECK", held.stem), [x.replace("CHECK", str(held)) for x in words]


def printed(path, capsys, lang, *words):
    """Return what the command line prints."""
    assert answer(["--lang", lang, "--book", str(path), *words], None) == 0
    return capsys.readouterr().out


@pytest.mark.parametrize("lang", language.languages())
def test_the_list_has_each_test_with_its_parameters(browser, lang):
    shown = unescape(browser.get(f"/{lang}/audit").text)
    with language.spoken(lang):
        for test in AUDITS.values():
            assert f'href="/{lang}/audit/{test.name}"' in shown
            assert language.translate(test.title) in shown
            assert language.translate(test.help) in shown
            for parameter in test.declared.parameters:
                assert language.translate(parameter.help) in shown
    assert f'href="/{lang}/audit"' in browser.get(f"/{lang}/").text


@pytest.mark.parametrize("name", [x for x in AUDITS if x != OF_FILES])
def test_a_page_finds_what_the_command_line_finds(browser, path, capsys, tmp_path, name):
    query, words = told(path, name)
    for clocks, options in (
        ("", []),
        ("period=2024&agreement=herrgarden", ["--agreement", "herrgarden", "--period", "2024"]),
        ("at=60", ["--at", "60"]),
    ):
        if name == "sample" and "at" in clocks:
            continue  # the checkpoint is of more events than that
        asked = "&".join(x for x in (query, clocks) if x)
        file = tmp_path / "x.xlsx"
        printed(path, capsys, "en", "audit", name, *words, *options, "-o", str(file))
        assert browser.get(f"/en/audit/{name}.xlsx?{asked}").content == file.read_bytes()
        for form in ("json", "csv"):
            found = browser.get(f"/en/audit/{name}.{form}?{asked}")
            wanted = ("audit", name, *words, *options, "-O", form)
            assert found.status == 200, found.text
            assert found.text == printed(path, capsys, "en", *wanted), (name, asked, form)
        made = json.loads(browser.get(f"/en/audit/{name}.json?{asked}").content)
        shown = every_page(browser, f"/en/audit/{name}?{asked}")
        assert f"<h2>{len(made['rows'])} finding" in shown
        behind = set(map(int, EVENT.findall(shown)))
        for row in made["rows"]:
            positions = {
                *row.get("positions", ()),
                *([row["position"]] if "position" in row else []),
            }
            assert positions <= behind
            if row.get("amount_minor") is not None:
                assert display.amount(row["amount_minor"], "SEK") in shown


def every_page(browser, target):
    """Return the text of all pages of a table, which has more on a Sunday than on other days."""
    texts = []
    while not texts or f"page={len(texts) + 1}" in texts[-1]:
        shown = browser.get(f"{target}&page={len(texts) + 1}")
        assert shown.status == 200, shown.text
        texts.append(shown.text)
    return "".join(texts)


@pytest.mark.parametrize("name", ["sample", "split", OF_FILES])
def test_a_test_that_has_to_be_told_something_asks_for_it(browser, name):
    shown = browser.get(f"/en/audit/{name}").text
    assert "<h2>" not in shown
    assert name not in FIRST or f'name="{FIRST[name]}"' in shown
    assert browser.get(f"/en/audit/{name}.json").status == 400


def test_files_are_looked_at_from_a_terminal_alone(browser):
    shown = browser.get("/sv/audit/evidence").text
    assert "samverk audit evidence MAPP" in shown
    assert 'name="folder"' not in shown
    assert browser.get("/sv/audit/evidence?folder=/etc").status == 400


def test_findings_stand_on_pages_that_lead_to_each_other(browser, monkeypatch):
    monkeypatch.setattr(page_of_tests, "A_PAGE", 4)
    target, seen, pages = "/en/audit/round?to=1&at=60", [], 0
    while target:
        shown = browser.get(target).text
        seen += map(int, re.findall(r'href="/en/event/(\d+)\?at=60">#', shown))
        found = re.search(r'rel="next" href="([^"]*)"', shown)
        target, pages = unescape(found[1]) if found else "", pages + 1
        assert pages < 9
    whole = json.loads(browser.get("/en/audit/round.json?to=1&at=60").content)["rows"]
    assert seen == [row["position"] for row in whole]
    assert pages == -(-len(whole) // 4) > 3
    last, beyond = (browser.get(f"/en/audit/round?to=1&at=60&page={x}").text for x in (pages, 99))
    assert EVENT.findall(beyond) == EVENT.findall(last)


@pytest.mark.parametrize(
    ("target", "status", "said"),
    [
        ("nothing", 404, "There is no such page"),
        ("late?days=x", 400, "days: 'x' is not a valid integer"),
        ("late?days=-1", 400, "days: -1 is not in the range"),
        ("year-end?days=0", 400, "days: 0 is not in the range"),
        ("late?hours=7-18", 400, "There is: as-of"),
        ("late?folder=.", 400, "folder"),
        ("weekends?hours=7", 400, "Write two whole hours"),
        ("split?limit=0", 400, "is not more than zero"),
        ("round?to=1,000", 400, "'1,000' is no amount in SEK. Write it as"),
        ("sample?random=1&monetary-unit=2&checkpoint=CHECK", 400, "only one: Payments to draw"),
        ("sample?checkpoint=CHECK", 400, "only one: Payments to draw"),
        ("sample?random=1&checkpoint=../demo", 400, "by the name of '../demo'"),
        ("sample?random=1&checkpoint=CHECK&period=2030", 400, "2030"),
        ("late?agreement=herrgardn", 404, "Did you mean herrgarden"),
        ("late?currency=EUR", 400, "It is in: SEK"),
        ("late?at=78", 400, "78"),
        ("late?page=0", 400, "page: 0 is not in the range"),
        ("?agreement=herrgardn", 404, "Did you mean herrgarden"),
    ],
)
def test_what_is_asked_wrongly_is_said_with_what_to_do(browser, path, target, status, said):
    (held,) = checkpoints.held_folder(path).iterdir()
    found = browser.get(f"/en/audit/{target.replace('CHECK', held.stem)}".replace("/?", "?"))
    assert found.status == status, found.text
    assert said in unescape(found.text), found.text
    assert "IOP Kraftsamling Herrgården" in found.text


def test_a_sample_follows_a_checkpoint_that_is_made_meanwhile(browser, path):
    """So its page is never the one that a browser has kept."""
    assert "etag" not in browser.get("/sv/audit/sample").headers
    assert "etag" in browser.get("/sv/audit/round").headers


def test_the_login_of_a_board_sees_the_findings_of_its_part(paid_thrice, capsys):
    board = paid_thrice.place_of("las", "board", "kulturnamnden")[0]
    whole = paid_thrice.place_of("revisor", "auditor")[0]
    found = {}
    for address in (board, whole):
        browser = Browser(address)
        assert browser.get("/sv/audit").status == 200
        shown = browser.get("/en/audit/round?to=1")
        rows = json.loads(browser.get("/en/audit/round.json?to=1").content)["rows"]
        assert f"<h2>{len(rows)} finding" in shown.text
        assert ("You see a part of the book" in shown.text) == (address == board)
        words = ("audit", "round", "--to", "1", "-O", "json")
        assert json.loads(printed(address, capsys, "en", *words))["rows"] == rows
        found[address] = rows
    assert found[board] == found[whole] != []
    assert Browser(board).get("/sv/board/kulturnamnden").status == 200
