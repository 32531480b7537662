"""What a server's append() refuses, held equal to the rules of the program.

Commands are recorded in memory by the rules, and put to a server as events in a transaction that
is undone. What the rules accept the server has to take. What they refuse by a code that the server
holds it has to refuse by the same code.
"""

import os
import random
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby

import amendment_cases as cases
import forging
import in_memory as core
import index_cases
import msgspec
import process_cases as steps
import psycopg
import pytest
import test_attesting_append as by_requests
from end_cases import NOTICE, carry, close_agreement, reopen_agreement, terminate
from forging import concluded
from in_memory import By, ledger_of
from postgres_server import LOGIN_PATH, drop
from psycopg import sql
from test_decisions import CASES
from test_entries import MovedToYear
from test_events_codec import ALL

from events import facts as f
from events.canonical import is_unclean, read_one
from events.declared import fields_naming, parts_of, words_of
from events.effects import EFFECTS, Effect
from events.period import parse_period
from events.record import CorruptEventError, decode, encode
from events.streams import AGREEMENTS
from ledger.books.opening import grant, make_book
from ledger.books.postgres import asked, attesting, catalogue, filing, judging
from ledger.books.postgres.refusals import DoesNotFollow
from ledger.proof.judged_by import JudgedBy, differences
from ledger.refusal import LedgerError, Money
from ledger.rules import commands as c
from ledger.rules import corrections, planning_obstacles
from ledger.rules.decide import decide
from ledger.rules.entries import BY_FACT
from ledger.rules.inverse import INVERSE
from ledger.rules.refusals.amounts import ExceedsRemaining
from ledger.rules.refusals.attesting import SameActorOfRequest
from ledger.rules.refusals.judging import LineApart
from ledger.rules.requests import of_facts
from ledger.rules.versions import RULES
from projections.projection import replay

LOGIN = "domare"
# What no command can say, so no rule of the program has a code for it.
OF_SERVER = {LineApart.code, DoesNotFollow.code}
# Of two rules that are broken at once, either may be named.
EITHER = (
    {"not-concluded", "unknown-line"},
    {"year-outside-agreement", "other-boards-line"},
    {"exceeds-undisbursed", "other-boards-line"},
    {"not-concluded", "year-outside-agreement"},
    {"unknown-line", "year-outside-agreement"},
    {"not-concluded", "unknown-amendment"},
    {"unknown-party", "unknown-amendment"},
    {"unknown-party", "amendment-withdrawn"},
    # The program looks for the request that a payment pays, if it says none.
    {"request-missing", "differs-from-request"},
    {"request-missing", "approval-lapsed"},
    {"request-missing", "unknown-request"},
    {"no-authority", "unknown-authority"},
    # The program looks for a request before it asks whether its agreement is open.
    {"unknown-request", "proposal-withdrawn"},
    {"unknown-request", "agreement-closed"},
    {"request-over", "agreement-closed"},
    {"not-as-decided", "proposal-withdrawn"},
    {"not-as-decided", "agreement-closed"},
)
TEMPLATES = {type(event.fact): event.fact for event in ALL}
COMMANDS = {
    f.PartyRegistered: c.RegisterParty,
    f.AgreementClosed: c.CloseAgreement,
    f.AgreementReopened: c.ReopenAgreement,
    f.LineAmended: c.AmendLine,
    f.CommitmentApproved: c.ApproveCommitment,
    f.CommitmentDeclined: c.DeclineCommitment,
    f.AgreementConcluded: c.ConcludeAgreement,
    f.UpliftApplied: c.ApplyUplift,
    f.Reallocated: c.Reallocate,
    f.DisbursementRecorded: c.RecordDisbursement,
    f.InternalCostRecorded: c.RecordInternalCost,
    f.UseReported: c.RecordUse,
    f.RepaymentClaimed: c.ClaimRepayment,
    f.RepaymentClaimed3: c.ClaimRepayment,
    f.RepaymentReceived: c.RecordRepayment,
    f.RepaymentReceived2: c.RecordRepayment,
    f.InKindPledged: c.PledgeInKind,
    f.InKindRecorded: c.RecordInKind,
    f.InKindVerified: c.VerifyInKind,
    f.InKindRejected: c.RejectInKind,
    f.IndexPublished: c.PublishIndex,
    f.IndexWithdrawn: c.WithdrawIndex,
    f.AmendmentApproved: c.ApproveAmendment,
    f.AmendmentDeclined: c.DeclineAmendment,
    f.AmendmentConcluded: c.ConcludeAmendment,
    f.EntryReversed: c.ReverseEntry,
    f.PeriodClosed: c.ClosePeriod,
    f.PeriodReopened: c.ReopenPeriod,
    f.ActorKeyRegistered: c.RegisterActorKey,
    f.ActorKeyRetired: c.RetireActorKey,
    f.ActorRepresents: c.RepresentParty,
    f.AuthorityGranted: c.GrantAuthority,
    f.AuthorityWithdrawn: c.WithdrawAuthority,
    f.PaymentRequested: c.RequestPayment,
    f.PaymentReviewed: c.ReviewRequest,
    f.PaymentApproved: c.ApproveRequest,
    f.PaymentReturned: c.ReturnRequest,
    f.PaymentCancelled: c.CancelRequest,
    f.ImportMapAdded: c.AddMap,
    f.RouteAdded: c.AddRoute,
    f.RouteRetired: c.RetireRoute,
    f.ImportRead: c.ReadImport,
    f.Reconciled: c.RecordReconciliation,
    f.PaymentFileMade: c.MakePaymentFile,
    f.PaymentFileVoided: c.VoidPaymentFile,
    f.PartyAccountAdded: c.AddPartyAccount,
    f.PartyAccountConfirmed: c.ConfirmPartyAccount,
    **{fact: declaration.command for fact, declaration in BY_FACT.items()},
}
# Later forms, after the first ones.
COMMANDS |= {fact: COMMANDS[fact.__base__] for fact in f.FACTS if fact.__base__ in COMMANDS}


