"""Checking all of a book: the database, every event, node, checkpoint, reference and view.

Source: docs/FORMAT.md (what is hashed) and docs/RELIABILITY.md (what it can and cannot show).
"""

from __future__ import annotations

import sqlite3
import struct
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from functools import cached_property, partial
from itertools import islice
from pathlib import Path
from typing import Any

from events.canonical import read_all
from events.declared import named
from events.effects import COMMITMENTS
from events.record import UNFOLDABLE, CorruptEventError, Envelope, StoredRow
from events.streams import agreement_stream
from ledger.books import keys
from ledger.books.book import Book
from ledger.books.checkpoints import origin, public_key
from ledger.books.clocks import ahead
from ledger.books.newest import has_other_leaf
from ledger.books.notes import Checkpoint
from ledger.books.refusals import RotationFalse
from ledger.books.tree import EMPTY_ROOT, Frontier, LeafHasher, Node
from ledger.proof.judged_by import JudgedBy, differences
from ledger.proof.listed import Listed, are_same
from ledger.proof.signatures import (
    Exposure,
    Judged,
    Known,
    exposure,
    false_ones,
    judge,
    known,
    with_times,
)
from ledger.refusal import BadInput, LedgerError, Tampered
from ledger.rules.first import first_rules
from ledger.rules.judging import Judge
from ledger.work import cache, marked, mentioned, seen, state_marks
from ledger.work.refusals import OlderThanSeen
from ledger.work.second_process import beside, is_worth_it
from projections import marks, views
from projections.bulk import AT_A_TIME
from projections.projection import Projection
from projections.strict import CheckerOnTheWay, Fault, Scan, fold_strictly

_TELL_EVERY = 1000  # rows
_MAX_FINDINGS = 20
_OF_CHECKPOINTS = {"held", "cosignature"}
DAMAGE = (*UNFOLDABLE, struct.error, CorruptEventError)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be, worded at the edge.

    Attributes:
        code: what is wrong.
        values: where, and what else its sentence names.
        refusal: of the rule that refuses the event; None: no rule has a part in the finding.
    """

    code: str
    values: dict[str, Any]
    refusal: LedgerError | None = field(default=None, compare=False)


@dataclass(slots=True)
class Since:
    """From where on a book was checked; what lies before is trusted.

    Attributes:
        source: where the checkpoint came from.
        size: the events that it has.
        events: how many came after them.
        is_trusted: whether the checkpoint was sound; nothing was checked otherwise.
    """

    source: str
    size: int
    events: int
    is_trusted: bool = True


@dataclass(slots=True)
class Verification:
    """The result of a verification.

    Attributes:
        size: events read.
        root: of the tree over them, hashed anew.
        checkpoints: how many of the asker's checkpoints were compared.
        judged: the asker's checkpoints of this book, with their signatures.
        asker: the keys that the signatures were judged by; None: they were not judged.
        exposure: the events that could be rewritten unseen, by those signatures; None: not known.
        unchecked: codes of the checks that could not be done on this book.
        findings: the faults; empty: none.
        notices: what is as it was recorded, and a reader of the book should know.
        since: from where on the book was checked; None: from the first event on.
    """

    size: int = 0
    root: bytes = EMPTY_ROOT
    checkpoints: int = 0
    judged: list[Judged] = field(default_factory=list)
    asker: Known | None = None
    exposure: Exposure | None = None
    unchecked: tuple[str, ...] = ()
    findings: list[Finding] = field(default_factory=list)
    notices: list[Finding] = field(default_factory=list)
    since: Since | None = None

    @property
    def is_as_recorded(self) -> bool:
        """Whether no event was altered; a time, a rule or a checkpoint may still be wrong."""
        codes = {finding.code for finding in self.findings}
        if "rule" in codes:
            codes.discard("overdrawn")  # the event that broke the rule has overdrawn the line
        return codes <= {"clock", "rule", *_OF_CHECKPOINTS}

    @property
    def is_of_checkpoints(self) -> bool:
        """Whether a checkpoint or a signature under one is false, and nothing else is wrong."""
        return self.is_as_recorded and any(x.code in _OF_CHECKPOINTS for x in self.findings)

    def note(self, code: str, refusal: LedgerError | None = None, **values: Any) -> None:
        """Add a finding; those after the first twenty are dropped."""
        if len(self.findings) < _MAX_FINDINGS:
            self.findings.append(Finding(code, values, refusal))


def verify(
    book: Book,
    checkpoints: list[tuple[Checkpoint, str]],
    tell: Callable[[int], object],
    ask: Callable[[Book], Known] = known,
    altered: Iterable[str] = (),
) -> Verification:
    """Check all of a book: the database itself, every event, node, checkpoint and view.

    Args:
        book: open, if only for reading.
        checkpoints: those that the asker holds, each with where it came from.
        tell: is told how many more events have been read.
        ask: returns the keys by which signatures are judged.
        altered: the asker's files of checkpoints that no longer have a checkpoint in them.

    A board's login sees a part of the book. Verification replays and judges that part's events and
    hashes nothing.
    """
    if book.boards is not None:
        return _verify_part(book, checkpoints, tell, ask(book))
    found, remembered = Verification(unchecked=book.unchecked()), cache.remembered(book)
    try:
        with book.reading():
            damage = book.damage()
            try:
                for name in book.schema_differences():
                    found.note("schema", name=name)
                _compare_identity(book, found)
                _compare_keys(book, found)
                if not _is_whole(book, found, checkpoints, tell):
                    _Walk(book, found, checkpoints).run(tell)
                _compare_seen(book, found)
                if remembered:
                    _compare_remembered(book, found, *remembered)
                for source in altered:
                    found.note("held", source=source)
                _compare_signatures(book, found, checkpoints, ask(book))
                _tell_of_logins(book, found)
            finally:
                _compare_clock(book, found)
                found.findings[:0] = [Finding("database", {"cause": cause}) for cause in damage]
    except (sqlite3.Error, *DAMAGE) as error:
        found.note("database", cause=f"{type(error).__name__}: {error}")
    return found


def _verify_part(
    book: Book,
    checkpoints: list[tuple[Checkpoint, str]],
    tell: Callable[[int], object],
    asker: Known,
) -> Verification:
    """Check what a board's login sees, and name the rest as not checked."""
    found = Verification(unchecked=("part",))
    try:
        with book.reading():
            _Walk(book, found, checkpoints).see(tell)
            _compare_signatures(book, found, checkpoints, asker)
    except DAMAGE as error:
        found.note("database", cause=f"{type(error).__name__}: {error}")
    return found


