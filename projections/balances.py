"""The measures: names for sums of accounts, by line and budget year.

Source: docs/DOMAIN.md, section 4.
"""

from __future__ import annotations

from events.facts import AgreementId, LineId
from projections import postings as p
from projections.projection import Projection

# measure -> (account, sign that makes it a number above zero)
_ACCOUNTS: dict[str, tuple[str, int]] = {
    "proposed_minor": (p.PROPOSED, -1),
    "approved_minor": (p.ORIGINAL, -1),
    "uplift_minor": (p.UPLIFT, -1),
    "reallocated_minor": (p.REALLOCATED, -1),
    "released_minor": (p.RELEASED, 1),
    "disbursed_minor": (p.DISBURSED, 1),
    "internal_minor": (p.INTERNAL, 1),
    "reported_minor": (p.USED, 1),
    "claimed_minor": (p.CLAIMED, -1),
    "repaid_minor": (p.REPAID, 1),
    "remaining_minor": (p.COMMITMENTS, 1),
    "held_minor": (p.HELD, 1),
    "open_claim_minor": (p.CLAIMS, 1),
}

MEASURES = (
    "proposed_minor",
    "approved_minor",
    "uplift_minor",
    "reallocated_minor",
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

# Accounts with a party, and which party of the line that is.
_PARTY_OF = {p.USED: "performer", p.HELD: "performer"}


def measures_of(
    projection: Projection, agreement: AgreementId, line: LineId, year: int
) -> dict[str, int]:
    """Return every measure of a line and budget year, in minor units."""
    proposed = projection.lines[agreement, line]
    sums = {}
    for measure, (account, sign) in _ACCOUNTS.items():
        party = getattr(proposed, _PARTY_OF[account]) if account in _PARTY_OF else ""
        sums[measure] = sign * projection.balances.get((agreement, line, year, party, account), 0)
    sums["committed_minor"] = (
        sums["approved_minor"]
        + sums["uplift_minor"]
        + sums["reallocated_minor"]
        - sums["released_minor"]
    )
    sums["paid_minor"] = sums["disbursed_minor"] + sums["internal_minor"]
    sums["net_cost_minor"] = sums["paid_minor"] - sums["repaid_minor"]
    return {measure: sums[measure] for measure in MEASURES}


def used_percent(paid_minor: int, committed_minor: int) -> int | None:
    """Return paid / committed in hundredths of a per cent, half up; None: nothing committed."""
    if committed_minor <= 0:
        return None
    return (paid_minor * 20_000 + committed_minor) // (2 * committed_minor)
