"""The fold kept in tables of an SQLite file, so that a question about the present is instant.

All sums are additive. New events are folded into a projection that has the documents and no sums,
and the result is added to the tables. Views can be dropped at any time and made again from the
events. They are no part of the history.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import MAXYEAR, MINYEAR, date, datetime
from typing import Any, Protocol

import msgspec

from events.amending import additions, new_line
from projections import documents
from projections.projection import AgreementDocument, Projection

FROM = 2_000  # events in a file; fewer are replayed in less time than views are written
FOLD_VERSION = 4  # raise it when the fold changes: the views are then made anew

_SUM = (("minor", "INTEGER"),)
# table -> columns with their type, and how many of them are the key
TABLES: dict[str, tuple[tuple[tuple[str, str], ...], int]] = {
    "view_state": (
        (
            ("id", "INTEGER"),
            ("fold_version", "INTEGER"),
            ("position", "INTEGER"),
            ("recorded_at", "TEXT"),
            ("rules", "INTEGER"),
        ),
        1,
    ),
    "view_document": (
        (("kind", "TEXT"), ("id", "TEXT"), ("number", "INTEGER"), ("content", "BLOB")),
        2,
    ),
    "view_balance": (
        (
            ("agreement", "TEXT"),
            ("line", "TEXT"),
            ("year", "INTEGER"),
            ("party", "TEXT"),
            ("account", "TEXT"),
            *_SUM,
        ),
        5,
    ),
    "view_month": (
        (
            ("agreement", "TEXT"),
            ("line", "TEXT"),
            ("year", "INTEGER"),
            ("month", "TEXT"),
            ("measure", "TEXT"),
            *_SUM,
        ),
        5,
    ),
    "view_quantity": (
        (
            ("agreement", "TEXT"),
            ("party", "TEXT"),
            ("kind", "TEXT"),
            ("unit", "TEXT"),
            ("year", "INTEGER"),
            ("month", "TEXT"),
            ("measure", "TEXT"),
            ("micro", "INTEGER"),
            *_SUM,
        ),
        7,
    ),
    "view_waiting": (
        (
            ("agreement", "TEXT"),
            ("party", "TEXT"),
            ("day", "TEXT"),
            ("position", "INTEGER"),
            ("number", "INTEGER"),
            *_SUM,
        ),
        4,
    ),
}
_CHECKS = {"view_state": "CHECK (id = 1)"}  # one row


def _create_tables() -> Iterator[str]:
    """Yield the statements that make the tables."""
    for table, (columns, keys) in TABLES.items():
        words = [f"{name} {kind} NOT NULL" for name, kind in columns]
        words += [_CHECKS[table]] if table in _CHECKS else []
        words.append(f"PRIMARY KEY ({', '.join(name for name, _ in columns[:keys])})")
        yield f"CREATE TABLE {table} ({', '.join(words)}) WITHOUT ROWID"


def _upsert(table: str, *, adds: bool) -> str:
    """Return the statement that adds to a table's sums, or replaces the fields beside its key."""
    columns, keys = TABLES[table]
    names = [name for name, _ in columns]
    news = [
        f"{name} = {table}.{name} + excluded.{name}" if adds else f"{name} = excluded.{name}"
        for name in names[keys:]
    ]
    return (
        f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})"
        f" ON CONFLICT ({', '.join(names[:keys])}) DO UPDATE SET {', '.join(news)}"
    )


_ADD_BALANCE = _upsert("view_balance", adds=True)
_ADD_MONTH = _upsert("view_month", adds=True)
_ADD_QUANTITY = _upsert("view_quantity", adds=True)
_ADD_WAITING = _upsert("view_waiting", adds=True)
_FORGET_WAITING = (
    "DELETE FROM view_waiting WHERE agreement=? AND party=? AND day=? AND position=? AND number=0"
)
_PUT_DOCUMENT = _upsert("view_document", adds=False)


class Cursor(Protocol):
    """The methods of a cursor that the views need."""

    def fetchone(self) -> Any:
        """Return the next row; None: no more."""

    def __iter__(self) -> Iterator[Any]:
        """Iterate over the rows."""


class Connection(Protocol):
    """The methods of a database connection that the views need."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Cursor:
        """Run a statement."""

    def executemany(self, sql: str, parameters: Any, /) -> Any:
        """Run a statement for each row of parameters."""


class Home(Protocol):
    """Where views are kept: a book in a file, or a reader's own (``ledger.work.cache``)."""

    @property
    def connection(self) -> Connection:
        """The connection that statements run on."""


class NewerViewsError(RuntimeError):
    """A newer program keeps the views; this one leaves them alone."""


