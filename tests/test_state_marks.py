"""The kept states of long agreements: a decision from a mark is the one from all events."""

import os
import random
import shutil
import subprocess
import sys
from contextlib import closing, contextmanager
from datetime import date
from pathlib import Path
from types import UnionType
from typing import get_args, get_type_hints

import in_memory as core
import pytest
from random_books import RandomBook

from events import facts as f
from events.record import fold_all
from events.streams import agreement_of
from ledger.books.book import recorded_from
from ledger.books.opening import open_book
from ledger.proof.verification import verify
from ledger.refusal import Refused
from ledger.rules import commands as c
from ledger.rules import marked
from ledger.rules.likeness import likeness
from ledger.rules.state import AgreementState, evolve
from ledger.work import present, runs, state_marks
from ledger.work.recording import Service
from ledger.work.state_marks import StateMarks
from ledger.work.submission import Signature

SEEDS = range(int(os.environ.get("SAMVERK_EXAMPLES", "1")) * 3)


@contextmanager
def small():
    """Marks, runs and chunks that a small book has several of."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(state_marks, "FROM", 1)
        patch.setattr(state_marks, "EVERY", 3)
        patch.setattr(runs, "_TOGETHER", 3)
        patch.setattr(runs, "_FEW", 4)
        patch.setattr(runs, "_CHUNK", 3)
        yield


@pytest.fixture(autouse=True)
def _small():
    with small():
        yield


@pytest.fixture(scope="module")
def made_once(tmp_path_factory):
    """A book with marks, that is only copied."""
    path = tmp_path_factory.mktemp("marks") / "a.book"
    with small(), closing(grown(path, 6, is_cold=False, count=400)):
        return path


@pytest.fixture
def marked_book(made_once, tmp_path):
    with closing(open_book(Path(shutil.copy(made_once, tmp_path / "b.book")))) as book:
        yield book


def folded(book, stream):
    return fold_all(evolve, AgreementState(), map(recorded_from, book.stream(stream)))


def from_mark(book, stream):
    """Return the state that a command begins with, and how many of its events the mark has."""
    state = StateMarks(book).load(stream)
    assert state is not None
    at = state.version
    return fold_all(evolve, state, map(recorded_from, book.stream(stream, at))), at


def paid(state):
    """Return the payments of each line by what they look like, as a decision finds them."""
    return {
        (line, like): own.paid.standing(like, state.reversed)
        for line, own in state.lines.items()
        for one in state.lines.values()
        for like in one.paid.likenesses
    }


def streams(book):
    return [stream for stream in book.streams("agreement/") if agreement_of(stream)]


def grown(path, seed, *, is_cold, count=120):
    """Grow a book at random, by one service, or by another one for each command."""
    made = RandomBook(path, random.Random(seed), asks=True)
    for _ in range(count):
        if is_cold:
            made.service = Service(made.book, lambda: made.now)
        made.grow(1)
    return made


@pytest.mark.parametrize("is_cold", [True, False], ids=["cold", "warm"])
@pytest.mark.parametrize("seed", SEEDS)
def test_a_mark_says_what_the_events_do(tmp_path, seed, is_cold):
    with closing(grown(tmp_path / "a.book", seed, is_cold=is_cold)) as made:
        for stream in streams(made.book):
            plain = folded(made.book, stream)
            state, at = from_mark(made.book, stream)
            assert plain.version - at < 3 + 10  # a command may lead to several events
            wanted = paid(plain)
            for (line, like), position in wanted.items():
                assert state.lines[line].paid.standing(like, state.reversed) == position
            assert marked.differences(state, plain) == []


@pytest.mark.parametrize("seed", SEEDS)
def test_two_that_take_turns_and_one_that_drops_marks_decide_as_one(tmp_path, seed, monkeypatch):
    """Each goes on from what it knows while the other writes runs together under it."""
    found = []
    for name, count in (("a", 2), ("b", 1)):
        if count == 1:
            monkeypatch.setattr(state_marks, "FROM", 1 << 40)
        with closing(RandomBook(tmp_path / f"{name}.book", random.Random(seed), asks=True)) as made:
            services = [Service(made.book, lambda made=made: made.now) for _ in range(count)]
            for number in range(160):
                made.service = services[number // 3 % count]
                made.grow(1)
                if number % 50 == 49:
                    present.rebuild(made.book)
            found.append([(x.fact, x.envelope.causation) for x in made.book.events()])
            assert verify(made.book, [], lambda _: None).findings == []
            assert bool(state_marks.marked_streams(made.book)) == (count == 2)
    assert found[0] == found[1]


@pytest.mark.parametrize("seed", SEEDS)
def test_decisions_are_those_without_marks(tmp_path, seed, monkeypatch):
    with closing(grown(tmp_path / "a.book", seed, is_cold=True)) as with_marks:
        monkeypatch.setattr(state_marks, "FROM", 1 << 40)
        with closing(grown(tmp_path / "b.book", seed, is_cold=True)) as without:
            assert StateMarks(without.book).load(streams(without.book)[0]) is None
            first, second = (
                [(x.fact, x.envelope.causation) for x in book.events()]
                for book in (with_marks.book, without.book)
            )
            assert first == second


def test_a_likeness_is_the_same_in_each_process():
    """Marks keep it."""
    code = "from ledger.rules.marked import PROBE; print(PROBE)"
    for seed in ("1", "2"):
        env = {**os.environ, "PYTHONHASHSEED": seed}
        told = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, check=True, text=True
        )
        assert int(told.stdout) == marked.PROBE
    day = date(2024, 1, 1)
    assert likeness("V1", day, 1) != likeness("V1", day, 1, "L1")
    assert len({likeness(f"V{x:09}", day, 1) for x in range(20_000)}) == 20_000


# ------------------------------------------------------------ damage


def _asked(book):
    """Return commands that a state decides about: each is refused by what was recorded before."""
    stream = streams(book)[0]
    state = folded(book, stream)
    events = {x.position: x for x in book.events()}
    own = {"agreement": agreement_of(stream)}
    for at, event in events.items():
        fact = event.fact
        if event.originator_id != stream:
            continue
        if isinstance(fact, f.DisbursementRecorded) and event.envelope.causation is None:
            yield c.RecordDisbursement(
                **own,
                line=fact.line,
                budget_year=fact.budget_year,
                amount_minor=fact.amount_minor,
                paid_on=fact.paid_on,
                voucher=fact.voucher,
            )
        if at in state.reversed or isinstance(fact, f.InKindRecorded):
            yield c.ReverseEntry(position=at, reason="fel")


def told(book):
    """Return what is decided about each of these, by one client after the other."""
    found = []
    for command in _asked(book):
        service = Service(book)
        try:
            outcome = service.preview(command, Signature(actor="ekonom", reason="fel"))
            found.append([x.fact for x in outcome.recorded])
        except Refused as error:
            found.append((error.code, error.values))
    return found


def rows(book):
    """Yield statements that damage one row of a mark each, or take it away, with their values."""
    for table, key in (("view_folded", "stream"), ("view_folded_part", "id")):
        for name, content in book.connection.execute(f"SELECT {key}, content FROM {table}"):
            half = len(content) // 2
            flipped = content[:half] + bytes([content[half] ^ 4]) + content[half + 1 :]
            yield f"UPDATE {table} SET content=? WHERE {key}=?", (flipped, name)
            yield f"UPDATE {table} SET content=? WHERE {key}=?", ("text", name)
            yield f"DELETE FROM {table} WHERE {key}=?", (name,)


def test_a_damaged_mark_leads_to_the_same_decisions_and_is_found(made_once, marked_book, tmp_path):
    wanted = told(marked_book)
    assert len(wanted) > 5
    assert any(x[0] == "looks-recorded" for x in wanted)
    assert verify(marked_book, [], lambda _: None).findings == []
    damages = [*rows(marked_book)]
    for number, (statement, values) in enumerate(random.Random(1).sample(damages, 12)):
        path = shutil.copy(made_once, tmp_path / f"{number}.book")
        with closing(open_book(Path(path))) as book:
            book.connection.execute(statement, values)
            assert told(book) == wanted
            found = verify(book, [], lambda _: None).findings
            gone = statement.startswith("DELETE FROM view_folded WHERE")
            assert [x.code for x in found] == ([] if gone else ["view"]), statement


def test_a_damaged_mark_is_made_anew_by_the_next_that_records(tmp_path):
    with closing(grown(tmp_path / "a.book", 5, is_cold=False, count=60)) as made:
        for statement, values in [*rows(made.book)][::3]:
            made.book.connection.execute(statement, values)
        made.service = Service(made.book, lambda: made.now)
        before = made.book.head()
        made.grow(60)
        assert made.book.head() > before + 10
        for stream in streams(made.book):
            state, _ = from_mark(made.book, stream)
            assert marked.differences(state, folded(made.book, stream)) == []
        assert verify(made.book, [], lambda _: None).findings == []


@pytest.mark.parametrize("number", range(3))
def test_a_mark_is_whole_whatever_came_last(tmp_path, number):
    """Verification judges frequent facts by themselves, and plain ones as they are folded."""
    with closing(grown(tmp_path / "a.book", 6, is_cold=False, count=20)) as made:
        paid = core.disburse("L2", 100 + number, 2024, date(2024, 3, 1), voucher="sist")
        last = (paid, core.use("L3", 1, 2024, date(2024, 3, 1)), core.internal())[number]
        made.service.execute(last, Signature(actor="ekonom"))
        assert verify(made.book, [], lambda _: None).findings == []


WRONG = {
    "reversed": lambda state: state.reversed.update({1: 2}),
    "pledges": lambda state: state.pledges.popitem(),
    "L1 years": lambda state: setattr(state.lines["L1"].years[2024], "remaining", 10**9),
    "paid": lambda state: setattr(state.lines["L3"].paid, "marked", 10**9),
}


@pytest.mark.parametrize("name", WRONG)
def test_verification_compares_what_a_mark_says_with_the_events(marked_book, name):
    """A mark that is whole in itself, and says something else than the events."""
    book, stream = marked_book, streams(marked_book)[0]
    state = folded(book, stream)
    state_marks.clear(book)
    WRONG[name](state)
    with book.writing():
        assert StateMarks(book).keep([(stream, state)]) == []
    (finding,) = verify(book, [], lambda _: None).findings
    assert finding.code == "view"
    assert name in finding.values["difference"]
    present.rebuild(book)
    assert verify(book, [], lambda _: None).findings == []


def test_what_a_forged_mark_lets_in_is_found(marked_book):
    """Whoever may write the file can write a whole mark, as he can write an event."""
    book, stream = marked_book, streams(marked_book)[0]
    own, line = {"voucher": "för mycket"}, "L2"
    state = folded(book, stream)
    too_much = state.lines[line].years[2024].remaining + 1
    command = core.disburse(line, too_much, 2024, date(2024, 12, 1), **own)
    state.lines[line].years[2024].remaining = 10**12
    with pytest.raises(Refused):
        Service(book).execute(command, Signature(actor="ekonom"))
    state_marks.clear(book)
    with book.writing():
        assert StateMarks(book).keep([(stream, state)]) == []
    outcome = Service(book).execute(command, Signature(actor="ekonom"))
    found = verify(book, [], lambda _: None).findings
    assert ("rule", outcome.recorded[0].position) in [
        (x.code, x.values.get("position")) for x in found
    ]
    assert {"view", "overdrawn"} <= {x.code for x in found}
    present.rebuild(book)
    with pytest.raises(Refused):
        Service(book).execute(command, Signature(actor="ekonom"))


def types_in(kind, seen):
    """Yield the alternatives of each place in a type, and in the structs that it names."""
    members = get_args(kind) if isinstance(kind, UnionType) else (kind,)
    yield members
    for member in members:
        parts = get_args(member)
        if not parts and member not in seen and is_own(member):
            seen.add(member)
            parts = get_type_hints(member).values()
        for part in parts:
            yield from types_in(part, seen)


def is_own(kind):
    """Return whether a type is one of ours that has fields, and no event."""
    return (
        isinstance(kind, type)
        and not issubclass(kind, f.Event)
        and kind.__module__.startswith(("ledger.", "events."))
    )


def test_a_mark_can_be_read_with_every_form_of_an_event():
    """A later form of an event, which the state holds, needs to stand in the type of its field."""
    met = set()
    for members in types_in(AgreementState, set()):
        for member in members:
            if isinstance(member, type) and issubclass(member, f.Event):
                assert member in f.FACTS, member  # a base class has no bytes of its own
                met.add(member)
                assert {x for x in f.FACTS if issubclass(x, member)} <= set(members), member
    assert f.UpliftApplied3 in met
