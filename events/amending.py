"""What an amendment has come to, and what an agreement is by its concluded amendments.

The states of the rules and the documents of the read side fold amendments in the same way, so it
is written here once. Pure: nothing is judged.

Source: docs/DOMAIN.md, section 4 (amendments).
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Literal, Protocol, TypeAlias

import msgspec
from msgspec.structs import replace

from events import facts as f
from events.facts import AmendmentId, LineId, PartyId, Position
from events.performing import Performing

Item: TypeAlias = f.AmendmentItem
Step: TypeAlias = (
    f.AmendmentApproved | f.AmendmentDeclined | f.AgreementSigned | f.ProposalWithdrawn
)
# What an item changes, such as ``("amount", "L2", "2025")``: two items with one key are about the
# same thing.
Key: TypeAlias = tuple[str, ...]
Status: TypeAlias = Literal["open", "concluded", "declined", "withdrawn"]


class HasProposed(Protocol):
    """A line of a state or of a document."""

    @property
    def proposed(self) -> f.BudgetLineProposed:
        """The line as it stands."""


class Consent(msgspec.Struct, frozen=True):
    """A signatory's consent to an amendment."""

    position: Position
    on: date


class Amendment(msgspec.Struct):
    """An amendment: what it proposes, who has decided, and how it ended.

    Attributes:
        proposed: the event that made it known, at ``position``.
        items: what it changes, in the order of the proposal.
        decisions: by board, each with its position.
        consents: by signatory.
        withdrawn_at: the event that withdrew it; 0: none.
        concluded: the event that put it in force, at ``concluded_at``; None: it is not in force.
    """

    proposed: f.AmendmentProposed
    position: Position
    items: tuple[Item, ...] = ()
    decisions: dict[PartyId, tuple[Position, f.AmendmentApproved | f.AmendmentDeclined]] = {}
    consents: dict[PartyId, Consent] = {}
    withdrawn_at: Position = 0
    concluded: f.AmendmentConcluded | None = None
    concluded_at: Position = 0

    @property
    def declined(self) -> f.AmendmentDeclined | None:
        """The first board's no; None: no board said so."""
        said = sorted(self.decisions.values(), key=lambda x: x[0])
        return next((x for _, x in said if isinstance(x, f.AmendmentDeclined)), None)

    @property
    def over_at(self) -> Position:
        """The event that ended it: its conclusion, a board's no, its withdrawal; 0: none."""
        said = (at for at, x in self.decisions.values() if isinstance(x, f.AmendmentDeclined))
        return self.concluded_at or self.withdrawn_at or min(said, default=0)

    @property
    def status(self) -> Status:
        """What has become of it, in a word."""
        if self.concluded:
            return "concluded"
        if self.declined:
            return "declined"
        return "withdrawn" if self.withdrawn_at else "open"

    @property
    def is_open(self) -> bool:
        """Whether it may still be concluded."""
        return not self.over_at

    def take(self, fact: Step, at: Position, sign: int = 1) -> None:
        """Take a step towards its end in, or out (sign -1)."""
        match fact:
            case f.AmendmentApproved() | f.AmendmentDeclined():
                others = {board: x for board, x in self.decisions.items() if board != fact.board}
                self.decisions = {**others, fact.board: (at, fact)} if sign > 0 else others
            case f.AgreementSigned():
                rest = {party: x for party, x in self.consents.items() if party != fact.party}
                own = {fact.party: Consent(at, fact.signed_on)}
                self.consents = rest | own if sign > 0 else rest
            case f.ProposalWithdrawn():
                self.withdrawn_at = at if sign > 0 else 0

    def conclude(self, fact: f.AmendmentConcluded, at: Position, sign: int = 1) -> None:
        """Put it in force, or out of force (sign -1)."""
        self.concluded, self.concluded_at = (fact, at) if sign > 0 else (None, 0)


def key_of(item: Item) -> Key:
    """Return what an item changes."""
    match item:
        case f.LineAmountChangeProposed():
            return "amount", item.line, str(item.year)
        case f.LineAdditionProposed():
            return "line", item.line
        case f.LineUpliftChangeProposed():
            return "uplift", item.line
        case f.LinePerformerChangeProposed():
            return "performer", item.line
        case f.TermChangeProposed():
            return ("ends",)
        case f.SignatoryChangeProposed():
            return "signatory", item.party
        case f.TextChangeProposed():
            return "text", item.field


def lines_of(item: Item) -> tuple[LineId, ...]:
    """Return the line that an item is about; none where it is about the whole agreement."""
    line = getattr(item, "line", None)
    return () if line is None else (line,)


