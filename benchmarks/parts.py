"""What is measured, part by part. ``PARTS`` has them in their order.

A part is measured at each size, or once; it may be asked for by itself.
"""

from __future__ import annotations

import json
import random
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from datetime import UTC
from pathlib import Path

import generate
import importing
from results import Result
from running import DIFFERS, REFUSED, Bench, Command, MeasurementError, Run, timed

from ledger.proof.evidence import create_book

LARGE, HUGE = 1_000_000, 10_000_000
NOW = ("report", "board", "p1")
_FULL_SCREEN = ("--last", 50)
_STREAM_S = 60.0  # of a stream from a huge book
_SINCE = 10_000  # events after a checkpoint
_LONG = 100_000
_SMALL = 200  # rows of a day's file


def book_of(bench: Bench, events: int, order: str = generate.KEPT) -> Path:
    """Return the book of so many events, which is made if it is not there."""
    name = f"{events}.book" if order == generate.KEPT else f"{events}-{order}.book"
    path = bench.folder / name
    seconds = timed(lambda: generate.make(path, events, order))
    if seconds > 1:
        bench.keep(Result(f"generated {order}", events, seconds=seconds, done=events))
    return path


def _copied(bench: Bench, events: int, name: str) -> Path:
    """Return a copy of a book, for what changes it."""
    book = book_of(bench, events)
    path = bench.folder / f"{events}-{name}.book"
    for old in (path, path.with_name(f"{path.name}.key")):
        old.unlink(missing_ok=True)
    shutil.copy(book, path)
    shutil.copy(book.with_name(f"{book.name}.key"), path.with_name(f"{path.name}.key"))
    return path


def _bare(bench: Bench) -> Command:
    """Return a Python that imports what everything needs, and does nothing."""
    return Command((bench.python, "-c", "import click, sqlite3"))


def _now(bench: Bench, book: Path) -> Command:
    return Command(bench.samverk(book, *NOW))


def views(bench: Bench, events: int) -> None:
    """Measure what lies beside the events: views, index, marks, and how large the file is."""
    book = book_of(bench, events)
    is_raw = not _has_views(book)  # else another run has made them, and recorded more
    if is_raw:
        bench.keep(Result("size raw", events, value=book.stat().st_size))
    for what, step in (
        ("views first", "rebuild"),
        ("marks first", "marks_made"),
        ("index", "index"),
    ):
        told = bench.inside(step, book)
        bench.keep(
            Result(
                what,
                events,
                seconds=told["seconds"],
                processor=told["processor"],
                peak=told["peak"],
                done=events,
            )
        )
    if is_raw:
        _sized(bench, events, book)


def _has_views(book: Path) -> bool:
    with closing(sqlite3.connect(book)) as opened:
        found = opened.execute("SELECT 1 FROM sqlite_schema WHERE name = 'view_state'")
        return found.fetchone() is not None


def _sized(bench: Bench, events: int, book: Path) -> None:
    """Keep how large the file is, and what takes the room."""
    bench.keep(Result("size full", events, value=book.stat().st_size))
    try:
        taken = bench.inside("sizes", book)["bytes"]
    except MeasurementError:
        return  # this SQLite does not tell
    for kind, size in sorted(taken.items()):
        bench.keep(Result(f"size full: {kind}", events, value=size))


def start(bench: Bench, events: int) -> None:
    """Measure how long short questions and one record take from the first instant."""
    book = book_of(bench, events)
    bench.run(_now(bench, book))
    bench.alternated(
        events,
        {
            "bare": _bare(bench),
            "now": _now(bench, book),
            "help": Command((bench.bin / "samverk", "--help")),
            "agreement": Command(bench.samverk(book, "report", "agreement", "a1")),
            "status": Command(bench.samverk(book, "status")),
        },
        rounds=bench.rounds + 2,
    )
    bench.alternated(
        events,
        {"bare": _bare(bench), "pay": _payment(bench, book)},
    )


def _payment(bench: Bench, book: object) -> Command:
    """Return the recording of a payment."""
    words = ("record", "disbursement", "a0", "L0", "17,50", "--on", "2024-03-01", "--voucher")
    return Command(lambda: bench.samverk(book, *words, bench.voucher()))


def long(bench: Bench, _: int) -> None:
    """Measure one payment in an agreement of 100 000 events, and one by one in a small book."""
    path = bench.folder / "long.book"
    for old in bench.folder.glob("long.book*"):
        old.unlink()
    generate.make(path, 3000)
    for what, count in (("single", 2000), ("stock", 2000), ("syncs", 2000)):
        told = bench.inside(what, path, count)
        bench.keep(Result(what, 0, told["seconds"], told["processor"], done=told["done"]))
    bench.inside("lengthen", path, _LONG)
    told = bench.inside("single", path, 100)
    bench.keep(Result("single long", _LONG, told["seconds"], told["processor"], done=100))
    bench.run(_payment(bench, path))
    commands = {"bare": _bare(bench), "pay long": _payment(bench, path)}
    commands["now long"] = _now(bench, path)
    bench.alternated(_LONG, commands)


