"""A clock that was ahead once: it is said, and does not spread unasked."""

from datetime import UTC, datetime, timedelta

import pytest
from conftest import service_on
from in_memory import FIRST
from test_recording import BOARDS, ME, concluded_book, pay

from ledger.books.clocks import TOLERANCE, ahead
from ledger.books.opening import make_book, open_book
from ledger.proof.copies import copy_book
from ledger.refusal import Conflict
from ledger.rules import commands as c
from ledger.work.recording import Service
from ledger.work.submission import Signature

FUTURE = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1800)


def party(name):
    return c.RegisterParty(party=name, name=name, kind="civil")


@pytest.fixture
def future(samverk):
    """A book in a file with one event that was recorded while the clock was ahead."""
    book = samverk.open()
    Service(book).execute(party("before"), ME)
    Service(book, lambda: FUTURE).execute(party("then"), ME)
    book.close()
    return samverk


def add(samverk, name, *more, **options):
    words = ("party", "add", name, "--name", name, "--kind", "civil", *more)
    return samverk(*words, **options)


@pytest.mark.file_only
def test_one_event_in_the_future_does_not_spread_unasked(future):
    refused = add(future, "now")
    assert (refused.status, refused.code) == (4, "clock-behind")
    assert f"#2, was recorded {FUTURE:%Y-%m-%d}" in refused.err
    assert "--clock-is-right" in refused.err
    assert "gick före då" in add(future, "now", lang="sv").err
    assert add(future, "now", "-n").code == "clock-behind"
    assert add(future, "now", "--clock-is-right").status == 0
    assert len(future.ok("log", "-O", "json").json["rows"]) == 3
    assert add(future, "later").code == "clock-behind"  # it is asked each time


@pytest.mark.file_only
def test_a_retry_is_answered_all_the_same(samverk):
    book = samverk.open()
    signed = Signature(actor="ekonom", key="k")
    Service(book, lambda: FUTURE).execute(party("then"), signed)
    assert Service(book).execute(party("then"), signed).repeated
    book.close()


@pytest.mark.file_only
def test_it_is_said_wherever_somebody_asks(future):
    year = str(FUTURE.year)
    assert "From event #2 on times are later than now" in future.ok("status").out
    assert year in future.ok("status").out
    assert "Tider:" in future.ok("status", lang="sv").out
    doctor = future("doctor")
    assert (doctor.status, "--clock-is-right" in doctor.out) == (1, True)
    verified = future("verify")
    assert verified.status == 5
    newest = f"the newest {FUTURE:%Y-%m-%d %H:%M} UTC:"
    assert f"From event #2 on times are later than now, {newest}" in verified.out
    assert "NOT as it was recorded" not in verified.out
    (finding,) = future("verify", "--json").json["findings"]
    assert finding["code"] == "clock"
    known = ("--known-at", "2030-01-01" if FUTURE.year > 2030 else "2026-01-01")
    assert "cannot be told from those times" in future.ok("log", *known).err
    assert "går inte att se" in future.ok("report", "in-kind", *known, lang="sv").err
    assert future.ok("log").err == ""


@pytest.mark.file_only
def test_the_book_can_be_copied_all_the_same(future, tmp_path):
    copy_book(future.home.place, tmp_path / "copy.book", lambda _: None)
    copy = open_book(tmp_path / "copy.book")
    found = ahead(copy)
    assert (found.position, found.events, found.newest) == (2, 1, FUTURE)
    copy.close()


def test_nothing_is_said_of_clocks_that_differ_a_little(book_path):
    now = [datetime.now(UTC)]
    book = make_book(book_path)
    service = Service(book, lambda: now[0])
    service.execute(party("a"), ME)
    now[0] -= TOLERANCE
    (late,) = service.execute(party("b"), ME).recorded
    assert late.envelope.recorded_at == now[0] + TOLERANCE
    now[0] -= timedelta(seconds=1)
    with pytest.raises(Conflict, match="clock-behind"):
        service.execute(party("c"), ME)
    with pytest.raises(Conflict, match="clock-behind"):
        list(service.execute_all([(party("c"), ME)]))
    assert book.head() == 2
    assert ahead(book) is None  # by the clock of this computer, which is none of the two
    now[0] += timedelta(seconds=1)
    service.execute(party("c"), ME)
    book.close()


def test_the_clock_of_the_server_decides_on_a_server(server, database):
    """Its time is told with the lock, and is not the client's."""
    from conftest import ServerHome

    home = ServerHome(server, database)
    book, service = concluded_book(made := home.make(), service_on(made))
    assert len(BOARDS) == 3
    service.execute(pay(), ME)
    assert ahead(book) is None
    service._decider.folded.newest = FUTURE  # noqa: SLF001 - as if the server's clock had been ahead
    with pytest.raises(Conflict, match="clock-behind"):
        service.execute(party("x"), ME)
    for _ in range(2):  # not on what was last seen, either
        with pytest.raises(Conflict, match="clock-behind"):
            service.execute(pay(), ME)
    assert book.head() == FIRST
    home.close()
