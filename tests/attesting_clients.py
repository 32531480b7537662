"""Clients that request, review, approve, withdraw and pay on a server at once, in random order.

``test_attesting_append.py`` runs a short form; ``SAMVERK_ATTESTING_SECONDS`` makes it longer. Some
clients use the program. The others put events to ``append``, and no rule of the program is asked.
What stands afterwards is judged here by functions of their own, from the events alone.
"""

import multiprocessing
import random
import time
from collections import Counter
from contextlib import closing, suppress

import msgspec
import psycopg
from attesting_forged import (
    CHIEF,
    FRN,
    KR,
    KS,
    LINES,
    LOGINS,
    PARTIES_OF,
    STREAM,
    Forging,
    approved,
    asked,
    later,
    mandate,
    paid,
    reviewed,
)
from postgres_server import LOGIN_PATH

from events import facts as f
from events.streams import AUTHORITIES
from ledger.books.opening import open_book
from ledger.refusal import LedgerError
from ledger.rules import commands as c
from ledger.work.recording import Service
from ledger.work.submission import Signature

CONTEXT = multiprocessing.get_context("fork")
CLIENTS = 8
AMOUNTS = (1 * KR, 400 * KR, 900 * KR, 1_500 * KR)
DUES = tuple(map(later, range(1, 3_000)))  # so many that limits are not soon reached on all of them
# What a client tries, and how often.
TRIES = {"ask": 6, "review": 7, "approve": 7, "pay": 6, "end": 1, "take back": 0.3, "mandate": 2}


def command_of(fact, causation):
    """Return the command that leads to a fact; None: an administrator puts it himself."""
    in_agreement = {"agreement": "avtal"}
    match fact:
        case f.PaymentRequested():
            kind, more = c.RequestPayment, in_agreement
        case f.PaymentReviewed():
            kind, more = c.ReviewRequest, {"position": fact.request}
        case f.PaymentApproved():
            kind, more = c.ApproveRequest, {"position": fact.request, "authority": None}
        case f.PaymentReturned():
            kind, more = c.ReturnRequest, {"position": fact.request}
        case f.PaymentCancelled():
            kind, more = c.CancelRequest, {"position": fact.request}
        case f.DisbursementRecorded():
            kind, more = c.RecordDisbursement, in_agreement | {"request": causation}
        case f.EntryReversed():
            kind, more = c.ReverseEntry, {}
        case _:
            return None
    own = {x: getattr(fact, x) for x in fact.__struct_fields__ if x in kind.__struct_fields__}
    return kind(**own | more)


