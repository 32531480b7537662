"""Notes, checkpoints, cosignatures and proofs, read with the standard library alone.

Written from docs/FORMAT.md and from what it refers to: RFC 6962, and C2SP's ``signed-note``,
``tlog-checkpoint``, ``tlog-cosignature``, ``tlog-proof`` and ``tlog-witness``.
"""

import base64
import binascii
import hashlib
import re
from typing import NamedTuple

from outside_ed25519 import is_of_small_order, verifies

SIGNER, COSIGNER = 1, 4  # the first byte of a key: what it signs


def unbase64(text):
    """Return the bytes of base64 that is written as it has to be; else raise ValueError."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ValueError(text) from error
    if base64.b64encode(data).decode() != text:
        raise ValueError(text)
    return data


class Key(NamedTuple):
    """A public key."""

    name: str
    identity: bytes
    kind: int
    public: bytes

    @classmethod
    def read(cls, text):
        name, digits, encoded = text.split("+", 2)
        data = unbase64(encoded)
        key = cls(name, bytes.fromhex(digits), data[0], data[1:])
        if key.own_identity != key.identity:
            raise ValueError(f"the digits of {text} are not of this key")
        if is_of_small_order(key.public):
            raise ValueError(f"anybody signs by {text}")
        return key

    @property
    def own_identity(self):
        """The id that a key of this name has."""
        content = self.name.encode() + b"\n" + bytes([self.kind]) + self.public
        return hashlib.sha256(content).digest()[:4]

    def time_of(self, body, signature):
        """Return the time of a cosignature, 0 for a signature without one; None: it is false."""
        if self.kind == SIGNER:
            return 0 if verifies(self.public, signature, body.encode()) else None
        if self.kind != COSIGNER or len(signature) != 72:
            return None
        seconds = int.from_bytes(signature[:8], "big")
        message = f"cosignature/v1\ntime {seconds}\n{body}".encode()
        return seconds if verifies(self.public, signature[8:], message) else None


class Checkpoint(NamedTuple):
    """A signed statement of size and root; ``signed``: (name, id, signature) of each line."""

    origin: str
    size: int
    root: bytes
    body: str
    signed: list

    @classmethod
    def read(cls, text):
        body, _, lines = text.rpartition("\n\n")
        body += "\n"
        origin, size, root, *more = body.split("\n")
        if more != [""] or not origin or not re.fullmatch("0|[1-9][0-9]*", size):
            raise ValueError("no checkpoint of a book")
        signed = [
            re.fullmatch(r"— ([^\s+\x00-\x20\x7f]+) (\S+)", line) for line in lines.split("\n")[:-1]
        ]
        if not signed or None in signed or not lines.endswith("\n"):
            raise ValueError("a line that is no signature")
        signed = [(x[1], unbase64(x[2])) for x in signed]
        if any(len(raw) < 5 for _, raw in signed):
            raise ValueError("a signature of nothing")
        hashed = unbase64(root)
        if len(hashed) != 32:
            raise ValueError("a root that is no hash")
        return cls(origin, int(size), hashed, body, [(n, s[:4], s[4:]) for n, s in signed])

    def times_by(self, key):
        """Return the time of each signature that names a key; None for each that is false."""
        named = [s for n, i, s in self.signed if (n, i) == (key.name, key.identity)]
        return [key.time_of(self.body, signature) for signature in named]

    def is_signed_by(self, key):
        times = self.times_by(key)
        return bool(times) and None not in times


def words(checkpoint):
    """Return the twelve words of a checkpoint."""
    digest = hashlib.sha256(checkpoint.body.encode()).digest()
    consonants, vowels = "bdfghjklmnprstvz", "aiou"
    said = []
    for place in range(0, 24, 2):
        number, word = int.from_bytes(digest[place : place + 2], "big"), ""
        for letters, bits in zip(
            (consonants, vowels, consonants, vowels, consonants), (12, 10, 6, 4, 0), strict=True
        ):
            word += letters[number >> bits & (len(letters) - 1)]
        said.append(word)
    return said


# ---------------------------------------------------------------- the tree


def node(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def leaf(entry):
    return hashlib.sha256(b"\x00" + entry).digest()


def _half(count):
    """Return the largest power of two below a number of leaves."""
    return 1 << (count - 1).bit_length() - 1


def levels(leaves):
    """Return the complete nodes of each level, the leaves first."""
    found = [list(leaves)]
    while len(found[-1]) > 1:
        below = found[-1]
        found.append([node(*below[n : n + 2]) for n in range(0, len(below) - 1, 2)])
    return found


def root(found, size):
    """Return the root of the first so many leaves, from the complete nodes."""
    hashed, place = None, size
    for level in found:
        if place & 1:
            hashed = level[place - 1] if hashed is None else node(level[place - 1], hashed)
        place >>= 1
    return hashlib.sha256().digest() if hashed is None else hashed


def _range(found, start, end):
    """Return the hash of the leaves from ``start`` to ``end``, as RFC 6962 splits them."""
    if end - start == 1:
        return found[0][start]
    middle = start + _half(end - start)
    return node(_range(found, start, middle), _range(found, middle, end))


def consistency(found, old, size, *, whole=True, start=0):
    """Return the consistency proof between two sizes (RFC 6962, section 2.1.2)."""
    if old == size:
        return [] if whole else [_range(found, start, start + size)]
    half = _half(size)
    if old <= half:
        beside = _range(found, start + half, start + size)
        return [*consistency(found, old, half, whole=whole, start=start), beside]
    more = consistency(found, old - half, size - half, whole=False, start=start + half)
    return [*more, _range(found, start, start + half)]


def is_included(entry_hash, index, size, path, expected):
    """Return whether a path leads from a leaf to a root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    place, last, hashed = index, size - 1, entry_hash
    for beside in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            hashed = node(beside, hashed)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            hashed = node(hashed, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and hashed == expected


def is_consistent(old, size, old_root, new_root, path):
    """Return whether a path proves that one root is the other's beginning (RFC 9162, 2.1.4.2)."""
    if old == 0:
        return not path
    if old == size:
        return not path and old_root == new_root
    path = [old_root, *path] if old & (old - 1) == 0 else list(path)
    if not path or old > size:
        return False
    place, last = old - 1, size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    first = second = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            first, second = node(beside, first), node(beside, second)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            second = node(second, beside)
        place, last = place >> 1, last >> 1
    return last == 0 and (first, second) == (old_root, new_root)


class Proof(NamedTuple):
    """A proof that an event is in the tree."""

    entry: bytes
    index: int
    path: list
    checkpoint: Checkpoint

    @classmethod
    def read(cls, text):
        head, _, checkpoint = text.partition("\n\n")
        kind, extra, index, *path = head.split("\n")
        if kind != "c2sp.org/tlog-proof@v1" or not re.fullmatch("index (0|[1-9][0-9]*)", index):
            raise ValueError("no proof of an event")
        entry = unbase64(extra.removeprefix("extra "))
        hashes = [unbase64(line) for line in path]
        return cls(entry, int(index[6:]), hashes, Checkpoint.read(checkpoint))

    def holds(self):
        """Return whether the event stands where it says, below the checkpoint's root."""
        noted = self.checkpoint
        return is_included(leaf(self.entry), self.index, noted.size, self.path, noted.root)


def read_addition(text):
    """Return (smaller size, hashes, larger checkpoint) of what adds one checkpoint to another."""
    head, _, checkpoint = text.partition("\n\n")
    old, *path = head.split("\n")
    if not re.fullmatch("old (0|[1-9][0-9]*)", old):
        raise ValueError("no addition to a checkpoint")
    return int(old[4:]), [unbase64(line) for line in path], Checkpoint.read(checkpoint)
