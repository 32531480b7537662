"""A figure and the events that make it, as a report: so it has every format, and is made again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, TypedDict

from msgspec.structs import replace

from events.declared import named
from events.facts import EntryReversed, Event, effective_on
from projections.report import Field, Figure, Notice, Report, columns_of, fields_of, value_of

if TYPE_CHECKING:
    from projections.explaining import Explanation, Step
    from projections.reports.declaring import Declaration


class _Event(TypedDict):
    position: Annotated[int, Field("#", "number", is_key=True)]
    recorded_at: Annotated[datetime, Field("Recorded", "instant", wide=True)]
    effective_on: Annotated[date | None, Field("Effective", "date")]
    event: Annotated[str, Field("Event", "word")]
    reverses: Annotated[int | None, Field("Takes back", "number", if_any=True)]
    reversed_by: Annotated[int | None, Field("Taken back by", "number", if_any=True)]


class _Added(TypedDict):
    change_minor: Annotated[int | None, Field("Amount", "money", if_any=True)]
    balance_minor: Annotated[int | None, Field("Balance", "money", if_any=True)]
    change_quantity: Annotated[str | None, Field("Quantity", "quantity", if_any=True)]
    balance_quantity: Annotated[str | None, Field("Balance", "quantity", if_any=True)]


_ADDED = dict.fromkeys(fields_of(_Added))


class _Why(TypedDict):
    payee: Annotated[str | None, Field("Payee", "text", hidden=True)]
    payee_name: Annotated[str | None, Field("Payee", "text", if_any=True)]
    voucher: Annotated[str | None, Field("Voucher", "text", if_any=True)]
    what: Annotated[str, Field("What", "text", wide=True)]
    actor: Annotated[str, Field("Actor", "text")]
    assurance: Annotated[str, Field("Assurance", "word", hidden=True)]
    reason: Annotated[str | None, Field("Why", "text", wide=True, if_any=True)]
    evidence: Annotated[str | None, Field("Evidence", "text", if_any=True)]


def fields_explained(declared: Declaration[Any]) -> dict[str, Field]:
    """Return the fields of an explanation: those of its events, and of the rows they add to."""
    keys = {key: replace(declared.fields[key], if_several=True) for key in declared.row_key}
    return {**fields_of(_Event), **keys, **fields_of(_Added), **fields_of(_Why)}


def explanation(
    found: Explanation, declared: Declaration[Any], steps: Sequence[Step] | None = None
) -> Report:
    """Return an explanation as a report.

    Args:
        found: the figure and its events.
        declared: what the report of the figure says of itself.
        steps: those that rows are made of; None: all. The columns are those of all.
    """
    made, fields = found.made, fields_explained(declared)
    columns = {column.key: column for column in columns_of(fields)}
    asked = {column.key: column for column in made.fields}
    kind, ending = declared.fields[found.figure].kind, _ending(found, declared)
    rows = rows_of(found, declared, found.steps if steps is None else steps)
    value, total = value_of(kind, found.value), value_of(kind, found.total)
    return Report(
        report=f"explain {made.report}",
        id=made.id,
        title=made.title,
        reference=made.reference,
        currency=made.currency,
        scope=made.scope,
        fields=tuple(columns.values()),
        columns=tuple(columns[x] for x in columns if _is_shown(x, fields[x], found, declared)),
        row_key=("position", *made.row_key),
        figures=(),
        measures=(),
        rows=rows,
        totals={f"change_{ending}": total},
        notices=[*_doubts(value, total, ending), *_partial(made)],
        figure=Figure(
            field=asked[found.figure],
            chosen=tuple((asked[key], x) for key, x in found.chosen.items()),
            value=value,
            total=total,
        ),
        by=made.by,
        chain=made.chain,
        told_in=made.told_in,
    )


def rows_of(
    found: Explanation, declared: Declaration[Any], steps: Sequence[Step]
) -> list[dict[str, Any]]:
    """Return the rows of some of an explanation's events; arguments as ``explanation``."""
    ending = _ending(found, declared)
    names = {party: one.name for party, one in found.parties.items()}
    return [_row(step, found, declared, ending, names) for step in steps]


