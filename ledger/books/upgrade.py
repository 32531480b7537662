"""The interface of an upgrade of a book, in any database."""

from __future__ import annotations

from typing import Protocol


class Upgrade(Protocol):
    """Bringing a book of an older form to the newest, in its place.

    Attributes:
        before: the form that the book had; None: not known before ``do``.
        form: the newest form.
        size: how many events the book has; 0 if it had the newest form.
        root: of the tree over them; empty if it had the newest form.
    """

    before: int | None
    form: int
    size: int
    root: bytes

    def do(self) -> None:
        """Upgrade the book, whole or not at all; a book of the newest form stays as it is.

        Raises:
            BookUnusable: there is no book, a newer program made it, or this user may not upgrade
                it.
            Conflict: another client was in the way, or the server was lost; nothing was changed.
            ServerGone: the server was lost, and whether the upgrade was done is not known.
            Tampered: the tree is not that of the events.
            CorruptEventError: an event is missing, or its bytes are no event.
        """

    def is_done(self) -> bool | None:
        """Return whether an interrupted upgrade was done; None: that is not known."""
