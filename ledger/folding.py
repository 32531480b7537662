"""Folding a book's events, the later part of a large one in a second process meanwhile.

Sums are additive, and a book is only ever appended to: another process that opens the same file
reads the same events, and can add them up without what came before them
(``projections.bulk.add_up``). What only this one can judge is left open, and looked at here.

The second process is a help and nothing more. Whatever goes wrong with it or in its part, this one
folds that part, too, and finds what there is to be found.
"""

from __future__ import annotations

import os
import pickle
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import date
from itertools import chain, islice
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen

from ledger.book import Book, Row
from projections.bulk import AT_A_TIME, Part, add_up, fold_rows
from projections.projection import Projection

_WORTH_IT = 150_000  # events; from here on two processes are faster, whatever else goes on
_AHEAD = 20_000  # events that this process folds before the other one has begun
# The modules that this process has, and not the script that it was begun with.
_BEGIN = (
    "import sys; sys.path[:] = sys.argv[5:];"
    " from ledger.folding import serve; serve(*sys.argv[1:5])"
)


def fold_book(
    projection: Projection,
    book: Book,
    *,
    after: int = 0,
    upto: int | None = None,
    as_of: date | None = None,
    tell: Callable[[int], object] = lambda _: None,
) -> None:
    """Fold a book's events into a projection, inside ``reading`` or ``writing``.

    Args:
        projection: what came before them.
        book: open.
        after: the position that the projection has come to.
        upto: the position of the last event; None: the end of the book.
        as_of: facts about that day or earlier; None: every day.
        tell: is told how many more events have been read.

    Raises:
        CorruptEventError: stored bytes are no event of this book, or do not follow from what
            came before them.
    """
    file = book.shared_file()
    end = book.head() if file is not None and upto is None else upto
    if file is None or end is None or not _is_worth_it(end - after):
        fold_rows(projection, _told(book.rows(after, upto), tell), as_of=as_of)
        return
    own = (end - after + _AHEAD) // 2
    middle = after + own - own % AT_A_TIME  # faults are found in the same order as in one go
    part: Part | None = None

    with _adding_up(file, middle, end, as_of) as added_up:

        def rows() -> Iterator[Row]:
            nonlocal part
            part = of_this_book(added_up(), book, middle, end)
            if part is None:
                yield from _told(book.rows(middle, end), tell)
            else:
                tell(part.count)

        def later() -> tuple[Part, Iterable[Row]] | None:
            if part is None:
                return None
            return part, chain.from_iterable(book.rows(at - 1, at) for at in part.left_open)

        own_rows = _told(book.rows(after, middle), tell)
        fold_rows(projection, chain(own_rows, rows()), as_of=as_of, later=later)


def _told(rows: Iterable[Row], tell: Callable[[int], object]) -> Iterator[Row]:
    """Pass rows on, and tell how many."""

    def some_at_a_time() -> Iterator[list[Row]]:
        waiting = iter(rows)
        while some := list(islice(waiting, AT_A_TIME)):
            yield some
            tell(len(some))

    return chain.from_iterable(some_at_a_time())


def _is_worth_it(events: int) -> bool:
    return events >= _WORTH_IT and _cores() > 1 and bool(sys.executable)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def of_this_book(part: Part | None, book: Book, middle: int, end: int) -> Part | None:
    """Return a part if it was made of every event of this book between two positions."""
    if part is None or part.count != end - middle:
        return None
    return part if part.last == next(book.rows(end - 1, end), None) else None


@contextmanager
def _adding_up(
    file: Path, middle: int, end: int, as_of: date | None
) -> Iterator[Callable[[], Part | None]]:
    """Have a second process add up the events of a file between two positions.

    It is begun as a program of its own: copying this process would copy the locks of its threads,
    and ``multiprocessing`` would run again the script that this one was begun with.

    Yields:
        What waits for the part; None: there is none.
    """
    words = (str(file.absolute()), str(middle), str(end), as_of.isoformat() if as_of else "")
    command = (sys.executable, "-P", "-S", "-c", _BEGIN, *words, *_modules())
    try:
        process = Popen(command, stdin=DEVNULL, stdout=PIPE, stderr=DEVNULL)  # noqa: S603 - ours
    except OSError:
        yield lambda: None
        return

    def added_up() -> Part | None:
        written, _ = process.communicate()
        return pickle.loads(written) if process.returncode == 0 else None  # noqa: S301 - ours

    with process:
        try:
            yield added_up
        finally:
            process.kill()


def _modules() -> list[str]:
    """Return where this process has its modules from, this one among them."""
    return [*sys.path, str(Path(__file__).parent.parent)]


def serve(place: str, after: str, upto: str, as_of: str) -> None:
    """Be the second process: add up, and write the part to stdout."""
    from ledger.sqlite_book import SqliteBook  # noqa: PLC0415 - not needed for a server's book

    with closing(SqliteBook.open(Path(place))) as book, book.reading():
        part = add_up(
            book.rows(int(after), int(upto)), date.fromisoformat(as_of) if as_of else None
        )
    pickle.dump(part, sys.stdout.buffer)
