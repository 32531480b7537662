"""``samverk report``: what boards, parties and auditors read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

import click
import msgspec
from msgspec.structs import replace

from ledger.cli.clickwork import SamverkGroup
from ledger.cli.clock import note_clock
from ledger.cli.reading_input import CURRENCY, DATE, ID, PERIOD, SIZE, TIME, TIME_OR_POSITION
from ledger.cli.session import Session
from ledger.cli.showing import output_options
from ledger.presentation import language
from ledger.presentation.again import options_said
from ledger.presentation.formats import DEFAULT, FORM, FORMATS, TRACED, render
from ledger.presentation.language import N_
from projections.reports import KINDS, Cut, Kind, Subject

if TYPE_CHECKING:
    from ledger.books.book import Book
    from ledger.work.asking import Question
    from projections.report import Report


@click.group("report", cls=SamverkGroup, help=N_("Balances, at any time, as known at any time."))
def report() -> None:
    """Group."""


def clock_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the three clocks and the period."""
    options = (
        click.option(
            "--as-of", type=DATE, help=N_("Only facts about this day or earlier (effective date).")
        ),
        click.option(
            "--known-at",
            type=TIME,
            help=N_("Only what the ledger had been told by then; a day ends at 24:00 UTC."),
        ),
        click.option("--at", type=SIZE, help=N_("Only the first so many events.")),
        click.option(
            "--period", type=PERIOD, help=N_("2024, 2024-Q1, 2024-T2 (four months) or 2024-05.")
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def width_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the width of a table."""
    return click.option(
        "--width",
        type=click.IntRange(40, 500),
        metavar="CHARACTERS",
        help=N_("Width of a table in characters; that of the terminal if left out."),
    )(function)


def question_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add what comes after the clocks: currency, width, format, file."""
    options = (
        click.option("--currency", type=CURRENCY, help=N_("Which, where there are several.")),
        width_option,
        output_options,
    )
    for option in reversed(options):
        function = option(function)
    return function


_COMPARE_TO = click.option(
    "--compare-to",
    metavar="TIME|POSITION",
    type=TIME_OR_POSITION,
    help=N_("Add what has changed since then, and by which events."),
)


_LINE = "line"


def cut_options(kind: Kind) -> Callable[[Any], Any]:
    """Return what adds the options that say how an agreement's report is cut."""
    by = click.option(
        "--by",
        type=click.Choice((_LINE, *kind.by)),
        help=N_("What a row of a year is: a line, or the sum of several."),
    )
    chain = click.option(
        "--chain",
        is_flag=True,
        help=N_("Of all agreements that extend one another, this one among them."),
    )
    return lambda function: by(chain(function)) if kind.by else function


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A report as the command line asks for it."""

    group: ClassVar[str] = "report"

    kind: str
    subject: str | None
    as_of: date | None = None
    known_at: datetime | None = None
    at: int | None = None
    period: str | None = None
    compare_to: datetime | int | None = None
    currency: str | None = None
    by: str | None = None
    chain: bool = False
    output_format: str = DEFAULT
    width: int = 0

    @classmethod
    def of(cls, kind: Kind, parameters: Mapping[str, Any]) -> Self:
        """Return what the parameters of a command ask for."""
        from ledger.cli.output import format_of, terminal_width

        options = dict(parameters)
        output = options.pop("output")
        chosen = format_of(options.pop("output_format"), output)
        width = options.pop("width") or terminal_width()
        subject = options.pop(kind.subject)
        if options.get("by") == _LINE:
            options["by"] = None  # as without it
        return cls(kind=kind.name, subject=subject, output_format=chosen, width=width, **options)

    def content(
        self,
        session: Session,
        form: int = FORM,
        *,
        replays: bool = False,
        words: tuple[str, ...] | None = None,
    ) -> str | bytes:
        """Make the report and return it in its format, with the words that make it again.

        Args:
            session: has the book.
            form: of the report; one that was saved before may have an earlier one.
            replays: whether the events are folded, and no views are looked at.
            words: those that a report that was saved before states; None: those that make it again.
        """
        traces = form >= TRACED and FORMATS[self.output_format].traces
        made = self.report(session, replays=replays, words=words, traces=traces)
        if FORMATS[self.output_format].has_events:
            from ledger.work.logged import behind

            made.behind = behind(session.book, made)
        return self.rendered(made, form)

    def rendered(self, made: Report, form: int = FORM) -> str | bytes:
        """Return a report in the format that is asked for."""
        return render(made, self.output_format, width=self.width, form=form)

    def report(
        self,
        session: Session,
        *,
        replays: bool = False,
        words: tuple[str, ...] | None = None,
        traces: bool = False,
    ) -> Report:
        """Make the report; arguments as of ``content``, and whether it names events."""
        from ledger.work.asking import Question

        question = Question(
            as_of=self.as_of,
            known_at=self.known_at,
            at=self.at,
            period=self.period,
            currency=self.currency,
            replays=replays,
            cut=Cut(self.by, self.chain),
        )
        made = self.made(session.book, question, traces=traces)
        # An instant that had not come says nothing of this report, and would once it has come.
        had_come = self.known_at == made.scope.known_at
        lasting = self if had_come else replace(self, known_at=None)
        made.again = words or lasting.again(made.scope.at)
        return made

    def own_options(self) -> Iterable[tuple[str, str | int]]:
        """Return the options that only this kind of question has."""
        return ()

    def made(self, book: Book, question: Question, *, traces: bool) -> Report:
        """Make the report; ``traces``: with the events behind each figure."""
        if traces:
            from ledger.work.explaining import traced as make
        else:
            from ledger.work.asking import report as make
        return make(book, self.kind, self.subject, question, self.compare_to)

    def again(self, at: int) -> tuple[str, ...]:
        """Return the words that ask for this, of the first ``at`` events."""
        words = ["samverk", "--lang", language.current(), self.group, self.kind]
        words[-1:] = self.kind.split()
        words += [self.subject] if self.subject else []
        return (
            *words,
            *options_said(
                ("--as-of", self.as_of),
                ("--known-at", self.known_at),
                ("--at", at),
                ("--period", self.period),
                ("--compare-to", self.compare_to),
                ("--currency", self.currency),
                ("--by", self.by),
                ("--chain", self.chain or None),
                *self.own_options(),
                ("--width", self.width if FORMATS[self.output_format].has_width else None),
                ("-O", self.output_format),
            ),
        )


_METAVARS: dict[Subject, str] = {"agreement": "ID", "board": "BOARD", "party": "PARTY"}


def subject_argument(kind: Kind) -> Callable[[Any], Any]:
    """Return the argument that says what a report is about."""
    metavar = _METAVARS[kind.subject]
    return click.argument(
        kind.subject,
        metavar=f"[{metavar}]" if kind.of_all else metavar,
        type=ID,
        required=not kind.of_all,
    )


def place_of(kind: Kind, group: click.Group) -> tuple[click.Group, str]:
    """Return the group that the command of a kind of report is in, and its name there."""
    first, _, last = kind.name.partition(" ")
    if not last:
        return group, first
    own = group.commands.get(first)
    if own is None:
        own = SamverkGroup(first, help=_GROUPS[first])
        group.add_command(own)
    assert isinstance(own, click.Group)
    return own, last


# Of reports whose command says of what they are.
_GROUPS = {"forecast": N_("What is expected of a year, beside its budget and its outcome.")}


def _add_command(kind: Kind) -> None:
    """Add the command of a kind of report; its only argument of its own is the subject."""

    @click.pass_obj
    def callback(session: Session, /, **parameters: Any) -> None:
        from ledger.cli.output import write

        write(Asked.of(kind, parameters).content(session), parameters["output"])
        if parameters["known_at"] is not None:
            note_clock(session.book)

    subject = subject_argument(kind)
    options = cut_options(kind)(clock_options(_COMPARE_TO(question_options(callback))))
    group, name = place_of(kind, report)
    group.command(name, help=kind.help)(subject(options))


for _kind in KINDS.values():
    _add_command(_kind)
