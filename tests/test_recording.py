"""Recording into a real book: atomic, append-only, one at a time, and readable by others."""

import gc
import itertools
import multiprocessing
import os
import sqlite3
import sys
from contextlib import nullcontext
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from conftest import service_on
from in_memory import By
from prepared import EXAMPLE
from test_events_codec import HISTORIES

from events.record import Evidence
from ledger import demo
from ledger.books import sqlite
from ledger.books.opening import make_book, open_book
from ledger.books.tree import Frontier, LeafHasher
from ledger.exchange.agreement_file import read_agreement
from ledger.proof.verification import verify
from ledger.refusal import BookUnusable, Conflict, Refused
from ledger.rules import commands as c
from ledger.rules.versions import RULES, name_of
from ledger.work import asking, present
from ledger.work.frequent import FREQUENT
from ledger.work.recording import Service
from ledger.work.submission import Signature
from projections import views
from projections.projection import replay

BOARDS = ("kommunstyrelsen", "fritidsnamnden", "kulturnamnden")
ME = Signature(actor="ekonom")


_VOUCHERS = itertools.count()


def pay(minor=1, day=date(2024, 3, 1), line="L2", bank_reference=None, voucher=None):
    """Return the command of a payment; without a voucher it is like no other one."""
    return c.RecordDisbursement(
        agreement="herrgarden",
        line=line,
        budget_year=2024,
        amount_minor=minor,
        paid_on=day,
        voucher=voucher or f"V{os.getpid()}-{next(_VOUCHERS)}",
        bank_reference=bank_reference,
    )


def concluded_book(book, service=None, signature=ME):
    """Record the real agreement in an empty book; return the book and a service."""
    service = service or service_on(book)
    service.execute(read_agreement(EXAMPLE), signature)
    day = date(2023, 12, 6)
    for board in BOARDS:
        approval = c.ApproveCommitment(
            agreement="herrgarden", board=board, decision="§ 1", decided_on=day
        )
        service.execute(approval, signature)
    conclusion = c.ConcludeAgreement(agreement="herrgarden", decision="§ 2", decided_on=day)
    service.execute(conclusion, signature)
    return book, service


@pytest.fixture
def book_and_service(home):
    book, service = concluded_book(home.make())
    yield book, service
    book.close()


def test_positions_and_versions_are_dense_and_times_never_decrease(home):
    book = home.make()
    now = datetime.now(UTC)
    times = iter([now, now - timedelta(seconds=10)])  # clocks may differ a little
    service = service_on(book, lambda: next(times))
    for party in ("a", "b"):
        service.execute(c.RegisterParty(party=party, name=party, kind="civil"), ME)
    events = list(book.events())
    assert [e.position for e in events] == [1, 2]
    assert [e.originator_version for e in events] == [1, 2]
    assert events[0].envelope.recorded_at == events[1].envelope.recorded_at
    book.close()


@pytest.mark.file_only
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE stored_events SET state = x'00' WHERE rowid = 1",
        "DELETE FROM stored_events WHERE rowid = 1",
        "INSERT OR REPLACE INTO stored_events SELECT * FROM stored_events WHERE rowid = 1",
        (
            "INSERT INTO stored_events SELECT 99, 'parties', 99, topic, state FROM stored_events"
            " WHERE rowid = 1"
        ),
        (
            "INSERT INTO stored_events SELECT MAX(rowid) + 1, 'parties', 99, topic, state"
            " FROM stored_events"
        ),
    ],
)
def test_the_event_table_is_append_only(book_and_service, statement):
    book, _ = book_and_service
    before = list(book.events())
    with pytest.raises(sqlite3.IntegrityError, match="events are"):
        book.connection.execute(statement)
    assert list(book.events()) == before


@pytest.mark.file_only
def test_the_database_waits_for_the_disk_and_trusts_nobody(book_and_service):
    connection = book_and_service[0].connection
    pragmas = ("synchronous", "recursive_triggers", "trusted_schema", "foreign_keys")
    found = [connection.execute(f"PRAGMA {p}").fetchone()[0] for p in pragmas]
    assert found == [2, 1, 0, 1]
    assert connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal"


def test_a_refusal_writes_nothing(book_and_service):
    book, service = book_and_service
    head = book.head()
    with pytest.raises(Refused):
        service.execute(pay(10**12), ME)
    with pytest.raises(Refused):
        service.execute(c.ReverseEntry(position=999, reason="x"), ME)
    assert book.head() == head
    service.execute(pay(), ME)
    assert book.head() == head + 1


def test_a_preview_writes_nothing(book_and_service):
    book, service = book_and_service
    head = book.head()
    assert [r.position for r in service.preview(pay(), ME).recorded] == [head + 1]
    assert book.head() == head


