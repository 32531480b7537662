"""From each figure of a web page to the events that make it, in the same file.

Who has the file alone finds the events at its end, each figure with its own; who has the book, too,
finds the command that explains it.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from events.effects import said_minor
from events.facts import EntryReversed, effective_on
from ledger.presentation import display
from ledger.presentation.cells import cell, figure_text
from ledger.presentation.describing import summary
from ledger.presentation.language import _, translate
from ledger.presentation.sheets import SEPARATOR, Sheet
from projections.report import Column, Report, number_of
from projections.reports import KINDS

# Options that a question about a figure has not.
_LEFT_OUT = {"-O", "--width", "--compare-to"}


def figures_shown(report: Report) -> list[Column]:
    """Return the columns of a page whose figures events make; none: of no report of its own."""
    return [x for x in report.columns if x.key in report.figures and not x.hidden]


def anchors(report: Report, *, every: bool = False) -> list[list[str]]:
    """Return where each cell of a page leads: of its rows and sums, by column; empty: nowhere.

    Args:
        report: with the events behind its figures, unless they are too many.
        every: whether figures that no event makes lead somewhere, too.
    """
    shown = [column for column in report.columns if not column.hidden]
    traced = {column.key for column in figures_shown(report) if column.kind != "bar"}

    def leads(number: int, row: Mapping[str, Any], figure: str) -> bool:
        is_there = figure in traced and row.get(figure) is not None
        return is_there and (every or _parts(report, number, figure) != [])

    return [
        [_anchor(number, x.key) if leads(number, row, x.key) else "" for x in shown]
        for number, row in _numbered(report)
    ]


def _numbered(report: Report) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the rows with their numbers, from 1 on, and last the sums, whose number is 0."""
    return [*enumerate(report.rows, 1), (0, report.totals)]


def _anchor(row: int, figure: str) -> str:
    return f"r{row}-{figure}" if row else f"total-{figure}"


class Behind(NamedTuple):
    """A figure, and what makes it.

    Attributes:
        anchor: its place on the page.
        heading: translated; of its column.
        value: as a person reads it.
        parts: events by their position, and what each adds to it; None: they are too many.
        command: that explains it.
    """

    anchor: str
    heading: str
    value: str
    parts: list[tuple[int, str]] | None
    command: str


def groups(report: Report) -> Iterator[tuple[str, list[Behind]]]:
    """Yield the figures of each row of a page, and of its sums, with what the row is called."""
    for number, row in _numbered(report):
        keys = [x for x in report.fields if x.key in report.row_key and row.get(x.key) != report.id]
        named = filter(None, (cell(x.kind, row.get(x.key), "") for x in keys))
        yield SEPARATOR.join(named) if number else _("Total"), _of_row(report, number, row)


def _of_row(report: Report, number: int, row: Mapping[str, Any]) -> list[Behind]:
    columns = [x for x in figures_shown(report) if x.kind != "bar" and row.get(x.key) is not None]
    return [
        Behind(
            anchor=_anchor(number, x.key),
            heading=translate(x.heading),
            value=figure_text(report, x.key, number_of(row[x.key])),
            parts=_parts(report, number, x.key),
            command=shlex.join(explain_words(report, row if number else None, x.key)),
        )
        for x in columns
    ]


def _parts(report: Report, number: int, figure: str) -> list[tuple[int, str]] | None:
    if report.traced is None:
        return None
    traced = report.traced.figures[number - 1] if number else report.traced.totals
    return [
        (position, ("+" if added > 0 else "") + figure_text(report, figure, added))
        for position, added in traced.get(figure, [])
    ]


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


def events_sheet(report: Report) -> Sheet:
    """Return the events behind the figures of a report as a table."""
    return Sheet(
        caption=(),
        headings=tuple(event_headings()),
        kinds=("text", "date", "date", "word", "money", "text", "text", "text"),
        rows=[texts for _position, texts in event_texts(report)],
        totals=[],
        notes=[],
        empty=_("No event."),
    )


def event_headings() -> list[str]:
    """Return the headings over ``event_texts``."""
    names = (_("#"), _("Effective"), _("Recorded"), _("Event"), _("Amount"), _("What"))
    return [*names, _("Actor"), _("Evidence")]


def event_texts(report: Report) -> Iterator[tuple[int, list[str]]]:
    """Yield the position of each event behind a figure of a report, and what it says."""
    assert report.traced is not None
    for recorded in report.traced.events.values():
        fact, envelope = recorded.fact, recorded.envelope
        entry, sign = (fact.entry, -1) if isinstance(fact, EntryReversed) else (fact, 1)
        minor, day = said_minor(entry), effective_on(fact)
        yield (
            recorded.position,
            [
                f"#{recorded.position}",
                display.day(day) if day else "",
                display.day(envelope.recorded_at.date()),
                display.word(recorded.name),
                "" if minor is None else display.amount(sign * minor, report.currency),
                summary(fact, report.traced.parties, report.currency),
                display.safe(envelope.actor),
                display.safe(", ".join(x.reference for x in envelope.evidence)),
            ],
        )
