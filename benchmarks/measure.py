"""Measure side by side, in one run on one machine, and write docs/PERFORMANCE.md.

    measure.py [EVENTS …]        10 000, 100 000 and 1 000 000 if left out

Each measurement is of a whole process: its time and its peak of memory. ledger-cli and hledger take
part where they are installed. They and beancount read the same postings, with an assertion for
every balance, and have to find each assertion true.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

import generate
import importing
import on_server

from events.declared import named
from ledger.books.book import Book
from ledger.books.opening import open_book
from ledger.exchange.plain_text import beancount, hledger
from ledger.work import mentioned, present
from ledger.work.folding import fold_book
from ledger.work.recording import Service
from ledger.work.submission import Signature
from projections.projection import Projection

TARGET = Path(__file__).resolve().parent.parent / "docs" / "PERFORMANCE.md"
SIZES = (10_000, 100_000, 1_000_000)
LARGE = 1_000_000
BIN = Path(sys.executable).parent
_SHORT = 0.01
ME = Signature(actor="benchmark")
Row = tuple[str, str, str, str]  # what, size, time or rate, memory


def process(words: Sequence[object], repeat: int) -> tuple[float, float | None]:
    """Return the median seconds of a command that has to succeed, and its peak MiB.

    GNU time tells the peak. The peak is None where GNU time is not installed: a child of this
    process would count this process's memory as its own.
    """
    command, seconds, peak = [str(word) for word in words], [], None
    meter = shutil.which("time")
    with tempfile.NamedTemporaryFile("r") as told:
        metered = [meter, "-f", "%M", "-o", told.name, *command] if meter else command
        for _ in range(repeat):
            started = time.perf_counter()
            done = subprocess.run(metered, capture_output=True, check=False)  # noqa: S603
            seconds.append(time.perf_counter() - started)
            if done.returncode:
                raise SystemExit(f"{command} failed: {done.stderr.decode()[-300:]}")
        if meter:
            peak = int(told.read().split()[-1]) / 1024
    return statistics.median(seconds), peak


def timed(run: Callable[[], object], repeat: int = 3) -> float:
    """Return the median seconds of a call in this process."""
    seconds = []
    for _ in range(repeat):
        started = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - started)
    return statistics.median(seconds)


def shown(what: str, events: int, seconds: float, peak: float | None, *, rate: bool = False) -> Row:
    """Return a row of the table."""
    taken = f"{seconds * 1000:.2g} ms" if seconds < _SHORT else f"{seconds * 1000:.0f} ms"
    taken = taken if seconds < 1 else f"{seconds:.1f} s"
    if rate:
        taken += f" ({events / seconds:,.0f}/s)"
    row = (what, f"{events:,}", taken, "" if peak is None else f"{peak:.0f} MiB")
    sys.stderr.write("  ".join(row) + "\n")
    return row


def measure(folder: Path, events: int) -> list[Row]:
    """Measure a book of so many events."""
    path = folder / f"{events}.book"
    rows = [
        shown(
            "record through the rules, in chunks",
            events,
            generate.make(path, events),
            None,
            rate=True,
        )
    ]
    samverk = (BIN / "samverk", "--book", path)
    present.rebuild(book := open_book(path))
    if events >= mentioned.FROM:
        indexed = timed(lambda: mentioned.index_of(book), 1)
        rows.append(shown("index of words for the log", events, indexed, None, rate=True))
    repeat = 3 if events < LARGE else 2
    for what, words in (
        ("current board report", ("report", "board", "p1")),
        ("what is due", ("due",)),
        ("the same by replay (--at)", ("report", "board", "p1", "--at", events - 1)),
        ("verify, all of it", ("verify",)),
        ("the newest 50 of the log", ("log", "--last", 50)),
        ("the newest 50 of an agreement", ("log", "--agreement", "a0", "--last", 50)),
        ("a voucher in the log", ("log", "--voucher", _voucher(book, events // 2))),
        ("the whole log, as CSV", ("log", "-O", "csv")),
        ("the whole log, as NDJSON", ("log", "-O", "ndjson")),
    ):
        rows.append(shown(what, events, *process((*samverk, *words), repeat)))

    def folded() -> None:
        with book.reading():
            fold_book(Projection(), book)

    def iterated() -> None:
        for _ in book.rows():
            pass

    rows.append(shown("replay in memory", events, timed(folded, repeat), None, rate=True))
    rows.append(
        shown("floor: iterating the stored rows", events, timed(iterated, repeat), None, rate=True)
    )
    rebuilt = timed(lambda: present.rebuild(book), repeat)
    rows.append(shown("rebuild of every view", events, rebuilt, None, rate=True))
    service = Service(book)
    list(service.execute_all([(generate.payment(), ME) for _ in range(1000)]))
    rows.append(
        shown(
            "catch-up of 1 000 new events",
            1000,
            timed(lambda: present.current(book, sums=()), 1),
            None,
        )
    )
    rows += others(folder, book, events)
    book.close()
    return rows


def _voucher(book: Book, after: int) -> str:
    """Return the first voucher after an event."""
    found = (voucher for x in book.events(after) for voucher in named(x.fact, "voucher"))
    return str(next(found))


def others(folder: Path, book: Book, events: int) -> list[Row]:
    """Measure what people would use instead, on the same postings."""
    journal, beans = folder / "book.journal", folder / "book.beancount"
    journal.write_text(hledger(book), encoding="utf-8")
    beans.write_text(beancount(book), encoding="utf-8")
    rows = []
    commands = {
        "ledger-cli, balances": ("ledger", "-f", journal, "balance"),
        "hledger, balances": ("hledger", "-f", journal, "balance"),
        "beancount, check": (BIN / "bean-check", "--no-cache", beans),
    }
    for what, words in commands.items():
        if shutil.which(str(words[0])) is None:
            rows.append((what, f"{events:,}", "not installed", ""))
        elif events < LARGE or what.startswith("ledger"):
            rows.append(shown(what, events, *process(words, 1)))
        else:
            rows.append((what, f"{events:,}", "not run: minutes", ""))
    return rows


def single(folder: Path) -> list[Row]:
    """Measure one durable record at a time, and the least time that it can take."""
    path, count = folder / "single.book", 2000
    generate.make(path, 3000)
    service = Service(book := open_book(path))

    def record() -> None:
        for _ in range(count):
            service.execute(generate.payment(), ME)

    rows = [shown("one durable record at a time", count, timed(record, 1), None, rate=True)]
    rows.append(
        shown("the event library's stock recorder", count, stock(folder, count), None, rate=True)
    )
    with (folder / "floor").open("wb") as file:

        def sync() -> None:
            for _ in range(count):
                file.write(b"x" * 4096)
                file.flush()
                os.fsync(file.fileno())

        rows.append(
            shown("floor: one fsync for each append", count, timed(sync, 1), None, rate=True)
        )
    list(service.execute_all([(generate.payment(), ME) for _ in range(100_000)]))
    one = timed(lambda: service.execute(generate.payment(), ME), 21)
    rows.append(shown("one more, durable, in an agreement of 100 000", 1, one, None))
    book.close()
    return rows


def imported(folder: Path) -> list[Row]:
    """Measure the import of a ledger, and of the same one again."""
    path, file = folder / "imported.book", importing.write_ledger(folder / "ledger.csv")
    generate.make(path, 1000)
    book = open_book(path)
    importing.add_routes(book, ME)
    book.close()
    words = (BIN / "samverk", "--book", path, "import", file)
    return [
        shown(what, importing.ROWS, *process(words, 1), rate=True)
        for what in ("import of a CSV file", "import of the same file again")
    ]


def stock(folder: Path, count: int) -> float:
    """Return the seconds of that many durable saves by the event library alone."""
    from eventsourcing.application import Application
    from eventsourcing.domain import Aggregate, event

    class Line(Aggregate):
        @event("Paid")
        def pay(self, line: str, minor: int, day: str, payee: str) -> None:
            pass

    environment = {
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "SQLITE_DBNAME": str(folder / "stock.db"),
    }
    application = Application(environment)
    line = Line()

    def save() -> None:
        for _ in range(count):
            line.pay("L0", 1, "2024-03-01", "p12")
            application.save(line)

    return timed(save, 1)


def main() -> None:
    """Measure and write."""
    sizes = [int(word) for word in sys.argv[1:]] or SIZES
    with tempfile.TemporaryDirectory(prefix="samverk-bench-") as name:
        folder = Path(name)
        least = (sys.executable, "-c", "import click, sqlite3")
        rows = [shown("floor: Python with click and sqlite3", 0, *process(least, 7))]
        rows.append(shown("samverk --help", 0, *process((BIN / "samverk", "--help"), 7)))
        rows += single(folder)
        rows += imported(folder)
        for events in sizes:
            rows += measure(folder, events)
        rows += on_server.measure(folder, shown, process, BIN / "samverk")
    versions = (
        f"Python {sys.version.split()[0]}, SQLite {sqlite3.sqlite_version}, eventsourcing"
        f" {version('eventsourcing')}, msgspec {version('msgspec')}, {os.cpu_count()} cores,"
        " `synchronous=FULL`."
    )
    text = TARGET.read_text(encoding="utf-8") if TARGET.exists() else MARK * 2
    before, _, rest = text.partition(MARK)
    table = ["| what | events | time | memory |", "|---|---:|---:|---:|"]
    table += ["| " + " | ".join(row) + " |" for row in rows]
    body = "\n".join([versions, "", *table, ""])
    TARGET.write_text(before + MARK + body + MARK + rest.partition(MARK)[2], encoding="utf-8")


MARK = "<!-- results -->\n"

if __name__ == "__main__":
    main()
