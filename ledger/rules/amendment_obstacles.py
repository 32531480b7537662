"""Why the conclusion of an amendment, or what it rests on, has to stay.

Source: docs/DOMAIN.md, section 4 (amendments).
"""

from __future__ import annotations

from collections.abc import Iterable

from events import facts as f
from events.amending import Amendment, additions, key_of, lines_of
from events.facts import LineId, Position
from ledger.refusal import N_
from ledger.rules.state import AgreementState

# Why a conclusion, or what it rests on, has to stay. A server's ``append`` says so in the same
# words.
CONCLUDED = N_("the amendment has been concluded on it")
REPLACED = N_("a later amendment has replaced the amount, or builds on it")
PERFORMED = N_("the new performer has been paid, has reported or has been claimed from")
RAISED = N_("a later uplift was built on it")
USED = N_("the line or the time that it added has been used")
CONTRIBUTED = N_("a party that it added has pledged something or contributed")
ANSWERS = N_("a party that it added answers for a line")


def is_replaced(
    years: Iterable[tuple[LineId, int]], at: Position, agreement: AgreementState
) -> bool:
    """Return whether a later amendment has replaced the amount of a line and year."""
    changed = {
        (x.line, x.year)
        for other in agreement.amendments.values()
        if other.concluded and other.concluded_at > at
        for x in other.concluded.changes
    }
    return not changed.isdisjoint(years)


def obstacle(entry: f.AmendmentConcluded, at: Position, agreement: AgreementState) -> str | None:
    """Return why a conclusion cannot be taken back, in English; None: no amendment hinders it."""
    amendment = agreement.amendments[entry.amendment]
    keys, added = {*map(key_of, amendment.items)}, {x.line for x in additions(amendment)}
    for other in agreement.amendments.values():
        if other is amendment or not (other.is_open or other.concluded_at > at):
            continue
        lines = {x for item in other.items for x in lines_of(item)}
        is_later = not keys.isdisjoint(map(key_of, other.items)) and not other.is_open
        if is_later or not added.isdisjoint(lines) or _is_in_time_of(entry, other):
            return REPLACED
    if _is_performed(at, agreement):
        return PERFORMED
    if _is_raised(amendment, entry, at, agreement):
        return RAISED
    if _is_used(entry, added, agreement):
        return USED
    assert agreement.proposed is not None
    joined = {
        x.party for x in amendment.items if isinstance(x, f.SignatoryChangeProposed) and x.joins
    }
    lines_left = [x.proposed for key, x in agreement.lines.items() if key not in added]
    if any((x.accountable or x.performer) in joined for x in lines_left):
        return ANSWERS
    stays = {x for own in lines_left for x in (own.funder, own.performer)}
    given = {x.party for x in agreement.pledges.values()}
    given |= {x.fact.party for x in agreement.in_kind.values()}
    if given & joined - stays:
        return CONTRIBUTED
    return None


def _is_in_time_of(entry: f.AmendmentConcluded, other: Amendment) -> bool:
    """Return whether another amendment gave amounts to years that a conclusion added."""
    last, later = entry.previous_ends, other.concluded
    return last is not None and later is not None and any(x.year > last.year for x in later.changes)


def _is_performed(at: Position, agreement: AgreementState) -> bool:
    """Return whether an entry that stands concerns a performer that a conclusion gave a line."""
    return any(
        one.position == at and position > at and party == one.performer
        for line in agreement.lines.values()
        for one in line.performers
        for position, party in line.concerning.items()
    )


def _is_raised(
    amendment: Amendment, entry: f.AmendmentConcluded, at: Position, agreement: AgreementState
) -> bool:
    marked = {x.line for x in amendment.items if isinstance(x, f.LineUpliftChangeProposed)}
    changed = {(x.line, x.year) for x in entry.changes}
    return any(
        position > at and (line in marked or any((line, x.year) in changed for x in fact.years))
        for line, own in agreement.lines.items()
        for position, fact in own.uplifts.values()
    )


def _is_used(entry: f.AmendmentConcluded, added: set[LineId], agreement: AgreementState) -> bool:
    """Return whether anything else stands on the lines or in the years that it added."""
    last = entry.previous_ends
    changes = {(x.line, x.year): x.change_minor for x in entry.changes}
    for line, own in agreement.lines.items():
        for year, state in own.years.items():
            if line in added or (last is not None and year > last.year):
                others = state.sums | {
                    "amended": state.sums["amended"] - changes.get((line, year), 0)
                }
                if state.moved or any(others.values()):  # what was moved may have come back
                    return True
                if state.requested or state.reserved:
                    return True
    told = [x for x in agreement.steps.values() if isinstance(x, f.ForecastGiven)]
    plans = agreement.planning.current() if agreement.planning is not None else ()
    if any(x.line in added or (last is not None and x.year > last.year) for x in (*told, *plans)):
        return True
    if last is None:
        return False
    return any(x.year > last.year for x in agreement.pledges.values()) or any(
        x.fact.performed_on > last for x in agreement.in_kind.values()
    )
