"""What an administrator changes in a book on a server: whole, or not at all, and known to be done.

Source: docs/OPERATIONS.md.
"""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from contextlib import closing, suppress

import psycopg

from ledger.books.postgres import catalogue as schema
from ledger.books.postgres.connection import connect, explained, shown_address
from ledger.books.postgres.refusals import ServerLost, Standby
from ledger.books.refusals import ServerGone
from ledger.refusal import LedgerError

_WITHIN_S = 10  # how long a server may take to see that who asked it has gone
_LOOK_EVERY_S = 0.2


class Change(ABC):
    """A change in one transaction of an administrator's.

    The server is asked afterwards what became of its transaction, if its answer was not heard.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._transaction: str | None = None  # by the server's own number; None: none has begun

    def do(self) -> None:
        """Make the change.

        Raises:
            BookUnusable: it cannot be made, or this user may not make it.
            Conflict: somebody was in the way, or the server was lost, and nothing was changed.
            ServerGone: it was lost, and whether the change was made is not known.
        """
        server, name = connect(self._address), shown_address(self._address)
        try:
            with schema.whole(server, name):
                self._begin(server, name)
                self._make(server, name)
        except psycopg.Error as error:
            problem = explained(error, name, server)
            if not isinstance(problem, ServerGone):
                named = self._named(server, problem)
                if named is None:
                    return
                raise named from None
            found = self.is_done()
            if found is False:
                raise ServerLost(path=problem.path, cause=problem.cause) from None
            if found is None:
                raise problem from None
        finally:
            server.close()

    def _begin(self, server: schema.Server, name: str) -> None:
        """Make each statement see what is committed then, and note which transaction this is."""
        server.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        if server.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
            raise Standby(path=name)
        row = server.execute("SELECT pg_current_xact_id()::text").fetchone()
        assert row is not None
        (self._transaction,) = row

    @abstractmethod
    def _make(self, server: schema.Server, name: str) -> None:
        """Make the change, inside its transaction; ``name`` is what messages call the book."""

    def _named(
        self,
        server: schema.Server,  # noqa: ARG002
        problem: LedgerError,
    ) -> LedgerError | None:
        """Return a problem with what more can be said of it, once the transaction is undone.

        Returns:
            None: there is none, since somebody else has made the change meanwhile.
        """
        return problem

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
