"""The states that the rules need, folded from events. ``evolve`` never judges and never fails.

A state belongs to the code that folds it: ``evolve`` changes it in place, and
``ledger.rules.decide`` only reads it. Amounts are minor units of the agreement's currency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, MutableMapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar, assert_never

import msgspec

from events import amending, requesting, zones
from events import facts as f
from events.accounts import Accounts
from events.amending import Amendment
from events.effects import LINE_MEASURES, OF_PERFORMER, PAID, REMAINING, moves
from events.facts import AgreementId, AmendmentId, LineId, PartyId, Position, WitnessId
from events.importing import IMPORTING, Imports
from events.indexing import Register
from events.mandates import Authorities
from events.performing import Performers, Performing, paid_by, performing_on
from events.planning import PLANNING_FACTS, Planning
from events.record import Assurance, Recorded
from events.requesting import Held, Requests
from events.streams import AGREEMENTS, AUTHORITIES, BOOK, PARTIES, STREAMS, Stream
from ledger.rules.likeness import END, Paid, likeness

if TYPE_CHECKING:
    from events.facts import AgreementConcluded as AnyConclusion
    from events.facts import AgreementProposed as AnyProposal
    from events.facts import BudgetLineProposed as AnyLine
    from events.facts import InKindPledged as AnyPledge
    from events.facts import InKindRecorded as AnyInKind
    from events.facts import RepaymentClaimed as AnyClaim
    from events.facts import Step as AnyStep
    from events.facts import UpliftApplied as AnyUplift

    AnyDecision: TypeAlias = f.CommitmentApproved | f.CommitmentDeclined
else:  # a mark of a state is read as what it was (``ledger.rules.marked``), also as a later form
    AnyConclusion = f.any_form(f.AgreementConcluded)
    AnyProposal = f.any_form(f.AgreementProposed)
    AnyLine = f.any_form(f.BudgetLineProposed)
    AnyPledge = f.any_form(f.InKindPledged)
    AnyInKind = f.any_form(f.InKindRecorded)
    AnyClaim = f.any_form(f.RepaymentClaimed)
    AnyStep = f.any_form(f.Step)
    AnyUplift = f.any_form(f.UpliftApplied)
    AnyDecision = f.any_form(f.CommitmentApproved, f.CommitmentDeclined)

T = TypeVar("T")


class YearState(msgspec.Struct):
    """One budget year of one line.

    Attributes:
        sums: what entries have added to each measure (``events.effects``).
        remaining: committed and not yet paid: the sum of the measures in ``REMAINING``.
        carried_out: what has been carried over to later years.
        first_paid: day and position of the earliest payment, also of a reversed one; None: none.
        others: what of the sums concerns a performer other than the line's first one.
        moved: how many reallocations stand that took from it or gave to it.
        requested: asked to be paid and not approved, in minor units.
        reserved: approved and unpaid.
    """

    sums: dict[str, int] = msgspec.field(default_factory=lambda: dict.fromkeys(LINE_MEASURES, 0))
    remaining: int = 0
    carried_out: int = 0
    first_paid: tuple[date, Position] | None = None
    others: dict[PartyId, dict[str, int]] = {}
    moved: int = 0
    requested: int = 0
    reserved: int = 0

    @property
    def unreserved(self) -> int:
        """What may be used otherwise than by an approved request."""
        return self.remaining - self.reserved

    @property
    def available(self) -> int:
        """What further requests may ask for."""
        return self.unreserved - self.requested

    @property
    def committed(self) -> int:
        """The amount that the board has committed."""
        return self.remaining + sum([self.sums[measure] for measure in PAID])

    @property
    def given(self) -> int:
        """What the year got, before anything of it lapsed or was carried over to later years."""
        return self.committed + self.sums["released"] + self.carried_out


class LineState(msgspec.Struct):
    """One budget line.

    Attributes:
        proposed: the line as it stands, and ``first`` as it was proposed.
        amounts: as proposed before the conclusion.
        added: the conclusion of the amendment that added the line, with its position; None: the
            proposal had it.
        index: that it is raised by; None: it follows none.
        paid: its payments by what they look like. Who judges past events keeps none of most
            disbursements.
    """

    proposed: AnyLine
    first: AnyLine
    amounts: dict[int, int]
    added: tuple[Position, f.AmendmentConcluded] | None = None
    index: f.LineIndexProposed | None = None
    decision: AnyDecision | None = None
    decided_at: Position = 0
    years: dict[int, YearState] = msgspec.field(default_factory=lambda: defaultdict(YearState))
    performers: Performers = ()  # all that it has had, oldest first; empty: only the proposed one
    uplifts: dict[int, tuple[Position, AnyUplift]] = {}
    superseded: dict[Position, tuple[Position, AnyUplift] | None] = {}
    costs: dict[date, int] = {}  # internal costs by their day, in minor units
    paid: Paid = msgspec.field(default_factory=Paid)
    # The entries that stand and concern one of several performers, and which.
    concerning: MutableMapping[Position, PartyId] = {}

    @property
    def is_internal(self) -> bool:
        """Whether it stays within one legal person, so that nothing is paid out on it."""
        return self.proposed.settlement == "internal"

    @property
    def all_performers(self) -> tuple[PartyId, ...]:
        """Everybody who performs the line or did so, the first one first."""
        if not self.performers:  # nearly always
            return (self.proposed.performer,)
        return tuple(dict.fromkeys(one.performer for one in self.performers))

    def performing_on(self, day: date) -> Performing:
        """Return who performs the line on a day, and since when."""
        return performing_on(self.performers, day) or Performing(performer=self.proposed.performer)

    def of_performer(self, party: PartyId, year: YearState, measure: str) -> int:
        """Return what of a year's sum concerns one performer of the line, in minor units."""
        if party != self.all_performers[0]:
            return year.others.get(party, {}).get(measure, 0)
        return year.sums[measure] - sum(x.get(measure, 0) for x in year.others.values())


