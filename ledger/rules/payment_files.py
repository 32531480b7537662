"""The rules for files for the bank: a request is in one of them, and it is approved and unpaid.

Source: docs/DOMAIN.md, section 3 (files for the bank).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final

import msgspec

from events import facts as f
from events.accounts import Account, Accounts
from events.facts import AgreementId, PartyId, Position
from events.hashing import sha256
from events.importing import Imports
from events.requesting import Request, Status
from ledger.refusal import N_, Money, Refused
from ledger.rules import commands as c
from ledger.rules.accounts import payer_of
from ledger.rules.refusals.attesting import UnknownRequest
from ledger.rules.refusals.payment_files import (
    AccountMissing,
    BankgiroFromBankgiro,
    NothingToOrder,
    NotInKronor,
    OrderCurrencies,
    OrderSumDiffers,
    OrderTime,
    PaidByOther,
    PartiesMovedOn,
    PaymentFilePaid,
    RequestAlreadySent,
    RequestNotPayable,
    UnknownPaymentFile,
)
from ledger.rules.state import AgreementState, World

STANDING: Final[dict[Status, str]] = {
    "requested": N_("it has not been reviewed"),
    "reviewed": N_("it has not been approved"),
    "approved": N_("it is approved"),
    "paid": N_("it is paid"),
    "returned": N_("it was sent back"),
    "cancelled": N_("it was cancelled"),
}
CURRENCY: Final = "SEK"  # of the files that Swedish banks take in this form


def decide(
    command: c.MakePaymentFile | c.VoidPaymentFile, world: World
) -> f.PaymentFileMade | f.PaymentFileVoided:
    """Return the fact that a command about files for the bank leads to.

    Raises:
        Refused: a rule says no.
    """
    if isinstance(command, c.MakePaymentFile):
        return _make(command, world)
    return _void(command, world)


def ordering(imports: Imports, file: Position) -> set[AgreementId]:
    """Return the agreements whose requests a file orders to be paid; empty: there is none."""
    found = imports.files.get(file)
    return {x.agreement for x in found.fact.requests} if found else set()


def day_of(created: str) -> date:
    """Return the day on which a file says that it was made.

    Raises:
        Refused: it says no date and time, to the second, as the file has them.
    """
    try:
        moment = datetime.fromisoformat(created)
    except ValueError:
        raise OrderTime(created=created) from None
    if moment.isoformat(timespec="seconds") != created or moment.tzinfo is not None:
        raise OrderTime(created=created)
    return moment.date()


def parties_digest(parties: Mapping[PartyId, f.PartyRegistered], accounts: Accounts) -> str:
    """Return what differs once a party, or an account in use, is another than before."""
    used = [(party, accounts.added[at].fact) for party, at in sorted(accounts.used.items())]
    return sha256(msgspec.json.encode((sorted(parties.items()), used))).hexdigest()


def _make(command: c.MakePaymentFile, world: World) -> f.PaymentFileMade:
    if not command.requests:
        raise NothingToOrder
    day_of(command.created)
    sent = {request: file.position for request, file in world.book.imports.sent()}
    found = 0
    payer = payer_of(command.account, world.parties.accounts, world.parties.parties)
    for request, state in _ordered(command, world):
        if request.position in sent:
            raise RequestAlreadySent(position=request.position, file=sent[request.position])
        funder = state.lines[request.fact.line].proposed.funder
        obstacle = obstacle_of(
            request,
            payer,
            funder=funder,
            currency=state.proposed.currency if state.proposed else command.currency,
            accounts=world.parties.accounts,
            parties=world.parties.parties,
        )
        if obstacle is not None:
            raise obstacle
        sent[request.position] = world.head + 1  # named once
        found += request.fact.amount_minor
    if world.sees_all:
        currencies = {
            state.proposed.currency for state in world.agreements.values() if state.proposed
        }
        if currencies != {command.currency}:
            raise OrderCurrencies(currencies=sorted(currencies | {command.currency}))
        if found != command.sum_minor:
            raise OrderSumDiffers(
                sum=Money(command.sum_minor, command.currency),
                found=Money(found, command.currency),
            )
    known = world.parties
    if command.parties not in {None, parties_digest(known.parties, known.accounts)}:
        raise PartiesMovedOn
    return f.PaymentFileMade(
        message=command.message,
        account=command.account,
        until=command.until,
        requests=tuple(f.OrderedRequest(agreement=x, request=y) for x, y in command.requests),
        sum_minor=command.sum_minor,
        currency=command.currency,
        sha256=command.sha256,
        created=command.created,
    )


def obstacle_of(
    request: Request,
    payer: Account,
    *,
    funder: PartyId,
    currency: str,
    accounts: Accounts,
    parties: Mapping[PartyId, f.PartyRegistered],
) -> Refused | None:
    """Return why a request cannot be in a file for the bank; None: it can.

    Args:
        request: of any status; another file may have it.
        payer: the account that is charged.
        funder: of the line that is paid on.
        currency: of the agreement.
        accounts: of all parties.
        parties: each, as it is at present.
    """
    at, own = request.position, payer.fact
    payee = accounts.paid_to(request.fact.payee)
    if not request.is_payable:
        return RequestNotPayable(position=at, status=request.status, why=STANDING[request.status])
    if parties[funder].legal_entity != parties[own.party].legal_entity:
        return PaidByOther(position=at, party=funder, payer=own.party)
    if currency != CURRENCY:
        return NotInKronor(position=at, currency=currency)
    if payee is None:
        return AccountMissing(position=at, party=request.fact.payee)
    if (payee.fact.account_kind, own.account_kind == "bankgiro") == ("bankgiro", False):
        return BankgiroFromBankgiro(position=at, party=request.fact.payee)
    return None


def _ordered(command: c.MakePaymentFile, world: World) -> Iterator[tuple[Request, AgreementState]]:
    """Yield the requests of a file; those of agreements that nobody here sees are left out."""
    for agreement, position in command.requests:
        state = world.agreements.get(agreement)
        if state is None and not world.sees_all:
            continue
        if state is None or position not in state.requests:
            known = list(state.requests) if state else []
            raise UnknownRequest(position=position, known=known)
        yield state.requests[position], state


def _void(command: c.VoidPaymentFile, world: World) -> f.PaymentFileVoided:
    files = world.book.imports.files
    file = files.get(command.payment_file)
    if file is None or file.voided_at:
        standing = [x.position for x in files.values() if not x.voided_at]
        raise UnknownPaymentFile(position=command.payment_file, known=standing)
    done = [
        ordered.request
        for ordered in file.fact.requests
        for state in (world.agreements.get(ordered.agreement),)
        if state is not None and not state.requests[ordered.request].is_open
    ]
    if len(done) == len(file.fact.requests):
        raise PaymentFilePaid(file=command.payment_file, requests=done)
    return f.PaymentFileVoided(payment_file=command.payment_file, reason=command.reason)
