"""What is measured inside of a process that has the program's modules.

    inside.py WHAT BOOK [WORDS …]

The Python of the environment that has the program runs it. It prints one object of JSON.
"""

from __future__ import annotations

import itertools
import json
import os
import resource
import sys
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import generate

from ledger.books.book import Book
from ledger.books.opening import open_book
from ledger.rules import commands as c
from ledger.work.recording import Service
from ledger.work.submission import Signature

ME = Signature(actor="benchmark")
_TABLES = {"stored_events": "events", "merkle_node": "tree"}
_BEGINNINGS = {
    "view_mark": "marks",
    "view_word": "index",
    "view_taken_back": "index",
    "view_folded": "states",
    "view": "views",
}
Told = dict[str, Any]


def iterate(book: Book) -> Told:
    """Iterate the stored rows: the floor of all that reads every event."""
    return _timed(lambda: _exhaust(book.rows()))


def replay(book: Book) -> Told:
    """Fold every event, in memory."""
    from ledger.work.folding import fold_book
    from projections.projection import Projection

    def fold() -> None:
        with book.reading():
            fold_book(Projection(), book)

    return _timed(fold)


def rebuild(book: Book) -> Told:
    """Make every view anew."""
    from ledger.work import present

    return _timed(lambda: present.rebuild(book))


def marks_made(book: Book) -> Told:
    """Make every mark of the past, where the views are there and no mark is.

    Raises:
        ValueError: some are there, or they were not made.
    """
    from ledger.work import marked
    from projections import marks

    home = book.views()
    if home is None or marks.position(home) > 0:
        raise ValueError(marks)
    told = _timed(lambda: marked.bring(book, home))
    if book.head() >= marked.FROM and marks.position(home) != marks.before(book.head()):
        raise ValueError(marks)
    return told


def index(book: Book) -> Told:
    """Bring the index of words up to date."""
    from ledger.work import mentioned

    return _timed(lambda: mentioned.index_of(book))


def spread(book: Book, count: str) -> Told:
    """Record some payments, of one agreement after the other."""
    rows = [(generate.payment(n), ME) for n in range(int(count))]
    return {**_timed(lambda: _exhaust(Service(book).execute_all(rows))), "done": len(rows)}


def catch_up(book: Book) -> Told:
    """Bring the views up to date."""
    from ledger.work import present

    return _timed(lambda: present.current(book, sums=()))


def bulk(book: Book, count: str) -> Told:
    """Record many payments through the rules, in large transactions."""
    rows = [(generate.payment(number), ME) for number in range(int(count))]
    service = Service(book)
    service.execute(generate.payment(), ME)
    return {**_timed(lambda: _exhaust(service.execute_all(rows, chunk=10_000))), "done": len(rows)}


def by_rules(book: Book, events: str) -> Told:
    """Record a whole book through the rules, in large transactions."""
    plan = generate.Plan(int(events))
    return _timed(lambda: generate.by_rules(book, plan, chunk=generate.BLOCK))


def single(book: Book, count: str) -> Told:
    """Record payments one by one, each durable, in one agreement."""
    service = Service(book)
    service.execute(generate.payment(), ME)

    def record() -> None:
        for _ in range(int(count)):
            service.execute(generate.payment(), ME)

    return {**_timed(record), "done": int(count)}


def lengthen(book: Book, count: str) -> Told:
    """Record many payments in one agreement."""
    rows = [(generate.payment(), ME) for _ in range(int(count))]
    return _timed(lambda: _exhaust(Service(book).execute_all(rows, chunk=10_000)))


def stock(book: Book, count: str) -> Told:
    """Save with the event library's own recorder, as often, beside the book."""
    from eventsourcing.application import Application
    from eventsourcing.domain import Aggregate, event

    class Line(Aggregate):
        @event("Paid")
        def pay(self, line: str, minor: int, day: str, payee: str) -> None:
            pass

    environment = {
        "PERSISTENCE_MODULE": "eventsourcing.sqlite",
        "SQLITE_DBNAME": f"{book.name}.stock",
    }
    application, line = Application(environment), Line()

    def save() -> None:
        for _ in range(int(count)):
            line.pay("L0", 1, "2024-03-01", "p12")
            application.save(line)

    return {**_timed(save), "done": int(count)}


