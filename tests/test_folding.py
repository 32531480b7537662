"""A second process helps with a large book, and whatever becomes of it changes nothing but time."""

import os
import pickle
import shutil
import subprocess
import sys
import textwrap
from contextlib import closing
from datetime import date

import halves
import msgspec
import pytest
from in_memory import replay_rows
from test_recording import ME, concluded_book, pay

from events.record import CorruptEventError
from ledger.books.opening import make_book, open_book
from ledger.proof import evidence, verification
from ledger.rules import commands as c
from ledger.rules.versions import RULES
from ledger.work import asking, folding, present, second_process
from ledger.work.recording import Service
from projections import views
from projections.projection import replay
from projections.report import Scope

SIZE = 317


@pytest.fixture(autouse=True)
def small(monkeypatch):
    """A second process is worth while on a book of the size of a test's."""
    monkeypatch.setattr(second_process, "_WORTH_IT", 10)
    monkeypatch.setattr(folding, "_AHEAD", 0)
    monkeypatch.setattr(second_process, "cores", lambda: 2)


@pytest.fixture
def parts(monkeypatch):
    """How many events each second process added up; None: its part was of no use."""
    come = []
    used = folding.of_this_book

    def watched(*arguments):
        part = used(*arguments)
        come.append(part and part.count)
        return part

    monkeypatch.setattr(folding, "of_this_book", watched)
    return come


def make(path):
    book, service = concluded_book(make_book(path))
    days = [date(2024, month, 1) for month in range(1, 13)]
    places = [(line, day) for day in days for line in ("L1", "L2", "L3")] * 9
    rows = [(pay(line=line, day=day), ME) for line, day in places]
    list(service.execute_all(rows[: SIZE - book.head()]))
    return book


@pytest.fixture
def book(book_path):
    made = make(book_path)
    yield made
    made.close()


def alter(book, at, **values):
    """Alter an event, past the triggers."""
    book.connection.execute("DROP TRIGGER IF EXISTS stored_events_no_update")
    for column, value in values.items():
        book.connection.execute(f"UPDATE stored_events SET {column}=? WHERE rowid=?", (value, at))


def replayed(book, size=SIZE, day=None, tell=lambda _: None):
    return present.replayed(book, Scope(at=size, known_at=None, as_of=day), tell)


def fault(fold, *arguments):
    with pytest.raises(CorruptEventError) as found:
        fold(*arguments)
    return str(found.value)


def test_two_processes_fold_what_one_folds(book, parts):
    for day in (None, date(2024, 3, 31)):
        told = []
        folded = replayed(book, day=day, tell=told.append)
        plain = replay(book.events(), day, RULES)
        assert views.differences(folded, plain) == []
        assert folded.recorded_at == plain.recorded_at
        assert sum(told) == SIZE
    present.rebuild(book)
    assert views.differences(views.load(book), replay(book.events(), rules=RULES)) == []
    whole, own = (
        asking.report(book, kind, subject, asking.Question(at=300)).rows
        for kind, subject in (("cash-flow", None), ("cash-flow", "herrgarden"))
    )
    assert whole == own
    assert parts == [217, 217, 217, 200]


def test_what_is_said_anew_in_the_later_half_is_of_what_came_in_the_earlier(book_path, parts):
    with closing(make(book_path)) as book:
        service = Service(book)
        service.execute(c.DescribeBook(name="Malmö stad"), ME)
        for name in ("A", "B"):
            service.execute(c.AmendParty(party="tif", name=name), ME)
        folded = replayed(book, book.head())
        assert views.differences(folded, replay(book.events(), rules=RULES)) == []
        assert folded.parties["tif"].name == "B"
        assert folded.book_name == "Malmö stad"
        assert None not in parts


