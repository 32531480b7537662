"""The postings as plain-text accounting, so that another program can do the sums.

Transactions come from the events, balance assertions from the projections: a program that
reads the file and finds every assertion true has derived the balances by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from events.facts import effective_on
from events.money import PLACES
from ledger.book import Book
from ledger.reports import currency_of, current
from projections.postings import Posting, postings
from projections.projection import Projection

_OTHER = re.compile(r"[^A-Za-z0-9-]")


def beancount(book: Book) -> str:
    """Return the whole book for beancount, with an assertion for every balance."""
    present = current(book)
    lines = ['option "title" "Samverk"']
    accounts: dict[str, date] = {}
    body: list[str] = []
    last = date.min
    for day, title, legs, currency in _transactions(book, present):
        last = max(last, day)
        body.append(f'\n{day} * "{title}"')
        for leg in legs:
            name = _account(leg)
            accounts[name] = min(day, accounts.get(name, day))
            body.append(f"  {name}  {_amount(leg.minor, currency)}")
    lines += [f"{day} open {name}" for name, day in sorted(accounts.items())]
    lines += body
    if last > date.min:
        lines.append("")
        lines += [
            f"{last + timedelta(days=1)} balance {name}  {_amount(minor, currency)}"
            for name, minor, currency in _balances(present)
        ]
    return "\n".join(lines) + "\n"


def hledger(book: Book) -> str:
    """Return the whole book for hledger and ledger-cli, with an assertion for every balance."""
    present = current(book)
    lines = []
    last = date.min
    for day, title, legs, currency in _transactions(book, present):
        last = max(last, day)
        lines.append(f"{day} * {title}")
        lines += [f"    {_account(leg)}  {_amount(leg.minor, currency)}" for leg in legs]
        lines.append("")
    if last > date.min:
        lines.append(f"{last + timedelta(days=1)} * balances")
        lines += [
            f"    {name}  {_amount(0, currency)} = {_amount(minor, currency)}"
            for name, minor, currency in _balances(present)
        ]
    return "\n".join(lines) + "\n"


def _transactions(
    book: Book, present: Projection
) -> Iterator[tuple[date, str, list[Posting], str]]:
    """Yield day, title, legs and currency of every event that moves something.

    What is about no day (a proposal) is dated on the day it was recorded.
    """
    with book.reading():
        for recorded in book.events(upto=present.position):
            legs = [leg for leg in postings(recorded, present.lines) if leg.minor]
            if legs:
                day = effective_on(recorded.fact) or recorded.envelope.recorded_at.date()
                title = f"{recorded.position} {recorded.name}"
                yield day, title, legs, currency_of(present, recorded)


def _balances(present: Projection) -> Iterator[tuple[str, int, str]]:
    for (agreement, line, year, party, account), minor in sorted(present.balances.items()):
        leg = Posting(account, agreement, line, year, party, minor)
        yield _account(leg), minor, present.agreements[agreement].proposed.currency


def _account(leg: Posting) -> str:
    """Return an account name that says everything a posting is about.

    Both programs take names of parts that begin with a capital letter or a digit. Other
    characters than letters, digits and hyphens are written as their code, so that different
    ids stay different.
    """
    parts = [leg.party, leg.agreement, leg.line, str(leg.year)]
    return ":".join((leg.account, *(_part(part) for part in parts if part)))


def _part(text: str) -> str:
    safe = _OTHER.sub(lambda match: f"x{ord(match[0]):X}x", text)
    return safe if safe[0].isdigit() else f"X-{safe}" if not safe[0].isupper() else safe


def _amount(minor: int, currency: str) -> str:
    places = PLACES[currency]
    units, part = divmod(abs(minor), 10**places)
    number = f"{units}.{part:0{places}}" if places else str(units)
    return f"{'-' if minor < 0 else ''}{number} {currency}"
