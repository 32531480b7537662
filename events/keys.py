"""Public keys as people exchange them: ``NAME+8 hexadecimal digits+base64`` (C2SP, *vkey*).

Read only; what a key has signed is checked elsewhere (``ledger.books.notes``).

Source: C2SP signed-note, tlog-cosignature; docs/FORMAT.md.
"""

from __future__ import annotations

import base64
import binascii
import re
from typing import Self

import msgspec

from events.hashing import sha256

ED25519, COSIGNATURE = 0x01, 0x04
KEY_BYTES, ID_BYTES = 32, 4
ROTATION = "samverk-key-rotation/v1"  # the first line of what says that a key was replaced
# Points of small order, without the sign: under such a key anybody signs what he likes.
_WEAK = {
    bytes.fromhex(y)
    for y in (
        "0000000000000000000000000000000000000000000000000000000000000000",
        "0100000000000000000000000000000000000000000000000000000000000000",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    )
}
_NAME = r"[^\s+\x00-\x1f\x7f]+"


def is_weak(key: bytes) -> bool:
    """Return whether anybody can sign with an Ed25519 key, since its point is of small order."""
    return key[:-1] + bytes([key[-1] & 0x7F]) in _WEAK


def is_name(text: str) -> bool:
    """Return whether a signer may have such a name: one that ends where a key or a line says."""
    return re.fullmatch(_NAME, text) is not None


class BadKeyError(ValueError):
    """The text is no public key."""


class VerifierKey(msgspec.Struct, frozen=True):
    """A public key.

    Attributes:
        name: of the signer; holds no space and no plus.
        kind: ``ED25519`` for a book, ``COSIGNATURE`` for a witness.
        key: 32 bytes.
    """

    name: str
    kind: int
    key: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that name the key in a signature."""
        text = self.name.encode() + b"\n" + bytes([self.kind]) + self.key
        return sha256(text).digest()[:ID_BYTES]

    def __str__(self) -> str:
        raw = base64.b64encode(bytes([self.kind]) + self.key).decode("ascii")
        return f"{self.name}+{self.id.hex()}+{raw}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a key, to the letter.

        Raises:
            BadKeyError: it is none, or one that everybody can sign with.
        """
        name, _, rest = text.partition("+")
        try:
            raw = base64.b64decode(rest.partition("+")[2].encode("ascii"), validate=True)
        except (binascii.Error, UnicodeEncodeError):
            raise BadKeyError from None
        if len(raw) != 1 + KEY_BYTES or raw[0] not in (ED25519, COSIGNATURE):
            raise BadKeyError
        key = cls(name, raw[0], raw[1:])
        if not is_name(name) or str(key) != text or is_weak(key.key):
            raise BadKeyError
        return key


class Rotation(msgspec.Struct, frozen=True):
    """That a book of so many events gets another key: what both keys sign.

    Attributes:
        origin: the book's name.
        size: how many events it has; the next one says that the key was replaced.
        root: of the tree over them, in base64.
        previous, key: the public keys, as text.
    """

    origin: str
    size: int
    root: str
    previous: str
    key: str

    def __str__(self) -> str:
        lines = (ROTATION, self.origin, str(self.size), self.root, self.previous, self.key)
        return "".join(f"{line}\n" for line in lines)
