"""Where an agreement stands: its status, what was asked, answered, planned, decided and signed.

Everything is told from an agreement's document, which has the steps and decisions that stand.

Source: docs/DOMAIN.md, section 3.
"""

# Annotations are no texts here: each of them would be compiled when its class is made or read.
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Literal, NamedTuple, TypeAlias, TypeVar

from events import amending
from events import facts as f
from events.declared import named
from events.facts import AmendmentId, LineId, PartyId, Position, event_name
from projections.projection import AgreementDocument

Status: TypeAlias = Literal[
    "proposed", "referred", "declined", "withdrawn", "concluded", "ended", "terminated", "closed"
]
# What a party said: its answer, or what its board has decided.
Said: TypeAlias = Literal["support", "object", "comment", "approved", "declined", "partly approved"]
Planned: TypeAlias = Literal["planned", "decided", "day passed", "lapsed"]
Lacking: TypeAlias = Literal["answer", "decision", "conclusion", "signature", "approval", "consent"]

F = TypeVar("F", bound=f.Fact)


class Asked(NamedTuple):
    """A party that was asked for its answer.

    Attributes:
        position: of the referral.
        fact: the referral.
        is_newest: whether the party was not asked again since.
        said: None: it has not answered.
        answered_on: None: it has not answered.
        reference: of the answer; None: none is said, or it has not answered.
        answered_at: the event of the answer, or of the board's first decision; None: no answer.
    """

    party: PartyId
    position: Position
    fact: f.AgreementReferred
    is_newest: bool
    said: Said | None = None
    answered_on: date | None = None
    reference: str | None = None
    answered_at: Position | None = None

    @property
    def days_late(self) -> int:
        """How many days after the last day for answers it came; 0: in time, or not at all."""
        late = (self.answered_on - self.fact.answer_by).days if self.answered_on else 0
        return max(late, 0)


class Plan(NamedTuple):
    """The newest plan of a body, and what has become of it."""

    position: Position
    fact: f.DecisionPlanned
    state: Planned


class Decided(NamedTuple):
    """A decision: one reference of one day, by the boards that it names.

    Attributes:
        position: of its first event.
        event: the name of that, as it is stored.
        boards: empty: the event names none, as a conclusion.
        lines: empty: it is about the whole agreement, or an amendment.
        amendments: those that it is about.
        booked_on: from when it counts, if that is later than it was decided; else None.
    """

    position: Position
    event: str
    decided_on: date
    boards: tuple[PartyId, ...]
    reference: str
    lines: tuple[LineId, ...] = ()
    amendments: tuple[AmendmentId, ...] = ()
    booked_on: date | None = None


class Signed(NamedTuple):
    """A signatory, and its signature; None: it has not signed."""

    party: PartyId
    position: Position | None
    fact: f.AgreementSigned | None


class Missing(NamedTuple):
    """What an agreement still waits for.

    Attributes:
        party: who has to act; None: it is not said who.
        lines: that it is about; empty: the whole agreement.
        by: the last day, or the day that is planned; None: there is none.
        amendment: that it is about; None: the agreement itself.
    """

    what: Lacking
    party: PartyId | None
    lines: tuple[LineId, ...]
    by: date | None
    amendment: AmendmentId | None = None


def status_of(document: AgreementDocument, today: date) -> Status:
    """Return the status of an agreement on a day."""
    if withdrawal_of(document) is not None:
        return "withdrawn"
    if closing_of(document) is not None:
        return "closed"
    if document.concluded is not None and termination_of(document) is not None:
        return "terminated"
    if document.concluded is not None:
        return "ended" if today > document.proposed.ends else "concluded"
    if is_declined(document):
        return "declined"
    return "referred" if _of_type(document, f.AgreementReferred) else "proposed"


def is_declined(document: AgreementDocument) -> bool:
    """Return whether every line was declined, so that nothing can be concluded."""
    decisions = [line.decision for line in document.lines.values()]
    return bool(decisions) and all(isinstance(x, f.CommitmentDeclined) for x in decisions)


