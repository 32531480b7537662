"""Given, when, then: every event and every refusal, by its code."""

import importlib
import pkgutil
from datetime import date, timedelta
from decimal import Decimal

import attesting_cases
import end_cases
import file_cases
import following_cases
import index_cases
import msgspec
import planning_cases
import process_cases
import pytest
from amendment_cases import CASES as AMENDMENTS
from in_memory import (
    AUDITOR,
    CONCLUDE,
    CONCLUDED,
    DAY,
    FIRST,
    FRN,
    ID,
    KEY_A,
    KEY_B,
    KEY_C,
    KS,
    KUN,
    OTHER,
    OWN_KEY,
    PROPOSAL,
    PROPOSED,
    TODAY,
    By,
    approve,
    booked,
    claim,
    close,
    decline,
    describe,
    disburse,
    gift,
    internal,
    kr,
    ledger_of,
    pledge,
    reallocate,
    reject,
    release,
    reopen,
    repay,
    retire,
    retire_witness,
    reverse,
    rotate,
    uplift,
    use,
    verify,
    witness,
)
from performer_cases import CASES as PERFORMERS

from events import facts
from events.money import MAX_MINOR, MAX_SUM
from events.period import parse_period
from ledger.refusal import Conflict, LedgerError, Money
from ledger.rules import commands as c
from ledger.rules import dates, refusals

change = msgspec.structs.replace


def proposal(**fields):
    return change(PROPOSAL, **fields)


def with_line(number, **fields):
    lines = list(PROPOSAL.lines)
    lines[number - 1] = change(lines[number - 1], **fields)
    return proposal(lines=tuple(lines))


def party(ident="ideell", **fields):
    return c.RegisterParty(party=ident, name="Ideell", kind="civil", **fields)


def amend_party(ident="ideell", **fields):
    return c.AmendParty(party=ident, **fields)


def amend(line="L2", amount=70_000_000, year=2024):
    return c.AmendLine(**ID, line=line, year=year, amount_minor=amount)


DECLINED_L1 = (*PROPOSED, approve(KS), decline(FRN), approve(KUN), CONCLUDE)
PAID_L3 = (*CONCLUDED, disburse("L3", kr(75_000)))
CLAIMED = (*PAID_L3, claim("L3", kr(13_165.50)))
CONCLUDED_LATER = (*CONCLUDED[:-1], change(CONCLUDE, decided_on=date(2024, 1, 15)))
AFTER = date(2026, 1, 20)  # the agreement ends with 2025
CLAIM = ["repayment-claimed"]
PAID = "disbursement-recorded"
LARGE_LINES = {"L2": {2024: MAX_MINOR - 1}, "L3": {2024: 1}}
LARGE = (
    proposal(
        lines=tuple(
            change(x, amounts_minor=LARGE_LINES.get(x.line, {2025: 1})) for x in PROPOSAL.lines
        ),
        stated_total_minor=MAX_MINOR,
    ),
    *(approve(KS), approve(FRN), approve(KUN), CONCLUDE),
)
IN_KRONOR = (proposal(rounding="krona"), *CONCLUDED[1:])
GIVEN_IN_KIND = (*CONCLUDED, By(gift(), evidence=True))

LIMITED = proposal(
    extends="det tidigare",
    extends_because="Uppehåll under våren.",
    carry_over_percent=Decimal("10.0"),
)


def earlier(ends):
    """Return the proposal of an agreement that ends on a day of 2023."""
    lines = tuple(change(line, amounts_minor={2023: kr(1)}) for line in PROPOSAL.lines)
    return proposal(
        agreement="tidigare",
        starts=date(2023, 1, 1),
        ends=ends,
        lines=lines,
        stated_total_minor=kr(len(lines)),
    )


AFTER_IT = proposal(extends="tidigare")


def together(shares, activity="both"):
    """Return the proposal with some lines in one activity. ``shares``: of each line, or None."""
    lines = tuple(
        change(
            line,
            activity=activity,
            share=None if shares[line.line] is None else Decimal(shares[line.line]),
        )
        if line.line in shares
        else line
        for line in PROPOSAL.lines
    )
    return proposal(lines=lines)


SHARED = (together({"L2": None, "L3": None}), *CONCLUDED[1:])


# Where the document's day is in a closed period: given, when, the day, the period, and the event.
LATE = {
    "approval": (PROPOSED, approve(FRN), DAY, "2023", "commitment-approved"),
    "refusal": (PROPOSED, decline(FRN), DAY, "2023", "commitment-declined"),
    "conclusion": (CONCLUDED[:-1], CONCLUDE, DAY, "2023", "agreement-concluded"),
    "uplift": (CONCLUDED, uplift(), date(2025, 2, 1), "2025-02", "uplift-applied"),
    "reallocation": (CONCLUDED, reallocate(), date(2024, 6, 1), "2024-06", "reallocated"),
    "release": (CONCLUDED, release(), date(2024, 6, 1), "2024-Q2", "commitment-released"),
    "claim": (PAID_L3, claim(), date(2025, 2, 12), "2025-02", "repayment-claimed"),
    "pledge": (CONCLUDED, pledge(), DAY, "2023", "in-kind-pledged"),
    "gift": (CONCLUDED, gift(), date(2024, 12, 20), "2024", "in-kind-recorded"),
    "verdict": (GIVEN_IN_KIND, verify(FIRST), date(2025, 3, 1), "2025-Q1", "in-kind-verified"),
    "no": (GIVEN_IN_KIND, reject(FIRST), date(2025, 3, 1), "2025-03", "in-kind-rejected"),
}


def late_cases():
    """Yield what commands with two days say, where their document's day is in a closed period."""
    for name, (given, command, day, period, event) in LATE.items():
        first_open = parse_period(period).ends + timedelta(days=1)
        before = (*given, close(period))
        said = {"day": day, "first_open": first_open, "instead": dates.BOOK_LATER}
        yield f"{name} in a closed period", before, By(command, "x"), ("period-closed", said)
        for what, on, then in (
            ("booked later", first_open, [f"{event}/2"]),
            ("booked later, in a closed period", day + timedelta(days=1), "period-closed"),
            ("booked in the future", TODAY + timedelta(days=1), "date-in-future"),
            ("booked before it happened", day - timedelta(days=1), "booked-too-early"),
        ):
            yield f"{name} {what}", before, By(booked(command, on), "x"), then
        yield f"{name} booked on its day", given, By(booked(command, day), "x"), [event]
        if event != "agreement-concluded":
            late = (*before, By(booked(command, first_open), "x"))
            back = reverse(len(ledger_of(late).events))
            yield f"take a late {name} back", late, back, ["entry-reversed"]


FEBRUARY = date(2024, 2, 1)
# Each counts from February on.
DECIDED_LATE = (*PROPOSED, *(booked(approve(x), FEBRUARY) for x in (KS, FRN, KUN)))
CONCLUDED_LATE = (*DECIDED_LATE, booked(CONCLUDE, FEBRUARY))
LAST_OF_JANUARY = FEBRUARY - timedelta(days=1)
GIVEN_LATE = (*CONCLUDED, By(booked(gift(), date(2025, 4, 1)), evidence=True))

