"""What a board's login learns of what is not its own: nothing, whatever it asks the server.

And who may keep others from recording: nobody who only reads, and nobody unnamed.
"""

import statistics
import threading
import time
from contextlib import closing, nullcontext, suppress
from datetime import date
from pathlib import Path

import psycopg
import pytest
from conftest import Program, ServerHome, service_on
from postgres_server import LOGIN_PATH as PATH
from postgres_server import Server, drop
from test_recording import ME, concluded_book, pay

from events.money import WrittenAmount
from ledger.books.book import Book
from ledger.books.opening import make_book, open_book
from ledger.books.postgres import catalogue
from ledger.books.postgres.board import BoardBook
from ledger.presentation.formats import render
from ledger.proof.auditing import audit
from ledger.proof.verification import verify
from ledger.refusal import BookUnusable, Conflict
from ledger.rules import commands as c
from ledger.rules.refusals.agreements import UnknownAgreement
from ledger.work import asking
from projections.audits import AUDITS
from projections.reports import KINDS

OWN, HIDDEN, MISSING = "agreement/herrgarden", "agreement/annat", "agreement/inget"
PRESENT = asking.Question()
ROOT = Path(__file__).resolve().parent.parent
SUBJECTS = {"agreement": "herrgarden", "board": "kulturnamnden", "party": "radda-barnen"}
SUBJECTS |= {f"forecast {what}": SUBJECTS[what] for what in ("agreement", "board")}


def codes(book):
    return [x.code for x in verify(book, [], lambda _: None).findings]


def hide_an_agreement(service):
    """Record an agreement of Fritidsnämnden and TiF alone, with payments."""
    line = c.ProposedLine(
        line="L9",
        purpose="hemligt",
        funder="fritidsnamnden",
        performer="tif",
        amounts_minor={2024: 100_000},
    )
    proposal = c.ProposeAgreement(
        agreement="annat",
        title="Annat",
        reference="X-1",
        purpose="hemligt",
        starts=date(2024, 1, 1),
        ends=date(2024, 12, 31),
        currency="SEK",
        rounding="ore",
        extends=None,
        signatories=("fritidsnamnden", "tif"),
        stated_total_minor=100_000,
        lines=(line,),
    )
    day = date(2023, 12, 6)
    for command in (
        proposal,
        c.ApproveCommitment(
            agreement="annat", board="fritidsnamnden", decision="1", decided_on=day
        ),
        c.ConcludeAgreement(agreement="annat", decision="2", decided_on=day),
        *(
            c.RecordDisbursement(
                agreement="annat",
                line="L9",
                budget_year=2024,
                amount_minor=number + 1,
                paid_on=date(2024, 3, 1),
                voucher=f"HEMLIG-{number}",
            )
            for number in range(60)
        ),
    ):
        service.execute(command, ME)


@pytest.fixture(scope="module")
def scene(server):
    """A book with an agreement that concerns Kulturnämnden, and one that does not."""
    home = ServerHome(server, server.database("boards"))
    book, service = concluded_book(home.make())
    hide_an_agreement(service)
    for number in range(40):
        service.execute(pay(number + 1), ME)
    home.open("revisor", "auditor")
    home.open("kultur", "board", "kulturnamnden")
    home.book = book
    server.execute("ANALYZE", database="boards")
    yield home
    home.close()
    drop(server, home.database)  # the tests of this file may come in two parts


@pytest.fixture
def board(scene):
    """What a board's user has without this program: a connection."""
    with psycopg.connect(
        scene.server.uri("kultur", scene.database, options=PATH), autocommit=True
    ) as connection:
        yield connection


def login(home, who):
    return psycopg.connect(home.server.uri(who, home.database, options=PATH), autocommit=True)


def told(connection, statements):
    """Return all that the server says to some statements: rows, warnings, logs, the error."""
    said = []
    hear = lambda notice: said.append((notice.severity, notice.message_primary))  # noqa: E731
    connection.add_notice_handler(hear)
    try:
        if statements.startswith("COPY"):
            with connection.cursor().copy(statements) as copied:
                said += map(bytes, copied)
            return said
        cursor = connection.execute(statements)
        while True:
            said.append(cursor.fetchall() if cursor.description else cursor.statusmessage)
            if not cursor.nextset():
                break
    except psycopg.Error as error:
        context = error.diag.context
        said.append(
            (error.sqlstate, error.diag.message_primary, error.diag.message_detail, context)
        )
    finally:
        connection.remove_notice_handler(hear)
    connection.rollback()
    return said


def told_within(connection, statement):
    """Return which error a statement is, inside a transaction that goes on; None: it is none."""
    connection.execute("SAVEPOINT x")
    try:
        connection.execute(statement)
    except psycopg.Error as error:
        connection.execute("ROLLBACK TO x")
        return error.sqlstate
    return None


