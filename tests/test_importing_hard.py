"""Imports that are killed, or come together, or in pieces: complete in the end, and once."""

import json
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import closing

import pytest
from conftest import examples
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from test_importing import head, row, table

from ledger.books.opening import open_book
from ledger.exchange.import_look import ReadFile
from ledger.exchange.import_run import Import
from ledger.exchange.import_turn import Asked
from ledger.exchange.reading import read
from ledger.rules import commands as c
from ledger.work.recording import Service
from ledger.work.submission import Signature

ROWS = 6000


@pytest.fixture
def many(concluded, tmp_path):
    """A file with many rows, and a book with a route for them."""
    concluded.ok("route", "add", "--account", "4510", "--agreement", "herrgarden", "--line", "L2")
    rows = [row(n // 3, "1,00", day=f"2024-0{1 + n % 9}-0{1 + n % 7}") for n in range(ROWS)]
    (tmp_path / "ledger.csv").write_bytes(table(*rows))
    return concluded, tmp_path / "ledger.csv"


def begin(samverk, file, *options):
    """Begin an import as a process of its own."""
    place, named = samverk.home.place_of("ekonom")
    words = ("--book", place, *named, "import", file, *options, "-O", "json")
    program = [sys.executable, "-c", "import samverk; samverk.run()", *map(str, words)]
    return subprocess.Popen(program, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def ends(process):
    """Wait for an import, and return its status and what it counts."""
    out, err = process.communicate(timeout=300)
    assert out, err
    return process.returncode, json.loads(out)["counts"]


def payments(samverk):
    """Return how often each key was recorded, and how many payments there are."""
    with closing(samverk.open()) as book:
        paid = [x for x in book.events() if x.name == "disbursement-recorded/1"]
    return Counter(x.envelope.key for x in paid), len(paid)


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--partly",)])
def test_an_import_that_is_killed_at_any_moment_is_finished_by_the_same_call(many, options):
    samverk, file = many
    before, chance = head(samverk), random.Random(len(options))
    for _ in range(6):
        process = begin(samverk, file, *options)
        time.sleep(chance.uniform(0.4, 1.6))
        process.send_signal(signal.SIGKILL)
        process.communicate()
        now = head(samverk) - before
        if options:
            assert now == 0 or now >= 2001
        else:
            assert now in {0, ROWS + 1}
    status, counts = ends(begin(samverk, file, *options))
    assert (status, counts["recorded"] + counts["already"]) == (0, ROWS)
    keys, count = payments(samverk)
    assert count == ROWS
    assert set(keys.values()) == {1}
    assert ends(begin(samverk, file, *options))[1]["already"] == ROWS
    assert samverk("verify").status == 0


@pytest.mark.slow
@pytest.mark.parametrize("options", [(), ("--partly",)])
def test_two_imports_of_the_same_file_at_the_same_time_record_it_once(many, options):
    samverk, file = many
    both = [begin(samverk, file, *options) for _ in range(2)]
    told = [ends(process) for process in both]
    assert [status for status, _ in told] == [0, 0]
    for _, counts in told:
        assert counts["recorded"] + counts["already"] == ROWS
    assert sum(counts["recorded"] for _, counts in told) == ROWS
    keys, count = payments(samverk)
    assert (count, set(keys.values())) == (ROWS, {1})
    assert samverk("verify").status == 0


# ---------------------------------------------------------------- in pieces and in any order

ME = Signature(actor="ekonom")
A_ROW = st.tuples(
    st.integers(1, 6),  # voucher
    st.integers(1, 3),  # kronor
    st.sampled_from(["2024-03-01", "2024-03-02", "2024-04-01"]),
    st.sampled_from(["4510", "5010", "9999"]),
)
WRITING = st.sampled_from(
    [
        ("utf-8", ";", "\r\n"),
        ("cp1252", "\t", "\n"),
        ("utf-16", ",", "\r"),
        ("utf-8-sig", "|", "\n"),
    ]
)


def imported(service, raw, **asked):
    """Import some bytes in this process, and return the counts of the verdicts."""
    reading = read(raw)
    file = ReadFile("a.csv", "ab" * 32, reading, None, reading.understood.source)
    result = Import(service, file, Asked(ME, worded=lambda error: error.code, **asked)).run()
    return result.verdicts.counts()


def in_book(book):
    """Return what was recorded of rows, whatever its order: each with how often."""
    facts = [x for x in book.events() if x.envelope.key]
    return Counter((x.agreement, str(x.fact), x.envelope.key.rpartition(":")[0]) for x in facts)


def written(rows, how):
    encoding, delimiter, end = how
    cells = [row(v, f"{kr}", day=day, account=account) for v, kr, day, account in rows]
    return table(*cells, delimiter=delimiter, end=end, encoding=encoding)


@pytest.fixture
def template(concluded):
    """The bytes of a book with two routes."""
    for account, line, *more in (("4510", "L2"), ("5010", "L4", "--records", "internal-cost")):
        concluded.ok("route", "add", "--account", account, "--agreement", "herrgarden", "--line",
                     line, *more)  # fmt: skip
    with closing(concluded.open()) as book:
        book.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return concluded.book.read_bytes()


@pytest.mark.file_only
@given(rows=st.lists(A_ROW, min_size=1, max_size=14), data=st.data())
@settings(parent=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_table_in_any_pieces_order_and_form_gives_the_same_book(
    template, tmp_path_factory, rows, data
):
    folder = tmp_path_factory.mktemp("books")
    wanted, found = folder / "wanted.book", folder / "found.book"
    for path in (wanted, found):
        path.write_bytes(template)
    with closing(open_book(wanted)) as book:
        counts = imported(Service(book), written(rows, ("utf-8", ";", "\n")), partly=True)
        whole = in_book(book)
    good = sum(account != "9999" for *_, account in rows)
    assert (counts["recorded"], counts["unmatched"]) == (good, len(rows) - good)
    with closing(open_book(found)) as book:
        service = Service(book)
        shuffled = data.draw(st.permutations(rows))
        vouchers = data.draw(st.permutations(sorted({v for v, *_ in rows})))
        cuts = sorted(data.draw(st.sets(st.integers(0, len(vouchers)), max_size=3)))
        for start, end in zip([0, *cuts], [*cuts, len(vouchers)], strict=True):
            is_grown = data.draw(st.booleans())  # the file of a year goes on, that of a month ends
            taken = set(vouchers[0 if is_grown else start : end])
            piece = [x for x in shuffled if x[0] in taken]
            if piece:
                counts = imported(service, written(piece, data.draw(WRITING)), partly=True)
                assert counts["conflict"] == counts["refused"] == 0
        head = book.head()
        counts = imported(service, written(data.draw(st.permutations(rows)), data.draw(WRITING)))
        assert (counts["already"], counts["recorded"]) == (good, 0)
        assert in_book(book) == whole
        assert book.head() == head
    folder.joinpath("wanted.book").unlink()


# ---------------------------------------------------------------- what a refusal leaves behind


@pytest.fixture
def small(concluded, monkeypatch):
    """A service on a book with a route, and chunks of ten rows."""
    concluded.ok("route", "add", "--account", "4510", "--agreement", "herrgarden", "--line", "L2")
    monkeypatch.setattr("ledger.exchange.import_run.CHUNK", 10)
    monkeypatch.setattr("ledger.exchange.import_run._TICK", 5)
    place, _ = concluded.home.place_of("ekonom")
    with closing(open_book(place)) as book:
        yield Service(book), book


def signed(book):
    who = Signature(actor=book.login or "ekonom")
    return replace(who, assurance="database-attested") if book.login else who


def mixed(count):
    """Return rows of which every third is refused, and one has no route."""
    rows = [(n, 10**9 if n % 3 == 1 else 1, "2024-03-01", "4510") for n in range(count)]
    return [*rows, (count, 1, "2024-03-01", "9999")]


@pytest.mark.parametrize("asked", [{}, {"partly": True}, {"is_dry": True}])
def test_a_refused_row_leaves_the_state_as_it_was(small, asked):
    service, book = small
    reading = read(written(mixed(40), ("utf-8", ";", "\n")))
    file = ReadFile("a.csv", "ab" * 32, reading, None, "")
    Import(service, file, Asked(signed(book), worded=lambda error: error.code, **asked)).run()
    told, known = service.agreement("herrgarden"), Service(book).agreement("herrgarden")
    for state in (told, known):
        for line in state.lines.values():
            line.paid.newest, line.paid.indexed = {}, 0  # made when somebody asks
    assert told == known
    assert service.imports() == Service(book).imports()
    paid = sum(x.name == "disbursement-recorded/1" for x in book.events())
    assert paid == (27 if asked == {"partly": True} else 0)


def test_a_voucher_goes_on_in_the_next_chunk_whoever_records_meanwhile(concluded, monkeypatch):
    """What this import has recorded of a voucher is nothing that its later rows collide with."""
    monkeypatch.setattr("ledger.exchange.import_run.CHUNK", 5)
    concluded.ok("route", "add", "--account", "4510", "--agreement", "herrgarden", "--line", "L2")
    rows = [(n // 3, 10 + n, "2024-03-01", "4510") for n in range(12)]
    reading = read(written(rows, ("utf-8", ";", "\n")))
    recorded, decided = Import._have_decided, []  # noqa: SLF001 - between two chunks

    def and_another_client(self, chunk):
        recorded(self, chunk)
        decided.append(chunk)
        name = f"p{len(decided)}"
        concluded.ok("party", "add", name, "--name", name, "--kind", "civil")

    monkeypatch.setattr(Import, "_have_decided", and_another_client)
    with closing(concluded.open()) as book:
        asked = Asked(signed(book), worded=lambda error: error.code, partly=True)
        file = ReadFile("a.csv", "ab" * 32, reading, None, "")
        result = Import(Service(book), file, asked).run()
    assert len(decided) > 1
    assert [(x.verdict, x.code) for x in result.verdicts] == [("recorded", None)] * 12


@pytest.mark.parametrize("partly", [False, True])
@pytest.mark.parametrize("cut", [1, 3, 5])
def test_a_server_that_is_lost_meanwhile_records_all_once(paid_thrice, monkeypatch, cut, partly):
    """The connection is ended from outside in the middle of the rows."""
    home = paid_thrice
    monkeypatch.setattr("ledger.exchange.import_run.CHUNK", 10)
    monkeypatch.setattr("ledger.exchange.import_run._TICK", 5)
    book, left = home.book, cut
    service, me = Service(book), signed(book)
    service.execute(c.AddRoute(agreement="herrgarden", line="L2", account="4510"), me)

    def tick(_number):
        nonlocal left
        left -= 1
        if left == 0:
            home.server.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ekonom'"
            )

    rows = [(n, 7, "2024-03-01", "4510") for n in range(40)]
    reading = read(written(rows, ("utf-8", ";", "\n")))
    file = ReadFile("a.csv", "ab" * 32, reading, None, "")
    before = book.head()
    asked = Asked(me, worded=lambda error: error.code, partly=partly, tick=tick)
    result = Import(service, file, asked).run()
    assert left <= 0
    assert result.verdicts.counts()["recorded"] == 40
    assert book.head() == before + 41
    assert [x.position for x in result.verdicts] == [*range(before + 2, before + 42)]
    again = Import(service, file, asked._replace(tick=lambda _: None)).run()
    assert again.verdicts.counts()["already"] == 40
