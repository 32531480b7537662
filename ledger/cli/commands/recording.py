"""``samverk record``, ``claim``, ``pledge``: money and contributions that happened."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, get_args

import click

from events.facts import InKindType
from ledger.cli.clickwork import SamverkCommand, SamverkGroup
from ledger.cli.reading_input import (
    AMOUNT,
    CATEGORY_AMOUNT,
    DATE,
    ID,
    POSITION,
    QUANTITY,
    TEXT,
    YEAR,
    LocalFile,
)
from ledger.cli.session import Session
from ledger.cli.writing import BOOKED_ON, ON_OR_TODAY, OUTSIDE_TERM, writes
from ledger.presentation.language import N_, _
from ledger.rules import commands as c

if TYPE_CHECKING:
    from events.money import WrittenAmount

_F = TypeVar("_F", bound=Callable[..., Any])

AGREEMENT = click.argument("agreement", metavar="AGREEMENT", type=ID)
LINE = click.argument("line", metavar="LINE", type=ID)
PARTY = click.argument("party", metavar="PARTY", type=ID)
AMOUNT_ARGUMENT = click.argument("amount", metavar="AMOUNT", type=AMOUNT)
VOUCHER = click.option("--voucher", required=True, type=TEXT, help=N_("Voucher of the posting."))
BANK = click.option("--bank-ref", type=TEXT, help=N_("The bank's reference, unique in the book."))
PAYEE = click.option(
    "--payee", type=ID, help=N_("Who was paid; the performer of the line if left out.")
)
BUDGET_YEAR = click.option(
    "--year", type=YEAR, help=N_("Budget year it belongs to; the year of the date if left out.")
)
PERFORMER = click.option(
    "--performer",
    type=ID,
    help=N_("Which performer, where the line has had several; the one that it fits if left out."),
)
KIND = click.option(
    "--type",
    "kind",
    required=True,
    type=click.Choice(get_args(InKindType)),
    help=N_("What is contributed."),
)
DESCRIPTION = click.option(
    "--description", type=TEXT, help=N_("What it was; nothing about persons.")
)
INSTALMENT = click.option(
    "--instalment",
    type=click.IntRange(1),
    metavar="N",
    help=N_("The instalment that it is for; the oldest that are not paid if left out."),
)

AGAIN = click.option(
    "--again",
    is_flag=True,
    help=N_(
        "A payment with this line, voucher, day and amount may be recorded already: without this it"
        " is refused."
    ),
)


REQUEST = click.option(
    "--request",
    type=POSITION,
    help=N_(
        "Position of the approved request that it pays; where the agreement asks for one, the only"
        " one that fits if left out."
    ),
)


def on(text: str) -> Callable[[_F], _F]:
    """Return the option for the day of the event."""
    return click.option("--on", required=True, type=DATE, help=text)


@click.group("record", cls=SamverkGroup, help=N_("Record what has happened."))
def record() -> None:
    """Group."""


@record.command(
    "disbursement",
    help=N_(
        "Money paid out to the performer of a line, or of the lines of an activity, which share it."
    ),
)
@AGREEMENT
@click.argument("line", metavar="LINE|ACTIVITY", type=ID)
@AMOUNT_ARGUMENT
@on(N_("Day it left the account."))
@VOUCHER
@BUDGET_YEAR
@PAYEE
@BANK
@INSTALMENT
@REQUEST
@OUTSIDE_TERM
@AGAIN
@writes()
def disbursement(
    session: Session,
    agreement: str,
    line: str,
    amount: WrittenAmount,
    on: date,
    voucher: str,
    year: int | None,
    payee: str | None,
    bank_ref: str | None,
    instalment: int | None,
    request: int | None,
    outside_term: bool,
    again: bool,
) -> c.RecordDisbursement:
    """Build the command."""
    return c.RecordDisbursement(
        outside_term=outside_term,
        again=again,
        agreement=agreement,
        line=line,
        budget_year=year or on.year,
        amount_minor=session.minor(amount, agreement),
        paid_on=on,
        voucher=voucher,
        payee=payee,
        bank_reference=bank_ref,
        instalment=instalment,
        request=request,
    )


@record.command("internal-cost", help=N_("A cost of an internal line."))
@AGREEMENT
@LINE
@AMOUNT_ARGUMENT
@on(N_("Day it was booked."))
@VOUCHER
@BUDGET_YEAR
@OUTSIDE_TERM
@AGAIN
@writes()
def internal_cost(
    session: Session,
    agreement: str,
    line: str,
    amount: WrittenAmount,
    on: date,
    voucher: str,
    year: int | None,
    outside_term: bool,
    again: bool,
) -> c.RecordInternalCost:
    """Build the command."""
    return c.RecordInternalCost(
        outside_term=outside_term,
        again=again,
        agreement=agreement,
        line=line,
        budget_year=year or on.year,
        amount_minor=session.minor(amount, agreement),
        booked_on=on,
        voucher=voucher,
    )


@record.command(
    "use",
    help=N_(
        "What a performer reports that it has spent.\n\nWhere the agreement has categories, it is"
        " reported by category; what has a flat rate is calculated."
    ),
)
@AGREEMENT
@LINE
@click.argument("amount", metavar="[AMOUNT]", type=AMOUNT, required=False)
@click.option(
    "--category",
    "categories",
    multiple=True,
    type=CATEGORY_AMOUNT,
    help=N_("An amount of one category, and what it rests on. May be repeated."),
)
@click.option(
    "--rows",
    metavar="FILE",
    type=LocalFile(path_type=Path, dir_okay=False, exists=True),
    help=N_("A CSV file instead: category, amount and document, one row for each."),
)
@on(N_("Day of the report."))
@click.option("--report", required=True, type=TEXT, help=N_("Reference of the report."))
@BUDGET_YEAR
@PERFORMER
@writes()
def use(
    session: Session,
    agreement: str,
    line: str,
    amount: WrittenAmount | None,
    categories: tuple[tuple[str, WrittenAmount, str | None], ...],
    rows: Path | None,
    on: date,
    report: str,
    year: int | None,
    performer: str | None,
) -> c.RecordUse:
    """Build the command."""
    if rows is not None and categories:
        raise click.UsageError(_("Give the rows with --category, or with --rows, and not both."))
    said = [
        c.ReportedRow(category=name, amount_minor=session.minor(own, agreement), document=document)
        for name, own, document in categories
    ]
    if rows is not None:
        from ledger.exchange.use_rows import read_rows

        said = read_rows(rows, session.service.currency_of(agreement))
    return c.RecordUse(
        agreement=agreement,
        line=line,
        budget_year=year or on.year,
        amount_minor=None if amount is None else session.minor(amount, agreement),
        reported_on=on,
        report=report,
        performer=performer,
        rows=tuple(said) or None,
    )


@record.command("in-kind", help=N_("A contribution in something else than money."))
@AGREEMENT
@PARTY
@KIND
@click.option("--quantity", required=True, type=QUANTITY, help=N_("How much, such as 212,5."))
@click.option("--unit", required=True, type=TEXT, help=N_("Of what, such as h."))
@click.option("--unit-value", required=True, type=AMOUNT, help=N_("What one unit is worth."))
@on(N_("Day it was done."))
@click.option("--pledge", type=POSITION, help=N_("Position of the pledge that it fulfils."))
@click.option("--method", type=TEXT, help=N_("How the unit value was arrived at."))
@DESCRIPTION
@click.option("--value", type=AMOUNT, help=N_("The value as stated; it is checked."))
@BOOKED_ON
@OUTSIDE_TERM
@writes()
def in_kind(
    session: Session,
    agreement: str,
    party: str,
    kind: InKindType,
    quantity: Decimal,
    unit: str,
    unit_value: WrittenAmount,
    on: date,
    booked_on: date | None,
    pledge: int | None,
    method: str | None,
    description: str | None,
    value: WrittenAmount | None,
    outside_term: bool,
) -> c.RecordInKind:
    """Build the command."""
    return c.RecordInKind(
        outside_term=outside_term,
        agreement=agreement,
        party=party,
        kind=kind,
        unit=unit,
        quantity=quantity,
        unit_value_minor=session.minor(unit_value, agreement),
        performed_on=on,
        booked_on=booked_on,
        pledge=pledge,
        method=method,
        description=description,
        value_minor=None if value is None else session.minor(value, agreement),
    )


@record.command("repayment", help=N_("Money that came back on a recovery claim."))
@AGREEMENT
@click.argument("claim", metavar="CLAIM-POSITION", type=POSITION)
@AMOUNT_ARGUMENT
@on(N_("Day it reached the account."))
@BANK
@writes()
def repayment(
    session: Session,
    agreement: str,
    claim: int,
    amount: WrittenAmount,
    on: date,
    bank_ref: str | None,
) -> c.RecordRepayment:
    """Build the command."""
    return c.RecordRepayment(
        agreement=agreement,
        claim=claim,
        amount_minor=session.minor(amount, agreement),
        received_on=on,
        bank_reference=bank_ref,
    )


@click.command("claim", cls=SamverkCommand, help=N_("Demand money back from a performer."))
@AGREEMENT
@LINE
@AMOUNT_ARGUMENT
@click.option("--due", required=True, type=DATE, help=N_("Day it is to be paid back."))
@click.option("--ground", required=True, type=TEXT, help=N_("Why it is demanded."))
@BUDGET_YEAR
@PERFORMER
@ON_OR_TODAY
@BOOKED_ON
@writes()
def claim(
    session: Session,
    agreement: str,
    line: str,
    amount: WrittenAmount,
    due: date,
    ground: str,
    year: int | None,
    performer: str | None,
    on: date | None,
    booked_on: date | None,
) -> c.ClaimRepayment:
    """Build the command."""
    return c.ClaimRepayment(
        agreement=agreement,
        line=line,
        budget_year=year or (on.year if on else None),
        amount_minor=session.minor(amount, agreement),
        due_on=due,
        ground=ground,
        claimed_on=on,
        booked_on=booked_on,
        performer=performer,
    )


@click.command(
    "pledge", cls=SamverkCommand, help=N_("Promise a contribution in something else than money.")
)
@AGREEMENT
@PARTY
@KIND
@click.option("--quantity", required=True, type=QUANTITY, help=N_("How much, such as 212,5."))
@click.option("--unit", required=True, type=TEXT, help=N_("Of what, such as h."))
@click.option("--unit-value", required=True, type=AMOUNT, help=N_("What one unit is worth."))
@click.option("--year", required=True, type=YEAR, help=N_("Year it is promised for."))
@DESCRIPTION
@ON_OR_TODAY
@BOOKED_ON
@OUTSIDE_TERM
@writes()
def pledge(
    session: Session,
    agreement: str,
    party: str,
    kind: InKindType,
    quantity: Decimal,
    unit: str,
    unit_value: WrittenAmount,
    year: int,
    description: str | None,
    on: date | None,
    booked_on: date | None,
    outside_term: bool,
) -> c.PledgeInKind:
    """Build the command."""
    return c.PledgeInKind(
        outside_term=outside_term,
        agreement=agreement,
        party=party,
        kind=kind,
        unit=unit,
        quantity=quantity,
        unit_value_minor=session.minor(unit_value, agreement),
        year=year,
        pledged_on=on,
        booked_on=booked_on,
        description=description,
    )
