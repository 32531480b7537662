"""Measure a book on a PostgreSQL server, and pgledger on the same server.

The tests' server is used, on this machine, with ``fsync`` on. ``SAMVERK_TEST_PG`` names the folder
of another server's programs. ``SAMVERK_PGLEDGER`` names a folder with pgledger's source. Without it
pgledger is left out.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import importing
from parts import LARGE, NOW, book_of
from results import Result
from running import HERE, Bench, Command, MeasurementError, timed

from ledger.books import opening

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

NAME, MOST = "server", LARGE
SECONDS, CLIENTS, RUNS = 6.0, 8, 5
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


def measure(bench: Bench, events: int, seconds: float = SECONDS, runs: int = RUNS) -> None:
    """Measure a book of so many events on a server of its own, and eight clients at once.

    Args:
        bench: the run.
        events: of the book.
        seconds: of each run of many clients.
        runs: how many of them, in turns with pgledger's.
    """
    sys.path.append(str(HERE.parent / "tests"))
    from postgres_server import Server

    server = Server().init().start()
    try:
        own = _moved(bench, server, events)
        _asked(bench, own, events)
        _clients(bench, server, own, seconds, runs)
        _imported(bench, own)
    finally:
        server.remove()


def _moved(bench: Bench, server: Any, events: int) -> str:
    """Move a book to the server, and return the address by which a recorder opens it."""
    address = server.uri(database=server.database("bench"))
    words = [bench.bin / "samverk", "migrate", "--from", book_of(bench, events), "--to", address]
    bench.alternated(events, {"server moved": Command(words, done=events)}, rounds=1)
    server.login("bench")
    opening.grant(address, "bench", "recorder", None, revoke=False)
    return str(server.uri("bench", "bench"))


def _asked(bench: Bench, own: str, events: int) -> None:
    """Measure short questions and one record, beside those of the same book in a file."""
    book = book_of(bench, events)
    first = timed(lambda: bench.run(Command(bench.samverk(own, *NOW))))
    bench.keep(Result("server now first", events, seconds=first))
    past = ("--at", events // 2 + 1)
    bench.run(Command(bench.samverk(own, *NOW, *past)))

    def pay(where: object) -> Callable[[], list[object]]:
        words = ("record", "disbursement", "a0", "L0", "17,50", "--on", "2024-03-01", "--voucher")
        return lambda: bench.samverk(where, *words, bench.voucher())

    bench.run(Command(pay(own)))
    bench.alternated(
        events,
        {
            "file now": Command(bench.samverk(book, *NOW)),
            "server now": Command(bench.samverk(own, *NOW)),
            "file past": Command(bench.samverk(book, *NOW, *past)),
            "server past": Command(bench.samverk(own, *NOW, *past)),
            "server log": Command(bench.samverk(own, "log", "--last", 50)),
        },
    )
    bench.alternated(events, {"file pay": Command(pay(book)), "server pay": Command(pay(own))})


def _imported(bench: Bench, own: str) -> None:
    """Measure the import of a large ledger, and of the same one again."""
    bench.inside("routes", own)
    file = importing.write_ledger(bench.folder / "ledger.csv")
    command = Command(bench.samverk(own, "import", file), done=importing.ROWS)
    for what in ("server import", "server import again"):
        bench.alternated(0, {what: command}, rounds=1)


def _clients(bench: Bench, server: Any, own: str, seconds: float, runs: int) -> None:
    """Measure one client and eight of them, in turns with pgledger's."""
    named = os.environ.get("SAMVERK_PGLEDGER")
    if named:
        _prepare(server, Path(named))
    else:
        bench.keep(Result("pgledger", 0, note="its source is not there"))
    kinds = {
        "": (CLIENTS, CLIENTS, _SPREAD),
        " one": (CLIENTS, 1, _SAME),
        " single": (1, 1, _SPREAD),
    }
    rates: dict[str, list[float]] = {}
    for number in range(runs):
        for kind, (clients, agreements, accounts) in kinds.items():
            if kind == " single" and number:
                continue
            ours = _recorded(bench, own, clients, agreements, seconds)
            rates.setdefault(f"clients{kind}", []).append(ours)
            if named:
                theirs = _transferred(server, clients, accounts, seconds)
                rates.setdefault(f"pgledger{kind}", []).append(theirs)
    for what, found in rates.items():
        bench.keep(_rated(what, found, rates))


def _rated(what: str, found: list[float], rates: Mapping[str, list[float]]) -> Result:
    """Return a rate, and how it compares with pgledger's, run by run."""
    theirs = rates.get(what.replace("clients", "pgledger"))
    ratios, note = {}, ""
    if theirs is not None and what.startswith("clients"):
        each = [mine / other for mine, other in zip(found, theirs, strict=True)]
        ratios = {"pgledger": round(statistics.median(each), 3), "least": round(min(each), 3)}
        note = "each run: " + ", ".join(f"{x:.2f}" for x in each)
    return Result(
        what, 0, seconds=1, done=round(statistics.median(found)), ratios=ratios, note=note
    )


def _recorded(bench: Bench, address: str, clients: int, agreements: int, seconds: float) -> float:
    """Return how many payments a second so many clients record at once, durably."""
    words = [bench.python, HERE / "client.py", address, str(seconds)]
    processes = [
        subprocess.Popen(  # noqa: S603
            [*words, str(number % agreements)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=bench.folder,
        )
        for number in range(clients)
    ]
    try:
        for one in processes:
            assert one.stdout is not None
            if one.stdout.readline() != "ready\n":
                raise MeasurementError("a client did not come to its book")
        for one in processes:
            assert one.stdin is not None
            one.stdin.write("go\n")
            one.stdin.flush()
        return sum(int(one.communicate()[0]) for one in processes) / seconds
    finally:
        for one in processes:
            with suppress(ProcessLookupError):
                one.kill()
            one.wait()


def _prepare(server: Any, source: Path) -> None:
    """Make a database for pgledger."""
    server.database("pgledger")
    for script in _PGLEDGER:
        server.run_script(source / script, "pgledger")
    server.execute("CREATE TABLE accounts (n int PRIMARY KEY, id text)", database="pgledger")
    server.execute(_ACCOUNTS_MADE, database="pgledger")


def _transferred(server: Any, clients: int, accounts: str, seconds: float) -> float:
    """Return how many transfers a second pgbench makes with so many clients."""
    script = server.home / "transfer.sql"
    script.write_text(accounts + _TRANSFER, encoding="ascii")
    words = ("-h", server.home, "-U", "postgres", "-n", "-f", script, "-c", clients, "-j", 2)
    told = server.run("pgbench", *words, "-T", max(1, round(seconds)), "pgledger")
    found = re.search(r"tps = ([\d.]+)", told)
    assert found is not None
    return float(found[1])
