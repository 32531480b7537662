"""What audit tests look at: the events that count, each with the fields that tests use."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec

from events import facts as f
from events import zones
from events.effects import PAYMENTS, said_minor
from events.facts import bank_references
from events.period import Period
from events.record import Evidence, Recorded
from events.requesting import Request, Requests, take
from projections.audit import Reader, reader
from projections.postings import Lines
from projections.projection import Projection
from projections.report import Notice
from projections.standing import last_day

DEFAULT_CURRENCY = "SEK"
_PAID = f.event_name_of(f.DisbursementRecorded)
_PAYMENT_NAMES = frozenset(f.event_name_of(fact) for fact in PAYMENTS)


class Item(msgspec.Struct, kw_only=True, gc=False):
    """An event, as tests look at it. A reversal has the fields of the entry that it takes back.

    Attributes:
        position: in the book.
        event: its name.
        agreement: None: it is in the stream of parties or of the book.
        lines: those that it names, in its order.
        budget_year: None: it names no single budget year.
        party: the payee, the performer, or the party that it is about; None: it is about no party.
        amount_minor: what it says; None: no amount. A reversal's amount is below zero.
        currency: of the agreement.
        day: from which it counts; None: it is about no day.
        happened: the day of its document, or of what was done.
        recorded_at: when it was recorded, UTC.
        actor: who recorded it.
        voucher, bank_reference: None: it has none.
        about: the position of the entry that it takes back or judges; None: it does neither.
        evidence: that the actor gave with it.
        reversed_by: the position of the event that takes it back; None: it stands.
    """

    position: int
    event: str
    agreement: str | None
    lines: tuple[str, ...]
    budget_year: int | None
    party: str | None
    amount_minor: int | None
    currency: str
    day: date | None
    happened: date | None
    recorded_at: datetime
    actor: str
    voucher: str | None
    bank_reference: str | None
    about: int | None
    evidence: tuple[Evidence, ...]
    reversed_by: int | None = None

    @property
    def line(self) -> str | None:
        """The first line that it names; None: it names no line."""
        return self.lines[0] if self.lines else None

    @property
    def name(self) -> str:
        """The event name without its version."""
        return self.event.partition("/")[0]

    @property
    def is_payment(self) -> bool:
        """Whether it says that money was paid, including internal cost."""
        return self.event in _PAYMENT_NAMES

    @property
    def minor(self) -> int:
        """The amount of an entry that has an amount."""
        assert self.amount_minor is not None
        return self.amount_minor


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """A request for a payment, as tests look at it.

    Attributes:
        agreement: whose it is.
        request: what was asked, and what has become of it.
        currency: of the agreement.
        legal_person: of the payee; payees that are one legal person share it.
        mandate: with which it was approved last; None: it is not approved.
        granted_by: the actors who recorded the mandates with which it was reviewed and approved.
    """

    agreement: str
    request: Request
    currency: str
    legal_person: str
    mandate: f.AuthorityGranted | None
    granted_by: tuple[str, ...]

    @property
    def day(self) -> date:
        """When it is to be paid."""
        return self.request.fact.due_on

    @property
    def minor(self) -> int:
        """The amount."""
        return self.request.fact.amount_minor


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """The events that count.

    Attributes:
        items: oldest first.
        requests: for payment, the oldest first, with what has become of each.
        ends: the last day of each agreement.
        period: findings are about entries of a day in it; None: about all entries.
        zone: the time zone of the book, in which days of recording are told.
    """

    items: Sequence[Item]
    ends: Mapping[str, date]
    requests: Sequence[Asked] = ()
    period: Period | None = None
    zone: str = zones.DEFAULT

    def recorded_on(self, item: Item) -> date:
        """Return the day that it was in the book's time zone when an event was recorded."""
        return zones.day_in(self.zone, item.recorded_at)

    def is_asked(self, item: Item | Asked) -> bool:
        """Return whether findings may be about an event: all, or those of a day in the period."""
        period, day = self.period, item.day
        return period is None or (day is not None and period.starts <= day <= period.ends)

    def asked(self) -> Iterator[Item]:
        """Yield the events that findings may be about, oldest first."""
        return filter(self.is_asked, self.items)

    def payments(self) -> list[Item]:
        """Return the asked payments that were not taken back, oldest first."""
        return [x for x in self.standing() if self.is_asked(x)]

    def standing(self) -> list[Item]:
        """Return the payments of any day that were not taken back, oldest first."""
        return [x for x in self.items if x.is_payment and x.reversed_by is None]

    def concerns(self, entries: Iterable[Item | Asked]) -> bool:
        """Return whether the user asked for findings about at least one of some entries."""
        return any(map(self.is_asked, entries))


