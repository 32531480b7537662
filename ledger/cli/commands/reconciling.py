"""``samverk reconcile``: what the book and another program say differently about a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.commands.files_in import FILES, how_read, map_named
from ledger.cli.commands.reporting import width_option
from ledger.cli.reading_input import ID, PERIOD, SIZE, TEXT
from ledger.cli.session import Session
from ledger.cli.showing import output_options
from ledger.presentation.language import N_, _

if TYPE_CHECKING:
    from events.facts import FileFormat
    from ledger.exchange.compared import Reconciled
    from ledger.exchange.reading import File
    from ledger.exchange.reconciling import Difference
    from ledger.rules import commands as c

DIFFERENT = 5


@click.command(
    "reconcile",
    cls=SamverkCommand,
    help=N_(
        """Compare a period of the book with files of another program.

        A file is a table (CSV or XLSX), an open supplier ledger, SIE 4, or a bank's camt.053 or
        camt.054. Rows that a route leads to a line are compared with payments, internal costs,
        repayments and what takes these back: by voucher, and rows of a bank by its reference. Rows
        of one voucher may add up to one payment. What the book says, and the differences, come to
        what the files say. Several files are one whole together.

        \b
            samverk reconcile huvudbok-2024-05.si --period 2024-05
            samverk reconcile kontoutdrag.xml --period 2024-05 --record

        The exit status is 5 where there is a difference, or a row that cannot be compared.
        """
    ),
)
@FILES
@click.option(
    "--period",
    type=PERIOD,
    required=True,
    help=N_("Of which postings, such as 2024-05: by their day."),
)
@click.option("--agreement", type=ID, help=N_("Only this agreement."))
@click.option(
    "--at",
    type=SIZE,
    help=N_("Only the first so many events: as it was when the book was compared before."),
)
@how_read
@click.option(
    "--record",
    "is_recorded",
    is_flag=True,
    help=N_("Record that it was compared, with each file's SHA-256 and its differences."),
)
@click.option(
    "--actor",
    type=ID,
    help=N_("Who records; the user of this computer if left out, or of the server."),
)
@click.option("--reason", "--note", "reason", type=TEXT, help=N_("Why."))
@click.option(
    "--key", type=TEXT, help=N_("Idempotency key: the same command twice is recorded once.")
)
@click.option(
    "--clock-is-right",
    is_flag=True,
    help=N_("Record although the newest event has a time later than now: with that time."),
)
@width_option
@output_options
@click.pass_context
def reconcile(
    context: click.Context,
    files: Sequence[Path],
    period: str,
    agreement: str | None,
    at: int | None,
    wanted: str | None,
    map_name: str | None,
    encoding: str | None,
    is_recorded: bool,
    actor: str | None,
    reason: str | None,
    key: str | None,
    clock_is_right: bool,
    output_format: str | None,
    output: Path | None,
    width: int | None,
) -> None:
    """Compare, print, record."""
    from events.period import parse_period
    from ledger.cli.output import (
        format_of,
        require_another,
        require_replaceable,
        require_writable,
        terminal_width,
        write,
    )
    from ledger.cli.reconciliation_told import as_object, listing, with_whole_words
    from ledger.exchange.compared import reconcile as compared
    from ledger.exchange.open_data import gathered
    from ledger.exchange.reading import read_file
    from ledger.presentation.data_formats import as_json
    from ledger.presentation.formats import FORMATS, render
    from ledger.work.asking import Question

    session: Session = context.obj
    said = _Said(actor, reason, key, clock_is_right)
    _require_that_belongs_together(said, at, is_recorded=is_recorded)
    if output is not None:
        require_another(output, files)
        require_replaceable(output)
    chosen = format_of(output_format, output)
    map_ = map_named(session, map_name)
    read = [read_file(path, wanted=wanted, map_=map_, encoding=encoding) for path in files]
    _require_once(read)
    material = gathered(session.book, Question(at=at), agreement)
    done = compared(material, read, parse_period(period))
    positions: list[int] = []
    if is_recorded:
        commands = [*_commands(done, read, period, agreement)]
        if output is not None:
            require_writable(output, b"")
        positions = _record(session, commands, said)
    if chosen == "json":
        content: str | bytes = as_json(
            as_object(done, read, period, agreement, positions, session.book.boards)
        )
    else:
        shown = listing(session, done, read, period, positions)
        if FORMATS[chosen].has_width:
            shown = with_whole_words(shown)
        content = render(shown, chosen, width=width or terminal_width())
    write(content, output)
    context.exit(0 if done.agrees else DIFFERENT)


def _require_that_belongs_together(said: _Said, at: int | None, *, is_recorded: bool) -> None:
    """Refuse what is said of a record that is not made, and a record of a book as it was."""
    if is_recorded and at is not None:
        raise click.UsageError(
            _("--record keeps that the book was compared as it is now, and --at is as it was.")
        )
    if not is_recorded and any((said.actor, said.reason, said.key, said.clock_is_right)):
        raise click.UsageError(
            _("--actor, --reason, --key and --clock-is-right are said of a record: add --record.")
        )


def _require_once(files: Sequence[File]) -> None:
    """Refuse the same file twice: each of its rows would be there twice."""
    known: dict[str, str] = {}
    for file in files:
        if file.sha256 in known:
            raise click.UsageError(
                _("{file} and {other} are the same file.", file=file.name, other=known[file.sha256])
            )
        known[file.sha256] = file.name


def _own(done: Reconciled, number: int) -> list[Difference]:
    """Return the differences of a file; what is in no file is told with the first."""
    return [x for x in done.found.differences if min((at for at, _ in x.rows), default=0) == number]


def _commands(
    done: Reconciled, files: Sequence[File], period: str, agreement: str | None
) -> Iterator[c.RecordReconciliation]:
    """Yield what is recorded of each file.

    Raises:
        RowsNotCompared: there are rows that could not be compared.
    """
    from events.facts import MAX_DIFFERENCES
    from ledger.exchange.reconciling import NO_FILE
    from ledger.exchange.refusals import RowsNotCompared
    from ledger.rules import commands as c

    for file, parts in zip(files, done.parts, strict=True):
        if parts.unread:
            raise RowsNotCompared(
                file=Path(file.name).name, count=len(parts.unread), row=parts.unread[0][0]
            )
    for number, file in enumerate(files):
        own, counted = _own(done, number), done.found.agreeing
        yield c.RecordReconciliation(
            file=Path(file.name).name,
            sha256=file.sha256,
            format=cast("FileFormat", file.reading.understood.format),
            encoding=file.reading.understood.encoding,
            map=file.reading.understood.map,
            compared_at=done.at,
            period=period,
            agreement=agreement,
            agreeing_count=counted[number] + (0 if number else counted[NO_FILE]),
            differences=tuple(
                c.FoundDifference(
                    kind=x.kind,
                    voucher=_kept(x.voucher),
                    account=_kept(x.account),
                    row=next((row for at, row in x.rows if at == number), None),
                    position=x.positions[0] if x.positions else None,
                    here_minor=x.here_minor,
                    there_minor=x.there_minor,
                    currency=x.currency,
                )
                for x in own[:MAX_DIFFERENCES]
            ),
            difference_count=len(own),
        )


def _kept(text: str) -> str | None:
    """Return a text of a file as an event keeps it; None: there is none, or it cannot be kept."""
    from events.text import BadTextError, clean_text

    try:
        return clean_text(text) if text else None
    except BadTextError:
        return None


class _Said(NamedTuple):
    """What the user says of a record."""

    actor: str | None
    reason: str | None
    key: str | None
    clock_is_right: bool


def _record(session: Session, commands: Sequence[c.RecordReconciliation], said: _Said) -> list[int]:
    """Record that it was compared, and return the positions of the events."""
    from ledger.work.submission import Signature

    who, assurance = session.signer(said.actor)
    positions: list[int] = []
    for number, command in enumerate(commands, 1):
        signature = Signature(
            actor=who,
            assurance=assurance,
            reason=said.reason,
            key=said.key if said.key is None or number == 1 else f"{said.key}:{number}",
            clock_is_right=said.clock_is_right,
        )
        done = session.service.execute(command, signature)
        positions += [recorded.position for recorded in done.recorded]
    return positions
