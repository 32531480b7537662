"""What recording asks of a server: everything that is needed at once, in as few turns as can be.

Source: docs/ARCHITECTURE.md, "Recording".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import chain
from typing import Any

from ledger.book import SELECT_ROWS, Reference, Row, Versions
from ledger.postgres_connection import Connection
from ledger.postgres_schema import LOCK

_NEVER = datetime.min.replace(tzinfo=UTC)
_BEGIN = (
    "BEGIN ISOLATION LEVEL READ COMMITTED",
    f"SELECT set_config('lock_timeout', ?, true), pg_advisory_xact_lock({LOCK})",
    "EXECUTE newest",
)
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
        "PREPARE append (integer, text[], bigint[], text[], text[], text[], boolean) AS"
        " SELECT * FROM append($1, $2, $3, $4, $5, $6, $7)"
    ),
)
_LINES = "string_to_array(?, chr(10))"
_NEWS = "EXECUTE news (?, ?, ?, ?, ?, ?)"
_APPEND = f"EXECUTE append (?, {_LINES}, ?, {_LINES}, {_LINES}, {_LINES}, ?)"


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


def appended(
    patience_ms: int, rows: Sequence[Row], versions: Versions | None = None
) -> tuple[str, list[Any]]:
    """Return what has the server append events, and its values; see ``postgres_schema.sql``.

    Args:
        patience_ms: how long to wait for others.
        rows: the events.
        versions: of streams, when the events were decided: then it appends only if they have got
            no others, and says where and when; None: the book is held, and they are where and
            when they say.
    """
    is_now, versions = versions is not None, versions or {}
    return _APPEND, [
        patience_ms,
        "\n".join(versions),
        list(versions.values()),
        "\n".join([row[1] for row in rows]),
        "\n".join([row[3] for row in rows]),
        b"\n".join([row[4] for row in rows]).decode(),
        is_now,
    ]
