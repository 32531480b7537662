"""What a row of a file becomes: a command, with the key under which it is recorded once.

Pure: the states of the book are arguments. A row and the place that its route leads to make a
command that says nothing of the file: so the same rows in another encoding, order or form are the
same commands. Money that comes back names an entry or a claim that is looked for in the book; what
such a row is about is its ``content`` until then.

A key is ``imp:SOURCE:YEAR:SERIES:VOUCHER:NUMBER``. The number tells rows of one voucher apart.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

import msgspec

from events import facts as f
from events.importing import KEY
from events.money import PLACES
from events.record import Evidence, Recorded
from events.text import BadTextError, clean_text, has_unseen
from ledger.exchange.refusals import (
    WHY,
    PayeeUnknown,
    RowAmountUnread,
    RowBadText,
    RowDayUnread,
    RowDecimals,
    RowMoneyOut,
    RowOfOtherCurrency,
    RowWithoutQuantity,
    RowWithoutVoucher,
)
from ledger.exchange.routing import Target
from ledger.exchange.rows import Row
from ledger.refusal import LedgerError, Refused
from ledger.rules import commands as c
from ledger.rules.refusals.agreements import UnknownAgreement
from ledger.rules.refusals.importing import UnknownPledgeOfRoute
from ledger.rules.state import AgreementState, LineState, PartiesState

INVOICE = "invoice:"  # before the number of an invoice, in the evidence of an entry
_PLAIN = re.compile(r"[\w.,/+()&-][\w.,/+()& -]{0,63}(?<! )", re.ASCII)
_LONGEST = 80  # letters of a source in a key
_MARKS = str.maketrans({"%": "%25", ":": "%3A"})


class Known(Protocol):
    """What the book says at present."""

    def agreement(self, name: str) -> AgreementState | None:
        """Return an agreement; None: there is none of that id."""

    def parties(self) -> PartiesState:
        """Return the parties."""

    def known_agreements(self) -> tuple[str, ...]:
        """Return the ids of all agreements."""


class Prepared(msgspec.Struct, frozen=True, gc=False):
    """What a row becomes.

    Attributes:
        command: None: money that comes back, on an entry or a claim that is still to be found.
        prefix: of its key, up to the number.
        content: digest of the command, or what money that comes back is about. Rows with the same
            prefix and content are the same.
        like: a hash that rows share which look alike to the rules; 0: the rules do not compare it.
        evidence: of its events.
        agreement, line: that it is about; empty: none.
        minor: the amount, above zero, in minor units.
        voucher: as the book writes it.
        records: as its route says; ``credit``: it takes an entry back.
        paid: the request whose payment comes back, as the bank says; 0: it says none.
        reference: of the bank, of money that comes back; None: none.
    """

    command: c.AnyCommand | None
    prefix: str
    content: str
    like: int = 0
    evidence: tuple[Evidence, ...] = ()
    agreement: str = ""
    line: str = ""
    minor: int = 0
    voucher: str = ""
    records: str = ""
    paid: int = 0
    reference: str | None = None


class Request(NamedTuple):
    """The request that a row of a statement pays, or whose payment comes back.

    Attributes:
        position: its own.
    """

    agreement: str
    position: int
    line: str
    budget_year: int
    payee: str


class Maker:
    """Makes commands of rows, on the states of one moment.

    Args:
        known: the book.
        source: the program or account that the file is from.
    """

    def __init__(self, known: Known, source: str) -> None:
        self._known = known
        self._source = _name_of(source)
        self._places: dict[Target, _Place | LedgerError] = {}
        self._numbers: dict[str, tuple[str, ...]] | None = None

    def make(self, row: Row, target: Target) -> Prepared | LedgerError:
        """Return what a row becomes, or why it becomes nothing."""
        place = self._places.get(target)
        if place is None:
            place = self._places[target] = self._place(target)
        if isinstance(place, LedgerError):
            return place
        if row.day is None:
            return RowDayUnread(row=row.number, text="")
        try:
            if target.pledge is not None:
                return self._in_kind(row, target, place)
            return self._money(row, target, place)
        except Refused as error:
            return error

    def of_request(self, row: Row, request: Request) -> Prepared | LedgerError:
        """Return what a row becomes that the bank names a payment of this book in."""
        target = Target(request.agreement, request.line, None, "disbursement", 0)
        place = self._places.get(target) or self._place(target)
        if isinstance(place, LedgerError):
            return place
        self._places[target] = place
        if row.day is None:
            return RowDayUnread(row=row.number, text="")
        try:
            minor = place.minor(row)
            voucher, prefix = self._voucher(row)
            reference = None if row.reference is None else _clean(row.reference)
            if minor < 0:
                return _back(place, row, -minor, prefix, voucher, request.position)
        except Refused as error:
            return error
        command = c.RecordDisbursement(
            agreement=request.agreement,
            line=request.line,
            budget_year=request.budget_year,
            amount_minor=minor,
            paid_on=row.day,
            voucher=voucher,
            payee=request.payee,
            bank_reference=reference,
            request=request.position,
            outside_term=True,  # three persons have seen to it, and the bank has paid it
        )
        like = _like(request.agreement, request.line, voucher, row.day, minor)
        return Prepared(
            command,
            prefix,
            c.digest(command),
            like,
            (),
            request.agreement,
            request.line,
            minor,
            voucher,
            "disbursement",
        )

    def _place(self, target: Target) -> _Place | LedgerError:
        state = self._known.agreement(target.agreement)
        if state is None or state.proposed is None:
            known = list(self._known.known_agreements())
            return UnknownAgreement(agreement=target.agreement, known=known)
        currency = state.proposed.currency
        line = state.lines.get(target.line or "")
        return _Place(target, state, line, currency, 10 ** PLACES.get(currency, 2), {})

    def _money(self, row: Row, target: Target, place: _Place) -> Prepared:
        minor, day = place.minor(row), row.day
        assert target.line is not None
        assert day is not None
        voucher, prefix = self._voucher(row)
        records, agreement, line = target.records, target.agreement, target.line
        evidence = _of_invoice(row.invoice) if row.invoice else ()
        if records == "repayment" and minor > 0:
            raise RowMoneyOut(amount=row.amount or Decimal(0), route=target.route)
        if minor < 0 and records in {"repayment", "disbursement", "internal-cost"}:
            return _back(place, row, -minor, prefix, voucher)
        command = self._entry(row, target, place, voucher)
        like = 0 if records == "use" else _like(agreement, line, voucher, day, minor)
        return Prepared(
            command,
            prefix,
            c.digest(command),
            like,
            evidence,
            agreement,
            line,
            minor,
            voucher,
            records,
        )

    def _entry(self, row: Row, target: Target, place: _Place, voucher: str) -> c.AnyCommand:
        """Return the command of a row of money that goes out, or was used."""
        minor, day, agreement, line = place.minor(row), row.day, target.agreement, target.line
        assert line is not None
        assert day is not None
        match target.records:
            case "use":
                return c.RecordUse(
                    agreement=agreement,
                    line=line,
                    budget_year=day.year,
                    amount_minor=minor,
                    reported_on=day,
                    report=voucher,
                )
            case "internal-cost":
                return c.RecordInternalCost(
                    agreement=agreement,
                    line=line,
                    budget_year=day.year,
                    amount_minor=minor,
                    booked_on=day,
                    voucher=voucher,
                )
            case _:
                payee = self._payee(row, place) if row.organisation_number else None
                return c.RecordDisbursement(
                    agreement=agreement,
                    line=line,
                    budget_year=day.year,
                    amount_minor=minor,
                    paid_on=day,
                    voucher=voucher,
                    payee=payee,
                    bank_reference=None if row.reference is None else _clean(row.reference),
                )

    def _in_kind(self, row: Row, target: Target, place: _Place) -> Prepared:
        quantity, day = row.quantity, row.day
        assert day is not None
        assert target.pledge is not None
        if quantity is None:
            raise RowWithoutQuantity
        pledge = place.state.pledges.get(target.pledge)
        if pledge is None:
            raise UnknownPledgeOfRoute(position=target.pledge)
        if row.voucher or row.reference or row.invoice:
            _, prefix = self._voucher(row)
        else:  # a time sheet numbers nothing: the rows of a day are told apart by what they say
            prefix = f"{KEY}{self._source}:{day.year}::%23{target.pledge} {day}:"
        command = c.RecordInKind(
            agreement=target.agreement,
            party=pledge.party,
            kind=pledge.kind,
            unit=pledge.unit,
            quantity=quantity,
            unit_value_minor=pledge.unit_value_minor,
            performed_on=day,
            pledge=target.pledge,
            description=_clean(row.text) if row.text else None,
        )
        return Prepared(
            command, prefix, c.digest(command), agreement=target.agreement, records="in-kind"
        )

    def _voucher(self, row: Row) -> tuple[str, str]:
        """Return the voucher of a row as the book writes it, and the prefix of the row's key."""
        assert row.day is not None
        year = row.day.year
        if row.voucher:
            number, series = _clean(row.voucher), _clean(row.series) if row.series else ""
            voucher = joined(series, number)
            if ":" in voucher or "%" in voucher:
                series, number = series.translate(_MARKS), number.translate(_MARKS)
            told = _clean(voucher) if voucher != row.voucher else voucher
            return told, f"{KEY}{self._source}:{year}:{series}:{number}:"
        if row.reference is not None:
            account, _, own = _clean(row.reference).translate(_MARKS).partition("/")
            told = _clean(row.payment or row.reference.partition("/")[2] or row.reference)
            return told, f"{KEY}{account}:{year}::{own}:"
        if row.invoice:
            voucher = _clean(row.invoice)
            return voucher, f"{KEY}{self._source}:{year}::%23{voucher.translate(_MARKS)}:"
        raise RowWithoutVoucher

    def _payee(self, row: Row, place: _Place) -> str:
        """Return the party that a row's organisation number is of: the line's performer, if it is.

        Raises:
            Refused: no party has it.
        """
        number, day = row.organisation_number, row.day
        assert number is not None
        assert day is not None
        line = place.line
        found = place.payees.get(number)
        if found is not None:
            return found
        having = self._having(number)
        if not having:
            assert place.target.line is not None
            raise PayeeUnknown(organisation_number=number, line=place.target.line)
        performer = None if line is None else line.performing_on(day).performer
        parties = self._known.parties().parties
        own = parties.get(performer or "")
        is_own = own is not None and (performer in having or own.legal_entity in having)
        payee = performer if is_own and performer else having[0]
        if line is None or not line.performers:
            place.payees[number] = payee
        return payee

    def _having(self, number: str) -> tuple[str, ...]:
        if self._numbers is None:
            numbers: dict[str, tuple[str, ...]] = {}
            for name, party in self._known.parties().parties.items():
                if party.organisation_number:
                    digits = party.organisation_number.replace("-", "")
                    numbers[digits] = (*numbers.get(digits, ()), name)
            self._numbers = numbers
        return self._numbers.get(number, ())


