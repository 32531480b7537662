"""What carries over: rows of the table of decisions."""

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
    close,
    disburse,
    kr,
    release,
    reverse,
)

from ledger.rules.entries.carried import CarryOver

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
    ("reverse a carry-over", (*TEN, carry(kr(7_500))), reverse(FIRST + 1), ["entry-reversed"]),
]
