"""What ``samverk reconcile`` tells: a list for people, and an object for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ledger.presentation import display
from ledger.presentation.language import _, _n

if TYPE_CHECKING:
    from ledger.cli.session import Session
    from ledger.exchange.compared import Part, Parts, Reconciled
    from ledger.exchange.reading import File
    from ledger.presentation.listing import Listing
    from ledger.presentation.lists import ReconcileRow

_SHOWN = 10  # rows that cannot be read, of a file
_SUM = "sum"  # a row that tells what a line and an account come to


def _rows(done: Reconciled, files: int) -> list[ReconcileRow]:
    """Return the differences, and after them what lines and accounts come to."""
    differences: list[ReconcileRow] = [
        {
            "kind": x.kind,
            "voucher": x.voucher or None,
            "agreement": x.agreement,
            "line": x.line,
            "account": x.account or None,
            "here_on": [str(day) for day in x.here_days],
            "there_on": [str(day) for day in x.there_days],
            "here_minor": x.here_minor,
            "difference_minor": x.minor,
            "there_minor": x.there_minor,
            "currency": x.currency,
            "positions": list(x.positions),
            "rows": [f"{at + 1}:{row}" if files > 1 else str(row) for at, row in x.rows],
        }
        for x in done.found.differences
    ]
    sums: list[ReconcileRow] = [
        {
            "kind": _SUM,
            "voucher": None,
            "agreement": x.agreement,
            "line": x.line,
            "account": x.account or None,
            "here_on": [],
            "there_on": [],
            "here_minor": x.here_minor,
            "difference_minor": x.there_minor - x.here_minor,
            "there_minor": x.there_minor,
            "currency": x.currency,
            "positions": [],
            "rows": [],
        }
        for x in done.found.sums
    ]
    return differences + sums


def _totals(done: Reconciled) -> list[dict[str, Any]]:
    """Return what both sides come to, and by how much the listed differences differ."""
    changes = dict.fromkeys((*done.here, *done.there), 0)
    for one in done.found.differences:
        changes[one.currency] = changes.get(one.currency, 0) + one.minor
    return [
        {
            "currency": currency,
            "here_minor": done.here[currency],
            "difference_minor": changes[currency],
            "there_minor": done.there[currency],
        }
        for currency in sorted(changes)
    ]


def listing(
    session: Session,
    done: Reconciled,
    files: Sequence[File],
    period: str,
    positions: Sequence[int],
) -> Listing:
    """Return the list that is shown."""
    from functools import cache

    from msgspec.structs import replace

    from ledger.presentation.lists import LISTS
    from ledger.work.present import zone_at

    names = ", ".join(Path(x.name).name for x in files)
    found = LISTS["reconcile"].of(_rows(done, len(files)))
    return replace(
        found,
        title=_("Reconciliation of {period} with {files}", period=period, files=names),
        totals=_totals(done),
        notes=[*_notes(session, done, files, positions)],
        zone=cache(lambda: zone_at(session.book)),
    )


def with_whole_words(shown: Listing) -> Listing:
    """Return the list with kinds that are not cut, however narrow a table is."""
    from msgspec.structs import replace

    first, *rest = shown.columns
    rows = [{**row, first.key: display.word(row[first.key], first.context)} for row in shown.rows]
    return replace(shown, columns=[replace(first, kind="id"), *rest], rows=rows)


def _notes(
    session: Session, done: Reconciled, files: Sequence[File], positions: Sequence[int]
) -> Iterator[str]:
    """Yield what a reader should know of the comparison."""
    for file, parts in zip(files, done.parts, strict=True):
        yield from _of_file(file, parts)
    yield _("Compared with the book up to event #{at}.", at=done.at)
    agreeing, differing = done.found.agreeing.total(), len(done.found.differences)
    yield (
        _n("{n} voucher agrees.", "{n} vouchers agree.", agreeing)
        + " "
        + _n("{n} difference.", "{n} differences.", differing)
    )
    for total in _totals(done):
        currency = total["currency"]
        yield _(
            "The book says {here}, and with the differences ({difference}) that is what the files"
            " say: {there} {currency}.",
            here=display.amount(total["here_minor"], currency),
            difference=display.change(total["difference_minor"], currency),
            there=display.amount(total["there_minor"], currency),
            currency=currency,
        )
    for currency, (count, minor) in sorted(done.left_out.items()):
        yield _n(
            "{n} internal cost was not compared ({amount} {currency}): a bank knows none, and no"
            " route leads to it.",
            "{n} internal costs were not compared ({amount} {currency}): a bank knows none, and no"
            " route leads to them.",
            count,
            amount=display.amount(minor, currency),
            currency=currency,
        )
    if session.book.boards is not None:
        yield _(
            "Compared with what you may see of the book, the part of {boards}.",
            boards=", ".join(session.book.boards),
        )
    for position in positions:
        yield _("Recorded: #{position}", position=position)


def _of_file(file: File, parts: Parts) -> Iterator[str]:
    """Yield what a file has, and what of it was compared."""
    from ledger.presentation.refusals import sentences

    said, name = file.reading.understood, display.safe(Path(file.name).name)
    form = display.word(said.format, "of a file that is read")
    read = ", ".join(x for x in (form, said.encoding) if x)
    yield _(
        "{file} ({form}): {rows}. Compared: {compared}; of other days: {outside}; elsewhere:"
        " {elsewhere}.",
        file=name,
        form=read,
        rows=_n("{n} row", "{n} rows", file.reading.totals.rows),
        compared=_part(parts.compared),
        outside=_part(parts.outside),
        elsewhere=_part(parts.elsewhere),
    )
    for row, error in parts.unread[:_SHOWN]:
        yield _(
            "{file}, row {row} cannot be compared: {text}",
            file=name,
            row=row,
            text=sentences(error)[0],
        )
    if len(parts.unread) > _SHOWN:
        yield _n(
            "{n} more row cannot be compared.",
            "{n} more rows cannot be compared.",
            len(parts.unread) - _SHOWN,
        )


def _part(part: Part) -> str:
    """Return how many rows a part of a file has, and their sums."""
    sums = ", ".join(
        f"{display.quantity(str(total))} {currency}".strip()
        for currency, total in sorted(part.sums.items())
    )
    return f"{part.rows} ({sums})" if part.rows else "0"


def as_object(
    done: Reconciled,
    files: Sequence[File],
    period: str,
    agreement: str | None,
    positions: list[int],
    boards: Sequence[str] | None,
) -> dict[str, Any]:
    """Return all of it for programs."""
    rows = _rows(done, 1)
    differences = [x for x in rows if x["kind"] != _SUM]
    sums = [x for x in rows if x["kind"] == _SUM]
    kept = ("agreement", "line", "account", "here_minor", "difference_minor", "there_minor")
    return {
        "period": period,
        "agreement": agreement,
        "at": done.at,
        "boards": None if boards is None else list(boards),
        "files": [_file_as_object(x, y) for x, y in zip(files, done.parts, strict=True)],
        "agreeing": done.found.agreeing.total(),
        "differences": [
            {**row, "rows": [{"file": at, "row": number} for at, number in found.rows]}
            for row, found in zip(differences, done.found.differences, strict=True)
        ],
        "sums": [{key: row[key] for key in (*kept, "currency")} for row in sums],  # type: ignore[literal-required]
        "totals": _totals(done),
        "left_out": [
            {"currency": currency, "count": count, "sum_minor": minor}
            for currency, (count, minor) in sorted(done.left_out.items())
        ],
        "recorded": positions,
    }


def _file_as_object(file: File, parts: Parts) -> dict[str, Any]:
    from ledger.presentation.refusals import sentences

    said = file.reading.understood
    return {
        "file": file.name,
        "sha256": file.sha256,
        "format": said.format,
        "encoding": said.encoding,
        "delimiter": said.delimiter,
        "rows": file.reading.totals.rows,
        "first_day": file.reading.totals.first,
        "last_day": file.reading.totals.last,
        **{
            name: {
                "rows": part.rows,
                "sums": [
                    {"currency": currency or None, "sum": str(total)}
                    for currency, total in sorted(part.sums.items())
                ],
            }
            for name, part in (
                ("compared", parts.compared),
                ("outside", parts.outside),
                ("elsewhere", parts.elsewhere),
            )
        },
        "unread": [
            {"row": row, "code": error.code, "message": sentences(error)[0]}
            for row, error in parts.unread
        ],
    }
