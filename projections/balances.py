"""The measures: names for sums of accounts, by line and budget year.

Source: docs/DOMAIN.md, section 4.
"""

from __future__ import annotations

from events.effects import CLAIMS, COMMITMENTS, COMMITTED, HELD, LINE_MEASURES, PAID, SIDES, Side
from events.facts import AgreementId, LineId
from projections.projection import Projection

# Accounts that belong to several measures.
_SHARED = {
    "remaining": Side(COMMITMENTS, "", 1),
    "held": Side(HELD, "performer", 1),
    "open_claim": Side(CLAIMS, "", 1),
}


def _own(measure: str) -> Side:
    """Return the first account that no other measure has, and its sign."""
    others = {x.account for m, sides in SIDES.items() if m != measure for x in sides}
    return next(side for side in SIDES[measure] if side.account not in others)


# name, account, whose it is, and the sign that makes it a number above zero
_SUMS = (
    *((f"{m}_minor", *_own(m)) for m in LINE_MEASURES),
    *((f"{name}_minor", *side) for name, side in _SHARED.items()),
)

MEASURES = (
    "proposed_minor",
    "approved_minor",
    "amended_minor",
    "uplift_minor",
    "reallocated_minor",
    "carried_minor",
    "released_minor",
    "committed_minor",
    "disbursed_minor",
    "internal_minor",
    "paid_minor",
    "remaining_minor",
    "reported_minor",
    "claimed_minor",
    "repaid_minor",
    "held_minor",
    "net_cost_minor",
    "open_claim_minor",
)


def measures_of(
    projection: Projection, agreement: AgreementId, line: LineId, year: int
) -> dict[str, int]:
    """Return every measure of a line and budget year, in minor units."""
    proposed = projection.lines[agreement, line]
    sums = {}
    for measure, account, whose, sign in _SUMS:
        key = (agreement, line, year, whose and getattr(proposed, whose), account)
        sums[measure] = sign * projection.balances.get(key, 0)
    sums["committed_minor"] = sum(sign * sums[f"{m}_minor"] for m, sign in COMMITTED.items())
    sums["paid_minor"] = sum(sums[f"{m}_minor"] for m in PAID)
    sums["net_cost_minor"] = sums["paid_minor"] - sums["repaid_minor"]
    return {measure: sums[measure] for measure in MEASURES}


def used_percent(paid_minor: int, committed_minor: int) -> int | None:
    """Return paid / committed in hundredths of a per cent, half up; None: nothing committed."""
    if committed_minor <= 0:
        return None
    return (paid_minor * 20_000 + committed_minor) // (2 * committed_minor)
