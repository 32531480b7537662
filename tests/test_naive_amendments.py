"""Random commands with amendments among them, against the naive model.

It grows by what an amendment does: the amounts in it replace what is committed. The model keeps the
difference to what was committed at its conclusion, and knows of no state but the list of what was
accepted. Every history is judged again, and its exports are added up by other programs.
"""

from datetime import date, timedelta

import amendment_cases as cases
import test_naive_model as naive_model
from conftest import examples
from forging import judge
from hypothesis import given
from hypothesis import strategies as st
from in_memory import CONCLUDED, FIRST, FRN, KS, KUN, kr, ledger_of
from test_naive_model import APPROVED, BOARD, YEARS, Naive

from ledger.refusal import LedgerError

NEW = "L5"
FUNDER = {"L1": FRN, "L2": KS, "L3": KS, "L4": KUN, NEW: KS}
FIRST_DAY = date(2024, 1, 1)  # of approvals, and of what adds a line, so that all can be paid
OWN = {"propose", "enact", "agree", "decline", "withdraw", "conclude"}
GONE = {"unknown-position", "not-reversible", "already-reversed", "is-a-reversal"}


class Amending(Naive):
    """What was accepted, and what amendments do to it.

    ``amendments`` are by their names; each has its ``amounts`` by line and year, with the amounts
    that they replace, and whether it adds a line.
    """

    def __init__(self, limit=None):
        super().__init__(limit)
        self.amendments = {}

    @property
    def lines(self):
        return (*APPROVED, *([NEW] if self.adding() else []))

    def adding(self):
        return [e for e in self.of("conclude") if (NEW, 2025) in e["changes"] and e["adds"]]

    def amended(self, line, year):
        return sum(e["changes"].get((line, year), 0) for e in self.of("conclude"))

    def given(self, line, year):
        return APPROVED.get(line, 0) + self.amended(line, year)

    def raised(self, line, year, uplift):
        known = uplift.get("amended")
        return self.given(line, year) if known is None else APPROVED[line] + known[line, year]

    def status(self, name):
        for kind in ("conclude", "decline", "withdraw"):
            if self.of(kind, name=name):
                return kind
        return "open"

    def boards(self, name):
        return {FUNDER[line] for line, _ in self.amendments[name]["amounts"]}

    def judge(self, e):
        if e["kind"] in OWN:
            return getattr(self, f"judge_{e['kind']}")(e)
        if NEW in (e.get("line"), e.get("to")) and NEW not in self.lines:
            return "unknown-line"
        return super().judge(e)

    def judge_propose(self, e):
        codes = []
        elsewhere = {
            key
            for name, x in self.amendments.items()
            if self.status(name) == "open"
            for key in x["keys"]
        }
        for key in e["keys"]:
            codes += ["amendment-open"] if key in elsewhere else []
            codes += self.faults(e, key)
        return codes[0] if len(codes) == 1 else "several-refused" if codes else None

    def faults(self, e, key):
        if key == "adds":
            return ["line-exists"] if NEW in self.lines else []
        if key[0] not in self.lines:
            return ["unknown-line"]
        if e["amounts"][key] == self.committed(*key):
            return ["same-as-now"]
        return ["below-paid"] if e["amounts"][key] < self.paid(*key) else []

    def judge_step(self, e):
        if e["name"] not in self.amendments:
            return "unknown-amendment"
        over = {
            "conclude": "amendment-concluded",
            "decline": "amendment-declined",
            "withdraw": "amendment-withdrawn",
        }
        return over.get(self.status(e["name"]))

    judge_withdraw = judge_step

    def judge_agree(self, e):
        if code := self.judge_step(e):
            return code
        if e["board"] not in self.boards(e["name"]):
            return "not-concerned"
        decided = self.of("agree", name=e["name"], board=e["board"])
        return "amendment-decided" if decided else None

    judge_decline = judge_agree

    def judge_conclude(self, e):
        if code := self.judge_step(e):
            return code
        amendment = self.amendments[e["name"]]
        if self.boards(e["name"]) - {x["board"] for x in self.of("agree", name=e["name"])}:
            return "amendment-undecided"
        if e["day"] < max(x["day"] for x in self.of("agree", name=e["name"])):
            return "before-basis"
        if self.counts(e) <= self.closed:
            return "period-closed"
        for key in amendment["keys"]:
            if key != "adds" and self.committed(*key) != amendment["previous"][key]:
                return "changed-meanwhile"
            if faults := self.faults(amendment, key):
                return faults[0]
        return None

    @staticmethod
    def counts(e):
        return e["day"] + timedelta(days=e.get("later", 0))

    def judge_enact(self, e):
        """One board proposes, approves and concludes at once."""
        if code := self.judge_propose(e):
            return code
        boards = {FUNDER[line] for line, _ in e["amounts"]}
        if KS not in boards:
            return "not-concerned"
        if boards != {KS}:
            return "amendment-undecided"
        return "period-closed" if self.counts(e) <= self.closed else None

    def judge_reversal(self, e):
        at, entry = e["position"], self.entries.get(e["position"])
        kind = entry and entry["kind"]
        if kind == "proposed":
            return "gone"
        if kind == "agree" and self.of("conclude", name=entry["name"]):
            return "depended-upon"
        if kind in {"agree", "decline", "withdraw"}:
            return "reversal-before-entry" if e["day"] and e["day"] < entry["day"] else None
        if kind == "conclude" and (self.rests_on(at, entry) or self.goes_below_zero(without=at)):
            return "depended-upon"
        replaced = {
            key
            for p, x in self.entries.items()
            if x["kind"] == "conclude" and p > at
            for key in x["changes"]
        }
        if kind in {"move", "release", "carry", "uplift"} and replaced & set(touched(entry)):
            return "depended-upon"
        return super().judge_reversal(e)

    def rests_on(self, at, entry):
        """Whether anything was built on a conclusion."""
        for name, other in self.amendments.items():
            later = [p for p, x in self.entries.items() if x in self.of("conclude", name=name)]
            is_later = bool(later) and later[0] > at
            if name == entry["name"] or not (is_later or self.status(name) == "open"):
                continue
            if is_later and set(entry["keys"]) & set(other["keys"]):
                return True
            if entry["adds"] and any(line == NEW for line, _ in other["amounts"]):
                return True
        for position, x in self.entries.items():
            lines = {x.get("line"), x.get("to")}
            if entry["adds"] and NEW in lines:
                return True
            if x["kind"] == "uplift" and position > at and set(touched(x)) & set(entry["changes"]):
                return True
        return False

    def take(self, step, recorded):
        """Note what was accepted."""
        kind, at = step["kind"], recorded[0].position
        if kind in {"propose", "enact"}:
            name = recorded[0].fact.amendment
            previous = {
                key: self.committed(*key) if key[0] in self.lines else 0 for key in step["amounts"]
            }
            self.amendments[name] = step | {"previous": previous}
            self.entries[at] = {"kind": "proposed", "amount": 0}
            if kind == "enact":
                said = {"name": name, "day": step["day"], "amount": 0}
                board = {"kind": "agree", "board": KS}
                self.entries[recorded[-2].position] = said | board
                self.put_in_force(said | {"later": step["later"]}, recorded[-1].position)
        elif kind == "conclude":
            self.put_in_force(step, at)
        elif kind == "reverse":
            del self.entries[step["position"]]
        elif kind == "close":
            self.closed = naive_model.ENDS[step["period"]]
        else:
            if kind == "uplift":
                amended = {(line, y): self.amended(line, y) for line in BOARD for y in YEARS}
                step = step | {"amended": amended}
            self.entries[at] = step

    def put_in_force(self, step, at):
        amendment = self.amendments[step["name"]]
        changes = {
            key: amount - amendment["previous"][key] for key, amount in amendment["amounts"].items()
        }
        own = {"kind": "conclude", "changes": changes, "keys": amendment["keys"], "amount": 0}
        self.entries[at] = step | own | {"adds": "adds" in amendment["keys"]}


