"""Marks: what a book said at every so many events, so that its past need not be folded again.

At every ``EVERY`` th event the marks keep the documents and the sums of each agreement that had
events since the mark before, compressed. So the state at a mark is, of each, the newest that is
kept at it or before it. A question about the past folds what came after the nearest mark.

Of each segment (the events from one mark to the next) the marks also keep the effective days. A
question as of a day begins at the last mark that only has facts of that day or earlier, and reads
of the later segments only the events that may count.

Contributions in kind that wait for a verdict are kept by themselves, each with the marks from which
and until which it waits.

Marks can be dropped at any time and made again from the events. They are no part of the history.
"""

from __future__ import annotations

import zlib
from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple, TypeAlias

import msgspec

from events import facts as f
from events.facts import AgreementId, Position
from events.record import FROM_NONE, StoredRow, corrupt, decode
from events.streams import agreement_of
from projections import views
from projections.bulk import (
    DAYS,
    FREQUENT,
    GIFT,
    Given,
    Part,
    Some,
    Sums,
    add_up,
    lines_apart,
    read,
    rows_at_a_time,
    some_read,
)
from projections.projection import Projection
from projections.views import DELIVERED, FOLD_VERSION, NONSENSE, Home
from projections.waiting import Waiting

EVERY = 40_000  # events from one mark to the next: docs/PERFORMANCE.md
# Marks keep what views keep, too. Raise the 1 when what else is kept changes: they are made anew.
VERSION = 1000 * FOLD_VERSION + 1
NEVER = 1 << 62  # a mark beyond every other one
_ALWAYS = 0  # stands for the day of an event that any question looks at
_FIRST = 1  # stands for the day of an event that this user does not see, too
_BASE = date(1900, 1, 1).toordinal()
_LAST = (1 << 16) - 1
SUMS = ("balances", "months", "quantities")
_CHANGES = ("changed", "new_parties")
_TABLES = {
    "view_mark_state": "id INTEGER PRIMARY KEY CHECK (id = 1), version INTEGER NOT NULL,"
    " every INTEGER NOT NULL, position INTEGER NOT NULL",
    "view_mark": "name TEXT NOT NULL, position INTEGER NOT NULL, number INTEGER NOT NULL,"
    " content INTEGER NOT NULL, PRIMARY KEY (name, position)",
    "view_mark_content": "id INTEGER PRIMARY KEY, content BLOB NOT NULL",
    "view_mark_days": "upto INTEGER PRIMARY KEY, earliest INTEGER NOT NULL,"
    " latest INTEGER NOT NULL, others BLOB NOT NULL, days BLOB NOT NULL",
    "view_mark_waiting": "agreement TEXT NOT NULL, party TEXT NOT NULL, day TEXT NOT NULL,"
    " position INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL,"
    " number INTEGER NOT NULL, minor INTEGER NOT NULL,"
    " PRIMARY KEY (agreement, party, day, position, since)",
}
_WITHOUT_ROWID = frozenset({"view_mark", "view_mark_waiting"})
Rows: TypeAlias = Callable[[Position, Position], Iterable[StoredRow]]  # after one, up to another
Kept: TypeAlias = dict[Any, Any]  # some of the sums of a projection
Base: TypeAlias = Callable[[AgreementId], tuple[Kept, ...]]  # balances, months, quantities


# ---------------------------------------------------------------- what is kept


class DamagedMarksError(RuntimeError):
    """The marks hold nonsense, and the events have to be folded."""


def position(home: Home) -> Position:
    """Return the last mark; -1: there are no marks of this version."""
    listed = "SELECT name FROM sqlite_schema WHERE name LIKE 'view_mark%' AND type='table'"
    if not _TABLES.keys() <= {name for (name,) in home.connection.execute(listed)}:
        return -1
    row = home.connection.execute("SELECT version, every, position FROM view_mark_state").fetchone()
    is_own = row and row[:2] == (VERSION, EVERY) and isinstance(row[2], int) and row[2] >= 0
    return row[2] if is_own and row[2] % EVERY == 0 else -1


