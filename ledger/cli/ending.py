"""The end of a run: its messages and its status after a failure, a signal or success.

A lasting write stays, also if the program cannot print afterwards. So the exit status of a command
that writes says whether it was recorded (``ledger.work.receipt``).
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any

from ledger.cli import streams
from ledger.cli.boundary import CONFLICT, DIFFERENT, DONE, FAILED, REFUSED, USAGE, say
from ledger.presentation.language import N_, _, _n
from ledger.work.receipt import positions

if TYPE_CHECKING:
    from ledger.refusal import LedgerError
    from ledger.work.receipt import Receipt

_SIGNALLED = 128  # a shell adds to it the number of the signal that ended a program
# Errors of a write to the output. They name no file, unlike other errors.
_LEFT = {errno.EPIPE, errno.EBADF}  # no program reads it, or the starting program closed it
_NOT_PRINTED = _LEFT | {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.ECONNRESET}


class Stopped(KeyboardInterrupt):
    """A signal told the program to stop, as Ctrl-C does."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = number


@contextmanager
def stoppable() -> Iterator[None]:
    """Let SIGTERM and SIGHUP end a run as Ctrl-C does, where they have their default effect."""

    def stop(number: int, _frame: Any) -> None:
        raise Stopped(number)

    taken = []
    with suppress(ValueError):  # not the main thread
        for number in (signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) is signal.SIG_DFL:
                signal.signal(number, stop)
                taken.append(number)
    try:
        yield
    finally:
        for number in taken:
            signal.signal(number, signal.SIG_DFL)


def failed(error: Exception, receipt: Receipt) -> int:
    """Say what went wrong, and return the exit status."""
    import click

    from ledger.cli import clickwork

    if isinstance(error, click.Abort):
        return interrupted(error, receipt)
    if receipt.is_done:
        return _not_told(error, receipt)
    if isinstance(error, OSError) and not error.filename and error.errno in _NOT_PRINTED:
        return _not_printed(error, receipt)
    if isinstance(error, click.ClickException):
        clickwork.show(error)
        _say_of_rest(receipt)
        return error.exit_code
    return _explained(error, receipt)


def _not_told(error: Exception, receipt: Receipt) -> int:
    """Say that everything is written, and only the printing failed."""
    streams.give_up(sys.stdout)
    cause = _cause(error)
    if receipt.said is None and not receipt.is_repeated:
        text = N_("It was recorded as {positions}, but could not be printed: {cause}.")
        say(_(text, positions=positions(receipt.ranges), cause=cause))
    else:
        say(_told(receipt) + " " + _("That could not be printed: {cause}.", cause=cause))
    return DONE


def _not_printed(error: OSError, receipt: Receipt) -> int:
    """Say that the output was lost, unless its reader had gone."""
    streams.give_up(sys.stdout)
    if error.errno in _LEFT and receipt.is_empty:
        return DONE
    say(_("The output could not be printed: {cause}.", cause=_cause(error)))
    _say_of_rest(receipt)
    return FAILED


def _told(receipt: Receipt) -> str:
    """Return a sentence that says what was written."""
    where = positions(receipt.ranges)
    if receipt.said is not None:
        return receipt.said
    if receipt.is_repeated:
        return _("It was recorded before as {positions}, and not once more now.", positions=where)
    return _("It was recorded as {positions}.", positions=where)


def interrupted(error: BaseException, receipt: Receipt, *, goes_on: bool = False) -> int:
    """Say which writes are known to be done when the program was told to stop.

    Args:
        error: what told it.
        receipt: of the run.
        goes_on: the program prints more afterwards.
    """
    if not goes_on:
        streams.give_up(sys.stdout)  # the output itself may hang
    status = _SIGNALLED + (error.number if isinstance(error, Stopped) else signal.SIGINT)
    if receipt.is_pending:
        say(_("Interrupted; it is not known whether it was recorded."), _finding_out(receipt))
    elif receipt.is_done:
        say(_("Interrupted.") + " " + _told(receipt))
        return DONE
    elif receipt.is_empty:
        say(_("Interrupted; nothing was recorded."))
    else:
        say(_("Interrupted."))
    _say_of_rest(receipt)
    return status


