"""Rows of the table of decisions for forecasts, findings and written-off claims."""

from datetime import date
from decimal import Decimal

from amendment_cases import (
    DECIDED,
    EVERYBODY,
    LINE_ADDED,
    LONGER,
    agrees,
    change,
    concludes,
    to,
)
from attesting_cases import ask, cancel
from end_cases import CLAIM_AT as LOST_AT
from end_cases import CLOSED, REPAID, close_agreement
from end_cases import SETTLED as LOST
from in_memory import (
    CONCLUDE,
    CONCLUDED,
    FIRST,
    FRN,
    ID,
    KS,
    KUN,
    PROPOSAL,
    PROPOSED,
    By,
    approve,
    claim,
    close,
    decline,
    disburse,
    gift,
    internal,
    kr,
    repay,
    reverse,
    use,
)
from msgspec.structs import replace
from performer_cases import CLAIMED as BY_SEVERAL

from ledger.rules import commands as c
from ledger.rules.entries.forecast import GiveForecast
from ledger.rules.entries.planned import PlanInstalments

# An agreement with a line that was added to it, and one that lasts a year longer.
ON_LINE = ask(1, "L5", due_on=date(2025, 6, 1), budget_year=2025, requested_on=DECIDED)
PLANNED = PlanInstalments(
    **ID, line="L5", year=2025, equal=2, first=date(2025, 6, 1), every="month", planned_on=DECIDED
)
LONGER_BY = (*CONCLUDED, change(to(year=2026), ends=LONGER), *EVERYBODY, agrees(), concludes())
USED = ("depended-upon", {"because": "the line or the time that it added has been used"})
DAY = date(2024, 4, 30)
LATER = date(2024, 12, 20)
AFTER_END = date(2026, 1, 2)


def forecast(amount, line="L2", year=2024, day=DAY):
    return GiveForecast(
        **ID, line=line, year=year, amount_minor=amount, reason="vakant", given_on=day
    )


def finding(position, amount=1, day=LATER, row=None):
    return c.MakeFinding(
        position=position, amount_minor=amount, kind="utan underlag", row=row, made_on=day
    )


def settle(position, amount=1, how="documented", day=LATER, **more):
    return c.SettleFinding(position=position, amount_minor=amount, how=how, settled_on=day, **more)


def write_off(position, amount=None, day=date(2025, 8, 1), **more):
    return c.WriteOffClaim(
        **ID, claim=position, amount_minor=amount, decision="KS § 7", decided_on=day, **more
    )


def by_another(command):
    """Return a command by somebody else than who recorded everything else."""
    return By(command, "granskare")


def with_categories(*categories):
    """Return the proposal, with categories: name, flat rate in per cent, of which category."""
    return replace(
        PROPOSAL,
        categories=tuple(
            c.ProposedCategory(
                name=name, flat_percent=None if percent is None else Decimal(percent), flat_of=of
            )
            for name, percent, of in ((*one, None, None)[:3] for one in categories)
        ),
    )


def by_category(*rows, amount=None, line="L1"):
    """Return a report of use by category: the name and the amount of each row."""
    said = tuple(c.ReportedRow(category=name, amount_minor=minor) for name, minor in rows)
    return replace(use(line, amount, day=date(2024, 12, 1)), amount_minor=amount, rows=said)


CATEGORIES = (("wages",), ("overhead", "15", "wages"), ("rent",))
WITH_CATEGORIES = (with_categories(*CATEGORIES), *CONCLUDED[1:])
WORKED = (("wages", kr(400_000)), ("rent", kr(30_000)))  # and 60 000 of overhead

# Another board pays the same performer on L3, which KS's L2 is no part of.
_OTHERS_L3 = replace(
    PROPOSAL,
    lines=[replace(x, funder=FRN) if x.line == "L3" else x for x in PROPOSAL.lines],
)
OFFSET_OF_FRN = (
    _OTHERS_L3,
    *CONCLUDED[1:],
    disburse("L3", kr(50_000)),
    By(c.MakeFinding(position=FIRST, amount_minor=kr(5_000), kind="x", made_on=LATER), "g"),
    By(
        c.SettleFinding(position=FIRST + 1, amount_minor=kr(5_000), how="offset", settled_on=LATER),
        "g",
    ),
)
DECLINED_L1 = (*PROPOSED, approve(KS), decline(FRN), approve(KUN), CONCLUDE)
REPORTED = (
    *CONCLUDED,
    disburse("L1", kr(160_000)),
    use("L1", kr(120_000), day=date(2024, 12, 1)),
)
REPORT_AT = FIRST + 1
QUESTIONED = (*REPORTED, by_another(finding(REPORT_AT, kr(5_000))))
FOUND_AT = FIRST + 2
SETTLED = (*QUESTIONED, by_another(settle(FOUND_AT, kr(3_000))))
OFFSET = (*QUESTIONED, by_another(settle(FOUND_AT, kr(5_000), "offset")))
GIVEN = (*CONCLUDED, By(gift(), evidence=True))
CLAIMED = (
    *CONCLUDED,
    disburse("L3", kr(75_000)),
    use("L3", kr(61_834.50), day=date(2024, 12, 1)),
    claim("L3", kr(13_165.50)),
)
CLAIM_AT = FIRST + 2
MADE, DONE, OFF = ["finding-made"], ["finding-settled"], ["claim-written-off"]

