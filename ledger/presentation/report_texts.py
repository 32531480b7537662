"""The sentences of notices, which no column of a report has."""

from __future__ import annotations

from ledger.presentation.language import N_

# code of a notice -> its sentence; a value named ``…_minor`` is filled in as an amount, without
# that ending
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
