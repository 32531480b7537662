"""When what happened: each event a shape at its day; what the question leaves out is pale."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from html import escape
from typing import NamedTuple

from markupsafe import Markup

from ledger.web.draw import svg

_WIDTH, _BASE, _STEP = 1000.0, 28.0, 12.0
_EDGE = 10.0
_MOST = 12  # shapes on one another
_TICKS = 7


class Dot(NamedTuple):
    """An event in the picture.

    Attributes:
        position: where it stands in the book.
        day: of it.
        mark: its shape.
        said: what it is, in a few words.
        counts: whether the question counts it.
    """

    position: int
    day: date
    mark: str
    said: str
    counts: bool


def time_line(dots: Sequence[Dot], said: str) -> Markup:
    """Return the picture.

    Args:
        dots: the events, in the order of the book; at least one.
        said: what it shows, for those who do not see it.
    """
    first, last = min(dot.day for dot in dots), max(dot.day for dot in dots)
    days = max((last - first).days, 1)

    def at(day: date) -> float:
        return _EDGE + (day - first).days * (_WIDTH - 2 * _EDGE) / days

    columns: dict[int, int] = {}
    placed = []
    for dot in dots:
        column = round(at(dot.day) / _STEP)
        level = min(columns.get(column, 0), _MOST)
        columns[column] = level + 1
        placed.append((dot, column * _STEP, level))
    height = _BASE + (max(columns.values()) + 1) * _STEP
    base = height - _BASE
    parts = [svg.tag("line", class_="axis", x1=0, x2=_WIDTH, y1=base, y2=base)]
    parts += list(_ticks(first, last, base, at)) or [_start(first, base)]
    shapes = (svg.mark(kind, 0, 0, id=f"at-{kind}") for kind in sorted({x.mark for x in dots}))
    parts.append(svg.tag("defs", "".join(shapes)))  # each shape once: they are many
    for dot, x, level in placed:
        title = svg.tag("title", escape(dot.said))
        shape = svg.tag("use", href=f"#at-{dot.mark}", x=x, y=base - 8 - level * _STEP)
        kind = None if dot.counts else "pale"
        parts.append(svg.tag("g", title + shape, class_=kind))
    return svg.picture(_WIDTH, height, parts, said, "time-line")


def _start(first: date, base: float) -> str:
    """Return the first day, where no month begins between it and the last."""
    return svg.text(0.0, base + 19, f"{first}", text_anchor="start", class_="tick")


def _ticks(first: date, last: date, base: float, at: object) -> Iterator[str]:
    assert callable(at)
    months = (last.year - first.year) * 12 + last.month - first.month
    every = next((x for x in (1, 2, 3, 6, 12, 24, 60, 120) if months / x <= _TICKS), 240)
    number = first.year * 12 + first.month - 1
    while True:
        number += 1
        day = date(number // 12, number % 12 + 1, 1)
        if day > last:
            return
        if number % every == 0:
            x = at(day)
            yield svg.tag("line", class_="axis", x1=x, x2=x, y1=base, y2=base + 5)
            yield svg.text(x, base + 19, f"{day:%Y-%m}", text_anchor="middle", class_="tick")
