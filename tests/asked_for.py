"""Histories with requests for payment, event by event, and what is to be read off them.

The events are written here without the rules, so that questions can be asked of any order of them.
``held_by`` adds up what requests hold without a fold: from the events that are about each request.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import in_memory as core

from events import facts as f
from events.record import Envelope, Recorded
from events.streams import AGREEMENTS

AGREEMENT = "herrgarden"
FIRST = date(2025, 1, 7)
LINES = {"L1": "tif", "L2": "radda-barnen", "L3": "radda-barnen"}


def concluded():
    """Return the events that lead to the agreement in force."""
    return list(core.ledger_of(core.CONCLUDED).events)


@dataclass
class Book:
    """Events, the oldest first; each method adds one and returns its position."""

    events: list = field(default_factory=concluded)

    def add(self, fact, cause=None, actor="ekonom", agreement=AGREEMENT):
        stream = AGREEMENTS.of(agreement) if fact.stream is AGREEMENTS else fact.stream.name
        versions = [e.originator_version for e in self.events if e.originator_id == stream]
        envelope = Envelope(
            recorded_at=max(self.events[-1].envelope.recorded_at, datetime(2025, 1, 1, tzinfo=UTC)),
            actor=actor,
            assurance="claimed",
            reason=None,
            evidence=(),
            key=None,
            command_sha256=None,
            causation=cause,
            nonce="0" * 32,
            data=fact,
        )
        recorded = Recorded(
            position=len(self.events) + 1,
            originator_id=stream,
            originator_version=max(versions, default=0) + 1,
            envelope=envelope,
        )
        self.events.append(recorded)
        return recorded.position

    def request(self, minor, line="L2", year=2025, day=FIRST, due=None, actor="a", payee=None):
        fact = f.PaymentRequested(
            line=line,
            budget_year=year,
            amount_minor=minor,
            payee=payee or LINES[line],
            due_on=due or day + timedelta(days=30),
            instalment=None,
            reference=None,
            offset_minor=0,
            requested_on=day,
        )
        return self.add(fact, actor=actor)

    def review(self, request, day=FIRST, actor="b", mandate=1):
        fact = f.PaymentReviewed(
            request=request, authority=mandate, checked=("order",), reviewed_on=day, signature=None
        )
        return self.add(fact, actor=actor)

    def approve(self, request, day=FIRST, actor="d", mandate=1):
        fact = f.PaymentApproved(
            request=request,
            authority=mandate,
            substitute_for=None,
            approved_on=day,
            signature=None,
        )
        return self.add(fact, actor=actor)

    def end(self, request, day=FIRST, *, is_returned=True):
        if is_returned:
            return self.add(f.PaymentReturned(request=request, reason="r", returned_on=day))
        return self.add(f.PaymentCancelled(request=request, reason="r", cancelled_on=day))

    def pay(self, minor, request=None, line="L2", year=2025, day=FIRST, actor="ekonom"):
        fact = f.DisbursementRecorded(
            line=line,
            budget_year=year,
            amount_minor=minor,
            paid_on=day,
            payee=LINES[line],
            voucher=f"V{len(self.events)}",
            bank_reference=None,
        )
        return self.add(fact, request, actor)

    def reverse(self, position, day=FIRST):
        entry = self.events[position - 1].fact
        return self.add(
            f.EntryReversed(position=position, reversed_on=day, reason="r", entry=entry)
        )

    def grant(self, actor, limit=None, step="decide", by="admin", line=None):
        fact = f.AuthorityGranted(
            actor=actor,
            board=core.KS,
            step=step,
            agreement=None,
            line=line,
            limit_minor=limit,
            currency=None if limit is None else "SEK",
            from_day=date(2025, 1, 1),
            to_day=date(2025, 12, 31),
            decision="KS § 9",
            substitute_for=None,
        )
        return self.add(fact, actor=by)


def grown(chance, steps):
    """Return a book with random requests and what may become of them, days in any order."""
    book, requests, payments = Book(), [], []

    def day():
        return FIRST + timedelta(days=chance.randrange(40))

    for _ in range(steps):
        line = chance.choice(sorted(LINES))
        match chance.choice("rrvvaaappptcx"):
            case "r":
                requests.append(book.request(chance.randrange(1, 9_000_000), line, day=day()))
            case "v" if requests:
                book.review(chance.choice(requests), day())
            case "a" if requests:
                book.approve(chance.choice(requests), day())
            case "p":
                request = chance.choice([None, *requests])
                fact = book.events[request - 1].fact if request else None
                of = fact.line if fact else line
                minor = chance.randrange(1, fact.amount_minor + 1) if fact else 700
                if request is None or not is_over(book.events, request):
                    payments.append(book.pay(minor, request, of, day=day()))
            case "t" | "c" as word if requests:
                request = chance.choice(requests)
                if not is_over(book.events, request):
                    book.end(request, day(), is_returned=word == "t")
            case "x" if payments:
                book.reverse(payments.pop(chance.randrange(len(payments))), day())
            case _:
                pass
    return book


def _of(events, request):
    """Return what ended a request and the payment of it that stands; None: there is none."""
    reversed_ = {e.fact.position for e in events if isinstance(e.fact, f.EntryReversed)}
    ended = [
        e
        for e in events
        if isinstance(e.fact, f.PaymentReturned | f.PaymentCancelled)
        and e.fact.request == request.position
    ]
    paid = [
        e
        for e in events
        if isinstance(e.fact, f.DisbursementRecorded)
        and e.envelope.causation == request.position
        and e.position not in reversed_
    ]
    return (ended or [None])[0], (paid or [None])[0]


def is_over(events, position):
    """Return whether a request was returned, cancelled or paid."""
    return any(_of(events, events[position - 1]))


def standing(events):
    """Yield the requests that hold money: each with whether it is approved.

    Args:
        events: those that count; what a question leaves out is not among them.
    """
    for request in events:
        if isinstance(request.fact, f.PaymentRequested) and not any(_of(events, request)):
            approved = any(
                isinstance(e.fact, f.PaymentApproved) and e.fact.request == request.position
                for e in events
            )
            yield request, approved


def held_by(events):
    """Return what requests hold: (requested, reserved) by line, year and payee."""
    sums = {}
    for request, approved in standing(events):
        fact = request.fact
        key = (fact.line, fact.budget_year, fact.payee)
        asked, reserved = sums.get(key, (0, 0))
        more = fact.amount_minor
        sums[key] = (asked, reserved + more) if approved else (asked + more, reserved)
    return sums
