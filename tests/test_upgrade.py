"""Books of every older form: they are read, and an upgrade makes them what new ones are."""

import json
import re
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import attesting_forged as forged
import msgspec
import psycopg
import pytest
from conftest import FileHome, Program, ServerHome
from old_form import FILE_FORMS, KEPT, SERVER_FORMS, make_file, make_on_server, number_of
from postgres_server import Server, drop
from test_filing_append import account, confirmed, order

from events import facts as f
from ledger.books import opening
from ledger.books.file_upgrades.steps import NEWEST
from ledger.books.postgres import catalogue, upgrading
from ledger.proof.copies import copy_book
from ledger.proof.verification import verify
from ledger.refusal import BookUnusable, LedgerError

FAR = [SERVER_FORMS[0], SERVER_FORMS[-1]]
PAYMENT = ("record", "disbursement", "herrgarden", "L2", "100", "--on", "2024-04-02", "--voucher")


class OldHome(ServerHome):
    """A book of an older form, with its logins."""

    def __init__(self, server, database, form):
        make_on_server(server, database, form)
        super().__init__(server, database)
        self._known |= {"anna", "rut", "karin"}


@pytest.fixture(params=SERVER_FORMS)
def form(request):
    return request.param


@pytest.fixture
def old(form, server, database, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    home = OldHome(server, database, form)
    yield Program(home, capsys)
    home.close()


def lines(server, database):
    """What the catalogue says of a book, with its own roles left out of their names."""
    with psycopg.connect(server.uri(database=database), autocommit=True) as connection:
        connection.execute(f"SET search_path = {catalogue.PATH}")
        return catalogue.catalogue(connection.execute)


READING = (
    "status", "doctor", "party list", "agreement list", "agreement show herrgarden", "period list",
    "report agreement herrgarden", "report agreement herrgarden --at 20", "report cash-flow",
    "report board kommunstyrelsen --as-of 2024-03-25", "log", "show 22", "replay",
    "log -O json", "export --hledger",
)  # fmt: skip


def test_an_older_book_is_read_and_upgraded(old, form, server):
    home = old.home
    before = {line: old.ok(*line.split(), actor="rut").out for line in READING}
    assert "an older one" in before["status"]
    seen = old.ok("log", "-O", "ndjson", actor="karin").out
    verified = old.ok("verify", "--json", actor="rut").json
    assert verified["findings"] == []
    for lang, words in (("en", "upgrade"), ("sv", "uppgraderar")):
        refused = old(*PAYMENT, "X", actor="anna", lang=lang)
        assert (refused.status, refused.code) == (2, "older-book")
        assert words in refused.err
        assert f"samverk --book postgresql:///{home.database} upgrade" in refused.err

    done = old.ok("upgrade", actor=None).out
    assert f"form {number_of(form)} to form {catalogue.FORM}" in done
    assert verified["root"] in done
    assert lines(server, home.database) == catalogue.wanted()
    after = {line: old.ok(*line.split(), actor="rut").out for line in READING}
    shown = {line for line in READING if before[line] != after[line]}
    assert shown <= {"status", "doctor", "replay"}
    assert old.ok("log", "-O", "ndjson", actor="karin").out == seen
    again = old.ok("verify", "--json", actor="rut").json
    assert (again["findings"], again["root"]) == ([], verified["root"])
    assert old.ok(*PAYMENT, "X", actor="anna").status == 0
    assert old.ok("verify", "--json", actor="rut").json["findings"] == []

    once_more = old.ok("upgrade", actor=None).out
    assert "has the newest form" in once_more


AMENDING = (
    (
        "agreement change herrgarden --line L2 --year 2025 --amount 600000 --at-once"
        " --board kommunstyrelsen --decision d --on 2024-05-02"
    ),
    "agreement change herrgarden --line L2 --performer tif --from 2024-06-01",
    (
        "agreement approve herrgarden --board kommunstyrelsen --decision e --on 2024-05-03"
        " --amendment T2"
    ),
    "agreement sign herrgarden --party tif --on 2024-05-03 --amendment T2",
    "agreement conclude herrgarden --decision f --on 2024-05-04 --amendment T2",
    "record disbursement herrgarden L2 100 --on 2024-06-02 --voucher NY --payee tif",
    "record disbursement herrgarden L2 100 --on 2024-05-02 --voucher FÖRE --payee radda-barnen",
    "carry-over herrgarden L2 100 --from 2024 --to 2025 --decision g --on 2024-07-01",
)


@pytest.mark.parametrize("form", FAR, indirect=True)
def test_an_upgraded_book_takes_amendments_of_what_was_recorded_before(old, form):
    old.ok("upgrade", actor=None)
    before = old.ok("report", "agreement", "herrgarden", "--at", "20", actor="rut").out
    for line in AMENDING:
        old.ok(*line.split(), actor="anna")
    refused = old(*AMENDING[-3].replace("NY", "ANNAN").replace("tif", "radda-barnen").split(),
                  actor="anna")  # fmt: skip
    assert refused.code == "payee-not-performer"
    assert old.ok("verify", "--json", actor="rut").json["findings"] == []
    assert old.ok("report", "agreement", "herrgarden", "--at", "20", actor="rut").out == before
    shown = old.ok("agreement", "show", "herrgarden", "-O", "json", actor="karin").json
    assert [x["status"] for x in shown["amendments"]] == ["concluded", "concluded"]


@pytest.mark.parametrize("form", FAR, indirect=True)
def test_an_upgraded_book_holds_mandates_and_requests(old):
    """As a new one does; parties have the legal persons that were recorded before."""
    old.ok("upgrade", actor=None)
    server, database = old.home.server, old.home.database
    forged.let_in(server, database)
    address = server.uri(database=database)
    (*_, registered) = [fact for _, fact in forged.story() if isinstance(fact, f.PartyRegistered)]
    part = msgspec.structs.replace(registered, party="tif-ungdom", legal_entity="tif")
    facts = [("parties", part), *forged.agreed("two", "avtal")]
    with forged.forging_on(address) as forging:
        forged.with_mandates(forging, facts)
        paid = forging.asked_and_approved(minor=forged.LIMIT)
        assert forging.refused("fia", forged.paid()) == "request-missing"
        forging.put("fia", (forged.STREAM, forged.paid()), causation=paid)
        second = forging.ask(line="B", minor=1)
        forging.review(second)
        split = forged.approved(second, forging.mandates["decide"])
        assert forging.refused(forged.DECIDES, split) == "over-limit"
        added = forging.put(forged.ASKS, ("parties", account("tif")))
        own = confirmed(added)
        assert forging.refused(forged.ASKS, own, "parties", causation=added) == "own-account"
        assert forging.refused(forged.ASKS, order(paid), "book") == "request-not-payable"
        with closing(opening.open_book(address)) as book:
            assert forged.kept_otherwise(forging.connection, [*book.events()]) == []
            server.execute("REVOKE {} FROM {}", f"samverk_{database}_owner", forged.CHIEF)
            assert verify(book, [], lambda _: None).findings == []
    copy = server.uri(database=server.database(f"{database}_copy"))
    copy_book(address, copy, lambda _: None)
    forged.let_in(server, f"{database}_copy")
    with forged.forging_on(copy) as forging:
        assert forging.refused(forged.DECIDES, split) == "over-limit"
        assert forging.refused("fia", forged.paid(), causation=paid) == "request-over"
    drop(server, f"{database}_copy")


def test_a_changed_schema_of_a_server_has_the_next_form():
    *_, last = (KEPT / "released.txt").read_text(encoding="utf-8").splitlines()
    kind, number, digest = last.split()
    assert kind == "server"
    text = Path(catalogue.__file__).with_suffix(".txt").read_bytes()
    if sha256(text).hexdigest() == digest:
        assert int(number) == catalogue.FORM
    else:  # books of that form are about: raise FORM, and write what upgrades them
        assert int(number) + 1 == catalogue.FORM


def test_a_book_of_every_older_form_is_kept():
    assert {number_of(form) for form in SERVER_FORMS} == set(range(1, catalogue.FORM))
    assert {number_of(form) for form in FILE_FORMS} == set(range(NEWEST))


@pytest.mark.parametrize("form", FILE_FORMS)
def test_an_older_file_is_read_and_upgraded(form, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "old.book"
    make_file(path, form)
    program = Program(FileHome(path), capsys)
    before = {line: program.ok(*line.split()).out for line in READING}
    assert "an older one" in before["status"]
    verified = program.ok("verify", "--json").json
    assert verified["findings"] == []
    refused = program(*PAYMENT, "X")
    assert (refused.status, refused.code) == (2, "older-book")
    assert f"samverk --book {path} upgrade" in refused.err

    done = program.ok("upgrade").out
    assert f"form {number_of(form)} to form" in done
    assert verified["root"] in done
    after = {line: program.ok(*line.split()).out for line in READING}
    assert {x for x in READING if before[x] != after[x]} <= {"status", "doctor", "replay"}
    again = program.ok("verify", "--json").json
    assert (again["findings"], again["root"]) == ([], verified["root"])
    program.ok(*PAYMENT, "X")
    assert program.ok("verify", "--json").json["findings"] == []
    assert "has the newest form" in program.ok("upgrade").out


DAMAGED = {
    "DELETE FROM stored_events WHERE rowid = 5": ("#5 is missing", 5),
    "DELETE FROM stored_events WHERE rowid = 1": ("#1 is missing", 5),
    "UPDATE stored_events SET state = 'text' WHERE rowid = 5": ("#5 has values of other", 5),
    "UPDATE stored_events SET originator_version = 'x' WHERE rowid = 5": ("#5 has values of", 5),
    "DROP TABLE stored_events": ("no book of this program, or it is damaged", 2),
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_of_an_older_form_is_told_of_and_not_upgraded(
    damage, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "old.book"
    make_file(path, "file-0")
    with closing(sqlite3.connect(path)) as connection, connection:
        triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
        for (trigger,) in triggers.fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(damage)
    program = Program(FileHome(path), capsys)
    before = path.read_bytes()
    words, status = DAMAGED[damage]
    for command in ("verify", "upgrade", "verify"):
        result = program(command)
        assert result.status == status
        assert "unexpected" not in result.err
    assert words in program("upgrade").err
    assert path.read_bytes() == before


@pytest.mark.parametrize("state", ["{", '{"data": {}}', r"\377"])
def test_a_damaged_book_of_an_older_form_is_told_of_and_not_upgraded(old, form, server, state):
    database = old.home.database
    with psycopg.connect(server.uri(database=database), autocommit=True) as connection:
        connection.execute("ALTER TABLE samverk.stored_events DISABLE TRIGGER ALL")
        connection.execute(
            f"UPDATE samverk.stored_events SET state = '{state}'"
            " WHERE topic = 'budget-line-proposed/1'"
        )
        connection.execute("ALTER TABLE samverk.stored_events ENABLE TRIGGER ALL")
    before = lines(server, database)
    assert old("verify", actor="rut").status == 5
    refused = old("upgrade", actor=None)
    if number_of(form) < 4:  # whose upgrade reads the events
        assert refused.status == 5
        assert "samverk verify" in refused.err
        assert lines(server, database) == before
    assert old("verify", actor="rut").status == 5


REPEATED = "SELECT convert_from(state, 'UTF8') FROM stored_events WHERE topic = 'use-reported/1'"
IN_FLIGHT = (
    "60000, '{}', '{}', ARRAY['agreement/herrgarden'], ARRAY['use-reported/1'], ARRAY[%s], true)"
)
LATE = [form for form in SERVER_FORMS if number_of(form) > 1]  # append() is there since form 2


def old_turn(form):
    """How a program of a form takes the turn to append."""
    old = f"SELECT pg_advisory_xact_lock({0x53414D56})"
    return old if number_of(form) < 4 else "LOCK TABLE samverk.turn IN EXCLUSIVE MODE"


def in_flight(form):
    """How a program of a form appends; since form 5 it says its form."""
    number = number_of(form)
    return "SELECT append(" + (f"{number}, " if number >= 5 else "") + IN_FLIGHT


def of_auditor(form, table):
    """What an auditor calls a table; since form 5 it is a view."""
    return ("samverk." if number_of(form) < 5 else "samverk_auditor.") + table


def waits(server, database, login, many=1):
    server.wait_for(
        "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        f" AND datname = '{database}' AND usename = '{login}' HAVING COUNT(*) >= {many}"
    )


@pytest.mark.parametrize("form", LATE, indirect=True)
def test_an_old_call_that_waited_for_its_turn_appends_nothing(old, form, server):
    database = old.home.database
    with (
        psycopg.connect(server.uri(database=database)) as holder,
        psycopg.connect(server.uri("anna", database), autocommit=True) as anna,
        ThreadPoolExecutor(2) as threads,
    ):
        anna.execute("SET search_path = samverk_calls, samverk_recorder, samverk, pg_temp")
        repeated = anna.execute(REPEATED).fetchone()  # a lock on the table is none of its own
        holder.execute(old_turn(form))
        upgraded = threads.submit(opening.upgrading(old.home.place).do)
        waits(server, database, "postgres")
        late = threads.submit(anna.execute, in_flight(form), repeated)
        waits(server, database, "anna")
        holder.commit()
        upgraded.result()
        with pytest.raises(psycopg.Error, match="update samverk"):
            late.result()
        with pytest.raises(psycopg.Error):  # nor does a program that was connected before
            anna.execute(in_flight(form), repeated)
    found = old.ok("verify", "--json", actor="rut").json
    assert (found["findings"], found["events"]) == ([], 27)


OVERDRAWN = 10**11  # öre: more than any line has


@pytest.mark.parametrize("form", ["server-5"], indirect=True)
def test_a_past_that_no_rule_lets_in_is_kept_as_it_is(old, form, server):
    """A line that was overpaid then can be given back to, and takes no more payments."""
    database = old.home.database
    paid = "SELECT convert_from(state, 'UTF8') FROM stored_events WHERE topic = %s ORDER BY rowid"
    with psycopg.connect(
        server.uri("anna", database), options=f"-c search_path={catalogue.PATH.replace(' ', '')}"
    ) as anna:
        (state,) = anna.execute(paid, ("disbursement-recorded/1",)).fetchone()
        forged = re.sub(r'"amount_minor":\d+', f'"amount_minor":{OVERDRAWN}', state)
        forged = forged.replace('"B1"', "null")
        anna.execute(
            "SELECT append(5, 1000, '{}', '{}', ARRAY['agreement/herrgarden'],"
            " ARRAY['disbursement-recorded/1'], ARRAY[%s], true)",
            (forged,),
        )
    old.ok("upgrade", actor=None)
    found = old("verify", "--json", actor="rut").json["findings"]
    assert "judged" not in {x["code"] for x in found}  # the server knows it as it is
    more = ("record", "disbursement", "herrgarden", "L3", "1", "--on", "2024-04-02")
    assert old(*more, "--voucher", "X", actor="anna").code == "exceeds-remaining"
    with psycopg.connect(server.uri("rut", database)) as reader:
        (remaining,) = reader.execute(
            "SELECT remaining FROM samverk_auditor.line_year WHERE line = 'L3' AND year = 2024"
        ).fetchone()
    assert remaining < -OVERDRAWN // 2
    old.ok("reverse", "28", "--reason", "fel", actor="anna")
    old.ok(*more, "--voucher", "X", actor="anna")
    (found,) = old("verify", "--json", actor="rut").json["findings"]
    assert (found["code"], found["position"]) == ("rule", 28)


@pytest.mark.parametrize("form", ["server-1"], indirect=True)
def test_nobody_inserts_afterwards(old, form, server):
    opening.upgrading(old.home.place).do()
    with (
        psycopg.connect(server.uri("anna", old.home.database)) as anna,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        anna.execute("INSERT INTO samverk.stored_events VALUES (28, 'book', 2, 'x', '')")


@pytest.mark.parametrize("form", FAR, indirect=True)
def test_a_reader_in_a_transaction_makes_it_fail_whole(old, form, server, monkeypatch):
    database = old.home.database
    monkeypatch.setattr(upgrading, "_ALONE_WITHIN", "200ms")
    before = lines(server, database)
    with psycopg.connect(server.uri("rut", database, application_name="bokslut")) as reader:
        reader.execute(f"SELECT COUNT(*) FROM {of_auditor(form, 'stored_events')}")
        refused = old("upgrade", actor=None)
        assert (refused.status, refused.code) == (4, "upgrade-held")
        for word in ("rut", "bokslut", str(reader.info.backend_pid)):
            assert word in refused.err
        assert lines(server, database) == before
    old.ok("upgrade", actor=None)


@pytest.mark.parametrize("form", FAR, indirect=True)
def test_of_two_upgrades_at_once_one_finds_it_done(old, form, server):
    database = old.home.database
    wanted = [opening.upgrading(old.home.place) for _ in range(2)]
    with (
        psycopg.connect(server.uri(database=database)) as holder,
        ThreadPoolExecutor(2) as threads,
    ):
        holder.execute(old_turn(form))
        both = [threads.submit(each.do) for each in wanted]
        waits(server, database, "postgres", many=2)
        holder.commit()
        for each in both:
            each.result()
    assert sorted(each.size for each in wanted) == [0, 27]
    assert lines(server, database) == catalogue.wanted()


def test_what_somebody_else_has_put_there_stops_it(old, form, server):
    database = old.home.database
    before = lines(server, database)
    server.execute("CREATE TABLE samverk.mine ()", database=database)
    refused = old("upgrade", actor=None)
    assert (refused.status, refused.code) == (2, "upgrade-differs")
    assert "mine" in refused.err
    server.execute("DROP TABLE samverk.mine", database=database)
    assert lines(server, database) == before
    old.ok("upgrade", actor=None)


@pytest.mark.parametrize("form", FAR, indirect=True)
def test_only_an_administrator_upgrades_and_grants_wait_for_it(old, form):
    assert old("upgrade", actor="anna").code == "not-permitted"
    for role in (("recorder",), ("board", "--board", "kommunstyrelsen")):
        refused = old("grant", "rut", "--role", *role, actor=None)
        assert (refused.status, refused.code) == (2, "older-book")
    old.ok("upgrade", actor=None)
    old.ok("grant", "rut", "--role", "recorder", actor=None)


@pytest.mark.parametrize("form", FAR, indirect=True)
def make_administrator(server, database, login):
    """Make a login that administers a book and is no superuser."""
    server.login(login)
    server.execute("ALTER ROLE {} CREATEROLE", login)
    server.execute("ALTER DATABASE {} OWNER TO {}", database, login)
    for role in ("owner", "recorder", "auditor", "board"):
        server.execute("GRANT {} TO {} WITH ADMIN OPTION", f"samverk_{database}_{role}", login)


def test_an_administrator_who_is_no_superuser_upgrades(old, form, server):
    database = old.home.database
    make_administrator(server, database, "driftansvarig")
    opening.upgrading(server.uri("driftansvarig", database)).do()
    own = {line for line in catalogue.wanted() if not line.startswith(("right database", "member"))}
    assert own <= lines(server, database)


@pytest.mark.parametrize("administrator", ["postgres", "driftansvarig"])
def test_what_a_superuser_has_closed_too_early_does_not_stop_it(old, server, administrator):
    database = old.home.database
    assert "superuser" not in old.ok("doctor", actor="rut").out  # or older programs would stop
    if administrator != "postgres":
        make_administrator(server, database, administrator)
    with psycopg.connect(server.uri(database=database), autocommit=True) as connection:
        connection.execute(catalogue.CLOSE)
    opening.upgrading(server.uri(administrator, database)).do()
    old.ok(*PAYMENT, "X", actor="anna")
    found = {x["name"] for x in old("verify", "--json", actor="rut").json["findings"]}
    assert found <= {f"member {administrator} is @owner"}  # as the tests make him


UPGRADE = "import sys; from ledger.cli.boundary import run; run(sys.argv[1:])"


@pytest.mark.parametrize("form", FAR, indirect=True)
def test_a_killed_upgrade_leaves_the_older_book_whole(old, form, server):
    database = old.home.database
    before = lines(server, database)
    with psycopg.connect(server.uri("rut", database)) as reader:
        reader.execute(f"SELECT COUNT(*) FROM {of_auditor(form, 'merkle_node')}")
        words = [sys.executable, "-c", UPGRADE, "--book", old.home.place, "upgrade"]
        with subprocess.Popen(words, stderr=subprocess.DEVNULL) as process:
            waits(server, database, "postgres")
            process.kill()
        server.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{database}' AND wait_event_type = 'Lock'"
        )
    server.wait_for(
        f"SELECT 1 WHERE NOT EXISTS (SELECT FROM pg_stat_activity WHERE datname = '{database}')"
    )
    assert lines(server, database) == before
    assert old.ok("verify", "--json", actor="rut").json["findings"] == []
    old.ok("upgrade", actor=None)


def test_a_server_that_is_killed_meanwhile_has_the_older_book_whole():
    server = Server().init().start()
    try:
        make_on_server(server, server.database("cut"), "server-3")
        place = server.uri(database="cut")
        before = lines(server, "cut")
        with (
            closing(psycopg.connect(server.uri("rut", "cut"))) as reader,
            ThreadPoolExecutor(1) as thread,
        ):
            reader.execute("SELECT COUNT(*) FROM samverk.merkle_node")
            cut = thread.submit(opening.upgrading(place).do)
            waits(server, "cut", "postgres")
            server.kill()
            with pytest.raises(LedgerError):
                cut.result()
        server.start()
        assert lines(server, "cut") == before
        opening.upgrading(place).do()
        assert lines(server, "cut") == catalogue.wanted()
    finally:
        server.remove()


def test_a_killed_upgrade_of_a_file_leaves_a_book_that_can_be_upgraded(tmp_path):
    (tmp_path / "template").mkdir()
    make_file(tmp_path / "template" / "b.book", "file-0")
    modules = "ledger.books.sqlite_upgrading,ledger.books.file_upgrades.from_0"
    killed = Path(__file__).with_name("killed.py")
    words = [sys.executable, killed, tmp_path, modules, "3", "--book", "b.book", "upgrade"]
    told = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()
    assert len(told) > 5
    for line in map(json.loads, told):
        assert line["status"] == 0, line
        with closing(opening.open_book(Path(line["place"]) / "b.book")) as book:
            assert not book.is_older
            assert verify(book, [], lambda _: None).findings == []


def test_a_standby_is_read_and_not_upgraded(server, database):
    make_on_server(server, database, "server-3")
    standby = server.standby()
    try:
        with closing(opening.open_book(standby.uri("rut", database))) as book:
            assert (book.is_older, book.standby, book.head()) == (True, True, 27)
        with pytest.raises(BookUnusable, match="standby"):
            opening.upgrading(standby.uri(database=database)).do()
    finally:
        standby.remove()
