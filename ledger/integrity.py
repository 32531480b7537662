"""Checking all of a book: the database, every event, node, checkpoint, reference and view.

Source: docs/FORMAT.md (what is hashed) and docs/RELIABILITY.md (what it can and cannot show).
"""

from __future__ import annotations

import sqlite3
import struct
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from events import facts as f
from events.record import CorruptEventError, Recorded
from ledger.book import SCHEMA, Book, recorded_from
from ledger.evidence import origin, public_key
from ledger.merkle import EMPTY_ROOT, Frontier, entry_bytes, leaf_hash
from ledger.notes import Checkpoint
from projections import views
from projections.projection import Projection

_TELL_EVERY = 1000
_MAX_FINDINGS = 20
_DAMAGE = (TypeError, AttributeError, struct.error, ValueError, OverflowError, CorruptEventError)


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it should be: a code with its values, worded at the edge."""

    code: str
    values: dict[str, Any]


@dataclass(slots=True)
class Verification:
    """What checking a book found.

    Attributes:
        size: events read.
        root: of the tree over them, hashed anew.
        checkpoints: how many held ones were compared.
        findings: what differs; empty: nothing.
    """

    size: int = 0
    root: bytes = EMPTY_ROOT
    checkpoints: int = 0
    findings: list[Finding] = field(default_factory=list)

    def note(self, code: str, **values: Any) -> None:
        """Add a finding; after the first twenty only their kinds are of use."""
        if len(self.findings) < _MAX_FINDINGS:
            self.findings.append(Finding(code, values))


def verify(
    book: Book, checkpoints: list[tuple[Checkpoint, str]], tell: Callable[[int], object]
) -> Verification:
    """Check all of a book: the database itself, every event, node, checkpoint and view.

    Args:
        book: open, if only for reading.
        checkpoints: those that somebody holds, each with where it came from.
        tell: is told how many more events have been read.
    """
    found = Verification()
    try:
        with book.reading() as connection:
            for (answer,) in connection.execute("PRAGMA integrity_check(10)"):
                if answer != "ok":
                    found.note("database", cause=str(answer))
            _compare_schema(connection, found)
            _Walk(book, found, checkpoints).run(tell)
    except (sqlite3.Error, *_DAMAGE) as error:
        found.note("database", cause=f"{type(error).__name__}: {error}")
    return found


def _compare_schema(connection: sqlite3.Connection, found: Verification) -> None:
    """Compare tables and triggers with those that a new book gets."""
    listing = (
        "SELECT type, name, sql FROM sqlite_schema"
        " WHERE sql IS NOT NULL AND name NOT LIKE 'view%' ORDER BY name"
    )
    fresh = sqlite3.connect(":memory:")
    fresh.executescript(SCHEMA)
    wanted = {tuple(row) for row in fresh.execute(listing)}
    fresh.close()
    present = {tuple(row) for row in connection.execute(listing)}
    for _, name, _ in sorted(wanted ^ present):
        found.note("schema", name=str(name))


class _Walk:
    """One pass over the events, with everything that is compared on the way."""

    def __init__(
        self, book: Book, found: Verification, checkpoints: list[tuple[Checkpoint, str]]
    ) -> None:
        self._book, self._found = book, found
        self._waiting = sorted(checkpoints, key=lambda pair: -pair[0].size)
        self._frontier = Frontier()
        self._nodes: dict[int, Iterator[Any]] = {}
        self._versions: dict[str, int] = {}
        self._references: dict[tuple[str, str], int] = {}
        self._newest: datetime | None = None
        self._projection: Projection | None = Projection()
        self._views_at = views.position(book.connection)

    def run(self, tell: Callable[[int], object]) -> None:
        """Read everything."""
        self._reach(0)
        position = 0
        for row in self._book.rows():
            position += 1
            if row[0] != position:
                self._found.note("position", position=position, stands=row[0])
                position = int(row[0])
            self._event(row)
            self._reach(position)
            if position % _TELL_EVERY == 0:
                tell(_TELL_EVERY)
        tell(position % _TELL_EVERY)
        self._found.size, self._found.root = self._frontier.size, self._frontier.root()
        self._finish()

    def _event(self, row: tuple[Any, ...]) -> None:
        position, stream, version, _, _ = row
        if version != self._versions.get(stream, 0) + 1:
            self._found.note("version", position=position, stream=stream, version=version)
        self._versions[stream] = version
        try:
            entry = entry_bytes(*row[1:])
        except _DAMAGE as error:  # a value of another type than was written
            self._found.note("event", position=position, cause=type(error).__name__)
            entry = b""
        for level, place, digest in self._frontier.append(leaf_hash(entry)):
            if self._next_node(level) != (place, digest):
                self._found.note("node", level=level, place=place, position=position)
        try:
            recorded = recorded_from(row)
        except CorruptEventError as error:
            self._found.note("event", position=position, cause=str(error))
            self._projection = None
            return
        recorded_at = recorded.envelope.recorded_at
        if self._newest and recorded_at < self._newest:
            self._found.note("time", position=position)
        self._newest = recorded_at
        self._take_references(recorded)
        if self._projection is not None:
            try:
                self._projection.fold(recorded)
            except (LookupError, NotImplementedError, AssertionError, *_DAMAGE) as error:
                self._found.note("event", position=position, cause=type(error).__name__)
                self._projection = None

    def _next_node(self, level: int) -> tuple[int, bytes] | None:
        if level not in self._nodes:
            self._nodes[level] = iter(
                self._book.connection.execute(
                    "SELECT place, hash FROM merkle_node WHERE level=? ORDER BY place", (level,)
                )
            )
        row = next(self._nodes[level], None)
        return None if row is None else (row[0], bytes(row[1]))

    def _take_references(self, recorded: Recorded) -> None:
        key = recorded.envelope.key
        if key is not None:
            self._references.setdefault(("key", key), recorded.position)
        match recorded.fact:
            case f.DisbursementRecorded() | f.RepaymentReceived() as fact:
                if fact.bank_reference is not None:
                    self._references["bank", fact.bank_reference] = recorded.position
            case f.EntryReversed(
                entry=f.DisbursementRecorded() | f.RepaymentReceived() as entry
            ) if entry.bank_reference is not None:
                self._references.pop(("bank", entry.bank_reference), None)
            case _:
                pass

    def _reach(self, position: int) -> None:
        """Compare what is known about the book with so many events in it."""
        while self._waiting and self._waiting[-1][0].size <= self._frontier.size:
            checkpoint, source = self._waiting.pop()
            self._found.checkpoints += 1
            if checkpoint.origin != origin(self._book):
                self._found.note("other-book", source=source, origin=checkpoint.origin)
            elif not checkpoint.is_signed_by(public_key(self._book)):
                self._found.note("signature", source=source)
            elif checkpoint.root != self._frontier.root():
                self._found.note("checkpoint", source=source, size=checkpoint.size)
        if position == self._views_at and self._projection is not None:
            viewed = views.load(self._book.connection)
            for difference in views.differences(viewed, self._projection):
                self._found.note("view", difference=difference)

    def _finish(self) -> None:
        for checkpoint, source in self._waiting:
            self._found.checkpoints += 1
            self._found.note(
                "truncated", source=source, size=checkpoint.size, events=self._frontier.size
            )
        (count,) = self._book.connection.execute("SELECT COUNT(*) FROM merkle_node").fetchone()
        wanted = self._frontier.size - len(self._frontier.hashes)
        if count != wanted:
            self._found.note("node-count", count=count, wanted=wanted)
        stored = {
            (kind, value): position
            for kind, value, position in self._book.connection.execute(
                "SELECT kind, value, position FROM unique_reference"
            )
        }
        for kind, value in sorted(
            key
            for key in stored.keys() | self._references.keys()
            if stored.get(key) != self._references.get(key)
        ):
            self._found.note("reference", kind=kind, value=value)
        total = sum(self._projection.balances.values(), 0) if self._projection else 0
        if total:
            self._found.note("postings", total=total)
        if self._views_at > self._frontier.size:
            self._found.note("views-ahead", position=self._views_at, events=self._frontier.size)
