"""Events in lists: the newest first, a page at a time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec

from ledger.presentation import display
from ledger.presentation.marks import mark_of, mark_text
from ledger.presentation.trail_rows import names_of, row_of
from ledger.web.asking import Asking
from ledger.work.dated import dated
from ledger.work.mentioned import index_of
from ledger.work.present import currency_of, current, of_agreements
from ledger.work.trail import require_all_known, selected, taken_back_by
from projections.audit import Entry, Filter
from projections.projection import Projection


class EventRow(msgspec.Struct, frozen=True):
    """An event in a list.

    Attributes:
        position: where it stands in the book.
        href: of its page.
        day: from which it counts; empty: from none.
        mark, mark_said: which shape it has, and the same in words.
        name: what happened.
        what: in one line.
        amount: with its sign; empty: it says none.
        evidence, actor, recorded: who, why, when.
        taken_back: by which event; None: it stands.
    """

    position: int
    href: str
    day: str
    mark: str
    mark_said: str
    name: str
    what: str
    amount: str
    evidence: str
    actor: str
    recorded: str
    taken_back: int | None


class Trail:
    """Events that a filter lets through, up to the last one that counts."""

    def __init__(self, asking: Asking, wanted: Filter, before: int | None = None) -> None:
        """Ask.

        Args:
            asking: the request.
            wanted: the filter.
            before: only events before this one; None: all.

        Raises:
            Refused: the filter names something that is not in the book.
        """
        book = asking.book
        self.upto = asking.scope.at
        present = current(book, sums=())
        is_narrow = wanted != Filter(agreement=wanted.agreement)
        index = index_of(book, is_asked=is_narrow)
        require_all_known(book, present, wanted, self.upto, index)
        then = (
            present if self.upto >= present.position else of_agreements(book, (), self.upto, None)
        )
        self._asking, self._wanted, self._index = asking, wanted, index
        self._days = dated(book, wanted)
        self._present, self.names = present, names_of(then)
        self._last = self.upto if before is None else min(self.upto, before - 1)

    def newest(self, most: int) -> tuple[list[EventRow], int | None]:
        """Return the newest events, and before which one the next page begins; None: at none."""
        asking = self._asking
        found = list(islice(self._entries(), most + 1))
        after = found[-1].recorded.position - 1 if found else self.upto
        by = taken_back_by(asking.book, self.upto, self._wanted.agreement, self._index, after=after)
        rows = [
            row_for(asking, entry, self._present, self.names, by(entry.recorded.position))
            for entry in found[:most]
        ]
        return rows, rows[-1].position if len(found) > most else None

    def _entries(self) -> Iterator[Entry]:
        for _row, entry in selected(
            self._asking.book,
            self._wanted,
            self._present,
            self._last,
            newest_first=True,
            index=self._index,
            days=self._days,
        ):
            yield entry


def row_for(
    asking: Asking,
    entry: Entry,
    present: Projection,
    names: Mapping[str, str],
    taken_back: int | None,
) -> EventRow:
    """Return an event as it stands in a list."""
    recorded = entry.recorded
    currency = currency_of(present, recorded)
    row: dict[str, Any] = row_of(entry, currency, names)
    amount = row["amount_minor"]
    mark = mark_of(recorded.fact)
    return EventRow(
        position=recorded.position,
        href=asking.places.to("event", recorded.position),
        day=display.day(entry.effective_on) if entry.effective_on else "",
        mark=mark,
        mark_said=mark_text(mark),
        name=display.event(recorded.name),
        what=row["what"],
        amount="" if amount is None else display.amount(amount, currency),
        evidence=display.safe(row["evidence"] or ""),
        actor=display.safe(recorded.envelope.actor),
        recorded=display.instant(recorded.envelope.recorded_at),
        taken_back=taken_back,
    )