@pytest.fixture(scope="module")
def judge(server):
    """A connection of a recorder to an empty book, and a transaction that is undone."""
    name = server.database("judging")
    address = server.uri(database=name)
    make_book(address).close()
    grant(address, server.login(LOGIN), "recorder", None, revoke=False)
    with psycopg.connect(address, options=LOGIN_PATH, autocommit=True) as connection:
        connection.execute(CLOCK)
        connection.execute(f"SET SESSION AUTHORIZATION {LOGIN}")
        yield connection
    drop(server, name)  # the tests of this file may come in two parts


USUAL = By(None)


def stored(fact, actor=LOGIN, causation=None):
    """Return the bytes of an event as a login records it."""
    envelope = msgspec.structs.replace(
        ALL[0].envelope,
        actor=actor,
        assurance="database-attested",
        evidence=(),
        key=None,
        causation=causation,
    )
    return encode(msgspec.structs.replace(envelope, data=fact))


# The day that the rules take for today, so that a review can have it.
CLOCK = """
CREATE OR REPLACE FUNCTION samverk.today() RETURNS date LANGUAGE plpgsql AS $$
BEGIN
    RETURN current_setting('judging.day')::date;
END
$$"""


def _by_whom(event):
    actor = event.envelope.actor
    return LOGIN if actor == "ekonom" else actor, event.envelope.recorded_at.date()


class Server:
    """The events of a ledger in memory, on a server, inside a transaction."""

    def __init__(self, connection, ledger):
        self._connection = connection
        self.ledger = ledger
        self._upto = 0
        self._logins, self._now = {LOGIN}, LOGIN

    def follow(self):
        """Put what the ledger has recorded since to the server, which has to take it."""
        events = self.ledger.events[self._upto :]
        self._upto = len(self.ledger.events)
        for (actor, day), some in groupby(events, key=_by_whom):
            pairs = [(x.originator_id, x.fact, x.envelope.causation) for x in some]
            assert self.refused(pairs, keep=True, actor=actor, day=day) is None

    @contextmanager
    def _as_before(self, *, keep):
        before = set(self._logins), self._now
        try:
            yield
        finally:
            if not keep:
                self._logins, self._now = before

    def _become(self, actor, *, administrator):
        """Be a recorder, or an administrator, too, until the transaction is undone."""
        self._connection.execute("RESET SESSION AUTHORIZATION")
        login = sql.Identifier(actor)
        if actor not in self._logins:
            self._logins.add(actor)
            # Other tests of the same server have logins of the same names.
            there = "SELECT count(*) FROM pg_roles WHERE rolname = %s"
            if self._connection.execute(there, (actor,)).fetchone() == (0,):
                self._connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(login))
            self._grant("recorder", login)
        if administrator:
            self._grant("owner", login)
        self._connection.execute(sql.SQL("SET SESSION AUTHORIZATION {}").format(login))
        self._now = actor

    def _grant(self, role, login):
        role = sql.Identifier(f"samverk_judging_{role}")
        self._connection.execute(sql.SQL("GRANT {} TO {}").format(role, login))

    def refused(self, pairs, *, keep=False, **more):
        """Return the code of the server's refusal, or another error's state; None: it takes it."""
        try:
            self.append(pairs, keep=keep, **more)
        except psycopg.Error as error:
            if error.sqlstate != "SV005":  # it is no event, or its reference is taken
                assert error.sqlstate in {"SV003", "23505"}, error
                return error.sqlstate
            refusal = judging.refusal(error.diag.message_hint, error.diag.message_detail)
            assert refusal is not None, (error.diag.message_hint, error.diag.message_detail)
            assert "{" not in error.diag.message_primary, error.diag.message_primary
            return refusal.code
        return None

    def append(self, pairs, *, keep=False, actor=LOGIN, day=core.TODAY):
        """Put events to the server, each with its stream, and what it follows from if that matters.

        Args:
            pairs: stream and fact of each event, and its cause.
            keep: whether they stay.
            actor: the login; ``LOGIN`` is a recorder, and so are others until they have to be more.
            day: that the server takes for today.
        """
        streams, facts, causes = zip(*((*pair, None)[:3] for pair in pairs), strict=True)
        states = [stored(x, actor, cause).decode() for x, cause in zip(facts, causes, strict=True)]
        names = [f.event_name(fact) for fact in facts]
        needs = keep and any(isinstance(x, f.KeyRotated) for x in facts)
        needs = needs or any(isinstance(x, f.OfAuthorities) for x in facts)
        with self._connection.transaction(force_rollback=not keep), self._as_before(keep=keep):
            if actor != self._now or needs:
                self._become(actor, administrator=needs)
            self._connection.execute("SELECT set_config('judging.day', %s, true)", (str(day),))
            self._connection.execute(
                "SELECT append(%s, 1000, '{}', '{}', %s, %s, %s, true)",
                (catalogue.FORM, list(streams), names, states),
            )

    def require_kept(self):
        """See that the server judges by what the events say, as kept and as filled anew."""
        wanted = by_events(self.ledger)
        assert list(differences(self.tables(), wanted)) == []
        assert list(differences(self.tables(anew=True), wanted)) == []

    def tables(self, *, anew=False):
        """Return what the server judges by, as it was kept or filled from all events."""
        with self._connection.transaction(force_rollback=True):
            self._connection.execute("RESET SESSION AUTHORIZATION")
            self._connection.execute("SET LOCAL search_path = samverk, samverk_calls")
            if anew:
                for name in judging.TABLES:
                    self._connection.execute(f"DELETE FROM {name}")
                self._connection.execute("SELECT keep_all()")
            return {
                name: set(self._connection.execute(f"SELECT * FROM {name}").fetchall())
                for name in judging.TABLES
            }


def by_events(ledger):
    """Return what a server has to judge by, as the events say."""
    kept = JudgedBy()
    for event in ledger.events:
        kept.add(event)
    return kept.rows(replay(ledger.events))


@pytest.fixture
def on_server(judge):
    """Return what begins a transaction on the server with the events of a ledger."""
    with judge.transaction(force_rollback=True):
        yield lambda ledger: Server(judge, ledger)