def asked_of(connection, stream, statements):
    """Return what is told of a stream once that is the same twice: everything is in some cache."""
    connection.execute("SELECT set_config('my.id', %s, false)", (stream,))
    answers = [None]
    while len(answers) < 10:
        connection.execute("SELECT pg_stat_force_next_flush()")
        answers.append(told(connection, statements))
        if answers[-1] == answers[-2]:
            break
    answer = repr(answers[-1])
    return answer if stream.isdigit() else answer.replace(stream, "ID")


ID = "current_setting('my.id')"
STREAM = f"my_stream({ID}, 0)"
STATE = "convert_from(state, 'UTF8')"
EXPLAINED = f"SELECT * FROM {STREAM} WHERE state >= '\\x7b' AND rowid > 3"
OPTIONS = "ANALYZE, BUFFERS, VERBOSE, SETTINGS, WAL, COSTS, TIMING off, SUMMARY off"
ERRORS = (
    f"length({STATE}) / 0 = 1",
    f"{STATE}::int = 1",
    f"{STATE}::json ->> 'nonce' ~ '('",
    f"{STATE}::json #>> '{{{{x}}}}' = '1' OR 1 / (length({STATE}) - length({STATE})) = 1",
    "pg_sleep(0.001) IS NULL",
    "set_config('my.seen', rowid::text, false) = ''",
)
# What somebody asks of a stream who would know more of it than he is shown.
ASKED = [
    f"SELECT * FROM {STREAM}",
    f"SELECT COUNT(*), MAX(rowid), MIN(state) FROM {STREAM}",
    *(
        f"EXPLAIN ({OPTIONS}, FORMAT {form}) {EXPLAINED}"
        for form in ("text", "json", "xml", "yaml")
    ),
    f"EXPLAIN {EXPLAINED}",
    f"EXPLAIN (VERBOSE, FORMAT json) {EXPLAINED}",
    f"EXPLAIN (GENERIC_PLAN) {EXPLAINED}",
    f"EXPLAIN (ANALYZE, MEMORY, SERIALIZE, TIMING off, SUMMARY off) {EXPLAINED}",
    *(f"SELECT COUNT(*) FROM {STREAM} WHERE {condition}" for condition in ERRORS),
    f"SELECT current_setting('my.seen', true) FROM {STREAM}",
    f"EXPLAIN ({OPTIONS}) SELECT * FROM {STREAM} AS a JOIN {STREAM} AS b USING (state)",
    f"EXPLAIN ({OPTIONS}) SELECT * FROM my_streams() AS own WHERE {ID} = ANY (own)",
    f"COPY (SELECT * FROM {STREAM}) TO STDOUT",
    (
        f"BEGIN; DECLARE x SCROLL CURSOR FOR SELECT * FROM {STREAM}; MOVE FORWARD ALL IN x;"
        " FETCH BACKWARD ALL FROM x; SELECT statement FROM pg_cursors; COMMIT"
    ),
    f"SELECT * FROM {STREAM} AS own FOR SHARE OF own",
    f"SELECT * FROM {STREAM} TABLESAMPLE system (100)",
    f"SELECT ctid, xmin FROM {STREAM}",
    f"SELECT query_to_xml('SELECT * FROM {STREAM.replace(chr(39), chr(39) * 2)}', true, true, '')",
    (
        f"SET debug_print_plan = on; SET debug_print_parse = on; SET client_min_messages = log;"
        f"SELECT COUNT(*) FROM {STREAM}; RESET ALL"
    ),
    f"SET plan_cache_mode = force_custom_plan; EXPLAIN ({OPTIONS}) {EXPLAINED}; RESET ALL",
    (
        f"SET enable_indexscan = off; SET enable_bitmapscan = off; SET enable_indexonlyscan = off;"
        f"EXPLAIN ({OPTIONS}) {EXPLAINED}; RESET ALL"
    ),
    (
        f"PREPARE x (text) AS SELECT * FROM my_stream($1, 0); EXPLAIN ({OPTIONS}) EXECUTE x ({ID});"
        " DEALLOCATE x"
    ),
    (
        f"BEGIN; SELECT COUNT(*) FROM {STREAM}; SELECT relname, seq_scan, seq_tup_read, idx_scan,"
        " idx_tup_fetch FROM pg_stat_xact_all_tables WHERE schemaname = 'samverk' ORDER BY 1;"
        " COMMIT"
    ),
    (
        f"BEGIN ISOLATION LEVEL SERIALIZABLE; SELECT COUNT(*) FROM {STREAM}; SELECT locktype,"
        " relation::regclass, page, tuple, mode FROM pg_locks WHERE pid = pg_backend_pid() AND"
        " locktype <> 'virtualxid' ORDER BY 1, 2, 3, 4, 5; COMMIT"
    ),
    (
        f"DO $$ DECLARE one record; BEGIN FOR one IN SELECT * FROM {STREAM} LOOP"
        " RAISE WARNING '%', one; END LOOP; END $$"
    ),
    f"SELECT * FROM my_stream({ID}, NULL)",
    f"SELECT * FROM my_stream({ID}, -9223372036854775808)",
    f"SELECT * FROM my_stream(repeat({ID}, 100000), 0)",
    f"SELECT * FROM my_stream({ID} || E'\\n', 0)",
]