def boards_of(items: Iterable[Item], lines: Mapping[LineId, HasProposed]) -> set[PartyId]:
    """Return the boards whose money an amendment changes: each has to approve it.

    Args:
        items: of the amendment.
        lines: those that the agreement has now.
    """
    boards = set()
    for item in items:
        if isinstance(item, f.LineAdditionProposed):
            boards.add(item.funder)
        else:
            boards |= {lines[x].proposed.funder for x in lines_of(item) if x in lines}
    return boards


def consents_of(items: Iterable[Item], signatories: Iterable[PartyId]) -> set[PartyId]:
    """Return the signatories that an amendment concerns otherwise: each has to consent to it.

    Args:
        items: of the amendment.
        signatories: those that the agreement has now.
    """
    parties: set[PartyId] = set()
    for item in items:
        match item:
            case f.TermChangeProposed() | f.TextChangeProposed():
                parties.update(signatories)
            case f.SignatoryChangeProposed():
                parties.add(item.party)
            case f.LinePerformerChangeProposed():  # not who is replaced: it may be bankrupt
                parties.add(item.accountable or item.performer)
            case _:
                pass
    return parties


def in_force(amendments: Iterable[Amendment]) -> list[Amendment]:
    """Return the amendments that are in force, in the order of their conclusions."""
    return sorted((x for x in amendments if x.concluded), key=lambda x: x.concluded_at)


def new_line(item: f.LineAdditionProposed) -> f.BudgetLineProposed:
    """Return a new line as the lines of a proposal are kept."""
    form = f.BudgetLineProposed if item.activity is None else f.BudgetLineProposed2
    return form(**{name: getattr(item, name) for name in form.__struct_fields__})


def additions(amendment: Amendment) -> Iterator[f.LineAdditionProposed]:
    """Yield the lines that an amendment adds."""
    return (x for x in amendment.items if isinstance(x, f.LineAdditionProposed))


def agreement_with(first: f.AgreementProposed, items: Iterable[Item]) -> f.AgreementProposed:
    """Return an agreement as it stands, from what was first proposed and the items in force."""
    changed: dict[str, Any] = {}
    for item in items:
        match item:
            case f.TermChangeProposed():
                changed["ends"] = item.ends
            case f.TextChangeProposed():
                changed[item.field] = item.text
            case f.SignatoryChangeProposed():
                signatories = changed.get("signatories", first.signatories)
                others = tuple(x for x in signatories if x != item.party)
                changed["signatories"] = (*others, item.party) if item.joins else others
            case _:  # it changes a line
                pass
    return replace(first, **changed) if changed else first


def line_with(first: f.BudgetLineProposed, items: Iterable[Item]) -> f.BudgetLineProposed:
    """Return a line as it stands, from what was first proposed and the items in force."""
    changed: dict[str, Any] = {}
    for item in items:
        match item:
            case f.LineUpliftChangeProposed() if item.line == first.line:
                changed["uplift"] = item.uplift
            case f.LinePerformerChangeProposed() if item.line == first.line:
                changed |= {"performer": item.performer, "accountable": item.accountable}
            case _:  # its amounts are sums
                pass
    return replace(first, **changed) if changed else first


def performers_of(
    first: f.BudgetLineProposed, amendments: Iterable[Amendment]
) -> tuple[Performing, ...]:
    """Return all performers that a line has had by the amendments in force, oldest first.

    Args:
        first: the line as it was proposed.
        amendments: those in force, in the order of their conclusions.

    Returns:
        empty: the line has had one performer.
    """
    later = tuple(
        Performing(
            performer=item.performer,
            starts=item.from_day,
            decided_on=amendment.concluded.decided_on,
            booked_on=amendment.concluded.booked_on,
            position=amendment.concluded_at,
        )
        for amendment in amendments
        for item in amendment.items
        if amendment.concluded is not None
        and isinstance(item, f.LinePerformerChangeProposed)
        and item.line == first.line
    )
    return (Performing(performer=first.performer), *later) if later else ()


def approval_of(
    line: f.BudgetLineProposed, amendment: Amendment
) -> tuple[Position, f.CommitmentApproved]:
    """Return the decision on a new line: its board approved it with the amendment.

    It counts from the conclusion of the amendment on. Where the approval is missing, though no rule
    lets that in, the conclusion stands for it.
    """
    concluded = amendment.concluded
    assert concluded is not None
    at, said = amendment.decisions.get(line.funder, (amendment.concluded_at, concluded))
    return at, f.CommitmentApproved2(
        line=line.line,
        board=line.funder,
        decision=said.decision,
        decided_on=said.decided_on,
        booked_on=concluded.booked_on,
        amounts_minor=dict(line.amounts_minor),
    )


def next_id(taken: Sequence[AmendmentId] | dict[AmendmentId, Any]) -> AmendmentId:
    """Return the first of T1, T2 … that is free."""
    number = 1
    while f"T{number}" in taken:
        number += 1
    return f"T{number}"
