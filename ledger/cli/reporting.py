"""``samverk report``: what boards, parties and auditors read."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from ledger.cli.clickwork import SamverkGroup
from ledger.cli.language import N_
from ledger.cli.reading_input import DATE, ID, PERIOD, POSITION, TEXT, TIME, TIME_OR_POSITION
from ledger.cli.session import Session
from ledger.cli.showing import output_options


@click.group("report", cls=SamverkGroup, help=N_("Balances, at any time, as known at any time."))
def report() -> None:
    """Group."""


def clock_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the three clocks and the period."""
    options = (
        click.option(
            "--as-of", type=DATE, help=N_("Only facts about this day or earlier (effective date).")
        ),
        click.option(
            "--known-at", type=TIME, help=N_("Only what the ledger had been told by then.")
        ),
        click.option("--at", type=POSITION, help=N_("Only the first so many events.")),
        click.option(
            "--period", type=PERIOD, help=N_("2024, 2024-Q1, 2024-T2 (four months) or 2024-05.")
        ),
    )
    for option in reversed(options):
        function = option(function)
    return function


def _report_options(function: Callable[..., Any]) -> Callable[..., Any]:
    options = (
        clock_options,
        click.option(
            "--compare-to",
            metavar="TIME|POSITION",
            type=TIME_OR_POSITION,
            help=N_("Add what has changed since then, and by which events."),
        ),
        click.option("--currency", type=TEXT, help=N_("Which, where there are several.")),
        output_options,
    )
    for option in reversed(options):
        function = option(function)
    return function


def _reports(kind: str) -> Callable[[Callable[..., str | None]], Callable[..., None]]:
    """Make a function that names the subject into a command that prints the report."""

    def decorate(body: Callable[..., str | None]) -> Callable[..., None]:
        @_report_options
        @functools.wraps(body)
        @click.pass_obj
        def callback(
            session: Session,
            /,
            *,
            as_of: date | None,
            known_at: datetime | None,
            at: int | None,
            period: str | None,
            compare_to: datetime | int | None,
            currency: str | None,
            output_format: str | None,
            output: Path | None,
            **parameters: Any,
        ) -> None:
            from ledger import reports  # noqa: PLC0415 - heavy
            from ledger.cli.output import format_of, terminal_width, write  # noqa: PLC0415
            from ledger.cli.rendering import render  # noqa: PLC0415

            chosen = format_of(output_format, output)
            question = reports.Question(
                as_of=as_of, known_at=known_at, at=at, period=period, currency=currency
            )
            made = reports.report(session.book, kind, body(**parameters), question, compare_to)
            write(render(made, chosen, width=terminal_width()), output)

        return callback

    return decorate


@report.command("agreement", help=N_("An agreement, line by line and year by year."))
@click.argument("agreement", metavar="ID", type=ID)
@_reports("agreement")
def agreement(agreement: str) -> str:
    """Return the subject."""
    return agreement


@report.command("board", help=N_("What a board has committed and paid, in all agreements."))
@click.argument("board", metavar="BOARD", type=ID)
@_reports("board")
def board(board: str) -> str:
    """Return the subject."""
    return board


@report.command(
    "party",
    help=N_("Statement of account: promised to or by a party, paid, used, owed back, in kind."),
)
@click.argument("party", metavar="PARTY", type=ID)
@_reports("party")
def party(party: str) -> str:
    """Return the subject."""
    return party


@report.command("in-kind", help=N_("Contributions in something else than money."))
@click.argument("agreement", metavar="[ID]", type=ID, required=False)
@_reports("in-kind")
def in_kind(agreement: str | None) -> str | None:
    """Return the subject."""
    return agreement


@report.command("cash-flow", help=N_("Paid and still to pay, by month and line."))
@click.argument("agreement", metavar="[ID]", type=ID, required=False)
@_reports("cash-flow")
def cash_flow(agreement: str | None) -> str | None:
    """Return the subject."""
    return agreement