@pytest.mark.parametrize("statements", ASKED)
def test_what_is_hidden_is_answered_as_what_is_not_there(board, statements):
    hidden, missing = (asked_of(board, stream, statements) for stream in (HIDDEN, MISSING))
    assert hidden == missing
    assert "HEMLIG" not in hidden


def test_what_is_asked_would_tell_of_rows(board):
    """Most of those questions are answered otherwise of what is the board's own."""
    differ = [x for x in ASKED if asked_of(board, OWN, x) != asked_of(board, MISSING, x)]
    assert len(differ) > len(ASKED) / 2


# How somebody tries to have a condition looked at, on the rows of a table.
REFUSED = [
    "SELECT rowid FROM {}",
    "SELECT ctid FROM {}",
    "SELECT x FROM {}",
    f"EXPLAIN ({OPTIONS}) SELECT 1 FROM {{}}",
    "EXPLAIN SELECT 1 FROM {}",
    "EXPLAIN (ANALYZE, FORMAT json) SELECT 1 FROM {}",
    "COPY (SELECT 1 FROM {}) TO STDOUT",
    "BEGIN; DECLARE y CURSOR FOR SELECT 1 FROM {}",
    "PREPARE y AS SELECT 1 FROM {}; EXECUTE y",
    "DO $$ BEGIN PERFORM 1 FROM {}; END $$",
    "WITH y AS MATERIALIZED (SELECT * FROM {}) SELECT 1 FROM y",
    "SELECT 1 FROM my_stream('agreement/annat', 0) WHERE EXISTS (SELECT FROM {})",
]
REFUSED_ENDS = [
    "",
    "WHERE x.rowid = 23 AND x.state >= '\\x7b'",
    "WHERE 1 / (x.rowid - x.rowid) = 1",
    "WHERE x.originator_id = 'agreement/annat' FOR SHARE OF x",
    "TABLESAMPLE system (100)",
]


@pytest.mark.parametrize("end", REFUSED_ENDS)
def test_no_table_can_be_asked(board, end):
    for words in REFUSED:
        (*_, (code, message, *_)) = told(board, words.format(f"samverk.stored_events AS x {end}"))
        assert (code, message) == ("42501", "permission denied for schema samverk"), words


def test_no_plan_tells_how_a_hidden_event_compares(board, scene):
    """It told every byte of one, some bits at a time, by what was "never executed" in it."""
    at = max(x.position for x in scene.book.events() if x.agreement == "annat")

    def plan(source, state):
        return asked_of(
            board,
            f"\\\\x{state}",
            "EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off, BUFFERS off)"
            f" SELECT 1 FROM {source} WHERE rowid = {at} AND state >= '\\x{state}'",
        )

    for source in ("samverk.stored_events", f"my_events(ARRAY[{at}])", f"my_stream('{HIDDEN}', 0)"):
        assert len({plan(source, state) for state in ("00", "7b", "7b22", "ff")}) == 1, source
    assert "permission denied" in plan("samverk.stored_events", "00")


def test_every_hidden_position_is_answered_alike(board, scene):
    events = list(scene.book.events())
    hidden = [x.position for x in events if x.agreement == "annat"]
    asked = f"EXPLAIN ({OPTIONS}) SELECT * FROM my_events(ARRAY[current_setting('my.id')::bigint])"
    answers = {asked_of(board, str(at), asked) for at in hidden}
    assert len(answers) == 1
    own = [x.position for x in events if x.agreement != "annat"]
    everything = list(range(-3, len(events) + 5))
    rows = board.execute("SELECT rowid FROM my_events(%s)", (everything,)).fetchall()
    assert [at for (at,) in rows] == own
    (found,) = board.execute("SELECT my_positions(0, 1000)").fetchone()
    assert found == own


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TEMP TABLE x (y int)",
        "CREATE TABLE public.x (y int)",
        "CREATE VIEW pg_temp.x AS SELECT 1",
        "CREATE FUNCTION pg_temp.x(bytea) RETURNS bool LANGUAGE sql LEAKPROOF AS 'SELECT true'",
        "CREATE FUNCTION public.x() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "SELECT lo_create(0)",
        "SELECT lo_from_bytea(0, 'x')",
        "SELECT lo_creat(-1)",
        "SELECT pg_logical_emit_message(true, 'x', repeat('x', 1000000))",
        "SELECT pg_logical_emit_message(false, 'x', 'x'::bytea)",
        "SELECT pg_advisory_lock(1396788566)",
        "SELECT pg_try_advisory_lock_shared(1, 2)",
        "SELECT pg_advisory_xact_lock(1396788566)",
        "SELECT * FROM pg_statistic",
        "SELECT * FROM pg_statistic_ext_data",
        f"SELECT append({catalogue.FORM}, 1, '{{}}', '{{}}', '{{}}', '{{}}', '{{}}', true)",
        "SELECT hold(1)",
        "SELECT let_go(1)",
        "SELECT samverk.derive()",
        "SELECT samverk.leaf_hash('', 1, '', '')",
        "SELECT pg_read_file('postgresql.conf')",
        "SELECT query_to_xml('SELECT * FROM samverk.stored_events', true, true, '')",
        "SELECT table_to_xml('samverk.stored_events', true, true, '')",
        "SELECT cursor_to_xml(refcursor 'x', 1, true, true, '') FROM samverk.stored_events",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
        "BEGIN; LOCK TABLE samverk.turn IN ACCESS SHARE MODE",
        "ALTER ROLE ALL SET lock_timeout = 1",
        "ALTER ROLE ekonom SET lock_timeout = 1",
    ],
)
def test_what_a_board_may_not_do(board, statement):
    may_not = psycopg.errors.InsufficientPrivilege
    if "to_xml('" in statement:  # not every server knows what XML is
        may_not = (may_not, psycopg.errors.FeatureNotSupported)
    with pytest.raises(may_not):
        board.execute(statement)


