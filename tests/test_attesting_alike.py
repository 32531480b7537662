"""Mandates, requests and their payments: what a server's append() and the rules make of them.

Random histories, and forged events of them, put to both: ``test_judging``.
"""

import os
import random
from datetime import date, timedelta

import attesting_cases as cases
import in_memory as core
import msgspec
import pytest
from in_memory import By, ledger_of
from test_judging import (  # noqa: F401 - the fixtures
    compare,
    forged,
    judge,
    mutated,
    of_state,
    on_server,
)

from events import facts as f
from ledger.refusal import LedgerError
from ledger.rules import commands as c

HISTORIES = int(os.environ.get("SAMVERK_TEST_HISTORIES", "6"))
STEPS, FORGED = 60, 6
ACTORS = ("a", "b", "c", "d", "D", "e")
LINES = ("L1", "L2", "L2", "L3", "L4")
BOARDS = (core.KS, core.KS, core.FRN, core.KUN)
AMOUNTS = (1, 100, 40_000, 75_000, 150_000, 715_000)
DAYS = tuple(date(2024, 1, 1) + timedelta(days=x) for x in (0, 90, 400, 730, 731))
FACTS = (
    f.ActorRepresents,
    f.AuthorityGranted,
    f.AuthorityWithdrawn,
    f.PaymentRequested,
    f.PaymentReviewed,
    f.PaymentApproved,
    f.PaymentReturned,
    f.PaymentCancelled,
    f.DisbursementRecorded,
    f.CommitmentReleased,
    f.EntryReversed,
)


def mandates(ledger):
    return [*ledger.authorities.mandates, 1]


def request(rng, ledger):
    """Return the position of a request, and rarely of something else."""
    known = [*of_state(ledger).requests]
    return rng.choice(known) if known and rng.random() < 0.95 else rng.randint(1, 40)


def random_step(rng, ledger):
    """Return what somebody does about a payment, or about who may see to one."""
    at, actor, amount = request(rng, ledger), rng.choice(ACTORS), rng.choice(AMOUNTS)
    asked = of_state(ledger).requests.get(at)
    line = asked.fact.line if asked and rng.random() < 0.9 else rng.choice(LINES)
    day = rng.choice(DAYS)
    paid = asked.fact.amount_minor / 100 if asked and rng.random() < 0.8 else amount
    return rng.choice(
        (
            lambda: cases.ask(amount, rng.choice(LINES), actor, due_on=rng.choice(DAYS[:3])),
            lambda: cases.ask(amount, rng.choice(LINES), actor),
            lambda: cases.review(at, actor),
            lambda: cases.review(at, "b"),
            lambda: cases.attest(at, actor),
            lambda: cases.attest(at, rng.choice(("c", "d", "e"))),
            lambda: cases.pay(paid, line, day, request=at),
            lambda: cases.pay(paid, line, day, request=rng.choice((at, None))),
            lambda: cases.send_back(at, actor, core.TODAY),
            lambda: cases.cancel(at, actor, core.TODAY),
            lambda: cases.grant(
                actor,
                rng.choice(("review", "decide")),
                rng.choice((None, 80_000, 200_000)),
                rng.choice(BOARDS),
                from_day=rng.choice(DAYS),
                to_day=rng.choice((date(2026, 12, 31), *DAYS)),
            ),
            lambda: cases.grant(actor, limit=10, substitute_for=rng.choice(mandates(ledger))),
            lambda: cases.withdraw(rng.choice(mandates(ledger)), rng.choice((core.TODAY, *DAYS))),
            lambda: cases.represent(
                actor, rng.choice(("radda-barnen", "tif")), represents=rng.random() < 0.4
            ),
            lambda: c.AmendParty(
                party=rng.choice(("radda-barnen", "tif")),
                legal_entity=rng.choice(("radda-barnen", "tif", "elsewhere")),
            ),
            lambda: core.release(line, core.kr(amount), 2024, day),
            lambda: core.reverse(rng.randint(1, len(ledger.events)), core.TODAY),
        )
    )()


def candidates(rng, ledger):
    """Yield what somebody might forge, each with who does it and what it says it follows from."""
    for _ in range(FORGED):
        kind = rng.choice(FACTS)
        past = [x for x in ledger.events if type(x.fact) is kind]
        if not past:
            continue
        there = rng.choice(past)
        fact, cause = there.fact, None
        for _ in range(rng.choice((0, 1, 1, 2))):
            fact = mutated(rng, fact, ledger)
        if isinstance(fact, (f.PaymentReviewed, f.PaymentApproved)):
            at = rng.choice(mandates(ledger))
            known = ledger.authorities.mandates.get(at)
            fact = msgspec.structs.replace(fact, request=request(rng, ledger), authority=at)
            if isinstance(fact, f.PaymentApproved):
                principal = known and known.granted.substitute_for
                fact = msgspec.structs.replace(fact, substitute_for=principal)
        if isinstance(fact, f.DisbursementRecorded) and of_state(ledger).requests:
            cause = rng.choice((*of_state(ledger).requests, None))
        actor = rng.choice((there.envelope.actor, *ACTORS))
        yield kind.stream.of("herrgarden"), fact, By(None, actor), cause


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_rules_and_server_judge_requests_alike(on_server, seed):  # noqa: F811
    rng = random.Random(seed)
    ledger = ledger_of(cases.BEGUN if seed % 3 else cases.FREE)
    server = on_server(ledger)
    server.follow()
    found = []
    for _ in range(STEPS):
        step = random_step(rng, ledger)
        step = step if isinstance(step, By) else By(step)
        step = By(step.command, step.actor, today=core.TODAY, assurance="database-attested")
        try:
            ledger.record(step)
        except LedgerError:
            stream, fact = forged(ledger, step.command, step.actor)
            cause = getattr(step.command, "request", None)
            known = cause is None or cause in of_state(ledger).requests
            if fact is not None and known:
                found.append(compare(server, stream, fact, step, cause))
        server.follow()
        found += [compare(server, *one) for one in candidates(rng, ledger)]
    assert len(set(found)) > 8
    server.require_kept()
