"""A second process for one piece of work that can be done beside the rest.

It is a help and nothing more: the first process can do all of the work alone, and does where it
cannot begin, dies or fails.
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
_WORTH_IT = 150_000  # events; both replay and verification then take a fifth less time, or better
# With the modules of this process, wherever it has them from; not with its script.
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
    """Have a second process do some work; whatever becomes of it ends with the context.

    It is begun as a program of its own: copying this process would copy the locks of its threads,
    and ``multiprocessing`` would run again the script that this one was begun with.

    Args:
        work: a function of a module of this program.
        words: what it is given.

    Yields:
        What waits for the work to be done and returns its result; None: it failed.
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
    """Return where this process has its modules from, this one among them."""
    return [*sys.path, str(Path(__file__).parents[2])]


def answer(module: str, function: str, *words: str) -> None:
    """Be the second process: do the work, and write its result to stdout."""
    pickle.dump(getattr(import_module(module), function)(*words), sys.stdout.buffer)