def compare_beginnings(book: Book, found: Verification) -> None:
    """Compare what takes no look at the events: the schema, the book's name and its keys."""
    for name in book.schema_differences():
        found.note("schema", name=name)
    _compare_identity(book, found)
    _compare_keys(book, found)


def compare_endings(
    book: Book, found: Verification, checkpoints: list[tuple[Checkpoint, str]], asker: Known
) -> None:
    """Compare what this user has seen, the signatures under checkpoints, and the clock."""
    _compare_seen(book, found)
    _compare_signatures(book, found, checkpoints, asker)
    _compare_clock(book, found)


def compare_checkpoint(
    book: Book, found: Verification, checkpoint: Checkpoint, source: str
) -> None:
    """Compare a checkpoint with the book's tree as it is stored."""
    walk, head = _Walk(book, found, []), book.head()
    if checkpoint.size > head:
        walk.tell_of_more(checkpoint, source, head)
    else:
        walk.compare(checkpoint, source, book.root(checkpoint.size))


def _compare_identity(book: Book, found: Verification) -> None:
    """See that the book's name and key are whole: the key's id is a hash of both."""
    names = book.infos().keys()
    if names == {"origin"}:
        return  # the book was made without a key
    is_whole = False
    with suppress(BadInput):
        is_whole = names == {"origin", "key"} and public_key(book).name == origin(book)
    if not is_whole:
        found.note("identity")


def _compare_keys(book: Book, found: Verification) -> None:
    """Check that keys were signed as events say; note each that its predecessor has not signed."""
    try:
        known = keys.terms(book)
        for told in keys.told(book):
            size = told.rotation.size
            if told.rotation.root != b64encode(book.root(size)).decode():
                found.note("rotation", position=size + 1)
    except RotationFalse as error:
        found.note("rotation", position=error.position)
        return
    except (BadInput, *DAMAGE):  # the check that reads it reports it
        return
    for term in known:
        if not term.is_signed:
            found.notices.append(
                Finding(
                    "key-unsigned",
                    {"position": term.named_at, "key": str(term.key), "reason": term.reason},
                )
            )
    if known[-1].ends_at is not None:
        values = {"position": known[-1].ends_at, "reason": known[-1].retired_because}
        found.notices.append(Finding("key-retired", values))