def test_a_board_has_no_right_to_any_relation(board):
    held = board.execute(
        "SELECT relname FROM pg_class WHERE relnamespace = 'samverk'::regnamespace"
        " AND (has_table_privilege(oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES,"
        " TRIGGER') OR has_any_column_privilege(oid, 'SELECT, INSERT, UPDATE, REFERENCES'))"
        " AND relkind IN ('r', 'v', 'm', 'p', 'f')"
    ).fetchall()
    assert held == []
    sequences = "SELECT 1 FROM pg_class WHERE relkind = 'S' AND relnamespace >= 16384"
    assert board.execute(sequences).fetchall() == []
    for statement in (
        "SELECT * FROM pg_stats WHERE schemaname = 'samverk'",
        "SELECT * FROM pg_stats_ext",
        "SELECT * FROM information_schema.columns WHERE table_schema = 'samverk'",
        "SELECT * FROM pg_policies",
        "SELECT * FROM pg_largeobject_metadata",
    ):
        assert board.execute(statement).fetchall() == []
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState):
        board.execute("SELECT lastval()")
    assert scene_statistics(board) == set()


def scene_statistics(connection):
    """Return the columns of the book's tables that the server keeps statistics of."""
    return set(
        connection.execute(
            "SELECT attrelid::regclass::text, attname FROM pg_attribute JOIN pg_class c"
            " ON c.oid = attrelid WHERE relnamespace = 'samverk'::regnamespace AND relkind = 'r'"
            " AND attnum > 0 AND attstattarget IS DISTINCT FROM 0"
        ).fetchall()
    )


def test_nothing_is_remembered_of_any_column(scene):
    with login(scene, "postgres") as connection:
        known = connection.execute("SELECT * FROM pg_stats WHERE schemaname = 'samverk'")
        assert known.fetchall() == []


def test_nobody_is_notified_of_anything(board, scene):
    for (name,) in board.execute("SELECT relname FROM pg_class").fetchall()[:5]:
        board.execute(f'LISTEN "{name}"')
    service_on(scene.book).execute(pay(1), ME)
    assert list(board.notifies(timeout=0.2)) == []


def test_it_takes_as_long_to_hide_as_to_find_nothing(board):
    """By the median of some hundred, taken in turn; a third is what a busy machine does itself."""
    times = {HIDDEN: [], MISSING: []}
    for _ in range(400):
        for stream, taken in times.items():
            started = time.perf_counter()
            board.execute("SELECT * FROM my_stream(%s, 0)", (stream,)).fetchall()
            taken.append(time.perf_counter() - started)
    hidden, missing = (statistics.median(taken) for taken in times.values())
    assert 0.75 < hidden / missing < 1.33


def test_reports_of_a_board_are_those_of_whoever_sees_everything(scene):
    with (
        closing(open_book(scene.server.uri("kultur", scene.database))) as own,
        closing(open_book(scene.server.uri("revisor", scene.database))) as whole,
    ):
        assert isinstance(own, BoardBook)
        assert own.boards == ("kulturnamnden",)
        head = whole.head()
        assert own.head() == head
        assert own.infos() == whole.infos()
        assert own.info("origin") == whole.info("origin")
        assert own.streams("agreement/") == [OWN]
        assert [x for x in whole.rows() if x[1] != HIDDEN] == list(own.rows())
        assert list(own.rows(5, 16)) == list(whole.rows(5, 16))
        assert list(own.stream(OWN, 3)) == list(whole.stream(OWN, 3))
        assert list(own.stream(HIDDEN)) == []
        hidden = [at for at, stream, *_ in whole.rows() if stream == HIDDEN]
        assert {own.event(at) for at in hidden} == {None}
        assert own.event(head) == whole.event(head)
        for size in (1, 20, head):
            assert own.root(size) == whole.root(size)
        for at in (1, head):
            assert own.recorded_at(at) == whole.recorded_at(at)
        for kind in ("agreement", "board"):
            for question in (
                asking.Question(),
                asking.Question(at=40),
                asking.Question(period="2024"),
                asking.Question(as_of=date(2024, 2, 1)),
            ):
                for form in ("table", "json", "csv", "md", "html"):
                    assert render(
                        asking.report(own, kind, SUBJECTS[kind], question), form, width=100
                    ) == render(
                        asking.report(whole, kind, SUBJECTS[kind], question), form, width=100
                    )
        for kind in KINDS:
            shown = asking.report(own, kind, SUBJECTS.get(kind), asking.Question())
            assert "annat" not in render(shown, "json", width=100)
        found, all_of_it = (verify(book, [], lambda _: None) for book in (own, whole))
        assert (found.findings, found.root) == ([], all_of_it.root)
        assert found.size == len(list(own.rows())) < all_of_it.size
        assert found.unchecked[0] == "part"


