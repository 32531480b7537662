"""What is told of an import: what was understood of a file, and what became of its rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypedDict

from ledger.presentation import display
from ledger.presentation.language import N_, _, _n
from ledger.presentation.lists import List
from projections.report import Field

if TYPE_CHECKING:
    from ledger.exchange.reading import File
    from ledger.exchange.verdicts import Result

_MARKS: Mapping[str, str] = {",": N_("decimal comma"), ".": N_("decimal point")}
_DELIMITERS: Mapping[str, str] = {
    ",": N_("comma"),
    ";": N_("semicolon"),
    "\t": N_("tab"),
    "|": N_("vertical line"),
}
_SKIPPED = 5


class VerdictRow(TypedDict):
    """What became of a row of a file."""

    row: Annotated[int, Field("Row", "number")]
    verdict: Annotated[str, Field("Verdict", "word", context="of a row")]
    position: Annotated[int | None, Field("#", "number", if_any=True)]
    code: Annotated[str | None, Field("Code", "text", wide=True, if_any=True)]
    message: Annotated[str | None, Field("Why", "text", whole="sentence", if_any=True)]


VERDICT_ROWS = List(N_("Rows"), VerdictRow)


def understood(file: File) -> Iterator[str]:
    """Yield what was understood of a file, a line each."""
    said, totals = file.reading.understood, file.reading.totals
    name = display.safe(Path(file.name).name)
    parts = [display.word(said.format, "of a file that is read")]
    if said.encoding is not None:
        parts.append(_("encoding {encoding}", encoding=said.encoding))
    if said.delimiter is not None:
        mark = _(_DELIMITERS[said.delimiter])
        parts.append(_("delimiter {mark}", mark=mark))
    if said.decimal_mark is not None:
        parts.append(_(_MARKS[said.decimal_mark]))
    if said.header is not None:
        parts.append(_("header in row {row}", row=said.header))
    if said.map is not None:
        parts.append(_("map {map}", map=said.map))
    if said.source:
        parts.append(_("from {source}", source=display.safe(said.source)))
    yield f"{name}: {', '.join(parts)}"
    if said.columns:
        known = ", ".join(f"{display.safe(x)} = {what}" for x, what in said.columns.items())
        yield "  " + _("columns: {columns}", columns=known)
    if said.unknown:
        left = ", ".join(map(display.safe, said.unknown))
        yield "  " + _("columns that are not read: {columns}", columns=left)
    for row, text in list(said.skipped.items())[:_SKIPPED]:
        yield "  " + _("row {row} is no row of money: {text}", row=row, text=display.safe(text))
    rows = _n("{n} row", "{n} rows", totals.rows)
    if totals.first is not None and totals.last is not None:
        rows += f", {totals.first} – {totals.last}"
    yield "  " + _("{rows}, sum {sum}", rows=rows, sum=display.quantity(_plain(totals.sum)))


def counted(result: Result) -> Iterator[str]:
    """Yield how many rows have which verdict, and what became of the whole."""
    counts = result.verdicts.counts()
    told = [
        f"{display.word(word, 'of a row')}: {display.quantity(str(count))}"
        for word, count in counts.items()
        if count
    ]
    yield ", ".join(told) or _("The file has no rows for this book.")
    if result.elsewhere:
        yield _n(
            "{n} row is none of this book's and was left aside; sum {sum}.",
            "{n} rows are none of this book's and were left aside; sum {sum}.",
            result.elsewhere,
            sum=display.quantity(_plain(result.elsewhere_sum)),
        )
    if result.at is not None:
        yield _("What was read is event #{position}.", position=result.at)
    elif result.is_dry:
        yield _("Nothing was recorded.")
    elif counts["passed"]:
        yield _("Nothing was recorded. With --partly, the rows that pass are.")
    elif counts["conflict"] or counts["unmatched"] or counts["refused"]:
        yield _("Nothing was recorded: no row that is new passes.")
    elif counts["already"]:
        yield _("All of it was recorded before; nothing was written.")


def _plain(number: Decimal) -> str:
    return f"{number:f}"