def material(
    events: Iterable[Recorded],
    present: Projection,
    period: Period | None = None,
    currency: str | None = None,
    zone: str = zones.DEFAULT,
    as_of: date | None = None,
) -> Material:
    """Return what tests look at.

    Args:
        events: those that count, and may be about any day; oldest first.
        present: the documents that they are about.
        period: that findings are about; None: any day.
        currency: only entries in it, and those without an amount; None: all entries.
        zone: the time zone of the book.
        as_of: the last day that counts; None: every day.
    """
    currencies = {key: x.proposed.currency for key, x in present.agreements.items()}
    items: dict[int, Item] = {}
    requests: dict[str, Requests] = {}
    for recorded in events:
        item = _item(recorded, present.lines, currencies)
        if as_of is not None and item.day is not None and item.day > as_of:
            continue
        fact = recorded.envelope.data
        if item.agreement in requests:
            take(requests[item.agreement], recorded)
        elif item.agreement is not None and type(fact) is f.PaymentRequested:
            take(requests.setdefault(item.agreement, {}), recorded)
        if currency not in {None, item.currency} and item.amount_minor is not None:
            continue
        items[item.position] = item
        if item.about in items and type(fact) is f.EntryReversed:
            items[item.about].reversed_by = item.position
    ends = {key: last_day(document) for key, document in present.agreements.items()}
    asked = [
        _asked(key, request, present)
        for key, own in requests.items()
        for request in own.values()
        if currency in {None, currencies.get(key)}
    ]
    asked.sort(key=lambda x: x.request.position)
    return Material(items=list(items.values()), ends=ends, requests=asked, period=period, zone=zone)


def _asked(agreement: str, request: Request, present: Projection) -> Asked:
    mandates = present.authorities.mandates
    approval = request.approvals[-1].fact if request.approvals else None
    reviewed = [request.review.fact.authority] if request.review else []
    places = [*reviewed, *(x.fact.authority for x in request.approvals)]
    used = [mandates.get(x) for x in places]
    mandate = mandates.get(approval.authority) if approval else None
    return Asked(
        agreement=agreement,
        request=request,
        currency=present.agreements[agreement].proposed.currency,
        legal_person=legal_person(present.parties, request.fact.payee),
        mandate=mandate.granted if mandate else None,
        granted_by=tuple(dict.fromkeys(x.granted_by for x in used if x)),
    )


def legal_person(parties: Mapping[str, f.PartyRegistered], party: str) -> str:
    """Return what parties that are one legal person have in common.

    That is the number of their organisation, or else the name of their legal person.
    """
    entity = parties[party].legal_entity
    numbers = (
        x.organisation_number
        for x in (parties[party], *parties.values())
        if x.legal_entity == entity and x.organisation_number
    )
    return next(numbers, entity)


class _Reading(NamedTuple):
    """What reads the fields of facts of a type.

    Attributes:
        event: their name.
        lines, parties, vouchers, abouts: what the facts name.
        budget_year: returns the year that they name.
        day: from which they count; None: they are about no day.
        happened: the day of their document; None: they are about no day.
    """

    event: str
    lines: Reader
    parties: Reader
    vouchers: Reader
    abouts: Reader
    budget_year: Callable[[Any], int | None]
    day: Callable[[Any], date | None]
    happened: Callable[[Any], date | None]