class Client(Forging):
    """A recorder, or an administrator, who tries one thing after another.

    Args:
        service: the program, if the client uses it.
    """

    def __init__(self, connection, login, rng, service=None):
        super().__init__(connection)
        self.login, self.rng, self.service = login, rng, service

    def as_login(self, login):
        """A client is itself from the beginning."""

    def seen(self, query):
        """Return a row of what is there, by chance; None: there is none."""
        return self.connection.execute(f"{query} ORDER BY random() LIMIT 1").fetchone()

    def try_one(self):
        """Try something, and return what, and how it was answered."""
        tries = TRIES | {"mandate": 20} if self.login == CHIEF else TRIES
        what = self.rng.choices([*tries], [*tries.values()])[0]
        try:
            done = getattr(self, "_" + what.replace(" ", "_"))()
        except LedgerError as error:
            return what, error.code
        except psycopg.Error as error:
            if error.sqlstate != "SV005":
                raise
            return what, error.diag.message_hint
        return what, "done" if done else "nothing there"

    def _put(self, fact, stream=STREAM, **more):
        command = command_of(fact, more.get("causation")) if self.service else None
        if command is not None:
            me = Signature(actor=self.login, assurance="database-attested")
            return self.service.execute(command, me)
        return self.put(self.login, (stream, fact), **more)

    def _request(self, waits):
        """Return a request that waits for something mostly, and any one else."""
        query = "SELECT position, line, minor, paid FROM payment_request"
        return self.seen(query if self.rng.random() < 0.2 else f"{query} WHERE {waits}")

    def _mandate_for(self, step):
        """Return a mandate: its own mostly, and any one else."""
        own = self.rng.random() < 0.9
        whose = f"actor = lower('{self.login}') AND step = '{step}'" if own else "true"
        found = self.seen(f"SELECT position, substitute_for FROM authority WHERE {whose}")
        return found or (1, None)

    def _ask(self):
        line = self.rng.choice([*LINES])
        return self._put(
            asked(
                line,
                self.rng.choice(AMOUNTS),
                due_on=self.rng.choice(DUES if self.rng.random() < 0.8 else DUES[:9]),
            )
        )

    def _review(self):
        if found := self._request("reviewer IS NULL AND over IS NULL"):
            return self._put(reviewed(found[0], self._mandate_for("review")[0]))
        return None

    def _approve(self):
        found = self._request("reviewer IS NOT NULL AND approver IS NULL AND over IS NULL")
        if found is None:
            return None
        authority, principal = self._mandate_for("decide")
        day = self.rng.choice((0, 0, 0, 0, -1, -9))
        more = {"approved_on": later(day), "substitute_for": principal}
        return self._put(approved(found[0], authority, **more))

    def _pay(self):
        found = self._request("approver IS NOT NULL AND paid IS NULL AND over IS NULL")
        if found is None:
            return None
        position, line, minor, _ = found
        minor = max(1, minor - self.rng.choice((0, 0, 0, 1, 9 * KR, -1)))
        causes = (position,) * 8 + (None, position - 1)
        fact = paid(line, minor, voucher=f"{self.login}-{self.rng.random()}")
        return self._put(fact, causation=self.rng.choice(causes))

    def _end(self):
        if found := self._request("true"):
            values = {"request": found[0], "reason": "R"}
            kinds = (
                f.PaymentReturned(**values, returned_on=later(0)),
                f.PaymentCancelled(**values, cancelled_on=later(0)),
            )
            return self._put(self.rng.choice(kinds))
        return None

    def _take_back(self):
        found = self._request("paid IS NOT NULL")
        if found is None or found[3] is None:
            return None
        query = "SELECT convert_from(state, 'UTF8') FROM stored_events WHERE rowid = %s"
        (state,) = self.connection.execute(query, found[3:]).fetchone()
        fact = msgspec.convert(msgspec.json.decode(state)["data"], f.DisbursementRecorded)
        back = f.EntryReversed(position=found[3], reversed_on=later(0), reason="R", entry=fact)
        return self._put(back)

    def _mandate(self):
        stream = AUTHORITIES.name
        if self.rng.random() < 0.15:
            used = "SELECT authority FROM payment_request WHERE paid IS NULL AND over IS NULL"
            any_one = "SELECT position FROM authority WHERE withdrawn IS NULL"
            found = self.seen(
                f"{any_one} AND position IN ({used})" if self.rng.random() < 0.7 else any_one
            ) or (1,)
            withdrawn = f.AuthorityWithdrawn(position=found[0], withdrawn_on=later(0), reason="R")
            return self._put(withdrawn, stream)
        actor = self.rng.choice((*LOGINS, CHIEF))
        if self.rng.random() < 0.1:
            party = self.rng.choice([*PARTIES_OF])
            does = self.rng.random() < 0.2
            return self._put(f.ActorRepresents(actor=actor, party=party, represents=does), stream)
        return self._put(random_mandate(self.rng, actor), stream)


def random_mandate(rng, actor):
    """Return a mandate that is sometimes in force, for some lines, up to some limit."""
    line = rng.choice((None, None, None, "A", "C"))
    return mandate(
        actor,
        rng.choice(("review", "decide")),
        rng.choice((KS, KS, FRN)) if line is None else LINES[line][0],
        agreement=rng.choice((None, "avtal")) if line is None else "avtal",
        line=line,
        limit_minor=rng.choice((None, 1_000 * KR, 2_000 * KR)),
        from_day=later(rng.choice((-9, -9, -9, 0))),
        to_day=later(rng.choice((0, 9, 9))),
    )


def _work(address, login, seed, seconds, answer):
    """Try one thing after another, and say how often each was answered how."""
    rng, counts = random.Random(seed), Counter()
    with (
        psycopg.connect(address, options=LOGIN_PATH, autocommit=True) as connection,
        closing(open_book(address)) as book,
    ):
        uses_program = login in LOGINS[::2]
        client = Client(connection, login, rng, Service(book) if uses_program else None)
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            counts[client.try_one()] += 1
    answer.send(counts)


def run(server, database, seconds, seed):
    """Let clients loose on a book; return how often each try was answered how."""
    logins = [*LOGINS[: CLIENTS - 1], CHIEF]
    pipes, processes = [], []
    for number, login in enumerate(logins):
        ours, theirs = CONTEXT.Pipe(duplex=False)
        words = server.uri(login, database), login, f"{seed}-{number}", seconds, theirs
        process = CONTEXT.Process(target=_work, args=words)
        process.start()
        theirs.close()
        pipes.append(ours)
        processes.append(process)
    counts = Counter()
    for pipe in pipes:
        with suppress(EOFError):
            counts += pipe.recv()
    for process in processes:
        process.join(60)
        assert process.exitcode == 0
    return counts


# ---------------------------------------------------------------- judged by the events alone


def recorded(address):
    """Return the events of a book."""
    with closing(open_book(address)) as book:
        return list(book.events())


