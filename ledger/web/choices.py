"""What there is to choose in the fields of forms."""

from __future__ import annotations

from typing import TypeAlias

from ledger.presentation import display
from ledger.web.asking import Asking

_MOST = 50  # in a field
# Ids and texts; None: so many that an id is written instead.
Choices: TypeAlias = list[tuple[str, str]] | None


def agreements(asking: Asking) -> Choices:
    """Return the agreements."""
    there = asking.documents.agreements
    if len(there) > _MOST:
        return None
    return [(key, display.safe(f"{it.proposed.title} ({key})")) for key, it in there.items()]


def parties(asking: Asking) -> Choices:
    """Return the parties."""
    there = asking.documents.parties
    if len(there) > _MOST:
        return None
    return [(key, display.safe(fact.name)) for key, fact in there.items()]
