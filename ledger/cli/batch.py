"""``samverk batch``: the commands of a file, one a line, in one run with one open book.

A line has the words after ``samverk``, and click reads it as if the user had typed it. The program
reads all lines before it runs the first. Each line that records is a transaction of its own.
Between two lines the program does not hold the book.
"""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout, suppress
from pathlib import Path
from typing import Any

import click
import msgspec
from click.core import ParameterSource

from ledger.books.refusals import FileUnreadable
from ledger.cli.boundary import USAGE, say
from ledger.cli.clickwork import SamverkCommand
from ledger.cli.lines import BY_THEMSELVES, words_of
from ledger.cli.reading_input import TEXT
from ledger.cli.session import Session
from ledger.presentation.language import N_, _, _n

_TOLD = 20  # lines that cannot be read, at most
_PROGRESS_FROM = 20
_DIGITS = 16  # of a key; if two lines had the same digits, the second would be a conflict


class _Line(msgspec.Struct, frozen=True):
    """A command of the file.

    Attributes:
        number: of the line, from 1.
        words: of the command.
        presets: values for the options that it leaves out, as click takes them.
    """

    number: int
    words: list[str]
    presets: dict[str, Any]


@click.command(
    "batch",
    cls=SamverkCommand,
    help=N_(
        "Run the commands of a file, one a line, as they are written after samverk.\n\n"
        "Words with spaces stand in quotation marks; # begins a comment. All lines are read before"
        " the first is run. Each is recorded by itself; the first that is refused stops the run,"
        " and what the lines before it recorded stays. With --key the file can then be run again:"
        " what is recorded is not recorded once more.\n\n"
        "A book, a language and an actor for all lines are named before batch. A line's own -n"
        " shows what that line would record."
    ),
)
@click.argument("file", metavar="[FILE]", required=False, type=click.Path(path_type=Path))
@click.option(
    "--key",
    "prefix",
    metavar="PREFIX",
    type=TEXT,
    help=N_(
        "Idempotency keys for lines without one: this, a digest of the line's words, and which of"
        " several equal lines it is. Use another one for each file."
    ),
)
@click.option(
    "-O",
    "--output-format",
    type=click.Choice(("table", "json")),
    default="table",
    help=N_("As each command prints, or one list with the number of each line."),
)
@click.pass_context
def batch(
    context: click.Context, file: Path | None, prefix: str | None, output_format: str
) -> None:
    """Read all lines, then run them."""
    session: Session = context.obj
    session.is_batch = True
    name, text = _read(file)
    lines = _lines(session, name, text, prefix, as_json=output_format == "json")
    if lines is None:
        context.exit(USAGE)
    if output_format != "json":
        status = _run(session, name, lines, _as_printed)
    else:
        status = _run_to_json(session, name, lines)
    context.exit(status)


def _read(file: Path | None) -> tuple[str, str]:
    """Return the name of the file in messages, and its text.

    Raises:
        BadInput: the file cannot be read, or is not UTF-8.
    """
    from ledger.exchange.toml_text import text_of
    from ledger.presentation.display import safe

    if file is None or str(file) == "-":
        name = _("standard input")
        if sys.stdin.isatty():
            say(_("Write one command a line; Ctrl-D ends."))
        return name, text_of(sys.stdin.buffer.read(), Path(name))
    try:
        return safe(str(file)), text_of(file.read_bytes(), file)
    except OSError as error:
        raise FileUnreadable(path=str(file), cause=error.strerror) from None


def _lines(
    session: Session, name: str, text: str, prefix: str | None, *, as_json: bool
) -> list[_Line] | None:
    """Return the commands of a text; None: some cannot be read, and the user was told which."""
    lines: list[_Line] = []
    wrong: list[str] = []
    equal: Counter[str] = Counter()
    for number, row in enumerate(text.replace("\r", "\n").split("\n"), 1):
        try:
            words = words_of(row)
            if words:
                command = _parsed(session, words)
                presets = _presets(command, words, prefix, equal, as_json=as_json)
                lines.append(_Line(number, words, presets))
        except click.ClickException as error:
            wrong.append(_("{file}, line {line}:", file=name, line=number) + " " + _why(error))
    if not wrong:
        return lines
    more = len(wrong) - _TOLD
    if more > 0:
        wrong[_TOLD:] = [
            _n("{n} more line cannot be read.", "{n} more lines cannot be read.", more)
        ]
    say(*wrong, _("Nothing was run."))
    return None


def _parsed(session: Session, words: list[str]) -> click.Context:
    """Let click read a command, and run nothing of it.

    Raises:
        click.ClickException: it is no command, or no command for a line of a batch.
    """
    from ledger.cli.main import samverk

    try:
        with redirect_stdout(io.StringIO()):  # where help would go
            context = samverk.make_context("samverk", list(words), obj=session)
            for option in ("book", "lang", "actor"):
                if context.get_parameter_source(option) is ParameterSource.COMMANDLINE:
                    wanted = _("--{option} is given once, before batch.", option=option)
                    raise click.UsageError(wanted)
            while isinstance(context.command, click.Group) and context._protected_args:  # noqa: SLF001 - click has no other way to look before it leaps
                rest = [*context._protected_args, *context.args]  # noqa: SLF001
                name, command, rest = context.command.resolve_command(context, rest)
                assert command
                if context.parent is None and name in BY_THEMSELVES:
                    wanted = _(
                        "{command} is no command for a batch; run it by itself.", command=name
                    )
                    raise click.UsageError(wanted)
                context = command.make_context(name, rest, parent=context)
    except click.exceptions.Exit:
        raise click.UsageError(_("A line is a command; help is asked for outside.")) from None
    return context


