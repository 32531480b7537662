"""What pages keep of a book for further requests: never what was so before the book grew."""

from contextlib import closing
from threading import Thread

import pytest
from browsing import Browser
from test_web import PAGES

from ledger import demo
from ledger.books import checkpoints
from ledger.books.kept import Kept
from ledger.books.opening import make_book, open_book
from ledger.cli.main import answer
from ledger.proof import evidence
from ledger.work.present import current
from projections import views


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    path = tmp_path_factory.mktemp("kept") / "demo.book"
    evidence.create_book(path)
    with_book = open_book(path)
    demo.record(with_book)
    with_book.close()
    return path


@pytest.fixture
def path(made, tmp_path):
    path = tmp_path / "copy.book"
    path.write_bytes(made.read_bytes())
    return path


def run(path, *words):
    assert answer(["--book", str(path), *words], None) == 0


def pay(path, amount, voucher):
    words = ("disbursement", "herrgarden", "L2", amount, "--on", "2025-11-20")
    run(path, "record", *words, "--voucher", voucher)


def test_pages_are_the_same_from_what_was_kept(path):
    kept = Browser(path)
    for lang in ("sv", "en"):
        for page in PAGES:
            target = f"/{lang}/{page}"
            expected = Browser(path).get(target).content
            assert [kept.get(target).content for _ in range(2)] == [expected] * 2, target


def test_a_page_shows_what_was_recorded_after_it_was_kept(path):
    browser = Browser(path)
    targets = ["/en/", "/en/agreement/herrgarden", "/en/board/kommunstyrelsen", "/en/log"]
    targets += ["/en/due", "/en/event/48", "/en/agreement/herrgarden?at=40"]
    before = {target: browser.get(target).text for target in targets}
    run(
        path,
        "party",
        "add",
        "ny",
        "--name",
        "Nytt namn",
        "--kind",
        "civil",
        "--orgnr",
        "212000-1124",
    )
    for target in targets:
        found = browser.get(target).text
        assert found == Browser(path).get(target).text
        assert found != before[target], target
    assert "Nytt namn" in browser.get("/en/").text


def test_a_book_with_as_many_other_events_is_another_one(path, tmp_path):
    browser, other = Browser(path), tmp_path / "other.book"
    other.write_bytes(path.read_bytes())
    for book, name in ((path, "Den ena"), (other, "Den andra")):
        run(book, "party", "add", "ny", "--name", name, "--kind", "civil", "--orgnr", "212000-1124")
    assert "Den ena" in browser.get("/en/").text
    other.replace(path)
    found = browser.get("/en/")
    assert found.status == 200, found.text
    assert "Den andra" in found.text


def test_two_programs_keep_nothing_in_common(path, tmp_path):
    empty = tmp_path / "empty.book"
    make_book(empty).close()
    assert "Herrgården" in Browser(path).get("/sv/").text
    assert "Herrgården" not in Browser(empty).get("/sv/").text


@pytest.mark.parametrize("is_made_further", [True, False], ids=["caught up", "behind"])
def test_sums_from_views_go_with_documents_of_the_same_events(path, monkeypatch, is_made_further):
    monkeypatch.setattr(views, "FROM", 0)
    run(path, "report", "board", "kommunstyrelsen")  # which makes the views
    browser, target = Browser(path), "/en/board/kommunstyrelsen"
    before = [browser.get(target).text for _ in range(2)]
    assert before[0] == before[1]
    pay(path, "1234.50", "V-9001")
    if is_made_further:
        run(path, "report", "board", "kommunstyrelsen")
    found = browser.get(target).text
    assert found != before[0]
    assert "V-9001" in found
    monkeypatch.setattr(views, "FROM", 10**9)  # which folds all events
    assert found == Browser(path).get(target).text


def test_threads_share_what_is_kept(path):
    kept, found = Kept(), []

    def ask():
        book = open_book(path, to_read=True)
        book.kept = kept
        found.append(current(book))
        book.close()

    ask()
    threads = [Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 9
    assert all(x is found[0] for x in found)


class TestKept:
    """What is kept, and for how long."""

    def test_another_state_has_nothing_of_the_one_before(self):
        kept = Kept()
        kept.keep(1, "a", "of one", 1)
        kept.keep(2, "b", "of two", 1)
        assert [kept.find(*x) for x in ((1, "a"), (2, "a"), (2, "b"))] == [None, None, "of two"]

    def test_what_was_asked_for_longest_ago_goes_first(self):
        kept = Kept(most=3)
        for name in "abc":
            kept.keep(1, name, name, 1)
        kept.find(1, "a")
        kept.keep(1, "d", "d", 2)
        assert [kept.find(1, x) for x in "abcd"] == ["a", None, None, "d"]

    def test_what_is_too_large_is_not_kept(self):
        kept = Kept(most=3)
        kept.keep(1, "a", "a", 3)
        kept.keep(1, "b", "b", 4)
        assert [kept.find(1, x) for x in "ab"] == ["a", None]


def test_what_is_due_is_to_the_byte_what_the_command_shows(made, path, tmp_path):
    browser = Browser(path)
    for is_held in (False, True):
        if is_held:
            tag = browser.get("/en/").headers["etag"]
            hold(path, evidence.read_key(checkpoints.key_file(made)), 60)
            assert browser.get("/en/", if_none_match=tag).status == 200
        file = tmp_path / f"{is_held}.csv"
        assert answer(["--book", str(path), "--lang", "en", "due", "-o", str(file)], None) == 0
        assert browser.get("/en/due.csv").content == file.read_bytes()
        assert b"exposure" in file.read_bytes()


def hold(path, key, size):
    with closing(open_book(path)) as book:
        signed = checkpoints.notes.Checkpoint(checkpoints.origin(book), size, book.root(size))
        checkpoints.hold(checkpoints.held_folder(path), signed.signed(key))
