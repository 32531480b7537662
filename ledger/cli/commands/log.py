"""``samverk log``: the audit trail.

At a terminal the newest events come first, in a pager that shows a page as soon as it is there.
Elsewhere they come in the order of the book; CSV and NDJSON are written while the book is read.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from functools import cache
from itertools import chain, islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.clock import note_clock
from ledger.cli.commands.reporting import clock_options, width_option
from ledger.cli.reading_input import ID, TEXT
from ledger.cli.session import Session
from ledger.cli.showing import Summed, output_options, write_list
from ledger.presentation import display
from ledger.presentation.language import N_, _

if TYPE_CHECKING:
    from ledger.work.logged import Log

# Rows that a pager gets at a time, each with headings of its own: few while somebody waits for the
# first screen, and while the pager shows it.
_AT_FIRST, _LATER = 100, 500
_BESIDE_ROWS = 4  # lines of a terminal: title, headings, prompt
_Row = Mapping[str, Any]


@click.command(
    "log", cls=SamverkCommand, help=N_("The audit trail: what happened, who, when, why.")
)
@click.option("--agreement", type=ID, help=N_("Only this agreement."))
@click.option("--line", type=ID, help=N_("Only this line."))
@click.option("--party", type=ID, help=N_("Only what concerns this party."))
@click.option("--board", type=ID, help=N_("Only what concerns lines of this board."))
@click.option(
    "--event", metavar="NAME", type=TEXT, help=N_("Only this event, such as disbursement-recorded.")
)
@click.option("--voucher", type=TEXT, help=N_("Only this voucher."))
@click.option("--actor", type=ID, help=N_("Only what this actor recorded."))
@clock_options
@click.option(
    "--last", type=click.IntRange(1), metavar="NUMBER", help=N_("Only the newest so many of them.")
)
@click.option(
    "--newest-first/--oldest-first",
    default=None,
    help=N_(
        "The order; at a terminal a table has the newest first, and everything else the oldest."
    ),
)
@click.option("--sum", "is_summed", is_flag=True, help=N_("Add up the amounts, by currency."))
@width_option
@output_options
@click.pass_obj
def log(
    session: Session,
    agreement: str | None,
    line: str | None,
    party: str | None,
    board: str | None,
    event: str | None,
    voucher: str | None,
    actor: str | None,
    as_of: date | None,
    known_at: datetime | None,
    at: int | None,
    period: str | None,
    last: int | None,
    newest_first: bool | None,
    is_summed: bool,
    width: int | None,
    output_format: str | None,
    output: Path | None,
) -> None:
    """Print the events."""
    from events.period import parse_period
    from ledger.cli.output import format_of
    from ledger.work.logged import asked
    from projections.audit import Filter

    wanted = Filter(
        agreement=agreement,
        line=line,
        party=party,
        board=board,
        event=_event_named(event) if event is not None else None,
        voucher=voucher,
        actor=actor,
        as_of=as_of,
        period=parse_period(period) if period else None,
    )
    chosen = format_of(output_format, output)
    is_paged = chosen == "table" and output is None and not is_summed and _has_a_reader(session)
    is_part = is_paged or last is not None
    found = asked(session.book, wanted, known_at, at, is_part=is_part)
    rows = found.rows(newest_first=is_paged if newest_first is None else newest_first, last=last)
    if is_paged:
        _page(session, rows, found, width)
    else:
        told = summed(list(rows)) if is_summed else Summed(rows)
        write_list(session, "log", told._replace(at=found.upto), chosen, output, width)
    if known_at is not None:
        note_clock(session.book)


def _has_a_reader(session: Session) -> bool:
    """Return whether a person reads the output, at a terminal."""
    return not session.is_batch and sys.stdin.isatty() and sys.stdout.isatty()


def _page(session: Session, rows: Iterator[_Row], found: Log, width: int | None) -> None:
    """Show rows in a pager, or print them where all have room on the screen."""
    import shutil  # with the libraries that unpack archives

    from ledger.cli.output import terminal_width, write
    from ledger.presentation.formats import render
    from ledger.presentation.lists import LISTS
    from ledger.work.present import zone_at

    there = {x.proposed.currency for x in found.present.agreements.values()}
    listing = LISTS["log"].of([{"currency": currency} for currency in there])
    zone = cache(lambda: zone_at(session.book, found.upto))

    def drawn(some: list[_Row], title: str | None) -> str:
        shown = replace(listing, rows=some, title=title, zone=zone)
        return str(render(shown, "table", width=width or terminal_width()))

    room = max(1, shutil.get_terminal_size().lines - _BESIDE_ROWS)
    first = list(islice(rows, room + 1))
    if len(first) <= room:
        write(drawn(first, listing.title), None)
        return
    first += islice(rows, max(_AT_FIRST - len(first), 0))
    _require_pager()
    sizes = chain([_AT_FIRST], repeat(_LATER))
    more = iter(lambda: list(islice(rows, next(sizes))), [])
    click.echo_via_pager(chain([drawn(first, listing.title)], (drawn(x, None) for x in more)))


def _require_pager() -> None:
    """Leave the choice of a pager to click, if nobody can tell which one the environment names."""
    import shlex

    try:
        shlex.split(os.environ.get("PAGER", ""))
    except ValueError:
        del os.environ["PAGER"]


def summed(rows: list[_Row]) -> Summed:
    """Return rows with their sums by currency: what is taken back and what takes it back cancel.

    A reader is told where only one of the two is among the rows.
    """
    there, totals, notes = {row["position"] for row in rows}, [], []
    for currency in sorted({row["currency"] for row in rows} - {None}):
        own = [
            row for row in rows if row["currency"] == currency and row["amount_minor"] is not None
        ]
        totals.append(
            {"currency": currency, "amount_minor": sum(row["amount_minor"] for row in own)}
        )
        kinds = sorted({row["event"] for row in own} - {"entry-reversed/1"})
        if len(kinds) > 1:
            notes.append(
                _(
                    "This adds up events of {n} kinds, such as promises and payments: {events}."
                    " Choose one with --event.",
                    n=len(kinds),
                    events=", ".join(map(display.word, kinds)),
                )
            )
        halves = [row for row in own if row["reversed_by"] and row["reversed_by"] not in there]
        if halves:
            amount = display.amount(sum(row["amount_minor"] for row in halves), currency)
            events = ", ".join(f"#{row['reversed_by']}" for row in halves)
            notes.append(
                _(
                    "{amount} {currency} of this was taken back by events that are not shown:"
                    " {events}.",
                    amount=amount,
                    currency=currency,
                    events=events,
                )
            )
    return Summed(rows, totals, notes)


def _event_named(event: str) -> str:
    """Return the stored name of an event, from that name or from the word in the log."""
    from events.facts import NAMES

    known = list(dict.fromkeys(name.partition("/")[0] for name in NAMES))
    shown = {display.word(name): name for name in known}
    named = event.partition("/")[0]
    if named not in known and named not in shown:
        raise _no_event(event, known)
    return shown.get(named, named)


def _no_event(event: str, known: list[str]) -> click.BadParameter:
    from ledger.presentation.refusals import most_like

    near = most_like(event, known)
    text = _("There is no event '{event}'.", event=display.safe(event))
    text += " " + _("Did you mean {near}?", near=near) if near else ""
    text += " " + _("The events: {known}", known=", ".join(known))
    return click.BadParameter(text, param_hint="--event")
