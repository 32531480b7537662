"""Marks: the past told from them is what a fold of the events tells, and what is wrong is found."""

import random
from contextlib import closing
from datetime import date, timedelta

import halves
import in_memory as core
import pytest
from conftest import TIMES
from random_books import BEGINS, ENDS, RandomBook

from events.following import Until
from ledger.books.opening import open_book
from ledger.presentation import formats
from ledger.proof.verification import verify
from ledger.refusal import LedgerError
from ledger.work import asking, due, marked, present, second_process
from ledger.work.asking import Question
from ledger.work.recording import Service
from ledger.work.submission import Signature
from projections import marks, views
from projections.reports import KINDS

EVERY = 16
SUMS = (*views.SUMS,)
SUBJECTS = {"agreement": "herrgarden", "board": "kommunstyrelsen", "party": "radda-barnen"}


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    """Marks that a small book has many of."""
    monkeypatch.setattr(marks, "EVERY", EVERY)
    monkeypatch.setattr(marked, "FROM", 1)
    monkeypatch.setattr(views, "FROM", 1)
    monkeypatch.setattr(present, "LONG", 20)


@pytest.fixture(params=range(3, 3 + 2 * TIMES))
def grown(request, tmp_path):
    chance = random.Random(request.param)
    made = RandomBook(tmp_path / "a.book", chance, asks=True)
    for number in range(4):  # the first ones when they are asked for, then by views that pass them
        made.grow(60)
        present.current(made.book, sums=())
        assert marks.position(made.book) == (marks.before(made.book.head()) if number else -1)
        marked.bring(made.book, made.book)
    made.chance = chance
    with closing(made.book):
        yield made


def findings(book):
    """Return what a verification finds; its halves find something if it does."""
    found = verify(book, [], lambda _: None).findings
    assert halves.are_whole(book) == (not found)
    return [(x.code, x.values.get("difference")) for x in found]


def asked(grown):
    """Return a question about the past."""
    chance = grown.chance
    day = BEGINS.date() + timedelta(days=chance.randrange(900))
    return Question(
        at=chance.choice((None, chance.randrange(grown.book.head() + 1))),
        as_of=chance.choice((None, day)),
        period=chance.choice((None, None, "2024-Q1", "2024")),
    )


def told(book, kind, subject, question):
    """Return a report as text, or why there is none."""
    try:
        made = asking.report(book, kind, subject, question)
    except LedgerError as error:
        return repr(error)
    return formats.render(made, "json", width=80)


def test_the_past_is_what_a_fold_of_the_events_tells(grown):
    book, chance = grown.book, grown.chance
    assert marks.position(book) == marks.before(book.head()) > 5 * EVERY
    for _ in range(30):
        upto = chance.randrange(book.head() + 1)
        day = BEGINS.date() + timedelta(days=chance.randrange(900))
        until = chance.choice((Until(), Until(day), Until(day, day + timedelta(days=90))))
        some = chance.choice((None, ["herrgarden"], ["syskon"], []))
        chosen = None if some is None else lambda _, some=some: some
        sums = chance.choice((SUMS, ("balances", "months", "quantities")))
        found = marked.past(book, chosen, sums, upto, until)
        plain = present.replay(book, upto, until.as_of, forecasts_to=until.forecasts_to)
        for name in {*SUMS} - {*sums}:
            getattr(plain, name).clear()
        if some is not None:
            for name in sums:
                kept = getattr(plain, name)
                for key in [key for key in kept if key[0] not in some]:
                    del kept[key]
        found.position = plain.position  # the caller sets it
        assert views.differences(found, plain) == [], (upto, until, some, sums)
        assert [*found.parties] == [*plain.parties]
        assert [*found.agreements] == [*plain.agreements]
        assert found.imports == plain.imports
        assert found.accounts == plain.accounts


