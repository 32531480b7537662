"""A reader's own marks and index of a book on a server: what a fold of the events tells."""

import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import date, timedelta

import pytest
from conftest import TIMES, ServerHome
from postgres_server import drop
from random_books import BEGINS, RandomBook

from ledger.books import opening
from ledger.presentation import formats
from ledger.proof.copies import copy_book
from ledger.refusal import LedgerError
from ledger.work import asking, cache, logged, marked, mentioned, present, untouched
from ledger.work.asking import Question
from projections import audit, marks, mentions, views
from projections.reports import KINDS

EVERY = 16
SUMS = (*views.SUMS,)
SUBJECTS = {"agreement": "herrgarden", "board": "kommunstyrelsen", "party": "radda-barnen"}
ROLES = {"ekonom": ("recorder", None), "kultur": ("board", "kulturnamnden")}


@pytest.fixture(scope="module", params=range(3, 3 + TIMES))
def moved(request, server, tmp_path_factory):
    """A random book on a server, that is only read."""
    made = RandomBook(tmp_path_factory.mktemp("random") / "a.book", random.Random(request.param))
    made.grow(150)
    made.close()
    database = server.database(f"past{request.param}")
    home = ServerHome(server, database)
    copy_book(made.path, home.place, lambda _: None)
    yield home
    home.close()
    drop(server, database)


@pytest.fixture(autouse=True)
def _small(own_views, monkeypatch):
    """Marks and blocks that a small book has many of, and views that are the reader's own."""
    monkeypatch.setattr(marks, "EVERY", EVERY)
    monkeypatch.setattr(marked, "FROM", 1)
    monkeypatch.setattr(mentions, "BLOCK", 7)
    monkeypatch.setattr(mentioned, "FROM", 1)
    monkeypatch.setattr(mentioned, "_BEHIND", 0)
    monkeypatch.setattr(present, "LONG", 20)


@pytest.fixture(params=ROLES)
def book(request, moved):
    role, board = ROLES[request.param]
    with closing(opening.open_book(moved.place_of(request.param, role, board)[0])) as opened:
        yield opened


def told(book, kind, subject, question):
    """Return a report as text, or why there is none."""
    try:
        return formats.render(asking.report(book, kind, subject, question), "json", width=80)
    except LedgerError as error:
        return repr(error)


def past_ones(book, chance, count):
    """Yield questions about the past: of a position, as of a day, of both."""
    for _ in range(count):
        day = BEGINS.date() + timedelta(days=chance.randrange(900))
        at = chance.randrange(1, book.head() + 1)
        yield chance.choice(({"at": at}, {"as_of": day}, {"at": at, "as_of": day}))


def test_the_past_is_what_a_fold_of_the_events_tells(book):
    chance = random.Random(1)
    for asked in past_ones(book, chance, 12):
        for kind in chance.sample(sorted(KINDS), 4):
            subject = SUBJECTS.get(KINDS[kind].subject)
            plain = told(book, kind, subject, Question(**asked, replays=True))
            assert told(book, kind, subject, Question(**asked)) == plain, (kind, asked)
    at = cache.using(book, marks.position)
    assert at == marks.before(book.head()) > 3 * EVERY
    replayed = present.replay(book, book.head(), None)
    assert present.view_differences(book, replayed) == []


def rows(book, wanted, *, newest_first):
    try:
        log = logged.asked(book, wanted, None, None, is_part=True)
    except LedgerError as error:
        return error.code
    return [dict(row) for row in log.rows(newest_first=newest_first, last=None)]


def test_the_log_is_what_a_look_at_every_event_tells(book, monkeypatch):
    """With the index, with the days of the marks, and with neither."""
    shown = rows(book, audit.Filter(), newest_first=False)
    assert len(shown) > 50
    filters = [
        audit.Filter(),
        audit.Filter(voucher="nope"),
        audit.Filter(actor="ekonom"),
        audit.Filter(event="disbursement-recorded"),
        audit.Filter(agreement="herrgarden"),
        audit.Filter(agreement="herrgarden", line="L2"),
        audit.Filter(party="tif"),
        audit.Filter(as_of=date(2024, 6, 30)),
    ]
    for wanted in filters:
        for newest_first in (False, True):
            found = rows(book, wanted, newest_first=newest_first)
            monkeypatch.setenv("SAMVERK_CACHE", "off")
            assert found == rows(book, wanted, newest_first=newest_first), wanted
            monkeypatch.delenv("SAMVERK_CACHE")
    assert cache.using(book, mentions.position) == book.head()