def drop(home: Home) -> None:
    """Let there be no marks."""
    views.drop(home, _TABLES)


def clear(home: Home) -> None:
    """Let there be no marks yet, in the place of those there are."""
    drop(home)
    for table, columns in _TABLES.items():
        kind = " WITHOUT ROWID" if table in _WITHOUT_ROWID else ""
        home.connection.execute(f"CREATE TABLE {table} ({columns}){kind}")
    home.connection.execute("INSERT INTO view_mark_state VALUES (1, ?, ?, 0)", (VERSION, EVERY))


def before(at: Position) -> Position:
    """Return the last mark that there can be at a position or before it."""
    return at - at % EVERY


def _packed(sums: Kept) -> bytes:
    """Return sums as bytes, which are the same whatever order the sums have come in."""
    keys = sorted(sums)
    values = [*map(sums.__getitem__, keys)]
    if 0 in values or (0, 0) in values:
        keys = [key for key in keys if sums[key] not in (0, (0, 0))]
        values = [*map(sums.__getitem__, keys)]
    return msgspec.msgpack.encode((keys, values))


_DECODERS: dict[str, Callable[[bytes], tuple[list[Any], list[Any]]]] = {
    "balances": msgspec.msgpack.Decoder(
        tuple[list[tuple[str, str, int, str, str]], list[int]]
    ).decode,
    "months": msgspec.msgpack.Decoder(
        tuple[list[tuple[str, str, int, str, str]], list[int]]
    ).decode,
    "quantities": msgspec.msgpack.Decoder(
        tuple[list[tuple[str, str, str, str, int, str, str]], list[tuple[int, int]]]
    ).decode,
}
_NEWEST = (
    "SELECT content.content FROM view_mark JOIN view_mark_content AS content"
    " ON content.id=view_mark.content WHERE name=? AND position<=? ORDER BY position DESC LIMIT 1"
)


def _newest(home: Home, name: str, at: Position) -> bytes | None:
    """Return what is kept by a name at a mark or before it; None: nothing is."""
    row = home.connection.execute(_NEWEST, (name, at)).fetchone()
    return None if row is None else zlib.decompress(row[0])


def sums_at(home: Home, agreement: AgreementId, at: Position, kind: str) -> Kept:
    """Return balances, months or quantities of an agreement at a mark."""
    content = _newest(home, f"sum/{kind}/{agreement}", at)
    if content is None:
        return {}
    found = _unpacked(kind, content)
    if any(key[0] != agreement for key in found):
        raise LookupError(agreement)
    return found


def _unpacked(kind: str, content: bytes) -> Kept:
    keys, values = _DECODERS[kind](content)
    return dict(zip(keys, values, strict=True))


_DOCUMENTS = (
    "WITH RECURSIVE names (name) AS ("
    " SELECT MIN(name) FROM view_mark WHERE name BETWEEN 'document/' AND 'document0'"
    " UNION ALL SELECT (SELECT MIN(name) FROM view_mark"
    " WHERE name > names.name AND name < 'document0') FROM names WHERE names.name IS NOT NULL)"
    " SELECT names.name, number, content.content FROM names JOIN view_mark"
    " ON view_mark.name=names.name AND view_mark.position=(SELECT MAX(position) FROM view_mark"
    " AS other WHERE other.name=names.name AND other.position<=?)"
    " LEFT JOIN view_mark_content AS content ON content.id=view_mark.content"
)


def load(home: Home, at: Position) -> Projection:
    """Return the documents at a mark, and no sums.

    Raises:
        DamagedMarksError: they are nonsense.
    """
    loaded = Projection(position=at)
    try:
        found = [
            (*name.split("/", 2)[1:], number, zlib.decompress(content))
            for name, number, content in home.connection.execute(_DOCUMENTS, (at,))
        ]
        found.sort(key=lambda row: (row[0] != "party", row[0], row[2]))
        for kind, ident, _, content in found:
            if kind == "rules":
                loaded.rules = msgspec.json.decode(content, type=int)
            else:
                views.take_document(loaded, kind, ident, content)
        views.require_parties(loaded)
    except _NONSENSE as error:
        raise DamagedMarksError(f"view_mark: {type(error).__name__}: {error}") from error
    return loaded


