"""``samverk audit``: the tests that auditing standards ask for, each as a command."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

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
from ledger.presentation.formats import FORM
from ledger.presentation.language import N_, _
from ledger.proof.asked import AskedTest, choice_said, option
from projections.audits import AUDITS, Audit

if TYPE_CHECKING:
    from ledger.proof.auditing import Audited
    from projections.audits.declaring import Parameter

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


class Asked(AskedTest, frozen=True, kw_only=True):
    """A test as the command line asks for it."""

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

        try:
            return self.of_book(session.book)
        except BadNumberError as error:
            amounts = (p for p in AUDITS[self.name].declared.parameters if p.kind == "amount")
            raise refused_amount(error, option(next(amounts).name)) from None


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
    if said := choice_said(declared, told):
        raise click.UsageError(said)
    return Asked(name=kind.name, output_format=chosen, width=width, told=told, **options)


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
        return click.argument(parameter.name, metavar="FOLDER", type=type_of(parameter))
    default: dict[str, Any] = {} if parameter.default is None else {"default": parameter.default}
    return click.option(
        option(parameter.name),
        parameter.name,
        metavar=_METAVARS[parameter.kind],
        type=type_of(parameter),
        required=parameter.is_required,
        help=parameter.help,
        **default,
    )


def type_of(parameter: Parameter) -> click.ParamType[Any]:
    """Return what reads a parameter of a test."""
    kinds: dict[str, click.ParamType[Any]] = {
        "number": click.IntRange(min=parameter.least, max=parameter.most),
        "amount": POSITIVE_AMOUNT,
        "hours": HOURS,
        "checkpoint": _CHECKPOINT,
        "folder": _FOLDER,
    }
    return kinds[parameter.kind]
