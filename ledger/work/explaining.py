"""What makes a figure of a report: its events in order, and whether they add up to the figure.

The figure comes from the report itself, and so from views where the report is made from views. The
events are read and added up apart from the report (``projections.explaining``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from events import facts as f
from events.record import Recorded, StoredRow
from ledger.books.book import Book
from ledger.work.asking import Question, compared, events_of, report_about
from ledger.work.refusals import (
    NoSuchCombination,
    NoSuchFigure,
    NoSuchRow,
    SeveralUnits,
)
from projections.bulk import ON_A_LINE
from projections.explaining import (
    Behind,
    Explaining,
    Explanation,
    Step,
    by_their_requests,
    counted,
)
from projections.report import Number, Report, Traced, number_of
from projections.reports import KINDS
from projections.reports.declaring import About, Declaration, RowKey

_FEW_LINES = 10  # of more it is not worth while to look at the bytes
TRACED = 2000  # events; a page with more would be too large to be read


class Wanted(NamedTuple):
    """Which figure of a report.

    Attributes:
        figure: the field that it is.
        rows: values of fields that identify rows; of several rows it is their sum.
        word: returns a word of a closed vocabulary as people read it; the asker may write it so.
    """

    figure: str
    rows: Mapping[str, str | int]
    word: Callable[[str], str]


def explain(
    book: Book,
    kind: str,
    subject: str | None,
    question: Question,
    wanted: Wanted,
) -> Explanation:
    """Return the events that make a figure.

    Args:
        book: the open book.
        kind: one of ``projections.reports.KINDS``.
        subject: what the report is about; None: the whole book.
        question: which events count.
        wanted: which figure of the report.

    Raises:
        Refused: the report refuses the question, or has no such row or figure.
    """
    made, about = report_about(book, kind, subject, question)
    declared, figure = KINDS[kind].declared_by(question.cut.by), wanted.figure
    if figure not in made.figures:  # the book had not come to its rules, or nobody uses requests
        raise NoSuchFigure(figure=KINDS[kind].declared.fields[figure].heading)
    chosen = {name: _value(made, declared, name, wanted) for name in wanted.rows}
    rows = [row for row in made.rows if all(row[name] == x for name, x in chosen.items())]
    if not rows and chosen:
        raise NoSuchCombination(wanted=[str(x) for x in wanted.rows.values()])
    keys = [declared.key_of(row) for row in rows if row[figure] is not None]
    if chosen and not keys:
        raise NoSuchFigure(figure=declared.fields[figure].heading)
    value = _figure(rows, declared, figure)
    explaining, total = _explaining(book, made, about), number_of(None)
    targets = explaining.targets(figure, keys)
    steps, reversed_by = [], {}
    for recorded in _events(book, made, about, _on_lines_of(declared, keys)):
        if isinstance(recorded.fact, f.EntryReversed):
            reversed_by[recorded.fact.position] = recorded.position
        for part in explaining.parts(recorded, figure, targets):
            total += part.number
            steps.append(Step(recorded, part.key, part.number, total))
    return Explanation(
        made=made,
        figure=figure,
        chosen=chosen,
        value=value,
        total=total,
        steps=steps,
        reversed_by=reversed_by,
        parties=about.projection.parties,
    )


def _explaining(book: Book, made: Report, about: About) -> Explaining:
    """Return what says what the events add to the figures of a report."""
    declared = KINDS[made.report].declared_by(made.by)
    holding = by_their_requests(about, lambda: _events(book, made, about))
    return Explaining(declared, about, holding)


def _events(
    book: Book,
    made: Report,
    about: About,
    may_be: Callable[[StoredRow], bool] = lambda _: True,
) -> Iterator[Recorded]:
    """Yield the events that a report counts and that may be wanted, in the order of the book."""
    return counted(events_of(book, about.agreements, made.scope.at, may_be=may_be), made.scope)


def _on_lines_of(
    declared: Declaration[Any], keys: Collection[RowKey]
) -> Callable[[StoredRow], bool]:
    """Return whether a stored event may add to some rows: nearly all events are on one line."""
    if "line" not in declared.row_key or declared.of_event is not None:
        return lambda _: True
    place = declared.row_key.index("line")
    lines = {key[place] for key in keys}
    if None in lines or len(lines) > _FEW_LINES:
        return lambda _: True
    named = [b'"line":%b' % msgspec.json.encode(line) for line in lines]

    def may_be(row: StoredRow) -> bool:
        return row[3] not in ON_A_LINE or any(line in row[4] for line in named)

    return may_be


def _value(made: Report, declared: Declaration[Any], name: str, wanted: Wanted) -> Any:
    """Return the value that the asker means with a text for a field.

    Raises:
        NoSuchRow: no row has the value.
    """
    field, text = declared.fields[name], wanted.rows[name]
    known = {row[name] for row in made.rows} - {None}
    if text in known:
        return text
    if field.kind == "word":
        shown = {wanted.word(value).casefold(): value for value in known}
        if str(text).casefold() in shown:
            return shown[str(text).casefold()]
    told = [str(value) for value in sorted(known)]
    raise NoSuchRow(value=str(text), heading=field.heading, known=told)


def _figure(rows: list[dict[str, Any]], declared: Declaration[Any], figure: str) -> Number:
    """Return the figure of some rows, as the report sums it up."""
    field = declared.fields[figure]
    if not field.unit:
        return number_of(declared.sums_of(rows)[figure])
    units = sorted({row[field.unit] for row in rows})
    if len(units) > 1:
        raise SeveralUnits(units=units, option=field.unit, first=units[0])
    return sum((number_of(row[figure]) for row in rows), number_of(None))


def traced(
    book: Book,
    kind: str,
    subject: str | None,
    question: Question,
    compare_to: datetime | int | None = None,
) -> Report:
    """Make a report that names the events behind each figure; otherwise as ``asking.report``."""
    made, about = report_about(book, kind, subject, question)
    trace(book, made, about)
    return made if compare_to is None else compared(book, made, about, question, compare_to)


def trace(book: Book, made: Report, about: About) -> None:
    """Add to a report the events behind the figures that its table shows.

    If more than ``TRACED`` events of its agreements count, nothing is added.
    """
    declared = KINDS[made.report].declared_by(made.by)
    behind, events = Behind(_explaining(book, made, about), declared), {}
    for recorded in _events(book, made, about):
        events[recorded.position] = recorded
        if len(events) > TRACED:
            return
        behind.add(recorded)
    keys = [declared.key_of(row) for row in made.rows]
    shown = [x.key for x in made.columns if x.key in declared.figures and x.kind != "bar"]

    def parts(figure: str, of: list[RowKey]) -> list[tuple[int, Number]]:
        return [(part.position, part.number) for part in behind.of(figure, of)]

    figures = [{figure: parts(figure, [key]) for figure in shown} for key in keys]
    totals = {figure: parts(figure, keys) for figure in shown if figure in made.totals}
    named = {x for row in (*figures, totals) for found in row.values() for x, _ in found}
    made.traced = Traced(
        figures=figures,
        totals=totals,
        events={position: events[position] for position in sorted(named)},
        parties={party: fact.name for party, fact in about.projection.parties.items()},
    )