def _kinds(sums: Collection[str]) -> list[str]:
    """Return which sums are kept by agreement, of those that are wanted."""
    return [x for x in SUMS if x in sums or (x == "quantities" and DELIVERED in sums)]


def load_sums(
    home: Home,
    loaded: Projection,
    at: Position,
    agreements: Iterable[AgreementId],
    sums: Collection[str],
) -> None:
    """Add the sums of some agreements at a mark.

    Args:
        home: has the marks.
        loaded: the documents at the mark.
        at: the mark.
        agreements: whose sums are wanted.
        sums: as of ``views.load``; ``waiting`` and ``OLDEST`` are loaded apart.

    Raises:
        DamagedMarksError: they are nonsense.
    """
    try:
        for agreement in agreements:
            for kind in _kinds(sums):
                own = sums_at(home, agreement, at, kind)
                getattr(loaded, kind).update(own)
    except _NONSENSE as error:
        raise DamagedMarksError(f"view_mark: {type(error).__name__}: {error}") from error


def take_away(
    known: Projection,
    since: Projection,
    agreements: Collection[AgreementId],
    sums: Collection[str],
) -> None:
    """Take away what some events have added to the sums of a mark.

    A sum that came to nothing by these events is not among those of the mark, and was something
    before them.

    Args:
        known: has the sums.
        since: has what the events before the mark have added.
        agreements: whose sums were loaded.
        sums: which were, as of ``load_sums``.
    """
    for name in _kinds(sums):
        kept: Kept = getattr(known, name)
        for key, value in getattr(since, name).items():
            if key[0] not in agreements:
                continue
            if isinstance(value, tuple):
                one, other = kept.get(key, (0, 0))
                less: Any = (one - value[0], other - value[1])
            else:
                less = kept.get(key, 0) - value
            if less in (0, (0, 0)):
                kept.pop(key, None)
            else:
                kept[key] = less


def require_lines(known: Projection) -> None:
    """Make sure that there are the lines which sums are on.

    Raises:
        DamagedMarksError: one is missing.
    """
    for agreement, line in {key[:2] for sums in (known.balances, known.months) for key in sums}:
        if (agreement, line) not in known.lines and (line or agreement not in known.agreements):
            raise DamagedMarksError(f"view_mark: {agreement} {line}")
    for agreement, party in {key[:2] for key in known.quantities}:
        if agreement not in known.agreements or party not in known.parties:
            raise DamagedMarksError(f"view_mark: {agreement} {party}")


_WAITING = (
    "SELECT agreement, party, day, position, number, minor FROM view_mark_waiting"
    " WHERE agreement BETWEEN ? AND ? AND since<=? AND until>?"
)
_BY_PARTY = (
    "SELECT agreement, party, substr(first, 1, 10), CAST(substr(first, 11) AS INTEGER), number,"
    " minor FROM (SELECT agreement, party, MIN(day || printf('%019d', position)) AS first,"
    " SUM(number) AS number, SUM(minor) AS minor FROM view_mark_waiting"
    " WHERE agreement BETWEEN ? AND ? AND since<=? AND until>?"
    " AND position NOT IN (SELECT value FROM json_each(?)) GROUP BY agreement, party)"
)


def add_waiting(
    home: Home, known: Projection, at: Position, agreement: AgreementId | None, *, is_whole: bool
) -> None:
    """Add the contributions that waited at a mark.

    Args:
        home: has the marks.
        known: has what came to wait after the mark, or waits no longer.
        at: the mark.
        agreement: whose; None: all.
        is_whole: whether each is wanted; else of each party their sum, under the key of the oldest.

    Raises:
        DamagedMarksError: they are nonsense.
    """
    span = ("", "\U0010ffff") if agreement is None else (agreement, agreement)
    over = {key: pair for key, pair in known.waiting.items() if pair[0] < 0}
    try:
        if is_whole:
            rows = home.connection.execute(_WAITING, (*span, at, at))
        else:
            positions = msgspec.json.encode([key[3] for key in over]).decode()
            rows = home.connection.execute(_BY_PARTY, (*span, at, at, positions))
            for key in over:
                del known.waiting[key]
        for own, party, day, place, number, minor in rows:
            if own not in known.agreements or party not in known.parties:
                raise LookupError(f"{own} {party}")
            key = (own, party, date.fromisoformat(day).isoformat(), int(place))
            kept = known.waiting.get(key, (0, 0))
            known.waiting[key] = (kept[0] + int(number), kept[1] + int(minor))
    except _NONSENSE as error:
        raise DamagedMarksError(f"view_mark_waiting: {type(error).__name__}: {error}") from error


