"""What the table of decisions says of amendments: tests/test_decisions.py has the others."""

from datetime import date
from decimal import Decimal

from in_memory import (
    CONCLUDED,
    FIRST,
    FRN,
    ID,
    KS,
    KUN,
    PROPOSED,
    approve,
    close,
    decline,
    disburse,
    gift,
    kr,
    pledge,
    reallocate,
    release,
    reverse,
    uplift,
)

from events.money import MAX_MINOR
from ledger.rules import commands as c
from ledger.rules.entries.signing import SignAgreement
from ledger.rules.entries.withdrawn import WithdrawProposal

DECIDED = date(2025, 5, 1)
LONGER = date(2026, 12, 31)
ALL_SIGN = (FRN, "malmo-universitet", "radda-barnen", "tif")


def change(*changes, **more):
    return c.ProposeAmendment(**ID, changes=changes, **more)


def to(line="L2", amount=600_000, year=2025, **more):
    """A line's amount for a year, in kronor."""
    return c.ProposedChange(line=line, amounts_minor={year: kr(amount)}, **more)


def mark(line="L3"):
    return c.ProposedChange(line=line, uplift=True)


def performer(line="L2", party="tif", **more):
    return c.ProposedChange(line=line, performer=party, **{"from_day": date(2025, 6, 1)} | more)


def new_line(line="L5", funder=KS, amount=50_000, **more):
    return c.ProposedLine(
        line=line,
        purpose="Sommarkollo",
        funder=funder,
        performer=more.pop("performer", "tif"),
        amounts_minor=more.pop("amounts_minor", {2025: kr(amount)}),
        **more,
    )


def agrees(board=KS, amendment="T1", on=DECIDED):
    return c.ApproveAmendment(
        **ID, amendment=amendment, board=board, decision=f"{board} § 7", decided_on=on
    )


def declines(board=KS, amendment="T1", on=DECIDED):
    return c.DeclineAmendment(
        **ID, amendment=amendment, board=board, decision=f"{board} § 7", decided_on=on
    )


def concludes(amendment="T1", on=DECIDED, **more):
    return c.ConcludeAmendment(**ID, amendment=amendment, decision="KS § 8", decided_on=on, **more)


def at_once(board=KS, **more):
    return c.AtOnce(board=board, decision=f"{board} § 7", **{"decided_on": DECIDED} | more)


def signs(party="tif", amendment="T1", on=DECIDED):
    return SignAgreement(**ID, party=party, amendment=amendment, signed_on=on)


def withdraws(amendment="T1", on=DECIDED):
    return WithdrawProposal(**ID, reason="R", amendment=amendment, withdrawn_on=on)


