"""In which part of a book a word stands: an index, which can be dropped and made again.

A book is cut into blocks of a thousand events. Of each block the index keeps the words that its
events name: vouchers, actors, names of events, lines, parties and boards. So a reader who looks for
one of them reads only the blocks that have it, and finds out at once that none has. The index also
says which event takes back which.

The words of a hundred blocks lie together, in their order, on compressed pages: of each word, in
which of these blocks it is. Hardly a voucher is in two of them. A row for each would take longer to
keep than to find.

It says where to look, and never what is there: whoever reads a block looks at each event of it.
"""

from __future__ import annotations

import zlib
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import msgspec

from events.declared import Word, fields_of, named
from events.facts import FACTS, EntryReversed, Position, event_name_of
from events.record import UNREADABLE, Envelope, StoredRow, corrupt, decode
from projections import views

if TYPE_CHECKING:
    from projections.views import Home

BLOCK = 1000  # events
SEGMENT = 100  # blocks whose words lie together; fewer than 256
PAGE = 1000  # words
_AT_A_TIME = 250  # events: few enough to stay in the processor's cache
VERSION = 1  # raise it when what is kept changes: the index is then made anew
Kind: TypeAlias = Literal["voucher", "actor", "event", "line", "party", "board"]
Term: TypeAlias = tuple[Kind, str]  # a word of a kind
Words: TypeAlias = dict[str, bytes]  # of a segment: of each, the numbers of its blocks in order
Row: TypeAlias = tuple[Kind, int, str, bytes]  # kind, segment, first word, page as it is kept

_NAMING: dict[Kind, tuple[Word, ...]] = {
    "voucher": ("voucher",),
    "line": ("line", "new line"),
    "party": ("party", "new party"),
    "board": ("board",),
}
_REVERSED = event_name_of(EntryReversed)
_TABLES = {
    "view_word_state": "id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL,"
    " position INTEGER NOT NULL",
    "view_word": "kind TEXT NOT NULL, segment INTEGER NOT NULL, first TEXT NOT NULL,"
    " page BLOB NOT NULL, PRIMARY KEY (kind, segment, first)",
    "view_taken_back": "position INTEGER NOT NULL, by INTEGER NOT NULL, PRIMARY KEY (position, by)",
}
_WITHOUT_ROWID = frozenset({"view_taken_back"})
_EARLIER = ("view_mention_state", "view_mention", "view_reversal")  # of earlier programs


class DamagedIndexError(RuntimeError):
    """The index holds nonsense, and the events have to be looked through."""


class Found(msgspec.Struct):
    """What the events of a block name, or some of them.

    Attributes:
        block: its number.
        words: what they name, by kind.
        reversals: which event is taken back, and by which of them.
    """

    block: int
    words: dict[Kind, set[str]]
    reversals: list[tuple[Position, Position]] = []

    @property
    def terms(self) -> set[Term]:
        """What they name."""
        return {(kind, word) for kind, words in self.words.items() for word in words}


def term(kind: Kind, word: str, stream: str = "") -> Term:
    """Return a word as the index has it; a line stands with the stream of its agreement."""
    return (kind, f"{stream}/{word}" if kind == "line" else word)


def block_of(position: Position) -> int:
    """Return the block that an event is in."""
    return (position - 1) // BLOCK


def span_of(block: int) -> tuple[Position, Position]:
    """Return the position before a block, and the last one in it."""
    return block * BLOCK, (block + 1) * BLOCK


# ---------------------------------------------------------------- what events name


def look_through(rows: Iterable[StoredRow]) -> Iterator[Found]:
    """Yield what stored events name, block by block, in the order of the book.

    Raises:
        CorruptEventError: stored bytes are no event of this book.
    """
    found: Found | None = None
    for block, some in _in_blocks(rows):
        if found is None or found.block != block:
            if found is not None:
                yield found
            found = Found(block, defaultdict(set))
        _look_at(some, found)
    if found is not None:
        yield found


def _in_blocks(rows: Iterable[StoredRow]) -> Iterator[tuple[int, list[StoredRow]]]:
    """Yield some rows at a time, all of one block, and its number."""
    source, some = iter(rows), list[StoredRow]()
    while True:
        some += islice(source, _AT_A_TIME - len(some))
        if not some:
            return
        block, cut = block_of(some[0][0]), len(some)
        if block_of(some[-1][0]) != block:
            cut = bisect_right(some, span_of(block)[1], key=itemgetter(0))
        yield block, some[:cut]
        some = some[cut:]


