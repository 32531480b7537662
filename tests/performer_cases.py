"""What the table of decisions says of lines that have had several performers."""

from datetime import date

from amendment_cases import agrees, change, concludes
from in_memory import (
    CONCLUDE,
    CONCLUDED,
    FRN,
    ID,
    KS,
    KUN,
    PROPOSED,
    approve,
    claim,
    decline,
    disburse,
    internal,
    kr,
    repay,
    reverse,
)

from ledger.rules import commands as c

DECIDED, FROM = date(2024, 6, 15), date(2024, 7, 1)
NEW = "tif"  # performs L2 after Rädda Barnen


def performer(line="L2", party=NEW, from_day=FROM, accountable=KS):
    return c.ProposedChange(line=line, performer=party, from_day=from_day, accountable=accountable)


def replace(*changes, amendment="T1", board=KS, on=DECIDED, **more):
    """All of an amendment that gives lines other performers."""
    return (
        change(*changes, amendment=amendment),
        agrees(board, amendment, on),
        concludes(amendment, on, **more),
    )


def paid(amount, day, payee=None, year=2024):
    return disburse("L2", kr(amount), year, day, payee=payee, voucher=f"V {amount} {day}")


def reported(amount, day=date(2024, 9, 1), performer=None):
    return c.RecordUse(
        **ID,
        line="L2",
        budget_year=2024,
        amount_minor=kr(amount),
        reported_on=day,
        report="R",
        performer=performer,
    )


def claimed(amount, performer=None, **more):
    return claim("L2", kr(amount), performer=performer, **more)


