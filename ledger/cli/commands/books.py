"""``samverk init``, ``status``, ``doctor``, ``demo``: the book as a whole."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from events import zones
from ledger.books import opening
from ledger.books.book import ROLES, Role
from ledger.books.opening import is_server, shown_address
from ledger.cli.clickwork import SamverkCommand
from ledger.cli.clock import clock_text
from ledger.cli.installed import PROBLEMS
from ledger.cli.reading_input import ID, TEXT, LocalFile
from ledger.cli.session import Session
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from ledger.books.book import Book


@click.command("init", cls=SamverkCommand, help=N_("Make a new, empty book."))
@click.option(
    "--key-file",
    envvar="SAMVERK_KEY_FILE",
    type=LocalFile(path_type=Path, dir_okay=False),
    help=N_("Where to make its key; also SAMVERK_KEY_FILE. Its name and .key if left out."),
)
@click.pass_obj
def init(session: Session, key_file: Path | None) -> None:
    """Make it."""
    from ledger.proof import evidence

    named = display.safe(shown_address(session.address))
    made = _("Made the book {path}.", path=named)
    look = _("See whether it is there: samverk --book {path} status", path=named)
    with session.receipt.writing(made, look, lambda: opening.is_made(session.address)):
        key = evidence.create_book(session.address, key_file)
    click.echo(made)
    click.echo(
        _(
            "Its key, which signs checkpoints: {path}. Keep it apart from the book.",
            path=display.safe(str(key)),
        )
    )
    if is_server(session.address):
        click.echo(_("Next, for each who records: samverk grant LOGIN --role recorder"))
    else:
        click.echo(_("Next: samverk agreement propose FILE.toml"))


@click.command(
    "grant",
    cls=SamverkCommand,
    help=N_(
        "Let somebody into a book on a server, as an administrator.\n\n"
        "A recorder records and reads, an auditor reads, and a board's user reads the agreements"
        " that concern the board. Nobody can alter what is recorded."
    ),
)
@click.argument("login", metavar="LOGIN", type=TEXT)
@click.option("--role", required=True, type=click.Choice(ROLES), help=N_("Which role."))
@click.option("--board", type=ID, help=N_("With --role board: which board."))
@click.option("--revoke", is_flag=True, help=N_("Take the role away."))
@click.pass_obj
def grant(session: Session, login: str, role: Role, board: str | None, *, revoke: bool) -> None:
    """Grant or revoke."""
    if (role == "board") != (board is not None):
        raise click.UsageError(_("--board goes with --role board, and only with it."))
    told = {"login": display.safe(login), "role": display.word(role), "board": board or ""}
    if revoke:
        said = _("{login} no longer has the role {role} {board}", **told).rstrip()
    else:
        said = _("{login} has the role {role} {board}", **told).rstrip()
    again = _("Repeat the command: done twice is done once.")
    asked = opening.granting(session.address, login, role, board, revoke=revoke)
    with session.receipt.writing(f"{said}.", again, asked.is_done):
        asked.do()
    click.echo(said)


@click.command(
    "doctor", cls=SamverkCommand, help=N_("Look for what is wrong with the installation.")
)
@click.pass_context
def doctor(context: click.Context) -> None:
    """Check and print."""
    from ledger.books.refusals import NoBook
    from ledger.cli import installation, packages
    from ledger.cli.commands.trust import UNCHECKED

    session: Session = context.obj
    found = [*packages.problems()]
    click.echo(_("Program: {version}", version=installation.versions()))
    named = display.safe(shown_address(session.address))
    try:
        found += _wrong_with(session.book)
        click.echo(_("Book: {path}", path=named))
        for code in session.book.unchecked():
            click.echo(_(UNCHECKED[code]))
    except NoBook:
        click.echo(_("Book: none at {path}", path=named))
    if not is_server(session.address):
        found += installation.strays(Path(session.address))
    texts = {
        **PROBLEMS,
        "book-damaged": N_("The database says: {cause}. Restore the book from a backup."),
        "synchronous": N_("The database does not wait for the disk: {cause}."),
        "against": "{cause}",
        "clock": N_("{cause}. Correct the clock, or record with --clock-is-right."),
        "zone": N_(
            "This computer does not know the book's time zone, {cause}: it reads the book and"
            " records nothing. Bring its tables up to date: python -m pip install --upgrade tzdata"
        ),
        "log-alone": N_(
            "There is a log without its book: {cause}. If the book was moved or has got another"
            " name, its newest events may be in that log."
        ),
        "beside-link": N_(
            "{cause} lies beside a link to the book and is not looked at. Move it beside the book."
        ),
    }
    for code, cause in found:
        click.echo(_(texts[code], cause=display.safe(cause)))
    if found:
        context.exit(1)
    click.echo(_("Nothing wrong was found."))


def _wrong_with(book: Book) -> list[tuple[str, str]]:
    """Return the faults of a book: codes of texts of ``doctor``, each with a cause."""
    from ledger.presentation.refusals import sentences
    from ledger.proof.evidence import contradicted
    from ledger.work.present import zone_at

    with book.reading():
        found = [("book-damaged", cause) for cause in book.damage()]
    setting, against = book.danger(), contradicted(book)
    if setting:
        found.append(("synchronous", setting))
    later = clock_text(book)
    if later is not None:
        found.append(("clock", later))
    zone = zone_at(book)
    if zone is not None and not zones.is_known(zone):
        found.append(("zone", zone))
    if against is not None:
        found.append(("against", sentences(against)[0]))
    return found


@click.command(
    "demo",
    cls=SamverkCommand,
    help=N_(
        "Load the real agreement with invented payments, and print the reports.\n\n"
        "The book is thrown away afterwards; keep it with --keep."
    ),
)
@click.option(
    "--keep",
    metavar="PATH",
    type=LocalFile(path_type=Path, dir_okay=False),
    help=N_("Make the book here and keep it."),
)
@click.option(
    "--files",
    "incoming",
    metavar="FOLDER",
    type=LocalFile(path_type=Path, readable=False),
    help=N_(
        "Write invented files of other programs into a new folder, to try import and reconcile"
        " with."
    ),
)
@click.pass_obj
def demo(session: Session, keep: Path | None, incoming: Path | None) -> None:
    """Load and print."""
    from ledger.proof import evidence

    if incoming is not None:
        _write_files(incoming)
    with tempfile.TemporaryDirectory(prefix="samverk-") as folder:
        session.address = keep or Path(folder) / "demo.book"
        session.is_for_good = keep is not None
        evidence.create_book(session.address)
        try:
            _fill(session)
            if keep:
                session.receipt.wrote(_("The book is kept."))
            _print_reports(session)
        finally:
            session.close()
    if keep:
        click.echo(_("The book is kept. Go on with, for example:"))
        named = display.safe(str(keep))
        further = [
            "agreement show herrgarden",
            "report agreement herrgarden --chain",
            "log",
            "show 55",
        ]
        if incoming is not None:
            from ledger.demo.incoming import LEDGER

            further.append(f"import {display.safe(str(incoming / LEDGER))} -n")
        for words in further:
            click.echo(f"  samverk --book {named} {words}")
    else:
        click.echo(_("The book was thrown away. To keep it: samverk demo --keep demo.book"))


def _write_files(folder: Path) -> None:
    """Write the files of other programs that go with the demonstration."""
    from ledger.cli.boundary import say
    from ledger.cli.output import write_folder
    from ledger.demo.incoming import files

    made = files()
    write_folder(lambda new: [(new / x).write_bytes(raw) for x, raw in made.items()], folder)
    said = _n("Wrote {folder}: {n} file.", "Wrote {folder}: {n} files.", len(made), folder=folder)
    say(display.safe(said))


def _fill(session: Session) -> None:
    """Record the whole demonstration, or leave no book."""
    from ledger import demo as demonstration
    from ledger.books.checkpoints import key_file

    try:
        demonstration.record(session.book)
    except BaseException:
        session.close()
        for path in (session.local_path, key_file(session.local_path)):
            path.unlink(missing_ok=True)
        raise


def _print_reports(session: Session) -> None:
    from ledger.cli.output import terminal_width, write
    from ledger.presentation.formats import render
    from ledger.work import asking

    width = terminal_width()
    book = session.book
    click.echo(
        click.wrap_text(
            _(
                "The agreement is real. Its prolongation is invented, and so is every payment,"
                " decision and date after the proposal."
            ),
            width,
        )
    )
    eve = datetime(2025, 1, 31, 23, 59, 59, 999999, UTC)
    for heading, kind, subject, question, since in (
        (
            N_("1. The first year, as it was known when it had been closed:"),
            "agreement",
            "herrgarden",
            asking.Question(period="2024", known_at=eve),
            None,
        ),
        (
            N_(
                "2. The same year as it is known now, and what has changed since: a payment had"
                " been booked on the wrong line, and money was carried over."
            ),
            "agreement",
            "herrgarden",
            asking.Question(period="2024"),
            eve,
        ),
        (
            N_(
                "3. The second year, raised by the rate that each board gets, with what was"
                " carried over and what an amendment raised:"
            ),
            "agreement",
            "herrgarden",
            asking.Question(period="2025"),
            None,
        ),
        (
            N_("4. A statement of account:"),
            "party",
            "radda-barnen",
            asking.Question(),
            None,
        ),
        (
            N_("5. What was given in something else than money:"),
            "in-kind",
            None,
            asking.Question(),
            None,
        ),
    ):
        click.echo()
        click.secho(click.wrap_text(_(heading), width), bold=True)
        click.echo()
        made = asking.report(book, kind, subject, question, since)
        write(render(made, "table", width=width), None)
    click.echo()
