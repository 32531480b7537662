"""Connecting to a server: the words that name one, statements, and the driver's errors.

Source: docs/OPERATIONS.md.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from itertools import repeat
from pathlib import Path
from typing import Any, TypeAlias

import psycopg
from psycopg import errors, generators, pq
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.books import addresses
from ledger.books.book import LOCK_TIMEOUT_S
from ledger.books.postgres.catalogue import PATH, Server
from ledger.books.postgres.refusals import (
    BadConnectionString,
    BookUpgraded,
    NoConnection,
    NotPermitted,
    NotTrusted,
    PasswordMissing,
    PasswordWrong,
    ServerRefused,
)
from ledger.books.refusals import BookBusy, ServerGone
from ledger.refusal import BookUnusable, LedgerError

_TUPLES = 500  # rows written by a statement
_PORT = "5432"
_OTHER_FORM = "SV004"  # what the book says to a program of another form
_REFUSED = "SV005"  # and to a program that would record what no rule lets in
_COMMIT = ("commit", ())
_WITH_EQUALS = frozenset({"options", "password", "sslpassword"})  # their values may have a "="
# Acknowledged events have to be on the disk, whatever the server's setting is.
_DURABLY = (
    "SELECT set_config('synchronous_commit', CASE current_setting('synchronous_commit')"
    " WHEN 'off' THEN 'on' ELSE current_setting('synchronous_commit') END, false)"
)
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


Call: TypeAlias = tuple[str, Sequence[str]]  # a prepared statement by its name, and its values


class Connection:
    """The driver's connection, which takes ``?`` and answers with the program's own errors."""

    def __init__(self, server: Server, name: str) -> None:
        self.server = server
        self.name = name
        self._later: list[Call] = []
        self._outstanding = 0  # requests that were sent and have no answer yet

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        return bool(self.server.pgconn.transaction_status != _IDLE)

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Any:
        """Run a statement."""
        self._run_later()
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

    def execute_later(self, call: Call) -> None:
        """Call a prepared statement together with the next statement, or with the commit."""
        self._run_later()
        self._later = [call]

    def execute_beside(self, call: Call) -> None:
        """Send the call of a prepared statement; the next statement, or the commit, waits for it.

        The server works meanwhile.
        """
        self._run_later()
        self._send([self._sending(call)])

    def _run_later(self) -> None:
        if self._outstanding:
            self._require_done(self._answers())
        waiting, self._later = self._later, []
        if waiting:
            self.together(*waiting)

    def prepare(self, statements: Mapping[str, str]) -> None:
        """Have the server plan statements, with ``$1`` and so on, by the names to call them by."""
        prepare = self.server.pgconn.send_prepare
        try:
            self._require_done(
                self._pipelined(
                    [partial(prepare, k.encode(), v.encode()) for k, v in statements.items()]
                )
            )
        except BaseException:
            self.server.close()  # some statements are prepared, and cannot be prepared again
            raise

    def call(self, call: Call) -> tuple[str, ...] | None:
        """Call a prepared statement in transactions of its own, and return its row.

        This is less than half of the work of ``execute``, on both sides.

        Returns:
            its values as text; None: the first is NULL, or a row that it would write is there.
        """
        name, parameters = call
        values = list(map(str.encode, parameters))
        connection = self.server.pgconn
        try:
            connection.send_query_prepared(name.encode(), values)
            answer = self._answer()
            if answer.status == _FAILED:
                raise errors.error_from_result(answer)
        except errors.UniqueViolation:
            return None
        except psycopg.Error as error:
            raise explained(error, self.name, self.server) from None
        if answer.get_value(0, 0) is None:
            return None
        return tuple(map(bytes.decode, map(answer.get_value, repeat(0), range(answer.nfields))))

    def together(self, *calls: Call) -> list[list[tuple[Any, ...]]]:
        """Call prepared statements in one turn, and return the rows of each, as text."""
        answers = self._pipelined([*map(self._sending, calls)])
        self._require_done(answers)
        return [_rows(answer) for answer in answers]

    def _sending(self, call: Call) -> Callable[[], object]:
        name, values = call
        parameters = list(map(str.encode, values))
        return partial(self.server.pgconn.send_query_prepared, name.encode(), parameters)

    def _require_done(self, answers: Iterable[Any]) -> None:
        for answer in answers:
            if answer.status == _FAILED:
                raise explained(errors.error_from_result(answer), self.name, self.server)

    def _pipelined(self, sending: Sequence[Callable[[], object]]) -> list[Any]:
        """Send requests together, and return the answers."""
        self._send(sending, is_beside=False)
        return self._answers()

    def _send(self, sending: Sequence[Callable[[], object]], *, is_beside: bool = True) -> None:
        """Send requests together; ``is_beside``: until the server has taken all of them."""
        connection = self.server.pgconn
        with self._in_pipeline():
            connection.enter_pipeline_mode()
            for send in sending:
                send()
            connection.pipeline_sync()
            self._outstanding = len(sending)
            if is_beside and connection.flush():
                self.server.wait(generators.send(connection))

    def _answers(self) -> list[Any]:
        """Wait for the answers to what was sent."""
        sent, self._outstanding = self._outstanding, 0
        with self._in_pipeline():
            answers = [self._answer() for _ in range(sent)]
            self._answer()
            self.server.pgconn.exit_pipeline_mode()
        return answers

    @contextmanager
    def _in_pipeline(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            self._outstanding = 0
            raise explained(error, self.name, self.server) from None
        except BaseException:
            self._outstanding = 0
            self.server.close()  # a later call would take the outstanding answers for its own
            raise

    def _answer(self) -> Any:
        """Wait for the answer to a request; an interrupt cancels it."""
        connection = self.server.pgconn
        if connection.flush():  # seldom: the buffer has room for the request
            self.server.wait(generators.send(connection))
        answers = self.server.wait(generators.fetch_many(connection))
        if not answers:
            raise psycopg.OperationalError("no answer")
        return answers[-1]

    def commit(self, after: Call) -> None:
        """Run the waiting calls, commit, and run another statement after that.

        Raises:
            BookUnusable: the transaction was undone, because a call had failed.
            ServerGone: the other statement failed, so it is not known whether the disk has all
                events.
        """
        if self._outstanding:
            self._require_done(self._answers())
        waiting, self._later = self._later, []
        answers = self._pipelined([*map(self._sending, [*waiting, _COMMIT, after])])
        *_, done, last = answers
        if done.command_status == b"COMMIT" and last.status == _FAILED:
            cause = _cause(errors.error_from_result(last))
            raise ServerGone(path=self.name, cause=cause)
        self._require_done(answers)
        if done.command_status != b"COMMIT":
            cause = str(done.command_status, "ascii")
            raise ServerRefused(path=self.name, cause=cause)

    def rollback(self) -> None:
        """Undo the transaction."""
        self._later = []
        if self._outstanding and not self.server.closed:
            self._answers()  # whatever they say is undone
        with self._explaining():
            self.server.execute("ROLLBACK")

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except psycopg.Error as error:
            raise explained(error, self.name, self.server) from None


def _rows(answer: Any) -> list[tuple[Any, ...]]:
    """Return the rows of an answer: of each value its text, or None."""
    columns = range(answer.nfields)
    return [
        tuple(
            None if (value := answer.get_value(row, column)) is None else value.decode()
            for column in columns
        )
        for row in range(answer.ntuples)
    ]


@lru_cache(maxsize=256)
def _placeholders(sql: str) -> str:
    return sql.replace("?", "%s")


def shown_address(address: str) -> str:
    """Return the name of a book in messages: the servers and the database, and no password."""
    words = _words(address)
    hosts = str(words.get("host") or words.get("hostaddr") or "").split(",")
    ports = str(words.get("port") or _PORT).split(",")
    ports = ports * len(hosts) if len(ports) == 1 else ports
    shown = [
        ("" if host.startswith("/") else host) + ("" if port in {"", _PORT} else f":{port}")
        for host, port in zip(hosts, ports, strict=False)
    ]
    return f"postgresql://{','.join(shown)}/{_database(words)}"


def local_path_of(address: str) -> Path:
    """Return the name under which this computer keeps a book's key: that of the database."""
    return Path(re.sub(r"[^\w.-]", "_", _database(_words(address))))


