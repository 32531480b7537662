"""The balances and documents of a book: as they are now, from views, or by replay.

The views of a book in a file are in that file, those of a book on a server in a file of the
reader's (``ledger.work.cache``). They catch up before they are read. The whole book is replayed
where this user may only read the file, or its views hold nonsense. All use the same fold,
``projections.projection``.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING

import msgspec

from events import zones
from events.facts import AgreementProposed, BookDescribed, Position, RulesAdopted, event_name_of
from events.following import EVERY_DAY, Until
from events.record import Recorded
from events.streams import AGREEMENTS, BOOK, SHARED, agreement_stream
from ledger.books.book import Book, recorded_from
from ledger.refusal import BookUnusable, Conflict
from ledger.rules.first import first_rules
from ledger.work.refusals import NewerViews
from projections import views
from projections.projection import Projection

if TYPE_CHECKING:
    from ledger.work.cache import OwnViews
    from projections.report import Scope

DEFAULT_CURRENCY = "SEK"
_IN_MEMORY = 5  # times as large as its text is a document in memory, about
LONG = 5_000  # events of an agreement; fewer are folded in less time than all documents are read
_OF_A_BOOK = {event_name_of(BookDescribed), event_name_of(RulesAdopted)}


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
    if sums and (book.views() is None or book.head() >= views.FROM):
        return _current(book, chosen, sums)
    return book.once(
        "present", lambda: _current(book, chosen, sums), lambda made: _weight(book, made)
    )


def _current(book: Book, chosen: views.Choice | None, sums: Collection[str]) -> Projection:
    home, found = book.views(), None
    if home is None:
        found = _cached(book, chosen, sums)
    elif book.head() >= views.FROM:
        with suppress(views.DamagedViewsError):
            found = _viewed(book, home, chosen, sums)
    return replay(book, book.head(), None) if found is None else found


def _weight(book: Book, made: Projection, at: Position | None = None) -> int | None:
    """Return about how many KiB documents and sums take; None: they are not those at a position.

    Args:
        book: the open book.
        made: of it.
        at: the position; None: the last one.
    """
    if made.position != (book.head() if at is None else at):
        return None
    written = msgspec.json.encode((made.agreements, made.parties, made.imports))
    sums = len(made.balances) + len(made.months) + len(made.quantities) + len(made.waiting)
    return _IN_MEMORY * len(written) // 1024 + sums // 2 + 1


def current_of(book: Book, agreements: Collection[str], sums: Collection[str] = ()) -> Projection:
    """Return the present balances of some agreements, and the documents that go with them.

    Args:
        book: the open book.
        agreements: their ids; the documents of other agreements may be left out.
        sums: which of the sums are wanted; none: the documents alone.
    """
    head = book.head()
    if book.views() is None:
        is_folded = not any(is_long(book, agreement) for agreement in agreements)
    else:
        is_folded = head < views.FROM
    if is_folded:
        return of_agreements(book, agreements, head, None)
    return current(book, lambda _: agreements, sums)


def at(
    book: Book,
    upto: int,
    until: Until = EVERY_DAY,
    chosen: views.Choice | None = None,
    sums: Collection[str] = views.SUMS,
) -> Projection:
    """Return the balances of the past: from marks, or by replay.

    Args:
        book: the open book, outside ``reading``.
        upto: the last event that counts.
        until: the days that facts are counted to.
        chosen: which agreements' sums are wanted, given the documents; None: all.
        sums: which of the sums are wanted; none: the documents alone.
    """
    from ledger.work.marked import past

    def make() -> Projection:
        found = past(book, chosen, sums, upto, until)
        if found is None:
            return replay(book, upto, until.as_of, forecasts_to=until.forecasts_to)
        return _come_to(found, book, upto)

    if sums and book.head() >= views.FROM:
        return make()
    return book.once(("past", upto, until), make, lambda made: _weight(book, made, upto))


def is_long(book: Book, agreement: str) -> bool:
    """Return whether an agreement has so many events that its sums are looked up, not folded."""
    home = book.views()
    if home is None:
        from ledger.work import cache

        has_views = cache.are_kept(book)
    elif book.head() < views.FROM:
        return False
    else:
        has_views = book.writable or views.position(home) >= 0
    return has_views and book.length(agreement_stream(agreement)) > LONG


def of_agreements(
    book: Book,
    agreements: Collection[str],
    upto: int,
    as_of: date | None,
    forecasts_to: date | None = None,
) -> Projection:
    """Fold the events of some agreements, and those of all parties and periods."""
    return book.once(
        ("agreements", frozenset(agreements), upto, as_of, forecasts_to),
        lambda: _of_agreements(book, agreements, upto, Until(as_of, forecasts_to)),
        lambda made: _weight(book, made, upto),
    )


def _of_agreements(book: Book, agreements: Collection[str], upto: int, until: Until) -> Projection:
    from projections.bulk import fold_rows

    projection = Projection(rules=first_rules(book.info("origin") or ""))
    streams = (*SHARED, *map(agreement_stream, sorted(agreements)))
    with book.reading():
        rows = sorted(chain.from_iterable(map(book.stream, streams)), key=itemgetter(0))
    fold_rows(
        projection,
        (row for row in rows if row[0] <= upto),
        as_of=until.as_of,
        forecasts_to=until.forecasts_to,
    )
    return _come_to(projection, book, upto)


def proposals(book: Book) -> Projection:
    """Return the documents of all agreements as they were proposed, and nothing else."""
    projection = Projection()
    with book.reading():
        for row in book.beginnings(AGREEMENTS.name):
            recorded = recorded_from(row)
            if isinstance(recorded.fact, AgreementProposed):
                projection.fold(recorded)
    return projection


def replayed(book: Book, scope: Scope, tell: Callable[[int], object]) -> Projection:
    """Replay a book, telling how many more events have been read.

    Raises:
        BookUnusable: this user does not see every event.
    """
    book.require_all()
    return replay(book, scope.at, scope.as_of, tell)


def replay(
    book: Book,
    upto: int,
    as_of: date | None,
    tell: Callable[[int], object] = lambda _: None,
    forecasts_to: date | None = None,
) -> Projection:
    """Fold the first events of a book; ``tell`` hears how many more have been read."""
    from ledger.work.folding import fold_book

    projection = Projection()
    with book.reading():
        fold_book(projection, book, upto=upto, until=Until(as_of, forecasts_to), tell=tell)
    return _come_to(projection, book, upto)


def _come_to(projection: Projection, book: Book, upto: int) -> Projection:
    """Return a projection as of an event, which may be of a stream that it was not made from."""
    if projection.position != upto:
        projection.position = upto
        projection.recorded_at = book.recorded_at(upto) if upto else None
    return projection


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
                views.catch_up(home, folding_of(book, home))
        except views.NewerViewsError:
            return None
        except (BookUnusable, Conflict):  # another client writes, or this one may not
            return _on_top(book, home, chosen, sums)
    if not sums:
        with book.reading():
            return views.load(home, chosen, sums=())
    known = current(book, sums=()) if book.kept is not None else None
    with book.reading():
        return views.load(home, chosen, sums=sums, known=known)


def _on_top(
    book: Book, home: views.Home, chosen: views.Choice | None, sums: Collection[str]
) -> Projection | None:
    """Return the views with what came after them, in memory; None: there are none yet."""
    from ledger.work.folding import fold_book

    with book.reading():
        at, head = views.position(home), book.head()
        if not 0 < at <= head:
            return None
        found = views.load(home, chosen, sums=sums)
        fold_book(found, book, after=at, upto=head)
    return found


def _cached(
    book: Book, chosen: views.Choice | None = None, sums: Collection[str] = views.SUMS
) -> Projection | None:
    from ledger.work.cache import cached

    return cached(book, chosen, sums)


def folding_of(book: Book, home: views.Home) -> views.Fold:
    """Return the fold by which views catch up."""
    from ledger.work.marked import folding

    return folding(book, home)


def rebuild(book: Book) -> None:
    """Make the views anew from the first event; of a book on a server, the reader's own.

    Marks, the index of words and folded states are dropped. Each is made anew when it is needed.

    Raises:
        BookUnusable: the book may only be read, or a newer program keeps its views.
    """
    from ledger.work import state_marks
    from projections import marks, mentions

    home = book.views()
    if home is None:
        from ledger.work import own_states
        from ledger.work.cache import forget

        forget(book)
        own_states.forget(book)
        _cached(book, sums=())
        return
    try:
        with book.writing():
            views.rebuild(home, folding_of(book, home))
            for dropped in (marks, mentions):
                dropped.drop(home)  # who first asks for the past, or for a word, makes them
            state_marks.clear(home)
    except views.NewerViewsError:
        raise NewerViews(path=book.name) from None


def view_differences(book: Book, replayed: Projection) -> list[str] | None:
    """Return where the views differ from a replay of the whole book; None: there are no views.

    Raises:
        Tampered: the events are not those that a reader's own views were made from.
    """
    from ledger.work import marked, mentioned

    home = book.views()
    if home is None:
        from ledger.work import cache

        return cache.using(book, lambda own: _differences_of_own(book, own, replayed))
    try:
        viewed = _viewed(book, home, None, views.SUMS)
    except views.DamagedViewsError as error:
        return [str(error)]
    if viewed is None:
        return None
    return [
        *views.differences(viewed, replayed),
        *mentioned.differences(book),
        *marked.differences(book),
    ]


def _differences_of_own(book: Book, own: OwnViews, replayed: Projection) -> list[str]:
    from ledger.work import marked, mentioned

    return [
        *views.differences(own.projection(None, views.SUMS), replayed),
        *mentioned.differences(book, own),
        *marked.differences(book, own),
    ]


def described(book: Book, at: Position | None = None) -> Projection:
    """Return what has been said of a book, the version of its rules, and nothing else.

    Args:
        book: the open book.
        at: the last event that counts; None: all count.
    """
    return book.once(("described", at), lambda: _described(book, at), lambda _: 1)


def _described(book: Book, at: Position | None) -> Projection:
    projection = Projection(rules=first_rules(book.info("origin") or ""))
    with book.reading():
        rows = list(book.stream(BOOK.name))
    for row in rows:
        if row[3] in _OF_A_BOOK and (at is None or row[0] <= at):
            projection.fold(recorded_from(row))
    return projection


def zone_at(book: Book, at: Position | None = None) -> str | None:
    """Return the time zone that instants are shown in; None: UTC, since nobody described the book.

    Arguments as of ``described``.
    """
    return described(book, at).told_in


def today(book: Book) -> date:
    """Return today's date in the time zone of a book, by its own clock."""
    return zones.day_in(zone_at(book) or zones.DEFAULT, book.now())


def currency_of(projection: Projection, recorded: Recorded) -> str:
    """Return the currency that an event's amounts are in."""
    document = projection.agreements.get(recorded.agreement or "")
    return document.proposed.currency if document else DEFAULT_CURRENCY