# name, given, when, then: the names of the events, with a version from 2 on, or a refusal's code,
# or the code and some of its values.
CASES = [
    # Parties.
    ("a party", (), party(), ["party-registered"]),
    ("with a number", (), party(organisation_number="212000-1124"), ["party-registered"]),
    ("id taken", (party(),), party(), "party-exists"),
    ("bad check digit", (), party(organisation_number="2120001125"), "bad-organisation-number"),
    ("too short", (), party(organisation_number="21200011"), "bad-organisation-number"),
    ("another name", (party(),), amend_party(name="Nytt"), ["party-amended"]),
    (
        "all there is of a party",
        (party(),),
        amend_party(
            name="N", kind="company", legal_entity="tif", organisation_number="212000-1124"
        ),
        ["party-amended"],
    ),
    ("no party amended", (), amend_party(name="N"), ("unknown-party", {"party": "ideell"})),
    ("a party as it is", (party(),), amend_party(name="Ideell", kind="civil"), "nothing-changes"),
    (
        "the number it has, written otherwise",
        (party(organisation_number="2120001124"),),
        amend_party(organisation_number="212000-1124"),
        "nothing-changes",
    ),
    (
        "amended with a bad check digit",
        (party(),),
        amend_party(organisation_number="2120001125"),
        "bad-organisation-number",
    ),
    (
        "a line is settled within",
        PROPOSED,
        amend_party("rosengardsbiblioteket", legal_entity="biblioteken"),
        ("line-is-internal", {"line": "L4", "agreement": "herrgarden"}),
    ),
    (
        "a line is paid out between two",
        CONCLUDED,
        amend_party("tif", legal_entity="malmo-stad"),
        ("line-is-external", {"line": "L1", "agreement": "herrgarden"}),
    ),
    (
        "a party that is in no line between them",
        CONCLUDED,
        amend_party("malmo-universitet", legal_entity="malmo-stad"),
        ["party-amended"],
    ),
    (
        "both to another legal person, a line paid out within it",
        (
            with_line(4, settlement="external"),
            amend_party(KUN, legal_entity="kultur"),
        ),
        amend_party("rosengardsbiblioteket", legal_entity="kultur"),
        ["party-amended"],
    ),
    # Proposals.
    (
        "the agreement",
        (),
        PROPOSAL,
        [*["party-registered"] * 7, "agreement-proposed", *["budget-line-proposed"] * 4],
    ),
    ("more than all", (), proposal(carry_over_percent=Decimal("100.01")), "no-share"),
    ("less than nothing", (), proposal(carry_over_percent=Decimal(-1)), "no-share"),
    ("seven decimals", (), proposal(carry_over_percent=Decimal("0.0000001")), "too-many-decimals"),
    (
        "why, and of nothing",
        (),
        proposal(extends=None, extends_because="Uppehåll"),
        "extends-nothing",
    ),
    (
        "the day after the one that it extends",
        (earlier(date(2023, 12, 31)),),
        AFTER_IT,
        ["agreement-proposed", *["budget-line-proposed"] * 4],
    ),
    (
        "later than the day after, and why",
        (earlier(date(2023, 6, 30)),),
        change(AFTER_IT, extends_because="Uppehåll under hösten."),
        ["agreement-proposed/2", *["budget-line-proposed"] * 4],
    ),
    (
        "later than the day after",
        (earlier(date(2023, 12, 30)),),
        AFTER_IT,
        (
            "not-the-day-after",
            {"agreement": "tidigare", "ends": date(2023, 12, 30), "starts": date(2024, 1, 1)},
        ),
    ),
    (
        "extends what is not there",
        (earlier(date(2023, 12, 31)),),
        proposal(extends="tidgare"),
        ("nothing-to-extend", {"agreement": "tidgare", "known": ["tidigare"]}),
    ),
    (
        "payments that two see to",
        (),
        proposal(attest="two"),
        [*["party-registered"] * 7, "agreement-proposed/3", *["budget-line-proposed"] * 4],
    ),
    (
        "payments that nobody sees to",
        (),
        proposal(attest="none"),
        [*["party-registered"] * 7, "agreement-proposed", *["budget-line-proposed"] * 4],
    ),
    ("extends itself", (), proposal(extends="herrgarden"), "nothing-to-extend"),
    ("twice", PROPOSED, PROPOSAL, ("agreement-exists", {"agreement": "herrgarden"})),
    ("ends first", (), proposal(starts=date(2026, 1, 1)), "starts-after-ends"),
    ("no such currency", (), proposal(currency="XXX"), "unknown-currency"),
    (
        "no such rounding",
        (),
        proposal(rounding="rappen"),
        ("unknown-rounding", {"known": ["ore", "krona"]}),
    ),
    ("no lines", (), proposal(lines=()), "no-lines"),
    ("unknown signatory", (), proposal(signatories=("nobody",)), "unknown-party"),
    (
        "two things at once",
        (),
        proposal(signatories=("nobody",), ends=date(2023, 1, 1)),
        "several-refused",
    ),
    ("unknown funder", (), with_line(1, funder="nobody"), "unknown-party"),
    ("unknown performer", (), with_line(1, performer="nobody"), "unknown-party"),
    ("unknown accountable", (), with_line(4, accountable="nobody"), "unknown-party"),
    (
        "another party by that id",
        (c.RegisterParty(party="tif", name="Other", kind="civil"),),
        PROPOSAL,
        ("party-differs", {"party": "tif", "name": "Other"}),
    ),
    ("line twice", (), with_line(2, line="L1"), ("line-twice", {"line": "L1"})),
    ("line without amount", (), with_line(1, amounts_minor={}), "line-without-amount"),
    ("amount of nothing", (), with_line(1, amounts_minor={2024: 0}), "amount-not-positive"),
    (
        "year after the end",
        (),
        with_line(1, amounts_minor={2026: 1}),
        ("year-outside-agreement", {"year": 2026, "first": 2024, "last": 2025}),
    ),
    ("internal to others", (), with_line(1, settlement="internal"), "internal-across-entities"),
    (
        "not said within one legal person",
        (),
        with_line(4, settlement=None),
        ("settlement-not-said", {"line": "L4"}),
    ),
    (
        "not said between two legal persons",
        (),
        with_line(1, settlement=None),
        ["party-registered"] * 7 + ["agreement-proposed"] + ["budget-line-proposed"] * 4,
    ),
    ("nobody answers", (), with_line(4, accountable=None), "no-accountable-signatory"),
    (
        "typed wrong",
        (),
        with_line(2, amounts_minor={2024: kr(751_000), 2025: kr(715_000)}),
        ("total-differs", {"difference": kr(36_000), "stated": kr(1_210_000)}),
    ),
    (
        "one öre more than any amount",
        (),
        with_line(1, amounts_minor={2024: MAX_MINOR + 1}),
        ("amount-too-large", {"amount": MAX_MINOR + 1, "limit": MAX_MINOR, "line": "L1"}),
    ),
    (
        "a total that is too large",
        (),
        proposal(
            lines=tuple(change(x, amounts_minor={2024: MAX_MINOR}) for x in PROPOSAL.lines),
            stated_total_minor=4 * MAX_MINOR,
        ),
        ("amount-too-large", {"amount": 4 * MAX_MINOR}),
    ),
    (
        "years that are not kept",
        (),
        proposal(ends=date(2201, 1, 1)),
        ("year-not-kept", {"year": 2201}),
    ),
    # Activities.
    (
        "lines that are paid together",
        (),
        together({"L2": None, "L3": None}),
        [
            *["party-registered"] * 7,
            *("agreement-proposed", "budget-line-proposed"),
            *["budget-line-proposed/2"] * 2,
            "budget-line-proposed",
        ],
    ),
    ("an activity named as a line", (), together({"L2": None}, "L3"), "activity-is-line"),
    ("a share of nothing", (), with_line(2, share=Decimal(100)), "share-without-activity"),
    (
        "a share of one alone",
        (),
        together({"L2": "100", "L3": None}),
        ("share-missing", {"line": "L3"}),
    ),
    (
        "a share below zero",
        (),
        together({"L2": "101", "L3": "-1"}),
        ("share-not-positive", {"line": "L3", "share": -1}),
    ),
    (
        "shares of less than all",
        (),
        together({"L2": "60", "L3": "39.99"}),
        ("shares-not-whole", {"sum": Decimal("99.99")}),
    ),
    ("pay together", SHARED, disburse("both", kr(100)), ["disbursement-recorded"] * 2),
    (
        "pay an instalment together",
        SHARED,
        disburse("both", kr(100), instalment=1),
        ("instalment-of-activity", {"activity": "both", "lines": ["L2", "L3"]}),
    ),
    (
        "pay together in another year",
        SHARED,
        disburse("both", kr(100), 2030),
        "year-outside-agreement",
    ),
    (
        "pay together what nobody committed",
        (*SHARED[:-4], decline(KS), decline(FRN), approve(KUN), CONCLUDE),
        disburse("both", kr(100)),
        ("nothing-to-share", {"activity": "both", "year": 2024}),
    ),
    ("pay too much together", SHARED, disburse("both", kr(800_000)), "exceeds-remaining"),
    ("pay together without an agreement", SHARED[:-1], disburse("both", 1), "not-concluded"),
    ("pay what is neither", SHARED, disburse("each", 1), ("unknown-line", {"line": "each"})),
    # Amendments and decisions.
    ("amend", PROPOSED, amend(), ["line-amended"]),
    ("amend an unknown line", PROPOSED, amend("L9"), ("unknown-line", {"line": "L9"})),
    ("amend to nothing", PROPOSED, amend(amount=0), "amount-not-positive"),
    ("amend another year", PROPOSED, amend(year=2030), "year-outside-agreement"),
    ("amend after a decision", (*PROPOSED, approve(KS)), amend(), "already-decided"),
    ("amend after conclusion", CONCLUDED, amend(), "already-concluded"),
    ("no such agreement", (), amend(), ("unknown-agreement", {"agreement": "herrgarden"})),
    ("approve all", PROPOSED, approve(KS), ["commitment-approved"] * 2),
    ("approve one", PROPOSED, approve(KS, lines=("L3",)), ["commitment-approved"]),
    (
        "approve the amended amount",
        (*PROPOSED, amend()),
        approve(KS, lines=("L2",), amounts_minor={2024: kr(700_000), 2025: kr(715_000)}),
        ["commitment-approved"],
    ),
    (
        "approve another amount",
        PROPOSED,
        approve(KS, lines=("L2",), amounts_minor={2024: kr(700_000)}),
        ("amount-differs", {"proposed": kr(715_000), "decided": kr(700_000)}),
    ),
    ("approve by nobody", PROPOSED, approve("nobody"), "unknown-party"),
    ("approve by a non-funder", PROPOSED, approve("tif"), "board-funds-nothing"),
    ("approve another's", PROPOSED, approve(KS, lines=("L1",)), "other-boards-line"),
    (
        "approve twice",
        (*PROPOSED, approve(KS)),  # of L2 and L3, which may have been decided apart
        approve(KS),
        ("already-decided", {"line": "L2", "decision": f"{KS} § 1"}),
    ),
    (
        "approve one twice",
        (*PROPOSED, approve(KS)),
        approve(KS, lines=("L2",)),
        ("already-decided", {"line": "L2", "decision": f"{KS} § 1"}),
    ),
    ("decline", PROPOSED, decline(FRN), ["commitment-declined"]),
    ("decline what is approved", (*PROPOSED, approve(FRN)), decline(FRN), "already-decided"),
    ("conclude", CONCLUDED[:-1], CONCLUDE, ["agreement-concluded"]),
    ("conclude twice", CONCLUDED, CONCLUDE, "already-concluded"),
    (
        "conclude too early",
        (*PROPOSED, approve(KS)),
        CONCLUDE,
        ("line-undecided", {"lines": ["L1", "L4"], "boards": [FRN, KUN]}),
    ),
    (
        "conclude nothing",
        (*PROPOSED, decline(KS), decline(FRN), decline(KUN)),
        CONCLUDE,
        "nothing-approved",
    ),
    # Uplift.
    ("uplift by rate", CONCLUDED, uplift(), ["uplift-applied"]),
    (
        "uplift by amount",
        CONCLUDED,
        uplift(rate=None, line="L2", amount_minor=1),
        ["uplift-applied"],
    ),
    ("uplift before conclusion", PROPOSED, uplift(), "not-concluded"),
    ("uplift outside", CONCLUDED, uplift(year=2026), "year-outside-agreement"),
    ("uplift by nothing", CONCLUDED, uplift(rate="0"), "rate-not-positive"),
    (
        "uplift by no amount",
        CONCLUDED,
        uplift(rate=None, line="L2", amount_minor=0),
        "amount-not-positive",
    ),
    ("uplift of L3", CONCLUDED, uplift(line="L3"), ("line-without-uplift", {"line": "L3"})),
    ("uplift by a board without marked lines", CONCLUDED, uplift(KUN), "line-without-uplift"),
    ("uplift by a non-funder", CONCLUDED, uplift("tif"), "board-funds-nothing"),
    ("uplift of another's line", CONCLUDED, uplift(line="L1"), "other-boards-line"),
    ("uplift of no line", CONCLUDED, uplift(line="L9"), "unknown-line"),
    ("uplift twice", (*CONCLUDED, uplift()), uplift(), ("uplift-exists", {"position": FIRST})),
    ("supersede", (*CONCLUDED, uplift()), uplift(rate="3.3", supersede=True), ["uplift-applied"]),
    ("supersede nothing", CONCLUDED, uplift(supersede=True), "nothing-to-supersede"),
    (
        "uplift under a later one",
        (*CONCLUDED, uplift()),
        uplift(year=2024),
        ("later-uplift-exists", {"year": 2025, "position": FIRST}),
    ),
    ("uplift of a declined line", DECLINED_L1, uplift(FRN, line="L1"), "nothing-to-uplift"),
    (
        "supersede by less than was paid",
        (*CONCLUDED, uplift(), disburse("L2", kr(737_165), 2025)),
        uplift(rate="3", supersede=True),
        ("exceeds-undisbursed", {"limit": 0, "excess": kr(715)}),
    ),
    (
        "uplift of what is as large as an amount may be",
        LARGE,
        uplift(line="L2", year=2024, rate="1000"),
        ("amount-too-large", {"amount": 11 * (MAX_MINOR - 1), "limit": MAX_MINOR, "line": "L2"}),
    ),
    (
        "uplift by an amount to more than that",
        LARGE,
        uplift(rate=None, line="L2", year=2024, amount_minor=2),
        ("amount-too-large", {"amount": MAX_MINOR + 1}),
    ),
    (
        "uplift by more than a thousand per cent",
        CONCLUDED,
        uplift(rate="1000.000001"),
        ("rate-too-large", {"limit": 1000}),
    ),
    (
        "uplift by a rate with too many decimals",
        CONCLUDED,
        uplift(rate="2.7000001"),
        ("too-many-decimals", {"places": 6}),
    ),
    ("uplift by no number", CONCLUDED, uplift(rate="NaN"), "too-many-decimals"),
    ("uplift by a rate in another form", CONCLUDED, uplift(rate="1E+1"), ["uplift-applied"]),
    (
        "reallocate to more than an amount may be",
        (*LARGE, uplift(rate=None, line="L2", year=2024, amount_minor=1)),
        reallocate("L3", "L2"),
        ("amount-too-large", {"amount": MAX_MINOR + 1, "line": "L2"}),
    ),
    (
        "uplift that rounds to nothing",
        IN_KRONOR,
        uplift(rate="0.00005"),
        ("rounds-to-nothing", {"rounding": 100}),
    ),
    ("uplift that does not", IN_KRONOR, uplift(rate="0.00007", line="L2"), ["uplift-applied"]),
    # Reallocation and release.
    ("reallocate", CONCLUDED, reallocate(), ["reallocated"]),
    ("to itself", CONCLUDED, reallocate("L2", "L2"), "same-line"),
    ("to nothing", CONCLUDED, reallocate("L2", "L9"), "unknown-line"),
    ("to a declined line", DECLINED_L1, reallocate("L2", "L1"), "line-declined"),
    (
        "more than is unpaid",
        (*CONCLUDED, disburse("L2", kr(715_000))),
        reallocate(),
        ("exceeds-undisbursed", {"limit": 0, "excess": 1}),
    ),
    (
        "between boards",
        CONCLUDED,
        reallocate("L2", "L1", decisions=((KS, "§ 5"), (FRN, "§ 6"))),
        ["reallocated"],
    ),
    ("whose decision", CONCLUDED, reallocate("L2", "L1"), "decision-of-which-board"),
    (
        "one decision of two",
        CONCLUDED,
        reallocate("L2", "L1", decisions=((KS, "§ 5"),)),
        ("decision-missing", {"boards": [FRN]}),
    ),
    (
        "a stranger's decision",
        CONCLUDED,
        reallocate(decisions=((KUN, "§ 5"),)),
        ("unknown-party", {"party": KUN}),
    ),
    ("release", CONCLUDED, release(), ["commitment-released"]),
    ("release too much", CONCLUDED, release("L3", kr(75_001)), "exceeds-undisbursed"),
    ("release too early", PROPOSED, release(), "not-concluded"),
    # Payments.
    ("spend all", CONCLUDED, disburse("L3", kr(75_000)), ["disbursement-recorded"]),
    (
        "one öre too much",
        CONCLUDED,
        disburse("L3", 7_500_001),
        ("exceeds-remaining", {"limit": 7_500_000, "excess": 1}),
    ),
    ("nothing", CONCLUDED, disburse(amount=0), "amount-not-positive"),
    ("internal line", CONCLUDED, disburse("L4"), "internal-line"),
    ("no such line", CONCLUDED, disburse("L9"), "unknown-line"),
    ("too early", PROPOSED, disburse(), ("not-concluded", {"undecided": ["L1", "L2", "L3", "L4"]})),
    ("budget year outside", CONCLUDED, disburse(year=2023), "year-outside-agreement"),
    ("declined line", DECLINED_L1, disburse("L1"), ("exceeds-remaining", {"limit": 0})),
    (
        "to another payee",
        CONCLUDED,
        disburse(payee="tif"),
        ("payee-not-performer", {"payee": "tif", "performer": "radda-barnen"}),
    ),
    (
        "bank reference seen",
        (*CONCLUDED, disburse(bank_reference="B")),
        disburse(bank_reference="B"),
        ("bank-reference-seen", {"reference": "B", "position": FIRST}),
    ),
    (
        "a payment again",
        (*CONCLUDED, disburse(amount=5)),
        disburse(amount=5),
        ("looks-recorded", {"position": FIRST, "line": "L2", "voucher": "V", "amount": 5}),
    ),
    (
        "a payment again for another year",
        (*CONCLUDED, disburse(amount=5, year=2025)),
        disburse(amount=5),
        ("looks-recorded", {"position": FIRST, "day": date(2024, 3, 1)}),
    ),
    (
        "the last payment again",
        PAID_L3,
        disburse("L3", kr(75_000)),
        ("looks-recorded", {"position": FIRST}),
    ),
    (
        "a payment again, as is allowed",
        (*CONCLUDED, disburse()),
        disburse(again=True),
        ["disbursement-recorded"],
    ),
    (
        "a payment a third time",
        (*CONCLUDED, disburse(), disburse(again=True)),
        disburse(),
        ("looks-recorded", {"position": FIRST + 1}),
    ),
    (
        "a payment again after its reversal",
        (*CONCLUDED, disburse(), reverse(FIRST)),
        disburse(),
        ["disbursement-recorded"],
    ),
    (
        "a payment again after the reversal of one of two",
        (*CONCLUDED, disburse(), disburse(again=True), reverse(FIRST + 1)),
        disburse(),
        ("looks-recorded", {"position": FIRST}),
    ),
    (
        "a payment again after the reversal of the other of two",
        (*CONCLUDED, disburse(), disburse(again=True), reverse(FIRST)),
        disburse(),
        ("looks-recorded", {"position": FIRST + 1}),
    ),
    (
        "a payment again after the reversal of both",
        (*CONCLUDED, disburse(), disburse(again=True), reverse(FIRST), reverse(FIRST + 1)),
        disburse(),
        ["disbursement-recorded"],
    ),
    (
        "a payment again after it was entered, taken back and entered",
        (*CONCLUDED, disburse(), reverse(FIRST), disburse()),
        disburse(),
        ("looks-recorded", {"position": FIRST + 2}),
    ),
    *(
        (f"a payment with another {what}", (*CONCLUDED, disburse()), other, [PAID])
        for what, other in (
            ("line", disburse("L3")),
            ("voucher", disburse(voucher="V2")),
            ("day", disburse(day=date(2024, 3, 2))),
            ("amount", disburse(amount=2)),
        )
    ),
    (
        "an internal cost again",
        (*CONCLUDED, internal()),
        internal(),
        ("looks-recorded", {"position": FIRST, "line": "L4"}),
    ),
    (
        "an internal cost again, as is allowed",
        (*CONCLUDED, internal()),
        internal(again=True),
        ["internal-cost-recorded"],
    ),
    (
        "an internal cost again after its reversal",
        (*CONCLUDED, internal(), reverse(FIRST)),
        internal(),
        ["internal-cost-recorded"],
    ),
    (
        "in a closed period",
        (*CONCLUDED, close("2024-Q1")),
        disburse(day=date(2024, 3, 31)),
        ("period-closed", {"closed_through": date(2024, 3, 31)}),
    ),
    (
        "after it",
        (*CONCLUDED, close("2024-Q1")),
        disburse(day=date(2024, 4, 1)),
        ["disbursement-recorded"],
    ),
    ("internal cost", CONCLUDED, internal(amount=kr(25_000)), ["internal-cost-recorded"]),
    ("internal cost of an external line", CONCLUDED, internal("L2"), "external-line"),
    ("internal cost too large", CONCLUDED, internal(amount=kr(100_001)), "exceeds-remaining"),
    # Use, claims, repayments.
    ("use", CONCLUDED, use(), ["use-reported"]),
    ("more use than disbursed", CONCLUDED, use(amount=kr(99_999)), ["use-reported"]),
    ("use of an internal line", CONCLUDED, use("L4"), "internal-line"),
    ("claim", PAID_L3, claim("L3", kr(75_000)), ["repayment-claimed"]),
    (
        "claim too much",
        CLAIMED,
        claim("L3", kr(61_834.51)),
        ("exceeds-claimable", {"limit": kr(61_834.50), "excess": 1}),
    ),
    ("repayment", CLAIMED, repay(FIRST + 1, kr(13_165.50)), ["repayment-received"]),
    (
        "repayment too large",
        (*CLAIMED, repay(FIRST + 1, kr(10_000))),
        repay(FIRST + 1, kr(3_165.51)),
        ("exceeds-claim", {"limit": kr(3_165.50), "excess": 1}),
    ),
    ("repayment on no claim", CLAIMED, repay(FIRST), ("unknown-claim", {"known": [FIRST + 1]})),
    ("repayment of nothing", CLAIMED, repay(FIRST + 1, 0), "amount-not-positive"),
    (
        "repayment seen",
        (*CLAIMED, repay(FIRST + 1, bank_reference="B")),
        repay(FIRST + 1, bank_reference="B"),
        "bank-reference-seen",
    ),
    # In kind.
    ("pledge", CONCLUDED, pledge(), ["in-kind-pledged"]),
    ("pledge outside", CONCLUDED, pledge(year=2030), "year-outside-agreement"),
    ("pledge nothing", CONCLUDED, pledge(quantity="0"), "no-worth"),
    ("gift", CONCLUDED, gift(), ["in-kind-recorded"]),
    ("gift on a pledge", (*CONCLUDED, pledge()), gift(pledge=FIRST), ["in-kind-recorded"]),
    (
        "gift on another's pledge",
        (*CONCLUDED, pledge("tif")),
        gift(pledge=FIRST),
        ("unknown-pledge", {"known": []}),
    ),
    ("gift of no worth", CONCLUDED, gift(value=0), "no-worth"),
    ("gift beyond measure", CONCLUDED, gift(quantity="1000000000", value=10**9), "worth-too-large"),
    (
        "pledge beyond measure",
        CONCLUDED,
        pledge(quantity="1000000000"),
        ["in-kind-pledged"],
    ),
    (
        "gift of a quantity that is too large",
        CONCLUDED,
        gift(quantity="1000000000.000001", value=1),
        ("quantity-too-large", {"limit": 10**9}),
    ),
    (
        "gift of a quantity with too many decimals",
        CONCLUDED,
        gift(quantity="1.0000001"),
        ("too-many-decimals", {"places": 6}),
    ),
    ("gift of no number", CONCLUDED, gift(quantity="Infinity"), "too-many-decimals"),
    ("gift in another form", CONCLUDED, gift(quantity="2.125E+2"), ["in-kind-recorded"]),
    (
        "quantities too large together",
        (*CONCLUDED, *[gift(quantity="1000000000", value=1)] * 1000),
        gift(quantity="0.5", value=2),
        ("quantity-too-large", {"limit": 10**12}),
    ),
    (
        "pledges too large together",
        (*CONCLUDED, *[pledge(quantity="1", value=MAX_MINOR)] * 100),
        pledge(quantity="1", value=1),
        ("sum-too-large", {"sum": MAX_SUM + 1, "limit": MAX_SUM}),
    ),
    (
        "gifts too large together",
        (*CONCLUDED, *[gift(quantity="1", value=MAX_MINOR)] * 100),
        gift(quantity="1", value=1),
        "sum-too-large",
    ),
    (
        "use too large together",
        (*CONCLUDED, *[use(amount=MAX_MINOR)] * 100),
        use(),
        "sum-too-large",
    ),
    (
        "use that is taken back makes room",
        (*CONCLUDED, *[use(amount=MAX_MINOR)] * 100, reverse(FIRST)),
        use(amount=MAX_MINOR),
        ["use-reported"],
    ),
    (
        "gift in öre",
        CONCLUDED,
        gift(quantity="0.5", value=99, value_minor=50),
        ["in-kind-recorded"],
    ),
    (
        "gift in kronor",
        IN_KRONOR,
        gift(quantity="0.5", value=22_100, value_minor=11_100),
        ["in-kind-recorded"],
    ),
    (
        "gift in kronor, stated in öre",
        IN_KRONOR,
        gift(quantity="0.5", value=22_100, value_minor=11_050),
        ("value-differs", {"value": 11_100, "difference": 50}),
    ),
    (
        "gift that rounds to nothing",
        CONCLUDED,
        gift(quantity="0.4", value=1),
        ("rounds-to-nothing", {"rounding": 1}),
    ),
    (
        "pledge that rounds to nothing",
        IN_KRONOR,
        pledge(quantity="0.49", value=100),
        ("rounds-to-nothing", {"rounding": 100}),
    ),
    ("gift by a stranger", CONCLUDED, gift("nobody"), "unknown-party"),
    (
        "gift by another agreement's party",
        (*CONCLUDED, party()),
        gift("ideell"),
        "party-not-in-agreement",
    ),
    ("gift with its value", CONCLUDED, gift(value_minor=kr(51_148.75)), ["in-kind-recorded"]),
    (
        "gift with another value",
        CONCLUDED,
        gift(value_minor=kr(51_148.76)),
        ("value-differs", {"value": kr(51_148.75), "difference": 1}),
    ),
    ("verify", GIVEN_IN_KIND, By(verify(FIRST), "controller"), ["in-kind-verified"]),
    ("reject", GIVEN_IN_KIND, By(reject(FIRST), "controller"), ["in-kind-rejected"]),
    ("verify one's own", GIVEN_IN_KIND, verify(FIRST), ("same-actor", {"actor": "ekonom"})),
    ("reject one's own", GIVEN_IN_KIND, reject(FIRST), "same-actor"),
    ("verify without evidence", (*CONCLUDED, gift()), By(verify(FIRST), "x"), "no-evidence"),
    ("reject without evidence", (*CONCLUDED, gift()), By(reject(FIRST), "x"), ["in-kind-rejected"]),
    (
        "verify twice",
        (*GIVEN_IN_KIND, By(verify(FIRST), "x")),
        By(verify(FIRST), "x"),
        ("in-kind-decided", {"by": FIRST + 1}),
    ),
    ("verify a payment", PAID_L3, By(verify(FIRST), "x"), "not-in-kind"),
    ("verify a party", CONCLUDED, By(verify(1), "x"), "not-reversible"),
    ("verify nothing", CONCLUDED, By(verify(99), "x"), ("unknown-position", {"position": 99})),
    # Corrections.
    ("reverse a payment", PAID_L3, reverse(FIRST), ["entry-reversed"]),
    (
        "reverse twice",
        (*PAID_L3, reverse(FIRST)),
        reverse(FIRST),
        ("already-reversed", {"by": FIRST + 1}),
    ),
    ("reverse a reversal", (*PAID_L3, reverse(FIRST)), reverse(FIRST + 1), "is-a-reversal"),
    ("reverse a conclusion", CONCLUDED, reverse(FIRST - 1), "not-reversible"),
    ("reverse a party", CONCLUDED, reverse(1), "not-reversible"),
    ("reverse nothing", CONCLUDED, reverse(99), "unknown-position"),
    (
        "reverse before the entry",
        PAID_L3,
        reverse(FIRST, date(2024, 2, 29)),
        ("reversal-before-entry", {"entry_day": date(2024, 3, 1)}),
    ),
    ("reverse in a closed period", (*PAID_L3, close("2024")), reverse(FIRST), "period-closed"),
    (
        "reverse in an open period",
        (*PAID_L3, close("2024")),
        reverse(FIRST, date(2025, 2, 10)),
        ["entry-reversed"],
    ),
    ("reverse an approval", (*PROPOSED, approve(FRN)), reverse(13), ["entry-reversed"]),
    ("reverse a refusal", (*PROPOSED, decline(FRN)), reverse(13), ["entry-reversed"]),
    (
        "reverse an approval that was built on",
        CONCLUDED,
        reverse(13),
        ("depended-upon", {"because": "the agreement has been concluded on it"}),
    ),
    (
        "reverse a superseded uplift",
        (*CONCLUDED, uplift(), uplift(rate="3.3", supersede=True)),
        reverse(FIRST),
        ("depended-upon", {"because": "a later uplift replaced it or was built on it"}),
    ),
    (
        "reverse the superseding uplift",
        (*CONCLUDED, uplift(), uplift(rate="3.3", supersede=True)),
        reverse(FIRST + 1),
        ["entry-reversed"],
    ),
    (
        "reverse an uplift that was paid",
        (*CONCLUDED, uplift(), disburse("L2", kr(737_165), 2025)),
        reverse(FIRST),
        ("depended-upon", {"because": "it has been paid out, and too little would remain"}),
    ),
    (
        "reverse a reallocation that was paid",
        (*CONCLUDED, reallocate(amount=kr(5)), disburse("L3", kr(75_005))),
        reverse(FIRST),
        ("depended-upon", {"because": "it has been paid out, and too little would remain"}),
    ),
    ("reverse a reallocation", (*CONCLUDED, reallocate()), reverse(FIRST), ["entry-reversed"]),
    ("reverse a release", (*CONCLUDED, release()), reverse(FIRST), ["entry-reversed"]),
    ("reverse an internal cost", (*CONCLUDED, internal()), reverse(FIRST), ["entry-reversed"]),
    ("reverse a use", (*CONCLUDED, use()), reverse(FIRST), ["entry-reversed"]),
    (
        "reverse a claimed payment",
        CLAIMED,
        reverse(FIRST),
        ("depended-upon", {"because": "it has been claimed back, and too little would be left"}),
    ),
    ("reverse a claim", CLAIMED, reverse(FIRST + 1), ["entry-reversed"]),
    (
        "reverse a repaid claim",
        (*CLAIMED, repay(FIRST + 1)),
        reverse(FIRST + 1),
        ("depended-upon", {"because": "money has come back on it"}),
    ),
    ("reverse a repayment", (*CLAIMED, repay(FIRST + 1)), reverse(FIRST + 2), ["entry-reversed"]),
    ("reverse a pledge", (*CONCLUDED, pledge()), reverse(FIRST), ["entry-reversed"]),
    (
        "reverse a fulfilled pledge",
        (*CONCLUDED, pledge(), gift(pledge=FIRST)),
        reverse(FIRST),
        ("depended-upon", {"because": "something has been delivered on it"}),
    ),
    ("reverse a gift", GIVEN_IN_KIND, reverse(FIRST), ["entry-reversed"]),
    (
        "reverse a verified gift",
        (*GIVEN_IN_KIND, By(verify(FIRST), "x")),
        reverse(FIRST),
        ("depended-upon", {"because": "it has been verified or rejected"}),
    ),
    (
        "reverse a verdict",
        (*GIVEN_IN_KIND, By(verify(FIRST), "x")),
        reverse(FIRST + 1),
        ["entry-reversed"],
    ),
    (
        "reverse a rejection",
        (*GIVEN_IN_KIND, By(reject(FIRST), "x")),
        reverse(FIRST + 1),
        ["entry-reversed"],
    ),
    # Dates: not before what it rests on.
    (
        "uplift decided with the approval, before the conclusion",
        CONCLUDED_LATER,
        uplift(decided_on=DAY),
        ["uplift-applied"],
    ),
    (
        "uplift before the approval",
        CONCLUDED_LATER,
        uplift(decided_on=DAY - timedelta(days=1)),
        ("before-basis", {"basis_day": DAY, "event": "commitment-approved/1"}),
    ),
    *[
        (
            f"{what} before the conclusion",
            CONCLUDED_LATER,
            command,
            (
                "before-basis",
                {
                    "day": date(2023, 12, 31),
                    "basis_day": date(2024, 1, 15),
                    "position": FIRST - 1,
                    "event": "agreement-concluded/1",
                },
            ),
        )
        for what, command in {
            "payment": disburse(day=date(2023, 12, 31)),
            "internal cost": internal(day=date(2023, 12, 31)),
            "use": use(day=date(2023, 12, 31)),
            "reallocation": reallocate(day=date(2023, 12, 31)),
            "release": release(day=date(2023, 12, 31)),
        }.items()
    ],
    (
        "payment on the day of the conclusion",
        CONCLUDED_LATER,
        disburse(day=date(2024, 1, 15)),
        ["disbursement-recorded"],
    ),
    (
        "conclusion before a decision",
        CONCLUDED[:-1],
        change(CONCLUDE, decided_on=date(2023, 12, 5)),
        ("before-basis", {"basis_day": DAY, "event": "commitment-approved/1"}),
    ),
    (
        "conclusion before a board's no",
        (*PROPOSED, approve(KS), change(decline(FRN), decided_on=date(2024, 1, 8)), approve(KUN)),
        CONCLUDE,
        ("before-basis", {"position": 15, "event": "commitment-declined/1"}),
    ),
    (
        "an uplift before the one it replaces",
        (*CONCLUDED, uplift()),
        uplift(rate="3.3", supersede=True, decided_on=date(2025, 1, 31)),
        ("before-basis", {"position": FIRST, "event": "uplift-applied/1"}),
    ),
    (
        "an uplift before the one it builds on",
        (*CONCLUDED, uplift(year=2024)),
        uplift(decided_on=date(2025, 1, 31)),
        ("before-basis", {"position": FIRST}),
    ),
    (
        "a claim before the money was paid",
        PAID_L3,
        claim("L3", claimed_on=date(2024, 2, 29)),
        ("before-basis", {"position": FIRST, "basis_day": date(2024, 3, 1)}),
    ),
    (
        "a claim after the first of two payments",
        (*CONCLUDED, disburse("L3", 100), disburse("L3", 100, day=date(2024, 2, 1))),
        claim("L3", claimed_on=date(2024, 2, 1)),
        ["repayment-claimed"],
    ),
    (
        "a claim that is due before it is made",
        PAID_L3,
        claim("L3", due_on=date(2025, 2, 11)),
        ("due-before-claim", {"due": date(2025, 2, 11), "day": date(2025, 2, 12)}),
    ),
    (
        "a repayment before its claim",
        CLAIMED,
        repay(FIRST + 1, received_on=date(2025, 2, 11)),
        ("before-basis", {"position": FIRST + 1, "event": "repayment-claimed/1"}),
    ),
    (
        "verify before it was done",
        GIVEN_IN_KIND,
        By(verify(FIRST, date(2024, 12, 19)), "x"),
        ("before-basis", {"position": FIRST, "basis_day": date(2024, 12, 20)}),
    ),
    (
        "reject before it was done",
        GIVEN_IN_KIND,
        By(reject(FIRST, date(2024, 1, 1)), "x"),
        ("before-basis", {"event": "in-kind-recorded/1"}),
    ),
    (
        "gift before its pledge",
        (*CONCLUDED, pledge(day=date(2024, 12, 21))),
        gift(pledge=FIRST),
        ("before-basis", {"position": FIRST, "event": "in-kind-pledged/1"}),
    ),
    (
        "pledge for a year that is over",
        CONCLUDED,
        pledge(day=date(2025, 1, 1)),
        ("pledge-for-the-past", {"year": 2024}),
    ),
    # Two days: when it was decided, and from when it counts.
    *late_cases(),
    (
        "conclusion before a decision counts",
        DECIDED_LATE,
        change(CONCLUDE, decided_on=LAST_OF_JANUARY),
        (
            "before-basis",
            {
                "day": LAST_OF_JANUARY,
                "basis_day": FEBRUARY,
                "event": "commitment-approved/2",
                "rests": dates.COUNTS_FROM,
                "instead": dates.BOOK_NOT_EARLIER,
            },
        ),
    ),
    (
        "late conclusion before a decision was made",
        DECIDED_LATE,
        change(CONCLUDE, decided_on=DAY - timedelta(days=1), booked_on=FEBRUARY),
        ("before-basis", {"basis_day": DAY, "rests": dates.DAY_OF}),
    ),
    *[
        (
            f"{what} before the conclusion counts",
            CONCLUDED_LATE,
            command,
            ("before-basis", {"basis_day": FEBRUARY, "instead": instead}),
        )
        for what, command, instead in (
            ("payment", disburse(day=LAST_OF_JANUARY), dates.NOT_EARLIER),
            ("internal cost", internal(day=LAST_OF_JANUARY), dates.NOT_EARLIER),
            ("use", use(day=LAST_OF_JANUARY), dates.NOT_EARLIER),
            ("reallocation", reallocate(day=LAST_OF_JANUARY), dates.BOOK_NOT_EARLIER),
            ("release", release(day=LAST_OF_JANUARY), dates.BOOK_NOT_EARLIER),
            ("uplift", uplift(decided_on=LAST_OF_JANUARY), dates.BOOK_NOT_EARLIER),
        )
    ],
    ("payment when it counts", CONCLUDED_LATE, disburse(day=FEBRUARY), ["disbursement-recorded"]),
    (
        "late release of what counts late",
        CONCLUDED_LATE,
        booked(release(day=LAST_OF_JANUARY), FEBRUARY),
        ["commitment-released/2"],
    ),
    (
        "uplift before the one that it replaces counts",
        (*CONCLUDED, booked(uplift(), date(2025, 3, 1))),
        uplift(rate="3.3", supersede=True),
        ("before-basis", {"position": FIRST, "basis_day": date(2025, 3, 1)}),
    ),
    (
        "uplift that replaces a late one",
        (*CONCLUDED, booked(uplift(), date(2025, 3, 1))),
        booked(uplift(rate="3.3", supersede=True), date(2025, 3, 1)),
        ["uplift-applied/2"],
    ),
    (
        "repayment before its claim counts",
        (*PAID_L3, booked(claim(), date(2025, 4, 1))),
        repay(FIRST + 1),
        ("before-basis", {"basis_day": date(2025, 4, 1), "instead": dates.NOT_EARLIER}),
    ),
    (
        "late claim that is due before it is made",
        PAID_L3,
        booked(claim(due_on=date(2025, 2, 11)), date(2025, 4, 1)),
        "due-before-claim",
    ),
    (
        "late claim that was due before it counts",
        PAID_L3,
        booked(claim(due_on=date(2025, 3, 1)), date(2025, 4, 1)),
        ["repayment-claimed/2"],
    ),
    (
        "gift before its pledge counts",
        (*CONCLUDED, booked(pledge(), date(2024, 12, 21))),
        gift(pledge=FIRST),
        ("before-basis", {"event": "in-kind-pledged/2", "basis_day": date(2024, 12, 21)}),
    ),
    (
        "gift on a late pledge",
        (*CONCLUDED, booked(pledge(), date(2024, 12, 21))),
        booked(gift(pledge=FIRST), date(2024, 12, 21)),
        ["in-kind-recorded/2"],
    ),
    (
        "pledge that counts from the next year",
        CONCLUDED,
        booked(pledge(day=date(2024, 12, 31)), date(2025, 1, 1)),
        ["in-kind-pledged/2"],
    ),
    (
        "verify before the gift counts",
        GIVEN_LATE,
        By(verify(FIRST), "x"),
        ("before-basis", {"event": "in-kind-recorded/2", "instead": dates.BOOK_NOT_EARLIER}),
    ),
    (
        "verify a late gift",
        GIVEN_LATE,
        By(verify(FIRST, date(2025, 4, 1)), "x"),
        ["in-kind-verified/2"],
    ),
    (
        "reject a late gift",
        GIVEN_LATE,
        By(reject(FIRST, date(2025, 4, 1)), "x"),
        ["in-kind-rejected/2"],
    ),
    (
        "decided before the end, booked after it",
        CONCLUDED,
        change(uplift(), decided_on=date(2025, 12, 31), booked_on=TODAY),
        ["uplift-applied/2"],
    ),
    (
        "decided after the end, booked later",
        CONCLUDED,
        By(change(uplift(), decided_on=AFTER, booked_on=AFTER), today=AFTER),
        ("after-end", {"day": AFTER}),
    ),
    (
        "done before the start, booked after it",
        CONCLUDED,
        change(gift(), performed_on=date(2023, 12, 31), booked_on=FEBRUARY),
        ("before-start", {"day": date(2023, 12, 31)}),
    ),
    (
        "reverse before the entry counts",
        (*CONCLUDED, booked(release(), date(2024, 7, 1))),
        reverse(FIRST, date(2024, 6, 30)),
        ("reversal-before-entry", {"entry_day": date(2024, 7, 1)}),
    ),
    (
        "reverse what counts from an open period",
        (*CONCLUDED, close("2024-Q2"), booked(release(), date(2024, 7, 1))),
        reverse(FIRST + 1),
        ["entry-reversed"],
    ),
    # Dates: not in the future.
    *[
        (
            f"{what} tomorrow",
            CLAIMED + GIVEN_IN_KIND[-1:],
            By(command, "x", today=day - timedelta(days=1)),
            ("date-in-future", {"day": day, "today": day - timedelta(days=1)}),
        )
        for what, command, day in (
            ("payment", disburse(), date(2024, 3, 1)),
            ("internal cost", internal(), date(2024, 3, 1)),
            ("use", use(), DAY),
            ("uplift", uplift(), date(2025, 2, 1)),
            ("reallocation", reallocate(), date(2024, 6, 1)),
            ("release", release(), date(2024, 6, 1)),
            ("claim", claim(), date(2025, 2, 12)),
            ("repayment", repay(FIRST + 1), date(2025, 3, 20)),
            ("pledge", pledge(), DAY),
            ("gift", gift(), date(2024, 12, 20)),
            ("verdict", reject(FIRST + 2), date(2025, 3, 1)),
            ("reversal", reverse(FIRST + 2, date(2025, 3, 1)), date(2025, 3, 1)),
        )
    ],
    (
        "approval tomorrow",
        PROPOSED,
        By(approve(KS), today=date(2023, 12, 5)),
        "date-in-future",
    ),
    (
        "conclusion tomorrow",
        CONCLUDED[:-1],
        By(CONCLUDE, today=date(2023, 12, 5)),
        "date-in-future",
    ),
    ("a claim that is due tomorrow", PAID_L3, By(claim(), today=date(2025, 2, 12)), CLAIM),
    # Dates: within the agreement's term, unless it is said otherwise.
    *[
        case
        for what, command, event in (
            ("payment", disburse(day=AFTER), "disbursement-recorded"),
            ("internal cost", internal(day=AFTER), "internal-cost-recorded"),
            ("uplift", uplift(decided_on=AFTER), "uplift-applied"),
            ("reallocation", reallocate(day=AFTER), "reallocated"),
            ("gift", gift(performed_on=AFTER), "in-kind-recorded"),
        )
        for case in (
            (
                f"{what} after the end",
                CONCLUDED,
                By(command, today=AFTER),
                ("after-end", {"day": AFTER, "ends": date(2025, 12, 31)}),
            ),
            (
                f"{what} after the end, asked for",
                CONCLUDED,
                By(change(command, outside_term=True), today=AFTER),
                [event],
            ),
        )
    ],
    *[
        (f"{what} after the end, as is usual", given, By(command, "x", today=AFTER), [event])
        for what, given, command, event in (
            ("use", CONCLUDED, use(day=AFTER), "use-reported"),
            ("release", CONCLUDED, release(day=AFTER), "commitment-released"),
            ("claim", PAID_L3, claim(claimed_on=AFTER, due_on=AFTER), "repayment-claimed"),
            ("repayment", CLAIMED, repay(FIRST + 1, received_on=AFTER), "repayment-received"),
            ("verdict", GIVEN_IN_KIND, verify(FIRST, AFTER), "in-kind-verified"),
            ("reversal", PAID_L3, reverse(FIRST, AFTER), "entry-reversed"),
        )
    ],
    (
        "conclusion after the end",
        CONCLUDED[:-1],
        By(change(CONCLUDE, decided_on=AFTER), today=AFTER),
        "after-end",
    ),
    (
        "approval after the end",
        PROPOSED,
        By(change(approve(KS), decided_on=AFTER), today=AFTER),
        "after-end",
    ),
    (
        "gift before the start",
        CONCLUDED,
        gift(performed_on=date(2023, 12, 31)),
        ("before-start", {"starts": date(2024, 1, 1)}),
    ),
    (
        "gift before the start, asked for",
        CONCLUDED,
        gift(performed_on=date(2023, 12, 31), outside_term=True),
        ["in-kind-recorded"],
    ),
    (
        "payment before the start",
        CONCLUDED,
        disburse(day=date(2023, 12, 20)),
        ["disbursement-recorded"],
    ),
    # Periods.
    ("close", CONCLUDED, close("2024-01"), ["period-closed"]),
    ("close the next", (*CONCLUDED, close("2024-T1")), close("2024-05"), ["period-closed"]),
    (
        "close with a gap",
        (*CONCLUDED, close("2024-01")),
        close("2024-03"),
        ("close-out-of-order", {"closed_through": date(2024, 1, 31)}),
    ),
    ("close again", (*CONCLUDED, close("2024-Q1")), close("2024-03"), "close-out-of-order"),
    (
        "close too early",
        CONCLUDED,
        By(close("2024"), today=date(2024, 12, 31)),
        ("period-not-over", {"ends": date(2024, 12, 31)}),
    ),
    ("reopen", (close("2024"),), By(reopen("2024"), "controller"), ["period-reopened"]),
    ("another key", (), rotate(), ["key-rotated"]),
    ("another key of a book with events", PROPOSED, rotate(size=12), ["key-rotated"]),
    ("a key after the next", (rotate(),), rotate(KEY_B, KEY_C, 1), ["key-rotated"]),
    ("a key that was lost", (), rotate(signed_by_previous=None, reason="lost"), ["key-rotated"]),
    ("and why", (), rotate(signed_by_previous=None), "reason-missing"),
    ("retire a key", (), retire(), ["key-retired"]),
    ("retire it twice", (retire(),), retire(), ("key-is-retired", {"position": 1})),
    ("let a retired key sign", (retire(),), rotate(size=1), ("key-is-retired", {"position": 1})),
    (
        "the key after a retired one",
        (retire(),),
        rotate(size=1, signed_by_previous=None, reason="stolen"),
        ["key-rotated"],
    ),
    ("retire a key that was replaced", (rotate(),), retire(), ("key-replaced", {"key": KEY_B})),
    ("replace it once more", (rotate(),), rotate(key=KEY_C, size=1), "key-replaced"),
    ("a key that the book had", (rotate(),), rotate(KEY_B, KEY_A, 1), "key-used-before"),
    ("the same key again", (), rotate(key=KEY_A), "key-used-before"),
    (
        "somebody recorded since it was signed",
        PROPOSED,
        rotate(size=11),
        ("book-moved-on", {"size": 11, "events": 12}),
    ),
    ("reopen by who closed it", (close("2024"),), reopen("2024"), "same-actor"),
    (
        "reopen an older one",
        (close("2024-Q1"), close("2024-Q2")),
        By(reopen("2024-Q1"), "x"),
        ("reopen-out-of-order", {"newest": "2024-Q2"}),
    ),
    ("reopen nothing", (), By(reopen("2024"), "x"), ("reopen-out-of-order", {"newest": None})),
    (
        "pay after reopening",
        (*CONCLUDED, close("2024"), By(reopen("2024"), "x")),
        disburse(),
        ["disbursement-recorded"],
    ),
    ("witness of no party", (), witness(), ["witness-registered"]),
    ("another witness", (witness(),), witness("pwc", OTHER), ["witness-registered"]),
    ("witness", PROPOSED, witness(party="tif"), ["witness-registered"]),
    ("witness twice", (witness(),), witness(key=OTHER), ("witness-exists", {"position": 1})),
    (
        "witness after retirement",
        (witness(), retire_witness()),
        witness(key=OTHER),
        "witness-exists",
    ),
    ("witness of nobody", (), witness(party="tif"), "unknown-party"),
    ("a key that is none", (), witness(key="auditor+a227ce5c+BAOh"), "no-cosigning-key"),
    ("a key with a line end", (), witness(key=AUDITOR + "\n"), "no-cosigning-key"),
    ("a key with another id", (), witness(key=AUDITOR.replace("a2", "a3")), "no-cosigning-key"),
    (
        "a key of a book",
        (),
        witness(key="auditor+8442e70b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"),
        "no-cosigning-key",
    ),
    ("the book's own key", (), witness(key=OWN_KEY), "witness-is-owner"),
    (
        "the book's own key by another name",
        (),
        witness(key="x+b65e73fb+BEPNwCPSLV+eEH0aBpNFfTXR0Q630hxyEZL1b13kBmXT"),
        "witness-is-owner",
    ),
    (
        "another key by the book's name",
        (),
        witness(key="samverk/1+019d13a7+BEge3nctoVeFyeWaCGIBuMP5wwcSnj/G1/NKpN/tWBTl"),
        "witness-is-owner",
    ),
    ("a key twice", (witness(),), witness("pwc"), ("witness-key-taken", {"witness": "auditor"})),
    (
        "a key twice by another name",
        (witness(), retire_witness()),
        witness("pwc", "revisor+a5cd53b2+BAOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"),
        ("witness-key-taken", {"position": 1}),
    ),
    ("retire", (witness(),), retire_witness(), ["witness-retired"]),
    (
        "retire nobody",
        (witness(),),
        retire_witness("pwc"),
        ("unknown-witness", {"known": ["auditor"]}),
    ),
    (
        "retire twice",
        (witness(), retire_witness()),
        retire_witness(),
        ("witness-retired", {"position": 2}),
    ),
    # The book as a whole.
    ("a name", (), describe("Malmö stad"), ["book-described"]),
    ("the zone it has", (), describe(timezone="Europe/Stockholm"), ["book-described"]),
    (
        "another zone",
        (describe("Malmö stad", "Europe/Stockholm"),),
        describe("Malmö stad", "Europe/Helsinki"),
        ["book-described"],
    ),
    ("nothing said", (), describe(), "nothing-changes"),
    (
        "described as it is",
        (describe("Malmö stad"), describe(timezone="Europe/Helsinki")),
        describe("Malmö stad", "Europe/Helsinki"),
        "nothing-changes",
    ),
    (
        "a zone that is none",
        (),
        describe(timezone="Europe/Stokholm"),
        ("unknown-zone", {"zone": "Europe/Stokholm"}),
    ),
    ("a folder of zones", (), describe(timezone="Europe"), "unknown-zone"),
    ("a way to a file", (), describe(timezone="../../etc/passwd"), "unknown-zone"),
    *PERFORMERS,
    *AMENDMENTS,
    *process_cases.CASES,
    *index_cases.CASES,
    *end_cases.END_CASES,
    *end_cases.CARRY_CASES,
    *planning_cases.CASES,
    *attesting_cases.CASES,
    *following_cases.CASES,
    *file_cases.CASES,
    (
        "with a limit of carry-over",
        (),
        LIMITED,
        [*["party-registered"] * 7, "agreement-proposed/2", *["budget-line-proposed"] * 4],
    ),
]


