"""What a test of a period reads of a book is enough: its findings are those from all events."""

import random
from contextlib import closing
from datetime import date

import pytest
from conftest import TIMES
from random_books import RandomBook

from events.money import WrittenAmount
from events.period import parse_period
from ledger.proof import auditing, entries
from ledger.work import marked, present
from ledger.work.asking import Question
from projections import marks, views
from projections.audits import AUDITS

PARAMETERS = {
    "duplicates": {"days": 7},
    "split": {"limit": WrittenAmount.read("100"), "days": 200},
    "late": {"days": 5},
    "weekends": {"hours": "7-18"},
    "round": {"to": WrittenAmount.read("0.05")},
    "benford": {"minimum": 1},
    "after-end": {"days": 1},
    "year-end": {"days": 200},
    "split-requests": {"days": 60},
}
PERIODS = ("2024-01", "2024-05", "2024-Q2", "2024", "2025-02", "2025")


@pytest.fixture(params=range(21, 21 + 2 * TIMES))
def marked_book(request, tmp_path, monkeypatch):
    monkeypatch.setattr(marks, "EVERY", 16)
    monkeypatch.setattr(marked, "FROM", 1)
    monkeypatch.setattr(views, "FROM", 1)
    made = RandomBook(tmp_path / "a.book", random.Random(request.param), asks=True)
    made.grow(220)
    with closing(made.book) as book:
        present.current(book, sums=())
        marked.bring(book, book)
        made.grow(20)  # events after the last mark
        yield book


def told(book, name, agreement, question):
    return auditing.audit(book, name, agreement, question, PARAMETERS.get(name, {}))


def test_findings_about_a_period_are_those_from_all_events(marked_book, monkeypatch):
    names = [x for x in AUDITS if x not in {"sample", "evidence"}]
    days = (None, date(2024, 11, 30))
    asked = [
        (name, agreement, Question(period=period, as_of=as_of))
        for name in names
        for agreement in (None, *present.current(marked_book, sums=()).agreements)
        for period, as_of in ((x, random.choice(days)) for x in PERIODS)
    ]
    used, read = entries.dated, []

    def watched(*arguments, **options):
        read.append(used(*arguments, **options))
        return read[-1]

    monkeypatch.setattr(entries, "dated", watched)
    found = [told(marked_book, *one) for one in asked]
    assert len(read) == len(asked)
    assert None not in read
    monkeypatch.setattr(entries, "dated", lambda *_, **__: None)
    for one, by_days in zip(asked, found, strict=True):
        assert told(marked_book, *one) == by_days, one
    rows = {one[0] for one, made in zip(asked, found, strict=True) if made.report.rows}
    assert rows >= {"duplicates", "late", "weekends", "round", "benford"}
    assert len(rows) > len(names) // 2


def test_a_test_of_a_period_reads_few_of_the_frequent_events(marked_book):
    book, period = marked_book, parse_period("2024-05")
    whole = present.current(book, sums=())
    of_all = entries.Entries(book, whole, None, book.head(), None)
    of_month = entries.Entries(book, whole, None, book.head(), period)
    late = AUDITS["late"].declared
    assert len(list(of_all.of(late, lambda _: [], {}))) == book.head()
    assert len(list(of_month.of(late, lambda _: [], {}))) < book.head()
