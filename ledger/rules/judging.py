"""Past events judged anew: would the rules have let each of them in, and as it is?

Judging is pure, as decisions are. The judge takes the events of all streams in the order of the
book, because agreements share parties, periods and references. It judges each event on the state
before the event, and then folds the event even if it found a fault. So a forged event does not make
the later events look forged.

Source: docs/ARCHITECTURE.md (verification).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import Any, TypeAlias

from events import facts as f
from events.declared import fields_naming
from events.facts import Fact, Position
from events.record import (
    UNFOLDABLE,
    CorruptEventError,
    Envelope,
    Recorded,
    StoredRow,
    fold_all,
)
from events.streams import AUTHORITIES, BOOK, PARTIES, agreement_of, agreement_stream
from events.zones import earliest_day, latest_day
from ledger.refusal import LedgerError
from ledger.rules import activities, dates, ending, instalments
from ledger.rules.decide import amendments_of, causation
from ledger.rules.inverse import IN_PLACE, INVERSE, Rule, amended, paid, proposed
from ledger.rules.kept_gifts import KeptGifts
from ledger.rules.likeness import of_payment
from ledger.rules.payment_files import ordering
from ledger.rules.refusals.agreements import SeveralRefused
from ledger.rules.refusals.judging import KeyTwice, NotAsDecided, OtherCause, Undecidable
from ledger.rules.requests import of_facts
from ledger.rules.signing import assurance_of
from ledger.rules.state import (
    AgreementState,
    AuthoritiesState,
    BookState,
    PartiesState,
    State,
    World,
    empty,
    evolve_any,
    pay,
    report_use,
)
from ledger.rules.versions import RULES

_HOUR = timedelta(hours=1)
_LATE = datetime.max.replace(tzinfo=UTC)
_Fold: TypeAlias = Callable[[AgreementState, Any, Position], object]
# The most frequent facts: rule, day, and fold of each; None: folded as other facts are.
_FREQUENT: Mapping[type[Any], tuple[Rule, Callable[[Any], date], _Fold | None]] = {
    f.DisbursementRecorded: (
        IN_PLACE[f.DisbursementRecorded],
        attrgetter("paid_on"),
        pay,
    ),
    f.UseReported: (IN_PLACE[f.UseReported], attrgetter("reported_on"), report_use),
    f.InKindRecorded: (IN_PLACE[f.InKindRecorded], attrgetter("performed_on"), None),
}


_NAMES_AGREEMENT = (f.AuthorityGranted, f.RouteAdded, f.Reconciled)
# What is decided on another event, which its fact names and does not repeat.
_ABOUT_ANOTHER = (
    f.FindingMade,
    f.FindingSettled,
    f.PaymentReviewed,
    f.PaymentApproved,
    f.PaymentReturned,
    f.PaymentCancelled,
)


class Judge:
    """Judges the events of a book, some at a time.

    Attributes:
        states: by stream, as the events are folded. What payments look like is left out.
        likenesses: a sum over what the payments that stand look like, of the streams that a caller
            has put in, each with a zero.
        unknown_from: the first event that a program decided by a later version of the rules than
            this program knows; nothing is judged from there on. None: there is no such event.
    """

    def __init__(
        self,
        *,
        first_rules: int,
        info: Callable[[str], str | None],
        event: Callable[[Position], Recorded | None],
        found: Callable[[Position, LedgerError], object],
        replay: Callable[[Position, str], object],
        sees_all: bool = True,
    ) -> None:
        """Begin before the first event.

        Args:
            first_rules: the version of the rules that the book begins with.
            info: returns a fact about the book itself (``Book.info``): its name, and the public key
                that it was made with; None: it has none such.
            event: returns an earlier event; None: there is none.
            found: is told the position of an event that a rule refuses, and the refusal.
            replay: is told the position of an event that does not follow from the events before it
                although no rule refuses it, and the cause.
            sees_all: whether it is given the events of every agreement.
        """
        self.likenesses: dict[str, int] = {}
        self._sees_all = sees_all
        self._event, self._found, self._replay = event, found, replay
        self._own_key, self._origin = info("key"), info("origin") or ""
        self._parties, self._book = PartiesState(), BookState(rules=first_rules)
        self._authorities = AuthoritiesState()
        self.states: dict[str, State] = {
            PARTIES.name: self._parties,
            BOOK.name: self._book,
            AUTHORITIES.name: self._authorities,
        }
        self._banks: dict[str, Position] = {}
        self._keys: dict[str, Position] = {}
        self._key_before: tuple[str | None, str | None] = (None, None)
        self._group: list[tuple[Recorded, str | None]] = []
        self._world = self._at("", date.min)
        self._from = self._until = _LATE
        self.unknown_from: Position | None = 1 if first_rules > RULES else None

    @classmethod
    def of_nothing(
        cls, states: dict[str, State], replay: Callable[[Position, str], object]
    ) -> Judge:
        """Return a judge that asks no rule: it only folds events into the states of agreements.

        Args:
            states: by stream, of all events that it is given. What payments look like is left out.
            replay: as of a judge.
        """
        judge = cls(
            first_rules=RULES,
            info=lambda _: None,
            event=lambda _: None,
            found=lambda *_: None,
            replay=replay,
        )
        judge.begin_from(states, _Forgetful(), _Forgetful())
        judge.unknown_from = 1
        return judge

    def begin_from(
        self, states: dict[str, State], banks: dict[str, Position], keys: dict[str, Position]
    ) -> None:
        """Begin in the middle of a book, with what there was before.

        Args:
            states: by stream; ``get`` may make one.
            banks: the bank references that are taken.
            keys: the keys that are.
        """
        self._parties = states.get(PARTIES.name) or self._parties  # type: ignore[assignment]
        self._book = states.get(BOOK.name) or self._book  # type: ignore[assignment]
        self._authorities = (
            states.get(AUTHORITIES.name) or self._authorities  # type: ignore[assignment]
        )
        states[PARTIES.name], states[BOOK.name] = self._parties, self._book
        states[AUTHORITIES.name] = self._authorities
        self.states, self._banks, self._keys = states, banks, keys
        self._world = self._at("", date.min)
        self.unknown_from = 1 if self._book.rules > RULES else None

    def add(
        self,
        rows: Sequence[StoredRow],
        envelopes: Sequence[Envelope],
        left_out: Mapping[Position, str],
    ) -> None:
        """Judge some events, and fold them.

        Args:
            rows: as stored, in order.
            envelopes: of the rows.
            left_out: by position, why an event does not follow from the events before it.
        """
        states: dict[str, Any] = self.states
        world, is_known = self._world, self.unknown_from is None
        readings = self._book.imports.readings  # the cause of rows of files
        closed = self._book.closed_through or date.min
        for row, envelope in zip(rows, envelopes, strict=True):
            fact: Any = envelope.data
            kind = type(fact)
            frequent = _FREQUENT.get(kind)
            if (
                frequent is None
                or self._group
                or (envelope.key is not None and envelope.key in self._keys)
                or (envelope.causation is not None and envelope.causation not in readings)
                or row[0] in left_out
                or (agreement := states.get(row[1])) is None
                or agreement.shut is not None
                or agreement.terminated is not None
                or agreement.planning is not None
                or agreement.is_attested
                or envelope.assurance == "signed"
                or (kind is f.InKindRecorded and fact.pledge is not None)
            ):
                self._add_one(_recorded(row, envelope), left_out.get(row[0]))
                world, is_known = self._world, self.unknown_from is None
                closed = self._book.closed_through or date.min
                continue
            at = envelope.recorded_at
            if not self._from <= at < self._until:
                world = self._world = self._come_to(at)
            rule, day_of, fold = frequent
            try:
                if is_known:
                    made = rule(fact, agreement, world)
                    day = day_of(fact)
                    if not closed < day <= world.today:
                        dates.require_open(day, world)
                    if made is not fact and made != fact:
                        raise _difference(made, fact)
            except (LedgerError, *UNFOLDABLE) as error:
                self._add_one(_recorded(row, envelope), None, error)
                continue
            if fold is None:
                evolve_any(agreement, _recorded(row, envelope))
            else:
                fold(agreement, fact, row[0])
                agreement.version = row[2]
            if kind is f.DisbursementRecorded and row[1] in self.likenesses:
                self.likenesses[row[1]] += of_payment(fact, row[0])
            self._key_before = (envelope.key, envelope.command_sha256)
            if envelope.key is not None:
                self._keys[envelope.key] = row[0]
            if kind is f.DisbursementRecorded and fact.bank_reference is not None:
                self._banks[fact.bank_reference] = row[0]

    def finish(self) -> None:
        """Judge the proposal that waits for its lines, if there is one."""
        self._end_group()

    def _come_to(self, at: datetime) -> World:
        """Return the world in the hour of an event; an hour of UTC lies within one day.

        Also where a zone is half an hour off: see ``latest_day``.
        """
        self._from = at.replace(minute=0, second=0, microsecond=0)
        self._until = min(self._from, _LATE - _HOUR) + _HOUR
        return self._at("", latest_day(self._book.zone, at))

    def _at(self, actor: str, today: date, **more: Any) -> World:
        return World(
            parties=self._parties,
            book=self._book,
            actor=actor,
            today=today,
            bank_references=self._banks,
            authorities=self._authorities,
            **more,
        )

    def _add_one(
        self, recorded: Recorded, cause: str | None, error: Exception | None = None
    ) -> None:
        """Judge an event that is not on the fast path; a proposal waits for its lines first.

        Args:
            recorded: the event.
            cause: why it does not follow from the events before it; None: it does.
            error: what a rule has said already; None: no rule was asked.
        """
        if not (self._from <= recorded.envelope.recorded_at < self._until):
            self._world = self._come_to(recorded.envelope.recorded_at)
        if self._belongs(recorded):
            self._group.append((recorded, cause))
            return
        self._end_group()
        if self._may_have_parts(recorded):
            self._group.append((recorded, cause))
            return
        error = error or self._key_error(recorded) or self._error([recorded])[0]
        self._tell(recorded.position, error, cause)
        if cause is None:
            self._fold(recorded, is_told=error is not None)

    def _may_have_parts(self, recorded: Recorded) -> bool:
        """Return whether the next events may belong to an event and be judged with it."""
        if isinstance(recorded.fact, f.DisbursementRecorded):
            state = self.states.get(recorded.originator_id)
            return isinstance(state, AgreementState) and state.planning is not None
        return isinstance(recorded.fact, f.AgreementProposed | f.AmendmentProposed)

    def _belongs(self, recorded: Recorded) -> bool:
        """Return whether an event is a part of the proposal before it, of the same command."""
        if not self._group or not _is_part(recorded.fact, self._group[0][0].fact):
            return False
        last = self._group[-1][0]
        return recorded.position == last.position + 1 and _of_one_command(recorded, last)

    def _end_group(self) -> None:
        if not self._group:
            return
        group, self._group = self._group, []
        members = [recorded for recorded, _ in group]
        error, at = self._error(members)
        error = self._key_error(members[0]) or error
        for recorded, cause in group:
            self._tell(recorded.position, error if recorded.position == at else None, cause)
            if cause is None:
                self._fold(recorded, is_told=recorded.position == at)

    def _tell(self, position: Position, error: Exception | None, cause: str | None) -> None:
        """Report an event once: with a rule's refusal, or else with the cause that a fold met."""
        if isinstance(error, LedgerError):
            self._found(position, error)
        elif error is not None:
            self._found(position, Undecidable(cause=f"{type(error).__name__}: {error}"))
        elif cause is not None:
            self._replay(position, cause)

    def _key_error(self, recorded: Recorded) -> LedgerError | None:
        """Return an error if another command has used the event's key; else None."""
        envelope = recorded.envelope
        key, digest = envelope.key, envelope.command_sha256
        before, self._key_before = self._key_before, (key, digest)
        if key is None or before == (key, digest):
            return None
        first = self._keys.setdefault(key, recorded.position)
        return None if first == recorded.position else KeyTwice(key=key, position=first)

    def _error(self, members: Sequence[Recorded]) -> tuple[Exception | None, Position]:
        """Return why the rules refuse the events of one command, and which event they refuse.

        Returns:
            the error (None: the rules let the events in), and the position of the refused event.
        """
        first = members[0]
        if self.unknown_from is not None or not first.fact.stream.has(first.originator_id):
            return None, first.position
        try:
            world = self._world_of(first)
            facts = [member.fact for member in members]
            amendments = amendments_of(world.agreement)
            if isinstance(first.fact, f.AgreementProposed):
                made, proposal = proposed(facts, world), first.position
            elif isinstance(first.fact, f.AmendmentProposed):
                made, proposal = amended(facts, world), world.agreement_position
                amendments[first.fact.amendment] = first.position
            elif len(members) > 1:
                made, proposal = paid(facts, world), world.agreement_position
            else:
                made = (INVERSE[type(first.fact)](first.fact, world),)
                proposal = world.agreement_position
        except SeveralRefused as error:
            return error.problems[0], _place(error.problems[0], members)
        except (LedgerError, *UNFOLDABLE) as error:
            return error, _place(error, members)
        for wanted, member in zip(made, members, strict=True):
            if wanted != member.fact:
                return _difference(wanted, member.fact), member.position
            known = member.envelope.assurance
            own = assurance_of(wanted, "claimed")
            if known in {"claimed", "signed"} and own != known:
                difference = NotAsDecided(field="assurance", decided=own, found=known)
                return difference, member.position
            (request,) = of_facts((wanted,), world)
            told = member.envelope.causation
            cause = causation(wanted, proposal, amendments, request)
            is_other = cause != told and not (cause is None and self._follows_from_first(member))
            if is_other and not (cause is None and told in self._book.imports.readings):
                return OtherCause(cause=cause, found=told), member.position
        return None, first.position

    def _follows_from_first(self, recorded: Recorded) -> bool:
        """Return whether an event names as its cause the first event of its own command."""
        at = recorded.envelope.causation
        first = self._event(at) if at is not None and at < recorded.position else None
        if first is None or not _of_one_command(recorded, first):
            return False
        parts = (recorded.fact, first.fact)
        return any(x.is_part(*parts) for x in (activities, ending, instalments))

    def _world_of(self, recorded: Recorded) -> World:
        fact, target = recorded.fact, None
        if fields_naming(type(fact), "fact") or isinstance(fact, _ABOUT_ANOTHER):
            (field,) = fields_naming(type(fact), "event")
            at = getattr(fact, field)
            target = self._event(at) if at < recorded.position else None
        state = self.states.get(recorded.originator_id)
        agreement = recorded.agreement
        if isinstance(fact, _NAMES_AGREEMENT) and fact.agreement is not None:
            agreement = fact.agreement
            state = self.states.get(agreement_stream(agreement))
        is_there = isinstance(state, AgreementState) and state.proposed is not None
        if target is not None and target.originator_id != recorded.originator_id:
            if target.agreement is not None:
                raise NotAsDecided(
                    field="stream", decided=target.originator_id, found=recorded.originator_id
                )
            is_there = False  # the target has no agreement, so no event can take it back
        return self._at(
            recorded.envelope.actor,
            self._world.today,
            assurance=recorded.envelope.assurance,
            agreement=state if is_there else None,
            agreement_id=agreement,
            request=self._request_of(recorded, state),
            earliest=earliest_day(self._book.zone, recorded.envelope.recorded_at),
            sees_all=self._sees_all,
            earlier=self._earlier(fact),
            target=target,
            head=recorded.position - 1,
            own_key=self._own_key,
            origin=self._origin,
            agreements=self._agreements_for(fact),
        )

    @staticmethod
    def _request_of(recorded: Recorded, state: State | None) -> Position | None:
        """Return the request that a payment names as its cause; None: it names none."""
        at = recorded.envelope.causation
        if not isinstance(recorded.fact, f.DisbursementRecorded) or at is None:
            return None
        return at if isinstance(state, AgreementState) and at in state.requests else None

    def _agreements_for(self, fact: Fact) -> dict[str, AgreementState]:
        """Return the agreements that a fact about none of them is decided on."""
        match fact:
            case f.PartyAmended():
                return self._agreements()
            case f.PaymentFileMade():
                named = {x.agreement for x in fact.requests}
            case f.PaymentFileVoided():
                named = ordering(self._book.imports, fact.payment_file)
            case _:
                return {}
        return {key: state for key, state in self._agreements().items() if key in named}

    def _agreements(self) -> dict[str, AgreementState]:
        found = {agreement_of(stream): state for stream, state in self.states.items()}
        return {
            agreement: state
            for agreement, state in found.items()
            if agreement is not None and isinstance(state, AgreementState) and state.proposed
        }

    def _earlier(self, fact: f.Event) -> dict[str, date] | None:
        """Return the last day of what a proposal may extend, by its id; None: it may be unseen."""
        named = fact.extends if isinstance(fact, f.AgreementProposed) else None
        state = self.states.get(agreement_stream(named)) if named is not None else None
        if isinstance(state, AgreementState) and state.proposed is not None:
            return {str(named): ending.last_day(state)}
        return {} if self._sees_all else None

    def _fold(self, recorded: Recorded, *, is_told: bool) -> None:
        stream, fact = recorded.originator_id, recorded.fact
        taken, freed = f.bank_references(fact)
        self._banks.update(dict.fromkeys(taken, recorded.position))
        for reference in freed:
            self._banks.pop(reference, None)
        state = self.states.get(stream) or self._begin(stream)
        if stream in self.likenesses:
            self.likenesses[stream] += _changed_by(recorded)
        try:
            fold_all(evolve_any, state, (recorded,))
        except CorruptEventError as error:
            if not is_told:
                self._replay(recorded.position, error.cause)
        if isinstance(fact, f.BookDescribed):
            self._from = self._until = _LATE  # it is another day from now on
        if self._book.rules > RULES and self.unknown_from is None:
            self.unknown_from = recorded.position

    def _begin(self, stream: str) -> State:
        """Return the state of a stream before its first event."""
        state = self.states[stream] = empty(stream)
        if isinstance(state, AgreementState):
            state.in_kind = KeptGifts()
        return state