def test_a_stray_environment_changes_nothing(book_and_service, monkeypatch):
    for name, value in (
        ("PERSISTENCE_MODULE", "eventsourcing.popo"),
        ("COMPRESSOR_TOPIC", "zlib"),
        ("CIPHER_TOPIC", "eventsourcing.cipher:AESCipher"),
        ("SQLITE_DBNAME", ":memory:"),
    ):
        monkeypatch.setenv(name, value)
    book, _ = book_and_service
    (recorded,) = service_on(book).execute(pay(), ME).recorded
    stored = book.connection.execute(
        "SELECT topic, state FROM stored_events WHERE rowid = ?", (recorded.position,)
    ).fetchone()
    assert stored[0] == "disbursement-recorded/1"
    assert bytes(stored[1]).startswith(b'{"recorded_at":"')


def test_a_bank_reference_is_taken_until_its_entry_is_reversed(book_and_service):
    _, service = book_and_service
    (first,) = service.execute(pay(bank_reference="B-1"), ME).recorded
    with pytest.raises(Conflict) as seen:
        service.execute(pay(2, bank_reference="B-1"), ME)
    assert seen.value.values == {"reference": "B-1", "position": first.position}
    service.execute(c.ReverseEntry(position=first.position, reason="wrong"), ME)
    service.execute(pay(2, bank_reference="B-1"), ME)


def test_a_key_stands_for_all_events_of_a_command(book_and_service):
    _, service = book_and_service
    uplift = c.ApplyUplift(
        agreement="herrgarden",
        board="kommunstyrelsen",
        year=2025,
        decision="§",
        decided_on=date(2025, 2, 1),
        amount_minor=100,
        line="L2",
    )
    keyed = Signature(actor="ekonom", key="k", evidence=(Evidence(reference="E", sha256=None),))
    first = service.execute(uplift, keyed)
    again = service.execute(uplift, keyed)
    assert (first.recorded, again.repeated) == (again.recorded, True)


def test_another_program_sees_what_one_recorded(book_and_service, home):
    _, service = book_and_service
    other = service_on(home.open())
    service.execute(pay(71_499_999), ME)
    other.execute(pay(1), ME)
    with pytest.raises(Refused) as refused:
        service.execute(pay(1), ME)
    assert refused.value.code == "exceeds-remaining"


def _pay_many(place, number, count):
    service = service_on(open_book(place))
    for row in range(count):
        service.execute(pay(), Signature(actor=f"p{number}", key=f"{number}-{row}"))