def _look_at(rows: Sequence[StoredRow], found: Found) -> None:
    """Add what events of a block name."""
    by_name: dict[str, list[StoredRow]] = defaultdict(list)
    for row in rows:
        by_name[row[3]].append(row)
    for name, own in by_name.items():
        try:
            _reader_of(name)(own, found.words)
        except UNREADABLE:
            for row in own:
                _read_alone(row)
            raise
        found.words["event"].add(name)
        if name == _REVERSED:
            for position, _stream, _version, _name, state in own:
                fact = decode(name, state, position).data
                assert isinstance(fact, EntryReversed)
                found.reversals.append((fact.position, position))


def _read_alone(row: StoredRow) -> None:
    try:
        _reader_of(row[3])([row], defaultdict(set))
    except UNREADABLE as error:
        raise corrupt(row[0], row[3], error) from error


_Reader: TypeAlias = Callable[[Sequence[StoredRow], dict[Kind, set[str]]], None]


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
def _reader_of(name: str) -> _Reader:
    """Return what adds the words of events of a name to those of their block.

    Nearly all events name everything in fields of their own. Of these only such fields are read.
    """
    fields = _fields_of(name)
    if fields is None:
        return _add_plain
    own = [(x, str | None) for x in dict.fromkeys(field for _, field in fields)]
    fact = msgspec.defstruct("_Fact", own, frozen=True, gc=False)
    envelope = msgspec.defstruct("_Envelope", [("actor", str), ("data", fact)], gc=False)
    read = msgspec.json.Decoder(envelope).decode
    actor = attrgetter("actor")
    plan = [(kind, attrgetter(f"data.{field}")) for kind, field in fields if kind != "line"]
    on_lines = [attrgetter(f"data.{field}") for kind, field in fields if kind == "line"]

    def add_words(rows: Sequence[StoredRow], words: dict[Kind, set[str]]) -> None:
        events = [read(row[4]) for row in rows]
        words["actor"].update(map(actor, events))
        for kind, get in plan:
            own = words[kind]
            own.update(map(get, events))
            own.discard(None)
        for get in on_lines:
            pairs = set(zip(map(itemgetter(1), rows), map(get, events), strict=True))
            words["line"].update(f"{stream}/{x}" for stream, x in pairs if x is not None)

    return add_words


def _add_plain(rows: Sequence[StoredRow], words: dict[Kind, set[str]]) -> None:
    for _position, stream, _version, name, state in rows:
        for kind, word in plain_terms(name, stream, state):
            words[kind].add(word)


def plain_terms(name: str, stream: str, state: bytes) -> Iterator[Term]:
    """Yield the terms of an event, which is read whole."""
    envelope = decode(name, state)
    yield "event", name
    yield "actor", envelope.actor
    for kind, words in _NAMING.items():
        for word in named(envelope.data, *words):
            yield term(kind, word, stream)


# ---------------------------------------------------------------- what is kept


def position(home: Home) -> Position:
    """Return the event that the index has come to; -1: there is none of this version."""
    listed = "SELECT name FROM sqlite_schema WHERE name LIKE 'view%' AND type='table'"
    if not _TABLES.keys() <= {name for (name,) in home.connection.execute(listed)}:
        return -1
    row = home.connection.execute("SELECT version, position FROM view_word_state").fetchone()
    return row[1] if row and row[0] == VERSION and isinstance(row[1], int) else -1


def drop(home: Home) -> None:
    """Let there be no index."""
    views.drop(home, (*_EARLIER, *_TABLES))


def clear(home: Home) -> None:
    """Make an empty index in the place of what there is."""
    drop(home)
    for table, columns in _TABLES.items():
        kind = " WITHOUT ROWID" if table in _WITHOUT_ROWID else ""
        home.connection.execute(f"CREATE TABLE {table} ({columns}){kind}")
    home.connection.execute("INSERT INTO view_word_state VALUES (1, ?, 0)", (VERSION,))


class _Segment:
    """The words of a segment, while they are gathered.

    Args:
        number: of the segment.
        pages: the kinds and pages that are kept of it.
    """

    def __init__(self, number: int, pages: Iterable[tuple[Kind, Words]] = ()) -> None:
        self.number = number
        self._words: dict[Kind, Words] = defaultdict(dict)
        for kind, words in pages:
            self._words[kind] |= words

    def add(self, found: Found) -> None:
        """Take in what a block names; of a block that is here in part, the rest."""
        place = bytes([found.block % SEGMENT])
        for kind, new in found.words.items():
            words = self._words[kind]
            if words.keys().isdisjoint(new):
                words.update(dict.fromkeys(new, place))
                continue
            get = words.get
            words.update({x: get(x, b"").removesuffix(place) + place for x in new})

    def rows(self) -> Iterator[Row]:
        """Yield what is to be kept."""
        for kind, words in sorted(self._words.items()):
            ordered = sorted(words)
            for start in range(0, len(ordered), PAGE):
                some = ordered[start : start + PAGE]
                content = msgspec.msgpack.encode((some, [words[word] for word in some]))
                yield kind, self.number, some[0], zlib.compress(content, 1)


