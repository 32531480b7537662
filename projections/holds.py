"""What requests for payment hold of the money of a line and budget year, by payee.

A request holds its amount: as requested while it is open, as reserved once it is approved, until it
is paid, returned or cancelled. No event adds such an amount by itself: what an approval or a
payment changes depends on the request that it is about. So these sums follow from the requests of
an agreement (``events.requesting``), and are kept nowhere besides.

Source: docs/DOMAIN.md, section 4.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from events.facts import AgreementId, LineId, PartyId
from events.record import Recorded
from events.requesting import Held, Request, Requests, about, take

if TYPE_CHECKING:
    from projections.projection import AgreementDocument

HoldKey: TypeAlias = tuple[AgreementId, LineId, int, PartyId]  # …, budget year, payee
Holds: TypeAlias = dict[HoldKey, Held]
NOTHING = Held(0, 0)


def holds_in(agreements: Mapping[AgreementId, AgreementDocument]) -> Holds:
    """Return what the requests of some agreements hold."""
    found: Holds = {}
    for agreement, document in agreements.items():
        for request in document.requests.values():
            _add(found, holds_of(agreement, request))
    return found


def holds_of(agreement: AgreementId, request: Request | None) -> Holds:
    """Return what a request holds; empty: nothing, or there is no request."""
    if request is None or not any(request.held):
        return {}
    fact = request.fact
    return {(agreement, fact.line, fact.budget_year, fact.payee): request.held}


def moved(requests: Requests, recorded: Recorded) -> Holds:
    """Take an event into the requests of its agreement, and return what it adds to the sums."""
    agreement = recorded.agreement or ""
    before = holds_of(agreement, about(requests, recorded))
    change = holds_of(agreement, take(requests, recorded))
    _add(change, before, -1)
    return change


def requests_of(events: Iterable[Recorded]) -> dict[AgreementId, Requests]:
    """Return the requests of each agreement from its events."""
    found: dict[AgreementId, Requests] = {}
    for recorded in events:
        if recorded.agreement is not None:
            take(found.setdefault(recorded.agreement, {}), recorded)
    return found


def _add(sums: Holds, more: Holds, sign: int = 1) -> None:
    """Add sums to others, or take them away (sign -1)."""
    for key, held in more.items():
        before = sums.get(key, NOTHING)
        sums[key] = Held(
            before.requested + sign * held.requested, before.reserved + sign * held.reserved
        )
