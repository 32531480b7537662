"""The rules about who performs a line that has had several performers.

Payments go to who performs the line on their day. What a performer was paid, has reported and owes
stays its own, so reports and claims say which performer they are about.

Source: docs/DOMAIN.md, section 3 (performers).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from events import facts as f
from events.facts import PartyId
from events.performing import Performing
from ledger.rules.dates import Basis, Days, one, require_not_before
from ledger.rules.refusals.amounts import PayeeNotPerformer, WhichPerformer
from ledger.rules.state import LineState, World, YearState

_CONCLUSION = f.event_name_of(f.AmendmentConcluded)


def require_performing(party: PartyId | None, line: LineState, day: date, world: World) -> PartyId:
    """Return who performs a line on a day, and so is paid; refuse another party."""
    performing = line.performing_on(day)
    if party not in (None, performing.performer):
        raise _other(party, line, performing.performer)
    _require_in_force(one(day), performing, world)
    return performing.performer


def of_report(
    party: PartyId | None, line: LineState, year: YearState, day: date, world: World
) -> PartyId:
    """Return whom a report of use is by: the one that was paid, unless the user says another."""

    def paid(it: PartyId) -> int:
        return line.of_performer(it, year, "disbursed")

    return _concerned(party, line, one(day), world, paid)


def of_claim(
    party: PartyId | None, line: LineState, year: YearState, days: Days, world: World
) -> PartyId:
    """Return whom a claim is against: who can be claimed from, unless the user says another."""
    return _concerned(party, line, days, world, lambda it: claimable_minor(it, line, year))


def claimable_minor(party: PartyId, line: LineState, year: YearState) -> int:
    """Return what can be claimed from a performer of a line: paid, and not claimed yet."""
    return line.of_performer(party, year, "disbursed") - line.of_performer(party, year, "claimed")


def _concerned(
    party: PartyId | None,
    line: LineState,
    days: Days,
    world: World,
    minor: Callable[[PartyId], int],
) -> PartyId:
    """Return a performer of a line; if the user names none, the only one that has an amount."""
    if not line.performers and party in {None, line.proposed.performer}:  # nearly always
        return line.proposed.performer
    known, day = line.all_performers, days.document or days.booked
    if party is None:
        found = [it for it in known if minor(it) > 0]
        if len(found) > 1:
            raise WhichPerformer(line=line.proposed.line, performers=found)
        party = found[0] if found else line.performing_on(day).performer
    if party not in known:
        raise _other(party, line, line.performing_on(day).performer)
    first = next((it for it in line.performers if it.performer == party), None)
    if first is not None:
        _require_in_force(days, first, world)
    return party


def _other(party: PartyId, line: LineState, performer: PartyId) -> PayeeNotPerformer:
    return PayeeNotPerformer(line=line.proposed.line, payee=party, performer=performer)


def _require_in_force(days: Days, performing: Performing, world: World) -> None:
    """Refuse a day before the amendment counts that gave a performer the line."""
    if performing.booked_on is not None:
        counts = Days(performing.decided_on, performing.booked_on)
        require_not_before(days, [Basis(counts, performing.position, _CONCLUSION)], world)
