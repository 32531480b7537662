"""Pages that show proofs, what can be checked, requests, mandates and imports."""

import re
import runpy
from contextlib import closing
from html import unescape
from pathlib import Path

import pytest
from browsing import Browser

from ledger import demo
from ledger.books import checkpoints
from ledger.books.opening import open_book
from ledger.cli.main import answer
from ledger.proof import evidence

ROOT = Path(__file__).resolve().parent.parent
PAGES = (
    "verify",
    "requests",
    "requests?open=1",
    "authority",
    "imports",
    "event/3",
    "event/3/proof",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The demonstration: a checkpoint has its first 40 events, and another one 60 of them."""
    path = tmp_path_factory.mktemp("proved") / "demo.book"
    evidence.create_book(path)
    book = open_book(path)
    demo.record(book)
    key = evidence.read_key(checkpoints.key_file(path))
    for size in (40, 60):
        made = checkpoints.notes.Checkpoint(checkpoints.origin(book), size, book.root(size))
        checkpoints.hold(checkpoints.held_folder(path), made.signed(key))
    book.close()
    checkpoints.key_file(path).unlink()  # no page needs it
    return path


@pytest.fixture
def browser(path):
    return Browser(path)


def test_a_proof_is_made_in_the_newest_held_checkpoint_without_a_key(browser, path, capsys):
    found = browser.get("/sv/event/48/proof.txt")
    assert (found.status, found.headers["content-type"].split(";")[0]) == (200, "text/plain")
    assert "\n60\n" in found.text
    page = unescape(browser.get("/sv/event/48").text)
    key = re.search(r'data-key="([^"]*)"', page)[1]
    assert found.text in page
    check = runpy.run_path(str(ROOT / "docs" / "check_proof.py"))["check"]
    assert b"disbursement" in check(found.text, key)
    file = path.with_name("event-48.proof")
    file.write_text(found.text, newline="")
    words = ["prove", "--check", str(file), "--public-key", key]
    assert answer(["--lang", "en", "--book", str(path), *words], None) == 0
    assert "The proof holds: event #48 of 60" in capsys.readouterr().out


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_an_event_that_no_checkpoint_has_is_told_of(browser, lang):
    said = {"sv": "Ingen kontrollpunkt som är sparad", "en": "No checkpoint that is held"}
    for page in ("event/61", "event/61/proof"):
        assert said[lang] in browser.get(f"/{lang}/{page}").text
    assert browser.get(f"/{lang}/event/61/proof.txt").status == 404
    assert browser.get(f"/{lang}/event/60/proof.txt").status == 200
    assert browser.get(f"/{lang}/event/999/proof").status == 404
    assert browser.get(f"/{lang}/event/48/proof.csv").status == 404


def test_the_page_of_checks_tells_of_what_is_held_and_what_does_not_agree(browser, path):
    shown = browser.get("/en/verify").text
    with closing(open_book(path)) as book:
        roots = [book.root(size).hex() for size in (60, 40)]
    assert re.findall(r"<td[^>]*><code>([0-9a-f]{64})</code>", shown) == roots
    assert shown.count("only adds to it") == 2
    assert "no checkpoint is cosigned by a witness of the book" in shown
    assert str(path.parent) not in shown


@pytest.mark.parametrize("page", PAGES)
def test_the_pages_are_there_in_each_kind_of_book(everything, home, page):
    browser = Browser(home.place_of("ekonom")[0])
    for lang in ("sv", "en"):
        found = browser.get(f"/{lang}/{page}")
        assert found.status == 200, found.text
        assert f'<html lang="{lang}">' in found.text
        assert found.text.count("<h1") == 1
        assert "style=" not in found.text
    for href in re.findall(r'href="(/[^"]*)"', found.text):
        assert browser.get(unescape(href)).status in {200, 308}, href


def test_the_script_is_small(browser):
    name = re.search(r'src="(/static/check[^"]*)"', browser.get("/sv/event/48").text)[1]
    other = re.search(r'src="(/static/samverk[^"]*)"', browser.get("/sv/event/48").text)[1]
    assert sum(len(browser.get(x).content) for x in (name, other)) <= 8_000
