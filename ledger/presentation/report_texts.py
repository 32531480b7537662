"""What reports are called, and the sentences of notices, which no column of a report has."""

from __future__ import annotations

from ledger.presentation.language import N_

# What each kind of report is called above one. Others, such as audit tests, have a heading.
NAMES: dict[str, str] = {
    "agreement": N_("Agreement by line and year"),
    "board": N_("What the board funds"),
    "party": N_("Statement of account"),
    "in-kind": N_("Given in kind"),
    "forecast board": N_("Forecast"),
    "forecast agreement": N_("Forecast"),
    "findings": N_("Findings"),
    "cash-flow": N_("Cash flow"),
}
EXPLAINED = N_("The events behind the figure")

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
    "performer-replaced": N_("{line}: {name} performs it from {day}; before that {previous}."),
    "not-concluded": N_("The agreement {agreement} has not been concluded."),
    "withdrawn": N_("The proposal {agreement} was withdrawn {day}."),
    "agreement-ended": N_("{agreement} ended {ends}."),
    "both-roles": N_("The party both funds and performs lines; the sums take in both."),
    "partial-view": N_("You see only the agreements that concern {boards}."),
    "does-not-add-up": N_("The report says {figure}, and the events add up to {sum}."),
    "internal-included": N_(
        "{amount} of what is paid is internal cost: it never left the municipality."
    ),
    "written-off": N_("{amount} of what was claimed back has been written off."),
    "no-forecast": N_("{agreement} {year}: there is no forecast for {lines}."),
    "forecast-from-before": N_(
        "{agreement} {year}: the forecast for {line} is from {day}, before the period was over."
    ),
    "run-rate": N_(
        "The run-rate is the outcome × the days of the year / the days that have gone, by {day}. It"
        " is no forecast."
    ),
    # Of audit tests.
    "parameters": N_("Asked with {parameters}."),
    "ask": N_("{ask} The first in full: {show}"),
    "ask-alone": "{ask}",
    "population": N_(
        "Looked at: payments that were not taken back, {count}, together {sum} {currency}."
    ),
    "population-reversed": N_(
        "Not looked at: payments that were taken back, {count}, together {sum} {currency}."
    ),
    "population-empty": N_("There is no payment to look at."),
    "looked-at": N_("Entries looked at: {count}. Found: {found}."),
    "share": N_("{found} of {count} are so."),
    "reversals": N_("Entries that take another back: {count}. Found: {found}."),
    "after-end": N_(
        "Found: {count}. Not listed: {other} that settle an agreement, such as use, claims and"
        " reversals."
    ),
    "actors": N_("Actors: {count}. Those of one name are taken for one."),
    "gaps": N_(
        "{series} series; {missing} numbers missing; {unnumbered} vouchers without a number."
    ),
    "benford-too-few": N_("Payments: {count}. Fewer than {minimum} say nothing."),
    "benford-chance": N_(
        "Chi-square is {chi_square}, of 8 degrees of freedom: chance will explain it."
    ),
    "benford-once-in-twenty": N_(
        "Chi-square is {chi_square}, of 8 degrees of freedom: chance exceeds 15.51 once in twenty"
        " times."
    ),
    "benford-once-in-a-hundred": N_(
        "Chi-square is {chi_square}, of 8 degrees of freedom: chance exceeds 20.09 once in a"
        " hundred times."
    ),
    "benford-conforms-closely": N_(
        "The mean absolute deviation is {mean}: the digits conform closely (Nigrini: below 0.006)."
    ),
    "benford-conforms-acceptably": N_(
        "The mean absolute deviation is {mean}: the digits conform acceptably (Nigrini: 0.006 to"
        " 0.012)."
    ),
    "benford-conforms-marginally": N_(
        "The mean absolute deviation is {mean}: the digits conform marginally (Nigrini: 0.012 to"
        " 0.015)."
    ),
    "benford-conforms-not": N_(
        "The mean absolute deviation is {mean}: the digits do not conform (Nigrini: above 0.015)."
    ),
    "evidence": N_("Evidence with a hash: {count}, of which there and unchanged: {there}."),
    "evidence-unhashed": N_(
        "Evidence that the book has no hash of, and that cannot be compared: {count}."
    ),
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
