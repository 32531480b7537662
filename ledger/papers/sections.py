"""The parts of a paper, as its template takes them (``typeset/document.typ``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ledger.presentation.sheets import Sheet

_NARROW = 60  # characters of a row
Section: TypeAlias = dict[str, Any]
# A text, or one with smaller words ``below`` it; it may span ``rows``, and those words may be a
# warning (``warns``).
Cell: TypeAlias = str | Mapping[str, Any]
Row: TypeAlias = Sequence[Cell] | Mapping[str, str]  # or a heading over rows: ``group``, ``below``


def _section(kind: str, title: str, about: str = "", *, beside: bool = False) -> Section:
    return {"kind": kind, "title": title, "about": about, "beside": beside}


def table(  # noqa: PLR0913 - what a table has
    title: str,
    headings: Mapping[str, str],
    rows: Sequence[Row],
    *,
    none: str,
    totals: Sequence[str] = (),
    about: str = "",
    more: str = "",
    beside: bool = False,
) -> Section:
    """Return a table.

    Args:
        title: stands above it.
        headings: of each column, and what it is: ``figure``, ``word`` (as wide as it is), ``text``
            (has the room that is left).
        rows: cells.
        none: stands in the place of a table without rows.
        totals: the cells of the sums; empty: none.
        about: stands under the title.
        more: stands under the table.
        beside: whether it is about what is no money.
    """
    kinds = [*headings.values()]
    return {
        **_section("table", title, about, beside=beside),
        "headings": [*headings],
        "is-right": [kind == "figure" for kind in kinds],
        "widths": [1 if kind == "text" else "auto" for kind in kinds],
        "rows": rows,
        "totals": [totals] if totals and rows else [],
        "none": none,
        "more": more,
    }


def notices(title: str, texts: Sequence[str], none: str) -> Section:
    """Return what a reader should note."""
    return {**_section("notices", title), "texts": texts, "none": none}


def decision(title: str, *texts: str, commands: Sequence[str] = ()) -> Section:
    """Return the wording of a decision, or of what is to be done; several texts are numbered."""
    return {**_section("decision", title), "texts": texts, "commands": commands}


def purposes(title: str, texts: Sequence[tuple[str, str]]) -> Section:
    """Return what agreements are for: their names, and the words of each."""
    return {**_section("purposes", title), "texts": texts}


def months(
    title: str,
    years: Sequence[Mapping[str, Any]],
    legend: Sequence[tuple[str, str]],
    more: str = "",
) -> Section:
    """Return budget years month by month.

    Args:
        title: stands above them.
        years: the budget years.
        legend: what the parts of a bar are: ``paid``, ``internal``, ``rest``, each with its text.
        more: stands at the end.
    """
    return {**_section("months", title), "years": years, "legend": legend, "more": more}


def of_sheet(title: str, sheet: Sheet) -> Section:
    """Return a table that is drawn elsewhere, too, as a section.

    Args:
        title: translated.
        sheet: the table, with what stands in its place and below it. Its widest column of texts
            has the room that is left.
    """
    columns = range(len(sheet.headings))
    longest = [max((len(row[i]) for row in sheet.rows), default=0) for i in columns]
    widest = max((i for i in columns if not sheet.is_right(i)), key=longest.__getitem__, default=0)
    is_wide = sum(longest) > _NARROW  # a narrow one is easier to read with its columns together
    return {
        **_section("table", title),
        "headings": sheet.headings,
        "is-right": [sheet.is_right(i) for i in columns],
        "widths": [1 if i == widest and is_wide else "auto" for i in columns],
        "rows": sheet.rows,
        "totals": sheet.totals,
        "none": sheet.empty,
        "more": " ".join(sheet.notes),
    }