class ViewsMovedError(RuntimeError):
    """Another process has brought the views up to date meanwhile; nothing was added.

    Attributes:
        at: the position that the views were at when they were read.
    """

    def __init__(self, at: int) -> None:
        super().__init__(f"the views are no longer at {at}")
        self.at = at


class DamagedViewsError(RuntimeError):
    """The views hold values that this program never writes; the message names the table. Replay."""


_encode = msgspec.json.Encoder(decimal_format="string").encode
_LISTED = "SELECT 1 FROM sqlite_schema WHERE name=? AND type='table'"

SUMS = ("balances", "months", "quantities", "waiting")
# Less than "waiting" and "quantities": of the contributions of a party that wait the sum alone,
# under the key of the oldest; of what was delivered the sum of each year, under no month.
OLDEST, DELIVERED = "oldest", "delivered"
Choice = Callable[[Projection], Collection[str]]  # documents -> agreements
Fold = Callable[[Projection, int], object]  # folds the events after a position into a projection


def position(home: Home) -> int:
    """Return the event that the views have come to; -1: there are none of this version."""
    version, at = _state(home)
    return at if version == FOLD_VERSION else -1


def _state(home: Home) -> tuple[int, int]:
    """Return version and position of the views; (0, -1): there are none."""
    if not _are_in(home):
        return 0, -1
    row = home.connection.execute("SELECT fold_version, position FROM view_state").fetchone()
    try:
        return (int(row[0]), int(row[1])) if row else (0, -1)
    except (TypeError, ValueError):
        return 0, -1


def _are_in(home: Home) -> bool:
    """Return whether there are tables for views."""
    return bool(home.connection.execute(_LISTED, ("view_state",)).fetchone())


def catch_up(home: Home, fold: Fold) -> int:
    """Bring the views up to date, and return the position they have come to.

    The caller holds the book alone, so no other process adds the same events. Views of an older
    version are made anew.

    Raises:
        NewerViewsError: a newer program keeps them.
        ViewsMovedError: another process brought them up to date all the same.
        DamagedViewsError: they hold nonsense.
    """
    at = position(home)
    if at < 0:
        at = _clear(home)
    change = load(home, sums=())
    fold(change, at)
    if change.position > at:
        _add(home.connection, change, at)
    elif not at:
        home.connection.execute("UPDATE view_state SET rules=?", (change.rules,))
    return change.position


def rebuild(home: Home, fold: Fold) -> int:
    """Make the views anew from the first event, and return the position they have come to.

    Raises:
        NewerViewsError: a newer program keeps them.
    """
    _clear(home)
    return catch_up(home, fold)


def drop(home: Home, tables: Iterable[str]) -> None:
    """Let there be none of some tables.

    Each is emptied first. Until a statement is over, SQLite keeps in memory all that it drops, and
    nothing of what it deletes.
    """
    for table in tables:
        if home.connection.execute(_LISTED, (table,)).fetchone():
            home.connection.execute(f"DELETE FROM {table}")
            home.connection.execute(f"DROP TABLE {table}")


def _clear(home: Home) -> int:
    if _state(home)[0] > FOLD_VERSION:
        raise NewerViewsError
    drop(home, TABLES)
    for statement in _create_tables():
        home.connection.execute(statement)
    home.connection.execute("INSERT INTO view_state VALUES (1, ?, 0, '', 1)", (FOLD_VERSION,))
    return 0


def _add(connection: Connection, change: Projection, at: int) -> None:
    assert change.recorded_at is not None
    moved = connection.execute(
        "UPDATE view_state SET position=?, recorded_at=?, rules=? WHERE position=?"
        " RETURNING position",
        (change.position, change.recorded_at.isoformat(), change.rules, at),
    ).fetchone()
    if not moved:  # no assert, and before the sums: nothing shows later what was added twice
        raise ViewsMovedError(at)
    connection.executemany(
        _ADD_BALANCE, [(*key, minor) for key, minor in change.balances.items() if minor]
    )
    connection.executemany(
        _ADD_MONTH, [(*key, minor) for key, minor in change.months.items() if minor]
    )
    connection.executemany(
        _ADD_QUANTITY, [(*key, *pair) for key, pair in change.quantities.items() if any(pair)]
    )
    connection.executemany(_ADD_WAITING, change.waiting.rows())
    connection.executemany(_FORGET_WAITING, change.waiting.below_zero())
    connection.executemany(_PUT_DOCUMENT, documents_of(change, change.changed, change.new_parties))


