"""``samverk obligation``: what parties have to do by a day, and what waits for it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, get_args

import click

from events.facts import Blocked, ObligationKind
from ledger.cli.clickwork import SamverkGroup
from ledger.cli.commands.planning import AS_OF
from ledger.cli.commands.recording import AGREEMENT
from ledger.cli.reading_input import DATE, ID, PLACE, TEXT
from ledger.cli.session import Session
from ledger.cli.showing import shows_list
from ledger.cli.writing import DECISION, ON_OR_TODAY, writes
from ledger.presentation.language import N_

if TYPE_CHECKING:
    from events.planning import Obligation
    from ledger.presentation.lists import ObligationRow
    from ledger.rules.entries.obligations import (
        AcceptObligation,
        ExtendObligation,
        MeetObligation,
        RejectObligation,
        SetObligation,
        WaiveObligation,
    )

OBLIGATION = click.argument("obligation", metavar="OBLIGATION", type=ID)


@click.group("obligation", cls=SamverkGroup, help=N_("What parties have to do, and by when."))
def obligation() -> None:
    """Group."""


@obligation.command(
    "set", help=N_("Record what a party has to do by a day, and what waits for it.")
)
@AGREEMENT
@OBLIGATION
@click.option(
    "--kind",
    required=True,
    type=click.Choice(get_args(ObligationKind)),
    help=N_("What is to be done or handed in."),
)
@click.option("--party", required=True, type=ID, help=N_("Who has to do it."))
@click.option("--due", "due_on", required=True, type=DATE, help=N_("Last day to do it."))
@click.option("--covers", metavar="PERIOD", type=TEXT, help=N_("What it is about: 2024, 2024-H1."))
@click.option(
    "--blocks",
    metavar="LINE:YEAR:N",
    multiple=True,
    type=PLACE,
    help=N_("An instalment that is paid only when it is accepted or waived. May be repeated."),
)
@ON_OR_TODAY
@writes()
def set_obligation(
    _session: Session,
    agreement: str,
    obligation: str,
    kind: ObligationKind,
    party: str,
    due_on: date,
    covers: str | None,
    blocks: tuple[tuple[str, int, int], ...],
    on: date | None,
) -> SetObligation:
    """Build the command."""
    from ledger.rules.entries.obligations import SetObligation

    return SetObligation(
        agreement=agreement,
        obligation=obligation,
        kind=kind,
        party=party,
        due_on=due_on,
        covers=covers,
        blocks=tuple(Blocked(line=x, year=year, instalment=n) for x, year, n in blocks),
        set_on=on,
    )


@obligation.command("met", help=N_("Record that an obligation is met; somebody else accepts it."))
@AGREEMENT
@OBLIGATION
@click.option("--reference", type=TEXT, help=N_("Reference of the report, decision or document."))
@ON_OR_TODAY
@writes()
def met(
    _session: Session, agreement: str, obligation: str, reference: str | None, on: date | None
) -> MeetObligation:
    """Build the command."""
    from ledger.rules.entries.obligations import MeetObligation

    return MeetObligation(
        agreement=agreement, obligation=obligation, met_on=on, reference=reference
    )


@obligation.command(
    "accept", help=N_("Accept what was met: four eyes, so somebody else than who recorded it.")
)
@AGREEMENT
@OBLIGATION
@ON_OR_TODAY
@writes()
def accept(_session: Session, agreement: str, obligation: str, on: date | None) -> AcceptObligation:
    """Build the command."""
    from ledger.rules.entries.obligations import AcceptObligation

    return AcceptObligation(agreement=agreement, obligation=obligation, accepted_on=on)


@obligation.command(
    "reject", help=N_("Reject what was met: four eyes. It then has to be met again.")
)
@AGREEMENT
@OBLIGATION
@ON_OR_TODAY
@writes(needs_reason=True)
def reject(
    _session: Session, agreement: str, obligation: str, on: date | None, reason: str
) -> RejectObligation:
    """Build the command."""
    from ledger.rules.entries.obligations import RejectObligation

    return RejectObligation(
        agreement=agreement, obligation=obligation, rejected_on=on, reason=reason
    )


@obligation.command("waive", help=N_("Record the decision that an obligation need not be met."))
@AGREEMENT
@OBLIGATION
@DECISION
@ON_OR_TODAY
@writes()
def waive(
    _session: Session, agreement: str, obligation: str, decision: str, on: date | None
) -> WaiveObligation:
    """Build the command."""
    from ledger.rules.entries.obligations import WaiveObligation

    return WaiveObligation(
        agreement=agreement, obligation=obligation, decision=decision, waived_on=on
    )


@obligation.command("extend", help=N_("Record the decision that an obligation is due later."))
@AGREEMENT
@OBLIGATION
@click.option("--due", "due_on", required=True, type=DATE, help=N_("The new last day."))
@DECISION
@ON_OR_TODAY
@writes()
def extend(
    _session: Session,
    agreement: str,
    obligation: str,
    due_on: date,
    decision: str,
    on: date | None,
) -> ExtendObligation:
    """Build the command."""
    from ledger.rules.entries.obligations import ExtendObligation

    return ExtendObligation(
        agreement=agreement,
        obligation=obligation,
        due_on=due_on,
        decision=decision,
        extended_on=on,
    )


@obligation.command("list", help=N_("List the obligations: who owes what, by when, how it stands."))
@AGREEMENT
@AS_OF
@shows_list("obligation list")
def list_obligations(session: Session, agreement: str, as_of: date | None) -> list[ObligationRow]:
    """Return the rows."""
    from ledger.work.planning import planning_of

    found = planning_of(session.book, agreement, as_of)
    planning = found.projection.agreements[agreement].planning
    return [_row(x, found.day) for x in planning.standings()] if planning is not None else []


def _row(one: Obligation, day: date) -> ObligationRow:
    return {
        "obligation": one.obligation,
        "kind": one.fact.kind,
        "party": one.party,
        "covers": one.fact.covers,
        "due_on": one.due_on,
        "status": one.state(day),
        "days_late": one.days_late(day),
        "blocks": [f"{x.line}:{x.year}:{x.instalment}" for x in one.fact.blocks],
        "met_on": one.met.met_on if one.met is not None else None,
        "reference": one.met.reference if one.met is not None else None,
        "accepted_on": one.accepted.accepted_on if one.accepted is not None else None,
        "rejected_on": one.rejected.rejected_on if one.rejected is not None else None,
        "rejected_because": one.rejected.reason if one.rejected is not None else None,
        "waived_by": one.waived.decision if one.waived is not None else None,
        "extended_by": one.extended.decision if one.extended is not None else None,
    }
