"""Random plans, payments and obligations, against a model that counts minor units one by one.

The model knows of no state but the list of what was accepted. Every history is judged again.
"""

from datetime import date, timedelta

import pytest
from conftest import examples
from forging import judge
from hypothesis import given
from hypothesis import strategies as st
from in_memory import CONCLUDED, FIRST, By, ledger_of, release, reverse
from planning_cases import accept, adjust, extend, met, owe, pay, plan, refuse, waive

from events import facts as f
from events.planning import Named, allocated, standings
from ledger.refusal import LedgerError
from ledger.rules.entries.planned import months_later
from projections.instalments import plans_of
from projections.projection import replay

WHOLE = 1200  # minor units that are left of L2 in 2024
BEGUN = (*CONCLUDED, release(amount=71_500_000 - WHOLE, day=date(2024, 1, 1)))
FIRST_DAY = date(2024, 1, 2)
DUE = date(2024, 2, 1)
IDS = ("A", "B")


class Naive:
    """What was accepted, and what it comes to."""

    def __init__(self):
        self.plans, self.pays, self.released = [], [], []
        self.sets, self.steps = [], []

    @property
    def committed(self):
        return WHOLE - sum(e["minor"] for e in self.released if e["stands"])

    def plan(self):
        standing = [e for e in self.plans if e["stands"]]
        return standing[-1]["parts"] if standing else None

    def paid(self, more=()):
        """Return what is paid of each instalment, by one minor unit after the other."""
        parts, rest = self.plan() or {}, 0
        paid = dict.fromkeys(parts, 0)
        for minor, number in [(e["minor"], e["named"]) for e in self.pays if e["stands"]] + [*more]:
            for _ in range(minor):
                if number in parts and paid[number] < parts[number][1]:
                    paid[number] += 1
                else:
                    rest += 1
        for _ in range(rest):
            for number in sorted(parts, key=lambda x: (parts[x][0], x)):
                if paid[number] < parts[number][1]:
                    paid[number] += 1
                    break
        return paid

    def total(self):
        return sum(e["minor"] for e in self.pays if e["stands"])

    def found(self, ident):
        """Return what set an obligation, and its steps since; None: nothing did."""
        own = [e for e in self.sets if e["stands"] and e["ident"] == ident]
        if not own:
            return None
        steps = [e for e in self.steps if e["stands"] and e["ident"] == ident]
        return own[-1], [e for e in steps if e["at"] > own[-1]["at"]]

    def due(self, ident):
        first, steps = self.found(ident)
        return next((e["due"] for e in reversed(steps) if e["kind"] == "extend"), first["due"])

    def is_over(self, ident):
        _, steps = self.found(ident)
        return any(e["kind"] in {"accept", "waive"} for e in steps)

    def is_met(self, ident):
        _, steps = self.found(ident)
        said = [e["kind"] for e in steps if e["kind"] in {"met", "reject"}]
        return said[-1:] == ["met"]

    def waits(self, numbers):
        wanted = set(numbers)
        return any(
            wanted & set(self.found(ident)[0]["blocks"])
            for ident in IDS
            if self.found(ident) and not self.is_over(ident)
        )

    def judge(self, e):
        """Return the code that an event is refused with; None: it is not."""
        return getattr(self, f"judge_{e['kind']}")(e)

    def judge_plan(self, e):
        old, paid = self.plan() or {}, self.paid()
        kept = {number: old[number] for number in old if paid[number]}
        left = self.committed - sum(amount for _, amount in kept.values())
        if left <= 0:
            return "nothing-to-plan"
        if left < e["parts"]:
            return "too-many-instalments"
        made, number = dict(kept), 0
        for n in range(e["parts"]):
            number += 1
            while number in made:
                number += 1
            more = left // e["parts"] + (n < left % e["parts"])
            made[number] = (months_later(DUE, n), more)
        return self.replaced(e, made)

    def replaced(self, e, made):
        old = self.plan() or {}
        gone = set(range(1, 100)) - made.keys()  # now, or by an earlier plan
        if any(made[n][1] > old.get(n, (None, 0))[1] for n in made) and self.waits(gone):
            return "condition-lost"
        e["made"] = made
        return None

    def judge_adjust(self, e):
        old = self.plan()
        if old is None:
            return "no-plan"
        made, paid = dict(old), self.paid()
        missing = self.committed - sum(amount for _, amount in made.values())
        if not missing:
            return "nothing-to-adjust"
        if missing > 0:
            last = max([e["day"], *(due for due, _ in made.values())])
            made[max(made, default=0) + 1] = (last, missing)
        for _ in range(-missing):
            number = max((n for n in made if made[n][1] > paid[n]), key=lambda n: (made[n][0], n))
            made[number] = (made[number][0], made[number][1] - 1)
        return self.replaced(e, {n: x for n, x in made.items() if x[1]})

    def judge_release(self, e):
        return "exceeds-undisbursed" if e["minor"] > self.committed - self.total() else None

    def judge_pay(self, e):
        e["named"] = None
        if e["minor"] > self.committed - self.total():
            return "exceeds-remaining"
        number, before = e["number"], self.paid()
        by_age = after = self.paid([(e["minor"], None)])
        if number is not None:
            if self.plan() is None:
                return "no-plan"
            if number not in before:
                return "unknown-instalment"
            if e["minor"] > self.plan()[number][1] - before[number]:
                return "exceeds-instalment"
            after = self.paid([(e["minor"], number)])
        if self.waits(n for n in after if after[n] > before[n]):
            return "condition-unmet"
        e["named"] = number if after != by_age else None
        return None

    def judge_owe(self, e):
        if self.found(e["ident"]):
            return "obligation-exists"
        for number in e["blocks"]:
            if self.plan() is None:
                return "no-plan"
            if number not in self.plan():
                return "unknown-instalment"
            if self.paid()[number] == self.plan()[number][1]:
                return "blocks-paid"
        return None

    def judge_step(self, e):
        if not self.found(e["ident"]):
            return "unknown-obligation"
        if e["kind"] == "met" and self.is_met(e["ident"]) and not self.is_over(e["ident"]):
            return "obligation-met-already"
        if self.is_over(e["ident"]):
            return "obligation-over"
        if e["kind"] in {"accept", "reject"} and not self.is_met(e["ident"]):
            return "obligation-not-met"
        if e["kind"] == "extend" and e["due"] <= self.due(e["ident"]):
            return "not-later-than-due"
        return None

    judge_met = judge_accept = judge_reject = judge_waive = judge_extend = judge_step

    def judge_reverse(self, e):
        what = e["what"]
        if not what["stands"]:
            return "already-reversed"
        stays = getattr(self, f"stays_{what['kind']}", lambda _: False)
        return "depended-upon" if stays(what) else None

    def stays_plan(self, what):
        standing = [e for e in self.plans if e["stands"]]
        if standing[-1] is not what:
            return True
        left = standing[-2]["parts"] if len(standing) > 1 else {}
        named = {e["named"] for e in self.pays if e["stands"]} - {None}
        return bool(named - left.keys()) or self.waits(what["parts"].keys() - left.keys())

    stays_adjust = stays_plan

    def stays_owe(self, what):
        return bool(self.found(what["ident"])[1])

    def stays_met(self, what):
        first, steps = self.found(what["ident"])
        if steps[-1] is not what:
            return True
        ends, paid = what["kind"] in {"accept", "waive"}, self.paid()
        return ends and any(paid.get(number) for number in first["blocks"])

    stays_accept = stays_reject = stays_waive = stays_extend = stays_met

    def take(self, e, at):
        """Take in what was accepted."""
        if e["kind"] == "reverse":
            e["what"]["stands"] = False
            return
        e |= {"at": at, "stands": True}
        if e["kind"] in {"plan", "adjust"}:
            e["parts"] = e.pop("made")
            self.plans.append(e)
        else:
            lists = {"pay": self.pays, "release": self.released, "owe": self.sets}
            lists.get(e["kind"], self.steps).append(e)


