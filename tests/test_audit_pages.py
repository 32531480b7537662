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
def test_a_page_finds_what_the_command_line_finds(browser, path, capsys, name):
    query, words = told(path, name)
    for clocks, options in (
        ("", []),
        ("period=2024&agreement=herrgarden", ["--agreement", "herrgarden", "--period", "2024"]),
        ("at=60", ["--at", "60"]),
    ):
        if name == "sample" and "at" in clocks:
            continue  # the checkpoint is of more events than that
        asked = "&".join(x for x in (query, clocks) if x)
        for form in ("json", "csv"):
            found = browser.get(f"/en/audit/{name}.{form}?{asked}")
            wanted = ("audit", name, *words, *options, "-O", form)
            assert found.status == 200, found.text
            assert found.text == printed(path, capsys, "en", *wanted), (name, asked, form)
        made = json.loads(browser.get(f"/en/audit/{name}.json?{asked}").content)
        shown = browser.get(f"/en/audit/{name}?{asked}")
        assert shown.status == 200, shown.text
        assert f"<h2>{len(made['rows'])} finding" in shown.text
        behind = set(map(int, EVENT.findall(shown.text)))
        for row in made["rows"]:
            positions = {
                *row.get("positions", ()),
                *([row["position"]] if "position" in row else []),
            }
            assert positions <= behind
            if row.get("amount_minor") is not None:
                assert display.amount(row["amount_minor"], "SEK") in shown.text
