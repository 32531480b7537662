"""A second process for a piece of work that can be done beside the rest.

The second process is only a help. The first process can do all of the work alone, and does so where
the second one cannot start, dies or fails.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import TypeVar

T = TypeVar("T")
_WORTH_IT = 150_000  # events; from here on replay and verification take at least a fifth less time
# The second process imports the modules from where this one has them, and does not run its script.
_BEGIN = (
    "import sys; count = int(sys.argv[1]); sys.path[:] = sys.argv[2 + count :];"
    " from ledger.work.second_process import answer; answer(*sys.argv[2 : 2 + count])"
)


def is_worth_it(events: int) -> bool:
    """Return whether two processes are clearly faster, and there is a processor for the second."""
    return events >= _WORTH_IT and cores() > 1 and bool(sys.executable)


def cores() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def beside(work: Callable[..., T], *words: str) -> Iterator[Callable[[], T | None]]:
    """Have a second process do some work; it is ended with the context.

    It is started as a program of its own. A copy of this process would have the locks of its
    threads, and ``multiprocessing`` would run the script of this process again.

    Args:
        work: a function of a module of this program.
        words: its arguments.

    Yields:
        a function that waits for the work and returns its result, or None if the work failed.
    """
    told = (work.__module__, work.__name__, *words)
    command = (sys.executable, "-S", "-c", _BEGIN, str(len(told)), *told, *_modules())
    try:
        process = Popen(command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL)  # noqa: S603 - ours
    except OSError:
        yield lambda: None
        return

    def result() -> T | None:
        written, _ = process.communicate()
        done: T | None = pickle.loads(written) if process.returncode == 0 else None  # noqa: S301 - ours
        return done

    with process:
        try:
            yield result
        finally:
            process.kill()


def _modules() -> list[str]:
    """Return the folders from which this process imports modules, this one among them."""
    return [*sys.path, str(Path(__file__).parents[2])]


def answer(module: str, function: str, *words: str) -> None:
    """Be the second process: do the work, and write its result to stdout."""
    pickle.dump(getattr(import_module(module), function)(*words), sys.stdout.buffer)
