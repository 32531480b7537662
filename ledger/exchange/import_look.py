"""A look through a file: where each row belongs, and which rows were recorded before.

It is true as long as the book does not go on.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from events import facts as f
from events.text import BadTextError, clean_text
from ledger.exchange.end_to_end import end_to_end_id, position_in
from ledger.exchange.import_keys import RecordedKeys
from ledger.exchange.importing import Maker, Prepared, Request, joined, key_begins
from ledger.exchange.other_side import OtherSide
from ledger.exchange.routing import NOTHING, Router, Target
from ledger.exchange.verdicts import ALREADY, ELSEWHERE, REFUSED, UNMATCHED, Verdicts
from ledger.refusal import LedgerError
from ledger.rules import commands as c

if TYPE_CHECKING:
    from ledger.exchange.rows import Reading, Row
    from ledger.work.bulk import Bulk

# What a row is told that has no place in the book; other reasons are refusals.
LOST = frozenset({"route-missing", "route-ambiguous", "credit-unmatched", "repayment-unmatched"})

_MOST, _PLACES = Decimal(10) ** 18, 6


class ReadFile(NamedTuple):
    """A file that is imported.

    Attributes:
        name: without folders.
        sha256: of its bytes.
        map: the name of the map that it was read with; None: none.
        source: the program or account that it is from; empty: nobody says.
    """

    name: str
    sha256: str
    reading: Reading
    map: str | None
    source: str


class Look:
    """What a look through a file found, on one state of the book.

    Attributes:
        head: the newest event then.
        fails: whether there are rows that will not be recorded.
        is_needed: whether anything is to be recorded.
        takes_back: whether there is money that comes back among it.
        elsewhere, elsewhere_sum: the postings that no route asks for.
        sought: agreement, line and minor units of each credit.
        seen: what rows look alike to the rules: those that were recorded.
        keys: that were taken before, and are taken now.
        other_side: the entries that rows may be, as the ledger or the bank has told of them before.
    """

    def __init__(
        self,
        bulk: Bulk,
        file: ReadFile,
        verdicts: Verdicts,
        worded: Callable[[LedgerError], str],
    ) -> None:
        self._bulk, self._file, self._verdicts, self._worded = bulk, file, verdicts, worded
        self._is_sie = file.reading.understood.format == "sie"
        self.head = bulk.head
        imports = bulk.of_book().imports
        self._router = Router((x.position, x.fact) for x in imports.standing_routes())
        self._ordered = imports.ordered()
        self._newest = imports.newest_of(file.sha256)
        self.keys = RecordedKeys(bulk.book)
        self.seen: set[int] = set()
        self.sought: set[tuple[str, str, int]] = set()
        self.fails = self.is_needed = self.takes_back = False
        self.elsewhere, self.elsewhere_sum = 0, Decimal(0)
        self._left: list[c.LeftRow] = []
        self._left_count = self._count = 0
        self._sum = Decimal(0)
        self._requests: dict[int, Request | None] = {}
        self._leftovers: dict[str, list[int]] = {}
        self._matched: set[int] | None = None
        self.other_side = OtherSide(bulk.book, bulk.agreement, bulk.head, key_begins(file.source))
        self.renew(bulk)

    def renew(self, bulk: Bulk) -> None:
        """Go on in another transaction, which finds the same book."""
        self._bulk, self._maker = bulk, Maker(bulk, self._file.source)
        self.other_side.renew(bulk.book, bulk.agreement)

    def count(self, rows: int, amount: Decimal) -> None:
        """Take the rows and their sum as the reader has counted them."""
        self._count, self._sum = rows, amount

    def through(self, *, partly: bool) -> None:
        """Look through the file; rows of which something is told already stay as they are.

        Args:
            partly: whether what passes is recorded although other rows do not.
        """
        verdicts, kinds = self._verdicts, self._verdicts.kinds
        is_first, new = not kinds, 0
        for at, row in enumerate(self._file.reading.rows()):
            if is_first:
                verdicts.begin(row.number)
            found = self.found(row)
            if found is None:
                verdicts.tell(at, ELSEWHERE)
                self.elsewhere += 1
                self.elsewhere_sum += row.amount or 0
                continue
            self._count += 1
            self._sum += row.amount or 0
            if isinstance(found, LedgerError):
                self._leave(at, row, found)
            elif position := self.keys.position(found.prefix, found.content):
                if not kinds[at]:
                    verdicts.tell(at, ALREADY, position)
                self.seen.add(found.like)
            elif not kinds[at]:
                new += 1
                self.takes_back = self.takes_back or found.command is None
                if found.records == "credit":
                    self.sought.add((found.agreement, found.line, found.minor))
        self.is_needed = new > 0 or (partly and self.leaves_others)

    def found(self, row: Row) -> Prepared | LedgerError | None:
        """Return what a row becomes, or why nothing; None: it is no row of the import."""
        if row.problem is not None:
            return row.problem
        if row.payment is not None and (request := self._request(row.payment)) is not None:
            return self._maker.of_request(row, request)
        named = self._router.names_accounts
        if self._is_sie and named and row.account not in named:
            return None
        target = self._router.target(row)
        if isinstance(target, Target):
            return None if target.records == NOTHING else self._maker.make(row, target)
        if self._is_sie and not named and target.code == "route-missing":
            return None
        return target

    def _request(self, end_to_end: str) -> Request | None:
        """Return the request that this program has named a payment after; None: it has not."""
        position = position_in(end_to_end)
        if position is None or position not in self._ordered:
            return None  # another book's request may have the same place and name
        if position not in self._requests:
            event = self._bulk.event(position)
            fact, found = event.fact if event else None, None
            if event and event.agreement and isinstance(fact, f.PaymentRequested):
                found = Request(event.agreement, position, fact.line, fact.budget_year, fact.payee)
            self._requests[position] = found
        request = self._requests[position]
        if request is None or end_to_end_id(request.agreement, position) != end_to_end:
            return None
        return request

    def _leave(self, at: int, row: Row, error: LedgerError) -> None:
        """Note that a row is not recorded, and why."""
        is_lost = error.code in LOST
        if not self._verdicts.kinds[at]:
            said = (error.code, self._worded(error))
            self._verdicts.tell(at, UNMATCHED if is_lost else REFUSED, 0, said)
        self.fails = True
        if is_lost or row.problem is not None:
            self._count_left(row, error)

    def _count_left(self, row: Row, error: LedgerError) -> None:
        self._left_count += 1
        if len(self._left) < f.MAX_UNMATCHED:
            left = c.LeftRow(
                row=row.number,
                day=row.day,
                amount=None if row.amount is None else _total(row.amount),
                voucher=_kept(joined(row.series, row.voucher)),
                account=_kept(row.account),
                code=error.code,
            )
            self._left.append(left)

    def foresee(self, lost: Sequence[tuple[Row, LedgerError]]) -> None:
        """Take in which money that comes back will have no place.

        It is decided after all other rows, and what was read is said before any of them.
        """
        for row, error in lost:
            self._count_left(row, error)
        self._left.sort(key=lambda x: x.row)

    @property
    def leaves_others(self) -> bool:
        """Whether other rows are left out than the book knows of this file."""
        if self._newest is None:
            return self._left_count > 0
        fact = self._newest.fact
        told = [(x.row, x.code) for x in fact.unmatched]
        left = [(x.row, x.code) for x in self._left]
        return (fact.unmatched_count, told) != (self._left_count, left)

    def leftover(self, prefix: str) -> int:
        """Return an event of a voucher that no row of the file is, and use it up; 0: there is none.

        What was taken back is nothing that a row could collide with.
        """
        if prefix not in self._leftovers:
            if self._matched is None:
                self._matched = self._verdicts.matched()
            self._leftovers[prefix] = [
                at
                for at in self.keys.of_voucher(prefix)
                if at <= self.head and at not in self._matched and self._stands(at)
            ]
        found = self._leftovers[prefix]
        return found.pop(0) if found else 0

    def _stands(self, position: int) -> bool:
        event = self._bulk.event(position)
        state = self._bulk.agreement(event.agreement) if event and event.agreement else None
        return state is None or position not in state.reversed

    def reading(self, *, partly: bool) -> c.ReadImport:
        """Return the command that says what was read."""
        said, totals = self._file.reading.understood, self._file.reading.totals
        return c.ReadImport(
            file=_kept(self._file.name) or "-",
            sha256=self._file.sha256,
            format=said.format,  # type: ignore[arg-type]  # one of these
            encoding=said.encoding,
            map=self._file.map,
            source=_kept(self._file.source),
            row_count=self._count,
            sum=_total(self._sum) or Decimal(0),
            first_day=totals.first,
            last_day=totals.last,
            partly=partly,
            unmatched=tuple(self._left),
            unmatched_count=self._left_count,
        )


def _total(amount: Decimal) -> Decimal | None:
    """Return an amount as an event keeps it; None: no payment is that large."""
    if not abs(amount) < _MOST:
        return None
    exponent = amount.as_tuple().exponent
    rounded = (
        round(amount, _PLACES) if isinstance(exponent, int) and exponent < -_PLACES else amount
    )
    return Decimal(f"{rounded or abs(rounded):f}")


def _kept(text: str) -> str | None:
    """Return a text as an event keeps it; None: there is none, or it cannot be kept."""
    try:
        return clean_text(text)
    except BadTextError:
        return None
