"""Measure a book on a PostgreSQL server, and pgledger on the same server.

The tests' server is used, on this machine, with ``fsync`` on. ``SAMVERK_TEST_PG`` names the folder
of another server's programs. ``SAMVERK_PGLEDGER`` names a folder with pgledger's source. Without it
pgledger is left out.
"""

from __future__ import annotations

import multiprocessing
import os
import re
import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import generate
import importing

from ledger.books import opening
from ledger.books.opening import open_book
from ledger.proof.copies import copy_book
from ledger.work.folding import fold_book
from ledger.work.recording import Service
from ledger.work.submission import Signature
from projections.projection import Projection

sys.path.append(str(Path(__file__).resolve().parent.parent / "tests"))
from postgres_server import Server

EVENTS, SECONDS, CLIENTS = 100_000, 8, 8
_CONTEXT = multiprocessing.get_context("spawn")  # clients share nothing, as those of users
_ACCOUNTS = 50
# The scripts of pgbench: a transfer between two of many accounts, and a transfer that always leaves
# the same account, like the payments of a budget line.
_SPREAD = (
    f"\\set a random(0, {_ACCOUNTS - 1})\n"
    f"\\set b (:a + 1 + random(0, {_ACCOUNTS - 2})) % {_ACCOUNTS}\n"
)
_SAME = f"\\set a 0\n\\set b 1 + random(0, {_ACCOUNTS - 2})\n"
_TRANSFER = (
    "SELECT pgledger_create_transfer((SELECT id FROM accounts WHERE n = :a),"
    " (SELECT id FROM accounts WHERE n = :b), 1.00);\n"
)
_ACCOUNTS_MADE = (
    f"INSERT INTO accounts SELECT n, id FROM generate_series(0, {_ACCOUNTS - 1}) AS n,"  # noqa: S608
    " pgledger_create_account('a' || n, 'SEK')"
)
_PGLEDGER = (
    "vendor/scoville-pgsql-ulid/ulid-to-uuid.sql",
    "vendor/scoville-pgsql-ulid/uuid-to-ulid.sql",
    "pgledger.sql",
)
Show = Callable[..., Any]  # what, events, seconds, MiB; rate: also how many a second


def measure(folder: Path, show: Show, process: Callable[..., Any], samverk: Path) -> list[Any]:
    """Measure on a server of its own.

    Args:
        folder: for files.
        show: makes a row.
        process: times a command.
        samverk: the program.
    """
    server = Server().init().start()
    try:
        version = server.execute("SHOW server_version")[0][0].split()[0]
        return _book(server, version, folder, show, process, samverk) + _pgledger(
            server, version, show
        )
    finally:
        server.remove()


def _book(
    server: Server,
    version: str,
    folder: Path,
    show: Show,
    process: Callable[..., Any],
    samverk: Path,
) -> list[Any]:
    path, on = folder / "moved.book", f"on PostgreSQL {version}"
    generate.make(path, EVENTS)
    address = server.uri(database=server.database("bench"))
    started = time.perf_counter()
    copy_book(path, address, lambda _: None)
    rows = [show(f"moved there, verified, {on}", EVENTS, time.perf_counter() - started, None)]
    server.login("bench")
    opening.grant(address, "bench", "recorder", None, revoke=False)
    own = server.uri("bench", "bench")
    with closing(open_book(own)) as book:
        service, me = Service(book), Signature(actor="bench", assurance="database-attested")
        book.head()
        command = (samverk, "--book", own)
        process((*command, "report", "board", "p1"), 1)
        for what, words in (
            ("current board report", ("report", "board", "p1")),
            ("the same by replay (--at)", ("report", "board", "p1", "--at", EVENTS - 1)),
            ("verify, all of it", ("verify",)),
        ):
            rows.append(show(f"{what}, {on}", EVENTS, *process((*command, *words), 3)))
        started = time.perf_counter()
        fold_book(Projection(), book)
        rows.append(
            show(f"replay in memory, {on}", EVENTS, time.perf_counter() - started, None, rate=True)
        )
        payments = [(generate.payment(number), me) for number in range(10_000)]
        started = time.perf_counter()
        for _ in service.execute_all(payments):
            pass
        seconds = time.perf_counter() - started
        rows.append(
            show(f"record through the rules, in chunks, {on}", 10_000, seconds, None, rate=True)
        )
        importing.add_routes(book, me)
    words = (*command, "import", importing.write_ledger(folder / "ledger.csv"))
    rows += [
        show(f"{what}, {on}", importing.ROWS, *process(words, 1), rate=True)
        for what in ("import of a CSV file", "import of the same file again")
    ]
    for clients, agreements, what in (
        (1, 1, "one durable record at a time"),
        (CLIENTS, CLIENTS, f"{CLIENTS} clients, an agreement each"),
        (CLIENTS, 1, f"{CLIENTS} clients, one agreement"),
    ):
        count = _recorded(own, clients, agreements)
        rows.append(show(f"{what}, {on}", count, SECONDS, None, rate=True))
    return rows


def _recorded(address: str, clients: int, agreements: int) -> int:
    """Return how many payments clients record at once, durably, in ``SECONDS``."""
    gate, answers = _CONTEXT.Barrier(clients), _CONTEXT.Queue()
    processes = [
        _CONTEXT.Process(target=_record, args=(address, number % agreements, gate, answers))
        for number in range(clients)
    ]
    for one in processes:
        one.start()
    counts = [answers.get() for _ in processes]
    for one in processes:
        one.join()
    return sum(counts)


def _record(address: str, agreement: int, gate: Any, answers: Any) -> None:
    me = Signature(actor="bench", assurance="database-attested")
    with closing(open_book(address)) as book:
        service, done = Service(book), 0
        service.execute(generate.payment(agreement), me)
        gate.wait()
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            service.execute(generate.payment(agreement), me)
            done += 1
    answers.put(done)


def _pgledger(server: Server, version: str, show: Show) -> list[Any]:
    named = os.environ.get("SAMVERK_PGLEDGER")
    if not named:
        return [("pgledger, pgbench", "", "not there", "")]
    server.database("pgledger")
    for script in _PGLEDGER:
        server.run_script(Path(named) / script, "pgledger")
    server.execute("CREATE TABLE accounts (n int PRIMARY KEY, id text)", database="pgledger")
    server.execute(_ACCOUNTS_MADE, database="pgledger")
    rows = []
    for clients, accounts, what in (
        (1, _SPREAD, "one client"),
        (CLIENTS, _SPREAD, f"{CLIENTS} clients"),
        (CLIENTS, _SAME, f"{CLIENTS} clients, one account"),
    ):
        script = server.home / "transfer.sql"
        script.write_text(accounts + _TRANSFER, encoding="ascii")
        words = ("-h", server.home, "-U", "postgres", "-n", "-f", script, "-c", clients, "-j", 2)
        told = server.run("pgbench", *words, "-T", SECONDS, "pgledger")
        rate = float(re.search(r"tps = ([\d.]+)", told)[1])
        rows.append(
            show(
                f"pgledger, pgbench, {what}, on PostgreSQL {version}",
                round(rate * SECONDS),
                SECONDS,
                None,
                rate=True,
            )
        )
    return rows