def _finding_out(receipt: Receipt) -> str:
    """Return a sentence that says how to see whether the pending write is there."""
    from ledger.presentation.display import safe

    if receipt.finds_out is not None:
        return receipt.finds_out
    event = receipt.pending[0] if receipt.pending else None
    if event is not None and event.envelope.key is not None:
        return _(
            "Repeat the command with the same --key {key}: it is recorded once.",
            key=safe(event.envelope.key),
        )
    if event is not None and event.agreement:
        return _(
            "Before you repeat it, see whether it is among the last: samverk log --agreement"
            " {agreement}",
            agreement=event.agreement,
        )
    return _("Before you repeat it, see whether it is among the last: samverk log")


def _say_of_rest(receipt: Receipt) -> None:
    """Say what was recorded before a failure, if anything was."""
    if not receipt.ranges:
        return
    text = _n(
        "{n} row was recorded before that, as {positions}.",
        "{n} rows were recorded before that, as {positions}.",
        receipt.rows,
        positions=positions(receipt.ranges),
    )
    say(text if receipt.is_pending else text + " " + _("Nothing was recorded after it."))


def _cause(error: Exception) -> str:
    """Return in words why the output could not be printed, without a full stop."""
    from ledger.cli.output import CAUSES
    from ledger.presentation.display import safe
    from ledger.refusal import LedgerError

    if isinstance(error, OSError):
        known = CAUSES.get(error.errno or 0)
        return _(known) if known else safe(error.strerror or type(error).__name__)
    if isinstance(error, LedgerError):
        from ledger.presentation.refusals import sentences

        return sentences(error)[0].rstrip(".")
    return safe(f"{type(error).__name__}: {error}").rstrip(".")


def _explained(error: Exception, receipt: Receipt) -> int:
    """Say what went wrong and what would help, and return the exit status."""
    import sqlite3

    from events.record import CorruptEventError
    from ledger.presentation.display import safe
    from ledger.refusal import LedgerError

    if isinstance(error, LedgerError):
        return _refused(error, receipt)
    if isinstance(error, CorruptEventError | sqlite3.DatabaseError | UnicodeDecodeError):
        say(
            _("The book is damaged: {cause}", cause=_damage(error)),
            _("See what differs: samverk verify. Then restore it from a backup."),
        )
        _say_of_rest(receipt)
        return DIFFERENT
    if os.environ.get("SAMVERK_TRACEBACK"):
        raise error
    cause = safe(f"{type(error).__name__}: {error}")
    say(_("Something unexpected went wrong: {cause}", cause=cause))
    if receipt.is_pending:
        say(_("It is not known whether it was recorded."), _finding_out(receipt))
    elif receipt.is_empty:
        say(_("Nothing was recorded."))
    _say_of_rest(receipt)
    say(_("Developers see more with SAMVERK_TRACEBACK=1."))
    return FAILED


def _damage(error: Exception) -> str:
    """Return in words what is damaged, safe for a terminal."""
    from events.record import CorruptEventError
    from ledger.presentation.causes import worded

    if not isinstance(error, CorruptEventError):
        return worded(str(error))
    place = "" if error.position is None else f"#{error.position} "
    return place + worded(error.cause)


def _refused(error: LedgerError, receipt: Receipt) -> int:
    """Word a refusal, conflict or error of the ledger's, and return its status."""
    from ledger import refusal
    from ledger.books.refusals import ServerGone
    from ledger.presentation.refusals import sentences

    sentence, hint = sentences(error)
    match error:
        case refusal.Refused():
            word, status = _("Refused"), REFUSED
        case ServerGone():
            word, status = _("Error"), CONFLICT
            if receipt.is_pending:
                sentence += " " + _("It is not known whether it was recorded.")
                hint = _finding_out(receipt)
            elif receipt.is_empty:
                sentence += " " + _("Nothing was recorded.")
        case refusal.Conflict():
            word, status = _("Conflict"), CONFLICT
        case refusal.Tampered():
            word, status = _("Altered"), DIFFERENT
        case _:
            word, status = _("Error"), USAGE
    say(f"{word}: {sentence}", _("Hint: {hint}", hint=hint) + f" [{error.code}]")
    _say_of_rest(receipt)
    return status
