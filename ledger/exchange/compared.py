"""What is compared with files of other programs: rows that have a route, and the book's money.

A row of a statement that names something in the book, by the bank's reference or by the name that
this program gave a payment, needs no route.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import msgspec

from events import facts as f
from events.importing import row_key
from events.money import PLACES
from events.period import Period
from events.requesting import Requests
from ledger.exchange.book_money import SERIES, Posted, money_in
from ledger.exchange.end_to_end import request_of
from ledger.exchange.open_data import Material
from ledger.exchange.pairing import NEAR, Here, Name, Place, There, voucher_name
from ledger.exchange.reconciling import Compared, compare
from ledger.exchange.refusals import NoRoutes, RowDecimals, RowOfOtherCurrency
from ledger.exchange.routing import Router, Target
from ledger.exchange.rows import Row
from ledger.refusal import LedgerError

if TYPE_CHECKING:
    from ledger.exchange.reading import File

_MONEY = frozenset({"disbursement", "internal-cost", "repayment"})
_CAMT = "camt"


class Part(msgspec.Struct):
    """A part of a file: how many rows, and their sums, by the currency that rows name, if any."""

    rows: int = 0
    sums: dict[str, Decimal] = {}

    def add(self, row: Row) -> None:
        """Add a row."""
        self.rows += 1
        currency = row.currency or ""
        self.sums[currency] = self.sums.get(currency, Decimal(0)) + (row.amount or 0)


class Parts(msgspec.Struct):
    """What a file has. Each row is in one part.

    Attributes:
        compared: rows of the period.
        outside: rows of other days, which may explain a difference.
        elsewhere: rows that nothing in the book asks for.
        unread: rows that cannot be compared, each with its number and why.
    """

    compared: Part
    outside: Part
    elsewhere: Part
    unread: list[tuple[int, LedgerError]]


class Reconciled(msgspec.Struct, frozen=True, kw_only=True):
    """What came of comparing files with a book.

    Attributes:
        found: the comparison.
        parts: of each file.
        here, there: the sums of the period in the book and in the files, by currency.
        left_out: internal costs of the period that were not compared: how many, and their sum, by
            currency. A bank knows none, and other programs only where a route leads to them.
        at: the last event that was compared.
    """

    found: Compared
    parts: list[Parts]
    here: Counter[str]
    there: Counter[str]
    left_out: dict[str, tuple[int, int]]
    at: int

    @property
    def agrees(self) -> bool:
        """Whether there is no difference, and nothing that could not be compared."""
        return not self.found.differences and not any(x.unread for x in self.parts)


class _Belongs(NamedTuple):
    """Where a row belongs, and whether its name alone says so."""

    place: Place
    is_anywhere: bool


def reconcile(material: Material, files: Sequence[File], period: Period) -> Reconciled:
    """Compare a period of a book with files.

    Args:
        material: what the book says, of one agreement or of all.
        files: that are one whole together.
        period: by the day of the posting.

    Raises:
        Refused: the book has no routes, so that no row could be compared.
    """
    routes = material.projection.imports.standing_routes()
    is_bank = all(file.reading.understood.format == _CAMT for file in files)
    if not routes and not is_bank:
        raise NoRoutes
    units = _units(material)
    ways = [(x.fact.agreement or "", x.fact.line, x.fact.account) for x in routes]
    accounts = _accounts(ways, units)
    led_to = {(agreement, units.get((agreement, line or ""))) for agreement, line, _ in ways}
    money, left_out = list[Posted](), dict[str, tuple[int, int]]()
    near = partial(_is_near, period=period)
    for posted in money_in(material.events, material.projection, near):
        if posted.is_internal and (is_bank or (posted.agreement, posted.unit) not in led_to):
            if period.starts <= posted.day <= period.ends:
                count, minor = left_out.get(posted.currency, (0, 0))
                left_out[posted.currency] = count + 1, minor + posted.minor
        else:
            money.append(posted)
    here = [_here(x, material.projection.agreements[x.agreement].requests) for x in money]
    rows = _Rows(material, here, units, Router((x.position, x.fact) for x in routes), period)
    parts = [rows.read(number, file) for number, file in enumerate(files)]
    found = compare(here, rows.there, period, accounts)
    return Reconciled(
        found=found,
        parts=parts,
        here=_sums(here, period),
        there=_sums(rows.there, period),
        left_out=left_out,
        at=material.at,
    )


def _sums(items: Iterable[Here | There], period: Period) -> Counter[str]:
    sums = Counter[str]()
    for item in items:
        if period.starts <= item.day <= period.ends:
            sums[item.currency] += item.minor
    return sums


def _is_near(day: date, period: Period) -> bool:
    """Return whether money of a day can have to do with a period: with its year, or near it."""
    return day.year == period.year or period.starts - NEAR <= day <= period.ends + NEAR


def _units(material: Material) -> dict[Place, str]:
    """Return what is compared as one: the activity of a line, or the line; and of an activity."""
    found: dict[Place, str] = {}
    for agreement, document in material.agreements.items():
        for line, own in document.lines.items():
            unit = getattr(own.proposed, "activity", None) or line
            found[agreement, line] = found[agreement, unit] = unit
    return found


def _accounts(
    routes: Iterable[tuple[str, str | None, str | None]], units: Mapping[Place, str]
) -> dict[Place, str]:
    """Return the account of each line to which routes lead from one account alone."""
    found: dict[Place, set[str]] = {}
    for agreement, line, account in routes:
        unit = units.get((agreement, line or ""))
        if unit is not None:
            found.setdefault((agreement, unit), set()).add(account or "")
    return {place: own.pop() for place, own in found.items() if len(own) == 1}


def _here(posted: Posted, requests: Requests) -> Here:
    envelope, day = posted.recorded.envelope, posted.day
    of_key = _names_of(envelope.key)
    names: list[Name] = []
    if not (posted.reverses and of_key):  # else it has a voucher of its own
        # A repayment has none; what takes it back belongs to it.
        whole = ("event", str(posted.reverses or posted.position))
        names.append(voucher_name(posted.voucher, day) if posted.voucher else whole)
    names += of_key
    # What was exported to the other program has its position as number there.
    names.append(voucher_name(f"{SERIES} {posted.position}", day))
    if posted.bank_reference and posted.reverses is None:
        names.append(("bank", _plain(posted.bank_reference)))
    # A row of a file is caused by the reading of it, as all others of that file are.
    if envelope.causation in requests:
        names.append(("request", str(envelope.causation)))
    is_payment = isinstance(posted.recorded.fact, f.DisbursementRecorded | f.InternalCostRecorded)
    return Here(
        position=posted.position,
        agreement=posted.agreement,
        line=posted.unit,
        day=day,
        minor=posted.minor,
        currency=posted.currency,
        voucher=posted.voucher or posted.bank_reference or "",
        names=tuple(names),
        reverses=posted.reverses,
        is_nameless=not is_payment and not of_key,
    )


def _plain(reference: str) -> str:
    return reference.strip().casefold()


def _names_of(key: str | None) -> list[Name]:
    """Return the names that the row of an import had, by the key of its event."""
    said = row_key(key)
    if said is None or not said.year.isdigit():
        return []
    name = voucher_name(f"{said.series} {said.voucher}", date(int(said.year), 1, 1))
    return [name] if said.series else [name, ("bank", _plain(f"{said.source}/{said.voucher}"))]


class _Rows:
    """Reads the rows of files, and finds where they belong.

    Attributes:
        there: the rows that are compared, or may explain a difference.
    """

    def __init__(
        self,
        material: Material,
        here: Iterable[Here],
        units: Mapping[Place, str],
        router: Router,
        period: Period,
    ) -> None:
        self._material, self._units, self._router = material, units, router
        self._period = period
        self._known: dict[Name, Place] = {}
        for entry in here:
            for name in entry.names:
                self._known.setdefault(name, (entry.agreement, entry.line))
        ordered = material.projection.imports.ordered()
        self._requests = {
            position: agreement
            for agreement, document in material.agreements.items()
            for position in document.requests
            if position in ordered
        }
        self.there: list[There] = []

    def read(self, number: int, file: File) -> Parts:
        """Take the rows of a file in."""
        parts = Parts(Part(), Part(), Part(), [])
        is_sie = file.reading.understood.format == "sie"
        for row in file.reading.rows():
            names = self._names(row)
            belongs = self._belongs(row, names, is_sie=is_sie)
            if belongs is None:
                parts.elsewhere.add(row)
            elif isinstance(belongs, LedgerError):
                parts.unread.append((row.number, belongs))
            else:
                made = self._there(number, row, names, belongs)
                if isinstance(made, LedgerError):
                    parts.unread.append((row.number, made))
                    continue
                is_inside = self._period.starts <= made.day <= self._period.ends
                (parts.compared if is_inside else parts.outside).add(row)
                self.there.append(made)
        return parts

    def _names(self, row: Row) -> tuple[Name, ...]:
        if row.day is None:
            return ()
        if row.voucher:
            return (voucher_name(f"{row.series} {row.voucher}", row.day),)
        names: list[Name] = []
        if row.payment and (asked := request_of(row.payment, self._requests)):
            names.append(("request", str(asked[1])))
        if row.reference:
            names.append(("bank", _plain(row.reference)))
            own, _, index = row.reference.partition("/")[2].rpartition("/")
            if index == "1" and own:  # the bank's own reference of a single transaction
                names.append(("bank", _plain(own)))
        if not names and row.invoice:
            names.append(voucher_name(row.invoice, row.day))
        return tuple(names)

    def _belongs(
        self, row: Row, names: Sequence[Name], *, is_sie: bool
    ) -> _Belongs | LedgerError | None:
        """Return where a row belongs; None: nowhere in what is compared."""
        if not row.voucher:
            for name in names:
                if name in self._known:
                    return row.problem or _Belongs(self._known[name], is_anywhere=True)
                if name[0] == "request" and (place := self._asked_for(int(name[1]))):
                    return row.problem or _Belongs(place, is_anywhere=False)
        accounts = self._router.names_accounts
        if is_sie and accounts and row.account not in accounts:
            return None
        target = self._router.target(row)
        if isinstance(target, LedgerError):
            if target.code != "route-missing":
                return target
            is_told = row.account or row.organisation_number or row.text or row.payee
            return None if is_told or row.problem is None else row.problem
        place = self._place(target)
        if place is None or target.records not in _MONEY:
            return None
        return row.problem or _Belongs(place, is_anywhere=False)

    def _asked_for(self, request: int) -> Place | None:
        """Return the line whose payment a request asks for; None: no such request is compared."""
        agreement = self._requests.get(request)
        if agreement is None:
            return None
        line = self._material.agreements[agreement].requests[request].fact.line
        return agreement, self._units.get((agreement, line), line)

    def _place(self, target: Target) -> Place | None:
        unit = self._units.get((target.agreement, target.line or ""))
        return None if unit is None else (target.agreement, unit)

    def _there(
        self, number: int, row: Row, names: tuple[Name, ...], belongs: _Belongs
    ) -> There | LedgerError:
        agreement, line = belongs.place
        own = self._material.currency(agreement)
        currency = row.currency or own
        if currency not in PLACES:
            return RowOfOtherCurrency(currency=currency, wanted=own, agreement=agreement)
        assert row.day is not None
        assert row.amount is not None
        exact = row.amount.scaleb(PLACES[currency])
        if exact != int(exact):
            return RowDecimals(amount=row.amount, currency=currency)
        told = row.payment or (row.reference or "").partition("/")[2] or row.invoice
        return There(
            file=number,
            row=row.number,
            agreement=agreement,
            line=line,
            day=row.day,
            minor=int(exact),
            currency=currency,
            account=row.account or (row.reference or "").partition("/")[0],
            voucher=f"{row.series} {row.voucher}".strip() or told,
            names=names,
            bare=voucher_name(row.voucher, row.day) if row.series and row.voucher else (),
            is_anywhere=belongs.is_anywhere,
        )
