"""The postings as plain-text accounting, so that another program can do the sums.

Transactions come from the events, balance assertions from the projections. A program that reads the
file and finds every assertion true has worked out the balances by itself. The file declares
everything that a strict reader wants. Beside each transaction stand its actor, its reason and its
evidence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from events import facts as f
from events.facts import effective_on
from events.money import PLACES
from events.record import Recorded
from events.text import has_unseen, is_unseen
from ledger.books.book import Book
from ledger.rules.refusals.agreements import UnknownCurrency
from ledger.work.present import currency_of, current
from projections.postings import Posting, postings
from projections.projection import Projection

_PLAIN = re.compile(r"[A-Za-z0-9-]")
_FIRST, _LAST = date(1900, 1, 1), date(2200, 12, 31)  # every reader takes these dates
_SAID = ("voucher", "decision", "report", "ground", "bank_reference", "description", "method")


class _Transaction(NamedTuple):
    """An event that moves something.

    Attributes:
        day: the effective date; for an event about no day (a proposal) the day it was recorded.
        payee: the name of the party that is paid, promises or gives.
        legs: the postings that are not zero.
        details: names and values of other facts about the event, in order.
    """

    position: int
    day: date
    payee: str
    event: str
    legs: list[Posting]
    currency: str
    details: list[tuple[str, str]]


def beancount(book: Book) -> str:
    """Return the whole book for beancount, with an assertion for every balance."""
    present = current(book)
    accounts: dict[str, tuple[date, str]] = {}
    body: list[str] = []
    last = date.min
    for made in _transactions(book, present):
        last = max(last, made.day)
        title = f"{made.position} {made.event}"
        body.append(f"\n{made.day} * {_string(made.payee)} {_string(title)}")
        body += [f"  {name}: {_string(value)}" for name, value in _numbered(made.details)]
        for leg in made.legs:
            name = _account(leg)
            day, _ = accounts.get(name, (made.day, ""))
            accounts[name] = min(day, made.day), made.currency
            body.append(f"  {name}  {_amount(leg.minor, made.currency)}")
    currencies = sorted({currency for _, currency in accounts.values()})
    lines = ['option "title" "Samverk"']
    lines += [f'option "operating_currency" "{currency}"' for currency in currencies]
    lines += [f"{_FIRST} commodity {currency}" for currency in currencies]
    lines += [f"{day} open {name} {currency}" for name, (day, currency) in sorted(accounts.items())]
    lines += body
    lines.append("")
    lines += [
        # With the usual tolerance, beancount would accept a difference of one öre.
        f"{last + timedelta(days=1)} balance {name}  {_amount(minor, currency, ' ~ 0')}"
        for name, minor, currency in _balances(present)
        if name in accounts
    ]
    return "\n".join(lines) + "\n"


def hledger(book: Book) -> str:
    """Return the whole book for hledger and ledger-cli, with an assertion for every balance."""
    present = current(book)
    accounts: set[str] = set()
    payees, tags, currencies = {"Samverk"}, set(), set()
    body: list[str] = []
    last = date.min
    for made in _transactions(book, present):
        last = max(last, made.day)
        payee = _quoted(made.payee, "|;")
        body.append(f"{made.day} * ({made.position}) {payee} | {made.event}")
        body += [f"    ; {name}: {_quoted(value, ',[')}" for name, value in made.details]
        body += [f"    {_account(leg)}  {_amount(leg.minor, made.currency)}" for leg in made.legs]
        body.append("")
        accounts |= {_account(leg) for leg in made.legs}
        payees.add(payee)
        tags |= {name for name, _ in made.details}
        currencies.add(made.currency)
    asserted = [
        f"    {name}  {_amount(0, currency)} = {_amount(minor, currency)}"
        for name, minor, currency in _balances(present)
        if name in accounts
    ]
    if asserted:
        asserted.insert(0, f"{last + timedelta(days=1)} * (0) Samverk | balances")
    lines = ["; Samverk. In tags %2C is a comma, %5B a bracket, %25 a per cent sign."]
    for currency in sorted(currencies):
        lines.append(f"commodity {currency}")
        if places := _places(currency):  # ledger-cli takes no sample without decimals
            lines.append(f"  format 1000.{'0' * places} {currency}")
    lines += [f"account {name}" for name in sorted(accounts)]
    lines += [f"payee {name}" for name in sorted(payees)]
    lines += [f"tag {name}" for name in sorted(tags)]
    return "\n".join([*lines, "", *body, *asserted]) + "\n"


def _transactions(book: Book, present: Projection) -> Iterator[_Transaction]:
    """Yield every event that moves something, in the order of the book."""
    with book.reading():
        for recorded in book.events(upto=present.position):
            legs = [leg for leg in postings(recorded, present.lines) if leg.minor]
            if legs:
                about = effective_on(recorded.fact) or recorded.envelope.recorded_at.date()
                day = min(max(about, _FIRST), _LAST)
                details = _details(recorded)
                yield _Transaction(
                    recorded.position,
                    day,
                    _payee(recorded, present),
                    recorded.name,
                    legs,
                    currency_of(present, recorded),
                    details if day == about else [*details, ("dated", about.isoformat())],
                )


def _payee(recorded: Recorded, present: Projection) -> str:
    """Return the name of the party that is paid, pays back, gives in kind, or has committed."""
    fact = recorded.fact
    match fact.entry if isinstance(fact, f.EntryReversed) else fact:
        case f.DisbursementRecorded() as entry:
            party = entry.payee
        case f.UseReported() as entry:
            party = entry.performer
        case f.InKindPledged() | f.InKindRecorded() as entry:
            party = entry.party
        case f.InKindVerified() | f.InKindRejected() as entry:
            party = entry.contribution.party
        case (
            f.InternalCostRecorded()
            | f.RepaymentClaimed()
            | f.RepaymentReceived()
            | f.ClaimWrittenOff() as entry
        ):
            party = present.lines.concerned(entry, (recorded.agreement or "", entry.line))[0]
        case f.Reallocated() as entry:
            party = present.lines[recorded.agreement or "", entry.from_line].funder
        case f.AmendmentConcluded() as entry:
            party = present.lines[recorded.agreement or "", entry.changes[0].line].funder
        case entry:
            line: str = getattr(entry, "line")  # noqa: B009 - every other one has a line
            party = present.lines[recorded.agreement or "", line].funder
    return _seen(present.parties[party].name)


def _details(recorded: Recorded) -> list[tuple[str, str]]:
    """Return the facts about an event that are no amounts."""
    fact, envelope = recorded.fact, recorded.envelope
    entry: f.Fact = fact
    found: list[tuple[str, object]] = []
    if isinstance(fact, f.EntryReversed):
        entry = fact.entry
        found += [("reverses", fact.position)]
    found += [(name.replace("_", "-"), getattr(entry, name, None)) for name in _SAID]
    if isinstance(entry, f.Reallocated):
        found += [("decision", decision.reference) for decision in entry.decisions]
    if f.days_later(fact):
        found.append(("document-date", f.happened_on(fact)))
    stated = getattr(fact, "reason", None)
    found += [
        ("reason", stated),
        ("note", envelope.reason if envelope.reason != stated else None),
        *(
            ("evidence", x.reference + (f" (SHA-256 {x.sha256})" if x.sha256 else ""))
            for x in envelope.evidence
        ),
        ("actor", envelope.actor),
        ("assurance", envelope.assurance),
        ("recorded", envelope.recorded_at.astimezone(UTC).isoformat().replace("+00:00", "Z")),
        ("position", recorded.position),
    ]
    return [(name, _seen(str(value))) for name, value in found if value is not None]


def _numbered(details: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield details under names that are unique, as beancount wants them: ``evidence-2``."""
    counted: dict[str, int] = {}
    for name, value in details:
        number = counted[name] = counted.get(name, 0) + 1
        yield name if number == 1 else f"{name}-{number}", value


