"""Make a book of generated events, with a fixed seed.

    generate.py PATH EVENTS [ORDER]

400 lines in 40 agreements, 12 boards, 60 parties, three years. All of it is invented. The order is

- ``kept`` if left out, as books are kept. Events are recorded in the course of the three years,
  nearly all of them within two weeks, and one of a thousand within a quarter of a year.
- ``shuffled``: each payment is of any day of the three years.

A book that is there already is made longer, up to that many events. So whoever is interrupted goes
on where the last block ended.

The first block goes through the rules. The facts of later ones are made as the rules would make
them, by all cores, and appended. ``samverk verify`` judges every one of them, and a test holds both
ways equal.
"""

from __future__ import annotations

import itertools
import multiprocessing
import os
import random
import sys
import time
from collections import deque
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from events import facts as f
from events.record import Envelope, Recorded, StoredRow
from events.streams import agreement_stream
from ledger.books.book import Book
from ledger.books.opening import open_book
from ledger.books.recorder import row_of
from ledger.proof.evidence import create_book
from ledger.rules import commands as c
from ledger.work.bulk import AT_A_TIME, in_bulk
from ledger.work.recording import Service
from ledger.work.submission import Signature

BOARDS, PARTIES, AGREEMENTS, LINES = 12, 60, 40, 10
YEARS = (2023, 2024, 2025)
AMOUNT = 10**12  # large enough for every payment
KEPT, SHUFFLED = "kept", "shuffled"
BLOCK = 10_000  # events
_FIRST = datetime(YEARS[0], 1, 1, tzinfo=UTC)
_DAYS = 365 * len(YEARS)
_AFTERWARDS = _FIRST + timedelta(days=_DAYS + 2)  # when a shuffled book is recorded
_SOON, _LATE, _LATE_OF = 14, 90, 1000  # days until it is recorded; one of so many is late
_BY_RULES = 100  # commands of a transaction
_UNIT_MINOR, _QUARTERS = 22_000, 4
_ME = Signature(actor="benchmark", reason="generated")
_VOUCHERS = itertools.count()
_Row = tuple[c.AnyCommand, Signature]
Block = tuple["Plan", int, Mapping[str, int]]  # its number, and the agreements' versions before it