def documents_of(
    known: Projection, agreements: Collection[str], parties: Collection[str]
) -> list[tuple[str, str, int, bytes]]:
    """Return documents as they are kept: kind, id, place in the order, content.

    Args:
        known: has them.
        agreements: whose documents are wanted.
        parties: likewise. Those that the book has once are always wanted.
    """
    found: list[tuple[str, str, int, bytes]] = [
        ("party", party, number, _encode(fact))
        for number, (party, fact) in enumerate(known.parties.items())
        if party in parties
    ]
    found += [
        ("agreement", key, known.agreements[key].position, _encode(known.agreements[key]))
        for key in sorted(agreements)
    ]
    found.append(("closed", "", 0, _encode(known.closed)))
    if known.witnesses:
        found.append(("witnesses", "", 0, _encode(known.witnesses)))
    if not known.authorities.is_empty:
        found.append(("authorities", "", 0, _encode(known.authorities)))
    if known.described:
        found.append(("described", "", 0, _encode(known.described)))
    if known.indexes.published:
        found.append(("indexes", "", 0, _encode(known.indexes)))
    if not known.imports.is_empty:
        found.append(("imports", "", 0, _encode(known.imports)))
    if known.accounts.added:
        found.append(("accounts", "", 0, _encode(known.accounts)))
    return found


def load(
    home: Home,
    chosen: Choice | None = None,
    *,
    sums: Collection[str] = SUMS,
    known: Projection | None = None,
) -> Projection:
    """Return what the views hold.

    Args:
        home: with views in it.
        chosen: says which agreements' sums are wanted, once the documents are loaded; None:
            all. Documents are always all there.
        sums: the sums that are wanted; empty: only the documents.
        known: the documents, if they were loaded before. They are used where the views are still at
            their position.

    Raises:
        DamagedViewsError: they hold nonsense.
    """
    connection = home.connection
    with _naming("view_state"):
        row = connection.execute("SELECT position, recorded_at, rules FROM view_state").fetchone()
        loaded = Projection(
            position=row[0],
            recorded_at=datetime.fromisoformat(row[1]) if row[1] else None,
            rules=int(row[2]),
        )
    if known is not None and known.position == loaded.position:
        loaded = known.without_sums()
    else:
        _load_documents(connection, loaded)
    if sums:
        for agreement in [None] if chosen is None else sorted(chosen(loaded)):
            _load_sums(connection, loaded, agreement, sums)
    return loaded


def _load_documents(connection: Connection, loaded: Projection) -> None:
    with _naming("view_document"):
        for kind, key, content in connection.execute(
            "SELECT kind, id, content FROM view_document ORDER BY kind, number"
        ):
            take_document(loaded, kind, key, content)
        require_parties(loaded)


def take_document(loaded: Projection, kind: str, key: str, content: bytes) -> None:
    """Take a document in as it is kept."""
    read = documents.READ[kind](content)
    if kind == "party":
        loaded.parties[key] = read
    elif kind == "agreement":
        _take_in(loaded, key, read)
    else:
        setattr(loaded, kind, read)


NONSENSE = (
    msgspec.MsgspecError,
    AttributeError,
    LookupError,
    OverflowError,
    RecursionError,
    TypeError,
    ValueError,
)


@contextmanager
def _naming(table: str) -> Iterator[None]:
    """Say in which table there is nonsense."""
    try:
        yield
    except NONSENSE as error:
        raise DamagedViewsError(f"{table}: {type(error).__name__}: {error}") from error


def require_parties(loaded: Projection) -> None:
    """Make sure that the views have every party that they name."""
    for document in loaded.agreements.values():
        wanted = set(document.proposed.signatories)
        for line in document.lines.values():
            wanted |= {line.proposed.funder, line.proposed.performer}
        missing = wanted - loaded.parties.keys()
        if missing:
            raise LookupError(", ".join(sorted(missing)))


def _take_in(loaded: Projection, key: str, document: AgreementDocument) -> None:
    for amendment in document.amendments.values():
        for item in additions(amendment):
            loaded.lines[key, item.line] = new_line(item)
    for name, line in document.lines.items():
        loaded.lines[key, name] = line.proposed
        loaded.lines.set_performers((key, name), line.performers)
    loaded.agreements[key] = document