def command_of(fact, stream):
    """Return the command that a fact would follow from."""
    kind = COMMANDS[type(fact)]
    own = {x: getattr(fact, x) for x in fact.__struct_fields__}
    match fact:
        case f.CommitmentApproved() | f.CommitmentDeclined():
            own["lines"] = (fact.line,)
        case f.IndexPublished():
            own["period"] = fact.index_period
        case f.ImportMapAdded():
            own["columns"] = tuple((x.column, x.means) for x in fact.columns)
        case f.Reconciled():
            own["period"] = fact.reconciled_period
        case f.PaymentFileMade():
            own["requests"] = tuple((x.agreement, x.request) for x in fact.requests)
        case f.UpliftApplied():
            first = fact.years[0].uplift_minor if fact.years else None
            own["amount_minor"] = first if fact.basis == "amount" else None
            own["supersede"] = fact.supersedes is not None
        case f.Reallocated():
            own["decisions"] = tuple((x.board, x.reference) for x in fact.decisions)
        case f.OfRequest() if not isinstance(fact, f.PaymentRequested):
            own["position"] = fact.request
    own |= dict.fromkeys(c.PERMISSIONS, True)
    if fact.stream is AGREEMENTS:
        own["agreement"] = stream.partition("/")[2]
    return kind(**{x: own[x] for x in kind.__struct_fields__ if x in own})


# A server holds no limit to carry, no plan and no obligation.
OF_THE_PROGRAM = {
    *(corrections.CARRIED, corrections.OFFSET),
    *(planning_obstacles.REPLANNED, planning_obstacles.NAMED, planning_obstacles.AWAITED),
    *(planning_obstacles.GOES_ON, planning_obstacles.LET_THROUGH),
}


def decided(ledger, stream, fact, by, cause=None):
    """Return the code with which the rules refuse a fact; None: it follows; ``""``: another does.

    What follows from a command otherwise than the fact says is another fact, whatever rules say.

    Args:
        ledger: what was recorded before.
        stream, fact: what is forged.
        by: as whom, and when: a step.
        cause: the request that a payment names.
    """
    command = command_of(fact, stream)
    world = ledger.world(command, by.actor, by.today, "database-attested")
    world = msgspec.structs.replace(world, request=cause)
    try:
        if isinstance(fact, (f.OfRequest, f.DisbursementRecorded)):  # as ``verify`` judges them
            facts = (INVERSE[type(fact)](fact, world),)
            if of_facts(facts, world) != (cause,):
                return ""
        else:
            facts = decide(command, world)
    except LedgerError as error:
        if isinstance(fact, f.PeriodClosed) and fact.ends != parse_period(fact.period).ends:
            return ""
        if isinstance(fact, f.UseReported) and error.code == "period-closed":
            line = ledger.agreements["herrgarden"].lines[fact.line]
            return error.code if fact.performer == line.proposed.performer else ""
        if isinstance(command, c.ToEntry) and not _stands_in(ledger, command.position, stream):
            return ""
        if isinstance(fact, f.PaymentRequested) and fact.offset_minor:
            return ""  # what is offset, and so what was asked for, is the program's alone
        is_act = isinstance(fact, (f.PaymentReviewed, f.PaymentApproved))
        if is_act and abs((f.effective_on(fact) - by.today).days) == 1:
            return ""  # a zone may be a day ahead
        if vars(error).get("because") in OF_THE_PROGRAM:
            return ""
        return error.code
    is_there = isinstance(command, c.ToEntry) <= _stands_in(
        ledger, getattr(command, "position", 0), stream
    )
    return None if fact in facts and is_there else ""


def _stands_in(ledger, position, stream):
    there = ledger.events[position - 1 : position]
    return bool(there) and there[0].originator_id == stream


def is_event(fact):
    """Return whether a fact can be read again: none holds the later form of what it repeats."""
    try:
        state = stored(fact)
        return decode(f.event_name(fact), state, 1).data == fact and not is_unclean(state)
    except CorruptEventError:
        return False


def compare(server, stream, fact, by=USUAL, cause=None):
    """See that rules and server judge alike, and return how the server did."""
    if not is_event(fact):
        assert server.refused([(stream, fact)]) == "SV003", fact
        return "SV003"
    expected = decided(server.ledger, stream, fact, by, cause)
    actor = LOGIN if by.actor == USUAL.actor else by.actor
    found = server.refused([(stream, fact, cause)], actor=actor, day=by.today)
    if expected is None:
        assert found is None, (found, fact)
    elif isinstance(fact, f.RouteAdded | f.Reconciled):
        pass  # the program alone looks up what these name
    elif expected == SameActorOfRequest.code and not isinstance(fact, f.OfRequest):
        pass  # the other four eyes are the program's alone
    elif expected in judging.REFUSALS:
        is_like = found in {expected, *OF_SERVER} or {expected, found} in EITHER
        assert is_like, (expected, found, stream, fact)
    return found


# ---------------------------------------------------------------- the table of decisions


def of_state(ledger):
    return ledger.agreements["herrgarden"]


def _of_request(ledger, command, actor):
    """Return what a command about a request, or about who may act, says by the actor and the day.

    Left out, it means nothing or everything, and not what the template has.
    """
    own = {}
    if isinstance(command, c.ToRequest):
        there = ledger.events[command.position - 1 : command.position]
        is_there = there and there[0].agreement
        own["stream"] = there[0].originator_id if is_there else "agreement/herrgarden"
        own["request"] = command.position
    match command:
        case c.ReviewRequest() | c.ApproveRequest():
            mandates = [x for x in ledger.authorities.mandates.values() if x.is_of(actor)]
            at = command.authority or (mandates[0].position if mandates else 1)
            own |= {"authority": at, "signature": None}
            if isinstance(command, c.ApproveRequest):
                found = ledger.authorities.mandates.get(at)
                own["substitute_for"] = found and found.granted.substitute_for
        case c.GrantAuthority():
            said = ("agreement", "line", "substitute_for", "limit_minor", "currency")
            own |= {name: getattr(command, name) for name in said}
        case c.RequestPayment():
            own |= {name: getattr(command, name) for name in ("instalment", "reference")}
            own["budget_year"] = command.budget_year or command.due_on.year
            line = of_state(ledger).lines.get(command.line)
            if line and not command.payee:
                own["payee"] = line.performing_on(command.due_on).performer
    return own


