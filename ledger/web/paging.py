"""Long tables in parts, so that a page stays light: one part on each page, and the way to others.

The first table of a page turns by the parameter ``page``, each further one by one of its own, such
as ``page-changes``, so that it stays where it is when another one turns.

How many rows a page has follows from the largest of them: so every page of a table has as many
rows, and none is heavier than it may be.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import ceil
from typing import Any, NamedTuple

from msgspec.structs import replace

from ledger.presentation import display
from ledger.presentation.changes import sheet_of_changes
from ledger.presentation.language import _
from ledger.presentation.listing import Listing
from ledger.web import filling, tables
from ledger.web.asking import Asking
from ledger.web.tables import Pager, Table, of_listing
from projections.report import Report

PAGE = "page"  # the parameter; those of further tables begin with it
CHANGES = f"{PAGE}-changes"
ROOM = 45_000  # bytes of rows on a page; with what stands around them it has at most 70 000
_MARKED = 64  # bytes that a row may have beyond a first one: the marks of what stands above it


class Part(NamedTuple):
    """Which rows stand on a page: those from ``first`` to before ``end``, counted from 0."""

    first: int
    end: int
    pager: Pager | None


def part_of(
    asking: Asking, count: int, at_most: int, *, by: str = PAGE, from_end: bool = False
) -> Part:
    """Return which of some rows stand on the page that is asked for.

    Args:
        asking: the request; a page after the last one is taken for the last one.
        count: the number of all rows.
        at_most: rows on a page; at least one.
        by: the parameter that says which page.
        from_end: the last rows stand on the first page.
    """
    pages = max(ceil(count / at_most), 1)
    if pages == 1:
        return Part(0, count, None)
    here = min(asking.query.own.get(by, 1), pages)
    first, end = (here - 1) * at_most, min(here * at_most, count)
    if from_end:
        first, end = count - end, count - first
    first_said, end_said, count_said = (display.quantity(str(x)) for x in (first + 1, end, count))
    said = _("Rows {first} to {end} of {count}", first=first_said, end=end_said, count=count_said)

    def href(page: int) -> str:
        written = {**asking.query.written, by: str(page)}
        if page == 1:
            del written[by]
        return asking.places.href(asking.places.language, asking.words, written)

    return Part(
        first,
        end,
        Pager(
            said,
            href(here - 1) if here > 1 else "",
            href(here + 1) if here < pages else "",
            href(pages) if here < pages - 1 else "",
        ),
    )


def cut(
    asking: Asking,
    rows: Sequence[Any],
    table_of: Callable[[Sequence[Any]], Table],
    room: int = ROOM,
    *,
    by: str = PAGE,
    from_end: bool = False,
) -> Table:
    """Return the table of the rows that stand on the page that is asked for.

    Args:
        asking: the request.
        rows: all of them, as mappings, or as texts in a sequence.
        table_of: returns the table of some of them.
        room: bytes of rows on a page.
        by: the parameter that says which page.
        from_end: the last rows stand on the first page.
    """
    at_most = rows_in(rows, table_of, room)
    return cut_at(
        asking, len(rows), at_most, lambda x, y: table_of(rows[x:y]), by=by, from_end=from_end
    )


def cut_at(
    asking: Asking,
    count: int,
    at_most: int,
    table_of: Callable[[int, int], Table],
    *,
    by: str = PAGE,
    from_end: bool = False,
) -> Table:
    """Return the table of the rows that stand on the page, where only those need be made.

    Args:
        asking: the request.
        count: the number of all rows.
        at_most: rows on a page; at least one.
        table_of: returns the table of the rows from one to before another.
        by: the parameter that says which page.
        from_end: the last rows stand on the first page.
    """
    part = part_of(asking, count, at_most, by=by, from_end=from_end)
    return replace(table_of(part.first, part.end), pager=part.pager)


def of_list(
    asking: Asking, shown: Listing, caption: str, room: int = ROOM, *, by: str = PAGE
) -> Table:
    """Return the part of a list that stands on the page (``tables.of_listing``)."""

    def of(part: Sequence[Any]) -> Table:
        return of_listing(asking.places, replace(shown, rows=part), caption)

    return cut(asking, shown.rows, of, room, by=by)


def of_changes(asking: Asking, report: Report, room: int = ROOM) -> Table:
    """Return the part of what has changed since an earlier question that stands on the page."""
    sheet = sheet_of_changes(report)

    def of(part: Sequence[Sequence[str]]) -> Table:
        return tables.of_changes(asking.places, sheet, part)

    return cut(asking, sheet.rows, of, room, by=CHANGES)


def rows_in(
    rows: Sequence[Any], table_of: Callable[[Sequence[Any]], Table], room: int = ROOM
) -> int:
    """Return how many rows of a table stand on a page: as many as there is room for the largest."""
    if not rows:
        return 1
    largest = max(rows, key=_size)
    return max(room // (_weight(table_of([largest])) + _MARKED), 1)


def _size(row: Any) -> int:
    values = row.values() if isinstance(row, Mapping) else row
    return sum(len(str(value)) for value in values)


def _weight(table: Table) -> int:
    """Return how many bytes a page has for the rows of a table."""
    shown = filling.part("parts.html", "rows_of", table)
    return len(shown.encode())
