"""A book on a server that has an older form than this program's: it is read, and not written to.

The events, the tree and the functions that tell of the whole are the same in all forms. Before form
4 a board read tables, and the server filtered their rows.

Source: docs/OPERATIONS.md (a newer form).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from ledger.books.postgres.book import PostgresBook
from ledger.books.postgres.catalogue import FORM
from ledger.books.postgres.entry import Entered
from ledger.books.postgres.turns import flush, see
from ledger.books.refusals import OlderBook
from ledger.refusal import LedgerError

# In this way programs of the forms before the fourth waited for the disk and for other recorders.
_FLUSH = "pg_logical_emit_message(true, 'samverk', '')"
_TURN = f"pg_advisory_xact_lock_shared({0x53414D56})"
FUNCTIONS_SINCE = 4  # the form since which functions do that, and boards read through functions


class OldForm(PostgresBook):
    """The differences of a book whose form is no longer written."""

    is_older = True

    def _enter(self, entered: Entered) -> None:
        super()._enter(entered)
        self._form, self.writable = entered.form, False

    def _require_writable(self) -> None:
        raise OlderBook(path=self.name, version=self._form, known=FORM)

    def _see(self) -> None:
        call = "flush()" if self._form >= FUNCTIONS_SINCE else _FLUSH
        see(self.connection, self.patience_s, partial(flush, call=call))

    def _settled(self) -> datetime:
        if self._form >= FUNCTIONS_SINCE:
            return super()._settled()
        try:
            self.connection.execute("BEGIN")
            self.connection.execute(f"SET LOCAL lock_timeout = {self._patience_ms}")
            self.connection.execute(f"SELECT {_TURN}")
            now: datetime = self._one("SELECT clock_timestamp()")
        finally:
            with suppress(LedgerError):
                self.connection.rollback()
        return now

    def concerns(self) -> set[tuple[str, str]] | None:
        """Return pairs of a party and a stream that concerns it; None: the book has no list."""
        return super().concerns() if self._form >= FUNCTIONS_SINCE else None

    def judged_by(self) -> dict[str, set[tuple[Any, ...]]] | None:
        """Return None: the tables of an older form lack what this program compares."""
        return None

    def unchecked(self) -> tuple[str, ...]:
        """Return what verification cannot check here.

        Programs of the forms before the fourth need the functions that a superuser would close. So
        the gap is reported once the book is upgraded.
        """
        return (*(code for code in super().unchecked() if code != "functions"), "form")

    def schema_differences(self) -> Iterator[str]:
        """Yield nothing: this program does not know the schema of older forms."""
        return iter(())