@dataclass(frozen=True, slots=True)
class Plan:
    """What a book is made of.

    Attributes:
        events: how many it has in the end.
        order: ``KEPT`` or ``SHUFFLED``.
        seed: of all that is chance.
        block: events of a transaction, and of a seed. Each agreement has as many of them.
    """

    events: int
    order: str = KEPT
    seed: int = 1
    block: int = BLOCK

    def recorded_at(self, number: int) -> datetime:
        """Return when an event is recorded, by its number from 0."""
        if self.order == SHUFFLED:
            return _AFTERWARDS + timedelta(microseconds=number)
        return _FIRST + timedelta(days=_DAYS * number / self.events)

    def drawn(self, block: int) -> Iterator[Drawn]:
        """Yield the payments, reports of use and contributions of a block."""
        chance = random.Random(f"{self.seed} {block}")  # noqa: S311 - no secret
        agreements = [*range(AGREEMENTS)] * (self.block // AGREEMENTS)
        chance.shuffle(agreements)
        first = block * self.block
        for number, agreement in enumerate(agreements[: self.events - first], first):
            yield Drawn(
                number,
                agreement,
                int(chance.random() * LINES),
                chance.random(),
                self._day(chance, number),
                100 + int(chance.random() * 5_000_000),
            )

    def _day(self, chance: random.Random, number: int) -> date:
        if self.order == SHUFFLED:
            days = int(chance.random() * _DAYS)
        else:
            within = _LATE if chance.random() * _LATE_OF < 1 else _SOON
            days = max(0, _DAYS * number // self.events - int(chance.random() * within))
        return date(YEARS[0], 1, 1) + timedelta(days=days)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What chance has drawn of one event.

    Attributes:
        number: of the event, from 0: its position less 1.
        kind: which it is, by shares between 0 and 1.
    """

    number: int
    agreement: int
    line: int
    kind: float
    day: date
    amount: int

    @property
    def quantity(self) -> Decimal:
        """Hours that were worked."""
        return Decimal(1 + self.amount % 399) / _QUARTERS

    def command(self) -> c.AnyCommand:
        """Return the command that leads to it."""
        ident, line = f"a{self.agreement}", f"L{self.line}"
        if self.kind < _PAYMENTS:
            return c.RecordDisbursement(
                agreement=ident,
                line=line,
                budget_year=self.day.year,
                amount_minor=self.amount,
                paid_on=self.day,
                voucher=f"V{self.number}",
            )
        if self.kind < _USES:
            return c.RecordUse(
                agreement=ident,
                line=line,
                budget_year=self.day.year,
                amount_minor=self.amount,
                reported_on=self.day,
                report=f"R{self.number}",
            )
        return c.RecordInKind(
            agreement=ident,
            party=_performer(self.agreement, self.line),
            kind="volunteer",
            unit="h",
            quantity=self.quantity,
            unit_value_minor=_UNIT_MINOR,
            performed_on=self.day,
        )

    def fact(self) -> f.Fact:
        """Return what that command makes happen."""
        line, performer = f"L{self.line}", _performer(self.agreement, self.line)
        if self.kind < _PAYMENTS:
            return f.DisbursementRecorded(
                line=line,
                budget_year=self.day.year,
                amount_minor=self.amount,
                paid_on=self.day,
                payee=performer,
                voucher=f"V{self.number}",
                bank_reference=None,
            )
        if self.kind < _USES:
            return f.UseReported(
                performer=performer,
                line=line,
                budget_year=self.day.year,
                amount_minor=self.amount,
                report=f"R{self.number}",
                reported_on=self.day,
            )
        return f.InKindRecorded(
            party=performer,
            pledge=None,
            kind="volunteer",
            description=None,
            unit="h",
            quantity=self.quantity,
            unit_value_minor=_UNIT_MINOR,
            method=None,
            value_minor=int(self.quantity * _UNIT_MINOR),
            performed_on=self.day,
        )


AGREED = 940  # events until every agreement is concluded
_PAYMENTS, _USES = 0.85, 0.95  # up to which share; the rest are contributions


def commands(plan: Plan, upto: int | None = None) -> Iterator[tuple[_Row, int]]:
    """Yield the commands that lead to a book, each with the number of its first event.

    Args:
        plan: of the book.
        upto: how many events they shall lead to; None: all.
    """
    made, upto = 0, plan.events if upto is None else upto
    for row, count in setup():
        yield row, made
        made += count
    blocks = itertools.chain.from_iterable(map(plan.drawn, itertools.count()))
    for drawn in itertools.islice(blocks, made, upto):
        yield (drawn.command(), _ME), drawn.number


def setup() -> Iterator[tuple[_Row, int]]:
    """Yield the commands that make parties and agreements, each with its number of events."""
    for number in range(PARTIES):
        kind = "board" if number < BOARDS else "civil"
        entity = "city" if number < BOARDS else None
        command = c.RegisterParty(
            party=f"p{number}", name=f"Party {number}", kind=kind, legal_entity=entity
        )
        yield (command, _ME), 1
    for number in range(AGREEMENTS):
        yield (_proposal(number), _ME), 1 + LINES
        day = date(YEARS[0] - 1, 12, 1)
        ident = f"a{number}"
        for board in boards(number):
            approval = c.ApproveCommitment(
                agreement=ident, board=board, decision="§ 1", decided_on=day
            )
            yield (approval, _ME), sum(_funder(number, x) == board for x in range(LINES))
        yield (c.ConcludeAgreement(agreement=ident, decision="§ 2", decided_on=day), _ME), 1


def _funder(agreement: int, line: int) -> str:
    return f"p{(agreement + line % 3) % BOARDS}"


def _performer(agreement: int, line: int) -> str:
    return f"p{BOARDS + (agreement * LINES + line) % (PARTIES - BOARDS)}"


def boards(agreement: int) -> list[str]:
    """Return the boards that fund lines of an agreement."""
    return sorted({_funder(agreement, line) for line in range(LINES)})


def _proposal(number: int) -> c.ProposeAgreement:
    lines = tuple(
        c.ProposedLine(
            line=f"L{line}",
            purpose=f"Purpose {line}",
            funder=_funder(number, line),
            performer=_performer(number, line),
            amounts_minor=dict.fromkeys(YEARS, AMOUNT),
            uplift=line % 2 == 0,
        )
        for line in range(LINES)
    )
    signatories = dict.fromkeys([*boards(number), *(line.performer for line in lines)])
    return c.ProposeAgreement(
        agreement=f"a{number}",
        title=f"Agreement {number}",
        reference=f"GEN-{number}",
        purpose="generated",
        starts=date(YEARS[0], 1, 1),
        ends=date(YEARS[-1], 12, 31),
        currency="SEK",
        rounding="ore",
        extends=None,
        signatories=tuple(signatories),
        stated_total_minor=AMOUNT * LINES,
        lines=lines,
    )


def payment(agreement: int = 0) -> c.RecordDisbursement:
    """Return the command of a small payment in an agreement, which is like no other one."""
    return c.RecordDisbursement(
        agreement=f"a{agreement % AGREEMENTS}",
        line="L0",
        budget_year=YEARS[1],
        amount_minor=1,
        paid_on=date(YEARS[1], 3, 1),
        voucher=f"V{os.getpid()}-{next(_VOUCHERS)}",
    )


def by_rules(book: Book, plan: Plan, upto: int | None = None, chunk: int = _BY_RULES) -> float:
    """Record the events of an empty book through the rules, and return the seconds that took.

    Args:
        book: to record in.
        plan: of the book.
        upto: stop at so many events; None: at the end.
        chunk: commands of a transaction.
    """
    newest = 0

    def rows() -> Iterator[_Row]:
        nonlocal newest
        for row, number in commands(plan, upto):
            newest = number
            yield row

    service = Service(book, clock=lambda: plan.recorded_at(newest))
    started = time.perf_counter()
    for _ in service.execute_all(rows(), chunk=chunk):
        pass
    return time.perf_counter() - started


def block_rows(work: Block) -> list[StoredRow]:
    """Return the rows of a whole block, as the rules would have led to them.

    Args:
        work: the plan, the number of the block, and the versions of the agreements before it.
    """
    plan, block, before = work
    versions = dict(before)
    nonces = os.urandom(16 * plan.block).hex()
    rows = []
    for place, drawn in enumerate(plan.drawn(block)):
        stream = agreement_stream(f"a{drawn.agreement}")
        versions[stream] += 1
        envelope = Envelope(
            recorded_at=plan.recorded_at(drawn.number),
            actor=_ME.actor,
            assurance=_ME.assurance,
            reason=_ME.reason,
            evidence=(),
            key=None,
            command_sha256=None,
            causation=None,
            nonce=nonces[place * 32 : place * 32 + 32],
            data=drawn.fact(),
        )
        recorded = Recorded(
            position=drawn.number + 1,
            originator_id=stream,
            originator_version=versions[stream],
            envelope=envelope,
        )
        rows.append(row_of(recorded))
    return rows


def blocks(book: Book, plan: Plan) -> Iterator[Block]:
    """Yield what is left to make of a book, block by block."""
    found = book.connection.execute(
        "SELECT originator_id, MAX(originator_version) FROM stored_events"
        " WHERE originator_id LIKE 'agreement/%' GROUP BY originator_id"
    )
    versions = dict(found)
    for block in range(book.head() // plan.block, -(-plan.events // plan.block)):
        yield plan, block, versions
        versions = {
            stream: version + plan.block // AGREEMENTS for stream, version in versions.items()
        }


def make(path: Path, events: int, order: str = KEPT, block: int = BLOCK) -> float:
    """Make a book, or go on with one, and return how many seconds that took.

    Raises:
        ValueError: the book that is there was interrupted in its first block, or is another one.
    """
    plan, started = Plan(events, order, block=block), time.perf_counter()
    if not path.exists():
        create_book(path)
    with closing(open_book(path)) as book:
        if not book.head():
            by_rules(book, plan, min(events, block))
        if book.head() < events:
            if book.head() % block:
                raise ValueError(f"{path} was interrupted in its first block, or is another book")
            _append_all(book, blocks(book, plan))
    return time.perf_counter() - started


def _append_all(book: Book, blocks: Iterator[Block]) -> None:
    """Append blocks, each in a transaction, while others are made."""
    context = multiprocessing.get_context("spawn")
    workers = max(1, (os.cpu_count() or 1) - 1)
    with ProcessPoolExecutor(workers, mp_context=context) as pool, in_bulk():
        ahead = deque(pool.submit(block_rows, x) for x in itertools.islice(blocks, workers + 1))
        while ahead:
            rows = ahead.popleft().result()
            ahead += [pool.submit(block_rows, x) for x in itertools.islice(blocks, 1)]
            with book.writing():
                for start in range(0, len(rows), AT_A_TIME):
                    book.append(rows[start : start + AT_A_TIME], ())


if __name__ == "__main__":
    count = int(sys.argv[2])
    seconds = make(Path(sys.argv[1]), count, *sys.argv[3:])
    print(f"{count} events in {seconds:.2f} s: {count / seconds:.0f}/s")