_NONSENSE = (*NONSENSE, zlib.error)


# ---------------------------------------------------------------- days


class Days(NamedTuple):
    """The effective days of a segment.

    Attributes:
        upto: its last event.
        earliest: of its frequent events.
        latest: of all of its events.
        others: the places in it of all events but the frequent ones that follow from no other.
        days: of each event; ``_ALWAYS``: any question looks at the event.
    """

    upto: Position
    earliest: int
    latest: int
    others: array[int]
    days: array[int]

    @property
    def content(self) -> tuple[int, int, int, bytes, bytes]:
        """It, as it is kept but for its compression."""
        return self.upto, self.earliest, self.latest, self.others.tobytes(), self.days.tobytes()


def _number_of(day: date) -> int:
    return day.toordinal() - _BASE


class _Codes(dict[str | date, int]):
    """The numbers of days, by their text or, of events that were read whole, by themselves."""

    def __missing__(self, text: str | date) -> int:
        try:
            number = _number_of(_date_of(text))
        except ValueError:
            return _ALWAYS
        self[text] = number if _FIRST < number < _LAST else _ALWAYS
        return self[text]


def _date_of(day: str | date) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)


_CODES = _Codes()


class _Seen:
    """The days of the events of a segment, in the order of the book."""

    def __init__(self, after: Position) -> None:
        self.after = after
        self._others, self._days = array("I"), array("H")
        self._latest, self._earliest = 0, _LAST

    def look(self, rows: Sequence[StoredRow], envelopes: Sequence[Any]) -> None:
        """Look at some events."""
        days, codes, before = DAYS, _CODES, len(self._days)
        first = self.after + before + 1
        self._days.extend(
            [
                codes[getattr(envelope.data, days[row[3]])]
                if row[3] in days and FROM_NONE in row[4]
                else _ALWAYS
                for row, envelope in zip(rows, envelopes, strict=True)
            ]
        )
        if self._days[before:].count(_ALWAYS):
            for row, envelope in zip(rows, envelopes, strict=True):
                if row[3] not in days or FROM_NONE not in row[4]:
                    self._others.append(row[0] - self.after - 1)
                    self._look_later(row, envelope)
        if rows[-1][0] != first + len(rows) - 1:  # the user does not see some
            self._spread(before, [row[0] - first for row in rows])

    def _look_later(self, row: StoredRow, envelope: Any) -> None:
        day = (
            _date_of(getattr(envelope.data, DAYS[row[3]]))
            if row[3] in DAYS
            else f.effective_on(envelope.data)
        )
        if day is not None:
            self._latest = max(self._latest, min(_number_of(day), _LAST))

    def _spread(self, before: int, found: list[int]) -> None:
        """Put the days of the last events at their places, with gaps between them."""
        own = self._days[before:]
        del self._days[before:]
        self._days.extend([_FIRST] * (found[-1] + 1))
        for place, day in zip(found, own, strict=True):
            self._days[before + place] = day
        self._earliest = _FIRST

    def told(self, upto: Position) -> Days:
        """Return the days of the segment up to its end."""
        missing = upto - self.after - len(self._days)
        if missing:
            self._days.extend([_FIRST] * missing)
            self._earliest = _FIRST
        found = set(self._days)
        if self._days.count(_ALWAYS) > len(self._others):  # a day that has no number
            self._earliest, self._latest = _FIRST, _LAST
        found.discard(_ALWAYS)
        return Days(
            upto,
            min(self._earliest, *found, _LAST),
            max(self._latest, *found, 0),
            self._others,
            self._days,
        )


