"""The rows of a file that were not recorded, in the form they came in, each with the reason.

So they can be corrected and imported again. From a text they have its encoding, delimiter, line end
and header. A spreadsheet's, a statement's and SIE's are written as CSV with names that are known.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ledger.exchange.verdicts import ELSEWHERE, Verdicts

if TYPE_CHECKING:
    from ledger.exchange.reading import File
    from ledger.exchange.rows import Row

_DONE = frozenset({"recorded", "already"})
_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
# The columns of a table that is written for what was none, by names that are known.
_HEADER = (
    "datum", "belopp", "valuta", "serie", "verifikationsnummer", "leverantor", "leverantor_id",
    "konto", "ansvar", "fakturanummer", "timmar", "text",
)  # fmt: skip


def rejected_rows(file: File, verdicts: Verdicts, heading: str, passed: str | None) -> bytes:
    """Return the file of the rows that were not recorded.

    Args:
        file: as it was read.
        verdicts: of its rows.
        heading: of the column with the reasons.
        passed: the reason of a row that only others kept out; None: such rows are left out.
    """
    said = file.reading.understood
    if said.delimiter is None or said.header is None:
        rows = ((_plain(row), why) for row, why in _rejected(file, verdicts, passed))
        return codecs.BOM_UTF8 + _written(_HEADER, rows, heading, ";", "\r\n").encode()
    raw = file.content
    encoding = said.encoding or "utf-8"
    mark = next((x for x in _MARKS if raw.startswith(x)), b"")
    end = "\r\n" if "\r\n".encode(encoding) in raw else "\n"
    if end == "\n" and "\n".encode(encoding) not in raw:
        end = "\r"
    text = _written(
        _header(raw, encoding, said.delimiter, said.header),
        ((row.fields, why) for row, why in _rejected(file, verdicts, passed)),
        heading,
        said.delimiter,
        end,
    )
    return mark + text.encode(encoding, "backslashreplace")


def _rejected(file: File, verdicts: Verdicts, passed: str | None) -> Iterator[tuple[Row, str]]:
    """Yield each row that was not recorded, with the reason."""
    kinds = verdicts.kinds
    told = iter(verdicts)
    for at, row in enumerate(file.reading.rows()):
        if kinds[at] == ELSEWHERE:
            continue
        one = next(told)
        if one.verdict == "passed":
            if passed is not None:
                yield row, passed
        elif one.verdict not in _DONE:
            yield row, f"{one.code}: {one.message}"


def _header(raw: bytes, encoding: str, delimiter: str, number: int) -> Sequence[str]:
    from ledger.exchange.decoding import encoding_of
    from ledger.exchange.delimited import grid_of

    grid = grid_of(raw, encoding_of(raw, encoding), delimiter)
    return next((cells for at, cells in grid if at == number), ())


def _plain(row: Row) -> Sequence[str]:
    amount = "" if row.amount is None else f"{row.amount:f}".replace(".", ",")
    quantity = "" if row.quantity is None else f"{row.quantity:f}".replace(".", ",")
    return (
        "" if row.day is None else row.day.isoformat(),
        amount,
        row.currency or "",
        row.series,
        row.voucher or row.reference or "",
        row.payee,
        row.organisation_number or "",
        row.account,
        row.objects.get("1", ""),
        row.invoice,
        quantity,
        row.text,
    )


def _written(
    header: Sequence[str],
    rows: Iterable[tuple[Sequence[str], str]],
    heading: str,
    delimiter: str,
    end: str,
) -> str:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=end)
    width = len(header)
    writer.writerow((*header, heading))
    for cells, why in rows:
        writer.writerow((*cells, *[""] * (width - len(cells)), why))
    return text.getvalue()
