"""Small parts of an SVG picture; every text and value in it is escaped."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from markupsafe import Markup

from ledger.presentation import picture as pictured


def number(value: float) -> str:
    """Return a coordinate, short."""
    text = f"{value:.1f}"
    return text.removesuffix(".0")


def tag(name: str, content: str = "", **attributes: float | str | None) -> str:
    """Return an element; ``_`` in a name stands for ``-``, and ``class_`` for ``class``.

    Args:
        name: of the element.
        content: already escaped.
        attributes: None: left out.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{_value(value)}"'
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}>{content}</{name}>" if content else f"<{name}{said}/>"


def _value(value: float | str) -> str:
    return escape(value) if isinstance(value, str) else number(value)


def text(x: float, y: float, said: str, **attributes: float | str | None) -> str:
    """Return a text."""
    return tag("text", escape(said), x=x, y=y, **attributes)


def picture(width: float, height: float, parts: Iterable[str], said: str, kind: str) -> Markup:
    """Return a picture.

    Args:
        width: of its own measure; the style sheet says how wide it is shown.
        height: of the same measure.
        parts: in the order in which they are drawn.
        said: what it shows, for those who do not see it.
        kind: the class.
    """
    return Markup(  # noqa: S704 - parts are escaped
        tag(
            "svg",
            "".join(parts),
            class_=kind,
            viewBox=f"0 0 {number(width)} {number(height)}",
            role="img",
            aria_label=said,
        )
    )


_R = 4.5  # half the width of a mark


def mark(kind: str, x: float, y: float, **attributes: float | str | None) -> str:
    """Return the shape of a kind of events, with its middle at a point."""
    own: dict[str, Any] = {"class_": f"mark {kind}", **attributes}
    match kind:
        case "decision":
            points = [(0, -_R - 1), (_R + 1, 0), (0, _R + 1), (-_R - 1, 0)]
        case "payment":
            points = [(-_R, -_R), (_R, -_R), (_R, _R), (-_R, _R)]
        case "correction":
            points = [(0, -_R - 0.5), (_R + 0.5, _R), (-_R - 0.5, _R)]
        case "report":
            points = [(-_R - 0.5, -_R), (_R + 0.5, -_R), (0, _R + 0.5)]
        case "in-kind":
            a, b = 1.7, _R + 0.5
            points = [(-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a), (a, b), (-a, b)]
            points += [(-a, a), (-b, a), (-b, -a), (-a, -a)]
        case _:
            return tag("circle", cx=x, cy=y, r=3, **own)
    return tag(
        "polygon", points=" ".join(f"{number(x + u)},{number(y + v)}" for u, v in points), **own
    )


def lone_mark(kind: str) -> Markup:
    """Return the shape of a kind of events by itself, as it stands before a text."""
    return Markup(  # noqa: S704 - only own words in it
        tag("svg", mark(kind, 7, 7), class_="sign", viewBox="0 0 14 14", aria_hidden="true")
    )


def bar(share: int | None) -> Markup:
    """Return a bar; arguments as of ``picture.bar``."""
    return Markup(pictured.bar(share))  # noqa: S704 - only own words in it
