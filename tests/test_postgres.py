"""A book on a server: making one, who may do what, moving it, and losing the connection."""

import os
import re
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import msgspec
import psycopg
import pytest
from conftest import FileHome, Program, ServerHome, examples, service_on
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from postgres_server import LOGIN_PATH, OWNER_PATH, PORT, drop
from prepared import STEPS
from test_events_codec import ALL
from test_poison import BYTES
from test_recording import ME, concluded_book, pay

from events.canonical import is_unclean
from events.record import Evidence, encode
from ledger.books import opening
from ledger.books.book import ROLES
from ledger.books.opening import make_book, open_book
from ledger.books.postgres import catalogue
from ledger.books.postgres.connection import shown_address
from ledger.presentation.formats import render
from ledger.proof import evidence
from ledger.proof.verification import verify
from ledger.refusal import BookUnusable, Conflict, Refused
from ledger.rules import commands as c
from ledger.work import asking, present
from ledger.work.recording import Service
from ledger.work.submission import Signature
from projections.reports import KINDS

SUBJECTS = {"agreement": "herrgarden", "board": "kommunstyrelsen", "party": "radda-barnen"}
SUBJECTS |= {f"forecast {what}": SUBJECTS[what] for what in ("agreement", "board")}


@pytest.fixture
def made(server, database):
    """A new, empty book on the server."""
    home = ServerHome(server, database)
    home.make()
    yield home
    home.close()


@pytest.fixture
def paid(paid_thrice):
    """The real agreement in force there, with three payments."""
    return paid_thrice


@pytest.fixture(scope="module")
def writer(server):
    """A connection that may ask the server to write events."""
    name = server.database("writer")
    make_book(server.uri(database=name)).close()
    options = OWNER_PATH
    with psycopg.connect(server.uri(database=name), options=options, autocommit=True) as connection:
        yield connection
    drop(server, name)  # the tests of this file may come in two parts


def codes(book, held=()):
    return [x.code for x in verify(book, list(held), lambda _: None).findings]


# ---------------------------------------------------------------- making a book