@cache
def _reading(fact: type[f.Event]) -> _Reading:
    """Return what reads facts of a type; every event of a large book is read by it."""
    year = next((x for x in ("budget_year", "year") if hasattr(fact, x)), None)
    day, happened = f.day_fields(fact)
    return _Reading(
        event=f.event_name_of(fact),
        lines=reader(fact, ("line", "new line")),
        parties=reader(fact, ("party",)),
        vouchers=reader(fact, ("voucher",)),
        abouts=reader(fact, ("event",)),
        budget_year=_field(year),
        day=_field(day),
        happened=_field(happened),
    )


def _field(name: str | None) -> Callable[[Any], Any]:
    return attrgetter(name) if name else lambda _fact: None


def _first(named: Sequence[Any]) -> Any:
    return named[0] if named else None


def _item(recorded: Recorded, lines: Lines, currencies: Mapping[str, str]) -> Item:
    """Return an event as tests look at it: what the audit trail says of it, and no more.

    Its names, parties and boards together are not wanted, and to gather them would take long.
    """
    envelope, agreement = recorded.envelope, recorded.agreement
    fact: f.Event = envelope.data
    if type(fact) is f.DisbursementRecorded:  # most are
        return _paid(recorded, fact, agreement, currencies.get(agreement or "", DEFAULT_CURRENCY))
    is_reversal = type(fact) is f.EntryReversed
    own: f.Event = fact.entry if is_reversal else fact  # type: ignore[attr-defined]
    read = _reading(type(own))
    stated = _reading(type(fact)) if is_reversal else read
    own_lines = read.lines(own)
    party = _first(read.parties(own))
    if party is None and own_lines:
        key = (agreement or "", own_lines[0])
        party = lines.concerned(own, key)[0] if key in lines else None
    amount = said_minor(own)
    return Item(
        position=recorded.position,
        event=stated.event,
        agreement=agreement,
        lines=tuple(own_lines),
        budget_year=read.budget_year(own),
        party=party,
        amount_minor=-amount if amount is not None and is_reversal else amount,
        currency=currencies.get(agreement or "", DEFAULT_CURRENCY),
        day=stated.day(fact),
        happened=stated.happened(fact),
        recorded_at=envelope.recorded_at,
        actor=envelope.actor,
        voucher=_first(read.vouchers(own)),
        bank_reference=_first(bank_references(own)[0]),
        about=_first(stated.abouts(fact)),
        evidence=envelope.evidence,
    )


def _paid(
    recorded: Recorded, fact: f.DisbursementRecorded, agreement: str | None, currency: str
) -> Item:
    """Return a payment as tests look at it, by its own fields, in less time than of any event."""
    envelope = recorded.envelope
    return Item(
        position=recorded.position,
        event=_PAID,
        agreement=agreement,
        lines=(fact.line,),
        budget_year=fact.budget_year,
        party=fact.payee,
        amount_minor=fact.amount_minor,
        currency=currency,
        day=fact.paid_on,
        happened=fact.paid_on,
        recorded_at=envelope.recorded_at,
        actor=envelope.actor,
        voucher=fact.voucher,
        bank_reference=fact.bank_reference,
        about=None,
        evidence=envelope.evidence,
    )


def population(found: Material, taken: Sequence[Item]) -> list[Notice]:
    """Return what a test of payments has looked at, and what it has left out, for each currency.

    Args:
        found: the events.
        taken: the payments that the test has looked at.
    """
    inside = {item.position for item in taken}
    left = [x for x in found.asked() if x.is_payment and x.position not in inside]
    both = sorted([*taken, *left], key=lambda x: x.currency)
    notices = []
    for currency, items in groupby(both, key=lambda x: x.currency):
        here = list(items)
        minors = [x.minor for x in here if x.position in inside]
        out = [x.minor for x in here if x.position not in inside]
        values = {"currency": currency, "count": len(minors), "sum_minor": sum(minors)}
        notices.append(Notice("population", values))
        if out:
            values = {"currency": currency, "count": len(out), "sum_minor": sum(out)}
            notices.append(Notice("population-reversed", values))
    return notices or [Notice("population-empty", {})]
