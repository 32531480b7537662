"""The way of the money: from boards over budget lines to those who perform them.

The width of a band is what is committed; the full colour in it is what is paid.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from ledger.web.draw import svg
from projections.series import Flow, Node, Way

_WIDTH, _NODE = 1000.0, 10.0
_TALL = 250.0  # all bands together
_GAP, _HEAD = 46.0, 36.0  # room for two lines of text above each node
_LEAST = 3.0
_COLOURS = 6
_WHOLE = 10_000  # hundredths of a per cent
_SHOWN = 40  # characters of a purpose


class _Place(NamedTuple):
    top: float
    height: float


def sankey(
    way: Way, said: str, money: Callable[[int], str], paid_of: Callable[[int, int], str]
) -> Markup:
    """Return the picture.

    Args:
        way: of the money.
        said: what it shows, for those who do not see it.
        money: returns an amount in minor units as people read it.
        paid_of: returns how much is paid of an amount, both in minor units.
    """
    total = max(sum(flow.committed_minor for flow in way.flows), 1)
    heights = [max(_LEAST, _TALL * flow.committed_minor / total) for flow in way.flows]
    lines, y = [], _HEAD
    for height in heights:
        lines.append(_Place(y, height))
        y += height + _GAP
    sources = _placed(way.sources, way.flows, lines, lambda flow: flow.source)
    targets = _placed(way.targets, way.flows, lines, lambda flow: flow.target)
    end = max(place.top + place.height for place in (*lines, *sources, *targets)) + 8
    colours = {node.party: f"c{i % _COLOURS}" for i, node in enumerate(way.sources)}
    parts = [
        *_bands(way, lines, sources, targets, colours),
        *_nodes(way.sources, sources, 0.0, "start", money, colours),
        *_nodes(way.targets, targets, _WIDTH - _NODE, "end", money, {}),
        *_lines(way.flows, lines, colours, paid_of),
    ]
    return svg.picture(_WIDTH, end, parts, said, "sankey")


def _placed(
    nodes: Sequence[Node], flows: Sequence[Flow], lines: Sequence[_Place], of: Callable[[Flow], str]
) -> list[_Place]:
    """Return where boards or performers stand: beside their lines, none on another."""
    wanted = []
    for node in nodes:
        own = [place for flow, place in zip(flows, lines, strict=True) if of(flow) == node.party]
        height = sum(place.height for place in own)
        middle = (own[0].top + own[-1].top + own[-1].height) / 2
        wanted.append(_Place(middle - height / 2, height))
    found, free = {}, _HEAD
    for i in sorted(range(len(wanted)), key=lambda i: wanted[i].top):
        top = max(wanted[i].top, free)
        found[i] = _Place(top, wanted[i].height)
        free = top + wanted[i].height + _GAP
    return [found[i] for i in range(len(nodes))]


def _bands(
    way: Way,
    lines: Sequence[_Place],
    sources: Sequence[_Place],
    targets: Sequence[_Place],
    colours: dict[str, str],
) -> Iterator[str]:
    middle = (_WIDTH - _NODE) / 2
    from_source = {node.party: place.top for node, place in zip(way.sources, sources, strict=True)}
    to_target = {node.party: place.top for node, place in zip(way.targets, targets, strict=True)}
    for flow, place in zip(way.flows, lines, strict=True):
        share = min(max(flow.share / _WHOLE, 0), 1)
        colour = colours[flow.source]
        for x, start, end_x, end in (
            (_NODE, from_source[flow.source], middle, place.top),
            (middle + _NODE, place.top, _WIDTH - _NODE, to_target[flow.target]),
        ):
            yield _band(x, start, end_x, end, place.height, f"band {colour}")
            if share:
                yield _band(x, start, end_x, end, place.height * share, f"band paid {colour}")
        from_source[flow.source] += place.height
        to_target[flow.target] += place.height


def _band(x: float, y: float, u: float, v: float, height: float, kind: str) -> str:
    n, half = svg.number, (x + u) / 2
    below, v_below = n(y + height), n(v + height)
    path = (
        f"M{n(x)},{n(y)}C{n(half)},{n(y)} {n(half)},{n(v)} {n(u)},{n(v)}"
        f"V{v_below}C{n(half)},{v_below} {n(half)},{below} {n(x)},{below}Z"
    )
    return svg.tag("path", class_=kind, d=path)


def _nodes(
    nodes: Sequence[Node],
    places: Sequence[_Place],
    x: float,
    anchor: str,
    money: Callable[[int], str],
    colours: dict[str, str],
) -> Iterator[str]:
    at = x if anchor == "start" else x + _NODE
    for node, place in zip(nodes, places, strict=True):
        colour = colours.get(node.party, "end")
        yield svg.tag(
            "rect", class_=f"node {colour}", x=x, y=place.top, width=_NODE, height=place.height
        )
        yield svg.text(at, place.top - 20, node.name, class_="name", text_anchor=anchor)
        yield svg.text(at, place.top - 6, money(node.committed_minor), text_anchor=anchor)


def _lines(
    flows: Sequence[Flow],
    places: Sequence[_Place],
    colours: dict[str, str],
    paid_of: Callable[[int, int], str],
) -> Iterator[str]:
    x = (_WIDTH - _NODE) / 2
    for flow, place in zip(flows, places, strict=True):
        yield svg.tag(
            "rect",
            class_=f"node {colours[flow.source]}",
            x=x,
            y=place.top,
            width=_NODE,
            height=place.height,
        )
        purpose = flow.purpose
        if len(purpose) > _SHOWN:
            purpose = purpose[: _SHOWN - 1].rstrip() + "…"
        middle = x + _NODE / 2
        said = f"{flow.line} {purpose}"
        yield svg.text(middle, place.top - 20, said, class_="name", text_anchor="middle")
        told = paid_of(flow.paid_minor, flow.committed_minor)
        yield svg.text(middle, place.top - 6, told, text_anchor="middle")