def test_a_book_is_made_once(server, database, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    program = Program(ServerHome(server, database), capsys)
    out = program.ok("init", actor=None).out
    assert f"Made the book postgresql:///{database}." in out
    assert "samverk grant LOGIN --role recorder" in out
    assert Path(f"{database}.key").exists()
    again = program("init", "--key-file", "other.key", actor=None)
    assert (again.status, again.code) == (2, "book-exists")
    assert not Path("other.key").exists()


def test_of_two_who_make_it_at_once_one_does(server, database):
    seen = []

    def make():
        try:
            make_book(server.uri(database=database)).close()
            seen.append("made")
        except BookUnusable as error:
            seen.append(error.code)

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(seen) == ["book-exists"] * 3 + ["made"]


def test_the_schema_is_the_one_that_is_verified(paid):
    book = paid.book
    assert list(book.schema_differences()) == []
    assert len(catalogue.wanted()) > 80


def test_an_administrator_need_not_be_a_superuser(server, database, tmp_path):
    name = f"admin_{database}"
    server.execute("CREATE ROLE {} LOGIN CREATEROLE", name)
    server.execute("ALTER DATABASE {} OWNER TO {}", database, name)
    place = server.uri(name, database)
    key = evidence.create_book(place, tmp_path / "book.key")
    assert key.exists()  # the book is made, and its key is kept
    with pytest.raises(BookUnusable, match="no-role"):
        open_book(place)
    server.login("ekonom")
    opening.grant(place, "ekonom", "recorder", None, revoke=False)
    with closing(open_book(server.uri("ekonom", database))) as book:
        _, service = concluded_book(book)
        service.execute(pay(), ME)
        assert codes(book) == []
    for login, role, board in (("revisor", "auditor", None), (name, "auditor", None)):
        server.login(login)
        opening.grant(place, login, role, board, revoke=False)
        with closing(open_book(server.uri(login, database))) as book:
            assert codes(book) == []
    server.login("kultur")
    opening.grant(place, "kultur", "board", "kulturnamnden", revoke=False)
    with closing(open_book(server.uri("kultur", database))) as book:
        assert list(book.schema_differences()) == []
    server.login("outsider")
    with pytest.raises(BookUnusable, match="no-connection"):
        open_book(server.uri("outsider", database))
    server.execute("ALTER DATABASE {} OWNER TO postgres", database)
    server.execute("DROP OWNED BY {}", name, database=database)


def test_nobody_else_can_make_one(server, database):
    server.login("ekonom")
    with pytest.raises(BookUnusable, match="not-permitted"):
        make_book(server.uri("ekonom", database))


def test_what_cannot_be_a_book_is_said_so(server, database):
    place = server.uri(database=database)
    with pytest.raises(BookUnusable, match="no-book"):
        open_book(place)
    server.execute("CREATE SCHEMA samverk", database=database)
    with pytest.raises(BookUnusable, match="not-a-book"):
        open_book(place)
    for version, code in ((0, "not-a-book"), (99, "newer-book")):
        said = f"COMMENT ON SCHEMA samverk IS '{catalogue.form(version)}'"
        server.execute(said, database=database)
        with pytest.raises(BookUnusable, match=code):
            open_book(place)
    with pytest.raises(BookUnusable, match="no-connection"):
        open_book(server.uri(database="nowhere"))
    with pytest.raises(BookUnusable, match="bad-connection-string"):
        open_book("postgresql://a b/c")
    with pytest.raises(BookUnusable, match="no-connection"):
        open_book("host=/nowhere dbname=x")


def test_a_database_that_will_not_do(server, database):
    make_book(server.uri(database=database)).close()
    server.execute("DROP DATABASE {} WITH (FORCE)", database)
    server.database(database)
    with pytest.raises(BookUnusable, match="roles-exist"):
        make_book(server.uri(database=database))
    long = server.database("x" * 50)
    with pytest.raises(BookUnusable, match="database-name-too-long"):
        make_book(server.uri(database=long))
    server.execute("DROP DATABASE {}", long)
    latin = "latin1"
    server.execute("CREATE DATABASE {} ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0", latin)
    with pytest.raises(BookUnusable, match="database-not-utf8"):
        make_book(server.uri(database=latin))
    server.execute("DROP DATABASE {}", latin)


@pytest.mark.parametrize(
    ("place", "name"),
    [
        ("postgresql://anna:hemligt@db1,db2:5433/malmo", "postgresql://db1,db2:5433/malmo"),
        ("host=db dbname=malmo password=hemligt", "postgresql://db/malmo"),
        ("postgresql:///malmo?host=/run/pg", "postgresql:///malmo"),
    ],
)
def test_a_book_is_named_without_its_password(place, name):
    assert shown_address(place) == name
    assert opening.local_path(place) == Path("malmo")


def test_a_strange_name_is_only_a_name(server):
    name = server.database("a\"b {0} %s 'c")
    try:
        make_book(server.uri(database=name)).close()
        login = server.login('anna "x" {}')
        opening.grant(server.uri(database=name), login, "recorder", None, revoke=False)
        with closing(open_book(server.uri(login, name))) as book:
            concluded_book(book)
            assert codes(book) == []
            assert book.event(1).envelope.actor == login
    finally:
        server.execute("DROP DATABASE {} WITH (FORCE)", name)
        for role in ("owner", *ROLES):
            server.execute("DROP ROLE {}", f"samverk_{name}_{role}")
        server.execute("DROP ROLE {}", login)


# ---------------------------------------------------------------- who may do what


def test_roles_are_given_and_taken(paid, capsys, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    program = Program(paid, capsys)
    paid.server.login("rut")
    place = paid.server.uri("rut", paid.database)
    for words in (("recorder",), ("auditor",), ("board", "--board", "kulturnamnden")):
        granted = program.ok("grant", "rut", "--role", *words, actor=None).out
        assert f"rut has the role {words[0]}" in granted
        open_book(place).close()
        program.ok("grant", "rut", "--role", *words, "--revoke", actor=None)
        with pytest.raises(BookUnusable, match="no-connection"):
            open_book(place)
    for words, code in (
        (("nobody", "--role", "auditor"), "no-such-login"),
        (("rut", "--role", "board", "--board", "tif"), "unknown-board"),
        (("rut", "--role", "board"), None),
        (("rut", "--role", "auditor", "--board", "tif"), None),
    ):
        refused = program("grant", *words, actor=None)
        assert (refused.status, refused.code) == (2, code)
    assert program("grant", "ekonom", "--role", "auditor", actor="ekonom").code == "not-permitted"
    program.book = tmp_path / "x.book"
    assert program("grant", "rut", "--role", "auditor", actor=None).code == "not-a-server"


def test_the_actor_is_the_login(paid, capsys):
    program = Program(paid, capsys)
    spoofed = program("period", "close", "2023", "--actor", "chefen")
    assert (spoofed.status, spoofed.code) == (2, "actor-is-login")
    program.ok("period", "close", "2023", "--actor", "ekonom")
    event = paid.book.event(paid.book.head())
    assert (event.envelope.actor, event.envelope.assurance) == ("ekonom", "database-attested")
    assert "You record as:  ekonom (database-attested)" in program.ok("status").out
    with pytest.raises(BookUnusable, match="not what its name says"):
        Service(paid.book).execute(pay(), Signature(actor="ekonom", assurance="claimed"))
    with pytest.raises(BookUnusable, match="not recorded by ekonom"):
        Service(paid.book).execute(pay(), Signature(actor="x", assurance="database-attested"))


def appended(state, stream="'agreement/herrgarden'", name="'disbursement-recorded/1'", now="true"):
    """Return what a recorder without this program could call."""
    arrays = ", ".join(f"ARRAY[{value}]::text[]" for value in (stream, name, state))
    return f"SELECT append({catalogue.FORM}, 1000, '{{{{}}}}', '{{{{}}}}', {arrays}, {now})"


INSERT = "INSERT INTO stored_events VALUES (head() + 1, 'book', 9, 'period-closed/1', '')"
LAST = "(SELECT convert_from(state, 'UTF8') FROM stored_events ORDER BY rowid DESC LIMIT 1)"


def rewritten(old, new):
    return f"regexp_replace({LAST}, '{old}', '{new}')"


# What somebody tries, and how the server answers.
ATTACKS = {
    "recorder": [
        ("UPDATE stored_events SET state = ''", "permission denied"),
        ("DELETE FROM stored_events", "permission denied"),
        ("TRUNCATE samverk.stored_events", "permission denied"),
        ("INSERT INTO merkle_node VALUES (9, 9, '')", "permission denied"),
        ("UPDATE merkle_node SET hash = ''", "permission denied"),
        ("DELETE FROM unique_reference", "permission denied"),
        ("INSERT INTO unique_reference VALUES ('key', 'x', 1)", "permission denied"),
        ("INSERT INTO book_info VALUES ('key', 'x')", "permission denied"),
        ("INSERT INTO board_member VALUES ('ekonom', 10, 'tif')", "permission denied"),
        ("SELECT samverk.grow(1, '')", "permission denied"),
        ("SELECT samverk.derive()", "permission denied"),
        ("UPDATE samverk.stored_events SET state = ''", "permission denied"),
        ("INSERT INTO concern VALUES ('tif', 'agreement/x')", "permission denied"),
        ("ALTER TABLE stored_events DISABLE TRIGGER ALL", "permission denied"),
        ("DROP TRIGGER stored_events_appended ON stored_events", "permission denied"),
        ("SET session_replication_role = replica", "permission denied"),
        ("SET ROLE samverk_{database}_owner", "permission denied"),
        ("SET SESSION AUTHORIZATION postgres", "permission denied"),
        ("CREATE TABLE samverk.x (y int)", "permission denied"),
        ("CREATE FUNCTION public.x() RETURNS int LANGUAGE sql AS 'SELECT 1'", "permission denied"),
        (INSERT, "permission denied"),
        (appended("''"), "invalid input syntax for type json"),
        (appended("NULL"), "null value"),
        (appended(LAST, stream="NULL"), "null value"),
        (appended(LAST, stream="''"), "not what its name says"),
        (appended(LAST, name="NULL"), "not what its name says"),
        (appended(LAST, stream=""), "null value"),
        (appended("'{{}}'"), "not what its name says"),
        (appended(LAST, name="'period-closed/1'"), "not what its name says"),
        (appended(LAST, stream="'book'"), "not what its name says"),
        (appended(rewritten('"ekonom"', '"chefen"')), "not recorded by"),
        (appended(rewritten("database-attested", "signed")), "not recorded by"),
        (appended(rewritten('"reason"', '"actor":"ekonom","reason"')), "not what its name"),
        (appended(rewritten('at":"2', 'at":"1'), now="false"), "not recorded when"),
        (appended(rewritten('at":"2', 'at":"3'), now="false"), "not recorded when"),
        (appended(rewritten('at":"2', 'at":"1'), now="NULL"), "not recorded when"),
        (appended(rewritten('(at":"[^Z]*)Z', "\\1+01:00")), "not what its name"),
        (appended(rewritten('at":"[^"]*', 'at":"infinity')), "not what its name"),
    ],
    "auditor": [
        (INSERT, "permission denied"),
        (appended(LAST), "permission denied"),
        ("UPDATE stored_events SET state = ''", "permission denied"),
        ("SET ROLE samverk_{database}_recorder", "permission denied"),
    ],
    "board": [
        (INSERT, "does not exist"),
        (INSERT.replace("INTO ", "INTO samverk."), "permission denied"),
        (appended("''"), "permission denied"),
        ("SELECT hold(1000)", "permission denied"),
        ("SELECT let_go(1)", "permission denied"),
        ("SET ROLE samverk_{database}_auditor", "permission denied"),
    ],
    "owner": [
        ("UPDATE stored_events SET state = ''", "never changed"),
        ("DELETE FROM stored_events", "never changed"),
        ("TRUNCATE stored_events", "never changed"),
        ("DELETE FROM merkle_node", "never changed"),
        ("UPDATE book_info SET value = ''", "never changed"),
        (INSERT, "never changed"),
        (appended(LAST), "not recorded by"),
    ],
    "superuser": [
        ("UPDATE stored_events SET state = ''", "never changed"),
        ("SET session_replication_role = replica; DELETE FROM stored_events", "never changed"),
        (INSERT, "never changed"),
        (appended(LAST), "not recorded by"),
    ],
}


PAID = "disbursement-recorded/1"
# What a recorder makes of an event that the program would have recorded: the bytes, the name, the
# stream. No reader could read it.
POISON = {
    "as the program does": (lambda b: b, PAID, "agreement/herrgarden"),
    "an unknown name": (lambda b: b.replace(b"recorded/1", b"recorded/9"), PAID[:-1] + "9", None),
    "another name": (lambda b: b, "use-reported/1", None),
    "another stream": (lambda b: b, PAID, "book"),
    "a strange stream": (lambda b: b, PAID, "agreement/a b"),
    "no stream": (lambda b: b, PAID, ""),
    "a field less": (lambda b: b.replace(b'"voucher":"V",', b""), PAID, None),
    "a field more": (lambda b: b.replace(b'"voucher":', b'"x":1,"voucher":'), PAID, None),
    "a field twice": (lambda b: b.replace(b'"voucher":', b'"line":"L1","voucher":'), PAID, None),
    "the fact twice": (lambda b: b.replace(b'"data":', b'"data":{},"data":'), PAID, None),
    "the name twice": (lambda b: b.replace(b'"line":', b'"event":"x","line":'), PAID, None),
    "another order": (
        lambda b: b.replace(b'"reason":null,', b"")[:-1] + b',"reason":null}',
        PAID,
        None,
    ),
    "a space": (lambda b: b.replace(b":null", b": null", 1), PAID, None),
    "a text as amount": (lambda b: b.replace(b'minor":77', b'minor":"77"'), PAID, None),
    "a fraction": (lambda b: b.replace(b'minor":77', b'minor":7.5'), PAID, None),
    "an exponent": (lambda b: b.replace(b'minor":77', b'minor":7e1'), PAID, None),
    "nothing": (lambda b: b.replace(b'minor":77', b'minor":0'), PAID, None),
    "less than nothing": (lambda b: b.replace(b'minor":77', b'minor":-77'), PAID, None),
    "too much": (lambda b: b.replace(b'minor":77', b'minor":9000000000000000000'), PAID, None),
    "no day": (lambda b: b.replace(b"2024-03-01", b"2024-02-30"), PAID, None),
    "a day without end": (lambda b: b.replace(b"2024-03-01", b"infinity"), PAID, None),
    "an early day": (lambda b: b.replace(b"2024-03-01", b"0001-01-01"), PAID, None),
    "a year of none": (lambda b: b.replace(b'year":2024', b'year":20240'), PAID, None),
    "an empty text": (lambda b: b.replace(b'"voucher":"V"', b'"voucher":""'), PAID, None),
    "an empty key": (lambda b: b.replace(b'"key":null', b'"key":""'), PAID, None),
    "a null": (lambda b: b.replace(b'"voucher":"V"', b'"voucher":null'), PAID, None),
    "a day before Christ": (lambda b: b.replace(b'-01","payee', b'-01 BC","payee'), PAID, None),
    "a day far away": (lambda b: b.replace(b'"2024-03', b'"20240-03'), PAID, None),
    "an escape": (lambda b: b.replace(b'"V"', b'"\\u0056"'), PAID, None),
    "a short nonce": (lambda b: re.sub(rb'("nonce":"..)', rb"\1" + b'","x":"', b), PAID, None),
    "a loud nonce": (lambda b: re.sub(rb'("nonce":")..', rb"\1FF", b), PAID, None),
    "evidence of none": (lambda b: b.replace(b"[]", b'[{"reference":"x"}]'), PAID, None),
    "evidence as text": (lambda b: b.replace(b"[]", b'"[]"'), PAID, None),
    "a strange instant": (lambda b: b.replace(b'Z","actor', b'+00:00","actor'), PAID, None),
    "very deep": (lambda b: b.replace(b"[]", b"[" * 50_000 + b"]" * 50_000), PAID, None),
    "very long": (lambda b: b.replace(b'"V"', b'"' + b"V" * 1_100_000 + b'"'), PAID, None),
}


@pytest.mark.parametrize("kind", POISON)
def test_what_nobody_could_read_is_not_taken(paid, kind):
    """And what the program would have recorded is."""
    change, name, stream = POISON[kind]
    last = list(paid.book.events())[-1]
    fact = msgspec.structs.replace(last.fact, amount_minor=77, bank_reference=None)
    with psycopg.connect(
        paid.server.uri("ekonom", paid.database), options=LOGIN_PATH, autocommit=True
    ) as connection:
        now = paid.book.now()
        envelope = msgspec.structs.replace(last.envelope, recorded_at=now, data=fact)
        stream = last.originator_id if stream is None else stream
        state = change(encode(envelope))

        def append():
            connection.execute(
                "SELECT append(%s, 1000, '{}', '{}', ARRAY[%s], ARRAY[%s], ARRAY[%s], false)",
                (catalogue.FORM, stream, name, state.decode()),
            )

        if kind == "as the program does":
            append()
        else:
            with pytest.raises(psycopg.Error) as refusal:
                append()
            assert refusal.value.sqlstate in {
                "SV003",
                *(["SV005"] if kind == "a strange stream" else []),  # no such agreement
                "22P02",
                "22007",
                "22008",
                "22003",
                "22023",
                "54001",
            }
    assert codes(paid.book) == []


@given(
    event=st.sampled_from(ALL),
    text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1),
)
@examples(120)
def test_the_server_writes_an_event_as_the_program_does(writer, event, text):
    envelope = msgspec.structs.replace(
        event.envelope, reason=text, evidence=(Evidence(reference=text, sha256="0" * 64),)
    )
    for told in (event.envelope, envelope):
        state = encode(told)
        statement = "SELECT samverk.written(%s, convert_from(%s, 'UTF8')::jsonb)"
        (written,) = writer.execute(statement, (event.name, state)).fetchone()
        assert written == (None if is_unclean(state) else state.decode())


@pytest.mark.parametrize("kind", BYTES)
def test_the_server_writes_nothing_that_verification_would_name(writer, kind):
    _, name, state = BYTES[kind]
    statement = "SELECT samverk.written(%s, convert_from(%s, 'UTF8')::jsonb)"
    with suppress(psycopg.Error):
        assert (writer.execute(statement, (name, state)).fetchone()[0] or "").encode() != state


@pytest.mark.parametrize("who", ATTACKS)
def test_what_each_tries_and_is_refused(paid, who):
    paid.open("revisor", "auditor")
    paid.open("ordforande", "board", "kulturnamnden")
    logins = {"recorder": "ekonom", "auditor": "revisor", "board": "ordforande"}
    login = logins.get(who, "postgres")
    paths = dict.fromkeys(("owner", "superuser"), OWNER_PATH)
    before = list(paid.book.rows())
    for statement, answer in ATTACKS[who]:
        text = statement.replace("{database}", paid.database).replace("{{}}", "{}")
        place = paid.server.uri(login, paid.database, options=paths.get(who, LOGIN_PATH))
        with psycopg.connect(place, autocommit=True) as connection:
            if who == "owner":
                connection.execute(f'SET ROLE "samverk_{paid.database}_owner"')
            with pytest.raises(psycopg.Error, match=answer):
                connection.execute(text)
    assert list(paid.book.rows()) == before
    assert codes(paid.book) == []


# What those who can do anything do, and what is found afterwards.
TAMPERED = [
    (
        ("ALTER TABLE stored_events DISABLE TRIGGER stored_events_never_changed;"
        "UPDATE stored_events SET state = convert_to(replace(convert_from(state, 'UTF8'),"
        " '\"amount_minor\":100,', '\"amount_minor\":900,'), 'UTF8') WHERE rowid = 18"),
        {"schema", "node"},
    ),
    (
        ("ALTER TABLE stored_events DISABLE TRIGGER USER;"
        "DELETE FROM stored_events WHERE rowid = head();"
        "ALTER TABLE stored_events ENABLE ALWAYS TRIGGER stored_events_appended;"
        "ALTER TABLE stored_events ENABLE ALWAYS TRIGGER stored_events_never_changed"),
        {"node-count", "reference", "truncated"},
    ),
    ("ALTER TABLE stored_events ENABLE TRIGGER stored_events_appended", {"schema"}),
    ("GRANT UPDATE ON stored_events TO ekonom", {"schema"}),
    ("GRANT INSERT ON merkle_node TO PUBLIC", {"schema"}),
    ("GRANT SELECT ON stored_events TO PUBLIC", {"schema"}),
    ("GRANT SELECT ON turn TO ekonom", {"schema"}),
    ("CREATE POLICY x ON stored_events USING (true)", {"schema"}),
    ("ALTER TABLE stored_events ENABLE ROW LEVEL SECURITY", {"schema"}),
    ("ALTER FUNCTION my_events RESET plan_cache_mode", {"schema"}),
    ("ALTER TABLE concern ALTER stream SET STATISTICS -1", {"schema"}),
    ("DELETE FROM concern WHERE party = 'kulturnamnden'", {"concern"}),
    ("INSERT INTO concern VALUES ('stadsbyggnadsnamnden', 'agreement/herrgarden')", {"concern"}),
    ("CREATE RULE r AS ON INSERT TO book_info DO INSTEAD NOTHING", {"schema"}),
    (
        ("CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql"
        " SET search_path = pg_catalog, pg_temp AS 'BEGIN RETURN NULL; END'"),
        {"schema"},
    ),
    ("ALTER FUNCTION head() OWNER TO postgres", {"schema"}),
    ("DELETE FROM unique_reference WHERE value = 'B-1'", {"reference"}),
    (
        "ALTER TABLE book_info DISABLE TRIGGER USER; UPDATE book_info SET value = 'x'",
        {"schema", "identity"},
    ),
]  # fmt: skip


@pytest.mark.parametrize(("statements", "found"), TAMPERED)
def test_what_a_superuser_does_is_found(server, database, tmp_path, monkeypatch, statements, found):
    monkeypatch.chdir(tmp_path)
    home = ServerHome(server, database)
    key = evidence.create_book(home.place)
    book, service = concluded_book(home.open())
    for number in range(3):
        service.execute(pay(100, bank_reference=f"B-{number}"), ME)
    present.current(book)
    held = evidence.make_checkpoint(book, evidence.read_key(key))
    assert codes(book, [(held, "held")]) == []
    with psycopg.connect(home.place, options=OWNER_PATH) as connection:
        connection.execute(statements)
    assert found <= set(codes(book, [(held, "held")]))
    home.close()


# What an administrator does around the book, and what verification calls it.
SUSPICIOUS = [
    ("GRANT {owner} TO ekonom", "member ekonom is @owner"),
    ("CREATE ROLE x; GRANT {owner} TO x; GRANT x TO ekonom", "member ekonom is @owner"),
    ("GRANT {owner} TO ekonom WITH ADMIN OPTION", "member ekonom may become @owner"),
    ("GRANT {recorder} TO {board}", "member @board is @recorder"),
    ("GRANT pg_write_all_data TO {auditor}", "member @auditor is pg_write_all_data"),
    ("ALTER ROLE {owner} LOGIN", "role @owner login"),
    ("ALTER ROLE {owner} SUPERUSER", "role @owner superuser"),
    ("ALTER ROLE {owner} CREATEROLE", "role @owner createrole"),
    ("ALTER ROLE {owner} REPLICATION", "role @owner replication"),
    ("ALTER ROLE ekonom SUPERUSER", "user ekonom @recorder superuser"),
    ("CREATE ROLE x SUPERUSER; GRANT revisor TO x", "user x @auditor superuser"),
    ("GRANT pg_write_all_data TO ekonom", "user ekonom @recorder pg_write_all_data"),
    ("CREATE ROLE x; GRANT pg_read_all_data TO x; GRANT x TO kultur", "@board pg_read_all_data"),
    ("GRANT pg_read_all_data TO revisor", None),
    ("GRANT pg_signal_backend TO {owner}", None),
    ("REVOKE pg_read_all_stats FROM {owner}", None),
    ("GRANT pg_monitor TO {owner}", "member @owner is pg_monitor"),
    ("CREATE ROLE x SUPERUSER", None),
    (
        'CREATE ROLE "@recorder"; GRANT INSERT ON merkle_node TO "@recorder"',
        'right merkle_node "@recorder" INSERT f',
    ),
    (
        "CREATE ROLE {recorder2}; GRANT INSERT ON merkle_node TO {recorder2}",
        "right merkle_node samverk_{database}_recorder2 INSERT f",
    ),
    ("CREATE TABLE view_balance (minor bigint)", "column view_balance.minor"),
    ("ALTER FUNCTION head() LEAKPROOF", "sql bigint leakproof"),
    ("ALTER FUNCTION head() PARALLEL SAFE", "sql bigint parallel s"),
    ("ALTER FUNCTION head() STRICT", "sql bigint strict"),
    ("ALTER FUNCTION head() COST 7", None),
    (
        "UPDATE pg_index SET indisvalid = false WHERE indexrelid = 'stored_events_pkey'::regclass",
        "not valid",
    ),
    ("ALTER TABLE book_info ALTER value SET DEFAULT 'x'", "default 'x'::text"),
    ("ALTER TABLE merkle_node ALTER place ADD GENERATED ALWAYS AS IDENTITY", "identity a"),
    (
        "ALTER TABLE book_info ADD x text GENERATED ALWAYS AS (name) STORED",
        "generated s default name",
    ),
    (
        "ALTER DEFAULT PRIVILEGES IN SCHEMA samverk GRANT SELECT ON TABLES TO PUBLIC",
        "default right",
    ),
    (
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} GRANT ALL ON TABLES TO ekonom",
        "default right @own",
    ),
    ("ALTER ROLE ekonom SET search_path = public", "setting ekonom search_path=public"),
    ("ALTER ROLE {owner} SET row_security = off", "setting @owner row_security=off"),
    (
        "ALTER ROLE ekonom IN DATABASE {database} SET default_transaction_read_only = on",
        "setting ekonom in {database} default_transaction_read_only=on",
    ),
    (
        "ALTER DATABASE {database} SET session_replication_role = replica",
        "setting {database} session_replication_role=replica",
    ),
    ("ALTER ROLE ALL SET session_replication_role = replica", "setting session_replication_role="),
    ("ALTER ROLE ekonom SET work_mem = '8MB'", None),
    ("CREATE ROLE x; ALTER ROLE x SET search_path = public", None),
    ("GRANT CONNECT ON DATABASE {database} TO PUBLIC", "right database PUBLIC CONNECT f"),
    ("GRANT CREATE ON DATABASE {database} TO ekonom", "right database ekonom CREATE f"),
    ("GRANT CREATE ON SCHEMA public TO PUBLIC", "right schema public PUBLIC CREATE f"),
    ("CREATE DOMAIN samverk.x AS text", "type x d"),
    ("CREATE TYPE samverk.x AS (y int)", "relation x c"),
    (
        "CREATE OPERATOR samverk.<> (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text)",
        "operator <>",
    ),
    ('CREATE COLLATION samverk.x FROM "C"', "collation x"),
    ("CREATE STATISTICS x ON name, value FROM book_info", "statistics x book_info"),
    ("CREATE PUBLICATION x FOR TABLE stored_events", "publication x"),
    ("CREATE PUBLICATION x FOR ALL TABLES", "publication x"),
    (
        (
            "CREATE SUBSCRIPTION x CONNECTION 'dbname=y' PUBLICATION z WITH (connect = false);"
            "INSERT INTO pg_subscription_rel (srrelid, srsubid, srsubstate)"
            " SELECT 'stored_events'::regclass, oid, 'i' FROM pg_subscription"
        ),
        "subscription x stored_events",
    ),
    ("CREATE PUBLICATION x FOR TABLES IN SCHEMA samverk", "publication x"),
    (
        (
            "CREATE FUNCTION public.x() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END';\n"
            "CREATE EVENT TRIGGER x ON ddl_command_end EXECUTE FUNCTION public.x()"
        ),
        "event trigger x ddl_command_end",
    ),
    ("CREATE CAST (date AS int4) WITHOUT FUNCTION AS IMPLICIT", "cast date integer"),
    ("CREATE FUNCTION pg_catalog.x() RETURNS int LANGUAGE sql AS 'SELECT 1'", "pg_catalog.x"),
    (
        "CREATE OPERATOR pg_catalog.<<>> (FUNCTION = texteq, LEFTARG = text, RIGHTARG = text)",
        "<<>>",
    ),
]


