"""``samverk imports``: the files that were read, and what became of their rows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

import click

from ledger.cli.clickwork import SamverkGroup
from ledger.cli.reading_input import POSITION
from ledger.cli.session import Session
from ledger.cli.showing import Summed, shows_list
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from events.facts import ImportRead, UnmatchedRow
    from events.importing import Reading
    from ledger.presentation.lists import ImportedRow, ImportRow, LeftRow
    from projections.audit import Entry
    from projections.projection import Projection


@click.group(
    "imports",
    cls=SamverkGroup,
    help=N_("The files that were read, and what became of their rows."),
)
def imports() -> None:
    """Group."""


@imports.command("list", help=N_("List the files that were read."))
@shows_list("imports list")
def list_imports(session: Session) -> list[ImportRow]:
    """Return the rows."""
    from ledger.work.present import current

    return [_read(x) for x in current(session.book, sums=()).imports.readings.values()]


def _read(reading: Reading) -> ImportRow:
    fact = reading.fact
    return {
        "position": reading.position,
        "file": fact.file,
        "format": fact.format,
        "source": fact.source or None,
        "map": fact.map,
        "rows": fact.row_count,
        "sum": _amount(fact.sum),
        "first_day": fact.first_day,
        "last_day": fact.last_day,
        "left_out": fact.unmatched_count,
        "actor": reading.actor,
        "encoding": fact.encoding,
        "sha256": fact.sha256,
    }


@imports.command(
    "show", help=N_("Show what became of the rows of a file: events, and rows that were left out.")
)
@click.argument("reading", metavar="POSITION", type=POSITION)
@shows_list("imports show")
def show(session: Session, reading: int) -> Summed:
    """Return the rows."""
    from ledger.presentation import display
    from ledger.work.present import current
    from ledger.work.routes import entries_of, reading_at

    known = current(session.book, sums=())
    fact = reading_at(session.book, reading, known)
    rows = [
        *(_recorded(x, known) for x in entries_of(session.book, reading, known)),
        *(_left(x) for x in fact.unmatched),
    ]
    told = _n("{n} row", "{n} rows", fact.row_count)
    total = display.quantity(_amount(fact.sum))
    summed = _("{file}: {rows}, sum {sum}", file=fact.file, rows=told, sum=total)
    return Summed(rows, notes=[summed, *_more(fact)])


def _recorded(entry: Entry, known: Projection) -> ImportedRow:
    from events.facts import event_name
    from events.money import PLACES

    event = entry.recorded
    document = known.agreements.get(event.agreement or "")
    places = PLACES[document.proposed.currency] if document is not None else 2
    minor = entry.amount_minor
    return {
        "position": event.position,
        "row": None,
        "verdict": "recorded",
        "day": entry.effective_on,
        "amount": None if minor is None else _amount(Decimal(minor).scaleb(-places)),
        "voucher": entry.voucher,
        "account": None,
        "agreement": event.agreement,
        "line": ", ".join(entry.lines) or None,
        "event": event_name(event.fact),
        "code": None,
    }


def _left(row: UnmatchedRow) -> ImportedRow:
    from ledger.exchange.import_look import LOST

    return {
        "position": None,
        "row": row.row,
        "verdict": "unmatched" if row.code in LOST else "refused",
        "day": row.day,
        "amount": None if row.amount is None else _amount(row.amount),
        "voucher": row.voucher or None,
        "account": row.account or None,
        "agreement": None,
        "line": None,
        "event": None,
        "code": row.code,
    }


def _amount(value: Decimal) -> str:
    return f"{value:f}"


def _more(fact: ImportRead) -> Iterator[str]:
    """Yield that more rows were left out than the book tells of."""
    left = fact.unmatched_count - len(fact.unmatched)
    if left:
        yield _n("{n} more row was left out of {file}.", "{n} more rows were left out of {file}.",
                 left, file=fact.file)  # fmt: skip


@imports.command(
    "unmatched",
    help=N_(
        """List the rows that were left out, since no route fits them or they cannot be read.

        Once there is a route for them, read the same file again: what is recorded already stays as
        it is, and a row that is recorded then stands here no more.

        \b
            samverk route add --account 4510 --agreement herrgarden --line L2
            samverk import reskontra-2024-05.csv --partly
        """
    ),
)
@shows_list("imports unmatched")
def unmatched(session: Session) -> Summed:
    """Return the rows."""
    from ledger.work.present import current

    rows: list[LeftRow] = []
    notes: list[str] = []
    for at, _actor, fact in current(session.book, sums=()).imports.readings.values():
        for row in fact.unmatched:
            told = _left(row)
            rows.append(
                {
                    "position": at,
                    "file": fact.file,
                    "row": row.row,
                    "day": told["day"],
                    "amount": told["amount"],
                    "voucher": told["voucher"],
                    "account": told["account"],
                    "code": row.code,
                }
            )
        notes += _more(fact)
    if rows:
        notes.append(
            _(
                "Say where such rows belong (samverk route learn, samverk route add), or that they"
                " are of no agreement here (--records nothing); then import the same file again."
            )
        )
    return Summed(rows, notes=notes)
