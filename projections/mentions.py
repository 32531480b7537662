"""In which part of a book a word stands: an index, which can be dropped and made again.

A book is cut into blocks of a thousand events. Of each block the index keeps the words that its
events name: vouchers, actors, names of events, lines, parties and boards. So a reader who looks for
one of them reads only the blocks that have it, and finds out at once that none has. The index also
says which event takes back which.

It says where to look, and never what is there: whoever reads a block looks at each event of it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import groupby, repeat
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec

from events.declared import Word, fields_of, named
from events.facts import FACTS, EntryReversed, Position, event_name_of
from events.record import UNREADABLE, Envelope, StoredRow, corrupt, decode

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
def _fields_of(name: str) -> list[tuple[Kind, str]] | None:
    """Return the fields of an event by its name that name something; None: lists do, too."""
    facts = [fact for fact in FACTS if event_name_of(fact) == name]
    fields = [
        (kind, field)
        for fact in facts
        for kind, words in _NAMING.items()
        for field in fields_of(fact, words)
    ]
    if not facts or any(field.is_list or field.goes_on for _, field in fields):
        return None
    return [(kind, field.name) for kind, field in fields]


@cache
def _reader_of(name: str) -> Callable[[str, bytes], Iterable[Term]]:
    """Return what reads the terms of an event by its name, from its stream and its bytes.

    Nearly all events name everything in fields of their own. Of these only such fields are read.
    """
    plan = _fields_of(name)
    if plan is None:
        return lambda stream, state: plain_terms(name, stream, state)
    own = [(x, str | None) for x in dict.fromkeys(field for _, field in plan)]
    fact = msgspec.defstruct("_Fact", own, frozen=True, gc=False)
    envelope = msgspec.defstruct("_Envelope", [("actor", str), ("data", fact)], gc=False)
    read = msgspec.json.Decoder(envelope).decode
    event = term("event", name)

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


class Comparison:
    """Compares an index with the events that it was made from, which are given in order.

    Compared are numbers and sums of hashes, whose key nobody knows outside of this process: the
    words of a large book need not be in memory together.
    """

    def __init__(self, home: Home, upto: Position) -> None:
        """Begin before the first event.

        Args:
            home: has the index.
            upto: the event that it has come to.
        """
        self._home, self._upto = home, upto
        self._wanted = {"view_mention": [0, 0], "view_reversal": [0, 0]}
        self._block = _Block(0)

    def add(self, rows: Sequence[StoredRow], envelopes: Sequence[Envelope]) -> None:
        """Take in some events, which have been read."""
        first, last = block_of(rows[0][0]), block_of(rows[-1][0])
        if first != last or rows[-1][0] > self._upto:
            for row, envelope in zip(rows, envelopes, strict=True):
                if row[0] <= self._upto:
                    self._in(block_of(row[0])).look([row], [envelope])
            return
        self._in(first).look(rows, envelopes)

    def _in(self, block: int) -> _Block:
        if self._block.number != block:
            self.add_found(self._block.found())
            self._block = _Block(block)
        return self._block

    def add_found(self, found: Found) -> None:
        """Take in what the events of a block name."""
        _add(self._wanted["view_mention"], zip(found.terms, repeat(found.block)), len(found.terms))
        _add(self._wanted["view_reversal"], found.reversals, len(found.reversals))

    def differences(self) -> list[str]:
        """Return the tables that differ from the events; empty: none does."""
        self.add_found(self._block.found())
        self._block = _Block(-1)
        read, kept = self._home.connection.execute, {table: [0, 0] for table in self._wanted}
        for table, sums in kept.items():
            (count,) = read(f"SELECT COUNT(*) FROM {table}").fetchone()  # noqa: S608 - one of ours
            _add(sums, read(f"SELECT * FROM {table}"), count)  # noqa: S608
        return [table for table, sums in self._wanted.items() if sums != kept[table]]


def differences(home: Home, rows: Iterable[StoredRow]) -> list[str]:
    """Return the tables that differ from the events that they were made from; empty: none does."""
    comparison = Comparison(home, 0)
    for part in look_through(rows):
        comparison.add_found(part)
    return comparison.differences()


def _add(sums: list[int], pairs: Iterable[tuple[Any, ...]], count: int) -> None:
    sums[0] += count
    sums[1] = (sums[1] + sum(map(hash, pairs))) & _BITS


class _Block:
    """The words of a block, of events that have been read whole."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._names, self._actors, self._terms = set[str](), set[str](), set[Term]()
        self._words: dict[tuple[Kind, str], set[str | None]] = {}  # by kind, and stream of a line
        self._reversals: list[tuple[Position, Position]] = []

    def look(self, rows: Sequence[StoredRow], envelopes: Sequence[Envelope]) -> None:
        """Look at some events."""
        self._actors.update([envelope.actor for envelope in envelopes])
        names = {row[3] for row in rows}
        self._names |= names
        plans, words = {name: _fields_of(name) for name in names}, self._words
        for row, envelope in zip(rows, envelopes, strict=True):
            data: Any = envelope.data
            plan = plans[row[3]]
            if row[3] == _REVERSED:
                self._reversals.append((data.position, row[0]))
            if plan is None:
                self._terms.update(plain_terms(row[3], row[1], row[4]))
                continue
            for kind, field in plan:
                key = (kind, row[1] if kind == "line" else "")
                own = words.get(key)
                if own is None:
                    own = words[key] = set()
                own.add(getattr(data, field))

    def found(self) -> Found:
        """Return what its events name."""
        self._terms.update([f"event:{name}" for name in self._names])
        self._terms.update([f"actor:{actor}" for actor in self._actors])
        for (kind, stream), words in self._words.items():
            begins = f"line:{stream}/" if kind == "line" else f"{kind}:"
            self._terms.update([f"{begins}{word}" for word in words if word is not None])
        return Found(self.number, self._terms, self._reversals)
