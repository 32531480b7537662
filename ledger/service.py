"""Recording: one command, decided against the present state, appended or refused as a whole.

The book is held alone from before the state is read until the events are committed, so a
decision is never made on a state that somebody else is changing: there is nothing to retry,
and a payment either lands before a period closes or is refused (docs/DECISIONS.md).
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING

from events import facts as f
from events.facts import Fact, Position
from events.record import (
    BOOK_STREAM,
    PARTIES_STREAM,
    Assurance,
    Envelope,
    Evidence,
    Recorded,
    agreement_stream,
)
from ledger import book as book_module
from ledger import commands as c
from ledger.book import Book
from ledger.decide import contradicts, decide
from ledger.refusal import Conflict, Refused
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


@dataclass(frozen=True, slots=True)
class Outcome:
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

    def __init__(self, book: Book, clock: Callable[[], datetime] = book_module.now) -> None:
        self._book = book
        self._clock = clock
        self._opened: Store | None = None
        self._agreements: dict[str, AgreementState] = {}
        self._up_to_date: set[str] = set()  # streams folded up to the newest event known
        self._parties = PartiesState()
        self._periods = BookState()
        self._newest = datetime.min.replace(tzinfo=UTC)
        self._newest_at: Position = 0

    def execute(self, command: c.AnyCommand, signature: Signature) -> Outcome:
        """Record what a command makes happen.

        Raises:
            Refused: a rule says no; nothing was written.
            Conflict: it collides with what is recorded, or the book is busy.
            BookUnusable: the book cannot be written.
        """
        with self._keeping_states(), self._book.writing():
            outcome = self._decide(command, signature)
            if not outcome.repeated:
                for recorded in outcome.recorded:
                    self._take_references(recorded)
                self._store.append(outcome.recorded)
                self._evolve(outcome.recorded)
        return outcome

    def execute_all(
        self, rows: Iterable[tuple[c.AnyCommand, Signature]], *, chunk: int = 1000
    ) -> Iterator[int]:
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
            with self._keeping_states(), self._book.writing():
                self._record_batch(batch)
            done += len(batch)
            yield done

    def _record_batch(self, batch: Sequence[tuple[c.AnyCommand, Signature]]) -> None:
        pending: list[Recorded] = []
        try:
            for command, signature in batch:
                if pending and self._looks_back(command, signature):
                    self._store.append(pending)
                    pending = []
                outcome = self._decide(command, signature, len(pending))
                if not outcome.repeated:
                    for recorded in outcome.recorded:
                        self._take_references(recorded)
                    self._evolve(outcome.recorded)
                    pending += outcome.recorded
        except (Refused, Conflict):
            self._forget()  # the states are ahead of the book
            raise
        self._store.append(pending)

    def _looks_back(self, command: c.AnyCommand, signature: Signature) -> bool:
        """Return whether a decision needs to read events that may not be appended yet."""
        if isinstance(command, c.ToEntry):
            return True
        return signature.key is not None and bool(self._book.taken("key", [signature.key]))

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

    @contextmanager
    def _keeping_states(self) -> Iterator[None]:
        """Forget the folded states when something fails: they may be ahead of the book."""
        try:
            yield
        except (Refused, Conflict):
            raise
        except BaseException:
            self._forget()
            raise

    def _forget(self) -> None:
        self._agreements.clear()
        self._up_to_date.clear()
        self._parties, self._periods = PartiesState(), BookState()
        self._newest_at = 0

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
            seen = self._book.taken("key", [signature.key]).get(signature.key)
            if seen is not None:
                return self._repeated(command, signature.key, seen)
        world = self._world(command, signature.actor)
        facts = decide(command, world)
        return Outcome(tuple(self._stamp(facts, command, world, signature)))

    def _catch_up(self) -> None:
        """See whether somebody else appended something."""
        head = self._book.head()
        if head != self._newest_at:
            self._up_to_date.clear()
            self._newest_at = head
            if head:
                self._newest = self._book.recorded_at(head)

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
        if isinstance(command, c.ToEntry):
            target = self._book.event(command.position)
            agreement_id = target.agreement if target else None
        elif not isinstance(command, c.ToBook):
            agreement_id = command.agreement
        reference = getattr(command, "bank_reference", None)
        agreement = self._agreement(agreement_id) if agreement_id else None
        return World(
            parties=self._folded_parties(),
            book=self._folded_book(),
            actor=actor,
            agreement=agreement,
            agreement_id=agreement_id,
            target=target,
            bank_references=self._book.taken("bank", [reference]) if reference else {},
            known_agreements=() if agreement else self._known_agreements(),
        )

    def _known_agreements(self) -> tuple[str, ...]:
        return tuple(x.removeprefix(_AGREEMENTS) for x in self._book.streams(_AGREEMENTS))

    def _agreement(self, agreement: str) -> AgreementState | None:
        state = self._agreements.get(agreement)
        for recorded in self._news(agreement_stream(agreement), state.version if state else 0):
            state = evolve(state or AgreementState(), recorded)
        if state is not None:
            self._agreements[agreement] = state
        return state

    def _folded_parties(self) -> PartiesState:
        for recorded in self._news(PARTIES_STREAM, self._parties.version):
            evolve_parties(self._parties, recorded)
        return self._parties

    def _folded_book(self) -> BookState:
        for recorded in self._news(BOOK_STREAM, self._periods.version):
            evolve_book(self._periods, recorded)
        return self._periods

    def _news(self, stream: str, version: int) -> Iterable[Recorded]:
        """Return what was appended to a stream after a version."""
        if stream in self._up_to_date:
            return ()
        self._up_to_date.add(stream)
        return self._store.stream(stream, after=version)

    def _evolve(self, recorded: Sequence[Recorded]) -> None:
        for event in recorded:
            if event.originator_id == PARTIES_STREAM:
                evolve_parties(self._parties, event)
            elif event.originator_id == BOOK_STREAM:
                evolve_book(self._periods, event)
            else:
                assert event.agreement is not None
                state = self._agreements.setdefault(event.agreement, AgreementState())
                evolve(state, event)
        self._newest, self._newest_at = recorded[-1].envelope.recorded_at, recorded[-1].position

    def _stamp(
        self, facts: Sequence[Fact], command: c.AnyCommand, world: World, signature: Signature
    ) -> Iterator[Recorded]:
        """Give facts their places and envelopes. Recorded times never decrease."""
        head = self._newest_at
        recorded_at = max(self._clock(), self._newest) if head else self._clock()
        digest = c.digest(command) if signature.key is not None else None
        versions = {
            PARTIES_STREAM: world.parties.version,
            BOOK_STREAM: world.book.version,
        }
        proposal = world.agreement.position if world.agreement else 0
        for position, fact in enumerate(facts, head + 1):
            if isinstance(fact, f.AgreementProposed):
                proposal = position
            stream = _stream_of(fact, world.agreement_id)
            version = versions.get(stream)
            if version is None:
                version = world.agreement.version if world.agreement else 0
            versions[stream] = version + 1
            envelope = Envelope(
                recorded_at=recorded_at,
                actor=signature.actor,
                assurance=signature.assurance,
                reason=signature.reason,
                evidence=signature.evidence,
                key=signature.key,
                command_sha256=digest,
                causation=_causation(fact, proposal),
                nonce=os.urandom(_NONCE_BYTES).hex(),
                data=fact,
            )
            yield Recorded(
                position=position,
                originator_id=stream,
                originator_version=version + 1,
                envelope=envelope,
            )

    def _take_references(self, recorded: Recorded) -> None:
        """Keep the book's unique references true, in the transaction of the event."""
        key = recorded.envelope.key
        if key is not None and not self._book.taken("key", [key]):
            self._book.take("key", key, recorded.position)
        match recorded.fact:
            case f.DisbursementRecorded() | f.RepaymentReceived() as fact:
                if fact.bank_reference is not None:
                    self._book.take("bank", fact.bank_reference, recorded.position)
            case f.EntryReversed(
                entry=f.DisbursementRecorded() | f.RepaymentReceived() as entry
            ) if entry.bank_reference is not None:
                self._book.free("bank", entry.bank_reference)
            case _:
                pass


def _stream_of(fact: Fact, agreement: str | None) -> str:
    match fact:
        case f.PartyRegistered():
            return PARTIES_STREAM
        case f.PeriodClosed() | f.PeriodReopened():
            return BOOK_STREAM
        case _:
            assert agreement is not None
            return agreement_stream(agreement)


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
