"""Signed notes, checkpoints, cosignatures and proofs, in the C2SP forms.

Texts in, texts out; nothing here knows of a book. The signatures are Ed25519 by the library
``cryptography``, imported only where something is signed or checked.

Source: C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof.
"""

from __future__ import annotations

import base64
import binascii
import struct
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from events.keys import COSIGNATURE, ED25519, ID_BYTES, KEY_BYTES, BadKeyError, VerifierKey, is_name
from ledger.books.refusals import NotACheckpoint, NotAKey, NotAProof, TooManySignatures
from ledger.refusal import BadInput

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

PROOF_HEADER = "c2sp.org/tlog-proof@v1"
MAX_BYTES = 4_000_000
Signatures: TypeAlias = tuple[tuple[str, bytes], ...]  # name; key id and signature
_DASH = "\u2014 "
_TIME_BYTES, _SIGNATURE_BYTES = 8, 64
_MOST_SIGNATURES = 100  # under a checkpoint, as in other programs that read notes
_PREFIX = "PRIVATE+KEY+"
_HASH_BYTES = 32


class PublicKey(VerifierKey, frozen=True):
    """A key to check signatures with."""

    def names(self, name: str, raw: bytes) -> bool:
        """Return whether a line of a note says that it is by this key.

        Args:
            name: at its beginning.
            raw: what stands there, decoded: the key's id and the signature.
        """
        return name == self.name and raw[:ID_BYTES] == self.id

    def verifies(self, signature: bytes, text: bytes) -> bool:
        """Return whether a raw signature of a text is by this key."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import (
            Ed25519PublicKey,
        )

        try:
            Ed25519PublicKey.from_public_bytes(self.key).verify(signature, text)
        except InvalidSignature:
            return False
        return True


class SecretKey(msgspec.Struct, frozen=True):
    """A key to sign with, as it stands in a key file."""

    name: str
    seed: bytes

    @classmethod
    def new(cls, name: str) -> SecretKey:
        """Make a key."""
        import secrets

        return cls(name, secrets.token_bytes(KEY_BYTES))

    @classmethod
    def parse(cls, text: str) -> SecretKey:
        """Read a key file.

        Raises:
            BadInput: it is none.
        """
        parts = text.strip().removeprefix(_PREFIX).split("+", 2)
        if not text.startswith(_PREFIX) or len(parts) != 3:  # noqa: PLR2004
            raise NotAKey
        raw = _unb64(parts[2], NotAKey())
        if len(raw) != 1 + KEY_BYTES or raw[0] != ED25519:
            raise NotAKey
        key = cls(parts[0], raw[1:])
        if key.public(ED25519).id.hex() != parts[1]:
            raise NotAKey
        return key

    def __str__(self) -> str:
        secret = _b64(bytes([ED25519]) + self.seed)
        return f"{_PREFIX}{self.name}+{self.public(ED25519).id.hex()}+{secret}"

    def public(self, kind: int) -> PublicKey:
        """Return the public key, for a book or for a witness."""
        from cryptography.hazmat.primitives.serialization import (
            Encoding,
            PublicFormat,
        )

        raw = _private(self.seed).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        return PublicKey(self.name, kind, raw)

    def sign(self, text: bytes) -> bytes:
        """Return the raw signature of a text."""
        return _private(self.seed).sign(text)


def is_secret_key(text: str) -> bool:
    """Return whether a text begins as a secret key does."""
    return text.startswith(_PREFIX)


def is_begun_key(text: str) -> bool:
    """Return whether a text that is no key may be the part of a key that a full disk took."""
    begun = text.strip("\0\r\n ")
    return _PREFIX.startswith(begun) or begun.startswith(_PREFIX)


def _private(seed: bytes) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
    )

    return Ed25519PrivateKey.from_private_bytes(seed)


def parse_public_key(text: str) -> PublicKey:
    """Read a vkey.

    Raises:
        BadInput: it is none.
    """
    try:
        return PublicKey.read(text.strip())
    except BadKeyError:
        raise NotAKey from None


class Checkpoint(msgspec.Struct, frozen=True):
    """The state of a book at some size.

    Attributes:
        origin: the book's name.
        size: number of events.
        root: of the tree over them.
        signatures: (name, key id and signature) as they stand under it.
    """

    origin: str
    size: int
    root: bytes
    signatures: Signatures = ()

    @property
    def body(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{_b64(self.root)}\n"

    def __str__(self) -> str:
        return note(self.body, self.signatures)

    def signed(self, key: SecretKey) -> Checkpoint:
        """Return it with the book's signature."""
        raw = key.public(ED25519).id + key.sign(self.body.encode())
        return self._with(key.name, raw)

    def cosigned(self, key: SecretKey, timestamp: int) -> Checkpoint:
        """Return it with a witness's cosignature.

        Args:
            key: the witness's.
            timestamp: POSIX seconds.

        Raises:
            BadInput: there are as many signatures already as there may be.
        """
        text = _cosigned_text(timestamp, self.body)
        public = key.public(COSIGNATURE)
        return self._with(key.name, public.id + struct.pack(">Q", timestamp) + key.sign(text))

    def joined(self, other: Checkpoint) -> Checkpoint:
        """Return it with the signatures of another one, too; the other one, if it says otherwise.

        Raises:
            BadInput: these are more signatures than there may be.
        """
        if self.body != other.body:
            return other
        return self._having(dict.fromkeys((*self.signatures, *other.signatures)))

    def is_signed_by(self, key: PublicKey) -> bool:
        """Return whether it has a good signature by a key, and no bad one in its name."""
        raws = [raw for name, raw in self.signatures if key.names(name, raw)]
        return bool(raws) and all(self.is_by(key, raw) for raw in raws)

    def is_by(self, key: PublicKey, raw: bytes) -> bool:
        """Return whether a key has made a signature, whatever name and id stand before it.

        Args:
            key: of a book or of a witness, which sign different texts.
            raw: the id and the signature.
        """
        text, signature = self.body.encode(), raw[ID_BYTES:]
        if key.kind == COSIGNATURE:
            if len(signature) != _TIME_BYTES + _SIGNATURE_BYTES:
                return False
            (timestamp,) = struct.unpack(">Q", signature[:_TIME_BYTES])
            text, signature = _cosigned_text(timestamp, self.body), signature[_TIME_BYTES:]
        return len(signature) == _SIGNATURE_BYTES and key.verifies(signature, text)

    @staticmethod
    def signed_at(raw: bytes) -> datetime | None:
        """Return when a cosignature says that it was made; None: beyond what a calendar has."""
        (timestamp,) = struct.unpack(">Q", raw[ID_BYTES : ID_BYTES + _TIME_BYTES])
        try:
            return datetime.fromtimestamp(timestamp, UTC)
        except (OverflowError, ValueError, OSError):
            return None

    def _with(self, name: str, raw: bytes) -> Checkpoint:
        return self._having((*self.signatures, (name, raw)))

    def _having(self, signatures: Iterable[tuple[str, bytes]]) -> Checkpoint:
        """Return it with these signatures.

        Raises:
            BadInput: they are too many, so that no program would read it.
        """
        found = tuple(signatures)
        if len(found) > _MOST_SIGNATURES:
            raise TooManySignatures(size=self.size, limit=_MOST_SIGNATURES)
        return Checkpoint(self.origin, self.size, self.root, found)