class _Place(NamedTuple):
    """Where a route leads, with what all its rows have in common."""

    target: Target
    state: AgreementState
    line: LineState | None  # None: an activity, or no line
    currency: str
    unit: int  # minor units in one
    payees: dict[str, str]  # organisation number -> party

    def minor(self, row: Row) -> int:
        """Return the amount of a row in minor units of the agreement's currency.

        Raises:
            Refused: it is in another currency, or has more decimals than there are.
        """
        if row.currency is not None and row.currency != self.currency:
            raise RowOfOtherCurrency(
                currency=row.currency, wanted=self.currency, agreement=self.target.agreement
            )
        amount = row.amount
        if amount is None:
            raise RowAmountUnread(row=row.number, text="")
        exact = amount * self.unit
        minor = int(exact)
        if minor != exact:
            raise RowDecimals(amount=amount, currency=self.currency)
        return minor


def _like(agreement: str, line: str, voucher: str, day: date, minor: int) -> int:
    """Return what payments of one file have in common that look like one another."""
    return hash((agreement, line, voucher, day, minor))


def _back(
    place: _Place, row: Row, minor: int, prefix: str, voucher: str, paid: int = 0
) -> Prepared:
    """Return what a row of money that comes back is about."""
    target = place.target
    assert target.line is not None
    evidence = _of_invoice(row.invoice) if row.invoice else ()
    records = "repayment" if target.records == "repayment" else "credit"
    content = f"{records} {target.agreement} {target.line} {minor} {row.day}"
    return Prepared(
        None,
        prefix,
        content,
        0,
        evidence,
        target.agreement,
        target.line,
        minor,
        voucher,
        records,
        paid,
        None if row.reference is None else _clean(row.reference),
    )


