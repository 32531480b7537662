"""Entries under keys in tables of an SQLite file, written in sorted runs and read by their keys.

What is new is written as a run of its own, so that many entries cost little. Of runs of like size
some are now and then written as one. A run is cut into chunks, and an index says with which key
each begins. Every chunk is read against the digest that the index has of it, and every index
against the one that its holder keeps. So an entry that was altered or taken away is noticed.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec

from events.hashing import blake2b
from projections.views import Home

CREATE = (
    "CREATE TABLE IF NOT EXISTS view_folded_part (id INTEGER PRIMARY KEY, content BLOB NOT NULL)"
)
_INSERT = "INSERT INTO view_folded_part (content) VALUES (?) RETURNING id"
_SELECT = "SELECT content FROM view_folded_part WHERE id=?"
_DELETE = "DELETE FROM view_folded_part WHERE id=?"
_DIGEST_BYTES = 16
_CHUNK = 256  # entries
_FEW = 1024  # entries of a run of the lowest level
_TOGETHER = 16  # runs of a level that are written as one

_Entries: TypeAlias = tuple[list[bytes], list[bytes | None]]  # keys in order; None: taken out
_encode = msgspec.msgpack.Encoder().encode
_entries = msgspec.msgpack.Decoder(tuple[list[bytes], list[bytes | None]]).decode


class DamagedMarkError(Exception):
    """What is kept is not what was written. Whoever meets it folds the events instead.

    Attributes:
        holder: whose it is.
    """

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


class Run(msgspec.Struct, frozen=True, array_like=True):
    """A run.

    Attributes:
        count: of its entries.
        index: where its index is.
        digest: of its index.
    """

    count: int
    index: int
    digest: bytes

    @property
    def level(self) -> int:
        """How large it is: each level has runs of several times the size."""
        level, most = 0, _FEW
        while self.count > most:
            level, most = level + 1, most * _TOGETHER
        return level


class _Index(msgspec.Struct, frozen=True, array_like=True):
    """The chunks of a run: the first key of each, where it is, and its digest."""

    firsts: list[bytes]
    places: list[int]
    digests: list[bytes]


_index = msgspec.msgpack.Decoder(_Index).decode


class Runs:
    """The runs of one holder, the oldest first. A newer one counts before an older one."""

    def __init__(self, home: Home, holder: str, runs: Sequence[Run] = ()) -> None:
        self._home, self._holder, self.runs = home, holder, list(runs)
        self._indexes: dict[int, _Index] = {}
        self._chunks: dict[int, _Entries] = {}  # the last one of each run that was read

    def get(self, key: bytes) -> bytes | None:
        """Return what is kept under a key; None: nothing.

        Raises:
            DamagedMarkError: it is not what was written.
        """
        for run in reversed(self.runs):
            index = self._index_of(run)
            number = bisect_right(index.firsts, key) - 1
            if number >= 0:
                keys, values = self._chunk(index, number)
                at = bisect_left(keys, key)
                if at < len(keys) and keys[at] == key:
                    return values[at]
        return None

    def under(self, prefix: bytes) -> Iterator[tuple[bytes, bytes]]:
        """Yield the keys that begin with some bytes, in order, with what is kept under them.

        Raises:
            DamagedMarkError: it is not what was written.
        """
        found: dict[bytes, bytes | None] = {}
        for run in self.runs:
            index = self._index_of(run)
            number = max(0, bisect_right(index.firsts, prefix) - 1)
            while number < len(index.firsts):
                keys, values = self._chunk(index, number)
                at = bisect_left(keys, prefix)
                while at < len(keys) and keys[at].startswith(prefix):
                    found[keys[at]] = values[at]
                    at += 1
                if at < len(keys):
                    break
                number += 1
        for key in sorted(found):
            value = found[key]
            if value is not None:
                yield key, value

    def add(self, changes: Mapping[bytes, bytes | None]) -> None:
        """Write what is new, and now and then several runs as one; the file is held alone.

        Raises:
            DamagedMarkError: a run that was to be written again is not what was written.
        """
        if not changes:
            return
        self.runs.append(self._written(changes))
        while True:
            level = self.runs[-1].level
            last = len(self.runs)
            while last and self.runs[last - 1].level <= level:
                last -= 1
            some = self.runs[last:]
            if len(some) < _TOGETHER and all(run.level == level for run in some):
                return
            merged: dict[bytes, bytes | None] = {}
            for run in some:
                for keys, values in self._all(run):
                    merged.update(zip(keys, values, strict=True))
                self._remove(run)
            if not last and None in merged.values():
                merged = {key: value for key, value in merged.items() if value is not None}
            self.runs[last:] = [self._written(merged)] if merged else []
            if not self.runs:
                return

    def remove(self) -> None:
        """Take all of it out of the file."""
        for run in self.runs:
            self._remove(run)
        self.runs = []

    def _written(self, entries: Mapping[bytes, bytes | None]) -> Run:
        keys = sorted(entries)
        places, digests = [], []
        for start in range(0, len(keys), _CHUNK):
            some = keys[start : start + _CHUNK]
            content = _encode((some, [*map(entries.__getitem__, some)]))
            places.append(self._insert(content))
            digests.append(_digest(content))
        content = _encode(_Index(keys[::_CHUNK], places, digests))
        return Run(len(keys), self._insert(content), _digest(content))

    def _insert(self, content: bytes) -> int:
        (place,) = self._home.connection.execute(_INSERT, (content,)).fetchone()
        return int(place)

    def _all(self, run: Run) -> Iterator[_Entries]:
        index = self._index_of(run)
        return (self._chunk(index, number) for number in range(len(index.firsts)))

    def _remove(self, run: Run) -> None:
        places = [*self._index_of(run).places, run.index]
        for place in places:  # which another entry may get
            self._chunks.pop(place, None)
        self._home.connection.executemany(_DELETE, [(place,) for place in places])
        self._indexes.pop(run.index, None)

    def _index_of(self, run: Run) -> _Index:
        found = self._indexes.get(run.index)
        if found is None:
            content = self._read(run.index, run.digest)
            try:
                found = self._indexes[run.index] = _index(content)
            except msgspec.MsgspecError as error:
                raise DamagedMarkError(self._holder) from error
        return found

    def _chunk(self, index: _Index, number: int) -> _Entries:
        place = index.places[number]
        found = self._chunks.get(place)
        if found is None:
            if len(self._chunks) > len(self.runs) + _TOGETHER:
                self._chunks.clear()
            content = self._read(place, index.digests[number])
            try:
                found = self._chunks[place] = _entries(content)
            except msgspec.MsgspecError as error:
                raise DamagedMarkError(self._holder) from error
        return found

    def _read(self, place: int, digest: bytes) -> bytes:
        try:
            row = self._home.connection.execute(_SELECT, (place,)).fetchone()
        except sqlite3.DatabaseError as error:
            raise DamagedMarkError(self._holder) from error
        if row is None or not isinstance(row[0], bytes) or _digest(row[0]) != digest:
            raise DamagedMarkError(self._holder)
        return row[0]


def _digest(content: bytes) -> bytes:
    return blake2b(content, digest_size=_DIGEST_BYTES).digest()
