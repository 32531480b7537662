"""The Merkle tree over the events of a book: RFC 6962, section 2.

Pure: hashes in, hashes out. A node is named by its level (0: leaves) and its place on that
level; a node is complete, and never changes, once its last leaf is there. Only complete nodes
above the leaves are stored; a leaf is hashed from the stored event when it is needed.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable, Iterator
from itertools import count, repeat
from typing import TypeAlias

from events.hashing import sha256

Hash: TypeAlias = bytes  # 32 bytes
Node: TypeAlias = tuple[int, int, Hash]  # level, place, hash
Lookup: TypeAlias = Callable[[int, int], Hash]  # level, place -> hash of a complete node

EMPTY_ROOT: Hash = sha256(b"").digest()
_TAG = b"samverk-leaf/v1"
_HEADER = struct.Struct(">I")
_VERSION = struct.Struct(">Iq")


def entry_bytes(stream: str, version: int, name: str, state: bytes) -> bytes:
    """Return the content of a leaf: stream, version, event name and the stored bytes.

    Each field has its length before it, as a big-endian u32; the version is an i64.

    Source: docs/FORMAT.md.
    """
    stream_bytes, name_bytes = stream.encode(), name.encode()
    return b"".join(
        (
            _TAG,
            _HEADER.pack(len(stream_bytes)),
            stream_bytes,
            _VERSION.pack(8, version),
            _HEADER.pack(len(name_bytes)),
            name_bytes,
            _HEADER.pack(len(state)),
            state,
        )
    )


class LeafHasher:
    """Hashes many leaves, with the repeated parts kept."""

    def __init__(self) -> None:
        from hashlib import sha256  # which is quicker, once it is loaded

        self._sha256 = sha256
        self._streams: dict[str, bytes] = {}
        self._names: dict[str, bytes] = {}

    def leaf(self, stream: str, version: int, name: str, state: bytes) -> Hash:
        """Return ``leaf_hash(entry_bytes(…))``."""
        head = self._streams.get(stream)
        if head is None:
            raw = stream.encode()
            head = self._streams[stream] = b"\x00" + _TAG + _HEADER.pack(len(raw)) + raw
        middle = self._names.get(name)
        if middle is None:
            raw = name.encode()
            middle = self._names[name] = _HEADER.pack(len(raw)) + raw
        return self._sha256(
            b"".join((head, _VERSION.pack(8, version), middle, _HEADER.pack(len(state)), state))
        ).digest()


def leaf_hash(entry: bytes) -> Hash:
    """Return the hash of a leaf."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """Return the hash of a node above the leaves."""
    return sha256(b"\x01" + left + right).digest()


class Frontier:
    """The complete subtrees at the right edge of a tree, which are all that appending needs.

    Attributes:
        size: number of leaves.
        hashes: level -> hash of the complete subtree there, for each bit of the size that is 1.
    """

    def __init__(self, size: int = 0, hashes: dict[int, Hash] | None = None) -> None:
        self.size = size
        self.hashes: dict[int, Hash] = hashes or {}

    @classmethod
    def of(cls, size: int, lookup: Lookup) -> Frontier:
        """Return the frontier of a tree of some size."""
        return cls(size, {level: lookup(level, place) for level, place in subtrees(size)})

    def append(self, leaf: Hash) -> list[Node]:
        """Add a leaf, and return the nodes above it that it completes."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[Hash]) -> list[Node]:
        """Add leaves; return the nodes above them that they complete, level by level."""
        hashes, level, place = [*leaves], 0, self.size
        self.size += len(hashes)
        completed: list[Node] = []
        while True:
            if place & 1:  # the node to the left waits for its sibling
                hashes.insert(0, self.hashes.pop(level))
            if len(hashes) & 1:
                self.hashes[level] = hashes.pop()
            if not hashes:
                return completed
            pairs = zip(hashes[::2], hashes[1::2], strict=True)
            hashes = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
            level, place = level + 1, place >> 1
            completed += zip(repeat(level), count(place), hashes)

    def root(self) -> Hash:
        """Return the root of the tree."""
        root: Hash | None = None
        for level in sorted(self.hashes):
            root = self.hashes[level] if root is None else node_hash(self.hashes[level], root)
        return EMPTY_ROOT if root is None else root


def subtrees(size: int) -> Iterator[tuple[int, int]]:
    """Yield the complete subtrees that a tree of some size is made of, largest first."""
    start = 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            yield level, start >> level
            start += 1 << level


def root_of(size: int, lookup: Lookup) -> Hash:
    """Return the root of the tree as it was with so many leaves."""
    return Frontier.of(size, lookup).root()


def _subtree(first: int, size: int, lookup: Lookup) -> Hash:
    """Return the root of the leaves from ``first``, which is a multiple of a power >= size."""
    root: Hash | None = None
    for level, place in reversed([*subtrees(size)]):
        node = lookup(level, place + (first >> level))
        root = node if root is None else node_hash(node, root)
    assert root is not None
    return root


def inclusion_proof(index: int, size: int, lookup: Lookup) -> list[Hash]:
    """Return the audit path of a leaf, from its sibling up.

    Args:
        index: of the leaf, from 0.
        size: of the tree.
        lookup: complete nodes.
    """
    assert 0 <= index < size
    path: list[Hash] = []
    first = 0
    while size > 1:
        split = 1 << (size - 1).bit_length() - 1
        if index - first < split:
            path.append(_subtree(first + split, size - split, lookup))
            size = split
        else:
            path.append(_subtree(first, split, lookup))
            first, size = first + split, size - split
    return path[::-1]


def included(index: int, size: int, leaf: Hash, path: Iterable[Hash], root: Hash) -> bool:
    """Return whether a leaf is at its place in the tree with that root.

    Source: RFC 9162, section 2.1.3.2.
    """
    if not 0 <= index < size:
        return False
    place, last, current = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            current = node_hash(sibling, current)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            current = node_hash(current, sibling)
        place, last = place >> 1, last >> 1
    return last == 0 and current == root


def consistency_proof(old: int, new: int, lookup: Lookup) -> list[Hash]:
    """Return the proof that a tree of one size is the beginning of a tree of another size.

    Source: RFC 6962, section 2.1.2.
    """
    assert 0 < old <= new
    path: list[Hash] = []
    first, size, complete = 0, new, True
    while old != size:
        split = 1 << (size - 1).bit_length() - 1
        if old <= split:
            path.append(_subtree(first + split, size - split, lookup))
            size = split
        else:
            path.append(_subtree(first, split, lookup))
            first, size, old, complete = first + split, size - split, old - split, False
    if not complete:
        path.append(_subtree(first, size, lookup))
    return path[::-1]


def consistent(old: int, new: int, old_root: Hash, new_root: Hash, path: list[Hash]) -> bool:
    """Return whether a proof shows that one tree is the beginning of another.

    Source: RFC 9162, section 2.1.4.2.
    """
    if not 0 < old <= new:
        return False
    if old == new:
        return not path and old_root == new_root
    if not path:
        return False
    steps = list(path) if old & (old - 1) else [old_root, *path]
    place, last = old - 1, new - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    one = other = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            one, other = node_hash(step, one), node_hash(step, other)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            other = node_hash(other, step)
        place, last = place >> 1, last >> 1
    return last == 0 and one == old_root and other == new_root
