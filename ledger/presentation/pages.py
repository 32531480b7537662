"""Sheets as a web page: one file that asks for nothing, runs nothing, and prints as a paper."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Collection, Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import zip_longest
from typing import TYPE_CHECKING

import msgspec

from events.text import width as width_of
from ledger.lean import escape
from ledger.presentation import picture, style
from ledger.presentation.language import _, current
from ledger.presentation.sheets import SEPARATOR, Sheet

if TYPE_CHECKING:
    from ledger.presentation.tracing import Behind

_NAME = "Samverk"
_POSITION = re.compile(r"#(\d+)")
_MUCH = 70  # characters of a title that is set smaller
_SHORT = 14  # characters of a text that stands on one line
_LONG_WORD = 24  # characters; such a word may be broken anywhere
_UPRIGHT = 96  # characters of a row that a page of A4 has room for
_MANY = 7  # columns that have no room beside each other on a tablet
_NARROW, _LESS_WIDE = "46rem", "64rem"  # the width of a window below which rows become blocks
_MOST_IN_FOOT = 90  # characters of a title in the foot of a printed page
_NOT_PLAIN = re.compile(r"[^\w .,:()·§–-]")
_SIGN = (
    '<svg viewBox="0 0 30 20" aria-hidden="true"><path class="a" d="M1 5h9c6 0 6 5 12 5h7"/>'
    '<path class="b" d="M1 15h9c6 0 6-5 12-5"/></svg>'
)


class Head(msgspec.Struct, frozen=True, kw_only=True):
    """What stands above and below the tables of a page. All of it is translated and safe to print.

    Attributes:
        title: of the page.
        kicker: above the title; empty: nothing.
        lead: below it; empty: nothing.
        clocks: what the question was: names and values.
        notices: sentences.
        root: of the Merkle tree; None: not asked.
        again: the command that makes the page again; empty: there is none.
    """

    title: str
    kicker: str = ""
    lead: str = ""
    clocks: Sequence[tuple[str, str]] = ()
    notices: Sequence[str] = ()
    root: str | None = None
    again: str = ""


class Events(msgspec.Struct, frozen=True, kw_only=True):
    """The part of a page that says which events make its figures.

    Attributes:
        groups: the figures of each row, with what the row is called.
        sheet: the events; None: they are too many.
        positions: of the events.
    """

    groups: Iterable[tuple[str, list[Behind]]]
    sheet: Sheet | None
    positions: Sequence[int] = ()


def as_page(head: Head, sheets: Sequence[Sheet], events: Events | None = None) -> str:
    """Return a page.

    Args:
        head: what stands above and below.
        sheets: the table, and what has changed in it, if that was asked.
        events: the part about them; None: there is none.
    """
    there = frozenset(events.positions) if events else frozenset()
    main = [
        *_notices(head.notices),
        *(line for sheet in sheets[1:] for line in _changes(sheet, there)),
        *_figures(head, sheets[0], there, is_alone=len(sheets) == 1 and events is None),
        *(_behind(events) if events else ()),
    ]
    drawn = [*sheets, *([events.sheet] if events and events.sheet else [])]
    css = _style(head, drawn)
    policy = f"default-src 'none'; img-src data:; style-src 'sha256-{_digest(css)}'"
    lines = [
        "<!DOCTYPE html>",
        f'<html lang="{current()}">',
        "<head>",
        '<meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="color-scheme" content="light dark">',
        f"<title>{escape(_joined(head.title, head.kicker, head.lead))}</title>",
        '<link rel="icon" href="data:,">',
        f"<style>{css}</style>",
        "</head>",
        "<body>",
        *_header(head),
        "<main>",
        *main,
        "</main>",
        *_footer(head),
        "</body>",
        "</html>",
    ]
    return "\n".join(lines) + "\n"


def _joined(*texts: str) -> str:
    return SEPARATOR.join(filter(None, texts))


def _style(head: Head, sheets: Sequence[Sheet]) -> str:
    """Return the style sheet, in which a page has its own foot and the shape of its paper."""
    is_wide = any(len(sheet.kinds) > _MANY for sheet in sheets)
    is_flipped = any(_characters(sheet) > _UPRIGHT for sheet in sheets)
    position = next((f"{name} {x}" for name, x in head.clocks if name == _("Position")), "")
    title = head.title
    if len(title) > _MOST_IN_FOOT:
        title = title[:_MOST_IN_FOOT].rstrip() + "…"
    foot = _joined(title, position)
    css = "\n" + style.colours() + style.report()
    for name, value in (
        ("@NARROW@", _LESS_WIDE if is_wide else _NARROW),
        ("@SHAPE@", "landscape" if is_flipped else "portrait"),
        ("@FOOT@", _NOT_PLAIN.sub(lambda x: f"\\{ord(x[0]):x} ", foot)),
    ):
        css = css.replace(name, value)
    return css


def _characters(sheet: Sheet) -> int:
    """Return how many characters a row takes whose texts are parted between words."""
    rows = [sheet.headings, *sheet.rows, *sheet.totals]
    wanted = (
        max(
            width_of(cell if sheet.is_right(i) else max(cell.split(), key=len, default=""))
            for cell in column
        )
        for i, column in enumerate(zip(*rows, strict=True))
    )
    return sum(2 + x for x in wanted)


def _digest(text: str) -> str:
    return b64encode(sha256(text.encode()).digest()).decode()


def _header(head: Head) -> Iterator[str]:
    yield "<header>"
    if head.kicker:
        yield f'<p class="kicker">{escape(head.kicker)}</p>'
    much = ' class="much"' if len(head.title) > _MUCH else ""
    yield f"<h1{much}>{escape(head.title)}</h1>"
    if head.lead:
        yield f'<p class="lead">{escape(head.lead)}</p>'
    if head.clocks:
        yield '<dl class="clocks">'
        for name, value in head.clocks:
            yield f"<div><dt>{escape(name)}</dt><dd>{escape(value)}</dd></div>"
        yield "</dl>"
    yield "</header>"


def _footer(head: Head) -> Iterator[str]:
    yield "<footer>"
    yield "<div>"
    yield f'<p class="sign">{_SIGN}<span>{_NAME}</span></p>'
    if head.root:
        yield f"<p>{escape(_('root {root}', root=''))}<code>{head.root}</code></p>"
    if head.again:
        again = escape(_("To make this report again:"))
        yield f"<p>{again} <code>{escape(head.again)}</code></p>"
    yield "</div>"
    yield "</footer>"


def _section(name: str, heading: str, lines: Iterable[str], kind: str = "") -> Iterator[str]:
    """Yield a part of the page with its heading, which names it."""
    own = f' class="{kind}"' if kind else ""
    yield f'<section{own} id="{name}" aria-labelledby="{name}-heading">'
    yield f'<h2 id="{name}-heading">{escape(heading)}</h2>'
    yield from lines
    yield "</section>"


def _notices(notices: Sequence[str]) -> Iterator[str]:
    if notices:
        rows = (f"<li>{escape(text)}</li>" for text in notices)
        yield from _section("observe", _("To observe"), ["<ul>", *rows, "</ul>"], "notices")


def _changes(sheet: Sheet, there: Collection[int]) -> Iterator[str]:
    said = SEPARATOR.join(sheet.caption)
    yield from _section("changes", said, _table(sheet, said, there))


def _figures(head: Head, sheet: Sheet, there: Collection[int], *, is_alone: bool) -> Iterator[str]:
    """Yield the table that the page is about; by itself it needs no other heading than the page."""
    table = _table(sheet, _joined(head.title, head.kicker), there)
    if is_alone:
        yield from ("<section>", *table, "</section>")
    else:
        yield from _section("figures", _("In figures"), table)


def _table(
    sheet: Sheet, caption: str, there: Collection[int], positions: Sequence[int] = ()
) -> Iterator[str]:
    """Yield a table.

    Args:
        sheet: its cells.
        caption: what it is, for those who do not see where it stands.
        there: the events that have a place on the page.
        positions: those that its rows are the places of.
    """
    if not sheet.rows:
        yield f'<p class="muted">{escape(sheet.empty)}</p>'
        return
    anchors = iter(sheet.anchors)
    # A box that may scroll sideways can be reached by keyboard, by its links or itself.
    has_links = any(map(any, sheet.anchors)) or "positions" in sheet.kinds
    reached = "" if has_links else f' tabindex="0" role="group" aria-label="{escape(caption)}"'
    yield f'<div class="scroll"{reached}>'
    yield '<table class="flow" role="table">'
    yield f'<caption class="unseen">{escape(caption)}</caption>'
    yield '<thead role="rowgroup">'
    yield f'<tr role="row">{"".join(_heading(sheet, i) for i in range(len(sheet.headings)))}</tr>'
    yield "</thead>"
    for name, rows, places in (("tbody", sheet.rows, positions), ("tfoot", sheet.totals, ())):
        if rows:
            yield f'<{name} role="rowgroup">'
            for number, row in enumerate(rows):
                own = f' id="e{places[number]}"' if places else ""
                at = number + (len(sheet.rows) if name == "tfoot" else 0)
                cells = _cells(sheet, row, next(anchors, ()), at, there)
                yield f'<tr role="row"{own}>{"".join(cells)}</tr>'
            yield f"</{name}>"
    yield "</table>"
    yield "</div>"


def _heading(sheet: Sheet, index: int) -> str:
    text, right = sheet.headings[index], ' class="right"' if sheet.is_right(index) else ""
    if not text:
        return '<td role="cell"></td>'
    return f'<th scope="col" role="columnheader"{right}>{escape(text)}</th>'


def _cells(
    sheet: Sheet, row: Sequence[str], anchors: Sequence[str], number: int, there: Collection[int]
) -> Iterator[str]:
    """Yield the cells of a row; its first text says which row it is."""
    is_total = number >= len(sheet.rows)
    named = row.index(_("Total")) if is_total and _("Total") in row else 0
    for i, (text, anchor) in enumerate(zip_longest(row, anchors, fillvalue="")):
        if i == named and text:
            yield f'<th scope="row" role="rowheader"{_kind(sheet, i, text)}>{escape(text)}</th>'
            continue
        content = (
            picture.bar(sheet.shares[i][number])
            if i in sheet.shares
            else _linked(sheet.kinds[i], text, anchor, there)
        )
        label = escape(sheet.headings[i])
        yield f'<td role="cell" data-label="{label}"{_kind(sheet, i, text)}>{content}</td>'


def _kind(sheet: Sheet, index: int, text: str) -> str:
    """Return how a cell is set."""
    kinds = ["share"] if index in sheet.shares else []
    if sheet.is_right(index):
        kinds.append("right")
        if text and not text.strip("0,.%\u202f\u00a0 "):
            kinds.append("none")
    elif sheet.kinds[index] in {"date", "instant"}:
        kinds.append("day")
    elif max(map(len, text.split()), default=0) > _LONG_WORD:
        kinds.append("long")
    elif text and " " not in text and len(text) <= _SHORT:
        kinds.append("short")
    if not text and index not in sheet.shares:
        kinds.append("void")
    return f' class="{" ".join(kinds)}"' if kinds else ""


def _linked(kind: str, text: str, anchor: str, there: Collection[int]) -> str:
    if kind == "positions":
        return _POSITION.sub(
            lambda x: f'<a href="#e{x[1]}">{x[0]}</a>' if int(x[1]) in there else x[0], escape(text)
        )
    return f'<a href="#{anchor}">{escape(text)}</a>' if anchor and text else escape(text)


def _behind(events: Events) -> Iterator[str]:
    """Yield the part that says which events make each figure."""
    is_told = events.sheet is not None
    said = (
        _(
            "Each figure is the sum of what these events add to it. A figure that leads nowhere has"
            " none. With the book, the commands list them."
        )
        if is_told
        else _("They are too many for a page. With the book, each command lists those of a figure.")
    )
    lines = [
        f'<p class="muted">{escape(said)}</p>',
        '<ol class="behind">',
        *(line for name, figures in events.groups for line in _group(name, figures)),
        "</ol>",
    ]
    kind = "" if is_told else "only-commands"
    heading = _("The events behind the figures")
    yield from _section("behind-figures", heading, lines, kind)
    if events.sheet is not None:
        table = _table(events.sheet, _("Events"), (), events.positions)
        yield from _section("events", _("Events"), table)


def _group(name: str, figures: list[Behind]) -> Iterator[str]:
    shown = [one for one in figures if one.parts != []]
    if not shown:
        return
    yield f"<li><h3>{escape(name)}</h3>"
    yield "<ul>"
    for one in shown:
        figure = f"<b><span>{escape(one.heading)}</span> {escape(one.value)}</b>"
        yield f'<li id="{one.anchor}">{figure} {_told(one)}</li>'
    yield "</ul>"
    if shown[0].parts is not None:
        yield f"<details><summary>{escape(_('Commands'))}</summary>"
        yield from (f"<code>{escape(one.command)}</code>" for one in shown)
        yield "</details>"
    yield "</li>"


def _told(one: Behind) -> str:
    if one.parts is None:
        return f"<code>{escape(one.command)}</code>"
    parts = (f'<span><a href="#e{at}">#{at}</a> {escape(added)}</span>' for at, added in one.parts)
    return f'<span class="parts">{" ".join(parts)}</span>'
