"""For one commit: what was written out by hand, and what follows from one table, are the same."""

import random
from collections import Counter
from datetime import date, timedelta

import in_memory as core
import old_effects as old

from events import facts as f
from ledger.refusal import LedgerError
from ledger.rules import commands as c
from ledger.rules.corrections import _obstacle
from ledger.rules.state import AgreementState, evolve
from projections import audit
from projections.balances import measures_of
from projections.postings import postings
from projections.projection import Projection

HISTORIES = 300
LINES = ("L1", "L2", "L3", "L4")
GIVERS = ("malmo-universitet", "radda-barnen", "kommunstyrelsen")


def day(chance, year):
    return date(year, 1, 1) + timedelta(chance.randrange(365))


def command(chance, ledger):
    line, year = chance.choice(LINES), chance.choice((2024, 2025))
    amount = chance.choice((1, 7, 12_345, chance.randrange(1, 20_000_000)))
    at = chance.randrange(core.FIRST, len(ledger.events) + 2)
    match chance.randrange(15):
        case 0 | 1:
            return core.disburse(line, amount, year, day(chance, year))
        case 2:
            return core.internal("L4", amount, year, day(chance, year))
        case 3:
            return core.use(line, amount, year, day(chance, year))
        case 4:
            return core.claim(line, amount // 3 + 1, year)
        case 5:
            claims = list(ledger.agreements["herrgarden"].claims) or [at]
            return core.repay(chance.choice(claims), amount // 9 + 1)
        case 6:
            both = ((core.KS, "§ 1"), (core.FRN, "§ 2"))
            source, target = chance.sample(("L2", "L3", "L1"), 2)
            decisions = both if "L1" in (source, target) else both[:1]
            return core.reallocate(source, target, amount, decisions, year)
        case 7:
            return core.release(line, amount, year)
        case 8:
            rate = f"{chance.randrange(1, 90) / 10}"
            board = chance.choice((core.KS, core.FRN))
            return core.uplift(board, rate, year, supersede=chance.random() < 0.5)
        case 9:
            return core.pledge(chance.choice(GIVERS), str(chance.randrange(1, 90)), year=year)
        case 10:
            pledges = list(ledger.agreements["herrgarden"].pledges)
            pledge = chance.choice([None, *pledges])
            gift = core.gift(
                chance.choice(GIVERS),
                str(chance.randrange(1, 900) / 4),
                performed_on=day(chance, 2024),
                pledge=pledge,
            )
            return core.By(gift, evidence=True)
        case 11:
            gifts = list(ledger.agreements["herrgarden"].in_kind) or [at]
            judge = chance.choice((core.verify, core.reject))
            return core.By(judge(chance.choice(gifts)), "controller")
        case 12:
            return core.By(core.reopen("2023") if ledger.book.closed else core.close("2023"), "c")
        case _:
            return core.reverse(at, chance.choice((None, date(2025, 6, 30))))


def beginning(chance):
    if chance.random() < 0.7:
        return core.CONCLUDED
    amended = c.AmendLine(
        **core.ID, line=chance.choice(LINES), year=2024, amount_minor=chance.randrange(1, 10**8)
    )
    boards = [core.approve(core.KS), core.decline(core.FRN), core.approve(core.KUN)]
    taken_back = (core.reverse(14), core.approve(core.KS)) if chance.random() < 0.5 else ()
    return (*core.PROPOSED, amended, *boards, *taken_back, core.CONCLUDE)


def test_old_and_new_are_the_same():
    met, commands = Counter(), Counter()
    for seed in range(HISTORIES):
        chance = random.Random(seed)
        ledger = core.ledger_of(beginning(chance))
        for _ in range(40):
            asked = command(chance, ledger)
            try:
                ledger.record(asked)
            except LedgerError as refused:
                commands[refused.code] += 1
        compare(ledger.events, met)
    assert len(met) >= 22, met


def compare(events, met):
    projection, sums, state = Projection(), Counter(), old.AgreementState()
    new_state, standing = AgreementState(), {}
    for event in events:
        projection.fold(event)
        if event.agreement is None:
            continue
        met[event.name] += 1
        if isinstance(event.fact, f.EntryReversed):
            met[f"-{f.event_name(event.fact.entry)}"] += 1
        legs = old.postings(event, projection.lines)
        assert postings(event, projection.lines) == [tuple(leg) for leg in legs]
        for leg in legs:
            sums[leg.agreement, leg.line, leg.year, leg.party, leg.account] += leg.minor
        entry, sign = event.fact, 1
        if isinstance(entry, f.EntryReversed):
            entry, sign = entry.entry, -1
        amount = old.amount(entry)
        shown = audit.entry(event, projection.lines).amount_minor
        assert shown == (None if amount is None else sign * amount)
        old.evolve(state, event)
        evolve(new_state, event)
        for name, line in state.lines.items():
            for year in (2024, 2025):
                was, own = line.years[year], new_state.lines[name].years[year]
                assert (was.committed, was.remaining) == (own.committed, own.remaining)
                assert (was.first_paid, was.claimed) == (own.first_paid, own.sums["claimed"])
                for measure in ("approved", "uplift", "reallocated", "released", "disbursed"):
                    assert getattr(was, measure) == own.sums[measure]
                assert (was.internal, was.used) == (own.sums["internal"], own.sums["reported"])
        for name in ("claims", "pledges", "in_kind", "reversed", "concluded_at"):
            assert str(getattr(state, name)) == str(getattr(new_state, name))
        assert dict(state.given) == dict(new_state.given)
        if event.fact is entry and isinstance(entry, f.Reversible):
            standing[event.position] = entry
        elif event.fact is not entry:
            del standing[event.fact.position]
        for at, fact in standing.items():
            found = _obstacle(fact, at, new_state)
            assert found == old.obstacle(fact, at, state)
            met[f"obstacle {found}"] += 1
    assert {k: v for k, v in projection.balances.items() if v} == {
        k: v for k, v in sums.items() if v
    }
    for agreement, line, year in projection.line_years():
        new = measures_of(projection, agreement, line, year)
        assert list(new.items()) == list(old.measures_of(projection, agreement, line, year).items())