def test_a_fault_is_told_as_by_one_process(book, parts):
    for at in (20, 150, SIZE):
        good = next(book.rows(at - 1, at))
        for bad in (
            {"state": good[4][:-1]},
            {"state": good[4].replace(b'"line":"L', b'"line":"M')},
            {"originator_id": "agreement/nowhere"},
        ):
            alter(book, at, **bad)
            told = fault(replayed, book)
            assert told == fault(replay_rows, book.rows())
            assert told.startswith(f"#{at} ")
            alter(book, at, state=good[4], originator_id=good[1])
    assert replayed(book).position == SIZE
    # In its own part it is found before the other process is asked.
    assert parts == [None, 217, 217, None, 217, 217, 217]


def test_of_two_faults_the_first_is_told(book):
    alter(book, 250, state=b"{}")
    for first in (150, 20):
        alter(book, first, originator_id="agreement/nowhere")
        told = fault(replayed, book)
        assert told == fault(replay_rows, book.rows())
        assert told.startswith(f"#{first} ")


def test_what_a_later_part_rests_on_is_missing_in_the_earlier_one(book):
    name = next(row[0] for row in book.rows() if row[3] == "budget-line-proposed/1")
    book.connection.execute("DROP TRIGGER stored_events_no_delete")
    book.connection.execute("DELETE FROM stored_events WHERE rowid=?", (name,))
    told = fault(replayed, book)
    assert told == fault(replay_rows, book.rows())


@pytest.mark.parametrize(
    "begin",
    [
        "raise SystemExit(1)",
        "import os; os.abort()",
        "import os, sys; os.write(1, b'half'); os.kill(os.getpid(), 9)",
        "import pickle, sys; pickle.dump(None, sys.stdout.buffer)",
    ],
)
def test_a_process_that_fails_is_done_without(book, parts, monkeypatch, begin):
    monkeypatch.setattr(second_process, "_BEGIN", begin)
    told = []
    folded = replayed(book, tell=told.append)
    assert views.differences(folded, replay(book.events(), rules=RULES)) == []
    assert (parts, sum(told)) == ([None], SIZE)


@pytest.mark.parametrize("python", ["/nowhere/python", os.devnull, "", None])
def test_a_process_that_cannot_begin_is_done_without(book, parts, monkeypatch, python):
    monkeypatch.setattr(sys, "executable", python)
    assert views.differences(replayed(book), replay(book.events(), rules=RULES)) == []
    assert parts == ([None] if python else [])


def test_with_one_core_there_is_no_second_process(book, parts, monkeypatch):
    monkeypatch.setattr(second_process, "cores", lambda: 1)
    assert replayed(book).position == SIZE
    assert parts == []


def test_the_part_is_of_the_open_book_whatever_stands_in_its_place(book, parts, tmp_path):
    wanted = replay(book.events(), rules=RULES)
    book.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(book.path, tmp_path / "less.book")
    less = open_book(tmp_path / "less.book")
    less.connection.execute("DROP TRIGGER stored_events_no_delete")
    less.connection.execute("DELETE FROM stored_events WHERE rowid = 200")
    less.close()
    make(tmp_path / "other.book").close()
    for replace in (
        lambda: shutil.move(tmp_path / "less.book", book.path),
        lambda: shutil.move(tmp_path / "other.book", book.path),
        book.path.unlink,
    ):
        replace()
        assert views.differences(replayed(book), wanted) == []
    assert parts == [None, None, None]


def test_what_is_not_yet_committed_counts(book, parts):
    stream, version, name, state = next(book.rows(SIZE - 1))[1:]
    with book.writing():
        book.append([(SIZE + 1, stream, version + 1, name, state)], [])
        assert replayed(book, SIZE + 1).position == SIZE + 1
    assert parts == [None]


def test_a_copy_that_may_only_be_read(book, parts, tmp_path):
    folder = tmp_path / "read-only ? %20 å"
    folder.mkdir()
    book.close()
    shutil.copy(book.path, folder / "a.book")
    (folder / "a.book").chmod(0o444)
    folder.chmod(0o555)
    try:
        copy = open_book(folder / "a.book")
        assert replayed(copy).position == SIZE
        copy.close()
    finally:
        folder.chmod(0o755)
    assert parts == [217]