_page = msgspec.msgpack.Decoder(tuple[list[str], list[bytes]]).decode
_NONSENSE = (*UNREADABLE, LookupError, zlib.error)


class _Page(NamedTuple):
    words: list[str]
    places: list[bytes]


def _read_page(content: bytes) -> _Page:
    """Return what is on a page as it is kept.

    Raises:
        DamagedIndexError: it is none.
    """
    try:
        page = _Page(*_page(zlib.decompress(content)))
    except _NONSENSE as error:
        raise DamagedIndexError(f"view_word: {type(error).__name__}: {error}") from error
    if not page.words or len(page.words) != len(page.places) or b"" in page.places:
        raise DamagedIndexError("view_word")
    return page


def _kept(home: Home, segment: int) -> Iterator[tuple[Kind, Words]]:
    read = "SELECT kind, page FROM view_word WHERE segment=? AND kind=?"
    for kind in ("actor", "event", *_NAMING):
        for own, content in home.connection.execute(read, (segment, kind)):
            yield own, dict(zip(*_read_page(content), strict=True))


def add(home: Home, rows: Iterable[StoredRow], upto: Position) -> None:
    """Take in the events that follow those of the index, up to one; the book is held alone.

    Raises:
        DamagedIndexError: what is kept cannot be gone on with.
    """
    write, reversals = home.connection, list[tuple[Position, Position]]()
    for segment in _segments(look_through(rows), reversals, lambda number: _kept(home, number)):
        write.executemany(
            "DELETE FROM view_word WHERE kind=? AND segment=?",
            [(kind, segment.number) for kind in ("actor", "event", *_NAMING)],
        )
        write.executemany("INSERT INTO view_word VALUES (?, ?, ?, ?)", segment.rows())
    write.executemany("INSERT OR IGNORE INTO view_taken_back VALUES (?, ?)", reversals)
    write.execute("UPDATE view_word_state SET position=?", (upto,))


def _segments(
    parts: Iterable[Found],
    reversals: list[tuple[Position, Position]],
    kept: Callable[[int], Iterable[tuple[Kind, Words]]] = lambda _: (),
) -> Iterator[_Segment]:
    """Yield the segments that blocks make, and gather the reversals in them.

    Args:
        parts: what the blocks name.
        reversals: get those of the blocks.
        kept: returns what there is of a segment already.
    """
    segment: _Segment | None = None
    for found in parts:
        number = found.block // SEGMENT
        if segment is None or segment.number != number:
            if segment is not None:
                yield segment
            segment = _Segment(number, kept(number))
        segment.add(found)
        reversals += found.reversals
    if segment is not None:
        yield segment


_AT_OR_BEFORE = (
    "SELECT page FROM view_word WHERE kind=? AND segment=? AND first<=? ORDER BY first DESC"
)
_AFTER = "SELECT page FROM view_word WHERE kind=? AND segment=? AND first>? ORDER BY first"


def blocks(home: Home, terms: Collection[Term]) -> set[int]:
    """Return the blocks that have any of some terms.

    Raises:
        DamagedIndexError: look through all of them.
    """
    found: set[int] = set()
    for kind in {kind for kind, _ in terms}:
        wanted = sorted({word for own, word in terms if own == kind})
        for segment in range(_count(home)):
            first = segment * SEGMENT
            found.update(first + x for x in _places(home, kind, segment, wanted))
    return found


def _count(home: Home) -> int:
    """Return how many segments there are."""
    return block_of(max(position(home), 0)) // SEGMENT + 1


def _places(home: Home, kind: Kind, segment: int, wanted: Sequence[str]) -> set[int]:
    """Return the blocks of a segment, numbered from 0, that have any of some words in order."""
    found: set[int] = set()
    page: _Page | None = None
    for word in wanted:
        if page is None or word > page.words[-1]:
            row = home.connection.execute(_AT_OR_BEFORE, (kind, segment, word)).fetchone()
            page = None if row is None else _read_page(row[0])
        if page is not None:
            at = bisect_left(page.words, word)
            if at < len(page.words) and page.words[at] == word:
                found.update(page.places[at])
    return found