DECLINED = (*PROPOSED, decline(KS), approve(FRN), approve(KUN), CONCLUDE)
LIBRARY = "rosengardsbiblioteket"
Q1, Q2, Q3 = date(2024, 1, 15), date(2024, 4, 15), date(2024, 7, 15)
PAID = (*CONCLUDED, paid(178_750, Q1), paid(178_750, Q2))  # 18, 19
REPLACED = (*PAID, *replace(performer()))  # 20, 21: the proposal; 22: approved; 23: concluded
BOTH_PAID = (*REPLACED, paid(178_750, Q3))  # 24
CLAIMED = (*BOTH_PAID, claimed(100_000, "radda-barnen"))  # 25
AGAIN = (*REPLACED, *replace(performer(party=LIBRARY, from_day=date(2024, 10, 1)), amendment="T2"))
OF_KUN = performer("L4", FRN, accountable=KUN)
CASES = [
    ("the new performer is paid", REPLACED, paid(1, Q3), ["disbursement-recorded"]),
    (
        "the old performer, from the day on",
        REPLACED,
        paid(1, FROM, "radda-barnen"),
        ("payee-not-performer", {"payee": "radda-barnen", "performer": NEW}),
    ),
    (
        "the new performer, before the day",
        REPLACED,
        paid(1, date(2024, 6, 30), NEW),
        ("payee-not-performer", {"payee": NEW, "performer": "radda-barnen"}),
    ),
    (
        "the old performer, before the day",
        REPLACED,
        paid(1, date(2024, 6, 30)),
        ["disbursement-recorded"],
    ),
    (
        "the new performer, before the amendment counts",
        (*PAID, *replace(performer(), booked_on=date(2024, 8, 1))),
        paid(1, Q3),
        ("before-basis", {"position": 23}),
    ),
    ("the second of two changes", AGAIN, paid(1, date(2024, 10, 1), LIBRARY), None),
    ("the first of two changes", AGAIN, paid(1, date(2024, 9, 30), NEW), None),
    ("a report of the one that was paid", REPLACED, reported(1), ["use-reported"]),
    ("a report, and two were paid", BOTH_PAID, reported(1), "which-performer"),
    ("a report of the one that is named", BOTH_PAID, reported(1, performer=NEW), None),
    (
        "a report of another",
        BOTH_PAID,
        reported(1, performer=LIBRARY),
        ("payee-not-performer", {"payee": LIBRARY, "performer": NEW}),
    ),
    (
        "a report of the new performer, before that counts",
        REPLACED,
        reported(1, date(2024, 6, 14), performer=NEW),
        "before-basis",
    ),
    (
        "a report on a line with one performer",
        PAID,
        reported(1, performer="radda-barnen"),
        ["use-reported"],
    ),
    (
        "a report of another on a line with one performer",
        PAID,
        reported(1, performer=NEW),
        "payee-not-performer",
    ),
    ("a claim on the one that was paid", REPLACED, claimed(1), ["repayment-claimed/3"]),
    ("a claim, and two were paid", BOTH_PAID, claimed(1), "which-performer"),
    (
        "a claim on the one that is left",
        (*BOTH_PAID, claimed(357_500, "radda-barnen")),
        claimed(1),
        ["repayment-claimed/3"],
    ),
    ("a claim on a line with one performer", PAID, claimed(1, "radda-barnen"), None),
    (
        "more than the old performer was paid",
        BOTH_PAID,
        claimed(357_500.01, "radda-barnen"),
        ("exceeds-claimable", {"excess": 1, "limit": kr(357_500)}),
    ),
    (
        "more than the new performer was paid",
        BOTH_PAID,
        claimed(178_750.01, NEW),
        ("exceeds-claimable", {"excess": 1, "limit": kr(178_750)}),
    ),
    (
        "a claim on the new performer, before it counts",
        BOTH_PAID,
        claimed(1, NEW, claimed_on=date(2024, 6, 14)),
        "before-basis",
    ),
    ("what the old performer pays back", CLAIMED, repay(25, 1), ["repayment-received/2"]),
    ("a claim on a performer taken back", CLAIMED, reverse(25), ["entry-reversed"]),
    (
        "a repayment of a performer taken back",
        (*CLAIMED, repay(25, 1)),
        reverse(26),
        ["entry-reversed"],
    ),
    (
        "a payment that was claimed from its payee",
        (*BOTH_PAID, claimed(178_751, "radda-barnen")),
        reverse(18),
        "depended-upon",
    ),
    (
        "a payment of another than the one that was claimed from",
        (*BOTH_PAID, claimed(357_500, "radda-barnen")),
        reverse(24),
        ["entry-reversed"],
    ),
    (
        "a change whose performer was paid",
        BOTH_PAID,
        reverse(23),
        ("depended-upon", {"position": 23}),
    ),
    (
        "a change whose performer was paid, and is no longer",
        (*BOTH_PAID, reverse(24)),
        reverse(23),
        ["entry-reversed"],
    ),
    (
        "a change whose performer has reported",
        (*REPLACED, reported(1, performer=NEW)),
        reverse(23),
        "depended-upon",
    ),
    ("a change that another follows", AGAIN, reverse(23), "depended-upon"),
    ("a change that follows another", AGAIN, reverse(27), ["entry-reversed"]),
    (
        "the old performer's report stands in no way",
        (*REPLACED, reported(1)),
        reverse(23),
        ["entry-reversed"],
    ),
    (
        "an internal line, and another legal person",
        CONCLUDED,
        change(performer("L4", NEW, accountable=KUN)),
        "internal-across-entities",
    ),
    ("an internal line", CONCLUDED, change(OF_KUN), None),
    (
        "who answered so far answers on",
        (*CONCLUDED, c.RegisterParty("torgskolan", "Torgskolan", "unit", "malmo-stad")),
        change(performer("L4", "torgskolan", accountable=None)),
        None,
    ),
    (
        "nobody answers for the new performer",
        CONCLUDED,
        change(performer(party=LIBRARY, accountable=None)),
        "no-accountable-signatory",
    ),
    (
        "an internal line with costs after the day",
        (*CONCLUDED, internal(day=date(2024, 8, 1))),
        change(OF_KUN),
        ("costs-after", {"day": date(2024, 8, 1)}),
    ),
    (
        "costs of the new performer",
        (*CONCLUDED, *replace(OF_KUN, board=KUN), internal(day=date(2024, 8, 1))),
        reverse(21),
        "depended-upon",
    ),
    (
        "costs before the new performer",
        (*CONCLUDED, *replace(OF_KUN, board=KUN), internal(day=date(2024, 6, 30))),
        reverse(21),
        ["entry-reversed"],
    ),
    (
        "a day before the agreement",
        CONCLUDED,
        change(performer(from_day=date(2023, 12, 31))),
        ("from-day-outside", {"first": date(2024, 1, 1), "last": date(2025, 12, 31)}),
    ),
    (
        "a day that is not after the last change",
        REPLACED,
        change(performer(party=LIBRARY)),
        ("from-day-outside", {"first": date(2024, 7, 2)}),
    ),
    ("a line that was declined", DECLINED, change(performer()), "line-declined"),
]


_OF = {
    c.RecordDisbursement: ["disbursement-recorded"],
    c.RecordUse: ["use-reported"],
    c.ClaimRepayment: ["repayment-claimed"],
    c.ProposeAmendment: ["amendment-proposed", "line-performer-change-proposed"],
}
CASES = [
    (name, given, when, _OF[type(when)] if then is None else then)
    for name, given, when, then in CASES
]
