"""Rows of the lists of accounts and of files for the bank. Pure: from documents."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from events.accounts import Account
from events.importing import PaymentFile
from projections.projection import Projection

FileStanding: TypeAlias = Literal["sent", "paid", "over", "voided"]
AccountStanding: TypeAlias = Literal["in use", "to confirm", "replaced"]


def waiting_of(file: PaymentFile, book: Projection) -> list[int]:
    """Return the requests of a file that stands which are approved and unpaid."""
    return [
        x.request
        for x in file.fact.requests
        if not file.voided_at
        and x.agreement in book.agreements
        and book.agreements[x.agreement].requests[x.request].is_open
    ]


def _is_paid(file: PaymentFile, book: Projection) -> bool:
    """Return whether each request of a file that is seen is paid; others were taken back."""
    return all(
        book.agreements[x.agreement].requests[x.request].paid_at
        for x in file.fact.requests
        if x.agreement in book.agreements
    )


def rows(book: Projection, *, only_open: bool) -> list[Any]:
    """Return a row for each file, in the order of the book: ``PaymentFileRow``."""
    found = [_row(file, book) for file in book.imports.files.values()]
    return [row for row in found if row["waiting"] or not only_open]


def _row(file: PaymentFile, book: Projection) -> dict[str, Any]:
    fact, waiting = file.fact, waiting_of(file, book)
    standing: FileStanding = "sent" if waiting else "paid" if _is_paid(file, book) else "over"
    if file.voided_at:
        standing = "voided"
    return {
        "position": file.position,
        "message": fact.message,
        "account": fact.account,
        "until": fact.until,
        "sum_minor": fact.sum_minor,
        "currency": fact.currency,
        "payments": len(fact.requests),
        "standing": standing,
        "waiting": [f"#{at}" for at in waiting],
        "made_by": file.actor,
        "created": fact.created,
        "sha256": fact.sha256,
        "voided": file.voided_at or None,
    }


def account_rows(book: Projection) -> list[Any]:
    """Return a row for each account, by party, the newest last: ``PartyAccountRow``."""
    found = sorted(book.accounts.added.values(), key=lambda x: (x.fact.party, x.position))
    waiting = {x.position for x in book.accounts.waiting()}
    return [_account(account, book, is_waiting=account.position in waiting) for account in found]


def _account(account: Account, book: Projection, *, is_waiting: bool) -> dict[str, Any]:
    fact = account.fact
    used = book.accounts.paid_to(fact.party)
    is_used = used is not None and used.position == account.position
    standing: AccountStanding = "in use" if is_used else "to confirm" if is_waiting else "replaced"
    return {
        "position": account.position,
        "party": fact.party,
        "name": book.parties[fact.party].name,
        "account_kind": fact.account_kind,
        "clearing": fact.clearing,
        "number": fact.number,
        "standing": standing,
        "added_by": account.actor,
        "confirmed_by": account.confirmed_by or None,
        "bic": fact.bic,
        "town": fact.town,
        "confirmed": account.confirmed_at or None,
    }
