"""Many clients, killed servers, a standby that is promoted: the short form of the long tests."""

import os
import random
import re
import sys
import threading
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
import server_reliability
from conftest import Program, ServerHome, service_on
from msgspec.structs import replace
from postgres_server import Server
from test_recording import ME, concluded_book, pay

from ledger.books import opening
from ledger.books.opening import open_book
from ledger.books.postgres.catalogue import FORM
from ledger.books.refusals import ServerGone
from ledger.proof import evidence
from ledger.proof.verification import verify
from ledger.refusal import BookUnusable, Conflict
from ledger.rules import commands as c

SEED = int(os.environ.get("SAMVERK_SEED", random.SystemRandom().randrange(10**6)))


@pytest.fixture(autouse=True)
def _say_the_seed():
    sys.stdout.write(f"SAMVERK_SEED={SEED}\n")


def test_eight_clients_and_two_readers(server):
    recorded, lost, doubled, skipped, found = server_reliability.clients(server, 8, 2)
    assert (lost, doubled, skipped, found) == (0, 0, 0, [])
    assert recorded > 200


def test_a_server_that_is_killed_loses_nothing():
    kills, recorded, lost, doubled, found, gone = server_reliability.server_kills(4, SEED)
    assert (kills, lost, doubled, found, gone) == (4, 0, 0, [], 0)
    assert recorded > 100


class Hasty:
    """A server on which a client records without waiting for the disk, which answers late."""

    def __init__(self):
        self.server = Server(wal_writer_delay="10s").init().start()
        self.server.database("book")
        self.home = ServerHome(self.server, "book")
        _, service = concluded_book(self.home.make())
        for number in range(3):
            service.execute(pay(1, bank_reference=f"B{number}"), replace(ME, key=f"k{number}"))
        self.home.open("brattom")

    def append(self, book):
        """Append the last event once more, on no disk yet; return its position."""
        *_, (_, stream, _, name, state) = book.rows()
        state = _free(state.decode()).replace('"actor":"ekonom"', '"actor":"brattom"')
        options = "-c search_path=samverk,samverk_calls -c synchronous_commit=off"
        place = self.server.uri("brattom", "book", options=options)
        with psycopg.connect(place, autocommit=True) as connection:
            words = ([stream], [name], [state])
            statement = f"SELECT * FROM append({FORM}, 60000, '{{}}', '{{}}', %s, %s, %s, true)"
            return connection.execute(statement, words).fetchone()[0]

    def crash(self):
        """Kill everything, start again, and return how much there is."""
        self.home.close()
        self.server.kill()
        self.server.start()
        return self.home.open().head()


@pytest.fixture(scope="module")
def hasty():
    made = Hasty()
    yield made
    made.home.close()
    made.server.remove()


def _free(state):
    """Make an event of the same kind that takes no reference that is taken."""
    for word in ("key", "bank_reference"):
        state = re.sub(rf'"{word}":"\w+"', f'"{word}":"x{random.getrandbits(60)}"', state)
    return state


def test_what_is_not_on_the_disk_is_lost_if_nobody_has_seen_it(hasty):
    book = hasty.home.open()
    head = book.head()
    assert hasty.append(book) == head + 1
    assert hasty.crash() == head


def _looks(book, at):
    assert book.head() == at


def _reads(book, at):
    with book.reading():
        assert [row[0] for row in book.rows(after=at - 1)] == [at]


def _is_refused(book, at):
    reference = book.event(at).fact.bank_reference
    with pytest.raises(Conflict, match="bank-reference-seen"):
        service_on(book).execute(pay(bank_reference=reference), ME)


def _is_told_that_it_was_done(book, at):
    event = book.event(at)
    command = pay(1, bank_reference=event.fact.bank_reference)
    with pytest.raises(Conflict, match="key-"):
        service_on(book).execute(command, replace(ME, key=event.envelope.key))


def _closes_a_period(book, at):
    command = c.ClosePeriod(period="2023")
    (closed,) = service_on(book).execute(command, ME).recorded
    assert closed.position == at + 1


@pytest.mark.parametrize(
    "see", [_looks, _reads, _is_refused, _is_told_that_it_was_done, _closes_a_period]
)
def test_what_somebody_has_seen_is_on_the_disk(hasty, see):
    book = hasty.home.open()
    at = hasty.append(book)
    see(hasty.home.open(), at)
    assert hasty.crash() >= at


