"""Asking a book: which events count, and their sums from views or by replay.

A question about one agreement folds the agreement's own events. Other questions about the present
of a large book read views, which catch up first. The views of a book in a file are in that file,
those of a book on a server in a file of the reader's (``ledger.work.cache``). Every other question
replays the whole book. So does any question about a file that this user may only read, or whose
views hold nonsense. All use the same fold, ``projections.projection``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import suppress
from datetime import date, datetime
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

import msgspec
from msgspec.structs import replace

from events.facts import EntryReversed
from events.period import parse_period
from events.record import Recorded
from events.streams import SHARED, agreement_stream
from ledger.books import newest
from ledger.books.book import Book, recorded_from
from ledger.books.tree import entry_bytes, leaf_hash
from ledger.refusal import BookUnusable, Conflict
from ledger.rules.refusals.entries import UnknownPosition
from ledger.work import seen
from ledger.work.existence import Sought, refuse_unknown, refuse_unknown_in_report, require_known
from ledger.work.refusals import MixedCurrencies, NewerViews, NotBehind, PositionAhead
from projections import views
from projections.projection import Projection
from projections.report import Notice, Report, Scope
from projections.reports import KINDS
from projections.reports.building import about_of, agreements_of, build
from projections.reports.common import MixedCurrenciesError, UnknownIdError
from projections.reports.declaring import About

if TYPE_CHECKING:
    from projections import audit

DEFAULT_CURRENCY = "SEK"
_FEW_STREAMS = 20  # more are read with the whole book, and not one by one


class Question(msgspec.Struct, frozen=True, kw_only=True):
    """The options of a question that every report has.

    Attributes:
        as_of: facts about that day or earlier; None: every day.
        known_at: only events that were recorded by then; None: until now.
        at: the first so many events; None: all.
        period: such as ``2024-Q1``; None: the whole agreement.
        currency: which currency, where there are several; None: the only one.
        replays: whether the question folds the events themselves and reads no views.
    """

    as_of: date | None = None
    known_at: datetime | None = None
    at: int | None = None
    period: str | None = None
    currency: str | None = None
    replays: bool = False


def current(
    book: Book, chosen: views.Choice | None = None, sums: Collection[str] = views.SUMS
) -> Projection:
    """Return the present balances.

    Args:
        book: the open book.
        chosen: which agreements' sums are wanted, given the documents; None: all.
        sums: which of the sums are wanted; none: the documents alone.

    Raises:
        Tampered: the events are not those that a reader's own views were made from.
    """
    home, found = book.views(), None
    if home is None:
        found = _cached(book, chosen, sums)
    elif book.head() >= views.FROM:
        with suppress(views.DamagedViewsError):
            found = _viewed(book, home, chosen, sums)
    return _replayed(book, book.head(), None) if found is None else found


def current_of(book: Book, agreements: Collection[str], sums: Collection[str] = ()) -> Projection:
    """Return the present balances of some agreements, and the documents that go with them.

    Args:
        book: the open book.
        agreements: their ids; the documents of other agreements may be left out.
        sums: which of the sums are wanted; none: the documents alone.
    """
    head = book.head()
    if book.views() is None or head < views.FROM:
        return _of_streams(book, agreements, head, None)
    return current(book, lambda _: agreements, sums)


def _cached(
    book: Book, chosen: views.Choice | None = None, sums: Collection[str] = views.SUMS
) -> Projection | None:
    from ledger.work.cache import cached

    return cached(book, chosen, sums)


def _viewed(
    book: Book, home: views.Home, chosen: views.Choice | None, sums: Collection[str]
) -> Projection | None:
    """Return the content of the views in a book's file; None: they could not catch up."""
    with book.reading():
        at, head = views.position(home), book.head()
    if at > head:
        raise views.DamagedViewsError(f"view_state: {at} of {head} events")
    if at < head:
        try:
            with book.writing():
                views.catch_up(home, _folding(book))
        except (BookUnusable, Conflict, views.NewerViewsError):
            return None
    with book.reading():
        return views.load(home, chosen, sums=sums)


def _of_streams(
    book: Book, agreements: Collection[str], upto: int, as_of: date | None
) -> Projection:
    """Fold the events of some agreements, and those of all parties and periods."""
    from projections.bulk import fold_rows

    projection = Projection()
    streams = (*SHARED, *map(agreement_stream, sorted(agreements)))
    with book.reading():
        rows = sorted(chain.from_iterable(map(book.stream, streams)), key=itemgetter(0))
    fold_rows(projection, (row for row in rows if row[0] <= upto), as_of=as_of)
    return _come_to(projection, book, upto)


def _replayed(
    book: Book, upto: int, as_of: date | None, tell: Callable[[int], object] = lambda _: None
) -> Projection:
    from ledger.work.folding import fold_book

    projection = Projection()
    with book.reading():
        fold_book(projection, book, upto=upto, as_of=as_of, tell=tell)
    return _come_to(projection, book, upto)


