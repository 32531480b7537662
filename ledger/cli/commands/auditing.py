"""``samverk show``, ``replay``: one event in full, and history told again."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.reading_input import POSITION, SIZE, TIME
from ledger.cli.session import Session
from ledger.cli.showing import TABLE_OR_JSON
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from events.record import Evidence
    from projections.audit import Entry
    from projections.projection import Projection

DIFFERENCE_FOUND = 5


@click.command("show", cls=SamverkCommand, help=N_("One event in full, and what it changed."))
@click.argument("position", metavar="POSITION", type=POSITION)
@TABLE_OR_JSON
@click.pass_obj
def show(session: Session, position: int, output_format: str) -> None:
    """Print it."""
    from ledger.presentation.data_formats import as_json
    from ledger.presentation.trail_rows import names_of, row_of
    from ledger.work.present import currency_of, current_of
    from ledger.work.trail import entry_at
    from projections.audit import fact_fields, moved

    entry = entry_at(session.book, position)
    concerned = {entry.recorded.agreement} if entry.recorded.agreement else set()
    present = current_of(session.book, concerned)
    currency = currency_of(present, entry.recorded)
    envelope, fields = entry.recorded.envelope, fact_fields(entry.recorded.fact)
    leaf = session.book.node(0, position - 1).hex()
    legs = [
        {
            "account": leg.full_account,
            "line": leg.line or None,
            "year": leg.year,
            "minor": leg.minor,
        }
        for leg in moved(entry.recorded, present.lines)
    ]
    if output_format == "json":
        from ledger.cli.output import write

        content = {
            **row_of(entry, currency, names_of(present)),
            **_booked(entry),
            "stream": entry.recorded.originator_id,
            "version": entry.recorded.originator_version,
            "leaf": leaf,
            "evidence": [{"reference": x.reference, "sha256": x.sha256} for x in envelope.evidence],
            "fact": fields,
            "postings": legs,
        }
        write(as_json(content), None)
        return
    row = row_of(entry, currency, names_of(present))
    envelope_rows = [
        (_("Event"), f"#{position} {display.word(row['event'])} ({row['event']})"),
        (_("What"), row["what"]),
        (_("Effective"), _effective(entry)),
        (_("Recorded"), _recorded(envelope.recorded_at, present)),
        (_("Actor"), f"{envelope.actor} ({display.word(envelope.assurance)})"),
        (_("Why"), envelope.reason or _("not stated")),
        (
            _("Evidence"),
            "; ".join(map(_evidence, envelope.evidence)) or _("not stated"),
        ),
        (_("Follows from"), f"#{envelope.causation}" if envelope.causation else _("nothing")),
        (_("Key"), envelope.key or _("not stated")),
        (_("Stream"), f"{entry.recorded.originator_id}, {entry.recorded.originator_version}"),
        (_("Leaf hash"), leaf),
    ]
    _print_pairs(envelope_rows)
    click.echo()
    click.echo(_("Stored:"))
    _print_pairs([(key, _plain(value)) for key, value in fields.items()], indent="  ")
    if legs:
        click.echo()
        click.echo(_("What it changed:"))
        _print_legs(legs, currency)


def _recorded(at: datetime, present: Projection) -> str:
    """Return when an event was recorded, as it is stored, and as the book's clocks showed it."""
    stored = at.isoformat().replace("+00:00", "Z")
    return f"{stored} ({display.instant(at)})" if present.told_in else stored


def _booked(entry: Entry) -> dict[str, Any]:
    """Return both days of an event that is booked later than it happened; else nothing."""
    from ledger.presentation.lists import booked_later

    later = booked_later(entry.recorded.fact)
    days = {"document_on": entry.happened_on, "booked_on": entry.effective_on}
    return {**days, **later} if later else {}


def _effective(entry: Entry) -> str:
    """Return the day from which an event counts, and its document's day where that is another."""
    if entry.effective_on is None:
        return _("about no day")
    days = _booked(entry).get("booked_later_days", 0)
    if not days:
        return entry.effective_on.isoformat()
    return _n(
        "{booked}, {n} day later than its document ({day})",
        "{booked}, {n} days later than its document ({day})",
        days,
        booked=entry.effective_on,
        day=entry.happened_on,
    )


def _evidence(evidence: Evidence) -> str:
    digest = f" (SHA-256 {evidence.sha256})" if evidence.sha256 else ""
    return evidence.reference + digest


def _plain(value: Any) -> str:
    import json

    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _print_pairs(pairs: list[tuple[str, str]], indent: str = "") -> None:
    width = max(len(name) for name, _value in pairs)
    for name, value in pairs:
        click.echo(f"{indent}{name:{width}}  {display.safe(value)}")


def _print_legs(legs: list[dict[str, Any]], currency: str) -> None:
    shown = [
        (
            display.safe(str(leg["account"])),
            f"{leg['line'] or ''} {leg['year']}".strip(),
            display.change(leg["minor"], currency),
        )
        for leg in legs
    ]
    widths = [max(len(row[i]) for row in shown) for i in range(3)]
    for account, place, minor in shown:
        click.echo(f"  {account:{widths[0]}}  {place:{widths[1]}}  {minor:>{widths[2]}}")


@click.command(
    "replay",
    cls=SamverkCommand,
    help=N_("Rebuild every projection from the events, and say whether the views agree."),
)
@click.option("--at", type=SIZE, help=N_("Only the first so many events."))
@click.option(
    "--known-at",
    type=TIME,
    help=N_("Only what the ledger had been told by then; a day ends at 24:00 UTC."),
)
@click.option("--rebuild", is_flag=True, help=N_("Make the views anew from the events."))
@click.pass_context
def replay(
    context: click.Context, at: int | None, known_at: datetime | None, rebuild: bool
) -> None:
    """Replay, compare, print."""
    from ledger.work import asking, present

    book = context.obj.book
    scope = asking.scope_of(book, asking.Question(at=at, known_at=known_at))
    if rebuild:
        present.rebuild(book)
    with click.progressbar(
        length=scope.at,
        label=_("Replaying"),
        file=sys.stderr,
        hidden=not sys.stderr.isatty(),
    ) as bar:
        replayed = present.replayed(book, scope, bar.update)
    total = sum(replayed.balances.values())
    events = _n("{n} event", "{n} events", scope.at)
    click.echo(_("{events} replayed; all postings sum to {total}.", events=events, total=total))
    if scope.at != book.head():
        click.echo(_("The views show the present, so they were not compared with the past."))
        return
    found = present.view_differences(book, replayed)
    if found is None:
        click.echo(_("No views were compared: questions are answered from the events here."))
        return
    for difference in found:
        click.echo(f"  {display.safe(difference)}")
    if found:
        click.echo(_("The views differ from the events. Make them anew: samverk replay --rebuild"))
        context.exit(DIFFERENCE_FOUND)
    click.echo(_("The views agree with the events."))
