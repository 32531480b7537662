"""The table of what is due: of each kind a row that is due, late, settled and undone, and others.

A case is a name, the kind, what has happened, the day, and the rows of that kind: due day, who,
line and kronor.
"""

from datetime import date, timedelta

import file_cases as files
from amendment_cases import agrees, change, concludes, to, withdraws
from attesting_cases import (
    APPROVED,
    ASKED,
    ASKED_AT,
    BEGUN,
    REVIEWED,
    ask,
    cancel,
    send_back,
)
from attesting_cases import (
    DUE as ASKED_FOR,
)
from attesting_cases import (
    PAID as APPROVED_AND_PAID,
)
from attesting_cases import (
    withdraw as withdraw_mandate,
)
from end_cases import CLOSED, HALF, REPAID, SETTLED, TERMINATED, carry, terminate
from file_cases import read as read_file
from following_cases import (
    FOUND_AT,
    OFFSET,
    QUESTIONED,
    WITH_CATEGORIES,
    forecast,
    write_off,
)
from following_cases import LATER as LATER_DAY
from following_cases import SETTLED as FOUND_SETTLED
from in_memory import (
    CONCLUDED,
    DAY,
    FIRST,
    FRN,
    KS,
    KUN,
    PROPOSED,
    By,
    approve,
    claim,
    close,
    decline,
    disburse,
    gift,
    kr,
    pledge,
    reject,
    release,
    reopen,
    repay,
    reverse,
    uplift,
    use,
    verify,
)
from performer_cases import CLAIMED as CLAIMED_BOTH
from planning_cases import accept, adjust, extend, met, owe, pay, refuse, said, waive
from planning_cases import plan as instalments
from process_cases import ANSWER_BY, NEXT, answer, plan, refer, sign, withdraw

MAU, RB, TIF = "malmo-universitet", "radda-barnen", "tif"
BOARDS = (KS, FRN, KUN)
STARTS, ENDS = date(2024, 1, 1), date(2025, 12, 31)
IN_2024, IN_2025, AFTER = date(2024, 6, 1), date(2025, 3, 1), date(2026, 1, 1)
SPRING = date(2025, 4, 1)
SUMMER = date(2025, 6, 1)
REFERRED_DAY = date(2023, 9, 20)
NEW_YEAR, MONTH = date(2024, 12, 31), timedelta(days=30)
PLAN_DAY, LATER = date(2024, 9, 1), date(2024, 10, 1)
ALL_READ = read_file(unmatched=(), unmatched_count=0)
P = FIRST  # the position of what comes after the conclusion

PAID = (*CONCLUDED, disburse("L3", kr(75_000)))
HELD = (NEW_YEAR, RB, "L3", 75_000)
CLAIMED = (*PAID, claim(amount=kr(10_000)))
OWES = (date(2025, 3, 31), RB, "L3", 10_000)
PLEDGED = (*CONCLUDED, pledge())
GIVES = (NEW_YEAR, MAU, None, 48_140)
GIVEN = (*CONCLUDED, By(gift(), evidence=True))
ANOTHER = By(gift(quantity="1", performed_on=IN_2024), evidence=True)
VERIFIES = (date(2025, 1, 19), f"{FRN}, {KS}, {KUN}", None, 51_148.75)
AMENDED = (*CONCLUDED, change(to("L2", kr(600_000), 2025)))
REFERRED = (*PROPOSED, refer())
QUARTERS = [date(2024, month, day) for month, day in ((1, 31), (4, 30), (7, 31), (10, 31))]
PLANNED = (*CONCLUDED, instalments())
OWED = (*PLANNED, owe(3))
LATE = date(2025, 10, 1)
WINTER = date(2026, 2, 1)
MARCH, MAY = date(2024, 3, 20), date(2024, 5, 1)
ASKS = (ASKED_FOR, KS, "L2", 178_750)
SENT_ANEW = (*files.SENT, files.void(files.NEXT + 3))
IS_SENT = (date(2026, 1, 6), KS, "L2", 1)
NO_PAYEE = files.asked(*files.PAYER)
ADDED = (*CONCLUDED, files.account(TIF))
LAPSED = (*APPROVED, By(withdraw_mandate(P + 2, date(2026, 1, 15)), today=WINTER))
H1 = (date(2024, 7, 31), RB, None, None)


