"""When a line's money is to be paid, and what has to be done before: plans and obligations.

The states of the rules and the documents of the read side fold them in the same way, so it is
written here once. Pure: nothing is judged. What an instalment or an obligation has come to is
derived, for a day, from what stands; nothing of that is stored.

A payment is for the instalment that it names, as far as that takes it. What is left of all payments
pays the oldest instalments first. So it is no matter in which order payments were recorded.

Source: docs/DOMAIN.md, section 3 (instalments and obligations).
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Literal, TypeAlias, TypeVar

import msgspec

from events import facts as f
from events.facts import LineId, PartyId, Position
from events.record import Recorded
from events.requesting import Request

T = TypeVar("T")

ObligationStep: TypeAlias = (
    f.ObligationMet
    | f.ObligationAccepted
    | f.ObligationRejected
    | f.ObligationWaived
    | f.ObligationExtended
)
PlanningFact: TypeAlias = f.InstalmentsPlanned | f.ObligationSet | ObligationStep
PLANNING_FACTS = (
    f.InstalmentsPlanned,
    f.ObligationSet,
    f.ObligationMet,
    f.ObligationAccepted,
    f.ObligationRejected,
    f.ObligationWaived,
    f.ObligationExtended,
)
InstalmentState: TypeAlias = Literal["fully paid", "open", "due", "overdue", "dropped"]
ObligationState: TypeAlias = Literal["open", "due", "overdue", "met", "accepted", "waived"]
Place: TypeAlias = tuple[LineId, int, int]  # line, year, number of an instalment


class Named(msgspec.Struct, frozen=True, array_like=True):
    """A payment that says which instalment it is for."""

    line: LineId
    year: int
    instalment: int
    minor: int


class Planning(msgspec.Struct):
    """The plans and obligations of an agreement: the steps that stand, in the order of the book.

    Attributes:
        plans: of all lines and years; of each, the newest counts.
        named: the payments that say which instalment they are for, by their positions.
        obligations: by the position of what set them.
        steps: what has become of obligations since.
        actors: who recorded that an obligation is met.
    """

    plans: dict[Position, f.InstalmentsPlanned] = {}
    named: dict[Position, Named] = {}
    obligations: dict[Position, f.ObligationSet] = {}
    steps: dict[Position, ObligationStep] = {}
    actors: dict[Position, str] = {}

    def take(self, fact: PlanningFact, at: Position, sign: int = 1, actor: str = "") -> None:
        """Take a step in, or out (sign -1)."""
        match fact:
            case f.InstalmentsPlanned():
                _put(self.plans, at, fact, sign)
            case f.ObligationSet():
                _put(self.obligations, at, fact, sign)
            case _:
                _put(self.steps, at, fact, sign)
                if isinstance(fact, f.ObligationMet):
                    _put(self.actors, at, actor, sign)

    def name(self, fact: f.InstalmentPaid, recorded: Recorded) -> None:
        """Note which instalment a payment is for: the cause of what says so."""
        payment = recorded.envelope.causation or recorded.position
        named = Named(fact.line, fact.budget_year, fact.instalment, fact.amount_minor)
        self.named[payment] = named

    def unname(self, payment: Position) -> None:
        """Forget a payment that was taken back."""
        self.named.pop(payment, None)

    def plan_of(self, line: LineId, year: int) -> tuple[Position, f.InstalmentsPlanned] | None:
        """Return the newest plan of a line and year, with its position; None: there is none."""
        for at, plan in reversed(self.plans.items()):
            if (plan.line, plan.year) == (line, year):
                return at, plan
        return None

    def current(self) -> Iterator[f.InstalmentsPlanned]:
        """Yield the newest plan of each line and year, by line and year."""
        newest = {(plan.line, plan.year): plan for plan in self.plans.values()}
        yield from (newest[key] for key in sorted(newest))

    def named_for(self, line: LineId, year: int) -> Iterator[Named]:
        """Yield the payments of a line and year that say which instalment they are for."""
        return (x for x in self.named.values() if (x.line, x.year) == (line, year))

    def newest(self, obligation: str) -> tuple[Position, f.ObligationSet] | None:
        """Return what set an obligation, with its position; None: nothing did."""
        for at, fact in reversed(self.obligations.items()):
            if fact.obligation == obligation:
                return at, fact
        return None

    def steps_of(self, obligation: str, since: Position) -> list[tuple[Position, ObligationStep]]:
        """Return the steps of an obligation after a position, in order."""
        own = self.steps.items()
        return [(at, x) for at, x in own if at > since and x.obligation == obligation]

    def standings(self) -> "list[Obligation]":
        """Return what has become of every obligation, by due day."""
        ids = dict.fromkeys(x.obligation for x in self.obligations.values())
        found = [x for x in map(self.standing, ids) if x is not None]
        return sorted(found, key=lambda x: (x.due_on, x.position))

    def standing(self, obligation: str) -> "Obligation | None":
        """Return what has become of an obligation; None: there is none of that id."""
        found = self.newest(obligation)
        if found is None:
            return None
        at, fact = found
        own = Obligation(fact=fact, position=at, due_on=fact.due_on)
        for position, step in self.steps_of(obligation, at):
            own.take(step, position)
        return own

    def waiting(self, line: LineId, year: int) -> "dict[int, list[Obligation]]":
        """Return the obligations that the instalments of a line and year wait for, by number."""
        found: dict[int, list[Obligation]] = {}
        for obligation in self.standings():
            if obligation.is_over:
                continue
            for place in obligation.fact.blocks:
                if (place.line, place.year) == (line, year):
                    found.setdefault(place.instalment, []).append(obligation)
        return found

    def blocked(
        self, line: LineId, year: int, numbers: Iterable[int], day: date
    ) -> "tuple[int, Obligation] | None":
        """Return the first of some instalments that may not be paid, and what it waits for.

        Args:
            line: of the instalments.
            year: of the instalments.
            numbers: those that are to be paid.
            day: of the payment or request.

        Returns:
            None: each of them may be paid.
        """
        wanted = set(numbers)
        for obligation in self.standings():
            if obligation.lets_through(day):
                continue
            for place in obligation.fact.blocks:
                if (place.line, place.year) == (line, year) and place.instalment in wanted:
                    return place.instalment, obligation
        return None


class Obligation(msgspec.Struct):
    """What has become of an obligation, by the steps that stand.

    Attributes:
        fact: what set it, at ``position``.
        due_on: its day as it stands.
        met: the newest time that it was met, at ``met_at``; None: it was not, or was rejected
            since.
        accepted, waived: what ended it; None: it did not end so.
        rejected: the newest rejection; None: there is none, or it was met again since.
        extended: the newest extension; None: there is none.
        newest: the position of its newest step; 0: it has none.
    """

    fact: f.ObligationSet
    position: Position
    due_on: date
    met: f.ObligationMet | None = None
    met_at: Position = 0
    accepted: f.ObligationAccepted | None = None
    waived: f.ObligationWaived | None = None
    rejected: f.ObligationRejected | None = None
    extended: f.ObligationExtended | None = None
    newest: Position = 0

    def take(self, step: ObligationStep, at: Position) -> None:
        """Take a step in."""
        self.newest = at
        match step:
            case f.ObligationMet():
                self.met, self.met_at, self.rejected = step, at, None
            case f.ObligationAccepted():
                self.accepted = step
            case f.ObligationRejected():
                self.met, self.met_at, self.rejected = None, 0, step
            case f.ObligationWaived():
                self.waived = step
            case f.ObligationExtended():
                self.due_on, self.extended = step.due_on, step

    @property
    def obligation(self) -> str:
        """Its id."""
        return self.fact.obligation

    @property
    def party(self) -> PartyId:
        """Who owes it."""
        return self.fact.party

    @property
    def is_over(self) -> bool:
        """Whether nothing more is asked of anybody."""
        return self.accepted is not None or self.waived is not None

    def lets_through(self, day: date) -> bool:
        """Return whether what it blocks may be paid on a day.

        A waiver lets through what was paid before it, too: so a payment that was made too early is
        approved afterwards.
        """
        if self.waived is not None:
            return True
        return self.accepted is not None and self.accepted.accepted_on <= day

    def state(self, day: date) -> ObligationState:
        """Return its state on a day, in a word."""
        if self.waived is not None:
            return "waived"
        if self.accepted is not None:
            return "accepted"
        if self.met is not None:
            return "met"
        return _by_due_day(self.due_on, day)

    def days_late(self, day: date) -> int:
        """Return how many days late it is on a day, or was when it was met; 0: none."""
        if self.waived is not None:
            return 0
        until = self.met.met_on if self.met is not None else day
        return max(0, (until - self.due_on).days)


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """An instalment, and what was paid of it.

    Attributes:
        paid_minor: what payments have paid of it.
        lapsed_minor: what is not paid and can no longer be: so much less is committed than planned.
    """

    number: int
    due_on: date
    amount_minor: int
    paid_minor: int
    lapsed_minor: int

    @property
    def left_minor(self) -> int:
        """What is planned and not paid."""
        return self.amount_minor - self.paid_minor

    @property
    def payable_minor(self) -> int:
        """What of that can be paid out of what remains of the commitment."""
        return self.left_minor - self.lapsed_minor

    def state(self, day: date) -> InstalmentState:
        """Return its state on a day, in a word."""
        if not self.left_minor:
            return "fully paid"
        return _by_due_day(self.due_on, day) if self.payable_minor else "dropped"

    def days_late(self, day: date) -> int:
        """Return how many days late its payment is on a day; 0: it is not."""
        return max(0, (day - self.due_on).days) if self.payable_minor else 0


def _put(table: dict[Position, T], at: Position, value: T, sign: int) -> None:
    if sign > 0:
        table[at] = value
    else:
        table.pop(at, None)


def _by_due_day(due_on: date, day: date) -> Literal["open", "due", "overdue"]:
    if day == due_on:
        return "due"
    return "overdue" if day > due_on else "open"


def named_of(
    planning: Planning, requests: Iterable[Request], line: LineId, year: int
) -> list[Named]:
    """Return the payments of a line and year that say which instalment they are for.

    Either they say so themselves, or the request that they pay does. What that is offset with is
    paid by that.
    """
    asked = ((x.fact, x.paid_minor + x.fact.offset_minor) for x in requests if x.paid_at)
    return [
        *planning.named_for(line, year),
        *(
            Named(line, year, fact.instalment, minor)
            for fact, minor in asked
            if fact.instalment is not None and (fact.line, fact.budget_year) == (line, year)
        ),
    ]


def waiting_of(requests: Iterable[Request], line: LineId, year: int) -> list[Named]:
    """Return what has been requested on a line and year and is not paid; 0: for no instalment.

    What it is offset with is no more to be paid than what it asks for.
    """
    return [
        Named(line, year, x.fact.instalment or 0, x.fact.amount_minor + x.fact.offset_minor)
        for x in requests
        if x.is_open and (x.fact.line, x.fact.budget_year) == (line, year)
    ]


def offset_of(
    requests: Iterable[Request], line: LineId, year: int, *, has_open: bool = False
) -> int:
    """Return what requests of a line and year were offset with, which pays instalments, too.

    Args:
        requests: of the agreement.
        line: of the instalments.
        year: of the instalments.
        has_open: also of those that are open, and not only of those that are paid.

    Returns:
        minor units, to be added to what was paid out.
    """
    return sum(
        x.fact.offset_minor
        for x in requests
        if (x.paid_at or (has_open and x.is_open))
        and (x.fact.line, x.fact.budget_year) == (line, year)
    )


def oldest_first(instalments: Iterable[f.Instalment]) -> list[f.Instalment]:
    """Return instalments in the order in which payments pay them."""
    return sorted(instalments, key=lambda x: (x.due_on, x.number))


def allocated(
    instalments: Sequence[f.Instalment], paid_minor: int, named: Iterable[Named]
) -> dict[int, int]:
    """Return what has been paid of each instalment, by number.

    Args:
        instalments: of one line and year.
        paid_minor: all that was paid out on that line and year, and what that was offset with.
        named: those of its payments that say which instalment they are for.

    Returns:
        minor units, at most the amount of each instalment; the oldest first. More than all
        instalments together is for none of them.
    """
    said: dict[int, int] = {}
    for one in named:
        said[one.instalment] = said.get(one.instalment, 0) + one.minor
    order = oldest_first(instalments)
    paid = {x.number: min(x.amount_minor, max(0, said.get(x.number, 0))) for x in order}
    rest = paid_minor - sum(paid.values())
    for x in order:
        more = min(x.amount_minor - paid[x.number], max(0, rest))
        paid[x.number] += more
        rest -= more
    return paid


def standings(
    plan: f.InstalmentsPlanned, paid_minor: int, committed_minor: int, named: Iterable[Named]
) -> list[Standing]:
    """Return the instalments of a plan, oldest first, with what was paid of each.

    Args:
        plan: of one line and year.
        paid_minor: all that was paid out on that line and year, and what that was offset with.
        committed_minor: what is committed there; less than planned: the last instalments lapse.
        named: those of its payments that say which instalment they are for.
    """
    paid = allocated(plan.instalments, paid_minor, named)
    remaining = max(0, committed_minor - paid_minor)
    found = []
    for x in oldest_first(plan.instalments):
        left = x.amount_minor - paid[x.number]
        payable = min(left, remaining)
        remaining -= payable
        found.append(
            Standing(
                number=x.number,
                due_on=x.due_on,
                amount_minor=x.amount_minor,
                paid_minor=paid[x.number],
                lapsed_minor=left - payable,
            )
        )
    return found


def planned_minor(plan: f.InstalmentsPlanned) -> int:
    """Return what all instalments of a plan come to."""
    return sum(x.amount_minor for x in plan.instalments)


def covered_minor(plan: f.InstalmentsPlanned, committed_minor: int, offset_minor: int) -> int:
    """Return what the instalments of a plan may come to, in minor units.

    What payments were offset with pays instalments and needs no commitment. So a plan stays as it
    is where that much of the commitment was released.
    """
    return max(committed_minor, min(planned_minor(plan), committed_minor + offset_minor))


def missing_minor(plan: f.InstalmentsPlanned, covered_minor: int) -> int:
    """Return by how much a plan is short of what it may come to; below 0: it has too much."""
    return covered_minor - planned_minor(plan)


def touched(before: Mapping[int, int], after: Mapping[int, int]) -> list[int]:
    """Return the instalments of which more is paid after than before, in the order of ``after``."""
    return [number for number, minor in after.items() if minor > before.get(number, 0)]
