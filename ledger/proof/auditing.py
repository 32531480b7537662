"""The audit tests, asked of a book: this module reads for them, and they judge.

A test is a pure function over the entries that count (``projections.audits``). A checkpoint that a
sample is drawn by is found right, or refused, before that.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from msgspec.structs import replace

from events import zones
from events.period import Period, parse_period
from events.record import Recorded
from ledger.books.book import Book
from ledger.proof.entries import Entries
from ledger.proof.refusals import CheckpointBeforeEnd, CheckpointTooSmall
from ledger.refusal import N_
from ledger.work.asking import Question, scope_of
from ledger.work.existence import refuse_unknown
from ledger.work.present import current, described, zone_at
from ledger.work.refusals import MixedCurrencies
from projections.audits import AUDITS
from projections.audits.declaring import Declaration, Found
from projections.audits.material import DEFAULT_CURRENCY, Material, material
from projections.projection import Projection
from projections.report import Column, Notice, Report
from projections.reports.common import MixedCurrenciesError

if TYPE_CHECKING:
    from projections.audits.sample import Lot


class Audited(NamedTuple):
    """What a test has come to.

    Attributes:
        report: its findings, to be shown.
        is_wrong: whether something is not as it was: evidence is missing or altered.
    """

    report: Report
    is_wrong: bool


def audit(
    book: Book,
    name: str,
    agreement: str | None,
    question: Question,
    parameters: Mapping[str, Any],
) -> Audited:
    """Carry out a test.

    Args:
        book: the open book.
        name: one of ``projections.audits.AUDITS``.
        agreement: findings are about it alone; None: about the whole book.
        question: which events count; its period says which of them findings are about.
        parameters: of the test, by their names; a file or a folder by its path.

    Raises:
        BadInput, Refused: no such agreement or currency, or a checkpoint that does not do.
        Tampered: the book is not what the checkpoint says, or its newest events do not belong
            together.
    """
    declared = AUDITS[name].declared
    scope = scope_of(book, question)
    present = current(book, sums=())  # as far as that at least: others go on recording
    period = parse_period(scope.period) if scope.period else None
    entries = Entries(book, present, agreement, scope.at, period)
    then = described(book, scope.at)
    zone = then.told_in or zones.DEFAULT
    currency = _known(question.currency, agreement, present)

    def read(events: Iterable[Recorded]) -> Material:
        return material(events, present, period, currency, zone, scope.as_of)

    found = read(entries.of(declared, lambda events: read(events).asked(), parameters))
    given: dict[str, Any] = {p.name: parameters.get(p.name) for p in declared.parameters}
    for parameter in declared.parameters:
        if parameter.kind == "checkpoint":
            given[parameter.name] = _lot(book, given[parameter.name], found)
        if parameter.kind == "folder":
            from ledger.proof.kept import kept

            given[parameter.name] = kept(given[parameter.name])
    try:
        judged: Found = declared.find(found, **given)
    except MixedCurrenciesError as error:
        raise MixedCurrencies(currencies=error.currencies, first=error.currencies[0]) from None
    notices = [*judged.notices, *_last_notices(book, declared, judged)]
    title, reference = _header(agreement, present, then)
    columns = declared.columns_by(then.rules)
    made = Report(
        report=f"audit {name}",
        heading=AUDITS[name].title,
        id=agreement,
        title=title,
        reference=reference,
        currency=_currencies(judged, found),
        scope=scope,
        fields=_named_for(zone, columns),
        columns=_named_for(zone, _shown(declared, columns, judged)),
        row_key=tuple(key for key, it in declared.fields.items() if it.is_key),
        measures=(),
        rows=[dict(row) for row in judged.rows],
        totals={},
        notices=notices,
        told_in=then.told_in,
    )
    return Audited(made, judged.is_wrong)


def _known(currency: str | None, agreement: str | None, present: Projection) -> str | None:
    """Return a currency that is asked for, if there is such an agreement."""
    there = {
        x.proposed.currency for key, x in present.agreements.items() if agreement in {None, key}
    }
    if currency is not None and there and currency not in there:
        refuse_unknown("currency", currency, there)
    return currency


def _lot(book: Book, path: Path, found: Material) -> Lot:
    """Return what a sample is drawn by, if nobody could choose it.

    Raises:
        BadInput: it is no checkpoint, or one of another book.
        Refused: it was made before the period was over, or payments came after it.
        Tampered: it is not signed by the book's key, or the book is no extension of it.
    """
    from ledger.books.checkpoints import read_checkpoint
    from ledger.proof import evidence
    from projections.audits.sample import Lot, seed_of

    checkpoint = read_checkpoint(path)
    evidence.require_extension(book, checkpoint)
    size = checkpoint.size
    if found.period is not None:
        _require_after(book, size, found.period)
    for item in found.asked():
        if item.is_payment and item.position > size:
            raise CheckpointTooSmall(path=str(path), size=size, position=item.position)
    return Lot(size, checkpoint.root.hex(), seed_of(checkpoint.body))


def _require_after(book: Book, size: int, period: Period) -> None:
    """Make sure that a checkpoint has an event that was recorded once a period was over."""
    zone = zone_at(book, size) or zones.DEFAULT
    newest = zones.day_in(zone, book.recorded_at(size)) if size else None
    if newest is None or newest <= period.ends:
        raise CheckpointBeforeEnd(period=period.name, ends=period.ends, size=size, newest=newest)


def _header(agreement: str | None, present: Projection, then: Projection) -> tuple[str, str | None]:
    if agreement is None:
        return then.book_name or "Samverk", None
    proposed = present.agreements[agreement].proposed
    return proposed.title, proposed.reference


def _currencies(judged: Found, found: Material) -> str:
    """Return the currency of the amounts in a report; if there are several, all of them."""
    values = [*judged.rows, *(notice.values for notice in judged.notices)]
    told = {str(x["currency"]) for x in values if x.get("currency") is not None}
    there = sorted(told or {x.currency for x in found.items})
    return ", ".join(there) or DEFAULT_CURRENCY


def _named_for(zone: str, columns: Iterable[Column]) -> tuple[Column, ...]:
    """Return columns with headings that are right in a time zone."""
    if zone == zones.DEFAULT:
        return tuple(columns)
    return tuple(
        replace(x, heading=N_("Local time")) if x.key == "recorded_locally" else x for x in columns
    )


def _shown(declared: Declaration, columns: Sequence[Column], judged: Found) -> tuple[Column, ...]:
    """Return the columns of a table: without those that say nothing, or the same in every row."""
    same = {
        key
        for key, field in declared.fields.items()
        if field.if_any and all(row[key] is None for row in judged.rows)
    }
    same |= {
        key
        for key, field in declared.fields.items()
        if field.if_several
        for values in [{row[key] for row in judged.rows} - {None}]
        if len(values) <= 1 and values != {True}
    }
    return tuple(replace(c, hidden=True) if c.key in same else c for c in columns)


def _last_notices(book: Book, declared: Declaration, judged: Found) -> list[Notice]:
    """Return the notes under the findings of a test."""
    notices = []
    if book.boards is not None:
        notices.append(Notice("partial-view", {"boards": ", ".join(book.boards)}))
    positions = [row["position"] for row in judged.rows if row.get("position")]
    positions += [x for row in judged.rows for x in row.get("positions") or ()]
    if positions:
        show = f"samverk show {positions[0]}"
        notices.append(Notice("ask", {"ask": declared.ask, "show": show}))
    elif judged.rows:
        notices.append(Notice("ask-alone", {"ask": declared.ask}))
    return notices
