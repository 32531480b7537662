"""The events of some days: where the marks say to look, all is that looking everywhere finds."""

import random
from contextlib import closing
from datetime import date, timedelta

import pytest
from msgspec.structs import replace
from random_books import RandomBook
from test_trail import filters

from events.period import Period
from ledger.work import marked, mentioned
from ledger.work.dated import dated
from ledger.work.present import current
from ledger.work.trail import selected
from projections import audit, marks, mentions, views

EVERY = 16


@pytest.fixture(params=[5, 6])
def grown(request, tmp_path, monkeypatch):
    monkeypatch.setattr(marks, "EVERY", EVERY)
    monkeypatch.setattr(marked, "FROM", 1)
    monkeypatch.setattr(views, "FROM", 1)
    monkeypatch.setattr(mentioned, "FROM", 1)
    monkeypatch.setattr(mentions, "BLOCK", 10)
    chance = random.Random(request.param)
    made = RandomBook(tmp_path / "a.book", chance, asks=True)
    made.grow(100)
    made.chance = chance
    with closing(made.book):
        yield made


def wanted_of(chance, shown):
    """Yield filters of days: each kind alone, and with another one."""
    days = sorted({x.effective_on for x in shown if x.effective_on is not None})
    plain = [audit.Filter(), *filters(chance, shown)]
    for one in plain:
        first = chance.choice(days)
        last = first + timedelta(days=chance.randrange(60))
        yield replace(one, period=Period(name="", starts=first, ends=last))
        yield replace(one, as_of=first)
        yield replace(one, as_of=last, period=Period(name="", starts=first, ends=last))
    for day in (days[0] - timedelta(days=9), days[-1] + timedelta(days=9)):
        yield audit.Filter(period=Period(name="", starts=day, ends=day))
        yield audit.Filter(as_of=day)


def require_alike(book, chance, asked=dated):
    """Compare what the marks lead to with what looking everywhere finds, and return how often."""
    present, head = current(book), book.head()
    every, found = [audit.entry(x, present.lines) for x in book.events()], 0
    for wanted in wanted_of(chance, every):
        upto = chance.randrange(head // 2, head + 1)
        naive = [x for x in every[:upto] if audit.matches(x, wanted)]
        days = asked(book, wanted)
        for index in (None, mentioned.index_of(book)):
            how = {"index": index, "days": days}
            assert [x for _, x in selected(book, wanted, present, upto, **how)] == naive
            back = selected(book, wanted, present, upto, newest_first=True, **how)
            assert [x for _, x in back] == naive[::-1]
        found += days is not None
    return found


def test_looking_where_the_marks_say_finds_what_looking_everywhere_finds(grown):
    assert require_alike(grown.book, grown.chance)


def test_events_after_the_marks_are_looked_at(grown, monkeypatch):
    assert dated(grown.book, audit.Filter(as_of=date(2024, 3, 1))) is not None
    at = marks.position(grown.book)
    monkeypatch.setattr(marked, "bring", lambda *_: at - 2 * EVERY)
    assert require_alike(grown.book, grown.chance)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE view_mark_days SET days = x'00'",
        "UPDATE view_mark_days SET others = x'00', earliest = 99999",
        "UPDATE view_mark_days SET days = 'x' WHERE upto = 32",
        "DELETE FROM view_mark_days WHERE upto = 32",
    ],
)
def test_damaged_days_lead_to_a_look_at_every_event(grown, change):
    assert dated(grown.book, audit.Filter(as_of=date(2024, 3, 1))) is not None
    with grown.book.writing() as connection:
        connection.execute(change)
    assert require_alike(grown.book, grown.chance)


def test_far_events_are_not_read(grown):
    book = grown.book
    present = current(book)
    every = [audit.entry(x, present.lines) for x in book.events()]
    first = min(x.effective_on for x in every if x.effective_on)
    wanted = audit.Filter(period=Period(name="", starts=first, ends=first))
    days, read = dated(book, wanted), []
    chosen = days.chosen

    def watched(*args, **how):
        for rows in chosen(*args, **how):
            read.extend(rows)
            yield rows

    days.chosen = watched
    found = [x for _, x in selected(book, wanted, present, book.head(), days=days)]
    assert found == [x for x in every if x.effective_on == first] != []
    assert len(read) < len(every)


def test_a_book_without_marks_is_looked_through(grown, monkeypatch):
    monkeypatch.setattr(marked, "FROM", 10**9)
    assert not require_alike(grown.book, grown.chance)


def test_a_filter_without_days_needs_no_marks(grown):
    assert dated(grown.book, audit.Filter(actor="me")) is None
