"""The one fold of the read side: documents as they are, and sums of postings.

The sums are additive, so a fold may start from nothing and be added to another fold. The views
catch up in this way (``projections.views``).
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TypeAlias

import msgspec

from events import amending, requesting, zones
from events import facts as f
from events.accounts import Accounts
from events.amending import Amendment
from events.effects import PAID, PAYMENTS, moves
from events.facts import (
    AgreementId,
    AmendmentId,
    LineId,
    PartyId,
    Position,
    WitnessId,
    effective_on,
)
from events.importing import Imports
from events.indexing import Register
from events.mandates import Authorities
from events.performing import Performers
from events.planning import PLANNING_FACTS, Planning, PlanningFact
from events.record import UNFOLDABLE, Recorded, unfoldable
from events.requesting import Requests
from projections.holds import Holds, holds_in
from projections.postings import Lines, Posting, legs_of
from projections.report import plain
from projections.waiting import Waiting

BalanceKey: TypeAlias = tuple[AgreementId, LineId, int, PartyId, str]  # …, year, party, account
# agreement, line, budget year, month "2024-05", "disbursed" or "internal" -> minor units
MonthKey: TypeAlias = tuple[AgreementId, LineId, int, str, str]
# agreement, party, type, unit, year, month ("" for a pledge), "pledged", "delivered", "verified"
QuantityKey: TypeAlias = tuple[AgreementId, PartyId, str, str, int, str, str]
_BETWEEN = "\t"  # which is in no id and no text
MICRO = 10**6  # quantities are kept in millionths of a unit


Decision: TypeAlias = (
    f.CommitmentApproved | f.CommitmentApproved2 | f.CommitmentDeclined | f.CommitmentDeclined2
)


class LineDocument(msgspec.Struct):
    """A budget line.

    Attributes:
        proposed: the line as it stands, by its proposal and the amendments in force.
        amounts_minor: as proposed, before its board decided.
        decision: its board's; None: none yet.
        first: the line as it was proposed; None: as it stands.
        added_at: the conclusion of the amendment that added it; 0: the proposal had it.
        performers: all that it has had, oldest first; empty: only one.
        index: that it is raised by; None: it follows none.
    """

    proposed: f.BudgetLineProposed | f.BudgetLineProposed2
    amounts_minor: dict[int, int]
    decision: Decision | None = None
    first: f.BudgetLineProposed | f.BudgetLineProposed2 | None = None
    added_at: Position = 0
    performers: Performers = ()
    index: f.LineIndexProposed | None = None

    def bring_up_to_date(self, amendments: Sequence[Amendment]) -> None:
        """Let the line be as the amendments in force say."""
        first = self.first or self.proposed
        self.proposed = amending.line_with(first, (x for one in amendments for x in one.items))
        self.performers = amending.performers_of(first, amendments)
        self.first = None if self.proposed == first else first


class Claim(msgspec.Struct):
    """A recovery claim that stands, and what has come back on it.

    Attributes:
        debtor: None: the first performer of its line.
        repaid_minor: what has come back, or was given up.
    """

    line: LineId
    year: int
    due_on: date
    amount_minor: int
    debtor: PartyId | None = None
    repaid_minor: int = 0


class AgreementDocument(msgspec.Struct):
    """An agreement.

    Attributes:
        proposed: the agreement as it stands, by its proposal and the amendments in force.
        position: of the proposal.
        concluded: the decision that put it in force; None: none yet.
        lines: those of the proposal, then those of amendments in force.
        amendments: all, in the order of the book.
        first: the agreement as it was proposed; None: as it stands.
        process: the steps and the decisions that stand, by position: ``projections.standing``.
        claims: those that stand, by position.
        pledges: those that stand, by position.
        used: what is reported by category, in minor units: ``used_by_category``.
        moved: how often a day was said or taken back: of a body's planned decision, by the body;
            the agreement's last day, under ``""``; of ``obligation`` and its id; of the ``plan`` of
            a line and year.
        planning: its plans and obligations; None: it has none.
        requests: every request for a payment.
    """

    proposed: f.AgreementProposed | f.AgreementProposed2 | f.AgreementProposed3
    position: Position
    concluded: f.AgreementConcluded | f.AgreementConcluded2 | None = None
    lines: dict[LineId, LineDocument] = {}
    amendments: dict[AmendmentId, Amendment] = {}
    first: f.AgreementProposed | f.AgreementProposed2 | f.AgreementProposed3 | None = None
    process: dict[Position, f.Fact] = {}
    claims: dict[Position, Claim] = {}
    pledges: dict[Position, f.InKindPledged | f.InKindPledged2] = {}
    moved: dict[str, int] = {}
    planning: Planning | None = None
    requests: Requests = {}
    used: dict[str, int] = {}

    def use(self, fact: f.UseReported2, sign: int = 1) -> None:
        """Add a report of use by category, or take it back (sign -1)."""
        found = dict(self.used)
        for row in fact.rows:
            key = _BETWEEN.join((fact.line, str(fact.budget_year), row.category))
            found[key] = found.get(key, 0) + sign * row.amount_minor
        self.used = {key: minor for key, minor in found.items() if minor}

    def used_by_category(self) -> dict[tuple[LineId, int, str], int]:
        """Return what is reported by line, budget year and category, in minor units."""
        split = {tuple(key.split(_BETWEEN, 2)): minor for key, minor in self.used.items()}
        return {(line, int(year), name): minor for (line, year, name), minor in split.items()}

    @property
    def uses_requests(self) -> bool:
        """Whether payments have to be requested before they are made, or any ever was."""
        return bool(self.requests) or getattr(self.proposed, "attest", "none") != "none"

    def settle(self, fact: f.Fact, at: Position) -> bool:
        """Bring claims and pledges up to date, and return whether anything here has changed.

        Args:
            fact: any of the agreement.
            at: its position.
        """
        own: f.Fact = fact
        sign = 1
        if isinstance(fact, f.EntryReversed):
            own, at, sign = fact.entry, fact.position, -1
        match own:
            case f.RepaymentClaimed() if sign > 0:
                debtor = getattr(own, "performer", None)
                self.claims[at] = Claim(
                    own.line, own.budget_year, own.due_on, own.amount_minor, debtor
                )
            case f.RepaymentClaimed():
                self.claims.pop(at, None)
            case f.RepaymentReceived() if own.claim in self.claims:
                self.claims[own.claim].repaid_minor += sign * own.amount_minor
            case f.ClaimWrittenOff() if own.claim in self.claims:
                self.claims[own.claim].repaid_minor += sign * own.amount_minor
            case f.UseReported2():
                self.use(own, sign)
            case f.InKindPledged() if sign > 0:
                self.pledges[at] = own
            case f.InKindPledged():
                self.pledges.pop(at, None)
            case f.DecisionPlanned():
                self.moved[own.body] = self.moved.get(own.body, 0) + 1
            case f.AgreementTerminated() | f.AmendmentConcluded(ends=date()):
                self.moved[""] = self.moved.get("", 0) + 1
            case f.ObligationExtended():
                key = f"obligation {own.obligation}"
                self.moved[key] = self.moved.get(key, 0) + 1
            case f.InstalmentsPlanned():
                key = f"plan {own.line} {own.year}"
                self.moved[key] = self.moved.get(key, 0) + 1
            case _:
                return False
        return True

    def plan(self, fact: PlanningFact | f.InstalmentPaid, recorded: Recorded) -> None:
        """Take a plan, a step of an obligation, or the instalment of a payment in."""
        if self.planning is None:
            self.planning = Planning()
        if isinstance(fact, f.InstalmentPaid):
            self.planning.name(fact, recorded)
        else:
            self.planning.take(fact, recorded.position, 1, recorded.envelope.actor)

    def step(self, fact: amending.Step, at: Position, sign: int = 1) -> None:
        """Take a step towards the end of an amendment in, or out (sign -1)."""
        assert fact.amendment is not None
        self.amendments[fact.amendment].take(fact, at, sign)

    def amend(self, fact: f.AmendmentConcluded, at: Position, sign: int = 1) -> None:
        """Put an amendment in force, or out of force (sign -1)."""
        amendment = self.amendments[fact.amendment]
        amendment.conclude(fact, at, sign)
        for item in amending.additions(amendment):
            if sign > 0:
                line = amending.new_line(item)
                _, decision = amending.approval_of(line, amendment)
                self.lines[line.line] = LineDocument(
                    line, dict(line.amounts_minor), decision, added_at=at
                )
            else:
                self.lines.pop(item.line, None)
        amendments = amending.in_force(self.amendments.values())
        items = [x for one in amendments for x in one.items]
        first = self.first or self.proposed
        self.proposed = amending.agreement_with(first, items)
        self.first = None if self.proposed == first else first
        for own in self.lines.values():
            own.bring_up_to_date(amendments)


PLANNED = (*PLANNING_FACTS, f.InstalmentPaid)


class _IsOfProcess(dict[type[f.Event], bool]):
    """Whether facts of a type are a step of the process, or somebody's decision."""

    def __missing__(self, fact: type[f.Event]) -> bool:
        if issubclass(fact, PLANNING_FACTS):  # the document keeps them by themselves
            self[fact] = False
            return False
        says = not {"decision", "decisions"}.isdisjoint(fact.__struct_fields__)
        self[fact] = says or issubclass(fact, f.Step | f.AgreementClosed | f.AgreementReopened)
        return self[fact]


