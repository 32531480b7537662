"""The whole book as a data package: tables, and a descriptor that says what they are.

An auditor opens it without this program: in a spreadsheet, in R, Python or a database. The events
are read once, and rows are written as they come. So the program holds the documents and the sums in
its memory, and never the events.

Source: docs/FORMAT.md (a data package); the descriptor is that of Data Package, version 2.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from events.facts import EntryReversed
from events.record import StoredRow
from ledger.books.book import Book, recorded_from
from ledger.books.checkpoints import origin
from ledger.books.tree import entry_bytes, leaf_hash
from ledger.exchange import package_tables as t
from ledger.exchange.package_files import CsvSink, ParquetSink, Sink, type_of
from ledger.presentation import display
from ledger.presentation.language import _, current
from ledger.rules.first import first_rules
from ledger.work.asking import require_newest
from ledger.work.present import currency_of
from projections import audit
from projections.fact_fields import says_money
from projections.postings import Posting
from projections.projection import Projection
from projections.report import Scope

DESCRIPTOR = "datapackage.json"
_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


class Asked(NamedTuple):
    """What a package is asked to be.

    Attributes:
        licence: the name of a licence; None: the package names none.
        is_parquet: Parquet files, not CSV.
    """

    licence: str | None = None
    is_parquet: bool = False


def write_package(
    book: Book, scope: Scope, asked: Asked, folder: Path, tell: Callable[[int], object]
) -> int:
    """Write the package of the first events of a book into an empty folder.

    Args:
        book: the open book.
        scope: which events count.
        asked: in what form.
        folder: empty, and nobody else's.
        tell: is told how many more events have been written.

    Returns:
        how many events it has. A board's user sees fewer than there are.

    Raises:
        ImportError: Parquet is asked for, and its library is not there.
        OSError: it could not be written.
        CorruptEventError: stored bytes are no event of this book, or do not follow from those
            before them.
        Tampered: the newest events of the book do not belong together.
    """
    require_newest(book)
    kind = ParquetSink if asked.is_parquet else CsvSink
    projection = Projection(rules=first_rules(book.info("origin") or ""))
    sinks: list[Sink] = []
    with ExitStack() as files:
        for table in t.TABLES:
            sinks.append(kind(table, folder))
            files.callback(sinks[-1].abandon)
        events, legs, *standing = sinks
        with book.reading():
            for row in book.rows(upto=scope.at):
                _add(row, projection, events, legs)
                tell(1)
            facts = book.infos()
        for sink in standing:
            assert sink.table.rows is not None
            for made in sink.table.rows(projection):
                sink.add(made)
        for sink in sinks:
            sink.close()
    content = _descriptor(book, facts, projection, scope, asked, sinks)
    text = json.dumps(content, ensure_ascii=False, indent=2) + "\n"
    (folder / DESCRIPTOR).write_bytes(text.encode())
    return events.rows


def _add(row: StoredRow, projection: Projection, events: Sink, legs: Sink) -> None:
    """Write an event and its postings, and fold the event."""
    recorded = recorded_from(row)
    projection.fold(recorded)
    shown = audit.entry(recorded, projection.lines)
    currency = currency_of(projection, recorded)
    events.add(_event(row, shown, currency))
    for number, leg in enumerate(audit.moved(recorded, projection.lines), 1):
        legs.add(_leg(recorded.position, number, leg, shown, currency))


def _event(row: StoredRow, shown: audit.Entry, currency: str) -> t.Row:
    recorded, envelope = shown.recorded, shown.recorded.envelope
    fact = recorded.fact
    entry = fact.entry if isinstance(fact, EntryReversed) else fact
    minor = shown.amount_minor
    has_money = minor is not None or says_money(type(fact))
    return (
        recorded.position,
        recorded.originator_id,
        recorded.originator_version,
        recorded.name,
        recorded.agreement,
        " ".join(shown.lines) or None,
        " ".join(shown.parties) or None,
        shown.effective_on,
        shown.happened_on,
        minor,
        None if minor is None else display.plain_amount(minor, currency),
        currency if has_money else None,
        shown.voucher,
        getattr(entry, "bank_reference", None),
        fact.position if isinstance(fact, EntryReversed) else None,
        envelope.recorded_at,
        envelope.actor,
        envelope.assurance,
        envelope.reason,
        ", ".join([x.reference for x in envelope.evidence]) or None,
        envelope.key,
        envelope.causation,
        leaf_hash(entry_bytes(*row[1:])).hex(),
        row[4].decode(),
    )


def _leg(position: int, number: int, leg: Posting, shown: audit.Entry, currency: str) -> t.Row:
    return (
        position,
        number,
        shown.effective_on,
        leg.agreement,
        leg.line or None,
        t.budget_line(leg.agreement, leg.line),
        leg.year,
        leg.account,
        leg.party or None,
        leg.minor,
        display.plain_amount(leg.minor, currency),
        currency,
    )


def _descriptor(
    book: Book,
    facts: dict[str, str],
    projection: Projection,
    scope: Scope,
    asked: Asked,
    sinks: list[Sink],
) -> dict[str, Any]:
    name = origin(book)
    licence = {} if asked.licence is None else {"licenses": [{"name": asked.licence}]}
    seen = sinks[0].rows
    told = _(
        "The events of a book of Samverk up to position {at}, with what they post, and the sums."
        " Amounts are in minor units, and in whole units beside.",
        at=scope.at,
    )
    part = None
    if book.boards is not None:
        part = {"boards": list(book.boards), "events": seen}
        told += " " + _(
            "Only a part of the book: what the boards {boards} may see, {seen} of {at} events. So"
            " the root cannot be recomputed from them.",
            boards=", ".join(book.boards),
            seen=seen,
            at=scope.at,
        )
    return {
        "$schema": _PROFILE,
        "name": f"samverk-{name.rpartition('/')[2]}-{scope.at}".lower(),
        "title": projection.book_name or "Samverk",
        "description": told,
        **licence,
        "samverk": {
            "origin": name,
            "key": facts.get("key"),
            "events": scope.at,
            "recorded_at": _instant(projection),
            "root": scope.root,
            "checkpoint": _checkpoint(name, scope),
            "rules": projection.rules,
            "part": part,
            "language": current(),
        },
        "resources": [_resource(sink, is_part=part is not None) for sink in sinks],
    }


def _instant(projection: Projection) -> str | None:
    at = projection.recorded_at
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def _checkpoint(name: str, scope: Scope) -> str:
    """Return the text that a checkpoint of these events signs."""
    from ledger.books.notes import Checkpoint

    return Checkpoint(name, scope.at, bytes.fromhex(scope.root or "")).body


def _resource(sink: Sink, *, is_part: bool) -> dict[str, Any]:
    table = sink.table
    return {
        "name": table.name,
        "type": "table",
        "title": _(table.title),
        "description": _(table.told),
        "path": sink.path.name,
        **sink.described(),
        "bytes": sink.size,
        "hash": f"sha256:{sink.sha256}",
        "schema": {
            "fields": list(_fields(table)),
            **({"primaryKey": list(table.key)} if table.key else {}),
            **({"uniqueKeys": [list(table.unique)]} if table.unique else {}),
            "foreignKeys": [
                {
                    "fields": [reference.column],
                    "reference": {
                        "resource": "" if reference.table == table.name else reference.table,
                        "fields": [reference.to],
                    },
                }
                for reference in table.references
                if not (is_part and reference.is_whole)
            ],
            "missingValues": [""],
        },
    }


def _fields(table: t.Table) -> Iterator[dict[str, Any]]:
    mark = display.notation().decimal_mark
    for column in table.columns:
        yield {
            "name": column.name,
            "type": type_of(column.kind),
            "title": _(column.title),
            **({"description": _(column.told)} if column.told else {}),
            **({"decimalChar": mark} if column.kind == "decimal" else {}),
            **({"constraints": {"required": True}} if column.is_needed else {}),
        }