def _ending(found: Explanation, declared: Declaration[Any]) -> str:
    return "quantity" if declared.fields[found.figure].kind == "quantity" else "minor"


def columns_with_values(found: Explanation, declared: Declaration[Any]) -> set[str]:
    """Return the fields that a row of an explanation has a value of; without rows, all."""
    fields = fields_explained(declared)
    return {key for key in fields if not found.steps or _has_any(key, found, declared)}


def _row(
    step: Step,
    found: Explanation,
    declared: Declaration[Any],
    ending: str,
    names: Mapping[str, str],
) -> dict[str, Any]:
    from ledger.presentation.describing import summary

    recorded, kind = step.recorded, declared.fields[found.figure].kind
    fact, envelope = recorded.fact, recorded.envelope
    entry = _entry(fact)
    payee = getattr(entry, "payee", None)
    row: dict[str, Any] = {
        "position": recorded.position,
        "recorded_at": envelope.recorded_at,
        "effective_on": effective_on(fact),
        "event": recorded.name,
        "reverses": fact.position if isinstance(fact, EntryReversed) else None,
        "reversed_by": found.reversed_by.get(recorded.position),
        **dict(zip(declared.row_key, step.key, strict=True)),
        **_ADDED,
        "payee": payee,
        "payee_name": names.get(payee) if payee else None,
        "voucher": _voucher(entry),
        "what": summary(fact, names, found.made.currency),
        "actor": envelope.actor,
        "assurance": envelope.assurance,
        "reason": envelope.reason,
        "evidence": ", ".join(x.reference for x in envelope.evidence) or None,
    }
    row[f"change_{ending}"] = value_of(kind, step.number)
    row[f"balance_{ending}"] = value_of(kind, step.balance)
    return row


def _is_shown(key: str, field: Field, found: Explanation, declared: Declaration[Any]) -> bool:
    """Return whether a table has a column for a field."""
    if field.if_several:
        place = declared.row_key.index(key)
        return len({step.key[place] for step in found.steps}) > 1
    return not field.hidden and (not field.if_any or _has_any(key, found, declared))


def _has_any(key: str, found: Explanation, declared: Declaration[Any]) -> bool:
    """Return whether any event of an explanation has a value of a field; few are looked at."""
    if key in declared.row_key:
        place = declared.row_key.index(key)
        return any(step.key[place] is not None for step in found.steps)
    if key in _ADDED:
        return key.endswith(_ending(found, declared)) and bool(found.steps)
    facts = (step.recorded.fact for step in found.steps)
    match key:
        case "reverses":
            return any(isinstance(fact, EntryReversed) for fact in facts)
        case "reversed_by":
            return any(step.recorded.position in found.reversed_by for step in found.steps)
        case "effective_on":
            return any(effective_on(fact) is not None for fact in facts)
        case "payee" | "payee_name":
            return any(getattr(_entry(fact), "payee", None) in found.parties for fact in facts)
        case "voucher":
            return any(_voucher(_entry(fact)) is not None for fact in facts)
        case "reason":
            return any(step.recorded.envelope.reason is not None for step in found.steps)
        case "evidence":
            return any(step.recorded.envelope.evidence for step in found.steps)
    return bool(found.steps)


def _voucher(entry: Event) -> str | None:
    return next(iter(named(entry, "voucher")), None)


def _entry(fact: Event) -> Event:
    """Return the entry that a fact is, or takes back."""
    return fact.entry if isinstance(fact, EntryReversed) else fact


def _doubts(value: int | str, total: int | str, ending: str) -> list[Notice]:
    """Return that the events do not add up to the figure, if they do not."""
    if value == total:
        return []
    suffix = "_minor" if ending == "minor" else ""
    values: Mapping[str, Any] = {f"figure{suffix}": value, f"sum{suffix}": total}
    return [Notice("does-not-add-up", dict(values))]


def _partial(made: Report) -> list[Notice]:
    """Return that this user does not see everything, if so."""
    return [notice for notice in made.notices if notice.code == "partial-view"]
