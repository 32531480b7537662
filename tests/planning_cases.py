"""Rows of the table of decisions for plans, instalments and obligations: see test_decisions.py.

L2 has 715 000 for each year: four quarters are 178 750 each.
"""

from datetime import date

from attesting_cases import ASKED_AT, BEGUN, ask, cancel, seen_to
from attesting_cases import pay as paid
from in_memory import (
    CONCLUDED,
    FIRST,
    ID,
    KS,
    PROPOSED,
    By,
    close,
    disburse,
    internal,
    kr,
    reallocate,
    release,
    reverse,
    uplift,
)
from process_cases import sign

from events import facts as f
from ledger.rules import commands as c
from ledger.rules.entries.obligations import (
    AcceptObligation,
    ExtendObligation,
    MeetObligation,
    RejectObligation,
    SetObligation,
    WaiveObligation,
)
from ledger.rules.entries.planned import AdjustPlan, PlanInstalments, PlannedInstalment

QUARTER = kr(178_750)
PLANNED_ON, DUE = date(2024, 1, 10), date(2024, 7, 31)
DUE_DAYS = [date(2024, month, 31) for month in (1, 7, 10)]


def plan(line="L2", year=2024, equal=4, first=date(2024, 1, 31), every="quarter", **more):
    values = {"planned_on": PLANNED_ON} | more
    return PlanInstalments(
        **ID, line=line, year=year, equal=equal, first=first, every=every, **values
    )


def said(*parts, line="L2", year=2024, day=PLANNED_ON):
    """Return the command for a plan from a file: (due day, kronor), or (…, number)."""
    instalments = tuple(
        PlannedInstalment(due_on=due, amount_minor=kr(amount), number=number[0] if number else None)
        for due, amount, *number in parts
    )
    return PlanInstalments(**ID, line=line, year=year, instalments=instalments, planned_on=day)


def adjust(line="L2", year=2024, day=date(2024, 7, 1), **more):
    return AdjustPlan(**ID, line=line, year=year, planned_on=day, **more)


def pay(amount, day=date(2024, 3, 1), **more):
    return disburse("L2", amount, day=day, **more)


def owe(*numbers, ident="H1", due=DUE, day=PLANNED_ON, **more):
    blocks = tuple(f.Blocked(line="L2", year=2024, instalment=number) for number in numbers)
    values = {"kind": "report", "party": "radda-barnen", "covers": "2024-H1"} | more
    return SetObligation(**ID, obligation=ident, due_on=due, blocks=blocks, set_on=day, **values)


def met(day=date(2024, 8, 20), ident="H1", **more):
    return MeetObligation(**ID, obligation=ident, met_on=day, **more)


def accept(day=date(2024, 8, 21), ident="H1"):
    return By(AcceptObligation(**ID, obligation=ident, accepted_on=day), "controller")


def refuse(day=date(2024, 8, 21), ident="H1"):
    return By(
        RejectObligation(**ID, obligation=ident, rejected_on=day, reason="incomplete"), "controller"
    )


def waive(day=date(2024, 8, 21), ident="H1"):
    return WaiveObligation(**ID, obligation=ident, decision="KS § 50", waived_on=day)


def extend(due=date(2024, 9, 15), day=date(2024, 7, 20), ident="H1"):
    return ExtendObligation(**ID, obligation=ident, due_on=due, decision="KS § 49", extended_on=day)


PLANNED = (*CONCLUDED, plan())
OWED = (*PLANNED, owe(3))  # the plan is #18, the obligation #19
HALF = (*OWED, pay(2 * QUARTER))  # the third instalment is the next
MET = (*HALF, met())
ACCEPTED = (*MET, accept())
ASKING = (*BEGUN, plan())
ASKED, REQUESTED = ASKED_AT + 1, ["payment-requested"]
P, O, PAID, STEP = FIRST, FIRST + 1, FIRST + 2, FIRST + 3  # noqa: E741 - positions of these
PLANS, PAYS, ENDS = ["instalments-planned"], ["disbursement-recorded"], ["entry-reversed"]
IN_AUGUST = date(2024, 8, 15)

