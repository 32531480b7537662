"""Run commands, in turns and as often as is worth it, and keep what they took."""

from __future__ import annotations

import itertools
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from results import Result, Results

HERE = Path(__file__).resolve().parent
_SHORT_S, _LONG_S = 1.0, 5.0
DIFFERS, REFUSED = 5, 3  # exit statuses: something differs; there is no such thing
Words = Sequence[object]


@dataclass(frozen=True, slots=True)
class Command:
    """What is run.

    Attributes:
        words: the command, or what makes it for each run anew.
        done: how many things it does, for a rate.
        note: what a reader has to know.
        at_terminal: run it at a terminal, with a pager that reads one page.
        limit: stop it after so many seconds and count the lines until then; None: let it end.
        statuses: the exit statuses that are no failure.
        out: a file that gets what it prints; None: nobody.
    """

    words: Words | Callable[[], Words]
    done: int = 0
    note: str = ""
    at_terminal: bool = False
    limit: float | None = None
    statuses: tuple[int, ...] = (0,)
    out: Path | None = None

    def now(self) -> list[str]:
        """Return the words of the next run."""
        return [str(x) for x in (self.words() if callable(self.words) else self.words)]


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took; see ``metered.py``."""

    seconds: float
    processor: float
    peak: float
    status: int
    lines: int | None
    whole: bool


class Bench:
    """One run of all measurements.

    Attributes:
        folder: for books and files.
        bin: where the programs of the fresh environment are.
        results: what was measured.
        rounds: how often short commands are run at most.
    """

    def __init__(self, folder: Path, programs: Path, results: Results, rounds: int = 5) -> None:
        self.folder, self.bin, self.results, self.rounds = folder, programs, results, rounds
        self._vouchers = itertools.count()
        self._environment = _environment(folder)
        self._run = f"{os.getpid()}-{int(time.time())}"

    def output(self, words: Words) -> str:
        """Return what a command prints."""
        done = subprocess.run(  # noqa: S603
            [str(x) for x in words],
            capture_output=True,
            check=False,
            text=True,
            cwd=self.folder,
            env=self._environment,
        )
        return done.stdout

    @property
    def python(self) -> Path:
        """The Python of the fresh environment."""
        return self.bin / "python"

    def samverk(self, book: object, *words: object) -> list[object]:
        """Return the words that ask the program for something."""
        return [self.bin / "samverk", "--book", book, *words]

    def voucher(self) -> str:
        """Return a voucher that nobody has."""
        return f"B{self._run}-{next(self._vouchers)}"

    def run(self, command: Command) -> Run:
        """Run a command that has to succeed.

        Raises:
            MeasurementError: it failed.
        """
        words = command.now()
        settings: dict[str, Any] = {"tty": command.at_terminal, "limit": command.limit}
        if command.out is not None:
            settings["out"] = str(command.out)
        pager = {"PAGER": "head -n 50", "TERM": "xterm"} if command.at_terminal else {}
        done = subprocess.run(  # noqa: S603
            [self.python, "-I", "-S", HERE / "metered.py", json.dumps(settings), *words],
            capture_output=True,
            check=False,
            text=True,
            cwd=self.folder,
            env={**self._environment, **pager},
        )
        run = Run(**json.loads(done.stdout)) if not done.returncode else None
        if run is None or (run.status not in command.statuses and run.whole):
            raise MeasurementError(f"{' '.join(words)}: {done.stderr[-300:]}")
        return run

    def started(self, words: Words) -> subprocess.Popen[bytes]:
        """Start a program that goes on, as a process; nobody reads what it says."""
        return subprocess.Popen(  # noqa: S603
            [str(x) for x in words],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=self.folder,
            env=self._environment,
        )

    def inside(self, what: str, *words: object) -> dict[str, Any]:
        """Have something measured in a process with the program's modules (``inside.py``)."""
        out = self.folder / "inside.json"
        run = self.run(Command((self.python, HERE / "inside.py", what, *words), out=out))
        told: dict[str, Any] = json.loads(out.read_text(encoding="utf-8").splitlines()[-1])
        return {**told, "peak": run.peak}

    def alternated(
        self, events: int, commands: Mapping[str, Command], rounds: int | None = None
    ) -> dict[str, Result]:
        """Run commands in turns, and keep the median of each and its ratios to all others.

        A long command gets fewer rounds, and a command that fails is kept as such.

        Args:
            events: of the book.
            commands: by what they measure.
            rounds: how many at most; None: as usual.
        """
        runs: dict[str, list[Run]] = {what: [] for what in commands}
        failed: dict[str, str] = {}
        for number in range(rounds or self.rounds):
            for what, command in commands.items():
                if what in failed or not _is_worth_it(runs[what], number):
                    continue
                try:
                    runs[what].append(self.run(command))
                except MeasurementError as error:
                    failed[what] = str(error)
        for what, cause in failed.items():
            sys.stderr.write(f"{what}: {cause}\n")
            self.keep(Result(what, events, note="failed: " + cause[-160:]))
        return self.keep_runs(events, commands, {x: y for x, y in runs.items() if x not in failed})

    def keep_runs(
        self, events: int, commands: Mapping[str, Command], runs: Mapping[str, Sequence[Run]]
    ) -> dict[str, Result]:
        """Keep the median of the runs of each command, and its ratios to all others."""
        return {
            what: self.keep(
                replace(_result(what, events, command, runs[what]), ratios=_ratios(what, runs))
            )
            for what, command in commands.items()
            if runs.get(what)
        }

    def keep(self, result: Result) -> Result:
        """Keep a result, and say it."""
        sys.stderr.write(said(result) + "\n")
        return self.results.add(result)