CASES = [
    # Forecasts.
    ("forecast", CONCLUDED, forecast(kr(700_000)), ["forecast-given"]),
    ("forecast of nothing", CONCLUDED, forecast(0), ["forecast-given"]),
    ("forecast anew", (*CONCLUDED, forecast(1)), forecast(2), ["forecast-given"]),
    ("forecast of an earlier day", (*CONCLUDED, forecast(1)), forecast(2, day=date(2024, 2, 1)),
     ["forecast-given"]),
    ("forecast below nothing", CONCLUDED, forecast(-1), "amount-not-positive"),
    ("forecast too much", CONCLUDED, forecast(10**15 + 1), "amount-too-large"),
    ("forecast of no line", CONCLUDED, forecast(1, "L9"), "unknown-line"),
    ("forecast of another year", CONCLUDED, forecast(1, year=2026), "year-outside-agreement"),
    ("forecast of a proposal", PROPOSED, forecast(1), "not-concluded"),
    ("forecast of a declined line", DECLINED_L1, forecast(1, "L1"),
     ("line-not-funded", {"line": "L1"})),
    ("forecast before the conclusion", CONCLUDED, forecast(1, day=date(2023, 12, 5)),
     "before-basis"),
    ("forecast tomorrow", CONCLUDED, forecast(1, day=AFTER_END), "date-in-future"),
    ("forecast in a closed period", (*CONCLUDED, close("2024")), forecast(1), ["forecast-given"]),
    ("reverse a forecast", (*CONCLUDED, forecast(1)), reverse(FIRST), ["entry-reversed"]),
    # Findings.
    ("question a report", REPORTED, by_another(finding(REPORT_AT, kr(120_000))), MADE),
    ("question a payment", REPORTED, by_another(finding(FIRST, kr(160_000))), MADE),
    ("question a cost", (*CONCLUDED, internal()), by_another(finding(FIRST)), MADE),
    ("question a contribution", GIVEN, by_another(finding(FIRST, 5_114_875, date(2025, 1, 10))),
     MADE),
    ("question in a closed period", (*REPORTED, close("2024")), by_another(finding(REPORT_AT)),
     MADE),
    ("question one's own report", REPORTED, finding(REPORT_AT),
     ("same-actor", {"actor": "ekonom"})),
    ("question one's own report by another spelling", REPORTED,
     By(finding(REPORT_AT), "EKONOM"), "same-actor"),
    ("question too much", REPORTED, by_another(finding(REPORT_AT, kr(120_000) + 1)),
     ("exceeds-questioned", {"limit": kr(120_000), "excess": 1})),
    ("question more than is left", QUESTIONED, by_another(finding(REPORT_AT, kr(115_000) + 1)),
     ("exceeds-questioned", {"limit": kr(115_000)})),
    ("question what is left", QUESTIONED, by_another(finding(REPORT_AT, kr(115_000))), MADE),
    ("question again what was taken back", (*QUESTIONED, reverse(FOUND_AT)),
     by_another(finding(REPORT_AT, kr(120_000))), MADE),
    ("question nothing", REPORTED, by_another(finding(REPORT_AT, 0)), "amount-not-positive"),
    ("question a conclusion", REPORTED, by_another(finding(FIRST - 1)),
     ("not-questionable", {"event": "agreement-concluded/1"})),
    ("question a party", REPORTED, by_another(finding(1)), "not-questionable"),
    ("question what is not there", REPORTED, by_another(finding(99)), "unknown-position"),
    ("question what was taken back", (*REPORTED, reverse(REPORT_AT)),
     by_another(finding(REPORT_AT)), ("already-reversed", {"by": FIRST + 2})),
    ("question a row of a report without rows", REPORTED,
     by_another(finding(REPORT_AT, row=1)), ("unknown-row", {"known": []})),
    ("question before the report", REPORTED, by_another(finding(REPORT_AT, day=DAY)),
     "before-basis"),
    ("question tomorrow", REPORTED, by_another(finding(REPORT_AT, day=AFTER_END)),
     "date-in-future"),
    ("reverse a report with a finding", QUESTIONED, reverse(REPORT_AT),
     ("depended-upon", {"because": "there is a finding about it"})),
    ("reverse a payment with a finding", (*REPORTED, by_another(finding(FIRST))), reverse(FIRST),
     "depended-upon"),
    ("reverse a contribution with a finding",
     (*GIVEN, by_another(finding(FIRST, day=date(2025, 1, 10)))), reverse(FIRST),
     ("depended-upon", {"because": "there is a finding about it"})),
    ("verify a contribution with a finding",
     (*GIVEN, by_another(finding(FIRST, day=date(2025, 1, 10)))),
     by_another(c.VerifyInKind(position=FIRST, verified_on=date(2025, 3, 1))),
     ["in-kind-verified"]),
    ("reverse a finding", QUESTIONED, reverse(FOUND_AT), ["entry-reversed"]),
    # Their settlement.
    *((f"settle as {how}", QUESTIONED,
       by_another(settle(FOUND_AT, kr(5_000), how, decision="KS § 9")), DONE)
      for how in ("documented", "justified", "written-off", "repaid", "offset")),
    ("settle a part", QUESTIONED, by_another(settle(FOUND_AT, kr(3_000))), DONE),
    ("settle the rest", SETTLED, by_another(settle(FOUND_AT, kr(2_000))), DONE),
    ("settle too much", SETTLED, by_another(settle(FOUND_AT, kr(2_000) + 1)),
     ("exceeds-finding", {"limit": kr(2_000), "excess": 1})),
    ("settle nothing", QUESTIONED, by_another(settle(FOUND_AT, 0)), "amount-not-positive"),
    ("settle by who reported", QUESTIONED, settle(FOUND_AT), "same-actor"),
    ("write off without a decision", QUESTIONED, by_another(settle(FOUND_AT, 1, "written-off")),
     "decision-not-said"),
    ("settle no finding", QUESTIONED, by_another(settle(REPORT_AT)),
     ("unknown-finding", {"known": [FOUND_AT]})),
    ("settle a party", QUESTIONED, by_another(settle(1)), "unknown-finding"),
    ("settle what is not there", QUESTIONED, by_another(settle(99)), "unknown-position"),
    ("settle what was taken back", (*QUESTIONED, reverse(FOUND_AT)),
     by_another(settle(FOUND_AT)), ("unknown-finding", {"known": []})),
    ("offset a contribution", (*GIVEN, by_another(finding(FIRST, day=date(2025, 1, 10)))),
     by_another(settle(FIRST + 1, 1, "offset", date(2025, 1, 10))),
     ("nothing-to-offset", {"position": FIRST + 1})),
    ("offset an internal cost", (*CONCLUDED, internal(), by_another(finding(FIRST))),
     by_another(settle(FIRST + 1, 1, "offset")), "nothing-to-offset"),
    ("settle before the finding", QUESTIONED, by_another(settle(FOUND_AT, day=DAY)),
     "before-basis"),
    ("reverse a settlement", SETTLED, reverse(FOUND_AT + 1), ["entry-reversed"]),
    ("reverse a finding that was settled", SETTLED, reverse(FOUND_AT),
     ("depended-upon", {"because": "it has been settled, wholly or in part"})),
    # Claims that are given up.
    ("write a claim off", CLAIMED, write_off(CLAIM_AT), OFF),
    ("write a part of a claim off", CLAIMED, write_off(CLAIM_AT, kr(13_165.50)), OFF),
    ("write off what has not come back", (*CLAIMED, repay(CLAIM_AT, kr(10_000))),
     write_off(CLAIM_AT, kr(3_165.50)), OFF),
    ("write off too much", (*CLAIMED, repay(CLAIM_AT, kr(10_000))),
     write_off(CLAIM_AT, kr(3_165.51)), ("exceeds-claim", {"limit": kr(3_165.50)})),
    ("write off twice", (*CLAIMED, write_off(CLAIM_AT)), write_off(CLAIM_AT),
     ("exceeds-claim", {"limit": 0})),
    ("repay what was written off", (*CLAIMED, write_off(CLAIM_AT)), repay(CLAIM_AT),
     "exceeds-claim"),
    ("write nothing off", CLAIMED, write_off(CLAIM_AT, 0), "amount-not-positive"),
    ("write no claim off", CLAIMED, write_off(FIRST), ("unknown-claim", {"known": [CLAIM_AT]})),
    ("write off before the claim", CLAIMED, write_off(CLAIM_AT, day=date(2025, 2, 1)),
     "before-basis"),
    ("write off in a closed period", (*CLAIMED, close("2025-Q3")), write_off(CLAIM_AT),
     "period-closed"),
    ("write off in a closed period, booked later", (*CLAIMED, close("2025-Q3")),
     write_off(CLAIM_AT, booked_on=date(2025, 10, 1)), OFF),
    ("reverse a writing off", (*CLAIMED, write_off(CLAIM_AT)), reverse(FIRST + 3),
     ["entry-reversed"]),
    ("reverse a claim that was written off", (*CLAIMED, write_off(CLAIM_AT)), reverse(CLAIM_AT),
     ("depended-upon", {"because": "some of it has been written off"})),
    ("write off what a performer of several owes", BY_SEVERAL, write_off(25, kr(40_000)),
     ["claim-written-off/2"]),
    ("reverse what was written off of it", (*BY_SEVERAL, write_off(25)), reverse(26),
     ["entry-reversed"]),
    ("write off too much of what it owes", (*BY_SEVERAL, repay(25, kr(70_000))),
     write_off(25, kr(30_000.01)), ("exceeds-claim", {"limit": kr(30_000)})),
    # What an amendment added stays while somebody counts on it.
    *[(f"reverse a conclusion {what}", (*given, *more), reverse(at), then)
      for what, given, at, more, then in (
        ("whose line money is asked for on", LINE_ADDED, 21, (ON_LINE,), USED),
        ("on whose line nothing is asked for any longer", LINE_ADDED, 21,
         (ON_LINE, cancel(22, day=DECIDED)), ["entry-reversed"]),
        ("whose line has a forecast", LINE_ADDED, 21, (forecast(1, "L5", 2025, DECIDED),), USED),
        ("whose line has no forecast any longer", LINE_ADDED, 21,
         (forecast(1, "L5", 2025, DECIDED), reverse(22)), ["entry-reversed"]),
        ("whose line has a plan", LINE_ADDED, 21, (PLANNED,), USED),
        ("whose year money is asked for in", LONGER_BY, 28,
         (ask(1, due_on=date(2026, 2, 1), requested_on=DECIDED),), USED),
        ("whose year has a forecast", LONGER_BY, 28, (forecast(1, "L2", 2026, DECIDED),), USED),
      )],
    # What is offset lowers the next request.
    ("ask less what is offset", OFFSET, ask(10_000, "L1"), ["payment-requested"]),
    ("ask for no more than is offset", OFFSET, ask(5_000, "L1"),
     ("nothing-left-to-pay", {"offset": kr(5_000)})),
    ("ask for the same party of another board", OFFSET_OF_FRN, ask(3_000, "L2"),
     ["payment-requested"]),
    ("ask for the same party of the same board", OFFSET_OF_FRN, ask(3_000, "L3"),
     ("nothing-left-to-pay", {"offset": kr(5_000)})),
    ("reverse an offset that another board's request did not use",
     (*OFFSET_OF_FRN, ask(10_000, "L2")), reverse(FIRST + 2), ["entry-reversed"]),
    ("reverse an offset that its own board's request used",
     (*OFFSET_OF_FRN, ask(10_000, "L2"), ask(10_000, "L3")), reverse(FIRST + 2),
     "depended-upon"),
    ("ask after it was offset", (*OFFSET, ask(10_000, "L1")), ask(5_000, "L1"),
     ["payment-requested"]),
    ("reverse what was offset", OFFSET, reverse(FOUND_AT + 1), ["entry-reversed"]),
    ("reverse what has lowered a request", (*OFFSET, ask(10_000, "L1")),
     reverse(FOUND_AT + 1),
     ("depended-upon", {"because": "a request for a payment has been lowered by it"})),
    ("reverse it after the request was cancelled",
     (*OFFSET, ask(10_000, "L1"), cancel(FOUND_AT + 2, day=date(2025, 3, 5))),
     reverse(FOUND_AT + 1), ["entry-reversed"]),
    # The end.
    ("close with a claim that was written off", (*LOST, write_off(LOST_AT)), close_agreement(),
     ["agreement-closed"]),
    ("close with a claim that was written off in part", (*LOST, write_off(LOST_AT, kr(39_999))),
     close_agreement(), ("open-claim", {"amount": kr(1)})),
    ("close with a finding", (*REPAID, by_another(finding(FIRST + 1, kr(4_000)))),
     close_agreement(), ("finding-open", {"amount": kr(4_000), "position": FIRST + 13})),
    ("close with a finding that is settled",
     (*REPAID, by_another(finding(FIRST + 1, 1)), by_another(settle(FIRST + 13))),
     close_agreement(), ["agreement-closed"]),
    ("question after closing", CLOSED, by_another(finding(FIRST + 1)), "agreement-closed"),
    # Use by category.
    ("use by category", WITH_CATEGORIES, by_category(*WORKED), ["use-reported/2"]),
    ("use by category, with its sum", WITH_CATEGORIES,
     by_category(*WORKED, amount=kr(490_000)), ["use-reported/2"]),
    ("use by category without what a flat rate is of", WITH_CATEGORIES,
     by_category(("rent", kr(30_000))), ["use-reported/2"]),
    ("use by category of two documents", WITH_CATEGORIES,
     by_category(("rent", 1), ("rent", 2)), ["use-reported/2"]),
    ("use by category with another sum", WITH_CATEGORIES,
     by_category(*WORKED, amount=kr(430_000)),
     ("rows-differ", {"sum": kr(490_000), "difference": kr(60_000)})),
    ("use by an unknown category", WITH_CATEGORIES, by_category(("wage", 1)),
     ("unknown-category", {"known": ["wages", "overhead", "rent"]})),
    ("use by a flat rate", WITH_CATEGORIES, by_category(("overhead", kr(60_000))),
     ("category-is-flat", {"percent": Decimal(15), "of": "wages"})),
    ("use of nothing by category", WITH_CATEGORIES, by_category(("rent", 0)),
     "amount-not-positive"),
    ("use of too much by category", WITH_CATEGORIES, by_category(("rent", 10**15 + 1)),
     "amount-too-large"),
    ("use without categories", WITH_CATEGORIES, use("L1", 1),
     ("category-missing", {"known": ["wages", "rent"]})),
    ("use by category where there are none", CONCLUDED, by_category(("rent", 1)),
     "no-categories"),
    ("use of no amount", CONCLUDED, replace(use("L1"), amount_minor=None), "amount-missing"),
    ("reverse use by category", (*WITH_CATEGORIES, by_category(*WORKED)), reverse(FIRST),
     ["entry-reversed"]),
    ("question a row", (*WITH_CATEGORIES, by_category(*WORKED)),
     by_another(finding(FIRST, kr(60_000), row=3)), MADE),
    ("question more than a row", (*WITH_CATEGORIES, by_category(*WORKED)),
     by_another(finding(FIRST, kr(60_000.01), row=3)),
     ("exceeds-questioned", {"limit": kr(60_000)})),
    ("question more of a row than is left of the whole",
     (*WITH_CATEGORIES, by_category(*WORKED), by_another(finding(FIRST, kr(450_000)))),
     by_another(finding(FIRST, kr(50_000), row=3)),
     ("exceeds-questioned", {"limit": kr(40_000)})),
    ("question a row that is not there", (*WITH_CATEGORIES, by_category(*WORKED)),
     by_another(finding(FIRST, 1, row=4)), ("unknown-row", {"known": [1, 2, 3]})),
    ("categories", (), with_categories(*CATEGORIES), [*["party-registered"] * 7,
     "agreement-proposed/3", *["budget-line-proposed"] * 4]),
    ("a category twice", (), with_categories(("rent",), ("rent",)), "category-twice"),
    ("a flat rate of nothing", (), with_categories(("rent", "15", None)), "flat-rate-incomplete"),
    ("a flat rate without a rate", (), with_categories(("a",), ("b", None, "a")),
     "flat-rate-incomplete"),
    ("a flat rate of no category", (), with_categories(("a",), ("b", "15", "c")),
     ("flat-of-unknown", {"known": ["a"]})),
    ("a flat rate of itself", (), with_categories(("b", "15", "b")), "flat-of-flat"),
    ("a flat rate of a flat one", (),
     with_categories(("a",), ("b", "15", "a"), ("c", "15", "b")), "flat-of-flat"),
    ("a flat rate above all", (), with_categories(("a",), ("b", "100.1", "a")), "no-flat-rate"),
    ("a flat rate of nought", (), with_categories(("a",), ("b", "0", "a")), "no-flat-rate"),
    ("a flat rate of many decimals", (), with_categories(("a",), ("b", "0.0000001", "a")),
     "too-many-decimals"),
]  # fmt: skip
