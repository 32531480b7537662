"""``samverk publish``: pages in a folder, where no link is dead and nothing needs a server."""

import os
import re
import threading
from contextlib import contextmanager
from functools import partial
from html import unescape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote

import pytest
from browsing import Browser
from chromium import Window, needs_chromium, started
from test_browser import walked

from ledger import demo
from ledger.books import checkpoints
from ledger.books.opening import open_book
from ledger.cli.boundary import run
from ledger.cli.commands.serving import readers
from ledger.cli.main import answer
from ledger.proof import evidence
from ledger.web.app import Source
from ledger.web.publishing import Wanted, publish

MOST = 9  # pages of each kind that a large book has many of
ADDRESS = re.compile(r'(href|src|action)="([^"]*)"')


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    """The demonstration, with a checkpoint of it."""
    path = tmp_path_factory.mktemp("published") / "demo.book"
    evidence.create_book(path)
    book = open_book(path)
    demo.record(book)
    key = evidence.read_key(checkpoints.key_file(path))
    checkpoints.hold(checkpoints.held_folder(path), evidence.make_checkpoint(book, key))
    book.close()
    return path


@pytest.fixture(scope="module")
def site(path, tmp_path_factory):
    """The demonstration's pages, in both languages; all if ``SAMVERK_WHOLE_SITE`` is set."""
    folder = tmp_path_factory.mktemp("site")
    wanted = Wanted(["sv", "en"], {}, 1000 if "SAMVERK_WHOLE_SITE" in os.environ else MOST)
    publish(Source(path, readers()), wanted, folder, lambda _: None)
    return folder


def pages(site):
    return {file: file.read_text("utf-8") for file in sorted(site.rglob("*.html"))}


def require_whole(site, entrance="index.html"):
    """Every address is relative and leads to a file, and every page is reached from the first."""
    shown, seen, waiting = pages(site), set(), [site / entrance]
    while waiting:
        here = waiting.pop()
        if here in seen:
            continue
        seen.add(here)
        for _name, address in ADDRESS.findall(shown.get(here, "")):
            assert not re.match(r"[a-z]+:|/", address), (here, address)
            target, _, place = unescape(address).partition("#")
            assert "?" not in target, (here, address)
            file = Path(here.parent, unquote(target)).resolve() if target else here
            assert file.is_file(), (here, address)
            assert not place or f'id="{place}"' in shown[file], (here, address)
            waiting.append(file)
    assert set(shown) <= seen
    return seen


def test_no_link_is_dead_and_none_is_absolute(site):
    found = require_whole(site)
    assert {x for x in site.rglob("*") if x.is_file()} == found


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_pages_of_each_language_are_there(site, lang):
    there = {str(x.relative_to(site / lang)) for x in (site / lang).rglob("*")}
    assert {
        *("index.html", "agreement/herrgarden.html", "agreement/herrgarden.csv"),
        *("board/kommunstyrelsen.html", "party/radda-barnen.json", "verify.html", "due.html"),
        *("event/77.html", "event/77/proof.html", "event/77/proof.txt"),
    } <= there
    for file in (site / lang).rglob("*.html"):
        shown = file.read_text("utf-8")
        assert f'<html lang="{lang}">' in shown
        assert shown.count("<h1") == 1
        assert "<form" not in shown
        assert str(site.parent.parent) not in shown


def test_a_page_says_what_the_served_page_says(path, site):
    served = Browser(path).get("/sv/agreement/herrgarden").text
    shown = (site / "sv/agreement/herrgarden.html").read_text("utf-8")
    figures = re.compile(r'class="figure[^"]*"[^>]*>([^<]*)<')
    assert figures.findall(shown) == figures.findall(served)
    assert (site / "sv/agreement/herrgarden.csv").read_bytes() == (
        Browser(path).get("/sv/agreement/herrgarden.csv").content
    )


def test_the_same_bytes_twice(path, tmp_path):
    made = tmp_path / "one", tmp_path / "two"
    for folder in made:
        publish(Source(path, readers()), Wanted(["en"], {}, 1), folder, lambda _: None)
    one, two = (
        {x.relative_to(folder): x.read_bytes() for x in folder.rglob("*") if x.is_file()}
        for folder in made
    )
    assert one == two
    assert len(one) > 40


def test_a_large_book_gets_no_more_than_was_asked_for(path, tmp_path, capsys):
    folder = tmp_path / "site"
    words = ["--lang", "en", "--book", str(path), "publish", str(folder)]
    assert answer([*words, "--one-language", "--most", "3"], None) == 0
    said = capsys.readouterr().err
    assert re.search(r"No more than 3 pages of a kind, so these have none: .*events: \d\d", said)
    require_whole(folder)
    assert len(list((folder / "en/event").glob("*.html"))) == 3
    assert len(list((folder / "en/explain").rglob("*.html"))) == 3
    assert not (folder / "sv").exists()


def test_an_earlier_state(path, tmp_path):
    folder = tmp_path / "site"
    words = ["--lang", "sv", "--book", str(path), "publish", str(folder), "--one-language"]
    assert answer([*words, "--at", "46", "--most", "1"], None) == 0
    require_whole(folder)
    shown = (folder / "sv/agreement/herrgarden.html").read_text("utf-8")
    assert "Du ser boken som den var vid position 46." in shown
    assert not (folder / "sv/event/47.html").exists()


def test_a_folder_with_something_in_it_is_left_alone(path, tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(SystemExit):
        run(["--lang", "en", "--book", str(path), "publish", str(tmp_path)])
    assert "mine.txt" in {x.name for x in tmp_path.iterdir()}
    assert len(list(tmp_path.iterdir())) == 1
    assert str(tmp_path) in capsys.readouterr().err


def test_nothing_is_there_where_a_page_cannot_be_made(path, tmp_path, monkeypatch):
    from ledger.web.pages import verify

    monkeypatch.setattr(verify, "page", lambda _asking: 1 / 0)
    words = ["--lang", "en", "--book", str(path), "publish", str(tmp_path / "site")]
    with pytest.raises(SystemExit):
        run([*words, "--one-language", "--most", "1"])
    assert list(tmp_path.iterdir()) == []


def test_a_position_that_is_not_there_is_refused(path, tmp_path, capsys):
    with pytest.raises(SystemExit):
        run(["--lang", "en", "--book", str(path), "publish", str(tmp_path / "s"), "--at", "999"])
    assert "999" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_login_of_a_board_publishes_its_part(paid_thrice, tmp_path, capsys):
    address = paid_thrice.place_of("las", "board", "kulturnamnden")[0]
    folder = tmp_path / "site"
    words = ["--lang", "en", "--book", address, "publish", str(folder), "--one-language"]
    assert answer([*words, "--most", "1"], None) == 0
    assert "Only a part of the book: what concerns kulturnamnden." in capsys.readouterr().err
    require_whole(folder)
    assert "You see a part of the book" in (folder / "en/index.html").read_text("utf-8")


class _Files(SimpleHTTPRequestHandler):
    """Answers with files, and tells nobody."""

    def log_message(self, *_):
        pass


@contextmanager
def _on_a_web_server(folder):
    """Serve files as a web server does; yield their address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Files, directory=folder))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@needs_chromium
def test_a_published_site_is_for_everybody_and_asks_nobody_else(site):
    pages = ("index.html", "sv/index.html", "en/agreement/herrgarden.html", "sv/event/77.html")
    with started() as browser, _on_a_web_server(site) as base:
        window = Window(browser, base)
        assert walked(window, "published", [f"/{page}" for page in pages]) == ""
        assert window.page.locator("form").count() == 0
        assert window.faults == []
        window.close()