def _compare_signatures(
    book: Book, found: Verification, checkpoints: list[tuple[Checkpoint, str]], asker: Known
) -> None:
    """Judge every signature under a checkpoint of this book, and note the false signatures."""
    own = [pair for pair in checkpoints if pair[0].origin == origin(book)]
    found.judged = [
        one if one.checkpoint.size > found.size else with_times(book, one)
        for one in judge(own, asker)
    ]
    for one, signature in false_ones(found.judged):
        if signature.witness is not None:  # the checkpoint's check has noted the book's own
            found.note("cosignature", source=one.source, name=signature.name)
    found.asker, found.exposure = asker, exposure(book, found.judged)


def _tell_of_logins(book: Book, found: Verification) -> None:
    """Tell of attestations in a file that only a server's word stands for."""
    if book.places:
        return
    from ledger.proof.attestation import by_login

    positions = by_login(book)
    if positions:
        values = {"events": len(positions), "position": positions[0], "positions": positions}
        found.notices.append(Finding("attested-elsewhere", values))


def _compare_clock(book: Book, found: Verification) -> None:
    """Note times later than now: a clock may have been ahead, or the times are forged."""
    with suppress(*DAMAGE, ArithmeticError):  # an unreadable event has been noted
        later = ahead(book)
        if later is not None:
            newest = later.newest.isoformat(timespec="seconds")
            found.note("clock", position=later.position, events=later.events, newest=newest)


def _compare_remembered(book: Book, found: Verification, at: int, root: bytes, file: str) -> None:
    """Check that the book begins with the events that the reader's own views were made from."""
    if at > found.size and book.standby:
        return  # a standby may lag behind
    begins = False
    with suppress(Tampered):  # a node is missing, which is a finding of its own
        begins = at <= found.size and book.root(at) == root
    if not begins:
        found.note("remembered", position=at, file=file)


def _compare_seen(book: Book, found: Verification) -> None:
    """Check that the book is what this user has seen of it before."""
    if seen.is_damaged(book):
        found.unchecked += ("seen",)
    with suppress(Tampered):  # a node is missing, which is a finding of its own
        older = seen.fault(book)
        if isinstance(older, OlderThanSeen):
            at = older.seen_at.isoformat(timespec="seconds")
            found.note("seen", size=older.size, seen_at=at)
    for mark in seen.newer_elsewhere(book):
        found.notices.append(Finding("seen-elsewhere", {"size": mark.size, "place": mark.place}))


def _is_whole(
    book: Book,
    found: Verification,
    checkpoints: list[tuple[Checkpoint, str]],
    tell: Callable[[int], object],
) -> bool:
    """Return whether two processes, side by side, found no fault in a large book in a file.

    This process hashes the events and reads them strictly. The other process replays them. False:
    this process has to do both, because the two have not looked, or to say what a fault is and
    where it stands.
    """
    file, hashed = book.shared_file(), Verification()
    try:
        size = book.head()
        if file is None or not is_worth_it(size):
            return False
        with beside(replay_file, str(file.absolute()), str(size)) as replayed:
            _Walk(book, hashed, checkpoints).hash(tell)
            last = None if hashed.findings else replayed()
            if last is None or last != next(book.rows(size - 1), None):
                return False
    except (sqlite3.Error, *DAMAGE):
        return False
    found.size, found.root, found.checkpoints = hashed.size, hashed.root, hashed.checkpoints
    return True


def replay_file(path: str, size: str) -> StoredRow | None:
    """Replay a book in a file, as ``verify`` does: the work of the second process.

    Returns:
        The row of the last event, which the first process compares with its own; None: the replay
        has found a fault, or could not check something.
    """
    from ledger.books.sqlite import SqliteBook

    found = Verification()
    with closing(SqliteBook.open(Path(path))) as book, book.reading():
        _Walk(book, found, []).replay()
        row = next(book.rows(int(size) - 1), None)
    return None if found.findings or found.unchecked else row


