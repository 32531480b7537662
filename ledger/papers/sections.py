"""The parts of a paper, as its template takes them (``typeset/document.typ``)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

from ledger.presentation.sheets import Sheet

Section: TypeAlias = dict[str, Any]
Cell: TypeAlias = str | Mapping[str, str]  # a text, or one with smaller words below it


def _section(kind: str, title: str, about: str = "", *, beside: bool = False) -> Section:
    return {"kind": kind, "title": title, "about": about, "beside": beside}


def table(  # noqa: PLR0913 - what a table has
    title: str,
    headings: Mapping[str, str],
    rows: Sequence[Sequence[Cell]],
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


def decision(title: str, text: str) -> Section:
    """Return the wording of a decision."""
    return {**_section("decision", title), "text": text}


def months(title: str, years: Sequence[Mapping[str, Any]], legend: Sequence[str]) -> Section:
    """Return budget years month by month, each bar in its colours as the legend says."""
    return {**_section("months", title), "years": years, "legend": legend}


def of_sheet(title: str, sheet: Sheet) -> Section:
    """Return a table that is drawn elsewhere, too, as a section.

    Args:
        title: translated.
        sheet: the table, with what stands in its place and below it.
    """
    return {
        **_section("table", title),
        "headings": sheet.headings,
        "is-right": [sheet.is_right(i) for i in range(len(sheet.headings))],
        "widths": ["auto"] * len(sheet.headings),
        "rows": sheet.rows,
        "totals": sheet.totals,
        "none": sheet.empty,
        "more": " ".join(sheet.notes),
    }
