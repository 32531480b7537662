"""OpenSSH's public keys, and the signatures that ``ssh-keygen -Y sign`` makes with them.

Read only, and to the letter: what is read is what would be written. ``ledger.rules.ssh_signatures``
checks what a key has signed.

Source: RFC 4253 section 6.6, RFC 5656, RFC 8709; OpenSSH's PROTOCOL.sshsig and PROTOCOL.u2f.
"""

from __future__ import annotations

import base64
import binascii
import re
import struct
from collections.abc import Sequence
from hashlib import sha256
from typing import Literal, Self, TypeAlias

import msgspec

from events.keys import KEY_BYTES, is_weak

ED25519, ED25519_SK = "ssh-ed25519", "sk-ssh-ed25519@openssh.com"
RSA, ECDSA_SK = "ssh-rsa", "sk-ecdsa-sha2-nistp256@openssh.com"
# The curve of each kind, and how many bytes a coordinate has.
CURVES = {
    "ecdsa-sha2-nistp256": ("nistp256", 32),
    "ecdsa-sha2-nistp384": ("nistp384", 48),
    "ecdsa-sha2-nistp521": ("nistp521", 66),
    ECDSA_SK: ("nistp256", 32),
}
KINDS = (ED25519, ED25519_SK, *CURVES, RSA)
RSA_BITS = (2048, 16384)  # what is shorter can be forged, what is longer takes too long
_UNCOMPRESSED = 0x04  # how a point begins

NotAKey: TypeAlias = Literal[
    "none",  # no public key, or a key and something else
    "private",  # it is a private key
    "other-form",  # a public key that another program wrote
    "certificate",  # whose key is another's to give
    "kind",  # of a kind that is not checked here
    "weak",  # anybody can sign with it, or could with some effort
]

_MAGIC, _VERSION = b"SSHSIG", 1
_BEGIN, _END = "-----BEGIN SSH SIGNATURE-----", "-----END SSH SIGNATURE-----"
_WIDTH = 70  # of a line of the armor, as ssh-keygen writes it
_MOST_SHOWN = 64  # characters of an unknown kind
_MOST_BYTES = 16384  # of a key or a signature: some times of the longest there is
# Looked for in what is to be a public key. Few programs ever look, so they are not compiled here.
_OTHERWISE: Sequence[tuple[NotAKey, str]] = (
    ("private", r"-----BEGIN [A-Z0-9 ]*PRIVATE KEY|PuTTY-User-Key-File"),
    ("other-form", r"---- BEGIN SSH2 PUBLIC KEY|-----BEGIN [A-Z0-9 ]*PUBLIC KEY"),
)


class BadSshKeyError(ValueError):
    """A text is no public key that signatures are checked with.

    Attributes:
        why: what it is instead. The text is not kept, since it may be a secret.
        kind: the kind of key that it says it is; empty: it says none.
    """

    def __init__(self, why: NotAKey, kind: str = "") -> None:
        super().__init__(why)
        self.why, self.kind = why, kind[:_MOST_SHOWN]


class BadSshSignatureError(ValueError):
    """A text is no signature of OpenSSH's."""


class _Cut(ValueError):
    """Bytes end before what they announce, or go on after it."""


class _Reader:
    """Reads the fields of SSH's wire format (RFC 4251, section 5)."""

    def __init__(self, raw: bytes) -> None:
        self._raw, self._at = raw, 0

    def taken(self, size: int) -> bytes:
        """Return so many bytes."""
        end = self._at + size
        if end > len(self._raw):
            raise _Cut
        found, self._at = self._raw[self._at : end], end
        return found

    def number(self) -> int:
        """Return a number of 32 bits."""
        (found,) = struct.unpack(">I", self.taken(4))
        return int(found)

    def string(self) -> bytes:
        """Return a string of bytes."""
        return self.taken(self.number())

    def text(self) -> str:
        """Return a string of ASCII characters that are seen."""
        found = self.string().decode("ascii")  # otherwise a ValueError, too
        if not all("!" <= c <= "~" for c in found):
            raise _Cut
        return found

    def integer(self) -> int:
        """Return a positive integer, which is written in its shortest form."""
        raw = self.string()
        found = int.from_bytes(raw, "big")
        if not raw or raw[0] & 0x80 or mpint(found) != struct.pack(">I", len(raw)) + raw:
            raise _Cut
        return found

    def end(self) -> None:
        """Make sure that nothing follows."""
        if self._at != len(self._raw):
            raise _Cut


