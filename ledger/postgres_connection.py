"""Connecting to a server: the words that name one, statements, and the driver's errors.

Source: docs/OPERATIONS.md.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import repeat
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors, generators, pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.book import LOCK_TIMEOUT_S
from ledger.postgres_schema import SCHEMA, Server
from ledger.refusal import BookUnusable, Conflict, LedgerError, ServerGone

_TUPLES = 500  # rows written by a statement
_PORT = "5432"
_IDLE, _FAILED = int(pq.TransactionStatus.IDLE), int(pq.ExecStatus.FATAL_ERROR)
_DEFAULTS: dict[str, Any] = {
    "application_name": "samverk",
    "connect_timeout": 10,
    # A dead machine is noticed within half a minute.
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}


class Connection:
    """The driver's connection, which takes ``?`` and answers with the program's own errors."""

    def __init__(self, server: Server, name: str) -> None:
        self.server = server
        self.name = name
        self._later: tuple[str, Sequence[Any]] = ("", ())
        self._said: list[str] = []  # of each statement of a script, in a word or two
        self._cursor = psycopg.ClientCursor(server)

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(self.server.pgconn.transaction_status != _IDLE)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Run a statement."""
        self.execute_later("", ())
        with self._explaining():
            return self.server.cursor(binary=True).execute(_placeholders(sql), parameters)

    def executemany(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        """Run an ``INSERT … VALUES`` for many rows, some hundred by a statement."""
        before, one, after = re.split(r"(\((?:\?, )*\?\))", sql, maxsplit=1)
        waiting = list(rows)
        for start in range(0, len(waiting), _TUPLES):
            some = waiting[start : start + _TUPLES]
            values = [value for row in some for value in row]
            self.execute(before + ", ".join([one] * len(some)) + after, values)

    def execute_later(self, sql: str, parameters: Sequence[Any]) -> None:
        """Run a statement together with the next one, or with the commit."""
        waiting, values = self._later
        self._later = sql, parameters
        if waiting:
            self.script([waiting], values)

    def script(self, statements: Sequence[str], parameters: Sequence[Any] = ()) -> list[list[Any]]:
        """Run several statements in one turn, and return the rows of those that have some."""
        with self._explaining():
            cursor = self._cursor.execute(_placeholders(";".join(statements)), parameters)
            answers, self._said = [], []
            while True:
                self._said.append(cursor.statusmessage or "")
                if cursor.pgresult is not None and cursor.pgresult.nfields:
                    answers.append(cursor.fetchall())
                if not cursor.nextset():
                    return answers

    def prepare(self, name: str, sql: str) -> None:
        """Have the server plan a statement with ``$1`` and so on, for ``call``."""
        with self._explaining():
            self.server.pgconn.send_prepare(name.encode(), sql.encode())
            self._answer()

    def call(self, name: str, parameters: Sequence[str]) -> tuple[str, ...] | None:
        """Run a prepared statement in transactions of its own, and return its row.

        This is less than half of the work of ``execute``, on both sides.

        Returns:
            its values as text; None: the first is NULL, or what it was to write is there.
        """
        values = list(map(str.encode, parameters))
        try:
            self.server.pgconn.send_query_prepared(name.encode(), values)
            answer = self._answer()
        except errors.UniqueViolation:
            return None
        except psycopg.Error as error:
            raise explained(error, self.name, self.server) from None
        if answer.get_value(0, 0) is None:
            return None
        return tuple(map(bytes.decode, map(answer.get_value, repeat(0), range(answer.nfields))))

    def _answer(self) -> Any:
        """Wait for the answer to what was sent; an interrupt cancels it."""
        connection = self.server.pgconn
        is_waiting = connection.flush()  # seldom: there is room for what was sent
        begin = generators.execute if is_waiting else generators.fetch_many
        (answer,) = self.server.wait(begin(connection))
        if answer.status == _FAILED:
            raise errors.error_from_result(answer)
        return answer

    def commit(self, after: str = "") -> None:
        """Run what waits, commit, and run another statement after that.

        Raises:
            BookUnusable: it was undone, for something had failed.
        """
        waiting, values = self._later
        self._later = ("", ())
        self.script([waiting, "COMMIT", after], values)
        if "COMMIT" not in self._said:
            raise BookUnusable("server-refused", path=self.name, cause=" ".join(self._said))

    def rollback(self) -> None:
        """Undo the transaction."""
        self._later = ("", ())
        with self._explaining():
            self.server.execute("ROLLBACK")

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise explained(error, self.name, self.server) from None


@lru_cache(maxsize=256)
def _placeholders(sql: str) -> str:
    return sql.replace("?", "%s")


def name_of(place: str) -> str:
    """Return what messages call a book: the servers and the database, and no password."""
    words = _words(place)
    hosts = str(words.get("host") or words.get("hostaddr") or "").split(",")
    ports = str(words.get("port") or _PORT).split(",")
    ports = ports * len(hosts) if len(ports) == 1 else ports
    shown = [
        ("" if host.startswith("/") else host) + ("" if port in {"", _PORT} else f":{port}")
        for host, port in zip(hosts, ports, strict=False)
    ]
    return f"postgresql://{','.join(shown)}/{_database(words)}"


def local_path_of(place: str) -> Path:
    """Return the name that a book's key is kept under on this computer: that of the database."""
    return Path(re.sub(r"[^\w.-]", "_", _database(_words(place))))


def _database(words: Mapping[str, Any]) -> str:
    return str(words.get("dbname") or words.get("service") or words.get("user") or "samverk")


def _words(place: str) -> dict[str, Any]:
    try:
        return dict(conninfo_to_dict(place))
    except psycopg.Error as error:
        cause = str(error).strip().splitlines()[0]
        raise BookUnusable("bad-connection-string", cause=cause) from None


def connect(place: str) -> Server:
    """Connect, in autocommit mode.

    Raises:
        BookUnusable: the server cannot be reached or does not let this user in.
    """
    words = _words(place)
    options = (
        f"-c lock_timeout={LOCK_TIMEOUT_S}s {words.pop('options', '')}"
        f" -c search_path={SCHEMA},pg_temp"
    )
    try:
        return psycopg.connect(
            make_conninfo(**{**_DEFAULTS, **words, "options": options, "client_encoding": "UTF8"}),
            autocommit=True,
            prepare_threshold=None,  # ``postgres_book`` prepares what is worth it
        )
    except psycopg.Error as error:
        raise BookUnusable("no-connection", path=name_of(place), cause=_cause(error)) from None


def explained(error: psycopg.Error, name: str, server: Server) -> LedgerError:
    """Return an error of the driver's as one of the program's.

    A lost connection is ``ServerGone``, waiting in vain a ``Conflict``, a missing right and
    whatever else the server says ``BookUnusable``.
    """
    cause = _cause(error)
    if server.closed or isinstance(error, (errors.AdminShutdown, errors.CrashShutdown)):
        return ServerGone("server-gone", path=name, cause=cause)
    if isinstance(
        error, (errors.LockNotAvailable, errors.SerializationFailure, errors.DeadlockDetected)
    ):
        return Conflict("book-busy", path=name, cause=cause)
    if isinstance(error, errors.InsufficientPrivilege):
        return BookUnusable("not-permitted", path=name, cause=cause)
    return BookUnusable("server-refused", path=name, cause=cause)


def _cause(error: psycopg.Error) -> str:
    return " ".join((error.diag.message_primary or str(error)).split())