def touched(e):
    """The lines and years to which an entry gives or from which it takes."""
    match e["kind"]:
        case "uplift":
            return [
                (line, y)
                for line, board in BOARD.items()
                if board == e["board"]
                for y in YEARS
                if y >= e["year"]
            ]
        case "move":
            return [(e["line"], e["year"]), (e["to"], e["year"])]
        case "carry":
            return [(e["line"], e["year"]), (e["line"], e["to"])]
        case _:
            return [(e["line"], e["year"])]


def command_of(e):
    match e["kind"]:
        case "propose" | "enact":
            is_new = "adds" in e["keys"]
            lines = (cases.new_line(amount=e["amounts"][NEW, 2025] / 100),) if is_new else ()
            old = {key: x for key, x in e["amounts"].items() if key in e["keys"]}
            changes = [cases.to(line, x / 100, year) for (line, year), x in old.items()]
            once = cases.at_once(decided_on=e["day"], booked_on=booked_on(e))
            more = {"at_once": once} if e["kind"] == "enact" else {}
            return cases.change(*changes, lines=lines, **more)
        case "agree":
            return cases.agrees(e["board"], e["name"], e["day"])
        case "decline":
            return cases.declines(e["board"], e["name"], e["day"])
        case "withdraw":
            return cases.withdraws(e["name"], e["day"])
        case "conclude":
            return cases.concludes(e["name"], e["day"], booked_on=booked_on(e))
        case _:
            return naive_model.command_of(e)


