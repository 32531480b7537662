"""The states of long agreements, kept so that a command need not fold all events of one.

A mark of a state is made by whoever records, in the transaction of the events, once an agreement
has some hundred events more than its last mark. A command begins from the mark and folds what came
after it. Marks lie in the book's own file, in tables that may be dropped; those of a book on a
server lie in a file of who records (``own_states``). What a mark says is bound to the event that it
was made at, and to digests of all that it consists of. Where anything is not as it was written, the
events are folded plainly.

Source: docs/FORMAT.md (views).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import msgspec

from events.facts import BudgetLineProposed2
from events.hashing import sha256
from events.record import CorruptEventError, fold_all
from ledger.books.book import SELECT_ROWS, Book, recorded_from
from ledger.rules import marked
from ledger.rules.state import AgreementState, evolve
from ledger.work.runs import CREATE, DamagedMarkError, Run, Runs
from projections.views import Home, drop

if TYPE_CHECKING:
    from ledger.rules.judging import Judge
    from ledger.work.own_states import OwnStates

FROM = 1000  # events of an agreement; fewer are folded in little time
EVERY = 500  # events of an agreement from one mark to the next
_CREATE = (
    "CREATE TABLE IF NOT EXISTS view_folded (stream TEXT PRIMARY KEY, version INTEGER NOT NULL,"
    " content BLOB NOT NULL, digest BLOB NOT NULL) WITHOUT ROWID"
)
_PUT = "REPLACE INTO view_folded VALUES (?, ?, ?, ?)"
_GET = "SELECT content, digest FROM view_folded WHERE stream=?"
_LISTED = "SELECT stream FROM view_folded ORDER BY stream"
_VERSION = "SELECT version FROM view_folded WHERE stream=?"
_ARE_IN = "SELECT 1 FROM sqlite_schema WHERE name='view_folded' AND type='table'"
_AT_VERSION = SELECT_ROWS + "WHERE originator_id=? AND originator_version=?"


class _Mark(msgspec.Struct, frozen=True, array_like=True):
    """A mark.

    Attributes:
        form: of the fold and of the bytes, and the probe of likenesses.
        stream: whose state it is.
        version: how many events of the stream it has.
        event: a digest of the last one, with its position.
        state: the small part.
        runs: where the growing tables are.
    """

    form: tuple[int, int]
    stream: str
    version: int
    event: bytes
    state: bytes
    runs: list[Run]


_FORM = (marked.FORM, marked.PROBE)
_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(_Mark).decode


class StateMarks:
    """The marks of a book, as one client uses them."""

    def __init__(self, book: Book, home: Home | None = None) -> None:
        """Use the marks of a book.

        Args:
            book: the book.
            home: where they are; None: where the book keeps its views, if it does.
        """
        self._book, self._given = book, home
        self._own: OwnStates | None = None
        self._versions: dict[str, int] = {}  # of the newest marks, as its states know them
        self._runs: dict[str, Runs] = {}  # likewise; the states read through them
        self._damaged: set[str] = set()

    @property
    def _home(self) -> Home | None:
        if self._given is not None or not self._book.places:
            return self._given or self._book.views()
        if self._own is None:
            self._own = _own(self._book)
        return self._own if self._own is not None and self._own.is_usable else None

    def load(self, stream: str) -> AgreementState | None:
        """Return the state at the mark of an agreement's stream; None: there is none to use.

        Raises:
            DamagedMarkError: it is not what was written.
        """
        self._versions[stream] = 0
        self._runs.pop(stream, None)
        home = None if stream in self._damaged else self._home
        if home is None or not _are_in(home):
            return None
        mark = _read(home, stream)
        if mark is None or mark.form != _FORM:
            return None
        event = self._event(stream, mark.version)
        if not event and self._own is not None:  # the book is seen as it was before
            return None
        runs = self._runs[stream] = Runs(home, stream, mark.runs)
        try:
            state = marked.revived(mark.state, runs)
        except (msgspec.MsgspecError, ValueError) as error:
            raise DamagedMarkError(stream) from error
        if mark.event != event or state.version != mark.version:
            raise DamagedMarkError(stream)
        self._versions[stream] = mark.version
        return state

    def _event(self, stream: str, version: int) -> bytes:
        row = self._book.connection.execute(_AT_VERSION, (stream, version)).fetchone()
        return b"" if row is None else sha256(_encode(tuple(row))).digest()

    def is_other(self, stream: str) -> bool:
        """Return whether the mark is another one by now than a state began from."""
        known = self._versions.get(stream)
        home = self._home if known else None
        if home is None:
            return False
        row = home.connection.execute(_VERSION, (stream,)).fetchone() if _are_in(home) else None
        return row is None or row[0] != known

    def runs(self, stream: str) -> Runs:
        """Return where the growing tables of a state are that was loaded."""
        return self._runs[stream]

    @contextmanager
    def unchanged(self) -> Iterator[None]:
        """See one state of the marks throughout; those in a book's file are as the book is seen."""
        home = self._home
        if home is None or self._own is None:
            yield
            return
        with self._own.unchanged():
            yield

    def avoid(self, stream: str) -> None:
        """Use the mark of a stream no more, since it is damaged; the next one is made anew."""
        self._damaged.add(stream)

    def keep(self, states: Iterable[tuple[str, AgreementState]]) -> list[str]:
        """Make the marks of states that have gone on far enough.

        All events of these states are in the book: inside ``writing``, or of a server after it.

        Returns:
            streams whose states are to be forgotten, since somebody has dropped their marks.

        Raises:
            DamagedMarkError: the mark before is not what was written.
        """
        due = [
            (stream, state)
            for stream, state in states
            if state.version >= max(FROM, self._versions.get(stream, 0) + EVERY)
        ]
        home = self._home if due else None
        if home is None:
            return []

        def kept() -> list[str]:
            return [stream for stream, state in due if not self._keep(home, stream, state)]

        forgotten = kept() if self._own is None else self._own.held(kept)
        return [stream for stream, _ in due] if forgotten is None else forgotten

    def _keep(self, home: Home, stream: str, state: AgreementState) -> bool:
        known = self._versions.get(stream, 0)
        if not _are_in(home):
            home.connection.execute(_CREATE)
            home.connection.execute(CREATE)
        if not known:
            _drop(home, stream)
            self._runs[stream] = Runs(home, stream)
        elif (before := _read(home, stream)) is None or before.version != known:
            return False
        runs = self._runs[stream]
        runs.add(marked.changes(state))
        mark = _Mark(
            form=_FORM,
            stream=stream,
            version=state.version,
            event=self._event(stream, state.version),
            state=marked.small(state),
            runs=runs.runs,
        )
        content = _encode(mark)
        home.connection.execute(_PUT, (stream, state.version, content, sha256(content).digest()))
        marked.settle(state)
        self._versions[stream] = state.version
        self._damaged.discard(stream)
        return True


