"""What each fact adds to which measure, and what follows from that table."""

import runpy
from collections import Counter
from functools import reduce
from pathlib import Path

import following_cases
import in_memory as core
import pytest
from amendment_cases import IN_FORCE
from conftest import examples
from end_cases import carry
from following_cases import write_off
from hypothesis import given
from hypothesis import strategies as st
from in_memory import FIRST
from performer_cases import CLAIMED
from test_events_codec import HISTORIES
from test_naive_model import entries
from test_projections import random_events

from events import facts as f
from events.effects import COMMITTED, EFFECTS, PAID, PAIRS, REMAINING, moves, said_minor
from ledger.rules.state import AgreementState, evolve
from projections.balances import LINE_MEASURES, MEASURES
from projections.postings import postings
from projections.projection import Projection, replay

PROPOSED, CONCLUDED = (core.ledger_of(history).events for history in HISTORIES)
CARRIED = core.ledger_of((*core.CONCLUDED, carry(750_000))).events
LINES = replay(CONCLUDED).lines
OWED_BY_ONE = core.ledger_of((*CLAIMED, core.repay(FIRST + 7, 100))).events[-2:]
AMENDED = core.ledger_of(IN_FORCE).events[-1]
WRITTEN_OFF = (
    core.ledger_of((*following_cases.CLAIMED, write_off(FIRST + 2, 316_550))).events[-1],
    core.ledger_of((*CLAIMED, write_off(FIRST + 7))).events[-1],
)
histories = st.lists(entries, max_size=25).map(random_events) | st.just(CONCLUDED)


def legs(event):
    return [(x.full_account, x.line, x.year, x.minor) for x in postings(event, LINES) if x.minor]


def both(debit, credit, line, year, minor):
    return [(debit, line, year, minor), (credit, line, year, -minor)]


def entry(number):
    return CONCLUDED[FIRST - 1 + number]


