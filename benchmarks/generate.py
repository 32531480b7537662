"""Make a book of generated events through the rules, with a fixed seed.

    generate.py PATH EVENTS

400 lines in 40 agreements, 12 boards, 60 parties, three years. All of it is invented.
"""

from __future__ import annotations

import itertools
import os
import random
import sys
import time
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from ledger.books.opening import open_book
from ledger.proof.evidence import create_book
from ledger.rules import commands as c
from ledger.work.recording import Service
from ledger.work.submission import Signature

BOARDS, PARTIES, AGREEMENTS, LINES = 12, 60, 40, 10
YEARS = (2023, 2024, 2025)
AMOUNT = 10**12  # large enough for every payment
_ME = Signature(actor="benchmark", reason="generated")
_VOUCHERS = itertools.count()
_Row = tuple[c.AnyCommand, Signature]


def rows(events: int, seed: int = 1) -> Iterator[_Row]:
    """Yield commands that lead to that many events."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    made = 0
    for row, count in _setup():
        yield row
        made += count
    for number in range(made, events):
        yield _payment(chance, number), _ME


def _setup() -> Iterator[tuple[_Row, int]]:
    for number in range(PARTIES):
        kind = "board" if number < BOARDS else "civil"
        entity = "city" if number < BOARDS else None
        command = c.RegisterParty(
            party=f"p{number}", name=f"Party {number}", kind=kind, legal_entity=entity
        )
        yield (command, _ME), 1
    for number in range(AGREEMENTS):
        yield (_proposal(number), _ME), 1 + LINES
        day = date(2022, 12, 1)
        ident = f"a{number}"
        for board in _boards(number):
            approval = c.ApproveCommitment(
                agreement=ident, board=board, decision="§ 1", decided_on=day
            )
            yield (approval, _ME), sum(_funder(number, x) == board for x in range(LINES))
        yield (c.ConcludeAgreement(agreement=ident, decision="§ 2", decided_on=day), _ME), 1


def _funder(agreement: int, line: int) -> str:
    return f"p{(agreement + line % 3) % BOARDS}"


def _performer(agreement: int, line: int) -> str:
    return f"p{BOARDS + (agreement * LINES + line) % (PARTIES - BOARDS)}"


def _boards(agreement: int) -> list[str]:
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
    signatories = dict.fromkeys([*_boards(number), *(line.performer for line in lines)])
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


def _payment(chance: random.Random, number: int) -> c.AnyCommand:
    agreement, line = chance.randrange(AGREEMENTS), chance.randrange(LINES)
    day = date(YEARS[0], 1, 1) + timedelta(days=chance.randrange(365 * len(YEARS)))
    ident, kind = f"a{agreement}", chance.random()
    amount = chance.randrange(100, 5_000_000)
    if kind < 0.85:  # noqa: PLR2004 - shares of the kinds
        return c.RecordDisbursement(
            agreement=ident,
            line=f"L{line}",
            budget_year=day.year,
            amount_minor=amount,
            paid_on=day,
            voucher=f"V{number}",
        )
    if kind < 0.95:  # noqa: PLR2004
        return c.RecordUse(
            agreement=ident,
            line=f"L{line}",
            budget_year=day.year,
            amount_minor=amount,
            reported_on=day,
            report=f"R{number}",
        )
    return c.RecordInKind(
        agreement=ident,
        party=_performer(agreement, line),
        kind="volunteer",
        unit="h",
        quantity=Decimal(chance.randrange(1, 400)) / 4,
        unit_value_minor=22_000,
        performed_on=day,
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


def make(path: Path, events: int) -> float:
    """Make the book and return how many seconds recording took."""
    create_book(path)
    service = Service(open_book(path))
    wanted = list(rows(events))
    started = time.perf_counter()
    for _ in service.execute_all(wanted, chunk=10_000):
        pass
    return time.perf_counter() - started


if __name__ == "__main__":
    count = int(sys.argv[2])
    seconds = make(Path(sys.argv[1]), count)
    print(f"{count} events in {seconds:.2f} s: {count / seconds:.0f}/s")