def unattested(address):
    """Return how many payments stand, and which two others with mandates have not approved."""
    events = {event.position: event for event in recorded(address)}
    taken_back = {x.fact.position for x in events.values() if isinstance(x.fact, f.EntryReversed)}
    payments = [
        x
        for x in events.values()
        if isinstance(x.fact, f.DisbursementRecorded) and x.position not in taken_back
    ]
    wrong = [x.position for x in payments if not _is_attested(x, events)]
    requests = [x.envelope.causation for x in payments]
    assert len(set(requests)) == len(requests), "a request was paid twice"
    return len(payments), wrong


def _about(events, request, kind, before):
    return [
        x
        for x in events.values()
        if isinstance(x.fact, kind) and x.fact.request == request and x.position < before
    ]


def _is_attested(payment, events):
    """Return whether three persons saw to a payment, two of them with the right to do so then."""
    at, fact = payment.envelope.causation, payment.fact
    request = events.get(at)
    if request is None or not isinstance(request.fact, f.PaymentRequested):
        return False
    asked_for = request.fact
    reviews = _about(events, at, f.PaymentReviewed, payment.position)
    approvals = _about(events, at, f.PaymentApproved, payment.position)
    over = _about(events, at, f.PaymentReturned | f.PaymentCancelled, payment.position)
    if len(reviews) != 1 or not approvals or over:
        return False
    review, approval = reviews[0], approvals[-1]
    persons = {x.envelope.actor.lower() for x in (request, review, approval)}
    granted = events[approval.fact.authority].fact
    withdrawn = [
        x.fact.withdrawn_on
        for x in events.values()
        if isinstance(x.fact, f.AuthorityWithdrawn)
        and x.fact.position == approval.fact.authority
        and x.position < payment.position
    ]
    lasts = granted.from_day <= fact.paid_on <= granted.to_day and all(
        fact.paid_on < day for day in withdrawn
    )
    return (
        len(persons) == 3
        and lasts
        and _could(review, review.fact.reviewed_on, "review", asked_for, events)
        and _could(approval, approval.fact.approved_on, "decide", asked_for, events)
        and (fact.line, fact.budget_year, fact.payee)
        == (asked_for.line, asked_for.budget_year, asked_for.payee)
        and fact.amount_minor <= asked_for.amount_minor
    )


def _could(act, day, step, asked_for, events):
    """Return whether an actor had the right to review or approve a request, when it was done."""
    granted = events[act.fact.authority]
    own, funder = granted.fact, LINES[asked_for.line][0]
    withdrawn = any(
        isinstance(x.fact, f.AuthorityWithdrawn)
        and x.fact.position == granted.position
        and x.position < act.position
        and x.fact.withdrawn_on <= day
        for x in events.values()
    )
    return (
        granted.position < act.position
        and granted.envelope.actor == CHIEF
        and own.actor.lower() == act.envelope.actor.lower() != CHIEF
        and (own.step, own.board) == (step, funder)
        and own.agreement in {None, "avtal"}
        and own.line in {None, asked_for.line}
        and own.from_day <= day <= own.to_day
        and not withdrawn
        and abs((act.envelope.recorded_at.date() - day).days) <= 1
        and not _interested(act, asked_for, events)
        and (own.limit_minor is None or own.limit_minor >= _due(act, asked_for, events))
    )


def _interested(act, asked_for, events):
    said = {}
    for x in events.values():
        if isinstance(x.fact, f.ActorRepresents) and x.position < act.position:
            said[x.fact.actor.lower(), x.fact.party] = x.fact.represents
    return any(
        does and actor == act.envelope.actor.lower() and _same_person(party, asked_for.payee)
        for (actor, party), does in said.items()
    )


def _same_person(one, other):
    return PARTIES_OF[one] == PARTIES_OF[other]


def _due(act, asked_for, events):
    """Return what had been requested for the payee, due that day, and was not over."""
    ended = {
        x.fact.request
        for x in events.values()
        if isinstance(x.fact, f.PaymentReturned | f.PaymentCancelled) and x.position < act.position
    }
    return sum(
        x.fact.amount_minor
        for x in events.values()
        if isinstance(x.fact, f.PaymentRequested)
        and x.position < act.position
        and x.position not in ended
        and x.fact.due_on == asked_for.due_on
        and LINES[x.fact.line][0] == LINES[asked_for.line][0]
        and _same_person(x.fact.payee, asked_for.payee)
    )


def begin(forging):
    """Record an agreement with money for many payments, and a mandate or two for everybody."""
    rng = random.Random(0)
    for login in LOGINS:
        for _ in range(6):
            forging.put(CHIEF, (AUTHORITIES.name, random_mandate(rng, login)))
