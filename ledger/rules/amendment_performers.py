"""Why a line cannot get a performer, or not from a day.

Source: docs/DOMAIN.md, section 4 (amendments).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from events import facts as f
from ledger.refusal import Refused
from ledger.rules import money, proposing
from ledger.rules.amendment_about import About
from ledger.rules.refusals.agreements import NoAccountableSignatory
from ledger.rules.refusals.amendments import CostsAfter, FromDayOutside, SameAsNow
from ledger.rules.refusals.amounts import LineDeclined
from ledger.rules.state import LineState


def faults(item: f.LinePerformerChangeProposed, about: About) -> Iterator[Refused]:
    """Yield why a line cannot get a performer, on the agreement as it would be."""
    yield from proposing.told(money.require_line, item.line, about.agreement)
    named = [x for x in (item.performer, item.accountable) if x is not None]
    for party in named:
        yield from proposing.told(proposing.require_party, party, about.parties)
    is_known = {*named} <= about.parties.keys()
    if (item.accountable or item.performer) not in about.signatories and is_known:
        yield NoAccountableSignatory(
            line=item.line, performer=item.performer, accountable=item.accountable
        )
    own = about.agreement.lines.get(item.line)
    if own is None:
        return
    if own.proposed.performer == item.performer:
        yield SameAsNow(what=item.line)
    if not isinstance(own.decision, f.CommitmentApproved):
        yield LineDeclined(line=item.line)
    if item.performer in about.parties:
        funder, performer = (about.parties[x] for x in (own.proposed.funder, item.performer))
        settlement = own.proposed.settlement
        yield from proposing.settlement_problems(item.line, settlement, funder, performer)
    yield from _day_faults(item, own, about)


def _day_faults(
    item: f.LinePerformerChangeProposed, own: LineState, about: About
) -> Iterator[Refused]:
    """Yield why another performer cannot begin on a day.

    A payment says who was paid, so it may have gone to the earlier performer after the day. An
    internal cost is told by its day alone.
    """
    starts = own.performers[-1].starts if own.performers else None
    first = about.starts if starts is None else starts + timedelta(days=1)
    if not first <= item.from_day <= about.ends:
        yield FromDayOutside(line=item.line, day=item.from_day, first=first, last=about.ends)
    costs = [day for day, minor in own.costs.items() if minor and day >= item.from_day]
    if costs:
        yield CostsAfter(line=item.line, day=max(costs), from_day=item.from_day)
