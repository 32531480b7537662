"""From each figure of a web page to the events that make it, in the same file.

Who has the file alone finds the events at its end, each figure with its own; who has the book, too,
finds the command that explains it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from events.effects import said_minor
from events.facts import EntryReversed, effective_on
from events.record import Recorded
from ledger.lean import escape
from ledger.presentation import display
from ledger.presentation.cells import cell, figure_text
from ledger.presentation.describing import summary
from ledger.presentation.language import _, translate
from ledger.presentation.sheets import SEPARATOR
from projections.report import Column, Number, Report, number_of
from projections.reports import KINDS

# Options that a question about a figure has not.
_LEFT_OUT = {"-O", "--width", "--compare-to"}


def figures_shown(report: Report) -> list[Column]:
    """Return the columns of a page whose figures events make; none: of no report of its own."""
    return [x for x in report.columns if x.key in report.figures and not x.hidden]


def anchors(report: Report) -> list[list[str]]:
    """Return where each cell of a page leads: of its rows and sums, by column; empty: nowhere."""
    shown = [column for column in report.columns if not column.hidden]
    traced = {column.key for column in figures_shown(report) if column.kind != "bar"}
    rows = [
        [_anchor(i, x.key) if x.key in traced and row[x.key] is not None else "" for x in shown]
        for i, row in enumerate(report.rows, 1)
    ]
    totals = [_anchor(0, x.key) if _is_summed(x, report, traced) else "" for x in shown]
    return [*rows, totals]


def _is_summed(column: Column, report: Report, traced: Iterable[str]) -> bool:
    return column.key in traced and column.key in report.totals


def _anchor(row: int, figure: str) -> str:
    return f"r{row}-{figure}" if row else f"total-{figure}"


def section(report: Report) -> str:
    """Return the part of a page that says which events make its figures."""
    places = [
        *((i, row) for i, row in enumerate(report.rows, 1)),
        *([(0, report.totals)] if report.totals else []),
    ]
    figures = [
        _figure(report, i, row, column)
        for i, row in places
        for column in figures_shown(report)
        if column.kind != "bar" and row.get(column.key) is not None
    ]
    lines = [
        '<section class="events">',
        f"<h2>{escape(_('The events behind the figures'))}</h2>",
        f"<p>{escape(_intro(report))}</p>",
        "<ul>",
        *figures,
        "</ul>",
        *(_events(report) if report.traced else []),
        "</section>",
    ]
    return "\n".join(lines) + "\n"


def _intro(report: Report) -> str:
    if report.traced is None:
        return _(
            "They are too many for a page. With the book, each command lists those of a figure."
        )
    return _(
        "Each figure is the sum of what these events add to it. With the book, the command beside"
        " it lists them."
    )


def _figure(report: Report, number: int, row: Mapping[str, Any], column: Column) -> str:
    """Return one figure with its events and its command."""
    keys = [x for x in report.fields if x.key in report.row_key]
    values = ((x.kind, row.get(x.key)) for x in keys)
    named = [cell(kind, x, "") for kind, x in values if x != report.id] if number else [_("Total")]
    value = figure_text(report, column.key, number_of(row[column.key]))
    name = SEPARATOR.join([*filter(None, named), f"{translate(column.heading)} {value}"])
    command = shlex.join(explain_words(report, row if number else None, column.key))
    parts = ""
    if report.traced is not None:
        traced = report.traced.figures[number - 1] if number else report.traced.totals
        parts = _parts(report, column.key, traced.get(column.key, [])) + " "
    return (
        f'<li id="{_anchor(number, column.key)}"><b>{escape(name)}</b>: {parts}'
        f"<code>{escape(command)}</code></li>"
    )


def _parts(report: Report, figure: str, parts: Sequence[tuple[int, Number]]) -> str:
    told = (
        f'<a href="#e{position}">#{position}</a> '
        + escape(("+" if number > 0 else "") + figure_text(report, figure, number))
        for position, number in parts
    )
    return "; ".join(told) or escape(_("no event"))


def explain_words(report: Report, row: Mapping[str, Any] | None, figure: str) -> list[str]:
    """Return the words of the command that explains a figure.

    Args:
        report: with the words that make it again.
        row: that the figure stands in; None: it is the sum.
        figure: the field; empty: ``--measure`` is left out.
    """
    kind, words = KINDS[report.report], list(report.again)
    # samverk --lang sv report agreement ID
    given = 4 + len(kind.name.split()) + (report.id is not None)
    is_of_one = row is not None and kind.subject in report.row_key
    subject = row[kind.subject] if row is not None and is_of_one else report.id
    left_out = _LEFT_OUT | ({"--chain"} if is_of_one else set())
    options = [word for said in _said(words[given:]) if said[0] not in left_out for word in said]
    for key in report.row_key if row else ():
        assert row is not None
        if row[key] is not None and key != kind.subject:
            options += [f"--{key}", str(row[key])]
    named = [
        *words[:3],
        "explain",
        *kind.name.split(),
        *([str(subject)] if subject is not None else []),
    ]
    return [*named, *options, *(["--measure", figure.removesuffix("_minor")] if figure else [])]


def _said(words: Sequence[str]) -> Iterator[list[str]]:
    """Yield each option with its value; a mark has none."""
    rest = iter(words)
    for option in rest:
        yield [option] if option == "--chain" else [option, next(rest)]


def _events(report: Report) -> list[str]:
    """Return the table of the events, each with its place on the page."""
    assert report.traced is not None
    names = (_("#"), _("Effective"), _("Recorded"), _("Event"), _("Amount"), _("What"))
    headings = [*names, _("Actor"), _("Evidence")]
    cells = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    return [
        "<table>",
        f"<thead><tr>{cells}</tr></thead>",
        "<tbody>",
        *(_event(event, report) for event in report.traced.events.values()),
        "</tbody>",
        "</table>",
    ]


def _event(recorded: Recorded, report: Report) -> str:
    assert report.traced is not None
    fact, envelope = recorded.fact, recorded.envelope
    entry, sign = (fact.entry, -1) if isinstance(fact, EntryReversed) else (fact, 1)
    minor, day = said_minor(entry), effective_on(fact)
    texts = (
        f"#{recorded.position}",
        display.day(day) if day else "",
        display.day(envelope.recorded_at.date()),
        display.word(recorded.name),
        "" if minor is None else display.amount(sign * minor, report.currency),
        summary(fact, report.traced.parties, report.currency),
        display.safe(envelope.actor),
        display.safe(", ".join(x.reference for x in envelope.evidence)),
    )
    cells = "".join(f"<td>{escape(text)}</td>" for text in texts)
    return f'<tr id="e{recorded.position}">{cells}</tr>'