def test_what_is_suspicious_around_a_book_is_found(paid):
    paid.open("revisor", "auditor")
    paid.open("kultur", "board", "kulturnamnden")
    names = {f"{role}": f"samverk_{paid.database}_{role}" for role in ("owner", *ROLES)}
    names |= {"database": paid.database, "recorder2": names["recorder"] + "2"}
    for statements, called in SUSPICIOUS:
        with psycopg.connect(paid.place, options=OWNER_PATH) as connection:
            connection.execute(statements.format(**names))
            present = catalogue.catalogue(connection.execute)
            connection.rollback()
        different = "\n".join(sorted(present ^ catalogue.wanted()))
        if called is None:
            assert different == "", statements
        else:
            assert called.format(**names) in different, statements
    assert list(paid.book.schema_differences()) == []


def test_everybody_s_right_to_the_schema_public_is_taken(server, database):
    server.execute("GRANT CREATE ON SCHEMA public TO PUBLIC", database=database)
    with closing(make_book(server.uri(database=database))) as book:
        assert list(book.schema_differences()) == []
    server.login("ekonom")
    opening.grant(server.uri(database=database), "ekonom", "recorder", None, revoke=False)
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        server.execute("CREATE TABLE public.x (y int)", database=database, user="ekonom")


def test_a_recorder_has_no_table_to_write_into(paid):
    """What a report is made of can only be appended: there is nothing else to be written."""
    listed = "SELECT relname FROM pg_class WHERE relnamespace = 'samverk'::regnamespace"
    with closing(paid.open("ekonom")) as book:
        for privilege in ("INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER"):
            may = f"{listed} AND relkind IN ('r', 'v', 'p') AND has_table_privilege(oid, ?)"
            assert book.connection.execute(may, (privilege,)).fetchall() == [], privilege


