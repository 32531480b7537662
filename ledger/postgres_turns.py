"""What recording asks of a server: everything that is needed at once, in as few turns as can be.

Source: docs/ARCHITECTURE.md, "Recording".
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from ledger.book import SELECT_ROWS, Reference, Row, Versions
from ledger.postgres_connection import Connection
from ledger.postgres_schema import LOCK
from ledger.refusal import Conflict

_NEVER = datetime.min.replace(tzinfo=UTC)
_BEGIN = (
    "BEGIN ISOLATION LEVEL READ COMMITTED",
    (
        f"SELECT set_config('lock_timeout', ?, true), pg_advisory_xact_lock({LOCK}),"
        " set_config('synchronous_commit', CASE current_setting('synchronous_standby_names')"
        " WHEN '' THEN 'off' ELSE current_setting('synchronous_commit') END, true)"
    ),
    "EXECUTE newest",
)
# A commit of its own, after which everything that could be seen before it is on the disk. Another
# server need not be waited for: what it has to have first cannot be seen before it has it.
FLUSH = (
    "SELECT set_config('synchronous_commit', 'local', true),"
    " pg_logical_emit_message(true, 'samverk', '')"
)
# Up to where in the server's log what can be seen now is, and whether that is on the disk. What a
# standby has been sent is.
_SEE = (
    "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    (
        "SELECT upto, CASE WHEN upto IS NULL THEN true"
        " ELSE upto <= pg_current_wal_flush_lsn() END FROM"
        " (SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_insert_lsn() END AS upto)"
        " AS seen"
    ),
)
_IS_ON_DISK = "SELECT ?::pg_lsn <= pg_current_wal_flush_lsn()"
_LOOK_EVERY_S, _AT_FIRST_S = 0.001, 0.016
# What every record needs, planned once. Several texts are sent as one, a line each.
PREPARED = (
    (
        "PREPARE newest AS SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint,"
        " rowid, convert_from(state, 'UTF8')::json ->> 'recorded_at'"
        " FROM (SELECT) AS always LEFT JOIN stored_events"
        " ON rowid = (SELECT MAX(rowid) FROM stored_events)"
    ),
    # Of as many streams as a command is decided on: half the time that any number would take.
    "PREPARE news (text, bigint, text, bigint, text, bigint) AS "
    + " UNION ALL ".join(
        f"({SELECT_ROWS} WHERE originator_id = ${n} AND originator_version > ${n + 1}"
        " ORDER BY originator_version)"
        for n in (1, 3, 5)
    ),
    "PREPARE taken AS SELECT position FROM unique_reference WHERE kind = $1 AND value = $2",
    (
        "PREPARE append (integer, text, text, text) AS"
        r" SELECT append($1, '{}', '{}', string_to_array($2, E'\n'), string_to_array($3, E'\n'),"
        r" string_to_array($4, E'\n'), false)"
    ),
)
RECORD = "CALL record($1, $2, $3, $4, $5, $6, NULL, NULL)"
_NEWS = "EXECUTE news (?, ?, ?, ?, ?, ?)"
_APPEND = "EXECUTE append (?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Begun:
    """When a transaction that holds the book alone began, and what was told then.

    Attributes:
        at: by the server's clock.
        newest: position and time of the last event; None: something was appended since then.
        streams: what comes after a version in the streams that were asked for.
        taken: which events have taken the references that were asked for; None: that one is free.
    """

    at: datetime
    newest: tuple[int, datetime] | None = None
    streams: dict[tuple[str, int], list[Row]] = field(default_factory=dict)
    taken: dict[Reference, int | None] = field(default_factory=dict)


def begin(
    connection: Connection,
    patience_ms: int,
    after: Versions | None = None,
    references: Iterable[Reference] = (),
) -> Begun:
    """Begin a transaction that holds the book alone, and ask everything at once.

    Args:
        connection: one that ``PREPARED`` was run on.
        patience_ms: how long to wait for others.
        after: the streams to tell the news of, and how many events are known of each.
        references: those to tell of whether they are free.
    """
    after = after or {}
    statements = [*_BEGIN]
    values: list[Any] = [str(patience_ms)]
    known = [*after.items(), *[("", 0)] * (-len(after) % 3)]
    for start in range(0, len(known), 3):
        statements.append(_NEWS)
        values += chain.from_iterable(known[start : start + 3])
    asked = list(references)
    for reference in asked:
        statements.append("EXECUTE taken (?, ?)")
        values += reference
    _, ((micros, head, recorded_at),), *told = connection.script(statements, values)
    streams: dict[tuple[str, int], list[Row]] = {each: [] for each in known}
    for row in chain.from_iterable(told[: len(known) // 3]):
        streams[row[1], after[row[1]]].append(row)
    return Begun(
        at=datetime.fromtimestamp(0, UTC) + timedelta(microseconds=micros),
        newest=(head, datetime.fromisoformat(recorded_at)) if head else (0, _NEVER),
        streams=streams,
        taken={
            reference: found[0][0] if found else None
            for reference, found in zip(asked, told[len(known) // 3 :], strict=True)
        },
    )


def see(connection: Connection, patience_s: float) -> None:
    """Begin a transaction that sees one state of the book, all of which is on the disk.

    Whoever records lets others look before the disk has answered him, and a crash could take back
    what they see. He usually has his answer within a millisecond. Who has died does not wait for
    one, and changes that are no events may lie about for a while: then this has the server write.

    Raises:
        Conflict: the disk did not answer.
    """
    within = _AT_FIRST_S
    while True:
        ((upto, is_on_disk),) = connection.script(_SEE)[-1]
        if is_on_disk or _comes_to_disk(connection, upto, within):
            return
        connection.rollback()
        if within > patience_s:
            raise Conflict("book-busy", path=connection.name, cause=f"WAL {upto}")
        connection.execute(FLUSH)
        within *= 2


def _comes_to_disk(connection: Connection, upto: str, within_s: float) -> bool:
    """Return whether everything up to a place in the log is on the disk within a time."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        time.sleep(_LOOK_EVERY_S)
        if connection.execute(_IS_ON_DISK, (upto,)).fetchone()[0]:
            return True
    return False


def appended(patience_ms: int, rows: Sequence[Row]) -> tuple[str, list[Any]]:
    """Return what has the server append events where and when they say, and its values.

    Args:
        patience_ms: how long to wait for others.
        rows: the events.
    """
    return _APPEND, [patience_ms, *_lines(rows)]


def recorded(patience_ms: int, rows: Sequence[Row], versions: Versions) -> list[str]:
    """Return the values of ``RECORD``, see ``record`` in ``postgres_schema.sql``.

    Args:
        patience_ms: how long to wait for others.
        rows: the events.
        versions: of streams, when the events were decided.
    """
    numbers = "\n".join(map(str, versions.values()))
    return [str(patience_ms), "\n".join(versions), numbers, *_lines(rows)]


def _lines(rows: Sequence[Row]) -> tuple[str, str, str]:
    """Return streams, names and bytes of events, a line each."""
    _, streams, _, names, states = zip(*rows, strict=True)
    return "\n".join(streams), "\n".join(names), b"\n".join(states).decode()
