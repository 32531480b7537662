"""What was to be reached, and what was seen of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from results import Result, Results
from rows import LABELS

LARGE, HUGE = 1_000_000, 10_000_000
BOTH = (LARGE, HUGE)
LONG = 100_000  # events of the long agreement
_BEFORE = 13.7  # floors that verification of 1 000 000 events took before, in the run before
Seen = tuple[float, str]  # the figure, and what it is of


@dataclass(frozen=True, slots=True)
class Goal:
    """One of the goals.

    Attributes:
        text: what was to be reached.
        limit: the figure; ``at_least``: it shall not be below, else not above.
        unit: what stands after a figure.
        of: returns what was seen at a size; None: nothing was measured.
        sizes: at which it holds; 0: at none of them.
    """

    text: str
    limit: float
    unit: str
    of: Callable[[Reading, int], Seen | None]
    sizes: tuple[int, ...] = BOTH
    at_least: bool = False

    def is_met(self, seen: float) -> bool:
        """Return whether a figure reaches it."""
        return seen >= self.limit if self.at_least else seen <= self.limit

    def missed_by(self, seen: float) -> float:
        """Return by which share of the limit a figure misses it."""
        return (self.limit - seen if self.at_least else seen - self.limit) / self.limit


class Reading:
    """Reads ratios and peaks from results.

    Args:
        results: what was measured.
        by_processor: compare the processor's time, where the machine is not quiet.
    """

    def __init__(self, results: Results, *, by_processor: bool = False) -> None:
        self.results, self._by_processor = results, by_processor

    def ratio(self, what: str, base: str, size: int, at: int | None = None) -> float | None:
        """Return how many times as long something took as another.

        Those that ran in turns are compared pair by pair, the others by their medians.
        """
        mine = self.results.get(what, size)
        named = f"~{base}" if self._by_processor else base
        if mine is not None and named in mine.ratios:
            return mine.ratios[named]
        theirs = self.results.get(base, size if at is None else at)
        return _share(self.taken(mine), self.taken(theirs))

    def taken(self, result: Result | None) -> float | None:
        """Return the seconds of a result, by the clock or the processor's."""
        if result is None:
            return None
        return result.processor if self._by_processor else result.seconds

    def each(self, what: str, size: int) -> float | None:
        """Return the seconds for each thing that was done."""
        result = self.results.get(what, size)
        taken = self.taken(result)
        return (
            taken / result.done
            if result is not None and taken is not None and result.done
            else None
        )

    def peak(self, what: str, size: int) -> float | None:
        """Return the peak of memory, in MiB."""
        result = self.results.get(what, size)
        return None if result is None else result.peak

    def value(self, what: str, size: int) -> float | None:
        """Return what was measured that is no time."""
        result = self.results.get(what, size)
        return None if result is None else result.value


def _share(part: float | None, whole: float | None) -> float | None:
    return part / whole if part is not None and whole else None


def _worst(found: Iterable[tuple[str, float | None]]) -> Seen | None:
    """Return the largest figure, and what it is of."""
    known = [(value, label) for label, value in found if value is not None]
    return max(known, default=None)


def _times(*names: str, base: str = "now") -> Callable[[Reading, int], Seen | None]:
    """Return what finds the worst of some against another."""

    def of(reading: Reading, size: int) -> Seen | None:
        several = len(names) > 1
        return _worst(
            (LABELS[x].label if several else "", reading.ratio(x, base, size)) for x in names
        )

    return of


def _growth(*names: str) -> Callable[[Reading, int], Seen | None]:
    """Return what finds how many times as long something takes in the largest book."""

    def of(reading: Reading, size: int) -> Seen | None:
        took = ((x, reading.taken(reading.results.get(x, size))) for x in names)
        smaller = {x: reading.taken(reading.results.get(x, LARGE)) for x in names}
        return _worst((LABELS[x].label, _share(y, smaller[x])) for x, y in took)

    return of


def _of_floor(*names: str) -> Callable[[Reading, int], Seen | None]:
    """Return what finds how many floors something takes, event by event."""
    return lambda reading, size: _worst(
        (LABELS[x].label, _share(reading.each(x, size), reading.each("iterate", size)))
        for x in names
    )


def _rate(name: str) -> Callable[[Reading, int], Seen | None]:
    """Return what finds the share of the floor's pace that something has."""

    def of(reading: Reading, size: int) -> Seen | None:
        found = _share(reading.each("iterate", size), reading.each(name, size))
        return None if found is None else (found, "")

    return of


def _peaks(*names: str) -> Callable[[Reading, int], Seen | None]:
    return lambda reading, size: _worst((LABELS[x].label, reading.peak(x, size)) for x in names)


def _long_payment(reading: Reading, size: int) -> Seen | None:
    at = LONG if size == LARGE else size
    what = "pay long" if size == LARGE else "pay"  # whose agreements have 250 000 events each
    found = reading.ratio(what, "bare", at)
    return None if found is None else (found, "")


