"""A second process for a piece of work that can be done beside the rest.

The second process is only a help. The first process can do all of the work alone, and does so where
the second one cannot start, dies or fails.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from struct import Struct
from typing import IO, TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from subprocess import Popen

T = TypeVar("T")
_WORTH_IT = 150_000  # events; from here on replay and verification take at least a fifth less time
# The second process imports the modules from where this one has them, and does not run its script.
_BEGIN = (
    "import sys; count = int(sys.argv[1]); sys.path[:] = sys.argv[2 + count :];"
    " from ledger.work import second_process; second_process.answer(*sys.argv[2 : 2 + count])"
)
_PIPE = 1 << 20  # bytes that have room in the pipe between both, on Linux
_SIZE = Struct("!I")


def is_worth_it(events: int, least: int | None = None) -> bool:
    """Return whether two processes are clearly faster, and there is a processor for the second."""
    wanted = _WORTH_IT if least is None else least
    return events >= wanted and cores() > 1 and bool(sys.executable)


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
    import pickle

    with _started(work, "whole", words) as process:

        def result() -> T | None:
            if process is None:
                return None
            told, _ = process.communicate()
            done: T | None = pickle.loads(told) if process.returncode == 0 else None  # noqa: S301 - ours
            return done

        yield result


@contextmanager
def parts_beside(work: Callable[..., Iterator[bytes]], *words: str) -> Iterator[Iterator[bytes]]:
    """Have a second process do some work whose result comes in parts; it ends with the context.

    It works ahead of this process as far as the pipe has room for parts.

    Args:
        work: a generator of a module of this program.
        words: its arguments.

    Yields:
        the parts. They end early if the work fails.
    """
    with _started(work, "parts", words) as process:
        yield iter(()) if process is None else _parts(cast("IO[bytes]", process.stdout))


def _parts(stream: IO[bytes]) -> Iterator[bytes]:
    while len(head := stream.read(_SIZE.size)) == _SIZE.size:
        (size,) = _SIZE.unpack(head)
        part = stream.read(size)
        if len(part) < size:
            return
        yield part


@contextmanager
def _started(
    work: Callable[..., Any], how: str, words: Sequence[str]
) -> Iterator[Popen[bytes] | None]:
    """Start the second process, and end it with the context; None: it does not start."""
    told = (how, work.__module__, work.__name__, *words)
    from subprocess import DEVNULL, PIPE, Popen  # only a large book needs them

    command = (sys.executable, "-S", "-c", _BEGIN, str(len(told)), *told, *_modules())
    try:
        process = Popen(command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL, pipesize=_PIPE)  # noqa: S603 - ours
    except OSError:
        yield None
        return
    with process:
        try:
            yield process
        finally:
            process.kill()


def _modules() -> list[str]:
    """Return the folders from which this process imports modules, this one among them."""
    return [*sys.path, str(Path(__file__).parents[2])]


def answer(how: str, module: str, function: str, *words: str) -> None:
    """Be the second process: do the work, and write its result to stdout, or each part of it."""
    done, out = getattr(import_module(module), function)(*words), sys.stdout.buffer
    if how == "whole":
        import pickle

        pickle.dump(done, out)
        return
    for part in done:
        out.write(_SIZE.pack(len(part)) + part)
        out.flush()
