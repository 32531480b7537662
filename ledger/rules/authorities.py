"""The rules for who may act: persons' keys, whom persons act for, and mandates.

Source: docs/DOMAIN.md, section 3 (attestation).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from events import facts as f
from events.mandates import Mandate, is_same
from events.money import PLACES
from ledger.refusal import N_, Money
from ledger.rules import commands as c
from ledger.rules.money import require_amount, require_line, require_own_line
from ledger.rules.proposing import require_party
from ledger.rules.refusals.agreements import (
    BoardFundsNothing,
    UnknownAgreement,
    UnknownCurrency,
)
from ledger.rules.refusals.authorities import (
    AuthorityOver,
    BadActorKey,
    BeyondPrincipal,
    EndsFirst,
    KeyTaken,
    LineOfWhich,
    NotInForce,
    OwnAuthority,
    OwnRepresentation,
    RepresentsAlready,
    SubstituteOfSubstitute,
    UnknownActorKey,
    UnknownAuthority,
)
from ledger.rules.state import World

if TYPE_CHECKING:
    from events.ssh import NotAKey

# Why a text is no key that persons sign with.
NO_KEY: dict[NotAKey, str] = {
    "none": N_("it is not one line with a kind and a key"),
    "private": N_("it is the secret key"),
    "other-form": N_("another program wrote it, in a form of its own"),
    "certificate": N_("it is a certificate, and not a key"),
    "kind": N_("keys of its kind are not checked here"),
    "weak": N_("it is too weak"),
}


def decide(command: c.ToAuthorities, world: World) -> f.AttestingFact:
    """Return the fact that a command about who may act leads to.

    Raises:
        Refused: a rule says no.
    """
    match command:
        case c.RegisterActorKey():
            return _register_key(command, world)
        case c.RetireActorKey():
            return _retire_key(command, world)
        case c.RepresentParty():
            return _represent(command, world)
        case c.GrantAuthority():
            return _grant(command, world)
        case c.WithdrawAuthority():
            return _withdraw(command, world)
        case _:
            assert_never(command)


def _register_key(command: c.RegisterActorKey, world: World) -> f.ActorKeyRegistered:
    """Make a key known; people may do it for themselves."""
    from events.ssh import BadSshKeyError, SshKey  # few commands ever need it

    try:
        SshKey.read(command.key)
    except BadSshKeyError as error:
        raise BadActorKey(actor=command.actor, why=NO_KEY[error.why]) from None
    taken = world.authorities.keys.get(command.key)
    if taken is not None:
        raise KeyTaken(actor=taken.registered.actor, position=taken.position)
    return f.ActorKeyRegistered(actor=command.actor, key=command.key)


def _retire_key(command: c.RetireActorKey, world: World) -> f.ActorKeyRetired:
    own = [x for x in world.authorities.keys_of(command.actor) if x.retired is None]
    if not any(x.registered.key == command.key for x in own):
        from events.ssh import SshKey  # few commands ever need it

        known = [SshKey.read(x.registered.key).fingerprint for x in own]
        raise UnknownActorKey(actor=command.actor, known=known)
    return f.ActorKeyRetired(actor=command.actor, key=command.key, reason=command.reason)


def _represent(command: c.RepresentParty, world: World) -> f.ActorRepresents:
    require_party(command.party, world.parties.parties)
    actor, party, represents = command.actor, command.party, command.represents
    if not represents and is_same(actor, world.actor):
        raise OwnRepresentation(actor=actor, party=party)
    if (party in world.authorities.parties_of(actor)) == represents:
        raise RepresentsAlready(actor=actor, party=party)
    return f.ActorRepresents(actor=actor, party=party, represents=represents)


def _grant(command: c.GrantAuthority, world: World) -> f.AuthorityGranted:
    require_party(command.board, world.parties.parties)
    if is_same(command.actor, world.actor):
        raise OwnAuthority(actor=command.actor)
    if command.from_day > command.to_day:
        raise EndsFirst(from_day=command.from_day, to_day=command.to_day)
    _require_area(command, world)
    if command.limit_minor is not None:
        if command.currency not in PLACES:
            raise UnknownCurrency(currency=command.currency or "", known=sorted(PLACES))
        require_amount(command.limit_minor, command.currency)
    if command.substitute_for is not None:
        _require_within(command, require_mandate(command.substitute_for, world))
    return f.AuthorityGranted(
        actor=command.actor,
        board=command.board,
        step=command.step,
        agreement=command.agreement,
        line=command.line,
        limit_minor=command.limit_minor,
        currency=None if command.limit_minor is None else command.currency,
        from_day=command.from_day,
        to_day=command.to_day,
        decision=command.decision,
        substitute_for=command.substitute_for,
    )


def _require_area(command: c.GrantAuthority, world: World) -> None:
    """Refuse an agreement that is not there, and lines that the board does not fund."""
    if command.agreement is None:
        if command.line is not None:
            raise LineOfWhich(line=command.line)
        return
    agreement = world.agreement
    if agreement is None:
        if world.sees_all:
            known = list(world.known_agreements)
            raise UnknownAgreement(agreement=command.agreement, known=known)
        return
    if command.line is not None:
        require_own_line(require_line(command.line, agreement), command.board)
        return
    funders = {line.proposed.funder for line in agreement.lines.values()}
    if command.board not in funders:
        raise BoardFundsNothing(board=command.board, known=sorted(funders))


def require_mandate(position: int, world: World) -> Mandate:
    """Return the mandate that an event has granted, or refuse."""
    mandates = world.authorities.mandates
    if position not in mandates:
        raise UnknownAuthority(position=position, known=list(mandates))
    return mandates[position]


def _require_within(command: c.GrantAuthority, principal: Mandate) -> None:
    """Refuse a substitute who might do more than the one who is stood in for."""
    own, at = principal.granted, principal.position
    if own.substitute_for is not None:
        raise SubstituteOfSubstitute(position=at, principal=own.substitute_for)
    limit, most = command.limit_minor, own.limit_minor
    for is_within, what in (
        (command.board == own.board, N_("it is of another board")),
        (command.step == own.step, N_("it is for another step")),
        (own.agreement in {None, command.agreement}, N_("it is for other agreements")),
        (own.line in {None, command.line}, N_("it is for other lines")),
        (
            most is None
            or (limit is not None and limit <= most and command.currency == own.currency),
            N_("its limit is higher"),
        ),
        (not is_same(command.actor, own.actor), N_("it is of the same person")),
    ):
        if not is_within:
            raise BeyondPrincipal(position=at, what=what)


def _withdraw(command: c.WithdrawAuthority, world: World) -> f.AuthorityWithdrawn:
    mandate = require_mandate(command.position, world)
    day = command.withdrawn_on or world.today
    if mandate.withdrawn is not None:
        raise AuthorityOver(
            position=command.position, last=mandate.last_day, day=day, by=mandate.withdrawn_at
        )
    if day > mandate.granted.to_day:
        raise NotInForce(position=command.position, last=mandate.granted.to_day, day=day)
    return f.AuthorityWithdrawn(position=command.position, withdrawn_on=day, reason=command.reason)


def limit_of(mandate: Mandate) -> Money | None:
    """Return the limit of a mandate; None: there is none."""
    own = mandate.granted
    if own.limit_minor is None:
        return None
    assert own.currency is not None
    return Money(own.limit_minor, own.currency)