def forged(ledger, command, actor=USUAL.actor):
    """Return the fact that a command names, as far as it says it."""
    kind = next((fact for fact, x in COMMANDS.items() if x is type(command)), None)
    if kind is None:
        return None, None
    template, own = TEMPLATES[kind], {}
    for name in template.__struct_fields__:
        value = getattr(command, name, None)
        own[name] = getattr(template, name) if value is None else value
    stream = kind.stream.of(getattr(command, "agreement", None))
    if isinstance(command, (c.ToRequest, c.ToAuthorities, c.RequestPayment)):
        own |= _of_request(ledger, command, actor)
        stream = own.pop("stream", stream)
    match command:
        case c.ApproveCommitment() | c.DeclineCommitment():
            own["line"] = command.lines[0] if command.lines else "L1"
        case (
            c.AddMap()
            | c.AddRoute()
            | c.ReadImport()
            | c.RecordReconciliation()
            | c.MakePaymentFile()
            | c.VoidPaymentFile()
        ):
            (fact,) = forging.forged(command, ledger, core.TODAY, actor)
            return fact.stream.name, fact
        case c.Reallocate():
            own["decisions"] = tuple(
                f.Decision(board=b or core.KS, reference=r) for b, r in command.decisions
            )
        case c.ConcludeAmendment() if command.amendment in of_state(ledger).amendments:
            own |= concluded(of_state(ledger).amendments[command.amendment], command)
        case c.RecordDisbursement() | c.RecordUse():
            agreement = ledger.agreements.get(command.agreement)
            if command.line == "both":  # an activity, which no fact names
                own["line"] = "L2"
            line = agreement and agreement.lines.get(own["line"])
            field = "payee" if isinstance(command, c.RecordDisbursement) else "performer"
            if line and not getattr(command, field, None):
                day = getattr(command, "paid_on", None) or command.reported_on
                own[field] = line.performing_on(day).performer
        case c.ClaimRepayment() if command.performer:
            kind = f.RepaymentClaimed3
            own |= {"booked_on": command.claimed_on, "performer": command.performer}
        case c.ReverseEntry() | c.VerifyInKind() | c.RejectInKind():
            there = ledger.events[command.position - 1 : command.position]
            field = "entry" if isinstance(command, c.ReverseEntry) else "contribution"
            if there and type(there[0].fact) in TEMPLATES and there[0].agreement:
                stream = there[0].originator_id
                fits = f.Entry if field == "entry" else f.InKindRecorded
                if isinstance(there[0].fact, fits):
                    own[field] = there[0].fact
            elif kind.stream is AGREEMENTS:
                stream = "agreement/herrgarden"
    return stream, kind(**own)


@pytest.mark.parametrize(
    ("given", "when", "then"), [x[1:] for x in CASES], ids=[x[0] for x in CASES]
)
def test_the_table_of_decisions_on_a_server(on_server, given, when, then):
    ledger = ledger_of(given)
    server = on_server(ledger)
    server.follow()
    step = when if isinstance(when, By) else By(when)
    if isinstance(then, list):
        ledger.record(step)
        server.follow()
        server.require_kept()
        return
    try:
        stream, fact = forged(ledger, step.command, step.actor)
    except TypeError:
        return
    if fact is not None:
        cause = getattr(step.command, "request", None)
        compare(server, stream, fact, step, cause)


# ---------------------------------------------------------------- random histories, forged events

LINES = ("L1", "L2", "L3", "L4", "L9")
PARTIES = (core.KS, core.FRN, core.KUN, "tif", "radda-barnen", "malmo-universitet", "nobody")
HISTORIES = int(os.environ.get("SAMVERK_TEST_HISTORIES", "6"))
STEPS, FORGED = 45, 6


def random_step(rng, ledger):
    """Return a command, which may be booked later than its document's day, or earlier."""
    step = random_command(rng, ledger)
    by = step if isinstance(step, By) else By(step)
    if "booked_on" not in by.command.__struct_fields__ or by.command.booked_on is not None:
        return step
    if rng.random() < 0.6:
        return step
    field = next(x for x in by.command.__struct_fields__ if x.endswith("_on") and x != "booked_on")
    day = getattr(by.command, field) + timedelta(days=rng.choice((-1, 0, 1, 30, 200)))
    return replace(by, command=core.booked(by.command, day))


