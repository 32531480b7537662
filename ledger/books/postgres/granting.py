"""Who is let into a book on a server: giving a role and taking it away, and whether that was done.

Source: docs/OPERATIONS.md (roles and rights).
"""

from __future__ import annotations

import time
from contextlib import closing, suppress

import psycopg

from ledger.books.book import Role
from ledger.books.postgres import catalogue as schema
from ledger.books.postgres.connection import connect, explained, shown_address
from ledger.books.postgres.refusals import ServerLost
from ledger.books.refusals import ServerGone
from ledger.refusal import LedgerError

_WITHIN_S = 10  # how long a server may take to see that who asked it has gone
_LOOK_EVERY_S = 0.2


class Granting:
    """Giving a login a role in the book, or taking it away; see ``ledger.books.opening.granting``.

    The server is asked afterwards what became of its transaction, if its answer was not heard.
    """

    def __init__(
        self, address: str, login: str, role: Role, board: str | None, *, revoke: bool
    ) -> None:
        self._address, self._login, self._role, self._board = address, login, role, board
        self._revoke = revoke
        self._transaction: str | None = None  # by the server's own number; None: none has begun

    def do(self) -> None:
        """Do it; see ``ledger.books.opening.grant``."""
        server, name = connect(self._address), shown_address(self._address)
        try:
            with schema.whole(server, name):
                row = server.execute("SELECT pg_current_xact_id()::text").fetchone()
                assert row is not None
                (self._transaction,) = row
                schema.grant(server, self._login, self._role, self._board, revoke=self._revoke)
        except psycopg.Error as error:
            problem = explained(error, name, server)
            if not isinstance(problem, ServerGone):
                raise problem from None
            found = self.is_done()
            if found is False:
                raise ServerLost(path=problem.path, cause=problem.cause) from None
            if found is None:
                raise problem from None
        finally:
            server.close()

    def is_done(self) -> bool | None:
        """Return whether it was done, after it was interrupted.

        Returns:
            None: the server does not say, or is still at work.
        """
        if self._transaction is None:
            return False
        until = time.monotonic() + _WITHIN_S
        with suppress(psycopg.Error, LedgerError), closing(connect(self._address)) as server:
            while time.monotonic() < until:
                asked = "SELECT pg_xact_status(%s::xid8)"
                (status,) = server.execute(asked, (self._transaction,)).fetchone() or (None,)
                if status != "in progress":
                    return None if status is None else bool(status == "committed")
                time.sleep(_LOOK_EVERY_S)
        return None