def _balances(present: Projection) -> Iterator[tuple[str, int, str]]:
    for (agreement, line, year, party, account), minor in sorted(present.balances.items()):
        leg = Posting(account, agreement, line, year, party, minor)
        yield _account(leg), minor, present.agreements[agreement].proposed.currency


def _account(leg: Posting) -> str:
    """Return an account name that says everything a posting is about, and only that.

    Both programs take names of parts that begin with a capital letter or a digit.
    """
    parts = [leg.party, leg.agreement, leg.line, str(leg.year)]
    return ":".join((leg.account, *(_part(part) for part in parts if part)))


def _part(text: str) -> str:
    """Return an id in letters, digits and hyphens, so that different ids stay different.

    A run of other characters becomes their codes between ``--`` and ``-`` (``a.å``: ``a--2ExE5-``).
    A hyphen that would look like the beginning of such a run becomes a code, too. A name that does
    not begin as it has to gets ``X-`` before it, and so does a name that already begins with that.
    """
    coded: list[bool] = []
    for before, character in zip(["", *reversed(text)], reversed(text), strict=False):
        is_doubtful = character == "-" and bool(coded) and (before == "-" or coded[-1])
        coded.append(is_doubtful or not _PLAIN.match(character))
    parts = []
    for is_coded, group in groupby(zip(text, reversed(coded), strict=True), itemgetter(1)):
        characters = [character for character, _ in group]
        codes = "x".join(f"{ord(character):X}" for character in characters)
        parts.append(f"--{codes}-" if is_coded else "".join(characters))
    safe = "".join(parts)
    begins_well = safe[0].isdigit() or (safe[0].isupper() and not safe.startswith("X-"))
    return safe if begins_well else f"X-{safe}"


def _amount(minor: int, currency: str, tolerance: str = "") -> str:
    places = _places(currency)
    units, part = divmod(abs(minor), 10**places)
    number = f"{units}.{part:0{places}}" if places else str(units)
    return f"{'-' if minor < 0 else ''}{number}{tolerance} {currency}"


def _places(currency: str) -> int:
    """Return how many decimals a currency has.

    Raises:
        UnknownCurrency: no rule has let it in.
    """
    if currency not in PLACES:
        raise UnknownCurrency(currency=currency, known=sorted(PLACES))
    return PLACES[currency]


def _seen(text: str) -> str:
    """Return a text on one line, with codes for characters that cannot be seen."""
    if not has_unseen(text):
        return text
    return "".join(f"<U+{ord(c):04X}>" if is_unseen(c) else c for c in text)


def _string(text: str) -> str:
    """Return a text as a string of beancount."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _quoted(text: str, marks: str) -> str:
    """Return a text for hledger; marks that would end it are written as in a web address."""
    return "".join(f"%{ord(c):02X}" if c in marks + "%" else c for c in text)
