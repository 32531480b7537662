"""``samverk audit``: the tests that auditing standards ask for, each as a command."""

from __future__ import annotations

import shlex
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec
from msgspec.structs import replace

from ledger.cli.clickwork import SamverkCommand, SamverkGroup
from ledger.cli.clock import note_clock
from ledger.cli.commands.reporting import clock_options, width_option
from ledger.cli.reading_input import (
    CURRENCY,
    HOURS,
    ID,
    POSITIVE_AMOUNT,
    LocalFile,
    refused_amount,
)
from ledger.cli.session import Session
from ledger.cli.showing import output_options
from ledger.presentation import language
from ledger.presentation.again import options_said
from ledger.presentation.formats import DEFAULT, FORM, FORMATS, render
from ledger.presentation.language import N_, _
from projections.audits import AUDITS, Audit

if TYPE_CHECKING:
    from ledger.proof.auditing import Audited
    from projections.audits.declaring import Declaration, Parameter

DIFFERENT = 5
_CHECKPOINT = LocalFile(path_type=Path, dir_okay=False)
_FOLDER = LocalFile(path_type=Path, file_okay=False, exists=True)


class _Audits(SamverkGroup):
    """The group of the tests. It makes the command of a test when a user asks for it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Return the names of the tests, in their order."""
        return list(AUDITS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return the command of a test."""
        if cmd_name in AUDITS and cmd_name not in self.commands:
            self.add_command(_command(AUDITS[cmd_name]))
        return self.commands.get(cmd_name)


@click.group(
    "audit",
    cls=_Audits,
    help=N_(
        "Tests of the entries, as auditing standards ask for them.\n\n"
        "What is found is a question to somebody, and no damage: the exit status is 0, but 5 where"
        " evidence is missing or altered. Every test says what it was asked with, and the words"
        " that make it again."
    ),
)
def audit() -> None:
    """Group."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A test as the command line asks for it.

    Attributes:
        name: of the test.
        told: the values of its own parameters.
    """

    name: str
    agreement: str | None = None
    as_of: date | None = None
    known_at: datetime | None = None
    at: int | None = None
    period: str | None = None
    currency: str | None = None
    output_format: str = DEFAULT
    width: int = 0
    told: dict[str, Any] = {}

    def content(
        self,
        session: Session,
        form: int = FORM,
        *,
        replays: bool = False,  # noqa: ARG002 - a test always reads the events
        words: tuple[str, ...] | None = None,
    ) -> str | bytes:
        """Carry out the test and return what it found, as ``reporting.Asked`` does."""
        return self.shown(self.carried_out(session), form, words)

    def carried_out(self, session: Session) -> Audited:
        """Carry out the test."""
        from events.money import BadNumberError
        from ledger.proof import auditing
        from ledger.work.asking import Question

        question = Question(
            as_of=self.as_of,
            known_at=self.known_at,
            at=self.at,
            period=self.period,
            currency=self.currency,
        )
        try:
            return auditing.audit(session.book, self.name, self.agreement, question, self.told)
        except BadNumberError as error:
            amounts = (p for p in AUDITS[self.name].declared.parameters if p.kind == "amount")
            raise refused_amount(error, _option(next(amounts).name)) from None

    def shown(
        self, made: Audited, form: int = FORM, words: tuple[str, ...] | None = None
    ) -> str | bytes:
        """Return the findings in the asked format, with the words that ask for them again."""
        from projections.report import Notice

        report = made.report
        had_come = self.known_at == report.scope.known_at
        lasting = self if had_come else replace(self, known_at=None)
        report.again = words or lasting.again(report.scope.at)
        told = _written(AUDITS[self.name].declared, self.told)
        if told:
            report.notices.insert(0, Notice("parameters", {"parameters": shlex.join(told)}))
        return render(report, self.output_format, width=self.width, form=form)

    def again(self, at: int) -> tuple[str, ...]:
        """Return the words that ask for this test of the first ``at`` events."""
        words = ["samverk", "--lang", language.current(), "audit", self.name]
        words += _written(AUDITS[self.name].declared, self.told)
        return (
            *words,
            *options_said(
                ("--agreement", self.agreement),
                ("--as-of", self.as_of),
                ("--known-at", self.known_at),
                ("--at", at),
                ("--period", self.period),
                ("--currency", self.currency),
                ("--width", self.width if FORMATS[self.output_format].has_width else None),
                ("-O", self.output_format),
            ),
        )


def asked_by(name: str, words: Sequence[str]) -> Asked:
    """Return what the words after ``samverk audit NAME`` ask for.

    Raises:
        click.ClickException: the words ask for no test.
    """
    command = audit.get_command(click.Context(audit), name)
    if command is None:
        raise click.UsageError(_("These words ask for no report."))
    return _asked(AUDITS[name], command.make_context(name, list(words)).params)


def _asked(kind: Audit, parameters: dict[str, Any]) -> Asked:
    from ledger.cli.output import format_of, terminal_width

    options = dict(parameters)
    output = options.pop("output")
    chosen = format_of(options.pop("output_format"), output)
    width = options.pop("width") or terminal_width()
    declared = kind.declared
    told = {p.name: options.pop(p.name) for p in declared.parameters}
    _require_one(declared, told)
    return Asked(name=kind.name, output_format=chosen, width=width, told=told, **options)


def _require_one(declared: Declaration, told: dict[str, Any]) -> None:
    """Require exactly one of the parameters that exclude one another."""
    if declared.one_of and sum(told[name] is not None for name in declared.one_of) != 1:
        named = ", ".join(map(_option, declared.one_of))
        raise click.UsageError(_("Give one of these, and only one: {options}", options=named))


def _written(declared: Declaration, told: dict[str, Any]) -> list[str]:
    """Return the parameters of a test as words."""
    words: list[str] = []
    for parameter in declared.parameters:
        value = told[parameter.name]
        if value is None:
            continue
        shown = str(getattr(value, "text", value))
        words += [shown] if parameter.kind == "folder" else [_option(parameter.name), shown]
    return words


def _option(name: str) -> str:
    return "--" + name.replace("_", "-")


def _command(kind: Audit) -> click.Command:
    """Return the command of a test, with its own options and those that all tests have."""
    declared = kind.declared

    @click.pass_context
    def callback(context: click.Context, /, **parameters: Any) -> None:
        from ledger.cli.output import write

        session: Session = context.obj
        asked = _asked(kind, parameters)
        made = asked.carried_out(session)
        write(asked.shown(made), parameters["output"])
        if parameters["known_at"] is not None:
            note_clock(session.book)
        context.exit(DIFFERENT if made.is_wrong else 0)

    decorators = [
        *map(_parameter, declared.parameters),
        click.option("--agreement", type=ID, help=N_("Only this agreement.")),
        clock_options,
        click.option("--currency", type=CURRENCY, help=N_("Which, where there are several.")),
        width_option,
        output_options,
    ]
    function: Callable[..., Any] = callback
    for decorate in reversed(decorators):
        function = decorate(function)
    text = f"{kind.help}\n\n{declared.ask}"
    return click.command(kind.name, cls=SamverkCommand, help=text, short_help=kind.help)(function)


_METAVARS = {"number": "N", "amount": "AMOUNT", "hours": "HOURS", "checkpoint": "FILE"}


def _parameter(parameter: Parameter) -> Callable[[Any], Any]:
    """Return the decorator that adds a parameter of a test to its command."""
    if parameter.kind == "folder":
        return click.argument(parameter.name, metavar="FOLDER", type=_FOLDER)
    kinds: dict[str, Any] = {
        "number": click.IntRange(min=parameter.least, max=parameter.most),
        "amount": POSITIVE_AMOUNT,
        "hours": HOURS,
        "checkpoint": _CHECKPOINT,
    }
    default: dict[str, Any] = {} if parameter.default is None else {"default": parameter.default}
    return click.option(
        _option(parameter.name),
        parameter.name,
        metavar=_METAVARS[parameter.kind],
        type=kinds[parameter.kind],
        required=parameter.is_required,
        help=parameter.help,
        **default,
    )
