"""``samverk due``: all that somebody has to do, the most urgent first."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.evidence import evidence_of
from ledger.cli.reading_input import DATE, ID, Read
from ledger.cli.session import Session
from ledger.cli.showing import OUTPUT
from ledger.presentation.formats import FORMATS
from ledger.presentation.language import N_, _

if TYPE_CHECKING:
    from ledger.cli.evidence import Evidence
    from ledger.work.due import Agenda
    from projections.due.material import Exposed

CALENDAR = "ics"  # what no other list or report is written as
_SPAN = re.compile(r"(\d{1,5})\s?([dw]?)", re.ASCII | re.IGNORECASE)
_DAYS_OF_A_WEEK = 7


def read_span(text: str) -> timedelta:
    """Read ``30d``, ``30`` or ``6w``."""
    found = _SPAN.fullmatch(text.strip())
    if found is None:
        raise click.BadParameter(
            _("{text} is no number of days or weeks. Write 30d, or 6w.", text=text)
        )
    weeks = found[2].lower() == "w"
    return timedelta(days=int(found[1]) * (_DAYS_OF_A_WEEK if weeks else 1))


SPAN = Read("DAYS", read_span)


@click.command(
    "due",
    cls=SamverkCommand,
    help=N_(
        """All that somebody has to do, the most urgent first, with the command that settles it.

        What only you can know stands as … in a command.
        """
    ),
)
@click.option(
    "--within",
    type=SPAN,
    help=N_("Only what is late, or due within so many days, such as 30d, or weeks, such as 6w."),
)
@click.option("--for", "party", type=ID, help=N_("Only what this party has to do."))
@click.option("--agreement", type=ID, help=N_("Only of this agreement."))
@click.option("--as-of", type=DATE, help=N_("What was due on this day; today if left out."))
@click.option(
    "-O",
    "--output-format",
    type=click.Choice((*FORMATS, CALENDAR)),
    help=N_("Format; table if left out."),
)
@click.option(
    "-o",
    "--output",
    type=OUTPUT,
    help=N_("Write to a file; its ending decides the format. A file .ics is a calendar."),
)
@click.pass_obj
def due(
    session: Session,
    within: timedelta | None,
    party: str | None,
    agreement: str | None,
    as_of: date | None,
    output_format: str | None,
    output: Path | None,
) -> None:
    """Print it."""
    from msgspec.structs import replace

    from ledger.books.checkpoints import held_folder
    from ledger.cli.output import format_of, write
    from ledger.work.asking import require_newest
    from ledger.work.due import agenda, exposed_after

    chosen = format_of(output_format, output, {f".{CALENDAR}": CALENDAR})
    require_newest(session.book)
    evidence: list[Evidence] = []

    def exposed() -> Exposed | None:
        if not held_folder(session.local_path).exists():
            return exposed_after(session.book, 0)
        evidence.append(evidence_of(session))
        return evidence[0].exposed(session.book)

    found = agenda(session.book, as_of, agreement, party, exposed)
    if within is not None:
        rows = [x for x in found.rows if x.row.due_on - found.day <= within]
        found = replace(found, rows=rows)
    write(_content(session, found, chosen), output)
    for one in evidence:
        for fault in one.faults():
            raise fault


def _content(session: Session, found: Agenda, chosen: str) -> str | bytes:
    """Return what is due in a format."""
    if chosen == CALENDAR:
        from ledger.books.checkpoints import origin
        from ledger.cli.refusals import NoCalendarLibrary
        from ledger.presentation.calendars import as_calendar

        try:
            return as_calendar(found.rows, found.projection, origin(session.book)).decode()
        except ImportError as error:
            raise NoCalendarLibrary(cause=str(error)) from None
    from ledger.cli.output import terminal_width
    from ledger.presentation.agenda import drawn, listing
    from ledger.presentation.formats import DEFAULT, render

    if chosen == DEFAULT:
        return drawn(found.rows, found.day, found.projection, terminal_width())
    shown = listing(found.rows, found.day, found.projection)
    return render(shown, chosen, width=terminal_width())