def _come_to(projection: Projection, book: Book, upto: int) -> Projection:
    """Return a projection as of an event, which may be of a stream that it was not made from."""
    if projection.position != upto:
        projection.position = upto
        projection.recorded_at = book.recorded_at(upto) if upto else None
    return projection


def _folding(book: Book) -> views.Fold:
    from ledger.work.folding import fold_book

    def fold(projection: Projection, after: int) -> None:
        fold_book(projection, book, after=after)

    return fold


def scope_of(book: Book, question: Question) -> Scope:
    """Return the scope of a question, as the header of a report states it.

    Raises:
        Refused: ``at`` is beyond the end of the book.
    """
    head = book.head()
    if question.at is not None and question.at > head:
        raise PositionAhead(position=question.at, head=head)
    at = head if question.at is None else question.at
    known_at = question.known_at
    if known_at is not None and known_at >= book.now():
        known_at = None  # the book cannot know what will be recorded
    if known_at is not None:
        at = min(at, book.known_at(known_at))
    elif at:
        known_at = book.recorded_at(at)
    return Scope(
        at=at,
        known_at=known_at,
        as_of=question.as_of,
        period=question.period,
        root=book.root(at).hex(),
    )


def report(
    book: Book,
    kind: str,
    subject: str | None,
    question: Question,
    compare_to: datetime | int | None = None,
    *,
    traces: bool = False,
) -> Report:
    """Make a report.

    Args:
        book: the open book.
        kind: one of ``projections.reports.KINDS``.
        subject: the agreement, board or party; None: the whole book, where the kind allows that.
        question: which events count.
        compare_to: an earlier position or instant to add the changes since; None: none asked.
        traces: whether the events behind each figure are named.

    Raises:
        Refused: no such subject, several currencies, or nothing to compare with.
        Tampered: the newest events of the book do not belong together.
    """
    made, about = report_about(book, kind, subject, question)
    if traces:
        from ledger.work.explaining import trace

        trace(book, made, about)
    return made if compare_to is None else _compared(book, made, about, question, compare_to)


def report_about(
    book: Book, kind: str, subject: str | None, question: Question
) -> tuple[Report, About]:
    """Make a report, and return what it was made of, too; arguments and errors as ``report``."""
    _require_newest(book)
    scope = scope_of(book, question)
    scope = _within_period(scope, kind)
    try:
        projection = _projection(book, scope, kind, subject, replays=question.replays)
        made = build(kind, subject, projection, scope, question.currency)
        if book.boards is not None and not _is_seen_whole(kind, subject, book.boards):
            made.notices.append(Notice("partial-view", {"boards": ", ".join(book.boards)}))
        return made, about_of(kind, subject, projection, scope, question.currency)[0]
    except UnknownIdError as error:
        replays = question.replays
        present = _replayed(book, book.head(), None) if replays else current(book, sums=())
        refuse_unknown_in_report(error, book, present)
    except MixedCurrenciesError as error:
        raise MixedCurrencies(currencies=error.currencies, first=error.currencies[0]) from None


def _require_newest(book: Book) -> None:
    """Make sure that the newest events of a book belong together, and are what was seen before."""
    with book.reading():
        against = newest.fault(book) or seen.fault(book)
    if against is not None:
        raise against


def require_agreement(agreement: str, projection: Projection) -> None:
    """Refuse an agreement that is not there."""
    if agreement not in projection.agreements:
        refuse_unknown("agreement", agreement, projection.agreements)


def _is_seen_whole(kind: str, subject: str | None, boards: Collection[str]) -> bool:
    """Return whether a board's user sees every event that a report is about."""
    asked = KINDS[kind]
    return (asked.subject == "agreement" and not asked.of_all) or subject in boards


def _within_period(scope: Scope, kind: str) -> Scope:
    if scope.period is None or KINDS[kind].declared.is_dated:
        return scope
    period = parse_period(scope.period)
    if period.is_year:  # a late correction still belongs to its budget year
        return scope
    as_of = min(scope.as_of, period.ends) if scope.as_of else period.ends
    return msgspec.structs.replace(scope, as_of=as_of)


def _projection(
    book: Book, scope: Scope, kind: str, subject: str | None, *, replays: bool
) -> Projection:
    if KINDS[kind].subject == "agreement" and subject is not None:
        projection = _of_streams(book, {subject}, scope.at, scope.as_of)
        if subject in projection.agreements:
            return projection
    if scope.as_of is None and scope.at == book.head() and not replays:
        projection = current(
            book,
            lambda documents: agreements_of(kind, subject, documents),
            ("balances", *KINDS[kind].declared.needs),
        )
        if projection.position == scope.at:
            return projection
    return _replayed(book, scope.at, scope.as_of)


