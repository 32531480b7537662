"""``samverk agreement propose``, ``amend``, ``approve``, ``decline``, ``conclude``."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.doubts import unusual_amendment
from ledger.cli.reading_input import AMOUNT, DATE, ID, YEAR, YEAR_AMOUNT, LocalFile
from ledger.cli.session import Session
from ledger.cli.writing import BOOKED_ON, DECISION, OUTSIDE_TERM, writes
from ledger.presentation.language import N_, _
from ledger.rules import commands as c

if TYPE_CHECKING:
    from events.money import WrittenAmount

AGREEMENT = click.argument("agreement", metavar="ID", type=ID)
BOARD = click.option("--board", required=True, type=ID, help=N_("The board that decides."))
ON = click.option("--on", required=True, type=DATE, help=N_("Day of the decision."))
LINES = click.option(
    "--line",
    "lines",
    multiple=True,
    type=ID,
    help=N_("Only this line; all undecided lines of the board if left out. May be repeated."),
)


AMENDMENT = click.option(
    "--amendment", type=ID, help=N_("Of an amendment of the agreement, such as T1.")
)


def _require_alone(lines: object, amounts: object, booked_on: date | None) -> None:
    """Refuse what does not go with an amendment: a board decides on it as a whole."""
    if lines or amounts or booked_on is not None:
        raise click.UsageError(
            _(
                "A board decides on an amendment as a whole, and nothing counts before its"
                " conclusion: leave out --line, --amount and --booked-on."
            )
        )


@click.command("propose", cls=SamverkCommand, help=N_("Read a proposed agreement from a file."))
@click.argument("file", metavar="FILE.toml", type=LocalFile(path_type=Path))
@writes()
def propose(session: Session, file: Path) -> c.ProposeAgreement:
    """Build the command."""
    from ledger.cli.commands.agreement_files import doubts_of, tell
    from ledger.exchange.agreement_file import read_agreement

    session.source = file
    command = read_agreement(file)
    tell(doubts_of(session, command, file))
    return command


@click.command(
    "amend", cls=SamverkCommand, help=N_("Give a proposed line a new amount, before conclusion.")
)
@AGREEMENT
@click.argument("line", metavar="LINE", type=ID)
@click.option("--year", required=True, type=YEAR, help=N_("Budget year."))
@click.option(
    "--amount",
    required=True,
    type=AMOUNT,
    help=N_("The new amount of the year, in place of the present one."),
)
@writes(asks=unusual_amendment)
def amend(
    session: Session, agreement: str, line: str, year: int, amount: WrittenAmount
) -> c.AmendLine:
    """Build the command."""
    return c.AmendLine(
        agreement=agreement, line=line, year=year, amount_minor=session.minor(amount, agreement)
    )


@click.command(
    "approve", cls=SamverkCommand, help=N_("Record that a board approved the lines it funds.")
)
@AGREEMENT
@BOARD
@DECISION
@ON
@LINES
@click.option(
    "--amount",
    "amounts",
    multiple=True,
    type=YEAR_AMOUNT,
    help=N_("Amount as decided, YEAR=AMOUNT, for one line; it is compared with the proposal."),
)
@BOOKED_ON
@AMENDMENT
@OUTSIDE_TERM
@writes()
def approve(
    session: Session,
    agreement: str,
    board: str,
    decision: str,
    on: date,
    booked_on: date | None,
    lines: tuple[str, ...],
    amounts: tuple[tuple[int, WrittenAmount], ...],
    amendment: str | None,
    outside_term: bool,
) -> c.ApproveCommitment | c.ApproveAmendment:
    """Build the command."""
    if amendment is not None:
        _require_alone(lines, amounts, booked_on)
        return c.ApproveAmendment(
            outside_term=outside_term,
            agreement=agreement,
            amendment=amendment,
            board=board,
            decision=decision,
            decided_on=on,
        )
    return c.ApproveCommitment(
        outside_term=outside_term,
        agreement=agreement,
        board=board,
        decision=decision,
        decided_on=on,
        booked_on=booked_on,
        lines=lines,
        amounts_minor={y: session.minor(a, agreement) for y, a in amounts} or None,
    )


@click.command(
    "decline", cls=SamverkCommand, help=N_("Record that a board declined lines it was to fund.")
)
@AGREEMENT
@BOARD
@DECISION
@ON
@LINES
@BOOKED_ON
@AMENDMENT
@OUTSIDE_TERM
@writes()
def decline(
    _session: Session,
    agreement: str,
    board: str,
    decision: str,
    on: date,
    booked_on: date | None,
    lines: tuple[str, ...],
    amendment: str | None,
    outside_term: bool,
) -> c.DeclineCommitment | c.DeclineAmendment:
    """Build the command."""
    if amendment is not None:
        _require_alone(lines, (), booked_on)
        return c.DeclineAmendment(
            outside_term=outside_term,
            agreement=agreement,
            amendment=amendment,
            board=board,
            decision=decision,
            decided_on=on,
        )
    return c.DeclineCommitment(
        outside_term=outside_term,
        agreement=agreement,
        board=board,
        decision=decision,
        decided_on=on,
        booked_on=booked_on,
        lines=lines,
    )


@click.command(
    "conclude", cls=SamverkCommand, help=N_("Record the final decision: the agreement is in force.")
)
@AGREEMENT
@DECISION
@ON
@BOOKED_ON
@AMENDMENT
@OUTSIDE_TERM
@writes()
def conclude(
    _session: Session,
    agreement: str,
    decision: str,
    on: date,
    booked_on: date | None,
    amendment: str | None,
    outside_term: bool,
) -> c.ConcludeAgreement | c.ConcludeAmendment:
    """Build the command."""
    if amendment is not None:
        return c.ConcludeAmendment(
            outside_term=outside_term,
            agreement=agreement,
            amendment=amendment,
            decision=decision,
            decided_on=on,
            booked_on=booked_on,
        )
    return c.ConcludeAgreement(
        outside_term=outside_term,
        agreement=agreement,
        decision=decision,
        decided_on=on,
        booked_on=booked_on,
    )
