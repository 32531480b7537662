"""Recording: one command, decided against the present state, appended or refused as a whole.

The book is held alone from before the state is read until the events are committed, so a
decision is never made on a state that somebody else is changing: there is nothing to retry,
and a payment either lands before a period closes or is refused (docs/DECISIONS.md).
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from events import facts as f
from events.facts import Fact, Position
from events.record import (
    BOOK_STREAM,
    PARTIES_STREAM,
    Assurance,
    CorruptEventError,
    Envelope,
    Evidence,
    Recorded,
    agreement_of,
    agreement_stream,
    fold_all,
)
from ledger import commands as c
from ledger.book import Book, Reference, ReferenceChange
from ledger.decide import contradicts, decide
from ledger.refusal import Conflict, Refused, ServerGone
from ledger.state import (
    AgreementState,
    BookState,
    PartiesState,
    World,
    evolve,
    evolve_book,
    evolve_parties,
)

if TYPE_CHECKING:
    from ledger.store import Store

_AGREEMENTS = agreement_stream("")
_NONCE_BYTES = 16
_NONCES_AT_A_TIME = 64
_OTHER_STREAMS: dict[type[Fact], str] = {  # than those of agreements
    f.PartyRegistered: PARTIES_STREAM,
    f.PeriodClosed: BOOK_STREAM,
    f.PeriodReopened: BOOK_STREAM,
}
_NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """Who asks for something to be recorded, why, and on what evidence.

    Attributes:
        actor: who; ``assurance`` says how well that is known.
        reason: free text; None: none given.
        evidence: references, with SHA-256 where there are files.
        key: idempotency key; None: none.
    """

    actor: str
    assurance: Assurance = "claimed"
    reason: str | None = None
    evidence: tuple[Evidence, ...] = ()
    key: str | None = None


_Row: TypeAlias = tuple[c.AnyCommand, Signature]


class Outcome(msgspec.Struct, frozen=True):
    """What a command led to.

    Attributes:
        recorded: the events, with their positions.
        repeated: the key was used for this very command before; nothing was written now.
    """

    recorded: tuple[Recorded, ...]
    repeated: bool = False


@dataclass(slots=True)
class _Held:
    """What a service knows of its book.

    Attributes:
        agreements, parties, periods: states, up to date; None or left out: not folded yet.
        newest_at, newest: the last event and when it was recorded; 0: not looked yet.
        changes: what events that are not appended yet take and free, in order.
        references: the same, as it now is.
    """

    agreements: dict[str, AgreementState] = field(default_factory=dict)
    parties: PartiesState | None = None
    periods: BookState | None = None
    newest_at: Position = 0
    newest: datetime = _NEVER
    changes: list[ReferenceChange] = field(default_factory=list)
    references: dict[tuple[str, str], Position | None] = field(default_factory=dict)


class Service:
    """The write side of an open book.

    Keeps the states it has folded and brings them up to date with what others appended.
    """

    def __init__(self, book: Book, clock: Callable[[], datetime] | None = None) -> None:
        self._book = book
        self._clock = clock or book.now
        self._opened: Store | None = None
        self._held = _Held()
        self._nonces = _fresh_nonces()

    def execute(self, command: c.AnyCommand, signature: Signature) -> Outcome:
        """Record what a command makes happen.

        Raises:
            Refused: a rule says no; nothing was written.
            Conflict: it collides with what is recorded, or the book is busy.
            BookUnusable: the book cannot be written.
        """
        return self._once(partial(self._record, command, signature), ((command, signature),))

    def _record(self, command: c.AnyCommand, signature: Signature) -> Outcome:
        self._nonces = _fresh_nonces()
        outcome = self._decide(command, signature)
        if not outcome.repeated:
            self._take(outcome.recorded)
            self._append(outcome.recorded)
        return outcome

    def execute_all(self, rows: Iterable[_Row], *, chunk: int = 1000) -> Iterator[int]:
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
        while batch := list(islice(waiting, chunk)):
            with _collecting_no_garbage():
                self._once(partial(self._record_batch, batch), batch)
            done += len(batch)
            yield done

    def _record_batch(self, batch: Sequence[_Row]) -> Outcome:
        self._nonces = _fresh_nonces()
        pending: list[Recorded] = []
        last = Outcome((), repeated=True)
        try:
            for command, signature in batch:
                if pending and self._looks_back(command, signature):
                    self._append(pending)
                    pending = []
                outcome = self._decide(command, signature, len(pending))
                if not outcome.repeated:
                    self._take(outcome.recorded)
                    pending += outcome.recorded
                    last = outcome
        except (Refused, Conflict):
            self._forget()  # the states are ahead of the book
            raise
        if pending:
            self._append(pending)
        return last

    def _looks_back(self, command: c.AnyCommand, signature: Signature) -> bool:
        """Return whether a decision needs to read events that may not be appended yet."""
        if not isinstance(command, c.AgreementCommand) and isinstance(command, c.ToEntry):
            return True
        return signature.key is not None and self._taken("key", signature.key) is not None

    def _once(self, work: Callable[[], Outcome], rows: Sequence[_Row]) -> Outcome:
        """Do some work in a transaction; again, if the server is lost before it has answered.

        Whether a commit without an answer had happened is seen in the book: events have random
        nonces, so there are no others like them.

        Args:
            work: decides, and appends; refuses only while the states are those of the book.
            rows: what it decides on, for whom.
        """
        done: Outcome | None = None
        while True:
            after = self._held.newest_at or None
            try:
                with self._book.writing(after, _references(rows)):
                    if done is None or not self._stands(done):
                        done = work()
            except ServerGone:
                self._forget()
                self._book.reconnect()
            except BaseException as error:
                if done is not None or not isinstance(error, (Refused, Conflict)):
                    self._forget()
                raise
            else:
                return done

    def _stands(self, outcome: Outcome) -> bool:
        """Return whether what was about to be committed is in the book."""
        if outcome.repeated:
            return False  # nothing was to be written: ask again
        last = outcome.recorded[-1]
        return self._book.event(last.position) == last

    def _append(self, recorded: Sequence[Recorded]) -> None:
        self._store.append(recorded, self._held.changes)
        self._held.changes, self._held.references = [], {}

    def preview(self, command: c.AnyCommand, signature: Signature) -> Outcome:
        """Return what ``execute`` would record now, and record nothing.

        Raises:
            Refused: a rule says no.
            Conflict: it collides with what is recorded.
        """
        with self._book.reading():
            return self._decide(command, signature)

    def currency_of(self, agreement: str) -> str | None:
        """Return an agreement's currency; None: there is no such agreement."""
        with self._book.reading():
            self._catch_up()
            state = self._agreement(agreement)
        return state.proposed.currency if state and state.proposed else None

    def agreement_of_entry(self, position: Position) -> str | None:
        """Return the agreement of the event at a position; None: there is none."""
        target = self._book.event(position)
        return target.agreement if target else None

    @property
    def _store(self) -> Store:
        if self._opened is None:
            from ledger.store import Store  # noqa: PLC0415 - heavy, and reading needs none of it

            self._opened = Store(self._book)
        return self._opened

    def _forget(self) -> None:
        """Forget the folded states when something fails: they may be ahead of the book."""
        self._held = _Held()

    def _decide(self, command: c.AnyCommand, signature: Signature, pending: int = 0) -> Outcome:
        """Decide against the present state.

        Args:
            command: what is asked for.
            signature: who asks.
            pending: events that were decided in this transaction and are not appended yet.
        """
        if not pending:
            self._catch_up()
        if signature.key is not None:
            seen = self._taken("key", signature.key)
            if seen is not None:
                return self._repeated(command, signature.key, seen)
        world = self._world(command, signature.actor)
        facts = decide(command, world)
        return Outcome(self._stamp(facts, command, world, signature))

    def _catch_up(self) -> None:
        """Take in what somebody else appended. States that are not held are folded when needed."""
        if self._held.newest_at:
            events = self._book.events(after=self._held.newest_at)
            fold_all(Service._evolve, self, events)
        else:
            self._held.newest_at = self._book.head()
            if self._held.newest_at:
                self._held.newest = self._book.recorded_at(self._held.newest_at)

    def _repeated(self, command: c.AnyCommand, key: str, seen: Position) -> Outcome:
        """Return what was recorded under the key, after making sure that it is the same."""
        first = self._book.event(seen)
        assert first is not None
        contradicts(command, first.envelope.command_sha256, key, seen)
        recorded = []
        for event in self._book.events(after=seen - 1):
            if event.envelope.key != key:
                break
            recorded.append(event)
        return Outcome(tuple(recorded), repeated=True)

    def _world(self, command: c.AnyCommand, actor: str) -> World:
        target, agreement_id = None, None
        match command:
            case c.AgreementCommand() | c.ProposeAgreement():
                agreement_id = command.agreement
            case c.VerifyInKind() | c.RejectInKind() | c.ReverseEntry():
                target = self._book.event(command.position)
                agreement_id = target.agreement if target else None
        reference: str | None = getattr(command, "bank_reference", None)
        agreement = self._agreement(agreement_id) if agreement_id else None
        return World(
            parties=self._folded_parties(),
            book=self._folded_book(),
            actor=actor,
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

    def _agreement(self, agreement: str) -> AgreementState | None:
        state = self._held.agreements.get(agreement)
        if state is None:
            stream = self._store.stream(agreement_stream(agreement))
            state = fold_all(evolve, AgreementState(), stream)
            if not state.version:
                return None
            self._held.agreements[agreement] = state
        if state.proposed is None:
            raise CorruptEventError(f"{agreement}: the first event does not propose the agreement")
        return state

    def _folded_parties(self) -> PartiesState:
        if self._held.parties is None:
            stream = self._store.stream(PARTIES_STREAM)
            self._held.parties = fold_all(evolve_parties, PartiesState(), stream)
        return self._held.parties

    def _folded_book(self) -> BookState:
        if self._held.periods is None:
            stream = self._store.stream(BOOK_STREAM)
            self._held.periods = fold_all(evolve_book, BookState(), stream)
        return self._held.periods

    def _evolve(self, recorded: Recorded) -> None:
        """Bring the state of an event's stream up to date, if it is held."""
        held, agreement = self._held, agreement_of(recorded.originator_id)
        if agreement is not None:
            state = held.agreements.get(agreement)
            if state is None and recorded.originator_version == 1:
                state = held.agreements[agreement] = AgreementState()
            if state is not None:
                evolve(state, recorded)
        elif recorded.originator_id == PARTIES_STREAM:
            if held.parties is not None:
                evolve_parties(held.parties, recorded)
        elif held.periods is not None:
            evolve_book(held.periods, recorded)
        held.newest, held.newest_at = recorded.envelope.recorded_at, recorded.position

    def _stamp(
        self, facts: Sequence[Fact], command: c.AnyCommand, world: World, signature: Signature
    ) -> tuple[Recorded, ...]:
        """Give facts their places and envelopes. Recorded times never decrease."""
        head = self._held.newest_at
        recorded_at = self._clock()
        if head and recorded_at < self._held.newest:
            recorded_at = self._held.newest
        digest = c.digest(command) if signature.key is not None else None
        versions: dict[str, int] = {}
        proposal = world.agreement.position if world.agreement else 0
        stamped = []
        for position, fact in enumerate(facts, head + 1):
            if isinstance(fact, f.AgreementProposed):
                proposal = position
            stream = _OTHER_STREAMS.get(type(fact)) or agreement_stream(world.agreement_id or "")
            version = versions[stream] = (versions.get(stream) or _version(stream, world)) + 1
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
        if (kind, value) in self._held.references:
            return self._held.references[kind, value]
        return self._book.taken(kind, value)

    def _take(self, recorded: Sequence[Recorded]) -> None:
        """Take in events that were decided, and what they take and free."""
        key = recorded[0].envelope.key
        if key is not None:
            self._change("key", key, recorded[0].position)
        for event in recorded:
            self._evolve(event)
            match event.fact:
                case f.DisbursementRecorded() | f.RepaymentReceived() as fact:
                    if fact.bank_reference is not None:
                        self._change("bank", fact.bank_reference, event.position)
                case f.EntryReversed(
                    entry=f.DisbursementRecorded() | f.RepaymentReceived() as entry
                ) if entry.bank_reference is not None:
                    self._change("bank", entry.bank_reference, None)
                case _:
                    pass

    def _change(self, kind: str, value: str, position: Position | None) -> None:
        self._held.changes.append((kind, value, position))
        self._held.references[kind, value] = position


def _references(rows: Iterable[_Row]) -> Iterator[Reference]:
    """Yield the references that may have been taken by something else."""
    for command, signature in rows:
        if signature.key is not None:
            yield "key", signature.key
        bank: str | None = getattr(command, "bank_reference", None)
        if bank is not None:
            yield "bank", bank


@contextmanager
def _collecting_no_garbage() -> Iterator[None]:
    """Let Python's collector wait: it would look through all the commands again and again."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def _fresh_nonces() -> Iterator[str]:
    """Yield nonces, fetched from the system some at a time.

    Each call of the service begins anew: a process forked off between two calls would otherwise
    go on with the nonces that its parent goes on with, too.
    """
    while True:
        digits = os.urandom(_NONCE_BYTES * _NONCES_AT_A_TIME).hex()
        for start in range(0, len(digits), _NONCE_BYTES * 2):
            yield digits[start : start + _NONCE_BYTES * 2]


def _version(stream: str, world: World) -> int:
    """Return the version of the last event in a stream; 0: it has none."""
    if stream == PARTIES_STREAM:
        return world.parties.version
    if stream == BOOK_STREAM:
        return world.book.version
    return world.agreement.version if world.agreement else 0


def _causation(fact: Fact, proposal: Position) -> Position | None:
    """Return the position of the event that this one follows from; None: from none."""
    match fact:
        case f.DisbursementRecorded() | f.UseReported():  # the most frequent first
            return None
        case f.BudgetLineProposed() | f.LineAmended() | f.AgreementConcluded():
            return proposal
        case f.EntryReversed() | f.InKindVerified() | f.InKindRejected():
            return fact.position
        case f.RepaymentReceived():
            return fact.claim
        case f.UpliftApplied():
            return fact.supersedes
        case f.InKindRecorded():
            return fact.pledge
        case _:
            return None
