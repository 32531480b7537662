"""Random requests, reviews, approvals, mandates and payments, against a naive model.

The model knows of no state but lists of what was accepted, and adds them up for each question. What
the rules let through is looked at once more without model and rules: whether two other persons with
mandates have seen to each payment. Every history is judged again.
"""

import os
import random
from datetime import date
from unicodedata import normalize

import msgspec
import pytest
from attesting_cases import RB, TWO, grant
from forging import judge
from in_memory import FRN, ID, KS, By, disburse, kr, ledger_of, release, reverse

from events import facts as f
from events.mandates import Authorities
from events.record import encode
from ledger.refusal import LedgerError
from ledger.rules import commands as c
from projections.bulk import PAYMENTS, add_up, fold_rows, lines_apart
from projections.projection import AgreementDocument, Projection, replay
from projections.views import differences

HISTORIES = int(os.environ.get("SAMVERK_TEST_ATTESTED", "250"))  # 10 000 in the long form
STEPS, FIRST_MANDATES = 60, 10
LINES = {"L1": (FRN, "tif", kr(320_000)), "L2": (KS, RB, kr(715_000)), "L3": (KS, RB, kr(75_000))}
PERSONS = ("a", "A ", "b", "\uff22", "c", "d", "e", " E")
AMOUNTS = tuple(map(kr, (10_000, 40_000, 75_000, 100_000, 300_000)))
LIMITS = (None, None, 50_000, 100_000, 400_000)
DUE = (date(2024, 4, 1), date(2024, 7, 1))
DAYS = tuple(date(2025, month, 15) for month in range(2, 13))  # of reviews, approvals, mandates
PAID = tuple(date(2024, month, 2) for month in (5, 9, 12)) + DAYS[:2]


def person(name):
    return normalize("NFKC", name).casefold().strip()


