"""The rules for files for the bank: a request is in one of them, and it is approved and unpaid.

Source: docs/DOMAIN.md, section 3 (files for the bank).
"""

from __future__ import annotations

from collections.abc import Iterator

from events import facts as f
from events.facts import AgreementId, Position
from events.importing import Imports
from events.requesting import Request
from ledger.refusal import Money
from ledger.rules import commands as c
from ledger.rules.refusals.attesting import UnknownRequest
from ledger.rules.refusals.payment_files import (
    NothingToOrder,
    OrderCurrencies,
    OrderSumDiffers,
    PaymentFilePaid,
    RequestAlreadySent,
    RequestNotPayable,
    UnknownPaymentFile,
)
from ledger.rules.state import World


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


def _make(command: c.MakePaymentFile, world: World) -> f.PaymentFileMade:
    if not command.requests:
        raise NothingToOrder
    sent = {request: file.position for request, file in world.book.imports.sent()}
    found = 0
    for request in _ordered(command, world):
        if not request.is_payable:
            raise RequestNotPayable(position=request.position, status=request.status)
        if request.position in sent:
            raise RequestAlreadySent(position=request.position, file=sent[request.position])
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


def _ordered(command: c.MakePaymentFile, world: World) -> Iterator[Request]:
    """Yield the requests of a file; those of agreements that nobody here sees are left out."""
    for agreement, position in command.requests:
        state = world.agreements.get(agreement)
        if state is None and not world.sees_all:
            continue
        requests = state.requests if state else {}
        if position not in requests:
            raise UnknownRequest(position=position, known=list(requests))
        yield requests[position]


def _void(command: c.VoidPaymentFile, world: World) -> f.PaymentFileVoided:
    files = world.book.imports.files
    file = files.get(command.file)
    if file is None or file.voided_at:
        standing = [x.position for x in files.values() if not x.voided_at]
        raise UnknownPaymentFile(position=command.file, known=standing)
    paid = [
        ordered.request
        for ordered in file.fact.requests
        for state in (world.agreements.get(ordered.agreement),)
        if state is not None and state.requests[ordered.request].paid_at
    ]
    if paid:
        raise PaymentFilePaid(file=command.file, requests=paid)
    return f.PaymentFileVoided(file=command.file, reason=command.reason)