def test_a_party_is_concerned_once_and_verification_sees_it(scene):
    assert codes(scene.book) == []
    concerned = scene.book.concerns()
    assert ("kulturnamnden", OWN) in concerned
    assert ("kulturnamnden", HIDDEN) not in concerned
    assert {("fritidsnamnden", HIDDEN), ("tif", HIDDEN)} <= concerned


# ---------------------------------------------------------------- what an administrator left open


def test_an_administrator_who_may_not_close_functions_is_told(server, database, capsys):
    name = server.login(f"open_{database}")
    server.execute("ALTER ROLE {} CREATEROLE", name)
    server.execute("ALTER DATABASE {} OWNER TO {}", database, name)
    place = server.uri(name, database)
    make = pytest.raises(BookUnusable, match="no-role")
    with make:
        make_book(place)
    home = ServerHome(server, database)
    for who in ("ekonom", "revisor"):
        home.place_of(who, "recorder" if who == "ekonom" else "auditor")
    program = Program(home, capsys)
    with closing(open_book(server.uri("ekonom", database))) as book:
        concluded_book(book)
        assert "functions" in book.unchecked()
        shown = program.ok("verify", actor="revisor").out
        assert "A superuser closes it as docs/OPERATIONS.md says." in shown
        assert "A superuser closes it" in program.ok("doctor", actor="revisor").out
        # What is left open there keeps nobody from recording.
        with login(home, "revisor") as other:
            other.execute("SELECT pg_advisory_lock(1396788566)")
            book.patience_s = 0.5
            service_on(book).execute(pay(), ME)
        server.execute(catalogue.CLOSE.replace("{", "{{").replace("}", "}}"), database=database)
        assert "functions" not in book.unchecked()
        assert "A superuser closes" not in program.ok("verify", actor="revisor").out
        with login(home, "revisor") as other, pytest.raises(psycopg.errors.InsufficientPrivilege):
            other.execute("SELECT pg_advisory_lock(1396788566)")
        service_on(book).execute(pay(), ME)
        again = program("init", actor=None)
        assert (again.status, again.code) == (2, "book-exists")
    server.execute("ALTER DATABASE {} OWNER TO postgres", database)
    server.execute("DROP OWNED BY {}", name, database=database)


def test_what_a_superuser_runs_is_documented():
    text = (ROOT / "docs" / "OPERATIONS.md").read_text(encoding="utf-8")
    assert catalogue.CLOSE.strip() in text


def test_a_superuser_s_book_leaves_nothing_open(scene):
    assert "functions" not in scene.book.unchecked()


# ---------------------------------------------------------------- who keeps others from recording

MODES = (
    "ROW SHARE",
    "ROW EXCLUSIVE",
    "SHARE UPDATE EXCLUSIVE",
    "SHARE",
    "SHARE ROW EXCLUSIVE",
    "EXCLUSIVE",
    "ACCESS EXCLUSIVE",
)
# What takes a strong lock, in passing at least, before or after the server looks at rights.
STRONG = [
    "PREPARE strong AS DELETE FROM {}",
    "PREPARE strong AS INSERT INTO {} DEFAULT VALUES",
    "PREPARE strong AS SELECT FROM {} FOR UPDATE",
    "PREPARE strong AS SELECT FROM {} FOR KEY SHARE",
    "EXPLAIN (GENERIC_PLAN) DELETE FROM {}",
    "COPY {} FROM STDIN",
    "SECURITY LABEL ON TABLE {} IS 'x'",
    "CREATE STATISTICS x ON (1) FROM {}",
    "CREATE PUBLICATION x FOR TABLE {}",
    "ALTER TABLE {} SET SCHEMA public",
    "CREATE TABLE public.x () INHERITS ({})",
    "CREATE TABLE public.x (LIKE {})",
    "MERGE INTO {} USING (SELECT 1 AS one) AS x ON true WHEN MATCHED THEN DELETE",
    "COMMENT ON TABLE {} IS 'x'",
    "ALTER TABLE {} ADD x int",
    "ALTER TABLE {} DISABLE TRIGGER ALL",
    "CREATE TRIGGER x BEFORE INSERT ON {} EXECUTE FUNCTION refuse_change()",
    "CREATE RULE x AS ON INSERT TO {} DO NOTHING",
    "CREATE INDEX ON {} ((1))",
    "CREATE POLICY x ON {} USING (true)",
    "DROP TABLE {}",
    "TRUNCATE {}",
    "REINDEX TABLE {}",
    "CLUSTER {}",
    "ANALYZE {}",
    "VACUUM FULL {}",
    "SELECT 1 FROM {} FOR UPDATE",
    "SELECT 1 FROM {} FOR KEY SHARE",
    "GRANT SELECT ON {} TO PUBLIC",
    "DELETE FROM {}",
    "INSERT INTO {} DEFAULT VALUES",
]