@pytest.mark.parametrize("turns", [2, 1])
def test_what_was_acknowledged_is_on_the_disk(hasty, turns):
    service = service_on(hasty.home.open())
    for _ in range(3 - turns):  # the first one looks at the book, the second need not
        (recorded,) = service.execute(pay(), ME).recorded
    assert hasty.crash() == recorded.position


def test_nobody_sees_what_another_server_has_to_have_first():
    primary, standby = Server().init().start(), None
    try:
        home = ServerHome(primary, primary.database("book"))
        book, service = concluded_book(home.make())
        service.execute(pay(1), ME)
        auditors, _ = home.place_of("revisor", "auditor")
        standby = primary.standby()
        primary.wait_for_standbys()
        # No time limit makes the server stop waiting, and say that it has waited.
        primary.execute("ALTER ROLE ekonom SET statement_timeout = '200ms'")
        book = home.open()
        service = service_on(book)
        for _ in range(2):
            service.execute(pay(1), ME)
        standby.kill()
        head, recorded = book.head(), []
        thread = threading.Thread(target=lambda: recorded.append(service.execute(pay(2), ME)))
        thread.start()
        primary.wait_for("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        time.sleep(0.5)
        with closing(open_book(auditors)) as other:
            assert other.head() == head
            standby.start()
            thread.join(60)
            assert other.head() == head + 1 == recorded[0].recorded[0].position
        home.close()
    finally:
        primary.remove()
        if standby is not None:
            standby.remove()


def test_a_standby_that_is_to_have_all_from_now_on_is_waited_for():
    """Also by who has begun to write before."""
    primary, standby = Server().init().start(), None
    try:
        home = ServerHome(primary, primary.database("book"))
        book, service = concluded_book(home.make())
        standby = primary.standby()

        def record():
            with book.writing():
                service.execute(pay(), ME)
                primary.wait_for_standbys()
                standby.kill()

        thread = threading.Thread(target=record)
        thread.start()
        primary.wait_for("SELECT 1 FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
        standby.start()
        thread.join(60)
        assert not thread.is_alive()
        home.close()
    finally:
        primary.remove()
        if standby is not None:
            standby.remove()


def test_the_books_connections_do_not_follow_a_server_that_stops_to_be_durable(hasty):
    book = hasty.home.open()
    service = service_on(book)
    for value in ("off", "on"):
        hasty.server.execute(f"ALTER SYSTEM SET synchronous_commit = {value}")
        hasty.server.execute("SELECT pg_reload_conf()")
        hasty.server.wait_for(f"SELECT 1 WHERE current_setting('synchronous_commit') = '{value}'")
        for _ in range(2):
            (recorded,) = service.execute(pay(), ME).recorded
        if value == "off":
            assert hasty.crash() == recorded.position
            service = service_on(hasty.home.open())


def test_a_commit_that_could_not_be_made_sure_of_is_looked_for(hasty):
    """It is committed, and the right to wait for the disk comes back a little later."""
    service = service_on(hasty.home.open())
    revoke = "REVOKE EXECUTE ON FUNCTION {} FROM samverk_book_owner"
    give = "GRANT EXECUTE ON FUNCTION {} TO samverk_book_owner"
    functions = hasty.server.execute(
        "SELECT oid::regprocedure::text FROM pg_proc WHERE proname = 'pg_logical_emit_message'"
    )

    def change(statement):
        for (function,) in functions:
            hasty.server.execute(statement.replace("{}", function), database="book")

    for turns in (2, 1):
        if turns == 1:
            service.execute(pay(), ME)
        head = hasty.home.open("brattom").head()
        change(revoke)
        with pytest.raises(BookUnusable, match="not-permitted"):
            hasty.home.open("brattom")
        giving = threading.Timer(0.5, change, [give])
        giving.start()
        (recorded,) = service.execute(pay(), ME).recorded
        giving.join()
        assert recorded.position == head + 1
        assert hasty.crash() == head + 1
        service = service_on(hasty.home.open())


def test_what_is_in_the_book_is_not_called_refused_when_it_is_cancelled(hasty):
    book = hasty.home.open()
    service, head = service_on(book), book.head()
    stop = threading.Event()

    def cancel():
        while not stop.is_set():
            hasty.server.execute(
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'ekonom'"
            )

    thread = threading.Thread(target=cancel)
    thread.start()
    told = unknown = 0
    for _ in range(300):
        try:
            service.execute(pay(), ME)
            told += 1
        except ServerGone:
            unknown += 1
        except BookUnusable:
            pass
    stop.set()
    thread.join()
    assert head + told <= hasty.home.open().head() <= head + told + unknown


def test_a_standby_takes_over_and_nothing_is_lost():
    recorded, lost, doubled, found, skipped, after = server_reliability.failover(SEED)
    assert (lost, doubled, found, skipped) == (0, 0, [], 0)
    assert recorded > after > 10


def test_a_standby_answers_and_does_not_write(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    primary = Server().init().start()
    standby = None
    try:
        primary.database("book")
        home = ServerHome(primary, "book")
        key = evidence.create_book(home.place)
        book, service = concluded_book(home.open())
        standby = primary.standby()
        primary.wait_for_standbys()
        primary.execute("ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
        primary.execute("SELECT pg_reload_conf()")
        home.close()
        book = home.open()
        service = service_on(book)
        before = datetime.now(UTC) - timedelta(milliseconds=1)
        service.execute(pay(7), ME)
        there = Program(ServerHome(standby, "book"), capsys)
        there.home.place_of = lambda _: (standby.uri("ekonom", "book"), ())
        here = Program(home, capsys)
        for words in ("report agreement herrgarden", "report cash-flow", "log", "export --hledger"):
            assert there.ok(*words.split()).out == here.ok(*words.split()).out, words
        assert there.ok("verify", "--json").json["findings"] == []
        early = before.isoformat()
        past = ("report", "agreement", "herrgarden", "--known-at", early)
        assert there.ok(*past).out == here.ok(*past).out
        assert (written := there("period", "close", "2023")).code == "standby", written.err
        assert "may only read" in there.ok("status").out
        with closing(open_book(standby.uri("ekonom", "book"))) as copy:
            with pytest.raises(Conflict, match="standby-behind"):
                copy.settled_at(datetime.now(UTC))
            assert evidence.make_checkpoint(copy, evidence.read_key(key)).size == book.head()
        # A place that names both finds the primary, and the standby when it must only read.
        hosts = f"{standby.home},{primary.home}"
        for wanted, writable in (("read-write", True), ("standby", False)):
            place = primary.uri("ekonom", "book", host=hosts, target_session_attrs=wanted)
            with closing(opening.open_book(place)) as found:
                assert found.writable is writable
        home.close()
    finally:
        primary.remove()
        if standby is not None:
            standby.remove()


def test_a_moment_is_restored_from_a_backup_and_the_log(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    primary = Server(archive_mode="on", archive_command="cp %p ../archive-%f").init().start()
    restored = None
    try:
        home = ServerHome(primary, primary.database("book"))
        key = evidence.read_key(evidence.create_book(home.place))
        book, service = concluded_book(home.open())
        copy = primary.backup()
        service.execute(pay(7), ME)
        held, rows = evidence.make_checkpoint(book, key), list(book.rows())
        ((moment,),) = primary.execute("SELECT clock_timestamp()::text")
        service.execute(pay(8), ME)
        ((segment,),) = primary.execute("SELECT pg_walfile_name(pg_switch_wal())")
        archived = "SELECT 1 FROM pg_stat_archiver WHERE last_archived_wal >= '{}'"
        primary.wait_for(archived.format(segment))
        home.close()
        primary.kill()

        (copy.data / "recovery.signal").touch()
        copy.settings |= {
            "restore_command": f"cp {primary.home}/archive-%f %p",
            "recovery_target_time": moment,
            "recovery_target_action": "promote",
        }
        restored = copy.start()
        restored.wait_for("SELECT 1 WHERE NOT pg_is_in_recovery()")
        with closing(open_book(restored.uri("ekonom", "book"))) as back:
            assert list(back.rows()) == rows
            assert verify(back, [(held, "held")], lambda _: None).findings == []
            (again,) = service_on(back).execute(pay(9), ME).recorded
            assert again.position == len(rows) + 1
    finally:
        primary.remove()
        if restored is not None:
            restored.remove()