Segment: TypeAlias = tuple[Part, Days]  # added up without what came before it


def begins(home: Home, day: date, upto: Position) -> Position:
    """Return the last mark up to a position before which no fact is later than a day; 0: none."""
    number = min(_number_of(day), _LAST - 1)
    asked = "SELECT MIN(upto) FROM view_mark_days WHERE latest>?"
    (first,) = home.connection.execute(asked, (number,)).fetchone()
    return before(upto) if first is None else min(before(upto), first - EVERY)


def others(home: Home, mark: Position) -> list[Position]:
    """Return where the events of the segment before a mark are that are not frequent.

    Raises:
        DamagedMarksError: the days are nonsense.
    """
    asked = "SELECT others FROM view_mark_days WHERE upto=?"
    try:
        (content,) = home.connection.execute(asked, (mark,)).fetchone()
        return [mark - EVERY + 1 + place for place in array("I", zlib.decompress(content))]
    except _NONSENSE as error:
        raise DamagedMarksError(f"view_mark_days: {type(error).__name__}: {error}") from error


def frequent_until(home: Home, day: date, upto: Position) -> Position:
    """Return the last mark before which a frequent event may be of a day or earlier; 0: none is.

    Args:
        home: has the marks.
        day: the last one that counts.
        upto: a mark; those after it are not looked at.
    """
    number = max(min(_number_of(day), _LAST), _FIRST)
    asked = "SELECT COALESCE(MAX(upto), 0) FROM view_mark_days WHERE earliest<=? AND upto<=?"
    (found,) = home.connection.execute(asked, (number, upto)).fetchone()
    if not isinstance(found, int):
        raise DamagedMarksError("view_mark_days: upto")
    return found


def on_days(
    home: Home, mark: Position, first: date | None, last: date, *, are_others: bool = False
) -> list[Position]:
    """Return where events of the segment before a mark may be about some days.

    Args:
        home: has the marks.
        mark: a mark.
        first: of the days; None: any before the last one, and no day, too.
        last: of the days.
        are_others: whether the events that are not frequent are wanted, of whatever day.

    Raises:
        DamagedMarksError: the days are nonsense.
    """
    low = _ALWAYS if first is None else max(min(_number_of(first), _LAST), _FIRST)
    high = max(min(_number_of(last), _LAST), _FIRST)
    asked = "SELECT latest, earliest, others, days FROM view_mark_days WHERE upto=?"
    start = mark - EVERY + 1
    try:
        latest, earliest, rest, days = home.connection.execute(asked, (mark,)).fetchone()
        if latest < low and not are_others:
            return []
        if latest < low or earliest > high:
            return [start + place for place in array("I", zlib.decompress(rest))]
        codes = array("H", zlib.decompress(days))
        if len(codes) != EVERY:
            raise LookupError(len(codes))
    except _NONSENSE as error:
        raise DamagedMarksError(f"view_mark_days: {type(error).__name__}: {error}") from error
    return [
        place for place, code in enumerate(codes, start) if low <= code <= high or code <= _FIRST
    ]


def places(
    home: Home, after: Position, upto: Position, day: date | None, *, are_all: bool
) -> Iterator[tuple[Position, Position, list[Position]]]:
    """Yield where events may count as of a day, segment by segment.

    Args:
        home: has the marks.
        after: a mark.
        upto: another one.
        day: the question's; None: every day.
        are_all: whether frequent events are wanted, too.

    Yields:
        the position before a segment, its last one, and those that may count.

    Raises:
        DamagedMarksError: the days are nonsense.
    """
    number = _LAST if day is None else max(min(_number_of(day), _LAST), _FIRST)
    asked = (
        "SELECT upto, others, CASE WHEN ? AND earliest<=? THEN days END FROM view_mark_days"
        " WHERE upto>? AND upto<=? ORDER BY upto"
    )
    expected = after
    try:
        for last, rest, days in home.connection.execute(asked, (are_all, number, after, upto)):
            start, expected = expected, expected + EVERY
            if last != expected:
                raise LookupError(expected)
            found = array("I", zlib.decompress(rest)).tolist()
            if days is not None:
                codes = array("H", zlib.decompress(days))
                found = [place for place, code in enumerate(codes) if code <= number]
            yield start, last, [start + 1 + place for place in found]
    except _NONSENSE as error:
        raise DamagedMarksError(f"view_mark_days: {type(error).__name__}: {error}") from error
    if expected != upto:
        raise DamagedMarksError(f"view_mark_days: {expected}")


