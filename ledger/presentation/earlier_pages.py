"""Web pages as forms 2 and 3 had them, for comparison with what was saved then."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from itertools import zip_longest

from msgspec.structs import replace

from ledger.lean import escape
from ledger.presentation.formats import TRACED
from ledger.presentation.language import _, current
from ledger.presentation.rendering import sheets_of
from ledger.presentation.sheets import SEPARATOR, Sheet, note
from ledger.presentation.tracing import Behind, anchors, event_headings, event_texts, groups
from projections.report import Report

_STYLE = """\
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem; color: #1a1a1a; }
table { border-collapse: collapse; margin-bottom: 1rem; }
caption { text-align: left; font-weight: 600; padding-bottom: .6rem; }
th, td { padding: .25rem .7rem; text-align: left; vertical-align: top; }
thead th { border-bottom: 2px solid #555; }
tbody tr:nth-child(even) { background: #f4f4f4; }
tfoot td { border-top: 2px solid #555; font-weight: 600; }
.right { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
@media print { body { margin: 0; font-size: 10pt; } }
"""


def as_page(report: Report, form: int) -> str:
    """Return a page: its tables, from form 3 on the events behind its figures, and the command."""
    sheets, command, end = sheets_of(report, form=form), shlex.join(report.again), ""
    if report.figures and report.rows and command and form >= TRACED:
        sheets[0] = replace(sheets[0], anchors=anchors(report, every=True))
        end = _behind(report)
    if command:
        again = _("To make this report again:")
        end += f"<p>{escape(again)} <code>{escape(command)}</code></p>\n"
    first = next((sheet.caption for sheet in sheets if sheet.caption), ("Samverk",))
    body = "\n".join(_section(sheet) for sheet in sheets)
    return (
        f'<!DOCTYPE html>\n<html lang="{current()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(SEPARATOR.join(first))}</title>\n<style>\n{_STYLE}</style>\n</head>\n"
        f"<body>\n{body}\n{end}</body>\n</html>\n"
    )


def _section(sheet: Sheet) -> str:
    caption = escape(SEPARATOR.join(sheet.caption))
    if sheet.rows:
        anchors = iter(sheet.anchors)
        rows, totals = (
            "\n".join(_html_row(sheet, row, "td", next(anchors, ())) for row in part)
            for part in (sheet.rows, sheet.totals)
        )
        lines = [
            "<table>",
            f"<caption>{caption}</caption>" if caption else "",
            "<thead>",
            _html_row(sheet, sheet.headings, 'th scope="col"'),
            "</thead>",
            f"<tbody>\n{rows}\n</tbody>",
            f"<tfoot>\n{totals}\n</tfoot>" if sheet.totals else "",
            "</table>",
        ]
    else:
        lines = [f"<h2>{caption}</h2>" if caption else "", f"<p>{escape(sheet.empty)}</p>"]
    if sheet.notes:
        notes = "\n".join(f"<li>{escape(note(text))}</li>" for text in sheet.notes)
        lines.append(f"<ul>\n{notes}\n</ul>")
    return "\n".join(line for line in lines if line)


def _html_row(sheet: Sheet, cells: Sequence[str], tag: str, anchors: Sequence[str] = ()) -> str:
    name = tag.partition(" ")[0]
    right = ' class="right"'
    texts = (
        f"<{tag}{right if sheet.is_right(i) else ''}>{_linked(cell, anchor)}</{name}>"
        for i, (cell, anchor) in enumerate(zip_longest(cells, anchors, fillvalue=""))
    )
    return f"<tr>{''.join(texts)}</tr>"


def _linked(cell: str, anchor: str) -> str:
    return f'<a href="#{anchor}">{escape(cell)}</a>' if anchor and cell else escape(cell)


def _behind(report: Report) -> str:
    """Return the part that says which events make its figures.

    Its heading was English in every language.
    """
    intro = (
        _("They are too many for a page. With the book, each command lists those of a figure.")
        if report.traced is None
        else _(
            "Each figure is the sum of what these events add to it. With the book, the command"
            " beside it lists them."
        )
    )
    lines = [
        '<section class="events">',
        "<h2>The events behind the figures</h2>",
        f"<p>{escape(intro)}</p>",
        "<ul>",
        *(_figure(name, one) for name, figures in groups(report) for one in figures),
        "</ul>",
        *(_events(report) if report.traced else []),
        "</section>",
    ]
    return "\n".join(lines) + "\n"


def _figure(row: str, one: Behind) -> str:
    name = SEPARATOR.join(filter(None, (row, f"{one.heading} {one.value}")))
    parts = ""
    if one.parts is not None:
        told = (f'<a href="#e{at}">#{at}</a> {escape(added)}' for at, added in one.parts)
        parts = ("; ".join(told) or escape(_("no event"))) + " "
    return (
        f'<li id="{one.anchor}"><b>{escape(name)}</b>: {parts}'
        f"<code>{escape(one.command)}</code></li>"
    )


def _events(report: Report) -> list[str]:
    headings = "".join(f'<th scope="col">{escape(x)}</th>' for x in event_headings())
    rows = (
        f'<tr id="e{position}">{"".join(f"<td>{escape(x)}</td>" for x in texts)}</tr>'
        for position, texts in event_texts(report)
    )
    return [
        "<table>",
        f"<thead><tr>{headings}</tr></thead>",
        "<tbody>",
        *rows,
        "</tbody>",
        "</table>",
    ]
