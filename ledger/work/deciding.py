"""Deciding: what a command makes happen, on the states that a service keeps; it writes nothing.

It reads what the rules ask for, lets them judge the command, and gives the facts that they return
their places and envelopes.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import repeat
from operator import attrgetter
from typing import cast

import msgspec

from events import facts as f
from events import zones
from events.facts import Fact, Position
from events.record import Envelope, Recorded
from events.streams import AGREEMENTS, PARTIES, SHARED, agreement_stream
from ledger.books.book import Book, Reference, Versions
from ledger.books.clocks import is_ahead
from ledger.books.references import NEVER
from ledger.refusal import Conflict, Refused
from ledger.rules import commands as c
from ledger.rules.decide import amendments_of, causation, decide, require_same
from ledger.rules.ending import last_day
from ledger.rules.first import first_rules
from ledger.rules.payment_files import ordering
from ledger.rules.proposing import extended
from ledger.rules.requests import of_facts
from ledger.rules.signing import BY_LOGIN, assurance_of, is_attested, to_sign
from ledger.rules.state import (
    AgreementState,
    AuthoritiesState,
    BookState,
    PartiesState,
    World,
)
from ledger.rules.versions import RULES, adopted, decided_by
from ledger.work.frequent import ALONE, FREQUENT, Frequent, stamped, unlike_of, world_of
from ledger.work.refusals import ClockBehind, NewerRules, ZoneNotKnownHere
from ledger.work.state_marks import StateMarks
from ledger.work.states import FoldedStates
from ledger.work.submission import Outcome, Signature, Submission

_PREFIX = AGREEMENTS.name
_NAMES_AGREEMENT = (
    c.AgreementCommand,
    c.ProposeAgreement,
    c.GrantAuthority,
    c.AddRoute,
    c.RecordReconciliation,
)
_ABOUT_KEYS = frozenset({c.RegisterWitness, c.RotateKey, c.RetireKey})
_PROPOSALS = frozenset({c.ProposeAgreement, c.ProposeAmendment})
_VERSION = attrgetter("version")
_NONCE_BYTES = 16
_NONCES_AT_A_TIME = 64


class Decider:
    """Decides on commands, one after the other.

    Attributes:
        folded: the states as it last saw them. Whoever appends the events of an outcome lets them
            follow.
        ahead: events that are not appended yet and that commands may name, by position.
    """

    def __init__(
        self,
        book: Book,
        clock: Callable[[], datetime],
        stream: Callable[[str, int], Iterator[Recorded]],
    ) -> None:
        self._book = book
        self._clock = clock
        self._stream = stream
        self._first_rules: int | None = None
        self.marks = StateMarks(book)
        self.ahead: Mapping[Position, Recorded] = {}
        self.forget()
        self.renew_nonces()

    def forget(self) -> None:
        """Forget the folded states after a failure: they may be ahead of the book."""
        self.folded = FoldedStates(self._stream, self._begun_with, self.marks)

    def avoid(self, stream: str) -> None:
        """Use the mark of a stream no more, since it is damaged, and forget what was read of it."""
        self.marks.avoid(stream)
        self.forget()

    def _begun_with(self) -> int:
        if self._first_rules is None:
            self._first_rules = first_rules(self._origin())
        return self._first_rules

    def _origin(self) -> str:
        return self._book.info("origin") or ""

    def renew_nonces(self, *, in_bulk: bool = False) -> None:
        """Take fresh nonces; ``in_bulk``: for many events."""
        self._nonces = _nonces_in_bulk() if in_bulk else _nonces()

    def decide(
        self,
        command: c.AnyCommand,
        signature: Signature,
        *,
        is_first: bool = True,
        digest: str | None = None,
    ) -> Outcome:
        """Decide against the present state.

        Args:
            command: the command.
            signature: who asks for it.
            is_first: whether it is the first decision in this transaction.
            digest: of the command, where the caller knows it, and that its key is free; None: it
                does not.
        """
        if is_first:
            self.folded.look(self._book)
        if signature.key is not None and digest is None:
            seen = self._taken("key", signature.key)
            if seen is not None:
                return self._repeated(command, signature, seen)
        now = self._clock()
        self._require_clock(now, signature)
        in_force = self.folded.periods()
        if in_force.rules == RULES:  # nearly always
            if type(command) in FREQUENT:
                outcome = self._frequent(
                    cast("Frequent", command), signature, now, in_force, digest
                )
                if outcome is not None:
                    return outcome
            world = self._world(command, signature, now, in_force)
            facts: tuple[Fact, ...] = decide(command, world)
        else:
            self._require_known(in_force)
            world = self._world(command, signature, now, decided_by(in_force))
            facts = decide(command, world)
            if isinstance(command, c.RotateKey):  # which says how many events there are before it
                facts = (*facts, *adopted(in_force))
            else:
                facts = (*adopted(in_force), *facts)
        recorded_at = max(now, self.folded.newest)
        return Outcome(self._stamp(facts, command, world, signature, recorded_at, digest))

    def _frequent(
        self,
        command: Frequent,
        signature: Signature,
        now: datetime,
        book: BookState,
        digest: str | None,
    ) -> Outcome | None:
        """Decide on a frequent command the quick way; None: the plain way has to."""
        folded = self.folded
        world = world_of(command, signature, _today(command, now, book), book, folded)
        if world is None:
            return None
        facts = decide(command, world)
        recorded_at = max(now, folded.newest)
        if len(facts) > 1 or type(facts[0]) not in ALONE:
            return Outcome(self._stamp(facts, command, world, signature, recorded_at, digest))
        if signature.key is None:
            digest = None
        elif digest is None:
            digest = c.digest(command)
        nonce = next(self._nonces)
        recorded = stamped(
            facts[0], world, signature, recorded_at=recorded_at, digest=digest, nonce=nonce
        )
        return Outcome((recorded,))

    def to_sign(self, command: c.AnyCommand, signature: Signature) -> str | None:
        """Return the text that the actor signs for a command; None: its key is used already.

        The command is decided as if a login had shown who the actor is, and nothing of it is kept.
        """
        self.folded.look(self._book)
        if signature.key is not None and self._taken("key", signature.key) is not None:
            return None
        now = self._clock()
        self._require_clock(now, signature)
        in_force = self.folded.periods()
        self._require_known(in_force)
        world = self._world(command, signature, now, decided_by(in_force))
        (fact,) = decide(command, msgspec.structs.replace(world, assurance=BY_LOGIN))
        assert is_attested(fact)
        return to_sign(fact, world)

    def _require_known(self, book: BookState) -> None:
        """Refuse to decide where somebody has decided by rules that this program does not know."""
        if book.rules > RULES:
            raise NewerRules(path=self._book.name, rules=book.rules, known=RULES)

    def _require_clock(self, now: datetime, signature: Signature) -> None:
        """Refuse to give another event a time that is later than now."""
        folded = self.folded
        folded.is_ahead = folded.newest > now and is_ahead(folded.newest, now)
        if folded.is_ahead and not signature.clock_is_right:
            raise ClockBehind(position=folded.newest_at, newest=folded.newest, now=now)

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

    def decide_as_seen(
        self, command: c.AnyCommand, signature: Signature
    ) -> tuple[tuple[Recorded, ...], Versions, str | None] | None:
        """Decide on the states as it last saw them, without asking the server.

        Returns:
            the events to append if the streams have not changed, how many events each stream
            had, and which text has to be in no payment that came meanwhile (``Book.append_if``);
            None: the states are not known, or have probably changed.
        """
        if not isinstance(command, c.AgreementCommand) or c.is_about_today(command):
            return None
        if self.folded.is_ahead:
            return None
        streams = _streams(command)
        changing = self.folded.shared.intersection(streams)
        if not changing <= {streams[-1]}:
            return None
        states = tuple(map(self.folded.states.get, streams))
        match states:
            case (
                PartiesState() as parties,
                BookState() as periods,
                AuthoritiesState() as authorities,
                AgreementState() as agreement,
            ):
                versions = dict(zip(streams, map(_VERSION, states), strict=True))
            case _:
                return None
        if periods.rules != RULES or not zones.is_known(periods.zone):
            return None  # the book has to adopt them first, or nothing can be recorded here
        world = World(
            parties=parties,
            book=periods,
            actor=signature.actor,
            # The clock of the server is not before the newest event.
            today=zones.day_in(periods.zone, self.folded.newest),
            agreement=agreement if agreement.version else None,
            agreement_id=command.agreement,
            authorities=authorities,
            assurance=signature.assurance,
            request=getattr(command, "request", None),
        )
        try:
            facts = decide(command, world)
        except (Refused, Conflict):
            return None  # with the present states it may be allowed
        self.renew_nonces()
        unlike = unlike_of(command, facts, agreement)
        if changing and unlike is None:
            return None
        return self._stamp(facts, command, world, signature, NEVER), versions, unlike

    def _world(
        self, command: c.AnyCommand, signature: Signature, now: datetime, book: BookState
    ) -> World:
        target, agreement_id = None, None
        if isinstance(command, _NAMES_AGREEMENT):
            agreement_id = command.agreement
        elif isinstance(command, c.ToEntry):
            target = self.ahead.get(command.position) or self._book.event(command.position)
            agreement_id = target.agreement if target else None
        reference: str | None = getattr(command, "bank_reference", None)
        agreement = self.folded.agreement(agreement_id) if agreement_id else None
        return World(
            parties=self.folded.parties(),
            book=book,
            actor=signature.actor,
            today=_today(command, self._time_of(command, now), book),
            agreement=agreement,
            agreement_id=agreement_id,
            target=target,
            bank_references=self._taken_bank(reference) if reference else {},
            known_agreements=() if agreement else self.known_agreements(),
            earlier=self._earlier(command) if type(command) is c.ProposeAgreement else {},
            head=self.folded.newest_at,
            own_key=self._book.info("key") if type(command) in _ABOUT_KEYS else None,
            agreements=self._agreements(command, book),
            authorities=self.folded.authorities(),
            assurance=signature.assurance,
            request=getattr(command, "request", None),
            origin=self._origin() if isinstance(command, c.Attestation) else "",
            zones=zones.known(command.timezone) if type(command) is c.DescribeBook else None,
        )

    def _time_of(self, command: c.AnyCommand, now: datetime) -> datetime:
        """Return the time that tells a command's today: of its record, where that is its day."""
        if isinstance(command, c.Attestation):
            return max(now, self.folded.newest)
        return now

    def _agreements(self, command: c.AnyCommand, book: BookState) -> dict[str, AgreementState]:
        """Return the agreements that the rules have to look at, beside that of the command."""
        match command:
            case c.AmendParty() if command.legal_entity is not None:
                named = set(self.known_agreements())
            case c.MakePaymentFile():
                named = {agreement for agreement, _ in command.requests}
            case c.VoidPaymentFile():
                named = ordering(book.imports, command.payment_file)
            case _:
                return {}
        found = {key: self.folded.agreement(key) for key in sorted(named)}
        return {key: state for key, state in found.items() if state is not None}

    def _earlier(self, command: c.ProposeAgreement) -> dict[str, date]:
        """Return the last day of the agreement that a proposal extends; empty: there is none."""
        named = extended(command)
        state = self.folded.agreement(named) if named is not None else None
        return {named: last_day(state)} if named and state and state.proposed else {}

    def _taken_bank(self, reference: str) -> dict[str, Position]:
        seen = self._taken("bank", reference)
        return {} if seen is None else {reference: seen}

    def _taken(self, kind: str, value: str) -> Position | None:
        """Return the event that has taken a reference, appended or not; None: it is free."""
        if (kind, value) in self.folded.references:
            return self.folded.references[kind, value]
        return self._book.taken(kind, value)

    def known_agreements(self) -> tuple[str, ...]:
        """Return the ids of all agreements."""
        return tuple(x.removeprefix(_PREFIX) for x in self._book.streams(_PREFIX))

    def _stamp(
        self,
        facts: Sequence[Fact],
        command: c.AnyCommand,
        world: World,
        signature: Signature,
        recorded_at: datetime,
        digest: str | None = None,
    ) -> tuple[Recorded, ...]:
        """Give facts their places and envelopes."""
        if digest is None and signature.key is not None:
            digest = c.digest(command)
        versions: dict[str, int] = {}
        proposal = world.agreement.position if world.agreement else 0
        amendments = amendments_of(world.agreement)
        own = agreement_stream(world.agreement_id or "")
        is_proposal = type(command) in _PROPOSALS
        first: Position | None = None  # of the facts of an agreement
        stamped: list[Recorded] = []
        requests = of_facts(facts, world)
        for position, fact in enumerate(facts, self.folded.newest_at + 1):
            if is_proposal and isinstance(fact, f.AgreementProposed):
                proposal = position
            if is_proposal and isinstance(fact, f.AmendmentProposed):
                amendments[fact.amendment] = position
            stream = own if fact.stream is AGREEMENTS else fact.stream.name
            version = versions[stream] = (versions.get(stream) or self.folded.version(stream)) + 1
            cause = causation(fact, proposal, amendments, requests[len(stamped)])
            if first is None and fact.stream is AGREEMENTS:
                first = position
            elif cause is None and isinstance(command, c.Together):
                cause = first
            if cause is None:
                cause = signature.causation
            by = signature if type(fact) is not f.RulesAdopted else signature.of_program()
            envelope = Envelope(
                recorded_at=recorded_at,
                actor=by.actor,
                assurance=assurance_of(fact, by.assurance),
                reason=by.reason,
                evidence=by.evidence,
                key=by.key,
                command_sha256=digest if by.key is not None else None,
                causation=cause,
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

    def looks_back(self, command: c.AnyCommand, signature: Signature) -> bool:
        """Return whether a decision has to read events that may not be appended yet."""
        if not isinstance(command, c.AgreementCommand) and isinstance(command, c.ToEntry):
            return True
        return signature.key is not None and self._taken("key", signature.key) is not None

    def versions(self, rows: Sequence[Submission]) -> dict[str, int]:
        """Return the streams that the decision needs, and how many events of each are known."""
        if not self._book.places:
            return {}
        versions = {}
        for command, _ in rows:
            for stream in _streams(command):
                version = self.folded.version(stream)
                if version or len(rows) == 1:  # or a server would send many long streams at once
                    versions[stream] = version
        return versions

    def states_of(self, agreement: str | None) -> tuple[PartiesState | None, AgreementState | None]:
        """Return the states as it last saw them; None: it never did, or forgot them."""
        states = self.folded.states
        parties = states.get(PARTIES.name)
        state = states.get(agreement_stream(agreement)) if agreement is not None else None
        return (
            parties if isinstance(parties, PartiesState) else None,
            state if isinstance(state, AgreementState) else None,
        )


def _today(command: c.AnyCommand, now: datetime, book: BookState) -> date:
    """Return today's date in the zone of a book.

    Raises:
        BookUnusable: this computer does not know the zone, and the command does not give another.
    """
    zone = book.zone
    if not (zones.is_known(zone) or isinstance(command, c.DescribeBook)):
        raise ZoneNotKnownHere(zone=zone)
    return zones.day_in(zone, now)


def _streams(command: c.AnyCommand) -> tuple[str, ...]:
    """Return the streams on which a command is decided, as far as it names them."""
    match command:
        case c.AgreementCommand():
            return *SHARED, agreement_stream(command.agreement)
        case c.ProposeAgreement():
            named = dict.fromkeys(filter(None, (command.agreement, extended(command))))
            return *SHARED, *map(agreement_stream, named)
        case _:
            return SHARED


def references(rows: Iterable[Submission]) -> Iterator[Reference]:
    """Yield the references that another event may have taken."""
    for command, signature in rows:
        if signature.key is not None:
            yield "key", signature.key
        bank: str | None = getattr(command, "bank_reference", None)
        if bank is not None:
            yield "bank", bank


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
