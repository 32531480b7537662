"""Recording: one command, decided against the present state, appended or refused as a whole.

The book is held alone from before the state is read until the events are committed, so a
decision is never made on a state that somebody else is changing: there is nothing to retry,
and a payment either lands before a period closes or is refused. A server is first asked, in one
turn, to append what was decided on the states as they were last seen, if they are still so
(docs/DECISIONS.md).
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import islice, repeat
from operator import attrgetter
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from events import facts as f
from events.declared import fields_naming
from events.facts import Fact, Position
from events.period import local_day
from events.record import Assurance, Envelope, Evidence, Recorded
from events.streams import PARTIES, SHARED, agreement_stream
from ledger.books import newest
from ledger.books.book import Book, Reference, Versions
from ledger.books.checkpoints import contradiction
from ledger.books.clocks import is_ahead
from ledger.books.references import NEVER
from ledger.books.refusals import ServerGone
from ledger.refusal import BookUnusable, Conflict, LedgerError, Refused
from ledger.rules import commands as c
from ledger.rules.decide import decide, require_same
from ledger.rules.refusals.agreements import UnknownAgreement
from ledger.rules.state import AgreementState, BookState, PartiesState, World
from ledger.work.receipt import Receipt
from ledger.work.refusals import ClockBehind
from ledger.work.states import FoldedStates

if TYPE_CHECKING:
    from ledger.books.store import Store
    from ledger.work.consequences import Consequences

_AGREEMENTS = agreement_stream("")
_AT_A_TIME = 2000  # events that are handed to the book while the next are decided
_SWITCH_S = 0.0005
_LOOKS = 4  # for what may have been committed, when the server will not say
_VERSION = attrgetter("version")
_NONCE_BYTES = 16
_NONCES_AT_A_TIME = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who asks for something to be recorded, why, and on what evidence.

    Attributes:
        actor: who; ``assurance`` says how well that is known.
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


_Submission: TypeAlias = tuple[c.AnyCommand, Signature]


class Outcome(msgspec.Struct, frozen=True):
    """What a command led to.

    Attributes:
        recorded: the events, with their positions.
        repeated: the key was used for this very command before; nothing was written now.
    """

    recorded: tuple[Recorded, ...]
    repeated: bool = False


class Service:
    """The write side of an open book.

    Keeps the states it has folded and brings them up to date with what others appended.
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
        self._forget()
        self._nonces = _nonces()
        self._is_newest = False

    def execute(self, command: c.AnyCommand, signature: Signature) -> Outcome:
        """Record what a command makes happen.

        Raises:
            Refused: a rule says no; nothing was written.
            Conflict: it collides with what is recorded, or the book is busy.
            BookUnusable: the book cannot be written.
            Tampered: a checkpoint that is held beside it tells of later events, or of others.
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
            except (ServerGone, BookUnusable) as error:  # the server may have appended it yet
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
        """Say of what was about to be committed what is known of it, when something fails.

        A server that is lost, or was told to stop, may have committed. A file is looked at.
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
        """Record many commands, each decided against the state after the one before it.

        A chunk is one transaction: all of it or nothing.

        Args:
            rows: the commands, each with who asks for it.
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
        """Return whether a decision needs to read events that may not be appended yet."""
        if not isinstance(command, c.AgreementCommand) and isinstance(command, c.ToEntry):
            return True
        return signature.key is not None and self._taken("key", signature.key) is not None

    def _once(
        self, work: Callable[[], Outcome], rows: Sequence[_Submission], done: Outcome | None = None
    ) -> Outcome:
        """Do some work in a transaction; again, if the server is lost before it has answered.

        Whether a commit without an answer had happened is seen in the book: events have random
        nonces, so there are no others like them.

        Args:
            work: decides, and appends; refuses only while the states are those of the book.
            rows: what it decides on, for whom.
            done: what may have been committed; None: nothing yet.
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
                if isinstance(error, Conflict) and not is_known:  # nobody could look
                    raise self._gone(error) from error
                raise
            else:
                return done

    def _found(self, outcome: Outcome) -> Outcome | None:
        """Return what was about to be committed, as it is in the book; None: it is not there."""
        if outcome.repeated:
            return None  # nothing was to be written: ask again
        found = []
        for event in outcome.recorded:
            there = next(self._stream(event.originator_id, event.originator_version - 1), None)
            if there is None or there.envelope.nonce != event.envelope.nonce:
                return None
            found.append(there)
        return Outcome(tuple(found))

    def _versions(self, rows: Sequence[_Submission]) -> dict[str, int]:
        """Return the streams that will be looked at, and how much is known of each."""
        if not self._book.places:
            return {}
        versions = {}
        for command, _ in rows:
            for stream in _streams(command):
                version = self._folded.version(stream)
                if version or len(rows) == 1:  # or all of many long ones would be told at once
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
        """Return what the last command did, or would do, told from the states that decided it.

        Args:
            outcome: of ``execute`` or ``preview``, with nothing decided since.
            is_preview: it is of ``preview``.
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
        """Return the states as they were last seen; None: they were not, or were forgotten."""
        states = self._folded.states
        parties = states.get(PARTIES.name)
        state = states.get(agreement_stream(agreement)) if agreement is not None else None
        return (
            parties if isinstance(parties, PartiesState) else None,
            state if isinstance(state, AgreementState) else None,
        )

    def _require_newest(self) -> None:
        """Make sure, once, that no older copy stands in the place of the book: history would fork.

        A server is not asked for roots: it would take some ten turns.

        Raises:
            Tampered: a held checkpoint tells of later events, or of others.
        """
        if self._is_newest:
            return
        against = contradiction(self._book, roots=not self._book.places) or newest.fault(self._book)
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
        """Return that the server is lost, because of an error with whatever values."""
        cause = error.values.get("cause", error.code)
        return ServerGone(path=self._book.name, cause=cause)

    def _forget(self) -> None:
        """Forget the folded states when something fails: they may be ahead of the book."""
        self._folded = FoldedStates(self._stream)

    def _stream(self, stream: str, after: int) -> Iterator[Recorded]:
        return self._store.stream(stream, after)  # only now is the store needed

    def _decide(
        self, command: c.AnyCommand, signature: Signature, *, is_first: bool = True
    ) -> Outcome:
        """Decide against the present state.

        Args:
            command: what is asked for.
            signature: who asks.
            is_first: nothing was decided in this transaction before.
        """
        if is_first:
            self._folded.look(self._book)
        if signature.key is not None:
            seen = self._taken("key", signature.key)
            if seen is not None:
                return self._repeated(command, signature, seen)
        now = self._clock()
        self._require_clock(now, signature)
        world = self._world(command, signature.actor, local_day(now))
        facts = decide(command, world)
        recorded_at = max(now, self._folded.newest)
        return Outcome(self._stamp(facts, command, world, signature, recorded_at))

    def _require_clock(self, now: datetime, signature: Signature) -> None:
        """Refuse to give one more event a time that is later than now."""
        folded = self._folded
        folded.is_ahead = is_ahead(folded.newest, now)
        if folded.is_ahead and not signature.clock_is_right:
            raise ClockBehind(position=folded.newest_at, newest=folded.newest, now=now)

    def _decide_as_seen(
        self, command: c.AnyCommand, signature: Signature
    ) -> tuple[tuple[Recorded, ...], Versions] | None:
        """Decide on the states as they were last seen, without asking the server.

        Returns:
            what to append if they are still so, and how many events each of the streams had; None:
            that cannot be said, or is not likely.
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
        world = World(
            parties=parties,
            book=periods,
            actor=signature.actor,
            today=local_day(self._folded.newest),  # the server's clock has come to that at least
            agreement=agreement if agreement.version else None,
            agreement_id=command.agreement,
        )
        try:
            facts = decide(command, world)
        except (Refused, Conflict):
            return None  # as things are now it may be let in
        self._nonces = _nonces()
        return self._stamp(facts, command, world, signature, NEVER), versions

    def _repeated(self, command: c.AnyCommand, signature: Signature, seen: Position) -> Outcome:
        """Return what was recorded under the key, after making sure that it is the same."""
        first = self._book.event(seen)
        assert first is not None
        require_same(command, signature.reason, signature.evidence, first)
        recorded = []
        for event in self._book.events(after=seen - 1):
            if event.envelope.key != signature.key:
                break
            recorded.append(event)
        return Outcome(tuple(recorded), repeated=True)

    def _world(self, command: c.AnyCommand, actor: str, today: date) -> World:
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
            book=self._folded.periods(),
            actor=actor,
            today=today,
            agreement=agreement,
            agreement_id=agreement_id,
            target=target,
            bank_references=self._taken_bank(reference) if reference else {},
            known_agreements=() if agreement else self._known_agreements(),
        )

    def _taken_bank(self, reference: str) -> dict[str, Position]:
        seen = self._taken("bank", reference)
        return {} if seen is None else {reference: seen}

    def _known_agreements(self) -> tuple[str, ...]:
        return tuple(x.removeprefix(_AGREEMENTS) for x in self._book.streams(_AGREEMENTS))

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
        stamped = []
        for position, fact in enumerate(facts, self._folded.newest_at + 1):
            if type(fact) is f.AgreementProposed:
                proposal = position
            stream = fact.stream.of(world.agreement_id)
            version = versions[stream] = (versions.get(stream) or self._folded.version(stream)) + 1
            envelope = Envelope(
                recorded_at=recorded_at,
                actor=signature.actor,
                assurance=signature.assurance,
                reason=signature.reason,
                evidence=signature.evidence,
                key=signature.key,
                command_sha256=digest,
                causation=_causation(fact, proposal),
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
    """Return the streams that a command is decided on, as far as it names them."""
    match command:
        case c.AgreementCommand() | c.ProposeAgreement():
            return *SHARED, agreement_stream(command.agreement)
        case _:
            return SHARED


def _references(rows: Iterable[_Submission]) -> Iterator[Reference]:
    """Yield the references that may have been taken by something else."""
    for command, signature in rows:
        if signature.key is not None:
            yield "key", signature.key
        bank: str | None = getattr(command, "bank_reference", None)
        if bank is not None:
            yield "bank", bank


@contextmanager
def _in_bulk() -> Iterator[None]:
    """Let Python do one thing after the other, and the database its part beside that.

    Python's collector waits: it would look through all the commands again and again. The thread
    that inserts need not wait long for the one that decides.
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

    Each call of the service begins anew: a process forked off between two calls would otherwise
    go on with the nonces that its parent goes on with, too.
    """
    while True:
        digits = os.urandom(_NONCE_BYTES * _NONCES_AT_A_TIME).hex()
        for start in range(0, len(digits), _NONCE_BYTES * 2):
            yield digits[start : start + _NONCE_BYTES * 2]


def _causation(fact: Fact, proposal: Position) -> Position | None:
    """Return the position of the event that this one follows from; None: from none."""
    if isinstance(fact, f.OfProposal):
        return proposal
    fields = fields_naming(type(fact), "event")
    return getattr(fact, fields[0]) if fields else None
