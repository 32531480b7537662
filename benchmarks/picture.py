"""A picture of how cost grows with the book, drawn as SVG by plain code.

Both axes are logarithmic, so what takes the same time in any book is level, and what reads the
whole book climbs as steeply as the book grows. Each line has its name at its end. Colours follow
the reader's light or dark screen.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 760, 430
_LEFT, _RIGHT, _TOP, _BOTTOM = 62, 245, 18, 46
_APART = 15  # between the names of lines
_LEVELS = (0.1, 1, 10, 100, 1000)
_STYLE = """
  text { font: 13px system-ui, sans-serif; fill: #1f2328 }
  .axis { fill: #59636e } .grid { stroke: #d1d9e0 } .line { fill: none; stroke-width: 2.5 }
  .own { stroke: #0550ae } .own-text { fill: #0550ae } .own-dot { fill: #0550ae }
  .whole { stroke: #1a7f37 } .whole-text { fill: #1a7f37 } .whole-dot { fill: #1a7f37 }
  .other { stroke: #9a6700; stroke-dasharray: 6 4 } .other-text, .other-dot { fill: #9a6700 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .axis { fill: #9198a1 } .grid { stroke: #3d444d }
    .own { stroke: #79c0ff } .own-text, .own-dot { fill: #79c0ff }
    .whole { stroke: #7ee787 } .whole-text, .whole-dot { fill: #7ee787 }
    .other { stroke: #e3b341 } .other-text, .other-dot { fill: #e3b341 }
  }
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the picture.

    Attributes:
        label: its name, at its end.
        kind: ``own``: a short question; ``whole``: it reads the whole book; ``other``: another
            tool.
        seconds: by the number of events; above 0.
    """

    label: str
    kind: str
    seconds: Mapping[int, float]


def drawn(lines: Sequence[Line], title: str) -> str:
    """Return the picture.

    Args:
        lines: those without two sizes are left out.
        title: what it shows, for those who hear it.
    """
    shown = [line for line in lines if len(line.seconds) > 1]
    sizes = sorted({size for line in shown for size in line.seconds})
    if not sizes:
        return ""
    most = max(cost for line in shown for cost in line.seconds.values())
    least = min(cost for line in shown for cost in line.seconds.values())
    place = _Place(sizes[0], sizes[-1], min(least, _LEVELS[0]), max(most, _LEVELS[1]))
    described = "; ".join(
        f"{line.label}: {spoken(first)} with {min(line.seconds):,} events, {spoken(last)} with"
        f" {max(line.seconds):,}"
        for line in shown
        for first, last in [(line.seconds[min(line.seconds)], line.seconds[max(line.seconds)])]
    )
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}"',
        ' role="img" aria-labelledby="title about">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="about">{escape(described)}.</desc>',
        f"<style>{_STYLE}</style>",
        *_axes(place, sizes),
    ]
    whole = [line for line in shown if sizes[-1] in line.seconds]
    ends = _spread([place.y(line.seconds[sizes[-1]]) for line in whole])
    for line in shown:
        parts += _line(place, line)
        parts += _named(place, line, ends[whole.index(line)] if line in whole else None)
    return "\n".join([*parts, "</svg>", ""])


def spoken(seconds: float) -> str:
    """Return a time as people say it."""
    if seconds < 1:
        return f"{seconds:.2f} s"
    if seconds < 100:  # noqa: PLR2004 - from there on, minutes say more
        return f"{seconds:.0f} s" if seconds >= 10 else f"{seconds:.1f} s"  # noqa: PLR2004
    return f"{seconds / 60:.0f} min"


@dataclass(frozen=True, slots=True)
class _Place:
    """Where sizes and costs are in the picture."""

    first: int
    last: int
    least: float
    most: float

    def x(self, size: int) -> float:
        span = math.log(self.last / self.first) or 1
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * math.log(size / self.first) / span

    def y(self, cost: float) -> float:
        span = math.log(self.most / self.least)
        share = math.log(cost / self.least) / span
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * share


def _axes(place: _Place, sizes: Sequence[int]) -> list[str]:
    right, bottom = WIDTH - _RIGHT, HEIGHT - _BOTTOM
    parts = []
    for level in _LEVELS:
        if place.least <= level <= place.most:
            y = place.y(level)
            parts += [
                _stroke((_LEFT, y), (right, y)),
                _text(f"{level:g} s", _LEFT - 8, y + 4, "axis", "end"),
            ]
    for size in sizes:
        name = f"{size:,}".replace(",", "\u00a0")
        parts.append(_text(name, place.x(size), bottom + 18, "axis", "middle"))
    middle = (_LEFT + right) / 2
    return [*parts, _text("events in the book", middle, bottom + 38, "axis", "middle")]


def _line(place: _Place, line: Line) -> list[str]:
    points = [(place.x(size), place.y(cost)) for size, cost in sorted(line.seconds.items())]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return [
        f'<polyline class="line {line.kind}" points="{path}"/>',
        *(f'<circle class="{line.kind}-dot" cx="{x:.1f}" cy="{y:.1f}" r="3"/>' for x, y in points),
    ]


def _named(place: _Place, line: Line, end: float | None) -> list[str]:
    """Return the name of a line: at the right, or where it ends before.

    Args:
        place: of the picture.
        line: to be named.
        end: at which height; None: it ends before.
    """
    last, kind = max(line.seconds), f"{line.kind}-text"
    x, y, said = place.x(last), place.y(line.seconds[last]), spoken(line.seconds[last])
    if end is None:
        return [_text(f"{line.label}, {said}", x + 8, y, kind)]
    right = WIDTH - _RIGHT + 14
    return [
        _stroke((x + 5, y), (right - 4, end)),
        _text(f"{line.label}, {said}", right, end + 4, kind),
    ]


def _stroke(start: tuple[float, float], end: tuple[float, float]) -> str:
    (x1, y1), (x2, y2) = start, end
    return f'<line class="grid" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _text(said: str, x: float, y: float, kind: str, anchor: str = "start") -> str:
    return (
        f'<text class="{kind}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(said)}</text>'
    )


def _spread(wanted: Sequence[float]) -> list[float]:
    """Return heights near the wanted ones, far enough apart for text, none below the bottom."""
    order = sorted(range(len(wanted)), key=lambda x: wanted[x])
    placed = list(wanted)
    for before, after in itertools.pairwise(order):
        placed[after] = max(placed[after], placed[before] + _APART)
    over = max([placed[x] for x in order], default=0) - (HEIGHT - _BOTTOM + 6)
    for number, one in reversed(list(enumerate(order))):
        if over <= 0:
            break
        placed[one] -= over
        if number:
            over = max(0.0, placed[order[number - 1]] + _APART - placed[one])
    return placed
