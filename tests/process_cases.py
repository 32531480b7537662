"""Rows of the table of decisions for the way from proposal to agreement: see test_decisions.py."""

from datetime import date, timedelta

from in_memory import (
    CONCLUDE,
    CONCLUDED,
    DAY,
    FIRST,
    FRN,
    ID,
    KS,
    KUN,
    PROPOSED,
    TODAY,
    approve,
    close,
    decline,
    disburse,
    pledge,
    reverse,
    uplift,
)
from msgspec.structs import replace

from ledger.rules.entries.referral import AnswerReferral, PlanDecision, ReferAgreement
from ledger.rules.entries.signing import NotifyDecision, SignAgreement
from ledger.rules.entries.withdrawn import WithdrawProposal

REFERRED_ON, ANSWER_BY = date(2023, 9, 12), date(2023, 9, 29)
NEXT = 13  # the position of what comes after the proposal


def refer(*to, **more):
    values = {"answer_by": ANSWER_BY, "matter": "KSAU § 300", "referred_on": REFERRED_ON}
    return ReferAgreement(**ID, to=to or (FRN, KUN), **values | more)


def answer(party=FRN, says="support", day=date(2023, 9, 27), **more):
    return AnswerReferral(**ID, party=party, answer=says, answered_on=day, **more)


def plan(body=KS, day=date(2026, 3, 1), **more):
    return PlanDecision(**ID, body=body, matter="STK-2021-567", decides_on=day, **more)


def sign(party="tif", day=date(2023, 12, 20), **more):
    return SignAgreement(**ID, party=party, signed_on=day, **more)


def notify(*to, decision="KS § 2", day=date(2023, 12, 20)):
    return NotifyDecision(
        **ID, to=to or ("tif", "radda-barnen"), decision=decision, notified_on=day
    )


def withdraw(day=date(2023, 10, 2), **more):
    return WithdrawProposal(**ID, reason="new budget", withdrawn_on=day, **more)


REFERRED = (*PROPOSED, refer())
WITHDRAWN = (*REFERRED, withdraw())  # event 14
TOMORROW = TODAY + timedelta(days=1)