_IS_OF_PROCESS = _IsOfProcess()


class Projection(msgspec.Struct):
    """The documents and sums of all events up to ``position``.

    Attributes:
        parties, agreements, closed: documents, in the order of the book.
        witnesses: what was said last of each witness: that it is one, or is no longer.
        authorities: who may act for whom.
        described: what has been said of the book, the newest of each field; None: nothing.
        indexes: what was published of each index.
        imports: files that came in and went out.
        accounts: that parties are paid to.
        lines: every line that was ever proposed, for the postings; the documents have the lines
            that agreements have now.
        balances: account sums in minor units.
        months: payments by month.
        quantities: (millionths of a unit, minor units) of contributions in kind.
        waiting: (how many, minor units) of contributions in kind that nobody has judged.
        position: of the last event folded or left out; 0: none.
        recorded_at: when that event was recorded; None: none.
        rules: the version of the rules that the book has come to at that position.
        known_holds: ``holds``, if they were added up since a request changed.
        changed: ids of agreements whose documents changed since the fold began.
        new_parties: ids of parties that came, or changed, since the fold began.
    """

    parties: dict[PartyId, f.PartyRegistered] = {}
    agreements: dict[AgreementId, AgreementDocument] = {}
    closed: list[f.PeriodClosed] = []
    witnesses: dict[WitnessId, f.WitnessRegistered | f.WitnessRetired] = {}
    authorities: Authorities = msgspec.field(default_factory=Authorities)
    described: f.BookDescribed | None = None
    indexes: Register = msgspec.field(default_factory=Register)
    imports: Imports = msgspec.field(default_factory=Imports)
    accounts: Accounts = msgspec.field(default_factory=Accounts)
    lines: Lines = msgspec.field(default_factory=Lines)
    balances: dict[BalanceKey, int] = msgspec.field(default_factory=lambda: defaultdict(int))
    months: dict[MonthKey, int] = msgspec.field(default_factory=lambda: defaultdict(int))
    quantities: dict[QuantityKey, tuple[int, int]] = msgspec.field(
        default_factory=lambda: defaultdict(lambda: (0, 0))
    )
    waiting: Waiting = msgspec.field(default_factory=Waiting)
    position: Position = 0
    recorded_at: datetime | None = None
    rules: int = 1
    known_holds: Holds | None = None
    changed: set[AgreementId] = set()
    new_parties: set[PartyId] = set()

    @property
    def holds(self) -> Holds:
        """What the requests in the documents hold."""
        if self.known_holds is None:
            self.known_holds = holds_in(self.agreements)
        return self.known_holds

    @property
    def book_name(self) -> str | None:
        """Whose book it is; None: nobody has said."""
        return self.described.name if self.described else None

    @property
    def told_in(self) -> str | None:
        """The time zone that instants are shown in; None: UTC, since nobody described the book."""
        return (self.described.timezone or zones.DEFAULT) if self.described else None

    def without_sums(self) -> "Projection":
        """Return the same documents, for other sums; neither of the two may be folded into."""
        return msgspec.structs.replace(
            self, balances={}, months={}, quantities={}, waiting=Waiting()
        )

    def by_agreement(self) -> "dict[AgreementId, Projection]":
        """Return the same documents with the sums of each agreement alone; as ``without_sums``.

        What waits for a verdict is left out.
        """
        holds = self.holds
        found = {key: self.without_sums() for key in self.agreements}
        for one in found.values():
            one.known_holds = holds
        for line_year, minor in self.balances.items():
            found[line_year[0]].balances[line_year] = minor
        for month, minor in self.months.items():
            found[month[0]].months[month] = minor
        for given, pair in self.quantities.items():
            found[given[0]].quantities[given] = pair
        return found

    def fold(self, recorded: Recorded) -> None:
        """Take one event in.

        Raises:
            CorruptEventError: it does not follow from those before it.
        """
        self.position, self.recorded_at = recorded.position, recorded.envelope.recorded_at
        try:
            self._fold(recorded)
        except UNFOLDABLE as error:
            raise unfoldable(recorded, error) from error

    def _fold(self, recorded: Recorded) -> None:
        self._documents(recorded)
        self.add_sums(recorded)

    def add_sums(self, recorded: Recorded) -> None:
        """Add what one event adds to the sums, and to nothing else."""
        if recorded.agreement is None:
            return
        match recorded.fact:
            case f.Entry() as fact:
                day = effective_on(fact)
                assert day is not None
                self.add_entry(recorded.agreement, fact, day)
                self._wait(recorded.agreement, fact, recorded.position)
            case f.EntryReversed() as fact:
                self.add_entry(recorded.agreement, fact.entry, fact.reversed_on, -1)
                self._wait(recorded.agreement, fact.entry, fact.position, -1)
            case f.OfParties() | f.OfBook() | f.OfAuthorities():
                raise NotImplementedError(f"{recorded.name} in the stream of an agreement")
            case fact:
                self._add(legs_of(fact, recorded.agreement, self.lines))

    def add_entry(
        self, agreement: AgreementId, fact: f.Reversible, day: date, sign: int = 1
    ) -> None:
        """Add an entry dated on a day to the sums, or take it back (sign -1)."""
        self.add_legs(agreement, fact, sign)
        self._months(agreement, fact, sign, day)
        self._quantities(agreement, fact, sign)

    def add_legs(self, agreement: AgreementId, fact: f.Reversible, sign: int = 1) -> None:
        """Add the postings of an entry to the balances, or take them back (sign -1)."""
        self._add(legs_of(fact, agreement, self.lines), sign)

    def _add(self, legs: Sequence[Posting], sign: int = 1) -> None:
        assert not sum([leg.minor for leg in legs]), legs  # double entry
        for leg in legs:
            key = (leg.agreement, leg.line, leg.year, leg.party, leg.account)
            self.balances[key] += sign * leg.minor

    def skip(self, recorded: Recorded) -> None:
        """Leave an event out of the sums, and move on past its position."""
        self.position, self.recorded_at = recorded.position, recorded.envelope.recorded_at

    def line_years(self) -> list[tuple[AgreementId, LineId, int]]:
        """Return every line and budget year that a posting was made on, as proposed."""
        found = {(a, line, year) for a, line, year, _, _ in self.balances if line}
        order = {key: number for number, key in enumerate(self.lines)}
        return sorted(found, key=lambda x: (order[x[0], x[1]], x[2]))

    def _documents(self, recorded: Recorded) -> None:
        """Bring the documents up to date."""
        fact, agreement = recorded.fact, recorded.agreement
        match fact:
            case f.PartyRegistered():
                self.parties[fact.party] = fact
                self.new_parties.add(fact.party)
            case f.PartyAmended():
                self.parties[fact.party] = f.amended(self.parties[fact.party], fact)
                self.new_parties.add(fact.party)
            case f.PeriodClosed():
                self.closed.append(fact)
            case f.PeriodReopened():
                self.closed.pop()
            case f.KeyRotated() | f.KeyRetired():  # figures know nothing of them
                pass
            case f.RulesAdopted():
                self.rules = fact.rules
            case f.WitnessRegistered() | f.WitnessRetired():
                self.witnesses[fact.witness] = fact
            case f.IndexPublished():
                self.indexes.publish(fact, recorded.position)
            case f.IndexWithdrawn():
                self.indexes.withdraw(fact, recorded.position)
            case f.PartyAccountAdded() | f.PartyAccountConfirmed():
                self.accounts.take(recorded)
            case f.BookDescribed():
                before = self.described or fact
                self.described = f.BookDescribed(
                    name=fact.name or before.name, timezone=fact.timezone or before.timezone
                )
            case f.OfAuthorities():
                self.authorities.take(recorded)
            case f.OfBook():
                self.imports.take(recorded)
            case _:
                assert agreement is not None
                self._agreement_document(agreement, recorded)
                if self.agreements[agreement].settle(fact, recorded.position):
                    self.changed.add(agreement)

    def _agreement_document(self, agreement: AgreementId, recorded: Recorded) -> None:
        fact = recorded.fact
        self._requests(agreement, recorded)
        if isinstance(fact, f.EntryReversed):
            if _IS_OF_PROCESS[type(fact.entry)]:
                self.agreements[agreement].process.pop(fact.position, None)
                self.changed.add(agreement)
            self._unplan(agreement, fact)
        elif isinstance(fact, PLANNED):
            self.agreements[agreement].plan(fact, recorded)
            self.changed.add(agreement)
        elif _IS_OF_PROCESS[type(fact)]:
            self.agreements[agreement].process[recorded.position] = fact
            self.changed.add(agreement)
        self._more_of_document(agreement, recorded)

    def _more_of_document(self, agreement: AgreementId, recorded: Recorded) -> None:
        fact = recorded.fact
        match fact:
            case f.AgreementProposed():
                self.agreements[agreement] = AgreementDocument(fact, recorded.position)
            case f.BudgetLineProposed() | f.LineIndexProposed() | f.LineAmended():
                self._line_document(agreement, fact)
            case f.CommitmentApproved() | f.CommitmentDeclined():
                self.agreements[agreement].lines[fact.line].decision = fact
            case f.EntryReversed(entry=f.CommitmentApproved() | f.CommitmentDeclined() as entry):
                self.agreements[agreement].lines[entry.line].decision = None
            case f.AgreementConcluded():
                self.agreements[agreement].concluded = fact
            case f.AmendmentProposed():
                made = Amendment(fact, recorded.position)
                self.agreements[agreement].amendments[fact.amendment] = made
            case f.OfAmendment():
                self._amendment_item(agreement, fact)
            case (
                f.AmendmentApproved()
                | f.AmendmentDeclined()
                | f.AgreementSigned(amendment=str())
                | f.ProposalWithdrawn(amendment=str())
            ):
                self.agreements[agreement].step(fact, recorded.position)
            case f.AmendmentConcluded():
                self._amend(agreement, fact, recorded.position)
            case f.EntryReversed(
                entry=f.AmendmentApproved()
                | f.AmendmentDeclined()
                | f.AgreementSigned(amendment=str())
                | f.ProposalWithdrawn(amendment=str()) as entry
            ):
                self.agreements[agreement].step(entry, fact.position, -1)
            case f.EntryReversed(entry=f.AmendmentConcluded() as entry):
                self._amend(agreement, entry, fact.position, -1)
            case _:
                return
        self.changed.add(agreement)

    def _unplan(self, agreement: AgreementId, fact: f.EntryReversed) -> None:
        """Take a step of a plan or obligation back, or what a payment said of its instalment."""
        document = self.agreements[agreement]
        if document.planning is None:  # nearly always
            return
        if isinstance(fact.entry, PLANNING_FACTS):
            document.planning.take(fact.entry, fact.position, -1)
        else:
            document.planning.unname(fact.position)
        self.changed.add(agreement)

    def _line_document(
        self,
        agreement: AgreementId,
        fact: f.BudgetLineProposed | f.LineIndexProposed | f.LineAmended,
    ) -> None:
        lines = self.agreements[agreement].lines
        match fact:
            case f.BudgetLineProposed():
                lines[fact.line] = LineDocument(fact, dict(fact.amounts_minor))
                self.lines[agreement, fact.line] = fact
            case f.LineIndexProposed():
                lines[fact.line].index = fact
            case f.LineAmended():
                line = lines[fact.line]
                line.amounts_minor = line.amounts_minor | {fact.year: fact.amount_minor}

    def _requests(self, agreement: AgreementId, recorded: Recorded) -> None:
        """Bring the requests of an agreement up to date; nearly all agreements have none."""
        document = self.agreements.get(agreement)
        if document is None or not (
            document.requests or isinstance(recorded.fact, f.PaymentRequested)
        ):
            return
        if requesting.take(document.requests, recorded):
            self.changed.add(agreement)
            self.known_holds = None

    def _amend(
        self, agreement: AgreementId, fact: f.AmendmentConcluded, at: Position, sign: int = 1
    ) -> None:
        document = self.agreements[agreement]
        document.amend(fact, at, sign)
        for name, line in document.lines.items():
            self.lines.set_performers((agreement, name), line.performers)

    def _amendment_item(self, agreement: AgreementId, fact: f.AmendmentItem) -> None:
        self.agreements[agreement].amendments[fact.amendment].items += (fact,)
        if isinstance(fact, f.LineAdditionProposed):
            self.lines[agreement, fact.line] = amending.new_line(fact)

    def _months(self, agreement: AgreementId, fact: f.Reversible, sign: int, day: date) -> None:
        if type(fact) not in PAYMENTS:
            return
        for measure, line, year, minor, _ in moves(fact):
            if measure in PAID:
                self.months[agreement, line, year, f"{day:%Y-%m}", measure] += sign * minor

    def _quantities(self, agreement: AgreementId, fact: f.Reversible, sign: int) -> None:
        match fact:
            case f.InKindPledged():
                gift: f.InKindPledged | f.InKindRecorded = fact
                year, month, measure = fact.year, "", "pledged"
            case f.InKindRecorded():
                gift, measure = fact, "delivered"
            case f.InKindVerified():
                gift, measure = fact.contribution, "verified"
            case f.InKindRejected():
                gift, measure, sign = fact.contribution, "delivered", -sign
            case _:
                return
        if isinstance(gift, f.InKindRecorded):
            year, month = gift.performed_on.year, f"{effective_on(gift):%Y-%m}"
        key = (agreement, gift.party, gift.kind, gift.unit, year, month, measure)
        micro, minor = self.quantities[key]
        self.quantities[key] = (
            micro + sign * int(gift.quantity * MICRO),
            minor + sign * gift.value_minor,
        )

    def add_waiting(self, agreement: AgreementId, fact: f.Fact, at: Position) -> None:
        """Let a contribution wait, or wait no longer, as one event of an agreement has it."""
        if isinstance(fact, f.EntryReversed):
            self._wait(agreement, fact.entry, fact.position, -1)
        elif isinstance(fact, f.Entry):
            self._wait(agreement, fact, at)

    def _wait(
        self, agreement: AgreementId, fact: f.Reversible, at: Position, sign: int = 1
    ) -> None:
        """Let a contribution wait for a verdict, or wait no longer."""
        if isinstance(fact, f.InKindRecorded):
            gift = fact
        elif isinstance(fact, f.InKindVerified | f.InKindRejected):
            gift, at, sign = fact.contribution, fact.position, -sign
        else:
            return
        key = (agreement, gift.party, f"{effective_on(gift)}", at)
        number, minor = self.waiting[key]
        self.waiting[key] = (number + sign, minor + sign * gift.value_minor)


def replay(events: Iterable[Recorded], as_of: date | None = None, rules: int = 1) -> Projection:
    """Fold events from the beginning.

    Args:
        events: in the order of the book, from position 1.
        as_of: facts about that day or earlier; None: every day.
        rules: the version that the book begins with.
    """
    projection = Projection(rules=rules)
    for recorded in events:
        day = effective_on(recorded.fact) if as_of else None
        if as_of and day and day > as_of:
            projection.skip(recorded)
        else:
            projection.fold(recorded)
    return projection


def quantity_text(micro: int) -> str:
    """Return millionths of a unit as a plain decimal number."""
    return plain(Decimal(micro) / MICRO)