def test_nothing_is_built_on_nodes_that_are_missing(paid):
    book, service = paid.book, service_on(paid.book)
    while book.head() % 4 != 3:
        service.execute(pay(), ME)
    with psycopg.connect(paid.place, options=OWNER_PATH) as connection:
        connection.execute("ALTER TABLE merkle_node DISABLE TRIGGER USER")
        place = book.head() // 2 - 1
        connection.execute("DELETE FROM merkle_node WHERE level = 1 AND place = %s", (place,))
    with pytest.raises(BookUnusable, match="query returned no rows"):
        service.execute(pay(), ME)


def test_an_auditor_reads_everything_and_writes_nothing(paid, capsys):
    paid.place_of("revisor", "auditor")
    program = Program(paid, capsys)
    assert program.ok("verify", "--json", actor="revisor").json["findings"] == []
    report = program.ok("report", "agreement", "herrgarden", actor="revisor").out
    assert "Kraftsamling" in report
    assert "revisor, who may only read" in program.ok("status", actor="revisor").out
    refused = program("period", "close", "2023", actor="revisor")
    assert (refused.status, refused.code) == (2, "book-read-only")


@pytest.fixture
def two_agreements(paid, tmp_path):
    """A second agreement, of Fritidsnämnden and TiF alone."""
    file = tmp_path / "annat.toml"
    file.write_text(
        'id = "annat"\ntitle = "Annat avtal"\nreference = "X-1"\npurpose = "p"\n'
        "starts = 2024-01-01\nends = 2024-12-31\n"
        'currency = "SEK"\nrounding = "ore"\n'
        'signatories = ["fritidsnamnden", "tif"]\nstated_total = "1 000"\n'
        '[[line]]\nid = "L9"\npurpose = "hemligt"\nfunder = "fritidsnamnden"\n'
        'performer = "tif"\namounts = { 2024 = "1 000" }\nuplift = false\n',
        encoding="utf-8",
    )
    return paid, file