def withdrawal_of(document: AgreementDocument) -> f.ProposalWithdrawn | None:
    """Return the withdrawal of the proposal; None: it was not withdrawn."""
    found = _of_type(document, f.ProposalWithdrawn)
    return next((fact for fact in found.values() if fact.amendment is None), None)


def termination_of(document: AgreementDocument) -> f.AgreementTerminated | None:
    """Return the termination of an agreement; None: it was not terminated."""
    return next(iter(_of_type(document, f.AgreementTerminated).values()), None)


def closing_of(document: AgreementDocument) -> f.AgreementClosed | None:
    """Return the event that closed an agreement; None: it is open, or was opened again."""
    last: f.Fact | None = None
    for fact in document.process.values():
        if isinstance(fact, f.AgreementClosed | f.AgreementReopened):
            last = fact
    return last if isinstance(last, f.AgreementClosed) else None


def last_day(document: AgreementDocument) -> date:
    """Return the last day of an agreement: of its term, or of an earlier termination."""
    return f.last_day(document.proposed, termination_of(document))


def asked(document: AgreementDocument) -> list[Asked]:
    """Return each party of each referral, in order, with its answer."""
    found: list[Asked] = []
    newest: dict[PartyId, Position] = {}
    for at, fact in _of_type(document, f.AgreementReferred).items():
        newest |= dict.fromkeys(fact.to, at)
    for at, fact in _of_type(document, f.AgreementReferred).items():
        found += (
            _answered(Asked(party, at, fact, newest[party] == at), document) for party in fact.to
        )
    return found


def _answered(question: Asked, document: AgreementDocument) -> Asked:
    """Return a question with its answer, or with the decision of the party that is an answer."""
    for at, fact in _of_type(document, f.ReferralAnswered).items():
        if (fact.referral, fact.party) == (question.position, question.party):
            return question._replace(
                said=fact.answer,
                answered_on=fact.answered_on,
                reference=fact.decision,
                answered_at=at,
            )
    decisions = {
        at: fact
        for at, fact in document.process.items()
        if isinstance(fact, f.CommitmentApproved | f.CommitmentDeclined)
        and fact.board == question.party
        and fact.decided_on >= question.fact.referred_on
    }
    if not decisions or not question.is_newest:
        return question
    at, first = next(iter(decisions.items()))
    kinds = {isinstance(fact, f.CommitmentApproved) for fact in decisions.values()}
    said: Said = (
        "partly approved" if len(kinds) > 1 else "approved" if True in kinds else "declined"
    )
    return question._replace(
        said=said, answered_on=first.decided_on, reference=first.decision, answered_at=at
    )


def plans(document: AgreementDocument, today: date) -> list[Plan]:
    """Return the newest plan of each body, in the order of their days."""
    newest = {fact.body: at for at, fact in _of_type(document, f.DecisionPlanned).items()}
    found = [
        Plan(at, fact, _state_of(at, fact, document, today))
        for at, fact in _of_type(document, f.DecisionPlanned).items()
        if newest[fact.body] == at
    ]
    return sorted(found, key=lambda plan: (plan.fact.decides_on, plan.position))


def _state_of(
    at: Position, plan: f.DecisionPlanned, document: AgreementDocument, today: date
) -> Planned:
    for later, fact in document.process.items():
        if later < at:
            continue
        is_own = isinstance(fact, f.Entry) and plan.body in named(fact, "board")
        if (is_own and not isinstance(fact, f.DecisionPlanned)) or isinstance(
            fact, f.AgreementConcluded
        ):
            return "decided"
    if withdrawal_of(document) is not None or is_declined(document):
        return "lapsed"
    return "day passed" if plan.decides_on < today else "planned"


