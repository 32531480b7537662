"""The effects of a command, for a person, from the states on which it was decided.

The book is not read again. So this tells the changes of this command alone, whatever other clients
record meanwhile.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from events.amending import additions, new_line
from events.effects import PAID
from events.facts import (
    AgreementProposed,
    BudgetLineProposed,
    LineAdditionProposed,
    LineId,
    PartyRegistered,
)
from events.record import Recorded
from ledger.refusal import N_
from ledger.rules.state import AgreementState, PartiesState, YearState
from projections.balances import measures_of
from projections.postings import Lines, postings
from projections.projection import BalanceKey, Projection

_ANY_CURRENCY = "SEK"
_TOLD = (
    ("committed_minor", N_("committed")),
    ("paid_minor", N_("paid")),
    ("remaining_minor", N_("remaining")),
    ("reported_minor", N_("reported")),
    ("open_claim_minor", N_("owed back")),
    ("held_minor", N_("held")),
)


class Effect(NamedTuple):
    """The changes that events made to one line and budget year.

    Attributes:
        line: the line.
        year: budget year.
        changes: (English word, minor units before, minor units after) of each changed measure.
    """

    line: LineId
    year: int
    changes: tuple[tuple[str, int, int], ...]


class Consequences(NamedTuple):
    """The facts that are shown beside the events of a command.

    Attributes:
        names: of the parties.
        currency: of the agreement; any currency where the command is about no agreement.
        effects: line by line and year by year.
    """

    names: Mapping[str, str]
    currency: str
    effects: Sequence[Effect]


def consequences(
    recorded: Sequence[Recorded],
    parties: PartiesState,
    agreement: AgreementState | None,
    *,
    is_evolved: bool,
) -> Consequences:
    """Return what the events of a command changed.

    Args:
        recorded: the events, or the events that would be recorded.
        parties: all parties.
        agreement: the state of their agreement; None: they are about no agreement.
        is_evolved: whether the states already contain the events.
    """
    names = {party: fact.name for party, fact in parties.parties.items()}
    proposed = agreement.proposed if agreement else None
    for event in recorded:
        match event.fact:
            case PartyRegistered() as fact:
                names[fact.party] = fact.name
            case AgreementProposed() as fact:
                proposed = fact
    found = [] if agreement is None else _effects(recorded, agreement, is_evolved=is_evolved)
    return Consequences(names, proposed.currency if proposed else _ANY_CURRENCY, found)


def _effects(
    recorded: Sequence[Recorded], state: AgreementState, *, is_evolved: bool
) -> list[Effect]:
    told = []
    change = _change(recorded, state)
    for agreement, line, year in change.line_years():
        delta = measures_of(change, agreement, line, year)
        stated = _measures(state, line, year)
        changes = []
        for measure, word in _TOLD:
            if delta[measure]:
                after = stated[measure] + (0 if is_evolved else delta[measure])
                changes.append((word, after - delta[measure], after))
        if changes:
            told.append(Effect(line, year, tuple(changes)))
    return told


def _change(recorded: Sequence[Recorded], state: AgreementState) -> Projection:
    """Return the sums of the events alone."""
    lines = Lines()
    sums: dict[BalanceKey, int] = defaultdict(int)
    for event in recorded:
        if event.agreement is None:
            continue
        if not lines:
            for name, line in state.lines.items():
                lines[event.agreement, name] = line.proposed
                lines.set_performers((event.agreement, name), line.performers)
            for amendment in state.amendments.values():
                for item in additions(amendment):
                    lines.setdefault((event.agreement, item.line), new_line(item))
        match event.fact:
            case BudgetLineProposed() as fact:
                lines[event.agreement, fact.line] = fact
            case LineAdditionProposed() as item:
                lines[event.agreement, item.line] = new_line(item)
        for leg in postings(event, lines):
            sums[leg.agreement, leg.line, leg.year, leg.party, leg.account] += leg.minor
    return Projection(lines=lines, balances=sums)


def _measures(state: AgreementState, line: LineId, year: int) -> dict[str, int]:
    """Return the measures of a line and budget year that people are told; the year may be new."""
    known = state.lines.get(line)
    found = (known and known.years.get(year)) or YearState()
    sums = found.sums
    return {
        "committed_minor": found.committed,
        "paid_minor": sum(sums[measure] for measure in PAID),
        "remaining_minor": found.remaining,
        "reported_minor": sums["reported"],
        "open_claim_minor": sums["claimed"] - sums["repaid"],
        "held_minor": sums["disbursed"] - sums["reported"] - sums["repaid"],
    }
