"""What has changed since an earlier report, figure by figure, and by which events.

A comparison shows every figure that events have moved, also a figure that is as before: a payment
may have been taken back and entered again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from events.record import Recorded
from projections.explaining import Behind, Explaining, Own, by_what_changed, counted
from projections.projection import Projection
from projections.report import Change, Report, Scope, number_of, value_of
from projections.reports.declaring import About, Declaration, Moved, RowKey


def compare(
    made: Report,
    before: tuple[Report, Projection] | None,
    scope: Scope,
    events: Iterable[Recorded],
    declared: Declaration[Mapping[str, object]],
    about: About,
) -> Report:
    """Add to a report what changed since an earlier one.

    Args:
        made: the report; it is given ``changes`` and ``compared_to``.
        before: the earlier report of the same kind and subject, and what it was made of; None: it
            could not be made yet.
        scope: which events the earlier report counts.
        events: those that the later report may count and the earlier does not.
        declared: what the report says of itself.
        about: what the later report was made of.
    """
    figures = made.figures
    report, projection = before or (None, None)
    earlier = {declared.key_of(row): row for row in report.rows} if report else {}
    later = {declared.key_of(row): row for row in made.rows}
    explaining = Explaining(declared, about, by_what_changed(about, projection))
    behind, moved = Behind(explaining, declared), _Moved(declared, about)
    for recorded in counted(events, made.scope):
        moved.add(recorded, behind.add(recorded))
    changes = []
    for key in [*later, *(key for key in earlier if key not in later)]:
        deltas = _deltas(earlier.get(key, {}), later.get(key, {}), declared, figures)
        parts = {figure: behind.of(figure, [key]) for figure in figures}
        change = Change(
            dict(zip(declared.row_key, key, strict=True)),
            deltas,
            {x: list(dict.fromkeys(p.position for p in parts[x])) for x in parts if parts[x]},
            moved.of(key, has_changed=any(deltas[measure] for measure in made.measures)),
        )
        if change.events or change.moved is not None or any(map(number_of, deltas.values())):
            changes.append(change)
    made.changes, made.compared_to = changes, scope
    return made


def _deltas(
    old: Mapping[str, object],
    new: Mapping[str, object],
    declared: Declaration[Mapping[str, object]],
    figures: Iterable[str],
) -> dict[str, int | str]:
    """Return by how much each figure of a row has changed."""

    def number(row: Mapping[str, object], figure: str) -> int | str:
        value = row.get(figure)
        assert value is None or isinstance(value, int | str)
        return value or 0

    return {
        figure: value_of(
            declared.fields[figure].kind,
            number_of(number(new, figure)) - number_of(number(old, figure)),
        )
        for figure in figures
    }


class _Moved:
    """Which events reports of form 2 named for a row.

    Args:
        declared: what the report says of itself.
        about: what it was made of.
    """

    def __init__(self, declared: Declaration[Mapping[str, object]], about: About) -> None:
        self._earlier, self._about = declared.earlier, about
        self._agreements = frozenset(about.projection.agreements)
        self._found: dict[RowKey, list[int]] = {}

    def add(self, recorded: Recorded, own: Own) -> None:
        """Take an event in, whose own rows are known."""
        keys: Iterable[RowKey] = own
        if self._earlier is not None:
            about = self._about
            event = Moved(recorded, about.projection.lines, about.subject, about.period)
            keys = self._earlier.moved(event) if recorded.agreement in self._agreements else ()
        for key in keys:
            positions = self._found.setdefault(key, [])
            if positions[-1:] != [recorded.position]:
                positions.append(recorded.position)

    def of(self, key: RowKey, *, has_changed: bool) -> list[int] | None:
        """Return the events of a row; None: such a report did not name the row."""
        own = self._found.get(key, [])
        if not own and not has_changed:
            return None
        return self._earlier.behind(key, self._found) if self._earlier else own
