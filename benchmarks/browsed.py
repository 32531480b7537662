"""Measure the pages of a book as a browser gets them, and fava's on the same postings.

Each program is started as a process and asked on this machine. A page is what a browser needs to
show it: of fava its document and the data that its script then asks for. Scripts and styles are
weighed by themselves, since a browser keeps them.
"""

from __future__ import annotations

import http.client
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from parts import LARGE, book_of
from results import Result
from running import Bench, MeasurementError

from ledger.books.opening import open_book

SEEN = tuple(f"pages {x}" for x in ("first", "warm", "slow", "past", "behind", "weight", "assets"))
_MIX_S = 20.0  # of asking for warm pages; each page twice at least
_PATIENCE_S = 900.0  # until the first answer
_OFTEN = 20  # times that a warm page is asked for at most
_KIB = 1000  # a kB, as budgets count it
_ASSET = re.compile(r'(?:href|src)="([^"]+\.(?:css|js)[^"]*)"')


@dataclass(frozen=True, slots=True)
class Site:
    """A program that shows a book, and what is asked of it.

    Attributes:
        name: before the names of its results.
        words: of the command that starts it; ``{port}`` stands for its port.
        pages: the addresses of each page, by what it shows; the first one comes first.
    """

    name: str
    words: Sequence[object]
    pages: dict[str, tuple[str, ...]] = field(default_factory=dict)


def of_demonstration(bench: Bench, _: int) -> None:
    """Measure the pages of the demonstration."""
    path = bench.folder / "demo.book"
    for old in bench.folder.glob("demo.book*"):
        old.unlink()
    bench.output([bench.bin / "samverk", "demo", "--keep", path])
    _measured(bench, path, "herrgarden", "kommunstyrelsen", "L1")


def of_large(bench: Bench, events: int) -> None:
    """Measure the pages of a book of a million events; those of other sizes are left out."""
    if events == LARGE:
        _measured(bench, book_of(bench, events), "a0", "p1", "L3")