# ---------------------------------------------------------------- made


def _add_to(known: Any, changes: Any) -> None:
    """Add what some events have changed to what the events before them have."""
    if isinstance(known, Waiting):
        known.extend(changes)
        return
    if isinstance(known, set) or not known:
        known.update(changes)
        return
    get = known.get
    if isinstance(next(iter(known.values())), tuple):
        for key, (one, other) in changes.items():
            kept = get(key, (0, 0))
            known[key] = (kept[0] + one, kept[1] + other)
    else:
        for key, value in changes.items():
            known[key] = get(key, 0) + value


def _refuse(row: StoredRow, cause: str) -> None:
    raise corrupt(row[0], row[3], cause)


def _come_to(projection: Projection, last: StoredRow) -> None:
    projection.position = last[0]
    projection.recorded_at = decode(last[3], last[4], last[0]).recorded_at


def add_up_segments(rows: Rows, after: Position, upto: Position, every: int) -> list[Segment]:
    """Add up whole segments without what came before them.

    Args:
        rows: returns those between two positions.
        after: a mark.
        upto: another one.
        every: how many events a segment has.
    """
    found, met = [], set[Any]()
    for start in range(after, upto, every):
        seen = _Seen(start)
        part = add_up(_looked_at(rows(start, start + every), seen), met=met, given="lean")
        if part is not None:
            found.append((part, seen.told(start + every)))
    return found


def _looked_at(rows: Iterable[StoredRow], seen: _Seen) -> Iterator[Some]:
    for some in rows_at_a_time(rows):
        envelopes = read(some)
        seen.look(some, envelopes)
        yield some_read(some, envelopes)


