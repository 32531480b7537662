"""Asking a book: which events count, and the report that is made of them.

A question about one agreement folds the agreement's own events. Other questions about the present
of a large book read views. Every other question replays the whole book (``ledger.work.present``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import cached_property
from heapq import merge
from operator import itemgetter
from typing import NamedTuple

import msgspec
from msgspec.structs import replace

from events.facts import AgreementId
from events.following import Until
from events.period import following, parse_period
from events.record import Recorded, StoredRow
from events.streams import agreement_stream
from ledger.books import newest
from ledger.books.book import Book, recorded_from
from ledger.work import seen
from ledger.work.present import at, current, is_long, of_agreements, replay
from ledger.work.refusals import MixedCurrencies, NotBehind, PositionAhead
from projections import views
from projections.projection import Projection
from projections.report import Notice, Report, Scope
from projections.reports import KINDS, WHOLE, Cut
from projections.reports.building import about_of, agreements_of, build
from projections.reports.common import MixedCurrenciesError, UnknownIdError
from projections.reports.declaring import About
from projections.series import of_lines_in

_OF_REPORTS = ("balances", "months", "quantities")
_SEVERAL = 2  # agreements
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
        cut: how an agreement's report is cut.
    """

    as_of: date | None = None
    known_at: datetime | None = None
    at: int | None = None
    period: str | None = None
    currency: str | None = None
    replays: bool = False
    cut: Cut = WHOLE


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
) -> Report:
    """Make a report.

    Args:
        book: the open book.
        kind: one of ``projections.reports.KINDS``.
        subject: the agreement, board or party; None: the whole book, where the kind allows that.
        question: which events count.
        compare_to: an earlier position or instant to add the changes since; None: none asked.

    Raises:
        Refused: no such subject, several currencies, or nothing to compare with.
        Tampered: the newest events of the book do not belong together.
    """
    made, about = report_about(book, kind, subject, question)
    return made if compare_to is None else compared(book, made, about, question, compare_to)


def report_about(
    book: Book, kind: str, subject: str | None, question: Question
) -> tuple[Report, About]:
    """Make a report, and return what it was made of, too; arguments and errors as ``report``."""
    require_newest(book)
    scope = scope_of(book, question)
    scope = _within_period(scope, kind)
    try:
        projection = _projection(book, scope, kind, subject, question)
        made = build(kind, subject, projection, scope, question.currency, question.cut)
        if book.boards is not None and not _is_seen_whole(kind, subject, book.boards, question.cut):
            made.notices.append(Notice("partial-view", {"boards": ", ".join(book.boards)}))
        return made, about_of(kind, subject, projection, scope, question.currency, question.cut)[0]
    except UnknownIdError as error:
        from ledger.work.existence import refuse_unknown_in_report

        replays = question.replays
        present = replay(book, book.head(), None) if replays else current(book, sums=())
        refuse_unknown_in_report(error, book, present)
    except MixedCurrenciesError as error:
        raise MixedCurrencies(currencies=error.currencies, first=error.currencies[0]) from None


def require_newest(book: Book) -> None:
    """Make sure that the newest events of a book belong together, and are what was seen before."""
    with book.reading():
        against = newest.fault(book) or seen.fault(book)
    if against is not None:
        raise against


def _is_seen_whole(kind: str, subject: str | None, boards: Collection[str], cut: Cut) -> bool:
    """Return whether a board's user sees every event that a report is about.

    An agreement of the chain may concern other boards only, and then nobody tells of it.
    """
    asked = KINDS[kind]
    is_one = asked.subject == "agreement" and not asked.of_all and not cut.chain
    return is_one or subject in boards


def _within_period(scope: Scope, kind: str) -> Scope:
    if scope.period is None or KINDS[kind].declared.is_dated:
        return scope
    period = parse_period(scope.period)
    if period.is_year:  # a late correction still belongs to its budget year
        return scope
    asked, after = scope.as_of or date.max, following(period)
    forecasts_to = None
    if KINDS[kind].declared.has_forecasts and asked > period.ends:
        forecasts_to = min(asked, after.ends - timedelta(days=1) if after else date.max)
    return replace(scope, as_of=min(asked, period.ends), forecasts_to=forecasts_to)


def _projection(
    book: Book, scope: Scope, kind: str, subject: str | None, question: Question
) -> Projection:
    replays = question.replays
    one = subject if KINDS[kind].subject == "agreement" and not question.cut.chain else None
    if one is not None and (replays or not is_long(book, one)):
        projection = of_agreements(book, {one}, scope.at, scope.as_of, scope.forecasts_to)
        if one in projection.agreements:
            return projection
    sums = ("balances", *KINDS[kind].declared.needs)

    def chosen(documents: Projection) -> list[AgreementId]:
        return agreements_of(kind, subject, documents, question.cut)

    if scope.as_of is None and scope.at == book.head() and not replays:
        projection = current(book, chosen, sums)
        if projection.position == scope.at:
            return projection
    if replays:
        return replay(book, scope.at, scope.as_of, forecasts_to=scope.forecasts_to)
    return at(book, scope.at, Until(scope.as_of, scope.forecasts_to), chosen, sums)


