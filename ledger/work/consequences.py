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
    DisbursementRecorded,
    EntryReversed,
    LineAdditionProposed,
    LineId,
    PartyRegistered,
    PaymentApproved,
    PaymentCancelled,
    PaymentRequested,
    PaymentReturned,
)
from events.record import Recorded
from events.requesting import Held, about
from ledger.refusal import N_, Text
from ledger.rules.state import AgreementState, PartiesState, YearState
from projections.balances import measures_of
from projections.holds import NOTHING, Holds
from projections.postings import Lines, postings
from projections.projection import BalanceKey, Projection

_ANY_CURRENCY = "SEK"
# Told of agreements that use requests for payment.
_ASKED = (
    ("requested_minor", N_("requested")),
    ("reserved_minor", N_("reserved")),
    ("available_minor", N_("available")),
)
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
    change.known_holds = _held(recorded, state, is_evolved=is_evolved)
    words = (*_TOLD, *_asked(recorded, state))
    touched = dict.fromkeys([*change.line_years(), *(key[:3] for key in change.known_holds)])
    for agreement, line, year in touched:
        delta = measures_of(change, agreement, line, year)
        stated = _measures(state, line, year)
        changes = []
        for measure, word in words:
            if delta[measure]:
                after = stated[measure] + (0 if is_evolved else delta[measure])
                changes.append((word, after - delta[measure], after))
        if changes:
            told.append(Effect(line, year, tuple(changes)))
    return told


def _asked(recorded: Sequence[Recorded], state: AgreementState) -> Sequence[tuple[str, Text]]:
    """Return the measures that only agreements with requests for payment have."""
    facts = [event.fact for event in recorded]
    if any(isinstance(fact, EntryReversed) for fact in facts):
        return ()  # which request it paid is no longer known
    asks = any(isinstance(fact, PaymentRequested) for fact in facts)
    return _ASKED if asks or state.is_attested or state.requests else ()


def _held(recorded: Sequence[Recorded], state: AgreementState, *, is_evolved: bool) -> Holds:
    """Return by how much events change what requests hold."""
    found: Holds = {}
    for event in recorded:
        fact, request = event.fact, about(state.requests, event)
        minor = request.fact.amount_minor if request else 0
        match fact:
            case PaymentRequested():
                change, own = Held(fact.amount_minor, 0), fact
            case PaymentApproved() if request and len(request.approvals) == is_evolved:
                change, own = Held(-minor, minor), request.fact
            case PaymentReturned() | PaymentCancelled() if request:
                change, own = Held(*(0, -minor) if request.approvals else (-minor, 0)), request.fact
            case DisbursementRecorded() if request:
                change, own = Held(0, -minor), request.fact
            case _:
                continue
        key = (event.agreement or "", own.line, own.budget_year, own.payee)
        before = found.get(key, NOTHING)
        found[key] = Held(before.requested + change.requested, before.reserved + change.reserved)
    return found


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
        "open_claim_minor": sums["claimed"] - sums["repaid"] - sums["written_off"],
        "held_minor": sums["disbursed"] - sums["reported"] - sums["repaid"],
        "requested_minor": found.requested,
        "reserved_minor": found.reserved,
        "available_minor": found.available,
    }