class Marker:
    """Makes marks while events are folded.

    Args:
        home: has the marks; nobody else writes meanwhile.
        at: the last mark.
        base: returns the sums of an agreement before the events that are folded.

    Attributes:
        given: how it reads events: as of ``Sums``.
    """

    given: Given = "lean"

    def __init__(self, home: Home, at: Position, base: Base) -> None:
        self._home, self._base = home, base
        self._seen = _Seen(at)
        self._waiting = Projection().waiting  # what came, or waits no longer, since the mark
        self._sums: dict[AgreementId, tuple[Kept, ...]] = {}
        self._parties: set[str] = set()
        self._documents: set[AgreementId] = set()
        self._touched: set[AgreementId] = set()  # those whose sums have changed

    def look_back(self, rows: Iterable[StoredRow]) -> None:
        """Look at the events since the last mark, which were folded before."""
        scratch = Projection()
        for some in rows_at_a_time(rows):
            self._seen.look(some, read(some))
            for position, stream, _, name, state in some:
                agreement = agreement_of(stream)
                if agreement is None:
                    fact = decode(name, state, position).data
                    if isinstance(fact, f.PartyRegistered | f.PartyAmended):
                        self._parties.add(fact.party)
                    continue
                self._documents.add(agreement)
                if name not in FREQUENT or name == GIFT:
                    scratch.add_waiting(agreement, decode(name, state, position).data, position)
        self._touched |= self._documents
        self._waiting.update(scratch.waiting)

    def fold(self, projection: Projection, rows: Rows, after: Position, upto: Position) -> None:
        """Fold the events between two positions into a projection, and mark it on the way."""
        adding = Sums(None, lines_apart(projection), given=self.given)
        while after < upto:
            end = min(before(after) + EVERY, upto)
            with self._taking(projection):
                self._fold(projection, rows(after, end), adding)
            if not end % EVERY:
                self._mark(projection, end, self._seen.told(end))
            after = end

    def fold_part(
        self, projection: Projection, part: Part, days: Days, left_open: Iterable[StoredRow]
    ) -> None:
        """Fold a whole segment that was added up elsewhere, and mark it.

        Args:
            projection: what came before it.
            part: the segment.
            days: its days.
            left_open: the rows that the part has left open.
        """
        with self._taking(projection):
            projection.waiting.extend(part.sums.waiting)
            for row in left_open:
                part.sums.look_at(projection, row, projection.fold, _refuse)
            part.sums.fold_into(projection)
            _come_to(projection, part.last)
        self._mark(projection, days.upto, days)

    @contextmanager
    def _taking(self, projection: Projection) -> Iterator[None]:
        """Have events folded into a projection by themselves, and take in what they change."""
        whole = {name: getattr(projection, name) for name in (*SUMS, "waiting", *_CHANGES)}
        fresh = Projection()
        for name in whole:
            setattr(projection, name, getattr(fresh, name))
        yield
        self._take(projection)
        for name, known in whole.items():
            _add_to(known, getattr(projection, name))
            setattr(projection, name, known)

    def _fold(self, projection: Projection, rows: Iterable[StoredRow], adding: Sums) -> None:
        """Fold some events, with sums that know the lines of those before."""
        adding.clear(projection.waiting)
        last: StoredRow | None = None
        for some in rows_at_a_time(rows):
            envelopes = read(some)
            adding.fold(projection, some_read(some, envelopes), projection.fold, _refuse)
            self._seen.look(some, envelopes)
            last = some[-1]
        adding.fold_into(projection)
        if last is not None:
            _come_to(projection, last)

    def _take(self, projection: Projection) -> None:
        """Take in what some events have changed."""
        self._documents |= projection.changed
        self._parties |= projection.new_parties
        for number, name in enumerate(SUMS):
            changes: Kept = getattr(projection, name)
            by_agreement: dict[AgreementId, Kept] = {}
            for key, value in changes.items():
                own = by_agreement.get(key[0])
                if own is None:
                    own = by_agreement[key[0]] = {}
                own[key] = value
            for agreement, own in by_agreement.items():
                _add_to(self._known(agreement)[number], own)
            self._touched.update(by_agreement)
        _add_to(self._waiting, projection.waiting)

    def _known(self, agreement: AgreementId) -> tuple[Kept, ...]:
        if agreement not in self._sums:
            self._sums[agreement] = self._base(agreement)
        return self._sums[agreement]

    def _mark(self, projection: Projection, at: Position, days: Days) -> None:
        """Keep what has changed since the last mark."""
        documents = self._documents & projection.agreements.keys()
        kept = views.documents_of(projection, documents, self._parties)
        for kind, ident, number, content in kept:
            self.put(f"document/{kind}/{ident}", at, number, content)
        self.put("document/rules/", at, 0, msgspec.json.encode(projection.rules))
        for agreement in sorted(self._touched):
            for name, sums in zip(SUMS, self._known(agreement), strict=True):
                self.put(f"sum/{name}/{agreement}", at, 0, _packed(sums))
        self.put_days(days)
        self.put_waiting(at, self._waiting)
        self.put_position(at)
        self._seen, self._waiting = _Seen(at), Projection().waiting
        self._documents, self._parties, self._touched = set(), set(), set()

    def put(self, name: str, at: Position, number: int, content: bytes) -> None:
        """Keep a document or sums, if they are not as they were."""
        if _newest(self._home, name, at) != content:
            write = self._home.connection.execute
            kept = write(
                "INSERT INTO view_mark_content (content) VALUES (?) RETURNING id",
                (zlib.compress(content, 1),),
            ).fetchone()
            write("INSERT INTO view_mark VALUES (?, ?, ?, ?)", (name, at, number, *kept))

    def put_days(self, days: Days) -> None:
        """Keep the days of a segment."""
        upto, earliest, latest, *more = days.content
        row = (upto, earliest, latest, *(zlib.compress(x, 1) for x in more))
        self._home.connection.execute("INSERT INTO view_mark_days VALUES (?, ?, ?, ?, ?)", row)

    def put_waiting(self, at: Position, waiting: Waiting) -> None:
        """Keep from when and until when contributions wait."""
        write = self._home.connection.executemany
        over = [(at, *key, NEVER) for key, pair in waiting.items() if pair[0] < 0]
        write(_IS_OVER, over)
        come = [(*key, at, NEVER, *pair) for key, pair in waiting.items() if pair[0] > 0]
        write(_COMES, come)

    def put_position(self, at: Position) -> None:
        """Say which mark is the last."""
        self._home.connection.execute("UPDATE view_mark_state SET position=?", (at,))