class Several:
    """Several reports of one question: its events are folded once for all of them.

    Attributes:
        book: open.
        question: which events count.
        scope: the same, as the header of a report states it.
    """

    def __init__(
        self,
        book: Book,
        question: Question,
        agreements: Collection[str] | views.Choice | None = None,
    ) -> None:
        """Ask.

        Args:
            book: open, outside ``reading``.
            question: which events count.
            agreements: the only ones that all reports are about, or what chooses them, given the
                documents; None: any.

        Raises:
            Refused: the question names a position beyond the end of the book.
            Tampered: the newest events of the book do not belong together.
        """
        require_newest(book)
        self.book, self.question = book, question
        self.scope = scope_of(book, question)
        self.narrow(agreements)

    def narrow(self, agreements: Collection[str] | views.Choice | None) -> None:
        """Ask about some agreements alone from now on; arguments as of the question itself."""
        self._agreements = agreements
        self._folded: dict[tuple[date | None, date | None], Projection] = {}
        self._parts: dict[int, dict[AgreementId, Projection]] = {}

    @cached_property
    def documents(self) -> Projection:
        """The documents of all agreements and parties; the sums mean nothing."""
        folded = self._folded.get((self.scope.as_of, self.scope.forecasts_to))
        if folded is not None and self._one is None:
            return folded
        return self._whole(self.scope, lambda _: (), ())

    @property
    def _one(self) -> str | None:
        """The only agreement that all reports are about: others' documents may not be folded."""
        wanted = self._agreements
        if wanted is None or callable(wanted) or len(wanted) != 1:
            return None
        return next(iter(wanted))

    def projection(self, scope: Scope | None = None) -> Projection:
        """Return the events that count, folded."""
        scope = scope or self.scope
        key = scope.as_of, scope.forecasts_to
        if key not in self._folded:
            self._folded[key] = self._fold(scope)
        return self._folded[key]

    def report(self, kind: str, subject: str | None = None, *, by: str | None = None) -> Report:
        """Make a report; arguments and errors as ``asking.report``."""
        return self.about(kind, subject, by=by)[0]

    def cash_flow(self, made: Report) -> Report:
        """Return the cash flow of the lines and budget years of a report, from their beginning.

        It ends where the report does. Its own report of a period has the months of that alone.

        Args:
            made: by ``report``, of an agreement or a board; its rows are lines.
        """
        scope = replace(made.scope, period=None)
        subject = made.id if KINDS[made.report].subject == "agreement" else None
        projection = self.projection(scope)
        only = {row["agreement"] for row in made.rows}
        found = build("cash-flow", subject, projection, scope, made.currency, only=only)
        return of_lines_in(found, made)

    def about(
        self, kind: str, subject: str | None = None, *, by: str | None = None
    ) -> tuple[Report, About]:
        """Make a report, and return what it was made of, too."""
        scope, cut = _within_period(self.scope, kind), self.question.cut._replace(by=by)
        projection, currency = self.projection(scope), self.question.currency
        if subject is not None and KINDS[kind].subject == "agreement" and not cut.chain:
            projection = self._of_one(projection, subject)
        book = self.book
        try:
            made = build(kind, subject, projection, scope, currency, cut)
        except UnknownIdError as error:
            from ledger.work.existence import refuse_unknown_in_report

            refuse_unknown_in_report(error, book, current(book, sums=()))
        except MixedCurrenciesError as error:
            raise MixedCurrencies(currencies=error.currencies, first=error.currencies[0]) from None
        if book.boards is not None and not _is_seen_whole(kind, subject, book.boards, cut):
            made.notices.append(Notice("partial-view", {"boards": ", ".join(book.boards)}))
        return made, about_of(kind, subject, projection, scope, currency, cut)[0]

    def of_one(self, agreement: AgreementId) -> Projection:
        """Return the documents, with the sums of one agreement at least."""
        return self._of_one(self.projection(), agreement)

    def _of_one(self, projection: Projection, agreement: AgreementId) -> Projection:
        """Return what a report on one agreement is made of: it looks at each sum that is there."""
        if self._one is not None or len(projection.agreements) < _SEVERAL:
            return projection
        if id(projection) not in self._parts:
            self._parts[id(projection)] = projection.by_agreement()
        return self._parts[id(projection)].get(agreement, projection)

    def _fold(self, scope: Scope) -> Projection:
        book, wanted, one = self.book, self._agreements, self._one
        if one is not None and (self.question.replays or not is_long(book, one)):
            found = of_agreements(book, {one}, scope.at, scope.as_of, scope.forecasts_to)
            if one in found.agreements:
                return found
        chosen = wanted if wanted is None or callable(wanted) else lambda _: wanted
        return self._whole(scope, chosen, _OF_REPORTS)

    def _whole(
        self, scope: Scope, chosen: views.Choice | None, sums: Collection[str]
    ) -> Projection:
        book, until = self.book, Until(scope.as_of, scope.forecasts_to)
        if self.question.replays:
            return replay(book, scope.at, scope.as_of, forecasts_to=scope.forecasts_to)
        if scope.as_of is None and scope.at == book.head():
            found = current(book, chosen, sums)
            if found.position == scope.at:
                return found
        return at(book, scope.at, until, chosen, sums)


