"""``samverk reconcile``: what the book and another program say differently about a period."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.commands.files_in import FILES, how_read, map_named
from ledger.cli.commands.reporting import width_option
from ledger.cli.reading_input import ID, PERIOD, TEXT
from ledger.cli.session import Session
from ledger.cli.showing import output_options
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from events.facts import FileFormat
    from ledger.exchange.compared import Part, Parts, Reconciled
    from ledger.exchange.reading import File
    from ledger.exchange.reconciling import Difference
    from ledger.presentation.lists import Listing, ReconcileRow
    from ledger.rules import commands as c

DIFFERENT = 5
_SHOWN = 10  # rows that cannot be read, of a file
_SUM = "sum"  # a row that tells what a line and an account come to


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
    wanted: str | None,
    map_name: str | None,
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
    from ledger.cli.output import format_of, require_replaceable, terminal_width, write
    from ledger.exchange.compared import reconcile as compared
    from ledger.exchange.open_data import gathered
    from ledger.exchange.reading import read_file
    from ledger.presentation.data_formats import as_json
    from ledger.presentation.formats import FORMATS, render
    from ledger.work.asking import Question

    session: Session = context.obj
    if output is not None:
        require_replaceable(output)
    chosen = format_of(output_format, output)
    map_ = map_named(session, map_name)
    read = [read_file(path, wanted=wanted, map_=map_) for path in files]
    _require_once(read)
    material = gathered(session.book, Question(), agreement)
    done = compared(material, read, parse_period(period))
    positions: list[int] = []
    if is_recorded:
        commands = [*_commands(done, read, period, agreement)]
        said = _Said(actor, reason, key, clock_is_right)
        positions = _record(session, commands, said)
    if chosen == "json":
        content: str | bytes = as_json(
            _as_object(done, read, period, agreement, positions, session.book.boards)
        )
    else:
        listing = _listing(session, done, read, period, positions)
        if FORMATS[chosen].has_width:
            listing = _with_whole_words(listing)
        content = render(listing, chosen, width=width or terminal_width())
    write(content, output)
    context.exit(0 if done.agrees else DIFFERENT)


def _require_once(files: Sequence[File]) -> None:
    """Refuse the same file twice: each of its rows would be there twice."""
    known: dict[str, str] = {}
    for file in files:
        other = known.setdefault(file.sha256, file.name)
        if other is not file.name:
            raise click.UsageError(
                _("{file} and {other} are the same file.", file=file.name, other=other)
            )


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


def _rows(done: Reconciled, files: int) -> list[ReconcileRow]:
    """Return the differences, and after them what lines and accounts come to."""
    differences: list[ReconcileRow] = [
        {
            "kind": x.kind,
            "voucher": x.voucher or None,
            "agreement": x.agreement,
            "line": x.line,
            "account": x.account or None,
            "here_on": [str(day) for day in x.here_days],
            "there_on": [str(day) for day in x.there_days],
            "here_minor": x.here_minor,
            "difference_minor": x.minor,
            "there_minor": x.there_minor,
            "currency": x.currency,
            "positions": list(x.positions),
            "rows": [f"{at + 1}:{row}" if files > 1 else str(row) for at, row in x.rows],
        }
        for x in done.found.differences
    ]
    sums: list[ReconcileRow] = [
        {
            "kind": _SUM,
            "voucher": None,
            "agreement": x.agreement,
            "line": x.line,
            "account": x.account or None,
            "here_on": [],
            "there_on": [],
            "here_minor": x.here_minor,
            "difference_minor": x.there_minor - x.here_minor,
            "there_minor": x.there_minor,
            "currency": x.currency,
            "positions": [],
            "rows": [],
        }
        for x in done.found.sums
    ]
    return differences + sums


def _totals(done: Reconciled) -> list[dict[str, Any]]:
    """Return what both sides come to, and by how much the listed differences differ."""
    changes = dict.fromkeys((*done.here, *done.there), 0)
    for one in done.found.differences:
        changes[one.currency] = changes.get(one.currency, 0) + one.minor
    return [
        {
            "currency": currency,
            "here_minor": done.here[currency],
            "difference_minor": changes[currency],
            "there_minor": done.there[currency],
        }
        for currency in sorted(changes)
    ]


def _listing(
    session: Session,
    done: Reconciled,
    files: Sequence[File],
    period: str,
    positions: Sequence[int],
) -> Listing:
    """Return the list that is shown."""
    from functools import cache

    from msgspec.structs import replace

    from ledger.presentation.lists import LISTS
    from ledger.work.present import zone_at

    names = ", ".join(Path(x.name).name for x in files)
    listing = LISTS["reconcile"].of(_rows(done, len(files)))
    return replace(
        listing,
        title=_("Reconciliation of {period} with {files}", period=period, files=names),
        totals=_totals(done),
        notes=[*_notes(session, done, files, positions)],
        zone=cache(lambda: zone_at(session.book)),
    )


def _with_whole_words(listing: Listing) -> Listing:
    """Return the list with kinds that are not cut, however narrow a table is."""
    from msgspec.structs import replace

    first, *rest = listing.columns
    rows = [{**row, first.key: display.word(row[first.key], first.context)} for row in listing.rows]
    return replace(listing, columns=[replace(first, kind="id"), *rest], rows=rows)


def _notes(
    session: Session, done: Reconciled, files: Sequence[File], positions: Sequence[int]
) -> Iterator[str]:
    """Yield what a reader should know of the comparison."""
    for file, parts in zip(files, done.parts, strict=True):
        yield from _of_file(file, parts)
    agreeing, differing = done.found.agreeing.total(), len(done.found.differences)
    yield (
        _n("{n} voucher agrees.", "{n} vouchers agree.", agreeing)
        + " "
        + _n("{n} difference.", "{n} differences.", differing)
    )
    for total in _totals(done):
        currency = total["currency"]
        yield _(
            "The book says {here}, and with the differences ({difference}) that is what the files"
            " say: {there} {currency}.",
            here=display.amount(total["here_minor"], currency),
            difference=display.change(total["difference_minor"], currency),
            there=display.amount(total["there_minor"], currency),
            currency=currency,
        )
    for currency, (count, minor) in sorted(done.left_out.items()):
        yield _n(
            "{n} internal cost was not compared ({amount} {currency}): a bank knows none, and no"
            " route leads to it.",
            "{n} internal costs were not compared ({amount} {currency}): a bank knows none, and no"
            " route leads to them.",
            count,
            amount=display.amount(minor, currency),
            currency=currency,
        )
    if session.book.boards is not None:
        yield _(
            "Compared with what you may see of the book, the part of {boards}.",
            boards=", ".join(session.book.boards),
        )
    for position in positions:
        yield _("Recorded: #{position}", position=position)


def _of_file(file: File, parts: Parts) -> Iterator[str]:
    """Yield what a file has, and what of it was compared."""
    from ledger.presentation.refusals import sentences

    said, name = file.reading.understood, display.safe(Path(file.name).name)
    form = display.word(said.format, "of a file that is read")
    read = ", ".join(x for x in (form, said.encoding) if x)
    yield _(
        "{file} ({form}): {rows}. Compared: {compared}; of other days: {outside}; elsewhere:"
        " {elsewhere}.",
        file=name,
        form=read,
        rows=_n("{n} row", "{n} rows", file.reading.totals.rows),
        compared=_part(parts.compared),
        outside=_part(parts.outside),
        elsewhere=_part(parts.elsewhere),
    )
    for row, error in parts.unread[:_SHOWN]:
        yield _(
            "{file}, row {row} cannot be compared: {text}",
            file=name,
            row=row,
            text=sentences(error)[0],
        )
    if len(parts.unread) > _SHOWN:
        yield _n(
            "{n} more row cannot be compared.",
            "{n} more rows cannot be compared.",
            len(parts.unread) - _SHOWN,
        )


def _part(part: Part) -> str:
    """Return how many rows a part of a file has, and their sums."""
    sums = ", ".join(
        f"{display.quantity(str(total))} {currency}".strip()
        for currency, total in sorted(part.sums.items())
    )
    return f"{part.rows} ({sums})" if part.rows else "0"


def _as_object(
    done: Reconciled,
    files: Sequence[File],
    period: str,
    agreement: str | None,
    positions: list[int],
    boards: Sequence[str] | None,
) -> dict[str, Any]:
    """Return all of it for programs."""
    rows = _rows(done, 1)
    differences = [x for x in rows if x["kind"] != _SUM]
    sums = [x for x in rows if x["kind"] == _SUM]
    kept = ("agreement", "line", "account", "here_minor", "difference_minor", "there_minor")
    return {
        "period": period,
        "agreement": agreement,
        "at": done.at,
        "boards": None if boards is None else list(boards),
        "files": [_file_as_object(x, y) for x, y in zip(files, done.parts, strict=True)],
        "agreeing": done.found.agreeing.total(),
        "differences": [
            {**row, "rows": [{"file": at, "row": number} for at, number in found.rows]}
            for row, found in zip(differences, done.found.differences, strict=True)
        ],
        "sums": [{key: row[key] for key in (*kept, "currency")} for row in sums],  # type: ignore[literal-required]
        "totals": _totals(done),
        "left_out": [
            {"currency": currency, "count": count, "sum_minor": minor}
            for currency, (count, minor) in sorted(done.left_out.items())
        ],
        "recorded": positions,
    }


def _file_as_object(file: File, parts: Parts) -> dict[str, Any]:
    from ledger.presentation.refusals import sentences

    said = file.reading.understood
    return {
        "file": file.name,
        "sha256": file.sha256,
        "format": said.format,
        "encoding": said.encoding,
        "delimiter": said.delimiter,
        "rows": file.reading.totals.rows,
        "first_day": file.reading.totals.first,
        "last_day": file.reading.totals.last,
        **{
            name: {
                "rows": part.rows,
                "sums": [
                    {"currency": currency or None, "sum": str(total)}
                    for currency, total in sorted(part.sums.items())
                ],
            }
            for name, part in (
                ("compared", parts.compared),
                ("outside", parts.outside),
                ("elsewhere", parts.elsewhere),
            )
        },
        "unread": [
            {"row": row, "code": error.code, "message": sentences(error)[0]}
            for row, error in parts.unread
        ],
    }
