"""Write what was measured into docs/PERFORMANCE.md and its appendix, and draw the picture."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from goals import GOALS, HUGE, LARGE, Goal, Reading
from picture import Line, drawn
from results import Result, Results, slope
from rows import GROUPS, LABELS, ONCE, Row

DOCS = Path(__file__).resolve().parent.parent / "docs"
_TITLE = "How the cost of questions grows with the number of events in the book"
_NONE = "–"
_NOTHING_S = 0.001  # what takes no longer was not done: a small book has no marks
# What a user does, and what would be used instead.
_USES: tuple[tuple[str, str], ...] = (
    ("now", "see what a board has committed and paid"),
    ("past worst", "see the same as of any event or instant of the past"),
    ("log agreement", "see the newest events of an agreement"),
    ("log voucher", "find a voucher"),
    ("explain", "see the payments behind a figure of a month"),
    ("due", "see what is due"),
    ("pay", "record a payment"),
    ("since again", "verify what came since the last verification (10 000 events)"),
    ("verify", "verify everything, every rule asked again"),
    ("rebuild", "make every view anew"),
)
_INSTEAD: tuple[tuple[str, str], ...] = (
    ("ledger", "the balances from ledger-cli"),
    ("hledger", "the balances from hledger"),
    ("beancount", "the check of beancount"),
)
# What is measured of pages, and its budget: in the demonstration, and in a large book.
_BROWSED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("first", "from the start of the program to its first page", ()),
    ("warm", "a page after that, the median", ()),
    ("slow", "95 of 100 come within", ("50 ms", "300 ms in a large book")),
    ("past", "an agreement as it was (95 of 100)", ("500 ms",)),
    ("behind", "from a figure to the events behind it (95 of 100)", ("300 ms",)),
    ("memory", "memory", ("114 MiB",)),
    ("weight", "the heaviest page with its data", ("70 kB",)),
    ("assets", "scripts and styles, which a browser keeps", ()),
)
_LINES: tuple[tuple[str, str, str], ...] = (
    ("now", "current report", "own"),
    ("past worst", "any past report", "own"),
    ("log voucher", "find a voucher", "own"),
    ("pay", "record a payment", "own"),
    ("rebuild", "every view anew", "whole"),
    ("verify", "verify all", "whole"),
    ("ledger", "ledger-cli", "other"),
    ("hledger", "hledger", "other"),
    ("beancount", "beancount", "other"),
)


def write(results: Results, folder: Path = DOCS, *, by_processor: bool = False) -> None:
    """Write the tables and the picture; what stands outside of the marks is kept."""
    reading = Reading(results, by_processor=by_processor)
    sections = {
        "use": used(results),
        "goals": goals_table(reading),
        "pages": browsed(results),
        "sizes": room(results),
        "growth": growth(results),
        "all": everything(results),
        "machine": machine(results),
    }
    for name in ("PERFORMANCE.md", "performance-appendix.md"):
        path = folder / name
        if path.exists():
            text = replaced(path.read_text(encoding="utf-8"), sections)
            path.write_text(text, encoding="utf-8")
    picture = drawn([x for x in _lines(results) if x.seconds], _TITLE)
    if picture:
        (folder / "performance.svg").write_text(picture, encoding="utf-8")


def replaced(text: str, sections: Mapping[str, str]) -> str:
    """Return a page with each section between its marks, ``<!-- name -->``."""
    for name, body in sections.items():
        mark = f"<!-- {name} -->\n"
        before, found, rest = text.partition(mark)
        if found:
            text = before + mark + body + "\n" + mark + rest.partition(mark)[2]
    return text


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown; all columns but the first stand right."""
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "---:|" * (len(heads) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def used(results: Results) -> str:
    """Return the table of what a user does, and of what others take for the same book."""
    sizes = results.sizes()
    rows = [
        [text, *(_cell(results.get(what, size), has_rate=False) for size in sizes)]
        for what, text in (*_USES, *_INSTEAD)
        if results.of(what)
    ]
    return table(["what you do", *(f"{size:,} events" for size in sizes)], rows)


def browsed(results: Results) -> str:
    """Return the table of pages in a browser: for each book those of the program, then fava's."""
    sizes = list(results.of("pages first"))
    sites = [
        (size, name) for size in sizes for name in ("pages", "fava") if _first(results, name, size)
    ]
    heads = [f"{size:,} events" if name == "pages" else f"fava, {size:,}" for size, name in sites]
    rows = []
    for what, text, budgets in _BROWSED:
        bounds = ", ".join(x for x in budgets if x)
        cells = [_seen(results, what, name, size) for size, name in sites]
        rows.append([text, bounds or _NONE, *cells])
    return table(["in a browser", "at most", *heads], rows)


def _first(results: Results, name: str, size: int) -> bool:
    found = results.get(f"{name} first", size)
    return found is not None and found.seconds is not None


def _seen(results: Results, what: str, name: str, size: int) -> str:
    """Return what was seen of pages: a time, a weight, or memory."""
    if what == "memory":
        found = results.get(f"{name} first", size)
        return f"{found.peak:,.0f} MiB" if found is not None and found.peak else _NONE
    found = results.get(f"{name} {what}", size)
    if found is None:
        return _NONE
    return duration(found.seconds) if found.seconds else f"{found.value or 0:,.0f} kB"


def goals_table(reading: Reading) -> str:
    """Return the table of goals: what was seen, whether it is met, and by how much it is missed."""
    heads = ["goal", "limit", f"seen at {LARGE:,}", f"at {HUGE:,}", ""]
    return table(heads, (goal_row(reading, goal) for goal in GOALS))


def goal_row(reading: Reading, goal: Goal) -> list[str]:
    """Return the row of a goal."""
    seen = {size: goal.of(reading, size) for size in goal.sizes}
    shown = {size: _NONE if x is None else figure(x[0], goal.unit) for size, x in seen.items()}
    missed = {
        size: (goal.missed_by(x[0]), x[1])
        for size, x in seen.items()
        if x is not None and not goal.is_met(x[0])
    }
    if all(x is None for x in seen.values()):
        verdict = "not measured"
    elif missed:
        by, what = max(missed.values())
        verdict = f"**missed** by {by:.0%}" + (f" ({what})" if what else "")
    elif None in seen.values():
        verdict = "met where it was measured"
    else:
        verdict = "met"
    bound = "at least" if goal.at_least else "at most"
    columns = [shown.get(0, "")] if 0 in shown else [shown.get(LARGE, "")]
    return [
        goal.text,
        f"{bound} {figure(goal.limit, goal.unit)}",
        *columns,
        shown.get(HUGE, ""),
        verdict,
    ]


def figure(value: float, unit: str) -> str:
    """Return a figure with its unit."""
    digits = f"{value:,.0f}" if value >= 20 else f"{value:.2f}".rstrip("0").rstrip(".")  # noqa: PLR2004
    return digits + unit


def growth(results: Results) -> str:
    """Return the table of what grows faster than its work."""
    rows = []
    for row in LABELS.values():
        taken = {
            size: x.seconds
            for size, x in results.of(row.what).items()
            if size and x.seconds and x.seconds > _NOTHING_S
        }
        found = slope(taken)
        if found is not None and found > row.work + 0.1:
            low, high = min(taken), max(taken)
            rows.append(
                [
                    row.label,
                    f"{low:,} to {high:,}",
                    f"{taken[high] / taken[low]:.1f}×",
                    f"{found:.2f}",
                ]
            )
    if not rows:
        return "Nothing grows faster than its work."
    return table(["what", "events", "grows to", "slope"], rows)


def room(results: Results) -> str:
    """Return the table of how large files are, and what takes the room."""
    kinds = ("events", "tree", "views", "states", "marks", "index", "other")
    rows = []
    for size, full in results.of("size full").items():
        raw = results.get("size raw", size)
        parts = [results.get(f"size full: {kind}", size) for kind in kinds]
        rows.append([f"{size:,}", _bytes(raw), _bytes(full), *map(_bytes, parts)])
    return table(["events", "without views", "with all", *kinds], rows)


def _bytes(result: Result | None) -> str:
    if result is None or result.value is None:
        return _NONE
    mib = result.value / (1 << 20)
    return f"{mib:,.1f} MiB" if mib < 100 else f"{mib:,.0f} MiB"  # noqa: PLR2004


def everything(results: Results) -> str:
    """Return the tables of all measurements, one for each group, with their growth."""
    sizes = results.sizes()
    parts = []
    for title, rows in GROUPS.items():
        if title == ONCE:
            lines = [x for row in rows if (x := _once(results, row))]
            heads = ["what", "time or rate", "processor", "memory", ""]
        else:
            at = sorted({*sizes, *(x for row in rows for x in results.of(row.what))})
            lines = [x for row in rows if (x := _at_sizes(results, row, at))]
            heads = ["what", *(f"{x:,}" for x in at), "memory", "slope"]
        if lines:
            parts.append(f"### {title}\n\n{table(heads, lines)}\n")
    return "\n".join(parts).rstrip("\n")


def _once(results: Results, row: Row) -> list[str]:
    found = list(results.of(row.what).values())
    if not found:
        return []
    one = found[-1]
    processor = _NONE if one.processor is None else duration(one.processor)
    return [row.label, _cell(one), processor, _mib([one]), one.note]


def _at_sizes(results: Results, row: Row, sizes: Sequence[int]) -> list[str]:
    found = results.of(row.what)
    if not found:
        return []
    taken = {size: x.seconds for size, x in found.items() if x.seconds}
    grown = slope(taken)
    cells = [_cell(found.get(size)) for size in sizes]
    return [row.label, *cells, _mib(found.values()), "" if grown is None else f"{grown:.2f}"]


def _mib(found: Iterable[Result]) -> str:
    peaks = [x.peak for x in found if x.peak is not None]
    return f"{max(peaks):.0f} MiB" if peaks else ""


def _cell(result: Result | None, *, has_rate: bool = True) -> str:
    """Return a time, and the rate where one is known and wanted."""
    if result is None:
        return ""
    if result.seconds is None:
        return result.note if len(result.note) < 40 else "failed"  # noqa: PLR2004
    if result.done and result.seconds:
        rate = result.done / result.seconds
        if result.seconds == 1:  # nothing but a rate is known
            return f"{rate:,.0f}/s"
        if "stopped" in result.note:
            return f"{rate:,.0f}/s"
        if has_rate:
            return f"{duration(result.seconds)} ({rate:,.0f}/s)"
    return duration(result.seconds)


def duration(seconds: float) -> str:
    """Return a time."""
    if seconds < 0.01:  # noqa: PLR2004
        return f"{seconds * 1000:.2g} ms"
    if seconds < 1:
        return f"{seconds * 1000:.0f} ms"
    return f"{seconds:.1f} s"


def _lines(results: Results) -> Iterable[Line]:
    for what, label, kind in _LINES:
        yield Line(
            label, kind, {n: x.seconds for n, x in results.of(what).items() if n and x.seconds}
        )


def machine(results: Results) -> str:
    """Return what it was measured with."""
    libraries = ", ".join(f"{x} {version(x)}" for x in ("eventsourcing", "msgspec", "click"))
    text = (
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {libraries},"
        f" {os.cpu_count()} cores, `synchronous=FULL`."
    )
    versions = results.versions()
    if len(versions) > 1:
        text += f" Measured of {len(versions)} versions of the program: {', '.join(versions)}."
    return text