ALTERED = [
    "UPDATE view_mark_waiting SET minor=minor+1",
    "UPDATE view_mark_days SET latest=0",
    "DELETE FROM view_mark WHERE position=(SELECT MAX(position) FROM view_mark)",
    "UPDATE view_mark_content SET content=(SELECT content FROM view_mark_content LIMIT 1)",
    "DELETE FROM view_word",
    "DELETE FROM view_taken_back",
    "DROP TABLE view_mark",
    "UPDATE view_balance SET minor=minor+1",
]


@pytest.fixture
def recorder(moved):
    with closing(opening.open_book(moved.place_of("ekonom")[0])) as opened:
        yield opened


def asked_of(book):
    """Ask for what marks and index are made for."""
    day = BEGINS.date() + timedelta(days=200)
    reports = [
        told(book, "board", "kommunstyrelsen", Question(**x)) for x in ({"at": 70}, {"as_of": day})
    ]
    return reports, rows(book, audit.Filter(actor="ekonom"), newest_first=True)


def file_of(folder):
    (found,) = folder.glob("*.views")
    return found


def test_what_is_altered_by_hand_is_thrown_away(recorder, own_views):
    whole = asked_of(recorder)
    file = file_of(own_views)
    for statement in ALTERED:
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.executescript(f"{statement}; CREATE TABLE altered (x)")
        assert asked_of(recorder) == whole, statement
        assert b"TABLE altered" not in file.read_bytes(), statement


def untouched_since(file):
    """Return whether a file is as the program has left it."""
    with untouched.alone(file):
        return True


def test_one_that_was_put_back_or_half_written_is_thrown_away(recorder, own_views, tmp_path):
    whole = asked_of(recorder)
    file = file_of(own_views)
    copy = tmp_path / "copy"

    def put_back():
        shutil.copy2(file, copy)
        shutil.copy2(copy, file)  # with its times

    def replaced():
        shutil.copy2(file, copy)
        copy.replace(file)

    for happens in (put_back, replaced, file.with_suffix(".left").unlink):
        with untouched.alone(file) as connection:  # noted, so only what happens then is seen
            connection.execute("CREATE TABLE kept (x)")
        assert asked_of(recorder) == whole
        assert b"TABLE kept" in file.read_bytes()
        happens()
        assert asked_of(recorder) == whole
        assert b"TABLE kept" not in file.read_bytes(), happens


def test_what_a_board_may_not_see_is_in_no_file_of_its_login(moved, own_views):
    """Also after it was let in to more, and is no longer."""
    place = moved.place_of("kultur", "board", "kulturnamnden")[0]

    def seen():
        with closing(opening.open_book(place)) as book:
            made = asked_of(book)
            for question in ({"at": 70}, {"as_of": date(2024, 6, 30)}):
                plain = told(book, "board", "kulturnamnden", Question(**question, replays=True))
                assert told(book, "board", "kulturnamnden", Question(**question)) == plain
            own = set(book.streams("agreement/"))
        with closing(sqlite3.connect(file_of(own_views))) as connection:
            kept = {x for (x,) in connection.execute("SELECT name FROM view_mark")}
        agreements = {x.rpartition("/")[2] for x in kept if x.startswith("document/agreement/")}
        assert {f"agreement/{x}" for x in agreements} <= own
        return made

    first = seen()
    opening.grant(moved.place, "kultur", "board", "fritidsnamnden", revoke=False)
    seen()
    opening.grant(moved.place, "kultur", "board", "fritidsnamnden", revoke=True)
    assert seen() == first


def test_several_processes_make_them_at_once(moved, own_views):
    place = moved.place_of("ekonom")[0]
    code = (
        "import sys; from ledger.work import cache, marked, mentioned\n"
        "from projections import marks\n"
        "cache.FROM = marked.FROM = mentioned.FROM = 1; marks.EVERY = 16\n"
        "from ledger.books.opening import open_book; from ledger.work import present\n"
        "for at in (70, 20, 90):\n"
        "    book = open_book(sys.argv[1]); found = present.at(book, at)\n"
        "    assert found.balances == present.replay(book, at, None).balances; book.close()\n"
        "print('same')\n"
    )
    words = [sys.executable, "-c", code, place]
    running = [subprocess.Popen(words, stdout=subprocess.PIPE, text=True) for _ in range(3)]
    assert {process.communicate(timeout=120)[0] for process in running} == {"same\n"}
    assert untouched_since(file_of(own_views))


def test_without_a_folder_it_only_takes_longer(recorder, own_views):
    whole = asked_of(recorder)
    shutil.rmtree(own_views.parent)
    own_views.parent.write_text("a file", encoding="utf-8")
    assert asked_of(recorder) == whole
