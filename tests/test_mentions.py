"""The index of words: where to look is never where nothing is, and what is wrong is found."""

import random
import time
from contextlib import closing

import halves
import pytest
from random_books import RandomBook
from test_trail import filters

from events.facts import EntryReversed
from ledger.books.book import LOCK_TIMEOUT_S
from ledger.books.opening import open_book
from ledger.proof.verification import verify
from ledger.refusal import Refused
from ledger.work import mentioned, present
from ledger.work.trail import require_all_known, selected, taken_back, taken_back_by
from projections import audit, mentions

WRONG = [
    "DELETE FROM view_word WHERE first = (SELECT MAX(first) FROM view_word)",
    "INSERT INTO view_word SELECT kind, segment + 9, first, page FROM view_word LIMIT 1",
    "UPDATE view_word SET segment = segment + 9 WHERE segment = 0",
    "UPDATE view_word SET page = (SELECT page FROM view_word LIMIT 1) WHERE kind = 'voucher'",
    "UPDATE view_word SET page = x'00' WHERE kind = 'voucher'",
    "DELETE FROM view_taken_back WHERE by = (SELECT MAX(by) FROM view_taken_back)",
    "UPDATE view_taken_back SET position = position - 1",
]


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """Blocks and parts that a small book has several of."""
    monkeypatch.setattr(mentioned, "FROM", 1)
    monkeypatch.setattr(mentioned, "_BEHIND", 0)
    monkeypatch.setattr(mentioned, "_AT_ONCE", 25)
    monkeypatch.setattr(mentions, "BLOCK", 10)
    monkeypatch.setattr(mentions, "SEGMENT", 4)
    monkeypatch.setattr(mentions, "PAGE", 3)


@pytest.fixture(params=[3, 4])
def grown(request, tmp_path):
    chance = random.Random(request.param)
    made = RandomBook(tmp_path / "a.book", chance, asks=True)
    made.grow(150)
    made.chance = chance
    with closing(made.book):
        yield made


def compared(book):
    """Compare what is read of each event with what a look at all of it finds."""
    names = set()
    for row in book.rows():
        _, stream, _, name, state = row
        (found,) = mentions.look_through([row])
        assert found.terms == set(mentions.plain_terms(name, stream, state)), name
        names.add(name)
    return names


def test_what_is_read_of_an_event_is_all_that_it_names(grown):
    assert "disbursement-recorded/1" in compared(grown.book)


@pytest.mark.file_only
def test_every_event_is_read(everything):
    with closing(everything.open()) as book:
        assert len(compared(book)) > 30


def findings(book):
    """Return what a verification finds; its halves find something if it does."""
    found = verify(book, [], lambda _: None).findings
    assert halves.are_whole(book) == (not found)
    return found


def test_looking_where_the_index_says_finds_what_looking_everywhere_finds(grown):
    book, chance = grown.book, grown.chance
    first = mentioned.index_of(book)
    assert first.at == book.head()
    grown.grow(20)
    now, head = present.current(book), book.head()
    every = [audit.entry(x, now.lines) for x in book.events()]
    for index in (first, mentioned.index_of(book)):  # behind, and up to date
        for wanted in filters(chance, every):
            upto = chance.randrange(head // 2, head + 1)
            naive = [x for x in every[:upto] if audit.matches(x, wanted)]
            for newest_first, expected in ((False, naive), (True, naive[::-1])):
                how = {"newest_first": newest_first, "index": index}
                assert [x for _, x in selected(book, wanted, now, upto, **how)] == expected
            spans = index.spans(mentioned.terms_of(wanted, now), upto)
            assert spans == sorted(spans)
        by = taken_back_by(book, head, index=index)
        reversals = [x.recorded for x in every if isinstance(x.recorded.fact, EntryReversed)]
        wanted_by = {x.fact.position: x.position for x in reversals}
        assert (
            {x: by(x) for x in range(1, head + 1) if by(x)} == wanted_by == taken_back(book, head)
        )
    assert first.at < head == mentioned.index_of(book).at


def test_a_word_that_is_not_there_is_refused_alike_with_and_without(grown):
    book, now = grown.book, present.current(grown.book)
    index = mentioned.index_of(book)
    words = [x.envelope.actor for x in book.events()]
    for wanted in (
        audit.Filter(voucher="no such voucher"),
        audit.Filter(actor="nobody"),
        *(audit.Filter(actor=actor) for actor in set(words)),
    ):
        for upto in (5, book.head()):
            told = []
            for where in (None, index):
                try:
                    require_all_known(book, now, wanted, upto, where)
                    told.append(None)
                except Refused as error:
                    told.append((error.code, error.values))
            assert told[0] == told[1]


@pytest.mark.parametrize("change", WRONG)
def test_an_index_that_is_wrong_is_found_and_made_anew(grown, change):
    book = grown.book
    mentioned.index_of(book)
    assert mentioned.differences(book) == []
    assert findings(book) == []
    with book.writing() as connection:
        connection.execute(change)
    (told,) = mentioned.differences(book)
    assert told in change
    assert [x.code for x in findings(book)] == ["view"]
    present.rebuild(book)
    assert mentions.position(book) == -1
    mentioned.index_of(book)
    assert mentions.position(book) > 0
    assert mentioned.differences(book) == []
    assert findings(book) == []


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE view_word_state SET position = 9999",
        "UPDATE view_word_state SET version = 0",
        "UPDATE view_word_state SET position = 'x'",
        "DELETE FROM view_word_state",
        "DROP TABLE view_word_state",
        "DROP TABLE view_word",
        "DROP TABLE view_taken_back",
    ],
)
def test_an_index_of_another_book_or_program_is_made_anew(grown, change):
    book = grown.book
    mentioned.index_of(book)
    with book.writing() as connection:
        connection.execute(change)
    assert mentioned.index_of(book).at == book.head()
    assert mentioned.differences(book) == []


def test_nobody_waits_for_an_index_who_asks_for_no_word(grown):
    assert mentioned.index_of(grown.book, is_asked=False) is None
    at = mentioned.index_of(grown.book).at
    grown.grow(10)
    assert mentioned.index_of(grown.book, is_asked=False).at == at < grown.book.head()


def test_nobody_waits_for_the_index_while_another_client_writes_for_long(grown):
    at = mentioned.index_of(grown.book).at
    grown.grow(10)
    with closing(open_book(grown.path)) as another, another.writing():
        begun = time.monotonic()
        assert mentioned.index_of(grown.book).at == at < grown.book.head()
        assert time.monotonic() - begun < LOCK_TIMEOUT_S / 4
    assert grown.book.patience_s == LOCK_TIMEOUT_S
    assert mentioned.index_of(grown.book).at == grown.book.head()


def test_who_may_only_read_uses_what_is_there(grown):
    path, at = grown.path, mentioned.index_of(grown.book).at
    grown.grow(10)
    with closing(open_book(path)) as book:
        book.writable = False
        assert mentioned.index_of(book).at == at < book.head()
    with closing(open_book(path)) as book, book.writing() as connection:
        connection.execute("DROP TABLE view_word_state")
    with closing(open_book(path)) as book:
        book.writable = False
        assert mentioned.index_of(book) is None
