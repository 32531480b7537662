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
from events.record import Recorded
from ledger.books.book import Book
from ledger.work.asking import Question, Without, compared, events_of, report_about
from ledger.work.refusals import (
    NoSuchCombination,
    NoSuchFigure,
    NoSuchRow,
    SeveralUnits,
)
from projections.bulk import FREQUENT, ON_A_LINE
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
    if wanted.rows.keys() - declared.fields.keys():  # rows that are cut in this way have none
        raise NoSuchCombination(wanted=[str(x) for x in wanted.rows.values()])
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
    for recorded in _events(book, made, about, keys):
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
    book: Book, made: Report, about: About, keys: Collection[RowKey] | None = None
) -> Iterator[Recorded]:
    """Yield the events that a report counts and that may be wanted, in the order of the book.

    Args:
        book: the open book.
        made: the report.
        about: what it was made of.
        keys: of the rows whose figures are asked about; None: of all rows.
    """
    declared, agreements = KINDS[made.report].declared_by(made.by), about.agreements
    without = Without(as_of=made.scope.as_of)
    if keys is not None and declared.of_event is None:
        without, named = _on_lines_of(declared, keys, without), _values("agreement", declared, keys)
        agreements = [x for x in agreements if not named or x in named]
    return counted(events_of(book, agreements, made.scope.at, without=without), made.scope)


def _values(field: str, declared: Declaration[Any], keys: Collection[RowKey]) -> set[Any]:
    """Return what rows have in a field that identifies them; empty: it may be anything."""
    if field not in declared.row_key:
        return set()
    place = declared.row_key.index(field)
    found = {key[place] for key in keys}
    return set() if None in found else found


def _on_lines_of(declared: Declaration[Any], keys: Collection[RowKey], without: Without) -> Without:
    """Return which events cannot add to some rows: nearly all are of one line and budget year.

    Where rows follow one another, an event of an earlier year adds to those of a later one.
    """
    lines, years = (_values(x, declared, keys) for x in ("line", "year"))
    line = lines.pop() if len(lines) == 1 else None
    year = years.pop() if declared.order is None and len(years) == 1 else None
    if line is None and year is None:
        return without
    holds = [] if line is None else [b'"line":%b' % msgspec.json.encode(line)]
    holds += [] if year is None else [b'"budget_year":%d,' % year]
    names = ON_A_LINE if line is None else FREQUENT  # a contribution in kind is on no line
    return without._replace(names=names, holds=tuple(holds), place=(line, year))


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
