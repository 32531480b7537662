"""The reactions to what cannot be done: bad input, refused, conflict, unusable, tampered.

Each has a stable code and named values. The sentence and the hint, in Swedish and English,
belong to the edge: ``ledger/presentation/refusals.py``.
"""

from __future__ import annotations

from typing import Any


class LedgerError(Exception):
    """Something that cannot be done, by a stable code with named values."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code, values)
        self.code = code
        self.values = values

    def __str__(self) -> str:
        return f"{self.code} {self.values}"


class BadInput(LedgerError):  # noqa: N818
    """A file or a text says something that cannot be read: write it another way."""


class Refused(LedgerError):  # noqa: N818 - the domain's word, and what the user reads
    """A rule says no: correct the input."""


class Conflict(LedgerError):  # noqa: N818
    """It collides with what is already recorded, or with somebody else's change."""


class ServerGone(Conflict):
    """The database server was lost; whether the last commit happened is not known."""


class Tampered(LedgerError):  # noqa: N818
    """The stored history is not what it was: stop."""


class BookUnusable(LedgerError):  # noqa: N818
    """The book cannot be opened or written as it is: name another, or make room."""
