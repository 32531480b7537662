"""The words of reports that no column brings along: notices, and names of fields."""

from __future__ import annotations

from ledger.cli.language import N_

# What a notice says; a value named ``…_minor`` is filled in as an amount, without that ending.
NOTICES: dict[str, str] = {
    "no-contribution": N_("No contribution recorded for {name}."),
    "use-exceeds-disbursed": N_(
        "{line}, {year}: the use reported, {reported}, exceeds what has been disbursed,"
        " {disbursed}."
    ),
    "commitment-undecided": N_("{board} has not decided on {lines}."),
    "commitment-declined": N_("{board} has declined {lines}."),
    "not-concluded": N_("The agreement {agreement} has not been concluded."),
    "agreement-ended": N_("{agreement} ended {ends}."),
    "both-roles": N_("The party both funds and performs lines; the sums take in both."),
    "partial-view": N_("You see only the agreements that concern {boards}."),
    "internal-included": N_(
        "{amount} of what is paid is internal cost: it never left the municipality."
    ),
}

# Headings of fields that a comparison names and a report may have no column for.
FIELDS: dict[str, str] = {
    "agreement": N_("Agreement"),
    "line": N_("Line"),
    "year": N_("Year"),
    "month": N_("Month"),
    "funder": N_("Funder"),
    "performer": N_("Performer"),
    "party": N_("Party"),
    "board": N_("Board"),
    "role": N_("Role"),
    "kind": N_("Type"),
    "unit": N_("Unit"),
    "proposed_minor": N_("Proposed"),
    "approved_minor": N_("Approved"),
    "uplift_minor": N_("Uplift"),
    "reallocated_minor": N_("Reallocated"),
    "released_minor": N_("Released"),
    "committed_minor": N_("Committed"),
    "disbursed_minor": N_("Disbursed"),
    "internal_minor": N_("Internal cost"),
    "paid_minor": N_("Paid"),
    "remaining_minor": N_("Remaining"),
    "reported_minor": N_("Reported use"),
    "claimed_minor": N_("Claimed back"),
    "repaid_minor": N_("Repaid"),
    "held_minor": N_("Held"),
    "pledged_minor": N_("Pledged"),
    "delivered_minor": N_("Delivered"),
    "verified_minor": N_("Verified"),
    "net_cost_minor": N_("Net cost"),
    "open_claim_minor": N_("Owed back"),
    "in_kind_pledged_minor": N_("Pledged in kind"),
    "in_kind_delivered_minor": N_("Delivered in kind"),
    "in_kind_verified_minor": N_("Verified in kind"),
}