@pytest.mark.parametrize("who", ["ekonom", "revisor", "kultur"])
def test_no_login_locks_what_recording_needs(scene, who):
    """Nor keeps a lock that it got while it was refused: its transaction goes on meanwhile."""
    service, tables = (
        service_on(scene.book),
        scene.server.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'samverk'::regnamespace"
            " AND relkind = 'r'",
            database=scene.database,
        ),
    )
    assert ("turn",) in tables
    scene.book.patience_s = 2
    with login(scene, who) as connection:
        connection.execute("BEGIN")
        statements = [
            statement.format(f"samverk.{name}")
            for (name,) in tables
            for statement in [*(f"LOCK TABLE {{}} IN {mode} MODE" for mode in MODES), *STRONG]
        ]
        for statement in statements:
            answer = told_within(connection, statement)
            assert answer in {"42501", "25001"}, statement
        strong = connection.execute(
            "SELECT mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation IN (SELECT oid"
            " FROM pg_class WHERE relnamespace = 'samverk'::regnamespace)"
            " AND mode <> 'AccessShareLock'"
        ).fetchall()
        assert strong == []
        if who != "kultur":  # a long report
            connection.execute("SELECT COUNT(*) FROM stored_events")
            connection.execute("SELECT COUNT(*) FROM unique_reference")
        connection.execute("SELECT settled(1000)")
        service.execute(pay(1), ME)
        service.preview(pay(1), ME)
    assert codes(scene.book) == []


@pytest.mark.parametrize("who", ["ekonom", "revisor", "kultur"])
def test_no_login_waits_for_a_lock_that_others_would_wait_behind(scene, who):
    """Who waits for the strongest lock on a table keeps everybody from it who comes later."""
    with login(scene, who) as keeping, login(scene, who) as waiting:
        keeping.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        waiting.execute("SET statement_timeout = '3s'")
        names = ["pg_catalog.pg_class", "pg_catalog.pg_database", "pg_catalog.pg_proc"]
        for schema in ("samverk_recorder", "samverk_auditor"):
            names += [f"{schema}.{table}" for table in ("stored_events", "unique_reference")]
        for number, name in enumerate(names):
            told_within(keeping, f"SELECT 1 FROM {name} LIMIT 1")
            told_within(keeping, f"PREPARE kept{number} AS DELETE FROM {name}")
            for statement in STRONG:
                asked = statement.format(name)
                if asked.startswith(("PREPARE", "SELECT", "EXPLAIN", "ANALYZE", "VACUUM", "GRANT")):
                    continue  # these take weak locks, or pass over what is not theirs
                (*_, (code, *_)) = told(waiting, asked)
                assert code in {"42501", "42809", "0A000", "42P17"}, asked
        service_on(scene.book).execute(pay(1), ME)


@pytest.mark.parametrize("who", ["revisor", "kultur"])
def test_without_a_superuser_s_guard_those_who_read_stop_nobody_who_records(scene, who):
    """They keep others from what they can name, and that is not what recording reads."""
    guard = "ALTER EVENT TRIGGER samverk_guard"
    scene.server.execute(f"{guard} DISABLE", database=scene.database)
    try:
        assert "functions" in scene.book.unchecked()
        with login(scene, who) as keeping, login(scene, who) as waiting:
            keeping.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
            for schema in ("samverk", "samverk_recorder", "samverk_auditor"):
                for statement in ("SELECT 1 FROM {}", "PREPARE x AS DELETE FROM {}"):
                    told_within(keeping, statement.format(f"{schema}.stored_events"))
            rules = [
                f"CREATE RULE x AS ON INSERT TO {schema}.{table} DO NOTHING"
                for schema in ("samverk", "samverk_recorder", "samverk_auditor")
                for table in ("stored_events", "unique_reference")
            ]
            waiting.execute("SET statement_timeout = '10s'")
            thread = threading.Thread(target=lambda: [told(waiting, x) for x in rules])
            thread.start()
            scene.book.patience_s = 2
            service = service_on(scene.book)
            while thread.is_alive():
                service.execute(pay(1), ME)  # in one turn, and in two
                service.preview(pay(1), ME)
                assert list(service.execute_all([(pay(1), ME) for _ in range(3)]))
                if who == "revisor" and _waits(scene, waiting):
                    keeping.execute("ROLLBACK")
            thread.join()
    finally:
        scene.server.execute(f"{guard} ENABLE ALWAYS", database=scene.database)
    assert codes(scene.book) == []


def _waits(scene, connection):
    asked = f"SELECT 1 FROM pg_locks WHERE pid = {connection.info.backend_pid} AND NOT granted"
    return bool(scene.server.execute(asked))