def test_a_board_sees_what_concerns_it(two_agreements, capsys, tmp_path, monkeypatch):
    paid, file = two_agreements
    monkeypatch.chdir(tmp_path)
    program = Program(paid, capsys)
    program.ok("agreement", "propose", file)
    paid.place_of("kultur", "board", "kulturnamnden")
    paid.place_of("fritid", "board", "fritidsnamnden")
    whole = program.ok("report", "board", "kulturnamnden").out
    assert program.ok("report", "board", "kulturnamnden", actor="kultur").out == whole
    whole = program.ok("report", "agreement", "herrgarden", "--at", 18).out
    seen = program.ok("report", "agreement", "herrgarden", "--at", 18, actor="kultur").out
    assert seen == whole
    assert "annat" in program.ok("agreement", "list", actor="fritid").out
    assert "annat" not in program.ok("agreement", "list", actor="kultur").out
    assert "hemligt" not in program.ok("log", "-O", "json", actor="kultur").out
    refused = program("report", "agreement", "annat", actor="kultur")
    assert (refused.status, refused.code) == (3, "unknown-agreement")
    party = program.ok("report", "party", "tif", actor="kultur").out
    assert "You see only the agreements that concern kulturnamnden." in party
    assert "You see only" not in program.ok("report", "party", "tif").out
    assert "that concern kulturnamnden" in program.ok("status", actor="kultur").out
    for words in (
        ("replay",),
        ("backup", "x.book"),
        ("checkpoint", "--key-file", "k"),
    ):
        evidence_ = program(*words, actor="kultur")
        assert evidence_.status == 2, words
    assert "Not checked: what you do not see." in program.ok("verify", actor="kultur").out
    with closing(paid.open("kultur")) as book:
        assert book.root(book.head()) == paid.book.root(paid.book.head())
        service_on(paid.book).execute(pay(5), ME)
        before = asking.report(book, "agreement", "herrgarden", asking.Question())
        assert before.totals["paid_minor"] == 305


def test_a_login_that_is_made_anew_has_no_boards(paid):
    name = f"ny {paid.database}"
    paid.server.login(name)
    grant = partial(opening.grant, paid.place, name, "board", revoke=False)
    grant("kulturnamnden")
    grant("fritidsnamnden")
    place = paid.server.uri(name, paid.database)
    with closing(open_book(place)) as book:
        assert book.boards == ("fritidsnamnden", "kulturnamnden")
        assert "herrgarden" in present.current(book, sums=()).agreements
    paid.server.execute("DROP ROLE {}", name)
    paid.server.login(name)
    paid.server.execute("GRANT {} TO {}", f"samverk_{paid.database}_board", name)
    with closing(open_book(place)) as book:
        assert book.boards == ()
        assert present.current(book, sums=()).agreements == {}
    grant("kulturnamnden")
    with closing(open_book(place)) as book:
        assert book.boards == ("kulturnamnden",)
    rows = paid.book.connection.execute("SELECT login, board FROM board_member").fetchall()
    assert rows == [(name, "kulturnamnden")]
    paid.server.execute("DROP ROLE {}", name)


# ---------------------------------------------------------------- waiting, committing


def test_a_reader_does_not_wait_for_ever(paid, capsys):
    present.current(paid.book)
    place = paid.place_of("ekonom")[0]
    with closing(open_book(place)) as book:
        assert book.connection.execute("SHOW lock_timeout").fetchone()[0] == "1min"
    hurried = paid.server.uri("ekonom", paid.database, options="-c lock_timeout=100ms")
    held = paid.server.uri(database=paid.database, options=OWNER_PATH)
    with psycopg.connect(held) as other, closing(open_book(hurried)) as book:
        other.execute("LOCK TABLE stored_events")
        with pytest.raises(Conflict, match="book-held-since"):
            present.current(book)
    paid.place_of = lambda *_: (hurried, ())
    program = Program(paid, capsys)
    with psycopg.connect(held) as other:
        other.execute("LOCK TABLE stored_events")
        for lang, told in (("en", "did not finish in time"), ("sv", "blev inte klar i tid")):
            refused = program("agreement", "list", lang=lang)
            assert (refused.status, refused.code) == (4, "book-held-since")
            assert told in refused.err