def reversal(home: Home, taken_back: Position, upto: Position) -> Position | None:
    """Return the last event up to one that takes an event back; None: none does."""
    asked = "SELECT MAX(by) FROM view_taken_back WHERE position=? AND by<=?"
    found: Position | None = home.connection.execute(asked, (taken_back, upto)).fetchone()[0]
    return found


def words(home: Home, kind: Kind, near: str, block: int, most: int) -> set[str]:
    """Return words of a kind in the blocks up to one.

    Args:
        home: has the index.
        kind: of the words.
        near: where they are many, those that stand next to this one in their order are returned.
        block: the last one that counts.
        most: about so many before that word, and about so many after it, where they are many.

    Raises:
        DamagedIndexError: look through the events.
    """
    found: set[str] = set()
    last = block // SEGMENT
    each = 2 * most // (last + 1) + 1
    for segment in range(last + 1):
        upto = block - segment * SEGMENT
        for asked, is_before in ((_AT_OR_BEFORE, True), (_AFTER, False)):
            found.update(
                islice(_near(home, (asked, kind, segment, near), upto, is_before=is_before), each)
            )
    return found


def _near(
    home: Home, asked: tuple[str, Kind, int, str], upto: int, *, is_before: bool
) -> Iterator[str]:
    """Yield words of a segment that are in its blocks up to one, from a word on.

    On the page that the word would be on, there are words of both sides.
    """
    how, *values = asked
    for (content,) in home.connection.execute(how, values):
        page = _read_page(content)
        pairs = list(zip(page.words, page.places, strict=True))
        for word, places in reversed(pairs) if is_before else pairs:
            if places[0] <= upto:
                yield word


class Comparison:
    """Compares an index with the events that it was made from, which are given in order.

    The words of a segment are in memory together, and those of a large book need not be.
    """

    def __init__(self, home: Home, upto: Position) -> None:
        """Begin before the first event.

        Args:
            home: has the index.
            upto: the event that it has come to.
        """
        self._home, self._upto = home, upto
        self._block, self._segment = _Block(0), _Segment(0)
        self._pages = 0
        self._reversals, self._differ = list[tuple[Position, Position]](), set[str]()

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
            if self._block.has_any:
                self.add_found(self._block.found())
            self._block = _Block(block)
        return self._block

    def add_found(self, found: Found) -> None:
        """Take in what the events of a block name."""
        number = found.block // SEGMENT
        if self._segment.number != number:
            self._compare()
            self._segment = _Segment(number)
        self._segment.add(found)
        self._reversals += found.reversals

    def _compare(self) -> None:
        asked = "SELECT page FROM view_word WHERE kind=? AND segment=? AND first=?"
        for *place, content in self._segment.rows():
            self._pages += 1
            row = self._home.connection.execute(asked, place).fetchone()
            try:
                is_same = row is not None and _read_page(row[0]) == _read_page(content)
            except DamagedIndexError:
                is_same = False
            if not is_same:
                self._differ.add("view_word")

    def differences(self) -> list[str]:
        """Return the tables that differ from the events; empty: none does."""
        if self._block.has_any:
            self.add_found(self._block.found())
        self._compare()
        self._block, self._segment = _Block(-1), _Segment(-1)
        read = self._home.connection.execute
        if read("SELECT COUNT(*) FROM view_word").fetchone()[0] != self._pages:
            self._differ.add("view_word")
        kept = list(read("SELECT * FROM view_taken_back ORDER BY position, by"))
        if kept != sorted(self._reversals):
            self._differ.add("view_taken_back")
        return sorted(self._differ)


def differences(home: Home, rows: Iterable[StoredRow]) -> list[str]:
    """Return the tables that differ from the events that they were made from; empty: none does."""
    comparison = Comparison(home, 0)
    for part in look_through(rows):
        comparison.add_found(part)
    return comparison.differences()


class _Block:
    """The words of a block, of events that have been read whole."""

    def __init__(self, number: int) -> None:
        self.number = number
        self._names, self._actors, self._terms = set[str](), set[str](), set[Term]()
        self._words: dict[tuple[Kind, str], set[str | None]] = {}  # by kind, and stream of a line
        self._reversals: list[tuple[Position, Position]] = []

    @property
    def has_any(self) -> bool:
        """Whether there is an event."""
        return bool(self._names)

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
        found: dict[Kind, set[str]] = defaultdict(set)
        for kind, word in self._terms:
            found[kind].add(word)
        found["event"] |= self._names
        found["actor"] |= self._actors
        for (kind, stream), words in self._words.items():
            begins = f"{stream}/" if kind == "line" else ""
            found[kind].update([f"{begins}{word}" for word in words if word is not None])
        return Found(self.number, found, self._reversals)