def _name_of(source: str) -> str:
    """Return what a source is called in keys: a long name by its SHA-256."""
    try:
        name = clean_text(source) if source else ""
    except BadTextError:
        name = source
    if len(name) > _LONGEST or has_unseen(name):
        return hashlib.sha256(name.encode(errors="replace")).hexdigest()[:16]
    return name.translate(_MARKS)


def key_begins(source: str) -> str:
    """Return how the keys begin of all rows of a source that have a voucher."""
    return f"{KEY}{_name_of(source)}:"


def joined(series: str, number: str) -> str:
    """Return a voucher as the book writes it: ``A17``; ``1-23`` if the series ends in a digit."""
    return f"{series}-{number}" if series[-1:].isdigit() else series + number


def _clean(text: str) -> str:
    if _PLAIN.fullmatch(text):  # nearly always
        return text
    try:
        return clean_text(text)
    except BadTextError as error:
        raise RowBadText(text=text[:80], why=WHY[error.code]) from None


def _of_invoice(invoice: str) -> tuple[Evidence, ...]:
    return (Evidence(reference=INVOICE + _clean(invoice), sha256=None),)


def content_of(recorded: Recorded) -> str | None:
    """Return the content of a row that was recorded as an event; None: the event has no key."""
    fact = recorded.fact
    agreement = recorded.agreement
    match fact:
        case f.EntryReversed(entry=f.DisbursementRecorded() | f.InternalCostRecorded() as entry):
            return f"credit {agreement} {entry.line} {entry.amount_minor} {fact.reversed_on}"
        case f.RepaymentReceived():
            return f"repayment {agreement} {fact.line} {fact.amount_minor} {fact.received_on}"
        case _:
            return recorded.envelope.command_sha256


