"""Measure side by side, in one run on one machine, and write docs/PERFORMANCE.md.

    measure.py [PART …] [--sizes 10000,100000] [--go-on] [--page] [--minutes 35]

A wheel of the program is installed into a fresh environment, and every command is measured there as
a whole process. What was measured is in ``results.jsonl`` in the folder that SAMVERK_BENCH names,
beside the books; without it both are in a temporary folder. Words choose parts: only those are
measured again. ``--go-on`` leaves out what was measured of this version, ``--page`` measures
nothing.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import browsed
import environment
import on_server
import page
import parts as of_commands
from results import Result, Results
from running import Bench, MeasurementError

SIZES = (10_000, 100_000, 1_000_000, 10_000_000)
Part = tuple[str, int, Callable[[Bench, int], None]]
BY_SIZE = {**of_commands.BY_SIZE, "pages": browsed.of_large}
ONCE = {**of_commands.ONCE, "pages demo": browsed.of_demonstration}


def asked(words: Sequence[str] | None = None) -> argparse.Namespace:
    """Return what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_AS_IT_IS)
    names = [*BY_SIZE, *ONCE, on_server.NAME]
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(names))
    parser.add_argument("--sizes", help="such as 10000,100000; up to ten million if left out")
    parser.add_argument("--go-on", action="store_true", help="leave out what was measured before")
    parser.add_argument("--page", action="store_true", help="measure nothing: write the page")
    parser.add_argument("--minutes", type=float, default=35, help="begin no part after that")
    parser.add_argument("--rounds", type=int, default=5, help="of short commands")
    parser.add_argument("--by-processor", action="store_true", help="goals by processor's time")
    parser.add_argument("--pages", type=Path, default=page.DOCS, help="where the pages are")
    found = parser.parse_args(words)
    if unknown := set(found.parts) - set(names):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    found.sizes = [int(x) for x in found.sizes.split(",")] if found.sizes else list(SIZES)
    return found


_AS_IT_IS = argparse.RawDescriptionHelpFormatter


def in_order(sizes: Sequence[int], wanted: Sequence[str]) -> Iterator[Part]:
    """Yield what is to be measured: small books before large ones, and the server between them."""
    *small, largest = sorted(sizes)
    for size in small:
        yield from ((name, size, run) for name, run in BY_SIZE.items() if _is(name, wanted))
    yield from ((name, 0, run) for name, run in ONCE.items() if _is(name, wanted))
    yield from ((name, largest, run) for name, run in BY_SIZE.items() if _is(name, wanted))
    if _is(on_server.NAME, wanted):
        yield (
            on_server.NAME,
            max([x for x in sizes if x <= on_server.MOST], default=0),
            on_server.measure,
        )


def _is(name: str, wanted: Sequence[str]) -> bool:
    return not wanted or name in wanted


def measure(bench: Bench, parts: Iterator[Part], until: float, *, go_on: bool) -> None:
    """Measure parts, as long as there is time. A part that fails does not stop the others."""
    for name, size, run in parts:
        if go_on and bench.results.is_done(name, size):
            continue
        if time.monotonic() > until:
            bench.keep(Result(f"part {name}", size, note="no time was left"))
            continue
        started = time.monotonic()
        try:
            run(bench, size)
        except MeasurementError as error:
            sys.stderr.write(f"{name} of {size}: {error}\n")
        else:
            bench.keep(Result(f"part {name}", size, seconds=time.monotonic() - started))


def main(words: Sequence[str] | None = None) -> None:
    """Measure and write."""
    wanted, until = asked(words), time.monotonic()
    until += wanted.minutes * 60
    with tempfile.TemporaryDirectory(prefix="samverk-bench-") as temporary:
        folder = Path(os.environ.get("SAMVERK_BENCH") or temporary).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        results = Results(folder / "results.jsonl", environment.version())
        try:
            if not wanted.page:
                bench = Bench(folder, environment.make(folder), results, wanted.rounds)
                parts = in_order(wanted.sizes, wanted.parts)
                measure(bench, parts, until, go_on=wanted.go_on)
        finally:
            page.write(results, wanted.pages, by_processor=wanted.by_processor)


if __name__ == "__main__":
    main()
