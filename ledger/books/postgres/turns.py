"""The turns of recording on a server: everything is asked at once, in as few turns as possible.

Source: docs/ARCHITECTURE.md, "Recording".
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import chain

import msgspec

from events.record import StoredRow
from ledger.books.book import Reference, Versions
from ledger.books.postgres.catalogue import FORM
from ledger.books.postgres.connection import Call, Connection
from ledger.books.refusals import BookBusy

_NEVER = datetime.min.replace(tzinfo=UTC)
_LINES = r"string_to_array(${}, E'\n')"
# The statements of recording, prepared once for each connection.
STATEMENTS = {
    "record": f"CALL record({FORM}, $1, $2, $3, $4, $5, $6, NULLIF($7, ''), NULL, NULL, NULL)",
    "begin": "BEGIN ISOLATION LEVEL READ COMMITTED",
    "hold": (
        "SELECT hold($1), set_config('synchronous_commit',"
        " CASE current_setting('synchronous_standby_names')"
        " WHEN '' THEN 'off' ELSE current_setting('synchronous_commit') END, true)"
    ),
    "newest": (
        "SELECT (extract(epoch FROM clock_timestamp()) * 1000000)::bigint, rowid,"
        " convert_from(state, 'UTF8')::json ->> 'recorded_at'"
        " FROM (SELECT) AS always LEFT JOIN stored_events"
        " ON rowid = (SELECT MAX(rowid) FROM stored_events)"
    ),
    # For exactly as many streams as a command needs: this takes half the time of a list of any
    # length.
    "news": " UNION ALL ".join(
        "(SELECT rowid, originator_id, originator_version, topic, convert_from(state, 'UTF8')"
        f" FROM stored_events WHERE originator_id = ${n} AND originator_version > ${n + 1}::bigint"
        " ORDER BY originator_version)"
        for n in (1, 3, 5)
    ),
    "taken": "SELECT position FROM unique_reference WHERE kind = $1 AND value = $2",
    "append": (
        f"SELECT append({FORM}, $1, '{{}}', '{{}}', {_LINES.format(2)}, {_LINES.format(3)},"
        f" {_LINES.format(4)}, false)"
    ),
    "commit": "COMMIT",
    "flush": "SELECT flush()",
}
# The commit of this call waits until everything that was visible before is on the disk, and on the
# standbys that must have it.
FLUSH: Call = ("flush", ())
# The last position, the place in the server's log up to which everything visible now lies, and
# whether the log is on the disk up to there. On a standby it is.
_SEEN = (
    "SELECT head(), upto::text,"
    " CASE WHEN upto IS NULL THEN true ELSE upto <= pg_current_wal_flush_lsn() END"
    " FROM (SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_current_wal_insert_lsn() END AS upto)"
    " AS seen"
)
_IS_ON_DISK = "SELECT ?::pg_lsn <= pg_current_wal_flush_lsn()"
_LOOKS, _LOOK_EVERY_S = 4, 0.001
_SLOWEST = 0.99  # as fast as this computer's clock a server's is at least


class Begun(msgspec.Struct, frozen=True):
    """The beginning of a transaction that holds the book alone, and the server's answers.

    Attributes:
        at: by the server's clock.
        newest: position and time of the last event; None: something was appended since then.
        streams: the events after a version in the streams that were asked for.
        taken: the events that have taken the references that were asked for; None: a reference is
            free.
        since: when the server had answered, by this computer's own clock of seconds.
    """

    at: datetime
    newest: tuple[int, datetime] | None = None
    streams: dict[tuple[str, int], list[StoredRow]] = {}
    taken: dict[Reference, int | None] = {}
    since: float = msgspec.field(default_factory=time.monotonic)

    def later(self) -> Begun:
        """Return what is known after an append: the time, and none of the answers.

        A server takes no time that is older than a minute, and none that has not come. Its clock
        may be slower than this computer's.
        """
        passed = timedelta(seconds=(time.monotonic() - self.since) * _SLOWEST)
        return Begun(at=self.at + passed)


def begin(
    connection: Connection,
    patience_ms: int,
    after: Versions | None = None,
    references: Iterable[Reference] = (),
) -> Begun:
    """Begin a transaction that holds the book alone, and ask everything at once.

    Args:
        connection: a connection on which ``STATEMENTS`` are prepared.
        patience_ms: how long to wait for others.
        after: the streams whose new events are wanted, and how many events of each are known.
        references: the references to look up.
    """
    after = after or {}
    known = [*after.items(), *[("", 0)] * (-len(after) % 3)]
    of_three = [chain.from_iterable(known[start : start + 3]) for start in range(0, len(known), 3)]
    asked = list(references)
    _, _, ((micros, head, recorded_at),), *told = connection.together(
        ("begin", ()),
        ("hold", (str(patience_ms),)),
        ("newest", ()),
        *(("news", list(map(str, values))) for values in of_three),
        *(("taken", reference) for reference in asked),
    )
    streams: dict[tuple[str, int], list[StoredRow]] = {each: [] for each in known}
    for position, stream, version, name, state in chain.from_iterable(told[: len(of_three)]):
        row = int(position), stream, int(version), name, state.encode()
        streams[stream, after[stream]].append(row)
    return Begun(
        at=datetime.fromtimestamp(0, UTC) + timedelta(microseconds=int(micros)),
        newest=(int(head), datetime.fromisoformat(recorded_at)) if head else (0, _NEVER),
        streams=streams,
        taken={
            reference: int(found[0][0]) if found else None
            for reference, found in zip(asked, told[len(of_three) :], strict=True)
        },
    )


def flush(connection: Connection, call: str = "flush()") -> None:
    """Have the server write everything that is visible now to the disk, without waiting longer."""
    connection.execute(f"SELECT set_config('synchronous_commit', 'local', true), {call}")


def see(
    connection: Connection,
    patience_s: float,
    flush: Callable[[Connection], object] = flush,
) -> None:
    """Begin a transaction that sees one state of the book, all of which is on the disk.

    A recorder releases the lock before the disk has answered. A crash could take back events that
    readers see by then. Usually the disk answers within a millisecond. But the recorder may have
    died, or other clients keep the disk busy. Then this client has the server flush its log, and
    goes on if the book has not grown meanwhile.

    Raises:
        Conflict: the book has grown each time, and the new events did not come to the disk.
    """
    until, written = time.monotonic() + patience_s, None
    while True:
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        head, upto, is_on_disk = connection.execute(_SEEN).fetchone()
        if is_on_disk or head == written or _comes_to_disk(connection, upto):
            return
        connection.rollback()
        if time.monotonic() > until:
            raise BookBusy(path=connection.name, cause=f"WAL {upto}")
        flush(connection)
        written = head


def _comes_to_disk(connection: Connection, upto: str) -> bool:
    """Return whether everything up to a place in the log is on the disk within some time."""
    for _ in range(_LOOKS):
        time.sleep(_LOOK_EVERY_S)
        if connection.execute(_IS_ON_DISK, (upto,)).fetchone()[0]:
            return True
    return False


def appended(patience_ms: int, rows: Sequence[StoredRow]) -> Call:
    """Return the call that appends events at the places and times that they state.

    Args:
        patience_ms: how long to wait for others.
        rows: the events.
    """
    return "append", [str(patience_ms), *_lines(rows)]


def recorded(
    patience_ms: int, rows: Sequence[StoredRow], versions: Versions, unlike: str | None = None
) -> Call:
    """Return the call that appends events with the server's own places and times: ``schema.sql``.

    Args:
        patience_ms: how long to wait for others.
        rows: the events.
        versions: of streams, when the events were decided.
        unlike: a text that no event may have that came meanwhile, if payments may have come; None:
            nothing may have.
    """
    numbers = "\n".join(map(str, versions.values()))
    return "record", [str(patience_ms), "\n".join(versions), numbers, *_lines(rows), unlike or ""]


def newer(stream: str, said: str) -> list[StoredRow]:
    """Return the events of a stream that came meanwhile, as ``record`` says them."""
    found = (line.split(" ", 3) for line in said.split("\n")) if said else ()
    return [
        (int(at), stream, int(version), name, state.encode()) for at, version, name, state in found
    ]


def _lines(rows: Sequence[StoredRow]) -> tuple[str, str, str]:
    """Return streams, names and bytes of events, a line each."""
    _, streams, _, names, states = zip(*rows, strict=True)
    return "\n".join(streams), "\n".join(names), b"\n".join(states).decode()
