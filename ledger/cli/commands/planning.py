"""``samverk plan``: when a year's commitment of a line is paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.clickwork import SamverkGroup
from ledger.cli.commands.recording import AGREEMENT, LINE
from ledger.cli.reading_input import DATE, YEAR, LocalFile
from ledger.cli.session import Session
from ledger.cli.showing import Summed, shows_list
from ledger.cli.writing import writes
from ledger.presentation.language import N_, _

if TYPE_CHECKING:
    from ledger.presentation.lists import InstalmentRow
    from ledger.rules.entries.planned import AdjustPlan, PlanInstalments
    from projections.instalments import PlanOfYear

BUDGET_YEAR = click.option(
    "--year", required=True, type=YEAR, help=N_("Budget year of the commitment.")
)
ON = click.option("--on", type=DATE, help=N_("Day of the plan; today if left out."))
AS_OF = click.option(
    "--as-of", type=DATE, help=N_("Only facts about this day or earlier; today if left out.")
)
EVERY = ("month", "quarter", "year")


@click.group("plan", cls=SamverkGroup, help=N_("Instalments: when what is committed is paid."))
def plan() -> None:
    """Group."""


@plan.command(
    "instalments",
    help=N_(
        "Plan when a year's commitment of a line is paid.\n\nEither in equal parts, or as a file"
        " says: CSV, with a due day and an amount in each row, or TOML, with [[instalment]] and"
        " due and amount in each. A later plan replaces an earlier one; instalments of which"
        " something is paid stay as they are, and a file has them, too.\n\n"
        "\b\n    due;amount\n    2024-01-31;178 750\n    2024-04-30;178 750,50"
    ),
)
@AGREEMENT
@LINE
@click.argument("file", metavar="[FILE]", required=False, type=LocalFile(path_type=Path))
@BUDGET_YEAR
@click.option(
    "--equal", type=click.IntRange(1), metavar="N", help=N_("So many equal parts, of what is left.")
)
@click.option("--first", type=DATE, help=N_("Due day of the first part."))
@click.option(
    "--every", type=click.Choice(EVERY), help=N_("How long it is from one part to the next.")
)
@ON
@writes()
def instalments(
    session: Session, agreement: str, line: str, file: Path | None, year: int, **options: Any
) -> PlanInstalments:
    """Build the command."""
    from ledger.rules.entries.planned import PlanInstalments

    given = {name: options[name] for name in ("equal", "first", "every")}
    day: date | None = options["on"]
    if (file is None) == all(value is None for value in given.values()):
        raise click.UsageError(
            _("Give one of these, and only one: {options}", options=f"{_('FILE')}, --equal")
        )
    if file is None:
        missing = [f"--{name}" for name, value in given.items() if value is None]
        if missing:
            raise click.UsageError(
                _("--equal, --first and --every go together: {missing}", missing=", ".join(missing))
            )
        return PlanInstalments(agreement=agreement, line=line, year=year, planned_on=day, **given)
    from ledger.exchange.plan_file import read_plan

    parts = read_plan(file, session.service.currency_of(agreement))
    session.source = file
    return PlanInstalments(
        agreement=agreement, line=line, year=year, instalments=parts, planned_on=day
    )


@plan.command(
    "adjust",
    help=N_(
        "Let a plan come to what is committed by now.\n\nAfter an increase, an instalment of the"
        " difference is added; after a decrease, the last ones that are not paid lose it."
    ),
)
@AGREEMENT
@LINE
@BUDGET_YEAR
@click.option(
    "--due",
    "due_on",
    type=DATE,
    help=N_("Due day of an added instalment; with the last one, or today, if left out."),
)
@ON
@writes()
def adjust(
    _session: Session,
    agreement: str,
    line: str,
    year: int,
    due_on: date | None,
    on: date | None,
) -> AdjustPlan:
    """Build the command."""
    from ledger.rules.entries.planned import AdjustPlan

    return AdjustPlan(agreement=agreement, line=line, year=year, due_on=due_on, planned_on=on)


@plan.command("show", help=N_("List the instalments: what is paid, what is left, what waits."))
@AGREEMENT
@AS_OF
@shows_list("plan show")
def show(session: Session, agreement: str, as_of: date | None) -> Summed:
    """Return the rows."""
    from ledger.work.planning import planning_of
    from projections.instalments import plans_of

    found = planning_of(session.book, agreement, as_of)
    plans = list(plans_of(found.projection, agreement))
    rows = [row for each in plans for row in _rows(each, found.day)]
    notes = [note for each in plans for note in _notes(each, agreement)]
    return Summed(rows, notes=notes)


def _rows(plan: PlanOfYear, day: date) -> Iterator[InstalmentRow]:
    for one in plan.standings:
        yield {
            "line": plan.line,
            "year": plan.year,
            "number": one.number,
            "due_on": one.due_on,
            "amount_minor": one.amount_minor,
            "paid_minor": one.paid_minor,
            "left_minor": one.left_minor,
            "lapsed_minor": one.lapsed_minor,
            "currency": plan.currency,
            "status": one.state(day),
            "days_late": one.days_late(day),
            "waits_for": [x.obligation for x in plan.waiting.get(one.number, ())],
        }


def _notes(plan: PlanOfYear, agreement: str) -> Iterator[str]:
    """Yield what a reader should know of a plan: that it is not what is committed."""
    from ledger.presentation import display

    if not plan.missing_minor:
        return
    text = (
        N_("{line} {year}: the plan is {amount} short of what is committed. {command}")
        if plan.missing_minor > 0
        else N_("{line} {year}: the plan is {amount} more than what is committed. {command}")
    )
    yield _(
        text,
        line=plan.line,
        year=plan.year,
        amount=display.amount(abs(plan.missing_minor), plan.currency),
        command=f"samverk plan adjust {agreement} {plan.line} --year {plan.year}",
    )