@pytest.mark.parametrize("sums", [SUMS, ("balances", "months", "quantities"), ("balances",)])
def test_what_is_taken_back_before_the_next_mark_is_told_of(tmp_path, sums):
    """At that mark nothing is left of the payment, nor of its month."""
    with closing(RandomBook(tmp_path / "a.book", random.Random(1)).book) as book:
        service, by = Service(book, lambda: ENDS), Signature(actor="ekonom")

        def fill(upto):
            while book.head() < upto:
                paid = core.disburse("L2", 100, 2024, BEGINS.date(), voucher=f"V {book.head()}")
                service.execute(paid, by)

        mark = marks.before(book.head()) + EVERY
        fill(mark + EVERY // 2 + 2)
        service.execute(core.disburse("L3", 777, 2024, date(2024, 5, 6)), by)
        paid_at = book.head()
        service.execute(core.reverse(paid_at), by)
        fill(mark + EVERY)
        found = marked.past(book, None, sums, paid_at)
        plain = present.replay(book, paid_at, None)
        found.position = paid_at  # the caller sets it
        for name in sums:
            wanted, own = getattr(plain, name), getattr(found, name)
            assert {key: x for key, x in own.items() if x not in {0, (0, 0)}} == {
                key: x for key, x in wanted.items() if x not in {0, (0, 0)}
            }
        assert 777 in found.balances.values()


def test_reports_are_to_the_letter_those_of_a_fold(grown):
    for kind, declared in KINDS.items():
        question = asked(grown)
        for subject in {SUBJECTS[declared.subject], None if declared.of_all else "syskon"}:
            plain = Question(
                at=question.at, as_of=question.as_of, period=question.period, replays=True
            )
            said = told(grown.book, kind, subject, question)
            assert said == told(grown.book, kind, subject, plain), (kind, subject, question)


def test_they_are_made_however_the_book_has_grown(grown, monkeypatch):
    book = grown.book
    assert findings(book) == []
    by_and_by = kept(book)
    present.rebuild(book)
    assert marks.position(book) == -1
    assert marked.past(book, None, (), 7) is not None
    assert marks.position(book) == EVERY  # no more than the question needs
    assert marked.past(book, None, (), 5 * EVERY) is not None
    assert marks.position(book) == 6 * EVERY
    assert marked.past(book, None, (), 7, Until(BEGINS.date())) is not None
    assert kept(book) == by_and_by
    monkeypatch.setattr(marked, "FROM", 10**9)
    grown.grow(40)
    present.current(book, sums=())  # views that leave marks behind
    monkeypatch.setattr(marked, "FROM", 1)
    assert marks.position(book) < marks.before(book.head())
    assert marked.past(book, None, (), book.head()) is not None
    assert marks.position(book) == marks.before(book.head())
    assert findings(book) == []


@pytest.mark.parametrize("every", [3, 5])
def test_marks_made_by_and_by_are_those_of_a_fold(tmp_path, monkeypatch, every):
    """Some agreements have events between two marks that change no sums."""
    monkeypatch.setattr(marks, "EVERY", every)
    with closing(RandomBook(tmp_path / "a.book", random.Random(6), asks=True)) as made:
        for _ in range(2 * TIMES):
            for _ in range(3):
                made.grow(50)
                present.current(made.book, sums=())
                marked.bring(made.book, made.book)
            assert findings(made.book) == []


def kept(book):
    """Return all that the marks keep, but for the numbers of contents."""
    told = {
        (name, at, number, bytes(content))
        for name, at, number, content in book.connection.execute(
            "SELECT name, position, number, view_mark_content.content FROM view_mark"
            " JOIN view_mark_content ON id=view_mark.content"
        )
    }
    more = [
        tuple(row)
        for table in ("view_mark_days", "view_mark_waiting")
        for row in book.connection.execute(f"SELECT * FROM {table}")
    ]
    return told, more


def test_what_was_due_is_what_a_fold_tells(grown, monkeypatch):
    days = [BEGINS.date() + timedelta(days=grown.chance.randrange(900)) for _ in range(8)]

    def rows(day, agreement):
        try:
            return due.agenda(grown.book, day, agreement).rows
        except LedgerError as error:  # there was no such agreement yet
            return repr(error)

    def agendas():
        return [rows(day, one) for day in days for one in (None, "herrgarden", "syskon")]

    from_marks = agendas()
    monkeypatch.setattr(marked, "FROM", 10**9)
    assert from_marks == agendas()


WRONG = [
    "DELETE FROM view_mark WHERE name='sum/balances/herrgarden' AND position=48",
    "UPDATE view_mark SET number=number+1 WHERE name LIKE 'document/agreement/%'",
    "UPDATE view_mark SET content=1 WHERE name='sum/months/herrgarden' AND position>32",
    "INSERT INTO view_mark SELECT name, position + 1, number, content FROM view_mark",
    "UPDATE view_mark_content SET content=x'00'",
    "DELETE FROM view_mark_content",
    "UPDATE view_mark_days SET latest=0 WHERE latest>0",
    "UPDATE view_mark_days SET others=x'00'",
    "DELETE FROM view_mark_days WHERE upto=48",
    "UPDATE view_mark_waiting SET until=until-1",
    "DELETE FROM view_mark_waiting WHERE position=(SELECT MAX(position) FROM view_mark_waiting)",
    "UPDATE view_mark_waiting SET minor=minor+1",
    "UPDATE view_mark_state SET position=160000",
]


@pytest.mark.parametrize("statement", WRONG)
def test_what_is_wrong_is_found_is_never_fatal_and_is_mended(marked_book, statement):
    book = marked_book
    plain = [told(book, "board", "kommunstyrelsen", x) for x in past_ones(replays=True)]
    book.connection.execute(statement)
    assert {code for code, _ in findings(book)} == {"view"}
    for question in past_ones():
        told(book, "board", "kommunstyrelsen", question)
    assert [told(book, "board", "kommunstyrelsen", x) for x in past_ones(replays=True)] == plain
    present.rebuild(book)
    assert findings(book) == []
    assert [told(book, "board", "kommunstyrelsen", x) for x in past_ones()] == plain
    assert marks.position(book) == marks.before(book.head())
    assert findings(book) == []


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE view_mark",
        "DELETE FROM view_mark_state",
        "UPDATE view_mark_state SET version=0",
        "UPDATE view_mark_state SET every=7",
        "UPDATE view_mark_state SET position='x'",
        "UPDATE view_mark_content SET content=x'00'",
        "UPDATE view_mark_days SET days=x'00', others=x'00'",
    ],
)
def test_what_is_missing_or_damaged_changes_no_report(marked_book, statement):
    book = marked_book
    plain = [told(book, "board", "kommunstyrelsen", x) for x in past_ones(replays=True)]
    book.connection.execute(statement)
    assert [told(book, "board", "kommunstyrelsen", x) for x in past_ones()] == plain