class Model:
    """What was accepted: lists of plain values, each with its position."""

    def __init__(self):
        self.mandates, self.represents, self.requests, self.payments = {}, set(), {}, {}
        self.released = []

    def left(self, line):
        paid = sum(x["amount"] for x in self.payments.values() if x["line"] == line and x["stands"])
        return LINES[line][2] - paid - sum(minor for at, minor in self.released if at == line)

    def paid_by(self, at):
        return [k for k, x in self.payments.items() if x["request"] == at and x["stands"]]

    def is_open(self, at):
        return not self.requests[at]["over"] and not self.paid_by(at)

    def held(self, line, approved):
        return sum(
            x["amount"]
            for at, x in self.requests.items()
            if x["line"] == line and self.is_open(at) and bool(x["approved"]) == approved
        )

    def holds(self, mandate, day):
        known = self.mandates[mandate]
        ended = known["withdrawn"] is not None and day >= known["withdrawn"]
        return known["from"] <= day <= known["to"] and not ended

    def opened(self, at):
        if at not in self.requests:
            return "unknown-request"
        return None if self.is_open(at) else "request-over"

    def mandate(self, actor, step, at, day):
        """Return the code that says why an actor may not, and else the mandate."""
        asked = self.requests[at]
        if person(actor) in {person(asked["actor"]), *map(person, asked["reviewed"])}:
            return "same-actor"
        board, payee, _ = LINES[asked["line"]]
        if (person(actor), payee) in self.represents:
            return "conflict-of-interest"
        fitting = [
            (k, x)
            for k, x in self.mandates.items()
            if person(x["actor"]) == person(actor)
            and (x["step"], x["board"]) == (step, board)
            and x["line"] in {None, asked["line"]}
            and self.holds(k, day)
        ]
        if not fitting:
            return "no-authority"
        tested = sum(
            x["amount"]
            for x in self.requests.values()
            if not x["over"] and x["due"] == asked["due"] and LINES[x["line"]][:2] == (board, payee)
        )
        enough = [k for k, x in fitting if x["limit"] is None or tested <= x["limit"]]
        return enough[0] if enough else "over-limit"

    def judge(self, step):
        return getattr(self, f"judge_{step['kind']}")(**step)

    def judge_grant(self, actor, by, **_):
        return "own-authority" if person(actor) == person(by) else None

    def judge_withdraw(self, at, day, **_):
        if at not in self.mandates:
            return "unknown-authority"
        known = self.mandates[at]
        over = known["withdrawn"] is not None or day > known["to"]
        return "authority-not-in-force" if over else None

    def judge_represent(self, actor, party, by, represents, **_):
        if not represents and person(actor) == person(by):
            return "own-representation"
        is_so = (person(actor), party) in self.represents
        return "represents-already" if is_so == represents else None

    def judge_request(self, line, amount, **_):
        left = self.left(line) - self.held(line, approved=True) - self.held(line, approved=False)
        return "exceeds-available" if amount > left else None

    def judge_review(self, at, by, today, **_):
        if code := self.opened(at):
            return code
        if self.requests[at]["reviewed"]:
            return "already-reviewed"
        found = self.mandate(by, "review", at, today)
        return found if isinstance(found, str) else None

    def judge_approve(self, at, by, today, **_):
        if code := self.opened(at):
            return code
        asked = self.requests[at]
        if not asked["reviewed"]:
            return "not-reviewed"
        if asked["approved"]:
            if self.holds(asked["approved"][-1], today):
                return "already-approved"
        elif asked["amount"] > self.left(asked["line"]) - self.held(asked["line"], approved=True):
            return "exceeds-available"
        found = self.mandate(by, "decide", at, today)
        return found if isinstance(found, str) else None

    def judge_send_back(self, at, by, **_):
        if code := self.opened(at):
            return code
        return "same-actor" if person(by) == person(self.requests[at]["actor"]) else None

    def judge_cancel(self, at, **_):
        return self.opened(at)

    def paying(self, line, amount, at):
        """Return the code that says why a payment pays no request, and else the request."""
        if at is not None:
            if code := self.opened(at):
                return code
            asked = self.requests[at]
            if asked["line"] != line or amount > asked["amount"]:
                return "differs-from-request"
            return at if asked["approved"] else "not-approved"
        near = [
            k
            for k, x in self.requests.items()
            if x["line"] == line and x["approved"] and self.is_open(k)
        ]
        fitting = [k for k in near if amount <= self.requests[k]["amount"]]
        whole = [k for k in near if amount == self.requests[k]["amount"]]
        fitting = whole or fitting
        if len(fitting) > 1:
            return "request-ambiguous"
        if not fitting:
            return "differs-from-request" if len(near) == 1 else "request-missing"
        return fitting[0]

    def judge_pay(self, line, amount, day, at, **_):
        found = self.paying(line, amount, at)
        if isinstance(found, str):
            return found
        asked = self.requests[found]
        if not self.holds(asked["approved"][-1], day):
            return "approval-lapsed"
        others = self.held(line, approved=True) - asked["amount"]
        return "exceeds-remaining" if amount > self.left(line) - others else None

    def judge_reverse(self, at, **_):
        if at not in self.payments:
            return "not-reversible" if at in self.requests else "unknown-position"
        return None if self.payments[at]["stands"] else "already-reversed"

    def judge_release(self, line, amount, **_):
        left = self.left(line) - self.held(line, approved=True)
        return "exceeds-undisbursed" if amount > left else None

    def take(self, step, position):
        """Keep what was accepted."""
        kind, by = step["kind"], step["by"]
        match kind:
            case "grant":
                own = {
                    x: step[x] for x in ("actor", "step", "board", "line", "limit", "from", "to")
                }
                self.mandates[position] = own | {"withdrawn": None}
            case "withdraw":
                self.mandates[step["at"]]["withdrawn"] = step["day"]
            case "represent":
                pair = {(person(step["actor"]), step["party"])}
                self.represents = self.represents - pair | (pair if step["represents"] else set())
            case "request":
                own = {x: step[x] for x in ("line", "amount", "due")}
                self.requests[position] = own | {
                    "actor": by, "reviewed": [], "approved": [], "over": False,
                }  # fmt: skip
            case "review":
                self.requests[step["at"]]["reviewed"].append(by)
            case "approve":
                found = self.mandate(by, "decide", step["at"], step["today"])
                self.requests[step["at"]]["approved"].append(found)
            case "send_back" | "cancel":
                self.requests[step["at"]]["over"] = True
            case "pay":
                found = self.paying(step["line"], step["amount"], step["at"])
                own = {"line": step["line"], "amount": step["amount"], "stands": True}
                self.payments[position] = own | {"request": found}
            case "reverse":
                self.payments[step["at"]]["stands"] = False
            case "release":
                self.released.append((step["line"], step["amount"]))


KINDS = (
    *("grant",) * 5, "withdraw", "represent",
    *("request",) * 7, *("review",) * 9, *("approve",) * 11, "send_back", "cancel",
    *("pay",) * 8, *("reverse",) * 2, "release",
)  # fmt: skip


BEFORE = {"pay": "approve", "approve": "review", "review": "request", "reverse": "pay"}


def likely(model, kind):
    """Return the positions that a step of some kind is likely to be about."""
    if kind == "withdraw":
        return list(model.mandates)
    if kind == "reverse":
        return list(model.payments)
    wanted = {
        "review": lambda x: not x["reviewed"],
        "approve": lambda x: x["reviewed"] and not x["approved"],
        "pay": lambda x: x["approved"],
    }.get(kind, lambda _: True)
    return [at for at, x in model.requests.items() if model.is_open(at) and wanted(x)]