def _own(book: Book) -> OwnStates | None:
    """Return where this user keeps marks of a book on a server; None: nowhere."""
    from ledger.work.own_states import own_states

    return own_states(book)


def marked_streams(book: Book) -> list[str]:
    """Return the streams that have a mark."""
    home: Home | None = _own(book) if book.places else book.views()
    if home is None or not _are_in(home):
        return []
    try:
        return [str(row[0]) for row in home.connection.execute(_LISTED)]
    except sqlite3.DatabaseError:
        return []


def differences(book: Book, judge: Judge) -> Iterator[str]:
    """Yield the streams whose marks differ from the events, each with what differs.

    Args:
        book: the open book.
        judge: which has been given all events, and knew which streams have a mark.
    """
    marks = StateMarks(book)
    with marks.unchanged():
        yield from _differences(book, marks, judge)


def _differences(book: Book, marks: StateMarks, judge: Judge) -> Iterator[str]:
    for stream, likenesses in judge.likenesses.items():
        found = judge.states.get(stream, AgreementState())
        assert isinstance(found, AgreementState)
        try:
            if any(isinstance(x.proposed, BudgetLineProposed2) for x in found.lines.values()):
                # The judge keeps no parts of payments of activities.
                found = _folded(book, stream, AgreementState())
            state = marks.load(stream)
            if state is None:
                continue
            _folded(book, stream, state)
            own = marked.differences(state, found)
            if marked.likenesses(state, marks.runs(stream)) != likenesses:
                own.append("paid")
        except DamagedMarkError:
            own = ["damaged"]
        except CorruptEventError:  # which is a finding of its own
            continue
        if own:
            yield f"view_folded: {stream}: {', '.join(own)}"


def _folded(book: Book, stream: str, state: AgreementState) -> AgreementState:
    return fold_all(evolve, state, map(recorded_from, book.stream(stream, state.version)))


def clear(home: Home) -> None:
    """Drop all marks: who records next in an agreement makes its mark anew."""
    drop(home, ("view_folded", "view_folded_part"))


def _drop(home: Home, stream: str) -> None:
    """Take a mark out that is of no use, as far as it can be read."""
    with suppress(DamagedMarkError):
        mark = _read(home, stream)
        if mark is not None:
            Runs(home, stream, mark.runs).remove()


def _are_in(home: Home) -> bool:
    return home.connection.execute(_ARE_IN).fetchone() is not None


def _read(home: Home, stream: str) -> _Mark | None:
    """Return a mark; None: there is none.

    Raises:
        DamagedMarkError: it is not what was written.
    """
    try:
        row = home.connection.execute(_GET, (stream,)).fetchone()
    except sqlite3.DatabaseError as error:
        raise DamagedMarkError(stream) from error
    if row is None:
        return None
    content, digest = row
    if not isinstance(content, bytes) or sha256(content).digest() != digest:
        raise DamagedMarkError(stream)
    try:
        mark = _decode(content)
    except msgspec.MsgspecError as error:
        raise DamagedMarkError(stream) from error
    if mark.stream != stream:
        raise DamagedMarkError(stream)
    return mark