def past_ones(*, replays=False):
    """Return questions about the past."""
    day = BEGINS.date() + timedelta(days=200)
    return [Question(at=70, replays=replays), Question(as_of=day, replays=replays)]


@pytest.fixture(scope="module")
def marked_file(tmp_path_factory):
    """A book with marks."""
    patch = pytest.MonkeyPatch()
    patch.setattr(marks, "EVERY", EVERY)
    patch.setattr(marked, "FROM", 1)
    patch.setattr(views, "FROM", 1)
    made = RandomBook(tmp_path_factory.mktemp("marked") / "a.book", random.Random(3))
    made.grow(200)
    present.current(made.book, sums=())
    marked.bring(made.book, made.book)
    patch.undo()
    for table in ("view_mark", "view_mark_days", "view_mark_waiting"):
        assert made.book.connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone() >= (3,)
    made.book.close()
    return made.path


@pytest.fixture
def marked_book(marked_file, tmp_path):
    path = tmp_path / "b.book"
    path.write_bytes(marked_file.read_bytes())
    with closing(open_book(path)) as book:
        yield book


def test_a_reader_who_may_not_write_takes_the_marks_that_there_are(marked_book, monkeypatch):
    book = marked_book
    wanted = [told(book, "board", "kommunstyrelsen", x) for x in past_ones()]
    monkeypatch.setattr(book, "writable", False)
    assert [told(book, "board", "kommunstyrelsen", x) for x in past_ones()] == wanted
    marks.clear(book)
    assert [told(book, "board", "kommunstyrelsen", x) for x in past_ones()] == wanted
    assert marks.position(book) == 0


def test_two_processes_make_the_marks_that_one_makes(grown, monkeypatch):
    book, by_one, come = grown.book, kept(grown.book), []
    monkeypatch.setattr(second_process, "_WORTH_IT", 10)
    monkeypatch.setattr(second_process, "cores", lambda: 2)
    monkeypatch.setattr(marked, "_AHEAD", 0)
    used = marked.of_this_book

    def watched(*arguments):
        come.append(used(*arguments))
        return come[-1]

    monkeypatch.setattr(marked, "of_this_book", watched)
    present.rebuild(book)
    marked.bring(book, book)
    assert kept(book) == by_one
    assert findings(book) == []
    assert len(come) >= 4
    assert None not in come
    monkeypatch.setattr(marked, "of_this_book", lambda *_: None)  # one that is of no use
    present.rebuild(book)
    marked.bring(book, book)
    assert kept(book) == by_one
