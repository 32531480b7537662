"""Draw docs/rooms.svg: the rooms of the program and what each imports, from the imports themselves.

python docs/generate_rooms.py
"""

from __future__ import annotations

from collections.abc import Mapping
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "docs" / "rooms.svg"
# A module belongs to the room with the longest of these paths that its own path begins with.
ROOMS = (
    "events",
    "projections",
    "projections.reports",
    "ledger.refusal",
    "ledger.lean",
    "ledger.rules",
    "ledger.books",
    "ledger.books.postgres",
    "ledger.work",
    "ledger.proof",
    "ledger.exchange",
    "ledger.presentation",
    "ledger.demo",
    "ledger.papers",
    "ledger.web",
    "ledger.cli",
    "ledger.cli.commands",
)
# Each of these is drawn as one room: the contracts in pyproject.toml order the imports within it.
_WITHIN = {
    "projections.reports": "projections",
    "ledger.books.postgres": "ledger.books",
    "ledger.cli.commands": "ledger.cli",
}
_ROW, _ASIDE, _WIDTH, _HEIGHT, _FLOOR, _MARGIN = 760, 50, 156, 52, 104, 20

Arrows = Mapping[str, set[str]]


def room_of(module: str) -> str | None:
    """Return the room that a module lies in; None: in none, such as a package's own file."""
    around = [room for room in ROOMS if module == room or module.startswith(room + ".")]
    return max(around, key=len, default=None)


def arrows() -> dict[str, set[str]]:
    """Return for each room the rooms that it imports, wherever in a function the import stands.

    Raises:
        SystemExit: a module lies in no room.
    """
    graph = grimp.build_graph("events", "projections", "ledger", exclude_type_checking_imports=True)
    found: dict[str, set[str]] = {room: set() for room in ROOMS}
    for module in graph.modules:
        room = room_of(module)
        if room is None:
            if module not in {"ledger", "ledger.__main__"}:
                raise SystemExit(f"{module} lies in no room: name its room in ROOMS")
            continue
        imported = map(room_of, graph.find_modules_directly_imported_by(module))
        found[room].update(other for other in imported if other not in {None, room})
    return found


def outer(found: Arrows) -> dict[str, set[str]]:
    """Return the arrows between rooms; a room within another room counts as the outer one."""

    def name(room: str) -> str:
        return _WITHIN.get(room, room)

    joined: dict[str, set[str]] = {room: set() for room in ROOMS if room not in _WITHIN}
    for room, others in found.items():
        joined[name(room)].update(name(other) for other in others)
        joined[name(room)].discard(name(room))
    return joined


def floors(found: Arrows) -> dict[str, int]:
    """Return the floor of each room: above every room that it imports; the lowest floor is 0.

    Raises:
        SystemExit: rooms import each other in a circle.
    """
    floor: dict[str, int] = {}
    while len(floor) < len(found):
        ready = [room for room in found if room not in floor and found[room] <= floor.keys()]
        if not ready:
            raise SystemExit(f"in a circle: {sorted(found.keys() - floor.keys())}")
        floor.update(
            {room: 1 + max((floor[other] for other in found[room]), default=-1) for room in ready}
        )
    return floor


def drawn(found: Arrows) -> dict[str, set[str]]:
    """Return the arrows, without those that a path through other rooms already implies."""

    def reached(room: str) -> set[str]:
        return found[room].union(*map(reached, found[room]))

    return {
        room: {
            other
            for other in others
            if not any(other in reached(between) for between in others - {other})
        }
        for room, others in found.items()
    }


def picture() -> str:
    """Return the picture."""
    found = outer(arrows())
    floor = floors(found)
    top = max(floor.values())
    rows = [[room for room in found if floor[room] == number] for number in range(top, -1, -1)]
    height = (top + 1) * _FLOOR - (_FLOOR - _HEIGHT) + 2 * _MARGIN + 24
    at = {}
    for number, row in enumerate(rows):
        space = _ROW / len(row)
        aside = _ASIDE * (number % 2 or -1)  # so that an arrow over two floors meets no room
        for index, room in enumerate(row):
            at[room] = index * space + (space - _WIDTH) / 2 + aside, _MARGIN + number * _FLOOR
    parts = [
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_ROW} {height:g}" '
            f'width="{_ROW}" height="{height:g}" font-family="sans-serif" font-size="13">'
        ),
        (
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" '
            'markerHeight="8" orient="auto"><path d="M0,0 L8,4 L0,8 z" fill="#555"/></marker>'
            "</defs>"
        ),
        f'<rect width="{_ROW}" height="{height:g}" fill="#fff"/>',
    ]
    for room, others in drawn(found).items():
        for other in sorted(others):
            (x, y), (u, v) = at[room], at[other]
            parts.append(
                f'<line x1="{x + _WIDTH / 2:g}" y1="{y + _HEIGHT:g}" x2="{u + _WIDTH / 2:g}" '
                f'y2="{v - 2:g}" stroke="#555" marker-end="url(#tip)"/>'
            )
    for room, (x, y) in at.items():
        within = [inner.rpartition(".")[2] for inner, around in _WITHIN.items() if around == room]
        about = "".join(f"with {inner}" for inner in within)
        parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{_WIDTH}" height="{_HEIGHT}" rx="6" '
            'fill="#eef3f8" stroke="#345"/>'
            f'<text x="{x + _WIDTH / 2:g}" y="{y + (22 if within else 30):g}" text-anchor="middle" '
            f'font-weight="bold" fill="#123">{escape(room)}</text>'
            f'<text x="{x + _WIDTH / 2:g}" y="{y + 40:g}" text-anchor="middle" font-size="10" '
            f'fill="#345">{escape(about)}</text>'
        )
    count = sum(map(len, found.values()))
    parts.append(
        f'<text x="{_MARGIN}" y="{height - 10:g}" font-size="11" fill="#345">{len(found)} rooms on '
        f"{top + 1} floors, {count} arrows; those that a way over other rooms says are not drawn"
        "</text></svg>"
    )
    return "\n".join(parts) + "\n"


if __name__ == "__main__":
    TARGET.write_text(picture(), encoding="utf-8")
