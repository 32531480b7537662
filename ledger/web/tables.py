"""Tables of pages: the cells of reports and lists, each figure with the way to its events."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, TypeAlias

import msgspec
from msgspec.structs import replace

from ledger.presentation import display
from ledger.presentation.cells import cell
from ledger.presentation.language import _, _n, _p, translate
from ledger.presentation.listing import Listing
from ledger.presentation.rendering import sheets_of
from ledger.presentation.sheets import Sheet
from ledger.web.places import Places
from projections.projection import Projection
from projections.report import Column, ColumnKind, Report, number_of
from projections.reports import KINDS

# By the key of a column that has ids: what each of them is called.
Names: TypeAlias = Mapping[str, Mapping[str, str]]
NO_NAMES: Names = MappingProxyType({})
_POSITION = re.compile(r"#(\d+)")
_RIGHT = frozenset({"money", "percent", "quantity", "number"})
_EVENTS = frozenset({"position", "reverses", "reversed_by", "entry"})
_LONG_WORD, _SHORT_WORD = 24, 12
# Characters that a table takes at least: up to so many it keeps its rows in a window of 47 rem.
_SLIM, _TEXT, _LINKS, _BAR, _BETWEEN = 86, 16, 16, 10, 2
# Characters of the longest figure, from which a narrow window gives figures more room.
_BROAD, _BROADEST = 12, 16
# What is not said again in rows of the same line: the column, and what makes them that.
_SAID_ONCE = {"purpose": ("agreement", "line", "purpose")}
# What leads to a page: the column, the path of the page, and the field that has its id.
_LEADS = {
    "agreement": ("agreement", "agreement"),
    "funder_name": ("board", "funder"),
    "performer_name": ("party", "performer"),
    "party_name": ("party", "party"),
}
_POSITIONS = 50  # events in a cell
_LEADS_OF_LISTS = {**_LEADS, "party": ("party", "party")}


class Cell(msgspec.Struct, frozen=True):
    """A cell.

    Attributes:
        text: in the present language.
        href: where it leads; empty: nowhere.
        kind: how it is set.
        links: texts and addresses, where several lead on from one cell.
        share: of a bar, in hundredths of a per cent; None: no bar.
        name: of what the text is the id of; empty: the text is no id.
        is_again: the name, or the text that has none, stands in the row above: only a narrow
            window, in which each row stands by itself, shows it again.
    """

    text: str
    href: str = ""
    kind: ColumnKind = "text"
    links: tuple[tuple[str, str], ...] = ()
    share: int | None = None
    name: str = ""
    is_again: bool = False

    @property
    def is_right(self) -> bool:
        """Whether it is set to the right."""
        return self.kind in _RIGHT

    @property
    def is_long(self) -> bool:
        """Whether a word in it is so long that it may be broken anywhere."""
        return max(map(len, self.text.split()), default=0) > _LONG_WORD

    @property
    def is_code(self) -> bool:
        """Whether it is one short word, which is never broken."""
        return "-" in self.text and " " not in self.text and not self.is_long

    @property
    def is_words(self) -> bool:
        """Whether it is so much text that a narrow window gives it two places in a row."""
        longest = max(map(len, self.text.split()), default=0)
        return bool(self.name) or len(self.text) > _LONG_WORD or longest > _SHORT_WORD

    @property
    def least(self) -> int:
        """Return how many characters it takes at least."""
        if self.share is not None:
            return _BAR
        if self.links:
            return min(sum(len(text) + 1 for text, _href in self.links), _LINKS)
        if self.is_right or self.is_code or self.kind in {"date", "instant"}:
            return len(self.text)
        words = map(len, self.text.split())
        return max(min(len(self.text), _TEXT), 0 if self.is_long else max(words, default=0))

    @property
    def is_void(self) -> bool:
        """Whether there is nothing in it."""
        return not self.text and not self.links and self.share is None

    @property
    def is_none(self) -> bool:
        """Whether it is a figure of nothing."""
        return self.is_right and bool(self.text) and not self.text.strip("0,.")


class Pager(msgspec.Struct, frozen=True):
    """Where the other rows of a table are.

    Attributes:
        said: which rows stand here, of how many.
        earlier, later: addresses of the pages beside this one; empty: there is none.
        last: address of the last page; empty: it is this one or the next.
    """

    said: str
    earlier: str
    later: str
    last: str


class Table(msgspec.Struct, frozen=True):
    """A table.

    Attributes:
        headings: texts, and whether each is set to the right.
        rows, totals: of cells.
        caption: what it is, for those who do not see where it stands.
        empty: in the place of a table without rows.
        pager: where the other rows are; None: there are no others.
    """

    headings: list[tuple[str, bool]]
    rows: list[list[Cell]]
    totals: list[list[Cell]]
    caption: str
    empty: str = ""
    pager: Pager | None = None

    @property
    def wide(self) -> frozenset[int]:
        """Which columns a narrow window gives two places in each row."""
        return frozenset(
            i for row in self.rows for i, one in enumerate(row) if one.is_words and not one.is_right
        )

    @property
    def forms(self) -> str:
        """What style sheets call it: how it is set in a narrow window."""
        every = [*self.rows, *self.totals]
        least = sum(
            max(*(row[i].least for row in every), *map(len, text.split()), 0) + _BETWEEN
            for i, (text, _is_right) in enumerate(self.headings)
        )
        longest = max((len(x.text) for row in every for x in row if x.is_right), default=0)
        broad = "broadest" if longest > _BROADEST else "broad" if longest > _BROAD else ""
        return " ".join(x for x in ("slim" if least <= _SLIM else "", broad) if x)


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


def of_report(
    places: Places,
    report: Report,
    caption: str,
    only: Sequence[str] | None = None,
    names: Names = NO_NAMES,
    part: Sequence[Mapping[str, Any]] = (),
) -> Table:
    """Return the table of a report, without figures that are zero in all of its rows.

    Args:
        places: where pages are.
        report: with its rows.
        caption: what the table is.
        only: the columns that are shown; None: all that a table of the report has.
        names: of what its ids stand for.
        part: the rows of this page; none: all. The columns are those of all.
    """
    columns = list(_columns(report, report.rows, only))
    on_page = part or report.rows
    rows = [[_of_row(places, report, column, row, names) for column in columns] for row in on_page]
    for above, row, cells in zip(on_page, on_page[1:], rows[1:], strict=False):
        _say_once(columns, above, row, cells)
    headings = [(translate(column.heading), column.kind in _RIGHT) for column in columns]
    totals = [_totals(places, report, columns)] if report.totals else []
    return Table(headings, rows, totals, caption)


def _say_once(
    columns: Sequence[Column], above: Mapping[str, Any], row: Mapping[str, Any], cells: list[Cell]
) -> None:
    """Mark what stands above a row, too: the name of its agreement, the purpose of a line."""
    for i, column in enumerate(columns):
        keys = _SAID_ONCE.get(column.key, (column.key,))
        if any(row.get(key) is None or row.get(key) != above.get(key) for key in keys):
            continue
        if column.key in _SAID_ONCE or cells[i].name:
            cells[i] = replace(cells[i], is_again=True)


def _columns(
    report: Report, rows: Sequence[Mapping[str, Any]], only: Sequence[str] | None
) -> Iterator[Column]:
    every = {column.key: column for column in (*report.fields, *report.columns)}
    shown = report.columns if only is None else [every[key] for key in only if key in every]
    for column in shown:
        is_figure = column.key in report.figures and column.kind in {"money", "quantity"}
        if only is None and column.hidden:
            continue
        if is_figure and not any(number_of(row.get(column.key)) for row in rows):
            continue
        if rows and column.kind != "bar" and all(row.get(column.key) is None for row in rows):
            continue
        yield column


def _totals(places: Places, report: Report, columns: Sequence[Column]) -> list[Cell]:
    found = []
    named = False
    for column in columns:
        value = report.totals.get(column.key)
        if column.kind == "bar":
            found.append(Cell("", kind="bar", share=value))
        elif column.key in report.totals:
            text = cell(column.kind, value, report.currency)
            found.append(Cell(text, figure(places, report, column.key), column.kind))
        else:
            found.append(Cell("" if named else _("Total"), kind=column.kind))
            named = True
    return found


def _of_row(
    places: Places, report: Report, column: Column, row: Mapping[str, Any], names: Names
) -> Cell:
    value = row.get(column.key)
    if column.kind == "bar":
        return Cell("", kind="bar", share=value)
    text = cell(column.kind, value, report.currency, context=column.context)
    if column.kind == "positions":
        return _positions(places, text)
    if column.key in _EVENTS and value:
        return Cell("", kind="number", links=((f"#{value}", places.to("event", value)),))
    if column.key == "event" and value:
        return Cell(display.event(value))
    name = _name_of(column, value, names)
    if column.key in _LEADS:
        page, field = _LEADS[column.key]
        if row.get(field):
            return Cell(text, places.to(page, row[field]), column.kind, name=name)
    if name:
        return Cell(text, kind=column.kind, name=name)
    href = figure(places, report, column.key, row) if value is not None else ""
    return Cell(text, href, column.kind)


def names_of(present: Projection) -> Names:
    """Return the names of what ids in tables stand for."""
    parties = {key: fact.name for key, fact in present.parties.items()}
    agreements = {key: it.proposed.title for key, it in present.agreements.items()}
    return {
        **dict.fromkeys(("agreement", "agreements"), agreements),
        **dict.fromkeys(("party", "parties"), parties),
    }


def _name_of(column: Column, value: Any, names: Names) -> str:
    """Return what an id is called, or several; empty: the column has none, or nobody knows."""
    known = names.get(column.key, {})
    ids = value if isinstance(value, list) else [value]
    return display.safe(", ".join(known[x] for x in ids if x in known))


def of_changes(places: Places, sheet: Sheet, part: Sequence[Sequence[str]]) -> Table:
    """Return what has changed since an earlier question.

    Args:
        places: where pages are.
        sheet: of all changes.
        part: those rows of it that stand in the table.
    """
    rows = [
        [
            _positions(places, text) if kind == "positions" else Cell(text, kind=kind)
            for text, kind in zip(texts, sheet.kinds, strict=True)
        ]
        for texts in part
    ]
    headings = [(x, kind in _RIGHT) for x, kind in zip(sheet.headings, sheet.kinds, strict=True)]
    return Table(headings, rows, [], " · ".join(sheet.caption), sheet.empty)


def of_listing(places: Places, shown: Listing, caption: str) -> Table:
    """Return the table of a list, without columns that nothing stands in."""
    (sheet,) = sheets_of(shown)
    columns = [column for column in shown.columns if not column.hidden]
    used = [i for i in range(len(columns)) if any(texts[i] for texts in sheet.rows)]
    rows = [
        [_of_list(places, columns[i], texts[i], row) for i in used]
        for row, texts in zip(shown.rows, sheet.rows, strict=True)
    ]
    headings = [(sheet.headings[i], columns[i].kind in _RIGHT) for i in used]
    return Table(headings, rows, [], caption, sheet.empty)


def _of_list(places: Places, column: Column, text: str, row: Mapping[str, Any]) -> Cell:
    if column.key in _EVENTS and row[column.key]:
        return Cell("", kind="number", links=((text, places.to("event", row[column.key])),))
    if column.kind == "positions":
        return _positions(places, text)
    if column.key == "event" and row[column.key]:
        return Cell(display.event(row[column.key]))
    if column.key == "kind" and "organisation_number" in row:  # of a list of parties
        return Cell(party_kind(row["kind"]))
    page, field = _LEADS_OF_LISTS.get(column.key, ("", ""))
    if row.get(field):
        return Cell(text, places.to(page, row[field]), column.kind)
    return Cell(text, kind=column.kind)


def party_kind(kind: str) -> str:
    """Return what a party is, in words that say it to who does not know the codes."""
    said = {
        "board": _p("of a party", "board"),
        "unit": _p("of a party", "municipal unit"),
        "state": _p("of a party", "state body"),
        "civil": _p("of a party", "civil-society organisation"),
        "company": _p("of a party", "company"),
    }
    return said.get(kind) or display.word(kind)


def _positions(places: Places, text: str) -> Cell:
    found = _POSITION.findall(text)
    shown = found[:_POSITIONS]
    links = tuple((f"#{position}", places.to("event", position)) for position in shown)
    left = len(found) - len(shown)
    said = _n("and {n} more", "and {n} more", left) if left else ""
    return Cell("" if links else text, kind="positions", links=links, name=said)


def heading(report: Report, key: str) -> str:
    """Return what a column is called."""
    return translate(next(x.heading for x in report.fields if x.key == key))
