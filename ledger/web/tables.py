"""Tables of pages: the cells of reports and lists, each figure with the way to its events."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec

from ledger.presentation.changes import sheet_of_changes
from ledger.presentation.language import translate
from ledger.presentation.listing import Listing
from ledger.presentation.rendering import sheets_of
from ledger.web.places import Places
from projections.report import Column, ColumnKind, Report
from projections.reports import KINDS

_POSITION = re.compile(r"#(\d+)")
_RIGHT = frozenset({"money", "percent", "quantity", "number"})
# What leads to a page: the column, the path of the page, and the field that has its id.
_LEADS = {
    "agreement": ("agreement", "agreement"),
    "funder_name": ("board", "funder"),
    "performer_name": ("party", "performer"),
    "party_name": ("party", "party"),
}


class Cell(msgspec.Struct, frozen=True):
    """A cell.

    Attributes:
        text: in the present language.
        href: where it leads; empty: nowhere.
        kind: how it is set.
        links: texts and addresses, where several lead on from one cell.
        share: of a bar, in hundredths of a per cent; None: no bar.
    """

    text: str
    href: str = ""
    kind: ColumnKind = "text"
    links: tuple[tuple[str, str], ...] = ()
    share: int | None = None

    @property
    def is_right(self) -> bool:
        """Whether it is set to the right."""
        return self.kind in _RIGHT

    @property
    def is_none(self) -> bool:
        """Whether it is a figure of nothing."""
        return self.is_right and not self.text.strip("0,.")


class Table(msgspec.Struct, frozen=True):
    """A table.

    Attributes:
        headings: texts, and whether each is set to the right.
        rows, totals: of cells.
        caption: what it is, for those who do not see where it stands.
        empty: in the place of a table without rows.
    """

    headings: list[tuple[str, bool]]
    rows: list[list[Cell]]
    totals: list[list[Cell]]
    caption: str
    empty: str = ""


def figure(
    places: Places, report: Report, figure: str, row: Mapping[str, Any] | None = None
) -> str:
    """Return where the events behind a figure of a report are; empty: no events make it.

    Args:
        places: where pages are.
        report: that the figure stands in.
        figure: the field.
        row: values of key fields of the rows that it is the sum of; None: of all.
    """
    if figure not in report.figures:
        return ""
    kind, chosen = KINDS[report.report], {}
    subject = report.id
    for key in report.row_key:
        value = None if row is None else row.get(key)
        if value is not None and key == kind.subject:
            subject = value
        elif value is not None:
            chosen[key] = value
    asked: dict[str, Any] = {"by": report.by, "chain": "1" if report.chain else None, **chosen}
    words = [*kind.name.split(), *([subject] if subject is not None else [])]
    return places.to(
        "explain", *words, **asked, measure=figure.removesuffix("_minor"), compare_to=None
    )


def of_report(places: Places, report: Report, caption: str) -> Table:
    """Return the table of a report."""
    sheet = sheets_of(report)[0]
    columns = [column for column in report.columns if not column.hidden]
    rows = [
        [
            _of_row(places, report, column, text, row)
            for column, text in zip(columns, texts, strict=True)
        ]
        for row, texts in zip(report.rows, sheet.rows, strict=True)
    ]
    totals = [
        [
            Cell(
                text if column.kind != "bar" else "",
                figure(places, report, column.key) if column.key in report.totals else "",
                column.kind,
                share=report.totals.get(column.key) if column.kind == "bar" else None,
            )
            for column, text in zip(columns, texts, strict=True)
        ]
        for texts in sheet.totals
    ]
    headings = [
        (heading, column.kind in _RIGHT)
        for heading, column in zip(sheet.headings, columns, strict=True)
    ]
    return Table(headings, rows, totals, caption, sheet.empty)


def _of_row(
    places: Places, report: Report, column: Column, text: str, row: Mapping[str, Any]
) -> Cell:
    if column.kind == "bar":
        return Cell("", kind="bar", share=row[column.key])
    if column.kind == "positions":
        return _positions(places, text)
    if column.key in _LEADS:
        page, field = _LEADS[column.key]
        if row.get(field):
            return Cell(text, places.to(page, row[field]), column.kind)
    href = ""
    if row.get(column.key) is not None:
        href = figure(places, report, column.key, row)
    return Cell(text, href, column.kind)


def of_changes(places: Places, report: Report) -> tuple[str, Table]:
    """Return what has changed since an earlier question: since when, and the table."""
    sheet = sheet_of_changes(report)
    rows = [
        [
            _positions(places, text) if kind == "positions" else Cell(text, kind=kind)
            for text, kind in zip(texts, sheet.kinds, strict=True)
        ]
        for texts in sheet.rows
    ]
    headings = [(x, kind in _RIGHT) for x, kind in zip(sheet.headings, sheet.kinds, strict=True)]
    said = " · ".join(sheet.caption)
    return said, Table(headings, rows, [], said, sheet.empty)


def of_listing(places: Places, shown: Listing, caption: str) -> Table:
    """Return the table of a list."""
    (sheet,) = sheets_of(shown)
    columns = [column for column in shown.columns if not column.hidden]
    rows = [
        [_of_list(places, column, text, row) for column, text in zip(columns, texts, strict=True)]
        for row, texts in zip(shown.rows, sheet.rows, strict=True)
    ]
    headings = [
        (heading, column.kind in _RIGHT)
        for heading, column in zip(sheet.headings, columns, strict=True)
    ]
    return Table(headings, rows, [], caption, sheet.empty)


def _of_list(places: Places, column: Column, text: str, row: Mapping[str, Any]) -> Cell:
    if column.key in {"position", "reverses", "reversed_by"} and row[column.key]:
        return Cell(text, places.to("event", row[column.key]), column.kind)
    if column.kind == "positions":
        return _positions(places, text)
    if column.key in _LEADS and row.get(_LEADS[column.key][1]):
        page, field = _LEADS[column.key]
        return Cell(text, places.to(page, row[field]), column.kind)
    return Cell(text, kind=column.kind)


def _positions(places: Places, text: str) -> Cell:
    found = _POSITION.findall(text)
    links = tuple((f"#{position}", places.to("event", position)) for position in found)
    return Cell("" if links else text, kind="positions", links=links)


def heading(report: Report, key: str) -> str:
    """Return what a column is called."""
    return translate(next(x.heading for x in report.fields if x.key == key))
