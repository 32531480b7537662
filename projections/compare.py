"""What has changed since an earlier report, row by row, and by which events.

A row that events have moved is there, too, where its sums are as they were: a payment that was
taken back and entered again is something that has happened.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from events.facts import effective_on
from events.record import Recorded
from projections.projection import Projection
from projections.report import Report, Scope
from projections.reports import KINDS
from projections.reports.common import period_of
from projections.reports.declaring import Moved, RowKey


def compare(
    made: Report,
    before: Report | None,
    scope: Scope,
    events: Iterable[Recorded],
    projection: Projection,
) -> Report:
    """Add to a report what changed since an earlier one.

    Args:
        made: the report; it is given ``changes`` and ``compared_to``.
        before: the earlier report of the same kind and subject; None: it could not be made yet.
        scope: which events the earlier report counts.
        events: those that the later report may count and the earlier does not.
        projection: of the later report, for its lines.
    """
    earlier = {_key(row, made.row_key): row for row in before.rows} if before else {}
    later = {_key(row, made.row_key): row for row in made.rows}
    touched, behind = _touched(made, events, projection), KINDS[made.report].declared.behind
    changes = []
    for key in [*later, *(key for key in earlier if key not in later)]:
        old, new = earlier.get(key, {}), later.get(key, {})
        deltas = {
            measure: (new.get(measure) or 0) - (old.get(measure) or 0) for measure in made.measures
        }
        positions = touched.get(key, [])
        if any(deltas.values()) or positions:
            named = {name: (new or old)[name] for name in made.row_key}
            if behind is not None:
                positions = behind(key, touched)
            changes.append({**named, **deltas, "events": positions})
    made.changes, made.compared_to = changes, scope
    return made


def _key(row: Mapping[str, object], names: tuple[str, ...]) -> RowKey:
    return tuple(row[name] for name in names)


def _touched(
    made: Report, events: Iterable[Recorded], projection: Projection
) -> dict[RowKey, list[int]]:
    """Return the positions of the events that moved each row of a report."""
    moved, period = KINDS[made.report].declared.moved, period_of(made.scope)
    found: dict[RowKey, list[int]] = {}
    for recorded in events:
        day = effective_on(recorded.fact)
        if made.scope.as_of and day and day > made.scope.as_of:
            continue
        if recorded.agreement not in {None, *projection.agreements}:  # moves no row of this report
            continue
        for key in moved(Moved(recorded, projection.lines, made.id, period)):
            positions = found.setdefault(key, [])
            if positions[-1:] != [recorded.position]:
                positions.append(recorded.position)
    return found