def random_command(rng, ledger):
    at = rng.randint(max(1, len(ledger.events) - 20), len(ledger.events) + 1)
    day = date(2023, 11, 1) + timedelta(days=rng.randrange(700))
    amount = rng.choice((1, 100, 5_000_000, 7_500_000, 10_000_000, 32_000_000, 71_500_000))
    line, year = rng.choice(LINES), rng.choice((2024, 2024, 2025, 2026))
    board = rng.choice((core.KS, core.FRN, core.KUN))
    amendment = rng.choice(("T1", "T1", "T2", "T3"))
    return rng.choice(
        (
            lambda: core.disburse(line, amount, year, day),
            lambda: core.disburse(line, amount, year, day),
            lambda: core.internal("L4", amount // 4 + 1, year, day),
            lambda: core.use(line, amount, year, day),
            lambda: core.release(line, amount, year, day),
            lambda: terminate(ends=day, notice_on=min(day, NOTICE)),
            lambda: close_agreement(day),
            lambda: By(reopen_agreement(), actor="annan"),
            lambda: carry(amount, line, (year, rng.choice((2024, 2025, 2025))), day),
            lambda: core.reallocate(line, rng.choice(LINES), amount, ((None, "§"),), year, day),
            lambda: core.claim(line, amount, year, claimed_on=day, due_on=date(2026, 5, 1)),
            lambda: core.repay(at, amount, received_on=day),
            lambda: core.uplift(
                board, rng.choice(("1.5", "90")), year, supersede=rng.random() < 0.4, decided_on=day
            ),
            lambda: core.reverse(at),
            lambda: core.reverse(at, day),
            lambda: core.reverse(at),
            lambda: core.pledge(rng.choice(PARTIES), year=year, day=day),
            lambda: core.gift(rng.choice(PARTIES), performed_on=day),
            lambda: core.gift("malmo-universitet", performed_on=day, pledge=at),
            lambda: By(core.verify(at), actor="annan"),
            lambda: By(core.reject(at), actor="annan"),
            lambda: core.close(rng.choice(("2023", "2024-Q1", "2024-Q2"))),
            lambda: By(core.reopen(rng.choice(("2023", "2024-Q1"))), actor="annan"),
            lambda: core.approve(board),
            lambda: core.decline(board),
            lambda: core.CONCLUDE,
            lambda: cases.change(cases.to(line, amount // 100, year)),
            lambda: cases.change(cases.mark(line), lines=(cases.new_line("L9"),)),
            lambda: cases.change(cases.to(line, amount // 100, 2026), ends=cases.LONGER),
            lambda: cases.agrees(board, amendment, day),
            lambda: cases.agrees(board, amendment, day),
            lambda: cases.declines(board, amendment, day),
            lambda: cases.signs(rng.choice(PARTIES), amendment, day),
            lambda: cases.withdraws(amendment, day),
            lambda: cases.concludes(amendment, day),
            lambda: cases.concludes(amendment, day),
            lambda: steps.refer(*rng.sample(PARTIES, 2)),
            lambda: steps.answer(rng.choice(PARTIES)),
            lambda: steps.plan(rng.choice(PARTIES)),
            lambda: steps.sign(rng.choice(PARTIES)),
            lambda: steps.notify(rng.choice(PARTIES)),
            steps.withdraw,
        )
    )()


def mutated(rng, fact, ledger):
    """Return a fact with one field changed to something of its kind."""
    field = rng.choice(msgspec.structs.fields(type(fact)))
    value = getattr(fact, field.name)
    at = rng.randint(1, len(ledger.events) + 2)
    match value:
        case bool():
            value = not value
        case int() if "event" in (named_words(fact, field.name)):
            value = at
        case int() if "year" in field.name:
            value = rng.choice((2023, 2024, 2025, 2026))
        case int():
            value = max(1, value + rng.choice((-1, 1, 100, 10**7, 10**9)))
        case date():
            value += timedelta(days=rng.choice((-400, -100, -1, 1, 100, 400)))
        case str() if field.name in {"line", "from_line", "to_line"}:
            value = rng.choice(LINES)
        case str() if field.name in {"party", "board", "payee", "performer", "funder"}:
            value = rng.choice(PARTIES)
        case dict():
            value = dict(sorted((rng.choice((2024, 2025, 2026)), x) for x in value.values()))
        case f.Event():
            value = mutated(rng, value, ledger)
        case None if "event" in named_words(fact, field.name):
            value = at
    return msgspec.structs.replace(fact, **{field.name: value})


def named_words(fact, name):
    (field,) = (x for x in msgspec.structs.fields(type(fact)) if x.name == name)
    return {word for part in parts_of(field.type) for word in words_of(part) or ()}


def candidates(rng, ledger):
    """Yield facts that somebody might forge: of now, of another time, with something changed."""
    stream = "agreement/herrgarden"
    for _ in range(FORGED):
        kind = rng.choice(list(COMMANDS))
        past = [x.fact for x in ledger.events if type(x.fact) is kind]
        fact = rng.choice(past) if past and rng.random() < 0.8 else TEMPLATES[kind]
        for _ in range(rng.choice((0, 1, 1, 2))):
            fact = mutated(rng, fact, ledger)
        if isinstance(fact, f.EntryReversed) and rng.random() < 0.6:
            entries = [x for x in ledger.events if isinstance(x.fact, f.Entry)]
            if entries:
                it = rng.choice(entries)
                day = f.effective_on(it.fact)
                fact = msgspec.structs.replace(
                    fact, position=it.position, entry=it.fact, reversed_on=day
                )
        own = kind.stream.of("herrgarden")
        yield (
            (stream if rng.random() < 0.97 or kind.stream is not AGREEMENTS else stream + "x")
            if (kind.stream is AGREEMENTS)
            else own,
            fact,
        )


@pytest.mark.parametrize("seed", range(HISTORIES))
def test_rules_and_server_judge_alike(on_server, seed):
    rng = random.Random(seed)
    ledger = ledger_of(core.PROPOSED)
    server = on_server(ledger)
    server.follow()
    if seed % 3:
        for step in core.CONCLUDED[1:]:
            ledger.record(step)
        server.follow()
    found = []
    for _ in range(STEPS):
        step = random_step(rng, ledger)
        try:
            ledger.record(step)
        except LedgerError:
            stream, fact = forged(ledger, getattr(step, "command", step))
            if fact is not None:
                found.append(compare(server, stream, fact))
        server.follow()
        found += [compare(server, stream, fact) for stream, fact in candidates(rng, ledger)]
    # Kinds of refusals; of a proposal that is withdrawn early there are few.
    assert len(set(found)) > (4 if of_state(ledger).shut else 8)
    server.require_kept()


def test_a_first_form_that_repeats_a_second_one_is_no_event(on_server):
    ledger = ledger_of(HISTORY[:18])
    server = on_server(ledger)
    late = next(x.fact for x in ALL if isinstance(x.fact, f.InKindRecorded2))
    kept = next(x.fact for x in ALL if type(x.fact) is f.InKindRejected)
    forged_fact = msgspec.structs.replace(kept, contribution=late)
    assert compare(server, "agreement/herrgarden", forged_fact) == "SV003"


# ---------------------------------------------------------------- somebody with SQL of his own


def paid(**more):
    return msgspec.structs.replace(
        f.DisbursementRecorded(
            line="L2",
            budget_year=2024,
            amount_minor=100,
            paid_on=date(2024, 3, 1),
            payee="radda-barnen",
            voucher="V",
            bank_reference=None,
        ),
        **more,
    )


def taken_back(server, at, **more):
    there = server.ledger.events[at - 1].fact
    return msgspec.structs.replace(
        f.EntryReversed(position=at, reversed_on=date(2025, 3, 1), reason="R", entry=there),
        **more,
    )


def approved(**more):
    there = next(x for x in TEMPLATES.values() if isinstance(x, f.CommitmentApproved))
    return msgspec.structs.replace(
        there, line="L2", board=core.KS, decided_on=core.DAY, amounts_minor={2024: 1}, **more
    )


WITNESS = msgspec.structs.replace(TEMPLATES[f.WitnessRegistered], party=None)
RETIRED = msgspec.structs.replace(WITNESS, witness="another")
HISTORY = (
    *core.CONCLUDED,  # 1 to 17
    core.disburse("L2", core.kr(1_000)),  # 18
    core.claim("L2", core.kr(900)),  # 19
    core.repay(19, core.kr(400)),  # 20
    core.reallocate("L2", "L3", core.kr(100)),  # 21
    core.disburse("L3", core.kr(75_100)),  # 22
    core.uplift(core.KS, "3.1", 2024, line="L2", decided_on=date(2024, 2, 1)),  # 23
    core.uplift(core.KS, "3.1", 2025, line="L2"),  # 24
    core.pledge(),  # 25
    core.gift(pledge=25),  # 26
    core.use("L2", core.kr(5), day=date(2024, 3, 1)),  # 27
    core.reverse(27),  # 28
    core.close("2023"),  # 29
    WITNESS,  # 30
    RETIRED,  # 31
    f.WitnessRetired(witness=RETIRED.witness, reason="R"),  # 32
    cases.change(cases.to("L1", 300_000)),  # 33, 34
    cases.agrees(core.FRN),  # 35
    cases.concludes(),  # 36
    cases.change(cases.to("L2", 740_000)),  # 37, 38
    cases.declines(amendment="T2"),  # 39
    cases.change(cases.to("L3", 0)),  # 40, 41
)
STREAM = "agreement/herrgarden"
# What a recorder forges, and the code that the server answers with.
ATTACKS = {
    "another agreement": (paid(), "unknown-agreement", "agreement/none"),
    "a line that is not there": (paid(line="L9"), "unknown-line"),
    "a year outside": (paid(budget_year=2026), "year-outside-agreement"),
    "to somebody else": (paid(payee="tif"), "payee-not-performer"),
    "of an internal line": (
        paid(line="L4", payee="rosengardsbiblioteket"),
        "internal-line",
    ),
    "more than remains": (paid(amount_minor=core.kr(800_000)), "exceeds-remaining"),
    "in a closed period": (paid(paid_on=date(2023, 12, 31)), "period-closed"),
    "a cost of a line that is paid out": (
        f.InternalCostRecorded(
            line="L2", budget_year=2024, amount_minor=1, booked_on=date(2024, 3, 1), voucher="V"
        ),
        "external-line",
    ),
    "use by another performer": (
        msgspec.structs.replace(TEMPLATES[f.UseReported], line="L2", performer="tif"),
        "payee-not-performer",
    ),
    "a release of more than is unpaid": (
        f.CommitmentReleased(
            line="L3", year=2024, amount_minor=1, reason="R", released_on=date(2024, 6, 1)
        ),
        "exceeds-undisbursed",
    ),
    "a reallocation of more than is unpaid": (
        f.Reallocated(
            from_line="L3",
            to_line="L2",
            year=2024,
            amount_minor=1,
            decisions=(f.Decision(board=core.KS, reference="§"),),
            decided_on=date(2024, 6, 1),
        ),
        "exceeds-undisbursed",
    ),
    "a reallocation by a third board": (
        f.Reallocated(
            from_line="L2",
            to_line="L3",
            year=2024,
            amount_minor=1,
            decisions=(f.Decision(board=core.FRN, reference="§"),),
            decided_on=date(2024, 6, 1),
        ),
        "unknown-party",
    ),
    "a claim of more than was paid": (
        msgspec.structs.replace(
            TEMPLATES[f.RepaymentClaimed], line="L2", budget_year=2024, amount_minor=10**9
        ),
        "exceeds-claimable",
    ),
    "a repayment of more than is claimed": (
        f.RepaymentReceived(
            claim=19,
            line="L2",
            budget_year=2024,
            amount_minor=core.kr(501),
            received_on=date(2025, 4, 1),
            bank_reference=None,
        ),
        "exceeds-claim",
    ),
    "a repayment on another line": (
        f.RepaymentReceived(
            claim=19,
            line="L3",
            budget_year=2024,
            amount_minor=1,
            received_on=date(2025, 4, 1),
            bank_reference=None,
        ),
        "does-not-follow",
    ),
    "a repayment on a payment": (
        f.RepaymentReceived(
            claim=18,
            line="L2",
            budget_year=2024,
            amount_minor=1,
            received_on=date(2025, 4, 1),
            bank_reference=None,
        ),
        "unknown-claim",
    ),
    "a second approval": (approved(), "already-decided"),
    "an approval by another board": (
        msgspec.structs.replace(approved(), board=core.FRN),
        "other-boards-line",
    ),
    "an approval by who funds nothing": (
        msgspec.structs.replace(approved(), board="tif"),
        "board-funds-nothing",
    ),
    "a second conclusion": (
        f.AgreementConcluded(decision="§", decided_on=date(2024, 1, 1)),
        "already-concluded",
    ),
    "a line by itself": (
        msgspec.structs.replace(
            TEMPLATES[f.BudgetLineProposed], line="L5", funder=core.KS, performer="tif"
        ),
        "line-apart",
    ),
    "a party twice": (
        msgspec.structs.replace(TEMPLATES[f.PartyRegistered], party="tif"),
        "party-exists",
        "parties",
    ),
    "a closing of a period before": (
        f.PeriodClosed(period="2022", ends=date(2022, 12, 31)),
        "close-out-of-order",
        "book",
    ),
    "a closing until another day": (
        f.PeriodClosed(period="2024", ends=date(2024, 12, 30)),
        "not-as-decided",
        "book",
    ),
    "a closing of no period": (
        f.PeriodClosed(period="2024-13", ends=date(2024, 12, 31)),
        "not-as-decided",
        "book",
    ),
    "a closing before the end": (
        f.PeriodClosed(period="2199-T3", ends=date(2199, 12, 31)),
        "period-not-over",
        "book",
    ),
    "rules that nobody has yet": (f.RulesAdopted(rules=99), "rules-unknown", "book"),
    "rules that are in force": (f.RulesAdopted(rules=RULES), "rules-not-later", "book"),
    "a key that a recorder gives the book": (
        TEMPLATES[f.KeyRotated],
        "key-by-administrator",
        "book",
    ),
    "a witness twice": (WITNESS, "witness-exists", "book"),
    "the end of a witness who is none": (
        f.WitnessRetired(witness="none", reason="R"),
        "unknown-witness",
        "book",
    ),
    "the end of a witness, twice": (
        f.WitnessRetired(witness=RETIRED.witness, reason="R"),
        "witness-retired",
        "book",
    ),
    "a currency that is none": (
        msgspec.structs.replace(TEMPLATES[f.AgreementProposed], currency="XXX"),
        "unknown-currency",
        "agreement/other",
    ),
    "an opening of another period": (
        f.PeriodReopened(period="2022", reason="R"),
        "reopen-out-of-order",
        "book",
    ),
    "a reversal of a claim that was met": (lambda x: taken_back(x, 19), "depended-upon"),
    "a reversal of what was claimed back": (lambda x: taken_back(x, 18), "depended-upon"),
    "a reversal of what was paid out": (lambda x: taken_back(x, 21), "depended-upon"),
    "a reversal of what was built upon": (lambda x: taken_back(x, 23), "depended-upon"),
    "a reversal of a pledge that was met": (lambda x: taken_back(x, 25), "depended-upon"),
    "a reversal of a decided line": (lambda x: taken_back(x, 13), "depended-upon"),
    "an amendment under another's name": (
        TEMPLATES[f.AmendmentProposed],
        "amendment-exists",
    ),
    "an item that is added later": (
        msgspec.structs.replace(TEMPLATES[f.LineAmountChangeProposed], amendment="T3"),
        "item-apart",
    ),
    "a decision on no amendment": (
        msgspec.structs.replace(TEMPLATES[f.AmendmentApproved], amendment="T9"),
        "unknown-amendment",
    ),
    "a decision on one that is in force": (
        TEMPLATES[f.AmendmentApproved],
        "amendment-concluded",
    ),
    "a conclusion of one that was declined": (
        msgspec.structs.replace(TEMPLATES[f.AmendmentConcluded], amendment="T2"),
        "amendment-declined",
    ),
    "an amount below what is paid": (
        f.AmendmentConcluded(
            amendment="T3",
            decision="§",
            decided_on=cases.DECIDED,
            booked_on=cases.DECIDED,
            changes=(
                f.AmountChange(
                    line="L3",
                    year=2024,
                    previous_minor=core.kr(75_100),
                    amount_minor=core.kr(75_099),
                    change_minor=-core.kr(1),
                ),
            ),
            ends=None,
            previous_ends=None,
        ),
        "below-paid",
    ),
    "a reversal of what an amendment was concluded on": (
        lambda x: taken_back(x, 35),
        "depended-upon",
    ),
    "a second reversal": (lambda x: taken_back(x, 27), "already-reversed"),
    "a reversal of another entry": (
        lambda x: taken_back(x, 22, position=20),
        "does-not-follow",
    ),
    "a reversal of nothing": (lambda x: taken_back(x, 22, position=99), "unknown-position"),
    "a reversal of a conclusion": (lambda x: taken_back(x, 22, position=17), "not-reversible"),
    "a reversal of a reversal": (lambda x: taken_back(x, 22, position=28), "is-a-reversal"),
    "a verdict on a payment": (
        lambda x: f.InKindVerified(
            position=18,
            contribution=x.ledger.events[25].fact,
            verified_on=date(2025, 3, 1),
        ),
        "not-in-kind",
    ),
}


@pytest.fixture(scope="module")
def history():
    return ledger_of(HISTORY)


@pytest.mark.parametrize("name", ATTACKS)
def test_what_no_rule_lets_in_is_refused_with_its_code(on_server, history, name):
    fact, code, *stream = ATTACKS[name]
    server = on_server(history)
    server.follow()
    fact = fact(server) if callable(fact) else fact
    assert server.refused([(*(stream or [STREAM]), fact)]) == code


COST = f.InternalCostRecorded(
    line="L4", budget_year=2024, amount_minor=50, booked_on=date(2024, 3, 1), voucher="V"
)
# As many as a server judges together, and what it has to judge by itself.
MANY = [("agreement/herrgarden", fact) for fact in (paid(), COST)] * 60
ODD = {
    "none": paid(),
    "all that is left": paid(amount_minor=71_494_000),
    "a closed period": paid(paid_on=date(2024, 1, 31)),
    "too much": paid(amount_minor=10**13),
    "too much with the others": paid(amount_minor=71_494_001),
    "another payee": paid(payee="tif"),
    "a line that stays inside": paid(line="L4"),
    "a cost of an external line": msgspec.structs.replace(COST, line="L2"),
    "no such line": paid(line="L9"),
    "another year": paid(budget_year=2031),
    "no such agreement": paid(),
}
TOGETHER = {"none", "all that is left", "a closed period"}


@pytest.mark.parametrize("odd", ODD)
def test_many_payments_are_judged_together_as_by_themselves(on_server, odd, judge):
    server = on_server(ledger_of((*core.CONCLUDED, core.close("2024-01"))))
    server.follow()
    stream = "agreement/nowhere" if odd == "no such agreement" else "agreement/herrgarden"
    events = [*MANY, (stream, ODD[odd])]
    found = []
    for pieces in ((events,), [events[at : at + 50] for at in range(0, len(events), 50)]):
        with judge.transaction(force_rollback=True):
            refused = [server.refused(piece, keep=True) for piece in pieces]
            found.append((refused[-1], server.tables() if refused[-1] is None else None))
    assert found[0] == found[1]
    assert (found[0][0] is None) == (odd in {"none", "all that is left"})
    with judge.transaction(force_rollback=True):
        judge.execute("RESET SESSION AUTHORIZATION")
        judge.execute("SET LOCAL search_path = samverk, samverk_calls")
        said = [stored(fact).decode() for _, fact in events]
        names = [f.event_name(fact) for _, fact in events]
        together = "SELECT judge_together(%s, %s, %s::text[]::jsonb[])"
        values = ([stream for stream, _ in events], names, said)
        assert judge.execute(together, values).fetchone() == (odd in TOGETHER,)


def test_a_reader_without_the_program_understands_it(on_server, history, judge):
    server = on_server(history)
    server.follow()
    with pytest.raises(psycopg.Error) as refusal:
        server.append([(STREAM, paid(amount_minor=core.kr(800_000.01)))])
    diag = refusal.value.diag
    assert (diag.sqlstate, diag.message_hint) == ("SV005", "exceeds-remaining")
    assert "800000.01 SEK is" in diag.message_primary
    assert "that remains on L2 2024." in diag.message_primary
    refused = judging.refusal(diag.message_hint, diag.message_detail)
    assert isinstance(refused, ExceedsRemaining)
    assert refused.amount == Money(core.kr(800_000.01), "SEK")
    assert (refused.line, refused.year) == ("L2", 2024)


def test_an_amendment_adds_no_line_that_is_there(on_server, history):
    server = on_server(history)
    server.follow()
    proposed = msgspec.structs.replace(TEMPLATES[f.AmendmentProposed], amendment="T9")
    added = msgspec.structs.replace(TEMPLATES[f.LineAdditionProposed], amendment="T9", line="L1")
    assert server.refused([(STREAM, proposed), (STREAM, added)]) == "line-exists"


def of_index(**changed):
    """Return an uplift by index, and its first input with other values."""
    fact = ledger_of((*index_cases.OF_L2, index_cases.from_index())).events[-1].fact
    first = msgspec.structs.replace(fact.index[0], **changed)
    return msgspec.structs.replace(fact, index=(first, *fact.index[1:]))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({}, None),
        ({"publication": 2}, "unknown-publication"),  # it is a party
        ({"publication": 10_000}, "unknown-publication"),
        ({"publication": index_cases.NEXT + 1}, "does-not-follow"),  # of another series
        ({"value_percent": Decimal("2.59")}, "does-not-follow"),
        ({"index_period": "2024"}, "does-not-follow"),
        ({"publication": index_cases.NEXT + 2}, "publication-withdrawn"),
    ],
)
def test_an_uplift_by_index_rests_on_what_was_published(on_server, changed, code):
    again = index_cases.publish(day=index_cases.LATE)
    given = (*index_cases.OF_L2, again, index_cases.withdraw(index_cases.NEXT + 2))
    server = on_server(ledger_of(given))
    server.follow()
    assert server.refused([(STREAM, of_index(**changed))]) == code


@pytest.mark.parametrize(
    ("value", "is_written"),
    [("-0.3", True), ("-100", True), ("0", True), ("-0", False), ("-0.00", False), ("1E+1", False)],
)
def test_a_change_below_zero_has_one_form(on_server, value, is_written):
    server = on_server(ledger_of(()))
    server.follow()
    fact = msgspec.structs.replace(TEMPLATES[f.IndexPublished], value_percent=Decimal(value))
    assert server.refused([(f.IndexPublished.stream.name, fact)]) == (
        None if is_written else "SV003"
    )
    assert (read_one(f.event_name(fact), stored(fact))[1] is None) == is_written


def test_an_index_stands_directly_after_its_line(on_server):
    server = on_server(ledger_of(index_cases.concluded(L2=index_cases.terms())))
    server.follow()
    index = TEMPLATES[f.LineIndexProposed]
    assert server.refused([(STREAM, index)]) == LineApart.code
    facts = [event.fact for event in ledger_of((index_cases.proposal(),)).events[7:]]
    assert isinstance(facts[0], f.AgreementProposed)
    other = "agreement/another"
    for order, expected in (("L2", None), ("L1", "unknown-line"), ("L4", LineApart.code)):
        lines = []
        for fact in facts:
            lines.append((other, fact))
            if getattr(fact, "line", None) == order:
                lines.append((other, index))
        assert server.refused(lines) == expected, order


def test_every_refusal_of_a_server_is_tried():
    tried = {code for _, code, *_ in ATTACKS.values()}
    random_ones = {"agreement-exists", "line-twice", "not-concluded", "in-kind-decided"}
    random_ones |= {"unknown-pledge", "nothing-to-supersede"}
    random_ones |= {"not-asked", "proposal-withdrawn"}  # in the table of decisions
    random_ones |= {"line-exists", "amendment-withdrawn"}  # each has a test of its own
    random_ones |= {"unknown-finding"}  # in the table of decisions
    random_ones |= {x.code for x in judging.OF_FILES}  # likewise
    random_ones |= {"agreement-closed", "not-closed"}  # in the table of decisions, too
    random_ones |= {"unknown-publication", "publication-withdrawn"}  # likewise
    of_requests = (*by_requests.ATTACKS.values(), *by_requests.PAYMENTS.values())
    tried |= {x[-1] for x in (*of_requests, *by_requests.GRANTS.values())} - {"SV003"}
    random_ones |= {"authority-not-in-force", "beyond-principal", "substitute-of-substitute"}
    random_ones |= {"own-representation", "key-taken"}  # with requests, each in a test of its own
    assert tried | random_ones == set(judging.REFUSALS)


def test_what_an_event_rests_on_is_declared():
    by_functions = attesting.JUDGED | filing.JUDGED
    for fact in f.FACTS:
        named = fields_naming(fact, "event")
        if named and not fields_naming(fact, "fact") and fact not in by_functions:
            assert asked.of_form(asked.CAUSES, fact).field in named


def test_an_event_that_the_program_has_not_is_judged_by_its_declaration(monkeypatch):
    """What is asked of an entry of somebody's follows from its fields and its effects alone."""
    effects = (
        Effect("reallocated", -1, year="from_year"),
        Effect("reallocated", year="to_year"),
    )
    monkeypatch.setitem(EFFECTS, MovedToYear, effects)
    monkeypatch.setitem(f._NAME, MovedToYear, "moved-to-year/1")  # noqa: SLF001
    asks = "\n".join(asked.judged(MovedToYear))
    for wanted in (
        "hinder(of_stream, data ->> 'line', (data ->> 'from_year')::integer, 0, 0, true,",
        "require_board(of_stream, data ->> 'line', data ->> 'board', false)",
        "(data ->> 'from_year')::integer, -(data ->> 'amount_minor')::bigint, 0, true,",
        "(data ->> 'to_year')::integer, (data ->> 'amount_minor')::bigint, 0, true,",
        "RETURN (data ->> 'decided_on')::date;",
    ):
        assert wanted in asks, asks
    back = "\n".join(asked.undone(MovedToYear))
    assert "(data ->> 'to_year')::integer, -(data ->> 'amount_minor')::bigint" in back
