"""What an upgrade of a book is, whatever database the book is kept in."""

from __future__ import annotations

from typing import Protocol


class Upgrade(Protocol):
    """Bringing a book of an older form to the newest, in its place.

    Attributes:
        before: the form that it had; None: nobody has looked yet.
        form: the newest.
        size: how many events it has; 0 where nothing was to be done.
        root: of the tree over them; empty where nothing was to be done.
    """

    before: int | None
    form: int
    size: int
    root: bytes

    def do(self) -> None:
        """Bring it there, whole or not at all; nothing is done where it has the newest form.

        Raises:
            BookUnusable: there is no book, a newer program made it, or this user may not.
            Conflict: somebody was in the way, or the server was lost, and nothing was changed.
            ServerGone: the server was lost, and whether it was done is not known.
            Tampered: the tree is not that of the events.
            CorruptEventError: an event is missing, or is none.
        """

    def is_done(self) -> bool | None:
        """Return whether it was done, after it was interrupted; None: that is not known."""
