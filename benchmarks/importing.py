"""What an import is measured with: a ledger of payments as CSV, and routes for its accounts."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import generate

from ledger.books.book import Book
from ledger.rules import commands as c
from ledger.work.recording import Service
from ledger.work.submission import Signature

ROWS = 100_000
_HEAD = (
    "kopare_id;kopare;verifikationsnummer;leverantor;konto_nr;bokforingsdatum;fakturanummer;"
    "nettobelopp"
)


def add_routes(book: Book, signature: Signature) -> None:
    """Add a route by account for each line of the generated agreements."""
    lines = [(f"a{x}", f"L{y}") for x in range(generate.AGREEMENTS) for y in range(generate.LINES)]
    rows = [
        (c.AddRoute(agreement=agreement, line=line, account=f"{4000 + number}"), signature)
        for number, (agreement, line) in enumerate(lines)
    ]
    for _ in Service(book).execute_all(rows):
        pass


def write_ledger(path: Path, rows: int = ROWS, day: date = date(generate.YEARS[1], 1, 1)) -> Path:
    """Write a ledger of some months, two rows to a voucher, and return its path.

    Args:
        path: where.
        rows: how many.
        day: of the first row; the others are of the 300 days after it.
    """
    lines = [_HEAD]
    for number in range(rows):
        on = day + timedelta(days=number % 300)
        account = 4000 + number % (generate.AGREEMENTS * generate.LINES)
        lines.append(
            f"212000-1124;Malmö stad;{number // 2 + 1};Förening {number % 60};{account};{on};"
            f"F{number};{number % 1000 + 1},50"
        )
    path.write_text("\r\n".join(lines), encoding="utf-8", newline="")
    return path