CASES = [
    # Referral and answers.
    ("refer", PROPOSED, refer(by="The executive committee"), ["agreement-referred"]),
    ("refer to a performer", PROPOSED, refer("rosengardsbiblioteket"), ["agreement-referred"]),
    ("refer again", REFERRED, refer(FRN), ["agreement-referred"]),
    (
        "refer in a closed period",
        (*PROPOSED, close("2023")),
        refer(),
        ["agreement-referred"],
    ),
    ("refer to nobody known", PROPOSED, refer("nobody"), ("unknown-party", {"party": "nobody"})),
    ("refer after the conclusion", CONCLUDED, refer(), ("already-concluded", {"on": DAY})),
    (
        "refer with no time to answer",
        PROPOSED,
        refer(answer_by=date(2023, 9, 11)),
        ("answer-by-before-referral", {"answer_by": date(2023, 9, 11)}),
    ),
    (
        "refer for answers the same day",
        PROPOSED,
        refer(answer_by=REFERRED_ON),
        ["agreement-referred"],
    ),
    ("refer tomorrow", PROPOSED, refer(referred_on=TOMORROW, answer_by=TOMORROW), "date-in-future"),
    ("refer for answers tomorrow", PROPOSED, refer(answer_by=TOMORROW), ["agreement-referred"]),
    ("answer", REFERRED, answer(decision="FRN § 81"), ["referral-answered"]),
    ("answer too late", REFERRED, answer(day=date(2023, 10, 4)), ["referral-answered"]),
    ("answer after the conclusion", (*REFERRED, *CONCLUDED[1:]), answer(), ["referral-answered"]),
    (
        "answer unasked",
        REFERRED,
        answer(KS),
        ("not-asked", {"party": KS, "known": [FRN, KUN]}),
    ),
    ("answer no referral", PROPOSED, answer(), ("not-asked", {"known": []})),
    ("answer by nobody", REFERRED, answer("nobody"), "unknown-party"),
    (
        "answer twice",
        (*REFERRED, answer()),
        answer(says="object"),
        ("already-answered", {"party": FRN, "position": NEXT + 1}),
    ),
    ("answer another referral", (*REFERRED, answer(), refer(FRN)), answer(), ["referral-answered"]),
    (
        "answer what was reversed",
        (*REFERRED, reverse(NEXT)),
        answer(),
        "not-asked",
    ),
    (
        "answer after a reversed answer",
        (*REFERRED, answer(), reverse(NEXT + 1)),
        answer(says="comment"),
        ["referral-answered"],
    ),
    (
        "answer by a board that has decided",
        (*REFERRED, approve(FRN)),
        answer(day=DAY),
        ("already-answered", {"position": NEXT + 1, "on": DAY}),
    ),
    (
        "answer from before the board decided",
        (*REFERRED, decline(FRN)),
        answer(),
        ["referral-answered"],
    ),
    (
        "answer before the referral",
        REFERRED,
        answer(day=date(2023, 9, 11)),
        ("before-basis", {"position": NEXT, "event": "agreement-referred/1"}),
    ),
    ("answer tomorrow", REFERRED, answer(day=TOMORROW), "date-in-future"),
    (
        "reverse an answered referral",
        (*REFERRED, answer()),
        reverse(NEXT),
        ("depended-upon", {"because": "it has been answered"}),
    ),
    ("reverse a referral", REFERRED, reverse(NEXT), ["entry-reversed"]),
    ("reverse an answer", (*REFERRED, answer()), reverse(NEXT + 1), ["entry-reversed"]),
    ("plan a decision", PROPOSED, plan(), ["decision-planned"]),
    ("plan it again", (*PROPOSED, plan()), plan(day=date(2026, 4, 1)), ["decision-planned"]),
    ("plan after the conclusion", CONCLUDED, plan(), ["decision-planned"]),
    ("plan for nobody", PROPOSED, plan("nobody"), "unknown-party"),
    ("reverse a plan", (*PROPOSED, plan()), reverse(NEXT), ["entry-reversed"]),
    # Signatures and notifications.
    ("sign", CONCLUDED, sign(reference="original"), ["agreement-signed"]),
    ("sign before the conclusion", PROPOSED, sign(), "not-concluded"),
    ("sign in a closed period", (*CONCLUDED, close("2023")), sign(), ["agreement-signed"]),
    (
        "sign as no signatory",
        CONCLUDED,
        sign("rosengardsbiblioteket"),
        ("not-a-signatory", {"party": "rosengardsbiblioteket"}),
    ),
    ("sign as nobody", CONCLUDED, sign("nobody"), "unknown-party"),
    ("sign twice", (*CONCLUDED, sign()), sign(), ("already-signed", {"position": FIRST})),
    ("sign after a reversal", (*CONCLUDED, sign(), reverse(FIRST)), sign(), ["agreement-signed"]),
    (
        "sign on the day before the conclusion",
        CONCLUDED,
        sign(day=DAY - timedelta(days=1)),
        ("before-basis", {"basis_day": DAY, "event": "agreement-concluded/1"}),
    ),
    ("sign tomorrow", CONCLUDED, sign(day=TOMORROW), "date-in-future"),
    (
        "sign no amendment",
        CONCLUDED,
        sign(amendment="T9"),
        ("unknown-amendment", {"amendment": "T9"}),
    ),
    ("notify", CONCLUDED, notify(), ["decision-notified"]),
    ("notify of a decision elsewhere", PROPOSED, notify(decision="KF § 9"), ["decision-notified"]),
    ("notify nobody known", CONCLUDED, notify("nobody"), "unknown-party"),
    (
        "notify before the conclusion",
        CONCLUDED,
        notify(day=DAY - timedelta(days=1)),
        ("before-basis", {"position": FIRST - 1, "event": "agreement-concluded/1"}),
    ),
    (
        "notify before a board decides",
        (*PROPOSED, approve(FRN)),
        notify(decision=f"{FRN} § 1", day=DAY - timedelta(days=1)),
        ("before-basis", {"position": NEXT, "event": "commitment-approved/1"}),
    ),
    (
        "notify before the uplift",
        (*CONCLUDED, uplift()),
        notify(decision="§ 9", day=date(2025, 1, 31)),
        ("before-basis", {"position": FIRST, "event": "uplift-applied/1"}),
    ),
    ("notify tomorrow", CONCLUDED, notify(day=TOMORROW), "date-in-future"),
    # Withdrawal.
    ("withdraw", PROPOSED, withdraw(), ["proposal-withdrawn"]),
    (
        "withdraw what all have declined",
        (*PROPOSED, decline(KS), decline(FRN), decline(KUN)),
        withdraw(day=DAY),
        ["proposal-withdrawn"],
    ),
    ("withdraw after the conclusion", CONCLUDED, withdraw(), ("already-concluded", {"on": DAY})),
    ("withdraw no amendment", CONCLUDED, withdraw(amendment="T9"), "unknown-amendment"),
    (
        "withdraw before the referral",
        REFERRED,
        withdraw(day=date(2023, 9, 11)),
        ("before-basis", {"position": NEXT, "event": "agreement-referred/1"}),
    ),
    (
        "withdraw before a board decided",
        (*PROPOSED, decline(KS)),
        withdraw(),
        ("before-basis", {"position": NEXT, "basis_day": DAY}),
    ),
    ("notify of a withdrawal", WITHDRAWN, notify(day=DAY), ["decision-notified"]),
    ("withdraw tomorrow", PROPOSED, withdraw(day=TOMORROW), "date-in-future"),
    *[
        (
            f"{what} of what is withdrawn",
            WITHDRAWN,
            command,
            (
                "proposal-withdrawn",
                {"agreement": "herrgarden", "on": date(2023, 10, 2), "position": NEXT + 1},
            ),
        )
        for what, command in {
            "withdrawal": withdraw(),
            "approval": approve(KS),
            "refusal": decline(KS),
            "conclusion": CONCLUDE,
            "payment": disburse(),
            "pledge": pledge(),
            "referral": refer(),
            "answer": answer(),
            "plan": plan(),
            "signature": sign(),
            "reversal": reverse(NEXT),
        }.items()
    ],
    ("reverse a signature", (*CONCLUDED, sign()), reverse(FIRST), ["entry-reversed"]),
    ("reverse a notification", (*CONCLUDED, notify()), reverse(FIRST), ["entry-reversed"]),
    ("reverse a withdrawal", WITHDRAWN, reverse(NEXT + 1), ["entry-reversed"]),
    (
        "approve after a reversed withdrawal",
        (*WITHDRAWN, reverse(NEXT + 1)),
        approve(KUN),
        ["commitment-approved"],
    ),
]

# A party that is in the book, and in no agreement.
STRANGER = replace(PROPOSED[0].parties[0], party="framling", organisation_number=None)
CASES += [
    (
        f"{what} a stranger",
        (*given, STRANGER),
        command,
        then,
    )
    for what, given, command, then in (
        ("refer to", PROPOSED, refer("framling"), "party-not-in-agreement"),
        ("answer by", REFERRED, answer("framling"), "party-not-in-agreement"),
        ("plan for", PROPOSED, plan("framling"), ["decision-planned"]),
        ("sign as", CONCLUDED, sign("framling"), "not-a-signatory"),
        ("notify", CONCLUDED, notify("framling"), ["decision-notified"]),
    )
]