def _room(reading: Reading, size: int) -> Seen | None:
    """Return by which share the events' file grows with views, marks and index."""
    raw, full = (reading.value(x, size) for x in ("size raw", "size full"))
    return None if raw is None or full is None else ((full - raw) / raw * 100, "with the views")


def _share_of_bulk(reading: Reading, size: int) -> Seen | None:
    """Return what marks and index take of the time of bulk recording."""
    marks, index, bulk = (reading.each(x, size) for x in ("bulk marks", "bulk index", "bulk"))
    if marks is None or index is None or bulk is None:
        return None
    return (marks + index) / bulk * 100, ""


def _clients(what: str) -> Callable[[Reading, int], Seen | None]:
    def of(reading: Reading, size: int) -> Seen | None:
        result = reading.results.get(what, size)
        return (
            (result.ratios["least"], "the least run")
            if result and "least" in result.ratios
            else None
        )

    return of


_TRAIL = tuple(
    x for x in LABELS if x.startswith("log ") and x not in {"log csv", "log ndjson", "log json"}
)
_PAST = ("past at", "past midway", "past worst", "past agreement", "known at")
_BESIDE = ("due", "due soon", "explain")
_AUDITS = tuple(x for x in LABELS if x.startswith("audit ") and x != "audit all")
_HANDS = ("request", "review", "approve", "pay request")
GOALS = (
    Goal(
        "a report of any past position or instant, against the current one", 2, "×", _times(*_PAST)
    ),
    Goal("the same at ten times the events, against itself", 1.3, "×", _growth(*_PAST), (HUGE,)),
    Goal("with `--as-of`, in a book in order of time", 3, "×", _times("as of")),
    Goal("the log's first page, whatever the filter", 2, "×", _times("log", *_TRAIL)),
    Goal("the whole log as CSV or NDJSON, in floors", 15, "×", _of_floor("log csv", "log ndjson")),
    Goal("its memory", 64, " MiB", _peaks("log csv", "log ndjson")),
    Goal("current report, against a bare Python", 1.9, "×", _times("now", base="bare")),
    Goal("one recorded payment, likewise", 2.5, "×", _times("pay", base="bare")),
    Goal("in an agreement of 100 000 and of 250 000 events", 2.5, "×", _long_payment),
    Goal("`--help`, likewise", 1.1, "×", _times("help", base="bare")),
    Goal(
        "report of a server, against the file's",
        2,
        "×",
        _times("server now", base="file now"),
        (LARGE,),
    ),
    Goal(
        "payment into a server, against the file's",
        2,
        "×",
        _times("server pay", base="file pay"),
        (LARGE,),
    ),
    Goal("replay, share of the floor's pace", 0.75, "", _rate("replay"), at_least=True),
    Goal("every view anew, likewise", 0.75, "", _rate("rebuild"), at_least=True),
    Goal(
        "`verify` with the rules, in floors: half more than before",
        _BEFORE * 1.5,
        "×",
        _of_floor("verify"),
    ),
    Goal("`verify --since` of 10 000 events, the first time", 2, "×", _times("since"), (HUGE,)),
    Goal("the same once more", 2, "×", _times("since again"), (HUGE,)),
    Goal("marks and indexes, of the time of bulk recording", 15, " %", _share_of_bulk, (LARGE,)),
    Goal("marks and indexes, of the file's size", 30, " %", _room),
    Goal("memory of a current report", 60, " MiB", _peaks("now", "agreement")),
    Goal("memory of a past report", 60, " MiB", _peaks(*_PAST)),
    Goal(
        "memory of replay, views anew and `verify`",
        200,
        " MiB",
        _peaks("replay", "rebuild", "verify"),
    ),
    Goal("what is due, and what is behind a figure", 2, "×", _times(*_BESIDE), (LARGE,)),
    Goal("audit tests of an agreement's month", 2, "×", _times(*_AUDITS), (LARGE,)),
    Goal("a month reconciled with a file", 2, "×", _times("reconcile"), (LARGE,)),
    Goal(
        "a small file imported, and the list of files",
        2,
        "×",
        _times("import small", "imports"),
        (LARGE,),
    ),
    Goal("a payment requested, reviewed, approved, paid: each", 2, "×", _times(*_HANDS), (LARGE,)),
    Goal(
        "8 clients, an agreement each: pgledger's rate",
        1,
        "×",
        _clients("clients"),
        (0,),
        at_least=True,
    ),
    Goal(
        "8 clients in one agreement: pgledger's rate",
        1,
        "×",
        _clients("clients one"),
        (0,),
        at_least=True,
    ),
    Goal(
        "a reader's report on a server, caught up",
        3,
        "×",
        _times("server now", base="file now"),
        (LARGE,),
    ),
)
