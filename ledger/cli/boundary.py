"""The only boundary of the program: whatever happens, the user is told, and gets a status.

This module imports only the standard library. All other imports happen inside the boundary, so that
the program explains a failed import, too.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from ledger.work.receipt import Receipt

DONE, FAILED, USAGE, REFUSED, CONFLICT, DIFFERENT = range(6)
# New objects before Python looks for circles among all of them; a short command makes none.
_OBJECTS = 50_000
INTERRUPTED = 130  # 128 and the number of the signal, as shells count


def run(arguments: list[str] | None = None) -> NoReturn:
    """Run the program and exit with its status; no traceback reaches a user.

    0 done; 1 unexpected failure; 2 usage; 3 refused by a rule; 4 conflict; 5 a difference. A
    command that has recorded is done, also where it could not print that.
    """
    words = sys.argv[1:] if arguments is None else arguments
    if arguments is None:
        gc.set_threshold(_OBJECTS)
    receipts: list[Receipt] = []
    try:
        status = _status(words, receipts)
    except KeyboardInterrupt:  # at the very beginning, or while the program printed
        status = DONE if receipts and receipts[0].is_done else INTERRUPTED
    except Exception as error:
        if os.environ.get("SAMVERK_TRACEBACK"):
            raise
        status = FAILED if _of_installation(error) else _barely(error)
    if arguments is None:  # a process of its own, where Ctrl-C can only disturb the end
        try:
            _end(status)
        except KeyboardInterrupt:  # a moment before it is ignored
            _end(status)
    sys.exit(status)


def _end(status: int) -> None:
    """End the process, if nothing is left to be done in it; else it ends by itself.

    Python would take apart every object first, for about as long as a report takes to be made.
    Both outputs are flushed by now, the book is closed, and files are never left open. What has
    asked to be called at the end is called. Other threads may still be writing: they are waited
    for, as Python does it. Whoever follows the program, such as a debugger or a profiler, tells
    what it saw after the end of the program.
    """
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threads = sys.modules.get("threading")
    if (threads is None or threads.active_count() == 1) and not _is_followed():
        import atexit

        call_all = getattr(atexit, "_run_exitfuncs", None)  # what Python itself does first
        if call_all is None:
            return
        call_all()
        for stream in (sys.stdout, sys.stderr):
            with suppress(AttributeError, OSError, ValueError):
                stream.flush()  # what that has printed
        os._exit(status)


def _is_followed() -> bool:
    """Return whether something goes on after the end of the program, or looks at how it runs."""
    if sys.gettrace() or sys.getprofile() or sys.flags.inspect or os.environ.get("PYTHONINSPECT"):
        return True
    tools = getattr(sys, "monitoring", None)  # since Python 3.12
    return tools is not None and any(map(tools.get_tool, range(6)))


def _status(words: list[str], receipts: list[Receipt]) -> int:
    from ledger import lean

    lean.pathlib()  # before it is imported
    from ledger.books import addresses
    from ledger.cli import streams
    from ledger.presentation import language

    streams.prepare()
    addresses.keep_hidden([*words, os.environ.get("SAMVERK_BOOK", "")])
    language.use(language.language_of(words, os.environ))

    from ledger.cli import ending
    from ledger.work.receipt import Receipt

    receipt = Receipt()
    receipts.append(receipt)
    try:
        with ending.stoppable():
            status = _answered(words, receipt)
            streams.finish()
    except Exception as error:  # noqa: BLE001 - the boundary
        told = not receipt.is_done and _of_installation(error)
        status = FAILED if told else ending.failed(error, receipt)
    except KeyboardInterrupt as error:
        status = ending.interrupted(error, receipt)
    with suppress(OSError):
        streams.finish()
    return status


def _answered(words: list[str], receipt: Receipt) -> int:
    """Let the command that is meant do its work, and return its status."""
    from ledger import lean

    lean.click()  # before it is imported
    from ledger.cli import clickwork

    clickwork.install()  # before the first command asks for a text
    from ledger.cli.main import answer, samverk

    if asked := os.environ.get("_SAMVERK_COMPLETE"):
        from ledger.cli.completion import completed

        return completed(samverk, asked)
    return answer(words, receipt)


def say(*lines: str) -> None:
    """Print lines on stderr; if that fails, the user has only the status."""
    text = "\n".join(lines) + "\n"
    if known := sys.modules.get("ledger.books.addresses"):  # its own import may have failed
        text = known.hidden(text)
    try:
        sys.stderr.write(text)
        sys.stderr.flush()
    except OSError:
        from ledger.cli import streams

        streams.give_up(sys.stderr)


def _of_installation(error: Exception) -> bool:
    """Say what is wrong with the installation, if that is the cause of an error."""
    try:
        from ledger.cli.installed import explanation

        lines = explanation(error)
    except Exception as another:  # noqa: BLE001 - the module itself may be damaged
        lines = _damaged(another)
    if lines:
        say(*lines)
    return bool(lines)


def _damaged(error: Exception) -> list[str]:
    """Return which files differ from those installed, in both languages; empty: none does."""
    with suppress(Exception):
        from ledger.cli.packages import problems

        if any(problems()):
            from samverk import damaged

            return damaged(error)
    return []


def _barely(error: Exception) -> int:
    """Say what went wrong where the program cannot load its texts.

    It says so in both languages, since the choice of the language may be broken, too.
    """
    if lines := _damaged(error):
        say(*lines)
        return FAILED
    cause = ascii(f"{type(error).__name__}: {error}")[1:-1]
    say(
        f"Något oväntat gick fel: {cause}",
        f"Something unexpected went wrong: {cause}",
        "SAMVERK_TRACEBACK=1 visar mer / shows more.",
    )
    return FAILED