def _database(words: Mapping[str, Any]) -> str:
    return str(words.get("dbname") or words.get("service") or words.get("user") or "samverk")


def quickly(address: str, within_s: int) -> str:
    """Return an address with a limit of seconds for the connection."""
    return make_conninfo("", **{**_words(address), "connect_timeout": within_s})


def _words(address: str) -> dict[str, Any]:
    """Read an address; errors do not repeat it, since it may hold a password."""
    scheme, slashes, rest = address.strip().partition("://")
    if slashes and " " not in scheme and "=" not in scheme:
        address = scheme.lower().partition("+")[0] + slashes + rest
        is_torn = _is_torn(rest)
    else:
        is_torn = False
    try:
        words = dict(conninfo_to_dict(address))
    except (psycopg.Error, UnicodeError):
        words, is_torn = {}, True
    ports = str(words.get("port") or _PORT).split(",")
    shown = [str(words.get(name) or "") for name in ("host", "hostaddr", "dbname", "service")]
    # Between words stands a space. After a comma or a semicolon the next one, which may be a
    # password, is taken for a part of what is shown, or of what the server writes into its log.
    is_joined = any("=" in str(value) for name, value in words.items() if name not in _WITH_EQUALS)
    if (
        is_torn
        or is_joined
        or any("@" in x or "://" in x for x in shown)
        or not all(x.isdigit() or not x for x in ports)
    ):
        raise BadConnectionString(outline=addresses.outline(address))
    return words


