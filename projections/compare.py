"""What has changed since an earlier report, row by row, and by which events.

A row that events have moved is there, too, where its sums are as they were: a payment that was
taken back and entered again is something that has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from events import facts as f
from events.facts import effective_on
from events.period import Period
from events.record import Recorded
from projections.postings import Lines, postings
from projections.projection import Projection
from projections.report import Report, Scope
from projections.reports.common import first_day, period_of, within

_Row = dict[str, Any]
_Key = tuple[Any, ...]


class _Asked(NamedTuple):
    """What decides which rows an event can move.

    Attributes:
        party: whose statement of account it is; None: it is another report.
        period: the period asked for; None: the whole agreement.
    """

    party: str | None
    period: Period | None


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
    touched = _touched(made, events, projection)
    changes = []
    for key in [*later, *(key for key in earlier if key not in later)]:
        old, new = earlier.get(key, {}), later.get(key, {})
        deltas = {
            measure: (new.get(measure) or 0) - (old.get(measure) or 0) for measure in made.measures
        }
        positions = touched.get(key, [])
        if any(deltas.values()) or positions:
            named = {name: (new or old)[name] for name in made.row_key}
            if made.report == "cash-flow":
                positions = _months_before(key, touched)
            changes.append({**named, **deltas, "events": positions})
    made.changes, made.compared_to = changes, scope
    return made


def _key(row: _Row, names: tuple[str, ...]) -> _Key:
    return tuple(row[name] for name in names)


def _touched(
    made: Report, events: Iterable[Recorded], projection: Projection
) -> dict[_Key, list[int]]:
    """Return the positions of the events that moved each row of a report."""
    rows_of = _ROWS_OF[made.report]
    asked = _Asked(made.id if made.report == "party" else None, period_of(made.scope))
    found: dict[_Key, list[int]] = {}
    for recorded in events:
        day = effective_on(recorded.fact)
        if made.scope.as_of and day and day > made.scope.as_of:
            continue
        if recorded.agreement not in {None, *projection.agreements}:  # moves no row of this report
            continue
        for key in rows_of(recorded, projection.lines, asked):
            positions = found.setdefault(key, [])
            if positions[-1:] != [recorded.position]:
                positions.append(recorded.position)
    return found


def _months_before(key: _Key, touched: dict[_Key, list[int]]) -> list[int]:
    """Return the events behind a month's row: what remains after it rests on earlier ones too."""
    *line_year, month = key
    return sorted(
        {
            position
            for (*own, moved), positions in touched.items()
            if own == line_year and (moved is None or month is None or moved <= month)
            for position in positions
        }
    )


def _line_rows(recorded: Recorded, lines: Lines, _asked: _Asked) -> list[_Key]:
    return [
        (leg.agreement, leg.line, leg.year)
        for leg in postings(recorded, lines)
        if leg.line and leg.minor
    ]


def _in_kind_rows(recorded: Recorded, _lines: Lines, asked: _Asked) -> list[_Key]:
    gift = _gift(recorded.fact)
    if gift is None:
        return []
    if isinstance(gift, f.InKindPledged):
        year, month = gift.year, ""
    else:
        year, month = gift.performed_on.year, f"{gift.performed_on:%Y-%m}"
    if not within(asked.period, year, month):
        return []
    return [(recorded.agreement, gift.party, gift.kind, gift.unit, year)]


def _party_rows(recorded: Recorded, lines: Lines, asked: _Asked) -> list[_Key]:
    found: list[_Key] = []
    for agreement, line, year in _line_rows(recorded, lines, asked):
        role = "funder" if lines[agreement, line].funder == asked.party else "performer"
        found.append((agreement, role, line, year, None, None))
    for agreement, giver, kind, unit, year in _in_kind_rows(recorded, lines, asked):
        if giver == asked.party:
            found.append((agreement, "in-kind", None, year, kind, unit))
    return found


def _months_rows(recorded: Recorded, lines: Lines, asked: _Asked) -> list[_Key]:
    fact = recorded.fact
    entry = fact.entry if isinstance(fact, f.EntryReversed) else fact
    paid = isinstance(entry, f.DisbursementRecorded | f.InternalCostRecorded)
    day = effective_on(fact)
    month = f"{day:%Y-%m}" if paid and day else None
    if month and asked.period and first_day(month) > asked.period.ends:
        return []
    return [(*key, month) for key in _line_rows(recorded, lines, asked)]


def _gift(fact: f.Fact) -> f.InKindPledged | f.InKindRecorded | None:
    match fact:
        case f.EntryReversed():
            return _gift(fact.entry)
        case f.InKindVerified() | f.InKindRejected():
            return fact.contribution
        case f.InKindPledged() | f.InKindRecorded():
            return fact
        case _:
            return None


_ROWS_OF: dict[str, Callable[[Recorded, Lines, _Asked], list[_Key]]] = {
    "agreement": _line_rows,
    "board": _line_rows,
    "party": _party_rows,
    "in-kind": _in_kind_rows,
    "cash-flow": _months_rows,
}
