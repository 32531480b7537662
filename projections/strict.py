"""The fold of verification: every event read whole and strictly, and no fault hides the next.

It adds up as ``projections.bulk`` does. Verification tells of an event that cannot be read, or that
does not follow from those before it, and leaves it out. It also tells of an event that can be read
but is not in its canonical form. That event is counted, as every report counts it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal, TypeAlias

import msgspec

from events import facts as f
from events.canonical import is_unclean, read_all, read_loosely, read_one
from events.declared import fields_naming
from events.record import CorruptEventError, Envelope, Recorded, StoredRow
from events.worded import Worded, about
from projections.bulk import Sums, lines_apart, rows_at_a_time, some_read
from projections.marks import Checker
from projections.projection import Projection
from projections.views import Home

# The kinds of fault: the bytes are no event, it does not follow, it was recorded too early.
Fault: TypeAlias = Literal["event", "replay", "time"]


_WITH_BANK = {
    f.EntryReversed,
    *(fact for fact in f.FACTS if fields_naming(fact, "bank reference")),
}


class Scan(msgspec.Struct):
    """The work and the findings of verification beyond the sums.

    Attributes:
        tell: is told of what is wrong with an event: how, its position, and why.
        also: is given every event that can be read, some at a time, and of those that do not follow
            from the ones before them, why; it tells of these.
        references: (``key`` or ``bank``, reference) -> the event that has taken it; None: somebody
            else looks at them.
        newest: when the last event so far was recorded; None: there is none yet.
        is_strict: whether bytes are compared with their canonical form; else another process does.
    """

    tell: Callable[[Fault, int, str], object]
    also: Callable[[Sequence[StoredRow], Sequence[Envelope], Mapping[int, str]], object] | None = (
        None
    )
    references: dict[tuple[str, str], int] | None = {}
    newest: datetime | None = None
    is_strict: bool = True

    def add_rows(self, rows: Sequence[StoredRow], envelopes: Sequence[Envelope]) -> None:
        """Look at when some events were recorded, and at what they take and free."""
        times = [envelope.recorded_at for envelope in envelopes]
        before = times[0] if self.newest is None else self.newest
        if times[0] < before or times != sorted(times):
            for row, at in zip(rows, times, strict=True):
                if at < before:
                    self.tell("time", row[0], "")
                before = at
        self.newest = times[-1]
        references = self.references
        if references is None:
            return
        for row, envelope in zip(rows, envelopes, strict=True):
            fact = envelope.data
            if envelope.key is not None:
                references.setdefault(("key", envelope.key), row[0])
            if type(fact) in _WITH_BANK:
                taken, freed = f.bank_references(fact)
                for bank in taken:
                    references["bank", bank] = row[0]
                for bank in freed:
                    references.pop(("bank", bank), None)

    def take(
        self, rows: Sequence[StoredRow], envelopes: Sequence[Envelope], left_out: Mapping[int, str]
    ) -> None:
        """Pass events on, or tell of those that were left out."""
        if self.also is not None:
            self.also(rows, envelopes, left_out)
            return
        for position, cause in left_out.items():
            self.tell("replay", position, cause)

    def read(self, rows: list[StoredRow]) -> tuple[list[StoredRow], list[Envelope]]:
        """Return those rows that can be read, with their envelopes."""
        read = read_all(rows) if self.is_strict else read_loosely(rows)
        if read is not None:
            return rows, read
        readable: list[StoredRow] = []
        envelopes: list[Envelope] = []
        for row in rows:
            envelope, fault = read_one(row[3], row[4])
            if fault is None and is_unclean(row[4]):
                fault = about(row[3], Worded("a text that is empty or has what is not seen"))
            if fault is not None:
                self.tell("event", row[0], fault)
            if envelope is not None:
                readable.append(row)
                envelopes.append(envelope)
        return readable, envelopes


def fold_strictly(projection: Projection, rows: Iterable[StoredRow], scan: Scan) -> None:
    """Fold stored events into a projection, and tell of every event with a fault.

    Args:
        projection: what came before them.
        rows: in the order of the book.
        scan: is told.
    """
    sums = Sums(None, lines_apart(projection), waiting=projection.waiting, given="whole")
    _add_up(projection, rows, scan, sums)
    sums.fold_into(projection)


class CheckerOnTheWay(Checker):
    """Compares marks with the events while ``scan`` looks at them.

    Args:
        home: has the marks.
        scan: is told of faults; an event with one may make the marks after it look wrong.
    """

    given = "whole"

    def __init__(self, home: Home, scan: Scan) -> None:
        super().__init__(home)
        self._scan = scan

    def _fold(self, projection: Projection, rows: Iterable[StoredRow], adding: Sums) -> None:
        adding.clear(projection.waiting)
        _add_up(projection, rows, self._scan, adding, self._seen.look)
        adding.fold_into(projection)


def _add_up(
    projection: Projection,
    rows: Iterable[StoredRow],
    scan: Scan,
    sums: Sums,
    look: Callable[[Sequence[StoredRow], Sequence[Envelope]], object] | None = None,
) -> None:
    """Add up the frequent events in sums, and fold the others."""

    def fold(recorded: Recorded) -> None:
        try:
            projection.fold(recorded)
        except CorruptEventError as error:
            left_out[recorded.position] = error.cause

    def refuse(row: StoredRow, cause: str) -> None:
        left_out[row[0]] = about(row[3], cause)

    left_out = dict[int, str]()
    last: StoredRow | None = None
    for some in rows_at_a_time(rows):
        last = some[-1]
        readable, envelopes = scan.read(some)
        if readable:
            scan.add_rows(readable, envelopes)
            sums.fold(projection, some_read(readable, envelopes), fold, refuse)
            scan.take(readable, envelopes, left_out)
            left_out.clear()
            if look is not None:
                look(readable, envelopes)
    if last is not None:
        projection.position, projection.recorded_at = last[0], scan.newest
