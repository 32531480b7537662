"""Where in a large book to look for a word: an index of words, in the book's own file.

That of a book on a server is in a file of the reader's (``ledger.work.cache``).

It is brought up to date when somebody looks for a word, a part at a time, so that others can record
in between. It may be behind: what came after it is looked through. Where there is none, all is.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING

import msgspec

from events.facts import NAMES, Position
from events.streams import agreement_stream
from ledger.books.book import Book
from ledger.refusal import BookUnusable, Conflict
from projections import mentions
from projections.mentions import Kind, Term, term
from projections.views import Home

if TYPE_CHECKING:
    from projections.audit import Filter
    from projections.projection import Projection

FROM = 20_000  # events; of fewer, all are looked through in less time
_BEHIND = 2_000  # events that the index may be behind
_AT_ONCE = 100_000  # events: the words of so many are gathered; meanwhile nobody else records
_PATIENCE_S = 0.2  # beside a client that writes for long; without an index it is only slower
_MOST_TERMS = 500  # of a party with more lines, some event is soon found without an index
Span = tuple[Position, Position]  # the position before the first event, and the last


class Index(msgspec.Struct, frozen=True):
    """The index of a book.

    Attributes:
        home: where it is.
        at: the last event that it knows.
    """

    home: Home
    at: Position

    def spans(
        self, wanted: Iterable[Collection[Term]], upto: Position, *, newest_first: bool = False
    ) -> list[Span]:
        """Return where to look, in order: the blocks that have one of each terms, and the rest.

        Args:
            wanted: each of these has to be met by an event.
            upto: the last event that counts.
            newest_first: begin at that end.
        """
        blocks: set[int] | None = None
        try:
            for terms in wanted:
                found = mentions.blocks(self.home, terms)
                blocks = found if blocks is None else blocks & found
        except mentions.DamagedIndexError:
            blocks = None
        if blocks is None:
            return [(0, upto)]
        end = min(self.at, upto)
        spans = [
            (after, min(last, end))
            for after, last in map(mentions.span_of, sorted(blocks))
            if after < end
        ]
        spans += [(self.at, upto)] if upto > self.at else []
        return spans[::-1] if newest_first else spans

    def words(self, kind: Kind, near: str, upto: Position, most: int) -> tuple[Position, set[str]]:
        """Return words near to another one, and the event after which the index knows none.

        Args:
            kind: of the words.
            near: the other one.
            upto: the last event that counts.
            most: as of ``mentions.words``.
        """
        after = min(self.at, upto)
        try:
            return after, mentions.words(self.home, kind, near, mentions.block_of(after), most)
        except mentions.DamagedIndexError:
            return 0, set()


def index_of(book: Book, *, is_asked: bool = True) -> Index | None:
    """Return the index of a book; None: there is none.

    A small book has none.

    Args:
        book: the open book.
        is_asked: for a word. The index is then brought nearly up to date, if this user may write;
            else it is taken as it is.
    """
    home = book.views()
    if home is not None:
        at = _brought(book, home, is_asked=is_asked)
        return Index(home, at) if at else None
    from ledger.work import cache

    # Without it even the newest page would have the server look for reversals in all events.
    found = cache.lasting(book, partial(_brought, book, is_asked=True))
    return None if found is None else Index(*found)


def _brought(book: Book, home: Home, *, is_asked: bool) -> Position:
    """Bring an index up to date if it is asked for, and return how far it is; 0: there is none."""
    if book.head() < FROM:
        return 0
    at = mentions.position(home)  # before the head: others may bring both further
    try:
        while is_asked and not 0 <= book.head() - at <= _BEHIND:
            at = _further(book, home)
    except (BookUnusable, Conflict):  # others write, or this user may not
        at = mentions.position(home)
    return at if 0 < at <= book.head() else 0


def _further(book: Book, home: Home) -> Position:
    """Take in some more events, and return the last one that the index then knows."""
    with book.going_on(_PATIENCE_S):
        at = mentions.position(home)  # perhaps somebody else has done it meanwhile
        if not 0 <= at <= book.head():
            mentions.clear(home)
            at = 0
        upto = min(at + _AT_ONCE, book.head())
        try:
            mentions.add(home, book.rows(at, upto), upto)
        except mentions.DamagedIndexError:
            mentions.clear(home)
            upto = 0
    return upto


def comparison(book: Book) -> mentions.Comparison | None:
    """Return what compares the index with events that are given to it; None: there is no index."""
    home = book.views()
    at = -1 if home is None else mentions.position(home)
    return None if home is None or at < 0 else mentions.Comparison(home, at)


def differences(book: Book, home: Home | None = None) -> list[str]:
    """Return the tables of the index that differ from the events; empty: none, or no index.

    Args:
        book: the open book.
        home: where the index is; None: in the book's file, if it is in one.
    """
    home = home or book.views()
    at = -1 if home is None else mentions.position(home)
    if home is None or at < 0:
        return []
    return mentions.differences(home, book.rows(upto=at))


def terms_of(wanted: Filter, present: Projection) -> Iterator[Sequence[Term]]:
    """Yield what the events have to name that a filter lets through: of each, one of some terms.

    An event about a line concerns its board and its performers, and need not name them.
    """
    if wanted.voucher is not None:
        yield [term("voucher", wanted.voucher)]
    if wanted.actor is not None:
        yield [term("actor", wanted.actor)]
    if wanted.event is not None:
        names = [x for x in NAMES if wanted.event in {x, x.partition("/")[0]}]
        yield [term("event", name) for name in names]
    lines = present.lines
    if wanted.line is not None:
        yield [_line(key) for key in lines if key[1] == wanted.line and _may_be(key, wanted)]
    concerned: list[tuple[Kind, str, list[Term]]] = []
    if wanted.party is not None:
        of_party = [
            _line(key)
            for key, line in lines.items()
            if _may_be(key, wanted)
            and (line.funder == wanted.party or wanted.party in lines.all_performers(key))
        ]
        concerned.append(("party", wanted.party, of_party))
    if wanted.board is not None:
        of_board = [
            _line(key)
            for key, line in lines.items()
            if _may_be(key, wanted) and line.funder == wanted.board
        ]
        concerned.append(("board", wanted.board, of_board))
    for kind, party, on_lines in concerned:
        if len(on_lines) < _MOST_TERMS:
            yield [term(kind, party), *on_lines]


def _line(key: tuple[str, str]) -> Term:
    return term("line", key[1], agreement_stream(key[0]))


def _may_be(key: tuple[str, str], wanted: Filter) -> bool:
    return wanted.agreement in {None, key[0]}
