"""The one boundary of the program: whatever happens, a user is told what, and gets a status.

Only the standard library is imported when this module is. All else comes inside the boundary, so
that what goes wrong with an import is explained, too.
"""

from __future__ import annotations

import os
import sys
from typing import NoReturn

DONE, FAILED, USAGE, REFUSED, CONFLICT, DIFFERENT = range(6)
INTERRUPTED = 130  # 128 and the number of the signal, as shells count


def run(arguments: list[str] | None = None) -> NoReturn:
    """Run the program and exit with its status; no traceback reaches a user.

    0 done; 1 unexpected failure; 2 usage; 3 refused by a rule; 4 conflict; 5 a difference.
    """
    words = sys.argv[1:] if arguments is None else arguments
    try:
        status = _status(words)
    except KeyboardInterrupt:  # while something else was being told
        status = INTERRUPTED
    except Exception as error:
        if os.environ.get("SAMVERK_TRACEBACK"):
            raise
        status = _barely(error)
    if arguments is None:  # a process of its own, where Ctrl-C can only disturb the end
        _let_it_end()
    sys.exit(status)


def _let_it_end() -> None:
    import signal  # noqa: PLC0415 - in memory already, as one of Python's own

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _status(words: list[str]) -> int:
    from ledger.cli import streams  # noqa: PLC0415 - inside the boundary, as all of them

    streams.prepare()
    try:
        status = _answered(words)
    except Exception as error:  # noqa: BLE001 - the boundary
        status = _explained(error)
    except KeyboardInterrupt:
        status = _interrupted()
    try:
        streams.finish()
    except BrokenPipeError:  # the reader left
        pass
    except OSError as error:
        status = status or _explained(error)
    return status


def _answered(words: list[str]) -> int:
    """Let the command that is meant do its work, and return its status."""
    from ledger.cli import language  # noqa: PLC0415

    language.use(language.language_of(words, os.environ))

    import click  # noqa: PLC0415 - slow to import, and somebody may press Ctrl-C meanwhile

    from ledger.cli import clickwork, streams  # noqa: PLC0415
    from ledger.cli.main import samverk  # noqa: PLC0415

    clickwork.install()
    if asked := os.environ.get("_SAMVERK_COMPLETE"):
        from ledger.cli.completion import completed  # noqa: PLC0415

        return completed(samverk, asked)
    try:
        with samverk.make_context("samverk", list(words)) as context:
            status = samverk.invoke(context)
    except click.exceptions.Exit as leaving:
        status = leaving.exit_code
    except click.ClickException as error:
        clickwork.show(error)
        status = error.exit_code
    except click.Abort:
        status = _interrupted()
    except BrokenPipeError:
        streams.give_up(sys.stdout)
        status = DONE
    return status if isinstance(status, int) else DONE


def _interrupted() -> int:
    from ledger.cli.language import _  # noqa: PLC0415

    _say(_("Interrupted; what was not confirmed was not recorded."))
    return INTERRUPTED


def _explained(error: Exception) -> int:
    """Say what went wrong, with what would help, and return the exit status."""
    import sqlite3  # noqa: PLC0415 - only when it is needed

    from events.record import CorruptEventError  # noqa: PLC0415
    from ledger import refusal  # noqa: PLC0415
    from ledger.cli.formats import safe  # noqa: PLC0415
    from ledger.cli.language import _  # noqa: PLC0415

    if isinstance(error, refusal.LedgerError):
        return _told(error)
    if isinstance(error, CorruptEventError | sqlite3.DatabaseError | UnicodeDecodeError):
        _say(
            _("The book is damaged: {cause}", cause=safe(str(error))),
            _("See what differs: samverk verify. Then restore it from a backup."),
        )
        return DIFFERENT
    if os.environ.get("SAMVERK_TRACEBACK"):
        raise error
    cause = safe(f"{type(error).__name__}: {error}")
    _say(
        _("Something unexpected went wrong: {cause}", cause=cause),
        _("Nothing was half written. Developers see more with SAMVERK_TRACEBACK=1."),
    )
    return FAILED


def _told(error: Exception) -> int:
    """Word a refusal, conflict or error of the ledger's, and return its status."""
    from ledger import refusal  # noqa: PLC0415
    from ledger.cli.language import _  # noqa: PLC0415
    from ledger.cli.refusals import sentences  # noqa: PLC0415

    assert isinstance(error, refusal.LedgerError)
    sentence, hint = sentences(error)
    match error:
        case refusal.Refused():
            word, status = _("Refused"), REFUSED
        case refusal.Conflict():
            word, status = _("Conflict"), CONFLICT
        case refusal.Tampered():
            word, status = _("Altered"), DIFFERENT
        case _:
            word, status = _("Error"), USAGE
    _say(f"{word}: {sentence}", f"{_('Hint: {hint}', hint=hint)} [{error.code}]")
    return status


def _say(*lines: str) -> None:
    """Print lines on stderr; where that cannot be, the status alone has to tell."""
    try:
        sys.stderr.write("\n".join(lines) + "\n")
        sys.stderr.flush()
    except OSError:
        from ledger.cli import streams  # noqa: PLC0415

        streams.give_up(sys.stderr)


def _barely(error: Exception) -> int:
    """Say what went wrong where not even the words for it can be had.

    In both languages: which one is wanted is among what may be broken.
    """
    cause = ascii(f"{type(error).__name__}: {error}")[1:-1]
    _say(
        f"Något oväntat gick fel: {cause}",
        f"Something unexpected went wrong: {cause}",
        "SAMVERK_TRACEBACK=1 visar mer / shows more.",
    )
    return FAILED