def syncs(book: Book, count: str) -> Told:
    """Have the disk take four KiB, as often: the floor of what is durable."""
    with Path(f"{book.name}.floor").open("wb") as file:

        def sync() -> None:
            for _ in range(int(count)):
                file.write(b"x" * 4096)
                file.flush()
                os.fsync(file.fileno())

        return {**_timed(sync), "done": int(count)}


def routes(book: Book) -> Told:
    """Add a route for each line, for imports."""
    import importing

    me = Signature(actor="bench", assurance="database-attested") if book.places else ME
    return _timed(lambda: importing.add_routes(book, me))


def mandates(book: Book) -> Told:
    """Let one person review the payments of an agreement, and another one approve them."""
    steps = (("reviewer", "review"), ("decider", "decide"))
    rows = [
        c.GrantAuthority(
            actor=actor,
            board=board,
            step=step,
            from_day=date(2020, 1, 1),
            to_day=date(2199, 12, 31),
            decision="§ 3",
        )
        for board in generate.boards(39)
        for actor, step in steps
    ]
    return _timed(lambda: _exhaust(Service(book).execute_all([(row, ME) for row in rows])))


def journals(book: Book, folder: str) -> Told:
    """Write the book as others read it."""
    from ledger.exchange.plain_text import beancount, hledger

    (Path(folder) / "book.journal").write_text(hledger(book), encoding="utf-8")
    (Path(folder) / "book.beancount").write_text(beancount(book), encoding="utf-8")
    return {}


def voucher(book: Book, after: str) -> Told:
    """Tell the first voucher after an event."""
    from events.declared import named

    found = (x for event in book.events(int(after)) for x in named(event.fact, "voucher"))
    return {"voucher": next(found)}


def sizes(book: Book) -> Told:
    """Tell how many bytes the kinds of tables take, as far as this SQLite can tell."""
    taken: dict[str, int] = {}
    sql = "SELECT name, SUM(pgsize) FROM dbstat WHERE aggregate GROUP BY name"
    names = dict(book.connection.execute("SELECT name, tbl_name FROM sqlite_schema").fetchall())
    for name, size in book.connection.execute(sql):
        kind = kind_of(names.get(name, name))
        taken[kind] = taken.get(kind, 0) + size
    return {"bytes": taken}


def kind_of(table: str) -> str:
    """Return what a table holds: events, tree, views, marks, index, other."""
    known = {**_TABLES, **_BEGINNINGS}
    return next((kind for start, kind in known.items() if table.startswith(start)), "other")


def marks(book: Book) -> Told:
    """Tell at which positions there are marks; none where this program makes none."""
    for table, column in (("view_mark_days", "upto"), ("view_mark", "position")):
        found = book.connection.execute(
            "SELECT COUNT(*) FROM pragma_table_info(?) WHERE name = ?", (table, column)
        ).fetchone()[0]
        if found:
            sql = f"SELECT DISTINCT {column} FROM {table} ORDER BY 1"  # noqa: S608 - from above
            return {"positions": [x for (x,) in book.connection.execute(sql)]}
    return {"positions": []}


def _exhaust(rows: Any) -> None:
    for _ in rows:
        pass


def _timed(run: Callable[[], object]) -> Told:
    before, started = _processor(), time.perf_counter()
    run()
    return {
        "seconds": time.perf_counter() - started,
        "processor": _processor() - before,
    }


def _processor() -> float:
    """Return the processor's seconds so far, of this process and of those that have ended."""
    used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(x.ru_utime + x.ru_stime for x in used)


WHAT: dict[str, Callable[..., Told]] = {
    x.__name__: x
    for x in itertools.chain(
        (
            iterate,
            replay,
            rebuild,
            marks_made,
            index,
            spread,
            catch_up,
            bulk,
            by_rules,
            single,
            lengthen,
            stock,
        ),
        (syncs, routes, mandates, journals, voucher, sizes, marks),
    )
}

if __name__ == "__main__":
    with closing(open_book(sys.argv[2])) as opened:
        print(json.dumps(WHAT[sys.argv[1]](opened, *sys.argv[3:])))
