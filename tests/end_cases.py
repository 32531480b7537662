"""Rows of the table of decisions for carry-over and the end of an agreement: test_decisions.py."""

from datetime import date
from decimal import Decimal

import msgspec
from in_memory import (
    CONCLUDED,
    FIRST,
    ID,
    PROPOSAL,
    PROPOSED,
    By,
    claim,
    close,
    disburse,
    gift,
    internal,
    kr,
    pledge,
    reallocate,
    release,
    repay,
    reverse,
    uplift,
    use,
)

from ledger.rules import commands as c
from ledger.rules.entries.carried import CarryOver
from ledger.rules.entries.terminated import TerminateAgreement

change = msgspec.structs.replace
DAY = date(2025, 1, 20)


def carry(amount, line="L3", years=(2024, 2025), day=DAY, **more):
    return CarryOver(
        **ID,
        line=line,
        from_year=years[0],
        to_year=years[1],
        amount_minor=amount,
        decision="KS § 7",
        decided_on=day,
        **more,
    )


def limited(percent, *, ends=date(2025, 12, 31)):
    """Return the agreement in force, with a limit of carry-over in per cent."""
    limit = change(PROPOSAL, carry_over_percent=Decimal(percent), ends=ends)
    return (limit, *CONCLUDED[1:])


PAID = disburse("L3", kr(61_834.50))
TEN = (*limited(10), PAID)
CARRIED = ["carried-over"]
CARRY_CASES = [
    ("ten per cent", TEN, carry(kr(7_500)), CARRIED),
    (
        "an öre more than ten per cent",
        TEN,
        carry(kr(7_500) + 1),
        (
            "over-carry-limit",
            {
                "amount": kr(7_500.01),
                "limit": kr(7_500),
                "excess": kr(0.01),
                "committed": kr(75_000),
                "carried": kr(0),
            },
        ),
    ),
    (
        "in two parts",
        (*TEN, carry(kr(7_000))),
        carry(kr(500.01)),
        ("over-carry-limit", {"limit": kr(500), "carried": kr(7_000)}),
    ),
    ("the second part", (*TEN, carry(kr(7_000))), carry(kr(500)), CARRIED),
    (
        "after the rest was released",
        (*TEN, release("L3", kr(5_665.50), day=DAY)),
        carry(kr(7_500)),
        CARRIED,
    ),
    (
        "more than is left after a release",
        (*TEN, release("L3", kr(5_665.51), day=DAY)),
        carry(kr(7_500)),
        "exceeds-undisbursed",
    ),
    ("taken back, and again", (*TEN, carry(kr(7_500)), reverse(FIRST + 1)), carry(1), CARRIED),
    ("of none", limited(0), carry(1), ("over-carry-limit", {"limit": kr(0)})),
    ("a third of an öre", limited("0.000013"), carry(1), "over-carry-limit"),
    ("a whole öre", limited("0.000014"), carry(1), CARRIED),
    ("free", (*CONCLUDED, PAID), carry(kr(13_165.50)), CARRIED),
    ("free, an öre more", (*CONCLUDED, PAID), carry(kr(13_165.51)), "exceeds-undisbursed"),
    (
        "carry after the end, asked",
        CONCLUDED,
        By(carry(1, day=date(2026, 1, 5), outside_term=True), today=date(2026, 1, 5)),
        CARRIED,
    ),
    ("to the same year", CONCLUDED, carry(1, years=(2024, 2024)), "not-a-later-year"),
    ("to an earlier year", CONCLUDED, carry(1, years=(2025, 2024)), "not-a-later-year"),
    ("to a year after the end", CONCLUDED, carry(1, years=(2024, 2026)), "year-outside-agreement"),
    ("from a year before", CONCLUDED, carry(1, years=(2023, 2024)), "year-outside-agreement"),
    ("carry nothing", CONCLUDED, carry(0), "amount-not-positive"),
    ("carry on no line", CONCLUDED, carry(1, "L9"), "unknown-line"),
    ("carry too early", PROPOSED, carry(1), "not-concluded"),
    ("carry before it was decided", CONCLUDED, carry(1, day=date(2023, 12, 1)), "before-basis"),
    (
        "carry after the end",
        CONCLUDED,
        By(carry(1, day=date(2026, 1, 5)), today=date(2026, 1, 5)),
        "after-end",
    ),
    ("carry in a closed period", (*CONCLUDED, close("2025-01")), carry(1), "period-closed"),
    (
        "carry in a closed period, booked later",
        (*CONCLUDED, close("2025-01")),
        carry(1, booked_on=date(2025, 2, 1)),
        CARRIED,
    ),
    (
        "carry, booked before it was decided",
        CONCLUDED,
        carry(1, booked_on=date(2025, 1, 19)),
        "booked-too-early",
    ),
    (
        "reverse a carry-over that is paid",
        (*CONCLUDED, carry(kr(10)), disburse("L3", kr(75_010), 2025, date(2025, 3, 1))),
        reverse(FIRST),
        "depended-upon",
    ),
    (
        "reverse a reallocation of which a tenth went on",
        (*limited(10), reallocate("L2", "L3", kr(1_000)), carry(kr(7_600))),
        reverse(FIRST),
        (
            "depended-upon",
            {"because": "more of it has been carried over than the agreement would then allow"},
        ),
    ),
    (
        "reverse a reallocation that the carry-over does without",
        (*limited(10), reallocate("L2", "L3", kr(1_000)), carry(kr(7_500))),
        reverse(FIRST),
        ["entry-reversed"],
    ),
    (
        "reverse a reallocation where all may go on",
        (*CONCLUDED, reallocate("L2", "L3", kr(1_000)), carry(kr(7_600))),
        reverse(FIRST),
        ["entry-reversed"],
    ),
    (
        "a tenth, after the year got less",
        (
            *limited(10, ends=date(2026, 12, 31)),
            carry(kr(7_500)),
            carry(kr(8_250), years=(2025, 2026)),
        ),
        reverse(FIRST),
        "depended-upon",
    ),
    *(
        (
            f"reverse {what} beside a limit",
            (*limited(10), entry),
            reverse(FIRST),
            ["entry-reversed"],
        )
        for what, entry in {
            "a pledge": pledge("tif", "100", kr(220), 2024, date(2024, 1, 8)),
            "a contribution in kind": gift("tif", "3", kr(220), performed_on=date(2024, 5, 1)),
            "a payment": PAID,
            "a report of use": use("L3", kr(10), 2024, date(2024, 5, 1)),
            "an uplift": uplift("kommunstyrelsen", rate="2", amount_minor=None, year=2024),
        }.items()
    ),
    ("reverse a carry-over", (*TEN, carry(kr(7_500))), reverse(FIRST + 1), ["entry-reversed"]),
]


