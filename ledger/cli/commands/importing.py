"""``samverk import``: the rows of other programs' files, each with a verdict."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.boundary import CONFLICT, DONE, REFUSED
from ledger.cli.clickwork import SamverkCommand
from ledger.cli.commands.files_in import FILES, how_read, map_named
from ledger.cli.reading_input import ID
from ledger.cli.session import Session
from ledger.cli.showing import OUTPUT, TABLE_OR_JSON
from ledger.presentation.language import N_, _

if TYPE_CHECKING:
    from ledger.exchange.reading import File
    from ledger.exchange.verdicts import Result
    from ledger.refusal import LedgerError


@click.command(
    "import",
    cls=SamverkCommand,
    help=N_(
        """Read the rows of other programs' files, and record those that have a route.

        A file is a table (CSV or XLSX), an open supplier ledger, SIE 4, or a bank's camt.053 or
        camt.054. What was understood of it is shown before anything is recorded. Each row gets a
        verdict: it is recorded, was recorded already, collides with what was recorded of its
        voucher, has no route, or is refused by a rule. All rows are recorded, or none; with
        --partly, those that pass. The same rows are recorded only once, in whatever order or form
        they come.

        \b
            samverk import -n reskontra-2024-05.csv
            samverk import reskontra-2024-05.csv --partly -o rejected.csv
        """
    ),
)
@FILES
@how_read
@click.option(
    "--partly",
    is_flag=True,
    help=N_("Record the rows that pass although others do not, some thousand at a time."),
)
@click.option(
    "--again",
    metavar="ROW",
    type=click.IntRange(min=1),
    multiple=True,
    help=N_(
        "This row is another payment than the one that it looks like; without this it is left out."
    ),
)
@click.option(
    "-o",
    "--output",
    "rejected",
    metavar="REJECTED",
    type=OUTPUT,
    help=N_("Write the rows that were not recorded to a file, as they came, each with the reason."),
)
@click.option(
    "--actor",
    type=ID,
    help=N_("Who records; the user of this computer if left out, or of the server."),
)
@click.option(
    "--clock-is-right",
    is_flag=True,
    help=N_("Record although the newest event has a time later than now: with that time."),
)
@click.option(
    "-n",
    "--dry-run",
    is_flag=True,
    help=N_("Show the verdict of every row, and record nothing."),
)
@TABLE_OR_JSON
@click.pass_context
def import_(
    context: click.Context,
    files: Sequence[Path],
    wanted: str | None,
    map_name: str | None,
    encoding: str | None,
    again: Sequence[int],
    partly: bool,
    rejected: Path | None,
    actor: str | None,
    clock_is_right: bool,
    dry_run: bool,
    output_format: str,
) -> None:
    """Import one file after the other."""
    from ledger.cli.output import require_another, require_writable, write
    from ledger.exchange.import_look import ReadFile
    from ledger.exchange.import_run import Import
    from ledger.exchange.import_turn import Asked
    from ledger.work.submission import Signature

    session: Session = context.obj
    as_json = output_format == "json"
    if again and len(files) > 1:
        raise click.UsageError(_("--again is for rows of one file: import one at a time."))
    if rejected is not None:
        if len(files) > 1:
            raise click.UsageError(_("-o is for the rows of one file: import one at a time."))
        require_another(rejected, files)
        require_writable(rejected, b"")
    who, assurance = session.signer(actor)
    signature = Signature(actor=who, assurance=assurance, clock_is_right=clock_is_right)
    how = {"wanted": wanted, "map_": map_named(session, map_name), "encoding": encoding}
    read = [_opened(path, how, tells=dry_run, as_json=as_json) for path in files]
    _require_rows(again, read)
    results: list[tuple[File, Result]] = []
    told: list[dict[str, Any]] = []
    is_part = session.receipt.is_part
    session.receipt.finds_out = _("Import the file again: what is recorded is recorded once.")
    for number, file in enumerate(read, 1):
        said = file.reading.understood
        if not as_json:
            _say_understood(file)
        session.receipt.is_part = is_part or number < len(read)
        with _progress(file) as tick:
            worded = _Wording()
            asked = Asked(
                signature,
                worded,
                partly=partly,
                is_dry=dry_run,
                again=frozenset(again),
                tick=tick,
            )
            whole = ReadFile(Path(file.name).name, file.sha256, file.reading, said.map, said.source)
            result = Import(session.service, whole, asked).run()
        results.append((file, result))
        if as_json:
            told.append(_as_json(file, result))
        else:
            _say_verdicts(result, worded.hints)
    if dry_run and len(files) > 1 and not as_json:
        click.echo(
            _(
                "Note: Each file was tried as if it were the only one; what is in two of them is"
                " recorded once."
            )
        )
    if as_json:
        content = told if len(told) > 1 else told[0]
        write(json.dumps(content, ensure_ascii=False, indent=2) + "\n", None)
    if rejected is not None:
        from ledger.exchange.rejected import rejected_rows
        from ledger.presentation import display

        ((file, result),) = results
        passed = None if dry_run else display.word("passed", "of a row")
        write(rejected_rows(file, result.verdicts, _("reason"), passed), rejected)
    context.exit(_status(result for _file, result in results))


def _opened(path: Path, how: Mapping[str, Any], *, tells: bool, as_json: bool) -> File:
    """Return a file that has been read; tell what was seen of one that cannot be."""
    from ledger.exchange.reading import read_file
    from ledger.exchange.refusals import UnreadableFile

    try:
        return read_file(path, **how)
    except UnreadableFile as error:
        if tells:
            from ledger.cli.commands.unread import tell

            tell(path, error, as_json=as_json)
        raise


def _require_rows(again: Sequence[int], read: Sequence[File]) -> None:
    """Refuse the number of a row that the file has not."""
    if not again:
        return
    missing = {*again} - {row.number for file in read for row in file.reading.rows()}
    if missing:
        raise click.UsageError(_("The file has no row {row}.", row=min(missing)))


def _status(results: Iterator[Result]) -> int:
    counts = [result.verdicts.counts() for result in results]
    if any(one["unmatched"] or one["refused"] for one in counts):
        return REFUSED
    return CONFLICT if any(one["conflict"] for one in counts) else DONE


@contextmanager
def _progress(file: File) -> Iterator[Callable[[int], object]]:
    with click.progressbar(
        length=file.reading.totals.rows,
        label=_("Recording"),
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        yield bar.update


class _Wording:
    """Words refusals of rows; ``hints`` keeps what to do about the first of each code."""

    def __init__(self) -> None:
        self.hints: dict[str, str] = {}

    def __call__(self, error: LedgerError) -> str:
        from ledger.presentation.refusals import sentences

        said, hint = sentences(error)
        self.hints.setdefault(error.code, hint)
        return said


def _place(file: File, number: int, message: str | None) -> str | None:
    """Return a message with the file and the row that it is about."""
    from ledger.presentation.display import safe

    if message is None:
        return None
    name = safe(Path(file.name).name)
    return _("{file}, row {row}: {said}", file=name, row=number, said=message)


def _as_json(file: File, result: Result) -> dict[str, Any]:
    said, totals = file.reading.understood, file.reading.totals
    return {
        "file": Path(file.name).name,
        "sha256": file.sha256,
        "format": said.format,
        "encoding": said.encoding,
        "delimiter": said.delimiter,
        "dry_run": result.is_dry,
        "import": result.at,
        "understood": {
            "decimal_mark": said.decimal_mark,
            "header": said.header,
            "columns": dict(said.columns),
            "unknown": list(said.unknown),
            "skipped": {str(row): text for row, text in said.skipped.items()},
            "source": said.source,
            "map": said.map,
            "rows": totals.rows,
            "sum": f"{totals.sum:f}",
            "first_day": totals.first and totals.first.isoformat(),
            "last_day": totals.last and totals.last.isoformat(),
        },
        "elsewhere": {"rows": result.elsewhere, "sum": f"{result.elsewhere_sum:f}"},
        "rows": [
            {
                "row": one.number,
                "verdict": one.verdict,
                "position": one.position,
                "code": one.code,
                "message": _place(file, one.number, one.message),
            }
            for one in result.verdicts
        ],
        "counts": result.verdicts.counts(),
    }


def _say_understood(file: File) -> None:
    from ledger.cli.imports_told import understood

    for line in understood(file):
        click.echo(line)
    sys.stdout.flush()


def _say_verdicts(result: Result, hints: Mapping[str, str]) -> None:
    from ledger.cli.imports_told import VERDICT_ROWS, counted
    from ledger.cli.output import terminal_width, write
    from ledger.presentation.formats import render

    rows = [
        {
            "row": x.number,
            "verdict": x.verdict,
            "position": x.position,
            "code": x.code,
            "message": x.message,
        }
        for x in result.verdicts
        if result.is_dry or x.verdict not in {"recorded", "already", "passed"}
    ]
    if rows:
        write(render(VERDICT_ROWS.of(rows), "table", width=terminal_width()), None)
    for line in counted(result):
        click.echo(line)
    for hint in dict.fromkeys(x for x in hints.values() if x):
        click.echo(_("Hint: {hint}", hint=hint))
