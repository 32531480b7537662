"""The demonstration: the real agreement, with invented payments that say so.

Every event after the proposal is invented, names an actor that begins with ``demo-`` and
has a reason that says that it is invented.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from decimal import Decimal
from importlib.resources import as_file, files

from events.record import Evidence
from ledger.books.book import Book
from ledger.exchange.agreement_file import read_agreement
from ledger.rules import commands as c
from ledger.work.recording import Service
from ledger.work.submission import Signature

AGREEMENT = "herrgarden"
_INVENTED = "påhittat för demonstrationen / invented for the demonstration"
_OFFICER, _CONTROLLER = "demo-ekonom", "demo-controller"
_Step = tuple[date, str, c.AnyCommand]


def record(book: Book) -> None:
    """Record the demonstration in an empty book, each event on its own invented day."""
    today = date.min

    def clock() -> datetime:
        return datetime.combine(today, time(9), UTC)

    service = Service(book, clock)
    for number, (day, actor, command) in enumerate(_steps(), 1):
        today = day
        evidence = (Evidence(reference=f"DEMO-{number:02}", sha256=None),)
        service.execute(command, Signature(actor=actor, reason=_INVENTED, evidence=evidence))


def proposal() -> c.ProposeAgreement:
    """Return the agreement as its file proposes it."""
    with as_file(files("ledger.demo") / "herrgarden.toml") as path:
        return read_agreement(path)


def _steps() -> Iterator[_Step]:
    yield date(2023, 11, 6), _OFFICER, proposal()
    yield from _decisions()
    yield from _payments_2024()
    yield from _contributions()
    yield from _follow_up()


def _decisions() -> Iterator[_Step]:
    for board, day, reference in (
        ("fritidsnamnden", date(2023, 11, 20), "DEMO-FRN § 1"),
        ("kulturnamnden", date(2023, 11, 23), "DEMO-KUN § 1"),
        ("kommunstyrelsen", date(2023, 12, 6), "DEMO-KS § 1"),
    ):
        command = c.ApproveCommitment(
            agreement=AGREEMENT, board=board, decision=reference, decided_on=day
        )
        yield day, _OFFICER, command
    day = date(2023, 12, 6)
    concluded = c.ConcludeAgreement(agreement=AGREEMENT, decision="DEMO-KS § 2", decided_on=day)
    yield day, _OFFICER, concluded


def _paid(day: date, line: str, kronor: int, year: int | None = None) -> _Step:
    voucher = f"DEMO-{line}-{day:%y%m%d}"
    command = c.RecordDisbursement(
        agreement=AGREEMENT,
        line=line,
        budget_year=year or day.year,
        amount_minor=kronor * 100,
        paid_on=day,
        voucher=voucher,
        bank_reference=voucher + "-BANK",
    )
    return day, _OFFICER, command


def _internal(day: date, kronor: int) -> _Step:
    command = c.RecordInternalCost(
        agreement=AGREEMENT,
        line="L4",
        budget_year=day.year,
        amount_minor=kronor * 100,
        booked_on=day,
        voucher=f"DEMO-L4-{day:%y%m%d}",
    )
    return day, _OFFICER, command


def _payments_2024() -> Iterator[_Step]:
    for month in (1, 4, 7):
        yield _paid(date(2024, month, 25), "L1", 80_000)
        yield _paid(date(2024, month, 25), "L2", 178_750)
        if month == 1:
            yield _paid(date(2024, 2, 15), "L3", 75_000)
        yield _internal(date(2024, month + 2, 28), 25_000)
    yield _paid(date(2024, 10, 25), "L2", 98_750)
    # The payment was meant for TiF on L1; the error was found and corrected in February 2025.
    yield _paid(date(2024, 12, 15), "L2", 80_000)
    yield _internal(date(2024, 12, 20), 25_000)


def _contributions() -> Iterator[_Step]:
    day = date(2025, 1, 10)
    for party, kind, hours, value, method in (
        ("malmo-universitet", "competence", "212.5", 24_070, "timlön / hourly wage"),
        ("radda-barnen", "volunteer", "412.5", 22_000, "schablon / standard rate"),
    ):
        command = c.RecordInKind(
            agreement=AGREEMENT,
            party=party,
            kind=kind,  # type: ignore[arg-type]
            unit="h",
            quantity=Decimal(hours),
            unit_value_minor=value,
            performed_on=date(2024, 12, 20),
            method=method,
        )
        yield day, _OFFICER, command


def _follow_up() -> Iterator[_Step]:
    day = date(2025, 1, 15)
    for line, kronor in (("L1", 240_000), ("L2", 635_000)):
        yield day, _OFFICER, _used(line, kronor * 100, day)
    yield day, _OFFICER, _used("L3", 6_183_450, day)
    yield date(2025, 1, 20), _OFFICER, c.ClosePeriod(period="2024")
    yield _paid(date(2025, 1, 25), "L2", 178_750)
    day = date(2025, 2, 10)
    for command in (
        c.ReverseEntry(position=_MISTAKE, reason=_INVENTED, reversed_on=day),
        _paid(day, "L1", 80_000, 2024)[2],
    ):
        yield day, _OFFICER, command
    day = date(2025, 2, 12)
    command = c.ClaimRepayment(
        agreement=AGREEMENT,
        line="L3",
        budget_year=2024,
        amount_minor=1_316_550,
        due_on=date(2025, 3, 31),
        ground="oförbrukade medel / unspent funds",
        claimed_on=day,
    )
    yield day, _OFFICER, command
    for board, rate, reference in (
        ("fritidsnamnden", "2.7", "DEMO-FRN § 2"),
        ("kommunstyrelsen", "3.1", "DEMO-KS § 3"),
    ):
        day = date(2025, 3, 4)
        yield day, _OFFICER, _uplift(board, rate, reference, day)
    day = date(2025, 3, 20)
    repayment = c.RecordRepayment(
        agreement=AGREEMENT, claim=_CLAIM, amount_minor=1_000_000, received_on=day
    )
    yield day, _OFFICER, repayment
    yield day, _CONTROLLER, c.VerifyInKind(position=_COMPETENCE, verified_on=day)


def _used(line: str, minor: int, day: date) -> c.RecordUse:
    return c.RecordUse(
        agreement=AGREEMENT,
        line=line,
        budget_year=2024,
        amount_minor=minor,
        reported_on=day,
        report=f"DEMO-{line}-2024",
    )


def _uplift(board: str, rate: str, reference: str, day: date) -> c.ApplyUplift:
    return c.ApplyUplift(
        agreement=AGREEMENT,
        board=board,
        year=2025,
        rate_percent=Decimal(rate),
        decision=reference,
        decided_on=day,
    )


# Positions in the book after the steps above; a test holds them true.
_MISTAKE, _COMPETENCE, _CLAIM = 29, 31, 40
