"""The rules for the accounts that parties are paid to: two people see to each.

Source: docs/DOMAIN.md, section 3 (accounts).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Protocol

from events import facts as f
from events.accounts import Account, Accounts
from events.facts import AccountKind, PartyId
from events.mandates import is_same
from ledger.refusal import N_
from ledger.rules import bank_numbers
from ledger.rules import commands as c
from ledger.rules.bank_numbers import BadNumberError
from ledger.rules.proposing import require_party
from ledger.rules.refusals.payment_files import (
    AccountConfirmed,
    AccountKnown,
    AccountOfSeveral,
    AccountUnknown,
    BadAccount,
    OwnAccount,
    UnknownAccount,
)
from ledger.rules.state import World

_BIC = re.compile(r"[A-Z]{6}[A-Z2-9][A-NP-Z0-9](?:[A-Z0-9]{3})?", re.ASCII)
# The kind may stand before a number, since two kinds may have the same one.
_NAMED = re.compile(r"(?:(bankgiro|bg|plusgiro|pg|account|konto)(?=\d+$)|iban)?(\w+)")
_KINDS: dict[str, AccountKind] = {
    "bankgiro": "bankgiro",
    "bg": "bankgiro",
    "plusgiro": "plusgiro",
    "pg": "plusgiro",
    "account": "account",
    "konto": "account",
}


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
    try:
        clearing, number, bic = _numbers(command)
    except BadNumberError as error:
        raise BadAccount(number=command.number, why=error.why) from None
    fact = f.PartyAccountAdded(
        party=command.party,
        account_kind=command.account_kind,
        number=number,
        clearing=clearing,
        bic=bic,
        town=command.town,
    )
    accounts = world.parties.accounts
    for account in (*accounts.waiting(), accounts.paid_to(command.party)):
        if account is not None and account.fact == fact:
            raise AccountKnown(party=command.party, position=account.position)
    return fact


def _numbers(command: c.AddPartyAccount) -> tuple[str | None, str, str | None]:
    """Return clearing number, number and BIC as they are stored.

    Raises:
        BadNumberError: one of them cannot be.
    """
    bic = command.bic.replace(" ", "").upper() if command.bic else None
    if bic is not None and not _BIC.fullmatch(bic):
        raise BadNumberError(N_("a BIC has eight or eleven letters and digits"))
    if (command.account_kind == "account") != (command.clearing is not None):
        raise BadNumberError(
            N_("an account number has a clearing number, and no other kind has one")
        )
    match command.account_kind:
        case "bankgiro":
            return None, bank_numbers.bankgiro(command.number), bic
        case "plusgiro":
            return None, bank_numbers.plusgiro(command.number), bic
        case "iban":
            return None, bank_numbers.iban(command.number), bic
        case "account":
            clearing = bank_numbers.clearing_number(command.clearing or "")
            return clearing, bank_numbers.account(clearing, command.number), bic


def _confirm(command: c.ConfirmPartyAccount, world: World) -> f.PartyAccountConfirmed:
    accounts = world.parties.accounts
    account = accounts.added.get(command.party_account)
    if account is None:
        known = [x.position for x in accounts.waiting()]
        raise UnknownAccount(position=command.party_account, known=known)
    if account.confirmed_at:
        raise AccountConfirmed(position=account.position, by=account.confirmed_by)
    if is_same(account.actor, world.actor):
        raise OwnAccount(actor=world.actor)
    return f.PartyAccountConfirmed(party_account=command.party_account)


class OfPerson(Protocol):
    """A party, as far as it belongs to a legal person."""

    @property
    def legal_entity(self) -> str:
        """The legal person; organs of one share it."""


def written(fact: f.PartyAccountAdded) -> str:
    """Return an account as a payment file names it: its kind, and its digits or IBAN."""
    return f"{fact.account_kind} {_digits(fact)}"


def _digits(fact: f.PartyAccountAdded) -> str:
    return (fact.clearing or "") + fact.number


def payer_of(text: str, accounts: Accounts, parties: Mapping[PartyId, OfPerson]) -> Account:
    """Return the account that people mean, among those that parties are paid to.

    Organs of one legal person may share an account: it is that of the first of them.

    Args:
        text: its number, with or without marks between the digits and its kind before it.
        accounts: of all parties.
        parties: each, as it is at present.

    Raises:
        Refused: no party has it, or parties of two legal persons have, or it is of two kinds.
    """
    named = _NAMED.fullmatch("".join(x for x in text.casefold() if x.isalnum()))
    kind, number = (_KINDS.get(named[1]), named[2].upper()) if named else (None, "")
    used = [accounts.added[at] for _party, at in sorted(accounts.used.items())]
    found = [x for x in used if _digits(x.fact) == number and kind in {None, x.fact.account_kind}]
    if not found:
        raise AccountUnknown(account=text, known=[written(x.fact) for x in used])
    if len({(written(x.fact), parties[x.fact.party].legal_entity) for x in found}) > 1:
        raise AccountOfSeveral(account=text, parties=[x.fact.party for x in found])
    return found[0]
