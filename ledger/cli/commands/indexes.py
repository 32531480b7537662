"""``samverk index``: what was published of the indexes that lines are raised by."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkGroup
from ledger.cli.reading_input import DATE, ID, PERIOD, POSITION, RATE, TEXT
from ledger.cli.session import Session
from ledger.cli.showing import output_options, shows_list
from ledger.cli.writing import writes
from ledger.presentation.language import N_
from ledger.rules import commands as c

if TYPE_CHECKING:
    from ledger.presentation.lists import PublicationRow
    from projections.projection import Projection


@click.group(
    "index",
    cls=SamverkGroup,
    help=N_("The register of indexes that lines are raised by, and what it says of uplifts."),
)
def index() -> None:
    """Group."""


@index.command(
    "publish",
    context_settings={"ignore_unknown_options": True},  # a value may begin with a hyphen
    help=N_(
        """Record what was published of an index.

        The value is the change in per cent. The same period may be published again: each
        publication is kept, and the agreement says which of them counts for a line.

        \b
            samverk index publish PKV 2025 2,58 --on 2024-10-15 --source 'SKR 24:31'
        """
    ),
)
@click.argument("series", metavar="SERIES", type=ID)
@click.argument("period", metavar="PERIOD", type=PERIOD)
@click.argument("value", metavar="VALUE", type=RATE)
@click.option("--on", required=True, type=DATE, help=N_("Day it was published."))
@click.option("--source", required=True, type=TEXT, help=N_("Who published it, and where."))
@click.option("--preliminary", is_flag=True, help=N_("It was said that it is not final."))
@writes()
def publish(
    _session: Session,
    series: str,
    period: str,
    value: Decimal,
    on: date,
    source: str,
    preliminary: bool,
) -> c.PublishIndex:
    """Build the command."""
    return c.PublishIndex(
        series=series,
        period=period,
        value_percent=value,
        published_on=on,
        source=source,
        preliminary=preliminary,
    )


@index.command(
    "withdraw",
    help=N_(
        """Let a publication count no more that the book says otherwise than it was published.

        Then publish it as it was. What was decided by it stays decided: see samverk index check
        """
    ),
)
@click.argument("publication", metavar="POSITION", type=POSITION)
@writes(needs_reason=True)
def withdraw(_session: Session, publication: int, reason: str) -> c.WithdrawIndex:
    """Build the command."""
    return c.WithdrawIndex(publication=publication, reason=reason)


@index.command("list", help=N_("List what was published, by series and period, oldest first."))
@click.option("--series", type=ID, help=N_("Only this series."))
@click.option("--period", type=PERIOD, help=N_("Only this period."))
@shows_list("index list")
def list_publications(
    session: Session, series: str | None, period: str | None
) -> list[PublicationRow]:
    """Return the rows."""
    from ledger.presentation.indexing import publication_rows
    from ledger.work.present import current_of

    register = current_of(session.book, ()).indexes
    return publication_rows(register, series, period)


@index.command(
    "check",
    help=N_(
        """Find uplifts by index that would be others with today's values, and how to supersede.

        Nothing is recorded: what becomes of them is for the board to decide. The exit status is 5
        if there are any.
        """
    ),
)
@click.option("--agreement", type=ID, help=N_("Only of this agreement."))
@output_options
@click.pass_obj
def check(
    session: Session, agreement: str | None, output_format: str | None, output: Path | None
) -> None:
    """Print them."""
    from ledger.cli.boundary import DIFFERENT
    from ledger.cli.output import format_of, terminal_width, write
    from ledger.presentation.formats import render
    from ledger.presentation.indexing import revised_listing
    from ledger.work.existence import require_agreement
    from ledger.work.present import current, today
    from projections.due.material import is_open
    from projections.indexes import revised

    book = session.book
    projection = current(book, lambda x: _following(x, agreement), ("balances",))
    if agreement is not None:
        require_agreement(agreement, projection)
    documents = {
        key: document
        for key, document in projection.agreements.items()
        if agreement in {None, key} and is_open(document)
    }
    found = list(revised(projection, documents, today(book)))
    shown = revised_listing(found, projection)
    write(render(shown, format_of(output_format, output), width=terminal_width()), output)
    if found:
        click.get_current_context().exit(DIFFERENT)


def _following(known: Projection, agreement: str | None) -> list[str]:
    """Return the agreements with a line that follows an index; the others need no sums."""
    return [
        key
        for key, document in known.agreements.items()
        if agreement in {None, key} and any(line.index for line in document.lines.values())
    ]