def _is_torn(rest: str) -> bool:
    """Return whether an ``@`` or ``/`` of a password is taken for one of the address."""
    return rest.count("@") > 1 or ("@" in rest and "@" not in rest.partition("/")[0])


def connect(address: str) -> Server:
    """Connect, in autocommit mode.

    Raises:
        BookUnusable: the server cannot be reached or does not let this user in.
    """
    words = _words(address)
    options = (
        f"-c lock_timeout={LOCK_TIMEOUT_S}s {words.pop('options', '')}"
        f" -c search_path={PATH.replace(' ', '')}"
    )
    try:
        words = {**_DEFAULTS, **words, "options": options, "client_encoding": "UTF8"}
        server = psycopg.connect(
            make_conninfo(**words),
            autocommit=True,
            prepare_threshold=None,  # ``book`` prepares what is worth it
        )
        server.execute(_DURABLY)
    except (psycopg.Error, UnicodeError) as error:
        raise _not_connected(error, address) from None
    return server


def _not_connected(error: psycopg.Error | UnicodeError, address: str) -> BookUnusable:
    """Return why there is no connection, by what helps against it."""
    if isinstance(error, UnicodeError):
        return BadConnectionString(outline=addresses.outline(address))
    known = pq.Conninfo.parse(make_conninfo("", **_words(address)).encode())
    cause, name = _cause(error, known), shown_address(address)
    if error.pgconn is not None and error.pgconn.needs_password:
        return PasswordMissing(path=name, cause=cause)
    if "password authentication failed" in cause:
        return PasswordWrong(path=name, cause=cause)
    if "certificate" in cause or ("SSL" in cause and "pg_hba" not in cause):
        return NotTrusted(path=name, cause=cause)
    return NoConnection(path=name, cause=cause)


def explained(error: psycopg.Error, name: str, server: Server) -> LedgerError:
    """Return an error of the driver as an error of the program.

    A lost connection is ``ServerGone``, waiting in vain a ``Conflict``. A missing right and any
    other error of the server is ``BookUnusable``.
    """
    cause = _cause(error, [] if server.closed else server.pgconn.info)
    if server.closed or isinstance(error, (errors.AdminShutdown, errors.CrashShutdown)):
        return ServerGone(path=name, cause=cause)
    if isinstance(
        error, (errors.LockNotAvailable, errors.SerializationFailure, errors.DeadlockDetected)
    ):
        return BookBusy(path=name, cause=cause)
    if isinstance(error, errors.InsufficientPrivilege):
        return NotPermitted(path=name, cause=cause)
    if error.sqlstate == _OTHER_FORM:
        return BookUpgraded(path=name)
    if error.sqlstate == _REFUSED and (refusal := _refusal(error)):
        return refusal
    return ServerRefused(path=name, cause=cause)


def _refusal(error: psycopg.Error) -> LedgerError | None:
    from ledger.books.postgres import judging

    return judging.refusal(error.diag.message_hint or "", error.diag.message_detail or "{}")


def _cause(error: psycopg.Error, known: Iterable[pq.ConninfoOption] = ()) -> str:
    """Return the driver's message, without the secret parts of the address."""
    said = " ".join((error.diag.message_primary or str(error)).split())
    return addresses.scrubbed(
        said, [option.val.decode() for option in known if option.val and option.dispchar == b"*"]
    )
