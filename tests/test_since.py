"""What came after a checkpoint is checked as all of it is; what lies before is trusted."""

import random
import shutil
import sqlite3
from contextlib import closing, nullcontext
from pathlib import Path

import msgspec
import pytest
from random_books import RandomBook

from events.streams import AGREEMENTS
from ledger.books.book import recorded_from
from ledger.books.notes import parse_checkpoint
from ledger.books.opening import open_book
from ledger.books.recorder import row_of
from ledger.proof import evidence, remembered
from ledger.proof import since as after
from ledger.proof.since import _States, verify_since
from ledger.proof.verification import verify
from ledger.rules import marked
from ledger.work import runs, state_marks


def no_one(_more):
    """Tell nobody."""


@pytest.fixture(autouse=True)
def _own(monkeypatch, tmp_path):
    """A memory of one's own, of small agreements, too."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.delenv("SAMVERK_SEEN", raising=False)
    monkeypatch.setattr(state_marks, "FROM", 1)
    monkeypatch.setattr(state_marks, "EVERY", 1)
    monkeypatch.setattr(runs, "_CHUNK", 3)


@pytest.fixture(scope="module")
def grown(tmp_path_factory):
    """Return a book, and a checkpoint of the middle of it."""
    path = tmp_path_factory.mktemp("since") / "a.book"
    with closing(RandomBook(path, random.Random(6), asks=True)) as made:
        made.grow(200)
        held = made.checkpoint()
        made.grow(200)
    return path, held


@pytest.fixture
def book(grown, tmp_path):
    with closing(open_book(Path(shutil.copy(grown[0], tmp_path / "a.book")))) as opened:
        yield opened


def since(book, held, source="cp"):
    return verify_since(book, (held, source), [], no_one)


def told(found):
    return [(x.code, x.values) for x in found.findings]


@pytest.mark.parametrize("seed", range(3))
def test_a_random_book_is_whole_after_each_checkpoint(tmp_path, seed):
    with closing(RandomBook(tmp_path / "a.book", random.Random(seed), asks=True)) as made:
        held = []
        for _ in range(3):
            held.append(made.checkpoint())
            made.grow(60)
        for checkpoint in (*held, *held[::-1], *held):  # what is remembered comes and goes
            found = since(made.book, checkpoint)
            assert told(found) == []
            assert found.root == made.book.root(made.book.head())
            assert found.since.size == checkpoint.size
            assert found.since.events == made.book.head() - checkpoint.size
            assert "since" in found.unchecked


def free(book):
    """Let the events of a book be altered, as somebody who may write the file can."""
    for (name,) in [
        *book.connection.execute("SELECT name FROM sqlite_schema WHERE type='trigger'")
    ]:
        book.connection.execute(f"DROP TRIGGER {name}")


def altered(book, position):
    (state,) = book.connection.execute(
        "SELECT state FROM stored_events WHERE rowid=?", (position,)
    ).fetchone()
    became = state.replace(b'"actor":"', b'"actor":"x', 1)
    book.connection.execute("UPDATE stored_events SET state=? WHERE rowid=?", (became, position))


ALTERED = {
    "event": lambda book, size: altered(book, size + 7),
    "last": lambda book, size: altered(book, book.head()),
    "node": lambda book, size: book.connection.execute(
        "DELETE FROM merkle_node WHERE level=1 AND place=?", (size // 2 + 3,)
    ),
    "more nodes": lambda book, size: book.connection.execute(
        "INSERT INTO merkle_node VALUES (1, ?, ?)", (book.head(), b"x" * 32)
    ),
    "reference": lambda book, size: book.connection.execute(
        "DELETE FROM unique_reference WHERE position>? AND kind='key'", (size,)
    ),
    "version": lambda book, size: book.connection.execute(
        "UPDATE stored_events SET originator_version=originator_version+1000 WHERE rowid=?",
        (book.head(),),
    ),
    "time": lambda book, size: book.connection.execute(
        'UPDATE stored_events SET state=replace(CAST(state AS TEXT), \'"recorded_at":"202\','
        ' \'"recorded_at":"201\') WHERE rowid=?',
        (size + 1,),
    ),
}


@pytest.mark.parametrize("name", ALTERED)
def test_what_was_altered_after_it_is_found_as_verification_finds_it(book, grown, name):
    free(book)
    ALTERED[name](book, grown[1].size)
    wanted = [x for x in told(verify(book, [], no_one)) if x[0] not in {"schema", "view"}]
    found = [x for x in told(since(book, grown[1])) if x[0] != "schema"]
    assert wanted
    assert {code for code, _ in found} >= {code for code, _ in wanted if code != "database"}
    first, second = ([x for x in some if "position" in x[1]] for some in (found, wanted))
    assert sorted(first, key=str) == sorted(second, key=str)


def test_an_event_that_no_rule_lets_in_is_found(book, grown):
    """It is a payment that is recorded once more, with a sum that nobody has committed."""
    last = next(
        x for x in [*book.events()][::-1] if x.name.startswith("disbursement") and x.agreement
    )
    version = max(x.originator_version for x in map(recorded_from, book.stream(last.originator_id)))
    fact = msgspec.structs.replace(last.fact, amount_minor=10**13, bank_reference=None)
    newest = recorded_from(next(book.rows(book.head() - 1)))
    envelope = msgspec.structs.replace(
        last.envelope,
        data=fact,
        key=None,
        command_sha256=None,
        causation=None,
        recorded_at=newest.envelope.recorded_at,
    )
    forged = msgspec.structs.replace(
        last, position=book.head() + 1, originator_version=version + 1, envelope=envelope
    )
    with book.writing():
        book.append([row_of(forged)], [])
    (finding,) = since(book, grown[1]).findings
    assert (finding.code, finding.values["position"]) == ("rule", book.head())
    assert told(verify(book, [], no_one))[0] == (finding.code, finding.values)


def test_what_was_altered_before_it_is_trusted(book, grown):
    free(book)
    altered(book, grown[1].size - 20)
    assert [x for x in told(since(book, grown[1])) if x[0] != "schema"] == []


def test_a_checkpoint_that_is_at_fault_is_the_finding(book, grown, tmp_path):
    held = grown[1]
    text = str(held)
    other = tmp_path / "other.book"
    with closing(RandomBook(other, random.Random(1))) as made:
        foreign = made.checkpoint()
    later = tmp_path / "later.book"
    shutil.copy(book.path, later)
    for found, code in (
        (since(book, foreign), "other-book"),
        (since(book, parse_checkpoint(text.replace("\u2014 ", "\u2014 x", 1))), "signature"),
    ):
        assert [x[0] for x in told(found)] == [code]
        assert not found.since.is_trusted
    key = evidence.read_key(evidence.key_file(grown[0]))
    with closing(open_book(later)) as longer:
        free(longer)
        altered(longer, 20)
        longer.connection.execute("DELETE FROM merkle_node")
        rows = [*longer.rows()]
        longer.connection.execute("DELETE FROM stored_events")
        longer.connection.execute("DELETE FROM unique_reference")
        with longer.writing():
            longer.append(rows, [])
        rewritten = evidence.make_checkpoint(longer, key)
    found = since(book, rewritten)
    assert [x[0] for x in told(found)] == ["checkpoint"]
    assert not found.since.is_trusted


def test_a_checkpoint_of_more_events_than_there_are_is_the_finding(tmp_path):
    with closing(RandomBook(tmp_path / "a.book", random.Random(6))) as made:
        made.grow(20)
        shutil.copy(tmp_path / "a.book", tmp_path / "before.book")
        made.grow(60)
        held = made.checkpoint()
    with closing(open_book(tmp_path / "before.book")) as before:
        found = since(before, held)
        assert [x[0] for x in told(found)] == ["truncated"]
        assert not found.since.is_trusted


def test_a_damaged_memory_is_not_used(book, grown):
    assert told(since(book, grown[1])) == []
    file = remembered.Memory.of(book).file
    assert file is not None
    with closing(sqlite3.connect(file)) as memory, memory:
        count = memory.execute("SELECT COUNT(*) FROM view_folded_part").fetchone()[0]
        assert count > 5
        memory.execute("UPDATE view_folded_part SET content=substr(content, 2)")
    assert told(since(book, grown[1])) == []
    assert told(since(book, grown[1])) == []
    file.write_bytes(b"no database" * 1000)
    assert told(since(book, grown[1])) == []


def test_a_damaged_memory_that_cannot_be_removed_lets_nothing_pass(book, grown, monkeypatch):
    assert told(since(book, grown[1])) == []
    file = remembered.Memory.of(book).file
    assert file is not None
    with closing(sqlite3.connect(file)) as memory, memory:
        memory.execute("UPDATE view_folded_part SET content=substr(content, 2)")
    monkeypatch.setattr(remembered.Memory, "remove", lambda _: None)
    found = since(book, grown[1])
    assert (found.size, told(found)) == (book.head(), [])


def test_a_memory_of_another_history_is_a_finding(book, grown):
    assert told(since(book, grown[1])) == []
    file = remembered.Memory.of(book).file
    with closing(sqlite3.connect(file)) as memory, memory:
        memory.execute("UPDATE head SET root=?", (b"x" * 32,))
    assert [x[0] for x in told(since(book, grown[1]))] == ["remembered"]
    assert told(since(book, grown[1])) == []


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("remembers", [False, True])
def test_states_folded_together_are_those_folded_one_by_one(tmp_path, monkeypatch, seed, remembers):
    monkeypatch.setattr(after, "_MANY", 1000)  # in a small book, too
    with closing(RandomBook(tmp_path / "a.book", random.Random(seed), asks=True)) as made:
        sizes = []
        for _ in range(2):
            made.grow(150)
            sizes.append(made.book.head())
        made.grow(150)
        early, middle = sizes
        with remembered.Memory.of(made.book).held() if remembers else nullcontext() as memory:
            if memory is not None:
                memory.begin(early, b"")
                _States(made.book, early, memory).fold_together()
            together, apart = (_States(made.book, middle, x) for x in (memory, None))
            together.fold_together()
            folded = [x for x in dict.keys(together) if x.startswith(AGREEMENTS.name)]
            assert folded
            for stream in folded:
                own = apart.get(stream)
                assert together[stream].version == own.version
                assert marked.differences(together[stream], own) == []
