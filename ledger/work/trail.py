"""The audit trail: the events of a book that a filter lets through, from either end.

The database leaves out most of what is not asked for, and never what is: of what it gives, each
event is looked at by the filter itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from events.facts import NAMES, AgreementId, EntryReversed, Position, event_name_of
from events.record import StoredRow
from events.streams import agreement_stream
from ledger.books.book import END, Book, Chosen, recorded_from
from ledger.rules.refusals.entries import UnknownPosition
from ledger.work.asking import Question, require_newest, scope_of
from ledger.work.existence import require_known, require_met
from ledger.work.mentioned import Index, terms_of
from ledger.work.present import current, current_of
from projections import mentions
from projections.projection import Projection

if TYPE_CHECKING:
    from ledger.work.dated import Dated
    from projections import audit

_REVERSALS = (event_name_of(EntryReversed),)


def trail(
    book: Book, question: Question, wanted: audit.Filter, present: Projection | None = None
) -> Iterator[audit.Entry]:
    """Yield the events that a filter lets through, oldest first.

    Args:
        book: the open book.
        question: which events count.
        wanted: the filter.
        present: the documents as they are now; None: not asked for yet.

    Raises:
        Refused: the filter names something that is not in the book.
        Tampered: the newest events of the book do not belong together.
    """
    require_newest(book)
    upto = scope_of(book, question).at
    if present is None or present.position < upto:  # other clients go on recording
        present = current(book, sums=())
    require_all_known(book, present, wanted, upto)
    for _row, shown in selected(book, wanted, present, upto):
        yield shown


def require_all_known(
    book: Book,
    present: Projection,
    wanted: audit.Filter,
    upto: int,
    index: Index | None = None,
) -> None:
    """Refuse a filter that names something that is not in the book, or was not there yet.

    Args:
        book: the open book.
        present: its documents, as they are now.
        wanted: the filter.
        upto: the event that the question ends with.
        index: of the book; None: all events are looked through.
    """
    require_known(book, present, wanted, upto)
    require_met(book, present, wanted, upto, index)


def selected(  # noqa: PLR0913 - a filter, and what of the book it looks at
    book: Book,
    wanted: audit.Filter,
    present: Projection,
    upto: int = END,
    *,
    after: int = 0,
    newest_first: bool = False,
    index: Index | None = None,
    days: Dated | None = None,
) -> Iterator[tuple[StoredRow, audit.Entry]]:
    """Yield the events that a filter lets through, as stored and as the trail shows them.

    Args:
        book: the open book.
        wanted: the filter; what it names is in the book.
        present: the documents as they are now.
        upto: the last event that counts.
        after: the last event that does not, unless an index says where to look.
        newest_first: begin at that end.
        index: says where to look; None: everywhere.
        days: says where events of the filter's days are; None: anywhere.
    """
    from projections import audit

    chosen, lines = _chosen(wanted), present.lines
    is_any = wanted == audit.Filter()
    spans = [(after, upto)]
    if index is not None:
        spans = index.spans(terms_of(wanted, present), upto, newest_first=newest_first)
    look = book.chosen if days is None else partial(days.chosen, book)
    for start, last in spans:
        for rows in look(chosen, start, last, newest_first=newest_first):
            for row in rows:
                shown = audit.entry(recorded_from(row), lines)
                if is_any or audit.matches(shown, wanted):
                    yield row, shown


def taken_back_by(
    book: Book,
    upto: int,
    agreement: str | None = None,
    index: Index | None = None,
    *,
    after: int = 0,
) -> Callable[[Position], Position | None]:
    """Return what says of an event by which event up to another one it is taken back.

    Args:
        book: the open book.
        upto: the last event that counts.
        agreement: of the events; None: any.
        after: the position before the first event that is asked about.
        index: is asked for each event; None: all reversals are read beforehand.
    """
    if index is None:
        return taken_back(book, upto, agreement, after=after).get
    later, home = taken_back(book, upto, agreement, after=index.at), index.home
    plain: dict[Position, Position] | None = None

    def by(position: Position) -> Position | None:
        nonlocal plain
        try:
            return later.get(position) or mentions.reversal(home, position, upto)
        except mentions.DamagedIndexError:
            if plain is None:
                plain = taken_back(book, upto, agreement)
            return plain.get(position)

    return by


def taken_back(
    book: Book, upto: int, agreement: str | None = None, after: int = 0
) -> dict[Position, Position]:
    """Return the events that were taken back, and by which, up to an event.

    Args:
        book: the open book.
        upto: the last event that counts.
        agreement: those of one agreement; None: all.
        after: and taken back by events after this one.
    """
    stream = None if agreement is None else agreement_stream(agreement)
    found = {}
    for rows in book.chosen(Chosen(stream=stream, names=_REVERSALS), after, upto):
        for recorded in map(recorded_from, rows):
            assert isinstance(recorded.fact, EntryReversed)
            found[recorded.fact.position] = recorded.position
    return found


def _chosen(wanted: audit.Filter) -> Chosen:
    """Return what the database can leave out for a filter.

    A party is none of it: an event on a line concerns its parties, and need not name them.
    """
    names = None
    if wanted.event is not None:
        names = tuple(x for x in NAMES if wanted.event in {x, x.partition("/")[0]}) or None
    words = (wanted.line, wanted.voucher, wanted.actor)
    return Chosen(
        stream=None if wanted.agreement is None else agreement_stream(wanted.agreement),
        names=names,
        holds=tuple(msgspec.json.encode(word) for word in words if word is not None),
    )


def entry_at(book: Book, position: int) -> audit.Entry:
    """Return one event, as the trail shows it.

    Raises:
        Refused: there is no event at that position.
    """
    from projections import audit

    recorded = book.event(position)
    if recorded is None:
        raise UnknownPosition(position=position)
    concerned = {recorded.agreement} if recorded.agreement else set()
    return audit.entry(recorded, current_of(book, concerned).lines)


def newest_of(book: Book, agreement: AgreementId, most: int) -> list[audit.Entry]:
    """Return the newest events of an agreement, the newest first.

    Args:
        book: the open book, outside ``reading``.
        agreement: that is in the book.
        most: how many events at most.
    """
    from projections import audit

    wanted = audit.Filter(agreement=agreement)
    present = current_of(book, {agreement})
    found = selected(book, wanted, present, newest_first=True)
    return [entry for _row, entry in islice(found, most)]