def past(bench: Bench, events: int) -> None:
    """Measure reports of past positions and instants."""
    book = book_of(bench, events)
    bench.run(_now(bench, book))
    at, midway, worst = positions(bench, book, events)
    plan = generate.Plan(events)
    told = plan.recorded_at(int(events * 0.437)).astimezone(UTC).replace(microsecond=0)
    day = plan.recorded_at(int(events * 0.613)).date()

    def report(*words: object) -> Command:
        return Command(bench.samverk(book, *NOW, *words))

    bench.alternated(
        events,
        {
            "now": _now(bench, book),
            "past at": report("--at", at),
            "past midway": report("--at", midway),
            "past worst": report("--at", worst),
            "known at": report("--known-at", told.isoformat().replace("+00:00", "Z")),
            "as of": report("--as-of", day),
            "past agreement": Command(
                bench.samverk(book, "report", "agreement", "a1", "--at", worst)
            ),
        },
    )
    if events == LARGE:
        shuffled = book_of(bench, events, generate.SHUFFLED)
        bench.run(_now(bench, shuffled))
        shuffled_words = bench.samverk(shuffled, *NOW, "--as-of", day)
        bench.alternated(
            events,
            {"now shuffled": _now(bench, shuffled), "as of shuffled": Command(shuffled_words)},
        )


