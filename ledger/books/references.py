"""What an event takes that no other may: keys, and references of banks; and what it frees.

Source: docs/FORMAT.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from events import facts as f
from events.record import Recorded
from ledger.books.book import ReferenceChange

NEVER = datetime.min.replace(tzinfo=UTC)


def reference_changes(recorded: Sequence[Recorded]) -> list[ReferenceChange]:
    """Return what the events of one command take and free, in order."""
    changes: list[ReferenceChange] = []
    key = recorded[0].envelope.key
    if key is not None:
        changes.append(("key", key, recorded[0].position))
    for event in recorded:
        match event.envelope.data:
            case f.DisbursementRecorded() | f.RepaymentReceived() as fact:
                if fact.bank_reference is not None:
                    changes.append(("bank", fact.bank_reference, event.position))
            case f.EntryReversed(
                entry=f.DisbursementRecorded() | f.RepaymentReceived() as entry
            ) if entry.bank_reference is not None:
                changes.append(("bank", entry.bank_reference, None))
            case _:
                pass
    return changes
