"""``samverk uplift``, ``reallocate``, ``carry-over``, ``release``: changes of what is committed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.doubts import unusual_uplift
from ledger.cli.reading_input import AMOUNT, BOARD_DECISION, DATE, ID, RATE, YEAR
from ledger.cli.session import Session
from ledger.cli.writing import BOOKED_ON, DECISION, ON_OR_TODAY, OUTSIDE_TERM, writes
from ledger.presentation.language import N_, _
from ledger.rules import commands as c

if TYPE_CHECKING:
    from events.money import WrittenAmount
    from ledger.rules.entries.carried import CarryOver
    from ledger.rules.entries.released import ReleaseCommitment


@click.command("uplift", cls=SamverkCommand, help=N_("Raise what a board has committed."))
@click.argument("agreement", metavar="ID", type=ID)
@click.option("--board", required=True, type=ID, help=N_("The board that decides."))
@click.option("--year", required=True, type=YEAR, help=N_("First budget year that is raised."))
@click.option("--rate", type=RATE, help=N_("Rate in per cent, such as 2,7%."))
@click.option(
    "--from-index",
    is_flag=True,
    help=N_("Raise by the index that the lines follow, as it was published on the day."),
)
@click.option("--line", type=ID, help=N_("Only this line; all marked lines if left out."))
@click.option(
    "--amount",
    type=AMOUNT,
    help=N_("The increase, instead of a rate: it is added to each year's amount; needs --line."),
)
@DECISION
@click.option("--on", required=True, type=DATE, help=N_("Day of the decision."))
@click.option("--supersede", is_flag=True, help=N_("Replace the earlier uplift for the year."))
@BOOKED_ON
@OUTSIDE_TERM
@writes(asks=unusual_uplift)
def uplift(
    session: Session,
    agreement: str,
    board: str,
    year: int,
    rate: Decimal | None,
    from_index: bool,
    line: str | None,
    amount: WrittenAmount | None,
    decision: str,
    on: date,
    booked_on: date | None,
    supersede: bool,
    outside_term: bool,
) -> c.ApplyUplift:
    """Build the command."""
    if [rate is not None, amount is not None, from_index].count(True) != 1:
        raise click.UsageError(_("Give one of --rate, --from-index, or --line with --amount."))
    if amount is not None and line is None:
        raise click.UsageError(_("--amount needs --line: the line that is raised by it."))
    return c.ApplyUplift(
        outside_term=outside_term,
        agreement=agreement,
        board=board,
        year=year,
        decision=decision,
        decided_on=on,
        booked_on=booked_on,
        rate_percent=rate,
        amount_minor=None if amount is None else session.minor(amount, agreement),
        from_index=from_index or None,
        line=line,
        supersede=supersede,
    )


@click.command(
    "reallocate", cls=SamverkCommand, help=N_("Move a part of a commitment to another line.")
)
@click.argument("agreement", metavar="ID", type=ID)
@click.argument("from_line", metavar="FROM-LINE", type=ID)
@click.argument("to_line", metavar="TO-LINE", type=ID)
@click.argument("amount", metavar="AMOUNT", type=AMOUNT)
@click.option("--year", required=True, type=YEAR, help=N_("Budget year."))
@click.option(
    "--decision",
    "decisions",
    required=True,
    multiple=True,
    type=BOARD_DECISION,
    help=N_("Reference of the decision; BOARD=REFERENCE for each where two boards fund."),
)
@ON_OR_TODAY
@BOOKED_ON
@OUTSIDE_TERM
@writes()
def reallocate(
    session: Session,
    agreement: str,
    from_line: str,
    to_line: str,
    amount: WrittenAmount,
    year: int,
    decisions: tuple[tuple[str | None, str], ...],
    on: date | None,
    booked_on: date | None,
    outside_term: bool,
) -> c.Reallocate:
    """Build the command."""
    return c.Reallocate(
        outside_term=outside_term,
        agreement=agreement,
        from_line=from_line,
        to_line=to_line,
        year=year,
        amount_minor=session.minor(amount, agreement),
        decisions=decisions,
        decided_on=on,
        booked_on=booked_on,
    )


@click.command(
    "carry-over",
    cls=SamverkCommand,
    help=N_("Carry a part of a year's commitment over to a later year of the same line."),
)
@click.argument("agreement", metavar="ID", type=ID)
@click.argument("line", metavar="LINE", type=ID)
@click.argument("amount", metavar="AMOUNT", type=AMOUNT)
@click.option("--from", "from_year", required=True, type=YEAR, help=N_("Budget year it leaves."))
@click.option("--to", "to_year", required=True, type=YEAR, help=N_("Later year that gets it."))
@DECISION
@ON_OR_TODAY
@BOOKED_ON
@OUTSIDE_TERM
@writes()
def carry_over(
    session: Session,
    agreement: str,
    line: str,
    amount: WrittenAmount,
    from_year: int,
    to_year: int,
    decision: str,
    on: date | None,
    booked_on: date | None,
    outside_term: bool,
) -> CarryOver:
    """Build the command."""
    from ledger.rules.entries.carried import CarryOver

    return CarryOver(
        outside_term=outside_term,
        agreement=agreement,
        line=line,
        from_year=from_year,
        to_year=to_year,
        amount_minor=session.minor(amount, agreement),
        decision=decision,
        decided_on=on,
        booked_on=booked_on,
    )


@click.command("release", cls=SamverkCommand, help=N_("Let a part of a commitment lapse unused."))
@click.argument("agreement", metavar="ID", type=ID)
@click.argument("line", metavar="LINE", type=ID)
@click.argument("amount", metavar="AMOUNT", type=AMOUNT)
@click.option("--year", required=True, type=YEAR, help=N_("Budget year."))
@ON_OR_TODAY
@BOOKED_ON
@writes(needs_reason=True)
def release(
    session: Session,
    agreement: str,
    line: str,
    amount: WrittenAmount,
    year: int,
    on: date | None,
    booked_on: date | None,
    reason: str,
) -> ReleaseCommitment:
    """Build the command."""
    from ledger.rules.entries.released import ReleaseCommitment

    return ReleaseCommitment(
        agreement=agreement,
        line=line,
        year=year,
        amount_minor=session.minor(amount, agreement),
        reason=reason,
        released_on=on,
        booked_on=booked_on,
    )
