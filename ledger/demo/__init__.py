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
from ledger.rules.entries import carried, referral, signing
from ledger.work.recording import Service
from ledger.work.submission import Signature

AGREEMENT, PROLONGATION = "herrgarden", "herrgarden-2026"
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


def proposal(agreement: str = AGREEMENT) -> c.ProposeAgreement:
    """Return an agreement as its file proposes it."""
    with as_file(files("ledger.demo") / f"{agreement}.toml") as path:
        return read_agreement(path)


def _steps() -> Iterator[_Step]:
    yield date(2023, 8, 21), _OFFICER, proposal()
    yield from _referral(AGREEMENT, date(2023, 8, 28), date(2023, 9, 29), "DEMO-KSAU § 1")
    yield from _decisions()
    yield from _signatures(AGREEMENT, date(2023, 12, 11))
    yield from _payments_2024()
    yield from _contributions()
    yield from _follow_up()
    yield from _changes()
    yield from _prolongation()


def _referral(agreement: str, day: date, answer_by: date, matter: str) -> Iterator[_Step]:
    """Yield what the executive committee does: it refers a proposal to the two other boards."""
    command = referral.ReferAgreement(
        agreement=agreement,
        to=("fritidsnamnden", "kulturnamnden"),
        answer_by=answer_by,
        matter=matter,
        referred_on=day,
        by="Kommunstyrelsens arbetsutskott",
    )
    yield day, _OFFICER, command


def _approved(board: str, day: date, decision: str, agreement: str = AGREEMENT) -> _Step:
    command = c.ApproveCommitment(
        agreement=agreement, board=board, decision=decision, decided_on=day
    )
    return day, _OFFICER, command


def _concluded(day: date, decision: str, agreement: str = AGREEMENT) -> _Step:
    command = c.ConcludeAgreement(agreement=agreement, decision=decision, decided_on=day)
    return day, _OFFICER, command


def _decisions() -> Iterator[_Step]:
    yield _approved("fritidsnamnden", date(2023, 9, 20), "DEMO-FRN § 1")
    yield _approved("kulturnamnden", date(2023, 9, 27), "DEMO-KUN § 1")
    day = date(2023, 10, 2)
    planned = referral.PlanDecision(
        agreement=AGREEMENT,
        body="kommunstyrelsen",
        matter="DEMO-STK-1",
        decides_on=date(2023, 12, 6),
        planned_on=day,
    )
    yield day, _OFFICER, planned
    yield _approved("kommunstyrelsen", date(2023, 12, 6), "DEMO-KS § 1")
    yield _concluded(date(2023, 12, 6), "DEMO-KS § 2")


def _signatures(agreement: str, day: date) -> Iterator[_Step]:
    """Yield that all signatories sign, and that who performs a line learns of the decision."""
    for party in proposal(agreement).signatories:
        command = signing.SignAgreement(agreement=agreement, party=party, signed_on=day)
        yield day, _OFFICER, command
    notified = signing.NotifyDecision(
        agreement=agreement,
        to=("tif", "radda-barnen", "rosengardsbiblioteket"),
        decision="DEMO-KS § 2" if agreement == AGREEMENT else "DEMO-KS § 7",
        notified_on=day,
    )
    yield day, _OFFICER, notified


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
    day = date(2025, 3, 4)
    yield day, _OFFICER, _uplift("kommunstyrelsen", "3.1", "DEMO-KS § 3", day)
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


def _uplift(
    board: str, rate: str, decision: str, day: date, booked_on: date | None = None
) -> c.ApplyUplift:
    return c.ApplyUplift(
        agreement=AGREEMENT,
        board=board,
        year=2025,
        rate_percent=Decimal(rate),
        decision=decision,
        decided_on=day,
        booked_on=booked_on,
    )


def _changes() -> Iterator[_Step]:
    """Yield what happens to an agreement in force: carry-over, a late decision, an amendment."""
    day = date(2025, 3, 26)
    carry_over = carried.CarryOver(
        agreement=AGREEMENT,
        line="L2",
        from_year=2024,
        to_year=2025,
        amount_minor=5_000_000,
        decision="DEMO-KS § 4",
        decided_on=day,
        booked_on=date(2025, 3, 26),
    )
    yield day, _OFFICER, carry_over
    yield date(2025, 4, 8), _OFFICER, c.ClosePeriod(period="2025-Q1")
    # The board decided in March. Its decision came when the quarter was closed.
    late = _uplift("fritidsnamnden", "2.7", "DEMO-FRN § 2", date(2025, 3, 19), date(2025, 4, 1))
    yield date(2025, 4, 10), _OFFICER, late
    day = date(2025, 4, 14)
    amendment = c.ProposeAmendment(
        agreement=AGREEMENT,
        amendment="T1",
        title="Fler möten / more meetings (påhittat / invented)",
        changes=(c.ProposedChange(line="L3", amounts_minor={2025: 9_000_000}),),
    )
    yield day, _OFFICER, amendment
    day = date(2025, 5, 7)
    approved = c.ApproveAmendment(
        agreement=AGREEMENT,
        amendment="T1",
        board="kommunstyrelsen",
        decision="DEMO-KS § 5",
        decided_on=day,
    )
    yield day, _OFFICER, approved
    concluded = c.ConcludeAmendment(
        agreement=AGREEMENT, amendment="T1", decision="DEMO-KS § 5", decided_on=day
    )
    yield day, _OFFICER, concluded


def _prolongation() -> Iterator[_Step]:
    """Yield the prolongation, which is an agreement of its own."""
    yield date(2025, 8, 25), _OFFICER, proposal(PROLONGATION)
    yield from _referral(PROLONGATION, date(2025, 9, 1), date(2025, 9, 30), "DEMO-KSAU § 2")
    for board, day, decision in (
        ("fritidsnamnden", date(2025, 9, 17), "DEMO-FRN § 3"),
        ("kulturnamnden", date(2025, 9, 24), "DEMO-KUN § 2"),
        ("kommunstyrelsen", date(2025, 12, 3), "DEMO-KS § 6"),
    ):
        yield _approved(board, day, decision, PROLONGATION)
    yield _concluded(date(2025, 12, 3), "DEMO-KS § 7", PROLONGATION)
    yield from _signatures(PROLONGATION, date(2025, 12, 8))


# Positions in the book after the steps above; a test holds them true.
_MISTAKE, _COMPETENCE, _CLAIM = 38, 40, 49
