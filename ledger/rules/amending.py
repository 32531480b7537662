"""The rules for amendments: what may be changed after the conclusion, and who has to agree.

An amendment is proposed with all that it changes, approved by each board whose money it changes,
consented to by the signatories that it concerns otherwise, and concluded. Nothing counts until
then.

Source: docs/DOMAIN.md, section 4 (amendments).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TypeAlias, assert_never

from events import facts as f
from events.amending import Amendment, Item, additions, boards_of, consents_of, next_id
from events.facts import AmendmentId, Fact, PartyId
from ledger.refusal import N_
from ledger.rules import commands as c
from ledger.rules import dates, money, proposing
from ledger.rules.amendment_about import About
from ledger.rules.amendment_items import (
    activity_faults,
    as_said,
    faults,
    items_of,
    problems,
    require_unchanged,
)
from ledger.rules.refusals.agreements import SeveralRefused
from ledger.rules.refusals.amendments import (
    AmendmentConcluded,
    AmendmentDecided,
    AmendmentDeclined,
    AmendmentExists,
    AmendmentUndecided,
    AmendmentWithdrawn,
    ConsentMissing,
    NotConcerned,
)
from ledger.rules.refusals.process import AlreadySigned, NotASignatory, UnknownAmendment
from ledger.rules.state import AgreementState, World

ToAmendment: TypeAlias = (
    c.ProposeAmendment | c.ApproveAmendment | c.DeclineAmendment | c.ConcludeAmendment
)


# What may be done where somebody has not agreed yet. With --at-once there is no amendment so far.
APPROVE, CONSENT, NOT_ALONE = (
    N_("Record each approval: samverk agreement approve … --amendment"),
    N_("Record each consent: samverk agreement sign … --amendment"),
    N_(
        "Leave out --at-once, --board, --decision and --on; then record what each of them decides,"
        " and last the conclusion."
    ),
)


def decide(command: ToAmendment, agreement: AgreementState, world: World) -> tuple[Fact, ...]:
    """Return the facts that a command about an amendment leads to, in order."""
    if isinstance(command, c.ProposeAmendment):
        return _propose(command, agreement, world)
    amendment = require_amendment(command.amendment, agreement)
    require_open(amendment)
    match command:
        case c.ApproveAmendment():
            return (_approved(amendment, command, agreement, world),)
        case c.DeclineAmendment():
            return (_declined(amendment, command, agreement, world),)
        case c.ConcludeAmendment():
            return (_concluded(amendment, command, agreement, world),)
        case _:
            assert_never(command)


def _propose(
    command: c.ProposeAmendment, agreement: AgreementState, world: World
) -> tuple[Fact, ...]:
    """Lay an amendment before the parties; at once, one board also decides on it alone."""
    money.require_concluded(agreement)
    known = world.parties.parties
    name = command.amendment or next_id(agreement.amendments)
    if name in agreement.amendments:
        raise AmendmentExists(amendment=name)
    found = [*problems(command, name, agreement, known)]
    if len(found) > 1:
        raise SeveralRefused(count=len(found), problems=found)
    if found:
        raise found[0]
    proposed = f.AmendmentProposed(amendment=name, title=command.title, reference=command.reference)
    items = tuple(item for _, item in items_of(command, name, agreement))
    parties = tuple(proposing.new_parties(command, known))
    decided = () if command.at_once is None else _at_once(command, proposed, items, world)
    return (*parties, proposed, *items, *decided)


def _at_once(
    command: c.ProposeAmendment,
    proposed: f.AmendmentProposed,
    items: tuple[Item, ...],
    world: World,
) -> tuple[f.AmendmentApproved, f.AmendmentConcluded]:
    agreement, once = world.agreement, command.at_once
    assert agreement is not None
    assert once is not None
    amendment = Amendment(proposed, world.head + 1, items)
    approved = _approved(amendment, once, agreement, world)
    amendment.take(approved, world.head + 1)
    return approved, _concluded(amendment, once, agreement, world)


def _approved(
    amendment: Amendment,
    said: c.ApproveAmendment | c.AtOnce,
    agreement: AgreementState,
    world: World,
) -> f.AmendmentApproved:
    _require_decider(amendment, said.board, said.decided_on, agreement, world)
    return f.AmendmentApproved(
        amendment=amendment.proposed.amendment,
        board=said.board,
        decision=said.decision,
        decided_on=said.decided_on,
    )


def _declined(
    amendment: Amendment, said: c.DeclineAmendment, agreement: AgreementState, world: World
) -> f.AmendmentDeclined:
    _require_decider(amendment, said.board, said.decided_on, agreement, world)
    return f.AmendmentDeclined(
        amendment=said.amendment,
        board=said.board,
        decision=said.decision,
        decided_on=said.decided_on,
    )


def require_amendment(name: AmendmentId, agreement: AgreementState) -> Amendment:
    """Return an amendment, or refuse."""
    if name not in agreement.amendments:
        raise UnknownAmendment(amendment=name, known=list(agreement.amendments))
    return agreement.amendments[name]


def require_open(amendment: Amendment) -> None:
    """Refuse what comes after an amendment was declined, withdrawn or concluded."""
    name, declined = amendment.proposed.amendment, amendment.declined
    if amendment.concluded:
        raise AmendmentConcluded(amendment=name, on=amendment.concluded.decided_on)
    if declined:
        raise AmendmentDeclined(amendment=name, board=declined.board, decision=declined.decision)
    if amendment.withdrawn_at:
        raise AmendmentWithdrawn(amendment=name)


def _boards(amendment: Amendment, agreement: AgreementState) -> set[PartyId]:
    return boards_of(amendment.items, agreement.lines)


def _consents(amendment: Amendment, agreement: AgreementState) -> set[PartyId]:
    assert agreement.proposed is not None
    return consents_of(amendment.items, agreement.proposed.signatories)


def require_consent(fact: f.AgreementSigned, agreement: AgreementState, world: World) -> None:
    """Refuse a consent to an amendment that is over, or of a party that it does not concern."""
    assert fact.amendment is not None
    assert agreement.proposed is not None
    amendment = require_amendment(fact.amendment, agreement)
    require_open(amendment)
    concerned = {*agreement.proposed.signatories, *_consents(amendment, agreement)}
    if fact.party not in concerned:
        raise NotASignatory(party=fact.party, known=sorted(concerned))
    if fact.party in amendment.consents:
        consent = amendment.consents[fact.party]
        raise AlreadySigned(party=fact.party, on=consent.on, position=consent.position)
    dates.require_step_not_before(fact.signed_on, [dates.of_conclusion(agreement)], world)


def _require_decider(
    amendment: Amendment, board: PartyId, day: date, agreement: AgreementState, world: World
) -> None:
    """Refuse a decision of a board that has nothing to decide, or has decided."""
    name = amendment.proposed.amendment
    party = proposing.require_party(board, world.parties.parties)
    boards = _boards(amendment, agreement)
    consents = _consents(amendment, agreement)
    if board not in boards and not (board in consents and party.kind == "board"):
        raise NotConcerned(amendment=name, board=board, known=sorted(boards or consents))
    if board in amendment.decisions:
        decision = amendment.decisions[board][1].decision
        raise AmendmentDecided(amendment=name, board=board, decision=decision)
    dates.require_step_not_before(day, [dates.of_conclusion(agreement)], world)


def _concluded(
    amendment: Amendment,
    said: c.ConcludeAmendment | c.AtOnce,
    agreement: AgreementState,
    world: World,
) -> f.AmendmentConcluded:
    name, items = amendment.proposed.amendment, amendment.items
    undecided = _boards(amendment, agreement) - amendment.decisions.keys()
    if undecided:
        instead = NOT_ALONE if isinstance(said, c.AtOnce) else APPROVE
        raise AmendmentUndecided(amendment=name, boards=sorted(undecided), instead=instead)
    missing = (
        _consents(amendment, agreement) - amendment.decisions.keys() - amendment.consents.keys()
    )
    if missing:
        instead = NOT_ALONE if isinstance(said, c.AtOnce) else CONSENT
        raise ConsentMissing(amendment=name, parties=sorted(missing), instead=instead)
    days = dates.accounting(said.decided_on, said.booked_on)
    dates.require_not_before(days, _bases(amendment, agreement), world)
    about = About(agreement, world.parties.parties, items)
    for item in items:
        require_unchanged(item, about)
        for refused in faults(item, about):
            raise refused
    new = [as_said(item) for item in additions(amendment)]
    for refused in activity_faults(new, agreement):
        raise refused
    changes = tuple(_changes(about))
    for change in changes:
        sum_minor = about.year(change.line, change.year).sums["amended"] + change.change_minor
        money.require_sum(sum_minor, about.currency, world)
    terms = [x for x in items if isinstance(x, f.TermChangeProposed)]
    return f.AmendmentConcluded(
        amendment=name,
        decision=said.decision,
        decided_on=said.decided_on,
        booked_on=days.booked,
        changes=changes,
        ends=terms[0].ends if terms else None,
        previous_ends=terms[0].previous if terms else None,
    )


def _bases(amendment: Amendment, agreement: AgreementState) -> Iterator[dates.Basis]:
    yield dates.of_conclusion(agreement)
    for position, fact in amendment.decisions.values():
        yield dates.of(fact, position)
    for consent in amendment.consents.values():
        yield dates.Basis(dates.one(consent.on), consent.position, "agreement-signed")


def _changes(about: About) -> Iterator[f.AmountChange]:
    """Yield what the items do to the amounts of lines and years."""
    for item in about.items:
        if isinstance(item, f.LineAmountChangeProposed):
            amounts, previous = {item.year: item.amount_minor}, item.previous_minor
        elif isinstance(item, f.LineAdditionProposed):
            amounts, previous = dict(sorted(item.amounts_minor.items())), 0
        else:
            continue
        for year, minor in amounts.items():
            yield f.AmountChange(
                line=item.line,
                year=year,
                previous_minor=previous,
                amount_minor=minor,
                change_minor=minor - previous,
            )
