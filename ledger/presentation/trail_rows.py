"""The rows of the audit trail, for people and for programs."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any, TypeAlias

from events.facts import EntryReversed, Event, PartyId, Position, days_later
from ledger.presentation.describing import summary
from ledger.presentation.language import _
from ledger.presentation.lists import LogRow, fields_of_fact, names_in_log
from ledger.presentation.rows import row_type
from projections.audit import Entry
from projections.fact_fields import reader_of, says_money
from projections.projection import Projection
from projections.report import fields_of

_Make: TypeAlias = Callable[..., Mapping[str, Any]]
_OF_LOG = tuple(fields_of(LogRow))
_OF_EVENT = _OF_LOG[: _OF_LOG.index("leaf")]


def names_of(present: Projection) -> dict[PartyId, str]:
    """Return the parties' names by id."""
    return {party: fact.name for party, fact in present.parties.items()}


def row_of(entry: Entry, currency: str, names: Mapping[PartyId, str]) -> dict[str, Any]:
    """Return what an event is, as the log and its own page say it.

    Args:
        entry: the event.
        currency: of its amounts.
        names: those of the parties, at the time of the question.
    """
    what = summary(entry.recorded.fact, names, currency)
    return dict(zip(_OF_EVENT, _values(entry, currency, what), strict=True))


def log_row(
    entry: Entry,
    currency: str,
    names: Mapping[PartyId, str],
    leaf: bytes,
    taken_back_by: Position | None,
) -> Mapping[str, Any]:
    """Return an event as a row of the log.

    Args:
        entry: the event.
        currency: of its amounts.
        names: those of the parties, at the time of the question.
        leaf: the hash of the event.
        taken_back_by: the event that takes it back; None: it stands.
    """
    fact = entry.recorded.fact
    what = summary(fact, names, currency)
    if taken_back_by is not None:
        what = _("taken back by #{position}: {entry}", position=taken_back_by, entry=what)
    make, values = _own(fact)
    return make(
        *_values(entry, currency, what),
        leaf.hex(),
        fact.position if isinstance(fact, EntryReversed) else None,
        taken_back_by,
        *values,
    )


def _values(entry: Entry, currency: str, what: str) -> tuple[Any, ...]:
    """Return the values of ``_OF_EVENT``."""
    recorded, amount = entry.recorded, entry.amount_minor
    envelope = recorded.envelope
    has_money = amount is not None or says_money(type(envelope.data))
    return (
        recorded.position,
        envelope.recorded_at,
        entry.effective_on,
        recorded.name,
        recorded.agreement,
        entry.lines,
        entry.parties,
        entry.boards,
        amount,
        currency if has_money else None,
        entry.voucher,
        what,
        envelope.actor,
        envelope.assurance,
        envelope.reason,
        ", ".join([x.reference for x in envelope.evidence]) or None,
        envelope.key,
        envelope.causation,
    )


def _own(fact: Event) -> tuple[_Make, Sequence[Any]]:
    """Return the type of a fact's row, and the values of the fact's own fields in it."""
    made = _made(type(fact))
    if made is None or days_later(fact):
        fields = fields_of_fact(fact)
        return row_type((*_OF_LOG, *fields)), tuple(fields.values())
    make, read = made
    return make, read(fact)


@cache
def _made(kind: type[Event]) -> tuple[_Make, Callable[[Any], Sequence[Any]]] | None:
    """Return the type of the rows of facts of a type, and what reads their fields.

    None: that depends on the fact, since it repeats another one.
    """
    names = names_in_log()
    reader = reader_of(kind, tuple(names))
    if reader is None:
        return None
    fields, read = reader
    return row_type((*_OF_LOG, *(names[name] for name in fields))), read
