"""The rows of the audit trail, for people and for programs."""

from __future__ import annotations

from collections.abc import Mapping

from events.facts import EntryReversed, PartyId, Position
from ledger.presentation.describing import summary
from ledger.presentation.language import _
from ledger.presentation.lists import PartialRow, fields_of_fact
from projections.audit import Entry
from projections.fact_fields import says_money
from projections.projection import Projection


def names_of(present: Projection) -> dict[PartyId, str]:
    """Return the parties' names by id."""
    return {party: fact.name for party, fact in present.parties.items()}


def row_of(entry: Entry, currency: str, names: Mapping[PartyId, str]) -> PartialRow:
    """Return what an event is, as the log and its own page say it.

    Args:
        entry: the event.
        currency: of its amounts.
        names: those of the parties, at the time of the question.
    """
    recorded, envelope = entry.recorded, entry.recorded.envelope
    has_money = entry.amount_minor is not None or says_money(type(recorded.fact))
    return PartialRow(
        position=recorded.position,
        recorded_at=envelope.recorded_at,
        effective_on=entry.effective_on,
        event=recorded.name,
        agreement=recorded.agreement,
        lines=list(entry.lines),
        parties=list(entry.parties),
        boards=list(entry.boards),
        amount_minor=entry.amount_minor,
        currency=currency if has_money else None,
        voucher=entry.voucher,
        what=summary(recorded.fact, names, currency),
        actor=envelope.actor,
        assurance=envelope.assurance,
        reason=envelope.reason,
        evidence=", ".join(x.reference for x in envelope.evidence) or None,
        key=envelope.key,
        causation=envelope.causation,
    )


def log_row(
    entry: Entry,
    currency: str,
    names: Mapping[PartyId, str],
    leaf: bytes,
    taken_back_by: Position | None,
) -> PartialRow:
    """Return an event as a row of the log.

    Args:
        entry: the event.
        currency: of its amounts.
        names: those of the parties, at the time of the question.
        leaf: the hash of the event.
        taken_back_by: the event that takes it back; None: it stands.
    """
    fact, row = entry.recorded.fact, row_of(entry, currency, names)
    row["leaf"] = leaf.hex()
    row["reverses"] = fact.position if isinstance(fact, EntryReversed) else None
    row["reversed_by"] = taken_back_by
    row.update(fields_of_fact(fact))
    if taken_back_by is not None:
        row["what"] = _(
            "taken back by #{position}: {entry}", position=taken_back_by, entry=row["what"]
        )
    return row