def test_an_interruption_ends_both(book, monkeypatch):
    begun = []

    class Watched(subprocess.Popen):
        def __init__(self, *arguments, **options):
            super().__init__(*arguments, **options)
            begun.append(self)

    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "Popen", Watched)
    monkeypatch.setattr(second_process, "_BEGIN", "import time; time.sleep(600)")
    with pytest.raises(KeyboardInterrupt):
        replayed(book, tell=interrupt)
    assert [process.poll() is not None for process in begun] == [True]
    with book.writing():  # it is free again
        pass


def test_any_script_may_ask(book, tmp_path):
    """One without a guard is not run again, and modules that lie about are not taken."""
    script = tmp_path / "scripts" / "ask.py"
    script.parent.mkdir()
    script.write_text(
        textwrap.dedent("""
        import sys
        from pathlib import Path
        from ledger.work import asking, folding, present, second_process
        from ledger.books.opening import open_book
        from projections.report import Scope
        print("begun")
        second_process._WORTH_IT, folding._AHEAD, second_process.cores = 10, 0, lambda: 2
        used = folding.of_this_book
        folding.of_this_book = lambda *x: print(x[0].count) or used(*x)
        book, scope = open_book(Path(sys.argv[1])), Scope(at=317, known_at=None)
        print(present.replayed(book, scope, lambda _: None).position)
        """)
    )
    for name in ("pickle.py", "events.py", "sitecustomize.py"):
        (tmp_path / name).write_text("raise SystemExit('taken')")
    done = subprocess.run(
        [sys.executable, script, book.path.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.split() == ["begun", "217", str(SIZE)], done.stderr


def test_the_second_process_writes_its_part(book, capfdbinary):
    place = str(book.path)
    second_process.answer(
        "whole", "ledger.work.folding", "add_up_file", place, "100", str(SIZE), "2024-03-31"
    )
    sys.stdout.flush()
    part = pickle.loads(capfdbinary.readouterr().out)
    assert (part.count, part.last) == (217, next(book.rows(SIZE - 1)))


def verified(book, monkeypatch, cores, checkpoints=()):
    with monkeypatch.context() as patch:
        patch.setattr(second_process, "cores", lambda: cores)
        return verification.verify(book, list(checkpoints), lambda _: None)


def test_two_processes_verify_what_one_verifies(book, monkeypatch):
    wanted = verified(book, monkeypatch, 1)
    assert (wanted.size, wanted.findings) == (SIZE, [])
    with monkeypatch.context() as patch:
        patch.delattr("ledger.proof.verification._Walk.run")  # what one process does
        assert verified(book, monkeypatch, 2) == wanted
        present.rebuild(book)  # the views are there now
        assert verified(book, monkeypatch, 2) == wanted
    monkeypatch.setattr(second_process, "_BEGIN", "raise SystemExit(1)")
    assert verified(book, monkeypatch, 2) == wanted


FAULTS = {
    "UPDATE merkle_node SET hash = zeroblob(32) WHERE level = 3 AND place = 20": "node",
    "DELETE FROM merkle_node WHERE level = 3 AND place = 38": "node-count",
    "UPDATE stored_events SET state = x'7b7d' WHERE rowid = 200": "event",
    "UPDATE stored_events SET state = 7 WHERE rowid = 200": "event",
    "UPDATE stored_events SET originator_id = 'agreement/x' WHERE rowid = 200": "rule",
    "DELETE FROM stored_events WHERE rowid = 200": "position",
    f"DELETE FROM stored_events WHERE rowid = {SIZE}": "views-ahead",
    "UPDATE view_balance SET minor = minor + 1 WHERE line = 'L1'": "view",
    "UPDATE view_state SET position = 999": "views-ahead",
    "INSERT INTO unique_reference VALUES ('bank', 'B', 200)": "reference",
}


@pytest.mark.parametrize(("statement", "code"), FAULTS.items())
def test_two_processes_find_what_one_finds(book, monkeypatch, statement, code):
    present.rebuild(book)
    names = book.connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    for (name,) in names.fetchall():
        book.connection.execute(f"DROP TRIGGER {name}")
    book.connection.execute(statement)
    found = verified(book, monkeypatch, 2)
    assert found == verified(book, monkeypatch, 1)
    assert code in {x.code for x in found.findings}


LISTED = {
    "DELETE FROM unique_reference WHERE kind = 'key' AND value = 'k3'": 1,
    "UPDATE unique_reference SET position = position + 1 WHERE value = 'k3'": 1,
    "UPDATE unique_reference SET position = position - 1 WHERE value = 'B4'": 1,
    "UPDATE unique_reference SET position = x'31' WHERE value = 'B4'": 1,
    "UPDATE unique_reference SET value = 'B9' WHERE value = 'B4'": 2,
    "UPDATE unique_reference SET kind = 'bank' WHERE value = 'k3'": 2,
    "INSERT INTO unique_reference VALUES ('bank', 'B1', 200)": 1,
    "INSERT INTO unique_reference VALUES ('key', 'k99', 200)": 1,
    "INSERT INTO unique_reference VALUES ('other', 'x', 200)": 1,
    "DELETE FROM unique_reference": 11,
}


@pytest.fixture
def referring(tmp_path):
    """A book with keys, and with references of banks, of which one is free and one taken again."""
    book, service = concluded_book(make_book(tmp_path / "c.book"))
    paid = [
        service.execute(pay(bank_reference=f"B{x}"), msgspec.structs.replace(ME, key=f"k{x}"))
        .recorded[0]
        .position
        for x in range(6)
    ]
    for at in paid[1:3]:
        reversal = c.ReverseEntry(position=at, reason="wrong")
        service.execute(reversal, ME)
    service.execute(pay(bank_reference="B2"), ME)
    yield book
    book.close()


def test_references_are_compared_by_their_own_list(referring, monkeypatch):
    monkeypatch.delattr("ledger.proof.verification._Walk.run")  # what one process does
    assert verified(referring, monkeypatch, 2).findings == []


@pytest.mark.parametrize(("statement", "count"), LISTED.items())
def test_a_wrong_list_of_references_is_found(referring, monkeypatch, statement, count):
    referring.connection.execute(statement)
    assert not halves.are_whole(referring)
    assert [x.code for x in verified(referring, monkeypatch, 2).findings] == ["reference"] * count


def test_an_event_that_nobody_recorded_is_named_by_two_processes(book, monkeypatch):
    wrong = (SIZE + 1, "agreement/nowhere", 1, *next(book.rows(SIZE - 1))[3:])
    with book.writing():
        book.append([wrong], [])
    found = verified(book, monkeypatch, 2)
    assert [(x.code, x.values["position"]) for x in found.findings] == [("rule", SIZE + 1)]
    assert found == verified(book, monkeypatch, 1)


def test_a_file_in_the_place_of_the_book_is_not_verified_for_it(book, monkeypatch, tmp_path):
    book.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    make(tmp_path / "other.book").close()
    alter(book, SIZE, state=next(book.rows(SIZE - 1))[4] + b" ")
    book.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.move(tmp_path / "other.book", book.path)
    assert {x.code for x in verified(book, monkeypatch, 2).findings} >= {"event"}


def test_held_checkpoints_are_compared_in_two_processes(tmp_path, monkeypatch):
    path = tmp_path / "signed.book"
    evidence.create_book(path)
    book, service = concluded_book(open_book(path))
    list(service.execute_all([(pay(), ME) for _ in range(50)]))
    key = evidence.read_key(evidence.key_file(path))
    held = [(evidence.make_checkpoint(book, key), "held")]
    for cores in (1, 2):
        found = verified(book, monkeypatch, cores, held)
        assert (found.checkpoints, found.findings) == (1, [])
    book.close()