@pytest.mark.parametrize("asked", ["settled(1000)", "holder()", "head()", "flush()"])
def test_who_reads_no_answers_keeps_nobody_from_recording(scene, asked):
    """The server waits for such a client wherever it was about to send it a message."""
    scene.book.patience_s = 2
    for _ in range(3):
        with login(scene, "kultur") as deaf:
            deaf.execute("SET client_min_messages = debug5")
            deaf.pgconn.send_query(
                f"SELECT {asked}, repeat('x', 200) FROM generate_series(1, 9999)".encode()
            )
            deaf.pgconn.flush()
            pid = deaf.info.backend_pid
            waits = "SELECT 1 FROM pg_stat_activity WHERE wait_event = 'ClientWrite' AND pid = "
            scene.server.wait_for(f"{waits}{pid}")
            service_on(scene.book).execute(pay(1), ME)
            scene.server.execute(f"SELECT pg_terminate_backend({pid}, 5000)")
            deaf.close()


def test_who_waits_for_a_lock_that_others_wait_behind_is_named(scene):
    """An administrator changes the schema while a long report is read: recorders wait for both."""
    report, admin = login(scene, "revisor"), login(scene, "postgres")
    hurried = scene.server.uri("ekonom", scene.database, options="-c lock_timeout=300ms")
    with report, admin, closing(open_book(hurried)) as book:
        service = service_on(book)
        service.execute(pay(1), ME)
        report.execute("BEGIN; SELECT COUNT(*) FROM stored_events")
        change = "LOCK TABLE samverk.stored_events IN ACCESS EXCLUSIVE MODE"
        thread = threading.Thread(target=lambda: told(admin, f"BEGIN; {change}; COMMIT"))
        thread.start()
        while not _waits(scene, admin):
            time.sleep(0.02)
        book.patience_s = 0.3
        with pytest.raises(Conflict, match="book-held-since") as conflict:
            service.execute(pay(1), ME)
        assert conflict.value.values["login"] == "postgres"
        report.execute("ROLLBACK")
        thread.join(10)


def test_readers_wait_for_whoever_is_recording_and_keep_nobody(scene):
    with login(scene, "ekonom") as holder, login(scene, "revisor") as reader:
        holder.execute("BEGIN; SELECT hold(1000)")
        with pytest.raises(psycopg.errors.LockNotAvailable):
            reader.execute("SELECT settled(100)")
        seen = []
        thread = threading.Thread(target=lambda: seen.append(told(reader, "SELECT settled(20000)")))
        thread.start()
        time.sleep(0.2)
        assert not seen
        holder.execute("COMMIT")
        thread.join(10)
        assert len(seen) == 1
        reader.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SELECT settled(1000)")
        holder.execute("BEGIN; SELECT hold(100); COMMIT")


def test_whoever_holds_the_book_is_named(scene, capsys, monkeypatch):
    monkeypatch.setattr(Book, "patience_s", 0.3)
    monkeypatch.setattr(scene.book, "patience_s", 0.3)
    program, head = Program(scene, capsys), scene.book.head()
    service = service_on(scene.book)
    scene.place_of("anna")
    place = scene.server.uri("anna", scene.database, options=PATH, application_name="DBeaver 24")
    with psycopg.connect(place, autocommit=True) as other:
        other.execute("BEGIN; SELECT hold(1000)")
        assert other.execute("SHOW idle_in_transaction_session_timeout").fetchone() == ("30s",)
        pid = other.info.backend_pid
        for ask in (
            lambda: service.execute(pay(1), ME),  # in one turn, and in two
            lambda: list(service.execute_all([(pay(1), ME) for _ in range(3)])),
            lambda: scene.book.known_at(scene.book.recorded_at(head)),
        ):
            with pytest.raises(Conflict, match="book-held-since") as conflict:
                ask()
            named = conflict.value.values
            assert (named["login"], named["pid"], named["program"]) == ("anna", pid, "DBeaver 24")
            assert abs((scene.book.now() - named["since"]).total_seconds()) < 60
        for lang, told_ in (
            ("en", "anna has been holding the book"),
            ("sv", "anna håller boken"),
        ):
            refused = program("period", "close", "2023", lang=lang)
            assert (refused.status, refused.code) == (4, "book-held-since")
            assert told_ in refused.err
            assert f"DBeaver 24 (process {pid})" in " ".join(refused.err.split())
            assert "UTC" in refused.err
            assert f"pg_terminate_backend({pid})" in refused.err
        # Without the right to see it, since when is left out.
        owner = f"samverk_{scene.database}_owner"
        scene.server.execute("REVOKE pg_read_all_stats FROM {}", owner)
        for lang, told_ in (("en", "is holding the book"), ("sv", "anna håller boken")):
            refused = program("period", "close", "2023", lang=lang)
            assert (refused.status, refused.code) == (4, "book-held")
            assert told_ in refused.err
        scene.server.execute("GRANT pg_read_all_stats TO {}", owner)
    assert scene.book.head() == head
    # An administrator who locks a table is named as well, to those who read and who record.
    hurried = [
        open_book(scene.server.uri(who, scene.database, options="-c lock_timeout=100ms"))
        for who in ("revisor", "ekonom")
    ]
    reader, recorder = hurried
    other = service_on(recorder)
    other.execute(pay(1), ME)
    with login(scene, "postgres") as admin:
        admin.execute("BEGIN; LOCK TABLE samverk.stored_events IN ACCESS EXCLUSIVE MODE")
        for ask in (
            lambda: asking.report(reader, "agreement", "herrgarden", PRESENT),
            lambda: other.execute(pay(1), ME),
        ):
            with pytest.raises(Conflict, match="book-held") as conflict:
                ask()
            assert conflict.value.values["login"] == "postgres"
    for book in hurried:
        book.close()
    service.execute(pay(1), ME)
    assert codes(scene.book) == []


