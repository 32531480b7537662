"""Many clients, killed servers, a standby that is promoted: the short form of the long tests."""

import os
import random
import sys
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
import server_reliability
from conftest import Program, ServerHome, service_on
from postgres_server import Server
from test_recording import ME, concluded_book, pay

from ledger import evidence, opening, reports
from ledger.integrity import verify
from ledger.opening import open_book
from ledger.refusal import Conflict

SEED = int(os.environ.get("SAMVERK_SEED", random.SystemRandom().randrange(10**6)))


@pytest.fixture(autouse=True)
def _say_the_seed():
    sys.stdout.write(f"SAMVERK_SEED={SEED}\n")


def test_eight_clients_and_two_readers(server):
    recorded, lost, doubled, skipped, found = server_reliability.clients(server, 8, 2)
    assert (lost, doubled, skipped, found) == (0, 0, 0, [])
    assert recorded > 200


def test_a_server_that_is_killed_loses_nothing():
    kills, recorded, lost, doubled, found = server_reliability.server_kills(4, SEED)
    assert (kills, lost, doubled, found) == (4, 0, 0, [])
    assert recorded > 100


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
        reports.current(book)
        standby = primary.standby()
        primary.wait_for_standbys()
        primary.execute("ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
        primary.execute("SELECT pg_reload_conf()")
        home.close()
        book = home.open()
        service = service_on(book)
        before = datetime.now(UTC) - timedelta(milliseconds=1)
        service.execute(pay(7), ME)  # the views are behind now, and a standby cannot mend that
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
