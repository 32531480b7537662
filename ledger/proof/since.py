"""Checking what came after a checkpoint: what lies before it is trusted, and not looked at again.

The checkpoint is compared with the stored tree. If it is this book's, signed, and in the tree,
every later event is hashed, read strictly and judged by the rules. The state that it is judged on
is folded from the events before, without judging these. An auditor's own memory of such states,
from the last time, saves most of that (``ledger.proof.remembered``).

Source: docs/auditor.md, and docs/RELIABILITY.md (what it can and cannot show).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from itertools import islice
from typing import Any

from events.canonical import read_loosely
from events.facts import Position
from events.record import CorruptEventError, StoredRow, decode, fold_all
from events.streams import AGREEMENTS
from ledger.books.book import Book, recorded_from
from ledger.books.notes import Checkpoint
from ledger.books.tree import EMPTY_ROOT, Frontier, LeafHasher
from ledger.proof import verification as whole
from ledger.proof.remembered import Memory
from ledger.proof.signatures import Known, known
from ledger.proof.verification import Since, Verification
from ledger.refusal import Tampered
from ledger.rules.first import first_rules
from ledger.rules.judging import Judge
from ledger.rules.kept_gifts import KeptGifts
from ledger.rules.state import AgreementState, BookState, State, empty, evolve_any
from ledger.work.runs import DamagedMarkError
from projections.bulk import AT_A_TIME, rows_at_a_time
from projections.strict import Scan

Held = tuple[Checkpoint, str]
_MANY = 4  # if one of so many events is wanted, all are read in their order


def verify_since(
    book: Book,
    since: Held,
    checkpoints: list[Held],
    tell: Callable[[int], object],
    ask: Callable[[Book], Known] = known,
    altered: Iterable[str] = (),
) -> Verification:
    """Check what came after a checkpoint, and that the book still begins with its events.

    Args:
        book: open, if only for reading.
        since: the checkpoint, with where it came from.
        checkpoints: those that the asker holds besides.
        tell: is told how many more events have been read.
        ask: returns the keys by which signatures are judged.
        altered: the asker's files of checkpoints that no longer have a checkpoint in them.

    Returns:
        what was found. If the checkpoint itself is at fault, that is the finding, and nothing after
        it was looked at.

    Raises:
        BookUnusable: this user sees only the agreements of some boards.
    """
    book.require_all()
    memory, held = Memory.of(book), [since, *checkpoints]
    for remembers in (True, False):
        found = Verification(unchecked=(*book.unchecked(), "since"))
        try:
            with book.reading(), memory.held() if remembers else nullcontext() as remembered:
                whole.compare_beginnings(book, found)
                _After(book, found, held, since).run(tell, remembered)
                for source in altered:
                    found.note("held", source=source)
                whole.compare_endings(book, found, held, ask(book))
        except DamagedMarkError:  # once more, without
            memory.remove()
            continue
        except Tampered as error:  # a node of the tree or an event is gone
            found.note("database", cause=str(error))
        except (sqlite3.Error, *whole.DAMAGE) as error:
            found.note("database", cause=f"{type(error).__name__}: {error}")
        break
    return found


class _States(dict[str, State]):
    """The states at a checkpoint, each folded when an event is judged on it."""

    def __init__(self, book: Book, size: Position, memory: Memory | None) -> None:
        super().__init__()
        self._book, self._size, self._memory = book, size, memory

    def get(self, stream: str, default: Any = None) -> Any:
        if stream not in self:
            state = self._folded(stream)
            if not state.version:
                return default
            self[stream] = state
        return super().get(stream)

    def _folded(self, stream: str) -> State:
        state = self._begun(stream)
        if isinstance(state, BookState):
            state.rules = first_rules(self._book.info("origin") or "")
        before = (x for x in self._book.stream(stream, state.version) if x[0] <= self._size)
        return self._kept(stream, fold_all(evolve_any, state, map(recorded_from, before)))

    def _begun(self, stream: str) -> State:
        """Return what is remembered of a stream, or its state before the first event."""
        state = empty(stream)
        if isinstance(state, AgreementState):
            state.in_kind = KeptGifts()
            if self._memory is not None:
                return self._memory.load(stream) or state
        return state

    def _kept(self, stream: str, state: State) -> State:
        """Remember a state, and return it as it is remembered, which takes little memory."""
        if self._memory is None or not isinstance(state, AgreementState):
            return state
        self._memory.keep(stream, state)
        known = self._memory.load(stream)
        return known if known is not None and known.version == state.version else state

    def fold_together(self) -> None:
        """Fold the agreements that later events are of, if those have much of the book.

        An agreement's events lie apart, and to read each at its place takes several times as long
        as to read it in the order of the book.
        """
        book, later = self._book, {row[1] for row in self._book.rows(after=self._size)}
        begun = {x: self._begun(x) for x in book.streams(AGREEMENTS.name) if x in later}
        versions = {stream: state.version for stream, state in begun.items()}
        if _MANY * sum(book.length(x) - version for x, version in versions.items()) < self._size:
            return
        judge = Judge.of_nothing(begun, _refuse)
        for rows in rows_at_a_time(book.rows(upto=self._size)):
            some = [x for x in rows if x[1] in versions and x[2] > versions[x[1]]]
            read = read_loosely(some)
            judge.add(some, [decode(x[3], x[4], x[0]) for x in some] if read is None else read, {})
        judge.finish()
        for stream in versions:
            self[stream] = self._kept(stream, begun.pop(stream))

    def items(self) -> Any:
        """Return all states, also of the agreements that no event was judged on."""
        for stream in self._book.streams(AGREEMENTS.name):
            self.get(stream)
        return super().items()


def _refuse(position: Position, cause: str) -> None:
    raise CorruptEventError(cause, position)


class _Taken(dict[str, Position]):
    """The keys or bank references that are taken, as the book lists them for what lies before."""

    def __init__(self, book: Book, kind: str, size: Position) -> None:
        super().__init__()
        self._book, self._kind, self._size = book, kind, size
        self._freed: set[str] = set()

    def _before(self, value: object) -> Position | None:
        if not isinstance(value, str) or value in self._freed:
            return None
        at = self._book.taken(self._kind, value)
        return at if at is not None and at <= self._size else None

    def __contains__(self, value: object) -> bool:
        return super().__contains__(value) or self._before(value) is not None

    def __missing__(self, value: str) -> Position:
        at = self._before(value)
        if at is None:
            raise KeyError(value)
        return at

    def get(self, value: str, default: Any = None) -> Any:
        try:
            return self[value]
        except KeyError:
            return default

    def setdefault(self, value: str, at: Position) -> Position:
        if value not in self:
            self[value] = at
        return self[value]

    def pop(self, value: str, default: Any = None) -> Any:
        self._freed.add(value)
        return super().pop(value, default)


class _After:
    """A single pass over the events after a checkpoint."""

    def __init__(
        self, book: Book, found: Verification, checkpoints: list[Held], since: Held
    ) -> None:
        self._book, self._found, self._since = book, found, since
        self._checkpoints = checkpoints
        self._hasher = LeafHasher()
        self._unhashed: set[Position] = set()
        self._versions: dict[str, int] = {}

    def run(self, tell: Callable[[int], object], memory: Memory | None) -> None:
        """Compare the checkpoint, and check what came after it."""
        book, found, (checkpoint, source) = self._book, self._found, self._since
        head, size = book.head(), checkpoint.size
        found.size = head
        found.since = Since(source=source, size=size, events=max(0, head - size))
        own = Verification()
        whole.compare_checkpoint(book, own, checkpoint, source)
        found.checkpoints += own.checkpoints
        found.findings += own.findings
        found.unchecked += own.unchecked
        if own.findings or size > head:
            found.since.is_trusted = False
            found.root = book.root(head)
            return
        if memory is not None:
            self._compare_memory(memory, size)
        self._check(size, tell, memory)
        for other, where in self._checkpoints[1:]:
            whole.compare_checkpoint(book, found, other, where)

    def _compare_memory(self, memory: Memory, size: Position) -> None:
        """Forget what is remembered of another history; that is a finding."""
        at = memory.size
        if at and (at > self._book.head() or self._book.root(at) != memory.root):
            self._found.note("remembered", position=at, file=str(memory.file))
            memory.clear()
        memory.begin(size, self._book.root(size))

    def _check(self, size: Position, tell: Callable[[int], object], memory: Memory | None) -> None:
        book, found = self._book, self._found
        judge = self._judge(size, memory)
        scan = Scan(self._tell_of, judge.add)
        scan.newest = book.recorded_at(size) if size else None
        frontier = Frontier.of(size, book.node)
        nodes: dict[int, Iterator[tuple[int, bytes]]] = {}
        rows = book.rows(after=size)
        while some := list(islice(rows, AT_A_TIME)):
            for level, place, digest in frontier.extend(self._leaves(some, frontier.size)):
                if level not in nodes:
                    nodes[level] = book.nodes_from(level, place)
                if next(nodes[level], None) != (place, digest):
                    at = (place + 1) << level
                    found.note("node", level=level, place=place, position=at)
            readable, envelopes = scan.read(some)
            if readable:
                scan.add_rows(readable, envelopes)
                scan.take(readable, envelopes, {})
            tell(len(some))
        judge.finish()
        if judge.unknown_from is not None:
            found.unchecked += ("rules",)
        found.size, found.root = frontier.size, frontier.root()
        if any(book.has_nodes(x, frontier.size >> x) for x in range(1, frontier.size.bit_length())):
            count = book.node_count()
            found.note("node-count", count=count, wanted=frontier.size - len(frontier.hashes))
        for (kind, value), position in sorted((scan.references or {}).items()):
            if book.taken(kind, value) != position:
                found.note("reference", kind=kind, value=value)

    def _leaves(self, rows: Sequence[StoredRow], size: int) -> list[bytes]:
        found, leaves = self._found, []
        for expected, (position, stream, version, name, state) in enumerate(rows, size + 1):
            if position != expected:
                found.note("position", position=expected, stands=position)
            if stream not in self._versions:
                before = self._states.get(stream)  # as it was at the checkpoint
                self._versions[stream] = before.version if before else 0
            if version != self._versions[stream] + 1:
                found.note("version", position=position, stream=stream, version=version)
            self._versions[stream] = version
            try:
                leaves.append(self._hasher.leaf(stream, version, name, state))
            except whole.DAMAGE as error:
                found.note("event", position=position, cause=type(error).__name__)
                self._unhashed.add(position)
                leaves.append(EMPTY_ROOT)
        return leaves

    def _judge(self, size: Position, memory: Memory | None) -> Judge:
        book = self._book

        def found(position: Position, error: Any) -> None:
            self._found.note("rule", error, position=position, rule=error.code)

        def replay(position: Position, cause: str) -> None:
            self._tell_of("replay", position, cause)

        judge = Judge(
            first_rules=first_rules(book.info("origin") or ""),
            info=book.info,
            event=book.event,
            found=found,
            replay=replay,
        )
        self._states = _States(book, size, memory)
        self._states.fold_together()
        judge.begin_from(self._states, _Taken(book, "bank", size), _Taken(book, "key", size))
        return judge

    def _tell_of(self, code: str, position: Position, cause: str) -> None:
        if position in self._unhashed:
            return
        if code == "time":
            self._found.note("time", position=position)
        else:
            self._found.note(code, position=position, cause=cause)
