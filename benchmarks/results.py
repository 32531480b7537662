"""What was measured: lines of JSON in a file, each written as soon as it is known.

So a run that is interrupted leaves what it has, and a part may be measured again by itself. Of two
lines about the same thing at the same size the later one counts.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from operator import attrgetter
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that was measured, at one size.

    Attributes:
        what: its name (``rows.ROWS``).
        events: how many the book has; 0: it is about none.
        seconds: the median of its runs; None: it was left out, as ``note`` says.
        processor: the median of the processor's seconds, of all of its processes.
        peak: the largest process's MiB, of all runs; None: not known.
        done: how many things were done in that time, for a rate; 0: no rate is asked for.
        ratios: the medians of how many times as long it took as others that ran in turns with it.
        value: what was measured, where it is no time: bytes, or a share.
        note: what a reader has to know.
        of: the version of the program.
    """

    what: str
    events: int
    seconds: float | None = None
    processor: float | None = None
    peak: float | None = None
    done: int = 0
    ratios: Mapping[str, float] = field(default_factory=dict)
    value: float | None = None
    note: str = ""
    of: str = ""


class Results:
    """The results in a file, and those that are added to it."""

    def __init__(self, path: Path, of: str = "") -> None:
        self._path, self._of = path, of
        self._found: dict[tuple[str, int], Result] = {}
        if path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                try:
                    result = Result(**json.loads(line))
                except (ValueError, TypeError):
                    continue  # half a line, of a run that was killed, or one of an older form
                self._found[result.what, result.events] = result

    def add(self, result: Result) -> Result:
        """Keep a result."""
        result = replace(result, of=self._of)
        self._found[result.what, result.events] = result
        with self._path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(asdict(result), ensure_ascii=False) + "\n")
        return result

    def get(self, what: str, events: int) -> Result | None:
        """Return a result; None: it was not measured."""
        return self._found.get((what, events))

    def of(self, what: str) -> dict[int, Result]:
        """Return the results of one thing, by size, the smallest first."""
        return {
            x.events: x for x in sorted(self._all(), key=attrgetter("events")) if x.what == what
        }

    def sizes(self) -> list[int]:
        """Return the sizes of books, the smallest first."""
        return sorted({x.events for x in self._all() if x.what == "now" and x.events})

    def versions(self) -> list[str]:
        """Return the versions of the program that the results are of."""
        return sorted({x.of for x in self._all() if x.of})

    def is_done(self, part: str, events: int) -> bool:
        """Return whether a part was measured by this version of the program, to its end."""
        found = self.get(f"part {part}", events)
        return found is not None and found.of == self._of

    def _all(self) -> Iterable[Result]:
        return self._found.values()


def slope(taken: Mapping[int, float]) -> float | None:
    """Return the exponent by which a cost grows with the size: 0 not at all, 1 as the book does.

    The line through the logarithms of sizes and costs, by least squares.

    Args:
        taken: what each size took; above 0.

    Returns:
        the exponent; None: there are not two sizes.
    """
    points = [(math.log(size), math.log(cost)) for size, cost in taken.items() if size and cost > 0]
    if len({x for x, _ in points}) < 2:  # noqa: PLR2004
        return None
    middle = sum(x for x, _ in points) / len(points)
    level = sum(y for _, y in points) / len(points)
    spread = sum((x - middle) ** 2 for x, _ in points)
    return sum((x - middle) * (y - level) for x, y in points) / spread
