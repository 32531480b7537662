"""Changes of a book on a server by an administrator: whole or not at all, and known to be done.

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

_WITHIN_S = 10  # how long a server may take to notice that a client has gone
_LOOK_EVERY_S = 0.2


def require_done(lost: ServerGone, *, is_done: bool | None) -> None:
    """Make sure that a change was made, after the server was lost before it had answered.

    Args:
        lost: says why the server was lost.
        is_done: whether the change was found afterwards; None: that is not known.

    Raises:
        Conflict: it was not made.
        ServerGone: that is not known.
    """
    if is_done is False:
        raise ServerLost(path=lost.path, cause=lost.cause) from None
    if is_done is None:
        raise lost from None


class Change(ABC):
    """A change in one transaction of an administrator.

    If the server's answer was lost, the client asks it afterwards whether the transaction
    committed.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._transaction: str | None = None  # by the server's own number; None: none has begun

    def do(self) -> None:
        """Make the change.

        Raises:
            BookUnusable: it cannot be made, or this user may not make it.
            Conflict: another client was in the way, or the server was lost; nothing was changed.
            ServerGone: the server was lost, and whether the change was made is not known.
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
            require_done(problem, is_done=self.is_done())
        finally:
            server.close()

    def _begin(self, server: schema.Server, name: str) -> None:
        """Let each statement see all earlier commits, and note the number of this transaction."""
        server.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
        if server.execute("SELECT pg_is_in_recovery()").fetchone() == (True,):
            raise Standby(path=name)
        row = server.execute("SELECT pg_current_xact_id()::text").fetchone()
        assert row is not None
        (self._transaction,) = row

    @abstractmethod
    def _make(self, server: schema.Server, name: str) -> None:
        """Make the change, inside its transaction; ``name`` is the book's name in messages."""

    def _named(
        self,
        server: schema.Server,  # noqa: ARG002
        problem: LedgerError,
    ) -> LedgerError | None:
        """Return a problem with more detail, once the transaction is undone.

        Returns:
            None: there is no problem, since another client has made the change meanwhile.
        """
        return problem

    def is_done(self) -> bool | None:
        """Return whether an interrupted change was made.

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