CASES = [
    # Plans.
    ("plan", CONCLUDED, plan(), PLANS),
    ("plan again", PLANNED, plan(equal=2), PLANS),
    ("plan from a file", CONCLUDED, said((DUE, 715_000)), PLANS),
    ("plan less than committed", CONCLUDED, said((DUE, 1)), PLANS),
    ("plan in a closed period", (*CONCLUDED, close("2024-01")), plan(), PLANS),
    ("plan a proposal", PROPOSED, plan(), "not-concluded"),
    ("plan no line", CONCLUDED, plan("L9"), "unknown-line"),
    ("plan an internal line", CONCLUDED, plan("L4"), "internal-line"),
    ("plan another year", CONCLUDED, plan(year=2026), "year-outside-agreement"),
    ("plan too many", CONCLUDED, plan(equal=367), ("too-many-instalments", {"limit": 366})),
    ("plan for centuries", CONCLUDED, plan(equal=200, every="year"), "too-many-instalments"),
    (
        "plan more than there are öre",
        (*CONCLUDED, release("L2", kr(715_000) - 7)),
        plan(equal=8),
        ("too-many-instalments", {"limit": 7}),
    ),
    ("plan nothing", CONCLUDED, said((DUE, 0)), "amount-not-positive"),
    (
        "plan more than committed",
        CONCLUDED,
        said((DUE, 715_000), (DUE, 1)),
        ("plan-exceeds-commitment", {"excess": 100, "limit": 71_500_000}),
    ),
    (
        "plan what is all released",
        (*CONCLUDED, release(amount=kr(715_000))),
        plan(),
        "nothing-to-plan",
    ),
    ("plan before the conclusion", CONCLUDED, plan(planned_on=date(2023, 12, 5)), "before-basis"),
    ("plan before the plan before", PLANNED, plan(planned_on=date(2024, 1, 9)), "before-basis"),
    ("plan tomorrow", CONCLUDED, plan(planned_on=date(2026, 1, 2)), "date-in-future"),
    (
        "plan a number twice",
        CONCLUDED,
        said((DUE, 1, 1), (DUE, 2, 1)),
        ("instalment-twice", {"instalment": 1}),
    ),
    # What is paid stays.
    ("plan the rest", (*PLANNED, pay(QUARTER)), plan(equal=5), PLANS),
    (
        "plan with what is paid",
        (*PLANNED, pay(QUARTER)),
        said((DUE_DAYS[0], 178_750), (DUE, 536_250)),
        PLANS,
    ),
    (
        "plan without what is paid",
        (*PLANNED, pay(QUARTER)),
        said((DUE, 536_250)),
        ("paid-instalment-changes", {"instalment": 1, "paid": QUARTER}),
    ),
    (
        "plan another day for what is paid",
        (*PLANNED, pay(QUARTER)),
        said((date(2024, 2, 1), 178_750), (DUE, 536_250)),
        "paid-instalment-changes",
    ),
    (
        "plan less than is paid",
        (*PLANNED, pay(QUARTER - 1)),
        said((DUE_DAYS[0], 100_000)),
        "paid-instalment-changes",
    ),
    (
        "plan what is paid in part",
        (*PLANNED, pay(kr(100_000))),
        said((DUE_DAYS[0], 100_000), (DUE, 600_000)),
        PLANS,
    ),
    ("plan when all is paid", (*PLANNED, pay(4 * QUARTER)), plan(), "nothing-to-plan"),
    (
        "plan away what an obligation holds up",
        OWED,
        plan(equal=2),
        ("condition-lost", {"instalment": 3, "obligation": "H1"}),
    ),
    (
        "plan away what it held up",
        (*OWED, met(), accept()),
        plan(equal=2, planned_on=date(2024, 8, 21)),
        PLANS,
    ),
    # Adjustment.
    ("adjust after an uplift", (*CONCLUDED, plan(year=2025), uplift()), adjust(year=2025), PLANS),
    ("adjust after a release", (*PLANNED, release(amount=kr(200_000))), adjust(), PLANS),
    ("adjust after what was moved", (*PLANNED, reallocate("L3", "L2", kr(100))), adjust(), PLANS),
    (
        "adjust away what waits",
        (*OWED, release(amount=kr(715_000))),
        adjust(),
        PLANS,
    ),
    (
        "adjust nothing",
        PLANNED,
        adjust(),
        ("nothing-to-adjust", {"committed": 4 * QUARTER}),
    ),
    ("adjust no plan", CONCLUDED, adjust(), "no-plan"),
    ("adjust no plan of another year", PLANNED, adjust(year=2025), "no-plan"),
    # Payments.
    ("pay the oldest", PLANNED, pay(QUARTER), PAYS),
    ("pay the oldest by its number", PLANNED, pay(QUARTER, instalment=1), PAYS),
    ("pay another", PLANNED, pay(QUARTER, instalment=2), [*PAYS, "instalment-paid"]),
    ("pay a part of another", PLANNED, pay(1, instalment=4), [*PAYS, "instalment-paid"]),
    ("pay more than all instalments", (*CONCLUDED, said((DUE, 1))), pay(QUARTER), PAYS),
    (
        "pay more than an instalment",
        PLANNED,
        pay(QUARTER + 1, instalment=2),
        ("exceeds-instalment", {"limit": QUARTER, "excess": 1}),
    ),
    (
        "pay more than the oldest by its number",
        (*PLANNED, pay(QUARTER)),
        pay(1, instalment=1, voucher="W"),
        ("exceeds-instalment", {"limit": 0}),
    ),
    (
        "pay no instalment",
        PLANNED,
        pay(1, instalment=5),
        ("unknown-instalment", {"known": [1, 2, 3, 4]}),
    ),
    ("pay an instalment of no plan", CONCLUDED, pay(1, instalment=1), "no-plan"),
    ("pay an instalment of another year", PLANNED, disburse(instalment=1, year=2025), "no-plan"),
    ("cost of an internal line", OWED, internal(), ["internal-cost-recorded"]),
    # Conditions.
    (
        "pay what waits, 15 days late",
        HALF,
        pay(QUARTER, IN_AUGUST),
        (
            "condition-unmet",
            {"instalment": 3, "obligation": "H1", "due_on": DUE, "days_late": 15},
        ),
    ),
    (
        "pay what waits, before it is due",
        HALF,
        pay(QUARTER, date(2024, 7, 31)),
        ("condition-unmet", {"party": "radda-barnen"}),
    ),
    ("pay a part of what waits", HALF, pay(1, IN_AUGUST), "condition-unmet"),
    ("pay several, and one that waits", OWED, pay(2 * QUARTER + 1), "condition-unmet"),
    ("pay what waits by its number", OWED, pay(1, instalment=3), "condition-unmet"),
    ("pay what does not wait", HALF, pay(1, instalment=4, voucher="W"), [*PAYS, "instalment-paid"]),
    ("pay up to what waits", OWED, pay(2 * QUARTER), PAYS),
    (
        "pay what is met and not accepted",
        MET,
        pay(QUARTER, date(2024, 8, 20)),
        ("condition-unmet", {"due_on": DUE, "days_late": 20}),
    ),
    ("pay what is accepted", ACCEPTED, pay(QUARTER, date(2024, 8, 21)), PAYS),
    ("pay what is accepted later", ACCEPTED, pay(QUARTER, date(2024, 8, 20)), "condition-unmet"),
    ("pay what is waived", (*HALF, waive()), pay(QUARTER, date(2024, 8, 21)), PAYS),
    ("pay what is waived later", (*HALF, waive()), pay(QUARTER, IN_AUGUST), PAYS),
    ("pay what was rejected", (*MET, refuse()), pay(QUARTER, date(2024, 9, 1)), "condition-unmet"),
    (
        "pay what waits for one of two",
        (*ACCEPTED, owe(3, ident="A", day=date(2024, 8, 21))),
        pay(1, date(2024, 8, 22)),
        ("condition-unmet", {"obligation": "A"}),
    ),
    ("pay what waits when the payment before it is gone", (*HALF, reverse(PAID)), pay(1), PAYS),
    # Obligations.
    ("owe", CONCLUDED, owe(), ["obligation-set"]),
    ("owe what holds up", PLANNED, owe(3, 4), ["obligation-set"]),
    ("owe for a proposal", PROPOSED, owe(), "not-concluded"),
    ("owe by nobody", CONCLUDED, owe(party="nobody"), "unknown-party"),
    (
        "owe by another",
        (c.RegisterParty(party="annan", name="Annan", kind="civil"), *CONCLUDED),
        owe(party="annan"),
        "party-not-in-agreement",
    ),
    ("owe twice", OWED, owe(), ("obligation-exists", {"position": O})),
    ("owe for no plan", CONCLUDED, owe(3), "no-plan"),
    ("owe for no instalment", PLANNED, owe(5), ("unknown-instalment", {"known": [1, 2, 3, 4]})),
    ("owe for one instalment twice", PLANNED, owe(3, 3), "blocked-twice"),
    ("owe for what is paid", (*PLANNED, pay(QUARTER)), owe(1), "blocks-paid"),
    ("owe before the conclusion", CONCLUDED, owe(day=date(2023, 12, 5)), "before-basis"),
    ("owe what was due", CONCLUDED, owe(day=date(2024, 8, 15)), ["obligation-set"]),
    ("meet", HALF, met(reference="R-1"), ["obligation-met"]),
    ("meet what is not there", HALF, met(ident="H2"), ("unknown-obligation", {"known": ["H1"]})),
    ("meet in a book without any", CONCLUDED, met(), ("unknown-obligation", {"known": []})),
    ("meet twice", MET, met(date(2024, 8, 21)), "obligation-met-already"),
    (
        "meet what is accepted",
        ACCEPTED,
        met(date(2024, 8, 22)),
        ("obligation-over", {"state": "accepted"}),
    ),
    ("meet before it is owed", OWED, met(date(2024, 1, 9)), "before-basis"),
    ("meet again what was rejected", (*MET, refuse()), met(date(2024, 8, 25)), ["obligation-met"]),
    ("accept", MET, accept(), ["obligation-accepted"]),
    (
        "accept what was met again",
        (*MET, refuse(), met(date(2024, 8, 25))),
        accept(date(2024, 8, 26)),
        ["obligation-accepted"],
    ),
    ("accept one's own", MET, accept().command, "same-actor"),
    ("accept one's own by another name", MET, By(accept().command, " EKONOM"), "same-actor"),
    ("accept what is not met", HALF, accept(), "obligation-not-met"),
    ("accept what was rejected", (*MET, refuse()), accept(), "obligation-not-met"),
    ("accept before it was met", MET, accept(date(2024, 8, 19)), "before-basis"),
    ("accept twice", ACCEPTED, accept(), "obligation-over"),
    ("reject", MET, refuse(), ["obligation-rejected"]),
    ("reject one's own", MET, refuse().command, "same-actor"),
    ("reject what is not met", HALF, refuse(), "obligation-not-met"),
    ("waive", HALF, waive(), ["obligation-waived"]),
    ("waive what is met", MET, waive(), ["obligation-waived"]),
    ("waive twice", (*HALF, waive()), waive(), ("obligation-over", {"state": "waived"})),
    ("extend", HALF, extend(), ["obligation-extended"]),
    ("extend twice", (*HALF, extend()), extend(date(2024, 9, 16)), ["obligation-extended"]),
    ("extend to an earlier day", HALF, extend(DUE), ("not-later-than-due", {"previous": DUE})),
    ("extend twice to one day", (*HALF, extend()), extend(), "not-later-than-due"),
    ("extend what is over", ACCEPTED, extend(day=date(2024, 8, 22)), "obligation-over"),
    # Reversals.
    ("reverse a plan", PLANNED, reverse(P), ENDS),
    ("reverse the later plan", (*PLANNED, plan(equal=2)), reverse(P + 1), ENDS),
    ("reverse the earlier plan", (*PLANNED, plan(equal=2)), reverse(P), "depended-upon"),
    ("reverse a plan that is paid by", (*PLANNED, pay(1)), reverse(P), ENDS),
    ("reverse a plan that is named", (*PLANNED, pay(1, instalment=2)), reverse(P), "depended-upon"),
    ("reverse the payment that names it", (*PLANNED, pay(1, instalment=2)), reverse(P + 1), ENDS),
    (
        "reverse what says its instalment",
        (*PLANNED, pay(1, instalment=2)),
        reverse(P + 2),
        "not-reversible",
    ),
    (
        "reverse a plan after the payment that named it",
        (*PLANNED, pay(1, instalment=2), reverse(P + 1)),
        reverse(P),
        ENDS,
    ),
    ("reverse a plan that is waited for", OWED, reverse(P), "depended-upon"),
    ("reverse a plan after the obligation", (*OWED, reverse(O)), reverse(P), ENDS),
    ("reverse an obligation", OWED, reverse(O), ENDS),
    ("owe again what was reversed", (*OWED, reverse(O)), owe(3), ["obligation-set"]),
    ("reverse an obligation that was met", MET, reverse(O), "depended-upon"),
    ("reverse that it was met", MET, reverse(STEP), ENDS),
    ("reverse that it was met and accepted", ACCEPTED, reverse(STEP), "depended-upon"),
    ("reverse that it was accepted", ACCEPTED, reverse(STEP + 1), ENDS),
    (
        "reverse what let a payment through",
        (*ACCEPTED, pay(1, date(2024, 8, 22))),
        reverse(STEP + 1),
        "depended-upon",
    ),
    (
        "reverse a waiver that let a payment through",
        (*HALF, waive(), pay(1, date(2024, 8, 22))),
        reverse(STEP),
        "depended-upon",
    ),
    ("reverse a waiver", (*HALF, waive()), reverse(STEP), ENDS),
    ("reverse an extension", (*HALF, extend()), reverse(STEP), ENDS),
    ("reverse a rejection", (*MET, refuse()), reverse(STEP + 1), ENDS),
    (
        "meet after a reversal",
        (*ACCEPTED, reverse(STEP + 1), reverse(STEP)),
        met(),
        ["obligation-met"],
    ),
    # Beside it, nothing has changed.
    ("sign, with a plan", OWED, sign(), ["agreement-signed"]),
    ("pay another line", OWED, disburse("L3", kr(75_000)), PAYS),
    ("uplift, with a plan", OWED, uplift(KS), ["uplift-applied"]),
    # Requests.
    ("request the oldest", ASKING, ask(178_750), REQUESTED),
    ("request another", ASKING, ask(178_750, instalment=2), REQUESTED),
    ("request no instalment", ASKING, ask(1, instalment=5), "unknown-instalment"),
    ("request an instalment of no plan", BEGUN, ask(1, instalment=1), "no-plan"),
    (
        "request more than an instalment",
        ASKING,
        ask(178_751, instalment=2),
        ("exceeds-instalment", {"excess": 100}),
    ),
    (
        "request what was requested",
        (*ASKING, ask(178_750, instalment=2)),
        ask(1, instalment=2),
        ("exceeds-instalment", {"limit": 0}),
    ),
    (
        "request what was requested without its number",
        (*ASKING, ask(178_750)),
        ask(1, instalment=1),
        ("exceeds-instalment", {"limit": 0}),
    ),
    ("request what waits", (*ASKING, owe(3)), ask(1, instalment=3), "condition-unmet"),
    (
        "request what waits when the others are requested",
        (*ASKING, owe(2), ask(178_750)),
        ask(1),
        ("condition-unmet", {"instalment": 2, "obligation": "H1"}),
    ),
    ("request after what waits", (*ASKING, owe(2), ask(178_750)), ask(1, instalment=4), REQUESTED),
    (
        "pay what was requested",
        (*ASKING, *seen_to(178_750, ASKED, instalment=2)),
        paid(178_750),
        PAYS,
    ),
    (
        "pay what was requested, by its number",
        (*ASKING, *seen_to(178_750, ASKED, instalment=2)),
        paid(178_750, instalment=2),
        PAYS,
    ),
    (
        "pay another instalment than was requested",
        (*ASKING, *seen_to(178_750, ASKED, instalment=2)),
        paid(178_750, instalment=3),
        ("differs-from-request", {"requested": "2"}),
    ),
    (
        "pay another instalment, and the request names none",
        (*ASKING, *seen_to(178_750, ASKED)),
        paid(178_750, instalment=3),
        [*PAYS, "instalment-paid"],
    ),
    (
        "pay what waits since it was approved",
        (*ASKING, *seen_to(178_750, ASKED, instalment=2), owe(2)),
        paid(178_750),
        ("condition-unmet", {"instalment": 2}),
    ),
    (
        "hold up what was paid by a request",
        (*ASKING, *seen_to(178_750, ASKED, instalment=2), paid(178_750)),
        owe(2),
        "blocks-paid",
    ),
    (
        "hold up what was paid by a request that was taken back",
        (*ASKING, *seen_to(178_750, ASKED, instalment=2), paid(178_750), reverse(ASKED + 3)),
        owe(2),
        ["obligation-set"],
    ),
    (
        "reverse a plan that a request names",
        (*ASKING, ask(178_750, instalment=2)),
        reverse(ASKED - 1),
        "depended-upon",
    ),
    (
        "reverse a plan when the request is over",
        (*ASKING, ask(178_750, instalment=2), cancel(ASKED)),
        reverse(ASKED - 1),
        ENDS,
    ),
]
