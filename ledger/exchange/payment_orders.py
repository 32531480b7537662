"""Which requests a file for the bank pays, and what is in it, from the documents of a book.

Pure. The file is made from what the book says and from the words of its event alone. So it is made
again from the book as it was at that event, to the byte.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from hashlib import sha256
from typing import NamedTuple

from events import facts as f
from events.accounts import Account as PartyAccount
from events.facts import AgreementId, PartyId, Position
from events.requesting import Request
from ledger.exchange import pain
from ledger.exchange.end_to_end import end_to_end_id
from ledger.exchange.refusals import PaidFromOwn
from ledger.refusal import LedgerError
from ledger.rules import commands as c
from ledger.rules.accounts import payer_of, written
from ledger.rules.payment_files import CURRENCY, day_of, obstacle_of, parties_digest
from ledger.rules.refusals.attesting import ApprovalLapsed
from ledger.rules.refusals.payment_files import AccountMissing, PaidByOther
from projections.attesting import is_lapsed
from projections.projection import AgreementDocument, Projection

Check = Callable[[AgreementId, Request], LedgerError | None]
Ordered = tuple[AgreementId, Position]


class LeftOut(NamedTuple):
    """A request that is approved and due, and is not in the file, with the reason."""

    agreement: AgreementId
    request: Position
    why: LedgerError


class Order(NamedTuple):
    """A file, and the command that says that it is made.

    Attributes:
        command: None: there is nothing new to pay, and so no file.
        content: empty iff there is no command.
        left_out: in the order of the book.
        sent: the requests that are due, and in a file that stands.
    """

    command: c.MakePaymentFile | None
    content: bytes
    left_out: list[LeftOut]
    sent: list[Position]


def order(
    book: Projection, charged: str, until: date, now: datetime, origin: str, check: Check
) -> Order:
    """Return the file of all that is approved, due and unpaid, and in no file.

    Args:
        book: its documents; no sums are needed.
        charged: the account that pays, as people write it.
        until: the last due day.
        now: in the book's time zone.
        origin: of the book, which tells its files from those of another.
        check: returns why the payment of a request could not be recorded; None: it could.

    Raises:
        Refused: no party has that account.
    """
    payer = payer_of(charged, book.accounts, book.parties)
    already = {request for request, _ in book.imports.sent()}
    chosen: list[tuple[AgreementId, Request]] = []
    left_out: list[LeftOut] = []
    sent: list[Position] = []
    for agreement, document, request in _due(book, until):
        at = request.position
        if at in already:
            sent.append(at)
            continue
        why = _obstacle(book, document, request, payer, now.date()) or check(agreement, request)
        if isinstance(why, PaidByOther):
            continue  # another's file has it
        if why is None:
            chosen.append((agreement, request))
        else:
            left_out.append(LeftOut(agreement, at, why))
    if not chosen:
        return Order(None, b"", left_out, sent)
    return _made(book, payer, until, now, origin, chosen)._replace(left_out=left_out, sent=sent)


def _due(book: Projection, until: date) -> Iterator[tuple[AgreementId, AgreementDocument, Request]]:
    """Yield the requests that are approved, unpaid and due, in the order of the book."""
    for agreement, document in book.agreements.items():
        for request in document.requests.values():
            if request.is_payable and request.fact.due_on <= until:
                yield agreement, document, request


def _funder(document: AgreementDocument, request: Request) -> PartyId:
    return document.lines[request.fact.line].proposed.funder


def _obstacle(
    book: Projection,
    document: AgreementDocument,
    request: Request,
    payer: PartyAccount,
    today: date,
) -> LedgerError | None:
    """Return why a request cannot be in the file; None: it can."""
    funder, currency = _funder(document, request), document.proposed.currency
    found = obstacle_of(
        request,
        payer,
        funder=funder,
        currency=currency,
        accounts=book.accounts,
        parties=book.parties,
    )
    own, day = book.accounts.paid_to(funder), _day(request, today)
    if found is None and own is not None and written(own.fact) != written(payer.fact):
        return PaidFromOwn(position=request.position, party=funder, account=written(own.fact))
    if found is not None or not is_lapsed(book, request, day):
        return found
    mandate = book.authorities.mandates[request.approvals[-1].fact.authority]
    return ApprovalLapsed(
        position=request.position,
        authority=mandate.position,
        day=day,
        starts=mandate.granted.from_day,
        last=mandate.last_day,
    )


def _made(
    book: Projection,
    payer: PartyAccount,
    until: date,
    now: datetime,
    origin: str,
    chosen: list[tuple[AgreementId, Request]],
) -> Order:
    requests = tuple((agreement, request.position) for agreement, request in chosen)
    created = now.replace(microsecond=0, tzinfo=None).isoformat()
    told = f"{origin} {created} {requests}"
    message = f"SV-{now:%Y%m%d-%H%M%S}-{sha256(told.encode()).hexdigest()[:6]}"
    content = content_of(book, message, created, written(payer.fact), requests)
    command = c.MakePaymentFile(
        message=message,
        account=written(payer.fact),
        until=until,
        requests=requests,
        sum_minor=sum(request.fact.amount_minor for _, request in chosen),
        currency=CURRENCY,
        sha256=sha256(content).hexdigest(),
        created=created,
        parties=parties_digest(book.parties, book.accounts),
    )
    return Order(command, content, [], [])


def again(book: Projection, fact: f.PaymentFileMade) -> bytes:
    """Return the bytes of a file that was made, from the book as it was at its event.

    Raises:
        Refused: its event was forged: no file can be made of what it says.
    """
    requests = tuple((x.agreement, x.request) for x in fact.requests)
    return content_of(book, fact.message, fact.created, fact.account, requests)


def content_of(
    book: Projection, message: str, created: str, account: str, requests: tuple[Ordered, ...]
) -> bytes:
    """Return the bytes of a file.

    Args:
        book: its documents, when the file is made.
        message: its name.
        created: date and time in the book's zone.
        account: that is charged, as the event says it.
        requests: each has a payee with an account in use.

    Raises:
        Refused: no file can be made of that.
    """
    payer = payer_of(account, book.accounts, book.parties)
    today = day_of(created)
    return pain.file_of(
        message,
        created,
        _payer(book, payer),
        [_payment(book, agreement, request, today) for agreement, request in requests],
        CURRENCY,
    )


def _payer(book: Projection, payer: PartyAccount) -> pain.Payer:
    """Return who pays; where it has no number of its own, with that of its legal person."""
    party = book.parties[payer.fact.party]
    person = party.legal_entity
    same = [x for x in book.parties.values() if x.legal_entity == person]
    in_order = sorted(same, key=lambda x: (x.party != party.party, x.party != person, x.party))
    numbers = (x.organisation_number for x in in_order)
    number = next((x for x in numbers if x), None)
    return pain.Payer(party.name, number, payer.fact.town, _account(payer.fact))


def _payment(
    book: Projection, agreement: AgreementId, position: Position, today: date
) -> pain.Payment:
    request = book.agreements[agreement].requests[position]
    fact = request.fact
    account = book.accounts.paid_to(fact.payee)
    if account is None:
        raise AccountMissing(position=position, party=fact.payee)
    return pain.Payment(
        end_to_end=end_to_end_id(agreement, position),
        day=_day(request, today),
        minor=fact.amount_minor,
        payee=book.parties[fact.payee].name,
        town=account.fact.town,
        account=_account(account.fact),
        reference=fact.reference,
        text=f"{agreement} {fact.line} {fact.budget_year}",
    )


def _day(request: Request, today: date) -> date:
    """Return on which day a request is to be paid: banks take no day that has gone."""
    return max(request.fact.due_on, today)


def _account(fact: f.PartyAccountAdded) -> pain.Account:
    return pain.Account(fact.account_kind, fact.number, fact.clearing, fact.bic)