class Credits:
    """The standing entries that credits may be about, by agreement, line and amount.

    Args:
        sought: agreement, line and minor units of each credit.
    """

    def __init__(self, sought: set[tuple[str, str, int]]) -> None:
        self.sought = sought
        self._found: dict[tuple[str, str, int], list[tuple[int, str, str]]] = {}

    def note(self, recorded: Recorded) -> bool:
        """Take an entry in, if a credit may be about it, and return whether it may."""
        fact = recorded.fact
        if not isinstance(fact, f.DisbursementRecorded | f.InternalCostRecorded):
            return False
        key = (recorded.agreement or "", fact.line, fact.amount_minor)
        if key not in self.sought:
            return False
        said = (x.reference for x in recorded.envelope.evidence)
        invoice = next((x for x in said if x.startswith(INVOICE)), "")
        self._found.setdefault(key, []).append((recorded.position, fact.voucher, invoice))
        return True

    def about(self, credit: Prepared, reversed_: Mapping[int, int]) -> list[int]:
        """Return the standing entries that a credit may be about."""
        key = (credit.agreement, credit.line, credit.minor)
        own = {x.reference for x in credit.evidence}
        return [
            at
            for at, voucher, invoice in self._found.get(key, ())
            if at not in reversed_ and (voucher == credit.voucher or invoice in own)
        ]


def reversal(credit: Prepared, position: int, day: date) -> c.ReverseEntry:
    """Return the command by which a credit takes an entry back."""
    reason = f"kredit/credit {credit.voucher}"
    return c.ReverseEntry(position=position, reason=reason, reversed_on=day)