def compared(
    book: Book,
    made: Report,
    about: About,
    question: Question,
    compare_to: datetime | int,
) -> Report:
    """Return a report with what has changed since an earlier position or instant.

    Args:
        book: the open book.
        made: the report; it is changed.
        about: what it was made of.
        question: what it was asked for.
        compare_to: the earlier position or instant.

    Raises:
        Refused: nothing to compare with.
    """
    if isinstance(compare_to, datetime):
        earlier = replace(question, known_at=compare_to, at=None)
    else:
        earlier = replace(question, known_at=None, at=compare_to)
    scope = _within_period(scope_of(book, earlier), made.report)
    if scope.at >= made.scope.at:
        raise NotBehind(position=scope.at, at=made.scope.at)
    try:
        projection = _projection(book, scope, made.report, made.id, question)
        # Of a chain, what was there then: this agreement may be younger than the others.
        subject = next((x for x in made.chain if x in projection.agreements), made.id)
        report = build(made.report, subject, projection, scope, question.currency, question.cut)
        before = report, projection
    except UnknownIdError:
        before = None  # it was not there yet: everything is new
    from projections.compare import compare

    events = events_of(book, about.agreements, made.scope.at, after=scope.at)
    declared = KINDS[made.report].declared_by(made.by)
    return compare(made, before, scope, events, declared, about)


class Without(NamedTuple):
    """Stored events that cannot be wanted.

    Attributes:
        names: of events that are left out unless their bytes hold some others.
        holds: those, of which each has to be there.
        as_of: the last day that counts, where later events need not be read; None: every day.
        place: the line and the budget year that those say, each None if they do not; None: they say
            something else.
    """

    names: Collection[str] = ()
    holds: tuple[bytes, ...] = ()
    as_of: date | None = None
    place: tuple[str | None, int | None] | None = None

    def may_be(self, row: StoredRow) -> bool:
        """Return whether a stored event may be wanted."""
        return row[3] not in self.names or all(part in row[4] for part in self.holds)


def events_of(
    book: Book,
    agreements: Collection[str],
    upto: int,
    after: int = 0,
    without: Without = Without(),  # noqa: B008 - it is never changed
) -> Iterator[Recorded]:
    """Yield the events of some agreements after a position, up to another one, in order.

    Args:
        book: the open book.
        agreements: whose.
        upto: the position of the last one.
        after: the position before them.
        without: events that may be left out.
    """
    streams = [agreement_stream(agreement) for agreement in sorted(agreements)]
    with book.reading():
        if len(streams) > _FEW_STREAMS or upto - after < sum(map(book.length, streams)):
            found = book.rows_of(after, upto, streams)
            yield from (recorded_from(row) for row in found if without.may_be(row))
            return
        each = [_rows_of(book, stream, (after, upto), without) for stream in streams]
        rows: Iterable[StoredRow] = each[0] if len(each) == 1 else merge(*each, key=itemgetter(0))
        yield from map(recorded_from, rows)


def _rows_of(
    book: Book, stream: str, span: tuple[int, int], without: Without
) -> Iterator[StoredRow]:
    """Yield the events of a stream that may be wanted, as stored."""
    found = None
    if without.as_of is not None:
        from ledger.work.dated import stretches

        found = stretches(book, without.as_of, span[1])
    if found is None:
        known = None
        if without.place is not None and book.kept is not None:
            from ledger.work.placed import placed

            known = placed(book, stream)
        if known is None:
            yield from book.stream_if(stream, span, *without[:2])
        else:
            own = [x for x in known.of(*without.place or (None, None)) if span[0] < x <= span[1]]
            yield from book.rows_at(own, {stream})
        return
    (after, upto), (first, places, last) = span, found
    yield from book.stream_if(stream, (after, min(first, upto)), *without[:2])
    yield from book.rows_at([x for x in places if after < x <= upto], {stream})
    yield from book.stream_if(stream, (max(after, last), upto), *without[:2])
