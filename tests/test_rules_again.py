"""The rules, asked again about what is recorded: whatever they let in, and nothing else."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from conftest import examples
from file_cases import read
from forging import forged, judge
from hypothesis import given
from hypothesis import strategies as st
from in_memory import (
    CONCLUDED,
    FIRST,
    ID,
    MIDNIGHT,
    PROPOSAL,
    PROPOSED,
    By,
    Ledger,
    disburse,
    gift,
    ledger_of,
    pledge,
    reverse,
    uplift,
    use,
)
from test_decisions import CASES
from test_events_codec import HISTORIES
from test_naive_model import command_of
from test_naive_model import entries as steps

from events import facts as f
from events.effects import EFFECTS
from ledger.refusal import LedgerError
from ledger.rules import commands as c
from ledger.rules.first import first_rules
from ledger.rules.inverse import INVERSE
from ledger.rules.state import BookState
from ledger.rules.versions import RULES, adopted, decided_by, name_of

change = msgspec.structs.replace
AGREEMENT = ID["agreement"]
ACCEPTED = [x for x in CASES if isinstance(x[3], list)]
REFUSED = [x for x in CASES if not isinstance(x[3], list)]
# What is permitted is in no fact, and neither is what a file says of a party that is there already.
NOT_IN_A_FACT = {
    *("after-end", "before-start", "party-differs", "settlement-not-said"),
    "looks-recorded",  # --again may have been said
    "share-without-activity",
    "unknown-zone",  # another computer may have known it
    "series-mixed",  # each line of a decision has a fact of its own
    "parties-moved-on",  # it says nothing of what its file was made from
}
NO_NUMBER = {"uplift by no number", "gift of no number"}  # which cannot be written
NO_NUMBER |= {"a report, and two were paid"}  # it says which one
# A plan says what it comes to, and not that it is an adjustment, or of how many years it was to be.
NO_NUMBER |= {"plan for centuries", "adjust nothing", "adjust no plan"}
NO_NUMBER |= {"adjust no plan of another year"}
OTHERWISE = {
    "uplift by a non-funder": "other-boards-line",  # a fact always names its line
    "whose decision": "decision-missing",  # and its boards
    "two things at once": "starts-after-ends",  # the first of them
    "close with much open": "remaining",
    "close with nothing reported": "held",
    # A fact names a line, and no activity.
    "use of no amount": "amount-not-positive",  # a fact always says one
    "pay together in another year": "unknown-line",
    "pay together what nobody committed": "unknown-line",
    "pay too much together": "unknown-line",
    "pay together without an agreement": "unknown-line",
    "two faults of an amendment": "unknown-line",
    "pay an instalment together": "unknown-line",
    # A plan says what it comes to, and not how it was asked for.
    "plan more than there are öre": "plan-exceeds-commitment",
    "plan what is all released": "plan-exceeds-commitment",
    "plan when all is paid": "paid-instalment-changes",
    # Where nothing is planned, a payment is judged alone.
    "pay an instalment of no plan": "instalment-apart",
    "a series twice": "series-twice",  # the first of two faults
    "pay no request": "other-cause",
}


def test_every_event_has_an_inverse():
    assert INVERSE.keys() == set(f.FACTS), "a line in ledger/rules/inverse.py"
    assert EFFECTS.keys() <= INVERSE.keys()


@pytest.mark.parametrize("case", ACCEPTED, ids=[x[0] for x in ACCEPTED])
def test_what_the_rules_let_in_they_let_in_again(case):
    _, before, when, _ = case
    found = judge(ledger_of((*before, when)).events)
    assert (found.rules, found.replays) == ({}, {})


def code_of(then):
    return then if isinstance(then, str) else then[0]


@pytest.mark.parametrize("case", REFUSED, ids=[x[0] for x in REFUSED])
def test_what_the_rules_refuse_is_found_where_it_was_recorded_all_the_same(case):
    name, before, when, then = case
    if code_of(then) in NOT_IN_A_FACT or name in NO_NUMBER:
        return
    ledger = ledger_of(before)
    by = when if isinstance(when, By) else By(when)
    if isinstance(by.command, c.SettleAgreement):
        return  # its releases and claims are like any others
    head, at = len(ledger.events), datetime.combine(by.today, MIDNIGHT, UTC)
    try:
        for fact in forged(by.command, ledger, by.today, by.actor):
            named = AGREEMENT if fact.stream.name == "agreement/" else None
            more = {"assurance": by.assurance, "request": getattr(by.command, "request", None)}
            ledger.append(fact, named, actor=by.actor, evidence=by.evidence, at=at, **more)
    except (LookupError, NotImplementedError):
        pass  # it cannot even be folded
    found = judge(ledger.events)
    assert OTHERWISE.get(name, code_of(then)) in found.rules.values()
    assert min(found.rules) > head


def test_the_table_of_decisions_has_what_is_left_out():
    names = {x[0] for x in REFUSED}
    assert names >= NO_NUMBER | OTHERWISE.keys()
    assert {code_of(x[3]) for x in REFUSED} >= NOT_IN_A_FACT


@given(st.lists(steps, min_size=4, max_size=16))
@examples(40)
def test_random_histories_are_right_and_what_was_refused_in_them_is_found(steps):
    ledger, refused = ledger_of(CONCLUDED), {}
    for step in steps:
        command = command_of(step)
        try:
            ledger.record(command)
        except LedgerError as error:
            if error.code not in NOT_IN_A_FACT:
                refused.setdefault(len(ledger.events), (command, error.code))
    assert judge(ledger.events).rules == {}
    for head, (command, code) in refused.items():
        copy = Ledger()
        for event in ledger.events[:head]:
            copy.append(event.fact, event.agreement, at=event.envelope.recorded_at)
        try:
            for fact in forged(command, copy, date(2026, 1, 1)):
                copy.append(fact, AGREEMENT)
        except (LookupError, NotImplementedError):
            pass
        found = judge(copy.events)
        assert found.rules, (command, code)
        assert min(found.rules) > head


# Fields of a fact that its command does not say: the rules derive them, or the state has them.
DERIVED = {
    f.LineAmended: {"previous_minor"},
    f.CommitmentApproved: {"amounts_minor", "board"},
    f.CommitmentDeclined: {"board"},
    f.UpliftApplied: {"board", "basis", "years", "supersedes"},
    f.DisbursementRecorded: {"payee"},
    f.UseReported: {"performer"},
    f.RepaymentReceived: {"line", "budget_year"},
    f.InKindPledged: {"value_minor"},
    f.InKindRecorded: {"value_minor"},
    f.InKindVerified: {"contribution"},
    f.InKindRejected: {"contribution"},
    f.EntryReversed: {"entry"},
    f.PeriodClosed: {"ends"},
    f.AgreementProposed: {"stated_total_minor"},
}


def others(value):
    """Yield other values of the same type."""
    match value:
        case bool():
            yield not value
        case int():
            yield from (value + 1, value - 1)
        case date():
            yield value + timedelta(days=1)
        case "rate" | "amount":
            yield {"rate": "amount", "amount": "rate"}[value]
        case str():
            yield from ("tif", "kulturnamnden") if value != "tif" else ("radda-barnen",)
        case dict():
            first = next(iter(value))
            yield value | {first: value[first] + 1}
            yield {**value, first + 10: 5}
        case tuple():
            yield from (
                (*value[:i], x, *value[i + 1 :]) for i, y in enumerate(value) for x in others(y)
            )
            yield value[:-1]
        case None:
            yield 3
        case msgspec.Struct():
            for name in value.__struct_fields__:
                for other in others(getattr(value, name)):
                    yield change(value, **{name: other})
        case _:
            return


MUTATED = [
    (number, event.position)
    for number, history in enumerate(HISTORIES)
    for event in ledger_of(history).events
    if type(event.fact) in DERIVED
]


@pytest.mark.parametrize(("number", "position"), MUTATED)
def test_a_derived_field_that_was_altered_is_found(number, position):
    events = list(ledger_of(HISTORIES[number]).events)
    event = events[position - 1]
    tried = 0
    for name in DERIVED[type(event.fact)]:
        for other in others(getattr(event.fact, name)):
            if other == getattr(event.fact, name):
                continue
            fact = change(event.fact, **{name: other})
            mutated = change(event, envelope=change(event.envelope, data=fact))
            found = judge([*events[: position - 1], mutated])
            # What a proposal states is held against all of its lines, which come after it.
            if isinstance(fact, f.AgreementProposed):
                found = judge([*events[: position - 1], mutated, *events[position : position + 4]])
            assert found.rules.keys() == {position}, (name, other, found.rules)
            tried += 1
    assert tried


def test_a_wrong_cause_is_found():
    events = ledger_of(HISTORIES[1]).events
    for event in events:
        for cause in (None, 1, event.position - 1):
            if cause == event.envelope.causation:
                continue
            envelope = change(event.envelope, causation=cause)
            found = judge([*events[: event.position - 1], change(event, envelope=envelope)])
            if not isinstance(event.fact, f.BudgetLineProposed | f.AgreementProposed):
                assert found.rules == {event.position: "other-cause"}


def test_a_line_that_was_added_later_is_no_part_of_the_proposal():
    for before in (PROPOSED, CONCLUDED, (*CONCLUDED, disburse())):
        ledger = ledger_of(before)
        line = change(ledger.events[8].fact, line="L9")
        ledger.append(line, AGREEMENT, at=datetime(2026, 2, 1, tzinfo=UTC))
        assert judge(ledger.events).rules == {len(ledger.events): "line-apart"}


def test_a_line_beside_the_proposal_by_somebody_else_is_no_part_of_it():
    ledger = ledger_of(PROPOSED)
    line = change(ledger.events[8].fact, line="L9")
    ledger.append(line, AGREEMENT, actor="somebody else")
    assert judge(ledger.events).rules == {13: "line-apart"}


def test_a_proposal_at_the_end_of_the_book_is_judged():
    ledger = ledger_of(PROPOSED)
    assert judge(ledger.events).rules == {}
    assert judge(ledger.events[:-1]).rules == {8: "total-differs"}


def test_a_forged_event_makes_no_others_look_forged():
    ledger = ledger_of(CONCLUDED)
    payment = forged(disburse("L3", 10**12), ledger, date(2026, 1, 1))[0]
    ledger.append(payment, AGREEMENT)
    for _ in range(3):
        ledger.record(use())
    ledger.record(reverse(FIRST))
    ledger.record(disburse("L3", 100))
    assert judge(ledger.events).rules == {FIRST: "exceeds-remaining"}


def test_what_a_rule_runs_into_is_a_finding():
    ledger = ledger_of(CONCLUDED)
    uplifted = forged(uplift(rate=None, line="L2", amount_minor=1), ledger, date(2026, 1, 1))[0]
    ledger.append(change(uplifted, years=()), AGREEMENT)
    ledger.append(f.PeriodClosed(period="2024-13", ends=date(2024, 12, 31)), None)
    found = judge(ledger.events)
    assert found.rules == {FIRST: "undecidable", FIRST + 1: "undecidable"}
    assert "IndexError" in found.refusals[FIRST].cause


def test_what_does_not_follow_is_told_of_once_by_the_rule():
    ledger = ledger_of(CONCLUDED)
    party = ledger.events[0].fact
    ledger.append(party, None)
    found = judge(ledger.events, left_out={FIRST: "there is already a party"})
    assert (found.rules, found.replays) == ({FIRST: "party-exists"}, {})


def test_rows_of_a_file_have_its_reading_as_their_cause_and_a_key_each():
    ledger = ledger_of((*CONCLUDED, read()))
    rows = []
    for number, (cause, key) in enumerate(
        ((FIRST, "imp:1"), (FIRST, "imp:2"), (FIRST - 1, "imp:3"), (FIRST, "imp:2"), (FIRST, None))
    ):
        (fact,) = ledger.decide(disburse(voucher=f"V{number}"))
        event = ledger.append(fact, AGREEMENT, key=key)
        rows.append(change(event, envelope=change(event.envelope, causation=cause)))
    found = judge([*ledger.events[: -len(rows)], *rows]).rules
    assert found == {FIRST + 3: "other-cause", FIRST + 4: "key-twice"}


def test_a_key_belongs_to_one_command():
    ledger = ledger_of(CONCLUDED)
    pay = forged(disburse("L3", 100), ledger, date(2026, 1, 1))[0]
    ledger.append(pay, AGREEMENT, key="k")
    ledger.append(pay, AGREEMENT)
    assert judge(ledger.events).rules == {}
    ledger.append(pay, AGREEMENT, key="k")
    assert judge(ledger.events).rules == {FIRST + 2: "key-twice"}


# Versions of the rules.

OLD = Ledger(book=BookState(rules=1))
DECIDED_BEFORE_IT_WAS_ASKED = [
    ("in the future", disburse(day=date(2026, 1, 2)), "date-in-future"),
    ("before the conclusion", disburse(day=date(2023, 1, 1)), "before-basis"),
    ("pledged for the past", pledge(day=date(2025, 1, 1)), "pledge-for-the-past"),
    ("due before the claim", None, "due-before-claim"),
    ("a rate too large", uplift(rate="1001"), "rate-too-large"),
    ("a quantity too large", gift(quantity="1000000001", value=1), "quantity-too-large"),
    ("worth nothing", gift(quantity="0.4", value=1), "rounds-to-nothing"),
]


@pytest.mark.parametrize(
    ("command", "code"),
    [x[1:] for x in DECIDED_BEFORE_IT_WAS_ASKED if x[1]],
    ids=[x[0] for x in DECIDED_BEFORE_IT_WAS_ASKED if x[1]],
)
def test_a_rule_that_was_tightened_accuses_nobody_who_kept_the_earlier_one(command, code):
    ledger = ledger_of(CONCLUDED)
    for fact in forged(command, ledger, date(2026, 1, 1)):
        ledger.append(fact, AGREEMENT)
    assert set(judge(ledger.events).rules.values()) == {code}
    assert judge(ledger.events, rules=1).rules == {}
    late = Ledger(book=BookState(rules=1))
    late.append(f.RulesAdopted(rules=RULES), None)
    for event in ledger.events:
        late.append(event.fact, event.agreement, at=event.envelope.recorded_at)
    assert set(judge(late.events, rules=1).rules.values()) == {code}


def test_an_agreement_could_extend_anything_at_first():
    ledger = Ledger()
    ledger.record(change(PROPOSAL, agreement="tidigare"))
    proposal = change(PROPOSAL, extends="tidigare")
    for fact in forged(proposal, ledger, date(2026, 1, 1)):
        ledger.append(fact, AGREEMENT)
    for extends, code in (("tidigare", "not-the-day-after"), ("annat", "nothing-to-extend")):
        other = Ledger()
        for event in ledger.events:
            fact = event.fact
            if event.agreement == AGREEMENT and isinstance(fact, f.AgreementProposed):
                fact = change(fact, extends=extends)
            other.append(fact, event.agreement)
        assert set(judge(other.events).rules.values()) == {code}
        assert judge(other.events, rules=2).rules == {}
    # Who does not see every agreement cannot say that one is not there.
    assert judge(other.events, sees_all=False).rules == {}


def test_contributions_were_rounded_to_the_minor_unit_at_first():
    proposal = change(PROPOSAL, rounding="krona")
    ledger = ledger_of((proposal, *CONCLUDED[1:]))
    fact = forged(gift(quantity="0.5", value=22_100, value_minor=11_050), ledger, date.max)[0]
    ledger.append(fact, AGREEMENT)
    assert judge(ledger.events).rules == {FIRST: "value-differs"}
    assert judge(ledger.events, rules=1).rules == {}


def test_rules_are_adopted_once_and_never_go_back():
    begun = BookState(rules=1)
    assert adopted(begun) == (f.RulesAdopted(rules=RULES),)
    assert decided_by(begun).rules == RULES
    assert begun.rules == 1
    assert adopted(BookState(rules=RULES)) == adopted(BookState(rules=RULES + 1)) == ()
    for rules, code in ((1, "rules-not-later"), (RULES, "rules-not-later")):
        ledger = Ledger()
        ledger.append(f.RulesAdopted(rules=rules), None)
        assert judge(ledger.events).rules == {1: code}


def test_what_a_newer_program_has_decided_is_not_judged():
    ledger = ledger_of(CONCLUDED)
    ledger.append(f.RulesAdopted(rules=RULES + 1), None)
    ledger.append(forged(disburse("L3", 10**12), ledger, date(2026, 1, 1))[0], AGREEMENT)
    ledger.append(ledger.events[8].fact, AGREEMENT)
    found = judge(ledger.events)
    assert (found.rules, found.unknown_from) == ({}, FIRST)
    assert judge(ledger.events, rules=RULES + 1).unknown_from == 1


@pytest.mark.parametrize(
    ("name", "rules"),
    [
        ("samverk/0123456789abcdef", 1),
        ("", 1),
        ("samverk/test", 1),
        (name_of("ab"), RULES),
        ("samverk/rules-7/ab", 7),
        ("samverk/rules-0/ab", 1),
        ("samverk/rules-x/ab", 1),
    ],
)
def test_the_name_of_a_book_says_by_which_rules_it_begins(name, rules):
    assert first_rules(name) == rules