def _why(error: click.ClickException) -> str:
    """Return in a single line why click does not take a command."""
    from ledger.cli.clickwork import quoted
    from ledger.presentation.display import safe

    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return _("More words are needed: see {command} --help.", command=error.ctx.command_path)
    # What an option may be stands on lines of its own, as click says it.
    return quoted(safe(error.format_message().replace("\n\t", " ")))


def _presets(
    context: click.Context,
    words: list[str],
    prefix: str | None,
    equal: Counter[str],
    *,
    as_json: bool,
) -> dict[str, Any]:
    """Return the values that the batch gives to options of a command, by the names that lead to it.

    Args:
        context: of the command.
        words: of the line.
        prefix: of keys; None: none are given.
        equal: how often each digest came before; this command is added to it.
        as_json: whether the command shall print JSON, if it can.
    """
    presets: dict[str, Any] = {}
    if prefix is not None and context.params.get("key", "") is None:
        digest = _digest(words)
        equal[digest] += 1
        which = f"-{equal[digest]}" if equal[digest] > 1 else ""
        presets["key"] = f"{prefix}-{digest}{which}"
    if as_json and "output_format" in context.params and context.params.get("output") is None:
        presets["output_format"] = "json"
    while context.parent is not None:
        presets = {context.info_name or "": presets}
        context = context.parent
    return presets


def _digest(words: list[str]) -> str:
    from hashlib import sha256
    from unicodedata import normalize

    # A line may get --again after it was refused, and others with it that were recorded.
    said = json.dumps([word for word in words if word != "--again"], ensure_ascii=False)
    # An editor may have saved the same letters in another form.
    return sha256(normalize("NFC", said).encode()).hexdigest()[:_DIGITS]


def _run(
    session: Session, name: str, lines: list[_Line], run_one: Callable[[Session, _Line], int]
) -> int:
    """Run the commands, up to the first that fails, and return the exit status."""
    receipt, is_new, before = session.receipt, False, 0
    for done, line in enumerate(_told(lines)):
        # Only with the last line everything that the user asked for is recorded.
        receipt.begin()
        receipt.is_part, receipt.said, receipt.finds_out = line is not lines[-1], None, None
        session.source, rows = None, receipt.rows
        try:
            status = run_one(session, line)
            sys.stdout.flush()
        except BaseException:
            receipt.is_repeated = receipt.is_repeated and not is_new
            _say_where(name, line, done, is_recorded=receipt.rows > rows)
            raise
        if status:
            _say_where(name, line, done, is_recorded=False)
            return status
        if receipt.rows > rows:
            is_new = is_new or not receipt.is_repeated
            before += receipt.is_repeated
    receipt.is_repeated = receipt.is_repeated and not is_new
    _say_all(name, len(lines), before)
    return 0


def _as_printed(session: Session, line: _Line) -> int:
    """Run a command; it prints as it always does."""
    from ledger.cli.main import answer

    return answer(line.words, session, default_map=line.presets)


def _run_to_json(session: Session, name: str, lines: list[_Line]) -> int:
    """Run the commands and print a list of what each has told."""
    from ledger.cli.output import write

    separator = "["

    def run_one(session: Session, line: _Line) -> int:
        nonlocal separator
        taken = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
        with redirect_stdout(taken):
            status = _as_printed(session, line)
        told = taken.buffer.getvalue().decode()
        click.echo(separator, nl=separator == "[")
        separator = ","
        item = {"line": line.number, "command": line.words, "status": status, **_result(told)}
        write(json.dumps(item, ensure_ascii=False) + "\n", None)
        return status

    def end() -> None:
        click.echo("[]" if separator == "[" else "]")

    try:
        status = _run(session, name, lines, run_one)
    except Exception:
        with suppress(OSError):
            end()
            sys.stdout.flush()  # the message would come before it
        raise
    end()
    return status


def _result(told: str) -> dict[str, Any]:
    """Return the output of a command: as data where it is JSON, else as text."""
    if told.startswith(("{", "[")):
        with suppress(ValueError):
            return {"result": json.loads(told)}
    return {"text": told}


def _told(lines: list[_Line]) -> Iterator[_Line]:
    """Yield the lines, and show the progress where a user waits at a terminal."""
    if len(lines) < _PROGRESS_FROM or not sys.stderr.isatty() or sys.stdout.isatty():
        yield from lines
        return
    with click.progressbar(lines, label=_("Recording"), file=sys.stderr) as bar:
        yield from bar


def _say_where(name: str, line: _Line, done: int, *, is_recorded: bool) -> None:
    """Say where the run stopped."""
    if is_recorded:
        text = N_("Stopped after {file}, line {line}, which is recorded.")
        say(_(text, file=name, line=line.number))
        return
    say(
        _n(
            "Stopped at {file}, line {line}; {n} command before it was run.",
            "Stopped at {file}, line {line}; {n} commands before it were run.",
            done,
            file=name,
            line=line.number,
        )
    )


def _say_all(name: str, count: int, before: int) -> None:
    """Say that every command was run."""
    text = _n("{file}: {n} command was run.", "{file}: {n} commands were run.", count, file=name)
    if before:
        text += " " + _n(
            "{n} of them was recorded before, and not once more now.",
            "{n} of them were recorded before, and not once more now.",
            before,
        )
    say(text)
