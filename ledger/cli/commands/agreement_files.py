"""``samverk agreement check``, ``template``: the file of a proposal, before anybody proposes it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.reading_input import ID, YEARS, LocalFile
from ledger.cli.session import Session
from ledger.cli.showing import OUTPUT, TABLE_OR_JSON
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from ledger.exchange.agreement_check import Book, Checked
    from ledger.refusal import LedgerError
    from ledger.rules.commands import ProposeAgreement


@click.command(
    "check",
    cls=SamverkCommand,
    help=N_(
        "Say everything that is wrong with the file of a proposal, and record nothing.\n\n"
        "No book is needed. If there is one, the file is compared with it, too."
    ),
)
@click.argument("file", metavar="FILE.toml", type=LocalFile(path_type=Path))
@TABLE_OR_JSON
@click.pass_obj
def check(session: Session, file: Path, output_format: str) -> None:
    """Check the file."""
    from ledger.exchange import agreement_check
    from ledger.exchange.amendment_file import is_amendment

    if is_amendment(file):
        _check_amendment(session, file, output_format)
        return
    book = _book(session)
    found = agreement_check.check(file, book)
    if output_format == "json":
        from ledger.cli.output import write
        from ledger.presentation.data_formats import as_json

        write(as_json(_content(file, book, found)), None)
    else:
        tell(found.doubts)
    if found.problems:
        raise _all_of(found.problems, file)
    if output_format == "table":
        _print(session, file, found, is_compared=book is not None)


def _check_amendment(session: Session, file: Path, output_format: str) -> None:
    """Check the file of an amendment; the book, if there is one, decides as if it recorded it."""
    from ledger.exchange.amendment_file import amended_by, read_amendment
    from ledger.exchange.locations import locate
    from ledger.exchange.refusals import SeveralProblems
    from ledger.refusal import LedgerError
    from ledger.work.submission import Signature

    is_compared, problems = _has_book(session), list[LedgerError]()
    command = None
    try:
        named = amended_by(file) if is_compared else None
        command = read_amendment(file, currency=_currency_of(session, named))
        if is_compared:
            who, assurance = session.signer(None)
            session.service.preview(command, Signature(actor=who, assurance=assurance))
    except SeveralProblems as several:
        problems = [*several.problems]
    except LedgerError as error:
        problems = [*getattr(error, "problems", [error])]
        locate(problems, file)
    if output_format == "json":
        from ledger.cli.output import write
        from ledger.presentation.data_formats import as_json

        content = {
            "file": str(file),
            "agreement": command.agreement if command else None,
            "compared": is_compared,
            "problems": [_told(problem) for problem in problems],
        }
        write(as_json(content), None)
    if problems:
        raise _all_of(problems, file)
    if output_format == "table":
        assert command is not None
        said = _(
            "Nothing stands in the way. Record it: samverk agreement change {agreement} {file}",
            agreement=command.agreement,
            file=file,
        )
        click.echo(display.safe(said))


def _currency_of(session: Session, agreement: str | None) -> str | None:
    """Return the currency of an agreement; None: the book has no such agreement."""
    from ledger.rules.refusals.agreements import UnknownAgreement

    if agreement is None:
        return None
    try:
        return session.service.currency_of(agreement)
    except UnknownAgreement:
        return None


def _print(session: Session, file: Path, found: Checked, *, is_compared: bool) -> None:
    """Print what a file proposes that nothing stands in the way of."""
    from ledger.books.opening import shown_address

    assert found.command is not None
    for line in _sums(found.command):
        click.echo(line)
    if found.elsewhere:
        click.echo(
            _(
                "The book has to know these parties, which the file does not describe: {parties}.",
                parties=", ".join(found.elsewhere),
            )
        )
    if is_compared:
        named = display.safe(shown_address(session.address))
        click.echo(_("The file was compared with the book {book}.", book=named))
    said = _("Nothing stands in the way. Record it: samverk agreement propose {file}", file=file)
    click.echo(display.safe(said))


def _has_book(session: Session) -> bool:
    """Return whether the address has a book."""
    from ledger.books.opening import is_server

    return is_server(session.address) or Path(session.address).exists()


def _book(session: Session) -> Book | None:
    """Return what the book knows; None: the address has no book."""
    from ledger.exchange.agreement_check import Book
    from ledger.work.present import current
    from projections.standing import last_day

    if not _has_book(session):
        return None
    present = current(session.book, sums=())
    agreements = {key: last_day(document) for key, document in present.agreements.items()}
    return Book(present.parties, agreements)


def doubts_of(session: Session, command: ProposeAgreement, file: Path) -> Iterable[LedgerError]:
    """Return what is unusual about a proposal that was read from a file."""
    from ledger.exchange.agreement_check import doubts
    from ledger.exchange.locations import locate
    from ledger.work.present import current_of

    found = [*doubts(command, current_of(session.book, ()).parties)]
    locate(found, file)
    return found


def _sums(command: ProposeAgreement) -> list[str]:
    """Return what the file proposes, in short."""
    years = sorted({year for line in command.lines for year in line.amounts_minor})
    sums = ", ".join(
        _(
            "{year}: {amount}",
            year=year,
            amount=display.amount(
                sum(line.amounts_minor.get(year, 0) for line in command.lines), command.currency
            ),
        )
        for year in years
    )
    lines = _n("{n} budget line", "{n} budget lines", len(command.lines))
    return [display.safe(f"{command.agreement}: {command.title}"), f"{lines}. {sums}."]


def _all_of(problems: Sequence[LedgerError], file: Path) -> LedgerError:
    """Return a single error for all problems."""
    from ledger.exchange.refusals import BadField, SeveralProblems
    from ledger.refusal import Refused
    from ledger.rules.refusals.agreements import SeveralRefused

    if len(problems) == 1:
        return problems[0]
    fields = [problem for problem in problems if isinstance(problem, BadField)]
    if fields:
        return SeveralProblems(path=str(file), count=len(fields), problems=fields)
    refused = [problem for problem in problems if isinstance(problem, Refused)]
    return SeveralRefused(count=len(refused), problems=refused)


def tell(doubts: Iterable[LedgerError]) -> None:
    """Say on stderr what is unusual about a proposal."""
    from ledger.presentation.refusals import sentences

    for doubt in doubts:
        click.echo(_("Note: {text}", text=" ".join(sentences(doubt))), err=True)


def _content(file: Path, book: Book | None, found: Checked) -> dict[str, Any]:
    command = found.command
    return {
        "file": str(file),
        "agreement": command.agreement if command else None,
        "compared": book is not None,
        "problems": [_told(problem) for problem in found.problems],
        "doubts": [_told(doubt) for doubt in found.doubts],
        "elsewhere": list(found.elsewhere),
    }


def _told(problem: LedgerError) -> dict[str, Any]:
    from ledger.presentation.refusals import sentences

    message, hint = sentences(problem)
    row = problem.stands_at.row if problem.stands_at else getattr(problem, "row", None)
    field = problem.part.field if problem.part else getattr(problem, "field", None)
    return {"code": problem.code, "row": row, "field": field, "message": message, "hint": hint}


@click.command(
    "template",
    cls=SamverkCommand,
    help=N_("Print an empty file of a proposal, with what each field says."),
)
@click.option("--schema", is_flag=True, help=N_("Print a JSON Schema for editors instead."))
@click.option("--amendment", is_flag=True, help=N_("Of an amendment of an agreement in force."))
@click.option("-o", "--output", type=OUTPUT, help=N_("Write to a file."))
def template(schema: bool, amendment: bool, output: Path | None) -> None:
    """Print the template or the schema."""
    from ledger.cli.output import require_replaceable, write
    from ledger.exchange import agreement_template

    if output is not None:
        require_replaceable(output)
    made = agreement_template.schema if schema else agreement_template.template
    write(made(of_amendment=amendment), output)


@click.command(
    "draft",
    cls=SamverkCommand,
    help=N_(
        "Write the file of an agreement that prolongs another one, and record nothing.\n\n"
        "It begins the day after, with the same parties and lines, and each year with what was"
        " committed for the last year after amendments and uplift."
    ),
)
@click.argument("agreement", metavar="ID", type=ID)
@click.option(
    "--prolong",
    "years",
    required=True,
    type=YEARS,
    help=N_("The years of the new agreement: 2026, or the first and the last: 2026-2027."),
)
@click.option("-o", "--output", type=OUTPUT, help=N_("Write to a file, which is not there yet."))
@click.pass_obj
def draft(session: Session, agreement: str, years: tuple[int, int], output: Path | None) -> None:
    """Write the draft."""
    from ledger.cli.output import require_replaceable, write
    from ledger.exchange import agreement_draft
    from ledger.exchange.refusals import FileExists
    from ledger.work.existence import require_agreement
    from ledger.work.present import current

    if output is not None:
        require_replaceable(output)
        if output.is_file():
            raise FileExists(path=str(output))
    projection = current(session.book, lambda _: [agreement], ("balances",))
    require_agreement(agreement, projection)
    write(agreement_draft.draft(projection, agreement, *years), output)
