"""The measures: names for sums of accounts, by line and budget year.

Source: docs/DOMAIN.md, section 4.
"""

from __future__ import annotations

from events.effects import CLAIMS, COMMITMENTS, COMMITTED, HELD, LINE_MEASURES, PAID, SIDES, Side
from events.facts import AgreementId, LineId, PartyId
from projections.holds import NOTHING
from projections.projection import Projection

_INTERNAL = "Expenses:Internal"  # with the performer
# Accounts that belong to several measures.
_SHARED = {
    "remaining": Side(COMMITMENTS, "", 1),
    "held": Side(HELD, "performer", 1),
    "open_claim": Side(CLAIMS, "debtor", 1),
}


def own_side(measure: str) -> Side:
    """Return the first account that no other measure has, and its sign."""
    others = {x.account for m, sides in SIDES.items() if m != measure for x in sides}
    return next(side for side in SIDES[measure] if side.account not in others)


# name, account, whose it is, and the sign that makes it a number above zero
_SUMS = (
    *((f"{m}_minor", *own_side(m)) for m in LINE_MEASURES),
    *((f"{name}_minor", *side) for name, side in _SHARED.items()),
)


def owned_accounts() -> list[tuple[str, str, int]]:
    """Return each measure that is a sum of one account: its name, the account, and the sign.

    Measures of contributions in kind are among them; those that others add up to are not.
    """
    own = [(m, *own_side(m)) for m in SIDES]
    shared = [(name, *side) for name, side in _SHARED.items()]
    return [(measure, account, sign) for measure, account, _whose, sign in (*own, *shared)]


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
    "requested_minor",
    "reserved_minor",
    "available_minor",
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
    performers = projection.lines.all_performers((agreement, line))
    parties = _parties(projection.lines[agreement, line].funder, performers, with_first=True)
    return _derived(_sums(projection, (agreement, line, year), parties))


def measures_by_performer(
    projection: Projection, agreement: AgreementId, line: LineId, year: int
) -> dict[PartyId, dict[str, int]]:
    """Return every measure of a line and budget year for each performer of the line.

    Over the performers each measure sums up to that of the line. What was decided for a year is
    for who performs the line on the last day of the year, except that of what was approved any
    other performer has as much as it was paid, or as is requested or reserved for it. So the next
    one is left with the rest.
    """
    key, lines = (agreement, line), projection.lines
    performers = lines.all_performers(key)
    if len(performers) == 1:
        return {performers[0]: measures_of(projection, agreement, line, year)}
    last = lines.performer_in(key, year)
    whole = measures_of(projection, agreement, line, year)
    found = {}
    for number, party in enumerate(performers):
        parties = _parties(lines[key].funder, (party,), with_first=not number)
        sums = _sums(projection, (*key, year), parties)
        # Its account says what it has left; the line's says only what all were paid.
        sums["disbursed_minor"] = sums["held_minor"] + sums["reported_minor"] + sums["repaid_minor"]
        sums["internal_minor"] = projection.balances.get((*key, year, party, _INTERNAL), 0)
        sums |= {f"{m}_minor": 0 for m in ("proposed", *COMMITTED)} | {"remaining_minor": 0}
        held = sums["requested_minor"] + sums["reserved_minor"]
        sums["approved_minor"] = sum(sums[f"{m}_minor"] for m in PAID) + held
        sums["remaining_minor"] = held
        found[party] = sums
    own, others = found[last], [sums for party, sums in found.items() if party != last]
    for measure in ("proposed_minor", *(f"{m}_minor" for m in COMMITTED), "remaining_minor"):
        own[measure] = whole[measure] - sum(sums[measure] for sums in others)
    return {party: _derived(sums) for party, sums in found.items()}


def _parties(
    funder: PartyId, performers: tuple[PartyId, ...], *, with_first: bool
) -> dict[str, tuple[PartyId, ...]]:
    """Return the parties that accounts may have, by whose the accounts are.

    Args:
        funder: of the line.
        performers: whose sums are wanted.
        with_first: whether the line's first one is among them, whom its claims need not name.
    """
    debtors = ("", *performers) if with_first else performers
    return {"": ("",), "funder": (funder,), "performer": performers, "debtor": debtors}


def _sums(
    projection: Projection,
    line_year: tuple[AgreementId, LineId, int],
    parties: dict[str, tuple[PartyId, ...]],
) -> dict[str, int]:
    """Return the measures that are sums of an account."""
    found, of = {}, projection.balances.get
    for measure, account, whose, sign in _SUMS:
        minor = 0
        for party in parties[whose]:  # nearly always one
            minor += of((*line_year, party, account), 0)
        found[measure] = sign * minor
    holds = projection.holds  # nearly always empty
    held = [holds.get((*line_year, x), NOTHING) for x in parties["performer"]] if holds else ()
    found["requested_minor"] = sum(one.requested for one in held)
    found["reserved_minor"] = sum(one.reserved for one in held)
    return found


def _derived(sums: dict[str, int]) -> dict[str, int]:
    """Return every measure in its order, with those that are sums of others."""
    sums["committed_minor"] = sum(sign * sums[f"{m}_minor"] for m, sign in COMMITTED.items())
    sums["paid_minor"] = sum(sums[f"{m}_minor"] for m in PAID)
    sums["available_minor"] = (
        sums["remaining_minor"] - sums["requested_minor"] - sums["reserved_minor"]
    )
    sums["net_cost_minor"] = sums["paid_minor"] - sums["repaid_minor"]
    return {measure: sums[measure] for measure in MEASURES}


def used_percent(paid_minor: int, committed_minor: int) -> int | None:
    """Return paid / committed in hundredths of a per cent, half up; None: nothing committed."""
    if committed_minor <= 0:
        return None
    return (paid_minor * 20_000 + committed_minor) // (2 * committed_minor)