def test_what_the_server_undid_is_not_acknowledged(paid):
    book, head = paid.book, paid.book.head()
    undone = pytest.raises(BookUnusable, match="ROLLBACK")
    with undone, book.writing() as connection, suppress(BookUnusable):
        connection.execute("SELECT 1 / 0")
    assert book.head() == head
    service_on(book).execute(pay(), ME)
    assert book.head() == head + 1


def test_what_was_known_in_the_last_minute_is_not_settled(paid, capsys):
    service_on(paid.book).execute(pay(), ME)  # the prepared events may be older
    book, head = paid.book, paid.book.head()
    newest = book.recorded_at(head)
    assert book.known_at(newest - timedelta(microseconds=1)) == head - 1  # none can be as old
    with pytest.raises(Conflict, match="not-settled"):
        book.known_at(newest)
    program = Program(paid, capsys)
    words = ("report", "agreement", "herrgarden", "--known-at", newest.isoformat())
    for lang, told in (("en", "is settled at"), ("sv", "ligger fast")):
        refused = program(*words, lang=lang)
        assert (refused.status, refused.code) == (4, "not-settled")
        assert told in refused.err
        assert f"--at {head}" in refused.err
    # Somebody without this program is accepted with that time later.
    service_on(book, lambda: newest).execute(pay(), ME)
    assert book.recorded_at(head + 1) == newest


def test_what_was_known_a_minute_ago_is_settled(made):
    book = made.open()
    early = datetime.now(UTC) - timedelta(seconds=59)
    service_on(book, lambda: early).execute(
        c.RegisterParty(party="a", name="A", kind="civil", legal_entity=None), ME
    )
    with pytest.raises(Conflict, match="not-settled"):
        book.known_at(early)
    time.sleep(1.1)
    assert book.known_at(early) == 1


# ---------------------------------------------------------------- the same on both


def steps(place, moment, nonces, monkeypatch):
    """Record everything there is, with clock and nonces given, and return the open book."""
    monkeypatch.setattr(os, "urandom", lambda _: nonces.__next__())
    book = open_book(place)
    service = Service(book, lambda: moment)
    signature = Signature(actor="ekonom", assurance="database-attested", reason="därför")
    concluded_book(book, service, signature)
    for command in (
        pay(7, bank_reference="B", voucher="V"),
        pay(8, voucher="V"),
        pay(9, line="L1", voucher="V"),
    ):
        service.execute(command, signature)
    service.execute(c.ReverseEntry(position=18, reason="fel"), signature)
    list(service.execute_all([(pay(n + 1, voucher="W"), signature) for n in range(50)], chunk=20))
    return book


def everything(book):
    """Return every report in every format."""
    return [
        render(
            asking.report(book, kind, SUBJECTS.get(kind), question),
            form,
            width=100,
        )
        for kind in KINDS
        for question in (
            asking.Question(),
            asking.Question(at=30),
            asking.Question(period="2024"),
        )
        for form in ("table", "json", "csv", "md", "html")
    ]


def test_the_same_commands_give_the_same_reports_and_root(made, book_path, monkeypatch):
    make_book(book_path).close()
    moment = datetime.now(UTC)
    nonces = [os.urandom(16) for _ in range(200)]
    place = made.place_of("ekonom")[0]
    with (
        closing(steps(place, moment, iter(nonces), monkeypatch)) as one,
        closing(steps(book_path, moment, iter(nonces), monkeypatch)) as other,
    ):
        assert list(one.rows()) == list(other.rows())
        assert one.head() == 71
        assert one.root(71) == other.root(71)
        assert one.references() == other.references()
        assert everything(one) == everything(other)
        assert other.known_at(moment) == 71
        assert one.known_at(moment - timedelta(seconds=1)) == 0
        assert codes(one) == codes(other) == []


