"""What is read of a file: rows of money or of work, each with its place, and what was understood.

A format makes rows and nothing else. It knows no agreement and no book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from ledger.refusal import LedgerError

NO_OBJECTS: Mapping[str, str] = MappingProxyType({})


# A large file makes many of them, and none of them refers to itself: no work for the collector.
class Row(msgspec.Struct, frozen=True, gc=False):
    """One row.

    Attributes:
        number: of the row in the file, from 1, as an editor or a spreadsheet counts.
        day: of the posting or payment; None: the row says none.
        amount: in the currency's unit, above zero for money that left; None: the row says none.
        currency: ISO 4217; None: the row says none.
        series: of the voucher; empty: it has none.
        voucher: its number.
        payee: a name; it proves nothing.
        organisation_number: ten digits; None: none, or another kind of id.
        account: as the other program writes it.
        objects: dimension -> object: cost centre (``1``), project (``6``) and the like.
        invoice: of the supplier.
        text: free text.
        reference: of the bank, unique; None: none.
        payment: the id that this program wrote into a payment order; None: none.
        is_return: whether the money came back.
        problem: why the row cannot be used; None: it can.
        fields: the row as it stood, for a list of what was not taken.
        quantity: of work, in the unit of the file's column (hours); None: the row says none.
    """

    number: int
    day: date | None = None
    amount: Decimal | None = None
    currency: str | None = None
    series: str = ""
    voucher: str = ""
    payee: str = ""
    organisation_number: str | None = None
    account: str = ""
    objects: Mapping[str, str] = NO_OBJECTS
    invoice: str = ""
    text: str = ""
    reference: str | None = None
    payment: str | None = None
    is_return: bool = False
    problem: LedgerError | None = None
    fields: tuple[str, ...] = ()
    quantity: Decimal | None = None


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """What was understood of a file, to be shown before anything is recorded.

    Attributes:
        format: ``table``, ``ledger``, ``sie`` or ``camt``.
        encoding, delimiter, decimal_mark: of a text; None: the format has none, or none of its
            amounts has decimals.
        header: the number of the row with the names of the columns; None: there is none.
        columns: name in the file -> what it was taken for.
        unknown: the names of the columns that were taken for nothing.
        skipped: rows that are no rows of money (title rows, a sum), each with its number; at most
            1 000.
        source: whom or what the file is from: the company of SIE, the buyer of a ledger, the
            account of a statement, the program that a map names; empty: it says none.
        map: the name of the book's map that was used; None: none.
        extra: what else the format says of itself, such as the sheet or the program.
    """

    format: str
    encoding: str | None = None
    delimiter: str | None = None
    decimal_mark: str | None = None
    header: int | None = None
    columns: Mapping[str, str] = {}
    unknown: tuple[str, ...] = ()
    skipped: Mapping[int, str] = {}
    source: str = ""
    map: str | None = None
    extra: Mapping[str, Any] = {}


class Totals(msgspec.Struct):
    """What the rows of a file come to.

    Attributes:
        rows: how many there are, and ``unusable`` how many of them have a problem.
        sum: of the amounts of the others, in the unit of their currency.
        first, last: the first and the last day; None: no row says one.
    """

    rows: int = 0
    unusable: int = 0
    sum: Decimal = Decimal(0)
    first: date | None = None
    last: date | None = None

    def add(self, row: Row) -> None:
        """Count a row."""
        self.rows += 1
        if row.problem is not None:
            self.unusable += 1
            return
        self.sum += row.amount or 0
        if row.day is not None:
            self.first = min(self.first or row.day, row.day)
            self.last = max(self.last or row.day, row.day)


class Reading(msgspec.Struct, frozen=True):
    """A file that has been understood.

    Attributes:
        understood: what it is.
        totals: what its rows come to.
        rows: yields the rows, in the order of the file, as often as it is asked.
    """

    understood: Understood
    totals: Totals
    rows: Callable[[], Iterator[Row]]


class SeenRow(NamedTuple):
    """A row of a file that could not be read.

    Attributes:
        number: in the file, from 1.
        cells: as they stand.
        meanings: what each cell would be if it named a column; empty: nothing known.
    """

    number: int
    cells: tuple[str, ...]
    meanings: tuple[str, ...]


class Saw(msgspec.Struct, frozen=True, kw_only=True):
    """What was seen of a file that could not be read, so that a map can be written for it.

    Attributes:
        format: what the file was taken for.
        encoding: of its text; None: it has none, or it is not known.
        tried: the encodings that were tried.
        delimiter: the commonest of those that are known; None: no text.
        rows: the first rows.
    """

    format: str
    encoding: str | None = None
    tried: tuple[str, ...] = ()
    delimiter: str | None = None
    rows: tuple[SeenRow, ...] = ()


def totalled(understood: Understood, rows: Callable[[], Iterator[Row]]) -> Reading:
    """Return a file that has been understood, with the totals of its rows."""
    totals = Totals()
    for row in rows():
        totals.add(row)
    return Reading(understood, totals, rows)