def command_of(e):
    """Return the command for an event of the model, on its own day."""
    day = e["day"]
    match e["kind"]:
        case "plan":
            return plan(equal=e["parts"], first=DUE, every="month", planned_on=day)
        case "adjust":
            return adjust(day=day)
        case "release":
            return release(amount=e["minor"], day=day)
        case "pay":
            return pay(e["minor"], day, instalment=e["number"], voucher=f"V {day}")
        case "owe":
            return owe(*e["blocks"], ident=e["ident"], due=e["due"], day=day)
        case "extend":
            return extend(e["due"], day, e["ident"])
        case "reverse":
            return reverse(e["what"]["at"])
    made = {"met": met, "accept": accept, "reject": refuse, "waive": waive}[e["kind"]]
    return made(day, e["ident"])


NUMBERS = st.integers(1, 6)
MINOR = st.integers(1, 400)
DAYS = st.dates(date(2024, 1, 1), date(2024, 6, 30))
EVENTS = st.one_of(
    st.fixed_dictionaries({"kind": st.just("plan"), "parts": st.integers(1, 5)}),
    st.fixed_dictionaries({"kind": st.just("adjust")}),
    st.fixed_dictionaries({"kind": st.just("release"), "minor": MINOR}),
    st.fixed_dictionaries({"kind": st.just("pay"), "minor": MINOR, "number": st.none() | NUMBERS}),
    st.fixed_dictionaries({"kind": st.just("pay"), "minor": MINOR, "number": st.none() | NUMBERS}),
    st.fixed_dictionaries(
        {
            "kind": st.just("owe"),
            "ident": st.sampled_from(IDS),
            "due": DAYS,
            "blocks": st.lists(NUMBERS, max_size=2, unique=True),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["met", "accept", "reject", "waive", "extend"]),
            "ident": st.sampled_from(IDS),
            "due": DAYS,
        }
    ),
    st.fixed_dictionaries({"kind": st.just("reverse"), "of": st.integers(0, 40)}),
)