def holders(model, kind, at):
    """Return who has a mandate for a step on a request, and has not acted on it."""
    wanted, asked = {"review": "review", "approve": "decide"}.get(kind), model.requests.get(at)
    if wanted is None or asked is None:
        return []
    over = {person(asked["actor"]), *map(person, asked["reviewed"])}
    return [
        x["actor"]
        for x in model.mandates.values()
        if (x["step"], x["board"]) == (wanted, LINES[asked["line"]][0])
        and person(x["actor"]) not in over
    ]


def random_step(rng, model, number):
    line = rng.choice(("L1", "L2", "L2", "L3"))
    first, last = sorted(rng.sample(DAYS, 2))
    kind = "grant" if number < FIRST_MANDATES else rng.choice(KINDS)
    while kind in BEFORE and not likely(model, kind) and rng.random() < 0.95:
        kind = BEFORE[kind]
    known = likely(model, kind) if rng.random() < 0.85 else list(model.requests)
    at = rng.choice(known[-4:]) if known and rng.random() < 0.97 else 999
    if kind == "pay" and rng.random() < 0.5:
        at = None
    able = holders(model, kind, at)
    by = rng.choice(able if able and rng.random() < 0.8 else PERSONS)
    asked = model.requests.get(at)
    payable = likely(model, "pay")
    if kind == "pay" and at is None and payable and rng.random() < 0.9:
        asked = model.requests[rng.choice(payable)]
    if kind == "pay" and asked and rng.random() < 0.9:
        line = asked["line"]
    amount = asked["amount"] if asked and rng.random() < 0.7 else rng.choice(AMOUNTS)
    return {
        "kind": kind, "by": by, "today": rng.choice(DAYS), "at": at,
        "line": line if kind != "grant" else rng.choice((None, None, None, line)),
        "amount": rng.choice(AMOUNTS) if kind in {"request", "release"} else amount,
        "due": rng.choice(DUE), "actor": rng.choice(PERSONS), "party": rng.choice((RB, "tif")),
        "represents": rng.random() < 0.7, "board": rng.choice((KS, KS, KS, FRN)),
        "step": rng.choice(("review", "decide")), "limit": rng.choice(LIMITS),
        "from": date(2024, 1, 1) if rng.random() < 0.7 else first,
        "to": date(2026, 12, 31) if rng.random() < 0.7 else last,
        "day": rng.choice(PAID) if kind == "pay" else rng.choice(DAYS), "number": number,
    }  # fmt: skip


def consistent(step):
    """Let a mandate for a line be of the board that funds it, and nothing be later than today."""
    own = dict(step)
    if own["kind"] == "grant" and own["line"] is not None:
        own["board"] = LINES[own["line"]][0]
    if own["kind"] == "grant" and own["limit"] is not None:
        own["limit"] = kr(own["limit"])
    if own["kind"] in {"withdraw", "pay"}:
        own["day"] = min(own["day"], own["today"])
    if own["kind"] == "reverse":
        own["today"] = DAYS[-1]  # what is taken back is not later
    return own


def command_of(step):
    line, at, amount = step["line"], step["at"], step["amount"]
    match step["kind"]:
        case "grant":
            more = {"agreement": None if line is None else "herrgarden", "line": line}
            if step["limit"] is not None:
                more |= {"limit_minor": step["limit"], "currency": "SEK"}
            days = {"from_day": step["from"], "to_day": step["to"]}
            return grant(step["actor"], step["step"], board=step["board"], **days, **more)
        case "withdraw":
            return c.WithdrawAuthority(position=at, reason="r", withdrawn_on=step["day"])
        case "represent":
            said = {"party": step["party"], "represents": step["represents"]}
            return c.RepresentParty(actor=step["actor"], **said)
        case "request":
            return c.RequestPayment(
                **ID, line=line, amount_minor=amount, due_on=step["due"],
                requested_on=date(2024, 3, 1),
            )  # fmt: skip
        case "review":
            return c.ReviewRequest(position=at)
        case "approve":
            return c.ApproveRequest(position=at)
        case "send_back":
            return c.ReturnRequest(position=at, reason="r", returned_on=step["today"])
        case "cancel":
            return c.CancelRequest(position=at, reason="r", cancelled_on=step["today"])
        case "pay":
            voucher = f"V{step['number']}"
            return disburse(line, amount, day=step["day"], voucher=voucher, request=at)
        case "reverse":
            return reverse(at)
        case "release":
            return release(line, amount)


