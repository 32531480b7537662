"""What makes pages of a large book quick is made ahead of them, and no event is written."""

import time
from contextlib import closing

import pytest
from browsing import HOST, Browser
from test_web import path as made  # noqa: F401

from ledger.books.kept import Kept
from ledger.books.opening import open_book
from ledger.cli.commands.serving import readers
from ledger.cli.main import answer
from ledger.web import keeper
from ledger.web.app import Source, application
from ledger.work import ahead
from projections import views

PATIENCE_S = 60


@pytest.fixture
def path(made, tmp_path, monkeypatch):  # noqa: F811
    monkeypatch.setattr(views, "FROM", 10)
    path = tmp_path / "copy.book"
    path.write_bytes(made.read_bytes())
    return path


def state_of(path):
    """Return how many events a book has, and how many of them its views do not."""
    with closing(open_book(path, to_read=True)) as book:
        return book.head(), ahead.behind(book)


def add(path, party):
    words = ["party", "add", party, "--name", party, "--kind", "civil", "--orgnr", "212000-1124"]
    assert answer(["--book", str(path), *words], None) == 0


def test_views_are_made_and_no_event(path):
    head, left = state_of(path)
    assert left == head > 10
    with closing(open_book(path)) as book:
        ahead.bring_views(book)
        ahead.bring_others(book)
    assert state_of(path) == (head, 0)
    add(path, "ny")
    assert state_of(path) == (head + 1, 1)


def test_a_book_that_cannot_be_written_stays_as_it_is(path):
    before = state_of(path)
    with closing(open_book(path, to_read=True)) as book:
        ahead.bring_views(book)
        ahead.bring_others(book)
    assert state_of(path) == before


def test_views_come_after_the_book_between_requests(path, monkeypatch):
    monkeypatch.setattr(keeper, "_BEHIND", 0)
    monkeypatch.setattr(keeper, "_PAUSE_S", 0.01)
    beside = keeper.Keeper(path)
    browser = Browser(path)
    browser.app = application(Source(path, readers(), Kept(), beside), [HOST])
    beside.start()
    for party in ("first", "second"):
        add(path, party)
        assert party in browser.get("/en/").text  # behind or not
        until = time.monotonic() + PATIENCE_S
        while state_of(path)[1] and time.monotonic() < until:
            time.sleep(0.02)
        assert state_of(path)[1] == 0
        assert party in browser.get("/en/").text
