"""A book of earlier rules adopts those of the program that records in it first."""

from contextlib import closing

import pytest
from conftest import service_on
from in_memory import CONCLUDED, PROPOSAL, disburse
from old_form import FILE_FORMS, make_file

from events import facts as f
from ledger.books.opening import make_book, open_book
from ledger.books.postgres import asked
from ledger.books.sqlite_upgrading import Upgrading
from ledger.proof.verification import verify
from ledger.refusal import LedgerError
from ledger.rules import versions
from ledger.rules.versions import RULES
from ledger.work import deciding
from ledger.work.recording import Service
from ledger.work.submission import Signature

ME = Signature(actor="ekonom")


def quiet(_more):
    """Say nothing."""


@pytest.fixture
def earlier(home):
    """A book that began by the first rules, as one of version 0.1 did."""
    make_book(home.place, {"origin": "samverk/0123456789abcdef"}).close()
    book = home.open()
    yield book
    book.close()


def names(book):
    return [event.name for event in book.events()]


def test_a_new_book_says_by_its_name_which_rules_it_begins_with(home):
    with closing(make_book(home.place)) as book:
        assert book.info("origin").startswith(f"samverk/rules-{RULES}/")
    book = home.open()
    service_on(book).execute(PROPOSAL, ME)
    assert "rules-adopted/1" not in names(book)
    book.close()


def test_the_first_command_adopts_the_rules_in_its_own_transaction(earlier):
    service = service_on(earlier)
    shown = service.preview(PROPOSAL, ME).recorded
    assert [x.position for x in shown] == list(range(1, 14))
    assert earlier.head() == 0
    keyed = Signature(actor="ekonom", key="k", reason="because")
    done = service.execute(PROPOSAL, keyed).recorded
    assert [x.name for x in done[:2]] == ["rules-adopted/1", "party-registered/1"]
    first = earlier.event(1)
    assert first.fact == f.RulesAdopted(rules=RULES)
    assert (first.originator_id, first.originator_version) == ("book", 1)
    assert (first.envelope.key, first.envelope.reason) == (None, None)
    assert first.envelope.actor == done[1].envelope.actor
    again = service_on(earlier).execute(PROPOSAL, keyed)
    assert again.repeated
    assert [x.position for x in again.recorded] == list(range(2, 14))
    for command in CONCLUDED[1:]:
        service.execute(command, ME)
    service.execute(disburse(), ME)
    assert names(earlier).count("rules-adopted/1") == 1
    assert verify(earlier, [], quiet).findings == []


def test_what_is_refused_adopts_nothing(earlier):
    service = service_on(earlier)
    with pytest.raises(LedgerError, match="unknown-agreement"):
        service.execute(disburse(), ME)
    assert earlier.head() == 0


def test_many_at_a_time_adopt_once(earlier):
    rows = [(command, ME) for command in (*CONCLUDED, disburse(), disburse(voucher="W"))]
    assert list(service_on(earlier).execute_all(rows, chunk=3))[-1] == len(rows)
    assert names(earlier)[0] == "rules-adopted/1"
    assert names(earlier).count("rules-adopted/1") == 1
    assert verify(earlier, [], quiet).findings == []


def test_a_program_with_newer_rules_meets_one_that_remembers_its_states(home, monkeypatch):
    """On a server the one that remembers decides on what it has seen; here that is too old."""
    monkeypatch.setattr(asked, "RULES", RULES + 1)  # of a server that the newer program has made
    book = home.make()
    service = service_on(book)
    for command in (*CONCLUDED, disburse()):
        service.execute(command, ME)
    with monkeypatch.context() as newer:
        for module in (versions, deciding):
            newer.setattr(module, "RULES", RULES + 1)
        other = home.open()
        done = service_on(other).execute(disburse(voucher="W"), ME).recorded
        assert [x.name for x in done] == ["rules-adopted/1", "disbursement-recorded/1"]
        other.close()
    head = book.head()
    for writer in (service, service_on(book)):
        for ask in (writer.execute, writer.preview):
            with pytest.raises(LedgerError, match="newer-rules"):
                ask(disburse(), ME)
    assert book.head() == head
    found = verify(book, [], quiet)
    assert [x for x in found.findings if x.code != "schema"] == []
    assert "rules" in found.unchecked
    book.close()


@pytest.mark.parametrize("form", FILE_FORMS)
def test_a_kept_book_adopts_them_when_it_is_written_to(tmp_path, form):
    path = tmp_path / "kept.book"
    make_file(path, form)
    Upgrading(path).do()
    with closing(open_book(path)) as book:
        assert verify(book, [], quiet).findings == []
        head = book.head()
        Service(book).execute(disburse("L3", 100), ME)
        assert names(book)[head:] == ["rules-adopted/1", "disbursement-recorded/1"]
        assert verify(book, [], quiet).findings == []


def test_an_older_program_meets_a_name_that_it_does_not_know():
    from events.canonical import read_one

    assert read_one("rules-adopted/2", b"{}")[1] == "there is no event rules-adopted/2"
