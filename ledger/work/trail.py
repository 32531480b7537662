"""The audit trail: the events of a book, one after the other, with what each moved."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from events.facts import EntryReversed
from ledger.books.book import Book, recorded_from
from ledger.books.tree import entry_bytes, leaf_hash
from ledger.rules.refusals.entries import UnknownPosition
from ledger.work.asking import Question, require_newest, scope_of
from ledger.work.existence import Sought, require_known
from ledger.work.present import current, current_of
from projections.projection import Projection

if TYPE_CHECKING:
    from projections import audit


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

    require_newest(book)
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