OWN, HELD = "Assets:Commitments", "Assets:Held:radda-barnen"
KS, UNIVERSITY = "Income:Contributions:kommunstyrelsen", "malmo-universitet"
MOVED, RELEASED = "Equity:Commitments:Reallocated", "Equity:Commitments:Released"
WORKED = [  # written out by hand: event, what its log says, legs
    (PROPOSED[9], 143_000_000, [
        *both("Assets:Proposals", "Equity:Proposals", "L2", 2024, 71_500_000),
        *both("Assets:Proposals", "Equity:Proposals", "L2", 2025, 71_500_000),
    ]),
    (PROPOSED[12], 1, both("Assets:Proposals", "Equity:Proposals", "L2", 2024, -71_499_999)),
    (PROPOSED[13], None, []),
    (CONCLUDED[12], 143_000_000, [
        *both(OWN, "Equity:Commitments:Original", "L2", 2024, 71_500_000),
        *both(OWN, "Equity:Commitments:Original", "L2", 2025, 71_500_000),
    ]),
    (entry(0), 2_216_500, both(OWN, "Equity:Commitments:Uplift", "L2", 2025, 2_216_500)),
    (entry(1), 7_500_000, [
        *both("Equity:Commitments:Disbursed", OWN, "L3", 2024, 7_500_000),
        *both(HELD, KS, "L3", 2024, 7_500_000),
    ]),
    (entry(2), 1, [
        *both("Equity:Commitments:Internal", OWN, "L4", 2024, 1),
        *both(
            "Expenses:Internal:rosengardsbiblioteket",
            "Income:Contributions:kulturnamnden",
            "L4",
            2024,
            1,
        ),
    ]),
    (entry(3), 1, both("Expenses:Used:radda-barnen", HELD, "L3", 2024, 1)),
    (entry(4), 500, both("Assets:Claims", "Equity:Claims:Made", "L3", 2024, 500)),
    (entry(5), 100, [
        *both(KS, HELD, "L3", 2024, 100),
        *both("Equity:Claims:Settled", "Assets:Claims", "L3", 2024, 100),
    ]),
    (entry(6), 1, [*both(OWN, MOVED, "L3", 2024, 1), *both(OWN, MOVED, "L2", 2024, -1)]),
    (CARRIED[-1], 750_000, [
        *both(OWN, "Equity:Commitments:Carried", "L3", 2025, 750_000),
        *both(OWN, "Equity:Commitments:Carried", "L3", 2024, -750_000),
    ]),
    (entry(7), 1, both(RELEASED, OWN, "L2", 2024, 1)),
    (entry(8), 4_814_000, both(
        f"Assets:Pledges:{UNIVERSITY}", f"Equity:Pledges:{UNIVERSITY}", "", 2024, 4_814_000
    )),
    (entry(9), 5_114_875, both(
        f"Expenses:InKind:{UNIVERSITY}", f"Income:InKind:{UNIVERSITY}", "", 2024, 5_114_875
    )),
    (entry(11), 5_114_875, both(
        f"Assets:InKindVerified:{UNIVERSITY}",
        f"Equity:InKindVerified:{UNIVERSITY}",
        "",
        2024,
        5_114_875,
    )),
    (entry(12), 5_114_875, both(
        f"Expenses:InKind:{UNIVERSITY}", f"Income:InKind:{UNIVERSITY}", "", 2024, -5_114_875
    )),
    (OWED_BY_ONE[0], 10_000_000, both(
        "Assets:Claims:radda-barnen", "Equity:Claims:Made:radda-barnen", "L2", 2024, 10_000_000
    )),
    (OWED_BY_ONE[1], 100, [
        *both(KS, HELD, "L2", 2024, 100),
        *both("Equity:Claims:Settled:radda-barnen", "Assets:Claims:radda-barnen", "L2", 2024, 100),
    ]),
    (WRITTEN_OFF[0], 316_550, both(
        "Equity:Claims:WrittenOff", "Assets:Claims", "L3", 2024, 316_550
    )),
    (WRITTEN_OFF[1], 10_000_000, both(
        "Equity:Claims:WrittenOff:radda-barnen",
        "Assets:Claims:radda-barnen",
        "L2",
        2024,
        10_000_000,
    )),
    (AMENDED, -11_500_000, both(OWN, "Equity:Commitments:Amended", "L2", 2025, -11_500_000)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("event", "said", "expected"), WORKED, ids=lambda x: getattr(x, "name", "")
)
def test_a_fact_has_the_legs_that_were_written_out_by_hand(event, said, expected):
    assert legs(event) == expected
    assert said_minor(event.fact) == said


def test_every_fact_that_moves_something_is_written_out():
    assert {type(event.fact) for event, _, legs in WORKED if legs} == {
        fact for fact, effects in EFFECTS.items() if effects
    }


def test_a_reversal_takes_back_the_legs_of_its_entry():
    taken_back = entry(13)
    assert taken_back.fact.position == entry(7).position
    assert legs(taken_back) == both(RELEASED, OWN, "L2", 2024, -1)


def test_every_entry_is_in_the_table_and_what_else_adds_to_a_sum():
    entries = {  # in its first form; a later form adds what that one adds, or has a row of its own
        fact
        for fact in f.FACTS
        if issubclass(fact, f.Entry) and fact.__base__ not in f.FACTS
        if not issubclass(fact, f.Step)
    }
    assert entries <= EFFECTS.keys(), "say what the entry adds to: events/effects.py"
    others = {fact for fact in EFFECTS.keys() - entries if fact.__base__ not in f.FACTS}
    assert others == {f.BudgetLineProposed, f.LineAmended}
    assert {effect.measure for effects in EFFECTS.values() for effect in effects} == PAIRS.keys()


def test_what_remains_is_a_sum_of_measures():
    given = dict.fromkeys(("approved", "amended", "uplift", "reallocated", "carried"), 1)
    given["released"] = -1
    assert given == COMMITTED
    assert PAID == ("disbursed", "internal")
    assert {**given, "disbursed": -1, "internal": -1} == REMAINING


@given(histories)
@examples(40)
def test_the_state_of_the_rules_is_the_sum_of_the_table(events):
    sums = Counter()
    for event in events:
        for measure, line, year, minor, _ in moves(event.fact):
            sums[line, year, measure] += minor if measure != "proposed" else 0
    state = reduce(evolve, (event for event in events if event.agreement), AgreementState())
    for name, line in state.lines.items():
        for year, own in line.years.items():
            for measure, total in own.sums.items():
                assert total == sums.pop((name, year, measure), 0)
            assert own.remaining == sum(own.sums[x] * sign for x, sign in REMAINING.items())
            assert own.committed == sum(own.sums[x] * sign for x, sign in COMMITTED.items())
    assert not any(minor for (line, *_), minor in sums.items() if line)


def test_reports_show_every_measure_of_a_line():
    totals = {"committed", "paid", "remaining", "held", "net_cost", "open_claim"}
    totals |= {"requested", "reserved", "available"}
    # What was written off is told in a notice, and by what is no longer owed back.
    assert {f"{name}_minor" for name in (*LINE_MEASURES, *totals)} - {"written_off_minor"} == set(
        MEASURES
    )


def test_an_entry_without_a_row_is_no_entry_that_moves_nothing():
    class Unheard(f.Entry, frozen=True, gc=False, tag="unheard/1"):
        """An entry without a row in the table of effects."""

    with pytest.raises(KeyError):
        moves(Unheard())


def test_legs_that_do_not_sum_to_zero_are_found_on_the_way_in(monkeypatch):
    from projections import projection

    monkeypatch.setattr(projection, "legs_of", lambda *_: postings(entry(7), LINES)[:1])
    with pytest.raises(AssertionError):
        Projection(lines=dict(LINES)).add_legs("herrgarden", entry(7).fact)


def test_the_tables_in_the_documentation_are_those_of_the_program():
    script = Path(__file__).resolve().parent.parent / "docs" / "generate_effects.py"
    made, written = runpy.run_path(str(script)), script.with_name("DOMAIN.md").read_text("utf-8")
    assert made["BEGIN"] + made["tables"]() + made["END"] in written
