"""Letting logins into a book on a server: giving a role and taking it away.

Source: docs/OPERATIONS.md (roles and rights).
"""

from __future__ import annotations

from ledger.books.book import Role
from ledger.books.postgres import catalogue as schema
from ledger.books.postgres.change import Change


class Granting(Change):
    """Giving a login a role in the book, or taking it away; see ``opening.granting``."""

    def __init__(
        self, address: str, login: str, role: Role, board: str | None, *, revoke: bool
    ) -> None:
        super().__init__(address)
        self._login, self._role, self._board = login, role, board
        self._revoke = revoke

    def _make(self, server: schema.Server, name: str) -> None:
        schema.grant(server, name, self._login, self._role, self._board, revoke=self._revoke)
