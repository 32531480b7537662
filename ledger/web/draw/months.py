"""A budget year month by month: what is paid of what is committed, by the end of each month.

The axis goes on to the last posting of the year, which may be after December.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from markupsafe import Markup

from ledger.web.draw import svg
from projections.series import Month, Months

_WIDTH, _HEIGHT = 460.0, 190.0
_LEFT, _TOP, _BOTTOM = 52.0, 8.0, 26.0
_YEAR = 12
_FULL_BAR = 0.72  # of a month's width


def months(
    year: Months, said: str, short: Callable[[int], str], name: Callable[[str], str]
) -> Markup:
    """Return the picture.

    Args:
        year: month by month.
        said: what it shows, for those who do not see it.
        short: returns an amount in minor units in few characters.
        name: returns what a month (``2024-05``) is called in few characters.
    """
    count = max(_YEAR, len(year.months))
    most = max(year.committed_minor, *(x.paid_minor for x in year.months), 1)
    base, high = _HEIGHT - _BOTTOM, _HEIGHT - _BOTTOM - _TOP
    step = (_WIDTH - _LEFT) / count
    parts = [*_axis(most, base, high, short)]
    first = year.months[0].month if year.months else f"{year.year}-01"
    for i in range(count):
        x = _LEFT + i * step
        if i < len(year.months):
            parts += _bar(year.months[i], x, step, base, high / most)
        parts.append(
            svg.text(
                x + step / 2, base + 15, name(_later(first, i)), text_anchor="middle", class_="tick"
            )
        )
    return svg.picture(_WIDTH, _HEIGHT, parts, said, "months")


def _later(month: str, by: int) -> str:
    year, _, of_year = month.partition("-")
    number = int(year) * _YEAR + int(of_year) - 1 + by
    return f"{number // _YEAR:04}-{number % _YEAR + 1:02}"


def _axis(most: int, base: float, high: float, short: Callable[[int], str]) -> Iterator[str]:
    for part in (0, 1, 2):
        y = base - high * part / 2
        yield svg.tag("line", class_="grid", x1=_LEFT, x2=_WIDTH, y1=y, y2=y)
        yield svg.text(_LEFT - 6, y + 4, short(most * part // 2), text_anchor="end", class_="tick")


def _bar(month: Month, x: float, step: float, base: float, scale: float) -> Iterator[str]:
    width = step * _FULL_BAR
    left, y = x + (step - width) / 2, base
    for kind, minor in (
        ("done", month.disbursed_minor),
        ("internal", month.internal_minor),
        ("rest", month.remaining_minor),
    ):
        height = max(minor, 0) * scale
        if height:
            y -= height
            yield svg.tag(
                "rect",
                class_=kind,
                fill="url(#hatch)" if kind == "internal" else None,
                x=left,
                y=y,
                width=width,
                height=height,
            )
