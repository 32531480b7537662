"""The audit trail: each event with what it is about.

The event table is the trail; nothing is kept beside it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import cache
from operator import attrgetter
from typing import Any, TypeAlias

import msgspec

from events import facts as f
from events.declared import Word, fields_of, named
from events.effects import said_minor
from events.facts import AgreementId, LineId, PartyId, effective_on, happened_on
from events.period import Period
from events.record import Recorded
from events.streams import agreement_of
from projections.postings import Lines, Posting, postings


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One event of the audit trail.

    Attributes:
        recorded: the event with its envelope.
        effective_on: the day from which it counts; None: it is about no day.
        lines: the budget lines it concerns.
        parties: everybody it concerns: funders, performers, payees, contributors.
        boards: the boards among them.
        amount_minor: what it says; None: no amount. A reversal's is below zero.
        voucher: of the posting; None: it has none.
    """

    recorded: Recorded
    effective_on: date | None
    lines: tuple[LineId, ...]
    parties: tuple[PartyId, ...]
    boards: tuple[PartyId, ...]
    amount_minor: int | None
    voucher: str | None

    @property
    def happened_on(self) -> date | None:
        """The day of its document, or of what was done."""
        return happened_on(self.recorded.fact)


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """Which events are wanted; None: any.

    Attributes:
        event: an event name, with or without its version.
        as_of: about that day or earlier (or about no day).
        period: about a day in it.
    """

    agreement: AgreementId | None = None
    line: LineId | None = None
    party: PartyId | None = None
    board: PartyId | None = None
    event: str | None = None
    voucher: str | None = None
    actor: str | None = None
    as_of: date | None = None
    period: Period | None = None


def entry(recorded: Recorded, lines: Lines) -> Entry:
    """Return an event as the audit trail shows it."""
    stated = recorded.envelope.data
    fact = stated.entry if isinstance(stated, f.EntryReversed) else stated
    read_lines, read_parties, read_boards, read_vouchers = _readers(type(fact))
    own_lines, own_boards, vouchers = read_lines(fact), read_boards(fact), read_vouchers(fact)
    funders: list[PartyId] = []
    performers: list[PartyId] = []
    for name in own_lines:
        key = (agreement_of(recorded.originator_id) or "", name)
        proposed = lines.get(key)
        if proposed is not None:
            funders.append(proposed.funder)
            performers += lines.concerned(fact, key)
    amount = said_minor(fact)
    return Entry(
        recorded=recorded,
        effective_on=effective_on(stated),
        lines=tuple(own_lines),
        parties=tuple(dict.fromkeys((*funders, *performers, *read_parties(fact)))),
        boards=tuple(dict.fromkeys((*funders, *own_boards))),
        amount_minor=-amount if amount is not None and fact is not stated else amount,
        voucher=vouchers[0] if vouchers else None,
    )


_WANTED: tuple[tuple[Word, ...], ...] = (
    ("line", "new line"),
    ("party", "new party"),
    ("board",),
    ("voucher",),
)


Reader: TypeAlias = Callable[[Any], Sequence[Any]]


@cache
def _readers(fact: type[f.Event]) -> tuple[Reader, ...]:
    """Return what reads of facts of a type what they name of each of ``_WANTED``."""
    return tuple(reader(fact, words) for words in _WANTED)


def reader(fact: type[f.Event], words: tuple[Word, ...]) -> Reader:
    """Return what reads the names of some kinds in facts of a type.

    It gives what ``named`` does; of none and of one value in less time.
    """
    fields = fields_of(fact, words)
    if not fields:
        return lambda _fact: ()
    if len(fields) > 1 or fields[0].is_list or fields[0].goes_on:
        return lambda fact: named(fact, *words)
    get = attrgetter(fields[0].name)

    def one(fact: Any) -> Sequence[Any]:
        value = get(fact)
        return () if value is None else (value,)

    return one


def moved(recorded: Recorded, lines: Lines) -> list[Posting]:
    """Return what an event moved."""
    return [leg for leg in postings(recorded, lines) if leg.minor]


def matches(shown: Entry, wanted: Filter) -> bool:
    """Return whether an event is wanted."""
    recorded, day = shown.recorded, shown.effective_on
    return (
        (wanted.agreement is None or recorded.agreement == wanted.agreement)
        and (wanted.line is None or wanted.line in shown.lines)
        and (wanted.party is None or wanted.party in shown.parties)
        and (wanted.board is None or wanted.board in shown.boards)
        and (
            wanted.event is None or wanted.event in (recorded.name, recorded.name.partition("/")[0])
        )
        and (wanted.voucher is None or shown.voucher == wanted.voucher)
        and (wanted.actor is None or recorded.envelope.actor == wanted.actor)
        and (wanted.as_of is None or day is None or day <= wanted.as_of)
        and (
            wanted.period is None
            or (day is not None and wanted.period.starts <= day <= wanted.period.ends)
        )
    )


def fact_fields(fact: f.Fact) -> dict[str, Any]:
    """Return a fact's fields as they are stored, without its event name."""
    fields: dict[str, Any] = msgspec.to_builtins(fact)
    del fields["event"]
    return fields