class ClaimState(msgspec.Struct):
    """A recovery claim."""

    fact: AnyClaim
    repaid: int = 0
    written_off: int = 0

    @property
    def performer(self) -> PartyId | None:
        """Whom it is against; None: the line's first performer."""
        return getattr(self.fact, "performer", None)

    @property
    def open(self) -> int:
        """The amount that has not come back."""
        return self.fact.amount_minor - self.repaid - self.written_off


class InKindState(msgspec.Struct):
    """A recorded contribution in kind."""

    fact: AnyInKind
    recorded_by: str
    has_evidence: bool
    decided: Position | None = None


class Shut(NamedTuple):
    """The event after which nothing more is recorded of an agreement: ``ledger.rules.standing``."""

    at: Position
    by: f.ProposalWithdrawn | f.AgreementClosed
    actor: str


class AgreementState(msgspec.Struct):
    """One agreement, as its stream tells it.

    Attributes:
        proposed: the agreement as it stands, and ``first`` as it was proposed; None: there is none.
        is_attested: whether a payment needs a request that two others have seen to.
        requests: every request for a payment.
    """

    proposed: AnyProposal | None = None
    first: AnyProposal | None = None
    position: Position = 0
    concluded: AnyConclusion | None = None
    concluded_at: Position = 0
    lines: dict[LineId, LineState] = {}
    amendments: dict[AmendmentId, Amendment] = {}
    claims: MutableMapping[Position, ClaimState] = {}
    pledges: MutableMapping[Position, AnyPledge] = {}
    in_kind: MutableMapping[Position, InKindState] = {}
    reversed: MutableMapping[Position, Position] = {}  # entry -> its reversal
    steps: dict[Position, AnyStep] = {}  # that stand, in the order of the book
    shut: Shut | None = None  # None: it is open
    planning: Planning | None = None  # its plans and obligations; None: it has none
    terminated: tuple[Position, f.AgreementTerminated] | None = None  # None: it runs out by itself
    is_attested: bool = False
    requests: Requests = {}
    # first part of what was paid of an activity -> the sum of its parts so far, in minor units
    parts: MutableMapping[Position, int] = {}
    # the first parts of each likeness, in order
    together: MutableMapping[int, tuple[Position, ...]] = {}
    # ("pledged" or "delivered", party) -> quantity in any units, and value in minor units
    given: dict[tuple[str, PartyId], tuple[Decimal, int]] = msgspec.field(
        default_factory=lambda: defaultdict(lambda: (Decimal(0), 0))
    )
    version: int = 0

    @property
    def parties(self) -> set[PartyId]:
        """All parties that sign, fund, perform or answer for a line."""
        assert self.proposed is not None
        named = set(self.proposed.signatories)
        for line in self.lines.values():
            named |= {line.proposed.funder, *line.all_performers}
        return named