def _measured(bench: Bench, book: Path, agreement: str, board: str, line: str) -> None:
    with closing(open_book(book)) as opened:
        events = opened.head()
    # Those make the views, the marks of the past and the index of words, which `serve` would make.
    report = ("report", "board", board)
    for words in (report, (*report, "--at", events // 2), ("log", "--line", line, "--last", 1)):
        bench.output(bench.samverk(book, *words))
    _ours(bench, events, book, agreement, board, line)
    _favas(bench, events, book)


def _ours(bench: Bench, events: int, book: Path, agreement: str, board: str, line: str) -> None:
    site = Site(
        "pages",
        bench.samverk(book, "serve", "--port", "{port}"),
        {
            "overview": ("/en/",),
            "agreement": (f"/en/agreement/{agreement}",),
            "board": (f"/en/board/{board}",),
            "due": ("/en/due",),
            "log": ("/en/log",),
            "event": (f"/en/event/{events // 2}",),
        },
    )
    past = f"/en/agreement/{agreement}?at={events // 2}"
    figure = f"measure=paid&line={line}&year=2024"
    behind = f"/en/explain/agreement/{agreement}?{figure}"
    with running(bench, events, site) as asked:
        for what, target in (("pages past", past), ("pages behind", behind)):
            took = [asked.seconds((target,)) for _ in range(_OFTEN // 2)]
            bench.keep(Result(what, events, seconds=_share(took, 0.95)))


def _favas(bench: Bench, events: int, book: Path) -> None:
    program = shutil.which("fava", path=str(Path(sys.executable).parent)) or shutil.which("fava")
    if program is None:
        bench.keep(Result("fava first", events, note="not installed"))
        return
    beans = bench.folder / "pages.beancount"
    bench.output(bench.samverk(book, "export", "--beancount", "-o", beans))
    home = "/samverk/"  # the title that the export gives its ledger
    site = Site(
        "fava",
        (program, "--port", "{port}", beans),
        {
            "income statement": (f"{home}income_statement/", f"{home}api/income_statement"),
            "balance sheet": (f"{home}balance_sheet/", f"{home}api/balance_sheet"),
            "trial balance": (f"{home}trial_balance/", f"{home}api/trial_balance"),
            "journal": (f"{home}journal/", f"{home}api/journal_page?page=1&order=desc"),
        },
    )
    with running(bench, events, site):
        pass
    beans.unlink()


class Asked:
    """A program that answers, asked over one connection.

    Args:
        port: where it listens.
        process: it.
    """

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self._port, self._process = port, process
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_S)

    def first(self, targets: Sequence[str]) -> float:
        """Return the seconds until a page has come, from now, while the program starts.

        Raises:
            MeasurementError: it ended, or did not answer in time.
        """
        started = time.perf_counter()
        while True:
            try:
                socket.create_connection(("127.0.0.1", self._port), 1).close()
                break
            except OSError as error:
                ended = self._process.poll() is not None
                if ended or time.perf_counter() - started > _PATIENCE_S:
                    raise MeasurementError("it does not answer") from error
                time.sleep(0.002)
        self.seconds(targets)
        return time.perf_counter() - started

    def seconds(self, targets: Sequence[str]) -> float:
        """Return the seconds that a page takes to come."""
        started = time.perf_counter()
        for target in targets:
            self.page(target)
        return time.perf_counter() - started

    def page(self, target: str) -> bytes:
        """Return what comes from an address.

        Raises:
            MeasurementError: it does not come.
        """
        try:
            self._connection.request("GET", target)
            answer = self._connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise MeasurementError(f"{target}: {error}") from error
        if answer.status != http.client.OK:
            raise MeasurementError(f"{target}: {answer.status}")
        return content

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def peak(self) -> float | None:
        """Return the most memory that the program had so far, in MiB; None: not known here."""
        try:
            told = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii")
        except OSError:
            return None
        found = re.search(r"VmHWM:\s*(\d+) kB", told)
        return int(found[1]) / 1024 if found else None


@contextmanager
def running(bench: Bench, events: int, site: Site) -> Iterator[Asked]:
    """Start a program, measure its pages, let others measure, keep its memory, and end it."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [str(x).format(port=port) for x in site.words]
    process = bench.started(words)
    asked = Asked(port, process)
    try:
        pages = list(site.pages.values())
        first = asked.first(pages[0])
        _warm(bench, events, site.name, asked, pages)
        _weighed(bench, events, site.name, asked, pages)
        yield asked
        bench.keep(Result(f"{site.name} first", events, seconds=first, peak=asked.peak()))
    finally:
        asked.close()
        process.terminate()
        process.wait()


def _warm(
    bench: Bench, events: int, name: str, asked: Asked, pages: Sequence[Sequence[str]]
) -> None:
    """Measure pages in turns, each asked for before."""
    for targets in pages:
        asked.seconds(targets)
    took: list[float] = []
    until = time.perf_counter() + _MIX_S
    for number in range(_OFTEN):
        if number > 1 and time.perf_counter() > until:
            break
        took += [asked.seconds(targets) for targets in pages]
    bench.keep(Result(f"{name} warm", events, seconds=statistics.median(took)))
    bench.keep(Result(f"{name} slow", events, seconds=_share(took, 0.95)))


def _share(took: Sequence[float], share: float) -> float:
    """Return what so large a share of the times does not exceed."""
    return sorted(took)[min(len(took) - 1, round(len(took) * share))]


def _weighed(
    bench: Bench, events: int, name: str, asked: Asked, pages: Sequence[Sequence[str]]
) -> None:
    """Weigh the heaviest page, and the scripts and styles of the first one; in kB."""
    weights = [sum(len(asked.page(x)) for x in targets) for targets in pages]
    first = pages[0][0]
    found = set(_ASSET.findall(asked.page(first).decode()))
    own = {urlsplit(x).path for x in found if not urlsplit(x).netloc}
    base = first if first.endswith("/") else first.rpartition("/")[0] + "/"
    assets = sum(len(asked.page(x if x.startswith("/") else base + x)) for x in own)
    bench.keep(Result(f"{name} weight", events, value=max(weights) / _KIB))
    bench.keep(Result(f"{name} assets", events, value=assets / _KIB))
