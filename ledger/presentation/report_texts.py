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
    "does-not-add-up": N_("The report says {figure}, and the events add up to {sum}."),
    "internal-included": N_(
        "{amount} of what is paid is internal cost: it never left the municipality."
    ),
    # Of audit tests.
    "parameters": N_("Asked with {parameters}."),
    "ask": N_("{ask} The first in full: {show}"),
    "population": N_(
        "Looked at: payments that were not taken back, {count}, together {sum} {currency}."
    ),
    "population-reversed": N_(
        "Not looked at: payments that were taken back, {count}, together {sum} {currency}."
    ),
    "population-empty": N_("There is no payment to look at."),
    "sample-drawn": N_(
        "Drawn from the first {size} events, by the checkpoint of them with the root {root}."
    ),
    "sample-seed": N_("The seed is {seed}; docs/FORMAT.md says how anybody draws it again."),
    "sample-interval": N_("The interval is the sum divided by {n}, {interval}."),
    "sample-above-interval": N_(
        "Those above the interval are certain to be drawn, and stand here once each."
    ),
    "sample-all": N_("{wanted} were asked for, and there are only {count} payments."),
}
