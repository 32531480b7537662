"""``samverk log``, ``show``, ``replay``: the audit trail, and history told again."""

from __future__ import annotations

import sys
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import click

from ledger.cli.clickwork import SamverkCommand
from ledger.cli.clock import note_clock
from ledger.cli.commands.reporting import clock_options, width_option
from ledger.cli.reading_input import ID, POSITION, SIZE, TEXT, TIME
from ledger.cli.session import Session
from ledger.cli.showing import TABLE_OR_JSON, Summed, shows_list
from ledger.presentation import display
from ledger.presentation.language import N_, _, _n

if TYPE_CHECKING:
    from events.record import Evidence
    from projections.audit import Entry
    from projections.projection import Projection

DIFFERENCE_FOUND = 5


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
@click.option("--sum", "is_summed", is_flag=True, help=N_("Add up the amounts, by currency."))
@width_option
@shows_list("log")
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
    is_summed: bool,
) -> Summed:
    """Return the rows."""
    from events.facts import NAMES
    from events.period import parse_period
    from ledger.presentation.lists import PartialRow, fields_of_fact
    from ledger.work.asking import Question, scope_of
    from ledger.work.present import current, of_agreements
    from ledger.work.trail import Asides, trail
    from projections.audit import Filter

    known = list(dict.fromkeys(name.partition("/")[0] for name in NAMES))
    if event is not None:
        event = _event_named(event, known)
    wanted = Filter(
        agreement=agreement,
        line=line,
        party=party,
        board=board,
        event=event,
        voucher=voucher,
        actor=actor,
        as_of=as_of,
        period=parse_period(period) if period else None,
    )
    present = current(session.book, sums=())
    question = Question(known_at=known_at, at=at)
    upto = scope_of(session.book, question).at
    # A party may have another name by now.
    then = present if upto >= present.position else of_agreements(session.book, (), upto, None)
    names, asides = _names(then), Asides()
    rows: list[dict[str, Any]] = [
        PartialRow(
            _row(entry, present, names)
            | {"leaf": asides.leaves.pop(entry.recorded.position).hex()}
            | _marks(entry)
            | fields_of_fact(entry.recorded.fact)
        )
        for entry in trail(session.book, question, wanted, present, asides)
    ]
    _mark_reversed(rows, asides.reversed_by)
    if known_at is not None:
        note_clock(session.book)
    found = summed(rows) if is_summed else Summed(rows)
    return found._replace(at=upto)


def _names(present: Projection) -> dict[str, str]:
    return {party: fact.name for party, fact in present.parties.items()}


def _marks(entry: Entry) -> dict[str, Any]:
    """Return which event an event takes back; whether it is taken back is known at the end."""
    from events.facts import EntryReversed

    fact = entry.recorded.fact
    reverses = fact.position if isinstance(fact, EntryReversed) else None
    return {"reverses": reverses, "reversed_by": None}


def _mark_reversed(rows: list[dict[str, Any]], reversed_by: dict[int, int]) -> None:
    """Say of entries that were taken back by which event."""
    for row in rows:
        by = reversed_by.get(row["position"])
        if by is not None:
            row["reversed_by"] = by
            row["what"] = _("taken back by #{position}: {entry}", position=by, entry=row["what"])


def summed(rows: list[dict[str, Any]]) -> Summed:
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


def _event_named(event: str, known: list[str]) -> str:
    """Return the stored name of an event, from that name or from the word in the log."""
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


def _row(entry: Entry, present: Projection, names: dict[str, str]) -> dict[str, Any]:
    from ledger.presentation.describing import summary
    from ledger.work.present import currency_of
    from projections.fact_fields import says_money

    recorded, envelope = entry.recorded, entry.recorded.envelope
    currency = currency_of(present, recorded)
    has_money = entry.amount_minor is not None or says_money(type(recorded.fact))
    return {
        "position": recorded.position,
        "recorded_at": envelope.recorded_at,
        "effective_on": entry.effective_on,
        "event": recorded.name,
        "agreement": recorded.agreement,
        "lines": list(entry.lines),
        "parties": list(entry.parties),
        "boards": list(entry.boards),
        "amount_minor": entry.amount_minor,
        "currency": currency if has_money else None,
        "voucher": entry.voucher,
        "what": summary(recorded.fact, names, currency),
        "actor": envelope.actor,
        "assurance": envelope.assurance,
        "reason": envelope.reason,
        "evidence": ", ".join(x.reference for x in envelope.evidence) or None,
        "key": envelope.key,
        "causation": envelope.causation,
    }


@click.command("show", cls=SamverkCommand, help=N_("One event in full, and what it changed."))
@click.argument("position", metavar="POSITION", type=POSITION)
@TABLE_OR_JSON
@click.pass_obj
def show(session: Session, position: int, output_format: str) -> None:
    """Print it."""
    from ledger.presentation.data_formats import as_json
    from ledger.work.present import currency_of, current_of
    from ledger.work.trail import entry_at
    from projections.audit import fact_fields

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
        for leg in entry.postings
    ]
    if output_format == "json":
        from ledger.cli.output import write

        content = {
            **_row(entry, present, _names(present)),
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
    row = _row(entry, present, _names(present))
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