PROPOSE = ["amendment-proposed"]
LOWERED = (*CONCLUDED, change(to()), agrees())  # 18, 19: items; 20: the approval
IN_FORCE = (*LOWERED, concludes())  # 21
LINE_ADDED = (*CONCLUDED, change(lines=(new_line(),)), agrees(), concludes())  # 18 to 21
REPLACED = (*CONCLUDED, change(performer()), agrees())  # 18 to 20
MARKED = (*CONCLUDED, change(mark()), agrees(), concludes())  # 18 to 21
PAID_L2 = (*CONCLUDED, disburse("L2", kr(184_291.25), year=2025, day=date(2025, 2, 1)))
MOVED = (
    reallocate("L2", "L5", 1, year=2025, day=DECIDED),
    reallocate("L5", "L2", 1, year=2025, day=DECIDED),
)
EVERYBODY = tuple(signs(party) for party in (*ALL_SIGN, KS, KUN))
PROLONGED = (*CONCLUDED, change(ends=LONGER), *EVERYBODY, concludes())  # 18 to 26
JOINED = (  # 18 to 22
    *CONCLUDED,
    c.RegisterParty("kyrkan", "Kyrkan", "civil", None, None),
    change(joins=("kyrkan",)),
    signs("kyrkan"),
    concludes(),
)
TWO_BOARDS = (*CONCLUDED, change(to(), to("L1", 400_000)), agrees())
CASES = [
    # Proposals.
    ("an amount", CONCLUDED, change(to()), [*PROPOSE, "line-amount-change-proposed"]),
    (
        "everything that may be changed",
        CONCLUDED,
        change(
            to(uplift=False),
            performer("L3"),
            amendment="T7",
            title="Nytt",
            reference="STK-2",
            ends=LONGER,
            new_title="IOP",
            joins=("rosengardsbiblioteket",),
            lines=(new_line(amounts_minor={2026: 1}),),
        ),
        [
            *PROPOSE,
            "term-change-proposed",
            "text-change-proposed",
            "signatory-change-proposed",
            "line-uplift-change-proposed",
            "line-amount-change-proposed",
            "line-performer-change-proposed",
            "line-addition-proposed",
        ],
    ),
    (
        "a year that the amendment itself adds",
        CONCLUDED,
        change(to(year=2026), ends=LONGER),
        [*PROPOSE, "term-change-proposed", "line-amount-change-proposed"],
    ),
    (
        "a shorter term, whose year is emptied",
        CONCLUDED,
        change(*(to(line, 0) for line in ("L1", "L2", "L3", "L4")), ends=date(2024, 12, 31)),
        [*PROPOSE, "term-change-proposed", *["line-amount-change-proposed"] * 4],
    ),
    (
        "all by one board at once",
        CONCLUDED,
        change(to(), at_once=at_once()),
        [
            *PROPOSE,
            "line-amount-change-proposed",
            "amendment-approved",
            "amendment-concluded",
        ],
    ),
    (
        "at once, and another board's money",
        CONCLUDED,
        change(to(), to("L1"), at_once=at_once()),
        ("amendment-undecided", {"boards": [FRN]}),
    ),
    (
        "at once, and others have to consent",
        CONCLUDED,
        change(to(), new_title="IOP", at_once=at_once()),
        ("consent-missing", {"parties": sorted((*ALL_SIGN, KUN))}),
    ),
    (
        "at once by a board without money in it",
        CONCLUDED,
        change(to(), at_once=at_once(FRN)),
        ("not-concerned", {"known": [KS]}),
    ),
    ("before the conclusion", PROPOSED, change(to()), "not-concluded"),
    ("of nothing", CONCLUDED, change(), "empty-amendment"),
    (
        "an id that is taken",
        (*CONCLUDED, change(to())),
        change(to("L3"), amendment="T1"),
        "amendment-exists",
    ),
    ("two faults of an amendment", CONCLUDED, change(to("L9"), to(year=2030)), "several-refused"),
    ("of a line that is not there", CONCLUDED, change(to("L9")), ("unknown-line", {"line": "L9"})),
    (
        "of a line that was declined",
        (
            *PROPOSED,
            approve(KS),
            approve(KUN),
            decline(FRN),
            c.ConcludeAgreement(**ID, decision="§", decided_on=date(2023, 12, 6)),
        ),
        change(to("L1")),
        "line-declined",
    ),
    (
        "a year outside",
        CONCLUDED,
        change(to(year=2026)),
        ("year-outside-agreement", {"last": 2025}),
    ),
    ("as it is", CONCLUDED, change(to(amount=715_000)), ("same-as-now", {"what": "L2 2025"})),
    ("marked as it is", CONCLUDED, change(mark("L2")), "same-as-now"),
    ("performed as it is", CONCLUDED, change(performer("L1")), "same-as-now"),
    ("below zero", CONCLUDED, change(to(amount=-1)), "amount-negative"),
    (
        "too much",
        CONCLUDED,
        change(c.ProposedChange(line="L2", amounts_minor={2025: MAX_MINOR + 1})),
        "amount-too-large",
    ),
    (
        "below what is paid",
        PAID_L2,
        change(to(amount=184_291)),
        (
            "below-paid",
            {"amount": kr(530_709), "limit": kr(530_708.75), "excess": kr(0.25)},
        ),
    ),
    (
        "the same twice",
        CONCLUDED,
        change(to(), to(amount=1)),
        ("changed-twice", {"what": "L2 2025"}),
    ),
    (
        "what another open one changes",
        (*CONCLUDED, change(to())),
        change(to(amount=1)),
        ("amendment-open", {"amendment": "T1", "what": "L2 2025"}),
    ),
    (
        "what one changes that was declined",
        (*CONCLUDED, change(to()), declines()),
        change(to(amount=1)),
        [*PROPOSE, "line-amount-change-proposed"],
    ),
    (
        "a line with a share of an activity that others do not share",
        CONCLUDED,
        change(lines=(new_line(activity="sommar", share=Decimal(40)),)),
        "shares-not-whole",
    ),
    (
        "a share without its activity",
        CONCLUDED,
        change(lines=(new_line(share=Decimal(40)),)),
        "share-without-activity",
    ),
    (
        "lines that are paid together",
        CONCLUDED,
        change(
            lines=(
                new_line(activity="sommar", share=Decimal(40)),
                new_line("L6", FRN, activity="sommar", share=Decimal(60)),
            )
        ),
        [*PROPOSE, *["line-addition-proposed"] * 2],
    ),
    (
        "a line with the name of an activity that is there",
        (
            *CONCLUDED,
            change(lines=(new_line(activity="sommar"),)),
            agrees(),
            concludes(),
        ),
        change(lines=(new_line("sommar"),)),
        "activity-is-line",
    ),
    ("a line that is there", CONCLUDED, change(lines=(new_line("L1"),)), "line-exists"),
    (
        "a line of another open one",
        (*CONCLUDED, change(lines=(new_line(),))),
        change(lines=(new_line(),)),
        "amendment-open",
    ),
    (
        "a line without an amount",
        CONCLUDED,
        change(lines=(new_line(amounts_minor={}),)),
        "line-without-amount",
    ),
    (
        "a line whose performer nobody answers for",
        CONCLUDED,
        change(lines=(new_line(performer="rosengardsbiblioteket", settlement="internal"),)),
        "no-accountable-signatory",
    ),
    (
        "a performer nobody answers for",
        CONCLUDED,
        change(performer(party="rosengardsbiblioteket")),
        "no-accountable-signatory",
    ),
    (
        "a performer outside the legal person that the line is settled in",
        CONCLUDED,
        change(performer("L4")),
        ("internal-across-entities", {"line": "L4", "performer": "Tillsammans i Förening"}),
    ),
    (
        "a performer that is unknown",
        CONCLUDED,
        change(performer(party="nobody")),
        "unknown-party",
    ),
    ("the last day as it is", CONCLUDED, change(ends=date(2025, 12, 31)), "same-as-now"),
    ("a last day before the first", CONCLUDED, change(ends=date(2023, 1, 1)), "starts-after-ends"),
    (
        "a shorter term with commitments beyond it",
        CONCLUDED,
        change(*(to(line, 0) for line in ("L1", "L2", "L3")), ends=date(2024, 12, 31)),
        ("beyond-term", {"line": "L4", "year": 2025, "amount": kr(100_000)}),
    ),
    (
        "the title as it is",
        CONCLUDED,
        change(new_reference="STK-2021-567"),
        ("same-as-now", {"what": "the diary number"}),
    ),
    ("a signatory that is one", CONCLUDED, change(joins=(KS,)), "same-as-now"),
    ("a signatory that is unknown", CONCLUDED, change(joins=("nobody",)), "unknown-party"),
    (
        "a signatory leaves that answers for a line",
        CONCLUDED,
        change(leaves=("tif",)),
        ("answers-for-line", {"lines": ["L1"]}),
    ),
    (
        "a signatory leaves",
        CONCLUDED,
        change(leaves=("malmo-universitet",)),
        [*PROPOSE, "signatory-change-proposed"],
    ),
    # Decisions on them.
    ("the board approves", (*CONCLUDED, change(to())), agrees(), ["amendment-approved"]),
    ("the board declines", (*CONCLUDED, change(to())), declines(), ["amendment-declined"]),
    (
        "a board that has nothing in it",
        (*CONCLUDED, change(to())),
        agrees(KUN),
        ("not-concerned", {"known": [KS]}),
    ),
    (
        "a signatory that is a board consents by its approval",
        (*CONCLUDED, change(new_title="IOP")),
        agrees(KUN),
        ["amendment-approved"],
    ),
    (
        "a party that is no board",
        (*CONCLUDED, change(new_title="IOP")),
        agrees("tif"),
        "not-concerned",
    ),
    ("approved twice", LOWERED, agrees(), "amendment-decided"),
    ("declined after it approved", LOWERED, declines(), "amendment-decided"),
    (
        "approved, though declined",
        (*TWO_BOARDS, declines(FRN)),
        agrees(FRN),
        ("amendment-declined", {"board": FRN}),
    ),
    ("a signatory consents", REPLACED, signs(), ["agreement-signed"]),
    (
        "who joins consents",
        (*CONCLUDED, change(joins=("rosengardsbiblioteket",))),
        signs("rosengardsbiblioteket"),
        ["agreement-signed"],
    ),
    ("a consent of nobody", REPLACED, signs("nobody"), "unknown-party"),
    ("a consent of a party beside it", REPLACED, signs("rosengardsbiblioteket"), "not-a-signatory"),
    ("a consent twice", (*REPLACED, signs()), signs(), "already-signed"),
    ("a consent to what was withdrawn", (*REPLACED, withdraws()), signs(), "amendment-withdrawn"),
    (
        "a consent that it was concluded on",
        (*REPLACED, signs(), concludes()),
        reverse(21),
        "depended-upon",
    ),
    ("withdrawn", LOWERED, withdraws(), ["proposal-withdrawn"]),
    ("withdrawn when in force", IN_FORCE, withdraws(), "amendment-concluded"),
    (
        "decided, though withdrawn",
        (*CONCLUDED, change(to()), withdraws()),
        agrees(),
        "amendment-withdrawn",
    ),
    (
        "a withdrawal is taken back",
        (*CONCLUDED, change(to()), withdraws()),
        reverse(20),
        ["entry-reversed"],
    ),
    (
        "another of the same, after a withdrawal",
        (*CONCLUDED, change(to()), withdraws()),
        change(to(amount=1)),
        [*PROPOSE, "line-amount-change-proposed"],
    ),
    ("concluded with a consent", (*REPLACED, signs()), concludes(), ["amendment-concluded"]),
    ("no such amendment", CONCLUDED, agrees(), ("unknown-amendment", {"known": []})),
    (
        "approved before the agreement",
        (*CONCLUDED, change(to())),
        agrees(on=date(2023, 1, 1)),
        "before-basis",
    ),
    # Conclusions.
    ("concluded", LOWERED, concludes(), ["amendment-concluded"]),
    ("concluded twice", IN_FORCE, concludes(), ("amendment-concluded", {"on": DECIDED})),
    ("concluded and declined", IN_FORCE, declines(), "amendment-concluded"),
    ("a board is missing", TWO_BOARDS, concludes(), ("amendment-undecided", {"boards": [FRN]})),
    ("a consent is missing", (*CONCLUDED, change(performer())), concludes(), "amendment-undecided"),
    (
        "a consent of another is missing",
        (*CONCLUDED, change(performer()), agrees()),
        concludes(),
        ("consent-missing", {"parties": ["tif"]}),
    ),
    ("before its approval", LOWERED, concludes(on=date(2025, 4, 30)), "before-basis"),
    ("booked in a closed period", (*LOWERED, close("2025")), concludes(), "period-closed"),
    (
        "the old amount is another by now",
        (*LOWERED, uplift()),
        concludes(),
        (
            "changed-meanwhile",
            {"what": "L2 2025", "previous": kr(715_000), "now": kr(737_165)},
        ),
    ),
    (
        "paid meanwhile",
        (*LOWERED, disburse("L2", kr(600_000.01), year=2025, day=DECIDED)),
        concludes(),
        ("below-paid", {"excess": 1}),
    ),
    (
        "paid on a line that it added",
        LINE_ADDED,
        disburse("L5", kr(50_000), year=2025, day=DECIDED),
        ["disbursement-recorded"],
    ),
    (
        "paid before the line was added",
        LINE_ADDED,
        disburse("L5", 1, year=2025, day=date(2025, 4, 30)),
        "before-basis",
    ),
    (
        "paid before it is concluded",
        (*CONCLUDED, change(lines=(new_line(),)), agrees()),
        disburse("L5", 1, year=2025, day=DECIDED),
        "unknown-line",
    ),
    (
        "paid beyond a lower amount",
        IN_FORCE,
        disburse("L2", kr(600_000.01), year=2025, day=DECIDED),
        ("exceeds-remaining", {"limit": kr(600_000)}),
    ),
    (
        "an uplift of a line that it marked",
        MARKED,
        uplift(line="L3", decided_on=DECIDED),
        ["uplift-applied"],
    ),
    # Taken back.
    ("an approval", LOWERED, reverse(20), ["entry-reversed"]),
    ("a no", (*CONCLUDED, change(to()), declines()), reverse(20), ["entry-reversed"]),
    ("an approval that it was concluded on", IN_FORCE, reverse(20), "depended-upon"),
    ("a conclusion", IN_FORCE, reverse(21), ["entry-reversed"]),
    ("a conclusion that added a line", LINE_ADDED, reverse(21), ["entry-reversed"]),
    ("concluded again", (*LINE_ADDED, reverse(21)), concludes(), ["amendment-concluded"]),
    (
        "a conclusion whose line was paid",
        (*LINE_ADDED, disburse("L5", 1, year=2025, day=DECIDED)),
        reverse(21),
        "depended-upon",
    ),
    (
        "a conclusion whose line got more",
        (*LINE_ADDED, reallocate("L2", "L5", 1, year=2025, day=DECIDED)),
        reverse(21),
        "depended-upon",
    ),
    (
        "a conclusion whose line has given back what it got",
        (*LINE_ADDED, *MOVED),
        reverse(21),
        "depended-upon",
    ),
    (
        "a conclusion whose line has nothing that stands",
        (*LINE_ADDED, *MOVED, reverse(22), reverse(23)),
        reverse(21),
        ["entry-reversed"],
    ),
    (
        "a conclusion whose year was given an amount, which was taken from it again",
        (
            *PROLONGED,
            change(to(year=2026), at_once=at_once()),
            change(to(year=2026, amount=0), at_once=at_once()),
        ),
        reverse(26),
        "depended-upon",
    ),
    (
        "a conclusion in whose year money was moved, and moved back",
        (
            *CONCLUDED,
            change(to(year=2026), ends=LONGER),
            agrees(),
            *EVERYBODY,
            concludes(),
            reallocate("L2", "L3", 1, year=2026, day=DECIDED),
            reallocate("L3", "L2", 1, year=2026, day=DECIDED),
        ),
        reverse(28),
        "depended-upon",
    ),
    (
        "a conclusion whose new signatory has pledged something",
        (*JOINED, pledge("kyrkan", year=2025, day=DECIDED)),
        reverse(22),
        "depended-upon",
    ),
    (
        "a conclusion whose new signatory has contributed",
        (*JOINED, gift("kyrkan", performed_on=DECIDED)),
        reverse(22),
        "depended-upon",
    ),
    (
        "a conclusion whose new signatory has pledged nothing that stands",
        (*JOINED, pledge("kyrkan", year=2025, day=DECIDED), reverse(23)),
        reverse(22),
        ["entry-reversed"],
    ),
    (
        "a conclusion whose line is to be changed",
        (*LINE_ADDED, change(to("L5"))),
        reverse(21),
        "depended-upon",
    ),
    (
        "a conclusion that an uplift was built on",
        (*IN_FORCE, uplift(decided_on=DECIDED)),
        reverse(21),
        "depended-upon",
    ),
    (
        "a mark that an uplift was built on",
        (*MARKED, uplift(line="L3", decided_on=DECIDED)),
        reverse(21),
        "depended-upon",
    ),
    (
        "a conclusion that a later one replaced",
        (*IN_FORCE, change(to(amount=1)), agrees(amendment="T2"), concludes("T2")),
        reverse(21),
        "depended-upon",
    ),
    (
        "an uplift that an amendment replaced",
        (*CONCLUDED, uplift(), change(to()), agrees(), concludes()),
        reverse(FIRST),
        "depended-upon",
    ),
    (
        "what was released before an amendment",
        (*CONCLUDED, release(year=2025, day=date(2025, 2, 1)), change(to()), agrees(), concludes()),
        reverse(FIRST),
        "depended-upon",
    ),
    (
        "an uplift of nothing but the uplift that it replaces",
        (
            *CONCLUDED,
            uplift(),
            change(to(amount=0), at_once=at_once()),
            reallocate("L3", "L2", kr(50_000), year=2025, day=DECIDED),
        ),
        uplift(rate="4", supersede=True, decided_on=DECIDED),
        ("nothing-to-uplift", {"line": "L2", "year": 2025}),
    ),
    (
        "an uplift of another year",
        (*CONCLUDED, uplift(line="L2"), change(to(year=2024)), agrees(), concludes()),
        reverse(FIRST),
        ["entry-reversed"],
    ),
]