def test_four_processes_lose_nothing_and_record_nothing_twice(book_and_service, home):
    book, _ = book_and_service
    head, count = book.head(), 40
    context = multiprocessing.get_context("spawn")
    processes = [
        context.Process(target=_pay_many, args=(home.place_of("ekonom")[0], number, count))
        for number in range(4)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    keys = [e.envelope.key for e in book.events(after=head)]
    assert sorted(keys) == sorted(f"{n}-{row}" for n in range(4) for row in range(count))
    assert [e.position for e in book.events()] == list(range(1, head + 4 * count + 1))
    assert views.differences(present.current(book), replay(book.events(), rules=RULES)) == []


def _pay_until_closed(place, started):
    service = service_on(open_book(place))
    started.set()
    for _ in range(2000):
        try:
            service.execute(pay(), ME)
        except Refused as refused:
            if refused.code == "period-closed":
                return
            raise
    raise AssertionError("the period never closed")


def test_a_payment_lands_before_the_period_closes_or_is_refused(book_and_service, home):
    book, service = book_and_service
    context = multiprocessing.get_context("spawn")
    started = context.Event()
    payer = context.Process(target=_pay_until_closed, args=(home.place_of("ekonom")[0], started))
    payer.start()
    assert started.wait(30)
    (closed,) = service.execute(c.ClosePeriod(period="2024"), ME).recorded
    payer.join(60)
    assert payer.exitcode == 0
    assert [e.name for e in book.events(after=closed.position)] == []


def test_writing_inside_reading_is_an_error_of_the_program(book_and_service):
    book, service = book_and_service
    head = book.head()
    with pytest.raises(RuntimeError, match="inside reading"), book.reading():
        service.execute(pay(), ME)
    service.execute(pay(), ME)
    assert book.head() == head + 1


def test_a_busy_book_is_a_conflict_and_nothing_is_written(book_and_service, home):
    book, _ = book_and_service
    other = home.open()
    other.patience_s = 0.05
    with book.writing(), pytest.raises(Conflict, match=r"book-(busy|held)"):
        service_on(other).execute(pay(), ME)
    other.close()


def test_what_is_no_book_is_said_so(tmp_path, book_path):
    with pytest.raises(BookUnusable, match="no-book"):
        open_book(book_path)
    text = tmp_path / "letter.txt"
    text.write_text("Kära nämnd" * 100, encoding="utf-8")
    with pytest.raises(BookUnusable, match="not-a-book"):
        open_book(text)
    other = tmp_path / "other.db"
    sqlite3.connect(other).execute("CREATE TABLE t (x)").connection.close()
    with pytest.raises(BookUnusable, match="not-a-book"):
        open_book(other)
    make_book(book_path).close()
    with pytest.raises(BookUnusable, match="book-exists"):
        make_book(book_path)
    with pytest.raises(BookUnusable, match="book-not-made"):
        make_book(tmp_path / "nowhere" / "a.book")
    newer = sqlite3.connect(book_path)
    newer.execute("PRAGMA user_version=99")
    newer.close()
    with pytest.raises(BookUnusable, match="newer-book"):
        open_book(book_path)


def test_a_report_as_known_then_never_changes(book_path):
    """Example 11: with the clock that each event had."""
    book = make_book(book_path)
    eve = datetime(2025, 1, 31, 23, 59, 59, 999999, UTC)
    question = asking.Question(period="2024", known_at=eve)
    seen = []
    whole = Service.execute

    def watch(self, command, signature):
        outcome = whole(self, command, signature)
        if outcome.recorded[-1].envelope.recorded_at > eve - timedelta(days=7):
            seen.append(asking.report(book, "agreement", "herrgarden", question))
        return outcome

    Service.execute = watch
    try:
        demo.record(book)
    finally:
        Service.execute = whole
    assert len(seen) > 5
    assert all(report == seen[0] for report in seen)
    assert (
        asking.report(book, "agreement", "herrgarden", asking.Question(period="2024")) != (seen[0])
    )
    book.close()


def test_the_demonstration_refers_to_the_events_it_means(book_path):
    book = make_book(book_path)
    demo.record(book)
    named = {e.name: e.fact.position for e in book.events() if hasattr(e.fact, "position")}
    assert book.event(named["entry-reversed/1"]).fact.line == "L2"
    assert book.event(named["in-kind-verified/1"]).name == "in-kind-recorded/1"
    assert all(e.envelope.actor.startswith("demo-") for e in book.events())
    assert (Path(demo.__file__).parent / "herrgarden.toml").read_bytes() == EXAMPLE.read_bytes()
    book.close()


def test_many_rows_are_each_decided_against_the_one_before(book_and_service, home):
    book, service = book_and_service
    head = book.head()
    rows = [(pay(10), Signature(actor="ekonom", key=f"row-{n}")) for n in range(25)]
    rows.insert(7, rows[3])  # the same row again
    rows.append((c.ReverseEntry(position=head + 5, reason="wrong"), ME))
    assert list(service.execute_all(rows, chunk=10)) == [10, 20, 27]
    assert book.head() == head + 26
    assert views.differences(present.current(book), replay(book.events(), rules=RULES)) == []
    rows = [(pay(71_499_000), ME), (pay(1_000), ME)]
    with pytest.raises(Refused, match="exceeds-remaining"):
        list(service.execute_all(rows))
    assert book.head() == head + 26
    (recorded,) = service.execute(pay(1_000), ME).recorded
    assert recorded.position == head + 27
    assert replay(home.open().events()).position == head + 27


def test_many_at_a_time_is_byte_for_byte_one_at_a_time(tmp_path, monkeypatch):
    history = [x if isinstance(x, By) else By(x) for x in HISTORIES[1]]
    evidence = (Evidence(reference="photo", sha256=None),)
    rows = [
        (x.command, Signature(actor=x.actor, evidence=evidence * x.evidence, key=key))
        for x, key in zip(history, itertools.cycle((None, "a", "b")))
        for key in [key and f"{key}{id(x)}"]
    ]
    books = []
    for number, (chunk, beside_from, frequent) in enumerate(
        (
            (1, 1000, frozenset()),  # each the plain way
            (1, 1000, FREQUENT),
            (3, 1000, FREQUENT),
            (1000, 1000, FREQUENT),
            (1000, 2, FREQUENT),
        )
    ):
        monkeypatch.setattr("ledger.work.deciding.FREQUENT", frequent)
        monkeypatch.setattr(sqlite, "_BESIDE_FROM", beside_from)
        monkeypatch.setattr("ledger.work.recording.AT_A_TIME", 2 * beside_from)
        book = make_book(tmp_path / f"{number}.book", {"origin": name_of("test")})
        service = Service(book, lambda: datetime(2026, 1, 1, tzinfo=UTC))
        numbers = itertools.count()
        monkeypatch.setattr(os, "urandom", lambda _, x=numbers: next(x).to_bytes(16, "big"))
        if chunk == 1:
            for row in rows:
                service.execute(*row)
        else:
            list(service.execute_all(rows, chunk=chunk))
        nodes = [list(book.nodes(level)) for level in range(1, 8)]
        books.append((list(book.rows()), nodes, book.references()))
        book.close()
    assert all(book == books[0] for book in books)
    assert len(books[0][0]) > len(rows)


def test_nodes_are_those_of_the_tree_however_many_come_at_once(book_and_service):
    book, service = book_and_service
    for count in (1, 49, 50, 51, 100, 333):
        list(service.execute_all([(pay(), ME) for _ in range(count)]))
    leaf = LeafHasher().leaf
    nodes = Frontier().extend([leaf(*row[1:]) for row in book.rows()])
    stored = [(level, *node) for level in range(1, 12) for node in book.nodes(level)]
    assert [(level, place, bytes(value)) for level, place, value in stored] == sorted(nodes)
    assert len(nodes) == book.node_count() > 500


@pytest.mark.file_only
@pytest.mark.parametrize("refused", [True, False])
@pytest.mark.parametrize("failing", [0, 1000, 3000, 5000])
def test_what_fails_beside_the_deciding_leaves_nothing_behind(book_and_service, refused, failing):
    """Two thousand are inserted while the next are decided; either may fail."""
    book, service = book_and_service
    head, interval = book.head(), sys.getswitchinterval()
    if failing:
        book.connection.execute(
            f"CREATE TEMP TRIGGER failing BEFORE INSERT ON stored_events"
            f" WHEN NEW.rowid = {head + failing} BEGIN SELECT RAISE(FAIL, 'no more'); END"
        )
    rows = [(pay(), ME) for _ in range(5500)]
    if refused:
        rows.append((pay(10**12), ME))
    errors = [Refused] * refused + [sqlite3.IntegrityError] * bool(failing)
    with pytest.raises(tuple(errors)) if errors else nullcontext():
        list(service.execute_all(rows, chunk=6000))
    assert sys.getswitchinterval() == interval
    if failing:
        assert book.head() == head
        book.connection.execute("DROP TRIGGER failing")
    wanted = head if errors else head + 5500
    (recorded,) = service.execute(pay(), ME).recorded
    assert recorded.position == wanted + 1
    assert verify(book, [], lambda _: None).findings == []


def test_no_nonce_is_left_over_for_the_next_call(book_and_service, monkeypatch):
    _, service = book_and_service
    fetched = []
    real = os.urandom
    monkeypatch.setattr(os, "urandom", lambda size: fetched.append(real(size)) or fetched[-1])
    calls = (
        lambda: service.execute(pay(), ME),
        lambda: service.preview(pay(), ME),
        lambda: service.execute(pay(), ME),
        lambda: list(service.execute_all([(pay(), ME) for _ in range(10)], chunk=5)),
        lambda: service.execute(pay(), ME),
    )
    for call in calls:
        fetched.clear()
        head = service._book.head()  # noqa: SLF001
        call()
        pool = b"".join(fetched).hex()
        assert all(e.envelope.nonce in pool for e in service._book.events(after=head))  # noqa: SLF001


def test_no_nonce_comes_twice_and_the_collector_works_again(book_and_service, monkeypatch):
    book, service = book_and_service

    def rows():
        return [(pay(), ME) for _ in range(200)]

    list(service.execute_all(rows()))
    with pytest.raises(Refused):
        list(service.execute_all([*rows(), (pay(10**12), ME)]))
    assert gc.isenabled()
    with monkeypatch.context() as broken:
        broken.setattr(service._decider, "_clock", lambda: 1 // 0)  # noqa: SLF001
        with pytest.raises(ZeroDivisionError):
            list(service.execute_all(rows()))
    assert gc.isenabled()
    gc.disable()
    try:
        list(service.execute_all(rows()))
        assert not gc.isenabled()  # as it was found
    finally:
        gc.enable()
    nonces = [event.envelope.nonce for event in book.events()]
    assert len(set(nonces)) == len(nonces) > 400
    assert {len(nonce) for nonce in nonces} == {32}


@pytest.mark.parametrize(("lang", "word"), [("sv", "juridiska person"), ("en", "legal person")])
def test_within_one_legal_person_settlement_has_to_be_said(samverk, tmp_path, lang, word):
    file = tmp_path / "a.toml"
    text = EXAMPLE.read_text(encoding="utf-8")
    file.write_text(text.replace('settlement = "internal"\n', ""), encoding="utf-8")
    refused = samverk("agreement", "propose", file, lang=lang)
    assert (refused.status, refused.code) == (3, "settlement-not-said")
    assert all(x in refused.err for x in ("L4", word, '"internal"', '"external"'))
    file.write_text(text.replace('settlement = "external"\n', ""), encoding="utf-8")
    samverk.ok("agreement", "propose", file)
    shown = samverk.ok("agreement", "show", "herrgarden", "-O", "json").json
    assert [x["settlement"] for x in shown["lines"]] == ["external"] * 3 + ["internal"]