def positions(bench: Bench, book: Path, events: int) -> tuple[int, int, int]:
    """Return three positions: at a mark, between two, and the slowest of some.

    The first question makes the marks. Where there are none, the first two are as good as any.
    """
    middle = events // 2
    bench.run(Command(bench.samverk(book, *NOW, "--at", middle)))
    begun = generate.AGREED + 1
    marks = [x for x in bench.inside("marks", book)["positions"] if begun < x < events]
    ends = [begun, *marks, events]
    place = len(ends) // 2 if marks else 0
    at = ends[place] or middle
    midway = (ends[place] + ends[place + 1]) // 2 if marks else middle + 1
    chance = random.Random(events)  # noqa: S311 - no secret
    segments = chance.sample(range(len(ends) - 1), min(4, len(ends) - 1))
    tried = {events - 1} | {int(events * share) for share in (0.4, 0.71, 0.97)}
    for segment in segments:
        after, upto = ends[segment], ends[segment + 1]
        tried |= {upto - 1, (after + upto) // 2, after + 1}
    took = {x: bench.run(Command(bench.samverk(book, *NOW, "--at", x))).processor for x in tried}
    return at, midway, max(took, key=lambda x: took[x])


def trail(bench: Bench, events: int) -> None:
    """Measure the first page of the log, with every filter, and one event."""
    book = book_of(bench, events)
    statuses = (0, REFUSED)  # where nothing can be found
    nope = bench.samverk(book, "log", *_FULL_SCREEN, "--voucher", "nope")
    bench.run(Command(nope, statuses=statuses))
    voucher = bench.inside("voucher", book, events // 2)["voucher"]
    filters: dict[str, tuple[object, ...]] = {
        "log": (),
        "log agreement": ("--agreement", "a0"),
        "log line": ("--agreement", "a0", "--line", "L3"),
        "log lines": ("--line", "L3"),
        "log party": ("--party", "p20"),
        "log board": ("--board", "p1"),
        "log voucher": ("--voucher", voucher),
        "log no voucher": ("--voucher", "nope"),
        "log actor": ("--actor", "benchmark"),
        "log no actor": ("--actor", "nobody"),
        "log event": ("--event", "in-kind-recorded"),
        "log no event": ("--event", "entry-reversed"),
        "log period": ("--period", "2024-05"),
    }
    commands = {
        what: Command(bench.samverk(book, "log", *_FULL_SCREEN, *words), statuses=statuses)
        for what, words in filters.items()
    }
    commands["log terminal"] = Command(bench.samverk(book, "log"), at_terminal=True)
    words = bench.samverk(book, "log", "--agreement", "a0")
    commands["log terminal agreement"] = Command(words, at_terminal=True)
    commands["show"] = Command(bench.samverk(book, "show", events // 2))
    items = list(commands.items())
    for first in range(0, len(items), 4):  # few, so that the report is near each of them
        bench.alternated(events, {"now": _now(bench, book), **dict(items[first : first + 4])})


def streamed(bench: Bench, events: int) -> None:
    """Measure the whole log as it streams out."""
    book = book_of(bench, events)
    limit = _STREAM_S if events > LARGE else None
    commands = {
        f"log {form}": Command(bench.samverk(book, "log", "-O", form), done=events, limit=limit)
        for form in ("csv", "ndjson")
    }
    if events <= LARGE:
        commands["log json"] = Command(bench.samverk(book, "log", "-O", "json"), done=events)
    bench.alternated(events, commands, rounds=2 if events < LARGE else 1)


def whole(bench: Bench, events: int) -> None:
    """Measure what reads every event: the floor, replay, the views anew, verification."""
    book = book_of(bench, events)
    rounds = min(bench.rounds, 3 if events <= LARGE else 2)
    told: dict[str, list[Run]] = {}
    for _ in range(rounds):
        for what in ("iterate", "replay", "rebuild"):
            told.setdefault(what, []).append(_run_of(bench.inside(what, book)))
    _keep_inside(bench, events, told)
    verify = Command(bench.samverk(book, "verify"), done=events)
    bench.alternated(events, {"verify": verify}, rounds=3 if events < LARGE else 1)
    bench.inside("spread", book, 1000)  # apart: it folds each agreement whose state has no mark
    told = {"catch up": [_run_of(bench.inside("catch_up", book))]}
    _keep_inside(bench, events, told, done=1000)


def _run_of(told: Mapping[str, float]) -> Run:
    return Run(told["seconds"], told["processor"], told["peak"], 0, None, whole=True)


def _keep_inside(
    bench: Bench, events: int, told: Mapping[str, list[Run]], done: int | None = None
) -> None:
    bench.keep_runs(events, {x: Command((), done=done or events) for x in told}, told)


def since(bench: Bench, events: int) -> None:
    """Measure the verification of what came after a checkpoint."""
    book, held = book_of(bench, events), bench.folder / f"{events}.checkpoint"
    can = bench.output(bench.samverk(book, "verify", "--help"))
    if "--since" not in can:
        bench.keep(Result("since", events, note="this version has no verify --since"))
        return
    held.unlink(missing_ok=True)
    bench.run(Command(bench.samverk(book, "checkpoint", "-o", held)))
    if events < HUGE:  # there it was verified a little earlier, and that takes minutes
        bench.run(Command(bench.samverk(book, "verify")))
    bench.inside("bulk", book, _SINCE - 1)
    bench.run(_now(bench, book))
    words = bench.samverk(book, "verify", "--since", held)
    bench.alternated(events, {"now": _now(bench, book), "since": Command(words, done=_SINCE)})
    # The first one folds what came before the checkpoint, and remembers it.
    again = {"now": _now(bench, book), "since again": Command(words, done=_SINCE)}
    bench.alternated(events, again)


def beside(bench: Bench, events: int) -> None:
    """Measure the first page of what is asked of a book beside reports and the log."""
    book = book_of(bench, events)
    bench.run(_now(bench, book))
    month = ("--agreement", "a0", "--period", "2024-05")
    bench.alternated(
        events,
        {
            "now": _now(bench, book),
            "due": Command(bench.samverk(book, "due")),
            "due soon": Command(bench.samverk(book, "due", "--within", "30d")),
            "explain": Command(
                bench.samverk(
                    book,
                    *("explain", "agreement", "a0", "--line", "L3", "--year", 2024),
                    *("--measure", "paid", "--period", "2024-05"),
                )
            ),
        },
    )
    tests = {
        "audit duplicates": ("duplicates",),
        "audit late": ("late",),
        "audit split": ("split", "--limit", "60000"),
        "audit gaps": ("gaps",),
        "audit benford": ("benford",),
    }
    commands = {x: Command(bench.samverk(book, "audit", *y, *month)) for x, y in tests.items()}
    bench.alternated(events, {"now": _now(bench, book), **commands})
    if events == LARGE:
        of_all = Command(bench.samverk(book, "audit", "duplicates", "--period", "2024-05"))
        bench.alternated(events, {"now": _now(bench, book), "audit all": of_all}, rounds=2)
    if events <= LARGE:
        _doors(bench, events)


def _doors(bench: Bench, events: int) -> None:
    """Measure small files in, a comparison, and a payment's way through three hands."""
    copy = _copied(bench, events, "beside")
    bench.inside("routes", copy)
    bench.inside("mandates", copy)
    daily = importing.write_ledger(bench.folder / "daily.csv", _SMALL)
    bench.run(Command(bench.samverk(copy, "import", daily)))
    bench.run(_now(bench, copy))
    compared = ("reconcile", daily, "--period", "2024-05", "--agreement", "a0")
    bench.alternated(
        events,
        {
            "now": _now(bench, copy),
            "reconcile": Command(bench.samverk(copy, *compared), statuses=(0, DIFFERS)),
            "import small": Command(bench.samverk(copy, "import", "-n", daily), done=_SMALL),
            "imports": Command(bench.samverk(copy, "imports", "list")),
        },
    )
    _attested(bench, events, copy)


def _attested(bench: Bench, events: int, book: Path) -> None:
    """Measure a payment that is requested, reviewed, approved and paid."""
    asked = 0

    def words(*some: object, actor: str) -> Callable[[], list[object]]:
        def now() -> list[object]:
            known = (asked if x is None else x() if callable(x) else x for x in some)
            return bench.samverk(book, "--actor", actor, *known)

        return now

    pay = ("pay", "a39", "L0", "17,50", "--on", "2025-06-30", "--request", None, "--voucher")
    asking = ("request", "pay", "a39", "L0", "17,50", "--due", "2025-06-30", "--on", "2025-06-01")
    steps = {
        "request": words(*asking, "-O", "json", actor="asker"),
        "review": words("request", "review", None, actor="reviewer"),
        "approve": words("request", "approve", None, actor="decider"),
        "pay request": words(*pay, bench.voucher, actor="asker"),
    }
    runs: dict[str, list[Run]] = {"now": [], **{what: [] for what in steps}}
    for _ in range(bench.rounds):
        runs["now"].append(bench.run(_now(bench, book)))
        for what, step in steps.items():
            told = bench.folder / "told"
            runs[what].append(bench.run(Command(step, out=told)))
            if what == "request":
                asked = _position(told)
    bench.keep_runs(events, {what: Command(()) for what in steps}, runs)


def _position(told: Path) -> int:
    """Return the position of the first event that a command tells of in JSON."""
    found = json.loads(told.read_text(encoding="utf-8"))

    def positions(value: object) -> Iterator[int]:
        if isinstance(value, dict):
            if isinstance(value.get("position"), int):
                yield value["position"]
            for inner in value.values():
                yield from positions(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from positions(inner)

    return next(positions(found))


def recording(bench: Bench, events: int) -> None:
    """Measure bulk recording through the rules, and what views, marks and index add to it."""
    if events > LARGE:
        return
    path = bench.folder / f"{events}-rules.book"
    for old in bench.folder.glob(f"{path.name}*"):
        old.unlink()
    create_book(path)
    runs = {"bulk": [_run_of(bench.inside("by_rules", path, events))]}
    steps = {"bulk views": "rebuild", "bulk marks": "marks_made", "bulk index": "index"}
    for what, step in steps.items():
        runs[what] = [_run_of(bench.inside(step, path))]
    _keep_inside(bench, events, runs)
    for old in bench.folder.glob(f"{path.name}*"):
        old.unlink()


def imported(bench: Bench, _: int) -> None:
    """Measure the import of a large ledger, and of the same one again."""
    path = bench.folder / "imported.book"
    for old in bench.folder.glob("imported.book*"):
        old.unlink()
    generate.make(path, 1000)
    bench.inside("routes", path)
    file = importing.write_ledger(bench.folder / "ledger.csv")
    command = Command(bench.samverk(path, "import", file), done=importing.ROWS)
    for what in ("import", "import again"):
        bench.alternated(0, {what: command}, rounds=1)


def others(bench: Bench, events: int) -> None:
    """Measure what people would use instead, on the same postings."""
    if events >= LARGE:
        return  # minutes of each
    bench.inside("journals", book_of(bench, events), bench.folder)
    journal, beans = bench.folder / "book.journal", bench.folder / "book.beancount"
    check = Path(sys.executable).parent / "bean-check"
    tools: dict[str, tuple[object, ...]] = {
        "ledger": ("ledger", "-f", journal, "balance"),
        "hledger": ("hledger", "-f", journal, "balance"),
        "beancount": (check, "--no-cache", beans),
    }
    for what, words in tools.items():
        if shutil.which(str(words[0])) is None:
            bench.keep(Result(what, events, note="not installed"))
        else:
            bench.alternated(events, {what: Command(words, done=events)}, rounds=1)
    for file in (journal, beans):
        file.unlink()


# Their order is that of what matters most: a run that has to end leaves out the last ones.
BY_SIZE: dict[str, Callable[[Bench, int], None]] = {
    "views": views,
    "start": start,
    "past": past,
    "log": trail,
    "beside": beside,
    "whole": whole,
    "stream": streamed,
    "since": since,
    "bulk": recording,
    "others": others,
}
ONCE: dict[str, Callable[[Bench, int], None]] = {"long": long, "import": imported}
