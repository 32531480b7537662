"""The references that an event takes, so that no other may: keys and references of banks.

Source: docs/FORMAT.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from events.facts import bank_references
from events.record import Recorded
from ledger.books.book import ReferenceChange

NEVER = datetime.min.replace(tzinfo=UTC)


def reference_changes(recorded: Sequence[Recorded]) -> list[ReferenceChange]:
    """Return the references that the events of a command take and free, in order."""
    changes: list[ReferenceChange] = []
    key = None
    for event in recorded:
        if key is None and (key := event.envelope.key) is not None:
            changes.append(("key", key, event.position))
        taken, freed = bank_references(event.envelope.data)
        if taken or freed:
            changes += [("bank", reference, event.position) for reference in taken]
            changes += [("bank", reference, None) for reference in freed]
    return changes