class _Walk:
    """A single pass over the events, with all comparisons on the way.

    The walk hashes every event and compares the hashes with tree and checkpoints. It then replays
    the event and compares the result with references and views. Two processes can share the two
    halves.
    """

    def __init__(
        self, book: Book, found: Verification, checkpoints: list[tuple[Checkpoint, str]]
    ) -> None:
        self._book, self._found = book, found
        self._waiting = sorted(checkpoints, key=lambda pair: -pair[0].size)
        self._frontier, self._hasher = Frontier(), LeafHasher()
        self._versions: dict[str, int] = {}
        self._nodes: dict[int, Iterator[Any]] = {}
        self._unhashed: set[int] = set()
        self._judged_by = JudgedBy()

    def run(self, tell: Callable[[int], object]) -> None:
        """Hash and replay every event."""
        self._reach()
        projection, scan = self._replayed(partial(self._hashing, tell=tell))
        self._compare_ends(tell)
        self._compare_sums(projection)
        self._compare_concerns(projection)
        self._compare_judged_by(projection)
        self._compare_references(scan)

    def hash(self, tell: Callable[[int], object]) -> None:
        """Hash every event, read it strictly and compare the index of words.

        The finding about an event that is not in its canonical form is not worded.
        """
        self._reach()
        index = mentioned.comparison(self._book)
        for some in self._hashing_some(self._book.rows(), tell):
            envelopes = read_all(some)
            if envelopes is None:
                self._found.note("event", position=some[0][0], cause="")
                return
            if index is not None:
                index.add(some, envelopes)
        self._compare_ends(tell)
        for difference in index.differences() if index is not None else ():
            self._found.note("view", difference=difference)

    def see(self, tell: Callable[[int], object]) -> None:
        """Replay the part of the book that the login sees; take the root from the server."""
        projection, _ = self._replayed(partial(self._counting, tell=tell))
        self._compare_sums(projection)
        head = self._book.head()
        self._found.root = self._book.root(head)
        while self._waiting:
            checkpoint, source = self._waiting.pop()
            if checkpoint.size > head:
                self.tell_of_more(checkpoint, source, head)
            else:
                self.compare(checkpoint, source, self._book.root(checkpoint.size))

    def tell_of_more(self, checkpoint: Checkpoint, source: str, events: int) -> None:
        """Note a checkpoint of more events than the book has; a standby may lag behind."""
        if self._book.standby:
            if "standby" not in self._found.unchecked:
                self._found.unchecked += ("standby",)
            return
        self._found.checkpoints += 1
        self._found.note("truncated", source=source, size=checkpoint.size, events=events)

    def _counting(
        self, rows: Iterator[StoredRow], tell: Callable[[int], object]
    ) -> Iterator[StoredRow]:
        """Pass rows on, and check that each is the next of its stream."""
        before = 0
        for row in rows:
            position, stream, version = row[:3]
            if version != self._versions.get(stream, 0) + 1:
                self._found.note("version", position=position, stream=stream, version=version)
            self._versions[stream] = version
            self._found.size += 1
            tell(position - before)
            before = position
            yield row

    def replay(self) -> None:
        """Replay every event, and compare the marks on the way.

        Findings may come in another order than those of ``run``, and not all of them are worded.
        """
        book, head, home = self._book, self._book.head(), self._book.views()
        judge, projection, scan = self._begun()
        scan.is_strict = False  # the process that hashes compares the bytes
        references = {kind: Listed(book, kind) for kind in ("bank", "key")}
        scan.references = None
        judge.begin_from(judge.states, *references.values())
        viewed_at = -1 if home is None else views.position(home)
        marked_at = -1 if home is None else marks.position(home)
        checker = CheckerOnTheWay(home, scan) if home is not None and marked_at > 0 else None
        after = 0
        for upto in sorted({x for x in (viewed_at, marked_at, head) if 0 <= x <= head}):
            if checker is not None and upto <= marked_at:
                checker.fold(projection, book.rows, after, upto)
            elif upto > after:
                fold_strictly(projection, book.rows(after, upto), scan)
            after = upto
            if home is not None and upto == viewed_at:
                self._compare_views(home, projection)
        if marked_at > head:
            self._found.note("view", difference="view_mark_state")
        for difference in checker.differences() if checker is not None else ():
            self._found.note("view", difference=difference)
        self._finish(judge)
        self._compare_sums(projection)
        if not are_same(book, references):
            self._found.note("reference", kind="", value="")

    def _replayed(
        self, passing: Callable[[Iterator[StoredRow]], Iterator[StoredRow]]
    ) -> tuple[Projection, Scan]:
        """Replay the rows that ``passing`` lets through, and compare the views on the way."""
        judge, projection, scan = self._begun()
        home = self._book.views()
        viewed_at = views.position(home) if home else -1
        if home and viewed_at >= 0:
            fold_strictly(projection, passing(self._book.rows(upto=viewed_at)), scan)
            self._compare_views(home, projection)
        fold_strictly(projection, passing(self._book.rows(after=max(viewed_at, 0))), scan)
        self._compare_index()
        self._finish(judge)
        return projection, scan

    def _begun(self) -> tuple[Judge, Projection, Scan]:
        """Return what a replay begins with."""
        judge = self._judge()
        judge.likenesses = dict.fromkeys(state_marks.marked_streams(self._book), 0)
        projection = Projection(rules=first_rules(self._book.info("origin") or ""))

        def also(
            rows: Sequence[StoredRow], envelopes: Sequence[Envelope], left_out: Mapping[int, str]
        ) -> None:
            judge.add(rows, envelopes, left_out)
            self._judged_by.add_rows(rows, envelopes, left_out)

        return judge, projection, Scan(self._tell_of, also if self._book.places else judge.add)

    def _finish(self, judge: Judge) -> None:
        """Compare what the judge knows after all events."""
        judge.finish()
        for difference in state_marks.differences(self._book, judge):
            self._found.note("view", difference=difference)
        if judge.unknown_from is not None:
            self._found.unchecked += ("rules",)

    def _judge(self) -> Judge:
        """Return the judge that asks the rules about every event."""

        def found(position: int, error: LedgerError) -> None:
            self._found.note("rule", error, position=position, rule=error.code)

        def replay(position: int, cause: str) -> None:
            self._tell_of("replay", position, cause)

        return Judge(
            first_rules=first_rules(self._book.info("origin") or ""),
            info=self._book.info,
            event=self._book.event,
            found=found,
            replay=replay,
            sees_all=self._book.boards is None,
        )

    def _compare_ends(self, tell: Callable[[int], object]) -> None:
        """Compare what needs the hashes of all events."""
        found, frontier = self._found, self._frontier
        tell(frontier.size % _TELL_EVERY)
        found.size, found.root = frontier.size, frontier.root()
        for checkpoint, source in self._waiting:
            self.tell_of_more(checkpoint, source, frontier.size)
        home = self._book.views()
        if home and (viewed_at := views.position(home)) > frontier.size:
            found.note("views-ahead", position=viewed_at, events=frontier.size)
        self._compare_nodes_left()

    def _hashing(
        self, rows: Iterator[StoredRow], tell: Callable[[int], object]
    ) -> Iterator[StoredRow]:
        """Hash rows, compare them with tree and checkpoints, and pass them on."""
        for some in self._hashing_some(rows, tell):
            yield from some

    def _hashing_some(
        self, rows: Iterator[StoredRow], tell: Callable[[int], object]
    ) -> Iterator[list[StoredRow]]:
        """Hash rows some at a time, and pass them on likewise."""
        found, frontier, versions = self._found, self._frontier, self._versions
        while some := list(islice(rows, self._so_many())):
            leaves = []
            for expected, (position, stream, version, name, state) in enumerate(
                some, frontier.size + 1
            ):
                if position != expected:
                    found.note("position", position=expected, stands=position)
                if version != versions.get(stream, 0) + 1:
                    found.note("version", position=position, stream=stream, version=version)
                versions[stream] = version
                try:
                    leaves.append(self._hasher.leaf(stream, version, name, state))
                except DAMAGE as error:  # a value has another type than the writer gave it
                    found.note("event", position=position, cause=type(error).__name__)
                    self._unhashed.add(position)
                    leaves.append(EMPTY_ROOT)
            self._compare_nodes(frontier.extend(leaves))
            self._reach()
            if not frontier.size % _TELL_EVERY:
                tell(_TELL_EVERY)
            yield some

    def _so_many(self) -> int:
        """Return how many rows to take at a time: up to the next checkpoint or progress told."""
        size = self._frontier.size
        stop = size + AT_A_TIME - size % AT_A_TIME
        return min(stop, self._waiting[-1][0].size if self._waiting else stop) - size

    def _compare_nodes(self, completed: list[Node]) -> None:
        """Compare nodes with the stored nodes; each level is read in the order of its places."""
        nodes = self._nodes
        for level, place, digest in completed:
            if next(nodes.get(level) or self._level(level), None) != (place, digest):
                position = (place + 1) << level
                self._found.note("node", level=level, place=place, position=position)

    def _level(self, level: int) -> Iterator[Any]:
        """Begin to read the stored nodes of a level."""
        self._nodes[level] = self._book.nodes(level)
        return self._nodes[level]

    def _reach(self) -> None:
        """Compare the checkpoints whose size the walk has reached."""
        while self._waiting and self._waiting[-1][0].size <= self._frontier.size:
            checkpoint, source = self._waiting.pop()
            self.compare(checkpoint, source, self._frontier.root())

    def compare(self, checkpoint: Checkpoint, source: str, root: bytes) -> None:
        """Compare a checkpoint with the root of the events that it has."""
        self._found.checkpoints += 1
        if checkpoint.origin != origin(self._book):
            self._found.note("other-book", source=source, origin=checkpoint.origin)
        elif not keys.signer_of(self._terms, checkpoint):
            if any(checkpoint.is_signed_by(term.key) for term in self._terms):
                self._found.note("signed-too-late", source=source)
            else:
                self._found.note("signature", source=source)
        elif checkpoint.root != root:
            self._found.note("checkpoint", source=source, size=checkpoint.size)

    @cached_property
    def _terms(self) -> list[keys.Term]:
        """The keys of the book; only its first key if the events about keys are at fault."""
        try:
            return keys.terms(self._book)
        except (RotationFalse, *DAMAGE):
            return [keys.Term(public_key(self._book))]

    def _compare_nodes_left(self) -> None:
        size, hashes = self._frontier.size, self._frontier.hashes
        if has_other_leaf(self._book, self._frontier):
            self._found.note("node", level=0, place=size - 1, position=size)
        count, wanted = self._book.node_count(), size - len(hashes)
        if count != wanted:
            self._found.note("node-count", count=count, wanted=wanted)

    def _compare_sums(self, projection: Projection) -> None:
        """Check that all accounts together are zero, and that no commitment is below zero."""
        total = sum(projection.balances.values(), 0)
        if total:
            self._found.note("postings", total=total)
        for (agreement, line, year, _, account), minor in projection.balances.items():
            if account == COMMITMENTS and minor < 0:
                self._found.note("overdrawn", agreement=agreement, line=line, year=year)

    def _compare_views(self, home: views.Home, projection: Projection) -> None:
        try:
            found = views.differences(views.load(home), projection)
        except views.DamagedViewsError as error:
            found = [str(error)]
        for difference in found:
            self._found.note("view", difference=difference)

    def _compare_index(self) -> None:
        """Compare the index of words and the marks, where there are some."""
        with suppress(CorruptEventError):  # which is a finding of its own
            for difference in (
                *mentioned.differences(self._book),
                *marked.differences(self._book),
            ):
                self._found.note("view", difference=difference)

    def _tell_of(self, code: Fault, position: int, cause: str) -> None:
        """Note the fault of an event, unless the event could not even be hashed."""
        if position in self._unhashed:
            return
        match code:
            case "event":
                self._found.note("event", position=position, cause=cause)
            case "replay":
                self._found.note("replay", position=position, cause=cause)
            case "time":
                self._found.note("time", position=position)

    def _compare_references(self, scan: Scan) -> None:
        stored, found = self._book.references(), scan.references or {}
        for key in sorted(stored.keys() | found.keys()):
            if stored.get(key) != found.get(key):
                self._found.note("reference", kind=key[0], value=key[1])

    def _compare_concerns(self, projection: Projection) -> None:
        """Check that the server lists for each board exactly the agreements that concern it.

        An agreement goes on to concern those who have left it, and those whom an amendment names,
        whatever becomes of that.
        """
        stored = self._book.concerns()
        if stored is None:
            return
        wanted = {
            (party, agreement_stream(agreement))
            for agreement, document in projection.agreements.items()
            for fact in (
                document.first or document.proposed,
                *(line.proposed for line in document.lines.values()),
                *(item for one in document.amendments.values() for item in one.items),
            )
            for party in named(fact, "reader")
        }
        for party, stream in sorted(stored ^ wanted):
            self._found.note("concern", party=party, stream=stream)

    def _compare_judged_by(self, projection: Projection) -> None:
        """Check that a server judges new events by what the events say, and by nothing else."""
        stored = self._book.judged_by()
        if stored is not None:
            for table, row in differences(stored, self._judged_by.rows(projection)):
                self._found.note("judged", table=table, row=row)
