"""Marks of states that who records on a server keeps: they save reading, and change no decision."""

import os
from contextlib import closing
from datetime import date

import in_memory as core
import pytest
from conftest import service_on

from events.record import fold_all
from ledger.books.book import recorded_from
from ledger.proof.verification import verify
from ledger.refusal import Refused
from ledger.rules.state import AgreementState, evolve
from ledger.work import present, state_marks
from ledger.work.state_marks import StateMarks
from ledger.work.submission import Signature

STREAM = "agreement/herrgarden"
ME = Signature(actor="ekonom")


@pytest.fixture
def kept(paid_thrice, tmp_path, monkeypatch):
    """A book on a server whose every payment leaves a mark on this computer."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(state_marks, "FROM", 1)
    monkeypatch.setattr(state_marks, "EVERY", 1)
    return paid_thrice


def pay(home, voucher, minor=100):
    """Pay as a new process does, which knows nothing."""
    with closing(home.open()) as book:
        command = core.disburse("L2", minor, 2024, date(2024, 12, 1), voucher=voucher)
        return service_on(book).execute(command, ME).recorded[-1]


def mark(home):
    """Return how many events the mark has that a new process begins with; None: there is none."""
    with closing(home.open()) as book:
        state = StateMarks(book).load(STREAM)
        return state and state.version


def the_file(tmp_path):
    (found,) = (tmp_path / "cache" / "samverk").glob("*.states")
    return found


def remaining(home):
    with closing(home.open()) as book:
        marks = StateMarks(book)
        state = marks.load(STREAM) or AgreementState()
        fold_all(evolve, state, map(recorded_from, book.stream(STREAM, state.version)))
        return state.lines["L2"].years[2024].remaining


def findings(home):
    with closing(home.open()) as book:
        return [(x.code, str(x.values)) for x in verify(book, [], lambda _: None).findings]


def test_who_pays_begins_from_the_mark_of_the_payment_before(kept, tmp_path):
    assert mark(kept) is None
    before = remaining(kept)
    paid = [pay(kept, f"E{number}").originator_version for number in range(3)]
    assert mark(kept) == paid[-1]
    assert remaining(kept) == before - 300
    assert the_file(tmp_path).stat().st_mode & 0o077 == 0
    assert findings(kept) == []


def test_nothing_is_kept_where_it_is_not_wanted(kept, tmp_path, monkeypatch):
    monkeypatch.setenv("SAMVERK_CACHE", "off")
    pay(kept, "E1")
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("harm", ["altered", "cut", "unreadable", "closed", "open to others"])
def test_a_file_that_is_not_as_it_was_left_is_not_believed(kept, tmp_path, harm):
    pay(kept, "E1")
    file, before = the_file(tmp_path), remaining(kept)
    match harm:
        case "altered":
            content = file.read_bytes()
            file.write_bytes(content.replace(b"herrgarden", b"herrgarten"))
        case "cut":
            os.truncate(file, 5000)
        case "unreadable":
            file.write_bytes(b"nonsense" * 2000)
        case "closed":
            file.unlink()
            file.mkdir()
        case "open to others":
            file.chmod(0o666)
    assert mark(kept) is None
    last = pay(kept, "E2").originator_version
    assert remaining(kept) == before - 100
    assert mark(kept) == (last if harm in {"altered", "cut", "unreadable"} else None)
    assert findings(kept) == []


def test_a_mark_of_a_book_that_went_back_is_not_used(kept):
    with closing(kept.open()) as book:
        marks = StateMarks(book)
        state = fold_all(evolve, AgreementState(), map(recorded_from, book.stream(STREAM)))
        state.version += 1
        assert marks.keep([(STREAM, state)]) == []
    assert mark(kept) is None
    last = pay(kept, "E1").originator_version
    assert mark(kept) == last
    assert findings(kept) == []


def test_a_wrong_mark_lets_nothing_in_and_is_found(kept):
    pay(kept, "E1")
    with closing(kept.open()) as book:
        marks = StateMarks(book)
        state = fold_all(evolve, AgreementState(), map(recorded_from, book.stream(STREAM)))
        too_much = state.lines["L2"].years[2024].remaining + 1
        state.lines["L2"].years[2024].remaining = 10**12
        present.rebuild(book)
        assert marks.keep([(STREAM, state)]) == []
    with pytest.raises(Refused):
        pay(kept, "E2", too_much)
    ((code, said),) = findings(kept)
    assert code == "view"
    assert STREAM in said
    with closing(kept.open()) as book:
        present.rebuild(book)
    assert findings(kept) == []