@given(st.lists(EVENTS, min_size=4, max_size=40), DAYS)
@examples(30)
def test_the_rules_agree_with_the_naive_model(events, day):
    ledger, naive, accepted = ledger_of(BEGUN), Naive(), []
    for number, drawn in enumerate([{"kind": "plan", "parts": 4}, *events]):
        e = dict(drawn) | {"day": FIRST_DAY + timedelta(days=number)}
        if e["kind"] == "reverse":
            if not accepted:
                continue
            e["what"] = accepted[e["of"] % len(accepted)]
        command = command_of(e)
        by = command if isinstance(command, By) else By(command)
        wanted = naive.judge(e)
        try:
            recorded = ledger.record(by)
        except LedgerError as error:
            assert wanted == error.code, (e, error.code)
            continue
        assert wanted is None, (e, wanted)
        assert len(recorded) == 1 + (e.get("named") is not None)
        naive.take(e, recorded[0].position)
        if e["kind"] != "reverse":
            accepted.append(e)
    require_same(ledger, naive, day)


def require_same(ledger, naive, day):
    """See that state, documents and model tell the same, and that all of it is let in again."""
    projection = replay(ledger.events)
    state = ledger.agreements["herrgarden"].planning
    document = projection.agreements["herrgarden"].planning
    assert document == state
    found = {
        x.number: (x.due_on, x.amount_minor, x.paid_minor)
        for each in plans_of(projection, "herrgarden")
        for x in each.standings
    }
    paid = naive.paid()
    assert found == {n: (*x, paid[n]) for n, x in (naive.plan() or {}).items()}
    for ident in IDS:
        one = state.standing(ident) if state else None
        assert (one is None) == (naive.found(ident) is None)
        if one is not None:
            assert one.due_on == naive.due(ident)
            assert one.is_over == naive.is_over(ident)
            expected = "open" if day < one.due_on else "due" if day == one.due_on else "overdue"
            if not naive.is_over(ident):
                assert one.state(day) == ("met" if naive.is_met(ident) else expected)
    again = judge(ledger.events)
    assert (again.rules, again.replays) == ({}, {})


PARTS = st.lists(
    st.tuples(st.integers(1, 60), st.integers(0, 90)), min_size=1, max_size=6
)  # amount, and days until it is due
PAYMENTS = st.lists(st.tuples(st.integers(1, 40), st.integers(0, 7)), max_size=8)


@given(PARTS, PAYMENTS, st.randoms(use_true_random=False), st.integers(-50, 50))
@examples(100)
def test_payments_are_for_instalments_in_any_order(parts, payments, rng, more):
    instalments = [
        f.Instalment(number=n, due_on=DUE + timedelta(days=days), amount_minor=minor)
        for n, (minor, days) in enumerate(parts, 1)
    ]
    named = [Named("L2", 2024, number, minor) for minor, number in payments if number]
    whole = sum(minor for minor, _ in payments)
    paid = allocated(instalments, whole, named)
    mixed = rng.sample(named, len(named))
    assert allocated(rng.sample(instalments, len(instalments)), whole, mixed) == paid
    assert sum(paid.values()) == min(whole, sum(minor for minor, _ in parts))
    naive = Naive()
    naive.plans = [
        {"stands": True, "parts": {x.number: (x.due_on, x.amount_minor) for x in instalments}}
    ]
    naive.pays = [
        {"stands": True, "minor": minor, "named": number or None} for minor, number in payments
    ]
    assert naive.paid() == paid
    plan_of_it = f.InstalmentsPlanned(
        line="L2", year=2024, instalments=tuple(instalments), planned_on=DUE
    )
    committed = max(whole, whole + more)
    told = standings(plan_of_it, whole, committed, named)
    assert [x.number for x in told] == sorted(paid, key=lambda n: (instalments[n - 1].due_on, n))
    assert sum(x.payable_minor for x in told) == min(
        committed - whole, sum(x.left_minor for x in told)
    )
    dropped = [x.lapsed_minor > 0 for x in told if x.left_minor]
    assert dropped == sorted(dropped)  # from the last one backwards
    assert all(0 <= x.lapsed_minor <= x.left_minor for x in told)


@pytest.mark.parametrize(
    ("first", "months", "due"),
    [
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 1, 31), 2, date(2024, 3, 31)),
        (date(2023, 1, 31), 1, date(2023, 2, 28)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2024, 11, 30), 3, date(2025, 2, 28)),
        (date(2024, 12, 15), 1, date(2025, 1, 15)),
        (date(2024, 5, 31), 0, date(2024, 5, 31)),
    ],
)
def test_the_end_of_a_month(first, months, due):
    assert months_later(first, months) == due


def test_the_model_begins_where_the_rules_do():
    ledger = ledger_of(BEGUN)
    assert ledger.agreements["herrgarden"].lines["L2"].years[2024].remaining == WHOLE
    assert len(ledger.events) == FIRST
