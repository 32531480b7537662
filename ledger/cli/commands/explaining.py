"""``samverk explain``: from a figure of a report to the events that make it.

Each report has a command. The command's options follow from the report's declaration.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self

import click
from click.shell_completion import CompletionItem

from ledger.cli.clickwork import Option, SamverkGroup, Shown
from ledger.cli.clock import note_clock
from ledger.cli.commands.reporting import (
    Asked,
    clock_options,
    cut_options,
    place_of,
    question_options,
    subject_argument,
)
from ledger.cli.reading_input import POSITION, TEXT, YEAR
from ledger.cli.session import Session
from ledger.presentation import display
from ledger.presentation.language import N_, _, translate
from projections.reports import KINDS, Kind

if TYPE_CHECKING:
    from ledger.books.book import Book
    from ledger.work.asking import Question
    from projections.report import Report

DOES_NOT_ADD_UP = 5


@click.group(
    "explain",
    cls=SamverkGroup,
    help=N_(
        "The events that make a figure of a report, one after the other, and whether they add up"
        " to it.\n\nWithout options that choose rows, the figure is the report's total."
    ),
)
def explain() -> None:
    """Group."""


class AskedFigure(Asked, frozen=True, kw_only=True):
    """A figure as the command line asks for it.

    Attributes:
        measure: the field that the user asks about.
        wanted: values of the fields that identify rows.
    """

    group: ClassVar[str] = "explain"

    measure: str = ""
    wanted: Mapping[str, str | int] = {}

    @classmethod
    def of(cls, kind: Kind, parameters: Mapping[str, Any]) -> Self:
        """Return what the parameters of a command ask for."""
        options = dict(parameters)
        wanted = {name: options.pop(name) for name in kind.chosen_by}
        given = {name: value for name, value in wanted.items() if value is not None}
        _require_fields(kind, options.get("by"), given)
        return super().of(kind, {**options, "wanted": given})

    def own_options(self) -> Iterable[tuple[str, str | int]]:
        """Return the options that only this kind of question has."""
        yield from ((f"--{name}", value) for name, value in self.wanted.items())
        yield "--measure", _named(self.measure)

    def made(self, book: Book, question: Question, *, traces: bool) -> Report:  # noqa: ARG002
        """Make the explanation, which always reads events."""
        from ledger.presentation.explanation import explanation
        from ledger.work import explaining

        wanted = explaining.Wanted(self.measure, self.wanted, display.word)
        found = explaining.explain(book, self.kind, self.subject, question, wanted)
        return explanation(found, KINDS[self.kind].declared_by(self.by))


def _require_fields(kind: Kind, by: str | None, wanted: Iterable[str]) -> None:
    """Refuse an option that chooses rows by what they are not by."""
    if by not in kind.by:
        return
    keys = kind.declared_by(by).row_key
    for name in wanted:
        if name not in keys:
            known = ", ".join(f"--{key}" for key in keys)
            raise click.UsageError(
                _(
                    "With --by {by} rows are chosen by {known}, not by --{name}.",
                    by=by,
                    known=known,
                    name=name,
                )
            )


def _named(figure: str) -> str:
    """Return the name of a figure on the command line."""
    return figure.removesuffix("_minor")


class _Measure(click.ParamType[str]):
    """A figure of a report, by its name or by its heading in the present language."""

    name = "MEASURE"

    def __init__(self, kind: Kind) -> None:
        self._kind = kind

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the field."""
        declared, text = self._kind.declared, value.strip().casefold()
        for figure in declared.figures:
            heading = translate(declared.fields[figure].heading).casefold()
            if text.replace("-", "_") in {figure, _named(figure)} or text == heading:
                return figure
        raise click.BadParameter(self._unknown(value, text.replace("-", "_")), ctx, param)

    def _unknown(self, value: str, name: str) -> str:
        from ledger.presentation.refusals import most_like

        declared = self._kind.declared
        known = [_named(figure) for figure in declared.figures]
        others = [
            f"samverk explain {kind.name}"
            for kind in KINDS.values()
            if name in map(_named, kind.declared.figures)
        ]
        if name in declared.fields:
            text = _("'{measure}' is no sum of events.", measure=display.safe(value))
        else:
            text = _("The report has no figure '{measure}'.", measure=display.safe(value))
        if others:
            text += " " + _("There is one in: {reports}", reports=", ".join(others)) + "."
        elif near := most_like(name, known):
            text += " " + _("Did you mean {near}?", near=near)
        return text + " " + _("The figures: {known}", known=", ".join(known))

    def shell_complete(
        self,
        ctx: click.Context,  # noqa: ARG002 - click's signature
        param: click.Parameter,  # noqa: ARG002 - click's signature
        incomplete: str,
    ) -> list[CompletionItem[str]]:
        """Return the figures whose names begin with the typed text."""
        fields = self._kind.declared.fields
        return [
            CompletionItem(_named(figure), help=translate(fields[figure].heading))
            for figure in self._kind.declared.figures
            if _named(figure).startswith(incomplete)
        ]


def _help_of(heading: str) -> str:
    return _("Only rows that have this under “{heading}”.", heading=translate(heading))


class _KeyOption(Option):
    """An option that chooses rows by one of their fields, whose heading is its help."""

    help: Any = Shown(_help_of)


# Of what a row is chosen by, which is a text otherwise.
_TYPES: Mapping[str, click.ParamType[Any]] = {"number": POSITION}


def _add_command(kind: Kind) -> None:
    """Add the command for a kind of report."""
    fields = {
        key: field for by in (*kind.by, None) for key, field in kind.declared_by(by).fields.items()
    }

    @click.pass_context
    def callback(context: click.Context, /, **parameters: Any) -> None:
        from ledger.cli.output import write

        session: Session = context.obj
        asked = AskedFigure.of(kind, parameters)
        made = asked.report(session)
        write(asked.rendered(made), parameters["output"])
        if parameters["known_at"] is not None:
            note_clock(session.book)
        figure = made.figure
        assert figure is not None
        context.exit(0 if figure.value == figure.total else DOES_NOT_ADD_UP)

    options = [
        *(
            click.option(
                f"--{name}",
                cls=_KeyOption,
                type=_TYPES.get(fields[name].kind, TEXT) if name != "year" else YEAR,
                help=fields[name].heading,
            )
            for name in kind.chosen_by
        ),
        click.option(
            "--measure", type=_Measure(kind), required=True, help=N_("Which figure, such as paid.")
        ),
        cut_options(kind),
        clock_options,
        question_options,
    ]
    function: Any = callback
    for option in reversed(options):
        function = option(function)
    group, command = place_of(kind, explain)
    group.command(command, help=kind.help)(subject_argument(kind)(function))


for _kind in KINDS.values():
    _add_command(_kind)
