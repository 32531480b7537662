"""The fold kept in tables of the book, so that a question about the present is instant.

All sums are additive: new events are folded into a projection that has the documents and no
sums, and what comes out is added to the tables. Views can be dropped at any time and made
again from the events; they are no part of the history.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from typing import Any, Protocol

import msgspec

from events.facts import (
    AgreementConcluded,
    AgreementProposed,
    BudgetLineProposed,
    CommitmentApproved,
    CommitmentDeclined,
    PartyRegistered,
    PeriodClosed,
)
from projections.projection import AgreementDocument, LineDocument, Projection

FOLD_VERSION = 1  # raise it when the fold changes: the views are then made anew

SCHEMA = (
    (
        "CREATE TABLE IF NOT EXISTS view_state"
        " (id INTEGER PRIMARY KEY CHECK (id = 1), fold_version INTEGER, position INTEGER,"
        " recorded_at TEXT)"
    ),
    (
        "CREATE TABLE IF NOT EXISTS view_document (kind TEXT, id TEXT, number INTEGER,"
        " content BLOB, PRIMARY KEY (kind, id)) WITHOUT ROWID"
    ),
    (
        "CREATE TABLE IF NOT EXISTS view_balance (agreement TEXT, line TEXT, year INTEGER,"
        " party TEXT, account TEXT, minor INTEGER,"
        " PRIMARY KEY (agreement, line, year, party, account)) WITHOUT ROWID"
    ),
    (
        "CREATE TABLE IF NOT EXISTS view_month (agreement TEXT, line TEXT, year INTEGER,"
        " month TEXT, measure TEXT, minor INTEGER,"
        " PRIMARY KEY (agreement, line, year, month, measure)) WITHOUT ROWID"
    ),
    (
        "CREATE TABLE IF NOT EXISTS view_quantity (agreement TEXT, party TEXT, kind TEXT,"
        " unit TEXT, year INTEGER, month TEXT, measure TEXT, micro INTEGER, minor INTEGER,"
        " PRIMARY KEY (agreement, party, kind, unit, year, month, measure)) WITHOUT ROWID"
    ),
)
_TABLES = ("view_state", "view_document", "view_balance", "view_month", "view_quantity")

_ADD_BALANCE = (
    "INSERT INTO view_balance VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET minor = minor + excluded.minor"
)
_ADD_MONTH = (
    "INSERT INTO view_month VALUES (?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET minor = minor + excluded.minor"
)
_ADD_QUANTITY = (
    "INSERT INTO view_quantity VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET micro = micro + excluded.micro, minor = minor + excluded.minor"
)
_PUT_DOCUMENT = (
    "INSERT INTO view_document VALUES (?, ?, ?, ?)"
    " ON CONFLICT DO UPDATE SET content = excluded.content"
)


class Cursor(Protocol):
    """What the views need of a cursor."""

    def fetchone(self) -> Any:
        """Return the next row; None: no more."""

    def __iter__(self) -> Iterator[Any]:
        """Iterate over the rows."""


class Connection(Protocol):
    """What the views need of a database connection."""

    def execute(self, sql: str, parameters: Any = ..., /) -> Cursor:
        """Run a statement."""

    def executemany(self, sql: str, parameters: Any, /) -> Any:
        """Run a statement for each row of parameters."""


class ViewsMovedError(RuntimeError):
    """Somebody else has brought the views up to date meanwhile; nothing was added.

    Attributes:
        at: the position that the views were at when they were read.
    """

    def __init__(self, at: int) -> None:
        super().__init__(f"the views are no longer at {at}")
        self.at = at


class _Line(msgspec.Struct):
    proposed: BudgetLineProposed
    amounts_minor: dict[int, int]
    decision: CommitmentApproved | CommitmentDeclined | None


class _Agreement(msgspec.Struct):
    proposed: AgreementProposed
    position: int
    concluded: AgreementConcluded | None
    lines: dict[str, _Line]


_encode = msgspec.json.Encoder(decimal_format="string").encode
_agreement = msgspec.json.Decoder(_Agreement)
_party = msgspec.json.Decoder(PartyRegistered)
_closed = msgspec.json.Decoder(list[PeriodClosed])

SUMS = ("balances", "months", "quantities")
Choice = Callable[[Projection], Collection[str]]  # documents -> agreements
Fold = Callable[[Projection, int], object]  # folds the events after a position into a projection


def position(connection: Connection) -> int:
    """Return the event that the views have come to; -1: there are none of this version."""
    made = connection.execute(
        "SELECT 1 FROM sqlite_schema WHERE name='view_state' AND type='table'"
    ).fetchone()
    if not made:
        return -1
    row = connection.execute("SELECT fold_version, position FROM view_state").fetchone()
    return int(row[1]) if row and row[0] == FOLD_VERSION else -1


def catch_up(connection: Connection, fold: Fold) -> int:
    """Bring the views up to date, and return the position they have come to.

    The caller holds the book alone, so nobody else adds the same events. Views of another
    version are made anew.

    Raises:
        ViewsMovedError: somebody did all the same.
    """
    at = position(connection)
    if at < 0:
        at = _clear(connection)
    change = load(connection, sums=())
    fold(change, at)
    if change.position > at:
        _add(connection, change, at)
    return change.position


def rebuild(connection: Connection, fold: Fold) -> int:
    """Make the views anew from the first event, and return the position they have come to."""
    _clear(connection)
    return catch_up(connection, fold)


def _clear(connection: Connection) -> int:
    for table in _TABLES:
        connection.execute(f"DROP TABLE IF EXISTS {table}")
    for statement in SCHEMA:
        connection.execute(statement)
    connection.execute("INSERT INTO view_state VALUES (1, ?, 0, NULL)", (FOLD_VERSION,))
    return 0


def _add(connection: Connection, change: Projection, at: int) -> None:
    assert change.recorded_at is not None
    moved = connection.execute(
        "UPDATE view_state SET position=?, recorded_at=? WHERE position=? RETURNING position",
        (change.position, change.recorded_at.isoformat(), at),
    ).fetchone()
    if not moved:  # no assert, and before the sums: what is added twice is found by no one
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
    documents: list[tuple[str, str, int, bytes]] = [
        ("party", party, number, _encode(fact))
        for number, (party, fact) in enumerate(change.parties.items())
        if party in change.new_parties
    ]
    documents += [
        ("agreement", key, change.agreements[key].position, _encode(_stored(change, key)))
        for key in sorted(change.changed)
    ]
    documents.append(("closed", "", 0, _encode(change.closed)))
    connection.executemany(_PUT_DOCUMENT, documents)


def _stored(change: Projection, key: str) -> _Agreement:
    document = change.agreements[key]
    lines = {
        name: _Line(line.proposed, line.amounts_minor, line.decision)
        for name, line in document.lines.items()
    }
    return _Agreement(document.proposed, document.position, document.concluded, lines)


def load(
    connection: Connection,
    chosen: Choice | None = None,
    *,
    sums: Collection[str] = SUMS,
) -> Projection:
    """Return what the views hold.

    Args:
        connection: to the book, with views in it.
        chosen: says which agreements' sums are wanted, once the documents are loaded; None:
            all. Documents are always all there.
        sums: which of them are wanted; none: the documents alone.
    """
    row = connection.execute("SELECT position, recorded_at FROM view_state").fetchone()
    loaded = Projection(
        position=row[0], recorded_at=datetime.fromisoformat(row[1]) if row[1] else None
    )
    for kind, key, content in connection.execute(
        "SELECT kind, id, content FROM view_document ORDER BY kind, number"
    ):
        if kind == "party":
            loaded.parties[key] = _party.decode(content)
        elif kind == "closed":
            loaded.closed = _closed.decode(content)
        else:
            _take_in(loaded, key, _agreement.decode(content))
    if sums:
        for agreement in [None] if chosen is None else sorted(chosen(loaded)):
            _load_sums(connection, loaded, agreement, sums)
    return loaded


def _take_in(loaded: Projection, key: str, stored: _Agreement) -> None:
    document = AgreementDocument(stored.proposed, stored.position, stored.concluded)
    for name, line in stored.lines.items():
        document.lines[name] = LineDocument(line.proposed, line.amounts_minor, line.decision)
        loaded.lines[key, name] = line.proposed
    loaded.agreements[key] = document


def _load_sums(
    connection: Connection, loaded: Projection, agreement: str | None, sums: Collection[str]
) -> None:
    span = ("", "\U0010ffff") if agreement is None else (agreement, agreement)
    if "balances" in sums:
        for *key, minor in connection.execute(
            "SELECT * FROM view_balance WHERE agreement BETWEEN ? AND ?", span
        ):
            loaded.balances[tuple(key)] = minor
    if "months" in sums:
        for *key, minor in connection.execute(
            "SELECT * FROM view_month WHERE agreement BETWEEN ? AND ?", span
        ):
            loaded.months[tuple(key)] = minor
    if "quantities" in sums:
        for *key, micro, minor in connection.execute(
            "SELECT * FROM view_quantity WHERE agreement BETWEEN ? AND ?", span
        ):
            loaded.quantities[tuple(key)] = (micro, minor)


def differences(viewed: Projection, replayed: Projection) -> list[str]:
    """Return where views and replay differ, as readable keys; empty: they agree."""
    found = [
        name
        for name in ("position", "parties", "agreements", "closed")
        if getattr(viewed, name) != getattr(replayed, name)
    ]
    for name, nothing in (("balances", 0), ("months", 0), ("quantities", (0, 0))):
        one, other = getattr(viewed, name), getattr(replayed, name)
        for key in sorted(one.keys() | other.keys()):
            if one.get(key, nothing) != other.get(key, nothing):
                words = " ".join(str(part) for part in key if part != "")
                found.append(f"{name} {words}: {one.get(key, nothing)} / {other.get(key, nothing)}")
    return found