def attested(event, events):
    """Return whether two other persons with mandates have seen to a payment, by events alone."""
    before = [x for x in events if x.position < event.position]
    at = {x.position: x for x in before}
    paid, asked = event.fact, at[event.envelope.causation]
    board = LINES[paid.line][0]

    def by_mandate(decided, step, *days):
        mandate = at[decided.fact.authority].fact
        ends = [
            x.fact.withdrawn_on
            for x in before
            if isinstance(x.fact, f.AuthorityWithdrawn)
            and x.fact.position == decided.fact.authority
        ]
        was = [x for x in before if x.position < decided.position]
        over = {
            x.fact.request
            for x in was
            if isinstance(x.fact, f.PaymentReturned | f.PaymentCancelled)
        }
        tested = sum(
            x.fact.amount_minor
            for x in was
            if isinstance(x.fact, f.PaymentRequested)
            and x.position not in over
            and (x.fact.due_on, x.fact.payee) == (asked.fact.due_on, paid.payee)
            and LINES[x.fact.line][0] == board
        )
        return (
            person(mandate.actor) == person(decided.envelope.actor)
            and (mandate.board, mandate.step) == (board, step)
            and mandate.line in {None, paid.line}
            and mandate.limit_minor in {None, max(tested, mandate.limit_minor or 0)}
            and all(mandate.from_day <= day <= mandate.to_day for day in days)
            and (step == "review" or not any(days[-1] >= x for x in ends))
        )

    reviews = [x for x in before if isinstance(x.fact, f.PaymentReviewed)]
    approvals = [x for x in before if isinstance(x.fact, f.PaymentApproved)]
    (review,) = [x for x in reviews if x.fact.request == asked.position]
    approval = [x for x in approvals if x.fact.request == asked.position][-1]
    persons = {person(x.envelope.actor) for x in (asked, review, approval)}
    return (
        len(persons) == 3
        and paid.amount_minor <= asked.fact.amount_minor
        and (paid.line, paid.budget_year) == (asked.fact.line, asked.fact.budget_year)
        and by_mandate(review, "review", review.fact.reviewed_on)
        and by_mandate(approval, "decide", approval.fact.approved_on, paid.paid_on)
    )


def history(seed):
    """Carry a random history out, with the model beside it; return the ledger and the model."""
    rng, ledger, model = random.Random(seed), ledger_of(TWO), Model()
    for number in range(STEPS):
        step = consistent(random_step(rng, model, number))
        expected, command = model.judge(step), command_of(step)
        by = By(command, step["by"], today=step["today"], assurance="database-attested")
        try:
            (event,) = ledger.record(by)
        except LedgerError as error:
            assert error.code == expected, (seed, number, step, error)
            continue
        assert expected is None, (seed, number, step)
        model.take(step, event.position)
        for line in LINES:
            year = ledger.agreements["herrgarden"].lines[line].years[2024]
            assert year.remaining == model.left(line)
            assert year.requested == model.held(line, approved=False)
            assert year.reserved == model.held(line, approved=True)
    return ledger, model


def test_no_payment_is_made_that_two_others_with_mandates_have_not_seen_to():
    payments = refused = 0
    for seed in range(HISTORIES):
        ledger, model = history(seed)
        assert judge(ledger.events).rules == {}, seed
        for event in ledger.events:
            if isinstance(event.fact, f.DisbursementRecorded):
                assert attested(event, ledger.events), (seed, event.position)
        payments += len(model.payments)
        refused += STEPS - (len(ledger.events) - 17)
    assert payments > HISTORIES, "what is never paid proves nothing"
    assert refused


@pytest.mark.parametrize("as_of", [None, date(2024, 9, 30), date(2025, 6, 30)])
def test_however_a_book_is_folded_its_requests_are_the_same(as_of):
    for seed in range(HISTORIES // 25):
        events = history(seed)[0].events
        rows = [
            (x.position, x.originator_id, x.originator_version, x.name, encode(x.envelope))
            for x in events
        ]
        whole = replay(events, as_of)
        for cut in (0, len(rows) // 2):
            found = Projection(rules=whole.rules)
            part = add_up(rows[cut:], as_of) if cut else None

            def later(part=part, found=found, rows=rows[cut:]):
                apart = part.sums.set_apart(lines_apart(found))
                open_ = {*part.left_open}
                some = [x for x in rows if x[0] in open_ or (x[1] in apart and x[3] in PAYMENTS)]
                return part, some

            more = {"later": later} if part else {}
            fold_rows(found, rows[: cut or len(rows)], as_of=as_of, **more)
            assert differences(found, whole) == [], (seed, cut)
        for document in whole.agreements.values():
            kept = msgspec.json.encode(document)
            assert msgspec.json.decode(kept, type=AgreementDocument) == document
        kept = msgspec.json.encode(whole.authorities)
        assert msgspec.json.decode(kept, type=Authorities) == whole.authorities