class MeasurementError(Exception):
    """A command that is measured did not succeed."""


def _environment(folder: Path) -> dict[str, str]:
    """Return the variables of the environment without those that change what the program does.

    What the program keeps for a user, it keeps in the folder.
    """
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("SAMVERK_", "PYTHON", "XDG_"))}
    own = {
        f"XDG_{x}_HOME": str(folder / "home" / x.lower())
        for x in ("CACHE", "STATE", "CONFIG", "DATA")
    }
    return {**kept, **own, "COLUMNS": "120"}


def _is_worth_it(runs: Sequence[Run], number: int) -> bool:
    """Return whether one more run tells something: short ones scatter more."""
    if not runs:
        return True
    seconds = runs[-1].seconds
    return seconds < _SHORT_S or (seconds < _LONG_S and number < 3)  # noqa: PLR2004


def _result(what: str, events: int, command: Command, runs: Sequence[Run]) -> Result:
    last, note = runs[-1], command.note
    done = command.done
    if command.limit is not None and last.lines is not None:
        done = last.lines
        if not last.whole:
            note = f"{note}; " if note else ""
            note += f"stopped after {last.lines:,} of them"
    return Result(
        what,
        events,
        seconds=statistics.median(x.seconds for x in runs),
        processor=statistics.median(x.processor for x in runs),
        peak=max(x.peak for x in runs),
        done=done,
        note=note,
    )


def _ratios(what: str, runs: Mapping[str, Sequence[Run]]) -> dict[str, float]:
    """Return how many times as long it took as each other command, by pairs that ran in turn.

    The ratios of the processor's time have ``~`` before the name.
    """
    ratios = {}
    for other, theirs in runs.items():
        pairs = list(zip(runs[what], theirs, strict=False))
        if other != what and pairs:
            ratios[other] = statistics.median(a.seconds / b.seconds for a, b in pairs)
            both = [(a.processor, b.processor) for a, b in pairs if b.processor]
            if both:
                ratios[f"~{other}"] = statistics.median(a / b for a, b in both)
    return {key: round(value, 3) for key, value in ratios.items()}


def said(result: Result) -> str:
    """Return a line about a result."""
    words = [f"{result.what:28} {result.events:>10,}"]
    if result.seconds is not None:
        words.append(f"{result.seconds * 1000:,.1f} ms")
    if result.processor is not None:
        words.append(f"({result.processor * 1000:,.1f} ms of the processor)")
    if result.done and result.seconds:
        words.append(f"{result.done / result.seconds:,.0f}/s")
    words += [f"{result.peak:.0f} MiB"] if result.peak is not None else []
    words += [f"{result.value:,.4g}"] if result.value is not None else []
    return "  ".join([*words, result.note]).rstrip()


def timed(run: Callable[[], object]) -> float:
    """Return the seconds of a call."""
    started = time.perf_counter()
    run()
    return time.perf_counter() - started