def booked_on(e):
    return e["day"] + timedelta(days=e["later"]) if e["later"] else None


def proposed(kind, amounts, added, day, later):
    """Return a proposal; what adds a line counts from the first day."""
    keys = [*amounts, *(["adds"] if added else [])]
    when = {"day": FIRST_DAY, "later": 0} if added else {"day": day, "later": later}
    own = {(NEW, 2025): added} if added else {}
    return {"kind": kind, "amounts": amounts | own, "keys": keys, **when}


days = st.sampled_from([FIRST_DAY, date(2024, 6, 1), date(2024, 11, 1)])
names = st.sampled_from(["T1", "T1", "T1", "T2", "T2", "T3"])
boards = st.sampled_from([KS, KS, KS, FRN, KUN])
plain = st.sampled_from(["L3", "L3", "L4", NEW])
amounts = st.one_of(  # those of lines that are raised stay well above what uplift makes of them
    st.tuples(st.tuples(plain, st.sampled_from(YEARS)), st.integers(0, kr(150_000))),
    st.tuples(
        st.tuples(st.sampled_from(sorted(BOARD)), st.sampled_from(YEARS)),
        st.integers(kr(300_000), kr(900_000)),
    ),
)
changes = st.lists(amounts, min_size=1, max_size=2).map(dict)
proposals = st.builds(
    proposed,
    st.sampled_from(["propose", "enact"]),
    changes,
    st.sampled_from([0, 0, kr(60_000)]),
    days,
    naive_model.later,
)
decisions = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["agree", "agree", "agree", "decline", "withdraw"]),
        "name": names,
        "board": boards,
        "day": st.just(FIRST_DAY),
        "amount": st.just(0),
    }
)
conclusions = st.fixed_dictionaries(
    {
        "kind": st.just("conclude"),
        "name": names,
        "day": days,
        "later": naive_model.later,
        "amount": st.just(0),
    }
)
reversals = st.fixed_dictionaries(
    {"kind": st.just("reverse"), "position": st.integers(FIRST, FIRST + 30), "day": st.none()}
)


def on_the_new_line(step, is_new):
    """Let a step of the other model be about the new line, now and then."""
    fits = step["kind"] in {"pay", "release", "claim", "carry", "move"}
    return step | {"line": NEW, "year": 2025} if is_new and fits else step


others = st.builds(on_the_new_line, naive_model.entries, st.sampled_from([False, False, True]))
steps = st.one_of(
    proposals, proposals, decisions, decisions, conclusions, reversals, others, others
)


@given(st.lists(steps, min_size=8, max_size=30))
@examples(150)
def test_the_rules_agree_with_the_model_of_amendments(steps):
    naive, ledger = Amending(), ledger_of(CONCLUDED)
    for said in steps:
        step = in_time(said, naive)
        expected = naive.judge(step)
        try:
            recorded = ledger.record(command_of(step))
        except LedgerError as refused:
            assert refused.code in (GONE if expected == "gone" else {expected}), step
            continue
        assert expected is None, f"accepted, and the model says {expected}: {step}"
        naive.take(step, recorded)
        compare(naive, ledger)
    found = judge(ledger.events)
    assert (found.rules, found.replays) == ({}, {})


def in_time(step, naive):
    """What adds a line is concluded on the first day, so that the line can be paid on any."""
    amendment = naive.amendments.get(step.get("name"))
    is_new = step["kind"] == "conclude" and amendment and "adds" in amendment["keys"]
    return step | {"day": FIRST_DAY, "later": 0} if is_new else step


def compare(naive, ledger):
    projection = naive_model.compare(naive, ledger)
    shown = projection.agreements["herrgarden"]
    assert tuple(shown.lines) == naive.lines
    for line in naive.lines:
        for year in YEARS:
            assert naive_model.measures_of(projection, "herrgarden", line, year)[
                "amended_minor"
            ] == naive.amended(line, year)
