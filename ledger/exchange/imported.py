"""The files that were read, and what became of their rows, as rows of lists."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING

from events.facts import Position
from ledger.books.book import Book
from ledger.presentation.language import _, _n

if TYPE_CHECKING:
    from events.facts import ImportRead, UnmatchedRow
    from events.importing import Reading
    from ledger.presentation.lists import ImportedRow, ImportRow, LeftRow
    from projections.audit import Entry
    from projections.projection import Projection


def readings(book: Book) -> list[ImportRow]:
    """Return a row for each file that was read, in the order of the book."""
    from ledger.work.present import current

    return [_read(x) for x in current(book, sums=()).imports.readings.values()]


def _read(reading: Reading) -> ImportRow:
    fact = reading.fact
    return {
        "position": reading.position,
        "file": fact.file,
        "format": fact.format,
        "source": fact.source or None,
        "map": fact.map,
        "rows": fact.row_count,
        "sum": _amount(fact.sum),
        "first_day": fact.first_day,
        "last_day": fact.last_day,
        "left_out": fact.unmatched_count,
        "actor": reading.actor,
        "encoding": fact.encoding,
        "sha256": fact.sha256,
    }


def of_reading(book: Book, reading: Position) -> tuple[list[ImportedRow], list[str]]:
    """Return what became of the rows of a file, and sentences under that.

    Raises:
        Refused: no file was read at that position.
    """
    from ledger.presentation import display
    from ledger.work.present import current
    from ledger.work.routes import entries_of, reading_at

    known = current(book, sums=())
    fact = reading_at(book, reading, known)
    rows = [
        *(_recorded(x, known) for x in entries_of(book, reading, known)),
        *(_left(x) for x in fact.unmatched),
    ]
    told = _n("{n} row", "{n} rows", fact.row_count)
    total = display.quantity(_amount(fact.sum))
    summed = _("{file}: {rows}, sum {sum}", file=fact.file, rows=told, sum=total)
    return rows, [summed, *_more(fact)]


def _recorded(entry: Entry, known: Projection) -> ImportedRow:
    from events.facts import event_name
    from events.money import PLACES

    event = entry.recorded
    document = known.agreements.get(event.agreement or "")
    places = PLACES[document.proposed.currency] if document is not None else 2
    minor = entry.amount_minor
    return {
        "position": event.position,
        "row": None,
        "verdict": "recorded",
        "day": entry.effective_on,
        "amount": None if minor is None else _amount(Decimal(minor).scaleb(-places)),
        "voucher": entry.voucher,
        "account": None,
        "agreement": event.agreement,
        "line": ", ".join(entry.lines) or None,
        "event": event_name(event.fact),
        "code": None,
    }


def _left(row: UnmatchedRow) -> ImportedRow:
    from ledger.exchange.import_look import LOST

    return {
        "position": None,
        "row": row.row,
        "verdict": "unmatched" if row.code in LOST else "refused",
        "day": row.day,
        "amount": None if row.amount is None else _amount(row.amount),
        "voucher": row.voucher or None,
        "account": row.account or None,
        "agreement": None,
        "line": None,
        "event": None,
        "code": row.code,
    }


def _amount(value: Decimal) -> str:
    return f"{value:f}"


def _more(fact: ImportRead) -> Iterator[str]:
    """Yield that more rows were left out than the book tells of."""
    left = fact.unmatched_count - len(fact.unmatched)
    if left:
        yield _n("{n} more row was left out of {file}.", "{n} more rows were left out of {file}.",
                 left, file=fact.file)  # fmt: skip


def left_out(book: Book) -> tuple[list[LeftRow], list[str]]:
    """Return the rows of all files that were left out, and sentences under that."""
    from ledger.work.present import current

    rows: list[LeftRow] = []
    notes: list[str] = []
    for at, _actor, fact in current(book, sums=()).imports.readings.values():
        for row in fact.unmatched:
            told = _left(row)
            rows.append(
                {
                    "position": at,
                    "file": fact.file,
                    "row": row.row,
                    "day": told["day"],
                    "amount": told["amount"],
                    "voucher": told["voucher"],
                    "account": told["account"],
                    "code": row.code,
                }
            )
        notes += _more(fact)
    if rows:
        notes.append(
            _(
                "Say where such rows belong (samverk route learn, samverk route add), or that they"
                " are of no agreement here (--records nothing); then import the same file again."
            )
        )
    return rows, notes