# ---------------------------------------------------------------- the end

NOTICE, ENDS = date(2025, 3, 14), date(2025, 6, 30)


def terminate(party="kommunstyrelsen", ends=ENDS, **more):
    values = {"notice_on": NOTICE, "ground": "förseningar", "decision": "KS § 30"} | more
    return TerminateAgreement(**ID, party=party, ends=ends, **values)


def settle(on=ENDS, **more):
    return c.SettleAgreement(**ID, settled_on=on, **more)


def close_agreement(on=date(2025, 9, 1)):
    return c.CloseAgreement(**ID, closed_on=on)


def reopen_agreement():
    return c.ReopenAgreement(**ID, reason="en rättelse")


def paid_after(day, **more):
    return disburse("L3", 100, 2025, day, **more)


AFTER = date(2025, 7, 1)
TERMINATED = (*CONCLUDED, terminate())
# L1 in 2024: 320 000 committed, 164 320 paid, 124 320 reported; the other lines have nothing paid.
HALF = (
    *CONCLUDED,
    disburse("L1", kr(164_320)),
    use("L1", kr(124_320), day=date(2024, 12, 1)),
    terminate(),
)
SETTLED = (*HALF, settle())
CLAIM_AT = FIRST + 4  # the release of L1 in 2024, then the claim
REPAID = (*SETTLED, repay(CLAIM_AT, kr(40_000), received_on=date(2025, 7, 20)))
CLOSED = (*REPAID, close_agreement())
REOPENED = (*CLOSED, By(reopen_agreement(), "revisor"))
RELEASES = ["commitment-released"]
RAN_OUT = (*CONCLUDED, settle(date(2025, 12, 31)))
END_CASES = [
    # Termination.
    ("terminate", CONCLUDED, terminate(), ["agreement-terminated"]),
    ("terminate at once", CONCLUDED, terminate(ends=NOTICE), ["agreement-terminated"]),
    (
        "terminate at the last day",
        CONCLUDED,
        terminate(ends=date(2025, 12, 31)),
        ["agreement-terminated"],
    ),
    ("terminate a proposal", PROPOSED, terminate(), "not-concluded"),
    (
        "terminate twice",
        TERMINATED,
        terminate(),
        ("already-terminated", {"ends": ENDS, "position": FIRST}),
    ),
    (
        "terminate before the notice",
        CONCLUDED,
        terminate(ends=date(2025, 3, 13)),
        "ends-before-notice",
    ),
    ("terminate after the end", CONCLUDED, terminate(ends=date(2026, 1, 1)), "ends-outside-term"),
    (
        "terminate before the start",
        CONCLUDED,
        terminate(ends=date(2023, 12, 31), notice_on=date(2023, 12, 20)),
        "ends-outside-term",
    ),
    ("terminate by nobody", CONCLUDED, terminate("nobody"), "unknown-party"),
    (
        "terminate by another",
        (c.RegisterParty(party="annan", name="Annan", kind="civil"), *CONCLUDED),
        terminate("annan"),
        "party-not-in-agreement",
    ),
    (
        "terminate before the conclusion",
        CONCLUDED,
        terminate(notice_on=date(2023, 12, 5)),
        "before-basis",
    ),
    ("terminate tomorrow", CONCLUDED, terminate(notice_on=date(2026, 1, 2)), "ends-before-notice"),
    (
        "terminate in a closed period",
        (*CONCLUDED, close("2025-03")),
        terminate(),
        ["agreement-terminated"],
    ),
    ("reverse a termination", TERMINATED, reverse(FIRST), ["entry-reversed"]),
    ("terminate again", (*TERMINATED, reverse(FIRST)), terminate(), ["agreement-terminated"]),
    # After it.
    ("pay on its last day", TERMINATED, paid_after(ENDS), ["disbursement-recorded"]),
    (
        "pay after it",
        TERMINATED,
        paid_after(AFTER),
        ("agreement-ended", {"day": AFTER, "ends": ENDS}),
    ),
    (
        "pay after it, outside the term",
        TERMINATED,
        paid_after(AFTER, outside_term=True),
        "agreement-ended",
    ),
    (
        "pay after one that was taken back",
        (*TERMINATED, reverse(FIRST)),
        paid_after(AFTER),
        ["disbursement-recorded"],
    ),
    ("an internal cost after it", TERMINATED, internal(year=2025, day=AFTER), "agreement-ended"),
    ("uplift after it", TERMINATED, uplift(decided_on=AFTER, outside_term=True), "agreement-ended"),
    ("reallocate after it", TERMINATED, reallocate(day=AFTER), "agreement-ended"),
    ("carry over after it", TERMINATED, carry(1, day=AFTER), "agreement-ended"),
    ("carry over before it", TERMINATED, carry(1), CARRIED),
    (
        "carry over to a year after it",
        (*limited(100, ends=date(2026, 12, 31)), terminate()),
        carry(1, years=(2024, 2026)),
        ("agreement-ended", {"day": date(2026, 1, 1)}),
    ),
    ("pledge after it", TERMINATED, pledge(year=2025, day=AFTER), "agreement-ended"),
    ("give after it", TERMINATED, gift(performed_on=AFTER), "agreement-ended"),
    ("use after it", HALF, use("L1", 1, day=AFTER), ["use-reported"]),
    ("claim after it", HALF, claim("L1", 1, claimed_on=AFTER, due_on=AFTER), ["repayment-claimed"]),
    ("release after it", HALF, release("L1", 1, day=AFTER), RELEASES),
    # Settlement.
    ("settle", HALF, settle(), [*RELEASES, "repayment-claimed", *RELEASES * 7]),
    ("settle what ran out", CONCLUDED, settle(date(2025, 12, 31)), RELEASES * 8),
    ("settle too early", HALF, settle(date(2025, 6, 29)), ("not-ended", {"ends": ENDS})),
    ("settle what goes on", CONCLUDED, settle(date(2025, 12, 30)), "not-ended"),
    ("settle a proposal", PROPOSED, settle(date(2025, 12, 31)), "not-concluded"),
    ("settle twice", SETTLED, settle(), "nothing-to-settle"),
    ("settle tomorrow", CONCLUDED, settle(date(2026, 1, 2)), "date-in-future"),
    ("due too early", HALF, settle(due_on=date(2025, 6, 29)), "due-before-claim"),
    ("settle in a closed period", (*HALF, close("2025-Q2")), settle(), "period-closed"),
    (
        "settle in a closed period, booked later",
        (*HALF, close("2025-Q2")),
        settle(booked_on=AFTER),
        ["commitment-released/2", "repayment-claimed/2", *["commitment-released/2"] * 7],
    ),
    # Closing.
    ("close", REPAID, close_agreement(), ["agreement-closed"]),
    ("close what ran out", RAN_OUT, close_agreement(date(2025, 12, 31)), ["agreement-closed"]),
    ("close too early", RAN_OUT, close_agreement(date(2025, 12, 30)), "not-ended"),
    ("close a proposal", PROPOSED, close_agreement(), "not-concluded"),
    (
        "close with a claim open",
        SETTLED,
        close_agreement(),
        ("open-claim", {"amount": kr(40_000), "position": CLAIM_AT}),
    ),
    (
        "close with something left",
        (*REPAID, reverse(FIRST + 3)),
        close_agreement(),
        ("remaining", {"line": "L1", "year": 2024, "amount": kr(155_680)}),
    ),
    (
        "close with something held",
        (*SETTLED, reverse(CLAIM_AT)),
        close_agreement(),
        ("held", {"line": "L1", "year": 2024, "amount": kr(40_000)}),
    ),
    ("close with much open", HALF, close_agreement(), ("several-refused", {"count": 9})),
    (
        "close with nothing reported",
        (*CONCLUDED, disburse("L3", kr(75_000)), terminate(), settle(), reverse(FIRST + 6)),
        close_agreement(),
        ("several-refused", {"count": 2}),
    ),
    (
        "close with a contribution to look at",
        (*CONCLUDED, By(gift(), evidence=True), terminate(), settle()),
        close_agreement(),
        ("in-kind-unverified", {"position": FIRST, "amount": 5_114_875}),
    ),
    ("close tomorrow", REPAID, close_agreement(date(2026, 1, 2)), "date-in-future"),
    ("close twice", CLOSED, close_agreement(), "agreement-closed"),
    (
        "use after closing",
        CLOSED,
        use("L1", 1, day=AFTER),
        ("agreement-closed", {"position": FIRST + 13}),
    ),
    ("pay after closing", CLOSED, paid_after(date(2025, 6, 1)), "agreement-closed"),
    ("reverse after closing", CLOSED, reverse(FIRST), "agreement-closed"),
    ("terminate after closing", CLOSED, terminate(), "agreement-closed"),
    # Opening again.
    ("reopen", CLOSED, By(reopen_agreement(), "revisor"), ["agreement-reopened"]),
    ("reopen by who closed it", CLOSED, reopen_agreement(), "same-actor"),
    ("reopen what is open", REPAID, By(reopen_agreement(), "revisor"), "not-closed"),
    ("reopen a proposal", PROPOSED, reopen_agreement(), "not-closed"),
    ("reverse after opening", REOPENED, reverse(FIRST + 12), ["entry-reversed"]),
    ("close again", REOPENED, close_agreement(), ["agreement-closed"]),
]