def _compared(
    book: Book,
    made: Report,
    about: About,
    question: Question,
    compare_to: datetime | int,
) -> Report:
    if isinstance(compare_to, datetime):
        earlier = replace(question, known_at=compare_to, at=None)
    else:
        earlier = replace(question, known_at=None, at=compare_to)
    scope = _within_period(scope_of(book, earlier), made.report)
    if scope.at >= made.scope.at:
        raise NotBehind(position=scope.at, at=made.scope.at)
    try:
        earlier_projection = _projection(
            book, scope, made.report, made.id, replays=question.replays
        )
        before = build(made.report, made.id, earlier_projection, scope, question.currency)
    except UnknownIdError:
        before = None  # it was not there yet: everything is new
    from projections.compare import compare

    events = events_of(book, about.agreements, made.scope.at, after=scope.at)
    return compare(made, before, scope, events, KINDS[made.report].declared, about)


def events_of(
    book: Book, agreements: Collection[str], upto: int, after: int = 0
) -> Iterator[Recorded]:
    """Yield the events of some agreements after a position, up to another one, in order."""
    streams = [agreement_stream(agreement) for agreement in sorted(agreements)]
    with book.reading():
        if len(streams) > _FEW_STREAMS:
            wanted = frozenset(streams)
            yield from (recorded_from(row) for row in book.rows(after, upto) if row[1] in wanted)
            return
        rows = chain.from_iterable(map(book.stream, streams))
        found = sorted((row for row in rows if after < row[0] <= upto), key=itemgetter(0))
    yield from map(recorded_from, found)


def currency_of(projection: Projection, recorded: Recorded) -> str:
    """Return the currency that an event's amounts are in."""
    document = projection.agreements.get(recorded.agreement or "")
    return document.proposed.currency if document else DEFAULT_CURRENCY


class Asides(msgspec.Struct):
    """What is seen while the audit trail is read.

    Attributes:
        reversed_by: the events that are taken back, and by which, up to the end of the question,
            whether the filter lets them through or not.
        leaves: the leaf hashes of those that it lets through, by position.
    """

    reversed_by: dict[int, int] = {}
    leaves: dict[int, bytes] = {}


def trail(
    book: Book,
    question: Question,
    wanted: audit.Filter,
    present: Projection | None = None,
    asides: Asides | None = None,
) -> Iterator[audit.Entry]:
    """Yield the events that a filter lets through, oldest first, with what they moved.

    Args:
        book: the open book.
        question: which events count.
        wanted: the filter.
        present: the documents as they are now; None: not asked for yet.
        asides: is told what else is seen on the way; None: nobody is told.

    Raises:
        Refused: the filter names something that is not in the book. The refusal of a voucher or an
            actor comes after the last event.
        Tampered: the newest events of the book do not belong together.
    """
    from projections import audit

    _require_newest(book)
    upto = scope_of(book, question).at
    if present is None or present.position < upto:  # other clients go on recording
        present = current(book, sums=())
    require_known(book, present, wanted, upto)
    lines, sought = present.lines, Sought(wanted)
    looks = sought.is_any
    with book.reading():
        for row in book.rows(upto=upto):
            recorded = recorded_from(row)
            if asides is not None and isinstance(recorded.fact, EntryReversed):
                asides.reversed_by[recorded.fact.position] = recorded.position
            shown = audit.entry(recorded, lines)
            if looks:
                sought.look(shown)
            if audit.matches(shown, wanted):
                if asides is not None:
                    asides.leaves[recorded.position] = leaf_hash(entry_bytes(*row[1:]))
                yield shown
        if looks:
            sought.require(lambda: (audit.entry(x, lines) for x in book.events(after=upto)), upto)


def entry_at(book: Book, position: int) -> audit.Entry:
    """Return one event, with what it moved.

    Raises:
        Refused: there is no event at that position.
    """
    from projections import audit

    recorded = book.event(position)
    if recorded is None:
        raise UnknownPosition(position=position)
    concerned = {recorded.agreement} if recorded.agreement else set()
    return audit.entry(recorded, current_of(book, concerned).lines)


def replayed(book: Book, scope: Scope, tell: Callable[[int], object]) -> Projection:
    """Replay a book, telling how many more events have been read.

    Raises:
        BookUnusable: this user does not see every event.
    """
    book.require_all()
    return _replayed(book, scope.at, scope.as_of, tell)


def rebuild(book: Book) -> None:
    """Make the views anew from the first event; of a book on a server, the reader's own.

    Raises:
        BookUnusable: the book may only be read, or a newer program keeps its views.
    """
    home = book.views()
    if home is None:
        from ledger.work.cache import forget

        forget(book)
        _cached(book, sums=())
        return
    try:
        with book.writing():
            views.rebuild(home, _folding(book))
    except views.NewerViewsError:
        raise NewerViews(path=book.name) from None


def view_differences(book: Book, replayed: Projection) -> list[str] | None:
    """Return where the views differ from a replay of the whole book; None: there are no views.

    Raises:
        Tampered: the events are not those that a reader's own views were made from.
    """
    home = book.views()
    try:
        viewed = _cached(book) if home is None else _viewed(book, home, None, views.SUMS)
    except views.DamagedViewsError as error:
        return [str(error)]
    return None if viewed is None else views.differences(viewed, replayed)