class _Forgetful(dict[str, Position]):
    """References that nobody asks for; none is kept."""

    def __setitem__(self, value: str, at: Position) -> None:
        pass

    def setdefault(self, value: str, at: Position = 0) -> Position:  # noqa: ARG002
        return at

    def update(self, *_: Any, **__: Any) -> None:
        pass


def _changed_by(recorded: Recorded) -> int:
    """Return what an event adds to the sum over what the payments of its stream look like."""
    match recorded.fact:
        case f.DisbursementRecorded() | f.InternalCostRecorded() as fact:
            return of_payment(fact, recorded.position)
        case f.EntryReversed(
            entry=(f.DisbursementRecorded() | f.InternalCostRecorded()) as paid, position=at
        ):
            return -of_payment(paid, at)
        case _:
            return 0


def _of_one_command(recorded: Recorded, other: Recorded) -> bool:
    """Return whether two events of one stream look as one command records them."""
    own, its = recorded.envelope, other.envelope
    return recorded.originator_id == other.originator_id and (
        (own.recorded_at, own.actor, own.key) == (its.recorded_at, its.actor, its.key)
    )


def _is_part(fact: Fact, proposal: Fact) -> bool:
    """Return whether a fact was recorded with the one before it, and is judged with it."""
    if isinstance(proposal, f.AmendmentProposed):
        return isinstance(fact, f.OfAmendment) and fact.amendment == proposal.amendment
    if isinstance(proposal, f.DisbursementRecorded):
        return instalments.is_part(fact, proposal)
    return isinstance(fact, f.BudgetLineProposed | f.LineIndexProposed)


def _recorded(row: StoredRow, envelope: Envelope) -> Recorded:
    return Recorded(
        position=row[0], originator_id=row[1], originator_version=row[2], envelope=envelope
    )


def _difference(made: Fact, fact: Fact) -> LedgerError:
    """Return the error that names the field of a fact that differs from what the rules made."""
    if type(made) is not type(fact):
        return NotAsDecided(field="event", decided=f.event_name(made), found=f.event_name(fact))
    for name in fact.__struct_fields__:
        wanted, found = getattr(made, name), getattr(fact, name)
        if wanted != found:
            return NotAsDecided(field=name, decided=str(wanted), found=str(found))
    raise AssertionError(made)


def _place(error: Exception, members: Sequence[Recorded]) -> Position:
    """Return which event of a command a rule refuses: the first, if the error names no line."""
    part = error.part if isinstance(error, LedgerError) else None
    number = part.number if part is not None and part.table == "line" else 0
    if not number:
        return members[0].position
    # The index of a line stands after it, and is no line.
    lines = [x for x in members[1:] if not isinstance(x.fact, f.LineIndexProposed)]
    return lines[number - 1].position
