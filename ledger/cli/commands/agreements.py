"""``samverk agreement``: proposals, decisions, conclusion; ``process`` has the steps between."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import LazyGroup
from ledger.cli.doubts import unusual_amendment
from ledger.cli.reading_input import AMOUNT, DATE, ID, TEXT, YEAR, YEAR_AMOUNT, LocalFile
from ledger.cli.session import Session
from ledger.cli.showing import TABLE_OR_JSON, shows_list
from ledger.cli.writing import BOOKED_ON, OUTSIDE_TERM, writes
from ledger.presentation.language import N_, _
from ledger.rules import commands as c

if TYPE_CHECKING:
    from events.money import WrittenAmount
    from ledger.presentation.lists import AgreementRow

AGREEMENT = click.argument("agreement", metavar="ID", type=ID)
BOARD = click.option("--board", required=True, type=ID, help=N_("The board that decides."))
DECISION = click.option(
    "--decision", required=True, type=TEXT, help=N_("Reference of the decision.")
)
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

_FILES = "ledger.cli.commands.agreement_files:"
_OF_FILES = {
    "template": (
        _FILES + "template",
        N_("Print an empty file of a proposal, with what each field says."),
    ),
    "change": (
        "ledger.cli.commands.amending:change",
        N_("Propose a change of an agreement in force: an amendment."),
    ),
    "check": (_FILES + "check", N_("Say everything that is wrong with the file of a proposal.")),
    "draft": (
        _FILES + "draft",
        N_("Write the file of an agreement that prolongs another one."),
    ),
}
_PROCESS = "ledger.cli.commands.process:"
_OF_PROCESS = {
    "refer": (_PROCESS + "refer", N_("Record that parties were asked for their answers.")),
    "answer": (_PROCESS + "answer", N_("Record a party's answer to a referral.")),
    "plan-decision": (
        _PROCESS + "plan_decision",
        N_("Record on which day a body is to decide."),
    ),
    "sign": (_PROCESS + "sign", N_("Record that a signatory has signed.")),
    "notify": (_PROCESS + "notify", N_("Record that parties were told of a decision.")),
    "withdraw": (
        _PROCESS + "withdraw",
        N_("Take a proposal back, before it is concluded; nothing more is recorded of it."),
    ),
}
_ENDING = "ledger.cli.commands.ending:"
_OF_ENDING = {
    "terminate": (
        _ENDING + "terminate",
        N_("End an agreement before its last day, after notice."),
    ),
    "settle": (
        _ENDING + "settle",
        N_("Release what is unpaid, and claim what performers hold and have not reported."),
    ),
    "close": (
        _ENDING + "close",
        N_("Close an agreement that has ended: nothing more is recorded of it."),
    ),
    "reopen": (
        _ENDING + "reopen",
        N_("Open a closed agreement again; somebody else does it than who closed it."),
    ),
}


@click.group(
    "agreement",
    cls=LazyGroup,
    lazy=_OF_FILES | _OF_PROCESS | _OF_ENDING,
    help=N_("Proposals, referral, decisions, conclusion, signatures and the end."),
)
def agreement() -> None:
    """Group."""


def _require_alone(lines: object, amounts: object, booked_on: date | None) -> None:
    """Refuse what does not go with an amendment: a board decides on it as a whole."""
    if lines or amounts or booked_on is not None:
        raise click.UsageError(
            _(
                "A board decides on an amendment as a whole, and nothing counts before its"
                " conclusion: leave out --line, --amount and --booked-on."
            )
        )


@agreement.command("propose", help=N_("Read a proposed agreement from a file."))
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


@agreement.command("amend", help=N_("Give a proposed line a new amount, before conclusion."))
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


@agreement.command("approve", help=N_("Record that a board approved the lines it funds."))
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


@agreement.command("decline", help=N_("Record that a board declined lines it was to fund."))
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


@agreement.command("conclude", help=N_("Record the final decision: the agreement is in force."))
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


@agreement.command("list", help=N_("List the agreements."))
@shows_list("agreement list")
def list_agreements(session: Session) -> list[AgreementRow]:
    """Return the rows."""
    from ledger.work.present import current, today
    from projections.standing import last_day, status_of

    day = today(session.book)
    return [
        {
            "agreement": key,
            "title": document.proposed.title,
            "reference": document.proposed.reference,
            "starts": document.proposed.starts,
            "ends": last_day(document),
            "status": status_of(document, day),
        }
        for key, document in current(session.book, sums=()).agreements.items()
    ]


@agreement.command(
    "show", help=N_("Show an agreement: how it stands, who has decided and signed, its amounts.")
)
@AGREEMENT
@TABLE_OR_JSON
@click.pass_obj
def show(session: Session, agreement: str, output_format: str) -> None:
    """Print it."""
    from ledger.cli.output import terminal_width, write
    from ledger.presentation.agreement_page import page, page_json
    from ledger.presentation.agreement_tables import Subject
    from ledger.work.existence import require_agreement
    from ledger.work.present import current, current_of, proposals, today
    from projections.chains import chain_of

    book = session.book
    projection = current_of(book, {agreement}, ("balances",))
    if agreement not in projection.agreements:
        require_agreement(agreement, current(book, sums=()))
    subject = Subject(agreement, projection, chain_of(proposals(book), agreement), today(book))
    if output_format == "json":
        write(page_json(subject), None)
    else:
        write(page(subject, terminal_width()), None)
