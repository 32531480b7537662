"""The events behind a figure of a report, one after the other, and whether they add up to it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from heapq import nlargest
from typing import Any

import msgspec
from msgspec.structs import replace

from ledger.presentation import display
from ledger.presentation.cells import cell
from ledger.presentation.explanation import columns_with_values, explanation, rows_of
from ledger.presentation.language import _, translate
from ledger.presentation.rendering import notice_text
from ledger.web import files, paging, tables
from ledger.web.asking import Asking, Page
from ledger.web.pages import NothingThereError
from ledger.web.queries import UnreadableError
from ledger.work import explaining
from projections.explaining import Explanation, Step
from projections.report import Report
from projections.reports import KINDS, Kind
from projections.reports.declaring import Declaration

_FIRST = ("position", "effective_on", "event")
_FEW, _LONGEST = 500, 20  # events that are all measured; of a name, those that are otherwise
_ENCODER = msgspec.json.Encoder()
_AMOUNTS = ("change_minor", "balance_minor", "change_quantity", "balance_quantity")


def _asked(asking: Asking) -> tuple[Kind, str | None]:
    """Return the kind of the report, and what it is about."""
    words = asking.subject.split("/")
    for count in (2, 1):
        kind = KINDS.get(" ".join(words[:count]))
        rest = words[count:]
        if kind is not None and len(rest) <= 1 and (rest or kind.of_all):
            return kind, rest[0] if rest else None
    raise NothingThereError


class _Answer:
    """An explanation, and what every part of its table asks of all of its events."""

    def __init__(self, found: Explanation, declared: Declaration[Any]) -> None:
        self.found, self.declared = found, declared

    @cached_property
    def has_any(self) -> set[str]:
        """The fields that an event has a value of."""
        return columns_with_values(self.found, self.declared)

    @cached_property
    def longest(self) -> list[Step]:
        """The events among which is the one with most text."""
        return _longest(self.found.steps)


def _found(asking: Asking) -> tuple[_Answer, list[str]]:
    """Return the explanation, and the words of its command."""
    kind, subject = _asked(asking)
    own = dict(asking.query.own)
    by, measure = asking.cut_of(kind.name), own.pop("measure", "")
    own.pop("page", None)
    declared = kind.declared_by(by)
    named = {x.removesuffix("_minor"): x for x in declared.figures}
    if measure not in named:
        known = ", ".join(named)
        text = _("'{measure}' is no figure of this report. There is: {known}.",
                 measure=display.safe(measure), known=known)  # fmt: skip
        raise UnreadableError(text)
    chosen = {name: own[name] for name in kind.chosen_by if name in own}
    if left := set(own) - set(chosen) - {"by", "chain", kind.subject}:
        text = _(
            "The rows of this report are not chosen by {names}.", names=", ".join(sorted(left))
        )
        raise UnreadableError(text)
    question = asking.query.question
    wanted = explaining.Wanted(named[measure], chosen, display.word)
    asked = repr((kind.name, subject, question, named[measure], sorted(chosen.items())))

    def made() -> _Answer:
        found = explaining.explain(asking.book, kind.name, subject, question, wanted)
        return _Answer(found, declared)

    answer = asking.once(asked, made)
    options = [x for name, value in chosen.items() for x in (f"--{name}", str(value))]
    words = ["explain", *kind.name.split(), *([subject] if subject else [])]
    clocks = replace(asking.query, compare_to=None).words(asking.scope.at)
    return answer, [*words, *clocks, *options, "--measure", measure]


def _columns(made: Report, has_any: Collection[str]) -> list[str]:
    """Return the columns of the table: of each event what a reader needs to find and judge it.

    Args:
        made: the explanation.
        has_any: the fields that an event has a value of.
    """
    keys = [x.key for x in made.columns if x.key in made.row_key and x.key != "position"]
    last = ("reverses", "reversed_by", "what", "evidence", "actor")
    return [x for x in (*_FIRST, *keys, *_AMOUNTS, *last) if x in has_any]


def _longest(steps: Sequence[Step]) -> list[Step]:
    """Return the events among which is the one with most text, as nearly as their length tells."""
    if len(steps) <= _FEW:
        return [*steps]
    by_name: dict[str, list[Step]] = defaultdict(list)
    for step in steps:
        by_name[step.recorded.name].append(step)
    return [x for same in by_name.values() for x in nlargest(_LONGEST, same, key=_length)]


def _length(step: Step) -> int:
    """Return how much is stored of an event, in bytes."""
    recorded = step.recorded
    return len(_ENCODER.encode(recorded.fact)) + len(_ENCODER.encode(recorded.envelope))


def page(asking: Asking) -> Page:
    """Return the page."""
    answer, words = _found(asking)
    found, declared = answer.found, answer.declared
    made = explanation(found, declared, ())
    assert made.figure is not None
    figure, kind = made.figure, _asked(asking)[0]
    chosen = [
        (translate(column.heading), cell(column.kind, value, "")) for column, value in figure.chosen
    ]
    title = translate(figure.field.heading)

    shown = _columns(made, answer.has_any)

    def of(part: Sequence[Mapping[str, Any]]) -> tables.Table:
        return tables.of_report(asking.places, made, title, shown, part=part)

    def between(first: int, end: int) -> tables.Table:
        return of(rows_of(found, declared, found.steps[first:end]))

    at_most = paging.rows_in(rows_of(found, declared, answer.longest), of)

    above = [*kind.name.split(), *([made.id] if made.id else [])]
    return Page(
        template="explain.html",
        title=title,
        crumbs=[(display.safe(made.title), asking.places.to(*above))],
        command=words,
        files=files.OF_REPORTS,
        content={
            "chosen": chosen,
            "value": cell(figure.field.kind, figure.value, made.currency),
            "total": cell(figure.field.kind, figure.total, made.currency),
            "adds_up": figure.value == figure.total,
            "currency": made.currency,
            "table": paging.cut_at(asking, len(found.steps), at_most, between, from_end=True),
            "notices": [notice_text(x, made.currency) for x in made.notices],
        },
    )


def as_file(asking: Asking, form: str) -> tuple[str | bytes, str]:
    """Return the explanation in another format."""
    answer, words = _found(asking)
    return files.of_report(explanation(answer.found, answer.declared), words, form)