def _load_sums(
    connection: Connection, loaded: Projection, agreement: str | None, sums: Collection[str]
) -> None:
    span = ("", "\U0010ffff") if agreement is None else (agreement, agreement)
    looked_at: Any = None  # rows come by their keys, so most are of what the one before was of
    if "balances" in sums:
        with _naming("view_balance"):
            for own, line, year, party, account, minor in connection.execute(
                "SELECT * FROM view_balance WHERE agreement BETWEEN ? AND ?", span
            ):
                if looked_at != (own, line, year):
                    _require_line(loaded, own, line, year)
                    looked_at = own, line, year
                loaded.balances[own, line, year, party, account] = int(minor)
    if "months" in sums:
        with _naming("view_month"):
            for own, line, year, month, measure, minor in connection.execute(
                "SELECT * FROM view_month WHERE agreement BETWEEN ? AND ?", span
            ):
                if looked_at != (own, line, year, month):
                    _require_line(loaded, own, line, year, month)
                    looked_at = own, line, year, month
                loaded.months[own, line, year, month, measure] = int(minor)
    if "quantities" in sums or DELIVERED in sums:
        statement = _QUANTITIES if "quantities" in sums else _DELIVERED
        with _naming("view_quantity"):
            for *key, micro, minor in connection.execute(statement, span):
                _require_line(loaded, key[0], "", key[4], key[5])
                if key[1] not in loaded.parties:
                    raise LookupError(key[1])
                loaded.quantities[tuple(key)] = (int(micro), int(minor))

    if "waiting" in sums or OLDEST in sums:
        _load_waiting(connection, loaded, span, is_whole="waiting" in sums)


def sums_of(home: Home, agreement: str) -> tuple[dict[Any, Any], ...]:
    """Return the balances, months and quantities of an agreement, as they are kept."""
    read = home.connection.execute
    where = "WHERE agreement=?"
    return (
        {
            tuple(key): minor
            for *key, minor in read(f"SELECT * FROM view_balance {where}", (agreement,))
        },
        {
            tuple(key): minor
            for *key, minor in read(f"SELECT * FROM view_month {where}", (agreement,))
        },
        {
            tuple(key): (micro, minor)
            for *key, micro, minor in read(f"SELECT * FROM view_quantity {where}", (agreement,))
        },
    )


_QUANTITIES = "SELECT * FROM view_quantity WHERE agreement BETWEEN ? AND ?"
_DELIVERED = (
    "SELECT agreement, party, kind, unit, year, '', measure, SUM(micro), SUM(minor)"
    " FROM view_quantity WHERE agreement BETWEEN ? AND ? AND measure = 'delivered'"
    " GROUP BY agreement, party, kind, unit, year"
)
_WAITING = "SELECT agreement, party, day, position, number, minor FROM view_waiting WHERE {}"
_BY_PARTY = (
    "SELECT agreement, party, substr(first, 1, 10), CAST(substr(first, 11) AS INTEGER), number,"
    " minor FROM (SELECT agreement, party, MIN(day || printf('%019d', position)) AS first,"
    " SUM(number) AS number, SUM(minor) AS minor FROM view_waiting WHERE {}"
    " GROUP BY agreement, party)"
)


def _load_waiting(
    connection: Connection, loaded: Projection, span: tuple[str, str], *, is_whole: bool
) -> None:
    """Load contributions that wait, each by itself, or of each party their sum."""
    statement = (_WAITING if is_whole else _BY_PARTY).format("agreement BETWEEN ? AND ?")
    with _naming("view_waiting"):
        for agreement, party, day, position, number, minor in connection.execute(statement, span):
            if agreement not in loaded.agreements or party not in loaded.parties:
                raise LookupError(f"{agreement} {party}")
            key = (agreement, party, date.fromisoformat(day).isoformat(), int(position))
            loaded.waiting[key] = (int(number), int(minor))


_MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])|")  # of a pledge: none


def _require_line(
    loaded: Projection, agreement: str, line: str, year: int, month: str = ""
) -> None:
    """Make sure that the agreement, the line and the time of a sum can exist."""
    known = agreement in loaded.agreements if line == "" else (agreement, line) in loaded.lines
    if not (known and MINYEAR <= year <= MAXYEAR and (not month or _MONTH.fullmatch(month))):
        raise LookupError(f"{agreement} {line} {year} {month}".rstrip())


def differences(viewed: Projection, replayed: Projection) -> list[str]:
    """Return where views and replay differ, as readable keys; empty: they agree."""
    documents = (
        *("parties", "agreements", "closed"),
        *("witnesses", "authorities", "described", "indexes"),
    )
    found = [
        name
        for name in ("position", "rules", *documents)
        if getattr(viewed, name) != getattr(replayed, name)
    ]
    for name, nothing in (
        ("balances", 0),
        ("months", 0),
        ("quantities", (0, 0)),
        ("waiting", (0, 0)),
    ):
        one, other = getattr(viewed, name), getattr(replayed, name)
        if one == other:  # nearly always, and it takes no memory to see
            continue
        for key in sorted(one.keys() | other.keys()):
            if one.get(key, nothing) != other.get(key, nothing):
                words = " ".join(str(part) for part in key if part != "")
                found.append(f"{name} {words}: {one.get(key, nothing)} / {other.get(key, nothing)}")
    return found
