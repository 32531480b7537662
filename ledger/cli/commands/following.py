"""``samverk forecast``, ``finding``, ``write-off``: what is expected, what reviews have found."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, get_args

import click

from events.facts import Settling
from ledger.cli.clickwork import SamverkCommand, SamverkGroup
from ledger.cli.commands.recording import AGREEMENT, AMOUNT_ARGUMENT, LINE, on
from ledger.cli.reading_input import AMOUNT, DATE, ID, POSITION, TEXT, YEAR
from ledger.cli.session import Session
from ledger.cli.showing import shows_list
from ledger.cli.writing import BOOKED_ON, DECISION, ON_OR_TODAY, writes
from ledger.presentation.language import N_
from ledger.rules import commands as c

if TYPE_CHECKING:
    from events.money import WrittenAmount
    from ledger.presentation.lists import FindingRow
    from ledger.rules.entries.forecast import GiveForecast

_POSITION = click.argument("position", metavar="POSITION", type=POSITION)


@click.command(
    "forecast",
    cls=SamverkCommand,
    help=N_(
        "Say what a line will have cost when its year is over; the newest forecast counts.\n\n"
        "The boards follow up by tertial: samverk report forecast board BOARD --period 2024-T2. It"
        " has the newest forecast from before the next tertial's last day, so one may be given when"
        " the tertial is over."
    ),
)
@AGREEMENT
@LINE
@AMOUNT_ARGUMENT
@click.option("--year", required=True, type=YEAR, help=N_("Budget year."))
@on(N_("Day of the forecast: when it is given, or the last day of the tertial that it is of."))
@writes(needs_reason=True)
def forecast(
    session: Session,
    agreement: str,
    line: str,
    amount: WrittenAmount,
    year: int,
    on: date,
    reason: str,
) -> GiveForecast:
    """Build the command."""
    from ledger.rules.entries.forecast import GiveForecast

    return GiveForecast(
        agreement=agreement,
        line=line,
        year=year,
        amount_minor=session.minor(amount, agreement),
        reason=reason,
        given_on=on,
    )


@click.group(
    "finding",
    cls=SamverkGroup,
    help=N_("Findings about reports of use, payments and contributions: four eyes."),
)
def finding() -> None:
    """Group."""


@finding.command(
    "make",
    help=N_(
        "Question an amount of a report of use, a payment or a contribution. Somebody else does it"
        " than who recorded that."
    ),
)
@_POSITION
@AMOUNT_ARGUMENT
@click.option("--kind", required=True, type=TEXT, help=N_("What is wrong, in a few words."))
@click.option(
    "--row",
    type=click.IntRange(1, 10_000),
    metavar="NUMBER",
    help=N_("Which row of a report by category, from 1; the whole report if left out."),
)
@ON_OR_TODAY
@writes()
def make(
    session: Session,
    position: int,
    amount: WrittenAmount,
    kind: str,
    row: int | None,
    on: date | None,
) -> c.MakeFinding:
    """Build the command."""
    return c.MakeFinding(
        position=position,
        amount_minor=session.minor_at(amount, position),
        kind=kind,
        row=row,
        made_on=on,
    )


@finding.command(
    "settle",
    help=N_(
        "Settle a finding, or a part of its amount. What is offset lowers the next request to pay"
        " the same party out of the same board's money."
    ),
)
@_POSITION
@AMOUNT_ARGUMENT
@click.option("--how", required=True, type=click.Choice(get_args(Settling)), help=N_("How."))
@click.option(
    "--decision",
    type=TEXT,
    help=N_("Reference of the decision; what is written off needs one."),
)
@ON_OR_TODAY
@writes()
def settle(
    session: Session,
    position: int,
    amount: WrittenAmount,
    how: Settling,
    decision: str | None,
    on: date | None,
) -> c.SettleFinding:
    """Build the command."""
    return c.SettleFinding(
        position=position,
        amount_minor=session.minor_at(amount, position),
        how=how,
        decision=decision,
        settled_on=on,
    )


@finding.command("list", help=N_("List the findings that stand, and what is open of each."))
@click.option("--open", "only_open", is_flag=True, help=N_("Only those that are not settled."))
@click.option("--agreement", type=ID, help=N_("Only of this agreement."))
@shows_list("finding list")
def list_findings(session: Session, only_open: bool, agreement: str | None) -> list[FindingRow]:
    """Return the rows."""
    from ledger.work.existence import require_agreement
    from ledger.work.present import current
    from projections.reports.findings import finding_rows

    projection = current(session.book, sums=())
    if agreement is not None:
        require_agreement(agreement, projection)
    return [
        {
            "position": row["finding"],
            "agreement": row["agreement"],
            "line": row["line"],
            "year": row["year"],
            "about": row["about"],
            "row": row["row"],
            "party": row["party"],
            "party_name": row["party_name"],
            "kind": row["kind"],
            "made_on": row["made_on"],
            "status": row["status"],
            "amount_minor": row["amount_minor"],
            "settled_minor": row["settled_minor"],
            "open_minor": row["open_minor"],
            "currency": projection.agreements[row["agreement"]].proposed.currency,
        }
        for row in finding_rows(projection, [agreement] if agreement else projection.agreements)
        if row["open_minor"] or not only_open
    ]


@click.command(
    "write-off",
    cls=SamverkCommand,
    help=N_("Give up what has not come back on a recovery claim, or a part of it, by decision."),
)
@AGREEMENT
@click.argument("claim", metavar="CLAIM-POSITION", type=POSITION)
@click.argument("amount", metavar="[AMOUNT]", type=AMOUNT, required=False)
@DECISION
@click.option("--on", type=DATE, help=N_("Day of the decision; today if left out."))
@BOOKED_ON
@writes()
def write_off(
    session: Session,
    agreement: str,
    claim: int,
    amount: WrittenAmount | None,
    decision: str,
    on: date | None,
    booked_on: date | None,
) -> c.WriteOffClaim:
    """Build the command."""
    return c.WriteOffClaim(
        agreement=agreement,
        claim=claim,
        amount_minor=None if amount is None else session.minor(amount, agreement),
        decision=decision,
        decided_on=on,
        booked_on=booked_on,
    )