def test_who_stays_is_ended(server, monkeypatch):
    """The server ends an idle client; another recorder may, where an administrator allows it."""
    homes = [ServerHome(server, server.database(f"stay{number}")) for number in range(2)]
    idle, busy = homes
    for home in homes:
        concluded_book(home.make())
        home.place_of("anna")
    connections = [login(home, "anna") for home in homes]
    for connection in connections:
        connection.execute("BEGIN; SELECT hold(1000)")
    pid = connections[1].info.backend_pid

    def stay():
        with suppress(psycopg.Error):
            connections[1].execute("SELECT pg_sleep(120)")

    thread = threading.Thread(target=stay)
    thread.start()
    with login(busy, "ekonom") as other:
        assert other.execute(f"SELECT let_go({pid})").fetchone() == (False,)  # it is too early
    time.sleep(30.5)
    with closing(idle.open()) as book:
        book.patience_s = 5
        service_on(book).execute(pay(), ME)
    with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
        connections[0].execute("SELECT 1")
    with login(busy, "ekonom") as other:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            other.execute(f"SELECT let_go({pid})")
        server.execute("GRANT pg_signal_backend TO {}", f"samverk_{busy.database}_owner")
        assert other.execute(f"SELECT let_go({other.info.backend_pid})").fetchone() == (False,)
        assert other.execute(f"SELECT let_go({pid})").fetchone() == (True,)
    thread.join(10)
    assert not thread.is_alive()
    with closing(busy.open()) as book:
        book.patience_s = 5
        service_on(book).execute(pay(), ME)
        assert codes(book) == []
    for home in homes:
        home.close()


@pytest.mark.server  # one of its own
def test_a_prepared_transaction_that_holds_the_book_is_named(capsys, monkeypatch):
    server = Server(max_prepared_transactions=2).init().start()
    try:
        home = ServerHome(server, server.database("book"))
        book, service = concluded_book(home.make())
        home.place_of("anna")
        with login(home, "anna") as other:
            other.execute("BEGIN; SELECT hold(1000), pg_current_xact_id()")
            other.execute("PREPARE TRANSACTION 'glömd'")
        monkeypatch.setattr(Book, "patience_s", 0.3)
        with pytest.raises(Conflict, match="book-left-held") as conflict:
            service.execute(pay(), ME)
        assert conflict.value.values["login"] == "anna"
        program = Program(home, capsys)
        for lang, told_ in (("en", "The prepared transaction glömd"), ("sv", "Den förberedda")):
            refused = program("period", "close", "2023", lang=lang)
            assert (refused.status, refused.code) == (4, "book-left-held")
            assert told_ in refused.err
            assert "ROLLBACK PREPARED 'glömd'" in " ".join(refused.err.split())
        with login(home, "anna") as other:
            other.execute("ROLLBACK PREPARED 'glömd'")
        service.execute(pay(), ME)
        assert codes(book) == []
        home.close()
    finally:
        server.remove()


def test_an_audit_test_of_a_board_is_of_what_the_board_sees_and_says_so(scene):
    rows = {}
    for who, role, board in (("revisor", "auditor", None), ("kultur", "board", "kulturnamnden")):
        book = scene.open(who, role, board)
        made = audit(book, "round", None, PRESENT, {"to": WrittenAmount.read("0,01")}).report
        agreements = {row["agreement"] for row in made.rows}
        told = {notice.code: notice.values for notice in made.notices}
        rows[board] = [row for row in made.rows if row["agreement"] == "herrgarden"]
        assert agreements == ({"annat", "herrgarden"} if board is None else {"herrgarden"})
        assert rows[board] == rows[None]
        assert told["population"]["count"] == len(made.rows)
        assert ("partial-view" in told) == (board is not None)
        with pytest.raises(UnknownAgreement) if board else nullcontext():
            audit(book, "late", "annat", PRESENT, {"days": 30})
        for name in AUDITS.keys() - {"sample", "evidence", "split", "round"}:
            told = {p.name: p.default for p in AUDITS[name].declared.parameters}
            shown = str(audit(book, name, None, PRESENT, told).report)
            assert ("HEMLIG" in shown) <= (board is None)