def test_a_book_moves_to_a_server_and_back(tmp_path, server, database, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    file, place = tmp_path / "a.book", server.uri(database=database)
    program = Program(FileHome(file), capsys)
    program.ok("init")
    size = sum(count for _, count, _ in STEPS)
    for actor, _, words in STEPS:
        program.ok(*words, actor=actor)
    program.ok("checkpoint", "-o", "held")
    moved = program.ok("migrate", "--from", file, "--to", place).out
    assert f"postgresql:///{database} was written and verified: {size} events" in moved
    assert "Its key stays where it is. Sign with --key-file" in moved
    assert f"held stay in {file}.checkpoints, and" in moved
    again = program("migrate", "--from", file, "--to", place)
    assert (again.status, again.code) == (2, "book-exists")
    home = ServerHome(server, database)
    there = Program(home, capsys)
    assert there.ok("verify", "--checkpoint", "held", "--json").json["findings"] == []
    there.ok("checkpoint", "verify", "held")
    there.ok("checkpoint", "--key-file", "a.book.key")
    back = tmp_path / "b.book"
    there.ok("backup", back)
    with (
        closing(open_book(file)) as one,
        closing(home.open()) as other,
        closing(open_book(back)) as third,
    ):
        assert list(one.rows()) == list(other.rows()) == list(third.rows())
        assert one.infos() == other.infos() == third.infos()
        assert one.root(size) == other.root(size) == third.root(size)
        assert one.references() == other.references() == third.references()
        assert everything(one) == everything(other) == everything(third)
    there.ok("party", "add", "ny2", "--name", "Ny", "--kind", "civil")  # it goes on
    assert there.ok("verify", "--json").json["events"] == size + 1
    home.close()


def test_an_administrator_who_is_no_superuser_moves_a_book(
    tmp_path, server, database, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "a.book"
    Program(FileHome(file), capsys).ok("init")
    with closing(open_book(file)) as book:
        concluded_book(book)
    name = server.login(f"mover_{database}")
    server.execute("ALTER ROLE {} CREATEROLE", name)
    server.execute("ALTER DATABASE {} OWNER TO {}", database, name)
    place = server.uri(name, database)
    moved = Program(FileHome(file), capsys).ok("migrate", "--from", file, "--to", place).out
    assert "was written and verified: 17 events" in moved
    with pytest.raises(BookUnusable, match="no-role"):  # what was lent for it is taken back
        open_book(place)
    server.login("revisor")
    opening.grant(place, "revisor", "auditor", None, revoke=False)
    with closing(open_book(server.uri("revisor", database))) as book:
        assert codes(book) == []
    server.execute("ALTER DATABASE {} OWNER TO postgres", database)
    server.execute("DROP OWNED BY {}", name, database=database)


def test_a_damaged_book_does_not_move(tmp_path, server, database):
    file = tmp_path / "a.book"
    book, _ = concluded_book(make_book(file))
    book.connection.execute("DROP TRIGGER stored_events_no_update")
    book.connection.execute("UPDATE stored_events SET topic = 'x' WHERE rowid = 9")
    book.close()
    from ledger.proof.copies import copy_book
    from ledger.refusal import Tampered

    with pytest.raises(Tampered, match="copy-differs"):
        copy_book(file, server.uri(database=database), lambda _: None)
    with pytest.raises(BookUnusable, match="no-book"):
        open_book(server.uri(database=database))


# ---------------------------------------------------------------- in one turn


def in_one_turn(book, service, command):
    """Record, and return the event and whether the book was free."""
    turns, writing = [], book.writing
    book.writing = lambda *words: turns.append(words) or writing(*words)
    (recorded,) = service.execute(command, ME).recorded
    del book.writing
    return recorded, not turns


def test_what_is_decided_on_the_present_state_is_appended_in_one_turn(paid):
    books = paid.book, paid.open()
    one, two = (partial(in_one_turn, book, service_on(book)) for book in books)
    for record in (one, two):
        assert not record(pay(1))[1]  # the states are not folded yet
    first, at_once = two(pay(2))
    assert at_once
    assert two(pay(3))[1]
    recorded, at_once = one(pay(4))  # others have paid of the same agreement: the server judges it
    assert at_once
    assert recorded.position == first.position + 2
    assert recorded.originator_version == first.originator_version + 2
    assert one(pay(5))[1]
    amounts = [x.fact.amount_minor for x in paid.book.events(first.position - 1)]
    assert amounts == [2, 3, 4, 5]
    times = [x.envelope.recorded_at for x in paid.book.events()]
    assert times == sorted(times)
    assert codes(paid.book) == []


USED = c.RecordUse(
    agreement="herrgarden",
    line="L2",
    budget_year=2024,
    amount_minor=1,
    reported_on=pay().paid_on,
    report="R",
)
CLAIMED = c.ClaimRepayment(
    agreement="herrgarden",
    line="L2",
    budget_year=2024,
    amount_minor=1,
    claimed_on=pay().paid_on,
    due_on=pay().paid_on,
    ground="unused",
)


@pytest.mark.parametrize(
    ("meanwhile", "is_at_once"),
    [
        ([pay(2)], True),
        ([pay(2), USED, pay(2)], True),
        ([pay(2) for _ in range(100)], True),
        ([pay(2) for _ in range(101)], False),  # who is far behind reads the stream
        ([pay(2, voucher="mine")], False),  # by its voucher it may be the same payment
        ([pay(2, voucher="mine", line="L1")], False),
        ([pay(2, voucher="of nine")], True),
        ([CLAIMED], False),
    ],
)
def test_a_payment_does_not_wait_for_what_others_paid(paid, meanwhile, is_at_once):
    """Where what came meanwhile may change the decision, the client looks at it first."""
    books = paid.book, paid.open()
    service, other = map(service_on, books)
    record = partial(in_one_turn, books[0], service)
    record(pay(1))
    assert record(pay(1))[1]
    for _ in other.execute_all([(command, ME) for command in meanwhile], chunk=200):
        pass
    recorded, at_once = record(pay(4, voucher="mine"))
    assert at_once is is_at_once
    assert recorded.position == paid.book.head()
    assert record(pay(1))[1]  # it knows now what came
    state, wanted = (x.agreement("herrgarden") for x in (service, service_on(books[1])))
    assert state.version == wanted.version
    for name, line in state.lines.items():
        assert line.years == wanted.lines[name].years
        assert line.paid.positions == wanted.lines[name].paid.positions
    with pytest.raises(Refused, match="looks-recorded"):
        other.execute(pay(4, voucher="mine"), ME)
    assert codes(paid.book) == []


def test_nothing_is_appended_that_a_rule_has_come_to_forbid(paid):
    """Another client spends the rest, closes the period, or takes key and bank reference."""
    one, two = service_on(paid.book), service_on(paid.open())
    keyed = Signature(actor="ekonom", key="k")
    paid_once = pay(1, bank_reference="B")
    one.execute(paid_once, keyed)
    two.execute(pay(1), ME)
    with pytest.raises(Refused) as refused:
        one.preview(pay(10**10), ME)
    left = refused.value.limit.minor
    head = paid.book.head()
    assert two.execute(paid_once, keyed).repeated
    with pytest.raises(Conflict, match="key-conflict"):
        two.execute(pay(2, bank_reference="B"), keyed)
    with pytest.raises(Conflict, match="bank-reference-seen"):
        two.execute(pay(1, bank_reference="B"), ME)
    assert paid.book.head() == head
    one.execute(pay(left), ME)
    with pytest.raises(Refused, match="exceeds-remaining"):
        two.execute(pay(1), ME)
    assert paid.book.head() == head + 1
    one.execute(c.ClosePeriod(period="2024"), ME)
    with pytest.raises(Refused, match="period-closed"):
        two.execute(pay(1, line="L1"), ME)
    assert paid.book.head() == head + 2
    assert codes(paid.book) == []


def test_a_refusal_on_an_old_state_is_not_the_last_word(paid):
    one, two = service_on(paid.book), service_on(paid.open())
    (entry,) = one.execute(pay(7_000_000), ME).recorded
    two.execute(pay(1), ME)
    one.execute(c.ReverseEntry(position=entry.position, reason="x"), ME)
    (recorded,) = two.execute(pay(7_000_000), ME).recorded
    assert recorded.position == paid.book.head()


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.sampled_from(["L1", "L2"]),
            st.sampled_from([1, 1_000_000, 10_000_000]),
            st.sampled_from([None, *(f"B-{number}" for number in range(20))]),
            st.sampled_from([None, *(f"k-{number}" for number in range(20))]),
            st.sampled_from([None, "one", "two"]),
        ),
        max_size=12,
    )
)
@examples(15)
def test_whoever_records_it_is_decided_as_by_one_who_has_just_looked(several, rows):
    book, services = several
    for who, line, minor, bank, key, voucher in rows:
        command = pay(minor, line=line, bank_reference=bank, voucher=voucher)
        signature = replace(ME, key=key)
        wanted = told(service_on(book).preview, command, signature)
        assert told(services[who].execute, command, signature) == wanted
    assert [x.position for x in book.events()] == list(range(1, book.head() + 1))
    assert codes(book) == []


def told(ask, command, signature):
    """Return what is recorded, and whether it was before; or why not."""
    try:
        outcome = ask(command, signature)
    except (Refused, Conflict) as error:
        return str(error)
    return [x.fact for x in outcome.recorded], outcome.repeated


@pytest.fixture(scope="module")
def several(server):
    """A book, and services that record in it in turn, each on a connection of its own."""
    server.database("several")
    home = ServerHome(server, "several")
    concluded_book(home.make())
    yield home.open(), [service_on(home.open()) for _ in range(3)]
    home.close()


# ---------------------------------------------------------------- losing the connection


def test_a_terminated_connection_is_made_again(paid):
    book, service = paid.book, service_on(paid.book)
    head = book.head()
    terminate = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ekonom'"
    paid.server.execute(terminate)
    (recorded,) = service.execute(pay(7), ME).recorded
    assert (recorded.position, book.head()) == (head + 1, head + 1)
    paid.server.execute(terminate)
    assert list(service.execute_all([(pay(1), ME) for _ in range(30)], chunk=10)) == [10, 20, 30]
    assert codes(book) == []


def test_a_commit_that_is_refused_leaves_no_state_behind(paid):
    """The statement that appends is sent with the commit; a locked table stops it there."""
    book, service = paid.book, service_on(paid.book)
    service.execute(pay(1), ME)
    head, book.patience_s = book.head(), 0.2
    with psycopg.connect(paid.place) as other:
        other.execute("LOCK TABLE samverk.stored_events IN SHARE MODE")
        for _ in range(2):
            with pytest.raises(Conflict, match="book-held-since"):
                service.execute(pay(71_000_000), ME)
    book.patience_s = 60
    (recorded,) = service.execute(pay(71_000_000), ME).recorded
    assert recorded.position == head + 1
    assert codes(book) == []


