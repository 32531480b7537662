"""Recording: one command, decided against the present state, appended or refused as a whole.

The service holds the book alone from before it reads the state until it has committed the events.
So it never decides on a state that another client is changing. It needs no retries, and a payment
either lands before a period closes or is refused. With a server the service first tries a single
turn: it decides on the states as it last saw them, and the server appends the events if the streams
are still the same (docs/DECISIONS.md).
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import date, datetime
from functools import partial
from itertools import islice, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from events import facts as f
from events.facts import Fact, Position
from events.period import local_day
from events.record import Assurance, Envelope, Evidence, Recorded
from events.streams import AGREEMENTS, PARTIES, SHARED, agreement_stream
from ledger.books.book import Book, Reference, Versions
from ledger.books.clocks import is_ahead
from ledger.books.references import NEVER
from ledger.books.refusals import ServerGone
from ledger.refusal import BookUnusable, Conflict, LedgerError, Refused
from ledger.rules import commands as c
from ledger.rules.decide import causation, decide, require_same
from ledger.rules.refusals.agreements import UnknownAgreement
from ledger.rules.state import AgreementState, BookState, PartiesState, World
from ledger.rules.versions import RULES, adopted, decided_by, first_rules
from ledger.work import seen
from ledger.work.receipt import Receipt
from ledger.work.refusals import ClockBehind, NewerRules
from ledger.work.states import FoldedStates

if TYPE_CHECKING:
    from ledger.books.store import Store
    from ledger.work.consequences import Consequences

_PREFIX = AGREEMENTS.name
_AT_A_TIME = 2000  # events that the book gets at once, while the next are decided
_SWITCH_S = 0.0005
_LOOKS = 4  # looks for events that may have been committed, when the server does not answer
_ABOUT_KEYS = frozenset({c.RegisterWitness, c.RotateKey, c.RetireKey})
_VERSION = attrgetter("version")
_NONCE_BYTES = 16
_NONCES_AT_A_TIME = 64


class Signature(msgspec.Struct, frozen=True, kw_only=True):
    """Who asks for something to be recorded, why, and on what evidence.

    Attributes:
        actor: the user; ``assurance`` says how well the program knows that.
        reason: free text; None: none given.
        evidence: references, with SHA-256 where there are files.
        key: idempotency key; None: none.
        clock_is_right: the user says that the clock is right although the newest event has a later
            time, and takes that time.
    """

    actor: str
    assurance: Assurance = "claimed"
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()
    key: str | None = None
    clock_is_right: bool = False

    def of_program(self) -> Signature:
        """Return the signature of what the program adds to a command of its own accord."""
        return Signature(actor=self.actor, assurance=self.assurance)


_Submission: TypeAlias = tuple[c.AnyCommand, Signature]


class Outcome(msgspec.Struct, frozen=True):
    """The result of a command.

    Attributes:
        recorded: the events, with their positions.
        repeated: the key was used for this very command before; nothing was written now.
    """

    recorded: tuple[Recorded, ...]
    repeated: bool = False


class Service:
    """The write side of an open book.

    It keeps the states that it has folded, and brings them up to date with the events of others.
    """

    def __init__(
        self,
        book: Book,
        clock: Callable[[], datetime] | None = None,
        receipt: Receipt | None = None,
    ) -> None:
        self._book = book
        self._clock = clock or book.now
        self._receipt = receipt or Receipt()
        self._asks_first = book.places and clock is None
        self._opened: Store | None = None
        self._first_rules: int | None = None
        self._forget()
        self._nonces = _nonces()
        self._is_newest = False

    def execute(self, command: c.AnyCommand, signature: Signature) -> Outcome:
        """Record what a command makes happen.

        Raises:
            Refused: a rule says no; nothing was written.
            Conflict: it collides with what is recorded, or the book is busy.
            BookUnusable: the book cannot be written.
            Tampered: a checkpoint that is held beside the book tells of later events, or of other
                ones.
        """
        receipt = self._receipt
        receipt.begin()
        try:
            outcome = self._executed(command, signature)
            receipt.recorded(outcome.recorded, repeated=outcome.repeated)
        except BaseException as error:
            self._settle(error)
            raise
        return outcome

    def _executed(self, command: c.AnyCommand, signature: Signature) -> Outcome:
        done = None
        seen = self._decide_as_seen(command, signature) if self._asks_first else None
        if seen:
            decided, versions = seen
            try:
                self._receipt.committing(decided)
                placed = self._store.append_if(decided, versions)
            except (ServerGone, BookUnusable) as error:  # it may be appended all the same
                done = Outcome(decided)
                self._forget()
                if isinstance(error, ServerGone):
                    self._book.reconnect()
            else:
                if placed:
                    self._folded.evolve(placed)
                    return Outcome(placed)
                self._receipt.undone()
        return self._once(partial(self._record, command, signature), ((command, signature),), done)

    def _settle(self, error: BaseException) -> None:
        """Note whether the pending events were committed, when something fails.

        A server that is lost, or was told to stop, may have committed. Of a book in a file, the
        service looks at the file.
        """
        receipt = self._receipt
        if not receipt.is_pending or isinstance(error, ServerGone):
            return
        if isinstance(error, LedgerError):
            receipt.undone()
        elif not self._book.places:
            with suppress(Exception):
                self._book.undo()
                found = self._found(Outcome(tuple(receipt.pending)))
                if found:
                    receipt.recorded(found.recorded, is_all=not receipt.rows)
                else:
                    receipt.undone()

    def _record(self, command: c.AnyCommand, signature: Signature) -> Outcome:
        self._nonces = _nonces()
        outcome = self._decide(command, signature)
        if not outcome.repeated:
            self._folded.follow(outcome.recorded)
            self._append(outcome.recorded)
        return outcome

    def execute_all(self, rows: Iterable[_Submission], *, chunk: int = 1000) -> Iterator[int]:
        """Record many commands, each decided on the state after the command before it.

        A chunk is one transaction: all of its commands are recorded, or none.

        Args:
            rows: the commands, each with its signature.
            chunk: how many commands a transaction holds.

        Yields:
            how many commands have been recorded for good, after every chunk.

        Raises:
            Refused, Conflict: as ``execute``. The chunk of that command was not recorded.
        """
        done = 0
        waiting = iter(rows)
        self._receipt.begin()
        while batch := list(islice(waiting, chunk)):
            try:
                with _in_bulk():
                    outcome = self._once(partial(self._record_batch, batch), batch)
                self._receipt.recorded(outcome.recorded, len(batch), is_all=False)
            except BaseException as error:
                self._settle(error)
                raise
            done += len(batch)
            yield done
        self._receipt.finish()

    def _record_batch(self, batch: Sequence[_Submission]) -> Outcome:
        """Record a chunk, and return its first event and those of its last command."""
        self._nonces = _nonces_in_bulk()
        pending: list[Recorded] = []
        ends, is_first = Outcome((), repeated=True), True
        try:
            for command, signature in batch:
                if pending and self._looks_back(command, signature):
                    self._append(pending)
                    pending = []
                outcome = self._decide(command, signature, is_first=is_first)
                is_first = False
                if not outcome.repeated:
                    self._folded.follow(outcome.recorded)
                    pending += outcome.recorded
                    ends = Outcome((*ends.recorded[:1], *outcome.recorded))
                if len(pending) >= _AT_A_TIME:
                    self._append(pending)
                    pending = []
        except (Refused, Conflict):
            self._forget()  # the states are ahead of the book
            raise
        if pending:
            self._append(pending)
        return ends

    def _looks_back(self, command: c.AnyCommand, signature: Signature) -> bool:
        """Return whether a decision has to read events that may not be appended yet."""
        if not isinstance(command, c.AgreementCommand) and isinstance(command, c.ToEntry):
            return True
        return signature.key is not None and self._taken("key", signature.key) is not None

    def _once(
        self, work: Callable[[], Outcome], rows: Sequence[_Submission], done: Outcome | None = None
    ) -> Outcome:
        """Do some work in a transaction, and again if the server is lost before it has answered.

        After a commit without an answer, the service looks for the events in the book. Events have
        random nonces, so no others have the same bytes.

        Args:
            work: decides and appends. It refuses only while the states are those of the book.
            rows: the commands that it decides on, each with its signature.
            done: the outcome that may have been committed; None: none yet.
        """
        looks, is_known = _LOOKS, done is None
        while True:
            try:
                with self._book.writing(self._versions(rows), _references(rows)):
                    self._require_newest()
                    found = self._found(done) if done else None
                    is_known = True
                    if not found:
                        self._receipt.undone()
                    done = found or work()
                    if not done.repeated:
                        self._receipt.committing(done.recorded)
            except ServerGone:
                self._forget()
                self._book.reconnect()
                is_known = done is None
            except BookUnusable as error:
                self._forget()
                if is_known:
                    raise
                looks -= 1  # an administrator may have cancelled the looking, too
                if not looks:
                    raise self._gone(error) from error
            except BaseException as error:
                if done is not None or not isinstance(error, (Refused, Conflict)):
                    self._forget()
                if isinstance(error, Conflict) and not is_known:  # the book could not be looked at
                    raise self._gone(error) from error
                raise
            else:
                return done

    def _found(self, outcome: Outcome) -> Outcome | None:
        """Return the outcome as it is in the book; None: its events are not there."""
        if outcome.repeated:
            return None  # the outcome had no new events: do the work again
        found = []
        for event in outcome.recorded:
            there = next(self._stream(event.originator_id, event.originator_version - 1), None)
            if there is None or there.envelope.nonce != event.envelope.nonce:
                return None
            found.append(there)
        return Outcome(tuple(found))

    def _versions(self, rows: Sequence[_Submission]) -> dict[str, int]:
        """Return the streams that the decision needs, and how many events of each are known."""
        if not self._book.places:
            return {}
        versions = {}
        for command, _ in rows:
            for stream in _streams(command):
                version = self._folded.version(stream)
                if version or len(rows) == 1:  # or a server would send many long streams at once
                    versions[stream] = version
        return versions

    def _append(self, recorded: Sequence[Recorded]) -> None:
        self._store.append(recorded, self._folded.changes)
        self._folded.changes, self._folded.references = [], {}

    def preview(self, command: c.AnyCommand, signature: Signature) -> Outcome:
        """Return what ``execute`` would record now, and record nothing.

        Raises:
            Refused: a rule says no.
            Conflict: it collides with what is recorded.
        """
        with self._book.reading():
            self._require_newest()
            return self._decide(command, signature)

    def consequences(self, outcome: Outcome, *, is_preview: bool = False) -> Consequences:
        """Return the effects of the last command, done or previewed, from the service's states.

        Args:
            outcome: of ``execute`` or ``preview``; the service has decided nothing since.
            is_preview: whether it is of ``preview``.
        """
        from ledger.work.consequences import consequences

        recorded = () if outcome.repeated else outcome.recorded
        name = next((x.agreement for x in outcome.recorded if x.agreement), None)
        parties, agreement = self._decided_on(name)
        if outcome.repeated or parties is None or (name is not None and agreement is None):
            with self._book.reading():
                self._folded.look(self._book)
                parties = self._folded.parties()
                agreement = self._folded.agreement(name) if name is not None else None
        return consequences(recorded, parties, agreement, is_evolved=not is_preview)

    def _decided_on(
        self, agreement: str | None
    ) -> tuple[PartiesState | None, AgreementState | None]:
        """Return the states as the service last saw them; None: it never did, or forgot them."""
        states = self._folded.states
        parties = states.get(PARTIES.name)
        state = states.get(agreement_stream(agreement)) if agreement is not None else None
        return (
            parties if isinstance(parties, PartiesState) else None,
            state if isinstance(state, AgreementState) else None,
        )

    def _require_newest(self) -> None:
        """Make sure, once, that the book is no older copy: history would fork.

        The service does not ask a server for roots, which would take some ten turns.

        Raises:
            Tampered: a held checkpoint tells of later events, or of other ones.
        """
        if self._is_newest:
            return
        against = seen.against(self._book, roots=not self._book.places)
        if against is not None:
            raise against
        self._is_newest = True

    def currency_of(self, agreement: str) -> str:
        """Return an agreement's currency.

        Raises:
            Refused: there is no such agreement.
        """
        _, state = self._decided_on(agreement)
        if state is not None and state.proposed is not None:
            return state.proposed.currency  # which never changes
        with self._book.reading():
            self._folded.look(self._book)
            state = self._folded.agreement(agreement)
            if state is None or state.proposed is None:
                known = list(self._known_agreements())
                raise UnknownAgreement(agreement=agreement, known=known)
        return state.proposed.currency

    @property
    def _store(self) -> Store:
        if self._opened is None:
            from ledger.books.store import Store

            self._opened = Store(self._book)
        return self._opened

    def _gone(self, error: LedgerError) -> ServerGone:
        """Return a ``ServerGone`` for any error that means that the server is lost."""
        cause = error.values.get("cause", error.code)
        return ServerGone(path=self._book.name, cause=cause)

    def _forget(self) -> None:
        """Forget the folded states after a failure: they may be ahead of the book."""
        self._folded = FoldedStates(self._stream, self._begun_with)

    def _begun_with(self) -> int:
        if self._first_rules is None:
            self._first_rules = first_rules(self._book.info("origin") or "")
        return self._first_rules

    def _stream(self, stream: str, after: int) -> Iterator[Recorded]:
        return self._store.stream(stream, after)  # only now is the store needed

    def _decide(
        self, command: c.AnyCommand, signature: Signature, *, is_first: bool = True
    ) -> Outcome:
        """Decide against the present state.

        Args:
            command: the command.
            signature: who asks for it.
            is_first: whether it is the first decision in this transaction.
        """
        if is_first:
            self._folded.look(self._book)
        if signature.key is not None:
            seen = self._taken("key", signature.key)
            if seen is not None:
                return self._repeated(command, signature, seen)
        now = self._clock()
        self._require_clock(now, signature)
        in_force = self._folded.periods()
        if in_force.rules == RULES:  # nearly always
            world = self._world(command, signature.actor, local_day(now), in_force)
            facts: tuple[Fact, ...] = decide(command, world)
        else:
            self._require_known(in_force)
            world = self._world(command, signature.actor, local_day(now), decided_by(in_force))
            facts = decide(command, world)
            if isinstance(command, c.RotateKey):  # which says how many events there are before it
                facts = (*facts, *adopted(in_force))
            else:
                facts = (*adopted(in_force), *facts)
        recorded_at = max(now, self._folded.newest)
        return Outcome(self._stamp(facts, command, world, signature, recorded_at))

    def _require_known(self, book: BookState) -> None:
        """Refuse to decide where somebody has decided by rules that this program does not know."""
        if book.rules > RULES:
            raise NewerRules(path=self._book.name, rules=book.rules, known=RULES)

    def _require_clock(self, now: datetime, signature: Signature) -> None:
        """Refuse to give another event a time that is later than now."""
        folded = self._folded
        folded.is_ahead = is_ahead(folded.newest, now)
        if folded.is_ahead and not signature.clock_is_right:
            raise ClockBehind(position=folded.newest_at, newest=folded.newest, now=now)

    def _decide_as_seen(
        self, command: c.AnyCommand, signature: Signature
    ) -> tuple[tuple[Recorded, ...], Versions] | None:
        """Decide on the states as the service last saw them, without asking the server.

        Returns:
            the events to append if the streams have not changed, and how many events each stream
            had;
            None: the states are not known, or have probably changed.
        """
        if not isinstance(command, c.AgreementCommand) or c.is_about_today(command):
            return None
        if self._folded.is_ahead:
            return None
        streams = _streams(command)
        if not self._folded.shared.isdisjoint(streams):
            return None
        states = tuple(map(self._folded.states.get, streams))
        match states:
            case PartiesState() as parties, BookState() as periods, AgreementState() as agreement:
                versions = dict(zip(streams, map(_VERSION, states), strict=True))
            case _:
                return None
        if periods.rules != RULES:
            return None  # the book has to adopt them first
        world = World(
            parties=parties,
            book=periods,
            actor=signature.actor,
            today=local_day(self._folded.newest),  # the server's clock is not before that
            agreement=agreement if agreement.version else None,
            agreement_id=command.agreement,
        )
        try:
            facts = decide(command, world)
        except (Refused, Conflict):
            return None  # with the present states it may be allowed
        self._nonces = _nonces()
        return self._stamp(facts, command, world, signature, NEVER), versions

    def _repeated(self, command: c.AnyCommand, signature: Signature, seen: Position) -> Outcome:
        """Return the events that were recorded under the key, if the command is the same."""
        first = self._book.event(seen)
        assert first is not None
        require_same(command, signature.reason, signature.evidence, first)
        recorded = []
        for event in self._book.events(after=seen - 1):
            if event.envelope.key != signature.key:
                break
            recorded.append(event)
        return Outcome(tuple(recorded), repeated=True)

    def _world(self, command: c.AnyCommand, actor: str, today: date, book: BookState) -> World:
        target, agreement_id = None, None
        match command:
            case c.AgreementCommand() | c.ProposeAgreement():
                agreement_id = command.agreement
            case c.VerifyInKind() | c.RejectInKind() | c.ReverseEntry():
                target = self._book.event(command.position)
                agreement_id = target.agreement if target else None
        reference: str | None = getattr(command, "bank_reference", None)
        agreement = self._folded.agreement(agreement_id) if agreement_id else None
        return World(
            parties=self._folded.parties(),
            book=book,
            actor=actor,
            today=today,
            agreement=agreement,
            agreement_id=agreement_id,
            target=target,
            bank_references=self._taken_bank(reference) if reference else {},
            known_agreements=() if agreement else self._known_agreements(),
            head=self._folded.newest_at,
            own_key=self._book.info("key") if type(command) in _ABOUT_KEYS else None,
        )

    def _taken_bank(self, reference: str) -> dict[str, Position]:
        seen = self._taken("bank", reference)
        return {} if seen is None else {reference: seen}

    def _known_agreements(self) -> tuple[str, ...]:
        return tuple(x.removeprefix(_PREFIX) for x in self._book.streams(_PREFIX))

    def _stamp(
        self,
        facts: Sequence[Fact],
        command: c.AnyCommand,
        world: World,
        signature: Signature,
        recorded_at: datetime,
    ) -> tuple[Recorded, ...]:
        """Give facts their places and envelopes."""
        digest = c.digest(command) if signature.key is not None else None
        versions: dict[str, int] = {}
        proposal = world.agreement.position if world.agreement else 0
        own = agreement_stream(world.agreement_id or "")
        stamped = []
        for position, fact in enumerate(facts, self._folded.newest_at + 1):
            if type(fact) is f.AgreementProposed:
                proposal = position
            stream = own if fact.stream is AGREEMENTS else fact.stream.name
            version = versions[stream] = (versions.get(stream) or self._folded.version(stream)) + 1
            by = signature if type(fact) is not f.RulesAdopted else signature.of_program()
            envelope = Envelope(
                recorded_at=recorded_at,
                actor=by.actor,
                assurance=by.assurance,
                reason=by.reason,
                evidence=by.evidence,
                key=by.key,
                command_sha256=digest if by.key is not None else None,
                causation=causation(fact, proposal),
                nonce=next(self._nonces),
                data=fact,
            )
            stamped.append(
                Recorded(
                    position=position,
                    originator_id=stream,
                    originator_version=version,
                    envelope=envelope,
                )
            )
        return tuple(stamped)

    def _taken(self, kind: str, value: str) -> Position | None:
        """Return the event that has taken a reference, appended or not; None: it is free."""
        if (kind, value) in self._folded.references:
            return self._folded.references[kind, value]
        return self._book.taken(kind, value)


def _streams(command: c.AnyCommand) -> tuple[str, ...]:
    """Return the streams on which a command is decided, as far as it names them."""
    match command:
        case c.AgreementCommand() | c.ProposeAgreement():
            return *SHARED, agreement_stream(command.agreement)
        case _:
            return SHARED


def _references(rows: Iterable[_Submission]) -> Iterator[Reference]:
    """Yield the references that another event may have taken."""
    for command, signature in rows:
        if signature.key is not None:
            yield "key", signature.key
        bank: str | None = getattr(command, "bank_reference", None)
        if bank is not None:
            yield "bank", bank


@contextmanager
def _in_bulk() -> Iterator[None]:
    """Pause Python's collector, and let threads take turns more often.

    The collector would look through all commands again and again. The thread that inserts should
    not wait long for the thread that decides.
    """
    was_enabled, interval = gc.isenabled(), sys.getswitchinterval()
    gc.disable()
    sys.setswitchinterval(_SWITCH_S)
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if was_enabled:
            gc.enable()


def _nonces() -> Iterator[str]:
    """Yield nonces."""
    return map(bytes.hex, map(os.urandom, repeat(_NONCE_BYTES)))


def _nonces_in_bulk() -> Iterator[str]:
    """Yield nonces, fetched from the system some at a time.

    Each call of the service fetches new ones. Otherwise a process that is forked off between two
    calls would use the same nonces as its parent.
    """
    while True:
        digits = os.urandom(_NONCE_BYTES * _NONCES_AT_A_TIME).hex()
        for start in range(0, len(digits), _NONCE_BYTES * 2):
            yield digits[start : start + _NONCE_BYTES * 2]