@pytest.mark.parametrize(
    ("given", "when", "then"), [x[1:] for x in CASES], ids=[x[0] for x in CASES]
)
def test_given_when_then(given, when, then):
    ledger = ledger_of(given)
    if isinstance(then, list):
        assert [e.name.removesuffix("/1") for e in ledger.record(when)] == then
        return
    code, values = then if isinstance(then, tuple) else (then, {})
    by = when if isinstance(when, By) else By(when)
    with pytest.raises(LedgerError) as refused:
        ledger.decide(by.command, by.actor, by.today, by.assurance)
    assert refused.value.code == code
    told = {name: getattr(refused.value, name) for name in values}
    assert {name: x.minor if isinstance(x, Money) else x for name, x in told.items()} == values
    assert isinstance(refused.value, Conflict) == (code in CONFLICTS)


CONFLICTS = {"bank-reference-seen", "key-replaced", "book-moved-on", "parties-moved-on"}
# Of no command: test_rules_again.py. The others need a book: test_retry.py.
ELSEWHERE = {"rules-not-later", "rules-adopted", "key-conflict", "retry-differs"}
ELSEWHERE |= {"use-unreported"}  # which stands beside another: test_ends.py


def codes_of_the_rules():
    """Return the code of every refusal that the rules declare."""
    names = {x.name for x in pkgutil.iter_modules(refusals.__path__)} - {"judging"}
    modules = [importlib.import_module(f"{refusals.__name__}.{name}") for name in names]
    found = {x for module in modules for x in vars(module).values() if isinstance(x, type)}
    return {x.code for x in found if issubclass(x, LedgerError) and "code" in vars(x)}


def test_every_refusal_is_in_the_table():
    in_table = {
        x[3] if isinstance(x[3], str) else x[3][0] for x in CASES if not isinstance(x[3], list)
    }
    assert codes_of_the_rules() - ELSEWHERE == in_table


def test_every_event_is_in_the_table():
    in_table = {name for x in CASES if isinstance(x[3], list) for name in x[3]}
    assert {name.removesuffix("/1") for name in facts.NAMES} - ELSEWHERE == in_table


def test_every_reversible_event_is_reversed_in_the_table():
    in_table = set()
    for _, given, when, then in CASES:
        if then == ["entry-reversed"]:
            ledger, command = ledger_of(given), getattr(when, "command", when)
            in_table.add(type(ledger.events[command.position - 1].fact))
    reversible = set(facts.Reversible.__args__)
    assert reversible == in_table
