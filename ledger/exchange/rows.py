"""What is read of a file: rows of money or of work, each with its place, and what was understood.

A format makes rows and nothing else. It knows no agreement and no book.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import msgspec

from ledger.refusal import LedgerError


class Row(msgspec.Struct, frozen=True, kw_only=True):
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
        objects: dimension -> object: cost centre, project and the like.
        invoice: of the supplier.
        text: free text.
        reference: of the bank, unique; None: none.
        payment: the id that this program wrote into a payment order; None: none.
        is_return: whether the money came back.
        problem: why the row cannot be used; None: it can.
        fields: the row as it stood, for a list of what was not taken.
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
    objects: Mapping[str, str] = {}
    invoice: str = ""
    text: str = ""
    reference: str | None = None
    payment: str | None = None
    is_return: bool = False
    problem: LedgerError | None = None
    fields: tuple[str, ...] = ()


class Understood(msgspec.Struct, frozen=True, kw_only=True):
    """What was understood of a file, to be shown before anything is recorded.

    Attributes:
        format: ``table``, ``sie`` or ``camt``.
        encoding, delimiter, decimal_mark: of a text; None: the format has none.
        header: the number of the row with the names of the columns; None: there is none.
        columns: name in the file -> what it was taken for.
        skipped: rows that are no rows of money (title rows, a sum), each with its number.
        source: the program or account that the file is from; empty: it says none.
    """

    format: str
    encoding: str | None = None
    delimiter: str | None = None
    decimal_mark: str | None = None
    header: int | None = None
    columns: Mapping[str, str] = {}
    skipped: Mapping[int, str] = {}
    source: str = ""
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


def totalled(understood: Understood, rows: Callable[[], Iterator[Row]]) -> Reading:
    """Return a file that has been understood, with the totals of its rows."""
    totals = Totals()
    for row in rows():
        totals.add(row)
    return Reading(understood, totals, rows)