class PartiesState(msgspec.Struct):
    """The parties of a book, shared by its agreements.

    Attributes:
        parties: what is said of each at present, in the form of its registration.
        moves: the changes of a legal person: event, party, and the legal person before it.
        accounts: that they are paid to.
    """

    parties: dict[PartyId, f.PartyRegistered] = {}
    moves: list[tuple[Position, PartyId, str]] = []
    accounts: Accounts = msgspec.field(default_factory=Accounts)
    version: int = 0

    def legal_persons(self, party: PartyId, since: Position) -> set[str]:
        """Return the legal persons that a party is or was a part of since an event."""
        known = self.parties.get(party)
        earlier = {person for at, moved, person in self.moves if moved == party and at > since}
        return earlier | {known.legal_entity if known else party}


class WitnessState(msgspec.Struct):
    """A witness whose key is known, and what has become of it.

    Attributes:
        registered: the event that made it known, and ``retired`` the one that ended it; None: it
            is one still.
    """

    registered: Recorded
    retired: Recorded | None = None

    @property
    def fact(self) -> f.WitnessRegistered:
        """What was registered."""
        assert isinstance(self.registered.fact, f.WitnessRegistered)
        return self.registered.fact

    @property
    def reason(self) -> str | None:
        """Why it was retired; None: it was not."""
        ended = self.retired.fact if self.retired else None
        return ended.reason if isinstance(ended, f.WitnessRetired) else None


class BookState(msgspec.Struct):
    """What concerns a whole book.

    Attributes:
        closed: the closed periods, oldest first, each with the actor who closed it.
        rules: the version of the rules that is in force (``ledger.rules.versions``).
        keys: the public keys that events have given it or taken away, the present one last; empty:
            it has the one that it was made with.
        retired_at: the event from which on that key signs nothing; 0: it does.
        witnesses: every witness there was, in the order of the book.
        name: whose book it is; None: nobody has said.
        timezone: that the book was described with; None: none, so the default.
        is_described: whether it has been described at all.
        indexes: what was published of each index.
        imports: files that came in and went out.
    """

    closed: list[tuple[f.PeriodClosed, str]] = []
    rules: int = 1
    keys: list[str] = []
    retired_at: Position = 0
    witnesses: dict[WitnessId, WitnessState] = {}
    name: str | None = None
    timezone: str | None = None
    is_described: bool = False
    indexes: Register = msgspec.field(default_factory=Register)
    imports: Imports = msgspec.field(default_factory=Imports)
    version: int = 0

    @property
    def closed_through(self) -> date | None:
        """The last day that no posting may be dated on; None: nothing is closed."""
        return self.closed[-1][0].ends if self.closed else None

    @property
    def zone(self) -> str:
        """The time zone that the days of events are told in."""
        return self.timezone or zones.DEFAULT


class AuthoritiesState(Authorities):
    """Who may act for whom, shared by the agreements of a book."""

    version: int = 0