def note(body: str, signatures: Signatures) -> str:
    """Return a signed note: a text, and who has signed it."""
    lines = "".join(f"{_DASH}{name} {_b64(raw)}\n" for name, raw in signatures)
    return f"{body}\n{lines}"


def signatures_of(lines: str, otherwise: BadInput) -> Signatures:
    """Read the lines under a note.

    Raises:
        BadInput: the given one, where they are none.
    """
    found = []
    for line in lines.removesuffix("\n").split("\n"):
        parts = line.removeprefix(_DASH).split(" ")
        if not line.startswith(_DASH) or len(parts) != 2:  # noqa: PLR2004
            raise otherwise
        raw = _unb64(parts[1], otherwise)
        if not is_name(parts[0]) or len(raw) <= ID_BYTES:
            raise otherwise
        found.append((parts[0], raw))
    return tuple(found)


def _cosigned_text(timestamp: int, body: str) -> bytes:
    return f"cosignature/v1\ntime {timestamp}\n{body}".encode()


def parse_checkpoint(text: str, path: str = "") -> Checkpoint:
    """Read a signed checkpoint, to the letter; the signatures are not checked here.

    Args:
        text: of the checkpoint.
        path: the file that it is from, for the refusal.

    Raises:
        BadInput: it is none.
    """
    bad = NotACheckpoint(path=path)
    body, blank, rest = text.partition("\n\n")
    lines = body.split("\n")
    if not blank or len(lines) != 3 or not rest.endswith("\n"):  # noqa: PLR2004
        raise bad
    origin, size, root = lines[0], _number(lines[1], bad), _unb64(lines[2], bad)
    signatures = signatures_of(rest, bad)
    found = Checkpoint(origin, size, root, signatures)
    is_whole = len(root) == _HASH_BYTES and len(signatures) <= _MOST_SIGNATURES
    if min(origin, default="\0") < " " or not is_whole or str(found) != text:
        raise bad
    return found


class Proof(msgspec.Struct, frozen=True):
    """That an event is in a checkpointed book.

    Attributes:
        entry: what the leaf stands for, with the event in it.
        index: of the leaf, from 0: the position less one.
        path: the audit path, from the leaf's sibling up.
        checkpoint: of the tree.
    """

    entry: bytes
    index: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint

    def __str__(self) -> str:
        path = "".join(_b64(step) + "\n" for step in self.path)
        extra = _b64(self.entry)
        return f"{PROOF_HEADER}\nextra {extra}\nindex {self.index}\n{path}\n{self.checkpoint}"


def parse_proofs(text: str) -> list[Proof]:
    """Read a file of proofs, one after another, to the letter; nothing is checked here.

    Raises:
        BadInput: it is none.
    """
    before, *proofs = text.split(f"{PROOF_HEADER}\n")
    if before or not proofs:
        raise NotAProof
    return [parse_proof(f"{PROOF_HEADER}\n{one}") for one in proofs]


def parse_proof(text: str) -> Proof:
    """Read a proof, to the letter; nothing is checked here.

    Raises:
        BadInput: it is none.
    """
    head, blank, note = text.partition("\n\n")
    lines = head.split("\n")
    if (
        not blank
        or len(lines) < 3  # noqa: PLR2004
        or lines[0] != PROOF_HEADER
        or not lines[1].startswith("extra ")
        or not lines[2].startswith("index ")
    ):
        raise NotAProof
    try:
        checkpoint = parse_checkpoint(note)
    except BadInput:
        raise NotAProof from None
    found = Proof(
        _unb64(lines[1].removeprefix("extra "), NotAProof()),
        _number(lines[2].removeprefix("index "), NotAProof()),
        tuple(_unb64(line, NotAProof()) for line in lines[3:]),
        checkpoint,
    )
    if any(len(step) != _HASH_BYTES for step in found.path) or str(found) != text:
        raise NotAProof
    return found


def _number(text: str, otherwise: BadInput) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19) or str(int(text)) != text:  # noqa: PLR2004
        raise otherwise
    return int(text)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode("ascii")


def _unb64(text: str, otherwise: BadInput) -> bytes:
    try:
        return base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise otherwise from None
