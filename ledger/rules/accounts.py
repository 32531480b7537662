"""The rules for the accounts that parties are paid to: two people see to each.

Source: docs/DOMAIN.md, section 3 (accounts).
"""

from __future__ import annotations

from events import facts as f
from events.mandates import is_same
from ledger.rules import commands as c
from ledger.rules.proposing import require_party
from ledger.rules.refusals.payment_files import (
    AccountConfirmed,
    AccountKnown,
    BadAccount,
    OwnAccount,
    UnknownAccount,
)
from ledger.rules.state import World


def decide(command: c.ToAccounts, world: World) -> f.AccountFact:
    """Return the fact that a command about accounts leads to.

    Raises:
        Refused: a rule says no.
    """
    if isinstance(command, c.AddPartyAccount):
        return _add(command, world)
    return _confirm(command, world)


def _add(command: c.AddPartyAccount, world: World) -> f.PartyAccountAdded:
    require_party(command.party, world.parties.parties)
    if (command.account_kind == "account") != (command.clearing is not None):
        raise BadAccount(number=command.number)
    fact = f.PartyAccountAdded(
        party=command.party,
        account_kind=command.account_kind,
        number=command.number,
        clearing=command.clearing,
    )
    accounts = world.parties.accounts
    for account in (*accounts.waiting(), accounts.paid_to(command.party)):
        if account is not None and account.fact == fact:
            raise AccountKnown(party=command.party, position=account.position)
    return fact


def _confirm(command: c.ConfirmPartyAccount, world: World) -> f.PartyAccountConfirmed:
    accounts = world.parties.accounts
    account = accounts.added.get(command.account)
    if account is None:
        known = [x.position for x in accounts.waiting()]
        raise UnknownAccount(position=command.account, known=known)
    if account.confirmed_at:
        raise AccountConfirmed(position=account.position, by=account.confirmed_by)
    if is_same(account.actor, world.actor):
        raise OwnAccount(actor=world.actor)
    return f.PartyAccountConfirmed(account=command.account)