_COMES = "INSERT INTO view_mark_waiting VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
_IS_OVER = (
    "UPDATE view_mark_waiting SET until=?"
    " WHERE agreement=? AND party=? AND day=? AND position=? AND until=?"
)


class Checker(Marker):
    """Compares marks with the events, and keeps nothing.

    Args:
        home: has the marks.
    """

    def __init__(self, home: Home) -> None:
        super().__init__(home, 0, lambda _: ({}, {}, {}))
        self.found: list[str] = []
        self._counts = {"view_mark": 0, "view_mark_days": 0, "view_mark_waiting": 0}
        self._open = 0

    def put(self, name: str, at: Position, number: int, content: bytes) -> None:
        """Compare a document or sums."""
        asked = "SELECT position, number FROM view_mark WHERE name=? AND position<=?"
        asked += " ORDER BY position DESC LIMIT 1"
        row = self._home.connection.execute(asked, (name, at)).fetchone()
        self._counts["view_mark"] += row is not None and row[0] == at
        kind = name.split("/", 2)[1]
        try:
            kept = _newest(self._home, name, at) or b""
            is_same = row is not None and row[1] == number
            if kind in _DECODERS:
                is_same = is_same and _unpacked(kind, kept) == _unpacked(kind, content)
            else:
                is_same = is_same and kept == content
        except _NONSENSE:
            is_same = False
        if not is_same:
            self.found.append(f"{name.partition('/')[2]} #{at}")

    def put_days(self, days: Days) -> None:
        """Compare the days of a segment."""
        asked = "SELECT * FROM view_mark_days WHERE upto=?"
        row = self._home.connection.execute(asked, (days.upto,)).fetchone()
        try:
            is_same = row is not None and days.content == (*row[:3], *map(zlib.decompress, row[3:]))
        except _NONSENSE:
            is_same = False
        self._counts["view_mark_days"] += row is not None
        if not is_same:
            self.found.append(f"days #{days.upto}")

    def put_waiting(self, at: Position, waiting: Waiting) -> None:
        """Compare from when and until when contributions wait."""
        asked = "SELECT number, minor FROM view_mark_waiting WHERE agreement=? AND party=?"
        asked += " AND day=? AND position=? AND "
        read = self._home.connection.execute
        for key, pair in waiting.items():
            if pair[0] > 0:
                rows = list(read(asked + "since=?", (*key, at)))
                self._counts["view_mark_waiting"] += 1
                self._open += 1
                is_same = rows == [pair]
            elif pair[0] < 0:
                is_same = len(list(read(asked + "until=?", (*key, at)))) == 1
                self._open -= 1
            else:
                continue
            if not is_same:
                self.found.append(f"waiting {' '.join(map(str, key))} #{at}")

    def put_position(self, at: Position) -> None:
        """Nothing is kept."""

    def differences(self) -> list[str]:
        """Return where marks and events differ."""
        for table, count in self._counts.items():
            asked = f"SELECT COUNT(*) FROM {table}"  # noqa: S608 - one of ours
            if self._home.connection.execute(asked).fetchone()[0] != count:
                self.found.append(table)
        asked = "SELECT COUNT(*) FROM view_mark_waiting WHERE until=?"
        if self._home.connection.execute(asked, (NEVER,)).fetchone()[0] != self._open:
            self.found.append("view_mark_waiting")
        return list(dict.fromkeys(self.found))
