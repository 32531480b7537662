"""``samverk shell``: one command after the other, without starting the program anew.

The book stays open between two lines, and the program does not hold it meanwhile. A command that is
refused ends its line, and not the shell. The library prompt_toolkit reads the lines; it is an
extra, and imported only here.
"""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli import ending
from ledger.cli.boundary import say
from ledger.cli.clickwork import SamverkCommand
from ledger.cli.lines import BY_THEMSELVES, words_of
from ledger.cli.refusals import NoLineLibrary
from ledger.cli.session import Session
from ledger.presentation import display
from ledger.presentation.language import N_, _
from ledger.refusal import Refused

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.completion import CompleteEvent, Completer, Completion
    from prompt_toolkit.document import Document

_ENDS = frozenset({"exit", "quit", "avsluta"})
_HISTORY = "history"
_MODE = 0o600


@click.command(
    "shell",
    cls=SamverkCommand,
    help=N_(
        "Enter one command after the other, as they are written after samverk.\n\n"
        "The program and the book stay loaded, so each command is there at once. Tab completes"
        " commands, options, and the ids of agreements, lines and parties; the arrows and Ctrl-R"
        " find what was entered before. Ctrl-C clears the line; exit or Ctrl-D ends.\n\n"
        "A book, a language and an actor for all commands are named before shell. Commands in a"
        " file, or from another program, are for samverk batch."
    ),
)
@click.pass_context
def shell(context: click.Context) -> None:
    """Read and run lines until the user ends."""
    session: Session = context.obj
    if not session.may_ask() or not sys.stdout.isatty():
        wanted = _("A shell needs a terminal. For commands in a file: samverk batch FILE")
        raise click.UsageError(wanted, context)
    reader = _reader(session)
    name = display.safe(session.book.name)
    say(_("{book}. Tab completes, exit ends.", book=name))
    for line in _lines(reader):
        if not _is_run(session, line):
            return


def _reader(session: Session) -> PromptSession[str]:
    """Return what reads lines, with history and completion.

    Raises:
        BadInput: the library is not installed.
    """
    try:
        from prompt_toolkit import PromptSession
    except ImportError as error:
        raise NoLineLibrary(cause=str(error)) from None
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    path = _history()
    return PromptSession(
        "samverk> ",
        history=InMemoryHistory() if path is None else FileHistory(str(path)),
        completer=_completer(session),
        complete_while_typing=False,
    )


def _history() -> Path | None:
    """Return this user's own file of earlier lines; None: there can be none."""
    from ledger.work import own_files, seen

    folder = seen.folder()
    if folder is None:
        return None
    path = folder / _HISTORY
    try:
        folder.mkdir(parents=True, mode=0o700, exist_ok=True)
        path.touch(mode=_MODE)
        own_files.require_own(path, stat.S_ISREG, own_files.AT_ALL)
    except OSError:
        return None
    return path


def _lines(reader: PromptSession[str]) -> Iterator[str]:
    """Yield what the user enters, up to Ctrl-D."""
    while True:
        try:
            yield reader.prompt()
        except KeyboardInterrupt:  # the line is cleared
            continue
        except EOFError:
            return


def _is_run(session: Session, line: str) -> bool:
    """Run a line, and return whether the shell goes on."""
    receipt = session.receipt
    receipt.renew()
    try:
        words = words_of(line)
        if words[:1] and words[0] in _ENDS:
            return False
        if words:
            _run(session, words)
            sys.stdout.flush()
    except ending.Stopped:
        raise
    except KeyboardInterrupt as error:
        ending.interrupted(error, receipt, goes_on=True)
    except Exception as error:  # noqa: BLE001 - a boundary: whatever happens, the shell goes on
        ending.failed(error, receipt)
        if not isinstance(error, (Refused, click.ClickException)):
            session.reopen()
    return True


def _run(session: Session, words: list[str]) -> None:
    """Run a command; what it prints goes where it always goes.

    Raises:
        click.UsageError: it is no command for a shell.
    """
    from ledger.cli.main import answer

    for option in ("--book", "--lang", "--actor"):
        if words[0].partition("=")[0] == option:
            raise click.UsageError(_("{option} is given once, before shell.", option=option))
    if words[0] in BY_THEMSELVES:
        wanted = _("{command} is no command for a shell; run it by itself.", command=words[0])
        raise click.UsageError(wanted)
    answer(["--help"] if words == ["help"] else words, session)


def _completer(session: Session) -> Completer:
    """Return what completes a line, as the shells of the system do."""
    from click.shell_completion import ShellComplete
    from prompt_toolkit.completion import Completer, Completion

    from ledger.cli.completion import split
    from ledger.cli.main import samverk

    of_click = ShellComplete(samverk, {}, "samverk", "")
    before = ["--book", os.fspath(session.address)]

    class OfLine(Completer):
        def get_completions(
            self, document: Document, _event: CompleteEvent
        ) -> Iterable[Completion]:
            words, incomplete = split(document.text_before_cursor)
            with suppress(Exception):  # an error within a line helps no user
                for item in of_click.get_completions([*before, *words], incomplete):
                    yield Completion(item.value, -len(incomplete), display_meta=item.help or "")

    return OfLine()
