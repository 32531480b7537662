"""``samverk paper``: papers to attach to minutes, to send, and to lay before whoever decides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import click
import msgspec
from msgspec.structs import replace

from ledger.cli.clickwork import SamverkGroup
from ledger.cli.clock import note_clock
from ledger.cli.commands.reporting import clock_options
from ledger.cli.reading_input import CURRENCY, ID, LocalFile
from ledger.cli.session import Session
from ledger.presentation import language
from ledger.presentation.again import options_said
from ledger.presentation.formats import FORM
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from ledger.papers.asked import Asked as AskedPaper
    from ledger.work.asking import Question

_ENDING = ".pdf"
_OUTPUT = click.option(
    "-o",
    "--output",
    required=True,
    type=LocalFile(path_type=Path, readable=False),
    help=N_("The file; with --all a new folder."),
)
_CURRENCY = click.option("--currency", type=CURRENCY, help=N_("Which, where there are several."))


@click.group(
    "paper",
    cls=SamverkGroup,
    help=N_("Papers (PDF, A4): for the minutes of a board, for a party, for whoever decides."),
)
def paper() -> None:
    """Group."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A paper as the command line asks for it.

    Attributes:
        kind: a module of ``ledger.papers``.
        subject: whom or what it is about; None: the whole book.
    """

    output_format: ClassVar[str] = "pdf"

    kind: str
    subject: str | None
    as_of: date | None = None
    known_at: datetime | None = None
    at: int | None = None
    period: str | None = None
    currency: str | None = None

    def content(
        self,
        session: Session,
        form: int = FORM,  # noqa: ARG002 - as of a report; papers have one form
        *,
        replays: bool = False,
        words: tuple[str, ...] | None = None,
    ) -> bytes:
        """Make the paper; arguments as of ``reporting.Asked.content``."""
        made: bytes = self._module().paper(self._of(session, replays=replays, words=words))
        return made

    def proofs(self, session: Session) -> str:
        """Return the proofs of the events that the paper shows, one after another.

        Raises:
            BadInput: the paper shows none, or no held checkpoint has them all.
        """
        from ledger.proof.held import proofs_of
        from ledger.proof.refusals import NothingToProve

        positions = self._module().events(self._of(session))
        if not positions:
            raise NothingToProve
        with session.book.reading():
            return proofs_of(session.book, positions)

    def _module(self) -> Any:
        return import_module(f"ledger.papers.{self.kind}")

    def _of(
        self, session: Session, *, replays: bool = False, words: tuple[str, ...] | None = None
    ) -> AskedPaper:
        from ledger.papers.asked import Asked as AskedPaper
        from ledger.work.asking import scope_of

        question = self.question(replays=replays)
        scope = scope_of(session.book, question)
        # An instant that had not come says nothing of this paper, and would once it has come.
        lasting = self if self.known_at == scope.known_at else replace(self, known_at=None)
        again = words or lasting.again(scope.at)
        return AskedPaper(session.book, self.subject or "", question, again)

    def question(self, *, replays: bool = False) -> Question:
        """Return which events count; ``replays``: no views are looked at."""
        from ledger.work.asking import Question

        return Question(
            as_of=self.as_of,
            known_at=self.known_at,
            at=self.at,
            period=self.period,
            currency=self.currency,
            replays=replays,
        )

    def again(self, at: int) -> tuple[str, ...]:
        """Return the words that ask for this, of the first ``at`` events."""
        option = ("--board",) if self.kind == "authority" else ()
        subject = (*option, self.subject) if self.subject else ()
        return (
            *("samverk", "--lang", language.current(), "paper", self.kind, *subject),
            *options_said(
                ("--as-of", self.as_of),
                ("--known-at", self.known_at),
                ("--at", at),
                ("--period", self.period),
                ("--currency", self.currency),
            ),
        )


def asked_by(words: Sequence[str]) -> Asked:
    """Return what the words after ``samverk paper`` ask for.

    Raises:
        click.ClickException: the words ask for no paper.
    """
    name, *rest = words or [""]
    command = paper.get_command(click.Context(paper), name)
    if command is None:
        raise click.UsageError(_("These words ask for no report."))
    return _asked(name, command.make_context(name, [*rest, "-o", "-"]).params)


def _asked(kind: str, parameters: dict[str, Any]) -> Asked:
    options = {x: parameters.get(x) for x in ("as_of", "known_at", "at", "period", "currency")}
    return Asked(kind=kind, subject=parameters.get("subject"), **options)


def _written(session: Session, kind: str, parameters: dict[str, Any]) -> None:
    from ledger.cli.output import write
    from ledger.presentation.display import safe

    output: Path = parameters["output"]
    if output.suffix.lower() not in {_ENDING, ""}:
        said = _("A paper is a PDF, and {file} says otherwise.", file=safe(str(output)))
        raise click.BadParameter(said, param_hint="'-o'")
    asked, to = _asked(kind, parameters), parameters.get("proofs")
    proofs = asked.proofs(session) if to else ""  # refused before anything is written
    write(asked.content(session), output)
    if to:
        write(proofs, to)
    if parameters["known_at"] is not None:
        note_clock(session.book)


def _add(kind: str, said: str, subject: Callable[[Any], Any], *, is_of_money: bool = True) -> None:
    """Add the command of a paper."""

    @click.pass_obj
    def callback(session: Session, /, **parameters: Any) -> None:
        _written(session, kind, parameters)

    options = clock_options(_CURRENCY(_OUTPUT(callback)) if is_of_money else _OUTPUT(callback))
    paper.command(kind, help=said)(subject(options))


@paper.command(
    "board",
    help=N_(
        "What a board has funded, and what became of it: one or two pages for its minutes.\n\n"
        "\b\n    samverk paper board kommunstyrelsen --period 2024-T2 -o till-protokollet.pdf\n"
        "    samverk paper board --all --period 2024-T2 -o papper"
    ),
)
@click.argument("subject", metavar="[BOARD]", type=ID, required=False)
@click.option("--all", "of_all", is_flag=True, help=N_("One for each board that funds a line."))
@clock_options
@_CURRENCY
@_OUTPUT
@click.pass_obj
def board(session: Session, /, *, of_all: bool, **parameters: Any) -> None:
    """Write it."""
    if of_all == (parameters["subject"] is not None):
        raise click.UsageError(_("Name a board, or say --all."))
    if not of_all:
        _written(session, "board", parameters)
        return
    from ledger.cli.boundary import say
    from ledger.cli.output import require_free_folder, write_folder
    from ledger.cli.refusals import NoBoardFunds
    from ledger.presentation.display import safe
    from ledger.work.asking import Several

    output: Path = parameters["output"]
    require_free_folder(output)
    known = Several(session.book, _asked("board", parameters).question()).projection()
    funders = {line.proposed.funder for x in known.agreements.values() for line in x.lines.values()}
    boards = [x for x in known.parties if x in funders]
    if not boards:
        raise NoBoardFunds
    made = {one: _asked("board", {**parameters, "subject": one}).content(session) for one in boards}

    def fill(folder: Path) -> None:
        for one, content in made.items():
            (folder / f"{one}{_ENDING}").write_bytes(content)

    write_folder(fill, output)
    folder = safe(str(output))
    say(_n("Wrote {folder}: {n} file.", "Wrote {folder}: {n} files.", len(made), folder=folder))


def _party(command: Any) -> Any:
    """Add what names the party, and where the proofs go."""
    proofs = click.option(
        "--proofs",
        type=LocalFile(path_type=Path, readable=False),
        help=N_("Write a proof of each event on it here, by the newest checkpoint that is held."),
    )
    return click.argument("subject", metavar="PARTY", type=ID)(proofs(command))


_add(
    "agreement",
    N_("An agreement: its lines and years, who decided, what others gave, what is missing."),
    click.argument("subject", metavar="AGREEMENT", type=ID),
)
_add(
    "party",
    N_(
        "The statement of account of a party, with the events behind it.\n\n"
        "With --proofs the party can check without the book that each event is in it: samverk prove"
        " --check FILE --public-key KEY\n\n"
        "\b\n    samverk checkpoint\n"
        "    samverk paper party radda-barnen -o radda-barnen.pdf --proofs radda-barnen.proofs"
    ),
    _party,
)
_add(
    "authority",
    N_("The list of mandates: who may review payments and who may approve them, on a day."),
    click.option("--board", "subject", type=ID, help=N_("Only those of this board.")),
    is_of_money=False,
)
