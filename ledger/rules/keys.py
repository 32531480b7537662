"""The rules for the key that a book signs with: which key follows which.

``ledger.proof`` checks the signatures, since it can compute them.

Source: docs/DOMAIN.md, section 3 (key-rotated, key-retired).
"""

from __future__ import annotations

from events import facts as f
from ledger.rules import commands as c
from ledger.rules.refusals.keys import (
    BookMovedOn,
    KeyIsRetired,
    KeyReplaced,
    KeyUsedBefore,
    ReasonMissing,
)
from ledger.rules.state import World


def rotate(command: c.RotateKey, world: World) -> f.KeyRotated:
    """Give the book another key. If the old key has not signed it, a reason has to be given."""
    book = world.book
    _require_present(command.previous, world)
    if command.key == command.previous or command.key in book.keys:
        raise KeyUsedBefore(key=command.key)
    if command.signed_by_previous is None:
        if not command.reason:
            raise ReasonMissing
    elif book.retired_at:
        raise KeyIsRetired(position=book.retired_at)
    if command.size != world.head:
        raise BookMovedOn(size=command.size, events=world.head)
    return f.KeyRotated(
        previous=command.previous,
        key=command.key,
        size=command.size,
        root=command.root,
        signed_by_previous=command.signed_by_previous,
        signed_by_key=command.signed_by_key,
        reason=command.reason,
    )


def retire(command: c.RetireKey, world: World) -> f.KeyRetired:
    """Retire the key: it signs nothing more."""
    _require_present(command.key, world)
    if world.book.retired_at:
        raise KeyIsRetired(position=world.book.retired_at)
    return f.KeyRetired(key=command.key, reason=command.reason)


def _require_present(key: str, world: World) -> None:
    """Refuse a command about a key that another command has replaced meanwhile."""
    present = world.book.keys[-1] if world.book.keys else world.own_key
    if present is not None and key != present:
        raise KeyReplaced(key=present)