def string(raw: bytes) -> bytes:
    """Return bytes with their length before them."""
    return struct.pack(">I", len(raw)) + raw


def mpint(number: int) -> bytes:
    """Return a positive integer as SSH writes it."""
    return string(number.to_bytes(number.bit_length() // 8 + 1, "big"))


class SshKey(msgspec.Struct, frozen=True):
    """A public key.

    Attributes:
        kind: the name of its kind, such as ``ssh-ed25519``.
        raw: what stands in base64 in its line.
        key: of Ed25519 32 bytes, of a curve the point; empty for RSA.
        numbers: of RSA the exponent and the modulus; empty for others.
        application: of a key in a token, for what it was made; empty for others.
    """

    kind: str
    raw: bytes
    key: bytes = b""
    numbers: tuple[int, ...] = ()
    application: bytes = b""

    def __str__(self) -> str:
        return f"{self.kind} {base64.b64encode(self.raw).decode('ascii')}"

    @property
    def fingerprint(self) -> str:
        """What ``ssh-keygen -l`` prints of it, to be compared by telephone."""
        digest = base64.b64encode(sha256(self.raw).digest()).decode("ascii")
        return "SHA256:" + digest.rstrip("=")

    @classmethod
    def read(cls, line: str) -> Self:
        """Read a key as it is recorded, to the letter: kind and base64, without a comment.

        Raises:
            BadSshKeyError: it is none.
        """
        found = cls.find(line)
        if str(found) != line:
            raise BadSshKeyError("none")
        return found

    @classmethod
    def find(cls, text: str) -> Self:
        """Read the file of a public key: one line, with a comment at its end or without.

        Raises:
            BadSshKeyError: there is none, or something else beside it.
        """
        for why, form in _OTHERWISE:
            if re.search(form, text):
                raise BadSshKeyError(why)
        lines = [line for line in text.splitlines() if line.strip() and line.lstrip()[0] != "#"]
        words = lines[0].split(maxsplit=2) if len(lines) == 1 else []
        if len(words) < 2:  # noqa: PLR2004 - kind and key
            raise BadSshKeyError("none")
        try:
            raw = base64.b64decode(words[1].encode("ascii"), validate=True)
        except (binascii.Error, UnicodeEncodeError):
            raise BadSshKeyError("none") from None
        found = cls.of(raw)
        if found.kind != words[0]:
            raise BadSshKeyError("none")
        return found

    @classmethod
    def of(cls, raw: bytes) -> Self:
        """Read a key as it stands in a signature.

        Raises:
            BadSshKeyError: it is none.
        """
        kind = ""
        try:
            reader = _Reader(raw if len(raw) <= _MOST_BYTES else b"")
            kind = reader.text()
            found = cls._of_kind(kind, raw, reader)
            reader.end()
        except ValueError as error:
            if isinstance(error, BadSshKeyError):
                raise
            raise BadSshKeyError("none") from None
        return found

    @classmethod
    def _of_kind(cls, kind: str, raw: bytes, reader: _Reader) -> Self:
        if kind in {ED25519, ED25519_SK}:
            key = reader.string()
            application = reader.string() if kind == ED25519_SK else b""
            if len(key) != KEY_BYTES:
                raise _Cut
            if is_weak(key):
                raise BadSshKeyError("weak")
            return cls(kind, raw, key, (), application)
        if kind in CURVES:
            curve, size = CURVES[kind]
            name, point = reader.text(), reader.string()
            application = reader.string() if kind == ECDSA_SK else b""
            if name != curve or len(point) != 1 + 2 * size or point[0] != _UNCOMPRESSED:
                raise _Cut
            return cls(kind, raw, point, (), application)
        if kind == RSA:
            exponent, modulus = reader.integer(), reader.integer()
            least, most = RSA_BITS
            if not least <= modulus.bit_length() <= most or exponent < 3 or not exponent & 1:  # noqa: PLR2004
                raise BadSshKeyError("weak")
            return cls(kind, raw, b"", (exponent, modulus))
        is_certificate = kind.endswith("-cert-v01@openssh.com")
        raise BadSshKeyError("certificate" if is_certificate else "kind", kind)


class SshSignature(msgspec.Struct, frozen=True):
    """A signature over a message.

    Attributes:
        raw: all of it, as it stands in its armor.
        key: that made it, as it says.
        namespace: what for: a signature that was made for one purpose does for no other.
        hash: what the message was hashed with: sha256 or sha512.
        algorithm: of the signature proper, such as ``rsa-sha2-512``.
        signed: the signature proper.
        flags, counter: what a token has added; None: no token made it.
    """

    raw: bytes
    key: SshKey
    namespace: str
    hash: str
    algorithm: str
    signed: bytes
    flags: int | None = None
    counter: int | None = None

    def __str__(self) -> str:
        return base64.b64encode(self.raw).decode("ascii")

    @property
    def armored(self) -> str:
        """The file that ``ssh-keygen -Y verify`` takes."""
        text = str(self)
        lines = [text[at : at + _WIDTH] for at in range(0, len(text), _WIDTH)]
        return "\n".join((_BEGIN, *lines, _END)) + "\n"

    @classmethod
    def find(cls, armored: str) -> Self:
        """Read what ``ssh-keygen -Y sign`` writes.

        Raises:
            BadSshSignatureError: it is no signature.
        """
        lines = armored.strip().splitlines()
        if len(lines) < 3 or lines[0] != _BEGIN or lines[-1] != _END:  # noqa: PLR2004
            raise BadSshSignatureError
        return cls.read("".join(lines[1:-1]))

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a signature as it is recorded, to the letter: in base64, without armor.

        Raises:
            BadSshSignatureError: it is none.
        """
        try:
            raw = base64.b64decode(text.encode("ascii"), validate=True)
            if len(raw) > _MOST_BYTES or base64.b64encode(raw).decode("ascii") != text:
                raise BadSshSignatureError
            return cls._of(raw)
        except ValueError:  # also what base64, ASCII and the key say
            raise BadSshSignatureError from None

    @classmethod
    def _of(cls, raw: bytes) -> Self:
        reader = _Reader(raw)
        if reader.taken(len(_MAGIC)) != _MAGIC or reader.number() != _VERSION:
            raise _Cut
        key, namespace = SshKey.of(reader.string()), reader.text()
        if reader.string():  # reserved: nothing is known of it
            raise _Cut
        name, signed = reader.text(), _Reader(reader.string())
        reader.end()
        algorithm, proper = signed.text(), signed.string()
        flags, counter = None, None
        if key.kind in {ED25519_SK, ECDSA_SK}:
            flags, counter = signed.taken(1)[0], signed.number()
        signed.end()
        return cls(raw, key, namespace, name, algorithm, proper, flags, counter)

    def text(self, digest: bytes) -> bytes:
        """Return the bytes that the key has signed.

        Args:
            digest: the hash of the message.
        """
        fields: Sequence[bytes] = (self.namespace.encode(), b"", self.hash.encode(), digest)
        signed = _MAGIC + b"".join(map(string, fields))
        if self.flags is None or self.counter is None:
            return signed
        told = struct.pack(">BI", self.flags, self.counter)
        return sha256(self.key.application).digest() + told + sha256(signed).digest()


def integers(raw: bytes, count: int) -> tuple[int, ...]:
    """Return so many positive integers, and nothing after them: the signature by a curve.

    Raises:
        ValueError: these are none.
    """
    reader = _Reader(raw)
    found = tuple(reader.integer() for _ in range(count))
    reader.end()
    return found