def decisions(document: AgreementDocument) -> list[Decided]:
    """Return what has been decided, in the order of the days; a decision is told once."""
    found: dict[tuple[str, date, tuple[PartyId, ...], str, date | None], Decided] = {}
    for at, fact in document.process.items():
        for boards, reference in _decided(fact):
            day = f.happened_on(fact)
            assert day is not None
            amendment = getattr(fact, "amendment", None)
            name = event_name(fact)
            booked_on = f.effective_on(fact) if f.days_later(fact) else None
            key = (name.partition("/")[0], day, boards, reference, booked_on)
            before = found.setdefault(
                key, Decided(at, name, day, boards, reference, booked_on=booked_on)
            )
            about = () if amendment is None else (amendment,)
            found[key] = before._replace(
                lines=tuple(dict.fromkeys((*before.lines, *named(fact, "line")))),
                amendments=tuple(dict.fromkeys((*before.amendments, *about))),
            )
    return sorted(found.values(), key=lambda x: (x.decided_on, x.position))


def _decided(fact: f.Fact) -> Iterator[tuple[tuple[PartyId, ...], str]]:
    """Yield the decisions that a fact is: by whom, and by which reference."""
    if isinstance(fact, f.ReferralAnswered | f.DecisionNotified):
        return
    for decision in getattr(fact, "decisions", ()):
        yield (decision.board,), decision.reference
    reference = getattr(fact, "decision", None)
    if reference is not None:
        yield tuple(named(fact, "board")), reference


def signatures(document: AgreementDocument) -> list[Signed]:
    """Return each signatory, with its signature of the agreement.

    Of one that joined later it is the consent to the amendment with which it joined.
    """
    first = (document.first or document.proposed).signatories
    signed: dict[PartyId, tuple[Position, f.AgreementSigned]] = {}
    for at, fact in _of_type(document, f.AgreementSigned).items():
        if fact.amendment is None or fact.party not in first:
            signed.setdefault(fact.party, (at, fact))
    return [
        Signed(party, *signed.get(party, (None, None))) for party in document.proposed.signatories
    ]


def notifications(document: AgreementDocument) -> Mapping[Position, f.DecisionNotified]:
    """Return who was told of which decision, by position."""
    return _of_type(document, f.DecisionNotified)


def missing(document: AgreementDocument, today: date) -> list[Missing]:
    """Return what an agreement waits for: answers, decisions, its conclusion, then signatures."""
    if withdrawal_of(document) is not None or is_declined(document):
        return []
    if closing_of(document) is not None:
        return []
    if document.concluded is not None:
        unsigned = [x.party for x in signatures(document) if x.fact is None]
        return [
            *(Missing("signature", party, (), None) for party in unsigned),
            *(x for name in document.amendments for x in missing_of(document, name)),
        ]
    planned = {
        x.fact.body: x.fact.decides_on for x in plans(document, today) if x.state != "decided"
    }
    found = [
        Missing("answer", x.party, (), x.fact.answer_by)
        for x in asked(document)
        if x.is_newest and x.said is None
    ]
    undecided: dict[PartyId, list[LineId]] = {}
    for line, state in document.lines.items():
        if state.decision is None:
            undecided.setdefault(state.proposed.funder, []).append(line)
    found += [
        Missing("decision", board, tuple(lines), planned.get(board))
        for board, lines in undecided.items()
    ]
    if not undecided:
        found.append(Missing("conclusion", None, (), min(planned.values(), default=None)))
    return found


def missing_of(document: AgreementDocument, name: AmendmentId) -> list[Missing]:
    """Return what an amendment waits for; empty: it is over."""
    amendment = document.amendments[name]
    if not amendment.is_open:
        return []
    said, signatories = amendment.decisions.keys(), document.proposed.signatories
    boards = amending.boards_of(amendment.items, document.lines) - said
    parties = amending.consents_of(amendment.items, signatories) - said - amendment.consents.keys()
    found = [Missing("approval", board, (), None, name) for board in sorted(boards)]
    found += [Missing("consent", party, (), None, name) for party in sorted(parties - boards)]
    return found or [Missing("conclusion", None, (), None, name)]


def _of_type(document: AgreementDocument, kind: type[F]) -> dict[Position, F]:
    return {at: fact for at, fact in document.process.items() if isinstance(fact, kind)}