class LosingProxy:
    """Stands between program and server, and loses the connection at the first commits.

    Args:
        target: the server's socket.
        folder: where to listen.
        losses: how many are lost, or their answers.
        before: lose what is sent instead of its answer.
        words: what is sent has one of them.
    """

    def __init__(self, target, folder, losses, *, before, words=(b"\0commit\0",)):
        self._target, self.losses, self._before = str(target), losses, before
        self._words = words
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(folder / f".s.PGSQL.{PORT}"))
        self._listener.listen()
        self._sockets = [self._listener]
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.socket(socket.AF_UNIX)
                server.connect(self._target)
                self._sockets += [client, server]
                losing = threading.Event()
                for pump in (self._ask, self._answer):
                    words = (client, server, losing)
                    threading.Thread(target=pump, args=words, daemon=True).start()

    def _ask(self, client, server, losing):
        with suppress(OSError):
            while data := client.recv(65536):
                if any(word in data for word in self._words) and self.losses:
                    self.losses -= 1
                    if self._before:
                        break
                    losing.set()
                server.sendall(data)
        _hang_up(client, server)

    def _answer(self, client, server, losing):
        with suppress(OSError):
            while (data := server.recv(65536)) and not losing.is_set():
                client.sendall(data)
        _hang_up(client, server)

    def close(self):
        _hang_up(*self._sockets)
        for each in self._sockets:
            each.close()


def _hang_up(*ends):
    for end in ends:
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize("before", [True, False], ids=["commit lost", "answer lost"])
@pytest.mark.parametrize("key", [None, "k"])
def test_a_commit_without_an_answer_is_recorded_once(paid, tmp_path_factory, before, key):
    folder = tmp_path_factory.mktemp("s")
    proxy = LosingProxy(paid.server.home / f".s.PGSQL.{PORT}", folder, 2, before=before)
    place = re.sub(r"host=\S+", f"host={folder}", paid.place_of("ekonom")[0])
    with closing(open_book(place)) as book:
        head, service = book.head(), service_on(book)
        keyed = Signature(actor="ekonom", key=key)
        outcome = service.execute(pay(7), keyed)
        assert proxy.losses < 2
        assert [x.position for x in outcome.recorded] == [head + 1]
        assert [(x.fact.amount_minor, x.envelope.key) for x in book.events(head)] == [(7, key)]
        rows = [(pay(1), ME) for _ in range(20)]
        assert list(service.execute_all(rows, chunk=10)) == [10, 20]
        assert proxy.losses == 0
        assert book.head() == head + 21
    proxy.close()
    assert codes(paid.book) == []


@pytest.mark.parametrize("before", [True, False], ids=["statement lost", "answer lost"])
@pytest.mark.parametrize("key", [None, "k"])
def test_what_is_appended_in_one_turn_without_an_answer_is_recorded_once(
    paid, tmp_path_factory, before, key
):
    folder = tmp_path_factory.mktemp("s")
    proxy = LosingProxy(
        paid.server.home / f".s.PGSQL.{PORT}", folder, 0, before=before, words=[b"\0record\0"]
    )
    place = re.sub(r"host=\S+", f"host={folder}", paid.place_of("ekonom")[0])
    with closing(open_book(place)) as book:
        service = service_on(book)
        service.execute(pay(1), ME)
        service_on(paid.book).execute(pay(2, line="L1"), ME)
        for amount in (3, 4):  # after these it knows that nobody else is at it
            service.execute(pay(amount), ME)
        head, proxy.losses = book.head(), 1
        (recorded,) = service.execute(pay(7), Signature(actor="ekonom", key=key)).recorded
        assert proxy.losses == 0
        assert list(book.events(head)) == [recorded]
        assert (recorded.position, recorded.fact.amount_minor) == (head + 1, 7)
        (again,) = service.execute(pay(8), ME).recorded
        assert again.position == head + 2
    proxy.close()
    assert codes(paid.book) == []


def test_a_server_that_stays_away_is_a_conflict(paid, tmp_path_factory):
    folder = tmp_path_factory.mktemp("s")
    proxy = LosingProxy(paid.server.home / f".s.PGSQL.{PORT}", folder, 1, before=True)
    place = re.sub(r"host=\S+", f"host={folder}", paid.place_of("ekonom")[0])
    with closing(open_book(place)) as book:
        book.patience_s, head = 0.3, book.head()
        proxy.close()
        (folder / f".s.PGSQL.{PORT}").unlink()
        with pytest.raises(Conflict, match="server-gone"):
            service_on(book).execute(pay(), ME)
    assert paid.book.head() == head


# ---------------------------------------------------------------- what append judges by


def test_a_server_that_judges_by_something_else_is_told_of(paid, capsys):
    """As a superuser could have it: verification names the row."""
    statements = (
        "UPDATE samverk.line_year SET remaining = remaining + 1 WHERE line = 'L2' AND year = 2024",
        "UPDATE samverk.budget_line SET performer = 'tif' WHERE line = 'L2'",
        "INSERT INTO samverk.party VALUES ('ingen', 'ingen')",
        "INSERT INTO samverk.representation VALUES ('anna', 'tif')",
        (
            "INSERT INTO samverk.authority VALUES (9, 'anna', 'kommunstyrelsen', 'decide', NULL,"
            " NULL, NULL, NULL, '2024-01-01', '2099-12-31', NULL, NULL)"
        ),
        (
            "INSERT INTO samverk.payment_request VALUES (9, 'agreement/herrgarden', 'L2', 2024, 1,"
            " 'radda-barnen', '2024-12-31', 'anna', 'bo', 'cia', 9, NULL, NULL)"
        ),
        "UPDATE samverk.line_year SET reserved = 1 WHERE line = 'L2' AND year = 2024",
        "DELETE FROM samverk.agreement",
        "INSERT INTO samverk.closed_period VALUES (1, '2020', '2020-12-31')",
        "INSERT INTO samverk.reversed VALUES (15, 16)",
        "INSERT INTO samverk.resting VALUES (15, 16, 0)",
        "INSERT INTO samverk.uplift VALUES ('agreement/herrgarden', 'L2', 2024, 9)",
    )
    assert codes(paid.book) == []
    for statement in statements:
        with psycopg.connect(paid.server.uri(database=paid.database)) as connection:
            connection.execute(statement)
        table = re.search(r"samverk\.(\w+)", statement)[1]
        found = verify(paid.book, [], lambda _: None).findings
        assert {(x.code, x.values["table"]) for x in found} >= {("judged", table)}
    told = Program(paid, capsys)("verify", actor="ekonom")
    assert told.status == 5
    assert "line_year has, or lacks, agreement/herrgarden, L2, 2024" in told.err + told.out


def test_of_two_who_race_for_what_remains_one_is_recorded(paid):
    """Without the program: each has decided on the same state, and says nothing of it."""
    last = list(paid.book.events())[-1]
    remaining = 71_500_000 - 300
    paid.server.login("rival")
    opening.grant(paid.server.uri(database=paid.database), "rival", "recorder", None, revoke=False)

    def take(login):
        fact = msgspec.structs.replace(last.fact, amount_minor=remaining, bank_reference=None)
        envelope = msgspec.structs.replace(last.envelope, actor=login, key=None, data=fact)
        place = paid.server.uri(login, paid.database, options=LOGIN_PATH)
        try:
            with psycopg.connect(place, autocommit=True) as connection:
                gate.wait()
                connection.execute(
                    "SELECT append(%s, 60000, '{}', '{}', ARRAY['agreement/herrgarden'],"
                    " ARRAY[%s], ARRAY[%s], true)",
                    (catalogue.FORM, last.name, encode(envelope).decode()),
                )
        except psycopg.Error as error:
            return error.diag.message_hint
        return "recorded"

    for _ in range(3):
        gate = threading.Barrier(2)
        with ThreadPoolExecutor(2) as threads:
            told = sorted(threads.map(take, ("ekonom", "rival")))
        assert told == ["exceeds-remaining", "recorded"]
        me = Signature(actor="ekonom", assurance="database-attested")
        Service(paid.book).execute(c.ReverseEntry(position=paid.book.head(), reason="R"), me)
    assert codes(paid.book) == []