State: TypeAlias = AgreementState | PartiesState | BookState | AuthoritiesState


class World(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a decision may depend on.

    Attributes:
        parties: the parties of the book.
        book: its closed periods, its witnesses, and the rules in force.
        agreement: the agreement that the command is about; None: the book has none of that id.
        agreement_id: its id; None for commands to the book.
        target: the event that a command names by position; None: it names none, or it is missing.
        actor: who gives the command.
        today: today's date in the book's time zone. Who judges a past event asks for the latest day
            that it may have been (``events.zones``).
        bank_references: the references in the command that are taken, and by which event.
        known_agreements: the ids of all agreements.
        earlier: where a proposal extends an agreement by its id, the last day of that one;
            empty: the book has none of that id. None: who judges the proposal does not see it.
        head: the position of the newest event; 0: there is none.
        own_key: the public key that the book was made with, where the command is about the key of
            somebody else; None: it has none, or the command is about something else.
        agreements: every agreement of the book, where the command gives a party another legal
            person; those of its requests, where it makes a file of payments; empty otherwise.
        authorities: who may act for whom.
        assurance: how well the program knows who the actor is.
        origin: the book's name, where the actor signs what is decided; empty: nothing is signed.
        request: the position of the request that a payment says it pays; None: it says none.
        earliest: the earliest day that today may be; None: the clock tells it. Only who judges a
            past event cannot know better.
        sees_all: whether the events of every agreement are known; a board's user sees some.
        zones: the time zones that this computer knows, where the command names one; None: it names
            none, or a past event is judged, whose recorder may have known others.
    """

    parties: PartiesState
    book: BookState
    actor: str
    today: date
    agreement: AgreementState | None = None
    agreement_id: str | None = None
    target: Recorded | None = None
    bank_references: Mapping[str, int] = {}
    known_agreements: tuple[str, ...] = ()
    earlier: Mapping[AgreementId, date] | None = {}
    head: Position = 0
    own_key: str | None = None
    agreements: Mapping[AgreementId, AgreementState] = {}
    zones: Collection[str] | None = None
    authorities: AuthoritiesState = msgspec.field(default_factory=AuthoritiesState)
    assurance: Assurance = "claimed"
    origin: str = ""
    request: Position | None = None
    earliest: date | None = None
    sees_all: bool = True

    @property
    def agreement_position(self) -> Position:
        """The position of the proposal of the agreement; 0: there is none."""
        return self.agreement.position if self.agreement else 0

    @property
    def rules(self) -> int:
        """The version of the rules that is in force; a tightened rule asks."""
        return self.book.rules


def evolve_parties(state: PartiesState, recorded: Recorded) -> PartiesState:
    """Fold one event of the parties' stream."""
    state.version = recorded.originator_version
    match recorded.fact:
        case f.PartyRegistered() as fact:
            state.parties[fact.party] = fact
        case f.PartyAmended() as fact:
            before = state.parties[fact.party]
            state.parties[fact.party] = f.amended(before, fact)
            if fact.legal_entity != before.legal_entity:
                state.moves.append((recorded.position, fact.party, before.legal_entity))
        case f.PartyAccountAdded() | f.PartyAccountConfirmed():
            state.accounts.take(recorded)
        case other:
            raise NotImplementedError(f"{f.event_name(other)} in the stream of parties")
    return state


def evolve_book(state: BookState, recorded: Recorded) -> BookState:
    """Fold one event of the book's stream."""
    state.version = recorded.originator_version
    match recorded.fact:
        case f.PeriodClosed() as fact:
            state.closed.append((fact, recorded.envelope.actor))
        case f.PeriodReopened():
            state.closed.pop()
        case f.KeyRotated() as fact:
            state.keys = [x for x in state.keys if x != fact.previous] + [fact.previous, fact.key]
            state.retired_at = 0
        case f.KeyRetired() as fact:
            state.keys = [x for x in state.keys if x != fact.key] + [fact.key]
            state.retired_at = recorded.position
        case f.WitnessRegistered() as fact:
            state.witnesses[fact.witness] = WitnessState(recorded)
        case f.WitnessRetired() as fact:
            state.witnesses[fact.witness].retired = recorded
        case f.BookDescribed() as fact:
            state.name = fact.name or state.name
            state.timezone = fact.timezone or state.timezone
            state.is_described = True
        case f.RulesAdopted() as fact:
            state.rules = fact.rules
        case f.IndexPublished() as fact:
            state.indexes.publish(fact, recorded.position)
        case f.IndexWithdrawn() as fact:
            state.indexes.withdraw(fact, recorded.position)
        case other if isinstance(other, IMPORTING):
            state.imports.take(recorded)
        case other:
            raise NotImplementedError(f"{f.event_name(other)} in the stream of the book")
    return state


def evolve_authorities(state: AuthoritiesState, recorded: Recorded) -> AuthoritiesState:
    """Fold one event of the stream of authorities."""
    state.version = recorded.originator_version
    state.take(recorded)
    return state


def empty(stream: str) -> State:
    """Return the state of a stream before its first event."""
    kind = next((kind for kind in STREAMS if kind.is_shared and kind.name == stream), AGREEMENTS)
    return FOLDS[kind][0]()


def evolve_any(state: State, recorded: Recorded) -> State:
    """Fold one event into the state of its stream, of any kind."""
    return _EVOLVE[type(state)](state, recorded)


def evolve(state: AgreementState, recorded: Recorded) -> AgreementState:
    """Fold one event of an agreement's stream."""
    state.version = recorded.originator_version
    match recorded.fact:
        case f.DisbursementRecorded() as fact:  # the most frequent first, and by themselves
            line = pay(state, fact, recorded.position)
            # As ``likeness`` does. Calls, and ``isinstance`` of a fact, would take a third more.
            word, day = fact.voucher.encode(), fact.paid_on.toordinal()
            line.paid.likenesses.append(hash((*word, END, day, fact.amount_minor)))
            line.paid.positions.append(recorded.position)
            if state.requests or type(line.proposed) is f.BudgetLineProposed2:
                _note_more(state, fact, line.proposed, recorded)
        case f.UseReported() as fact:
            report_use(state, fact, recorded.position)
        case f.AgreementProposed() as fact:
            state.proposed = state.first = fact
            state.is_attested = isinstance(fact, f.AgreementProposed3) and fact.attest == "two"
            state.position = recorded.position
        case f.BudgetLineProposed() | f.LineIndexProposed() | f.LineAmended() as fact:
            _propose_line(state, fact)
        case f.AgreementConcluded() as fact:
            state.concluded, state.concluded_at = fact, recorded.position
        case f.AgreementClosed() | f.AgreementReopened() as fact:
            at, actor = recorded.position, recorded.envelope.actor
            state.shut = Shut(at, fact, actor) if isinstance(fact, f.AgreementClosed) else None
        case f.EntryReversed() as fact:
            _take_back(state, recorded, fact)
        case f.InternalCostRecorded() as fact:
            _post(state, recorded, fact, recorded.position, 1)
            paid = state.lines[fact.line].paid
            paid.likenesses.append(likeness(fact.voucher, fact.booked_on, fact.amount_minor))
            paid.positions.append(recorded.position)
        case f.AmendmentProposed() | f.OfAmendment() as fact:
            _propose_change(state, fact, recorded.position)
        case f.OfRequest() | f.InstalmentPaid():
            _beside(state, recorded)
        case f.OfParties() | f.OfBook() | f.OfAuthorities() as other:
            raise NotImplementedError(f"{f.event_name(other)} in the stream of an agreement")
        case f.Step() as fact:
            _step(state, fact, recorded.position, 1, recorded.envelope.actor)
        case f.Entry() as fact:
            _post(state, recorded, fact, recorded.position, 1)
        case _:
            assert_never(recorded.fact)
    return state


def _beside(state: AgreementState, recorded: Recorded) -> None:
    """Take in what is said of a payment before it, or beside it."""
    if isinstance(recorded.fact, f.InstalmentPaid):
        _planning(state).name(recorded.fact, recorded)
    else:
        _request(state, recorded)


def _propose_change(
    state: AgreementState, fact: f.AmendmentProposed | f.AmendmentItem, at: Position
) -> None:
    if isinstance(fact, f.AmendmentProposed):
        state.amendments[fact.amendment] = Amendment(fact, at)
    else:
        state.amendments[fact.amendment].items += (fact,)


def _propose_line(
    state: AgreementState, fact: f.BudgetLineProposed | f.LineIndexProposed | f.LineAmended
) -> None:
    """Take in what a proposal says of a line, or what is another of it before the conclusion."""
    match fact:
        case f.BudgetLineProposed():
            state.lines[fact.line] = LineState(fact, fact, dict(fact.amounts_minor))
        case f.LineIndexProposed():
            state.lines[fact.line].index = fact
        case f.LineAmended():
            state.lines[fact.line].amounts[fact.year] = fact.amount_minor


def _take_back(state: AgreementState, recorded: Recorded, fact: f.EntryReversed) -> None:
    state.reversed[fact.position] = recorded.position
    if state.requests:
        _request(state, recorded)
    if isinstance(fact.entry, f.Step):
        _step(state, fact.entry, fact.position, -1)
    else:
        _post(state, recorded, fact.entry, fact.position, -1)
    if state.planning is not None:
        state.planning.unname(fact.position)


def _planning(state: AgreementState) -> Planning:
    """Return the plans and obligations of an agreement, which nearly always has none."""
    if state.planning is None:
        state.planning = Planning()
    return state.planning


def _request(state: AgreementState, recorded: Recorded) -> bool:
    """Take in what an event makes of a request, if it is about one, and return whether it is."""
    known = requesting.about(state.requests, recorded)
    before = known.held if known else Held(0, 0)
    request = requesting.take(state.requests, recorded)
    if request is None:
        return False
    year = state.lines[request.fact.line].years[request.fact.budget_year]
    year.requested += request.held.requested - before.requested
    year.reserved += request.held.reserved - before.reserved
    return True


def pay(state: AgreementState, fact: f.DisbursementRecorded, at: Position) -> LineState:
    """Add a payment, and return its line."""
    line, minor = state.lines[fact.line], fact.amount_minor
    own = line.years[fact.budget_year]
    own.sums["disbursed"] += minor
    own.remaining -= minor
    if line.performers:
        _share(line, own, ("disbursed", fact.payee, minor), at, 1)
    if own.first_paid is None or fact.paid_on < own.first_paid[0]:
        own.first_paid = (fact.paid_on, at)
    return line


def _note_more(
    state: AgreementState,
    fact: f.DisbursementRecorded,
    line: f.BudgetLineProposed,
    recorded: Recorded,
) -> None:
    """Note which request a payment pays, or else of which activity it pays a part."""
    is_requested = bool(state.requests) and _request(state, recorded)
    if not is_requested and isinstance(line, f.BudgetLineProposed2):
        _note_part(state, fact, line.activity, recorded)


def _note_part(
    state: AgreementState, fact: f.DisbursementRecorded, activity: str, recorded: Recorded
) -> None:
    """Note a part of what was paid of an activity: roundings may part the same sum otherwise."""
    first, cause = recorded.position, recorded.envelope.causation
    # A payment that stands in a file follows from the reading of that, and from no other part.
    if cause is not None and (
        cause in state.parts or any(x.paid_at == cause for x in state.requests.values())
    ):
        first = cause
    before = state.parts.get(first, 0)
    state.parts[first] = before + fact.amount_minor
    if before:  # else it may be all, on a line by itself
        like, more = (
            likeness(fact.voucher, fact.paid_on, minor, activity)
            for minor in (before, state.parts[first])
        )
        state.together[like] = tuple(x for x in state.together.get(like, ()) if x != first)
        state.together[more] = (*state.together.get(more, ()), first)


def report_use(state: AgreementState, fact: f.UseReported, at: Position) -> None:
    """Add a report of use."""
    line = state.lines[fact.line]
    own = line.years[fact.budget_year]
    own.sums["reported"] += fact.amount_minor
    if line.performers:
        _share(line, own, ("reported", fact.performer, fact.amount_minor), at, 1)


def _share(
    line: LineState, year: YearState, added: tuple[str, PartyId, int], at: Position, sign: int
) -> None:
    """Add what an entry concerns one of several performers with, or take it back (sign -1).

    Args:
        line: the entry's.
        year: the entry's.
        added: measure, performer (``""``: the first one), minor units.
        at: the position of the entry.
        sign: 1 adds, -1 takes back.
    """
    measure, party, minor = added
    first = line.performers[0].performer
    if party not in ("", first):
        sums = year.others.setdefault(party, {})
        sums[measure] = sums.get(measure, 0) + sign * minor
    if sign > 0:
        line.concerning[at] = party or first
    else:
        line.concerning.pop(at, None)


def _post(
    state: AgreementState,
    recorded: Recorded,
    fact: f.Reversible,
    at: Position,
    sign: int,
) -> None:
    """Add an entry to the state (sign 1), or take the entry at that position back (sign -1)."""
    if isinstance(fact, f.AmendmentConcluded) and sign > 0:
        _put_in_force(state, fact, at)  # its lines have to be there for their amounts
    _add_up(state, fact, at, sign)
    match fact:
        case f.CommitmentApproved() | f.CommitmentDeclined():
            decided = state.lines[fact.line]
            decided.decision, decided.decided_at = (fact, at) if sign > 0 else (None, 0)
        case f.UpliftApplied():
            _chain_uplifts(state.lines[fact.line], fact, at, sign)
        case f.Reallocated():
            for line in (fact.from_line, fact.to_line):
                state.lines[line].years[fact.year].moved += sign
        case f.RepaymentClaimed():
            _keep(state.claims, at, ClaimState(fact), sign)
        case f.RepaymentReceived():
            state.claims[fact.claim].repaid += sign * fact.amount_minor
        case f.ClaimWrittenOff():
            state.claims[fact.claim].written_off += sign * fact.amount_minor
        case f.InternalCostRecorded():
            costs, day = state.lines[fact.line].costs, fact.booked_on
            costs[day] = costs.get(day, 0) + sign * fact.amount_minor
        case f.InKindPledged():
            _keep(state.pledges, at, fact, sign)
            _give(state, "pledged", fact, sign)
        case f.InKindRecorded():
            if sign > 0:
                envelope = recorded.envelope
                state.in_kind[at] = InKindState(fact, envelope.actor, bool(envelope.evidence))
            else:
                del state.in_kind[at]
            _give(state, "delivered", fact, sign)
        case f.InKindVerified() | f.InKindRejected():
            gift = state.in_kind[fact.position]  # perhaps a copy
            gift.decided = at if sign > 0 else None
            state.in_kind[fact.position] = gift
        case f.AmendmentConcluded() if sign < 0:
            _put_out_of_force(state, fact, at)
        case _:  # it has added to sums, and that is all
            pass


def _add_up(state: AgreementState, fact: f.Reversible, at: Position, sign: int) -> None:
    """Add what an entry adds to the sums of lines and years, or take it back."""
    for measure, line, year, minor, party in moves(fact):
        if line:
            of_line = state.lines[line]
            own = of_line.years[year]
            own.sums[measure] += sign * minor
            if of_line.performers and measure in OF_PERFORMER:
                day = paid_by(fact, measure)
                whose = party or (of_line.performing_on(day).performer if day else "")
                _share(of_line, own, (measure, whose, minor), at, sign)
            if measure == "carried" and minor < 0:
                own.carried_out -= sign * minor
            if measure in REMAINING:
                own.remaining += sign * REMAINING[measure] * minor


def _keep(table: MutableMapping[Position, T], at: Position, value: T, sign: int) -> None:
    if sign > 0:
        table[at] = value
    else:
        del table[at]


def _put_in_force(state: AgreementState, fact: f.AmendmentConcluded, at: Position) -> None:
    amendment = state.amendments[fact.amendment]
    amendment.conclude(fact, at)
    for item in amending.additions(amendment):
        line = amending.new_line(item)
        decided_at, decision = amending.approval_of(line, amendment)
        state.lines[line.line] = LineState(
            line,
            line,
            dict(line.amounts_minor),
            added=(at, fact),
            decision=decision,
            decided_at=decided_at,
        )
    _bring_up_to_date(state)


def _put_out_of_force(state: AgreementState, fact: f.AmendmentConcluded, at: Position) -> None:
    amendment = state.amendments[fact.amendment]
    amendment.conclude(fact, at, -1)
    for item in amending.additions(amendment):
        state.lines.pop(item.line, None)
    _bring_up_to_date(state)


def _bring_up_to_date(state: AgreementState) -> None:
    """Let the agreement and its lines be as the amendments in force say."""
    amendments = amending.in_force(state.amendments.values())
    items = [x for one in amendments for x in one.items]
    assert state.first is not None
    state.proposed = amending.agreement_with(state.first, items)
    for line in state.lines.values():
        line.proposed = amending.line_with(line.first, items)
        line.performers = amending.performers_of(line.first, amendments)


def _give(
    state: AgreementState, what: str, fact: f.InKindPledged | f.InKindRecorded, sign: int
) -> None:
    quantity, minor = state.given[what, fact.party]
    state.given[what, fact.party] = (
        quantity + sign * fact.quantity,
        minor + sign * fact.value_minor,
    )


def _step(state: AgreementState, fact: f.Step, at: Position, sign: int, actor: str = "") -> None:
    """Keep a step of the process (sign 1), or take the step at that position back (sign -1)."""
    if sign > 0:
        state.steps[at] = fact
    else:
        del state.steps[at]
    match fact:
        case f.ProposalWithdrawn(amendment=None):
            state.shut = Shut(at, fact, actor) if sign > 0 else None
        case (
            f.AmendmentApproved()
            | f.AmendmentDeclined()
            | f.AgreementSigned(amendment=str())
            | f.ProposalWithdrawn()
        ):
            assert fact.amendment is not None
            state.amendments[fact.amendment].take(fact, at, sign)
        case f.AgreementTerminated():
            state.terminated = (at, fact) if sign > 0 else None
        case _ if isinstance(fact, PLANNING_FACTS):
            _planning(state).take(fact, at, sign, actor)
        case _:
            pass


def _chain_uplifts(line: LineState, fact: f.UpliftApplied, at: Position, sign: int) -> None:
    if sign > 0:
        line.superseded[at] = line.uplifts.get(fact.year)
        line.uplifts[fact.year] = (at, fact)
        return
    before = line.superseded.pop(at)
    if before:
        line.uplifts[fact.year] = before
    else:
        del line.uplifts[fact.year]


# stream -> the state that its events are folded into, and the function that folds
FOLDS: Mapping[Stream, tuple[type[State], Callable[[Any, Recorded], State]]] = {
    AGREEMENTS: (AgreementState, evolve),
    PARTIES: (PartiesState, evolve_parties),
    BOOK: (BookState, evolve_book),
    AUTHORITIES: (AuthoritiesState, evolve_authorities),
}
_EVOLVE = dict(FOLDS.values())
