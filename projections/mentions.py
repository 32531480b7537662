"""In which part of a book a word stands: an index, which can be dropped and made again.

A book is cut into blocks of a thousand events. Of each block the index keeps the words that its
events name: vouchers, actors, names of events, lines, parties and boards. So a reader who looks for
one of them reads only the blocks that have it, and finds out at once that none has. The index also
says which event takes back which.

It says where to look, and never what is there: whoever reads a block looks at each event of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

from events.declared import Word, fields_of, named
from events.facts import FACTS, EntryReversed, Position, event_name_of
from events.record import UNREADABLE, StoredRow, corrupt, decode

if TYPE_CHECKING:
    from projections.views import Home

BLOCK = 1000  # events
_BITS = (1 << 64) - 1
VERSION = 1  # raise it when what is kept changes: the index is then made anew
Kind: TypeAlias = Literal["voucher", "actor", "event", "line", "party", "board"]
Term: TypeAlias = str  # a kind and a word of that kind

_NAMING: dict[Kind, tuple[Word, ...]] = {
    "voucher": ("voucher",),
    "line": ("line", "new line"),
    "party": ("party", "new party"),
    "board": ("board",),
}
_REVERSED = event_name_of(EntryReversed)
_TABLES = {
    "view_mention_state": "id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL,"
    " position INTEGER NOT NULL",
    "view_mention": "term TEXT NOT NULL, block INTEGER NOT NULL, PRIMARY KEY (term, block)",
    "view_reversal": "position INTEGER NOT NULL, by INTEGER NOT NULL, PRIMARY KEY (position, by)",
}


class Found(msgspec.Struct):
    """What the events of a block name, or some of them.

    Attributes:
        block: its number.
        terms: what they name.
        reversals: which event is taken back, and by which of them.
    """

    block: int
    terms: set[Term] = set()
    reversals: list[tuple[Position, Position]] = []


def term(kind: Kind, word: str, stream: str = "") -> Term:
    """Return a word as the index has it; a line stands with the stream of its agreement."""
    return f"{kind}:{stream}/{word}" if kind == "line" else f"{kind}:{word}"


def block_of(position: Position) -> int:
    """Return the block that an event is in."""
    return (position - 1) // BLOCK


def span_of(block: int) -> tuple[Position, Position]:
    """Return the position before a block, and the last one in it."""
    return block * BLOCK, (block + 1) * BLOCK


def look_through(rows: Iterable[StoredRow]) -> Iterator[Found]:
    """Yield what stored events name, block by block, in the order of the book.

    Raises:
        CorruptEventError: stored bytes are no event of this book.
    """
    for block, some in groupby(rows, lambda row: block_of(row[0])):
        found = Found(block)
        for position, stream, _version, name, state in some:
            try:
                found.terms.update(_reader_of(name)(stream, state))
            except UNREADABLE as error:
                raise corrupt(position, name, error) from error
            if name == _REVERSED:
                fact = decode(name, state, position).data
                assert isinstance(fact, EntryReversed)
                found.reversals.append((fact.position, position))
        yield found


@cache
def _reader_of(name: str) -> Callable[[str, bytes], Iterable[Term]]:
    """Return what reads the terms of an event by its name, from its stream and its bytes.

    Nearly all events name everything in fields of their own. Of these only such fields are read.
    """
    facts = [fact for fact in FACTS if event_name_of(fact) == name]
    fields = [
        (kind, field)
        for fact in facts
        for kind, words in _NAMING.items()
        for field in fields_of(fact, words)
    ]
    if not facts or any(field.is_list or field.goes_on for _, field in fields):
        return lambda stream, state: plain_terms(name, stream, state)
    own = [(x, str | None) for x in dict.fromkeys(field.name for _, field in fields)]
    fact = msgspec.defstruct("_Fact", own, frozen=True, gc=False)
    envelope = msgspec.defstruct("_Envelope", [("actor", str), ("data", fact)], gc=False)
    read = msgspec.json.Decoder(envelope).decode
    event = term("event", name)
    plan = [(kind, field.name) for kind, field in fields]

    def terms(stream: str, state: bytes) -> Iterator[Term]:
        one: Any = read(state)
        yield event
        yield f"actor:{one.actor}"
        data = one.data
        for kind, field in plan:
            word = getattr(data, field)
            if word is not None:
                yield f"line:{stream}/{word}" if kind == "line" else f"{kind}:{word}"

    return terms


def plain_terms(name: str, stream: str, state: bytes) -> Iterator[Term]:
    """Yield the terms of an event, which is read whole."""
    envelope = decode(name, state)
    yield term("event", name)
    yield term("actor", envelope.actor)
    for kind, words in _NAMING.items():
        for word in named(envelope.data, *words):
            yield term(kind, word, stream)


# ---------------------------------------------------------------- what is kept


def position(home: Home) -> Position:
    """Return the event that the index has come to; -1: there is none of this version."""
    listed = "SELECT name FROM sqlite_schema WHERE name LIKE 'view%' AND type='table'"
    if not _TABLES.keys() <= {name for (name,) in home.connection.execute(listed)}:
        return -1
    row = home.connection.execute("SELECT version, position FROM view_mention_state").fetchone()
    return row[1] if row and row[0] == VERSION and isinstance(row[1], int) else -1


def clear(home: Home) -> None:
    """Make an empty index in the place of what there is."""
    for table, columns in _TABLES.items():
        home.connection.execute(f"DROP TABLE IF EXISTS {table}")
        kind = "" if table == "view_mention_state" else " WITHOUT ROWID"
        home.connection.execute(f"CREATE TABLE {table} ({columns}){kind}")
    home.connection.execute("INSERT INTO view_mention_state VALUES (1, ?, 0)", (VERSION,))


def add(home: Home, rows: Iterable[StoredRow], upto: Position) -> None:
    """Take in the events that follow those of the index, up to one; the book is held alone."""
    found = list(look_through(rows))
    home.connection.executemany(
        "INSERT OR IGNORE INTO view_mention VALUES (?, ?)",
        sorted((one, part.block) for part in found for one in part.terms),
    )
    home.connection.executemany(
        "INSERT OR IGNORE INTO view_reversal VALUES (?, ?)",
        (pair for part in found for pair in part.reversals),
    )
    home.connection.execute("UPDATE view_mention_state SET position=?", (upto,))


def blocks(home: Home, terms: Collection[Term]) -> set[int]:
    """Return the blocks that have any of some terms."""
    found: set[int] = set()
    for one in terms:
        rows = home.connection.execute("SELECT block FROM view_mention WHERE term=?", (one,))
        found.update(block for (block,) in rows)
    return found


def reversal(home: Home, taken_back: Position, upto: Position) -> Position | None:
    """Return the last event up to one that takes an event back; None: none does."""
    asked = "SELECT MAX(by) FROM view_reversal WHERE position=? AND by<=?"
    found: Position | None = home.connection.execute(asked, (taken_back, upto)).fetchone()[0]
    return found


def words(home: Home, kind: Kind, near: str, block: int, most: int) -> set[str]:
    """Return words of a kind in the blocks up to one.

    Args:
        home: has the index.
        kind: of the words.
        near: where they are many, those that stand next to this one in their order are returned.
        block: the last one that counts.
        most: at most so many before that word, and so many after it.
    """
    found: set[str] = set()
    for way, order in (("<=", "DESC"), (">", "ASC")):
        rows = home.connection.execute(
            f"SELECT DISTINCT term FROM view_mention WHERE term {way} ? AND term BETWEEN ? AND ?"  # noqa: S608
            f" AND block <= ? ORDER BY term {order} LIMIT ?",
            (term(kind, near), term(kind, ""), term(kind, "\U0010ffff"), block, most),
        )
        found.update(str(one).partition(":")[2] for (one,) in rows)
    return found


def differences(home: Home, rows: Iterable[StoredRow]) -> list[str]:
    """Return the tables that differ from the events that they were made from; empty: none does.

    Compared are numbers and sums of hashes, whose key nobody knows outside of this process: the
    words of a large book need not be in memory together.
    """
    wanted = {"view_mention": [0, 0], "view_reversal": [0, 0]}
    for part in look_through(rows):
        _add(wanted["view_mention"], ((one, part.block) for one in part.terms))
        _add(wanted["view_reversal"], part.reversals)
    kept = {table: [0, 0] for table in wanted}
    for table, sums in kept.items():
        _add(sums, home.connection.execute(f"SELECT * FROM {table}"))  # noqa: S608
    return [table for table, sums in wanted.items() if sums != kept[table]]


def _add(sums: list[int], pairs: Iterable[tuple[Any, ...]]) -> None:
    for pair in pairs:
        sums[0] += 1
        sums[1] = (sums[1] + hash(pair)) & _BITS