def planned(body=KS, day=PLAN_DAY):
    return plan(body, day, planned_on=DAY)


def quarters(*numbers):
    """Return the rows of instalments of L2."""
    return [(QUARTERS[n - 1], KS, "L2", 178_750) for n in numbers]


def boards(*left, day=STARTS):
    kronor = {KS: (None, 1_580_000), FRN: ("L1", 640_000), KUN: ("L4", 200_000)}
    return [(day, board, *kronor[board]) for board in sorted(left)]


def uplifted(*of):
    lines = {FRN: "L1", KS: "L2"}
    return [(date(2025, 1, 1), board, lines[board], None) for board in of]


FOUND = (LATER_DAY + MONTH, TIF, "L1", 5_000)
NOTHING = (CLOSED, (*PROPOSED, withdraw()), (*PROPOSED, *map(decline, BOARDS)), ())
CASES = [
    # Answers to referrals.
    ("due", "answer", REFERRED, REFERRED_DAY, [(ANSWER_BY, x, None, None) for x in (FRN, KUN)]),
    ("late", "answer", (*REFERRED, answer()), IN_2024, [(ANSWER_BY, KUN, None, None)]),
    ("settled", "answer", (*REFERRED, answer(), answer(KUN)), IN_2024, []),
    ("undone", "answer", (*REFERRED, answer(), reverse(NEXT + 1)), IN_2024,
     [(ANSWER_BY, x, None, None) for x in (FRN, KUN)]),
    ("settled by a decision", "answer", (*REFERRED, answer(), approve(KUN)), IN_2024, []),
    ("referred anew", "answer", (*REFERRED, refer(FRN, answer_by=IN_2024)), IN_2024,
     [(ANSWER_BY, KUN, None, None), (IN_2024, FRN, None, None)]),
    ("the referral taken back", "answer", (*REFERRED, reverse(NEXT)), IN_2024, []),
    ("withdrawn", "answer", (*REFERRED, withdraw()), IN_2024, []),
    ("concluded", "answer", (*REFERRED, *CONCLUDED[1:]), IN_2024, []),
    # Decisions of boards.
    ("due", "decision", PROPOSED, DAY, boards(*BOARDS)),
    ("late", "decision", (*PROPOSED, approve(KS)), IN_2024, boards(FRN, KUN)),
    ("settled", "decision", (*PROPOSED, approve(KS), approve(FRN), decline(KUN)), IN_2024, []),
    ("undone", "decision", (*PROPOSED, approve(KUN), reverse(NEXT)), IN_2024, boards(*BOARDS)),
    ("withdrawn", "decision", (*PROPOSED, withdraw()), IN_2024, []),
    ("after the end", "decision", PROPOSED, WINTER, boards(*BOARDS)),
    ("planned", "decision", (*PROPOSED, planned(FRN)), IN_2024, boards(KS, KUN)),
    # Planned decisions.
    ("due", "planned-decision", (*PROPOSED, planned()), IN_2024, [(PLAN_DAY, KS, None, 1_580_000)]),
    ("late", "planned-decision", (*PROPOSED, planned()), LATER, [(PLAN_DAY, KS, None, 1_580_000)]),
    ("moved", "planned-decision", (*PROPOSED, planned(), planned(day=LATER)), IN_2024,
     [(LATER, KS, None, 1_580_000)]),
    ("settled", "planned-decision", (*PROPOSED, planned(), approve(KS)), IN_2024, []),
    ("undone", "planned-decision", (*PROPOSED, planned(), approve(FRN), reverse(NEXT)),
     IN_2024, []),
    ("the decision undone", "planned-decision", (*PROPOSED, planned(), approve(FRN),
     decline(KS), reverse(NEXT + 2), reverse(NEXT + 3)), IN_2024,
     [(PLAN_DAY, KS, None, 1_580_000)]),
    ("of one that funds nothing", "planned-decision", (*PROPOSED, planned(RB)), IN_2024,
     [(PLAN_DAY, RB, None, None)]),
    ("withdrawn", "planned-decision", (*PROPOSED, planned(), withdraw()), IN_2024, []),
    ("all declined", "planned-decision", (*PROPOSED, planned(RB), *map(decline, BOARDS)),
     IN_2024, []),
    ("concluded", "planned-decision", (*PROPOSED, planned(RB), *CONCLUDED[1:]), IN_2024, []),
    ("after the end", "planned-decision", (*PROPOSED, planned()), WINTER,
     [(PLAN_DAY, KS, None, 1_580_000)]),
    ("an amendment that is overtaken", "planned-decision",
     (*AMENDED, plan(KS, LATE, planned_on=SUMMER), release("L2", 1, 2025)), SUMMER,
     [(LATE, KS, None, None)]),
    # The conclusion.
    ("due", "conclusion", CONCLUDED[:-1], DAY, [(STARTS, None, None, None)]),
    ("late", "conclusion", CONCLUDED[:-1], IN_2024, [(STARTS, None, None, None)]),
    ("settled", "conclusion", CONCLUDED, IN_2024, []),
    ("after the end", "conclusion", CONCLUDED[:-1], WINTER, [(STARTS, None, None, None)]),
    ("a board is missing", "conclusion", CONCLUDED[:-2], IN_2024, []),
    ("planned", "conclusion", (*CONCLUDED[:-1], planned(RB)), IN_2024, []),
    # Signatures, where anybody signs.
    ("nobody has signed", "signature", CONCLUDED, IN_2024, []),
    ("late", "signature", (*CONCLUDED, sign(), sign(MAU)), IN_2024,
     [(DAY + MONTH, RB, None, None), *[(DAY + MONTH, x, None, None) for x in sorted(BOARDS)]]),
    ("settled", "signature", (*CONCLUDED, *map(sign, (TIF, MAU, RB, *BOARDS))), IN_2024, []),
    ("ended", "signature", (*CONCLUDED, sign()), AFTER, []),
    # Amendments.
    ("due", "amendment", AMENDED, SUMMER, [(ENDS, KS, None, None)]),
    ("approved", "amendment", (*AMENDED, agrees(KS)), SUMMER, [(ENDS, None, None, None)]),
    ("undone", "amendment", (*AMENDED, agrees(KS), reverse(P + 2)), SUMMER,
     [(ENDS, KS, None, None)]),
    ("settled", "amendment", (*AMENDED, agrees(KS), concludes()), SUMMER, []),
    ("withdrawn", "amendment", (*AMENDED, withdraws()), SUMMER, []),
    ("after the end", "amendment", AMENDED, WINTER, [(ENDS, KS, None, None)]),
    ("overtaken", "amendment", (*AMENDED, agrees(KS), uplift()), SUMMER,
     [(ENDS, None, None, None)]),
    ("terminated", "amendment", (*AMENDED, terminate()), LATE,
     [(date(2025, 6, 30), KS, None, None)]),
    # Uplift.
    ("not begun", "uplift", CONCLUDED, NEW_YEAR, []),
    ("late", "uplift", CONCLUDED, IN_2025, uplifted(FRN, KS)),
    ("settled by one", "uplift", (*CONCLUDED, uplift()), IN_2025, uplifted(FRN)),
    ("settled by both", "uplift", (*CONCLUDED, uplift(), uplift(FRN)), IN_2025, []),
    ("undone", "uplift", (*CONCLUDED, uplift(FRN), reverse(P)), IN_2025, uplifted(FRN, KS)),
    ("superseded", "uplift", (*CONCLUDED, uplift(), uplift(supersede=True)), IN_2025,
     uplifted(FRN)),
    ("released", "uplift", (*CONCLUDED, release("L2", kr(715_000), 2025)), IN_2025, uplifted(FRN)),
    ("ended", "uplift", CONCLUDED, AFTER, []),
    # Money held after its year.
    ("not after its year", "held", PAID, NEW_YEAR, []),
    ("late", "held", PAID, IN_2025, [HELD]),
    ("settled", "held", (*PAID, use(amount=kr(75_000), day=IN_2024)), IN_2025, []),
    ("in part", "held", (*PAID, use(amount=kr(74_000), day=IN_2024)), IN_2025,
     [(*HELD[:3], 1_000)]),
    ("undone", "held", (*PAID, use(amount=kr(75_000), day=IN_2024), reverse(P + 1)), IN_2025,
     [HELD]),
    ("claimed back", "held", CLAIMED, IN_2025, [(*HELD[:3], 65_000)]),
    ("claimed and repaid", "held", (*CLAIMED, repay(P + 1, kr(10_000))), SPRING,
     [(*HELD[:3], 65_000)]),
    ("claimed and written off", "held", (*CLAIMED, write_off(P + 1)), LATE, [(*HELD[:3], 65_000)]),
    ("of two performers", "held", CLAIMED_BOTH, IN_2025,
     [(NEW_YEAR, RB, "L2", 257_500), (NEW_YEAR, TIF, "L2", 178_750)]),
    ("terminated", "held", HALF, LATE, [(NEW_YEAR, TIF, "L1", 40_000)]),
    ("settled with a claim", "held", SETTLED, LATE, []),
    ("by category", "held", (*WITH_CATEGORIES, disburse("L3", kr(75_000))), IN_2025, [HELD]),
    ("the payment taken back", "held", (*PAID, reverse(P)), IN_2025, []),
    # Claims.
    ("due", "claim", CLAIMED, IN_2025, [OWES]),
    ("late", "claim", CLAIMED, AFTER, [OWES]),
    ("in part", "claim", (*CLAIMED, repay(P + 1, kr(9_999))), AFTER, [(*OWES[:3], 1)]),
    ("settled", "claim", (*CLAIMED, repay(P + 1, kr(10_000))), AFTER, []),
    ("undone", "claim", (*CLAIMED, repay(P + 1, kr(10_000)), reverse(P + 2)), AFTER, [OWES]),
    ("written off", "claim", (*CLAIMED, write_off(P + 1)), LATE, []),
    ("written off, undone", "claim", (*CLAIMED, write_off(P + 1), reverse(P + 2)), LATE, [OWES]),
    ("of an earlier performer", "claim", CLAIMED_BOTH, AFTER,
     [(date(2025, 3, 31), RB, "L2", 100_000)]),
    ("of a settlement", "claim", SETTLED, LATE, [(date(2025, 7, 30), TIF, "L1", 40_000)]),
    ("of a settlement, repaid", "claim", REPAID, LATE, []),
    ("the claim taken back", "claim", (*CLAIMED, reverse(P + 1)), AFTER, []),
    # Findings.
    ("due", "finding", QUESTIONED, LATER_DAY, [FOUND]),
    ("late", "finding", QUESTIONED, IN_2025, [FOUND]),
    ("in part", "finding", FOUND_SETTLED, IN_2025, [(*FOUND[:3], 2_000)]),
    ("settled", "finding", OFFSET, IN_2025, []),
    ("undone", "finding", (*OFFSET, reverse(FOUND_AT + 1)), IN_2025, [FOUND]),
    ("taken back", "finding", (*QUESTIONED, reverse(FOUND_AT)), IN_2025, []),
    # Pledges.
    ("due", "pledge", PLEDGED, IN_2024, [GIVES]),
    ("late", "pledge", PLEDGED, IN_2025, [GIVES]),
    ("in part", "pledge", (*PLEDGED, gift(quantity="150", pledge=P)), IN_2025,
     [(*GIVES[:3], 12_035)]),
    ("settled", "pledge", (*PLEDGED, gift(quantity="200", pledge=P)), IN_2025, []),
    ("settled and not named", "pledge", (*PLEDGED, gift(quantity="200")), IN_2025, []),
    ("given another year", "pledge", (*PLEDGED, gift(quantity="200", performed_on=IN_2025)),
     IN_2025, [GIVES]),
    ("undone", "pledge", (*PLEDGED, gift(quantity="200"), reverse(P + 1)), IN_2025, [GIVES]),
    ("rejected", "pledge", (*PLEDGED, gift(quantity="200"), By(reject(P + 1), "c")), IN_2025,
     [GIVES]),
    ("the pledge taken back", "pledge", (*PLEDGED, reverse(P)), IN_2025, []),
    # Contributions to verify.
    ("due", "in-kind", GIVEN, NEW_YEAR, [VERIFIES]),
    ("late", "in-kind", GIVEN, IN_2025, [VERIFIES]),
    ("two of them", "in-kind", (*GIVEN, ANOTHER), IN_2025,
     [(IN_2024 + MONTH, *VERIFIES[1:3], 51_389.45)]),
    ("settled", "in-kind", (*GIVEN, By(verify(P), "c")), IN_2025, []),
    ("rejected", "in-kind", (*GIVEN, By(reject(P), "c")), IN_2025, []),
    ("undone", "in-kind", (*GIVEN, By(verify(P), "c"), reverse(P + 1)), IN_2025, [VERIFIES]),
    ("taken back", "in-kind", (*GIVEN, reverse(P)), IN_2025, []),
    # Parties without a contribution.
    ("due", "contribution", CONCLUDED, IN_2024, [(ENDS, x, None, None) for x in (MAU, RB, TIF)]),
    ("settled", "contribution", (*CONCLUDED, gift(), gift(RB), gift(TIF)), IN_2025, []),
    ("pledged", "contribution", PLEDGED, IN_2024, [(ENDS, x, None, None) for x in (RB, TIF)]),
    ("undone", "contribution", (*GIVEN, reverse(P)), IN_2025,
     [(ENDS, x, None, None) for x in (MAU, RB, TIF)]),
    ("proposed", "contribution", PROPOSED, IN_2024, []),
    # The end of an agreement.
    ("too early", "ending", CONCLUDED, ENDS - timedelta(days=181), []),
    ("due", "ending", CONCLUDED, ENDS - timedelta(days=180),
     [(ENDS, f"{FRN}, {KS}, {KUN}", None, None)]),
    ("the last day", "ending", CONCLUDED, ENDS, [(ENDS, f"{FRN}, {KS}, {KUN}", None, None)]),
    ("ended", "ending", CONCLUDED, AFTER, []),
    ("terminated", "ending", TERMINATED, date(2025, 5, 1), []),
    ("being prolonged", "ending", (*CONCLUDED, change(ends=date(2026, 12, 31))), ENDS, []),
    # Lines that are nearly used up.
    ("due", "line-used", (*CONCLUDED, disburse("L3", kr(67_500))), IN_2024,
     [(NEW_YEAR, KS, "L3", 7_500)]),
    ("less", "line-used", (*CONCLUDED, disburse("L3", kr(67_496))), IN_2024, []),
    ("all of it", "line-used", PAID, IN_2024, [(NEW_YEAR, KS, "L3", 0)]),
    ("undone", "line-used", (*PAID, reverse(P)), IN_2024, []),
    ("being changed", "line-used", (*PAID, change(to("L3", 100_000, 2024))), IN_2024,
     []),
    ("of another year", "line-used", PAID, IN_2025, []),
    ("carried away", "line-used",
     (*CONCLUDED, disburse("L3", kr(60_000)), carry(kr(10_000), "L3", (2024, 2025), IN_2024)),
     IN_2024, [(NEW_YEAR, KS, "L3", 5_000)]),
    # Periods.
    ("not over", "period", CONCLUDED, NEW_YEAR, []),
    ("due", "period", CONCLUDED, date(2025, 1, 1), [(NEW_YEAR + MONTH, None, None, None)]),
    ("settled", "period", (*CONCLUDED, close("2024")), IN_2025, []),
    ("undone", "period", (*CONCLUDED, close("2023"), close("2024"), By(reopen("2024"), "c")),
     IN_2025, [(NEW_YEAR + MONTH, None, None, None)]),
    ("of a quarter", "period", (*CONCLUDED, close("2023"), close("2024-Q1")), AFTER,
     [(date(2024, 7, 30), None, None, None)]),
    ("nothing concluded", "period", PROPOSED, IN_2025, []),
    # Rows of files that were left out.
    ("due", "left-out", (*CONCLUDED, read_file()), IN_2024, [(date(2024, 4, 1), None, None, None)]),
    ("of another file, too", "left-out", (read_file(), read_file(sha256="cd" * 32)), IN_2024,
     2 * [(date(2024, 4, 1), None, None, None)]),
    ("read again", "left-out", (read_file(), read_file()), IN_2024,
     [(date(2024, 4, 1), None, None, None)]),
    ("settled", "left-out", (read_file(), ALL_READ), IN_2024, []),
    ("undone", "left-out", (read_file(), ALL_READ, read_file()), IN_2024,
     [(date(2024, 4, 1), None, None, None)]),
    # Instalments.
    ("due", "instalment", PLANNED, date(2024, 1, 15), quarters(1, 2, 3, 4)),
    ("settled", "instalment", (*PLANNED, pay(kr(178_750))), IN_2024, quarters(2, 3, 4)),
    ("in part", "instalment", (*PLANNED, pay(kr(178_751))), IN_2024,
     [(QUARTERS[1], KS, "L2", 178_749), *quarters(3, 4)]),
    ("undone", "instalment", (*PLANNED, pay(kr(178_750)), reverse(P + 1)), IN_2024,
     quarters(1, 2, 3, 4)),
    ("waits", "instalment", OWED, IN_2024, quarters(1, 2, 4)),
    ("after the end", "instalment", PLANNED, WINTER, quarters(1, 2, 3, 4)),
    ("terminated", "instalment", (*PLANNED, terminate()), LATE, quarters(1, 2, 3, 4)),
    ("the plan taken back", "instalment", (*PLANNED, reverse(P)), IN_2024, []),
    ("due", "blocked-instalment", OWED, IN_2024, quarters(3)),
    ("terminated", "blocked-instalment", (*OWED, terminate()), LATE, quarters(3)),
    ("met", "blocked-instalment", (*OWED, met()), AFTER, quarters(3)),
    ("accepted", "blocked-instalment", (*OWED, met(), accept()), AFTER, []),
    ("waived", "blocked-instalment", (*OWED, waive()), AFTER, []),
    # Obligations.
    ("due", "obligation", OWED, IN_2024, [H1]),
    ("late", "obligation", OWED, AFTER, [H1]),
    ("moved", "obligation", (*OWED, extend()), AFTER, [(date(2024, 9, 15), *H1[1:])]),
    ("moved back", "obligation", (*OWED, extend(), reverse(P + 2)), AFTER, [H1]),
    ("settled", "obligation", (*OWED, met()), AFTER, []),
    ("rejected", "obligation", (*OWED, met(), refuse()), AFTER, [H1]),
    ("undone", "obligation", (*OWED, met(), reverse(P + 2)), AFTER, [H1]),
    ("waived", "obligation", (*OWED, waive()), AFTER, []),
    ("taken back", "obligation", (*OWED, reverse(P + 1)), AFTER, []),
    ("due", "acceptance", (*OWED, met()), AFTER,
     [(date(2024, 9, 19), f"{FRN}, {KS}, {KUN}", None, None)]),
    ("settled", "acceptance", (*OWED, met(), accept()), AFTER, []),
    ("rejected", "acceptance", (*OWED, met(), refuse()), AFTER, []),
    ("undone", "acceptance", (*OWED, met(), accept(), reverse(P + 3)), AFTER,
     [(date(2024, 9, 19), f"{FRN}, {KS}, {KUN}", None, None)]),
    # Requests for payments.
    ("due", "review", ASKED, MARCH, [ASKS]),
    ("late", "review", ASKED, MAY, [ASKS]),
    ("settled", "review", REVIEWED, WINTER, []),
    ("returned", "review", (*ASKED, send_back(ASKED_AT)), MAY, []),
    ("cancelled", "review", (*ASKED, cancel(ASKED_AT)), MAY, []),
    ("due", "approval", REVIEWED, WINTER, [ASKS]),
    ("settled", "approval", APPROVED, WINTER, []),
    ("returned", "approval", (*REVIEWED, send_back(ASKED_AT)), WINTER, []),
    ("due", "payment", APPROVED, WINTER, [ASKS]),
    ("late", "payment", APPROVED, WINTER, [ASKS]),
    ("settled", "payment", APPROVED_AND_PAID, WINTER, []),
    ("undone", "payment", (*APPROVED_AND_PAID, reverse(ASKED_AT + 3)), WINTER, [ASKS]),
    ("lapsed", "payment", LAPSED, WINTER, []),
    ("lapsed", "lapsed-approval", LAPSED, WINTER, [ASKS]),
    ("in time", "lapsed-approval", APPROVED, WINTER, []),
    # Files for the bank, and accounts.
    ("sent", "payment", files.SENT, WINTER, []),
    ("voided", "payment", SENT_ANEW, WINTER, [(ASKED_FOR, KS, "L2", 1)]),
    ("sent", "sent-payment", files.SENT, WINTER, [IS_SENT]),
    ("came back", "sent-payment", (*files.PAID, reverse(files.NEXT + 4)), WINTER, [IS_SENT]),
    ("before the file", "sent-payment", files.SENT, LATE, []),
    ("paid", "sent-payment", files.PAID, WINTER, []),
    ("voided", "sent-payment", SENT_ANEW, WINTER, []),
    ("cancelled", "sent-payment", (*files.SENT, cancel(files.NEXT)), WINTER, []),
    ("no account", "payee-account", NO_PAYEE, WINTER, [(ASKED_FOR, KS, "L2", 1)]),
    ("an account", "payee-account", files.ASKED, WINTER, []),
    ("one to confirm", "payee-account", files.asked(*files.PAYER, *files.PAYEE[:1]), WINTER, []),
    ("nobody has one", "payee-account", files.asked(), WINTER, []),
    ("to confirm", "account", ADDED, WINTER, [(date(2026, 1, 6), None, None, None)]),
    ("confirmed", "account", (*ADDED, files.confirm(P)), WINTER, []),
    ("one later", "account", (*ADDED, *files.in_use(TIF, P + 1, number="9912346")), WINTER, []),
    ("no plan, since it is asked for", "instalment",
     (*BEGUN, instalments(), ask(178_750, due_on=QUARTERS[0])), MAY, quarters(2, 3, 4)),
    ("returned", "instalment", (*BEGUN, instalments(), ask(178_750), send_back(ASKED_AT + 1)), MAY,
     quarters(1, 2, 3, 4)),
    # Plans that are short.
    ("enough", "plan-short", PLANNED, IN_2024, []),
    ("short", "plan-short", (*CONCLUDED, said((NEW_YEAR, 700_000))), IN_2024,
     [(NEW_YEAR, KS, "L2", 15_000)]),
    ("terminated", "plan-short", (*CONCLUDED, said((NEW_YEAR, 700_000)), terminate()), LATE,
     [(NEW_YEAR, KS, "L2", 15_000)]),
    ("raised", "plan-short", (*CONCLUDED, instalments(year=2025, first=date(2025, 1, 31)),
                              uplift()), IN_2025, [(ENDS, KS, "L2", 22_165)]),
    ("settled", "plan-short", (*CONCLUDED, instalments(year=2025, first=date(2025, 1, 31)),
                               uplift(), adjust(year=2025, day=IN_2025)), IN_2025, []),
    ("undone", "plan-short", (*CONCLUDED, instalments(year=2025, first=date(2025, 1, 31)),
                              uplift(), reverse(P + 1)), IN_2025, []),
    # Forecasts.
    ("none is used", "forecast", CONCLUDED, date(2024, 5, 2), []),
    ("before a tertial is over", "forecast", (*CONCLUDED, forecast(1, day=date(2024, 1, 5))),
     date(2024, 4, 30), []),
    ("due", "forecast", (*CONCLUDED, forecast(1)), date(2024, 5, 2),
     [(date(2024, 5, 30), FRN, "L1", None), (date(2024, 5, 30), KS, "L3", None),
      (date(2024, 5, 30), KUN, "L4", None)]),
    ("given", "forecast",
     (*CONCLUDED, *(forecast(1, f"L{n}") for n in range(1, 5))), date(2024, 8, 31), []),
    ("late in the second tertial", "forecast",
     (*CONCLUDED, *(forecast(1, f"L{n}") for n in range(1, 5)),
      *(forecast(1, f"L{n}", day=date(2024, 9, 3)) for n in range(2, 5))), date(2024, 12, 1),
     [(date(2024, 9, 30), FRN, "L1", None)]),
    ("after the year", "forecast", (*CONCLUDED, forecast(1)), date(2025, 1, 1), []),
]  # fmt: skip
