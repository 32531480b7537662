"""A budget year month by month: what is paid of what is committed, by the end of each month.

The axis goes on to the last posting of the year, which may be after December.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from markupsafe import Markup

from ledger.web.draw import svg
from projections.series import Month, Months, later

_WIDTH, _HEIGHT = 460.0, 200.0
_LEFT, _TOP, _BOTTOM = 52.0, 8.0, 32.0
_LINES = 4  # of an axis, above the first
_YEAR = 12
_FULL_BAR = 0.72  # of a month's width


def months(
    year: Months, said: str, short: Callable[[int, int], str], name: Callable[[str], str]
) -> Markup:
    """Return the picture.

    Args:
        year: month by month.
        said: what it shows, for those who do not see it.
        short: returns an amount in few characters, from it and from what the axis rises by, both in
            minor units.
        name: returns what a month (``2024-05``) is called in few characters.
    """
    count = max(_YEAR, len(year.months))
    most = max(year.committed_minor, *(x.paid_minor for x in year.months), 1)
    base, high = _HEIGHT - _BOTTOM, _HEIGHT - _BOTTOM - _TOP
    step = (_WIDTH - _LEFT) / count
    parts = [
        *_axis(most, base, high, short),
        *_bars(year.months, step, base, high / most),
    ]
    first = year.months[0].month if year.months else f"{year.year}-01"
    for i in range(count):
        month, middle = later(first, i), _LEFT + (i + 0.5) * step
        kind = "tick other" if i % 2 else "tick"
        parts.append(svg.text(middle, base + 14, name(month), class_=kind))
        if not month.startswith(str(year.year)) and (i == 0 or month.endswith("-01")):
            parts.append(svg.text(middle, base + 27, month[:4], class_=kind))
    return svg.picture(_WIDTH, _HEIGHT, parts, said, "months")


def _axis(most: int, base: float, high: float, short: Callable[[int, int], str]) -> Iterator[str]:
    step = _round_step(most)
    for minor in range(0, most + 1, step):
        y = base - high * minor / most
        yield svg.tag("line", class_="grid", x1=_LEFT, x2=_WIDTH, y1=y, y2=y)
        yield svg.text(_LEFT - 6, y + 4, short(minor, step), class_="tick at")


def _round_step(most: int) -> int:
    """Return by how much an axis rises from one line to the next: a round number, at most four."""
    step = 1
    while True:
        for times in (1, 2, 5):
            if most <= step * times * _LINES:
                return step * times
        step *= 10


def _bars(months: Sequence[Month], step: float, base: float, scale: float) -> Iterator[str]:
    """Yield the bars: all of a kind are one shape."""
    width, n = step * _FULL_BAR, svg.number
    shapes: dict[str, list[str]] = {"done": [], "internal": [], "rest": []}
    for i, month in enumerate(months):
        left, y = _LEFT + i * step + (step - width) / 2, base
        for kind, minor in (
            ("done", month.disbursed_minor),
            ("internal", month.internal_minor),
            ("rest", month.remaining_minor),
        ):
            height = max(minor, 0) * scale
            if height:
                shapes[kind].append(f"M{n(left)} {n(y)}h{n(width)}v{n(-height)}h{n(-width)}z")
                y -= height
    for kind, paths in shapes.items():
        if paths:
            fill = "url(#hatch)" if kind == "internal" else None
            yield svg.tag("path", class_=kind, fill=fill, d="".join(paths))
